//! Objects with something wrong in them: one diagnostic, and the rest loads.

use avouch_parser::document::{ParameterLocation, SecuritySchemeKind};

use crate::support::{fixture, operation, text};

#[test]
fn missing_fields_are_told_where_they_are_missed() {
    let loaded = text(
        "openapi: 3.0.3
info: {version: '1'}
paths:
  /x:
    get:
      parameters: [{in: query, schema: {}}, {name: b, schema: {}}, {name: c, in: query, schema: {}}]
      responses: {'200': {}}
    post: {}
",
    );
    assert_eq!(
        loaded.found(),
        [
            "error structure/missing-field /info",
            "error structure/missing-field /paths/~1x/get/parameters/0",
            "error structure/missing-field /paths/~1x/get/parameters/1",
            "error structure/missing-field /paths/~1x/get/responses/200",
            "error structure/missing-field /paths/~1x/post",
        ]
    );
    let names: Vec<_> =
        loaded.get().parameters.iter().map(|parameter| parameter.get().map(|p| p.name.as_str())).collect();
    assert_eq!(names, [None, None, Some("c")]);
    assert_eq!(loaded.document.info.title, "");
}

#[test]
fn what_must_be_there_follows_the_version() {
    let root = |version: &str| text(&format!("openapi: {version}\ninfo: {{title: t, version: '1'}}\n")).messages();
    assert_eq!(root("3.0.3"), ["the document has no `paths`"]);
    assert_eq!(root("3.1.0"), ["the document has no `paths`, no `components`, no `webhooks`"]);
    assert_eq!(
        operation("3.0.3", "      summary: s\n").messages(),
        ["an operation has no `responses` (add `responses`)"]
    );
    assert_eq!(operation("3.1.0", "      summary: s\n").messages(), [""; 0]);
}

#[test]
fn wrong_types_are_told_and_passed_over() {
    let loaded = text(
        "openapi: 3.0.3
info: {title: t, version: 1.0, contact: me}
servers: {url: /}
paths:
  /x:
    parameters: {}
    get:
      tags: tag
      deprecated: 'true'
      description:
      responses: []
    put: null
components: {schemas: {A: text, B: [], C: {properties: [], required: a, enum: x, type: {}}}}
",
    );
    assert_eq!(
        loaded.messages(),
        [
            "`version` must be a string, not a number (put it in quotes)",
            "`contact` must be an object, not a string",
            "`servers` must be a list, not an object",
            "`parameters` must be a list, not an object",
            "`tags` must be a list, not a string",
            "`deprecated` must be a boolean, not a string (write it without quotes)",
            "`description` must be a string, not null (leave it out where it has no value)",
            "`responses` must be an object, not a list",
            "`put` must be an object (an operation), not null (leave it out where it has no value)",
            "`A` must be a schema, not a string",
            "`B` must be a schema, not a list",
            "`properties` must be an object, not a list",
            "`required` must be a list of names, not a string",
            "`enum` must be a list, not a string",
            "`type` must be a string, not an object",
        ]
    );
    assert_eq!(loaded.document.info.version, "1.0");
    assert_eq!(loaded.document.components.schemas.len(), 3);
    assert_eq!(loaded.document.paths["/x"].get().unwrap().operations.len(), 1);
}

#[test]
fn fields_of_another_version_and_typing_errors_are_told_apart() {
    let loaded = text(
        "openapi: 3.0.3
info: {title: t, version: '1', summary: s, x-info: 1}
jsonSchemaDialect: d
webhooks: {}
pahts: {}
paths: {}
produces: []
components: {pathItems: {}}
x-root: {a: 1}
",
    );
    assert_eq!(
        loaded.messages(),
        [
            "`summary` in `info` needs OpenAPI 3.1, and this file is read as 3.0",
            "`jsonSchemaDialect` in the document needs OpenAPI 3.1, and this file is read as 3.0",
            "`webhooks` in the document needs OpenAPI 3.1, and this file is read as 3.0",
            "the document has no field `pahts` (did you mean `paths`?)",
            "the document has no field `produces` (a field of your own must begin with `x-`)",
            "`pathItems` in `components` needs OpenAPI 3.1, and this file is read as 3.0",
        ]
    );
    assert!(loaded.document.extensions.contains_key("x-root"));
    assert!(loaded.document.info.extensions.contains_key("x-info"));
    assert!(loaded.document.webhooks.is_empty() && loaded.document.info.summary.is_none());
}

