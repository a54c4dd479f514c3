//! Each rule alone: what breaks it, and what just does not.

use super::{Desk, MONDAY, Paused, at, day, shift};
use jiff::civil::date;
use watchfloor::floor::people::{About, Absence, Training};
use watchfloor::floor::schedule::{
    Activity, Break, CoverRule, Of, PlannedShift, Rule, ScheduleCommand as C, Who, Window, Wishes,
};
use watchfloor::floor::{AssignmentCommand, Command, PeopleCommand};

/// What it is, shifts, and what they break.
type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [Rule]);

/// What these shifts of one agent break.
fn breaks(shifts: &[(&str, &str)]) -> Vec<Rule> {
    let mut desk = Desk::new();
    let ines = desk.hired("Ines R.");
    let plan = desk.draft("Four weeks", MONDAY, 28);
    for (from, until) in shifts {
        let mut one = shift(ines, from, until);
        if one.span_secs() >= 6 * 3600 {
            one.breaks =
                vec![Break { from: one.from.plus(3 * 3600), until: one.from.plus(3 * 3600 + 1800), paid: false }];
        }
        desk.add(plan, one);
    }
    desk.broken(plan)
}

#[test]
fn each_rule_is_broken_by_what_breaks_it_and_by_nothing_less() {
    let table: &[Row<'_>] = &[
        ("two at once", &[("Mon 08:00", "Mon 14:00"), ("Mon 13:00", "Mon 17:00")], &[Rule::Overlap]),
        ("one after the other", &[("Mon 08:00", "Mon 12:00"), ("Mon 12:00", "Mon 16:30")], &[Rule::Break]),
        ("too long at once", &[("Mon 08:00", "Mon 18:30")], &[Rule::ShiftLength]),
        ("just as long as may be", &[("Mon 08:00", "Mon 18:00")], &[]),
        ("too short", &[("Mon 08:00", "Mon 11:59")], &[Rule::ShiftLength]),
        ("a day of two shifts", &[("Mon 06:00", "Mon 12:00"), ("Mon 16:00", "Mon 22:00")], &[Rule::DayHours]),
        ("10 h 59 of rest", &[("Mon 15:00", "Mon 22:00"), ("Tue 08:59", "Tue 15:00")], &[Rule::Rest]),
        ("11 h of rest", &[("Mon 15:00", "Mon 22:00"), ("Tue 09:00", "Tue 15:00")], &[]),
        ("over midnight, and then again", &[("Mon 22:00", "Tue 06:00"), ("Tue 14:00", "Tue 20:00")], &[Rule::Rest]),
    ];
    for (words, shifts, rules) in table {
        assert_eq!(&breaks(shifts), rules, "{words}");
    }
}

#[test]
fn a_shift_over_midnight_counts_whole_on_the_day_on_which_it_begins() {
    let nights: Vec<(String, String)> = (0..5)
        .map(|n| {
            let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
            (format!("{} 22:00", days[n]), format!("{} 06:30", days[n + 1]))
        })
        .collect();
    let nights: Vec<(&str, &str)> = nights.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(breaks(&nights), [], "five nights of eight hours are forty hours on five days, none of a weekend");
}

#[test]
fn hours_of_a_week_stop_at_the_overtime_that_is_allowed() {
    let mut desk = Desk::new();
    let ines = desk.hired("Ines R.");
    let plan = desk.week();
    for weekday in ["Mon", "Tue", "Wed", "Thu", "Fri"] {
        desk.add(plan, day(ines, weekday));
    }
    assert_eq!(desk.violations(plan), []);
    let saturday = desk.add(plan, shift(ines, "Sat 08:00", "Sat 13:59"));
    let all = desk.violations(plan);
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].rule, all[0].hard), (Rule::Overtime, false), "overtime is paid, not forbidden");
    assert_eq!(all[0].words, "Ines R.: 5 h 59 min of overtime in the week of Mon 08:00");
    let to = shift(ines, "Sat 08:00", "Sat 14:31").pause("Sat 11:00", "Sat 11:30");
    desk.plan(C::ChangeShift { plan, shift: saturday, to }).unwrap();
    assert_eq!(desk.broken(plan), [Rule::WeekHours], "46 h and a minute");
}

