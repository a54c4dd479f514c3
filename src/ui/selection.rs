//! Which conversations are chosen, as in a file manager, and where the keyboard stands.
//!
//! All of it goes by the conversation's id, never by its place: a new order leaves the choice as it was.

use crate::floor::ConversationId;
use crate::limits::COMMAND_CONVERSATIONS_MAX;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A way for the keyboard to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One row down.
    Down,
    /// One row up.
    Up,
    /// A screenful down.
    PageDown,
    /// A screenful up.
    PageUp,
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

/// How a row was clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Click {
    /// Just so: read this one, choose nothing else.
    Plain,
    /// With Ctrl: this one too, or no longer.
    Toggle,
    /// With Shift: everything from the last click to here.
    Range,
    /// On its box: this one and no other is turned.
    Box,
}

/// What is chosen, and the row the keyboard stands on.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    chosen: BTreeSet<ConversationId>,
    cursor: Option<ConversationId>,
    /// Where the cursor was last seen, so that the keyboard goes on from there when its row has left.
    place: usize,
    /// The cursor's conversation is not in the order, but still the one that is read and decided about.
    away: bool,
    anchor: Option<ConversationId>,
    order: Option<Arc<[ConversationId]>>,
    scroll_to: Option<usize>,
}

impl Selection {
    /// How many are chosen.
    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    /// Whether none is chosen. The row under the cursor does not count.
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    /// Whether this one is chosen.
    pub fn has(&self, id: ConversationId) -> bool {
        self.chosen.contains(&id)
    }

    /// The row the keyboard stands on.
    pub fn cursor(&self) -> Option<ConversationId> {
        self.cursor
    }

    /// What a decision is about: what is chosen, or else the row under the cursor.
    pub fn targets(&self) -> Vec<ConversationId> {
        match (self.chosen.is_empty(), self.cursor) {
            (false, _) => self.chosen.iter().copied().collect(),
            (true, Some(id)) => vec![id],
            (true, None) => Vec::new(),
        }
    }

    /// The place the table should bring into sight, once.
    pub fn take_scroll(&mut self) -> Option<usize> {
        self.scroll_to.take()
    }

    /// Chooses none. The cursor stays.
    pub fn clear(&mut self) {
        self.chosen.clear();
    }

    /// Forgets the cursor as well.
    pub fn leave(&mut self) {
        self.chosen.clear();
        self.cursor = None;
        self.anchor = None;
    }

    /// Takes up a new order. What is no longer in it is no longer chosen. The cursor stays on its conversation even when
    /// that has left: a decision must never be about another one than the one that is read.
    pub fn follow(&mut self, order: &Arc<[ConversationId]>) {
        if self.order.as_ref().is_some_and(|had| Arc::ptr_eq(had, order)) {
            return;
        }
        self.order = Some(Arc::clone(order));
        if !self.chosen.is_empty() {
            self.keep_only(order);
        }
        let Some(cursor) = self.cursor else { return };
        if order.get(self.place) == Some(&cursor) {
            self.away = false;
            return;
        }
        let place = order.iter().position(|id| *id == cursor);
        self.away = place.is_none();
        self.place = place.unwrap_or(self.place.min(order.len().saturating_sub(1)));
    }

    /// One pass over the order with one bit an id: a tree asked a million times would be felt.
    fn keep_only(&mut self, order: &[ConversationId]) {
        let words = self.chosen.last().map_or(0, |id| id.index() / 64 + 1);
        let mut bits = vec![0u64; words];
        for id in order {
            if let Some(word) = bits.get_mut(id.index() / 64) {
                *word |= 1 << (id.index() % 64);
            }
        }
        self.chosen.retain(|id| bits.get(id.index() / 64).is_some_and(|word| word & (1 << (id.index() % 64)) != 0));
    }

