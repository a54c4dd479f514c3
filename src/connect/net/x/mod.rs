//! X, by its API version 2: mentions, a search, private messages, counts, and answers to all of them.
//!
//! Reading goes in rounds: mentions, then the search, then private messages, then what is watched (counts, edits,
//! deletions) and who quoted it. Each is one request, or more where much is new. X answers the newest first and keeps
//! no page stable for long, so a walk goes from the newest back to what is known, and only then the cursor moves on.
//!
//! X has two names for the same fields: `tweet` in the older contract, `post` in the newer. Both are read, and which one
//! is asked for is found out by asking.

mod deliver;
mod length;
mod read;
mod said;
mod sign;

pub use length::{POST_WEIGHT_MAX, weighted_length};

use super::{About, Answer, Can, Connector, Field, Heard, Outgoing, Proven, Request, SignIn, Step, Trouble, With};
use super::{json, plain};
use crate::floor::{At, Incoming, SourceKind};
use crate::limits;
use said::{Mend, Said, trouble};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// X, by its API version 2.
pub struct X;

/// Where X is.
const SERVER: &str = "https://api.x.com";
/// Pages of one walk back; after that something is left out, and said so. X itself shows 800 mentions at most.
const PAGES_MAX: u32 = 10;
/// Private conversations whose last message is remembered, so that the next one joins it.
const TALKS_MAX: usize = 60;
/// Posts whose number of quotes is remembered.
const QUOTED_MAX: usize = 40;
/// Posts whose quotes are read in one round: a request each.
const QUOTES_A_ROUND: usize = 3;
/// Characters of a token for the next page; X writes a few dozen.
const TOKEN_CHARS_MAX: usize = 1_000;
/// Seconds that the search reaches back, a little less than X's seven days.
const SEARCH_SECS: u32 = 7 * 86_400 - 2 * 3_600;

static ABOUT: About = About {
    id: "x",
    name: "X",
    kind: SourceKind::Network,
    channel: "X",
    can: &[Can::Reply, Can::Direct],
    proven: Proven::Contract,
    fields: &[
        Field {
            key: "words",
            name: "Search for",
            hint: "What to find beside mentions, as X’s search takes it: larkfield OR \"lark field\"",
            optional: true,
        },
        Field {
            key: "direct",
            name: "Private messages",
            hint: "yes, if the token may read and write them (dm.read, dm.write)",
            optional: true,
        },
        Field {
            key: "client_id",
            name: "Client id",
            hint: "The app’s OAuth 2.0 client id, if the secret is a refresh token and no access token",
            optional: true,
        },
        Field { key: "long", name: "Long posts", hint: "yes, if this account may write more than 280", optional: true },
        Field {
            key: "vocabulary",
            name: "Names of fields",
            hint: "auto; or tweet or post, to say which of X’s two vocabularies is asked for",
            optional: true,
        },
    ],
    server: "",
    login: "",
    secret: "OAuth 2.0 user token, from the app’s page at developer.x.com",
    every_secs: 120,
    per_minute: 8,
    note: "X asks for a paid plan, and counts each post that is read against a monthly limit. \
           When it is used up, X answers no more until it begins anew.",
};

/// What is asked next in a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Stage {
    #[default]
    #[serde(rename = "m")]
    Mentions,
    #[serde(rename = "s")]
    Search,
    #[serde(rename = "d")]
    Direct,
    #[serde(rename = "c")]
    Counts,
    #[serde(rename = "q")]
    Quotes,
}

impl Stage {
    fn word(self) -> &'static str {
        match self {
            Stage::Mentions => "mentions",
            Stage::Search => "the search",
            Stage::Direct => "private messages",
            Stage::Counts => "counts",
            Stage::Quotes => "quotes",
        }
    }
}

/// What a cursor remembers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    stage: Stage,
    /// Before when nothing is read, in Unix seconds: a day before the source was added.
    from: Option<i64>,
    /// The newest id that was read to its end, by stage.
    mentions: String,
    search: String,
    direct: String,
    /// The page that a walk has come to, the newest id of the walk, and how many pages it has had.
    token: String,
    newest: String,
    pages: u32,
    /// `post` when X does not know the older names, and how often the names were changed without an answer.
    names: String,
    turns: u8,
    /// The last message of each private conversation.
    last: Vec<(String, String)>,
    /// How often posts had been quoted when their quotes were read.
    quoted: Vec<(String, String)>,
    /// Posts whose quotes are read in this round, with how many there are.
    quotes: Vec<(String, String)>,
    /// Stages that X refuses, with a mark of why: the person at the desk is told once.
    refused: Vec<(String, String)>,
}

