//! The escalations: every deed by its accessible name and by its key.

use super::bench::{Bench, Window, open, settle};
use super::fixture;
use egui::Key;
use egui_kittest::kittest::Queryable;
use std::sync::Arc;
use watchfloor::floor::escalation::{Progress, Trouble};
use watchfloor::floor::{AgentId, Command, ConversationId, EscalationCommand as Wish, EscalationId};
use watchfloor::ui::screen::Screen;

const MISSED: EscalationId = EscalationId(2);

/// The screen with the missed deliveries looked at.
fn shown(progress: Progress) -> Window {
    let mut bench = Bench::new(5, Screen::Escalations);
    let mut all = fixture::escalations();
    if let Some(chosen) = &mut all.chosen {
        chosen.card.progress = progress;
        if progress != Progress::Raised {
            chosen.card.owner = Some((AgentId(3), "Amara O.".into()));
            chosen.card.due = None;
        }
    }
    bench.snapshot.escalations = Arc::new(all);
    bench.snapshot.at = fixture::now();
    bench.desk.escalation_at = Some(MISSED);
    open(bench)
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    settle(window);
}

fn wishes(window: &Window) -> Vec<Wish> {
    let wish = |command| match command {
        Command::Escalation(wish) => Some(wish),
        _ => None,
    };
    window.state().commands().into_iter().filter_map(wish).collect()
}

#[test]
fn the_board_says_who_must_acknowledge_and_by_when() {
    let window = shown(Progress::Raised);
    for words in [
        "Open · 6",
        "Not acknowledged · 2",
        "Resolved today · 1",
        "L1 · Senior agents",
        "ack in 5 min",
        "ack in 15 min",
        "Handed off",
        "acknowledge within 3:40",
        "R 1.7 growing",
        "11 linked conversations",
        "Playbook · public anger",
        "3 of 6",
        "I’ll take it",
        "Raise to L3",
    ] {
        assert!(window.query_all_by_label(words).count() >= 1, "{words}");
    }
    window.get_by_label(
        "Escalation: Missed deliveries, door-cam, @doorcam_dan · X · 48 k, not acknowledged 3:40 left · 11 linked",
    );
    window.get_by_label(
        "Escalation: Refund after 3 weeks, @jaynegorman · X · 5.3 k, Priya N. · working past target 26 min",
    );
}

#[test]
fn who_takes_it_first_says_who_they_are() {
    let mut window = shown(Progress::Raised);
    press(&mut window, Key::A);
    window.get_by_label("Who are you?");
    window.get_by_label("Amara O. · Team leads").click();
    settle(&mut window);
    assert_eq!(wishes(&window), [Wish::Take { escalation: MISSED, agent: AgentId(3) }]);
    assert_eq!(window.state().desk.me, Some(AgentId(3)), "and is not asked again");
    press(&mut window, Key::A);
    assert_eq!(wishes(&window).len(), 2);
}

#[test]
fn each_key_is_a_deed() {
    let mut window = shown(Progress::Raised);
    press(&mut window, Key::E);
    press(&mut window, Key::I);
    let contact = "Petra K.".to_owned();
    let wanted = [
        Wish::MoveTo { escalation: MISSED, rung: 2, reason: String::new() },
        Wish::Incident { escalation: MISSED, on: true, contact },
    ];
    assert_eq!(wishes(&window), wanted);
    press(&mut window, Key::R);
    window.get_by_label("Why is it over?");
    press(&mut window, Key::Escape);
    press(&mut window, Key::L);
    window.get_by_label("Ladder, rules and playbooks");
    window.get_by_label("Save ladder");
}

#[test]
fn who_has_it_can_say_hand_off_and_give_back() {
    let mut window = shown(Progress::Working);
    press(&mut window, Key::U);
    assert_eq!(wishes(&window), [Wish::GiveBack { escalation: MISSED }]);
    press(&mut window, Key::H);
    window.get_by_label("Who should take it");
    let Some(watchfloor::ui::desk::Dialog::Handoff(draft)) = &window.state().desk.dialog else { panic!("no packet") };
    assert_eq!(draft.conversation, ConversationId(9), "what it is about goes on with a packet");
}

#[test]
fn a_tick_is_one_click() {
    let mut window = shown(Progress::Raised);
    window.get_by_label("Call the customer (hand off to phone)").click();
    settle(&mut window);
    assert_eq!(wishes(&window), [Wish::Tick { escalation: MISSED, step: 3, done: true, by: None }]);
}

#[test]
fn j_and_k_go_from_card_to_card_and_chips_choose_the_set() {
    let mut window = shown(Progress::Raised);
    press(&mut window, Key::J);
    assert_eq!(window.state().desk.escalation_at, Some(EscalationId(3)));
    press(&mut window, Key::K);
    press(&mut window, Key::K);
    assert_eq!(window.state().desk.escalation_at, Some(EscalationId(0)));
    window.get_by_label("Not acknowledged · 2").click();
    settle(&mut window);
    assert!(window.query_by_label_contains("Escalation: Charged twice").is_none());
    window.get_by_label("Resolved today · 1").click();
    settle(&mut window);
    window.get_by_label("Resolved: Over, Senior agents 10 min, Team leads 5 min");
}

#[test]
fn e_on_the_floor_raises_what_is_chosen() {
    let mut window = open(Bench::new(20, Screen::Floor));
    press(&mut window, Key::J);
    press(&mut window, Key::E);
    window.get_by_label("Escalate 1 conversation");
    window.get_by_label("safety").click();
    settle(&mut window);
    press(&mut window, Key::Enter);
    let wanted = wishes(&window);
    let [Wish::Raise { conversations, trouble, .. }] = wanted.as_slice() else { panic!("{wanted:?}") };
    assert_eq!((conversations.as_slice(), *trouble), ([ConversationId(0)].as_slice(), Trouble::Safety));
}