    /// A row was clicked.
    pub fn click(&mut self, order: &[ConversationId], place: usize, how: Click) {
        let Some(id) = order.get(place).copied() else { return };
        match how {
            Click::Plain => self.chosen.clear(),
            Click::Box => self.turn(id),
            Click::Toggle => {
                // As in a file manager, the row that was clicked before counts as chosen.
                if let (true, Some(cursor)) = (self.chosen.is_empty(), self.cursor)
                    && cursor != id
                {
                    self.chosen.insert(cursor);
                }
                self.turn(id);
            }
            Click::Range => {
                let from = self.anchor_place(order).unwrap_or(place);
                self.choose_range(order, from, place);
            }
        }
        if how != Click::Range {
            self.anchor = Some(id);
        }
        self.cursor = Some(id);
        self.place = place;
        self.away = false;
    }

    fn turn(&mut self, id: ConversationId) {
        if !self.chosen.remove(&id) {
            self.chosen.insert(id);
        }
    }

    fn anchor_place(&self, order: &[ConversationId]) -> Option<usize> {
        let anchor = self.anchor.or(self.cursor)?;
        // Most often it is where the cursor is.
        if order.get(self.place) == Some(&anchor) {
            return Some(self.place);
        }
        order.iter().position(|id| *id == anchor)
    }

    fn choose_range(&mut self, order: &[ConversationId], from: usize, to: usize) {
        // Counted from the anchor, so that a range that is too long keeps the end the person began at.
        let most = COMMAND_CONVERSATIONS_MAX - 1;
        let to = to.clamp(from.saturating_sub(most), from.saturating_add(most));
        let (low, high) = (from.min(to), from.max(to));
        self.chosen = order.get(low..=high.min(order.len().saturating_sub(1))).unwrap_or(&[]).iter().copied().collect();
    }

    /// Turns the row under the cursor.
    pub fn mark(&mut self) {
        if let Some(id) = self.cursor {
            self.turn(id);
            self.anchor = Some(id);
        }
    }

    /// Chooses all, or as many from the top as one command may carry. Says whether that was all.
    pub fn choose_all(&mut self, order: &[ConversationId]) -> bool {
        self.chosen = order.iter().take(COMMAND_CONVERSATIONS_MAX).copied().collect();
        order.len() <= COMMAND_CONVERSATIONS_MAX
    }

    /// Puts the cursor on a conversation, wherever it is, and brings it into sight.
    pub fn go_to(&mut self, order: &[ConversationId], id: ConversationId) {
        self.cursor = Some(id);
        self.anchor = self.cursor;
        let place = order.iter().position(|other| *other == id);
        self.away = place.is_none();
        self.place = place.unwrap_or(self.place);
        self.scroll_to = place.or(self.scroll_to);
    }

