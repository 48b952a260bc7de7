//! What is recognised as resources.

use crate::lower::test::lowered;
use crate::{Action, Api};

/// Components that the documents of the tests share.
const COMPONENTS: &str = "components:
  schemas:
    App: {type: object, properties: {guid: {type: string}, name: {type: string}}}
    Apps: {type: object, properties: {pagination: {type: object}, resources: {type: array, items: {$ref: '#/components/schemas/App'}}}}
    Task: {type: object, properties: {guid: {type: string}, state: {type: string}}}
    Tasks: {type: object, properties: {pagination: {type: object}, resources: {type: array, items: {$ref: '#/components/schemas/Task'}}}}
    Process: {type: object, properties: {guid: {type: string}, type: {type: string}}}
    Feature: {type: object, properties: {name: {type: string}, enabled: {type: boolean}}}
    Pet: {type: object, properties: {id: {type: integer}, name: {type: string}}}
    Pod: {type: object, properties: {kind: {type: string}, metadata: {type: object, properties: {name: {type: string}}}, spec: {type: object, properties: {name: {type: string}}}}}
    PodList: {type: object, properties: {kind: {type: string}, metadata: {type: object}, items: {type: array, items: {$ref: '#/components/schemas/Pod'}}}}
    Nothing: {type: object}
    Named: {type: object, required: [id], properties: {id: {type: integer}, tag: {type: string}}}
    Env: {type: object, properties: {variables: {type: object}}}
    Relation: {type: object, properties: {data: {type: object, properties: {guid: {type: string}}}}}
  parameters: {}
";

/// The Api of paths that are given as `METHOD path -> status schema <- schema`, without what does not matter here.
fn api(lines: &[&str]) -> Api {
    let mut paths = String::from("paths:\n");
    let mut last = "";
    for line in lines {
        let (head, rest) = line.split_once(" -> ").expect("an answer");
        let (answer, sent) = rest.split_once(" <- ").map_or((rest, None), |(answer, sent)| (answer, Some(sent)));
        let (method, path) = head.split_once(' ').expect("a path");
        if path != last {
            paths.extend([format!("  '{path}':\n")]);
            last = path;
        }
        let (status, schema) = answer.split_once(' ').map_or((answer, None), |(status, schema)| (status, Some(schema)));
        let content = |schema: &str| format!("content: {{application/json: {{schema: {}}}}}", reference(schema));
        let answer = schema.map_or(String::new(), |schema| format!(", {}", content(schema)));
        let body = sent.map_or(String::new(), |sent| format!("requestBody: {{{}}}, ", content(sent)));
        let parameters = path
            .split('{')
            .skip(1)
            .map(|rest| rest.split_once('}').expect("a name").0)
            .map(|name| format!("{{name: {name}, in: path, required: true, schema: {{type: string}}}}"));
        let parameters: Vec<_> = parameters.collect();
        let method = method.to_lowercase();
        let parameters = parameters.join(", ");
        paths.extend([format!(
            "    {method}: {{parameters: [{parameters}], {body}responses: {{'{status}': {{description: d{answer}}}}}}}\n"
        )]);
    }
    lowered(&format!("{paths}{COMPONENTS}")).0
}

/// A schema by its name, or a list of it: `[App]`.
fn reference(schema: &str) -> String {
    match schema.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(item) => format!("{{type: array, items: {}}}", reference(item)),
        None => format!("{{$ref: '#/components/schemas/{schema}'}}"),
    }
}

/// Collections, items and identifiers of the resources, with their parents' collections.
fn resources(api: &Api) -> Vec<String> {
    let line = |resource: &crate::Resource| {
        let item = resource.item.as_ref().map_or("-", |item| item.as_str());
        let key =
            resource.identifier.as_ref().map_or("?".to_owned(), |key| format!("{}={}", key.variable, key.pointer));
        let parent = resource
            .parent
            .map_or(String::new(), |parent| format!(" of {}", api.resources[parent.0 as usize].collection.as_str()));
        format!("{} {item} {key}{parent}", resource.collection.as_str())
    };
    api.resources.iter().map(line).collect()
}

/// Action and collection of every operation.
fn actions(api: &Api) -> Vec<(Action, &str)> {
    let part = |operation: &crate::Operation| {
        let (index, action) = operation.resource.expect("every operation has a part");
        let resource = &api.resources[index.0 as usize];
        assert!(resource.operations.contains(&(action, operation.index)), "both know of each other");
        (action, resource.collection.as_str())
    };
    api.operations.iter().map(part).collect()
}

#[test]
fn a_collection_and_its_items() {
    let api = api(&[
        "GET /v3/apps -> 200 Apps",
        "POST /v3/apps -> 201 App",
        "GET /v3/apps/{guid} -> 200 App",
        "PATCH /v3/apps/{guid} -> 200 App",
        "PUT /v3/apps/{guid} -> 200 App",
        "DELETE /v3/apps/{guid} -> 202",
    ]);
    assert_eq!(resources(&api), ["/v3/apps /v3/apps/{guid} guid=/guid"]);
    assert_eq!(api.resources[0].name, "apps");
    assert_eq!(api.resources[0].schema.map(|schema| api.resolve(schema)), Some(api.schemas["App"]));
    let apps = "/v3/apps";
    assert_eq!(
        actions(&api),
        [
            (Action::List, apps),
            (Action::Create, apps),
            (Action::Read, apps),
            (Action::Update, apps),
            (Action::Replace, apps),
            (Action::Delete, apps),
        ]
    );
}

