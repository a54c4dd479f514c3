//! Small pictures of one figure.

use crate::ui::theme;
use egui::{Color32, CornerRadius, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, Vec2};

/// A share of a whole as a round bar across the room that is left. The figure stands beside it in words.
pub fn bar_ui(ui: &mut Ui, fraction: f32, color: Color32) -> Response {
    let t = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 5.0), Sense::hover());
    paint_bar(ui.painter(), rect, fraction, color, t.raised);
    response
}

/// Paints a share of a whole into a rectangle.
pub fn paint_bar(painter: &egui::Painter, rect: Rect, fraction: f32, color: Color32, ground: Color32) {
    let radius = CornerRadius::same(255);
    painter.rect_filled(rect, radius, ground);
    let fraction = fraction.clamp(0.0, 1.0);
    if fraction > 0.0 {
        let width = (rect.width() * fraction).max(rect.height());
        painter.rect_filled(Rect::from_min_size(rect.min, Vec2::new(width, rect.height())), radius, color);
    }
}

/// A small line of counts, oldest on the left, from zero up.
pub fn sparkline_ui(ui: &mut Ui, counts: &[u32], size: Vec2, color: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    paint_sparkline(ui.painter(), rect, counts, color, 2.0);
    response
}

/// Paints a small line of counts, this thick, into a rectangle.
pub fn paint_sparkline(painter: &egui::Painter, rect: Rect, counts: &[u32], color: Color32, thick: f32) {
    let top = counts.iter().copied().max().unwrap_or(0).max(1) as f32;
    let steps = counts.len().saturating_sub(1).max(1) as f32;
    let points: Vec<Pos2> = counts
        .iter()
        .enumerate()
        .map(|(place, count)| {
            let x = rect.left() + rect.width() * place as f32 / steps;
            Pos2::new(x, rect.bottom() - rect.height() * *count as f32 / top)
        })
        .collect();
    match points.as_slice() {
        [] => {}
        [only] => {
            painter.circle_filled(*only, thick * 1.5, color);
        }
        [.., last] => {
            let last = *last;
            painter.add(Shape::line(points, Stroke::new(thick, color)));
            painter.circle_filled(last, thick * 1.5, color);
        }
    }
}
