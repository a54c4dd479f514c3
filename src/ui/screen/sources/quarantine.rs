//! What could not be read, with why, and a way to try again.

use super::press_named_ui;
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::{format, theme, widget};
use crate::view::{DeskWish, QuarantineRow, Snapshot};
use egui::{Align, Frame, Label, Layout, Margin, RichText, ScrollArea, Ui};

/// Draws the list.
pub(super) fn quarantine_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let sources = &snapshot.sources;
    ui.horizontal(|ui| {
        widget::strong_ui(ui, "Quarantine");
        let words = match (sources.quarantined, sources.quarantine.len()) {
            (0, _) => "everything could be read".to_owned(),
            (all, shown) if all > shown => {
                format!("{} in all, the newest {} shown", format::count(all), format::count(shown))
            }
            (all, _) => format::plural(all, "row that could not be read", "rows that could not be read"),
        };
        widget::label_ui(ui, &words);
    });
    if sources.quarantine.is_empty() {
        return;
    }
    ScrollArea::vertical().id_salt("quarantine").auto_shrink(false).show_rows(
        ui,
        62.0,
        sources.quarantine.len(),
        |ui, rows| {
            for place in rows {
                if let Some(row) = sources.quarantine.get(place) {
                    row_ui(ui, desk, snapshot, row);
                }
            }
        },
    );
}

fn row_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &QuarantineRow) {
    let t = theme::tokens(ui);
    let frame = Frame::new().fill(t.card).corner_radius(theme::BUTTON_RADIUS).inner_margin(Margin::symmetric(12, 7));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        // Of this height and no more: a layout of its own would take all that is left below.
        let size = egui::vec2(ui.available_width(), 48.0);
        ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
            if row.can_retry {
                let wish = DeskWish::RetryQuarantine { place: row.place_in_log };
                let action = Action::Wish("Try again", Box::new(wish));
                press_named_ui(ui, desk, snapshot, &action, &format!("Try again: {}, {}", row.source, row.place))
                    .on_hover_text("Reads it once more, for example after an update");
            }
            ui.with_layout(Layout::top_down(Align::Min), |ui| words_ui(ui, snapshot, row));
        });
    });
}

fn words_ui(ui: &mut Ui, snapshot: &Snapshot, row: &QuarantineRow) {
    let t = theme::tokens(ui);
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.horizontal(|ui| {
        ui.label(RichText::new(&row.reason).font(theme::semibold_font(ui, 14.0)).color(t.breach_text));
        let when = format::moment(row.at, snapshot.at, &snapshot.zone);
        let place = format!("{}, {} · {when}", row.source, row.place);
        let place = RichText::new(place).font(theme::regular_font(ui, theme::LABEL)).color(t.dim);
        ui.add(Label::new(place).truncate());
    });
    // What was read can be marked and copied, to mend it where it came from.
    let raw = row.raw.replace(['\n', '\r'], " ");
    let raw = RichText::new(raw).font(egui::FontId::monospace(theme::LABEL)).color(t.text);
    ui.add(Label::new(raw).truncate().selectable(true)).on_hover_text(&row.raw);
}
