//! A stateful server for any OpenAPI document, with faults on request
