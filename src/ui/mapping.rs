//! The question what the columns of a file hold, when their names do not tell.

use super::action::Action;
use super::desk::Desk;
use super::{theme, widget};
use crate::view::{MappingAsked, MappingRole};
use egui::{ComboBox, Grid, Id, Key, Label, Modal, Modifiers, Response, RichText, ScrollArea, TextEdit, Vec2};
use std::sync::Arc;

/// Sample rows on the screen; a person sees after two what a column holds.
const ROWS_SHOWN: usize = 6;
/// Width of a column, in points at the size as drawn.
const COLUMN_WIDTH: f32 = 168.0;
/// The words on a column that is passed over.
const NOT_READ: &str = "not read";

/// The answer as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The question.
    asked: Arc<MappingAsked>,
    /// For each column, the key of what it holds.
    chosen: Vec<Option<String>>,
    /// The zone of times that name none.
    zone: String,
    /// It was sent; the question is only waiting to be taken off the screen.
    answered: bool,
}

impl Draft {
    fn new(asked: &Arc<MappingAsked>) -> Draft {
        let mut chosen = asked.proposed.clone();
        chosen.resize(asked.columns.len(), None);
        Draft { asked: asked.clone(), chosen, zone: String::new(), answered: false }
    }

    /// Takes up a new question, and lets go of one that is no longer asked.
    pub fn follow(draft: &mut Option<Draft>, asked: Option<&Arc<MappingAsked>>) {
        match asked {
            None => *draft = None,
            Some(asked) if draft.as_ref().is_some_and(|draft| Arc::ptr_eq(&draft.asked, asked)) => {}
            Some(asked) => *draft = Some(Draft::new(asked)),
        }
    }

    /// Whether it is on the screen.
    pub fn open(&self) -> bool {
        !self.answered
    }

    /// A role is played by one column: the newest choice takes it from the one before.
    fn choose(&mut self, place: usize, role: Option<String>) {
        if role.is_some() {
            for other in self.chosen.iter_mut().filter(|other| **other == role) {
                *other = None;
            }
        }
        if let Some(slot) = self.chosen.get_mut(place) {
            *slot = role;
        }
    }

    fn zone(&self) -> Option<String> {
        let zone = self.zone.trim();
        (!zone.is_empty()).then(|| zone.to_owned())
    }

    /// What keeps it from being imported, in words.
    fn lacks(&self) -> Option<String> {
        if let Some(missing) = self.asked.missing(&self.chosen) {
            return Some(format!("Missing: {missing}"));
        }
        let zone = self.zone()?;
        jiff::tz::TimeZone::get(&zone).is_err().then(|| format!("There is no zone “{zone}”"))
    }

    fn import(&self) -> Action {
        let columns = self.asked.columns.iter().zip(&self.chosen);
        let columns = columns.filter_map(|(column, key)| Some((column.clone(), key.clone()?))).collect();
        Action::ImportMapped(self.asked.path.clone(), columns, self.zone())
    }
}

/// Draws the question, while there is one.
pub fn mapping_ui(ui: &mut egui::Ui, desk: &mut Desk) {
    let Some(mut draft) = desk.mapping.take() else { return };
    if !draft.open() {
        desk.mapping = Some(draft);
        return;
    }
    let mut go = None;
    let modal = Modal::new(Id::unique("mapping")).frame(egui::Frame::window(ui.style()));
    let modal = modal.show(ui.ctx(), |ui| go = draft_ui(ui, &mut draft));
    // A press beside it must not throw the choices away.
    if modal.should_close() && !modal.backdrop_response.clicked() {
        go = Some(false);
    }
    match go {
        Some(true) => desk.queue(draft.import()),
        Some(false) => desk.queue(Action::DropMapping),
        None => {}
    }
    draft.answered = go.is_some();
    desk.mapping = Some(draft);
}

