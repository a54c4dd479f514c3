//! Facebook Pages and Instagram, by Meta's Graph: comments, mentions, private messages, and answers to all of them.
//!
//! Both speak of their limits in shares of a hundred, say that somebody asked too often with the status 400, and allow an
//! answer to a private message for a while only ([`reply_window`]). The token goes into a header, never into an address.

pub mod facebook;
pub mod instagram;
mod round;
mod send;
pub mod webhook;

pub use facebook::Facebook;
pub use instagram::Instagram;
pub use webhook::webhook;

use super::{Answer, Field, Quota, Request, Session, SignIn, Trouble, With, answer, json, plain};
use crate::floor::source::{Allowed, ReplyWindow};
use crate::floor::{At, IncomingAuthor};
use secrecy::ExposeSecret;
use serde_json::Value;

/// Where the Graph is.
const SERVER: &str = "https://graph.facebook.com";
/// The version of the Graph that is asked for, unless the user says another. Meta keeps each for two years.
const VERSION: &str = "v23.0";
/// Seconds after a customer's last message in which it may be answered with anything.
pub const RESPONSE_SECS: u32 = 24 * 3_600;
/// Seconds after it in which a person may still answer it, as a person.
pub const HUMAN_SECS: u32 = 7 * 86_400;
/// Both, as the window tells it before an answer is written.
const REPLY_WINDOW: ReplyWindow = ReplyWindow { any_secs: RESPONSE_SECS, person_secs: HUMAN_SECS };
/// Seconds over which Meta counts how often an app asks.
const USAGE_SECS: u32 = 3_600;

/// How long a private message of a customer may still be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// With anything, for so many seconds; after that a person may still answer until the seventh day.
    Open {
        /// Seconds left.
        left_secs: u32,
    },
    /// By a person only, for so many seconds.
    HumanOnly {
        /// Seconds left.
        left_secs: u32,
    },
    /// Not any more: the customer has to write again.
    Closed,
}

/// How long a customer who last wrote at that moment may still be answered in private, on Messenger and Instagram.
///
/// Meta allows any answer for 24 hours, and one by a person (marked `HUMAN_AGENT`) for seven days. The last second of
/// each is not in it any more. A message from the future, by our clock, has its whole time.
///
/// ```
/// use watchfloor::connect::net::meta::{Window, reply_window};
/// use watchfloor::floor::At;
/// let nine = At::from_unix(1_764_000_000).unwrap();
/// assert_eq!(reply_window(nine, nine.plus(3_600)), Window::Open { left_secs: 23 * 3_600 });
/// assert_eq!(reply_window(nine, nine.plus(86_400)), Window::HumanOnly { left_secs: 6 * 86_400 });
/// assert_eq!(reply_window(nine, nine.plus(7 * 86_400)), Window::Closed);
/// ```
pub fn reply_window(last_customer_message: At, now: At) -> Window {
    let left = |until: At| u32::try_from(until.secs_since(now)).unwrap_or(0);
    match REPLY_WINDOW.at(last_customer_message, now) {
        Allowed::Any { until, .. } => Window::Open { left_secs: left(until) },
        Allowed::Person { until, .. } => Window::HumanOnly { left_secs: left(until) },
        Allowed::Nothing { .. } => Window::Closed,
    }
}

/// What both ask the user for.
const FIELD_VERSION: Field =
    Field { key: "version", name: "Graph version", hint: "Leave empty for v23.0; for example v25.0", optional: true };
const FIELD_MESSAGES: Field = Field {
    key: "messages",
    name: "Private messages",
    hint: "no, if the token may not read them (pages_messaging)",
    optional: true,
};
const NOTE: &str = "Needs an app that Meta has reviewed, of a business that Meta has verified. \
                    Private messages can be answered for 24 hours, by a person for seven days.";

/// An address in the Graph.
fn address(with: &With<'_>, path: &str) -> String {
    let version = with.settings.option("version").trim();
    let version = if version.is_empty() { VERSION } else { version };
    // What is asked for within what is asked for stands in braces, which not every proxy lets pass.
    let path = path.replace('{', "%7B").replace('}', "%7D");
    format!("{}/{}/{path}", plain::server(with, SERVER), json::escaped(version))
}

/// A question to the Graph, in the name of the page.
fn get(with: &With<'_>, path: &str) -> Request {
    Request::get(address(with, path)).bearer(&with.session.token)
}

