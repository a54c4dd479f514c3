//! The sources: reading a file, and what could not be read.

use super::bench::{Bench, Window, open, settle};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use std::sync::Arc;
use watchfloor::ui::picker::Fake;
use watchfloor::ui::screen::Screen;
use watchfloor::view::{DeskWish, Task};

fn sources(picked: Option<&str>) -> Window {
    let mut bench = Bench::new(5, Screen::Sources);
    bench.desk.picker = Arc::new(Fake(picked.map(Into::into)));
    open(bench)
}

fn click(window: &mut Window, name: &str) {
    window.get_by_label(name).click();
    settle(window);
}

#[test]
fn a_file_from_the_systems_dialog_is_imported() {
    let mut window = sources(Some("/tmp/threads.csv"));
    click(&mut window, "Import a file…");
    assert_eq!(window.state().wishes(), [DeskWish::Import { path: "/tmp/threads.csv".into() }]);
    assert!(window.state().desk.dialog.is_none());
}

#[test]
fn without_a_dialog_the_path_is_typed() {
    let mut window = sources(None);
    click(&mut window, "Import a file…");
    window.get_by_label_contains("No file was chosen");
    window.get_by_role_and_label(Role::TextInput, "Path of the file").type_text("/data/twcs.csv");
    settle(&mut window);
    click(&mut window, "Import");
    assert_eq!(window.state().wishes(), [DeskWish::Import { path: "/data/twcs.csv".into() }]);
}

#[test]
fn what_could_not_be_read_is_shown_with_its_reason_and_place() {
    let window = sources(None);
    window.get_by_label("10 rows that could not be read");
    assert!(window.get_all_by_label("the date is not one").count() > 3);
    window.get_by_label("threads.csv, line 120 · 14:31");
    window.get_by_label("the token ran out at 14:20");
}

#[test]
fn a_long_import_can_be_stopped() {
    let mut window = sources(None);
    window.state_mut().snapshot.tasks.push(Task {
        id: 9,
        title: "Importing threads.csv".into(),
        done: 8_300,
        all: Some(20_000),
        detail: "8 300 rows".into(),
        outcome: None,
    });
    settle(&mut window);
    click(&mut window, "Stop");
    assert_eq!(window.state().wishes(), [DeskWish::Cancel { task: 9 }]);
}

#[derive(Debug)]
struct Dropped;

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        std::path::Path::new("/data/dropped.csv")
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("nobody should read it here".to_owned())
    }
}

#[test]
fn a_file_that_is_dropped_on_the_window_is_imported() {
    let mut window = sources(None);
    window.input_mut().dropped_files.push(Arc::new(Dropped));
    settle(&mut window);
    assert_eq!(window.state().wishes(), [DeskWish::Import { path: "/data/dropped.csv".into() }]);
}

#[test]
fn another_floor_forgets_what_was_chosen_on_the_old_one() {
    let mut window = open(Bench::new(5, Screen::Floor));
    window.key_press(egui::Key::J);
    settle(&mut window);
    window.key_press(egui::Key::X);
    settle(&mut window);
    window.state_mut().snapshot.floor = watchfloor::view::FloorKind::Own { place: "~/watchfloor".into() };
    settle(&mut window);
    assert!(window.state().desk.selection.targets().is_empty());
    assert_eq!(window.state().looking().conversation, None);
}

#[test]
fn our_own_words_need_no_other_font() {
    for screen in [Screen::Agents, Screen::Sources, Screen::Settings] {
        let mut window = egui_kittest::Harness::builder()
            .with_size([1_280.0, 2_400.0])
            .with_context_setup(|ctx| {
                ctx.set_fonts(watchfloor::ui::fonts::own());
                watchfloor::ui::theme::install(ctx, 1.0);
            })
            .build_ui_state(|ui, bench: &mut Bench| bench.frame_ui(ui), Bench::new(0, screen));
        window.run_steps(5);
    }
}
