//! Hours: calendars with their special days, and which account and which group of people has which.

use crate::floor::{CalendarId, Command, PromiseCommand, WEEKDAYS};
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::hours::{CalendarDraft, DayDraft};
use crate::ui::press::{Weight, press_ui};
use crate::ui::widget::Tone;
use crate::ui::{theme, widget};
use crate::view::{CalendarRow, HoursScreen, Snapshot};
use egui::{ComboBox, Grid, RichText, ScrollArea, TextEdit, Ui};

/// How high the list of special days is before it scrolls, in points.
const DAYS_HEIGHT: f32 = 230.0;

/// Draws the section.
pub fn hours_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    widget::card_ui(ui, "Hours", "when promises are counted; every open clock is set anew", |ui| {
        if snapshot.hours.calendars.is_empty() {
            widget::dim_ui(
                ui,
                "No opening hours yet: promises run day and night. Add hours, then give them to an account.",
            );
        }
        for row in &snapshot.hours.calendars {
            calendar_ui(ui, desk, snapshot, row);
        }
        let new = desk.hours.calendar.as_ref().is_some_and(|draft| draft.calendar.is_none());
        if new {
            editor_ui(ui, desk, snapshot);
        } else if widget::button_ui(ui, "Add opening hours…").clicked() {
            let zone = snapshot.zone.iana_name().unwrap_or("UTC");
            desk.hours.calendar = Some(CalendarDraft::new(zone));
        }
        if !snapshot.hours.calendars.is_empty() {
            ui.add_space(4.0);
            of_whom_ui(ui, desk, &snapshot.hours);
        }
        bots_ui(ui, desk, snapshot);
    });
}

fn calendar_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &CalendarRow) {
    let name = &row.hours.name;
    ui.horizontal_wrapped(|ui| {
        widget::strong_ui(ui, name);
        widget::label_ui(ui, &row.hours.zone);
        let tone = if row.never { Tone::Breach } else { Tone::Plain };
        let pill = widget::pill_ui(ui, &row.now, tone);
        if row.never {
            pill.on_hover_text("Promises by these hours run by the clock on the wall, so that nobody is forgotten");
        }
        let open = desk.hours.calendar.as_ref().and_then(|d| d.calendar) == Some(row.calendar);
        if !open && widget::button_ui(ui, "Edit").accessible_name(format!("Edit the hours {name}")).clicked() {
            desk.hours.calendar = Some(CalendarDraft::of(row.calendar, &row.hours));
        }
        let import = widget::button_ui(ui, "Import holidays…");
        if import.accessible_name(format!("Import holidays into {name}")).clicked() {
            desk.queue(Action::AskHolidays(row.calendar));
        }
        // What is in use is not taken away under anybody's feet.
        let delete = ui.add_enabled_ui(row.used_by.is_empty(), |ui| widget::button_ui(ui, "Delete")).inner;
        let delete = delete.accessible_name(format!("Delete the hours {name}"));
        if delete.clicked() {
            let remove = PromiseCommand::RemoveCalendar { calendar: row.calendar };
            desk.queue(Action::Do("Delete the hours", Command::Promise(remove)));
        }
        delete.on_disabled_hover_text(format!("They are those {}; give them other hours first", used_words(row)));
    });
    let used = used_words(row);
    let fed = row.hours.days.iter().filter(|d| !d.from_feed.is_empty()).count();
    let days = format!("{used} · {} special days, {fed} of them from files", row.hours.days.len());
    widget::label_ui(ui, &days);
    if desk.hours.calendar.as_ref().and_then(|d| d.calendar) == Some(row.calendar) {
        editor_ui(ui, desk, snapshot);
    }
}

fn used_words(row: &CalendarRow) -> String {
    match row.used_by.as_slice() {
        [] => "nobody has these hours yet".to_owned(),
        all => format!("of {}", all.join(", ")),
    }
}

fn field_ui(ui: &mut Ui, name: &str, text: &mut String, hint: &str, width: f32) {
    let field = TextEdit::singleline(text).hint_text(hint).desired_width(width);
    ui.add(field.char_limit(crate::limits::PUBLIC_TEXT_CHARS_MAX)).accessible_name(name);
}

fn editor_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let Some(mut draft) = desk.hours.calendar.take() else { return };
    let mut keep = true;
    ui.indent("hours editor", |ui| {
        Grid::new("hours").num_columns(2).spacing([14.0, 5.0]).show(ui, |ui| {
            widget::label_ui(ui, "Name");
            field_ui(ui, "Name of the hours", &mut draft.name, "Support", 320.0);
            ui.end_row();
            widget::label_ui(ui, "Time zone");
            field_ui(ui, "Time zone of the hours", &mut draft.zone, "Europe/Zurich", 320.0);
            ui.end_row();
            for (day, text) in WEEKDAYS.iter().zip(draft.week.iter_mut()) {
                widget::label_ui(ui, day);
                field_ui(ui, &format!("Hours on {day}"), text, "closed; or 8-12, 13:30-18; or 24 h", 320.0);
                ui.end_row();
            }
        });
        days_ui(ui, &mut draft.days);
        let hours = draft.hours();
        ui.horizontal_wrapped(|ui| {
            match &hours {
                Ok(hours) => {
                    let command =
                        PromiseCommand::SetCalendar { calendar: draft.calendar, hours: Box::new(hours.clone()) };
                    let save = Action::Do("Save the hours", Command::Promise(command));
                    press_ui(ui, desk, snapshot, &save, Weight::Accent);
                }
                Err(why) => {
                    let t = theme::tokens(ui);
                    ui.label(RichText::new(why).color(t.breach_text));
                }
            }
            keep = !widget::button_ui(ui, "Close without saving").clicked();
        });
    });
    // What is refused stays open, with the floor's words beside it; what was saved is shown by the row.
    desk.hours.calendar = keep.then_some(draft);
}

