//! Everything that is written on a full day: a hundred thousand hits, of which few are for us.

use super::{Happening, Post, World};
use crate::floor::{At, Incoming, IncomingAuthor, IncomingKind, MentionKind};
use crate::sim::day::{ACTIONABLE_SHARE, ELSEWHERE_SHARE, SPAM_SHARE};
use crate::sim::stock::Stock;
use crate::sim::text::INTENTS;
use crate::sim::truth::{Nature, Tale, Truth, intent_of};
use crate::sim::{Chance, SimNetwork, story};

/// The sources of a full day besides our support accounts: how tales call them, the channel, and the account that is
/// read. What is heard on `listening` was written to nobody of ours.
const MORE: [(&str, &str, &str); 7] = [
    ("X brand", "X", "@northwindlark"),
    ("Instagram brand", "Instagram", "@northwindlark"),
    ("Forum", "Forum", "listening"),
    ("X heard", "X", "listening"),
    ("Facebook heard", "Facebook", "listening"),
    ("Instagram heard", "Instagram", "listening"),
    ("Bluesky heard", "Bluesky", "listening"),
];
/// Places of these among all sources.
const BRAND: usize = super::NETWORKS.len();
const FORUM: usize = BRAND + 2;
const HEARD: usize = BRAND + 3;
/// Where things are heard, in parts of a hundred, from [`HEARD`] on.
const HEARD_SHARES: [usize; 4] = [58, 14, 20, 8];
/// When a burst begins, and how long it lasts.
const BURST_FROM_SECS: u32 = 12 * 3600 + 5 * 60;
const BURST_SECS: usize = 15 * 60;
/// Copies in a burst, of a hundred thousand hits.
const BURST_COPIES: f64 = 420.0;
/// Accounts of strangers.
const STRANGERS: usize = 24_000;

/// How many of each nature come by chance in 24 hours.
struct Plan {
    spam: f64,
    elsewhere: f64,
    quiet: f64,
    actionable: f64,
}

impl Plan {
    fn total(&self) -> f64 {
        self.spam + self.elsewhere + self.quiet + self.actionable
    }
}

impl World {
    /// The sources of a full day that an ordinary one does not have.
    pub(super) fn more_networks(seed: u64, faults: crate::sim::Faults) -> impl Iterator<Item = SimNetwork> {
        MORE.into_iter().map(move |(_, channel, handle)| SimNetwork::new(seed, channel, handle, faults))
    }

    fn burst_copies(&self) -> usize {
        (BURST_COPIES * self.day.hits() / 100_000.0).round() as usize
    }

    /// What comes by chance is what remains when tales, story and burst are taken out.
    fn plan(&self) -> Plan {
        let hits = self.day.hits();
        let tales = Stock::built_in().tales.len() as f64;
        let story = self.story.iter().filter(|l| !l.text.is_empty()).count() as f64;
        let story = if self.day.story_from.is_some() { story } else { 0.0 };
        let spam = hits * SPAM_SHARE;
        let actionable = (hits - spam) * ACTIONABLE_SHARE;
        let elsewhere = hits * ELSEWHERE_SHARE;
        let quiet = hits - spam - actionable - elsewhere;
        Plan { spam: spam - self.burst_copies() as f64, elsewhere, quiet, actionable: actionable - tales - story }
    }

    /// Puts what a full day always has into its place.
    pub(super) fn begin_full(&mut self) {
        let from = self.day.from;
        self.at(from, Happening::Minute);
        for (i, told) in Stock::built_in().tales.iter().enumerate() {
            self.at(from.plus(told.minute * 60), Happening::Told(i));
        }
        for n in 0..self.burst_copies() {
            let after = self.hits.below(BURST_SECS) as u32;
            self.at(from.plus(BURST_FROM_SECS + if n == 0 { 0 } else { 1 + after }), Happening::Copy(n > 0));
        }
    }

    /// Draws what is written in the minute that begins, each at its second: a Poisson process of an even rate.
    pub(super) fn minute(&mut self, at: At) {
        let plan = self.plan();
        let total = plan.total();
        let per_second = total * self.day.part_of_hour(at) / 1000.0 / 3600.0;
        let mut second = 0.0;
        loop {
            second += self.hits.gap(1.0 / per_second.max(1e-6));
            if second >= 60.0 {
                break;
            }
            let mut place = self.hits.unit() * total;
            let nature = [(Nature::Spam, plan.spam), (Nature::Elsewhere, plan.elsewhere), (Nature::Quiet, plan.quiet)]
                .into_iter()
                .find(|(_, share)| {
                    place -= share;
                    place < 0.0
                })
                .map_or(Nature::Actionable, |(nature, _)| nature);
            self.at(at.plus(second as u32), Happening::Hit(nature));
        }
        if at.plus(60) < self.day.until {
            self.at(at.plus(60), Happening::Minute);
        }
    }

