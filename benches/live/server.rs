//! A server of Bluesky on this computer, for many accounts of ours: signs in, and gives each account its mentions.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Seconds that an account's first mention is older than all that come later.
const HEAD_START_SECS: i64 = 120;

const SAID: [&str; 8] = [
    "@lark.example my order has not arrived and nobody answers me",
    "@lark.example how do I change the address of my parcel?",
    "@lark.example the app crashes when I open my basket 😡",
    "love the new doorbell, thanks @lark.example!",
    "@lark.example I was charged twice, please give me my money back",
    "@lark.example ist der Laden am Samstag offen?",
    "@lark.example worst support ever, three days without a word",
    "is @lark.example down for anybody else?",
];

/// The server as another process, as it is in life: its threads share neither memory nor locks with the window.
pub struct Elsewhere {
    process: Child,
    /// Its address.
    pub url: String,
}

impl Elsewhere {
    /// Starts this program once more, as a server.
    pub fn start(accounts: usize, answers: usize, mentions: usize) -> Elsewhere {
        let program = std::env::current_exe().expect("a program");
        let numbers = [accounts, answers, mentions].map(|n| n.to_string());
        let mut process = Command::new(program)
            .arg(SERVE)
            .args(numbers)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("another process");
        let mut url = String::new();
        BufReader::new(process.stdout.take().expect("what it says")).read_line(&mut url).expect("its address");
        Elsewhere { process, url: url.trim().to_owned() }
    }

    /// From now on there is all that there is.
    pub fn open(&mut self) {
        let told = self.process.stdin.as_mut().map(|stdin| stdin.write_all(b"open\n").and_then(|()| stdin.flush()));
        told.expect("somebody who listens").expect("it hears");
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

const SERVE: &str = "--serve";

/// Whether this process is the server; it is over when this returns.
pub fn serves() -> bool {
    let mut arguments = std::env::args().skip_while(|argument| argument != SERVE).skip(1);
    let mut number = || arguments.next().and_then(|n| n.parse::<usize>().ok());
    let (Some(accounts), Some(answers), Some(mentions)) = (number(), number(), number()) else { return false };
    let server = Server::start(accounts, answers, mentions);
    println!("{}", server.url());
    // A word opens it, and the end of what is said ends it.
    for _ in std::io::stdin().lines().map_while(Result::ok) {
        server.open();
    }
    true
}

struct Shared {
    /// The answers of each account, in the order in which they are asked for. They are ready before anybody asks: what
    /// is measured is not how fast a test makes them.
    answers: Vec<Vec<Vec<u8>>>,
    /// What each account has to read before the load begins.
    first: Vec<Vec<u8>>,
    is_open: AtomicBool,
}

/// The server. It ends with its process.
struct Server {
    at: SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    /// So many accounts with so many answers each, of so many mentions; all of them from the last two minutes.
    fn start(accounts: usize, answers: usize, mentions: usize) -> Server {
        let now = jiff::Timestamp::now().as_second();
        let page = |account: usize, page: usize| {
            let newest_first = (0..mentions).map(|i| {
                let nth = answers * mentions - page * mentions - i;
                let when =
                    now - HEAD_START_SECS + 1 + (nth * (HEAD_START_SECS as usize - 1) / (answers * mentions)) as i64;
                mention(account, nth, when)
            });
            let list: Vec<Value> = newest_first.collect();
            let mut body = json!({ "notifications": list });
            if page + 1 < answers {
                body["cursor"] = json!(format!("page-{}", page + 1));
            }
            body.to_string().into_bytes()
        };
        let first = |account| json!({ "notifications": [mention(account, 0, now - HEAD_START_SECS)] }).to_string();
        let shared = Arc::new(Shared {
            answers: (0..accounts).map(|account| (0..answers).map(|n| page(account, n)).collect()).collect(),
            first: (0..accounts).map(|account| first(account).into_bytes()).collect(),
            is_open: AtomicBool::new(false),
        });
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let at = listener.local_addr().expect("an address");
        let ours = shared.clone();
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let ours = ours.clone();
                std::thread::spawn(move || serve(&connection, &ours));
            }
        });
        Server { at, shared }
    }

    fn url(&self) -> String {
        format!("http://{}", self.at)
    }

    fn open(&self) {
        self.shared.is_open.store(true, Ordering::Relaxed);
    }
}

