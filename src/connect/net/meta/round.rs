//! A round of reading what both networks have: the newest posts with their newest comments, further comments where many
//! are new, posts that name us, private conversations that have moved, and what is watched.
//!
//! The newest comes first everywhere, so that a walk goes back to what is known before the cursor moves on. Comments
//! under older posts than the newest twenty-five are told by webhooks only: Graph has no list of comments by time.

use super::{Said, get, has_messages, json, moment, plain};
use crate::connect::net::{Answer, Heard, Request, Trouble, With};
use crate::floor::source::{Change, Told};
use crate::floor::{At, Incoming};
use crate::limits;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Posts on one page of a list.
pub const POSTS: u32 = 25;
/// Pages of one walk back; after that something is left out, and said so.
const PAGES_MAX: u32 = 8;
/// Posts of one round whose further comments are read.
const WALKS_MAX: usize = 6;
/// Watched things of one round; each counts as a question of its own against Meta's limit.
const WATCHED_MAX: usize = 10;
/// Conversations whose last message is remembered, so that the next one joins it.
const TALKS_MAX: usize = 20;
/// Characters of a token for the next page.
const TOKEN_CHARS_MAX: usize = 300;

/// In what the two networks differ when they are read.
pub trait Shape {
    /// Our own ids and names there; the first is asked for.
    fn own<'a>(&self, with: &With<'a>) -> Vec<&'a str>;
    /// What to ask for in a stage; the page that the walk has come to is put behind it.
    fn path(&self, own: &str, stage: Stage) -> String;
    /// Where further comments of a post are, without the page.
    fn comments_path(&self, post: &str) -> String;
    /// What the moment of something is called.
    fn time(&self) -> &'static str;
    /// A post of the feed or one that names us; nothing where it has no words.
    fn post(&self, item: &Value, stage: Stage, own: &[&str]) -> Option<Result<Incoming, String>>;
    /// A comment under a post.
    fn comment(&self, item: &Value, post: &str, own: &[&str]) -> Result<Incoming, String>;
    /// A private message.
    fn message(&self, item: &Value, own: &[&str]) -> Result<Incoming, String>;
    /// Where something watched is looked at again, by its id for us; nothing where it cannot be.
    fn look(&self, external: &str, own: &str) -> Option<String>;
    /// Words, likes and shares of something watched.
    fn looked<'a>(&self, body: &'a Value) -> (&'a Value, Option<u32>, Option<u32>);
}

/// What is asked next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Our newest posts, with their newest comments.
    #[default]
    #[serde(rename = "f")]
    Feed,
    /// Further comments.
    #[serde(rename = "c")]
    Comments,
    /// Posts that name us.
    #[serde(rename = "t")]
    Tagged,
    /// Private conversations.
    #[serde(rename = "m")]
    Messages,
    /// What is watched.
    #[serde(rename = "w")]
    Watched,
}

/// What a cursor remembers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    stage: Stage,
    /// Before when nothing is read, in Unix seconds: a day before the source was added.
    from: Option<i64>,
    /// Not before when to ask again, in Unix seconds: most of what Meta allows is used up.
    wait: i64,
    /// Until when all was read, by stage, and the newest moment of the round that goes on.
    feed: i64,
    comments: i64,
    tagged: i64,
    messages: i64,
    newest: i64,
    newest_comment: i64,
    /// The page that a walk has come to, and how many it has had.
    after: String,
    pages: u32,
    /// Posts with more comments that are new, and from where.
    walks: Vec<(String, String)>,
    /// The last message of each conversation.
    last: Vec<(String, String)>,
    /// Marks of the words of what is watched.
    marks: Vec<(String, String)>,
    /// Stages that Meta refuses, with a mark of why.
    refused: Vec<(String, String)>,
}

impl Place {
    fn of(shape: &dyn Shape, with: &With<'_>, cursor: &str) -> Place {
        let mut place: Place = plain::remembered(cursor);
        if !place.can(shape, with, place.stage) {
            place.stage = Stage::Feed;
        }
        place
    }

    fn can(&self, shape: &dyn Shape, with: &With<'_>, stage: Stage) -> bool {
        match stage {
            Stage::Feed | Stage::Tagged => true,
            Stage::Comments => !self.walks.is_empty(),
            Stage::Messages => has_messages(with),
            Stage::Watched => watched(shape, with).next().is_some(),
        }
    }

    /// On to what is asked next; false at the end of the round.
    fn on(&mut self, shape: &dyn Shape, with: &With<'_>) -> bool {
        self.after.clear();
        self.pages = 0;
        self.newest = 0;
        const ORDER: [Stage; 5] = [Stage::Feed, Stage::Comments, Stage::Tagged, Stage::Messages, Stage::Watched];
        let next = ORDER.into_iter().skip_while(|s| *s != self.stage).skip(1).find(|s| self.can(shape, with, *s));
        self.stage = next.unwrap_or_default();
        next.is_some()
    }

