//! Plans of the floor become instances, and answers become plans that no rule stands against.

use crate::schedule::{Desk, MONDAY, ZONE, at};
use std::collections::BTreeMap;
use watchfloor::floor::people::{Absence, Pool};
use watchfloor::floor::schedule::{
    Activity, Break, Contract, CoverRule, Of, PlanId, PlannedShift, ScheduleCommand as C, Who, Window, Wishes,
};
use watchfloor::floor::{AgentId, Command, PeopleCommand, Profile, Shift};
use watchfloor::plan::fixes::fixes;
use watchfloor::plan::roster::{Answer, Asking, Going, Instance, Need, PoolSeats, Wanted, Way, Weights, search};

fn wanted() -> Vec<Wanted> {
    let of = |skill: &str, language: &str| Wanted { skill: skill.into(), language: language.into() };
    vec![of("billing", "en"), of("", "fr")]
}

/// Twelve people with contracts of three kinds, wishes, absences and last week's roster.
fn staffed() -> Desk {
    let mut desk = Desk::new();
    for n in 0..12 {
        let skills = vec![if n % 3 == 0 { "delivery" } else { "billing" }.to_owned()];
        let languages = if n % 4 == 0 { vec!["en".into(), "fr".into()] } else { vec!["en".into()] };
        let name = format!("Agent {n}");
        desk.ask(Command::AddAgent { name: name.clone(), skills, languages, capacity: 4 }).unwrap();
        let id = desk.floor.agent_named(&name).unwrap();
        desk.contract(id, |c| {
            c.row_max = 5;
            c.weekends_max = 1 + n % 3;
            c.week_max -= u16::from(n % 3) * 600;
            c.overtime = u16::from(n % 2) * 240;
        });
        if n % 3 == 1 {
            let windows = (0..7).map(|weekday| Window { weekday, from: 7 * 60, until: 21 * 60 }).collect();
            let wishes = Wishes { windows, band: Some((8 * 60, 18 * 60)), days_off: vec![MONDAY] };
            desk.plan(C::SetWishes { agent: id, wishes }).unwrap();
        }
    }
    let absence = Absence { from: at("Tue 00:00"), until: at("Thu 12:00"), substitute: None, reason: "ill".into() };
    desk.people(PeopleCommand::SetAbsence { agent: AgentId(2), absence });
    let profile = Profile { groups: vec!["team leads".into()], takes_queue: true };
    desk.people(PeopleCommand::SetProfile { agent: AgentId(0), profile });
    // Somebody comes out of a row of days that ends on Sunday at ten in the evening.
    let shifts =
        (14..20).map(|d| Shift { from: at(&format!("2017-11-{d} 13:00")), until: at(&format!("2017-11-{d} 22:00")) });
    desk.people(PeopleCommand::SetShifts { agent: AgentId(5), shifts: shifts.collect() });
    desk
}

fn need(days: usize) -> Vec<u32> {
    let of = |t: usize| if (16..44).contains(&(t % 48)) { [2_500, 500] } else { [300, 0] };
    (0..days * 48).flat_map(of).collect()
}

fn asked(desk: &Desk, plan: PlanId, pools: &[PoolSeats]) -> Asking {
    let days = usize::from(desk.floor.schedule().plan(plan).unwrap().days);
    let (skills, milli, ramp) = (wanted(), need(days), BTreeMap::from([(AgentId(1), 600)]));
    let need =
        Need { step_minutes: 30, skills: &skills, milli: &milli, pools, ramp: &ramp, weights: Weights::default() };
    Instance::of(&desk.floor, plan, &need).unwrap()
}

fn searched(asking: &Asking, moves: u64) -> Answer {
    search(&asking.instance, 3, &mut |p| Going::On(p.moves as f64 / moves as f64)).unwrap()
}

/// What stands against publishing, in words. How many must be there is not about one person's week.
fn against(desk: &Desk, plan: PlanId) -> Vec<String> {
    let found = desk.floor.schedule().violations(&desk.floor, plan);
    found.into_iter().filter(|v| v.hard && v.cover.is_none()).map(|v| v.words).collect()
}

