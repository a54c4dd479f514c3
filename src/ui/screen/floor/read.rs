//! What triage read, why, and what a person says against it.

use super::panel::box_ui;
use super::words;
use crate::floor::Lane;
use crate::ui::action::{Action, Of};
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::widget::{Tone, pill_ui};
use crate::ui::{format, theme, widget};
use crate::view::{Because, ReadingRow, Snapshot, Thread};
use egui::{CollapsingHeader, Label, RichText, Ui};

/// Draws the card.
pub fn read_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread) {
    let Some(reading) = &thread.reading else {
        box_ui(ui, "What triage read", "", |ui| {
            widget::dim_ui(ui, "Nothing: it was written before triage was there.");
            overrule_ui(ui, desk, snapshot, thread, false);
        });
        return;
    };
    let sure = match reading.overruled {
        true => "a person said so".to_owned(),
        false => format!("{} % sure", reading.sure_pct),
    };
    box_ui(ui, "What triage read", &sure, |ui| {
        pills_ui(ui, reading);
        ui.add(Label::new(RichText::new(summary(reading)).color(theme::tokens(ui).text)).wrap());
        if let Some((name, contact)) = &reading.store {
            let words = match contact.is_empty() {
                true => format!("In store: {name}"),
                false => format!("In store: {name} · call {contact}"),
            };
            let t = theme::tokens(ui);
            let words = RichText::new(words).font(theme::semibold_font(ui, 14.0)).color(t.watch);
            ui.add(Label::new(words).selectable(true).wrap());
        }
        because_ui(ui, thread);
        overrule_ui(ui, desk, snapshot, thread, reading.overruled);
    });
}

fn pills_ui(ui: &mut Ui, reading: &ReadingRow) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 5.0);
        ui.spacing_mut().interact_size.y = 20.0;
        let (verdict, tone) = words::verdict(reading.verdict);
        pill_ui(ui, verdict, tone).on_hover_text(format!("Because: {}", reading.reason));
        pill_ui(ui, words::kind(reading.kind), Tone::Plain).on_hover_text("What kind of thing is said");
        pill_ui(ui, reading.intent.word(), Tone::Plain).on_hover_text("What it is about");
        let lane = if reading.lane == Lane::Support { Tone::Plain } else { Tone::Accent };
        pill_ui(ui, &format!("for {}", words::lane(reading.lane)), lane).on_hover_text("Who should look at it");
        if !reading.language.is_empty() {
            pill_ui(ui, &reading.language, Tone::Plain).on_hover_text("The language");
        }
        for cue in reading.cues.each() {
            pill_ui(ui, cue.word(), words::cue_tone(cue)).on_hover_text("A cue of urgency or risk");
        }
        if reading.copies > 0 {
            let copies = format::plural(reading.copies as usize, "copy", "copies");
            pill_ui(ui, &format!("× {copies}"), Tone::Plain).on_hover_text("Others wrote the same words after it");
        }
    });
}

/// The reason, and the mood.
fn summary(reading: &ReadingRow) -> String {
    let mut letters = reading.reason.chars();
    let reason: String = letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect());
    format!("{reason} · angry {} % · mood {}", reading.negative_pct, format::signed(i64::from(reading.mood)))
}

/// Stage by stage, folded until it is asked for.
fn because_ui(ui: &mut Ui, thread: &Thread) {
    if thread.because.is_empty() {
        return;
    }
    let title = RichText::new("Why, stage by stage").font(theme::regular_font(ui, theme::LABEL));
    CollapsingHeader::new(title).id_salt(("because", thread.conversation)).show(ui, |ui| {
        for because in &thread.because {
            stage_ui(ui, because);
        }
    });
}

fn stage_ui(ui: &mut Ui, because: &Because) {
    let t = theme::tokens(ui);
    let (word, ink) = if because.passed { ("went on", t.dim) } else { ("ended here", t.text) };
    let title = format!("{} {word}", words::stage(because.stage));
    ui.label(RichText::new(title).font(theme::semibold_font(ui, theme::LABEL)).color(ink));
    ui.add(Label::new(RichText::new(&because.words).font(theme::regular_font(ui, theme::LABEL)).color(t.dim)).wrap());
}

fn overrule_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread, overruled: bool) {
    // About the row under the cursor the button shows its key; about any other conversation it has none.
    let cursor = desk.selection.cursor() == Some(thread.conversation) && desk.selection.is_empty();
    let of = if cursor { Of::Chosen } else { Of::one(thread.conversation) };
    ui.horizontal_wrapped(|ui| {
        press_ui(ui, desk, snapshot, &Action::AskOverrule(of.clone()), Weight::Plain)
            .on_hover_text("Triage is wrong: say what it is. The floor believes you, and triage learns from it.");
        if overruled {
            press_ui(ui, desk, snapshot, &Action::TakeBackOverrule(of), Weight::Plain);
        }
    });
}