#[test]
fn parts_and_acts_below_an_item() {
    let api = api(&[
        "GET /v3/apps/{guid} -> 200 App",
        "GET /v3/apps/{guid}/env -> 200 Env",
        "GET /v3/apps/{guid}/relationships/current -> 200 Relation",
        "PATCH /v3/apps/{guid}/relationships/current -> 200 Relation",
        "POST /v3/apps/{guid}/actions/start -> 200 App",
        "PUT /v3/apps/{guid}/cancel -> 202",
        "DELETE /v3/apps/{guid}/instances/{index} -> 204",
        "GET /v3/apps/{guid}/members -> 200 [Relation]",
        "POST /v3/apps/{guid}/members -> 200 [Relation]",
        "DELETE /v3/apps/{guid}/members/{member_guid} -> 204",
    ]);
    assert_eq!(resources(&api), ["/v3/apps /v3/apps/{guid} guid=/guid"]);
    let actions: Vec<_> = actions(&api).into_iter().map(|(action, _)| action).collect();
    assert_eq!(
        actions,
        [
            Action::Read,
            Action::ReadPart,
            Action::ReadPart,
            Action::WritePart,
            Action::Act,
            Action::Act,
            Action::Act,
            Action::ReadPart,
            Action::WritePart,
            Action::WritePart,
        ]
    );
    assert_eq!(api.resource_above(api.operations[6].index), Some((api.resources[0].index, 3)));
    assert_eq!(api.resource_above(api.operations[0].index), None);
}

#[test]
fn nested_collections_of_items_that_live_elsewhere() {
    let api = api(&[
        "GET /v3/apps/{guid} -> 200 App",
        "GET /v3/apps/{guid}/tasks -> 200 Tasks",
        "POST /v3/apps/{guid}/tasks -> 202 Task",
        "GET /v3/tasks -> 200 Tasks",
        "GET /v3/tasks/{guid} -> 200 Task",
        "GET /v3/tasks/{guid}/apps -> 200 Apps",
    ]);
    assert_eq!(
        resources(&api),
        ["/v3/apps /v3/apps/{guid} guid=/guid", "/v3/tasks /v3/tasks/{guid} guid=/guid of /v3/apps"]
    );
    assert_eq!(
        actions(&api),
        [
            (Action::Read, "/v3/apps"),
            (Action::List, "/v3/tasks"),
            (Action::Create, "/v3/tasks"),
            (Action::List, "/v3/tasks"),
            (Action::Read, "/v3/tasks"),
            (Action::List, "/v3/apps"),
        ]
    );
}

#[test]
fn items_that_have_a_second_path() {
    let api = api(&[
        "GET /v3/apps/{guid} -> 200 App",
        "GET /v3/processes/{guid} -> 200 Process",
        "GET /v3/apps/{guid}/processes -> 200 [Process]",
        "GET /v3/apps/{guid}/processes/{type} -> 200 Process",
        "GET /v3/apps/{guid}/processes/{type}/stats -> 200 Env",
    ]);
    assert_eq!(
        resources(&api),
        ["/v3/apps /v3/apps/{guid} guid=/guid", "/v3/processes /v3/processes/{guid} guid=/guid"]
    );
    let alternate = &api.resources[1].alternates[0];
    assert_eq!(alternate.item.as_str(), "/v3/apps/{guid}/processes/{type}");
    assert_eq!(alternate.identifier.as_ref().map(|key| key.pointer.as_str()), Some("/type"));
    assert_eq!(alternate.parent, Some(api.resources[0].index));
    let found = actions(&api);
    assert_eq!(
        found[2..],
        [(Action::List, "/v3/processes"), (Action::Read, "/v3/processes"), (Action::ReadPart, "/v3/processes")]
    );
}

#[test]
fn a_path_whose_variable_tells_nothing_does_not_take_in_one_whose_variable_does() {
    let api = api(&["GET /pets/{locator} -> 200 Pet", "GET /owners/{owner}/pets/{petId} -> 200 Pet"]);
    assert_eq!(
        resources(&api),
        ["/pets /pets/{locator} ?", "/owners/{owner}/pets /owners/{owner}/pets/{petId} petId=/id"]
    );
}

#[test]
fn items_below_items_are_their_own_resource() {
    let api = api(&[
        "GET /apps/{guid} -> 200 App",
        "GET /apps/{guid}/features -> 200 [Feature]",
        "GET /apps/{guid}/features/{name} -> 200 Feature",
        "PATCH /apps/{guid}/features/{name} -> 200 Feature",
        "GET /spaces/{guid}/features/{name} -> 200 Feature",
    ]);
    assert_eq!(
        resources(&api),
        [
            "/apps /apps/{guid} guid=/guid",
            "/apps/{guid}/features /apps/{guid}/features/{name} name=/name of /apps",
            "/spaces/{guid}/features /spaces/{guid}/features/{name} name=/name",
        ]
    );
}

