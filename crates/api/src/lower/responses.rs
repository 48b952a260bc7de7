//! Responses by status.

use avouch_parser::document::{self as source, Origin, Referable};
use indexmap::IndexMap;

use super::context::{Context, PendingLink};
use super::{bodies, headers};
use crate::{Link, LinkSource, OperationIndex, Response, StatusSpec};

/// The responses of an operation: codes, then ranges, then `default`, each in document order.
pub(super) fn lower<'d>(
    context: &mut Context<'d>,
    operation: OperationIndex,
    responses: &'d source::Responses,
) -> Vec<Response> {
    let mut keyed = Vec::with_capacity(responses.by_status.len());
    for (key, referable) in &responses.by_status {
        let Some(response) = referable.get() else { continue };
        // The parser lets through what is a status, and reports the rest.
        if let Some(status) = StatusSpec::parse(key) {
            keyed.push((status, referable, response));
        }
    }
    keyed.sort_by_key(|(status, ..)| match status {
        StatusSpec::Code(_) => 0,
        StatusSpec::Range(_) => 1,
        StatusSpec::Default => 2,
    });
    let mut lowered: Vec<Response> = Vec::with_capacity(keyed.len());
    for (status, referable, response) in keyed {
        if lowered.iter().any(|other| other.status == status) || !context.charge_with([response.description.as_ref()]) {
            continue;
        }
        let description = referable.reference.as_ref().and_then(|reference| reference.description.clone());
        lowered.push(Response {
            origin: response.origin,
            status,
            description: description.or_else(|| response.description.clone()),
            headers: headers::lower(context, &response.headers),
            content: bodies::content(context, &response.content),
            links: links(context, (operation.0 as usize, lowered.len()), &response.links),
        });
    }
    lowered
}

/// The links of a response, which find their operations once all of those are there.
fn links<'d>(
    context: &mut Context<'d>,
    (operation, response): (usize, usize),
    links: &'d IndexMap<String, Referable<source::Link>>,
) -> Vec<Link> {
    let mut lowered = Vec::with_capacity(links.len());
    for (name, referable) in links {
        let Some(source) = referable.get() else { continue };
        let texts = source.parameters.keys().map(Some).chain([Some(name)]);
        if !context.charge(source.parameters.len()) || !context.charge_with(texts) {
            break;
        }
        context.links.push(PendingLink { at: (operation, response, lowered.len()), source });
        let parameters = source.parameters.iter();
        lowered.push(Link {
            origin: source.origin,
            name: name.clone(),
            operation: None,
            parameters: parameters.map(|(name, json)| (name.clone(), link_source(context, json.0))).collect(),
            body: source.request_body.map(|json| link_source(context, json.0)),
            server: source.server.clone(),
        });
    }
    lowered
}

/// A string that begins with `$`, or that has an expression between braces, is an expression (OpenAPI, "Runtime
/// Expressions"); anything else is itself.
fn link_source(context: &Context<'_>, origin: Origin) -> LinkSource {
    let text = context.document.node(origin).and_then(avouch_parser::NodeRef::as_str);
    match text {
        Some(text) if text.starts_with('$') || text.contains("{$") => LinkSource::Expression(text.to_owned()),
        _ => LinkSource::Value(source::Json(origin)),
    }
}

#[cfg(test)]
mod tests {
    use crate::StatusSpec;
    use crate::lower::test::{codes_of, lowered};

    #[test]
    fn codes_come_before_ranges_and_the_default() {
        let (api, diagnostics) = lowered(
            "paths:
  /a:
    get:
      responses:
        default: {description: else}
        4XX: {description: range}
        '404': {description: code}
        '200': {description: ok}
",
        );
        assert_eq!(codes_of(&diagnostics), [""; 0]);
        let operation = &api.operations[0];
        let statuses: Vec<_> = operation.responses.iter().map(|response| response.status).collect();
        assert_eq!(statuses, [StatusSpec::Code(404), StatusSpec::Code(200), StatusSpec::Range(4), StatusSpec::Default]);
        let described = |status| operation.response(status).and_then(|response| response.description.as_deref());
        assert_eq!(described(404), Some("code"));
        assert_eq!(described(410), Some("range"));
        assert_eq!(described(503), Some("else"));
    }

    #[test]
    fn the_content_type_is_no_header() {
        let (api, diagnostics) = lowered(
            "paths:
  /a:
    get:
      responses:
        '200':
          description: ok
          headers: {content-type: {schema: {type: string}}, X-A: {schema: {type: string}}}
",
        );
        assert_eq!(codes_of(&diagnostics), ["response/ignored-header"]);
        assert!(api.operations[0].responses[0].header("x-a").is_some());
        assert!(api.operations[0].responses[0].header("Content-Type").is_none());
    }
}
