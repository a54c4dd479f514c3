//! What stands out in a row of the table, as small pills beside the words: gravest first, as many as there is room for.

use super::words;
use crate::floor::Lane;
use crate::ui::widget::{Tone, pill_ui};
use crate::ui::{format, theme};
use crate::view::Row;
use egui::Ui;

/// A pill, and what it means.
struct Badge {
    words: String,
    tone: Tone,
    about: String,
}

fn badge(words: impl Into<String>, tone: Tone, about: impl Into<String>) -> Badge {
    Badge { words: words.into(), tone, about: about.into() }
}

fn badges(line: &Row) -> Vec<Badge> {
    let mut badges = Vec::new();
    if let Some(level) = line.alert {
        badges.push(badge(words::level(level), Tone::Viral, "Strangers carry it on, and its alert burns"));
    }
    if line.gone_at.is_some() {
        badges.push(badge("deleted", Tone::Watch, words::GONE));
    }
    for cue in line.cues.each() {
        let about = format!("What was written says so: {}", cue.word());
        badges.push(badge(cue.word(), words::cue_tone(cue), about));
    }
    if line.parts > 0 {
        let all = format::count(line.parts + 1);
        let about = format!("One case of {all} conversations of the same customer");
        badges.push(badge(format!("case of {all}"), Tone::Accent, about));
    }
    if line.copies > 0 {
        let copies = format::plural(line.copies as usize, "copy", "copies");
        badges.push(badge(format!("× {copies}"), Tone::Plain, "Others wrote the same words after it"));
    }
    if line.edited_at.is_some() && line.gone_at.is_none() {
        badges.push(badge("edited", Tone::Plain, words::EDITED));
    }
    if let Some(lane) = line.reading.filter(|lane| *lane != Lane::Support) {
        let lane = words::lane(lane);
        badges.push(badge(lane, Tone::Plain, format!("For another team: {lane}")));
    }
    badges
}

/// Draws them from the right. Those without room are told on hover of the last.
pub fn badges_ui(ui: &mut Ui, line: &Row) {
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let most = match ui.available_width() / unit {
        ..190.0 => 0,
        190.0..330.0 => 1,
        330.0..520.0 => 2,
        _ => 3,
    };
    let badges = badges(line);
    if badges.is_empty() || most == 0 {
        return;
    }
    ui.spacing_mut().item_spacing.x = 5.0;
    if badges.len() > most {
        let hidden: Vec<&str> = badges.iter().skip(most).map(|b| b.words.as_str()).collect();
        pill_ui(ui, &format!("+{}", hidden.len()), Tone::Plain).on_hover_text(hidden.join(" · "));
    }
    for badge in badges.iter().take(most).rev() {
        pill_ui(ui, &badge.words, badge.tone).on_hover_text(&badge.about);
    }
}

/// All of them in words, for those who cannot see them.
pub fn spoken(line: &Row) -> String {
    badges(line).iter().map(|badge| format!(", {}", badge.words)).collect()
}
