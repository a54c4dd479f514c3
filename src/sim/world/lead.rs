//! The lead, who gives what waits to those who answer, and sees that nobody is forgotten.
//!
//! It is the one place for what leads do by habit: what is to be raised, acknowledged or handed off belongs to
//! [`World::sweep`], once a minute, and what is given to whom to [`World::lead`], every ten seconds.

use super::{Expect, World, asked, conversation_of};
use crate::engine::Input;
use crate::floor::{AgentId, At, BeyondCapacity, Command, Conversation, ConversationId, Floor, State};
use crate::measure::{self, Candidate};
use crate::sim::day::Load;
use crate::sim::truth::Tale;
use crate::view::made::{candidate, cost_milli};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Assignments that a lead makes in one look.
const ASSIGN_MAX: usize = 24;
/// Mentions that turn out to be nothing for us, given out in one look on a full day: somebody must look at them.
const GLANCES_MAX: usize = 2;
/// Seconds that such a look takes.
pub(super) const GLANCE_SECS: u32 = 20;
/// Seconds for which a price is good; what is new, or carried on since, is priced at once.
const PRICE_SECS: i64 = 60;

/// Who answers what next. Whatever it is: one conversation goes to one agent with room, on duty, who shares the queue,
/// and speaks its language where somebody with room does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Policy {
    /// Whose promise runs out first goes first, to the first of the team with room. So the lead of a rehearsal does it.
    #[default]
    Promised,
    /// Who waits longest goes first, to the first of the team with room.
    FirstCome,
    /// Who waits longest goes first, to whoever of those with room has the fewest conversations; of equals, to who was
    /// given one longest ago. This is what is usual elsewhere.
    LeastBusy,
    /// What the product does: whose waiting costs most goes first, by the same price that orders the queue and that a freed
    /// slot pulls by; to whoever stands first among those with room in the same ranking that suggests an agent and gives
    /// work out by itself ([`crate::measure::rank`]).
    CostOfDelay,
    /// Who is seen by most people goes first, whatever was promised to whom, to the same agents as with
    /// [`Policy::CostOfDelay`]. With answers that take equally long on average nothing saves more exposure, as far as the
    /// people of now tell those of later; so it is a bound, and no way to treat customers.
    MostSeen,
}

/// What waits, in its turn: what is most pressing, then what waits longest, then what is oldest.
type Turn = (Reverse<u64>, Option<At>, ConversationId);

/// Somebody with room, as the lead counts while giving out.
struct Free {
    agent: AgentId,
    slots: usize,
    holds: usize,
    last: Option<At>,
}

impl World {
    /// Now and then the lead looks for customers who wrote again and whom nobody has, for owners who do not think of what
    /// they have, and for those who are long gone and still have something.
    pub(super) fn sweep(&mut self, floor: &Floor, at: At, inputs: &mut Vec<(Expect, Input)>) {
        if at.secs_since(self.swept) < 60 {
            return;
        }
        self.swept = at;
        let unowned = |c: &Conversation| {
            c.is_open() && c.waiting_since.is_some() && c.owner.is_none() && c.first_response_at.is_some()
        };
        let mut found: Vec<_> =
            floor.conversations().filter(|(_, c)| unowned(c)).map(|(id, c)| (c.waiting_since, id)).collect();
        found.sort_unstable();
        self.requeue = found.into_iter().map(|(_, id)| id).collect();
        self.resume(floor, at);
        if !self.left.is_empty() {
            let left = |c: &Conversation| c.owner.is_some_and(|o| self.left.contains(&o.agent()));
            let theirs: Vec<_> =
                floor.conversations().filter(|(_, c)| c.is_open() && left(c)).map(|(id, _)| id).take(100).collect();
            if !theirs.is_empty() {
                inputs.push((Expect::Nothing, asked(Command::Release { conversations: theirs })));
            }
        }
    }

    /// The lead gives what comes first to whoever has room.
    pub(super) fn lead(&mut self, floor: &Floor, at: At, inputs: &mut Vec<(Expect, Input)>) {
        let mut free = free(floor, at);
        if free.is_empty() {
            return;
        }
        let waiting = self.in_turn(floor, at);
        let mut glances = 0;
        let mut given = BTreeSet::new();
        for id in waiting {
            let wants = floor.conversation(id).is_some_and(wants);
            if !wants || given.contains(&id) || (!self.alone && self.is_story(floor, id)) {
                continue;
            }
            // A line of the golden case that opened a conversation of its own is left alone like the case itself.
            let truth = self.truth_of(floor, id).filter(|_| self.day.load == Load::Full);
            let is_noise = truth.is_some_and(|t| !t.is_actionable());
            let is_golden = truth.is_some_and(|t| t.tale == Some(Tale::Golden));
            if (is_golden && !self.alone) || (is_noise && glances == GLANCES_MAX) {
                continue;
            }
            let Some(place) = self.who(&free, floor, id).filter(|_| given.len() < ASSIGN_MAX) else {
                break; // no room now; the next look begins with what waits then
            };
            free[place].slots -= 1;
            free[place].holds += 1;
            free[place].last = Some(at);
            given.insert(id);
            let agent = free[place].agent;
            let command = Command::Assign { conversations: vec![id], agent, beyond_capacity: BeyondCapacity::Refuse };
            glances += usize::from(is_noise);
            let secs = if is_noise { GLANCE_SECS } else { self.work_secs(floor, id) };
            inputs.push((Expect::Assigned(agent, id, secs), asked(command)));
        }
    }

