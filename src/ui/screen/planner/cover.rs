//! Over and under coverage: a strip of half hours, in which the height and the side of a bar say what its colour says.

use super::axis::{Axis, later};
use super::volume::{Days, now_line};
use crate::floor::At;
use crate::ui::theme::{self, Tokens};
use crate::ui::{format, widget};
use crate::view::{CoverSlot, Coverage, Snapshot, Worked};
use egui::{Align2, Color32, CornerRadius, Key, Rect, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo};

/// Agents up to which an interval is told to be covered: nobody hires for half a person.
const SLACK: f32 = 0.5;
/// Agents short or over at which a bar is as tall as it gets.
const FULL: f32 = 6.0;

/// What an interval is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cover {
    Short,
    Met,
    Over,
}

impl Cover {
    pub(super) fn of(gap: f32) -> Cover {
        if gap < -SLACK {
            Cover::Short
        } else if gap > SLACK {
            Cover::Over
        } else {
            Cover::Met
        }
    }

    pub(super) fn color(self, t: &Tokens) -> Color32 {
        match self {
            Cover::Short => t.breach,
            Cover::Met => t.met,
            Cover::Over => t.accent,
        }
    }
}

/// `2.5 short`, `1.0 over`, `covered`.
pub(super) fn gap_words(gap: f32) -> String {
    match Cover::of(gap) {
        Cover::Short => format!("{:.1} short", -gap),
        Cover::Met => "covered".to_owned(),
        Cover::Over => format!("{gap:.1} over"),
    }
}

/// Cents as money: `€ 1 412`, `€ 31 k`.
pub(super) fn money(cents: i64) -> String {
    let sign = if cents < 0 { "−" } else { "" };
    let euros = (cents.unsigned_abs() + 50) / 100;
    let figure = if euros < 10_000 { format::number(euros) } else { format::compact(euros) };
    // The sign never stands alone at the end of a line.
    format!("{sign}€\u{a0}{figure}")
}

/// Draws the card. Gives back the moment that was clicked.
pub(super) fn cover_ui(ui: &mut Ui, days: Days<'_>, coverage: &Worked<Coverage>, height: f32) -> Option<At> {
    let right = match coverage {
        Worked::Ready(c) => totals(c),
        other => other.words(),
    };
    let drawn = widget::card_ui(ui, "Over / under coverage", &right, |ui| {
        let t = theme::tokens(ui);
        let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::click());
        let (from, until) = days.span();
        let axis = Axis::across(from, until, rect);
        let Some(coverage) = coverage.shown() else {
            let font = theme::regular_font(ui, theme::BODY);
            ui.painter().rect_filled(rect, CornerRadius::same(4), t.card);
            ui.painter().text(rect.center(), Align2::CENTER_CENTER, coverage.words(), font, t.dim);
            return None;
        };
        paint(ui, t, coverage, axis, rect);
        now_line(ui.painter(), t, axis, rect, days.snapshot.at);
        let spoken = format!("Over and under coverage, {}", totals(coverage));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
        if response.has_focus() {
            ui.painter().rect_stroke(
                rect,
                CornerRadius::same(4),
                Stroke::new(2.0, t.accent),
                egui::StrokeKind::Outside,
            );
        }
        let clicked = response.clicked().then(|| response.interact_pointer_pos()).flatten();
        let at = clicked.map(|pos| axis.at(pos.x));
        // With the keyboard it goes to the next place that is short.
        let pressed = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let at = at.or(pressed.then(|| next_short(coverage, days.snapshot.at)).flatten());
        response.on_hover_ui_at_pointer(|ui| hover_ui(ui, days.snapshot, coverage, axis));
        at
    });
    drawn.inner
}

/// The next interval that is short, from a moment on.
pub(super) fn next_short(coverage: &Coverage, after: At) -> Option<At> {
    let begin = |place: usize| coverage.start.plus((place as u32).saturating_mul(coverage.step_secs));
    let short = |slot: &CoverSlot| Cover::of(slot.gap()) == Cover::Short;
    let places = coverage.slots.iter().enumerate().filter(|(_, slot)| short(slot)).map(|(place, _)| begin(place));
    places.clone().find(|at| *at > after).or_else(|| places.clone().next())
}

