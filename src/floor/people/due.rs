//! What time does to people: shifts begin and end, those who are gone hand over, what was for today ends.
//!
//! Each agent has one next moment, and all of them lie in one order, so that a turn in which nobody's moment has come
//! costs one look at the first.

use super::capsule::{Capsule, Why};
use super::{CapsuleId, PeopleEvent};
use crate::floor::{Agent, AgentId, At, ConversationId, Event, Floor, How, Presence, State};
use crate::limits;
use std::collections::BTreeMap;

/// What comes next for one agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Next {
    Absence(bool),
    Roster(bool),
    TodayOver,
    Vanished,
    Home,
}

impl Agent {
    fn absence_turn(&self, told: At) -> Option<(At, bool)> {
        let absent = self.duty.absent_since.is_some();
        let bounds = self.duty.absences.iter().flat_map(|a| [a.from, a.until]).filter(|at| *at > told);
        let turns = bounds.filter(|at| self.absence_at(*at).is_some() != absent);
        turns.min().map(|at| (at, !absent))
    }

    /// What comes next for them, and when. It follows from what is told alone, so that it is the same at any moment.
    pub(super) fn next_turn(&self) -> Option<(At, Next)> {
        let duty = &self.duty;
        let roster = duty.told.and_then(|told| self.roster_turn(told)).map(|(at, on)| (at, Next::Roster(on)));
        let absence =
            duty.absences_told.and_then(|told| self.absence_turn(told)).map(|(at, on)| (at, Next::Absence(on)));
        let today = duty.today.as_ref().map(|t| (t.until, Next::TodayOver));
        let lost = duty.lost_since().filter(|_| self.presence == Presence::Available && !duty.forced);
        let lost = lost.map(|at| (at.max(self.since).plus(limits::SIGN_GRACE_SECS), Next::Vanished));
        let sent = duty.out_since.is_some() || duty.absent_since.is_some();
        let home = self.gone_since().filter(|_| (sent && !duty.handed) || !duty.owns.is_empty());
        let home = home.map(|at| (at.plus(limits::HANDOVER_AFTER_SECS), Next::Home));
        [roster, absence, today, lost, home].into_iter().flatten().min()
    }
}

/// What has run out by now, with the moment that it did, at most about `count_max` facts.
pub(in crate::floor) fn due(floor: &Floor, now: At, count_max: usize) -> Vec<(At, Event)> {
    let mut events = Vec::new();
    let mut leaving = Leaving::of(floor);
    for (at, id) in floor.people.agenda.due(now) {
        if events.len() >= count_max {
            break;
        }
        let Some((agent, (_, next))) = floor.agent(id).and_then(|a| Some((a, a.next_turn()?))) else { continue };
        let agent_id = id;
        let fact = match next {
            Next::Roster(true) => PeopleEvent::ShiftBegan { agent: agent_id, at },
            Next::Roster(false) => PeopleEvent::ShiftEnded { agent: agent_id, at },
            Next::Absence(true) => PeopleEvent::AbsenceBegan { agent: agent_id, at },
            Next::Absence(false) => PeopleEvent::AbsenceEnded { agent: agent_id, at },
            Next::TodayOver => PeopleEvent::SkillsBack { agent: agent_id, at },
            Next::Vanished => PeopleEvent::Vanished { agent: agent_id, at },
            Next::Home => {
                leaving.hand_over(agent_id, agent, at, &mut events);
                continue;
            }
        };
        events.push((at, Event::People(fact)));
    }
    events
}

/// When something runs out next.
pub(in crate::floor) fn next_deadline(floor: &Floor) -> Option<At> {
    floor.people.agenda.first()
}

/// Those who leave at one moment, together: two of them may have the same substitute.
pub(super) struct Leaving<'a> {
    floor: &'a Floor,
    given: BTreeMap<AgentId, usize>,
    next: u32,
}

/// What somebody who leaves owns, each once.
#[derive(Default)]
struct Owned {
    open: Vec<ConversationId>,
    aside: Vec<(ConversationId, At)>,
    pending: Vec<ConversationId>,
}

