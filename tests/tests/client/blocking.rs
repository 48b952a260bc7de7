//! The client without `async`.

use std::time::Duration;

use avouch_runtime::Error;
use cloudfoundry_v3::models::{JobState, OrganizationCreate};

use crate::scenery::client;
use crate::stage::Stage;

#[test]
fn a_program_without_async() {
    // What the mock runs on is no business of the client.
    let elsewhere = tokio::runtime::Runtime::new().unwrap();
    let stage = elsewhere.block_on(Stage::mock());
    let client = client(&stage);

    let made = client.organizations().create(&OrganizationCreate::new("blocking")).send_blocking().unwrap();
    let mut names = Vec::new();
    for organization in client.organizations().list().per_page(1).items() {
        names.push(organization.unwrap().name);
    }
    assert!(names.len() > 1 && names.contains(&"blocking".to_owned()), "{names:?}");
    let pages = client.organizations().list().per_page(1).pages().into_iter().map(Result::unwrap).count();
    assert_eq!(pages, names.len());

    let job = client.organizations().delete(&made.guid).send_blocking().unwrap().job().unwrap();
    let done = job.interval(Duration::from_millis(10)).wait_blocking().unwrap();
    assert_eq!(done.state, JobState::Complete);

    let error = client.organizations().get(&made.guid).send_blocking().unwrap_err();
    assert!(matches!(error, Error::Documented(_)));
    assert!(error.to_string().starts_with("404 Not Found: CF-ResourceNotFound"), "{error}");
}

#[test]
fn inside_a_runtime_it_is_told_to_be_awaited() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let stage = runtime.block_on(Stage::mock());
    let client = client(&stage);
    let before = stage.connections();
    let error = runtime.block_on(async { client.root().get_api().send_blocking().unwrap_err() });
    assert!(matches!(error, Error::Blocking(_)), "{error}");
    assert_eq!(stage.connections(), before);
}
