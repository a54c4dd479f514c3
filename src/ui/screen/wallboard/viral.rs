//! Viral risk: public conversations that strangers carry on, how far they will come, and what can be done about it.

use super::kit::{self, Brush};
use super::{BoardWish, exposure, fan};
use crate::floor::{Level, Tier};
use crate::ui::format;
use crate::ui::widget::Tone;
use crate::view::{AlertRow, Band, Moment, Snapshot, Spread, ViralCard};
use egui::{Color32, CornerRadius, Pos2, Rect, Stroke, StrokeKind, Ui, Vec2};
use std::time::Duration;

/// An alarm that nobody has acknowledged is lit for half a second and dark for half a second.
const HALF_BLINK_SECS: f64 = 0.5;

/// Draws as many cards as there is room for, and what people had to see under them.
pub fn viral_ui(ui: &Ui, brush: &Brush, rect: Rect, snapshot: &Snapshot, wishes: &mut Vec<BoardWish>) {
    let board = &snapshot.wallboard;
    let room = brush.section(rect, "    Viral risk", &["forecast reach, next 6 h", "reach in 6 h"]);
    let dot = Pos2::new(room.left() + brush.px(4.0), rect.top() + brush.pad() + brush.line(15.0) / 2.0);
    brush.painter.circle_filled(dot, brush.px(4.0).max(3.0), brush.t.viral);
    let cards = Rect::from_min_max(room.min, Pos2::new(room.right(), room.bottom() - exposure::height(brush)));
    if board.viral.is_empty() {
        brush.empty(cards, "Nothing spreads", "A public post appears here when strangers begin to carry it further.");
    }
    let gap = brush.px(11.0).max(6.0);
    let mut least = Vec::new();
    let mut used = 0.0;
    for card in &board.viral {
        let height = height(brush, card, snapshot);
        if used + height > cards.height() + 1.0 && !least.is_empty() {
            break;
        }
        used += height + gap;
        least.push(height);
    }
    // What is left makes the cards taller, so that their fans can be read from afar; few cards do not become posters.
    let spare = (cards.height() + gap - used) / least.len().max(1) as f32;
    let spare = spare.clamp(0.0, brush.px(46.0));
    let mut top = cards.top();
    for (card, height) in board.viral.iter().zip(&least) {
        let height = height + spare;
        let place = Rect::from_min_size(Pos2::new(cards.left(), top), Vec2::new(cards.width(), height));
        card_ui(ui, &brush.within(place), place, card, snapshot, wishes);
        top += height + gap;
    }
    let more = match board.viral.len() - least.len() {
        0 => String::new(),
        n => format!("{n} more on the floor"),
    };
    exposure::exposure_ui(ui, brush, room, &board.exposure, &more, wishes);
}

/// Whether the floor that is shown can be decided about.
pub fn is_now(snapshot: &Snapshot) -> bool {
    snapshot.moment == Moment::Now
}

/// Whether an alert is an alarm that nobody has acknowledged. Nothing else blinks, and nothing in the past.
pub fn blinks(snapshot: &Snapshot, alert: &AlertRow) -> bool {
    alert.level == Level::Alarm && is_loud(alert) && is_now(snapshot)
}

fn is_loud(alert: &AlertRow) -> bool {
    !alert.acknowledged && alert.snoozed_until.is_none()
}

/// Whether what blinks is lit now; asks for the frame in which that changes.
pub fn lit(ui: &Ui) -> bool {
    let secs = ui.input(|input| input.time);
    let left = HALF_BLINK_SECS - secs.rem_euclid(HALF_BLINK_SECS);
    ui.ctx().request_repaint_after(Duration::from_secs_f64(left.max(0.01)));
    secs.rem_euclid(2.0 * HALF_BLINK_SECS) < HALF_BLINK_SECS
}

/// What became of an alert.
pub fn state_words(snapshot: &Snapshot, alert: &AlertRow) -> String {
    match (alert.snoozed_until, alert.escalated, alert.acknowledged) {
        (Some(until), ..) => format!("snoozed to {}", format::clock(until, &snapshot.zone)),
        (None, true, _) => "escalated".to_owned(),
        (None, false, true) => "acknowledged".to_owned(),
        (None, false, false) => level_word(alert).to_owned(),
    }
}

fn level_word(alert: &AlertRow) -> &'static str {
    match alert.level {
        Level::Alarm => "alarm",
        Level::Watch => "watch",
    }
}

