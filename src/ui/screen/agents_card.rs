//! One agent: what they hold, how their day went, when they go, what they may do, and what a lead can do about it.

use super::agents::{schedule_words, share_of, state_words};
use crate::floor::{AgentId, AssignmentCommand, Command, PeopleCommand, Presence};
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::people::PeopleAsk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::widget::{self, Tone};
use crate::ui::{format, theme};
use crate::view::{AgentCard, AgentRow, HeldRow, Snapshot};
use egui::{Align, Frame, Label, Layout, Margin, Panel, Rect, RichText, ScrollArea, Sense, Stroke, Ui, Vec2};

/// The question for other skills, with those of now in it.
pub fn skills_ask(row: &AgentRow) -> PeopleAsk {
    PeopleAsk::Skills { agent: row.agent, typed: row.skills.join(", "), all_day: false, reason: String::new() }
}

/// The question for an absence with nothing typed.
pub fn absence_ask(agent: AgentId) -> PeopleAsk {
    let empty = String::new;
    PeopleAsk::Absence { agent, from: empty(), until: empty(), substitute: empty(), reason: empty() }
}

/// The question for what they bring along, with what is known in it.
fn about_ask(agent: AgentId, snapshot: &Snapshot, card: &AgentCard) -> PeopleAsk {
    let learnt = card.trainings.iter().map(|t| match t.until {
        // The last day on which it counts is the one before.
        Some(until) => {
            let last = until.minus(1).timestamp().to_zoned(snapshot.zone.clone()).date();
            format!("{} {last}", t.what)
        }
        None => t.what.clone(),
    });
    let learnt = learnt.collect::<Vec<_>>().join(", ");
    let pool = card.pool.clone().unwrap_or_default();
    let typed = [card.networks.join(", "), card.interests.join(", "), learnt, pool];
    PeopleAsk::About { agent, typed, experience: card.experience }
}

/// Draws the agent who is looked into, on the right.
pub fn panel_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let Some(agent) = desk.looking.agent else { return };
    let t = theme::tokens(ui);
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let width = (ui.available_width() * 0.3).clamp(330.0 * unit, 430.0 * unit);
    let frame = Frame::new().fill(t.panel).inner_margin(Margin::symmetric(18, 14));
    Panel::right("agent").exact_size(width).resizable(false).frame(frame).show(ui, |ui| {
        let row = snapshot.agents.rows.iter().find(|row| row.agent == agent);
        let card = snapshot.agents.card.as_ref().filter(|card| card.agent == Some(agent));
        match (row, card) {
            (Some(row), Some(card)) => {
                head_ui(ui, desk, snapshot, row);
                let scroll = ScrollArea::vertical().id_salt(("agent", agent.0)).auto_shrink(false);
                scroll.show(ui, |ui| body_ui(ui, desk, snapshot, row, card));
            }
            (Some(row), None) => head_ui(ui, desk, snapshot, row),
            (None, _) => desk.looking.agent = None,
        }
    });
}

fn head_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &AgentRow) {
    ui.horizontal(|ui| {
        widget::title_ui(ui, &row.name);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| close_ui(ui, desk));
    });
    let t = theme::tokens(ui);
    let (words, ink) = state_words(row, t);
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::new(10.0, 10.0), Sense::hover());
        ui.painter().circle_filled(rect.center(), 4.5, ink);
        let since = format::moment(row.since, snapshot.at, &snapshot.zone);
        ui.add(Label::new(body(ui, &words).color(t.text)).truncate());
        ui.add(Label::new(small(ui, &format!("since {since}, {}", row.by.words())).color(t.dim)).truncate());
    });
    ui.add_space(4.0);
    buttons_ui(ui, desk, snapshot, row);
    ui.add_space(6.0);
}

