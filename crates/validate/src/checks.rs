//! The checks of an exchange: pure functions, one a file.

pub mod body;
pub mod content_type;
pub mod headers;
pub mod request_body;
pub mod request_parameters;
pub mod status;
pub mod undeclared;
