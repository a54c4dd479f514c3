//! The questions of the planner: what is asked, drawn in a dialog, and what the answer does.

use super::ask_form::{Form, form_ui};
use super::ask_list::{List, list_ui, takers_ui};
use super::ask_people::{People, people_ui};
use super::cover::money;
use super::deed::PlanDeed;
use super::export::{Export, export_ui};
use super::keys::go_to_violation;
use super::{PlannerDesk, forms};
use crate::floor::schedule::{Lane, PlanId, ScheduleCommand};
use crate::floor::{AgentId, Command};
use crate::ui::action::Action;
use crate::ui::desk::{Desk, Dialog};
use crate::ui::dialog::{buttons_ui, field_ui, focus_first};
use crate::ui::{format, theme, widget};
use crate::view::{Comparison, PlanSheet, Snapshot, TakersOf};
use egui::{Button, RichText, ScrollArea, Ui};

/// What is asked, and what was typed so far.
#[derive(Clone, Debug, PartialEq)]
pub enum PlanAsk {
    /// Fields to fill in, and what they become.
    Form(Box<Form>),
    /// Rows with what can be done to each.
    List(List),
    /// Contracts and wishes.
    People(People),
    /// Whether the plan is really dropped.
    Drop(PlanId, String),
    /// With which plan it is compared.
    Compare,
    /// Who changed what.
    Log,
    /// Everything that is against the rules.
    Violations,
    /// Into which file.
    Export(Export),
    /// From which file counts of an earlier time are read.
    History(String),
    /// From which file shifts are read into a draft.
    Roster(String),
}

/// What became of a question in this frame.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum Said {
    /// It stays open.
    Stay,
    /// It was answered.
    Done(Action),
    /// Something was done, and the list stays open for more.
    Keep(Action),
    /// Another question takes its place.
    Next(PlanAsk),
    /// It was put away.
    Close,
}

/// A decision of the planner, in the words of its button.
pub(super) fn decide(words: &'static str, command: ScheduleCommand) -> Action {
    Action::Do(words, Command::Schedule(command))
}

impl PlanAsk {
    pub(super) fn make(snapshot: &Snapshot, planner: &PlannerDesk) -> PlanAsk {
        PlanAsk::Form(Box::new(forms::make(snapshot, planner.first_day(snapshot))))
    }

    /// The shift under the cursor, as fields.
    pub(super) fn edit(sheet: &PlanSheet, planner: &PlannerDesk, snapshot: &Snapshot) -> Option<PlanAsk> {
        let id = planner.gantt.cursor.or_else(|| planner.gantt.chosen.first().copied())?;
        let (_, shift) = sheet.shift(id)?;
        Some(PlanAsk::Form(Box::new(forms::shift(sheet, id, shift, snapshot))))
    }

    pub(super) fn people(snapshot: &Snapshot, agent: Option<AgentId>) -> PlanAsk {
        PlanAsk::People(People::new(snapshot, agent))
    }

    /// One item of what must be ready, or a new one.
    pub(super) fn item(id: Option<u16>, snapshot: &Snapshot) -> PlanAsk {
        PlanAsk::Form(Box::new(forms::item(id, snapshot)))
    }

    /// What is asked about the plan itself.
    pub(super) fn of_plan(deed: PlanDeed, sheet: &PlanSheet) -> PlanAsk {
        match deed {
            PlanDeed::CopyPlan => PlanAsk::Form(Box::new(forms::copy(sheet))),
            PlanDeed::DropPlan => PlanAsk::Drop(sheet.plan, sheet.name.clone()),
            PlanDeed::Compare => PlanAsk::Compare,
            PlanDeed::Violations => PlanAsk::Violations,
            PlanDeed::Export => PlanAsk::Export(Export::new(sheet)),
            _ => PlanAsk::Log,
        }
    }

    /// What is asked in a list, or as one form.
    pub(super) fn list(deed: PlanDeed, snapshot: &Snapshot) -> PlanAsk {
        match deed {
            PlanDeed::TimeOff => PlanAsk::List(List::TimeOff { words: String::new() }),
            PlanDeed::Swaps => PlanAsk::List(List::Swaps),
            PlanDeed::OpenShifts => PlanAsk::List(List::OpenShifts),
            PlanDeed::Campaigns => PlanAsk::List(List::Campaigns),
            PlanDeed::Lifts => PlanAsk::List(List::Lifts),
            PlanDeed::Readiness => PlanAsk::List(List::Readiness),
            PlanDeed::Cover => PlanAsk::List(List::Cover),
            PlanDeed::Marks => PlanAsk::List(List::Marks),
            PlanDeed::Headcount => PlanAsk::Form(Box::new(forms::headcount(snapshot))),
            _ => PlanAsk::Form(Box::new(forms::target(snapshot))),
        }
    }
}

