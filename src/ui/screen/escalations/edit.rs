//! The dialog behind “Edit ladder…”: rungs, rules, playbooks, stand-ins and mutes. What runs keeps what it was raised
//! with.

use super::ask::Answered;
use super::edit_quiet::{Quiet, quiet_ui};
use super::edit_rules::{NewRule, rules_ui};
use crate::floor::escalation::{Ladder, LadderId, Rung, Trouble};
use crate::floor::{Command, EscalationCommand};
use crate::limits;
use crate::ui::action::Action;
use crate::ui::dialog::buttons_ui;
use crate::ui::widget;
use crate::view::{RuleLine, Snapshot};
use egui::{ComboBox, DragValue, ScrollArea, TextEdit, Ui};

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
    /// Who stands in for whom, and what is quiet.
    Quiet,
}

/// The set-up as it is being written.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    part: Part,
    at: LadderId,
    ladder: Ladder,
    pub(super) rules: Vec<RuleLine>,
    pub(super) rule: NewRule,
    pub(super) quiet: Quiet,
    trouble: Trouble,
    steps: String,
}

impl Draft {
    /// The set-up as it is.
    pub(super) fn of(snapshot: &Snapshot) -> Draft {
        let setup = &snapshot.escalations.setup;
        let ladder = setup.ladders.first().map(|(_, ladder)| ladder.clone()).unwrap_or_default();
        let trouble = Trouble::PublicAnger;
        Draft {
            part: Part::Ladder,
            at: LadderId(0),
            ladder,
            rules: setup.rules.clone(),
            rule: NewRule::default(),
            quiet: Quiet::default(),
            trouble,
            steps: steps_of(snapshot, trouble),
        }
    }
}

fn steps_of(snapshot: &Snapshot, trouble: Trouble) -> String {
    let books = &snapshot.escalations.setup.playbooks;
    books.iter().find(|(of, _)| *of == trouble).map(|(_, steps)| steps.join("\n")).unwrap_or_default()
}

/// Draws it.
pub(super) fn edit_ui(ui: &mut Ui, snapshot: &Snapshot, draft: &mut Draft) -> Answered {
    ui.set_width(720.0);
    widget::title_ui(ui, "Ladder, rules and playbooks");
    widget::dim_ui(ui, "What is raised already keeps the ladder and the playbook that it was raised with.");
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let parts = [
            (Part::Ladder, "Ladder"),
            (Part::Rules, "Rules"),
            (Part::Playbooks, "Playbooks"),
            (Part::Quiet, "Stand-ins and mutes"),
        ];
        for (part, words) in parts {
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
        Part::Quiet => quiet_ui(ui, snapshot, &mut draft.quiet),
    }
}

pub(super) fn done(words: &'static str, wish: EscalationCommand) -> Answered {
    Some(Some(Action::Do(words, Command::Escalation(wish))))
}

/// Which ladder is written: one that is there, or another.
fn ladders_ui(ui: &mut Ui, snapshot: &Snapshot, draft: &mut Draft) {
    let ladders = &snapshot.escalations.setup.ladders;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        for (id, ladder) in ladders {
            let chip = widget::chip_ui(ui, &ladder.name, draft.at == *id);
            if chip.on_hover_text("Show this ladder").clicked() {
                (draft.at, draft.ladder) = (*id, ladder.clone());
            }
        }
        let next = LadderId(ladders.len().max(1) as u16);
        if usize::from(next.0) < limits::LADDERS_MAX
            && widget::chip_ui(ui, "Another ladder", draft.at == next).clicked()
        {
            let rungs = vec![Rung::of("", "", 300)];
            (draft.at, draft.ladder) = (next, Ladder { name: String::new(), rungs });
        }
        let label = widget::label_ui(ui, "Name");
        let name = TextEdit::singleline(&mut draft.ladder.name).hint_text("Standard").desired_width(160.0);
        ui.add(name).labelled_by(label.id).on_hover_text("Name of the ladder");
    });
}

/// In which hours the time of a rung runs.
fn hours_ui(ui: &mut Ui, snapshot: &Snapshot, place: usize, rung: &mut Rung) {
    let all = &snapshot.hours.calendars;
    let name = rung.hours.and_then(|id| all.iter().find(|row| row.calendar == id)).map(|row| row.hours.name.as_str());
    let combo = ComboBox::from_id_salt(("rung hours", place)).width(120.0).selected_text(name.unwrap_or("all hours"));
    let shown = combo.show_ui(ui, |ui| {
        ui.selectable_value(&mut rung.hours, None, "all hours");
        for row in all {
            ui.selectable_value(&mut rung.hours, Some(row.calendar), &row.hours.name);
        }
    });
    let shown = shown.response.on_hover_text("Its time runs only in these hours");
    shown.accessible_name(format!("Hours of rung {}", place + 1));
}

fn ladder_ui(ui: &mut Ui, snapshot: &Snapshot, draft: &mut Draft) -> Answered {
    ladders_ui(ui, snapshot, draft);
    let groups = &snapshot.escalations.setup.groups;
    let mut drop = None;
    let count = draft.ladder.rungs.len();
    for (place, rung) in draft.ladder.rungs.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            let label = widget::strong_ui(ui, &format!("L{}", place + 1));
            let name = TextEdit::singleline(&mut rung.name).hint_text("Name").desired_width(160.0);
            ui.add(name).labelled_by(label.id).on_hover_text("Name of the rung");
            let group = TextEdit::singleline(&mut rung.group).hint_text("group").desired_width(140.0);
            let known = if groups.is_empty() { "nobody belongs to any group yet".into() } else { groups.join(", ") };
            ui.add(group).labelled_by(label.id).on_hover_text(format!("Group of the agents who stand on it: {known}"));
            let mut minutes = rung.ack_secs.div_ceil(60);
            let drag = ui.add(DragValue::new(&mut minutes).range(1..=1_440).suffix(" min")).labelled_by(label.id);
            if drag.changed() {
                rung.ack_secs = minutes * 60;
            }
            hours_ui(ui, snapshot, place, rung);
            let remove = format!("Remove rung {}", place + 1);
            if count > 1 && widget::button_ui(ui, "Remove").accessible_name(remove).clicked() {
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
    let named = |r: &Rung| !r.name.trim().is_empty() && !r.group.trim().is_empty();
    let whole = !draft.ladder.name.trim().is_empty() && draft.ladder.rungs.iter().all(named);
    match buttons_ui(ui, "Save ladder", whole) {
        Some(true) => done("Save ladder", EscalationCommand::SetLadder { ladder: draft.at, to: draft.ladder.clone() }),
        Some(false) => Some(None),
        None => None,
    }
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
