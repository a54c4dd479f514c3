//! What is asked next, and what the answer says.

use super::cursor::{BATCH_MAX, Cursor, Kind, Look, Seen, is_post, lengthened, short_key, shortened, version};
use super::post;
use crate::connect::Problem;
use crate::connect::net::{Answer, Heard, Request, Trouble, With, answer, json};
use crate::floor::source::{Change, Told};
use crate::floor::{Amplification, At, Incoming, IncomingKind};
use crate::limits;
use serde_json::Value;

/// Posts and accounts on one page: as many as one request for their followers may name.
const PAGE: &str = "25";
/// Seconds that are read again before the newest that is known: two things may arrive in another order than they were
/// written.
const OVERLAP_SECS: u32 = 300;
/// Seconds that a fresh source reads back, and an old one now and then.
const DAY_SECS: u32 = 24 * 3600;
/// Seconds between two looks a day back: the network sorts by what authors say when they wrote, and lets them say
/// anything.
const DEEP_EVERY_SECS: i64 = 3600;
/// Pages that a look a day back reads at most.
const DEEP_PAGES_MAX: u32 = 20;
/// Joiners beyond those that the counts promise that are read, for those who have left in between.
const JOINERS_SLACK: usize = 3;
/// Joiners of one post and kind that are looked at one by one in one round; the rest is said to be left out.
const JOINERS_MAX: u32 = 1_000;
/// Posts above an answer that are read.
const PARENTS_MAX: usize = 20;

/// Seconds after which whatever else is going on gives way to what is new: something there may never answer.
const GIVE_WAY_SECS: i64 = 300;

