//! Why a model says what it says: each word's share of a score, in words.

use super::features::{Features, Place, unit_of};
use super::lexicon::{TONE_NAMES, TONES};
use super::model::{Head, Model};
use super::text::{Scratch, Text, TokenKind};
use crate::limits::REASONS_MAX;

/// One share of a score.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// A word of the text as it was read, `a link`, `an @name`, or one of [`TONE_NAMES`].
    pub what: String,
    /// How much it speaks for the class, against the other classes; negative when it speaks against.
    pub points: f32,
}

/// Why a class of a head has its score.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The score of the class less the mean score of the others. Of two classes, the likelier has more than 0.
    pub score: f32,
    /// The shares, the strongest first. Their points add up to the score.
    pub reasons: Vec<Reason>,
}

impl Model {
    /// Why the text has the score it has, for a class of a head; `None` when there is no such class.
    ///
    /// A word's share is that of the word itself, of its pair with the word before, and of the letters in it. Every share
    /// is linear in the weights, so they add up to the score: what is left after the strongest [`REASONS_MAX`] is the
    /// last, `everything else`.
    ///
    /// ```
    /// use watchfloor::triage::{Model, text::Scratch};
    /// let mut scratch = Scratch::default();
    /// let why = Model::shipped().explain(0, 1, "Subscribe to my channel", &mut scratch).unwrap();
    /// let sum: f32 = why.reasons.iter().map(|r| r.points).sum();
    /// assert!((sum - why.score).abs() < 1e-3);
    /// assert!(why.reasons.iter().any(|r| r.what == "subscribe" && r.points > 0.0));
    /// ```
    pub fn explain(&self, head: usize, class: usize, text: &str, scratch: &mut Scratch) -> Option<Explanation> {
        let head = self.heads.get(head).filter(|h| class < h.classes.len() && h.classes.len() > 1)?;
        let text = scratch.tokenise(text);
        let places = Features::places(text);
        let unit = unit_of(places.iter().map(|p| p.units as u32).sum());
        let mut of_words = vec![0.0_f32; text.tokens().len()];
        for place in &places {
            let bucket = (place.hash >> (32 - self.bits)) as usize;
            let weights: Vec<f32> = (0..head.classes.len()).map(|c| self.weight(bucket, head, c)).collect();
            if let Some(share) = of_words.get_mut(word_at(text, place)) {
                *share += against_others(&weights, class) * unit * place.units as f32;
            }
        }
        let mut reasons: Vec<Reason> = Vec::new();
        for (token, points) in text.tokens().iter().zip(of_words) {
            let what = match token.kind {
                TokenKind::Link => "a link",
                TokenKind::Handle => "an @name",
                TokenKind::Number => "a number",
                _ => text.word(token),
            };
            match reasons.iter_mut().find(|r| r.what == what) {
                Some(reason) => reason.points += points,
                None => reasons.push(Reason { what: what.to_owned(), points }),
            }
        }
        reasons.extend(tones(head, class, &super::lexicon::tone(text)));
        reasons.push(Reason { what: "how frequent it is".to_owned(), points: against_others(&head.bias, class) });
        let score = reasons.iter().map(|r| r.points).sum();
        reasons.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()).then_with(|| a.what.cmp(&b.what)));
        if reasons.len() > REASONS_MAX {
            let points = reasons.drain(REASONS_MAX - 1..).map(|r| r.points).sum();
            reasons.push(Reason { what: "everything else".to_owned(), points });
        }
        Some(Explanation { score, reasons })
    }
}

/// A class's number less the mean of the others'.
fn against_others(numbers: &[f32], class: usize) -> f32 {
    let own = numbers[class];
    let others: f32 = numbers.iter().sum::<f32>() - own;
    own - others / (numbers.len() - 1) as f32
}

fn tones(head: &Head, class: usize, tone: &[f32; TONES]) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for (i, x) in tone.iter().enumerate().filter(|(_, x)| **x != 0.0) {
        let weights: Vec<f32> = head.tone.iter().map(|w| w[i]).collect();
        reasons.push(Reason { what: TONE_NAMES[i].to_owned(), points: against_others(&weights, class) * x });
    }
    reasons
}

/// The token in which a feature ends, or the one before the gap in which it ends. A pair belongs to its second word.
fn word_at(text: &Text, place: &Place) -> usize {
    // The middle of letters in a row says which word they are of; a gap belongs to the word before it.
    let at = if place.units == 1 { (place.from + place.to) / 2 } else { place.to - 1 };
    text.tokens().partition_point(|token| token.folded_from as usize <= at).saturating_sub(1)
}
