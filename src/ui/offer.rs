//! The questions of a hand-off: to whom, where, when, and did the customer say yes. And what is looked at beside it:
//! the packet, the tone card, the reports.

use super::voice::OfferDraft;
use super::widget::Tone;
use super::{format, theme, widget};
use crate::floor::SourceId;
use crate::floor::handoff::{Card, Packet, SwitchReason, Way};
use crate::limits;
use crate::view::{Reports, Snapshot, packet_text};
use egui::{Grid, RichText, ScrollArea, TextEdit, Ui, Vec2};

/// How high a packet is before it scrolls, in points.
const PACKET_HEIGHT: f32 = 320.0;

fn field_ui(ui: &mut Ui, label: &str, hint: &str, text: &mut String) -> egui::Response {
    let name = widget::label_ui(ui, label);
    let field = TextEdit::singleline(text)
        .hint_text(hint.to_owned())
        .desired_width(f32::INFINITY)
        .margin(Vec2::new(12.0, 7.0))
        .char_limit(limits::NAME_CHARS_MAX);
    ui.add(field).labelled_by(name.id)
}

fn text_ui(ui: &mut Ui, label: &str, hint: &str, text: &mut String) {
    let name = widget::label_ui(ui, label);
    let field = TextEdit::multiline(text)
        .hint_text(hint.to_owned())
        .desired_rows(2)
        .desired_width(f32::INFINITY)
        .margin(Vec2::new(12.0, 7.0))
        .char_limit(limits::PACKET_CHARS_MAX);
    ui.add(field).labelled_by(name.id);
}

/// What was decided about an offer: the packet and by which mailbox it goes, or that it is put away.
pub type Offered = Option<(Packet, Option<SourceId>)>;

/// Draws the hand-off that is being filled in; `None` while it goes on.
pub fn offer_ui(
    ui: &mut Ui,
    snapshot: &Snapshot,
    draft: &mut OfferDraft,
    moment: &dyn Fn(&str) -> Option<crate::floor::At>,
) -> Option<Offered> {
    ui.set_width(560.0);
    ui.spacing_mut().item_spacing.y = 5.0;
    widget::title_ui(ui, "Hand off");
    widget::dim_ui(
        ui,
        "It stays ours until they accept. What nobody accepts within 15 minutes comes back with an alert.",
    );
    ui.horizontal(|ui| {
        for way in [Way::Phone, Way::Email] {
            let words = match way {
                Way::Phone => "By phone",
                Way::Email => "By e-mail",
            };
            if widget::chip_ui(ui, words, draft.way == way).clicked() {
                draft.way = way;
            }
        }
    });
    ui.columns_const(|[left, right]| {
        let first = field_ui(left, "Who should take it", "phone team", &mut draft.to);
        if left.memory(|memory| memory.focused()).is_none() {
            first.request_focus();
        }
        let (label, hint) = match draft.way {
            Way::Phone => ("Telephone number", "as the customer gave it"),
            Way::Email => ("E-mail address", "as the customer gave it"),
        };
        field_ui(right, label, hint, &mut draft.contact);
        field_ui(left, "Not before", "now, 30 min, 16:00", &mut draft.from);
        field_ui(right, "And done by", "2 h, 17:30", &mut draft.until);
    });
    ui.horizontal(|ui| {
        ui.checkbox(&mut draft.agreed, "The customer said yes to it");
        let who = TextEdit::singleline(&mut draft.who).desired_width(200.0).margin(Vec2::new(10.0, 5.0));
        ui.add(who.char_limit(limits::NAME_CHARS_MAX)).accessible_name("Who said yes");
    });
    widget::label_ui(ui, "Why not here");
    ui.horizontal_wrapped(|ui| {
        for reason in SwitchReason::ALL {
            if widget::chip_ui(ui, reason.words(), draft.reason == reason).clicked() {
                draft.reason = reason;
            }
        }
    });
    text_ui(ui, "What was promised", "a call before four, the money back by Friday", &mut draft.promised);
    text_ui(ui, "Note", "what they should know", &mut draft.note);
    let packet = draft.packet(snapshot.at, moment);
    mailbox_ui(ui, snapshot, draft);
    shown_ui(ui, snapshot, draft, packet.as_ref().ok());
    let by = draft.mailbox(&snapshot.handoffs.mails);
    foot_ui(ui, &packet.and_then(|packet| Ok((packet, by?))))
}

/// Who is written to, in plain words: nobody is without a press, and nobody at all without a mailbox that can.
fn mailbox_ui(ui: &mut Ui, snapshot: &Snapshot, draft: &mut OfferDraft) {
    let mails = &snapshot.handoffs.mails;
    widget::label_ui(ui, "Who is written to");
    if mails.is_empty() {
        widget::dim_ui(
            ui,
            "Nobody: tell them yourself. A mailbox in Sources with a server for sending and an address for hand-offs sends \
             them the packet.",
        );
        return;
    }
    let chosen = draft.mailbox(mails);
    ui.horizontal_wrapped(|ui| {
        for mail in mails {
            let chip = widget::chip_ui(ui, &mail.to, chosen == Ok(Some(mail.source)));
            if chip.on_hover_text(format!("By {}, once, when you press Hand off", mail.name)).clicked() {
                draft.by = Some(Some(mail.source));
            }
        }
        if widget::chip_ui(ui, "Nobody", chosen == Ok(None)).clicked() {
            draft.by = Some(None);
        }
    });
}

