//! Over random plans: what is named is what is broken, and what is published breaks nothing, judged by a slow checker of
//! its own that works minute by minute.

use super::{Desk, MONDAY, ZONE};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use watchfloor::floor::people::Absence;
use watchfloor::floor::schedule::{
    Break, Contract, PlanId, PlannedShift, Rule, ScheduleCommand as C, Who, Window, Wishes,
};
use watchfloor::floor::{AgentId, At, PeopleCommand};

const AGENTS: u16 = 4;
const DAYS: i64 = 28;

/// Day, half hour of the beginning, half hours, whether it has a break, and where.
type Drawn = (u16, i64, i64, i64, Option<i64>);

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    let one = (0..AGENTS, 0..DAYS, prop_oneof![14..20_i64, 0..48_i64], 4..24_i64, proptest::option::of(0..10_i64));
    proptest::collection::vec(one, 1..60)
}

fn contract(agent: u16) -> Contract {
    let standard = Contract { week_min: 0, ..Contract::default() };
    match agent {
        0 => standard,
        1 => Contract { week_max: 20 * 60, overtime: 0, day_max: 6 * 60, row_max: 3, weekends_max: 1, ..standard },
        2 => Contract { shift_min: 2 * 60, shift_max: 12 * 60, day_max: 12 * 60, rest: 8 * 60, ..standard },
        _ => Contract { break_after: 4 * 60, break_minutes: 60, weekends_max: 0, ..standard },
    }
}

fn wall(day: i64, half_hour: i64) -> At {
    let date = first().checked_add(jiff::Span::new().days(day)).unwrap();
    let zone = TimeZone::get(ZONE).unwrap();
    let start = At::from_timestamp(date.to_zoned(zone).unwrap().timestamp()).unwrap();
    start.plus(half_hour as u32 * 1_800)
}

/// Four weeks in which the clocks go forward on the last Sunday but none.
fn first() -> Date {
    Date::new(2018, 3, 5).unwrap()
}

fn shift_of(&(agent, day, begin, long, pause): &Drawn) -> PlannedShift {
    let mut shift = PlannedShift::new(Who::Agent(AgentId(agent)), wall(day, begin), wall(day, begin + long));
    if let Some(pause) = pause.filter(|p| p + 1 < long) {
        let from = shift.from.plus(pause as u32 * 1_800);
        shift.breaks.push(Break { from, until: from.plus(1_800), paid: pause % 3 == 0 });
    }
    shift
}

fn desk() -> (Desk, PlanId) {
    let mut desk = Desk::new();
    desk.now = super::at("2018-02-01 09:00");
    for n in 0..AGENTS {
        let agent = desk.agent(&format!("Agent {n}"));
        desk.plan(C::SetContract { agents: vec![agent], contract: Some(contract(n)) }).unwrap();
    }
    let windows = (0..6).map(|weekday| Window { weekday, from: 300, until: 1_500 }).collect();
    let wishes = Wishes { windows, ..Wishes::default() };
    desk.plan(C::SetWishes { agent: AgentId(2), wishes }).unwrap();
    let absence = Absence { from: wall(9, 0), until: wall(11, 0), substitute: None, reason: "off".into() };
    desk.people(PeopleCommand::SetAbsence { agent: AgentId(0), absence });
    let plan = desk.draft("Four weeks", first(), DAYS as u16);
    (desk, plan)
}

/// Minutes since the first of these days.
struct Slow {
    contract: Contract,
    shifts: Vec<PlannedShift>,
    begin: i64,
    zone: TimeZone,
}

impl Slow {
    fn minute(&self, at: At) -> usize {
        ((at.unix() - self.begin) / 60) as usize
    }

    fn date(&self, minute: usize) -> Date {
        let at = At::from_unix(self.begin + minute as i64 * 60).unwrap();
        at.timestamp().to_zoned(self.zone.clone()).date()
    }

    /// Runs of minutes with work: first, end.
    fn runs(&self) -> Vec<(usize, usize)> {
        let mut there = vec![false; 60 * 1440];
        for s in &self.shifts {
            there[self.minute(s.from)..self.minute(s.until)].fill(true);
        }
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (minute, _) in there.iter().enumerate().filter(|(_, there)| **there) {
            match runs.last_mut() {
                Some((_, end)) if *end == minute => *end += 1,
                _ => runs.push((minute, minute + 1)),
            }
        }
        runs
    }