#[test]
fn of_two_equal_parameters_the_first_is_kept() {
    let loaded = operation(
        "3.0.3",
        "      parameters:
        - {name: a, in: query, schema: {type: string}}
        - {name: a, in: header, schema: {type: string}}
        - {name: A, in: query, schema: {type: string}}
        - {$ref: '#/components/parameters/A'}
      responses: {'200': {description: ok}}
components:
  parameters:
    A: {name: a, in: query, schema: {type: integer}}
",
    );
    assert_eq!(loaded.found(), ["error structure/duplicate-parameter /paths/~1x/get/parameters/3"]);
    let diagnostic = loaded.diagnostics.iter().next().unwrap();
    let first = loaded.document.sources().pointer(diagnostic.labels[1].place);
    assert_eq!(first, "/paths/~1x/get/parameters/0");
    assert_eq!(loaded.get().parameters.len(), 3);
}

#[test]
fn path_parameters_are_always_required() {
    let loaded = operation(
        "3.0.3",
        "      parameters:
        - {name: a, in: path, required: false, schema: {}}
        - {name: b, in: path, schema: {}}
        - {name: c, in: path, required: true, schema: {}}
      responses: {'200': {description: ok}}
",
    );
    assert_eq!(
        loaded.found(),
        [
            "error structure/optional-path-parameter /paths/~1x/get/parameters/0/required",
            "error structure/optional-path-parameter /paths/~1x/get/parameters/1",
        ]
    );
    assert!(
        loaded.get().parameters.iter().all(|parameter| parameter.get().is_some_and(|parameter| parameter.required))
    );
}

#[test]
fn locations_and_security_types_must_be_known() {
    let loaded = operation(
        "3.0.3",
        "      parameters: [{name: a, in: body, schema: {}}, {name: b, in: Query, schema: {}}]
      responses: {'200': {description: ok}}
components:
  securitySchemes:
    Tls: {type: mutualTLS}
    Odd: {type: basic}
    Key: {type: apiKey, name: k, in: path}
    Half: {type: http}
    Flow: {type: oauth2, flows: {implicit: {scopes: {}}}}
",
    );
    assert_eq!(
        loaded.messages(),
        [
            "`in` cannot be \"body\" (it may be path, query, header, cookie)",
            "`in` cannot be \"Query\" (did you mean \"query\"?)",
            "`type` \"mutualTLS\" needs OpenAPI 3.1, and this file is read as 3.0",
            "`type` cannot be \"basic\" (it may be apiKey, http, oauth2, openIdConnect)",
            "`in` cannot be \"path\" (it may be query, header, cookie)",
            "a security scheme of type \"http\" has no `scheme` (add `scheme`)",
            "an implicit flow has no `authorizationUrl` (add `authorizationUrl`)",
        ]
    );
    let schemes = &loaded.document.components.security_schemes;
    let read: Vec<_> = schemes.iter().filter(|(_, scheme)| scheme.get().is_some()).map(|(name, _)| name).collect();
    assert_eq!(read, ["Tls", "Flow"]);
    assert!(matches!(schemes["Tls"].get().unwrap().kind, SecuritySchemeKind::MutualTls));
}

