//! Learning a head: multinomial logistic regression by AdaGrad, with steps in an order that a seed decides.
//!
//! AdaGrad: Duchi, Hazan, Singer, JMLR 12 (2011): each weight has a rate of its own, the base rate over the root of the
//! sum of its squared gradients, so that a rare word learns as much from one text as a frequent one from many.

use super::features::Features;
use super::lexicon::TONES;
use super::model::softmax;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::borrow::Borrow;

/// Squared gradient that every weight is taken to have seen: without it AdaGrad would let an example that counts little
/// step as far as one that counts in full.
const SEEN: f32 = 0.01;

/// A text as numbers, and what it is.
#[derive(Clone, Debug)]
pub struct Example {
    /// Buckets, with what each weighs.
    pub(super) features: Vec<(u32, f32)>,
    pub(super) tone: [f32; TONES],
    /// Its class.
    pub class: usize,
    /// How much it counts beside the others: 1, or less.
    pub weight: f32,
}

impl Example {
    /// Reads a text.
    pub fn read(scratch: &mut super::text::Scratch, text: &str, bits: u32, class: usize) -> Example {
        scratch.read(text);
        Example::of(scratch.features(), bits, class)
    }

    /// The text that these features are of.
    pub(super) fn of(features: &Features, bits: u32, class: usize) -> Example {
        let mut buckets = Vec::new();
        features.buckets(bits, &mut buckets);
        let unit = features.unit();
        buckets.iter_mut().for_each(|(_, value)| *value *= unit);
        Example { features: buckets, tone: features.tone, class, weight: 1.0 }
    }
}

/// How to learn.
#[derive(Clone, Copy, Debug)]
pub struct Recipe {
    /// The table has `2^bits` rows.
    pub bits: u32,
    /// How often each example is seen.
    pub epochs: u32,
    /// Of words and letters.
    pub rate: f32,
    /// Of tones and of how frequent a class is.
    pub tone_rate: f32,
    /// Share of each weight that is taken off after each epoch.
    pub decay: f32,
    /// How far rare classes are raised: 0 not at all, 1 as if all were as frequent.
    pub balance: f32,
    /// What decides the order.
    pub seed: u64,
}

impl Default for Recipe {
    fn default() -> Recipe {
        Recipe { bits: 16, epochs: 10, rate: 0.2, tone_rate: 0.1, decay: 0.15, balance: 0.3, seed: 1 }
    }
}

/// Weights before they are rounded.
#[derive(Clone, Debug)]
pub struct Weights {
    pub(super) classes: usize,
    pub(super) table: Vec<f32>,
    pub(super) bias: Vec<f32>,
    pub(super) tone: Vec<[f32; TONES]>,
}

impl Weights {
    fn blank(bits: u32, classes: usize) -> Weights {
        Weights {
            classes,
            table: vec![0.0; classes << bits],
            bias: vec![0.0; classes],
            tone: vec![[0.0; TONES]; classes],
        }
    }

    /// The class with the highest score.
    pub fn best(&self, example: &Example) -> usize {
        let mut scores = vec![0.0; self.classes];
        self.scores(example, &mut scores);
        (0..self.classes).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a))).unwrap_or(0)
    }

    /// The score of each class.
    pub(super) fn scores(&self, example: &Example, into: &mut [f32]) {
        for (class, into) in into.iter_mut().enumerate() {
            let said: f32 = self.tone[class].iter().zip(&example.tone).map(|(w, x)| w * x).sum();
            *into = self.bias[class] + said;
        }
        let n = self.classes;
        for (bucket, value) in &example.features {
            let at = *bucket as usize * n;
            for (into, w) in into.iter_mut().zip(&self.table[at..at + n]) {
                *into += w * value;
            }
        }
    }
}

pub(super) fn shuffle(order: &mut [u32], chance: &mut ChaCha8Rng) {
    for i in (1..order.len()).rev() {
        let j = ((u64::from(chance.next_u32()) * (i as u64 + 1)) >> 32) as usize;
        order.swap(i, j);
    }
}

/// Learns one head from examples of `classes` classes. The weights are the mean of those after each epoch of the
/// second half, which steadies them.
pub fn fit(examples: &[impl Borrow<Example>], classes: usize, recipe: &Recipe) -> Weights {
    let mut now = Weights::blank(recipe.bits, classes);
    let mut seen = Weights::blank(recipe.bits, classes);
    seen.table.iter_mut().for_each(|s| *s = SEEN);
    let mut mean = Weights::blank(recipe.bits, classes);
    let raise = raised(examples, classes, recipe.balance);
    let mut chance = ChaCha8Rng::seed_from_u64(recipe.seed);
    let mut order: Vec<u32> = (0..examples.len() as u32).collect();
    let mut scores = vec![0.0; classes];
    let mut wrong = vec![0.0; classes];
    let first_kept = recipe.epochs / 2;
    let kept = (recipe.epochs - first_kept).max(1) as f32;
    for epoch in 0..recipe.epochs {
        shuffle(&mut order, &mut chance);
        for i in &order {
            let example = examples[*i as usize].borrow();
            now.scores(example, &mut scores);
            softmax(&scores, 1.0, &mut wrong);
            wrong[example.class] -= 1.0;
            let weight = raise[example.class] * example.weight;
            wrong.iter_mut().for_each(|g| *g *= weight);
            step(&mut now, &mut seen, example, &wrong, recipe);
        }
        now.table.iter_mut().for_each(|w| *w *= 1.0 - recipe.decay);
        if epoch >= first_kept {
            mean.table.iter_mut().zip(&now.table).for_each(|(m, w)| *m += w / kept);
            mean.bias.iter_mut().zip(&now.bias).for_each(|(m, w)| *m += w / kept);
            mean.tone.iter_mut().flatten().zip(now.tone.iter().flatten()).for_each(|(m, w)| *m += w / kept);
        }
    }
    mean
}

/// How much an example of each class counts.
fn raised(examples: &[impl Borrow<Example>], classes: usize, balance: f32) -> Vec<f32> {
    let mut counts = vec![0.0_f32; classes];
    examples.iter().map(Borrow::borrow).for_each(|e: &Example| counts[e.class] += e.weight);
    let even = counts.iter().sum::<f32>() / classes as f32;
    counts.iter().map(|n| (even / n.max(1.0)).powf(balance)).collect()
}

/// One step against the gradient.
fn step(now: &mut Weights, seen: &mut Weights, example: &Example, wrong: &[f32], recipe: &Recipe) {
    let n = now.classes;
    for (bucket, value) in &example.features {
        let at = *bucket as usize * n;
        for ((w, s), g) in now.table[at..at + n].iter_mut().zip(&mut seen.table[at..at + n]).zip(wrong) {
            let g = g * value;
            *s += g * g;
            *w -= recipe.rate * g / (s.sqrt() + 1e-6);
        }
    }
    for (class, g) in wrong.iter().enumerate() {
        seen.bias[class] += g * g;
        now.bias[class] -= recipe.tone_rate * g / (seen.bias[class].sqrt() + 1e-6);
        for ((w, s), x) in now.tone[class].iter_mut().zip(&mut seen.tone[class]).zip(&example.tone) {
            let g = g * x;
            *s += g * g;
            *w -= recipe.tone_rate * g / (s.sqrt() + 1e-6);
        }
    }
}
