//! Which conversations changed lately, so that what is shown of a million of them is mended and not made anew.

use super::ConversationId;
use crate::limits::CHANGES_KEPT_MAX;
use std::collections::VecDeque;

/// The newest changes, in order. Whoever has seen all up to a mark asks for what came after it.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    forgotten: u64,
    newest: VecDeque<ConversationId>,
}

impl Changes {
    /// The end of the changes so far. It means something to this floor only, not to another of the same facts.
    pub fn mark(&self) -> u64 {
        self.forgotten + self.newest.len() as u64
    }

    /// What changed after a mark, often more than once; `None` when that is not known any more.
    pub fn since(&self, mark: u64) -> Option<impl Iterator<Item = ConversationId> + '_> {
        let seen = usize::try_from(mark.checked_sub(self.forgotten)?).ok()?;
        (seen <= self.newest.len()).then(|| self.newest.range(seen..).copied())
    }

    pub(super) fn note(&mut self, id: ConversationId) {
        if self.newest.len() == CHANGES_KEPT_MAX {
            self.newest.pop_front();
            self.forgotten += 1;
        }
        self.newest.push_back(id);
    }
}
