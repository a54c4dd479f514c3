//! The rules of sense of each stage.

use super::golden::{brand, reader, said};
use watchfloor::floor::{At, AuthorId, Brand, Lane, MentionId, MentionKind, Reason, Stage, Verdict};
use watchfloor::triage::relevance::{BrandFault, check, preview};
use watchfloor::triage::text::Scratch;
use watchfloor::triage::{Delta, LessonHead, Model, Reader, Said};

const COMPLAINT: &str = "My kettle from Larkfield leaked over the whole kitchen table this morning and nobody helps";

fn by(text: &str, mention: u32, author: u32, secs: u32) -> Said<'_> {
    let at = At::from_unix(1_764_000_000).unwrap().plus(secs);
    Said { mention: MentionId(mention), author: AuthorId(author), at, ..said(text) }
}

#[test]
fn five_thousand_copies_are_one_line_with_a_count() {
    let mut reader = reader();
    assert_eq!(reader.read(&by(COMPLAINT, 0, 0, 0)).stage, Stage::Actionable);
    for n in 1..5_000 {
        let text = format!("{COMPLAINT} https://t.example/{n} @friend{n}");
        let reading = reader.read(&by(&text, n, n, n / 4));
        assert_eq!((reading.stage, reading.verdict), (Stage::Copy, Verdict::Watch));
        assert_eq!((reading.copy_of, reading.reason), (Some(MentionId(0)), Reason::SameWords));
    }
    assert_eq!(reader.copies(MentionId(0)), 4_999);
    // An hour after the last one the words are new again.
    assert_eq!(reader.read(&by(COMPLAINT, 9_999, 9_999, 5_000 / 4 + 3_601)).copy_of, None);
}

#[test]
fn two_customers_are_never_one() {
    let stages = |a: &str, b: &str, same_author: bool| {
        let mut reader = reader();
        reader.read(&by(a, 1, 1, 0));
        reader.read(&by(b, 2, if same_author { 1 } else { 2 }, 60)).stage
    };
    assert_eq!(stages("@larkhelp please help", "@larkhelp please help", false), Stage::Actionable);
    assert_eq!(stages("@larkhelp please help", "@larkhelp please help", true), Stage::Copy);
    let order = |n| format!("@larkhelp my order {n} has not arrived although it should have been here on Monday");
    assert_ne!(stages(&order(418_207), &order(993_120), false), Stage::Copy, "two orders");
    assert_eq!(stages(&order(418_207), &order(418_207), true), Stage::Copy);
}

#[test]
fn an_answer_in_a_conversation_is_no_copy_of_anybody_elses() {
    let text = "I have tried to sign out and in again, and it still says that my card is not valid";
    let mut reader = reader();
    let answer = |n| Said { answers_us: true, kind: MentionKind::Reply, ..by(text, n, n, n) };
    assert_eq!(reader.read(&answer(1)).verdict, Verdict::Respond);
    assert_eq!(reader.read(&answer(2)).verdict, Verdict::Respond);
    let yes = |n| Said { answers_us: true, kind: MentionKind::Reply, ..by("yes", n, 7, n) };
    assert_eq!((reader.read(&yes(3)).stage, reader.read(&yes(4)).stage), (Stage::Actionable, Stage::Actionable));
}

#[test]
fn what_is_addressed_to_us_is_always_about_us() {
    let text = "is anybody there? my parcel is three weeks late";
    let mut reader = reader();
    assert_eq!(reader.read(&by(text, 1, 1, 0)).reason, Reason::NotNamed);
    for (n, said) in [
        (10, Said { to_us: true, ..by(text, 10, 10, 9_000) }),
        (11, Said { kind: MentionKind::Direct, ..by(text, 11, 11, 18_000) }),
        (12, Said { answers_us: true, ..by(text, 12, 12, 27_000) }),
    ] {
        assert_eq!(reader.read(&said).verdict, Verdict::Respond, "{n}");
    }
    let excluded = "a meadowlark sat on my parcel, can you help?";
    assert_eq!(reader.read(&by(excluded, 20, 20, 36_000)).stage, Stage::Elsewhere);
    let private = Said { kind: MentionKind::Direct, ..by(excluded, 21, 21, 45_000) };
    assert_eq!(reader.read(&private).verdict, Verdict::Respond);
}

#[test]
fn names_are_whole_words_without_case_and_accents() {
    let read = |text: &str| reader().read(&said(text));
    let elsewhere = |text: &str| read(text).stage == Stage::Elsewhere;
    for text in [
        "LÁRKFIELD is great",
        "at larkfield's",
        "#Larkfield rules",
        "@larkfield hi",
        "Larkfield-Home, hm",
        "今日Larkfieldで買った",
    ] {
        assert!(!elsewhere(text), "{text}");
    }
    for text in ["Larkfieldish", "a lark sang", "Lark!", "clark order", "nothing of ours"] {
        assert!(elsewhere(text), "{text}");
    }
    assert_eq!(read("a lark sang in the morning").reason, Reason::OutOfContext);
    assert!(!elsewhere("my Lark parcel is lost"));
    assert_eq!(read("Larkfield, the meadowlark of shops").reason, Reason::Excluded);
}

