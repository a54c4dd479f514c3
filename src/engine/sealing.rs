//! Seals the log as it grows: each commit is added to the chain when it is kept, from the bytes that are at hand.

use crate::floor::{At, DeskEvent, Event, Floor};
use crate::ledger::seal::Chain;
use crate::ledger::{Fault, Ledger};
use crate::limits;

/// The chain of this engine's ledger.
#[derive(Debug)]
pub(super) struct Sealing {
    chain: Chain,
    /// When the first commit came that is not sealed.
    since: Option<At>,
}

impl Sealing {
    /// The chain from the newest seal to the end of the ledger.
    pub(super) fn open(floor: &Floor, ledger: &dyn Ledger) -> Result<Sealing, Fault> {
        let mut chain = floor.desks().seal().map_or_else(Chain::default, |s| Chain::from_seal(s.up_to, s.sha256));
        chain.catch_up(ledger)?;
        Ok(Sealing { chain, since: floor.at() })
    }

    pub(super) fn chain(&mut self) -> &mut Chain {
        &mut self.chain
    }

    /// The fact that seals the log, when it is time. `closing` when the program ends: then whatever there is.
    pub(super) fn due(&mut self, now: At, closing: bool) -> Option<Event> {
        // The seal itself is a commit of the chain; it alone is nothing to seal.
        if self.chain.commits <= 1 {
            self.since = None;
            return None;
        }
        let since = *self.since.get_or_insert(now);
        let is_due = closing
            || self.chain.commits >= limits::SEAL_COMMITS
            || now.secs_since(since) >= i64::from(limits::SEAL_SECS);
        is_due.then(|| {
            let Chain { link, up_to, .. } = self.chain;
            (self.chain.commits, self.since) = (0, None);
            Event::Desk(DeskEvent::Sealed { up_to, sha256: link })
        })
    }
}
