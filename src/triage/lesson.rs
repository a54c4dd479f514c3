//! Learning from what people overruled: the shipped weights stay as they are, and a brand has weights of its own on top.
//!
//! [`Delta::fit`] is a pure function of the shipped model and the list of lessons, so taking a lesson back is fitting
//! without it, and undo restores the former weights bit for bit. Between the lessons, examples that the model was learnt
//! from are repeated ("replay"), so that it does not forget what nobody complained about.
//!
//! ```
//! use watchfloor::floor::LessonHead;
//! use watchfloor::triage::{Delta, Model, text::Scratch};
//! let base = Model::shipped();
//! let mut scratch = Scratch::default();
//! scratch.read("this jacket is sick");
//! let before = base.scores(&scratch).sentiment[2];
//! let lesson = base.lesson(LessonHead::Sentiment, 2, &scratch);
//! let own = base.with(&Delta::fit(base, &[lesson]));
//! assert!(own.scores(&scratch).sentiment[2] > before);
//! assert_eq!(&base.with(&Delta::fit(base, &[])), base);
//! ```

use super::features::{Features, unit_of};
use super::fit::{Example, shuffle};
use super::lexicon::TONES;
use super::model::{Model, softmax};
use super::quantise::{rounded, scale};
use crate::floor::{Lesson, LessonHead};
use crate::limits::{LESSON_FEATURES_MAX, LESSONS_MAX};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// How often each lesson is repeated.
const ROUNDS: u32 = 6;
/// How far one lesson moves the weights of its words.
const RATE: f32 = 0.3;
/// How far one lesson moves the weights of tones.
const TONE_RATE: f32 = 0.1;
/// How far one lesson moves how frequent a class is taken to be.
const CLASS_RATE: f32 = 0.05;
/// Squared gradient that every weight is taken to have seen, so that the first lesson does not decide alone.
const SEEN: f32 = 0.2;
/// Examples of the base between two lessons.
const REPLAYS: usize = 1;

/// The lesson that a text should have been this class of this head.
pub(super) fn lesson(bits: u32, head: LessonHead, class: u8, features: &Features) -> Lesson {
    let mut buckets = Vec::new();
    features.buckets(bits, &mut buckets);
    if buckets.len() > LESSON_FEATURES_MAX {
        buckets.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        buckets.truncate(LESSON_FEATURES_MAX);
        buckets.sort_by_key(|(bucket, _)| *bucket);
    }
    Lesson {
        head,
        class,
        features: buckets.iter().map(|(bucket, _)| *bucket as u16).collect(),
        counts: buckets.iter().map(|(_, units)| units.clamp(1.0, 255.0) as u8).collect(),
        tone: features.tone.iter().map(|x| (x * 100.0).round() as i16).collect(),
    }
}

/// What the lessons of one head changed.
#[derive(Clone, Debug, PartialEq)]
struct Change {
    head: usize,
    /// The weights of the head, whole: those of the base with what was learnt.
    table: Vec<f32>,
    bias: Vec<f32>,
    tone: Vec<[f32; TONES]>,
}

/// A brand's own weights, on top of those that ship.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Delta {
    changes: Vec<Change>,
    lessons: usize,
}

impl Delta {
    /// What these lessons teach, in their order. Of more than [`LESSONS_MAX`] the newest count; a lesson that does not
    /// fit the model (another number of features than counts, a class that is not there) counts for nothing.
    pub fn fit(base: &Model, lessons: &[Lesson]) -> Delta {
        let newest = &lessons[lessons.len().saturating_sub(LESSONS_MAX)..];
        let heads = [LessonHead::Spam, LessonHead::Kind, LessonHead::Intent, LessonHead::Sentiment];
        let mut delta = Delta::default();
        for (at, head) in heads.into_iter().enumerate() {
            let of_head = |l: &&Lesson| l.head == head;
            let examples: Vec<Example> = newest.iter().filter(of_head).filter_map(|l| example(base, at, l)).collect();
            if examples.is_empty() {
                continue;
            }
            let anchors: Vec<Example> =
                base.anchors.iter().filter(of_head).filter_map(|l| example(base, at, l)).collect();
            delta.lessons += examples.len();
            delta.changes.push(change(base, at, &examples, &anchors));
        }
        delta
    }

