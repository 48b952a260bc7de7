//! Documents of other shapes: other identifiers, other pages, other bodies, and none of the examples.

mod common;

use avouch_mock::{Mock, Options};
use common::{api, header, json, mock, request, with};
use serde_json::{Value, json};

const PETS: &str = "
openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: https://pets.example.com/api}]
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties:
        id: {type: integer, format: int64, minimum: 1}
        name: {type: string}
        tag: {type: [string, 'null']}
        owner_id: {type: integer}
        url: {type: string}
        updatedAt: {type: string, format: date-time}
    NewPet:
      type: object
      required: [name]
      properties: {name: {type: string}, tag: {type: [string, 'null']}, owner_id: {type: integer}}
    Problem:
      type: object
      required: [status, message]
      properties: {status: {type: integer}, message: {type: string}}
  parameters:
    id: {name: id, in: path, required: true, schema: {type: integer}}
  responses:
    error:
      description: no
      content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - {name: limit, in: query, schema: {type: integer, default: 2}}
        - {name: offset, in: query, schema: {type: integer}}
        - {name: tag, in: query, schema: {type: array, items: {type: string}}}
      responses:
        '200':
          description: pets
          headers: {Link: {schema: {type: string}}}
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
              example: [{id: 1, name: Rex, tag: dog, owner_id: 5, url: 'https://pets.example.com/api/pets/1'}]
        default: {$ref: '#/components/responses/error'}
    post:
      operationId: createPet
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/NewPet'}}
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/NewPet'}}
      responses:
        '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        default: {$ref: '#/components/responses/error'}
  /pets/{id}:
    parameters: [{$ref: '#/components/parameters/id'}]
    get:
      operationId: getPet
      responses:
        '200':
          description: a pet
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              example: {id: 1, name: Rex, tag: dog, owner_id: 5, url: 'https://pets.example.com/api/pets/1', updatedAt: '2020-01-01T00:00:00Z'}
        default: {$ref: '#/components/responses/error'}
    put:
      operationId: replacePet
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/NewPet'}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
    delete:
      operationId: deletePet
      responses: {'204': {description: gone}, default: {$ref: '#/components/responses/error'}}
  /owners/{owner}/pets:
    get:
      operationId: listPetsOfOwner
      parameters: [{name: owner, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {description: pets, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}
";

#[test]
fn numbers_count_up_and_addresses_follow() {
    let mock = mock(PETS);
    let made = mock.answer(&request("POST", "/api/pets", Some(&json!({"name": "Mia", "tag": null}))));
    let pet = json(&made);
    assert_eq!((made.status, &pet["id"], &pet["name"], &pet["tag"]), (201, &json!(2), &json!("Mia"), &json!(null)));
    assert_eq!(header(&made, "location"), "http://127.0.0.1:4000/api/pets/2");
    assert_eq!(json(&mock.answer(&request("GET", "/api/pets/2", None))), pet);
    assert_eq!(json(&mock.answer(&request("GET", "/pets/2", None))), pet, "the base path may be left out");
    assert_eq!(json(&mock.answer(&request("GET", "/pets/1", None)))["url"], "http://127.0.0.1:4000/api/pets/1");
    let replaced = mock.answer(&request("PUT", "/pets/2", Some(&json!({"name": "Mimi"}))));
    assert_eq!((&json(&replaced)["name"], &json(&replaced)["id"]), (&json!("Mimi"), &json!(2)));
    assert_eq!(mock.answer(&request("DELETE", "/pets/2", None)).status, 204);
    let gone = mock.answer(&request("GET", "/pets/2", None));
    assert_eq!((gone.status, &json(&gone)["status"]), (404, &json!(404)));
    assert!(json(&gone)["message"].as_str().unwrap().contains("`2`"));
    assert_eq!(json(&mock.answer(&request("POST", "/pets", Some(&json!({"name": "New"})))))["id"], 2);
}

#[test]
fn offsets_and_link_headers_lead_through_the_list() {
    let mock = mock(PETS);
    for name in ["a", "b", "c", "d"] {
        mock.answer(&request(
            "POST",
            "/pets",
            Some(&json!({"name": name, "tag": if name < "c" { "dog" } else { "cat" }})),
        ));
    }
    let first = mock.answer(&request("GET", "/pets?tag=dog", None));
    assert_eq!(json(&first).as_array().map(Vec::len), Some(2), "the default of limit is 2");
    let link = header(&first, "link");
    assert!(link.contains("<http://127.0.0.1:4000/pets?tag=dog&limit=2&offset=2>; rel=\"next\""), "{link}");
    let second = mock.answer(&request("GET", "/pets?tag=dog&limit=2&offset=2", None));
    assert_eq!(json(&second).as_array().map(Vec::len), Some(1));
    assert!(!header(&second, "link").contains("rel=\"next\""));
    assert_eq!(json(&mock.answer(&request("GET", "/pets?offset=18446744073709551615", None))), json!([]));
}

#[test]
fn forms_are_read_like_json() {
    let mock = mock(PETS);
    let mut form = with(request("POST", "/pets", None), "content-type", "application/x-www-form-urlencoded");
    form.body = b"name=Form+Pet&owner_id=7".to_vec().into();
    let pet = json(&mock.answer(&form));
    assert_eq!((&pet["name"], &pet["owner_id"]), (&json!("Form Pet"), &json!(7)));
    let unknown = with(request("POST", "/pets", None), "content-type", "text/csv");
    assert_eq!(mock.answer(&unknown).status, 415);
}

const NAMED: &str = "
openapi: 3.0.3
info: {title: Named, version: '1'}
components:
  schemas:
    Topic:
      type: object
      required: [name]
      properties: {name: {type: string, pattern: '^[a-z-]+$'}, size: {type: integer}, settings: {$ref: '#/components/schemas/Settings'}}
    Settings: {type: object, additionalProperties: {type: string}}
    Page:
      type: object
      required: [items]
      properties:
        items: {type: array, items: {$ref: '#/components/schemas/Topic'}}
        next_cursor: {type: string, nullable: true}
        has_more: {type: boolean}
        count: {type: integer}
paths:
  /topics:
    get:
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
        - {name: page_size, in: query, schema: {type: integer, minimum: 1}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}}
  /topics/{name}:
    parameters: [{name: name, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Topic'}}}}
        '404': {description: no}
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Topic'}}}}
      responses:
        '200': {description: changed, content: {application/json: {schema: {$ref: '#/components/schemas/Topic'}}}}
        '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Topic'}}}}
    delete: {responses: {'204': {description: gone}, '404': {description: no}}}
