//! Version 1 of what plans and all that belongs to them are made of, as facts and snapshots both tell it.

use super::Fault;
use super::event_v1::{at, secs};
use crate::floor::schedule::{
    Activity, Break, Campaign, Contract, CoverRule, KeptHistory, LiftKey, Mark, Marked, Of, PlanTarget, PlannedShift,
    Readiness, ShiftId, Who, Window, Wishes,
};
use crate::floor::{AgentId, At, ChannelId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

type Secs = Option<u32>;
/// Year, month, day.
pub(super) type DateV1 = (i16, i8, i8);

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
pub(super) type PlanHeadV1 = (String, DateV1, u16, String);

pub(super) fn date_v1(date: Date) -> DateV1 {
    (date.year(), date.month(), date.day())
}

pub(super) fn date((year, month, day): DateV1) -> Result<Date, Fault> {
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
    pub(super) fn into_floor(self) -> Result<PlannedShift, Fault> {
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
    pub(super) fn into_floor(self) -> Contract {
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
    pub(super) fn into_floor(self) -> Result<Wishes, Fault> {
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
    pub(super) fn into_floor(self) -> CoverRule {
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
    pub(super) fn into_floor(self) -> Result<Campaign, Fault> {
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
    pub(super) fn into_floor(self) -> LiftKey {
        LiftKey { event: self.0, channel: self.1.map(ChannelId), offset: self.2 }
    }
}

impl From<&KeptHistory> for HistoryV1 {
    fn from(h: &KeptHistory) -> HistoryV1 {
        HistoryV1(h.name.clone(), h.channel.map(|c| c.0), secs(h.first), h.step_secs, h.counts.to_vec())
    }
}

impl HistoryV1 {
    pub(super) fn into_floor(self) -> Result<KeptHistory, Fault> {
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
    pub(super) fn into_floor(self) -> Result<Marked, Fault> {
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
    pub(super) fn into_floor(self) -> Result<Readiness, Fault> {
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
    pub(super) fn into_floor(self) -> PlanTarget {
        let TargetV1(pct, within_secs, concurrency_centi, shrinkage_pct, occupancy_pct, cents_an_hour, handling_secs) =
            self;
        PlanTarget { pct, within_secs, concurrency_centi, shrinkage_pct, occupancy_pct, cents_an_hour, handling_secs }
    }
}

pub(super) fn planned(kept: Vec<(u32, PlannedV1)>) -> Result<Vec<(ShiftId, PlannedShift)>, Fault> {
    kept.into_iter().map(|(id, shift)| Ok((ShiftId(id), shift.into_floor()?))).collect()
}
