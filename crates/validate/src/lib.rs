//! Values against schemas, requests against routes, one HTTP exchange against an OpenAPI document
