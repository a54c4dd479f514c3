//! What is asked next, and what the answer says.

use super::status::{self, is_id};
use super::{failed, get};
use crate::connect::Problem;
use crate::connect::net::{Answer, Heard, Request, Trouble, With, answer, json};
use crate::floor::source::{Change, Told};
use crate::floor::{Amplification, At, Incoming, IncomingKind, key_of};
use crate::limits;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Things on one page of what is new, and of who joined: what servers allow at most.
const PAGE: &str = "40";
const JOINERS_PAGE: &str = "80";
/// Seconds of notifications that are read again, and of hashtags: a post from another server takes its place among
/// others by when it was written there, and may arrive much later.
const OVERLAP_SECS: u32 = 300;
const TAG_OVERLAP_SECS: u32 = 3600;
/// Seconds that a fresh source reads back.
const DAY_SECS: u32 = 24 * 3600;
/// Posts that are looked at again in one round: the most urgent in each, the others in turn. Each is a request, and a
/// server allows an account sixty a minute.
const URGENT_MAX: usize = 8;
const IN_TURN_MAX: usize = 8;
/// Joiners beyond those that the counts promise that are read, for those who have left in between.
const JOINERS_SLACK: usize = 3;
/// Joiners of one post and kind that are looked at one by one in one round; the rest is said to be left out.
const JOINERS_MAX: u32 = 400;
/// Posts above an answer that are read, the nearest.
const PARENTS_MAX: usize = 20;
/// Posts that were read lately and are remembered.
const KNOWN_MAX: usize = 50;
/// Answers whose parents wait to be read.
const THREADS_MAX: usize = 40;

/// Seconds after which whatever else is going on gives way to what is new: something there may never answer.
const GIVE_WAY_SECS: i64 = 300;

/// What is remembered between two requests. Whatever is not empty is done first, in the order of the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Cursor {
    /// Answers whose parents are to be read.
    threads: Vec<String>,
    /// What is looked at again.
    look: Option<Look>,
    /// When a page of what is addressed to us was read last, by our clock.
    news: i64,
    /// 0 for what is addressed to us, n for the nth hashtag.
    stream: usize,
    /// After which id the stream goes on in this round; empty at its beginning.
    page: String,
    /// Pages of the stream that were read in this round.
    pages: u32,
    /// Where each stream stands.
    streams: BTreeMap<String, Stream>,
    /// Hashtags that the server does not want to give, which was told.
    mute: Vec<String>,
    /// Whose turn it is among what is watched.
    turn: usize,
    /// When the round before looked.
    looked: i64,
    /// Posts that were read lately, with the version read.
    known: Vec<String>,
    /// What was told of each post that is watched: likes, boosts, version.
    seen: BTreeMap<String, Seen>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Seen([u32; 2], Option<String>);

/// Where a stream stands. It is read again from `old` on, which was the newest at least the overlap ago: what took its
/// place below the newest in between is not missed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Stream {
    /// The newest that is known.
    top: String,
    /// What every round reads on from.
    old: String,
    /// What will be so once the overlap has passed, and since when it is waited for.
    next: String,
    next_at: i64,
}

/// A look at what is watched, one post after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Look {
    /// The posts; the first is being looked at.
    posts: Vec<String>,
    /// Who joined the first is to be asked: whether boosts, and up to which count.
    jobs: Vec<(bool, u32)>,
    /// The server's cursor within the first job.
    page: String,
    /// How many of the first job's have been read.
    read: u32,
    /// Since when those who joined the first may have done so.
    born: i64,
}

