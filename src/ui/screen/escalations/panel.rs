//! The escalation that is looked at: its ladder, its playbook, what happened, and what to do.

use super::{Deed, card};
use crate::floor::escalation::Progress;
use crate::floor::{Command, EscalationCommand};
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::widget::Tone;
use crate::ui::{format, theme, widget};
use crate::view::{EscalationDetail, RungLine, RungState, Snapshot};
use egui::{
    Align, CornerRadius, Frame, Label, Layout, Margin, Panel, RichText, ScrollArea, Sense, Stroke, Ui, UiBuilder,
};

/// A panel that is narrower than this, in points, says less of each rung.
const NARROW: f32 = 400.0;

/// Draws the panel.
pub(super) fn panel_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let chosen = snapshot.escalations.chosen.as_ref();
    let Some(detail) = chosen.filter(|detail| Some(detail.card.escalation) == desk.escalation_at) else {
        widget::dim_ui(ui, "Reading the escalation…");
        return;
    };
    let frame = Frame::new().inner_margin(Margin { top: 12, ..Margin::ZERO });
    Panel::bottom("escalation decides").frame(frame).show_separator_line(false).show(ui, |ui| {
        buttons_ui(ui, desk, snapshot, detail);
    });
    head_ui(ui, snapshot, detail);
    ScrollArea::vertical().id_salt(detail.card.escalation).auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 12.0;
        ladder_ui(ui, snapshot, detail);
        playbook_ui(ui, desk, snapshot, detail);
        // What many are part of is first of all a war room.
        let many = detail.card.linked > 1 || detail.card.incident;
        if many {
            war_room_ui(ui, desk, snapshot, detail);
        }
        happened_ui(ui, desk, snapshot, detail);
        if !many {
            war_room_ui(ui, desk, snapshot, detail);
        }
    });
}

fn head_ui(ui: &mut Ui, snapshot: &Snapshot, detail: &EscalationDetail) {
    let t = theme::tokens(ui);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            widget::strong_ui(ui, &detail.label);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let title = RichText::new(&detail.card.title).font(theme::semibold_font(ui, theme::TITLE));
                ui.add(Label::new(title.color(t.text)).truncate()).on_hover_text(&detail.card.title);
            });
        });
    });
    widget::label_ui(ui, &card::from_words(&detail.card));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let one = &detail.card;
        match (one.progress, one.due) {
            (Progress::Raised, Some(due)) => {
                let left = format::left(due.secs_since(snapshot.at).max(0));
                widget::pill_ui(ui, &format!("acknowledge within {left}"), Tone::Breach);
            }
            (Progress::Raised, None) => drop(widget::pill_ui(ui, "the ladder ended: nobody takes it", Tone::Breach)),
            _ => drop(widget::pill_ui(ui, &card::who_words(one), Tone::Accent)),
        }
        if let Some(words) = card::r_words(one) {
            let tone = if one.r.is_some_and(|(tenths, _)| tenths >= 10) { Tone::Viral } else { Tone::Plain };
            widget::pill_ui(ui, &words, tone);
        }
        if one.linked > 1 {
            widget::pill_ui(ui, &format!("{} linked conversations", one.linked), Tone::Plain);
        }
        if one.incident {
            widget::pill_ui(ui, "incident: automatic answers hold still", Tone::Breach);
        }
    });
    ui.add_space(4.0);
}

/// A small card inside the panel.
fn box_ui(ui: &mut Ui, title: &str, right: &str, add: impl FnOnce(&mut Ui)) {
    let t = theme::tokens(ui);
    let frame = Frame::new()
        .fill(t.card)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(CornerRadius::same(theme::CARD_RADIUS))
        .inner_margin(Margin::symmetric(18, 14));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 8.0;
        ui.horizontal(|ui| {
            widget::label_ui(ui, title);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| widget::label_ui(ui, right));
        });
        add(ui);
    });
}

fn ladder_ui(ui: &mut Ui, snapshot: &Snapshot, detail: &EscalationDetail) {
    box_ui(ui, "Ladder", "", |ui| {
        for line in &detail.ladder {
            rung_ui(ui, snapshot, line, detail);
        }
        if detail.card.alarm {
            let t = theme::tokens(ui);
            let words = "The last rung let it pass. The alarm burns on the wallboard until somebody takes it.";
            ui.label(RichText::new(words).font(theme::regular_font(ui, theme::LABEL)).color(t.breach_text));
        }
    });
}

