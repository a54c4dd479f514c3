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
    /// Whether a question mark stands in it.
    pub question: bool,
    /// Whether it is addressed to us.
    pub to_us: bool,
    /// Whether it is overheard, and the writer does not speak of themselves in a language in which that takes a word.
    pub aloof: bool,
    /// Whether it goes on in a conversation with us.
    pub answers_us: bool,
    /// What it is.
    pub what: MentionKind,
    /// Where what its source brings belongs when its words do not say it.
    pub lane: Option<Lane>,
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

/// Cues with which somebody should answer, whatever else is said.
const RISKS: Cues = Cues(Cues::SAFETY.0 | Cues::LEGAL.0 | Cues::FAILED_ELSEWHERE.0 | Cues::CHURN.0 | Cues::IN_STORE.0);
/// Below this the likeliest kind is not taken for true.
const SURE_MIN: f32 = 0.6;
/// Praise and chatter addressed to us must be likelier than this to be left without an answer.
const QUIET_TO_US_MIN: f32 = 0.8;
/// Somebody as angry as this who speaks to us is answered, whatever else is said.
const ANGRY_TO_US_MIN: f32 = 0.75;
/// What is overheard must ask or complain as likely as this to be taken for work.
const OVERHEARD_MIN: f32 = 0.35;
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
    (kind, Intent::ALL.get(intent).copied().unwrap_or(Intent::Other))
}

/// Who should look at it.
pub fn lane(intent: Intent, known: &Known) -> Lane {
    match intent {
        _ if known.heard.cues.has(Cues::IN_STORE) => Lane::Store,
        _ if known.heard.newsroom => Lane::Press,
        Intent::Press => Lane::Press,
        _ if known.to_us => Lane::Support,
        Intent::Bug => Lane::Engineering,
        Intent::Feedback | Intent::Offer => Lane::Marketing,
        _ => known.lane.unwrap_or(Lane::Support),
    }
}

/// The ruling on a mention that is about us.
pub fn rule(known: &Known) -> Ruling {
    let (kind, intent) = kind_and_intent(known);
    let asks: f32 = known.likely.kind[..3].iter().sum();
    let (verdict, reason, sure) = judged(known, kind, asks);
    let lane = lane(intent, known);
    let elsewhere = matches!(lane, Lane::Engineering | Lane::Marketing | Lane::Press) && !known.to_us;
    let (verdict, reason) =
        if elsewhere && reason != Reason::Cue { (Verdict::Watch, Reason::ForAnotherLane) } else { (verdict, reason) };
    let private = known.what == MentionKind::Direct && verdict != Verdict::Respond && reason != Reason::Thanks;
    let (verdict, reason) = if private { (Verdict::Respond, Reason::Private) } else { (verdict, reason) };
    let stage = if verdict == Verdict::Respond { Stage::Actionable } else { Stage::Quiet };
    Ruling { verdict, stage, reason, kind, intent, lane, sure }
}

/// A remark on how warm it is in a shop: people make it to each other, and nobody waits for an answer.
fn is_remark(known: &Known) -> bool {
    let heard = known.heard;
    let besides = heard.cues.0 & !Cues::IN_STORE.0;
    heard.climate && besides == 0 && heard.asks == 0 && !known.question && !known.answers_us
}

/// Verdict, reason and how sure, before lanes and privacy.
fn judged(known: &Known, kind: Kind, asks: f32) -> (Verdict, Reason, f32) {
    let heard = known.heard;
    let cues = heard.cues;
    if is_remark(known) {
        return (Verdict::Watch, Reason::Chats, 0.7);
    }
    if cues.0 & RISKS.0 != 0 || heard.newsroom {
        return (Verdict::Respond, Reason::Cue, 0.95);
    }
    if heard.thanks > 0 && known.words <= THANKS_WORDS_MAX && asks < 0.5 && !known.question {
        return (Verdict::Watch, Reason::Thanks, 1.0 - asks);
    }
    let angry = known.likely.sentiment[0];
    if cues != Cues::default() && (known.to_us || asks >= 0.3 || angry >= 0.5) {
        return (Verdict::Respond, Reason::Cue, 0.8);
    }
    if !known.to_us && !known.answers_us {
        return overheard(known, kind, asks);
    }
    let quiet = known.likely.kind[3] + known.likely.kind[4];
    let sure = likeliest(&known.likely.kind).1;
    match kind {
        Kind::Question if sure >= SURE_MIN => (Verdict::Respond, Reason::Asks, asks),
        Kind::Complaint if sure >= SURE_MIN => (Verdict::Respond, Reason::Complains, asks),
        Kind::Request if sure >= SURE_MIN => (Verdict::Respond, Reason::Requests, asks),
        // Somebody who speaks to us and asks is answered, however kind the words.
        _ if known.to_us && known.question => (Verdict::Respond, Reason::Asks, asks.max(0.6)),
        _ if known.to_us && heard.asks > 0 => (Verdict::Respond, Reason::Requests, asks.max(0.6)),
        // Who answers us without praise gives what we asked for, or says that it did not help.
        Kind::Chatter if known.answers_us => (Verdict::Respond, Reason::Unsure, 0.5),
        _ if quiet < QUIET_TO_US_MIN || angry >= ANGRY_TO_US_MIN => (Verdict::Respond, Reason::Unsure, asks.max(0.5)),
        _ if known.likely.kind[3] >= known.likely.kind[4] => (Verdict::Watch, Reason::Praises, quiet),
        _ => (Verdict::Watch, Reason::Chats, quiet),
    }
}

/// What is merely overheard. Of a hundred such remarks hardly one waits for an answer, so that only what surely asks or
/// complains is given to somebody; the rest is watched, and what is no more than talk is left alone.
fn overheard(known: &Known, kind: Kind, asks: f32) -> (Verdict, Reason, f32) {
    let (_, sure) = likeliest(&known.likely.kind);
    let clear = asks >= OVERHEARD_MIN && !known.aloof;
    match kind {
        Kind::Question if clear && (known.question || asks >= SURE_MIN) => (Verdict::Respond, Reason::Asks, asks),
        Kind::Request if clear => (Verdict::Respond, Reason::Requests, asks),
        Kind::Complaint if clear => (Verdict::Respond, Reason::Complains, asks),
        Kind::Praise => (Verdict::Watch, Reason::Praises, sure),
        Kind::Chatter if sure >= SURE_MIN => (Verdict::Ignore, Reason::Chats, sure),
        _ => (Verdict::Watch, Reason::Chats, 1.0 - asks * 0.5),
    }
}