/// The least height of a card.
fn height(brush: &Brush, card: &ViralCard, snapshot: &Snapshot) -> f32 {
    let words = 2.0 * brush.line(15.0) + brush.line(12.5) + brush.line(12.5) * 1.4 + brush.px(24.0).max(16.0);
    if has_buttons(card, snapshot) { words + button_row(brush) } else { words }
}

fn has_buttons(card: &ViralCard, snapshot: &Snapshot) -> bool {
    is_now(snapshot) && card.alert.as_ref().is_some_and(is_loud)
}

fn button_row(brush: &Brush) -> f32 {
    kit::small_button_size(brush, "Escalate").y + brush.px(8.0).max(5.0)
}

fn card_ui(ui: &Ui, brush: &Brush, card: Rect, one: &ViralCard, snapshot: &Snapshot, wishes: &mut Vec<BoardWish>) {
    let t = brush.t;
    let level = one.alert.as_ref().map(|alert| alert.level);
    // The edge says how grave it is by its width too.
    let (stripe, wide) = match level {
        Some(Level::Alarm) => (t.viral, brush.px(6.0).max(5.0)),
        Some(Level::Watch) => (t.viral.gamma_multiply(0.55), brush.px(4.0).max(3.0)),
        None => (t.faint, brush.px(3.0).max(2.0)),
    };
    let radius = CornerRadius::same(brush.radius());
    brush.painter.rect_filled(card, radius, stripe);
    let mut ground = card;
    ground.min.x += wide;
    brush.painter.rect_filled(ground, radius, t.card);
    let alarmed = one.alert.as_ref().is_some_and(|alert| blinks(snapshot, alert)) && lit(ui);
    if alarmed {
        brush.painter.rect_stroke(card, radius, Stroke::new(brush.px(2.0).max(1.5), t.viral), StrokeKind::Inside);
    }
    let about = about(one);
    if kit::pressable(ui, brush, card, ("viral", one.spread.conversation), &name(one, snapshot), &about).clicked() {
        wishes.push(BoardWish::Show(one.spread.conversation));
    }
    let mut inner = ground.shrink2(Vec2::new(brush.px(14.0).max(9.0), brush.px(12.0).max(7.0)));
    inner.min.x = card.left() + brush.px(18.0).max(13.0);
    let chart_width = inner.width() * 0.31;
    let words_width = inner.width() - chart_width - brush.px(20.0).max(10.0);
    words(brush, inner, words_width, one, snapshot);
    let mut chart = Rect::from_min_max(Pos2::new(inner.right() - chart_width, inner.top()), inner.max);
    if has_buttons(one, snapshot) {
        chart.max.y -= button_row(brush);
        buttons_ui(ui, brush, inner, one, wishes);
    }
    figure(brush, chart, one, snapshot);
}

/// The words of the card for a screen reader.
fn name(one: &ViralCard, snapshot: &Snapshot) -> String {
    let spread = &one.spread;
    let state = one.alert.as_ref().map_or("no alert".to_owned(), |alert| match state_words(snapshot, alert) {
        words if words == level_word(alert) => format!("{words}, not acknowledged"),
        words => format!("{}, {words}", level_word(alert)),
    });
    let unanswered = one.unanswered_secs.map(|secs| format!(", no answer for {}", format::age(u64::from(secs))));
    format!(
        "Viral risk, {state}: {}, {} {} in 6 h, R {:.1} {}, {}{}",
        one.text,
        if spread.is_forecast { "reach" } else { "joiners" },
        format::people(spread.reach_6h.mid),
        spread.r.mid,
        spread.growth,
        one.owner.as_deref().unwrap_or("nobody has it"),
        unanswered.unwrap_or_default(),
    )
}

/// Who the author is to us, in words.
fn customer_words(one: &ViralCard) -> String {
    match &one.customer {
        None => "not a customer".to_owned(),
        Some(customer) => match (customer.tier, customer.since) {
            (tier @ (Tier::Gold | Tier::Silver), _) => format!("{} customer", tier.word()),
            (_, Some(year)) => format!("customer since {year}"),
            (_, None) => "customer".to_owned(),
        },
    }
}

