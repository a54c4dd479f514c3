//! A warning before something that people regret. It says what would be, and its button says what it does.

use super::action::Action;
use super::desk::Desk;
use super::theme;
use super::widget;
use egui::{Id, Modal};

/// What is asked, and what a yes does.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirm {
    /// The question.
    pub title: String,
    /// What would be.
    pub body: String,
    /// The words on the button that does it.
    pub yes: String,
    /// What it does.
    pub then: Action,
}

/// Draws the open warning, if there is one. Enter says yes, Esc and a click beside it say no.
pub fn confirm_ui(ui: &mut egui::Ui, desk: &mut Desk) {
    let Some(confirm) = desk.confirm.clone() else { return };
    let (mut yes, mut no) = (false, false);
    let modal = Modal::new(Id::unique("confirm")).frame(egui::Frame::window(ui.style())).show(ui.ctx(), |ui| {
        ui.set_width(420.0);
        ui.label(egui::RichText::new(&confirm.title).font(theme::semibold_font(ui, 17.0)));
        ui.add_space(2.0);
        widget::dim_ui(ui, &confirm.body);
        ui.add_space(10.0);
        ui.horizontal(|ui| {
            let button = widget::accent_button_ui(ui, &confirm.yes);
            yes = button.clicked();
            no = widget::button_ui(ui, "Cancel").clicked();
        });
        yes |= ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Enter));
    });
    if yes {
        desk.queue(confirm.then);
    }
    if yes || no || modal.should_close() {
        desk.confirm = None;
    }
}
