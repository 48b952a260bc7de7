//! Documents in many files.

use std::sync::Arc;

use avouch_parser::document::Type;

use crate::support::fixture;

#[test]
fn files_with_any_name_are_found_and_read_once() {
    let loaded = fixture("many/openapi.yaml");
    assert_eq!(loaded.found(), ["warning reference/empty-key /paths/~1whole/$ref"]);
    let paths = &loaded.document.paths;
    let operation = |path: &str| paths[path].get().and_then(|item| item.operations["GET"].operation_id.as_deref());
    assert_eq!(
        ["/shelves", "/shelves/{id}", "/encoded/{id}", "/whole", "/inside"].map(operation),
        [Some("listShelves"), Some("getShelf"), Some("getShelf"), Some("listShelves"), Some("inside")]
    );
    let same = |left: &str, right: &str| {
        Arc::ptr_eq(paths[left].value.as_ref().unwrap(), paths[right].value.as_ref().unwrap())
    };
    assert!(same("/shelves", "/whole") && same("/shelves/{id}", "/encoded/{id}"));
}

#[test]
fn a_schema_of_another_file_is_one_however_it_is_reached() {
    let loaded = fixture("many/openapi.yaml");
    let shelf = loaded.schema("Shelf").target.unwrap();
    assert_eq!(loaded.property("Local", "shelf").target, Some(shelf));
    let body = |path: &str| {
        let item = loaded.document.paths[path].get().unwrap();
        let response = item.operations["GET"].responses.by_status["200"].get().unwrap();
        loaded.document.schema(response.content["application/json"].schema.unwrap())
    };
    let list = body("/shelves");
    assert_eq!(loaded.document.schema(list.array.as_ref().unwrap().items.unwrap()).target, Some(shelf));
    assert_eq!(body("/shelves/{id}").target, Some(loaded.document.components.schemas["Shelf"]));
    // A reference into a response of another file leads to that very schema.
    let inside = loaded.document.schema(body("/inside").target.unwrap());
    assert_eq!(inside.origin, list.origin);
}

#[test]
fn cycles_through_files_end() {
    let loaded = fixture("many/openapi.yaml");
    let shelf = loaded.document.schema(loaded.schema("Shelf").target.unwrap());
    let books = loaded.document.schema(shelf.object.as_ref().unwrap().properties["books"]);
    let item = loaded.document.schema(books.array.as_ref().unwrap().items.unwrap());
    let book = loaded.document.schema(item.target.unwrap());
    let property = |name: &str| loaded.document.schema(book.object.as_ref().unwrap().properties[name]);
    assert_eq!(property("shelf").target, loaded.schema("Shelf").target);
    assert_eq!(property("sequel").target, item.target);
}

#[test]
fn a_file_is_read_by_the_version_it_declares_else_by_its_referrers() {
    let loaded = fixture("mixed/openapi.yaml");
    assert_eq!(loaded.found(), ["error structure/other-version future.yaml"]);
    let target = |name: &str| loaded.document.schema(loaded.schema(name).target.unwrap());
    assert!(loaded.schema("Old").types.contains(Type::Null));
    assert!(target("New").types.contains(Type::Null));
    let part = loaded.document.schema(target("New").object.as_ref().unwrap().properties["part"]);
    assert!(loaded.document.schema(part.target.unwrap()).types.contains(Type::Null));
    assert!(target("Future").types.contains(Type::Null));
    assert!(target("Part").types.contains(Type::Null));
    assert!(target("Part").number.as_ref().unwrap().exclusive_minimum.is_some());
}
