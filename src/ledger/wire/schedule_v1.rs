//! Version 1 of the facts of `floor/schedule`.

use super::Fault;
use super::event_v1::{at, secs};
use super::schedule_rows_v1::{
    CampaignV1, ContractV1, CoverV1, DateV1, HistoryV1, LiftV1, MarkedV1, PlanHeadV1, PlannedV1, ReadinessV1, TargetV1,
    WishesV1, date, date_v1, planned,
};
use crate::floor::schedule::{Contract, PlanId, ShiftId};
use crate::floor::{AgentId, ScheduleEvent};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(super) enum ScheduleV1 {
    PlanMade(u32, PlanHeadV1, Option<u32>, Option<u32>),
    PlanDropped(u32),
    ShiftSet(u32, u32, PlannedV1),
    ShiftRemoved(u32, u32),
    ShiftsReplaced(u32, Vec<u32>, Vec<(u32, PlannedV1)>, String),
    Published(u32),
    ContractSet(Vec<u16>, Option<ContractV1>),
    WishesSet(u16, WishesV1),
    CoverSet(u16, Option<CoverV1>),
    TimeOffAsked(u32, u16, u32, u32, String),
    TimeOffAnswered(u32, bool, String),
    SwapOffered(u32, (u32, u32, Option<u32>), (u16, u16)),
    SwapAgreed(u32, bool),
    SwapAnswered(u32, bool),
    OpenShiftTaken(u32, u32, u16),
    CampaignSet(u16, Option<CampaignV1>),
    LiftSet(LiftV1, Option<u16>),
    HistoryMarked(u32, Option<MarkedV1>),
    HistoryKept(u16, Option<HistoryV1>),
    ReadinessSet(u16, Option<ReadinessV1>),
    ReadinessTicked(u16, bool),
    HeadcountSet(u32),
    TargetSet(TargetV1),
    /// Of somebody new: with their first day.
    ContractFrom(Vec<u16>, ContractV1, DateV1),
}

impl From<&ScheduleEvent> for ScheduleV1 {
    fn from(event: &ScheduleEvent) -> ScheduleV1 {
        use ScheduleEvent as E;
        match event {
            E::PlanMade { plan, name, first, days, zone, copy_of, replaces } => {
                let head = (name.clone(), date_v1(*first), *days, zone.clone());
                ScheduleV1::PlanMade(plan.0, head, copy_of.map(|p| p.0), replaces.map(|p| p.0))
            }
            E::PlanDropped { plan } => ScheduleV1::PlanDropped(plan.0),
            E::ShiftSet { plan, shift, to } => ScheduleV1::ShiftSet(plan.0, shift.0, to.into()),
            E::ShiftRemoved { plan, shift } => ScheduleV1::ShiftRemoved(plan.0, shift.0),
            E::ShiftsReplaced { plan, removed, set, words } => {
                let set = set.iter().map(|(id, shift)| (id.0, shift.into())).collect();
                ScheduleV1::ShiftsReplaced(plan.0, removed.iter().map(|id| id.0).collect(), set, words.clone())
            }
            E::Published { plan } => ScheduleV1::Published(plan.0),
            E::ContractSet { agents, to } => {
                let agents = agents.iter().map(|a| a.0).collect();
                match to.as_ref().map(|to| (to, to.first_day)) {
                    Some((to, Some(first))) => ScheduleV1::ContractFrom(agents, to.into(), date_v1(first)),
                    other => ScheduleV1::ContractSet(agents, other.map(|(to, _)| to.into())),
                }
            }
            E::WishesSet { agent, wishes } => ScheduleV1::WishesSet(agent.0, wishes.into()),
            E::CoverSet { rule, to } => ScheduleV1::CoverSet(*rule, to.as_ref().map(CoverV1::from)),
            E::TimeOffAsked { request, agent, from, until, reason } => {
                ScheduleV1::TimeOffAsked(*request, agent.0, secs(*from), secs(*until), reason.clone())
            }
            E::TimeOffAnswered { request, granted, words } => {
                ScheduleV1::TimeOffAnswered(*request, *granted, words.clone())
            }
            E::SwapOffered { swap, plan, gives, by, to, takes } => {
                ScheduleV1::SwapOffered(*swap, (plan.0, gives.0, takes.map(|t| t.0)), (by.0, to.0))
            }
            E::SwapAgreed { swap, agreed } => ScheduleV1::SwapAgreed(*swap, *agreed),
            E::SwapAnswered { swap, granted } => ScheduleV1::SwapAnswered(*swap, *granted),
            E::OpenShiftTaken { plan, shift, agent } => ScheduleV1::OpenShiftTaken(plan.0, shift.0, agent.0),
            E::CampaignSet { campaign, to } => ScheduleV1::CampaignSet(*campaign, to.as_ref().map(CampaignV1::from)),
            E::LiftSet { lift, volume_pct } => ScheduleV1::LiftSet(lift.into(), *volume_pct),
            E::HistoryMarked { mark, to } => ScheduleV1::HistoryMarked(*mark, to.as_ref().map(MarkedV1::from)),
            E::HistoryKept { history, to } => ScheduleV1::HistoryKept(*history, to.as_ref().map(HistoryV1::from)),
            E::ReadinessSet { item, to } => ScheduleV1::ReadinessSet(*item, to.as_ref().map(ReadinessV1::from)),
            E::ReadinessTicked { item, done } => ScheduleV1::ReadinessTicked(*item, *done),
            E::HeadcountSet { employees } => ScheduleV1::HeadcountSet(*employees),
            E::TargetSet { target } => ScheduleV1::TargetSet((*target).into()),
        }
    }
}

