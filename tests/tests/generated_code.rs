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
