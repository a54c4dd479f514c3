//! Zammad, by its REST API. Written from the documents and not run against a real server.
//!
//! Tickets are searched by when they changed, the oldest first, and the next page begins at the moment where the last
//! one ended: page numbers would shift while tickets change. Of each ticket its tags and its articles are read.
//! Articles that hang below a public post are comments; all else is between the customer and the desk. Internal
//! articles are notes.

use super::desk::{self, Desk, Seen};
use super::{
    About, Answer, Can, Connector, Field, Heard, Method, Outgoing, Proven, Request, Session, SignIn, Step, Trouble,
    Wish, With, json,
};
use crate::connect::Problem;
use crate::floor::source::SourceSettings;
use crate::floor::source::{Ticket, TicketState};
use crate::floor::{At, Incoming, IncomingAuthor, IncomingKind, SourceKind};
use crate::limits;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Tickets of one page, so that what is told of them fits into the cursor until their tags are known.
const PER_PAGE: usize = 20;
/// Seconds that are searched again: the index is behind, and tickets may share one moment.
const OVERLAP_SECS: u32 = 300;
/// Tickets of which is remembered in which version they are known.
const KNOWN: usize = 150;
/// Seconds for which a ticket is put aside: Zammad wants to know until when.
const ASIDE_SECS: u32 = 86_400;

/// Zammad.
pub struct Zammad;

static ABOUT: About = About {
    id: "zammad",
    name: "Zammad",
    kind: SourceKind::Helpdesk,
    channel: "Zammad",
    can: &[Can::Reply, Can::Direct, Can::Assign, Can::SetState, Can::SetPriority, Can::Label, Can::Note],
    proven: Proven::Documents,
    fields: &[
        Field {
            key: "group",
            name: "Group",
            hint: "for example Social; empty for all that the login sees",
            optional: true,
        },
        Field {
            key: "days",
            name: "Days back",
            hint: "how far back the first reading goes, for example 7",
            optional: true,
        },
    ],
    server: "https://support.example.com",
    login: "",
    secret: "access token with ticket.agent (profile, Token Access)",
    every_secs: 60,
    per_minute: 120,
    note: "It has no lock against two who change the same: before each change the ticket is read again, and a difference is \
           shown. What is put aside comes back after a day.",
};

/// A ticket whose tags or articles are still to be read, as the list showed it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Todo(u64, String, String, String, String);

/// What is remembered from request to request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    /// From when on the next page is searched; 0 before the first.
    y: i64,
    /// Which page of those, when more than one page share a moment.
    p: u32,
    /// The latest change that was seen.
    l: i64,
    /// This page was the last of the round.
    e: bool,
    /// Tickets to be read; of the first of them the articles are known and only the tags are missing.
    t: Vec<Todo>,
    g: bool,
    /// Tickets, and in which version they are known.
    s: Vec<(u64, i64)>,
}

impl Place {
    fn read(cursor: &str) -> Place {
        serde_json::from_str(cursor).unwrap_or_default()
    }

    fn write(mut self) -> String {
        loop {
            let text = serde_json::to_string(&self).unwrap_or_default();
            if text.len() <= limits::CURSOR_BYTES_MAX || self.s.is_empty() {
                return text;
            }
            self.s.truncate(self.s.len() / 2);
        }
    }
}

impl Connector for Zammad {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn numbered_by(&self, settings: &SourceSettings) -> String {
        settings.server.clone()
    }

