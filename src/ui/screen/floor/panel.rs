//! The conversation: who writes, what was promised, what was said, and who could take it.

use super::bubbles;
use super::table::Dragged;
use crate::floor::{Amplification, BeyondCapacity, ConversationId, State};
use crate::ui::action::{Action, Of};
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::widget::Tone;
use crate::ui::{format, theme, widget};
use crate::view::{Candidate, Clock, ClockKind, Snapshot, Thread};
use egui::{Align, CornerRadius, Frame, Label, Layout, Margin, Panel, RichText, ScrollArea, Sense, Stroke, Ui, Vec2};

/// Agents offered before the dialog with all of them.
const CANDIDATES_SHOWN_MAX: usize = 4;
/// Decisions and events listed under the words.
const HAPPENED_SHOWN_MAX: usize = 30;

/// Draws the panel of the conversation that is looked at.
pub fn panel_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let wanted = desk.looking.conversation;
    let thread = snapshot.thread.clone().filter(|thread| Some(thread.conversation) == wanted);
    let Some(thread) = thread else {
        ui.horizontal(|ui| {
            widget::dim_ui(ui, "Reading the conversation…");
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| close_ui(ui, desk));
        });
        return;
    };
    let frame = Frame::new().inner_margin(Margin { top: 12, ..Margin::ZERO });
    Panel::bottom("decide").frame(frame).show_separator_line(false).show(ui, |ui| {
        buttons_ui(ui, desk, snapshot, &thread);
    });
    header_ui(ui, desk, snapshot, &thread);
    ui.add_space(4.0);
    about_ui(ui, &thread);
    ui.add_space(4.0);
    ScrollArea::vertical().id_salt(thread.conversation).auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        if !thread.clocks.is_empty() {
            clocks_ui(ui, snapshot, &thread);
        }
        if !thread.candidates.is_empty() && thread.state.is_open() {
            candidates_ui(ui, desk, &thread);
        }
        carried_ui(ui, &thread);
        bubbles::bubbles_ui(ui, snapshot, &thread);
        happened_ui(ui, snapshot, &thread);
    });
}

fn close_ui(ui: &mut Ui, desk: &mut Desk) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(28.0), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Close the conversation"));
    let t = theme::tokens(ui);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::BUTTON_RADIUS, t.raised);
    }
    let cross = rect.shrink(9.5);
    let stroke = Stroke::new(1.5, t.dim);
    ui.painter().line_segment([cross.left_top(), cross.right_bottom()], stroke);
    ui.painter().line_segment([cross.left_bottom(), cross.right_top()], stroke);
    if response.on_hover_text("Close (Esc)").clicked() {
        desk.queue(Action::Close);
    }
}

fn header_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread) {
    ui.horizontal(|ui| {
        let t = theme::tokens(ui);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            close_ui(ui, desk);
            let place = RichText::new(format!("{} · {}", thread.channel, thread.handle));
            ui.label(place.font(theme::regular_font(ui, theme::LABEL)).color(t.dim));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let name = RichText::new(&thread.author).font(theme::semibold_font(ui, theme::TITLE)).color(t.text);
                ui.add(Label::new(name).truncate().selectable(true));
            });
        });
    });
    ui.horizontal_wrapped(|ui| {
        let (words, tone) = state_pill(snapshot, thread);
        widget::pill_ui(ui, &words, tone);
        if let Some((words, tone)) = clock_pill(snapshot, thread) {
            widget::pill_ui(ui, &words, tone);
        }
    });
}

fn state_pill(snapshot: &Snapshot, thread: &Thread) -> (String, Tone) {
    match (thread.state, &thread.owner) {
        (State::Snoozed, _) => {
            let until = thread.snoozed_until.map(|at| format::moment(at, snapshot.at, &snapshot.zone));
            (until.map_or_else(|| "snoozed".to_owned(), |until| format!("snoozed until {until}")), Tone::Plain)
        }
        (State::Resolved, _) => ("resolved".to_owned(), Tone::Met),
        (State::PendingCustomer, _) => ("the customer's turn".to_owned(), Tone::Plain),
        (state, Some((_, owner))) => (format!("{}, {owner}", state.word()), Tone::Accent),
        (state, None) => (format!("{}, unassigned", state.word()), Tone::Breach),
    }
}

