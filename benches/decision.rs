//! What one durable decision costs, beside SQLite doing the same work.
//!
//! `cargo bench --bench decision` prints p50 and p99 of decisions that survive a power cut: ours in the embedded
//! ledger (frame and batch, both synced), SQLite's as one transaction (WAL, `synchronous=FULL`) that updates a row of
//! conversations under three indexes and inserts the event. All take turns, so that they see the same machine.
//! `ours, two copies synced` also syncs the store before each answer.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

use rusqlite::{Connection, params};
use std::{
    path::Path,
    time::{Duration, Instant},
};
use watchfloor::ledger::{Commit, EmbeddedLedger, Ledger, Seq, Settings};

const CONVERSATIONS: u64 = 50_000;
const DECISIONS: u64 = 3_000;
const BODY_BYTES: usize = 160;

/// A draw that repeats, without a generator's cost in the measured part.
fn draw(n: u64) -> u64 {
    n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31) % CONVERSATIONS
}

fn commit(key: u64, prev: Seq, attempt: u64) -> Commit {
    let mut event_id = [0; 16];
    event_id[..8].copy_from_slice(&attempt.to_le_bytes());
    let body = vec![attempt as u8; BODY_BYTES];
    Commit { key: format!("c/{key}"), prev, event_id, body, texts: Vec::new() }
}

struct Ours {
    ledger: EmbeddedLedger,
    heads: Vec<Seq>,
    attempt: u64,
}

impl Ours {
    fn new(dir: &Path, settings: Settings) -> Self {
        let ledger = EmbeddedLedger::open_with(dir, settings).expect("opens").ledger;
        let began = Instant::now();
        let mut heads = Vec::new();
        for first in (0..CONVERSATIONS).step_by(100) {
            let commits = (first..first + 100).map(|key| commit(key, 0, key + 1)).collect();
            heads.extend(ledger.append_lazily(commits).expect("takes"));
        }
        ledger.sync().expect("syncs");
        eprintln!("ours: {CONVERSATIONS} commits appended lazily, 100 a call, in {:.2?}", began.elapsed());
        Self { ledger, heads, attempt: CONVERSATIONS }
    }

    fn decide(&mut self, n: u64) -> Duration {
        let key = draw(n);
        self.attempt += 1;
        let commit = commit(key, self.heads[key as usize], self.attempt);
        let began = Instant::now();
        let seqs = self.ledger.append(vec![commit]).expect("takes");
        let took = began.elapsed();
        self.heads[key as usize] = seqs[0];
        took
    }
}

struct Sqlite(Connection);

impl Sqlite {
    fn new(dir: &Path) -> Self {
        let mut db = Connection::open(dir.join("floor.sqlite")).expect("opens");
        db.execute_batch(
            "pragma journal_mode=wal; pragma synchronous=full; pragma cache_size=-48000;
             create table conversation (id integer primary key, state integer, assignee integer, due integer,
               priority integer, version integer, body blob);
             create index by_due on conversation (state, due);
             create index by_assignee on conversation (assignee, due);
             create index by_priority on conversation (state, priority);
             create table event (seq integer primary key, conversation integer, event_id blob unique, body blob);",
        )
        .expect("makes tables");
        let began = Instant::now();
        let all = db.transaction().expect("begins");
        for id in 0..CONVERSATIONS {
            all.execute(
                "insert into conversation values (?1, ?2, ?3, ?4, ?5, 0, ?6)",
                params![id as i64, (id % 5) as i64, (id % 200) as i64, id as i64, (id % 9) as i64, vec![0_u8; 300]],
            )
            .expect("inserts");
        }
        all.commit().expect("commits");
        eprintln!("SQLite: {CONVERSATIONS} rows in {:.2?}", began.elapsed());
        Self(db)
    }

    fn decide(&mut self, n: u64) -> Duration {
        let id = draw(n);
        let mut event_id = [0_u8; 16];
        event_id[..8].copy_from_slice(&(n + 1).to_le_bytes());
        let body = vec![n as u8; BODY_BYTES];
        let began = Instant::now();
        let decision = self.0.transaction().expect("begins");
        let version: i64 = decision
            .prepare_cached("select version from conversation where id = ?1")
            .and_then(|mut get| get.query_row([id as i64], |row| row.get(0)))
            .expect("reads");
        decision
            .prepare_cached("insert into event (conversation, event_id, body) values (?1, ?2, ?3)")
            .and_then(|mut insert| insert.execute(params![id as i64, event_id, body]))
            .expect("inserts");
        decision
            .prepare_cached(
                "update conversation set state = ?2, assignee = ?3, due = ?4, priority = ?5, version = ?6 where id = ?1",
            )
            .and_then(|mut update| {
                let n = n as i64;
                update.execute(params![id as i64, n % 5, n % 200, n * 7, n % 9, version + 1])
            })
            .expect("updates");
        decision.commit().expect("commits");
        began.elapsed()
    }
}

/// Middle and near-worst, in microseconds.
fn summary(name: &str, mut took: Vec<Duration>) -> (f64, f64) {
    took.sort_unstable();
    let micros = |part: usize| took.get(took.len() * part / 100).map_or(0.0, |took| took.as_secs_f64() * 1e6);
    let (p50, p99) = (micros(50), micros(99));
    println!("{name:24} p50 {p50:8.0} us   p99 {p99:8.0} us   mean {:8.0} us", {
        took.iter().map(Duration::as_secs_f64).sum::<f64>() * 1e6 / took.len() as f64
    });
    (p50, p99)
}

fn main() {
    let dir = std::env::var_os("WATCHFLOOR_BENCH_DIR").map_or_else(std::env::temp_dir, Into::into);
    let dir = tempfile::tempdir_in(dir).expect("makes a folder");
    let mut ours = Ours::new(&dir.path().join("ours"), Settings::default());
    let twice = Settings { store_lag_commits_max: 1, ..Settings::default() };
    let mut twice = Ours::new(&dir.path().join("twice"), twice);
    let mut sqlite = Sqlite::new(dir.path());
    for n in 0..200 {
        ours.decide(n);
        twice.decide(n);
        sqlite.decide(n);
    }
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for n in 200..200 + DECISIONS {
        // Who goes first changes, so that none always pays for another's writing.
        for turn in 0..3 {
            match (n + turn) % 3 {
                0 => times[0].push(ours.decide(n)),
                1 => times[1].push(twice.decide(n)),
                _ => times[2].push(sqlite.decide(n)),
            }
        }
    }
    println!("{DECISIONS} durable decisions each, {CONVERSATIONS} conversations");
    let [ours, twice, sqlite] = times;
    let ours = summary("ours", ours);
    let twice = summary("ours, two copies synced", twice);
    let sqlite = summary("SQLite", sqlite);
    println!("ours / SQLite: p50 {:.2}, p99 {:.2}", ours.0 / sqlite.0, ours.1 / sqlite.1);
    println!("two copies / SQLite: p50 {:.2}, p99 {:.2}", twice.0 / sqlite.0, twice.1 / sqlite.1);
}
