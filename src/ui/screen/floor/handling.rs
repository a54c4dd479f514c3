//! What is done with a conversation: what was promised, who could take it, what happened, and what can be decided.

use super::panel::box_ui;
use super::table::Dragged;
use crate::floor::{BeyondCapacity, ConversationId, State};
use crate::ui::action::{Action, Of};
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::{format, theme, widget};
use crate::view::{Candidate, Clock, ClockKind, ClockWords, Snapshot, Thread};
use egui::{Align, CollapsingHeader, Label, Layout, RichText, Sense, Ui, Vec2};

/// Agents offered before the dialog with all of them.
const CANDIDATES_SHOWN_MAX: usize = 4;
/// Those who cannot take it that fit below them.
const WHY_NOT_SHOWN_MAX: usize = 12;
/// Decisions and events listed under the words.
const HAPPENED_SHOWN_MAX: usize = 30;

/// The promises.
pub fn clocks_ui(ui: &mut Ui, snapshot: &Snapshot, thread: &Thread) {
    box_ui(ui, "What was promised", "", |ui| {
        for clock in &thread.clocks {
            clock_ui(ui, snapshot, thread, clock);
        }
        if !thread.explained.is_empty() {
            let opened = CollapsingHeader::new("How these times come about").id_salt("explained");
            opened.show(ui, |ui| thread.explained.iter().for_each(|clock| explained_ui(ui, clock)));
        }
    });
}

/// The words for a clock.
fn clock_title(kind: ClockKind) -> &'static str {
    match kind {
        ClockKind::FirstResponse => "First response",
        ClockKind::NextResponse => "Next response",
        ClockKind::Resolution => "Resolution",
    }
}

/// How a due time came about: the policy, the hours, each stretch that counted and each day that was passed over.
fn explained_ui(ui: &mut Ui, clock: &ClockWords) {
    let t = theme::tokens(ui);
    ui.spacing_mut().item_spacing.y = 2.0;
    widget::strong_ui(ui, clock_title(clock.kind));
    for words in [&clock.policy, &clock.hours] {
        let words = RichText::new(words).font(theme::regular_font(ui, theme::LABEL)).color(t.dim);
        ui.add(Label::new(words).wrap());
    }
    for (words, counted) in &clock.lines {
        let (mark, ink) = if *counted { ("+", t.text) } else { ("·", t.quiet) };
        ui.label(RichText::new(format!("{mark} {words}")).font(theme::regular_font(ui, theme::LABEL)).color(ink));
    }
    ui.label(RichText::new(format!("= {}", clock.end)).font(theme::semibold_font(ui, theme::LABEL)).color(t.text));
    ui.add_space(6.0);
}

fn clock_ui(ui: &mut Ui, snapshot: &Snapshot, thread: &Thread, clock: &Clock) {
    let t = theme::tokens(ui);
    let title = clock_title(clock.kind);
    let target = clock.target_secs.max(1);
    let until = clock.ended.unwrap_or(snapshot.at);
    // By the clock on the wall, closed hours included: that is how far away the moment is.
    let whole = clock.due.secs_since(clock.started).max(1);
    let used = match clock.paused_left_secs {
        Some(left) => 1.0 - left as f32 / target as f32,
        None => until.secs_since(clock.started) as f32 / whole as f32,
    };
    let left = clock.due.secs_since(until);
    let promised = format::age(u64::from(target));
    let (words, ink) = match (clock.ended, left) {
        _ if clock.paused_left_secs.is_some() => (format!("stands still, {} left", format::left(left)), t.dim),
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

/// Who could take it; a press assigns.
pub fn candidates_ui(ui: &mut Ui, desk: &mut Desk, thread: &Thread) {
    box_ui(ui, "Who could take it", "press to assign", |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let owner = thread.owner.as_ref().map(|(agent, _)| *agent);
        let others = || thread.candidates.iter().filter(|candidate| Some(candidate.agent) != owner);
        let free = others().filter(|candidate| candidate.free).count();
        for candidate in others().take(free.clamp(1, CANDIDATES_SHOWN_MAX)) {
            candidate_ui(ui, desk, thread.conversation, candidate);
        }
        if free > CANDIDATES_SHOWN_MAX {
            widget::label_ui(ui, &format!("and {} more; press A for all", free - CANDIDATES_SHOWN_MAX));
        }
        let rest = || others().skip(free.max(1));
        if rest().next().is_some() {
            let title = RichText::new("Why not the others").font(theme::regular_font(ui, theme::LABEL));
            egui::CollapsingHeader::new(title).id_salt("why not").default_open(true).show(ui, |ui| {
                for candidate in rest().take(WHY_NOT_SHOWN_MAX) {
                    candidate_ui(ui, desk, thread.conversation, candidate);
                }
            });
        }
    });
}

fn candidate_ui(ui: &mut Ui, desk: &mut Desk, conversation: ConversationId, candidate: &Candidate) {
    let t = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 30.0), Sense::click());
    let name = match candidate.can_be_named {
        true => format!("Assign to {}", candidate.name),
        false => format!("{} cannot take it: {}", candidate.name, candidate.reason),
    };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, candidate.can_be_named, &name));
    let response = response.on_hover_text(format!("{}: {}", candidate.name, candidate.reason));
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
    if !candidate.can_be_named {
        return;
    }
    if response.clicked() || dropped.is_some() {
        let of = dropped.map_or_else(|| Of::one(conversation), |dragged| Of::These(dragged.0.clone()));
        desk.queue(Action::Assign(of, candidate.agent, BeyondCapacity::Refuse));
    }
}

/// Decisions and events, newest first.
pub fn happened_ui(ui: &mut Ui, snapshot: &Snapshot, thread: &Thread) {
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

/// What can be decided, at the foot of the panel.
pub fn buttons_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread) {
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
