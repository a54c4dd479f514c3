//! What it costs to take in and keep new mentions, beside SQLite doing the same work.
//!
//! `cargo bench --bench intake` takes 100 000 new mentions in pages of 100, each the beginning of a conversation, as
//! the engine does: decided against the floor, appended, folded in, and durable before the next page. SQLite gets one
//! transaction a page (WAL, `synchronous=FULL`): conversations under three indexes, mentions with their words, events.
//! The two take turns, so that both see the same machine; so does the same engine that seals its log as it grows.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

mod support;

use rusqlite::{Connection, params};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::store::{page, turn};
use support::{Chance, Happening, Promises, What, at, incoming, median_and_p90};
use watchfloor::engine::Engine;
use watchfloor::floor::{At, Incoming, IncomingKind, key_of};
use watchfloor::ledger::{EmbeddedLedger, wire};

const PAGES: u32 = 1000;
const PAGE: u32 = 100;

fn mentions(n: u32, chance: &mut Chance) -> Vec<Incoming> {
    let one = |i: u32| {
        let conversation = (n * PAGE + i) * 4;
        let happening =
            Happening { at: support::START + n * 60 + i / 2, number: 0, conversation, what: What::Opens(conversation) };
        incoming(&happening, chance).expect("is a mention")
    };
    (0..PAGE).map(one).collect()
}

struct Ours(Engine);

impl Ours {
    fn new(dir: &Path) -> Ours {
        let ledger = EmbeddedLedger::open(dir).expect("opens").ledger;
        Ours(Engine::open(Arc::new(ledger), None).expect("opens"))
    }

    fn sealing(dir: &Path) -> Ours {
        Ours(Ours::new(dir).0.sealing().expect("reads an empty log"))
    }

    fn take(&mut self, n: u32, mentions: Vec<Incoming>, now: At) -> Duration {
        let input = page(0, mentions, format!("{n}"));
        let began = Instant::now();
        turn(&mut self.0, vec![input], now);
        began.elapsed()
    }
}

struct Sqlite(Connection);

impl Sqlite {
    fn new(dir: &Path) -> Sqlite {
        let db = Connection::open(dir.join("floor.sqlite")).expect("opens");
        db.execute_batch(
            "pragma journal_mode=wal; pragma synchronous=full; pragma cache_size=-48000;
             create table author (id integer primary key, key integer unique, name text, followers integer);
             create table conversation (id integer primary key, state integer, owner integer, opened integer,
               waiting integer, due integer, author integer, channel integer, version integer);
             create index by_due on conversation (state, due);
             create index by_owner on conversation (owner, due);
             create index by_waiting on conversation (state, waiting);
             create table mention (id integer primary key, key integer unique, conversation integer, author integer,
               at integer, kind integer, external text, words text);
             create table event (seq integer primary key, body blob);",
        )
        .expect("makes tables");
        Sqlite(db)
    }

    /// The same decisions: known or new, author, conversation, mention, event.
    fn take(&mut self, mentions: &[Incoming]) -> Duration {
        let began = Instant::now();
        let all = self.0.transaction().expect("begins");
        {
            let mut known = all.prepare_cached("select id from mention where key = ?1").expect("prepares");
            let mut author = all
                .prepare_cached(
                    "insert into author (key, name, followers) values (?1, ?2, ?3)
                     on conflict (key) do update set name = ?2 returning id",
                )
                .expect("prepares");
            let mut conversation = all
                .prepare_cached(
                    "insert into conversation (state, owner, opened, waiting, due, author, channel, version)
                     values (0, null, ?1, ?1, ?2, ?3, 0, 0)",
                )
                .expect("prepares");
            let mut mention = all
                .prepare_cached(
                    "insert into mention (key, conversation, author, at, kind, external, words)
                     values (?1, ?2, ?3, ?4, 0, ?5, ?6)",
                )
                .expect("prepares");
            let mut event = all.prepare_cached("insert into event (body) values (?1)").expect("prepares");
            for m in mentions {
                let IncomingKind::Written { text, .. } = &m.what else { continue };
                let key = key_of("X", &m.external) as i64;
                if known.exists([key]).expect("reads") {
                    continue;
                }
                let who = key_of("X", &m.author.external) as i64;
                let author: i64 = author
                    .query_row(params![who, m.author.name, m.author.followers], |row| row.get(0))
                    .expect("inserts");
                let at = m.at.unix();
                let id = conversation.insert(params![at, at + 1800, author]).expect("inserts");
                mention.insert(params![key, id, author, at, m.external, text]).expect("inserts");
                event.insert(params![[0_u8; 40]]).expect("inserts");
            }
        }
        all.commit().expect("commits");
        began.elapsed()
    }
}

