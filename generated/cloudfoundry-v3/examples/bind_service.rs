//! Gives an app the credentials of a service.
//!
//! ```text
//! bind_service [--org NAME] [--space NAME] APP INSTANCE NAME=VALUE...
//! bind_service [--org NAME] [--space NAME] --offering NAME --plan NAME APP INSTANCE
//! ```
//!
//! The service instance is made if there is none of its name: from credentials that are given, or by the service broker of an
//! offering, which is waited for.
//!
//! `cargo run --example bind_service -- --org acme --space dev hello database uri=postgres://db.example.com/hello`

mod arguments;

use std::collections::BTreeMap;
use std::process::ExitCode;

use arguments::{Arguments, Result};
use cloudfoundry_v3::Client;
use cloudfoundry_v3::connect::Environment;
use cloudfoundry_v3::models::{
    AppCredentialBindingCreate, AppCredentialBindingRelationships, ManagedServiceInstanceCreate,
    ManagedServiceInstanceCreateRelationships, ServiceCredentialBindingCreate, ServiceInstance, ServiceInstanceCreate,
    ServicePlan, Space, UserProvidedServiceInstanceCreate, UserProvidedServiceInstanceCreateRelationships,
};
use cloudfoundry_v3::runtime::serde_json::Value;
use cloudfoundry_v3::service_credential_bindings::CreateServiceCredentialBindingAnswer;
use cloudfoundry_v3::service_instances::CreateServiceInstanceAnswer;

const USAGE: &str =
    "bind_service [--org NAME] [--space NAME] [--offering NAME --plan NAME] APP INSTANCE [NAME=VALUE...]";

#[tokio::main]
async fn main() -> ExitCode {
    arguments::end(run().await)
}

async fn run() -> Result<()> {
    let arguments = Arguments::read(USAGE, &["org", "space", "offering", "plan"])?;
    let [app, instance, credentials @ ..] = &arguments.words[..] else {
        return Err(format!("usage: {USAGE}").into());
    };
    let environment = Environment::read()?;
    let (organization, space) = arguments.place(&environment)?;
    let client = environment.connect().await?;

    let organization = arguments::organization(&client, organization).await?.ok_or("there is no such organization")?;
    let space = arguments::space(&client, &organization.guid, space).await?.ok_or("there is no such space")?;
    let mut apps = client.apps().list().names([app]).space_guids([&space.guid]).items();
    let app = apps.next().await.ok_or_else(|| format!("{} has no app {app}", space.name))??;

    let guid = match find(&client, &space, instance).await? {
        Some(guid) => guid,
        None => {
            println!("making service instance {instance}");
            let made = match (arguments.option("offering"), arguments.option("plan")) {
                (Some(offering), Some(plan)) => managed(&client, &space, instance, offering, plan).await?,
                _ => user_provided(&space, instance, credentials)?,
            };
            make(&client, &made).await?;
            find(&client, &space, instance).await?.ok_or("the service instance was made and is not there")?
        }
    };
    bind(&client, &app.guid, &guid).await?;
    println!("{} is bound to {instance}; it sees the credentials when it starts next", app.name);
    Ok(())
}

/// The GUID of the service instance of a name.
async fn find(client: &Client, space: &Space, name: &str) -> Result<Option<String>> {
    let mut instances = client.service_instances().list().names([name]).space_guids([&space.guid]).items();
    Ok(match instances.next().await.transpose()? {
        Some(ServiceInstance::Managed(instance)) => Some(instance.guid),
        Some(ServiceInstance::UserProvided(instance)) => Some(instance.guid),
        Some(ServiceInstance::Other(_)) | None => None,
    })
}

fn user_provided(space: &Space, name: &str, credentials: &[String]) -> Result<ServiceInstanceCreate> {
    let mut members = BTreeMap::new();
    for pair in credentials {
        let (name, value) = pair.split_once('=').ok_or_else(|| format!("{pair} is no NAME=VALUE"))?;
        members.insert(name.to_owned(), Value::from(value));
    }
    let relationships = UserProvidedServiceInstanceCreateRelationships { space: (&space.guid).into() };
    Ok(ServiceInstanceCreate::UserProvided(UserProvidedServiceInstanceCreate {
        credentials: Some(members),
        ..UserProvidedServiceInstanceCreate::new(name, relationships)
    }))
}

async fn managed(
    client: &Client,
    space: &Space,
    name: &str,
    offering: &str,
    plan: &str,
) -> Result<ServiceInstanceCreate> {
    let plans = client.service_plans().list().names([plan]).service_offering_names([offering]);
    let found: Option<ServicePlan> = plans.items().next().await.transpose()?;
    let found = found.ok_or_else(|| format!("there is no plan {plan} of {offering}"))?;
    let relationships =
        ManagedServiceInstanceCreateRelationships { space: (&space.guid).into(), service_plan: (&found.guid).into() };
    Ok(ServiceInstanceCreate::Managed(ManagedServiceInstanceCreate::new(name, relationships)))
}

/// Makes a service instance, and waits for its broker if it has one.
async fn make(client: &Client, instance: &ServiceInstanceCreate) -> Result<()> {
    if let CreateServiceInstanceAnswer::Accepted(accepted) =
        client.service_instances().create(instance).send().await?.into_inner()
    {
        accepted.job()?.wait_with(|job| println!("{} is {}", job.operation, job.state)).await?;
    }
    Ok(())
}

/// Gives the app the credentials; what it has already it keeps.
async fn bind(client: &Client, app: &str, instance: &str) -> Result<()> {
    let bindings = client.service_credential_bindings().list().app_guids([app]).service_instance_guids([instance]);
    if bindings.items().next().await.transpose()?.is_some() {
        return Ok(());
    }
    let relationships = AppCredentialBindingRelationships { app: app.into(), service_instance: instance.into() };
    let binding = ServiceCredentialBindingCreate::App(AppCredentialBindingCreate::new(relationships));
    let made = client.service_credential_bindings().create(&binding).send().await?.into_inner();
    if let CreateServiceCredentialBindingAnswer::Accepted(accepted) = made {
        accepted.job()?.wait_with(|job| println!("{} is {}", job.operation, job.state)).await?;
    }
    Ok(())
}
