//! Pushes a folder: from an organization to an app that runs under a route.
//!
//! ```text
//! push_app [--org NAME] [--space NAME] [--domain NAME] [--host NAME] [--buildpack NAME] APP FOLDER
//! ```
//!
//! Organization and space are made if there are none of their names, and so are the app and the route. Without `--domain` the
//! route is under the domain that the organization uses by default; without `--host` its host is the name of the app.
//!
//! `cargo run --example push_app --features push -- --org acme --space dev hello path/to/app`

mod arguments;

use std::path::Path;
use std::process::ExitCode;

use arguments::{Arguments, Result, find_or_make_space};
use cloudfoundry_v3::Client;
use cloudfoundry_v3::connect::Environment;
use cloudfoundry_v3::models::{
    App, AppCreate, AppCreateRelationships, BuildCreate, BuildpackLifecycle, BuildpackLifecycleData,
    BuildpackLifecycleType, Domain, Lifecycle, Organization, Route, RouteCreate, RouteCreateRelationships,
    RouteDestinationInsert, RouteDestinationTarget, RouteDestinationsInsert, Space, ToOneRelationship,
};
use cloudfoundry_v3::push::{Startup, upload_folder};
use cloudfoundry_v3::runtime::Maybe;

const USAGE: &str = "push_app [--org NAME] [--space NAME] [--domain NAME] [--host NAME] [--buildpack NAME] APP FOLDER";

#[tokio::main]
async fn main() -> ExitCode {
    arguments::end(run().await)
}

async fn run() -> Result<()> {
    let arguments = Arguments::read(USAGE, &["org", "space", "domain", "host", "buildpack"])?;
    let [name, folder] = &arguments.words[..] else {
        return Err(format!("usage: {USAGE}").into());
    };
    let environment = Environment::read()?;
    let (organization, space) = arguments.place(&environment)?;
    let client = environment.connect().await?;

    let (organization, space) = find_or_make_space(&client, organization, space).await?;
    let app = find_or_make_app(&client, &space, name, arguments.option("buildpack")).await?;
    let droplet = stage(&client, &app, folder.as_ref()).await?;

    client.apps().set_current_droplet(&app.guid, &ToOneRelationship::from(&droplet)).send().await?;
    println!("droplet {droplet} is set");
    // An app that runs already takes the new droplet when it starts anew.
    client.apps().restart(&app.guid).send().await?;

    let domain = domain(&client, &organization, arguments.option("domain")).await?;
    let host = arguments.option("host").unwrap_or(name);
    let route = map_route(&client, &space, &domain, host, &app).await?;

    let startup = Startup::of(&client, &app.guid);
    startup.wait_with(|stats| println!("{} instances, waiting for one to run", stats.resources.len())).await?;
    let url = route.url.unwrap_or_else(|| format!("{host}.{}", domain.name));
    println!("{name} runs at {url}");
    Ok(())
}

async fn find_or_make_app(client: &Client, space: &Space, name: &str, buildpack: Option<&str>) -> Result<App> {
    let mut apps = client.apps().list().names([name]).space_guids([&space.guid]).items();
    if let Some(app) = apps.next().await {
        return Ok(app?);
    }
    println!("making app {name}");
    let lifecycle = buildpack.map(|buildpack| {
        let data =
            BuildpackLifecycleData { buildpacks: Maybe::Value(vec![buildpack.to_owned()]), ..Default::default() };
        Lifecycle::Buildpack(BuildpackLifecycle { r#type: BuildpackLifecycleType::Buildpack, data })
    });
    let app = AppCreate { lifecycle, ..AppCreate::new(name, AppCreateRelationships { space: (&space.guid).into() }) };
    Ok(client.apps().create(&app).send().await?.into_inner())
}

/// Uploads the folder, and makes a droplet of it.
async fn stage(client: &Client, app: &App, folder: &Path) -> Result<String> {
    println!("uploading {}", folder.display());
    let package = upload_folder(client, &app.guid, folder).await?;
    let package = package.guid().ok_or("a package without a GUID")?;
    println!("package {package} is ready");

    let build = client.builds().create(&BuildCreate::new(package)).send().await?;
    let build = client.builds().get(&build.guid).watch();
    let build = build.wait_with(|build| println!("build {} is {}", build.guid, build.state)).await?;
    let droplet = build.into_inner().droplet.ok_or("the build has left no droplet behind")?;
    Ok(droplet.guid)
}

async fn domain(client: &Client, organization: &Organization, name: Option<&str>) -> Result<Domain> {
    let Some(name) = name else {
        return Ok(client.organizations().get_default_domain(&organization.guid).send().await?.into_inner());
    };
    // Names of domains are unique, and shared domains belong to no organization.
    let mut domains = client.domains().list().names([name]).items();
    domains.next().await.ok_or_else(|| format!("there is no domain {name}"))?.map_err(Into::into)
}

/// Leads a route to the app; the route is made if there is none.
async fn map_route(client: &Client, space: &Space, domain: &Domain, host: &str, app: &App) -> Result<Route> {
    let mut routes =
        client.routes().list().hosts([host]).domain_guids([&domain.guid]).space_guids([&space.guid]).items();
    let route = match routes.next().await {
        Some(route) => route?,
        None => {
            println!("making route {host}.{}", domain.name);
            let relationships = RouteCreateRelationships { domain: (&domain.guid).into(), space: (&space.guid).into() };
            let route = RouteCreate { host: Some(host.to_owned()), ..RouteCreate::new(relationships) };
            client.routes().create(&route).send().await?.into_inner()
        }
    };
    let destination = RouteDestinationInsert::new(RouteDestinationTarget::new(&app.guid));
    let destinations = RouteDestinationsInsert { destinations: vec![destination] };
    client.routes().insert_destinations(&route.guid, &destinations).send().await?;
    Ok(route)
}
