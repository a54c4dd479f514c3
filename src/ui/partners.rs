//! The partners who supplement the team: what is agreed with each, what it holds, and whether it is given work.

use super::action::Action;
use super::dialog::{Drawn, Turn, answer, buttons_ui, field_ui};
use super::widget::{self, Tone};
use super::{format, people::PeopleAsk};
use crate::floor::people::Pool;
use crate::floor::{Command, PeopleCommand};
use crate::view::{PoolRow, Snapshot};
use egui::{ComboBox, DragValue, Ui};

fn set(pool: Pool, words: &'static str) -> Action {
    Action::Do(words, Command::People(PeopleCommand::SetPool { pool }))
}

/// Draws the list, or the partner that is written.
pub(super) fn partners_ui(ui: &mut Ui, snapshot: &Snapshot, pool: &mut Option<Pool>, new: &mut bool) -> Drawn {
    if let Some(pool) = pool {
        return editor_ui(ui, snapshot, pool, *new);
    }
    widget::title_ui(ui, "Partners");
    widget::dim_ui(
        ui,
        "Whoever works for a partner is given work only while it is on, open and within what was agreed.",
    );
    ui.add_space(4.0);
    let mut turn = None;
    if snapshot.agents.pools.is_empty() {
        widget::dim_ui(ui, "No partner yet. Add one, then say of its people whom they work for.");
    }
    for row in &snapshot.agents.pools {
        turn = row_ui(ui, row).or(turn);
        widget::rule_ui(ui);
    }
    ui.horizontal(|ui| {
        if widget::button_ui(ui, "Add a partner").clicked() {
            let (name, on, hours) = (String::new(), true, None);
            let fresh = Pool { name, on, capacity: 10, hours, cost_cents: 0, share_pct: 100 };
            turn = Some(ask(Some(fresh), true));
        }
        if widget::button_ui(ui, "Close").clicked() {
            turn = Some(Turn::Cancel);
        }
    });
    Some(turn.unwrap_or(Turn::Stay))
}

fn ask(pool: Option<Pool>, new: bool) -> Turn {
    Turn::Done(Action::AskPeople(PeopleAsk::Partners { pool, new }))
}

/// `3 of 8 at once, 9 % of all (at most 40 %), 26.50 an hour`.
fn words(row: &PoolRow) -> String {
    let pool = &row.pool;
    let mut words = format!(
        "{} of {} at once, {} % of all that is held (at most {} %)",
        format::count(row.holds),
        pool.capacity,
        row.share_pct,
        pool.share_pct
    );
    if pool.cost_cents > 0 {
        words.push_str(&format!(", {}.{:02} an hour for one person", pool.cost_cents / 100, pool.cost_cents % 100));
    }
    words
}

fn row_ui(ui: &mut Ui, row: &PoolRow) -> Option<Turn> {
    let pool = &row.pool;
    let mut turn = None;
    ui.horizontal_wrapped(|ui| {
        widget::strong_ui(ui, &pool.name);
        let (state, tone) = match (pool.on, row.works) {
            (false, _) => ("off", Tone::Plain),
            (true, false) => ("on, closed now", Tone::Watch),
            (true, true) => ("on", Tone::Met),
        };
        widget::pill_ui(ui, state, tone);
        let people = format::plural(row.people.len(), "person", "people");
        widget::label_ui(ui, &format!("{people}, {} on duty", row.on_duty)).on_hover_text(row.people.join(", "));
        let words = if pool.on { "Switch off" } else { "Switch on" };
        if widget::button_ui(ui, words).accessible_name(format!("{words} {}", pool.name)).clicked() {
            turn = Some(Turn::Done(set(Pool { on: !pool.on, ..pool.clone() }, words)));
        }
        if widget::button_ui(ui, "Change…").accessible_name(format!("Change {}", pool.name)).clicked() {
            turn = Some(ask(Some(pool.clone()), false));
        }
    });
    widget::label_ui(ui, &words(row));
    turn
}

fn editor_ui(ui: &mut Ui, snapshot: &Snapshot, pool: &mut Pool, new: bool) -> Drawn {
    if new {
        widget::title_ui(ui, "Add a partner");
        field_ui(ui, "Name", "Brightdesk", &mut pool.name);
    } else {
        widget::title_ui(ui, &pool.name);
    }
    ui.checkbox(&mut pool.on, "It is given work");
    ui.horizontal_wrapped(|ui| {
        let label = widget::label_ui(ui, "Conversations at once, all its people together");
        ui.add(DragValue::new(&mut pool.capacity).range(1..=10_000)).labelled_by(label.id);
    });
    ui.horizontal_wrapped(|ui| {
        let label = widget::label_ui(ui, "At most of all that is held");
        ui.add(DragValue::new(&mut pool.share_pct).range(1..=100).suffix(" %")).labelled_by(label.id);
    });
    ui.horizontal_wrapped(|ui| {
        let label = widget::label_ui(ui, "An hour of one person costs");
        let mut cost = f64::from(pool.cost_cents) / 100.0;
        let drag = DragValue::new(&mut cost).range(0.0..=10_000.0).fixed_decimals(2).speed(0.1);
        if ui.add(drag).labelled_by(label.id).changed() {
            pool.cost_cents = (cost * 100.0).round() as u32;
        }
    });
    ui.horizontal_wrapped(|ui| {
        widget::label_ui(ui, "Works in the hours of");
        let all = &snapshot.hours.calendars;
        let name = pool.hours.and_then(|id| all.iter().find(|row| row.calendar == id)).map(|row| &row.hours.name);
        let words = name.map_or("day and night", String::as_str);
        let combo = ComboBox::from_id_salt("partner hours").selected_text(words).show_ui(ui, |ui| {
            ui.selectable_value(&mut pool.hours, None, "day and night");
            for row in all {
                ui.selectable_value(&mut pool.hours, Some(row.calendar), &row.hours.name);
            }
        });
        combo.response.accessible_name("Hours of the partner");
    });
    let go = buttons_ui(ui, "Save the partner", !pool.name.trim().is_empty());
    answer(go, || set(pool.clone(), "Save the partner"))
}
