//! What stands at a stage: the words, why they stand there, and the keys that overrule it. Under it what was overruled.

use super::{kind_word, stage_title};
use crate::floor::{Cues, Stage, Verdict};
use crate::ui::action::{Action, Judged};
use crate::ui::desk::{Desk, sentence};
use crate::ui::widget::{self, Tone};
use crate::ui::{format, theme};
use crate::view::{Because, OverruledRow, ReadingRow, Sample, Snapshot};
use egui::{Align, CornerRadius, Frame, Layout, Margin, RichText, ScrollArea, Sense, Stroke, Ui, UiBuilder};

/// The part of the height that the samples have; the rest is what was overruled.
const SAMPLES_RATIO: f32 = 0.68;

/// Draws the right side.
pub fn samples_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let screen = &snapshot.funnel;
    let here = screen.stage == Some(desk.stage);
    ui.horizontal(|ui| {
        widget::strong_ui(ui, stage_title(desk.stage));
        let words = match here {
            true => format!(
                "newest {} of the last {} mentions",
                format::count(screen.samples.len()),
                format::count(screen.looked_through)
            ),
            false => "fetching samples…".to_owned(),
        };
        widget::label_ui(ui, &words);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let hint = "j k move · Enter reads the conversation";
            let font = theme::regular_font(ui, theme::LABEL);
            if ui.available_width() > font.size * 0.55 * hint.len() as f32 {
                widget::label_ui(ui, hint);
            }
        });
    });
    ui.add_space(2.0);
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let foot = if screen.overruled.is_empty() { 76.0 * unit } else { ui.available_height() * (1.0 - SAMPLES_RATIO) };
    let height = (ui.available_height() - foot).max(120.0);
    ui.allocate_ui(egui::vec2(ui.available_width(), height), |ui| {
        ui.set_min_height(height);
        if here && screen.samples.is_empty() {
            let next = "Nothing of the newest mentions stands here. Choose another stage at the left";
            widget::empty_ui(ui, "No samples of this stage", next, |_| ());
            return;
        }
        if here {
            list_ui(ui, desk, snapshot);
        }
    });
    ui.add_space(6.0);
    overruled_ui(ui, desk, snapshot);
}

fn list_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let at = desk.sample_place(snapshot);
    if let (Some(place), Some((mention, _))) = (at, desk.sample_at) {
        // The one that took the place of a sample that left is now the one.
        let left = snapshot.funnel.samples.iter().all(|sample| sample.mention != mention);
        if left {
            desk.point_at_sample(snapshot, place);
        }
    }
    let moved = std::mem::take(&mut desk.sample_moved);
    ScrollArea::vertical().id_salt(("samples", desk.stage as u8)).auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        for (place, sample) in snapshot.funnel.samples.iter().enumerate() {
            let selected = at == Some(place);
            let response = sample_ui(ui, desk, snapshot, sample, selected);
            if response.clicked() {
                desk.point_at_sample(snapshot, place);
            }
            if response.double_clicked() {
                desk.queue(Action::Open(sample.conversation));
            }
            if selected && moved {
                response.scroll_to_me(None);
            }
        }
    });
}

fn sample_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, sample: &Sample, selected: bool) -> egui::Response {
    let t = theme::tokens(ui);
    let (ground, edge) = if selected { (t.selection, t.selection_line) } else { (t.card, t.card) };
    let frame = Frame::new()
        .fill(ground)
        .stroke(Stroke::new(1.0, edge))
        .corner_radius(CornerRadius::same(theme::BUTTON_RADIUS))
        .inner_margin(Margin::symmetric(12, 8));
    let name = format!("Sample: {}, {}", sample.text, sample.author);
    let scope = UiBuilder::new().id_salt(("sample", sample.mention)).sense(Sense::click());
    let drawn = ui.scope_builder(scope, |ui| {
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 3.0;
            if selected {
                widget::text_ui(ui, &sample.text);
            } else {
                one_line_ui(ui, &sample.text);
            }
            line_ui(ui, snapshot, sample);
            if selected {
                because_ui(ui, sample);
                judge_ui(ui, desk, snapshot);
            }
        });
    });
    let response = drawn.response;
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, selected, &name));
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// A customer's words, cut where the line ends.
fn one_line_ui(ui: &mut Ui, text: &str) {
    let t = theme::tokens(ui);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if widget::has_right_to_left(&line) {
        // The words stand side by side only in a row.
        ui.horizontal(|ui| widget::one_line_ui(ui, &line));
    } else {
        let words = RichText::new(line).font(theme::regular_font(ui, theme::BODY)).color(t.text);
        ui.add(egui::Label::new(words).truncate());
    }
}

/// Who, where, when, and what triage read.
fn line_ui(ui: &mut Ui, snapshot: &Snapshot, sample: &Sample) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let when = format::moment(sample.at, snapshot.at, &snapshot.zone);
        widget::label_ui(ui, &format!("{} · {} · {when}", sample.author, sample.channel));
        let reading = &sample.reading;
        let (verdict, tone) = verdict(reading);
        let sure = format!("{} % sure. Mood {} of −100 to 100.", reading.sure_pct, reading.mood);
        widget::pill_ui(ui, verdict, tone).on_hover_text(sure);
        if matches!(reading.stage, Stage::Quiet | Stage::Actionable) {
            widget::pill_ui(ui, kind_word(reading.kind), Tone::Plain);
        }
        for cue in reading.cues.each() {
            widget::pill_ui(ui, cue.word(), cue_tone(cue));
        }
        if reading.copies > 0 {
            let copies = format::plural(reading.copies as usize, "copy", "copies");
            widget::pill_ui(ui, &copies, Tone::Plain).on_hover_text("Near enough the same words, written later");
        }
        widget::label_ui(ui, &reading.reason);
    });
}

