//! A secret is planted, everything that can go wrong goes wrong, and all that was said and logged is searched for it.
//!
//! The log of a process can be set up once only, so all of it happens in a process of its own: this test, run again.

use super::probe::SESAME;
use super::sending::{now, roomy, send};
use super::server::{Reply, Server};
use super::tls::{authority, identity};
use keyring_core::api::{CredentialApi, CredentialStoreApi};
use keyring_core::{Credential, Entry, Error};
use std::any::Any;
use std::collections::BTreeMap;
#[expect(clippy::disallowed_types, reason = "the trait of keyrings asks for it")]
use std::collections::HashMap;
use std::process::Command;
use std::sync::{Arc, Mutex};
use watchfloor::connect::net::answer::trouble;
use watchfloor::connect::net::{Method, Request, Session};
use watchfloor::connect::send::{Limits, Sender};
use watchfloor::run::secrets::{File, Kept, Keyring, Memory, SECRETS_FILE, Secrets};

const CHILD: &str = "WATCHFLOOR_TEST_REDACTION";

#[test]
fn a_secret_is_in_no_word_and_no_line_of_the_log() {
    if std::env::var_os(CHILD).is_some() {
        everything_goes_wrong();
        return;
    }
    let name = concat!(module_path!(), "::a_secret_is_in_no_word_and_no_line_of_the_log");
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture", "--test-threads=1", name.split_once("::").unwrap().1])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
    // Otherwise the search would prove nothing.
    for heard in ["starting new connection", "asked and answered", "a panic on purpose", "test result: ok. 1 passed"] {
        assert!(said.contains(heard), "nothing was heard of {heard:?}:\n{said}");
    }
    let shown: Vec<&str> = said.lines().filter(|line| line.contains(SESAME) || line.contains(&packed())).collect();
    assert!(shown.is_empty(), "the secret is shown:\n{}", shown.join("\n"));
}

/// The secret as a list of bytes, as `{:?}` of a body would show it.
fn packed() -> String {
    SESAME.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(", ")
}

fn everything_goes_wrong() {
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(std::io::stderr).init();
    sending();
    keeping();
    eprintln!("asked and answered");
}

/// With the secret wherever a request can hold it, also where it must not.
fn request(method: Method, url: &str) -> Request {
    let body = serde_json::json!({ "identifier": "brand.test", "password": SESAME });
    let request = Request::json(method, format!("{url}?access_token={SESAME}#{SESAME}"), &body);
    request.bearer(&SESAME.into()).header("cookie", format!("sid={SESAME}")).header("x-api-key", SESAME)
}

fn sending() {
    let elsewhere = Server::start(|_| Reply::new(200));
    let there = elsewhere.url(&format!("/?token={SESAME}"));
    let server = Server::start(move |asked| match asked.path() {
        "/fine" => Reply::json(200, &asked.text()).header("set-cookie", &format!("sid={SESAME}")),
        "/moved" => Reply::redirect(&there),
        "/same" => Reply::redirect(&format!("/fine?token={SESAME}")),
        "/cut" => Reply::json(200, SESAME).cut_after(50),
        "/wrong" => Reply::raw(format!("SSH {SESAME}\r\n\r\n")),
        "/much" => Reply::new(200).body(SESAME.repeat(200_000)),
        "/packed" => Reply::json(200, SESAME).header("content-encoding", "gzip"),
        status => Reply::json(status[1..].parse().unwrap(), SESAME).header("retry-after", SESAME),
    });
    let stranger = super::tls::server(identity(&["127.0.0.1"], [2000, 2090], None), |_| Reply::new(200));
    let ours = authority();
    let trusted = super::tls::server(identity(&["127.0.0.1"], [2000, 2090], Some(&ours)), |_| Reply::json(200, SESAME));
    let proxy = Server::start(|_| Reply::new(407).header("x-why", SESAME));
    let client = Sender::new(roomy()).trusting(ours.der);
    let short = Sender::new(Limits { idle: std::time::Duration::from_millis(1), ..roomy() });
    let through = client.clone().through(&proxy.url(""));
    let paths = ["/fine", "/moved", "/same", "/cut", "/wrong", "/much", "/packed", "/401", "/403", "/429", "/500"];
    let mut urls: Vec<String> = paths.map(|path| server.url(path)).to_vec();
    urls.extend([stranger.url("/"), trusted.url("/"), "https://desk.invalid/".into(), "http://desk.example/".into()]);
    urls.extend([
        format!("https://ann:{SESAME}@127.0.0.1/"),
        format!("nonsense {SESAME}"),
        "http://127.0.0.1:1/".into(),
    ]);
    for (method, url) in urls.iter().flat_map(|url| [(Method::Get, url), (Method::Post, url)]) {
        let request = request(method, url);
        for client in [&client, &short, &through] {
            let answer = send(client, &request);
            eprintln!("{method:?} {client:?} {answer:?}");
            match answer {
                Ok(answer) => eprintln!("{:?}", trouble(&answer)),
                Err(lost) => eprintln!("{lost} {}", lost.why()),
            }
        }
    }
    let own = request(Method::Put, "https://desk.example/").header("x-line", format!("{SESAME}\n"));
    eprintln!("{:?}", send(&client, &own));
    // An address is shown: that it holds no secret is for the connectors, whom the fuzzer asks.
    let shown = Request { url: "https://desk.example/".into(), ..own };
    let died = std::panic::catch_unwind(|| panic!("a panic on purpose: {shown:?}"));
    assert!(died.is_err() && !server.seen().is_empty() && !trusted.seen().is_empty());
}

