//! Reddit, overheard: posts and comments of communities, and a search.
//!
//! Each round reads the newest posts of the communities, their newest comments, what a search finds, and what is watched
//! (votes, edits, deletions). It goes back page by page from the newest to what is known. Reddit would also give "what
//! came before this one", but nothing at all once that one was deleted, so that the source would fall silent.

use super::{
    About, Answer, Connector, Field, Heard, Proven, Request, Session, SignIn, Trouble, With, answer, json, plain,
};
use crate::floor::source::{Change, Told};
use crate::floor::{At, Incoming, IncomingAuthor, IncomingKind, MentionKind, SourceKind};
use crate::limits;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Reddit, overheard.
pub struct Reddit;

/// Where Reddit is asked, and where it gives tokens.
const SERVER: &str = "https://oauth.reddit.com";
const TOKENS: &str = "https://www.reddit.com";
/// Reddit turns away whoever does not say who they are.
const WHO: &str = concat!("watchfloor/", env!("CARGO_PKG_VERSION"), " (reads mentions for customer service)");
/// Pages of one walk back: Reddit shows a thousand things at most.
const PAGES_MAX: u32 = 10;

static ABOUT: About = About {
    id: "reddit",
    name: "Reddit",
    kind: SourceKind::Listening,
    channel: "Reddit",
    can: &[],
    proven: Proven::Documents,
    fields: &[
        Field {
            key: "places",
            name: "Communities",
            hint: "Names without r/, with commas: larkfield, phones",
            optional: true,
        },
        Field {
            key: "words",
            name: "Search for",
            hint: "What to find in all of Reddit: \"lark field\" OR larkfield",
            optional: true,
        },
        Field {
            key: "only",
            name: "Only with words",
            hint: "Words, with commas, one of which must be in what is read",
            optional: true,
        },
    ],
    server: "",
    login: "Client id of an app of the kind “script”, from reddit.com/prefs/apps",
    secret: "Client secret of that app",
    every_secs: 120,
    per_minute: 60,
    note: "Can only be read. Companies need Reddit’s permission to use its data.",
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Stage {
    #[default]
    #[serde(rename = "p")]
    Posts,
    #[serde(rename = "c")]
    Comments,
    #[serde(rename = "s")]
    Search,
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
    /// Until when all was read, by stage, and the newest of the walk that goes on.
    posts: i64,
    comments: i64,
    search: i64,
    newest: i64,
    after: String,
    pages: u32,
}

const ORDER: [Stage; 4] = [Stage::Posts, Stage::Comments, Stage::Search, Stage::Watched];

impl Place {
    fn of(with: &With<'_>, cursor: &str) -> Place {
        let mut place: Place = plain::remembered(cursor);
        if !can(with, place.stage) {
            place.stage = ORDER.into_iter().find(|s| can(with, *s)).unwrap_or_default();
            place.after.clear();
            place.pages = 0;
        }
        place
    }

    fn on(&mut self, with: &With<'_>) -> bool {
        self.after.clear();
        (self.pages, self.newest) = (0, 0);
        let next = ORDER.into_iter().skip_while(|s| *s != self.stage).skip(1).find(|s| can(with, *s));
        self.stage = next.or_else(|| ORDER.into_iter().find(|s| can(with, *s))).unwrap_or_default();
        next.is_some()
    }

    fn known(&mut self) -> &mut i64 {
        match self.stage {
            Stage::Posts => &mut self.posts,
            Stage::Comments => &mut self.comments,
            Stage::Search | Stage::Watched => &mut self.search,
        }
    }
}

fn can(with: &With<'_>, stage: Stage) -> bool {
    match stage {
        Stage::Posts | Stage::Comments => !places(with).is_empty(),
        Stage::Search => !with.settings.option("words").trim().is_empty(),
        Stage::Watched => watched(with).next().is_some(),
    }
}

/// The communities, as they stand in an address.
fn places(with: &With<'_>) -> String {
    let names = with.settings.option("places").split([',', ';', '+', ' ']).map(|n| n.trim().trim_start_matches("r/"));
    let good = |n: &&str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    names.filter(good).take(100).collect::<Vec<_>>().join("+")
}

fn watched<'a>(with: &With<'a>) -> impl Iterator<Item = &'a str> {
    let watched: &'a [String] = with.watched;
    let is_thing = |id: &&str| {
        let rest = id.strip_prefix("t1_").or_else(|| id.strip_prefix("t3_")).unwrap_or_default();
        !rest.is_empty() && rest.len() < 20 && rest.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    watched.iter().map(String::as_str).filter(is_thing).take(limits::WATCHED_OUTSIDE_MAX.min(100))
}

