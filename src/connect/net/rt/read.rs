//! What is read from Request Tracker: a round of transactions, their tickets, and their words.

use super::super::{Answer, Heard, Request, Trouble, With, desk, json};
use super::{get, ticket};
use crate::connect::Problem;
use crate::floor::source::TicketState;
use crate::floor::{At, Incoming, IncomingAuthor, IncomingKind, MentionKind};
use crate::limits;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Transactions and words of one page: what the server gives at most.
const PER_PAGE: usize = 100;
/// Transactions younger than this are read again: one with a smaller number may become visible after one with a larger.
const OVERLAP_SECS: i64 = 300;
/// Seconds between two looks at what is watched and did not change: what was deleted or merged makes no sign.
const WATCH_SECS: i64 = 600;
/// Bytes of messages that wait for their words in one cursor.
const WAITING_BYTES: usize = 4_800;
/// Numbers behind the oldest that is read again which are remembered as known; the others are merely read again.
const KNOWN_SPAN: u64 = 12_000;
/// Seconds within which only the largest number is remembered with when it happened.
const MARK_SECS: i64 = 60;
/// The signs that stand for six known or unknown numbers.
const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Agents that are remembered as such, so that nobody asks who they are.
const AGENTS: usize = 24;
/// What a message says in which nothing is written.
const NO_WORDS: &str = "(no words)";
/// What a message says whose words are longer than is read.
const TOO_LONG: &str = "(longer than is read here: see Request Tracker)";

/// Which request is next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Stage {
    /// What has happened.
    #[default]
    Happened,
    /// How the tickets stand to which it happened.
    Tickets,
    /// The first messages of tickets that are older than our first reading.
    First,
    /// Who somebody is.
    Who,
    /// The words.
    Words,
}

/// A message that waits for its words: its transaction (0 while it is not known), its ticket, whether it is the first
/// of it, when, by whom, and who that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Message(u64, u64, bool, i64, Role, String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Role {
    #[serde(rename = "?")]
    Unknown,
    #[serde(rename = "c")]
    Customer,
    #[serde(rename = "a")]
    Agent,
}

/// What is remembered from request to request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    /// Every transaction up to this number has been read for good.
    o: u64,
    /// The largest number read in this round, and when that happened.
    y: u64,
    z: i64,
    /// Numbers and when they happened: up to each, all will be read for good once that is long enough ago.
    m: Vec<(u64, i64)>,
    /// Which numbers after `o` are known, a bit each.
    k: String,
    /// The next request.
    g: Stage,
    /// This page was the last of the round.
    e: bool,
    /// Messages that wait.
    l: Vec<Message>,
    /// Tickets that are to be asked for.
    i: Vec<u64>,
    /// Those are the watched ones.
    v: bool,
    /// The last row of words that was read.
    b: u64,
    /// Of how many messages the words are asked for at once; 0 for all that wait.
    #[serde(skip_serializing_if = "is_all")]
    n: usize,
    /// When our first reading began; 0 before.
    h: i64,
    /// When the watched ones were last asked for.
    w: i64,
    /// Who is known to be staff.
    a: Vec<String>,
}

fn is_all(n: &usize) -> bool {
    *n == 0
}

impl Place {
    /// Of how many of the messages that wait the words are asked for next.
    fn batch(&self) -> usize {
        if self.n == 0 { self.l.len() } else { self.n.min(self.l.len()) }
    }

    fn read(cursor: &str) -> Place {
        serde_json::from_str(cursor).unwrap_or_default()
    }

    /// The cursor, which is never too long: messages that do not fit are read again in the next page.
    fn write(mut self) -> String {
        loop {
            let text = serde_json::to_string(&self).unwrap_or_default();
            if text.len() <= limits::CURSOR_BYTES_MAX {
                return text;
            }
            match self.l.pop() {
                Some(Message(tx, ..)) if tx > 0 => {
                    let known: BTreeSet<u64> = self.known().into_iter().filter(|id| *id < tx).collect();
                    self.know(&known);
                    (self.y, self.e) = (self.y.min(tx - 1), false);
                }
                Some(_) => {}
                None => (self.k, self.a, self.i, self.m) = Default::default(),
            }
        }
    }

