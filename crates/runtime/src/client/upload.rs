//! What a request sends.

use super::body::Body;
use avouch_wire::multipart::{Boundary, END_OF_PART};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::fs::File;
use tokio::io::{AsyncRead, ReadBuf};

/// How much of a file is held in memory.
const CHUNK: usize = 128 * 1024;

/// Bytes to send: from memory, from a file, or from a stream.
///
/// Bytes and files can be sent again after a refreshed token or a retry, a stream cannot.
#[derive(Debug)]
pub struct Upload {
    source: Source,
    file_name: Option<String>,
}

enum Source {
    Bytes(Bytes),
    File(PathBuf),
    Stream { body: Body, length: Option<u64> },
}

impl Upload {
    /// A file, read while it is sent; its name travels with it in multipart bodies.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Self { source: Source::File(path), file_name }
    }

    /// A stream, and how many bytes it yields if that is known.
    pub fn stream(body: Body, length: Option<u64>) -> Self {
        Self { source: Source::Stream { body, length }, file_name: None }
    }

    /// The name of the file in multipart bodies.
    #[must_use]
    pub fn file_name(mut self, file_name: impl Into<String>) -> Self {
        self.file_name = Some(file_name.into());
        self
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// The same again, unless it is a stream.
    pub(crate) fn again(&self) -> Option<Self> {
        let source = match &self.source {
            Source::Bytes(bytes) => Source::Bytes(bytes.clone()),
            Source::File(path) => Source::File(path.clone()),
            Source::Stream { .. } => return None,
        };
        Some(Self { source, file_name: self.file_name.clone() })
    }

    async fn open(self) -> io::Result<(Body, Option<u64>)> {
        match self.source {
            Source::Bytes(bytes) => {
                let length = bytes.len() as u64;
                Ok((Body::from(bytes), Some(length)))
            }
            Source::File(path) => {
                let body = FileBody::open(&path)
                    .await
                    .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
                let length = body.remaining;
                Ok((Body::new(body), Some(length)))
            }
            Source::Stream { body, length } => Ok((body, length)),
        }
    }
}

impl<T: Into<Bytes>> From<T> for Upload {
    fn from(bytes: T) -> Self {
        Self { source: Source::Bytes(bytes.into()), file_name: None }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(formatter, "{} bytes", bytes.len()),
            Self::File(path) => path.fmt(formatter),
            Self::Stream { .. } => formatter.write_str("stream"),
        }
    }
}

/// The content of a request.
#[derive(Debug, Default)]
pub(crate) enum Content {
    #[default]
    Empty,
    Whole(Upload),
    Parts(Multipart),
}

impl Content {
    /// The same again, unless a stream is in it.
    pub(crate) fn again(&self) -> Option<Self> {
        match self {
            Self::Empty => Some(Self::Empty),
            Self::Whole(upload) => upload.again().map(Self::Whole),
            Self::Parts(multipart) => multipart.again().map(Self::Parts),
        }
    }

    /// The body and its length, if that is known.
    pub(crate) async fn open(self) -> io::Result<(Body, Option<u64>)> {
        match self {
            Self::Empty => Ok((Body::default(), None)),
            Self::Whole(upload) => upload.open().await,
            Self::Parts(multipart) => multipart.open().await,
        }
    }
}

/// The parts of a multipart body.
#[derive(Debug)]
pub(crate) struct Multipart {
    pub(crate) boundary: Boundary,
    pub(crate) parts: Vec<Part>,
}

#[derive(Debug)]
pub(crate) struct Part {
    /// The delimiter and the header fields of the part, up to its content.
    pub(crate) head: Bytes,
    pub(crate) content: Upload,
}

impl Multipart {
    fn again(&self) -> Option<Self> {
        let part = |part: &Part| Some(Part { head: part.head.clone(), content: part.content.again()? });
        Some(Self { boundary: self.boundary.clone(), parts: self.parts.iter().map(part).collect::<Option<_>>()? })
    }

    async fn open(self) -> io::Result<(Body, Option<u64>)> {
        let mut bodies = VecDeque::with_capacity(self.parts.len() * 3 + 1);
        let mut total = Some(0_u64);
        let closing = self.boundary.closing();
        for part in self.parts {
            let (content, length) = part.content.open().await?;
            let around = (part.head.len() + END_OF_PART.len()) as u64;
            total = add(total, add(Some(around), length));
            bodies.extend([Body::from(part.head), content, Body::from(END_OF_PART)]);
        }
        total = add(total, Some(closing.len() as u64));
        bodies.push_back(Body::from(closing));
        Ok((Body::new(Chain(bodies)), total))
    }
}

/// The sum of two lengths, if it is known.
fn add(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one?.checked_add(other?)
}

/// Bodies one after the other.
struct Chain(VecDeque<Body>);

impl http_body::Body for Chain {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        while let Some(body) = self.0.front_mut() {
            match Pin::new(body).poll_frame(context) {
                Poll::Ready(None) => drop(self.0.pop_front()),
                frame => return frame,
            }
        }
        Poll::Ready(None)
    }
}

/// As much of a file as it held when it was opened.
struct FileBody {
    file: File,
    remaining: u64,
    buffer: Vec<u8>,
}

impl FileBody {
    async fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path).await?;
        file.set_max_buf_size(CHUNK);
        let remaining = file.metadata().await?.len();
        Ok(Self { file, remaining, buffer: Vec::new() })
    }
}

impl http_body::Body for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = &mut *self;
        if this.remaining == 0 {
            return Poll::Ready(None);
        }
        let wanted = usize::try_from(this.remaining).map_or(CHUNK, |left| left.min(CHUNK));
        this.buffer.resize(wanted, 0);
        let mut buffer = ReadBuf::new(&mut this.buffer);
        let read = match Pin::new(&mut this.file).poll_read(context, &mut buffer) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Err(error)) => return Poll::Ready(Some(Err(error))),
            Poll::Ready(Ok(())) => buffer.filled().len(),
        };
        if read == 0 {
            let message = "the file became shorter while it was sent";
            let error = io::Error::new(io::ErrorKind::UnexpectedEof, message);
            return Poll::Ready(Some(Err(error)));
        }
        this.buffer.truncate(read);
        this.remaining -= read as u64;
        let data = Bytes::from(std::mem::take(&mut this.buffer));
        Poll::Ready(Some(Ok(Frame::data(data))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.remaining)
    }
}
