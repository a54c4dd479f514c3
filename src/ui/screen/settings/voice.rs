//! What we say: approved texts, the tone card, and how soon a wrong claim is put right.

use crate::floor::Command;
use crate::floor::handoff::{HandoffCommand, TemplateKind};
use crate::limits;
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::voice::{CardDraft, TemplateDraft};
use crate::ui::widget;
use crate::view::Snapshot;
use egui::{DragValue, ScrollArea, TextEdit, Ui, Vec2};

/// How high the list of texts is before it scrolls, in points.
const LIST_HEIGHT: f32 = 220.0;

/// Draws the sections.
pub fn voice_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    widget::card_ui(ui, "Approved texts", "{name} and {agent} are filled in", |ui| templates_ui(ui, desk, snapshot));
    let version = snapshot.handoffs.card.version;
    let right = if version == 0 { "not written yet".to_owned() } else { format!("version {version}, open it with G") };
    widget::card_ui(ui, "Tone card", &right, |ui| card_ui(ui, desk, snapshot));
}

fn templates_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    if snapshot.handoffs.templates.is_empty() {
        widget::dim_ui(
            ui,
            "An answer begins with one of these. Write the first: what do you say while you look into it?",
        );
    }
    ScrollArea::vertical().id_salt("templates").max_height(LIST_HEIGHT).auto_shrink([false, true]).show(ui, |ui| {
        for (id, row) in &snapshot.handoffs.templates {
            ui.horizontal(|ui| {
                let edit = widget::button_ui(ui, "Change").accessible_name(format!("Change {}", row.name));
                if edit.clicked() {
                    desk.voice.template = Some(TemplateDraft::of(*id, row));
                }
                let remove = Command::Handoff(HandoffCommand::RemoveTemplate { template: *id });
                let gone = widget::button_ui(ui, "Remove").accessible_name(format!("Remove {}", row.name));
                if gone.clicked() {
                    desk.queue(Action::Do("Remove the text", remove));
                }
                let language = String::from_utf8_lossy(&row.language).into_owned();
                widget::strong_ui(ui, &row.name);
                widget::label_ui(ui, &format!("{} · {language}", row.kind.word()));
                ui.add(egui::Label::new(&row.text).truncate()).on_hover_text(&row.text);
            });
        }
    });
    let Some(mut draft) = desk.voice.template.clone() else {
        if widget::button_ui(ui, "Write a new text").clicked() {
            desk.voice.template = Some(TemplateDraft::default());
        }
        correction_ui(ui, desk, snapshot);
        return;
    };
    fields_ui(ui, &mut draft);
    let set = HandoffCommand::SetTemplate { template: draft.template, row: draft.row() };
    let ready = !draft.name.trim().is_empty() && !draft.text.trim().is_empty();
    desk.voice.template = Some(draft);
    ui.horizontal(|ui| {
        ui.add_enabled_ui(ready, |ui| {
            press_ui(ui, desk, snapshot, &Action::Do("Approve the text", Command::Handoff(set)), Weight::Accent);
        });
        if widget::button_ui(ui, "Leave it").clicked() {
            desk.voice.template = None;
        }
    });
}

fn fields_ui(ui: &mut Ui, draft: &mut TemplateDraft) {
    ui.horizontal(|ui| {
        let field = |text, width, hint: &str| {
            let field = TextEdit::singleline(text).desired_width(width).hint_text(hint.to_owned());
            field.margin(Vec2::new(10.0, 6.0)).char_limit(limits::NAME_CHARS_MAX)
        };
        ui.add(field(&mut draft.name, 220.0, "Seen, we look into it")).accessible_name("Name of the text");
        ui.add(field(&mut draft.language, 36.0, "en")).accessible_name("Language of the text, two letters");
    });
    ui.horizontal_wrapped(|ui| {
        for kind in TemplateKind::ALL {
            if widget::chip_ui(ui, kind.word(), draft.kind == kind).clicked() {
                draft.kind = kind;
            }
        }
    });
    let text = TextEdit::multiline(&mut draft.text)
        .desired_rows(3)
        .desired_width(f32::INFINITY)
        .hint_text("Thank you for telling us, {name}. We look into it now. {agent}")
        .margin(Vec2::new(10.0, 6.0))
        .char_limit(limits::REPLY_CHARS_MAX);
    ui.add(text).accessible_name("Words of the text");
}

/// How soon a wrong claim is put right.
fn correction_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let kept = snapshot.handoffs.correction_secs / 60;
    let mut minutes = desk.voice.correction_minutes.unwrap_or(kept);
    ui.horizontal(|ui| {
        let label = widget::label_ui(ui, "An incorrect claim is put right in public within");
        ui.add(DragValue::new(&mut minutes).range(1..=7 * 24 * 60).suffix(" min")).labelled_by(label.id);
        if minutes != kept {
            let set = Command::Handoff(HandoffCommand::SetCorrectionTarget { secs: minutes.saturating_mul(60) });
            press_ui(ui, desk, snapshot, &Action::Do("Set the target", set), Weight::Plain);
        }
    });
    desk.voice.correction_minutes = (minutes != kept).then_some(minutes);
}

fn card_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let kept = CardDraft::of(&snapshot.handoffs.card);
    let mut draft = desk.voice.card.clone().unwrap_or_else(|| kept.clone());
    let lines = |ui: &mut Ui, label: &str, hint: &str, text: &mut String, rows: usize| {
        let name = widget::label_ui(ui, label);
        let field = TextEdit::multiline(text)
            .desired_rows(rows)
            .desired_width(f32::INFINITY)
            .hint_text(hint.to_owned())
            .margin(Vec2::new(10.0, 6.0))
            .char_limit(limits::CARD_CHARS_MAX * limits::CARD_LINES_MAX);
        ui.add(field).labelled_by(name.id);
    };
    lines(ui, "What we are here for", "in a sentence", &mut draft.mission, 1);
    lines(ui, "How we sound", "plain, warm, never clever at somebody's cost", &mut draft.tone, 1);
    ui.columns_const(|[left, right]| {
        lines(left, "Do", "one a line", &mut draft.does, 4);
        lines(right, "Don't", "one a line", &mut draft.donts, 4);
    });
    lines(ui, "When we go on in private", "when it takes an order number or an address", &mut draft.private, 1);
    if draft == kept {
        desk.voice.card = None;
        return;
    }
    let set = Command::Handoff(HandoffCommand::SetCard { card: draft.card() });
    desk.voice.card = Some(draft);
    ui.horizontal(|ui| {
        press_ui(ui, desk, snapshot, &Action::Do("Save the tone card", set), Weight::Accent);
        if widget::button_ui(ui, "Leave it as it was").clicked() {
            desk.voice.card = None;
        }
    });
}
