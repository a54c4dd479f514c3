//! The strip of the wallboard and the planner say the same of the same minute.

use jiff::tz::TimeZone;
use watchfloor::engine::{Frame, Input, Job, PlanWork, Planned};
use watchfloor::floor::schedule::{PlanId, ScheduleCommand};
use watchfloor::floor::{Actor, At, Command};
use watchfloor::run::Rehearsal;
use watchfloor::view::{Coverage, FloorKind, Looking, PlannerAsked, Snapshot, VolumeOf, WhatIf, Worked};

fn frame() -> Frame {
    Frame { floor: FloorKind::Own { place: String::new() }, zone: TimeZone::UTC, tasks: Vec::new(), sync: Vec::new() }
}

/// A look at the floor, and another one when the work that the first asked for the board is done.
fn look(rehearsal: &mut Rehearsal, now: At) -> (Snapshot, Snapshot, usize) {
    let first = rehearsal.engine.snapshot(now, &frame());
    let jobs = rehearsal.engine.take_jobs();
    let done = |job| match job {
        Job::Plan { id, work: PlanWork::Board(ground), .. } => {
            Some(Input::Planned { id, what: Planned::Board(Box::new(ground.work())) })
        }
        _ => None,
    };
    let done: Vec<Input> = jobs.into_iter().filter_map(done).collect();
    let count = done.len();
    rehearsal.engine.turn(done, now);
    (first, rehearsal.engine.snapshot(now, &frame()), count)
}

fn strip(snapshot: &Snapshot) -> &Coverage {
    snapshot.wallboard.coverage.shown().unwrap_or_else(|| panic!("{}", snapshot.wallboard.coverage.words()))
}

fn looking_at(rehearsal: &mut Rehearsal, plan: PlanId, now: At) {
    let first = rehearsal.engine.floor().schedule().plan(plan).expect("a plan").first;
    let planner = PlannerAsked {
        plan: Some(plan),
        first,
        days: 7,
        season: false,
        what_if: WhatIf::default(),
        compare: None,
        takers: None,
        time_off: None,
        volume_of: VolumeOf::All,
    };
    let looking = Looking { planner: Some(Box::new(planner)), ..Looking::default() };
    rehearsal.engine.turn(vec![Input::Looking(looking)], now);
}

fn published(rehearsal: &Rehearsal) -> PlanId {
    let mut plans = rehearsal.engine.floor().schedule().plans();
    plans.find(|(_, plan)| plan.is_published()).map(|(id, _)| id).expect("a plan is published")
}

#[test]
fn the_strip_of_the_wallboard_has_the_planners_own_figures_for_each_minute() {
    let mut rehearsal = Rehearsal::begin("black-friday", 1, 1, &TimeZone::UTC).expect("a day");
    let (now, plan) = (rehearsal.now(), published(&rehearsal));
    looking_at(&mut rehearsal, plan, now);
    let (first, second, jobs) = look(&mut rehearsal, now);
    assert!(matches!(first.wallboard.coverage, Worked::Working { .. }), "nothing is worked out in the look itself");
    assert_eq!(jobs, 1);
    let (board, figures) = (strip(&second), &second.planner.figures);
    let planner = figures.coverage.shown().expect("the planner shows the same plan");
    assert!(board.start <= now && board.start.plus(board.slots.len() as u32 * board.step_secs) > now.plus(8 * 3_600));
    let off = board.start.secs_since(planner.start) / i64::from(planner.step_secs);
    assert!(off > 0, "the planner begins on Monday");
    for (n, slot) in board.slots.iter().enumerate() {
        assert_eq!(Some(slot), planner.slots.get(n + off as usize), "half hour {n}");
    }
    let seen = |of: fn(&watchfloor::view::CoverSlot) -> bool| board.slots.iter().filter(|slot| of(slot)).count();
    assert!(seen(|s| s.required > 0.0) > 20 && seen(|s| s.scheduled > 0.0) > 20, "there is something to compare");
    assert!(seen(|s| s.present.is_some()) > 20 && seen(|s| s.present.is_none()) > 10, "what was, and what will be");

    // It keeps its beat: nothing is asked again within the minute, and something after it.
    let (_, _, jobs) = look(&mut rehearsal, now);
    assert_eq!(jobs, 0);
    let (third, _, jobs) = look(&mut rehearsal, now.plus(60));
    assert_eq!(jobs, 1);
    assert!(matches!(third.wallboard.coverage, Worked::Ready(_)), "what was known stays until there is better");
}

#[test]
fn without_a_published_plan_the_strip_says_what_to_do() {
    let mut rehearsal = Rehearsal::begin("black-friday", 1, 1, &TimeZone::UTC).expect("a day");
    let begins = rehearsal.engine.floor().schedule().plan(published(&rehearsal)).expect("a plan").from();
    let (told, later, jobs) = look(&mut rehearsal, begins.plus(8 * 86_400));
    assert_eq!(jobs, 0);
    for snapshot in [told, later] {
        let Worked::Missing(why) = &snapshot.wallboard.coverage else { panic!("{:?}", snapshot.wallboard.coverage) };
        assert!(why.contains("No plan is published") && why.contains("key 5"), "{why}");
    }
}

/// Row A74: what should be ready and is not stands on the wallboard, until it is ticked.
#[test]
fn a74_what_is_overdue_stands_on_the_wallboard_until_it_is_ticked() {
    let mut rehearsal = Rehearsal::begin("black-friday", 1, 1, &TimeZone::UTC).expect("a day");
    let now = rehearsal.now();
    let overdue = rehearsal.engine.snapshot(now, &frame()).wallboard.overdue.clone();
    assert_eq!(overdue.len(), 1);
    assert!(overdue[0].0.contains("Routing of returns tested (team leads)") && overdue[0].1 < now, "{overdue:?}");
    let floor = rehearsal.engine.floor();
    let late = floor.schedule().readiness().find(|(_, row)| row.due <= now).map(|(id, _)| id).expect("one is late");
    let tick = Command::Schedule(ScheduleCommand::TickReadiness { item: late, done: true });
    let asked = Input::Asked { id: 9, by: Actor::Desk, command: tick };
    rehearsal.engine.turn(vec![asked], now);
    assert!(rehearsal.engine.snapshot(now, &frame()).wallboard.overdue.is_empty());
}
