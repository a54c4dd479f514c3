//! How it spreads: what is foreseen, what that was read from, and what an answer now would change.

use super::fan::{fan_ui, interval, people};
use super::panel::box_ui;
use crate::floor::Amplification;
use crate::ui::{format, theme, widget};
use crate::view::{Snapshot, Spread, Thread};
use egui::{Align, Label, Layout, RichText, Ui};

/// Draws the card of the forecast, when strangers carry it on.
pub fn forecast_ui(ui: &mut Ui, snapshot: &Snapshot, thread: &Thread) {
    let Some(spread) = &thread.forecast else { return };
    let t = theme::tokens(ui);
    box_ui(ui, "Forecast reach, next 6 h", "", |ui| {
        ui.horizontal(|ui| {
            widget::label_ui(ui, &format!("now {}", people(spread.reach_now))).on_hover_text(
                "Followers of the author and of all who carried it on: an upper bound of who has seen it",
            );
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let range = RichText::new(interval(&spread.reach_6h)).color(t.dim);
                let range = range.font(theme::regular_font(ui, theme::BODY));
                ui.label(range).on_hover_text("Eight times in ten it ends within this");
                widget::strong_ui(ui, &people(spread.reach_6h.mid));
            });
        });
        if !spread.is_forecast {
            widget::label_ui(ui, "This channel does not say who follows whom: only the speed is known here.");
        }
        fan_ui(ui, snapshot, spread);
        facts_ui(ui, spread);
        answered_ui(ui, spread);
    });
}

/// How likely it is an alert and when, how fast it grows, and who drives it.
fn facts_ui(ui: &mut Ui, spread: &Spread) {
    let mut words = Vec::new();
    if spread.is_forecast {
        words.push(format!("R {:.1} ({:.1}–{:.1}), {}", spread.r.mid, spread.r.low, spread.r.high, spread.growth));
    }
    if let Some(p) = spread.p_threshold {
        words.push(format!("{} likely to pass {}", format::percent(p), format::compact(spread.threshold)));
    }
    if let Some(minutes) = spread.minutes_to_threshold {
        let when = match minutes {
            0 => "past it now".to_owned(),
            n => format!("past it in about {}", format::age(u64::from(n) * 60)),
        };
        words.push(when);
    }
    let line = ui.add(Label::new(small(ui, &words.join(" · "))).wrap());
    line.on_hover_ui(|ui| {
        ui.set_max_width(380.0);
        widget::strong_ui(ui, "What the forecast was read from");
        for (what, share) in &spread.factors {
            widget::label_ui(ui, &format!("{what}: {}", signed_share(*share)));
        }
        if spread.factors.is_empty() {
            widget::label_ui(ui, "Too few have carried it on to say.");
        }
    });
    if !spread.drivers.is_empty() {
        let drivers: Vec<String> = spread
            .drivers
            .iter()
            .map(|(name, followers)| format!("{name} {}", format::compact(u64::from(*followers))))
            .collect();
        let words = format!("Driven by {}", drivers.join(" · "));
        ui.add(Label::new(small(ui, &words)).wrap()).on_hover_text("Those who carried it on to most followers");
    }
    if let Some(strangers) = spread.stranger_ratio {
        let words = format!("{} of those who joined never wrote to us before", format::percent(strangers));
        ui.add(Label::new(small(ui, &words)).wrap());
    }
}

/// What an answer now would change, and what that rests on.
fn answered_ui(ui: &mut Ui, spread: &Spread) {
    let t = theme::tokens(ui);
    let words = format!("Answered now: {} in 6 h ({})", people(spread.answered_6h.mid), interval(&spread.answered_6h));
    ui.add(Label::new(RichText::new(words).font(theme::semibold_font(ui, 14.0)).color(t.text)).wrap());
    ui.add(Label::new(small(ui, spread.assumption)).wrap());
}

fn signed_share(share: f64) -> String {
    let percent = (share * 100.0).round() as i64;
    format!("{} %", format::signed(percent))
}

fn small(ui: &Ui, words: &str) -> RichText {
    RichText::new(words).font(theme::regular_font(ui, theme::LABEL)).color(theme::tokens(ui).dim)
}

/// What others did with it: reposts, likes, replies, and how many of those are angry.
pub fn carried_ui(ui: &mut Ui, thread: &Thread) {
    let count = |what: Amplification| thread.amplified.iter().find(|(kind, _)| *kind == what).map_or(0, |(_, n)| *n);
    let joined = thread.forecast.as_ref().map_or_else(
        || [count(Amplification::Repost), count(Amplification::Quote), count(Amplification::Like), 0],
        |spread| spread.joined,
    );
    let mut words: Vec<String> = joined
        .into_iter()
        .zip([("repost", "reposts"), ("quote", "quotes"), ("like", "likes"), ("reply", "replies")])
        .filter(|(n, _)| *n > 0)
        .map(|(n, (one, many))| format!("{} {}", format::compact(n.into()), if n == 1 { one } else { many }))
        .collect();
    if let Some(angry) = thread.forecast.as_ref().and_then(|spread| spread.angry_ratio) {
        words.push(format!("{} of replies angry", format::percent(angry)));
    }
    if words.is_empty() {
        return;
    }
    box_ui(ui, "Reshares", &words.join(" · "), |ui| {
        if thread.spread.iter().any(|n| *n > 0) {
            widget::minutes_ui(ui, "reposts and quotes", &thread.spread, theme::tokens(ui).viral);
        }
    });
}
