//! The people who answer: their shifts, what they may do today, and who is on duty.

use super::decide::{house, tidy};
use super::{Agent, AgentId, At, Decided, Decision, Event, Floor, Presence, Refusal};
use crate::limits;

/// A stretch of work of one agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shift {
    /// Its first second.
    pub from: At,
    /// The second after its last.
    pub until: At,
}

/// Where an agent belongs, and whether the queue is theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// For example `senior agents`, `team leads`, `pr and legal`: what the rungs of a ladder and the teams are made of.
    pub groups: Vec<String>,
    /// Whether they are given work of the queue without being asked for by name. Seniors often are not.
    pub takes_queue: bool,
}

impl Default for Profile {
    fn default() -> Profile {
        Profile { groups: Vec::new(), takes_queue: true }
    }
}

/// What can happen here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeopleEvent {
    /// Where an agent belongs was said.
    ProfileSet {
        /// Who.
        agent: AgentId,
        /// From now on.
        profile: Profile,
    },
    /// The roster of an agent was set, whole.
    ShiftsSet {
        /// Who.
        agent: AgentId,
        /// Earliest first; none overlap.
        shifts: Vec<Shift>,
    },
}

/// What a person may ask for here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeopleCommand {
    /// Say where an agent belongs.
    SetProfile {
        /// Who.
        agent: AgentId,
        /// From now on.
        profile: Profile,
    },
    /// Set the roster of an agent, whole.
    SetShifts {
        /// Who.
        agent: AgentId,
        /// In any order; what overlaps is refused.
        shifts: Vec<Shift>,
    },
}

pub(super) fn decide(floor: &Floor, command: &PeopleCommand, _now: At) -> Result<Decided, Refusal> {
    match command {
        PeopleCommand::SetProfile { agent, profile } => set_profile(floor, *agent, profile),
        PeopleCommand::SetShifts { agent, shifts } => set_shifts(floor, *agent, shifts),
    }
}

fn set_profile(floor: &Floor, agent: AgentId, profile: &Profile) -> Result<Decided, Refusal> {
    let who = floor.agent(agent).ok_or(Refusal::NoAgent)?;
    if profile.groups.len() > limits::AGENT_GROUPS_MAX {
        let most = limits::AGENT_GROUPS_MAX;
        return Err(Refusal::BadValue(format!("an agent belongs to at most {most} groups")));
    }
    let mut groups = Vec::with_capacity(profile.groups.len());
    for group in &profile.groups {
        let group = tidy("a group", group, false)?.to_lowercase();
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    let profile = Profile { groups, takes_queue: profile.takes_queue };
    if who.profile == profile {
        return Err(Refusal::AlreadySo(format!("that is so of {} already", who.name)));
    }
    let words = format!("{} set", who.name);
    Ok(house(floor, Event::People(PeopleEvent::ProfileSet { agent, profile }), words))
}

fn set_shifts(floor: &Floor, agent: AgentId, shifts: &[Shift]) -> Result<Decided, Refusal> {
    let who = floor.agent(agent).ok_or(Refusal::NoAgent)?;
    if shifts.len() > limits::AGENT_SHIFTS_MAX {
        let most = limits::AGENT_SHIFTS_MAX;
        return Err(Refusal::BadValue(format!("the roster of one agent holds at most {most} shifts")));
    }
    let mut shifts = shifts.to_vec();
    shifts.sort_unstable();
    if shifts.iter().any(|s| s.until <= s.from) {
        return Err(Refusal::BadValue(format!("a shift of {} ends before it begins", who.name)));
    }
    if shifts.windows(2).any(|pair| pair[1].from < pair[0].until) {
        return Err(Refusal::BadValue(format!("two shifts of {} overlap", who.name)));
    }
    if who.shifts == shifts {
        return Err(Refusal::AlreadySo(format!("that is the roster of {} already", who.name)));
    }
    let words = format!("roster of {} set", who.name);
    Ok(house(floor, Event::People(PeopleEvent::ShiftsSet { agent, shifts }), words))
}

/// What has run out by now, with the moment that it did, at most `count_max` facts.
pub(super) fn due(_floor: &Floor, _now: At, _count_max: usize) -> Vec<(At, Event)> {
    Vec::new()
}

/// When something runs out next.
pub(super) fn next_deadline(_floor: &Floor) -> Option<At> {
    None
}

impl Agent {
    /// The shift that a moment lies in.
    pub fn shift_at(&self, at: At) -> Option<Shift> {
        self.shifts.iter().copied().find(|s| s.from <= at && at < s.until)
    }

    /// Whether they are on duty at a moment: at work, and in a shift where a roster was made for them. The roster beats
    /// what their presence says by itself.
    pub fn is_on_duty(&self, at: At) -> bool {
        self.presence != Presence::Off && (self.shifts.is_empty() || self.shift_at(at).is_some())
    }
}

impl Floor {
    /// Those of a group who are on duty, in the order in which they joined the team. `None` for everybody.
    pub fn on_duty<'a>(&'a self, group: Option<&'a str>, at: At) -> impl Iterator<Item = (AgentId, &'a Agent)> {
        let belongs = move |a: &Agent| group.is_none_or(|g| a.profile.groups.iter().any(|of| of == g));
        let all = self.agents.iter().enumerate().map(|(i, a)| (AgentId(i as u16), a));
        all.filter(move |(_, a)| a.is_on_duty(at) && belongs(a))
    }

    pub(super) fn apply_people(&mut self, _seq: u64, _at: At, _decision: &Decision, event: &PeopleEvent) {
        match event {
            PeopleEvent::ProfileSet { agent, profile } => {
                if let Some(agent) = self.agents.get_mut(agent.index()) {
                    agent.profile = profile.clone();
                }
            }
            PeopleEvent::ShiftsSet { agent, shifts } => {
                if let Some(agent) = self.agents.get_mut(agent.index()) {
                    agent.shifts.clone_from(shifts);
                }
            }
        }
    }
}
