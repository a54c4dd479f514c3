//! The first start, and an own floor with nothing on it: what this is, and three ways on.

use super::banner::account_ui;
use crate::ui::action::Action;
use crate::ui::format;
use crate::ui::theme;
use crate::ui::widget::{accent_button_ui, button_ui, dim_ui, empty_ui, title_ui};
use crate::view::{Chip, FloorKind, Snapshot};
use egui::{Align2, Area, CornerRadius, Frame, Margin, Order, Stroke, Ui, Vec2};

/// The card of the first start. It lies over a living rehearsal, which can be seen behind it. True when it was read.
pub fn welcome_ui(ui: &Ui, snapshot: &Snapshot, actions: &mut Vec<Action>) -> bool {
    let FloorKind::Rehearsal { day, .. } = &snapshot.floor else { return false };
    let mut read = false;
    let t = theme::tokens(ui);
    let area = Area::new(egui::Id::unique("welcome")).order(Order::Middle).anchor(Align2::CENTER_CENTER, Vec2::ZERO);
    area.show(ui.ctx(), |ui| {
        let shadow = egui::Shadow { offset: [0, 12], blur: 48, spread: 8, color: t.shadow };
        let frame = Frame::new().fill(t.panel).stroke(Stroke::new(1.0, t.selection_line)).shadow(shadow);
        let frame = frame.corner_radius(CornerRadius::same(theme::CARD_RADIUS)).inner_margin(Margin::same(28));
        frame.show(ui, |ui| {
            ui.set_width(560.0);
            ui.spacing_mut().item_spacing.y = 10.0;
            title_ui(ui, "Welcome to Watchfloor");
            dim_ui(
                ui,
                &format!(
                    "What you see is a rehearsal: an invented {} of a support team, played for you to look around \
                     in and to practise. Nothing of it is real, and nothing you do leaves this computer.",
                    format::day_words(day),
                ),
            );
            dim_ui(ui, "When you are ready, bring your own mentions. These ways stay in the strip above.");
            ui.add_space(6.0);
            ui.horizontal_wrapped(|ui| {
                if accent_button_ui(ui, "Look around").clicked() {
                    read = true;
                }
                if button_ui(ui, "Import a file…").clicked() {
                    read = true;
                    actions.push(Action::AskImport);
                }
                if account_ui(ui) {
                    read = true;
                    actions.push(Action::AskSource(None));
                }
                if button_ui(ui, "Start empty").clicked() {
                    read = true;
                    actions.push(Action::StartEmpty);
                }
            });
        });
    });
    read
}

/// Whether this is the user's own floor and nothing has ever been on it.
pub fn is_empty_floor(snapshot: &Snapshot) -> bool {
    matches!(snapshot.floor, FloorKind::Own { .. })
        && snapshot.listing.counts.of(Chip::All) == 0
        && snapshot.wallboard.open == 0
        && snapshot.sources.rows.is_empty()
}

/// An own floor with nothing on it.
pub fn empty_floor_ui(ui: &mut Ui, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    let place = match &snapshot.floor {
        FloorKind::Own { place } => place.as_str(),
        FloorKind::Rehearsal { .. } => "",
    };
    let next = format!(
        "This is your own floor, kept in {place}. Connect an account or import a file of mentions to fill it, or play a \
         rehearsal day first.",
    );
    empty_ui(ui, "Your floor is empty", &next, |ui| {
        if accent_button_ui(ui, "Import a file…").clicked() {
            actions.push(Action::AskImport);
        }
        if account_ui(ui) {
            actions.push(Action::AskSource(None));
        }
        if button_ui(ui, "See a rehearsal day").clicked() {
            actions.push(Action::Rehearse("tuesday".to_owned(), 1));
        }
    });
}
