//! References: sharing, siblings, chains and circles.

use std::sync::Arc;

use crate::support::{operation, schemas, text};

#[test]
fn siblings_of_a_schema_reference_follow_the_version() {
    let body = "    A: {$ref: '#/components/schemas/B', description: d, minLength: 3}\n    B: {type: string}\n";
    let older = schemas("3.0.3", body);
    assert_eq!(older.found(), ["warning reference/ignored-siblings /components/schemas/A/description"]);
    assert_eq!(older.messages().len(), 1);
    assert!(older.schema("A").string.is_none() && older.schema("A").description.is_none());
    assert_eq!(older.schema("A").target, Some(older.document.components.schemas["B"]));

    let newer = schemas("3.1.0", body);
    assert_eq!(newer.found(), [""; 0]);
    assert_eq!(newer.schema("A").string.as_ref().unwrap().min_length, Some(3));
    assert_eq!(newer.schema("A").description.as_deref(), Some("d"));
    assert_eq!(newer.schema("A").target, Some(newer.document.components.schemas["B"]));
}

#[test]
fn reference_objects_have_words_of_their_own_from_3_1_on() {
    let fields = "      responses:
        '200': {$ref: '#/components/responses/R', description: mine, headers: {}}
components:
  responses:
    R: {description: theirs}
";
    let older = operation("3.0.3", fields);
    assert_eq!(
        older.messages(),
        ["`description`, `headers` beside `$ref` is ignored (move it to where the reference leads, or leave it out)"]
    );
    let newer = operation("3.1.0", fields);
    assert_eq!(
        newer.messages(),
        ["`headers` beside `$ref` is ignored (move it to where the reference leads, or leave it out)"]
    );
    let response = &newer.get().responses.by_status["200"];
    assert_eq!(response.reference.as_ref().unwrap().description.as_deref(), Some("mine"));
    assert_eq!(response.get().unwrap().description.as_deref(), Some("theirs"));
}

#[test]
fn what_is_referred_to_twice_is_read_once() {
    let loaded = operation(
        "3.1.0",
        "      parameters: [{$ref: '#/components/parameters/P'}]
      responses:
        '200': {$ref: '#/components/responses/R'}
        '201': {$ref: '#/components/responses/Alias'}
        default: {$ref: '#/paths/~1x/get/responses/200'}
components:
  parameters:
    P: {name: p, in: query, schema: {type: string}}
  responses:
    R: {description: r}
    Alias: {$ref: '#/components/responses/R'}
",
    );
    assert_eq!(loaded.found(), [""; 0]);
    let responses = &loaded.get().responses.by_status;
    let component = loaded.document.components.responses["R"].value.as_ref().unwrap();
    for response in responses.values() {
        assert!(Arc::ptr_eq(response.value.as_ref().unwrap(), component));
    }
    assert_eq!(responses["201"].reference.as_ref().unwrap().text, "#/components/responses/Alias");
}

#[test]
fn schemas_are_one_by_origin_and_cycles_are_fine() {
    let loaded = schemas(
        "3.1.0",
        "    Tree: {type: object, properties: {left: {$ref: '#/components/schemas/Tree'}, right: {$ref: '#/components/schemas/Tree'}}}
    Inner: {$ref: '#/components/schemas/Tree/properties/left'}
",
    );
    assert_eq!(loaded.found(), [""; 0]);
    let tree = loaded.document.components.schemas["Tree"];
    assert_eq!(loaded.property("Tree", "left").target, Some(tree));
    assert_eq!(loaded.property("Tree", "right").target, Some(tree));
    let left = loaded.schema("Tree").object.as_ref().unwrap().properties["left"];
    assert_eq!(loaded.schema("Inner").target, Some(left));
    assert_eq!(loaded.document.schemas().len(), 4);
}

#[test]
fn references_in_a_circle_lead_nowhere_and_are_told_once() {
    let loaded = schemas(
        "3.0.3",
        "    Self: {$ref: '#/components/schemas/Self'}
    A: {$ref: '#/components/schemas/B'}
    B: {$ref: '#/components/schemas/C'}
    C: {$ref: '#/components/schemas/B'}
",
    );
    assert_eq!(
        loaded.found(),
        ["error reference/circular /components/schemas/Self", "error reference/circular /components/schemas/B"]
    );
    assert_eq!(loaded.schema("Self").target, None);
    assert_eq!(loaded.schema("A").target, Some(loaded.document.components.schemas["B"]));
    assert_eq!((loaded.schema("B").target, loaded.schema("C").target), (None, None));

    let objects = operation(
        "3.0.3",
        "      responses: {'200': {$ref: '#/components/responses/A'}}
components:
  responses:
    A: {$ref: '#/components/responses/B'}
    B: {$ref: '#/components/responses/A'}
",
    );
    let circles = objects.found();
    assert_eq!(
        circles,
        [
            "error reference/circular /paths/~1x/get/responses/200",
            "error reference/circular /components/responses/A",
            "error reference/circular /components/responses/B",
        ]
    );
    assert!(objects.get().responses.by_status["200"].value.is_none());
}

#[test]
fn a_dangling_reference_is_one_error_and_the_rest_loads() {
    let loaded = schemas("3.0.3", "    A: {$ref: '#/components/schemas/Nope'}\n    B: {type: string}\n");
    assert_eq!(loaded.found(), ["error reference/dangling /components/schemas/A/$ref"]);
    assert!(loaded.schema("A").reference.is_some() && loaded.schema("A").target.is_none());
    assert!(!loaded.schema("B").types.is_empty());
}