fn close_ui(ui: &mut Ui, desk: &mut Desk) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(28.0), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Close the agent"));
    let t = theme::tokens(ui);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::BUTTON_RADIUS, t.raised);
    }
    let cross = rect.shrink(9.5);
    let stroke = Stroke::new(1.5, t.dim);
    ui.painter().line_segment([cross.left_top(), cross.right_bottom()], stroke);
    ui.painter().line_segment([cross.left_bottom(), cross.right_top()], stroke);
    if response.on_hover_text("Close (Esc)").clicked() {
        desk.queue(Action::LookInto(None));
    }
}

/// What a lead can do about them.
fn buttons_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &AgentRow) {
    let agent = row.agent;
    let empty = String::new;
    let mut all = Vec::new();
    if row.left {
        let rejoin = Command::Assignment(AssignmentCommand::RejoinAgent { agent });
        widget::pill_ui(ui, "left the team", Tone::Plain);
        press_ui(ui, desk, snapshot, &Action::Do("Back on the team", rejoin), Weight::Plain);
        return;
    }
    if row.presence != Presence::Available {
        all.push(("Set available", Action::Presence(agent, Presence::Available, empty())));
    }
    if row.presence != Presence::Away {
        all.push(("Set away…", Action::AskAway(agent)));
    }
    if row.presence != Presence::Off {
        all.push(("Set off shift…", Action::AskPeople(PeopleAsk::Off(agent, empty()))));
    }
    all.extend([
        ("Force a state…", Action::AskPeople(PeopleAsk::Force(agent, Presence::Away, empty()))),
        ("Log out…", Action::AskPeople(PeopleAsk::LogOut(agent, empty()))),
        ("Skills for today…", Action::AskPeople(skills_ask(row))),
        ("Extend the shift…", Action::AskPeople(PeopleAsk::Extend(agent, empty(), empty()))),
        ("Plan an absence…", Action::AskPeople(absence_ask(agent))),
        ("Note for the next shift…", Action::AskPeople(PeopleAsk::Note(agent, empty()))),
        ("Show what they have", Action::OfOwner(Some(agent))),
        ("Leaves the team…", Action::AskPeople(PeopleAsk::Leaves(agent))),
    ]);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(6.0);
        for (words, action) in all {
            let possible = action.possible(desk, snapshot);
            let button = egui::Button::new(small(ui, words));
            let response = ui.add_enabled(possible.is_ok(), button).accessible_name(words);
            if response.clicked() {
                desk.queue(action);
            }
            if let Err(why) = possible {
                response.on_disabled_hover_text(crate::ui::desk::sentence(why));
            }
        }
    });
}

fn body(ui: &Ui, words: &str) -> RichText {
    RichText::new(words).font(theme::regular_font(ui, theme::BODY))
}

fn small(ui: &Ui, words: &str) -> RichText {
    RichText::new(words).font(theme::regular_font(ui, theme::LABEL))
}

/// A part of the card with its heading.
fn part_ui(ui: &mut Ui, title: &str, right: &str, add: impl FnOnce(&mut Ui)) {
    super::floor::panel::box_ui(ui, title, right, add);
    ui.add_space(8.0);
}

fn line_ui(ui: &mut Ui, words: &str) {
    let ink = theme::tokens(ui).text;
    ui.add(Label::new(small(ui, words).color(ink)).wrap());
}

fn body_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &AgentRow, card: &AgentCard) {
    let owns = format!("{} of {} · {} in all", row.holds, row.capacity, card.owns);
    part_ui(ui, "Holds", &owns, |ui| {
        if card.holding.is_empty() {
            widget::dim_ui(ui, "Nothing right now");
        }
        for held in &card.holding {
            held_ui(ui, desk, snapshot, held);
        }
    });
    let spent = card.spent;
    let hours = |secs: u32| format!("{}:{:02}", secs / 3600, secs / 60 % 60);
    let worked = format!("at work {} h", hours(spent.worked_secs()));
    part_ui(ui, "Today", &worked, |ui| {
        day_ui(ui, snapshot, row, card);
        let away = format!("away {} h in {}", hours(spent.away_secs), breaks(spent.breaks));
        line_ui(ui, &format!("taking work {} h, {away}", hours(spent.available_secs)));
    });
    part_ui(ui, "Shift", &schedule_words(row, snapshot), |ui| shift_lines(ui, snapshot, card));
    skills_ui(ui, desk, snapshot, row, card);
    about_ui(ui, desk, row.agent, card);
    absences_ui(ui, desk, snapshot, row.agent, card);
}

