//! The running program with sources in the network: what is set up anew, what is spent once, and what goes on while
//! something else does not.

use crate::connect::server::{Reply, SeenRequest, Server};
use secrecy::ExposeSecret;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use watchfloor::config::Home;
use watchfloor::connect::net::Session;
use watchfloor::floor::SourceId;
use watchfloor::floor::source::SourceSettings;
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
        self.until(what, |s| {
            s.sources.rows.iter().find_map(|row| row.live.as_ref()?.status.as_ref()).and_then(&is)
        })
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
