//! Examples that do not fit their schema, and examples with properties that it does not declare.

use avouch_api::schema::SchemaId;
use avouch_api::{Carrier, Content, Example, ExampleValue, Header, Json, MediaType, Origin, Parameter};
use avouch_diagnostics::{Diagnostic, Diagnostics, Severity};
use rustc_hash::FxHashSet;
use serde_json::Value;

use super::Context;
use crate::{View, Violation, codes, pointer, walk};

/// The most findings of one kind about one example; what goes beyond is counted.
const MAX_FINDINGS: usize = 10;

pub(super) fn lint(context: &Context<'_>, found: &mut Diagnostics) {
    let mut examples = Examples { context, found, known: FxHashSet::default(), told: FxHashSet::default() };
    for operation in &context.api.operations {
        for parameter in &operation.parameters {
            examples.parameter(parameter);
        }
        if let Some(body) = &operation.body {
            examples.content(&body.content, View::Request);
        }
        for response in &operation.responses {
            examples.content(&response.content, View::Response);
            response.headers.iter().for_each(|header| examples.header(header, View::Response));
        }
    }
    for (id, schema) in context.api.document.schemas() {
        for example in &schema.examples {
            examples.of_schema(id, *example);
        }
    }
}

struct Examples<'a, 'f> {
    context: &'a Context<'a>,
    found: &'f mut Diagnostics,
    /// Examples that were looked at already: what stands under `components` belongs to several operations.
    known: FxHashSet<(Origin, SchemaId, View)>,
    /// What was said already, and about what: schemas that are written out again and again demand the same each time.
    told: FxHashSet<(Origin, String)>,
}

impl Examples<'_, '_> {
    fn parameter(&mut self, parameter: &Parameter) {
        match &parameter.carrier {
            Carrier::Content(media) => self.media(media, View::Request),
            Carrier::Style { schema: Some(schema), .. } => {
                for (json, value) in self.own(&parameter.examples) {
                    self.hold(*schema, View::Request, json, &value, true);
                }
            }
            Carrier::Style { schema: None, .. } => {}
        }
    }

    fn header(&mut self, header: &Header, view: View) {
        match &header.carrier {
            Carrier::Content(media) => self.media(media, view),
            Carrier::Style { schema: Some(schema), .. } => {
                for (json, value) in self.own(&header.examples) {
                    self.hold(*schema, view, json, &value, true);
                }
            }
            Carrier::Style { schema: None, .. } => {}
        }
    }

    fn content(&mut self, content: &Content, view: View) {
        for media in content {
            self.media(media, view);
            for header in media.encoding.values().flat_map(|encoding| &encoding.headers) {
                self.header(header, view);
            }
        }
    }

    fn media(&mut self, media: &MediaType, view: View) {
        let Some(schema) = media.schema else { return };
        let is_json = media.range.as_media_type().is_none_or(avouch_wire::media::MediaType::is_json);
        for (json, value) in self.own(&media.examples) {
            let serialised = value.is_string() && !is_json;
            self.hold(schema, view, json, &value, serialised);
        }
    }

    /// The values of examples that stand at the place of use, not in the schema.
    fn own(&self, examples: &[Example]) -> Vec<(Json, Value)> {
        let value = |example: &Example| match example.value {
            ExampleValue::Value(json) if !example.from_schema => Some((json, self.context.api.value(json))),
            _ => None,
        };
        examples.iter().filter_map(value).collect()
    }

    /// An example of a schema belongs to neither view, and has to fit one of them.
    fn of_schema(&mut self, schema: SchemaId, json: Json) {
        let value = self.context.api.value(json);
        let fits = |view| self.context.validator.accepts(schema, view, &value);
        let view = if fits(View::Request) { View::Request } else { View::Response };
        self.hold(schema, view, json, &value, false);
    }

