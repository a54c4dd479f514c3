//! What goes out: what a person has to decide about, what waits, and what went out lately.

use super::press_named_ui;
use crate::floor::Command;
use crate::floor::source::{NotOut, SourceCommand};
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::screen::floor::panel::box_ui;
use crate::ui::widget::Tone;
use crate::ui::{format, theme, widget};
use crate::view::{DeliveryRow, DeliveryWords, Snapshot, Thread};
use egui::{Frame, Label, Margin, RichText, ScrollArea, Ui};

const ROW_HEIGHT: f32 = 96.0;

/// Draws the list: what failed first, then what waits, then what went out.
pub(super) fn deliveries_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let sources = &snapshot.sources;
    ui.horizontal(|ui| {
        widget::strong_ui(ui, "Going out");
        let words = match (sources.failed, sources.waiting) {
            (0, 0) => "nothing waits, nothing failed".to_owned(),
            (0, waiting) => format::plural(waiting, "thing waits", "things wait"),
            (failed, 0) => format!("{} for you to decide", format::count(failed)),
            (failed, waiting) => {
                format!("{} for you to decide, {} waiting", format::count(failed), format::count(waiting))
            }
        };
        widget::label_ui(ui, &words);
    });
    if sources.deliveries.is_empty() {
        widget::label_ui(ui, "Answers and changes of tickets are listed here until they are out");
        return;
    }
    ScrollArea::vertical().id_salt("deliveries").auto_shrink(false).show_rows(
        ui,
        ROW_HEIGHT,
        sources.deliveries.len(),
        |ui, rows| {
            for place in rows {
                if let Some(row) = sources.deliveries.get(place) {
                    card_ui(ui, desk, snapshot, row);
                }
            }
        },
    );
}

/// What goes out of the conversation that is looked at: on the floor until a person decides, and the newest that is
/// out. What a person has to decide about stands first.
pub fn outbox_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread) {
    let is_over = |row: &DeliveryRow| matches!(row.state, DeliveryWords::Sent(_) | DeliveryWords::Left(_));
    let has_failed = |row: &DeliveryRow| matches!(row.state, DeliveryWords::Failed(..));
    let mut rows: Vec<&DeliveryRow> = thread.outgoing.iter().collect();
    if rows.is_empty() {
        return;
    }
    rows.sort_by_key(|row| (is_over(row), !has_failed(row)));
    let failed = rows.iter().filter(|row| has_failed(row)).count();
    let open = rows.iter().filter(|row| !is_over(row)).count();
    let (title, right) = match (open, failed) {
        (0, _) => ("Went out", String::new()),
        (_, 0) => ("Not out yet", "on its way".to_owned()),
        _ => ("Not out yet", format!("{failed} for you to decide")),
    };
    box_ui(ui, title, &right, |ui| {
        for row in rows {
            head_ui(ui, snapshot, row, false);
            words_ui(ui, row);
            if !is_over(row) {
                why_ui(ui, row, false);
            }
            if has_failed(row) {
                ui.horizontal_wrapped(|ui| deeds_ui(ui, desk, snapshot, row));
            }
        }
    });
}

/// What it says, in one line.
fn words_ui(ui: &mut Ui, row: &DeliveryRow) {
    if row.words.is_empty() {
        return;
    }
    let t = theme::tokens(ui);
    let words = RichText::new(format!("“{}”", row.words.replace(['\n', '\r'], " ")));
    let words = words.font(theme::regular_font(ui, theme::LABEL)).color(t.dim);
    ui.add(Label::new(words).truncate()).on_hover_text(&row.words);
}

fn card_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &DeliveryRow) {
    let t = theme::tokens(ui);
    let frame = Frame::new().fill(t.card).corner_radius(theme::BUTTON_RADIUS).inner_margin(Margin::symmetric(12, 7));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.set_height(ROW_HEIGHT - 14.0);
        ui.spacing_mut().item_spacing.y = 3.0;
        head_ui(ui, snapshot, row, true);
        why_ui(ui, row, true);
        ui.horizontal(|ui| {
            if matches!(row.state, DeliveryWords::Failed(..)) {
                deeds_ui(ui, desk, snapshot, row);
            }
            let name = format!("Read the conversation with {}", row.author);
            press_named_ui(ui, desk, snapshot, &Action::Open(row.conversation), &name);
            words_ui(ui, row);
        });
    });
}

