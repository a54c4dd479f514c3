//! The ground of a cell in a table: its fill and the edge under it, joined with the cells beside it.

use super::theme;
use egui::{Color32, Rect, Stroke, Ui, Vec2};

/// Paints it. Call it first in a cell.
pub fn ground_ui(ui: &Ui, fill: Option<Color32>) {
    let t = theme::tokens(ui);
    // Half the room between two columns belongs to each; a pixel more, so that no seam shows.
    let beyond = Vec2::new(ui.spacing().item_spacing.x * 0.5 + 1.0, 0.0);
    let cell = ui.max_rect().expand2(beyond);
    let seen = Rect::from_x_y_ranges(cell.x_range(), ui.clip_rect().y_range());
    // The cell's own painter stops at its edge, and would leave a gap in every line.
    let mut painter = ui.painter().clone();
    painter.set_clip_rect(seen);
    if let Some(fill) = fill {
        painter.rect_filled(cell, 0.0, fill);
    }
    painter.hline(cell.x_range(), cell.bottom() - 0.5, Stroke::new(1.0, t.line));
}
