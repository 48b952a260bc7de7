//! What is recognised as pages, and what is not.

use crate::lower::test::lowered;
use crate::{NextPage, Pagination, Role};

/// The pagination of `GET /things` with these parameters, this answer and these headers.
fn paging(parameters: &str, answer: &str, headers: &str) -> Option<Pagination> {
    let (api, _) = lowered(&format!(
        "paths:
  /things:
    get:
      parameters: [{parameters}]
      responses:
        '200':
          description: ok
          headers: {{{headers}}}
          content: {{application/json: {{schema: {answer}}}}}
components:
  schemas:
    Thing: {{type: object, properties: {{id: {{type: string}}}}}}
    Things: {{type: array, items: {{$ref: '#/components/schemas/Thing'}}}}
    Link: {{type: object, properties: {{href: {{type: string}}}}}}
    Url: {{type: string, format: uri}}
"
    ));
    api.operations[0].pagination.clone()
}

/// An integer parameter.
fn number(name: &str) -> String {
    format!("{{name: '{name}', in: query, schema: {{type: integer}}}}")
}

/// A string parameter.
fn text(name: &str) -> String {
    format!("{{name: '{name}', in: query, schema: {{type: string}}}}")
}

/// An object with the list `items` and further properties.
fn page(properties: &str) -> String {
    format!("{{type: object, properties: {{items: {{$ref: '#/components/schemas/Things'}}, {properties}}}}}")
}

fn next(parameters: &str, answer: &str) -> Option<NextPage> {
    paging(parameters, answer, "").map(|pagination| pagination.next)
}

const ARRAY: &str = "{$ref: '#/components/schemas/Things'}";

#[test]
fn links_in_the_body() {
    let link = "{$ref: '#/components/schemas/Link'}";
    let url = "{$ref: '#/components/schemas/Url'}";
    let found = [
        (format!("pagination: {{type: object, properties: {{next: {{oneOf: [{link}, {{type: 'null'}}]}}}}}}"), "/pagination/next/href"),
        (format!("links: {{type: object, properties: {{next: {url}}}}}"), "/links/next"),
        (format!("_links: {{type: object, properties: {{next: {link}}}}}"), "/_links/next/href"),
        (format!("next: {url}"), "/next"),
        ("next_url: {type: [string, 'null']}".to_owned(), "/next_url"),
        ("'@odata.nextLink': {type: string}".to_owned(), "/@odata.nextLink"),
        ("next: {type: string, description: The URL of the next page.}".to_owned(), "/next"),
        (
            "links: {type: object, properties: {pages: {anyOf: [{properties: {next: {type: string, description: URI of the next page}}}, {}]}}}"
                .to_owned(),
            "/links/pages/next",
        ),
    ];
    for (properties, pointer) in found {
        assert_eq!(next("", &page(&properties)), Some(NextPage::BodyLink(pointer.to_owned())), "{properties}");
    }
}

#[test]
fn a_page_says_where_its_items_are() {
    let parameters = [number("page"), number("per_page"), text("name")].join(", ");
    let found = paging(&parameters, &page("next_url: {type: string}"), "").expect("pages");
    assert_eq!(found.items, "/items");
    assert!(found.item_schema.is_some());
    assert_eq!(found.parameters, [(Role::Page, 0), (Role::PageSize, 1)]);
}

#[test]
fn link_headers() {
    let header = |text: &str| format!("link: {{schema: {{type: string}}, description: {text}}}");
    let turned = paging(&number("page"), ARRAY, &header("Links"));
    assert_eq!(turned.map(|found| (found.next, found.items)), Some((NextPage::LinkHeader, String::new())));
    let said = paging("", ARRAY, &header("Leads to the next page"));
    assert_eq!(said.map(|found| found.next), Some(NextPage::LinkHeader));
    assert_eq!(paging("", ARRAY, &header("Where the schema is")), None);
}

#[test]
fn cursors() {
    let found = [
        ("cursor", "next_cursor: {type: string}", "/next_cursor"),
        ("page_token", "next_page: {type: string}", "/next_page"),
        ("pageToken", "next-page-token: {type: string}", "/next-page-token"),
        ("marker", "next_marker: {type: string}", "/next_marker"),
        ("continue", "metadata: {type: object, properties: {continue: {type: string}}}", "/metadata/continue"),
        ("iterator", "iterator: {type: [string, 'null']}", "/iterator"),
    ];
    for (parameter, properties, pointer) in found {
        let next = next(&text(parameter), &page(properties));
        assert_eq!(next, Some(NextPage::Cursor(pointer.to_owned())), "{parameter}");
    }
}

#[test]
fn numbers_of_pages_and_offsets() {
    assert_eq!(next(&number("page"), ARRAY), Some(NextPage::PageNumber));
    assert_eq!(next(&number("page[number]"), &page("meta: {type: object}")), Some(NextPage::PageNumber));
    let both = [number("offset"), number("limit")].join(", ");
    assert_eq!(next(&both, ARRAY), Some(NextPage::Offset));
    let start = "{name: start, in: query, description: The offset of the first one, schema: {type: integer}}";
    assert_eq!(next(&[start.to_owned(), number("count")].join(", "), ARRAY), Some(NextPage::Offset));
}

#[test]
fn what_is_no_paging() {
    let nothing = [
        // There is no list.
        (
            number("page"),
            "{type: object, properties: {id: {type: string}, next: {$ref: '#/components/schemas/Url'}}}".to_owned(),
        ),
        // A limit alone leads nowhere, and neither does an offset without one.
        (number("limit"), ARRAY.to_owned()),
        (number("offset"), ARRAY.to_owned()),
        // A page that is a word, a time that something starts, a cursor that no answer has.
        (text("page"), ARRAY.to_owned()),
        ([number("start"), number("limit")].join(", "), ARRAY.to_owned()),
        ([number("from"), number("limit")].join(", "), ARRAY.to_owned()),
        (text("cursor"), ARRAY.to_owned()),
        (text("cursor"), page("next: {type: integer}")),
        // `next` that may be anything, and a link of each item.
        (String::new(), page("next: {type: string}")),
        (
            String::new(),
            "{type: array, items: {type: object, properties: {next: {$ref: '#/components/schemas/Url'}}}}".to_owned(),
        ),
        (String::new(), page("status: {type: object, properties: {next: {$ref: '#/components/schemas/Url'}}}")),
    ];
    for (parameters, answer) in nothing {
        assert_eq!(paging(&parameters, &answer, ""), None, "{parameters} {answer}");
    }
}

#[test]
fn only_reading_is_paged() {
    let (api, _) = lowered(
        "paths:
  /things:
    post:
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {}}}}}}
",
    );
    assert_eq!(api.operations[0].pagination, None);
}
