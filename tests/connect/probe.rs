//! Whatever a server says, put to a connector in every way in which the program does it.
//!
//! An input is made of lines: the cursor, then answers, each begun by a record separator (`\x1e`) and its status, with
//! headers up to an empty line and the body after it.

use secrecy::SecretString;
use std::collections::BTreeMap;
use std::fmt::Debug;
use watchfloor::connect::net::answer::{http_date, quota, server_time, skew_secs, trouble, until};
use watchfloor::connect::net::{Answer, Connector, Outgoing, Request, Session, SignIn, Step, Trouble, Wish, With};
use watchfloor::floor::At;
use watchfloor::floor::source::{SourceSettings, Ticket, TicketState};
use watchfloor::limits::{ANSWER_WAIT_SECS_MAX, CURSOR_BYTES_MAX};

/// What no address and no word may hold. Characters that an address escapes would hide it.
pub const SESAME: &str = "sesame8f1c2e7d";
/// Answers of one input that are looked at.
const ANSWERS_MAX: usize = 4;

/// Splits an input.
pub fn answers(bytes: &[u8]) -> (String, Vec<Answer>) {
    let mut parts = bytes.split(|byte| *byte == 0x1e);
    let cursor = String::from_utf8_lossy(parts.next().unwrap_or_default()).trim_end_matches('\n').to_owned();
    (cursor, parts.take(ANSWERS_MAX).map(answer).collect())
}

fn answer(bytes: &[u8]) -> Answer {
    let end = bytes.windows(2).position(|two| two == b"\n\n");
    let (head, body) = end.map_or((bytes, &[][..]), |end| (&bytes[..end], &bytes[end + 2..]));
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status = lines.next().and_then(|status| status.trim().parse().ok()).unwrap_or(200);
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    Answer { status, headers, body: body.to_vec(), at: now() }
}

fn now() -> At {
    At::FIRST.plus(1_764_028_800)
}

/// What holds for the rules that all connectors share.
pub fn rules(answer: &Answer) {
    if let Some(told) = until(answer) {
        assert!(told > answer.at && told <= answer.at.plus(ANSWER_WAIT_SECS_MAX), "{told}");
    }
    if let Some(left) = quota(answer) {
        assert!(left.left <= left.limit, "{left:?}");
    }
    if let Some(trouble) = trouble(answer) {
        assert!((5..500).contains(&trouble.why().chars().count()), "{trouble:?}");
    }
    let _ = (server_time(answer), skew_secs(answer));
    for (_, value) in &answer.headers {
        let _ = http_date(value);
    }
}

/// Puts an input to a connector.
pub fn probe(connector: &dyn Connector, bytes: &[u8]) {
    let bytes = &unknowing(bytes);
    let (cursor, answers) = answers(bytes);
    let settings = settings(connector, bytes.len().is_multiple_of(2));
    let secret = SecretString::from(SESAME);
    let fresh = Session::default();
    let before = With { settings: &settings, secret: &secret, session: &fresh, watched: &[], now: now() };
    let signed_in = sign_in(connector, &before, &answers);
    let session = signed_in.unwrap_or_else(session);
    let watched = ["1".to_owned(), "at://did:plc:abc/app.bsky.feed.post/3k".to_owned(), String::new()];
    let with = With { session: &session, watched: &watched, ..before };
    sign_in(connector, &with, &answers);
    for with in [with, before] {
        asks(connector, &with, &cursor);
        for answer in &answers {
            rules(answer);
            hides(&connector.trouble(answer));
            let _ = connector.quota(answer);
            read(connector, &with, &cursor, answer);
        }
    }
    for wish in wishes() {
        deliver(connector, &with, &wish, &answers);
    }
}

/// The same input by a server that does not say the secret itself: what it says may be quoted, and whoever asks it takes
/// the secret out of that.
fn unknowing(bytes: &[u8]) -> Vec<u8> {
    let (mut bytes, secret) = (bytes.to_vec(), SESAME.as_bytes());
    while let Some(at) = bytes.windows(secret.len()).position(|said| said == secret) {
        bytes[at] = b'S';
    }
    bytes
}