fn totals(coverage: &Coverage) -> String {
    let minutes = coverage.step_secs / 60;
    let cost = coverage.short_cents.map(|c| format!(", {} to close", money(c))).unwrap_or_default();
    let (short, over, fte) = (coverage.short_hours, coverage.over_hours, coverage.short_fte);
    format!("short {short:.0} h ({fte:.1} FTE{cost}) · over {over:.0} h · agents, every {minutes} min")
}

/// A bar from the middle down is short, up is over; a thin line in the middle is covered.
fn paint(ui: &Ui, t: &Tokens, coverage: &Coverage, axis: Axis, rect: Rect) {
    let painter = ui.painter().with_clip_rect(rect);
    painter.rect_filled(rect, CornerRadius::same(4), t.card);
    let step = coverage.step_secs;
    let mut shapes = Vec::with_capacity(coverage.slots.len());
    for (place, slot) in coverage.slots.iter().enumerate() {
        let from = coverage.start.plus((place as u32).saturating_mul(step));
        let (left, right) = (axis.x(from), axis.x(from.plus(step)));
        let gap = slot.gap();
        let cover = Cover::of(gap);
        let reach = (gap.abs() / FULL).clamp(0.16, 1.0) * rect.height() * 0.5;
        let mid = rect.center().y;
        let (top, bottom) = match cover {
            Cover::Short => (mid, mid + reach),
            Cover::Over => (mid - reach, mid),
            Cover::Met => (mid - 2.0, mid + 2.0),
        };
        // A pale ground over the full height gives the strip its first look from afar.
        let ground = Rect::from_min_max(egui::pos2(left, rect.top()), egui::pos2(right - 0.6, rect.bottom()));
        let strength = (gap.abs() / FULL).clamp(0.12, 0.55);
        shapes.push(Shape::rect_filled(ground, CornerRadius::ZERO, cover.color(t).gamma_multiply(strength)));
        let bar = Rect::from_min_max(egui::pos2(left, top), egui::pos2(right - 0.6, bottom));
        shapes.push(Shape::rect_filled(bar, CornerRadius::ZERO, cover.color(t)));
    }
    painter.extend(shapes);
}

fn hover_ui(ui: &mut Ui, snapshot: &Snapshot, coverage: &Coverage, axis: Axis) {
    let Some(pointer) = ui.ctx().pointer_hover_pos() else { return };
    let secs = axis.at(pointer.x).secs_since(coverage.start);
    let Ok(place) = usize::try_from(secs / i64::from(coverage.step_secs.max(1))) else { return };
    let Some(slot) = coverage.slots.get(place) else { return };
    let at = later(coverage.start, place as i64 * i64::from(coverage.step_secs));
    ui.set_max_width(340.0);
    let (day, from) = (format::day(at, &snapshot.zone), format::clock(at, &snapshot.zone));
    let until = format::clock(at.plus(coverage.step_secs), &snapshot.zone);
    widget::strong_ui(ui, &format!("{day}, {from}–{until}: {}", gap_words(slot.gap())));
    slot_ui(ui, coverage, slot);
}

/// Everything that is known of an interval, a line each.
fn slot_ui(ui: &mut Ui, coverage: &Coverage, slot: &CoverSlot) {
    widget::dim_ui(ui, &format!("{:.1} required, shrinkage included", slot.required));
    widget::dim_ui(ui, &format!("{:.1} scheduled, breaks left out", slot.scheduled));
    if let Some(present) = slot.present {
        widget::dim_ui(ui, &format!("{present:.1} were there"));
    }
    if let Some(closes) = slot.closes {
        widget::dim_ui(ui, &format!("{closes:.0} conversations expected to close"));
    }
    for (skill, (required, scheduled)) in coverage.skills.iter().zip(&slot.skills) {
        let gap = gap_words(scheduled - required);
        widget::dim_ui(ui, &format!("{skill}: {scheduled:.1} of {required:.1}, {gap}"));
    }
    let hours = slot.gap().abs() * coverage.step_secs as f32 / 3600.0;
    if Cover::of(slot.gap()) != Cover::Met {
        widget::label_ui(ui, &format!("{hours:.2} agent hours in this interval"));
    }
    if let Some(cents) = slot.gap_cents {
        widget::label_ui(ui, &format!("{} for this interval", money(cents)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_has_a_word_beside_its_colour() {
        assert_eq!([-2.54, 0.3, -0.5, 1.02].map(gap_words), ["2.5 short", "covered", "covered", "1.0 over"]);
        assert_eq!(money(3_100_000), "€\u{a0}31 k");
        assert_eq!(money(-9_650), "−€\u{a0}97");
    }
}