impl Connector for Reddit {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn sign_in(&self, with: &With<'_>, past: &[Answer]) -> SignIn {
        let login = with.settings.login.trim();
        if login.is_empty() || with.secret.expose_secret().trim().is_empty() {
            return SignIn::Refused("Reddit needs a client id and its secret".into());
        }
        let Some(answer) = past.first() else {
            let own = plain::server(with, SERVER);
            let tokens = if own == SERVER { TOKENS.to_owned() } else { own };
            let request =
                Request::form(format!("{tokens}/api/v1/access_token"), &[("grant_type", "client_credentials")]);
            return SignIn::Ask(plain::with_login(request.header("user-agent", WHO), login, with.secret));
        };
        match answer::trouble(answer) {
            Some(Trouble::SignIn(_)) => {
                return SignIn::Refused("Reddit does not take this client id and secret".into());
            }
            Some(trouble) => return SignIn::Trouble(trouble),
            None => {}
        }
        let said = json::document(&answer.body).unwrap_or_default();
        let token = json::text(&said, "access_token");
        if token.is_empty() {
            return SignIn::Refused(format!("Reddit gives no token: {}", plain::name(&json::text(&said, "error"))));
        }
        let secs = json::number(&said, "expires_in").and_then(|secs| u32::try_from(secs).ok());
        let expires = secs.map(|secs| answer.at.plus(secs));
        SignIn::Ready(Session { token: token.into(), expires, ..Session::default() })
    }

    fn ask(&self, with: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
        let place = Place::of(with, cursor);
        if !can(with, place.stage) {
            return Err(Trouble::Refused("say which communities to read, or what to search for".into()));
        }
        let base = plain::server(with, SERVER);
        let after =
            if place.after.is_empty() { String::new() } else { format!("&after={}", json::escaped(&place.after)) };
        let url = match place.stage {
            Stage::Posts => format!("{base}/r/{}/new.json?raw_json=1&limit=100{after}", places(with)),
            Stage::Comments => format!("{base}/r/{}/comments.json?raw_json=1&limit=100{after}", places(with)),
            Stage::Search => {
                let words = json::escaped(with.settings.option("words").trim());
                format!("{base}/search.json?raw_json=1&q={words}&sort=new&type=link&limit=100{after}")
            }
            Stage::Watched => {
                format!("{base}/api/info.json?raw_json=1&id={}", watched(with).collect::<Vec<_>>().join(","))
            }
        };
        Ok(Request::get(url).header("user-agent", WHO).bearer(&with.session.token))
    }

    fn parse(&self, with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
        let mut place = Place::of(with, cursor);
        let document = json::document(&answer.body).map_err(Trouble::Unwell)?;
        if json::at(&document, "data/children").as_array().is_none() {
            return Err(Trouble::Unwell("Reddit answers with something that is no list".into()));
        }
        let things = json::list(&document, "data/children");
        let mut heard = Heard::default();
        if place.stage == Stage::Watched {
            heard.changes = things.iter().flat_map(changes).collect();
            heard.more = place.on(with);
            heard.cursor = plain::cursor(&place);
            return Ok(heard);
        }
        for thing in things {
            match read(thing) {
                Ok(Some(incoming)) if says(&incoming, with.settings.option("only")) => heard.mentions.push(incoming),
                Ok(_) => {}
                Err(why) => {
                    let name = json::text(thing, "data/name");
                    heard.problems.push(plain::problem(name, why, thing));
                }
            }
        }
        walk(with, &mut place, &document, &mut heard, plain::first_from(answer));
        Ok(heard)
    }

    fn retry(&self, _: &With<'_>, raw: &str) -> Result<Incoming, String> {
        let thing: Value = serde_json::from_str(raw).map_err(|why| format!("it is no JSON: {why}"))?;
        read(&thing)?.ok_or_else(|| "there is nothing in it any more".into())
    }
}

fn says(incoming: &Incoming, only: &str) -> bool {
    match &incoming.what {
        IncomingKind::Written { text, .. } => plain::speaks_of(text, only),
        IncomingKind::Amplified(_) => true,
    }
}

/// Whether words are those that Reddit puts in place of what was taken away.
fn is_gone(words: &str) -> bool {
    matches!(words.trim(), "[deleted]" | "[removed]" | "[ Removed by Reddit ]" | "[deleted by user]")
}

