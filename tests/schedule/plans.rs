//! Drafts, copies and what is published.

use super::{Desk, MONDAY, Paused, at, day, shift};
use jiff::civil::date;
use watchfloor::floor::schedule::{Activity, PlanId, PlannedShift, ScheduleCommand as C, ShiftId, Standing, Who};
use watchfloor::floor::{Command, Event, PeopleCommand, PeopleEvent, Role, Shift};

fn span(from: &str, until: &str) -> Shift {
    Shift { from: at(from), until: at(until) }
}

#[test]
fn a_plan_that_breaks_a_rule_is_not_published_and_one_that_does_not_becomes_the_roster() {
    let mut desk = Desk::new();
    let (ines, jo) = (desk.hired("Ines R."), desk.hired("Jo P."));
    let around = vec![span("2017-11-15 08:00", "2017-11-15 12:00"), span("2017-11-29 08:00", "2017-11-29 12:00")];
    let mut old = around.clone();
    old.insert(1, span("Tue 08:00", "Tue 12:00"));
    desk.people(PeopleCommand::SetShifts { agent: ines, shifts: old });
    let plan = desk.week();
    assert_eq!(desk.plan(C::Publish { plan }).unwrap_err().to_string(), "Week 47 has no shifts yet");
    desk.add(plan, day(ines, "Mon"));
    let late = desk.add(plan, shift(ines, "Mon 21:00", "Tue 01:00"));
    let no = desk.plan(C::Publish { plan }).unwrap_err().to_string();
    assert_eq!(no, "Week 47 breaks rules and cannot be published: Ines R.: 12 h on the day of Mon 08:00, at most 10 h",);
    desk.plan(C::RemoveShift { plan, shift: late }).unwrap();
    let training = PlannedShift { activity: Activity::Training, ..shift(jo, "Wed 08:00", "Wed 12:00") };
    desk.add(plan, training);
    let words = desk.plan(C::Publish { plan }).unwrap();
    assert_eq!(words, "Week 47 is published; the roster of 1 agent changes");
    let roster = &desk.floor.agent(ines).unwrap().shifts;
    assert_eq!(*roster, [around[0], span("Mon 08:00", "Mon 16:30"), around[1]], "its days are replaced, others stay");
    assert_eq!(desk.floor.agent(jo).unwrap().shifts, [], "a training is no work of the queue");
    let known = desk.floor.schedule().published(jo);
    assert_eq!((known.len(), &known[0].shift.activity), (1, &Activity::Training));
    assert_eq!(desk.floor.schedule().published(ines)[0].shift.breaks.len(), 1, "breaks are known to the floor");
    let last: Vec<&Event> = desk.log.last().unwrap().2.events.iter().collect();
    assert!(matches!(last[1], Event::People(PeopleEvent::ShiftsSet { .. })), "in the same decision");
    let no = desk.plan(C::AddShift { plan, shift: day(jo, "Fri") }).unwrap_err().to_string();
    assert_eq!(no, "Week 47 is published; make a copy of it and change that");
    let no = desk.plan(C::DropPlan { plan }).unwrap_err().to_string();
    assert!(no.starts_with("Week 47 is published: people work by it"), "{no}");
}

#[test]
fn a_published_plan_is_changed_by_a_copy_and_the_change_is_the_least_one() {
    let mut desk = Desk::new();
    let (ines, jo) = (desk.hired("Ines R."), desk.hired("Jo P."));
    let plan = desk.week();
    let monday = desk.add(plan, day(ines, "Mon"));
    let tuesday = desk.add(plan, day(ines, "Tue"));
    let wednesday = desk.add(plan, day(ines, "Wed"));
    desk.add(plan, day(ines, "Thu"));
    desk.plan(C::Publish { plan }).unwrap();
    let words = desk.plan(C::CopyPlan { plan, name: "Week 47 b".into() }).unwrap();
    assert_eq!(words, "Week 47 b is a draft that would replace Week 47");
    let copy = PlanId(1);
    assert_eq!(desk.row(copy).replaces, Some(plan));
    desk.plan(C::ChangeShift { plan: copy, shift: monday, to: day(jo, "Mon") }).unwrap();
    let later = shift(ines, "Tue 09:00", "Tue 17:30").pause("Tue 12:00", "Tue 12:30");
    desk.plan(C::ChangeShift { plan: copy, shift: tuesday, to: later }).unwrap();
    desk.plan(C::RemoveShift { plan: copy, shift: wednesday }).unwrap();
    let added = desk.add(copy, day(jo, "Fri"));
    let found = desk.floor.compare_plans(plan, copy).unwrap();
    assert_eq!((&found.given, &found.moved), (&vec![monday], &vec![tuesday]));
    assert_eq!((&found.removed, &found.added, found.same), (&vec![wednesday], &vec![added], 1));
    assert_eq!((found.was.paid_secs, found.is.paid_secs), (32 * 3600, 32 * 3600));
    assert_eq!(found.was.cents, 32 * 2_200);
    // Another draft of the same days is not published beside it.
    let rival = desk.draft("Rival", MONDAY, 7);
    desk.add(rival, day(jo, "Thu"));
    let no = desk.plan(C::Publish { plan: rival }).unwrap_err().to_string();
    assert!(no.contains("Week 47 is published for some of these days"), "{no}");
    desk.plan(C::CopyPlan { plan, name: "Week 47 c".into() }).unwrap();
    desk.plan(C::Publish { plan: copy }).unwrap();
    assert!(matches!(desk.row(plan).standing, Standing::Replaced { by, .. } if by == copy));
    assert_eq!(desk.floor.agent(jo).unwrap().shifts, [span("Mon 08:00", "Mon 16:30"), span("Fri 08:00", "Fri 16:30")]);
    let no = desk.plan(C::Publish { plan: PlanId(3) }).unwrap_err().to_string();
    assert!(no.contains("Week 47 b is published"), "a copy of what was replaced comes too late: {no}");
}

