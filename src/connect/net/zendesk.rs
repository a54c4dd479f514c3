//! Zendesk, by its REST API. Written from the documents and not run against a real server.
//!
//! What changed is exported page by page under a cursor of the server's own, which neither skips nor doubles; then the
//! comments of each ticket of the page are read. Comments below public posts and tweets are comments here too; all else
//! is between the customer and the desk, and so it is direct. Internal comments are notes and stay there.

use super::desk::{self, Desk, Seen};
use super::{
    About, Answer, Can, Connector, Field, Heard, Method, Outgoing, Proven, Request, Session, SignIn, Step, Trouble,
    Wish, With, json,
};
use crate::connect::Problem;
use crate::floor::source::SourceSettings;
use crate::floor::source::{Ticket, TicketState};
use crate::floor::{Incoming, IncomingAuthor, IncomingKind, SourceKind};
use crate::limits;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Tickets of one page, so that those whose comments are to be read fit into the cursor.
const PER_PAGE: usize = 100;
/// Bytes of the server's cursor that are kept; theirs have some sixty.
const CURSOR_BYTES: usize = 1_000;
/// Under which name the operation's key is kept with what a comment came with; the customer does not see it.
const KEY: &str = "watchfloor_key";

/// Zendesk.
pub struct Zendesk;

static ABOUT: About = About {
    id: "zendesk",
    name: "Zendesk",
    kind: SourceKind::Helpdesk,
    channel: "Zendesk",
    can: &[Can::Reply, Can::Direct, Can::Assign, Can::SetState, Can::SetPriority, Can::Label, Can::Note],
    proven: Proven::Documents,
    fields: &[Field {
        key: "days",
        name: "Days back",
        hint: "how far back the first reading goes, for example 7",
        optional: true,
    }],
    server: "https://example.zendesk.com",
    login: "e-mail address of the agent whose token it is",
    secret: "API token (Admin Center, Apps and integrations, Zendesk API)",
    every_secs: 60,
    per_minute: 100,
    note: "Changes are exported at most ten times a minute, and a minute late. Exporting needs an administrator's token.",
};

/// What is remembered from request to request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    /// The server's own cursor.
    c: String,
    /// Nothing more was to be exported.
    e: bool,
    /// Tickets whose comments are to be read, and who asked for them.
    t: Vec<(u64, u64)>,
    /// Where the comments of the first of them go on.
    n: String,
    /// The first of them has been read in part.
    b: bool,
    /// Tickets whose comments are read: how they stand is told after them, when they are known.
    d: Vec<u64>,
}

impl Place {
    fn read(cursor: &str) -> Place {
        serde_json::from_str(cursor).unwrap_or_default()
    }

    fn write(mut self) -> String {
        loop {
            let text = serde_json::to_string(&self).unwrap_or_default();
            if text.len() <= limits::CURSOR_BYTES_MAX || self.t.pop().is_none() {
                return text;
            }
        }
    }
}

impl Connector for Zendesk {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn numbered_by(&self, settings: &SourceSettings) -> String {
        settings.server.clone()
    }

