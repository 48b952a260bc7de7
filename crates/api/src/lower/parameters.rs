//! Parameters: those of the operation, those of its path item, and those that only the path speaks of.

use avouch_diagnostics::Diagnostic;
use avouch_parser::document::{self as source, ParameterLocation, Referable};
use avouch_wire::{Location, Style};
use rustc_hash::FxHashSet;

use super::carrier::{self, Written};
use super::context::{Context, shown, used_at};
use super::examples;
use super::operations::Site;
use crate::{Carrier, OperationKind, Parameter, codes};

/// Header parameters that OpenAPI has ignored ("Parameter Object").
const IGNORED_HEADERS: [&str; 3] = ["Accept", "Content-Type", "Authorization"];

/// How many undeclared variables of one path are told; a path with more has another fault.
const MAX_UNDECLARED: usize = 16;

/// The parameters of an operation: its own, then those of its path item that it does not override, then what the path has
/// variables for and nobody declares.
pub(super) fn merge(context: &mut Context<'_>, site: &Site<'_>, operation: &source::Operation) -> Vec<Parameter> {
    let mut merge = Merge { parameters: Vec::new(), seen: FxHashSet::default() };
    merge.add_list(context, site, &operation.parameters);
    let inherited: Vec<_> = site
        .item
        .parameters
        .iter()
        .filter(|referable| referable.get().is_some_and(|parameter| !merge.seen.contains(&key(parameter))))
        .collect();
    for referable in inherited {
        merge.add(context, site, referable);
    }
    if site.kind == OperationKind::Path {
        merge.synthesise(site);
    }
    merge.parameters
}

struct Merge {
    parameters: Vec<Parameter>,
    /// Location and name of what is there; names of headers in lower case.
    seen: FxHashSet<(Location, String)>,
}

impl Merge {
    fn add_list(&mut self, context: &mut Context<'_>, site: &Site<'_>, list: &[Referable<source::Parameter>]) {
        for referable in list {
            self.add(context, site, referable);
        }
    }

    fn add(&mut self, context: &mut Context<'_>, site: &Site<'_>, referable: &Referable<source::Parameter>) {
        let Some(parameter) = referable.get() else { return };
        let texts = [Some(&parameter.name), parameter.description.as_ref()];
        if !context.charge_with(texts) || is_ignored(context, parameter) || is_misplaced(context, site, parameter) {
            return;
        }
        if !self.seen.insert(key(parameter)) {
            self.report_duplicate(context, referable, parameter);
            return;
        }
        let description = referable.reference.as_ref().and_then(|reference| reference.description.clone());
        let mut lowered = lower(context, parameter);
        lowered.description = description.or(lowered.description);
        self.parameters.push(lowered);
    }

    /// The parser reports lists that name a parameter twice; only it cannot know that headers do not differ by case.
    fn report_duplicate(
        &self,
        context: &mut Context<'_>,
        referable: &Referable<source::Parameter>,
        parameter: &source::Parameter,
    ) {
        let twin = self.parameters.iter().find(|other| {
            other.location == Location::Header
                && other.name != parameter.name
                && other.name.eq_ignore_ascii_case(&parameter.name)
        });
        if let Some(twin) = twin {
            let message =
                format!("the header parameters \"{}\" and \"{}\" are the same header", twin.name, parameter.name);
            let diagnostic = Diagnostic::new(&codes::DUPLICATE_HEADER, used_at(referable, parameter.origin), message)
                .also(twin.origin.place(), "the first one counts");
            context.report(diagnostic);
        }
    }

    /// Adds what the path has variables for and nobody declares.
    fn synthesise(&mut self, site: &Site<'_>) {
        for variable in site.template.variables() {
            if self.seen.insert((Location::Path, variable.to_owned())) {
                self.parameters.push(Parameter {
                    origin: site.item.origin,
                    name: variable.to_owned(),
                    location: Location::Path,
                    required: true,
                    description: None,
                    deprecated: false,
                    allow_empty_value: false,
                    carrier: Carrier::Style { style: Style::SIMPLE, schema: None },
                    examples: Vec::new(),
                    synthesised: true,
                });
            }
        }
    }
}

