//! The answer that the floor's table shows, and when it is asked for again.
//!
//! Rows never move under the pointer: while the order is held, what is new is counted and waits.

use crate::floor::{At, ConversationId, Floor};
use crate::view::{Moment, Query, made};
use std::collections::BTreeSet;
use std::sync::Arc;

/// An answer with so many rows is asked for again at most every ten seconds by itself.
const LARGE_ROWS: usize = 50_000;

#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) query: Query,
    pub(super) order: Arc<[ConversationId]>,
    pub(super) newer: usize,
    pub(super) searching: bool,
    /// Names the search that is under way.
    pub(super) search: u64,
    found: Option<BTreeSet<ConversationId>>,
    in_order: BTreeSet<ConversationId>,
    made_at: Option<At>,
    made_of: u64,
    refresh: u64,
    moment: Moment,
}

/// What the window wants of the table.
pub(super) struct Wanted<'a> {
    pub(super) query: &'a Query,
    pub(super) hold: bool,
    pub(super) refresh: u64,
    pub(super) moment: Moment,
}

impl Table {
    /// Brings the answer up to date as far as the window allows. Answers true when the words to look for have
    /// changed and a search must be started.
    pub(super) fn update(&mut self, floor: &Floor, wanted: &Wanted<'_>, now: At) -> bool {
        let new_search = self.query.search != wanted.query.search;
        let changed = self.query != *wanted.query || self.made_at.is_none();
        if changed {
            self.query = wanted.query.clone();
        }
        if new_search {
            self.search += 1;
            self.searching = !self.query.search.trim().is_empty();
            self.found = self.searching.then(BTreeSet::new);
        }
        let asked = wanted.refresh != self.refresh || wanted.moment != self.moment;
        self.refresh = wanted.refresh;
        self.moment = wanted.moment;
        let pause = if self.order.len() > LARGE_ROWS { 10 } else { 1 };
        let stale = self.made_of != floor.revision() || self.made_at.is_some_and(|at| now.secs_since(at) >= 15);
        let rested = self.made_at.is_none_or(|at| now.secs_since(at).abs() >= pause);
        if changed || asked || (stale && rested && !wanted.hold) {
            self.make(floor, now);
        } else if stale && rested && self.order.len() <= LARGE_ROWS {
            self.count_newer(floor, now);
        }
        new_search && self.searching
    }

    fn make(&mut self, floor: &Floor, now: At) {
        let order = made::order(floor, &self.query, self.found.as_ref(), now);
        // What is new is only ever counted for answers that are small enough to look through.
        self.in_order = if order.len() <= LARGE_ROWS { order.iter().copied().collect() } else { BTreeSet::new() };
        self.order = order.into();
        self.newer = 0;
        self.made_at = Some(now);
        self.made_of = floor.revision();
    }

    fn count_newer(&mut self, floor: &Floor, now: At) {
        let order = made::order(floor, &self.query, self.found.as_ref(), now);
        self.newer = order.iter().filter(|id| !self.in_order.contains(id)).count();
        self.made_at = Some(now);
        self.made_of = floor.revision();
    }

    /// Takes what a search found.
    pub(super) fn found(&mut self, floor: &Floor, hits: &[(u64, u16)], done: bool, now: At) {
        let rows = floor.mentions().rows();
        let found = self.found.get_or_insert_default();
        for (page, slot) in hits {
            let from = rows.partition_point(|m| m.page < *page);
            let hit = rows[from..].iter().take_while(|m| m.page == *page).find(|m| m.slot == *slot);
            found.extend(hit.and_then(|m| m.conversation()));
        }
        self.searching = !done;
        self.make(floor, now);
    }

    /// Adds the conversations of authors whose name holds the words.
    pub(super) fn find_authors(&mut self, floor: &Floor, needle: &str) {
        let hits: Vec<bool> = floor.authors().rows().iter().map(|a| a.name.to_lowercase().contains(needle)).collect();
        let found = self.found.get_or_insert_default();
        let of_hit = |author: crate::floor::AuthorId| hits.get(author.index()).copied().unwrap_or(false);
        found.extend(floor.conversations().filter(|(_, c)| of_hit(c.author)).map(|(id, _)| id));
    }
}
