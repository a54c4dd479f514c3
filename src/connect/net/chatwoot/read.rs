//! What is read from Chatwoot: the list of conversations down to what is known, then the messages of each that moved.

use super::super::{Answer, Heard, Request, Trouble, With, desk, json};
use super::{account, get, state, ticket};
use crate::connect::Problem;
use crate::floor::source::{Change, Ticket, Told};
use crate::floor::{At, Incoming, IncomingAuthor, IncomingKind};
use crate::limits;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Messages that the server gives at once.
const MESSAGES: usize = 100;
/// Pages of conversations that one round reads at most; of the first reading, the rest is left out and said.
const PAGES_MAX: u32 = 60;
/// Seconds that are read again: what came within one second, or out of turn, is lost otherwise.
const OVERLAP_SECS: i64 = 300;
/// Bytes of how a new conversation stands that are remembered; of one with more it is told at once, and in the next
/// round.
const HELD_BYTES: usize = 200;
/// Conversations of which is remembered up to where they are known.
const KNOWN: usize = 200;
/// Minutes of which is remembered what the last message was: more than are not long ago, also when a clock jumps.
const MARKS: usize = 30;
/// Seconds around the beginning of a conversation in which a webhook cannot tell whether a message is its first.
const FIRST_SECS: i64 = 5;
/// What a message says in which nothing is written.
const NO_WORDS: &str = "(no words)";

/// A conversation whose messages are to be asked for: its number, after which message, whether the first to come is its
/// first, whether only its first is wanted, and whether everybody can read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Todo(u64, u64, bool, bool, bool, Option<Held>);

/// How a new conversation stands, until it is known by its first message: who has it, where it stands, how urgent it
/// is, its labels, and its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Held(String, String, String, Vec<String>, String);

impl Held {
    /// What is not too long to be remembered.
    fn of(row: &Value) -> Option<Held> {
        let Ticket { owner, priority, labels, version, .. } = ticket(row);
        let state = json::text(row, "status");
        let bytes = [&owner, &state, &priority, &version].into_iter().chain(&labels).map(|text| text.len() + 3);
        (bytes.sum::<usize>() <= HELD_BYTES).then_some(Held(owner, state, priority, labels, version))
    }

    fn ticket(self, id: u64) -> Ticket {
        let Held(owner, word, priority, labels, version) = self;
        Ticket { external: id.to_string(), owner, state: state(&word), priority, labels, version }
    }
}

/// What is remembered from request to request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    /// The newest activity when the last whole round began.
    l: i64,
    /// The newest activity when this round began; 0 before its first page.
    n: i64,
    /// The page that was read last.
    p: u32,
    /// This page was the last of the round.
    e: bool,
    /// When our first reading began.
    h: i64,
    /// Up to this number, and so up to this moment, all messages have been read for good.
    o: u64,
    ot: i64,
    /// The largest number of a message of each minute, and when.
    m: Vec<(u64, i64)>,
    /// The largest number of a message before those, and when.
    c: (u64, i64),
    /// Conversations to be read.
    t: Vec<Todo>,
    /// Conversations, and up to which message they are known.
    s: Vec<(u64, u64)>,
}

impl Place {
    fn read(cursor: &str) -> Place {
        serde_json::from_str(cursor).unwrap_or_default()
    }

    fn write(mut self) -> String {
        loop {
            let text = serde_json::to_string(&self).unwrap_or_default();
            if text.len() <= limits::CURSOR_BYTES_MAX || (self.s.is_empty() && self.m.is_empty()) {
                return text;
            }
            // What is forgotten is read again.
            self.s.truncate(self.s.len() / 2);
            if self.s.is_empty() {
                self.m.clear();
            }
        }
    }

    fn known(&self, id: u64) -> u64 {
        self.s.iter().find(|(c, _)| *c == id).map_or(0, |(_, m)| *m)
    }

    fn know(&mut self, id: u64, message: u64) {
        let message = message.max(self.known(id));
        self.s.retain(|(c, _)| *c != id);
        self.s.insert(0, (id, message));
        self.s.truncate(KNOWN);
    }

    /// Remembers when a number was: the largest of each minute that is not long ago, and the largest of all before.
    fn mark(&mut self, message: u64, at: i64) {
        if at <= self.n.saturating_sub(OVERLAP_SECS) {
            self.c = self.c.max((message, at));
            return;
        }
        let room = self.m.len() < MARKS;
        match self.m.iter_mut().find(|(_, then)| *then / 60 == at / 60) {
            Some((id, then)) => (*id, *then) = (message.max(*id), at.max(*then)),
            None if room => self.m.push((message, at)),
            None => {}
        }
    }

    /// After the messages of a page: the next page, or the end of the round.
    fn go_on(&mut self) -> bool {
        if !self.t.is_empty() || !self.e {
            return true;
        }
        // Only a whole round may move on what is known for good: it went from the newest conversation to the oldest.
        let until = self.n.saturating_sub(OVERLAP_SECS);
        let old = self.m.iter().copied().filter(|(_, at)| *at <= until).chain([self.c]).max();
        if let Some((id, at)) = old {
            (self.o, self.ot) = (self.o.max(id), self.ot.max(at));
        }
        self.m.retain(|(_, at)| *at > until);
        (self.l, self.n, self.p, self.e) = (self.l.max(self.n), 0, 0, false);
        false
    }
}