#[test]
fn path_items_may_add_to_what_they_refer_to() {
    let loaded = text(
        "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /plain: {$ref: '#/x-items/One'}
  /again: {$ref: '#/x-items/One'}
  /more:
    $ref: '#/x-items/One'
    summary: mine
    get: {operationId: mine, responses: {'200': {description: ok}}}
    post: {responses: {'200': {description: ok}}}
x-items:
  One:
    summary: theirs
    parameters: [{name: p, in: query, schema: {}}]
    get: {operationId: theirs, responses: {'200': {description: ok}}}
    put: {responses: {'200': {description: ok}}}
",
    );
    assert_eq!(loaded.found(), ["warning reference/path-item-conflict /paths/~1more"]);
    assert!(loaded.messages()[0].starts_with("this path item and the one it refers to both state summary, GET"));
    let paths = &loaded.document.paths;
    assert!(Arc::ptr_eq(paths["/plain"].value.as_ref().unwrap(), paths["/again"].value.as_ref().unwrap()));
    let more = paths["/more"].get().unwrap();
    assert_eq!(more.summary.as_deref(), Some("mine"));
    assert_eq!(more.operations.keys().collect::<Vec<_>>(), ["GET", "POST", "PUT"]);
    assert_eq!(more.operations["GET"].operation_id.as_deref(), Some("mine"));
    assert_eq!(more.parameters.len(), 1);
}

#[test]
fn path_items_in_a_circle_are_told() {
    let loaded = text(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /self: {$ref: '#/paths/~1self'}
  /more: {$ref: '#/paths/~1more', summary: s}
",
    );
    assert_eq!(loaded.found(), ["error reference/circular /paths/~1self", "warning reference/recursive /paths/~1more"]);
}

#[test]
fn a_callback_that_contains_itself_ends() {
    let loaded = text(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /x:
    post:
      callbacks: {again: {$ref: '#/components/callbacks/Again'}}
      responses: {'200': {description: ok}}
components:
  callbacks:
    Again:
      '{$request.body#/url}':
        post:
          callbacks: {again: {$ref: '#/components/callbacks/Again'}}
          responses: {'200': {description: ok}}
",
    );
    let expected = format!(
        "warning reference/recursive /components/callbacks/Again/{}/post/callbacks/again",
        "{$request.body#~1url}"
    );
    assert_eq!(loaded.found(), [expected]);
}

#[test]
fn references_in_odd_places_are_followed_and_told() {
    let loaded = text(
        "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /x: {get: {$ref: '#/x-operation'}}
x-operation: {operationId: far, responses: {'200': {description: ok, content: {application/json: {$ref: '#/x-media'}}}}}
x-media: {schema: {type: string}}
",
    );
    assert_eq!(
        loaded.found(),
        [
            "warning reference/misplaced /paths/~1x/get/$ref",
            "warning reference/misplaced /x-operation/responses/200/content/application~1json/$ref",
        ]
    );
    assert_eq!(loaded.get().operation_id.as_deref(), Some("far"));
    assert!(loaded.get().responses.by_status["200"].get().unwrap().content["application/json"].schema.is_some());
}

#[test]
fn a_ref_in_an_example_is_data() {
    let loaded =
        schemas("3.0.3", "    A: {type: object, example: {$ref: '#/nowhere'}, default: {$ref: nowhere.yaml}}\n");
    assert_eq!(loaded.found(), [""; 0]);
}

#[test]
fn a_component_of_another_kind_is_not_taken() {
    let loaded = operation(
        "3.1.0",
        "      responses:
        '200':
          description: ok
          headers: {E: {$ref: '#/components/parameters/P'}}
          content: {application/json: {schema: {$ref: '#/components/parameters/P'}}}
components:
  parameters:
    P: {name: p, in: query, schema: {type: string}}
    # Properties and the like may be called as sections are.
  schemas:
    A: {properties: {components: {properties: {headers: {properties: {b: {}}}}}}}
    B: {$ref: '#/components/schemas/A/properties/components/properties/headers/properties/b'}
",
    );
    assert_eq!(
        loaded.messages(),
        [
            "`#/components/parameters/P` is a parameter, where a header is wanted",
            "`#/components/parameters/P` is a parameter, where a schema is wanted",
        ]
    );
    let response = loaded.get().responses.by_status["200"].get().unwrap();
    assert!(response.headers["E"].value.is_none());
    assert_eq!(loaded.document.schema(response.content["application/json"].schema.unwrap()).target, None);
}

#[test]
fn lists_may_stand_elsewhere_too() {
    let loaded = schemas(
        "3.0.3",
        "    A: {type: string, enum: {$ref: '#/x-colours'}}
    B: {type: object, required: {$ref: '#/x-colours'}, properties: {$ref: '#/x-properties'}}
x-colours: [red, blue]
x-properties: {red: {type: string}}
",
    );
    assert_eq!(loaded.found().len(), 3);
    assert!(loaded.found().iter().all(|line| line.starts_with("warning reference/misplaced ")));
    assert_eq!(loaded.schema("A").enumeration.as_ref().map(Vec::len), Some(2));
    let object = loaded.schema("B").object.as_ref().unwrap();
    assert_eq!((object.required.len(), object.properties.len()), (2, 1));
}

#[test]
fn files_are_named_as_the_root_document_sees_them() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("a file");
        path
    };
    write("parts/name.yaml", "type: string\n");
    let root = write(
        "api.yaml",
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ncomponents: {schemas: {Name: {$ref: parts/name.yaml}}}\n",
    );
    let source = avouch_parser::Source::Path(root);
    let (document, _) = avouch_parser::load(&source, &avouch_parser::Options::default()).expect("a document");
    assert_eq!(document.relative_name(avouch_diagnostics::FileId(0)), "api.yaml");
    assert_eq!(document.relative_name(avouch_diagnostics::FileId(1)), "parts/name.yaml");
}
