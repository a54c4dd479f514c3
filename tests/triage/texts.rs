//! The sentences that the triage model learns from: whole, labelled, told apart from what the model is tried on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const LANGUAGES: [&str; 10] = ["ar", "de", "en", "es", "fr", "it", "ja", "pl", "pt", "vi"];
const KINDS: [&str; 5] = ["question", "complaint", "request", "praise", "chatter"];
const INTENTS: [&str; 13] = [
    "delivery", "payment", "account", "order", "product", "bug", "stock", "store", "offer", "feedback", "press",
    "service", "other",
];

struct Row {
    lang: String,
    text: String,
    kind: String,
    intent: String,
    mood: String,
    spam: String,
}

fn assets() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets")
}

fn rows(lang: &str) -> Vec<Row> {
    let path = assets().join("triage/texts").join(format!("{lang}.csv"));
    let mut reader = csv::Reader::from_path(&path).unwrap();
    assert_eq!(reader.headers().unwrap(), vec!["lang", "text", "kind", "intent", "mood", "spam"], "{path:?}");
    reader
        .records()
        .map(|r| {
            let r = r.unwrap();
            let field = |i: usize| r[i].to_owned();
            Row { lang: field(0), text: field(1), kind: field(2), intent: field(3), mood: field(4), spam: field(5) }
        })
        .collect()
}

fn all() -> Vec<Row> {
    LANGUAGES.iter().flat_map(|l| rows(l)).collect()
}

/// Without regard to case and to how many spaces there are.
fn folded(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Its letters and digits alone, or all of it where there are none.
fn bare(text: &str) -> String {
    let letters: String = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.is_empty() { folded(text) } else { letters }
}

fn count(rows: &[Row], of: impl Fn(&Row) -> bool) -> usize {
    rows.iter().filter(|r| of(r)).count()
}

#[test]
fn every_label_is_one_of_the_floors() {
    for lang in LANGUAGES {
        for row in rows(lang) {
            assert_eq!(row.lang, lang, "{}", row.text);
            assert!(KINDS.contains(&row.kind.as_str()), "{}: {}", row.kind, row.text);
            assert!(INTENTS.contains(&row.intent.as_str()), "{}: {}", row.intent, row.text);
            assert!(["negative", "neutral", "positive"].contains(&row.mood.as_str()), "{}: {}", row.mood, row.text);
            assert!(["0", "1"].contains(&row.spam.as_str()), "{}: {}", row.spam, row.text);
            assert!(!row.text.trim().is_empty() && row.text.trim() == row.text, "{:?}", row.text);
            let real = row.spam == "0";
            assert!(!real || row.kind != "praise" || row.mood == "positive", "praise is glad: {}", row.text);
            assert!(!real || row.kind != "complaint" || row.mood == "negative", "a complaint is not: {}", row.text);
        }
    }
}

#[test]
fn no_sentence_is_there_twice() {
    let mut seen = BTreeSet::new();
    let twice: Vec<String> = all().into_iter().map(|r| folded(&r.text)).filter(|t| !seen.insert(t.clone())).collect();
    assert_eq!(twice, Vec::<String>::new());
}

#[test]
fn every_language_and_class_has_enough_of_them() {
    for lang in LANGUAGES {
        let rows = rows(lang);
        let (least, kind, intent, spam) = if lang == "en" { (2_300, 140, 55, 350) } else { (220, 15, 5, 25) };
        assert!(rows.len() >= least, "{lang}: {}", rows.len());
        for k in KINDS {
            let n = count(&rows, |r| r.kind == k);
            assert!(n >= kind, "{lang} {k}: {n}");
        }
        for i in INTENTS {
            let n = count(&rows, |r| r.intent == i);
            assert!(n >= intent, "{lang} {i}: {n}");
        }
        let n = count(&rows, |r| r.spam == "1");
        assert!(n >= spam, "{lang} spam: {n}");
    }
    let mut cells: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in rows("en").into_iter().filter(|r| r.spam == "0") {
        *cells.entry((row.kind, row.intent)).or_default() += 1;
    }
    assert_eq!(cells.len(), KINDS.len() * INTENTS.len(), "every kind about everything");
    let thin: Vec<_> = cells.iter().filter(|(_, n)| **n < 8).collect();
    assert!(thin.is_empty(), "{thin:?}");
}

#[test]
fn none_of_them_stands_in_the_rehearsal() {
    let mut lines = BTreeSet::new();
    let mut folders = vec![assets().join("rehearsal")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                lines.extend(text.lines().map(|l| bare(l.rsplit('|').next().unwrap_or(""))));
            }
        }
    }
    assert!(lines.len() > 1_000, "{}", lines.len());
    let copied: Vec<String> = all().into_iter().map(|r| bare(&r.text)).filter(|t| lines.contains(t)).collect();
    assert_eq!(copied, Vec::<String>::new());
}