";

#[test]
fn names_are_identifiers_and_put_makes_what_is_not_there() {
    let mock = mock(NAMED);
    assert_eq!(mock.answer(&request("GET", "/topics/orders", None)).status, 404);
    let body = json!({"name": "orders", "size": 3, "settings": {"a": "b"}});
    let made = mock.answer(&request("PUT", "/topics/orders", Some(&body)));
    assert_eq!((made.status, json(&made)), (201, body.clone()));
    assert_eq!(json(&mock.answer(&request("GET", "/topics/orders", None))), body);
    let changed = mock.answer(&request("PUT", "/topics/orders", Some(&json!({"name": "orders", "size": 4}))));
    assert_eq!((changed.status, &json(&changed)["size"]), (200, &json!(4)));
    assert_eq!(mock.answer(&request("DELETE", "/topics/orders", None)).status, 204);
    assert_eq!(mock.answer(&request("DELETE", "/topics/orders", None)).status, 404);
}

#[test]
fn cursors_lead_through_the_list_to_its_end() {
    let mock = mock(NAMED);
    for name in ["topic-a", "topic-b", "topic-c", "topic-d", "topic-e"] {
        mock.answer(&request("PUT", &format!("/topics/{name}"), Some(&json!({"name": name}))));
    }
    let mut names = Vec::new();
    let mut target = "/topics?page_size=2".to_owned();
    for _ in 0..10 {
        let page = json(&mock.answer(&request("GET", &target, None)));
        names.extend(page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(cursor) => target = format!("/topics?page_size=2&cursor={cursor}"),
            None => break,
        }
    }
    let made: Vec<&String> = names.iter().filter(|name| name.starts_with("topic-")).collect();
    assert_eq!(made, ["topic-a", "topic-b", "topic-c", "topic-d", "topic-e"]);
}

