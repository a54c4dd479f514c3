//! The form that adds a source or sets one up anew: choose the kind, fill in, test, and only then save.

use super::draft::{SourceDraft, Trial, Worked};
use super::{choose, form};
use crate::ui::action::Action;
use crate::ui::widget::Tone;
use crate::ui::{format, theme, widget};
use crate::view::{ConnectorRow, DeskWish, FloorKind, Snapshot};
use egui::{Label, RichText, ScrollArea, Ui};

/// What became of the form in this frame.
pub(in crate::ui) enum SourceSaid {
    /// It stays open.
    Stay,
    /// It stays open, and this is to be done.
    Keep(Action),
    /// It was put away.
    Close,
    /// It was saved under this name.
    Saved(String),
}

/// Draws the form. `next_id` names the wishes.
pub(in crate::ui) fn ask_ui(
    ui: &mut Ui,
    snapshot: &Snapshot,
    draft: &mut SourceDraft,
    next_id: &mut u64,
) -> SourceSaid {
    if let Some(name) = draft.follow(snapshot.tried.as_deref()) {
        return SourceSaid::Saved(name);
    }
    let screen = ui.ctx().content_rect().size();
    ui.set_width((screen.x - 80.0).min(980.0));
    let row = snapshot.connectors.iter().find(|row| row.id == draft.settings.connector);
    let Some(row) = row else { return first_ui(ui, snapshot, draft, screen.y) };
    let title = if draft.is_new() { format!("Add {}", row.name) } else { format!("Set up {} anew", draft.name) };
    widget::title_ui(ui, &title);
    let known = if row.is_proven { "" } else { "Not run against a real server. " };
    dim_ui(ui, &format!("{known}{}", row.note));
    ui.add_space(4.0);
    let height = (screen.y - 250.0).max(180.0);
    ui.columns(2, |columns| {
        let [left, right] = columns else { return };
        let fields = ScrollArea::vertical().id_salt("fields").max_height(height).auto_shrink([false, true]);
        fields.show(left, |ui| {
            // Room for the bar, so that it lies on no field.
            ui.set_width(ui.available_width() - 12.0);
            ui.vertical(|ui| form::form_ui(ui, draft, row));
        });
        let shown = ScrollArea::vertical().id_salt("shown").max_height(height).auto_shrink([false, true]);
        // A column would spread the words of a line over its whole width.
        shown.show(right, |ui| ui.vertical(|ui| trial_ui(ui, snapshot, draft, row)));
    });
    foot_ui(ui, draft, row, next_id)
}

/// The first page: which kind.
fn first_ui(ui: &mut Ui, snapshot: &Snapshot, draft: &mut SourceDraft, height: f32) -> SourceSaid {
    widget::title_ui(ui, "Add a source");
    widget::dim_ui(ui, "Choose what is read. It is tested before anything is saved.");
    if matches!(snapshot.floor, FloorKind::Rehearsal { .. }) {
        dim_ui(ui, "Sources belong to your own floor: the test leaves the rehearsal.");
    }
    let kinds = ScrollArea::vertical().id_salt("kinds").max_height((height - 210.0).max(180.0));
    let chosen = kinds.auto_shrink([false, true]).show(ui, |ui| {
        ui.set_width(ui.available_width() - 12.0);
        choose::kinds_ui(ui, &snapshot.connectors)
    });
    if let Some(row) = chosen.inner.and_then(|place| snapshot.connectors.get(place)) {
        draft.choose(row);
    }
    ui.add_space(6.0);
    if widget::button_ui(ui, "Cancel").clicked() { SourceSaid::Close } else { SourceSaid::Stay }
}

