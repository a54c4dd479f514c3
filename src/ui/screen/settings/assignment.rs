//! How work is given out: by hand or by itself, what a conversation weighs, limits, skills, and the time to answer.

use crate::floor::assignment::{TimerDoes, WEIGHT_PRESET_CENTI, slots};
use crate::floor::{AssignmentCommand, Command, Intent, Rules};
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::widget;
use crate::view::Snapshot;
use egui::{DragValue, Grid, TextEdit, Ui};

/// Draws the section.
pub fn assignment_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    widget::card_ui(ui, "Assignment", "who is given what, and how much", |ui| {
        let kept = &snapshot.assignment.rules;
        let mut rules = desk.giving.clone().unwrap_or_else(|| kept.clone());
        let before = rules.clone();
        mode_ui(ui, &mut rules);
        ui.columns_const(|[left, right]| {
            limits_ui(left, snapshot, &mut rules);
            skills_ui(right, &mut rules);
            times_ui(right, &mut rules);
        });
        if rules != before {
            desk.giving = (rules != *kept).then(|| rules.clone());
        }
        ui.horizontal(|ui| {
            if rules == *kept {
                return;
            }
            let set = Command::Assignment(AssignmentCommand::SetRules { rules: Box::new(rules) });
            press_ui(ui, desk, snapshot, &Action::Do("Set assignment", set), Weight::Accent);
            if widget::button_ui(ui, "Leave assignment as it was").clicked() {
                desk.giving = None;
            }
        });
    });
}

fn mode_ui(ui: &mut Ui, rules: &mut Rules) {
    ui.horizontal(|ui| {
        widget::dim_ui(ui, "Work is given out");
        if widget::chip_ui(ui, "By hand", !rules.automatic).clicked() {
            rules.automatic = false;
        }
        if widget::chip_ui(ui, "By itself", rules.automatic).clicked() {
            rules.automatic = true;
        }
    });
    let about = match rules.automatic {
        true => "A freed slot pulls the most urgent at once; nobody goes over a limit. You can still assign by hand.",
        false => "Nothing is assigned unless somebody does it. Suggestions stand in the conversation.",
    };
    widget::dim_ui(ui, about);
}

/// A limit that may be there or not; 0 takes it away.
fn limit_ui(ui: &mut Ui, name: &str, load_centi: u32, kept: Option<u16>) -> Option<u16> {
    let mut most = kept.unwrap_or(0);
    let label = widget::label_ui(ui, name);
    let none = |n: f64| if n < 1.0 { "no limit".to_owned() } else { format!("{n} slots") };
    let read = |typed: &str| typed.trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<f64>().ok().or(Some(0.0));
    let field = DragValue::new(&mut most).range(0..=10_000).custom_formatter(move |n, _| none(n)).custom_parser(read);
    ui.add(field).labelled_by(label.id).on_hover_text("Slots that may be in hand there at once; 0 for no limit");
    widget::label_ui(ui, &format!("{} in hand", slots(load_centi)));
    ui.end_row();
    (most > 0).then_some(most)
}

