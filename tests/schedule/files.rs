//! Plans come from tables and go to tables and calendars.

use super::{Desk, Paused, at, day, shift};
use jiff::civil::date;
use jiff::tz::TimeZone;
use watchfloor::connect::ical::holidays;
use watchfloor::connect::ics::{Entry, calendar, shifts};
use watchfloor::connect::roster::{RosterFile, plan_csv};
use watchfloor::floor::PeopleCommand;
use watchfloor::floor::schedule::{Activity, PlannedShift, ScheduleCommand as C, Who};

fn read(text: &str) -> RosterFile {
    let zone = TimeZone::get(super::ZONE).unwrap();
    let bytes = text.as_bytes().to_vec();
    let total = bytes.len() as u64;
    RosterFile::from_read("week.csv", Box::new(std::io::Cursor::new(bytes)), total, &zone).unwrap()
}

#[test]
fn a_plan_comes_back_from_its_table_as_it_went() {
    let mut desk = Desk::new();
    desk.now = at("2017-10-01 09:00");
    let (ines, jo) = (desk.hired("Ines \"R\", the first"), desk.hired("=Jo;P"));
    let pool = watchfloor::floor::people::Pool {
        name: "Nordhelp".into(),
        on: true,
        capacity: 30,
        hours: None,
        cost_cents: 1_700,
        share_pct: 100,
    };
    desk.people(PeopleCommand::SetPool { pool });
    let plan = desk.draft("Clocks go back", date(2017, 10, 23), 7);
    desk.add(plan, shift(ines, "2017-10-23 08:00", "2017-10-23 16:30").pause("2017-10-23 12:00", "2017-10-23 12:30"));
    let night = shift(jo, "2017-10-28 22:00", "2017-10-29 06:00").pause("2017-10-29 04:00", "2017-10-29 04:30");
    desk.add(plan, night);
    // Begins at the second half past two, the one after the clocks went back.
    let second = at("2017-10-29 02:30").plus(3600);
    let who = Who::Pool { name: "Nordhelp".into(), seats: 6 };
    desk.add(plan, PlannedShift::new(who, second, second.plus(4 * 3600)));
    let training = PlannedShift {
        activity: Activity::Other("Stand-up, short".into()),
        ..shift(ines, "2017-10-24 08:00", "2017-10-24 12:00")
    };
    desk.add(plan, training);
    desk.add(plan, PlannedShift { who: Who::Open, ..shift(jo, "2017-10-25 08:00", "2017-10-25 13:00") });
    let row = desk.row(plan);
    let file = read(&plan_csv(&desk.floor, row).unwrap());
    assert_eq!(file.problems, []);
    assert_eq!(file.days(row.calendar().zone()), Some((date(2017, 10, 23), 7)));
    let drafted = file.draft(&desk.floor, row.from(), row.until());
    assert_eq!(drafted.problems, []);
    let went: Vec<PlannedShift> = row.shifts().map(|(_, s)| s.clone()).collect();
    assert_eq!(drafted.shifts, went);
}