    /// Somebody writes something of this nature.
    pub(super) fn hit(&mut self, nature: Nature, at: At) {
        if nature == Nature::Actionable {
            return self.somebody_needs(at);
        }
        let stock = Stock::built_in();
        let lang = stock.language(&mut self.hits);
        let (text, kind) = stock.words(&mut self.hits, lang, nature);
        let network = self.where_noise_is(nature);
        let author = self.stranger();
        let place = match network {
            1 | 2 | 9 if self.hits.happens(0.5) => MentionKind::Comment,
            4 => MentionKind::Review,
            _ => MentionKind::Post,
        };
        let truth = Truth { kind: Some(kind), lang, ..self.truth(nature, at) };
        self.write(network, author, place, text, at, truth);
    }

    fn truth(&self, nature: Nature, at: At) -> Truth {
        let hour = self.day.hour(at) as u8;
        Truth { nature, kind: None, intent: None, lang: "en", hour, tale: None, copy: false }
    }

    fn where_noise_is(&mut self, nature: Nature) -> usize {
        let (ours, brand) = match nature {
            Nature::Spam => (0.2, 0.1),
            Nature::Quiet => (0.25, 0.25),
            Nature::Elsewhere | Nature::Actionable => (0.0, 0.0),
        };
        let place = self.hits.unit();
        if place < ours {
            self.one_of_ours()
        } else if place < ours + brand {
            BRAND + self.hits.below(2)
        } else {
            self.heard()
        }
    }

    fn one_of_ours(&mut self) -> usize {
        shared(&super::NETWORKS.map(|(_, share)| share), &mut self.hits)
    }

    fn heard(&mut self) -> usize {
        HEARD + shared(&HEARD_SHARES, &mut self.hits)
    }

    /// Somebody whom nobody knows: an account by its number, with the same followers whenever it writes.
    fn stranger(&mut self) -> IncomingAuthor {
        // A few write much and most write little.
        let n = (self.hits.unit() * self.hits.unit() * STRANGERS as f64) as usize;
        let handle = stranger_handle(n);
        let followers = Chance::new(n as u64, "strangers").lognormal(160.0, 1.6) as u32;
        IncomingAuthor {
            external: handle.trim_start_matches('@').to_owned(),
            name: handle,
            followers: Some(followers),
            ours: false,
        }
    }

    /// Somebody needs us: on our account, on that of marketing, on a forum, or where we only hear it.
    fn somebody_needs(&mut self, at: At) {
        let Some(person) = self.hits.pick(&self.texts.people).cloned() else { return };
        let known = self.hits.happens(0.4);
        let author = if known { self.author(&person) } else { self.stranger() };
        let labelled = self.hits.happens(0.35).then(|| Stock::built_in().need(&mut self.hits, person.lang)).flatten();
        let (text, kind, intent) = match labelled {
            Some((text, kind, intent)) => (text, Some(kind), Some(intent)),
            None => {
                // What customers want, without what is noise here.
                let wants = &INTENTS[..9];
                let want = wants[shared(&INTENTS.map(|i| i.1 as usize)[..9], &mut self.hits)].0;
                (self.texts.first_words(&mut self.hits, person.lang, want), None, intent_of(want))
            }
        };
        let place = self.hits.unit();
        let is_bug = intent == Some(crate::floor::Intent::Bug);
        let (network, text) = if is_bug && place > 0.6 {
            (FORUM, format!("[Lark app] {text}"))
        } else if place < 0.74 {
            (self.one_of_ours(), text)
        } else if place < 0.88 {
            (BRAND + self.hits.below(2), format!("@northwindlark {text}"))
        } else {
            let us = Stock::built_in().fill(&mut self.hits, person.lang, "{us}");
            let text = if self.hits.happens(0.5) { format!("{us}: {text}") } else { format!("{text} {us}") };
            (self.heard(), text)
        };
        let private = network < 3 && self.hits.happens(0.08);
        let place = match network {
            4 => MentionKind::Review,
            _ if private => MentionKind::Direct,
            1 | 2 | 6 if self.hits.happens(0.5) => MentionKind::Comment,
            _ => MentionKind::Post,
        };
        let truth = Truth { kind, intent, lang: person.lang, ..self.truth(Nature::Actionable, at) };
        let key = self.write(network, author, place, text, at, truth);
        if place != MentionKind::Direct && self.crowd.happens(0.25) {
            self.draw_crowd(key, at);
        }
    }

