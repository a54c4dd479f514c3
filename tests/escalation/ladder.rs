//! Row A40 of the product, and what a ladder does when people come, go and wait.

use super::{LEADS, PR, SENIORS, alarm, ask, member, off, raise, row, staffed, take, trail};
use crate::day::{Day, at, post};
use watchfloor::floor::escalation::{Ladder, LadderId, Mute, Muted, Progress, Rung, Substitute, Trouble};
use watchfloor::floor::{
    Command, ConversationId, EscalationCommand as Wish, EscalationId, PeopleCommand, Refusal, Shift,
};

const FIRST: EscalationId = EscalationId(0);

/// A40: raised is seen in the next snapshot of the same turn; unacknowledged after five minutes it goes on; nothing of
/// it is forgotten.
#[test]
fn a40_what_is_raised_is_seen_at_once_and_climbs_with_a_full_trail() {
    let (mut day, [_, lead, _]) = staffed();
    assert_eq!(raise(&mut day, &[0]).unwrap(), "raised to Senior agents");
    let seen = day.snapshot();
    assert_eq!(seen.escalations.columns[0].cards.len(), 1, "in the snapshot of the same second");
    assert_eq!(seen.escalations.unacknowledged, 1);
    day.until("09:05");
    assert_eq!(row(&day, 0).now.rung, 0, "five minutes are not over at five minutes");
    day.until("09:05:01");
    assert_eq!(row(&day, 0).now.rung, 1);
    day.until("09:07");
    assert_eq!(take(&mut day, 0, lead).unwrap(), "Amara O. has it");
    assert_eq!(day.row(0).owner.unwrap().agent(), lead, "who takes it has the conversation, too");
    day.until("12:00");
    assert_eq!(
        trail(&day, 0),
        ["09:00 reason", "09:05:01 rung 1 Time", "09:07 taken by 1"],
        "and no timer runs any more"
    );
    assert_eq!(alarm(&day, 0), None);
}

#[test]
fn a_ladder_that_nobody_answers_ends_in_an_alarm_until_somebody_takes_it() {
    let (mut day, [senior, ..]) = staffed();
    raise(&mut day, &[0]).unwrap();
    day.until("09:30");
    let end = ["09:00 reason", "09:05:01 rung 1 Time", "09:10:02 rung 2 Time", "09:25:03 ended Time"];
    assert_eq!(trail(&day, 0), end);
    let burning = alarm(&day, 0).unwrap();
    assert_eq!(burning.raised_at, at("09:25:03"));
    day.until("18:00");
    assert!(alarm(&day, 0).is_some(), "it burns for as long as nobody has it");
    assert_eq!(trail(&day, 0).len(), end.len(), "and tells nothing twice");
    take(&mut day, 0, senior).unwrap();
    assert_eq!(alarm(&day, 0), None);
    day.undo().unwrap();
    day.until("18:01");
    assert!(alarm(&day, 0).is_some(), "taking it back lights it again");
}

#[test]
fn a_rung_with_nobody_on_duty_is_skipped_at_once_and_said() {
    let mut day = Day::new();
    member(&mut day, "Petra K.", PR);
    day.read(vec![post("a", "mira", "09:00")]);
    assert_eq!(raise(&mut day, &[0]).unwrap(), "raised to PR and legal: nobody is on duty below");
    assert_eq!(trail(&day, 0), ["09:00 reason", "09:00 rung 1 Nobody", "09:00 rung 2 Nobody"]);
    assert_eq!(row(&day, 0).now.due, Some(at("09:15")));
}

#[test]
fn with_nobody_on_any_rung_the_alarm_burns_in_the_same_second() {
    let mut day = Day::new();
    day.read(vec![post("a", "mira", "09:00")]);
    assert_eq!(raise(&mut day, &[0]).unwrap(), "raised, and nobody is on duty on any rung: the alarm burns");
    assert_eq!(alarm(&day, 0).unwrap().raised_at, at("09:00"));
    assert_eq!(day.engine.next_deadline().filter(|at| *at <= day.now), None, "and nothing asks to be woken for it");
}

#[test]
fn who_leaves_the_last_of_a_rung_sends_what_waits_there_on() {
    let (mut day, [senior, ..]) = staffed();
    raise(&mut day, &[0]).unwrap();
    day.until("09:02");
    off(&mut day, senior);
    assert_eq!(trail(&day, 0), ["09:00 reason", "09:02 rung 1 Nobody"]);
}

