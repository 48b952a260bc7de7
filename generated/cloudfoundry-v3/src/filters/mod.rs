//! Filters of lists as types: [`LabelSelector`], and the constructors of [`CreatedAtsRange`] and [`UpdatedAtsRange`].
//!
//! ```no_run
//! # async fn example(client: cloudfoundry_v3::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::{Duration, SystemTime};
//!
//! use cloudfoundry_v3::filters::LabelSelector;
//! use cloudfoundry_v3::models::{AppIncludeItem, CreatedAtsRange};
//!
//! let yesterday = SystemTime::now() - Duration::from_secs(24 * 3600);
//! let mut pages = client
//!     .apps()
//!     .list()
//!     .label_selector(LabelSelector::equals("environment", "production")?)
//!     .created_ats_range(&CreatedAtsRange::since(yesterday))
//!     .include([AppIncludeItem::Space, AppIncludeItem::SpaceOrganization])
//!     .pages();
//! # while let Some(page) = pages.next().await {
//! #     page?;
//! # }
//! # Ok(())
//! # }
//! ```
//!
//! What a list can `include`, and what it can be sorted by, are enums of the models, such as
//! [`AppIncludeItem`](crate::models::AppIncludeItem) and [`OrderBy`](crate::models::OrderBy): one for each set that the API
//! knows, with a variant `Other` for what a newer API adds. The resources that are included stand once each in the field
//! `included` of a page, and in no item; so that whoever wants them reads `pages()` rather than `items()`.

mod label_selector;
mod times;

pub use label_selector::{LabelSelector, LabelSelectorError};

#[allow(unused_imports, reason = "the documentation links to them")]
use crate::models::{CreatedAtsRange, UpdatedAtsRange};
