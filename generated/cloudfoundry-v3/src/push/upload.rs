//! From a folder to a package.

use std::fmt;
use std::path::Path;

use avouch_runtime::{Error, JobError};

use super::archive::Archive;
use super::files::ArchiveError;
use crate::Client;
use crate::models::{Errors, Package, PackageCreate};

/// Packs a folder, makes a package for the app, uploads the archive, and waits until the package is `READY`.
///
/// [`Archive`] says what of the folder is packed. Whoever wants to see how far the upload is does the four steps apart: an
/// [`Archive`], `packages().create`, `packages().upload_bits`, `packages().get(…).watch()`.
///
/// The future has to be polled in a tokio runtime, in which a thread packs the folder.
pub async fn upload_folder(
    client: &Client,
    app_guid: impl Into<String>,
    folder: impl AsRef<Path>,
) -> Result<Package, PushError> {
    let folder = folder.as_ref().to_owned();
    let packed = tokio::task::spawn_blocking(move || Archive::of_folder(folder)).await;
    let archive = packed.map_err(|error| ArchiveError::Write(std::io::Error::other(error)))??;
    let package = client.packages().create(&PackageCreate::of_bits(app_guid)).send().await.map_err(PushError::call)?;
    let Some(guid) = package.guid() else {
        return Err(PushError::Unidentified(Box::new(package.into_inner())));
    };
    client.packages().upload_bits(guid).bits(&archive).send().await.map_err(PushError::call)?;
    let ready = client.packages().get(guid).watch().wait().await;
    Ok(ready.map_err(|error| PushError::Package(Box::new(error)))?.into_inner())
}

/// Why a folder has not become a package.
#[derive(Debug)]
#[non_exhaustive]
pub enum PushError {
    /// The folder cannot be packed; nothing was sent.
    Archive(ArchiveError),
    /// The package cannot be made, or the bits cannot be uploaded.
    Call(Box<Error<Errors>>),
    /// The API made a package and did not say which.
    Unidentified(Box<Package>),
    /// The package is not `READY`: it has failed, or it takes too long.
    Package(Box<JobError<Package>>),
}

impl PushError {
    fn call(error: Error<Errors>) -> Self {
        Self::Call(Box::new(error))
    }
}

impl From<ArchiveError> for PushError {
    fn from(error: ArchiveError) -> Self {
        Self::Archive(error)
    }
}

impl fmt::Display for PushError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Archive(error) => error.fmt(formatter),
            Self::Call(error) => write!(formatter, "the package cannot be uploaded: {error}"),
            Self::Unidentified(package) => write!(formatter, "a package without a GUID was made: {package:?}"),
            Self::Package(error) => match &**error {
                JobError::Failed(package) => write!(formatter, "the package has failed{}", reason(package)),
                other => write!(formatter, "the package is not ready: {other}"),
            },
        }
    }
}

/// What the controller says about a package that has failed.
fn reason(package: &Package) -> String {
    match package {
        Package::Bits(package) => package.data.error.as_ref().map_or_else(String::new, |reason| format!(": {reason}")),
        _ => String::new(),
    }
}

impl std::error::Error for PushError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Archive(error) => Some(error),
            Self::Call(error) => Some(error),
            Self::Package(error) => Some(error),
            Self::Unidentified(_) => None,
        }
    }
}
