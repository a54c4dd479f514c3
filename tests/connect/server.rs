//! A server for tests: says what its script says, also what no honest server would, and remembers what it was asked.
//!
//! ```ignore
//! let server = Server::start(|asked| match asked.path() {
//!     "/api/mentions" => Reply::json(200, r#"{"mentions":[]}"#).header("x-ratelimit-remaining", "9"),
//!     _ => Reply::new(404),
//! });
//! let url = server.url("/api/mentions?limit=5");
//! // …
//! assert_eq!(server.seen()[0].header("authorization"), Some("Bearer x"));
//! ```
//!
//! Each connection has a thread; the server ends with the value, and with it everything that still hangs or drips.

use flate2::write::GzEncoder;
use flate2::{Compress, Compression, FlushCompress};
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// What was asked.
#[derive(Clone, Debug)]
pub struct SeenRequest {
    pub method: String,
    /// Path and query, as they came.
    pub target: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Requests before it, on all connections together.
    pub n: usize,
}

impl SeenRequest {
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    /// What follows the `?`, as it came; empty without.
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// How the bytes of an answer are sent.
#[derive(Clone, Debug)]
enum Sent {
    /// As they are.
    Whole,
    /// So many, counted from the first of the status line, then the connection is cut.
    Cut(usize),
    /// The head at once, and of the body so many at a time, with a rest between.
    Drip(usize, Duration),
    /// Not at all: the connection stays open without a word.
    Silent,
}

/// What the server answers.
#[derive(Clone, Debug)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    /// Sent once, before the body.
    start: Vec<u8>,
    body: Vec<u8>,
    /// The body is sent so many times, one after another.
    times: u64,
    length: Option<u64>,
    chunk: Option<usize>,
    raw: bool,
    sent: Sent,
}

impl Reply {
    /// A status without a body.
    pub fn new(status: u16) -> Reply {
        Reply {
            status,
            headers: Vec::new(),
            start: Vec::new(),
            body: Vec::new(),
            times: 1,
            length: None,
            chunk: None,
            raw: false,
            sent: Sent::Whole,
        }
    }

    pub fn json(status: u16, body: &str) -> Reply {
        Reply::new(status).header("content-type", "application/json").body(body)
    }

    pub fn html(status: u16, body: &str) -> Reply {
        Reply::new(status).header("content-type", "text/html; charset=utf-8").body(body)
    }

    /// Elsewhere, with status 302.
    pub fn redirect(to: &str) -> Reply {
        Reply::new(302).header("location", to)
    }

