//! Version 1 of the facts of `floor/schedule`, and of what is so by them.

use super::Fault;
use super::event_v1::{at, role, role_number, secs};
use crate::floor::schedule::{
    Activity, Answer, BeforeShifts, Break, Campaign, Contract, CoverRule, KeptHistory, LiftKey, Mark, Marked, Of, Plan,
    PlanChange, PlanId, PlanParts, PlanTarget, PlannedShift, PublishedShift, Readiness, ScheduleParts, ShiftId,
    Standing, Swap, TimeOff, Told, Who, Window, Wishes,
};
use crate::floor::{AgentId, At, ChannelId, Schedule, ScheduleEvent};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

type Secs = Option<u32>;
/// Year, month, day.
type DateV1 = (i16, i8, i8);

#[derive(Serialize, Deserialize)]
enum WhoV1 {
    Agent(u16),
    Pool(String, u16),
    Open,
}

#[derive(Serialize, Deserialize)]
enum ActivityV1 {
    Queue,
    Training,
    Meeting,
    Other(String),
}

/// Who, from, until, breaks (from, until, paid), activity, pinned.
#[derive(Serialize, Deserialize)]
pub(super) struct PlannedV1(WhoV1, u32, u32, Vec<(u32, u32, bool)>, ActivityV1, bool);

/// Name; week min and max, overtime; day, shift min and max, rest; days in a row, weekends; break after and minutes;
/// cents, percent.
#[derive(Serialize, Deserialize)]
pub(super) struct ContractV1(String, (u16, u16, u16), (u16, u16, u16, u16), (u8, u8), (u16, u16), (u32, u16));

/// Windows (weekday, from, until), band, days off.
#[derive(Serialize, Deserialize)]
pub(super) struct WishesV1(Vec<(u8, u16, u16)>, Option<(u16, u16)>, Vec<DateV1>);

/// Name; weekdays, from, until; group, skill, language, training; people, leads, group of leads; hard.
#[derive(Serialize, Deserialize)]
pub(super) struct CoverV1(String, ([bool; 7], u16, u16), (String, String, String, String), (u16, u16, String), bool);

/// Name, channel, first, days, percent.
#[derive(Serialize, Deserialize)]
pub(super) struct CampaignV1(String, Option<u16>, DateV1, u16, u16);

/// Event, channel, offset.
#[derive(Serialize, Deserialize)]
pub(super) struct LiftV1(String, Option<u16>, i8);

#[derive(Serialize, Deserialize)]
enum MarkV1 {
    Gap,
    Spike,
    Count(u32),
}

/// Channel, from, until, mark.
#[derive(Serialize, Deserialize)]
pub(super) struct MarkedV1(Option<u16>, u32, u32, MarkV1);

/// Name, channel, first, seconds, counts.
#[derive(Serialize, Deserialize)]
pub(super) struct HistoryV1(String, Option<u16>, u32, u32, Vec<Option<u32>>);

/// What, owner, due, done.
#[derive(Serialize, Deserialize)]
pub(super) struct ReadinessV1(String, String, u32, Secs);

/// Percent, seconds, concurrency, shrinkage, occupancy, cents, handling.
#[derive(Serialize, Deserialize)]
pub(super) struct TargetV1(u8, u32, u16, u8, u8, u32, u32);

/// Name, first, days, zone.
type PlanHeadV1 = (String, DateV1, u16, String);

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

