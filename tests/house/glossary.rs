//! The nouns of the trade, and no private synonyms for them.

use super::sources;

/// A word that is not ours, and the one that is.
const SYNONYMS: [(&str, &str); 13] = [
    ("Case", "conversation"),
    ("CaseId", "conversation"),
    ("Operator", "agent"),
    ("operator", "agent"),
    ("Tweet", "mention"),
    ("tweet", "mention"),
    ("Client", "customer"),
    ("Assignee", "owner"),
    ("assignee", "owner"),
    ("Deadline", "due"),
    ("snoozee", "conversation"),
    ("Backoffice", "agent"),
    ("response_percent", "a ratio, 0 to 1"),
];

#[test]
fn things_are_called_by_their_names() {
    let mut wrong = Vec::new();
    for source in sources("src").iter().filter(|s| !s.path.starts_with("src/connect")) {
        for (synonym, ours) in SYNONYMS {
            if super::words(&source.code).any(|w| w == synonym) {
                wrong.push(format!("{} says {synonym}; the word of the house is {ours}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The words that the page of the architecture lists are the words of the code.
#[test]
fn the_words_of_the_trade_are_in_the_code() {
    let all: Vec<_> = sources("src");
    let trade = [
        "mention",
        "author",
        "handle",
        "channel",
        "conversation",
        "agent",
        "capacity",
        "presence",
        "waiting",
        "reach",
        "snoozed",
        "resolved",
        "reopened",
        "breached",
        "source",
        "quarantined",
        "spread",
        "orphan",
    ];
    for word in trade {
        let found = all.iter().any(|s| super::words(&s.code).any(|w| w.eq_ignore_ascii_case(word)));
        assert!(found, "nobody says {word}");
    }
}

/// Names that are somebody else's, or that count in the unit they say: sled's own word, and the scale of the window in
/// whole percent as a person chooses it.
const OTHERS: [&str; 2] = ["flush_every_ms", "scale_percent"];

/// Durations carry their unit; shares are ratios, and `_pct` is a whole number of hundredths.
#[test]
fn numbers_carry_their_unit() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        for word in super::words(&source.code).filter(|w| !OTHERS.contains(w)) {
            if ["_seconds", "_percent", "_ms", "_millisec", "_sec"].iter().any(|unit| word.ends_with(unit)) {
                wrong.push(format!("{}: {word}; say _secs, _millis or _ratio", source.path));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