/// Whether private messages are read.
fn has_messages(with: &With<'_>) -> bool {
    !matches!(with.settings.option("messages").trim().to_lowercase().as_str(), "no" | "false" | "0")
}

/// Who wrote something, by the `from` that Graph gives or leaves out.
fn author(item: &Value, own: &[&str]) -> IncomingAuthor {
    let first = |keys: &[&str]| keys.iter().map(|k| json::text(item, k)).find(|t| !t.is_empty()).unwrap_or_default();
    let username = first(&["from/username", "username"]);
    let id = first(&["from/id", "sender_id", "reviewer_id", "user/id"]);
    let name = first(&["from/name", "sender_name", "reviewer_name"]);
    // Graph hides who it was from apps that were not allowed to know; they are all one stranger then.
    let external = [&id, &username].into_iter().find(|t| !t.is_empty()).map_or("unknown", String::as_str);
    let shown = if !username.is_empty() {
        format!("@{username}")
    } else if !name.is_empty() {
        name
    } else {
        external.to_owned()
    };
    let ours = own.iter().any(|o| !o.is_empty() && (*o == id || *o == username));
    IncomingAuthor { external: plain::name(external), name: plain::name(&shown), followers: None, ours }
}

/// Signing in is asking whose token it is.
fn sign_in(with: &With<'_>, past: &[Answer], fields: &str) -> Result<(Session, Value), SignIn> {
    if with.secret.expose_secret().trim().is_empty() {
        return Err(SignIn::Refused("the page token is empty".into()));
    }
    let Some(answer) = past.first() else {
        let url = address(with, &format!("me?fields={fields}"));
        return Err(SignIn::Ask(Request::get(url).bearer(with.secret)));
    };
    match trouble(answer) {
        Some(Trouble::SignIn(why) | Trouble::Refused(why)) => return Err(SignIn::Refused(why)),
        Some(trouble) => return Err(SignIn::Trouble(trouble)),
        None => {}
    }
    let document = json::document(&answer.body).map_err(|why| SignIn::Trouble(Trouble::Unwell(why)))?;
    let id = json::text(&document, "id");
    if id.is_empty() {
        return Err(SignIn::Trouble(Trouble::Unwell("Meta does not say whose token this is".into())));
    }
    let mut session = Session { token: with.secret.clone(), ..Session::default() };
    session.own.insert("page".into(), plain::name(&id));
    session.own.insert("name".into(), plain::name(&json::text(&document, "name")));
    Ok((session, document))
}

/// What Meta says is wrong, in the shape that all its errors have.
#[derive(Debug, Default)]
struct Said {
    code: u64,
    sub: u64,
    message: String,
    passing: bool,
}

impl Said {
    /// The error of a document, if it has one.
    fn of(document: &Value) -> Option<Said> {
        let error = json::at(document, "error");
        let code = json::number(error, "code").or_else(|| error.is_object().then_some(0))?;
        let sub = json::number(error, "error_subcode").unwrap_or(0);
        let told = ["error_user_msg", "message"].iter().map(|k| json::text(error, k)).find(|t| !t.is_empty());
        let message = told.unwrap_or_default().chars().take(300).collect();
        Some(Said { code, sub, message, passing: json::at(error, "is_transient").as_bool().unwrap_or(false) })
    }

    /// Whether it may have come about all the same. 506: the same words again, which may be our own first attempt.
    fn is_unclear(&self) -> bool {
        matches!(self.code, 1 | 2 | 506)
    }

    /// Whether what was asked for is not there, or not there any more.
    fn is_gone(&self) -> bool {
        (self.code == 100 && self.sub == 33) || matches!(self.code, 803 | 1_357_046)
    }

    fn words(&self) -> String {
        if self.message.is_empty() {
            format!("Meta refuses it ({})", self.code)
        } else {
            format!("Meta says: {}", self.message)
        }
    }

