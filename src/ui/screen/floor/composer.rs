//! The answer: begun with an approved text, looked at exactly as it goes out, and sent with one press.

use super::panel::box_ui;
use crate::floor::handoff::{HandoffCommand, Sending, SwitchReason, TemplateId, TemplateKind, fill};
use crate::floor::source::Allowed;
use crate::floor::{At, ChannelId, Command};
use crate::limits;
use crate::ui::action::{Action, Of};
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::voice::{Written, floor_key};
use crate::ui::widget::Tone;
use crate::ui::{format, theme, widget};
use crate::view::{OfThread, Outgoing, Snapshot, Thread, outgoing};
use egui::{ComboBox, RichText, TextEdit, Ui, Vec2};

/// Templates offered at once.
const TEMPLATES_SHOWN_MAX: usize = 6;
/// A reply window that closes within so many seconds stands out.
const WINDOW_SOON_SECS: u64 = 3_600;

/// Draws the card.
pub fn composer_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread) {
    let floor = floor_key(snapshot);
    let of = snapshot.handoffs.thread.as_ref().filter(|of| of.conversation == thread.conversation);
    let mut written = desk.voice.drafts.of(&floor, thread.conversation).cloned().unwrap_or_default();
    let before = written.clone();
    let whose = thread.owner.as_ref().map_or("nobody has it yet".to_owned(), |(_, n)| format!("in the name of {n}"));
    box_ui(ui, &format!("Answer on {}", channel(snapshot, thread, &written)), &whose, |ui| {
        alike_ui(ui, snapshot, thread);
        window_ui(ui, snapshot, thread);
        templates_ui(ui, snapshot, thread, of, &mut written);
        let name = format!("Answer to {}", thread.author);
        let rows = if written.text.is_empty() { 1 } else { 3 };
        let field = TextEdit::multiline(&mut written.text)
            .desired_rows(rows)
            .desired_width(f32::INFINITY)
            .hint_text("Write, or begin with an approved text")
            .margin(Vec2::new(12.0, 8.0))
            .char_limit(limits::REPLY_CHARS_MAX);
        let field = ui.add(field).accessible_name(name);
        if std::mem::take(&mut desk.voice.focus_wanted) {
            field.request_focus();
            field.scroll_to_me(Some(egui::Align::Center));
        }
        if written.text.trim().is_empty() {
            foot_ui(ui, desk, snapshot, thread);
        } else {
            where_ui(ui, snapshot, thread, &mut written);
            let seen = outgoing(&channel(snapshot, thread, &written), written.text.trim());
            preview_ui(ui, &written, &seen);
            sending_ui(ui, desk, snapshot, thread, &written, &seen);
            foot_ui(ui, desk, snapshot, thread);
        }
        if let Some(of) = of {
            said_ui(ui, desk, snapshot, of);
        }
    });
    if written != before {
        written.touched = snapshot.at.unix();
        desk.voice.drafts.put(&floor, thread.conversation, written);
    }
}

/// Where it goes: where the customer wrote, until somebody says otherwise.
fn channel(snapshot: &Snapshot, thread: &Thread, written: &Written) -> String {
    let other = written.elsewhere().and_then(|(id, _)| snapshot.listing.channels.iter().find(|(c, _)| *c == id));
    other.map_or_else(|| thread.channel.clone(), |(_, name)| name.clone())
}

fn alike_ui(ui: &mut Ui, snapshot: &Snapshot, thread: &Thread) {
    for row in snapshot.handoffs.alike.iter().filter(|row| row.handle == thread.handle) {
        let pill = widget::pill_ui(ui, &row.words, Tone::Watch);
        pill.on_hover_text(format!("Customers take us for a machine. The newest of them:\n“{}”", row.text));
    }
}

fn templates_ui(ui: &mut Ui, snapshot: &Snapshot, thread: &Thread, of: Option<&OfThread>, written: &mut Written) {
    let language = of.and_then(|of| of.language);
    let claim = of.and_then(|of| of.claim.as_ref()).filter(|claim| claim.is_open());
    if let Some(claim) = claim {
        let due = format::moment(claim.due, snapshot.at, &snapshot.zone);
        let tone = if claim.due < snapshot.at { Tone::Breach } else { Tone::Watch };
        widget::pill_ui(ui, &format!("Incorrect claim: {}. Correct it by {due}", claim.claim), tone);
    }
    // What fits comes first: a correction where a claim is wrong, then the customer's language.
    let mut rows: Vec<_> = snapshot.handoffs.templates.iter().collect();
    let rank = |kind: TemplateKind| usize::from((kind == TemplateKind::Correction) != claim.is_some());
    rows.sort_by_key(|(_, row)| (rank(row.kind), language.is_some_and(|l| l != row.language)));
    if rows.is_empty() {
        widget::label_ui(ui, "No text is approved yet. Write some in the settings.");
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for (id, row) in rows.into_iter().take(TEMPLATES_SHOWN_MAX) {
            let chosen = written.template == Some(id.0) && !written.text.is_empty();
            let chip = widget::chip_ui(ui, &row.name, chosen);
            let about = format!("Approved text to {}, {}", row.kind.word(), String::from_utf8_lossy(&row.language));
            let chip = chip.on_hover_text(format!("{about}\n{}", row.text));
            let name = format!("Begin with {}", row.name);
            chip.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if chip.clicked() {
                let TemplateId(number) = *id;
                written.template = Some(number);
                let agent = thread.owner.as_ref().map(|(_, name)| name.as_str());
                written.text = fill(&row.text, &thread.author, agent);
                written.corrects = row.kind == TemplateKind::Correction && claim.is_some();
            }
        }
    });
}