    /// Moves the cursor; with `extend` everything from the anchor to it becomes chosen.
    pub fn step(&mut self, order: &[ConversationId], step: Step, page_rows: usize, extend: bool) {
        let Some(last) = order.len().checked_sub(1) else { return };
        let page = page_rows.max(2) - 1;
        let place = match (self.cursor, step) {
            (_, Step::First) => 0,
            (_, Step::Last) => last,
            // The first key shows where the cursor is, it does not skip a row.
            (None, _) => self.place.min(last),
            // The row that took the place of the one that left is the next one.
            (Some(_), Step::Down) if self.away => self.place.min(last),
            (Some(_), Step::Down) => (self.place + 1).min(last),
            (Some(_), Step::Up) => self.place.saturating_sub(1),
            (Some(_), Step::PageDown) => (self.place + page).min(last),
            (Some(_), Step::PageUp) => self.place.saturating_sub(page),
        };
        if extend {
            let from = self.anchor_place(order).unwrap_or(place);
            self.anchor = order.get(from).copied();
            self.choose_range(order, from, place);
        } else {
            self.anchor = order.get(place).copied();
        }
        self.cursor = order.get(place).copied();
        self.place = place;
        self.away = false;
        self.scroll_to = Some(place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(ids: std::ops::Range<u32>) -> Arc<[ConversationId]> {
        ids.map(ConversationId).collect()
    }

    fn chosen(selection: &Selection) -> Vec<u32> {
        selection.chosen.iter().map(|id| id.0).collect()
    }

    #[test]
    fn click_ctrl_and_shift_choose_as_in_a_file_manager() {
        let rows = order(0..20);
        let mut selection = Selection::default();
        selection.click(&rows, 3, Click::Plain);
        assert!(selection.is_empty(), "a plain click reads, it chooses nothing");
        assert_eq!(selection.targets(), [ConversationId(3)], "but a decision is about it");
        selection.click(&rows, 6, Click::Toggle);
        assert_eq!(chosen(&selection), [3, 6]);
        selection.click(&rows, 3, Click::Toggle);
        assert_eq!(chosen(&selection), [6]);
        selection.click(&rows, 5, Click::Range);
        assert_eq!(chosen(&selection), [3, 4, 5], "from the last plain or Ctrl click to here");
        selection.click(&rows, 1, Click::Range);
        assert_eq!(chosen(&selection), [1, 2, 3], "a second Shift click measures from the same row");
        selection.click(&rows, 10, Click::Box);
        assert_eq!(chosen(&selection), [1, 2, 3, 10]);
        selection.click(&rows, 2, Click::Plain);
        assert!(selection.is_empty());
    }

    #[test]
    fn a_box_turns_only_its_own_row() {
        let rows = order(0..9);
        let mut selection = Selection::default();
        selection.click(&rows, 1, Click::Plain);
        selection.click(&rows, 4, Click::Box);
        assert_eq!(chosen(&selection), [4]);
    }

    #[test]
    fn the_choice_survives_a_new_order_and_drops_what_left() {
        let mut selection = Selection::default();
        let rows = order(0..100);
        selection.follow(&rows);
        selection.click(&rows, 10, Click::Box);
        selection.click(&rows, 20, Click::Box);
        selection.click(&rows, 70, Click::Box);
        let turned: Arc<[ConversationId]> = (0..60).rev().map(ConversationId).collect();
        selection.follow(&turned);
        assert_eq!(chosen(&selection), [10, 20]);
        assert_eq!(selection.cursor(), Some(ConversationId(70)), "what is read is what is decided about");
        selection.step(&turned, Step::Down, 10, false);
        assert_eq!(selection.cursor(), Some(ConversationId(0)), "the last row took the place of the one that left");
        selection.go_to(&turned, ConversationId(20));
        selection.follow(&order(0..60));
        selection.step(&order(0..60), Step::Down, 10, false);
        assert_eq!(selection.cursor(), Some(ConversationId(21)), "the cursor went with its row");
    }

    #[test]
    fn keys_walk_and_extend_within_the_ends() {
        let rows = order(0..50);
        let mut selection = Selection::default();
        selection.step(&rows, Step::Down, 10, false);
        assert_eq!(selection.cursor(), Some(ConversationId(0)));
        selection.step(&rows, Step::Up, 10, false);
        assert_eq!(selection.cursor(), Some(ConversationId(0)));
        selection.step(&rows, Step::PageDown, 10, false);
        assert_eq!(selection.cursor(), Some(ConversationId(9)));
        selection.step(&rows, Step::Down, 10, true);
        selection.step(&rows, Step::Down, 10, true);
        assert_eq!(chosen(&selection), [9, 10, 11]);
        selection.step(&rows, Step::Up, 10, true);
        assert_eq!(chosen(&selection), [9, 10]);
        selection.step(&rows, Step::Last, 10, false);
        assert_eq!(selection.cursor(), Some(ConversationId(49)));
        assert_eq!(selection.take_scroll(), Some(49));
        selection.step(&order(0..0), Step::Down, 10, false);
    }

    #[test]
    fn no_choice_is_larger_than_a_command_may_carry() {
        let rows = order(0..25_000);
        let mut selection = Selection::default();
        assert!(!selection.choose_all(&rows));
        assert_eq!(selection.len(), COMMAND_CONVERSATIONS_MAX);
        selection.click(&rows, 24_000, Click::Plain);
        selection.click(&rows, 2, Click::Range);
        assert_eq!(selection.len(), COMMAND_CONVERSATIONS_MAX);
        assert!(selection.has(ConversationId(24_000)), "the end it began at is kept");
    }
}
