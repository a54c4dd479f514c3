//! Bluesky, and any other server of the AT Protocol.
//!
//! Everything goes to the account's own server, which passes on what it does not know itself: one address, one token.
//! What is addressed to us is read newest first back to what is known; nothing of it is ever marked as read, because
//! what people see in the app is theirs. An answer is written under the operation's own key, so that writing it twice
//! is writing it once.

mod cursor;
mod post;
mod read;
mod write;

pub use write::facets;

use super::{
    About, Answer, Can, Connector, Field, Heard, Method, Outgoing, Proven, Request, Session, SignIn, Step, Trouble,
    With, answer, json,
};
use crate::floor::{At, Incoming, SourceKind};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

/// Bluesky.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bluesky;

static ABOUT: About = About {
    id: "bluesky",
    name: "Bluesky",
    kind: SourceKind::Network,
    channel: "Bluesky",
    can: &[Can::Reply],
    proven: Proven::Server,
    fields: &[Field {
        key: "words",
        name: "Words to search for",
        hint: "Posts with these words are read although nobody names us in them. Separated by commas: larkspur, lark \
               app",
        optional: true,
    }],
    server: "https://bsky.social",
    login: "Handle, for example larkhelp.bsky.social",
    secret: "App password, from Settings, Privacy and security, App passwords",
    every_secs: 30,
    per_minute: 400,
    note: "Private messages are not open to programs like this one and are not read. A fresh source reads one day \
           back.",
};

impl Connector for Bluesky {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn sign_in(&self, with: &With<'_>, past: &[Answer]) -> SignIn {
        let login = login(with);
        if login.is_empty() || with.secret.expose_secret().is_empty() {
            return SignIn::Refused("Bluesky needs a handle and an app password".into());
        }
        let mut past = past.iter();
        let ours = with.session.own("login") == login;
        if ours && !with.session.refresh.expose_secret().is_empty() {
            let request =
                Request { method: Method::Post, ..Request::get(url(with, "com.atproto.server.refreshSession")) };
            match past.next() {
                None => return SignIn::Ask(request.bearer(&with.session.refresh)),
                Some(answer) if answer.is_ok() => return session(&login, answer),
                Some(answer) if answer.status == 429 || answer.status >= 500 => {
                    return SignIn::Trouble(failed(answer, ""));
                }
                // What it is renewed with has run out; the password still holds.
                Some(_) => {}
            }
        }
        let Some(answer) = past.next() else {
            let body = json!({ "identifier": login, "password": with.secret.expose_secret() });
            return SignIn::Ask(Request::json(Method::Post, url(with, "com.atproto.server.createSession"), &body));
        };
        match (answer.status, error(answer).0.as_str()) {
            _ if answer.is_ok() => session(&login, answer),
            (_, "AuthFactorTokenRequired") => SignIn::Refused(
                "this is the account’s own password, which needs a code by e-mail each time; use an app password"
                    .into(),
            ),
            (401, _) => SignIn::Refused("Bluesky does not know this handle with this app password".into()),
            _ => match failed(answer, "") {
                Trouble::Refused(why) => SignIn::Refused(why),
                trouble => SignIn::Trouble(trouble),
            },
        }
    }

    fn ask(&self, with: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
        Ok(read::ask(with, cursor))
    }

    fn parse(&self, with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
        if let Some(trouble) = self.trouble(answer) {
            return Err(trouble);
        }
        read::parse(with, cursor, answer)
    }

    fn deliver(&self, with: &With<'_>, out: &Outgoing, past: &[Answer]) -> Step {
        write::deliver(with, out, past)
    }

    fn retry(&self, with: &With<'_>, raw: &str) -> Result<Incoming, String> {
        let item = json::document(raw.as_bytes())?;
        post::written(&item, with.session.own("did"), None)
    }

    /// What stops every request: the login, and too many of them. All else depends on what was asked, and `parse` says
    /// it; a thread that is gone must not stop the rest.
    fn trouble(&self, answer: &Answer) -> Option<Trouble> {
        match (answer.status, error(answer).0.as_str()) {
            (400 | 401, "ExpiredToken" | "InvalidToken") => {
                Some(Trouble::SignIn("the login has run out, or is not accepted any more".into()))
            }
            (401 | 429 | 300..=399, _) => answer::trouble(answer),
            (403, "AccountTakedown" | "AccountSuspended" | "AccountDeactivated") => Some(failed(answer, "")),
            _ => None,
        }
    }
}

