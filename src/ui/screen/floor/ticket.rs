//! The ticket that a conversation is in a helpdesk: how it stands there, and what can be written into it from here.

use super::head;
use super::panel::box_ui;
use crate::floor::Command;
use crate::floor::source::{SourceCommand, TicketState};
use crate::limits;
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::voice::TicketDraft;
use crate::ui::widget::Tone;
use crate::ui::{format, theme, widget};
use crate::view::{ConnectorRow, Snapshot, Thread, TicketDeed, TicketRow};
use egui::{Label, RichText, TextEdit, Ui, Vec2};

/// What can be asked for about a ticket, in the order of the buttons.
pub const DEEDS: [TicketDeed; 3] = [TicketDeed::Note, TicketDeed::Priority, TicketDeed::Labels];

/// The words on the button and in the palette. Owner and state follow from what is decided on the floor.
pub fn words(deed: TicketDeed) -> &'static str {
    match deed {
        TicketDeed::Note => "Internal note…",
        TicketDeed::Priority => "Priority of the ticket…",
        TicketDeed::Labels => "Labels of the ticket…",
        TicketDeed::Owner => "Owner of the ticket",
        TicketDeed::State => "State of the ticket",
    }
}

/// Whether that can be written into the ticket of the conversation that is open, or in words why not.
pub fn possible(deed: TicketDeed, desk: &Desk, snapshot: &Snapshot) -> Result<(), &'static str> {
    let Some(wanted) = desk.looking.conversation else { return Err("no conversation is open; press j") };
    let thread = snapshot.thread.as_ref().filter(|thread| thread.conversation == wanted);
    let Some(thread) = thread else { return Err("the conversation is being read") };
    let Some(ticket) = &thread.ticket else { return Err("this conversation is in no helpdesk") };
    let Some(helpdesk) = connector(snapshot, ticket) else { return Err("this helpdesk is not known here any more") };
    match deed {
        deed if helpdesk.ticket.contains(&deed) => Ok(()),
        TicketDeed::Note => Err("this helpdesk takes no notes from here"),
        TicketDeed::Priority => Err("this helpdesk takes no priority from here"),
        TicketDeed::Labels => Err("this helpdesk takes no labels from here"),
        TicketDeed::Owner => Err("this helpdesk takes no owner from here"),
        TicketDeed::State => Err("this helpdesk takes no state from here"),
    }
}

/// Opens the question about the ticket of the conversation that is open.
pub fn ask(deed: TicketDeed, desk: &mut Desk) {
    let Some(conversation) = desk.looking.conversation else { return };
    desk.screen = crate::ui::screen::Screen::Floor;
    let begun = desk.voice.ticket.take().filter(|draft| (draft.conversation, draft.deed) == (conversation, deed));
    desk.voice.ticket = Some(begun.unwrap_or_else(|| TicketDraft::new(conversation, deed)));
    desk.voice.ticket_focus_wanted = true;
}

fn connector<'a>(snapshot: &'a Snapshot, ticket: &TicketRow) -> Option<&'a ConnectorRow> {
    snapshot.connectors.iter().find(|row| row.id == ticket.connector)
}

/// Draws the card, when the conversation is in a helpdesk.
pub fn ticket_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread) {
    let Some(ticket) = &thread.ticket else { return };
    let read = ticket.read_at.map(|at| format!("read {}", format::moment(at, snapshot.at, &snapshot.zone)));
    let title = format!("Ticket {} in {}", ticket.external, ticket.helpdesk);
    box_ui(ui, &title, &read.unwrap_or_default(), |ui| {
        stands_ui(ui, snapshot, ticket);
        owner_ui(ui, snapshot, ticket);
        ui.horizontal_wrapped(|ui| {
            for (deed, short) in DEEDS.into_iter().zip(["Note…", "Priority…", "Labels…"]) {
                head::short_ui(ui, desk, snapshot, short, &Action::AskTicket(deed));
            }
        });
        form_ui(ui, desk, snapshot, thread, ticket);
    });
}

