//! The API that an OpenAPI document means: operations, parameters, bodies, responses, schemas, examples, resources