/// The handle, as it is asked for: people write it with an `@`, too.
fn login(with: &With<'_>) -> String {
    with.settings.login.trim().trim_start_matches('@').to_owned()
}

fn url(with: &With<'_>, method: &str) -> String {
    let server = with.settings.server.trim().trim_end_matches('/');
    let server = if server.is_empty() { ABOUT.server } else { server };
    format!("{server}/xrpc/{method}")
}

/// Something to be read in our name.
fn xrpc(with: &With<'_>, method: &str, fields: &[(&str, String)]) -> Request {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Request::get(format!("{}?{}", url(with, method), json::query(&fields))).bearer(&with.session.token)
}

/// The network's own words for what is wrong: a name for programs, and a sentence.
fn error(answer: &Answer) -> (String, String) {
    if answer.is_ok() {
        return (String::new(), String::new());
    }
    let body = json::document(&answer.body).unwrap_or(Value::Null);
    let message = json::text(&body, "message").chars().filter(|c| !c.is_control()).take(200).collect();
    (json::text(&body, "error"), message)
}

/// What is wrong with an answer that is none; `why` when it was a success that cannot be read.
fn failed(answer: &Answer, why: &str) -> Trouble {
    if answer.is_ok() {
        return Trouble::Unwell(why.to_owned());
    }
    match (answer::trouble(answer), error(answer).1) {
        (Some(Trouble::Refused(_)), said) if !said.is_empty() => Trouble::Refused(format!("Bluesky says: {said}")),
        (Some(trouble), _) => trouble,
        (None, _) => Trouble::Unwell(format!("the server answers with {}", answer.status)),
    }
}

/// Where the network says that a list goes on. One that is too long to be kept is as none.
fn page_cursor(body: &Value) -> String {
    let cursor = json::text(body, "cursor");
    if cursor.len() > 500 { String::new() } else { cursor }
}

/// What signing in gave.
fn session(login: &str, answer: &Answer) -> SignIn {
    let body = match json::document(&answer.body) {
        Ok(body) => body,
        Err(why) => return SignIn::Trouble(Trouble::Unwell(why)),
    };
    if json::at(&body, "active").as_bool() == Some(false) {
        let status = post::shown(&json::text(&body, "status"));
        return SignIn::Refused(format!("the account is not active; Bluesky calls it {status}"));
    }
    let (token, did) = (json::text(&body, "accessJwt"), json::text(&body, "did"));
    if token.is_empty() || did.is_empty() {
        return SignIn::Trouble(Trouble::Unwell("the answer has no token in it".into()));
    }
    let own = [("did", did), ("handle", json::text(&body, "handle")), ("login", login.to_owned())];
    SignIn::Ready(Session {
        expires: Some(expires(&token, answer)),
        token: SecretString::from(token),
        refresh: SecretString::from(json::text(&body, "refreshJwt")),
        own: own.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    })
}

/// Until when a token is good, in our clock: what it says itself, moved by how far the server's clock is from ours. One
/// that does not say is taken to be good for an hour, half of what is usual.
fn expires(token: &str, answer: &Answer) -> At {
    let claims = token.split('.').nth(1).and_then(decoded).and_then(|bytes| json::document(&bytes).ok());
    let theirs = claims.and_then(|claims| json::moment(&claims, "exp"));
    let now = answer::server_time(answer).unwrap_or(answer.at);
    match theirs.map(|theirs| theirs.secs_since(now)) {
        Some(secs) => answer.at.plus(u32::try_from(secs).unwrap_or(0)),
        None => answer.at.plus(3600),
    }
}

/// The bytes of base64 as it stands in addresses, without padding.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut held, mut bits) = (Vec::new(), 0u32, 0);
    for byte in text.bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            b'=' => continue,
            _ => return None,
        };
        held = (held << 6 | u32::from(six)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits & 0xff) as u8);
        }
    }
    Some(out)
}
