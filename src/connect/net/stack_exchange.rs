//! Sites of Stack Exchange, overheard: questions with our tags, and how they fare.
//!
//! Questions are asked for by the moment they were made, the oldest first, so that pages do not shift while new ones come.
//! Now and then an answer says `backoff`: so many seconds nothing may be asked, or the address is shut out.

use super::{
    About, Answer, Connector, Field, Heard, Proven, Quota, Request, Session, SignIn, Trouble, With, answer, html,
};
use super::{json, plain};
use crate::floor::source::SourceSettings;
use crate::floor::source::{Change, Told};
use crate::floor::{At, Incoming, IncomingAuthor, IncomingKind, MentionKind, SourceKind};
use crate::limits;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A site of Stack Exchange, overheard.
pub struct StackExchange;

/// Where all sites are asked.
const SERVER: &str = "https://api.stackexchange.com";
/// Pages of one look; after that it goes on at the next.
const PAGES_MAX: u32 = 10;
/// Seconds of a day, after which the number of requests begins anew.
const DAY: i64 = 86_400;

static ABOUT: About = About {
    id: "stack_exchange",
    name: "Stack Exchange",
    kind: SourceKind::Listening,
    channel: "Stack Exchange",
    can: &[],
    proven: Proven::Documents,
    fields: &[
        Field {
            key: "site", name: "Site", hint: "stackoverflow, superuser, or another’s short name", optional: false
        },
        Field {
            key: "tagged",
            name: "Tags",
            hint: "With semicolons, all of which a question has: lark-api",
            optional: true,
        },
        Field {
            key: "words",
            name: "Only with words",
            hint: "Words, with commas, one of which must be in the question",
            optional: true,
        },
        Field {
            key: "app_key",
            name: "App key",
            hint: "From stackapps.com, for 10,000 requests a day instead of 300; no secret",
            optional: true,
        },
    ],
    server: "",
    login: "",
    secret: "",
    every_secs: 900,
    per_minute: 10,
    note: "Can only be read. Without an app key, 300 requests a day are allowed to an address.",
};

/// What a cursor remembers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    /// Whether what is watched is asked next.
    watched: bool,
    /// The moment up to which all was read, in Unix seconds.
    known: i64,
    /// From when this look reads, its newest, and the page it has come to.
    from: i64,
    newest: i64,
    page: u32,
    /// Not before when to ask again.
    wait: i64,
}

impl Connector for StackExchange {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn numbered_by(&self, settings: &SourceSettings) -> String {
        settings.option("site").to_owned()
    }

    fn sign_in(&self, _: &With<'_>, _: &[Answer]) -> SignIn {
        SignIn::Ready(Session::default())
    }

    fn ask(&self, with: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
        let place: Place = plain::remembered(cursor);
        if let Some(until) = At::from_unix(place.wait).filter(|until| *until > with.now) {
            return Err(Trouble::Slow {
                until: Some(until),
                why: "Stack Exchange wants nothing to be asked for a while".into(),
            });
        }
        let site = with.settings.option("site").trim();
        if site.is_empty() {
            return Err(Trouble::Refused("say which site of Stack Exchange to read, for example stackoverflow".into()));
        }
        let base = plain::server(with, SERVER);
        let mut fields =
            vec![("site", site.to_owned()), ("filter", "withbody".to_owned()), ("pagesize", "100".to_owned())];
        let key = with.settings.option("app_key").trim();
        if !key.is_empty() {
            fields.push(("key", key.to_owned()));
        }
        let path = if place.watched && watched(with).next().is_some() {
            format!("posts/{}", watched(with).collect::<Vec<_>>().join(";"))
        } else {
            let from = if place.from > 0 { place.from } else { first(with, &place) };
            fields.extend([("order", "asc".to_owned()), ("sort", "creation".to_owned())]);
            fields.extend([("fromdate", from.to_string()), ("page", place.page.saturating_add(1).to_string())]);
            let tags = with.settings.option("tagged").trim();
            if !tags.is_empty() {
                fields.push(("tagged", tags.replace(", ", ";").replace([',', ' '], ";")));
            }
            "questions".to_owned()
        };
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Ok(Request::get(format!("{base}/2.3/{path}?{}", json::query(&fields))))
    }

    fn parse(&self, with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
        let mut place: Place = plain::remembered(cursor);
        let document = json::document(&answer.body).map_err(Trouble::Unwell)?;
        if json::at(&document, "items").as_array().is_none() {
            return Err(Trouble::Unwell("Stack Exchange answers with something that is no list".into()));
        }
        let items = json::list(&document, "items");
        let mut heard = Heard::default();
        if place.watched && watched(with).next().is_some() {
            heard.changes = fates(with, items, &document);
            place.watched = false;
        } else {
            questions(with, &mut place, &document, &mut heard);
        }
        place.wait = backoff(&document).map_or(0, |secs| answer.at.plus(secs).unix());
        heard.cursor = plain::cursor(&place);
        Ok(heard)
    }

    fn retry(&self, _: &With<'_>, raw: &str) -> Result<Incoming, String> {
        let item: Value = serde_json::from_str(raw).map_err(|why| format!("it is no JSON: {why}"))?;
        read(&item)
    }

