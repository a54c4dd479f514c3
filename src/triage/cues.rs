//! Phrases of urgency and risk, in eleven languages, found in one look at the words.

use super::words::{Folded, is_unspaced, is_word, words_of};
use crate::floor::Cues;
use crate::limits::PHRASES_NAMED_MAX;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// The phrases as they are written down.
const FILE: &str = include_str!("../../assets/triage/cues.txt");

/// What a phrase says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Says {
    /// Nothing: it keeps a shorter phrase from being found in it.
    Nothing,
    /// A cue of urgency or risk.
    Cue(Cues),
    /// That the press asks as press: a cue of the press, and its lane.
    Newsroom,
    /// A place in a shop: with a word of now, somebody stands in one.
    Place,
    /// That it is now.
    Now,
    /// That somebody wants something of the reader.
    Asks,
    /// How warm or cold it is somewhere.
    Climate,
    /// The writer for themselves: I, my, we.
    Oneself,
    /// That somebody thanks, or says goodbye.
    Thanks,
    /// What spam says.
    Spam,
}

/// What the phrases of one text say together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Cues of urgency and risk.
    pub cues: Cues,
    /// Whether the press asks as press.
    pub newsroom: bool,
    /// Phrases that ask something of the reader.
    pub asks: u32,
    /// Whether how warm or cold it is somewhere is spoken of.
    pub climate: bool,
    /// Whether the writer speaks of themselves, in a language in which that takes a word.
    pub oneself: bool,
    /// Phrases of spam.
    pub spam: u32,
    /// Phrases of thanks and goodbye.
    pub thanks: u32,
}

#[derive(Clone, Debug)]
struct Phrase {
    says: Says,
    /// As it is written in the file, for sentences.
    written: &'static str,
    /// The last word must end with it.
    whole: bool,
}

/// The phrases, ready to be looked for.
#[derive(Clone, Debug)]
pub struct Phrases {
    automaton: Option<AhoCorasick>,
    phrases: Vec<Phrase>,
}

impl Default for Phrases {
    fn default() -> Phrases {
        Phrases::shipped()
    }
}

impl Phrases {
    /// Those that come with the program.
    pub fn shipped() -> Phrases {
        let (mut phrases, mut patterns) = (Vec::new(), Vec::new());
        for (class, list) in lines() {
            let Some(says) = class_of(class) else { continue };
            for written in list.split(';').map(str::trim).filter(|p| !p.is_empty()) {
                let stem = written.trim_end_matches('*');
                let words = words_of(stem);
                let spaced = !words.starts_with(is_unspaced);
                let whole = spaced && stem.len() == written.len();
                patterns.push(if spaced { format!(" {words}") } else { words });
                phrases.push(Phrase { says, written: stem, whole });
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&patterns)
            .ok();
        Phrases { automaton, phrases }
    }

    /// What the phrases in a text say.
    pub fn hear(&self, folded: &Folded) -> Heard {
        let mut heard = Heard::default();
        let (mut place, mut now) = (false, false);
        self.each(folded, |phrase| match phrase.says {
            Says::Cue(cue) => heard.cues = heard.cues.with(cue),
            Says::Newsroom => heard.newsroom = true,
            Says::Place => place = true,
            Says::Now => now = true,
            Says::Asks => heard.asks += 1,
            Says::Climate => heard.climate = true,
            Says::Oneself => heard.oneself = true,
            Says::Thanks => heard.thanks += 1,
            Says::Spam => heard.spam += 1,
            Says::Nothing => {}
        });
        if heard.newsroom {
            heard.cues = heard.cues.with(Cues::PRESS);
        }
        let (named, named_now) = in_a_named_shop(&folded.bare);
        if (place || named) && (now || named_now) {
            heard.cues = heard.cues.with(Cues::IN_STORE);
        }
        heard
    }

    /// The phrases in a text that say a thing of one kind, as they are written down; at most [`PHRASES_NAMED_MAX`].
    pub fn named(&self, folded: &Folded, wanted: impl Fn(Says) -> bool) -> Vec<&'static str> {
        let mut named = Vec::new();
        self.each(folded, |phrase| {
            if wanted(phrase.says) && named.len() < PHRASES_NAMED_MAX && !named.contains(&phrase.written) {
                named.push(phrase.written);
            }
        });
        named
    }

    /// How many phrases there are.
    pub fn len(&self) -> usize {
        self.phrases.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    fn each(&self, folded: &Folded, mut found: impl FnMut(&Phrase)) {
        let Some(automaton) = &self.automaton else { return };
        for hit in automaton.find_iter(&folded.bare) {
            let Some(phrase) = self.phrases.get(hit.pattern().as_usize()) else { continue };
            let goes_on = phrase.whole && folded.bare[hit.end()..].starts_with(is_word);
            if !goes_on {
                found(phrase);
            }
        }
    }
}

/// Class and phrases of each line.
fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    let data = FILE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    data.filter_map(|line| {
        let mut fields = line.splitn(3, '|').map(str::trim);
        let (class, _language, list) = (fields.next()?, fields.next()?, fields.next()?);
        Some((class, list))
    })
}

fn class_of(class: &str) -> Option<Says> {
    Some(match class {
        "shield" => Says::Nothing,
        "safety" => Says::Cue(Cues::SAFETY),
        "legal" => Says::Cue(Cues::LEGAL),
        "press" => Says::Cue(Cues::PRESS),
        "churn" => Says::Cue(Cues::CHURN),
        "store" => Says::Cue(Cues::IN_STORE),
        "failed" => Says::Cue(Cues::FAILED_ELSEWHERE),
        "urgent" => Says::Cue(Cues::URGENT),
        "buying" => Says::Cue(Cues::BUYING),
        "newsroom" => Says::Newsroom,
        "place" => Says::Place,
        "now" => Says::Now,
        "ask" => Says::Asks,
        "climate" => Says::Climate,
        "self" => Says::Oneself,
        "thanks" => Says::Thanks,
        "spam" => Says::Spam,
        _ => return None,
    })
}

/// Whether the words stand in a shop that they name, as in `in your Bristol shop now`, and whether `now` follows at once:
/// no list of phrases can hold the names of all towns.
fn in_a_named_shop(bare: &str) -> (bool, bool) {
    let places = [" in your ", " at your "];
    let after = places.iter().find_map(|p| bare.find(p).and_then(|at| bare.get(at + p.len()..)));
    let mut words = after.unwrap_or_default().split(' ').skip(1);
    let named = matches!(words.next(), Some("shop" | "store" | "branch"));
    (named, named && words.next() == Some("now"))
}
