//! What is learnt: how much more is to come, and how likely a threshold is passed, as one small table.

use super::features::{COUNT, Features, features};
use super::forecast::Band;
use super::forest::{DEPTH, Forest, LEAVES, Tree};
use super::history::History;
use super::seismic::Excitement;
use crate::floor::{At, Cascade};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// The first bytes of the table: what it is, and which version.
const MAGIC: &[u8; 8] = b"WFVIRAL1";
/// Classes of carryings by which ranges are kept apart: up to so many.
pub(super) const CARRIED_CLASSES: [u32; 5] = [0, 2, 9, 49, 299];
/// Classes of the expected growth (a logarithm): up to so much.
pub(super) const GROWTH_CLASSES: [f32; 3] = [0.35, 0.9, 2.0];
/// Cells of the table of ranges.
pub(super) const CELLS: usize = (CARRIED_CLASSES.len() + 1) * (GROWTH_CLASSES.len() + 1);

/// How far off the logarithm of an expected growth is: the tenth and the ninetieth of a hundred, by cell.
pub(super) type Ranges = [(f32, f32); CELLS];

/// What is learnt of a growth. Histories are of two kinds: posts that went round the world, which are real, and the
/// everyday, which is invented. Each has a forest of its own; a third says how likely one is of the first kind.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Growth {
    pub(super) widely: Forest,
    pub(super) everyday: Forest,
    pub(super) kin: Forest,
    pub(super) ranges: Ranges,
}

impl Growth {
    fn none() -> Growth {
        let forest = Forest::default;
        Growth { widely: forest(), everyday: forest(), kin: forest(), ranges: [(0.0, 0.0); CELLS] }
    }

    /// The logarithm of the growth to be expected.
    pub(super) fn mid(&self, features: &Features) -> f32 {
        let widely = 1.0 / (1.0 + (-self.kin.sum(features)).exp());
        let (a, b) = (self.widely.sum(features), self.everyday.sum(features));
        // Nothing that was carried is carried back; and no more than there are people.
        (widely * a + (1.0 - widely) * b).clamp(0.0, 14.0)
    }

    /// Low, middle, high.
    fn of(&self, features: &Features, carried: u32) -> [f64; 3] {
        let mid = self.mid(features);
        let (low, high) = self.ranges[cell(carried, mid)];
        [(mid + low).max(0.0).min(mid), mid, (mid + high).clamp(mid, 16.0)].map(f64::from)
    }
}

/// The learnt table.
#[derive(Clone, Debug, PartialEq)]
pub struct Trees {
    /// `ln((1 + carryings in the end) / (1 + carryings now))`.
    pub(super) size: Growth,
    /// `ln((1 + reach in the end) / (1 + reach now))`.
    pub(super) reach: Growth,
    /// The log odds that the reach passes the threshold.
    pub(super) passes: Forest,
    /// The middle number of carryings in the end, of the real histories that were learnt from.
    pub(super) size_median: f64,
    /// Keys of the real histories that were learnt from, in order.
    pub(super) real: Vec<u64>,
    /// Invented ones.
    pub(super) invented: u32,
}

/// Why bytes are no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTrees {
    /// Other first bytes.
    #[error("these are no trees of this version")]
    Unknown,
    /// Torn, or not made by this program.
    #[error("the trees are damaged")]
    Damaged,
}

static SHIPPED: LazyLock<Trees> = LazyLock::new(|| {
    // A test reads the same bytes and fails if they are damaged.
    Trees::from_bytes(include_bytes!("../../../assets/triage/cascade.trees")).unwrap_or_else(|_| Trees::none())
});

impl Trees {
    /// Those that the program comes with.
    pub fn shipped() -> &'static Trees {
        &SHIPPED
    }

    /// Trees that know nothing and expect nothing to come.
    pub(super) fn none() -> Trees {
        Trees {
            size: Growth::none(),
            reach: Growth::none(),
            passes: Forest { base: -6.0, trees: Vec::new() },
            size_median: 0.0,
            real: Vec::new(),
            invented: 0,
        }
    }

    /// The middle number of carrying people in the end, of the real histories that they were learnt from: what one
    /// would say of any post without looking at it.
    pub fn size_median(&self) -> f64 {
        self.size_median
    }

    /// How many real and how many invented histories they were learnt from.
    pub fn learnt_from(&self) -> (usize, u32) {
        (self.real.len(), self.invented)
    }

    /// Whether this very history is one that they were learnt from.
    pub fn learnt(&self, history: &History) -> bool {
        self.real.binary_search(&history.key()).is_ok()
    }

    /// The table as it is kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        let kept = TreesV1 {
            growths: [&self.size, &self.reach].map(|growth| GrowthV1 {
                forests: [&growth.widely, &growth.everyday, &growth.kin].map(ForestV1::of),
                ranges: growth.ranges.to_vec(),
            }),
            passes: ForestV1::of(&self.passes),
            size_median: self.size_median,
            learnt_from: (self.real.clone(), self.invented),
        };
        let mut bytes = MAGIC.to_vec();
        bytes.extend(postcard::to_allocvec(&kept).unwrap_or_default());
        bytes
    }

    /// The table from its bytes.
    ///
    /// # Errors
    ///
    /// [`NoTrees`] when they are none, or hold a question about a figure that there is not or a number that is none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Trees, NoTrees> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(NoTrees::Unknown)?;
        let kept: TreesV1 = postcard::from_bytes(rest).map_err(|_| NoTrees::Damaged)?;
        let [size, reach] = kept.growths.map(|growth| growth.growth());
        Ok(Trees {
            size: size?,
            reach: reach?,
            passes: kept.passes.forest()?,
            size_median: Some(kept.size_median).filter(|m| m.is_finite()).ok_or(NoTrees::Damaged)?,
            real: kept.learnt_from.0,
            invented: kept.learnt_from.1,
        })
    }

    /// Carryings in the end, from what is known at `now`.
    pub fn sizes(&self, cascade: &Cascade, now: At) -> Band {
        let features = features(cascade, now, &Excitement::of(cascade, now), 0);
        let now = f64::from(cascade.carried());
        let [low, mid, high] = self.size_growth(&features, cascade.carried()).map(|g| (now + 1.0) * g.exp() - 1.0);
        Band { low, mid, high }
    }

    /// How much larger the number of carryings will be, as a logarithm: low, middle, high.
    pub(super) fn size_growth(&self, features: &Features, carried: u32) -> [f64; 3] {
        self.size.of(features, carried)
    }

    /// The same of the reach.
    pub(super) fn reach_growth(&self, features: &Features, carried: u32) -> [f64; 3] {
        self.reach.of(features, carried)
    }

    /// How likely the reach passes the threshold that the features were made with.
    pub(super) fn passes(&self, features: &Features) -> f64 {
        1.0 / (1.0 + (-f64::from(self.passes.sum(features))).exp())
    }
}

