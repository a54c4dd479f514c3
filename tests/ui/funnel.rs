//! The funnel: what it says of its stages, what it asks for, and one key to say that it was wrong.

use super::bench::{Bench, Window, open, settle};
use super::fixture;
use egui::Key;
use egui_kittest::kittest::Queryable;
use std::sync::Arc;
use watchfloor::floor::{Command, ConversationId, Kind, Overrule, Stage};
use watchfloor::ui::screen::Screen;

/// The funnel with samples of the stage that is asked for.
fn funnel(stage: Stage) -> Window {
    let mut bench = Bench::new(5, Screen::Funnel);
    bench.desk.stage = stage;
    bench.snapshot.funnel = Arc::new(fixture::funnel_screen(Some(stage)));
    open(bench)
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    settle(window);
}

fn overruled(window: &Window) -> Vec<(Vec<ConversationId>, Overrule)> {
    let overrule = |command| match command {
        Command::Overrule { conversations, to, .. } => Some((conversations, to)),
        _ => None,
    };
    window.state().commands().into_iter().filter_map(overrule).collect()
}

#[test]
fn shares_say_what_they_are_of() {
    let window = funnel(Stage::Actionable);
    for words in [
        "All mentions: 100\u{2009}000, 100 %; nobody read 12 more",
        "Copies: 14\u{2009}200, 14.2 % of all",
        "Spam: 30\u{2009}100, 30.1 % of all",
        "Not about us: 5\u{2009}750, 10.3 % of what is neither spam nor copy",
        "About us, asks for nothing: 48\u{2009}951, 98.0 % of what is about us",
        "Actionable: 999, 2.0 % of what is about us · 1.8 % of what is neither spam nor copy",
        "Complaints: 530, 1.1 % of what is about us",
        "2\u{2009}750.02",
    ] {
        window.get_by_label(words);
    }
}

#[test]
fn a_press_on_a_stage_asks_for_its_samples() {
    let mut window = funnel(Stage::Actionable);
    assert_eq!(window.state().looking().stage, Some(Stage::Actionable));
    window.get_by_label_contains("Spam: 30").click();
    settle(&mut window);
    assert_eq!(window.state().looking().stage, Some(Stage::Spam));
    window.get_by_label("fetching samples…");
    press(&mut window, Key::Num2);
    assert_eq!(window.state().looking().stage, None, "nobody looks at samples on the floor");
}

#[test]
fn one_key_overrules_the_sample_under_the_cursor() {
    let mut window = funnel(Stage::Actionable);
    window.get_by_label("Spam 3 %: “order”, “delivery” speak against it");
    press(&mut window, Key::M);
    press(&mut window, Key::J);
    press(&mut window, Key::N);
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::W);
    press(&mut window, Key::R);
    let wanted = [
        (vec![ConversationId(0)], Overrule::Spam),
        (vec![ConversationId(1)], Overrule::Elsewhere),
        (vec![ConversationId(2)], Overrule::Watch(Kind::Request)),
    ];
    assert_eq!(overruled(&window), wanted, "that it is to be answered was read already, so R says nothing");
}

#[test]
fn what_was_kept_back_and_needs_an_answer_keeps_its_kind_or_is_a_complaint() {
    let mut window = funnel(Stage::Spam);
    press(&mut window, Key::R);
    press(&mut window, Key::End);
    press(&mut window, Key::Home);
    for _ in 0..4 {
        press(&mut window, Key::J);
    }
    press(&mut window, Key::R);
    let wanted = [
        (vec![ConversationId(0)], Overrule::Respond(Kind::Question)),
        (vec![ConversationId(4)], Overrule::Respond(Kind::Complaint)),
    ];
    assert_eq!(overruled(&window), wanted);
}

#[test]
fn enter_reads_the_conversation_and_what_was_overruled_can_be_taken_back() {
    let mut window = funnel(Stage::Quiet);
    window.get_by_label("triage has learnt from 2 mentions");
    window.get_by_label("Take back").click();
    settle(&mut window);
    assert_eq!(window.state().commands(), [Command::TakeBackOverrule { conversations: vec![ConversationId(77)] }]);
    let mut window = funnel(Stage::Quiet);
    press(&mut window, Key::J);
    press(&mut window, Key::Enter);
    assert_eq!(window.state().desk.screen, Screen::Floor);
    assert_eq!(window.state().looking().conversation, Some(ConversationId(1)));
}

#[test]
fn the_cursor_stays_where_a_sample_left() {
    let mut window = funnel(Stage::Spam);
    press(&mut window, Key::J);
    press(&mut window, Key::J);
    let mut next = fixture::funnel_screen(Some(Stage::Spam));
    next.samples.remove(2);
    window.state_mut().snapshot.funnel = Arc::new(next);
    settle(&mut window);
    press(&mut window, Key::N);
    assert_eq!(overruled(&window), [(vec![ConversationId(3)], Overrule::Elsewhere)]);
}

#[test]
fn a_floor_that_nobody_read_says_what_to_do() {
    let mut bench = Bench::new(5, Screen::Funnel);
    bench.desk.picker = Arc::new(watchfloor::ui::picker::Fake(None));
    let mut window = open(bench);
    window.get_by_label("Nothing was read yet");
    window.get_by_label("Import a file…").click();
    settle(&mut window);
    assert!(window.state().desk.dialog.is_some());
}