#[test]
fn weeks_are_local_and_the_clock_change_makes_a_day_longer() {
    let mut desk = Desk::new();
    desk.now = at("2017-10-01 09:00");
    let ines = desk.hired("Ines R.");
    desk.contract(ines, |c| (c.day_max, c.shift_max, c.break_after) = (8 * 60, 9 * 60, 0));
    let plan = desk.draft("Clocks go back", date(2017, 10, 23), 7);
    // Ten in the evening to six: nine hours in that night.
    let id = desk.add(plan, shift(ines, "2017-10-28 22:00", "2017-10-29 06:00"));
    assert_eq!(desk.row(plan).shift(id).unwrap().span_secs(), 9 * 3600);
    assert_eq!(desk.broken(plan), [Rule::DayHours]);
    desk.contract(ines, |c| (c.day_max, c.shift_max, c.break_after) = (9 * 60, 9 * 60, 0));
    assert_eq!(desk.broken(plan), [], "a new contract is looked at at once");
    // Sunday 23:59 is of this week, though Monday begins in UTC an hour before midnight of Paris.
    let days = desk.row(plan).calendar();
    assert_eq!(days.day_of(at("2017-10-29 23:59")), Some(days.last_day()));
    assert_eq!(desk.row(plan).until(), at("2017-10-30 00:00"));
    assert_eq!(desk.row(plan).until().secs_since(desk.row(plan).from()), (7 * 24 + 1) * 3600);
}

#[test]
fn rest_over_the_night_in_which_the_clocks_go_forward_is_an_hour_shorter() {
    let mut desk = Desk::new();
    desk.now = at("2018-03-01 09:00");
    let ines = desk.hired("Ines R.");
    let plan = desk.draft("Clocks go forward", date(2018, 3, 19), 7);
    let evening = shift(ines, "2018-03-24 15:00", "2018-03-24 20:59");
    desk.add(plan, evening);
    desk.add(plan, shift(ines, "2018-03-25 08:00", "2018-03-25 13:00"));
    let all = desk.violations(plan);
    assert_eq!((all[0].rule, all[0].has, all[0].needs), (Rule::Rest, 10 * 60 + 1, 660));
    assert_eq!(all[0].words, "Ines R.: 10 h 1 min rest before Sun 08:00, needs 11 h");
}

#[test]
fn days_in_a_row_and_weekends_are_counted_over_the_border_of_a_plan() {
    let mut desk = Desk::new();
    let ines = desk.hired("Ines R.");
    desk.contract(ines, |c| (c.row_max, c.weekends_max, c.week_max) = (5, 1, 80 * 60));
    let before = desk.draft("Week 46", date(2017, 11, 13), 7);
    for day in 16..=19 {
        desk.add(before, shift(ines, &format!("2017-11-{day} 08:00"), &format!("2017-11-{day} 13:00")));
    }
    desk.plan(C::Publish { plan: before }).unwrap();
    let plan = desk.week();
    desk.add(plan, shift(ines, "Mon 08:00", "Mon 13:00"));
    assert_eq!(desk.broken(plan), [], "five in a row");
    let tuesday = desk.add(plan, shift(ines, "Tue 08:00", "Tue 13:00"));
    let all = desk.violations(plan);
    assert_eq!((all[0].rule, all[0].shift, all[0].has), (Rule::DaysInARow, Some(tuesday), 6));
    desk.plan(C::RemoveShift { plan, shift: tuesday }).unwrap();
    desk.add(plan, shift(ines, "Sat 08:00", "Sat 13:00"));
    assert_eq!(desk.broken(plan), [Rule::Weekends], "the weekend before counts too");
    // Rest over the border: Sunday until 13:00 and Monday from 08:00 are fine, a night before is not.
    let night = shift(ines, "Mon 00:00", "Mon 05:00");
    desk.add(plan, night);
    assert!(!desk.broken(plan).contains(&Rule::Rest), "eleven hours between 13:00 and midnight");
}

