//! What must always hold. The simulator asks after every turn; a broken rule is a bug, never the user's fault.

use super::conversation::{FIRST_RESPONSE_BREACHED, NEXT_RESPONSE_BREACHED, NOT_YET, PART, RESOLUTION_BREACHED};
use super::tally::Interval;
use super::{ConversationId, Durations, Exposure, Floor, Owner, State};
use std::collections::BTreeSet;

/// The rules that do not hold, in words. Empty when all is well. Reads every row: for tests and `verify`.
pub fn broken_rules(floor: &Floor) -> Vec<String> {
    let mut broken = Vec::new();
    for (i, c) in floor.conversations.iter().enumerate() {
        if c.has(NOT_YET | PART) {
            continue;
        }
        let id = ConversationId(i as u32);
        let mut rule = |holds: bool, words: &str| {
            if !holds {
                broken.push(format!("conversation {}: {words} ({c:?})", id.0));
            }
        };
        let waits = c.waiting_since.is_some();
        let clock = [c.first_response_due, c.next_response_due, c.resolution_due, c.snoozed_until];
        let clock = clock.iter().any(Option::is_some);
        rule(!(c.is_open() && waits) || c.owner.is_some() || clock, "the customer waits with neither owner nor clock");
        rule(c.state != State::Assigned || c.owner.is_some(), "assigned to nobody");
        rule(c.state != State::Resolved || (!waits && c.owner.is_none()), "resolved, but waiting or owned");
        rule((c.state == State::Snoozed) == c.snoozed_until.is_some(), "snoozed without a moment, or the reverse");
        rule(c.first_response_at.is_none_or(|at| at >= c.opened_at), "answered before it was opened");
        rule(
            !matches!(c.state, State::New | State::Waiting | State::Reopened) || (waits && c.owner.is_none()),
            "in the queue, but owned or not waiting",
        );
        rule(
            (c.state == State::Watched) != c.counts() || c.state == State::Resolved || c.state == State::Snoozed,
            "watched, but work, or the reverse",
        );
        rule(c.state != State::Watched || (!waits && c.owner.is_none()), "watched, but waiting or owned");
        rule(c.mentions > 0, "nothing was written in it");
        let held: Vec<_> = floor.agents.iter().enumerate().filter(|(_, a)| a.holds.contains(&id)).collect();
        rule(held.len() <= 1, "two owners");
        let holder = held.first().map(|(i, _)| *i);
        let owner = c.owner.filter(|_| c.state == State::Assigned).map(|o| o.agent().index());
        rule(holder == owner, "its owner does not hold it");
    }
    broken.extend(broken_orders(floor));
    broken.extend(floor.broken_assignments());
    broken.extend(floor.broken_plans());
    broken
}

/// The orders and counters against a fresh count of the rows.
fn broken_orders(floor: &Floor) -> Vec<String> {
    let here = || floor.conversations().filter(|(_, c)| !c.has(PART));
    let index = floor.index();
    let mut broken = Vec::new();
    let mut rule = |holds: bool, words: &str| {
        if !holds {
            broken.push(words.to_owned());
        }
    };
    let waiting: BTreeSet<_> = here()
        .filter(|(_, c)| c.waits_for_first_response())
        .filter_map(|(id, c)| c.waiting_since.map(|at| (at, id)))
        .collect();
    rule(waiting == index.waiting, "the order of waiting differs from the rows");
    let breached = waiting
        .iter()
        .filter(|(_, id)| floor.conversation(*id).is_some_and(|c| c.has(FIRST_RESPONSE_BREACHED)))
        .count();
    rule(breached == index.first_response_breached.len(), "the count of breaches differs from the rows");
    rule(
        waiting.len() == index.first_response_due.len() + index.first_response_breached.len(),
        "somebody waits for a first response that nobody promised",
    );
    let resolution =
        here().filter(|(_, c)| c.is_open() && !c.has(RESOLUTION_BREACHED) && c.resolution_due.is_some()).count();
    rule(resolution == index.resolution_due.len(), "the order of resolutions differs from the rows");
    let next = here().filter(|(_, c)| c.is_open()).filter_map(|(id, c)| Some((c.next_response_due?, id, c)));
    let (late, in_time): (Vec<_>, Vec<_>) = next.partition(|(_, _, c)| c.has(NEXT_RESPONSE_BREACHED));
    rule(
        late.len() == index.next_response_breached.len() && in_time.len() == index.next_response_due.len(),
        "the orders of later responses differ from the rows",
    );
    for state in State::ALL {
        let n = here().filter(|(_, c)| c.state == state).count();
        rule(n == index.in_state(state), "the count of a state differs from the rows");
    }
    let carried: BTreeSet<_> = floor.spreads().filter_map(|(id, s)| Some((s.last_at?, id))).collect();
    rule(carried == index.carried, "the order of what is carried further differs from the spreads");
    let unowned = here()
        .filter(|(_, c)| c.is_open() && c.waiting_since.is_some() && c.owner.is_none() && c.state != State::Snoozed)
        .count();
    rule(unowned == index.unowned, "the count of unowned differs from the rows");
    let answered = here().filter(|(_, c)| c.counts() && c.first_response_at.is_some()).count();
    rule(answered == floor.tally().responses.len(), "the responses differ from the rows");
    let total = floor.tally().response_secs.len();
    rule(total as usize == answered, "the response times differ from the rows");
    let by_channel: u64 = floor.tally().response_secs_by_channel.iter().map(Durations::len).sum();
    rule(by_channel == total, "the response times of the channels differ from those of all");
    let mut all = Interval::default();
    floor.tally().intervals.values().for_each(|i| all.add(i));
    rule(all == floor.tally().all, "the sum of the intervals differs from them");
    let opened: u32 = floor.tally().intervals.values().map(|i| i.opened).sum();
    rule(opened as usize == here().filter(|(_, c)| c.counts()).count(), "the intervals differ from the rows");
    broken_readings(floor, &mut broken);
    let mut exposed = Exposure::default();
    here().for_each(|(id, _)| exposed.put(floor.exposure_of(id)));
    let mut rule = |holds: bool, words: &str| {
        if !holds {
            broken.push(words.to_owned());
        }
    };
    rule(exposed == floor.exposed(), "what people have to see differs from the rows");
    let owners: usize =
        here().filter(|(_, c)| c.state == State::Assigned).filter_map(|(_, c)| c.owner).map(Owner::agent).count();
    let held: usize = floor.agents().iter().map(|a| a.holds.len()).sum();
    rule(owners == held, "the agents hold something else than the rows say");
    broken
}

/// What triage read, added up, against the mentions.
fn broken_readings(floor: &Floor, broken: &mut Vec<String>) {
    let (mut stages, mut kinds, mut copies) = ([0; 5], [0; 5], std::collections::BTreeMap::new());
    for reading in floor.mentions().readings().iter().flatten() {
        stages[reading.stage as usize] += 1;
        kinds[reading.kind as usize] += u32::from(reading.stage >= super::Stage::Quiet);
        if let Some(of) = reading.copy_of {
            *copies.entry(of).or_insert(0) += 1;
        }
    }
    if (stages, kinds) != (floor.tally().all.stages, floor.tally().all.kinds) {
        broken.push("the funnel differs from what was read".into());
    }
    let counted = floor.copies.iter().filter(|(_, n)| **n > 0).map(|(of, n)| (*of, *n));
    if !counted.eq(copies) {
        broken.push("the count of copies differs from what was read".into());
    }
}