#[test]
fn edits_are_taken_back_one_after_the_other_and_many_at_once() {
    let mut desk = Desk::new();
    desk.role = Role::Planner;
    let (ines, jo) = (desk.hired("Ines R."), desk.hired("Jo P."));
    let plan = desk.week();
    let one = desk.add(plan, day(ines, "Mon"));
    let was = desk.row(plan).clone();
    let put: Vec<(Option<ShiftId>, PlannedShift)> = ["Tue", "Wed", "Thu"]
        .iter()
        .map(|weekday| (None, day(jo, weekday)))
        .chain([(Some(one), day(jo, "Mon"))])
        .collect();
    let words = desk.plan(C::ReplaceShifts { plan, remove: vec![], put, words: "optimised".into() }).unwrap();
    assert_eq!((words.as_str(), desk.row(plan).len()), ("optimised: 4 shifts changed", 4));
    desk.plan(C::SplitShift { plan, shift: one, at: at("Mon 12:15") }).unwrap();
    let halves: Vec<_> = desk.row(plan).shifts().map(|(_, s)| (s.from, s.until, s.breaks.len())).take(2).collect();
    assert_eq!(halves[0], (at("Mon 08:00"), at("Mon 12:15"), 1));
    assert_eq!(halves[1], (at("Mon 12:15"), at("Mon 16:30"), 1));
    assert_eq!(desk.ask(Command::Undo).unwrap(), "2 shifts as before");
    assert_eq!(desk.ask(Command::Undo).unwrap(), "4 shifts as before");
    let shifts = |p: &watchfloor::floor::schedule::Plan| p.shifts().map(|(id, s)| (id, s.clone())).collect::<Vec<_>>();
    assert_eq!(shifts(desk.row(plan)), shifts(&was));
    desk.role = Role::Lead;
    assert_eq!(desk.ask(Command::Undo).unwrap_err().to_string(), "a lead may not make plans; ask a supervisor");
    desk.role = Role::Planner;
    assert_eq!(desk.ask(Command::Undo).unwrap(), "1 shift as before");
    assert!(desk.row(plan).is_empty());
    let log: Vec<_> = desk.row(plan).changes().map(|c| (c.role, c.before.is_some(), c.after.is_some())).collect();
    assert_eq!(log.first(), Some(&(Some(Role::Planner), true, false)), "the log of a plan forgets nothing");
    assert_eq!(log.last(), Some(&(Some(Role::Planner), false, true)));
}