#[test]
fn a_roster_that_nobody_planned_here_counts_at_the_border_too() {
    let mut desk = Desk::new();
    let ines = desk.hired("Ines R.");
    let from_file = watchfloor::floor::Shift { from: at("2017-11-19 18:00"), until: at("2017-11-19 23:00") };
    desk.people(PeopleCommand::SetShifts { agent: ines, shifts: vec![from_file] });
    let plan = desk.week();
    desk.add(plan, day(ines, "Mon"));
    let all = desk.violations(plan);
    assert_eq!((all[0].rule, all[0].has), (Rule::Rest, 9 * 60));
    desk.people(PeopleCommand::SetShifts { agent: ines, shifts: vec![] });
    assert_eq!(desk.broken(plan), [], "what changes outside the plan is looked at at once");
}

#[test]
fn a_break_counts_where_it_parts_the_work() {
    let mut desk = Desk::new();
    let ines = desk.hired("Ines R.");
    let plan = desk.week();
    let id = desk.add(plan, shift(ines, "Mon 08:00", "Mon 14:00"));
    let mut put = |to: PlannedShift| {
        desk.plan(C::ChangeShift { plan, shift: id, to }).unwrap();
        desk.broken(plan)
    };
    let whole = || shift(ines, "Mon 08:00", "Mon 14:00");
    assert_eq!(put(whole().pause("Mon 08:00", "Mon 08:30")), [Rule::Break], "nobody rests before they begin");
    assert_eq!(put(whole().pause("Mon 11:00", "Mon 11:29")), [Rule::Break]);
    assert_eq!(put(whole().pause("Mon 10:00", "Mon 10:15").pause("Mon 12:00", "Mon 12:15")), [], "in two parts");
    assert_eq!(put(shift(ines, "Mon 08:00", "Mon 13:59")), [], "shorter than six hours");
    let out = desk.plan(C::ChangeShift { plan, shift: id, to: whole().pause("Mon 13:45", "Mon 14:15") });
    assert_eq!(out.unwrap_err().to_string(), "a break lies inside its shift and ends after it begins");
}

#[test]
fn availability_wishes_absences_and_the_team_are_looked_at() {
    let mut desk = Desk::new();
    let ines = desk.hired("Ines R.");
    let plan = desk.week();
    desk.add(plan, day(ines, "Mon"));
    let window = |weekday, from, until| Window { weekday, from, until };
    let wish = |desk: &mut Desk, wishes: Wishes| {
        desk.plan(C::SetWishes { agent: ines, wishes }).unwrap();
        let all = desk.violations(plan);
        all.iter().map(|v| (v.rule, v.hard)).collect::<Vec<_>>()
    };
    let can = |windows: Vec<Window>| Wishes { windows, ..Wishes::default() };
    assert_eq!(wish(&mut desk, can(vec![window(0, 480, 990)])), []);
    assert_eq!(wish(&mut desk, can(vec![window(0, 480, 980)])), [(Rule::Availability, true)]);
    assert_eq!(wish(&mut desk, can(vec![window(1, 0, 1440)])), [(Rule::Availability, true)], "Tuesdays only");
    let two = vec![window(0, 400, 700), window(0, 700, 1000)];
    assert_eq!(wish(&mut desk, can(two)), [], "two that follow are one");
    let likes = Wishes { band: Some((540, 1020)), days_off: vec![MONDAY], ..Wishes::default() };
    assert_eq!(wish(&mut desk, likes), [(Rule::Band, false), (Rule::WishedOff, false)], "wishes are no rules");
    wish(&mut desk, Wishes::default());
    let absence = Absence { from: at("Mon 16:00"), until: at("Tue 00:00"), substitute: None, reason: "dentist".into() };
    desk.people(PeopleCommand::SetAbsence { agent: ines, absence });
    let all = desk.violations(plan);
    assert_eq!(all[0].words, "Ines R.: absent at Mon 16:00 (dentist)");
    desk.people(PeopleCommand::DropAbsence { agent: ines, from: at("Mon 16:00") });
    assert_eq!(desk.broken(plan), []);
    desk.ask(Command::Assignment(AssignmentCommand::RemoveAgent { agent: ines })).unwrap();
    assert_eq!(desk.broken(plan), [Rule::LeftTeam]);
    desk.ask(Command::Undo).unwrap();
    assert_eq!(desk.broken(plan), [], "and back");
}