/// What a cursor asks for.
enum Doing<'a> {
    Context(&'a str),
    Join(&'a Look, &'a str, bool),
    Post(&'a str),
    Mentions,
    Tag(&'a str),
}

impl Cursor {
    fn read(text: &str) -> Cursor {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// Writes it within its limit; what only saves requests is forgotten first.
    fn write(mut self) -> String {
        loop {
            let text = serde_json::to_string(&self).unwrap_or_default();
            if text.len() <= limits::CURSOR_BYTES_MAX {
                return text;
            }
            if !self.known.is_empty() {
                self.known.clear();
            } else if !self.seen.is_empty() {
                self.seen.clear();
            } else if self.threads.pop().is_none() && self.look.take().is_none() && self.streams.pop_last().is_none() {
                return String::new();
            }
        }
    }

    fn doing<'a>(&'a self, tags: &'a [String]) -> Doing<'a> {
        if let Some(thread) = self.threads.first() {
            return Doing::Context(thread);
        }
        if let Some((look, post)) = self.look.as_ref().and_then(|look| Some((look, look.posts.first()?))) {
            return match look.jobs.first() {
                Some((boosts, _)) => Doing::Join(look, post, *boosts),
                None => Doing::Post(post),
            };
        }
        match self.stream.checked_sub(1).and_then(|i| tags.get(i)) {
            Some(tag) => Doing::Tag(tag),
            None => Doing::Mentions,
        }
    }

    fn knows(&self, id: &str) -> Option<&str> {
        self.known.iter().find_map(|known| known.strip_prefix(id)?.strip_prefix('/'))
    }

    fn learn(&mut self, id: &str, version: &str) {
        self.known.retain(|known| known.strip_prefix(id).is_none_or(|rest| !rest.starts_with('/')));
        self.known.push(format!("{id}/{version}"));
        let over = self.known.len().saturating_sub(KNOWN_MAX);
        self.known.drain(..over);
    }
}

/// The hashtags that the settings name, without what cannot stand in one.
fn tags(words: &str) -> Vec<String> {
    let tag = |word: &str| -> String {
        word.chars().filter(|c| c.is_alphanumeric() || *c == '_').take(limits::BRAND_TERM_CHARS_MAX).collect()
    };
    words.split(',').map(tag).filter(|tag| !tag.is_empty()).take(limits::SEARCH_WORDS_MAX).collect()
}

fn stream_key(tag: &str) -> String {
    if tag.is_empty() { String::new() } else { format!("{:x}", key_of("", &tag.to_lowercase()) >> 32) }
}

/// Where reading stands now.
fn current(with: &With<'_>, cursor: &str, tags: &[String]) -> Cursor {
    let mut cursor = Cursor::read(cursor);
    let waits = cursor.news > 0 && with.now.unix().saturating_sub(cursor.news) > GIVE_WAY_SECS;
    if waits && !matches!(cursor.doing(tags), Doing::Mentions) {
        cursor.threads.clear();
        cursor.look = None;
        if cursor.stream > 0 {
            (cursor.stream, cursor.page, cursor.pages) = (0, String::new(), 0);
        }
    }
    cursor
}

/// The request that a cursor stands for.
pub(super) fn ask(with: &With<'_>, cursor: &str) -> Request {
    let tags = tags(with.settings.option("words"));
    let cursor = current(with, cursor, &tags);
    let stream = |tag: &str| {
        let old = cursor.streams.get(&stream_key(tag)).map_or("", |stream| stream.old.as_str());
        let after = if cursor.page.is_empty() { old } else { cursor.page.as_str() };
        [("limit", PAGE.to_owned()), ("min_id", after.to_owned())]
    };
    let (path, fields): (String, Vec<(&str, String)>) = match cursor.doing(&tags) {
        Doing::Context(id) => (format!("statuses/{id}/context"), vec![]),
        Doing::Post(id) => (format!("statuses/{id}"), vec![]),
        Doing::Join(look, id, boosts) => {
            let who = if boosts { "reblogged_by" } else { "favourited_by" };
            (format!("statuses/{id}/{who}"), vec![("limit", JOINERS_PAGE.into()), ("max_id", look.page.clone())])
        }
        Doing::Mentions => {
            let types = [("types[]", "mention".to_owned())];
            ("notifications".into(), types.into_iter().chain(stream("")).collect())
        }
        Doing::Tag(tag) => (format!("timelines/tag/{}", json::escaped(tag)), stream(tag).to_vec()),
    };
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (*name, value.as_str())).filter(|(_, value)| !value.is_empty()).collect();
    get(with, &path, &fields)
}

/// What an answer says.
pub(super) fn parse(with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
    let tags = tags(with.settings.option("words"));
    let cursor = current(with, cursor, &tags);
    let before = cursor.clone();
    let now = answer::server_time(answer).unwrap_or(answer.at);
    let mut reader = Reader { with, tags: &tags, now, cursor, heard: Heard::default() };
    let body = if answer.is_ok() { json::document(&answer.body) } else { Err(String::new()) };
    match (before.doing(&tags), body) {
        (Doing::Mentions, Ok(body)) if body.is_array() => reader.stream(&body, ""),
        (Doing::Mentions, Ok(_)) => return Err(Trouble::Unwell("the answer is no list of notifications".into())),
        (Doing::Mentions, Err(why)) => return Err(failed(answer, &why)),
        (Doing::Tag(tag), Ok(body)) if body.is_array() => reader.stream(&body, tag),
        (Doing::Tag(tag), Ok(_)) => reader.cannot_read(tag, "the answer is no list"),
        (Doing::Tag(tag), Err(why)) => reader.cannot_read(tag, failed(answer, &why).why()),
        (Doing::Context(_), body) => reader.context(&body.unwrap_or_default()),
        (Doing::Post(id), Ok(body)) if json::text(&body, "id") == id => reader.post(&body, id),
        (Doing::Post(id), _) => reader.no_post(id, matches!(answer.status, 404 | 410)),
        (Doing::Join(look, id, boosts), Ok(body)) if body.is_array() => {
            reader.join(look, id, boosts, &body, &next_max_id(answer));
        }
        // What cannot be told now is still missing at the next look.
        (Doing::Join(..), _) => reader.end_job(None),
    }
    Ok(reader.done())
}

struct Reader<'a> {
    with: &'a With<'a>,
    tags: &'a [String],
    now: At,
    cursor: Cursor,
    heard: Heard,
}

impl Reader<'_> {
    fn own(&self) -> &str {
        self.with.session.own("id")
    }

    /// The page is read; goes on to what is next in the round, or ends it.
    fn done(mut self) -> Heard {
        if self.cursor.threads.is_empty() && self.cursor.look.is_none() && self.cursor.stream > self.tags.len() {
            self.begin_look();
        }
        self.heard.more = !self.cursor.threads.is_empty()
            || self.cursor.look.is_some()
            || self.cursor.stream > 0
            || !self.cursor.page.is_empty();
        self.heard.cursor = self.cursor.write();
        self.heard
    }

    /// Reads a post into the page; one that cannot be read is a problem of its own.
    fn take(&mut self, status: &Value) -> Option<Incoming> {
        let id = json::text(status, "id");
        match status::written(status, self.own(), self.now) {
            Ok(mention) => {
                self.cursor.learn(&id, &status::version(status));
                self.heard.mentions.push(mention.clone());
                Some(mention)
            }
            Err(reason) => {
                let place = if is_id(&id) { format!("post {id}") } else { "a post without an id".into() };
                self.heard.problems.push(Problem { place, reason, raw: json::clipped(&status.to_string()) });
                None
            }
        }
    }

    /// A page of what is new, which is newest first in itself although the oldest pages come first.
    fn stream(&mut self, body: &Value, tag: &str) {
        if tag.is_empty() {
            self.cursor.news = self.with.now.unix();
        }
        let items = json::list(body, "");
        let key = stream_key(tag);
        let stream = self.cursor.streams.get(&key).cloned();
        let earliest = stream.is_none().then(|| self.now.minus(DAY_SECS));
        let now = self.now;
        let moment = move |item: &Value| json::moment(item, "created_at").unwrap_or(now).min(now);
        let mut left_out = false;
        for item in items.iter().rev() {
            let status = if tag.is_empty() { json::at(item, "status") } else { item };
            let concerns = !tag.is_empty() || json::text(item, "type") == "mention";
            // A post that was deleted meanwhile leaves its notification behind for a moment.
            if !concerns || status.is_null() {
                continue;
            }
            left_out |= earliest.is_some_and(|earliest| moment(item) < earliest);
            let known = self.cursor.knows(&json::text(status, "id")) == Some(status::version(status).as_str());
            if known || earliest.is_some_and(|earliest| moment(item) < earliest) {
                continue;
            }
            if let Some(mention) = self.take(status) {
                self.wants_context(&mention, items);
            }
        }
        let first = items.first().map_or(String::new(), |item| json::text(item, "id"));
        let Some(stream) = stream else {
            if left_out || items.len() >= 40 {
                let what = if tag.is_empty() { "mentions".into() } else { format!("posts with #{tag}") };
                let from = items.last().map_or(self.now, moment).max(self.now.minus(DAY_SECS));
                self.heard.gap = Some(format!("{what} from before {from} were not read: the source began then"));
            }
            let old = items.last().map_or("0".to_owned(), |item| json::text(item, "id"));
            let fresh = Stream { top: first.clone(), old, next: first, next_at: now.unix() };
            self.cursor.streams.insert(key, fresh);
            self.end_stream();
            return;
        };
        // That nothing comes after it is the only sign of an end that all servers give; a server that does not know
        // `min_id` gives the same again.
        let ends = !is_id(&first) || first == self.cursor.page;
        self.cursor.pages = self.cursor.pages.saturating_add(1);
        if !ends && self.cursor.pages < limits::CATCH_UP_PAGES_MAX {
            self.cursor.page = first;
            return;
        }
        let read_to = if ends { self.cursor.page.clone() } else { first };
        let top = if read_to.is_empty() { stream.top.clone() } else { read_to };
        let overlap = i64::from(if tag.is_empty() { OVERLAP_SECS } else { TAG_OVERLAP_SECS });
        let mut next = Stream { top, ..stream };
        if !ends {
            // The next round goes on here, not where this one began.
            (next.old, next.next, next.next_at) = (next.top.clone(), next.top.clone(), now.unix());
        } else if next.next.is_empty() || now.unix().saturating_sub(next.next_at) >= overlap {
            let old = std::mem::replace(&mut next.next, next.top.clone());
            next.old = if old.is_empty() { next.old } else { old };
            next.next_at = now.unix();
        }
        self.cursor.streams.insert(key.clone(), next);
        self.cursor.mute.retain(|mute| *mute != key);
        self.end_stream();
    }

    fn end_stream(&mut self) {
        (self.cursor.page, self.cursor.pages) = (String::new(), 0);
        self.cursor.stream = self.cursor.stream.saturating_add(1);
    }

    /// A hashtag that cannot be read keeps nothing else out. It is told once, until it works again.
    fn cannot_read(&mut self, tag: &str, why: &str) {
        let key = stream_key(tag);
        if !self.cursor.mute.contains(&key) {
            let place = format!("reading #{tag}");
            self.heard.problems.push(Problem { place, reason: why.to_owned(), raw: String::new() });
            self.cursor.mute.push(key);
        }
        self.end_stream();
    }

    /// An answer whose question nobody has read yet is asked for with what stands above it.
    fn wants_context(&mut self, mention: &Incoming, page: &[Value]) {
        let quotes = matches!(&mention.what, IncomingKind::Written { kind: crate::floor::MentionKind::Quote, .. });
        let Some(parent) = mention.parent.as_deref().filter(|_| !quotes && !mention.author.ours) else { return };
        let known = self.cursor.knows(parent).is_some()
            || self.with.watched.iter().any(|watched| watched == parent)
            || page.iter().any(|item| json::text(item, "status/id") == parent || json::text(item, "id") == parent);
        if !known && self.cursor.threads.len() < THREADS_MAX {
            self.cursor.threads.push(mention.external.clone());
        }
    }

    fn context(&mut self, body: &Value) {
        // The nearest first: each joins the conversation that waits for it.
        for status in json::list(body, "ancestors").iter().rev().take(PARENTS_MAX) {
            if self.cursor.knows(&json::text(status, "id")).is_some() {
                break;
            }
            self.take(status);
        }
        self.cursor.threads.remove(0);
    }

    /// Begins to look again at what is watched; when there is nothing, the round ends.
    fn begin_look(&mut self) {
        let all: Vec<&String> =
            self.with.watched.iter().filter(|id| is_id(id)).take(limits::WATCHED_OUTSIDE_MAX).collect();
        self.cursor.seen.retain(|id, _| all.contains(&id));
        let (urgent, others) = all.split_at(all.len().min(URGENT_MAX));
        let from = if self.cursor.turn < others.len() { self.cursor.turn } else { 0 };
        let turn: Vec<&String> = others.iter().skip(from).take(IN_TURN_MAX).copied().collect();
        self.cursor.turn = from + turn.len();
        let posts: Vec<String> = urgent.iter().copied().chain(turn).cloned().collect();
        let keys: Vec<String> =
            std::iter::once("").chain(self.tags.iter().map(String::as_str)).map(stream_key).collect();
        self.cursor.streams.retain(|key, _| keys.contains(key));
        self.cursor.mute.retain(|key| keys.contains(key));
        self.cursor.look = Some(Look { posts, ..Look::default() });
        self.end_looks();
    }

    /// Ends the round when all has been looked at.
    fn end_looks(&mut self) {
        if self.cursor.look.as_ref().is_none_or(|look| look.posts.is_empty()) {
            self.cursor.look = None;
            self.cursor.stream = 0;
            self.cursor.looked = self.now.unix();
        }
    }

    fn next_post(&mut self) {
        if let Some(look) = &mut self.cursor.look {
            look.posts.remove(0);
            *look = Look { posts: std::mem::take(&mut look.posts), ..Look::default() };
        }
        self.end_looks();
    }

    fn no_post(&mut self, id: &str, gone: bool) {
        if gone && self.cursor.seen.get(id).is_none_or(|seen| seen.1.as_deref() != Some("gone")) {
            self.cursor.seen.entry(id.to_owned()).or_default().1 = Some("gone".into());
            self.heard.changes.push(Change { external: id.to_owned(), what: Told::Gone });
        }
        self.next_post();
    }

    fn post(&mut self, status: &Value, id: &str) {
        let version = status::version(status);
        let before = self.cursor.seen.remove(id);
        let is_new = before.is_none();
        let mut seen = before.unwrap_or_default();
        let told = seen.1.clone().or_else(|| self.cursor.knows(id).map(str::to_owned)).unwrap_or_default();
        if told != version {
            let what = Told::Edited(status::words(status));
            self.heard.changes.push(Change { external: id.to_owned(), what });
        }
        seen.1 = Some(version);
        let mut jobs = Vec::new();
        for (which, field) in ["favourites_count", "reblogs_count"].into_iter().enumerate() {
            let count = json::count(status, field).unwrap_or(seen.0[which]);
            seen.0[which] = seen.0[which].min(count);
            if count > seen.0[which] {
                jobs.push((which == 1, count));
            }
        }
        self.cursor.seen.insert(id.to_owned(), seen);
        let written = json::moment(status, "created_at").map_or(0, At::unix);
        let born = if is_new { written } else { written.max(self.cursor.looked) };
        match &mut self.cursor.look {
            Some(look) if !jobs.is_empty() => (look.jobs, look.born) = (jobs, born),
            _ => self.next_post(),
        }
    }

    fn join(&mut self, look: &Look, id: &str, boosts: bool, body: &Value, next: &str) {
        let upto = look.jobs.first().map_or(0, |(_, upto)| *upto);
        let told = self.cursor.seen.get(id).map_or(0, |seen| seen.0[usize::from(boosts)]);
        let wanted = upto.saturating_sub(told);
        let items = json::list(body, "");
        let left = wanted.saturating_sub(look.read) as usize + JOINERS_SLACK;
        let born = At::from_unix(look.born).unwrap_or(self.now.minus(DAY_SECS));
        let (word, how) = if boosts { ("repost", Amplification::Repost) } else { ("like", Amplification::Like) };
        for (i, account) in items.iter().enumerate().take(left) {
            let Ok(author) = status::author(account, self.own()) else { continue };
            if author.ours {
                continue;
            }
            self.heard.mentions.push(Incoming {
                external: format!("{word}:{}:{id}", author.external),
                parent: Some(id.to_owned()),
                at: between(born, self.now, look.read.saturating_add(i as u32), wanted),
                author,
                what: IncomingKind::Amplified(how),
            });
        }
        let read = look.read.saturating_add(items.len() as u32);
        let more = read < wanted && !next.is_empty() && next != look.page && !items.is_empty();
        if more && read >= JOINERS_MAX {
            let left = wanted - read;
            self.heard.gap = Some(format!("{left} who joined post {id} were counted, and not looked at one by one"));
        }
        if more && read < JOINERS_MAX {
            self.cursor.look = Some(Look { page: next.to_owned(), read, ..look.clone() });
        } else {
            self.end_job(Some(upto));
        }
    }

    fn end_job(&mut self, told: Option<u32>) {
        let Some(look) = &mut self.cursor.look else { return };
        if !look.jobs.is_empty() {
            let (boosts, _) = look.jobs.remove(0);
            let seen = look.posts.first().and_then(|id| self.cursor.seen.get_mut(id));
            if let (Some(seen), Some(told)) = (seen, told) {
                seen.0[usize::from(boosts)] = told;
            }
        }
        (look.page, look.read) = (String::new(), 0);
        if look.jobs.is_empty() {
            self.next_post();
        }
    }
}

/// When the nth newest of so many joined who were not there at `from` and are now. Servers do not say; that all came at
/// once would look like a fire, so they are taken to have come one after the other.
fn between(from: At, to: At, nth: u32, of: u32) -> At {
    let secs = u64::try_from(to.secs_since(from)).unwrap_or(0);
    let back = secs * (u64::from(nth) + 1) / (u64::from(of.max(nth.saturating_add(1))) + 1);
    to.minus(u32::try_from(back).unwrap_or(u32::MAX)).max(from.min(to))
}

/// Where the list goes on, by the `Link` header: the `max_id` of what comes next.
fn next_max_id(answer: &Answer) -> String {
    let link = answer.header("link").unwrap_or("");
    let next = link.split(',').find(|part| part.contains("rel=\"next\"") || part.contains("rel=next"));
    let id = next.and_then(|part| part.split(['?', '&', '<', '>']).find_map(|field| field.strip_prefix("max_id=")));
    id.filter(|id| is_id(id)).unwrap_or("").to_owned()
}