    fn of_run(&self, run: (usize, usize)) -> impl Iterator<Item = &PlannedShift> {
        self.shifts.iter().filter(move |s| self.minute(s.from) >= run.0 && self.minute(s.until) <= run.1)
    }

    fn paid(&self, run: (usize, usize)) -> i64 {
        let unpaid =
            |s: &PlannedShift| s.breaks.iter().filter(|b| !b.paid).map(|b| b.until.unix() - b.from.unix()).sum::<i64>();
        self.of_run(run).map(|s| s.until.unix() - s.from.unix() - unpaid(s)).sum::<i64>() / 60
    }

    fn broken(&self, wishes: &[Window], absent: &[(At, At)]) -> BTreeSet<Rule> {
        let c = &self.contract;
        let mut broken = BTreeSet::new();
        let mut is = |rule: Rule, broken_now: bool| {
            if broken_now {
                broken.insert(rule);
            }
        };
        for (i, a) in self.shifts.iter().enumerate() {
            is(Rule::Overlap, self.shifts[i + 1..].iter().any(|b| a.from < b.until && b.from < a.until));
            is(Rule::TimeOff, absent.iter().any(|(from, until)| a.from < *until && *from < a.until));
        }
        let runs = self.runs();
        let (mut days, mut weeks): (BTreeMap<Date, i64>, BTreeMap<Date, i64>) = Default::default();
        for run in &runs {
            let long = (run.1 - run.0) as i64;
            is(Rule::ShiftLength, long < i64::from(c.shift_min) || long > i64::from(c.shift_max));
            let inside = |s: &PlannedShift| {
                let parts = s.breaks.iter().filter(|b| b.from > s.from && b.until < s.until);
                parts.map(|b| b.until.unix() - b.from.unix()).sum::<i64>() / 60
            };
            let pause: i64 = self.of_run(*run).map(inside).sum();
            is(Rule::Break, long >= i64::from(c.break_after) && pause < i64::from(c.break_minutes));
            let date = self.date(run.0);
            *days.entry(date).or_default() += self.paid(*run);
            let monday = date.checked_sub(jiff::Span::new().days(date.weekday().to_monday_zero_offset())).unwrap();
            *weeks.entry(monday).or_default() += self.paid(*run);
            if !wishes.is_empty() {
                let can = (run.0..run.1).all(|minute| self.can(wishes, minute));
                is(Rule::Availability, !can);
            }
        }
        is(Rule::DayHours, days.values().any(|sum| *sum > i64::from(c.day_max)));
        is(Rule::WeekHours, weeks.values().any(|sum| *sum > i64::from(c.week_max + c.overtime)));
        for pair in runs.windows(2) {
            let other_day = self.date(pair[0].0) != self.date(pair[1].0);
            is(Rule::Rest, other_day && pair[1].0 - pair[0].1 < usize::from(c.rest));
        }
        let worked: Vec<Date> = days.keys().copied().collect();
        for day in &worked {
            let row = (0..=i64::from(c.row_max))
                .all(|n| day.checked_add(jiff::Span::new().days(n)).is_ok_and(|next| days.contains_key(&next)));
            is(Rule::DaysInARow, row);
        }
        let weekends: BTreeSet<Date> = worked
            .iter()
            .filter(|d| d.weekday().to_monday_zero_offset() >= 5)
            .map(|d| d.checked_sub(jiff::Span::new().days(d.weekday().to_monday_zero_offset())).unwrap())
            .collect();
        for start in &weekends {
            let four = (0..4)
                .filter(|n| start.checked_add(jiff::Span::new().weeks(*n)).is_ok_and(|week| weekends.contains(&week)));
            is(Rule::Weekends, four.count() > usize::from(c.weekends_max));
        }
        broken
    }

    /// Whether somebody can work in a minute, by the windows of this weekday and of the one before.
    fn can(&self, wishes: &[Window], minute: usize) -> bool {
        let at = At::from_unix(self.begin + minute as i64 * 60).unwrap();
        let wall = at.timestamp().to_zoned(self.zone.clone());
        let of_day = wall.hour() as u16 * 60 + wall.minute() as u16;
        let weekday = wall.weekday().to_monday_zero_offset() as u8;
        wishes.iter().any(|w| {
            (w.weekday == weekday && w.from <= of_day && of_day < w.until)
                || ((w.weekday + 1) % 7 == weekday && of_day + 1_440 < w.until)
        })
    }
}