/// A mention as the network writes it; the author's followers come with it, which saves asking for them.
fn mention(account: usize, nth: usize, unix: i64) -> Value {
    let number = account * 1_000_000 + nth;
    let author = number * 7 % 40_000;
    let when = jiff::Timestamp::from_second(unix).expect("a moment").to_string();
    json!({
        "uri": format!("at://did:plc:author{author}/app.bsky.feed.post/3k{number:011}"),
        "cid": cid(&format!("3k{number:011}")),
        "author": {"did": format!("did:plc:author{author}"), "handle": format!("person{author}.example"),
            "displayName": format!("Person {author}"), "followersCount": author, "labels": []},
        "reason": "mention",
        "record": {"$type": "app.bsky.feed.post", "createdAt": when, "langs": ["en"],
            "text": text(number)},
        "isRead": false, "indexedAt": when, "labels": [],
    })
}

fn text(number: usize) -> String {
    format!("{} ({number})", SAID[number % SAID.len()])
}

fn cid(key: &str) -> String {
    format!("bafyreib{key:0>48}")
}

/// Answers one connection until it ends.
fn serve(connection: &TcpStream, shared: &Shared) {
    let mut reader = BufReader::new(connection);
    while let Some((target, account, body)) = request(&mut reader) {
        let answer = answer(shared, &target, account, &body);
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", answer.len());
        let mut connection = connection;
        if connection.write_all(head.as_bytes()).and_then(|()| connection.write_all(&answer)).is_err() {
            return;
        }
    }
}

/// What is asked next, by which account, and with what body; `None` at the end.
fn request(reader: &mut impl BufRead) -> Option<(String, usize, Vec<u8>)> {
    let (mut target, mut account, mut length) = (String::new(), 0, 0);
    let mut line = String::new();
    while reader.read_line(&mut line).ok()? > 2 {
        if target.is_empty() {
            line.split(' ').nth(1)?.clone_into(&mut target);
        } else if let Some((name, value)) = line.split_once(':') {
            match name.to_ascii_lowercase().as_str() {
                "authorization" => account = value.rsplit('-').next()?.trim().parse().ok()?,
                "content-length" => length = value.trim().parse().ok()?,
                _ => {}
            }
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    (!target.is_empty()).then_some((target, account, body))
}

fn answer(shared: &Shared, target: &str, account: usize, body: &[u8]) -> Vec<u8> {
    let (method, query) = target.split_once('?').unwrap_or((target, ""));
    let field = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    match method {
        "/xrpc/com.atproto.server.createSession" | "/xrpc/com.atproto.server.refreshSession" => {
            let asked: Value = serde_json::from_slice(body).unwrap_or_default();
            let handle = asked["identifier"].as_str().map_or(format!("lark{account}.example"), str::to_owned);
            let number = handle.trim_start_matches("lark").split('.').next().unwrap_or_default();
            json!({"accessJwt": format!("access-{number}"), "refreshJwt": format!("refresh-{number}"),
                "did": format!("did:plc:lark{number}"), "handle": handle, "active": true})
            .to_string()
            .into_bytes()
        }
        "/xrpc/app.bsky.notification.listNotifications" if !shared.is_open.load(Ordering::Relaxed) => {
            shared.first[account].clone()
        }
        "/xrpc/app.bsky.notification.listNotifications" => {
            let page = field("cursor").and_then(|cursor| cursor.strip_prefix("page-")?.parse::<usize>().ok());
            shared.answers[account].get(page.unwrap_or(0)).cloned().unwrap_or_default()
        }
        // What is watched stands as it was written, and nobody has joined it.
        "/xrpc/app.bsky.feed.getPosts" => {
            let uris = query.split('&').filter_map(|pair| pair.strip_prefix("uris="));
            let posts = uris.map(|uri| {
                let uri = uri.replace("%3A", ":").replace("%2F", "/");
                let key = uri.rsplit('/').next().unwrap_or_default();
                let number = key.trim_start_matches("3k").parse().unwrap_or(0);
                json!({"uri": uri, "cid": cid(key), "likeCount": 0, "repostCount": 0, "quoteCount": 0,
                    "record": {"text": text(number)}})
            });
            json!({ "posts": posts.collect::<Vec<_>>() }).to_string().into_bytes()
        }
        _ => b"{}".to_vec(),
    }
}