/// `Some(true)` imports, `Some(false)` does not.
fn draft_ui(ui: &mut egui::Ui, draft: &mut Draft) -> Option<bool> {
    let room = ui.ctx().content_rect().size();
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let column = COLUMN_WIDTH * unit;
    let table = (column + ui.spacing().item_spacing.x) * draft.asked.columns.len() as f32;
    ui.set_width(table.clamp(560.0 * unit, 1_200.0 * unit).min(room.x - 80.0));
    widget::title_ui(ui, &format!("What do the columns of {} hold?", draft.asked.name));
    widget::dim_ui(
        ui,
        "Their names are not known here. Choose what each column holds; it is remembered for files with the same \
         columns. Nothing has been imported yet.",
    );
    ui.add_space(4.0);
    let nothing_focused = ui.memory(|memory| memory.focused()).is_none();
    let area = ScrollArea::both().id_salt("columns").auto_shrink([false, true]);
    area.max_height((room.y - 400.0).max(170.0)).show(ui, |ui| {
        let grid = Grid::new("columns").min_col_width(column).max_col_width(column);
        grid.show(ui, |ui| columns_ui(ui, draft, column, nothing_focused));
        // The bar for scrolling sideways lies over what is lowest.
        ui.add_space(12.0);
    });
    ui.add_space(4.0);
    let label = widget::label_ui(ui, "Zone of times that name none; empty is UTC");
    let field = TextEdit::singleline(&mut draft.zone)
        .hint_text("Europe/Paris")
        .desired_width(280.0 * unit)
        .margin(Vec2::new(12.0, 8.0))
        .char_limit(crate::limits::NAME_CHARS_MAX);
    let field = ui.add(field).labelled_by(label.id);
    for note in &draft.asked.notes {
        widget::label_ui(ui, note);
    }
    let lacks = draft.lacks();
    status_ui(ui, lacks.as_deref());
    buttons_ui(ui, lacks.is_none(), &field)
}

fn columns_ui(ui: &mut egui::Ui, draft: &mut Draft, width: f32, nothing_focused: bool) {
    let asked = draft.asked.clone();
    for name in &asked.columns {
        let font = theme::semibold_font(ui, theme::BODY);
        let words = RichText::new(name).font(font).color(theme::tokens(ui).text);
        ui.scope(|ui| {
            ui.set_max_width(width);
            ui.add(Label::new(words).truncate()).on_hover_text(name);
        });
    }
    ui.end_row();
    for (place, name) in asked.columns.iter().enumerate() {
        let choice = choice_ui(ui, draft, place, name, &asked.roles, width);
        // The keyboard begins at the first column, and a choice that it reaches comes into sight.
        if place == 0 && nothing_focused {
            choice.request_focus();
        }
        if choice.gained_focus() {
            choice.scroll_to_me(None);
        }
    }
    ui.end_row();
    for row in asked.rows.iter().take(ROWS_SHOWN) {
        for place in 0..asked.columns.len() {
            let read = draft.chosen.get(place).is_some_and(Option::is_some);
            cell_ui(ui, row.get(place).map_or("", String::as_str), read, width);
        }
        ui.end_row();
    }
}

fn choice_ui(
    ui: &mut egui::Ui,
    draft: &mut Draft,
    place: usize,
    name: &str,
    roles: &[MappingRole],
    width: f32,
) -> Response {
    let key = draft.chosen.get(place).cloned().flatten();
    let label = roles.iter().find(|role| Some(&role.key) == key.as_ref()).map_or(NOT_READ, |role| role.label.as_str());
    let mut choice = None;
    let combo = ComboBox::from_id_salt(("role", place)).width(width - 8.0).selected_text(label).height(560.0);
    let shown = combo.show_ui(ui, |ui| {
        if ui.selectable_label(key.is_none(), NOT_READ).clicked() {
            choice = Some(None);
            ui.close();
        }
        for role in roles {
            if ui.selectable_label(Some(&role.key) == key.as_ref(), &role.label).clicked() {
                choice = Some(Some(role.key.clone()));
                ui.close();
            }
        }
    });
    if let Some(role) = choice {
        draft.choose(place, role);
        // The list is gone; the keyboard goes on from here.
        shown.response.request_focus();
    }
    shown.response.accessible_name(format!("Column {name} holds"))
}

