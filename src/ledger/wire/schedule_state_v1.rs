//! Version 1 of what is so by the facts of `floor/schedule`: what a snapshot keeps.

use super::Fault;
use super::event_v1::{at, role, role_number, secs};
use super::schedule_rows_v1::{
    CampaignV1, ContractV1, CoverV1, DateV1, HistoryV1, LiftV1, MarkedV1, PlanHeadV1, PlannedV1, ReadinessV1, TargetV1,
    WishesV1, date, date_v1, planned,
};
use super::schedule_undo_v1::{BeforeV1, before, before_v1};
use crate::floor::schedule::{
    Answer, Contract, Plan, PlanChange, PlanId, PlanParts, PlannedShift, PublishedShift, ScheduleParts, ShiftId,
    Standing, Swap, TimeOff, Told,
};
use crate::floor::{AgentId, Schedule};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Serialize, Deserialize)]
pub(super) enum StandingV1 {
    Draft,
    Published(u32),
    Replaced(u32, u32),
}

/// At, role (0 for none), group; shift, before, after; words.
type ChangeV1 = ((u32, u8, u64), (Option<u32>, Option<PlannedV1>, Option<PlannedV1>), String);

/// Head; standing, replaces, made, changed; shifts; next; log.
#[derive(Serialize, Deserialize)]
struct PlanV1(PlanHeadV1, (StandingV1, Option<u32>, u32, u32), Vec<(u32, PlannedV1)>, u32, Vec<ChangeV1>);

/// Whose, from, until; reason; asked; answer; its words.
pub(super) type TimeOffV1 = ((u16, u32, u32), String, u32, Option<(bool, u32)>, String);
/// Plan, gives, takes; by, to; offered; agreed; answer.
pub(super) type SwapV1 = ((u32, u32, Option<u32>), (u16, u16), u32, Option<(bool, u32)>, Option<(bool, u32)>);

/// Plans, contracts with whose they are, wishes, cover.
type OfPeopleV1 = (Vec<(ContractV1, Vec<u16>)>, Vec<(u16, WishesV1)>, Vec<(u16, CoverV1)>);
/// Time off and swaps, each with the number of the next.
type AskedV1 = ((Vec<(u32, TimeOffV1)>, u32), (Vec<(u32, SwapV1)>, u32));
/// Campaigns, lifts, marks, readiness.
type ComingV1 = (
    (Vec<(u16, CampaignV1)>, u16),
    Vec<(LiftV1, u16)>,
    (Vec<(u32, MarkedV1)>, u32),
    (Vec<(u16, HistoryV1)>, u16),
    (Vec<(u16, ReadinessV1)>, u16),
);

/// Plan, shift, what.
type PublishedV1 = (u32, u32, PlannedV1);

/// All that only facts say.
#[derive(Serialize, Deserialize)]
pub(super) struct SchedulesV1 {
    plans: (Vec<(u32, PlanV1)>, u32),
    people: OfPeopleV1,
    next_cover: u16,
    asked: AskedV1,
    coming: ComingV1,
    aims: (Option<u32>, TargetV1),
    undo: Vec<BeforeV1>,
    published: Vec<(u16, Vec<PublishedV1>)>,
    told: Vec<(u16, u32, u32)>,
    /// Whose contract has a first day.
    first_days: Vec<(u16, DateV1)>,
}

fn change_v1(c: &PlanChange) -> ChangeV1 {
    let shift = |s: &Option<PlannedShift>| s.as_ref().map(PlannedV1::from);
    let head = (secs(c.at), c.role.map_or(0, role_number), c.group);
    (head, (c.shift.map(|s| s.0), shift(&c.before), shift(&c.after)), c.words.clone())
}

fn change(((when, by, group), (shift, before, after), words): ChangeV1) -> Result<PlanChange, Fault> {
    let planned = |s: Option<PlannedV1>| s.map(PlannedV1::into_floor).transpose();
    Ok(PlanChange {
        at: at(when)?,
        role: if by == 0 { None } else { Some(role(by)?) },
        group,
        shift: shift.map(ShiftId),
        before: planned(before)?,
        after: planned(after)?,
        words,
    })
}

impl From<Standing> for StandingV1 {
    fn from(standing: Standing) -> StandingV1 {
        match standing {
            Standing::Draft => StandingV1::Draft,
            Standing::Published { at } => StandingV1::Published(secs(at)),
            Standing::Replaced { at, by } => StandingV1::Replaced(secs(at), by.0),
        }
    }
}