    fn priorities(&self) -> &'static [&'static str] {
        &["low", "normal", "high", "urgent"]
    }

    fn sign_in(&self, with: &With<'_>, past: &[Answer]) -> SignIn {
        let (login, secret) = (with.settings.login.trim(), with.secret.expose_secret().trim());
        if login.is_empty() || secret.is_empty() {
            return SignIn::Refused("say the address of an agent and an API token".into());
        }
        let token = SecretString::from(desk::basic(&format!("{login}/token"), secret));
        let Some(who) = past.last() else {
            return SignIn::Ask(signed(Request::get(address(with, "users/me.json")), &token));
        };
        match self.trouble(who) {
            None => {}
            Some(Trouble::SignIn(_)) => return SignIn::Refused("address or token is not accepted".into()),
            Some(trouble) => return SignIn::Trouble(trouble),
        }
        let Ok(who) = json::document(&who.body) else {
            return SignIn::Refused("the answer is no data; is this the right address?".into());
        };
        if matches!(json::text(&who, "user/role").as_str(), "" | "end-user") {
            return SignIn::Refused("this login is not one of an agent".into());
        }
        let own =
            [("id", "user/id"), ("name", "user/name")].map(|(key, path)| (key.to_owned(), json::text(&who, path)));
        let own = BTreeMap::from(own);
        SignIn::Ready(Session { token, refresh: SecretString::default(), expires: None, own })
    }

    fn ask(&self, with: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
        let place = Place::read(cursor);
        let path = match place.t.first() {
            Some((id, _)) => {
                let size = PER_PAGE.to_string();
                let mut fields = vec![("include", "users"), ("page[size]", size.as_str())];
                if !place.n.is_empty() {
                    fields.push(("page[after]", &place.n));
                }
                format!("tickets/{id}/comments.json?{}", json::query(&fields))
            }
            None if !place.d.is_empty() => {
                let ids: Vec<String> = place.d.iter().map(u64::to_string).collect();
                format!(
                    "tickets/show_many.json?{}",
                    json::query(&[("ids", ids.join(",").as_str()), ("include", "users")])
                )
            }
            None => {
                let days = with.settings.option("days").trim().parse::<u16>().unwrap_or(7).clamp(1, 366);
                let since = with.now.minus(u32::from(days) * 86_400).unix().to_string();
                let (per_page, (name, value)) = (
                    PER_PAGE.to_string(),
                    match place.c.as_str() {
                        "" => ("start_time", since.as_str()),
                        cursor => ("cursor", cursor),
                    },
                );
                let fields = [("per_page", per_page.as_str()), ("include", "users"), (name, value)];
                format!("incremental/tickets/cursor.json?{}", json::query(&fields))
            }
        };
        Ok(get(with, &path))
    }

    fn parse(&self, _: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
        let mut place = Place::read(cursor);
        let page = json::document(&answer.body).map_err(Trouble::Unwell)?;
        let mut heard = Heard::default();
        match (place.t.is_empty(), place.d.is_empty()) {
            (true, true) => tickets(&mut place, &page, &mut heard)?,
            (true, false) => {
                if !json::at(&page, "tickets").is_array() {
                    return Err(Trouble::Unwell("the answer is no list of tickets".into()));
                }
                let names = people(&page);
                heard.changes.extend(json::list(&page, "tickets").iter().map(|row| desk::told(ticket(row, &names))));
                place.d.clear();
            }
            (false, _) => comments(&mut place, &page, &mut heard)?,
        }
        heard.more = !place.t.is_empty() || !place.d.is_empty() || !place.e;
        heard.cursor = place.write();
        Ok(heard)
    }

    fn deliver(&self, with: &With<'_>, out: &Outgoing, past: &[Answer]) -> Step {
        desk::deliver(self, with, out, past)
    }
}

fn tickets(place: &mut Place, page: &Value, heard: &mut Heard) -> Result<(), Trouble> {
    if !json::at(page, "tickets").is_array() {
        return Err(Trouble::Unwell("the answer is no export of tickets".into()));
    }
    if place.c.is_empty() {
        heard.gap = Some("what last changed before the days of the first reading was not read".into());
    }
    let names = people(page);
    for row in json::list(page, "tickets") {
        let Some(id) = json::number(row, "id") else {
            heard.problems.push(problem("a ticket", "it has no number", row));
            continue;
        };
        match json::text(row, "status").as_str() {
            "deleted" => heard.changes.push(desk::told(ticket(row, &names))),
            _ => place.t.push((id, json::number(row, "requester_id").unwrap_or(0))),
        }
    }
    // At the end of the stream there may be no next cursor: then the one before is asked again, which is free.
    match json::text(page, "after_cursor") {
        next if !next.is_empty() && next.len() <= CURSOR_BYTES => {
            place.e = json::at(page, "end_of_stream").as_bool().unwrap_or(next == place.c);
            place.c = next;
        }
        _ => place.e = true,
    }
    Ok(())
}

fn comments(place: &mut Place, page: &Value, heard: &mut Heard) -> Result<(), Trouble> {
    if !json::at(page, "comments").is_array() {
        return Err(Trouble::Unwell("the answer is no list of comments".into()));
    }
    let Some((id, requester)) = place.t.first().copied() else { return Ok(()) };
    let roles: BTreeMap<u64, (String, bool)> = json::list(page, "users")
        .iter()
        .filter_map(|u| {
            let staff = matches!(json::text(u, "role").as_str(), "agent" | "admin");
            Some((json::number(u, "id")?, (json::text(u, "name"), staff)))
        })
        .collect();
    for row in json::list(page, "comments") {
        let first = !place.b;
        place.b = true;
        // The first is what the ticket is known by, even when it is internal: then the ticket was opened among agents.
        if !first && json::at(row, "public").as_bool() == Some(false) {
            continue;
        }
        match comment(id, requester, row, first, &roles) {
            Some(mention) => heard.mentions.push(mention),
            None => {
                heard.problems.push(problem(&format!("a comment of ticket {id}"), "it has no number or no time", row));
            }
        }
    }
    let next = json::text(page, "meta/after_cursor");
    let on = json::at(page, "meta/has_more").as_bool() == Some(true);
    if on && !next.is_empty() && next != place.n && next.len() <= CURSOR_BYTES {
        place.n = next;
    } else {
        place.d.push(place.t.remove(0).0);
        (place.n, place.b) = (String::new(), false);
    }
    Ok(())
}

