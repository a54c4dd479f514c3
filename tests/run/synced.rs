//! The running program with sources in the network: what is set up anew, what is spent once, and what goes on while
//! something else does not.

use crate::connect::server::{Reply, SeenRequest, Server};
use secrecy::ExposeSecret;
use serde_json::json;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use watchfloor::config::Home;
use watchfloor::connect::net::Session;
use watchfloor::connect::webhook::{Signing, sign};
use watchfloor::floor::handoff::{Said, Sending};
use watchfloor::floor::source::SourceSettings;
use watchfloor::floor::{Command, ConversationId, HandoffCommand, SourceId};
use watchfloor::run::secrets::{File, Secrets};
use watchfloor::run::{Running, SecretStore, Setup, Start, start};
use watchfloor::view::{Asked, DeskWish, Secret, Snapshot, SyncStatus, TriedState, TroubleKind};

/// Long enough for the slowest machine; a test that passes never waits so long.
const PATIENCE: Duration = Duration::from_secs(120);

struct Program {
    running: Running,
    news: Receiver<()>,
    folder: tempfile::TempDir,
    wishes: std::cell::Cell<u64>,
}

impl Program {
    fn start() -> Program {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::of(Some(folder.path().to_owned()));
        let running = start(Setup { home, start: Start::Own, zone: jiff::tz::TimeZone::UTC }).unwrap();
        let (tell, news) = channel();
        let wake = Box::new(move || {
            let _ = tell.send(());
        });
        assert!(running.wake.set(wake).is_ok());
        Program { running, news, folder, wishes: std::cell::Cell::new(0) }
    }

    fn ask(&self, wish: DeskWish) {
        self.running.sender()(Asked::Desk(wish));
    }

    fn until<T>(&self, what: &str, is: impl Fn(&Snapshot) -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(found) = is(&self.running.snapshot.load_full()) {
                return found;
            }
            let left = PATIENCE.saturating_sub(begun.elapsed());
            assert!(self.news.recv_timeout(left).is_ok(), "waited in vain until {what}");
        }
    }

    /// What came of a wish, when it is over.
    fn answer(&self, id: u64) -> TriedState {
        self.until("a wish is answered", |s| {
            let tried = s.tried.as_ref().filter(|tried| tried.id == id)?;
            (tried.state != TriedState::Asking).then(|| tried.state.clone())
        })
    }

    fn next_id(&self) -> u64 {
        self.wishes.set(self.wishes.get() + 1);
        self.wishes.get()
    }

    fn save(&self, source: Option<SourceId>, settings: &SourceSettings, secret: Option<&str>) -> TriedState {
        let id = self.next_id();
        let secret = secret.map(|typed| Secret(typed.to_owned()));
        let settings = Box::new(settings.clone());
        self.ask(DeskWish::SaveSource { id, source, name: "brand".into(), settings, secret, in_file: true });
        self.answer(id)
    }

    fn try_it(&self, source: Option<SourceId>, settings: &SourceSettings, secret: Option<&str>) -> TriedState {
        let id = self.next_id();
        let secret = secret.map(|typed| Secret(typed.to_owned()));
        self.ask(DeskWish::TrySource { id, source, settings: Box::new(settings.clone()), secret });
        self.answer(id)
    }

    fn until_status<T>(&self, what: &str, is: impl Fn(&SyncStatus) -> Option<T>) -> T {
        self.until(what, |s| s.sources.rows.iter().find_map(|row| row.live.as_ref()?.status.as_ref()).and_then(&is))
    }

    /// What lies in the file of secrets: what was typed, the token and what it is renewed with.
    fn kept(&self) -> [String; 3] {
        let kept = File::in_folder(self.folder.path()).get("brand").unwrap().unwrap_or_default();
        [&kept.secret, &kept.session.token, &kept.session.refresh].map(|secret| secret.expose_secret().to_owned())
    }
}

fn mastodon(server: &Server) -> SourceSettings {
    SourceSettings {
        connector: "mastodon".into(),
        server: server.url(""),
        channel: "Mastodon".into(),
        handle: "@larkhelp".into(),
        every_secs: 30,
        ..SourceSettings::default()
    }
}

fn saved(state: &TriedState) -> bool {
    matches!(state, TriedState::Saved(_))
}

