//! The receiver of webhooks, over the wire.

use secrecy::SecretString;
use std::io::{Read as _, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use watchfloor::connect::net::{Heard, Trouble};
use watchfloor::connect::webhook::source::{read, signing, wakes};
use watchfloor::connect::webhook::{Begun, Refused, Replays, Signing, own, sign, verify};
use watchfloor::floor::At;
use watchfloor::floor::source::SourceSettings;
use watchfloor::limits::{WEBHOOK_BYTES_MAX, WEBHOOK_CONNECTIONS_MAX, WEBHOOK_REPLAYS_MAX};
use watchfloor::run::webhook::{Arrived, Hook, Now, Receiver, Reception, receive};

const SECRET: &str = "between us alone";
const BODY: &[u8] =
    br#"{"id":"1","at":"2026-03-01T10:00:00Z","author":{"id":"7","name":"@dan"},"kind":"post","text":"leaks"}"#;

/// A receiver whose floor keeps what comes, or does not.
struct Post {
    runtime: Runtime,
    receiver: Option<Receiver>,
    at: SocketAddr,
    clock: Arc<AtomicI64>,
    taken: Arc<AtomicUsize>,
}

fn hook(path: &str, signing: Signing) -> Hook {
    let read = Arc::new(|body: &[u8]| -> Result<Heard, Trouble> {
        if body == b"{not for us}" {
            Err(Trouble::Refused("it says nothing that is known".into()))
        } else {
            Ok(own(body))
        }
    });
    Hook { path: path.into(), signing, secret: SECRET.into(), token: "our token".into(), read }
}

impl Post {
    fn new(keeps: impl Fn(&Arrived) -> bool + Send + 'static) -> Post {
        Post::patient(Duration::from_secs(10), keeps)
    }

    fn patient(patience: Duration, keeps: impl Fn(&Arrived) -> bool + Send + 'static) -> Post {
        Post::with(patience, None, keeps)
    }

    fn with(patience: Duration, memory: Option<PathBuf>, keeps: impl Fn(&Arrived) -> bool + Send + 'static) -> Post {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let clock = Arc::new(AtomicI64::new(1_795_000_000));
        let now: Now = {
            let clock = clock.clone();
            Arc::new(move || At::from_unix(clock.load(Ordering::SeqCst)).unwrap())
        };
        let (to, mut from) = mpsc::channel::<Arrived>(4);
        let hooks = [
            ("/meta", Signing::Meta),
            ("/chatwoot", Signing::Chatwoot),
            ("/zammad", Signing::Zammad),
            ("/own", Signing::Own),
        ];
        let hooks = hooks.map(|(path, signing)| hook(path, signing)).into();
        let at = "127.0.0.1:0".parse().unwrap();
        let receiver =
            runtime.block_on(receive(Reception { memory, patience, ..Reception::new(at, hooks, to, now) })).unwrap();
        let taken = Arc::new(AtomicUsize::new(0));
        let count = taken.clone();
        runtime.spawn(async move {
            while let Some(arrived) = from.recv().await {
                let kept = keeps(&arrived);
                count.fetch_add(usize::from(kept), Ordering::SeqCst);
                let _ = arrived.kept.send(kept);
            }
        });
        Post { at: receiver.address(), receiver: Some(receiver), runtime, clock, taken }
    }

    fn now(&self) -> At {
        At::from_unix(self.clock.load(Ordering::SeqCst)).unwrap()
    }

    fn stream(&self) -> TcpStream {
        let stream = TcpStream::connect(self.at).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    fn say(&self, bytes: &[u8]) -> (u16, String) {
        let mut stream = self.stream();
        // The other side may hang up before all is said.
        let _ = stream.write_all(bytes);
        let mut said = Vec::new();
        let _ = stream.read_to_end(&mut said);
        let said = String::from_utf8_lossy(&said).into_owned();
        let status = said.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        (status, said)
    }

    fn post(&self, path: &str, headers: &[(String, String)], body: &[u8]) -> (u16, String) {
        let mut head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n", body.len());
        headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
        self.say(&[head.as_bytes(), b"\r\n", body].concat())
    }

    fn signed(&self, path: &str, by: Signing, body: &[u8]) -> u16 {
        self.post(path, &sign(by, &SECRET.into(), body, self.now()), body).0
    }

    fn taken(&self) -> usize {
        self.taken.load(Ordering::SeqCst)
    }
}

#[test]
fn what_is_signed_is_taken_once_and_what_came_before_is_refused() {
    let post = Post::new(|arrived| arrived.heard.mentions.len() == 1);
    for (n, (path, by, again)) in [
        ("/meta", Signing::Meta, 200),
        ("/chatwoot", Signing::Chatwoot, 409),
        ("/zammad", Signing::Zammad, 409),
        ("/own", Signing::Own, 409),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(post.signed(path, by, BODY), 200, "{path}");
        assert_eq!(post.taken(), n + 1, "{path}");
        assert_eq!(post.signed(path, by, BODY), again, "{path}");
        assert_eq!(post.taken(), n + 1, "{path} is not taken again, whatever it is told");
    }
}

#[test]
fn what_is_forged_or_old_is_refused_and_nothing_is_repeated() {
    let post = Post::new(|_| true);
    let body = b"<script>alert(1)</script>";
    for (path, by) in [
        ("/meta", Signing::Meta),
        ("/chatwoot", Signing::Chatwoot),
        ("/zammad", Signing::Zammad),
        ("/own", Signing::Own),
    ] {
        let (status, said) = post.post(path, &[], body);
        assert_eq!(status, 401, "{path}");
        assert!(!said.contains("script"), "{said}");
        assert_eq!(post.post(path, &sign(by, &"guess".into(), body, post.now()), body).0, 403, "{path}");
        let mut cut = sign(by, &SECRET.into(), body, post.now());
        cut[0].1.pop();
        assert_eq!(post.post(path, &cut, body).0, 403, "{path}");
        assert_eq!(post.post(path, &sign(by, &SECRET.into(), b"other", post.now()), body).0, 403, "{path}");
    }
    for (path, by) in [("/chatwoot", Signing::Chatwoot), ("/own", Signing::Own)] {
        for old in [post.now().minus(301), post.now().plus(301)] {
            assert_eq!(post.post(path, &sign(by, &SECRET.into(), body, old), body).0, 403, "{path}");
        }
    }
    assert_eq!(post.signed("/nowhere", Signing::Own, body), 404);
    assert_eq!(post.say(b"GET /own HTTP/1.1\r\nHost: x\r\n\r\n").0, 405);
    assert_eq!(post.taken(), 0);
}

#[test]
fn another_delivery_id_makes_nothing_new_of_what_was_signed() {
    let post = Post::new(|_| true);
    let mut headers = sign(Signing::Chatwoot, &SECRET.into(), BODY, post.now());
    headers.push(("x-chatwoot-delivery".into(), "a".into()));
    assert_eq!(post.post("/chatwoot", &headers, BODY).0, 200);
    headers.last_mut().unwrap().1 = "b".into();
    assert_eq!(post.post("/chatwoot", &headers, BODY).0, 409, "the id is not signed");
    post.clock.fetch_add(60, Ordering::SeqCst);
    let mut again = sign(Signing::Chatwoot, &SECRET.into(), BODY, post.now());
    again.push(("x-chatwoot-delivery".into(), "a".into()));
    assert_eq!(post.post("/chatwoot", &again, BODY).0, 409, "signed anew, it is the same delivery");
    assert_eq!(post.taken(), 1);
}

#[test]
fn what_the_floor_does_not_keep_is_asked_for_again() {
    let times = AtomicUsize::new(0);
    let post = Post::new(move |_| times.fetch_add(1, Ordering::SeqCst) > 0);
    assert_eq!(post.signed("/own", Signing::Own, BODY), 503);
    assert_eq!(post.signed("/own", Signing::Own, BODY), 200, "it may come again");
    assert_eq!(post.taken(), 1);
}

#[test]
fn a_body_that_cannot_be_read_is_put_aside_and_kept() {
    let post = Post::new(|arrived| arrived.heard.problems[0].reason == "it says nothing that is known");
    assert_eq!(post.signed("/own", Signing::Own, b"{not for us}"), 200);
    assert_eq!(post.taken(), 1);
}

#[test]
fn meta_hears_its_challenge_only_with_our_token() {
    let post = Post::new(|_| true);
    let ask = |path: &str, query: &str| post.say(format!("GET {path}?{query} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes());
    let (status, said) = ask("/meta", "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=our+token");
    assert!(status == 200 && said.ends_with("\r\n\r\n1158201444"), "{said}");
    assert_eq!(ask("/meta", "hub.mode=subscribe&hub.challenge=1&hub.verify_token=guess").0, 403);
    let (status, said) = ask("/meta", "hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token=our+token");
    assert!(status == 403 && !said.contains("script"), "{said}");
    assert_eq!(ask("/meta", "").0, 401);
    assert_eq!(ask("/own", "hub.mode=subscribe&hub.challenge=1&hub.verify_token=our+token").0, 405);
}

#[test]
fn too_much_is_refused_before_it_is_read() {
    let post = Post::new(|_| true);
    let head = format!("POST /own HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", WEBHOOK_BYTES_MAX + 1);
    assert_eq!(post.say(head.as_bytes()).0, 413);
    let mut chunks = b"POST /own HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..=WEBHOOK_BYTES_MAX / (64 << 10) {
        chunks.extend(b"10000\r\n");
        chunks.extend(vec![b'x'; 64 << 10]);
        chunks.extend(b"\r\n");
    }
    assert_eq!(post.say(&chunks).0, 413);
    let long = format!("POST /own HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n", "x".repeat(64 << 10));
    assert_eq!(post.say(long.as_bytes()).0, 431);
    assert_eq!(post.signed("/own", Signing::Own, BODY), 200, "and it goes on");
}

#[test]
fn those_who_say_nothing_or_never_end_are_no_longer_waited_for() {
    let post = Post::patient(Duration::from_millis(300), |_| true);
    let idle: Vec<TcpStream> = (0..WEBHOOK_CONNECTIONS_MAX).map(|_| post.stream()).collect();
    assert_eq!(post.signed("/own", Signing::Own, BODY), 200, "room comes free by itself");
    drop(idle);
    let began = Instant::now();
    assert_eq!(post.say(b"POST /own HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf").0, 408);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[test]
fn a_floor_that_does_not_answer_is_not_waited_for_and_stopping_waits_for_what_comes() {
    let mut post = Post::patient(Duration::from_millis(400), |_| {
        std::thread::sleep(Duration::from_millis(900));
        true
    });
    assert_eq!(post.signed("/own", Signing::Own, BODY), 503);
    let receiver = post.receiver.take().unwrap();
    let mut stream = post.stream();
    stream.write_all(b"POST /own HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf").unwrap();
    post.runtime.block_on(async { tokio::time::timeout(Duration::from_secs(20), receiver.stop()).await.unwrap() });
    assert!(TcpStream::connect(post.at).is_err(), "nobody listens any more");
}

#[test]
fn it_is_never_open_to_others_and_never_without_a_secret() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let now: Now = Arc::new(|| At::FIRST);
    let refused = |at: &str, hooks: Vec<Hook>| {
        let (to, _from) = mpsc::channel(1);
        runtime.block_on(receive(Reception::new(at.parse().unwrap(), hooks, to, now.clone()))).err()
    };
    assert!(refused("0.0.0.0:0", Vec::new()).unwrap().contains("127.0.0.1"));
    assert!(refused("192.0.2.1:80", Vec::new()).unwrap().contains("can be reached by others"));
    let open = Hook { secret: SecretString::from(""), ..hook("/own", Signing::Own) };
    assert!(refused("127.0.0.1:0", vec![open]).unwrap().contains("/own has no secret"));
    assert_eq!(refused("127.0.0.1:0", Vec::new()), None);
}

#[test]
fn signatures_of_others_fit_as_they_write_them() {
    // Computed with another program: printf 1795000000.{} | openssl dgst -sha256 -hmac "between us alone"
    let now = At::from_unix(1_795_000_000).unwrap();
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let ours = sign(Signing::Chatwoot, &SECRET.into(), b"{}", now);
    assert_eq!(ours[0].1, format!("sha256={CHATWOOT}"));
    assert_eq!(sign(Signing::Meta, &SECRET.into(), b"{}", now)[0].1, format!("sha256={META}"));
    assert_eq!(sign(Signing::Zammad, &SECRET.into(), b"{}", now)[0].1, format!("sha1={ZAMMAD}"));
    let upper = [header("x-hub-signature-256", &format!("sha256={}", META.to_uppercase()))];
    assert!(verify(Signing::Meta, &SECRET.into(), &upper, b"{}", now).is_ok());
    for bad in ["", "sha256=", "sha256=zz", META, "sha1=00", &"f".repeat(500)] {
        let headers = [header("x-hub-signature-256", bad)];
        assert_eq!(verify(Signing::Meta, &SECRET.into(), &headers, b"{}", now), Err(Refused::Forged), "{bad}");
    }
    assert_eq!(
        verify(Signing::Meta, &"".into(), &sign(Signing::Meta, &"".into(), b"{}", now), b"{}", now),
        Err(Refused::Forged)
    );
}

const CHATWOOT: &str = "9265da8935659f9a86e0d6c3c692d816ebef3b7d98c876787302e52712d70a86";
const META: &str = "6f3eb1346c75a33a29e4f5d880dc97fa795f4fe005639f63bc0ab18207a022e1";
const ZAMMAD: &str = "eff322823d0520bcdb894f685054df53632fc7b7";

#[test]
fn the_memory_of_what_came_is_bounded_and_forgets_only_what_is_too_old_to_come_again() {
    let now = At::from_unix(1_795_000_000).unwrap();
    let key = |n: usize| {
        let mut key = [0; 16];
        key[..8].copy_from_slice(&n.to_le_bytes());
        key
    };
    let mut replays = Replays::default();
    for n in 0..WEBHOOK_REPLAYS_MAX {
        assert_eq!(replays.begin(&[key(n)], now), Begun::New);
    }
    assert_eq!(replays.begin(&[key(WEBHOOK_REPLAYS_MAX)], now.plus(300)), Begun::Full, "none of them is old enough");
    assert_eq!(replays.begin(&[key(7)], now.plus(300)), Begun::Known);
    assert_eq!(replays.begin(&[key(WEBHOOK_REPLAYS_MAX)], now.plus(601)), Begun::New);
    assert_eq!(replays.len(), WEBHOOK_REPLAYS_MAX);
}

#[test]
fn what_came_before_a_restart_is_refused_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("webhooks.seen");
    let again = || Post::with(Duration::from_secs(10), Some(file.clone()), |_| true);
    assert_eq!(again().signed("/zammad", Signing::Zammad, BODY), 200);
    let post = again();
    assert_eq!(post.signed("/zammad", Signing::Zammad, BODY), 409, "its signature is good for ever");
    assert_eq!(post.signed("/zammad", Signing::Zammad, b"{}"), 200);
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 2);
    std::fs::write(&file, "\u{0}garbage\n").unwrap();
    assert_eq!(again().signed("/zammad", Signing::Zammad, BODY), 200, "a broken file is no reason not to begin");
}

/// A Zammad says that something happened to a ticket; what, is asked for.
#[test]
fn a_zammad_that_calls_has_its_source_asked() {
    let read = |body: &[u8]| read(Signing::Zammad, body);
    let told = br#"{"ticket": {"id": 81, "number": "10081", "title": "It leaks", "state": "open"},
        "article": {"id": 7, "from": "Dan <dan@example.org>", "body": "It still leaks."}}"#;
    assert_eq!(read(told).unwrap(), Heard::default(), "no mention with an id of its own");
    assert_eq!((wakes(Signing::Zammad), wakes(Signing::Chatwoot)), (Some("zammad"), None));
    for strange in [&b"{}"[..], b"<html>", b"", b"{\"ticket\": 7}", b"{\"ticket\": {\"id\": null}}"] {
        assert!(read(strange).is_err(), "{}", String::from_utf8_lossy(strange));
    }
    let rounds = std::env::var("WATCHFLOOR_FUZZ_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000_u64);
    let mut state = 7_u64;
    for _ in 0..rounds.min(1_000_000) {
        let mut body = told.to_vec();
        for _ in 0..4 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let place = (state >> 33) as usize % body.len();
            body[place] = (state >> 20) as u8;
        }
        let _ = read(&body);
    }
    let options = [("signing".to_owned(), "zammad".to_owned())].into();
    assert_eq!(signing(&SourceSettings { options, ..SourceSettings::default() }), Ok(Signing::Zammad));
}
