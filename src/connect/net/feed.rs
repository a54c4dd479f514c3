//! RSS, Atom and JSON Feed: blogs, review sites and news, overheard.
//!
//! A feed is one document that is fetched whole, and only when it has changed: its `ETag` and `Last-Modified` are kept in
//! the cursor. Entries keep the id that the feed gives them; one without gets one of its link, or of its words and its
//! moment, which is the same each time.

use super::plain;
use super::{
    About, Answer, Connector, Field, Heard, Proven, Request, Session, SignIn, Trouble, With, answer, html, json,
};
use crate::floor::source::{Change, Told};
use crate::floor::{At, Incoming, IncomingAuthor, IncomingKind, MentionKind, SourceKind};
use feed_rs::model::{Entry, Feed as Document};
use serde::{Deserialize, Serialize};

/// RSS, Atom and JSON Feed.
pub struct Feed;

/// Characters of an `ETag` or a `Last-Modified`; a longer one is not kept, and the feed is fetched whole.
const STAMP_CHARS_MAX: usize = 500;
/// Entries of one feed; of more, the newest as the feed has them.
const ENTRIES_MAX: usize = 1_000;
/// Tags within tags; a feed that nests deeper is no feed.
const DEPTH_MAX: usize = 200;

static ABOUT: About = About {
    id: "feed",
    name: "RSS or Atom",
    kind: SourceKind::Listening,
    channel: "Web",
    can: &[],
    proven: Proven::Documents,
    fields: &[
        Field { key: "address", name: "Address of the feed", hint: "https://blog.example/feed.xml", optional: false },
        Field {
            key: "words",
            name: "Only with words",
            hint: "Words, with commas, one of which must be in an entry",
            optional: true,
        },
    ],
    server: "",
    login: "",
    secret: "",
    every_secs: 600,
    per_minute: 4,
    note: "Can only be read.",
};

/// What a cursor remembers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    /// Before when nothing is read, in Unix seconds.
    from: Option<i64>,
    tag: String,
    modified: String,
}

impl Connector for Feed {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn sign_in(&self, _: &With<'_>, _: &[Answer]) -> SignIn {
        SignIn::Ready(Session::default())
    }

    fn ask(&self, with: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
        let place: Place = plain::remembered(cursor);
        let own = with.settings.option("address").trim();
        let address = if own.is_empty() { with.settings.server.trim() } else { own };
        if !(address.starts_with("https://") || address.starts_with("http://")) {
            return Err(Trouble::Refused(
                "write the address of the feed, for example https://blog.example/feed.xml".into(),
            ));
        }
        let kinds =
            "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5";
        let mut request = Request::get(address).header("accept", kinds);
        if !place.tag.is_empty() {
            request = request.header("if-none-match", place.tag);
        }
        if !place.modified.is_empty() {
            request = request.header("if-modified-since", place.modified);
        }
        Ok(request)
    }

    fn parse(&self, with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
        if answer.status == 304 {
            return Ok(Heard { cursor: cursor.to_owned(), ..Heard::default() });
        }
        let mut place: Place = plain::remembered(cursor);
        let document = read(&answer.body)?;
        let fresh = place.from.is_none();
        let from = *place.from.get_or_insert(plain::first_from(answer).unix());
        let stamp = |name: &str| {
            let value = answer.header(name).unwrap_or_default();
            if value.chars().count() <= STAMP_CHARS_MAX { value.to_owned() } else { String::new() }
        };
        place.tag = stamp("etag");
        place.modified = stamp("last-modified");
        let mut heard = Heard::default();
        let now = answer::server_time(answer).unwrap_or(answer.at);
        let only = with.settings.option("words");
        for entry in document.entries.iter().take(ENTRIES_MAX) {
            let (incoming, edited) = written(entry, &document, now);
            let IncomingKind::Written { text, .. } = &incoming.what else { continue };
            if !plain::speaks_of(text, only) {
                continue;
            }
            if edited && with.watched.contains(&incoming.external) {
                heard.changes.push(Change { external: incoming.external.clone(), what: Told::Edited(text.clone()) });
            }
            heard.mentions.push(incoming);
        }
        let older = plain::only_since(&mut heard, At::from_unix(from).unwrap_or(At::FIRST));
        if document.entries.len() > ENTRIES_MAX {
            heard.gap = Some(format!("the feed has more than {ENTRIES_MAX} entries, and the rest was not read"));
        } else if older && fresh {
            heard.gap = Some(plain::FIRST_GAP.into());
        }
        heard.cursor = plain::cursor(&place);
        Ok(heard)
    }
}

