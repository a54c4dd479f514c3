//! Why it stands where it stands: the cost of delay, a bar a part.

use super::panel::box_ui;
use crate::ui::desk::Desk;
use crate::ui::{cost, theme};
use crate::view::{CostPart, Snapshot, Sort, Thread};
use egui::{Align, CornerRadius, Label, Layout, Rect, RichText, Sense, Ui, Vec2};

/// The longest bar, in points.
const BAR_WIDTH: f32 = 100.0;
/// What a figure such as `+12.3` takes at the right, in points.
const FIGURE_WIDTH: f32 = 44.0;

/// Draws the card, while anybody waits.
pub fn why_ui(ui: &mut Ui, desk: &Desk, snapshot: &Snapshot, thread: &Thread) {
    let cost = &thread.cost;
    if cost.parts.is_empty() {
        return;
    }
    let title = title(desk, snapshot, thread);
    let figure = format!("cost of delay {} per minute", cost::figure(cost.tenths));
    let most = cost.parts.iter().map(|part| part.tenths).max().unwrap_or(1).max(1);
    box_ui(ui, &format!("{title} · {figure}"), "", |ui| {
        let response = ui
            .vertical(|ui| {
                ui.spacing_mut().interact_size.y = 18.0;
                ui.spacing_mut().item_spacing.y = 4.0;
                for part in &cost.parts {
                    part_ui(ui, part, most);
                }
            })
            .response;
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, cost::spoken(cost)));
        response.on_hover_text("Points that one more minute of waiting costs. The parts add up to the number above.");
    });
}

/// What the table's order says about it.
fn title(desk: &Desk, snapshot: &Snapshot, thread: &Thread) -> &'static str {
    let query = &desk.looking.query;
    let by_cost = match query.sort {
        Sort::Cost => true,
        Sort::Turn => snapshot.wallboard.mode.priority_since.is_some(),
        _ => false,
    };
    let first = snapshot.listing.order.first() == Some(&thread.conversation);
    match (by_cost && !query.reversed, first) {
        (true, true) => "Why it is first",
        (true, false) => "Why it stands here",
        (false, _) => "What waiting costs",
    }
}

fn part_ui(ui: &mut Ui, part: &CostPart, most: u64) {
    let t = theme::tokens(ui);
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    ui.horizontal(|ui| {
        let bar_width = (BAR_WIDTH * unit).min(ui.available_width() * 0.3);
        let right = bar_width + FIGURE_WIDTH * unit + 12.0;
        let words = RichText::new(&part.words).font(theme::regular_font(ui, 14.0)).color(t.text);
        let room = Vec2::new((ui.available_width() - right).max(80.0), 20.0 * unit);
        ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(room.x);
            ui.add(Label::new(words).wrap());
        });
        let (rect, _) = ui.allocate_exact_size(Vec2::new(bar_width, 8.0), Sense::hover());
        let width = (bar_width * part.tenths as f32 / most as f32).max(8.0);
        let bar = Rect::from_min_size(rect.min, Vec2::new(width, rect.height()));
        ui.painter().rect_filled(bar, CornerRadius::same(255), cost::color(t, part));
        let figure = RichText::new(format!("+{}", cost::figure(part.tenths)));
        ui.label(figure.font(theme::regular_font(ui, 14.0)).color(t.dim));
    });
}
