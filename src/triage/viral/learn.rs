//! Learning the trees, from real histories and invented ones.

use super::boost::{Boosting, Loss, Rows, boost};
use super::features::{COUNT, Features, THRESHOLD, features};
use super::forest::Forest;
use super::history::History;
use super::invented::invented_histories;
use super::seismic::Excitement;
use super::trees::{CELLS, Growth, Trees, cell};
use crate::floor::Cascade;

/// Seconds after the beginning at which real histories are looked at.
const REAL_SECS: [u32; 19] = [
    60, 120, 180, 300, 420, 600, 840, 1_200, 1_800, 2_520, 3_600, 5_100, 7_200, 10_800, 18_000, 28_800, 43_200, 86_400,
    172_800,
];
/// Seconds after the beginning at which invented histories are looked at.
const INVENTED_SECS: [u32; 6] = [120, 600, 1_800, 3_600, 10_800, 43_200];
/// And right after which of their carryings.
const INVENTED_CARRYINGS: [usize; 9] = [1, 2, 3, 5, 9, 20, 60, 200, 800];
/// How much all looks at real histories weigh against all looks at invented ones.
const REAL_WEIGHT: f64 = 0.5;
/// How many times the reach a threshold is, in the questions about thresholds; as logarithms.
const THRESHOLDS_LN: [f64; 5] = [0.25, 0.8, 1.6, 2.8, 4.5];
/// To see how far off forecasts are, each of so many parts is foretold from the others.
const PARTS: usize = 4;

/// What to learn from.
#[derive(Clone, Copy, Debug)]
pub struct Lessons<'a> {
    /// Histories that happened.
    pub real: &'a [History],
    /// How many to invent beside them.
    pub invented: usize,
    /// The same seed invents the same.
    pub seed: u64,
}

/// One look at one history.
struct Look {
    of: usize,
    real: bool,
    carried: u32,
    features: Features,
    size_growth: f64,
    reach_growth: f64,
    weight: f64,
}

/// How the growths are learnt.
const GROWTH: Boosting = Boosting {
    trees: 100,
    rate: 0.08,
    leaf_weight_min: 20.0,
    ridge: 5.0,
    figures: THRESHOLD,
    falling: None,
    loss: Loss::Middle(0.5),
};

/// How the two populations are told apart.
const KIN: Boosting = Boosting { trees: 40, loss: Loss::Odds, leaf_weight_min: 2.0, ..GROWTH };

/// How the odds of passing a threshold are learnt.
const PASSES: Boosting =
    Boosting { trees: 100, figures: COUNT, falling: Some(THRESHOLD), loss: Loss::Odds, leaf_weight_min: 2.0, ..GROWTH };

/// Learns all of it. The same lessons give the same trees.
pub fn learn(lessons: &Lessons<'_>) -> Trees {
    let looks = looks(lessons);
    let mut trees = Trees::none();
    learn_growth(&looks, |look| look.size_growth, &mut trees.size);
    learn_growth(&looks, |look| look.reach_growth, &mut trees.reach);
    trees.passes = learn_odds(&looks);
    finish(trees, lessons)
}

/// Learns the number of carryings in the end only, which is enough to measure it, in a third of the time.
pub fn learn_sizes(lessons: &Lessons<'_>) -> Trees {
    let looks = looks(lessons);
    let mut trees = Trees::none();
    learn_growth(&looks, |look| look.size_growth, &mut trees.size);
    finish(trees, lessons)
}

fn finish(mut trees: Trees, lessons: &Lessons<'_>) -> Trees {
    let mut sizes: Vec<usize> = lessons.real.iter().map(History::size).collect();
    sizes.sort_unstable();
    let middle = |i: usize| sizes.get(i).copied().unwrap_or(0) as f64;
    trees.size_median = (middle(sizes.len() / 2) + middle(sizes.len().saturating_sub(1) / 2)) / 2.0;
    trees.real = lessons.real.iter().map(History::key).collect();
    trees.real.sort_unstable();
    trees.invented = u32::try_from(lessons.invented).unwrap_or(u32::MAX);
    trees
}

