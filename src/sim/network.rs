//! An invented network: what was posted, and what a poll of it brings back. The items are real bytes of our own wire,
//! and they are read by the real reader.

use super::{Chance, Faults};
use crate::connect::file::{mention_from_json, mention_to_json};
use crate::engine::{Failed, Fetched, Input, SourceRef};
use crate::floor::{At, Incoming, SourceKind, Unreadable, key_of};
use crate::limits;
use std::collections::BTreeMap;

/// What went wrong, by kind, so that a run can prove that it did.
pub type FaultCounts = BTreeMap<&'static str, u64>;

/// Seconds before what could not be read is offered again.
const OVERLAP_ITEMS: usize = 7;

struct Item {
    /// When a poll can see it.
    seen_from: At,
    wire: String,
}

/// One account on one network.
pub struct SimNetwork {
    source: SourceRef,
    items: Vec<Item>,
    cursor: usize,
    chance: Chance,
    faults: Faults,
    outages: Vec<(At, At)>,
}

impl SimNetwork {
    /// An account with nothing posted yet.
    pub fn new(seed: u64, channel: &str, handle: &str, faults: Faults) -> SimNetwork {
        let source = SourceRef {
            name: format!("{channel} {handle}"),
            kind: SourceKind::Rehearsal,
            channel: channel.to_owned(),
            handle: handle.to_owned(),
        };
        let chance = Chance::new(seed, &source.name);
        SimNetwork { source, items: Vec::new(), cursor: 0, chance, faults, outages: Vec::new() }
    }

    /// Cannot be read from one moment to another.
    pub(super) fn add_outage(&mut self, from: At, until: At) {
        self.outages.push((from, until));
    }

    /// The name of the source.
    pub(super) fn name(&self) -> &str {
        &self.source.name
    }

    /// The channel's name.
    pub(super) fn channel(&self) -> &str {
        &self.source.channel
    }

    /// Somebody posts something.
    pub(super) fn post(&mut self, incoming: &Incoming, counts: &mut FaultCounts) {
        // From the post alone, so that how others are dealt with changes nothing of it.
        let mut late = 1 + (key_of("late", &incoming.external) % 4) as u32;
        if self.faults.network && self.chance.happens(0.01) {
            late += self.chance.wait(120.0).min(900);
            *counts.entry("network_late").or_default() += 1;
        }
        self.push(incoming.at.plus(late), mention_to_json(incoming));
    }

    /// Something is posted that is no mention.
    pub(super) fn post_poison(&mut self, at: At) {
        self.push(
            at.plus(1),
            "{\"id\":\"poison\",\"at\":\"the day the servers danced\",\"author\":{\"id\":".to_owned(),
        );
    }

    fn push(&mut self, seen_from: At, wire: String) {
        let place = self.items.partition_point(|item| item.seen_from <= seen_from).max(self.cursor);
        self.items.insert(place, Item { seen_from, wire });
    }

    /// Whether a poll would bring anything.
    fn has_news(&self, now: At) -> bool {
        self.items.get(self.cursor).is_some_and(|item| item.seen_from <= now)
    }

    /// One poll. `None` when there is nothing to tell.
    pub(super) fn poll(&mut self, now: At, minute_is_up: bool, counts: &mut FaultCounts) -> Option<(usize, Input)> {
        if self.outages.iter().any(|(from, until)| *from <= now && now < *until) {
            *counts.entry("channel_outage").or_default() += 1;
            let reason = format!("{} does not answer (503); trying again every 20 s", self.source.channel);
            return Some((self.cursor, Input::Failed(Failed { source: self.source.clone(), reason })));
        }
        if !self.has_news(now) && !minute_is_up {
            return None;
        }
        if self.faults.network && self.chance.happens(0.04) {
            *counts.entry("network_lost").or_default() += 1;
            let reason = "the connection was lost; trying again".to_owned();
            return Some((self.cursor, Input::Failed(Failed { source: self.source.clone(), reason })));
        }
        let mut from = self.cursor;
        if self.faults.network && self.chance.happens(0.1) {
            from = from.saturating_sub(OVERLAP_ITEMS);
            *counts.entry("network_repeated").or_default() += 1;
        }
        let to = self.items.partition_point(|item| item.seen_from <= now).clamp(from, from + limits::PAGE_MENTIONS_MAX);
        let to = to.max(self.cursor);
        let mut wires: Vec<(usize, String)> =
            self.items[from..to].iter().enumerate().map(|(i, item)| (from + i, item.wire.clone())).collect();
        self.spoil(&mut wires, counts);
        let (mut mentions, mut unreadable) = (Vec::new(), Vec::new());
        for (place, wire) in wires {
            match mention_from_json(&wire) {
                Ok(mention) => mentions.push(mention),
                Err(reason) => unreadable.push(Unreadable { place: format!("item {place}"), reason, raw: wire }),
            }
        }
        let source = self.source.clone();
        let cursor = to.to_string();
        Some((
            to,
            Input::Fetched(Fetched {
                source,
                mentions,
                unreadable,
                changes: Vec::new(),
                cursor,
                done: false,
                afterwards: false,
            }),
        ))
    }

    /// Pages out of order, and items cut short on the way. An item that was cut is posted again, so that what was
    /// written is never lost, only late: the network still has it.
    fn spoil(&mut self, wires: &mut [(usize, String)], counts: &mut FaultCounts) {
        if !self.faults.network || wires.len() < 2 {
            return;
        }
        if self.chance.happens(0.1) {
            wires.reverse();
            *counts.entry("network_out_of_order").or_default() += 1;
        }
        if self.chance.happens(0.03) {
            let victim = self.chance.below(wires.len());
            let (_, wire) = &mut wires[victim];
            let again = wire.clone();
            let middle = (0..=wire.len() / 2).rev().find(|i| wire.is_char_boundary(*i)).unwrap_or(0);
            wire.truncate(middle);
            let later = self.items.last().map_or(At::FIRST, |item| item.seen_from);
            self.push(later, again);
            *counts.entry("network_malformed").or_default() += 1;
        }
    }

    /// The page up to here was kept.
    pub(super) fn kept(&mut self, to: usize) {
        self.cursor = self.cursor.max(to);
        // Nobody reads again what lies further back than an overlap.
        for item in self.items[..self.cursor.saturating_sub(OVERLAP_ITEMS)].iter_mut().rev() {
            if item.wire.is_empty() {
                break;
            }
            item.wire = String::new();
        }
    }

    /// Everything that was posted has been offered.
    pub(super) fn is_read(&self) -> bool {
        self.cursor >= self.items.len()
    }
}
