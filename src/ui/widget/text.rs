//! Words. What customers write goes through [`text_ui`], because the toolkit lays out every line from left to right.

use crate::ui::theme;
use egui::{Color32, Label, Response, RichText, Ui};
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

/// A customer's words, whole, in paragraphs. Lines that begin in a right-to-left script are laid out word by word from
/// the right; the toolkit joins letters but does not order words.
pub fn text_ui(ui: &mut Ui, text: &str) -> Response {
    let t = theme::tokens(ui);
    let spoken = egui::WidgetInfo::labeled(egui::Role::Label, true, text);
    let response = ui
        .vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for paragraph in text.lines() {
                if is_right_to_left(paragraph) {
                    right_to_left_ui(ui, paragraph, t.text);
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

fn right_to_left_ui(ui: &mut Ui, paragraph: &str, ink: Color32) {
    let font = theme::regular_font(ui, theme::BODY);
    ui.with_layout(egui::Layout::right_to_left(egui::Align::TOP).with_main_wrap(true), |ui| {
        ui.spacing_mut().item_spacing.x = font.size * 0.25;
        for word in paragraph.split_whitespace() {
            ui.label(RichText::new(turned(word)).font(font.clone()).color(ink));
        }
    });
}

/// A right-to-left word with the signs at its ends changed over. The letters come from one font and turn as one piece;
/// the signs come from ours, are laid out from left to right, and would stand at the wrong end.
pub fn turned(word: &str) -> String {
    let letters =
        |c: char| !matches!(c, '!'..='/' | ':'..='@' | '['..='`' | '{'..='~' | '…' | '“' | '”' | '‘' | '’' | '«' | '»');
    let (Some(first), Some(last)) = (word.find(letters), word.rfind(letters)) else { return word.to_owned() };
    let end = last + word.get(last..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let (before, core, after) = (word.get(..first), word.get(first..end), word.get(end..));
    let (Some(before), Some(core), Some(after)) = (before, core, after) else { return word.to_owned() };
    if !is_right_to_left(core) {
        return word.to_owned();
    }
    let flipped = |signs: &str| signs.chars().rev().map(mirror_image).collect::<String>();
    format!("{}{core}{}", flipped(after), flipped(before))
}

fn mirror_image(sign: char) -> char {
    match sign {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        other => other,
    }
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

    #[test]
    fn signs_stand_at_the_end_where_the_eye_expects_them() {
        assert_eq!(turned("(מעיל"), "מעיל)");
        assert_eq!(turned("כחול),"), ",(כחול");
        assert_eq!(turned("הגיע?!"), "!?הגיע");
        assert_eq!(turned("(@lark)"), "(@lark)");
        assert_eq!(turned("?!"), "?!");
    }
}
