//! A Discourse forum, overheard: every post in it, and how often topics are liked.
//!
//! Posts are numbered as they are made, so that a walk goes from the newest down to what is known. A post is known by its
//! topic and its place in it, because that is how posts name what they answer.

use super::plain;
use super::{
    About, Answer, Connector, Field, Heard, Proven, Request, Session, SignIn, Trouble, With, answer, html, json,
};
use crate::floor::source::SourceSettings;
use crate::floor::source::{Change, Told};
use crate::floor::{At, Incoming, IncomingAuthor, IncomingKind, MentionKind, SourceKind};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A Discourse forum, overheard.
pub struct Discourse;

/// Pages of one walk back, of fifty posts; after that something is left out, and said so.
const PAGES_MAX: u32 = 20;
/// Posts that are read again at each look, because a number is given before the post can be seen.
const OVERLAP: u64 = 20;
/// Watched posts that are looked at in one round, a request each.
const LOOKS_A_ROUND: usize = 3;

static ABOUT: About = About {
    id: "discourse",
    name: "Discourse",
    kind: SourceKind::Listening,
    channel: "Forum",
    can: &[],
    proven: Proven::Documents,
    fields: &[Field {
        key: "words",
        name: "Only with words",
        hint: "Words, with commas, one of which must be in what is read; all when empty",
        optional: true,
    }],
    server: "https://forum.example",
    login: "User name that the key belongs to; empty for what everybody may read",
    secret: "API key, from the forum’s settings; empty for what everybody may read",
    every_secs: 180,
    per_minute: 20,
    note: "Can only be read.",
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Stage {
    #[default]
    #[serde(rename = "p")]
    Posts,
    #[serde(rename = "t")]
    Topics,
    #[serde(rename = "w")]
    Watched,
}

/// What a cursor remembers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    stage: Stage,
    /// Before when nothing is read, in Unix seconds.
    from: Option<i64>,
    /// The number up to which all was read, the newest of the walk, and down to where it has come.
    known: u64,
    newest: u64,
    before: u64,
    pages: u32,
    /// What is looked at in this round, and where the next round begins.
    looks: Vec<String>,
    turn: usize,
}

impl Connector for Discourse {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn numbered_by(&self, settings: &SourceSettings) -> String {
        settings.server.clone()
    }

    fn sign_in(&self, with: &With<'_>, _: &[Answer]) -> SignIn {
        let server = plain::server(with, "");
        if server.is_empty() {
            return SignIn::Refused("write the forum’s address, for example https://forum.example".into());
        }
        SignIn::Ready(Session { token: with.secret.clone(), ..Session::default() })
    }

    fn ask(&self, with: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
        let place: Place = plain::remembered(cursor);
        let base = plain::server(with, "");
        let url = match (place.stage, place.looks.first()) {
            (Stage::Topics, _) => format!("{base}/latest.json?order=activity"),
            (Stage::Watched, Some(id)) => match id.split_once('/') {
                Some((topic, number)) => format!("{base}/posts/by_number/{topic}/{number}.json"),
                None => return Err(Trouble::Refused("the forum has no post with such an id".into())),
            },
            _ if place.before > 0 => format!("{base}/posts.json?before={}", place.before),
            _ => format!("{base}/posts.json"),
        };
        let request = Request::get(url).header("accept", "application/json");
        let key = with.secret.expose_secret().trim();
        if key.is_empty() {
            return Ok(request);
        }
        let login = with.settings.login.trim();
        let user = if login.is_empty() { "system" } else { login };
        Ok(request.header("api-key", key).header("api-username", user))
    }

    fn parse(&self, with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
        let mut place: Place = plain::remembered(cursor);
        let mut heard = Heard::default();
        if place.stage == Stage::Watched && !place.looks.is_empty() {
            let id = place.looks.remove(0);
            if matches!(answer.status, 403 | 404 | 410) {
                heard.changes.push(Change { external: id, what: Told::Gone });
            } else {
                let post = json::document(&answer.body).map_err(Trouble::Unwell)?;
                heard.changes.extend(changes(&post, id));
            }
            ended(&mut place, &mut heard);
            return Ok(heard);
        }
        if let Some(trouble) = trouble(answer) {
            return Err(trouble);
        }
        let document = json::document(&answer.body).map_err(Trouble::Unwell)?;
        if place.stage == Stage::Topics {
            topics(with, &mut place, &document, &mut heard);
            ended(&mut place, &mut heard);
            return Ok(heard);
        }
        if json::at(&document, "latest_posts").as_array().is_none() {
            return Err(Trouble::Unwell("the forum answers with something that is no list of posts".into()));
        }
        for post in json::list(&document, "latest_posts") {
            match read(post, with.settings.login.trim()) {
                Ok(Some(incoming)) if says(&incoming, with.settings.option("words")) => heard.mentions.push(incoming),
                Ok(_) => {}
                Err(why) => heard.problems.push(plain::problem(format!("post {}", json::text(post, "id")), why, post)),
            }
        }
        walk(with, &mut place, &document, &mut heard, plain::first_from(answer));
        Ok(heard)
    }

