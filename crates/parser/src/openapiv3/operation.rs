//! Path items, operations, callbacks, and whatever may be referred to.

use avouch_diagnostics::Severity;
use indexmap::IndexMap;

use super::names::{Component, pointer};
use super::{Border, security, v3};
use crate::document::{Callback, Operation, Origin, PathItem, Referable, Reference, Responses};

impl<'d> Border<'d> {
    /// Values by name, each itself or a reference to it. What could not be read is not there, as loading said.
    pub(super) fn referables<T: Component, U>(
        &mut self,
        values: &'d IndexMap<String, Referable<T>>,
        mut convert: impl FnMut(&mut Self, &'d T) -> U,
    ) -> IndexMap<String, v3::ReferenceOr<U>> {
        self.optional_referables(values, |border, value| Some(convert(border, value)))
    }

    /// Values by name, of which some have no place in the crate's types.
    pub(super) fn optional_referables<T: Component, U>(
        &mut self,
        values: &'d IndexMap<String, Referable<T>>,
        mut convert: impl FnMut(&mut Self, &'d T) -> Option<U>,
    ) -> IndexMap<String, v3::ReferenceOr<U>> {
        values
            .iter()
            .filter_map(|(name, value)| {
                let value = self.referable(value, Some(name), &mut convert)?;
                Some((name.clone(), value))
            })
            .collect()
    }

    /// A value or a reference to it; `component` is its name where it stands in `components`.
    pub(super) fn referable<T: Component, U>(
        &mut self,
        referable: &'d Referable<T>,
        component: Option<&str>,
        convert: &mut impl FnMut(&mut Self, &'d T) -> Option<U>,
    ) -> Option<v3::ReferenceOr<U>> {
        // A component that only refers to another file has the content of what stands there, not a reference to itself.
        let own = component.map(|name| pointer(T::SECTION, name));
        if let Some(text) = self.names.reference(referable)
            && own.as_ref() != Some(&text)
        {
            self.reference_texts(referable.reference.as_ref());
            return Some(v3::ReferenceOr::Reference { reference: text });
        }
        let value = referable.value.as_deref()?;
        if !self.admit_copy(referable.reference.as_ref()) {
            return None;
        }
        convert(self, value).map(v3::ReferenceOr::Item)
    }

    fn reference_texts(&mut self, reference: Option<&Reference>) {
        if let Some(reference) = reference
            && (reference.summary.is_some() || reference.description.is_some())
        {
            self.leave_out(reference.origin.place(), Severity::Info, "`summary` or `description` beside `$ref`");
        }
    }

    /// A path item. One that is referred to is put where it is used, since `components` of 3.0 has no place for it.
    pub(super) fn path_item_ref(&mut self, item: &'d Referable<PathItem>) -> Option<v3::ReferenceOr<v3::PathItem>> {
        match (item.value.as_deref(), &item.reference) {
            (Some(value), reference) if self.admit_copy(reference.as_ref()) => {
                Some(v3::ReferenceOr::Item(self.path_item(value)))
            }
            (None, Some(reference)) => Some(v3::ReferenceOr::Reference { reference: reference.text.clone() }),
            (Some(_) | None, _) => None,
        }
    }

    fn path_item(&mut self, item: &'d PathItem) -> v3::PathItem {
        let mut out = v3::PathItem {
            summary: item.summary.clone(),
            description: item.description.clone(),
            servers: self.servers(&item.servers),
            parameters: self.parameters(&item.parameters),
            extensions: self.extensions(&item.extensions),
            ..v3::PathItem::default()
        };
        for (method, operation) in &item.operations {
            let slot = match method.as_str() {
                "GET" => &mut out.get,
                "PUT" => &mut out.put,
                "POST" => &mut out.post,
                "DELETE" => &mut out.delete,
                "OPTIONS" => &mut out.options,
                "HEAD" => &mut out.head,
                "PATCH" => &mut out.patch,
                "TRACE" => &mut out.trace,
                _ => {
                    let what = format!("the method {method}");
                    self.leave_out(operation.origin.key(), Severity::Warning, &what);
                    continue;
                }
            };
            *slot = Some(self.operation(operation));
        }
        out
    }

    fn operation(&mut self, operation: &'d Operation) -> v3::Operation {
        v3::Operation {
            tags: operation.tags.clone(),
            summary: operation.summary.clone(),
            description: operation.description.clone(),
            external_docs: operation.external_docs.as_ref().map(|docs| self.external_docs(docs)),
            operation_id: operation.operation_id.clone(),
            parameters: self.parameters(&operation.parameters),
            request_body: operation
                .request_body
                .as_ref()
                .and_then(|body| self.referable(body, None, &mut |border, body| Some(border.request_body(body)))),
            responses: self.responses(&operation.responses),
            callbacks: operation
                .callbacks
                .iter()
                .filter_map(|(name, callback)| {
                    let value = callback.value.as_deref()?;
                    let is_admitted = self.admit_copy(callback.reference.as_ref());
                    is_admitted.then(|| (name.clone(), self.callback(value)))
                })
                .collect(),
            deprecated: operation.deprecated,
            security: operation.security.as_deref().map(security::requirements),
            servers: self.servers(&operation.servers),
            extensions: self.extensions(&operation.extensions),
        }
    }

    fn responses(&mut self, responses: &'d Responses) -> v3::Responses {
        let mut out = v3::Responses { extensions: self.extensions(&responses.extensions), ..v3::Responses::default() };
        for (key, response) in &responses.by_status {
            let response = self.referable(response, None, &mut |border, response| Some(border.response(response)));
            let Some(response) = response else { continue };
            if key == "default" {
                out.default = Some(response);
            } else if let Some(status) = status(key) {
                out.responses.insert(status, response);
            } else {
                let place = responses.origin.map(Origin::place);
                let place = place.unwrap_or(avouch_diagnostics::Place::file(avouch_diagnostics::FileId(0)));
                self.leave_out(place, Severity::Warning, &format!("the status `{key}`"));
            }
        }
        out
    }

    /// A callback. The crate has no references to callbacks or to path items in them: both are put where they are used.
    pub(super) fn callback(&mut self, callback: &'d Callback) -> v3::Callback {
        for (name, value) in &callback.extensions {
            self.leave_out(value.0.key(), Severity::Info, &format!("`{name}` of a callback"));
        }
        callback
            .paths
            .iter()
            .filter_map(|(expression, item)| {
                let value = item.value.as_deref()?;
                let is_admitted = self.admit_copy(item.reference.as_ref());
                is_admitted.then(|| (expression.clone(), self.path_item(value)))
            })
            .collect()
    }
}

fn status(key: &str) -> Option<v3::StatusCode> {
    if let Ok(code) = key.parse() {
        return Some(v3::StatusCode::Code(code));
    }
    key.strip_suffix("XX")?.parse().ok().map(v3::StatusCode::Range)
}
