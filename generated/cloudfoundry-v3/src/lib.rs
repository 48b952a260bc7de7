//! A client of the Cloud Foundry API, version 3: all of its operations with their types, and what a client needs around them.
//!
//! # Connect
//!
//! Where `cf login` was run, or where the [environment](connect::Environment) says which platform is meant and who signs in,
//! one call gives a client:
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = cloudfoundry_v3::connect::from_env().await?;
//!
//! let mut organizations = client.organizations().list().items();
//! while let Some(organization) = organizations.next().await {
//!     println!("{}", organization?.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A program that knows better says so: [`connect::Platform`] finds the platform, [`connect::Credentials`] signs in with a
//! password, a passcode, a client's secret or a refresh token. Tokens are renewed before they end.
//!
//! # Call
//!
//! A [`Client`] has a method for each group of operations, and a group has one for each operation. What an operation requires are
//! arguments; what is optional are setters; `send()` sends the request.
//!
//! ```no_run
//! # async fn example(client: cloudfoundry_v3::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use cloudfoundry_v3::models::{OrganizationCreate, SpaceCreate, SpaceCreateRelationships};
//!
//! let acme = client.organizations().create(&OrganizationCreate::new("acme")).send().await?;
//! let dev = SpaceCreate::new("dev", SpaceCreateRelationships { organization: (&acme.guid).into() });
//! let dev = client.spaces().create(&dev).send().await?;
//! println!("{} with status {}", dev.guid, dev.status());
//! # Ok(())
//! # }
//! ```
//!
//! # Find
//!
//! Lists come in pages: `pages()` yields them one after the other, `items()` what is in them. [`filters`] has label selectors and
//! spans of time as types.
//!
//! ```no_run
//! # async fn example(client: cloudfoundry_v3::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use cloudfoundry_v3::filters::LabelSelector;
//!
//! let production = LabelSelector::equals("environment", "production")?.and(LabelSelector::absent("deprecated")?);
//! let mut apps = client.apps().list().label_selector(production).per_page(200).items();
//! while let Some(app) = apps.next().await {
//!     println!("{}", app?.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Wait
//!
//! What takes long is done in the background. An operation that begins such work answers with the job that does it; builds,
//! deployments, droplets, packages and tasks tell themselves how far they are.
//!
//! ```no_run
//! # async fn example(client: cloudfoundry_v3::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//!
//! let job = client.apps().delete("1cb006ee-fb05-47e1-b541-c34179ddc446").send().await?.job()?;
//! job.wait_with(|job| eprintln!("{} is {:?}, warnings: {:?}", job.operation, job.state, job.warnings)).await?;
//!
//! let build = client.builds().get("585bc3c1-3743-497d-88b0-403ad6b56d16").watch();
//! let build = build.timeout(Some(Duration::from_secs(15 * 60))).wait().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Push
//!
//! With the feature `push`, a folder becomes a package, as `cf push` has it, and one waits for the app to run:
#![cfg_attr(feature = "push", doc = "see [`push`].")]
#![cfg_attr(not(feature = "push"), doc = "see the module `push`.")]
//! The example `push_app` does all of it, from the organization to the route.
//!
//! # Errors
//!
//! A call fails with [`runtime::Error`]: `Documented` for the errors that the API describes, whose body has a list of `errors`. A
//! program decides by their `code` and `title`; `detail` is meant for people.
//!
//! ```no_run
//! # async fn example(client: cloudfoundry_v3::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use cloudfoundry_v3::runtime::Error;
//!
//! match client.apps().get("1cb006ee-fb05-47e1-b541-c34179ddc446").send().await {
//!     Ok(app) => println!("{}", app.name),
//!     Err(Error::Documented(answer)) if answer.errors.iter().any(|error| error.title == "CF-ResourceNotFound") => {
//!         println!("gone, or not for these eyes");
//!     }
//!     Err(other) => return Err(other.into()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! What a user may not see is answered with 404, what may be seen but not changed with 403.
//!
//! # Features
//!
//! | feature | |
//! |---|---|
//! | `client` (default) | the client, [`connect`], waiting |
//! | `push` | folders as packages; brings `ignore`, `tempfile` and `zip` |
//!
//! Without any, the crate is [`models`] and [`filters`] alone, without network code.
//!
//! # Where the code comes from
//!
//! The operations and models are generated from a description of the API (OpenAPI) by avouch; `connect`, `filters` and `push` are
//! written by hand. [`runtime`] is the crate that sends requests; its documentation tells what holds for all of them: repeats,
//! redirects, limits.

#[rustfmt::skip]
mod generated;

pub use generated::*;

#[cfg(feature = "client")]
pub mod connect;
pub mod filters;
#[cfg(feature = "client")]
mod progress;
#[cfg(feature = "push")]
pub mod push;
mod shorthands;
