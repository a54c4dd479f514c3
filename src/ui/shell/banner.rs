//! The plain, always visible mark of a rehearsal, and the ways out of it.

use crate::ui::action::Action;
use crate::ui::format;
use crate::ui::theme;
use crate::ui::widget::{Tone, button_ui, chip_ui, label_ui, pill_dot_ui};
use crate::view::{FloorKind, Snapshot};
use egui::{Frame, Margin, Panel, Ui};

/// How fast a rehearsal can run.
const SPEEDS: [u32; 5] = [0, 1, 10, 60, 600];

/// The ways out of a rehearsal, in this order.
const WAYS_ON: [&str; 3] = ["Import a file…", "Connect an account…", "Start empty"];
const NOTE: &str = "an invented day to look around in; nothing is real";

/// Draws the mark when the floor is a rehearsal.
pub fn banner_ui(ui: &mut Ui, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    let FloorKind::Rehearsal { day, speed, seed } = &snapshot.floor else { return };
    let t = theme::tokens(ui);
    let frame = Frame::new().fill(t.panel).inner_margin(Margin::symmetric(18, 6));
    Panel::top("rehearsal").frame(frame).show(ui, |ui| {
        // With large text on a small monitor the strip becomes two lines, and nothing lies over anything.
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.spacing_mut().interact_size.y = 30.0;
            let words = format!("Rehearsal · {} · {}", format::day_words(day), speed_word(*speed));
            let about = format!("An invented day, seed {seed}. Nothing here is real, and nothing is sent anywhere.");
            pill_dot_ui(ui, &words, Tone::Accent).on_hover_text(about);
            ui.add_space(6.0);
            for choice in SPEEDS {
                if chip_ui(ui, &speed_word(choice), choice == *speed).clicked() {
                    actions.push(Action::Speed(choice));
                }
            }
            let ways = WAYS_ON.iter().map(|words| width(ui, words, theme::BODY) + 24.0).sum::<f32>();
            let spare = ui.available_size_before_wrap().x - ways - 1.0;
            let note = width(ui, NOTE, theme::LABEL) + 6.0;
            if spare > note + 6.0 {
                ui.add_space(spare - note);
                label_ui(ui, NOTE);
            } else if spare > 0.0 {
                ui.add_space(spare);
            }
            ways_on_ui(ui, actions);
        });
    });
}

fn width(ui: &Ui, words: &str, size: f32) -> f32 {
    let font = theme::regular_font(ui, size);
    ui.painter().layout_no_wrap(words.to_owned(), font, theme::tokens(ui).text).size().x
}

fn speed_word(speed: u32) -> String {
    if speed == 0 { "paused".to_owned() } else { format!("×{speed}") }
}

fn ways_on_ui(ui: &mut Ui, actions: &mut Vec<Action>) {
    ui.spacing_mut().button_padding = egui::vec2(10.0, 5.0);
    if button_ui(ui, WAYS_ON[0]).on_hover_text("Read a CSV or JSON lines file into your own floor").clicked() {
        actions.push(Action::AskImport);
    }
    if account_ui(ui) {
        actions.push(Action::AskSource(None));
    }
    if button_ui(ui, WAYS_ON[2]).on_hover_text("Leave the rehearsal for your own, empty floor").clicked() {
        actions.push(Action::StartEmpty);
    }
}

/// The button that connects an account; whether it was pressed.
pub(super) fn account_ui(ui: &mut Ui) -> bool {
    let about = "Networks, helpdesks, mailboxes and more. It is tested first, on your own floor";
    button_ui(ui, WAYS_ON[1]).on_hover_text(about).clicked()
}
