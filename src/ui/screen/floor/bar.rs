//! The bar over the table: how many are chosen and what can be done with them.
//!
//! It is always there and always as high, so that no row moves when the first one is chosen.

use crate::floor::BeyondCapacity;
use crate::ui::action::{Action, Of};
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::{format, theme, widget};
use crate::view::Snapshot;
use egui::{Align, CornerRadius, Frame, Label, Layout, Margin, RichText, Sense, Stroke, Ui};

/// Draws the bar.
pub fn bar_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let t = theme::tokens(ui);
    let any = !desk.selection.is_empty();
    let (fill, edge) = if any { (t.selection, t.selection_line) } else { (t.panel, t.line) };
    let frame = Frame::new()
        .fill(fill)
        .stroke(Stroke::new(1.0, edge))
        .corner_radius(CornerRadius::same(theme::BUTTON_RADIUS))
        .inner_margin(Margin::symmetric(14, 7));
    frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_min_height(34.0);
            if !any && desk.selection.cursor().is_none() {
                hint_ui(ui);
                return;
            }
            let words = match desk.selection.len() {
                0 => "This conversation".to_owned(),
                n => format!("{} selected", format::count(n)),
            };
            widget::strong_ui(ui, &words);
            press_ui(ui, desk, snapshot, &Action::AskAssign(Of::Chosen), Weight::Accent);
            for action in [Action::AskSnooze(Of::Chosen), Action::Resolve(Of::Chosen), Action::Release(Of::Chosen)] {
                press_ui(ui, desk, snapshot, &action, Weight::Plain);
            }
            // In a narrow window the keys and the menu of the row still have them.
            if desk.selection.len() > 1 && ui.available_width() > 150.0 {
                press_ui(ui, desk, snapshot, &Action::JoinCase(Of::Chosen), Weight::Plain);
            }
            if ui.available_width() > 90.0 {
                press_ui(ui, desk, snapshot, &Action::AskOverrule(Of::Chosen), Weight::Plain);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| best_ui(ui, desk, snapshot));
        });
    });
}

fn hint_ui(ui: &mut Ui) {
    let t = theme::tokens(ui);
    let words = "Click a row to read it · Ctrl and Shift select · j k move · x selects · ? shows all keys";
    let words = RichText::new(words).font(theme::regular_font(ui, theme::LABEL)).color(t.dim);
    ui.add(Label::new(words).truncate());
    ui.allocate_space([ui.available_width(), 0.0].into());
}

/// The agent whom the floor ranks first for the conversation that is open, when that is one of the chosen.
fn best_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    if ui.available_width() < 150.0 {
        // Half a name helps nobody; the panel beside it says it in full.
        return;
    }
    let Some(thread) = &snapshot.thread else { return };
    let Some(best) = thread.candidates.first().filter(|best| best.free) else { return };
    let chosen = desk.selection.has(thread.conversation)
        || desk.selection.is_empty() && desk.selection.cursor() == Some(thread.conversation);
    if !chosen {
        return;
    }
    let t = theme::tokens(ui);
    let words = format!("Best fit: {} ({})", best.name, best.reason);
    let label = RichText::new(&words).font(theme::regular_font(ui, 14.0)).color(t.dim);
    let response = ui.add(Label::new(label).truncate().sense(Sense::click()));
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    let response = response.on_hover_text(format!("Press to assign to {}", best.name));
    let name = format!("Assign to the best fit, {}", best.name);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    if response.clicked() {
        desk.queue(Action::Assign(Of::Chosen, best.agent, BeyondCapacity::Refuse));
    }
}