fn problem(place: &str, reason: &str, row: &Value) -> Problem {
    Problem { place: place.into(), reason: reason.into(), raw: json::clipped(&row.to_string()) }
}

fn comment(
    id: u64,
    requester: u64,
    row: &Value,
    first: bool,
    roles: &BTreeMap<u64, (String, bool)>,
) -> Option<Incoming> {
    let (number, at) = (json::number(row, "id")?, json::moment(row, "created_at")?);
    let author = json::number(row, "author_id").unwrap_or(0);
    let (name, staff) = roles.get(&author).cloned().unwrap_or_default();
    let ours = staff && author != requester;
    let name = if name.is_empty() { format!("user {author}") } else { name };
    let name: String = name.chars().take(limits::NAME_CHARS_MAX).collect();
    let body = match json::text(row, "plain_body") {
        text if text.trim().is_empty() => json::text(row, "body"),
        text => text,
    };
    let text = if body.trim().is_empty() { "(no words)".to_owned() } else { json::clipped(body.trim()) };
    let id = id.to_string();
    let top = desk::first(&id);
    Some(Incoming {
        external: if first { top.clone() } else { desk::later(&id, &number.to_string()) },
        parent: (!first).then_some(top),
        at,
        author: IncomingAuthor { external: author.to_string(), name: name.clone(), followers: None, ours },
        what: IncomingKind::Written { kind: desk::kind(is_public(row)), text, agent: ours.then_some(name) },
    })
}

/// Whether everybody can read what a comment came from.
fn is_public(row: &Value) -> bool {
    let rel = json::text(row, "via/source/rel");
    match json::text(row, "via/channel").as_str() {
        "twitter" => rel != "direct_message",
        "facebook" => rel != "message",
        "any_channel" => matches!(rel.as_str(), "comment" | "post" | "review"),
        _ => false,
    }
}

fn people(page: &Value) -> BTreeMap<u64, String> {
    let users = json::list(page, "users").iter();
    users.filter_map(|u| Some((json::number(u, "id")?, json::text(u, "name")))).collect()
}

fn ticket(row: &Value, names: &BTreeMap<u64, String>) -> Ticket {
    let owner =
        json::number(row, "assignee_id").map(|id| names.get(&id).cloned().unwrap_or_else(|| format!("user {id}")));
    Ticket {
        external: json::text(row, "id"),
        owner: owner.unwrap_or_default(),
        state: state(&json::text(row, "status")),
        priority: json::text(row, "priority"),
        labels: desk::labels(json::list(row, "tags").iter().map(|t| json::text(t, ""))),
        version: json::text(row, "updated_at"),
    }
}

fn state(word: &str) -> TicketState {
    match word {
        "new" => TicketState::New,
        "open" => TicketState::Open,
        "pending" => TicketState::Pending,
        "hold" => TicketState::Snoozed,
        "solved" | "closed" => TicketState::Resolved,
        "deleted" => TicketState::Gone,
        other => TicketState::Other(other.to_owned()),
    }
}

fn status(state: &TicketState) -> Option<&str> {
    match state {
        TicketState::New => Some("new"),
        TicketState::Open => Some("open"),
        TicketState::Pending => Some("pending"),
        TicketState::Snoozed => Some("hold"),
        TicketState::Resolved => Some("solved"),
        TicketState::Gone => None,
        TicketState::Other(word) => Some(word),
    }
}

fn address(with: &With<'_>, rest: &str) -> String {
    format!("{}/api/v2/{rest}", with.settings.server.trim_end_matches('/'))
}

fn signed(request: Request, token: &SecretString) -> Request {
    request.header("accept", "application/json").header("authorization", token.expose_secret())
}

fn get(with: &With<'_>, rest: &str) -> Request {
    signed(Request::get(address(with, rest)), &with.session.token)
}

fn put(with: &With<'_>, ticket: &str, body: &Value) -> Request {
    let body = json!({ "ticket": body });
    signed(Request::json(Method::Put, address(with, &format!("tickets/{ticket}.json")), &body), &with.session.token)
}

impl Desk for Zendesk {
    fn lookup(&self, with: &With<'_>, out: &Outgoing) -> Option<Request> {
        let Wish::Assign(who) = &out.wish else { return None };
        let who = who.trim();
        (!who.is_empty()).then(|| get(with, &format!("users/search.json?{}", json::query(&[("query", who)]))))
    }