    /// The place among the free of who is given this.
    fn who(&self, free: &[Free], floor: &Floor, id: ConversationId) -> Option<usize> {
        let lang = self.lang_of(floor, id);
        let speaks = |f: &Free| floor.agent(f.agent).is_some_and(|a| a.languages.iter().any(|l| l == lang));
        let anybody = !free.iter().any(|f| f.slots > 0 && speaks(f));
        let eligible = free.iter().enumerate().filter(|(_, f)| f.slots > 0 && (anybody || speaks(f)));
        match self.policy {
            Policy::Promised | Policy::FirstCome => eligible.map(|(place, _)| place).next(),
            Policy::LeastBusy => eligible.min_by_key(|(_, f)| (f.holds, f.last, f.agent)).map(|(place, _)| place),
            Policy::CostOfDelay | Policy::MostSeen => {
                // What was given in this look is not on the floor yet.
                let as_given = |f: &Free| {
                    let load_centi = (f.holds * 100) as u32;
                    candidate(floor, id, f.agent).map(|c| Candidate { load_centi, last_assigned: f.last, ..c })
                };
                let may: Vec<Candidate> = eligible.filter_map(|(_, f)| as_given(f)).collect();
                let first = measure::rank(0, floor.weights().handle_secs, &may).first().map(|r| r.agent)?;
                free.iter().position(|f| f.agent == first)
            }
        }
    }

    /// What waits, in the order of the policy.
    fn in_turn(&mut self, floor: &Floor, at: At) -> Vec<ConversationId> {
        let index = floor.index();
        let mut waiting: Vec<ConversationId> = self.requeue.drain(..).collect();
        waiting.extend(self.needing(floor));
        if self.policy == Policy::Promised {
            let due = index.first_response_breached.iter().chain(&index.first_response_due).map(|(_, id)| *id);
            waiting.extend(due.take(ASSIGN_MAX * 16));
            return waiting;
        }
        waiting.extend(index.waiting.iter().map(|(_, id)| *id));
        waiting.sort_unstable();
        waiting.dedup();
        let rows = waiting.into_iter().filter_map(|id| Some((id, floor.conversation(id).filter(|c| wants(c))?)));
        let mut keyed: Vec<Turn> = match self.policy {
            Policy::CostOfDelay => rows
                // Of equal prices the smaller number, as the engine does.
                .map(|(id, c)| (Reverse(self.price(floor, id, c, at)), None, id))
                .collect(),
            Policy::MostSeen => {
                rows.map(|(id, c)| (Reverse(floor.exposure_of(id).people()), c.waiting_since, id)).collect()
            }
            _ => rows.map(|(id, c)| (Reverse(0), c.waiting_since, id)).collect(),
        };
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, _, id)| id).collect()
    }

    /// What a minute of waiting costs, as it was within the last minute.
    fn price(&mut self, floor: &Floor, id: ConversationId, c: &Conversation, at: At) -> u64 {
        let fresh = |(when, _): &(At, u64)| at.secs_since(*when) < PRICE_SECS && c.touched_at <= *when;
        if let Some((_, price)) = self.prices.get(&id).copied().filter(|p| fresh(p)) {
            return price;
        }
        let price = cost_milli(floor, id, c, at);
        self.prices.insert(id, (at, price));
        price
    }

    /// On a full day: conversations of people who need us, longest first. Whoever reads the queue sees at a glance
    /// which those are; where the floor says that nobody waits, nobody looks.
    fn needing(&mut self, floor: &Floor) -> Vec<ConversationId> {
        let wants = |key: u64| {
            conversation_of(floor, key)
                .map(|(id, c)| (id, c.owner.is_none() && c.waiting_since.is_some() && c.is_open()))
        };
        self.needs.retain(|key| wants(*key).is_none_or(|(_, waits)| waits));
        self.needs.iter().filter_map(|key| wants(*key).map(|(id, _)| id)).take(ASSIGN_MAX * 4).collect()
    }

    /// The golden case is left to the person at the desk: what becomes of it is what they do.
    pub(super) fn is_story(&self, floor: &Floor, id: ConversationId) -> bool {
        self.root.is_some_and(|root| conversation_of(floor, root).is_some_and(|(story, _)| story == id))
    }

    fn lang_of(&self, floor: &Floor, id: ConversationId) -> &'static str {
        self.post_of(floor, id).map_or("en", |(_, post)| post.lang)
    }

    /// Seconds that it takes to answer a conversation.
    pub(super) fn work_secs(&self, floor: &Floor, id: ConversationId) -> u32 {
        let first = floor.conversation(id).and_then(|c| floor.mentions().get(c.first_mention));
        self.handle_secs(first.map_or(0, |m| m.key))
    }
}

/// Those with room whom the queue may ask: on duty by the roster too, and no specialists.
fn free(floor: &Floor, at: At) -> Vec<Free> {
    let all = floor.agents().iter().enumerate();
    all.filter(|(_, a)| a.profile.takes_queue && a.free_slots() > 0 && a.is_on_duty(at))
        .map(|(i, a)| Free {
            agent: AgentId(i as u16),
            slots: a.free_slots(),
            holds: a.holds.len(),
            last: a.last_assigned,
        })
        .collect()
}

/// Whether a conversation waits for somebody to be given to.
fn wants(c: &Conversation) -> bool {
    c.owner.is_none() && c.waiting_since.is_some() && c.is_open() && c.state != State::Snoozed
}
