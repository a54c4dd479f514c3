//! One turn: what is answered is durable, and what is not kept is not shown.

use crate::day::{Day, at, page, post, some};
use std::sync::Arc;
use watchfloor::engine::{DeliveryNews, Engine, Failed, Fetched, Input, Outcome, SourceRef};
use watchfloor::floor::source::{Change, DeliveryId, SourceCommand, SourceSettings, Ticket, Told};
use watchfloor::floor::{Actor, BeyondCapacity, Command, Event, Refusal, SourceKind, check};
use watchfloor::ledger::{FaultyMedium, Journal, Ledger, MemoryLedger, Trouble, wire};
use watchfloor::limits;
use watchfloor::sim::SimDisk;

fn ledger_on(disk: &SimDisk, trouble: &Arc<Trouble>) -> Arc<dyn Ledger> {
    let medium = FaultyMedium::new(Box::new(disk.clone()), trouble.clone());
    let (journal, _) = Journal::open(Box::new(medium)).unwrap();
    Arc::new(MemoryLedger::journalled(journal).unwrap())
}

#[test]
fn what_is_answered_is_kept_and_what_is_not_kept_is_not_shown_whichever_call_fails() {
    for n in 1..40 {
        for from in [false, true] {
            let (disk, trouble) = (SimDisk::new(), Arc::new(Trouble::default()));
            let mut day = Day::on(ledger_on(&disk, &trouble));
            let ana = day.agent("Ana", 9);
            if from {
                trouble.fail_from(n);
            } else {
                trouble.fail_before(n);
            }
            let mut refused = 0;
            for round in 0..6 {
                let assign = Command::Assign {
                    conversations: some(&[day.count() as u32]),
                    agent: ana,
                    beyond_capacity: BeyondCapacity::Refuse,
                };
                let read = page("X", vec![post(&format!("q{round}"), "mira", "09:00")], &round.to_string());
                let asked = Input::Asked { by: Actor::Desk, id: u64::from(round), command: assign };
                let outcomes = day.turn(vec![Input::Fetched(read), asked]);
                let kept = |o: &Outcome| matches!(o, Outcome::Taken { .. } | Outcome::Done { .. });
                let lost = |o: &Outcome| matches!(o, Outcome::NotKept(_) | Outcome::Refused(Refusal::NotKept(_)));
                refused += outcomes.iter().filter(|o| lost(o)).count();
                // The floor is what the ledger says, however the turn went.
                let mut told = watchfloor::floor::Floor::default();
                watchfloor::engine::replay::catch_up(&mut told, day.ledger.as_ref()).unwrap();
                assert_eq!(wire::floor_bytes(day.engine.floor()), wire::floor_bytes(&told), "call {n}, round {round}");
                assert_eq!(kept(&outcomes[0]), is_here(&day, round), "call {n}, round {round}");
                let shown = day.snapshot();
                let untold = outcomes.iter().any(lost) && shown.trouble.is_none();
                assert!(!untold, "call {n}, round {round}: {outcomes:?}");
                let answer = shown.answers.last().unwrap();
                assert_eq!((answer.id, answer.outcome.is_ok()), (u64::from(round), kept(&outcomes[1])));
            }
            if !from && refused > 0 {
                assert!(day.engine.ledger().health().refuses.is_some() || refused <= 2, "the next turn goes on");
            }
            // What was shown as kept is there after the program ended. More than that only when the ledger said that
            // it cannot tell, and took nothing from then on.
            let refuses = day.ledger.health().refuses.is_some();
            trouble.clear();
            let again = ledger_on(&disk, &trouble);
            let (shown, kept) = (day.ledger.read(1, 1000).unwrap(), again.read(1, 1000).unwrap());
            assert!(kept.starts_with(&shown), "call {n}");
            assert!(refuses || kept.len() == shown.len(), "call {n}");
            let engine = Engine::open(again, None).unwrap();
            assert_eq!(check::broken_rules(engine.floor()), Vec::<String>::new());
        }
    }
}

