//! What holds on random ladders, rosters, acknowledgements and clocks.

use crate::day::{Day, at, post};
use proptest::prelude::*;
use watchfloor::floor::escalation::{Ladder, LadderId, Line, Mute, Muted, Progress, Rung, Trouble, What, Why};
use watchfloor::floor::{
    AgentId, Cause, Command, ConversationId, EscalationCommand as Wish, EscalationId, Floor, PeopleCommand, Presence,
    Profile, Shift,
};
use watchfloor::ledger::wire;

const GROUPS: [&str; 3] = ["a", "b", "c"];

#[derive(Clone, Debug)]
enum Step {
    Pass(u32),
    /// The clock jumps, back or forward, by so many minutes.
    Jump(i32),
    Presence(u8, bool),
    Groups(u8, u8),
    Shift(u8, u16, u16),
    Ladder(Vec<(u8, u16)>),
    Raise(u8),
    Take(u8, u8),
    GiveBack(u8),
    Move(u8, u8),
    Resolve(u8),
    Reopen(u8),
    Mute(u8, u16),
    Undo,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (1..1_500u32).prop_map(Step::Pass),
        1 => prop_oneof![Just(-120), -180..180i32].prop_map(Step::Jump),
        3 => (0..4u8, any::<bool>()).prop_map(|(a, b)| Step::Presence(a, b)),
        2 => (0..4u8, 0..8u8).prop_map(|(a, g)| Step::Groups(a, g)),
        1 => (0..4u8, 0..200u16, 1..200u16).prop_map(|(a, f, l)| Step::Shift(a, f, l)),
        1 => proptest::collection::vec((0..3u8, 10..900u16), 1..5).prop_map(Step::Ladder),
        4 => (0..5u8).prop_map(Step::Raise),
        3 => (0..6u8, 0..4u8).prop_map(|(e, a)| Step::Take(e, a)),
        1 => (0..6u8).prop_map(Step::GiveBack),
        1 => (0..6u8, 0..4u8).prop_map(|(e, r)| Step::Move(e, r)),
        1 => (0..6u8).prop_map(Step::Resolve),
        1 => (0..6u8).prop_map(Step::Reopen),
        1 => (0..3u8, 1..100u16).prop_map(|(g, m)| Step::Mute(g, m)),
        1 => Just(Step::Undo),
    ];
    proptest::collection::vec(step, 1..40)
}

fn begin() -> Day {
    let mut day = Day::new();
    for n in 0..4 {
        day.agent(&format!("agent {n}"), 9);
    }
    day.read((0..5).map(|n| post(&format!("m{n}"), &format!("who {n}"), "09:00")).collect());
    day
}

fn happen(day: &mut Day, step: &Step) {
    let agent = |n: &u8| AgentId(u16::from(*n));
    let escalation = |n: &u8| EscalationId(u32::from(*n));
    let wish = match step {
        Step::Pass(secs) => return day.pass_to(day.now.plus(*secs)),
        Step::Jump(minutes) => {
            let secs = minutes.unsigned_abs() * 60;
            day.now = if *minutes < 0 { day.now.minus(secs) } else { day.now.plus(secs) };
            day.turn(Vec::new());
            return;
        }
        Step::Presence(n, there) => {
            let presence = if *there { Presence::Available } else { Presence::Off };
            let _ = day.ask(Command::SetPresence { agent: agent(n), presence, reason: String::new() });
            return;
        }
        Step::Groups(n, bits) => {
            let groups = (0..3).filter(|i| bits & (1 << i) != 0).map(|i| GROUPS[i].to_owned()).collect();
            let profile = Profile { groups, takes_queue: true };
            let _ = day.ask(Command::People(PeopleCommand::SetProfile { agent: agent(n), profile }));
            return;
        }
        Step::Shift(n, from, length) => {
            let from = at("08:00").plus(u32::from(*from) * 60);
            let shifts = vec![Shift { from, until: from.plus(u32::from(*length) * 60) }];
            let _ = day.ask(Command::People(PeopleCommand::SetShifts { agent: agent(n), shifts }));
            return;
        }
        Step::Undo => return drop(day.undo()),
        Step::Ladder(rungs) => {
            let rungs = rungs.iter().map(|(g, secs)| Rung::of("rung", GROUPS[usize::from(*g)], u32::from(*secs)));
            Wish::SetLadder { ladder: LadderId(0), to: Ladder { name: "one".into(), rungs: rungs.collect() } }
        }
        Step::Raise(n) => Wish::Raise {
            conversations: vec![ConversationId(u32::from(*n))],
            trouble: Trouble::Press,
            title: String::new(),
            by: None,
            words: String::new(),
            ladder: LadderId(0),
        },
        Step::Take(e, a) => Wish::Reassign { escalation: escalation(e), agent: agent(a) },
        Step::GiveBack(e) => Wish::GiveBack { escalation: escalation(e) },
        Step::Move(e, rung) => Wish::MoveTo { escalation: escalation(e), rung: *rung, reason: String::new() },
        Step::Resolve(e) => Wish::Resolve { escalation: escalation(e), reason: "done".into() },
        Step::Reopen(e) => Wish::Reopen { escalation: escalation(e) },
        Step::Mute(g, minutes) => {
            let to = Mute { until: day.now.plus(u32::from(*minutes) * 60), reason: "why".into() };
            Wish::Mute { of: Muted::Group(GROUPS[usize::from(*g)].into()), to: Some(to) }
        }
    };
    let _ = day.ask(Command::Escalation(wish));
}

