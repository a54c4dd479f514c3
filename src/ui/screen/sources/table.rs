//! The table of the sources: how each does, what it may still ask, and what can be done about it.

use super::press_named_ui;
use crate::floor::Command;
use crate::floor::source::SourceCommand;
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::press::menu_line_ui;
use crate::ui::widget::Tone;
use crate::ui::{cell, format, theme, widget};
use crate::view::{DeskWish, Doing, LiveRow, Snapshot, SourceRow, SourceState};
use egui::{Align, Label, Layout, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

const TITLES: [&str; 12] = [
    "Source",
    "State",
    "Last in",
    "Last out",
    "Lag",
    "Quota left",
    "Login until",
    "Next try",
    "To go out",
    "Read",
    "Aside",
    "",
];
const ROW_HEIGHT: f32 = 50.0;
/// A login that ends sooner is said loudly. Many are good for an hour or two and renew themselves well before.
const LOGIN_SOON_SECS: i64 = 5 * 60;

/// Draws the table. It takes at most half of the height that there is.
pub(super) fn table_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let t = theme::tokens(ui);
    let sources = &snapshot.sources.rows;
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let share = ((ui.available_width() / unit - 1_040.0) / 524.0).clamp(0.0, 1.0);
    let column = |narrow: f32, wide: f32| Column::exact(unit * (narrow + (wide - narrow) * share)).clip(true);
    ui.scope(|ui| {
        ui.style_mut().interaction.selectable_labels = false;
        ui.visuals_mut().widgets.hovered.bg_fill = t.panel;
        ui.spacing_mut().item_spacing.y = 0.0;
        let height = unit * (36.0 + ROW_HEIGHT * sources.len() as f32);
        let most = (ui.available_height() * 0.56).max(unit * 140.0);
        let table = TableBuilder::new(ui)
            .id_salt("sources")
            .sense(Sense::hover())
            .auto_shrink([false, true])
            .max_scroll_height(height.min(most))
            .cell_layout(Layout::left_to_right(Align::Center))
            .column(column(152.0, 220.0))
            .column(column(190.0, 306.0))
            .columns(column(58.0, 84.0), 2)
            .column(column(42.0, 62.0))
            .column(column(72.0, 100.0))
            .column(column(72.0, 100.0))
            .column(column(56.0, 80.0))
            .column(column(76.0, 118.0))
            .column(column(54.0, 80.0))
            .column(column(40.0, 58.0))
            .column(Column::remainder().clip(true));
        let header = |mut header: TableRow<'_, '_>| {
            for title in TITLES {
                header.col(|ui| {
                    widget::label_ui(ui, title);
                });
            }
        };
        table.header(36.0 * unit, header).body(|body| {
            body.rows(ROW_HEIGHT * unit, sources.len(), |mut line| {
                if let Some(row) = sources.get(line.index()) {
                    row_ui(&mut line, desk, snapshot, row);
                }
            });
        });
    });
}

fn row_ui(line: &mut TableRow<'_, '_>, desk: &mut Desk, snapshot: &Snapshot, row: &SourceRow) {
    line.col(|ui| {
        cell::ground_ui(ui, None);
        two_lines_ui(ui, |ui| {
            let name = RichText::new(&row.name).font(theme::semibold_font(ui, theme::BODY));
            ui.add(Label::new(name).truncate()).on_hover_text(&row.name);
            let about = match &row.live {
                Some(live) => format!("{} · {}", row.kind, live.settings.channel),
                None => row.kind.clone(),
            };
            small_ui(ui, &about, theme::tokens(ui).dim);
        });
    });
    line.col(|ui| {
        cell::ground_ui(ui, None);
        state_ui(ui, row);
    });
    let live = row.live.as_deref();
    let texts = [last_in(snapshot, row), last_out(snapshot, live), lag(row), quota(snapshot, live)];
    let more = [login(snapshot, live), next_try(snapshot, live), going_out(live), read(row), aside(row)];
    for text in texts.into_iter().chain(more) {
        line.col(|ui| {
            cell::ground_ui(ui, None);
            text_ui(ui, &text);
        });
    }
    line.col(|ui| {
        cell::ground_ui(ui, None);
        if let Some(live) = live {
            deeds_ui(ui, desk, snapshot, row, live);
        }
    });
}

/// What stands in a cell, how loud it is, and what to say to who asks.
struct Text {
    words: String,
    tone: Tone,
    hover: String,
}

impl Text {
    fn new(words: impl Into<String>, hover: impl Into<String>) -> Text {
        Text { words: words.into(), tone: Tone::Plain, hover: hover.into() }
    }

    fn none(hover: &str) -> Text {
        Text::new("—", hover)
    }