fn breaks(count: u32) -> String {
    format::plural(count as usize, "break", "breaks")
}

fn held_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, held: &HeldRow) {
    let t = theme::tokens(ui);
    ui.horizontal(|ui| {
        let words = body(ui, &held.author).color(t.text);
        let link = ui.add(Label::new(words).truncate().sense(Sense::click()));
        let name = format!("Read the conversation of {}", held.author);
        link.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, &name));
        if link.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            desk.queue(Action::Open(held.conversation));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let said = match held.since {
                Some(since) => format::age(u64::try_from(snapshot.at.secs_since(since)).unwrap_or(0)),
                None => held.state.to_owned(),
            };
            ui.add(Label::new(small(ui, &said).color(t.dim)));
        });
    });
}

/// The states of today on the day's line: one colour each, and the words on hover.
fn day_ui(ui: &mut Ui, snapshot: &Snapshot, row: &AgentRow, card: &AgentCard) {
    let t = theme::tokens(ui);
    let Some(day) = snapshot.agents.day else { return };
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 26.0), Sense::hover());
    let (above, below) = rect.split_top_bottom_at_y(rect.top() + 8.0);
    let x = |at| rect.left() + rect.width() * share_of(at, day);
    ui.painter().rect_filled(rect, 3.0, t.raised);
    for (from, until) in &row.shifts {
        let bar = Rect::from_x_y_ranges(x(*from)..=x(*until), above.y_range());
        ui.painter().rect_filled(bar, 2.0, t.selection_line);
    }
    for spell in &card.spells {
        let ink = match spell.presence {
            Presence::Available => t.met,
            Presence::Away => t.watch,
            Presence::Off => t.faint,
        };
        let bar = Rect::from_x_y_ranges(x(spell.from)..=x(spell.until).max(x(spell.from) + 1.0), below.y_range());
        ui.painter().rect_filled(bar, 0.0, ink);
    }
    ui.painter().vline(x(snapshot.at), rect.y_range(), Stroke::new(1.5, t.text));
    let clock = |at| format::clock(at, &snapshot.zone);
    let mut said: Vec<String> = Vec::new();
    for spell in &card.spells {
        let reason = if spell.reason.is_empty() { String::new() } else { format!(" · {}", spell.reason) };
        let (from, until) = (clock(spell.from), clock(spell.until));
        said.push(format!("{from}–{until} {}{reason}, {}", spell.presence.word(), spell.by.words()));
    }
    let name = format!("Today: {}", if said.is_empty() { "nothing was said".to_owned() } else { said.join("; ") });
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
    response.on_hover_ui(|ui| {
        ui.label("Above the roster, below what was: green takes work, amber is away, grey is off.");
        said.iter().for_each(|line| drop(ui.label(line)));
    });
}

fn shift_lines(ui: &mut Ui, snapshot: &Snapshot, card: &AgentCard) {
    let clock = |at| format::moment(at, snapshot.at, &snapshot.zone);
    match card.shift {
        Some((from, until)) => {
            let left = format::age(u64::try_from(until.secs_since(snapshot.at)).unwrap_or(0));
            line_ui(ui, &format!("{} to {}, ends in {left}", clock(from), clock(until)));
        }
        None => widget_line(ui, "Not in a shift now"),
    }
    if let Some(reason) = &card.extended {
        line_ui(ui, &format!("Extended: {reason}"));
    }
    if let Some(next) = card.next_shift {
        line_ui(ui, &format!("Next from {}", clock(next)));
    }
    if !card.note.is_empty() {
        line_ui(ui, &format!("For the next shift: “{}”", card.note));
    }
}