    /// Exactly these bytes and the end of the connection.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Reply {
        Reply { raw: true, ..Reply::new(0).body(bytes) }
    }

    /// Never a word.
    pub fn silence() -> Reply {
        Reply { sent: Sent::Silent, ..Reply::new(0) }
    }

    /// The request is taken, and the connection cut without a word.
    pub fn hang_up() -> Reply {
        Reply::new(200).cut_after(0)
    }

    pub fn header(mut self, name: &str, value: &str) -> Reply {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Reply {
        self.body = body.into();
        self
    }

    /// The body so many times, one after another; a body of any size then needs no memory here.
    pub fn times(mut self, times: u64) -> Reply {
        self.times = times;
        self
    }

    /// Says that the body has this length, whatever it has.
    pub fn length(mut self, length: u64) -> Reply {
        self.length = Some(length);
        self
    }

    /// In chunks of this size, without a length.
    pub fn chunked(mut self, size: usize) -> Reply {
        self.chunk = Some(size);
        self
    }

    /// The body packed.
    pub fn gzip(mut self) -> Reply {
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(&self.body).unwrap();
        self.body = packer.finish().unwrap();
        self.header("content-encoding", "gzip")
    }

    /// A packed body of which each time is a MiB when it is unpacked, and whose end never comes.
    pub fn gzip_without_end(mut self) -> Reply {
        let mut packer = Compress::new(Compression::best(), false);
        let mut packed = Vec::with_capacity(64 << 10);
        // What is packed up to here can be read again and again.
        packer.compress_vec(&vec![b' '; 1 << 20], &mut packed, FlushCompress::Full).unwrap();
        self.start = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
        self.body = packed;
        self.header("content-encoding", "gzip")
    }

    /// Only so many bytes, counted from the first of the status line; then the connection is cut.
    pub fn cut_after(mut self, bytes: usize) -> Reply {
        self.sent = Sent::Cut(bytes);
        self
    }

    /// The body so many bytes at a time, with a rest between.
    pub fn drip(mut self, bytes: usize, rest: Duration) -> Reply {
        self.sent = Sent::Drip(bytes, rest);
        self
    }

    /// Everything before the body.
    fn head(&self) -> Vec<u8> {
        if self.raw {
            return Vec::new();
        }
        let mut head = format!("HTTP/1.1 {} Script\r\n", self.status);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        match self.chunk {
            Some(_) => head += "transfer-encoding: chunked\r\n",
            None => {
                let length = self.length.unwrap_or(self.start.len() as u64 + self.body.len() as u64 * self.times);
                head += &format!("content-length: {length}\r\n");
            }
        }
        [head.as_bytes(), b"\r\n", &self.start].concat()
    }

    /// The body as it is sent once.
    fn part(&self) -> Vec<u8> {
        let Some(size) = self.chunk else { return self.body.clone() };
        let mut part = Vec::new();
        for chunk in self.body.chunks(size.max(1)) {
            part.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
            part.extend(chunk);
            part.extend(b"\r\n");
        }
        part
    }
}

/// What is read from and written to: bare, or encrypted.
pub trait Wire: Read + Write + Send {}
impl<W: Read + Write + Send> Wire for W {}

type Script = dyn Fn(&SeenRequest) -> Reply + Send + Sync;
type Dress = dyn Fn(TcpStream) -> Box<dyn Wire> + Send + Sync;

struct Shared {
    seen: Mutex<Vec<SeenRequest>>,
    arrived: Condvar,
    ended: AtomicBool,
    open: Mutex<Vec<TcpStream>>,
    connections: Mutex<usize>,
}

/// A server on a port of its own of 127.0.0.1.
pub struct Server {
    at: SocketAddr,
    scheme: &'static str,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// In the clear.
    pub fn start(script: impl Fn(&SeenRequest) -> Reply + Send + Sync + 'static) -> Server {
        Server::dressed("http", |bare| Box::new(bare), script)
    }

    /// With another wire laid over each connection.
    pub fn dressed(
        scheme: &'static str,
        dress: impl Fn(TcpStream) -> Box<dyn Wire> + Send + Sync + 'static,
        script: impl Fn(&SeenRequest) -> Reply + Send + Sync + 'static,
    ) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            seen: Mutex::default(),
            arrived: Condvar::new(),
            ended: AtomicBool::new(false),
            open: Mutex::default(),
            connections: Mutex::default(),
        });
        let (script, dress): (Arc<Script>, Arc<Dress>) = (Arc::new(script), Arc::new(dress));
        let ours = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            let mut threads = Vec::new();
            for bare in listener.incoming().flatten() {
                if ours.ended.load(Ordering::SeqCst) {
                    break;
                }
                ours.open.lock().unwrap().push(bare.try_clone().unwrap());
                *ours.connections.lock().unwrap() += 1;
                let (ours, script, dress) = (Arc::clone(&ours), Arc::clone(&script), Arc::clone(&dress));
                // A connection that breaks is the other side's affair.
                threads.push(std::thread::spawn(move || {
                    let closing = bare.try_clone();
                    let _ = serve(&mut *dress(bare), &ours, &*script);
                    let _ = closing.map(|bare| bare.shutdown(Shutdown::Both));
                }));
            }
            threads.into_iter().for_each(|thread| thread.join().unwrap());
        });
        Server { at, scheme, shared, thread: Some(thread) }
    }

    /// The address of a path, for example `http://127.0.0.1:40123/api`.
    pub fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.at)
    }

    pub fn port(&self) -> u16 {
        self.at.port()
    }

    /// What was asked so far, in the order in which it came.
    pub fn seen(&self) -> Vec<SeenRequest> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// Waits until so much was asked.
    pub fn wait_for(&self, requests: usize) -> Vec<SeenRequest> {
        let seen = self.shared.seen.lock().unwrap();
        let patience = Duration::from_secs(30);
        let (seen, late) =
            self.shared.arrived.wait_timeout_while(seen, patience, |seen| seen.len() < requests).unwrap();
        assert!(!late.timed_out(), "{} of {requests} requests came", seen.len());
        seen.clone()
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        *self.shared.connections.lock().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        for bare in self.shared.open.lock().unwrap().iter() {
            let _ = bare.shutdown(Shutdown::Both);
        }
        // It waits for the next connection.
        let _ = TcpStream::connect(self.at);
        let ended = self.thread.take().unwrap().join();
        if !std::thread::panicking() {
            ended.unwrap();
        }
    }
}

