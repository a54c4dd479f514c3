//! A file of shifts becomes a draft: nobody works by it.

use std::sync::mpsc::channel;
use std::time::{Duration, Instant};
use watchfloor::config::Home;
use watchfloor::floor::schedule::Standing;
use watchfloor::run::{Setup, Start, start};
use watchfloor::view::{Asked, DeskWish, Looking, PlanWish, PlannerAsked, Snapshot, VolumeOf, WhatIf};

/// Long enough for the slowest machine; a test that passes never waits so long.
const PATIENCE: Duration = Duration::from_secs(120);

#[test]
fn a_file_of_shifts_becomes_a_draft_and_no_roster() {
    let dir = tempfile::tempdir().expect("a folder");
    let home = Home::of(Some(dir.path().join("new")));
    let zone = jiff::tz::TimeZone::UTC;
    let running = start(Setup { home, start: Start::OwnOrRehearsal, zone }).expect("the rehearsal begins");
    let (tell, news) = channel();
    let wake = Box::new(move || {
        let _ = tell.send(());
    });
    assert!(running.wake.set(wake).is_ok());
    let send = running.sender();
    let until = |what: &str, is: &dyn Fn(&Snapshot) -> bool| {
        let begun = Instant::now();
        loop {
            let snapshot = running.snapshot.load_full();
            if is(&snapshot) {
                return snapshot;
            }
            assert!(news.recv_timeout(PATIENCE.saturating_sub(begun.elapsed())).is_ok(), "waited in vain until {what}");
        }
    };
    // A week that nobody has planned yet.
    let today = running.snapshot.load_full().at.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date();
    let day = |n: i64| today.saturating_add(jiff::Span::new().days(21 + n));
    let planner = PlannerAsked {
        plan: None,
        first: day(0),
        days: 7,
        season: false,
        what_if: WhatIf::default(),
        compare: None,
        takers: None,
        time_off: None,
        volume_of: VolumeOf::All,
    };
    send(Asked::Looking(Looking { planner: Some(Box::new(planner)), ..Looking::default() }));
    let before = until("the planner is there", &|s| !s.planner.plans.is_empty());
    let name = before.agents.rows.first().expect("a team").name.clone();

    let path = dir.path().join("week-10.csv");
    let row = |who: &str, n: i64| format!("{who},{0} 08:00,{0} 16:00\n", day(n));
    let rows = [row(&name, 0), row(&name, 1), row("Nobody at all", 1)].concat();
    std::fs::write(&path, format!("agent,from,until\n{rows}")).expect("a file");
    send(Asked::Desk(DeskWish::Plan(PlanWish::ImportRoster { path })));
    let after = until("there is a draft", &|s| s.planner.plans.iter().any(|p| p.name == "week-10" && p.shifts > 0));
    let draft = after.planner.plans.iter().find(|p| p.name == "week-10").expect("just seen");
    assert_eq!((draft.standing, draft.days, draft.shifts), (Standing::Draft, 2, 2), "one row names nobody of the team");
    let sheet = after.planner.sheet.as_ref().expect("it is the plan of these days");
    let theirs = sheet.rows.iter().find(|row| row.name == name).map(|row| row.shifts.len());
    assert_eq!((sheet.plan, theirs), (draft.plan, Some(2)));
    assert_eq!(after.planner.plans.len(), before.planner.plans.len() + 1, "the others are as they were");
}
