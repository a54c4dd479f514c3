//! Who is new counts as far as they have learnt, in a plan as in a peak; and a peak is rehearsed with its roster.

use jiff::tz::TimeZone;
use jiff::{Span, civil::Date};
use watchfloor::engine::{Input, Outcome};
use watchfloor::floor::schedule::{Contract, PlanId, Rule, ScheduleCommand};
use watchfloor::floor::{Actor, AgentId, At, Command};
use watchfloor::plan::peak::LEARNING;
use watchfloor::run::Rehearsal;
use watchfloor::view::made::figures::{Outlook, Peak, asking, coverage, in_force};
use watchfloor::view::{PlannerAsked, VolumeOf, WhatIf, Worked};

fn rehearsal() -> Rehearsal {
    Rehearsal::begin("black-friday", 1, 1, &TimeZone::UTC).expect("a day")
}

fn decide(rehearsal: &mut Rehearsal, command: ScheduleCommand) -> Outcome {
    let now = rehearsal.now();
    let input = Input::Asked { id: 1, by: Actor::Desk, command: Command::Schedule(command) };
    rehearsal.engine.turn(vec![input], now).pop().expect("an answer")
}

/// From today on this agent is somebody who began on a day.
fn began(rehearsal: &mut Rehearsal, agent: AgentId, first: Date) {
    let has = rehearsal.engine.floor().schedule().contract(agent).cloned().unwrap_or_default();
    let contract = Some(Contract { first_day: Some(first), ..has });
    let outcome = decide(rehearsal, ScheduleCommand::SetContract { agents: vec![agent], contract });
    assert!(!matches!(outcome, Outcome::Refused(_)), "{outcome:?}");
}

fn scheduled(rehearsal: &Rehearsal, plan: PlanId) -> f64 {
    let (floor, now) = (rehearsal.engine.floor(), rehearsal.now());
    let row = floor.schedule().plan(plan).expect("a plan");
    let outlook = Outlook::of(floor, "UTC", (row.from(), row.until()), now).expect("a history");
    let asked = asking(floor, plan, &outlook).expect("a plan");
    let all = coverage(floor, &outlook, &asked, (row.from(), usize::from(row.days) * 48), now);
    all.slots.iter().map(|slot| f64::from(slot.scheduled)).sum()
}

/// Half hours in which an agent is at work in a plan.
fn at_work(rehearsal: &Rehearsal, plan: PlanId, agent: AgentId) -> f64 {
    let row = rehearsal.engine.floor().schedule().plan(plan).expect("a plan");
    let own = row.shifts().filter(|(_, shift)| shift.who.agent() == Some(agent));
    own.map(|(_, shift)| f64::from(shift.paid_secs()) / 1_800.0).sum()
}

#[test]
fn a_new_hire_counts_as_far_as_they_have_learnt() {
    let mut rehearsal = rehearsal();
    let (agent, plan) = (AgentId(2), in_force(rehearsal.engine.floor(), rehearsal.now()).expect("published"));
    let monday = rehearsal.engine.floor().schedule().plan(plan).expect("a plan").first;
    let (whole, theirs) = (scheduled(&rehearsal, plan), at_work(&rehearsal, plan, agent));
    assert!(theirs > 60.0, "they work five days: {theirs}");
    for (weeks, worth) in [(0, LEARNING[0]), (1, LEARNING[1]), (2, LEARNING[2]), (3, 1.0), (40, 1.0)] {
        began(&mut rehearsal, agent, monday.saturating_sub(Span::new().weeks(weeks)));
        let now = scheduled(&rehearsal, plan);
        let lost = (1.0 - worth) * theirs;
        assert!((whole - now - lost).abs() < 0.02, "week {weeks}: {whole} less {lost} is not {now}");
    }
}

#[test]
fn nobody_is_planned_before_their_first_day() {
    let mut rehearsal = rehearsal();
    let agent = AgentId(2);
    let plans: Vec<_> =
        rehearsal.engine.floor().schedule().plans().map(|(id, p)| (id, p.is_draft(), p.first)).collect();
    let (draft, _, monday) = plans.iter().find(|(_, draft, _)| *draft).copied().expect("a draft");
    let first = monday.saturating_add(Span::new().days(4));
    began(&mut rehearsal, agent, first);
    let floor = rehearsal.engine.floor();
    let own = floor.schedule().plan(draft).expect("a plan").shifts().filter(|(_, s)| s.who.agent() == Some(agent));
    let day = |at: At| at.timestamp().to_zoned(TimeZone::UTC).date();
    let early = own.filter(|(_, shift)| day(shift.from) < first).count();
    let told = floor.schedule().violations(floor, draft);
    let told = told.iter().filter(|v| v.rule == Rule::Availability && v.hard && v.words.contains("begins only on"));
    assert!(early > 0);
    assert_eq!(told.count(), early);
    // And the search gives them none of those days.
    let row = floor.schedule().plan(draft).expect("a plan");
    let outlook = Outlook::of(floor, "UTC", (row.from(), row.until()), rehearsal.now()).expect("a history");
    let asked = asking(floor, draft, &outlook).expect("a plan");
    let person = asked.instance.people.iter().find(|p| p.seat == watchfloor::plan::roster::Seat::Agent(agent));
    assert!(person.expect("on the team").open.iter().all(|(from, _)| *from >= 4 * 48));
}

