//! The answer that the floor's table shows, and when it is asked for again.
//!
//! Rows never move under the pointer: while the order is held, what is new is counted and waits.

use crate::floor::{At, ConversationId, Floor};
use crate::view::made::{self, IdSet};
use crate::view::{Moment, Query, Sort};
use std::collections::BTreeSet;
use std::sync::Arc;

/// An answer with so many rows is brought up to date at most every ten seconds by itself.
const LARGE_ROWS: usize = 50_000;
/// With so many changed conversations it costs less to ask again than to mend.
const MENDED_MAX: usize = 20_000;

#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) query: Query,
    pub(super) order: Arc<[ConversationId]>,
    pub(super) newer: usize,
    pub(super) searching: bool,
    /// Names the search that is under way.
    pub(super) search: u64,
    found: Option<BTreeSet<ConversationId>>,
    in_order: IdSet,
    /// What would be in the order if it were asked for again.
    coming: BTreeSet<ConversationId>,
    made_at: Option<At>,
    made_of: u64,
    /// The changes of the floor that the order knows, and those that `coming` knows; `None` when that
    /// cannot be told.
    order_mark: Option<u64>,
    coming_mark: Option<u64>,
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
        if changed || asked {
            self.make(floor, now);
        } else if wanted.hold {
            if stale && rested {
                self.count_newer(floor, now);
            }
        } else if rested && (stale || self.order_mark != Some(floor.changes().mark())) {
            self.mend(floor, now);
        }
        new_search && self.searching
    }

    /// What has changed since the floor was last looked at cannot be told: it is another one now, or other words are
    /// looked for.
    pub(super) fn forget_marks(&mut self) {
        self.order_mark = None;
        self.coming_mark = None;
    }

    fn make(&mut self, floor: &Floor, now: At) {
        let order = made::order(floor, &self.query, self.found.as_ref(), now);
        self.set(order, floor, now);
    }

    /// Takes in what has changed; asks again for all when that cannot be told, or when rows change places without
    /// being changed themselves.
    fn mend(&mut self, floor: &Floor, now: At) {
        let moves_by_itself = made::changes_with_time(floor, &self.query) || self.query.sort == Sort::Reach;
        let known = self.order_mark.filter(|_| !moves_by_itself).and_then(|mark| floor.changes().since(mark));
        let changed: BTreeSet<ConversationId> = match known {
            Some(changed) => changed.collect(),
            None => return self.make(floor, now),
        };
        if changed.len() > MENDED_MAX {
            return self.make(floor, now);
        }
        if changed.is_empty() {
            self.looked(floor, now);
        } else {
            let order = made::mended(floor, &self.query, self.found.as_ref(), &self.order, &changed, now);
            self.set(order, floor, now);
        }
    }

    fn set(&mut self, order: Vec<ConversationId>, floor: &Floor, now: At) {
        self.in_order = IdSet::default();
        order.iter().for_each(|id| self.in_order.insert(*id));
        self.order = order.into();
        self.coming.clear();
        self.newer = 0;
        self.order_mark = Some(floor.changes().mark());
        self.coming_mark = self.order_mark;
        self.looked(floor, now);
    }

    fn looked(&mut self, floor: &Floor, now: At) {
        self.made_at = Some(now);
        self.made_of = floor.revision();
    }

    fn count_newer(&mut self, floor: &Floor, now: At) {
        let known = self.coming_mark.filter(|_| !made::changes_with_time(floor, &self.query));
        match known.and_then(|mark| floor.changes().since(mark)) {
            Some(changed) => {
                for id in changed.filter(|id| !self.in_order.contains(*id)) {
                    if made::answers(floor, &self.query, self.found.as_ref(), id, now) {
                        self.coming.insert(id);
                    } else {
                        self.coming.remove(&id);
                    }
                }
            }
            None => {
                let order = made::order(floor, &self.query, self.found.as_ref(), now);
                self.coming = order.into_iter().filter(|id| !self.in_order.contains(*id)).collect();
            }
        }
        self.newer = self.coming.len();
        self.coming_mark = Some(floor.changes().mark());
        self.looked(floor, now);
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
        if self.moment != Moment::Now {
            self.forget_marks(); // another floor is shown than the one that was searched
        }
    }

    /// Adds the conversations of authors whose name holds the words.
    pub(super) fn find_authors(&mut self, floor: &Floor, needle: &str) {
        let hits: Vec<bool> = floor.authors().rows().iter().map(|a| a.name.to_lowercase().contains(needle)).collect();
        let found = self.found.get_or_insert_default();
        let of_hit = |author: crate::floor::AuthorId| hits.get(author.index()).copied().unwrap_or(false);
        found.extend(floor.conversations().filter(|(_, c)| of_hit(c.author)).map(|(id, _)| id));
        self.forget_marks();
    }
}
