//! The words of mentions, read from the ledger when they are looked at and kept for a while.

use crate::floor::Words;
use crate::ledger::{Ledger, wire};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Pages of words that stay in memory: enough for a screen of rows that all lie on different pages, twice.
const PAGES_MAX: usize = 512;

/// A small memory of pages of words.
#[derive(Debug, Default)]
pub(super) struct WordsMemory {
    pages: BTreeMap<u64, (Arc<Vec<Words>>, u64)>,
    clock: u64,
}

impl WordsMemory {
    /// The words at a place of a commit. Empty when they are gone or cannot be read.
    pub(super) fn get(&mut self, ledger: &dyn Ledger, page: u64, slot: u16) -> String {
        self.page(ledger, page).get(usize::from(slot)).map(|w| w.text.clone()).unwrap_or_default()
    }

    /// The source's own id of the mention whose words lie there. Empty when it is gone or cannot be read.
    pub(super) fn external(&mut self, ledger: &dyn Ledger, page: u64, slot: u16) -> String {
        self.page(ledger, page).get(usize::from(slot)).map(|w| w.external.clone()).unwrap_or_default()
    }

    fn page(&mut self, ledger: &dyn Ledger, page: u64) -> Arc<Vec<Words>> {
        self.clock += 1;
        if let Some((words, used)) = self.pages.get_mut(&page) {
            *used = self.clock;
            return words.clone();
        }
        let words = match ledger.texts(page) {
            Ok(Some(bytes)) => wire::words(&bytes).unwrap_or_default(),
            Ok(None) | Err(_) => Vec::new(),
        };
        let words = Arc::new(words);
        self.pages.insert(page, (words.clone(), self.clock));
        if self.pages.len() > PAGES_MAX {
            self.forget_oldest();
        }
        words
    }

    /// Lets go of the half that was not used for longest.
    fn forget_oldest(&mut self) {
        let mut uses: Vec<u64> = self.pages.values().map(|(_, used)| *used).collect();
        uses.sort_unstable();
        let middle = uses.get(uses.len() / 2).copied().unwrap_or(0);
        self.pages.retain(|_, (_, used)| *used >= middle);
    }
}
