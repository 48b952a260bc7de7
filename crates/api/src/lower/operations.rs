//! Operations of paths, webhooks and callbacks, each with what it takes from its path item and the document.

use std::rc::Rc;

use avouch_diagnostics::{Diagnostic, Place};
use avouch_parser::document::{self as source, Referable};
use avouch_wire::path::PathTemplate;
use rustc_hash::FxHashSet;

use super::callbacks::Callbacks;
use super::context::{Context, used_at};
use super::{bodies, parameters, paths, responses, security, servers};
use crate::{Operation, OperationIndex, OperationKind, codes};

/// A path item and where it is used.
#[derive(Clone)]
pub(super) struct Site<'d> {
    pub(super) kind: OperationKind,
    pub(super) template: PathTemplate,
    /// The variables of the template; empty where it is no path.
    pub(super) variables: Rc<FxHashSet<String>>,
    pub(super) item: &'d source::PathItem,
    /// The key that leads to it.
    pub(super) key: Place,
}

/// Every operation of the document: those of paths, then of webhooks, then of callbacks.
pub(super) fn lower(context: &mut Context<'_>) -> Vec<Operation> {
    let mut operations = Vec::new();
    let mut callbacks = Callbacks::default();
    for site in path_sites(context).into_iter().chain(webhook_sites(context)) {
        lower_site(context, &site, 0, &mut operations, &mut callbacks);
    }
    while let Some((depth, site)) = callbacks.next(context) {
        lower_site(context, &site, depth, &mut operations, &mut callbacks);
    }
    operations
}

fn path_sites<'d>(context: &mut Context<'d>) -> Vec<Site<'d>> {
    let mut seen = paths::Seen::default();
    let document = context.document;
    let mut sites = Vec::with_capacity(document.paths.len());
    for (key, referable) in &document.paths {
        let Some(item) = referable.get() else { continue };
        let place = used_at(referable, item.origin);
        if let Some(template) = seen.template(context, key, place) {
            let variables = Rc::new(template.variables().map(str::to_owned).collect());
            sites.push(Site { kind: OperationKind::Path, template, variables, item, key: place });
        }
    }
    sites
}

fn webhook_sites<'d>(context: &mut Context<'d>) -> Vec<Site<'d>> {
    let document = context.document;
    let mut sites = Vec::with_capacity(document.webhooks.len());
    for (name, referable) in &document.webhooks {
        let Some(item) = referable.get() else { continue };
        let place = used_at(referable, item.origin);
        if let Some(template) = paths::literal(context, name, place) {
            let kind = OperationKind::Webhook { name: name.clone() };
            sites.push(Site { kind, template, variables: Rc::default(), item, key: place });
        }
    }
    sites
}

fn lower_site<'d>(
    context: &mut Context<'d>,
    site: &Site<'d>,
    depth: usize,
    operations: &mut Vec<Operation>,
    callbacks: &mut Callbacks<'d>,
) {
    if site.kind == OperationKind::Path {
        parameters::check_template(context, site);
    }
    servers::check(context, &site.item.servers);
    for (method, source) in &site.item.operations {
        let texts = source.tags.iter().map(Some).chain([source.summary.as_ref(), source.description.as_ref()]);
        let texts = texts.chain([site.item.summary.as_ref(), site.item.description.as_ref()]);
        if !context.charge_with(texts) || !context.charge(source.tags.len() + source.extensions.len()) {
            return;
        }
        let Ok(position) = u32::try_from(operations.len()) else { return };
        let index = OperationIndex(position);
        operations.push(operation(context, site, index, method, source));
        callbacks.push(index, depth, &source.callbacks);
    }
}

fn operation<'d>(
    context: &mut Context<'d>,
    site: &Site<'d>,
    index: OperationIndex,
    method: &str,
    source: &'d source::Operation,
) -> Operation {
    servers::check(context, &source.servers);
    Operation {
        index,
        origin: source.origin,
        id: String::new(),
        operation_id: source.operation_id.clone(),
        kind: site.kind.clone(),
        method: method.to_owned(),
        path: site.template.clone(),
        summary: source.summary.clone().or_else(|| site.item.summary.clone()),
        description: source.description.clone().or_else(|| site.item.description.clone()),
        external_docs: source.external_docs.clone(),
        deprecated: source.deprecated,
        tags: source.tags.clone(),
        servers: servers::effective(context, [&source.servers, &site.item.servers]),
        parameters: parameters::merge(context, site, source),
        body: request_body(context, method, source.request_body.as_ref()),
        responses: responses::lower(context, index, &source.responses),
        security: security::effective(context, source.security.as_deref()),
        cases: Vec::new(),
        pagination: None,
        long_running: None,
        resource: None,
        extensions: source.extensions.clone(),
    }
}

fn request_body(
    context: &mut Context<'_>,
    method: &str,
    referable: Option<&Referable<source::RequestBody>>,
) -> Option<crate::RequestBody> {
    let body = referable?.get()?;
    if !context.charge_with([body.description.as_ref()]) {
        return None;
    }
    if matches!(method, "GET" | "HEAD" | "DELETE") {
        let place = referable.map_or(body.origin.key(), |referable| used_at(referable, body.origin));
        let message = format!("HTTP gives the body of a {method} request no meaning");
        let hint = "servers and proxies may refuse or drop it (RFC 9110, section 9.3)";
        context.report(Diagnostic::new(&codes::BODY_WITHOUT_SEMANTICS, place, message).hint(hint));
    }
    Some(crate::RequestBody {
        origin: body.origin,
        description: referable
            .and_then(|referable| referable.reference.as_ref()?.description.clone())
            .or_else(|| body.description.clone()),
        required: body.required,
        content: bodies::content(context, &body.content),
    })
}

#[cfg(test)]
mod tests {
    use crate::OperationKind;
    use crate::lower::test::{codes_of, lowered};

    #[test]
    fn operations_take_summary_and_description_from_their_path_item() {
        let (api, _) = lowered(
            "paths:
  /a:
    summary: Of the item
    description: Long
    get: {summary: Own, responses: {'200': {description: ok}}}
    put: {responses: {'200': {description: ok}}}
",
        );
        let texts: Vec<_> = api
            .operations
            .iter()
            .map(|operation| (operation.summary.as_deref(), operation.description.as_deref()))
            .collect();
        assert_eq!(texts, [(Some("Own"), Some("Long")), (Some("Of the item"), Some("Long"))]);
    }

    #[test]
    fn webhooks_come_after_paths() {
        let (api, diagnostics) = lowered(
            "webhooks:
  'new {pet}': {post: {responses: {'200': {description: ok}}}}
paths:
  /a: {get: {responses: {'200': {description: ok}}}}
",
        );
        assert_eq!(codes_of(&diagnostics), [""; 0]);
        assert_eq!(api.operations[0].kind, OperationKind::Path);
        assert_eq!(api.operations[1].kind, OperationKind::Webhook { name: "new {pet}".to_owned() });
        assert_eq!(api.operations[1].path.as_str(), "/new %7Bpet%7D");
    }

    #[test]
    fn a_body_of_delete_is_kept_and_told() {
        let (api, diagnostics) = lowered(
            "paths:
  /a: {delete: {requestBody: {content: {text/plain: {}}}, responses: {'204': {description: gone}}}}
",
        );
        assert!(api.operations[0].body.is_some());
        assert_eq!(codes_of(&diagnostics), ["operation/body-without-semantics"]);
    }
}
