//! Whatever strangers write: read, explained and masked, each time with an answer that keeps its promises.
//!
//! The first byte of an input says what is known of its mentions beside their words; the rest is up to eight texts with
//! a form feed between them, a minute apart, so that copies are met too.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::cell::RefCell;
use std::sync::LazyLock;
use watchfloor::floor::{At, AuthorId, Brand, Lane, MentionId, MentionKind, Reading, Stage};
use watchfloor::limits::{READ_CHARS_MAX, REASONS_MAX, TEXT_CHARS_MAX};
use watchfloor::triage::personal::{kinds, mask, see};
use watchfloor::triage::text::Scratch;
use watchfloor::triage::{Model, Reader, Said};

const TEXTS_MAX: usize = 8;

static READER: LazyLock<Reader> = LazyLock::new(|| {
    let all = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
    let mut reader = Reader::new();
    reader.set_brand(&Brand {
        names: all(&["Larkfield", "Larkfield Home"]),
        ambiguous: all(&["Lark"]),
        context: all(&["order", "store", "parcel", "refund"]),
        exclusions: all(&["meadowlark"]),
        stores: Vec::new(),
    });
    reader.set_handles(["@larkhelp", "Larkfield"]);
    reader
});

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::default());
}

fuzz_target!(|bytes: &[u8]| {
    let Some((known, bytes)) = bytes.split_first() else { return };
    let written = String::from_utf8_lossy(bytes);
    let mut reader = READER.clone();
    for (n, text) in written.split('\u{c}').take(TEXTS_MAX).enumerate() {
        let said = said(text, *known, n as u32);
        let reading = reader.read(&said);
        funnel(&reader, &said, &reading);
        if n == 0 {
            assert_eq!(READER.clone().read(&said), reading, "the same words, another reading");
        }
        personal(text, &reading);
        SCRATCH.with_borrow_mut(|scratch| {
            tokens(text, scratch);
            model(text, scratch);
        });
    }
});

fn said(text: &str, known: u8, n: u32) -> Said<'_> {
    let kind = match known & 3 {
        0 => MentionKind::Post,
        1 => MentionKind::Reply,
        2 => MentionKind::Direct,
        _ => MentionKind::Review,
    };
    Said {
        text,
        at: At::FIRST.plus(1_764_000_000 + n * 60),
        mention: MentionId(n),
        author: AuthorId(n % 3),
        kind,
        to_us: known & 4 != 0,
        answers_us: known & 8 != 0,
        followers: (known & 16 != 0).then_some(u32::from(known) * 9_973),
        lane: (known & 32 != 0).then_some(Lane::Engineering),
    }
}

fn funnel(reader: &Reader, said: &Said<'_>, reading: &Reading) {
    assert!(reading.sure_pct <= 100 && reading.spam_pct <= 100 && reading.negative_pct <= 100);
    assert!((-100..=100).contains(&reading.mood));
    assert!(reading.stage != Stage::Copy || reading.copy_of.is_some());
    assert!(reading.copy_of.is_none_or(|original| original < said.mention));
    let addressed = said.to_us || said.answers_us || said.private();
    assert!(!addressed || reading.stage != Stage::Elsewhere, "what is addressed to us is about us");
    let why = reader.explain(said, reading);
    assert!((1..=4).contains(&why.steps.len()));
    assert!(why.steps.iter().all(|step| !step.words.is_empty() && step.words.len() < 4_000));
}

/// What is found lies in the text, in order; what is covered shows nothing any more.
fn personal(text: &str, reading: &Reading) {
    let mut end = 0;
    let mut all = 0;
    for seen in see(text) {
        assert!(seen.range.start >= end && !text[seen.range.clone()].is_empty());
        end = seen.range.end;
        all |= seen.what.0;
    }
    assert_eq!((kinds(text).0, reading.personal.0), (all, all));
    let masked = mask(text);
    assert!(see(&masked).is_empty(), "{masked:?}");
    assert!(masked.chars().count() <= 4 * TEXT_CHARS_MAX);
}

/// Each token has its place in the text as it was written and as it was folded, and they stand in order.
fn tokens(text: &str, scratch: &mut Scratch) {
    let read = scratch.read(text);
    let (mut end, mut folded_end) = (0, 0);
    for token in read.tokens() {
        assert!(token.from >= end && token.folded_from >= folded_end);
        assert!(!text[token.from as usize..token.to as usize].is_empty());
        assert!(!read.folded()[token.folded_from as usize..token.folded_to as usize].is_empty());
        (end, folded_end) = (token.to, token.folded_to);
    }
    assert!(read.tokens().len() <= READ_CHARS_MAX);
}

/// The classes of each head share one certainty, and the reasons of each class add up to its score.
fn model(text: &str, scratch: &mut Scratch) {
    let model = Model::shipped();
    let sure: Vec<Vec<f32>> = (0..model.heads().len()).map(|head| model.probabilities(head, scratch)).collect();
    for (head, classes) in sure.iter().enumerate() {
        assert!(classes.iter().all(|p| (0.0..=1.0).contains(p)), "{classes:?}");
        assert!((classes.iter().sum::<f32>() - 1.0).abs() < 1e-3, "{classes:?}");
        let likeliest = (0..classes.len()).max_by(|a, b| classes[*a].total_cmp(&classes[*b])).unwrap_or(0);
        let Some(why) = model.explain(head, likeliest, text, scratch) else { panic!("no class {likeliest}") };
        let sum: f32 = why.reasons.iter().map(|reason| reason.points).sum();
        assert!(why.score.is_finite() && (sum - why.score).abs() <= 1e-3 * why.score.abs().max(1.0));
        assert!((1..=REASONS_MAX).contains(&why.reasons.len()));
        assert!(why.reasons.iter().all(|reason| !reason.what.is_empty() && reason.points.is_finite()));
    }
}
