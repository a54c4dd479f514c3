//! The floor: what first, who should take it, and why this order.

mod badges;
mod bar;
mod bubbles;
mod case;
mod composer;
mod fan;
mod filters;
mod forecast;
mod hand;
mod handed;
mod handling;
mod head;
pub(super) mod panel;
mod read;
mod row;
mod table;
pub(in crate::ui) mod ticket;
mod why;
mod words;

use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::{press, theme, widget};
use crate::view::{Chip, Snapshot};
use egui::{CentralPanel, Frame, Margin, Panel, Ui};

/// Draws the whole screen.
pub fn floor_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let t = theme::tokens(ui);
    let room = ui.available_width();
    let beside = desk.panel_width.min(room * 0.34).max(340.0);
    if desk.looking.conversation.is_some() {
        let panel = Panel::right("conversation")
            .resizable(true)
            .default_size(beside)
            .size_range(340.0..=(room * 0.6).max(341.0))
            .frame(Frame::new().fill(t.panel).inner_margin(Margin::symmetric(18, 16)))
            .show(ui, |ui| panel::panel_ui(ui, desk, snapshot));
        if panel.response.rect.width() > 0.0 && ui.input(|input| input.pointer.any_released()) {
            // Only a hand changes the width that is remembered, not a small window.
            desk.panel_width = panel.response.rect.width();
        }
    }
    // The window is cleared in this colour already.
    let frame = Frame::new().inner_margin(Margin { left: 18, right: 14, top: 14, bottom: 0 });
    CentralPanel::no_frame().frame(frame).show(ui, |ui| {
        // The sets keep to the room beside the panel also while it is closed: if they took another line when it opens,
        // every row would move under the pointer that opened it.
        filters::chips_ui(ui, desk, snapshot, room - beside - 40.0);
        filters::filters_ui(ui, desk, snapshot);
        bar::bar_ui(ui, desk, snapshot);
        if snapshot.listing.order.is_empty() {
            desk.table_touched = false;
            nothing_ui(ui, desk, snapshot);
        } else {
            table::table_ui(ui, desk, snapshot);
        }
    });
    hand::hand_ui(ui, desk, snapshot);
}

/// An empty table says why it is empty, and what to do next.
fn nothing_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let query = &desk.looking.query;
    if snapshot.listing.searching || snapshot.listing.query != *query {
        widget::empty_ui(ui, "Searching…", "The first rows come in a moment", |_| ());
        return;
    }
    if snapshot.listing.counts.of(Chip::All) == 0 {
        widget::empty_ui(ui, "Nobody has written yet", "Read a file of mentions, or rehearse a busy day first", |ui| {
            press::press_ui(ui, desk, snapshot, &Action::AskImport, press::Weight::Accent);
            press::press_ui(ui, desk, snapshot, &Action::Rehearse("tuesday".into(), 1), press::Weight::Plain);
        });
        return;
    }
    let narrowed =
        !query.search.is_empty() || query.channel.is_some() || query.owner.is_some() || query.influence_min > 0;
    if narrowed {
        widget::empty_ui(ui, "Nothing fits", "No conversation here fits the search and the filters", |ui| {
            if widget::button_ui(ui, "Clear search and filters").clicked() {
                desk.ask(|query| {
                    query.search.clear();
                    query.channel = None;
                    query.owner = None;
                    query.influence_min = 0;
                });
            }
        });
        return;
    }
    let (title, next) = match query.chip {
        Chip::NeedsOwner => ("Everybody who waits has an owner", "Look at what is due next"),
        Chip::PastTarget => ("Nobody waits past their target", "Look at what is due next"),
        Chip::Next15Min => ("Nothing runs out in the next 15 minutes", "Look at all that is open"),
        Chip::Spreading => ("Nothing spreads right now", "Look at all that is open"),
        Chip::Praise => ("Nobody has praised us yet", "Look at all that is open"),
        Chip::OtherLanes => ("Nothing is for other teams", "Look at all that is open"),
        Chip::Snoozed => ("Nothing is put aside", "Look at all that is open"),
        Chip::Open => ("Nothing is open", "Everything is resolved"),
        Chip::All => ("Nothing here", "Mentions appear as they arrive"),
    };
    let go = match query.chip {
        Chip::NeedsOwner | Chip::PastTarget => Chip::Next15Min,
        Chip::Next15Min | Chip::Spreading | Chip::Praise | Chip::OtherLanes | Chip::Snoozed => Chip::Open,
        Chip::Open | Chip::All => Chip::All,
    };
    widget::empty_ui(ui, title, next, |ui| {
        press::press_ui(ui, desk, snapshot, &Action::Set(go), press::Weight::Plain);
    });
}
