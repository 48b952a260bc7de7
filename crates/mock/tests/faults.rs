//! Each fault, for one operation at a time: the answer is wrong in that way, in no other, and nowhere else.

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;

use avouch_api::{Operation, OperationKind};
use avouch_mock::{Fault, FaultRule, Mock, Options, observable};
use avouch_validate::{Check, Validator};
use common::{breaches, request_of, spec};

/// The check that must find a fault; `None` for those that no check of one answer finds.
fn check_of(fault: Fault) -> Option<Check> {
    match fault {
        Fault::DropRequiredProperty
        | Fault::NullInNonNullable
        | Fault::WrongType
        | Fault::BadEnum
        | Fault::EmptyBody => Some(Check::Body),
        Fault::WrongStatus | Fault::Error500 => Some(Check::Status),
        Fault::WrongContentType => Some(Check::ContentType),
        Fault::DropRequiredHeader => Some(Check::Headers),
        Fault::Slow | Fault::Close => None,
    }
}

fn with_fault(mock: &Mock, fault: Fault, operation: &Operation) -> Mock {
    let pattern = operation.id.parse().expect("an operationId is a pattern");
    let rule = FaultRule { fault, pattern: Some(pattern), probability: 1.0 };
    mock.restarted(vec![rule])
}

#[test]
fn every_observable_fault_is_seen_where_it_is() {
    let api = spec("cloudfoundry-v3");
    let validator = Arc::new(Validator::new(Arc::clone(&api)));
    let faultless = Mock::with_validator(Arc::clone(&validator), Options::default());
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for fault in Fault::ALL {
        let Some(check) = check_of(fault) else { continue };
        for operation in api.operations.iter().filter(|operation| operation.kind == OperationKind::Path) {
            let Some(request) = operation.cases.first().and_then(|case| request_of(&api, operation, case)) else {
                continue;
            };
            let mock = with_fault(&faultless, fault, operation);
            let response = mock.answer(&request);
            let found = validator.judge_response(operation, &request.method, &response.to_judge());
            let names: Vec<&str> = found.iter().map(|breach| breach.check.name()).collect();
            let count = counts.entry(fault.name()).or_default();
            if observable(&validator, operation, fault) {
                count.0 += 1;
                assert_eq!(names, [check.name()], "{} with {}: {response:?}", operation.id, fault.name());
            } else {
                count.1 += 1;
                assert_eq!(names, [""; 0], "{} with {}", operation.id, fault.name());
            }
        }
    }
    for (name, (seen, hidden)) in &counts {
        println!("{name}: seen {seen}, hidden {hidden}");
        assert!(*seen > 0, "{name}");
    }
}

#[test]
fn a_fault_for_one_operation_leaves_the_others_alone() {
    let api = spec("cloudfoundry-v3");
    let validator = Arc::new(Validator::new(Arc::clone(&api)));
    let broken = api.operation_by_id("getApp").expect("getApp is documented");
    let faultless = Mock::with_validator(Arc::clone(&validator), Options::default());
    let mock = with_fault(&faultless, Fault::WrongStatus, broken);
    for operation in api.operations.iter().filter(|operation| operation.is_safe()) {
        let Some(request) = operation.cases.first().and_then(|case| request_of(&api, operation, case)) else {
            continue;
        };
        let found = breaches(&validator, operation, &request.method, &mock.answer(&request));
        assert_eq!(found.len(), usize::from(operation.id == "getApp"), "{found:?}");
    }
}

#[test]
fn faults_happen_as_often_as_asked() {
    let api = spec("cloudfoundry-v3");
    let rule: FaultRule = "error-500@listApps=0.5".parse().expect("a rule");
    let options = Options { faults: vec![rule], ..Options::default() };
    let operation = api.operation_by_id("listApps").expect("listApps is documented");
    let request = request_of(&api, operation, &operation.cases[0]).expect("a whole request");
    let run = || {
        let mock = Mock::new(Arc::clone(&api), options.clone());
        (0..100).map(|_| mock.answer(&request).status == 500).collect::<Vec<bool>>()
    };
    let first = run();
    assert!((20..80).contains(&first.iter().filter(|failed| **failed).count()));
    assert_eq!(first, run(), "the same seed throws the same dice");
}
