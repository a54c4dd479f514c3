//! Boosted trees in a form that is small and quick: every tree asks three questions, the same of everybody, so that its
//! eight leaves are found without a branch.

use super::features::{COUNT, Features};

/// Questions a tree asks.
pub(super) const DEPTH: usize = 3;
/// Leaves of a tree.
pub(super) const LEAVES: usize = 1 << DEPTH;

/// One tree: the answer to question `i` is bit `i` of the leaf.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tree {
    /// Which figure each question is about.
    pub(super) feature: [u8; DEPTH],
    /// The answer is yes above this.
    pub(super) above: [f32; DEPTH],
    /// What each leaf adds.
    pub(super) leaf: [f32; LEAVES],
    /// The share of what was learnt from that came to each leaf: what a tree says before its questions are answered.
    pub(super) share: [f32; LEAVES],
}

impl Tree {
    fn leaf_of(&self, features: &Features) -> usize {
        (0..DEPTH)
            .map(|i| {
                let x = features.get(usize::from(self.feature[i])).copied().unwrap_or(0.0);
                usize::from(x > self.above[i]) << i
            })
            .sum()
    }

    /// The mean of the leaves whose first `known` bits are those of `leaf`.
    fn mean(&self, leaf: usize, known: usize) -> f32 {
        let mask = (1 << known) - 1;
        let (mut sum, mut shares) = (0.0, 0.0);
        for i in (0..LEAVES).filter(|i| i & mask == leaf & mask) {
            sum += self.leaf[i] * (self.share[i] + 1e-6);
            shares += self.share[i] + 1e-6;
        }
        sum / shares
    }
}

/// A sum of trees.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Forest {
    /// What is said before the first tree.
    pub(super) base: f32,
    /// Each adds its leaf.
    pub(super) trees: Vec<Tree>,
}

impl Forest {
    /// What the trees say together.
    pub(super) fn sum(&self, features: &Features) -> f32 {
        self.trees.iter().fold(self.base, |sum, tree| sum + tree.leaf[tree.leaf_of(features)])
    }

    /// How much each figure moved that sum away from what is said of everybody: at each question, by how much the mean
    /// of the leaves that are left changes. Together they are the whole way.
    pub(super) fn moved_by(&self, features: &Features) -> [f32; COUNT] {
        let mut moved = [0.0; COUNT];
        for tree in &self.trees {
            let leaf = tree.leaf_of(features);
            let mut mean = tree.mean(leaf, 0);
            for (i, feature) in tree.feature.iter().enumerate() {
                let next = tree.mean(leaf, i + 1);
                if let Some(place) = moved.get_mut(usize::from(*feature)) {
                    *place += next - mean;
                }
                mean = next;
            }
        }
        moved
    }
}
