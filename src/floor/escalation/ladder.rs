//! Ladders: whom to ask, in what order, and how long each may take to say that they have it.

use super::super::{AgentId, At, CalendarId, Floor};

/// The place of a ladder in the list of ladders. 0 is the one that is used where none is named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LadderId(pub u16);

/// One rung: a group of people, and how long they may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// For example `Senior agents`.
    pub name: String,
    /// The group of [`crate::floor::Profile::groups`] whose people on duty stand on it, in small letters.
    pub group: String,
    /// Seconds until somebody must have acknowledged.
    pub ack_secs: u32,
    /// The hours in which that time runs; all hours for none.
    pub hours: Option<CalendarId>,
}

/// A named order of rungs, the lowest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    /// For example `Standard`.
    pub name: String,
    /// At least one.
    pub rungs: Vec<Rung>,
}

impl Rung {
    /// A rung whose time runs at all hours.
    pub fn of(name: &str, group: &str, ack_secs: u32) -> Rung {
        Rung { name: name.into(), group: group.into(), ack_secs, hours: None }
    }
}

impl Default for Ladder {
    /// Senior agents within 5 minutes, then team leads within 5, then PR and legal within 15.
    fn default() -> Ladder {
        let rungs = vec![
            Rung::of("Senior agents", "senior agents", 300),
            Rung::of("Team leads", "team leads", 300),
            Rung::of("PR and legal", "pr and legal", 900),
        ];
        Ladder { name: "Standard".into(), rungs }
    }
}

/// Somebody who stands in for somebody else on every rung, until a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitute {
    /// Who stands there instead. Their being there counts, their roster does not: that is what an override is for.
    pub agent: AgentId,
    /// The first second at which it is over.
    pub until: At,
    /// Why.
    pub reason: String,
}

/// What may be told to be quiet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Muted {
    /// A group: its rungs count as if nobody stood on them.
    Group(String),
    /// A rule: it raises nothing, and what it would have raised is counted.
    Rule(u16),
}

/// A mute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mute {
    /// The first second at which it is over.
    pub until: At,
    /// Why.
    pub reason: String,
}

/// When a rung must have acknowledged what reached it at a moment; `None` when its hours never come.
pub(super) fn ack_due(floor: &Floor, rung: &Rung, from: At) -> Option<At> {
    match rung.hours {
        None => Some(from.plus(rung.ack_secs)),
        Some(id) => floor.promises().calendar(id)?.after(from, rung.ack_secs),
    }
}

impl Floor {
    /// Who stands on a rung at a moment: those of its group who are on duty, substitutes in the place of those for
    /// whom they stand in; nobody while the group is muted.
    pub fn on_rung(&self, rung: &Rung, at: At) -> Vec<AgentId> {
        let mut there: Vec<AgentId> = Vec::new();
        if !self.escalations.is_muted(&Muted::Group(rung.group.clone()), at) {
            for agent in self.stand_on(&rung.group, at) {
                if !there.contains(&agent) {
                    there.push(agent);
                }
            }
        }
        there
    }

    /// Whether anybody stands on a rung, without looking at more people than needed.
    pub(super) fn anyone_on(&self, group: &str, at: At) -> bool {
        !self.escalations.is_muted(&Muted::Group(group.to_owned()), at) && self.stand_on(group, at).next().is_some()
    }

    fn stand_on<'a>(&'a self, group: &'a str, at: At) -> impl Iterator<Item = AgentId> + 'a {
        self.members(group).filter_map(move |id| match self.escalations.substitute(id, at) {
            Some(other) => self.is_there(other).then_some(other),
            None => self.agent(id).is_some_and(|a| a.is_on_duty(at)).then_some(id),
        })
    }

    pub(super) fn members<'a>(&'a self, group: &'a str) -> impl Iterator<Item = AgentId> + 'a {
        let all = self.agents.iter().enumerate();
        all.filter(move |(_, a)| a.profile.groups.iter().any(|g| g == group)).map(|(i, _)| AgentId(i as u16))
    }

    fn is_there(&self, agent: AgentId) -> bool {
        self.agent(agent).is_some_and(|a| a.presence != crate::floor::Presence::Off)
    }

    /// When somebody who is on duty at a moment leaves; the moment itself when they are not, `None` when nothing says.
    pub(super) fn leaves_at(&self, agent: AgentId, from: At) -> Option<At> {
        let Some(row) = self.agent(agent).filter(|a| a.is_on_duty(from)) else { return Some(from) };
        let mut at = from;
        // Two shifts that touch are one stretch of work.
        while let Some(shift) = row.shift_at(at) {
            at = shift.until;
        }
        (!row.shifts.is_empty()).then_some(at)
    }

    /// Until when somebody who has an escalation at a moment can keep it: they leave, and stand in for nobody.
    pub(super) fn holds_until(&self, agent: AgentId, from: At) -> Option<At> {
        let standing_in = self.escalations.substitutes(from).filter(|(_, s)| s.agent == agent).map(|(_, s)| s.until);
        match standing_in.max().filter(|_| self.is_there(agent)) {
            Some(until) => self.leaves_at(agent, until),
            None => self.leaves_at(agent, from),
        }
    }

    /// The first moment at or after one at which nobody of a group is on duty; `None` when nothing says so.
    pub(super) fn deserted_at(&self, group: &str, from: At) -> Option<At> {
        const STRETCHES_MAX: usize = 64;
        let mut at = from;
        for _ in 0..STRETCHES_MAX {
            if !self.anyone_on(group, at) {
                return Some(at);
            }
            let mut next = None;
            for agent in self.members(group) {
                let until = match self.escalations.substituted(agent, at) {
                    Some(substitute) if self.is_there(substitute.agent) => Some(substitute.until),
                    Some(_) => continue,
                    None if !self.agent(agent).is_some_and(|a| a.is_on_duty(at)) => continue,
                    None => self.leaves_at(agent, at),
                };
                next = next.max(Some(until?));
            }
            at = next.filter(|next| *next > at)?;
        }
        None
    }
}
