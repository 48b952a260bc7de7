//! What the tests of the mock share: documents, requests of their examples, and a judge.

#![allow(dead_code, reason = "not every test uses all of it")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use avouch_api::{Api, Case, ExampleValue, Operation, OperationKind};
use avouch_mock::{Behaviour, BehaviourFile, Mock, Options, Response};
use avouch_parser::Source;
use avouch_validate::{Request, Validator, encode_example, encode_request};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

/// The Api of a document in text.
pub fn api(text: &str) -> Arc<Api> {
    load(&Source::Text { name: "test.yaml".to_owned(), bytes: text.as_bytes().to_vec() })
}

/// The Api of a document of the project, by its folder or file under `spec`.
pub fn spec(name: &str) -> Arc<Api> {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec").join(name);
    load(&Source::Path(path))
}

/// A mock of a document of the project, with the behaviour file beside it.
pub fn with_behaviour(name: &str) -> Mock {
    let api = spec(name);
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec").join(name).join("mock.toml");
    let file =
        BehaviourFile { name: path.display().to_string(), text: std::fs::read_to_string(&path).expect("the file") };
    let (behaviour, diagnostics) = Behaviour::read(&file, &api);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    Mock::new(api, Options { behaviour: Some(Arc::new(behaviour)), ..Options::default() })
}

fn load(source: &Source) -> Arc<Api> {
    let (document, _) = avouch_parser::load(source, &avouch_parser::Options::default()).expect("the document loads");
    Arc::new(Api::from_document(Arc::new(document)).0)
}

/// A mock of a document in text.
pub fn mock(text: &str) -> Mock {
    Mock::new(api(text), Options::default())
}

/// A request, with a token and a host.
pub fn request(method: &str, target: &str, body: Option<&Value>) -> Request {
    let mut headers = HeaderMap::new();
    headers.insert("host", HeaderValue::from_static("127.0.0.1:4000"));
    headers.insert("authorization", HeaderValue::from_static("bearer abc"));
    if body.is_some() {
        headers.insert("content-type", HeaderValue::from_static("application/json"));
    }
    let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
    Request { method: method.to_owned(), target: target.to_owned(), headers, body: body.into() }
}

/// Adds a header to a request.
pub fn with(mut request: Request, name: &'static str, value: &'static str) -> Request {
    request.headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    request
}

/// The body of an answer as JSON; null where there is none.
pub fn json(response: &Response) -> Value {
    serde_json::from_slice(&response.body.prefix(usize::MAX)).unwrap_or_default()
}

/// The value of a header of an answer.
pub fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The request of a case, as the document's examples spell it out; `None` where they do not.
pub fn request_of(api: &Api, operation: &Operation, case: &Case) -> Option<Request> {
    if operation.kind != OperationKind::Path || !case.request.missing_parameters.is_empty() || case.request.missing_body
    {
        return None;
    }
    let value = |example: &ExampleValue| match example {
        ExampleValue::Value(json) => Some(api.value(*json)),
        _ => None,
    };
    let parameters: Vec<(usize, Value)> =
        case.request.parameters.iter().filter_map(|(index, example)| Some((*index, value(&example.value)?))).collect();
    let body = match &case.request.body {
        Some((media, example)) => {
            let media = operation.body.as_ref()?.content.get(*media)?;
            Some(encode_example(api, media, &example.value).ok()?)
        }
        None => None,
    };
    let mut request = encode_request(api, operation, "", &parameters, body).ok()?;
    request.headers.insert("host", HeaderValue::from_static("127.0.0.1:4000"));
    request.headers.insert("authorization", HeaderValue::from_static("Bearer abc"));
    Some(request)
}

/// What an answer breaks of the document, remarks aside, one line each.
pub fn breaches(validator: &Validator, operation: &Operation, method: &str, response: &Response) -> Vec<String> {
    let judged = validator.judge_response(operation, method, &response.to_judge());
    let place = |breach: &avouch_validate::Breach| breach.pointer_body.clone().unwrap_or_default();
    judged
        .iter()
        .map(|breach| format!("{}: {} {}: {}", operation.id, breach.check, place(breach), breach.message))
        .collect()
}