impl Place {
    /// What a cursor says, as far as it can be done with what there is now.
    fn of(with: &With<'_>, cursor: &str) -> Place {
        let mut place: Place = plain::remembered(cursor);
        if !place.can(with, place.stage) {
            place.stage = Stage::Mentions;
        }
        place
    }

    fn can(&self, with: &With<'_>, stage: Stage) -> bool {
        let yes = matches!(with.settings.option("direct").trim().to_lowercase().as_str(), "yes" | "true" | "1");
        match stage {
            Stage::Mentions => true,
            Stage::Search => !with.settings.option("words").trim().is_empty(),
            Stage::Direct => yes && with.session.own("app_only").is_empty(),
            Stage::Counts => with.watched.iter().any(|id| is_post(id)),
            Stage::Quotes => !self.quotes.is_empty(),
        }
    }

    /// The cursor; what was remembered longest ago is forgotten where it would be too long.
    fn kept(&self) -> String {
        let mut place = self.clone();
        loop {
            let cursor = plain::cursor(&place);
            if cursor.len() <= limits::CURSOR_BYTES_MAX {
                return cursor;
            }
            if !place.last.is_empty() {
                place.last.remove(0);
            } else if place.quoted.is_empty() {
                place = Place { from: self.from, ..Place::default() };
            } else {
                place.quoted.remove(0);
            }
        }
    }

    /// The walk is done; on to what is asked next. False at the end of the round.
    fn on(&mut self, with: &With<'_>) -> bool {
        self.token.clear();
        self.newest.clear();
        self.pages = 0;
        const ORDER: [Stage; 5] = [Stage::Mentions, Stage::Search, Stage::Direct, Stage::Counts, Stage::Quotes];
        let next = ORDER.into_iter().skip_while(|s| *s != self.stage).skip(1).find(|s| self.can(with, *s));
        self.stage = next.unwrap_or_default();
        next.is_some()
    }

    /// The quotes of one post are read; on to the next, or to the end of the round.
    fn quotes_read(&mut self, with: &With<'_>) -> bool {
        if !self.quotes.is_empty() {
            let (id, n) = self.quotes.remove(0);
            plain::remember(&mut self.quoted, &id, &n, QUOTED_MAX);
        }
        !self.quotes.is_empty() || self.on(with)
    }

    /// The newest id that was read in the stage's stream.
    fn since(&mut self) -> Option<&mut String> {
        match self.stage {
            Stage::Mentions => Some(&mut self.mentions),
            Stage::Search => Some(&mut self.search),
            Stage::Direct => Some(&mut self.direct),
            Stage::Counts | Stage::Quotes => None,
        }
    }
}

/// The names of fields that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Names {
    Tweet,
    Post,
}

impl Names {
    fn of(with: &With<'_>, place: &Place) -> Names {
        match with.settings.option("vocabulary").trim() {
            "tweet" => Names::Tweet,
            "post" => Names::Post,
            _ if place.names == "post" => Names::Post,
            _ => Names::Tweet,
        }
    }

    fn fields(self) -> &'static str {
        match self {
            Names::Tweet => {
                "tweet.fields=author_id,conversation_id,created_at,edit_history_tweet_ids,entities,note_tweet,public_metrics,referenced_tweets&expansions=author_id,referenced_tweets.id&user.fields=public_metrics,username"
            }
            Names::Post => {
                "post.fields=author_id,conversation_id,created_at,edit_history_post_ids,entities,note_post,public_metrics,referenced_posts&expansions=author_id,referenced_posts.id&user.fields=public_metrics,username"
            }
        }
    }
}

/// Fields of private messages; they have the same names in both vocabularies.
const DIRECT_FIELDS: &str = "dm_event.fields=created_at,dm_conversation_id,entities,event_type,id,participant_ids,sender_id,text&event_types=MessageCreate&expansions=sender_id&user.fields=public_metrics,username";

impl Connector for X {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn sign_in(&self, with: &With<'_>, past: &[Answer]) -> SignIn {
        sign::sign_in(with, past)
    }

