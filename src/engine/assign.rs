//! Giving work out by itself: a freed slot pulls the most urgent at once, and what is new goes to the best who is free.
//!
//! Nothing here is a timer, and nothing looks through all rows: the queue stands in order on the floor, one for each need,
//! and what a conversation costs beside its age stands in an order here, mended by what changed.

use super::input::Outcome;
use super::turn::Engine;
use super::watch::mode_of;
use crate::floor::{
    Actor, AgentId, AssignmentCommand, At, BeyondCapacity, Command, ConversationId, Floor, How, Need, Weights, WhyNot,
    assignment,
};
use crate::limits;
use crate::measure::{self, Candidate, Mode};
use crate::view::made;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Conversations of one need that are passed over in a turn because nobody free may have them, before the need is.
const PASSED_OVER_MAX: usize = 16;

type Rests = BTreeMap<Need, BTreeSet<(Reverse<u64>, ConversationId)>>;

/// What giving out remembers between turns.
#[derive(Default)]
pub(super) struct Assigner {
    /// By what they cost beside their age, those of the queue that cost anything; and up to which change.
    rests: Rests,
    known: BTreeMap<ConversationId, (Need, u64)>,
    seen: Option<(u64, Weights)>,
    /// When to go on although nothing happens.
    next: Option<At>,
}

/// Who is free in a turn, and for what.
struct Round {
    free: Vec<AgentId>,
    able: BTreeMap<Need, Vec<AgentId>>,
    passed_over: BTreeSet<ConversationId>,
    closed: BTreeMap<Need, usize>,
}

impl Assigner {
    pub(super) fn next(&self) -> Option<At> {
        self.next
    }

    /// What was remembered is of another floor.
    pub(super) fn forget(&mut self) {
        *self = Assigner::default();
    }

    /// Mends the order of the rest by what changed.
    fn mend(&mut self, floor: &Floor, now: At) {
        let known = self.seen.filter(|(_, weights)| weights == floor.weights()).map(|(mark, _)| mark);
        let changed: Option<BTreeSet<ConversationId>> =
            known.and_then(|mark| floor.changes().since(mark)).map(Iterator::collect);
        match changed {
            Some(changed) => changed.into_iter().for_each(|id| self.put(floor, id, now)),
            None => {
                (self.rests, self.known) = Default::default();
                let all: Vec<_> = floor.assignments().oldest().iter().map(|(_, id)| *id).collect();
                all.into_iter().for_each(|id| self.put(floor, id, now));
            }
        }
        self.seen = Some((floor.changes().mark(), *floor.weights()));
    }

    fn put(&mut self, floor: &Floor, id: ConversationId, now: At) {
        let rest = floor.assignments().place(id).and_then(|(need, _)| {
            let c = floor.conversation(id)?;
            let rest = measure::rest_milli(&made::cost_of(floor, id, c, now), floor.weights());
            (rest > 0).then_some((need, rest))
        });
        let before = match rest {
            Some(rest) => self.known.insert(id, rest),
            None => self.known.remove(&id),
        };
        if before == rest {
            return;
        }
        if let Some((need, rest)) = before
            && let Some(order) = self.rests.get_mut(&need)
        {
            order.remove(&(Reverse(rest), id));
        }
        if let Some((need, rest)) = rest {
            self.rests.entry(need).or_default().insert((Reverse(rest), id));
        }
    }

    /// The most urgent of the queue that somebody free may take.
    fn most_urgent(&self, floor: &Floor, round: &mut Round, now: At) -> Option<(Need, ConversationId)> {
        let weights = floor.weights();
        let mut heads: Vec<(u64, Need)> = Vec::new();
        for (need, queue) in floor.assignments().queues() {
            let Some((since, _)) = queue.first() else { continue };
            let rest = self.rests.get(need).and_then(|r| r.first()).map_or(0, |(Reverse(rest), _)| *rest);
            heads.push((of_age(floor, need, *since, now).saturating_add(rest), *need));
        }
        heads.sort_unstable_by_key(|(most, need)| (Reverse(*most), *need));
        let mut best: Option<(u64, ConversationId, Need)> = None;
        for (most, need) in heads {
            if best.is_some_and(|(milli, ..)| milli >= most) {
                break;
            }
            if !round.is_open(floor, &need) {
                continue;
            }
            let by_age = floor.assignments().queue(&need).into_iter().flatten().copied();
            let rests = self.rests.get(&need);
            let by_rest = rests.into_iter().flatten().map(|(Reverse(rest), id)| (*rest, *id));
            let price = |id: ConversationId| {
                let c = floor.conversation(id).filter(|_| !round.passed_over.contains(&id))?;
                Some(measure::cost(&made::cost_of(floor, id, c, now), weights).total_milli())
            };
            let found = measure::most_urgent(by_age, by_rest, |at| of_age(floor, &need, at, now), price);
            if let Some((milli, id)) = found
                && best.is_none_or(|(most, than, _)| milli > most || milli == most && id < than)
            {
                best = Some((milli, id, need));
            }
        }
        best.map(|(_, id, need)| (need, id))
    }
}

