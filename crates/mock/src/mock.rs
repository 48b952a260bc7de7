//! The mock: from a request to its answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use avouch_api::schema::SchemaId;
use avouch_api::{Api, Operation, ResourceIndex};
use avouch_validate::{Request, Route, Router, Validator, View, encode_body};
use serde_json::Value;

use crate::behaviour::{Behaviour, Judgement, Tokens};
use crate::call::{Answer, Call, Refusal, origin};
use crate::intake::{Intake, Upload};
use crate::mint::Minter;
use crate::plan::Plan;
use crate::rewrite::{Origins, own_address};
use crate::source::{Source, is_json};
use crate::state::State;
use crate::{
    Body, FaultRule, Options, Response, behave, behaviour, blob, credentials, fault, headers, media, refusal, schema,
    seed,
};

/// Of how many items of a resource the own addresses are looked at, to learn where the document says that its server is.
const SHOWN_ITEMS: usize = 3;

/// A stateful server for one document, without its sockets.
///
/// It may be shared between threads; requests that change something wait for each other.
#[derive(Debug)]
pub struct Mock {
    pub(crate) api: Arc<Api>,
    pub(crate) options: Options,
    pub(crate) source: Arc<Source>,
    pub(crate) plan: Arc<Plan>,
    pub(crate) origins: Arc<Origins>,
    router: Arc<Router>,
    /// What there is before the first request.
    start: Arc<State>,
    state: Mutex<State>,
    dice: Mutex<Minter>,
    tokens: Mutex<Tokens>,
    /// What items that rules make start from.
    pub(crate) models: Arc<HashMap<ResourceIndex, Value>>,
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
        let behaviour = options.behaviour.as_deref();
        let mut plan = Plan::new(&api);
        let made = behaviour.map(|behaviour| &behaviour.made);
        made.into_iter().flatten().for_each(|resource| plan.is_made(*resource));
        let mut state = seed::plant(&api, &plan, &source, &options);
        if let Some(behaviour) = behaviour {
            behaviour::plant(behaviour, &plan, &source, &mut state);
        }
        let first = |resource: &ResourceIndex| Some((*resource, state.items(*resource).next()?.1.value.clone()));
        let models = made.into_iter().flatten().filter_map(first).collect();
        if behaviour.is_some() {
            state.take_notes();
        }
        let servers = api.operations.iter().flat_map(|operation| &operation.servers);
        let urls: Vec<String> = servers.map(avouch_api::url_with_defaults).collect();
        let mut origins = Origins::of(urls.iter().map(String::as_str));
        for resource in &api.resources {
            let items = state.items(resource.index).take(SHOWN_ITEMS);
            let own = items.filter_map(|(_, item)| own_address(&item.value, resource.item.as_ref()?));
            own.for_each(|(address, _)| origins.add(address));
        }
        behaviour.into_iter().flat_map(|behaviour| &behaviour.origins).for_each(|own| origins.add(own));
        let start = Arc::new(state);
        Mock {
            origins: Arc::new(origins),
            router: Arc::new(Router::new(&api)),
            dice: dice(&options),
            tokens: tokens(&options),
            models: Arc::new(models),
            state: Mutex::new(State::clone(&start)),
            start,
            api,
            options,
            source: Arc::new(source),
            plan: Arc::new(plan),
        }
    }

    /// A mock of the same document as it is before the first request, with other faults. What takes time to work out is shared.
    #[must_use]
    pub fn restarted(&self, faults: Vec<FaultRule>) -> Mock {
        let options = Options { faults, ..self.options.clone() };
        Mock {
            api: Arc::clone(&self.api),
            source: Arc::clone(&self.source),
            plan: Arc::clone(&self.plan),
            origins: Arc::clone(&self.origins),
            router: Arc::clone(&self.router),
            models: Arc::clone(&self.models),
            dice: dice(&options),
            tokens: tokens(&options),
            state: Mutex::new(State::clone(&self.start)),
            start: Arc::clone(&self.start),
            options,
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
        let mut intake = Intake::new(request.content_type(), true, &self.options);
        // What cannot be taken in is held against the document as it is.
        let measured = self.measures() && intake.push(&request.body).is_ok();
        let files = if measured { intake.finish().map(|(_, files)| files).unwrap_or_default() } else { Vec::new() };
        self.answer_with(request, &files)
    }

    /// Answers a request whose files were measured as they were taken in.
    pub(crate) fn answer_with(&self, request: &Request, files: &[Upload]) -> Response {
        let mut response = self.respond(request, files);
        if request.method == "HEAD" || matches!(response.status, 100..=199 | 204 | 205 | 304) {
            response.body = Body::default();
        }
        response
    }

    /// What the document cannot say.
    pub(crate) fn behaviour(&self) -> Option<&Behaviour> {
        self.options.behaviour.as_deref()
    }

    /// The state, also after another request's thread has died with it in its hands.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The operation that a request leads to.
    pub(crate) fn route(&self, method: &str, target: &str) -> Route {
        self.router.route(method, target)
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

    /// Whether somebody asks for the sizes and checksums of files.
    pub(crate) fn measures(&self) -> bool {
        self.behaviour().is_some_and(|behaviour| behaviour.measures)
    }

    fn respond(&self, request: &Request, files: &[Upload]) -> Response {
        if let Some(response) = blob::answer(&self.options, request) {
            return response;
        }
        if let Some(response) = self.beyond_the_document(request) {
            return response;
        }
        match self.router.route(&request.method, &request.target) {
            Route::NotFound => refusal::unrouted(self, 404, "the document has no such path"),
            Route::MethodNotAllowed { allow } => {
                let mut response = refusal::unrouted(self, 405, "the document has no such method at this path");
                response.set("allow", &allow.join(", "));
                response
            }
            Route::Found { operation, path } => self.operate(self.api.operation(operation), request, &path, files),
        }
    }

    /// The answer to a request that only the behaviour file knows.
    fn beyond_the_document(&self, request: &Request) -> Option<Response> {
        let behaviour = self.behaviour()?;
        let by_token = behaviour.token.as_ref().and_then(|endpoint| endpoint.answer(&mut self.tokens(), request));
        by_token.or_else(|| {
            let mut minter = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
            behaviour::undocumented(behaviour, request, &mut minter)
        })
    }

    fn tokens(&self) -> MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn operate(
        &self,
        operation: &Operation,
        request: &Request,
        path: &[(String, String)],
        files: &[Upload],
    ) -> Response {
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
            let mut response = refuse(&Refusal { statuses: (&[401, 403]).into(), detail });
            if response.status == 401 {
                response.set("www-authenticate", &credentials::challenge(&self.api, operation));
            }
            return response;
        }
        if let Some(detail) = self.is_stale(operation, request) {
            let mut response = refuse(&Refusal { statuses: (&[401, 403]).into(), detail: detail.to_owned() });
            if response.status == 401 {
                response.set("www-authenticate", "Bearer realm=\"mock\", error=\"invalid_token\"");
            }
            return response;
        }
        let (mut decoded, mut breaches) = self.source.validator().judge_request(operation, request, path);
        let mut refusal = refusal::of_breaches(&breaches);
        // Many clients encode the commas of a list, and most servers part it after decoding.
        let plain = refusal.as_ref().and_then(|_| with_plain_commas(request));
        if let Some(plain) = &plain {
            (decoded, breaches) = self.source.validator().judge_request(operation, plain, path);
            refusal = refusal::of_breaches(&breaches).and(refusal);
        }
        if let Some(refusal) = refusal {
            return refuse(&refusal);
        }
        let request = plain.as_ref().unwrap_or(request);
        let mut call = Call::new(self, operation, request, decoded, path);
        call.files = files;
        match behave::answer(&mut call) {
            Ok(answer) => fault::finish(&call, answer),
            Err(refusal) => refuse(&refusal),
        }
    }

    /// Why the token of a request is no longer good, or never was; `None` where it is.
    fn is_stale(&self, operation: &Operation, request: &Request) -> Option<&'static str> {
        let endpoint = self.behaviour()?.token.as_ref()?;
        if operation.allows_anonymous() || self.options.allow_anonymous {
            return None;
        }
        let token = credentials::bearer(&self.api, operation, request)?;
        match endpoint.judge(&self.tokens(), &token) {
            Judgement::Good => None,
            Judgement::Expired => Some("the token has expired"),
            Judgement::Unknown => Some("the token was not issued here"),
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

/// What decides by chance whether a fault happens.
fn dice(options: &Options) -> Mutex<Minter> {
    Mutex::new(Minter::new(options.seed ^ 0xd1ce))
}

/// What mints tokens.
fn tokens(options: &Options) -> Mutex<Tokens> {
    Mutex::new(Tokens::new(Minter::new(options.seed ^ 0x70ce)))
}

/// The request with the encoded commas of its query decoded; `None` where it has none.
fn with_plain_commas(request: &Request) -> Option<Request> {
    let (path, query) = request.target.split_once('?')?;
    let plain = query.replace("%2C", ",").replace("%2c", ",");
    (plain != query).then(|| Request { target: format!("{path}?{plain}"), ..request.clone() })
}
