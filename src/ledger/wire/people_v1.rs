//! Version 1 of the facts of `floor/people`.

use super::Fault;
use super::event_v1::{at, secs};
use crate::floor::{AgentId, PeopleEvent, Profile, Shift};
use serde::{Deserialize, Serialize};

/// Groups, and whether the queue is theirs.
#[derive(Serialize, Deserialize)]
pub(super) struct ProfileV1(Vec<String>, bool);

pub(super) type ShiftV1 = (u32, u32);

#[derive(Serialize, Deserialize)]
pub(super) enum PeopleV1 {
    ProfileSet(u16, ProfileV1),
    ShiftsSet(u16, Vec<ShiftV1>),
}

impl From<&Profile> for ProfileV1 {
    fn from(p: &Profile) -> ProfileV1 {
        ProfileV1(p.groups.clone(), p.takes_queue)
    }
}

impl ProfileV1 {
    pub(super) fn into_floor(self) -> Profile {
        let ProfileV1(groups, takes_queue) = self;
        Profile { groups, takes_queue }
    }
}

pub(super) fn shifts_v1(shifts: &[Shift]) -> Vec<ShiftV1> {
    shifts.iter().map(|s| (secs(s.from), secs(s.until))).collect()
}

pub(super) fn shifts(kept: Vec<ShiftV1>) -> Result<Vec<Shift>, Fault> {
    kept.into_iter().map(|(from, until)| Ok(Shift { from: at(from)?, until: at(until)? })).collect()
}

impl From<&PeopleEvent> for PeopleV1 {
    fn from(event: &PeopleEvent) -> PeopleV1 {
        match event {
            PeopleEvent::ProfileSet { agent, profile } => PeopleV1::ProfileSet(agent.0, profile.into()),
            PeopleEvent::ShiftsSet { agent, shifts } => PeopleV1::ShiftsSet(agent.0, shifts_v1(shifts)),
        }
    }
}

impl PeopleV1 {
    pub(super) fn into_floor(self) -> Result<PeopleEvent, Fault> {
        Ok(match self {
            PeopleV1::ProfileSet(agent, profile) => {
                PeopleEvent::ProfileSet { agent: AgentId(agent), profile: profile.into_floor() }
            }
            PeopleV1::ShiftsSet(agent, kept) => PeopleEvent::ShiftsSet { agent: AgentId(agent), shifts: shifts(kept)? },
        })
    }
}
