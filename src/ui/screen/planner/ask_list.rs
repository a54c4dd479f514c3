//! Lists of the planner, with what can be done to each row.

use super::ask::{PlanAsk, Said, close_ui, decide, scroll_ui};
use super::axis::{day, days_later};
use super::cover::money;
use super::{PlannerDesk, forms};
use crate::floor::schedule::{Answerer, Lane, LaneShift, Mark, ScheduleCommand};
use crate::ui::action::channel_name;
use crate::ui::dialog::field_ui;
use crate::ui::widget::{self, Tone};
use crate::ui::{format, theme};
use crate::view::{PlanSheet, Snapshot, SwapRow, TakerRow, TakersOf, TimeOffRow};
use egui::{RichText, Ui};

/// Which list is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum List {
    /// Requests for time off, with the words of the answer.
    TimeOff {
        /// As typed.
        words: String,
    },
    /// Offers to swap.
    Swaps,
    /// Shifts that nobody has.
    OpenShifts,
    /// Campaigns.
    Campaigns,
    /// Lifts of events.
    Lifts,
    /// What must be ready.
    Readiness,
    /// How many must be there.
    Cover,
    /// Marks on history.
    Marks,
}

/// Draws a list.
pub(super) fn list_ui(ui: &mut Ui, snapshot: &Snapshot, list: &mut List, planner: &mut PlannerDesk) -> Said {
    ui.set_width(680.0);
    let said = match list {
        List::TimeOff { words } => time_off_ui(ui, snapshot, words, planner),
        List::Swaps => swaps_ui(ui, snapshot, planner),
        List::OpenShifts => open_ui(ui, snapshot, planner),
        List::Campaigns => campaigns_ui(ui, snapshot),
        List::Lifts => lifts_ui(ui, snapshot),
        List::Readiness => readiness_ui(ui, snapshot),
        List::Cover => cover_ui(ui, snapshot),
        List::Marks => marks_ui(ui, snapshot),
    };
    if said != Said::Stay {
        return said;
    }
    let said = close_ui(ui);
    if said == Said::Close {
        (planner.takers, planner.time_off) = (None, None);
    }
    said
}

/// A row: its words, and buttons by their words and a name of their own.
fn row_ui(ui: &mut Ui, words: &str, note: &str, buttons: &[&str], of: &str) -> Option<usize> {
    noted_ui(ui, words, buttons, of, |ui| {
        if !note.is_empty() {
            widget::label_ui(ui, note);
        }
    })
}

/// [`row_ui`] with what stands under the words.
fn noted_ui(ui: &mut Ui, words: &str, buttons: &[&str], of: &str, note: impl FnOnce(&mut Ui)) -> Option<usize> {
    let mut pressed = None;
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            for (place, button) in buttons.iter().enumerate().rev() {
                let name = format!("{button}: {of}");
                let response = widget::chip_ui(ui, button, false);
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                if response.clicked() {
                    pressed = Some(place);
                }
            }
            ui.with_layout(egui::Layout::top_down(egui::Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                let t = theme::tokens(ui);
                ui.add(egui::Label::new(RichText::new(words).color(t.text)).wrap());
                note(ui);
            });
        });
    });
    pressed
}

fn form(form: super::ask_form::Form) -> Said {
    Said::Next(PlanAsk::Form(Box::new(form)))
}

fn time_off_ui(ui: &mut Ui, snapshot: &Snapshot, words: &mut String, planner: &mut PlannerDesk) -> Said {
    widget::title_ui(ui, "Time off");
    let rows = &snapshot.planner.time_off;
    if rows.is_empty() {
        widget::dim_ui(ui, "Nobody asked for time off.");
    }
    let mut said = Said::Stay;
    if rows.iter().any(|row| row.asked.answer.is_none()) {
        field_ui(ui, "Words of the answer", "enjoy your holiday", words);
    }
    scroll_ui(ui, "time off", |ui| {
        for row in rows {
            said = std::mem::replace(&mut said, Said::Stay).or(time_off_row_ui(ui, snapshot, row, words, planner));
        }
    });
    if widget::button_ui(ui, "Ask for time off…").clicked() {
        return form(forms::time_off(snapshot));
    }
    said
}

impl Said {
    /// The first that is more than staying.
    pub(super) fn or(self, other: Said) -> Said {
        if self == Said::Stay { other } else { self }
    }
}

