//! Version 1 of what can be taken back of plans.

use super::Fault;
use super::event_v1::{at, secs};
use super::people_v1::{AbsenceV1, ShiftV1};
use super::schedule_rows_v1::{
    CampaignV1, ContractV1, CoverV1, DateV1, HistoryV1, LiftV1, MarkedV1, PlannedV1, ReadinessV1, TargetV1, WishesV1,
    date, date_v1,
};
use super::schedule_state_v1::{StandingV1, SwapV1, TimeOffV1, swap, swap_v1, time_off, time_off_v1};
use crate::floor::schedule::{Before, Contract, PlanId, ShiftId, Stood, Thing};
use crate::floor::{AgentId, Shift};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Serialize, Deserialize)]
enum ThingV1 {
    Standing(u32),
    Swap(u32),
    TimeOff(u32),
    Shift(u32, u32),
    Contract(u16),
    Wishes(u16),
    Cover(u16),
    Campaign(u16),
    Lift(LiftV1),
    Mark(u32),
    History(u16),
    Readiness(u16),
    Headcount,
    Target,
    Roster(u16),
    Absences(u16),
}

#[derive(Serialize, Deserialize)]
enum StoodV1 {
    Nothing,
    Standing(StandingV1),
    Swap(SwapV1),
    TimeOff(TimeOffV1),
    Shift(PlannedV1),
    /// With the first day of somebody new.
    Contract(ContractV1, Option<DateV1>),
    Wishes(WishesV1),
    Cover(CoverV1),
    Campaign(CampaignV1),
    Lift(u16),
    Mark(MarkedV1),
    History(HistoryV1),
    Readiness(ReadinessV1),
    Headcount(u32),
    Target(TargetV1),
    Roster(Vec<ShiftV1>),
    Absences(Vec<AbsenceV1>),
}

/// Group, when, and each thing as it was and as it was left.
#[derive(Serialize, Deserialize)]
pub(super) struct BeforeV1(u64, u32, Vec<(ThingV1, StoodV1, StoodV1)>);

pub(super) fn before_v1(b: &Before) -> BeforeV1 {
    let things = b.things.iter().map(|(thing, (was, is))| (thing.into(), was.into(), is.into()));
    BeforeV1(b.group, secs(b.at), things.collect())
}

pub(super) fn before(BeforeV1(group, when, things): BeforeV1) -> Result<Before, Fault> {
    let things =
        things.into_iter().map(|(thing, was, is)| Ok((thing.into_floor(), (was.into_floor()?, is.into_floor()?))));
    Ok(Before { group, at: at(when)?, things: things.collect::<Result<_, Fault>>()? })
}

impl From<&Thing> for ThingV1 {
    fn from(thing: &Thing) -> ThingV1 {
        match thing {
            Thing::Standing(plan) => ThingV1::Standing(plan.0),
            Thing::Swap(swap) => ThingV1::Swap(*swap),
            Thing::TimeOff(request) => ThingV1::TimeOff(*request),
            Thing::Shift(plan, shift) => ThingV1::Shift(plan.0, shift.0),
            Thing::Contract(agent) => ThingV1::Contract(agent.0),
            Thing::Wishes(agent) => ThingV1::Wishes(agent.0),
            Thing::Cover(rule) => ThingV1::Cover(*rule),
            Thing::Campaign(campaign) => ThingV1::Campaign(*campaign),
            Thing::Lift(lift) => ThingV1::Lift(lift.into()),
            Thing::Mark(mark) => ThingV1::Mark(*mark),
            Thing::History(history) => ThingV1::History(*history),
            Thing::Readiness(item) => ThingV1::Readiness(*item),
            Thing::Headcount => ThingV1::Headcount,
            Thing::Target => ThingV1::Target,
            Thing::Roster(agent) => ThingV1::Roster(agent.0),
            Thing::Absences(agent) => ThingV1::Absences(agent.0),
        }
    }
}

