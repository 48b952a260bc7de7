//! Replays the examples of an OpenAPI document against a live server and reports where the two part ways