#[test]
fn rows_that_cannot_stand_are_named_and_the_rest_is_taken() {
    let mut desk = Desk::new();
    desk.hired("Ade B.");
    let plan = desk.week();
    let text = "agent,date,from,until,breaks,activity,kind,seats\n\
        Ade B.,2017-11-20,22:00,06:00,02:00-02:30; 04:00-04:10 paid,,,\n\
        Ade B.,2017-11-22,08:00,16:00,07:00-07:30,,,\n\
        Ade B.,2017-11-23,08:00,16:00,,,robot,\n\
        Nobody,2017-11-23,08:00,16:00,,,,\n\
        Nordhelp,2017-11-23,08:00,16:00,,,partner,6\n\
        Ade B.,2017-11-29,08:00,16:00,,,,\n\
        ,2017-11-24,08:00,12:00,,training,open,\n";
    let file = read(text);
    let problems: Vec<_> = file.problems.iter().map(|p| (p.place.as_str(), p.reason.as_str())).collect();
    assert_eq!(
        problems,
        [
            ("line 3", "“07:00-07:30” is no break such as 12:00-12:30."),
            ("line 4", "“robot” is neither agent, partner nor open."),
        ]
    );
    let row = desk.row(plan);
    let drafted = file.draft(&desk.floor, row.from(), row.until());
    let reasons: Vec<_> = drafted.problems.iter().map(|p| p.reason.as_str()).collect();
    let expected = [
        "Nobody on the team is called “Nobody”.",
        "No partner is called “Nordhelp”.",
        "The shift begins outside the days of the plan.",
    ];
    assert_eq!(reasons, expected);
    assert_eq!(drafted.shifts.len(), 2);
    assert_eq!(
        drafted.shifts[0].breaks.iter().map(|b| (b.from, b.paid)).collect::<Vec<_>>(),
        [(at("Tue 02:00"), false), (at("Tue 04:00"), true)]
    );
    let put = drafted.shifts.into_iter().map(|s| (None, s)).collect();
    desk.plan(C::ReplaceShifts { plan, remove: vec![], put, words: "imported".into() }).unwrap();
    assert_eq!(file.plan(&desk.floor).rosters[0].1.len(), 2, "a roster takes shifts of the queue and of our own alone");
}

#[test]
fn a_calendar_is_read_by_our_own_reader_with_names_that_need_escapes_and_folds() {
    let names = [
        "Queue; 8 h, with a break \\ twice".to_owned(),
        "Ausbildung für die Kolleginnen und Kollegen der Nachtschicht — zwölfeinhalb Stunden mit Übergabe".to_owned(),
        "日本語のとても長い名前は七十五バイトを超えると折り返される".to_owned(),
    ];
    let entry = |(n, name): (usize, &String)| Entry {
        uid: format!("{n}"),
        from: at("Fri 09:00").plus(n as u32 * 86_400),
        until: at("Fri 17:00").plus(n as u32 * 86_400),
        summary: name.clone(),
        description: "Break 12:00\nand more".into(),
    };
    let entries: Vec<Entry> = names.iter().enumerate().map(entry).collect();
    let file = calendar("Ade, B.", at("Mon 09:00"), &entries);
    for line in file.split("\r\n") {
        assert!(line.len() <= 75, "{} bytes: {line}", line.len());
        assert!(!line.contains('\n') && !line.contains('\r'), "{line}");
    }
    let read = holidays("shifts.ics", file.as_bytes(), date(2017, 1, 1)).unwrap();
    let days: Vec<_> = read.days.iter().map(|d| (d.date, d.name.clone())).collect();
    let shown = |name: &String| name.chars().take(100).collect::<String>();
    let expected: Vec<_> = (24..27).zip(&names).map(|(day, name)| (date(2017, 11, day), shown(name))).collect();
    assert_eq!(days, expected);
    assert!(file.contains("DTSTART:20171124T080000Z\r\nDTEND:20171124T160000Z\r\n"), "moments in UTC");
    assert!(file.contains("DESCRIPTION:Break 12:00\\nand more\r\n"));
}

#[test]
fn the_calendar_of_an_agent_has_their_shifts_with_breaks() {
    let mut desk = Desk::new();
    let ines = desk.hired("Ines R.");
    let plan = desk.week();
    desk.add(plan, day(ines, "Fri"));
    let row = desk.row(plan);
    let all: Vec<_> = row.shifts().collect();
    let file = shifts("Ines R.", plan, row, &all);
    for line in [
        "UID:plan-0-shift-0@watchfloor\r\n",
        "DTSTART:20171124T070000Z\r\n",
        "SUMMARY:Queue 08:00 to 16:30\r\n",
        "DESCRIPTION:Break 12:00 to 12:30\r\n",
        "X-WR-CALNAME:Ines R.\r\n",
    ] {
        assert!(file.contains(line), "{line:?} in {file}");
    }
    assert_eq!(file, shifts("Ines R.", plan, row, &all), "the same plan is the same file");
}