fn peak(rehearsal: &Rehearsal, first: Date) -> Peak {
    let asked = PlannerAsked {
        plan: None,
        first,
        days: 42,
        season: true,
        what_if: WhatIf::default(),
        compare: None,
        takers: None,
        time_off: None,
        volume_of: VolumeOf::All,
    };
    Peak::of(rehearsal.engine.floor(), "UTC", &asked, rehearsal.now()).expect("a peak")
}

fn today(rehearsal: &Rehearsal) -> Date {
    rehearsal.now().timestamp().to_zoned(TimeZone::UTC).date()
}

/// Row A75: nobody is to be hired in the past, whenever the peak begins; and what comes too soon for it is said.
#[test]
fn a75_nobody_is_hired_before_today() {
    let rehearsal = rehearsal();
    let today = today(&rehearsal);
    let mut hires = 0;
    for days in [-30_i64, -11, -8, -7, -4, -1, 0, 1, 3, 6, 7, 10, 21, 60] {
        let season = peak(&rehearsal, today.saturating_add(Span::new().days(days))).work();
        for hire in &season.hires {
            assert!(hire.begin_by >= today, "{} for a peak {days} days away", hire.begin_by);
        }
        hires += season.hires.len();
        assert!(season.open_hours >= 0.0 && season.open_hours.is_finite());
    }
    assert!(hires > 0, "something was to be hired for");
}

/// Row A73: the busiest day of the peak is played with who is planned for it.
#[test]
fn a73_the_peak_is_rehearsed_with_its_roster() {
    let rehearsal = rehearsal();
    let today = today(&rehearsal);
    let monday = today.saturating_sub(Span::new().days(i64::from(today.weekday().to_monday_zero_offset())));
    let mut looks = 0;
    let mut on = || {
        looks += 1;
        true
    };
    let of = match peak(&rehearsal, monday).rehearse(&mut on) {
        Worked::Ready(of) => of,
        other => panic!("{}", other.words()),
    };
    assert_eq!(of.day, today, "Black Friday is the busiest");
    assert!(looks > 1, "it can be stopped");
    assert!(of.shifts.0 >= 10 && of.shifts.1 == 6, "our own and six seats of the partner: {:?}", of.shifts);
    let level = of.played.within_ratio;
    assert!(of.played.runs == 100 && 0.0 <= level.p10 && level.p10 <= level.p90 && level.p90 <= 1.0, "{level:?}");
    assert!(of.played.cost_cents > 0 && of.played.paid_minutes > 0 && of.mentions > 100.0);
    assert_eq!(peak(&rehearsal, monday).rehearse(&mut || true), Worked::Ready(of), "the same chance, the same answer");

    let Worked::Missing(why) = peak(&rehearsal, monday.saturating_add(Span::new().weeks(1))).rehearse(&mut || true)
    else {
        panic!("nobody is planned for the weeks after")
    };
    assert!(why.contains("Nobody is planned for"), "{why}");
}

/// What is played counts who is new as coverage does: they take longer, or serve nobody while they only learn.
#[test]
fn who_is_new_serves_less_in_what_is_played() {
    let mut rehearsal = rehearsal();
    let today = today(&rehearsal);
    let monday = today.saturating_sub(Span::new().days(i64::from(today.weekday().to_monday_zero_offset())));
    let played = |rehearsal: &Rehearsal| match peak(rehearsal, monday).rehearse(&mut || true) {
        Worked::Ready(of) => (of.shifts, of.played),
        other => panic!("{}", other.words()),
    };
    let agents = rehearsal.engine.floor().agents().len();
    let mut all_began = |weeks: i64| {
        let first = today.saturating_sub(Span::new().weeks(weeks));
        (0..agents).for_each(|n| began(&mut rehearsal, AgentId(n as u16), first));
        played(&rehearsal)
    };
    let (shifts, learning) = all_began(0);
    let (halfway, known) = (all_began(1), all_began(3));
    assert_eq!((halfway.0, known.0), (shifts, shifts), "they are there all the same");
    let level = |of: &watchfloor::view::Simulated| of.within_ratio.p50;
    assert!(level(&learning) < level(&halfway.1) && level(&halfway.1) < level(&known.1), "{learning:?} {halfway:?}");
    assert_eq!(learning.cost_cents, known.1.cost_cents, "and paid all the same");
}