fn words(brush: &Brush, inner: Rect, width: f32, one: &ViralCard, snapshot: &Snapshot) {
    let t = brush.t;
    let height = brush.customer(inner.min, width, 2, &one.text, brush.strong(15.0), t.text);
    let followers = one.followers.map(|n| format!(" · {} followers", format::compact(u64::from(n))));
    let followers = followers.unwrap_or_else(|| format!(" · {}", one.channel));
    let customer = customer_words(one);
    let long = format!("{}{followers} · {customer}", one.author);
    let short = format!("{} · {customer}", one.author);
    let mut at = Pos2::new(inner.left(), inner.top() + height + brush.px(3.0));
    let from = brush.fitting(&[&long, &short], &brush.regular(12.5), width);
    brush.cut(at, width, from, brush.regular(12.5), t.dim);
    at.y += brush.line(12.5) + brush.px(6.0).max(4.0);
    let right = inner.left() + width;
    let (growth, short, growing) = growth_words(&one.spread);
    let mut all = pills(one, snapshot);
    let width_of = |words: &str| brush.width(words, &brush.strong(12.5)) + brush.size(12.5) * 1.44;
    let gap = brush.px(7.0).max(5.0);
    let taken: f32 = all.iter().map(|(words, _)| width_of(words) + gap).sum();
    let tone = if growing { Tone::Viral } else { Tone::Plain };
    let fitting = [growth, short].into_iter().find(|words| taken + width_of(words) <= width);
    all.extend(fitting.map(|words| (words, tone)));
    for (words, tone) in all {
        let (ink, ground): (Color32, Color32) = tone.colors(t);
        if right - at.x > brush.size(12.5) * 4.0 {
            at.x = brush.pill(at, &words, ink, ground, right - at.x).right() + gap;
        }
    }
}

/// Who has it and what became of its alert.
fn pills(one: &ViralCard, snapshot: &Snapshot) -> Vec<(String, Tone)> {
    let state = match &one.alert {
        Some(alert) if is_loud(alert) => Some((level_word(alert).to_owned(), Tone::Viral)),
        Some(alert) => Some((state_words(snapshot, alert), Tone::Plain)),
        None if one.spread.growth == "fading" => Some(("cooling".to_owned(), Tone::Plain)),
        None => None,
    };
    let since = one.unanswered_secs.map(|secs| format::age(u64::from(secs)));
    let answered = since.clone().unwrap_or_else(|| "answered".to_owned());
    match (&one.owner, state) {
        // Somebody has it and somebody has seen it: one pill says both.
        (Some(owner), Some((state, Tone::Plain))) if one.alert.is_some() => {
            vec![(format!("{owner} · {state}"), if since.is_some() { Tone::Watch } else { Tone::Plain })]
        }
        (Some(owner), state) => {
            let tone = if since.is_some() { Tone::Watch } else { Tone::Plain };
            [Some((format!("{owner} · {answered}"), tone)), state].into_iter().flatten().collect()
        }
        (None, state) => {
            let tone = if since.is_some() { Tone::Breach } else { Tone::Watch };
            [Some((format!("unowned · {answered}"), tone)), state].into_iter().flatten().collect()
        }
    }
}

/// `▲ R 1.7 growing`, the same without the word, and whether it grows.
fn growth_words(spread: &Spread) -> (String, String, bool) {
    let sign = match spread.growth {
        "growing" => "▲ ",
        "fading" => "▼ ",
        _ => "",
    };
    let short = format!("{sign}R {:.1}", spread.r.mid);
    (format!("{short} {}", spread.growth), short, spread.growth == "growing")
}

fn buttons_ui(ui: &Ui, brush: &Brush, inner: Rect, one: &ViralCard, wishes: &mut Vec<BoardWish>) {
    let Some(alert) = one.alert.as_ref().map(|alert| alert.alert) else { return };
    let choices = [
        ("Acknowledge", "Somebody has seen it: it no longer blinks", BoardWish::Acknowledge(alert)),
        ("Snooze 15 min", "Quiet for 15 minutes", BoardWish::Snooze(alert)),
        ("Escalate", "Raise it to those above this desk", BoardWish::Escalate(alert)),
    ];
    let mut x = inner.left();
    for (words, hint, wish) in choices {
        let size = kit::small_button_size(brush, words);
        if x + size.x > inner.right() + 1.0 {
            break;
        }
        let at = Pos2::new(x, inner.bottom() - size.y);
        let name = format!("{words}: {}", one.author);
        if kit::small_button(ui, brush, at, words, (words, alert), &name, hint) {
            wishes.push(wish);
        }
        x += size.x + brush.px(8.0).max(5.0);
    }
}