fn keeping() {
    let session = Session {
        token: SESAME.into(),
        refresh: SESAME.into(),
        expires: Some(now()),
        own: [("did".to_owned(), "did:plc:abc".to_owned())].into(),
    };
    let kept = Kept { secret: SESAME.into(), session };
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Quiet(Arc::default()));
    let broken = || Err(Error::BadEncoding(SESAME.into()));
    let patience = std::time::Duration::from_secs(60);
    let mut places: Vec<Box<dyn Secrets>> = vec![
        Box::new(Memory::default()),
        Box::new(File::in_folder(folder.path())),
        Box::new(Keyring::over(move || Ok(store.clone()), patience).unwrap()),
        Box::new(Keyring::over(broken, patience).unwrap()),
    ];
    // Only where the tests are told that a keyring may be written to.
    if std::env::var_os("WATCHFLOOR_KEYRING").is_some() {
        places.push(Box::new(Keyring::system().unwrap()));
    }
    for place in &places {
        let put = place.put("brand", &kept);
        eprintln!("{put:?} {:?} {}", place.get("brand"), place.place());
    }
    for place in places.iter().skip(2) {
        eprintln!("{:?}", place.remove("brand"));
    }
    let path = folder.path().join(SECRETS_FILE);
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written.contains(SESAME), "it is there, and nowhere else");
    for damaged in [written.replace("\"secret\": \"", "\"secret\": 7, \""), written.replace('}', ""), SESAME.to_owned()]
    {
        std::fs::write(&path, damaged).unwrap();
        let why = places[1].get("brand").unwrap_err();
        eprintln!("{why} {why:?} {:?}", places[1].put("brand", &kept));
    }
}

type Shared = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

/// A keyring that shows of what it keeps no more than real ones do: what asks it logs it.
#[derive(Debug)]
struct Quiet(Shared);

struct QuietEntry(Shared, String);

impl std::fmt::Debug for QuietEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "entry {}", self.1)
    }
}

impl CredentialStoreApi for Quiet {
    fn vendor(&self) -> String {
        "a test".into()
    }

    fn id(&self) -> String {
        "quiet".into()
    }

    #[expect(clippy::disallowed_types, reason = "the trait asks for it")]
    fn build(&self, _: &str, user: &str, _: Option<&HashMap<&str, &str>>) -> keyring_core::Result<Entry> {
        Ok(Entry::new_with_credential(Arc::new(QuietEntry(Arc::clone(&self.0), user.to_owned()))))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl CredentialApi for QuietEntry {
    fn set_secret(&self, secret: &[u8]) -> keyring_core::Result<()> {
        self.0.lock().unwrap().insert(self.1.clone(), secret.to_vec());
        Ok(())
    }

    fn get_secret(&self) -> keyring_core::Result<Vec<u8>> {
        self.0.lock().unwrap().get(&self.1).cloned().ok_or(Error::NoEntry)
    }

    fn delete_credential(&self) -> keyring_core::Result<()> {
        self.0.lock().unwrap().remove(&self.1).map(drop).ok_or(Error::NoEntry)
    }

    fn get_credential(&self) -> keyring_core::Result<Option<Arc<Credential>>> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        None
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn debug_fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, f)
    }
}
