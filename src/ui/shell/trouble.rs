//! Something is wrong underneath: one strip over everything until it is right again.

use crate::ui::theme;
use crate::view::Snapshot;
use egui::{Align, Frame, Label, Layout, Margin, Panel, RichText, Ui};

/// Draws the strip when there is trouble.
pub fn trouble_ui(ui: &mut Ui, snapshot: &Snapshot) {
    let Some(words) = &snapshot.trouble else { return };
    let t = theme::tokens(ui);
    let frame = Frame::new().fill(t.breach_tint).inner_margin(Margin::symmetric(18, 8));
    Panel::top("trouble").frame(frame).show(ui, |ui| {
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let mark = RichText::new("⚠ Trouble").font(theme::semibold_font(ui, theme::BODY)).color(t.breach_text);
            ui.label(mark);
            let text = RichText::new(words).font(theme::regular_font(ui, theme::BODY)).color(t.text);
            ui.add(Label::new(text).wrap());
        });
    });
}
