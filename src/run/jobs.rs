//! Work that would keep a turn waiting, done on a thread of its own.

use crate::clock;
use crate::engine::{Audited, Input, Job, audit, replay};
use crate::floor::Floor;
use crate::ledger::{Ledger, seal, wire};
use crate::view::SealCheck;
use std::sync::Arc;

/// Hits that are sent at once, so that a long search shows its first rows early.
const HITS_AT_ONCE: usize = 2000;

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