fn time_off_row_ui(ui: &mut Ui, snapshot: &Snapshot, row: &TimeOffRow, words: &str, planner: &mut PlannerDesk) -> Said {
    let moment = |at| format!("{} {}", format::day(at, &snapshot.zone), format::clock(at, &snapshot.zone));
    let asked = &row.asked;
    let what = format!("{}: {} – {}, {}", row.name, moment(asked.from), moment(asked.until), asked.reason);
    let Some(answer) = asked.answer else {
        let gap = snapshot.planner.gap.as_ref().filter(|(request, _)| *request == row.request);
        let note = match gap {
            Some((_, gap)) => format!("It would open: {gap}"),
            None => String::new(),
        };
        let pressed = row_ui(ui, &what, &note, &["Gap it opens", "Grant", "Refuse"], &row.name);
        return match pressed {
            Some(0) => {
                planner.time_off = Some(row.request);
                Said::Stay
            }
            Some(place) => Said::Keep(decide(
                "Answer the request",
                ScheduleCommand::AnswerTimeOff {
                    request: row.request,
                    granted: place == 1,
                    words: words.trim().to_owned(),
                },
            )),
            None => Said::Stay,
        };
    };
    let verdict = if answer.granted { "granted" } else { "refused" };
    row_ui(ui, &what, &format!("{verdict} {} {}", moment(answer.at), asked.words), &[], &row.name);
    Said::Stay
}

fn swaps_ui(ui: &mut Ui, snapshot: &Snapshot, planner: &mut PlannerDesk) -> Said {
    widget::title_ui(ui, "Swaps");
    let rows = &snapshot.planner.swaps;
    if rows.is_empty() {
        widget::dim_ui(ui, "Nobody offered a swap.");
    }
    let mut said = Said::Stay;
    scroll_ui(ui, "swaps", |ui| {
        for row in rows {
            said = std::mem::replace(&mut said, Said::Stay).or(swap_row_ui(ui, row));
        }
    });
    let sheet = snapshot.planner.sheet.as_ref();
    let chosen = sheet.and_then(|sheet| planner.gantt.cursor.and_then(|id| Some((sheet, id, sheet.shift(id)?.0))));
    match chosen.filter(|(sheet, ..)| !sheet.is_draft()) {
        Some((sheet, id, row)) => {
            let what = sheet.rows.get(row).map(|row| row.name.clone()).unwrap_or_default();
            if widget::button_ui(ui, "Offer the chosen shift…").clicked() {
                return form(forms::swap(sheet, id, &format!("a shift of {what}")));
            }
        }
        None => {
            widget::label_ui(ui, "To offer a swap, put the cursor on a shift of the published plan first.");
        }
    }
    said
}

fn swap_row_ui(ui: &mut Ui, row: &SwapRow) -> Said {
    let what = format!("{} offers {}: {}", row.names.0, row.names.1, row.words);
    let offered = &row.offered;
    let (note, buttons, who): (String, &[&str], Answerer) = match (offered.agreed, offered.answer) {
        (None, None) => (format!("waits for {}", row.names.1), &["They agree", "They decline"], Answerer::Other),
        (Some(agreed), None) if agreed.granted => ("waits for a lead".to_owned(), &["Grant", "Refuse"], Answerer::Lead),
        (_, Some(answer)) if answer.granted => ("granted".to_owned(), &[], Answerer::Lead),
        _ => ("declined".to_owned(), &[], Answerer::Lead),
    };
    match row_ui(ui, &what, &note, buttons, &row.names.0) {
        Some(place) => {
            Said::Keep(decide("Answer the swap", ScheduleCommand::AnswerSwap { swap: row.swap, who, yes: place == 0 }))
        }
        None => Said::Stay,
    }
}

fn open_ui(ui: &mut Ui, snapshot: &Snapshot, planner: &mut PlannerDesk) -> Said {
    widget::title_ui(ui, "Open shifts");
    let Some(sheet) = &snapshot.planner.sheet else { return Said::Stay };
    let open =
        sheet.rows.iter().find(|row| row.lane == Lane::Open).map(|row| row.shifts.as_slice()).unwrap_or_default();
    if open.is_empty() {
        widget::dim_ui(ui, "Every shift has somebody. Drag a shift to the last row to open it.");
    }
    let mut said = Said::Stay;
    scroll_ui(ui, "open", |ui| {
        for shift in open {
            said = std::mem::replace(&mut said, Said::Stay).or(open_row_ui(ui, snapshot, sheet, shift, planner));
        }
    });
    said
}