    fn known(&self) -> BTreeSet<u64> {
        let bits = self.k.bytes().map(|sign| SIGNS.iter().position(|s| *s == sign).unwrap_or(0)).zip(0u64..);
        let known = bits.flat_map(|(bits, i)| (0..6).filter(move |b| (bits >> b) & 1 == 1).map(move |b| i * 6 + b));
        known.map(|bit| self.o.saturating_add(1 + bit)).collect()
    }

    fn know(&mut self, known: &BTreeSet<u64>) {
        self.k.clear();
        let top = self.o.saturating_add(KNOWN_SPAN);
        let mut sixes: BTreeMap<u64, usize> = BTreeMap::new();
        for id in known.iter().filter(|id| **id > self.o && **id <= top) {
            let bit = id - self.o - 1;
            *sixes.entry(bit / 6).or_default() |= 1 << (bit % 6);
        }
        let Some((&end, _)) = sixes.last_key_value() else { return };
        self.k.extend((0..=end).map(|i| char::from(SIGNS[sixes.get(&i).copied().unwrap_or(0) & 63])));
    }

    /// Remembers when a number happened: the largest of each minute.
    fn mark(&mut self, tx: u64, at: i64) {
        match self.m.last_mut() {
            Some((id, then)) if tx <= *id || at / MARK_SECS <= *then / MARK_SECS => {
                (*id, *then) = (tx.max(*id), at.max(*then));
            }
            _ if tx > self.o => self.m.push((tx, at)),
            _ => {}
        }
    }

    /// Moves on what has been read for good: all that happened long enough before this moment.
    fn settle(&mut self, now: i64) {
        let long_ago = self.m.iter().take_while(|(_, at)| now.saturating_sub(*at) >= OVERLAP_SECS).count();
        let settled = self.m.drain(..long_ago).next_back();
        if let Some((until, _)) = settled {
            let known = self.known();
            self.o = self.o.max(until);
            self.know(&known);
        }
    }

    /// After the words, or where there are none: the next page, or the end of the round.
    fn go_on(&mut self, with: &With<'_>, now: At) -> bool {
        (self.g, self.b, self.n) = (Stage::Happened, 0, 0);
        (self.l, self.i) = (Vec::new(), Vec::new());
        let watched = std::mem::take(&mut self.v);
        if !self.e && !watched {
            return true;
        }
        self.settle(now.unix());
        (self.y, self.e) = (self.o, false);
        if watched || with.watched.is_empty() || now.unix().saturating_sub(self.w) < WATCH_SECS || self.h == 0 {
            return false;
        }
        let ids: BTreeSet<u64> = with
            .watched
            .iter()
            .filter_map(|e| desk::ticket_of(e)?.parse().ok())
            .take(limits::WATCHED_OUTSIDE_MAX)
            .collect();
        (self.w, self.i) = (now.unix(), ids.into_iter().collect());
        (self.g, self.v) = (Stage::Tickets, !self.i.is_empty());
        if !self.v {
            self.g = Stage::Happened;
        }
        self.v
    }

    /// What to ask next when the tickets are known.
    fn after_tickets(&mut self) -> bool {
        let next = match &self.l {
            l if l.iter().any(|m| m.0 == 0) => Stage::First,
            l if l.iter().any(|m| m.4 == Role::Unknown) => Stage::Who,
            l if !l.is_empty() => Stage::Words,
            _ => return false,
        };
        self.g = next;
        true
    }
}