fn looks(lessons: &Lessons<'_>) -> Vec<Look> {
    let mut looks = Vec::new();
    for (of, history) in invented_histories(lessons.seed, lessons.invented).iter().enumerate() {
        let mut times: Vec<u32> = INVENTED_SECS.to_vec();
        times.extend(INVENTED_CARRYINGS.iter().filter_map(|i| history.carryings().get(*i)).map(|(at, _)| at + 1));
        times.sort_unstable();
        look_at(history, (of, false), &times, 1.0, &mut looks);
    }
    let invented_looks = looks.len() as f64;
    let real_looks = (lessons.real.len() * REAL_SECS.len()).max(1) as f64;
    let weight = if looks.is_empty() { 1.0 } else { REAL_WEIGHT * invented_looks / real_looks };
    for (of, history) in lessons.real.iter().enumerate() {
        look_at(history, (of, true), &REAL_SECS, weight, &mut looks);
    }
    looks
}

fn look_at(history: &History, (of, real): (usize, bool), times: &[u32], weight: f64, looks: &mut Vec<Look>) {
    let (size, reach) = (history.size() as f64, history.reach() as f64);
    history.replay(times, |secs, cascade| {
        let carried = f64::from(cascade.carried());
        looks.push(Look {
            of,
            real,
            carried: cascade.carried(),
            features: seen(cascade, secs),
            size_growth: ((size + 1.0) / (carried + 1.0)).ln().max(0.0),
            reach_growth: ((reach + 1.0) / (cascade.followers_seen() as f64 + 1.0)).ln().max(0.0),
            weight,
        });
    });
}

fn seen(cascade: &Cascade, secs: u32) -> Features {
    let now = History::moment(secs);
    features(cascade, now, &Excitement::of(cascade, now), 0)
}

/// Learns a growth, each part from the others to see how far off it is there, then from all.
fn learn_growth(looks: &[Look], of: impl Fn(&Look) -> f64, growth: &mut Growth) {
    let mut off: Vec<Vec<(f64, f64)>> = vec![Vec::new(); CELLS];
    for part in 0..PARTS {
        let trial = learn_both(looks, &of, |l| l.of % PARTS != part);
        for look in looks.iter().filter(|l| l.of % PARTS == part) {
            let said = trial.mid(&look.features);
            off[cell(look.carried, said)].push((of(look) - f64::from(said), look.weight));
        }
    }
    *growth = learn_both(looks, &of, |_| true);
    let all: Vec<(f64, f64)> = off.iter().flatten().copied().collect();
    for (range, off) in growth.ranges.iter_mut().zip(off) {
        // A cell that hardly anybody came to is taken to be like all.
        let off = if off.len() < 20 { all.clone() } else { off };
        *range = (weighed_quantile(&off, 0.1).min(0.0) as f32, weighed_quantile(&off, 0.9).max(0.0) as f32);
    }
}

/// One forest of the real, one of the invented, and one that tells them apart.
fn learn_both(looks: &[Look], of: &impl Fn(&Look) -> f64, keep: impl Fn(&Look) -> bool) -> Growth {
    let (mut widely, mut everyday, mut kin) = (Rows::default(), Rows::default(), Rows::default());
    for look in looks.iter().filter(|l| keep(l)) {
        let rows = if look.real { &mut widely } else { &mut everyday };
        rows.push(look.features, of(look), 1.0);
        kin.push(look.features, f64::from(u8::from(look.real)), look.weight);
    }
    Growth {
        widely: boost(&widely, &GROWTH),
        everyday: boost(&everyday, &GROWTH),
        kin: boost(&kin, &KIN),
        ranges: [(0.0, 0.0); CELLS],
    }
}

/// The value below which a share `q` of the weight lies; 0 of none.
fn weighed_quantile(values: &[(f64, f64)], q: f64) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let goal = q * values.iter().map(|(_, w)| w).sum::<f64>();
    let mut sum = 0.0;
    for (value, weight) in &values {
        sum += weight;
        if sum >= goal {
            return *value;
        }
    }
    0.0
}

/// Learns the odds of passing a threshold, each look asked about several.
fn learn_odds(looks: &[Look]) -> Forest {
    let mut rows = Rows::default();
    for look in looks {
        for (i, threshold) in THRESHOLDS_LN.iter().enumerate() {
            // The questions are spread between the steps, so that no step is learnt by heart.
            let shift = f64::from((look.of * 7 + i * 3) as u32 % 10) / 10.0 * 0.6;
            let ln = threshold * (0.7 + shift);
            let mut features = look.features;
            features[THRESHOLD] = ln as f32;
            rows.push(features, f64::from(u8::from(look.reach_growth >= ln)), look.weight / THRESHOLDS_LN.len() as f64);
        }
    }
    boost(&rows, &PASSES)
}
