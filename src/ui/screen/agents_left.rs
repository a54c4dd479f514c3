//! What shifts left to each other, and what is announced when they change.

use crate::floor::{Command, PeopleCommand};
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::people::PeopleAsk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::widget::{self, Tone};
use crate::ui::{format, theme};
use crate::view::{CapsuleRow, Snapshot};
use egui::{Align, CornerRadius, Frame, Label, Layout, Margin, Panel, RichText, ScrollArea, Stroke, Ui, Vec2};

const CARD: Vec2 = Vec2::new(330.0, 138.0);

/// One line that says that a shift changes and a draft is ready.
pub fn announcement_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let rows = &snapshot.agents.announcements;
    let Some(first) = rows.first() else { return };
    let clock = format::clock(first.boundary, &snapshot.zone);
    let over = rows.iter().filter(|row| !row.fits()).count();
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        widget::pill_ui(ui, "Draft ready", Tone::Accent);
        let accounts = format::plural(rows.len(), "account", "accounts");
        widget::dim_ui(ui, &format!("Shift change at {clock}, to announce on {accounts}"));
        if over > 0 {
            widget::pill_ui(ui, &format!("{over} too long"), Tone::Breach);
        }
        press_ui(ui, desk, snapshot, &Action::AskPeople(PeopleAsk::ANNOUNCE), Weight::Plain);
    });
}

/// The hand-overs that nobody took, along the bottom; nothing when there are none.
pub fn strip_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let rows = &snapshot.agents.capsules;
    if rows.is_empty() || ui.available_height() < 420.0 {
        return;
    }
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let frame = Frame::new().inner_margin(Margin { left: 18, right: 18, top: 10, bottom: 12 });
    Panel::bottom("handed over").frame(frame).show_separator_line(false).show(ui, |ui| {
        ui.horizontal(|ui| {
            widget::strong_ui(ui, "Handed over");
            let count = format::plural(rows.len(), "hand-over waits", "hand-overs wait");
            widget::dim_ui(ui, &format!("{count} for somebody of the next shift"));
        });
        ui.add_space(6.0);
        ScrollArea::horizontal().id_salt("capsules").auto_shrink([false, true]).show(ui, |ui| {
            ui.horizontal(|ui| {
                for row in rows {
                    card_ui(ui, desk, snapshot, row, CARD * unit);
                }
            });
        });
    });
}

fn card_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &CapsuleRow, size: Vec2) {
    let t = theme::tokens(ui);
    let frame = Frame::new()
        .fill(t.card)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(CornerRadius::same(theme::CARD_RADIUS))
        .inner_margin(Margin::symmetric(14, 10));
    frame.show(ui, |ui| {
        ui.set_min_size(size - Vec2::new(28.0, 20.0));
        ui.set_max_width(size.x - 28.0);
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            ui.horizontal(|ui| {
                widget::strong_ui(ui, &row.name);
                let at = format::moment(row.at, snapshot.at, &snapshot.zone);
                widget::dim_ui(ui, &format!("{} · {at}", row.why.words()));
            });
            let to = row.to.as_deref().unwrap_or("the queue");
            line_ui(ui, &format!("{} to {to}, {} still wait", open_words(row), row.left), row.left > 0);
            line_ui(ui, &others(snapshot, row), false);
            if !row.note.is_empty() {
                line_ui(ui, &format!("“{}”", row.note.replace('\n', " ")), false);
            }
            ui.horizontal(|ui| {
                taken_ui(ui, desk, snapshot, row);
                if let Some(first) = row.first
                    && widget::button_ui(ui, "Read the first").clicked()
                {
                    desk.queue(Action::Open(first));
                }
            });
        });
    });
}

fn open_words(row: &CapsuleRow) -> String {
    format!("{} open", row.open)
}

/// What else is in it, in a line.
fn others(snapshot: &Snapshot, row: &CapsuleRow) -> String {
    let mut parts = Vec::new();
    if let (count, Some(first)) = row.aside
        && count > 0
    {
        let back = format::moment(first, snapshot.at, &snapshot.zone);
        parts.push(format!("{count} put aside, back from {back}"));
    }
    if row.pending > 0 {
        parts.push(format!("{} with the customer", row.pending));
    }
    if row.drafts > 0 {
        parts.push(format::plural(row.drafts, "draft", "drafts"));
    }
    if row.watch > 0 {
        parts.push(format!("{} still burning", format::plural(row.watch, "alert", "alerts")));
    }
    if parts.is_empty() { "nothing else".to_owned() } else { parts.join(" · ") }
}

fn line_ui(ui: &mut Ui, words: &str, strong: bool) {
    let t = theme::tokens(ui);
    let ink = if strong { t.text } else { t.dim };
    let words = RichText::new(words).font(theme::regular_font(ui, theme::LABEL)).color(ink);
    ui.add(Label::new(words).truncate());
}

/// The first of those on duty takes it with one press; the others stand in the menu.
fn taken_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &CapsuleRow) {
    let takers = &snapshot.agents.takers;
    if takers.is_empty() {
        ui.add_enabled(false, egui::Button::new("Take over"))
            .on_disabled_hover_text("Nobody is on duty who could take it over");
        return;
    }
    let button = ui.menu_button("Taken over by…", |ui| {
        for (agent, name) in takers {
            let line = ui.button(name);
            let words = format!("{name} takes over from {}", row.name);
            line.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
            if line.clicked() {
                let command = PeopleCommand::AcceptCapsule { capsule: row.capsule, by: *agent };
                desk.queue(Action::Do("Take over", Command::People(command)));
                ui.close();
            }
        }
    });
    let name = format!("Who takes over from {}", row.name);
    button.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
}
