//! Who is late, absent or too long on a break, told once and over when it is over; and what it costs.

use super::{Desk, Paused, at, shift};
use watchfloor::floor::schedule::ScheduleCommand as C;
use watchfloor::floor::{AgentId, At, Cause, Event, Presence};
use watchfloor::measure;

/// Ines works on Friday from eight to half past four, with a break at noon.
fn friday() -> (Desk, AgentId) {
    let mut desk = Desk::new();
    let ines = desk.hired("Ines R.");
    let plan = desk.week();
    desk.add(plan, shift(ines, "Fri 08:00", "Fri 16:30").pause("Fri 12:00", "Fri 12:30"));
    desk.plan(C::Publish { plan }).unwrap();
    desk.pass_to(at("Fri 07:00"));
    (desk, ines)
}

/// What was told of somebody: the cause and when it was raised, and when it ended.
fn told(desk: &Desk) -> Vec<(Cause, At, Option<At>)> {
    let mut all: Vec<_> = desk.floor.alerts().newest().map(|(_, a)| (a.cause, a.raised_at, a.ended_at)).collect();
    all.reverse();
    all
}

#[test]
fn who_comes_in_time_is_not_told_of() {
    let (mut desk, ines) = friday();
    desk.pass_to(at("Fri 08:04"));
    desk.presence(ines, Presence::Available, "");
    desk.pass_to(at("Fri 12:02"));
    desk.presence(ines, Presence::Away, "lunch");
    desk.pass_to(at("Fri 12:33"));
    desk.presence(ines, Presence::Available, "");
    desk.pass_to(at("Fri 16:28"));
    desk.presence(ines, Presence::Off, "");
    desk.pass_to(at("2017-11-28 00:00"));
    assert_eq!(told(&desk), []);
}

#[test]
fn late_becomes_absent_and_ends_when_they_have_been_back_for_a_minute() {
    let (mut desk, ines) = friday();
    desk.pass_to(at("Fri 08:40"));
    let late = (Cause::Late(ines), at("Fri 08:05"), Some(at("Fri 08:30")));
    assert_eq!(told(&desk), [late, (Cause::Missing(ines), at("Fri 08:30"), None)]);
    desk.presence(ines, Presence::Available, "");
    // Gone again within the minute: it is still the same alarm.
    desk.now = desk.now.plus(30);
    desk.presence(ines, Presence::Off, "");
    desk.pass_to(at("Fri 08:45"));
    assert_eq!(told(&desk).len(), 2);
    assert_eq!(told(&desk)[1].2, None);
    desk.presence(ines, Presence::Available, "");
    desk.pass_to(at("Fri 08:50"));
    assert_eq!(told(&desk)[1].2, Some(at("Fri 08:46")));
    desk.pass_to(at("Fri 17:00"));
    assert_eq!(told(&desk).len(), 2);
}

#[test]
fn who_never_comes_is_told_of_once_and_not_beyond_the_shift() {
    let (mut desk, ines) = friday();
    desk.pass_to(at("2017-11-27 12:00"));
    let causes: Vec<_> = told(&desk).into_iter().map(|(cause, _, ended)| (cause, ended)).collect();
    assert_eq!(causes, [(Cause::Late(ines), Some(at("Fri 08:30"))), (Cause::Missing(ines), Some(at("Fri 16:30")))]);
}

#[test]
fn a_break_is_over_after_its_length_wherever_it_is_taken() {
    let (mut desk, ines) = friday();
    desk.presence(ines, Presence::Available, "");
    desk.pass_to(at("Fri 10:00"));
    desk.presence(ines, Presence::Away, "lunch");
    desk.pass_to(at("Fri 10:34"));
    assert_eq!(told(&desk), [], "the break was moved, and that is no matter");
    desk.pass_to(at("Fri 10:40"));
    assert_eq!(told(&desk), [(Cause::BreakOver(ines), at("Fri 10:35"), None)]);
    desk.presence(ines, Presence::Available, "");
    desk.pass_to(at("Fri 11:00"));
    assert_eq!(told(&desk)[0].2, Some(at("Fri 10:41")));
    // At the planned time it is waited for until the planned end.
    desk.pass_to(at("Fri 11:50"));
    desk.presence(ines, Presence::Away, "lunch");
    desk.pass_to(at("Fri 13:00"));
    assert_eq!(told(&desk)[1].1, at("Fri 12:35"));
}

#[test]
fn an_absence_that_is_known_is_no_alarm_and_one_that_comes_to_be_known_ends_it() {
    let (mut desk, ines) = friday();
    desk.pass_to(at("Fri 08:10"));
    assert_eq!(told(&desk)[0].2, None);
    let absence = watchfloor::floor::people::Absence {
        from: desk.now,
        until: at("Sat 00:00"),
        substitute: None,
        reason: "sick".into(),
    };
    desk.people(watchfloor::floor::PeopleCommand::SetAbsence { agent: ines, absence });
    desk.pass_to(at("Fri 17:00"));
    assert_eq!(told(&desk), [(Cause::Late(ines), at("Fri 08:05"), Some(at("Fri 08:10")))]);
}

#[test]
fn a_floor_that_was_closed_tells_the_same_when_it_is_opened() {
    let (mut awake, _) = friday();
    let asleep = awake.log.len();
    awake.pass_to(at("2017-11-27 12:00"));
    let mut floor = watchfloor::floor::Floor::default();
    for (seq, key, decision) in &awake.log[..asleep] {
        floor.apply(*seq, key, decision);
    }
    let now = at("2017-11-27 12:00");
    let mut causes = Vec::new();
    for seq in 0.. {
        let events = watchfloor::floor::due(&floor, now, 100);
        if events.is_empty() {
            break;
        }
        assert!(seq < 100, "time stands still");
        causes.extend(events.iter().filter_map(|e| match e {
            Event::AlertRaised { cause, .. } => Some(*cause),
            _ => None,
        }));
        let by = watchfloor::floor::Actor::Clock;
        let decision = watchfloor::floor::Decision { at: now, by, role: None, group: 0, afterwards: false, events };
        floor.apply(floor.revision() + 1, "clock", &decision);
    }
    assert!(floor.alerts().burning().next().is_none(), "nothing of Friday burns on Monday");
    assert!(causes.len() <= 2, "{causes:?}");
}

#[test]
fn adherence_and_who_was_missing_follow_from_the_plan_and_from_what_was_done() {
    let (mut desk, ines) = friday();
    desk.pass_to(at("Fri 09:00"));
    desk.presence(ines, Presence::Available, "");
    desk.pass_to(at("Fri 12:00"));
    desk.presence(ines, Presence::Away, "lunch");
    desk.pass_to(at("Fri 13:00"));
    desk.presence(ines, Presence::Available, "");
    desk.pass_to(at("Fri 16:30"));
    desk.presence(ines, Presence::Off, "");
    let (from, until) = (at("Fri 00:00"), at("Sat 00:00"));
    let kept = measure::adherence(&desk.floor, ines, from, until);
    assert_eq!((kept.planned_secs, kept.queue_secs), (510 * 60, 480 * 60));
    assert_eq!(kept.lost_secs(), 90 * 60, "an hour in the morning and half an hour after the break");
    assert_eq!(kept.kept_secs, 420 * 60);
    assert_eq!(kept.worked_secs, 390 * 60);
    assert_eq!(measure::adherence_of_all(&desk.floor, from, until), kept);
    let rows = measure::there(&desk.floor, at("Fri 08:00"), at("Fri 10:00"), 1_800);
    assert_eq!(rows.iter().map(|r| r.missing_centi()).collect::<Vec<_>>(), [100, 100, 0, 0]);
}