#[derive(Serialize, Deserialize)]
enum StandingV1 {
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
type TimeOffV1 = ((u16, u32, u32), String, u32, Option<(bool, u32)>, String);
/// Plan, gives, takes; by, to; offered; agreed; answer.
type SwapV1 = ((u32, u32, Option<u32>), (u16, u16), u32, Option<(bool, u32)>, Option<(bool, u32)>);
/// Group, plan, and each shift as it was and as it was left.
type BeforeV1 = (u64, u32, Vec<(u32, Option<PlannedV1>, Option<PlannedV1>)>);

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

fn date_v1(date: Date) -> DateV1 {
    (date.year(), date.month(), date.day())
}

fn date((year, month, day): DateV1) -> Result<Date, Fault> {
    Date::new(year, month, day).map_err(|_| Fault::Damaged("a plan has a day that no calendar has".into()))
}

fn at_opt(kept: Secs) -> Result<Option<At>, Fault> {
    kept.map(at).transpose()
}

impl From<&PlannedShift> for PlannedV1 {
    fn from(s: &PlannedShift) -> PlannedV1 {
        let who = match &s.who {
            Who::Agent(agent) => WhoV1::Agent(agent.0),
            Who::Pool { name, seats } => WhoV1::Pool(name.clone(), *seats),
            Who::Open => WhoV1::Open,
        };
        let activity = match &s.activity {
            Activity::Queue => ActivityV1::Queue,
            Activity::Training => ActivityV1::Training,
            Activity::Meeting => ActivityV1::Meeting,
            Activity::Other(words) => ActivityV1::Other(words.clone()),
        };
        let breaks = s.breaks.iter().map(|b| (secs(b.from), secs(b.until), b.paid)).collect();
        PlannedV1(who, secs(s.from), secs(s.until), breaks, activity, s.pinned)
    }
}

impl PlannedV1 {
    fn into_floor(self) -> Result<PlannedShift, Fault> {
        let PlannedV1(who, from, until, breaks, activity, pinned) = self;
        let pause = |(from, until, paid)| Ok(Break { from: at(from)?, until: at(until)?, paid });
        Ok(PlannedShift {
            who: match who {
                WhoV1::Agent(agent) => Who::Agent(AgentId(agent)),
                WhoV1::Pool(name, seats) => Who::Pool { name, seats },
                WhoV1::Open => Who::Open,
            },
            from: at(from)?,
            until: at(until)?,
            breaks: breaks.into_iter().map(pause).collect::<Result<_, Fault>>()?,
            activity: match activity {
                ActivityV1::Queue => Activity::Queue,
                ActivityV1::Training => Activity::Training,
                ActivityV1::Meeting => Activity::Meeting,
                ActivityV1::Other(words) => Activity::Other(words),
            },
            pinned,
        })
    }
}

impl From<&Contract> for ContractV1 {
    fn from(c: &Contract) -> ContractV1 {
        ContractV1(
            c.name.clone(),
            (c.week_min, c.week_max, c.overtime),
            (c.day_max, c.shift_min, c.shift_max, c.rest),
            (c.row_max, c.weekends_max),
            (c.break_after, c.break_minutes),
            (c.cents_an_hour, c.overtime_pct),
        )
    }
}

impl ContractV1 {
    fn into_floor(self) -> Contract {
        let ContractV1(name, week, day, days, pause, cost) = self;
        Contract {
            name,
            week_min: week.0,
            week_max: week.1,
            overtime: week.2,
            day_max: day.0,
            shift_min: day.1,
            shift_max: day.2,
            rest: day.3,
            row_max: days.0,
            weekends_max: days.1,
            break_after: pause.0,
            break_minutes: pause.1,
            cents_an_hour: cost.0,
            overtime_pct: cost.1,
            first_day: None,
        }
    }
}

impl From<&Wishes> for WishesV1 {
    fn from(w: &Wishes) -> WishesV1 {
        let windows = w.windows.iter().map(|w| (w.weekday, w.from, w.until)).collect();
        WishesV1(windows, w.band, w.days_off.iter().map(|d| date_v1(*d)).collect())
    }
}

impl WishesV1 {
    fn into_floor(self) -> Result<Wishes, Fault> {
        let WishesV1(windows, band, days) = self;
        let window = |(weekday, from, until)| Window { weekday, from, until };
        let days_off = days.into_iter().map(date).collect::<Result<_, Fault>>()?;
        Ok(Wishes { windows: windows.into_iter().map(window).collect(), band, days_off })
    }
}

impl From<&CoverRule> for CoverV1 {
    fn from(c: &CoverRule) -> CoverV1 {
        let of = (c.of.group.clone(), c.of.skill.clone(), c.of.language.clone(), c.of.training.clone());
        let most = (c.people, c.leads, c.lead_group.clone());
        CoverV1(c.name.clone(), (c.weekdays, c.from, c.until), of, most, c.hard)
    }
}

impl CoverV1 {
    fn into_floor(self) -> CoverRule {
        let CoverV1(name, (weekdays, from, until), of, (people, leads, lead_group), hard) = self;
        let (group, skill, language, training) = of;
        let of = Of { group, skill, language, training };
        CoverRule { name, weekdays, from, until, of, people, leads, lead_group, hard }
    }
}

impl From<&Campaign> for CampaignV1 {
    fn from(c: &Campaign) -> CampaignV1 {
        CampaignV1(c.name.clone(), c.channel.map(|c| c.0), date_v1(c.first), c.days, c.volume_pct)
    }
}

impl CampaignV1 {
    fn into_floor(self) -> Result<Campaign, Fault> {
        let CampaignV1(name, channel, first, days, volume_pct) = self;
        Ok(Campaign { name, channel: channel.map(ChannelId), first: date(first)?, days, volume_pct })
    }
}

impl From<&LiftKey> for LiftV1 {
    fn from(l: &LiftKey) -> LiftV1 {
        LiftV1(l.event.clone(), l.channel.map(|c| c.0), l.offset)
    }
}

impl LiftV1 {
    fn into_floor(self) -> LiftKey {
        LiftKey { event: self.0, channel: self.1.map(ChannelId), offset: self.2 }
    }
}

impl From<&KeptHistory> for HistoryV1 {
    fn from(h: &KeptHistory) -> HistoryV1 {
        HistoryV1(h.name.clone(), h.channel.map(|c| c.0), secs(h.first), h.step_secs, h.counts.to_vec())
    }
}

impl HistoryV1 {
    fn into_floor(self) -> Result<KeptHistory, Fault> {
        let HistoryV1(name, channel, first, step_secs, counts) = self;
        let (channel, first) = (channel.map(ChannelId), at(first)?);
        Ok(KeptHistory { name, channel, first, step_secs, counts: Arc::new(counts) })
    }
}

impl From<&Marked> for MarkedV1 {
    fn from(m: &Marked) -> MarkedV1 {
        let mark = match m.mark {
            Mark::Gap => MarkV1::Gap,
            Mark::Spike => MarkV1::Spike,
            Mark::Count(n) => MarkV1::Count(n),
        };
        MarkedV1(m.channel.map(|c| c.0), secs(m.from), secs(m.until), mark)
    }
}

impl MarkedV1 {
    fn into_floor(self) -> Result<Marked, Fault> {
        let MarkedV1(channel, from, until, mark) = self;
        let mark = match mark {
            MarkV1::Gap => Mark::Gap,
            MarkV1::Spike => Mark::Spike,
            MarkV1::Count(n) => Mark::Count(n),
        };
        Ok(Marked { channel: channel.map(ChannelId), from: at(from)?, until: at(until)?, mark })
    }
}

impl From<&Readiness> for ReadinessV1 {
    fn from(r: &Readiness) -> ReadinessV1 {
        ReadinessV1(r.what.clone(), r.owner.clone(), secs(r.due), r.done.map(secs))
    }
}

impl ReadinessV1 {
    fn into_floor(self) -> Result<Readiness, Fault> {
        let ReadinessV1(what, owner, due, done) = self;
        Ok(Readiness { what, owner, due: at(due)?, done: at_opt(done)? })
    }
}

impl From<PlanTarget> for TargetV1 {
    fn from(t: PlanTarget) -> TargetV1 {
        let (shrinkage, occupancy) = (t.shrinkage_pct, t.occupancy_pct);
        TargetV1(t.pct, t.within_secs, t.concurrency_centi, shrinkage, occupancy, t.cents_an_hour, t.handling_secs)
    }
}

impl TargetV1 {
    fn into_floor(self) -> PlanTarget {
        let TargetV1(pct, within_secs, concurrency_centi, shrinkage_pct, occupancy_pct, cents_an_hour, handling_secs) =
            self;
        PlanTarget { pct, within_secs, concurrency_centi, shrinkage_pct, occupancy_pct, cents_an_hour, handling_secs }
    }
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

fn planned(kept: Vec<(u32, PlannedV1)>) -> Result<Vec<(ShiftId, PlannedShift)>, Fault> {
    kept.into_iter().map(|(id, shift)| Ok((ShiftId(id), shift.into_floor()?))).collect()
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

impl From<&Plan> for PlanV1 {
    fn from(p: &Plan) -> PlanV1 {
        let standing = match p.standing {
            Standing::Draft => StandingV1::Draft,
            Standing::Published { at } => StandingV1::Published(secs(at)),
            Standing::Replaced { at, by } => StandingV1::Replaced(secs(at), by.0),
        };
        PlanV1(
            (p.name.clone(), date_v1(p.first), p.days, p.zone.clone()),
            (standing, p.replaces.map(|r| r.0), secs(p.made_at), secs(p.changed_at)),
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
            standing: match standing {
                StandingV1::Draft => Standing::Draft,
                StandingV1::Published(when) => Standing::Published { at: at(when)? },
                StandingV1::Replaced(when, by) => Standing::Replaced { at: at(when)?, by: PlanId(by) },
            },
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

fn time_off_v1(t: &TimeOff) -> TimeOffV1 {
    let when = (t.agent.0, secs(t.from), secs(t.until));
    (when, t.reason.clone(), secs(t.asked_at), answer_v1(t.answer), t.words.clone())
}

fn time_off(((agent, from, until), reason, asked, given, words): TimeOffV1) -> Result<TimeOff, Fault> {
    let (from, until, asked_at) = (at(from)?, at(until)?, at(asked)?);
    Ok(TimeOff { agent: AgentId(agent), from, until, reason, asked_at, answer: answer(given)?, words })
}

fn swap_v1(s: &Swap) -> SwapV1 {
    let what = (s.plan.0, s.gives.0, s.takes.map(|t| t.0));
    (what, (s.by.0, s.to.0), secs(s.offered_at), answer_v1(s.agreed), answer_v1(s.answer))
}

fn swap(((plan, gives, takes), (by, to), offered, agreed, given): SwapV1) -> Result<Swap, Fault> {
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
        let undo = |b: &BeforeShifts| {
            let planned = |s: &Option<PlannedShift>| s.as_ref().map(PlannedV1::from);
            (b.group, b.plan.0, b.shifts.iter().map(|(id, (was, is))| (id.0, planned(was), planned(is))).collect())
        };
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
            undo: p.undo.iter().map(undo).collect(),
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
        for (group, plan, shifts) in self.undo {
            let planned = |s: Option<PlannedV1>| s.map(PlannedV1::into_floor).transpose();
            let shifts = shifts.into_iter().map(|(id, was, is)| Ok((ShiftId(id), (planned(was)?, planned(is)?))));
            let shifts = shifts.collect::<Result<_, Fault>>()?;
            parts.undo.push_back(BeforeShifts { group, plan: PlanId(plan), shifts });
        }
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
