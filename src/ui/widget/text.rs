//! Words. What customers write goes through [`text_ui`], because the toolkit lays out every line from left to right.

use crate::ui::theme;
use egui::{Label, Response, RichText, Ui};
use unicode_bidi::{BidiClass, bidi_class};

/// Body words, dim.
pub fn dim_ui(ui: &mut Ui, text: &str) -> Response {
    let t = theme::tokens(ui);
    ui.label(RichText::new(text).font(theme::regular_font(ui, theme::BODY)).color(t.dim))
}

/// Small dim words beside what is read.
pub fn label_ui(ui: &mut Ui, text: &str) -> Response {
    let t = theme::tokens(ui);
    ui.label(RichText::new(text).font(theme::regular_font(ui, theme::LABEL)).color(t.dim))
}

/// Semibold body words.
pub fn strong_ui(ui: &mut Ui, text: &str) -> Response {
    let t = theme::tokens(ui);
    ui.label(RichText::new(text).font(theme::semibold_font(ui, theme::BODY)).color(t.text))
}

/// The title of a screen or of an empty place.
pub fn title_ui(ui: &mut Ui, text: &str) -> Response {
    let t = theme::tokens(ui);
    ui.label(RichText::new(text).font(theme::semibold_font(ui, theme::TITLE)).color(t.text))
}

/// Whether the first character with a direction runs from right to left.
pub fn is_right_to_left(text: &str) -> bool {
    text.chars()
        .find_map(|c| match bidi_class(c) {
            BidiClass::R | BidiClass::AL => Some(true),
            BidiClass::L => Some(false),
            _ => None,
        })
        .unwrap_or(false)
}

/// A customer's words, whole, in paragraphs. Those with words that run from right to left are laid out word by word;
/// the toolkit joins letters but does not order words.
pub fn text_ui(ui: &mut Ui, text: &str) -> Response {
    let t = theme::tokens(ui);
    let spoken = egui::WidgetInfo::labeled(egui::Role::Label, true, text);
    let response = ui
        .vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for paragraph in text.lines() {
                if super::bidi::has_right_to_left(paragraph) {
                    super::bidi::paragraph_ui(ui, paragraph);
                } else {
                    let words = RichText::new(paragraph).font(theme::regular_font(ui, theme::BODY)).color(t.text);
                    ui.add(Label::new(words).wrap());
                }
            }
        })
        .response;
    response.widget_info(|| spoken.clone());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_strong_character_decides() {
        assert!(is_right_to_left("شكرا @larkhelp"));
        assert!(is_right_to_left("12 שלום"));
        assert!(!is_right_to_left("@larkhelp شكرا"));
        assert!(!is_right_to_left("12 !?"));
    }
}
