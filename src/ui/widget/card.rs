//! Surfaces.

use crate::ui::theme;
use egui::{CornerRadius, Frame, InnerResponse, Margin, Stroke, Ui};

/// A panel with a title on its left and words about it on its right; empty words take no room.
pub fn card_ui<R>(ui: &mut Ui, title: &str, right: &str, add: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    card_with_ui(ui, title, |_| {}, right, add)
}

/// The same with something beside its title.
pub fn card_with_ui<R>(
    ui: &mut Ui,
    title: &str,
    beside: impl FnOnce(&mut Ui),
    right: &str,
    add: impl FnOnce(&mut Ui) -> R,
) -> InnerResponse<R> {
    let t = theme::tokens(ui);
    let frame = Frame::new()
        .fill(t.panel)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(CornerRadius::same(theme::CARD_RADIUS))
        .inner_margin(Margin::symmetric(18, 16));
    frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            super::strong_ui(ui, title);
            beside(ui);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if !right.is_empty() {
                    super::label_ui(ui, right);
                }
            });
        });
        add(ui)
    })
}

/// A line across, where space does not say enough.
pub fn rule_ui(ui: &mut Ui) {
    let t = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 1.0), egui::Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::ZERO, t.line);
}

/// An empty place: what is not here, and what to do next. Buttons go into `add`.
pub fn empty_ui<R>(ui: &mut Ui, title: &str, next: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() * 0.28).clamp(8.0, 220.0));
        super::title_ui(ui, title);
        ui.add_space(4.0);
        super::dim_ui(ui, next);
        ui.add_space(12.0);
        add(ui)
    })
    .inner
}
