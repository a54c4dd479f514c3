//! The floor's table from the floor.

use super::Look;
use crate::floor::conversation::FIRST_RESPONSE_BREACHED;
use crate::floor::{At, Conversation, ConversationId, Floor, Owner, State};
use crate::view::{Chip, ChipCounts, Query, Row, Sort};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Whether a conversation belongs to the answer of a question, its words left aside.
pub fn matches(floor: &Floor, query: &Query, id: ConversationId, c: &Conversation, now: At) -> bool {
    let in_chip = match query.chip {
        Chip::NeedsOwner => c.is_open() && c.waiting_since.is_some() && c.owner.is_none() && c.state != State::Snoozed,
        Chip::PastTarget => c.waits_for_first_response() && c.has(FIRST_RESPONSE_BREACHED),
        Chip::Next15Min => {
            c.waits_for_first_response()
                && !c.has(FIRST_RESPONSE_BREACHED)
                && c.first_response_due.is_some_and(|due| due <= now.plus(15 * 60))
        }
        Chip::Spreading => c.is_open() && c.amplified > 0 && is_spreading(floor, id, now),
        Chip::Snoozed => c.state == State::Snoozed,
        Chip::Open => c.is_open(),
        Chip::All => true,
    };
    in_chip
        && query.channel.is_none_or(|channel| c.channel == channel)
        && query.owner.is_none_or(|owner| c.owner.map(Owner::agent) == Some(owner))
}

fn is_spreading(floor: &Floor, id: ConversationId, now: At) -> bool {
    floor.spread_of(id).is_some_and(|s| s.reshares_within(now, 60) > 1)
}

/// How many are in each set.
pub fn counts(floor: &Floor, now: At) -> ChipCounts {
    let index = floor.index();
    let soon = index.first_response_due.range(..=(now.plus(15 * 60), ConversationId(u32::MAX))).count();
    let spreading = floor
        .spreads()
        .filter(|(id, s)| {
            s.last_at.is_some_and(|at| now.secs_since(at) < 3660)
                && floor.conversation(*id).is_some_and(|c| c.is_open())
                && is_spreading(floor, *id, now)
        })
        .count();
    let all: usize = index.by_state.iter().sum();
    ChipCounts {
        counts: [
            index.unowned,
            index.first_response_breached.len(),
            soon,
            spreading,
            index.in_state(State::Snoozed),
            index.open(),
            all,
        ],
    }
}

/// The answer of a question, in order. `found` holds the conversations whose words answer the search, when there
/// is one. Reads every row.
pub fn order(floor: &Floor, query: &Query, found: Option<&BTreeSet<ConversationId>>, now: At) -> Vec<ConversationId> {
    let mut ids: Vec<ConversationId> = match found {
        Some(found) => found
            .iter()
            .filter(|id| floor.conversation(**id).is_some_and(|c| matches(floor, query, **id, c, now)))
            .copied()
            .collect(),
        None => floor.conversations().filter(|(id, c)| matches(floor, query, *id, c, now)).map(|(id, _)| id).collect(),
    };
    let row = |id: &ConversationId| floor.conversation(*id);
    let far = At::LAST;
    match query.sort {
        Sort::Due => ids.sort_by_cached_key(|id| (row(id).and_then(next_due).map_or(far, |(at, _)| at), *id)),
        Sort::Waiting => ids.sort_by_cached_key(|id| (row(id).and_then(|c| c.waiting_since).unwrap_or(far), *id)),
        Sort::Touched => ids.sort_by_cached_key(|id| (Reverse(row(id).map(|c| c.touched_at)), Reverse(*id))),
        Sort::Amplified => ids.sort_by_cached_key(|id| (Reverse(row(id).map(|c| c.amplified)), *id)),
        Sort::Reach => ids.sort_by_cached_key(|id| {
            let followers = row(id).and_then(|c| floor.authors().get(c.author)).and_then(|a| a.followers());
            (Reverse(followers), *id)
        }),
    }
    if query.reversed {
        ids.reverse();
    }
    ids
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
            let text = (look.words)(c.first_mention);
            Some(Row {
                conversation: *id,
                state: c.state,
                due: due.map(|(at, _)| at),
                due_is_first_response: due.is_some_and(|(_, first)| first),
                waiting_since: c.waiting_since,
                text: text.into(),
                author,
                followers,
                channel: look.channel(c),
                handle: look.handle(c),
                owner: look.owner(c),
                mentions: c.mentions,
                amplified: c.amplified,
                touched_at: c.touched_at,
            })
        })
        .collect()
}