fn open_row_ui(
    ui: &mut Ui,
    snapshot: &Snapshot,
    sheet: &PlanSheet,
    shift: &LaneShift,
    planner: &mut PlannerDesk,
) -> Said {
    let of = &shift.shift;
    let what =
        format!("{} {}", format::day(of.from, &snapshot.zone), super::axis::span(of.from, of.until, &snapshot.zone));
    let of = TakersOf::Shift(shift.id);
    if row_ui(ui, &what, "", &["Who could take it"], &what) == Some(0) {
        planner.takers = Some(of);
    }
    takers_ui(ui, snapshot, sheet, of, planner)
}

/// Who could do it, once that was asked.
pub(super) fn takers_ui(
    ui: &mut Ui,
    snapshot: &Snapshot,
    sheet: &PlanSheet,
    of: TakersOf,
    planner: &PlannerDesk,
) -> Said {
    let asked = planner.takers == Some(of);
    let Some((_, rows)) = snapshot.planner.takers.as_ref().filter(|(told, _)| asked && *told == of) else {
        return Said::Stay;
    };
    if rows.is_empty() {
        widget::label_ui(ui, "Nobody could, within the rules.");
    }
    let mut said = Said::Stay;
    for row in rows {
        said = said.or(taker_ui(ui, sheet, of, row));
    }
    said
}

/// Somebody who could take an open shift, with the cost and the reason.
fn taker_ui(ui: &mut Ui, sheet: &PlanSheet, of: TakersOf, row: &TakerRow) -> Said {
    let note = match row.breaks.as_slice() {
        [] => format!("{} · {}", money(row.cost_cents), row.reason),
        breaks => format!("{} · {} · against rules: {}", money(row.cost_cents), row.reason, breaks.join("; ")),
    };
    let pressed = ui.indent("taker", |ui| row_ui(ui, &row.name, &note, &["Give it to them"], &row.name)).inner;
    if pressed.is_none() {
        return Said::Stay;
    }
    let (plan, agent) = (sheet.plan, row.agent);
    let command = match of {
        TakersOf::Shift(shift) if sheet.is_draft() => {
            ScheduleCommand::ChangeShift { plan, shift, to: row.shift.clone() }
        }
        TakersOf::Shift(shift) => ScheduleCommand::TakeOpenShift { plan, shift, agent },
        TakersOf::Violation(_) => ScheduleCommand::AddShift { plan, shift: row.shift.clone() },
    };
    Said::Keep(decide("Give the shift", command))
}

fn campaigns_ui(ui: &mut Ui, snapshot: &Snapshot) -> Said {
    widget::title_ui(ui, "Campaigns");
    widget::dim_ui(ui, "Days on which more is written than they would bring by themselves.");
    let mut said = Said::Stay;
    for (id, campaign) in &snapshot.planner.campaigns {
        let last = days_later(campaign.first, i32::from(campaign.days) - 1);
        let on = campaign.channel.map_or_else(|| "everywhere".to_owned(), |id| channel_name(snapshot, id));
        let until = if campaign.days > 1 { format!(" – {}", day(last)) } else { String::new() };
        let words = format!("{}: {}{until}", campaign.name, day(campaign.first));
        let note = format!("{} % of usual, {on}", campaign.volume_pct);
        if row_ui(ui, &words, &note, &["Change…"], &campaign.name).is_some() {
            said = form(forms::campaign(Some(*id), snapshot));
        }
    }
    if widget::button_ui(ui, "New campaign…").clicked() { form(forms::campaign(None, snapshot)) } else { said }
}

/// What was learnt of events, and what a person said against it.
fn lifts_ui(ui: &mut Ui, snapshot: &Snapshot) -> Said {
    widget::title_ui(ui, "Lifts of events");
    let mut said = Said::Stay;
    let volume = snapshot.planner.figures.volume.shown();
    let events = volume.map(|volume| volume.events.as_slice()).unwrap_or_default();
    if events.is_empty() {
        widget::dim_ui(ui, "No event is in the forecast yet; its lift can be set all the same.");
    }
    scroll_ui(ui, "lifts", |ui| {
        for event in events {
            let learnt = match event.measured {
                Some(measured) => format!(
                    "measured × {measured:.2} on {}",
                    format::plural(event.seen as usize, "occurrence", "occurrences")
                ),
                None => "never measured here".to_owned(),
            };
            let by = if event.by_hand { "set by hand" } else { "as learnt" };
            let note = format!("{learnt} · usual for its kind × {:.2} · {by}", event.prior);
            let words = format!("{}, {}: × {:.2}", event.name, day(event.day), event.lift);
            if row_ui(ui, &words, &note, &["Override…"], &event.name).is_some() {
                let pct = event.by_hand.then(|| (event.lift * 100.0).round() as u16);
                said = form(forms::lift(&event.name.to_lowercase(), pct, 0));
            }
        }
        for (key, pct) in &snapshot.planner.lifts {
            let on = key.channel.map_or_else(|| "everywhere".to_owned(), |id| channel_name(snapshot, id));
            let words = format!("{}, day {:+}: {pct} % set by hand, {on}", key.event, key.offset);
            match row_ui(ui, &words, "", &["Change…", "Go by what was learnt"], &key.event) {
                Some(0) => said = form(forms::lift(&key.event, Some(*pct), key.offset)),
                Some(_) => {
                    let wish = ScheduleCommand::SetLift { lift: key.clone(), volume_pct: None };
                    said = Said::Keep(decide("Go by what was learnt", wish));
                }
                None => {}
            }
        }
    });
    if widget::button_ui(ui, "Set a lift…").clicked() { form(forms::lift("", None, 0)) } else { said }
}

