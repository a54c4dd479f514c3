//! Gradient boosting (J. Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29,
//! 2001) with trees that ask everybody the same three questions. Deterministic: no chance, and sums in the order of the
//! rows.

use super::features::{COUNT, Features};
use super::forest::{DEPTH, Forest, LEAVES, Tree};

/// Edges that a figure is cut by, at most.
const EDGES_MAX: usize = 40;

/// What is learnt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Loss {
    /// A number: nearly the middle one (pseudo-Huber, which is square within this distance and straight beyond).
    Middle(f64),
    /// The log odds of yes (1) against no (0).
    Odds,
}

/// How it is learnt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Boosting {
    pub(super) trees: usize,
    pub(super) rate: f64,
    /// Weight that a leaf must have.
    pub(super) leaf_weight_min: f64,
    /// Weight of the belief that a leaf says nothing.
    pub(super) ridge: f64,
    /// The figures that may be asked about: the first so many.
    pub(super) figures: usize,
    /// A figure of which the answer may only fall, and about which a tree asks once at most.
    pub(super) falling: Option<usize>,
    pub(super) loss: Loss,
}

/// Rows to learn from.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    pub(super) features: Vec<Features>,
    pub(super) target: Vec<f64>,
    pub(super) weight: Vec<f64>,
}

impl Rows {
    pub(super) fn push(&mut self, features: Features, target: f64, weight: f64) {
        self.features.push(features);
        self.target.push(target);
        self.weight.push(weight);
    }
}

/// The edges of each figure: values at even steps of the sorted rows, each once.
fn edges(rows: &Rows, figures: usize) -> Vec<Vec<f32>> {
    (0..figures)
        .map(|f| {
            let mut values: Vec<f32> = rows.features.iter().map(|row| row[f]).collect();
            values.sort_unstable_by(f32::total_cmp);
            let step = |i: usize| values.get(i * values.len() / (EDGES_MAX + 1)).copied().unwrap_or(0.0);
            let mut edges: Vec<f32> = (1..=EDGES_MAX).map(step).collect();
            edges.dedup();
            edges
        })
        .collect()
}

/// Which bin of its figure each row lies in, figure by figure.
fn bins(rows: &Rows, edges: &[Vec<f32>]) -> Vec<Vec<u8>> {
    let bin = |edges: &[f32], x: f32| u8::try_from(edges.partition_point(|edge| *edge < x)).unwrap_or(u8::MAX);
    edges.iter().enumerate().map(|(f, edges)| rows.features.iter().map(|row| bin(edges, row[f])).collect()).collect()
}

/// Learns a forest.
pub(super) fn boost(rows: &Rows, how: &Boosting) -> Forest {
    let edges = edges(rows, how.figures.min(COUNT));
    let bins = bins(rows, &edges);
    let mut forest = Forest { base: base(rows, how.loss), trees: Vec::with_capacity(how.trees) };
    let mut said = vec![f64::from(forest.base); rows.target.len()];
    let mut slopes = vec![(0.0, 0.0); said.len()];
    let mut leaves = vec![0_u8; said.len()];
    for _ in 0..how.trees {
        for (i, slope) in slopes.iter_mut().enumerate() {
            *slope = slope_of(how.loss, said[i], rows.target[i], rows.weight[i]);
        }
        let Some(tree) = grow(&edges, &bins, &slopes, &mut leaves, how) else { break };
        for (said, leaf) in said.iter_mut().zip(&leaves) {
            *said += f64::from(tree.leaf[usize::from(*leaf)]);
        }
        forest.trees.push(tree);
    }
    forest
}

fn base(rows: &Rows, loss: Loss) -> f32 {
    let weight: f64 = rows.weight.iter().sum::<f64>().max(1e-9);
    let mean = rows.target.iter().zip(&rows.weight).map(|(y, w)| y * w).sum::<f64>() / weight;
    match loss {
        Loss::Middle(_) => mean as f32,
        Loss::Odds => {
            let p = mean.clamp(1e-4, 1.0 - 1e-4);
            (p / (1.0 - p)).ln() as f32
        }
    }
}

/// Slope and curvature of the loss.
fn slope_of(loss: Loss, said: f64, target: f64, weight: f64) -> (f64, f64) {
    match loss {
        Loss::Middle(distance) => {
            let off = said - target;
            let root = (1.0 + (off / distance).powi(2)).sqrt();
            (weight * off / root, weight / root)
        }
        Loss::Odds => {
            let p = 1.0 / (1.0 + (-said).exp());
            (weight * (p - target), (weight * p * (1.0 - p)).max(1e-9))
        }
    }
}