#[test]
fn an_answer_is_a_plan_that_breaks_no_rule_and_can_be_published() {
    for stop in [1, 2, 40, 300] {
        let mut desk = staffed();
        let plan = desk.week();
        let asking = asked(&desk, plan, &[]);
        let mut looks = 0;
        let answer = search(&asking.instance, 5, &mut |p| {
            looks += 1;
            if looks > stop { Going::Stop } else { Going::On(p.moves as f64 / 300_000.0) }
        })
        .unwrap();
        assert!(answer.shifts.len() > 10, "{}", answer.shifts.len());
        desk.plan(asking.command(&answer, "optimised")).unwrap();
        assert_eq!(against(&desk, plan), Vec::<String>::new(), "stopped after {stop}");
        assert_eq!(desk.floor.schedule().plan(plan).unwrap().len(), answer.shifts.len());
        desk.plan(C::Publish { plan }).unwrap();
    }
}

#[test]
fn weeks_over_the_clock_change_are_lawful_too() {
    let mut desk = staffed();
    let plan = desk.draft("clocks", jiff::civil::date(2018, 3, 19), 14);
    let asking = asked(&desk, plan, &[]);
    assert_eq!(asking.instance.grid.slots(), 14 * 48 - 2, "a night is an hour shorter");
    assert_eq!(asking.at(asking.instance.grid.day_starts[7]), at("2018-03-26 00:00"));
    let answer = searched(&asking, 200_000);
    desk.plan(asking.command(&answer, "optimised")).unwrap();
    assert_eq!(against(&desk, plan), Vec::<String>::new());
}

#[test]
fn pinned_shifts_other_work_and_numbers_stay() {
    let mut desk = staffed();
    let plan = desk.week();
    let shift = |agent, from: &str, until: &str| PlannedShift::new(Who::Agent(AgentId(agent)), at(from), at(until));
    let pinned = PlannedShift { pinned: true, ..shift(3, "Wed 08:00", "Wed 13:00") };
    let pinned = desk.add(plan, pinned);
    let training = PlannedShift { activity: Activity::Training, ..shift(4, "Wed 09:00", "Wed 14:00") };
    let training = desk.add(plan, training);
    let pause = Break { from: at("Thu 12:00"), until: at("Thu 12:30"), paid: false };
    let plain = PlannedShift { breaks: vec![pause], ..shift(7, "Thu 08:00", "Thu 16:00") };
    let plain = desk.add(plan, plain);
    let before = desk.floor.schedule().plan(plan).unwrap().clone();
    let asking = asked(&desk, plan, &[]);
    let answer = searched(&asking, 200_000);
    desk.plan(asking.command(&answer, "optimised")).unwrap();
    let after = desk.floor.schedule().plan(plan).unwrap();
    for id in [pinned, training] {
        assert_eq!(after.shift(id), before.shift(id));
    }
    let kept = after.shift(plain).unwrap();
    assert_eq!(
        (kept.who.clone(), kept.from.unix() / 86_400),
        (Who::Agent(AgentId(7)), at("Thu 12:00").unix() / 86_400)
    );
    assert_eq!(against(&desk, plan), Vec::<String>::new());
}

/// A42: with a partner's seats the same need is met that is not without, and the pool's shifts are seats of one shift.
#[test]
fn a42_partner_seats_are_planned_within_their_hours() {
    let mut desk = staffed();
    let pool = Pool { name: "Alsa".into(), on: true, capacity: 30, hours: None, cost_cents: 3_100, share_pct: 50 };
    desk.people(PeopleCommand::SetPool { pool });
    let plan = desk.week();
    let seats = [PoolSeats { name: "Alsa".into(), seats: 6, week_hours: 120, skills: 0b01 }];
    let without = searched(&asked(&desk, plan, &[]), 300_000);
    let asking = asked(&desk, plan, &seats);
    let answer = searched(&asking, 300_000);
    assert!(answer.under < without.under && answer.cents > 0, "{} and {}", answer.under, without.under);
    desk.plan(asking.command(&answer, "optimised")).unwrap();
    assert_eq!(against(&desk, plan), Vec::<String>::new());
    let row = desk.floor.schedule().plan(plan).unwrap();
    let hours: u32 = row
        .shifts()
        .filter(|(_, s)| matches!(s.who, Who::Pool { .. }))
        .map(|(_, s)| s.paid_secs() / 1800 * u32::from(s.who.people()))
        .sum();
    assert!(hours > 0 && hours <= 240, "half hours: {hours}");
    // A second search of the same plan begins with these seats and does not double them.
    let again = asked(&desk, plan, &seats);
    let answer = searched(&again, 50_000);
    desk.plan(again.command(&answer, "again")).unwrap();
    let seats = desk.floor.schedule().plan(plan).unwrap();
    let at_once = |t: u32| -> u16 {
        let at = again.at(t);
        seats
            .shifts()
            .filter(|(_, s)| matches!(s.who, Who::Pool { .. }) && s.from <= at && at < s.until)
            .map(|(_, s)| s.who.people())
            .sum()
    };
    assert!((0..336).all(|t| at_once(t) <= 6));
}