fn clock_pill(snapshot: &Snapshot, thread: &Thread) -> Option<(String, Tone)> {
    let clock = thread.clocks.iter().filter(|clock| clock.ended.is_none()).min_by_key(|clock| clock.due)?;
    let left = clock.due.secs_since(snapshot.at);
    let age = format::age(left.unsigned_abs());
    Some(match left {
        ..0 => (format!("{age} past target"), Tone::Breach),
        0..300 => (format!("{age} left"), Tone::Watch),
        _ => (format!("{age} left"), Tone::Plain),
    })
}

fn about_ui(ui: &mut Ui, thread: &Thread) {
    let followers = thread.followers.map_or_else(|| "not known".to_owned(), |n| format::number(n.into()));
    let owner = thread.owner.as_ref().map_or("unassigned", |(_, name)| name.as_str());
    let before = match thread.before {
        0 => "first contact".to_owned(),
        n => format::plural(n, "contact", "contacts"),
    };
    ui.columns_const(|[first, second, third]| {
        let facts = [(first, "Followers", followers.as_str()), (second, "Owner", owner), (third, "Before", &before)];
        for (ui, title, words) in facts {
            ui.spacing_mut().item_spacing.y = 2.0;
            widget::label_ui(ui, title);
            let t = theme::tokens(ui);
            let ink = if words == "unassigned" { t.breach_text } else { t.text };
            ui.add(Label::new(RichText::new(words).font(theme::semibold_font(ui, theme::BODY)).color(ink)).truncate());
        }
    });
}

/// A small card inside the panel.
fn box_ui<R>(ui: &mut Ui, title: &str, right: &str, add: impl FnOnce(&mut Ui) -> R) {
    let t = theme::tokens(ui);
    let frame = Frame::new()
        .fill(t.card)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(CornerRadius::same(theme::CARD_RADIUS))
        .inner_margin(Margin::symmetric(16, 12));
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 7.0;
        ui.horizontal(|ui| {
            widget::label_ui(ui, title);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let words = RichText::new(right).font(theme::regular_font(ui, theme::LABEL)).color(t.dim);
                ui.add(Label::new(words).truncate());
            });
        });
        add(ui);
    });
}

fn clocks_ui(ui: &mut Ui, snapshot: &Snapshot, thread: &Thread) {
    box_ui(ui, "What was promised", "", |ui| {
        for clock in &thread.clocks {
            clock_ui(ui, snapshot, thread, clock);
        }
    });
}

fn clock_ui(ui: &mut Ui, snapshot: &Snapshot, thread: &Thread, clock: &Clock) {
    let t = theme::tokens(ui);
    let title = match clock.kind {
        ClockKind::FirstResponse => "First response",
        ClockKind::Resolution => "Resolution",
    };
    let target = clock.target_secs.max(1);
    let until = clock.ended.unwrap_or(snapshot.at);
    let used = until.secs_since(clock.started) as f32 / target as f32;
    let left = clock.due.secs_since(until);
    let promised = format::age(u64::from(target));
    let (words, ink) = match (clock.ended, left) {
        (None, ..0) => (format!("{} past {promised}", format::left(left)), t.breach_text),
        (None, 0..300) => (format!("{} left of {promised}", format::left(left)), t.watch),
        (None, _) => (format!("{} left of {promised}", format::left(left)), t.text),
        (Some(_), ..0) => (format!("late by {}", format::age(left.unsigned_abs())), t.breach_text),
        (Some(_), _) => {
            let took = u64::try_from(until.secs_since(clock.started)).unwrap_or(0);
            (format!("kept, {} of {promised}", format::age(took)), t.met)
        }
    };
    let color = if left < 0 {
        t.breach
    } else if clock.ended.is_some() {
        t.met
    } else if left < 300 {
        t.watch
    } else {
        t.accent
    };
    let row = ui.horizontal(|ui| {
        let label = RichText::new(title).font(theme::regular_font(ui, 14.0)).color(t.text);
        ui.allocate_ui_with_layout(Vec2::new(100.0, 20.0), Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(100.0);
            ui.label(label);
        });
        let words = RichText::new(words).font(theme::semibold_font(ui, 14.0)).color(ink);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(words);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| widget::bar_ui(ui, used, color));
        });
    });
    let clock_of = |at| format::moment(at, snapshot.at, &snapshot.zone);
    row.response.on_hover_ui(|ui| {
        let mut how = format!(
            "Started {}, {promised} promised on {}, due {}",
            clock_of(clock.started),
            thread.channel,
            clock_of(clock.due)
        );
        if let Some(ended) = clock.ended {
            how.push_str(&format!(", done {}", clock_of(ended)));
        }
        ui.label(how);
    });
}

