//! The user's own floor: the store in the home folder, the engine over it, and the snapshots that make opening quick.

use crate::clock;
use crate::config::Home;
use crate::engine::Engine;
use crate::ledger::{EmbeddedLedger, Fault, Ledger, Snapshots, wire};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// Facts after which a new snapshot is worth its writing.
const SNAPSHOT_FACTS: u64 = 200_000;

/// The user's own floor.
pub struct OwnFloor {
    /// The engine over the store.
    pub engine: Engine,
    /// What the person at the desk should know about how it was opened.
    pub notes: Vec<String>,
    snapshots: Snapshots,
    saved_facts: u64,
}

impl OwnFloor {
    /// Opens the store, or makes one.
    ///
    /// # Errors
    ///
    /// A [`Fault`] in words when the store is open elsewhere, or the folder cannot be used.
    pub fn open(home: &Home) -> Result<OwnFloor, Fault> {
        home.make()?;
        let opened = EmbeddedLedger::open(home.dir())?;
        let mut notes = opened.report.problems.clone();
        notes.extend(opened.report.recovered.as_ref().map(ToString::to_string));
        let ledger: Arc<dyn Ledger> = Arc::new(opened.ledger);
        let snapshots = Snapshots::new(home.dir());
        let loaded = snapshots.newest(ledger.last_seq());
        notes.extend(loaded.problems);
        let engine = Engine::open(ledger, loaded.snapshot.as_ref().map(|(_, bytes)| bytes.as_slice()))?
            .watching(&TimeZone::system())
            .sealing()?;
        let saved_facts = if loaded.snapshot.is_some() { engine.floor().facts() } else { 0 };
        Ok(OwnFloor { engine, notes, snapshots, saved_facts })
    }

    /// Opens the store that is there: to read it, nothing is made.
    ///
    /// # Errors
    ///
    /// As [`OwnFloor::open`], and when there is no store.
    pub fn open_existing(home: &Home) -> Result<OwnFloor, Fault> {
        if home.is_empty() {
            return Err(OwnFloor::none_in(home));
        }
        OwnFloor::open(home)
    }

    /// What is said of a folder without a store.
    pub fn none_in(home: &Home) -> Fault {
        let dir = home.dir().display();
        Fault::Damaged(format!(
            "There is no floor in {dir}; name its folder with --data, or make one with `watchfloor import FILE`"
        ))
    }

    /// Writes a snapshot when much has happened since the last.
    pub fn save_if_worth_it(&mut self) {
        if self.engine.floor().facts() >= self.saved_facts + SNAPSHOT_FACTS {
            self.save();
        }
    }

    /// Seals the log, and writes a snapshot if anything has happened since the last. A snapshot is a cache: that it cannot be written is
    /// noted, and costs time at the next start, nothing else.
    pub fn save(&mut self) {
        self.engine.seal(clock::now());
        let floor = self.engine.floor();
        if floor.facts() == self.saved_facts {
            return;
        }
        self.saved_facts = floor.facts();
        if let Err(fault) = self.snapshots.write(floor.revision(), &mut |to| wire::write_floor(floor, to)) {
            tracing::warn!("{fault}");
        }
    }
}
