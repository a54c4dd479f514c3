//! The cost of delay as a number and a stacked bar: what one more minute of waiting costs, and where it comes from.

use super::theme::{self, Tokens};
use super::{format, widget};
use crate::view::{CostPart, CostRow, PartKind};
use egui::{Color32, CornerRadius, Rect, Response, RichText, Sense, Ui, Vec2};

/// Between two parts of a bar, in points: they are told apart by more than their colour.
const GAP: f32 = 1.0;

/// A bar shorter than so many times its height does not show its parts.
const SMALL: f32 = 4.0;

/// Tenths of a point as people read them.
///
/// ```
/// use watchfloor::ui::cost;
/// assert_eq!([0, 5, 89, 12_345].map(cost::figure), ["0.0", "0.5", "8.9", "1\u{2009}234.5"]);
/// ```
pub fn figure(tenths: u64) -> String {
    format!("{}.{}", format::number(tenths / 10), tenths % 10)
}

/// The same for a narrow column: from a hundred thousand points on shortened.
///
/// ```
/// use watchfloor::ui::cost;
/// assert_eq!([89, 12_345, 10_000_000_000].map(cost::brief), ["8.9", "1\u{2009}234.5", "1\u{2009}000 M"]);
/// ```
pub fn brief(tenths: u64) -> String {
    if tenths < 1_000_000 { figure(tenths) } else { format::compact(tenths / 10) }
}

/// The colour of a part.
pub fn color(t: &Tokens, part: &CostPart) -> Color32 {
    let [_, influence, seen, promise] = t.series;
    match part.what {
        PartKind::Viral => t.viral,
        PartKind::Seen => seen,
        // The words say whether the promise is past; while it is not, it is no alarm.
        PartKind::Promise if part.words.starts_with("Past") => t.breach,
        PartKind::Promise => promise,
        PartKind::Cues => t.text,
        PartKind::Anger => t.watch,
        PartKind::Customer => t.accent,
        PartKind::Influence => influence,
    }
}

/// What a screen reader says: the number and all its parts.
///
/// ```
/// use watchfloor::ui::cost;
/// use watchfloor::view::{CostPart, CostRow, PartKind};
/// let part = |what, words: &str, tenths| CostPart { what, words: words.into(), tenths };
/// let parts = vec![part(PartKind::Promise, "Past target by 9 min", 22), part(PartKind::Anger, "Complaint, angry", 12)];
/// let cost = CostRow { tenths: 34, parts };
/// assert_eq!(cost::spoken(&cost), "Cost of delay 3.4 a minute: Past target by 9 min +2.2, Complaint, angry +1.2");
/// ```
pub fn spoken(cost: &CostRow) -> String {
    let parts: Vec<String> = cost.parts.iter().map(|part| format!("{} +{}", part.words, figure(part.tenths))).collect();
    match parts.is_empty() {
        true => format!("Cost of delay {} a minute", figure(cost.tenths)),
        false => format!("Cost of delay {} a minute: {}", figure(cost.tenths), parts.join(", ")),
    }
}

/// The number that a full bar stands for: the next of 1, 2, 3, 5, 7 and their tens and hundreds, so that a bar does not
/// change its length with every new row.
///
/// ```
/// use watchfloor::ui::cost;
/// assert_eq!([0, 9, 12, 89, 100, 131].map(cost::full), [10, 10, 20, 100, 100, 200]);
/// ```
pub fn full(most_tenths: u64) -> u64 {
    let mut unit: u64 = 10;
    loop {
        for step in [1, 2, 3, 5, 7] {
            if most_tenths <= unit.saturating_mul(step) {
                return unit.saturating_mul(step);
            }
        }
        match unit.checked_mul(10) {
            Some(next) => unit = next,
            None => return u64::MAX,
        }
    }
}

/// Paints the stacked bar from the left of a rectangle; its whole width stands for `full` tenths.
pub fn paint_bar(ui: &Ui, rect: Rect, cost: &CostRow, full: u64) {
    let t = theme::tokens(ui);
    let share = |tenths: u64| (tenths as f32 / full.max(1) as f32).clamp(0.0, 1.0) * rect.width();
    let whole = share(cost.tenths).max(if cost.tenths > 0 { rect.height() } else { 0.0 });
    let sum: u64 = cost.parts.iter().map(|part| part.tenths).sum();
    if whole < SMALL * rect.height() {
        // Too small to show its parts: a dot or a short bar in the colour of the largest.
        let Some(largest) = cost.parts.iter().max_by_key(|part| part.tenths) else { return };
        let bar = Rect::from_min_size(rect.min, Vec2::new(whole, rect.height()));
        ui.painter().rect_filled(bar, CornerRadius::same(255), color(t, largest));
        return;
    }
    let mut left = rect.left();
    for (place, part) in cost.parts.iter().enumerate() {
        let end = |is: bool| if is { (rect.height() / 2.0) as u8 } else { 0 };
        let (first, last) = (end(place == 0), end(place + 1 == cost.parts.len()));
        let radius = CornerRadius { nw: first, sw: first, ne: last, se: last };
        let width = whole * part.tenths as f32 / sum.max(1) as f32;
        let drawn = if part.tenths < sum { (width - GAP).max(1.0) } else { width };
        let piece = Rect::from_min_size(egui::pos2(left, rect.top()), Vec2::new(drawn, rect.height()));
        ui.painter().rect_filled(piece, radius, color(t, part));
        left += width;
    }
}

/// The stacked bar alone, this large.
pub fn bar_ui(ui: &mut Ui, cost: &CostRow, size: Vec2, full: u64) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    paint_bar(ui, rect, cost, full);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, spoken(cost)));
    response.on_hover_ui(|ui| hover_ui(ui, cost))
}

/// How the number comes about: its parts in words, which add up to it.
pub fn hover_ui(ui: &mut Ui, cost: &CostRow) {
    ui.set_max_width(360.0);
    widget::strong_ui(ui, &format!("Cost of delay {} points a minute", figure(cost.tenths)));
    if cost.parts.is_empty() {
        widget::label_ui(ui, "Nobody waits, or one more minute costs nothing.");
        return;
    }
    let t = theme::tokens(ui);
    ui.spacing_mut().interact_size.y = 18.0;
    egui::Grid::new("cost parts").num_columns(3).min_col_width(10.0).spacing([10.0, 4.0]).show(ui, |ui| {
        for part in &cost.parts {
            let (rect, _) = ui.allocate_exact_size(Vec2::splat(10.0), Sense::hover());
            ui.painter().rect_filled(rect, 3.0, color(t, part));
            ui.label(RichText::new(&part.words).color(t.text));
            ui.label(RichText::new(format!("+{}", figure(part.tenths))).color(t.dim));
            ui.end_row();
        }
    });
    widget::label_ui(ui, "What one more minute of waiting costs. The weights are in the settings.");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_bar_is_never_shorter_than_what_it_shows() {
        for n in (0..20_000).step_by(37).chain([u64::MAX / 2, u64::MAX]) {
            assert!(full(n) >= n, "{n}");
        }
    }
}