impl ThingV1 {
    fn into_floor(self) -> Thing {
        match self {
            ThingV1::Standing(plan) => Thing::Standing(PlanId(plan)),
            ThingV1::Swap(swap) => Thing::Swap(swap),
            ThingV1::TimeOff(request) => Thing::TimeOff(request),
            ThingV1::Shift(plan, shift) => Thing::Shift(PlanId(plan), ShiftId(shift)),
            ThingV1::Contract(agent) => Thing::Contract(AgentId(agent)),
            ThingV1::Wishes(agent) => Thing::Wishes(AgentId(agent)),
            ThingV1::Cover(rule) => Thing::Cover(rule),
            ThingV1::Campaign(campaign) => Thing::Campaign(campaign),
            ThingV1::Lift(lift) => Thing::Lift(lift.into_floor()),
            ThingV1::Mark(mark) => Thing::Mark(mark),
            ThingV1::History(history) => Thing::History(history),
            ThingV1::Readiness(item) => Thing::Readiness(item),
            ThingV1::Headcount => Thing::Headcount,
            ThingV1::Target => Thing::Target,
            ThingV1::Roster(agent) => Thing::Roster(AgentId(agent)),
            ThingV1::Absences(agent) => Thing::Absences(AgentId(agent)),
        }
    }
}

impl From<&Stood> for StoodV1 {
    fn from(stood: &Stood) -> StoodV1 {
        match stood {
            Stood::Nothing => StoodV1::Nothing,
            Stood::Standing(standing) => StoodV1::Standing((*standing).into()),
            Stood::Swap(swap) => StoodV1::Swap(swap_v1(swap)),
            Stood::TimeOff(request) => StoodV1::TimeOff(time_off_v1(request)),
            Stood::Shift(shift) => StoodV1::Shift(shift.into()),
            Stood::Contract(c) => StoodV1::Contract(c.as_ref().into(), c.first_day.map(date_v1)),
            Stood::Wishes(wishes) => StoodV1::Wishes(wishes.as_ref().into()),
            Stood::Cover(rule) => StoodV1::Cover(rule.as_ref().into()),
            Stood::Campaign(campaign) => StoodV1::Campaign(campaign.into()),
            Stood::Lift(pct) => StoodV1::Lift(*pct),
            Stood::Mark(mark) => StoodV1::Mark(mark.into()),
            Stood::History(history) => StoodV1::History(history.into()),
            Stood::Readiness(item) => StoodV1::Readiness(item.into()),
            Stood::Headcount(employees) => StoodV1::Headcount(*employees),
            Stood::Target(target) => StoodV1::Target((*target).into()),
            Stood::Roster(rows) => StoodV1::Roster(rows.iter().map(|s| (secs(s.from), secs(s.until))).collect()),
            Stood::Absences(rows) => StoodV1::Absences(rows.iter().map(AbsenceV1::from).collect()),
        }
    }
}

impl StoodV1 {
    fn into_floor(self) -> Result<Stood, Fault> {
        Ok(match self {
            StoodV1::Nothing => Stood::Nothing,
            StoodV1::Standing(standing) => Stood::Standing(standing.into_floor()?),
            StoodV1::Swap(kept) => Stood::Swap(swap(kept)?),
            StoodV1::TimeOff(kept) => Stood::TimeOff(time_off(kept)?),
            StoodV1::Shift(shift) => Stood::Shift(shift.into_floor()?),
            StoodV1::Contract(contract, first) => {
                let first_day = first.map(date).transpose()?;
                Stood::Contract(Arc::new(Contract { first_day, ..contract.into_floor() }))
            }
            StoodV1::Wishes(wishes) => Stood::Wishes(Arc::new(wishes.into_floor()?)),
            StoodV1::Cover(rule) => Stood::Cover(Box::new(rule.into_floor())),
            StoodV1::Campaign(campaign) => Stood::Campaign(campaign.into_floor()?),
            StoodV1::Lift(pct) => Stood::Lift(pct),
            StoodV1::Mark(mark) => Stood::Mark(mark.into_floor()?),
            StoodV1::History(history) => Stood::History(history.into_floor()?),
            StoodV1::Readiness(item) => Stood::Readiness(item.into_floor()?),
            StoodV1::Headcount(employees) => Stood::Headcount(employees),
            StoodV1::Target(target) => Stood::Target(target.into_floor()),
            StoodV1::Roster(rows) => {
                let shift = |(from, until)| Ok(Shift { from: at(from)?, until: at(until)? });
                Stood::Roster(rows.into_iter().map(shift).collect::<Result<_, Fault>>()?)
            }
            StoodV1::Absences(rows) => {
                Stood::Absences(rows.into_iter().map(AbsenceV1::into_floor).collect::<Result<_, Fault>>()?)
            }
        })
    }
}