    fn retry(&self, with: &With<'_>, raw: &str) -> Result<Incoming, String> {
        let post: Value = serde_json::from_str(raw).map_err(|why| format!("it is no JSON: {why}"))?;
        read(&post, with.settings.login.trim())?.ok_or_else(|| "there is nothing in it any more".into())
    }

    fn trouble(&self, answer: &Answer) -> Option<Trouble> {
        // A post that is gone is no trouble where it is looked for, which `parse` knows.
        trouble(answer).filter(|_| !matches!(answer.status, 403 | 404 | 410))
    }
}

/// What is wrong with an answer. Discourse says in the body how long to wait, and in words what it does not like.
fn trouble(answer: &Answer) -> Option<Trouble> {
    let said = json::document(&answer.body).unwrap_or_default();
    let why = json::list(&said, "errors").iter().map(|e| json::text(e, "")).find(|e| !e.is_empty());
    match answer::trouble(answer) {
        Some(Trouble::Slow { until, why }) => {
            let secs = json::number(&said, "extras/wait_seconds").and_then(|secs| u32::try_from(secs).ok());
            let told = secs.map(|secs| answer.at.plus(secs.min(crate::limits::ANSWER_WAIT_SECS_MAX)));
            Some(Trouble::Slow { until: told.max(until), why })
        }
        Some(Trouble::Refused(plain)) if answer.status == 403 => {
            let key = json::text(&said, "error_type") == "invalid_access";
            let why = why.map_or(plain, |why| format!("the forum says: {why}"));
            Some(if key { Trouble::SignIn(why) } else { Trouble::Refused(why) })
        }
        other => other,
    }
}

fn says(incoming: &Incoming, words: &str) -> bool {
    match &incoming.what {
        IncomingKind::Written { text, .. } => plain::speaks_of(text, words),
        IncomingKind::Amplified(_) => true,
    }
}

fn words(post: &Value) -> String {
    let raw = json::text(post, "raw");
    let body = if raw.is_empty() { html::plain(&json::text(post, "cooked")) } else { raw };
    let title =
        if json::number(post, "post_number") == Some(1) { json::text(post, "topic_title") } else { String::new() };
    json::clipped(
        [title, body].iter().filter(|t| !t.trim().is_empty()).cloned().collect::<Vec<_>>().join("\n\n").trim(),
    )
}

fn is_gone(post: &Value) -> bool {
    json::at(post, "deleted_at").is_string()
        || ["user_deleted", "hidden"].iter().any(|key| json::at(post, key).as_bool() == Some(true))
}

/// A post; nothing where it is none of a person, or was taken away.
fn read(post: &Value, own: &str) -> Result<Option<Incoming>, String> {
    let (topic, number) = (json::number(post, "topic_id"), json::number(post, "post_number"));
    let (Some(topic), Some(number)) = (topic, number) else {
        return Err("the forum does not say to which topic it belongs".into());
    };
    // Kinds above 1 are notes of moderators, small actions, and whispers.
    if is_gone(post) || json::number(post, "post_type").unwrap_or(1) > 1 {
        return Ok(None);
    }
    let at = json::moment(post, "created_at").ok_or("the forum does not say when it was written")?;
    let username = json::text(post, "username");
    if username.is_empty() {
        return Err("the forum does not say who wrote it".into());
    }
    let above = json::number(post, "reply_to_post_number").filter(|above| *above > 0 && *above != number);
    let (kind, parent) = match (number, above) {
        (1, _) => (MentionKind::Post, None),
        (_, Some(above)) => (MentionKind::Reply, Some(above)),
        (_, None) => (MentionKind::Comment, Some(1)),
    };
    let id = Some(json::text(post, "user_id")).filter(|id| !id.is_empty()).unwrap_or_else(|| username.clone());
    let ours = !own.is_empty() && own.trim_start_matches('@').eq_ignore_ascii_case(&username);
    let author = IncomingAuthor {
        external: plain::name(&id),
        name: plain::name(&format!("@{username}")),
        followers: None,
        ours,
    };
    let what = IncomingKind::Written { kind, text: words(post), agent: None };
    let parent = parent.map(|parent| format!("{topic}/{parent}"));
    Ok(Some(Incoming { external: format!("{topic}/{number}"), parent, at, author, what }))
}