/// The whole packet, while somebody wants to see it.
fn shown_ui(ui: &mut Ui, snapshot: &Snapshot, draft: &mut OfferDraft, packet: Option<&Packet>) {
    let thread = snapshot.thread.as_ref().filter(|thread| thread.conversation == draft.conversation);
    let (Some(packet), Some(thread)) = (packet, thread) else { return };
    let words = if draft.shown { "Hide the packet" } else { "Show the packet" };
    if ui.link(words).clicked() {
        draft.shown = !draft.shown;
    }
    if draft.shown {
        let text = packet_text(packet, thread, &snapshot.handoffs.card, snapshot.at, &snapshot.zone);
        written_ui(ui, &text);
    }
}

fn written_ui(ui: &mut Ui, text: &str) {
    let t = theme::tokens(ui);
    let frame = egui::Frame::new().fill(t.raised).corner_radius(theme::BUTTON_RADIUS).inner_margin(10);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ScrollArea::vertical().max_height(PACKET_HEIGHT).show(ui, |ui| {
            for line in text.lines() {
                widget::text_ui(ui, line);
            }
        });
    });
}

fn foot_ui(ui: &mut Ui, offered: &Result<(Packet, Option<SourceId>), &'static str>) -> Option<Offered> {
    let mut done = None;
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let button = ui.add_enabled_ui(offered.is_ok(), |ui| widget::accent_button_ui(ui, "Hand off")).inner;
        if button.clicked() {
            done = offered.clone().ok().map(Some);
        }
        if widget::button_ui(ui, "Cancel").clicked() {
            done = Some(None);
        }
        if let Err(missing) = offered {
            widget::label_ui(ui, &super::desk::sentence(missing));
        }
    });
    done
}

/// Draws a packet to copy or to save as a text. True when it is put away.
pub fn packet_ui(ui: &mut Ui, text: &str, path: &mut String, note: &mut Option<String>) -> bool {
    ui.set_width(640.0);
    widget::title_ui(ui, "The packet");
    written_ui(ui, text);
    let label = widget::label_ui(ui, "Save it as a text file");
    ui.horizontal(|ui| {
        let width = ui.available_width() - 90.0;
        let field = TextEdit::singleline(path).hint_text("path of the file").desired_width(width);
        ui.add(field.margin(Vec2::new(12.0, 7.0))).labelled_by(label.id);
        let save = ui.add_enabled_ui(!path.trim().is_empty(), |ui| widget::button_ui(ui, "Save")).inner;
        if save.clicked() {
            *note = Some(saved(path.trim(), text));
        }
    });
    if let Some(note) = note {
        widget::label_ui(ui, note);
    }
    ui.horizontal(|ui| {
        if widget::accent_button_ui(ui, "Copy").clicked() {
            ui.copy_text(text.to_owned());
            *note = Some("Copied.".to_owned());
        }
        widget::button_ui(ui, "Close").clicked()
    })
    .inner
}

/// Writes a new file; one that is there already is somebody's, and stays.
fn saved(path: &str, text: &str) -> String {
    use std::io::Write;
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    match file.and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => format!("Saved in {path}. It holds personal data; delete it when it was read."),
        Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => {
            "There is such a file already; choose another name.".to_owned()
        }
        Err(why) => format!("It could not be saved: {why}"),
    }
}

/// Draws the tone card.
pub fn tone_ui(ui: &mut Ui, card: &Card) {
    ui.set_width(560.0);
    let title = if card.version == 0 { "Tone card".into() } else { format!("Tone card, version {}", card.version) };
    widget::title_ui(ui, &title);
    if card.version == 0 {
        widget::dim_ui(
            ui,
            "Nobody has written one yet. It is written in the settings, and each answer keeps its version.",
        );
        return;
    }
    let line = |ui: &mut Ui, label: &str, text: &str| {
        if !text.is_empty() {
            widget::label_ui(ui, label);
            widget::text_ui(ui, text);
        }
    };
    line(ui, "What we are here for", &card.mission);
    line(ui, "How we sound", &card.tone);
    ui.columns_const(|[left, right]| {
        let list = |ui: &mut Ui, title: &str, mark: &str, lines: &[String]| {
            widget::label_ui(ui, title);
            for one in lines {
                widget::text_ui(ui, &format!("{mark} {one}"));
            }
        };
        list(left, "Do", "+", &card.does);
        list(right, "Don't", "−", &card.donts);
    });
    line(ui, "When we go on in private", &card.private);
}