impl StandingV1 {
    pub(super) fn into_floor(self) -> Result<Standing, Fault> {
        Ok(match self {
            StandingV1::Draft => Standing::Draft,
            StandingV1::Published(when) => Standing::Published { at: at(when)? },
            StandingV1::Replaced(when, by) => Standing::Replaced { at: at(when)?, by: PlanId(by) },
        })
    }
}

impl From<&Plan> for PlanV1 {
    fn from(p: &Plan) -> PlanV1 {
        PlanV1(
            (p.name.clone(), date_v1(p.first), p.days, p.zone.clone()),
            (p.standing.into(), p.replaces.map(|r| r.0), secs(p.made_at), secs(p.changed_at)),
            p.shifts().map(|(id, shift)| (id.0, shift.into())).collect(),
            p.next_shift().0,
            p.changes().map(change_v1).collect(),
        )
    }
}

impl PlanV1 {
    fn into_floor(self) -> Result<Plan, Fault> {
        let PlanV1((name, first, days, zone), (standing, replaces, made, changed), shifts, next_shift, log) = self;
        let parts = PlanParts {
            name,
            first: date(first)?,
            days,
            zone,
            standing: standing.into_floor()?,
            replaces: replaces.map(PlanId),
            made_at: at(made)?,
            changed_at: at(changed)?,
            shifts: planned(shifts)?,
            next_shift,
            log: log.into_iter().map(change).collect::<Result<_, Fault>>()?,
        };
        Plan::from_parts(parts).ok_or_else(|| Fault::Damaged("the days of a plan cannot be told".into()))
    }
}

fn answer_v1(answer: Option<Answer>) -> Option<(bool, u32)> {
    answer.map(|a| (a.granted, secs(a.at)))
}

fn answer(kept: Option<(bool, u32)>) -> Result<Option<Answer>, Fault> {
    kept.map(|(granted, when)| Ok(Answer { granted, at: at(when)? })).transpose()
}

pub(super) fn time_off_v1(t: &TimeOff) -> TimeOffV1 {
    let when = (t.agent.0, secs(t.from), secs(t.until));
    (when, t.reason.clone(), secs(t.asked_at), answer_v1(t.answer), t.words.clone())
}

pub(super) fn time_off(((agent, from, until), reason, asked, given, words): TimeOffV1) -> Result<TimeOff, Fault> {
    let (from, until, asked_at) = (at(from)?, at(until)?, at(asked)?);
    Ok(TimeOff { agent: AgentId(agent), from, until, reason, asked_at, answer: answer(given)?, words })
}

pub(super) fn swap_v1(s: &Swap) -> SwapV1 {
    let what = (s.plan.0, s.gives.0, s.takes.map(|t| t.0));
    (what, (s.by.0, s.to.0), secs(s.offered_at), answer_v1(s.agreed), answer_v1(s.answer))
}

pub(super) fn swap(((plan, gives, takes), (by, to), offered, agreed, given): SwapV1) -> Result<Swap, Fault> {
    Ok(Swap {
        plan: PlanId(plan),
        gives: ShiftId(gives),
        by: AgentId(by),
        to: AgentId(to),
        takes: takes.map(ShiftId),
        offered_at: at(offered)?,
        agreed: answer(agreed)?,
        answer: answer(given)?,
    })
}

impl From<&Schedule> for SchedulesV1 {
    fn from(schedule: &Schedule) -> SchedulesV1 {
        let p = &schedule.parts;
        // Hundreds have the same contract: it is written once.
        let mut contracts: Vec<(&Contract, Vec<u16>)> = Vec::new();
        for (agent, contract) in &p.contracts {
            match contracts.iter_mut().find(|(of, _)| *of == contract.as_ref()) {
                Some((_, agents)) => agents.push(agent.0),
                None => contracts.push((contract, vec![agent.0])),
            }
        }
        let rows = |rows: &Arc<Vec<PublishedShift>>| {
            rows.iter().map(|r| (r.plan.0, r.id.0, (&r.shift).into())).collect::<Vec<_>>()
        };
        SchedulesV1 {
            plans: (p.plans.iter().map(|(id, plan)| (id.0, plan.into())).collect(), p.next_plan),
            people: (
                contracts.into_iter().map(|(c, agents)| (c.into(), agents)).collect(),
                p.wishes.iter().map(|(a, w)| (a.0, w.as_ref().into())).collect(),
                p.cover.iter().map(|(id, rule)| (*id, rule.into())).collect(),
            ),
            next_cover: p.next_cover,
            asked: (
                (p.time_off.iter().map(|(id, row)| (*id, time_off_v1(row))).collect(), p.next_time_off),
                (p.swaps.iter().map(|(id, row)| (*id, swap_v1(row))).collect(), p.next_swap),
            ),
            coming: (
                (p.campaigns.iter().map(|(id, c)| (*id, c.into())).collect(), p.next_campaign),
                p.lifts.iter().map(|(key, pct)| (key.into(), *pct)).collect(),
                (p.marks.iter().map(|(id, m)| (*id, m.into())).collect(), p.next_mark),
                (p.history.iter().map(|(id, h)| (*id, h.into())).collect(), p.next_history),
                (p.readiness.iter().map(|(id, r)| (*id, r.into())).collect(), p.next_readiness),
            ),
            aims: (p.employees, p.target.into()),
            undo: p.undo.iter().map(before_v1).collect(),
            published: p.published.iter().map(|(agent, of)| (agent.0, rows(of))).collect(),
            told: p.told.iter().map(|(agent, t)| (agent.0, secs(t.missing), secs(t.over))).collect(),
            first_days: p.contracts.iter().filter_map(|(a, c)| Some((a.0, date_v1(c.first_day?)))).collect(),
        }
    }
}

