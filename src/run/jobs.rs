//! Work that would keep a turn waiting, done on a thread of its own.

use crate::clock;
use crate::engine::{Audited, Input, Job, PlanWork, Planned, audit, replay};
use crate::floor::Floor;
use crate::ledger::{Ledger, seal, wire};
use crate::plan::roster::Going;
use crate::view::{SealCheck, Search, Season};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Hits that are sent at once, so that a long search shows its first rows early.
const HITS_AT_ONCE: usize = 2000;

/// How often work for the planner tells how far it is.
const TELLS_EVERY: Duration = Duration::from_millis(120);
/// The chance of searches: the same question has the same answer, as far as the time is the same.
const SEED: u64 = 1;

/// Does a job and sends what comes of it.
pub(super) fn work(job: Job, ledger: &dyn Ledger, send: &dyn Fn(Input)) {
    match job {
        Job::Search { search, needle, pages } => look_for(search, &needle, &pages, ledger, send),
        Job::Audit { id, asked, high, low, rows_max, names } => {
            let found = audit::audit(ledger, &names, &asked, (high, low), rows_max).unwrap_or_else(|fault| {
                tracing::warn!("the audit cannot be read: {fault}");
                Audited { high, low, ..Audited::default() }
            });
            send(Input::Audited(Audited { id, ..found }));
        }
        Job::Plan { id, stop, work } => plan(id, &stop, work, send),
        Job::CheckSeals => send(Input::SealsChecked(check_seals(ledger))),
        Job::Fold { base, until } => {
            let mut floor = base.map(|floor| Floor::clone(&floor)).unwrap_or_default();
            if let Err(fault) = replay::fold_on(&mut floor, ledger, until) {
                tracing::warn!("the past cannot be read: {fault}");
            }
            send(Input::Folded { floor: Arc::new(floor), at: until });
        }
    }
}

/// Works something out for the planner. It sends what it has a few times a second, and always at its end.
fn plan(id: u64, stop: &AtomicBool, work: PlanWork, send: &dyn Fn(Input)) {
    let begun = Instant::now();
    let stopped = || stop.load(Ordering::Relaxed);
    let tell = |what: Planned| send(Input::Planned { id, what });
    let mut told = Instant::now();
    let mut often = move || {
        let is = told.elapsed() >= TELLS_EVERY;
        if is {
            told = Instant::now();
        }
        is
    };
    match work {
        PlanWork::Days(days) => {
            let answer = days.play(&mut |so_far, done| {
                if done < 1.0 && often() {
                    tell(Planned::Days(Ok(so_far), done));
                }
                !stopped()
            });
            tell(Planned::Days(answer, 1.0));
        }
        PlanWork::Turned(turned) => {
            let answer = turned.play(&mut |so_far, done| {
                if done < 1.0 {
                    tell(Planned::Turned(Ok(so_far), done));
                }
                !stopped()
            });
            tell(Planned::Turned(answer, 1.0));
        }
        PlanWork::Gap(gap) => tell(Planned::Gap(gap.work())),
        PlanWork::Board(ground) => tell(Planned::Board(Box::new(ground.work()))),
        PlanWork::Peak(peak) => {
            let season = peak.work();
            tell(Planned::Peak(Box::new(season.clone())));
            if !stopped() {
                let rehearsed = peak.rehearse(&mut || !stopped());
                tell(Planned::Peak(Box::new(Season { rehearsed, ..season })));
            }
        }
        PlanWork::Hunt(hunt, secs) => {
            let answer = hunt.run(SEED, &mut |so_far| {
                let spent = begun.elapsed().as_secs_f64();
                if often() {
                    tell(Planned::Hunt(Box::new(Ok(Search { secs: (spent, secs), ..so_far }))));
                }
                if stopped() { Going::Stop } else { Going::On(spent / secs) }
            });
            let spent = begun.elapsed().as_secs_f64();
            tell(Planned::Hunt(Box::new(answer.map(|found| Search { secs: (spent, secs), ..found }))));
        }
    }
}

fn check_seals(ledger: &dyn Ledger) -> SealCheck {
    let at = clock::now();
    match seal::check(ledger) {
        Ok(c) => SealCheck { at, commits: c.commits, seals: c.seals, broken: c.broken },
        Err(fault) => SealCheck { at, commits: 0, seals: 0, broken: vec![format!("The log cannot be read: {fault}")] },
    }
}

fn look_for(search: u64, needle: &str, pages: &[u64], ledger: &dyn Ledger, send: &dyn Fn(Input)) {
    let mut hits = Vec::new();
    for page in pages {
        let words = match ledger.texts(*page) {
            Ok(Some(bytes)) => wire::words(&bytes).unwrap_or_default(),
            Ok(None) | Err(_) => continue,
        };
        let found = words.iter().enumerate().filter(|(_, w)| w.text.to_lowercase().contains(needle));
        hits.extend(found.map(|(slot, _)| (*page, slot as u16)));
        if hits.len() >= HITS_AT_ONCE {
            send(Input::Found { search, hits: std::mem::take(&mut hits), done: false });
        }
    }
    send(Input::Found { search, hits, done: true });
}