    /// Holds an example against its schema. A text that may be serialised already is read both ways, and has to fit by one.
    fn hold(&mut self, schema: SchemaId, view: View, json: Json, value: &Value, maybe_serialised: bool) {
        if !self.known.insert((json.0, schema, view)) {
            return;
        }
        let violations = self.context.validator.check(schema, view, value);
        if let (false, true, Value::String(text)) = (violations.is_empty(), maybe_serialised, value) {
            let read = self.context.validator.coerce_serialised(schema, view, text);
            if read.is_none_or(|read| self.context.validator.accepts(schema, view, &read)) {
                return;
            }
        }
        let more = violations.len().saturating_sub(MAX_FINDINGS);
        for violation in violations.iter().take(MAX_FINDINGS) {
            self.report(schema, json, value, violation, more);
        }
        let undeclared =
            walk(self.context.api, schema, view, value, self.context.validator.settings().max_violations).undeclared;
        let more = undeclared.len().saturating_sub(MAX_FINDINGS);
        for place in undeclared.into_iter().take(MAX_FINDINGS) {
            self.report_undeclared(schema, json, &place, more);
        }
    }

    fn report(&mut self, schema: SchemaId, json: Json, value: &Value, violation: &Violation, more: usize) {
        let (origin, exact) = self.context.locate(json.0, &violation.pointer);
        let place =
            if exact || violation.pointer.is_empty() { String::new() } else { format!(" at `{}`", violation.pointer) };
        let message = format!("the example does not fit its schema{place}: {}", violation.message);
        if !self.told.insert((origin, message.clone())) {
            return;
        }
        let mut diagnostic = Diagnostic::new(&codes::INVALID_EXAMPLE, origin.place(), message);
        if violation.keyword == "format" {
            // What texts a format covers is read in more than one way, above all for `uri`.
            diagnostic.severity = Severity::Info;
        }
        if violation.keyword == "type" && is_text_of_json(value.pointer(&violation.pointer)) {
            diagnostic = diagnostic.hint("the example is the text of a JSON value: write the value itself");
        }
        if let Some(demand) = violation.origin.or(self.context.api.schema(schema).origin) {
            diagnostic = diagnostic.also(demand.place(), format!("`{}` is demanded here", violation.keyword));
        }
        self.found.push(counted(diagnostic, more));
    }

    fn report_undeclared(&mut self, schema: SchemaId, json: Json, at: &str, more: usize) {
        let (origin, _) = self.context.locate(json.0, at);
        let name = pointer::tokens(at).last().unwrap_or_default();
        let message = format!("property `{name}` of the example is not declared by its schema");
        if !self.told.insert((origin, message.clone())) {
            return;
        }
        let mut diagnostic = Diagnostic::new(&codes::UNDECLARED_PROPERTY, origin.key(), message);
        if let Some(demand) = self.context.api.schema(schema).origin {
            diagnostic = diagnostic.also(demand.place(), "this schema");
        }
        self.found.push(counted(diagnostic, more));
    }
}

/// Whether a value is a string that holds an object or an array as JSON.
fn is_text_of_json(value: Option<&Value>) -> bool {
    let text = value.and_then(Value::as_str).map(str::trim);
    let bracketed = text.filter(|text| text.starts_with(['{', '[']));
    bracketed.is_some_and(|text| crate::json::read(text.as_bytes()).is_ok())
}

fn counted(diagnostic: Diagnostic, more: usize) -> Diagnostic {
    match more {
        0 => diagnostic,
        more => diagnostic.hint(format!("the same example has {more} more findings of this kind")),
    }
}

impl Context<'_> {
    /// Where a part of a value stands in the document, and whether that is the part itself and not something around it.
    pub(super) fn locate(&self, value: Origin, at: &str) -> (Origin, bool) {
        let Some(mut node) = self.api.document.node(value) else { return (value, at.is_empty()) };
        for token in pointer::tokens(at) {
            let item = || node.items().nth(token.parse().ok()?);
            match node.get(&token).or_else(item) {
                Some(next) => node = next,
                None => return (node.origin(), false),
            }
        }
        (node.origin(), true)
    }
}