fn where_ui(ui: &mut Ui, snapshot: &Snapshot, thread: &Thread, written: &mut Written) {
    ui.horizontal_wrapped(|ui| {
        let label = widget::label_ui(ui, "Goes out on");
        let now = channel(snapshot, thread, written);
        let pick = ComboBox::from_id_salt("reply channel").selected_text(now).show_ui(ui, |ui| {
            for (id, name) in &snapshot.listing.channels {
                let here = *name == thread.channel;
                let chosen = written.elsewhere.map_or(here, |(c, _)| ChannelId(c) == *id);
                let words = if here { format!("{name}, where the customer wrote") } else { name.clone() };
                if ui.selectable_label(chosen, words).clicked() {
                    written.elsewhere = (!here).then_some((id.0, SwitchReason::CustomerAsked as u8));
                }
            }
        });
        pick.response.labelled_by(label.id);
        if let Some((_, reason)) = &mut written.elsewhere {
            let label = widget::label_ui(ui, "because of");
            let words = SwitchReason::ALL.get(usize::from(*reason)).map_or("", |r| r.words());
            let pick = ComboBox::from_id_salt("reply reason").selected_text(words).show_ui(ui, |ui| {
                for one in SwitchReason::ALL {
                    ui.selectable_value(reason, one as u8, one.words());
                }
            });
            pick.response.labelled_by(label.id);
        }
    });
}

/// Exactly what goes out, how long it is, and what in it is nobody's business.
fn preview_ui(ui: &mut Ui, written: &Written, seen: &Outgoing) {
    let t = theme::tokens(ui);
    ui.horizontal(|ui| {
        widget::label_ui(ui, "Exactly this goes out");
        let over = seen.length > seen.most;
        let ink = if over { t.breach_text } else { t.dim };
        let words = if over {
            format!("{} of {}: {} too many", seen.length, seen.most, seen.length - seen.most)
        } else {
            format!("{} of {} characters", seen.length, seen.most)
        };
        ui.label(RichText::new(words).font(theme::regular_font(ui, theme::LABEL)).color(ink));
    });
    let frame = egui::Frame::new().fill(t.raised).corner_radius(theme::BUTTON_RADIUS).inner_margin(10);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        widget::text_ui(ui, written.text.trim());
    });
    for (what, words) in &seen.personal {
        let pill = widget::pill_ui(ui, &format!("Holds {what}: {words}"), Tone::Watch);
        pill.on_hover_text("Everybody can read it there. Go on in private, or take it out");
    }
}

fn sending_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread, written: &Written, seen: &Outgoing) {
    let id = thread.conversation;
    let say = |words, sending| {
        let said = Box::new(written.said(sending));
        Action::Do(words, Command::Handoff(HandoffCommand::Reply { conversation: id, said }))
    };
    let unfilled = written.text.contains("{name}") || written.text.contains("{agent}");
    if unfilled {
        widget::pill_ui(ui, "A name in braces is not filled in", Tone::Breach);
    }
    // On another channel it is another network that takes it, or a person who puts it there.
    let late = written.elsewhere.is_none() && is_over(snapshot, thread);
    let can = seen.length <= seen.most && !unfilled && !late;
    let shown = ui.add_enabled_ui(can, |ui| {
        ui.horizontal_wrapped(|ui| {
            if snapshot.handoffs.can_send {
                press_ui(ui, desk, snapshot, &say("Send", Sending::Taken), Weight::Accent);
                return;
            }
            let outside = say("Copy, and mark as answered outside", Sending::Outside);
            if press_ui(ui, desk, snapshot, &outside, Weight::Accent).clicked() {
                ui.copy_text(written.text.trim().to_owned());
            }
            let later = say("Approve, not sent: no account is connected", Sending::NotSent);
            press_ui(ui, desk, snapshot, &later, Weight::Plain);
        });
    });
    if late {
        shown.response.on_hover_text("No answer is taken there any more until the customer writes again");
    }
}

/// Whether no answer is taken any more where the customer wrote.
fn is_over(snapshot: &Snapshot, thread: &Thread) -> bool {
    let found = thread.answerable(&snapshot.connectors, snapshot.at);
    found.is_some_and(|found| matches!(found.allowed, Allowed::Nothing { .. }))
}

