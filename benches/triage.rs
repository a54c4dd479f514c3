//! What it costs to read a mention: the whole funnel in one thread, and each of its parts.
//!
//! `cargo bench --bench triage` reads real texts where they are at hand (`WATCHFLOOR_DATA`), else it says that it was
//! skipped. Time is that of the processor, so that a busy machine does not count.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

mod support;
#[path = "support/texts.rs"]
mod texts;

use std::hint::black_box;
use std::time::Duration;
use support::{Promises, processor_time};
use watchfloor::floor::{At, AuthorId, Brand, MentionId, MentionKind};
use watchfloor::triage::cues::Phrases;
use watchfloor::triage::duplicate::{Sketch, Window, Writing};
use watchfloor::triage::words::Folded;
use watchfloor::triage::{Reader, Said, language, personal};

const ROUNDS: usize = 3;

fn said(text: &str, n: usize) -> Said<'_> {
    Said {
        text,
        at: At::from_unix(1_700_000_000 + n as i64 / 20).expect("after 1970"),
        mention: MentionId(n as u32),
        author: AuthorId(n as u32),
        kind: MentionKind::Post,
        to_us: n.is_multiple_of(3),
        answers_us: false,
        followers: None,
        lane: None,
    }
}

fn brand() -> Brand {
    let all = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
    Brand {
        names: all(&["Larkfield", "Larkfield Home", "Northwind & Lark"]),
        ambiguous: all(&["Lark", "Apple", "Sprint"]),
        context: all(&["order", "store", "parcel", "refund", "phone", "update"]),
        exclusions: all(&["meadowlark", "lark sparrow"]),
        stores: Vec::new(),
    }
}

/// The least time of the rounds: what others did to the machine only adds to it.
fn least(mut once: impl FnMut()) -> Duration {
    let time = |once: &mut dyn FnMut()| {
        let began = processor_time().unwrap_or_default();
        once();
        processor_time().unwrap_or_default() - began
    };
    (0..ROUNDS).map(|_| time(&mut once)).min().unwrap_or_default()
}

fn parts(texts: &[String]) {
    let folded: Vec<Folded> = texts
        .iter()
        .map(|t| {
            let mut f = Folded::default();
            f.fold(t);
            f
        })
        .collect();
    let phrases = Phrases::shipped();
    let (mut f, mut scratch) = (Folded::default(), String::new());
    let say =
        |name: &str, took: Duration| println!("  {name:10} {:6.2} us", took.as_secs_f64() * 1e6 / texts.len() as f64);
    say("fold", least(|| texts.iter().for_each(|t| f.fold(black_box(t)))));
    say("sketch", least(|| folded.iter().for_each(|f| _ = black_box(Sketch::of(&f.bare)))));
    let copies = || {
        let mut window = Window::default();
        for (n, f) in folded.iter().enumerate() {
            let Said { at, mention, author, .. } = said("", n);
            black_box(window.see(f, &Writing { mention, author, at, to_us: false, answers_us: false }));
        }
    };
    say("copies", least(copies));
    say("cues", least(|| folded.iter().for_each(|f| _ = black_box(phrases.hear(f)))));
    say("language", least(|| texts.iter().for_each(|t| _ = black_box(language::detect(t, &mut scratch)))));
    say("personal", least(|| texts.iter().for_each(|t| _ = black_box(personal::kinds(t)))));
}

fn main() {
    let texts = match texts::folder() {
        Ok(folder) => texts::all(&folder),
        Err(why) => return println!("skipped: {why}"),
    };
    if processor_time().is_none() {
        return println!("skipped: this system does not tell how long a thread was on a processor");
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{} real texts, {} bytes each in the mean", texts.len(), bytes / texts.len());
    let mut reader = Reader::new();
    reader.set_brand(&brand());
    reader.set_handles(["@larkhelp", "northwindlark", "applesupport"]);
    let mut n = 0;
    let all = least(|| {
        for text in &texts {
            n += 1;
            black_box(reader.read(&said(text, n)));
        }
    });
    let rate = texts.len() as f64 / all.as_secs_f64();
    println!("whole funnel {:.2} us a mention, {rate:.0} a second of one processor; of that", 1e6 / rate);
    parts(&texts);
    let mut promises = Promises::new();
    promises.at_least("mentions a second of one processor", rate, 70_000.0);
    promises.finish();
}
