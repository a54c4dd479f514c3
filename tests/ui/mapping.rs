//! A file whose columns are not known: the question, and what comes of it.

use super::bench::{Bench, Window, open, settle};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use std::sync::Arc;
use watchfloor::ui::screen::Screen;
use watchfloor::view::{DeskWish, MappingAsked, MappingNeed, MappingRole};

fn asked() -> MappingAsked {
    let role = |(key, label): (&str, &str)| MappingRole { key: key.to_owned(), label: label.to_owned() };
    let roles = [("at", "time"), ("author_name", "author (name)"), ("text", "text"), ("kind", "kind")];
    let need = |words: &str, sets: &[&[&str]]| MappingNeed {
        words: words.to_owned(),
        any_of: sets.iter().map(|set| set.iter().map(|key| (*key).to_owned()).collect()).collect(),
    };
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    MappingAsked {
        path: "/data/anrufe.csv".into(),
        name: "anrufe.csv".to_owned(),
        columns: words(&["wann", "wer", "was"]),
        rows: vec![
            words(&["2024-05-01 10:00", "anna", "wo ist mein Paket"]),
            words(&["2024-05-01 10:05", "dana", "עדיין לא הגיע (מעיל כחול)"]),
        ],
        roles: roles.map(role).into(),
        proposed: vec![None, Some("author_name".to_owned()), None],
        needs: vec![need("the time", &[&["at"]]), need("the text", &[&["text"], &["kind", "parent"]])],
        notes: vec!["Times without a zone are taken as UTC.".to_owned()],
    }
}

fn asking() -> Window {
    let mut bench = Bench::new(5, Screen::Sources);
    bench.snapshot.mapping_asked = Some(Arc::new(asked()));
    open(bench)
}

fn choose(window: &mut Window, column: &str, role: &str) {
    window.get_by_label(&format!("Column {column} holds")).click();
    settle(window);
    window.get_by_role_and_label(Role::Button, role).click();
    settle(window);
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    settle(window);
}

#[test]
fn the_columns_are_chosen_and_what_is_missing_is_said() {
    let mut window = asking();
    window.get_by_label("What do the columns of anrufe.csv hold?");
    window.get_by_label("wo ist mein Paket");
    window.get_by_label("Times without a zone are taken as UTC.");
    window.get_by_label("Missing: the time and the text");
    assert!(window.get_by_label("Import").accesskit_node().is_disabled());
    choose(&mut window, "was", "text");
    window.get_by_label("Missing: the time");
    choose(&mut window, "wann", "time");
    window.get_by_label("Everything that is needed is there");
    let zone = "Zone of times that name none; empty is UTC";
    window.get_by_role_and_label(Role::TextInput, zone).focus();
    settle(&mut window);
    window.get_by_role_and_label(Role::TextInput, zone).type_text("Europe/Berlin");
    settle(&mut window);
    window.get_by_label("Import").click();
    settle(&mut window);
    let columns = [("wann", "at"), ("wer", "author_name"), ("was", "text")];
    let columns = columns.map(|(column, key)| (column.to_owned(), key.to_owned())).into();
    let zone = Some("Europe/Berlin".to_owned());
    let wish = DeskWish::ImportMapped { path: "/data/anrufe.csv".into(), columns, zone };
    assert_eq!(window.state().wishes(), [wish]);
    let title = "What do the columns of anrufe.csv hold?";
    assert!(window.query_by_label(title).is_none(), "it is answered, though the engine has not said so yet");
}

#[test]
fn the_keyboard_alone_can_answer() {
    let mut window = asking();
    for (column, steps) in [("wann", 2), ("wer", 0), ("was", 4)] {
        let name = format!("Column {column} holds");
        let choice = window.get_by_label(&name);
        assert!(choice.accesskit_node().is_focused(), "Tab reaches {column}");
        if steps > 0 {
            press(&mut window, Key::Enter);
            assert!(window.query_by_role_and_label(Role::Button, "not read").is_some(), "Enter opens {column}");
            for _ in 0..steps {
                press(&mut window, Key::Tab);
            }
            press(&mut window, Key::Enter);
        }
        press(&mut window, Key::Tab);
    }
    window.get_by_label("Everything that is needed is there");
    assert!(window.state().wishes().is_empty(), "an Enter on a choice does not import");
    // The zone has the keyboard now; Enter there means the whole.
    press(&mut window, Key::Enter);
    assert!(matches!(window.state().wishes().as_slice(), [DeskWish::ImportMapped { zone: None, .. }]));
}

#[test]
fn esc_drops_the_question_and_the_keys_of_the_floor_are_free_again() {
    let mut window = asking();
    press(&mut window, Key::Num3);
    assert_eq!(window.state().desk.screen, Screen::Sources, "keys belong to the question");
    press(&mut window, Key::Escape);
    assert_eq!(window.state().wishes(), [DeskWish::DropMapping]);
    press(&mut window, Key::Num3);
    assert_eq!(window.state().desk.screen, Screen::Agents);
    window.state_mut().snapshot.mapping_asked = Some(Arc::new(asked()));
    settle(&mut window);
    window.get_by_label("Cancel").click();
    settle(&mut window);
    assert_eq!(window.state().wishes(), [DeskWish::DropMapping, DeskWish::DropMapping]);
}
