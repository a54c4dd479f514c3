//! What can be pressed. One accent button a panel.

use crate::ui::theme::{self, Tokens};
use egui::{Button, Color32, Response, RichText, Stroke, TextWrapMode, Ui};

/// A plain button.
pub fn button_ui(ui: &mut Ui, text: &str) -> Response {
    let t = theme::tokens(ui);
    draw_ui(ui, text, t.text, t.raised, t.line)
}

/// A plain button that shows its key.
pub fn button_with_key_ui(ui: &mut Ui, text: &str, key: &str) -> Response {
    let t = theme::tokens(ui);
    let font = theme::regular_font(ui, theme::BODY);
    let key = RichText::new(key).font(font.clone()).color(t.quiet);
    let button = Button::new((RichText::new(text).font(font).color(t.text), key));
    ui.add(button.fill(t.raised).stroke(Stroke::new(1.0, t.line)))
}

/// The one thing to press in this panel.
pub fn accent_button_ui(ui: &mut Ui, text: &str) -> Response {
    let t = theme::tokens(ui);
    draw_strong_ui(ui, text, t.on_accent, t.accent, t.accent)
}

/// Something that breaks a promise or goes to somebody's superior.
pub fn danger_button_ui(ui: &mut Ui, text: &str) -> Response {
    let t = theme::tokens(ui);
    draw_strong_ui(ui, text, t.breach_text, t.breach_tint, t.breach_line)
}

/// One of several sets to choose from.
pub fn chip_ui(ui: &mut Ui, text: &str, selected: bool) -> Response {
    let t: &Tokens = theme::tokens(ui);
    let (ink, ground, edge) = if selected { (t.text, t.selection, t.selection_line) } else { (t.dim, t.card, t.line) };
    let font = theme::regular_font(ui, 14.0);
    // No scope: a scope takes the room that is left, and chips in a row would never go on to the next line.
    let spacing = ui.spacing().clone();
    ui.spacing_mut().button_padding = egui::vec2(10.0, 6.0);
    ui.spacing_mut().interact_size.y = 30.0;
    let button =
        Button::selectable(selected, RichText::new(text).font(font).color(ink)).wrap_mode(TextWrapMode::Extend);
    let response = ui.add(button.frame_when_inactive(true).fill(ground).stroke(Stroke::new(1.0, edge)));
    *ui.spacing_mut() = spacing;
    response
}

fn draw_ui(ui: &mut Ui, text: &str, ink: Color32, ground: Color32, edge: Color32) -> Response {
    let font = theme::regular_font(ui, theme::BODY);
    filled_ui(ui, RichText::new(text).font(font).color(ink), ground, edge)
}

fn draw_strong_ui(ui: &mut Ui, text: &str, ink: Color32, ground: Color32, edge: Color32) -> Response {
    let font = theme::semibold_font(ui, theme::BODY);
    filled_ui(ui, RichText::new(text).font(font).color(ink), ground, edge)
}

fn filled_ui(ui: &mut Ui, text: RichText, ground: Color32, edge: Color32) -> Response {
    let response = ui.add(Button::new(text).fill(ground).stroke(Stroke::new(1.0, edge)));
    // A fixed fill hides what egui does on hover and focus, so both are drawn here.
    let t = theme::tokens(ui);
    let radius = egui::CornerRadius::same(theme::BUTTON_RADIUS);
    if response.has_focus() {
        let ring = Stroke::new(2.0, t.accent);
        ui.painter().rect_stroke(response.rect.expand(2.0), radius, ring, egui::StrokeKind::Outside);
    } else if response.hovered() {
        ui.painter().rect_stroke(response.rect, radius, Stroke::new(1.0, t.faint), egui::StrokeKind::Inside);
    }
    response
}
