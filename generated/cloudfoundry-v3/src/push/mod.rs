//! From a folder to a running app: what `cf push` does between the operations of the API. Feature `push`.
//!
//! ```no_run
//! # async fn example(client: cloudfoundry_v3::Client, app_guid: &str) -> Result<(), Box<dyn std::error::Error>> {
//! use cloudfoundry_v3::models::{BuildCreate, ToOneRelationship};
//! use cloudfoundry_v3::push;
//!
//! // The folder becomes an archive, the archive a package.
//! let package = push::upload_folder(&client, app_guid, "site").await?;
//!
//! // The package becomes a droplet.
//! let package_guid = package.guid().unwrap_or_default();
//! let build = client.builds().create(&BuildCreate::new(package_guid)).send().await?;
//! let build = client.builds().get(&build.guid).watch().wait_with(|build| eprintln!("{:?}", build.state)).await?;
//! let droplet = build.droplet.as_ref().ok_or("a build without a droplet")?;
//!
//! // The app runs the droplet.
//! client.apps().set_current_droplet(app_guid, &ToOneRelationship::from(&droplet.guid)).send().await?;
//! client.apps().start(app_guid).send().await?;
//! push::Startup::of(&client, app_guid).wait().await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`Archive`] says what of a folder is packed and what is not.

mod archive;
mod files;
mod ignored;
mod startup;
mod upload;

pub use archive::Archive;
pub use files::ArchiveError;
pub use startup::{Startup, StartupError};
pub use upload::{PushError, upload_folder};