fn words(data: &Value) -> String {
    let (title, body) = (json::text(data, "title"), ["selftext", "body"].map(|k| json::text(data, k)).concat());
    let link = json::text(data, "url");
    let own = json::at(data, "is_self").as_bool().unwrap_or(true) || title.is_empty();
    let rest = if own || !body.is_empty() { body } else { link };
    json::clipped(
        [title, rest].iter().filter(|t| !t.trim().is_empty()).cloned().collect::<Vec<_>>().join("\n\n").trim(),
    )
}

/// A post or a comment; nothing where it was taken away already.
fn read(thing: &Value) -> Result<Option<Incoming>, String> {
    let data = json::at(thing, "data");
    let name = json::text(data, "name");
    let kind = if name.is_empty() { json::text(thing, "kind") } else { name.chars().take(2).collect() };
    if !matches!(kind.as_str(), "t1" | "t3") {
        return Ok(None);
    }
    if name.is_empty() {
        return Err("Reddit does not say its id".into());
    }
    let at = json::moment(data, "created_utc").ok_or("Reddit does not say when it was written")?;
    let author = json::text(data, "author");
    if author.is_empty()
        || author == "[deleted]"
        || is_gone(&json::text(data, "body"))
        || is_gone(&json::text(data, "selftext"))
    {
        return Ok(None);
    }
    let parent = Some(json::text(data, "parent_id")).filter(|parent| !parent.is_empty());
    let kind = match &parent {
        None => MentionKind::Post,
        Some(parent) if parent.starts_with("t3_") => MentionKind::Comment,
        Some(_) => MentionKind::Reply,
    };
    let id = Some(json::text(data, "author_fullname")).filter(|id| !id.is_empty()).unwrap_or_else(|| author.clone());
    let author = IncomingAuthor {
        external: plain::name(&id),
        name: plain::name(&format!("u/{author}")),
        followers: None,
        ours: false,
    };
    let what = IncomingKind::Written { kind, text: words(data), agent: None };
    Ok(Some(Incoming { external: plain::name(&name), parent: parent.map(|p| plain::name(&p)), at, author, what }))
}

/// What is so now with something watched.
fn changes(thing: &Value) -> Vec<Change> {
    let data = json::at(thing, "data");
    let external = plain::name(&json::text(data, "name"));
    if external.is_empty() {
        return Vec::new();
    }
    let gone = is_gone(&json::text(data, "body")) || is_gone(&json::text(data, "selftext"));
    if gone || json::at(data, "removed_by_category").is_string() {
        return vec![Change { external, what: Told::Gone }];
    }
    let mut told = Vec::new();
    if json::at(data, "edited").as_f64().is_some_and(|at| at > 0.0) {
        told.push(Change { external: external.clone(), what: Told::Edited(words(data)) });
    }
    // More votes against than for are no approval at all.
    let score = json::at(data, "score").as_i64().or_else(|| json::at(data, "ups").as_i64());
    if let Some(score) = score {
        let likes = u32::try_from(score.max(0)).unwrap_or(u32::MAX);
        let reposts = json::count(data, "num_crossposts").unwrap_or(0);
        told.push(Change { external, what: Told::Counted { likes, reposts } });
    }
    told
}

/// Goes on from the newest back to what is known, or to the next stage.
fn walk(with: &With<'_>, place: &mut Place, document: &Value, heard: &mut Heard, first: At) {
    let things = json::list(document, "data/children");
    let times = || things.iter().filter_map(|thing| json::moment(thing, "data/created_utc")).map(At::unix);
    let after = json::text(document, "data/after");
    place.newest = place.newest.max(times().max().unwrap_or(0));
    let newest = place.newest;
    let fresh = place.from.is_none();
    let from = *place.from.get_or_insert(first.unix());
    let known = *place.known();
    let reached = times().min().is_none_or(|oldest| oldest <= known.saturating_sub(i64::from(plain::OVERLAP_SECS)));
    if plain::only_since(heard, At::from_unix(from).unwrap_or(first)) && fresh {
        heard.gap = Some(plain::FIRST_GAP.into());
    }
    let on = !after.is_empty() && after.len() <= 100 && known > 0 && !reached && after != place.after;
    if on && place.pages < PAGES_MAX - 1 {
        place.after = after;
        place.pages += 1;
        heard.more = true;
    } else {
        if on {
            heard.gap = Some("Reddit shows the newest thousand, and what came between was not read".into());
        } else if known == 0 && !after.is_empty() && times().min().is_some_and(|oldest| oldest > from) {
            heard.gap = Some("only the newest hundred were read at first".into());
        }
        let known = place.known();
        *known = newest.max(*known);
        heard.more = place.on(with);
    }
    heard.cursor = plain::cursor(place);
}
