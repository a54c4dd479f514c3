//! Version 1 of what triage read.

use super::Fault;
use crate::floor::{
    Cues, Intent, Kind, Lane, LessonHead, MatchedBy, MentionId, Personal, Reading, Reason, Stage, Tier, Verdict,
};
use serde::{Deserialize, Serialize};

/// Verdict, stage, reason, kind, intent and lane by their numbers; then cues; then negative, spam, sure in percent, mood
/// and personal data; then the language; then what it is a copy of.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct ReadingV1([u8; 6], u16, [u8; 5], [u8; 2], Option<u32>);

/// The number of a plain enum is its place in a list here, and part of the format: lists are only added to at their end.
macro_rules! listed {
    ($list:ident, $to:ident, $from:ident, $what:literal, $type:ident [$($variant:ident),+ $(,)?]) => {
        const $list: &[$type] = &[$($type::$variant),+];
        pub(super) fn $to(value: $type) -> u8 {
            // A test goes through all of them, so that none is missing.
            $list.iter().position(|v| *v == value).unwrap_or(0) as u8
        }
        pub(super) fn $from(number: u8) -> Result<$type, Fault> {
            let found = $list.get(usize::from(number)).copied();
            found.ok_or_else(|| Fault::Damaged(format!("no {} has the number {number}", $what)))
        }
    };
}

listed!(VERDICTS, verdict_number, verdict, "verdict", Verdict [Respond, Watch, Ignore]);
listed!(STAGES, stage_number, stage, "stage of the funnel", Stage [Copy, Spam, Elsewhere, Quiet, Actionable]);
listed!(KINDS, kind_number, kind, "kind of thing said", Kind [Question, Complaint, Request, Praise, Chatter]);
listed!(LANES, lane_number, lane, "lane", Lane [Support, Engineering, Marketing, Press, Store]);
listed!(TIERS, tier_number, tier, "tier", Tier [None, Bronze, Silver, Gold]);
listed!(MATCHES, matched_number, matched, "way to recognise somebody", MatchedBy [Handle, Email, Name]);
listed!(HEADS, head_number, head, "question of the model", LessonHead [Spam, Kind, Intent, Sentiment]);
listed!(INTENTS, intent_number, intent, "intent", Intent [
    Delivery, Payment, Account, Order, Product, Bug, Stock, Store, Offer, Feedback, Press, Service, Other,
]);
listed!(REASONS, reason_number, reason, "reason", Reason [
    SameWords, SpamWords, LinkOnly, NotNamed, Excluded, OutOfContext, Praises, Chats, Thanks, ForAnotherLane, Asks,
    Complains, Requests, Cue, Unsure, Private, Overruled, Untriaged,
]);

impl From<&Reading> for ReadingV1 {
    fn from(r: &Reading) -> ReadingV1 {
        ReadingV1(
            [
                verdict_number(r.verdict),
                stage_number(r.stage),
                reason_number(r.reason),
                kind_number(r.kind),
                intent_number(r.intent),
                lane_number(r.lane),
            ],
            r.cues.0,
            [r.negative_pct, r.spam_pct, r.sure_pct, r.mood.cast_unsigned(), r.personal.0],
            r.language,
            r.copy_of.map(|m| m.0),
        )
    }
}

impl ReadingV1 {
    pub(super) fn into_floor(self) -> Result<Reading, Fault> {
        let ReadingV1([v, s, w, k, i, l], cues, [negative_pct, spam_pct, sure_pct, mood, personal], language, copy) =
            self;
        Ok(Reading {
            verdict: verdict(v)?,
            stage: stage(s)?,
            reason: reason(w)?,
            kind: kind(k)?,
            intent: intent(i)?,
            lane: lane(l)?,
            cues: Cues(cues),
            negative_pct,
            mood: mood.cast_signed(),
            spam_pct,
            sure_pct,
            language,
            personal: Personal(personal),
            copy_of: copy.map(MentionId),
        })
    }
}
