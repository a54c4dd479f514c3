//! Rules that raise by themselves.

use super::{ask, row, staffed, take};
use crate::day::{at, post};
use watchfloor::engine::Input;
use watchfloor::floor::escalation::{LadderId, Mute, Muted, Raiser, Rule, Trouble, When};
use watchfloor::floor::{Command, ConversationId, EscalationCommand as Wish, EscalationId};

fn rule(when: When, per_minute: u16) -> Rule {
    Rule { name: "test".into(), on: true, when, trouble: Trouble::Vip, ladder: LadderId(0), per_minute }
}

#[test]
fn a_late_first_response_is_raised_in_the_same_turn_by_a_rule() {
    let (mut day, _) = staffed();
    ask(&mut day, Wish::SetRule { rule: None, to: Some(rule(When::FirstResponseBreached, 5)) }).unwrap();
    let due = day.row(0).first_response_due.unwrap();
    day.pass_to(due.plus(2));
    let store = day.engine.floor().escalations();
    assert_eq!(store.open_count(), 3);
    assert_eq!(row(&day, 0).by, Raiser::Rule(0));
    assert!(row(&day, 0).raised_at <= due.plus(2));
}

/// A rule that matches everything raises what it may in each minute; the rest waits, is counted, and nothing is lost.
#[test]
fn a_rule_that_matches_everything_is_held_to_its_bound_and_loses_nothing() {
    let (mut day, _) = staffed();
    ask(&mut day, Wish::SetRule { rule: None, to: Some(rule(When::FirstResponseBreached, 3)) }).unwrap();
    let more: Vec<_> = (0..30).map(|i| post(&format!("m{i}"), &format!("who{i}"), "09:00")).collect();
    day.read(more);
    let due = day.row(0).first_response_due.unwrap();
    day.pass_to(due.plus(1));
    let store = day.engine.floor().escalations();
    assert_eq!((store.open_count(), store.rule_state(0).unwrap().waiting.len()), (3, 30));
    let snapshot = day.snapshot();
    assert!(snapshot.escalations.warnings[0].contains("30"), "{:?}", snapshot.escalations.warnings);
    day.pass_to(due.plus(15 * 60));
    let store = day.engine.floor().escalations();
    assert_eq!((store.open_count(), store.rule_state(0).unwrap().waiting.len()), (33, 0));
    let raised: std::collections::BTreeSet<ConversationId> =
        store.open().flat_map(|(_, row)| row.now.linked.clone()).collect();
    assert_eq!(raised.len(), 33, "each once");
}

#[test]
fn writing_a_rule_that_matches_everything_says_so() {
    let (mut day, _) = staffed();
    day.read((0..30).map(|i| post(&format!("m{i}"), &format!("who{i}"), "09:00")).collect());
    let words = ask(&mut day, Wish::SetRule { rule: None, to: Some(rule(When::Followers(0), 5)) }).unwrap();
    assert!(words.contains("matches 33 of the newest 33"), "{words}");
}

#[test]
fn a_muted_rule_raises_nothing_and_counts_what_it_passed_over() {
    let (mut day, _) = staffed();
    ask(&mut day, Wish::SetRule { rule: None, to: Some(rule(When::FirstResponseBreached, 5)) }).unwrap();
    let to = Mute { until: at("23:00"), reason: "sale today".into() };
    ask(&mut day, Wish::Mute { of: Muted::Rule(0), to: Some(to) }).unwrap();
    day.pass_to(day.row(0).first_response_due.unwrap().plus(2));
    let store = day.engine.floor().escalations();
    assert_eq!((store.open_count(), store.rule_state(0).unwrap().passed_over), (0, 3));
}

#[test]
fn what_is_resolved_before_its_turn_lapses() {
    let (mut day, _) = staffed();
    ask(&mut day, Wish::SetRule { rule: None, to: Some(rule(When::FirstResponseBreached, 1)) }).unwrap();
    day.pass_to(day.row(0).first_response_due.unwrap().plus(1));
    assert_eq!(day.engine.floor().escalations().open_count(), 1);
    day.resolve(&[1, 2]).unwrap();
    day.pass_to(day.now.plus(300));
    let store = day.engine.floor().escalations();
    assert_eq!((store.open_count(), store.rule_state(0).unwrap().waiting.len()), (1, 0));
}

#[test]
fn a_risk_cue_and_a_raised_hand_are_one_escalation() {
    let (day, [senior, ..]) = staffed();
    let mut day = day;
    day.engine = std::mem::replace(&mut day.engine, fresh()).watching(&jiff::tz::TimeZone::UTC);
    assert_eq!(ask(&mut day, Wish::UseSuggestedRules).unwrap(), "7 rules added, 4 of them on");
    let words = "@larkhelp your heater caught fire and burned my hand, my lawyer will be in touch";
    let mut hurt = post("hurt", "kim", "09:00");
    if let watchfloor::floor::IncomingKind::Written { text, .. } = &mut hurt.what {
        *text = words.into();
    }
    day.read(vec![hurt]);
    day.turn(Vec::<Input>::new());
    let store = day.engine.floor().escalations();
    assert_eq!(store.open_count(), 1, "two cues, one escalation");
    assert_eq!(row(&day, 0).trouble, Trouble::Safety);
    assert_eq!(row(&day, 0).rules.len(), 2, "and both reasons in it");
    take(&mut day, 0, senior).unwrap();
    assert!(day.ask(Command::Undo).is_ok());
    assert_eq!(day.engine.floor().escalations().of(ConversationId(3)), Some(EscalationId(0)));
}

fn fresh() -> watchfloor::engine::Engine {
    let ledger = std::sync::Arc::new(watchfloor::ledger::MemoryLedger::new());
    watchfloor::engine::Engine::open(ledger, None).unwrap()
}
