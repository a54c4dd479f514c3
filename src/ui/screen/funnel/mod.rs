//! The funnel: how many mentions there were, what triage kept from the agents at which stage and why, and one key to say
//! that it was wrong.

mod left;
mod samples;

use crate::floor::{Kind, Stage};
use crate::ui::action::{Action, STAGES};
use crate::ui::desk::Desk;
use crate::ui::format;
use crate::ui::press::{Weight, press_ui};
use crate::ui::theme::Tokens;
use crate::ui::widget;
use crate::view::{Funnel, Snapshot};
use egui::{CentralPanel, Color32, CornerRadius, Frame, Margin, Painter, Panel, Pos2, Rect, Ui};

/// The kinds of things that are said, in the order of the counts.
const KINDS: [Kind; 5] = [Kind::Question, Kind::Complaint, Kind::Request, Kind::Praise, Kind::Chatter];

/// Draws the whole screen.
pub fn funnel_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    if snapshot.funnel.funnel.raw == 0 {
        let next =
            "What triage reads appears here with the stage at which it stands, and why. Import a file of mentions";
        widget::empty_ui(ui, "Nothing was read yet", next, |ui| {
            press_ui(ui, desk, snapshot, &Action::AskImport, Weight::Accent);
        });
        return;
    }
    let frame = Frame::new().inner_margin(Margin { left: 18, right: 8, top: 14, bottom: 10 });
    let width = (ui.available_width() * 0.44).clamp(380.0, 760.0);
    Panel::left("funnel").exact_size(width).resizable(false).show_separator_line(false).frame(frame).show(ui, |ui| {
        left::left_ui(ui, desk, snapshot);
    });
    let frame = Frame::new().inner_margin(Margin { left: 4, right: 18, top: 14, bottom: 10 });
    CentralPanel::no_frame().frame(frame).show(ui, |ui| {
        samples::samples_ui(ui, desk, snapshot);
    });
}

/// A stage as the name of its bar.
fn stage_title(stage: Stage) -> &'static str {
    match stage {
        Stage::Copy => "Copies",
        Stage::Spam => "Spam",
        Stage::Elsewhere => "Not about us",
        Stage::Quiet => "About us, asks for nothing",
        Stage::Actionable => "Actionable",
    }
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Question => "question",
        Kind::Complaint => "complaint",
        Kind::Request => "request",
        Kind::Praise => "praise",
        Kind::Chatter => "chatter",
    }
}

/// The share of a stage with what it is a share of. What is thrown out first is a share of all; what comes later is a
/// share of what was left, because a share of all would look smaller the more spam there is.
fn share_words(funnel: &Funnel, stage: Stage) -> String {
    let n = funnel.at(stage);
    match stage {
        Stage::Copy | Stage::Spam => format!("{} of all", format::fine_share(n, funnel.raw)),
        Stage::Elsewhere => {
            format!("{} of what is neither spam nor copy", format::fine_share(n, funnel.genuine()))
        }
        Stage::Quiet => format!("{} of what is about us", format::fine_share(n, funnel.about_us())),
        Stage::Actionable => format!(
            "{} of what is about us · {} of what is neither spam nor copy",
            format::fine_share(n, funnel.about_us()),
            format::fine_share(n, funnel.genuine())
        ),
    }
}

/// The funnel in words, each share with what it is a share of; for the wallboard's hover.
pub(in crate::ui) fn about(funnel: &Funnel) -> String {
    if funnel.raw == 0 {
        return "Triage has read nothing in that period.".to_owned();
    }
    let mut lines = vec![format!("Of {} mentions that triage read:", format::number(funnel.raw))];
    for stage in STAGES {
        let count = format::number(funnel.at(stage));
        lines.push(format!("{} {count}, {}", stage_title(stage), share_words(funnel, stage)));
    }
    if funnel.unread > 0 {
        lines.push(format!("Nobody read {} more.", format::number(funnel.unread)));
    }
    lines.join("\n")
}

/// The colour of a stage. The last one is what the work is; the others stand back the earlier they left.
pub(in crate::ui) fn stage_color(t: &Tokens, stage: Stage) -> Color32 {
    match stage {
        Stage::Actionable => t.accent,
        Stage::Quiet => t.series_color(1),
        Stage::Elsewhere => t.dim,
        Stage::Spam => t.dim.gamma_multiply(0.8),
        Stage::Copy => t.faint,
    }
}

/// Paints the five stages as one bar, what is actionable first. A stage with a single mention is still seen.
pub(in crate::ui) fn paint_parts(painter: &Painter, t: &Tokens, bar: Rect, funnel: &Funnel) {
    let gap = 2.0;
    let there: Vec<Stage> = STAGES.into_iter().rev().filter(|stage| funnel.at(*stage) > 0).collect();
    let room = bar.width() - gap * there.len().saturating_sub(1) as f32;
    let least = 3.0;
    // What the small ones take beyond their share is taken from the others.
    let share = |stage: Stage| room * funnel.at(stage) as f32 / funnel.raw.max(1) as f32;
    let widths: Vec<f32> = there.iter().map(|stage| share(*stage).max(least)).collect();
    let shrink = room / widths.iter().sum::<f32>().max(1.0);
    let mut x = bar.left();
    for (stage, width) in there.iter().zip(widths) {
        let width = (width * shrink).max(1.0);
        let part = Rect::from_min_max(Pos2::new(x, bar.top()), Pos2::new(x + width, bar.bottom()));
        painter.rect_filled(part, CornerRadius::same(2), stage_color(t, *stage));
        x += width + gap;
    }
}
