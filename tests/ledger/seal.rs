//! The chain of seals: whatever is changed in the past shows, and erasing a person does not.

use crate::day::{Day, post};
use std::sync::Arc;
use watchfloor::engine::Engine;
use watchfloor::floor::{Actor, AgentId, Decision, DeskEvent, Event, Words};
use watchfloor::ledger::seal::{self, ERASED_KEY, SEAL_KEY};
use watchfloor::ledger::{Commit, EmbeddedLedger, Ledger, MemoryLedger, wire};
use watchfloor::limits;

/// A morning of pages and decisions with three seals in it.
fn sealed(ledger: Arc<dyn Ledger>) -> Day {
    let mut day = Day::on(ledger.clone());
    day.engine = Engine::open(ledger, None).unwrap().sealing().unwrap();
    let ade = day.agent("Ade", 50);
    for n in 0..12 {
        day.now = day.now.plus(limits::SEAL_SECS / 4);
        day.read(vec![post(&format!("m{n}"), &format!("Ann {n}"), "09:00")]);
        day.assign(&[n], ade).unwrap();
    }
    day.engine.seal(day.now);
    day
}

/// The same log with some of it changed on the way.
fn copy(from: &dyn Ledger, change: impl Fn(u64, &mut Commit)) -> MemoryLedger {
    let to = MemoryLedger::new();
    for stored in from.read(1, usize::MAX).unwrap() {
        let texts = from.texts(stored.seq).unwrap().unwrap_or_default();
        let mut commit = Commit { texts, ..stored.commit };
        change(stored.seq, &mut commit);
        to.append(vec![commit]).unwrap();
    }
    to
}

fn commits_of(ledger: &dyn Ledger, key: &str) -> Vec<u64> {
    ledger.read(1, usize::MAX).unwrap().iter().filter(|s| s.commit.key == key).map(|s| s.seq).collect()
}

#[test]
fn a_log_that_nobody_touched_holds() {
    let day = sealed(Arc::new(MemoryLedger::new()));
    let checked = seal::check(day.ledger.as_ref()).unwrap();
    assert_eq!(checked.broken, Vec::<String>::new());
    assert!(checked.seals >= 3, "{checked:?}");
    let kept = day.engine.floor().desks().seal().unwrap();
    assert_eq!((checked.sealed_up_to, checked.newest), (kept.up_to, Some(kept.sha256)));
    assert_eq!(day.engine.floor().desks().seals(), checked.seals);
    assert!(seal::check(&copy(day.ledger.as_ref(), |_, _| {})).unwrap().broken.is_empty(), "and so does its copy");
}

#[test]
fn one_byte_of_an_old_commit_is_named() {
    let day = sealed(Arc::new(MemoryLedger::new()));
    let all = day.ledger.read(1, usize::MAX).unwrap();
    for victim in all.iter().map(|s| s.seq).filter(|seq| *seq < day.ledger.last_seq()) {
        let forged = copy(day.ledger.as_ref(), |seq, commit| {
            if seq == victim {
                *commit.body.last_mut().unwrap() ^= 1;
            }
        });
        let broken = seal::check(&forged).unwrap().broken;
        let named = broken.iter().any(|words| words.starts_with(&format!("commit {victim} ")));
        assert!(named, "{victim}: {broken:?}");
    }
}

#[test]
fn a_forger_who_knows_how_attempts_are_named_is_found_by_the_seal() {
    let day = sealed(Arc::new(MemoryLedger::new()));
    let forged = copy(day.ledger.as_ref(), |seq, commit| {
        if seq == 7 {
            *commit.body.last_mut().unwrap() ^= 1;
            let said = seal::digest(&commit.key, commit.prev, &commit.body);
            commit.event_id.copy_from_slice(&said[..16]);
        }
    });
    let checked = seal::check(&forged).unwrap();
    assert_eq!(checked.broken.len(), 1, "{:?}", checked.broken);
    assert!(checked.broken[0].starts_with("something between commit 1 and commit "), "{:?}", checked.broken);
    assert!(checked.seals >= 2, "the seals after it hold on what they were made of");
}

#[test]
fn a_commit_that_is_taken_away_and_words_that_are_changed_show() {
    let day = sealed(Arc::new(MemoryLedger::new()));
    let page = commits_of(day.ledger.as_ref(), "source/0")[2];
    let forged = copy(day.ledger.as_ref(), |seq, commit| {
        if seq == page {
            let last = commit.texts.len() - 1;
            commit.texts[last] ^= 1;
        }
    });
    assert_eq!(seal::check(&forged).unwrap().broken.len(), 1);
    let short = MemoryLedger::new();
    for stored in day.ledger.read(1, usize::MAX).unwrap().into_iter().filter(|s| s.commit.key != "clock") {
        let texts = day.ledger.texts(stored.seq).unwrap().unwrap_or_default();
        let prev = short.head(&stored.commit.key).unwrap().map_or(0, |s| s.seq);
        let skip = stored.commit.key == "desk" && short.last_seq() == 1;
        if !skip {
            short.append(vec![Commit { prev, texts, ..stored.commit }]).unwrap();
        }
    }
    assert!(!seal::check(&short).unwrap().broken.is_empty());
}

#[test]
fn erasing_the_words_of_a_person_does_not_break_the_chain_and_shows() {
    let day = sealed(Arc::new(MemoryLedger::new()));
    let page = commits_of(day.ledger.as_ref(), "source/0")[3];
    let gone = wire::words_bytes(&[Words { text: String::new(), external: String::new() }]);
    let was = seal::digest_of_texts(&day.ledger.texts(page).unwrap().unwrap());
    let erased = copy(day.ledger.as_ref(), |seq, commit| {
        if seq == page {
            commit.texts.clone_from(&gone);
        }
    });
    assert_eq!(seal::check(&erased).unwrap().broken.len(), 1, "without a fact of it, it is a forgery");
    let event = Event::Desk(DeskEvent::TextsErased { commit: page, was, is: seal::digest_of_texts(&gone) });
    let decision =
        Decision { at: day.now, by: Actor::Floor, role: None, group: 0, afterwards: false, events: vec![event] };
    let body = wire::decision_bytes(&decision);
    let mut event_id = [0; 16];
    event_id.copy_from_slice(&seal::digest(ERASED_KEY, 0, &body)[..16]);
    erased.append(vec![Commit { key: ERASED_KEY.into(), prev: 0, event_id, body, texts: Vec::new() }]).unwrap();
    let checked = seal::check(&erased).unwrap();
    assert_eq!((checked.broken.clone(), checked.erased), (Vec::<String>::new(), 1));
}

#[test]
fn the_chain_goes_on_where_it_was_when_the_store_is_opened_again() {
    let dir = tempfile::tempdir().unwrap();
    let open = || Arc::new(EmbeddedLedger::open(dir.path()).unwrap().ledger);
    let before = sealed(open()).engine.floor().desks().seals();
    let ledger: Arc<dyn Ledger> = open();
    let mut day = Day::on(ledger.clone());
    day.engine = Engine::open(ledger, None).unwrap().sealing().unwrap();
    day.now = day.engine.floor().at().unwrap();
    day.release(&[3]).unwrap();
    day.assign(&[3], AgentId(0)).unwrap();
    day.engine.seal(day.now);
    day.engine.seal(day.now);
    let checked = seal::check(day.ledger.as_ref()).unwrap();
    assert_eq!((checked.broken, checked.seals), (Vec::new(), before + 1), "and a seal alone is not sealed again");
    assert_eq!(commits_of(day.ledger.as_ref(), SEAL_KEY).len() as u64, before + 1);
}