/// Where the time of a page goes, without the ledger: deciding, and making bytes.
fn parts(engine: &Engine, chance: &mut Chance) {
    use watchfloor::floor::{Actor, Arrived, ChannelId, Decision, HandleId, SourceId, intake};
    let mentions = mentions(PAGES + 1, chance);
    let now = mentions.last().expect("has mentions").at;
    let arrived = Arrived {
        source: SourceId(0),
        channel: ChannelId(0),
        handle: HandleId(0),
        mentions: &mentions,
        unreadable: &[],
        changes: &[],
        cursor: "",
        done: false,
        afterwards: false,
    };
    let time = |f: &mut dyn FnMut()| {
        let began = Instant::now();
        (0..100).for_each(|_| f());
        began.elapsed() / 100
    };
    let decided = intake(engine.floor(), &arrived, now, &mut |_| None);
    let decide = time(&mut || drop(std::hint::black_box(intake(engine.floor(), &arrived, now, &mut |_| None))));
    let decision = Decision {
        at: now,
        by: Actor::Source(SourceId(0)),
        role: None,
        group: 0,
        afterwards: false,
        events: decided.events,
    };
    let body = wire::decision_bytes(&decision);
    let encode = time(&mut || drop(std::hint::black_box(wire::decision_bytes(&decision))));
    let words = wire::words_bytes(&decided.words);
    let encode_words = time(&mut || drop(std::hint::black_box(wire::words_bytes(&decided.words))));
    println!(
        "of a page: decide {decide:.0?}, encode {encode:.0?} ({} bytes), encode words {encode_words:.0?} ({} bytes)",
        body.len(),
        words.len()
    );
}

fn main() {
    let base = std::env::var_os("WATCHFLOOR_BENCH_DIR").map_or_else(std::env::temp_dir, Into::into);
    let dir = tempfile::tempdir_in(base).expect("makes a folder");
    let mut ours = Ours::new(&dir.path().join("ours"));
    let mut sealing = Ours::sealing(&dir.path().join("sealing"));
    let mut sqlite = Sqlite::new(dir.path());
    let mut chance = Chance(3);
    let (mut our_times, mut sealing_times, mut sqlite_times) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..PAGES {
        let mentions = mentions(n, &mut chance);
        let now = at(support::START + n * 60 + 60);
        // Who goes first changes, so that neither pays for the other's writing.
        if n % 2 == 0 {
            our_times.push(ours.take(n, mentions.clone(), now));
            sealing_times.push(sealing.take(n, mentions.clone(), now));
            sqlite_times.push(sqlite.take(&mentions));
        } else {
            sqlite_times.push(sqlite.take(&mentions));
            sealing_times.push(sealing.take(n, mentions.clone(), now));
            our_times.push(ours.take(n, mentions.clone(), now));
        }
    }
    assert_eq!(ours.0.floor().conversations().count(), (PAGES * PAGE) as usize);
    println!("{} new mentions each, pages of {PAGE}, each page durable", PAGES * PAGE);
    let mut all = Vec::new();
    for (name, took) in [("ours", our_times), ("SQLite", sqlite_times), ("sealing", sealing_times)] {
        let sum: Duration = took.iter().sum();
        let rate = f64::from(PAGES * PAGE) / sum.as_secs_f64();
        let (median, p90) = median_and_p90(took);
        println!("{name:8} {rate:8.0} mentions/s   page: median {median:.2} ms, p90 {p90:.2} ms");
        all.push(rate);
    }
    parts(&ours.0, &mut chance);
    let mut promises = Promises::new();
    promises.at_least("mentions a second, ours / SQLite", all[0] / all[1], 1.0);
    // What it costs that a change in the past shows. Both wait for the same disk.
    promises.at_least("mentions a second, sealing / not", all[2] / all[0], 0.9);
    promises.finish();
}
