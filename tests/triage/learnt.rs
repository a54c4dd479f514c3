//! Learning and judging: from the command line, and on real texts where they are at hand.

use crate::cli::{Place, real};
use watchfloor::limits::{LABELS_MAX, TRAIN_BYTES_MAX, TRAIN_ROWS_MAX};
use watchfloor::triage::fit::{Example, Recipe, fit};
use watchfloor::triage::text::{Scratch, hash_of};
use watchfloor::triage::{Evaluation, Table, TableError, evaluate, judge, read_table, train};

const ROWS: &str = "text,label\nwhere is my order,ask\nwhen do you open,ask\nhow much is it,ask\nlovely shop,praise\n\
                    what a wonderful day,praise\nbest coffee ever,praise\n,ask\n";

#[test]
fn a_model_is_learnt_and_judged_by_the_program() {
    let place = Place::new();
    let file = place.file("rows.csv", ROWS);
    let (one, two, other) = (place.arg("one.model"), place.arg("two.model"), place.arg("other.model"));
    let learn = |out: &str, seed: &str| {
        place
            .run(&[
                "--json", "train", "--in", &file, "--text", "text", "--label", "label", "--out", out, "--seed", seed,
            ])
            .well()
    };
    let said = learn(&one, "7");
    assert!(said.err.contains("1 rows were left out"), "{said:?}");
    assert_eq!((said.json()["rows"].as_u64(), said.json()["left_out"].as_u64()), (Some(6), Some(1)));
    learn(&two, "7");
    learn(&other, "8");
    let bytes = |path: &str| std::fs::read(path).unwrap();
    assert!(bytes(&one) == bytes(&two), "the same file and seed, the same bytes");
    assert!(bytes(&one) != bytes(&other));
    let judged = place
        .run(&["--json", "evaluate", "--in", &file, "--text", "TEXT", "--label", "2", "--model", &one])
        .well()
        .json();
    assert_eq!((judged["rows"].as_u64(), judged["accuracy"].as_f64()), (Some(6), Some(1.0)), "{judged}");
    assert_eq!(judged["per_class"][0]["name"], "ask");
    for name in ["macro_f1", "macro_recall"] {
        assert_eq!(judged[name].as_f64(), Some(1.0), "{judged}");
    }
    let text =
        place.run(&["evaluate", "--in", &file, "--text", "text", "--label", "label", "--model", &one]).well().out;
    assert!(text.contains("macro-F1 1.000") && text.contains("praise"), "{text}");
}

#[test]
fn what_cannot_be_learnt_from_is_refused_in_a_sentence() {
    let place = Place::new();
    let many: String = (0..70).map(|n| format!("text {n},label {n}\n")).collect();
    let cases = [
        ("text,label\na,b\n", "words", "label", "there is no column words; its columns are text, label"),
        ("text,label\na,b\nc,b\n", "text", "label", "all 2 rows are labelled b"),
        ("", "text", "label", "there are no rows in it"),
        ("text,label\n", "text", "label", "there are no rows in it"),
        ("text,label\na,\n,b\n", "text", "label", "no row of it has both a text and a label (2 rows"),
        (many.as_str(), "1", "2", "70 different labels, and at most 64"),
    ];
    for (bytes, text, label, words) in cases {
        let file = place.file("bad.csv", bytes);
        let out = place.arg("out.model");
        let why = place.run(&["train", "--in", &file, "--text", text, "--label", label, "--out", &out]).refused();
        assert!(why.contains(words), "{words}: {why}");
        assert!(!place.path("out.model").exists());
    }
    let file = place.file("good.csv", ROWS);
    let foreign = place.file("foreign.model", "no model at all");
    let judge = ["evaluate", "--in", &file, "--text", "text", "--label", "label", "--model", &foreign];
    assert!(place.run(&judge).refused().contains("this is no model of Watchfloor"));
}

#[test]
fn columns_are_named_or_numbered_and_tabs_and_semicolons_part_them() {
    let same = [
        (&b"text\tlabel\nhi, you\ta\nyo, \"you\tb\n"[..], "text", "label"),
        (b"hi, you\ta\nyo, \"you\tb\n", "1", "2"),
        (b"\xef\xbb\xbfText;Label\nhi, you;a\n\"yo, \"\"you\";b\n", "text", "label"),
        (b"label,text\r\na,\"hi, you\"\r\nb,\"yo, \"\"you\"\r\n", "text", "label"),
    ];
    for (bytes, text, label) in same {
        let table = read_table(bytes, text, label).unwrap();
        assert_eq!(table.rows, [("hi, you".to_owned(), 0), ("yo, \"you".to_owned(), 1)], "{bytes:?}");
    }
}

#[test]
fn a_table_is_read_to_its_limits() {
    let table = read_table("a,b\n".repeat(TRAIN_ROWS_MAX + 3).as_bytes(), "1", "2").unwrap();
    assert_eq!((table.rows.len(), table.beyond), (TRAIN_ROWS_MAX, 3));
    assert_eq!(read_table(&vec![0; TRAIN_BYTES_MAX + 1], "1", "2"), Err(TableError::TooLong));
    let labels: String = (0..=LABELS_MAX).map(|n| format!("text,{n}\n")).collect();
    let table = read_table(labels.as_bytes(), "1", "2").unwrap();
    assert_eq!(train(&table, 1), Err(TableError::TooManyLabels(LABELS_MAX + 1)));
    let fewer: String = (0..LABELS_MAX).map(|n| format!("text number {n},{n}\n")).collect();
    assert!(train(&read_table(fewer.as_bytes(), "1", "2").unwrap(), 1).is_ok());
}