#[test]
fn statuses_are_kept_as_written_and_odd_ones_are_told() {
    let loaded = operation(
        "3.0.3",
        "      responses:
        '200': {description: a}
        404: {description: b}
        4XX: {description: c}
        5xx: {description: d}
        default: {description: e}
        ok: {description: f}
        '600': {description: g}
        x-extra: 1
",
    );
    assert_eq!(
        loaded.found(),
        [
            "info structure/non-string-key /paths/~1x/get/responses/404",
            "error structure/unknown-status /paths/~1x/get/responses/5xx",
            "error structure/unknown-status /paths/~1x/get/responses/ok",
            "warning structure/unknown-status /paths/~1x/get/responses/600",
        ]
    );
    let responses = &loaded.get().responses;
    assert_eq!(responses.by_status.keys().collect::<Vec<_>>(), ["200", "404", "4XX", "5XX", "default", "600"]);
    assert!(responses.extensions.contains_key("x-extra"));
}

#[test]
fn fields_that_exclude_each_other_are_told() {
    let loaded = operation(
        "3.1.0",
        "      parameters:
        - {name: a, in: query}
        - {name: b, in: query, schema: {}, content: {text/plain: {}}}
        - {name: c, in: query, content: {}}
        - {name: d, in: query, schema: {}, example: 1, examples: {}}
      responses: {'200': {description: ok}}
components:
  examples: {E: {value: 1, externalValue: x}}
  links: {L: {operationId: a, operationRef: b}}
",
    );
    assert_eq!(
        loaded.found(),
        [
            "error structure/missing-field /paths/~1x/get/parameters/0",
            "error structure/exclusive-fields /paths/~1x/get/parameters/1/content",
            "error structure/several-contents /paths/~1x/get/parameters/2/content",
            "error structure/exclusive-fields /paths/~1x/get/parameters/3/examples",
            "error structure/exclusive-fields /components/examples/E/externalValue",
            "error structure/exclusive-fields /components/links/L/operationId",
        ]
    );
}

#[test]
fn every_odd_path_is_an_operation_of_its_own() {
    let loaded = text(
        "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  '/#Action=A': {get: {responses: {'200': {description: ok}}}}
  '/?q=1': {get: {responses: {'200': {description: ok}}}}
  '/a ': {get: {responses: {'200': {description: ok}}}}
  /a: {get: {responses: {'200': {description: ok}}}}
  '/{a}@{b}': {get: {responses: {'200': {description: ok}}}}
  '/{Sid}.json': {get: {responses: {'200': {description: ok}}}}
  relative: {get: {responses: {'200': {description: ok}}}}
  x-paths: 1
",
    );
    assert_eq!(loaded.found(), ["error structure/relative-path /paths/relative"]);
    assert_eq!(
        loaded.document.paths.keys().collect::<Vec<_>>(),
        ["/#Action=A", "/?q=1", "/a ", "/a", "/{a}@{b}", "/{Sid}.json", "relative"]
    );
    assert!(loaded.document.paths_extensions.contains_key("x-paths"));
}

#[test]
fn names_tags_and_server_variables_are_checked() {
    let loaded = text(
        "openapi: 3.0.3
info: {title: t, version: '1'}
servers: [{url: 'https://{host}', variables: {host: {enum: [a, b], default: c}}}, {description: none}]
tags: [{name: a}, {name: b}, {name: a}, {description: nameless}]
paths: {}
components: {schemas: {'bad name': {}, Good-1.2_x: {}}}
",
    );
    assert_eq!(
        loaded.found(),
        [
            "error structure/unknown-value /servers/0/variables/host/default",
            "error structure/missing-field /servers/1",
            "error structure/duplicate-tag /tags/2",
            "error structure/missing-field /tags/3",
            "error structure/component-name /components/schemas/bad name",
        ]
    );
    assert_eq!(loaded.document.tags.len(), 3);
    assert_eq!(loaded.document.servers.len(), 1);
    assert_eq!(loaded.document.components.schemas.len(), 2);
}

#[test]
fn security_tells_absent_from_empty() {
    let security = |fields: &str| {
        let loaded = operation("3.0.3", &format!("{fields}      responses: {{'200': {{description: ok}}}}\n"));
        loaded.get().security.as_ref().map(|list| list.iter().map(|entry| entry.schemes.len()).collect::<Vec<_>>())
    };
    assert_eq!(security(""), None);
    assert_eq!(security("      security: []\n"), Some(vec![]));
    assert_eq!(security("      security: [{}, {a: [], b: [x]}]\n"), Some(vec![0, 2]));
}

