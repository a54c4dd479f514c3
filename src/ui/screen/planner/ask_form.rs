//! A form: fields with their names, and the decision that they become. What cannot be read is said under it at once.

use super::ask::{Said, decide};
use super::forms;
use crate::floor::AgentId;
use crate::floor::schedule::{PlanId, ScheduleCommand, ShiftId};
use crate::ui::dialog::{buttons_ui, focus_first};
use crate::ui::{desk, theme, widget};
use crate::view::Snapshot;
use egui::{Grid, RichText, TextEdit, Ui, Vec2};

/// A field to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) text: String,
}

/// What the fields become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// A plan.
    Plan,
    /// A copy of this plan.
    Copy(PlanId),
    /// How this shift is from now on.
    Shift(PlanId, ShiftId),
    /// What was agreed with these.
    Contract(Vec<AgentId>),
    /// What this one wishes.
    Wishes(AgentId),
    /// A request for time off.
    TimeOff,
    /// An offer to swap this shift.
    Swap(PlanId, ShiftId),
    /// A campaign.
    Campaign(Option<u16>),
    /// The lift of an event.
    Lift,
    /// A mark on history.
    Mark(Option<u32>),
    /// Something that must be ready.
    Item(Option<u16>),
    /// A rule of cover.
    Cover(Option<u16>),
    /// What plans are made for.
    Target,
    /// How many the company employs.
    Headcount,
}

/// A form as it is being filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    pub(super) title: String,
    pub(super) about: &'static str,
    pub(super) fields: Vec<Field>,
    /// Boxes to tick.
    pub(super) ticks: Vec<(&'static str, bool)>,
    pub(super) becomes: Becomes,
    pub(super) yes: &'static str,
    /// What takes it away, when it is there already.
    pub(super) drop: Option<(&'static str, ScheduleCommand)>,
}

impl Form {
    pub(super) fn new(title: impl Into<String>, becomes: Becomes, yes: &'static str) -> Form {
        let (title, fields, ticks) = (title.into(), Vec::new(), Vec::new());
        Form { title, about: "", fields, ticks, becomes, yes, drop: None }
    }

    pub(super) fn about(self, about: &'static str) -> Form {
        Form { about, ..self }
    }

    pub(super) fn field(mut self, label: &'static str, hint: &'static str, text: impl Into<String>) -> Form {
        self.fields.push(Field { label, hint, text: text.into() });
        self
    }

    pub(super) fn tick(mut self, label: &'static str, on: bool) -> Form {
        self.ticks.push((label, on));
        self
    }

    /// What stands in a field, without space around it.
    pub(super) fn text(&self, label: &str) -> &str {
        self.fields.iter().find(|field| field.label == label).map_or("", |field| field.text.trim())
    }

    /// Whether a box is ticked.
    pub(super) fn ticked(&self, label: &str) -> bool {
        self.ticks.iter().any(|(name, on)| *name == label && *on)
    }
}

/// Draws a form.
pub(super) fn form_ui(ui: &mut Ui, snapshot: &Snapshot, form: &mut Form) -> Said {
    let wide = form.fields.len() > 6;
    ui.set_width(if wide { 640.0 } else { 460.0 });
    widget::title_ui(ui, &form.title);
    if !form.about.is_empty() {
        widget::dim_ui(ui, form.about);
    }
    ui.add_space(4.0);
    let columns = if wide { 2 } else { 1 };
    let width = (ui.available_width() - 16.0) / columns as f32;
    Grid::new("form").num_columns(columns).spacing(Vec2::new(12.0, 6.0)).show(ui, |ui| {
        for (place, field) in form.fields.iter_mut().enumerate() {
            ui.vertical(|ui| {
                ui.set_width(width);
                let name = widget::label_ui(ui, field.label);
                let edit = TextEdit::singleline(&mut field.text)
                    .hint_text(field.hint)
                    .desired_width(width)
                    .margin(Vec2::new(12.0, 7.0))
                    .char_limit(crate::limits::NAME_CHARS_MAX * 4);
                let response = ui.add(edit).labelled_by(name.id);
                if place == 0 {
                    focus_first(ui, &response);
                }
            });
            if place % columns == columns - 1 {
                ui.end_row();
            }
        }
    });
    for (label, on) in &mut form.ticks {
        ui.checkbox(on, *label);
    }
    let command = forms::read(form, snapshot);
    if let Err(why) = &command {
        let t = theme::tokens(ui);
        let words = RichText::new(desk::sentence(why)).font(theme::regular_font(ui, theme::LABEL)).color(t.dim);
        ui.label(words);
    }
    let mut said = Said::Stay;
    if let Some((words, drop)) = &form.drop
        && widget::danger_button_ui(ui, words).clicked()
    {
        said = Said::Done(decide(words, drop.clone()));
    }
    match (buttons_ui(ui, form.yes, command.is_ok()), command) {
        (Some(true), Ok(command)) => Said::Done(decide(form.yes, command)),
        (Some(false), _) => Said::Close,
        _ => said,
    }
}