#[test]
fn what_is_no_plan_or_no_shift_is_refused_in_words() {
    let mut desk = Desk::new();
    let ines = desk.hired("Ines R.");
    let make = |days, zone: &str| C::MakePlan { name: "W".into(), first: MONDAY, days, zone: zone.into() };
    let mut no = |command| desk.plan(command).unwrap_err().to_string();
    assert_eq!(no(make(0, "UTC")), "a plan has 1 to 92 days");
    assert_eq!(no(make(93, "UTC")), "a plan has 1 to 92 days");
    assert_eq!(no(make(7, "Paris")), "Paris is no time zone, such as Europe/Paris");
    let far = C::MakePlan { name: "W".into(), first: date(2190, 1, 1), days: 7, zone: "UTC".into() };
    assert!(no(far).contains("cannot begin on"));
    let plan = desk.week();
    let mut no = |shift| desk.plan(C::AddShift { plan, shift }).unwrap_err().to_string();
    assert_eq!(no(shift(ines, "Mon 08:00", "Mon 08:00")), "a shift ends after it begins");
    assert_eq!(no(shift(ines, "Mon 08:00", "Tue 09:01")), "a shift is not longer than a day");
    assert!(no(shift(ines, "2017-11-27 00:00", "2017-11-27 08:00")).contains("does not reach that day"));
    let nobody = watchfloor::floor::AgentId(9);
    assert_eq!(no(shift(nobody, "Mon 08:00", "Mon 12:00")), "that agent is not on this floor");
    let two = shift(ines, "Mon 08:00", "Mon 16:00").pause("Mon 10:00", "Mon 11:00").pause("Mon 10:30", "Mon 11:30");
    assert_eq!(no(two), "two breaks of the shift overlap");
    let gone = C::ChangeShift { plan, shift: ShiftId(7), to: day(ines, "Mon") };
    assert_eq!(desk.plan(gone).unwrap_err().to_string(), "that shift is not in Week 47 any more");
    let twice = desk.plan(make_again()).unwrap_err().to_string();
    assert_eq!(twice, "a plan is called Week 47 already");
}

fn make_again() -> C {
    C::MakePlan { name: " Week 47 ".into(), first: MONDAY, days: 7, zone: "UTC".into() }
}

#[test]
fn contradictory_rules_are_named() {
    let mut desk = Desk::new();
    let ines = desk.hired("Ines R.");
    let mut no = |change: &dyn Fn(&mut watchfloor::floor::schedule::Contract)| {
        let mut contract = watchfloor::floor::schedule::Contract::default();
        change(&mut contract);
        desk.plan(C::SetContract { agents: vec![ines], contract: Some(contract) }).unwrap_err().to_string()
    };
    assert_eq!(no(&|c| c.week_min = 41 * 60), "full time owes more minutes a week than it allows");
    assert_eq!(no(&|c| c.shift_min = 601), "the shortest shift of full time is longer than its longest");
    assert_eq!(no(&|c| c.row_max = 0), "full time allows shifts, but no day to work on");
    assert_eq!(no(&|c| c.weekends_max = 5), "full time counts weekends in four; it allows at most 4");
    assert_eq!(no(&|c| c.overtime = 9_000), "full time allows more minutes a week than a week has");
}

/// 500 agents, 28 days: an edit touches one lane, whatever else the plan holds.
#[test]
fn a_plan_of_500_agents_and_four_weeks_is_edited_lane_by_lane() {
    let mut desk = Desk::new();
    let agents: Vec<_> = (0..500).map(|n| desk.agent(&format!("Agent {n}"))).collect();
    desk.plan(C::SetContract {
        agents: agents.clone(),
        contract: Some(watchfloor::floor::schedule::Contract { week_min: 0, ..Default::default() }),
    })
    .unwrap();
    let plan = desk.draft("Four weeks", MONDAY, 28);
    let mut put = Vec::new();
    for agent in &agents {
        for n in 0..28_i64 {
            let day = MONDAY.checked_add(jiff::Span::new().days(n)).unwrap();
            let one = shift(*agent, &format!("{day} 08:00"), &format!("{day} 16:30"));
            put.push((None, one.pause(&format!("{day} 12:00"), &format!("{day} 12:30"))));
        }
    }
    desk.plan(C::ReplaceShifts { plan, remove: vec![], put, words: "pasted".into() }).unwrap();
    assert_eq!(desk.row(plan).len(), 14_000);
    let hard = desk.violations(plan).into_iter().filter(|v| v.hard).count();
    assert!(hard >= 500, "everybody works every day of four weeks: {hard}");
    let before = desk.row(plan).clone();
    let moved = ShiftId(28 * 250);
    let to = PlannedShift { who: Who::Agent(agents[250]), ..shift(agents[250], "Mon 09:00", "Mon 17:00") };
    desk.plan(C::ChangeShift { plan, shift: moved, to }).unwrap();
    let after = desk.row(plan);
    let changed = before.lanes().zip(after.lanes()).filter(|((_, a), (_, b))| !std::sync::Arc::ptr_eq(a, b)).count();
    assert_eq!(changed, 1, "all other lanes are the very same");
    desk.ask(Command::Undo).unwrap();
    desk.ask(Command::Undo).unwrap();
    assert!(desk.row(plan).is_empty(), "fourteen thousand at once");
}
