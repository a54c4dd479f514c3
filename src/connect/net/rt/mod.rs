//! Request Tracker 5, by its REST2.
//!
//! Every change of a ticket is a transaction, and transactions have numbers that only grow: what is new is asked for by
//! number, so that neither two changes within one second nor a page that shifts loses anything, and no time zone
//! matters. A round asks for the transactions after the last one, then for the tickets that they belong to, then for
//! the words of those that carry words, and once more for the tickets that are new here, since how a ticket stands can
//! only be told after its first message: three or four requests for up to a hundred changes.
//!
//! What customers write is between them and the desk, by mail or form, and so it is a direct message. What the desk
//! answers is ours, with the agent who wrote it; notes stay in the helpdesk.

mod read;
mod write;

use super::desk::{self, Desk, Seen};
use super::{
    About, Answer, Can, Connector, Field, Heard, Method, Outgoing, Proven, Request, Session, SignIn, Step, Trouble,
    With, answer, json,
};
use crate::floor::SourceKind;
use crate::floor::source::SourceSettings;
use crate::floor::source::{Ticket, TicketState};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use std::collections::BTreeMap;

/// Request Tracker 5.
pub struct RequestTracker;

static ABOUT: About = About {
    id: "rt",
    name: "Request Tracker",
    kind: SourceKind::Helpdesk,
    channel: "Request Tracker",
    can: &[Can::Reply, Can::Direct, Can::Assign, Can::SetState, Can::SetPriority, Can::Label, Can::Note],
    proven: Proven::Server,
    fields: &[
        Field {
            key: "queue",
            name: "Queue",
            hint: "for example Social; empty for all that the login sees",
            optional: true,
        },
        Field {
            key: "labels",
            name: "Field of labels",
            hint: "the custom field that holds labels, for example Tags",
            optional: true,
        },
        Field {
            key: "days",
            name: "Days back",
            hint: "how far back the first reading goes, for example 7",
            optional: true,
        },
        Field {
            key: "path",
            name: "Path",
            hint: "where Request Tracker is not at the top, for example /rt",
            optional: true,
        },
    ],
    server: "https://rt.example.com",
    login: "user name; empty with a token",
    secret: "password, or an auth token (Settings, Auth tokens)",
    every_secs: 30,
    per_minute: 240,
    note: "A password makes a session, which is ten times faster than a token. The user needs the rights to see, own, \
           modify, reply to and comment on tickets of the queue.",
};

impl Connector for RequestTracker {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn numbered_by(&self, settings: &SourceSettings) -> String {
        settings.server.clone()
    }

    fn priorities(&self) -> &'static [&'static str] {
        &write::PRIORITIES
    }

    fn sign_in(&self, with: &With<'_>, past: &[Answer]) -> SignIn {
        match is_token(with) {
            true => sign_in_by_token(with, past),
            false => sign_in_by_password(with, past),
        }
    }

    fn ask(&self, with: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
        read::ask(with, cursor)
    }

    fn parse(&self, with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
        read::parse(with, cursor, answer)
    }

    fn too_long(&self, _: &With<'_>, cursor: &str) -> Option<Heard> {
        read::too_long(cursor)
    }

    fn deliver(&self, with: &With<'_>, out: &Outgoing, past: &[Answer]) -> Step {
        desk::deliver(self, with, out, past)
    }

    fn trouble(&self, answer: &Answer) -> Option<Trouble> {
        match answer.status {
            // Whoever comes with a cookie that is not good is sent to the page for people.
            301..=303 | 307 | 308 => Some(Trouble::SignIn("the session has ended".into())),
            _ => answer::trouble(answer),
        }
    }
}