/// The next request.
pub(super) fn ask(with: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
    if with.settings.server.trim().is_empty() {
        return Err(Trouble::Refused("say where Request Tracker is".into()));
    }
    let place = Place::read(cursor);
    Ok(get(
        with,
        &match place.g {
            Stage::Happened => happened(with, &place),
            Stage::Tickets => tickets(&place.i),
            Stage::First => {
                let ids: Vec<u64> = place.l.iter().filter(|m| m.0 == 0).map(|m| m.1).collect();
                transactions(&format!("Type = 'Create' AND ({})", either("ObjectId", &ids)))
            }
            Stage::Who => {
                let who = place.l.iter().find(|m| m.4 == Role::Unknown).map_or("", |m| m.5.as_str());
                format!("user/{}", json::escaped(who))
            }
            Stage::Words => {
                let ids: Vec<u64> = place.l[..place.batch()].iter().map(|m| m.0).collect();
                // A file that came along may be a text of any length, and is not asked for: its name is none or empty.
                let query = json!([
                    { "field": "TransactionId", "operator": "IN", "value": ids },
                    { "field": "ContentType", "operator": "STARTSWITH", "value": "text/" },
                    { "field": "ContentType", "operator": "STARTSWITH", "value": "multipart/" },
                    { "field": "Filename", "operator": "IS", "value": "NULL" },
                    { "field": "Filename", "operator": "=", "value": "" },
                    { "field": "id", "operator": ">", "value": place.b },
                ]);
                let fields = "fields=TransactionId,ContentType,Content,Subject,Filename";
                format!(
                    "attachments?orderby=id&per_page={PER_PAGE}&{fields}&query={}",
                    json::escaped(&query.to_string())
                )
            }
        },
    ))
}

/// Transactions of tickets, the oldest first.
fn transactions(query: &str) -> String {
    let query = json::escaped(&format!("ObjectType = 'RT::Ticket' AND {query}"));
    format!("transactions?orderby=id&order=ASC&per_page={PER_PAGE}&fields=Type,ObjectId,Created,Creator&query={query}")
}

fn happened(with: &With<'_>, place: &Place) -> String {
    // A span in words is counted by the server from its own now, whatever zone the login has set.
    let days = with.settings.option("days").trim().parse::<u16>().unwrap_or(7).clamp(1, 366);
    let since = match place.h {
        0 => format!("Created > '{days} days ago'"),
        _ => format!("id > {}", place.y),
    };
    let kinds = "(Type = 'Create' OR Type = 'Correspond' OR Type = 'Status' OR Type = 'Set' OR Type = 'CustomField' \
                 OR Type = 'AddLink')";
    let queue = match with.settings.option("queue").trim() {
        "" => String::new(),
        queue => format!(" AND TicketQueue = '{}'", queue.replace('\\', "\\\\").replace('\'', "\\'")),
    };
    transactions(&format!("{since} AND {kinds}{queue}"))
}

fn tickets(ids: &[u64]) -> String {
    let fields = "fields=Status,Owner,Priority,Created,LastUpdated,Requestor,Cc,Queue,CustomFields";
    let names = "fields[Owner]=Name&fields[Queue]=Name";
    let query = json::escaped(&either("id", ids));
    format!("tickets?orderby=id&per_page={PER_PAGE}&{fields}&{names}&query={query}")
}

fn either(field: &str, ids: &[u64]) -> String {
    let all: Vec<String> = ids.iter().map(|id| format!("{field} = {id}")).collect();
    if all.is_empty() { format!("{field} = 0") } else { all.join(" OR ") }
}

