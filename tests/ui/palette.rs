//! The palette finds everything by its name.

use super::bench::{Bench, Window, open, settle};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use watchfloor::floor::{AgentId, AssignmentCommand, BeyondCapacity, Command, ConversationId, How};
use watchfloor::ui::screen::Screen;
use watchfloor::view::Chip;

fn run(window: &mut Window, words: &str) {
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    settle(window);
    window.get_by_label("Search or run a command").type_text(words);
    settle(window);
    window.key_press(Key::Enter);
    settle(window);
    assert!(window.state().desk.palette.is_none(), "it closes when it has run something");
}

#[test]
fn it_runs_actions_changes_screens_and_assigns() {
    let mut window = open(Bench::new(30, Screen::Floor));
    run(&mut window, "past target");
    assert_eq!(window.state().looking().query.chip, Chip::PastTarget);
    run(&mut window, "go agents");
    assert_eq!(window.state().desk.screen, Screen::Agents);
    run(&mut window, "go floor");
    window.key_press(Key::J);
    settle(&mut window);
    run(&mut window, "assign hanna");
    let conversations = vec![ConversationId(0)];
    let (agent, how, beyond, seen) = (AgentId(6), How::ByHand, BeyondCapacity::Refuse, Some(1));
    let wanted = Command::Assignment(AssignmentCommand::Give { conversations, agent, how, beyond, seen });
    assert_eq!(window.state().commands(), [wanted]);
}

#[test]
fn what_fits_nothing_is_searched_for() {
    let mut window = open(Bench::new(30, Screen::Agents));
    run(&mut window, "zq#4471");
    assert_eq!(window.state().desk.screen, Screen::Floor);
    assert_eq!(window.state().looking().query.search, "zq#4471");
}

#[test]
fn it_says_why_something_cannot_be_done() {
    let mut window = open(Bench::new(30, Screen::Floor));
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    settle(&mut window);
    window.get_by_label("Search or run a command").type_text("select none");
    settle(&mut window);
    window.get_by_label("none is selected");
    let line = window.get_all_by_label("Select none").next().unwrap();
    assert!(line.accesskit_node().is_disabled());
}