    fn priorities(&self) -> &'static [&'static str] {
        // Those that a new Zammad has; each may have others.
        &["1 low", "2 normal", "3 high"]
    }

    fn sign_in(&self, with: &With<'_>, past: &[Answer]) -> SignIn {
        let secret = with.secret.expose_secret().trim();
        if secret.is_empty() {
            return SignIn::Refused("say an access token".into());
        }
        let token = SecretString::from(format!("Token token={secret}"));
        let Some(who) = past.last() else {
            return SignIn::Ask(signed(Request::get(address(with, "users/me?expand=true")), &token));
        };
        match self.trouble(who) {
            None => {}
            Some(Trouble::SignIn(_)) => return SignIn::Refused("the access token is not accepted".into()),
            Some(trouble) => return SignIn::Trouble(trouble),
        }
        let Ok(who) = json::document(&who.body) else {
            return SignIn::Refused("the answer is no data; is this the right address?".into());
        };
        let own = [("id", "id"), ("name", "login")].map(|(key, path)| (key.to_owned(), json::text(&who, path)));
        let own = BTreeMap::from(own);
        SignIn::Ready(Session { token, refresh: SecretString::default(), expires: None, own })
    }

    fn ask(&self, with: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
        let place = Place::read(cursor);
        Ok(get(
            with,
            &match place.t.first() {
                Some(Todo(id, ..)) if place.g => tags(*id),
                Some(Todo(id, ..)) => format!("ticket_articles/by_ticket/{id}?expand=true"),
                None => search(with, &place),
            },
        ))
    }

    fn parse(&self, with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
        let mut place = Place::read(cursor);
        let page = json::document(&answer.body).map_err(Trouble::Unwell)?;
        let mut heard = Heard::default();
        match (place.t.is_empty(), place.g) {
            (true, _) => tickets(with, &mut place, &page, &mut heard)?,
            (false, false) => articles(&mut place, &page, &mut heard)?,
            (false, true) => {
                // How it stands is told after its first message, when it is known.
                heard.changes.push(desk::told(whole(&place.t.remove(0), &page)));
                place.g = false;
            }
        }
        heard.more = !place.t.is_empty() || !place.e;
        if !heard.more {
            let again = At::from_unix(place.l).map_or(place.l, |at| at.minus(OVERLAP_SECS).unix());
            (place.y, place.p, place.e) = (again, 0, false);
        }
        heard.cursor = place.write();
        Ok(heard)
    }

    fn deliver(&self, with: &With<'_>, out: &Outgoing, past: &[Answer]) -> Step {
        desk::deliver(self, with, out, past)
    }
}

/// Reads what a Zammad sends when one of its triggers calls: that something happened to a ticket. What, is asked for at
/// once (`connect::webhook::source::wakes`): what a trigger sends is written by whoever set it up, and the ids of a
/// mention must be those by which the tickets are read.
///
/// # Errors
///
/// A [`Trouble`] when no ticket is named.
///
/// ```
/// use watchfloor::connect::net::zammad::webhook;
/// assert!(webhook(br#"{"ticket": {"id": 81, "title": "It leaks"}, "article": {"id": 7}}"#).is_ok());
/// assert!(webhook(b"<html>").is_err());
/// ```
pub fn webhook(body: &[u8]) -> Result<Heard, Trouble> {
    let value = json::document(body).map_err(Trouble::Refused)?;
    match json::text(&value, "ticket/id").is_empty() {
        true => Err(Trouble::Refused("what was sent names no ticket; let the trigger send its own content".into())),
        false => Ok(Heard::default()),
    }
}

fn search(with: &With<'_>, place: &Place) -> String {
    let days = with.settings.option("days").trim().parse::<u16>().unwrap_or(7).clamp(1, 366);
    let since = match At::from_unix(place.y) {
        Some(since) => since,
        None => with.now.minus(u32::from(days) * 86_400),
    };
    // The moment itself is searched too: others may have changed within the same second.
    let mut query = format!("updated_at:>=\"{}\"", since.timestamp());
    let group = with.settings.option("group").trim().replace(['"', '\\'], "");
    if !group.is_empty() {
        query.push_str(&format!(" AND group.name:\"{group}\""));
    }
    let (limit, page) = (PER_PAGE.to_string(), place.p.saturating_add(1).to_string());
    let fields = [
        ("query", query.as_str()),
        ("sort_by", "updated_at"),
        ("order_by", "asc"),
        ("per_page", limit.as_str()),
        ("page", page.as_str()),
        ("expand", "true"),
    ];
    format!("tickets/search?{}", json::query(&fields))
}

fn tags(id: u64) -> String {
    format!("tags?object=Ticket&o_id={id}")
}

