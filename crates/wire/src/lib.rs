//! Wire semantics of OpenAPI, both ways: parameter styles, media types, form and multipart bodies
