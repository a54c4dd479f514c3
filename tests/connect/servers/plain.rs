//! Asking a server on this machine, in the plainest way: one connection a request, nothing unpacked, nothing followed.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use secrecy::SecretString;
use serde_json::Value;
use watchfloor::connect::net::{Answer, Connector, Heard, Method, Outgoing, Request, Session, SignIn, Step, With};
use watchfloor::floor::At;
use watchfloor::floor::source::SourceSettings;

/// What `WATCHFLOOR_SERVERS` says of a server; `None`, with the reason told, where it does not run.
pub fn server(name: &str) -> Option<Value> {
    let Some(path) = std::env::var_os("WATCHFLOOR_SERVERS") else {
        eprintln!("skipped: WATCHFLOOR_SERVERS does not say where {name} runs");
        return None;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    let one = all.get(name).cloned().unwrap_or(Value::Null);
    if let Some(reason) = one.get("skipped").and_then(Value::as_str) {
        eprintln!("skipped: {reason}");
        return None;
    }
    if one.is_null() {
        eprintln!("skipped: {name} does not run");
        return None;
    }
    Some(one)
}

/// The moment that it is.
pub fn now() -> At {
    At::from_timestamp(jiff::Timestamp::now()).unwrap()
}

/// Sends a request to this machine, and waits for the answer.
pub fn send(request: &Request) -> Answer {
    let rest = request.url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    assert!(host.starts_with("127.0.0.1:"), "tests speak to this machine only, not to {host}");
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let method = match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Patch => "PATCH",
        Method::Delete => "DELETE",
    };
    let mut head = format!("{method} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    for (name, value) in &request.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !request.body.is_empty() || request.method != Method::Get {
        head.push_str(&format!("content-length: {}\r\n", request.body.len()));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&request.body).unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).unwrap();
    answer(&all)
}

/// The answer in these bytes.
fn answer(all: &[u8]) -> Answer {
    let end = all.windows(4).position(|w| w == b"\r\n\r\n").expect("an answer has a head");
    let head = String::from_utf8_lossy(&all[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let chunked = headers.iter().any(|(n, v)| n == "transfer-encoding" && v.contains("chunked"));
    let body = if chunked { unchunked(&all[end + 4..]) } else { all[end + 4..].to_vec() };
    Answer { status, headers, body, at: now() }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = rest.windows(2).position(|w| w == b"\r\n") {
        let size = std::str::from_utf8(&rest[..end]).unwrap().split(';').next().unwrap().trim();
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            break;
        }
        out.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
    out
}

/// What is done to a request before it is sent.
pub type BeforeSend<'a> = Box<dyn FnMut(&Request) + 'a>;

/// A source, as the program drives it.
pub struct Driven<'a> {
    pub connector: &'a dyn Connector,
    pub settings: SourceSettings,
    pub secret: SecretString,
    pub session: Session,
    pub cursor: String,
    pub watched: Vec<String>,
    /// Requests so far.
    pub asked: u32,
    /// Is done to every request before it is sent: for cutting lines and for others who are quicker.
    pub before_send: Option<BeforeSend<'a>>,
    /// Loses the answer to the next thing sent.
    pub lose_answer: bool,
    /// What was asked and sent in bringing something out, and with which status it was answered.
    pub trail: Vec<(String, u16)>,
}

impl<'a> Driven<'a> {
    pub fn new(connector: &'a dyn Connector, settings: SourceSettings, secret: &str) -> Driven<'a> {
        Driven {
            connector,
            settings,
            secret: SecretString::from(secret),
            session: Session::default(),
            cursor: String::new(),
            watched: Vec::new(),
            asked: 0,
            before_send: None,
            lose_answer: false,
            trail: Vec::new(),
        }
    }

    pub fn with(&self) -> With<'_> {
        With {
            settings: &self.settings,
            secret: &self.secret,
            session: &self.session,
            watched: &self.watched,
            now: now(),
        }
    }

    /// Signs in; the reason where it is refused.
    pub fn sign_in(&mut self) -> Result<(), String> {
        let mut past = Vec::new();
        loop {
            let step = self.connector.sign_in(&self.with(), &past);
            match step {
                SignIn::Ask(request) => {
                    self.asked += 1;
                    past.push(send(&request));
                }
                SignIn::Keep(session) => {
                    self.session = session;
                    past.clear();
                }
                SignIn::Ready(session) => {
                    self.session = session;
                    return Ok(());
                }
                SignIn::Refused(why) => return Err(why),
                SignIn::Trouble(trouble) => return Err(trouble.why().to_owned()),
            }
            assert!(past.len() < 10, "signing in comes to an end");
        }
    }

    /// Reads a round: until there is no more.
    pub fn round(&mut self) -> Heard {
        let mut all = Heard::default();
        loop {
            let request = self.connector.ask(&self.with(), &self.cursor).unwrap();
            self.asked += 1;
            let answer = send(&request);
            assert_eq!(self.connector.trouble(&answer), None, "{request:?}: {}", String::from_utf8_lossy(&answer.body));
            let heard = self.connector.parse(&self.with(), &self.cursor, &answer).unwrap();
            assert!(
                heard.cursor.len() <= watchfloor::limits::CURSOR_BYTES_MAX,
                "{} bytes of cursor",
                heard.cursor.len()
            );
            assert!(!heard.more || heard.cursor != self.cursor, "no circle: {}", heard.cursor);
            all.mentions.extend(heard.mentions);
            all.problems.extend(heard.problems);
            all.changes.extend(heard.changes);
            all.gap = all.gap.or(heard.gap);
            self.cursor = heard.cursor;
            if !heard.more {
                return all;
            }
        }
    }

    /// Brings something out, as far as one attempt goes; `None` when the answer was lost.
    pub fn deliver(&mut self, out: &Outgoing) -> Option<Step> {
        let mut past = Vec::new();
        loop {
            let step = self.connector.deliver(&self.with(), out, &past);
            let (request, sent) = match step {
                Step::Ask(request) => (request, false),
                Step::Send(request) => (request, true),
                end => return Some(end),
            };
            self.asked += 1;
            if let (Some(before), true) = (&mut self.before_send, sent) {
                before(&request);
            }
            let answer = send(&request);
            self.trail.push((format!("{:?} {}", request.method, request.url), answer.status));
            if sent && std::mem::take(&mut self.lose_answer) {
                return None;
            }
            past.push(answer);
            assert!(past.len() < 12, "a delivery comes to an end");
        }
    }
}