/// Reports the variables of a path that operations have no parameter for, once a variable.
pub(super) fn check_template(context: &mut Context<'_>, site: &Site<'_>) {
    let of_item = path_names(&site.item.parameters);
    let open: Vec<&str> = site.template.variables().filter(|variable| !of_item.contains(variable)).collect();
    if open.is_empty() {
        return;
    }
    let operations = site.item.operations.iter();
    let operations: Vec<_> =
        operations.map(|(method, source)| (method, source.origin, path_names(&source.parameters))).collect();
    if let Some(more) = open.len().checked_sub(MAX_UNDECLARED).filter(|more| *more > 0) {
        let message = format!("{more} more variables of \"{}\" may have no parameter", shown(site.template.as_str()));
        context.report(Diagnostic::new(&codes::UNDECLARED_VARIABLE, site.key, message));
    }
    for variable in open.into_iter().take(MAX_UNDECLARED) {
        let missing: Vec<_> = operations.iter().filter(|(.., declared)| !declared.contains(variable)).collect();
        if missing.is_empty() {
            continue;
        }
        let path = shown(site.template.as_str());
        let message = format!("the variable \"{}\" of \"{path}\" has no parameter", shown(variable));
        let mut diagnostic = Diagnostic::new(&codes::UNDECLARED_VARIABLE, site.key, message)
            .hint("declare it with `in: path`; until then any string is taken for it");
        for (method, origin, _) in missing {
            diagnostic = diagnostic.also(origin.key(), format!("{method} does not declare it"));
        }
        context.report(diagnostic);
    }
}

/// The names of the path parameters of a list.
fn path_names(list: &[Referable<source::Parameter>]) -> FxHashSet<&str> {
    let parameters = list.iter().filter_map(Referable::get);
    let of_path = parameters.filter(|parameter| parameter.location == ParameterLocation::Path);
    of_path.map(|parameter| parameter.name.as_str()).collect()
}

fn is_ignored(context: &mut Context<'_>, parameter: &source::Parameter) -> bool {
    let ignored = parameter.location == ParameterLocation::Header
        && IGNORED_HEADERS.iter().any(|name| name.eq_ignore_ascii_case(&parameter.name));
    if ignored {
        let message = format!("the header parameter \"{}\" is ignored", parameter.name);
        let hint = "`Accept` and `Content-Type` follow from the media types, `Authorization` from the security schemes";
        context.report(Diagnostic::new(&codes::IGNORED_PARAMETER, parameter.origin.place(), message).hint(hint));
    }
    ignored
}

fn is_misplaced(context: &mut Context<'_>, site: &Site<'_>, parameter: &source::Parameter) -> bool {
    let misplaced = parameter.location == ParameterLocation::Path && !site.variables.contains(&parameter.name);
    if misplaced {
        let path = shown(site.template.as_str());
        let name = shown(&parameter.name);
        let message = format!("the path parameter \"{name}\" is not in \"{path}\"; it is left out");
        let alike = site.template.variables().take(64).find(|variable| variable.eq_ignore_ascii_case(&parameter.name));
        let mut diagnostic =
            Diagnostic::new(&codes::NOT_IN_TEMPLATE, parameter.origin.place(), message).also(site.key, "the path");
        if let Some(variable) = alike {
            diagnostic = diagnostic.hint(format!("the path spells it \"{variable}\""));
        }
        context.report(diagnostic);
    }
    misplaced
}

fn lower(context: &mut Context<'_>, parameter: &source::Parameter) -> Parameter {
    let location = wire_location(parameter.location);
    let written = Written {
        style: parameter.style.as_deref(),
        explode: parameter.explode,
        allow_reserved: parameter.allow_reserved,
        schema: parameter.schema,
        content: &parameter.content,
    };
    let carrier = carrier::lower(context, location, &written);
    let own = examples::Stated { example: parameter.example, examples: &parameter.examples };
    Parameter {
        origin: parameter.origin,
        name: parameter.name.clone(),
        location,
        required: parameter.required,
        description: parameter.description.clone(),
        deprecated: parameter.deprecated,
        allow_empty_value: parameter.allow_empty_value,
        examples: examples::of_carrier(context, own, &carrier),
        carrier,
        synthesised: false,
    }
}

fn key(parameter: &source::Parameter) -> (Location, String) {
    match wire_location(parameter.location) {
        Location::Header => (Location::Header, parameter.name.to_ascii_lowercase()),
        location => (location, parameter.name.clone()),
    }
}