/// The cell of the ranges.
pub(super) fn cell(carried: u32, growth: f32) -> usize {
    let row = CARRIED_CLASSES.partition_point(|upto| *upto < carried);
    let column = GROWTH_CLASSES.partition_point(|upto| *upto < growth);
    row * (GROWTH_CLASSES.len() + 1) + column
}

/// The table on disk.
#[derive(Serialize, Deserialize)]
struct TreesV1 {
    growths: [GrowthV1; 2],
    passes: ForestV1,
    size_median: f64,
    learnt_from: (Vec<u64>, u32),
}

#[derive(Serialize, Deserialize)]
struct GrowthV1 {
    forests: [ForestV1; 3],
    ranges: Vec<(f32, f32)>,
}

impl GrowthV1 {
    fn growth(&self) -> Result<Growth, NoTrees> {
        let [widely, everyday, kin] = self.forests.each_ref().map(ForestV1::forest);
        let right = |(low, high): &(f32, f32)| low.is_finite() && high.is_finite() && low <= high;
        let ranges = Ranges::try_from(self.ranges.as_slice()).ok().filter(|ranges| ranges.iter().all(right));
        Ok(Growth { widely: widely?, everyday: everyday?, kin: kin?, ranges: ranges.ok_or(NoTrees::Damaged)? })
    }
}

/// A forest on disk: each figure's edges once, a question as figure and edge, a leaf as a share of the largest, the
/// share of a leaf in 255ths.
#[derive(Serialize, Deserialize)]
struct ForestV1 {
    base: f32,
    largest: f32,
    edges: Vec<Vec<f32>>,
    trees: Vec<TreeV1>,
}

#[derive(Serialize, Deserialize)]
struct TreeV1([(u8, u8); DEPTH], [i16; LEAVES], [u8; LEAVES]);

impl ForestV1 {
    fn of(forest: &Forest) -> ForestV1 {
        let mut edges = vec![Vec::new(); COUNT];
        for tree in &forest.trees {
            for (f, above) in tree.feature.iter().zip(tree.above) {
                edges[usize::from(*f)].push(above);
            }
        }
        for edges in &mut edges {
            edges.sort_unstable_by(f32::total_cmp);
            edges.dedup();
        }
        let largest = forest.trees.iter().flat_map(|t| t.leaf).fold(1e-9, |most: f32, leaf| most.max(leaf.abs()));
        let tree = |tree: &Tree| {
            let question = |i: usize| {
                let f = tree.feature[i];
                (f, edges[usize::from(f)].partition_point(|edge| *edge < tree.above[i]) as u8)
            };
            TreeV1(
                std::array::from_fn(question),
                tree.leaf.map(|leaf| (leaf / largest * 32_767.0).round() as i16),
                tree.share.map(|share| (share * 255.0).round() as u8),
            )
        };
        let trees = forest.trees.iter().map(tree).collect();
        ForestV1 { base: forest.base, largest, edges, trees }
    }

    fn forest(&self) -> Result<Forest, NoTrees> {
        let sound = |x: &f32| x.is_finite();
        let numbers = [self.base, self.largest].iter().all(sound) && self.edges.iter().flatten().all(sound);
        if !numbers || self.edges.len() != COUNT {
            return Err(NoTrees::Damaged);
        }
        let tree = |TreeV1(questions, leaf, share): &TreeV1| {
            let mut above = [0.0; DEPTH];
            for (above, (f, edge)) in above.iter_mut().zip(questions) {
                *above = *self.edges.get(usize::from(*f))?.get(usize::from(*edge))?;
            }
            Some(Tree {
                feature: questions.map(|(f, _)| f),
                above,
                leaf: leaf.map(|leaf| f32::from(leaf) / 32_767.0 * self.largest),
                share: share.map(|share| f32::from(share) / 255.0),
            })
        };
        let trees = self.trees.iter().map(tree).collect::<Option<Vec<_>>>().ok_or(NoTrees::Damaged)?;
        Ok(Forest { base: self.base, trees })
    }
}
