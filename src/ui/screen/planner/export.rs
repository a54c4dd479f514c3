//! The plan as a file: a table, a calendar for each agent, or a page to print.

use super::ask::Said;
use crate::ui::action::Action;
use crate::ui::dialog::{buttons_ui, field_ui, focus_first};
use crate::ui::widget;
use crate::view::{PlanFile, PlanSheet, Snapshot};
use egui::Ui;

const KINDS: [PlanFile; 3] = [PlanFile::Csv, PlanFile::ICal, PlanFile::Pdf];

fn words(kind: PlanFile) -> (&'static str, &'static str) {
    match kind {
        PlanFile::Csv => ("Table (CSV)", "One row a shift. It can be imported again as a roster."),
        PlanFile::ICal => ("Calendars, one an agent (iCal)", "A folder of this name, with a file an agent in it."),
        PlanFile::Pdf => ("Page to print (PDF)", "One week on a page, A4 across; weeks follow each other."),
    }
}

/// What is exported where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    kind: PlanFile,
    path: String,
}

impl Export {
    pub(super) fn new(sheet: &PlanSheet) -> Export {
        Export { kind: PlanFile::Csv, path: name(sheet, PlanFile::Csv) }
    }
}

/// A file name out of the plan's name: `week-48.csv`.
fn name(sheet: &PlanSheet, kind: PlanFile) -> String {
    let letter = |c: char| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let base: String = sheet.name.chars().map(letter).collect();
    let base = base.trim_matches('-');
    let base = if base.is_empty() { "plan" } else { base };
    let folder = std::env::var("HOME").unwrap_or_else(|_| ".".to_owned());
    match kind {
        PlanFile::Csv => format!("{folder}/{base}.csv"),
        PlanFile::ICal => format!("{folder}/{base}-calendars"),
        PlanFile::Pdf => format!("{folder}/{base}.pdf"),
    }
}

/// Draws the question.
pub(super) fn export_ui(ui: &mut Ui, snapshot: &Snapshot, export: &mut Export) -> Said {
    ui.set_width(560.0);
    let Some(sheet) = &snapshot.planner.sheet else { return Said::Close };
    widget::title_ui(ui, &format!("Export {}", sheet.name));
    ui.horizontal_wrapped(|ui| {
        for kind in KINDS {
            if widget::chip_ui(ui, words(kind).0, export.kind == kind).clicked() {
                (export.kind, export.path) = (kind, name(sheet, kind));
            }
        }
    });
    widget::dim_ui(ui, words(export.kind).1);
    let field = field_ui(ui, "Where to", "", &mut export.path);
    focus_first(ui, &field);
    match buttons_ui(ui, "Save", !export.path.trim().is_empty()) {
        Some(true) => Said::Done(Action::ExportPlan(sheet.plan, export.kind, export.path.trim().into())),
        Some(false) => Said::Close,
        None => Said::Stay,
    }
}
