//! The tint of the past: nobody may take an old floor for the one that is.

use crate::floor::At;
use crate::ui::format;
use crate::ui::theme;
use crate::view::{Moment, Snapshot};
use egui::{Align, CornerRadius, Frame, LayerId, Layout, Margin, Order, Panel, RichText, Stroke, StrokeKind, Ui};

/// The past that is shown or asked for.
fn past(snapshot: &Snapshot, asked: Moment) -> Option<At> {
    match (asked, snapshot.moment) {
        (Moment::Past(at), _) | (Moment::Now, Moment::Past(at)) => Some(at),
        (Moment::Now, Moment::Now) => None,
    }
}

/// A strip over everything that says which moment this is and how to leave it.
pub fn past_strip_ui(ui: &mut Ui, snapshot: &Snapshot, asked: Moment) {
    let Some(at) = past(snapshot, asked) else { return };
    let t = theme::tokens(ui);
    // The newest moment is the last that can be looked at, so it says whether the label must name the day.
    let moment = format::moment(at, snapshot.span.1, &snapshot.zone);
    let words = match snapshot.moment {
        Moment::Past(shown) if shown == at && asked != Moment::Now => {
            format!("The floor as it was · {moment} · Esc returns to now")
        }
        Moment::Past(_) if asked == Moment::Now => format!("The floor as it was · {moment}"),
        _ => format!("Going back to {moment}…"),
    };
    let frame = Frame::new().fill(t.past).inner_margin(Margin::symmetric(18, 4));
    Panel::top("past").frame(frame).show_separator_line(false).show(ui, |ui| {
        ui.with_layout(Layout::top_down(Align::Center), |ui| {
            ui.label(RichText::new(words).font(theme::semibold_font(ui, 14.0)).color(t.background));
        });
    });
}

/// Lays the tint and a frame over everything, when the past is shown or asked for.
pub fn past_tint_ui(ui: &Ui, snapshot: &Snapshot, asked: Moment) {
    if past(snapshot, asked).is_none() {
        return;
    }
    let t = theme::tokens(ui);
    // Only paint: the layer takes no clicks, so the past can be read like the present.
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Foreground, egui::Id::unique("past")));
    let whole = ui.ctx().viewport_rect();
    painter.rect_filled(whole, CornerRadius::ZERO, t.past_tint);
    painter.rect_stroke(whole, CornerRadius::ZERO, Stroke::new(3.0, t.past), StrokeKind::Inside);
}
