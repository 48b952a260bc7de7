//! Examples of the same name belong together: cases.

use avouch_diagnostics::Diagnostic;
use indexmap::IndexSet;

use super::context::Context;
use crate::{Case, CaseRequest, CaseResponse, Example, ExampleValue, MediaType, Operation, Response, codes};

/// The most cases that one operation gets.
const MAX_CASES: usize = 200;

/// The cases of an operation; at least one, which may have no example at all.
///
/// Names of examples of the request make a case each. Names that only responses have make none: nothing in the request
/// would bring that answer about.
pub(super) fn pair(context: &mut Context<'_>, operation: &Operation) -> Vec<Case> {
    let mut names = request_names(operation);
    if names.len() > MAX_CASES {
        let message = format!("{} has {} named examples; {MAX_CASES} of them are tried", operation.id, names.len());
        context.report(Diagnostic::new(&codes::TOO_MANY_CASES, operation.origin.key(), message));
        names.truncate(MAX_CASES);
    }
    if names.is_empty() {
        return vec![case(operation, None)];
    }
    let parts = operation.parameters.len() + 1;
    let affordable = names.into_iter().take_while(|_| context.charge(parts));
    affordable.map(|name| case(operation, Some(name))).collect()
}

/// The names of the examples of parameters and body, in order, each once.
fn request_names(operation: &Operation) -> IndexSet<&str> {
    let parameters = operation.parameters.iter().flat_map(|parameter| &parameter.examples);
    let body = operation.body.iter().flat_map(|body| &body.content).flat_map(|media| &media.examples);
    parameters.chain(body).filter(|example| is_usable(example)).filter_map(|example| example.name.as_deref()).collect()
}

fn case(operation: &Operation, name: Option<&str>) -> Case {
    let request = request(operation, name);
    let response = response(operation, name);
    let answer = response.body.as_ref().and_then(|(_, example)| example.name.as_deref());
    let name = name.or(answer).unwrap_or("default").to_owned();
    Case { name, request, response }
}

fn request(operation: &Operation, name: Option<&str>) -> CaseRequest {
    let mut request = CaseRequest::default();
    for (position, parameter) in operation.parameters.iter().enumerate() {
        // An optional parameter that shows itself under other names only is meant for those cases.
        let is_meant = |example: &&Example| {
            parameter.required || name.is_none() || example.name.is_none() || example.name.as_deref() == name
        };
        match chosen(&parameter.examples, name).filter(is_meant) {
            Some(example) => request.parameters.push((position, example.clone())),
            None if parameter.required => request.missing_parameters.push(position),
            None => {}
        }
    }
    if let Some(body) = &operation.body {
        request.body = representation(&body.content, name);
        request.missing_body = body.required && request.body.is_none();
    }
    request
}

/// The answer with an example of the name, successes before others; else the first success, else the first redirection.
fn response(operation: &Operation, name: Option<&str>) -> CaseResponse {
    let intended = name.and_then(|name| named_response(operation, name)).or_else(|| first_success(operation));
    CaseResponse {
        status: intended.map(|response| response.status),
        body: intended.and_then(|response| representation(&response.content, name)),
    }
}

fn named_response<'o>(operation: &'o Operation, name: &str) -> Option<&'o Response> {
    let has_name = |response: &&Response| response.content.iter().any(|media| named(&media.examples, name).is_some());
    let mut having = operation.responses.iter().filter(has_name);
    let first = having.next();
    first
        .filter(|response| response.status.is_success())
        .or_else(|| having.find(|response| response.status.is_success()))
        .or(first)
}

fn first_success(operation: &Operation) -> Option<&Response> {
    let mut responses = operation.responses.iter();
    let success = responses.clone().find(|response| response.status.is_success());
    success.or_else(|| responses.find(|response| response.status.is_redirection()))
}

/// The representation with an example of the name, else the first that has any.
fn representation(content: &[MediaType], name: Option<&str>) -> Option<(usize, Example)> {
    let by_name = name.and_then(|name| {
        content.iter().enumerate().find_map(|(position, media)| Some((position, named(&media.examples, name)?)))
    });
    let any =
        || content.iter().enumerate().find_map(|(position, media)| Some((position, chosen(&media.examples, None)?)));
    by_name.or_else(any).map(|(position, example)| (position, example.clone()))
}

/// The example of the name, else the first.
fn chosen<'e>(examples: &'e [Example], name: Option<&str>) -> Option<&'e Example> {
    let by_name = name.and_then(|name| named(examples, name));
    by_name.or_else(|| examples.iter().find(|example| is_usable(example)))
}

fn named<'e>(examples: &'e [Example], name: &str) -> Option<&'e Example> {
    examples.iter().find(|example| example.name.as_deref() == Some(name) && is_usable(example))
}

/// A value that is elsewhere is never fetched, so that nothing can be sent of it.
fn is_usable(example: &Example) -> bool {
    !matches!(example.value, ExampleValue::External(_))
}

#[cfg(test)]
mod tests {
    use crate::lower::test::{codes_of, lowered};
    use crate::{Case, CaseRequest, StatusSpec};

