//! Why a mention stands where it stands, in sentences with figures.

use super::cues::Says;
use super::reader::{Reader, percent, spam};
use super::spam::Shape;
use super::text::Scratch;
use super::words::Folded;
use super::{language, verdict};
use crate::floor::{Reading, Reason, Said, Stage};

/// The model's question, and its answer, that are about spam.
const SPAM_HEAD: usize = 0;
const IS_SPAM: usize = 1;
/// Words that the model weighs which one sentence names.
const WORDS_NAMED: usize = 3;

/// Why, stage by stage, in the order of the funnel; it ends where the mention ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// One for each stage that was reached.
    pub steps: Vec<Step>,
}

/// One stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The stage that was asked for.
    pub stage: Stage,
    /// Whether the mention went on.
    pub passed: bool,
    /// Why, for example `spam 97 %: “win a”, “click here”`.
    pub words: String,
}

impl Reader {
    /// Why a mention stands where its reading says: recomputed, so that nothing but the reading has to be kept.
    /// With the same brand and model it says what was so; with others, what would be so now.
    pub fn explain(&self, said: &Said<'_>, reading: &Reading) -> Why {
        let mut folded = Folded::default();
        folded.fold(said.text);
        let mut tokens = Scratch::default();
        let facts = self.facts(said, &folded, &mut tokens);
        let mut steps = Vec::new();
        let copy = reading.stage == Stage::Copy;
        let words = match reading.copy_of {
            Some(_) if copy => format!("the same words came before, {} % alike", reading.sure_pct),
            _ => "these words did not come before within an hour".to_owned(),
        };
        steps.push(Step { stage: Stage::Copy, passed: !copy, words });
        if copy {
            return Why { steps };
        }
        let is_spam = spam(said, facts.heard, facts.shape, &facts.likely, facts.to_us);
        let mut words = format!("spam {} %", percent(facts.likely.spam));
        let because = self.spam_because(said.text, &folded, (facts.shape, facts.likely.spam), &mut tokens);
        if !because.is_empty() {
            words = format!("{words}: {because}");
        }
        steps.push(Step { stage: Stage::Spam, passed: is_spam.is_none(), words });
        if is_spam.is_some() {
            return Why { steps };
        }
        let elsewhere = facts.relevance.reason().is_some();
        steps.push(Step { stage: Stage::Elsewhere, passed: !elsewhere, words: self.names.words(facts.relevance) });
        if !elsewhere {
            let known = facts.known(said, &folded, reading.language);
            let ruling = verdict::rule(&known);
            let mut words = reason_words(ruling.reason).to_owned();
            let named = self.phrases.named(&folded, |says| matches!(says, Says::Cue(_) | Says::Newsroom));
            if !named.is_empty() {
                words = format!("{words}: {}", quoted(&named));
            }
            words = format!("{words}; {} % sure, in {}", percent(ruling.sure), language::name(reading.language));
            steps.push(Step { stage: Stage::Quiet, passed: ruling.stage == Stage::Actionable, words });
        }
        Why { steps }
    }

    fn spam_because(
        &self,
        text: &str,
        folded: &Folded,
        (shape, likely_spam): (Shape, f32),
        tokens: &mut Scratch,
    ) -> String {
        let mut parts = Vec::new();
        match shape {
            Shape::LinkOnly => parts.push("a link and hardly a word".to_owned()),
            Shape::Hashtags => parts.push(format!("{} hashtags", folded.hashtags)),
            Shape::Words if folded.links > 0 => parts.push("a link".to_owned()),
            Shape::Words => {}
        }
        let named = self.phrases.named(folded, |says| says == Says::Spam);
        if !named.is_empty() {
            parts.push(quoted(&named));
        }
        if likely_spam < 0.5 {
            return parts.join(", ");
        }
        // Of the words that the model weighs, those that speak most for spam.
        let weighed = self.model().explain(SPAM_HEAD, IS_SPAM, text, tokens);
        let for_it = weighed.iter().flat_map(|e| &e.reasons).filter(|r| r.points > 0.0 && is_word_of(folded, &r.what));
        let words: Vec<&str> = for_it.map(|r| r.what.as_str()).take(WORDS_NAMED).collect();
        if !words.is_empty() {
            parts.push(format!("words {}", quoted(&words)));
        }
        parts.join(", ")
    }
}

/// Whether the model's name for a share of a score is a word of the text, and not one for something in general.
fn is_word_of(folded: &Folded, word: &str) -> bool {
    word.chars().count() > 1 && folded.bare.contains(word)
}

fn quoted(phrases: &[&str]) -> String {
    phrases.iter().map(|p| format!("“{p}”")).collect::<Vec<_>>().join(", ")
}

/// A reason in words that go on a line of their own.
pub fn reason_words(reason: Reason) -> &'static str {
    match reason {
        Reason::SameWords => "the same words came before",
        Reason::SpamWords => "the words of spam",
        Reason::LinkOnly => "a link and hardly a word, or a wall of hashtags",
        Reason::NotNamed => "none of our names, and not addressed to us",
        Reason::Excluded => "an excluded word",
        Reason::OutOfContext => "our name in another sense",
        Reason::Praises => "praises",
        Reason::Chats => "asks nothing",
        Reason::Thanks => "thanks, or says goodbye",
        Reason::ForAnotherLane => "overheard, and for another lane",
        Reason::Asks => "asks",
        Reason::Complains => "complains",
        Reason::Requests => "wants something done",
        Reason::Cue => "a cue of risk or urgency",
        Reason::Unsure => "not sure, so a person should look",
        Reason::Private => "private, so never passed over",
        Reason::Overruled => "a person said so",
        Reason::Untriaged => "read before triage was there",
    }
}
