//! What holds on every day.

use super::days::{self, Step, begin, happen, live};
use super::figures;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use watchfloor::floor::{
    Asker, At, Command, ConversationId, Decision, Event, Floor, Refusal, Role, State, check, conversation, decide, due,
    key_of,
};
use watchfloor::ledger::wire;

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

fn fold<'a>(log: impl IntoIterator<Item = &'a (u64, String, Decision)>) -> Floor {
    fold_on(Floor::default(), log)
}

fn fold_on<'a>(mut floor: Floor, log: impl IntoIterator<Item = &'a (u64, String, Decision)>) -> Floor {
    for (seq, key, decision) in log {
        floor.apply(*seq, key, decision);
    }
    floor
}

/// All that a floor is: its rows and sums as bytes, and what is computed from the rows.
fn all_of(floor: &Floor) -> (Vec<u8>, String) {
    let mut index = floor.index().clone();
    for counts in [&mut index.waiting_by_channel, &mut index.breached_by_channel] {
        // A channel on which nobody ever waited may be counted as none or not at all.
        counts.resize(20, 0);
    }
    let computed = (index, floor.tally(), floor.agents(), floor.undoable(), floor.authors().rows());
    (wire::floor_bytes(floor), format!("{computed:?}"))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_rules_hold_after_every_fact(steps in days::overruled_steps()) {
        let day = live(&steps);
        let mut floor = Floor::default();
        for (seq, key, decision) in &day.log() {
            if decision.events.is_empty() {
                floor.apply(*seq, key, decision); // it only says what the next decision stands on
            }
            for event in &decision.events {
                floor.apply(*seq, key, &Decision { events: vec![event.clone()], ..decision.clone() });
                prop_assert_eq!(check::broken_rules(&floor), Vec::<String>::new(), "after {:?}", event);
            }
        }
        prop_assert!(all_of(&floor) == all_of(day.engine.floor()), "one by one is the same as together");
    }

    #[test]
    fn a_snapshot_and_the_facts_after_it_are_the_whole(steps in days::steps(), split in any::<prop::sample::Index>()) {
        let day = live(&steps);
        let log = day.log();
        let (head, tail) = log.split_at(split.index(log.len() + 1));
        let begun = wire::floor(&wire::floor_bytes(&fold(head))).unwrap();
        prop_assert_eq!(check::broken_rules(&begun), Vec::<String>::new());
        let whole = fold_on(begun, tail);
        prop_assert!(all_of(&whole) == all_of(day.engine.floor()));
    }

    #[test]
    fn every_decision_is_read_as_it_was_written(steps in days::overruled_steps()) {
        for (_, _, decision) in live(&steps).log() {
            prop_assert_eq!(&wire::decision(&wire::decision_bytes(&decision)).unwrap(), &decision);
        }
    }

    #[test]
    fn any_part_of_the_facts_gives_a_floor(steps in days::steps(), chosen in proptest::collection::vec(any::<bool>(), 400)) {
        let day = live(&steps);
        let mut floor = Floor::default();
        let mut chosen = chosen.into_iter().cycle();
        for (seq, key, decision) in day.log() {
            let mut kept = decision;
            kept.events.retain(|_| chosen.next() == Some(true));
            floor.apply(seq, &key, &kept);
        }
        // It may be a floor that never was, but it can be looked at, kept and asked.
        let again = wire::floor(&wire::floor_bytes(&floor)).unwrap();
        prop_assert_eq!(again.facts(), floor.facts());
        figures::board_of(&floor, day.now);
        due(&floor, day.now, 1000);
        let _ = decide(&floor, &Asker::desk(Role::Supervisor), &Command::Undo, day.now);
    }

    #[test]
    fn the_floor_of_a_moment_is_what_had_happened_by_then(steps in days::steps(), secs in 0..9000u32) {
        let day = live(&steps);
        let until = at_most(crate::day::at("09:00").plus(secs), day.now);
        let (mut floor, mut plain) = (Floor::default(), Floor::default());
        for (seq, key, decision) in day.log() {
            floor.apply_until(seq, &key, &decision, until);
            let mut kept = decision.clone();
            let mut moments = decision.moments().map(|(at, _)| at <= until);
            kept.events.retain(|_| moments.next() == Some(true));
            if !kept.events.is_empty() {
                plain.apply(seq, &key, &kept);
            }
        }
        prop_assert_eq!(check::broken_rules(&floor), Vec::<String>::new());
        prop_assert!(all_of(&floor) == all_of(&plain));
    }

    #[test]
    fn going_on_from_a_moment_is_the_same_as_beginning_anew(steps in days::steps(), a in 0..9000u32, b in 0..9000u32) {
        let day = live(&steps);
        let at = |secs| crate::day::at("09:00").plus(secs);
        let (first, second) = (at(a.min(b)), at(a.max(b)));
        let ledger = day.ledger.as_ref();
        let mut floor = watchfloor::engine::replay::floor_at(ledger, first).unwrap();
        let anew = watchfloor::engine::replay::floor_at(ledger, second).unwrap();
        if floor.can_go_on() {
            watchfloor::engine::replay::fold_on(&mut floor, ledger, second).unwrap();
            prop_assert!(all_of(&floor) == all_of(&anew));
        }
    }

    #[test]
    fn the_same_page_again_adds_nothing(steps in days::steps()) {
        let mut day = begin();
        for step in &steps {
            happen(&mut day, step);
            if let Step::Read { channel, mentions, nonsense } = step {
                let before = (day.engine.floor().mentions().len(), day.count(), day.board());
                let page = days::fetched(*channel, mentions, *nonsense, day.now);
                let outcome = day.turn(vec![watchfloor::engine::Input::Fetched(page)]).remove(0);
                let watchfloor::engine::Outcome::Taken { new, quarantined, .. } = outcome else { panic!("{outcome:?}") };
                prop_assert_eq!((new, quarantined), (0, 0));
                prop_assert_eq!(before, (day.engine.floor().mentions().len(), day.count(), day.board()));
            }
        }
    }

    #[test]
    fn a_refusal_or_a_wish_leaves_the_floor_as_it_was(steps in days::steps()) {
        let mut day = begin();
        for step in &steps {
            if let Step::Ask(command) = step {
                let before = all_of(day.engine.floor());
                let decided = decide(day.engine.floor(), &Asker::desk(Role::Supervisor), command, day.now);
                let asked = day.ask(command.clone());
                prop_assert_eq!(decided.as_ref().map(|d| d.words.clone()).map_err(Clone::clone), asked);
                if let Err(refusal) = decided {
                    prop_assert!(all_of(day.engine.floor()) == before, "{}", refusal);
                    prop_assert!(!refusal.to_string().is_empty() && !refusal.kind().is_empty());
                }
            } else {
                happen(&mut day, step);
            }
        }
    }

    #[test]
    fn undo_gives_back_exactly_how_it_stood(steps in days::steps()) {
        let mut day = begin();
        for step in &steps {
            let before: BTreeMap<ConversationId, _> = standings(day.engine.floor());
            let undoable = day.engine.floor().undoable().map(|u| u.group);
            happen(&mut day, step);
            let made = day.engine.floor().undoable().map(|u| u.group);
            let is_new = matches!(step, Step::Ask(c) if *c != Command::Undo) && made.is_some() && made > undoable;
            if is_new {
                day.undo().unwrap();
                prop_assert_eq!(&standings(day.engine.floor()), &before, "after {:?}", step);
                prop_assert_eq!(day.engine.floor().undoable().map(|u| u.group), undoable);
                happen(&mut day, step);
            }
        }
        // Whatever else is taken back hides nothing: nobody who waits stops waiting, nobody else begins to.
        for _ in 0..30 {
            let before = standings(day.engine.floor());
            match day.undo() {
                Err(Refusal::NothingToUndo | Refusal::ChangedSince(_)) => break,
                Err(other) => prop_assert!(false, "{}", other),
                Ok(_) => {}
            }
            let touched = standings(day.engine.floor()).into_iter().filter(|(id, s)| before.get(id) != Some(s));
            for (id, _) in touched {
                let c = day.engine.floor().conversation(id).unwrap();
                let answered = c.waiting_since.is_some_and(|w| c.answered_at.is_some_and(|a| a > w));
                prop_assert!(!answered, "{:?} waits although answered: {:?}", id, c);
            }
        }
    }

    #[test]
    fn time_passes_to_the_end_and_misses_nothing(steps in days::steps()) {
        let mut day = live(&steps);
        let far = day.now.plus(7 * 24 * 3600);
        day.pass_to(far);
        let floor = day.engine.floor();
        prop_assert_eq!(due(floor, far, usize::MAX), Vec::<Event>::new());
        prop_assert_eq!(floor.next_deadline().filter(|at| *at < far), None);
        for (id, c) in floor.conversations() {
            prop_assert!(c.state != State::Snoozed || c.snoozed_until > Some(far), "{:?} sleeps on", id);
            if c.waits_for_first_response() {
                prop_assert!(c.has(conversation::FIRST_RESPONSE_BREACHED), "{:?} was forgotten", id);
            }
        }
    }

    #[test]
    fn every_mention_is_on_the_floor_exactly_once_in_any_order(
        items in proptest::collection::vec(days::steps(), 1), shuffle in any::<u64>(),
    ) {
        let pages: Vec<_> = items.concat().into_iter().filter(|s| matches!(s, Step::Read { .. })).collect();
        let mut turned = pages.clone();
        turned.sort_by_key(|p| key_of(&shuffle.to_string(), &format!("{p:?}")));
        let keys = |day: &crate::day::Day| {
            let rows = day.engine.floor().mentions().rows().iter().map(|m| m.key).collect::<Vec<_>>();
            let set: BTreeSet<u64> = rows.iter().copied().collect();
            assert_eq!(set.len(), rows.len(), "something stands on the floor twice");
            set
        };
        let (a, b) = (live(&pages), live(&turned));
        prop_assert_eq!(keys(&a), keys(&b));
        for day in [&a, &b] {
            each_in_one_thread(day.engine.floor())?;
        }
    }

    #[test]
    fn the_board_shows_what_the_rows_say(steps in days::steps()) {
        let mut day = begin();
        for step in &steps {
            happen(&mut day, step);
            figures::agree(&mut day);
        }
    }
}

fn at_most(a: At, b: At) -> At {
    a.min(b)
}

fn standings(floor: &Floor) -> BTreeMap<ConversationId, watchfloor::floor::Standing> {
    floor.conversations().map(|(id, c)| (id, c.standing())).collect()
}

/// Each mention stands in the thread that it says it belongs to, once; and what a customer writes is in one.
fn each_in_one_thread(floor: &Floor) -> Result<(), TestCaseError> {
    let mut seen = BTreeSet::new();
    for (id, c) in floor.conversations() {
        let thread = floor.thread(id);
        prop_assert_eq!(thread.len(), usize::from(c.mentions));
        for mention in thread {
            prop_assert!(seen.insert(mention), "{:?} is in two conversations", mention);
            prop_assert_eq!(floor.mentions().get(mention).and_then(|m| m.conversation()), Some(id));
        }
    }
    for (i, m) in floor.mentions().rows().iter().enumerate() {
        let ours = floor.authors().get(m.author).is_some_and(|a| a.ours);
        prop_assert!(ours || m.conversation().is_some(), "mention {} of a customer is nowhere", i);
    }
    Ok(())
}