fn candidates_ui(ui: &mut Ui, desk: &mut Desk, thread: &Thread) {
    box_ui(ui, "Who could take it", "press to assign", |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let owner = thread.owner.as_ref().map(|(agent, _)| *agent);
        let others = thread.candidates.iter().filter(|candidate| Some(candidate.agent) != owner);
        for candidate in others.take(CANDIDATES_SHOWN_MAX) {
            candidate_ui(ui, desk, thread.conversation, candidate);
        }
    });
}

fn candidate_ui(ui: &mut Ui, desk: &mut Desk, conversation: ConversationId, candidate: &Candidate) {
    let t = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 30.0), Sense::click());
    let name = format!("Assign to {}", candidate.name);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    let held = response.dnd_hover_payload::<Dragged>().is_some();
    if response.hovered() || response.has_focus() || held {
        ui.painter().rect_filled(rect.expand2(Vec2::new(8.0, 0.0)), theme::BUTTON_RADIUS, t.raised);
    }
    let ink = if candidate.free { t.text } else { t.quiet };
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect), |ui| {
        ui.horizontal_centered(|ui| {
            ui.label(RichText::new(&candidate.name).font(theme::semibold_font(ui, 14.0)).color(ink));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let load = format!("{} of {}", candidate.holds, candidate.capacity);
                widget::label_ui(ui, &load);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let reason =
                        RichText::new(&candidate.reason).font(theme::regular_font(ui, theme::LABEL)).color(t.dim);
                    ui.add(Label::new(reason).truncate());
                });
            });
        });
    });
    let dropped = response.dnd_release_payload::<Dragged>();
    if response.clicked() || dropped.is_some() {
        let of = dropped.map_or_else(|| Of::one(conversation), |dragged| Of::These(dragged.0.clone()));
        desk.queue(Action::Assign(of, candidate.agent, BeyondCapacity::Refuse));
    }
}

/// How strangers carry it further.
fn carried_ui(ui: &mut Ui, thread: &Thread) {
    let count = |what: Amplification| thread.amplified.iter().find(|(kind, _)| *kind == what).map_or(0, |(_, n)| *n);
    let kinds = [(Amplification::Repost, "reposts"), (Amplification::Like, "likes"), (Amplification::Quote, "quotes")];
    let words: Vec<String> = kinds
        .iter()
        .map(|(kind, word)| (count(*kind), word))
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{} {word}", format::compact(n.into())))
        .collect();
    if words.is_empty() {
        return;
    }
    box_ui(ui, "Reshares", &words.join(" · "), |ui| {
        if thread.spread.iter().any(|n| *n > 0) {
            widget::minutes_ui(ui, "reposts and quotes", &thread.spread, theme::tokens(ui).viral);
        }
    });
}

fn happened_ui(ui: &mut Ui, snapshot: &Snapshot, thread: &Thread) {
    if thread.happened.is_empty() {
        return;
    }
    ui.add_space(2.0);
    widget::label_ui(ui, "What happened");
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        for event in thread.happened.iter().take(HAPPENED_SHOWN_MAX) {
            let when = format::moment(event.at, snapshot.at, &snapshot.zone);
            widget::label_ui(ui, &format!("{when} · {} · {}", event.by, event.what));
        }
    });
}

fn buttons_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread) {
    let of = Of::one(thread.conversation);
    ui.horizontal_wrapped(|ui| {
        if matches!(thread.state, State::Resolved | State::Snoozed) {
            press_ui(ui, desk, snapshot, &Action::Reopen(of.clone()), Weight::Accent);
            if thread.state == State::Snoozed {
                press_ui(ui, desk, snapshot, &Action::Resolve(of), Weight::Plain);
            }
            return;
        }
        press_ui(ui, desk, snapshot, &Action::AskAssign(of.clone()), Weight::Accent);
        press_ui(ui, desk, snapshot, &Action::AskSnooze(of.clone()), Weight::Plain);
        press_ui(ui, desk, snapshot, &Action::Resolve(of.clone()), Weight::Plain);
        if thread.owner.is_some() {
            press_ui(ui, desk, snapshot, &Action::Release(of), Weight::Plain);
        }
    });
}
