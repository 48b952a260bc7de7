//! A server that keeps every byte it gets, in front of the mock.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use avouch_mock::{Mock, Options, Server, serve};
use avouch_parser::{Source, load};
use avouch_validate::Validator;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request, byte for byte as it came.
#[derive(Clone, Debug, Default)]
pub struct Request {
    head: String,
    /// Its content.
    pub body: Vec<u8>,
}

impl Request {
    /// The method and the target.
    pub fn line(&self) -> &str {
        self.head.split_once(" HTTP/1.1\r\n").unwrap().0
    }

    /// The value of a pair of the query, as it is encoded.
    pub fn query(&self, name: &str) -> Option<&str> {
        let pairs = self.line().split_once('?')?.1.split('&');
        pairs.filter_map(|pair| pair.split_once('=')).find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// The values of a header field.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.fields().filter(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }

    /// The value of a header field that comes once at most.
    pub fn header(&self, name: &str) -> Option<&str> {
        let values = self.all(name);
        assert!(values.len() <= 1, "{}", self.head);
        values.first().copied()
    }

    /// The names of the header fields, in order.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.fields().map(|(name, _)| name.to_ascii_lowercase()).collect();
        names.sort_unstable();
        names
    }

    /// The content as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.head.lines().skip(1).filter_map(|line| line.split_once(": "))
    }
}

/// What becomes of a request.
#[derive(Clone, Debug)]
pub enum Act {
    /// The mock answers it.
    Forward,
    /// These bytes answer it.
    Answer(Vec<u8>),
    /// These bytes answer it, and the connection ends.
    AnswerAndHangUp(Vec<u8>),
    /// The connection ends when the head has come, whatever else is on its way.
    HangUp,
    /// The mock does what it asks, and the connection ends without an answer.
    LoseAnswer,
}

/// An answer from its status and header lines, and its body.
pub fn answer(head: &str, body: impl AsRef<[u8]>) -> Act {
    let body = body.as_ref();
    let bytes = format!("HTTP/1.1 {}\r\ncontent-length: {}\r\n\r\n", head.replace('\n', "\r\n"), body.len());
    Act::Answer([bytes.as_bytes(), body].concat())
}

/// An answer of JSON.
pub fn json(status: u16, body: &serde_json::Value) -> Act {
    answer(&format!("{status} Some Reason\ncontent-type: application/json"), body.to_string())
}

type Script = dyn Fn(&Request, usize) -> Act + Send + Sync;

/// A server on a free port of the loopback interface.
pub struct Stage {
    /// Its address as a client writes it.
    pub base: String,
    played: Arc<Played>,
    /// The mock ends when it is dropped.
    _mock: Option<Server>,
}

struct Played {
    script: Box<Script>,
    mock: Option<std::net::SocketAddr>,
    connections: AtomicUsize,
    seen: Mutex<Vec<Request>>,
}

impl Stage {
    /// The mock of the Cloud Foundry document, without a script.
    pub async fn mock() -> Stage {
        Stage::scripted(|_, _| Act::Forward).await
    }

    /// The mock behind a script: a function of the head of a request and the number of those before it.
    pub async fn scripted(script: impl Fn(&Request, usize) -> Act + Send + Sync + 'static) -> Stage {
        Stage::new("cloudfoundry-v3", Options::default(), script).await
    }

    /// The mock of a document of the project behind a script.
    pub async fn new(
        document: &'static str,
        options: Options,
        script: impl Fn(&Request, usize) -> Act + Send + Sync + 'static,
    ) -> Stage {
        let mock = Mock::with_validator(validator(document), options);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Stage::start(Some(serve(Arc::new(mock), listener).unwrap()), Box::new(script)).await
    }

    /// A script without a mock.
    pub async fn alone(script: impl Fn(&Request, usize) -> Act + Send + Sync + 'static) -> Stage {
        Stage::start(None, Box::new(script)).await
    }

    async fn start(mock: Option<Server>, script: Box<Script>) -> Stage {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let address = mock.as_ref().map(Server::address);
        let played = Played { script, mock: address, connections: AtomicUsize::new(0), seen: Mutex::default() };
        let played = Arc::new(played);
        let stage = Stage { base, played: Arc::clone(&played), _mock: mock };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                played.connections.fetch_add(1, Ordering::SeqCst);
                let played = Arc::clone(&played);
                // A client that closes the connection has ended it.
                tokio::spawn(async move { drop(played.connection(stream).await) });
            }
        });
        stage
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<Request> {
        self.played.seen.lock().unwrap().clone()
    }

    /// The methods and targets of the requests so far.
    pub fn lines(&self) -> Vec<String> {
        self.seen().iter().map(|request| request.line().to_owned()).collect()
    }

    /// The last request.
    pub fn last(&self) -> Request {
        self.seen().last().cloned().unwrap()
    }

    /// How many connections were accepted so far.
    pub fn connections(&self) -> usize {
        self.played.connections.load(Ordering::SeqCst)
    }
}

impl Played {
    async fn connection(&self, mut client: TcpStream) -> io::Result<()> {
        loop {
            let head = head(&mut client).await?;
            let length = content_length(&head);
            let request = Request { head: head.clone(), body: Vec::new() };
            let index = {
                let mut seen = self.seen.lock().unwrap();
                seen.push(request.clone());
                seen.len() - 1
            };
            let act = (self.script)(&request, index);
            if matches!(act, Act::HangUp) {
                return Ok(());
            }
            let mut body = vec![0; length];
            client.read_exact(&mut body).await?;
            self.seen.lock().unwrap()[index].body.clone_from(&body);
            match act {
                Act::HangUp => return Ok(()),
                Act::Answer(answer) => client.write_all(&answer).await?,
                Act::AnswerAndHangUp(answer) => return client.write_all(&answer).await,
                Act::Forward => client.write_all(&self.forward(&head, &body).await?).await?,
                Act::LoseAnswer => return self.forward(&head, &body).await.map(drop),
            }
        }
    }

    /// The mock's answer.
    async fn forward(&self, head: &str, body: &[u8]) -> io::Result<Vec<u8>> {
        let mut mock = TcpStream::connect(self.mock.unwrap()).await?;
        mock.write_all(&[head.as_bytes(), body].concat()).await?;
        let head = self::head(&mut mock).await?;
        let mut body = vec![0; content_length(&head)];
        mock.read_exact(&mut body).await?;
        Ok([head.as_bytes(), &body].concat())
    }
}

/// Reads the head of a message, up to the empty line.
async fn head(stream: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    Ok(String::from_utf8(head).unwrap())
}

fn content_length(head: &str) -> usize {
    let lower = head.to_ascii_lowercase();
    assert!(!lower.contains("\r\ntransfer-encoding:"), "the length is known and so is stated: {head}");
    lower.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |length| length.parse().unwrap())
}

/// What a document of the project is read into, once for all tests.
fn validator(document: &'static str) -> Arc<Validator> {
    static READ: Mutex<Vec<(&str, Arc<Validator>)>> = Mutex::new(Vec::new());
    let mut read = READ.lock().unwrap();
    if let Some((_, validator)) = read.iter().find(|(name, _)| *name == document) {
        return Arc::clone(validator);
    }
    let source = Source::Path(avouch_tests::root().join("spec").join(document));
    let (loaded, _) = load(&source, &avouch_parser::Options::default()).unwrap();
    let api = Arc::new(avouch_api::Api::from_document(Arc::new(loaded)).0);
    let validator = Arc::new(Validator::new(api));
    read.push((document, Arc::clone(&validator)));
    validator
}
