//! The funnel: one pass over each mention.

use super::cues::{Heard, Phrases};
use super::duplicate::{Window, Writing};
use super::lesson::Delta;
use super::model::{Model, Scores};
use super::relevance::{Names, Relevance};
use super::spam::{Shape, shape};
use super::text::Scratch;
use super::verdict::{Known, kind_and_intent, lane, rule};
use super::words::Folded;
use super::{language, personal};
use crate::floor::{Brand, Cues, Intent, Kind, Lane, MentionId, Reading, Reason, Said, Stage, Verdict};

/// Reads mentions one after another. All but the copies is a function of the text, the brand and the model alone; the
/// copies are those of the last hour, and a new reader knows of none.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    pub(super) phrases: Phrases,
    pub(super) names: Names,
    window: Window,
    /// The model with the brand's own weights; `None` while there are none, and the shipped one answers.
    own_model: Option<Box<Model>>,
    folded: Folded,
    buffers: Buffers,
}

/// What is filled anew for each text.
#[derive(Clone, Debug, Default)]
pub(super) struct Buffers {
    pub(super) tokens: Scratch,
    letters: String,
}

/// Likelier spam than this is dropped: overheard, and addressed to us.
const SPAM_MIN: f32 = 0.8;
const SPAM_TO_US_MIN: f32 = 0.9;
/// The same for what is addressed to us, seems to want something, and has no phrase of spam in it.
const SPAM_ASKING_MIN: f32 = 0.985;
/// What is left of the doubt after each phrase of spam.
const DOUBT_LEFT: f32 = 0.4;

/// What is known before the last stage.
pub(super) struct Facts<'a> {
    pub(super) heard: Heard,
    pub(super) shape: Shape,
    pub(super) likely: Scores,
    pub(super) relevance: Relevance<'a>,
    pub(super) to_us: bool,
}

impl Facts<'_> {
    /// What the last stage is told.
    pub(super) fn known(&self, said: &Said<'_>, folded: &Folded, language: [u8; 2]) -> Known {
        Known {
            likely: self.likely,
            heard: self.heard,
            words: folded.words,
            question: folded.question,
            to_us: self.to_us,
            aloof: !self.to_us && !self.heard.oneself && matches!(&language, b"en" | b"de" | b"fr"),
            answers_us: said.answers_us,
            what: said.kind,
            lane: said.lane,
        }
    }
}

impl Reader {
    /// With the phrases that come with the program, no names and an empty window.
    pub fn new() -> Reader {
        Reader::default()
    }

    /// From now on these names are ours. Handles stay what they were.
    pub fn set_brand(&mut self, brand: &Brand) {
        let handles = self.names.take_handles();
        self.names = Names::of(brand);
        self.names.give_handles(handles);
    }

