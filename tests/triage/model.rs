//! The model that ships: it answers for any text, says why, learns from corrections and unlearns them.

use proptest::prelude::*;
use watchfloor::floor::{Lesson, LessonHead};
use watchfloor::limits::{LESSON_FEATURES_MAX, LESSONS_MAX, READ_CHARS_MAX, REASONS_MAX, WORD_CHARS_MAX};
use watchfloor::triage::text::{Scratch, TokenKind};
use watchfloor::triage::{CLASSES, Delta, HEADS, Model, ModelError};

fn sound(model: &Model, text: &str) {
    let mut scratch = Scratch::default();
    let read = scratch.read(text);
    for token in read.tokens() {
        assert!(
            text.get(token.from as usize..token.to as usize).is_some_and(|t| !t.is_empty()),
            "{token:?} of {text:?}"
        );
        assert!(!read.word(token).is_empty(), "{token:?} of {text:?}");
    }
    let scores = model.scores(&scratch);
    for list in [&scores.kind[..], &scores.intent[..], &scores.sentiment[..]] {
        let sum: f32 = list.iter().sum();
        assert!((sum - 1.0).abs() < 1e-3 && list.iter().all(|p| (0.0..=1.0).contains(p)), "{list:?}");
    }
    assert!((0.0..=1.0).contains(&scores.spam));
    for (head, classes) in CLASSES.iter().enumerate() {
        let class = text.len() % classes.len();
        let why = model.explain(head, class, text, &mut scratch).unwrap();
        let sum: f32 = why.reasons.iter().map(|r| r.points).sum();
        assert!((sum - why.score).abs() <= 1e-3 * why.score.abs().max(1.0), "{why:?}");
        assert!(why.reasons.len() <= REASONS_MAX);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read_scored_and_explained(text in "\\PC{0,200}") {
        sound(Model::shipped(), &text);
    }

    #[test]
    fn any_bytes_are_read_scored_and_explained(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        sound(Model::shipped(), &String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn case_and_invisible_characters_change_no_word(words in "[a-z]{2,8}( [a-z]{2,8}){0,6}") {
        let (mut plain, mut dressed) = (Scratch::default(), Scratch::default());
        plain.tokenise(&words);
        dressed.tokenise(&words.to_uppercase().chars().flat_map(|c| [c, '\u{200b}']).collect::<String>());
        prop_assert_eq!(plain.text().folded(), dressed.text().folded());
    }

    #[test]
    fn altered_bytes_are_refused(at in 0..10_000_usize, flip in 1..=255_u8) {
        let mut bytes = Model::shipped().to_bytes();
        let at = at * 7919 % bytes.len();
        bytes[at] ^= flip;
        prop_assert!(Model::from_bytes(&bytes).is_err());
    }
}

#[test]
fn what_explains_a_score_is_what_makes_it() {
    let (model, mut scratch) = (Model::shipped(), Scratch::default());
    // Of two classes the score is the difference of the two, so its sign says which is likelier.
    for text in ["subscribe to my channel and win free followers", "where is my parcel?", "WIN CASH http://x.example"] {
        let why = model.explain(0, 1, text, &mut scratch).unwrap();
        scratch.read(text);
        assert_eq!(why.score > 0.0, model.scores(&scratch).spam > 0.5, "{text}: {why:?}");
    }
    assert_eq!(model.explain(0, 2, "x", &mut scratch), None);
    assert_eq!(model.explain(9, 0, "x", &mut scratch), None);
}

#[test]
fn the_model_that_ships_answers_its_four_questions() {
    let model = Model::shipped();
    let names: Vec<&str> = model.heads().iter().map(|h| h.name.as_str()).collect();
    assert_eq!(names, HEADS);
    for (head, classes) in model.heads().iter().zip(CLASSES) {
        assert_eq!(head.classes, classes);
    }
    let mut scratch = Scratch::default();
    let kinds = [
        ("where is my parcel? it should have been here on monday", 0),
        ("please cancel my booking for tomorrow", 2),
        ("thank you so much, the staff was wonderful ❤️", 3),
    ];
    for (text, kind) in kinds {
        scratch.read(text);
        let said = model.scores(&scratch).kind;
        let best = (0..5).max_by(|a, b| said[*a].total_cmp(&said[*b]));
        assert_eq!(best, Some(kind), "{text}: {said:?}");
    }
}

#[test]
fn a_wall_of_text_is_read_to_a_limit() {
    let mut scratch = Scratch::default();
    let walls =
        ["a", "\u{301}", "\u{200b}", "é", "ห", "😀", "!", "ﷺ", "@a ", "#", "http://x", "&amp;", "\\u2019", "ß ", "1"];
    for unit in walls {
        let wall = unit.repeat((1 << 20) / unit.len());
        let read = scratch.read(&wall);
        assert!(read.is_cut(), "{unit:?}");
        assert!(read.tokens().len() <= READ_CHARS_MAX && read.folded().len() <= 16 * READ_CHARS_MAX, "{unit:?}");
        assert!(read.tokens().iter().all(|t| read.word(t).chars().count() <= WORD_CHARS_MAX + 2), "{unit:?}");
        let lesson = Model::shipped().lesson(LessonHead::Kind, 0, &scratch);
        assert!(lesson.features.len() <= LESSON_FEATURES_MAX, "{unit:?}");
        sound(Model::shipped(), &wall);
    }
}

#[test]
fn words_are_what_people_mean() {
    let mut scratch = Scratch::default();
    let same = [
        ("CAFÉ", "cafe"),
        ("𝓯𝓻𝓮𝓮", "free"),
        ("ｆｒｅｅ", "free"),
        ("soooooo", "soo"),
        ("don't", "dont"),
        ("don\u{2019}t", "dont"),
        ("don&#39;t", "dont"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("p\u{200b}ar\u{ad}cel", "parcel"),
        ("Z\u{30d}\u{335}\u{321}a\u{30d}\u{335}\u{321}lgo", "zalgo"),
    ];
    for (written, folded) in same {
        assert_eq!(scratch.tokenise(written).folded(), format!(" {folded} "), "{written}");
    }
    let kinds = |text: &str, scratch: &mut Scratch| -> Vec<TokenKind> {
        scratch.tokenise(text).tokens().iter().map(|t| t.kind).collect()
    };
    use TokenKind::{Emoji, Handle, Link, Mark, Number, Run, Tag, Word};
    assert_eq!(
        kinds("@a_b #late 12:30 www.x.example/y :-) ?!", &mut scratch),
        [Handle, Tag, Number, Link, Emoji, Mark, Mark]
    );
    assert_eq!(kinds("注文 order 👍🏽👍🏽", &mut scratch), [Run, Word, Emoji]);
}

#[test]
fn no_model_is_read_from_what_is_none() {
    let bytes = Model::shipped().to_bytes();
    for cut in [0, 1, 7, 8, 9, 100, bytes.len() - 1] {
        assert!(Model::from_bytes(&bytes[..cut]).is_err(), "{cut}");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(matches!(Model::from_bytes(&longer), Err(ModelError::Damaged(_))));
    let mut other = bytes;
    other[8] = 9;
    assert_eq!(Model::from_bytes(&other), Err(ModelError::Version(9)));
}

fn lessons(count: usize) -> Vec<Lesson> {
    let mut scratch = Scratch::default();
    let one = |n: usize| {
        scratch.read(&format!("the gizmo {} was quux number {n}", ["frob", "blarg", "zonk"][n % 3]));
        Model::shipped().lesson(LessonHead::Sentiment, (n % 3) as u8, &scratch)
    };
    (0..count).map(one).collect()
}

#[test]
fn a_lesson_taken_back_leaves_no_trace() {
    let base = Model::shipped();
    let all = lessons(9);
    let before = base.with(&Delta::fit(base, &all[..8]));
    let after = base.with(&Delta::fit(base, &all));
    assert!(before.to_bytes() != after.to_bytes());
    let back = base.with(&Delta::fit(base, &all[..8]));
    assert!(back.to_bytes() == before.to_bytes(), "undo restores the former weights bit for bit");
    assert!(base.with(&Delta::default()).to_bytes() == base.to_bytes());
}

#[test]
fn lessons_are_learnt_and_other_answers_stay() {
    let base = Model::shipped();
    let own = base.with(&Delta::fit(base, &lessons(30)));
    let mut scratch = Scratch::default();
    for (word, class) in [("frob", 0), ("blarg", 1), ("zonk", 2)] {
        scratch.read(&format!("the gizmo {word} was quux number 77"));
        let said = own.scores(&scratch).sentiment;
        assert!((0..3).all(|c| c == class || said[c] < said[class]), "{word}: {said:?}");
    }
    scratch.read("I hate this, worst service ever");
    let (was, is) = (base.scores(&scratch), own.scores(&scratch));
    assert!(is.sentiment[0] > 0.5, "{is:?}");
    assert_eq!(
        (was.spam, was.kind, was.intent),
        (is.spam, is.kind, is.intent),
        "a lesson of one question changes no other"
    );
}

#[test]
fn beyond_the_limit_the_oldest_lessons_count_no_longer() {
    let base = Model::shipped();
    let all = lessons(LESSONS_MAX + 5);
    let delta = Delta::fit(base, &all);
    assert_eq!(delta.lessons(), LESSONS_MAX);
    assert!(delta == Delta::fit(base, &all[5..]));
}

#[test]
fn a_lesson_that_fits_no_model_counts_for_nothing() {
    let base = Model::shipped();
    let good = lessons(1).remove(0);
    let broken = [
        Lesson { class: 3, ..good.clone() },
        Lesson { counts: Box::new([]), ..good.clone() },
        Lesson { tone: Box::new([]), ..good.clone() },
        Lesson { features: vec![u16::MAX; good.features.len()].into(), ..good },
    ];
    assert_eq!(Delta::fit(base, &broken), Delta::default());
}
