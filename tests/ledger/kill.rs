//! Kills a writing process for real. The test program runs itself again as a child that decides and acknowledges on
//! its output; the parent kills it at a moment drawn from a seed and looks at what is left.

use super::{all, assert_well};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};
use std::{
    collections::BTreeMap,
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};
use watchfloor::ledger::{Commit, EmbeddedLedger, Ledger, Stored};

const CHILD: &str = "WATCHFLOOR_KILL_CHILD";
const ROUNDS: &str = "WATCHFLOOR_KILL_ROUNDS";

/// The `index`-th of `count` commits of a call. Its bytes say so, and fill more than one piece now and then.
fn part(prev: u64, call: u64, index: u64, count: u64) -> Commit {
    let mut commit = super::commit(&format!("c/{}", index % 7), prev, call << 8 | index);
    commit.body = format!("{call} {index} {count} ").repeat(1 + (call % 90) as usize).into_bytes();
    if call.is_multiple_of(3) {
        commit.texts = vec![call as u8; (call % 40) as usize * 100];
    }
    commit
}

/// Not a test of its own: the child's work, when the parent asks for it.
#[test]
fn child() {
    let Some(dir) = env::var_os(CHILD) else { return };
    let ledger = EmbeddedLedger::open(Path::new(&dir)).unwrap().ledger;
    let mut out = std::io::stdout();
    let mut call = ledger.last_seq() + 1;
    loop {
        let count = [1, 1, 2, 5, 30][(call % 5) as usize];
        let head = |index: u64| ledger.head(&format!("c/{}", index % 7)).unwrap().map_or(0, |head| head.seq);
        let commits: Vec<_> = (0..count).map(|index| part(head(index), call, index, count)).collect();
        // Now and then as an import does it.
        let seqs = if call.is_multiple_of(4) {
            let seqs = ledger.append_lazily(commits).unwrap();
            ledger.sync().unwrap();
            seqs
        } else {
            ledger.append(commits).unwrap()
        };
        writeln!(out, "kept {call} {count} {}", seqs[0]).unwrap();
        out.flush().unwrap();
        call = seqs[seqs.len() - 1] + 1;
    }
}

/// Runs a child, kills it after some answers and some turns of the processor; answers what it acknowledged.
fn run_and_kill(dir: &Path, chance: &mut ChaCha8Rng) -> Vec<(u64, u64, u64)> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["ledger::kill::child", "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let answers = chance.next_u32() % 60;
    let turns = chance.next_u32() % 300_000;
    let parse = |line: String| {
        // The first answer stands behind what the test harness prints.
        let (_, numbers) = line.split_once("kept ")?;
        let numbers: Vec<u64> = numbers.split(' ').map(|number| number.parse().unwrap()).collect();
        Some((numbers[0], numbers[1], numbers[2]))
    };
    let mut kept: Vec<_> = lines.by_ref().filter_map(parse).take(answers as usize).collect();
    for turn in 0..turns {
        std::hint::black_box(turn);
    }
    child.kill().unwrap();
    // What it said before it died counts too; a line that was cut off does not.
    kept.extend(lines.filter(|line| line.split(' ').count() >= 4).filter_map(parse));
    child.wait().unwrap();
    kept
}

fn check(log: &[Stored], kept: &[(u64, u64, u64)]) {
    let mut calls: BTreeMap<u64, Vec<&Stored>> = BTreeMap::new();
    for stored in log {
        let text = String::from_utf8(stored.commit.body.clone()).unwrap();
        let call = text.split(' ').next().unwrap().parse().unwrap();
        calls.entry(call).or_default().push(stored);
    }
    for (call, commits) in &calls {
        let text = String::from_utf8(commits[0].commit.body.clone()).unwrap();
        let count: u64 = text.split(' ').nth(2).unwrap().parse().unwrap();
        assert_eq!(commits.len() as u64, count, "call {call} is torn");
        for (index, stored) in (0..).zip(commits) {
            assert_eq!(stored.commit, part(stored.commit.prev, *call, index, count), "call {call} is torn");
        }
    }
    for (call, count, first) in kept {
        let commits = calls.get(call).unwrap_or_else(|| panic!("call {call} was acknowledged and is lost"));
        assert_eq!((commits.len() as u64, commits[0].seq), (*count, *first));
    }
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_torn() {
    let rounds = env::var(ROUNDS).ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(10);
    let mut chance = ChaCha8Rng::seed_from_u64(7);
    let mut dir = tempfile::tempdir().unwrap();
    let (mut acknowledged, mut ahead, mut torn) = (0, [0, 0], 0);
    for round in 0..rounds {
        // Ten kills on the same ledger, then a new one.
        if round % 10 == 0 {
            dir = tempfile::tempdir().unwrap();
        }
        let kept = run_and_kill(dir.path(), &mut chance);
        let opened = EmbeddedLedger::open(dir.path()).unwrap();
        assert_eq!(opened.report.recovered, None);
        assert_eq!(opened.report.problems, Vec::<String>::new());
        ahead[0] += opened.report.from_journal;
        ahead[1] += opened.report.from_store;
        torn += u64::from(opened.report.torn_bytes > 0);
        acknowledged += kept.len();
        check(&all(&opened.ledger), &kept);
        drop(opened);
        assert_well(dir.path());
    }
    assert!(acknowledged > rounds, "the children did something");
    eprintln!(
        "{rounds} kills, {acknowledged} acknowledged calls, none lost; the journal was ahead by {} commits, the store by {}, torn ends {torn}",
        ahead[0], ahead[1]
    );
}