/// How a rung stands; in a narrow panel the name of the rung needs the room more.
fn rung_words(snapshot: &Snapshot, state: RungState, narrow: bool) -> String {
    let clock = |at| format::clock(at, &snapshot.zone);
    match state {
        RungState::Skipped(at) if narrow => format!("skipped {}", clock(at)),
        RungState::Asked(due) if narrow => format!("by {}", clock(due)),
        RungState::Next(at) if narrow => clock(at),
        RungState::Passed(at) => format!("passed {}", clock(at)),
        RungState::Skipped(at) => format!("skipped {}: nobody there", clock(at)),
        RungState::Asked(due) => format!("now, acknowledge by {}", clock(due)),
        RungState::Taken(at) => format!("taken {}", clock(at)),
        RungState::Next(at) => format!("{} if nobody takes it", clock(at)),
        RungState::Above => String::new(),
    }
}

fn rung_ui(ui: &mut Ui, snapshot: &Snapshot, line: &RungLine, detail: &EscalationDetail) {
    let t = theme::tokens(ui);
    let mut who = line.name.clone();
    let owner = detail.card.owner.as_ref().filter(|_| line.current && matches!(line.state, RungState::Taken(_)));
    if let Some((_, name)) = owner {
        who = format!("{who} · {name} has it");
    } else if !line.people.is_empty() && line.current {
        let more = if line.more > 0 { format!(" and {} more", line.more) } else { String::new() };
        who = format!("{who} · {}{more} on shift", line.people.join(", "));
    }
    let there = if line.people.is_empty() { "Nobody is on duty".to_owned() } else { line.people.join(", ") };
    let ink = if line.current { t.text } else { t.dim };
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let narrow = ui.available_width() < NARROW * unit;
    ui.horizontal(|ui| {
        widget::pill_ui(ui, &line.label, if line.current { Tone::Accent } else { Tone::Plain });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let words =
                RichText::new(rung_words(snapshot, line.state, narrow)).font(theme::regular_font(ui, theme::LABEL));
            let whole = rung_words(snapshot, line.state, false);
            ui.add(Label::new(words.color(t.dim)).truncate()).on_hover_text(whole);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let who = RichText::new(who).font(theme::regular_font(ui, theme::BODY)).color(ink);
                ui.add(Label::new(who).truncate()).on_hover_text(there);
            });
        });
    });
}

fn playbook_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, detail: &EscalationDetail) {
    let one = &detail.card;
    let title = format!("Playbook · {}", one.trouble.word());
    box_ui(ui, &title, &format!("{} of {}", one.steps.0, one.steps.1), |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.spacing_mut().interact_size.y = 22.0;
        if detail.steps.is_empty() {
            widget::label_ui(ui, "No steps are written for this kind; “Edit ladder…” has the playbooks");
        }
        for (place, step) in detail.steps.iter().enumerate() {
            let mut done = step.done.is_some();
            let box_ = ui.checkbox(&mut done, &step.words);
            let box_ = match &step.done {
                Some((at, by)) if by.is_empty() => {
                    box_.on_hover_text(format!("Done {}", format::clock(*at, &snapshot.zone)))
                }
                Some((at, by)) => box_.on_hover_text(format!("Done {} by {by}", format::clock(*at, &snapshot.zone))),
                None => box_,
            };
            if box_.clicked() {
                let (escalation, step) = (one.escalation, place as u8);
                let wish = EscalationCommand::Tick { escalation, step, done, by: desk.me };
                desk.queue(Action::Do("Tick the step", Command::Escalation(wish)));
            }
        }
    });
}