/// A75, A76: fixes of a published week become one command each, and a night has its lead.
#[test]
fn a75_a_fix_is_one_command_that_breaks_no_rule() {
    let mut desk = staffed();
    let night = CoverRule { people: 1, leads: 0, of: Of::default(), weekdays: [true; 7], ..CoverRule::default() };
    desk.plan(C::SetCover { rule: None, to: Some(night) }).unwrap();
    let plan = desk.week();
    let mut asking = asked(&desk, plan, &[]);
    assert_eq!(asking.instance.covers.len(), 7);
    // A third of the need leaves hours for fixes.
    asking.instance.need_milli.iter_mut().for_each(|n| *n /= 3);
    let answer = searched(&asking, 300_000);
    desk.plan(asking.command(&answer, "optimised")).unwrap();
    let mut asking = asked(&desk, plan, &[]);
    asking.instance.need_milli.iter_mut().for_each(|n| *n /= 3);
    for t in 120..128 {
        asking.instance.need_milli[t * 2] += 2_000;
    }
    let met = |people: &[u32]| f64::from(people.iter().sum::<u32>()) / 1e9;
    let found = fixes(&asking.instance, 120, 128, &met);
    assert!(!found.is_empty());
    for fix in found {
        let mut other = staffed();
        other.week();
        let all = asked(&other, plan, &[]);
        other.plan(all.command(&answer, "optimised")).unwrap();
        let count = other.floor.schedule().plan(plan).unwrap().len();
        other.plan(asking.change(&fix.changes, "fixed")).unwrap();
        assert_eq!(against(&other, plan), Vec::<String>::new(), "{:?}", fix.way);
        let more = if fix.way == Way::CallIn { fix.changes.len() } else { 0 };
        assert_eq!(other.floor.schedule().plan(plan).unwrap().len(), count + more, "{:?}", fix.way);
    }
}

#[test]
fn what_is_no_plan_is_no_instance() {
    let mut desk = Desk::new();
    let plan = desk.draft("empty", MONDAY, 7);
    let (skills, ramp) = (wanted(), BTreeMap::new());
    let ask = |plan, step_minutes| {
        let need =
            Need { step_minutes, skills: &skills, milli: &[], pools: &[], ramp: &ramp, weights: Weights::default() };
        Instance::of(&desk.floor, plan, &need)
    };
    assert!(ask(PlanId(99), 30).is_none() && ask(plan, 7).is_none());
    let nobody = ask(plan, 30).unwrap();
    assert_eq!((nobody.instance.people.len(), nobody.instance.need_milli.len()), (0, 672));
    let answer = searched(&nobody, 10_000);
    assert!(answer.shifts.is_empty() && answer.unmet.is_empty());
    assert_eq!((ZONE, Contract::default().rest), ("Europe/Paris", 660));
}

#[test]
fn what_has_begun_stays_as_it_is() {
    let mut desk = staffed();
    let plan = desk.week();
    let mut asking = asked(&desk, plan, &[]);
    let first = searched(&asking, 20_000);
    desk.plan(asking.command(&first, "optimised")).unwrap();
    let before: Vec<_> = desk.floor.schedule().plan(plan).unwrap().shifts().map(|(id, s)| (id, s.clone())).collect();
    let now = at("Wed 12:00");
    // Two of them are ill for the rest of the week, so that something has to change.
    for agent in [AgentId(3), AgentId(4)] {
        let absence = Absence {
            from: at("Thu 00:00"),
            until: at("Mon 00:00").plus(7 * 86_400),
            substitute: None,
            reason: "ill".into(),
        };
        desk.people(PeopleCommand::SetAbsence { agent, absence });
    }
    asking = asked(&desk, plan, &[]);
    asking.freeze_before(now);
    let second = searched(&asking, 60_000);
    assert!(second.shifts.iter().all(|s| asking.at(s.from) >= now), "nobody begins yesterday");
    desk.plan(asking.command(&second, "optimised")).unwrap();
    let after = desk.floor.schedule().plan(plan).unwrap();
    let begun: Vec<_> = before.iter().filter(|(_, s)| s.from < now).collect();
    assert!(begun.len() > 5, "some have begun");
    for (id, shift) in begun {
        assert_eq!(after.shift(*id), Some(shift));
    }
    assert_eq!(against(&desk, plan), Vec::<String>::new());
}