    fn word(&self) -> &'static str {
        match self.stage {
            Stage::Feed => "the page",
            Stage::Comments => "comments",
            Stage::Tagged => "mentions",
            Stage::Messages => "private messages",
            Stage::Watched => "counts",
        }
    }
}

/// What is looked at again in one round: its id for us, and where it is.
fn watched<'a>(shape: &dyn Shape, with: &With<'a>) -> impl Iterator<Item = (&'a str, String)> {
    let watched: &'a [String] = with.watched;
    let own = shape.own(with).first().copied().unwrap_or_default().to_owned();
    watched.iter().filter_map(move |id| Some((id.as_str(), shape.look(id, &own)?))).take(WATCHED_MAX)
}

/// The next request of a round.
pub fn ask(shape: &dyn Shape, with: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
    let place = Place::of(shape, with, cursor);
    let own = shape.own(with).first().copied().unwrap_or_default();
    if own.is_empty() {
        return Err(Trouble::SignIn("Meta has not said yet whose token this is".into()));
    }
    if let Some(until) = At::from_unix(place.wait).filter(|until| *until > with.now) {
        let why = "most of what Meta allows is used up, and the rest is for answers".into();
        return Err(Trouble::Slow { until: Some(until), why });
    }
    let after = |after: &str| if after.is_empty() { String::new() } else { format!("&after={}", json::escaped(after)) };
    let path = match place.stage {
        Stage::Watched => return Ok(look_again(shape, with)),
        Stage::Comments => {
            let (post, from) = place.walks.first().cloned().unwrap_or_default();
            shape.comments_path(&json::escaped(&post))
                + &after(if place.after.is_empty() { &from } else { &place.after })
        }
        stage => shape.path(&json::escaped(own), stage) + &after(&place.after),
    };
    Ok(get(with, &path))
}

/// What an answer of a round says.
pub fn parse(shape: &dyn Shape, with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
    let mut place = Place::of(shape, with, cursor);
    place.wait = super::rest(answer).map_or(0, At::unix);
    let document = json::document(&answer.body).map_err(Trouble::Unwell)?;
    if let Some(said) = Said::of(&document) {
        return left_out(shape, with, place, answer, &said);
    }
    if document.get("data").is_none() && place.stage != Stage::Watched {
        return Err(Trouble::Unwell("Meta answers with something that is no list".into()));
    }
    let (name, first) = (place.word(), place.from.is_none());
    place.refused.retain(|(stage, _)| stage != name);
    let from = *place.from.get_or_insert(plain::first_from(answer).unix());
    let own = shape.own(with);
    let mut heard = Heard::default();
    match place.stage {
        Stage::Feed => feed(shape, with, &mut place, &document, &mut heard),
        Stage::Comments => comments(shape, with, &mut place, &document, &mut heard),
        Stage::Tagged => {
            posts(shape, Stage::Tagged, &document, &own, &mut heard);
            walk(shape, with, &mut place, &document, shape.time(), &mut heard);
        }
        Stage::Messages => {
            talks(shape, &document, &own, &mut place.last, &mut heard);
            walk(shape, with, &mut place, &document, "updated_time", &mut heard);
        }
        Stage::Watched => {
            counts(shape, with, &mut place, &document, &mut heard);
            heard.more = place.on(shape, with);
        }
    }
    if plain::only_since(&mut heard, At::from_unix(from).unwrap_or(At::FIRST)) && first {
        heard.gap = Some(plain::FIRST_GAP.into());
    }
    heard.cursor = place.kept();
    Ok(heard)
}

/// The round goes on without what Meta refuses; without the page itself there is nothing.
fn left_out(
    shape: &dyn Shape,
    with: &With<'_>,
    mut place: Place,
    answer: &Answer,
    said: &Said,
) -> Result<Heard, Trouble> {
    let trouble = said.trouble(answer);
    if place.stage == Stage::Feed && place.after.is_empty() || !matches!(trouble, Trouble::Refused(_)) {
        return Err(trouble);
    }
    let mut heard = Heard::default();
    let (name, mark) = (place.word(), plain::mark(trouble.why()));
    // A post that is gone takes its comments with it, and that is no problem.
    let gone = place.stage == Stage::Comments && said.is_gone();
    if !gone && plain::said_of(&place.refused, name) != Some(mark.as_str()) {
        let raw = json::document(&answer.body).unwrap_or_default();
        heard.problems.push(plain::problem(name, trouble.why(), &raw));
        plain::remember(&mut place.refused, name, &mark, 5);
    }
    if place.stage == Stage::Comments && !place.walks.is_empty() {
        place.walks.remove(0);
        place.after.clear();
        heard.more = !place.walks.is_empty() || place.on(shape, with);
    } else {
        heard.more = place.on(shape, with);
    }
    heard.cursor = place.kept();
    Ok(heard)
}

