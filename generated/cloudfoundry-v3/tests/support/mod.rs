//! A small server on the loopback interface: it answers by a function and remembers what it was asked.

#![allow(dead_code, reason = "each test uses the part that it needs")]

use std::io;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A request as the server got it.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Method and target.
    pub line: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(set, _)| set == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// An answer: status, header fields, body.
pub struct Reply(pub u16, pub Vec<(&'static str, String)>, pub String);

/// An answer of JSON.
pub fn json(status: u16, body: impl Into<String>) -> Reply {
    Reply(status, vec![("content-type", "application/json".to_owned())], body.into())
}

/// The server; it ends with the runtime.
#[derive(Clone)]
pub struct Server {
    pub base: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

type Answer = dyn Fn(&Seen, &str) -> Reply + Send + Sync;

impl Server {
    /// Starts a server that answers by a function of the request and its own address.
    pub async fn start(answer: impl Fn(&Seen, &str) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let server = Self { base, seen: Arc::default() };
        let (kept, answer): (_, Arc<Answer>) = (server.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let (server, answer) = (kept.clone(), Arc::clone(&answer));
                tokio::spawn(async move { server.serve(connection, &*answer).await });
            }
        });
        server
    }

    async fn serve(&self, connection: TcpStream, answer: &Answer) -> io::Result<()> {
        let mut connection = BufReader::new(connection);
        loop {
            let Some(seen) = read(&mut connection).await? else {
                return Ok(());
            };
            self.seen.lock().unwrap().push(seen.clone());
            let Reply(status, headers, body) = answer(&seen, &self.base);
            let mut text = format!("HTTP/1.1 {status} -\r\ncontent-length: {}\r\n", body.len());
            for (name, value) in headers {
                text.push_str(&format!("{name}: {value}\r\n"));
            }
            connection.get_mut().write_all(format!("{text}\r\n{body}").as_bytes()).await?;
        }
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Method and target of the requests so far.
    pub fn lines(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.line).collect()
    }
}

async fn read(connection: &mut BufReader<TcpStream>) -> io::Result<Option<Seen>> {
    let mut seen = Seen::default();
    let mut line = String::new();
    if connection.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    seen.line = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    loop {
        line.clear();
        connection.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        seen.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    if let Some(length) = seen.header("content-length") {
        seen.body.resize(length.parse().unwrap(), 0);
        connection.read_exact(&mut seen.body).await?;
    }
    Ok(Some(seen))
}