/// Opens what belongs to a row: a contract, or the shifts that are open.
pub(super) fn person(desk: &mut Desk, snapshot: &Snapshot, row: usize) {
    let Some(of) = snapshot.planner.sheet.as_ref().and_then(|sheet| sheet.rows.get(row)) else { return };
    let ask = match &of.lane {
        Lane::Agent(agent) => PlanAsk::people(snapshot, Some(*agent)),
        Lane::Open => PlanAsk::List(List::OpenShifts),
        Lane::Pool(_) => return,
    };
    desk.dialog = Some(Dialog::Plan(Box::new(ask)));
}

/// Draws the open question.
pub(in crate::ui) fn ask_ui(ui: &mut Ui, snapshot: &Snapshot, ask: &mut PlanAsk, planner: &mut PlannerDesk) -> Said {
    match ask {
        PlanAsk::Form(form) => form_ui(ui, snapshot, form),
        PlanAsk::List(list) => list_ui(ui, snapshot, list, planner),
        PlanAsk::People(people) => people_ui(ui, snapshot, people),
        PlanAsk::Drop(plan, name) => drop_ui(ui, *plan, name),
        PlanAsk::Compare => compare_ui(ui, snapshot, planner),
        PlanAsk::Log => log_ui(ui, snapshot),
        PlanAsk::Violations => violations_ui(ui, snapshot, planner),
        PlanAsk::Export(export) => export_ui(ui, snapshot, export),
        PlanAsk::History(path) => history_ui(ui, path),
        PlanAsk::Roster(path) => roster_ui(ui, path),
    }
}

/// The button that puts a list away.
pub(super) fn close_ui(ui: &mut Ui) -> Said {
    ui.add_space(6.0);
    if widget::button_ui(ui, "Close").clicked() { Said::Close } else { Said::Stay }
}

/// A list that scrolls when it is long.
pub(super) fn scroll_ui<R>(ui: &mut Ui, salt: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    let height = (ui.ctx().content_rect().height() - 320.0).clamp(140.0, 520.0);
    ScrollArea::vertical()
        .id_salt(salt)
        .max_height(height)
        .min_scrolled_height(height)
        .auto_shrink([false, true])
        .show(ui, add)
        .inner
}

fn history_ui(ui: &mut Ui, path: &mut String) -> Said {
    ui.set_width(520.0);
    widget::title_ui(ui, "Import a history");
    widget::dim_ui(ui, "A table with a time and a count of mentions in each row. What this floor saw itself is added.");
    let field = field_ui(ui, "Path of the file", "~/mentions.csv", path);
    focus_first(ui, &field);
    match buttons_ui(ui, "Import the history", !path.trim().is_empty()) {
        Some(true) => Said::Done(Action::ImportHistory(path.trim().into())),
        Some(false) => Said::Close,
        None => Said::Stay,
    }
}

fn roster_ui(ui: &mut Ui, path: &mut String) -> Said {
    ui.set_width(520.0);
    widget::title_ui(ui, "Import a roster as a draft");
    widget::dim_ui(
        ui,
        "A table with agent, from and until in each row, or a file let go over this window. Nobody works by a draft \
         before it is published.",
    );
    let field = field_ui(ui, "Path of the file", "~/week-48.csv", path);
    focus_first(ui, &field);
    match buttons_ui(ui, "Make the draft", !path.trim().is_empty()) {
        Some(true) => Said::Done(Action::DraftRoster(path.trim().into())),
        Some(false) => Said::Close,
        None => Said::Stay,
    }
}

fn drop_ui(ui: &mut Ui, plan: PlanId, name: &str) -> Said {
    ui.set_width(420.0);
    widget::title_ui(ui, &format!("Drop {name}?"));
    widget::dim_ui(ui, "Its shifts are no more. The log keeps what they were; Ctrl Z does not bring it back.");
    let mut said = Said::Stay;
    ui.horizontal(|ui| {
        if widget::danger_button_ui(ui, "Drop the plan").clicked() {
            said = Said::Done(decide("Drop the plan", ScheduleCommand::DropPlan { plan }));
        }
        if widget::button_ui(ui, "Cancel").clicked() {
            said = Said::Close;
        }
    });
    said
}

