//! A request while it is put together.

use super::answer::Documented;
use super::error::{BuildError, Error, LinkError};
use super::link::{resolve, same_origin};
use super::settings::Client;
use super::upload::{Content, Multipart, Part, Upload};
use crate::param::Param;
use avouch_wire::form::Field;
use avouch_wire::multipart::{Boundary, PartHead};
use avouch_wire::path::PathTemplate;
use avouch_wire::{Style, Value, form, param};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use serde::Serialize;
use std::fmt;
use std::time::Duration;

/// A request to an operation. The first thing that goes wrong while it is put together is kept,
/// and sending returns it.
pub(crate) struct Request {
    pub(crate) client: Client,
    pub(crate) method: Method,
    path: &'static str,
    variables: Vec<(&'static str, String)>,
    /// Names of parameters with their encoded pairs.
    query: Vec<(&'static str, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) cookies: Vec<String>,
    pub(crate) content: Content,
    fields: Vec<(&'static str, Field)>,
    pub(crate) security: Option<&'static [&'static [&'static str]]>,
    pub(crate) timeout: Option<Duration>,
    /// An address that a server gave, in the place of path and query.
    target: Option<Uri>,
    error: Option<BuildError>,
}

impl Request {
    pub(crate) fn new(client: &Client, method: Method, path: &'static str) -> Self {
        Self {
            client: client.clone(),
            method,
            path,
            variables: Vec::new(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            cookies: Vec::new(),
            content: Content::Empty,
            fields: Vec::new(),
            security: None,
            timeout: client.settings().timeout,
            target: None,
            error: None,
        }
    }

    /// The path as the document has it.
    pub(crate) fn path_template(&self) -> &'static str {
        self.path
    }

    /// The same again, unless a stream is in it.
    pub(crate) fn again(&self) -> Option<Self> {
        Some(Self {
            client: self.client.clone(),
            method: self.method.clone(),
            path: self.path,
            variables: self.variables.clone(),
            query: self.query.clone(),
            headers: self.headers.clone(),
            cookies: self.cookies.clone(),
            content: self.content.again()?,
            fields: self.fields.clone(),
            security: self.security,
            timeout: self.timeout,
            target: self.target.clone(),
            error: self.error.clone(),
        })
    }

    /// The same for an address that a server gave as a reference from `from`.
    pub(crate) fn follow(mut self, from: &Uri, reference: &str) -> Result<Self, LinkError> {
        let target = resolve(from, reference)?;
        let settings = self.client.settings();
        if !same_origin(settings.base.uri(), &target) && !settings.foreign_links {
            return Err(LinkError::Foreign(target.to_string()));
        }
        self.target = Some(target);
        Ok(self)
    }

    pub(crate) fn path(&mut self, name: &'static str, style: Style, value: Param) {
        let Some(value) = self.keep(name, value.into_value()) else {
            return;
        };
        let text = param::encode_path(name, style, &value);
        if let Some(text) = self.keep(name, text) {
            self.variables.push((name, text));
        }
    }

    pub(crate) fn query(&mut self, name: &'static str, style: Style, value: Param) {
        let Some(value) = self.keep(name, value.into_value()) else {
            return;
        };
        let pairs = param::encode_query(name, style, &value);
        self.query.retain(|(set, _)| *set != name);
        if let Some(Some(pairs)) = self.keep(name, pairs) {
            self.query.push((name, pairs));
        }
    }

    /// The encoded pairs of a parameter of the query.
    pub(crate) fn query_pairs(&self, name: &str) -> Option<&str> {
        let mut query = self.query.iter();
        query.find(|(set, _)| *set == name).map(|(_, pairs)| pairs.as_str())
    }

    pub(crate) fn header(&mut self, name: &str, value: &str) {
        let field = HeaderName::try_from(name).map_err(|error| error.to_string()).and_then(|name| {
            let value = HeaderValue::try_from(value);
            // The text is left out: whoever sets a header field may put a secret in it.
            Ok((name, value.map_err(|_| "the value cannot be sent".to_owned())?))
        });
        if let Some((name, mut value)) = self.keep(name, field) {
            value.set_sensitive(true);
            self.headers.insert(name, value);
        }
    }

    pub(crate) fn header_parameter(&mut self, name: &'static str, style: Style, value: Param) {
        let Some(value) = self.keep(name, value.into_value()) else {
            return;
        };
        if value.is_undefined() {
            return;
        }
        let text = param::encode_header(style, &value).map_err(|error| error.to_string());
        let field = text.and_then(|text| {
            let name = HeaderName::try_from(name).map_err(|error| error.to_string())?;
            let value = HeaderValue::try_from(text).map_err(|error| error.to_string())?;
            Ok((name, value))
        });
        if let Some((name, value)) = self.keep(name, field) {
            self.headers.insert(name, value);
        }
    }

    pub(crate) fn cookie(&mut self, name: &'static str, style: Style, value: Param) {
        let Some(value) = self.keep(name, value.into_value()) else {
            return;
        };
        let pairs = param::encode_cookie(name, style, &value);
        if let Some(Some(pairs)) = self.keep(name, pairs) {
            self.cookies.push(pairs);
        }
    }

    pub(crate) fn body(&mut self, media_type: &str, upload: Upload) {
        self.content = Content::Whole(upload);
        self.content_type(media_type);
    }

    pub(crate) fn json<T: Serialize + ?Sized>(&mut self, media_type: &str, body: &T) {
        let text = serde_json::to_vec(body);
        if let Some(text) = self.keep("the body", text) {
            self.body(media_type, Upload::from(text));
        }
    }

    pub(crate) fn form(&mut self, name: &'static str, style: Option<Style>, value: Param) {
        let Some(value) = self.keep(name, value.into_value()) else {
            return;
        };
        match (style, value) {
            (Some(style), value) => self.fields.push((name, Field::Styled(style, value))),
            (None, Value::Primitive(text)) => self.fields.push((name, Field::Text(text))),
            (None, Value::Array(texts)) => {
                let texts = texts.into_iter().map(|text| (name, Field::Text(text)));
                self.fields.extend(texts);
            }
            (None, Value::Object(_)) => {
                self.fail(name, "an object is sent in a style, or as JSON");
            }
        }
    }

    pub(crate) fn multipart(&mut self) {
        let boundary = Boundary::random();
        self.content_type(&boundary.form_data());
        self.content = Content::Parts(Multipart { boundary, parts: Vec::new() });
    }

    pub(crate) fn part(&mut self, head: &PartHead, content: Upload) {
        let Content::Parts(multipart) = &mut self.content else {
            self.fail("the body", "parts were added to a body that has none");
            return;
        };
        match head.write(&multipart.boundary) {
            Ok(head) => multipart.parts.push(Part { head: head.into(), content }),
            Err(error) => self.fail("the body", error),
        }
    }

    /// The text of a value that is not part of a style.
    pub(crate) fn texts(&mut self, name: &str, value: Param) -> Vec<String> {
        match self.keep(name, value.into_value()) {
            Some(Value::Primitive(text)) => vec![text],
            Some(Value::Array(texts)) => texts,
            Some(Value::Object(_)) => {
                self.fail(name, "an object is sent as JSON");
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn content_type(&mut self, media_type: &str) {
        let value = HeaderValue::try_from(media_type);
        if let Some(value) = self.keep("the media type", value) {
            self.headers.insert(header::CONTENT_TYPE, value);
        }
    }

    /// The value, unless there is none: then the reason is kept.
    pub(crate) fn keep<T>(&mut self, what: &str, value: Result<T, impl fmt::Display>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(error) => {
                self.fail(what, error);
                None
            }
        }
    }

    fn fail(&mut self, what: &str, error: impl fmt::Display) {
        let error = BuildError(format!("{what}: {error}"));
        self.error.get_or_insert(error);
    }

    /// Completes the request and returns its address, which has no credential in it.
    pub(crate) fn finish(&mut self, documented: &Documented) -> Result<Uri, Error> {
        if !self.fields.is_empty() {
            let text = form::encode(&std::mem::take(&mut self.fields));
            if let Some(text) = self.keep("the form", text) {
                self.body("application/x-www-form-urlencoded", Upload::from(text));
            }
        }
        if let Some(error) = self.error.take() {
            return Err(Error::Request(error));
        }
        let accept = documented.accept();
        if !accept.is_empty() && !self.headers.contains_key(header::ACCEPT) {
            let accept = HeaderValue::try_from(accept);
            let accept = accept.map_err(|error| Error::Request(BuildError::new(error)))?;
            self.headers.insert(header::ACCEPT, accept);
        }
        match self.target.take() {
            Some(target) => Ok(target),
            None => self.address().map_err(Error::Request),
        }
    }

    fn address(&self) -> Result<Uri, BuildError> {
        let template = PathTemplate::parse(self.path).map_err(BuildError::new)?;
        let path = template.expand_checked(&self.variables);
        let mut address = path.map_err(BuildError::new)?;
        let twice = |text: &str| is_dots_encoded_twice(text) && address.split('/').any(|segment| segment == text);
        if let Some((name, text)) = self.variables.iter().find(|(_, text)| twice(text)) {
            return Err(BuildError(format!("{name}: {text:?} leads elsewhere where it is decoded twice")));
        }
        for (index, (_, pairs)) in self.query.iter().enumerate() {
            let first = index == 0 && !template.has_query();
            address.push(if first { '?' } else { '&' });
            address.push_str(pairs);
        }
        self.client.settings().base.join(&address)
    }
}

/// Whether a segment of a path is `.` or `..` to a server behind a proxy that has decoded it once already. No resource
/// has such a name, and a call that means it is under attack.
fn is_dots_encoded_twice(segment: &str) -> bool {
    matches!(segment.replace("%252e", ".").replace("%252E", ".").as_str(), "." | "..")
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.method, self.path)
    }
}