    fn trouble(&self, answer: &Answer) -> Option<Trouble> {
        let said = json::document(&answer.body).unwrap_or_default();
        let (id, words) = (json::number(&said, "error_id"), json::text(&said, "error_message"));
        let words: String = words.chars().take(300).collect();
        match id {
            // "more requests available in 34 seconds"
            Some(502) => {
                let secs = words.split_whitespace().find_map(|word| word.parse::<u32>().ok());
                let secs = secs.map(|secs| secs.min(limits::ANSWER_WAIT_SECS_MAX));
                let until = secs.map(|secs| answer.at.plus(secs)).or_else(|| answer::until(answer));
                if json::number(&said, "quota_remaining") == Some(0) {
                    let why = "all requests of today are used up".into();
                    return Some(Trouble::Quota { until: until.or(Some(next_day(answer.at))), why });
                }
                Some(Trouble::Slow { until, why: "Stack Exchange was asked too often".into() })
            }
            Some(500 | 503) => Some(Trouble::Unwell(format!("Stack Exchange says: {words}"))),
            Some(_) => Some(Trouble::Refused(format!("Stack Exchange says: {words}"))),
            None => answer::trouble(answer),
        }
    }

    fn quota(&self, answer: &Answer) -> Option<Quota> {
        let said = json::document(&answer.body).ok()?;
        let (limit, left) = (json::count(&said, "quota_max")?, json::count(&said, "quota_remaining")?);
        match backoff(&said) {
            Some(secs) => Some(Quota { limit, left: 0, resets: Some(answer.at.plus(secs)) }),
            None => Some(Quota { limit, left: left.min(limit), resets: Some(next_day(answer.at)) }),
        }
    }
}

/// The requests of a day begin anew at midnight UTC.
fn next_day(at: At) -> At {
    At::from_unix((at.unix() / DAY + 1) * DAY).unwrap_or(at)
}

fn backoff(document: &Value) -> Option<u32> {
    let secs = json::number(document, "backoff").and_then(|secs| u32::try_from(secs).ok())?;
    (secs > 0).then(|| secs.min(limits::ANSWER_WAIT_SECS_MAX))
}

/// From when a look reads: a day back at first, else a little before what is known.
fn first(with: &With<'_>, place: &Place) -> i64 {
    match place.known {
        0 => with.now.minus(plain::FIRST_SECS).unix(),
        known => known.saturating_sub(i64::from(plain::OVERLAP_SECS)),
    }
}

fn watched<'a>(with: &With<'a>) -> impl Iterator<Item = &'a str> {
    let watched: &'a [String] = with.watched;
    let good = |id: &&str| !id.is_empty() && id.len() < 12 && id.bytes().all(|b| b.is_ascii_digit());
    watched.iter().map(String::as_str).filter(good).take(100)
}

/// Titles and names come with their signs escaped, as for a page.
fn words(item: &Value) -> String {
    let (title, body) = (html::plain(&json::text(item, "title")), html::plain(&json::text(item, "body")));
    json::clipped([title, body].iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>().join("\n\n").trim())
}

fn read(item: &Value) -> Result<Incoming, String> {
    let id = ["question_id", "post_id"].iter().map(|key| json::text(item, key)).find(|id| !id.is_empty());
    let id = id.ok_or("Stack Exchange does not say its id")?;
    let at = json::moment(item, "creation_date").ok_or("Stack Exchange does not say when it was asked")?;
    let owner = json::at(item, "owner");
    // Somebody who has left has a name and no number.
    let name = html::plain(&json::text(owner, "display_name"));
    let external =
        Some(json::text(owner, "user_id")).filter(|id| !id.is_empty()).unwrap_or_else(|| format!("left:{name}"));
    let name = if name.is_empty() { external.clone() } else { name };
    let author =
        IncomingAuthor { external: plain::name(&external), name: plain::name(&name), followers: None, ours: false };
    let what = IncomingKind::Written { kind: MentionKind::Post, text: words(item), agent: None };
    Ok(Incoming { external: plain::name(&id), parent: None, at, author, what })
}

fn questions(with: &With<'_>, place: &mut Place, document: &Value, heard: &mut Heard) {
    let only = with.settings.option("words");
    for item in json::list(document, "items") {
        match read(item) {
            Ok(incoming) => {
                place.newest = place.newest.max(incoming.at.unix());
                if matches!(&incoming.what, IncomingKind::Written { text, .. } if plain::speaks_of(text, only)) {
                    heard.mentions.push(incoming);
                }
            }
            Err(why) => {
                let name = format!("question {}", json::text(item, "question_id"));
                heard.problems.push(plain::problem(name, why, item));
            }
        }
    }
    if place.from == 0 {
        place.from = first(with, place);
    }
    let more = json::at(document, "has_more").as_bool().unwrap_or(false);
    if more && place.page < PAGES_MAX - 1 {
        place.page += 1;
        heard.more = true;
        return;
    }
    // The oldest come first: what was not read yet is newer, and the next look begins there.
    place.known = place.known.max(place.newest).max(place.from);
    (place.from, place.newest, place.page) = (0, 0, 0);
    place.watched = watched(with).next().is_some();
    heard.more = place.watched;
}

/// How watched questions fare; one that is not in the answer any more is gone.
fn fates(with: &With<'_>, items: &[Value], document: &Value) -> Vec<Change> {
    let mut told = Vec::new();
    let complete = json::at(document, "has_more").as_bool() == Some(false);
    for id in watched(with) {
        let external = id.to_owned();
        let Some(item) = items.iter().find(|item| json::text(item, "post_id") == id) else {
            if complete && !items.is_empty() {
                told.push(Change { external, what: Told::Gone });
            }
            continue;
        };
        if json::moment(item, "last_edit_date").is_some() && !json::text(item, "body").is_empty() {
            told.push(Change { external: external.clone(), what: Told::Edited(words(item)) });
        }
        if let Some(score) = json::at(item, "score").as_i64() {
            let likes = u32::try_from(score.max(0)).unwrap_or(u32::MAX);
            told.push(Change { external, what: Told::Counted { likes, reposts: 0 } });
        }
    }
    told
}