#[test]
fn that_something_is_being_sent_is_believed_only_when_it_is_durable() {
    let (disk, trouble) = (SimDisk::new(), Arc::new(Trouble::default()));
    let mut day = Day::on(ledger_on(&disk, &trouble));
    let settings = SourceSettings {
        connector: "bluesky".into(),
        channel: "Care".into(),
        handle: "@larkhelp".into(),
        every_secs: 30,
        ..SourceSettings::default()
    };
    let set = SourceCommand::Set {
        source: None,
        name: "Care inbox".into(),
        kind: SourceKind::Helpdesk,
        settings: Box::new(settings),
    };
    day.ask(Command::Source(set)).unwrap();
    let source = SourceRef {
        name: "Care inbox".into(),
        kind: SourceKind::Helpdesk,
        channel: "Care".into(),
        handle: "@larkhelp".into(),
    };
    let ticket = Ticket { external: "12".into(), ..Ticket::default() };
    let changes = vec![Change { external: "ticket/12".into(), what: Told::Ticket(ticket) }];
    let read = Fetched { source, changes, ..page("Care", vec![post("ticket/12", "mira", "09:00")], "on") };
    assert!(matches!(day.turn(vec![Input::Fetched(read)])[0], Outcome::Taken { .. }));
    day.resolve(&[0]).unwrap();
    let id = DeliveryId(0);
    assert!(day.engine.floor().outside().delivery(id).unwrap().is_waiting());
    let mut lost = 0;
    for n in 1..12 {
        let tries = day.engine.floor().outside().delivery(id).unwrap().tries;
        trouble.fail_before(n);
        let outcome = day.turn(vec![Input::Brought { delivery: id, news: DeliveryNews::Sending }]).remove(0);
        trouble.clear();
        lost += usize::from(matches!(outcome, Outcome::NotKept(_)));
        let is_known = day.engine.floor().outside().delivery(id).unwrap().tries > tries;
        assert_eq!(outcome == Outcome::Noted, is_known, "call {n}: {outcome:?}");
        if day.ledger.health().refuses.is_some() {
            break;
        }
    }
    assert!(lost > 0, "some call failed");
}

fn is_here(day: &Day, round: u32) -> bool {
    let key = watchfloor::floor::key_of("X", &format!("q{round}"));
    day.engine.floor().mentions().find(key).is_some()
}

#[test]
fn a_snapshot_that_cannot_be_read_costs_time_and_nothing_else() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    let good = wire::floor_bytes(day.engine.floor());
    day.read(vec![post("q2", "noor", "09:00")]);
    let whole = wire::floor_bytes(day.engine.floor());
    for snapshot in [None, Some(&good[..]), Some(&good[..good.len() / 2]), Some(b"nonsense"), Some(&[])] {
        let engine = Engine::open(day.ledger.clone(), snapshot).unwrap();
        assert_eq!(wire::floor_bytes(engine.floor()), whole);
    }
    // A snapshot of another floor, which knows more than this ledger, is left alone.
    let empty = Engine::open(Arc::new(MemoryLedger::new()), Some(&whole)).unwrap();
    assert_eq!(empty.floor().revision(), 0);
}

#[test]
fn commands_are_answered_by_their_number_and_only_the_newest_answers_are_kept() {
    let mut day = Day::new();
    for _ in 0..limits::ANSWERS_KEPT_MAX + 5 {
        assert_eq!(day.undo(), Err(Refusal::NothingToUndo));
    }
    let answers = day.snapshot().answers;
    assert_eq!(answers.len(), limits::ANSWERS_KEPT_MAX);
    assert_eq!((answers[0].id, answers.last().unwrap().id), (6, limits::ANSWERS_KEPT_MAX as u64 + 5));
    assert_eq!(day.engine.refusals().get("nothing_to_undo"), Some(&(limits::ANSWERS_KEPT_MAX as u64 + 5)));
}

#[test]
fn a_turn_takes_a_full_batch_in_order() {
    let mut day = Day::new();
    let inputs: Vec<Input> = (0..limits::TURN_INPUTS_MAX)
        .map(|n| Input::Fetched(page("X", vec![post(&format!("q{n}"), "mira", "09:00")], &n.to_string())))
        .collect();
    let outcomes = day.turn(inputs);
    assert_eq!(outcomes, vec![Outcome::Taken { new: 1, known: 0, quarantined: 0 }; limits::TURN_INPUTS_MAX]);
    const { assert!(limits::MAILBOX_INPUTS_MAX >= limits::TURN_INPUTS_MAX, "a full batch fits into the mailbox") };
}

#[test]
fn the_longest_page_of_the_longest_words_fits_into_one_commit() {
    let mut day = Day::new();
    let words = "\u{1f54a}".repeat(limits::TEXT_CHARS_MAX);
    let mentions = (0..limits::PAGE_MENTIONS_MAX).map(|n| {
        let mut m = post(&"i".repeat(limits::NAME_CHARS_MAX - 3), &"w".repeat(limits::NAME_CHARS_MAX), "09:00");
        m.external.push_str(&n.to_string());
        crate::day::Worded::saying(m, &words)
    });
    let outcome = day.read(mentions.collect());
    assert_eq!(outcome, Outcome::Taken { new: limits::PAGE_MENTIONS_MAX as u32, known: 0, quarantined: 0 });
}

#[test]
fn a_page_that_is_too_long_is_not_kept_and_says_so() {
    let mut day = Day::new();
    let outcome = day.read(posts(0..limits::PAGE_MENTIONS_MAX as u32 + 1));
    let Outcome::NotKept(why) = outcome else { panic!("{outcome:?}") };
    assert_eq!(why, "a page of 101 is more than the 100 that a page may hold");
    assert_eq!(day.engine.floor().mentions().len(), 0);
}

