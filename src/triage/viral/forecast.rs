//! What the desk is told of one conversation's spread.

use super::features::{COUNT, FACTORS, Features, THRESHOLD, features, nearness};
use super::level::{Level, is_quiet, level_of, velocity_level};
use super::seismic::{Excitement, PRIOR_CARRIED};
use super::trees::Trees;
use crate::floor::{At, Cascade};
use crate::limits::FORECAST_HOURS_MAX;

/// A figure with the range in which it will be four times in five.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Band {
    /// One time in ten it is less.
    pub low: f64,
    /// As often more as less.
    pub mid: f64,
    /// One time in ten it is more.
    pub high: f64,
}

/// What a forecast rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// On who joined when and how many follow them.
    Cascade,
    /// On the number of joins alone: the channel does not say how many follow whom. Reach then counts joiners, not
    /// their followers, and there is no probability.
    Velocity,
}

/// One of the people who made it spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Driver {
    /// The key that the join came with.
    pub by: u64,
    /// How many follow them.
    pub followers: u32,
    /// Their share of all who may have seen it, 0 to 1.
    pub share: f64,
}

/// What a forecast was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Factor {
    /// How long ago it began.
    Age,
    /// How many carried it on.
    Carried,
    /// How many did lately.
    Lately,
    /// Whether that is more or less than before.
    Trend,
    /// How many were shown it.
    Shown,
    /// How many follow those who carry it.
    Joiners,
    /// How many follow the author.
    Author,
    /// Whether one joiner is most of it.
    Biggest,
    /// How many were shown it and have not reacted yet.
    Pending,
    /// How many of those who see it carry it on.
    Infectious,
    /// How it began.
    Start,
    /// How far it is from the alert's threshold.
    Threshold,
}

impl Factor {
    /// The words on the screen.
    pub fn words(self) -> &'static str {
        match self {
            Factor::Age => "its age",
            Factor::Carried => "how many carried it on",
            Factor::Lately => "how many do so now",
            Factor::Trend => "faster or slower than before",
            Factor::Shown => "how many were shown it",
            Factor::Joiners => "how many follow the joiners",
            Factor::Author => "how many follow the author",
            Factor::Biggest => "one widely known joiner",
            Factor::Pending => "how many have not reacted yet",
            Factor::Infectious => "how many of its viewers join",
            Factor::Start => "how fast it began",
            Factor::Threshold => "how near the threshold is",
        }
    }
}

/// How much a factor moved the forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighing {
    /// Which.
    pub factor: Factor,
    /// Its share of all that moved it: -1 to 1, above 0 towards more spread.
    pub share: f64,
}

/// The forecast of one conversation's spread at one moment. All figures are finite and not negative, in each band
/// `low <= mid <= high`, and a longer horizon never has less.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// What it rests on.
    pub basis: Basis,
    /// How worried to be, seen alone; [`next_level`](super::next_level) keeps it from flickering.
    pub level: Level,
    /// Whether nobody has joined for so long that the level falls at once ([`super::QUIET_SECS`]).
    pub quiet: bool,
    /// Carryings that each carrying brings: from 1 on it grows by itself.
    pub r: Band,
    /// Carryings a minute to be expected now.
    pub joins_per_minute: f64,
    /// New people a minute who will be shown it.
    pub people_per_minute: f64,
    /// Carryings so far.
    pub size_now: u32,
    /// Carryings in the end.
    pub size_final: Band,
    /// Followers of all who carried it and of the author, added up.
    pub reach_now: f64,
    /// The same in an hour.
    pub reach_1h: Band,
    /// The same in six hours.
    pub reach_6h: Band,
    /// The same in the end.
    pub reach_final: Band,
    /// The threshold that was asked about.
    pub threshold_reach: u64,
    /// How likely the reach passes the threshold, 0 to 1; `None` on [`Basis::Velocity`].
    pub p_threshold: Option<f64>,
    /// Minutes until the middle forecast passes the threshold; 0 when it has, `None` when it does not within a week.
    pub minutes_to_threshold: Option<u32>,
    /// Who made it spread, biggest first.
    pub drivers: [Option<Driver>; 3],
    /// What the forecast was read from, heaviest first.
    pub factors: [Option<Weighing>; 3],
}

