//! The dialog behind “Edit ladder…”: rungs, rules and playbooks. What runs keeps what it was raised with.

use super::ask::Answered;
use crate::floor::escalation::{Ladder, LadderId, Rule, Rung, Trouble};
use crate::floor::{Command, EscalationCommand};
use crate::limits;
use crate::ui::action::Action;
use crate::ui::dialog::buttons_ui;
use crate::ui::{format, widget};
use crate::view::{RuleLine, Snapshot};
use egui::{DragValue, ScrollArea, TextEdit, Ui};

/// Which part is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// Who is asked, in what order.
    #[default]
    Ladder,
    /// What raises by itself.
    Rules,
    /// What to do about each kind.
    Playbooks,
}

/// The set-up as it is being written.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    part: Part,
    ladder: Ladder,
    rules: Vec<RuleLine>,
    trouble: Trouble,
    steps: String,
}

impl Draft {
    /// The set-up as it is.
    pub(super) fn of(snapshot: &Snapshot) -> Draft {
        let setup = &snapshot.escalations.setup;
        let ladder = setup.ladders.first().map(|(_, ladder)| ladder.clone()).unwrap_or_default();
        let trouble = Trouble::PublicAnger;
        Draft { part: Part::Ladder, ladder, rules: setup.rules.clone(), trouble, steps: steps_of(snapshot, trouble) }
    }
}

fn steps_of(snapshot: &Snapshot, trouble: Trouble) -> String {
    let books = &snapshot.escalations.setup.playbooks;
    books.iter().find(|(of, _)| *of == trouble).map(|(_, steps)| steps.join("\n")).unwrap_or_default()
}

/// Draws it.
pub(super) fn edit_ui(ui: &mut Ui, snapshot: &Snapshot, draft: &mut Draft) -> Answered {
    ui.set_width(620.0);
    widget::title_ui(ui, "Ladder, rules and playbooks");
    widget::dim_ui(ui, "What is raised already keeps the ladder and the playbook that it was raised with.");
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for (part, words) in [(Part::Ladder, "Ladder"), (Part::Rules, "Rules"), (Part::Playbooks, "Playbooks")] {
            if widget::chip_ui(ui, words, draft.part == part).clicked() {
                draft.part = part;
            }
        }
    });
    ui.add_space(4.0);
    match draft.part {
        Part::Ladder => ladder_ui(ui, snapshot, draft),
        Part::Rules => rules_ui(ui, snapshot, draft),
        Part::Playbooks => playbook_ui(ui, snapshot, draft),
    }
}

fn done(words: &'static str, wish: EscalationCommand) -> Answered {
    Some(Some(Action::Do(words, Command::Escalation(wish))))
}

fn ladder_ui(ui: &mut Ui, snapshot: &Snapshot, draft: &mut Draft) -> Answered {
    let groups = &snapshot.escalations.setup.groups;
    let mut drop = None;
    let count = draft.ladder.rungs.len();
    for (place, rung) in draft.ladder.rungs.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            let label = widget::strong_ui(ui, &format!("L{}", place + 1));
            let name = TextEdit::singleline(&mut rung.name).hint_text("Name").desired_width(170.0);
            ui.add(name).labelled_by(label.id).on_hover_text("Name of the rung");
            let group = TextEdit::singleline(&mut rung.group).hint_text("group").desired_width(150.0);
            let known = if groups.is_empty() { "nobody belongs to any group yet".into() } else { groups.join(", ") };
            ui.add(group).labelled_by(label.id).on_hover_text(format!("Group of the agents who stand on it: {known}"));
            let mut minutes = rung.ack_secs.div_ceil(60);
            let drag = ui.add(DragValue::new(&mut minutes).range(1..=1_440).suffix(" min")).labelled_by(label.id);
            if drag.changed() {
                rung.ack_secs = minutes * 60;
            }
            if count > 1 && widget::button_ui(ui, "Remove").clicked() {
                drop = Some(place);
            }
        });
    }
    if let Some(place) = drop {
        draft.ladder.rungs.remove(place);
    }
    if count < limits::LADDER_RUNGS_MAX && widget::button_ui(ui, "Add a rung").clicked() {
        draft.ladder.rungs.push(Rung::of("", "", 300));
    }
    let whole = draft.ladder.rungs.iter().all(|r| !r.name.trim().is_empty() && !r.group.trim().is_empty());
    match buttons_ui(ui, "Save ladder", whole) {
        Some(true) => {
            done("Save ladder", EscalationCommand::SetLadder { ladder: LadderId(0), to: draft.ladder.clone() })
        }
        Some(false) => Some(None),
        None => None,
    }
}

