//! Looking at a moment that has passed.

use crate::day::{Day, answer, at, frame, page, post, reply};
use crate::floor::days::{self, Step, begin, happen};
use crate::floor::figures::board_of;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use watchfloor::engine::{Engine, Fetched, Input, Job, Outcome, SourceRef, replay};
use watchfloor::floor::{Actor, At, Command, Floor, Refusal, SourceKind, check};
use watchfloor::ledger::{Ledger, MemoryLedger};
use watchfloor::view::{Looking, Moment, Snapshot, Wallboard};

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

/// Row A77: any past day is replayed as it was, also one that lies a year back.
#[test]
fn a77_a_day_a_year_back_opens_as_it_was() {
    let mut day = Day::new();
    day.read(vec![post("a", "Ann", "09:00"), reply("b", "Ann", "09:05", "a")]);
    day.until("12:00");
    let (noon, then) = (day.now, board_of(day.engine.floor(), day.now));
    day.pass_to(noon.plus(365 * 86_400));
    day.read(vec![watchfloor::floor::Incoming { at: day.now, ..post("c", "Ben", "09:00") }]);
    assert_eq!(day.count(), 2);
    let past = replay::floor_at(day.ledger.as_ref(), noon).unwrap();
    assert_eq!(board_of(&past, noon), then);
    assert_eq!(past.conversations().count(), 1);
    assert_eq!(past.thread(watchfloor::floor::ConversationId(0)).len(), 2, "with its words in order");
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_minute_of_a_day_looks_later_as_it_looked_then(steps in days::steps()) {
        let mut day = begin();
        let mut seen: BTreeMap<At, _> = BTreeMap::new();
        for step in &steps {
            let until = match step {
                Step::Pass(secs) => day.now.plus(*secs),
                _ => day.now,
            };
            while day.now.plus(60) < until {
                day.pass_to(day.now.plus(60 - (day.now.unix() % 60) as u32));
                seen.insert(day.now, board_of(day.engine.floor(), day.now));
            }
            match step {
                Step::Pass(_) => day.pass_to(until),
                other => happen(&mut day, other),
            }
            seen.insert(day.now, board_of(day.engine.floor(), day.now));
        }
        let mut going_on = Floor::default();
        for (moment, board) in &seen {
            let then = replay::floor_at(day.ledger.as_ref(), *moment).unwrap();
            prop_assert_eq!(check::broken_rules(&then), Vec::<String>::new());
            prop_assert_eq!(&board_of(&then, *moment), board, "at {}", moment);
            if going_on.can_go_on() {
                replay::fold_on(&mut going_on, day.ledger.as_ref(), *moment).unwrap();
                prop_assert_eq!(&board_of(&going_on, *moment), board, "going on to {}", moment);
            } else {
                going_on = then;
            }
        }
    }

    #[test]
    fn an_archive_can_be_looked_at_at_any_moment(
        steps in days::steps(), secs in proptest::collection::vec(0..12_000u32, 8),
    ) {
        let ledger: Arc<dyn Ledger> = Arc::new(MemoryLedger::new());
        let mut engine = Engine::open(ledger.clone(), None).unwrap();
        for step in &steps {
            let Step::Read { channel, mentions, .. } = step else { continue };
            let read = days::fetched(*channel, mentions, None, at("11:00"));
            let outcome = engine.turn(vec![Input::Fetched(Fetched { afterwards: true, ..read })], At::LAST).remove(0);
            prop_assert!(matches!(outcome, Outcome::Taken { .. }), "{:?}", outcome);
        }
        for secs in secs {
            let moment = at("08:30").plus(secs);
            let then = replay::floor_at(ledger.as_ref(), moment).unwrap();
            prop_assert_eq!(check::broken_rules(&then), Vec::<String>::new(), "at {}", moment);
            board_of(&then, moment);
        }
    }
}

/// A file whose rows stand newest first, in pages, as many exports give them.
fn newest_first() -> Arc<dyn Ledger> {
    let ledger: Arc<dyn Ledger> = Arc::new(MemoryLedger::new());
    let mut engine = Engine::open(ledger.clone(), None).unwrap();
    let source =
        SourceRef { name: "posts.csv".into(), kind: SourceKind::File, channel: "X".into(), handle: "@larkhelp".into() };
    for (n, when) in [(3, "11:00"), (2, "10:00"), (1, "09:00")] {
        let read = page("X", vec![post(&format!("q{n}"), &format!("c{n}"), when)], when);
        let read = Fetched { source: source.clone(), afterwards: true, ..read };
        engine.turn(vec![Input::Fetched(read)], At::LAST);
    }
    ledger
}

#[test]
fn a_file_that_tells_the_newest_first_has_its_channel_from_the_beginning() {
    let ledger = newest_first();
    for (moment, waiting) in [("08:00", 0), ("09:10", 1), ("10:10", 2), ("11:10", 3)] {
        let floor = replay::floor_at(ledger.as_ref(), at(moment)).unwrap();
        let board = board_of(&floor, at(moment));
        assert_eq!(board.waiting, waiting, "at {moment}");
        assert_eq!(board.channels.iter().map(|c| c.waiting).sum::<usize>(), waiting);
        assert!(floor.conversations().all(|(_, c)| c.first_response_due == Some(c.opened_at.plus(1800))));
    }
}

