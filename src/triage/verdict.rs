//! The last stage: whether somebody should do something, who, and why. Branches only; what was measured comes in.

use super::cues::Heard;
use super::model::Scores;
use crate::floor::{Cues, Intent, Kind, Lane, MentionKind, Reason, Stage, Verdict};

/// What is known of a mention about us.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// What the model says.
    pub likely: Scores,
    /// What phrases say.
    pub heard: Heard,
    /// Words of it.
    pub words: u32,
    /// Whether it is addressed to us.
    pub to_us: bool,
    /// What it is.
    pub what: MentionKind,
}

/// Where a mention about us ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ruling {
    /// What it asks of us.
    pub verdict: Verdict,
    /// How far it came.
    pub stage: Stage,
    /// Why.
    pub reason: Reason,
    /// What kind of thing is said.
    pub kind: Kind,
    /// What it is about.
    pub intent: Intent,
    /// Who should look at it.
    pub lane: Lane,
    /// How sure the verdict is, 0 to 1.
    pub sure: f32,
}

/// All kinds, in order.
pub const KINDS: [Kind; 5] = [Kind::Question, Kind::Complaint, Kind::Request, Kind::Praise, Kind::Chatter];
/// All intents, in order.
pub const INTENTS: [Intent; 13] = [
    Intent::Delivery,
    Intent::Payment,
    Intent::Account,
    Intent::Order,
    Intent::Product,
    Intent::Bug,
    Intent::Stock,
    Intent::Store,
    Intent::Offer,
    Intent::Feedback,
    Intent::Press,
    Intent::Service,
    Intent::Other,
];

/// Cues with which somebody should answer, whatever else is said.
const RISKS: Cues = Cues(Cues::SAFETY.0 | Cues::LEGAL.0 | Cues::FAILED_ELSEWHERE.0 | Cues::CHURN.0);
/// Below this the likeliest kind is not taken for true.
const SURE_MIN: f32 = 0.6;
/// Words up to which thanks are nothing but thanks.
const THANKS_WORDS_MAX: u32 = 14;

fn likeliest<const N: usize>(all: &[f32; N]) -> (usize, f32) {
    all.iter().copied().enumerate().fold((0, f32::MIN), |best, next| if next.1 > best.1 { next } else { best })
}

/// The kind and the intent that are likeliest.
pub fn kind_and_intent(known: &Known) -> (Kind, Intent) {
    let (kind, _) = likeliest(&known.likely.kind);
    let (intent, _) = likeliest(&known.likely.intent);
    let kind = KINDS.get(kind).copied().unwrap_or(Kind::Chatter);
    (kind, INTENTS.get(intent).copied().unwrap_or(Intent::Other))
}

/// Who should look at it.
pub fn lane(intent: Intent, known: &Known) -> Lane {
    match intent {
        _ if known.heard.cues.has(Cues::IN_STORE) => Lane::Store,
        Intent::Press => Lane::Press,
        _ if known.to_us => Lane::Support,
        Intent::Bug => Lane::Engineering,
        Intent::Feedback | Intent::Offer => Lane::Marketing,
        _ => Lane::Support,
    }
}

/// The ruling on a mention that is about us.
pub fn rule(known: &Known) -> Ruling {
    let (kind, intent) = kind_and_intent(known);
    let asks = known.likely.kind[..3].iter().sum::<f32>();
    let sure = likeliest(&known.likely.kind).1;
    let lane = lane(intent, known);
    let cues = known.heard.cues;
    let (verdict, reason, sure) = if RISKS.0 & cues.0 != 0 || cues.has(Cues::IN_STORE) {
        (Verdict::Respond, Reason::Cue, 0.95)
    } else if known.heard.thanks > 0 && known.words <= THANKS_WORDS_MAX && asks < 0.5 {
        (Verdict::Watch, Reason::Thanks, 1.0 - asks)
    } else if cues.has(Cues::URGENT) || cues.has(Cues::BUYING) || (cues.has(Cues::PRESS) && known.to_us) {
        (Verdict::Respond, Reason::Cue, 0.8)
    } else if sure < SURE_MIN && asks > 0.2 {
        (Verdict::Respond, Reason::Unsure, asks.max(0.5))
    } else {
        match kind {
            Kind::Question => (Verdict::Respond, Reason::Asks, asks),
            Kind::Complaint => (Verdict::Respond, Reason::Complains, asks),
            Kind::Request => (Verdict::Respond, Reason::Requests, asks),
            Kind::Praise => (Verdict::Watch, Reason::Praises, 1.0 - asks),
            Kind::Chatter => (Verdict::Ignore, Reason::Chats, 1.0 - asks),
        }
    };
    let elsewhere = matches!(lane, Lane::Engineering | Lane::Marketing | Lane::Press) && !known.to_us;
    let (verdict, reason) =
        if elsewhere && reason != Reason::Cue { (Verdict::Watch, Reason::ForAnotherLane) } else { (verdict, reason) };
    let private = known.what == MentionKind::Direct && verdict != Verdict::Respond && reason != Reason::Thanks;
    let (verdict, reason) = if private { (Verdict::Respond, Reason::Private) } else { (verdict, reason) };
    let stage = if verdict == Verdict::Respond { Stage::Actionable } else { Stage::Quiet };
    Ruling { verdict, stage, reason, kind, intent, lane, sure }
}
