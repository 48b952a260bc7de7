//! The golden output of the generator compiles without a warning, and its own tests pass.
//!
//! The files lie with the generator, which holds its output against them; here they are modules, so that they cost one
//! compilation.

#![deny(warnings)]
#![allow(clippy::pedantic, reason = "generated crates are held to the default lints")]

#[rustfmt::skip]
#[path = "../../crates/codegen/tests/golden/calls/mod.rs"]
pub mod calls;
#[rustfmt::skip]
#[path = "../../crates/codegen/tests/golden/library/mod.rs"]
pub mod library;
#[rustfmt::skip]
#[path = "../../crates/codegen/tests/golden/shapes/mod.rs"]
pub mod shapes;

#[test]
fn a_client_of_the_golden_output_is_made_of_an_address() {
    assert!(library::Client::new("https://library.example.org/v1").is_ok());
    assert!(calls::Client::new("no address").is_err());
    assert!(shapes::Client::new("https://shapes.example.org").is_ok());
}

#[test]
fn what_requests_send_is_made_of_what_they_need() {
    use calls::models::{Inner, Part, PlaceOrderRequest, PlaceOrderRequestParts, PlaceOrderRequestTo};

    let to = PlaceOrderRequestTo { street: "Elm".to_owned() };
    let parts =
        PlaceOrderRequestParts { parts: Some(vec![Part::new(1, Inner::default())]), ..PlaceOrderRequestParts::new() };
    let tags = [("a".to_owned(), vec!["b".to_owned()])].into();
    let order = PlaceOrderRequest::new("n", 2, to, None, tags, "old", parts);
    assert_eq!(order.comment, None);
    let expected = serde_json::json!({
        "name": "n", "kind": "standard", "amount": 2, "to": {"street": "Elm"}, "note": null, "tags": {"a": ["b"]}, "state": "old",
        "parts": {"kind": "part", "parts": [{"number": 1, "inner": {}}]},
    });
    assert_eq!(serde_json::to_value(&order).unwrap(), expected);
    let book = library::models::BookCreate { state: Some("lent".into()), ..library::models::BookCreate::new("t") };
    assert_eq!(serde_json::to_value(&book).unwrap(), serde_json::json!({"title": "t", "state": "lent"}));
}