#[test]
fn who_has_it_and_goes_off_duty_leaves_it_on_the_ladder() {
    let (mut day, [_, lead, _]) = staffed();
    raise(&mut day, &[0]).unwrap();
    take(&mut day, 0, lead).unwrap();
    let shifts = vec![Shift { from: at("08:00"), until: at("10:00") }];
    day.ask(Command::People(PeopleCommand::SetShifts { agent: lead, shifts })).unwrap();
    day.until("09:59:59");
    assert_eq!(row(&day, 0).now.owner, Some(lead));
    day.until("10:00:01");
    assert_eq!(row(&day, 0).now.owner, None, "the shift is over, and so is their having it");
    assert_eq!(trail(&day, 0)[2..], ["10:00:01 back, off duty true"]);
}

#[test]
fn somebody_stands_in_until_the_moment_that_was_said() {
    let (mut day, [senior, lead, _]) = staffed();
    let to = Substitute { agent: lead, until: at("18:00"), reason: "training".into() };
    assert_eq!(
        ask(&mut day, Wish::Substitute { instead_of: senior, to: Some(to) }).unwrap(),
        "Amara O. stands in for Priya N."
    );
    let rung = Rung::of("Senior agents", SENIORS, 300);
    assert_eq!(day.engine.floor().on_rung(&rung, at("17:59:59")), [lead]);
    assert_eq!(day.engine.floor().on_rung(&rung, at("18:00")), [senior]);
    off(&mut day, senior);
    raise(&mut day, &[0]).unwrap();
    assert_eq!(row(&day, 0).now.rung, 0, "a substitute is somebody");
}

#[test]
fn a_muted_group_is_nobody_until_the_mute_ends() {
    let (mut day, _) = staffed();
    let to = Mute { until: at("12:00"), reason: "all in a meeting".into() };
    ask(&mut day, Wish::Mute { of: Muted::Group(SENIORS.into()), to: Some(to) }).unwrap();
    raise(&mut day, &[0]).unwrap();
    assert_eq!(row(&day, 0).now.rung, 1);
    day.until("12:00");
    raise(&mut day, &[1]).unwrap();
    assert_eq!(row(&day, 1).now.rung, 0);
}

#[test]
fn the_ladder_of_what_runs_does_not_change() {
    let (mut day, _) = staffed();
    raise(&mut day, &[0]).unwrap();
    let to = Ladder { name: "Short".into(), rungs: vec![Rung::of("Leads", LEADS, 60)] };
    ask(&mut day, Wish::SetLadder { ladder: LadderId(0), to: to.clone() }).unwrap();
    raise(&mut day, &[1]).unwrap();
    assert_eq!(*row(&day, 0).ladder, Ladder::default());
    assert_eq!(*row(&day, 1).ladder, to);
    day.until("09:02");
    assert_eq!((row(&day, 0).now.rung, alarm(&day, 1).is_some()), (0, true));
}

#[test]
fn one_conversation_is_raised_once_and_a_second_reason_is_a_line() {
    let (mut day, _) = staffed();
    raise(&mut day, &[0]).unwrap();
    assert_eq!(raise(&mut day, &[0, 1]).unwrap(), "it is raised already; a reason was added");
    assert_eq!(day.engine.floor().escalations().open_count(), 1);
    assert_eq!(row(&day, 0).now.linked, [ConversationId(0), ConversationId(1)]);
}

#[test]
fn a_second_person_is_told_who_has_it() {
    let (mut day, [senior, lead, _]) = staffed();
    raise(&mut day, &[0]).unwrap();
    take(&mut day, 0, senior).unwrap();
    let refused = take(&mut day, 0, lead).unwrap_err();
    assert_eq!(refused, Refusal::AlreadySo("Priya N. has it; reassign it if it should move".into()));
    ask(&mut day, Wish::Reassign { escalation: FIRST, agent: lead }).unwrap();
    assert_eq!(day.row(0).owner.unwrap().agent(), lead);
    day.undo().unwrap();
    assert_eq!((row(&day, 0).now.owner, day.row(0).owner.unwrap().agent()), (Some(senior), senior));
}