/// State, priority and labels, in the helpdesk's own words.
fn stands_ui(ui: &mut Ui, snapshot: &Snapshot, ticket: &TicketRow) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::new(6.0, 5.0);
        ui.spacing_mut().interact_size.y = 20.0;
        let tone = match ticket.state {
            TicketState::Resolved => Tone::Met,
            TicketState::New | TicketState::Open => Tone::Accent,
            TicketState::Gone => Tone::Watch,
            _ => Tone::Plain,
        };
        let told = format::moment(ticket.told_at, snapshot.at, &snapshot.zone);
        widget::pill_ui(ui, ticket.state.word(), tone)
            .on_hover_text(format!("Where it stands in {}; last told something new at {told}", ticket.helpdesk));
        let priority = match ticket.priority.as_str() {
            "" => "no priority".to_owned(),
            word => format!("priority {word}"),
        };
        widget::pill_ui(ui, &priority, Tone::Plain).on_hover_text("How urgent it is there, in the helpdesk’s own word");
        for label in &ticket.labels {
            widget::pill_ui(ui, &format!("# {label}"), Tone::Plain).on_hover_text(format!("Labelled {label} there"));
        }
        if ticket.labels.is_empty() {
            widget::pill_ui(ui, "no labels", Tone::Plain);
        }
        if let Some(row) = connector(snapshot, ticket).filter(|row| !row.is_proven) {
            widget::pill_ui(ui, row.proven, Tone::Watch).on_hover_text(format!(
                "The connector of {} was written from its documents. Look over there whether what you change arrives.",
                row.name
            ));
        }
    });
}

fn owner_ui(ui: &mut Ui, snapshot: &Snapshot, ticket: &TicketRow) {
    let t = theme::tokens(ui);
    let who = match (ticket.owner.as_str(), ticket.owner_known) {
        ("", _) => "Nobody has it there".to_owned(),
        (owner, true) => format!("{owner} has it there"),
        (owner, false) => format!("{owner} has it there, and is no agent here"),
    };
    let can = |deed| connector(snapshot, ticket).is_some_and(|row| row.ticket.contains(&deed));
    let follows = match (can(TicketDeed::Owner), can(TicketDeed::State)) {
        (true, true) => "assign, resolve and reopen go there too",
        (true, false) => "assign goes there too; resolve does not",
        (false, true) => "resolve and reopen go there too; assign does not",
        (false, false) => "assign and resolve stay here",
    };
    let words = RichText::new(format!("{who} · {follows}"));
    let response = ui.add(Label::new(words.font(theme::regular_font(ui, theme::LABEL)).color(t.dim)).wrap());
    let told = format::moment(ticket.told_at, snapshot.at, &snapshot.zone);
    response.on_hover_text(format!("As {} said at {told}", ticket.helpdesk));
}

/// What is being written into the ticket.
fn form_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread, ticket: &TicketRow) {
    let Some(mut draft) = desk.voice.ticket.take_if(|draft| draft.conversation == thread.conversation) else { return };
    let focus = std::mem::take(&mut desk.voice.ticket_focus_wanted);
    match draft.deed {
        TicketDeed::Note => note_ui(ui, &mut draft, focus),
        TicketDeed::Priority => priority_ui(ui, snapshot, ticket, &mut draft, focus),
        _ => labels_ui(ui, ticket, &mut draft, focus),
    }
    let mut keep = true;
    ui.horizontal_wrapped(|ui| {
        let (words, command) = asked(&draft, ticket);
        ui.add_enabled_ui(command.is_some(), |ui| {
            let command = command.unwrap_or_else(|| nothing(&draft));
            press_ui(ui, desk, snapshot, &Action::Do(words, Command::Source(command)), Weight::Accent);
        });
        keep = !widget::button_ui(ui, "Not now").clicked();
    });
    // A press may have opened another question meanwhile.
    if keep && desk.voice.ticket.is_none() {
        desk.voice.ticket = Some(draft);
    }
}