#[test]
fn identifiers_go_by_many_names() {
    let pairs = [
        ("/pet", "petId", "Pet", Some("/id")),
        ("/pets", "pet_id", "Pet", Some("/id")),
        ("/pets", "name", "Pet", Some("/name")),
        ("/pets", "pet", "Pet", Some("/name")),
        ("/pets", "owner", "Pet", None),
        ("/apps", "app_guid", "App", Some("/guid")),
        ("/namespaces/{namespace}/pods", "name", "Pod", Some("/metadata/name")),
    ];
    for (collection, variable, schema, pointer) in pairs {
        let api = api(&[&format!("GET {collection}/{{{variable}}} -> 200 {schema}")]);
        let identifier = api.resources[0].identifier.as_ref();
        assert_eq!(identifier.map(|key| key.pointer.as_str()), pointer, "{collection}/{{{variable}}}");
    }
}

#[test]
fn a_description_tells_a_name_from_a_number() {
    let pointer = |description: &str| {
        let parameter =
            format!("{{name: pet, in: path, required: true, description: {description}, schema: {{type: string}}}}");
        let content = "content: {application/json: {schema: {type: object, properties: {id: {type: string}, name: {type: string}}}}}";
        let path = format!(
            "paths:\n  '/pets/{{pet}}':\n    get: {{parameters: [{parameter}], responses: {{'200': {{description: d, {content}}}}}}}\n"
        );
        let (api, _) = lowered(&path);
        api.resources[0].identifier.as_ref().map(|found| found.pointer.clone())
    };
    assert_eq!(pointer("Pet name").as_deref(), Some("/name"));
    assert_eq!(pointer("The ID of the pet").as_deref(), Some("/id"));
    assert_eq!(pointer("The id or the name").as_deref(), Some("/id"), "either will do");
    assert_eq!(pointer("Which one").as_deref(), Some("/id"));
}

#[test]
fn an_item_may_have_several_variables() {
    let api = api(&[
        "GET /repos/{owner}/{repo} -> 200 Pet",
        "GET /repos/{owner}/{repo}/env -> 200 Env",
        "GET /pods -> 200 PodList",
    ]);
    assert_eq!(resources(&api), ["/repos /repos/{owner}/{repo} repo=/name", "/pods - ?"]);
    assert_eq!(actions(&api)[1], (Action::ReadPart, "/repos"));
}

#[test]
fn what_is_sent_or_answered_tells_what_is_made() {
    let made = |line: &str| {
        let api = api(&["GET /pets -> 200 [Pet]", line, "GET /pets/{petId} -> 200 Pet"]);
        let found = api.operations.iter().find(|operation| operation.method == "POST").expect("there");
        found.resource.map(|(_, action)| action) == Some(Action::Create)
    };
    assert!(made("POST /pets -> 200 Pet"));
    assert!(made("POST /pets -> 202"));
    assert!(made("POST /pets -> 201 Env"));
    assert!(made("POST /pets -> default <- Pet"));
    assert!(made("POST /pets -> 200 Nothing <- Named"), "the identifier is sent");
    assert!(!made("POST /pets -> 200 Nothing <- Env"));
    assert!(!made("POST /pets -> 200 [Pet]"), "a search");
    assert!(!made("POST /pets -> 200 Env"));
    assert!(!made("POST /pets -> 200"));
}

#[test]
fn putting_makes_where_nothing_else_does() {
    let api = api(&["GET /pets/{petId} -> 200 Pet", "PUT /pets/{petId} -> 200 Pet"]);
    assert_eq!(api.operations[1].resource.map(|(_, action)| action), Some(Action::Create));
    let api = self::api(&["PUT /pets -> 200 Pet <- Pet", "POST /pets -> 201 Pet", "GET /pets/{petId} -> 200 Pet"]);
    assert_eq!(api.operations[0].resource.map(|(_, action)| action), Some(Action::Replace));
}

#[test]
fn names_of_formats_and_trailing_slashes_do_not_matter() {
    let api = api(&[
        "GET /pets/ -> 200 [Pet]",
        "GET /pets/{petId}/ -> 200 Pet",
        "GET /apps.json -> 200 [App]",
        "GET /apps/{guid}.json -> 200 App",
    ]);
    let found: Vec<_> = actions(&api).into_iter().map(|(action, _)| action).collect();
    assert_eq!(found, [Action::List, Action::Read, Action::List, Action::Read]);
    assert_eq!(api.resources.len(), 2);
}

#[test]
fn what_is_no_resource() {
    let api = api(&[
        "GET /info -> 200 Env",
        "GET /{version} -> 200 Env",
        "POST /admin/actions/clear -> 202",
        "DELETE /things/{id} -> 204",
        "GET /search?kind=app -> 200 [App]",
    ]);
    assert_eq!(resources(&api), [""; 0]);
    assert!(api.operations.iter().all(|operation| operation.resource.is_none()));
}
