//! Channels, each in a line.

use super::kit::{self, Brush};
use crate::ui::format;
use crate::view::{ChannelRow, Wallboard};
use egui::{Align2, Color32, FontId, Pos2, Rect, Ui, Vec2};

/// The words of one line.
struct Line<'a> {
    channel: &'a ChannelRow,
    /// Waiting, past target, p90 of target, opened today.
    cells: [(String, Color32); 4],
}

/// Draws as many as there is room for, busiest first.
pub fn channels_ui(ui: &Ui, brush: &Brush, rect: Rect, board: &Wallboard) {
    let period = board.first_response.period.word();
    let lines: Vec<Line<'_>> = board.channels.iter().map(|channel| line(brush, channel)).collect();
    let fonts = [brush.strong(15.0), brush.regular(14.0), brush.regular(14.0), brush.regular(14.0)];
    let inner = rect.width() - 2.0 * brush.pad();
    let widths = widths(brush, &lines, &fonts, inner);
    // The words name the columns that there is room for.
    let [long, short] = match (widths[1] > 0.0, widths[3] > 0.0) {
        (true, true) => [
            format!("waiting · past target · p90 of target, {period} · opened today"),
            "waiting · past target · p90 · today".to_owned(),
        ],
        (true, false) => {
            [format!("waiting · past target · p90 of target, {period}"), "waiting · past target · p90".to_owned()]
        }
        (false, _) => [format!("waiting · p90 of target, {period}"), "waiting · p90".to_owned()],
    };
    let room = brush.section(rect, "Channels", &[&long, &short]);
    if lines.is_empty() {
        let next = "A channel appears here with its first conversation of the day.";
        brush.empty(room, "No channel has work today", next);
        return;
    }
    let most = brush.px(29.0).max(brush.line(15.0));
    let height = most.min(room.height() / lines.len().min(5) as f32).max(brush.line(14.0));
    let fit = (room.height() / height + 0.15).floor().max(1.0) as usize;
    for (place, line) in lines.iter().take(fit).enumerate() {
        let top = room.top() + height * place as f32;
        let row = Rect::from_min_size(Pos2::new(room.left(), top), Vec2::new(room.width(), height));
        draw(brush, row, line, &fonts, &widths);
        let (name, about) = spoken(line, period);
        kit::named(ui, row, ("channel", place), &name, &about);
    }
}

fn line<'a>(brush: &Brush, channel: &'a ChannelRow) -> Line<'a> {
    let t = brush.t;
    let past = match channel.breached {
        0 => ("none past".to_owned(), t.dim),
        n => (format!("{} past", format::count(n)), t.breach_text),
    };
    let target = format::age(u64::from(channel.target_secs));
    let late = channel.p90_secs.is_some_and(|secs| secs > channel.target_secs);
    let p90 = match channel.p90_secs {
        Some(secs) if late => (format!("▲ {} of {target}", format::age(u64::from(secs))), t.breach_text),
        Some(secs) => (format!("{} of {target}", format::age(u64::from(secs))), t.dim),
        None => (format!("— of {target}"), t.dim),
    };
    let waiting_ink = if channel.breached > 0 { t.breach } else { t.text };
    let waiting = (format::count(channel.waiting), waiting_ink);
    Line { channel, cells: [waiting, past, p90, (format::count(channel.opened_today), t.dim)] }
}

/// How wide each column is; the last columns are 0 where the names would have no room.
fn widths(brush: &Brush, lines: &[Line<'_>], fonts: &[FontId; 4], inner: f32) -> [f32; 4] {
    let gap = brush.px(30.0).max(14.0);
    let mut widths = [0, 1, 2, 3].map(|column: usize| {
        let widest = |font: &FontId| {
            let cells = lines.iter().filter_map(|line| line.cells.get(column));
            cells.map(|(words, _)| brush.width(words, font)).fold(0.0, f32::max)
        };
        fonts.get(column).map_or(0.0, widest) + gap
    });
    let name = brush.width("Instagram", &brush.regular(15.0));
    for column in [3, 1] {
        if widths.iter().sum::<f32>() + name > inner {
            widths[column] = 0.0;
        }
    }
    widths
}

fn draw(brush: &Brush, row: Rect, line: &Line<'_>, fonts: &[FontId; 4], widths: &[f32; 4]) {
    let mid = row.center().y;
    let mut right = row.right();
    for ((words, ink), (font, width)) in line.cells.iter().zip(fonts.iter().zip(widths)).rev() {
        if *width > 0.0 {
            brush.words(Pos2::new(right, mid), Align2::RIGHT_CENTER, words, font.clone(), *ink);
            right -= width;
        }
    }
    let label = brush.wrapped(&line.channel.name, brush.regular(15.0), brush.t.text, right - row.left(), 1);
    brush.painter.galley(Pos2::new(row.left(), mid - label.size().y / 2.0), label, brush.t.text);
}

fn spoken(line: &Line<'_>, period: &str) -> (String, String) {
    let [(waiting, _), (past, _), (p90, _), (opened, _)] = &line.cells;
    let name = format!("{}: {waiting} waiting, {past}, p90 {p90}, {opened} opened today", line.channel.name);
    let about = format!(
        "{waiting} waiting for a first response now, {past} target.\nNine in ten first answers came within the p90, \
         {period}: {p90}.\n{opened} conversations were opened today.",
    );
    (name, about)
}
