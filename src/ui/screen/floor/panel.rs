//! The conversation: who writes, why it stands where it stands, what was said, and who could take it.

use super::{bubbles, case, composer, forecast, handed, handling, head, read, ticket, why};
use crate::ui::desk::Desk;
use crate::ui::screen::sources::outbox_ui;
use crate::ui::{theme, widget};
use crate::view::{Snapshot, Thread};
use egui::{Align, CornerRadius, Frame, Label, Layout, Margin, Panel, RichText, ScrollArea, Stroke, Ui};

/// A panel that is lower than this has no room for more than the name above what scrolls.
const LOW: f32 = 640.0;

/// Draws the panel of the conversation that is looked at.
pub fn panel_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let wanted = desk.looking.conversation;
    let thread = snapshot.thread.clone().filter(|thread| Some(thread.conversation) == wanted);
    let Some(thread) = thread else {
        ui.horizontal(|ui| {
            widget::dim_ui(ui, "Reading the conversation…");
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| head::close_ui(ui, desk));
        });
        return;
    };
    let frame = Frame::new().inner_margin(Margin { top: 12, ..Margin::ZERO });
    let low = ui.available_height() < LOW;
    Panel::bottom("decide").frame(frame).show_separator_line(false).show(ui, |ui| {
        handling::buttons_ui(ui, desk, snapshot, &thread);
    });
    head::header_ui(ui, desk, snapshot, &thread);
    ui.add_space(4.0);
    if !low {
        who_ui(ui, desk, snapshot, &thread);
        ui.add_space(4.0);
    }
    ScrollArea::vertical().id_salt(thread.conversation).auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        if low {
            who_ui(ui, desk, snapshot, &thread);
        }
        cards_ui(ui, desk, snapshot, &thread);
    });
}

fn who_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread) {
    head::alert_ui(ui, desk, snapshot, thread);
    head::about_ui(ui, thread);
}

/// Everything that scrolls: why, how far, what was said, what it is taken for, and who could take it.
fn cards_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread) {
    handed::handed_ui(ui, desk, snapshot, thread);
    case::case_ui(ui, desk, snapshot, thread);
    ticket::ticket_ui(ui, desk, snapshot, thread);
    why::why_ui(ui, desk, snapshot, thread);
    forecast::forecast_ui(ui, snapshot, thread);
    bubbles::bubbles_ui(ui, snapshot, thread);
    outbox_ui(ui, desk, snapshot, thread);
    composer::composer_ui(ui, desk, snapshot, thread);
    forecast::carried_ui(ui, thread);
    if !thread.clocks.is_empty() {
        handling::clocks_ui(ui, snapshot, thread);
    }
    if !thread.candidates.is_empty() && thread.state.is_open() {
        handling::candidates_ui(ui, desk, thread);
    }
    read::read_ui(ui, desk, snapshot, thread);
    handling::happened_ui(ui, snapshot, thread);
}

/// A small card inside the panel.
pub fn box_ui<R>(ui: &mut Ui, title: &str, right: &str, add: impl FnOnce(&mut Ui) -> R) {
    let t = theme::tokens(ui);
    let frame = Frame::new()
        .fill(t.card)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(CornerRadius::same(theme::CARD_RADIUS))
        .inner_margin(Margin::symmetric(16, 12));
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 7.0;
        ui.horizontal(|ui| {
            widget::label_ui(ui, title);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let words = RichText::new(right).font(theme::regular_font(ui, theme::LABEL)).color(t.dim);
                ui.add(Label::new(words).truncate());
            });
        });
        add(ui);
    });
}