fn settings(connector: &dyn Connector, has_options: bool) -> SourceSettings {
    let about = connector.about();
    let server = if about.server.contains("://") { about.server } else { "https://desk.example" };
    let options = about.fields.iter().filter(|_| has_options).map(|field| (field.key.to_owned(), "42".to_owned()));
    SourceSettings {
        connector: about.id.into(),
        server: server.into(),
        login: "brand.test".into(),
        channel: about.channel.into(),
        handle: "@brand.test".into(),
        options: options.collect(),
        ..SourceSettings::default()
    }
}

fn session() -> Session {
    let own = ["did", "id", "handle", "name", "account", "user"].map(|key| (key.to_owned(), "42".to_owned()));
    Session { token: SESAME.into(), refresh: SESAME.into(), expires: Some(now()), own: BTreeMap::from(own) }
}

/// What is shown of a thing holds no secret.
fn hides(what: &impl Debug) {
    let shown = format!("{what:?}");
    assert!(!shown.contains(SESAME), "a secret is shown: {shown}");
}

fn may_be_sent(request: &Request) {
    assert!(!request.url.contains(SESAME), "a secret stands in an address: {}", request.url);
    hides(request);
}

/// Steps of signing in; the session, if it comes to one.
fn sign_in(connector: &dyn Connector, with: &With<'_>, answers: &[Answer]) -> Option<Session> {
    let mut signed_in = None;
    for n in 0..=answers.len() {
        let step = connector.sign_in(with, &answers[..n]);
        hides(&step);
        match step {
            SignIn::Ask(request) => may_be_sent(&request),
            SignIn::Keep(session) | SignIn::Ready(session) => signed_in = Some(session),
            SignIn::Refused(_) | SignIn::Trouble(_) => {}
        }
    }
    signed_in
}

fn asks(connector: &dyn Connector, with: &With<'_>, cursor: &str) {
    match connector.ask(with, cursor) {
        Ok(request) => may_be_sent(&request),
        Err(trouble) => hides(&trouble),
    }
}

fn read(connector: &dyn Connector, with: &With<'_>, cursor: &str, answer: &Answer) {
    let heard = connector.parse(with, cursor, answer);
    assert_eq!(heard, connector.parse(with, cursor, answer), "the same bytes, another page");
    hides(&heard);
    match heard {
        Ok(heard) => {
            assert!(heard.cursor.len() <= CURSOR_BYTES_MAX, "a cursor of {} bytes", heard.cursor.len());
            asks(connector, with, &heard.cursor);
            for problem in heard.problems.iter().take(3) {
                let _ = connector.retry(with, &problem.raw);
            }
        }
        Err(Trouble::Slow { .. } | Trouble::Quota { .. }) => {}
        Err(trouble) => assert!(!trouble.why().is_empty()),
    }
    let _ = connector.retry(with, &String::from_utf8_lossy(&answer.body));
}

fn wishes() -> Vec<Wish> {
    let text = "Grüße 👋 — your parcel is on its way: https://lark.example/t?x=1 #soon @alice.test".to_owned();
    vec![
        Wish::Reply { text: text.clone(), private: false },
        Wish::Reply { text: String::new(), private: true },
        Wish::Note(text),
        Wish::Assign("bea".into()),
        Wish::Assign(String::new()),
        Wish::State(TicketState::Resolved),
        Wish::State(TicketState::Other("odd".into())),
        Wish::Priority("high".into()),
        Wish::Labels { add: vec!["refund".into()], remove: vec!["new".into()] },
    ]
}

fn deliver(connector: &dyn Connector, with: &With<'_>, wish: &Wish, answers: &[Answer]) {
    let ticket = Ticket { external: "42".into(), version: "\"7\"".into(), ..Ticket::default() };
    for (n, target) in (0..=answers.len()).zip(["42", "at://did:plc:abc/app.bsky.feed.post/3k", "", "a/b", "é"]) {
        let out = Outgoing {
            key: "3kabcdefghijk".into(),
            target: target.into(),
            root: target.into(),
            ticket: (n.is_multiple_of(2)).then(|| ticket.clone()),
            wish: wish.clone(),
            asked_at: now(),
            tried_at: (!n.is_multiple_of(2)).then(now),
        };
        let step = connector.deliver(with, &out, &answers[..n]);
        hides(&step);
        if let Step::Ask(request) | Step::Send(request) = step {
            may_be_sent(&request);
        }
    }
}
