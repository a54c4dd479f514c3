//! From learnt weights to a model: rounding to 8 bits, and probabilities that mean what they say.

use super::fit::{Example, Recipe, Weights, fit};
use super::model::{Head, Model, softmax};

/// A head as it was learnt, before it is rounded.
#[derive(Clone, Debug)]
pub struct Learnt {
    /// Its name.
    pub name: String,
    /// Its classes.
    pub classes: Vec<String>,
    /// Its weights.
    pub weights: Weights,
    /// See [`calm`].
    pub calm: f32,
}

/// The heads in one table. The largest weight of a head becomes 127, so that the error of each weight is at most one
/// 254th of the largest.
pub fn model(bits: u32, learnt: &[Learnt], anchors: Vec<crate::floor::Lesson>) -> Model {
    let columns: usize = learnt.iter().map(|l| l.classes.len()).sum();
    let width = super::model::width(columns);
    let mut model = Model { bits, width, heads: Vec::new(), table: vec![0; width << bits], tones: Vec::new(), anchors };
    let mut first = 0;
    for Learnt { name, classes, weights, calm } in learnt {
        let scale = scale(&weights.table);
        let n = weights.classes;
        for (row, from) in model.table.chunks_mut(width).zip(weights.table.chunks(n)) {
            for (into, w) in row[first..first + n].iter_mut().zip(from) {
                *into = rounded(*w, scale);
            }
        }
        model.heads.push(Head {
            name: name.clone(),
            classes: classes.clone(),
            first,
            scale,
            calm: *calm,
            bias: weights.bias.clone(),
            tone: weights.tone.clone(),
        });
        first += n;
    }
    model.lay_out_tones();
    model
}

/// What one whole number stands for.
pub(super) fn scale(weights: &[f32]) -> f32 {
    let most = weights.iter().fold(0.0_f32, |most, w| most.max(w.abs()));
    if most > 0.0 { most / 127.0 } else { 1.0 }
}

/// The whole number nearest to a weight.
pub(super) fn rounded(weight: f32, scale: f32) -> i8 {
    (weight / scale).round().clamp(-127.0, 127.0) as i8
}

/// How many parts the examples are cut into: each is scored by what was learnt from the others.
const PARTS: usize = 4;

/// By how much scores are multiplied so that probabilities come true: of texts that the model did not learn from, those
/// called 80 % likely should be right four times in five. The factor is that under which they were most likely
/// ("temperature", Guo et al., ICML 2017). Stops being true for texts of another kind than those it was fitted on.
pub fn calm(examples: &[Example], groups: &[u32], classes: usize, recipe: &Recipe) -> f32 {
    let mut held: Vec<(Vec<f32>, &Example)> = Vec::new();
    for part in 0..PARTS as u32 {
        let here = |i: &usize| groups[*i] % PARTS as u32 == part;
        let others: Vec<&Example> = (0..examples.len()).filter(|i| !here(i)).map(|i| &examples[i]).collect();
        let weights = fit(&others, classes, recipe);
        for i in (0..examples.len()).filter(here) {
            let mut scores = vec![0.0; classes];
            weights.scores(&examples[i], &mut scores);
            held.push((scores, &examples[i]));
        }
    }
    most_likely(&held, classes)
}

/// The factor under which the classes were most likely, of factors from 0.2 to 5 in steps of 5 %.
fn most_likely(held: &[(Vec<f32>, &Example)], classes: usize) -> f32 {
    let mut probabilities = vec![0.0; classes];
    let mut surprise = |calm: f32| -> f64 {
        held.iter()
            .map(|(scores, example)| {
                softmax(scores, calm, &mut probabilities);
                -f64::from(example.weight) * f64::from(probabilities[example.class].max(1e-6)).ln()
            })
            .sum()
    };
    let tried = (0..66).map(|i| 0.2 * 1.05_f32.powi(i));
    let best = tried.map(|calm| (calm, surprise(calm))).min_by(|a, b| a.1.total_cmp(&b.1));
    best.map_or(1.0, |(calm, _)| calm)
}