fn days_ui(ui: &mut Ui, days: &mut Vec<DayDraft>) {
    ui.add_space(4.0);
    widget::label_ui(
        ui,
        "Special days: closed, or other hours. What customers are told is for answers that you write. Holidays of a \
         country come from a calendar file (.ics) that you import; none are built in.",
    );
    let mut gone = None;
    ScrollArea::both().id_salt("special days").max_height(DAYS_HEIGHT).show(ui, |ui| {
        Grid::new("special days").num_columns(6).spacing([8.0, 4.0]).show(ui, |ui| {
            for title in ["Date", "Hours", "Name", "Customers are told", "From", ""] {
                widget::label_ui(ui, title);
            }
            ui.end_row();
            for (place, day) in days.iter_mut().enumerate() {
                let n = place + 1;
                field_ui(ui, &format!("Date of special day {n}"), &mut day.date, "2024-12-25", 90.0);
                field_ui(ui, &format!("Hours of special day {n}"), &mut day.hours, "closed", 110.0);
                field_ui(ui, &format!("Name of special day {n}"), &mut day.name, "Christmas", 130.0);
                field_ui(ui, &format!("Text of special day {n}"), &mut day.public_text, "We are back on …", 190.0);
                widget::label_ui(ui, if day.from_feed.is_empty() { "by hand" } else { &day.from_feed });
                if ui.button("Remove").accessible_name(format!("Remove special day {n}")).clicked() {
                    gone = Some(place);
                }
                ui.end_row();
            }
        });
    });
    if let Some(place) = gone {
        days.remove(place);
    }
    if widget::button_ui(ui, "Add a special day").clicked() {
        days.push(DayDraft::default());
    }
}

/// Which account and which group has which hours.
fn of_whom_ui(ui: &mut Ui, desk: &mut Desk, screen: &HoursScreen) {
    Grid::new("hours of whom").num_columns(2).spacing([18.0, 5.0]).show(ui, |ui| {
        widget::label_ui(ui, "Account or group");
        widget::label_ui(ui, "Hours");
        ui.end_row();
        for row in &screen.handles {
            ui.label(&row.name);
            if let Some(calendar) = choose_ui(ui, &row.name, screen, row.calendar) {
                let command = PromiseCommand::SetHandleHours { handle: row.handle, calendar };
                desk.queue(Action::Do("Set the hours of an account", Command::Promise(command)));
            }
            ui.end_row();
        }
        for (group, calendar) in &screen.groups {
            ui.label(format!("{group} (group)"));
            if let Some(calendar) = choose_ui(ui, group, screen, *calendar) {
                let command = PromiseCommand::SetGroupHours { group: group.clone(), calendar };
                desk.queue(Action::Do("Set the hours of a group", Command::Promise(command)));
            }
            ui.end_row();
        }
    });
}

/// A choice of hours; gives what was chosen anew.
fn choose_ui(ui: &mut Ui, of: &str, screen: &HoursScreen, now: Option<CalendarId>) -> Option<Option<CalendarId>> {
    let name = |id: CalendarId| {
        screen.calendars.iter().find(|row| row.calendar == id).map_or("day and night", |row| row.hours.name.as_str())
    };
    let mut chosen = now;
    let combo = ComboBox::from_id_salt(("hours of", of)).selected_text(now.map_or("day and night", name));
    let shown = combo.show_ui(ui, |ui| {
        ui.selectable_value(&mut chosen, None, "day and night");
        for row in &screen.calendars {
            ui.selectable_value(&mut chosen, Some(row.calendar), &row.hours.name);
        }
    });
    shown.response.accessible_name(format!("Hours of {of}"));
    (chosen != now).then_some(chosen)
}

fn bots_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    ui.add_space(4.0);
    let kept = snapshot.hours.bots.join(", ");
    let mut text = desk.hours.bots.clone().unwrap_or_else(|| kept.clone());
    ui.horizontal(|ui| {
        widget::label_ui(ui, "Programs that answer").on_hover_text(
            "Accounts or agents that are programs. What they write is no response: the customer's clocks run on",
        );
        field_ui(ui, "Programs that answer", &mut text, "names with commas between", 280.0);
        if text == kept {
            desk.hours.bots = None;
            return;
        }
        let names = text.split(',').map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned).collect();
        let save = Action::Do("Save the programs", Command::Promise(PromiseCommand::SetBots { names }));
        press_ui(ui, desk, snapshot, &save, Weight::Accent);
        desk.hours.bots = Some(text);
    });
}