/// The command that the draft is; `None` while there is nothing to write.
fn asked(draft: &TicketDraft, ticket: &TicketRow) -> (&'static str, Option<SourceCommand>) {
    let (conversation, text) = (draft.conversation, draft.text.trim());
    match draft.deed {
        TicketDeed::Note => {
            let note = SourceCommand::Note { conversation, text: text.to_owned() };
            ("Write the note", (!text.is_empty()).then_some(note))
        }
        TicketDeed::Priority => {
            let set = SourceCommand::SetPriority { conversation, priority: text.to_owned() };
            ("Set the priority", (!text.is_empty() && text != ticket.priority).then_some(set))
        }
        _ => {
            let add: Vec<String> = draft.labels().filter(|label| !ticket.labels.contains(label)).collect();
            let remove: Vec<String> = draft.remove.iter().filter(|l| ticket.labels.contains(l)).cloned().collect();
            let any = add.len() + remove.len() > 0;
            ("Set the labels", any.then_some(SourceCommand::Label { conversation, add, remove }))
        }
    }
}

/// What the button stands for while it cannot be pressed.
fn nothing(draft: &TicketDraft) -> SourceCommand {
    SourceCommand::Note { conversation: draft.conversation, text: String::new() }
}

fn field_ui(ui: &mut Ui, field: TextEdit<'_>, name: &str, focus: bool) {
    let field = ui.add(field.margin(Vec2::new(12.0, 8.0)).desired_width(f32::INFINITY)).accessible_name(name);
    if focus {
        field.request_focus();
        field.scroll_to_me(Some(egui::Align::Center));
    }
}

fn note_ui(ui: &mut Ui, draft: &mut TicketDraft, focus: bool) {
    widget::label_ui(ui, "A note for those who work on the ticket. The customer does not see it");
    let field = TextEdit::multiline(&mut draft.text)
        .desired_rows(2)
        .hint_text("What the next one should know")
        .char_limit(limits::REPLY_CHARS_MAX);
    field_ui(ui, field, "Internal note", focus);
}

fn priority_ui(ui: &mut Ui, snapshot: &Snapshot, ticket: &TicketRow, draft: &mut TicketDraft, focus: bool) {
    let words = connector(snapshot, ticket).map_or(&[][..], |row| row.priorities);
    if !words.is_empty() {
        ui.horizontal_wrapped(|ui| {
            for word in words {
                let chip = widget::chip_ui(ui, word, draft.text == *word);
                let name = format!("Priority {word}");
                chip.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, draft.text == *word, &name));
                if chip.clicked() {
                    draft.text = (*word).to_owned();
                }
            }
        });
    }
    let hint =
        if words.is_empty() { "In the helpdesk’s own word" } else { "Or another word that the helpdesk knows" };
    let field = TextEdit::singleline(&mut draft.text).hint_text(hint).char_limit(limits::NAME_CHARS_MAX);
    field_ui(ui, field, "Priority", focus);
}

fn labels_ui(ui: &mut Ui, ticket: &TicketRow, draft: &mut TicketDraft, focus: bool) {
    if !ticket.labels.is_empty() {
        ui.horizontal_wrapped(|ui| {
            widget::label_ui(ui, "Take away");
            for label in &ticket.labels {
                let chosen = draft.remove.contains(label);
                let words = if chosen { format!("− {label}") } else { label.clone() };
                let chip = widget::chip_ui(ui, &words, chosen);
                let name = format!("Take away the label {label}");
                chip.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, chosen, &name));
                if chip.clicked() && !draft.remove.remove(label) {
                    draft.remove.insert(label.clone());
                }
            }
        });
    }
    let field = TextEdit::singleline(&mut draft.text)
        .hint_text("Labels to add, with commas between")
        .char_limit(limits::NAME_CHARS_MAX * 4);
    field_ui(ui, field, "Labels to add", focus);
}
