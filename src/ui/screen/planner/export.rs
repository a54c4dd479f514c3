//! The plan as a file: a table, a calendar for each agent, or a page to print.

use super::ask::Said;
use super::axis::monday;
use crate::floor::schedule::Lane;
use crate::ui::widget;
use crate::view::made::{plan_csv, plan_ical, plan_pdf};
use crate::view::{PlanSheet, Snapshot};
use egui::{TextEdit, Ui, Vec2};

/// What the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Csv,
    ICal,
    Pdf,
}

impl Kind {
    const ALL: [Kind; 3] = [Kind::Csv, Kind::ICal, Kind::Pdf];

    fn words(self) -> &'static str {
        match self {
            Kind::Csv => "Table (CSV)",
            Kind::ICal => "Calendars, one an agent (iCal)",
            Kind::Pdf => "Page to print (PDF)",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Kind::Csv => "csv",
            Kind::ICal => "ics",
            Kind::Pdf => "pdf",
        }
    }

    fn about(self) -> &'static str {
        match self {
            Kind::Csv => "One row a shift. It can be imported again as a roster.",
            Kind::ICal => "One file an agent in a folder of this name; calendar programs read it.",
            Kind::Pdf => "One week on a page, A4 across; weeks follow each other.",
        }
    }
}

/// What is exported where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    kind: Kind,
    path: String,
    note: String,
}

impl Export {
    pub(super) fn new(sheet: &PlanSheet, _snapshot: &Snapshot) -> Export {
        let mut export = Export { kind: Kind::Csv, path: String::new(), note: String::new() };
        export.path = name(sheet, export.kind);
        export
    }
}

/// A file name out of the plan's name: `week-48.csv`.
fn name(sheet: &PlanSheet, kind: Kind) -> String {
    let letter = |c: char| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let base: String = sheet.name.chars().map(letter).collect();
    let base = base.trim_matches('-').to_owned();
    let base = if base.is_empty() { "plan".to_owned() } else { base };
    let folder = std::env::var("HOME").unwrap_or_else(|_| ".".to_owned());
    match kind {
        Kind::ICal => format!("{folder}/{base}-calendars"),
        _ => format!("{folder}/{base}.{}", kind.ending()),
    }
}

/// Draws the question.
pub(super) fn export_ui(ui: &mut Ui, snapshot: &Snapshot, export: &mut Export) -> Said {
    ui.set_width(560.0);
    let Some(sheet) = &snapshot.planner.sheet else { return Said::Close };
    widget::title_ui(ui, &format!("Export {}", sheet.name));
    ui.horizontal_wrapped(|ui| {
        for kind in Kind::ALL {
            if widget::chip_ui(ui, kind.words(), export.kind == kind).clicked() {
                (export.kind, export.path, export.note) = (kind, name(sheet, kind), String::new());
            }
        }
    });
    widget::dim_ui(ui, export.kind.about());
    let label = widget::label_ui(ui, "Where to");
    let field = TextEdit::singleline(&mut export.path).desired_width(f32::INFINITY).margin(Vec2::new(12.0, 8.0));
    ui.add(field).labelled_by(label.id);
    if !export.note.is_empty() {
        widget::label_ui(ui, &export.note);
    }
    let mut said = Said::Stay;
    ui.horizontal(|ui| {
        let possible = !export.path.trim().is_empty();
        if ui.add_enabled_ui(possible, |ui| widget::accent_button_ui(ui, "Save")).inner.clicked() {
            export.note = match save(sheet, snapshot, export) {
                Ok(words) => words,
                Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => {
                    "There is such a file already; choose another name.".to_owned()
                }
                Err(why) => format!("It could not be saved: {why}"),
            };
        }
        if widget::button_ui(ui, "Close").clicked() {
            said = Said::Close;
        }
    });
    said
}

/// Writes new files; what is there already is somebody's, and stays.
fn save(sheet: &PlanSheet, snapshot: &Snapshot, export: &Export) -> std::io::Result<String> {
    let (path, zone) = (export.path.trim(), &snapshot.zone);
    let write = |path: &std::path::Path, bytes: &[u8]| {
        use std::io::Write;
        std::fs::OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes)
    };
    match export.kind {
        Kind::Csv => write(path.as_ref(), plan_csv(sheet, zone).as_bytes())?,
        Kind::Pdf => write(path.as_ref(), &plan_pdf(sheet, monday(sheet.first), zone))?,
        Kind::ICal => {
            std::fs::create_dir(path)?;
            let own = sheet.rows.iter().filter(|row| matches!(row.lane, Lane::Agent(_)) && !row.shifts.is_empty());
            let mut count = 0;
            for (place, row) in own.enumerate() {
                let letter = |c: char| if c.is_alphanumeric() { c } else { '-' };
                let file = format!("{:03}-{}.ics", place + 1, row.name.chars().map(letter).collect::<String>());
                write(&std::path::Path::new(path).join(file), plan_ical(sheet, row, snapshot.at).as_bytes())?;
                count += 1;
            }
            return Ok(format!("{count} calendars saved in {path}."));
        }
    }
    Ok(format!("Saved in {path}. It holds names; keep it as you keep rosters."))
}
