//! The tasks of the avouch workspace.
fn main() {}
