//! Every answer of a mock fits its document: to every case of every operation, whatever happened before.

mod common;

use std::sync::Arc;

use avouch_api::{Api, OperationKind};
use avouch_mock::{Mock, Options};
use avouch_validate::Validator;

use common::{breaches, request_of, spec};

/// Sends every case of every operation and returns what is not as it should be.
fn faults_of(api: &Arc<Api>) -> (usize, Vec<String>) {
    let mock = Mock::new(Arc::clone(api), Options::default());
    let validator = Validator::new(Arc::clone(api));
    let mut sent = 0;
    let mut faults = Vec::new();
    // Deletions last: what the other cases speak of has to be there.
    let mut operations: Vec<_> = api.operations.iter().filter(|one| one.kind == OperationKind::Path).collect();
    operations.sort_by_key(|operation| operation.method == "DELETE");
    for operation in operations {
        for case in &operation.cases {
            let Some(request) = request_of(api, operation, case) else {
                faults.push(format!("{}: case `{}` has no whole request", operation.id, case.name));
                continue;
            };
            sent += 1;
            let response = mock.answer(&request);
            let intended = case.response.status.is_some_and(|status| status.covers(response.status));
            let is_gone = operation.method == "DELETE" && response.status == 404;
            if !intended && !is_gone {
                faults.push(format!(
                    "{}: case `{}` got {} {:?}",
                    operation.id, case.name, response.status, response.body
                ));
            }
            faults.extend(breaches(&validator, operation, &request.method, &response));
        }
    }
    (sent, faults)
}

#[test]
fn answers_to_all_cases_of_version_3_are_clean() {
    let api = spec("cloudfoundry-v3");
    let (sent, faults) = faults_of(&api);
    assert!(sent >= api.operations.len(), "only {sent} cases were sent");
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn answers_to_all_cases_of_version_2_are_clean() {
    let (sent, faults) = faults_of(&spec("cloudfoundry-v2"));
    assert!(sent > 0);
    assert_eq!(faults, Vec::<String>::new());
}
