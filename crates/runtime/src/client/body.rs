//! Bodies as streams of bytes.

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt;
use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::time::Sleep;

type BoxedBody = Pin<Box<dyn http_body::Body<Data = Bytes, Error = io::Error> + Send>>;

/// The body of a request or an answer: bytes that are there, or a stream of them.
///
/// A body that an operation returns is not read yet. Reading it fails with
/// [`io::ErrorKind::TimedOut`] when the server falls silent for longer than the client allows.
#[derive(Default)]
pub struct Body {
    inner: Inner,
    silence: Option<Duration>,
    /// Runs while the next bytes are awaited.
    clock: Option<Pin<Box<Sleep>>>,
}

enum Inner {
    Full(Bytes),
    /// The mutex is never contended: it makes a stream `Sync` that is only `Send`.
    Stream(Mutex<BoxedBody>),
}

impl Default for Inner {
    fn default() -> Self {
        Self::Full(Bytes::new())
    }
}

impl Body {
    /// A body over any other.
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
    {
        let body = body.map_err(io::Error::other);
        Self { inner: Inner::Stream(Mutex::new(Box::pin(body))), ..Self::default() }
    }

    /// A body over a stream of bytes.
    pub fn from_stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>> + 'static,
    {
        Self::new(Frames(Box::pin(stream)))
    }

    /// Fails when no bytes come for this long while they are awaited.
    pub(crate) fn limit_silence(mut self, silence: Option<Duration>) -> Self {
        self.silence = silence;
        self
    }

    /// The next bytes; `None` at the end.
    pub async fn chunk(&mut self) -> io::Result<Option<Bytes>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// All bytes, at most `limit` of them; more are an error.
    pub async fn bytes(mut self, limit: usize) -> io::Result<Bytes> {
        let too_long = || {
            let message = format!("the body is longer than {limit} bytes");
            io::Error::new(io::ErrorKind::InvalidData, message)
        };
        let announced = usize::try_from(http_body::Body::size_hint(&self).lower()).unwrap_or(usize::MAX);
        if announced > limit {
            return Err(too_long());
        }
        let first = self.chunk().await?.unwrap_or_default();
        if first.len() > limit {
            return Err(too_long());
        }
        if self.is_end_stream() {
            return Ok(first);
        }
        let mut all = BytesMut::with_capacity(announced.max(first.len()));
        all.extend_from_slice(&first);
        while let Some(chunk) = self.chunk().await? {
            if all.len() + chunk.len() > limit {
                return Err(too_long());
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }

    /// Writes all bytes to `writer` as they come and returns their number.
    pub async fn copy_to<W: AsyncWrite + Unpin + ?Sized>(mut self, writer: &mut W) -> io::Result<u64> {
        let mut written = 0;
        while let Some(chunk) = self.chunk().await? {
            writer.write_all(&chunk).await?;
            written += chunk.len() as u64;
        }
        writer.flush().await?;
        Ok(written)
    }

    /// Writes all bytes to a new file as they come and returns their number. What the file held
    /// before is lost.
    pub async fn save(self, path: impl AsRef<Path>) -> io::Result<u64> {
        let mut file = tokio::fs::File::create(path).await?;
        self.copy_to(&mut file).await
    }
}

/// The chunks of a body.
impl Stream for Body {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        while let Some(frame) = ready!(self.as_mut().poll_frame(context)) {
            match frame.map(Frame::into_data) {
                Ok(Ok(data)) => return Poll::Ready(Some(Ok(data))),
                // Trailers are no part of the content.
                Ok(Err(_)) => {}
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
        Poll::Ready(None)
    }
}

/// A stream of bytes as a body.
struct Frames<S>(Pin<Box<S>>);

impl<E, S: Stream<Item = Result<Bytes, E>>> http_body::Body for Frames<S> {
    type Data = Bytes;
    type Error = E;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, E>>> {
        self.0.as_mut().poll_next(context).map(|next| next.map(|data| data.map(Frame::data)))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = &mut *self;
        let stream = match &mut this.inner {
            Inner::Full(bytes) if bytes.is_empty() => return Poll::Ready(None),
            Inner::Full(bytes) => {
                return Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes)))));
            }
            Inner::Stream(stream) => stream.get_mut().unwrap_or_else(PoisonError::into_inner),
        };
        if let Poll::Ready(frame) = stream.as_mut().poll_frame(context) {
            this.clock = None;
            return Poll::Ready(frame);
        }
        let Some(silence) = this.silence else {
            return Poll::Pending;
        };
        let clock = this.clock.get_or_insert_with(|| Box::pin(tokio::time::sleep(silence)));
        clock.as_mut().poll(context).map(|()| {
            let message = format!("the server sent nothing for {silence:?}");
            Some(Err(io::Error::new(io::ErrorKind::TimedOut, message)))
        })
    }

    fn is_end_stream(&self) -> bool {
        match &self.inner {
            Inner::Full(bytes) => bytes.is_empty(),
            Inner::Stream(stream) => stream.lock().is_ok_and(|stream| stream.is_end_stream()),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.inner {
            Inner::Full(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Inner::Stream(stream) => stream.lock().map_or_else(|_| SizeHint::default(), |stream| stream.size_hint()),
        }
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self { inner: Inner::Full(bytes.into()), ..Self::default() }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.inner {
            Inner::Full(bytes) => write!(formatter, "Body({} bytes)", bytes.len()),
            Inner::Stream(_) => formatter.write_str("Body(stream)"),
        }
    }
}
