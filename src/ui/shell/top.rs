//! The bar: one field for everything, how the floor does, what time it is.

use crate::ui::action::Action;
use crate::ui::format;
use crate::ui::screen::Screen;
use crate::ui::theme;
use crate::ui::widget::{Tone, pill_dot_ui, pill_ui};
use crate::view::{Chip, Snapshot};
use egui::{
    Align, Align2, CornerRadius, Frame, Layout, Margin, Panel, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
};

/// Draws the bar.
pub fn top_ui(ui: &mut Ui, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    let frame = Frame::new().inner_margin(Margin::symmetric(18, 8));
    Panel::top("bar").exact_size(53.0).frame(frame).show(ui, |ui| {
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            if field_ui(ui) {
                actions.push(Action::Palette);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| status_ui(ui, snapshot, actions));
        });
    });
}

/// A field to look at: pressing it opens the palette, which has the real one.
fn field_ui(ui: &mut Ui) -> bool {
    let t = theme::tokens(ui);
    let width = (ui.available_width() * 0.4).clamp(240.0, 420.0);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, 36.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Search or run a command"));
    let edge = if response.has_focus() {
        t.accent
    } else if response.hovered() {
        t.faint
    } else {
        t.line
    };
    let radius = CornerRadius::same(theme::BUTTON_RADIUS);
    ui.painter().rect(rect, radius, t.card, Stroke::new(1.0, edge), StrokeKind::Inside);
    let words = rect.left_center() + Vec2::new(12.0, 0.0);
    let font = theme::regular_font(ui, theme::BODY);
    ui.painter().text(words, Align2::LEFT_CENTER, "Search or run a command", font, t.quiet);
    let key = theme::regular_font(ui, theme::SMALLEST);
    let at = rect.right_center() - Vec2::new(14.0, 0.0);
    let hint = ui.painter().text(at, Align2::RIGHT_CENTER, "Ctrl K", key, t.quiet);
    ui.painter().rect_stroke(hint.expand2(Vec2::new(6.0, 3.0)), 4, Stroke::new(1.0, t.line), StrokeKind::Inside);
    response.on_hover_cursor(egui::CursorIcon::Text).clicked()
}

/// From the right: clock, what burns as viral, what is late, the sources.
fn status_ui(ui: &mut Ui, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    let board = &snapshot.wallboard;
    let clock = format::clock(snapshot.at, &snapshot.zone);
    let zone = snapshot.zone.iana_name().unwrap_or("UTC");
    let words = egui::RichText::new(&clock).font(theme::semibold_font(ui, 18.0)).color(t.text);
    let about = format!("{} {clock}, {zone}", format::day(snapshot.at, &snapshot.zone));
    ui.label(words).on_hover_text(about);
    let mut pill = |ui: &mut Ui, text: &str, tone: Tone, action: Action| {
        if ui.available_width() > 90.0 && pill_ui(ui, text, tone).interact(Sense::click()).clicked() {
            actions.push(action);
        }
    };
    if board.viral_alerts > 0 {
        let text = format!("{} viral", format::count(board.viral_alerts));
        pill(ui, &text, Tone::Viral, Action::Set(Chip::Spreading));
    }
    if board.breached > 0 {
        let text = format!("{} past target", format::count(board.breached));
        pill(ui, &text, Tone::Breach, Action::Set(Chip::PastTarget));
    }
    for (name, words) in board.sources_behind.iter().take(2) {
        pill(ui, &format!("{name} {words}"), Tone::Watch, Action::Show(Screen::Sources));
    }
    if board.sources_live > 0 && ui.available_width() > 110.0 {
        let text = format!("{} live", format::plural(board.sources_live, "source", "sources"));
        if pill_dot_ui(ui, &text, Tone::Met).interact(Sense::click()).clicked() {
            actions.push(Action::Show(Screen::Sources));
        }
    }
}
