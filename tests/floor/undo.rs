//! Taking back what the desk decided: everything is as it was, and nothing that happened since is hidden.

use crate::day::{Day, answer, at, post, reply};
use watchfloor::floor::Refusal;

fn one_question() -> Day {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    day.until("09:05");
    day
}

#[test]
fn decisions_about_one_conversation_are_taken_back_one_after_the_other() {
    let mut day = one_question();
    let ana = day.agent("Ana", 3);
    let ade = day.agent("Ade", 3);
    let stood = [day.row(0).standing()].to_vec();
    let mut stood = stood;
    day.assign(&[0], ana).unwrap();
    stood.push(day.row(0).standing());
    day.snooze(&[0], "10:00").unwrap();
    stood.push(day.row(0).standing());
    day.assign(&[0], ade).unwrap();
    stood.push(day.row(0).standing());
    day.resolve(&[0]).unwrap();
    for before in stood.into_iter().rev() {
        day.undo().unwrap();
        assert_eq!(day.row(0).standing(), before);
    }
    assert_eq!(day.undo(), Err(Refusal::NothingToUndo));
}

#[test]
fn opening_again_can_be_taken_back() {
    let mut day = one_question();
    day.resolve(&[0]).unwrap();
    let resolved = day.row(0).standing();
    day.until("09:20").reopen(&[0]).unwrap();
    day.undo().unwrap();
    assert_eq!(day.row(0).standing(), resolved);
}

#[test]
fn opening_again_stays_when_the_customer_wrote_since() {
    let mut day = one_question();
    day.resolve(&[0]).unwrap();
    day.until("09:20").reopen(&[0]).unwrap();
    day.until("09:21").read(vec![reply("q2", "mira", "09:21", "q1")]);
    assert!(matches!(day.undo(), Err(Refusal::ChangedSince(_))), "undoing would hide a question");
    assert_eq!(day.state(0), "reopened");
}

#[test]
fn closing_is_not_taken_back_over_a_new_question_to_somebody_who_did_not_wait() {
    let mut day = one_question();
    day.read(vec![answer("a1", "09:04", "q1")]);
    day.resolve(&[0]).unwrap();
    day.until("09:30").read(vec![reply("q2", "mira", "09:30", "a1")]);
    assert!(matches!(day.undo(), Err(Refusal::ChangedSince(_))));
    assert_eq!((day.state(0), day.row(0).waiting_since), ("reopened", Some(at("09:30"))));
}

#[test]
fn an_assignment_is_taken_back_although_the_customer_wrote_again() {
    let mut day = one_question();
    let ana = day.agent("Ana", 3);
    day.assign(&[0], ana).unwrap();
    day.until("09:10").read(vec![reply("q2", "mira", "09:10", "q1")]);
    assert_eq!(day.undo().unwrap(), "1 conversation as before");
    assert_eq!((day.state(0), day.row(0).waiting_since), ("new", Some(at("09:00"))));
}

#[test]
fn nobody_is_made_to_wait_again_who_was_answered_since() {
    let mut day = one_question();
    let ana = day.agent("Ana", 3);
    day.assign(&[0], ana).unwrap();
    day.until("09:10").read(vec![answer("a1", "09:10", "q1")]);
    assert!(matches!(day.undo(), Err(Refusal::ChangedSince(_))));
    assert_eq!(day.state(0), "pending customer");

    let mut day = one_question();
    day.resolve(&[0]).unwrap();
    day.until("09:10").read(vec![answer("a1", "09:10", "q1")]);
    assert!(matches!(day.undo(), Err(Refusal::ChangedSince(_))));
    assert_eq!(day.state(0), "resolved");
}

#[test]
fn what_was_closed_by_mistake_was_never_closed() {
    let mut day = one_question();
    let ana = day.agent("Ana", 3);
    day.assign(&[0], ana).unwrap();
    day.resolve(&[0]).unwrap();
    assert_eq!(day.engine.floor().agent(ana).unwrap().resolved, 1);
    day.undo().unwrap();
    assert_eq!(day.engine.floor().agent(ana).unwrap().resolved, 0, "a closing that was taken back is not counted");
    assert_eq!(day.snapshot().agents.rows[0].resolved_today, 0);
    day.release(&[0]).unwrap();
    assert_eq!(day.state(0), "new", "not reopened: it was never closed");
}

#[test]
fn a_whole_selection_is_taken_back_at_once() {
    let mut day = one_question();
    day.read((2..30).map(|n| post(&format!("q{n}"), &format!("c{n}"), "09:01")).collect());
    let all: Vec<u32> = (0..29).collect();
    assert_eq!(day.resolve(&all).unwrap(), "29 conversations resolved");
    day.reopen(&[3]).unwrap();
    day.undo().unwrap();
    assert_eq!(day.undo().unwrap(), "29 conversations as before");
    assert!(all.iter().all(|id| day.state(*id) == "new"));
}

#[test]
fn a_selection_is_taken_back_as_far_as_nothing_is_hidden() {
    let mut day = one_question();
    day.read(vec![post("q2", "noor", "09:01"), post("q3", "sam", "09:02")]);
    day.read(vec![answer("a2", "09:03", "q2")]);
    day.resolve(&[0, 1, 2]).unwrap();
    day.until("09:30").read(vec![reply("q4", "noor", "09:30", "a2")]);
    assert_eq!(day.undo().unwrap(), "2 conversations as before; 1 changed since and left as they are");
    assert_eq!([day.state(0), day.state(1), day.state(2)], ["new", "reopened", "new"]);
}

#[test]
fn the_hundred_newest_decisions_can_be_taken_back() {
    let mut day = one_question();
    let most = watchfloor::limits::UNDO_MAX;
    for _ in 0..most / 2 + 1 {
        day.resolve(&[0]).unwrap();
        day.reopen(&[0]).unwrap();
    }
    for _ in 0..most {
        day.undo().unwrap();
    }
    assert_eq!(day.undo(), Err(Refusal::NothingToUndo));
}
