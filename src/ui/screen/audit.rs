//! The audit: who did what, when and why, and whether the log is still what it was.

use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::widget::Tone;
use crate::ui::{cell, format, theme, widget};
use crate::view::{AuditRow, Snapshot};
use egui::{Align, CentralPanel, Frame, Label, Layout, Margin, RichText, Sense, TextEdit, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

const TITLES: [&str; 5] = ["When", "Who", "Kind", "What", "Why"];
const ROW_HEIGHT: f32 = 30.0;
/// Rows before the end of those that are known, from which on more are looked for.
const AHEAD: usize = 40;
const MORE: usize = 400;

/// Draws the whole screen.
pub fn audit_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    // The window is cleared in the background's colour already.
    let frame = Frame::new().inner_margin(Margin { left: 18, right: 18, top: 14, bottom: 8 });
    CentralPanel::no_frame().frame(frame).show(ui, |ui| {
        ui.horizontal(|ui| {
            widget::title_ui(ui, "Audit");
            widget::label_ui(ui, &known(snapshot));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                press_ui(ui, desk, snapshot, &Action::CheckSeals, Weight::Plain);
                seal_ui(ui, snapshot);
            });
        });
        question_ui(ui, desk);
        broken_ui(ui, snapshot);
        if snapshot.audit.rows.is_empty() {
            let all = desk.audit.all || !desk.audit.search.is_empty();
            let (title, next) = match (snapshot.audit.searching, all) {
                (true, _) => ("The log is being read", "Newest first; a rare word may lie far back"),
                (false, true) => {
                    ("Nothing was decided", "Every decision of a desk stands here, with the role and the reason")
                }
                (false, false) => (
                    "No desk has decided anything yet",
                    "What the clock, the rules and the people of a rehearsal did stands under “Everything”",
                ),
            };
            widget::empty_ui(ui, title, next, |ui| {
                if !snapshot.audit.searching && !all && widget::button_ui(ui, "Show everything").clicked() {
                    desk.audit.all = true;
                }
            });
            return;
        }
        table_ui(ui, desk, snapshot);
    });
}

fn known(snapshot: &Snapshot) -> String {
    let audit = &snapshot.audit;
    let rows = format::plural(audit.rows.len(), "row", "rows");
    match (audit.searching, audit.whole) {
        (true, _) => format!("{rows}, looking for more"),
        (false, true) => format!("{rows}, to the beginning of the log"),
        (false, false) => format!("the newest {rows}"),
    }
}

fn seal_ui(ui: &mut Ui, snapshot: &Snapshot) {
    let audit = &snapshot.audit;
    let sealed = match audit.sealed {
        Some((at, up_to)) => {
            let at = format::moment(at, snapshot.at, &snapshot.zone);
            format!("{} up to commit {up_to}, {at}", format::plural(audit.seals as usize, "seal", "seals"))
        }
        None => "not sealed yet".to_owned(),
    };
    widget::label_ui(ui, &sealed).on_hover_text(
        "Each seal is a fingerprint of all that lies before it. The log is sealed every ten minutes, every 500 commits \
         and when the program ends",
    );
    if let Some(check) = audit.checked.as_ref().filter(|check| check.broken.is_empty()) {
        let words = format!("{} hold", format::plural(check.seals as usize, "seal", "seals"));
        let about = format!("{} commits were read anew", format::number(check.commits));
        widget::pill_dot_ui(ui, &words, Tone::Met).on_hover_text(about);
    }
}

fn broken_ui(ui: &mut Ui, snapshot: &Snapshot) {
    let Some(check) = snapshot.audit.checked.as_ref().filter(|check| !check.broken.is_empty()) else { return };
    widget::card_ui(ui, "The past was changed", "what the check of the seals found", |ui| {
        let ink = theme::tokens(ui).breach_text;
        for words in &check.broken {
            ui.label(RichText::new(crate::ui::desk::sentence(words)).color(ink));
        }
    });
}

