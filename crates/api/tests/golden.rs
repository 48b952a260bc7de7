//! Whole documents as the Api has them: operations, cases, resources, pages, tasks and diagnostics.

mod support;

use std::path::Path;

fn described(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let (api, diagnostics) = support::api_of(&path).expect("the fixture loads");
    support::describe(&api, &diagnostics)
}

#[test]
fn platform() {
    insta::assert_snapshot!(described("platform.yaml"));
}

#[test]
fn code_host() {
    insta::assert_snapshot!(described("code-host.yaml"));
}

#[test]
fn cluster() {
    insta::assert_snapshot!(described("cluster.yaml"));
}

#[test]
fn faulty() {
    insta::assert_snapshot!(described("faulty.yaml"));
}
