//! Invented spread. The public histories at hand are all of posts that thousands carried on; what is learnt from them
//! alone takes every grumble for the next one. So they are joined by invented ones, most of which die small.
//!
//! Each is a self-exciting process: everybody who carries it shows it to their followers, each follower carries it on
//! with a small chance, after a delay from the memory kernel. Drawn for each are how many follow the author, how
//! infectious it is, how soon it wears off, at which hour it begins (people sleep), and for each joiner how many follow
//! them: half less than 180, one in a hundred more than 7 000, and now and then a newspaper.

use super::history::History;
use super::seismic::{Carrying, KERNEL_HEIGHT, KERNEL_PLATEAU_SECS, KERNEL_THETA};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Seconds that an invented history lasts: a week, as the real ones.
const LASTS_SECS: f64 = 604_800.0;
/// Carryings after which an invented history is cut.
const CARRYINGS_MAX: usize = 8_000;
/// What followers of a joiner are on average, roughly: what turns a chance a viewer into joins a join.
const MEAN_FOLLOWERS: f64 = 800.0;

/// Chance that repeats.
struct Draws(ChaCha8Rng);

impl Draws {
    /// From 0 up to but not 1.
    fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / (f64::from(u32::MAX) + 1.0)
    }

    /// Nearly normal: twelve even draws have variance 1.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Half below the median, one in six above `median * e^spread`.
    fn lognormal(&mut self, median: f64, spread: f64) -> f64 {
        median * (self.normal() * spread).exp()
    }

    /// How many happen when this many are expected.
    fn poisson(&mut self, mean: f64) -> usize {
        if mean > 40.0 {
            return (mean + mean.sqrt() * self.normal()).max(0.0).round() as usize;
        }
        let (limit, mut product, mut n) = ((-mean).exp(), self.unit(), 0);
        while product > limit && n < 400 {
            product *= self.unit();
            n += 1;
        }
        n
    }

    /// A delay from the memory kernel, seconds: its distribution turned round.
    fn delay(&mut self) -> f64 {
        let left = 1.0 - self.unit();
        let plateau = KERNEL_HEIGHT * KERNEL_PLATEAU_SECS;
        if left >= 1.0 - plateau {
            return (1.0 - left) / KERNEL_HEIGHT;
        }
        KERNEL_PLATEAU_SECS * (left * KERNEL_THETA / plateau).powf(-1.0 / KERNEL_THETA)
    }

    fn joiner_followers(&mut self) -> u32 {
        let widely = self.unit() < 0.002;
        let followers = if widely { 20_000.0 / (self.unit() + 1e-3) } else { self.lognormal(180.0, 1.6) };
        followers as u32
    }
}

/// How one post spreads.
struct Nature {
    /// Chance that a viewer carries it on, at first.
    infectious: f64,
    /// The same for the author's followers, who know the author.
    at_home: f64,
    /// Seconds in which `1/e` of it is left.
    wears_off_secs: f64,
    /// Its hour of beginning, in turns of the day, and how much quieter nights are.
    hour: f64,
    nights: f64,
}

impl Nature {
    fn draw(draws: &mut Draws) -> Nature {
        let reproduction = draws.lognormal(0.22, 1.1).min(3.0);
        Nature {
            infectious: reproduction / MEAN_FOLLOWERS,
            at_home: reproduction / MEAN_FOLLOWERS * draws.lognormal(1.0, 0.8),
            wears_off_secs: draws.lognormal(6.0 * 3_600.0, 1.2),
            hour: draws.unit(),
            nights: 0.2 + 0.5 * draws.unit(),
        }
    }

    /// How much of the first infectiousness is left after so many seconds, 0 to 1.
    fn left(&self, secs: f64) -> f64 {
        let turn = (self.hour + secs / 86_400.0) * std::f64::consts::TAU;
        (-secs / self.wears_off_secs).exp() * (1.0 - self.nights * (0.5 + 0.5 * turn.cos()))
    }
}

/// So many invented histories; the same seed makes the same.
pub fn invented_histories(seed: u64, count: usize) -> Vec<History> {
    let one = |i: u64| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(i);
        let mut draws = Draws(rng);
        let nature = Nature::draw(&mut draws);
        let known = draws.unit();
        let author = if known < 0.03 { draws.lognormal(200_000.0, 1.6) } else { draws.lognormal(350.0, 1.9) };
        spread(&mut draws, &nature, author.min(2e7) as u32)
    };
    (0..count as u64).filter_map(one).collect()
}

/// Everybody in turn draws who of their followers carries it on, and when.
fn spread(draws: &mut Draws, nature: &Nature, author: u32) -> Option<History> {
    let mut all: Vec<Carrying> = vec![(0, author)];
    let mut next = 0;
    while let Some((at, followers)) = all.get(next).copied().filter(|_| all.len() < CARRYINGS_MAX) {
        // People who many follow are followed less closely.
        let closeness = (f64::from(followers) / 1_000.0).max(1.0).powf(-0.25);
        let chance = if next == 0 { nature.at_home } else { nature.infectious };
        let expected = f64::from(followers) * chance * closeness;
        for _ in 0..draws.poisson(expected) {
            let secs = f64::from(at) + draws.delay();
            if secs < LASTS_SECS && draws.unit() < nature.left(secs) && all.len() < CARRYINGS_MAX {
                let followers = draws.joiner_followers();
                all.push((secs as u32, followers));
            }
        }
        next += 1;
    }
    History::new(all)
}
