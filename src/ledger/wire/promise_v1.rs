//! Version 1 of the facts of `floor/promise`, and of what is so by them.

use super::Fault;
use super::event_v1::{at, secs};
use super::reading_v1::{intent, intent_number, kind, kind_number, tier, tier_number};
use crate::floor::{
    At, Book, Calendar, CalendarId, ChannelId, ConversationId, Edition, HandleId, Hours, Period, Policy, PolicyHours,
    PromiseEvent, Promises, SpecialDay,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Minutes of the day: from, until.
type PeriodsV1 = Vec<(u16, u16)>;

/// Date; hours; name, text for customers, file of holidays.
#[derive(Serialize, Deserialize)]
pub(super) struct SpecialDayV1((i16, i8, i8), PeriodsV1, (String, String, String));

/// Name and zone; Monday first; special days.
#[derive(Serialize, Deserialize)]
pub(super) struct HoursV1((String, String), Vec<PeriodsV1>, Vec<SpecialDayV1>);

#[derive(Serialize, Deserialize)]
pub(super) enum PolicyHoursV1 {
    OfHandle,
    Always,
    Calendar(u16),
}

/// Channel, handle, tier, kind, intent.
type WhomV1 = (Option<u16>, Option<u16>, Option<u8>, Option<u8>, Option<u8>);

/// Name; channel, handle, tier, kind, intent; first, next, resolution; hours; pauses.
#[derive(Serialize, Deserialize)]
pub(super) struct PolicyV1(String, WhomV1, (u32, Option<u32>, u32), PolicyHoursV1, (bool, bool));

#[derive(Serialize, Deserialize)]
pub(super) enum PromiseV1 {
    CalendarSet(u16, HoursV1),
    PoliciesSet(Vec<PolicyV1>),
    HandleHoursSet(u16, Option<u16>),
    GroupHoursSet(String, Option<u16>),
    BotsSet(Vec<String>),
    NextResponseBreached(u32, u32),
    CalendarRemoved(u16),
}

fn periods_v1(periods: &[Period]) -> PeriodsV1 {
    periods.iter().map(|p| (p.from, p.until)).collect()
}

fn periods(kept: Vec<(u16, u16)>) -> Vec<Period> {
    kept.into_iter().map(|(from, until)| Period { from, until }).collect()
}

impl From<&Hours> for HoursV1 {
    fn from(h: &Hours) -> HoursV1 {
        let day = |d: &SpecialDay| {
            let words = (d.name.clone(), d.public_text.clone(), d.from_feed.clone());
            SpecialDayV1((d.date.year(), d.date.month(), d.date.day()), periods_v1(&d.hours), words)
        };
        HoursV1(
            (h.name.clone(), h.zone.clone()),
            h.week.iter().map(|p| periods_v1(p)).collect(),
            h.days.iter().map(day).collect(),
        )
    }
}

impl HoursV1 {
    fn into_floor(self) -> Result<Hours, Fault> {
        let HoursV1((name, zone), week, days) = self;
        let week: Vec<Vec<Period>> = week.into_iter().map(periods).collect();
        let week = <[Vec<Period>; 7]>::try_from(week).map_err(|_| Fault::Damaged("a week has seven days".into()))?;
        let day = |SpecialDayV1((y, m, d), hours, (name, public_text, from_feed))| {
            let date = Date::new(y, m, d).map_err(|_| Fault::Damaged("a special day has no date".into()))?;
            Ok(SpecialDay { date, hours: periods(hours), name, public_text, from_feed })
        };
        Ok(Hours { name, zone, week, days: days.into_iter().map(day).collect::<Result<_, Fault>>()? })
    }
}

impl From<&Policy> for PolicyV1 {
    fn from(p: &Policy) -> PolicyV1 {
        let hours = match p.hours {
            PolicyHours::OfHandle => PolicyHoursV1::OfHandle,
            PolicyHours::Always => PolicyHoursV1::Always,
            PolicyHours::Calendar(id) => PolicyHoursV1::Calendar(id.0),
        };
        PolicyV1(
            p.name.clone(),
            (
                p.channel.map(|c| c.0),
                p.handle.map(|h| h.0),
                p.tier.map(tier_number),
                p.kind.map(kind_number),
                p.intent.map(intent_number),
            ),
            (p.first_secs, p.next_secs, p.resolution_secs),
            hours,
            (p.pauses_pending, p.pauses_snoozed),
        )
    }
}

impl PolicyV1 {
    fn into_floor(self) -> Result<Policy, Fault> {
        let PolicyV1(name, of, (first_secs, next_secs, resolution_secs), hours, pauses) = self;
        Ok(Policy {
            name,
            channel: of.0.map(ChannelId),
            handle: of.1.map(HandleId),
            tier: of.2.map(tier).transpose()?,
            kind: of.3.map(kind).transpose()?,
            intent: of.4.map(intent).transpose()?,
            first_secs,
            next_secs,
            resolution_secs,
            hours: match hours {
                PolicyHoursV1::OfHandle => PolicyHours::OfHandle,
                PolicyHoursV1::Always => PolicyHours::Always,
                PolicyHoursV1::Calendar(id) => PolicyHours::Calendar(CalendarId(id)),
            },
            pauses_pending: pauses.0,
            pauses_snoozed: pauses.1,
        })
    }
}

fn policies(kept: Vec<PolicyV1>) -> Result<Vec<Policy>, Fault> {
    kept.into_iter().map(PolicyV1::into_floor).collect()
}

impl From<&PromiseEvent> for PromiseV1 {
    fn from(event: &PromiseEvent) -> PromiseV1 {
        match event {
            PromiseEvent::CalendarSet { calendar, hours } => PromiseV1::CalendarSet(calendar.0, (&**hours).into()),
            PromiseEvent::CalendarRemoved { calendar } => PromiseV1::CalendarRemoved(calendar.0),
            PromiseEvent::PoliciesSet { policies } => {
                PromiseV1::PoliciesSet(policies.iter().map(PolicyV1::from).collect())
            }
            PromiseEvent::HandleHoursSet { handle, calendar } => {
                PromiseV1::HandleHoursSet(handle.0, calendar.map(|c| c.0))
            }
            PromiseEvent::GroupHoursSet { group, calendar } => {
                PromiseV1::GroupHoursSet(group.clone(), calendar.map(|c| c.0))
            }
            PromiseEvent::BotsSet { names } => PromiseV1::BotsSet(names.clone()),
            PromiseEvent::NextResponseBreached { conversation, at } => {
                PromiseV1::NextResponseBreached(conversation.0, secs(*at))
            }
        }
    }
}

impl PromiseV1 {
    pub(super) fn into_floor(self) -> Result<PromiseEvent, Fault> {
        Ok(match self {
            PromiseV1::CalendarSet(calendar, hours) => {
                PromiseEvent::CalendarSet { calendar: CalendarId(calendar), hours: Box::new(hours.into_floor()?) }
            }
            PromiseV1::CalendarRemoved(calendar) => PromiseEvent::CalendarRemoved { calendar: CalendarId(calendar) },
            PromiseV1::PoliciesSet(kept) => PromiseEvent::PoliciesSet { policies: policies(kept)? },
            PromiseV1::HandleHoursSet(handle, calendar) => {
                PromiseEvent::HandleHoursSet { handle: HandleId(handle), calendar: calendar.map(CalendarId) }
            }
            PromiseV1::GroupHoursSet(group, calendar) => {
                PromiseEvent::GroupHoursSet { group, calendar: calendar.map(CalendarId) }
            }
            PromiseV1::BotsSet(names) => PromiseEvent::BotsSet { names },
            PromiseV1::NextResponseBreached(conversation, moment) => {
                PromiseEvent::NextResponseBreached { conversation: ConversationId(conversation), at: at(moment)? }
            }
        })
    }
}

/// Calendars, policies, hours of accounts, hours of groups, programs, deleted calendars.
#[derive(Serialize, Deserialize)]
struct BookV1(Vec<HoursV1>, Vec<PolicyV1>, Vec<(u16, u16)>, Vec<(String, u16)>, Vec<String>, Vec<u16>);

impl From<&Book> for BookV1 {
    fn from(b: &Book) -> BookV1 {
        BookV1(
            b.calendars.iter().map(|c| c.hours().into()).collect(),
            b.policies.iter().map(PolicyV1::from).collect(),
            b.handle_hours.iter().map(|(h, c)| (h.0, c.0)).collect(),
            b.group_hours.iter().map(|(g, c)| (g.clone(), c.0)).collect(),
            b.bots.clone(),
            b.gone.iter().map(|id| id.0).collect(),
        )
    }
}

impl BookV1 {
    fn into_floor(self) -> Result<Arc<Book>, Fault> {
        let BookV1(calendars, kept, handle_hours, group_hours, bots, gone) = self;
        let calendar = |kept: HoursV1| Calendar::new(kept.into_floor()?).map(Arc::new).map_err(Fault::Damaged);
        Ok(Arc::new(Book {
            calendars: calendars.into_iter().map(calendar).collect::<Result<_, Fault>>()?,
            gone: gone.into_iter().map(CalendarId).collect(),
            policies: policies(kept)?,
            handle_hours: handle_hours.into_iter().map(|(h, c)| (HandleId(h), CalendarId(c))).collect(),
            group_hours: group_hours.into_iter().map(|(g, c)| (g, CalendarId(c))).collect(),
            bots,
        }))
    }
}

type EditionV1 = (u32, String, BookV1, Vec<(u32, u32)>);

/// The part of a snapshot: what holds, what held before; then by conversation when its resolution clock began, when it
/// stood still, and when a program handed it over.
#[derive(Serialize, Deserialize)]
pub(super) struct PromisesV1(BookV1, Vec<EditionV1>, Vec<(u32, u32)>, Vec<(u32, u32, Option<u32>)>, Vec<(u32, u32)>);

impl From<&Promises> for PromisesV1 {
    fn from(p: &Promises) -> PromisesV1 {
        let edition = |e: &Edition| (secs(e.at), e.words.clone(), BookV1::from(&*e.book), e.targets.clone());
        let moments = |(id, at): (&ConversationId, &At)| (id.0, secs(*at));
        PromisesV1(
            (&*p.book).into(),
            p.editions.iter().map(edition).collect(),
            p.began.iter().map(moments).collect(),
            p.pauses.iter().map(|((id, since), until)| (id.0, secs(*since), until.map(secs))).collect(),
            p.handed_over.iter().map(moments).collect(),
        )
    }
}

impl PromisesV1 {
    pub(super) fn into_floor(self) -> Result<Promises, Fault> {
        let PromisesV1(book, editions, began, pauses, handed_over) = self;
        let edition = |(when, words, book, targets): EditionV1| {
            Ok(Edition { at: at(when)?, words, book: book.into_floor()?, targets })
        };
        let moment = |(id, when)| Ok((ConversationId(id), at(when)?));
        let pause = |(id, since, until): (u32, u32, Option<u32>)| {
            Ok(((ConversationId(id), at(since)?), until.map(at).transpose()?))
        };
        Ok(Promises {
            book: book.into_floor()?,
            editions: editions.into_iter().map(edition).collect::<Result<_, Fault>>()?,
            began: began.into_iter().map(moment).collect::<Result<_, Fault>>()?,
            pauses: pauses.into_iter().map(pause).collect::<Result<_, Fault>>()?,
            handed_over: handed_over.into_iter().map(moment).collect::<Result<_, Fault>>()?,
            ..Promises::default()
        })
    }
}
