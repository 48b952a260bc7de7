//! The mock: from a request to its answer.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use avouch_api::schema::SchemaId;
use avouch_api::{Api, Operation};
use avouch_validate::{Request, Route, Router, Validator, View, encode_body};
use serde_json::Value;

use crate::call::{Answer, Call, Refusal, origin};
use crate::mint::Minter;
use crate::plan::Plan;
use crate::rewrite::{Origins, own_address};
use crate::source::{Source, is_json};
use crate::state::State;
use crate::{Body, Options, Response, behave, blob, credentials, fault, headers, media, refusal, schema, seed};

/// Of how many items of a resource the own addresses are looked at, to learn where the document says that its server is.
const SHOWN_ITEMS: usize = 3;

/// A stateful server for one document, without its sockets.
///
/// It may be shared between threads; requests that change something wait for each other.
#[derive(Debug)]
pub struct Mock {
    pub(crate) api: Arc<Api>,
    pub(crate) options: Options,
    pub(crate) source: Source,
    pub(crate) plan: Plan,
    pub(crate) origins: Origins,
    router: Router,
    state: Mutex<State>,
    dice: Mutex<Minter>,
}

impl Mock {
    /// A mock of a document, its store filled with what the document's examples show.
    pub fn new(api: Arc<Api>, options: Options) -> Mock {
        Mock::with_validator(Arc::new(Validator::new(api)), options)
    }

    /// As [`Mock::new`], sharing a validator of the document, and with it the schemas that it has compiled.
    pub fn with_validator(validator: Arc<Validator>, options: Options) -> Mock {
        let api = Arc::clone(validator.api());
        let source = Source::new(validator, options.seed);
        let plan = Plan::new(&api);
        let state = seed::plant(&api, &plan, &source, &options);
        let servers = api.operations.iter().flat_map(|operation| &operation.servers);
        let urls: Vec<String> = servers.map(avouch_api::url_with_defaults).collect();
        let mut origins = Origins::of(urls.iter().map(String::as_str));
        for resource in &api.resources {
            let items = state.items(resource.index).take(SHOWN_ITEMS);
            let own = items.filter_map(|(_, item)| own_address(&item.value, resource.item.as_ref()?));
            own.for_each(|(address, _)| origins.add(address));
        }
        Mock {
            origins,
            router: Router::new(&api),
            dice: Mutex::new(Minter::new(options.seed ^ 0xd1ce)),
            state: Mutex::new(state),
            api,
            options,
            source,
            plan,
        }
    }

    /// The document's API.
    pub fn api(&self) -> &Arc<Api> {
        &self.api
    }

    /// The switches.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Answers a request.
    pub fn answer(&self, request: &Request) -> Response {
        let mut response = self.respond(request);
        if request.method == "HEAD" || matches!(response.status, 100..=199 | 204 | 205 | 304) {
            response.body = Body::default();
        }
        response
    }

    /// The state, also after another request's thread has died with it in its hands.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a thing of this probability happens now.
    pub(crate) fn happens(&self, probability: f64) -> bool {
        probability >= 1.0 || self.dice.lock().unwrap_or_else(PoisonError::into_inner).fraction() < probability
    }

    /// Whether an address in an answer is to be a path without a host, as its format says.
    pub(crate) fn is_path_reference(&self, schema: Option<SchemaId>, place: &str) -> bool {
        let found = schema.and_then(|root| schema::at(&self.api, root, place));
        found.and_then(|found| schema::format(&self.api, found)).as_deref() == Some("uri-reference")
    }

    fn respond(&self, request: &Request) -> Response {
        if let Some(response) = blob::answer(&self.options, request) {
            return response;
        }
        match self.router.route(&request.method, &request.target) {
            Route::NotFound => refusal::unrouted(self, 404, "the document has no such path"),
            Route::MethodNotAllowed { allow } => {
                let mut response = refusal::unrouted(self, 405, "the document has no such method at this path");
                response.set("allow", &allow.join(", "));
                response
            }
            Route::Found { operation, path } => self.operate(self.api.operation(operation), request, &path),
        }
    }

    fn operate(&self, operation: &Operation, request: &Request, path: &[(String, String)]) -> Response {
        let refuse = |refusal: &Refusal| {
            let answer = refusal::answer(self, operation, refusal, media::accept(&request.headers).as_deref());
            let is_documented = answer.documented.is_some();
            let mut response = self.write(answer, &origin(request));
            if !is_documented {
                refusal::problem(&mut response, &refusal.detail);
            }
            response
        };
        if !self.options.allow_anonymous && !credentials::are_shown(&self.api, operation, request) {
            let detail = "the request shows no credentials of the kind that the operation demands".to_owned();
            let mut response = refuse(&Refusal { statuses: &[401, 403], detail });
            if response.status == 401 {
                response.set("www-authenticate", &credentials::challenge(&self.api, operation));
            }
            return response;
        }
        let (decoded, breaches) = self.source.validator().judge_request(operation, request, path);
        if let Some(refusal) = refusal::of_breaches(&breaches) {
            return refuse(&refusal);
        }
        let call = Call::new(self, operation, request, decoded, path);
        match behave::answer(&call) {
            Ok(answer) => fault::finish(&call, answer),
            Err(refusal) => refuse(&refusal),
        }
    }

    /// Writes an answer: addresses are the mock's own, the documented headers are there, the body is in its media type.
    pub(crate) fn write(&self, mut answer: Answer<'_>, origin: &str) -> Response {
        headers::fill(self, &mut answer, origin);
        self.settle(&mut answer, origin);
        let mut response = Response::of(answer.status);
        if let Some(size) = answer.blob {
            let named = answer.representation().and_then(|media| media.range.as_media_type().map(ToString::to_string));
            response.set("content-type", named.as_deref().unwrap_or("application/octet-stream"));
            response.body = Body::Blob(size);
        } else if let (Some(media), Some(value)) = (answer.representation(), &answer.value) {
            // A value that its media type has no writer for goes out as JSON text: better readable than nothing.
            let (content_type, bytes) = match encode_body(&self.api, media, value) {
                Ok(body) => (body.content_type, body.bytes),
                Err(_) => (media.range.to_string(), value.to_string().into()),
            };
            response.set("content-type", &content_type);
            response.body = Body::Bytes(bytes);
        }
        for (name, value) in &answer.headers {
            response.set(name, value);
        }
        response
    }

    /// Says the mock's own address in the place of the document's servers, unless the schema forbids it.
    pub(crate) fn settle(&self, answer: &mut Answer<'_>, origin: &str) {
        let schema = answer.representation().filter(|media| is_json(media)).and_then(|media| media.schema);
        let Some(value) = &mut answer.value else { return };
        let before: Value = value.clone();
        self.origins.apply(value, origin);
        if let Some(schema) = schema.filter(|_| *value != before)
            && !self.source.validator().accepts(schema, View::Response, value)
        {
            *value = before;
        }
    }
}