#[test]
fn a_channel_added_after_what_an_archive_tells_does_not_hide_it() {
    let mut day = Day::new();
    day.ask(Command::AddChannel { name: "X".into() }).unwrap();
    let read = page("X", vec![post("q1", "mira", "02:00")], "end");
    day.turn(vec![Input::Fetched(Fetched { afterwards: true, ..read })]);
    let floor = replay::floor_at(day.ledger.as_ref(), at("03:00")).unwrap();
    assert_eq!(board_of(&floor, at("03:00")).by_age.columns.iter().flat_map(|c| &c.counts).sum::<usize>(), 1);
}

#[test]
fn a_night_without_the_program_is_told_afterwards_minute_by_minute() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00"), post("q2", "noor", "08:50")]);
    // Nobody wakes the engine: it was off until noon, and then breaks both promises in one commit.
    day.now = at("12:00");
    day.turn(Vec::new());
    let breached =
        |moment: &str| board_of(&replay::floor_at(day.ledger.as_ref(), at(moment)).unwrap(), at(moment)).breached;
    assert_eq!([breached("09:20"), breached("09:20:01"), breached("09:30"), breached("09:30:01")], [0, 1, 1, 2]);
    let floor = replay::floor_at(day.ledger.as_ref(), at("09:25")).unwrap();
    assert!(!floor.can_go_on(), "a part of a commit is left, and must not be forgotten");
}

/// Answers the engine's wish for a floor of the past, as whoever runs it does.
fn fold(day: &mut Day) -> Vec<At> {
    let mut folded = Vec::new();
    for job in day.engine.take_jobs() {
        let Job::Fold { base, until } = job else { continue };
        let mut floor = base.map_or_else(Floor::default, |f| Floor::clone(&f));
        replay::fold_on(&mut floor, day.ledger.as_ref(), until).unwrap();
        day.turn(vec![Input::Folded { floor: Arc::new(floor), at: until }]);
        folded.push(until);
    }
    folded
}

fn look(day: &mut Day, moment: Moment, hold: bool) -> Snapshot {
    day.turn(vec![Input::Looking(Looking { moment, hold, rows: 0..20, ..Looking::default() })]);
    day.snapshot()
}

#[test]
fn the_past_is_shown_when_it_is_ready_and_takes_no_decision() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    let ana = day.agent("Ana", 3);
    let nine = day.snapshot();
    day.until("10:00").read(vec![post("q2", "noor", "10:00")]);
    day.assign(&[0], ana).unwrap();

    let waiting = look(&mut day, Moment::Past(at("09:00")), false);
    assert_eq!(waiting.moment, Moment::Now, "until it is ready, now is shown and said to be so");
    assert_eq!(day.resolve(&[0]), Err(Refusal::InThePast));
    assert_eq!(fold(&mut day), [at("09:00")]);
    let past = day.snapshot();
    assert_eq!((past.moment, past.at), (Moment::Past(at("09:00")), at("09:00")));
    // The strip of coverage is of now alone, and says so.
    let coverage = nine.wallboard.coverage.clone();
    assert_eq!(Wallboard { coverage, ..Wallboard::clone(&past.wallboard) }, *nine.wallboard, "with its words");
    assert_eq!((past.listing.order.len(), past.listing.rows.len()), (1, 1));
    assert_eq!(&*past.listing.rows[0].text, "words of q1");

    let now = look(&mut day, Moment::Now, false);
    assert_eq!((now.moment, now.listing.order.len()), (Moment::Now, 1));
    day.resolve(&[0]).unwrap();
}

#[test]
fn a_held_table_changes_when_the_moment_does() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    day.until("10:00").read(vec![post("q2", "noor", "10:00")]);
    look(&mut day, Moment::Past(at("09:30")), true);
    fold(&mut day);
    let past = day.snapshot();
    assert_eq!((past.listing.order.len(), past.listing.rows.len()), (1, 1), "what came later is not there yet");
}

#[test]
fn only_the_newest_wish_for_a_moment_is_folded_next() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    day.until("09:10").read(vec![reply("q2", "mira", "09:10", "q1"), answer("a1", "09:05", "q1")]);
    day.until("10:00");
    for moment in ["09:01", "09:02", "09:03", "09:20"] {
        look(&mut day, Moment::Past(at(moment)), false);
    }
    assert_eq!(fold(&mut day), [at("09:01")], "one at a time");
    assert_eq!(fold(&mut day), [at("09:20")], "then the newest");
    assert_eq!(fold(&mut day), []);
    assert_eq!(day.snapshot().wallboard.waiting_again, 1);
}

#[test]
fn other_desks_may_still_decide_while_this_one_looks_back() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    look(&mut day, Moment::Past(at("08:00")), false);
    let command = Command::Resolve { conversations: crate::day::some(&[0]) };
    let outcome = day.turn(vec![Input::Asked { by: Actor::Floor, id: 7, command }]).remove(0);
    assert!(matches!(outcome, Outcome::Done { .. }));
    assert_eq!(frame().tasks.len(), 0);
}