/// What the slow checker finds in a plan, by agent.
fn slow(desk: &Desk, plan: PlanId) -> BTreeSet<(AgentId, Rule)> {
    let row = desk.row(plan);
    let mut all = BTreeSet::new();
    for n in 0..AGENTS {
        let agent = AgentId(n);
        let shifts: Vec<PlannedShift> =
            row.shifts().map(|(_, s)| s.clone()).filter(|s| s.who == Who::Agent(agent)).collect();
        let zone = TimeZone::get(ZONE).unwrap();
        let checker = Slow { contract: contract(n), shifts, begin: row.from().unix() - 86_400, zone };
        let wishes = desk.floor.schedule().wishes(agent).map(|w| w.windows.clone()).unwrap_or_default();
        let absent: Vec<(At, At)> =
            desk.floor.agent(agent).unwrap().duty.absences.iter().map(|a| (a.from, a.until)).collect();
        all.extend(checker.broken(&wishes, &absent).into_iter().map(|rule| (agent, rule)));
    }
    all
}

fn named(desk: &Desk, plan: PlanId) -> BTreeSet<(AgentId, Rule)> {
    desk.violations(plan).iter().filter(|v| v.hard).filter_map(|v| Some((v.agent?, v.rule))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn what_is_named_is_what_is_broken_and_what_is_published_breaks_nothing(drawn in drawn()) {
        let (mut desk, plan) = desk();
        let put = drawn.iter().map(|d| (None, shift_of(d))).collect();
        desk.plan(C::ReplaceShifts { plan, remove: vec![], put, words: "drawn".into() }).unwrap();
        prop_assert_eq!(named(&desk, plan), slow(&desk, plan));
        // What is named can be mended by what is named: the shift to change first is taken out.
        let mut taken = 0;
        while let Some(shift) = desk.violations(plan).iter().filter(|v| v.hard).find_map(|v| v.shift) {
            prop_assert!(desk.plan(C::Publish { plan }).is_err(), "while a hard rule is broken");
            desk.plan(C::RemoveShift { plan, shift }).unwrap();
            taken += 1;
            prop_assert!(taken <= drawn.len());
        }
        prop_assert_eq!(slow(&desk, plan), BTreeSet::new());
        if desk.row(plan).is_empty() {
            return Ok(());
        }
        desk.plan(C::Publish { plan }).unwrap();
        for n in 0..AGENTS {
            let agent = desk.floor.agent(AgentId(n)).unwrap();
            let roster: Vec<(At, At)> = agent.shifts.iter().map(|s| (s.from, s.until)).collect();
            let mut planned: Vec<(At, At)> = desk.row(plan).shifts().filter(|(_, s)| s.who == Who::Agent(AgentId(n)))
                .map(|(_, s)| (s.from, s.until)).collect();
            planned.sort_unstable();
            prop_assert_eq!(roster, planned);
        }
    }
}

#[test]
fn an_instance_that_cannot_be_met_gives_the_plan_there_is_and_the_list_at_once() {
    use watchfloor::floor::schedule::CoverRule;
    let (mut desk, plan) = desk();
    // Nobody of four can be there every minute of four weeks, and nobody leads.
    let always = CoverRule { from: 0, until: 0, people: 3, leads: 1, ..CoverRule::default() };
    desk.plan(C::SetCover { rule: None, to: Some(always) }).unwrap();
    let put = vec![(None, shift_of(&(0, 0, 16, 10, None)))];
    desk.plan(C::ReplaceShifts { plan, remove: vec![], put, words: "partial".into() }).unwrap();
    let gaps = desk.violations(plan).iter().filter(|v| v.rule == Rule::Cover).count();
    assert!(gaps as i64 >= DAYS, "{gaps}: each day has its unmet stretch");
    let why = desk.plan(C::Publish { plan }).unwrap_err().to_string();
    assert!(why.contains("cannot be published") && why.contains("more"), "{why}");
    assert_eq!(desk.row(plan).len(), 1, "the partial plan is kept");
    let _ = MONDAY;
}