/// What the answer says.
pub(super) fn parse(with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
    let mut place = Place::read(cursor);
    let now = desk::server_now(answer);
    let mut heard = Heard::default();
    if place.g == Stage::Who {
        // Whoever cannot be asked about is nobody of the staff.
        let who = json::document(&answer.body).unwrap_or_default();
        know_who(&mut place, json::number(&who, "Privileged") == Some(1));
        heard.more = place.after_tickets() || place.go_on(with, now);
        heard.cursor = place.write();
        return Ok(heard);
    }
    let page = json::document(&answer.body).map_err(Trouble::Unwell)?;
    if !page.is_object() || !json::at(&page, "items").is_array() {
        return Err(Trouble::Unwell("the answer is no list".into()));
    }
    let items = json::list(&page, "items");
    heard.more = match place.g {
        Stage::Happened => {
            if place.h == 0 {
                heard.gap = first_gap(items, now);
            }
            take_happened(&mut place, items, now, &mut heard.problems);
            match place.i.is_empty() {
                true => place.go_on(with, now),
                false => {
                    place.g = Stage::Tickets;
                    true
                }
            }
        }
        Stage::Tickets => {
            take_tickets(with, &mut place, items, &mut heard);
            place.after_tickets() || place.go_on(with, now)
        }
        Stage::First => {
            take_first(&mut place, items);
            place.after_tickets() || place.go_on(with, now)
        }
        Stage::Words | Stage::Who => take_words(&mut place, items, &mut heard) || place.go_on(with, now),
    };
    heard.cursor = place.write();
    Ok(heard)
}

/// Where the first reading begins, for the record.
fn first_gap(items: &[Value], now: At) -> Option<String> {
    let since = items.first().and_then(|i| json::moment(i, "Created")).unwrap_or(now);
    Some(format!("what happened before {} was not read", since.timestamp().strftime("%Y-%m-%d %H:%M UTC")))
}

fn take_happened(place: &mut Place, items: &[Value], now: At, problems: &mut Vec<Problem>) {
    let mut known = place.known();
    let mut tickets: BTreeSet<u64> = BTreeSet::new();
    let (mut bytes, mut cut) = (0, false);
    for item in items {
        let (Some(tx), Some(ticket), Some(at)) =
            (json::number(item, "id"), json::number(item, "ObjectId"), json::moment(item, "Created"))
        else {
            problems.push(Problem {
                place: "a transaction".into(),
                reason: "it has no number, no ticket or no time".into(),
                raw: json::clipped(&item.to_string()),
            });
            continue;
        };
        if place.h == 0 {
            (place.o, place.h) = (tx.saturating_sub(1), at.unix());
        }
        if bytes > WAITING_BYTES || tickets.len() >= PER_PAGE {
            cut = true;
            break;
        }
        place.mark(tx, at.unix());
        (place.y, place.z) = (place.y.max(tx), at.unix());
        if !known.insert(tx) {
            continue;
        }
        tickets.insert(ticket);
        let kind = json::text(item, "Type");
        if kind == "Create" || kind == "Correspond" {
            let who: String = json::text(item, "Creator/id").chars().take(limits::NAME_CHARS_MAX).collect();
            bytes += 48 + who.len();
            place.l.push(Message(tx, ticket, kind == "Create", at.unix(), Role::Unknown, who));
        }
    }
    place.know(&known);
    place.settle(place.z);
    place.i = tickets.into_iter().collect();
    // Of a page some may not be for our eyes: only one that is half empty is surely the last.
    place.e = !cut && items.len() < PER_PAGE / 2;
    if place.h == 0 && items.is_empty() {
        (place.e, place.z) = (true, now.unix());
    }
}

