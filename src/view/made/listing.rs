//! The floor's table from the floor.

use super::price::{self, cost_milli, influence_points};
use super::{Look, triage};
use crate::floor::conversation::{FIRST_RESPONSE_BREACHED, PART};
use crate::floor::{At, ByMoment, Conversation, ConversationId, Floor, Owner, Spread, State};
use crate::view::{Chip, ChipCounts, Query, Row, Sort};
use std::collections::BTreeSet;

/// How far ahead the set of those that run out next looks.
const SOON_SECS: u32 = 15 * 60;

/// Whether a conversation belongs to the answer of a question, its words left aside.
pub fn matches(floor: &Floor, query: &Query, id: ConversationId, c: &Conversation, now: At) -> bool {
    let in_chip = match query.chip {
        Chip::NeedsOwner => c.is_open() && c.waiting_since.is_some() && c.owner.is_none() && c.state != State::Snoozed,
        Chip::PastTarget => c.waits_for_first_response() && c.has(FIRST_RESPONSE_BREACHED),
        Chip::Next15Min => {
            c.waits_for_first_response()
                && !c.has(FIRST_RESPONSE_BREACHED)
                && c.first_response_due.is_some_and(|due| due <= now.plus(SOON_SECS))
        }
        Chip::Spreading => c.is_open() && c.amplified > 0 && floor.spread_of(id).is_some_and(|s| is_spreading(s, now)),
        Chip::Praise => floor.index().praise.contains(&(first_at(floor, c), id)),
        Chip::OtherLanes => floor.index().lanes.contains(&(first_at(floor, c), id)),
        Chip::Snoozed => c.state == State::Snoozed,
        Chip::Open => c.is_open(),
        Chip::All => true,
    };
    in_chip
        && query.queue.as_ref().is_none_or(|group| floor.is_in_queue_of(group, id))
        && query.channel.is_none_or(|channel| c.channel == channel)
        && !c.has(PART)
        && query.owner.is_none_or(|owner| c.owner.map(Owner::agent) == Some(owner))
        && (query.influence_min == 0 || influence_points(floor, id, c) >= query.influence_min)
}

/// When what a conversation begins with was written, by which praise and lanes are ordered.
fn first_at(floor: &Floor, c: &Conversation) -> At {
    floor.mentions().get(c.first_mention).map_or(At::FIRST, |m| m.at)
}

/// What was last carried further so long ago does not spread any more: the last 60 whole minutes and the one that runs.
const SPREADING_SECS: u32 = 3659;

fn is_spreading(spread: &Spread, now: At) -> bool {
    spread.reshares_within(now, 60) > 1
}

/// Whether the answer of a question, or its order, changes although nothing happens.
pub fn changes_with_time(floor: &Floor, query: &Query) -> bool {
    let by_cost = query.sort == Sort::Cost || query.sort == Sort::Turn && floor.priority_since().is_some();
    // Who belongs to a group changes without a change of any conversation.
    by_cost
        || query.queue.is_some()
        || query.sort == Sort::Exposure
        || matches!(query.chip, Chip::Next15Min | Chip::Spreading)
}

/// How many are in each set.
pub fn counts(floor: &Floor, now: At) -> ChipCounts {
    let index = floor.index();
    let soon = index.first_response_due.range(..=(now.plus(SOON_SECS), ConversationId(u32::MAX))).count();
    let spreading = floor
        .spreads_since(now.minus(SPREADING_SECS))
        .filter(|(id, s)| floor.conversation(*id).is_some_and(|c| c.is_open()) && is_spreading(s, now))
        .count();
    let all: usize = index.by_state.iter().sum();
    ChipCounts {
        counts: [
            index.unowned,
            index.first_response_breached.len(),
            soon,
            spreading,
            index.praise.len(),
            index.lanes.len(),
            index.in_state(State::Snoozed),
            index.open(),
            all,
        ],
    }
}