/// The most that waiting since a moment makes of a promise of this need: whichever of the two is owed.
fn of_age(floor: &Floor, need: &Need, since: At, now: At) -> u64 {
    let Some(channel) = floor.channel(need.channel) else { return u64::MAX };
    let age = u32::try_from(now.secs_since(since)).unwrap_or(0);
    let of = |target| measure::of_age_milli(target, age, floor.weights());
    of(channel.first_response_secs).max(of(channel.resolution_secs))
}

/// The one that waits longest of those that somebody free may take.
fn oldest(floor: &Floor, round: &mut Round) -> Option<(Need, ConversationId)> {
    let mut first: Option<((At, ConversationId), Need)> = None;
    for (need, queue) in floor.assignments().queues() {
        let head = queue.iter().find(|(_, id)| !round.passed_over.contains(id));
        let Some(head) = head.filter(|head| first.is_none_or(|(best, _)| **head < best)) else { continue };
        if round.is_open(floor, need) {
            first = Some((*head, *need));
        }
    }
    first.map(|((_, id), need)| (need, id))
}

impl Round {
    fn begin(floor: &Floor, now: At) -> Round {
        let all = (0..floor.agents().len()).map(|i| AgentId(i as u16));
        let free = all.filter(|a| floor.room_centi(*a) > 0 && floor.why_not_there(*a, now).is_none()).collect();
        Round { free, able: BTreeMap::new(), passed_over: BTreeSet::new(), closed: BTreeMap::new() }
    }

    /// Whether anybody free is one for this need.
    fn is_open(&mut self, floor: &Floor, need: &Need) -> bool {
        if self.closed.get(need).is_some_and(|n| *n >= PASSED_OVER_MAX) {
            return false;
        }
        let free = &self.free;
        let able = self.able.entry(*need).or_insert_with(|| {
            free.iter().copied().filter(|agent| floor.why_not_for(*agent, need).is_none()).collect()
        });
        able.retain(|agent| floor.room_centi(*agent) > 0);
        !able.is_empty()
    }

    /// Who is best for it of those who may take it. Nobody: it is passed over, and the whole need with it when a limit
    /// is the reason.
    fn best(&mut self, floor: &Floor, need: &Need, id: ConversationId, now: At) -> Option<AgentId> {
        let able = self.able.get(need).map(Vec::as_slice).unwrap_or_default();
        let (mut may, mut limited) = (Vec::new(), true);
        for agent in able {
            match floor.why_not(*agent, id, now) {
                None => may.push(*agent),
                Some(why) => limited &= matches!(why, WhyNot::Over(_)),
            }
        }
        let candidates = candidates(floor, id, &may);
        // Among these the price is the same for all, so that only their order is asked for.
        let best = measure::rank(0, floor.weights().handle_secs, &candidates).first().map(|r| r.agent);
        if best.is_none() {
            self.passed_over.insert(id);
            *self.closed.entry(*need).or_default() += if limited { PASSED_OVER_MAX } else { 1 };
        }
        best
    }
}

fn candidates(floor: &Floor, id: ConversationId, agents: &[AgentId]) -> Vec<Candidate> {
    let of = |agent: &AgentId| made::candidate(floor, id, *agent);
    agents.iter().filter_map(of).collect()
}

impl Engine {
    /// Gives out what waits to those who are free, most urgent first, at most [`limits::ASSIGNED_PER_TURN_MAX`]; the
    /// rest in the next turn, at once.
    pub(super) fn give_out(&mut self, now: At) {
        let mut assigner = std::mem::take(&mut self.assigner);
        assigner.next = None;
        if self.floor.assignments().rules().automatic {
            self.give_out_by(&mut assigner, now);
        }
        self.detect(&mut assigner, now);
        self.assigner = assigner;
    }

    fn give_out_by(&mut self, assigner: &mut Assigner, now: At) {
        if self.floor.assignments().oldest().is_empty() {
            return;
        }
        let mut round = Round::begin(&self.floor, now);
        if round.free.is_empty() {
            return;
        }
        let by_cost = matches!(mode_of(&self.floor), Mode::Priority { .. });
        let mut given = 0;
        while given < limits::ASSIGNED_PER_TURN_MAX {
            let chosen = if by_cost {
                assigner.mend(&self.floor, now);
                assigner.most_urgent(&self.floor, &mut round, now)
            } else {
                oldest(&self.floor, &mut round)
            };
            let Some((need, id)) = chosen else { return };
            let Some(agent) = round.best(&self.floor, &need, id, now) else { continue };
            let command = Command::Assignment(AssignmentCommand::Give {
                conversations: vec![id],
                agent,
                how: How::Automatic,
                beyond: BeyondCapacity::Refuse,
                seen: None,
            });
            if !matches!(self.take_command(Actor::Floor, &command, now), Outcome::Done { .. }) {
                // The disk takes nothing, or another desk was quicker.
                assigner.next = Some(now.plus(1));
                return;
            }
            given += 1;
        }
        assigner.next = Some(now);
    }

    /// Raises and ends alerts about what is left lying.
    fn detect(&mut self, assigner: &mut Assigner, now: At) {
        if self.watch.is_none() {
            return;
        }
        let (events, next) = assignment::watch(&self.floor, now);
        if !self.keep_by_floor(events, now, false) {
            assigner.next = Some(now.plus(1));
        }
        assigner.next = assigner.next.into_iter().chain(next).min();
    }
}