/// Draws the reports on what we say.
pub fn reports_ui(ui: &mut Ui, snapshot: &Snapshot) -> Option<crate::floor::ConversationId> {
    ui.set_width(820.0);
    widget::title_ui(ui, "How we answer");
    let reports = &snapshot.handoffs.reports;
    ui.horizontal_wrapped(|ui| tiles_ui(ui, snapshot, reports));
    let mut opened = None;
    ui.columns_const(|[left, right]| {
        switches_ui(left, reports);
        times_ui(left, reports);
        opened = turned_ui(right, reports);
        opened = amplify_ui(right, reports).or(opened);
    });
    opened
}

fn tiles_ui(ui: &mut Ui, snapshot: &Snapshot, reports: &Reports) {
    let (read, said) = reports.listening;
    let ratio =
        if said > 0 { format!("{:.1} read to 1 said", read as f64 / said as f64) } else { "nothing said".into() };
    let about = format!("Listening, today: {} were read and {} first answers given", format::number(read), said);
    widget::pill_ui(ui, &format!("Listening {ratio}"), Tone::Plain).on_hover_text(about);
    let (held, capacity) = reports.occupancy;
    let cap = reports.occupancy_cap_pct;
    let pct = (capacity > 0).then(|| (f64::from(held) * 100.0 / f64::from(capacity)).round() as u32);
    let tone = if pct.is_some_and(|p| p > cap) { Tone::Breach } else { Tone::Met };
    let words = pct.map_or("nobody is there".to_owned(), |p| format!("{p} % of {cap} %"));
    let about =
        format!("In hand now: {held} of the {capacity} that available agents can hold; more than {cap} % is too much");
    widget::pill_ui(ui, &format!("Occupancy {words}"), tone).on_hover_text(about);
    let (open, late, corrected) = snapshot.handoffs.claims;
    let tone = if late > 0 { Tone::Breach } else { Tone::Plain };
    let words = format!("Incorrect claims {open} open, {late} late, {corrected} corrected today");
    widget::pill_ui(ui, &words, tone);
    let unsettled = snapshot.handoffs.open.iter().filter(|row| row.unsettled).count();
    let tone = if unsettled > 0 { Tone::Breach } else { Tone::Plain };
    widget::pill_ui(ui, &format!("Hand-offs {} open, {unsettled} back", snapshot.handoffs.open.len()), tone);
    for row in &snapshot.handoffs.alike {
        widget::pill_ui(ui, &row.words, Tone::Watch).on_hover_text(&row.text);
    }
}

fn switches_ui(ui: &mut Ui, reports: &Reports) {
    let (switched, of) = reports.switched;
    let rate = if of > 0 { format::percent(switched as f64 / of as f64) } else { "none".into() };
    widget::label_ui(ui, &format!("Sent elsewhere within 24 h: {switched} of {of}, {rate}"));
    Grid::new("switches").num_columns(3).spacing([16.0, 4.0]).show(ui, |ui| {
        for (name, reason, count) in &reports.switches {
            ui.label(name);
            ui.label(*reason);
            ui.label(count.to_string());
            ui.end_row();
        }
    });
}

fn times_ui(ui: &mut Ui, reports: &Reports) {
    ui.add_space(8.0);
    widget::label_ui(ui, "Handle time within 24 h, given to answered");
    if reports.handle_times.is_empty() {
        widget::dim_ui(ui, "Nothing was given to anybody and answered yet.");
    }
    Grid::new("handle times").num_columns(4).spacing([16.0, 4.0]).show(ui, |ui| {
        for row in &reports.handle_times {
            ui.label(row.words);
            ui.label(format::age(u64::from(row.mean_secs))).on_hover_text(format!("mean of {}", row.count));
            let slope = row
                .slope_secs_per_hour
                .map_or("—".to_owned(), |s| format!("{} s an hour", format::signed(s.round() as i64)));
            ui.label(slope).on_hover_text("by how much the mean grows each hour; a line through the hours");
            widget::sparkline_ui(ui, &row.points, Vec2::new(90.0, 18.0), theme::tokens(ui).accent);
            ui.end_row();
        }
    });
}

fn turned_ui(ui: &mut Ui, reports: &Reports) -> Option<crate::floor::ConversationId> {
    let mut opened = None;
    let (count, newest) = &reports.turned;
    widget::label_ui(ui, &format!("Angry at first, glad now: {count}"));
    ui.horizontal_wrapped(|ui| {
        for (id, author) in newest {
            if ui.link(author).clicked() {
                opened = Some(*id);
            }
        }
    });
    opened
}

fn amplify_ui(ui: &mut Ui, reports: &Reports) -> Option<crate::floor::ConversationId> {
    let t = theme::tokens(ui);
    ui.add_space(8.0);
    widget::label_ui(ui, "Praise of the last 24 h that nobody has thanked for");
    if reports.amplify.is_empty() {
        widget::dim_ui(ui, "None.");
    }
    let mut opened = None;
    for row in &reports.amplify {
        ui.horizontal(|ui| {
            if ui.link(&row.author).clicked() {
                opened = Some(row.conversation);
            }
            ui.label(RichText::new(row.suggestion).color(t.accent)).on_hover_text("A suggestion, no more");
            ui.add(egui::Label::new(RichText::new(&row.text).color(t.dim)).truncate());
        });
    }
    opened
}
