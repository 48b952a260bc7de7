//! A document, archives of exchanges with what it describes, and runs of the command over them.

use std::fs;
use std::path::PathBuf;

use avouch_tests::{Run, avouch};
use serde_json::{Value, json};
use tempfile::TempDir;

pub const DOCUMENT: &str = r"
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://api.example.com/v1'}]
paths:
  /items:
    get:
      operationId: listItems
      tags: [Items]
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 100}}]
      responses:
        '200':
          description: the items
          headers: {X-Total: {required: true, schema: {type: integer}}}
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Item'}}}}
    post:
      operationId: createItem
      tags: [Items]
      security: [{key: []}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewItem'}}}
      responses:
        '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
        '422': {description: refused}
        '503': {description: busy}
  /items/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: getItem
      tags: [Items]
      responses:
        '200': {description: an item, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
    delete:
      operationId: deleteItem
      responses: {'204': {description: gone}}
  /login:
    post:
      operationId: login
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, required: [user, password], properties: {user: {type: string}, password: {type: string}}}
      responses:
        '200': {description: in, content: {application/json: {schema: {type: object, required: [session]}}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Account}}
  schemas:
    NewItem: {type: object, required: [name], properties: {name: {type: string, minLength: 1}}}
    Item:
      type: object
      required: [id, name]
      properties: {id: {type: integer}, name: {type: string}, note: {type: string}}
";

pub const BASE: &str = "https://api.example.com/v1";

/// An entry; `response` may be null.
pub fn entry(method: &str, url: &str, response: Value) -> Value {
    let mut entry = json!({
        "startedDateTime": "2026-03-04T05:06:07.089Z",
        "time": 12.5,
        "request": {"method": method, "url": url, "httpVersion": "HTTP/1.1", "headers": [{"name": "Host", "value": "x"}],
            "queryString": [], "cookies": [], "headersSize": -1, "bodySize": -1},
        "cache": {}, "timings": {"send": 1, "wait": 2, "receive": 3}
    });
    entry["response"] = response;
    entry
}

/// A response of JSON.
pub fn answer(status: u16, body: &Value) -> Value {
    text_answer(status, "application/json", &body.to_string())
}

pub fn text_answer(status: u16, media_type: &str, text: &str) -> Value {
    json!({
        "status": status, "statusText": "", "httpVersion": "HTTP/1.1", "redirectURL": "", "headersSize": -1, "bodySize": -1,
        "headers": [{"name": "Content-Type", "value": media_type}, {"name": "X-Total", "value": "1"}],
        "content": {"size": text.len(), "mimeType": media_type, "text": text}
    })
}

/// An entry that posts a text.
pub fn post(url: &str, media_type: &str, text: &str, response: Value) -> Value {
    let mut entry = entry("POST", url, response);
    entry["request"]["postData"] = json!({"mimeType": media_type, "text": text});
    entry
}

pub fn archive(entries: &[Value]) -> String {
    json!({"log": {"version": "1.2", "creator": {"name": "hand", "version": "1"}, "entries": entries}}).to_string()
}

/// A run with its reports.
pub struct Replayed {
    pub run: Run,
    pub report: Value,
    pub junit: String,
}

impl Replayed {
    pub fn findings(&self) -> &[Value] {
        self.report["findings"].as_array().map_or(&[], Vec::as_slice)
    }

    /// Code, blame and entry of each finding.
    pub fn told(&self) -> Vec<(&str, &str, u64)> {
        let findings = self.findings().iter();
        let told = findings.map(|it| (it["code"].as_str(), it["blame"].as_str(), it["recorded"]["entry"].as_u64()));
        told.map(|(code, blame, entry)| (code.unwrap_or("?"), blame.unwrap_or("?"), entry.unwrap_or(u64::MAX)))
            .collect()
    }

    pub fn counts(&self) -> [u64; 4] {
        let recording = &self.report["recording"];
        ["judged", "unmatched", "elsewhere", "unreadable"].map(|key| recording[key].as_u64().unwrap_or(u64::MAX))
    }
}

/// A folder with the document in it.
pub struct Stage {
    folder: TempDir,
}

impl Stage {
    pub fn new() -> Stage {
        let folder = TempDir::new().expect("a temporary folder");
        fs::write(folder.path().join("api.yaml"), DOCUMENT).expect("the document is written");
        Stage { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn document(&self) -> PathBuf {
        self.path("api.yaml")
    }

    /// Writes an archive and replays it.
    pub fn replay(&self, archive: impl AsRef<[u8]>, more: &[&str]) -> Replayed {
        let file = self.path("recording.har");
        fs::write(&file, archive).expect("the archive is written");
        let (json, junit) = (self.path("report.json"), self.path("report.xml"));
        let mut command = avouch();
        command.arg("replay").arg(self.document()).arg(&file).args(more);
        let run: Run =
            command.arg("--json").arg(&json).arg("--junit").arg(&junit).output().expect("avouch can be started").into();
        assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
        let report = fs::read_to_string(&json).unwrap_or_default();
        let report = serde_json::from_str(&report).unwrap_or(Value::Null);
        Replayed { run, report, junit: fs::read_to_string(&junit).unwrap_or_default() }
    }
}

/// Replays entries against the document.
pub fn replay(entries: &[Value], more: &[&str]) -> Replayed {
    Stage::new().replay(archive(entries), more)
}