fn take(read: Result<Incoming, String>, item: &Value, heard: &mut Heard) {
    match read {
        Ok(incoming) => heard.mentions.push(incoming),
        Err(why) => heard.problems.push(plain::problem(json::text(item, "id"), why, item)),
    }
}

fn posts(shape: &dyn Shape, stage: Stage, document: &Value, own: &[&str], heard: &mut Heard) {
    for item in json::list(document, "data") {
        if let Some(read) = shape.post(item, stage, own) {
            take(read, item, heard);
        }
    }
}

/// Comments and the answers under them, and when the oldest and the newest of them were written.
fn under(shape: &dyn Shape, list: &[Value], post: &str, own: &[&str], heard: &mut Heard) -> Option<(i64, i64)> {
    let mut range = None;
    for one in list.iter().flat_map(|top| std::iter::once(top).chain(json::list(top, "replies/data"))) {
        take(shape.comment(one, post, own), one, heard);
        if let Some(at) = moment(one, shape.time()).map(At::unix) {
            let (oldest, newest) = range.unwrap_or((at, at));
            range = Some((at.min(oldest), at.max(newest)));
        }
    }
    range
}

fn feed(shape: &dyn Shape, with: &With<'_>, place: &mut Place, document: &Value, heard: &mut Heard) {
    let own = shape.own(with);
    posts(shape, Stage::Feed, document, &own, heard);
    let known = place.comments.saturating_sub(i64::from(plain::OVERLAP_SECS));
    for item in json::list(document, "data") {
        let id = plain::name(&json::text(item, "id"));
        let list = json::list(item, "comments/data");
        if let Some((_, newest)) = under(shape, list, &id, &own, heard) {
            place.newest_comment = place.newest_comment.max(newest);
        }
        let oldest = list.iter().filter_map(|one| moment(one, shape.time())).map(At::unix).min();
        let next = next_page(json::at(item, "comments"));
        if let (Some(next), true) = (next, place.comments > 0 && oldest.is_some_and(|oldest| oldest > known)) {
            if place.walks.len() < WALKS_MAX {
                place.walks.push((id, next));
            } else {
                heard.gap = Some("more posts than can be read at once have many new comments".into());
            }
        }
    }
    walk(shape, with, place, document, shape.time(), heard);
    if !matches!(place.stage, Stage::Feed | Stage::Comments) {
        place.comments_read();
    }
}

impl Place {
    /// The cursor; what was remembered longest ago is forgotten where it would be too long.
    fn kept(mut self) -> String {
        loop {
            let cursor = plain::cursor(&self);
            if cursor.len() <= limits::CURSOR_BYTES_MAX {
                return cursor;
            }
            if self.last.is_empty() {
                self.marks.clear();
                self.walks.pop();
            } else {
                self.last.remove(0);
            }
            if self.last.is_empty() && self.walks.is_empty() && self.marks.is_empty() {
                self.after.clear();
                self.refused.clear();
            }
        }
    }

    fn comments_read(&mut self) {
        self.comments = self.comments.max(std::mem::take(&mut self.newest_comment));
    }
}

fn comments(shape: &dyn Shape, with: &With<'_>, place: &mut Place, document: &Value, heard: &mut Heard) {
    let post = place.walks.first().map(|(post, _)| post.clone()).unwrap_or_default();
    let list = json::list(document, "data");
    under(shape, list, &post, &shape.own(with), heard);
    let known = place.comments.saturating_sub(i64::from(plain::OVERLAP_SECS));
    let oldest = list.iter().filter_map(|one| moment(one, shape.time())).map(At::unix).min();
    let next = next_page(document).filter(|next| *next != place.after && oldest.is_some_and(|oldest| oldest > known));
    match next {
        Some(next) if place.pages < PAGES_MAX - 1 => {
            place.after = next;
            place.pages += 1;
            heard.more = true;
        }
        more => {
            if more.is_some() {
                heard.gap = Some("a post has more new comments than were read".into());
            }
            place.after.clear();
            place.pages = 0;
            if !place.walks.is_empty() {
                place.walks.remove(0);
            }
            heard.more = !place.walks.is_empty() || place.on(shape, with);
            if place.stage != Stage::Comments {
                place.comments_read();
            }
        }
    }
}

