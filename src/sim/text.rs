//! What invented people write: templates of this project, filled and joined anew each time.

use super::Chance;
use std::collections::BTreeMap;
use std::sync::OnceLock;

macro_rules! languages {
    ($($lang:literal),+) => {
        [$((
            $lang,
            include_str!(concat!("../../assets/rehearsal/texts/", $lang, ".txt")),
            include_str!(concat!("../../assets/rehearsal/products/", $lang, ".txt")),
        )),+]
    };
}

/// What a customer wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Intent(pub(super) &'static str, pub(super) u32);

/// Intents by how often they come, in parts of a thousand.
pub(super) const INTENTS: [Intent; 13] = [
    Intent("delivery", 190),
    Intent("order", 120),
    Intent("refund", 110),
    Intent("product", 100),
    Intent("app", 85),
    Intent("billing", 80),
    Intent("account", 60),
    Intent("store", 60),
    Intent("promo", 60),
    Intent("praise", 50),
    Intent("chatter", 50),
    Intent("spam", 30),
    Intent("press", 5),
];

/// An invented customer.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) handle: &'static str,
    pub(super) name: &'static str,
    pub(super) lang: &'static str,
}

/// An invented agent.
#[derive(Clone, Debug)]
pub(super) struct TeamMember {
    pub(super) name: &'static str,
    pub(super) skills: Vec<String>,
    pub(super) languages: Vec<String>,
}

/// All templates.
#[derive(Debug)]
pub struct Texts {
    by_kind: BTreeMap<(&'static str, &'static str), Vec<&'static str>>,
    products: BTreeMap<&'static str, Vec<&'static str>>,
    stores: Vec<&'static str>,
    codes: Vec<&'static str>,
    pub(super) people: Vec<Person>,
    pub(super) team: Vec<TeamMember>,
}

pub(super) fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with("# "))
}

pub(super) fn list(words: &str) -> Vec<String> {
    words.split(',').map(|w| w.trim().to_owned()).filter(|w| !w.is_empty()).collect()
}

impl Texts {
    /// The templates that are built in.
    pub fn built_in() -> &'static Texts {
        static TEXTS: OnceLock<Texts> = OnceLock::new();
        TEXTS.get_or_init(Texts::read)
    }

    fn read() -> Texts {
        let mut by_kind: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut products = BTreeMap::new();
        for (lang, texts, names) in languages!("en", "de", "fr", "es", "vi", "ar", "pl", "ja") {
            for (kind, text) in lines(texts).filter_map(|l| l.split_once('|')) {
                by_kind.entry((lang, kind.trim())).or_default().push(text.trim());
            }
            products.insert(lang, lines(names).collect());
        }
        let people = lines(include_str!("../../assets/rehearsal/authors.txt"))
            .filter_map(|l| {
                let mut parts = l.split('|').map(str::trim);
                Some(Person { handle: parts.next()?, name: parts.next()?, lang: parts.next()? })
            })
            .collect();
        let team = lines(include_str!("../../assets/rehearsal/agents.txt"))
            .filter_map(|l| {
                let mut parts = l.split('|').map(str::trim);
                Some(TeamMember { name: parts.next()?, skills: list(parts.next()?), languages: list(parts.next()?) })
            })
            .collect();
        Texts {
            by_kind,
            products,
            stores: lines(include_str!("../../assets/rehearsal/stores.txt")).collect(),
            codes: lines(include_str!("../../assets/rehearsal/codes.txt")).collect(),
            people,
            team,
        }
    }

    fn of(&self, lang: &'static str, kind: &'static str) -> &[&'static str] {
        self.by_kind.get(&(lang, kind)).map_or(&[], Vec::as_slice)
    }

    /// How many templates there are of a kind, in all languages.
    pub fn count(&self, kind: &str) -> usize {
        self.by_kind.iter().filter(|((_, k), _)| *k == kind).map(|(_, texts)| texts.len()).sum()
    }

    /// What a customer writes first.
    pub(super) fn first_words(&self, chance: &mut Chance, lang: &'static str, intent: &'static str) -> String {
        let template = chance.pick(self.of(lang, intent)).copied().unwrap_or("");
        let calm = matches!(intent, "praise" | "chatter" | "press" | "spam");
        let fragment = |kind: &'static str, probability: f64, chance: &mut Chance| -> &'static str {
            let all = self.of(lang, kind);
            // The second half of each block sounds impatient; see the texts' own README.
            let part = if calm { &all[..all.len() * 2 / 5] } else { all };
            if chance.happens(probability) { chance.pick(part).copied().unwrap_or("") } else { "" }
        };
        let opening = fragment("opening", if intent == "spam" { 0.0 } else { 0.35 }, chance);
        let closing = fragment("closing", if intent == "spam" { 0.0 } else { 0.35 }, chance);
        let template =
            if opening.is_empty() && chance.happens(0.5) { capitalised(template) } else { template.to_owned() };
        let joined =
            [opening, &template, closing].iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(" ");
        self.fill(chance, lang, &joined, "")
    }

    /// What a customer writes next.
    pub(super) fn next_words(&self, chance: &mut Chance, lang: &'static str) -> String {
        let template = chance.pick(self.of(lang, "followup")).copied().unwrap_or("");
        self.fill(chance, lang, template, "")
    }

    /// What an agent answers.
    pub(super) fn reply(&self, chance: &mut Chance, lang: &'static str, agent: &str) -> String {
        let template = chance.pick(self.of(lang, "reply")).copied().unwrap_or("");
        self.fill(chance, lang, template, agent.split_whitespace().next().unwrap_or(agent))
    }

    pub(super) fn fill(&self, chance: &mut Chance, lang: &'static str, template: &str, agent: &str) -> String {
        let mut text = String::with_capacity(template.len() + 24);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((slot, tail)) = after.split_once('}') else { break };
            text.push_str(before);
            match slot {
                "product" => text.push_str(self.products.get(lang).and_then(|p| chance.pick(p)).copied().unwrap_or("")),
                "store" => text.push_str(chance.pick(&self.stores).copied().unwrap_or("")),
                "code" => text.push_str(chance.pick(&self.codes).copied().unwrap_or("")),
                "days" => text.push_str(&(2 + chance.below(20)).to_string()),
                "order" => text.push_str(&(100_000 + chance.below(900_000)).to_string()),
                "amount" => text.push_str(&amount(chance, lang)),
                "time" => text.push_str(&format!("{:02}:{:02}", 7 + chance.below(14), 5 * chance.below(12))),
                "agent" => text.push_str(agent),
                _ => {}
            }
            rest = tail;
        }
        text.push_str(rest);
        text
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn amount(chance: &mut Chance, lang: &str) -> String {
    let (whole, part) = (5 + chance.below(240), [0, 49, 50, 90, 95, 99][chance.below(6)]);
    match lang {
        "en" => format!("£{whole}.{part:02}"),
        "ja" => format!("{}円", whole * 160),
        "vi" => format!("{}.000đ", whole * 27),
        "pl" => format!("{},{part:02} zł", whole * 4),
        _ => format!("{whole},{part:02} €"),
    }
}
