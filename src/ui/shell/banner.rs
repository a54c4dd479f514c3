//! The plain, always visible mark of a rehearsal, and the ways out of it.

use crate::ui::action::Action;
use crate::ui::theme;
use crate::ui::widget::{Tone, button_ui, chip_ui, label_ui, pill_dot_ui};
use crate::view::{FloorKind, Snapshot};
use egui::{Align, Button, Frame, Layout, Margin, Panel, RichText, Ui};

/// How fast a rehearsal can run.
const SPEEDS: [u32; 5] = [0, 1, 10, 60, 600];

/// Says that accounts are not here yet; a greyed button alone would not.
pub(super) const LATER: &str = "Connecting accounts comes with a later version. Until then, import a file.";

/// Draws the mark when the floor is a rehearsal.
pub fn banner_ui(ui: &mut Ui, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    let FloorKind::Rehearsal { day, speed, seed } = &snapshot.floor else { return };
    let t = theme::tokens(ui);
    let frame = Frame::new().fill(t.panel).inner_margin(Margin::symmetric(18, 5));
    Panel::top("rehearsal").exact_size(44.0).frame(frame).show(ui, |ui| {
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let words = format!("Rehearsal · {day} · {}", speed_word(*speed));
            let about = format!("An invented day, seed {seed}. Nothing here is real, and nothing is sent anywhere.");
            pill_dot_ui(ui, &words, Tone::Accent).on_hover_text(about);
            ui.add_space(6.0);
            for choice in SPEEDS {
                if chip_ui(ui, &speed_word(choice), choice == *speed).clicked() {
                    actions.push(Action::Speed(choice));
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| ways_on_ui(ui, actions));
        });
    });
}

fn speed_word(speed: u32) -> String {
    if speed == 0 { "paused".to_owned() } else { format!("×{speed}") }
}

fn ways_on_ui(ui: &mut Ui, actions: &mut Vec<Action>) {
    ui.spacing_mut().button_padding = egui::vec2(10.0, 5.0);
    ui.spacing_mut().interact_size.y = 30.0;
    if button_ui(ui, "Start empty").on_hover_text("Leave the rehearsal for your own, empty floor").clicked() {
        actions.push(Action::StartEmpty);
    }
    account_ui(ui);
    if button_ui(ui, "Import a file…").on_hover_text("Read a CSV or JSON lines file into your own floor").clicked() {
        actions.push(Action::AskImport);
    }
    if ui.available_width() > 330.0 {
        ui.add_space(8.0);
        label_ui(ui, "an invented day to look around in; nothing is real");
    }
}

/// The button that is not there yet, and says so.
pub(super) fn account_ui(ui: &mut Ui) {
    let font = theme::regular_font(ui, theme::BODY);
    let button = Button::new(RichText::new("Connect an account · later version").font(font));
    ui.add_enabled(false, button).on_disabled_hover_text(LATER);
}