    /// Name, parameters by position, name of the body's example, status, name of the response's example.
    type Row<'a> = (&'a str, Vec<usize>, Option<&'a str>, Option<StatusSpec>, Option<&'a str>);

    fn rows(cases: &[Case]) -> Vec<Row<'_>> {
        cases
            .iter()
            .map(|case| {
                let CaseRequest { parameters, body, .. } = &case.request;
                (
                    case.name.as_str(),
                    parameters.iter().map(|(position, _)| *position).collect(),
                    body.as_ref().and_then(|(_, example)| example.name.as_deref()),
                    case.response.status,
                    case.response.body.as_ref().and_then(|(_, example)| example.name.as_deref()),
                )
            })
            .collect()
    }

    #[test]
    fn examples_pair_by_name() {
        let (api, diagnostics) = lowered(
            "paths:
  /a:
    post:
      parameters:
        - {name: p, in: query, schema: {type: string}, examples: {small: {value: s}, large: {value: l}}}
        - {name: q, in: query, schema: {type: string}, example: always}
      requestBody:
        content:
          application/json: {examples: {small: {value: 1}, bad: {value: no}}}
      responses:
        '422': {description: bad, content: {application/json: {examples: {bad: {value: error}}}}}
        '201': {description: made, content: {application/json: {examples: {other: {value: 0}, small: {value: 2}}}}}
        '200': {description: ok}
",
        );
        assert_eq!(codes_of(&diagnostics), [""; 0]);
        let created = Some(StatusSpec::Code(201));
        assert_eq!(
            rows(&api.operations[0].cases),
            [
                ("small", vec![0, 1], Some("small"), created, Some("small")),
                ("large", vec![0, 1], Some("small"), created, Some("other")),
                ("bad", vec![1], Some("bad"), Some(StatusSpec::Code(422)), Some("bad")),
            ]
        );
    }

    #[test]
    fn without_any_example_there_is_one_empty_case() {
        let (api, _) = lowered(
            "paths:
  /a: {get: {responses: {'404': {description: no}, '302': {description: there}}}}
  /b: {get: {responses: {'404': {description: no}}}}
",
        );
        assert_eq!(rows(&api.operations[0].cases), [("default", vec![], None, Some(StatusSpec::Code(302)), None)]);
        assert_eq!(rows(&api.operations[1].cases), [("default", vec![], None, None, None)]);
    }

    #[test]
    fn what_is_required_and_has_no_example_is_listed() {
        let (api, _) = lowered(
            "paths:
  '/a/{id}':
    put:
      parameters:
        - {name: free, in: query, schema: {type: string}}
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: far, in: query, required: true, schema: {type: string}, examples: {x: {externalValue: 'https://e.com'}}}
      requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
      responses: {'200': {description: ok}}
",
        );
        let cases = &api.operations[0].cases;
        assert_eq!(cases.len(), 1);
        assert_eq!(cases[0].request.missing_parameters, [1, 2]);
        assert!(cases[0].request.missing_body);
    }

    #[test]
    fn optional_parameters_belong_to_the_cases_that_they_name() {
        let (api, _) = lowered(
            "paths:
  /a:
    post:
      parameters:
        - {name: from, in: query, schema: {type: string}, examples: {copy: {value: a-1}}}
        - {name: tenant, in: query, schema: {type: string}, example: t-1}
        - {name: region, in: query, required: true, schema: {type: string}, examples: {near: {value: eu}}}
      requestBody: {content: {application/json: {schema: {type: object}, examples: {plain: {value: {}}}}}}
      responses: {'200': {description: ok}}
",
        );
        let sent = |name: &str| {
            let case = api.operations[0].cases.iter().find(|case| case.name == name).expect("the case");
            case.request.parameters.iter().map(|(position, _)| *position).collect::<Vec<_>>()
        };
        assert_eq!(sent("copy"), [0, 1, 2]);
        assert_eq!(sent("plain"), [1, 2], "what is required is sent under any name");
        assert_eq!(sent("near"), [1, 2]);
    }

    #[test]
    fn a_response_names_the_only_case() {
        let (api, _) = lowered(
            "paths:
  /a:
    get:
      responses:
        '200': {description: ok, content: {application/json: {examples: {one: {value: 1}, two: {value: 2}}}}}
        '404': {description: no, content: {application/json: {examples: {none: {value: 3}}}}}
",
        );
        assert_eq!(rows(&api.operations[0].cases), [("one", vec![], None, Some(StatusSpec::Code(200)), Some("one"))]);
    }

    #[test]
    fn the_number_of_cases_is_bounded() {
        let examples: Vec<_> = (0..300).map(|number| format!("e{number}: {{value: {number}}}")).collect();
        let (api, diagnostics) = lowered(&format!(
            "paths:\n  /a:\n    get:\n      parameters: [{{name: p, in: query, schema: {{type: integer}}, examples: {{{}}}}}]\n      responses: {{'200': {{description: ok}}}}\n",
            examples.join(", ")
        ));
        assert_eq!(api.operations[0].cases.len(), 200);
        assert_eq!(codes_of(&diagnostics), ["example/too-many-cases"]);
    }
}