/// The messages of conversations, each an answer to the one before it.
fn talks(shape: &dyn Shape, document: &Value, own: &[&str], last: &mut Vec<(String, String)>, heard: &mut Heard) {
    for talk in json::list(document, "data") {
        let id = plain::name(&json::text(talk, "id"));
        let before = plain::said_of(last, &id).map(str::to_owned);
        // Newest first.
        let mut newer: Option<usize> = None;
        let mut newest = None;
        for item in json::list(talk, "messages/data") {
            match shape.message(item, own) {
                Ok(incoming) => {
                    if let Some(newer) = newer {
                        heard.mentions[newer].parent = Some(incoming.external.clone());
                    } else {
                        newest = Some(incoming.external.clone());
                    }
                    newer = Some(heard.mentions.len());
                    heard.mentions.push(incoming);
                }
                Err(why) => heard.problems.push(plain::problem(json::text(item, "id"), why, item)),
            }
        }
        if let Some(oldest) = newer.and_then(|i| heard.mentions.get_mut(i)) {
            oldest.parent = before.filter(|before| *before != oldest.external);
        }
        if let Some(newest) = newest.filter(|_| id.len() <= 100) {
            plain::remember(last, &id, &newest, TALKS_MAX);
        }
    }
}

/// The token of the page after this one.
fn next_page(list: &Value) -> Option<String> {
    let more = !json::text(list, "paging/next").is_empty();
    let after = json::text(list, "paging/cursors/after");
    (more && !after.is_empty() && after.chars().count() <= TOKEN_CHARS_MAX).then_some(after)
}

/// Goes on from the newest back to what is known, or to the next stage.
fn walk(shape: &dyn Shape, with: &With<'_>, place: &mut Place, document: &Value, key: &str, heard: &mut Heard) {
    let times = || json::list(document, "data").iter().filter_map(|item| moment(item, key)).map(At::unix);
    place.newest = place.newest.max(times().max().unwrap_or(0));
    let newest = place.newest;
    let known = match place.stage {
        Stage::Feed => &mut place.feed,
        Stage::Tagged => &mut place.tagged,
        _ => &mut place.messages,
    };
    let reached = times().min().is_none_or(|oldest| oldest <= known.saturating_sub(i64::from(plain::OVERLAP_SECS)));
    let next = next_page(document).filter(|next| *known > 0 && !reached && *next != place.after);
    match next {
        Some(next) if place.pages < PAGES_MAX - 1 => {
            place.after = next;
            place.pages += 1;
            heard.more = true;
        }
        more => {
            if more.is_some() {
                heard.gap = Some(format!("more than {PAGES_MAX} pages were new at once, and the oldest were not read"));
            }
            *known = (*known).max(newest);
            heard.more = place.on(shape, with);
        }
    }
}

/// What is watched, in one question that Meta counts as many.
fn look_again(shape: &dyn Shape, with: &With<'_>) -> Request {
    let server = plain::server(with, super::SERVER);
    let version = super::address(with, "");
    let version = version.strip_prefix(&server).unwrap_or_default().trim_matches('/');
    let one = |(_, path): (&str, String)| json!({ "method": "GET", "relative_url": format!("{version}/{path}") });
    let batch = Value::Array(watched(shape, with).map(one).collect()).to_string();
    Request::form(format!("{server}/"), &[("batch", &batch), ("include_headers", "false")]).bearer(&with.session.token)
}

fn counts(shape: &dyn Shape, with: &With<'_>, place: &mut Place, document: &Value, heard: &mut Heard) {
    let answers = document.as_array().map_or(&[][..], Vec::as_slice);
    for ((id, _), answer) in watched(shape, with).zip(answers) {
        let body: Value = serde_json::from_str(&json::text(answer, "body")).unwrap_or_default();
        let external = plain::name(id);
        if let Some(said) = Said::of(&body) {
            if said.is_gone() {
                heard.changes.push(Change { external, what: Told::Gone });
            }
            continue;
        }
        let (words, likes, reposts) = shape.looked(&body);
        changed(&mut place.marks, &external, &json::text(words, ""), heard);
        if let Some(likes) = likes {
            let reposts = reposts.unwrap_or(0);
            heard.changes.push(Change { external, what: Told::Counted { likes, reposts } });
        }
    }
}

/// Tells the words of something watched when they are not those of the last look.
fn changed(marks: &mut Vec<(String, String)>, external: &str, text: &str, heard: &mut Heard) {
    let mark = plain::mark(text);
    if text.is_empty() || plain::said_of(marks, external) == Some(mark.as_str()) {
        return;
    }
    heard.changes.push(Change { external: external.to_owned(), what: Told::Edited(json::clipped(text)) });
    plain::remember(marks, external, &mark, WATCHED_MAX * 2);
}