const BARE: &str = "
openapi: 3.1.0
info: {title: Bare, version: '1'}
paths:
  /things/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: object, required: [id, kind], properties: {id: {type: string}, kind: {enum: [x, y]}}}}}}
  /text: {get: {responses: {'200': {description: ok, content: {text/plain: {example: hello}, application/json: {example: {a: 1}}}}}}}
  /bytes: {get: {responses: {'200': {description: ok, content: {image/png: {}}}}}}
  /nothing: {post: {responses: {}}}
  /xml: {get: {responses: {'200': {description: ok, content: {application/xml: {example: <a/>}}}}}}
  /limited: {get: {responses: {'200': {description: ok, headers: {X-Left: {required: true, schema: {type: integer, minimum: 3}}}}}}}
";

#[test]
fn what_the_document_does_not_show_is_made_up() {
    let mock = mock(BARE);
    let thing = json(&mock.answer(&request("GET", "/things/abc", None)));
    assert_eq!(thing["id"], "abc");
    assert!(matches!(thing["kind"].as_str(), Some("x" | "y")));
    let limited = mock.answer(&request("GET", "/limited", None));
    assert!(header(&limited, "x-left").parse::<i64>().unwrap() >= 3);
    assert_eq!(mock.answer(&request("POST", "/nothing", None)).status, 200);
    let bytes = mock.answer(&request("GET", "/bytes", None));
    assert_eq!((header(&bytes, "content-type"), bytes.body.len()), ("image/png", 1024));
}

#[test]
fn the_media_type_is_the_one_that_is_accepted_best() {
    let mock = mock(BARE);
    let kind = |accept: &'static str| {
        let response = mock.answer(&with(request("GET", "/text", None), "accept", accept));
        (header(&response, "content-type").to_owned(), response.body.prefix(100))
    };
    assert_eq!(kind("*/*"), ("application/json".to_owned(), "{\"a\":1}".into()));
    assert_eq!(kind("text/*"), ("text/plain".to_owned(), "hello".into()));
    assert_eq!(kind("application/json;q=0.1, text/plain"), ("text/plain".to_owned(), "hello".into()));
    assert_eq!(kind("image/png"), ("application/json".to_owned(), "{\"a\":1}".into()), "better than nothing");
    let xml = mock.answer(&request("GET", "/xml", None));
    assert_eq!((header(&xml, "content-type"), xml.body.prefix(10)), ("application/xml", "<a/>".into()));
}

#[test]
fn a_head_request_is_answered_without_content() {
    let mock = mock(BARE);
    let head = mock.answer(&request("HEAD", "/text", None));
    assert_eq!((head.status, head.body.len(), header(&head, "content-type")), (200, 0, "application/json"));
}

const SECURED: &str = "
openapi: 3.1.0
info: {title: Secured, version: '1'}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: session}
    basic: {type: http, scheme: basic}
paths:
  /both: {get: {security: [{key: [], basic: []}], responses: {'200': {description: ok}, '401': {description: no}}}}
  /either: {get: {security: [{query: []}, {cookie: []}], responses: {'200': {description: ok}}}}
  /free: {get: {security: [{}, {key: []}], responses: {'200': {description: ok}}}}
  /undeclared: {get: {security: [{nothing: []}], responses: {'200': {description: ok}}}}
";

#[test]
fn credentials_of_the_right_kind_are_demanded() {
    let mock = mock(SECURED);
    let plain = |target: &str| {
        let mut request = request("GET", target, None);
        request.headers.remove("authorization");
        request
    };
    let status = |request| mock.answer(&request).status;
    let key = |target: &str| with(plain(target), "x-key", "k");
    assert_eq!(status(key("/both")), 401);
    assert_eq!(status(with(key("/both"), "authorization", "bAsIc dTpw")), 200);
    assert_eq!(status(with(key("/both"), "authorization", "Basic !")), 401);
    assert_eq!((status(plain("/either")), status(plain("/either?key=1"))), (401, 200));
    assert_eq!(status(with(plain("/either"), "cookie", "a=b; session=x")), 200);
    assert_eq!((status(plain("/free")), status(plain("/undeclared"))), (200, 401));
    let open = Mock::new(api(SECURED), Options { allow_anonymous: true, ..Options::default() });
    assert_eq!(open.answer(&plain("/both")).status, 200);
}

