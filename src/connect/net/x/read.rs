//! What X's answers say, in either of its two vocabularies.

use super::{Place, QUOTES_A_ROUND, TALKS_MAX, json, plain};
use crate::connect::net::Heard;
use crate::floor::source::{Change, Told};
use crate::floor::{Amplification, At, Incoming, IncomingAuthor, IncomingKind, MentionKind};
use serde_json::Value;

/// The moment from which X's ids count milliseconds, in their upper bits: 2010-11-04 01:42:54.657 UTC.
const EPOCH_MS: u64 = 1_288_834_974_657;

/// When a post with this id was written: X puts the milliseconds since its own epoch above the lowest 22 bits.
pub fn moment(id: &str) -> Option<At> {
    let id: u64 = id.parse().ok().filter(|id| *id >= 1 << 40)?;
    At::from_unix(i64::try_from(((id >> 22) + EPOCH_MS) / 1_000).ok()?)
}

/// The id that a post written so many seconds earlier would have.
pub fn earlier(id: &str, secs: u32) -> String {
    let id: u64 = id.parse().unwrap_or_default();
    id.saturating_sub((u64::from(secs) * 1_000) << 22).max(1).to_string()
}

/// Whether an id is above another; an id that is none is above nothing.
pub fn is_newer(id: &str, than: &str) -> bool {
    let digits = id.bytes().all(|b| b.is_ascii_digit());
    let number = |id: &str| id.parse::<u64>().unwrap_or_default();
    digits && number(id) > number(than)
}

/// The newest and the oldest id of a page.
pub fn range(document: &Value) -> (String, String) {
    let ids = || json::list(document, "data").iter().filter_map(|item| json::text(item, "id").parse::<u64>().ok());
    let text = |id: Option<u64>| id.map(|id| id.to_string()).unwrap_or_default();
    (text(ids().max()), text(ids().min()))
}

/// What is known of accounts and posts beside those of the page itself.
struct Beside<'a> {
    users: &'a [Value],
    posts: Vec<&'a Value>,
    own: &'a str,
}

impl<'a> Beside<'a> {
    fn of(document: &'a Value, own: &'a str) -> Beside<'a> {
        let lists = ["includes/tweets", "includes/posts", "data"].map(|path| json::list(document, path));
        Beside { users: json::list(document, "includes/users"), posts: lists.into_iter().flatten().collect(), own }
    }

    fn author(&self, id: &str, fallback: &str) -> IncomingAuthor {
        let user = self.users.iter().find(|user| json::text(user, "id") == id);
        let name = user.map(|user| json::text(user, "username")).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| fallback.to_owned());
        let followers = user.and_then(|user| json::count(user, "public_metrics/followers_count"));
        IncomingAuthor {
            external: plain::name(id),
            name: if name.is_empty() { plain::name(id) } else { plain::name(&format!("@{name}")) },
            followers,
            ours: id == self.own,
        }
    }

    /// The id under which a post is known: an edited one keeps that of its first wording.
    fn first_of(&self, id: &str) -> String {
        let post = self.posts.iter().find(|post| json::text(post, "id") == id);
        post.map_or_else(|| id.to_owned(), |post| history(post).first().cloned().unwrap_or_else(|| id.to_owned()))
    }
}

/// The ids of all wordings of a post, the first first.
fn history(post: &Value) -> Vec<String> {
    let mut ids: Vec<u64> = ["edit_history_tweet_ids", "edit_history_post_ids"]
        .iter()
        .flat_map(|path| json::list(post, path))
        .filter_map(|id| json::text(id, "").parse().ok())
        .collect();
    ids.extend(json::text(post, "id").parse::<u64>());
    ids.sort_unstable();
    ids.dedup();
    ids.iter().map(u64::to_string).collect()
}

/// The posts of a page.
pub fn posts(document: &Value, own: &str) -> Heard {
    let beside = Beside::of(document, own);
    let mut heard = Heard::default();
    for post in json::list(document, "data") {
        match written(post, &beside) {
            Ok(incoming) => {
                if let (true, IncomingKind::Written { text, .. }) = (history(post).len() > 1, &incoming.what) {
                    let what = Told::Edited(text.clone());
                    heard.changes.push(Change { external: incoming.external.clone(), what });
                }
                heard.mentions.push(incoming);
            }
            Err(why) => heard.problems.push(plain::problem(format!("post {}", json::text(post, "id")), why, post)),
        }
    }
    heard
}

/// One post or private message, alone.
pub fn one(item: &Value, own: &str) -> Result<Incoming, String> {
    let nobody = Value::Null;
    let beside = Beside::of(&nobody, own);
    if item.get("dm_conversation_id").is_some() { message(item, &beside) } else { written(item, &beside) }
}

fn written(post: &Value, beside: &Beside<'_>) -> Result<Incoming, String> {
    let id = json::text(post, "id");
    let author = json::text(post, "author_id");
    if id.is_empty() || author.is_empty() {
        return Err("X does not say its id, or who wrote it".into());
    }
    let at = json::moment(post, "created_at").or_else(|| moment(&id)).ok_or("X does not say when it was written")?;
    let referenced = || ["referenced_tweets", "referenced_posts"].into_iter().flat_map(|path| json::list(post, path));
    let refers = |kinds: &[&str]| {
        let found = referenced().find(|r| kinds.contains(&json::text(r, "type").as_str()));
        found.map(|r| beside.first_of(&json::text(r, "id"))).filter(|id| !id.is_empty())
    };
    let who = beside.author(&author, &json::text(post, "username"));
    if let Some(carried) = refers(&["retweeted", "reposted"]) {
        let external = plain::name(&format!("repost:{author}:{carried}"));
        let what = IncomingKind::Amplified(Amplification::Repost);
        return Ok(Incoming { external, parent: Some(carried), at, author: who, what });
    }
    let (kind, parent) = match (refers(&["replied_to"]), refers(&["quoted"])) {
        (Some(parent), _) => (MentionKind::Reply, Some(parent)),
        (None, Some(parent)) => (MentionKind::Quote, Some(parent)),
        (None, None) => (MentionKind::Post, None),
    };
    let external = history(post).into_iter().next().unwrap_or(id);
    let what = IncomingKind::Written { kind, text: words(post), agent: None };
    Ok(Incoming { external: plain::name(&external), parent: parent.map(|p| plain::name(&p)), at, author: who, what })
}