impl ScheduleV1 {
    pub(super) fn into_floor(self) -> Result<ScheduleEvent, Fault> {
        use ScheduleEvent as E;
        Ok(match self {
            ScheduleV1::PlanMade(plan, (name, first, days, zone), copy_of, replaces) => E::PlanMade {
                plan: PlanId(plan),
                name,
                first: date(first)?,
                days,
                zone,
                copy_of: copy_of.map(PlanId),
                replaces: replaces.map(PlanId),
            },
            ScheduleV1::PlanDropped(plan) => E::PlanDropped { plan: PlanId(plan) },
            ScheduleV1::ShiftSet(plan, shift, to) => {
                E::ShiftSet { plan: PlanId(plan), shift: ShiftId(shift), to: to.into_floor()? }
            }
            ScheduleV1::ShiftRemoved(plan, shift) => E::ShiftRemoved { plan: PlanId(plan), shift: ShiftId(shift) },
            ScheduleV1::ShiftsReplaced(plan, removed, set, words) => E::ShiftsReplaced {
                plan: PlanId(plan),
                removed: removed.into_iter().map(ShiftId).collect(),
                set: planned(set)?,
                words,
            },
            ScheduleV1::Published(plan) => E::Published { plan: PlanId(plan) },
            ScheduleV1::ContractSet(agents, to) => {
                E::ContractSet { agents: agents.into_iter().map(AgentId).collect(), to: to.map(ContractV1::into_floor) }
            }
            ScheduleV1::ContractFrom(agents, to, first) => E::ContractSet {
                agents: agents.into_iter().map(AgentId).collect(),
                to: Some(Contract { first_day: Some(date(first)?), ..to.into_floor() }),
            },
            ScheduleV1::WishesSet(agent, wishes) => {
                E::WishesSet { agent: AgentId(agent), wishes: wishes.into_floor()? }
            }
            ScheduleV1::CoverSet(rule, to) => E::CoverSet { rule, to: to.map(CoverV1::into_floor) },
            other => other.into_asked()?,
        })
    }

    fn into_asked(self) -> Result<ScheduleEvent, Fault> {
        use ScheduleEvent as E;
        Ok(match self {
            ScheduleV1::TimeOffAsked(request, agent, from, until, reason) => {
                E::TimeOffAsked { request, agent: AgentId(agent), from: at(from)?, until: at(until)?, reason }
            }
            ScheduleV1::TimeOffAnswered(request, granted, words) => E::TimeOffAnswered { request, granted, words },
            ScheduleV1::SwapOffered(swap, (plan, gives, takes), (by, to)) => E::SwapOffered {
                swap,
                plan: PlanId(plan),
                gives: ShiftId(gives),
                by: AgentId(by),
                to: AgentId(to),
                takes: takes.map(ShiftId),
            },
            ScheduleV1::SwapAgreed(swap, agreed) => E::SwapAgreed { swap, agreed },
            ScheduleV1::SwapAnswered(swap, granted) => E::SwapAnswered { swap, granted },
            ScheduleV1::OpenShiftTaken(plan, shift, agent) => {
                E::OpenShiftTaken { plan: PlanId(plan), shift: ShiftId(shift), agent: AgentId(agent) }
            }
            ScheduleV1::CampaignSet(campaign, to) => {
                E::CampaignSet { campaign, to: to.map(CampaignV1::into_floor).transpose()? }
            }
            ScheduleV1::LiftSet(lift, volume_pct) => E::LiftSet { lift: lift.into_floor(), volume_pct },
            ScheduleV1::HistoryMarked(mark, to) => {
                E::HistoryMarked { mark, to: to.map(MarkedV1::into_floor).transpose()? }
            }
            ScheduleV1::HistoryKept(history, to) => {
                E::HistoryKept { history, to: to.map(HistoryV1::into_floor).transpose()? }
            }
            ScheduleV1::ReadinessSet(item, to) => {
                E::ReadinessSet { item, to: to.map(ReadinessV1::into_floor).transpose()? }
            }
            ScheduleV1::ReadinessTicked(item, done) => E::ReadinessTicked { item, done },
            ScheduleV1::HeadcountSet(employees) => E::HeadcountSet { employees },
            ScheduleV1::TargetSet(target) => E::TargetSet { target: target.into_floor() },
            _ => return Err(Fault::Damaged("a fact of a plan stands where a request should".into())),
        })
    }
}
