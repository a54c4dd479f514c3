//! A server that means harm, or is broken: each time an end in bounded time and memory, and a sentence that says what is.

use super::sending::{now, roomy, send};
use super::server::{Reply, Server};
use super::tls::{authority, identity};
use std::time::{Duration, Instant};
use watchfloor::connect::net::answer::trouble;
use watchfloor::connect::net::{Answer, Method, Request, Trouble, json};
use watchfloor::connect::send::{Limits, Lost, Sender};

const REST: Duration = Duration::from_millis(60);
/// Time that a machine may take on which much else runs.
const BUSY: Duration = Duration::from_secs(30);

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// What a request to this server is lost to, and that it takes no longer than it may. Writing is told the same.
fn lost_to(limits: Limits, server: &Server, path: &str) -> Lost {
    let client = Sender::new(limits);
    let ask = |request: &Request| {
        let begun = Instant::now();
        let lost = send(&client, request).unwrap_err();
        assert!(begun.elapsed() < limits.whole + BUSY, "{path} took {:?}", begun.elapsed());
        lost
    };
    let (url, secret) = (server.url(path), "Bearer sesame");
    let lost = ask(&Request::get(url.as_str()).header("authorization", secret));
    let body = serde_json::json!({"password": "sesame"});
    assert_eq!(ask(&Request::json(Method::Post, url, &body).header("authorization", secret)), lost);
    lost
}

/// In words, with `HERE` for the server.
fn unknown(limits: Limits, server: &Server, path: &str) -> String {
    match lost_to(limits, server, path) {
        Lost::Unknown(why) | Lost::TooLong(why) => why.replace(&server.url(""), "HERE"),
        Lost::NotSent(why) => panic!("{path}: {why}"),
    }
}

#[test]
fn a_slow_drip_ends() {
    let server = Server::start(|asked| match asked.path() {
        "/body" => Reply::json(200, "").body(vec![b' '; 9_000]).drip(1, REST),
        "/chunks" => Reply::json(200, "").body(vec![b' '; 9_000]).chunked(1).drip(6, REST),
        "/head" => Reply::raw(format!("HTTP/1.1 200 OK\r\nx-a: {}\r\n\r\n", "b".repeat(900))).drip(1, REST),
        _ => Reply::silence(),
    });
    // Always soon enough for the one limit, and never done.
    let limits = Limits { whole: ms(600), ..roomy() };
    for path in ["/body", "/chunks", "/head", "/silence"] {
        assert_eq!(unknown(limits, &server, path), "HERE was not done answering after 0.6 s", "{path}");
    }
    let limits = Limits { idle: ms(300), ..roomy() };
    assert_eq!(unknown(limits, &server, "/silence"), "HERE said nothing for 0.3 s");
}

#[test]
fn a_body_without_end_is_not_read_to_its_end() {
    let mega = vec![b'x'; 1 << 20];
    let server = Server::start(move |asked| {
        let reply = Reply::new(200).body(mega.clone());
        match asked.path() {
            "/bomb" => Reply::new(200).gzip_without_end().times(1 << 10),
            "/chunks" => reply.chunked(1 << 16).times(1 << 10),
            _ => reply.times(1 << 10),
        }
    });
    assert!(matches!(lost_to(roomy(), &server, "/plain"), Lost::TooLong(_)), "whoever asked can ask for less");
    let before = most_memory();
    for path in ["/plain", "/chunks", "/bomb"] {
        assert_eq!(
            unknown(roomy(), &server, path),
            "HERE answers with more than 1048576 bytes; the rest was not read",
            "{path}"
        );
    }
    // A GiB was offered eight times; other tests run beside this one.
    if let Some((before, after)) = before.zip(most_memory()) {
        assert!(after - before < 768 << 10, "{} KiB more", after - before);
    }
    let exactly = Server::start(|_| Reply::new(200).body(vec![b'x'; 1 << 20]).gzip());
    let answer = send(&Sender::new(roomy()), &Request::get(exactly.url("/"))).unwrap();
    assert_eq!(answer.body.len(), 1 << 20, "as much as is allowed is read");
}