/// The next request.
pub(super) fn ask(with: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
    if account(with).is_none() {
        return Err(Trouble::Refused("say the number of the account".into()));
    }
    let place = Place::read(cursor);
    let path = match place.t.first() {
        Some(Todo(id, after, ..)) => format!("conversations/{id}/messages?after={after}"),
        None => {
            let inbox = with.settings.option("inbox").trim();
            let page = place.p.saturating_add(1).to_string();
            let mut fields = vec![("status", "all"), ("assignee_type", "all"), ("page", page.as_str())];
            if !inbox.is_empty() {
                fields.push(("inbox_id", inbox));
            }
            format!("conversations?{}", json::query(&fields))
        }
    };
    Ok(get(with, &path))
}

/// What the answer says.
pub(super) fn parse(with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
    let mut place = Place::read(cursor);
    let page = json::document(&answer.body).map_err(Trouble::Unwell)?;
    let mut heard = Heard::default();
    match place.t.is_empty() {
        true => conversations(with, &mut place, &page, desk::server_now(answer), &mut heard)?,
        false => messages(&mut place, &page, &mut heard)?,
    }
    heard.more = place.go_on();
    heard.cursor = place.write();
    Ok(heard)
}

fn conversations(with: &With<'_>, place: &mut Place, page: &Value, now: At, heard: &mut Heard) -> Result<(), Trouble> {
    if !json::at(page, "data/payload").is_array() {
        return Err(Trouble::Unwell("the answer is no list of conversations".into()));
    }
    let rows = json::list(page, "data/payload");
    let days = with.settings.option("days").trim().parse::<u16>().unwrap_or(7).clamp(1, 366);
    let first_ever = place.h == 0;
    if first_ever {
        place.h = now.minus(u32::from(days) * 86_400).unix();
        heard.gap = Some(format!("what happened before the last {days} days was not read"));
    }
    let since = if place.l == 0 { place.h } else { place.l.saturating_sub(OVERLAP_SECS) };
    place.p = place.p.saturating_add(1);
    place.e = rows.is_empty();
    for row in rows {
        let (Some(id), Some(active)) = (json::number(row, "id"), json::moment(row, "last_activity_at")) else {
            heard.problems.push(Problem {
                place: "a conversation".into(),
                reason: "it has no number, or no time of its last activity".into(),
                raw: json::clipped(&row.to_string()),
            });
            continue;
        };
        place.n = place.n.max(active.unix());
        if active.unix() < since {
            heard.changes.push(desk::told(ticket(row)));
            place.e = true;
            continue;
        }
        let last = [json::number(row, "messages/0/id"), json::number(row, "last_non_activity_message/id")];
        let known = place.known(id);
        if known > 0 && last.iter().flatten().all(|id| *id <= known) {
            heard.changes.push(desk::told(ticket(row)));
            continue;
        }
        let created = json::moment(row, "created_at").map_or(0, At::unix);
        let (public, fresh) = (is_public(row), place.o == 0 || created > place.ot);
        // One that is older than our first reading: its first message is what the floor knows a ticket by.
        if !fresh && created < place.h && known == 0 {
            place.t.push(Todo(id, 0, true, true, public, None));
        }
        let held = Held::of(row);
        if held.is_none() {
            heard.changes.push(desk::told(ticket(row)));
        }
        place.t.push(Todo(id, if fresh { 0 } else { place.o }, fresh, false, public, held));
    }
    if !place.e && place.p >= PAGES_MAX {
        place.e = true;
        heard.gap = Some(format!("more than {PAGES_MAX} pages of conversations: the rest was not read"));
    }
    Ok(())
}

/// Whether everybody can read what is written in a conversation: only where it hangs below a tweet.
fn is_public(row: &Value) -> bool {
    json::text(row, "meta/channel") == "Channel::TwitterProfile"
        && json::text(row, "additional_attributes/type") == "tweet"
}

fn messages(place: &mut Place, page: &Value, heard: &mut Heard) -> Result<(), Trouble> {
    if !json::at(page, "payload").is_array() {
        return Err(Trouble::Unwell("the answer is no list of messages".into()));
    }
    let Some(Todo(id, after, mut is_first, only_first, public, held)) = place.t.first().cloned() else { return Ok(()) };
    let rows = json::list(page, "payload");
    let mut last = after;
    for row in rows {
        let (Some(number), Some(at)) = (json::number(row, "id"), json::moment(row, "created_at")) else {
            heard.problems.push(Problem {
                place: format!("a message of conversation {id}"),
                reason: "it has no number or no time".into(),
                raw: json::clipped(&row.to_string()),
            });
            continue;
        };
        last = last.max(number);
        if !only_first {
            place.mark(number, at.unix());
        }
        if is_note(row) || (only_first && !is_first) {
            continue;
        }
        match heard_message(id, row, at, is_first, public) {
            Ok(mention) => heard.mentions.push(mention),
            Err(gone) => heard.changes.push(*gone),
        }
        is_first = false;
    }
    let on = rows.len() >= MESSAGES && last > after && (!only_first || is_first);
    match (on, place.t.first_mut()) {
        (true, Some(todo)) => (todo.1, todo.2) = (last, is_first),
        _ => {
            place.t.remove(0);
            heard.changes.extend(held.map(|held| desk::told(held.ticket(id))));
        }
    }
    if !only_first {
        place.know(id, last);
    }
    Ok(())
}