fn serve(wire: &mut dyn Wire, shared: &Shared, script: &Script) -> io::Result<()> {
    let mut unread = Vec::new();
    while let Some(mut asked) = next_request(wire, &mut unread)? {
        {
            let mut seen = shared.seen.lock().unwrap();
            asked.n = seen.len();
            seen.push(asked.clone());
            shared.arrived.notify_all();
        }
        if !send(wire, shared, &script(&asked))? {
            break;
        }
    }
    Ok(())
}

/// Reads one request; `None` when the other side is done.
fn next_request(wire: &mut dyn Wire, unread: &mut Vec<u8>) -> io::Result<Option<SeenRequest>> {
    let head = loop {
        if let Some(end) = unread.windows(4).position(|four| four == b"\r\n\r\n") {
            let rest = unread.split_off(end + 4);
            break std::mem::replace(unread, rest);
        }
        if !more(wire, unread)? {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut lines = head.lines();
    let mut first = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, n)| n.parse().unwrap());
    while unread.len() < length {
        if !more(wire, unread)? {
            return Ok(None);
        }
    }
    let rest = unread.split_off(length);
    let body = std::mem::replace(unread, rest);
    let (method, target) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
    Ok(Some(SeenRequest { method, target, headers, body, n: 0 }))
}

fn more(wire: &mut dyn Wire, unread: &mut Vec<u8>) -> io::Result<bool> {
    let mut bytes = [0; 8192];
    let n = wire.read(&mut bytes)?;
    unread.extend(&bytes[..n]);
    Ok(n > 0)
}

/// Sends an answer; whether the connection is good for another.
fn send(wire: &mut dyn Wire, shared: &Shared, reply: &Reply) -> io::Result<bool> {
    let (head, part) = (reply.head(), reply.part());
    let end: &[u8] = if reply.chunk.is_some() { b"0\r\n\r\n" } else { b"" };
    match reply.sent {
        Sent::Whole => {
            wire.write_all(&head)?;
            for _ in 0..reply.times {
                wire.write_all(&part)?;
            }
            wire.write_all(end)?;
            wire.flush()?;
            Ok(!reply.raw && reply.length.is_none())
        }
        Sent::Cut(bytes) => {
            let all = [head, part].concat();
            wire.write_all(&all[..bytes.min(all.len())])?;
            wire.flush()?;
            Ok(false)
        }
        Sent::Drip(bytes, rest) => {
            wire.write_all(&head)?;
            for piece in [&part.repeat(reply.times as usize), end].concat().chunks(bytes.max(1)) {
                wire.write_all(piece)?;
                wire.flush()?;
                if shared.ended.load(Ordering::SeqCst) {
                    return Ok(false);
                }
                std::thread::sleep(rest);
            }
            Ok(true)
        }
        Sent::Silent => {
            // Until the other side gives up, or the test ends.
            while more(wire, &mut Vec::new())? {}
            Ok(false)
        }
    }
}