/// Each open escalation is with a person who is there, waits on a rung on which somebody stands with a timer that runs,
/// or burns; and each alarm is about one that nobody has.
fn check(day: &Day) -> Result<(), TestCaseError> {
    let floor = day.engine.floor();
    for (id, row) in floor.escalations().open() {
        let burns = floor.alerts().about(Cause::Ladder(id)).is_some();
        prop_assert_eq!(burns, row.is_alarm(), "{:?} {:?}", id, row);
        match row.now.progress {
            Progress::Raised if row.now.ended => {}
            Progress::Raised => {
                let rung = &row.ladder.rungs[usize::from(row.now.rung)];
                prop_assert!(!floor.on_rung(rung, day.now).is_empty(), "nobody is asked: {:?}", row);
                let left = row.now.due.unwrap().secs_since(day.now);
                prop_assert!(left >= 0 && left <= i64::from(rung.ack_secs) + 61, "{left} s left: {:?}", row);
            }
            Progress::HandedOff => {}
            _ => {
                let owner = floor.agent(row.now.owner.unwrap()).unwrap();
                prop_assert!(owner.is_on_duty(day.now), "{} has it and is not there", owner.name);
            }
        }
    }
    let burning = floor.alerts().burning().filter(|(_, a)| matches!(a.cause, Cause::Ladder(_))).count();
    prop_assert_eq!(burning, floor.escalations().alarms().count());
    Ok(())
}

/// A timer fires once: between two moves to a rung by time lies a move to the rung that it left.
fn fires_once(trail: &[Line]) -> Result<(), TestCaseError> {
    let mut runs = true;
    for line in trail.iter().skip(1) {
        match &line.what {
            What::Rung { why, .. } | What::LadderEnded { why } => {
                let by_time = *why == Why::Time;
                prop_assert!(!by_time || runs, "it fired although none ran: {trail:?}");
                runs = matches!(line.what, What::Rung { .. });
            }
            What::Taken { .. } | What::Resolved { .. } => runs = false,
            What::GivenBack { .. } | What::Reopened { .. } | What::TakenBack => runs = true,
            _ => {}
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_ladder_always_ends_with_a_person_or_an_alarm(steps in steps()) {
        let mut day = begin();
        for step in &steps {
            happen(&mut day, step);
            // What a turn made due is told by the next, which comes at once.
            day.turn(Vec::new());
            check(&day)?;
        }
        // However it stands now, after all timers somebody has it or it burns.
        for n in 0..4 {
            let _ = day.ask(Command::SetPresence { agent: AgentId(n), presence: Presence::Away, reason: "x".into() });
        }
        day.pass_to(day.now.plus(86_400 * 2));
        check(&day)?;
        for (id, row) in day.engine.floor().escalations().open() {
            prop_assert!(row.now.owner.is_some() || row.is_alarm(), "{:?} waits for ever: {:?}", id, row);
        }
        for n in 0..6 {
            if let Some(row) = day.engine.floor().escalations().get(EscalationId(n)) {
                fires_once(&row.trail)?;
                let whole: i64 = row.stretches(day.now).iter().map(|s| i64::from(s.secs())).sum();
                prop_assert!(whole >= 0);
            }
        }
    }

    #[test]
    fn a_snapshot_and_the_facts_after_it_are_the_whole(steps in steps(), split in any::<prop::sample::Index>()) {
        let mut day = begin();
        steps.iter().for_each(|step| happen(&mut day, step));
        let log = day.log();
        let (head, tail) = log.split_at(split.index(log.len() + 1));
        let mut floor = Floor::default();
        head.iter().for_each(|(seq, key, decision)| floor.apply(*seq, key, decision));
        let mut floor = wire::floor(&wire::floor_bytes(&floor)).unwrap();
        tail.iter().for_each(|(seq, key, decision)| floor.apply(*seq, key, decision));
        prop_assert!(floor.escalations() == day.engine.floor().escalations());
        prop_assert!(wire::floor_bytes(&floor) == wire::floor_bytes(day.engine.floor()));
    }
}
