//! The floor from its facts: all of them, or those up to a moment.

use crate::floor::{At, Floor};
use crate::ledger::{Fault, Ledger, Stored, wire};

/// Commits read at once.
const BATCH: usize = 1024;

fn each(ledger: &dyn Ledger, from: u64, fold: &mut dyn FnMut(&Stored) -> Result<(), Fault>) -> Result<(), Fault> {
    let mut next = from;
    loop {
        let batch = ledger.read(next, BATCH)?;
        for stored in &batch {
            fold(stored)?;
            next = stored.seq + 1;
        }
        if batch.len() < BATCH {
            return Ok(());
        }
    }
}

/// Folds in everything that was kept after what the floor knows.
///
/// # Errors
///
/// A [`Fault`] when the ledger cannot be read or holds something that is no decision.
pub fn catch_up(floor: &mut Floor, ledger: &dyn Ledger) -> Result<(), Fault> {
    each(ledger, floor.revision() + 1, &mut |stored| {
        floor.apply(stored.seq, &stored.commit.key, &wire::decision(&stored.commit.body)?);
        Ok(())
    })
}

/// The floor as it was at a moment.
///
/// # Errors
///
/// As [`catch_up`].
pub fn floor_at(ledger: &dyn Ledger, until: At) -> Result<Floor, Fault> {
    let mut floor = Floor::default();
    fold_on(&mut floor, ledger, until)?;
    Ok(floor)
}

/// Goes on folding a floor of the past up to a later moment. Serves only for one that [`Floor::can_go_on`].
///
/// # Errors
///
/// As [`catch_up`].
pub fn fold_on(floor: &mut Floor, ledger: &dyn Ledger, until: At) -> Result<(), Fault> {
    each(ledger, floor.revision() + 1, &mut |stored| {
        floor.apply_until(stored.seq, &stored.commit.key, &wire::decision(&stored.commit.body)?, until);
        Ok(())
    })
}
