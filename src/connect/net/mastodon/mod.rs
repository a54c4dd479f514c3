//! Mastodon, and other servers with its API.
//!
//! Ids are opaque: some servers count, others do not. Reading goes on from the newest that is known with `min_id`,
//! which gives the oldest first; `since_id` would give the newest first and skip what does not fit on the page.

mod read;
mod status;
mod write;

use super::{
    About, Answer, Can, Connector, Field, Heard, Outgoing, Proven, Request, Session, SignIn, Step, Trouble, With,
    answer, json,
};
use crate::floor::source::SourceSettings;
use crate::floor::{Incoming, SourceKind};
use secrecy::ExposeSecret;

/// Mastodon, and other servers with its API.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mastodon;

static ABOUT: About = About {
    id: "mastodon",
    name: "Mastodon",
    kind: SourceKind::Network,
    channel: "Mastodon",
    can: &[Can::Reply, Can::Direct],
    proven: Proven::Recorded,
    fields: &[Field {
        key: "words",
        name: "Hashtags to read",
        hint: "Posts with these hashtags are read although nobody names us in them; servers let an account like ours \
               search no other words. Separated by commas: #larkspur, #larkapp",
        optional: true,
    }],
    server: "https://mastodon.social",
    login: "",
    secret: "Access token, from Preferences, Development, New application, with read and write:statuses",
    every_secs: 60,
    per_minute: 48,
    note: "Who likes and who boosts is known as far as the account’s own server knows it. A fresh source reads the \
           newest page of a day.",
};

impl Connector for Mastodon {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn numbered_by(&self, settings: &SourceSettings) -> String {
        settings.server.clone()
    }

    fn sign_in(&self, with: &With<'_>, past: &[Answer]) -> SignIn {
        if with.settings.server.trim().is_empty() || with.secret.expose_secret().trim().is_empty() {
            return SignIn::Refused("Mastodon needs a server and an access token".into());
        }
        let Some(answer) = past.first() else {
            let url = format!("{}/api/v1/accounts/verify_credentials", server(with));
            return SignIn::Ask(Request::get(url).bearer(with.secret));
        };
        if matches!(answer.status, 401 | 403) && !matches!(self.trouble(answer), Some(Trouble::Slow { .. })) {
            let said = said(answer);
            return SignIn::Refused(format!("the server does not take this access token: {said}"));
        }
        let body = match json::document(&answer.body) {
            Ok(body) if answer.is_ok() => body,
            Ok(_) | Err(_) if !answer.is_ok() => {
                return match failed(answer, "") {
                    Trouble::Refused(why) => SignIn::Refused(why),
                    trouble => SignIn::Trouble(trouble),
                };
            }
            Ok(_) => return SignIn::Trouble(Trouble::Unwell("the server does not say who we are".into())),
            Err(why) => return SignIn::Trouble(Trouble::Unwell(why)),
        };
        let id = json::text(&body, "id");
        if !status::is_id(&id) {
            return SignIn::Trouble(Trouble::Unwell("the server does not say who we are".into()));
        }
        let own = [("id", id), ("acct", json::text(&body, "acct")), ("url", json::text(&body, "url"))];
        SignIn::Ready(Session {
            token: with.secret.clone(),
            own: own.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            ..Session::default()
        })
    }

    fn ask(&self, with: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
        if with.settings.server.trim().is_empty() {
            return Err(Trouble::Refused("Mastodon needs a server".into()));
        }
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
        let status = if json::at(&item, "status").is_object() { json::at(&item, "status") } else { &item };
        status::written(status, with.session.own("id"), with.now)
    }

    /// What stops every request: the login, and too many of them. All else depends on what was asked, and `parse` says
    /// it; a post that is gone must not stop the rest.
    fn trouble(&self, answer: &Answer) -> Option<Trouble> {
        let trouble = answer::trouble(answer)?;
        let all = matches!(trouble, Trouble::SignIn(_) | Trouble::Slow { .. } | Trouble::Quota { .. });
        (all && answer.status < 500 || (300..400).contains(&answer.status)).then_some(trouble)
    }
}

fn server<'a>(with: &With<'a>) -> &'a str {
    with.settings.server.trim().trim_end_matches('/')
}

/// Something to be read in our name.
fn get(with: &With<'_>, path: &str, fields: &[(&str, &str)]) -> Request {
    let mark = if fields.is_empty() { "" } else { "?" };
    Request::get(format!("{}/api/v1/{path}{mark}{}", server(with), json::query(fields))).bearer(&with.session.token)
}

/// The server's own words for what is wrong.
fn said(answer: &Answer) -> String {
    let body = json::document(&answer.body).unwrap_or_default();
    let told = [json::text(&body, "error_description"), json::text(&body, "error")];
    let told = told.into_iter().find(|told| !told.is_empty()).unwrap_or_else(|| answer.status.to_string());
    told.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// What is wrong with an answer that is none; `why` when it was a success that cannot be read.
fn failed(answer: &Answer, why: &str) -> Trouble {
    match answer::trouble(answer) {
        None if why.is_empty() => {
            Trouble::Unwell(format!("the server answers with {} and nothing else", answer.status))
        }
        None => Trouble::Unwell(why.to_owned()),
        Some(Trouble::Refused(why)) if json::document(&answer.body).is_err() => Trouble::Refused(why),
        Some(Trouble::Refused(_)) => Trouble::Refused(format!("the server says: {}", said(answer))),
        Some(trouble) => trouble,
    }
}