    fn in_tone(self, tone: Tone) -> Text {
        Text { tone, ..self }
    }
}

fn text_ui(ui: &mut Ui, text: &Text) {
    let t = theme::tokens(ui);
    let (ink, _) = text.tone.colors(t);
    let words = RichText::new(&text.words).font(theme::regular_font(ui, theme::BODY)).color(ink);
    ui.add(Label::new(words).truncate()).on_hover_text(&text.hover);
}

fn small_ui(ui: &mut Ui, words: &str, ink: egui::Color32) {
    let words = RichText::new(words).font(theme::regular_font(ui, theme::LABEL)).color(ink);
    ui.add(Label::new(words).truncate());
}

fn two_lines_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.add_space(5.0);
        add(ui);
    });
}

/// The state in a word and how loud it is.
fn state_words(state: &SourceState) -> (&'static str, Tone) {
    match state {
        SourceState::Live => ("live", Tone::Met),
        SourceState::Behind => ("behind", Tone::Watch),
        SourceState::Failing(_) => ("cannot be read", Tone::Breach),
        SourceState::Done => ("read to the end", Tone::Plain),
        SourceState::Partly => ("read in part", Tone::Watch),
        SourceState::Paused => ("paused", Tone::Plain),
        SourceState::Slowed(_) => ("slowed down", Tone::Watch),
        SourceState::NeedsPerson(_) => ("needs you", Tone::Breach),
        SourceState::Starting => ("starting", Tone::Plain),
    }
}

/// Why it is so, or what it does now.
fn state_reason(row: &SourceRow) -> String {
    match &row.state {
        SourceState::Failing(why) | SourceState::Slowed(why) | SourceState::NeedsPerson(why) => return why.clone(),
        SourceState::Paused => return "not asked, because a person said so".to_owned(),
        SourceState::Starting => return "set up, and not answered yet".to_owned(),
        _ => {}
    }
    let status = row.live.as_ref().and_then(|live| live.status.as_ref());
    let doing = match status.map(|status| status.doing) {
        Some(Doing::SigningIn) => "signing in",
        Some(Doing::Reading) => "reading now",
        Some(Doing::Sending) => "sending now",
        Some(Doing::Waiting) | None => "",
    };
    doing.to_owned()
}

fn state_ui(ui: &mut Ui, row: &SourceRow) {
    let t = theme::tokens(ui);
    let (words, tone) = state_words(&row.state);
    let reason = state_reason(row);
    let silent = row.live.as_ref().and_then(|live| live.silent_secs).map(|s| u64::try_from(s).unwrap_or(0));
    let pills = |ui: &mut Ui| {
        ui.horizontal(|ui| {
            widget::pill_dot_ui(ui, words, tone).on_hover_text(if reason.is_empty() { words } else { &reason });
            if let Some(secs) = silent {
                let pill = widget::pill_ui(ui, &format!("silent for {}", format::age(secs)), Tone::Watch);
                pill.on_hover_text("It has brought nothing for longer than it ever should. Look whether it still does");
            }
        });
    };
    if reason.is_empty() {
        pills(ui);
        return;
    }
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        // As high as a pill and no higher: a line of words has to fit below it.
        ui.spacing_mut().interact_size.y = 0.0;
        ui.add_space(3.0);
        pills(ui);
        let ink = if tone == Tone::Breach { t.breach_text } else { t.dim };
        let words = RichText::new(&reason).font(theme::regular_font(ui, theme::LABEL)).color(ink);
        ui.add(Label::new(words).truncate()).on_hover_text(&reason);
    });
}

fn ago(snapshot: &Snapshot, at: crate::floor::At) -> String {
    format!("{} ago", format::age(u64::try_from(snapshot.at.secs_since(at)).unwrap_or(0)))
}

fn moment(snapshot: &Snapshot, at: crate::floor::At) -> String {
    format::moment(at, snapshot.at, &snapshot.zone)
}

fn last_in(snapshot: &Snapshot, row: &SourceRow) -> Text {
    let read = row.last_read.map_or_else(|| "Never read".to_owned(), |at| format!("Read {}", ago(snapshot, at)));
    let words = row.last_in.map_or_else(|| "never".to_owned(), |at| ago(snapshot, at));
    Text::new(words, format!("When the newest mention arrived. {read}"))
}

fn last_out(snapshot: &Snapshot, live: Option<&LiveRow>) -> Text {
    match live.and_then(|live| live.last_out) {
        None => Text::none("Nothing has gone out by it yet"),
        Some(at) => Text::new(ago(snapshot, at), format!("Something last went out at {}", moment(snapshot, at))),
    }
}

fn lag(row: &SourceRow) -> Text {
    let hover = "From writing to arriving, of the newest page";
    row.lag_secs.map_or_else(|| Text::none(hover), |secs| Text::new(format::age(secs.into()), hover))
}