#[test]
fn without_names_everything_is_about_us_and_it_says_so() {
    let mut reader = Reader::new();
    let said = said("the bus is late again, typical");
    let reading = reader.read(&said);
    assert_ne!(reading.stage, Stage::Elsewhere);
    let why = reader.explain(&said, &reading);
    assert!(why.steps.iter().any(|s| s.words.contains("no names of ours are set")), "{why:?}");
}

#[test]
fn reasons_are_told_in_words_with_figures() {
    let mut reader = reader();
    let spam =
        "You won! Claim your free iphone, click here https://a.example/x and win a voucher, subscribe to my channel";
    let reading = reader.read(&said(spam));
    assert_eq!((reading.stage, reading.verdict), (Stage::Spam, Verdict::Ignore), "{reading:?}");
    let why = reader.explain(&said(spam), &reading);
    let last = why.steps.last().unwrap();
    assert!(last.words.starts_with(&format!("spam {} %: a link, ", reading.spam_pct)), "{}", last.words);
    assert!(last.words.contains("“claim your”") && !last.passed, "{}", last.words);
    let other = said("when does the bakery open?");
    let reading = reader.read(&other);
    let why = reader.explain(&other, &reading);
    assert_eq!(
        why.steps.last().unwrap().words,
        "not about us: none of Larkfield, Larkfield Home, Lark; not addressed to us"
    );
}

#[test]
fn a_preview_says_what_other_names_would_change() {
    let texts = ["Larkfield parcel", "Larkhouse parcel", "a bus"];
    let after = Brand { names: vec!["Larkhouse".into()], ..Brand::default() };
    let rows = preview(&brand(), &after, &["larkhelp"], texts);
    let changes: Vec<_> = rows.iter().map(|r| (r.about_us_before, r.about_us_after)).collect();
    assert_eq!(changes, [(true, false), (false, true), (false, false)]);
    assert_eq!(rows[1].after, "about us: Larkhouse");
}

#[test]
fn names_that_cannot_be_are_told() {
    let names = |names: Vec<String>| Brand { names, ..Brand::default() };
    assert!(matches!(check(&names(vec!["x".into(); 201])), Err(BrandFault::TooMany { count: 201, .. })));
    assert!(matches!(check(&names(vec!["x".repeat(81)])), Err(BrandFault::TooLong { .. })));
    let both = Brand { names: vec!["Lark".into()], exclusions: vec!["lark".into()], ..Brand::default() };
    assert_eq!(check(&both), Err(BrandFault::NameExcluded { term: "Lark".into() }));
}

#[test]
fn lanes_are_for_what_is_overheard() {
    let read = |text: &str| reader().read(&said(text));
    let press = "I am a journalist and write about Larkfield for a newspaper, who speaks for your press office?";
    assert_eq!((read(press).lane, read(press).verdict), (Lane::Press, Verdict::Respond));
}

#[test]
fn the_same_mentions_give_the_same_readings() {
    let texts = [COMPLAINT, "merci Larkfield", "Larkfield 最高です", COMPLAINT, "", "🙏"];
    let all = || {
        let mut reader = reader();
        let read = |(n, text): (usize, &&str)| reader.read(&by(text, n as u32, n as u32, n as u32));
        texts.iter().enumerate().map(read).collect::<Vec<_>>()
    };
    assert_eq!(all(), all());
}

#[test]
fn what_a_person_corrected_counts_from_then_on() {
    let text = "Larkfield bird walk on Saturday, bring binoculars and a flask of tea";
    let taught = "Larkfield bird walk this Sunday, bring boots, binoculars and tea";
    let before = reader().read(&said(text));
    let lessons: Vec<_> = (0..8)
        .map(|_| {
            let mut scratch = Scratch::default();
            scratch.read(taught);
            Model::shipped().lesson(LessonHead::Spam, 1, &scratch)
        })
        .collect();
    let mut reader = reader();
    reader.set_delta(&Delta::fit(Model::shipped(), &lessons));
    let after = reader.read(&said(text));
    assert!(after.spam_pct > before.spam_pct.max(20), "{before:?} {after:?}");
    // Without lessons it is the shipped model again.
    reader.set_delta(&Delta::default());
    let again =
        reader.read(&Said { mention: MentionId(2), author: AuthorId(2), at: said(text).at.plus(9_000), ..said(text) });
    assert_eq!(again.spam_pct, before.spam_pct);
}

#[test]
fn japanese_customers_are_told_apart_by_less() {
    let mut reader = reader();
    let long = "火曜日に届くはずだったやかんがまだ届かないのでとても困っています、誰か返事をください";
    assert_eq!(reader.read(&by(&format!("Larkfield {long}"), 1, 1, 0)).copy_of, None);
    assert_eq!(reader.read(&by(&format!("Larkfield {long}"), 2, 2, 60)).copy_of, Some(MentionId(1)));
    assert_eq!(reader.read(&by("Larkfield まだですか", 3, 3, 60)).copy_of, None);
    assert_eq!(reader.read(&by("Larkfield まだですか", 4, 4, 90)).copy_of, None);
}
