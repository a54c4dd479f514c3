//! What was written, oldest first. A long thread costs only what is on the screen.

use super::words;
use crate::floor::{MentionKind, parted};
use crate::ui::widget::Tone;
use crate::ui::{format, theme, widget};
use crate::view::{Bubble, Snapshot, Thread};
use egui::{Button, CornerRadius, Frame, Id, Margin, Rect, RichText, Sense, Ui, Vec2, WidgetInfo};

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
        let told = (bubble.edited_at, bubble.gone_at);
        let carried = Id::unique(("carried", thread.conversation, place));
        let unfolded = ui.data(|data| data.get_temp::<bool>(carried)).unwrap_or(false);
        let key = Id::unique(("bubble", thread.conversation, place, bubble.text.len(), told, unfolded, width as u32));
        let height = ui.data(|data| data.get_temp::<f32>(key));
        let room = Rect::from_min_size(ui.cursor().min, Vec2::new(width, height.unwrap_or(GUESSED_HEIGHT)));
        if let (Some(height), false) = (height, ui.is_rect_visible(room)) {
            ui.allocate_exact_size(Vec2::new(width, height), Sense::hover());
            continue;
        }
        let drawn = ui.scope(|ui| bubble_ui(ui, snapshot, bubble, unfolded));
        let (height, unfolds) = (drawn.response.rect.height(), drawn.inner);
        ui.data_mut(|data| {
            data.insert_temp(key, height);
            data.insert_temp(carried, unfolds);
        });
    }
}

/// Draws one; whether what it carries along is unfolded from now on.
fn bubble_ui(ui: &mut Ui, snapshot: &Snapshot, bubble: &Bubble, unfolded: bool) -> bool {
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
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.style_mut().interaction.selectable_labels = true;
        ui.label(head.color(t.dim));
        told_ui(ui, snapshot, bubble);
        let (written, carried) = parted(&bubble.text);
        widget::text_ui(ui, written);
        if carried.is_empty() { unfolded } else { carried_ui(ui, bubble, carried, unfolded) }
    });
    shown.inner
}

/// What a mail quotes of others and signs with: folded, so that the new words stand alone. Whether it is unfolded now.
fn carried_ui(ui: &mut Ui, bubble: &Bubble, carried: &str, unfolded: bool) -> bool {
    let lines = carried.lines().filter(|line| !line.trim().is_empty()).count();
    let words = match unfolded {
        true => "⋯ fold what it carries along".to_owned(),
        false => format!("⋯ {} carried along", format::plural(lines, "line", "lines")),
    };
    let name = format!("{words}: {}", bubble.author);
    let ink = theme::tokens(ui).dim;
    let words = RichText::new(words).font(theme::regular_font(ui, theme::LABEL)).color(ink);
    let button = ui.add(Button::new(words).frame(false));
    button.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &name));
    if unfolded {
        widget::text_ui(ui, carried);
    }
    unfolded
        != button.on_hover_text("What is quoted and signed with is not judged, and no part of what was asked").clicked()
}

/// What the source told of it since: that its words are others now, that it is not there any more.
fn told_ui(ui: &mut Ui, snapshot: &Snapshot, bubble: &Bubble) {
    if bubble.edited_at.is_none() && bubble.gone_at.is_none() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::new(6.0, 4.0);
        if let Some(told) = words::gone(bubble.gone_at, snapshot) {
            widget::pill_ui(ui, &told, Tone::Watch).on_hover_text(words::GONE);
        }
        if let Some(told) = words::edited(bubble.edited_at, snapshot) {
            widget::pill_ui(ui, &told, Tone::Plain).on_hover_text(words::EDITED);
        }
    });
}