/// What a cursor asks for.
enum Doing<'a> {
    Profiles(&'a [String]),
    Thread(&'a str),
    Join(&'a Look, usize, Kind),
    Posts(&'a Look),
    Mentions,
    Search(&'a str),
}

/// What the settings search for: words or phrases, separated by commas.
pub(super) fn terms(words: &str) -> Vec<String> {
    words
        .split(',')
        .map(|word| word.trim().chars().take(limits::BRAND_TERM_CHARS_MAX).collect::<String>())
        .filter(|word| !word.is_empty())
        .take(limits::SEARCH_WORDS_MAX)
        .collect()
}

fn doing<'a>(cursor: &'a Cursor, terms: &'a [String]) -> Doing<'a> {
    if !cursor.ask.is_empty() {
        return Doing::Profiles(&cursor.ask);
    }
    if let Some(thread) = cursor.threads.first() {
        return Doing::Thread(thread);
    }
    if let Some(look) = &cursor.look {
        return match look.jobs.first() {
            Some((which, kind, _)) => Doing::Join(look, *which, *kind),
            None => Doing::Posts(look),
        };
    }
    match cursor.stream.checked_sub(1).and_then(|i| terms.get(i)) {
        Some(term) => Doing::Search(term),
        None => Doing::Mentions,
    }
}

/// Where reading stands now.
fn current(with: &With<'_>, cursor: &str, terms: &[String]) -> Cursor {
    let mut cursor = Cursor::read(cursor);
    let waits = cursor.news > 0 && with.now.unix().saturating_sub(cursor.news) > GIVE_WAY_SECS;
    if waits && !matches!(doing(&cursor, terms), Doing::Mentions) {
        let of_news = cursor.stream == 0 && cursor.threads.is_empty() && cursor.look.is_none();
        cursor.asked = of_news && !cursor.ask.is_empty();
        cursor.ask.clear();
        cursor.threads.clear();
        cursor.look = None;
        if cursor.stream > 0 {
            (cursor.stream, cursor.page, cursor.pages, cursor.head) = (0, String::new(), 0, 0);
        }
    }
    cursor
}

/// The request that a cursor stands for.
pub(super) fn ask(with: &With<'_>, cursor: &str) -> Request {
    let terms = terms(with.settings.option("words"));
    let cursor = current(with, cursor, &terms);
    let post = |look: &Look, which: usize| look.posts.get(which).map(|short| lengthened(short)).unwrap_or_default();
    let (method, mut fields): (&str, Vec<(&str, String)>) = match doing(&cursor, &terms) {
        Doing::Profiles(dids) => {
            ("app.bsky.actor.getProfiles", dids.iter().map(|did| ("actors", did.clone())).collect())
        }
        Doing::Thread(uri) => (
            "app.bsky.feed.getPostThread",
            vec![("uri", uri.to_owned()), ("depth", "0".into()), ("parentHeight", PARENTS_MAX.to_string())],
        ),
        Doing::Join(look, which, kind) => {
            let method = match kind {
                Kind::Like => "app.bsky.feed.getLikes",
                Kind::Repost => "app.bsky.feed.getRepostedBy",
                Kind::Quote => "app.bsky.feed.getQuotes",
            };
            (method, vec![("uri", post(look, which)), ("limit", PAGE.into()), ("cursor", look.page.clone())])
        }
        Doing::Posts(look) => {
            ("app.bsky.feed.getPosts", (0..look.posts.len()).map(|which| ("uris", post(look, which))).collect())
        }
        Doing::Mentions => {
            let reasons = ["mention", "reply", "quote"].map(|reason| ("reasons", reason.to_owned()));
            let page = [("limit", PAGE.into()), ("cursor", cursor.page.clone())];
            ("app.bsky.notification.listNotifications", reasons.into_iter().chain(page).collect())
        }
        Doing::Search(term) => (
            "app.bsky.feed.searchPosts",
            vec![
                ("q", term.to_owned()),
                ("sort", "latest".into()),
                ("limit", PAGE.into()),
                ("cursor", cursor.page.clone()),
            ],
        ),
    };
    fields.retain(|(name, value)| *name != "cursor" || !value.is_empty());
    super::xrpc(with, method, &fields)
}

/// What an answer says.
pub(super) fn parse(with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
    let terms = terms(with.settings.option("words"));
    let cursor = current(with, cursor, &terms);
    let before = cursor.clone();
    let now = answer::server_time(answer).unwrap_or(answer.at);
    let mut reader = Reader { with, terms: &terms, now, cursor, heard: Heard::default() };
    let body = if answer.is_ok() { json::document(&answer.body) } else { Err(String::new()) };
    match (doing(&before, &terms), body) {
        (Doing::Mentions, Ok(body)) => reader.stream(&body, "notifications", "")?,
        (Doing::Mentions, Err(why)) => return Err(super::failed(answer, &why)),
        (Doing::Search(term), Ok(body)) => reader.stream(&body, "posts", term)?,
        (Doing::Search(term), Err(why)) => reader.cannot_search(term, &super::failed(answer, &why)),
        (Doing::Profiles(dids), body) => reader.profiles(dids, &body.unwrap_or_default()),
        (Doing::Thread(_), body) => reader.thread(&body.unwrap_or_default()),
        (Doing::Posts(look), Ok(body)) if json::at(&body, "posts").is_array() => reader.posts(look, &body),
        (Doing::Posts(look), _) => reader.look_from(look.next),
        (Doing::Join(..), Ok(body)) => reader.join(&body),
        // What cannot be told now is still missing at the next look.
        (Doing::Join(..), Err(_)) => reader.end_job(false),
    }
    Ok(reader.done())
}

struct Reader<'a> {
    with: &'a With<'a>,
    terms: &'a [String],
    now: At,
    cursor: Cursor,
    heard: Heard,
}

impl Reader<'_> {
    fn own(&self) -> &str {
        self.with.session.own("did")
    }

    /// The page is read; goes on to what is next in the round, or ends it.
    fn done(mut self) -> Heard {
        let idle = self.cursor.ask.is_empty() && self.cursor.threads.is_empty() && self.cursor.look.is_none();
        if idle && self.cursor.stream > self.terms.len() {
            self.look_from(0);
        }
        // With the answer about who wrote it, the page itself is still to be read.
        self.heard.more = self.cursor.asked
            || !self.cursor.ask.is_empty()
            || !self.cursor.threads.is_empty()
            || self.cursor.look.is_some()
            || self.cursor.stream > 0
            || !self.cursor.page.is_empty();
        self.heard.cursor = self.cursor.write();
        self.heard
    }

    /// Asks for the accounts among these whose followers are not known. `true`: the page is to be read once more then.
    fn asks_first<'v>(&mut self, actors: impl Iterator<Item = &'v Value>) -> bool {
        if std::mem::take(&mut self.cursor.asked) {
            return false;
        }
        let mut unknown: Vec<String> = Vec::new();
        for actor in actors {
            let did = json::text(actor, "did");
            let fits = did.starts_with("did:") && did.len() <= limits::NAME_CHARS_MAX && did != self.own();
            let named = json::at(actor, "followersCount").is_number() || unknown.contains(&did);
            if fits && !named && unknown.len() < 25 && self.cursor.followers(&did).is_none() {
                unknown.push(did);
            }
        }
        self.cursor.ask = unknown;
        !self.cursor.ask.is_empty()
    }

    fn profiles(&mut self, asked: &[String], body: &Value) {
        for did in asked {
            let profile = json::list(body, "profiles").iter().find(|p| json::text(p, "did") == *did);
            self.cursor.follow(did, profile.and_then(|p| json::count(p, "followersCount")));
        }
        self.cursor.ask.clear();
        self.cursor.asked = true;
    }

    /// Reads a post into the page; one that cannot be read is a problem of its own.
    fn take(&mut self, item: &Value) -> Option<Incoming> {
        let did = json::text(item, "author/did");
        let followers = self.cursor.followers(&did).flatten();
        let (uri, cid) = (json::text(item, "uri"), json::text(item, "cid"));
        match post::written(item, self.own(), followers) {
            Ok(mention) => {
                self.cursor.learn(&uri, &cid);
                self.heard.mentions.push(mention.clone());
                Some(mention)
            }
            Err(reason) => {
                self.cursor.learn(&uri, &cid);
                let raw = json::clipped(&item.to_string());
                self.heard.problems.push(Problem { place: post::shown(&uri), reason, raw });
                None
            }
        }
    }

    fn stream(&mut self, body: &Value, list: &str, term: &str) -> Result<(), Trouble> {
        if !json::at(body, list).is_array() {
            return Err(Trouble::Unwell(format!("the answer has no {list} in it")));
        }
        if term.is_empty() {
            self.cursor.news = self.with.now.unix();
        }
        let items = json::list(body, list);
        let key = stream_key(term);
        let since = self.cursor.since(&key);
        let back = if self.cursor.deeply { DAY_SECS } else { OVERLAP_SECS };
        let from = since.map_or(self.now.minus(DAY_SECS), |since| since.minus(back));
        let lately = since.map_or(from, |since| since.minus(OVERLAP_SECS));
        let arrived = |item: &Value| json::moment(item, "indexedAt").unwrap_or(self.now).min(self.now);
        let news: Vec<(&Value, bool)> = items
            .iter()
            .rev()
            .filter(|item| arrived(item) >= from && concerns(item))
            .filter(|item| !self.cursor.knows(&json::text(item, "uri"), &json::text(item, "cid")))
            .map(|item| (item, arrived(item) >= lately))
            .collect();
        let oldest = items.iter().map(arrived).min();
        let newest = items.iter().map(arrived).max();
        let next = super::page_cursor(body);
        if !next.is_empty() && next == self.cursor.page {
            return Err(Trouble::Unwell("the server gives the same page again and again".into()));
        }
        if self.asks_first(news.iter().filter(|(_, fresh)| *fresh).map(|(item, _)| json::at(item, "author"))) {
            return Ok(());
        }
        for (item, fresh) in news {
            if let Some(mention) = self.take(item).filter(|_| fresh) {
                self.wants_thread(&mention, items);
            }
        }
        self.cursor.head = self.cursor.head.max(newest.map_or(0, At::unix));
        self.cursor.pages = self.cursor.pages.saturating_add(1);
        let before = oldest.is_some_and(|oldest| oldest < from);
        let most = match since {
            None => limits::FIRST_PAGES_MAX,
            // Only beyond what is new anyway may it end early.
            Some(_) if oldest.is_some_and(|oldest| oldest < lately) => DEEP_PAGES_MAX,
            Some(_) => limits::CATCH_UP_PAGES_MAX,
        };
        let cut = self.cursor.pages >= most && !before && !next.is_empty();
        if before || next.is_empty() || cut {
            let what = if term.is_empty() { "mentions" } else { "posts with our words" };
            if since.is_none() && (before || cut) {
                let first = oldest.unwrap_or(from).max(from);
                self.heard.gap = Some(format!("{what} from before {first} were not read: the source began then"));
            } else if cut && oldest >= Some(lately) {
                self.heard.gap =
                    Some(format!("{what} between {from} and {} were too many to read", oldest.unwrap_or(from)));
            }
            self.end_stream(&key, since);
        } else {
            self.cursor.page = next;
        }
        Ok(())
    }

    fn end_stream(&mut self, key: &str, since: Option<At>) {
        let first = since.map_or(self.now.minus(DAY_SECS), |since| since).unix();
        self.cursor.since.insert(key.to_owned(), first.max(self.cursor.head));
        self.cursor.mute.retain(|mute| mute != key);
        (self.cursor.page, self.cursor.pages, self.cursor.head) = (String::new(), 0, 0);
        self.cursor.stream = self.cursor.stream.saturating_add(1);
    }

    /// A word that cannot be searched for keeps nothing else out. It is told once, until it works again.
    fn cannot_search(&mut self, term: &str, why: &Trouble) {
        let key = stream_key(term);
        if !self.cursor.mute.contains(&key) {
            let place = format!("searching for {}", post::shown(term));
            self.heard.problems.push(Problem { place, reason: why.why().to_owned(), raw: String::new() });
            self.cursor.mute.push(key);
        }
        (self.cursor.page, self.cursor.pages, self.cursor.head) = (String::new(), 0, 0);
        self.cursor.stream = self.cursor.stream.saturating_add(1);
    }

    /// An answer whose question nobody has read yet is asked for with what stands above it.
    fn wants_thread(&mut self, mention: &Incoming, page: &[Value]) {
        let Some(parent) = mention.parent.as_deref().filter(|_| is_reply(mention)) else { return };
        let known = self.cursor.knows_any(parent)
            || self.with.watched.iter().any(|watched| watched == parent)
            || page.iter().any(|item| json::text(item, "uri") == parent)
            || self.cursor.threads.contains(&mention.external);
        if !known && !mention.author.ours && self.cursor.threads.len() < 25 {
            self.cursor.threads.push(mention.external.clone());
        }
    }

    fn thread(&mut self, body: &Value) {
        let mut above = Vec::new();
        let mut node = json::at(body, "thread/parent");
        while above.len() < PARENTS_MAX && json::at(node, "post").is_object() {
            let post = json::at(node, "post");
            if self.cursor.knows_any(&json::text(post, "uri")) {
                break;
            }
            above.push(post.clone());
            node = json::at(node, "parent");
        }
        if self.asks_first(above.iter().map(|post| json::at(post, "author"))) {
            return;
        }
        // The nearest first: each joins the conversation that waits for it.
        for post in &above {
            self.take(post);
        }
        self.cursor.threads.remove(0);
    }

    /// Begins to look again at what is watched, from there on; when there is nothing, the round ends.
    fn look_from(&mut self, from: usize) {
        let watched = self.with.watched;
        if from == 0 {
            let keys: Vec<String> = watched.iter().map(|uri| short_key(uri)).collect();
            self.cursor.seen.retain(|key, _| keys.contains(key));
        }
        let mut look = Look { next: from, ..Look::default() };
        for uri in watched.get(from..).unwrap_or_default() {
            if look.posts.len() == BATCH_MAX {
                break;
            }
            look.next += 1;
            if is_post(uri) && look.next <= limits::WATCHED_OUTSIDE_MAX {
                look.posts.push(shortened(uri));
            }
        }
        self.cursor.look = (!look.posts.is_empty()).then_some(look);
        if self.cursor.look.is_none() {
            self.end_round();
        }
    }

    fn end_round(&mut self) {
        let keys: Vec<String> =
            std::iter::once("").chain(self.terms.iter().map(String::as_str)).map(stream_key).collect();
        self.cursor.since.retain(|key, _| keys.contains(key));
        self.cursor.mute.retain(|key| keys.contains(key));
        let now = self.now.unix();
        if self.cursor.deeply || self.cursor.deep == 0 {
            self.cursor.deep = now;
        }
        self.cursor.deeply = now.saturating_sub(self.cursor.deep) >= DEEP_EVERY_SECS;
        self.cursor.looked = now;
        self.cursor.stream = 0;
    }

    fn posts(&mut self, look: &Look, body: &Value) {
        let mut look = look.clone();
        for which in 0..look.posts.len() {
            let uri = lengthened(&look.posts[which]);
            let before = self.cursor.seen.remove(&short_key(&uri));
            let is_new = before.is_none();
            let mut seen = before.unwrap_or_default();
            match json::list(body, "posts").iter().find(|post| json::text(post, "uri") == uri) {
                None => {
                    seen.2 = seen.2.saturating_add(1);
                    // Once may be a moment's weakness of the other side.
                    if seen.2 == 2 {
                        self.heard.changes.push(Change { external: uri.clone(), what: Told::Gone });
                    }
                    look.born.push(0);
                }
                Some(post) => {
                    self.changed(post, &uri, &mut seen);
                    let counts = ["likeCount", "repostCount", "quoteCount"].map(|name| json::count(post, name));
                    for (kind, count) in [Kind::Like, Kind::Repost, Kind::Quote].into_iter().zip(counts) {
                        let told = &mut seen.0[kind as usize];
                        let count = count.unwrap_or(*told);
                        *told = (*told).min(count);
                        if count > *told {
                            look.jobs.push((which, kind, count));
                        }
                    }
                    let born = post::moment(post).map_or(0, At::unix);
                    look.born.push(if is_new { born } else { born.max(self.cursor.looked) });
                }
            }
            self.cursor.seen.insert(short_key(&uri), seen);
        }
        if look.jobs.is_empty() {
            self.look_from(look.next);
        } else {
            self.cursor.look = Some(look);
        }
    }

    /// Tells other words of a post.
    fn changed(&mut self, post: &Value, uri: &str, seen: &mut Seen) {
        let cid = json::text(post, "cid");
        let same = seen.1 == version(&cid) || (seen.1.is_empty() && self.cursor.knows(uri, &cid));
        if !same {
            let words = post::words(json::at(post, "record"));
            self.heard.changes.push(Change { external: uri.to_owned(), what: Told::Edited(words) });
        }
        (seen.1, seen.2) = (version(&cid), 0);
    }

    fn join(&mut self, body: &Value) {
        let Some(look) = self.cursor.look.clone() else { return };
        let Some((which, kind, upto)) = look.jobs.first().copied() else { return };
        let uri = look.posts.get(which).map(|short| lengthened(short)).unwrap_or_default();
        let told = self.cursor.seen.get(&short_key(&uri)).map_or(0, |seen| seen.0[kind as usize]);
        let wanted = upto.saturating_sub(told);
        let items = match kind {
            Kind::Like => json::list(body, "likes"),
            Kind::Repost => json::list(body, "repostedBy"),
            Kind::Quote => json::list(body, "posts"),
        };
        let left = (wanted.saturating_sub(look.read) as usize + JOINERS_SLACK).min(items.len());
        let actor = |item: &'_ Value| match kind {
            Kind::Like => json::at(item, "actor").clone(),
            Kind::Repost => item.clone(),
            Kind::Quote => json::at(item, "author").clone(),
        };
        let actors: Vec<Value> = items[..left].iter().map(actor).collect();
        if self.asks_first(actors.iter()) {
            return;
        }
        let born = At::from_unix(look.born.get(which).copied().unwrap_or(0)).unwrap_or(self.now.minus(DAY_SECS));
        for (i, (item, actor)) in items.iter().zip(&actors).enumerate() {
            if kind == Kind::Quote {
                self.take(item);
                continue;
            }
            let at = json::moment(item, "indexedAt").filter(|_| kind == Kind::Like);
            let at = at.unwrap_or_else(|| between(born, self.now, look.read.saturating_add(i as u32), wanted));
            self.joiner(actor, kind, &uri, at);
        }
        let next = super::page_cursor(body);
        let read = look.read.saturating_add(items.len() as u32);
        let more = read < wanted && !next.is_empty() && next != look.page && !items.is_empty();
        if more && read >= JOINERS_MAX {
            let left = wanted - read;
            self.heard.gap = Some(format!("{left} who joined {uri} were counted, and not looked at one by one"));
        }
        if more && read < JOINERS_MAX {
            self.cursor.look = Some(Look { page: next, read, ..look });
        } else {
            self.end_job(true);
        }
    }

    fn joiner(&mut self, actor: &Value, kind: Kind, uri: &str, at: At) {
        let followers = self.cursor.followers(&json::text(actor, "did")).flatten();
        let Ok(author) = post::author(actor, self.own(), followers) else { return };
        if author.ours {
            return;
        }
        let (word, how) = match kind {
            Kind::Like => ("like", Amplification::Like),
            _ => ("repost", Amplification::Repost),
        };
        self.heard.mentions.push(Incoming {
            external: format!("{word}:{}:{uri}", author.external),
            parent: Some(uri.to_owned()),
            at,
            author,
            what: IncomingKind::Amplified(how),
        });
    }

    fn end_job(&mut self, told: bool) {
        let Some(mut look) = self.cursor.look.take() else { return };
        if !look.jobs.is_empty() {
            let (which, kind, upto) = look.jobs.remove(0);
            let uri = look.posts.get(which).map(|short| lengthened(short)).unwrap_or_default();
            if let Some(seen) = self.cursor.seen.get_mut(&short_key(&uri)).filter(|_| told) {
                seen.0[kind as usize] = upto;
            }
        }
        (look.page, look.read) = (String::new(), 0);
        self.cursor.asked = false;
        if look.jobs.is_empty() {
            self.look_from(look.next);
        } else {
            self.cursor.look = Some(look);
        }
    }
}

/// Whether a notification is one that was asked for; a post that was searched for always is.
fn concerns(item: &Value) -> bool {
    matches!(json::text(item, "reason").as_str(), "" | "mention" | "reply" | "quote")
}

fn is_reply(mention: &Incoming) -> bool {
    matches!(mention.what, IncomingKind::Written { kind: crate::floor::MentionKind::Reply, .. })
}

fn stream_key(term: &str) -> String {
    if term.is_empty() { String::new() } else { short_key(&term.to_lowercase()) }
}

/// When the nth newest of so many joined who were not there at `from` and are now. The network does not say; that all
/// came at once would look like a fire, so they are taken to have come one after the other.
fn between(from: At, to: At, nth: u32, of: u32) -> At {
    let secs = u64::try_from(to.secs_since(from)).unwrap_or(0);
    let back = secs * (u64::from(nth) + 1) / (u64::from(of.max(nth.saturating_add(1))) + 1);
    to.minus(u32::try_from(back).unwrap_or(u32::MAX)).max(from.min(to))
}