/// The words of a post or message: all of a long one, with links as they were written.
pub fn words(post: &Value) -> String {
    let long = ["note_tweet", "note_post"].into_iter().map(|path| json::at(post, path));
    let long = long.into_iter().find(|note| !json::text(note, "text").is_empty());
    let part = long.unwrap_or(post);
    let mut text = json::text(part, "text");
    let lists = ["entities/urls", "urls"].into_iter().flat_map(|path| json::list(part, path));
    for link in lists.take(100) {
        let (short, whole) = (json::text(link, "url"), json::text(link, "expanded_url"));
        if short.len() > 12 && !whole.is_empty() && whole.len() <= 4_000 {
            text = text.replacen(&short, &whole, 4);
        }
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    json::clipped(&text)
}

/// The private messages of a page, each an answer to the one before it in the same conversation.
pub fn messages(document: &Value, own: &str, last: &mut Vec<(String, String)>) -> Heard {
    let beside = Beside::of(document, own);
    let mut heard = Heard::default();
    let mut read = Vec::new();
    for event in json::list(document, "data") {
        let kind = json::text(event, "event_type");
        if kind.starts_with("Participants") || (kind != "MessageCreate" && words(event).is_empty()) {
            continue;
        }
        match message(event, &beside) {
            Ok(incoming) => read.push((json::text(event, "dm_conversation_id"), incoming)),
            Err(why) => heard.problems.push(plain::problem(format!("message {}", json::text(event, "id")), why, event)),
        }
    }
    let before = last.clone();
    for i in 0..read.len() {
        let talk = read[i].0.clone();
        let earlier = read[i + 1..].iter().find(|(other, _)| *other == talk).map(|(_, m)| m.external.clone());
        let known = || plain::said_of(&before, &talk).map(str::to_owned);
        let own = read[i].1.external.clone();
        read[i].1.parent = earlier.or_else(known).filter(|parent| *parent != own);
    }
    for (talk, incoming) in read.iter().rev().filter(|(talk, _)| talk.len() <= 45) {
        let event = |external: &str| external.rsplit(':').next().unwrap_or_default().to_owned();
        let known = plain::said_of(last, talk).map(event).unwrap_or_default();
        if is_newer(&event(&incoming.external), &known) {
            plain::remember(last, talk, &incoming.external, TALKS_MAX);
        }
    }
    heard.mentions = read.into_iter().map(|(_, incoming)| incoming).collect();
    heard
}

fn message(event: &Value, beside: &Beside<'_>) -> Result<Incoming, String> {
    let (id, sender) = (json::text(event, "id"), json::text(event, "sender_id"));
    let talk = json::text(event, "dm_conversation_id");
    if id.is_empty() || sender.is_empty() || talk.is_empty() {
        return Err("X does not say its id, who wrote it, or to which conversation it belongs".into());
    }
    let at = json::moment(event, "created_at").or_else(|| moment(&id)).ok_or("X does not say when it was written")?;
    let what = IncomingKind::Written { kind: MentionKind::Direct, text: words(event), agent: None };
    let external = message_id(&talk, &id);
    Ok(Incoming { external, parent: None, at, author: beside.author(&sender, ""), what })
}

/// The id of a private message for us: with its conversation, which is needed to answer it.
pub fn message_id(talk: &str, event: &str) -> String {
    plain::name(&format!("dm:{talk}:{event}"))
}

/// How often watched posts were carried on, how they were edited, and which of them are gone.
pub fn counts(document: &Value, place: &mut Place) -> Heard {
    let mut heard = Heard::default();
    place.quotes.clear();
    for post in json::list(document, "data") {
        let wordings = history(post);
        let Some(external) = wordings.first().cloned() else { continue };
        let metric = |names: &[&str]| names.iter().find_map(|n| json::count(post, &format!("public_metrics/{n}")));
        if wordings.len() > 1 {
            heard.changes.push(Change { external: external.clone(), what: Told::Edited(words(post)) });
        }
        if let (Some(likes), Some(reposts)) = (metric(&["like_count"]), metric(&["retweet_count", "repost_count"])) {
            heard.changes.push(Change { external, what: Told::Counted { likes, reposts } });
        }
        let (id, quotes) = (json::text(post, "id"), metric(&["quote_count"]).unwrap_or(0).to_string());
        let before = plain::said_of(&place.quoted, &id).unwrap_or("0");
        if quotes != "0" && quotes != before && place.quotes.len() < QUOTES_A_ROUND {
            place.quotes.push((id, quotes));
        }
    }
    for error in json::list(document, "errors") {
        let kind = json::text(error, "type");
        let id = ["resource_id", "value"].into_iter().map(|k| json::text(error, k)).find(|id| super::is_post(id));
        // Deleted, suspended, or shown to followers only from now on: X wants all of these out of sight.
        let gone = ["resource-not-found", "not-authorized-for-resource"].iter().any(|sign| kind.ends_with(sign));
        if let (true, Some(external)) = (gone, id) {
            heard.changes.push(Change { external, what: Told::Gone });
        }
    }
    heard
}
