//! Answers to requests that the document does not have.

use avouch_validate::Request;
use avouch_wire::path::PathTemplate;
use avouch_wire::{Query, Shape, Style, Value as WireValue, param};
use serde_json::{Map, Value};
use toml::Spanned;

use super::file;
use super::names::{Names, Request as Known};
use super::read::Reader;
use super::{Context, Template, codes};
use crate::call::origin;
use crate::mint::Minter;
use crate::{Body, Response};

/// An answer to a request that the document does not have.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    method: String,
    path: PathTemplate,
    status: u16,
    headers: Vec<(String, Template)>,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    None,
    Json(Template),
    Text(String),
}

impl Reader<'_> {
    /// `[[answer]]`.
    pub(super) fn answer(&mut self, answer: &file::Answer) {
        let Some((method, path)) = self.line_of_request(&answer.on) else { return };
        let names = Names { request: Known::Target, ..Names::default() };
        let status = answer.status.as_ref().map_or(200, |status| *status.get_ref());
        if let Some(wrong) = answer.status.as_ref().filter(|_| !(200..600).contains(&status)) {
            self.tell(&codes::SYNTAX, &wrong.span(), "an answer has a status from 200 to 599");
        }
        let headers = answer.headers.iter().map(|(name, value)| self.header(name, value, &names)).collect();
        let content = match (&answer.body, &answer.text) {
            (Some(body), text) => {
                if text.is_some() {
                    self.tell(&codes::CLASH, &body.span, "an answer has a `body` or a `text`, and not both");
                }
                Content::Json(self.template(body, &names))
            }
            (None, Some(text)) => Content::Text(text.clone()),
            (None, None) => Content::None,
        };
        self.behaviour.answers.push(Answer { method, path, status, headers, content });
    }

    fn header(&mut self, name: &Spanned<String>, value: &Spanned<String>, names: &Names) -> (String, Template) {
        if http::HeaderName::from_bytes(name.get_ref().as_bytes()).is_err() {
            self.tell(&codes::SYNTAX, &name.span(), format!("`{name}` cannot be the name of a header"));
        }
        (name.get_ref().clone(), self.text(value, names))
    }

    /// Reads `METHOD /path`, of which the document has none.
    fn line_of_request(&mut self, on: &Spanned<String>) -> Option<(String, PathTemplate)> {
        let parts = on.get_ref().split_once(' ');
        let path = parts.and_then(|(_, path)| PathTemplate::parse(path.trim()).ok());
        let (Some((method, _)), Some(path)) = (parts, path) else {
            self.tell(&codes::SYNTAX, &on.span(), "`on` of an answer is a method and a path: `GET /v2/info`");
            return None;
        };
        let method = method.to_ascii_uppercase();
        let known =
            self.api.operations.iter().find(|own| own.method == method && own.path.identity() == path.identity());
        if let Some(known) = known {
            let message = format!("the document has this request: it is `{}`, for which a rule can speak", known.id);
            self.tell(&codes::CLASH, &on.span(), message);
            return None;
        }
        let twice =
            self.behaviour.answers.iter().any(|own| own.method == method && own.path.identity() == path.identity());
        if twice {
            self.tell(&codes::CLASH, &on.span(), "this request is answered already");
            return None;
        }
        Some((method, path))
    }
}

/// The answer to a request that the document does not have; `None` where the file has none either.
pub(crate) fn undocumented(behaviour: &super::Behaviour, request: &Request, minter: &mut Minter) -> Option<Response> {
    let method = if request.method == "HEAD" { "GET" } else { &request.method };
    let found = behaviour.answers.iter().filter(|answer| answer.method == method);
    let mut found: Vec<_> = found.filter_map(|answer| Some((answer, answer.path.matches(request.path())?))).collect();
    found.sort_by(|(left, _), (right, _)| left.path.cmp_specificity(&right.path));
    let (answer, path) = found.into_iter().next()?;
    let mut context = Context::new(&origin(request));
    let text = |raw: &str| match param::decode_path("", Style::SIMPLE, Shape::Primitive, raw) {
        Ok(WireValue::Primitive(text)) => text,
        _ => raw.to_owned(),
    };
    let path: Map<String, Value> = path.into_iter().map(|(name, raw)| (name.to_owned(), text(raw).into())).collect();
    let query = Query::parse(request.query());
    let pairs = query.pairs().iter().filter_map(|pair| Some((pair.name().to_owned(), pair.value().ok()?.into())));
    let query: Map<String, Value> = pairs.collect();
    context.undocumented = Some(serde_json::json!({"path": path, "query": query}));
    let mut response = Response::of(answer.status);
    match &answer.content {
        Content::None => {}
        Content::Json(template) => {
            let value = template.value(&context, minter).unwrap_or_default();
            response.set("content-type", "application/json");
            response.body = Body::Bytes(value.to_string().into());
        }
        Content::Text(text) => {
            response.set("content-type", "text/plain; charset=utf-8");
            response.body = Body::Bytes(text.clone().into());
        }
    }
    for (name, value) in &answer.headers {
        response.set(name, &value.text(&context, minter));
    }
    Some(response)
}