/// Until when an answer is taken, where the network sets a limit to that.
fn window_ui(ui: &mut Ui, snapshot: &Snapshot, thread: &Thread) {
    let Some(found) = thread.answerable(&snapshot.connectors, snapshot.at) else { return };
    let moment = |at| format::moment(at, snapshot.at, &snapshot.zone);
    let left = |at: At| u64::try_from(at.secs_since(snapshot.at)).unwrap_or(0);
    let (any, person) = (window_words(found.window.any_secs), window_words(found.window.person_secs));
    let (words, rest, tone) = match found.allowed {
        Allowed::Any { until, .. } => {
            let tone = if left(until) < WINDOW_SOON_SECS { Tone::Watch } else { Tone::Plain };
            let words = format!("The {any} reply window closes {}, in {}", moment(until), format::age(left(until)));
            (words, String::new(), tone)
        }
        Allowed::Person { since, until } => {
            let words = format!("The {any} reply window closed {}", moment(since));
            let until = format!("{}, in {}", moment(until), format::age(left(until)));
            (words, format!("Only a person may answer until {until}"), Tone::Watch)
        }
        Allowed::Nothing { since } => {
            let words = format!("The reply window closed {}", moment(since));
            (words, "No answer is taken: the customer has to write again".to_owned(), Tone::Breach)
        }
    };
    let person_until = match found.allowed {
        Allowed::Any { person_until, .. } => format!(", until {}", moment(person_until)),
        _ => String::new(),
    };
    widget::pill_ui(ui, &words, tone).on_hover_text(format!(
        "{} takes any private answer for {any} after the customer’s last message, and one that a person wrote for \
         {person}{person_until}. What goes out later than {any} is marked as a person’s.",
        found.network
    ));
    if !rest.is_empty() {
        widget::label_ui(ui, &rest);
    }
}

/// For example `24 h` or `7 d`.
fn window_words(secs: u32) -> String {
    if secs <= 2 * 86_400 { format!("{} h", secs / 3_600) } else { format!("{} d", secs / 86_400) }
}

fn foot_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread) {
    ui.horizontal_wrapped(|ui| {
        press_ui(ui, desk, snapshot, &Action::Tone, Weight::Plain);
        let handed = snapshot.handoffs.thread.as_ref().is_some_and(|of| of.handoff.is_some());
        if thread.state.is_open() && !handed {
            press_ui(ui, desk, snapshot, &Action::AskHandoff(Of::one(thread.conversation)), Weight::Plain);
        }
        claim_ui(ui, desk, snapshot, thread);
    });
}

/// Says that the conversation rests on a wrong claim, or that it does not.
fn claim_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread) {
    let id = thread.conversation;
    let tagged = snapshot.handoffs.thread.as_ref().and_then(|of| of.claim.as_ref()).is_some_and(|c| c.is_open());
    if tagged {
        let clear = Command::Handoff(HandoffCommand::ClearClaim { conversation: id });
        press_ui(ui, desk, snapshot, &Action::Do("Not an incorrect claim", clear), Weight::Plain);
        return;
    }
    let Some((_, mut claim)) = desk.voice.claim.clone().filter(|(of, _)| *of == id) else {
        if widget::button_ui(ui, "Incorrect claim…").clicked() {
            desk.voice.claim = Some((id, String::new()));
        }
        return;
    };
    let field = TextEdit::singleline(&mut claim)
        .hint_text("What is claimed, in a few words")
        .desired_width(220.0)
        .margin(Vec2::new(10.0, 6.0))
        .char_limit(limits::NAME_CHARS_MAX);
    ui.add(field).accessible_name("What is claimed");
    let tag = Command::Handoff(HandoffCommand::TagClaim { conversation: id, claim: claim.clone() });
    let pressed = ui.add_enabled_ui(!claim.trim().is_empty(), |ui| {
        press_ui(ui, desk, snapshot, &Action::Do("Tag as incorrect claim", tag), Weight::Plain).clicked()
    });
    let cancel = widget::button_ui(ui, "Not now").clicked();
    desk.voice.claim = (!pressed.inner && !cancel).then_some((id, claim));
}

/// What was approved in this conversation before.
fn said_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, of: &OfThread) {
    for reply in &of.replies {
        let when = format::moment(reply.at, snapshot.at, &snapshot.zone);
        let who = reply.agent.as_deref().unwrap_or("nobody's name");
        widget::label_ui(ui, &format!("{when} · {who} · {}: “{}”", reply.state, reply.text));
        if reply.waits {
            let deliver = Command::Handoff(HandoffCommand::Deliver { reply: reply.reply });
            ui.horizontal(|ui| {
                let action = Action::Do("Copy, and say that it stands there now", deliver);
                if press_ui(ui, desk, snapshot, &action, Weight::Plain).clicked() {
                    ui.copy_text(reply.text.clone());
                }
            });
        }
    }
}