    /// From now on these accounts are ours, as networks name them: with or without `@`.
    pub fn set_handles<'h>(&mut self, handles: impl IntoIterator<Item = &'h str>) {
        self.names.set_handles(handles);
    }

    /// From now on what a person corrected counts: the brand's own weights on those that ship. With a delta of no
    /// lessons the shipped model answers.
    pub fn set_delta(&mut self, delta: &Delta) {
        self.own_model = (delta.lessons() > 0).then(|| Box::new(Model::shipped().with(delta)));
    }

    /// The model that answers.
    pub fn model(&self) -> &Model {
        self.own_model.as_deref().unwrap_or_else(|| Model::shipped())
    }

    /// Knows of no copies any more; names, handles and lessons stay.
    pub fn forget_copies(&mut self) {
        self.window = Window::default();
    }

    /// Copies of a mention that were seen while it was remembered.
    pub fn copies(&self, mention: MentionId) -> u32 {
        self.window.copies(mention)
    }

    /// Takes a mention through the funnel.
    pub fn read(&mut self, said: &Said<'_>) -> Reading {
        let mut folded = std::mem::take(&mut self.folded);
        folded.fold(said.text);
        let mut buffers = std::mem::take(&mut self.buffers);
        let facts = self.facts(said, &folded, &mut buffers.tokens);
        let writing = Writing {
            mention: said.mention,
            author: said.author,
            at: said.at,
            to_us: facts.to_us,
            answers_us: said.answers_us || said.private(),
        };
        let (heard, shape, likely, to_us) = (facts.heard, facts.shape, facts.likely, facts.to_us);
        let elsewhere = facts.relevance.reason();
        let language = language::detect(said.text, &mut buffers.letters);
        let known = facts.known(said, &folded, language);
        let copy = self.window.see(&folded, &writing);
        let (kind, intent) = kind_and_intent(&known);
        let mut reading = blank(&known, kind, intent);
        reading.language = language;
        reading.personal = personal::kinds(said.text);
        if let Some((reason, sure)) = spam(said, heard, shape, &likely, to_us) {
            end(&mut reading, (Stage::Spam, Verdict::Ignore, reason, sure));
        } else if let Some(reason) = elsewhere {
            end(&mut reading, (Stage::Elsewhere, Verdict::Ignore, reason, 1.0));
        } else {
            let ruling = rule(&known);
            end(&mut reading, (ruling.stage, ruling.verdict, ruling.reason, ruling.sure));
            reading.lane = ruling.lane;
        }
        match copy {
            Some(copy) => {
                reading.copy_of = Some(copy.original);
                // What would be for nobody anyhow stays what it is: a copy of spam is spam, and counts there. Of what
                // asks for an answer, the one that came first is answered for all of them.
                if reading.stage == Stage::Actionable || (copy.matters && reading.stage == Stage::Spam) {
                    let verdict = if copy.matters { Verdict::Watch } else { Verdict::Ignore };
                    end(&mut reading, (Stage::Copy, verdict, Reason::SameWords, copy.likeness as f32));
                }
            }
            None if matches!(reading.stage, Stage::Spam | Stage::Elsewhere) => self.window.dismiss(said.mention),
            None => {}
        }
        self.folded = folded;
        self.buffers = buffers;
        reading
    }

    /// What is known of a text before the last stage; nothing is remembered.
    pub(super) fn facts(&self, said: &Said<'_>, folded: &Folded, tokens: &mut Scratch) -> Facts<'_> {
        let heard = self.phrases.hear(folded);
        let told = said.to_us || said.answers_us || said.private();
        let to_us = told || self.names.addressed(folded);
        tokens.read(said.text);
        let mut likely = self.model().scores(tokens);
        likely.spam = 1.0 - (1.0 - likely.spam) * DOUBT_LEFT.powi(heard.spam.min(8) as i32);
        Facts { heard, shape: shape(folded), likely, relevance: self.names.relevance(folded, to_us), to_us }
    }
}

/// Why a mention is spam, and how sure that is. In a conversation with us nothing is; and what is addressed to us with
/// a cue of risk in it is looked at by a person.
pub(super) fn spam(said: &Said<'_>, heard: Heard, shape: Shape, likely: &Scores, to_us: bool) -> Option<(Reason, f32)> {
    const KEPT: Cues =
        Cues(Cues::SAFETY.0 | Cues::LEGAL.0 | Cues::CHURN.0 | Cues::FAILED_ELSEWHERE.0 | Cues::IN_STORE.0);
    if said.answers_us || said.private() || (to_us && heard.cues.0 & KEPT.0 != 0) {
        return None;
    }
    let asks = likely.kind[..3].iter().sum::<f32>() >= 0.5 && heard.spam == 0;
    // Who says overheard that something burns is not dropped for a link.
    let risk = heard.cues.0 & KEPT.0 != 0;
    let least = match (to_us, asks) {
        (false, _) if risk => SPAM_ASKING_MIN,
        (false, _) => SPAM_MIN,
        (true, false) => SPAM_TO_US_MIN,
        (true, true) => SPAM_ASKING_MIN,
    };
    if likely.spam >= least {
        return Some((Reason::SpamWords, likely.spam));
    }
    (shape != Shape::Words && !to_us).then_some((Reason::LinkOnly, 0.9))
}

fn end(reading: &mut Reading, (stage, verdict, reason, sure): (Stage, Verdict, Reason, f32)) {
    reading.stage = stage;
    reading.verdict = verdict;
    reading.reason = reason;
    reading.sure_pct = percent(sure);
}

fn blank(known: &Known, kind: Kind, intent: Intent) -> Reading {
    let [negative, _, positive] = known.likely.sentiment;
    Reading {
        verdict: Verdict::Ignore,
        stage: Stage::Quiet,
        reason: Reason::Chats,
        kind,
        intent,
        lane: if known.heard.cues.has(Cues::IN_STORE) { Lane::Store } else { lane(intent, known) },
        cues: known.heard.cues,
        negative_pct: percent(negative),
        mood: ((positive - negative) * 100.0).round().clamp(-100.0, 100.0) as i8,
        spam_pct: percent(known.likely.spam),
        sure_pct: 0,
        language: language::UNKNOWN,
        personal: crate::floor::Personal::default(),
        copy_of: None,
    }
}

/// A share as whole percent.
pub(super) fn percent(share: f32) -> u8 {
    (share * 100.0).round().clamp(0.0, 100.0) as u8
}