#[test]
fn the_largest_selection_is_decided_and_taken_back_at_once() {
    let mut day = Day::new();
    let most = limits::COMMAND_CONVERSATIONS_MAX as u32;
    for from in (0..=most).step_by(100) {
        day.engine.turn(vec![Input::Fetched(page("X", posts(from..from + 100), &from.to_string()))], day.now);
    }
    let all: Vec<u32> = (0..most).collect();
    assert_eq!(day.resolve(&all).unwrap(), format!("{most} conversations resolved"));
    assert_eq!(day.undo().unwrap(), format!("{most} conversations as before"));
    let more: Vec<u32> = (0..=most).collect();
    let asked = more.len();
    assert_eq!(day.resolve(&more), Err(Refusal::TooMany { asked, most: most as usize }));
}

fn posts(numbers: std::ops::Range<u32>) -> Vec<watchfloor::floor::Incoming> {
    numbers.map(|n| post(&format!("q{n}"), &format!("c{n}"), "09:00")).collect()
}

#[test]
fn a_poll_without_news_makes_a_fact_a_minute_at_most() {
    let mut day = Day::new();
    let poll = || Input::Fetched(page("X", Vec::new(), "here"));
    let mut facts = Vec::new();
    for secs in [0, 5, 30, 59, 60, 61, 125] {
        day.now = at("09:00").plus(secs);
        day.turn(vec![poll()]);
        facts.push(day.log().iter().flat_map(|(_, _, d)| &d.events).filter(|e| is_read(e)).count());
    }
    assert_eq!(facts, [1, 1, 1, 1, 2, 2, 3]);
}

fn is_read(event: &Event) -> bool {
    matches!(event, Event::PageRead { .. })
}

#[test]
fn a_source_that_fails_says_so_once_and_is_well_when_it_is_read_again() {
    let mut day = Day::new();
    let source = || page("X", Vec::new(), "").source;
    let failed = || Input::Failed(Failed { source: source(), reason: "the network does not answer".into() });
    day.turn(vec![failed(), failed()]);
    day.until("09:01").turn(vec![failed()]);
    let told = |e: &&Event| matches!(e, Event::SourceFailed { .. });
    assert_eq!(day.log().iter().flat_map(|(_, _, d)| &d.events).filter(told).count(), 1);
    assert_eq!(day.board().sources_behind.len(), 1);
    day.read(vec![post("q1", "mira", "09:00")]);
    let board = day.board();
    assert_eq!((board.sources_behind.len(), board.sources_live), (0, 1));
}

#[test]
fn what_cannot_be_read_is_shown_up_to_a_limit_and_counted_beyond() {
    let mut day = Day::new();
    for n in 0..limits::QUARANTINE_SHOWN_MAX + 10 {
        day.read_nonsense(&format!("line {n}"));
        day.read_nonsense(&format!("line {n}"));
    }
    let sources = day.snapshot().sources;
    assert_eq!((sources.quarantine.len(), sources.quarantined), (limits::QUARANTINE_SHOWN_MAX, 210));
    assert_eq!(sources.quarantine[0].raw, "x,y");
}

#[test]
fn a_night_of_broken_promises_is_told_in_commits_of_a_bounded_size() {
    let mut day = Day::new();
    for from in (0..600).step_by(100) {
        day.read(posts(from..from + 100));
    }
    day.now = at("13:00");
    day.turn(Vec::new());
    assert_eq!(day.board().breached, 600);
    let sizes: Vec<usize> =
        day.log().iter().filter(|(_, key, _)| key == "clock").map(|(_, _, d)| d.events.len()).collect();
    assert_eq!(sizes, [limits::DUE_EVENTS_MAX, limits::DUE_EVENTS_MAX, 600 - 2 * limits::DUE_EVENTS_MAX]);
}

#[test]
fn a_question_read_after_its_promise_ran_out_is_past_it_at_once() {
    let mut day = Day::new();
    day.until("11:00").read(vec![post("q1", "mira", "09:00")]);
    let board = day.board();
    assert_eq!((board.waiting, board.breached), (1, 1));
    assert_eq!(day.engine.next_deadline().filter(|d| *d <= day.now), None);
}

#[test]
fn two_engines_on_one_ledger_do_not_decide_over_each_other() {
    let ledger: Arc<dyn Ledger> = Arc::new(MemoryLedger::new());
    let mut here = Day::on(ledger.clone());
    here.read(vec![post("q1", "mira", "09:00")]);
    let mut there = Day::on(ledger);
    there.resolve(&[0]).unwrap();
    let refused = here.resolve(&[0]);
    assert!(matches!(refused, Err(Refusal::AlreadySo(_))), "it knows what the other decided: {refused:?}");
    assert_eq!(here.state(0), "resolved");
    assert_eq!(check::broken_rules(here.engine.floor()), Vec::<String>::new());
}

#[test]
fn a_file_is_partly_read_until_its_end_is() {
    let mut day = Day::new();
    let mut read: Fetched = page("X", vec![post("q1", "mira", "09:00")], "1");
    read.source.kind = SourceKind::File;
    day.turn(vec![Input::Fetched(read.clone())]);
    assert!(!day.engine.floor().sources()[0].done);
    day.turn(vec![Input::Fetched(Fetched { mentions: Vec::new(), done: true, ..read })]);
    assert!(day.engine.floor().sources()[0].done);
}
