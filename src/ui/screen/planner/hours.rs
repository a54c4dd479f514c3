//! The hours over the chart of shifts.

use super::axis::{Axis, date, days_later, midnight, short_day};
use super::volume::now_line;
use crate::floor::At;
use crate::ui::theme;
use egui::{Align2, Pos2, Rect, Stroke, Ui};
use jiff::tz::TimeZone;

/// Points that the name of an hour needs.
const MARK_WIDTH: f32 = 46.0;

/// Hours between two marks, so that none lies over another.
fn step(hour_width: f32) -> usize {
    [1, 2, 3, 6, 12].into_iter().find(|hours| *hours as f32 * hour_width >= MARK_WIDTH).unwrap_or(24)
}

/// Draws the hours and a rule down at each midnight.
pub(super) fn hours_ui(ui: &Ui, axis: Axis, head: Rect, bottom: f32, zone: &TimeZone) {
    let t = theme::tokens(ui);
    let painter = ui.painter().with_clip_rect(Rect::from_min_max(head.min, Pos2::new(head.right(), bottom)));
    let hour_width = axis.x(axis.from.plus(3600)) - axis.left;
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let (step, font) = (step(hour_width / unit), theme::regular_font(ui, theme::SMALLEST));
    let mut day = date(axis.from, zone);
    while midnight(day, zone) < axis.until {
        let x = axis.x(midnight(day, zone));
        painter.vline(x, head.top()..=bottom, Stroke::new(1.0, t.raised));
        for hour in (0..24_i8).step_by(step) {
            let Ok(wall) = day.at(hour, 0, 0, 0).to_zoned(zone.clone()) else { continue };
            let Some(at) = At::from_timestamp(wall.timestamp()) else { continue };
            // The name of the day needs more room than an hour.
            if hour > 0 && f32::from(hour) * hour_width < 1.6 * MARK_WIDTH * unit {
                continue;
            }
            let words = match hour {
                0 if 24.0 * hour_width < MARK_WIDTH * unit => day.day().to_string(),
                0 => short_day(day),
                _ => format!("{hour:02}"),
            };
            let (ink, align) = if hour == 0 { (t.dim, Align2::LEFT_CENTER) } else { (t.quiet, Align2::CENTER_CENTER) };
            let place = Pos2::new(axis.x(at) + if hour == 0 { 4.0 } else { 0.0 }, head.center().y);
            painter.text(place, align, words, font.clone(), ink);
        }
        day = days_later(day, 1);
    }
}

/// The moment, down through all rows.
pub(super) fn now_ui(ui: &Ui, axis: Axis, plot: Rect, now: At) {
    now_line(&ui.painter().with_clip_rect(plot), theme::tokens(ui), axis, plot, now);
}
