//! What it costs to read mentions from the network into the floor, beside merely parsing the same bytes as JSON.
//!
//! `cargo bench --bench sync` takes 100 000 mentions as a server of Bluesky writes them, in answers of 100, through
//! the connector's `parse`, through triage and the decisions of the floor, into the sealed and durable log, sixteen
//! answers a turn as the background sync does. The same bytes are parsed by `serde_json` into values and forgotten.
//! The two take turns, so that both see the same machine. Authors come with their followers, which saves asking for them.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

mod support;

use secrecy::SecretString;
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::{Chance, Promises, START, at};
use watchfloor::connect::net::{Answer, Connector, Session, With, bluesky::Bluesky};
use watchfloor::engine::{Engine, Fetched, Input, Outcome, SourceRef};
use watchfloor::floor::SourceKind;
use watchfloor::floor::source::SourceSettings;
use watchfloor::ledger::EmbeddedLedger;
use watchfloor::limits::PAGES_AHEAD_MAX;

const ANSWERS: u32 = 1_000;
const PER_ANSWER: u32 = 100;
const SAID: [&str; 8] = [
    "@lark.example my order has not arrived and nobody answers me",
    "@lark.example how do I change the address of my parcel?",
    "@lark.example the app crashes when I open my basket 😡",
    "love the new doorbell, thanks @lark.example!",
    "@lark.example I was charged twice, please give me my money back",
    "@lark.example ist der Laden am Samstag offen?",
    "@lark.example worst support ever, three days without a word",
    "is @lark.example down for anybody else?",
];

/// An answer of the server, as bytes: mentions, the newest first.
fn answer(n: u32, chance: &mut Chance) -> Vec<u8> {
    let moment = |secs: u32| at(START + secs).timestamp().to_string();
    let one = |i: u32, chance: &mut Chance| {
        let number = n * PER_ANSWER + i;
        let author = chance.below(40_000);
        let when = moment(number / 4);
        json!({
            "uri": format!("at://did:plc:author{author}/app.bsky.feed.post/3k{number:011}"),
            "cid": format!("bafyreib{number:048}"),
            "author": {"did": format!("did:plc:author{author}"), "handle": format!("person{author}.example"),
                "displayName": format!("Person {author}"), "followersCount": author, "viewer": {"muted": false, "blockedBy": false}, "labels": []},
            "reason": "mention",
            "record": {"$type": "app.bsky.feed.post", "createdAt": when, "langs": ["en"],
                "text": format!("{} ({number})", SAID[chance.below(8) as usize])},
            "isRead": false, "indexedAt": when, "labels": [],
        })
    };
    let mut all: Vec<_> = (0..PER_ANSWER).map(|i| one(i, chance)).collect();
    all.reverse();
    json!({ "notifications": all, "seenAt": moment(0) }).to_string().into_bytes()
}

fn main() {
    let mut promises = Promises::new();
    let mut chance = Chance(7);
    let answers: Vec<Vec<u8>> = (0..ANSWERS).map(|n| answer(n, &mut chance)).collect();
    let megabytes = answers.iter().map(Vec::len).sum::<usize>() as f64 / 1e6;
    let dir = tempfile::tempdir().expect("makes a folder");
    let ledger = EmbeddedLedger::open(dir.path()).expect("opens").ledger;
    let engine = Engine::open(Arc::new(ledger), None).expect("opens").watching(&jiff::tz::TimeZone::UTC);
    let mut engine = engine.sealing().expect("reads an empty log");
    let settings = SourceSettings {
        connector: "bluesky".into(),
        server: "http://127.0.0.1:1".into(),
        login: "lark.example".into(),
        channel: "Bluesky".into(),
        handle: "@lark.example".into(),
        every_secs: 30,
        ..SourceSettings::default()
    };
    let (secret, session) = (SecretString::default(), Session::default());
    let source = SourceRef {
        name: "Bluesky".into(),
        kind: SourceKind::Network,
        channel: settings.channel.clone(),
        handle: settings.handle.clone(),
    };

    let (mut plain, mut reading, mut keeping) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let mut taken = 0;
    for (n, batch) in answers.chunks(PAGES_AHEAD_MAX).enumerate() {
        let began = Instant::now();
        for bytes in batch {
            let value: serde_json::Value = serde_json::from_slice(bytes).expect("is JSON");
            assert!(value.is_object());
        }
        plain += began.elapsed();

        // When the last of them was written.
        let written = (n * PAGES_AHEAD_MAX + batch.len()) as u32 * PER_ANSWER / 4;
        let now = at(START + written + 1);
        let began = Instant::now();
        let with = With { settings: &settings, secret: &secret, session: &session, watched: &[], now };
        let pages: Vec<Input> = batch
            .iter()
            .enumerate()
            .map(|(i, bytes)| {
                let answer = Answer { status: 200, headers: Vec::new(), body: bytes.clone(), at: now };
                let heard = Bluesky.parse(&with, "", &answer).expect("is a page");
                assert_eq!(heard.mentions.len(), PER_ANSWER as usize, "{:?}", heard.problems.first());
                Input::Fetched(Fetched {
                    source: source.clone(),
                    mentions: heard.mentions,
                    unreadable: heard.problems,
                    changes: heard.changes,
                    cursor: format!("{n} {i}"),
                    done: false,
                    afterwards: false,
                })
            })
            .collect();
        reading += began.elapsed();
        let began = Instant::now();
        for outcome in engine.turn(pages, now) {
            let Outcome::Taken { new, .. } = outcome else { panic!("a page came to {outcome:?}") };
            taken += new;
        }
        keeping += began.elapsed();
    }
    assert_eq!(taken, ANSWERS * PER_ANSWER);

    let whole = reading + keeping;
    let rate = |time: Duration| f64::from(taken) / time.as_secs_f64();
    println!("{taken} mentions, {megabytes:.0} MB of answers");
    println!("serde_json alone      {:>8.0} a second, {:.2} s", rate(plain), plain.as_secs_f64());
    println!("the connector's parse {:>8.0} a second, {:.2} s", rate(reading), reading.as_secs_f64());
    println!("triage, floor and log {:>8.0} a second, {:.2} s", rate(keeping), keeping.as_secs_f64());
    println!("all of it takes {:.1} times as long as serde_json alone", whole.as_secs_f64() / plain.as_secs_f64());
    promises.at_least("mentions a second, parsed, decided and durable", rate(whole), 20_000.0);
    promises.finish();
}