/// A cell in one line: brighter where it will be read.
fn cell_ui(ui: &mut egui::Ui, text: &str, read: bool, width: f32) {
    let t = theme::tokens(ui);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    ui.scope(|ui| {
        ui.set_max_width(width);
        if widget::has_right_to_left(&words) {
            widget::one_line_ui(ui, &words);
            return;
        }
        let ink = if read { t.text } else { t.quiet };
        let shown = if words.is_empty() { "—" } else { words.as_str() };
        let shown = RichText::new(shown).font(theme::regular_font(ui, theme::LABEL)).color(ink);
        ui.add(Label::new(shown).truncate());
    });
}

fn status_ui(ui: &mut egui::Ui, lacks: Option<&str>) {
    let t = theme::tokens(ui);
    let (sign, words, ink) = match lacks {
        Some(words) => ("▲", words, t.watch),
        None => ("✓", "Everything that is needed is there", t.met),
    };
    let font = theme::semibold_font(ui, theme::BODY);
    let label = ui.label(RichText::new(format!("{sign} {words}")).font(font).color(ink));
    label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, words));
}

fn buttons_ui(ui: &mut egui::Ui, possible: bool, field: &Response) -> Option<bool> {
    let mut go = None;
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let button = ui.add_enabled_ui(possible, |ui| widget::accent_button_ui(ui, "Import")).inner;
        if button.clicked() {
            go = Some(true);
        }
        if widget::button_ui(ui, "Cancel").clicked() {
            go = Some(false);
        }
    });
    // Enter on a choice opens it, and on a button presses it; only from the field it means the whole.
    let enter = field.lost_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    go.or((possible && enter).then_some(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::MappingNeed;

    fn draft() -> Draft {
        let role = |key: &str| MappingRole { key: key.to_owned(), label: key.to_owned() };
        let need = |words: &str, key: &str| MappingNeed { words: words.into(), any_of: vec![vec![key.to_owned()]] };
        Draft::new(&Arc::new(MappingAsked {
            path: "calls.csv".into(),
            name: "calls.csv".to_owned(),
            columns: vec!["a".to_owned(), "b".to_owned()],
            rows: Vec::new(),
            roles: vec![role("at"), role("text")],
            proposed: vec![Some("text".to_owned())],
            needs: vec![need("the time", "at"), need("the text", "text")],
            notes: Vec::new(),
        }))
    }

    #[test]
    fn a_role_moves_and_what_is_missing_is_said() {
        let mut draft = draft();
        assert_eq!(draft.lacks().as_deref(), Some("Missing: the time"));
        draft.choose(1, Some("text".to_owned()));
        assert_eq!(draft.chosen, [None, Some("text".to_owned())]);
        draft.choose(0, Some("at".to_owned()));
        assert_eq!(draft.lacks(), None);
        draft.zone = "Mars/Olympus".to_owned();
        assert_eq!(draft.lacks().as_deref(), Some("There is no zone “Mars/Olympus”"));
        draft.zone = " Europe/Paris ".to_owned();
        let columns = vec![("a".to_owned(), "at".to_owned()), ("b".to_owned(), "text".to_owned())];
        let import = Action::ImportMapped("calls.csv".into(), columns, Some("Europe/Paris".to_owned()));
        assert_eq!((draft.lacks(), draft.import()), (None, import));
    }

    #[test]
    fn an_answered_question_goes_when_it_is_no_longer_asked() {
        let asked = draft().asked;
        let mut open = None;
        Draft::follow(&mut open, Some(&asked));
        assert!(open.as_ref().is_some_and(Draft::open));
        if let Some(draft) = &mut open {
            draft.answered = true;
        }
        Draft::follow(&mut open, Some(&asked));
        assert!(open.as_ref().is_some_and(|draft| !draft.open()), "it does not come back by itself");
        Draft::follow(&mut open, Some(&Arc::new((*asked).clone())));
        assert!(open.as_ref().is_some_and(Draft::open), "the same file again is another question");
        Draft::follow(&mut open, None);
        assert!(open.is_none());
    }
}