/// The feed in an answer.
fn read(body: &[u8]) -> Result<Document, Trouble> {
    let start = body.iter().position(|b| !b.is_ascii_whitespace() && !matches!(b, 0xEF | 0xBB | 0xBF));
    let head: String =
        body[start.unwrap_or(0)..].iter().take(512).map(|b| char::from(b.to_ascii_lowercase())).collect();
    if head.starts_with("<!doctype html") || head.contains("<html") {
        let why = "this is a page for people and no feed: many pages name their feed in their source, as “alternate”";
        return Err(Trouble::Refused(why.into()));
    }
    if is_too_deep(body) {
        return Err(Trouble::Refused("this feed nests deeper than any feed does, and is not read".into()));
    }
    let parser = feed_rs::parser::Builder::new()
        .sanitize_content(false)
        // Its own would be drawn by chance where there is neither a link nor a title; ours comes later.
        .id_generator(|links, _, _| links.first().map(|link| link.href.clone()).unwrap_or_default())
        .build();
    parser
        .parse(body)
        .map_err(|why| Trouble::Unwell(format!("the feed cannot be read: {}", plain::name(&why.to_string()))))
}

/// Whether elements stand deeper in each other than in any feed. What is quoted whole may hold anything.
fn is_too_deep(body: &[u8]) -> bool {
    let (mut depth, mut deepest, mut at) = (0_usize, 0_usize, 0);
    let find = |from: usize, end: &[u8]| body[from..].windows(end.len()).position(|w| w == end).map(|n| from + n);
    while let Some(open) = memchr::memchr(b'<', &body[at..]).map(|n| at + n) {
        let rest = &body[open..];
        let end = if rest.starts_with(b"<![CDATA[") {
            find(open, b"]]>")
        } else if rest.starts_with(b"<!--") {
            find(open, b"-->")
        } else {
            let end = find(open, b">");
            match rest.get(1) {
                Some(b'/') => depth = depth.saturating_sub(1),
                Some(b'!' | b'?') | None => {}
                Some(_) if end.is_some_and(|end| body[end - 1] == b'/') => {}
                Some(_) => depth += 1,
            }
            end
        };
        deepest = deepest.max(depth);
        let Some(end) = end else { break };
        at = end + 1;
    }
    deepest > DEPTH_MAX
}

/// An entry, and whether it says that it was changed after it was published.
fn written(entry: &Entry, document: &Document, now: At) -> (Incoming, bool) {
    let title = entry.title.as_ref().map(|title| html::plain(&title.content)).unwrap_or_default();
    let content = entry.content.as_ref().and_then(|content| content.body.as_deref());
    let summary = entry.summary.as_ref().map(|summary| summary.content.as_str());
    let body = content.or(summary).map(html::plain).unwrap_or_default();
    let body = if body == title { String::new() } else { body };
    let text = [title, body].iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("\n\n");
    let text = json::clipped(&text);
    let moment = |at: Option<i64>| at.and_then(At::from_unix);
    let published = moment(entry.published.map(|at| at.timestamp()));
    let updated = moment(entry.updated.map(|at| at.timestamp()));
    let edited = updated > published && published.is_some();
    // A date in the future is a wrong one, and would keep the entry at the top for ever.
    let at = published.or(updated).map_or(now, |at| at.min(now));
    let feed = document.title.as_ref().map(|title| html::plain(&title.content)).unwrap_or_default();
    let people =
        entry.authors.iter().chain(&document.authors).filter_map(|person| Some(html::plain(person.name.as_deref()?)));
    let name = people.chain([feed, "a feed".into()]).find(|name| !name.is_empty()).unwrap_or_default();
    let id = Some(entry.id.trim()).filter(|id| !id.is_empty()).map(str::to_owned);
    let link = || entry.links.first().map(|link| link.href.clone());
    let external = id.or_else(link).unwrap_or_else(|| {
        let when = published.or(updated).map_or(0, At::unix);
        format!("words:{}", plain::mark(&format!("{when}\n{text}")))
    });
    let author =
        IncomingAuthor { external: plain::name(&name), name: plain::name(&name), followers: None, ours: false };
    let text = if text.is_empty() { link().unwrap_or_default() } else { text };
    let what = IncomingKind::Written { kind: MentionKind::Post, text, agent: None };
    (Incoming { external: short(&external), parent: None, at, author, what }, edited)
}

/// An id of any length, as one that can be kept; ids of feeds are addresses, which differ at their end.
fn short(id: &str) -> String {
    let kept = plain::name(id);
    if kept.len() == id.len() {
        return kept;
    }
    let start: String = kept.chars().take(150).collect();
    format!("{start}#{}", plain::mark(id))
}