    fn read(&self, with: &With<'_>, _: &Outgoing, ticket: &str) -> Request {
        get(with, &format!("tickets/{ticket}.json?include=users"))
    }

    fn seen(&self, _: &With<'_>, _: &Outgoing, id: &str, answer: &Answer) -> Result<Seen, Trouble> {
        let page = json::document(&answer.body).map_err(Trouble::Unwell)?;
        let row = json::at(&page, "ticket");
        if json::text(row, "id") != id {
            return Err(Trouble::Unwell("the answer is not that ticket".into()));
        }
        let (tag, changed) = (json::text(row, "updated_at"), json::moment(row, "updated_at"));
        Ok(Seen { ticket: ticket(row, &people(&page)), tag, changed, ..Seen::default() })
    }

    fn write(&self, with: &With<'_>, out: &Outgoing, seen: &Seen, found: Option<&Answer>) -> Result<Request, String> {
        let mut body = match &out.wish {
            Wish::Assign(who) => match who.trim() {
                "" => json!({ "assignee_id": null }),
                who => {
                    let agent = agent(found, who).ok_or_else(|| format!("no agent there is called {who}"))?;
                    json!({ "assignee_id": agent })
                }
            },
            Wish::State(state) => {
                let word = status(state).ok_or_else(|| format!("Zendesk has no state for {}", state.word()))?;
                json!({ "status": word })
            }
            Wish::Priority(word) => match word.trim().to_lowercase().as_str() {
                word @ ("urgent" | "high" | "normal" | "low") => json!({ "priority": word }),
                word => return Err(format!("{word} is no priority there: it has urgent, high, normal and low")),
            },
            Wish::Labels { add, remove } => json!({ "tags": desk::merged(&seen.ticket.labels, add, remove) }),
            Wish::Reply { .. } | Wish::Note(_) | Wish::HandOff { .. } => return Err("a message is no change".into()),
        };
        // With this the server refuses (409) what would go over a change that we have not seen.
        body["safe_update"] = json!(true);
        body["updated_stamp"] = json!(seen.tag);
        Ok(put(with, &seen.ticket.external, &body))
    }

    fn met(&self, out: &Outgoing, seen: &Seen, _: Option<&Answer>) -> bool {
        match &out.wish {
            Wish::State(state) => status(state).is_some() && status(state) == status(&seen.ticket.state),
            wish => desk::met(wish, &seen.ticket),
        }
    }

    fn look(&self, with: &With<'_>, ticket: &str) -> Request {
        get(with, &format!("tickets/{ticket}/comments.json?sort_order=desc&per_page={PER_PAGE}"))
    }

    fn found(&self, with: &With<'_>, out: &Outgoing, id: &str, answer: &Answer) -> Result<Option<String>, String> {
        let page = json::document(&answer.body)?;
        let (text, note) = match &out.wish {
            Wish::Reply { text, .. } => (text, false),
            Wish::Note(text) => (text, true),
            _ => return Ok(None),
        };
        let own = with.session.own("id");
        let ours =
            json::list(&page, "comments").iter().find(|row| match json::text(row, &format!("metadata/custom/{KEY}")) {
                key if !key.is_empty() => key == out.key,
                _ => {
                    let words = [json::text(row, "plain_body"), json::text(row, "body")];
                    !own.is_empty()
                        && json::text(row, "author_id") == own
                        && json::at(row, "public").as_bool() == Some(!note)
                        && json::moment(row, "created_at").is_some_and(|at| at >= out.asked_at.minus(desk::SKEW_SECS))
                        && words.iter().any(|words| desk::same_words(words, text))
                }
            });
        Ok(ours.map(|row| desk::later(id, &json::text(row, "id"))))
    }

    fn post(&self, with: &With<'_>, out: &Outgoing, ticket: &str, _: Option<&Answer>) -> Result<Request, String> {
        let (text, public) = match &out.wish {
            Wish::Reply { text, .. } => (text, true),
            Wish::Note(text) => (text, false),
            _ => return Err("a change is no message".into()),
        };
        let body = json!({
            "comment": { "body": text, "public": public },
            "metadata": { "custom": { KEY: out.key } },
        });
        Ok(put(with, ticket, &body))
    }
}

/// The number of the agent who is called so, or has this address.
fn agent(found: Option<&Answer>, who: &str) -> Option<u64> {
    let page = json::document(&found?.body).ok()?;
    let called = |user: &&Value| {
        matches!(json::text(user, "role").as_str(), "agent" | "admin")
            && ["name", "email"].iter().any(|key| json::text(user, key).trim().eq_ignore_ascii_case(who))
    };
    json::list(&page, "users").iter().find(called).and_then(|user| json::number(user, "id"))
}