/// A point of the fan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When.
    pub at: At,
    /// Reach by then.
    pub reach: Band,
}

/// What an answer is assumed to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Of the joins that anger drives, the share that an answer prevents, 0 to 1.
    pub calms_ratio: f64,
}

/// Of the joins that anger drives, the share that a public answer is assumed to prevent. An assumption, chosen to be
/// modest; nobody has measured it here, and whoever measures it on their own floor should put it in its place.
pub const ANSWER_CALMS_RATIO: f64 = 0.3;
/// The same as a sentence, to stand beside every figure that rests on it.
pub const ANSWERED_ASSUMPTION: &str =
    "Assumes that a public answer now prevents three in ten of the joins that anger drives; assumed, not measured.";

impl Default for Effect {
    /// What is assumed: [`ANSWER_CALMS_RATIO`].
    fn default() -> Effect {
        Effect { calms_ratio: ANSWER_CALMS_RATIO }
    }
}

/// Followers of a joiner on average, before anything is known of these: the mean of the public histories, rounded.
const JOINER_FOLLOWERS: f64 = 800.0;
/// How many joiners that belief is worth.
const JOINERS_BELIEVED: f64 = 5.0;
/// Seconds that "in the end" means at most: a week, as long as the histories that were learnt from.
const END_SECS: f64 = 604_800.0;
/// The share of what is still to come that comes within a time, as a power of the share of direct reactions that does:
/// those who react to reactions come later. Low, middle and high; chosen so that the real histories lie in the bands.
const GENERATIONS: [f64; 3] = [2.2, 1.5, 1.0];
/// Of a normal distribution, how many deviations from the middle one time in ten is beyond.
const TENTH_DEVIATIONS: f64 = 1.281_55;

/// The forecast at `now`, with the reach from which on it is an alert.
pub fn forecast(cascade: &Cascade, now: At, threshold_reach: u64) -> Forecast {
    forecast_by(Trees::shipped(), cascade, now, threshold_reach)
}

/// The same by other trees than those that the program comes with.
pub fn forecast_by(trees: &Trees, cascade: &Cascade, now: At, threshold_reach: u64) -> Forecast {
    View::of(trees, cascade, now).forecast(threshold_reach, 1.0)
}

/// The same if we answered now: of the further joins, as many are taken away as anger drives and the answer prevents.
/// Where nobody's words were read, all joins are taken to be driven by anger: it is a complaint that spreads. Beside
/// every figure of it belongs [`ANSWERED_ASSUMPTION`].
pub fn answered_now(cascade: &Cascade, now: At, threshold_reach: u64, effect: Effect) -> Forecast {
    let angry = cascade.angry_ratio().unwrap_or(1.0);
    let calms = if effect.calms_ratio.is_finite() { effect.calms_ratio.clamp(0.0, 1.0) } else { 0.0 };
    View::of(Trees::shipped(), cascade, now).forecast(threshold_reach, 1.0 - calms * angry)
}

/// The fan from `now` on: a point each quarter of an hour for so many hours, at most [`FORECAST_HOURS_MAX`]; the first
/// is `now`.
pub fn curve(cascade: &Cascade, now: At, hours: u32) -> Vec<Point> {
    let view = View::of(Trees::shipped(), cascade, now);
    let end = view.reach_end(1.0);
    let point = |n: u32| Point { at: now.plus(n * 900), reach: view.reach_within(end, f64::from(n) * 900.0) };
    (0..=hours.min(FORECAST_HOURS_MAX) * 4).map(point).collect()
}

/// What a forecast rests on: the cascade, where the followers of the author and of at least half of those who carried
/// it are known.
pub(super) fn basis(cascade: &Cascade) -> Basis {
    let known = u64::from(cascade.counted()) * 2 >= u64::from(cascade.carried());
    if known && cascade.author_followers().is_some() { Basis::Cascade } else { Basis::Velocity }
}

