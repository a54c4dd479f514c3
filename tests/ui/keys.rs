//! Keys: each does what the overlay says, and none while somebody writes.

use super::bench::{Bench, Window, open, settle};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use watchfloor::ui::screen::Screen;

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    settle(window);
}

#[test]
fn figures_change_the_screen() {
    let mut window = open(Bench::new(20, Screen::Floor));
    for (key, screen) in [
        (Key::Num3, Screen::Agents),
        (Key::Num4, Screen::Escalations),
        (Key::Num5, Screen::Planner),
        (Key::Num7, Screen::Sources),
        (Key::Num8, Screen::Funnel),
        (Key::Comma, Screen::Settings),
        (Key::Num1, Screen::Wallboard),
        (Key::Num2, Screen::Floor),
    ] {
        press(&mut window, key);
        assert_eq!(window.state().desk.screen, screen);
    }
}

#[test]
fn escape_takes_one_layer_at_a_time() {
    let mut window = open(Bench::new(20, Screen::Floor));
    press(&mut window, Key::J);
    press(&mut window, Key::X);
    press(&mut window, Key::Questionmark);
    window.get_by_label("All keys");
    press(&mut window, Key::Escape);
    assert!(window.query_by_label("All keys").is_none());
    assert_eq!(window.state().desk.selection.len(), 1);
    press(&mut window, Key::Escape);
    assert!(window.state().desk.selection.is_empty());
    assert!(window.state().desk.looking.conversation.is_some());
    press(&mut window, Key::Escape);
    assert!(window.state().desk.looking.conversation.is_none());
}

#[test]
fn no_key_is_taken_from_somebody_who_writes() {
    let mut window = open(Bench::new(20, Screen::Floor));
    press(&mut window, Key::J);
    press(&mut window, Key::Slash);
    for key in [Key::A, Key::R, Key::Num3, Key::X] {
        press(&mut window, key);
    }
    assert_eq!(window.state().desk.screen, Screen::Floor);
    assert!(window.state().desk.dialog.is_none() && window.state().desk.selection.is_empty());
    assert!(window.state().commands().is_empty());
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    settle(&mut window);
    assert!(window.state().desk.palette.is_some(), "the palette opens from everywhere");
}

#[test]
fn a_letter_does_not_land_in_the_field_it_opens() {
    let mut window = open(Bench::new(20, Screen::Floor));
    press(&mut window, Key::J);
    // As a window system sends them: both in one frame.
    let key =
        egui::Event::Key { key: Key::A, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
    window.input_mut().events.extend([key, egui::Event::Text("a".to_owned())]);
    settle(&mut window);
    let field = window.get_by_role_and_label(egui::accesskit::Role::TextInput, "To whom");
    assert_eq!(field.value().unwrap_or_default(), "");
}

#[test]
fn every_field_and_button_has_a_name() {
    // The harness itself checks names at the end of every `run`.
    for screen in [Screen::Floor, Screen::Agents, Screen::Funnel, Screen::Sources, Screen::Settings] {
        let mut window = open(Bench::new(20, screen));
        window.state_mut().desk.promises.insert(0, (45, 240));
        window.run();
    }
    for key in [Key::A, Key::S, Key::Questionmark] {
        let mut window = open(Bench::new(20, Screen::Floor));
        press(&mut window, Key::J);
        press(&mut window, key);
        window.run();
    }
    use watchfloor::ui::action::Action;
    for action in [Action::AskAgent, Action::AskChannel, Action::AskImport, Action::Palette] {
        let mut bench = Bench::new(20, Screen::Floor);
        bench.desk.picker = std::sync::Arc::new(watchfloor::ui::picker::Fake(None));
        bench.desk.queue(action);
        let mut window = open(bench);
        assert!(window.state().desk.covered());
        window.run();
    }
}

#[test]
fn everything_can_be_chosen_and_undone_by_key() {
    let mut window = open(Bench::new(20, Screen::Floor));
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    settle(&mut window);
    assert_eq!(window.state().desk.selection.len(), 20);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut window);
    assert_eq!(window.state().commands(), [watchfloor::floor::Command::Undo]);
}