#[test]
fn hostile_requests_get_an_answer() {
    let mock = mock(PETS);
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    let mut nested = request("POST", "/pets", Some(&Value::Null));
    nested.body = deep.into_bytes().into();
    assert_eq!(mock.answer(&nested).status, 400);
    let targets = [
        "",
        "/",
        "//",
        "*",
        "/pets/..",
        "/pets/%2e%2e",
        "/pets/%",
        "/pets/%ff",
        "/pets/1?%zz=%",
        "/pets?limit=-1",
        "pets",
        "/pets/99999999999999999999999",
        "/api/pets/../pets/1",
        "/__avouch/blob/../../etc/passwd",
        "/__avouch/blobs",
        "/\u{0}",
    ];
    for target in targets {
        for method in ["GET", "POST", "PUT", "DELETE", "BREW", ""] {
            let status = mock.answer(&request(method, target, None)).status;
            assert!((200..600).contains(&status), "{method} {target}: {status}");
        }
    }
    let mut evil = request("GET", "/pets/1", None);
    evil.headers.insert("host", "a\"b<script>".parse().unwrap());
    assert_eq!(json(&common::mock(PETS).answer(&evil))["url"], "http://localhost/api/pets/1");
}

#[test]
fn the_store_has_an_end() {
    let options = Options { max_state_bytes: 4000, ..Options::default() };
    let mock = Mock::new(api(PETS), options);
    let statuses: Vec<u16> =
        (0..50).map(|_| mock.answer(&request("POST", "/pets", Some(&json!({"name": "x"})))).status).collect();
    assert_eq!((statuses.first(), statuses.last()), (Some(&201), Some(&507)));
}

const PLACEHOLDERS: &str = "
openapi: 3.0.3
info: {title: One placeholder for all, version: '1'}
servers: [{url: 'https://{host}/v1', variables: {host: {default: unknown}}}]
components:
  schemas:
    App:
      type: object
      required: [guid, space]
      properties:
        guid: {type: string, format: uuid}
        space: {type: object, properties: {guid: {type: string}}}
        links: {type: object, additionalProperties: {type: object, properties: {href: {type: string}}}}
  examples:
    app:
      value:
        guid: 123e4567-e89b-12d3-a456-426614174000
        space: {guid: 123e4567-e89b-12d3-a456-426614174000}
        links:
          self: {href: 'https://api.example.org/apps/99999999-e89b-12d3-a456-426614174000'}
          env: {href: 'https://api.example.org/apps/99999999-e89b-12d3-a456-426614174000/env'}
paths:
  /apps:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/App'}}}}
      responses: {'201': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/App'}, examples: {app: {$ref: '#/components/examples/app'}}}}}}
  /apps/{guid}:
    get:
      parameters: [{name: guid, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/App'}, examples: {app: {$ref: '#/components/examples/app'}}}}}}
";

#[test]
fn one_placeholder_for_all_identifiers_confuses_nothing() {
    let mock = mock(PLACEHOLDERS);
    let space = "aaaaaaaa-1111-4222-8333-444444444444";
    let mut body = json!({"guid": "bbbbbbbb-1111-4222-8333-444444444444", "space": {"guid": space}});
    let app = json(&mock.answer(&request("POST", "/apps", Some(&body))));
    assert_eq!((&app["guid"], &app["space"]["guid"]), (&body["guid"], &json!(space)));
    let own = "http://127.0.0.1:4000/apps/bbbbbbbb-1111-4222-8333-444444444444";
    assert_eq!(app["links"]["self"]["href"], own);
    assert_eq!(app["links"]["env"]["href"], format!("{own}/env"));
    body["guid"] = json!("cccccccc-1111-4222-8333-444444444444");
    mock.answer(&request("POST", "/apps", Some(&body)));
    assert_eq!(json(&mock.answer(&request("GET", "/apps/bbbbbbbb-1111-4222-8333-444444444444", None))), app);
}
