//! The plan of the rehearsal's week: contracts, a draft with everybody's shifts, a partner, and what a peak needs.
//!
//! It is a draft and stays one: people work by the roster that the day itself gives them, and on the day that is played
//! the draft has the same shifts. All of it goes through the same decisions as a planner's.

use super::people::Worker;
use super::{Chance, Day};
use crate::floor::people::Pool;
use crate::floor::schedule::{
    Break, Campaign, Contract, CoverRule, KeptHistory, PlanId, PlanTarget, PlannedShift, Readiness, ScheduleCommand,
    Who,
};
use crate::floor::{AgentId, At, Command, PeopleCommand};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// The partner who helps at the peak.
const PARTNER: &str = "Northline";
/// Pairs of days off that neighbours take in turn, as days after Monday. None holds the Friday that is played.
const DAYS_OFF: [[i64; 2]; 5] = [[5, 6], [6, 0], [0, 1], [1, 2], [2, 3]];
/// Hours after its begin at which a shift has its break, and how long that is.
const BREAK_AFTER: u32 = 4 * 3600;
const BREAK_SECS: u32 = 1_800;
/// Weeks of invented history, seconds of its intervals, and its chance.
const WEEKS: i64 = 62;
const SLOT_SECS: u32 = 1_800;
const HISTORY_SEED: u64 = 2_025;
/// What each weekday brings against the mean, from Monday, and by how much a year grew.
const WEEKDAYS: [f64; 7] = [1.12, 1.05, 1.0, 1.0, 1.04, 0.92, 0.87];
const GROWTH: f64 = 0.25;
/// What each further conversation slows all of an agent's, as the planner counts it.
const SLOWDOWN: f64 = 0.35;

/// What a planner of this team would have decided before the day.
pub(super) fn commands(day: &Day, team: &[Worker]) -> Vec<Command> {
    let Some(first) = day.midnights().first().copied() else { return Vec::new() };
    let monday = first.saturating_sub(i64::from(first.weekday().to_monday_zero_offset()).days());
    let zone = day.zone.iana_name().unwrap_or("UTC").to_owned();
    let name = format!("Week {}", monday.iso_week_date().week());
    let plan = PlanId(0);
    let agents = (0..team.len()).map(|n| AgentId(n as u16)).collect();
    let contract = Contract { week_min: 35 * 60, ..Contract::default() };
    let mut wishes = vec![
        ScheduleCommand::SetContract { agents, contract: Some(contract) },
        ScheduleCommand::SetCover { rule: None, to: Some(CoverRule { hard: false, ..CoverRule::default() }) },
        ScheduleCommand::MakePlan { name, first: monday, days: 7, zone },
    ];
    let mut put: Vec<PlannedShift> = team.iter().enumerate().flat_map(|(n, w)| week(day, monday, n, w)).collect();
    put.extend(extra(day, monday));
    let put = put.into_iter().map(|shift| (None, shift)).collect();
    let words = "first draft of the week".to_owned();
    wishes.push(ScheduleCommand::ReplaceShifts { plan, remove: Vec::new(), put, words });
    wishes.extend(peak(day, monday));
    // Agents of the rehearsal answer several at once as fast as one: alone one would be so much faster.
    let each = f64::from(day.capacity.max(1));
    let target = PlanTarget {
        concurrency_centi: day.capacity * 100,
        handling_secs: (day.handle_secs / (1.0 + SLOWDOWN * (each - 1.0))).round() as u32,
        ..PlanTarget::default()
    };
    wishes.push(ScheduleCommand::SetTarget { target });
    let pool = Pool { name: PARTNER.into(), on: true, capacity: 24, hours: None, cost_cents: 1_900, share_pct: 30 };
    let partner = Command::People(PeopleCommand::SetPool { pool });
    std::iter::once(partner).chain(wishes.into_iter().map(Command::Schedule)).collect()
}

/// Five shifts of a week, each at the hour at which they begin on the day that is played, which keeps its own shift.
fn week(day: &Day, monday: Date, n: usize, worker: &Worker) -> Vec<PlannedShift> {
    let planned = |date: Date| worker.days.iter().map(|of| of.planned).find(|of| local(day, of.from) == date);
    let Some(usual) = worker.days.first().map(|of| of.planned) else { return Vec::new() };
    let hour = u32::try_from(usual.from.timestamp().to_zoned(day.zone.clone()).hour()).unwrap_or(8);
    let secs = u32::try_from(usual.until.secs_since(usual.from)).unwrap_or(8 * 3600);
    let off = DAYS_OFF[n % DAYS_OFF.len()];
    let shift = |after: i64| {
        let date = monday.saturating_add(after.days());
        let own = planned(date).map(|of| (of.from, of.until));
        let begin = day.moment(date, hour).map(|from| (from, from.plus(secs)));
        let (from, until) = own.or(begin.filter(|_| !off.contains(&after)))?;
        let mut shift = PlannedShift::new(Who::Agent(AgentId(n as u16)), from, until);
        let pause = from.plus(BREAK_AFTER);
        shift.breaks = vec![Break { from: pause, until: pause.plus(BREAK_SECS), paid: false }];
        Some(shift)
    };
    (0..7).filter_map(shift).collect()
}