fn question_ui(ui: &mut Ui, desk: &mut Desk) {
    ui.horizontal(|ui| {
        let hint = "a name, a kind, a reason, a day as 2026-11-27";
        let search = TextEdit::singleline(&mut desk.audit.search).hint_text(hint).desired_width(430.0);
        ui.add(search).accessible_name("Search the audit");
        let mut number = desk.audit.conversation.map_or_else(String::new, |id| id.0.to_string());
        let label = widget::dim_ui(ui, "Conversation");
        let field =
            ui.add(TextEdit::singleline(&mut number).desired_width(90.0).hint_text("any")).labelled_by(label.id);
        if field.changed() {
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            desk.audit.conversation = digits.parse().ok().map(crate::floor::ConversationId);
        }
        for (all, word) in [(false, "People"), (true, "Everything")] {
            let about = "Everything: also what the clock and the floor's own rules did";
            if widget::chip_ui(ui, word, desk.audit.all == all).on_hover_text(about).clicked() {
                desk.audit.all = all;
            }
        }
    });
    ui.add_space(6.0);
}

fn table_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let t = theme::tokens(ui);
    let rows = &snapshot.audit.rows;
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let mut last = 0;
    let mut open = None;
    ui.scope(|ui| {
        ui.style_mut().interaction.selectable_labels = false;
        ui.visuals_mut().widgets.hovered.bg_fill = t.panel;
        ui.spacing_mut().item_spacing.y = 0.0;
        let table = TableBuilder::new(ui)
            .id_salt("audit")
            .sense(Sense::click())
            .auto_shrink(false)
            .cell_layout(Layout::left_to_right(Align::Center))
            .column(Column::exact(unit * 150.0).clip(true))
            .column(Column::exact(unit * 200.0).clip(true))
            .column(Column::exact(unit * 130.0).clip(true))
            .column(Column::initial(unit * 520.0).at_least(unit * 200.0).clip(true))
            .column(Column::remainder().clip(true));
        let header = |mut header: TableRow<'_, '_>| {
            for title in TITLES {
                header.col(|ui| {
                    widget::label_ui(ui, title);
                });
            }
        };
        table.header(32.0 * unit, header).body(|body| {
            body.rows(ROW_HEIGHT * unit, rows.len(), |mut line| {
                last = last.max(line.index());
                if let Some(row) = rows.get(line.index()) {
                    row_ui(&mut line, snapshot, row);
                    if line.response().clicked() {
                        open = row.conversation;
                    }
                }
            });
        });
    });
    if let Some(id) = open {
        desk.queue(Action::Open(id));
    }
    if last + AHEAD >= desk.audit.count && last + AHEAD >= rows.len() && !snapshot.audit.whole {
        desk.audit.count = rows.len() + MORE;
    }
}

fn row_ui(line: &mut TableRow<'_, '_>, snapshot: &Snapshot, row: &AuditRow) {
    let place = format!("commit {}", row.seq);
    let text = |ui: &mut Ui, words: &str| {
        cell::ground_ui(ui, None);
        ui.add(Label::new(words).truncate()).on_hover_text(words);
    };
    line.col(|ui| {
        cell::ground_ui(ui, None);
        let when = format::moment(row.at, snapshot.at, &snapshot.zone);
        widget::dim_ui(ui, &when).on_hover_text(format!("{}, {place}", row.at));
    });
    line.col(|ui| text(ui, &row.by));
    line.col(|ui| {
        cell::ground_ui(ui, None);
        ui.label(RichText::new(&row.kind).font(theme::semibold_font(ui, theme::BODY)));
    });
    line.col(|ui| {
        let about = match (row.conversation, row.count) {
            (Some(_), n) if n > 1 => format!("{n} conversations {}", row.what),
            (Some(id), _) => format!("conversation {} {}", id.0, row.what),
            (None, _) => row.what.clone(),
        };
        text(ui, &about);
    });
    line.col(|ui| text(ui, &row.why));
}