    /// One line of a tale.
    pub(super) fn told(&mut self, i: usize, at: At) {
        let Some(told) = Stock::built_in().tales.get(i) else { return };
        let ours = super::NETWORKS.iter().position(|(name, _)| *name == told.network);
        let more = || MORE.iter().position(|(name, ..)| *name == told.network).map(|n| BRAND + n);
        let Some(network) = ours.or_else(more) else { return };
        let author = IncomingAuthor {
            external: told.author.trim_start_matches('@').to_owned(),
            name: told.author.to_owned(),
            followers: told.followers,
            ours: false,
        };
        let nature = if told.tale == Tale::Temperature { Nature::Quiet } else { Nature::Actionable };
        let truth =
            Truth { kind: Some(told.kind), intent: Some(told.intent), tale: Some(told.tale), ..self.truth(nature, at) };
        self.write(network, author, told.place, told.text.to_owned(), at, truth);
    }

    /// One of the accounts that write the same.
    pub(super) fn copy(&mut self, again: bool, at: At) {
        let author = self.stranger();
        let tail = if self.hits.happens(0.3) { " {emoji}" } else { "" };
        let words = format!("{}{tail}", Stock::built_in().burst());
        let text = Stock::built_in().fill(&mut self.hits, "en", &words);
        let network = if self.hits.happens(0.3) { 0 } else { HEARD };
        let truth = Truth {
            tale: Some(Tale::Burst),
            copy: again,
            kind: Some(crate::floor::Kind::Chatter),
            ..self.truth(Nature::Spam, at)
        };
        self.write(network, author, MentionKind::Post, text, at, truth);
    }

    /// The truth of a line of the golden case: who names us in it wants something of us, and so does its writer.
    pub(super) fn truth_of_story(&self, line: &story::Line, at: At) -> Truth {
        let names_us = ["@northwindlark", "@larkhelp", "Northwind"].iter().any(|name| line.text.contains(name));
        let writer = self.story.first().is_some_and(|first| first.handle == line.handle);
        let nature = if names_us || writer { Nature::Actionable } else { Nature::Quiet };
        Truth { tale: Some(Tale::Golden), kind: Some(crate::floor::Kind::Complaint), ..self.truth(nature, at) }
    }

    /// The truth of what customers want on a day at floor load.
    pub(super) fn truth_of_want(&self, want: &str, lang: &'static str, at: At) -> Truth {
        let nature = match want {
            "spam" => Nature::Spam,
            "praise" | "chatter" => Nature::Quiet,
            _ => Nature::Actionable,
        };
        Truth { lang, intent: intent_of(want), ..self.truth(nature, at) }
    }

    fn write(
        &mut self,
        network: usize,
        author: IncomingAuthor,
        kind: MentionKind,
        text: String,
        at: At,
        truth: Truth,
    ) -> u64 {
        let external = self.external();
        let what = IncomingKind::Written { kind, text, agent: None };
        let incoming = Incoming { external: external.clone(), parent: None, at, author: author.clone(), what };
        let key = self.send(network, &incoming);
        self.truths.insert(key, truth);
        if truth.is_actionable() {
            self.posts.insert(key, Post { network, external, author, lang: truth.lang, intent: "need" });
            self.needs.push_back(key);
        }
        key
    }
}

/// Which of these, by their shares.
fn shared(shares: &[usize], chance: &mut Chance) -> usize {
    let mut place = chance.below(shares.iter().sum());
    for (i, share) in shares.iter().enumerate() {
        if place < *share {
            return i;
        }
        place -= share;
    }
    0
}

fn stranger_handle(n: usize) -> String {
    const FIRST: [&str; 30] = [
        "quiet", "sunny", "lost", "tiny", "north", "red", "slow", "odd", "late", "mint", "wild", "plain", "urban",
        "paper", "salt", "loud", "blue", "good", "rain", "cold", "fast", "half", "just", "big", "old", "new", "dear",
        "grey", "hey", "mr",
    ];
    const SECOND: [&str; 40] = [
        "otter", "teapot", "walker", "lena", "marco", "fern", "bike", "pixel", "nora", "kettle", "samuel", "cloud",
        "biscuit", "yuki", "river", "amir", "button", "paula", "moth", "harbour", "tomek", "lamp", "goose", "linh",
        "garden", "echo", "felix", "plum", "stairs", "omar", "violet", "compass", "ines", "badger", "piano", "hugo",
        "pebble", "zoe", "ladder", "mango",
    ];
    let (first, second, rest) = (FIRST[n % 30], SECOND[n / 30 % 40], n / 1200);
    if rest == 0 { format!("@{first}{second}") } else { format!("@{first}_{second}{}", rest + 3) }
}

/// So that a full day has the same numbers of accounts as sources.
const _: () = assert!(MORE.len() == HEARD - BRAND + HEARD_SHARES.len());

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_stranger_has_a_name_of_their_own() {
        let names: BTreeSet<String> = (0..STRANGERS).map(stranger_handle).collect();
        assert_eq!(names.len(), STRANGERS);
    }
}
