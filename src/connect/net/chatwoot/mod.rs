//! Chatwoot, by its application API.
//!
//! Conversations are listed with the last active first, so rows move while one pages: a round reads on until what it
//! meets was quiet since before the last round, and the next round begins at what was newest when this one began. A
//! conversation carries only its last message; those that are new are asked for by number, which grow over the whole
//! account.
//!
//! Public answers to a tweet are comments; every other inbox, from mail to messengers, is between the customer and the
//! desk, and so what is written there is direct. Private messages are notes and stay there.

mod read;
mod write;

pub use read::webhook;

use super::desk;
use super::{
    About, Answer, Can, Connector, Field, Heard, Method, Outgoing, Proven, Request, Session, SignIn, Step, Trouble,
    With, json,
};
use crate::floor::SourceKind;
use crate::floor::source::SourceSettings;
use crate::floor::source::{Ticket, TicketState};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use std::collections::BTreeMap;

/// Chatwoot.
pub struct Chatwoot;

static ABOUT: About = About {
    id: "chatwoot",
    name: "Chatwoot",
    kind: SourceKind::Helpdesk,
    channel: "Chatwoot",
    can: &[Can::Reply, Can::Direct, Can::Assign, Can::SetState, Can::SetPriority, Can::Label, Can::Note],
    proven: Proven::Contract,
    fields: &[
        Field {
            key: "account",
            name: "Account",
            hint: "its number, for example 1: it is in the address of every page",
            optional: false,
        },
        Field {
            key: "inbox",
            name: "Inbox",
            hint: "the number of one inbox; empty for all that the login sees",
            optional: true,
        },
        Field {
            key: "days",
            name: "Days back",
            hint: "how far back the first reading goes, for example 7",
            optional: true,
        },
    ],
    server: "https://app.chatwoot.com",
    login: "",
    secret: "access token (Profile settings, at the bottom)",
    every_secs: 30,
    per_minute: 240,
    note: "It has no lock against two who change the same: before each change the conversation is read again, and a \
           difference is shown.",
};

impl Connector for Chatwoot {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn numbered_by(&self, settings: &SourceSettings) -> String {
        format!("{} {}", settings.server, settings.option("account"))
    }

    fn priorities(&self) -> &'static [&'static str] {
        &["none", "low", "medium", "high", "urgent"]
    }

    fn sign_in(&self, with: &With<'_>, past: &[Answer]) -> SignIn {
        let token = SecretString::from(with.secret.expose_secret().trim());
        if token.expose_secret().is_empty() {
            return SignIn::Refused("say an access token".into());
        }
        if account(with).is_none() {
            return SignIn::Refused("say the number of the account".into());
        }
        let Some(who) = past.last() else {
            let server = with.settings.server.trim_end_matches('/');
            return SignIn::Ask(signed(Request::get(format!("{server}/api/v1/profile")), &token));
        };
        match self.trouble(who) {
            None => {}
            Some(Trouble::SignIn(_)) => return SignIn::Refused("the access token is not accepted".into()),
            Some(trouble) => return SignIn::Trouble(trouble),
        }
        match json::document(&who.body) {
            Ok(who) => {
                let own = [("id", json::text(&who, "id")), ("name", json::text(&who, "name"))];
                let own = own.map(|(key, value)| (key.to_owned(), value));
                let own = BTreeMap::from(own);
                SignIn::Ready(Session { token, refresh: SecretString::default(), expires: None, own })
            }
            Err(why) => SignIn::Refused(why),
        }
    }

    fn ask(&self, with: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
        read::ask(with, cursor)
    }

    fn parse(&self, with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
        read::parse(with, cursor, answer)
    }

    fn deliver(&self, with: &With<'_>, out: &Outgoing, past: &[Answer]) -> Step {
        desk::deliver(self, with, out, past)
    }
}

/// The number of the account; nothing else may come into an address.
fn account<'a>(with: &With<'a>) -> Option<&'a str> {
    let account = with.settings.option("account").trim();
    (!account.is_empty() && account.len() <= 12 && account.bytes().all(|b| b.is_ascii_digit())).then_some(account)
}

fn address(with: &With<'_>, rest: &str) -> String {
    let server = with.settings.server.trim_end_matches('/');
    format!("{server}/api/v1/accounts/{}/{rest}", account(with).unwrap_or("0"))
}

fn signed(request: Request, token: &SecretString) -> Request {
    request.header("accept", "application/json").header("api_access_token", token.expose_secret())
}

fn get(with: &With<'_>, rest: &str) -> Request {
    signed(Request::get(address(with, rest)), &with.session.token)
}

fn post(with: &With<'_>, rest: &str, body: &Value) -> Request {
    signed(Request::json(Method::Post, address(with, rest), body), &with.session.token)
}

/// How a conversation stands, from a list, a record or a webhook.
fn ticket(item: &Value) -> Ticket {
    let owner = match json::text(item, "meta/assignee/name") {
        name if name.is_empty() => json::text(item, "meta/assignee/available_name"),
        name => name,
    };
    Ticket {
        external: json::text(item, "id"),
        owner,
        state: state(&json::text(item, "status")),
        priority: json::text(item, "priority"),
        labels: desk::labels(json::list(item, "labels").iter().map(|l| json::text(l, ""))),
        version: json::text(item, "updated_at"),
    }
}

fn state(word: &str) -> TicketState {
    match word {
        "open" => TicketState::Open,
        "pending" => TicketState::Pending,
        "snoozed" => TicketState::Snoozed,
        "resolved" => TicketState::Resolved,
        other => TicketState::Other(other.to_owned()),
    }
}

/// The word for a state; `None` where there is none. Nothing is new there: what nobody has begun is open.
fn status(state: &TicketState) -> Option<&'static str> {
    match state {
        TicketState::New | TicketState::Open => Some("open"),
        TicketState::Pending => Some("pending"),
        TicketState::Snoozed => Some("snoozed"),
        TicketState::Resolved => Some("resolved"),
        TicketState::Gone | TicketState::Other(_) => None,
    }
}