/// A token names its own form: a version, the number of its user, and 32 signs.
fn is_token(with: &With<'_>) -> bool {
    let mut parts = with.secret.expose_secret().trim().splitn(3, '-');
    let number = |part: Option<&str>| part.is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    let (version, user) = (number(parts.next()), number(parts.next()));
    version && user && parts.next().is_some_and(|p| p.len() >= 16 && p.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// An address of the REST2, without the session.
fn address(with: &With<'_>, rest: &str) -> String {
    let path = with.settings.option("path").trim().trim_matches('/');
    let slash = if path.is_empty() { "" } else { "/" };
    format!("{}{slash}{path}/REST/2.0/{rest}", with.settings.server.trim_end_matches('/'))
}

/// A request in the name of whoever is signed in.
fn signed(request: Request, token: &SecretString) -> Request {
    let request = request.header("accept", "application/json");
    match token.expose_secret() {
        "" => request,
        cookie if cookie.starts_with("RT_SID") => request.header("cookie", cookie),
        token => request.header("authorization", format!("token {token}")),
    }
}

fn get(with: &With<'_>, rest: &str) -> Request {
    signed(Request::get(address(with, rest)), &with.session.token)
}

fn send(with: &With<'_>, method: Method, rest: &str, body: &Value) -> Request {
    signed(Request::json(method, address(with, rest), body), &with.session.token)
}

fn sign_in_by_token(with: &With<'_>, past: &[Answer]) -> SignIn {
    let token = SecretString::from(with.secret.expose_secret().trim());
    let user = token.expose_secret().split('-').nth(1).unwrap_or_default().to_owned();
    let Some(who) = past.last() else {
        return SignIn::Ask(signed(Request::get(address(with, &format!("user/{user}"))), &token));
    };
    who_is(who, "the token is not accepted", token)
}

fn sign_in_by_password(with: &With<'_>, past: &[Answer]) -> SignIn {
    let login = with.settings.login.trim();
    let secret = with.secret.expose_secret();
    if login.is_empty() || secret.is_empty() {
        return SignIn::Refused("say a user name and a password, or a token".into());
    }
    match past {
        [] => {
            let path = with.settings.option("path").trim().trim_matches('/');
            let slash = if path.is_empty() { "" } else { "/" };
            let top = format!("{}{slash}{path}/", with.settings.server.trim_end_matches('/'));
            let form = Request::form(format!("{top}NoAuth/Login.html"), &[("user", login), ("pass", secret)]);
            // It takes no form that does not come from itself.
            SignIn::Ask(form.header("referer", top))
        }
        [first] => match cookie(first) {
            Some(cookie) if first.status < 400 => {
                let who = Request::get(address(with, &format!("user/{}", json::escaped(login))));
                SignIn::Ask(signed(who, &cookie))
            }
            _ => match answer::trouble(first) {
                Some(Trouble::SignIn(_)) => SignIn::Refused("name or password is not accepted".into()),
                Some(trouble) => SignIn::Trouble(trouble),
                None => SignIn::Refused("no session came back; is this the address of Request Tracker?".into()),
            },
        },
        [first, .., who] => match cookie(first) {
            Some(cookie) => who_is(who, "name or password is not accepted", cookie),
            None => SignIn::Refused("no session came back; is this the address of Request Tracker?".into()),
        },
    }
}

/// The session's cookie of an answer. A wrong password gets one too, which is good for nothing: hence the next
/// question.
fn cookie(answer: &Answer) -> Option<SecretString> {
    let all = answer.headers.iter().filter(|(name, _)| name == "set-cookie");
    let mut ours =
        all.filter_map(|(_, value)| value.split(';').next()).map(str::trim).filter(|c| c.starts_with("RT_SID"));
    ours.next_back().map(SecretString::from)
}

/// Who we are there, by what it says of us. Only staff may read tickets of others.
fn who_is(answer: &Answer, no: &str, token: SecretString) -> SignIn {
    match answer.status {
        200 => {}
        401 | 403 | 404 | 301..=303 | 307 | 308 => return SignIn::Refused(no.into()),
        _ => {
            let trouble =
                answer::trouble(answer).unwrap_or(Trouble::Unwell("the server does not say who we are".into()));
            return SignIn::Trouble(trouble);
        }
    }
    let who = match json::document(&answer.body) {
        Ok(who) => who,
        Err(why) => return SignIn::Refused(why),
    };
    let name = json::text(&who, "Name");
    if name.is_empty() {
        return SignIn::Refused("the server does not say who we are; is this the address of Request Tracker 5?".into());
    }
    if json::number(&who, "Privileged") == Some(0) {
        return SignIn::Refused(format!("{name} is a customer there, not staff, and cannot read tickets"));
    }
    let own = BTreeMap::from([("name".to_owned(), name)]);
    SignIn::Ready(Session { token, refresh: SecretString::default(), expires: None, own })
}

/// How a ticket stands, from a list or from a record: ids are texts in the one and numbers in the other.
fn ticket(with: &With<'_>, item: &Value) -> Ticket {
    let owner = match json::text(item, "Owner/Name") {
        name if name.is_empty() => json::text(item, "Owner/id"),
        name => name,
    };
    let field = with.settings.option("labels");
    let fields =
        json::list(item, "CustomFields").iter().filter(|f| !field.is_empty() && json::text(f, "name") == field);
    let labels: Vec<String> = fields.flat_map(|f| json::list(f, "values")).map(|v| json::text(v, "")).collect();
    Ticket {
        external: json::text(item, "id"),
        owner: if owner == "Nobody" { String::new() } else { owner },
        state: state(&json::text(item, "Status")),
        priority: json::text(item, "Priority"),
        labels: desk::labels(labels),
        version: json::text(item, "LastUpdated"),
    }
}

/// Where a ticket stands, by the words of the lifecycle that comes with the program.
fn state(word: &str) -> TicketState {
    match word {
        "new" => TicketState::New,
        "open" => TicketState::Open,
        "stalled" => TicketState::Pending,
        "resolved" => TicketState::Resolved,
        "rejected" | "deleted" => TicketState::Gone,
        other => TicketState::Other(other.to_owned()),
    }
}

/// The word for a state; putting aside and waiting are the same there.
fn status(state: &TicketState) -> &str {
    match state {
        TicketState::New => "new",
        TicketState::Open => "open",
        TicketState::Pending | TicketState::Snoozed => "stalled",
        TicketState::Resolved => "resolved",
        TicketState::Gone => "rejected",
        TicketState::Other(word) => word,
    }
}
