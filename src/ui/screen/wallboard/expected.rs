//! Two gauges: who got an answer within the hour that customers expect, of all and of those with a problem.

use super::kit::{self, Brush};
use crate::ui::format;
use crate::view::Snapshot;
use egui::{Align2, CornerRadius, Pos2, Rect, Stroke, Ui, Vec2};

/// Draws them on one line that ends at the right of a place; fewer when there is no room for both.
pub fn expected_ui(ui: &Ui, brush: &Brush, line: Rect, snapshot: &Snapshot) {
    let row = &snapshot.wallboard.expectation;
    let gauges =
        [("of complaints within 1 h", row.complaints, row.ticks.1), ("of all within 1 h", row.all, row.ticks.0)];
    let mut right = line.right();
    for (words, (within, of), tick) in gauges {
        let share = (of > 0).then(|| within as f64 / of as f64);
        let met = share.is_none_or(|s| s >= tick);
        // Rounded down: all is said only of all.
        let figure = share.map_or_else(|| format!("– {words}"), |s| format!("{:.0} % {words}", (s * 100.0).floor()));
        let bar = brush.size(56.0);
        let (font, gap) = (brush.regular(13.0), brush.px(8.0).max(4.0));
        let left = right - bar - gap - brush.width(&figure, &font);
        if left < line.left() {
            return;
        }
        let t = brush.t;
        let mid = line.center().y;
        let ink = if met { t.dim } else { t.breach_text };
        brush.words(Pos2::new(left, mid), Align2::LEFT_CENTER, &figure, font, ink);
        let height = brush.px(7.0).max(5.0);
        let ground = Rect::from_min_size(Pos2::new(right - bar, mid - height / 2.0), Vec2::new(bar, height));
        let radius = CornerRadius::same(2);
        brush.painter.rect_filled(ground, radius, t.line);
        let full = Rect::from_min_size(ground.min, Vec2::new(bar * share.unwrap_or(0.0) as f32, height));
        brush.painter.rect_filled(full, radius, if met { t.met } else { t.breach });
        let x = ground.left() + bar * tick as f32;
        let reach = height * 0.5;
        let ends = [Pos2::new(x, ground.top() - reach), Pos2::new(x, ground.bottom() + reach)];
        brush.painter.line_segment(ends, Stroke::new(brush.px(2.0).max(1.5), t.text));
        let name = format!(
            "{figure}: {} of {}, {}. The tick: {:.0} % expect it",
            format::number(within as u64),
            format::number(of as u64),
            row.period.word(),
            tick * 100.0
        );
        let cut = if row.cut { " Of the newest answers and the longest waits only: there are more." } else { "" };
        let how = format!(
            "{name}. Counted by the clock on the wall: first responses given in this time, and those who have waited \
             for one for more than an hour.{cut}"
        );
        let place = Rect::from_min_max(Pos2::new(left, line.top()), Pos2::new(right, line.bottom()));
        kit::named(ui, place, ("expected", words), &name, &how);
        right = left - brush.px(20.0).max(10.0);
    }
}
