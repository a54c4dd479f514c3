//! Who is who: the agents of a helpdesk, and those of the team here.

use super::press_named_ui;
use crate::floor::source::SourceCommand;
use crate::floor::{AgentId, Command};
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::{format, theme};
use crate::view::{LiveRow, Snapshot, SourceRow};
use egui::{Label, Response, RichText, Role, ScrollArea, Ui, WidgetInfo};

/// Names that are said of those whom the team does not know; the others are counted.
const NAMED_MAX: usize = 6;
/// A longer list of names scrolls.
const LIST_HEIGHT: f32 = 320.0;

/// Draws a line for each helpdesk with agents of its own: who they are here, or that nobody has said it yet.
pub(super) fn people_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    for row in &snapshot.sources.rows {
        let Some(live) = row.live.as_ref().filter(|live| !live.strangers.is_empty() || !live.known.is_empty()) else {
            continue;
        };
        ui.add_space(6.0);
        ui.push_id(("people", row.source), |ui| {
            ui.horizontal_wrapped(|ui| {
                if !live.strangers.is_empty() {
                    strangers_ui(ui, desk, snapshot, row, live);
                }
                if !live.known.is_empty() {
                    known_ui(ui, desk, snapshot, row, live);
                }
            });
        });
    }
}

/// Those who have tickets there and are nobody here: one press takes them into the team, or each is somebody of it.
fn strangers_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &SourceRow, live: &LiveRow) {
    let strangers = &live.strangers;
    let add = Command::Source(SourceCommand::AddPeople { source: row.source });
    let name = format!("Add them: agents of {}", row.name);
    let button = press_named_ui(ui, desk, snapshot, &Action::Do("Add them", add), &name);
    button.on_hover_text("Each under the name that they have there; who has what goes both ways from then on");
    let are = if strangers.len() == 1 { "is" } else { "are" };
    let agents = format::plural(strangers.len(), "agent", "agents");
    let words = format!("{agents} of {} {are} not in the team:", row.name);
    words_ui(ui, &words);
    let (shown, others) = strangers.split_at(strangers.len().min(NAMED_MAX));
    let mut menu_ui = |ui: &mut Ui, stranger: &str| {
        // The menu belongs to the name and not to its place, which moves when others come.
        let menu = ui.push_id((row.source, stranger), |ui| {
            ui.menu_button(format!("{stranger} ▾"), |ui| theirs_ui(ui, desk, snapshot, row, stranger)).response
        });
        named(&menu.inner, &format!("Who {stranger} of {} is here", row.name));
    };
    shown.iter().for_each(|stranger| menu_ui(ui, stranger));
    if !others.is_empty() {
        let more = ui.menu_button(format!("{} more ▾", others.len()), |ui| {
            ScrollArea::vertical().max_height(LIST_HEIGHT).show(ui, |ui| {
                others.iter().for_each(|stranger| menu_ui(ui, stranger));
            });
        });
        named(&more.response, &format!("{} more agents of {}", others.len(), row.name));
    }
}

/// Those of whom it was said who they are here, where it can be said otherwise.
fn known_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &SourceRow, live: &LiveRow) {
    let name = format!("Who is who in {}", row.name);
    let menu = ui.menu_button(format!("{name} ▾"), |ui| {
        ScrollArea::vertical().max_height(LIST_HEIGHT).show(ui, |ui| {
            for (there, here) in &live.known {
                let words = if there == here { there.clone() } else { format!("{there} is {here}") };
                let menu = ui.push_id((row.source, there), |ui| {
                    ui.menu_button(words, |ui| theirs_ui(ui, desk, snapshot, row, there)).response
                });
                named(&menu.inner, &format!("{there} of {} is {here}; somebody else", row.name));
            }
        });
    });
    named(&menu.response, &name);
}

/// The team, of whom one is the one over there.
fn theirs_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &SourceRow, there: &str) {
    let team: Vec<(AgentId, &str)> = snapshot
        .agents
        .rows
        .iter()
        .filter(|agent| !agent.left)
        .map(|agent| (agent.agent, agent.name.as_str()))
        .collect();
    let who = if team.is_empty() { "The team has nobody yet".to_owned() } else { format!("{there} is") };
    words_ui(ui, &who);
    ScrollArea::vertical().max_height(LIST_HEIGHT).show(ui, |ui| {
        for (agent, name) in team {
            let line = ui.button(name);
            named(&line, &format!("{there} is {name}"));
            if line.clicked() {
                let (source, name) = (row.source, there.to_owned());
                let command = SourceCommand::SayWho { source, name, agent };
                desk.queue(Action::Do("Say who it is", Command::Source(command)));
                ui.close();
            }
        }
    });
}

fn words_ui(ui: &mut Ui, words: &str) {
    let words = RichText::new(words).font(theme::regular_font(ui, theme::BODY)).color(theme::tokens(ui).text);
    ui.add(Label::new(words).truncate());
}

fn named(button: &Response, name: &str) {
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
}