#[test]
fn a_training_that_expires_is_warned_of_where_a_rule_asks_for_it() {
    let mut desk = Desk::new();
    let ines = desk.hired("Ines R.");
    let plan = desk.week();
    desk.add(plan, day(ines, "Fri"));
    let about = About {
        trainings: vec![Training { what: "public replies".into(), until: Some(at("Thu 00:00")) }],
        ..About::default()
    };
    desk.people(PeopleCommand::SetAbout { agent: ines, about });
    assert_eq!(desk.violations(plan), []);
    let of = Of { training: "public replies".into(), ..Of::default() };
    let rule =
        CoverRule { name: "Friday".into(), from: 480, until: 990, of, leads: 0, people: 1, ..Default::default() };
    let rule = CoverRule { weekdays: [false, false, false, false, true, false, false], ..rule };
    desk.plan(C::SetCover { rule: None, to: Some(rule) }).unwrap();
    let all: Vec<_> = desk.violations(plan).into_iter().map(|v| (v.rule, v.hard)).collect();
    assert_eq!(all, [(Rule::Cover, true), (Rule::Training, false)], "who has not the training does not count");
}

#[test]
fn without_a_contract_only_rest_is_looked_at_and_no_hours_means_no_shift() {
    let mut desk = Desk::new();
    let (ines, jo) = (desk.agent("Ines R."), desk.agent("Jo P."));
    let plan = desk.week();
    desk.add(plan, shift(ines, "Mon 06:00", "Mon 22:00"));
    assert_eq!(desk.broken(plan), []);
    assert_eq!(desk.violations(plan)[0].rule, Rule::NoContract);
    desk.add(plan, shift(ines, "Tue 06:00", "Tue 12:00"));
    assert_eq!(desk.broken(plan), [Rule::Rest]);
    // Bad input: a contract without hours.
    desk.contract(jo, |c| (c.week_max, c.overtime, c.week_min) = (0, 0, 0));
    desk.add(plan, shift(jo, "Mon 08:00", "Mon 13:00"));
    assert_eq!(desk.broken(plan), [Rule::WeekHours, Rule::Rest]);
}

#[test]
fn a_meeting_beside_the_queue_is_one_stint_and_needs_no_rest() {
    let mut desk = Desk::new();
    let ines = desk.hired("Ines R.");
    let plan = desk.week();
    desk.add(plan, shift(ines, "Mon 08:00", "Mon 12:00"));
    let meeting = PlannedShift { activity: Activity::Meeting, ..shift(ines, "Mon 12:00", "Mon 13:00") };
    desk.add(plan, meeting);
    assert_eq!(desk.violations(plan), []);
}

#[test]
fn partners_work_only_while_they_are_on_and_open_shifts_are_warned_of() {
    let mut desk = Desk::new();
    let pool = |on| watchfloor::floor::people::Pool {
        name: "Nordhelp".into(),
        on,
        capacity: 30,
        hours: None,
        cost_cents: 1_700,
        share_pct: 100,
    };
    desk.people(PeopleCommand::SetPool { pool: pool(true) });
    let plan = desk.week();
    let who = Who::Pool { name: "Nordhelp".into(), seats: 6 };
    desk.add(plan, PlannedShift::new(who, at("Fri 15:00"), at("Sat 00:00")));
    desk.add(plan, PlannedShift::new(Who::Open, at("Fri 08:00"), at("Fri 12:00")));
    let all: Vec<_> = desk.violations(plan).into_iter().map(|v| (v.rule, v.words)).collect();
    assert_eq!(all, [(Rule::NotTaken, "nobody has taken Fri 08:00".to_owned())]);
    desk.people(PeopleCommand::SetPool { pool: pool(false) });
    assert_eq!(desk.broken(plan), [Rule::Partner]);
    let who = Who::Pool { name: "Unknown".into(), seats: 6 };
    let unknown = desk.plan(C::AddShift { plan, shift: PlannedShift::new(who, at("Fri 15:00"), at("Fri 20:00")) });
    assert!(unknown.unwrap_err().to_string().contains("no partner is called Unknown"));
}
