//! The sources: where mentions come from, what goes out by them, how they do, and what could not be read.

mod choose;
mod deliveries;
mod draft;
mod form;
mod people;
mod quarantine;
mod table;
mod wizard;

pub use deliveries::outbox_ui;
pub use draft::SourceDraft;
pub(in crate::ui) use wizard::{SourceSaid, ask_ui, forget};

use crate::floor::SourceId;
use crate::ui::action::Action;
use crate::ui::confirm::Confirm;
use crate::ui::desk::{Desk, Dialog};
use crate::ui::press::{Weight, press_ui};
use crate::ui::{format, theme, widget};
use crate::view::{DeskWish, Snapshot, SourceRow, Task};
use egui::{Align, CentralPanel, Frame, Layout, Margin, Response, RichText, Ui};

/// A screen that is narrower has no room for two lists beside each other.
const WIDE: f32 = 1_180.0;

/// What is listed below the table, where there is room for one list only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Below {
    /// What goes out.
    #[default]
    GoingOut,
    /// What could not be read.
    Quarantine,
}

/// Draws the whole screen.
pub fn sources_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    // The window is cleared in the background's colour already.
    let frame = Frame::new().inner_margin(Margin { left: 18, right: 18, top: 14, bottom: 8 });
    CentralPanel::no_frame().frame(frame).show(ui, |ui| {
        ui.horizontal(|ui| {
            widget::title_ui(ui, "Sources");
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                press_ui(ui, desk, snapshot, &Action::AskSource(None), Weight::Accent);
                press_ui(ui, desk, snapshot, &Action::AskImport, Weight::Plain);
            });
        });
        for task in &snapshot.tasks {
            task_ui(ui, desk, task);
        }
        if snapshot.sources.rows.is_empty() {
            let next = "Add an account, a helpdesk or a mailbox: it is tested first, and nothing is saved before. Or \
                        import a file of mentions; what cannot be read is kept aside with its reason";
            widget::empty_ui(ui, "No source yet", next, |_| ());
            return;
        }
        table::table_ui(ui, desk, snapshot);
        people::people_ui(ui, desk, snapshot);
        ui.add_space(10.0);
        below_ui(ui, desk, snapshot);
    });
}

/// What goes out and what could not be read: beside each other, or one of them.
fn below_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let sources = &snapshot.sources;
    let goes_out = !sources.deliveries.is_empty() || sources.rows.iter().any(|row| row.live.is_some());
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    if !goes_out {
        return quarantine::quarantine_ui(ui, desk, snapshot);
    }
    if ui.available_width() >= WIDE * unit {
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            deliveries::deliveries_ui(left, desk, snapshot);
            quarantine::quarantine_ui(right, desk, snapshot);
        });
        return;
    }
    ui.horizontal(|ui| {
        let open = match (sources.failed, sources.waiting) {
            (0, 0) => "Going out".to_owned(),
            (0, waiting) => format!("Going out · {} waiting", format::count(waiting)),
            (failed, _) => format!("Going out · {} to decide", format::count(failed)),
        };
        let aside = match sources.quarantined {
            0 => "Quarantine".to_owned(),
            all => format!("Quarantine · {}", format::count(all)),
        };
        for (below, words) in [(Below::GoingOut, open), (Below::Quarantine, aside)] {
            if widget::chip_ui(ui, &words, desk.below == below).clicked() {
                desk.below = below;
            }
        }
    });
    match desk.below {
        Below::GoingOut => deliveries::deliveries_ui(ui, desk, snapshot),
        Below::Quarantine => quarantine::quarantine_ui(ui, desk, snapshot),
    }
}

fn task_ui(ui: &mut Ui, desk: &mut Desk, task: &Task) {
    let t = theme::tokens(ui);
    widget::card_ui(ui, &task.title, &task.detail, |ui| match (&task.outcome, task.all) {
        (Some(Ok(words)), _) => {
            widget::dim_ui(ui, words);
        }
        (Some(Err(words)), _) => {
            ui.label(RichText::new(words).color(t.breach_text));
        }
        (None, all) => {
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if widget::button_ui(ui, "Stop").on_hover_text("What is read so far is kept").clicked() {
                        desk.queue(Action::Cancel(task.id));
                    }
                    match all {
                        Some(all) => {
                            widget::bar_ui(ui, task.done as f32 / all.max(1) as f32, t.accent);
                        }
                        None => {
                            widget::label_ui(ui, &format!("{} so far", format::number(task.done)));
                        }
                    }
                });
            });
        }
    });
}

/// A button whose words stand on several rows, named apart for those who hear them.
fn press_named_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, action: &Action, name: &str) -> Response {
    press_ui(ui, desk, snapshot, action, Weight::Plain).accessible_name(name)
}

fn row_of(snapshot: &Snapshot, source: SourceId) -> Option<&SourceRow> {
    snapshot.sources.rows.iter().find(|row| row.source == source)
}

/// Opens the form of a source: empty for a new one, filled with all but the secret for one that there is.
pub(in crate::ui) fn ask(desk: &mut Desk, snapshot: &Snapshot, source: Option<SourceId>) {
    let draft = match source {
        None => Some(SourceDraft::default()),
        Some(id) => row_of(snapshot, id).and_then(SourceDraft::anew),
    };
    let Some(draft) = draft else {
        desk.toasts.hint("That source is read from a file, or is no more".to_owned());
        return;
    };
    desk.dialog = Some(Dialog::Source(Box::new(draft)));
}

/// Asks whether a source should be no more, and says what is lost and what is kept.
pub(in crate::ui) fn ask_remove(desk: &mut Desk, snapshot: &Snapshot, source: SourceId) {
    let Some(row) = row_of(snapshot, source) else { return };
    let open = row.live.as_ref().map_or(0, |live| live.waiting + live.failed);
    let waits = match open {
        0 => String::new(),
        n => {
            let things = format::plural(n as usize, "thing still waits", "things still wait");
            format!(" {things} to go out by it: send or leave them first.")
        }
    };
    desk.confirm = Some(Confirm {
        title: format!("Remove {}?", row.name),
        body: format!(
            "Lost: its login is forgotten here, it is read no more, and nothing goes out by it. Kept: everything that it \
             brought, with its answers and its figures. Added again under the same name, it goes on where it was \
             left when it is the same login at the same place.{waits}"
        ),
        yes: "Remove the source".to_owned(),
        then: Action::Wish("Remove the source", Box::new(DeskWish::RemoveSource { source })),
    });
}

/// The words on the button that opens the form.
pub(in crate::ui) fn ask_words(snapshot: &Snapshot, source: Option<SourceId>) -> String {
    match source.and_then(|source| row_of(snapshot, source)) {
        None => "Add a source…".to_owned(),
        Some(row) => format!("Set up {} anew…", row.name),
    }
}

/// The words on the button that asks whether a source should go.
pub(in crate::ui) fn remove_words(snapshot: &Snapshot, source: SourceId) -> String {
    row_of(snapshot, source).map_or_else(|| "Remove the source…".to_owned(), |row| format!("Remove {}…", row.name))
}
