//! Sampling, writing, routing, reading and judging agree: what is made for an operation is sent to that operation, reads back as
//! it was made, and breaks nothing. One test a document; real documents are ignored where there is no corpus.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use avouch_api::{Api, Operation, OperationKind, StatusSpec};
use avouch_parser::{Options, Source, load};
use avouch_sample::Sampler;
use avouch_validate::{Check, Response, Route, Router, View, encode_body, encode_request};
use http::HeaderMap;
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

/// Documents of the corpus without keys that only a fragment tells apart, which no request does, and without alternatives that
/// only a discriminator tells apart, which validation does not take into account.
const DOCUMENTS: [&str; 11] = [
    "redocly-museum-3.1.yaml",
    "oai-tictactoe-3.1.yaml",
    "readme-star-trek-3.0.json",
    "spotify-web-api-3.0.yml",
    "svix-3.0.json",
    "qdrant-3.0.json",
    "meilisearch-3.1.json",
    "twilio_api_v2010-3.0.json",
    "oxide-nexus-3.0.json",
    "xtrf-3.0.json",
    "opencode-3.1.yaml",
];

fn main() -> ExitCode {
    let own = avouch_tests::root().join("spec/cloudfoundry-v3");
    let mut trials = vec![trial("cloudfoundry-v3".to_owned(), Some(own))];
    let corpus = avouch_tests::corpus().map(|folder| folder.join("dev"));
    for name in DOCUMENTS {
        trials.push(trial(name.to_owned(), corpus.as_ref().map(|folder| folder.join(name))));
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn trial(name: String, path: Option<PathBuf>) -> Trial {
    let is_absent = path.is_none();
    Trial::test(name, move || path.map_or(Ok(()), |path| check(path).map_err(Failed::from)))
        .with_ignored_flag(is_absent)
}

fn check(path: PathBuf) -> Result<(), String> {
    let (document, _) = load(&Source::Path(path), &Options::default()).map_err(|error| error.message)?;
    let api = Arc::new(Api::from_document(Arc::new(document)).0);
    let mut run =
        Run { sampler: Sampler::new(Arc::clone(&api), 1), router: Router::with_base(&api, ""), schemas: 0, refused: 0 };
    let operations = api.operations.iter().filter(|operation| operation.kind == OperationKind::Path);
    let faults: Vec<String> = operations.flat_map(|operation| run.operation(&api, operation)).collect();
    if !faults.is_empty() {
        return Err(faults.join("\n"));
    }
    // A value is found for 99 of 100 schemas, or all but one of a few.
    if run.refused * 100 > run.schemas.max(100) {
        return Err(format!("no value was found for {} of {} schemas", run.refused, run.schemas));
    }
    Ok(())
}

struct Run {
    sampler: Sampler,
    router: Router,
    schemas: usize,
    refused: usize,
}

impl Run {
    fn operation(&mut self, api: &Api, operation: &Operation) -> Vec<String> {
        let mut faults = self.requests(api, operation);
        faults.extend(self.responses(api, operation));
        faults
    }

    fn sample(&mut self, schema: Option<avouch_api::schema::SchemaId>, view: View) -> Option<Value> {
        let Some(schema) = schema else { return Some(Value::from("text")) };
        let value = self.sampler.valid(schema, view);
        self.schemas += 1;
        self.refused += usize::from(value.is_none());
        value
    }

    fn requests(&mut self, api: &Api, operation: &Operation) -> Vec<String> {
        let mut parameters = Vec::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let value = self.sample(parameter.carrier.schema(), View::Request);
            // Nothing is sent for an empty list or object, and so nothing is read back.
            let is_sent =
                |value: &Value| !value.is_null() && *value != serde_json::json!([]) && *value != serde_json::json!({});
            parameters.extend(value.filter(is_sent).map(|value| (index, value)));
        }
        let content = operation.body.as_ref().map(|body| body.content.as_slice()).unwrap_or_default();
        let mut bodies = vec![None; usize::from(content.is_empty())];
        for media in content {
            let value = self.sample(media.schema, View::Request);
            // What has no writer, such as XML, is not sent.
            bodies.extend(value.and_then(|value| Some(Some((encode_body(api, media, &value).ok()?, value)))));
        }
        bodies.into_iter().filter_map(|body| self.request(api, operation, &parameters, body)).collect()
    }

    fn request(
        &self,
        api: &Api,
        operation: &Operation,
        parameters: &[(usize, Value)],
        body: Option<(avouch_validate::EncodedBody, Value)>,
    ) -> Option<String> {
        let (encoded, value) = body.unzip();
        let fault = |what: String| Some(format!("{}: {what}", operation.id));
        // What a style cannot carry is refused when written.
        let request = encode_request(api, operation, "", parameters, encoded).ok()?;
        let Route::Found { operation: found, path } = self.router.route(&request.method, &request.target) else {
            return fault(format!("{} {} has no route", request.method, request.target));
        };
        if found != operation.index {
            return fault(format!("{} leads to {}", request.target, api.operation(found).id));
        }
        let (decoded, breaches) = self.sampler.validator().judge_request(operation, &request, &path);
        if let Some(breach) = breaches.first() {
            return fault(format!("{}: {}: {}", request.target, breach.check, breach.message));
        }
        if let Some((index, value)) = parameters.iter().find(|parameter| !decoded.parameters.contains(parameter)) {
            return fault(format!("`{}` does not read back as {value}", operation.parameters.get(*index)?.name));
        }
        match (decoded.body, value) {
            (Some(read), Some(made)) if read != made => fault(format!("the body {made} reads back as {read}")),
            _ => None,
        }
    }

    fn responses(&mut self, api: &Api, operation: &Operation) -> Vec<String> {
        let mut faults = Vec::new();
        for documented in &operation.responses {
            let status = match documented.status {
                StatusSpec::Code(code) => code,
                StatusSpec::Range(class) => u16::from(class) * 100 + 19,
                StatusSpec::Default => 599,
            };
            for media in documented.content.iter().filter(|media| media.schema.is_some()) {
                let Some(value) = self.sample(media.schema, View::Response) else { continue };
                let Ok(body) = encode_body(api, media, &value) else { continue };
                let mut headers = HeaderMap::new();
                headers.extend(body.content_type.parse().ok().map(|value| (http::header::CONTENT_TYPE, value)));
                let response = Response { status, headers, body: body.bytes };
                let breaches = self.sampler.validator().judge_response(operation, &operation.method, &response);
                // Headers are not made here.
                let breach = breaches.iter().find(|breach| breach.check != Check::Headers);
                faults.extend(
                    breach.map(|breach| format!("{} {status}: {}: {}", operation.id, breach.check, breach.message)),
                );
            }
        }
        faults
    }
}