    fn ask(&self, with: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
        let mut place = Place::of(with, cursor);
        let base = plain::server(with, SERVER);
        let fields = Names::of(with, &place).fields();
        let own = with.session.own("id");
        if own.is_empty() {
            return Err(Trouble::SignIn("X has not said yet which account this is".into()));
        }
        let since = since_id(with, &mut place);
        let token = std::mem::take(&mut place.token);
        let paging = |name: &str| {
            let since = since.as_deref().map(|id| format!("&since_id={id}")).unwrap_or_default();
            let token = if token.is_empty() { String::new() } else { format!("&{name}={}", json::escaped(&token)) };
            since + &token
        };
        let url = match place.stage {
            Stage::Mentions => {
                format!("{base}/2/users/{own}/mentions?max_results=100&{fields}{}", paging("pagination_token"))
            }
            Stage::Search => {
                let words = json::escaped(&search_for(with));
                format!("{base}/2/tweets/search/recent?query={words}&max_results=100&{fields}{}", paging("next_token"))
            }
            Stage::Direct => {
                let token = if token.is_empty() { String::new() } else { paging("pagination_token") };
                format!("{base}/2/dm_events?max_results=100&{DIRECT_FIELDS}{token}")
            }
            Stage::Counts => {
                let ids: Vec<&str> = watched(with).collect();
                format!("{base}/2/tweets?ids={}&{fields}", ids.join(","))
            }
            Stage::Quotes => {
                let id = place.quotes.first().map_or("0", |(id, _)| id.as_str());
                format!("{base}/2/tweets/{id}/quote_tweets?max_results=100&{fields}")
            }
        };
        Ok(Request::get(url).bearer(&with.session.token))
    }

    fn parse(&self, with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
        let mut place = Place::of(with, cursor);
        if !answer.is_ok() {
            return mended(with, place, answer);
        }
        let document = json::document(&answer.body).map_err(Trouble::Unwell)?;
        let errors = json::list(&document, "errors");
        let by_post = matches!(place.stage, Stage::Counts | Stage::Quotes);
        if document.get("data").is_none() && document.get("meta").is_none() && !by_post {
            let why = errors.first().map(|e| Said::in_value(e).words());
            return Err(match why {
                Some(why) => Trouble::Refused(why),
                None => Trouble::Unwell("X answers with something that is no page".into()),
            });
        }
        place.turns = 0;
        place.refused.retain(|(stage, _)| stage != place.stage.word());
        let own = with.session.own("id").to_owned();
        let mut heard = match place.stage {
            Stage::Mentions | Stage::Search => read::posts(&document, &own),
            Stage::Direct => read::messages(&document, &own, &mut place.last),
            Stage::Counts => {
                let heard = read::counts(&document, &mut place);
                place.on(with);
                return Ok(ended(heard, &place));
            }
            Stage::Quotes => {
                let mut heard = read::posts(&document, &own);
                let from = place.from.and_then(At::from_unix).unwrap_or_else(|| plain::first_from(answer));
                plain::only_since(&mut heard, from);
                place.quotes_read(with);
                return Ok(ended(heard, &place));
            }
        };
        walk(with, &mut place, &document, &mut heard, plain::first_from(answer));
        Ok(heard)
    }

    fn deliver(&self, with: &With<'_>, out: &Outgoing, past: &[Answer]) -> Step {
        deliver::step(with, out, past)
    }

    fn retry(&self, with: &With<'_>, raw: &str) -> Result<Incoming, String> {
        let item: Value = serde_json::from_str(raw).map_err(|why| format!("it is no JSON: {why}"))?;
        read::one(&item, with.session.own("id"))
    }

    fn trouble(&self, answer: &Answer) -> Option<Trouble> {
        match answer.status {
            // What exactly is refused, and whether the rest of the round can do without it, is for `parse`.
            400 | 403 | 404 | 422 if Said::of(answer).is_something() => None,
            _ => trouble(answer),
        }
    }
}

/// The page of a round that goes on until nothing is left to ask.
fn ended(mut heard: Heard, place: &Place) -> Heard {
    heard.more = place.stage != Stage::Mentions;
    heard.cursor = place.kept();
    heard
}

