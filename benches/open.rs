//! How long the desk takes to open a store of a million conversations after it was killed, and the memory it then has.
//!
//! `cargo bench --bench open` makes the store once (minutes, under `target/`), lets a child process go on with it and
//! kills that one, and opens it: the ledger, then the engine from the newest snapshot and what came after it.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

mod support;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use support::{Chance, Promises, status_mb, store};
use watchfloor::ledger::{Snapshots, wire};

/// Pages that come after the snapshot, and must be replayed.
const TAIL_PAGES: u32 = 200;

/// What the child does: opens, keeps a snapshot, takes pages, says so, and waits to be killed.
fn go_on(dir: &Path) {
    let (mut engine, ..) = store::open(dir).expect("opens");
    let began = Instant::now();
    let bytes = wire::floor_bytes(engine.floor());
    println!("snapshot: {} MB encoded in {:.0?}", bytes.len() >> 20, began.elapsed());
    drop(bytes);
    let began = Instant::now();
    store::keep_snapshot(dir, &engine);
    println!("snapshot encoded, written and synced in {:.0?}; peak {} MB", began.elapsed(), status_mb("VmHWM"));
    let newest = Snapshots::new(dir).newest(engine.floor().revision()).snapshot.expect("was just written").1;
    let began = Instant::now();
    let floor = wire::floor(&newest).expect("reads");
    println!("snapshot decoded in {:.0?}", began.elapsed());
    drop((floor, newest));
    let mut now = engine.floor().at().expect("something happened");
    let mut chance = Chance(engine.floor().revision());
    for _ in 0..TAIL_PAGES {
        now = now.plus(1);
        store::turn(&mut engine, vec![store::new_page(&mut chance, 100, now)], now);
    }
    println!("ready");
    loop {
        std::thread::park();
    }
}

/// What the second child does: opens, and says how long it took.
fn open(dir: &Path) {
    let (engine, ledger, floor, report) = store::open(dir).expect("opens");
    println!("{report:?}");
    println!(
        "{} conversations, {} open, {} mentions; revision {}; peak {} MB",
        engine.floor().conversations().count(),
        engine.floor().index().open(),
        engine.floor().mentions().len(),
        engine.floor().revision(),
        status_mb("VmHWM"),
    );
    let mut promises = Promises::new();
    promises.at_most("seconds to open the ledger", ledger.as_secs_f64(), 1.0);
    promises.at_most("seconds to open ledger and engine", (ledger + floor).as_secs_f64(), 5.0);
    // The desk as a whole promises 700 MB; the window with its fonts and drawing takes up to 160 of them.
    promises.at_most("MB resident after it", status_mb("VmRSS") as f64, 540.0);
    promises.finish();
}

fn main() {
    match std::env::var("WATCHFLOOR_BENCH_CHILD").as_deref() {
        Ok("go on") => return go_on(&store::folder()),
        Ok("open") => return open(&store::folder()),
        _ => {}
    }
    store::folder();
    let me = std::env::current_exe().expect("has a name");
    let child = |what: &str| {
        let mut command = Command::new(&me);
        command.env("WATCHFLOOR_BENCH_CHILD", what);
        command
    };
    let mut going = child("go on").stdout(Stdio::piped()).spawn().expect("starts");
    for line in BufReader::new(going.stdout.take().expect("is piped")).lines() {
        let line = line.expect("reads");
        if line == "ready" {
            break;
        }
        println!("{line}");
    }
    going.kill().expect("is killed");
    going.wait().expect("ends");
    let opened = child("open").status().expect("starts");
    std::process::exit(opened.code().unwrap_or(1));
}