    /// How many lessons count in it.
    pub fn lessons(&self) -> usize {
        self.lessons
    }
}

/// A lesson as the numbers it was learnt from.
fn example(base: &Model, head: usize, lesson: &Lesson) -> Option<Example> {
    let fits = lesson.features.len() == lesson.counts.len()
        && lesson.tone.len() == TONES
        && lesson.features.iter().all(|f| (*f as usize) < 1 << base.bits)
        && (lesson.class as usize) < base.heads.get(head)?.classes.len();
    if !fits {
        return None;
    }
    let unit = unit_of(lesson.counts.iter().map(|c| u32::from(*c)).sum());
    let features = lesson.features.iter().zip(&lesson.counts).map(|(f, c)| (u32::from(*f), f32::from(*c) * unit));
    let mut tone = [0.0; TONES];
    tone.iter_mut().zip(&lesson.tone).for_each(|(into, t)| *into = f32::from(*t) / 100.0);
    Some(Example { features: features.collect(), tone, class: lesson.class as usize, weight: 1.0 })
}

fn change(base: &Model, at: usize, lessons: &[Example], anchors: &[Example]) -> Change {
    let head = &base.heads[at];
    let n = head.classes.len();
    let rows = base.table.chunks(base.width);
    let table =
        rows.flat_map(|row| row[head.first..head.first + n].iter().map(|w| f32::from(*w) * head.scale)).collect();
    let mut change = Change { head: at, table, bias: head.bias.clone(), tone: head.tone.clone() };
    let mut seen = vec![SEEN; change.table.len()];
    let mut chance = ChaCha8Rng::seed_from_u64(0);
    let mut order: Vec<u32> = (0..lessons.len() as u32).collect();
    let mut replay = anchors.iter().cycle();
    for _ in 0..ROUNDS {
        shuffle(&mut order, &mut chance);
        for i in &order {
            change.step(&lessons[*i as usize], &mut seen, head.calm);
            for anchor in replay.by_ref().take(REPLAYS) {
                change.step(anchor, &mut seen, head.calm);
            }
        }
    }
    change
}

impl Change {
    /// One step towards an example.
    fn step(&mut self, example: &Example, seen: &mut [f32], calm: f32) {
        let n = self.bias.len();
        let mut scores = [0.0_f32; super::model::COLUMNS];
        let scores = &mut scores[..n];
        for (class, score) in scores.iter_mut().enumerate() {
            let said: f32 = self.tone[class].iter().zip(&example.tone).map(|(w, x)| w * x).sum();
            *score = self.bias[class] + said;
        }
        for (bucket, value) in &example.features {
            let row = &self.table[*bucket as usize * n..][..n];
            scores.iter_mut().zip(row).for_each(|(score, w)| *score += w * value);
        }
        let mut wrong = [0.0_f32; super::model::COLUMNS];
        let wrong = &mut wrong[..n];
        softmax(scores, calm, wrong);
        wrong[example.class] -= 1.0;
        for (bucket, value) in &example.features {
            let at = *bucket as usize * n;
            for ((w, s), g) in self.table[at..at + n].iter_mut().zip(&mut seen[at..at + n]).zip(&*wrong) {
                let g = g * value;
                *s += g * g;
                *w -= RATE * g / s.sqrt();
            }
        }
        for (class, g) in wrong.iter().enumerate() {
            self.bias[class] -= CLASS_RATE * g;
            self.tone[class].iter_mut().zip(&example.tone).for_each(|(w, x)| *w -= TONE_RATE * g * x);
        }
    }
}

impl Model {
    /// This model with a brand's own weights: as fast as without them. With none of its own it is the same, bit for bit.
    #[must_use]
    pub fn with(&self, delta: &Delta) -> Model {
        let mut own = self.clone();
        for change in &delta.changes {
            let Some(head) = own.heads.get_mut(change.head) else { continue };
            let n = head.classes.len();
            head.scale = scale(&change.table);
            head.bias.clone_from(&change.bias);
            head.tone.clone_from(&change.tone);
            for (row, from) in own.table.chunks_mut(own.width).zip(change.table.chunks(n)) {
                for (into, w) in row[head.first..head.first + n].iter_mut().zip(from) {
                    *into = rounded(*w, head.scale);
                }
            }
        }
        own.lay_out_tones();
        own
    }
}
