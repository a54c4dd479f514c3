//! What it costs to read a text and answer four questions about it, beside VADER reading its mood alone.
//!
//! `cargo bench --bench sentiment` gives the same texts to the model that ships, to the crate `vader_sentiment` and, where
//! `python3` (or what WATCHFLOOR_PYTHON names) has the module, to `vaderSentiment`. Times are of the processor, each the
//! best of five turns.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

mod support;

use std::hint::black_box;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};
use support::Promises;
use watchfloor::triage::text::Scratch;
use watchfloor::triage::{Model, read_table, train};

const TURNS: usize = 5;
/// How often a turn reads all texts: the system counts a thread's time in steps of milliseconds.
const ROUNDS: usize = 12;

fn folder() -> PathBuf {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    std::env::var_os("WATCHFLOOR_DATA").map_or(beside, PathBuf::from).join("text/semeval2017")
}

/// Microseconds a text, the best turn.
fn micros(texts: &[String], mut work: impl FnMut(&str)) -> f64 {
    let mut best = Duration::MAX;
    for _ in 0..TURNS {
        let (wall, began) = (Instant::now(), support::processor_time());
        for _ in 0..ROUNDS {
            texts.iter().for_each(|text| work(text));
        }
        let took =
            support::processor_time().zip(began).map_or(wall.elapsed(), |(now, began)| now.saturating_sub(began));
        best = best.min(took);
    }
    best.as_secs_f64() * 1e6 / (texts.len() * ROUNDS) as f64
}

const SCRIPT: &str = "
import sys, time
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
texts = open(sys.argv[1], encoding='utf-8').read().split('\\n')
analyse = SentimentIntensityAnalyzer()
best = float('inf')
for _ in range(3):
    began = time.process_time()
    for text in texts:
        analyse.polarity_scores(text)
    best = min(best, time.process_time() - began)
print(best * 1e6 / len(texts))
";

/// Microseconds a text of the original, when it is installed.
fn python(texts: &[String]) -> Option<f64> {
    let dir = tempfile::tempdir().ok()?;
    let file = dir.path().join("texts.txt");
    std::fs::write(&file, texts.join("\n")).ok()?;
    let python = std::env::var_os("WATCHFLOOR_PYTHON").unwrap_or_else(|| "python3".into());
    let output = Command::new(python).args(["-c", SCRIPT]).arg(&file).output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}

fn main() {
    let mut texts = Vec::new();
    let mut bytes = Vec::new();
    for year in [2013, 2015, 2016] {
        let Ok(file) = std::fs::read(folder().join(format!("twitter-{year}train-A.tsv"))) else {
            println!("skipped: the real texts are not here; WATCHFLOOR_DATA says where the real data is");
            return;
        };
        bytes.extend(file);
    }
    let table = read_table(&bytes, "3", "2").expect("is a table");
    texts.extend(table.rows.iter().take(5000).map(|(text, _)| text.clone()));
    let long: usize = texts.iter().map(String::len).sum();
    println!("{} texts of {} bytes on average", texts.len(), long / texts.len());

    let (shipped, mut scratch) = (Model::shipped(), Scratch::default());
    let tokens = micros(&texts, |text| {
        black_box(scratch.tokenise(text));
    });
    let features = micros(&texts, |text| {
        black_box(scratch.read(text));
    });
    let all = micros(&texts, |text| {
        scratch.read(text);
        black_box(shipped.scores(&scratch));
    });
    let mood = train(&table, 1).expect("learns");
    let alone = micros(&texts, |text| {
        scratch.read(text);
        black_box(mood.probabilities(0, &scratch));
    });
    let analyser = vader_sentiment::SentimentIntensityAnalyzer::new();
    let theirs = micros(&texts, |text| {
        black_box(analyser.polarity_scores(text));
    });
    println!("microseconds a text: tokens {tokens:.2}, with features {features:.2}, four answers {all:.2}");
    println!("mood alone {alone:.2}; the crate vader_sentiment {theirs:.2}");
    let mut promises = Promises::new();
    promises.at_most("microseconds a text for tokens, features and four answers", all, 5.0);
    promises.at_least("times as fast as the crate vader_sentiment, mood alone", theirs / alone, 4.0);
    match python(&texts) {
        Some(python) => {
            println!("vaderSentiment in Python {python:.2}");
            promises.at_least("times as fast as vaderSentiment, mood alone", python / alone, 20.0);
        }
        None => println!("skipped: python3 has no module vaderSentiment"),
    }
    promises.finish();
}
