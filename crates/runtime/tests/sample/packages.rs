//! Packages.

use avouch_runtime::{Accepted, Body, Call, Client, Method, Style, Upload, answers, json, operation, stream};

use super::errors::NotFoundOrLocked;
use super::models::{Errors, Job, Metadata, Package};

/// Packages.
#[derive(Clone, Copy, Debug)]
pub struct Packages<'c>(pub(super) &'c Client);

impl Packages<'_> {
    /// Copies a package: at once, or as a long-running operation.
    ///
    /// `PUT /v3/packages/{guid}/copy`
    pub fn copy(self, guid: impl Into<String>) -> Call<CopyPackageAnswer, Errors> {
        self.0.call(Method::PUT, "/v3/packages/{guid}/copy", CopyPackageAnswer::ANSWERS, &[json("default")]).path(
            "guid",
            Style::SIMPLE,
            guid.into(),
        )
    }

    /// Downloads the bits of a package.
    ///
    /// `GET /v3/packages/{guid}/download`
    pub fn download(self, guid: impl Into<String>) -> Call<Body, NotFoundOrLocked> {
        self.0
            .call(
                Method::GET,
                "/v3/packages/{guid}/download",
                &[stream("200"), stream("302")],
                NotFoundOrLocked::ANSWERS,
            )
            .path("guid", Style::SIMPLE, guid.into())
    }

    /// Uploads the bits of a package.
    ///
    /// `POST /v3/packages/{guid}/upload`
    pub fn upload(self, guid: impl Into<String>) -> UploadPackage {
        let call = self
            .0
            .call(Method::POST, "/v3/packages/{guid}/upload", &[json("200")], &[json("404"), json("422")])
            .path("guid", Style::SIMPLE, guid.into())
            .multipart();
        UploadPackage(call)
    }
}

/// The answers of [`Packages::copy`].
#[derive(Debug)]
pub enum CopyPackageAnswer {
    /// 200: the package was there already.
    Ok(Package),
    /// 201: the package was copied.
    Created(Package),
    /// 202: the package is being copied.
    Accepted(Accepted<Job>),
    /// 204: there was nothing to copy.
    NoContent,
}

answers! { CopyPackageAnswer {
    "200" => Ok(Json),
    "201" => Created(Json),
    "202" => Accepted(Job),
    "204" => NoContent,
} }

operation! {
    /// The operation [`Packages::upload`].
    pub struct UploadPackage(Call<Package, Errors>);
}

impl UploadPackage {
    /// The archive of the bits.
    pub fn bits(self, bits: impl Into<Upload>) -> Self {
        Self(self.0.file_part("bits", "application/octet-stream", bits))
    }

    /// Files that the server has already, as a list of their checksums.
    pub fn resources(self, resources: impl Into<String>) -> Self {
        Self(self.0.text_part("resources", resources.into()))
    }

    /// Labels and annotations of the package.
    pub fn metadata(self, metadata: &Metadata) -> Self {
        Self(self.0.json_part("metadata", metadata))
    }
}
