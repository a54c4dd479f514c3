//! Contracts and wishes: who has which, and for whom they are changed.

use super::ask::{PlanAsk, Said, close_ui, scroll_ui};
use super::forms;
use crate::floor::AgentId;
use crate::floor::schedule::Contract;
use crate::ui::dialog::field_ui;
use crate::ui::{format, widget};
use crate::view::{PersonRow, Snapshot};
use egui::Ui;
use std::collections::BTreeSet;

/// Who is chosen, and what was typed to find them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    typed: String,
    chosen: BTreeSet<AgentId>,
}

impl People {
    pub(super) fn new(snapshot: &Snapshot, agent: Option<AgentId>) -> People {
        let typed = agent.map(|agent| crate::ui::action::agent_name(snapshot, agent)).unwrap_or_default();
        People { typed, chosen: agent.into_iter().collect() }
    }
}

/// `38–40 h a week, 2 weekends of four, € 22.00 an hour`.
fn contract_words(contract: &Contract) -> String {
    format!(
        "{}: {}–{} h a week, {} h a day, rest {} h, {} of four weekends, € {}.{:02} an hour",
        contract.name,
        contract.week_min / 60,
        contract.week_max / 60,
        contract.day_max / 60,
        contract.rest / 60,
        contract.weekends_max,
        contract.cents_an_hour / 100,
        contract.cents_an_hour % 100
    )
}

/// Draws the list.
pub(super) fn people_ui(ui: &mut Ui, snapshot: &Snapshot, people: &mut People) -> Said {
    ui.set_width(780.0);
    widget::title_ui(ui, "Contracts and wishes");
    field_ui(ui, "Find", "a name", &mut people.typed);
    let wanted = people.typed.trim().to_lowercase();
    let rows: Vec<&PersonRow> =
        snapshot.planner.people.iter().filter(|row| row.name.to_lowercase().contains(&wanted)).collect();
    ui.horizontal(|ui| {
        if widget::chip_ui(ui, &format!("All {} shown", rows.len()), false).clicked() {
            people.chosen.extend(rows.iter().map(|row| row.agent));
        }
        if widget::chip_ui(ui, "None", false).clicked() {
            people.chosen.clear();
        }
    });
    let mut said = Said::Stay;
    scroll_ui(ui, "people", |ui| {
        for row in &rows {
            if let Some(next) = person_ui(ui, row, &mut people.chosen) {
                said = next;
            }
        }
    });
    let chosen: Vec<AgentId> = people.chosen.iter().copied().collect();
    let first = snapshot.planner.people.iter().find(|row| people.chosen.contains(&row.agent));
    ui.add_space(4.0);
    let words = match chosen.len() {
        0 => "Contract of those chosen…".to_owned(),
        n => format!("Contract of {n} chosen…"),
    };
    let button = ui.add_enabled_ui(first.is_some(), |ui| widget::accent_button_ui(ui, &words)).inner;
    if button.clicked()
        && let Some(first) = first
    {
        let names = if chosen.len() == 1 { first.name.clone() } else { format!("{} people", chosen.len()) };
        let from = first.contract.clone().unwrap_or_default();
        return Said::Next(PlanAsk::Form(Box::new(forms::contract(chosen, &from, &names))));
    }
    if said == Said::Stay { close_ui(ui) } else { said }
}

fn person_ui(ui: &mut Ui, row: &PersonRow, chosen: &mut BTreeSet<AgentId>) -> Option<Said> {
    let mut next = None;
    let agreed = row.contract.as_ref().map_or_else(|| "nothing agreed yet".to_owned(), contract_words);
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let wishes = widget::chip_ui(ui, "Wishes…", false);
            let name = format!("Wishes of {}", row.name);
            wishes.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if wishes.clicked() {
                next = Some(Said::Next(PlanAsk::Form(Box::new(forms::wishes(row)))));
            }
            let (nights, weekends) = (row.nights as usize, row.weekends as usize);
            let nights = format::plural(nights, "night", "nights");
            let fair = format!("{nights}, {}", format::plural(weekends, "weekend", "weekends"));
            widget::label_ui(ui, &fair).on_hover_text("In this plan and the four weeks before it");
            ui.with_layout(egui::Layout::top_down(egui::Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let mut on = chosen.contains(&row.agent);
                if ui.checkbox(&mut on, &row.name).changed() {
                    if on {
                        chosen.insert(row.agent);
                    } else {
                        chosen.remove(&row.agent);
                    }
                }
                widget::label_ui(ui, &agreed);
            });
        });
    });
    next
}