#[test]
fn it_can_be_raised_further_given_back_handed_off_and_resolved() {
    let (mut day, [senior, ..]) = staffed();
    raise(&mut day, &[0]).unwrap();
    take(&mut day, 0, senior).unwrap();
    ask(&mut day, Wish::Say { escalation: FIRST, words: "calls the carrier".into() }).unwrap();
    assert_eq!(row(&day, 0).now.progress, Progress::Working);
    ask(&mut day, Wish::MoveTo { escalation: FIRST, rung: 2, reason: "a newspaper asks".into() }).unwrap();
    assert_eq!((row(&day, 0).now.progress, row(&day, 0).now.due), (Progress::Raised, Some(at("09:15"))));
    assert_eq!(day.row(0).owner.unwrap().agent(), senior, "until somebody above takes it, it is theirs");
    take(&mut day, 0, senior).unwrap();
    ask(&mut day, Wish::HandOff { escalation: FIRST, to: "phone".into() }).unwrap();
    off(&mut day, senior);
    assert_eq!(row(&day, 0).now.progress, Progress::HandedOff, "the other side has it");
    assert!(ask(&mut day, Wish::Resolve { escalation: FIRST, reason: " ".into() }).is_err(), "a reason is needed");
    ask(&mut day, Wish::Resolve { escalation: FIRST, reason: "refunded".into() }).unwrap();
    assert_eq!(day.engine.floor().escalations().open_count(), 0);
    day.undo().unwrap();
    assert_eq!(row(&day, 0).now.progress, Progress::HandedOff);
}

#[test]
fn a_clock_set_back_two_hours_starts_the_rung_anew_and_once() {
    let (mut day, _) = staffed();
    raise(&mut day, &[0]).unwrap();
    day.now = at("07:01");
    day.turn(Vec::new());
    assert_eq!(row(&day, 0).now.due, Some(at("07:06")));
    day.turn(Vec::new());
    day.until("07:06:01");
    assert_eq!(trail(&day, 0), ["09:00 reason", "07:01 clock back", "07:06:01 rung 1 Time"]);
}

#[test]
fn a_tick_says_who_and_when_and_can_be_undone() {
    let (mut day, [senior, ..]) = staffed();
    raise(&mut day, &[0]).unwrap();
    ask(&mut day, Wish::Tick { escalation: FIRST, step: 0, done: true, by: Some(senior) }).unwrap();
    assert_eq!(row(&day, 0).now.steps[0].done, Some((at("09:00"), Some(senior))));
    let snapshot = day.snapshot();
    assert_eq!(snapshot.escalations.columns[0].cards[0].steps, (1, 6));
    day.undo().unwrap();
    assert_eq!(row(&day, 0).steps_done(), 0);
}

#[test]
fn a_playbook_is_written_by_us_and_can_be_written_anew() {
    let (mut day, _) = staffed();
    for trouble in Trouble::ALL {
        assert!(!day.engine.floor().escalations().playbook(trouble).is_empty(), "{trouble:?}");
    }
    ask(&mut day, Wish::SetPlaybook { trouble: Trouble::PublicAnger, steps: vec!["Breathe".into(), " ".into()] })
        .unwrap();
    raise(&mut day, &[0]).unwrap();
    assert_eq!(row(&day, 0).now.steps.len(), 1);
}

#[test]
fn what_time_moved_on_does_not_stand_in_the_way_of_undoing_what_was_before() {
    let (mut day, [senior, ..]) = staffed();
    day.assign(&[1], senior).unwrap();
    raise(&mut day, &[0]).unwrap();
    day.until("09:06");
    assert_eq!(row(&day, 0).now.rung, 1);
    day.undo().unwrap();
    assert_eq!(day.row(1).owner, None, "the assignment before is taken back");
    assert!(row(&day, 0).is_open(), "and what has climbed since stays");
}

#[test]
fn raising_can_be_undone_while_nothing_has_happened_since() {
    let (mut day, _) = staffed();
    raise(&mut day, &[0]).unwrap();
    assert_eq!(day.undo().unwrap(), "escalation as before");
    assert!(!row(&day, 0).is_open());
    assert_eq!(raise(&mut day, &[0]).unwrap(), "raised to Senior agents", "it can be raised anew");
}

/// Ten thousand are open: what is drawn stays small, and what is due is found at the head of an order.
#[test]
fn ten_thousand_open_escalations_stay_small_on_the_screen() {
    let (mut day, [senior, ..]) = staffed();
    for n in 0..10_000u32 {
        ask(
            &mut day,
            Wish::Raise {
                conversations: Vec::new(),
                trouble: Trouble::Outage,
                title: format!("outage {n}"),
                by: Some(senior),
                words: String::new(),
                ladder: LadderId(0),
            },
        )
        .unwrap();
    }
    let all = day.snapshot().escalations;
    assert_eq!((all.open, all.unacknowledged), (10_000, 10_000));
    assert!(all.cards().count() <= 4 * watchfloor::limits::ESCALATIONS_SHOWN_MAX);
    assert_eq!(all.columns[0].cards.len() + all.columns[0].left_out, 10_000, "the rest is counted");
    day.until("09:05:01");
    assert!(day.engine.floor().escalations().open().all(|(_, row)| row.now.rung == 1), "all climb in their second");
}