fn wire_location(location: ParameterLocation) -> Location {
    match location {
        ParameterLocation::Path => Location::Path,
        ParameterLocation::Query => Location::Query,
        ParameterLocation::Header => Location::Header,
        ParameterLocation::Cookie => Location::Cookie,
        ParameterLocation::Querystring => Location::Querystring,
    }
}

#[cfg(test)]
mod tests {
    use avouch_wire::Location;

    use crate::lower::test::{codes_of, lowered, messages_of};

    const OK: &str = "responses: {'200': {description: ok}}";

    #[test]
    fn operations_override_their_path_item_by_name_and_location() {
        let (api, diagnostics) = lowered(&format!(
            "paths:
  /a:
    parameters:
      - {{name: x, in: query, description: item, schema: {{type: string}}}}
      - {{name: x, in: cookie, description: item, schema: {{type: string}}}}
      - {{name: X-Trace, in: header, description: item, schema: {{type: string}}}}
    get:
      parameters:
        - {{name: x-trace, in: header, description: own, schema: {{type: string}}}}
        - {{name: x, in: query, description: own, schema: {{type: string}}}}
      {OK}
"
        ));
        assert_eq!(codes_of(&diagnostics), [""; 0]);
        let found: Vec<_> = api.operations[0]
            .parameters
            .iter()
            .map(|parameter| {
                (parameter.location, parameter.name.as_str(), parameter.description.as_deref().unwrap_or(""))
            })
            .collect();
        assert_eq!(
            found,
            [(Location::Header, "x-trace", "own"), (Location::Query, "x", "own"), (Location::Cookie, "x", "item")]
        );
    }

    #[test]
    fn headers_that_openapi_ignores_are_left_out() {
        let (api, diagnostics) = lowered(&format!(
            "paths:
  /a:
    get:
      parameters:
        - {{name: accept, in: header, schema: {{type: string}}}}
        - {{name: Content-Type, in: header, schema: {{type: string}}}}
        - {{name: Authorization, in: header, schema: {{type: string}}}}
        - {{name: Accept, in: query, schema: {{type: string}}}}
      {OK}
"
        ));
        assert_eq!(codes_of(&diagnostics), ["parameter/ignored-header"; 3]);
        assert_eq!(api.operations[0].parameters.len(), 1);
    }

    #[test]
    fn header_names_do_not_differ_by_case() {
        let (api, diagnostics) = lowered(&format!(
            "paths:
  /a:
    get:
      parameters:
        - {{name: X-A, in: header, schema: {{type: string}}}}
        - {{name: x-a, in: header, schema: {{type: string}}}}
      {OK}
"
        ));
        assert_eq!(codes_of(&diagnostics), ["parameter/duplicate-header"]);
        assert_eq!(api.operations[0].parameters.len(), 1);
    }

    #[test]
    fn variables_without_a_parameter_are_strings() {
        let (api, diagnostics) = lowered(&format!(
            "paths:\n  '/a/{{b}}/{{c}}':\n    get: {{{OK}}}\n    parameters: [{{name: c, in: path, required: true, schema: {{type: integer}}}}]\n"
        ));
        assert_eq!(messages_of(&diagnostics), ["the variable \"b\" of \"/a/{b}/{c}\" has no parameter"]);
        let found: Vec<_> = api.operations[0]
            .parameters
            .iter()
            .map(|parameter| (parameter.name.as_str(), parameter.required, parameter.synthesised))
            .collect();
        assert_eq!(found, [("c", true, false), ("b", true, true)]);
    }

    #[test]
    fn path_parameters_without_a_variable_are_left_out() {
        let (api, diagnostics) = lowered(&format!(
            "paths:\n  '/a/{{petId}}':\n    get:\n      {OK}\n      parameters: [{{name: petid, in: path, required: true, schema: {{type: integer}}}}]\n"
        ));
        assert_eq!(codes_of(&diagnostics), ["parameter/undeclared-variable", "parameter/not-in-template"]);
        let hints: Vec<_> = diagnostics.iter().filter_map(|diagnostic| diagnostic.hint.as_deref()).collect();
        assert_eq!(hints[1], "the path spells it \"petId\"");
        assert_eq!(api.operations[0].parameters.len(), 1);
    }
}
