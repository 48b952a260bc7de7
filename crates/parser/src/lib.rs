//! Loads OpenAPI documents into a located, resolved Document