fn take_tickets(with: &With<'_>, place: &mut Place, items: &[Value], heard: &mut Heard) {
    let queue = with.settings.option("queue").trim().to_owned();
    let mut there: BTreeSet<u64> = BTreeSet::new();
    for item in items {
        let Some(id) = json::number(item, "id") else { continue };
        let mut now = ticket(with, item);
        let at_queue = json::text(item, "Queue/Name");
        if !queue.is_empty() && !at_queue.is_empty() && !at_queue.eq_ignore_ascii_case(&queue) {
            now.state = TicketState::Gone;
        }
        there.insert(id);
        let people =
            |field: &str| -> Vec<String> { json::list(item, field).iter().map(|p| json::text(p, "id")).collect() };
        let (requestors, copied) = (people("Requestor"), people("Cc"));
        for message in place.l.iter_mut().filter(|m| m.1 == id) {
            let who = message.5.as_str();
            message.4 = match () {
                () if message.2 || requestors.iter().chain(&copied).any(|r| r == who) => Role::Customer,
                () if who == with.session.own("name") || who == now.owner || who == "RT_System" => Role::Agent,
                () if place.a.iter().any(|a| a == who) => Role::Agent,
                // An address with a slash cannot be asked about; and a name that is a number would be taken for the
                // number of somebody else.
                () if who.contains('/') || who.bytes().all(|b| b.is_ascii_digit()) => Role::Customer,
                () => Role::Unknown,
            };
            if let (true, Some(first)) = (message.2, requestors.first()) {
                message.5 = first.chars().take(limits::NAME_CHARS_MAX).collect();
            }
        }
        let created = json::moment(item, "Created").map_or(i64::MAX, At::unix);
        let spoken = place.l.iter().any(|m| m.1 == id);
        if spoken && created < place.h && !place.l.iter().any(|m| m.1 == id && m.2) {
            let who = requestors.first().map(|r| r.chars().take(limits::NAME_CHARS_MAX).collect());
            place.l.insert(0, Message(0, id, true, created, Role::Customer, who.unwrap_or_default()));
        }
        // Of a ticket that is new here it is told after its first message, when it is known.
        if !place.l.iter().any(|m| m.1 == id && m.2) {
            heard.changes.push(desk::told(now));
        }
    }
    let asked = std::mem::take(&mut place.i);
    heard.changes.extend(asked.iter().filter(|id| !there.contains(id)).map(|id| desk::gone(&id.to_string())));
    place.l.retain(|m| there.contains(&m.1));
}

fn take_first(place: &mut Place, items: &[Value]) {
    for item in items {
        let (Some(tx), Some(ticket)) = (json::number(item, "id"), json::number(item, "ObjectId")) else { continue };
        for message in place.l.iter_mut().filter(|m| m.0 == 0 && m.1 == ticket) {
            message.0 = tx;
            if message.5.is_empty() {
                message.5 = json::text(item, "Creator/id");
            }
        }
    }
    place.l.retain(|m| m.0 > 0);
}

fn know_who(place: &mut Place, staff: bool) {
    let Some(who) = place.l.iter().find(|m| m.4 == Role::Unknown).map(|m| m.5.clone()) else { return };
    for message in place.l.iter_mut().filter(|m| m.4 == Role::Unknown && m.5 == who) {
        message.4 = if staff { Role::Agent } else { Role::Customer };
    }
    if staff && who.len() <= 40 {
        place.a.insert(0, who);
        place.a.truncate(AGENTS);
    }
}

/// The words of one message, of what it came with.
#[derive(Default)]
struct Words {
    subject: String,
    plain: Option<String>,
    html: Option<String>,
}

/// Whether there are more words to be asked for.
fn take_words(place: &mut Place, items: &[Value], heard: &mut Heard) -> bool {
    let batch = place.batch();
    let mut rows: Vec<&Value> = items.iter().filter(|i| json::number(i, "id").is_some()).collect();
    let full = items.len() >= PER_PAGE;
    if full {
        // What is last may have parts in the next page.
        let last = rows.last().map(|r| json::text(r, "TransactionId")).unwrap_or_default();
        if rows.iter().any(|r| json::text(r, "TransactionId") != last) {
            rows.retain(|r| json::text(r, "TransactionId") != last);
        }
    }
    let mut words: BTreeMap<u64, Words> = BTreeMap::new();
    for row in &rows {
        let words = words.entry(json::number(row, "TransactionId").unwrap_or(0)).or_default();
        if words.subject.is_empty() {
            words.subject = json::text(row, "Subject");
        }
        if !json::text(row, "Filename").is_empty() {
            continue;
        }
        let kind = json::text(row, "ContentType").to_ascii_lowercase();
        match kind.split(';').next().unwrap_or_default() {
            "text/html" => _ = words.html.get_or_insert_with(|| json::text(row, "Content")),
            kind if kind.starts_with("text/") => _ = words.plain.get_or_insert_with(|| json::text(row, "Content")),
            _ => {}
        }
    }
    let last = rows.last().and_then(|r| json::number(r, "id")).unwrap_or(place.b);
    let on = full && last > place.b;
    place.b = place.b.max(last);
    let mut waiting = std::mem::take(&mut place.l);
    let later = waiting.split_off(batch);
    for message in waiting {
        match (words.remove(&message.0), on) {
            (None, true) => place.l.push(message),
            (words, _) => hear(place, heard, &message, &words.unwrap_or_default()),
        }
    }
    place.n = match () {
        () if later.is_empty() => 0,
        // The rest of these first: rows of the others may have smaller numbers.
        () if !place.l.is_empty() => place.l.len(),
        () => place.n.saturating_mul(2),
    };
    if place.l.is_empty() {
        place.b = 0;
    }
    place.l.extend(later);
    after_words(place)
}

