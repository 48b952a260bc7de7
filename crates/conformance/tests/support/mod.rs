//! A small server of shops and their items, written by hand, that can be told to do wrong.
#![allow(dead_code, reason = "each test takes the parts that it needs")]

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use avouch_api::Api;
use avouch_conformance::{Config, Plan, Report, Silent, Target, run, stop};
use avouch_parser::{Options, Source, load};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The Api of a fixture.
pub fn fixture(name: &str) -> Arc<Api> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let (document, _) = load(&Source::Path(path), &Options::default()).expect("the fixture loads");
    Arc::new(Api::from_document(Arc::new(document)).0)
}

/// The Api of a text that is given without its first lines.
pub fn api(text: &str) -> Arc<Api> {
    let bytes = format!("openapi: 3.1.1\ninfo: {{title: Test, version: '1'}}\n{text}").into_bytes();
    let (document, _) =
        load(&Source::Text { name: "test.yaml".to_owned(), bytes }, &Options::default()).expect("the document loads");
    Arc::new(Api::from_document(Arc::new(document)).0)
}

/// What was asked of a server.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub target: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Asked {
    /// `METHOD target`.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }
}

/// A change of an answer.
pub type Fault = Box<dyn Fn(&Asked, &mut Response<Full<Bytes>>) + Send + Sync>;

/// A running server.
pub struct Server {
    pub address: SocketAddr,
    pub asked: Arc<Mutex<Vec<Asked>>>,
    pub shops: Arc<Mutex<Shops>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub fn lines(&self) -> Vec<String> {
        self.asked.lock().expect("the log").iter().map(Asked::line).collect()
    }

    pub fn config(&self) -> Config {
        let mut config = Config::new(Target::parse(&format!("http://{}", self.address)).expect("a target"));
        config.limits.request = std::time::Duration::from_secs(5);
        config
    }
}

/// Runs the examples of a document with a configuration.
pub async fn replay(api: &Arc<Api>, config: &Config) -> Report {
    let plan = Plan::new(api, config);
    run(&plan, config, &mut Silent, stop().1).await
}

/// Code, operation and place in the body of every finding.
pub fn found(report: &Report) -> Vec<(String, String, String)> {
    let row = |finding: &avouch_conformance::Finding| {
        (finding.code.to_owned(), finding.operation.clone(), finding.pointer_body.clone().unwrap_or_default())
    };
    report.findings.iter().map(row).collect()
}

/// Starts the server of shops.
pub async fn shops(fault: impl Fn(&Asked, &mut Response<Full<Bytes>>) + Send + Sync + 'static) -> Server {
    let shops = Arc::new(Mutex::new(Shops::default()));
    let state = Arc::clone(&shops);
    let answer = move |asked: &Asked| {
        let mut answer = state.lock().expect("the shops").answer(asked);
        fault(asked, &mut answer);
        answer
    };
    serve(answer, shops).await
}

/// Starts a server that answers as a function says.
pub async fn server(answer: impl Fn(&Asked) -> Response<Full<Bytes>> + Send + Sync + 'static) -> Server {
    serve(answer, Arc::default()).await
}

async fn serve(
    answer: impl Fn(&Asked) -> Response<Full<Bytes>> + Send + Sync + 'static,
    shops: Arc<Mutex<Shops>>,
) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    let answer = Arc::new(answer);
    let task = tokio::spawn(async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else { return };
            let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
            let service = service_fn(move |request: Request<Incoming>| {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                async move {
                    let (head, body) = request.into_parts();
                    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
                    let target = head.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
                    let asked = Asked { method: head.method.to_string(), target, headers: head.headers, body };
                    log.lock().expect("the log").push(asked.clone());
                    Ok::<_, Infallible>(answer(&asked))
                }
            });
            tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    Server { address, asked, shops, task }
}

/// An answer in JSON.
pub fn answer(status: u16, value: &Value) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(value.to_string())));
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    response.headers_mut().insert("content-type", http::HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

/// An answer without content.
pub fn empty(status: u16) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::new()));
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    response
}

/// The shops that there are, and their items.
#[derive(Debug, Default)]
pub struct Shops {
    pub all: BTreeMap<String, Value>,
    pub items: BTreeMap<String, BTreeMap<String, Value>>,
    next: usize,
}

impl Shops {
    fn answer(&mut self, asked: &Asked) -> Response<Full<Bytes>> {
        let path = asked.target.split('?').next().unwrap_or_default().to_owned();
        let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let method = Method::from_bytes(asked.method.as_bytes()).expect("a method");
        match (method, segments.as_slice()) {
            (Method::GET, ["shops"]) => self.list(&asked.target),
            (Method::POST, ["shops"]) => self.make(&body),
            (method, ["shops", guid]) => self.shop(&method, guid, &body),
            (Method::POST, ["shops", guid, "actions", "open"]) => {
                self.all.get(*guid).map_or_else(gone, |shop| answer(200, shop))
            }
            (method, ["shops", guid, "items"]) if self.all.contains_key(*guid) => self.items(&method, guid, &body),
            (method, ["shops", guid, "items", item]) => self.item(&method, guid, item),
            _ => gone(),
        }
    }

    fn list(&self, target: &str) -> Response<Full<Bytes>> {
        let wanted = target.split_once("guids=").map(|(_, guids)| guids.to_owned());
        let all = self.all.values().filter(|shop| {
            wanted.as_ref().is_none_or(|wanted| shop["guid"].as_str().is_some_and(|guid| wanted.contains(guid)))
        });
        answer(200, &json!({"resources": all.collect::<Vec<_>>()}))
    }

    fn make(&mut self, body: &Value) -> Response<Full<Bytes>> {
        self.next += 1;
        let guid = format!("shop-{}", self.next);
        let shop = json!({"guid": guid, "name": body["name"]});
        self.all.insert(guid.clone(), shop.clone());
        let mut made = answer(201, &shop);
        let location = http::HeaderValue::from_str(&format!("/shops/{guid}")).expect("a header");
        made.headers_mut().insert("location", location);
        made
    }

    fn shop(&mut self, method: &Method, guid: &str, body: &Value) -> Response<Full<Bytes>> {
        let Some(shop) = self.all.get_mut(guid) else { return gone() };
        if method == Method::PATCH
            && let Some(name) = body.get("name")
        {
            shop["name"] = name.clone();
        }
        if method == Method::DELETE {
            self.all.remove(guid);
            self.items.remove(guid);
            return empty(204);
        }
        answer(200, shop)
    }

    fn items(&mut self, method: &Method, guid: &str, body: &Value) -> Response<Full<Bytes>> {
        let items = self.items.entry(guid.to_owned()).or_default();
        if method == Method::GET {
            return answer(200, &json!({"resources": items.values().collect::<Vec<_>>()}));
        }
        if body.pointer("/relationships/shop/data/guid").and_then(Value::as_str) != Some(guid) {
            return answer(422, &json!({"message": "another shop"}));
        }
        self.next += 1;
        let id = format!("item-{}", self.next);
        let item = json!({"guid": id, "label": body["label"]});
        items.insert(id, item.clone());
        answer(201, &item)
    }

    fn item(&mut self, method: &Method, guid: &str, item: &str) -> Response<Full<Bytes>> {
        let Some(items) = self.items.get_mut(guid) else { return gone() };
        match items.get(item).cloned() {
            None => gone(),
            Some(_) if method == Method::DELETE => {
                items.remove(item);
                empty(204)
            }
            Some(item) => answer(200, &item),
        }
    }
}

fn gone() -> Response<Full<Bytes>> {
    answer(404, &json!({"message": "no such thing"}))
}
