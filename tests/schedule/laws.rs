//! What holds of the facts of plans on every day: a snapshot in between changes nothing, any part of the facts gives a
//! floor, and what is written is read again.

use super::{Desk, MONDAY, at, day, shift};
use proptest::prelude::*;
use watchfloor::floor::schedule::{
    Answerer, Contract, CoverRule, PlanId, PlannedShift, Readiness, ScheduleCommand as C, ShiftId, Who,
};
use watchfloor::floor::{AgentId, Command, Decision, Floor, Presence, check};
use watchfloor::ledger::wire;

/// One thing that somebody wants, drawn.
type Drawn = (u8, u8, u8, u8);

fn wish(desk: &mut Desk, (kind, a, b, c): Drawn) {
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let (agent, weekday) = (AgentId(u16::from(a % 3)), days[usize::from(b % 7)]);
    let plan = PlanId(u32::from(c % 3));
    let id = ShiftId(u32::from(b % 6));
    let one = match c % 3 {
        0 => day(agent, weekday),
        1 => PlannedShift { who: Who::Open, ..day(agent, weekday) },
        _ => shift(agent, &format!("{weekday} 18:00"), &format!("{weekday} 23:00")),
    };
    let command = match kind % 20 {
        0 => C::CopyPlan { plan, name: format!("copy {a} {b} {c}") },
        1 => C::AddShift { plan, shift: one },
        2 => C::ChangeShift { plan, shift: id, to: one },
        3 => C::RemoveShift { plan, shift: id },
        4 => {
            C::ReplaceShifts { plan, remove: vec![id], put: vec![(None, one.clone()), (None, one)], words: "x".into() }
        }
        5 => C::Publish { plan },
        6 => C::SetCover { rule: None, to: Some(CoverRule { hard: false, ..CoverRule::default() }) },
        7 => C::AskTimeOff { agent, from: at("Fri 00:00"), until: at("Sat 00:00"), reason: String::new() },
        8 => C::AnswerTimeOff { request: u32::from(b % 3), granted: c % 2 == 0, words: String::new() },
        9 => C::OfferSwap { plan, gives: id, to: agent, takes: None },
        10 => C::AnswerSwap {
            swap: u32::from(b % 2),
            who: if c % 2 == 0 { Answerer::Other } else { Answerer::Lead },
            yes: true,
        },
        11 => C::TakeOpenShift { plan, shift: id, agent },
        12 => {
            let to = Readiness { what: "ready".into(), owner: "Ade".into(), due: desk.now.plus(7_200), done: None };
            C::SetReadiness { item: None, to: Some(to) }
        }
        13 | 16 | 17 => {
            let _ = desk.ask(Command::Undo);
            return;
        }
        14 => {
            let presence = [Presence::Available, Presence::Away, Presence::Off][usize::from(c % 3)];
            let _ = desk.ask(Command::SetPresence { agent, presence, reason: String::new() });
            return;
        }
        18 => C::SetContract { agents: vec![agent], contract: Some(Contract { rest: 600, ..Contract::default() }) },
        19 => {
            let first_day = (c % 2 == 0).then_some(MONDAY);
            C::SetContract { agents: vec![agent], contract: Some(Contract { first_day, ..Contract::default() }) }
        }
        _ => {
            let later = desk.now.plus(u32::from(b) * 1_800);
            desk.pass_to(later);
            return;
        }
    };
    let _ = desk.plan(command);
}

fn lived(drawn: &[Drawn]) -> Desk {
    let mut desk = Desk::new();
    desk.now = at("Sun 20:00").minus(7 * 86_400);
    for name in ["Ade", "Bea", "Cat"] {
        desk.hired(name);
    }
    desk.draft("Week 47", MONDAY, 7);
    drawn.iter().for_each(|d| wish(&mut desk, *d));
    desk
}

/// All that a floor is, with what is computed: violations and when something runs out next.
fn all_of(floor: &Floor) -> (Vec<u8>, String) {
    let violations: Vec<_> = floor.schedule().plans().map(|(id, _)| floor.schedule().violations(floor, id)).collect();
    (wire::floor_bytes(floor), format!("{violations:?} {:?} {:?}", floor.next_deadline(), floor.undoable()))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_snapshot_and_the_facts_after_it_are_the_whole(
        drawn in proptest::collection::vec(any::<Drawn>(), 1..60),
        split in any::<prop::sample::Index>(),
    ) {
        let desk = lived(&drawn);
        let (head, tail) = desk.log.split_at(split.index(desk.log.len() + 1));
        let mut floor = Floor::default();
        head.iter().for_each(|(seq, key, decision)| floor.apply(*seq, key, decision));
        let mut floor = wire::floor(&wire::floor_bytes(&floor)).unwrap();
        tail.iter().for_each(|(seq, key, decision)| floor.apply(*seq, key, decision));
        prop_assert!(all_of(&floor) == all_of(&desk.floor));
        prop_assert_eq!(check::broken_rules(&desk.floor), Vec::<String>::new());
        for (_, _, decision) in &desk.log {
            prop_assert_eq!(&wire::decision(&wire::decision_bytes(decision)).unwrap(), decision);
        }
    }

    #[test]
    fn any_part_of_the_facts_gives_a_floor(
        drawn in proptest::collection::vec(any::<Drawn>(), 1..60),
        chosen in proptest::collection::vec(any::<bool>(), 100),
    ) {
        let desk = lived(&drawn);
        let (mut floor, mut chosen) = (Floor::default(), chosen.into_iter().cycle());
        for (seq, key, decision) in &desk.log {
            let events = decision.events.iter().filter(|_| chosen.next() == Some(true)).cloned().collect();
            floor.apply(*seq, key, &Decision { events, ..decision.clone() });
        }
        for (_, plan) in floor.schedule().plans() {
            let listed = plan.shifts().count();
            prop_assert_eq!(listed, plan.len());
            prop_assert!(plan.shifts().all(|(id, shift)| plan.shift(id) == Some(shift)));
            for (lane, rows) in plan.lanes() {
                prop_assert!(rows.is_sorted_by_key(|row| (row.shift.from, row.id)) && !rows.is_empty());
                prop_assert!(rows.iter().all(|row| row.shift.who.lane() == *lane));
            }
        }
        prop_assert_eq!(check::broken_rules(&floor), Vec::<String>::new());
        let again = wire::floor(&wire::floor_bytes(&floor)).unwrap();
        prop_assert!(all_of(&again) == all_of(&floor));
    }
}
