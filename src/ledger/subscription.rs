//! Following a ledger: what was kept, then what is being kept, in order, without a gap and without a repeat.
//!
//! It pulls: nothing is pushed, so a slow reader holds up nobody, and there is nothing that could be lost between the
//! end of the replay and the beginning of the live part.

use super::{Fault, Ledger, Seq, Stored};
use std::{collections::VecDeque, sync::Arc, time::Duration};

/// Commits read at a time.
const PAGE_COMMITS: usize = 64;

/// A place in a ledger that moves forward.
pub struct Subscription {
    ledger: Arc<dyn Ledger>,
    from: Seq,
    page: VecDeque<Stored>,
}

impl Subscription {
    /// Begins at `from`, inclusive.
    pub fn new(ledger: Arc<dyn Ledger>, from: Seq) -> Self {
        Self { ledger, from, page: VecDeque::new() }
    }

    /// The next commit, waiting for one at most `timeout`; `None` when the time is over.
    ///
    /// # Errors
    /// When the ledger cannot be read. The place is kept, so calling again tries again.
    pub fn next(&mut self, timeout: Duration) -> Result<Option<Stored>, Fault> {
        if self.page.is_empty() {
            if !self.ledger.wait(self.from, timeout) {
                return Ok(None);
            }
            self.page = self.ledger.read(self.from, PAGE_COMMITS)?.into();
        }
        let next = self.page.pop_front();
        if let Some(stored) = &next {
            assert!(stored.seq >= self.from, "a ledger never goes back");
            self.from = stored.seq + 1;
        }
        Ok(next)
    }

    /// The place that comes next: what a reader must remember to go on later.
    pub fn place(&self) -> Seq {
        self.from
    }
}
