//! Lists apps with their spaces and organizations, all pages of them.
//!
//! ```text
//! list_apps [--label SELECTOR] [--per-page N]
//! ```
//!
//! `cargo run --example list_apps -- --label 'environment=production,tier in (web,worker)'`

mod arguments;

use std::collections::BTreeMap;
use std::process::ExitCode;

use arguments::{Arguments, Result};
use cloudfoundry_v3::connect;
use cloudfoundry_v3::filters::LabelSelector;
use cloudfoundry_v3::models::{AppIncludeItem, AppList};

const USAGE: &str = "list_apps [--label SELECTOR] [--per-page N]";

#[tokio::main]
async fn main() -> ExitCode {
    arguments::end(run().await)
}

async fn run() -> Result<()> {
    let arguments = Arguments::read(USAGE, &["label", "per-page"])?;
    let client = connect::from_env().await?;

    let include = [AppIncludeItem::Space, AppIncludeItem::SpaceOrganization];
    let per_page = i64::try_from(arguments.number("per-page", 50)?)?;
    let mut list = client.apps().list().include(include).per_page(per_page);
    if let Some(label) = arguments.option("label") {
        // What is no selector is refused here rather than by the platform.
        list = list.label_selector(label.parse::<LabelSelector>()?);
    }

    // What is included stands once beside the apps of a page, so that pages are read rather than items.
    let mut pages = list.pages();
    let mut count = 0;
    while let Some(page) = pages.next().await {
        let page = page?;
        count += page.resources.len();
        show(&page);
    }
    println!("{count} apps");
    Ok(())
}

/// Prints the apps of a page, each with its place.
fn show(page: &AppList) {
    let included = page.included.clone().unwrap_or_default();
    let organizations = included.organizations.iter().flatten();
    let organizations: BTreeMap<&str, &str> =
        organizations.map(|organization| (organization.guid.as_str(), organization.name.as_str())).collect();
    let spaces = included.spaces.iter().flatten();
    let places: BTreeMap<&str, String> = spaces
        .map(|space| {
            let organization = space.relationships.as_ref().map(|related| related.organization.data.guid.as_str());
            let organization = organization.and_then(|guid| organizations.get(guid)).unwrap_or(&"?");
            (space.guid.as_str(), format!("{organization}/{}", space.name))
        })
        .collect();
    for app in &page.resources {
        let space = app.relationships.as_ref().map(|related| related.space.data.guid.as_str());
        let place = space.and_then(|guid| places.get(guid)).map_or("?", String::as_str);
        println!("{:<30} {:<10} {place}", app.name, app.state.to_string());
    }
}