fn readiness_ui(ui: &mut Ui, snapshot: &Snapshot) -> Said {
    widget::title_ui(ui, "Readiness");
    let mut said = Said::Stay;
    for (id, item) in &snapshot.planner.readiness {
        let due = format::day(item.due, &snapshot.zone);
        let (note, tone) = match item.done {
            Some(_) => ("ready".to_owned(), Tone::Met),
            None if item.due <= snapshot.at => (format!("overdue since {due}"), Tone::Breach),
            None => (format!("by {due}"), Tone::Plain),
        };
        let words = format!("{} · {}", item.what, item.owner);
        let tick = if item.done.is_some() { "Not ready after all" } else { "Ready" };
        let pill = |ui: &mut Ui| drop(widget::pill_ui(ui, &note, tone));
        match noted_ui(ui, &words, &[tick, "Change…"], &item.what, pill) {
            Some(0) => {
                let wish = ScheduleCommand::TickReadiness { item: *id, done: item.done.is_none() };
                said = Said::Keep(decide("Tick", wish));
            }
            Some(_) => said = form(forms::item(Some(*id), snapshot)),
            None => {}
        }
    }
    if widget::button_ui(ui, "Add what must be ready…").clicked() { form(forms::item(None, snapshot)) } else { said }
}

fn cover_ui(ui: &mut Ui, snapshot: &Snapshot) -> Said {
    widget::title_ui(ui, "Rules of cover");
    widget::dim_ui(ui, "How many must be there at least: at night, at the weekend, of a group.");
    let mut said = Said::Stay;
    for (id, rule) in &snapshot.planner.cover {
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let words = format!("{}: {}–{}", rule.name, clock(rule.from), clock(rule.until));
        let hard = if rule.hard { "cannot be published without" } else { "warned of" };
        let people = format::plural(usize::from(rule.people), "person", "people");
        let note = format!("{people}, {} of {} · {hard}", rule.leads, rule.lead_group);
        if row_ui(ui, &words, &note, &["Change…"], &rule.name).is_some() {
            said = form(forms::cover(Some(*id), snapshot));
        }
    }
    if widget::button_ui(ui, "New rule…").clicked() { form(forms::cover(None, snapshot)) } else { said }
}

fn marks_ui(ui: &mut Ui, snapshot: &Snapshot) -> Said {
    widget::title_ui(ui, "Marks on history");
    widget::dim_ui(ui, "A gap was not recorded, a spike teaches nothing, a count is put right by hand.");
    let mut said = Said::Stay;
    let moment = |at| format!("{} {}", format::day(at, &snapshot.zone), format::clock(at, &snapshot.zone));
    scroll_ui(ui, "marks", |ui| {
        for (id, mark) in &snapshot.planner.marks {
            let what = match mark.mark {
                Mark::Gap => "a gap, no zero".to_owned(),
                Mark::Spike => "a spike that teaches nothing".to_owned(),
                Mark::Count(n) => format!("{n} an interval, by hand"),
            };
            let words = format!("{} – {}: {what}", moment(mark.from), moment(mark.until));
            if row_ui(ui, &words, "", &["Change…"], &words).is_some() {
                said = form(forms::mark(Some(*id), snapshot));
            }
        }
        let found = snapshot.planner.figures.volume.shown().map(|v| v.marks.as_slice()).unwrap_or_default();
        for row in found.iter().filter(|row| !row.by_hand) {
            widget::label_ui(ui, &format!("found: {} at {}", row.words, moment(row.at)));
        }
    });
    if widget::button_ui(ui, "New mark…").clicked() { form(forms::mark(None, snapshot)) } else { said }
}