/// How far it is, what it is, by which source, and in a list of many whom it concerns.
fn head_ui(ui: &mut Ui, snapshot: &Snapshot, row: &DeliveryRow, in_list: bool) {
    let t = theme::tokens(ui);
    let moment = |at| format::moment(at, snapshot.at, &snapshot.zone);
    ui.horizontal(|ui| {
        let (words, tone, when) = match &row.state {
            DeliveryWords::Failed(how, _, at) => (how.words(), Tone::Breach, format!("since {}", moment(*at))),
            DeliveryWords::Waiting => ("waiting", Tone::Watch, format!("since {}", moment(row.asked_at))),
            DeliveryWords::Sending => ("being sent", Tone::Watch, format!("since {}", moment(row.asked_at))),
            DeliveryWords::Sent(at) => ("sent", Tone::Met, format!("at {}", moment(*at))),
            DeliveryWords::Left(at) => ("left", Tone::Plain, moment(*at)),
        };
        let asked = format!("Decided at {}, begun {}", moment(row.asked_at), times(row.tries));
        widget::pill_dot_ui(ui, words, tone).on_hover_text(asked);
        let what = crate::ui::desk::sentence(&if in_list { about(row) } else { row.what.to_owned() });
        let what = RichText::new(what).font(theme::semibold_font(ui, 14.0)).color(t.text);
        ui.add(Label::new(what).truncate());
        let by = RichText::new(format!("{when} · {}", row.source));
        ui.add(Label::new(by.font(theme::regular_font(ui, theme::LABEL)).color(t.dim)).truncate());
    });
}

/// What it is and whom it concerns. Only answers reach the customer.
fn about(row: &DeliveryRow) -> String {
    match row.what {
        what if what.ends_with("answer") => format!("{what} to {}", row.author),
        what => format!("{what} in the ticket of {}", row.author),
    }
}

fn times(tries: u32) -> String {
    match tries {
        0 => "not yet".to_owned(),
        1 => "once".to_owned(),
        n => format!("{n} times"),
    }
}

/// Why it is not out, and what to do about it.
fn why_ui(ui: &mut Ui, row: &DeliveryRow, one_line: bool) {
    let t = theme::tokens(ui);
    let (words, ink) = match &row.state {
        DeliveryWords::Failed(how, why, _) => (format!("{}. {}", sentence(why), what_to_do(*how)), t.breach_text),
        DeliveryWords::Waiting if row.tries == 0 => ("It goes out when its source can be reached".to_owned(), t.dim),
        DeliveryWords::Waiting => (format!("Begun {}; it is tried again by itself", times(row.tries)), t.dim),
        DeliveryWords::Sending => ("Its source is at it".to_owned(), t.dim),
        DeliveryWords::Sent(_) => ("It stands there".to_owned(), t.dim),
        DeliveryWords::Left(_) => ("A person left it: what stands over there stands".to_owned(), t.dim),
    };
    let label = Label::new(RichText::new(&words).font(theme::regular_font(ui, theme::LABEL)).color(ink));
    if one_line {
        ui.add(label.truncate()).on_hover_text(&words);
    } else {
        ui.add(label.wrap());
    }
}

fn sentence(why: &str) -> String {
    let mut letters = why.trim().trim_end_matches('.').chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn what_to_do(how: NotOut) -> &'static str {
    match how {
        NotOut::Refused => "Change what it asks for over there, then send again",
        NotOut::Conflict => "Look at it over there: send again puts ours on top, leave it keeps theirs",
        NotOut::Unsure => "Look over there first: sent again, it might stand there twice",
        NotOut::GivenUp => "Send again when the other side is well",
    }
}

fn deeds_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &DeliveryRow) {
    let delivery = row.delivery;
    let what = format!("{} to {}", row.what, row.author);
    let again = Action::Do("Send again", Command::Source(SourceCommand::Resend { delivery }));
    press_named_ui(ui, desk, snapshot, &again, &format!("Send again: {what}"));
    let leave = Action::Do("Leave it", Command::Source(SourceCommand::Drop { delivery }));
    press_named_ui(ui, desk, snapshot, &leave, &format!("Leave it: {what}"));
}
