//! Clients, and what they make first.

use avouch_runtime::Credential;
use cloudfoundry_v3::Client;
use cloudfoundry_v3::models::{
    App, AppCreate, AppCreateRelationships, Organization, OrganizationCreate, Package, PackageCreate,
    PackageCreateRelationships, PackageType, ResourceIdentifier, ToOneRelationship,
};

use crate::stage::Stage;

/// A space that the mock knows from the document's examples.
pub const SPACE: &str = "d4e5f6a7-1b2c-4d3e-8f90-a1b2c3d4e5f6";

/// An identifier that nothing has.
pub const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// A client with a token.
pub fn client(stage: &Stage) -> Client {
    Client::builder(&stage.base).credential(Credential::bearer("a.b-c")).build().unwrap()
}

pub fn related(guid: &str) -> ToOneRelationship {
    ToOneRelationship { data: ResourceIdentifier { guid: guid.to_owned() } }
}

pub fn organization_named(name: &str) -> OrganizationCreate {
    OrganizationCreate::new(name)
}

pub fn app_named(name: &str) -> AppCreate {
    AppCreate {
        name: name.to_owned(),
        environment_variables: None,
        lifecycle: None,
        relationships: AppCreateRelationships { space: related(SPACE) },
        metadata: None,
    }
}

pub async fn create_organization(client: &Client, name: &str) -> Organization {
    client.organizations().create(&organization_named(name)).await.unwrap().into_inner()
}

pub async fn create_app(client: &Client, name: &str) -> App {
    client.apps().create(&app_named(name)).await.unwrap().into_inner()
}

/// The identifier of a new package of a new app.
pub async fn create_package(client: &Client) -> String {
    let app = create_app(client, "with-a-package").await;
    let relationships = PackageCreateRelationships { app: related(&app.guid) };
    let package = PackageCreate { r#type: Some(PackageType::Bits), relationships, data: None, metadata: None };
    match client.packages().create(&package).send().await.unwrap().into_inner() {
        Package::Bits(package) => package.guid,
        other => panic!("{other:?}"),
    }
}
