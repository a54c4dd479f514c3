//! The head of the board: what it is of, whether the sources live, how old the data is, what time it is.

use super::kit::{self, Brush};
use super::{BoardWish, Place, WallboardMemory};
use crate::ui::desk::sentence;
use crate::ui::format;
use crate::ui::widget::{Tone, button_with_key_ui, chip_ui};
use crate::view::{FloorKind, Snapshot};
use egui::{Align2, CornerRadius, Pos2, Rect, Stroke, Ui, UiBuilder, Vec2};

/// Draws the head.
pub fn head_ui(
    ui: &mut Ui,
    brush: &Brush,
    rect: Rect,
    snapshot: &Snapshot,
    memory: &mut WallboardMemory,
    age_secs: u64,
    wishes: &mut Vec<BoardWish>,
) {
    let right = match memory.place {
        Place::Monitor => clock(ui, brush, rect, snapshot),
        Place::Window => buttons_ui(ui, rect, memory, wishes),
    };
    let left = match memory.place {
        Place::Monitor => logo(brush, rect) + brush.px(18.0),
        Place::Window => rect.left(),
    };
    let mid = rect.center().y;
    let title = match &snapshot.floor {
        FloorKind::Rehearsal { day, .. } if memory.place == Place::Monitor => {
            format!("Care floor · all channels · rehearsal, {}", format::day_words(day))
        }
        _ => "Care floor · all channels".to_owned(),
    };
    let words = brush.words(Pos2::new(left, mid), Align2::LEFT_CENTER, &title, brush.strong(22.0), brush.t.text);
    let mut x = words.right() + brush.px(18.0).max(10.0);
    let mut pill = |text: &str, tone: Tone| {
        let (ink, ground) = tone.colors(brush.t);
        let font = brush.strong(12.5);
        let width = brush.width(text, &font) + font.size * 1.5;
        if x + width < right {
            let height = font.size * 1.66;
            let pill = brush.pill(Pos2::new(x, mid - height / 2.0), text, ink, ground, right - x);
            x = pill.right() + brush.px(10.0).max(6.0);
        }
    };
    if let Some((words, tone)) = age_words(age_secs) {
        pill(&words, tone);
    }
    if memory.place == Place::Monitor {
        for (text, tone) in source_pills(snapshot) {
            pill(&text, tone);
        }
    }
    let promise = &snapshot.wallboard.promise;
    if !promise.is_empty() && right - x > brush.size(13.0) * 8.0 {
        let galley = brush.wrapped(&format!("Target: {promise}"), brush.regular(13.0), brush.t.dim, right - x - 8.0, 1);
        brush.painter.galley(Pos2::new(x + brush.px(4.0), mid - galley.size().y / 2.0), galley, brush.t.dim);
    }
    let name = format!("{title}. Target: {promise}. {}", sentence(&data_words(age_secs)));
    kit::named(ui, Rect::from_min_max(rect.min, Pos2::new(right, rect.bottom())), "head", &name, &name);
}

/// How old the data is, in words, when it is worth a word.
fn age_words(age_secs: u64) -> Option<(String, Tone)> {
    let tone = if age_secs > 10 { Tone::Watch } else { Tone::Plain };
    (age_secs > 2).then(|| (data_words(age_secs), tone))
}

fn data_words(age_secs: u64) -> String {
    match age_secs {
        0..=2 => "data is up to date".to_owned(),
        secs => format!("data is {} old", format::age(secs)),
    }
}

/// A pill for the sources that live, and one for each that does not.
pub fn source_pills(snapshot: &Snapshot) -> Vec<(String, Tone)> {
    let board = &snapshot.wallboard;
    let mut pills = Vec::new();
    if board.sources_live > 0 || !board.sources_behind.is_empty() {
        pills.push((format!("● {} live", format::plural(board.sources_live, "source", "sources")), Tone::Met));
    }
    for (name, words) in &board.sources_behind {
        pills.push((format!("● {name} {words}"), Tone::Watch));
    }
    pills
}

/// The clock of the snapshot at the right; gives where it begins. It shows no seconds: the board is not drawn in every
/// one, and the age of the data has words of its own.
fn clock(ui: &Ui, brush: &Brush, rect: Rect, snapshot: &Snapshot) -> f32 {
    let t = brush.t;
    let time = format!("{} · {}", format::day(snapshot.at, &snapshot.zone), format::clock(snapshot.at, &snapshot.zone));
    let large = brush.strong(28.0);
    let left = rect.right() - brush.width(&time, &large);
    let baseline = rect.center().y + large.size * 0.36;
    brush.words_on(Pos2::new(left, baseline), &time, large, t.text);
    let zone = snapshot.zone.iana_name().unwrap_or("UTC");
    let place = Rect::from_min_max(Pos2::new(left, rect.top()), rect.max);
    kit::named(ui, place, "clock", &time, &format!("{time}, {zone}"));
    left - brush.px(16.0)
}

/// The mark of the program: a line that rises. Gives where it ends.
fn logo(brush: &Brush, rect: Rect) -> f32 {
    let side = brush.px(26.0).max(18.0);
    let mark = Rect::from_center_size(Pos2::new(rect.left() + side / 2.0, rect.center().y), Vec2::splat(side));
    brush.painter.rect_filled(mark, CornerRadius::same((side * 0.24) as u8), brush.t.accent);
    let at = |x: f32, y: f32| Pos2::new(mark.left() + side * x, mark.top() + side * y);
    let points = vec![at(0.2, 0.68), at(0.4, 0.46), at(0.56, 0.6), at(0.8, 0.32)];
    brush.painter.add(egui::Shape::line(points, Stroke::new(side * 0.11, brush.t.on_accent)));
    mark.right()
}

/// What can be done with the board in the window; gives where the buttons begin.
fn buttons_ui(ui: &mut Ui, rect: Rect, memory: &mut WallboardMemory, wishes: &mut Vec<BoardWish>) -> f32 {
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
    if button_with_key_ui(&mut child, "Open on second monitor", "F11").clicked() {
        wishes.push(BoardWish::OtherMonitor);
    }
    if chip_ui(&mut child, "Distance", memory.distance).on_hover_text("Few numbers, for across the room").clicked() {
        memory.distance = true;
    }
    if chip_ui(&mut child, "Board", !memory.distance).on_hover_text("Everything at once").clicked() {
        memory.distance = false;
    }
    child.min_rect().left() - 12.0
}