impl SchedulesV1 {
    pub(super) fn into_floor(self) -> Result<ScheduleParts, Fault> {
        let mut parts = ScheduleParts { next_plan: self.plans.1, next_cover: self.next_cover, ..Default::default() };
        for (id, plan) in self.plans.0 {
            parts.plans.insert(PlanId(id), plan.into_floor()?);
        }
        let (contracts, wishes, cover) = self.people;
        for (contract, agents) in contracts {
            let contract = Arc::new(contract.into_floor());
            parts.contracts.extend(agents.into_iter().map(|a| (AgentId(a), contract.clone())));
        }
        for (agent, first) in self.first_days {
            if let Some(contract) = parts.contracts.get_mut(&AgentId(agent)) {
                Arc::make_mut(contract).first_day = Some(date(first)?);
            }
        }
        for (agent, wish) in wishes {
            parts.wishes.insert(AgentId(agent), Arc::new(wish.into_floor()?));
        }
        parts.cover = cover.into_iter().map(|(id, rule)| (id, rule.into_floor())).collect();
        let ((off, next_off), (swaps, next_swap)) = self.asked;
        parts.time_off = off.into_iter().map(|(id, row)| Ok((id, time_off(row)?))).collect::<Result<_, Fault>>()?;
        parts.swaps = swaps.into_iter().map(|(id, row)| Ok((id, swap(row)?))).collect::<Result<_, Fault>>()?;
        (parts.next_time_off, parts.next_swap) = (next_off, next_swap);
        let ((campaigns, next_campaign), lifts, (marks, next_mark), (kept, next_kept), (ready, next_ready)) =
            self.coming;
        let campaigns = campaigns.into_iter().map(|(id, c)| Ok((id, c.into_floor()?)));
        parts.campaigns = campaigns.collect::<Result<_, Fault>>()?;
        parts.lifts = lifts.into_iter().map(|(key, pct)| (key.into_floor(), pct)).collect();
        parts.marks = marks.into_iter().map(|(id, m)| Ok((id, m.into_floor()?))).collect::<Result<_, Fault>>()?;
        parts.readiness = ready.into_iter().map(|(id, r)| Ok((id, r.into_floor()?))).collect::<Result<_, Fault>>()?;
        let kept = kept.into_iter().map(|(id, h)| Ok((id, h.into_floor()?)));
        (parts.history, parts.next_history) = (kept.collect::<Result<_, Fault>>()?, next_kept);
        (parts.next_campaign, parts.next_mark, parts.next_readiness) = (next_campaign, next_mark, next_ready);
        (parts.employees, parts.target) = (self.aims.0, self.aims.1.into_floor());
        parts.undo = self.undo.into_iter().map(before).collect::<Result<_, Fault>>()?;
        for (agent, rows) in self.published {
            let row = |(plan, id, shift): PublishedV1| {
                Ok(PublishedShift { plan: PlanId(plan), id: ShiftId(id), shift: shift.into_floor()? })
            };
            let rows: Vec<PublishedShift> = rows.into_iter().map(row).collect::<Result<_, Fault>>()?;
            parts.published.insert(AgentId(agent), Arc::new(rows));
        }
        for (agent, missing, over) in self.told {
            parts.told.insert(AgentId(agent), Told { missing: at(missing)?, over: at(over)? });
        }
        Ok(parts)
    }
}