fn changes(post: &Value, external: String) -> Vec<Change> {
    if is_gone(post) {
        return vec![Change { external, what: Told::Gone }];
    }
    let mut told = Vec::new();
    if json::number(post, "version").is_some_and(|version| version > 1) {
        told.push(Change { external: external.clone(), what: Told::Edited(words(post)) });
    }
    // Kind 2 of what can be done with a post is liking it.
    let liked = json::list(post, "actions_summary").iter().find(|a| json::number(a, "id") == Some(2));
    let likes = json::count(post, "like_count").or_else(|| liked.and_then(|a| json::count(a, "count")));
    if let Some(likes) = likes {
        told.push(Change { external, what: Told::Counted { likes, reposts: 0 } });
    }
    told
}

/// Watched posts, in turns.
fn watched(with: &With<'_>, turn: usize) -> Vec<String> {
    let good = |id: &&String| {
        let number = |part: &str| !part.is_empty() && part.len() < 20 && part.bytes().all(|b| b.is_ascii_digit());
        id.split_once('/').is_some_and(|(topic, post)| number(topic) && number(post))
    };
    let all: Vec<&String> = with.watched.iter().filter(good).collect();
    let start = if all.is_empty() { 0 } else { turn % all.len() };
    all.iter().cycle().skip(start).take(LOOKS_A_ROUND.min(all.len())).map(|id| (*id).clone()).collect()
}

/// How often the topics that have moved are liked, for those that are watched.
fn topics(with: &With<'_>, place: &mut Place, document: &Value, heard: &mut Heard) {
    for topic in json::list(document, "topic_list/topics") {
        let external = format!("{}/1", json::text(topic, "id"));
        if let (Some(likes), true) = (json::count(topic, "op_like_count"), with.watched.contains(&external)) {
            heard.changes.push(Change { external, what: Told::Counted { likes, reposts: 0 } });
        }
    }
    place.looks = watched(with, place.turn);
    place.turn = place.turn.wrapping_add(LOOKS_A_ROUND) % 1_000_000;
    place.stage = Stage::Watched;
}

fn ended(place: &mut Place, heard: &mut Heard) {
    heard.more = !place.looks.is_empty();
    if !heard.more {
        place.stage = Stage::Posts;
    }
    heard.cursor = plain::cursor(place);
}

/// Goes on down to what is known, or to the topics.
fn walk(with: &With<'_>, place: &mut Place, document: &Value, heard: &mut Heard, first: At) {
    let ids = || json::list(document, "latest_posts").iter().filter_map(|post| json::number(post, "id"));
    place.newest = place.newest.max(ids().max().unwrap_or(0));
    let fresh = place.from.is_none();
    let from = *place.from.get_or_insert(first.unix());
    if plain::only_since(heard, At::from_unix(from).unwrap_or(first)) && fresh {
        heard.gap = Some(plain::FIRST_GAP.into());
    }
    // A stretch of numbers without a visible post is empty, and older ones may follow all the same.
    let down = ids().min().unwrap_or_else(|| place.before.saturating_sub(50)).saturating_sub(1);
    let on = place.known > 0
        && down.saturating_add(OVERLAP) > place.known
        && down > 0
        && (place.before == 0 || down < place.before);
    if on && place.pages < PAGES_MAX - 1 {
        place.before = down;
        place.pages += 1;
        heard.more = true;
    } else {
        if on {
            heard.gap = Some(format!("more than {PAGES_MAX} pages were new at once, and the oldest were not read"));
        }
        place.known = place.known.max(place.newest);
        (place.newest, place.before, place.pages) = (0, 0, 0);
        heard.more = with.watched.iter().any(|id| id.contains('/'));
        place.stage = if heard.more { Stage::Topics } else { Stage::Posts };
    }
    heard.cursor = plain::cursor(place);
}
