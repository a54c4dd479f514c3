//! A button for an action: its words, its key, and when it cannot be pressed, why not.

use super::action::Action;
use super::desk::Desk;
use super::theme;
use crate::view::Snapshot;
use egui::{Button, Response, RichText, Stroke, Ui};

/// How much a button wants to be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The one thing to press in its panel.
    Accent,
    /// Everything else.
    Plain,
}

/// Draws the button and queues its action when it is pressed.
pub fn press_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, action: &Action, weight: Weight) -> Response {
    let t = theme::tokens(ui);
    let words = action.words(snapshot);
    let (ink, key_ink, ground, edge) = match weight {
        Weight::Accent => (t.on_accent, t.on_accent, t.accent, t.accent),
        Weight::Plain => (t.text, t.quiet, t.raised, t.line),
    };
    let font = match weight {
        Weight::Accent => theme::semibold_font(ui, theme::BODY),
        Weight::Plain => theme::regular_font(ui, theme::BODY),
    };
    let label = RichText::new(&words).font(font).color(ink);
    let key = action.shortcut();
    let key_font = theme::regular_font(ui, theme::LABEL);
    let button = match key {
        Some(key) => Button::new((label, RichText::new(key).font(key_font).color(key_ink))),
        None => Button::new(label),
    };
    let possible = action.possible(desk, snapshot);
    // Where there is no room it goes to the next line, whole: words on a button never break.
    let button = button.wrap_mode(egui::TextWrapMode::Extend);
    let response = ui.add_enabled(possible.is_ok(), button.fill(ground).stroke(Stroke::new(1.0, edge)));
    let response = response.accessible_name(words.as_str());
    if response.clicked() {
        desk.queue(action.clone());
    }
    match possible {
        Err(why) => response.on_disabled_hover_text(super::desk::sentence(why)),
        Ok(()) => response,
    }
}

/// A line of a menu: words on the left, key on the right. Closes the menu when it is chosen.
pub fn menu_line_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, action: &Action) {
    let words = action.words(snapshot);
    let possible = action.possible(desk, snapshot);
    let t = theme::tokens(ui);
    let mut button = Button::new(words.as_str());
    if let Some(key) = action.shortcut() {
        button = button.right_text(RichText::new(key).color(t.quiet));
    }
    let response = ui.add_enabled(possible.is_ok(), button).accessible_name(words.as_str());
    if response.clicked() {
        desk.queue(action.clone());
        ui.close();
    }
    if let Err(why) = possible {
        response.on_disabled_hover_text(super::desk::sentence(why));
    }
}

/// A line of a menu that is one of several choices.
pub fn choice_line_ui(ui: &mut Ui, desk: &mut Desk, words: &str, chosen: bool, action: Action) {
    if ui.selectable_label(chosen, words).clicked() {
        desk.queue(action);
        ui.close();
    }
}