fn widget_line(ui: &mut Ui, words: &str) {
    widget::dim_ui(ui, words);
}

fn skills_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &AgentRow, card: &AgentCard) {
    let clock = |at| format::moment(at, snapshot.at, &snapshot.zone);
    part_ui(ui, "Skills and certificates", &row.languages.join(" "), |ui| {
        ui.horizontal_wrapped(|ui| {
            for skill in &row.skills {
                widget::pill_ui(ui, skill, Tone::Plain);
            }
            if row.skills.is_empty() {
                widget::dim_ui(ui, "No skills are known");
            }
        });
        if let Some((before, until, reason)) = &card.today {
            let usual = if before.is_empty() { "none".to_owned() } else { before.join(", ") };
            line_ui(ui, &format!("Until {}: {reason}. Usually {usual}", clock(*until)));
            if widget::button_ui(ui, "Take back the skills for today").clicked() {
                let command = PeopleCommand::TakeBackSkills { agent: row.agent };
                desk.queue(Action::Do("Take back the skills for today", Command::People(command)));
            }
        }
        ui.horizontal_wrapped(|ui| {
            for training in &card.trainings {
                let words = match training.until {
                    Some(_) if training.expired => format!("{} · expired", training.what),
                    Some(until) => format!("{} · to {}", training.what, format::day(until, &snapshot.zone)),
                    None => training.what.clone(),
                };
                widget::pill_ui(ui, &words, if training.expired { Tone::Breach } else { Tone::Met });
            }
        });
        if card.trainings.is_empty() {
            widget::dim_ui(ui, "No certificates are kept");
        }
        if widget::button_ui(ui, "Networks and certificates…").clicked() {
            desk.queue(Action::AskPeople(about_ask(row.agent, snapshot, card)));
        }
    });
}

fn about_ui(ui: &mut Ui, desk: &mut Desk, agent: AgentId, card: &AgentCard) {
    let queue = if card.takes_queue { "takes the queue" } else { "only asked for by name" };
    part_ui(ui, "Belongs to", queue, |ui| {
        let list = |words: &[String], none: &str| if words.is_empty() { none.to_owned() } else { words.join(", ") };
        line_ui(ui, &list(&card.groups, "no group"));
        if let Some(pool) = &card.pool {
            line_ui(ui, &format!("Works for {pool}"));
        }
        if !card.networks.is_empty() || !card.interests.is_empty() {
            line_ui(ui, &format!("Knows {}", list(&card.networks, "no network")));
            line_ui(ui, &format!("Cares for {}", list(&card.interests, "nothing that was said")));
        }
        if widget::button_ui(ui, "Groups…").clicked() {
            let (groups, takes_queue) = (card.groups.join(", "), card.takes_queue);
            desk.queue(Action::AskPeople(PeopleAsk::Groups { agent, groups, takes_queue }));
        }
    });
}

fn absences_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, agent: AgentId, card: &AgentCard) {
    if card.absences.is_empty() {
        return;
    }
    let clock = |at| format::moment(at, snapshot.at, &snapshot.zone);
    part_ui(ui, "Absences", "", |ui| {
        for absence in &card.absences {
            ui.horizontal_wrapped(|ui| {
                if absence.expired {
                    widget::pill_ui(ui, "expired", Tone::Plain);
                }
                let chain = match absence.substitutes.is_empty() {
                    true => "work goes to the queue".to_owned(),
                    false => format!("work goes to {}", absence.substitutes.join(" → ")),
                };
                line_ui(
                    ui,
                    &format!("{} to {}: {}, {chain}", clock(absence.from), clock(absence.until), absence.reason),
                );
                if !absence.expired && widget::button_ui(ui, "End this absence").clicked() {
                    let command = PeopleCommand::DropAbsence { agent, from: absence.from };
                    desk.queue(Action::Do("End this absence", Command::People(command)));
                }
            });
        }
    });
}
