//! One escalation as a card.

use crate::floor::At;
use crate::floor::escalation::Progress;
use crate::ui::desk::Desk;
use crate::ui::theme::Tokens;
use crate::ui::{format, theme, widget};
use crate::view::{EscalationCard, LaneTime, Snapshot};
use egui::{
    Align, Color32, CornerRadius, Frame, Label, Layout, Margin, Rect, RichText, Sense, Stroke, Ui, UiBuilder, Vec2,
};

/// A card that is narrower than this, in points, says who and how long in two lines.
const STACKED: f32 = 230.0;
/// Seconds before a timer ends from which it is amber.
const SOON_SECS: i64 = 180;

/// Who has it and what they do: `Priya N. · working`, `not acknowledged`.
pub(super) fn who_words(card: &EscalationCard) -> String {
    let owner = card.owner.as_ref().map(|(_, name)| name.as_str());
    match (card.progress, owner) {
        (Progress::Raised, _) if card.alarm => "nobody takes it".to_owned(),
        (Progress::Raised, _) => "not acknowledged".to_owned(),
        (Progress::Acknowledged, Some(name)) => format!("{name} · has it"),
        (Progress::Working, Some(name)) => format!("{name} · {}", card.status),
        (Progress::HandedOff, _) => card.status.clone(),
        (Progress::Resolved, Some(name)) => format!("{name} · resolved"),
        (Progress::Resolved, None) => "resolved".to_owned(),
        (_, None) => card.status.clone(),
    }
}

/// How long until it must be acknowledged, or how long it is late: `3:40 left`, and how that looks.
pub(super) fn timer(t: &Tokens, card: &EscalationCard, now: At) -> Option<(String, Color32)> {
    if card.alarm {
        return Some(("alarm".to_owned(), t.breach_text));
    }
    if let Some(due) = card.due {
        let left = due.secs_since(now);
        let ink = if left <= 0 {
            t.breach_text
        } else if left < SOON_SECS {
            t.watch
        } else {
            t.dim
        };
        return Some((format!("{} left", format::left(left.max(0))), ink));
    }
    let late = card.target.map(|due| now.secs_since(due)).filter(|late| *late > 0)?;
    Some((format!("past target {}", format::age(late.unsigned_abs())), t.breach_text))
}

/// `R 1.7 growing`.
pub(super) fn r_words(card: &EscalationCard) -> Option<String> {
    card.r.map(|(tenths, growth)| format!("R {}.{} {growth}", tenths / 10, tenths % 10))
}

/// What there is on the right of the last line, the most pressing first.
fn right_words(t: &Tokens, card: &EscalationCard, now: At) -> Option<(String, Color32)> {
    let linked = (card.linked > 1).then(|| format!("{} linked", card.linked));
    match (timer(t, card, now), linked) {
        (Some((words, ink)), Some(linked)) if card.due.is_some() => Some((format!("{words} · {linked}"), ink)),
        (Some(timer), _) => Some(timer),
        (None, linked) => match r_words(card) {
            Some(r) if card.r.is_some_and(|(tenths, _)| tenths >= 10) => Some((r, t.viral)),
            Some(r) => Some((r, t.dim)),
            None => linked.map(|words| (words, t.dim)),
        },
    }
}

/// The edge on the left says in colour what the last line says in words.
fn edge(t: &Tokens, card: &EscalationCard, now: At) -> Color32 {
    let late = card.target.is_some_and(|due| due < now);
    match card.progress {
        Progress::Raised if card.alarm => t.breach,
        _ if card.r.is_some_and(|(tenths, _)| tenths >= 10) => t.viral,
        Progress::Raised => t.watch,
        Progress::Acknowledged | Progress::Working if late => t.breach,
        _ => t.faint,
    }
}

/// `@jaynegorman · X · 5.3 k`.
pub(super) fn from_words(card: &EscalationCard) -> String {
    let reach = card.reach.map(format::compact);
    let parts = [Some(card.author.clone()), Some(card.channel.clone()), reach];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect();
    if parts.is_empty() { card.trouble.word().to_owned() } else { parts.join(" · ") }
}