/// Notes, and what the program tells about itself (`Anna resolved the conversation`), are no mentions.
fn is_note(row: &Value) -> bool {
    json::at(row, "private").as_bool().unwrap_or(false) || kind(row) == Some(2)
}

/// In lists a number, in webhooks a word.
fn kind(row: &Value) -> Option<u64> {
    match json::text(row, "message_type").as_str() {
        "incoming" => Some(0),
        "outgoing" => Some(1),
        "activity" => Some(2),
        "template" => Some(3),
        number => number.parse().ok(),
    }
}

/// A message; or that it is there no more, when it was taken back.
fn heard_message(id: u64, row: &Value, at: At, is_first: bool, public: bool) -> Result<Incoming, Box<Change>> {
    let id = id.to_string();
    let top = desk::first(&id);
    let external = if is_first { top.clone() } else { desk::later(&id, &json::text(row, "id")) };
    if json::at(row, "content_attributes/deleted").as_bool() == Some(true) && !is_first {
        return Err(Box::new(Change { external, what: Told::Gone }));
    }
    let sender = match json::text(row, "sender_type") {
        word if word.is_empty() => json::text(row, "sender/type"),
        word => word,
    };
    let contact = sender.eq_ignore_ascii_case("contact");
    let ours = !contact && kind(row) != Some(0);
    let number = match json::text(row, "sender/id") {
        number if number.is_empty() => json::text(row, "sender_id"),
        number => number,
    };
    let name = match json::text(row, "sender/name") {
        name if name.is_empty() && ours => "the desk".to_owned(),
        name if name.is_empty() => format!("contact {number}"),
        name => name.chars().take(limits::NAME_CHARS_MAX).collect(),
    };
    let content = json::text(row, "content");
    let text = if content.trim().is_empty() { NO_WORDS.to_owned() } else { json::clipped(&content) };
    let agent = (ours && sender.eq_ignore_ascii_case("user")).then(|| name.clone());
    let who = if ours { "user" } else { "contact" };
    Ok(Incoming {
        external,
        parent: (!is_first).then_some(top),
        at,
        author: IncomingAuthor { external: format!("{who}/{number}"), name, followers: None, ours },
        what: IncomingKind::Written { kind: desk::kind(public), text, agent },
    })
}

/// What a webhook brings, once its signature was found good: messages and how conversations stand, as reading would
/// give them. What it cannot tell for sure, which is whether a message is the first of its conversation, it leaves to
/// reading; it has no cursor, because nothing is read from it.
///
/// # Errors
///
/// [`Trouble::Unwell`] when it is no document. An event of another kind says nothing.
pub fn webhook(body: &[u8]) -> Result<Heard, Trouble> {
    let event = json::document(body).map_err(Trouble::Unwell)?;
    let mut heard = Heard::default();
    match json::text(&event, "event").as_str() {
        "conversation_created" | "conversation_updated" | "conversation_status_changed" => {
            conversation_event(&event, &mut heard);
        }
        "message_created" | "message_updated" => message_event(&event, &mut heard),
        _ => {}
    }
    Ok(heard)
}

fn conversation_event(event: &Value, heard: &mut Heard) {
    let Some(id) = json::number(event, "id") else { return };
    if json::text(event, "event") == "conversation_created" {
        let first = json::list(event, "messages").iter().find(|m| !is_note(m));
        if let Some((first, at)) = first.and_then(|m| Some((m, json::moment(m, "created_at")?)))
            && let Ok(mention) = heard_message(id, first, at, true, is_public(event))
        {
            heard.mentions.push(mention);
        }
    }
    heard.changes.push(desk::told(ticket(event)));
}

fn message_event(event: &Value, heard: &mut Heard) {
    let conversation = json::at(event, "conversation");
    let Some(id) = json::number(conversation, "id") else { return };
    heard.changes.push(desk::told(ticket(conversation)));
    let began = json::moment(conversation, "created_at");
    let (Some(at), Some(began), false) = (json::moment(event, "created_at"), began, is_note(event)) else { return };
    if at.secs_since(began) <= FIRST_SECS {
        return;
    }
    match heard_message(id, event, at, false, is_public(conversation)) {
        Ok(mention) => heard.mentions.push(mention),
        Err(gone) => heard.changes.push(*gone),
    }
}