fn verdict(reading: &ReadingRow) -> (&'static str, Tone) {
    match reading.verdict {
        Verdict::Respond => ("respond", Tone::Accent),
        Verdict::Watch => ("watch", Tone::Watch),
        Verdict::Ignore => ("ignore", Tone::Plain),
    }
}

fn cue_tone(cue: Cues) -> Tone {
    if [Cues::SAFETY, Cues::LEGAL, Cues::PRESS].contains(&cue) { Tone::Breach } else { Tone::Watch }
}

/// Each stage that it reached, and why it went on or ended there.
fn because_ui(ui: &mut Ui, sample: &Sample) {
    let t = theme::tokens(ui);
    ui.add_space(2.0);
    ui.spacing_mut().interact_size.y = 18.0;
    for Because { stage, passed, words } in &sample.because {
        ui.horizontal(|ui| {
            let (mark, ink) = if *passed { ("went on", t.dim) } else { ("ended here", t.watch) };
            let font = theme::semibold_font(ui, theme::LABEL);
            ui.scope(|ui| {
                ui.set_min_width(92.0);
                ui.label(RichText::new(stage_word(*stage)).font(font.clone()).color(t.text));
            });
            ui.scope(|ui| {
                ui.set_min_width(80.0);
                ui.label(RichText::new(mark).font(font).color(ink));
            });
            let words = RichText::new(sentence(words)).font(theme::regular_font(ui, theme::LABEL)).color(t.dim);
            ui.add(egui::Label::new(words).wrap());
        });
    }
}

/// A stage as the question that it asks.
fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Copy => "Said before?",
        Stage::Spam => "Spam?",
        Stage::Elsewhere => "About us?",
        Stage::Quiet => "Asks for it?",
        Stage::Actionable => "Who and how?",
    }
}

/// One button and one key each to say that it is something else.
fn judge_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().button_padding = egui::vec2(10.0, 4.0);
        widget::label_ui(ui, "It is in truth");
        for judged in Judged::ALL {
            let (words, key) = match judged {
                Judged::Respond => ("Respond", "R"),
                Judged::Watch => ("Watch", "W"),
                Judged::Spam => ("Spam", "M"),
                Judged::Elsewhere => ("Not about us", "N"),
            };
            let action = Action::Judge(judged);
            match action.possible(desk, snapshot) {
                Ok(()) => {
                    let about = "Counts at once for this conversation, and triage learns from it. Ctrl Z takes it back";
                    if widget::button_with_key_ui(ui, words, key).on_hover_text(about).clicked() {
                        desk.queue(action);
                    }
                }
                Err(why) => {
                    ui.add_enabled_ui(false, |ui| widget::button_with_key_ui(ui, words, key))
                        .response
                        .on_disabled_hover_text(sentence(why));
                }
            }
        }
        if widget::button_with_key_ui(ui, "Read the conversation", "Enter").clicked() {
            desk.queue(Action::OpenSample);
        }
    });
}

fn overruled_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let screen = &snapshot.funnel;
    let learnt = match screen.lessons {
        0 => "triage has not learnt from anything yet".to_owned(),
        n => format!("triage has learnt from {}", format::plural(n, "mention", "mentions")),
    };
    ui.horizontal(|ui| {
        widget::strong_ui(ui, "Overruled lately");
        widget::label_ui(ui, &learnt);
    });
    if screen.overruled.is_empty() {
        widget::label_ui(ui, "Nobody has said anything against triage. Say it above, with one key, where it is wrong.");
        return;
    }
    ScrollArea::vertical().id_salt("overruled").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        for row in &screen.overruled {
            overruled_row_ui(ui, desk, snapshot, row);
        }
    });
}

fn overruled_row_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &OverruledRow) {
    let t = theme::tokens(ui);
    let frame = Frame::new().fill(t.card).corner_radius(theme::BUTTON_RADIUS).inner_margin(Margin::symmetric(12, 5));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
        ui.allocate_ui(egui::vec2(ui.available_width(), 42.0 * unit), |ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let action = Action::LetStand(row.conversation);
                let possible = action.possible(desk, snapshot);
                let button = ui.add_enabled_ui(possible.is_ok(), |ui| widget::button_ui(ui, "Take back"));
                let button = button.inner.on_hover_text("Let what triage read stand again, and forget the lesson");
                if button.clicked() {
                    desk.queue(action);
                }
                let when = format::moment(row.at, snapshot.at, &snapshot.zone);
                let words = format!("{when} · {} → {}", sentence(&row.was), row.to.words());
                ui.with_layout(Layout::top_down(Align::Min), |ui| {
                    ui.spacing_mut().item_spacing.y = 1.0;
                    one_line_ui(ui, &row.text);
                    let words = RichText::new(words).font(theme::regular_font(ui, theme::LABEL)).color(t.dim);
                    ui.add(egui::Label::new(words).truncate());
                });
            });
        });
    });
}