/// What last year's Black Friday and the three days after it brought, against an ordinary day.
fn lifted(peak: Option<Date>, date: Date) -> f64 {
    match peak.and_then(|peak| date.since(peak).ok()).map_or(99, |span| span.get_days()) {
        0 => 6.2,
        1 => 1.9,
        2 => 1.7,
        3 => 2.6,
        _ => 1.0,
    }
}

/// What was written in the weeks before, invented like the day itself: its hours, a weekday's share, a year's growth,
/// and last year's Black Friday. It ends where the day begins.
pub(super) fn history(day: &Day) -> Option<KeptHistory> {
    let first = local(day, day.from).checked_sub(WEEKS.weeks()).ok()?;
    let first = day.moment(first, 0)?;
    let tuesday = Day::named("tuesday", &day.zone)?.with_load(day.load);
    let ordinary = tuesday.hits();
    let peak = local(day, day.from).checked_sub(52.weeks()).ok();
    let mut chance = Chance::new(HISTORY_SEED, "history");
    let many = day.from.secs_since(first).max(0) / i64::from(SLOT_SECS);
    let mut level = 1.0;
    let counts = (0..many).map(|slot| {
        let at = first.plus(slot as u32 * SLOT_SECS);
        let date = local(day, at);
        // A day of sales has hours of its own.
        let of = if lifted(peak, date) > 5.0 { day } else { &tuesday };
        let part = of.part_of_hour(at) / 1_000.0 / 2.0;
        let share = WEEKDAYS[usize::from(date.weekday().to_monday_zero_offset() as u8)];
        let grown = 1.0 / (1.0 + GROWTH * (day.from.secs_since(at) as f64 / (364.0 * 86_400.0)));
        if slot % 48 == 0 {
            level = 0.9 + 0.2 * f64::from(chance.below(1_000) as u32) / 1_000.0;
        }
        let mean = ordinary * part * share * grown * lifted(peak, date) * level;
        // As far from the mean as counts are by chance: a sum of twelve even draws has a variance of one.
        let even: f64 = (0..12).map(|_| f64::from(chance.below(1_000) as u32) / 1_000.0).sum::<f64>() - 6.0;
        Some((mean + even * mean.sqrt()).round().max(0.0) as u32)
    });
    let counts: Vec<Option<u32>> = counts.collect();
    let name = "a year of mentions".to_owned();
    Some(KeptHistory { name, channel: None, first, step_secs: SLOT_SECS, counts: counts.into() })
}

fn local(day: &Day, at: At) -> Date {
    at.timestamp().to_zoned(day.zone.clone()).date()
}

/// What the partner does, and what nobody has taken yet: the evenings of the peak.
fn extra(day: &Day, monday: Date) -> Vec<PlannedShift> {
    let at = |after: i64, hour: u32| day.moment(monday.saturating_add(after.days()), hour);
    let pool = |seats| Who::Pool { name: PARTNER.into(), seats };
    let rows = [
        (pool(4), 3, 14, 22),
        (pool(6), 4, 15, 24),
        (pool(4), 5, 10, 18),
        (Who::Open, 4, 16, 21),
        (Who::Open, 5, 11, 16),
    ];
    let shift = |(who, after, from, until): (Who, i64, u32, u32)| {
        Some(PlannedShift::new(who, at(after, from)?, at(after, until)?))
    };
    rows.into_iter().filter_map(shift).collect()
}

/// Campaigns, and what must be ready; one item is overdue when the day begins.
fn peak(day: &Day, monday: Date) -> Vec<ScheduleCommand> {
    let mut wishes = Vec::new();
    let friday = monday.saturating_add(4.days());
    if friday.weekday() == Weekday::Friday && day.name == "black-friday" {
        let rows = [("Black Friday", 0, 1, 650), ("Weekend deals", 1, 2, 160)];
        for (name, after, days, volume_pct) in rows {
            let first = friday.saturating_add(i64::from(after).days());
            let campaign = Campaign { name: name.to_owned(), channel: None, first, days, volume_pct };
            wishes.push(ScheduleCommand::SetCampaign { campaign: None, to: Some(campaign) });
        }
    }
    let due = |after: i64| day.moment(monday.saturating_add(after.days()), 12);
    let items = [
        ("Routing of returns tested", "team leads", -2),
        ("Partner has read the tone card", "Northline", 7),
        ("Answers for delivery delays written", "senior agents", 9),
    ];
    for (what, owner, after) in items {
        let Some(due) = due(after) else { continue };
        let to = Readiness { what: what.into(), owner: owner.into(), due, done: None };
        wishes.push(ScheduleCommand::SetReadiness { item: None, to: Some(to) });
    }
    wishes
}