fn quota(snapshot: &Snapshot, live: Option<&LiveRow>) -> Text {
    let Some((left, most, until)) = live.and_then(|live| live.status.as_ref()).and_then(|status| status.quota) else {
        return Text::none("The other side does not say how much may be asked");
    };
    let until = until.map_or_else(String::new, |at| format!(", until {}", moment(snapshot, at)));
    let (left, most) = (u64::from(left), u64::from(most));
    let hover = format!("{} of {} questions may still be asked{until}", format::number(left), format::number(most));
    let tone = match left {
        0 => Tone::Breach,
        left if left * 5 < most => Tone::Watch,
        _ => Tone::Plain,
    };
    Text::new(format!("{} / {}", format::compact(left), format::compact(most)), hover).in_tone(tone)
}

fn login(snapshot: &Snapshot, live: Option<&LiveRow>) -> Text {
    let Some(until) = live.and_then(|live| live.status.as_ref()).and_then(|status| status.token_until) else {
        return Text::none("The login has no end that is known");
    };
    let left = until.secs_since(snapshot.at);
    let hover = format!("The login is good until {}", moment(snapshot, until));
    match u64::try_from(left) {
        Err(_) | Ok(0) => Text::new("ended", hover).in_tone(Tone::Breach),
        Ok(secs) => {
            let tone = if left < LOGIN_SOON_SECS { Tone::Watch } else { Tone::Plain };
            Text::new(format!("{} left", format::age(secs)), hover).in_tone(tone)
        }
    }
}

fn next_try(snapshot: &Snapshot, live: Option<&LiveRow>) -> Text {
    let status = live.and_then(|live| live.status.as_ref());
    let answered = status.and_then(|status| status.answered).map_or_else(
        || "It has not answered yet".to_owned(),
        |at| format!("It last answered as it should {}", ago(snapshot, at)),
    );
    let Some(at) = status.and_then(|status| status.next_try) else { return Text::none(&answered) };
    let hover = format!("Asked next at {}. {answered}", moment(snapshot, at));
    match u64::try_from(at.secs_since(snapshot.at)) {
        Err(_) | Ok(0) => Text::new("now", hover),
        Ok(secs) => Text::new(format!("in {}", format::age(secs)), hover),
    }
}

fn going_out(live: Option<&LiveRow>) -> Text {
    let Some(live) = live else { return Text::none("Nothing goes out by a file or in a rehearsal") };
    let hover = format!("{} waiting to go out, {} that a person has to decide about", live.waiting, live.failed);
    match (live.failed, live.waiting) {
        (0, 0) => Text::new("0", hover),
        (0, waiting) => Text::new(format!("{waiting} waiting"), hover),
        (failed, 0) => Text::new(format!("{failed} failed"), hover).in_tone(Tone::Breach),
        (failed, waiting) => Text::new(format!("{failed} failed · {waiting}"), hover).in_tone(Tone::Breach),
    }
}

fn read(row: &SourceRow) -> Text {
    let hover = format!(
        "{} read: {} new, {} known already, {} not readable",
        format::number(row.read),
        format::number(row.new),
        format::number(row.known),
        format::number(row.quarantined)
    );
    Text::new(format::number(row.read), hover)
}

fn aside(row: &SourceRow) -> Text {
    let tone = if row.quarantined > 0 { Tone::Breach } else { Tone::Plain };
    Text::new(format::number(row.quarantined), "In quarantine, because it could not be read").in_tone(tone)
}

/// Everything that can be done about a source.
fn deeds_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &SourceRow, live: &LiveRow) {
    let source = row.source;
    let paused = row.state == SourceState::Paused;
    let words = if paused { "Read again" } else { "Pause" };
    let pause = Action::Do(words, Command::Source(SourceCommand::Pause { source, paused: !paused }));
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let more = widget::button_ui(ui, "More").accessible_name(format!("More about {}", row.name));
        egui::Popup::menu(&more).show(|ui| {
            ui.set_min_width(220.0);
            let ask_now = Action::Wish("Ask it now", Box::new(DeskWish::AskNow { source }));
            for action in [pause.clone(), ask_now, Action::AskSource(Some(source)), Action::AskRemoveSource(source)] {
                menu_line_ui(ui, desk, snapshot, &action);
            }
            let server = if live.settings.server.is_empty() { "its own server" } else { &live.settings.server };
            widget::label_ui(ui, &format!("{server}, every {} s", live.settings.every_secs));
        });
        if ui.available_width() > 96.0 {
            press_named_ui(ui, desk, snapshot, &pause, &format!("{words}: {}", row.name));
        }
    });
}