impl<'a> Leaving<'a> {
    pub(super) fn of(floor: &'a Floor) -> Leaving<'a> {
        Leaving { floor, given: BTreeMap::new(), next: floor.people.capsules.next_id().0 }
    }

    fn owned(&self, agent: &Agent) -> Owned {
        let mut owned = Owned::default();
        for id in agent.duty.owns.iter().filter(|c| !agent.duty.handing.contains(c)) {
            match self.floor.conversation(*id).map(|c| (c.snoozed_until, c.state)) {
                Some((Some(until), State::Snoozed)) => owned.aside.push((*id, until)),
                Some((_, State::Assigned)) => owned.open.push(*id),
                _ => owned.pending.push(*id),
            }
        }
        owned
    }

    /// The capsules of somebody who leaves: together they list all that is theirs, each thing once.
    pub(super) fn capsules(&mut self, id: AgentId, agent: &Agent, at: At, why: Why) -> Vec<(CapsuleId, Capsule)> {
        let owned = self.owned(agent);
        if agent.duty.owns.is_empty() && agent.duty.left == super::Left::default() {
            return Vec::new();
        }
        let to = Some(why).filter(|why| *why == Why::Absent).and_then(|_| self.floor.substitute(id, at).to);
        let room = to.and_then(|to| Some((to, self.floor.agent(to)?.free_slots()))).map_or(0, |(to, free)| {
            let given = self.given.entry(to).or_default();
            let room = free.saturating_sub(*given).min(owned.open.len());
            *given += room;
            room
        });
        let (to_substitute, to_queue) = owned.open.split_at(room);
        let alerts = self.floor.alerts().burning().map(|(id, _)| id);
        let first = Capsule {
            agent: id,
            at,
            why,
            to,
            open: Vec::new(),
            aside: Vec::new(),
            pending: Vec::new(),
            drafts: agent.duty.left.drafts.clone(),
            watch: alerts.take(limits::CAPSULE_ALERTS_MAX).collect(),
            note: agent.duty.left.note.clone(),
            accepted: None,
        };
        // What waits only for the customer, or for its time, takes no room of whoever has it.
        let main = if to.is_some() { to_substitute } else { to_queue };
        let mut rows = parted(&first, main, &owned.aside, &owned.pending);
        if to.is_some() {
            rows.extend(parted(&Capsule { to: None, ..first.clone() }, to_queue, &[], &[]));
        }
        if rows.is_empty() {
            rows.push(first);
        }
        rows.into_iter().map(|row| (self.next_id(), row)).collect()
    }

    fn next_id(&mut self) -> CapsuleId {
        self.next += 1;
        CapsuleId(self.next - 1)
    }

    fn hand_over(&mut self, id: AgentId, agent: &Agent, at: At, events: &mut Vec<(At, Event)>) {
        let duty = &agent.duty;
        let why = match (duty.absent_since, duty.out_since) {
            (Some(_), _) => Why::Absent,
            (None, Some(_)) => Why::ShiftEnded,
            (None, None) => Why::WentOff,
        };
        // What a capsule lists already is only taken from them: the facts of one moment may have been cut in two.
        for listed in &duty.handing {
            let mut capsules = self.floor.people.capsules.newest().map(|(_, row)| row);
            let capsule = capsules.find(|row| row.agent == id && row.taken().any(|c| c == *listed));
            let taken = self.taken(*listed, capsule.and_then(|row| row.to));
            events.extend(taken.into_iter().map(|event| (at, event)));
        }
        if !duty.handed && why != Why::WentOff {
            events.push((at, Event::People(PeopleEvent::SentHome { agent: id, at })));
        }
        for (capsule, row) in self.capsules(id, agent, at, why) {
            let taken: Vec<Event> = row.taken().flat_map(|c| self.taken(c, row.to)).collect();
            events.push((at, Event::People(PeopleEvent::HandedOver { capsule, row })));
            events.extend(taken.into_iter().map(|event| (at, event)));
        }
    }

    /// The facts that take a conversation from somebody. What was put aside stays so.
    pub(super) fn taken(&self, conversation: ConversationId, to: Option<AgentId>) -> Vec<Event> {
        let c = self.floor.conversation(conversation);
        let until = c.filter(|c| c.state == State::Snoozed).and_then(|c| c.snoozed_until);
        let aside = until.map(|until| Event::Snoozed { conversation, until });
        let how = How::ShiftEnd;
        [Event::Assigned { conversation, to, how }].into_iter().chain(aside).collect()
    }
}

/// Capsules like the first with these in them, as many as are needed.
fn parted(
    first: &Capsule,
    open: &[ConversationId],
    aside: &[(ConversationId, At)],
    pending: &[ConversationId],
) -> Vec<Capsule> {
    let most = limits::CAPSULE_OPEN_MAX;
    let mut parts = (open.chunks(most), aside.chunks(most), pending.chunks(most));
    let mut rows = Vec::new();
    loop {
        let (open, aside, pending) = (parts.0.next(), parts.1.next(), parts.2.next());
        if open.is_none() && aside.is_none() && pending.is_none() {
            return rows;
        }
        rows.push(Capsule {
            open: open.unwrap_or_default().to_vec(),
            aside: aside.unwrap_or_default().to_vec(),
            pending: pending.unwrap_or_default().to_vec(),
            ..first.clone()
        });
    }
}

impl Floor {
    /// Puts an agent's next moment where it belongs now.
    pub(in crate::floor) fn reschedule(&mut self, agent: AgentId) {
        let next = self.agents.get(agent.index()).and_then(Agent::next_turn).map(|(at, _)| at);
        self.people.agenda.put(agent, next);
    }

    /// A conversation has another owner.
    pub(in crate::floor) fn owner_changed(&mut self, id: ConversationId, was: Option<AgentId>, is: Option<AgentId>) {
        for (agent, owns) in [(was, false), (is, true)] {
            let Some(agent) = agent else { continue };
            let Some(row) = self.agents.get_mut(agent.index()) else { continue };
            if owns {
                row.duty.owns.insert(id);
            } else {
                row.duty.owns.remove(&id);
                row.duty.handing.remove(&id);
            }
            if row.gone_since().is_some() {
                self.reschedule(agent);
            }
        }
    }

    pub(in crate::floor) fn reschedule_all(&mut self) {
        for i in 0..self.agents.len() {
            self.reschedule(AgentId(i as u16));
        }
    }
}