/// Waits until something was asked that looks so.
fn heard(server: &Server, what: &str, is: impl Fn(&SeenRequest) -> bool) {
    let begun = Instant::now();
    loop {
        let seen = server.seen();
        if seen.iter().any(&is) {
            return;
        }
        let paths: Vec<_> = seen.iter().map(|r| r.target.clone()).collect();
        assert!(begun.elapsed() < PATIENCE, "never heard {what}: {paths:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn bears(request: &SeenRequest, token: &str) -> bool {
    request.header("authorization") == Some(&format!("Bearer {token}"))
}

/// A server with one account, that takes the token which is good now.
fn account(good: Arc<Mutex<&'static str>>) -> Server {
    Server::start(move |asked| {
        if !bears(asked, *good.lock().unwrap()) {
            return Reply::json(401, r#"{"error":"The access token was revoked"}"#);
        }
        match asked.path() {
            "/api/v1/accounts/verify_credentials" => Reply::json(200, r#"{"id":"7","acct":"larkhelp","url":""}"#),
            _ => Reply::json(200, "[]"),
        }
    })
}

#[test]
fn another_token_with_the_same_settings_is_saved_and_used() {
    let good = Arc::new(Mutex::new("old-token"));
    let server = account(good.clone());
    let program = Program::start();
    let settings = mastodon(&server);
    assert!(saved(&program.save(None, &settings, Some("old-token"))));
    program.until_status("it is read", |s| s.answered);
    *good.lock().unwrap() = "new-token";
    program.ask(DeskWish::AskNow { source: SourceId(0) });
    program.until_status("the old token is refused", |s| s.trouble.clone().filter(|(k, _)| *k == TroubleKind::Refused));
    let state = program.save(Some(SourceId(0)), &settings, Some("new-token"));
    assert!(saved(&state), "{state:?}");
    program.until_status("it is read again", |s| s.trouble.is_none().then_some(()));
    heard(&server, "the new token", |r| bears(r, "new-token") && r.path() != "/api/v1/accounts/verify_credentials");
    assert_eq!(program.kept()[0], "new-token");
}

#[test]
fn a_session_that_is_renewed_overwrites_no_secret_that_was_typed_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let store = SecretStore::of(&Home::of(Some(folder.path().to_owned())));
    let session = |token: &str| Session { token: token.to_owned().into(), ..Session::default() };
    store.keep("brand", "old".into(), true).unwrap();
    assert_eq!(store.renew("brand", &"old".into(), session("first")), Ok(true));
    store.keep("brand", "new".into(), true).unwrap();
    assert_eq!(store.renew("brand", &"old".into(), session("second")), Ok(false));
    let kept = File::in_folder(folder.path()).get("brand").unwrap().unwrap();
    assert_eq!((kept.secret.expose_secret(), kept.session.token.expose_secret()), ("new", ""));
}

/// X, where a refresh token is good once. What it gave is refused until it has said `sick` times that it is not well.
/// The number that comes with it counts refresh tokens that were used twice.
fn network(sick: usize) -> (Server, Arc<Mutex<usize>>) {
    let spent = Arc::new(Mutex::new(0));
    let (count, good, sick) = (spent.clone(), Mutex::new("typed".to_owned()), Mutex::new(sick));
    let server = Server::start(move |asked| match asked.path() {
        "/2/oauth2/token" => {
            let mut good = good.lock().unwrap();
            if !asked.text().contains(&format!("refresh_token={good}&")) {
                *count.lock().unwrap() += 1;
                return Reply::json(400, r#"{"error":"invalid_request"}"#);
            }
            *good = format!("next-{}", asked.n);
            Reply::json(200, &format!(r#"{{"access_token":"fresh","refresh_token":"{good}","expires_in":7200}}"#))
        }
        "/2/users/me" => {
            let mut left = sick.lock().unwrap();
            if *left > 0 {
                *left -= 1;
                return Reply::json(503, "{}");
            }
            Reply::json(200, r#"{"data":{"id":"900","username":"larkhelp"}}"#)
        }
        _ => Reply::json(200, r#"{"meta":{"result_count":0}}"#),
    });
    (server, spent)
}

fn brand_on_x(server: &Server) -> SourceSettings {
    let options = [("client_id".to_owned(), "lark-app".to_owned())].into();
    let (connector, channel) = ("x".to_owned(), "X".to_owned());
    SourceSettings { connector, channel, options, ..mastodon(server) }
}

#[test]
fn a_token_that_is_good_once_is_not_spent_in_vain() {
    let (server, spent) = network(1);
    let program = Program::start();
    assert!(saved(&program.save(None, &brand_on_x(&server), Some("typed"))));
    program.until_status("it is read", |s| s.answered.filter(|_| s.trouble.is_none() && s.token_until.is_some()));
    heard(&server, "its pages", |r| r.path() == "/2/users/900/mentions");
    assert_eq!((*spent.lock().unwrap(), program.kept()[1].as_str()), (0, "fresh"));
}

#[test]
fn what_a_try_was_given_is_what_is_saved_and_other_settings_leave_it() {
    let (server, spent) = network(1);
    let program = Program::start();
    let settings = brand_on_x(&server);
    let first = program.try_it(None, &settings, Some("typed"));
    assert!(matches!(first, TriedState::Failed(_)), "{first:?}");
    let second = program.try_it(None, &settings, Some("typed"));
    assert!(matches!(second, TriedState::Works { .. }), "{second:?}");
    assert!(saved(&program.save(None, &settings, Some("typed"))));
    heard(&server, "its pages", |r| r.path() == "/2/users/900/mentions");
    let before = program.kept();
    assert_eq!(before[1], "fresh");
    let slower = SourceSettings { every_secs: 90, ..settings };
    assert!(saved(&program.save(Some(SourceId(0)), &slower, None)));
    let third = program.try_it(Some(SourceId(0)), &slower, None);
    assert!(matches!(third, TriedState::Works { .. }), "{third:?}");
    assert_eq!((program.kept(), *spent.lock().unwrap()), (before, 0));
}

/// Posts that name us, by their ids, all on one server; those whose id is in `sick` are not to be had. What is posted
/// there is taken.
fn posts(ids: &'static [&'static str], sick: &'static str, program: &Program) -> Server {
    let now = program.running.snapshot.load().at;
    let status = move |id: &str, secs: u32, parent: Option<&str>| {
        let who = json!({ "id": format!("a{id}"), "acct": format!("nia{id}"), "username": format!("nia{id}"),
            "display_name": "Nia", "followers_count": 3 });
        json!({ "id": id, "created_at": now.minus(secs).timestamp().to_string(), "in_reply_to_id": parent,
            "visibility": "public", "content": format!("<p>where is parcel {id}?</p>"), "account": who,
            "spoiler_text": "", "edited_at": null, "favourites_count": 0, "reblogs_count": 0, "media_attachments": [],
            "quote": null, "url": format!("https://net.example/{id}") })
    };
    Server::start(move |asked| {
        let body = match (asked.method.as_str(), asked.path()) {
            (_, "/api/v1/accounts/verify_credentials") => json!({ "id": "7", "acct": "larkhelp", "url": "" }),
            ("GET", "/api/v1/notifications") if !asked.query().contains("min_id") => {
                let all = ids.iter().zip(1_u32..100).map(|(id, n)| {
                    let status = status(id, 600 - 60 * n, None);
                    json!({ "id": format!("N{id}"), "type": "mention", "created_at": status["created_at"], "status": status })
                });
                json!(all.rev().collect::<Vec<_>>())
            }
            ("POST", "/api/v1/statuses") => status("900", 0, None),
            ("GET", path) => match path.strip_prefix("/api/v1/statuses/") {
                Some(id) if id == sick => return Reply::json(503, "{}"),
                Some(id) if ids.contains(&id) => status(id, 600, None),
                _ => json!([]),
            },
            _ => json!([]),
        };
        Reply::json(200, &body.to_string())
    })
}

#[test]
fn another_server_is_read_from_its_beginning_and_on_a_channel_of_its_own() {
    let program = Program::start();
    let (first, second) = (posts(&["101"], "", &program), posts(&["100", "101"], "", &program));
    let before = mastodon(&first);
    assert!(saved(&program.save(None, &before, Some("token"))));
    let new = |n: u64| move |s: &Snapshot| s.sources.rows.first().is_some_and(|row| row.new == n).then_some(());
    program.until("what is there is read", new(1));
    let same = SourceSettings { server: second.url(""), ..before.clone() };
    let state = program.save(Some(SourceId(0)), &same, None);
    assert!(matches!(&state, TriedState::Failed(why) if why.contains("another channel")), "{state:?}");
    let other = SourceSettings { channel: "Mastodon 2".into(), ..same };
    assert!(saved(&program.save(Some(SourceId(0)), &other, None)));
    // The same number is another post here.
    program.until("what is there is read, too", new(3));
    let another = SourceSettings { connector: "rt".into(), ..before };
    let state = program.save(Some(SourceId(0)), &another, Some("word"));
    assert!(matches!(&state, TriedState::Failed(why) if why.contains("stays what it is")), "{state:?}");
    assert_eq!(program.kept()[0], "token", "what is refused takes no secret with it");
}

#[test]
fn a_name_that_was_removed_is_taken_up_where_it_was_only_at_the_same_place() {
    let program = Program::start();
    let (first, second) = (posts(&["101"], "", &program), posts(&["100", "101"], "", &program));
    let before = mastodon(&first);
    let new = |n: u64| move |s: &Snapshot| s.sources.rows.first().is_some_and(|row| row.new == n).then_some(());
    let gone = |s: &Snapshot| s.sources.rows.first().is_some_and(|row| row.live.is_none()).then_some(());
    let pages = |server: &Server| {
        server.seen().iter().filter(|r| r.path() == "/api/v1/notifications" && !r.query().contains("min_id")).count()
    };
    assert!(saved(&program.save(None, &before, Some("token"))));
    program.until("what is there is read", new(1));
    program.ask(DeskWish::RemoveSource { source: SourceId(0) });
    program.until("it is removed", gone);
    let on = |server: &Server| server.seen().iter().filter(|r| r.query().contains("min_id")).count();
    let asked_on = on(&first);
    // Its numbers are still on the channel.
    let other = SourceSettings { server: second.url(""), ..before.clone() };
    let state = program.save(None, &other, Some("token"));
    assert!(matches!(&state, TriedState::Failed(why) if why.contains("another channel")), "{state:?}");
    // The same place again goes on; another is read from its beginning.
    assert!(saved(&program.save(None, &before, Some("token"))));
    let begun = Instant::now();
    while on(&first) == asked_on {
        assert!(begun.elapsed() < PATIENCE, "it never went on");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(pages(&first), 1, "not from the beginning");
    program.ask(DeskWish::RemoveSource { source: SourceId(0) });
    program.until("it is removed again", gone);
    assert!(saved(&program.save(None, &SourceSettings { channel: "Mastodon 2".into(), ..other }, Some("token"))));
    program.until("what is on the other server is read, too", new(3));
}

#[test]
fn an_answer_that_does_not_go_out_holds_up_nobody_elses() {
    let program = Program::start();
    let server = posts(&["101", "102"], "101", &program);
    assert!(saved(&program.save(None, &mastodon(&server), Some("token"))));
    program.until("both are read", |s| s.sources.rows.first().filter(|row| row.new == 2).map(drop));
    for conversation in [0, 1] {
        let said = Said {
            text: "We look at once.".into(),
            template: None,
            corrects: false,
            elsewhere: None,
            sending: Sending::Taken,
            agent: None,
            card: 0,
        };
        let (conversation, said) = (ConversationId(conversation), Box::new(said));
        let command = Command::Handoff(HandoffCommand::Reply { conversation, said });
        program.running.sender()(Asked::Command { id: 90 + u64::from(conversation.0), command });
    }
    heard(&server, "the second answer", |r| r.method == "POST" && r.text().contains(r#""in_reply_to_id":"102""#));
    let seen = server.seen();
    let sent = seen.iter().position(|r| r.method == "POST").unwrap();
    assert!(seen[..sent].iter().any(|r| r.path() == "/api/v1/statuses/101"), "the first was tried first");
}

/// What a webhook answers to a body that is signed with this secret; 0 when nobody listens.
fn posted(program: &Program, port: u16, secret: &str, body: &[u8]) -> u16 {
    let headers = sign(Signing::Own, &secret.to_owned().into(), body, program.running.snapshot.load().at);
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return 0 };
    let mut head = format!("POST /own HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
    let _ = stream.write_all(&[head.as_bytes(), b"\r\n", body].concat());
    let mut said = String::new();
    let _ = stream.read_to_string(&mut said);
    said.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
}

#[test]
fn a_webhook_listens_when_its_port_is_free_and_by_the_secret_that_was_typed_last() {
    let program = Program::start();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let options = [("port", port.to_string()), ("path", "/own".to_owned()), ("signing", "own".to_owned())];
    let settings = SourceSettings {
        connector: "webhook".into(),
        channel: "Own".into(),
        options: options.map(|(key, value)| (key.to_owned(), value)).into(),
        every_secs: 60,
        ..SourceSettings::default()
    };
    assert!(saved(&program.save(None, &settings, Some("the first secret"))));
    program.until_status("the port is taken", |s| s.trouble.clone().and(s.next_try));
    drop(taken);
    program.until_status("the port is free", |s| s.trouble.is_none().then_some(()));
    let body = |id: &str| {
        format!(
            r#"{{"id":"{id}","at":"2026-03-01T10:00:00Z","author":{{"id":"7","name":"@dan"}},"kind":"post","text":"leaks"}}"#
        )
    };
    assert_eq!(posted(&program, port, "the first secret", body("1").as_bytes()), 200);
    assert!(saved(&program.save(Some(SourceId(0)), &settings, Some("the second secret"))));
    let begun = Instant::now();
    while posted(&program, port, "the second secret", body("2").as_bytes()) != 200 {
        assert!(begun.elapsed() < PATIENCE, "the second secret is never taken");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(posted(&program, port, "the first secret", body("3").as_bytes()), 403);
}
