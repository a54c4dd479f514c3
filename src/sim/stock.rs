//! What is written on a full day besides what customers want: noise by the thousand, needs with their labels, and the
//! tales that are told every day.

use super::Chance;
use super::text::{Texts, lines};
use super::truth::{Nature, Tale, intent_of, kind_of};
use crate::floor::{Intent, Kind, MentionKind};
use std::collections::BTreeMap;
use std::sync::OnceLock;

macro_rules! languages {
    ($($lang:literal),+) => {
        [$(($lang, include_str!(concat!("../../assets/rehearsal/hits/", $lang, ".txt")))),+]
    };
}

/// Languages of what is overheard, in parts of a hundred. English has most lines, and so most is drawn from it.
const LANGUAGES: [(&str, usize); 8] =
    [("en", 78), ("de", 5), ("es", 5), ("fr", 4), ("pl", 2), ("ar", 2), ("vi", 2), ("ja", 2)];

/// Something that customers need, and what its writer says it is.
#[derive(Clone, Debug)]
pub(super) struct Need {
    pub(super) kind: Kind,
    pub(super) intent: Intent,
    text: &'static str,
}

/// One thing that is said in a tale.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) minute: u32,
    pub(super) tale: Tale,
    pub(super) network: &'static str,
    pub(super) author: &'static str,
    pub(super) followers: Option<u32>,
    pub(super) place: MentionKind,
    pub(super) kind: Kind,
    pub(super) intent: Intent,
    pub(super) text: &'static str,
}

/// The stock of all that.
#[derive(Debug)]
pub(super) struct Stock {
    noise: BTreeMap<(&'static str, &'static str), Vec<&'static str>>,
    needs: BTreeMap<&'static str, Vec<Need>>,
    slots: BTreeMap<&'static str, Vec<&'static str>>,
    pub(super) tales: Vec<Told>,
}

impl Stock {
    /// What is built in.
    pub(super) fn built_in() -> &'static Stock {
        static STOCK: OnceLock<Stock> = OnceLock::new();
        STOCK.get_or_init(Stock::read)
    }

    fn read() -> Stock {
        let (mut noise, mut needs) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        for (lang, file) in languages!("en", "de", "es", "fr", "pl", "ar", "vi", "ja") {
            for (class, text) in lines(file).filter_map(|l| l.split_once('|')) {
                match (class.trim(), text.trim()) {
                    ("need", rest) => needs.entry(lang).or_default().extend(need(rest)),
                    (class, text) => noise.entry((lang, class)).or_default().push(text),
                }
            }
        }
        let slots = lines(include_str!("../../assets/rehearsal/hits/slots.txt"))
            .filter_map(|l| l.split_once('|'))
            .map(|(slot, words)| (slot.trim(), words.split(';').map(str::trim).collect()))
            .collect();
        let tales = lines(include_str!("../../assets/rehearsal/tales.txt")).filter_map(told).collect();
        Stock { noise, needs, slots, tales }
    }

    /// The language of something overheard.
    pub(super) fn language(&self, chance: &mut Chance) -> &'static str {
        let mut place = chance.below(100);
        for (lang, share) in LANGUAGES {
            if place < share {
                return lang;
            }
            place -= share;
        }
        "en"
    }

    fn of(&self, lang: &'static str, class: &'static str) -> &[&'static str] {
        self.noise.get(&(lang, class)).map_or(&[], Vec::as_slice)
    }

    /// How many lines there are of a class, in all languages.
    #[cfg(test)]
    fn count(&self, class: &str) -> usize {
        self.noise.iter().filter(|((_, c), _)| *c == class).map(|(_, lines)| lines.len()).sum()
    }

    /// Words of this nature, and the kind of thing that they say.
    pub(super) fn words(&self, chance: &mut Chance, lang: &'static str, nature: Nature) -> (String, Kind) {
        let praises = nature == Nature::Quiet && chance.happens(0.25);
        let (class, kind) = match nature {
            Nature::Spam => ("spam", Kind::Chatter),
            Nature::Elsewhere => ("elsewhere", Kind::Chatter),
            Nature::Quiet if praises => ("praise", Kind::Praise),
            Nature::Quiet | Nature::Actionable => ("quiet", Kind::Chatter),
        };
        let core = chance.pick(self.of(lang, class)).copied().unwrap_or("");
        // Thousands draw from a few hundred lines: what is put before and behind makes each of them another post.
        let opening =
            if nature != Nature::Spam && chance.happens(0.35) { self.one(chance, lang, "opening") } else { "" };
        let second = if chance.happens(0.93) { self.second(chance, lang, nature) } else { "" };
        let third = if chance.happens(0.7) { self.second(chance, lang, nature) } else { "" };
        let closing = if chance.happens(0.5) { self.one(chance, lang, "closing") } else { "" };
        let mut joined = opening.to_owned();
        for part in [core, second, third, closing] {
            if part.is_empty() || (part != core && joined.contains(part)) {
                continue;
            }
            if part != core && part != closing && joined.ends_with(char::is_alphanumeric) {
                joined.push_str([".", "!", ",", "\n", " -", ""][chance.below(6)]);
            }
            if !joined.is_empty() && !joined.ends_with('\n') {
                joined.push(' ');
            }
            joined.push_str(part);
        }
        (self.fill(chance, lang, &joined), kind)
    }

    fn one(&self, chance: &mut Chance, lang: &'static str, class: &'static str) -> &'static str {
        chance.pick(self.of(lang, class)).copied().unwrap_or("")
    }

    /// A second sentence: bait behind spam; behind what is about us nothing that is about another lark.
    fn second(&self, chance: &mut Chance, lang: &'static str, nature: Nature) -> &'static str {
        match nature {
            Nature::Spam => self.one(chance, lang, "bait"),
            Nature::Elsewhere => self.one(chance, lang, "elsewhere"),
            Nature::Quiet | Nature::Actionable => {
                let class = if chance.happens(0.25) { "aside" } else { "elsewhere" };
                let line = self.one(chance, lang, class);
                let bird = ["lark", "Lark", "orthwind"].iter().any(|name| line.contains(name));
                if bird { self.one(chance, lang, "aside") } else { line }
            }
        }
    }

    /// Words of somebody in need, as the stock has them; `None` where it has none in this language.
    pub(super) fn need(&self, chance: &mut Chance, lang: &'static str) -> Option<(String, Kind, Intent)> {
        let need = chance.pick(self.needs.get(lang)?)?;
        Some((self.fill(chance, lang, need.text), need.kind, need.intent))
    }

    /// The words that a burst repeats.
    pub(super) fn burst(&self) -> &'static str {
        self.of("en", "burst").first().copied().unwrap_or("")
    }

    /// The same with its slots filled.
    pub(super) fn fill(&self, chance: &mut Chance, lang: &'static str, template: &str) -> String {
        let mut text = String::with_capacity(template.len() + 24);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((slot, tail)) = after.split_once('}') else { break };
            text.push_str(before);
            match self.slots.get(slot) {
                Some(words) => text.push_str(chance.pick(words).copied().unwrap_or("")),
                None if slot == "n" => text.push_str(&(2 + chance.below(98)).to_string()),
                None if slot == "link" => {
                    let host = self.slots.get("host").and_then(|hosts| chance.pick(hosts)).copied().unwrap_or("");
                    text.push_str(&format!("{host}.example/{:x}", 0x1000 + chance.below(0xefff)));
                }
                None => text.push_str(&format!("{{{slot}}}")),
            }
            rest = tail;
        }
        text.push_str(rest);
        Texts::built_in().fill(chance, lang, &text, "")
    }
}

