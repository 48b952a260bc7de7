//! Calls without `async`: the same futures and streams, awaited on a thread of their own kind.
//!
//! One runtime serves all blocking calls of a process. It has one thread, which does what connections and clocks need; the
//! thread that calls drives its own call, so that calls of several threads run side by side.

use super::body::Body;
use super::call::{Call, ResponseFuture};
use super::error::Error;
use super::job::{JobError, JobHandle};
use super::pages::{Items, Pages};
use super::response::Response;
use crate::model::JobModel;
use bytes::Bytes;
use std::fmt;
use std::future::Future;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use tokio::runtime::{Builder, Handle};

/// Waits for a future on the runtime that all blocking calls share.
///
/// # Errors
///
/// Inside an asynchronous runtime, which waiting would bring to a halt, and where the thread of the runtime cannot be started.
///
/// ```
/// assert_eq!(avouch_runtime::block_on(async { 1 + 1 }).unwrap(), 2);
/// ```
pub fn block_on<F: Future>(future: F) -> Result<F::Output, BlockingError> {
    match Handle::try_current() {
        Ok(_) => return Err(BlockingError::InsideRuntime),
        Err(error) if error.is_thread_local_destroyed() => return Err(BlockingError::InsideRuntime),
        Err(_) => {}
    }
    Ok(shared()?.block_on(future))
}

/// The runtime, which is started when it is wanted first.
fn shared() -> Result<Handle, BlockingError> {
    static SHARED: Mutex<Option<Handle>> = Mutex::new(None);
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*shared {
        return Ok(handle.clone());
    }
    let runtime = Builder::new_current_thread().enable_all().build().map_err(BlockingError::Start)?;
    let handle = runtime.handle().clone();
    let thread = std::thread::Builder::new().name("avouch-blocking".to_owned());
    // Whoever waits elsewhere can only wait: connections and clocks move on while this thread is inside the runtime.
    let started = thread.spawn(move || runtime.block_on(std::future::pending::<()>()));
    started.map_err(BlockingError::Start)?;
    Ok(shared.insert(handle).clone())
}

/// Why a call cannot wait for its answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum BlockingError {
    /// The call was made inside an asynchronous runtime: its thread would stand still. Await the call there, or make it
    /// on a thread of its own.
    InsideRuntime,
    /// The runtime for blocking calls cannot be started.
    Start(io::Error),
}

impl fmt::Display for BlockingError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InsideRuntime => {
                formatter.write_str("a blocking call inside an asynchronous runtime; there, calls are awaited")
            }
            Self::Start(error) => write!(formatter, "the runtime for blocking calls cannot be started: {error}"),
        }
    }
}

impl std::error::Error for BlockingError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::InsideRuntime => None,
            Self::Start(error) => Some(error),
        }
    }
}

impl<T, E> Call<T, E> {
    /// Sends the request and waits for the answer.
    pub fn send_blocking(self) -> Result<Response<T>, Error<E>> {
        self.send().wait()
    }
}

impl<T, E> ResponseFuture<T, E> {
    /// Waits for the answer.
    pub fn wait(self) -> Result<Response<T>, Error<E>> {
        block_on(self).unwrap_or_else(|error| Err(Error::Blocking(error)))
    }
}

/// The pages, or the items of all pages, one after the other: each is waited for when it is asked for.
///
/// ```
/// # use avouch_runtime::{Client, Error, Method, Paging, json};
/// # fn example(client: &Client) -> Result<(), Error> {
/// let names = client.call(Method::GET, "/names", &[json::<Vec<String>>("200")], &[]);
/// for name in names.pages(Paging::LinkHeader).items(|page| page) {
///     println!("{}", name?);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Blocking<S>(Option<S>);

impl<T, E> IntoIterator for Pages<T, E> {
    type Item = Result<Response<T>, Error<E>>;
    type IntoIter = Blocking<Self>;

    fn into_iter(self) -> Blocking<Self> {
        Blocking(Some(self))
    }
}

impl<T, I, E> IntoIterator for Items<T, I, E> {
    type Item = Result<I, Error<E>>;
    type IntoIter = Blocking<Self>;

    fn into_iter(self) -> Blocking<Self> {
        Blocking(Some(self))
    }
}

impl<T, E> Iterator for Blocking<Pages<T, E>> {
    type Item = Result<Response<T>, Error<E>>;

    fn next(&mut self) -> Option<Self::Item> {
        block_on(self.0.as_mut()?.next()).unwrap_or_else(|error| {
            self.0 = None;
            Some(Err(Error::Blocking(error)))
        })
    }
}

impl<T, I, E> Iterator for Blocking<Items<T, I, E>> {
    type Item = Result<I, Error<E>>;

    fn next(&mut self) -> Option<Self::Item> {
        block_on(self.0.as_mut()?.next()).unwrap_or_else(|error| {
            self.0 = None;
            Some(Err(Error::Blocking(error)))
        })
    }
}

impl<J: JobModel> JobHandle<J> {
    /// Like [`JobHandle::poll`], and waits for the answer.
    pub fn poll_blocking(&self) -> Result<Response<J>, JobError<J>> {
        block_on(self.poll()).unwrap_or_else(|error| Err(JobError::Call(Error::Blocking(error))))
    }

    /// Like [`JobHandle::wait`], without `async`.
    pub fn wait_blocking(self) -> Result<Response<J>, JobError<J>> {
        self.wait_with_blocking(|_| {})
    }

    /// Like [`JobHandle::wait_with`], without `async`.
    pub fn wait_with_blocking(self, progress: impl FnMut(&J)) -> Result<Response<J>, JobError<J>> {
        block_on(self.wait_with(progress)).unwrap_or_else(|error| Err(JobError::Call(Error::Blocking(error))))
    }
}

impl Body {
    /// Like [`Body::chunk`], and waits for the bytes.
    pub fn chunk_blocking(&mut self) -> io::Result<Option<Bytes>> {
        block_on(self.chunk()).map_err(io::Error::other)?
    }

    /// Like [`Body::bytes`], and waits for all of them.
    pub fn bytes_blocking(self, limit: usize) -> io::Result<Bytes> {
        block_on(self.bytes(limit)).map_err(io::Error::other)?
    }

    /// Writes all bytes to `writer` as they come and returns their number.
    pub fn copy_to_blocking<W: Write + ?Sized>(mut self, writer: &mut W) -> io::Result<u64> {
        let mut written = 0;
        while let Some(chunk) = self.chunk_blocking()? {
            writer.write_all(&chunk)?;
            written += chunk.len() as u64;
        }
        writer.flush()?;
        Ok(written)
    }

    /// Writes all bytes to a new file as they come and returns their number. What the file held before is lost.
    pub fn save_blocking(self, path: impl AsRef<Path>) -> io::Result<u64> {
        self.copy_to_blocking(&mut std::fs::File::create(path)?)
    }
}

/// What [`operation!`](crate::operation) adds where blocking calls are possible.
#[doc(hidden)]
#[macro_export]
macro_rules! blocking_operation {
    ($name:ident, $success:ty, $errors:ty) => {
        impl $name {
            /// Sends the request and waits for the answer.
            pub fn send_blocking(self) -> ::core::result::Result<$crate::Response<$success>, $crate::Error<$errors>> {
                self.0.send_blocking()
            }
        }
    };
}