fn figure(brush: &Brush, chart: Rect, one: &ViralCard, snapshot: &Snapshot) {
    let t = brush.t;
    let spread = &one.spread;
    let figure = format::people(spread.reach_6h.mid);
    let unit = if spread.is_forecast { "" } else { "joiners" };
    let font = brush.strong_fitting(&figure, 30.0, chart.width() * if unit.is_empty() { 1.0 } else { 0.55 });
    let top = Pos2::new(chart.left(), chart.top() - brush.px(5.0));
    brush.figure(top, &figure, &font, t.text, unit, &brush.regular(12.5));
    let band = format::band(spread.reach_6h.low, spread.reach_6h.high);
    let band = if spread.is_forecast { band } else { format!("{band}, speed only") };
    let below = Pos2::new(chart.left(), chart.top() + brush.line(30.0) - brush.px(8.0).min(6.0));
    brush.cut(below, chart.width(), &band, brush.regular(12.5), t.dim);
    let line = Rect::from_min_max(
        Pos2::new(chart.left(), below.y + brush.line(12.5) + brush.px(4.0)),
        Pos2::new(chart.right() - 2.0, chart.bottom() - 1.0),
    );
    if line.height() > 6.0 {
        fan::paint_fan(brush, line, spread, snapshot.at, t.viral);
    }
}

fn bracket(band: Band) -> String {
    format!("{} ({})", format::people(band.mid), format::band(band.low, band.high))
}

/// How the card came about: what is foreseen, from what, and what an answer would change.
fn about(one: &ViralCard) -> String {
    let spread = &one.spread;
    let what = if spread.is_forecast { "Reach" } else { "Joiners" };
    let mut lines = vec![
        one.text.clone(),
        format!(
            "R {:.1} ({:.1}–{:.1}), {}: each who carries it on brings {:.1} more. From 1 on it grows by itself.",
            spread.r.mid, spread.r.low, spread.r.high, spread.growth, spread.r.mid
        ),
        format!(
            "{what} now {} · in 1 h {} · in 6 h {}. In brackets: between what it ends eight times of ten.",
            format::people(spread.reach_now),
            bracket(spread.reach_1h),
            bracket(spread.reach_6h)
        ),
    ];
    if spread.is_forecast {
        lines.push("Reach is the followers of all who carried it, added up: an upper bound of who may see it.".into());
    } else {
        lines.push("Followers not known here: speed only. The figures count those who join.".to_owned());
    }
    lines.push(threshold_words(spread));
    let [reposts, quotes, likes, replies] = spread.joined.map(|n| format::number(u64::from(n)));
    lines.push(format!("So far {reposts} reposts, {quotes} quotes, {replies} replies, {likes} likes."));
    if !spread.drivers.is_empty() {
        let driver = |(name, followers): &(String, u32)| format!("{name} ({})", format::compact(u64::from(*followers)));
        lines.push(format!("Carried by {}.", spread.drivers.iter().map(driver).collect::<Vec<_>>().join(", ")));
    }
    if !spread.factors.is_empty() {
        let factor = |(words, share): &(&str, f64)| format!("{words} {}", signed_share(*share));
        lines.push(format!("Read from {}.", spread.factors.iter().map(factor).collect::<Vec<_>>().join(", ")));
    }
    if one.unanswered_secs.is_some() {
        let answered = bracket(spread.answered_6h);
        lines.push(format!("If we answered now: {answered} in 6 h. {}", spread.assumption));
    }
    let minutes = u64::try_from(one.exposure_secs / 60).unwrap_or(u64::MAX);
    lines.push(format!("Seen unanswered for {} person-minutes so far.", format::compact(minutes)));
    if let Some(alert) = &one.alert {
        let acknowledged = if alert.acknowledged { "acknowledged" } else { "not acknowledged" };
        let word = level_word(alert);
        lines.push(format!("Alert: {word}, severity {} of 10, {acknowledged}. {}", alert.severity, alert.false_alarms));
    }
    lines.push("Left of the dotted line what was, right of it the next 6 h. Press to read it.".to_owned());
    lines.join("\n")
}

fn threshold_words(spread: &Spread) -> String {
    let people = format::compact(spread.threshold);
    let likely = match spread.p_threshold {
        Some(p) => format!("{} likely to pass {people} people", format::percent(p)),
        None => format!("How likely it passes {people} people cannot be said"),
    };
    match spread.minutes_to_threshold {
        Some(0) => format!("It has passed {people} people."),
        Some(minutes) => format!("{likely}; in the middle forecast in {}.", format::age(u64::from(minutes) * 60)),
        None => format!("{likely}; the middle forecast does not reach it."),
    }
}

fn signed_share(share: f64) -> String {
    let sign = if share < 0.0 { "−" } else { "+" };
    format!("{sign}{}", format::percent(share.abs()))
}