fn rules_ui(ui: &mut Ui, snapshot: &Snapshot, draft: &mut Draft) -> Answered {
    if draft.rules.is_empty() {
        widget::dim_ui(ui, "No rule raises by itself yet.");
        if widget::accent_button_ui(ui, "Use the suggested rules").clicked() {
            return done("Use the suggested rules", EscalationCommand::UseSuggestedRules);
        }
    }
    let mut saved = None;
    for line in &mut draft.rules {
        ui.horizontal(|ui| {
            ui.checkbox(&mut line.rule.on, &line.rule.name);
            let what = format!("when {} → {}", line.rule.when.words(), line.rule.trouble.word());
            widget::label_ui(ui, &what).on_hover_text(about(line, snapshot));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if is_changed(line, snapshot) && widget::button_ui(ui, "Save rule").clicked() {
                    saved = Some((line.number, line.rule.clone()));
                }
                let most = 1..=limits::RULE_PER_MINUTE_MAX;
                ui.add(DragValue::new(&mut line.rule.per_minute).range(most).suffix(" a minute"))
                    .on_hover_text("At most so many in a minute; the rest waits and is counted");
            });
        });
    }
    let close = buttons_ui(ui, "Close", true);
    match saved {
        Some((number, rule)) => done("Save rule", EscalationCommand::SetRule { rule: Some(number), to: Some(rule) }),
        None => close.map(|_| None),
    }
}

fn is_changed(line: &RuleLine, snapshot: &Snapshot) -> bool {
    let is: Option<&Rule> = snapshot.escalations.setup.rules.iter().find(|l| l.number == line.number).map(|l| &l.rule);
    is.is_some_and(|rule| *rule != line.rule)
}

/// What a rule did so far.
fn about(line: &RuleLine, snapshot: &Snapshot) -> String {
    let mut words = format!("It has raised {}", format::number(line.raised));
    if line.waiting > 0 {
        words.push_str(&format!("; {} wait their turn", format::count(line.waiting)));
    }
    if let Some((until, reason)) = &line.muted {
        words.push_str(&format!("; muted until {}: {reason}", format::moment(*until, snapshot.at, &snapshot.zone)));
    }
    if line.passed_over > 0 {
        words.push_str(&format!("; {} were passed over", format::number(line.passed_over)));
    }
    words
}

fn playbook_ui(ui: &mut Ui, snapshot: &Snapshot, draft: &mut Draft) -> Answered {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        for trouble in Trouble::ALL {
            if widget::chip_ui(ui, trouble.word(), draft.trouble == trouble).clicked() {
                draft.trouble = trouble;
                draft.steps = steps_of(snapshot, trouble);
            }
        }
    });
    let label = widget::label_ui(ui, "A step a line");
    ScrollArea::vertical().max_height(240.0).show(ui, |ui| {
        let field = TextEdit::multiline(&mut draft.steps).desired_rows(8).desired_width(f32::INFINITY);
        ui.add(field).labelled_by(label.id);
    });
    let mut go = None;
    ui.horizontal(|ui| {
        if widget::accent_button_ui(ui, "Save playbook").clicked() {
            go = Some(true);
        }
        if widget::button_ui(ui, "Cancel").clicked() {
            go = Some(false);
        }
    });
    match go {
        Some(true) => {
            let steps = draft.steps.lines().map(str::to_owned).collect();
            done("Save playbook", EscalationCommand::SetPlaybook { trouble: draft.trouble, steps })
        }
        Some(false) => Some(None),
        None => None,
    }
}