fn tickets(with: &With<'_>, place: &mut Place, page: &Value, heard: &mut Heard) -> Result<(), Trouble> {
    if !page.is_array() {
        return Err(Trouble::Unwell("the answer is no list of tickets".into()));
    }
    if place.y == 0 {
        let days = with.settings.option("days").trim().parse::<u16>().unwrap_or(7).clamp(1, 366);
        heard.gap = Some(format!("what last changed more than {days} days ago was not read"));
    }
    let rows = json::list(page, "");
    let mut last = place.y;
    for row in rows {
        let (Some(id), Some(at)) = (json::number(row, "id"), json::moment(row, "updated_at")) else {
            heard.problems.push(Problem {
                place: "a ticket".into(),
                reason: "it has no number, or no time of its last change".into(),
                raw: json::clipped(&row.to_string()),
            });
            continue;
        };
        last = last.max(at.unix());
        // A change within the same second as the one that is known would be missed: so it is only known once it is
        // older.
        let settled = place.l.saturating_sub(at.unix()) > 1;
        if settled && place.s.contains(&(id, at.unix())) {
            continue;
        }
        place.s.retain(|(known, _)| *known != id);
        place.s.insert(0, (id, at.unix()));
        let text = |key: &str| -> String { json::text(row, key).chars().take(100).collect() };
        place.t.push(Todo(id, text("owner"), text("state"), text("priority"), text("updated_at")));
    }
    place.s.truncate(KNOWN);
    place.e = rows.len() < PER_PAGE;
    place.l = place.l.max(last);
    match last > place.y {
        true => (place.y, place.p) = (last, 0),
        false => place.p = place.p.saturating_add(1),
    }
    Ok(())
}

fn whole(todo: &Todo, tags: &Value) -> Ticket {
    let Todo(id, owner, word, priority, version) = todo;
    Ticket {
        external: id.to_string(),
        owner: if owner == "-" { String::new() } else { owner.clone() },
        state: state(word),
        priority: priority.clone(),
        labels: desk::labels(json::list(tags, "tags").iter().map(|t| json::text(t, ""))),
        version: version.clone(),
    }
}

fn articles(place: &mut Place, page: &Value, heard: &mut Heard) -> Result<(), Trouble> {
    if !page.is_array() {
        return Err(Trouble::Unwell("the answer is no list of articles".into()));
    }
    let Some(Todo(id, ..)) = place.t.first() else { return Ok(()) };
    let mut first = true;
    for row in json::list(page, "") {
        // The first is what the ticket is known by, even when it is internal: then it was opened among agents.
        if !first && json::at(row, "internal").as_bool() == Some(true) {
            continue;
        }
        match article(*id, row, first) {
            Some(mention) => heard.mentions.push(mention),
            None => heard.problems.push(Problem {
                place: format!("an article of ticket {id}"),
                reason: "it has no number or no time".into(),
                raw: json::clipped(&row.to_string()),
            }),
        }
        first = false;
    }
    place.g = true;
    Ok(())
}

fn article(id: u64, row: &Value, first: bool) -> Option<Incoming> {
    let (number, at) = (json::number(row, "id")?, json::moment(row, "created_at")?);
    let ours = json::text(row, "sender") != "Customer";
    let name = [json::text(row, "created_by"), json::text(row, "from")].into_iter().find(|n| !n.trim().is_empty());
    let name: String = name.unwrap_or_else(|| "unknown".into()).chars().take(limits::NAME_CHARS_MAX).collect();
    let (subject, body) = (json::text(row, "subject"), body(row));
    let text = match () {
        () if !first || subject.trim().is_empty() || body.starts_with(subject.trim()) => body,
        () => format!("{}\n\n{body}", subject.trim()).trim().to_owned(),
    };
    let text = if text.is_empty() { "(no words)".to_owned() } else { json::clipped(&text) };
    let public =
        matches!(json::text(row, "type").as_str(), "twitter status" | "facebook feed post" | "facebook feed comment");
    let (id, agent) = (id.to_string(), (ours && json::text(row, "sender") == "Agent").then(|| name.clone()));
    let top = desk::first(&id);
    Some(Incoming {
        external: if first { top.clone() } else { desk::later(&id, &number.to_string()) },
        parent: (!first).then_some(top),
        at,
        author: IncomingAuthor { external: name.clone(), name, followers: None, ours },
        what: IncomingKind::Written { kind: desk::kind(public), text, agent },
    })
}

/// The words of an article, without the marks of a page.
fn body(row: &Value) -> String {
    let body = json::text(row, "body");
    match json::text(row, "content_type").contains("html") {
        true => desk::words(&body),
        false => body.trim().to_owned(),
    }
}