fn compare_ui(ui: &mut Ui, snapshot: &Snapshot, planner: &mut PlannerDesk) -> Said {
    ui.set_width(760.0);
    widget::title_ui(ui, "Compare plans");
    let Some(sheet) = &snapshot.planner.sheet else { return close_ui(ui) };
    widget::dim_ui(ui, &format!("{} against:", sheet.name));
    ui.horizontal_wrapped(|ui| {
        for row in snapshot.planner.plans.iter().filter(|row| row.plan != sheet.plan) {
            if widget::chip_ui(ui, &row.name, planner.compare == Some(row.plan)).clicked() {
                planner.compare = Some(row.plan);
            }
        }
    });
    if snapshot.planner.plans.len() < 2 {
        widget::label_ui(ui, "There is no other plan. Copy this one, change the copy, and compare.");
    }
    let compared = snapshot.planner.compared.as_ref().filter(|of| planner.compare == Some(of.plan));
    if let Some(Comparison { cents: (here, there), rows, .. }) = compared {
        let cost = |cents: u64| money(i64::try_from(cents).unwrap_or(i64::MAX));
        widget::dim_ui(ui, &format!("This plan costs {}, the other {}", cost(*here), cost(*there)));
        let words = if rows.is_empty() {
            "They are the same.".to_owned()
        } else {
            format::plural(rows.len(), "difference", "differences")
        };
        widget::strong_ui(ui, &words);
        scroll_ui(ui, "differences", |ui| {
            let t = theme::tokens(ui);
            for row in rows {
                let here = if row.here.is_empty() { "not there" } else { &row.here };
                let there = if row.there.is_empty() { "not there" } else { &row.there };
                ui.label(RichText::new(format!("{}: {here}", row.what)).color(t.text));
                widget::label_ui(ui, &format!("    other plan: {there}"));
            }
        });
    }
    let said = close_ui(ui);
    if said == Said::Close {
        planner.compare = None;
    }
    said
}

fn log_ui(ui: &mut Ui, snapshot: &Snapshot) -> Said {
    ui.set_width(720.0);
    widget::title_ui(ui, "Change log");
    let rows = snapshot.planner.sheet.as_ref().map(|sheet| sheet.log.as_slice()).unwrap_or_default();
    if rows.is_empty() {
        widget::dim_ui(ui, "Nothing was changed yet.");
    }
    scroll_ui(ui, "log", |ui| {
        for row in rows {
            let when = format::moment(row.at, snapshot.at, &snapshot.zone);
            widget::label_ui(ui, &format!("{when} · {}", row.by));
            widget::dim_ui(ui, &row.words);
        }
    });
    close_ui(ui)
}

fn violations_ui(ui: &mut Ui, snapshot: &Snapshot, planner: &mut PlannerDesk) -> Said {
    ui.set_width(760.0);
    widget::title_ui(ui, "Against rules");
    let Some(sheet) = &snapshot.planner.sheet else { return close_ui(ui) };
    let (mut gone, mut said) = (false, Said::Stay);
    scroll_ui(ui, "violations", |ui| {
        let t = theme::tokens(ui);
        for (place, violation) in sheet.violations.iter().enumerate() {
            let (kind, ink) = if violation.hard { ("Against rules", t.breach_text) } else { ("Warning", t.watch) };
            let words = RichText::new(format!("{kind}: {}", violation.words)).color(ink);
            let of = TakersOf::Violation(place);
            let fills = violation.cover.is_some() && sheet.is_draft();
            ui.horizontal(|ui| {
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if fills {
                        let button = widget::chip_ui(ui, "Who could fill it", false);
                        let name = format!("Who could fill it: {}", violation.words);
                        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                        if button.clicked() {
                            planner.takers = Some(of);
                        }
                    }
                    ui.with_layout(egui::Layout::top_down(egui::Align::Min), |ui| {
                        if ui.add(Button::new(words).frame(false).wrap()).clicked() {
                            go_to_violation(planner, sheet, place);
                            gone = true;
                        }
                    });
                });
            });
            if fills {
                said = std::mem::replace(&mut said, Said::Stay).or(takers_ui(ui, snapshot, sheet, of, planner));
            }
        }
    });
    if gone {
        return Said::Close;
    }
    if said == Said::Stay { close_ui(ui) } else { said }
}