/// Draws a card; a press looks at it, a double press takes its conversation up on the floor.
pub(super) fn card_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, card: &EscalationCard) {
    let t = theme::tokens(ui);
    let selected = desk.escalation_at == Some(card.escalation);
    let (ground, line) = if selected { (t.selection, t.selection_line) } else { (t.card, t.line) };
    let radius = CornerRadius::same(theme::CARD_RADIUS);
    let frame = Frame::new().fill(ground).stroke(Stroke::new(1.0, line)).corner_radius(radius).inner_margin(Margin {
        left: 16,
        right: 12,
        top: 9,
        bottom: 10,
    });
    let who = who_words(card);
    let right = right_words(t, card, snapshot.at);
    let said = right.as_ref().map_or("", |(words, _)| words.as_str());
    let name = format!("Escalation: {}, {}, {who} {said}", card.title, from_words(card));
    let scope = UiBuilder::new().id_salt(("escalation", card.escalation)).sense(Sense::click());
    let drawn = ui.scope_builder(scope, |ui| {
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 4.0;
            let title = RichText::new(&card.title).font(theme::semibold_font(ui, theme::BODY)).color(t.text);
            ui.add(Label::new(title).selectable(false).truncate());
            let from = RichText::new(from_words(card)).font(theme::regular_font(ui, theme::LABEL)).color(t.dim);
            ui.add(Label::new(from).selectable(false).truncate());
            ui.add_space(1.0);
            last_ui(ui, card, &who, right.as_ref());
        });
    });
    let response = drawn.response;
    let mark = Rect::from_min_size(response.rect.min, Vec2::new(4.0, response.rect.height()));
    let round = CornerRadius { nw: theme::CARD_RADIUS, sw: theme::CARD_RADIUS, ne: 0, se: 0 };
    ui.painter().rect_filled(mark, round, edge(t, card, snapshot.at));
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, selected, &name));
    if response.clicked() {
        desk.escalation_at = Some(card.escalation);
    }
    if selected && desk.escalation_moved {
        desk.escalation_moved = false;
        response.scroll_to_me(None);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(lanes_words(&card.lanes));
}

fn last_ui(ui: &mut Ui, card: &EscalationCard, who: &str, right: Option<&(String, Color32)>) {
    let t = theme::tokens(ui);
    let ink = if card.progress == Progress::Raised { t.breach_text } else { t.text };
    let font = theme::regular_font(ui, 14.0);
    // In a narrow column both need a line of their own.
    if ui.available_width() < STACKED * font.size / 14.0 {
        ui.add(Label::new(RichText::new(who).font(font.clone()).color(ink)).selectable(false).truncate());
        if let Some((words, ink)) = right {
            ui.add(Label::new(RichText::new(words).font(font).color(*ink)).selectable(false).truncate());
        }
        return;
    }
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some((words, ink)) = right {
                let words = RichText::new(words).font(font.clone()).color(*ink);
                ui.add(Label::new(words).selectable(false).truncate());
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let words = RichText::new(who).font(font.clone()).color(ink);
                ui.add(Label::new(words).selectable(false).truncate());
            });
        });
    });
}

/// `Senior agents 20 min, Team leads 40 min`.
pub(super) fn lanes_words(lanes: &[LaneTime]) -> String {
    let lane = |l: &LaneTime| format!("{} {}", l.lane, format::age(u64::from(l.secs)));
    lanes.iter().map(lane).collect::<Vec<_>>().join(", ")
}

/// A line of what is over, with what it cost each silo.
pub(super) fn resolved_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, card: &EscalationCard) {
    let t = theme::tokens(ui);
    let selected = desk.escalation_at == Some(card.escalation);
    let (ground, line) = if selected { (t.selection, t.selection_line) } else { (t.card, t.line) };
    let frame = Frame::new()
        .fill(ground)
        .stroke(Stroke::new(1.0, line))
        .corner_radius(CornerRadius::same(theme::CARD_RADIUS))
        .inner_margin(Margin::symmetric(14, 9));
    let name = format!("Resolved: {}, {}", card.title, lanes_words(&card.lanes));
    let scope = UiBuilder::new().id_salt(("resolved", card.escalation)).sense(Sense::click());
    let drawn = ui.scope_builder(scope, |ui| {
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 5.0;
            ui.horizontal(|ui| {
                let when = card.resolved_at.map(|at| format::clock(at, &snapshot.zone)).unwrap_or_default();
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    widget::label_ui(ui, &format!("{} · {when}", who_words(card)));
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let title = RichText::new(&card.title).font(theme::semibold_font(ui, theme::BODY));
                        ui.add(Label::new(title.color(t.text)).selectable(false).truncate());
                    });
                });
            });
            lanes_ui(ui, &card.lanes);
            widget::label_ui(ui, &lanes_words(&card.lanes));
        });
    });
    let response = drawn.response;
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, selected, &name));
    if response.clicked() {
        desk.escalation_at = Some(card.escalation);
    }
}

/// How the time is shared between the silos, as one bar.
pub(super) fn lanes_ui(ui: &mut Ui, lanes: &[LaneTime]) {
    let t = theme::tokens(ui);
    let all: f32 = lanes.iter().map(|l| l.secs as f32).sum();
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 6.0), Sense::hover());
    if all <= 0.0 {
        return;
    }
    let mut left = rect.left();
    for (place, lane) in lanes.iter().enumerate() {
        let width = rect.width() * lane.secs as f32 / all;
        let part = Rect::from_min_size(egui::pos2(left, rect.top()), Vec2::new((width - 2.0).max(1.0), rect.height()));
        ui.painter().rect_filled(part, CornerRadius::same(3), t.series_color(place));
        left += width;
    }
}
