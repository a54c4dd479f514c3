//! What corrections are worth: macro-F1 on texts that were held back, before and after so many lessons, and what
//! learning them costs.
//!
//! `cargo bench --bench lessons` takes three streams with other words than the base knows. The base is learnt from the
//! sets without the sentences that were written for this project, so that these, too, are strangers to it. Lessons come
//! from one half of a stream, figures from the other; the halves are told by the words, and each figure is the mean of
//! three stretches of the stream.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

mod support;

use std::path::PathBuf;
use std::time::Instant;
use support::Promises;
use watchfloor::floor::LessonHead;
use watchfloor::triage::text::{Scratch, hash_of};
use watchfloor::triage::{CLASSES, Delta, Model, Sources, judge, learn, read_table};

const STRETCHES: usize = 3;

struct Stream {
    name: &'static str,
    head: LessonHead,
    rows: Vec<(String, usize)>,
}

fn read(name: &str) -> Option<Vec<u8>> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    std::fs::read(std::env::var_os("WATCHFLOOR_DATA").map_or(beside, PathBuf::from).join("text").join(name)).ok()
}

/// The model without our own sentences and without comments under videos.
fn base() -> Option<Model> {
    let sources = Sources {
        banking: &read("banking77/train.csv")?,
        clinc: &read("clinc150/data_full.json")?,
        sms: &read("sms_spam/SMSSpamCollection")?,
        tweets: &read("vader_tweets/tweets_GroundTruth.txt")?,
        youtube: &[],
        own: &[],
    };
    Some(learn(&sources, 1).expect("learns"))
}

/// The rows of a table, each with the place of its label among the classes of a head.
fn rows(bytes: &[u8], text: &str, label: &str, classes: &[&str]) -> Vec<(String, usize)> {
    let table = read_table(bytes, text, label).expect("is a table");
    let place = |label: usize| classes.iter().position(|c| *c == table.labels[label]).expect("is a class");
    table.rows.iter().map(|(text, label)| (text.clone(), place(*label))).collect()
}

fn streams() -> Option<[Stream; 3]> {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/triage/texts/en.csv");
    let own = rows(&std::fs::read(own).expect("is in the repository"), "text", "mood", CLASSES[3]);
    let mut videos = Vec::new();
    for name in ["01-Psy", "02-KatyPerry", "03-LMFAO", "04-Eminem", "05-Shakira"] {
        videos.extend(rows(&read(&format!("youtube_spam/Youtube{name}.csv"))?, "content", "spam", &["0", "1"]));
    }
    let mut general = Vec::new();
    for year in [2013, 2015, 2016] {
        general.extend(rows(&read(&format!("semeval2017/twitter-{year}train-A.tsv"))?, "3", "2", CLASSES[3]));
    }
    Some([
        Stream { name: "mood, sentences to brands", head: LessonHead::Sentiment, rows: own },
        Stream { name: "mood, mentions at large", head: LessonHead::Sentiment, rows: general },
        Stream { name: "spam under videos", head: LessonHead::Spam, rows: videos },
    ])
}

fn macro_f1(model: &Model, head: LessonHead, rows: &[(String, usize)]) -> f64 {
    let mut scratch = Scratch::default();
    let names: Vec<String> = CLASSES[head as usize].iter().map(|c| (*c).to_owned()).collect();
    let said = |(text, class): &(String, usize)| {
        scratch.read(text);
        let likely = model.probabilities(head as usize, &scratch);
        (*class, (0..likely.len()).max_by(|a, b| likely[*a].total_cmp(&likely[*b])).unwrap_or(0))
    };
    judge(&names, &rows.iter().map(said).collect::<Vec<_>>()).macro_f1
}

fn main() {
    let (Some(base), Some(streams)) = (base(), streams()) else {
        println!("skipped: the real texts are not here; WATCHFLOOR_DATA says where the real data is");
        return;
    };
    let mut promises = Promises::new();
    let mut gained = Vec::new();
    for stream in &streams {
        let mut scratch = Scratch::default();
        let mut hashed = |row: &(String, usize)| hash_of(scratch.tokenise(&row.0).folded());
        let (mut taught, held): (Vec<_>, Vec<_>) = stream.rows.iter().cloned().partition(|row| hashed(row) % 2 == 0);
        taught.sort_by_key(&mut hashed);
        let before = macro_f1(&base, stream.head, &held);
        print!("{:28} macro-F1 {before:.3}", stream.name);
        for count in [50, 200, 400] {
            let mut sum = 0.0;
            for stretch in 0..STRETCHES {
                let from = stretch * taught.len() / STRETCHES;
                let mut scratch = Scratch::default();
                let mut lesson = |(text, class): &(String, usize)| {
                    scratch.read(text);
                    base.lesson(stream.head, *class as u8, &scratch)
                };
                let lessons: Vec<_> = taught.iter().cycle().skip(from).take(count).map(&mut lesson).collect();
                sum += macro_f1(&base.with(&Delta::fit(&base, &lessons)), stream.head, &held);
            }
            let after = sum / STRETCHES as f64;
            print!("  after {count}: {after:.3}");
            if count == 200 {
                gained.push((stream.name, after - before));
            }
        }
        println!();
    }
    for (name, gain) in &gained {
        println!("{name}: {gain:+.3} after 200 lessons");
    }
    promises.at_least("macro-F1 gained by 200 lessons, mood, sentences to brands", gained[0].1, 0.06);
    promises.at_least("macro-F1 gained by 200 lessons, spam under videos", gained[2].1, 0.06);
    cost(&base, &streams[1].rows, &mut promises);
    promises.finish();
}

/// What a thousand lessons of each question cost.
fn cost(base: &Model, rows: &[(String, usize)], promises: &mut Promises) {
    let heads = [LessonHead::Spam, LessonHead::Kind, LessonHead::Intent, LessonHead::Sentiment];
    let mut scratch = Scratch::default();
    for head in heads {
        let classes = CLASSES[head as usize].len();
        let mut lesson = |(i, (text, _)): (usize, &(String, usize))| {
            scratch.read(text);
            base.lesson(head, (i % classes) as u8, &scratch)
        };
        let lessons: Vec<_> = rows.iter().take(1000).enumerate().map(&mut lesson).collect();
        let clock = || support::processor_time().map(|t| t.as_secs_f64());
        let (wall, began) = (Instant::now(), clock());
        let own = base.with(&Delta::fit(base, &lessons));
        let took = clock().zip(began).map_or(wall.elapsed().as_secs_f64(), |(now, began)| now - began);
        assert!(own != *base);
        promises.at_most(&format!("milliseconds to learn 1 000 lessons of {head:?}"), took * 1e3, 100.0);
    }
}