/// [`counts`] of the queue of one group, row by row: a partner's queue is short, and the floor keeps no count of it.
pub fn counts_of(floor: &Floor, group: &str, now: At) -> ChipCounts {
    let own: Vec<_> = floor.conversations().filter(|(id, _)| floor.is_in_queue_of(group, *id)).collect();
    let mut counts = [0; 9];
    for (count, chip) in counts.iter_mut().zip(Chip::ALL) {
        let query = Query { chip, ..Query::default() };
        *count = own.iter().filter(|(id, c)| matches(floor, &query, *id, c, now)).count();
    }
    ChipCounts { counts }
}

/// The answer of a question, in order. `found` holds the conversations whose words answer the search, when there
/// is one. Reads every row, unless the floor keeps an order of the set.
pub fn order(floor: &Floor, query: &Query, found: Option<&BTreeSet<ConversationId>>, now: At) -> Vec<ConversationId> {
    let index = floor.index();
    let by_moment = |order: &ByMoment| order.iter().map(|(_, id)| *id).collect();
    let asked: Vec<ConversationId> = match (found, query.chip) {
        (Some(found), _) => found.iter().copied().collect(),
        (None, Chip::PastTarget) => by_moment(&index.first_response_breached),
        (None, Chip::Next15Min) => {
            let soon = index.first_response_due.range(..=(now.plus(SOON_SECS), ConversationId(u32::MAX)));
            soon.map(|(_, id)| *id).collect()
        }
        (None, Chip::Spreading) => floor.spreads_since(now.minus(SPREADING_SECS)).map(|(id, _)| id).collect(),
        (None, Chip::Snoozed) => by_moment(&index.snoozed),
        (None, Chip::Praise) => by_moment(&index.praise),
        (None, Chip::OtherLanes) => by_moment(&index.lanes),
        (None, Chip::NeedsOwner | Chip::Open | Chip::All) => floor.conversations().map(|(id, _)| id).collect(),
    };
    let mut ids: Vec<ConversationId> = asked.into_iter().filter(|id| answers(floor, query, None, *id, now)).collect();
    ids.sort_by_cached_key(|id| place(floor, query, *id, now));
    ids
}

/// An answer as it becomes when only some conversations have changed. Looks at no row but theirs and those beside the
/// places that they move to; the others are copied.
pub fn mended(
    floor: &Floor,
    query: &Query,
    found: Option<&BTreeSet<ConversationId>>,
    order: &[ConversationId],
    changed: &BTreeSet<ConversationId>,
    now: At,
) -> Vec<ConversationId> {
    let mut is_changed = IdSet::default();
    changed.iter().for_each(|id| is_changed.insert(*id));
    let mut coming: Vec<_> = changed
        .iter()
        .filter(|id| answers(floor, query, found, **id, now))
        .map(|id| (place(floor, query, *id, now), *id))
        .collect();
    coming.sort_unstable();
    let kept: Vec<ConversationId> = order.iter().filter(|id| !is_changed.contains(**id)).copied().collect();
    let mut all = Vec::with_capacity(kept.len() + coming.len());
    let mut rest = kept.as_slice();
    for (to, id) in coming {
        let (before, after) = rest.split_at(rest.partition_point(|kept| place(floor, query, *kept, now) < to));
        all.extend_from_slice(before);
        all.push(id);
        rest = after;
    }
    all.extend_from_slice(rest);
    all
}

/// Whether a conversation belongs to the answer, words and all.
pub fn answers(
    floor: &Floor,
    query: &Query,
    found: Option<&BTreeSet<ConversationId>>,
    id: ConversationId,
    now: At,
) -> bool {
    found.is_none_or(|found| found.contains(&id))
        && floor.conversation(id).is_some_and(|c| matches(floor, query, id, c, now))
}

