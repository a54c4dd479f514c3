//! The tint of the past: nobody may take an old floor for the one that is.

use crate::ui::format;
use crate::ui::theme;
use crate::view::{Moment, Snapshot};
use egui::{Align2, CornerRadius, LayerId, Order, Rect, Stroke, StrokeKind, Ui, Vec2};

/// Lays the tint, a frame and a label over everything, when the past is shown or asked for.
pub fn past_ui(ui: &Ui, snapshot: &Snapshot, asked: Moment) {
    let at = match (asked, snapshot.moment) {
        (Moment::Past(at), _) | (Moment::Now, Moment::Past(at)) => at,
        (Moment::Now, Moment::Now) => return,
    };
    let t = theme::tokens(ui);
    // Only paint: the layer takes no clicks, so the past can be read like the present.
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Foreground, egui::Id::unique("past")));
    let whole = ui.ctx().viewport_rect();
    painter.rect_filled(whole, CornerRadius::ZERO, t.past_tint);
    painter.rect_stroke(whole, CornerRadius::ZERO, Stroke::new(3.0, t.past), StrokeKind::Inside);
    // The newest moment is the last that can be looked at, so it says which day the label must name.
    let moment = format::moment(at, snapshot.span.1, &snapshot.zone);
    let words = match snapshot.moment {
        Moment::Past(shown) if shown == at => format!("The floor as it was · {moment} · Esc returns to now"),
        _ if asked == Moment::Now => "Returning to now…".to_owned(),
        _ => format!("Going back to {moment}…"),
    };
    let galley = painter.layout_no_wrap(words, theme::semibold_font(ui, 14.0), t.background);
    let size = galley.size() + Vec2::new(28.0, 10.0);
    let label = Rect::from_center_size(whole.center_top() + Vec2::new(0.0, size.y / 2.0), size);
    painter.rect_filled(label, CornerRadius { nw: 0, ne: 0, sw: 8, se: 8 }, t.past);
    let at = Align2::CENTER_CENTER.anchor_size(label.center(), galley.size()).min;
    painter.galley(at, galley, t.background);
}