fn state(word: &str) -> TicketState {
    match word {
        "new" => TicketState::New,
        "open" => TicketState::Open,
        "pending reminder" => TicketState::Snoozed,
        "pending close" => TicketState::Pending,
        "closed" => TicketState::Resolved,
        "merged" | "removed" => TicketState::Gone,
        other => TicketState::Other(other.to_owned()),
    }
}

/// The word for a state. Waiting closes a ticket there by itself, which nobody wished; so it is put aside instead.
fn status(state: &TicketState) -> Option<&str> {
    match state {
        TicketState::New => Some("new"),
        TicketState::Open => Some("open"),
        TicketState::Pending | TicketState::Snoozed => Some("pending reminder"),
        TicketState::Resolved => Some("closed"),
        TicketState::Gone => None,
        TicketState::Other(word) => Some(word),
    }
}

fn address(with: &With<'_>, rest: &str) -> String {
    format!("{}/api/v1/{rest}", with.settings.server.trim_end_matches('/'))
}

fn signed(request: Request, token: &SecretString) -> Request {
    request.header("accept", "application/json").header("authorization", token.expose_secret())
}

fn get(with: &With<'_>, rest: &str) -> Request {
    signed(Request::get(address(with, rest)), &with.session.token)
}

fn send(with: &With<'_>, method: Method, rest: &str, body: &Value) -> Request {
    signed(Request::json(method, address(with, rest), body), &with.session.token)
}

impl Desk for Zammad {
    fn lookup(&self, with: &With<'_>, out: &Outgoing) -> Option<Request> {
        // How an answer goes out depends on how the customer wrote.
        let ticket = desk::ticket_of(&out.target).or_else(|| desk::ticket_of(&out.root))?;
        matches!(out.wish, Wish::Reply { .. }).then(|| self.look(with, ticket))
    }

    fn read(&self, with: &With<'_>, out: &Outgoing, ticket: &str) -> Request {
        match (&out.wish, ticket.parse()) {
            (Wish::Labels { .. }, Ok(id)) => get(with, &tags(id)),
            _ => get(with, &format!("tickets/{ticket}?expand=true")),
        }
    }

    fn seen(&self, _: &With<'_>, out: &Outgoing, id: &str, answer: &Answer) -> Result<Seen, Trouble> {
        let page = json::document(&answer.body).map_err(Trouble::Unwell)?;
        if matches!(out.wish, Wish::Labels { .. }) {
            if !json::at(&page, "tags").is_array() {
                return Err(Trouble::Unwell("the answer is no list of tags".into()));
            }
            let labels = desk::labels(json::list(&page, "tags").iter().map(|t| json::text(t, "")));
            let ticket = Ticket { external: id.to_owned(), labels, ..Ticket::default() };
            return Ok(Seen { ticket, part: true, ..Seen::default() });
        }
        if json::text(&page, "id") != id {
            return Err(Trouble::Unwell("the answer is not that ticket".into()));
        }
        let text = |key: &str| json::text(&page, key);
        let todo = Todo(
            json::number(&page, "id").unwrap_or(0),
            text("owner"),
            text("state"),
            text("priority"),
            text("updated_at"),
        );
        let (by, changed) = (text("updated_by"), json::moment(&page, "updated_at"));
        Ok(Seen { ticket: whole(&todo, &Value::Null), by, changed, part: true, ..Seen::default() })
    }

    fn writes(&self, out: &Outgoing) -> usize {
        match &out.wish {
            Wish::Labels { add, remove } => add.len() + remove.len(),
            _ => 1,
        }
    }

    fn write(&self, with: &With<'_>, out: &Outgoing, seen: &Seen, _: Option<&Answer>) -> Result<Request, String> {
        let id = &seen.ticket.external;
        let body = match &out.wish {
            Wish::Assign(who) => json!({ "owner": if who.trim().is_empty() { "-" } else { who.trim() } }),
            Wish::State(state) => {
                let word = status(state).ok_or_else(|| format!("Zammad has no state for {}", state.word()))?;
                match word {
                    "pending reminder" => {
                        let until = with.now.plus(ASIDE_SECS).timestamp().to_string();
                        json!({ "state": word, "pending_time": until })
                    }
                    _ => json!({ "state": word }),
                }
            }
            Wish::Priority(word) => json!({ "priority": word.trim() }),
            Wish::Labels { add, remove } => return label(with, seen, add, remove),
            Wish::Reply { .. } | Wish::Note(_) | Wish::HandOff { .. } => return Err("a message is no change".into()),
        };
        Ok(send(with, Method::Put, &format!("tickets/{id}?expand=true"), &body))
    }