/// One conversation at one moment, with all that is computed of it once.
struct View<'a> {
    trees: &'a Trees,
    cascade: &'a Cascade,
    now: At,
    basis: Basis,
    excitement: Excitement,
    features: Features,
}

impl View<'_> {
    fn of<'a>(trees: &'a Trees, cascade: &'a Cascade, now: At) -> View<'a> {
        let excitement = Excitement::of(cascade, now);
        let features = features(cascade, now, &excitement, 0);
        View { trees, cascade, now, basis: basis(cascade), excitement, features }
    }

    /// The forecast when of all further joins only the share `kept` comes.
    fn forecast(&self, threshold_reach: u64, kept: f64) -> Forecast {
        let reach_now = self.reach_now();
        let reach_final = self.reach_end(kept);
        let joins_per_minute = kept * self.joins_per_minute();
        let p_threshold = (self.basis == Basis::Cascade).then(|| self.passes(threshold_reach, kept));
        let level = match p_threshold {
            Some(p) => level_of(self.cascade, self.now, p),
            None => velocity_level(self.cascade, self.now),
        };
        Forecast {
            basis: self.basis,
            level,
            quiet: is_quiet(self.cascade, self.now),
            r: self.reproduction(kept),
            joins_per_minute,
            people_per_minute: joins_per_minute * self.followers_of_a_joiner(),
            size_now: self.cascade.carried(),
            size_final: self.size_end(kept),
            reach_now,
            reach_1h: self.reach_within(reach_final, 3_600.0),
            reach_6h: self.reach_within(reach_final, 21_600.0),
            reach_final,
            threshold_reach,
            p_threshold,
            minutes_to_threshold: self.minutes_to(threshold_reach as f64, reach_final),
            drivers: self.drivers(),
            factors: self.factors(threshold_reach),
        }
    }

    /// Where followers are not known, the joiners themselves are all we can say saw it.
    fn reach_now(&self) -> f64 {
        match self.basis {
            Basis::Cascade => self.cascade.followers_seen() as f64,
            Basis::Velocity => f64::from(self.cascade.joins()),
        }
    }

    fn reach_end(&self, kept: f64) -> Band {
        let growth = match self.basis {
            Basis::Cascade => self.trees.reach_growth(&self.features, self.cascade.carried()),
            Basis::Velocity => self.velocity_growth(),
        };
        grown(self.reach_now(), growth, kept)
    }

    fn size_end(&self, kept: f64) -> Band {
        let growth = match self.basis {
            Basis::Cascade => self.trees.size_growth(&self.features, self.cascade.carried()),
            Basis::Velocity => self.velocity_growth(),
        };
        grown(f64::from(self.cascade.carried()), growth, kept)
    }

    /// From the number of joins alone: the last half hour goes on for an hour, for none, or for six.
    fn velocity_growth(&self) -> [f64; 3] {
        let lately = self.cascade.joined_lately(self.now)[1];
        let joins = f64::from(self.cascade.joins()) + 1.0;
        [0.0, 2.0, 12.0].map(|halves| (1.0 + halves * lately / joins).ln())
    }

    fn reach_within(&self, end: Band, secs: f64) -> Band {
        let now = self.reach_now();
        let all = self.excitement.share_within(END_SECS).max(1e-9);
        let share = (self.excitement.share_within(secs) / all).min(1.0);
        let part = |end: f64, power: f64| now + (end - now) * share.powf(power);
        let [low, mid, high] = GENERATIONS;
        Band { low: part(end.low, low), mid: part(end.mid, mid), high: part(end.high, high) }
    }

    fn joins_per_minute(&self) -> f64 {
        match self.basis {
            Basis::Cascade => self.excitement.rate * 60.0,
            Basis::Velocity => self.cascade.joined_lately(self.now)[0] / 5.0,
        }
    }

    /// How many follow one who joins, on average. The three biggest are left out: that one newspaper joined does not
    /// mean that the next who joins is one.
    fn followers_of_a_joiner(&self) -> f64 {
        if self.basis == Basis::Velocity {
            return 1.0;
        }
        let author = f64::from(self.cascade.author_followers().unwrap_or(0));
        let biggest: f64 = self.cascade.biggest().map(|(_, followers)| f64::from(followers)).sum();
        let rest = (self.cascade.followers_seen() as f64 - author - biggest).max(0.0);
        let joiners = f64::from(self.cascade.counted().saturating_sub(3));
        (rest + JOINERS_BELIEVED * JOINER_FOLLOWERS) / (joiners + JOINERS_BELIEVED)
    }

    /// `n* p` with its range: `p` times a chi-squared of `2R` degrees over `2R`, where `R` is the number of carryings
    /// that it rests on, in the approximation of E. Wilson and M. Hilferty (1931).
    fn reproduction(&self, kept: f64) -> Band {
        let mid = kept * self.excitement.reproduction();
        let ninth = 1.0 / (9.0 * (self.excitement.rests_on + PRIOR_CARRIED));
        let at = |deviations: f64| (1.0 - ninth + deviations * ninth.sqrt()).max(0.0).powi(3);
        Band { low: (mid * at(-TENTH_DEVIATIONS)).min(mid), mid, high: (mid * at(TENTH_DEVIATIONS)).max(mid) }
    }

    /// How likely the threshold is passed. When only a share of the joins comes, passing it is as likely as passing a
    /// threshold that is so much farther away.
    fn passes(&self, threshold_reach: u64, kept: f64) -> f64 {
        let (now, threshold) = (self.reach_now(), threshold_reach as f64);
        if now >= threshold {
            return 1.0;
        }
        let farther = now + (threshold - now) / kept.max(1e-6);
        let mut features = self.features;
        features[THRESHOLD] = nearness(self.cascade, farther as u64);
        self.trees.passes(&features)
    }

    /// By halving: the middle forecast never falls.
    fn minutes_to(&self, threshold: f64, end: Band) -> Option<u32> {
        if self.reach_now() >= threshold {
            return Some(0);
        }
        if end.mid < threshold {
            return None;
        }
        let (mut before, mut after) = (0, (END_SECS / 60.0) as u32);
        while after - before > 1 {
            let middle = before + (after - before) / 2;
            let passed = self.reach_within(end, f64::from(middle) * 60.0).mid >= threshold;
            if passed { after = middle } else { before = middle }
        }
        Some(after)
    }

    fn drivers(&self) -> [Option<Driver>; 3] {
        let all = (self.cascade.followers_seen() as f64).max(1.0);
        let mut biggest = self.cascade.biggest().map(|(by, followers)| {
            let share = (f64::from(followers) / all).min(1.0);
            Driver { by, followers, share }
        });
        std::array::from_fn(|_| biggest.next())
    }

    /// What moved the odds of passing the threshold most.
    fn factors(&self, threshold_reach: u64) -> [Option<Weighing>; 3] {
        if self.basis == Basis::Velocity {
            return [None; 3];
        }
        let mut features = self.features;
        features[THRESHOLD] = nearness(self.cascade, threshold_reach);
        let mut sums: Vec<(Factor, f64)> = Vec::with_capacity(COUNT);
        for (factor, moved) in FACTORS.into_iter().zip(self.trees.passes.moved_by(&features)) {
            match sums.iter_mut().find(|(kept, _)| *kept == factor) {
                Some(sum) => sum.1 += f64::from(moved),
                None => sums.push((factor, f64::from(moved))),
            }
        }
        let all: f64 = sums.iter().map(|(_, moved)| moved.abs()).sum();
        sums.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        let weighing = |(factor, moved): &(Factor, f64)| Weighing { factor: *factor, share: moved / all };
        let mut heaviest = sums.iter().filter(|(_, moved)| *moved != 0.0).map(weighing);
        std::array::from_fn(|_| heaviest.next())
    }
}

/// `now` grown by `e^growth`, of which only the share `kept` comes.
fn grown(now: f64, growth: [f64; 3], kept: f64) -> Band {
    let [low, mid, high] = growth.map(|growth| now + (now + 1.0) * (growth.exp() - 1.0).max(0.0) * kept);
    Band { low, mid, high }
}
