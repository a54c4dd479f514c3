//! The shift-change announcement: who is on duty from a boundary on, in words that fit the network.

use crate::floor::{Agent, At, Floor, HandleId};
use crate::limits;
use std::collections::BTreeSet;

/// How a network counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counting {
    /// Each character is one.
    Characters,
    /// Each character is one, and a link is 23 however long it is.
    CharactersLinks23,
    /// What a reader takes for one letter is one: a face with a skin colour, a letter with its accents.
    Graphemes,
    /// Letters of most alphabets are one, all else two; a face is two and a link 23.
    Weighted,
}

/// How long a post may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LengthLimit {
    /// The network, in small letters.
    pub network: &'static str,
    /// From which day on, in seconds since 1970; 0 for always.
    pub since_unix: i64,
    /// The most, in the network's own counting.
    pub most: u32,
    /// How it counts.
    pub counting: Counting,
    /// Where that stands.
    pub source: &'static str,
}

const fn limit(network: &'static str, most: u32, counting: Counting, source: &'static str) -> LengthLimit {
    LengthLimit { network, since_unix: 0, most, counting, source }
}

/// What is known of networks, the newest rule of each last.
pub const NETWORKS: [LengthLimit; 10] = [
    limit("x", 140, Counting::CharactersLinks23, "Twitter until 7 November 2017, documentation of statuses/update"),
    LengthLimit {
        network: "x",
        since_unix: 1_510_012_800,
        most: 280,
        counting: Counting::Weighted,
        source: "X developer documentation, Counting characters, configuration v3",
    },
    limit("mastodon", 500, Counting::CharactersLinks23, "Mastodon documentation, Posting to your profile"),
    limit("bluesky", 300, Counting::Graphemes, "AT protocol lexicon app.bsky.feed.post, maxGraphemes"),
    limit("threads", 500, Counting::Characters, "Threads API documentation, Posts"),
    limit("instagram", 2_200, Counting::Characters, "Instagram platform documentation, IG user media, caption"),
    limit("facebook", 63_206, Counting::Characters, "Facebook, announcement of 30 November 2011"),
    limit("linkedin", 3_000, Counting::Characters, "LinkedIn help, Character limits of posts"),
    limit("youtube", 10_000, Counting::Characters, "YouTube Data API documentation, comments"),
    limit("telegram", 4_096, Counting::Characters, "Telegram Bot API documentation, sendMessage"),
];

/// The words that are used until somebody writes others.
pub const DEFAULT_ANNOUNCEMENT: &str = "{names} {are} on duty for {handle} until {until}. Write to us!";

/// What a network allowed at a moment; `None` for a network that is not known.
///
/// ```
/// use watchfloor::floor::{At, people::length_limit};
/// let in_2013 = At::from_unix(1_385_337_600).unwrap();
/// assert_eq!(length_limit("X", in_2013).unwrap().most, 140);
/// assert_eq!(length_limit("X", in_2013.plus(200_000_000)).unwrap().most, 280);
/// ```
pub fn length_limit(network: &str, at: At) -> Option<&'static LengthLimit> {
    let network = network.to_lowercase();
    let network = if network == "twitter" { "x" } else { network.as_str() };
    NETWORKS.iter().rev().find(|l| l.network == network && l.since_unix <= at.unix())
}

/// How long a text is, counted in a network's own way.
///
/// Two things are less exact than the networks' own code: a link is what begins with `http://` or `https://` and goes on
/// to the next space (X also counts bare domains), and letters are joined by the marks of Unicode's blocks that people
/// write (accents, variation selectors, joiners, skin colours, flags), not by the whole of UAX #29: a letter of a script
/// with other joining rules may count once too often, never too rarely.
///
/// ```
/// use watchfloor::floor::people::{Counting, announced_length};
/// assert_eq!(announced_length("Zoë 👍🏽", Counting::Graphemes), 5);
/// assert_eq!(announced_length("Zoë 👍🏽", Counting::Weighted), 6, "a face is two");
/// assert_eq!(announced_length("日本", Counting::Weighted), 4);
/// assert_eq!(announced_length("see https://example.org/a/very/long/way/to/go", Counting::Weighted), 4 + 23);
/// ```
pub fn announced_length(text: &str, counting: Counting) -> u32 {
    if counting == Counting::Characters {
        return u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    }
    let links = counting != Counting::Graphemes;
    let mut sum = 0_u32;
    for word in text.split_inclusive(char::is_whitespace) {
        let linked = word.trim_end();
        if links && (linked.starts_with("https://") || linked.starts_with("http://")) {
            sum = sum.saturating_add(23);
            sum = sum.saturating_add(letters(word.get(linked.len()..).unwrap_or_default(), counting));
        } else {
            sum = sum.saturating_add(letters(word, counting));
        }
    }
    sum
}