    fn met(&self, out: &Outgoing, seen: &Seen, _: Option<&Answer>) -> bool {
        match &out.wish {
            Wish::State(state) => status(state).is_some() && status(state) == status(&seen.ticket.state),
            wish => desk::met(wish, &seen.ticket),
        }
    }

    fn look(&self, with: &With<'_>, ticket: &str) -> Request {
        get(with, &format!("ticket_articles/by_ticket/{ticket}?expand=true"))
    }

    fn found(&self, with: &With<'_>, out: &Outgoing, id: &str, answer: &Answer) -> Result<Option<String>, String> {
        let page = json::document(&answer.body)?;
        let (text, note) = match &out.wish {
            Wish::Reply { text, .. } => (text, false),
            Wish::Note(text) => (text, true),
            _ => return Ok(None),
        };
        let own = with.session.own("id");
        // It keeps no key of ours: by whom, when and what.
        let ours = json::list(&page, "").iter().rev().find(|row| {
            !own.is_empty()
                && json::text(row, "created_by_id") == own
                && json::at(row, "internal").as_bool().unwrap_or(false) == note
                && json::moment(row, "created_at").is_some_and(|at| at >= out.asked_at.minus(desk::SKEW_SECS))
                && desk::same_words(&body(row), text)
        });
        Ok(ours.map(|row| desk::later(id, &json::text(row, "id"))))
    }

    fn post(&self, with: &With<'_>, out: &Outgoing, ticket: &str, found: Option<&Answer>) -> Result<Request, String> {
        let id = ticket.parse::<u64>().map_err(|_| format!("{ticket} is no number of a ticket"))?;
        let body = match &out.wish {
            Wish::Note(text) => article_body(id, text, "note", true),
            Wish::Reply { text, .. } => {
                let page = found.and_then(|answer| json::document(&answer.body).ok()).unwrap_or_default();
                let customers = |row: &&Value| json::text(row, "sender") == "Customer";
                let asked = json::list(&page, "").iter().rev().find(customers).unwrap_or(&Value::Null);
                let (kind, from) = (json::text(asked, "type"), json::text(asked, "from"));
                match kind.as_str() {
                    "" | "note" | "web" | "phone" | "fax" | "email" => {
                        let mut body = article_body(id, text, if from.contains('@') { "email" } else { "note" }, false);
                        if from.contains('@') {
                            body["to"] = json!(from);
                            body["in_reply_to"] = json!(json::text(asked, "message_id"));
                        }
                        body
                    }
                    other => {
                        let mut body = article_body(id, text, other, false);
                        body["in_reply_to"] = json!(json::text(asked, "message_id"));
                        body
                    }
                }
            }
            _ => return Err("a change is no message".into()),
        };
        Ok(send(with, Method::Post, "ticket_articles", &body))
    }
}

fn article_body(ticket: u64, text: &str, kind: &str, internal: bool) -> Value {
    json!({ "ticket_id": ticket, "body": text, "content_type": "text/plain", "type": kind, "sender": "Agent",
        "internal": internal })
}

/// The next tag to set or to take away: they go one by one.
fn label(with: &With<'_>, seen: &Seen, add: &[String], remove: &[String]) -> Result<Request, String> {
    let now = &seen.ticket.labels;
    let (method, path, item) = match add.iter().find(|l| !now.contains(l)) {
        Some(item) => (Method::Post, "tags/add", item),
        None => {
            let item = remove.iter().find(|l| now.contains(l)).ok_or("there is no label left to change")?;
            (Method::Delete, "tags/remove", item)
        }
    };
    let id = seen.ticket.external.parse::<u64>().map_err(|_| "the ticket has no number".to_owned())?;
    Ok(send(with, method, path, &json!({ "item": item, "object": "Ticket", "o_id": id })))
}
