//! What was written, oldest first. A long thread costs only what is on the screen.

use crate::floor::MentionKind;
use crate::ui::{format, theme, widget};
use crate::view::{Bubble, Snapshot, Thread};
use egui::{CornerRadius, Frame, Id, Label, Margin, Rect, RichText, Sense, Ui, Vec2};

/// Until it was drawn once, a bubble is taken to be this high.
const GUESSED_HEIGHT: f32 = 64.0;

/// Draws them all.
pub fn bubbles_ui(ui: &mut Ui, snapshot: &Snapshot, thread: &Thread) {
    if thread.bubbles_left_out > 0 {
        let n = format::count(thread.bubbles_left_out);
        widget::label_ui(ui, &format!("{n} older ones are not shown"));
    }
    let width = ui.available_width();
    for (place, bubble) in thread.bubbles.iter().enumerate() {
        // Its height is known once it was drawn in this width; out of sight it is then only room.
        let key = Id::unique(("bubble", thread.conversation, place, bubble.text.len(), width as u32));
        let height = ui.data(|data| data.get_temp::<f32>(key));
        let room = Rect::from_min_size(ui.cursor().min, Vec2::new(width, height.unwrap_or(GUESSED_HEIGHT)));
        if let (Some(height), false) = (height, ui.is_rect_visible(room)) {
            ui.allocate_exact_size(Vec2::new(width, height), Sense::hover());
            continue;
        }
        let drawn = ui.scope(|ui| bubble_ui(ui, snapshot, bubble)).response.rect.height();
        ui.data_mut(|data| data.insert_temp(key, drawn));
    }
}

fn bubble_ui(ui: &mut Ui, snapshot: &Snapshot, bubble: &Bubble) {
    let t = theme::tokens(ui);
    let who = match (&bubble.agent, bubble.ours) {
        (Some(agent), true) => format!("{} · {agent}", bubble.author),
        _ => bubble.author.clone(),
    };
    let kind = match bubble.kind {
        MentionKind::Direct => " · private",
        MentionKind::Quote => " · quotes it",
        MentionKind::Review => " · review",
        MentionKind::Post | MentionKind::Comment | MentionKind::Reply => "",
    };
    let when = format::moment(bubble.at, snapshot.at, &snapshot.zone);
    let head = RichText::new(format!("{who} · {when}{kind}")).font(theme::regular_font(ui, theme::LABEL));
    // The customer's words stand free; ours lie on a tint, strangers' stand back.
    let (fill, left) = match (bubble.ours, bubble.customer) {
        (true, _) => (t.selection, 28),
        (false, true) => (t.card, 0),
        (false, false) => (t.panel, 14),
    };
    ui.spacing_mut().item_spacing.y = 3.0;
    let frame = Frame::new()
        .fill(fill)
        .corner_radius(CornerRadius::same(theme::BUTTON_RADIUS))
        .outer_margin(Margin { left, ..Margin::ZERO })
        .inner_margin(Margin::symmetric(12, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.style_mut().interaction.selectable_labels = true;
        ui.label(head.color(t.dim));
        widget::text_ui(ui, &bubble.text);
    });
}

/// Words of which some run from right to left, in one line: as many whole words as fit, each in its place.
pub fn one_line_ui(ui: &mut Ui, text: &str) {
    let t = theme::tokens(ui);
    let font = theme::regular_font(ui, theme::BODY);
    let width_of = |word: &str| ui.painter().layout_no_wrap(word.to_owned(), font.clone(), t.text).size().x;
    let (gap, room) = (font.size * 0.25, ui.available_width() - 16.0);
    let mut used = 0.0;
    let mut fitting = String::new();
    for word in text.split_whitespace() {
        used += width_of(word) + gap;
        if used > room {
            fitting.push('…');
            break;
        }
        fitting.push_str(word);
        fitting.push(' ');
    }
    ui.spacing_mut().item_spacing.x = gap;
    for word in in_sight_order(&fitting) {
        ui.add(Label::new(RichText::new(word).font(font.clone()).color(t.text)).extend());
    }
}

/// The words as the eye meets them from left to right. The toolkit joins letters but does not order words.
///
/// Rule L2 of the Unicode bidirectional algorithm, on whole words, so that no `@` is torn from its name.
fn in_sight_order(text: &str) -> Vec<String> {
    let info = unicode_bidi::BidiInfo::new(text, None);
    let mut words: Vec<(u8, String)> = Vec::new();
    let mut from = 0;
    for word in text.split_whitespace() {
        let start = text.get(from..).and_then(|rest| rest.find(word)).map_or(from, |more| from + more);
        let strong = start + word.find(char::is_alphanumeric).unwrap_or(0);
        let level = info.levels.get(strong).map_or(0, |level| level.number());
        let drawn = if level % 2 == 1 { widget::turned(word) } else { word.to_owned() };
        words.push((level, drawn));
        from = start + word.len();
    }
    let highest = words.iter().map(|(level, _)| *level).max().unwrap_or(0);
    for level in (1..=highest).rev() {
        for run in words.chunk_by_mut(|a, b| (a.0 >= level) == (b.0 >= level)) {
            if run.first().is_some_and(|word| word.0 >= level) {
                run.reverse();
            }
        }
    }
    words.into_iter().map(|(_, word)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_both_directions_stand_where_the_eye_expects_them() {
        assert_eq!(in_sight_order("hello שלום עולם again"), ["hello", "עולם", "שלום", "again"]);
        assert_eq!(in_sight_order("שלום @larkhelp עולם"), ["עולם", "@larkhelp", "שלום"]);
        assert_eq!(in_sight_order(""), [""; 0]);
    }
}
