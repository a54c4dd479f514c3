//! A conversation that was handed off: how far it is, and what the other side said.

use super::panel::box_ui;
use crate::floor::handoff::{Ending, HandoffCommand};
use crate::floor::{Command, State};
use crate::limits;
use crate::ui::action::{Action, Of};
use crate::ui::desk::{Desk, Dialog};
use crate::ui::press::{Weight, press_ui};
use crate::ui::widget::Tone;
use crate::ui::{format, widget};
use crate::view::{HandoffRow, Snapshot, Thread, packet_text};
use egui::{TextEdit, Ui, Vec2};

/// Draws the card while a hand-off is open.
pub fn handed_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread) {
    let of = snapshot.handoffs.thread.as_ref().filter(|of| of.conversation == thread.conversation);
    let Some((row, packet)) = of.and_then(|of| of.handoff.as_ref()) else { return };
    let until = format::moment(row.until, snapshot.at, &snapshot.zone);
    box_ui(ui, &format!("Handed off by {}", row.way), &format!("promised by {until}"), |ui| {
        let tone = if row.unsettled { Tone::Breach } else { Tone::Plain };
        widget::pill_ui(ui, &row.stage, tone);
        if let Some((words, is_failed)) = &row.mail {
            let tone = if *is_failed { Tone::Breach } else { Tone::Plain };
            widget::pill_ui(ui, words, tone);
        }
        widget::dim_ui(ui, &format!("{} · {} said yes", packet.contact.0, packet.consent.who));
        if !packet.promised.is_empty() {
            widget::dim_ui(ui, &format!("Promised: {}", packet.promised));
        }
        if !packet.note.is_empty() {
            widget::dim_ui(ui, &format!("Note: {}", packet.note));
        }
        if row.accepted_by.is_none() {
            accept_ui(ui, desk, snapshot, row);
        }
        ui.horizontal_wrapped(|ui| {
            ends_ui(ui, desk, snapshot, thread, row);
            let text = || packet_text(packet, thread, &snapshot.handoffs.card, snapshot.at, &snapshot.zone);
            if widget::button_ui(ui, "Show the packet…").clicked() {
                desk.dialog = Some(Dialog::Packet { text: text(), path: String::new(), note: None });
            }
        });
    });
}

/// Who has taken it: a person says so, with a name.
fn accept_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &HandoffRow) {
    let handoff = row.handoff;
    let mut who = desk.voice.accepting.clone().filter(|(of, _)| *of == handoff).map(|(_, w)| w).unwrap_or_default();
    ui.horizontal(|ui| {
        let field = TextEdit::singleline(&mut who)
            .hint_text("Name of who takes it")
            .desired_width(180.0)
            .margin(Vec2::new(10.0, 6.0))
            .char_limit(limits::NAME_CHARS_MAX);
        ui.add(field).accessible_name("Who takes it");
        let accept = Command::Handoff(HandoffCommand::Accept { handoff, who: who.clone() });
        ui.add_enabled_ui(!who.trim().is_empty(), |ui| {
            press_ui(ui, desk, snapshot, &Action::Do("They accepted", accept), Weight::Accent);
        });
    });
    desk.voice.accepting = (!who.is_empty()).then_some((handoff, who));
}

fn ends_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread, row: &HandoffRow) {
    let end = |how, resolve| {
        let (handoff, note) = (row.handoff, String::new());
        Command::Handoff(HandoffCommand::End { handoff, how, note, resolve })
    };
    let back = snapshot.handoffs.thread.as_ref().and_then(|of| of.handoff.as_ref());
    let back = back.is_some_and(|(row, _)| row.unsettled && row.accepted_by.is_none());
    if row.accepted_by.is_some() {
        if thread.state != State::Resolved {
            press_ui(ui, desk, snapshot, &Action::Do("Done, and resolve", end(Ending::Done, true)), Weight::Accent);
        }
        press_ui(ui, desk, snapshot, &Action::Do("Done", end(Ending::Done, false)), Weight::Plain);
        press_ui(ui, desk, snapshot, &Action::Do("They gave it back", end(Ending::Returned, false)), Weight::Plain);
        return;
    }
    if back && thread.state.is_open() {
        press_ui(ui, desk, snapshot, &Action::AskHandoff(Of::one(thread.conversation)), Weight::Plain);
    }
    press_ui(ui, desk, snapshot, &Action::Do("Withdraw", end(Ending::Withdrawn, false)), Weight::Plain);
}