fn limits_ui(ui: &mut Ui, snapshot: &Snapshot, rules: &mut Rules) {
    let view = &snapshot.assignment;
    Grid::new("assignment weights").num_columns(2).spacing([14.0, 6.0]).show(ui, |ui| {
        widget::strong_ui(ui, "One conversation takes");
        ui.end_row();
        for (channel, name, _) in &view.channels {
            let mut part = f64::from(rules.weight_centi(*channel)) / 100.0;
            let label = widget::label_ui(ui, name);
            let field = DragValue::new(&mut part).range(0.01..=10.0).speed(0.01).max_decimals(2).suffix(" slot");
            let about = "Of the slots of whoever has it: half a slot for what is answered beside other things";
            if ui.add(field).labelled_by(label.id).on_hover_text(about).changed() {
                let centi = (part * 100.0).round().clamp(1.0, 1_000.0) as u16;
                match centi {
                    WEIGHT_PRESET_CENTI => drop(rules.weights.remove(channel)),
                    centi => drop(rules.weights.insert(*channel, centi)),
                }
            }
            ui.end_row();
        }
    });
    ui.add_space(6.0);
    Grid::new("assignment limits").num_columns(3).spacing([14.0, 6.0]).show(ui, |ui| {
        widget::strong_ui(ui, "At most in hand");
        ui.end_row();
        for (channel, name, load) in &view.channels {
            let limit = limit_ui(ui, &format!("On {name}"), *load, rules.channels.get(channel).copied());
            set(&mut rules.channels, *channel, limit);
        }
        for (handle, name, load) in &view.handles {
            let limit = limit_ui(ui, &format!("At {name}"), *load, rules.handles.get(handle).copied());
            set(&mut rules.handles, *handle, limit);
        }
        for (team, load) in &view.teams {
            let limit = limit_ui(ui, &format!("By {team}"), *load, rules.teams.get(team).copied());
            set(&mut rules.teams, team.clone(), limit);
        }
    });
    if view.channels.is_empty() {
        widget::dim_ui(ui, "Channels appear here with their first mention.");
    }
}

fn set<K: Ord>(limits: &mut std::collections::BTreeMap<K, u16>, of: K, limit: Option<u16>) {
    match limit {
        Some(limit) => drop(limits.insert(of, limit)),
        None => drop(limits.remove(&of)),
    }
}

fn skills_ui(ui: &mut Ui, rules: &mut Rules) {
    Grid::new("assignment skills").num_columns(2).spacing([14.0, 6.0]).show(ui, |ui| {
        widget::strong_ui(ui, "The skill that it takes");
        ui.end_row();
        for intent in Intent::ALL {
            let mut skill = rules.skills.get(&intent).cloned().unwrap_or_default();
            let label = widget::label_ui(ui, intent.word());
            let field = TextEdit::singleline(&mut skill).hint_text("anybody").desired_width(130.0);
            if ui.add(field).labelled_by(label.id).changed() {
                match skill.trim().is_empty() {
                    true => drop(rules.skills.remove(&intent)),
                    false => drop(rules.skills.insert(intent, skill)),
                }
            }
            ui.end_row();
        }
    });
    ui.checkbox(&mut rules.language, "Only who writes the customer's language")
        .on_hover_text("Who names no language at all is taken to know every one");
}

fn times_ui(ui: &mut Ui, rules: &mut Rules) {
    ui.add_space(6.0);
    widget::strong_ui(ui, "No answer");
    ui.horizontal(|ui| {
        let mut on = rules.timer_secs.is_some();
        if ui.checkbox(&mut on, "Who has it answers within").changed() {
            rules.timer_secs = on.then_some(15 * 60);
        }
        if let Some(secs) = &mut rules.timer_secs {
            let mut minutes = (*secs / 60).max(1);
            let field = DragValue::new(&mut minutes).range(1..=7 * 24 * 60).suffix(" min");
            if ui.add(field).on_hover_text("Minutes to answer, from when it was given").changed() {
                *secs = minutes * 60;
            }
        }
    });
    if rules.timer_secs.is_some() {
        ui.horizontal(|ui| {
            widget::dim_ui(ui, "After that");
            if widget::chip_ui(ui, "Back to the queue", rules.timer_does == TimerDoes::Return).clicked() {
                rules.timer_does = TimerDoes::Return;
            }
            if widget::chip_ui(ui, "Raise an alert", rules.timer_does == TimerDoes::Raise).clicked() {
                rules.timer_does = TimerDoes::Raise;
            }
        });
    }
    ui.horizontal(|ui| {
        let label = widget::label_ui(ui, "Stuck after");
        let mut minutes = (rules.stuck_secs / 60).max(1);
        let field = DragValue::new(&mut minutes).range(1..=30 * 24 * 60).suffix(" min");
        let about = "Minutes without a move, in somebody's hand or in the queue while somebody could take it";
        if ui.add(field).labelled_by(label.id).on_hover_text(about).changed() {
            rules.stuck_secs = minutes * 60;
        }
    });
}
