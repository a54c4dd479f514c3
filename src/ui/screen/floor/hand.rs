//! While rows are dragged: the agents they can be dropped on.

use super::table::Dragged;
use crate::floor::{BeyondCapacity, Presence};
use crate::ui::action::{Action, Of};
use crate::ui::desk::Desk;
use crate::ui::{format, theme, widget};
use crate::view::{AgentRow, Snapshot};
use egui::{Align, Align2, Area, DragAndDrop, Frame, Id, Layout, Order, RichText, Sense, Ui, UiBuilder, Vec2};

/// Agents that fit beside the table.
const SHOWN_MAX: usize = 16;

/// Draws the strip, only while something is dragged.
pub fn hand_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let Some(dragged) = DragAndDrop::payload::<Dragged>(ui.ctx()) else { return };
    let mut there: Vec<&AgentRow> = snapshot.agents.rows.iter().filter(|a| a.presence == Presence::Available).collect();
    there.sort_by_key(|agent| std::cmp::Reverse(usize::from(agent.capacity).saturating_sub(agent.holds)));
    let strip = Area::new(Id::unique("hand")).anchor(Align2::RIGHT_CENTER, [-24.0, 0.0]).order(Order::Foreground);
    strip.show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).show(ui, |ui| {
            ui.set_width(240.0);
            let what = format::plural(dragged.0.len(), "conversation", "conversations");
            widget::strong_ui(ui, &format!("Drop {what} on"));
            for agent in there.iter().take(SHOWN_MAX) {
                if agent_ui(ui, agent).dnd_release_payload::<Dragged>().is_some() {
                    let of = Of::These(dragged.0.clone());
                    desk.queue(Action::Assign(of, agent.agent, BeyondCapacity::Refuse));
                }
            }
        });
    });
}

fn agent_ui(ui: &mut Ui, agent: &AgentRow) -> egui::Response {
    let t = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 32.0), Sense::hover());
    let name = format!("Drop on {}", agent.name);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &name));
    let fill = if response.contains_pointer() { t.selection } else { t.card };
    ui.painter().rect_filled(rect, theme::BUTTON_RADIUS, fill);
    let ink = if agent.holds >= usize::from(agent.capacity) { t.quiet } else { t.text };
    ui.scope_builder(UiBuilder::new().max_rect(rect.shrink2(Vec2::new(10.0, 0.0))), |ui| {
        ui.horizontal_centered(|ui| {
            ui.label(RichText::new(&agent.name).color(ink));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                widget::label_ui(ui, &format!("{} of {}", agent.holds, agent.capacity));
            });
        });
    });
    response
}