    fn trouble(&self, answer: &Answer) -> Trouble {
        match self.code {
            4 | 17 | 32 | 341 | 613 | 80_000..=80_014 => {
                let until = regained(answer).or_else(|| answer::until(answer));
                Trouble::Slow { until, why: "Meta was asked too often".into() }
            }
            102 | 190 => Trouble::SignIn("the page token is not good any more: please make a new one".into()),
            1 | 2 => Trouble::Unwell(self.words()),
            _ if self.passing => Trouble::Unwell(self.words()),
            10 | 200..=299 if !matches!(self.sub, 2_018_278 | 2_534_022) => {
                Trouble::Refused(format!("the token has no right to do that. {}", self.words()))
            }
            10 | 200..=299 => Trouble::Refused(
                "the time in which this message may be answered is over: the customer has to write again".into(),
            ),
            551 => Trouble::Refused("this person cannot be written to just now".into()),
            _ => Trouble::Refused(self.words()),
        }
    }
}

/// What is wrong with an answer; Meta says so in the body, with a status that means little.
/// Whether an answer to what was sent makes certain that nothing of it is there.
fn left_nothing(answer: &Answer) -> bool {
    let said = Said::of(&json::document(&answer.body).unwrap_or_default());
    (400..500).contains(&answer.status) && said.is_some_and(|said| !said.is_unclear())
}

fn trouble(answer: &Answer) -> Option<Trouble> {
    let said = json::document(&answer.body).ok().as_ref().and_then(Said::of);
    match said {
        Some(said) => Some(said.trouble(answer)),
        None => answer::trouble(answer),
    }
}

/// Whether an answer says in its body that something is wrong.
fn has_error(answer: &Answer) -> bool {
    json::document(&answer.body).ok().as_ref().and_then(Said::of).is_some()
}

/// The headers in which Meta says how much of its limits is used, each a share of a hundred.
fn usages(answer: &Answer) -> Vec<Value> {
    let mut found = Vec::new();
    for name in ["x-app-usage", "x-page-usage", "x-ad-account-usage"] {
        found.extend(answer.header(name).and_then(|text| serde_json::from_str(text).ok()));
    }
    let business = answer.header("x-business-use-case-usage").and_then(|t| serde_json::from_str::<Value>(t).ok());
    if let Some(Value::Object(by_id)) = business {
        found.extend(by_id.into_iter().flat_map(|(_, list)| match list {
            Value::Array(list) => list,
            other => vec![other],
        }));
    }
    found.truncate(crate::limits::ANSWER_WINDOWS_MAX);
    found
}

/// When Meta will listen again, as it says in minutes.
fn regained(answer: &Answer) -> Option<At> {
    let minutes = usages(answer).iter().filter_map(|u| json::number(u, "estimated_time_to_regain_access")).max()?;
    let secs = u32::try_from(minutes.saturating_mul(60)).unwrap_or(u32::MAX).min(crate::limits::ANSWER_WAIT_SECS_MAX);
    (secs > 0).then(|| answer.at.plus(secs))
}

/// Share of a hundred of Meta's limits above which nothing is read for a while: what is left is for answers.
const USED_MAX: u32 = 80;
/// Seconds of that while, where Meta does not say how long.
const REST_SECS: u32 = 600;

/// Until when to read nothing, because four fifths of what Meta allows are used up.
fn rest(answer: &Answer) -> Option<At> {
    let used = quota(answer).map_or(0, |quota| quota.limit - quota.left);
    regained(answer).or_else(|| (used >= USED_MAX).then(|| answer.at.plus(REST_SECS)))
}

/// How much may still be asked, as a share of a hundred: what is used most of calls, of time, and of the processor.
/// Meta counts over an hour that moves along, so that this begins anew an hour from now, unless Meta says when.
fn quota(answer: &Answer) -> Option<Quota> {
    let keys = ["call_count", "total_cputime", "total_time"];
    let used = usages(answer).iter().flat_map(|u| keys.map(|k| json::count(u, k))).flatten().max()?;
    let resets = regained(answer).or_else(|| Some(answer.at.plus(USAGE_SECS)));
    Some(Quota { limit: 100, left: 100_u32.saturating_sub(used), resets })
}

/// A moment as Graph writes it: ISO 8601 with an offset without a colon, or Unix seconds, or milliseconds.
fn moment(value: &Value, path: &str) -> Option<At> {
    let found = json::at(value, path);
    if let Some(number) = found.as_i64() {
        return At::from_unix(if number > 100_000_000_000 { number / 1_000 } else { number });
    }
    let text = found.as_str()?.trim();
    let zoned = || jiff::fmt::strtime::parse("%Y-%m-%dT%H:%M:%S%z", text).and_then(|t| t.to_timestamp()).ok();
    json::moment_in(text).or_else(|| zoned().and_then(At::from_timestamp))
}
