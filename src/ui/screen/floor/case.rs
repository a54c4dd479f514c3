//! What belongs together: the other conversations of a case, and those that may be the same matter.

use super::panel::box_ui;
use crate::floor::ConversationId;
use crate::ui::action::{Action, Of};
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::widget;
use crate::view::{Snapshot, Thread};
use egui::Ui;

/// Draws the card, when there is anything that belongs to it or may.
pub fn case_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread) {
    if thread.case.is_empty() && thread.same_matter.is_empty() {
        return;
    }
    let title = if thread.case.is_empty() { "The same matter?" } else { "One case" };
    box_ui(ui, title, "", |ui| {
        if !thread.case.is_empty() {
            ui.horizontal_wrapped(|ui| {
                widget::dim_ui(ui, "One case with:");
                for (id, channel) in &thread.case {
                    open_ui(ui, desk, *id, channel);
                }
                press_ui(ui, desk, snapshot, &Action::PartCase(Of::one(thread.conversation)), Weight::Plain);
            });
        }
        for (id, channel) in &thread.same_matter {
            ui.horizontal_wrapped(|ui| {
                widget::dim_ui(ui, "The same customer also wrote on");
                open_ui(ui, desk, *id, channel);
                let join = Action::JoinCase(Of::These(vec![thread.conversation, *id]));
                let button = widget::button_ui(ui, "Join");
                let button =
                    button.on_hover_text("The same matter: make them one case, so that one agent answers both");
                let name = format!("Join with {channel}");
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                if button.clicked() {
                    desk.queue(join);
                }
            });
        }
    });
}

fn open_ui(ui: &mut Ui, desk: &mut Desk, id: ConversationId, channel: &str) {
    let link = ui.link(channel).on_hover_text("Read that conversation");
    let name = format!("Read it on {channel}");
    link.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, &name));
    if link.clicked() {
        desk.queue(Action::Open(id));
    }
}
