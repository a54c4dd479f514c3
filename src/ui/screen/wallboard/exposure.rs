//! What people had to see of all that waits: a line under what strangers carry on.

use super::BoardWish;
use super::kit::{self, Brush};
use crate::ui::format;
use crate::view::{Chip, ExposureRow};
use egui::{Pos2, Rect, Ui, Vec2};

/// The height of the line.
pub fn height(brush: &Brush) -> f32 {
    brush.line(13.0) + brush.px(6.0).max(3.0)
}

/// Draws the line at the foot of a card; `more` stands at its right.
pub fn exposure_ui(
    ui: &Ui,
    brush: &Brush,
    rect: Rect,
    exposure: &ExposureRow,
    more: &str,
    wishes: &mut Vec<BoardWish>,
) {
    let t = brush.t;
    let font = brush.regular(13.0);
    let at = Pos2::new(rect.left(), rect.bottom() - brush.line(13.0));
    let more_width = if more.is_empty() { 0.0 } else { brush.width(more, &font) + brush.px(12.0) };
    let width = rect.width() - more_width;
    let (seen, told) = words(exposure);
    let long = format!("{seen} · {told}");
    let less = format!("{} ignored, about {} tell others", exposure.ignored, format::number(exposure.will_tell));
    let strong = exposure.ignored > 0;
    if brush.width(&long, &brush.strong(13.0)) <= width && strong {
        let ink = if exposure.person_secs > 0 { t.text } else { t.dim };
        let right = brush.cut(at, width, &format!("{seen} · "), font.clone(), ink).right();
        brush.cut(Pos2::new(right, at.y), width, &told, brush.strong(13.0), t.breach_text);
    } else {
        brush.cut(at, width, brush.fitting(&[&long, &told, &less], &font, width), font.clone(), t.dim);
    }
    if !more.is_empty() {
        let at = Pos2::new(rect.right() - brush.width(more, &font), at.y);
        brush.cut(at, more_width, more, font, t.dim);
    }
    let place = Rect::from_min_size(at, Vec2::new(width, brush.line(13.0)));
    if kit::pressable(ui, brush, place, "exposure", &long, &about(exposure)).clicked() {
        wishes.push(BoardWish::ShowSet(Chip::PastTarget));
    }
}

/// What was seen, and what the ignored will do.
pub fn words(exposure: &ExposureRow) -> (String, String) {
    let seen = match u64::try_from(exposure.person_secs / 60).unwrap_or(u64::MAX) {
        0 => "nothing unanswered was seen by others".to_owned(),
        minutes => format!("{} person-minutes unanswered", format::compact(minutes)),
    };
    let told = match exposure.ignored {
        0 => "nobody ignored".to_owned(),
        n => format!(
            "{} ignored, about {} will tell others ({} %)",
            format::count(n),
            format::number(exposure.will_tell),
            exposure.tell_others_pct
        ),
    };
    (seen, told)
}

fn about(exposure: &ExposureRow) -> String {
    format!(
        "Person-minutes: each minute that one of those who can see an open public post saw it without an answer, \
         summed over all that is open. {} people can see something unanswered now; followers, so an upper bound.\n\
         Ignored: {} conversations past their target without any answer. Of such writers {} % are taken to tell \
         others, which makes about {}; the share is an assumption of the settings.\nPress to see those past target.",
        format::compact(exposure.people),
        format::count(exposure.ignored),
        exposure.tell_others_pct,
        format::number(exposure.will_tell),
    )
}