/// Goes on in a walk from the newest back to what is known, or to the next stage.
fn walk(with: &With<'_>, place: &mut Place, document: &Value, heard: &mut Heard, first: At) {
    let next = json::text(document, "meta/next_token");
    let (newest, oldest) = read::range(document);
    if place.pages == 0 {
        place.newest = newest;
    }
    let stage = place.stage;
    let too_old = stage == Stage::Search && since_lost(with, place);
    let known = place.since().map(|since| since.clone()).unwrap_or_default();
    let fresh = known.is_empty();
    let from = *place.from.get_or_insert(first.unix());
    let older = plain::only_since(heard, At::from_unix(from).unwrap_or(first));
    if fresh {
        if older {
            heard.gap = Some(plain::FIRST_GAP.into());
        } else if !next.is_empty() && stage != Stage::Direct {
            heard.gap = Some("only the newest hundred were read at first".into());
        }
    } else if too_old && place.pages == 0 {
        heard.gap = Some("X’s search reaches back seven days, and what was read last is older".into());
    }
    let reached = stage == Stage::Direct && !read::is_newer(&oldest, &read::earlier(&known, plain::OVERLAP_SECS));
    let on = !next.is_empty() && next.chars().count() <= TOKEN_CHARS_MAX && next != place.token && !fresh && !reached;
    if on && place.pages < PAGES_MAX - 1 {
        place.token = next;
        place.pages += 1;
        heard.more = true;
    } else {
        if on {
            heard.gap = Some(format!("more than {PAGES_MAX} pages were new at once, and the oldest were not read"));
        }
        let newest = std::mem::take(&mut place.newest);
        if let Some(since) = place.since().filter(|since| read::is_newer(&newest, since)) {
            *since = newest;
        }
        heard.more = place.on(with);
    }
    heard.cursor = place.kept();
}

/// What can be done about an answer that says that something in the question is not good any more.
fn mended(with: &With<'_>, mut place: Place, answer: &Answer) -> Result<Heard, Trouble> {
    let said = Said::of(answer);
    let auto = !matches!(with.settings.option("vocabulary").trim(), "tweet" | "post");
    let mut gap = None;
    match said.mendable() {
        Some(Mend::Names) if auto && place.turns < 2 => {
            place.names = if place.names == "post" { String::new() } else { "post".into() };
            place.turns += 1;
        }
        Some(Mend::Token) if !place.token.is_empty() => {
            place.token.clear();
            place.pages = 0;
        }
        Some(Mend::Since) if place.since().is_some_and(|since| !since.is_empty()) => {
            gap = Some("X does not know any more what was read last; what came right after it may be missing".into());
            place.since().map(std::mem::take);
            place.token.clear();
            place.pages = 0;
        }
        _ if place.stage == Stage::Mentions => return Err(Trouble::Refused(said.words())),
        _ => return Ok(left_out(with, place, answer, &said.words())),
    }
    Ok(Heard { cursor: place.kept(), more: true, gap, ..Heard::default() })
}

/// The round goes on without a stage that X refuses, such as a search that the plan does not have.
fn left_out(with: &With<'_>, mut place: Place, answer: &Answer, why: &str) -> Heard {
    let (stage, mark) = (place.stage.word(), plain::mark(why));
    let mut heard = Heard::default();
    if plain::said_of(&place.refused, stage) != Some(mark.as_str()) {
        let raw = json::document(&answer.body).unwrap_or_default();
        heard.problems.push(plain::problem(stage, why, &raw));
        plain::remember(&mut place.refused, stage, &mark, 5);
    }
    heard.more = if place.stage == Stage::Quotes { place.quotes_read(with) } else { place.on(with) };
    heard.cursor = place.kept();
    heard
}

/// The id above which to read, a little before what is known, because posts do not appear in the order of their ids.
fn since_id(with: &With<'_>, place: &mut Place) -> Option<String> {
    if place.stage == Stage::Direct || (place.stage == Stage::Search && since_lost(with, place)) {
        return None;
    }
    let since = place.since().filter(|since| !since.is_empty())?;
    Some(read::earlier(since, plain::OVERLAP_SECS))
}

/// Whether the search was last read longer ago than X searches: it refuses such an id.
fn since_lost(with: &With<'_>, place: &Place) -> bool {
    read::moment(&place.search).is_some_and(|at| with.now.minus(SEARCH_SECS) > at)
}

/// The words to search for; what was passed on without words is counted and not read.
fn search_for(with: &With<'_>) -> String {
    let words = with.settings.option("words").trim();
    if words.contains("is:retweet") || words.contains("is:repost") {
        return words.to_owned();
    }
    let several = words.to_uppercase().contains(" OR ");
    if several { format!("({words}) -is:retweet") } else { format!("{words} -is:retweet") }
}

/// Whether an id outside is that of a post.
fn is_post(id: &str) -> bool {
    !id.is_empty() && id.len() <= 19 && id.bytes().all(|b| b.is_ascii_digit())
}

fn watched<'a>(with: &With<'a>) -> impl Iterator<Item = &'a str> {
    let watched: &'a [String] = with.watched;
    watched.iter().map(String::as_str).filter(|id| is_post(id)).take(limits::WATCHED_OUTSIDE_MAX.min(100))
}