/// The most memory in KiB that this process has had, where the system tells.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}

#[test]
fn a_wrong_length_is_no_whole_answer() {
    let server = Server::start(|asked| match asked.path() {
        "/longer" => Reply::json(200, r#"{"a":1}"#).length(70).cut_after(10_000),
        "/unpacked" => Reply::json(200, "not packed").header("content-encoding", "gzip"),
        "/packed/cut" => {
            let packed = Reply::json(200, &"many words ".repeat(500)).gzip();
            packed.length(10_000).cut_after(150)
        }
        "/chunks" => Reply::json(200, r#"{"a":1}"#).chunked(2).cut_after(110),
        "/not/a/length" => Reply::raw("HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n{}"),
        "/two/lengths" => Reply::raw("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}!"),
        _ => unreachable!(),
    });
    let cut = "the connection to HERE was cut before the answer was whole";
    let unpacked = "HERE answers with something that cannot be unpacked or was cut off";
    for (path, words) in [
        ("/longer", unpacked),
        ("/unpacked", unpacked),
        ("/packed/cut", unpacked),
        ("/chunks", unpacked),
        ("/not/a/length", cut),
        ("/two/lengths", cut),
    ] {
        assert_eq!(unknown(roomy(), &server, path), words, "{path}");
    }
    // Shorter than what follows: what was promised is read, and what follows is no other answer.
    let server = Server::start(|_| Reply::json(200, "{}HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil").length(2));
    let client = Sender::new(roomy());
    for _ in 0..3 {
        assert_eq!(send(&client, &Request::get(server.url("/"))).unwrap().body, b"{}");
    }
}

#[test]
fn a_connection_that_is_cut_anywhere_may_have_carried_what_was_sent() {
    let server = Server::start(|asked| {
        let reply = Reply::json(201, r#"{"id":"a longer answer, so that there is much to cut"}"#);
        reply.cut_after(asked.path()[1..].parse().unwrap())
    });
    let client = Sender::new(roomy());
    for bytes in (0..130).step_by(9) {
        let post = Request::json(Method::Post, server.url(&format!("/{bytes}")), &serde_json::json!({}));
        let lost = send(&client, &post).unwrap_err();
        assert!(matches!(lost, Lost::Unknown(_)), "after {bytes} bytes: {lost:?}");
    }
    assert_eq!(server.wait_for(15).len(), 15, "nothing was sent twice");
}

#[test]
fn what_is_no_http_is_said_to_be_none() {
    let server = Server::start(|asked| match asked.path() {
        "/ssh" => Reply::raw("SSH-2.0-OpenSSH_9.2p1\r\n"),
        "/zeros" => Reply::raw(vec![0; 5_000]),
        "/headers" => Reply::raw(format!("HTTP/1.1 200 OK\r\n{}\r\n", "x-a: b\r\n".repeat(900))),
        "/header" => Reply::raw(format!("HTTP/1.1 200 OK\r\nx-a: {}\r\n\r\n", "b".repeat(600 << 10))),
        "/long" => Reply::json(200, "{}").header("x-a", &"b".repeat(70 << 10)),
        _ => Reply::hang_up(),
    });
    assert_eq!(unknown(roomy(), &server, "/hang/up"), "the connection to HERE was cut before the answer was whole");
    for path in ["/ssh", "/zeros"] {
        assert_eq!(unknown(roomy(), &server, path), "HERE answers with something that is no HTTP", "{path}");
    }
    for path in ["/headers", "/header", "/long"] {
        assert_eq!(unknown(roomy(), &server, path), "HERE answers with more headers than are read", "{path}");
    }
}

#[test]
fn nothing_is_followed_to_where_it_must_not_go() {
    let elsewhere = Server::start(|_| Reply::json(200, r#"{"stolen":true}"#));
    let there = elsewhere.url("/steal");
    let port = elsewhere.port();
    let server = Server::start(move |asked| {
        let own = asked.header("host").unwrap().to_owned();
        match asked.path() {
            "/other" => Reply::redirect(&there),
            "/other/name" => Reply::redirect(&format!("http://localhost:{port}/steal")),
            "/no/scheme" => Reply::redirect(&format!("//127.0.0.1:{port}/steal")),
            "/file" => Reply::redirect("file:///etc/passwd"),
            "/https" => Reply::redirect(&format!("https://{own}/x")),
            "/login" => Reply::redirect(&format!("http://ann:sesame@{own}/here")),
            "/words" => Reply::redirect("http://[::::/"),
            "/nowhere" => Reply::new(302),
            "/circle" => Reply::redirect("/circle"),
            "/on" => Reply::redirect("on/../here?page=2"),
            "/kept" => Reply::new(308).header("location", "/here"),
            "/here" => Reply::json(200, r#"{"here":true}"#),
            path => panic!("{path}"),
        }
    });
    let client = Sender::new(roomy());
    let get = |path: &str| {
        let asked = Request::get(server.url(path)).header("authorization", "Bearer sesame");
        send(&client, &asked).unwrap()
    };
    for path in ["/other", "/other/name", "/no/scheme", "/file", "/https", "/login", "/words", "/nowhere", "/circle"] {
        let answer = get(path);
        assert_eq!((answer.status, answer.body.len()), (302, 0), "{path}");
        let Some(Trouble::Refused(why)) = trouble(&answer) else { panic!("{path}") };
        assert!(why.contains("sends us on") && !why.contains("sesame") && !why.contains("passwd"), "{path}: {why}");
    }
    assert_eq!(elsewhere.connections(), 0, "nobody even knocked there");
    assert_eq!((get("/on").status, get("/kept").status), (200, 200), "the same server may say where");
    let on = server.seen();
    assert!(on.iter().all(|asked| asked.header("authorization") == Some("Bearer sesame")), "it is asked as ourselves");
    assert_eq!(on.iter().filter(|asked| asked.path() == "/circle").count(), 5);
    // What is written is written where it was meant, or nowhere.
    for method in [Method::Post, Method::Put, Method::Patch, Method::Delete] {
        let answer = send(&client, &Request::json(method, server.url("/on"), &serde_json::json!({}))).unwrap();
        assert_eq!(answer.status, 302);
    }
    assert!(server.seen().iter().filter(|asked| asked.path() == "/here").all(|asked| asked.method == "GET"));
}

#[test]
fn nobody_is_believed_who_cannot_show_who_they_are() {
    let ours = authority();
    let here = ["localhost", "127.0.0.1"];
    let cases = [
        (identity(&here, [2000, 2090], None), "was made by nobody whom this computer trusts"),
        (identity(&here, [2000, 2090], Some(&authority())), "was made by nobody whom this computer trusts"),
        (identity(&here, [2000, 2001], Some(&ours)), "has ended; or the clock of this computer is wrong"),
        (identity(&here, [2090, 2095], Some(&ours)), "is not good yet; or the clock of this computer is wrong"),
        (identity(&["desk.example"], [2000, 2090], Some(&ours)), "is for another name"),
    ];
    let client = Sender::new(roomy()).trusting(ours.der.clone());
    for (identity, what) in cases {
        let server = super::tls::server(identity, |_| Reply::json(200, "{}"));
        let lost = send(&client, &Request::get(server.url("/x?token=sesame")));
        let why = format!("the certificate of {} {what}; nothing was sent", server.url(""));
        assert_eq!(lost, Err(Lost::NotSent(why)));
        assert_eq!(server.seen().len(), 0);
    }
    let honest = super::tls::server(identity(&here, [2000, 2090], Some(&ours)), |_| Reply::json(200, "{}"));
    assert!(send(&client, &Request::get(honest.url("/"))).unwrap().is_ok());
    let stranger = send(&Sender::new(roomy()), &Request::get(honest.url("/")));
    assert!(matches!(stranger, Err(Lost::NotSent(_))), "only who was told to trusts it: {stranger:?}");
}

#[test]
fn plain_text_where_it_should_be_encrypted_is_not_talked_to() {
    let server = Server::start(|_| Reply::raw("HTTP/1.1 400 Bad Request\r\n\r\n"));
    let here = format!("https://127.0.0.1:{}", server.port());
    let client = Sender::new(Limits { connect: ms(300), ..roomy() }).trusting(authority().der);
    // It waits for the end of a line that never comes.
    let lost = send(&client, &Request::get(format!("{here}/x?token=sesame")).header("authorization", "Bearer sesame"));
    assert_eq!(lost, Err(Lost::NotSent(format!("{here} did not take the connection within 0.3 s"))));
    assert!(server.seen().is_empty());
    let client = Sender::new(roomy()).trusting(authority().der);
    let talkative = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let here = format!("https://127.0.0.1:{}", talkative.local_addr().unwrap().port());
    let talking = std::thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut wire, _) = talkative.accept().unwrap();
        wire.write_all(b"220 mail.example ESMTP, and many more words than a record has\r\n").unwrap();
        let mut heard = Vec::new();
        let _ = wire.read_to_end(&mut heard);
        heard
    });
    let lost = send(&client, &Request::get(format!("{here}/x?token=sesame")).header("authorization", "Bearer sesame"));
    let why = format!("{here} does not answer encrypted: is it the right address and port?");
    assert_eq!(lost, Err(Lost::NotSent(why)));
    assert!(!String::from_utf8_lossy(&talking.join().unwrap()).contains("sesame"));
}

#[test]
fn words_for_people_and_failures_without_end_are_told_apart() {
    let server = Server::start(|asked| match asked.path() {
        "/page" => Reply::html(200, "<!doctype html><title>Log in</title>"),
        "/empty" => Reply::new(200),
        "/broken" => Reply::json(200, r#"{"mentions":["#),
        _ => Reply::html(500, &"<h1>Internal error</h1>".repeat(1_000)),
    });
    let client = Sender::new(roomy());
    let get = |path: &str| send(&client, &Request::get(server.url(path))).unwrap();
    let read = |path: &str| json::document(&get(path).body).unwrap_err();
    assert_eq!(read("/page"), "the answer is a page for people and no data; is this the right address?");
    assert_eq!(read("/empty"), "the answer is empty");
    assert!(read("/broken").starts_with("the answer is no JSON"), "{}", read("/broken"));
    for _ in 0..100 {
        let why = "the server has failed (500)".to_owned();
        assert_eq!(trouble(&get("/always")), Some(Trouble::Unwell(why)));
    }
}

#[test]
fn a_proxy_is_used_for_what_is_outside_and_never_for_this_computer() {
    // A proxy that lets nobody through, and sees only whom we want to reach.
    let proxy = Server::start(|_| Reply::new(403));
    let client = Sender::new(roomy()).trusting(authority().der).through(&proxy.url(""));
    let lost = send(&client, &Request::get("https://desk.example/x?token=sesame").header("authorization", "sesame"));
    assert_eq!(lost, Err(Lost::NotSent("the proxy does not let us through to https://desk.example".into())));
    let seen = proxy.seen();
    assert_eq!((seen[0].method.as_str(), seen[0].target.as_str()), ("CONNECT", "desk.example:443"));
    assert!(seen[0].headers.iter().all(|(_, value)| !value.contains("sesame")), "{seen:?}");
    let near = Server::start(|_| Reply::json(200, "{}"));
    let answer: Answer = send(&client, &Request::get(near.url("/"))).unwrap();
    assert_eq!((answer.status, answer.at, proxy.seen().len()), (200, now(), 1));
}