fn need(line: &'static str) -> Option<Need> {
    let mut parts = line.splitn(3, '|').map(str::trim);
    Some(Need { kind: kind_of(parts.next()?)?, intent: intent_of(parts.next()?)?, text: parts.next()? })
}

fn told(line: &'static str) -> Option<Told> {
    let mut parts = line.splitn(9, '|').map(str::trim);
    let minute = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    Some(Told {
        minute,
        tale: Tale::ALL.into_iter().find(|t| t.name() == name)?,
        network: parts.next()?,
        author: parts.next()?,
        followers: parts.next()?.parse().ok(),
        place: match parts.next()? {
            "post" => MentionKind::Post,
            "comment" => MentionKind::Comment,
            "review" => MentionKind::Review,
            "direct" => MentionKind::Direct,
            _ => return None,
        },
        kind: kind_of(parts.next()?)?,
        intent: intent_of(parts.next()?)?,
        text: parts.next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_about_us_names_us_and_what_is_not_does_not() {
        let stock = Stock::built_in();
        for ((lang, class), lines) in &stock.noise {
            let ours = ["quiet", "praise"].contains(class);
            let wrong: Vec<_> = lines.iter().filter(|l| l.contains("{us}") != ours).collect();
            assert!(wrong.is_empty(), "{lang} {class}: {wrong:?}");
        }
        for (lang, needs) in &stock.needs {
            assert!(needs.iter().all(|n| n.text.contains("{us}") || n.text.contains("Lark app")), "{lang}");
        }
    }

    #[test]
    fn the_stock_is_large_and_every_tale_of_it_is_read() {
        let stock = Stock::built_in();
        for (class, least) in [("spam", 80), ("elsewhere", 140), ("quiet", 70), ("praise", 40)] {
            assert!(stock.count(class) >= least, "{class}: {}", stock.count(class));
        }
        let written = lines(include_str!("../../assets/rehearsal/tales.txt")).count();
        assert_eq!(stock.tales.len(), written);
        let told: Vec<Tale> = stock.tales.iter().map(|t| t.tale).collect();
        let elsewhere = [Tale::Golden, Tale::Burst];
        assert!(Tale::ALL.iter().all(|t| told.contains(t) || elsewhere.contains(t)));
        let mut chance = Chance::new(1, "test");
        for (lang, _) in LANGUAGES {
            for nature in [Nature::Spam, Nature::Elsewhere, Nature::Quiet] {
                for _ in 0..300 {
                    let (words, _) = stock.words(&mut chance, lang, nature);
                    assert!(!words.is_empty() && !words.contains(['{', '}', '|']), "{lang} {nature:?}: {words}");
                }
            }
            assert!(stock.need(&mut chance, lang).is_some(), "{lang}");
        }
    }
}
