//! The words of what triage read.

use crate::floor::{Cues, Kind, Lane, Level, Stage, Verdict};
use crate::ui::widget::Tone;

/// What is asked of us.
pub fn verdict(verdict: Verdict) -> (&'static str, Tone) {
    match verdict {
        Verdict::Respond => ("needs an answer", Tone::Accent),
        Verdict::Watch => ("worth an eye", Tone::Plain),
        Verdict::Ignore => ("nothing for us", Tone::Plain),
    }
}

/// What kind of thing is said.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Question => "question",
        Kind::Complaint => "complaint",
        Kind::Request => "request",
        Kind::Praise => "praise",
        Kind::Chatter => "chatter",
    }
}

/// Who should look at it.
pub fn lane(lane: Lane) -> &'static str {
    match lane {
        Lane::Support => "support",
        Lane::Engineering => "engineering",
        Lane::Marketing => "marketing",
        Lane::Press => "press",
        Lane::Store => "store",
    }
}

/// A stage of the funnel, as the question that it asks.
pub fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Copy => "A copy?",
        Stage::Spam => "Spam?",
        Stage::Elsewhere => "About us?",
        Stage::Quiet => "Asks for something?",
        Stage::Actionable => "To be answered?",
    }
}

/// How grave a cue is.
pub fn cue_tone(cue: Cues) -> Tone {
    match cue {
        Cues::SAFETY | Cues::LEGAL | Cues::PRESS => Tone::Breach,
        Cues::BUYING => Tone::Accent,
        _ => Tone::Watch,
    }
}

/// How sure an alert is.
pub fn level(level: Level) -> &'static str {
    match level {
        Level::Watch => "viral watch",
        Level::Alarm => "viral",
    }
}