#[test]
fn styles_are_kept_as_written() {
    let loaded = operation(
        "3.0.3",
        "      parameters:
        - {name: a, in: query, style: deepObject, explode: true, schema: {type: object}}
        - {name: b, in: cookie, schema: {type: string}}
      responses: {'200': {description: ok}}
",
    );
    let parameters: Vec<_> = loaded
        .get()
        .parameters
        .iter()
        .filter_map(|parameter| parameter.get())
        .map(|parameter| (parameter.location, parameter.style.as_deref(), parameter.explode))
        .collect();
    assert_eq!(
        parameters,
        [(ParameterLocation::Query, Some("deepObject"), Some(true)), (ParameterLocation::Cookie, None, None)]
    );
}

#[test]
fn keys_that_are_no_strings_are_their_text() {
    let loaded = text(
        "openapi: 3.1
info: {title: t, version: '1'}
paths: {}
components:
  responses: {500: {description: broken}, '501': {description: missing}}
  schemas: {A: {type: object, properties: {1: {type: string}, true: {type: string}, on: {type: string}, 0x1F: {type: string}}}}
",
    );
    assert_eq!(
        loaded.found(),
        [
            "error structure/wrong-type /openapi",
            "info structure/non-string-key /components/responses/500",
            "info structure/non-string-key /components/schemas/A/properties/1",
            "info structure/non-string-key /components/schemas/A/properties/true",
            "info structure/non-string-key /components/schemas/A/properties/0x1F",
        ]
    );
    assert_eq!(loaded.document.components.responses.keys().collect::<Vec<_>>(), ["500", "501"]);
    let object = loaded.schema("A").object.as_ref().unwrap();
    assert_eq!(object.properties.keys().collect::<Vec<_>>(), ["1", "true", "on", "0x1F"]);
}

#[test]
fn styles_must_be_those_of_their_place() {
    let loaded = operation(
        "3.0.3",
        "      parameters:
        - {name: a, in: query, style: simple, schema: {}}
        - {name: b, in: header, style: form, schema: {}}
        - {name: c, in: path, required: true, style: matrix, schema: {}}
      requestBody: {content: {multipart/form-data: {encoding: {a: {style: deepobject}}}}}
      responses: {'200': {description: ok}}
",
    );
    assert_eq!(
        loaded.messages(),
        [
            "`style` cannot be \"simple\" (it may be form, spaceDelimited, pipeDelimited, deepObject)",
            "`style` cannot be \"form\" (it may be simple)",
            "`style` cannot be \"deepobject\" (did you mean \"deepObject\"?)",
        ]
    );
}

#[test]
fn fields_of_another_type_of_security_scheme_are_told() {
    let loaded = text(
        "openapi: 3.0.3
info: {title: t, version: '1'}
paths: {}
components: {securitySchemes: {K: {type: apiKey, name: k, in: header, scheme: bearer}}}
",
    );
    assert_eq!(loaded.found(), ["error structure/unknown-field /components/securitySchemes/K/scheme"]);
}

#[test]
fn what_is_empty_and_must_not_be_is_told() {
    let loaded = operation(
        "3.0.3",
        "      responses: {}
components:
  schemas: {E: {type: string, enum: []}}
  links: {L: {description: to nowhere}}
",
    );
    assert_eq!(
        loaded.found(),
        [
            "error structure/missing-field /paths/~1x/get/responses",
            "warning schema/invalid-keyword /components/schemas/E/enum",
            "error structure/missing-field /components/links/L",
        ]
    );
}

#[test]
fn documents_with_every_field_are_fine() {
    let older = fixture("complete-3.0.yaml");
    assert_eq!(older.messages(), [""; 0]);
    assert_eq!(older.document.paths["/things/{id}"].get().unwrap().operations.len(), 8);
    let newer = fixture("complete-3.1.yaml");
    assert_eq!(newer.messages(), [""; 0]);
    assert_eq!(newer.document.webhooks.len(), 2);
}