/// Sums of slopes and curvatures, and the weight, of each leaf by bin.
type Histogram = Vec<[(f64, f64); EDGES_MAX + 1]>;

fn grow(
    edges: &[Vec<f32>],
    bins: &[Vec<u8>],
    slopes: &[(f64, f64)],
    leaves: &mut [u8],
    how: &Boosting,
) -> Option<Tree> {
    leaves.fill(0);
    let mut tree = Tree { feature: [0; DEPTH], above: [0.0; DEPTH], leaf: [0.0; LEAVES], share: [0.0; LEAVES] };
    for level in 0..DEPTH {
        let mut best = (0.0, 0, 0);
        for (f, (edges, bins)) in edges.iter().zip(bins).enumerate() {
            let asked = how.falling == Some(f) && tree.feature[..level].contains(&(f as u8));
            if edges.is_empty() || asked {
                continue;
            }
            let mut histogram: Histogram = vec![[(0.0, 0.0); EDGES_MAX + 1]; 1 << level];
            for ((bin, leaf), (g, h)) in bins.iter().zip(leaves.iter()).zip(slopes) {
                let cell = &mut histogram[usize::from(*leaf)][usize::from(*bin)];
                cell.0 += g;
                cell.1 += h;
            }
            let found = best_edge(&histogram, edges.len(), how);
            if found.0 > best.0 {
                best = (found.0, f, found.1);
            }
        }
        let (gain, f, edge) = best;
        if gain <= 0.0 && level == 0 {
            return None;
        }
        tree.feature[level] = f as u8;
        // Above the last edge lies nobody: a question without a gain is one that all answer alike.
        tree.above[level] = if gain > 0.0 { edges[f][edge] } else { f32::MAX };
        if gain > 0.0 {
            for (leaf, bin) in leaves.iter_mut().zip(&bins[f]) {
                *leaf |= u8::from(usize::from(*bin) > edge) << level;
            }
        }
    }
    weigh(&mut tree, slopes, leaves, how);
    Some(tree)
}

/// The edge at which all leaves together gain most, and how much.
fn best_edge(histogram: &Histogram, edges: usize, how: &Boosting) -> (f64, usize) {
    let score = |g: f64, h: f64| g * g / (h + how.ridge);
    let mut gains = [0.0; EDGES_MAX];
    for leaf in histogram {
        let (all_g, all_h) = leaf.iter().fold((0.0, 0.0), |sum, cell| (sum.0 + cell.0, sum.1 + cell.1));
        let (mut g, mut h) = (0.0, 0.0);
        for (gain, cell) in gains.iter_mut().zip(leaf).take(edges) {
            g += cell.0;
            h += cell.1;
            // A leaf that would be too light is not cut.
            if h >= how.leaf_weight_min && all_h - h >= how.leaf_weight_min {
                *gain += score(g, h) + score(all_g - g, all_h - h) - score(all_g, all_h);
            }
        }
    }
    let mut best = (1e-9, 0);
    for (edge, gain) in gains.iter().enumerate().take(edges) {
        if *gain > best.0 {
            best = (*gain, edge);
        }
    }
    if best.0 > 1e-9 { best } else { (0.0, 0) }
}

/// What the leaves say, and how much of all came to each.
fn weigh(tree: &mut Tree, slopes: &[(f64, f64)], leaves: &[u8], how: &Boosting) {
    let mut sums = [(0.0, 0.0); LEAVES];
    for (leaf, (g, h)) in leaves.iter().zip(slopes) {
        let sum = &mut sums[usize::from(*leaf)];
        sum.0 += g;
        sum.1 += h;
    }
    let all: f64 = sums.iter().map(|(_, h)| h).sum();
    for (i, (g, h)) in sums.into_iter().enumerate() {
        tree.leaf[i] = (-how.rate * g / (h + how.ridge)) as f32;
        tree.share[i] = (h / all.max(1e-9)) as f32;
    }
    let asked = |f: usize| tree.feature.iter().position(|asked| usize::from(*asked) == f);
    let Some(bit) = how.falling.and_then(asked).map(|level| 1 << level) else { return };
    // Two leaves that differ in this answer alone must not rise: where they would, both say their mean.
    for low in (0..LEAVES).filter(|i| i & bit == 0) {
        let high = low | bit;
        if tree.leaf[high] > tree.leaf[low] {
            let (a, b) = (sums[low].1 + 1e-9, sums[high].1 + 1e-9);
            let mean = (f64::from(tree.leaf[low]) * a + f64::from(tree.leaf[high]) * b) / (a + b);
            (tree.leaf[low], tree.leaf[high]) = (mean as f32, mean as f32);
        }
    }
}
