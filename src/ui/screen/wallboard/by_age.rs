//! Waiting by age: columns of people, stacked by channel, with the promise as a line between them.

use super::BoardWish;
use super::kit::{self, Brush};
use crate::ui::format;
use crate::view::{AgeColumn, ByAge, Chip, Wallboard};
use egui::{Align2, CornerRadius, Pos2, Rect, Ui, Vec2};

/// Draws the columns, their legend and the line.
pub fn by_age_ui(ui: &Ui, brush: &Brush, rect: Rect, board: &Wallboard, wishes: &mut Vec<BoardWish>) {
    let ages = &board.by_age;
    let target = match ages.target_secs {
        Some(secs) => format!("target {}", format::age(u64::from(secs))),
        None => "targets differ by channel".to_owned(),
    };
    let room = brush.section(rect, "Waiting by age", &[&target]);
    if ages.columns.is_empty() || board.waiting == 0 {
        brush.empty(room, "Nobody waits", "Those who wait stand here by how long they have waited.");
        return;
    }
    let legend = brush.line(13.0) + brush.px(12.0).max(4.0);
    let labels = brush.line(13.0) + brush.px(10.0).max(4.0);
    let base = room.bottom() - legend - labels;
    let top = room.top() + brush.line(13.0) + brush.line(19.0);
    let slot = room.width() / ages.columns.len() as f32;
    let most = ages.columns.iter().map(AgeColumn::total).max().unwrap_or(0).max(1);
    for (place, column) in ages.columns.iter().enumerate() {
        let left = room.left() + slot * place as f32;
        let bar = Rect::from_min_max(Pos2::new(left + slot * 0.15, top), Pos2::new(left + slot * 0.85, base));
        let hit = Rect::from_min_max(Pos2::new(left, room.top()), Pos2::new(left + slot, base + labels));
        column_ui(ui, brush, bar, hit, ages, column, most);
        let past = is_past(ages, column);
        let name = format!("Waiting {}: {}, {} past target", column.label, column.total(), column.past_target);
        let response = kit::pressable(ui, brush, hit, ("age", place), &name, &about(ages, column));
        if response.clicked() {
            wishes.push(BoardWish::ShowSet(if past { Chip::PastTarget } else { Chip::NeedsOwner }));
        }
    }
    target_line(brush, room, ages, slot, base + labels * 0.9);
    legend_row(brush, Pos2::new(room.left() + slot * 0.15, room.bottom()), room.right(), ages);
}

/// Whether all who stand in this column have waited longer than promised.
fn is_past(ages: &ByAge, column: &AgeColumn) -> bool {
    match ages.target_secs {
        Some(target) => column.from_secs >= target,
        None => column.past_target > 0 && column.past_target == column.total(),
    }
}

fn about(ages: &ByAge, column: &AgeColumn) -> String {
    let mut words = format!("{} have waited {}", format::count(column.total()), column.label);
    for (name, count) in ages.series.iter().zip(&column.counts) {
        words.push_str(&format!("\n{name}: {}", format::count(*count)));
    }
    words.push_str(&format!(
        "\nOf these {} are past their target. Press to see them.",
        format::count(column.past_target)
    ));
    words
}

fn column_ui(_ui: &Ui, brush: &Brush, bar: Rect, hit: Rect, ages: &ByAge, column: &AgeColumn, most: usize) {
    let t = brush.t;
    let gap = brush.px(2.5).clamp(1.0, 4.0);
    let unit = bar.height() / most as f32;
    let radius = brush.px(4.0).clamp(2.0, 8.0) as u8;
    let mut y = bar.bottom();
    for (series, count) in column.counts.iter().enumerate() {
        if *count == 0 {
            continue;
        }
        // A single person must still be seen beside a hundred.
        let height = (unit * *count as f32 - gap).max(2.0);
        let segment = Rect::from_min_max(Pos2::new(bar.left(), y - height), Pos2::new(bar.right(), y));
        let round = CornerRadius::same(radius.min((height / 2.0) as u8));
        brush.painter.rect_filled(segment, round, t.series_color(series));
        y -= height + gap;
    }
    let past = is_past(ages, column);
    let total_ink = if past && column.total() > 0 { t.breach } else { t.text };
    let over = Pos2::new(bar.center().x, y - brush.px(4.0));
    brush.words(over, Align2::CENTER_BOTTOM, &format::count(column.total()), brush.strong(19.0), total_ink);
    let label_ink = if past { t.breach_text } else { t.dim };
    let label = Pos2::new(hit.center().x, bar.bottom() + brush.px(10.0).max(4.0));
    let font = brush.regular(13.5);
    brush.words(label, Align2::CENTER_TOP, &column.label, font, label_ink);
}

fn target_line(brush: &Brush, room: Rect, ages: &ByAge, slot: f32, bottom: f32) {
    let Some(target) = ages.target_secs else { return };
    let Some(place) = ages.columns.iter().position(|column| column.from_secs >= target) else { return };
    if place == 0 {
        return;
    }
    let x = room.left() + slot * place as f32;
    brush.dashed(Pos2::new(x, room.top()), Pos2::new(x, bottom), brush.t.breach);
    let at = Pos2::new(x + brush.px(8.0).max(4.0), room.top());
    brush.cut(at, room.right() - at.x, "past target", brush.regular(13.0), brush.t.breach_text);
}

fn legend_row(brush: &Brush, from: Pos2, right: f32, ages: &ByAge) {
    let side = brush.size(12.0) * 0.9;
    let mid = from.y - brush.line(13.0) / 2.0;
    let font = brush.regular(13.5);
    let names: Vec<f32> = ages.series.iter().map(|name| brush.width(name, &font) + side * 1.5).collect();
    // What is left of the line goes between the names.
    let between = (right - from.x - names.iter().sum::<f32>()) / names.len().max(1) as f32;
    let between = between.clamp(brush.px(6.0), brush.px(40.0).max(12.0));
    let mut left = from.x;
    for (place, (name, width)) in ages.series.iter().zip(names).enumerate() {
        let key = Rect::from_center_size(Pos2::new(left + side / 2.0, mid), Vec2::splat(side));
        brush.painter.rect_filled(key, CornerRadius::same(2), brush.t.series_color(place));
        let at = Pos2::new(key.right() + side * 0.5, mid - brush.line(13.5) / 2.0);
        brush.cut(at, (right - at.x).max(1.0), name, font.clone(), brush.t.dim);
        left += width + between;
    }
}
