//! The one place that sends, against a server that does as it is told.

use super::server::{Reply, Server};
use std::time::Duration;
use watchfloor::connect::net::{Answer, Method, Request};
use watchfloor::connect::send::{Limits, Lost, Sender};
use watchfloor::floor::At;

/// Limits that nothing reaches by chance, also where much else runs, and bodies that a test can fill.
pub fn roomy() -> Limits {
    let secs = Duration::from_secs;
    Limits { connect: secs(60), idle: secs(60), whole: secs(90), taken: secs(90), bytes: 1 << 20 }
}

pub fn now() -> At {
    At::from_unix(1_764_000_000).unwrap()
}

/// Sends on a runtime of its own.
pub fn send(client: &Sender, request: &Request) -> Result<Answer, Lost> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(client.send(request, now))
}

fn sent(request: &Request) -> Result<Answer, Lost> {
    send(&Sender::new(Limits::default()), request)
}

#[test]
fn what_is_asked_comes_over_there_and_what_is_answered_comes_back() {
    let server = Server::start(|_| Reply::json(201, r#"{"id":7}"#).header("X-RateLimit-Remaining", "9"));
    let body = serde_json::json!({"text": "good morning"});
    let asked = Request::json(Method::Put, server.url("/a?b=c"), &body).header("authorization", "Bearer sesame");
    let answer = sent(&asked).unwrap();
    assert_eq!((answer.status, answer.at, answer.body.as_slice()), (201, now(), br#"{"id":7}"#.as_slice()));
    assert_eq!(answer.header("x-ratelimit-remaining"), Some("9"));
    let seen = &server.seen()[0];
    assert_eq!((seen.method.as_str(), seen.path(), seen.query()), ("PUT", "/a", "b=c"));
    assert_eq!(seen.text(), r#"{"text":"good morning"}"#);
    assert_eq!(seen.header("authorization"), Some("Bearer sesame"));
    assert_eq!(seen.header("user-agent"), Some(concat!("Watchfloor/", env!("CARGO_PKG_VERSION"))));
    assert_eq!(seen.header("accept-encoding"), Some("gzip"));
    assert_eq!(seen.header("referer"), None);
}

#[test]
fn this_computer_is_reached_by_its_name_too() {
    let server = Server::start(|_| Reply::json(200, "{}"));
    for name in ["localhost", "LOCALHOST", "127.0.0.1"] {
        let url = server.url("/").replace("127.0.0.1", name);
        assert!(sent(&Request::get(&url)).is_ok_and(|answer| answer.is_ok()), "{url}");
    }
}

#[test]
fn a_failure_that_the_server_tells_is_an_answer() {
    let server = Server::start(|asked| Reply::html(asked.path()[1..].parse().unwrap(), "<p>no</p>"));
    for status in [304, 401, 404, 429, 500, 503] {
        let answer = sent(&Request::get(server.url(&format!("/{status}")))).unwrap();
        assert_eq!(answer.status, status);
    }
}

#[test]
fn packed_and_chunked_answers_are_whole() {
    let text = "a line that is sent many times\n".repeat(2_000);
    let body = text.clone();
    let server = Server::start(move |asked| {
        let reply = Reply::json(200, &body);
        match asked.path() {
            "/packed" => reply.gzip(),
            "/chunked" => reply.chunked(777),
            "/both" => reply.gzip().chunked(7),
            _ => reply,
        }
    });
    for path in ["/packed", "/chunked", "/both", "/plain"] {
        let answer = sent(&Request::get(server.url(path))).unwrap();
        assert!(answer.body == text.as_bytes(), "{path}");
    }
}

#[test]
fn connections_are_used_again() {
    let server = Server::start(|_| Reply::json(200, "{}"));
    let client = Sender::new(Limits::default());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for _ in 0..5 {
        let answer = runtime.block_on(client.clone().send(&Request::get(server.url("/")), now)).unwrap();
        assert!(answer.is_ok());
    }
    assert_eq!((server.seen().len(), server.connections()), (5, 1));
}

#[test]
fn what_was_never_sent_says_so() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let shut = format!("http://127.0.0.1:{free}");
    let cases = [
        (format!("{shut}/x?token=sesame"), format!("nothing takes connections at {shut}")),
        (
            "http://social.example/x?token=sesame".into(),
            "http://social.example would send what is secret in the clear; write https://".into(),
        ),
        (
            "http://evil.localhost/".into(),
            "http://evil.localhost would send what is secret in the clear; write https://".into(),
        ),
        (
            "http://127.0.0.1.example/".into(),
            "http://127.0.0.1.example would send what is secret in the clear; write https://".into(),
        ),
        ("file:///etc/passwd".into(), "file:// is no address that can be asked; write https://…".into()),
        ("gopher://a.example".into(), "gopher://a.example is no address that can be asked; write https://…".into()),
        ("sesame".into(), "the address is no address that can be asked; write https://…".into()),
        ("https://".into(), "https:// is no address that can be asked".into()),
        ("https://[::1".into(), "https://[::1 is no address that can be asked".into()),
        (
            "https://ann:sesame@desk.example/".into(),
            "https://desk.example: an address must not hold a name or a password; there are fields for them".into(),
        ),
    ];
    for (url, why) in cases {
        assert_eq!(sent(&Request::get(url)), Err(Lost::NotSent(why)));
    }
}

#[test]
fn a_name_that_nobody_knows_is_never_sent() {
    // `.invalid` is set aside so that nobody ever has it. Without a network the words are the same.
    let client = Sender::new(roomy()).trusting(super::tls::authority().der);
    let lost = send(&client, &Request::get("https://desk.invalid/x?token=sesame")).unwrap_err();
    let Lost::NotSent(why) = lost else { panic!("{lost:?}") };
    assert!(why.contains("https://desk.invalid") && !why.contains("sesame"), "{why}");
}

#[test]
fn a_header_that_cannot_be_sent_is_not_shown() {
    let lost = sent(&Request::get("http://127.0.0.1:9/").header("authorization", "Bearer sesame\r\nx: y"));
    let why = "a login or a header holds characters that cannot be sent, perhaps a line break at its end";
    assert_eq!(lost, Err(Lost::NotSent(why.into())));
}
