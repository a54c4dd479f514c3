//! The second page of the form: what is asked for this kind of source.

use super::draft::{SourceDraft, needs_account};
use crate::floor::{Lane, SourceKind};
use crate::limits;
use crate::ui::seat::LANES;
use crate::ui::{theme, widget};
use crate::view::ConnectorRow;
use egui::{ComboBox, DragValue, Id, Label, Response, RichText, TextEdit, Ui, Vec2};

/// Longest silence that rings: a week, in minutes.
const SILENT_MINUTES_MAX: u32 = 7 * 24 * 60;

/// The field of the secret, so that what it remembers can be wiped.
pub(super) fn secret_id() -> Id {
    Id::unique("the secret of a source")
}

/// Draws the fields.
pub(super) fn form_ui(ui: &mut Ui, draft: &mut SourceDraft, row: &ConnectorRow) {
    ui.spacing_mut().item_spacing.y = 5.0;
    let called = draft.proposed(row);
    if draft.is_new() {
        field_ui(ui, "Name", &called, &mut draft.name, limits::NAME_CHARS_MAX);
    } else {
        widget::label_ui(ui, "Its name stays; what it brought belongs to it");
    }
    if !row.server.is_empty() {
        field_ui(ui, "Server", row.server, &mut draft.settings.server, limits::SOURCE_OPTION_CHARS_MAX);
    }
    if !row.login.is_empty() {
        let (name, hint) = parted(row.login);
        field_ui(ui, name, hint, &mut draft.settings.login, limits::SOURCE_OPTION_CHARS_MAX);
    }
    if !row.secret.is_empty() {
        secret_ui(ui, draft, row);
    }
    for (key, name, hint, optional) in &row.fields {
        let mut typed = draft.settings.option(key).to_owned();
        let before = typed.clone();
        let name = if *optional { format!("{name}, if you like") } else { (*name).to_owned() };
        field_ui(ui, &name, hint, &mut typed, limits::SOURCE_OPTION_CHARS_MAX).on_hover_text(*hint);
        if typed != before {
            draft.settings.options.insert((*key).to_owned(), typed);
        }
    }
    let hint = if row.channel.is_empty() { "for example X" } else { row.channel };
    field_ui(ui, "Channel", hint, &mut draft.settings.channel, limits::NAME_CHARS_MAX);
    let (name, hint) = match needs_account(row.kind) {
        true => ("Account of ours", "@larkhelp"),
        false => ("Account of ours, if it belongs to one", "empty where it is merely overheard"),
    };
    field_ui(ui, name, hint, &mut draft.settings.handle, limits::NAME_CHARS_MAX);
    if row.kind == SourceKind::Listening {
        lane_ui(ui, draft);
    }
    times_ui(ui, draft);
}

/// Who looks at what is overheard when its words do not say it.
fn lane_ui(ui: &mut Ui, draft: &mut SourceDraft) {
    ui.horizontal(|ui| {
        let label = widget::label_ui(ui, "What its words do not settle is for");
        let chosen = draft.settings.lane.unwrap_or(Lane::Support);
        let words = LANES.iter().find(|(lane, _)| *lane == chosen).map_or("", |(_, words)| words);
        let combo = ComboBox::from_id_salt("lane of a source").selected_text(words).show_ui(ui, |ui| {
            for (lane, words) in LANES {
                if ui.selectable_label(lane == chosen, words).clicked() {
                    draft.settings.lane = (lane != Lane::Support).then_some(lane);
                }
            }
        });
        combo.response.labelled_by(label.id);
    });
}

/// The secret: dots on the screen, and nothing of it anywhere else.
fn secret_ui(ui: &mut Ui, draft: &mut SourceDraft, row: &ConnectorRow) {
    let (name, about) = parted(row.secret);
    let label = widget::label_ui(ui, name);
    let hint =
        if draft.is_new() { "Shown as dots, kept in the keyring of this system" } else { "kept; type to replace" };
    let field = TextEdit::singleline(&mut draft.secret.0)
        .id(secret_id())
        .password(true)
        .hint_text(hint)
        .desired_width(f32::INFINITY)
        .margin(Vec2::new(12.0, 8.0))
        .char_limit(limits::SOURCE_SECRET_CHARS_MAX);
    ui.add(field).labelled_by(label.id);
    if !about.is_empty() {
        let t = theme::tokens(ui);
        let about = RichText::new(about).font(theme::regular_font(ui, theme::LABEL)).color(t.quiet);
        ui.add(Label::new(about).wrap());
    }
    ui.checkbox(
        &mut draft.in_file,
        "There is no keyring here: keep it in a file that this user can read \
         (secrets-readable-by-this-user.json)",
    );
}

fn times_ui(ui: &mut Ui, draft: &mut SourceDraft) {
    ui.horizontal(|ui| {
        let label = widget::label_ui(ui, "Seconds between two looks");
        let every = DragValue::new(&mut draft.settings.every_secs);
        ui.add(every.range(limits::SOURCE_EVERY_SECS_MIN..=24 * 3600).suffix(" s")).labelled_by(label.id);
    });
    ui.horizontal(|ui| {
        let label = widget::label_ui(ui, "Ring when it is silent for minutes; 0 for never");
        let mut minutes = draft.settings.silent_secs / 60;
        let field = ui.add(DragValue::new(&mut minutes).range(0..=SILENT_MINUTES_MAX).suffix(" min"));
        if field.labelled_by(label.id).changed() {
            draft.settings.silent_secs = minutes * 60;
        }
    });
}

fn field_ui(ui: &mut Ui, label: &str, hint: &str, text: &mut String, most: usize) -> Response {
    let name = widget::label_ui(ui, label);
    let field = TextEdit::singleline(text)
        .hint_text(hint.to_owned())
        .desired_width(f32::INFINITY)
        .margin(Vec2::new(12.0, 8.0))
        .char_limit(most);
    ui.add(field).labelled_by(name.id)
}

/// What something is called, and where to find it or what it looks like.
fn parted(words: &str) -> (&str, &str) {
    let at = words.find([',', ';', '(']).unwrap_or(words.len());
    let (name, about) = words.split_at_checked(at).unwrap_or((words, ""));
    (name.trim(), about.trim_start_matches([',', ';', ' ']).trim())
}

#[cfg(test)]
mod tests {
    use super::parted;

    #[test]
    fn a_name_stands_before_what_there_is_to_say() {
        assert_eq!(parted("App password, from Settings"), ("App password", "from Settings"));
        assert_eq!(parted("access token (Profile settings)"), ("access token", "(Profile settings)"));
        assert_eq!(parted("Password"), ("Password", ""));
    }
}