/// Where a conversation stands in the answer: smaller is further up.
fn place(floor: &Floor, query: &Query, id: ConversationId, now: At) -> (u64, u32) {
    let first_is_small = |at: Option<At>| at.unwrap_or(At::LAST).unix() as u64;
    let most_is_small = |n: u64| u64::MAX - n;
    let row = floor.conversation(id);
    let sort = match query.sort {
        Sort::Turn if floor.priority_since().is_some() => Sort::Cost,
        Sort::Turn => Sort::Waiting,
        other => other,
    };
    let place = match sort {
        Sort::Cost => (most_is_small(row.map_or(0, |c| cost_milli(floor, id, c, now))), id.0),
        Sort::Exposure => {
            let seen = floor.exposure_of(id).value(now);
            (most_is_small(u64::try_from(seen).unwrap_or(u64::MAX)), id.0)
        }
        Sort::Influence => (most_is_small(row.map_or(0, |c| u64::from(influence_points(floor, id, c)))), id.0),
        Sort::Due => (first_is_small(row.and_then(next_due).map(|(at, _)| at)), id.0),
        Sort::Turn | Sort::Waiting => (first_is_small(row.and_then(|c| c.waiting_since)), id.0),
        Sort::Touched => (most_is_small(row.map_or(0, |c| c.touched_at.unix() as u64)), u32::MAX - id.0),
        Sort::Amplified => (most_is_small(row.map_or(0, |c| u64::from(c.amplified))), id.0),
        Sort::Reach => {
            let followers = row.and_then(|c| floor.authors().get(c.author)).and_then(|a| a.followers());
            (most_is_small(followers.map_or(0, |n| u64::from(n) + 1)), id.0)
        }
    };
    if query.reversed { (u64::MAX - place.0, u32::MAX - place.1) } else { place }
}

/// The promise that comes next: of the first response while it is owed, else of the resolution.
fn next_due(c: &Conversation) -> Option<(At, bool)> {
    match (c.first_response_due, c.resolution_due) {
        _ if !c.is_open() => None,
        (Some(due), _) => Some((due, true)),
        (None, Some(due)) => Some((due, false)),
        (None, None) => None,
    }
}

/// The rows of these conversations.
pub fn rows(look: &mut Look<'_>, ids: &[ConversationId]) -> Vec<Row> {
    ids.iter()
        .filter_map(|id| {
            let c = look.floor.conversation(*id)?;
            let (author, followers) = look.author(c);
            let due = next_due(c);
            let text = look.written(c.first_mention);
            Some(Row {
                conversation: *id,
                state: c.state,
                due: due.map(|(at, _)| at),
                due_is_first_response: due.is_some_and(|(_, first)| first),
                waiting_since: c.waiting_since,
                text: text.into(),
                edited_at: look.floor.outside().edited_at(c.first_mention),
                gone_at: look.floor.outside().gone_at(c.first_mention),
                author,
                followers,
                channel: look.channel(c),
                handle: look.handle(c),
                owner: look.owner(c),
                mentions: c.mentions,
                amplified: c.amplified,
                touched_at: c.touched_at,
                cost: price::cost_row(look.floor, *id, c, look.floor.weights(), look.now),
                influence: influence_points(look.floor, *id, c),
                tier: price::customer_row(look.floor, c.author).map(|k| k.tier),
                reading: look.floor.mentions().reading(c.first_mention).map(|r| r.lane),
                cues: look.floor.mentions().reading(c.first_mention).map(|r| r.cues).unwrap_or_default(),
                copies: look.floor.copies_of(c.first_mention),
                parts: look.floor.parts_of(*id).count(),
                alert: triage::burns(look.floor, *id),
            })
        })
        .collect()
}

/// A set of conversations, one bit each.
#[derive(Clone, Debug, Default)]
pub struct IdSet(Vec<u64>);

impl IdSet {
    /// Puts one in.
    pub fn insert(&mut self, id: ConversationId) {
        let word = id.index() / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (id.0 % 64);
    }

    /// Takes one out.
    pub fn remove(&mut self, id: ConversationId) {
        if let Some(word) = self.0.get_mut(id.index() / 64) {
            *word &= !(1 << (id.0 % 64));
        }
    }

    /// Whether it is in.
    pub fn contains(&self, id: ConversationId) -> bool {
        self.0.get(id.index() / 64).is_some_and(|word| word & (1 << (id.0 % 64)) != 0)
    }
}
