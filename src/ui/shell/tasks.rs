//! Long work: how far it is, how to stop it, how it ended.

use crate::ui::action::Action;
use crate::ui::format;
use crate::ui::theme;
use crate::ui::widget::{bar_ui, button_ui, label_ui, strong_ui};
use crate::view::{Snapshot, Task};
use egui::{Align, Frame, Layout, Margin, Panel, RichText, Ui};
use std::collections::BTreeSet;

/// Draws the tasks that run and those that ended and were not put away.
pub fn tasks_ui(ui: &mut Ui, snapshot: &Snapshot, put_away: &mut BTreeSet<u64>, actions: &mut Vec<Action>) {
    let shown: Vec<&Task> = snapshot.tasks.iter().rev().filter(|task| !put_away.contains(&task.id)).take(3).collect();
    if shown.is_empty() {
        return;
    }
    let t = theme::tokens(ui);
    let frame = Frame::new().fill(t.panel).inner_margin(Margin::symmetric(18, 8));
    Panel::bottom("tasks").frame(frame).show(ui, |ui| {
        for task in shown {
            ui.push_id(task.id, |ui| task_ui(ui, task, put_away, actions));
        }
    });
}

fn task_ui(ui: &mut Ui, task: &Task, put_away: &mut BTreeSet<u64>, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        match &task.outcome {
            None => {
                if button_ui(ui, "Cancel").on_hover_text("Stops here; what is done is kept").clicked() {
                    actions.push(Action::Cancel(task.id));
                }
            }
            Some(_) => {
                if button_ui(ui, "Put away").clicked() {
                    put_away.insert(task.id);
                }
            }
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            strong_ui(ui, &task.title);
            match &task.outcome {
                None => progress_ui(ui, task),
                Some(Ok(words)) => {
                    ui.label(RichText::new(format!("✓ {words}")).color(t.met));
                }
                Some(Err(words)) => {
                    ui.label(RichText::new(format!("⚠ {words}")).color(t.breach_text));
                }
            }
        });
    });
}

fn progress_ui(ui: &mut Ui, task: &Task) {
    let t = theme::tokens(ui);
    let words = match task.all {
        Some(all) if all > 0 => {
            let share = task.done as f64 / all as f64;
            ui.allocate_ui(egui::vec2(180.0, 5.0), |ui| bar_ui(ui, share as f32, t.accent));
            format!("{} · {}", format::percent(share), task.detail)
        }
        _ => task.detail.clone(),
    };
    label_ui(ui, &words);
}