fn hear(place: &mut Place, heard: &mut Heard, message: &Message, words: &Words) {
    match mention(message, words) {
        Some(mention) => {
            if message.2 && !place.i.contains(&message.1) {
                place.i.push(message.1);
            }
            heard.mentions.push(mention);
        }
        None => heard.problems.push(problem(message, "its time is none")),
    }
}

fn problem(message: &Message, reason: &str) -> Problem {
    Problem { place: format!("transaction {}", message.0), reason: reason.into(), raw: String::new() }
}

/// Whether there is more to be asked for after words: other words, or how the tickets stand that are new here.
fn after_words(place: &mut Place) -> bool {
    if place.l.is_empty() && !place.i.is_empty() {
        (place.g, place.b, place.n) = (Stage::Tickets, 0, 0);
        return true;
    }
    !place.l.is_empty()
}

/// What is left to do when the words were too many: half as many are asked for. A message that is too long for itself
/// is heard without its words, and is a problem of the page, so that its ticket is known and the others are read.
pub(super) fn too_long(cursor: &str) -> Option<Heard> {
    let mut place = Place::read(cursor);
    let mut heard = Heard { more: true, ..Heard::default() };
    match (place.g, place.batch()) {
        (Stage::Words, 1) => {
            let message = place.l.remove(0);
            heard.problems.push(problem(&message, "its words are longer than is read"));
            let words = Words { plain: Some(TOO_LONG.into()), ..Words::default() };
            hear(&mut place, &mut heard, &message, &words);
            (place.b, place.n) = (0, 1);
            if !after_words(&mut place) {
                // Whether there is more, the next answer says, and by whose clock.
                place.g = Stage::Happened;
            }
        }
        (Stage::Words, batch) if batch > 1 => place.n = batch / 2,
        _ => return None,
    }
    heard.cursor = place.write();
    Some(heard)
}

fn mention(message: &Message, words: &Words) -> Option<Incoming> {
    let Message(tx, ticket, first, at, role, who) = message;
    let html = || words.html.as_deref().map(desk::words);
    let body = words.plain.clone().filter(|t| !t.trim().is_empty()).or_else(html).unwrap_or_default();
    let (subject, body) = (words.subject.trim(), body.trim());
    let text = match () {
        () if !first || subject.is_empty() || body.starts_with(subject) => body.to_owned(),
        () if body.is_empty() => subject.to_owned(),
        () => format!("{subject}\n\n{body}"),
    };
    let text = if text.is_empty() { NO_WORDS.to_owned() } else { json::clipped(&text) };
    let (id, ours) = (ticket.to_string(), *role == Role::Agent);
    let top = desk::first(&id);
    let name = if who.is_empty() { "unknown" } else { who.as_str() };
    Some(Incoming {
        external: if *first { top.clone() } else { desk::later(&id, &tx.to_string()) },
        parent: (!first).then_some(top),
        at: At::from_unix(*at)?,
        author: IncomingAuthor { external: name.to_owned(), name: name.to_owned(), followers: None, ours },
        what: IncomingKind::Written { kind: MentionKind::Direct, text, agent: ours.then(|| name.to_owned()) },
    })
}