/// What belongs to it, how many see it, whom to call, and how long it lay in which silo.
fn war_room_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, detail: &EscalationDetail) {
    let one = &detail.card;
    let minutes = detail.exposure_secs / 60;
    let exposure = format!("{} person-minutes unanswered", format::compact(u64::try_from(minutes).unwrap_or(u64::MAX)));
    box_ui(ui, "War room", &exposure, |ui| {
        if !detail.contact.is_empty() {
            widget::strong_ui(ui, &format!("Call {}", detail.contact));
        }
        card::lanes_ui(ui, &one.lanes);
        widget::label_ui(ui, &card::lanes_words(&one.lanes))
            .on_hover_text("How long it lay with whom, since it was raised");
        for line in detail.linked.iter().take(6) {
            ui.horizontal(|ui| {
                let words = format!("{} · {}", line.author, line.channel);
                if ui.link(words).on_hover_text("Read the conversation on the floor").clicked() {
                    desk.queue(Action::Open(line.conversation));
                }
                widget::label_ui(ui, line.state);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let unlink = ui.small_button("Unlink").accessible_name(format!("Unlink {}", line.author));
                    if unlink.on_hover_text("It does not belong to this").clicked() {
                        let (escalation, conversation) = (one.escalation, line.conversation);
                        let wish = EscalationCommand::Unlink { escalation, conversation };
                        desk.queue(Action::Do("Unlink", Command::Escalation(wish)));
                    }
                });
            });
        }
        let more = detail.linked.len().saturating_sub(6) + detail.linked_left_out;
        if more > 0 {
            widget::label_ui(ui, &format!("and {} more", format::count(more)));
        }
        ui.horizontal_wrapped(|ui| {
            press_ui(ui, desk, snapshot, &Action::Escalation(Deed::AskLink), Weight::Plain);
            press_ui(ui, desk, snapshot, &Action::Escalation(Deed::Incident), Weight::Plain);
            press_ui(ui, desk, snapshot, &Action::Escalation(Deed::CopyTimeline), Weight::Plain);
        });
    });
}

fn happened_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, detail: &EscalationDetail) {
    let t = theme::tokens(ui);
    box_ui(ui, "What happened", "", |ui| {
        ui.spacing_mut().item_spacing.y = 7.0;
        for line in &detail.happened {
            let words = format!("{} · {}", format::moment(line.at, snapshot.at, &snapshot.zone), line.what);
            let owner = if line.owner.is_empty() { String::new() } else { format!(", {}", line.owner) };
            let scope = UiBuilder::new().sense(Sense::hover());
            let drawn = ui.scope_builder(scope, |ui| {
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing.x = 8.0;
                    let (dot, _) = ui.allocate_exact_size(egui::Vec2::new(3.0, 14.0), Sense::hover());
                    let ink = line.place.map_or(t.faint, |place| t.series_color(place));
                    ui.painter().rect_filled(dot, 1.0, ink);
                    ui.label(RichText::new(words).font(theme::regular_font(ui, 14.0)).color(t.dim));
                });
            });
            drawn.response.on_hover_text(format!("{}{owner}", line.lane));
        }
        if detail.happened_left_out > 0 {
            let words = format!("{} earlier lines are not shown", format::count(detail.happened_left_out));
            widget::label_ui(ui, &words);
        }
        press_ui(ui, desk, snapshot, &Action::Escalation(Deed::AskNote), Weight::Plain);
    });
}

fn buttons_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, detail: &EscalationDetail) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::Vec2::new(6.0, 8.0);
        let mut press = |ui: &mut Ui, deed: Deed, weight| {
            press_ui(ui, desk, snapshot, &Action::Escalation(deed), weight);
        };
        match detail.card.progress {
            Progress::Raised => {
                press(ui, Deed::Take, Weight::Accent);
                press(ui, Deed::Up, Weight::Plain);
            }
            Progress::Acknowledged | Progress::Working => {
                press(ui, Deed::AskSay, Weight::Accent);
                press(ui, Deed::Up, Weight::Plain);
                press(ui, Deed::AskHandOff, Weight::Plain);
                press(ui, Deed::AskResolve, Weight::Plain);
                press(ui, Deed::AskGive, Weight::Plain);
                press(ui, Deed::GiveBack, Weight::Plain);
            }
            Progress::HandedOff => {
                press(ui, Deed::AskResolve, Weight::Plain);
                press(ui, Deed::AskGive, Weight::Plain);
                press(ui, Deed::GiveBack, Weight::Plain);
            }
            Progress::Resolved => {
                press(ui, Deed::Reopen, Weight::Plain);
                return;
            }
        }
        if detail.card.progress == Progress::Raised {
            press(ui, Deed::AskHandOff, Weight::Plain);
            press(ui, Deed::AskResolve, Weight::Plain);
        }
    });
}