/// The rows in two parts, by the words of the text: those whose hash has this remainder, and the others.
fn parted(table: &Table, parts: u32, part: u32) -> (Table, Table) {
    let mut scratch = Scratch::default();
    let (held, rest) =
        table.rows.iter().cloned().partition(|(text, _)| hash_of(scratch.tokenise(text).folded()) % parts == part);
    (Table { rows: rest, ..table.clone() }, Table { rows: held, ..table.clone() })
}

/// The same words in both halves would be learnt by heart; judged on the part that was held back.
fn judged(table: &Table, parts: u32) -> Evaluation {
    let (learn, held) = parted(table, parts, 0);
    evaluate(&train(&learn, 1).unwrap(), &held).unwrap()
}

fn semeval() -> Option<Table> {
    let mut bytes = Vec::new();
    for year in [2013, 2015, 2016] {
        bytes.extend(std::fs::read(real(&format!("text/semeval2017/twitter-{year}train-A.tsv"))?).unwrap());
    }
    Some(read_table(&bytes, "3", "2").unwrap())
}

#[test]
fn moods_of_real_mentions_are_told_apart() {
    let Some(table) = semeval() else { return };
    let own = judged(&table, 5);
    eprintln!("semeval2017, learnt on 80 %: {:.4} macro-recall, {:.4} macro-F1", own.macro_recall, own.macro_f1);
    assert!(own.macro_recall >= 0.60, "{own:?}");
    // The lexicon alone: how much gladder than angry, cut where the part that is learnt from says is best.
    let (learn, held) = parted(&table, 5, 0);
    let mut scratch = Scratch::default();
    let mut tone = |table: &Table| -> Vec<(f32, usize)> {
        table
            .rows
            .iter()
            .map(|(text, label)| (watchfloor::triage::lexicon::tone(scratch.tokenise(text))[2], *label))
            .collect()
    };
    let (learnt, held) = (tone(&learn), tone(&held));
    let recall = |tones: &[(f32, usize)], low: f32, high: f32| -> f64 {
        let pairs: Vec<(usize, usize)> = tones
            .iter()
            .map(|(tone, label)| (*label, if *tone < low { 0 } else { 1 + usize::from(*tone > high) }))
            .collect();
        judge(&table.labels, &pairs).macro_recall
    };
    let cuts: Vec<f32> = (0..8).map(|i| i as f32 * 0.08).collect();
    let both = cuts.iter().flat_map(|low| cuts.iter().map(move |high| (-low, *high)));
    let best = both.max_by(|a, b| recall(&learnt, a.0, a.1).total_cmp(&recall(&learnt, b.0, b.1))).unwrap();
    let lexicon = recall(&held, best.0, best.1);
    eprintln!("the lexicon alone: {lexicon:.4} macro-recall");
    assert!(own.macro_recall >= lexicon + 0.04, "{} against {lexicon}", own.macro_recall);
}

#[test]
fn rounding_to_eight_bits_costs_next_to_nothing() {
    let mut bytes = Vec::new();
    for language in ["en", "de", "fr"] {
        let path = format!("{}/assets/triage/texts/{language}.csv", env!("CARGO_MANIFEST_DIR"));
        bytes.extend(std::fs::read(path).unwrap());
    }
    let table = read_table(&bytes, "text", "mood").unwrap();
    let table = Table { rows: table.rows.into_iter().filter(|(text, _)| text != "text").collect(), ..table };
    let (learn, held) = parted(&table, 4, 0);
    let rounded = evaluate(&train(&learn, 1).unwrap(), &held).unwrap().macro_f1;
    let (recipe, mut scratch) = (Recipe::default(), Scratch::default());
    let mut read = |table: &Table| -> Vec<Example> {
        table.rows.iter().map(|(text, label)| Example::read(&mut scratch, text, recipe.bits, *label)).collect()
    };
    let weights = fit(&read(&learn), table.labels.len(), &recipe);
    let pairs: Vec<(usize, usize)> = read(&held).iter().map(|e| (e.class, weights.best(e))).collect();
    let exact = judge(&table.labels, &pairs).macro_f1;
    eprintln!("macro-F1 {exact:.4} with 32 bits, {rounded:.4} with 8");
    assert!((exact - rounded).abs() <= 0.01, "{exact} with 32 bits, {rounded} with 8");
}

#[test]
fn spam_under_a_video_is_known_from_that_under_others() {
    let names = ["01-Psy", "02-KatyPerry", "03-LMFAO", "04-Eminem", "05-Shakira"];
    let mut videos = Vec::new();
    for name in names {
        let Some(path) = real(&format!("text/youtube_spam/Youtube{name}.csv")) else { return };
        videos.push(read_table(&std::fs::read(path).unwrap(), "content", "spam").unwrap());
    }
    let (mut caught, mut wrong) = (0, 0);
    for (held, name) in names.iter().enumerate() {
        let others = videos.iter().enumerate().filter(|(i, _)| *i != held).flat_map(|(_, v)| v.rows.clone()).collect();
        let model = train(&Table { rows: others, ..videos[held].clone() }, 1).unwrap();
        let judged = evaluate(&model, &videos[held]).unwrap();
        let spam = &judged.per_class[1];
        eprintln!("{name}: spam F1 {:.4}, precision {:.4}, recall {:.4}", spam.f1, spam.precision, spam.recall);
        caught += (spam.recall * spam.rows as f64).round() as usize;
        wrong += judged.rows - (judged.accuracy * judged.rows as f64).round() as usize;
    }
    let f1 = 2.0 * caught as f64 / (2 * caught + wrong) as f64;
    eprintln!("spam F1 with each video left out: {f1:.4}");
    assert!(f1 >= 0.94, "{f1}");
}