/// What the test showed.
fn trial_ui(ui: &mut Ui, snapshot: &Snapshot, draft: &SourceDraft, row: &ConnectorRow) {
    let t = theme::tokens(ui);
    ui.spacing_mut().item_spacing.y = 6.0;
    // It was asked for last: below ten mentions nobody would look for it.
    if let Some(why) = &draft.not_saved {
        widget::pill_dot_ui(ui, "It is not saved", Tone::Breach);
        ui.add(Label::new(RichText::new(sentence(why)).color(t.breach_text)).wrap());
    }
    widget::strong_ui(ui, "What the test shows");
    match &draft.trial {
        Trial::None => {
            dim_ui(ui, "Test signs in, reads the first mentions and shows them here. Nothing is saved by it.");
            choose::proven_ui(ui, row);
        }
        Trial::Asking => {
            widget::pill_dot_ui(ui, &format!("Asking {}…", row.name), Tone::Plain);
        }
        Trial::Failed(why) => {
            widget::pill_dot_ui(ui, "It does not work", Tone::Breach);
            ui.add(Label::new(RichText::new(sentence(why)).color(t.breach_text)).wrap());
        }
        Trial::Worked(worked) => worked_ui(ui, snapshot, worked),
    }
    if !matches!(draft.trial, Trial::None | Trial::Asking) && !draft.is_as_tested(row) {
        widget::pill_ui(ui, "Changed since the test: test again", Tone::Watch);
    }
}

fn worked_ui(ui: &mut Ui, snapshot: &Snapshot, worked: &Worked) {
    let t = theme::tokens(ui);
    widget::pill_dot_ui(ui, "It works", Tone::Met);
    if !worked.who.is_empty() {
        ui.add(Label::new(RichText::new(format!("You are there as {}", worked.who)).color(t.text)).wrap());
    }
    if !worked.note.is_empty() {
        dim_ui(ui, &worked.note);
    }
    for (author, at, words) in &worked.mentions {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            let when = format::moment(*at, snapshot.at, &snapshot.zone);
            widget::label_ui(ui, &format!("{author} · {when}"));
            widget::text_ui(ui, &shortened(words));
        });
    }
}

/// Enough to know a mention again.
fn shortened(words: &str) -> String {
    const SHOWN: usize = 180;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(SHOWN) {
        None => words,
        Some((at, _)) => format!("{}…", words.get(..at).unwrap_or_default()),
    }
}

fn sentence(why: &str) -> String {
    let mut letters = why.trim().chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn dim_ui(ui: &mut Ui, words: &str) {
    let t = theme::tokens(ui);
    let words = RichText::new(words).font(theme::regular_font(ui, theme::BODY)).color(t.dim);
    ui.add(Label::new(words).wrap());
}

/// Test, save, back, cancel. The one thing to do next has the accent.
fn foot_ui(ui: &mut Ui, draft: &mut SourceDraft, row: &ConnectorRow, next_id: &mut u64) -> SourceSaid {
    let mut said = SourceSaid::Stay;
    let (missing, can_save) = (draft.missing(row), draft.can_save(row));
    let mut wish: Option<(&'static str, DeskWish)> = None;
    let mut name = || {
        *next_id += 1;
        *next_id
    };
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let test = ui.add_enabled_ui(missing.is_empty() && !draft.waits(), |ui| match can_save {
            true => widget::button_ui(ui, "Test"),
            false => widget::accent_button_ui(ui, "Test"),
        });
        if test.inner.clicked() {
            wish = Some(("Test the source", draft.test(row, name())));
        }
        let save = ui.add_enabled_ui(can_save, |ui| match can_save {
            true => widget::accent_button_ui(ui, "Save"),
            false => widget::button_ui(ui, "Save"),
        });
        if save.inner.on_disabled_hover_text("Only after a test that worked").clicked() {
            wish = Some(("Save the source", draft.save(row, name())));
        }
        if draft.is_new() && widget::button_ui(ui, "Another kind").clicked() {
            draft.choose_again();
        }
        if widget::button_ui(ui, "Cancel").clicked() {
            said = SourceSaid::Close;
        }
        let words = match (missing.is_empty(), draft.waits()) {
            (_, true) => "Asked; nothing is saved until you say so".to_owned(),
            (false, _) => format!("Still needed: {}", missing.join(", ")),
            (true, _) if can_save => "Save, and it is read from now on".to_owned(),
            (true, _) => String::new(),
        };
        if !words.is_empty() {
            widget::label_ui(ui, &words);
        }
    });
    wish.map_or(said, |(words, wish)| SourceSaid::Keep(Action::Wish(words, Box::new(wish))))
}

/// Wipes what the field of the secret remembers of it, for taking back what was typed.
pub(in crate::ui) fn forget(ctx: &egui::Context) {
    egui::text_edit::TextEditState::default().store(ctx, form::secret_id());
}