fn letters(text: &str, counting: Counting) -> u32 {
    if counting == Counting::CharactersLinks23 {
        return u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    }
    let (mut sum, mut joined, mut flag) = (0_u32, false, false);
    for c in text.chars() {
        let is_flag = ('\u{1f1e6}'..='\u{1f1ff}').contains(&c);
        let ends_flag = is_flag && flag;
        flag = is_flag && !flag;
        let part = joined || ends_flag || continues(c);
        joined = c == '\u{200d}';
        let is_face = c >= '\u{1f000}' || ('\u{2600}'..='\u{27bf}').contains(&c) || c == '\u{200d}';
        sum += match counting {
            // Accents have a weight of their own there, parts of a face have none.
            Counting::Weighted if part && (is_face || c == '\u{fe0f}') => 0,
            Counting::Weighted if joined || is_face => 2,
            Counting::Weighted => weight(c),
            _ => u32::from(!part),
        };
    }
    sum
}

/// Whether a character belongs to the one before it.
fn continues(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}')
        || matches!(c, '\u{64b}'..='\u{65f}' | '\u{93c}'..='\u{94d}' | '\u{e31}' | '\u{e34}'..='\u{e3a}')
        || matches!(c, '\u{e47}'..='\u{e4e}' | '\u{200d}' | '\u{20d0}'..='\u{20f0}' | '\u{fe00}'..='\u{fe0f}')
        || matches!(c, '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}

/// One for the ranges that X weighs with 100 of 200, two for all others.
fn weight(c: char) -> u32 {
    let light = matches!(u32::from(c), 0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247);
    if light { 1 } else { 2 }
}

/// A draft, and whether it fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// For which account.
    pub handle: HandleId,
    /// The moment from which they are on duty.
    pub boundary: At,
    /// Who, in the order in which they joined the team.
    pub names: Vec<String>,
    /// Who was on duty until then and goes.
    pub leaving: Vec<String>,
    /// The words.
    pub text: String,
    /// What the network allows then; `None` when the network is not known.
    pub limit: Option<&'static LengthLimit>,
    /// Whether it was announced already.
    pub done: bool,
}

impl Announcement {
    /// How long it is, as the network counts.
    pub fn length(&self) -> u32 {
        announced_length(&self.text, self.limit.map_or(Counting::Characters, |l| l.counting))
    }

    /// Whether the network takes it.
    pub fn fits(&self) -> bool {
        self.limit.is_none_or(|l| self.length() <= l.most)
    }
}

/// `Ade, Zoë and 3 more`.
fn listed(names: &[String]) -> String {
    let shown = limits::ANNOUNCED_NAMES_MAX;
    match names {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [all @ .., last] if names.len() <= shown => format!("{} and {last}", all.join(", ")),
        _ => format!("{} and {} more", names.get(..shown).unwrap_or_default().join(", "), names.len() - shown),
    }
}

impl Floor {
    /// The moments between two others at which a shift of somebody begins, earliest first. It looks at all rosters.
    pub fn boundaries(&self, from: At, until: At) -> BTreeSet<At> {
        let of = |agent: &Agent| {
            let first = agent.shifts.partition_point(|s| s.from < from);
            let rest = agent.shifts.get(first..).unwrap_or_default().iter();
            rest.map(|s| s.from).take_while(|at| *at <= until).collect::<Vec<_>>()
        };
        self.agents.iter().flat_map(of).collect()
    }

    /// Who is on duty for an account from a boundary on, drafted from the roster alone: what anybody's presence will be
    /// then is not known. Those of a group that is named after the account or its channel; everybody, when there is no
    /// such group. `None` when the account is not known, or nobody comes.
    pub fn announcement(&self, handle: HandleId, boundary: At, zone: &jiff::tz::TimeZone) -> Option<Announcement> {
        let row = self.handle(handle)?;
        let channel = self.channel(row.channel).map(|c| c.name.to_lowercase()).unwrap_or_default();
        let groups = [row.name.to_lowercase(), channel.clone()];
        let named = |a: &&Agent| groups.iter().any(|g| a.belongs_to(g));
        let any = self.agents.iter().any(|a| named(&a));
        let there = |a: &&Agent, at: At| !a.shifts.is_empty() && a.is_rostered(at) && a.absence_at(at).is_none();
        let team: Vec<&Agent> = self.agents.iter().filter(|a| !any || named(a)).collect();
        let on: Vec<&Agent> = team.iter().copied().filter(|a| there(a, boundary)).collect();
        let before = boundary.minus(1);
        let leaving = team.iter().filter(|a| there(a, before) && !there(a, boundary)).map(|a| a.name.clone());
        let until = on.iter().filter_map(|a| a.rostered_until(boundary)).min()?;
        let names: Vec<String> = on.iter().map(|a| a.name.clone()).collect();
        let words = match self.people.announcement.as_str() {
            "" => DEFAULT_ANNOUNCEMENT,
            words => words,
        };
        let until = until.timestamp().to_zoned(zone.clone()).strftime("%H:%M").to_string();
        let text = words
            .replace("{names}", &listed(&names))
            .replace("{are}", if names.len() == 1 { "is" } else { "are" })
            .replace("{handle}", &row.name)
            .replace("{until}", &until);
        Some(Announcement {
            handle,
            boundary,
            leaving: leaving.collect(),
            names,
            text,
            limit: length_limit(&channel, boundary),
            done: self.people.announced.get(&handle).is_some_and(|at| *at >= boundary),
        })
    }
}
