//! The `avouch` command.
fn main() {}
