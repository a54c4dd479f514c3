//! How one conversation is carried on, as a state that never grows: what a forecast of its spread is made from.
//!
//! A complaint is carried on by people whose followers then see it, some of whom carry it on in turn. How much of that
//! is still to come depends on every one of them: how many follow them and how long ago they joined. Instead of keeping
//! them all, a [`Cascade`] keeps sums that fade with time. The memory of a follower (how long after a post they still
//! react to it) is a power law, and eight exponentials together are one to within about one in a hundred; the sum over
//! all joins of `followers * exp(-age / tau)` can be brought forward by one multiplication, whatever went into it. So a
//! join costs the same whether it is the second or the millionth, and no history is kept.
//!
//! The sums here know nothing of the model: [`crate::floor`] only counts. What they mean is `triage::viral`.
//!
//! ```
//! use watchfloor::floor::{Amplification, At, Cascade, Join};
//! let start = At::from_unix(1_700_000_000).unwrap();
//! let mut cascade = Cascade::begin(start, Some(90));
//! cascade.add(start.plus(292), Join::passed_on(Amplification::Repost, Some(430_000), 7));
//! assert_eq!((cascade.joins(), cascade.followers_seen()), (1, 430_090));
//! assert_eq!(cascade.biggest().next(), Some((7, 430_000)));
//! ```

use super::{Amplification, At};

/// How fast each of the fading sums of followers fades, in seconds: the time in which `1/e` of it is left. A geometric
/// series, so that one exponential gives all eight.
pub const MEMORY_TAUS_SECS: [f64; 8] = [100.0, 500.0, 2_500.0, 12_500.0, 62_500.0, 312_500.0, 1_562_500.0, 7_812_500.0];

/// How fast the fading counts of joins fade, in seconds: 5 minutes, 30 minutes, 2 hours.
pub const WINDOW_TAUS_SECS: [f64; 3] = [300.0, 1_800.0, 7_200.0];

/// Seconds from the beginning in which joins are counted apart, because how a thing begins says much of how it goes on:
/// the first ten minutes and the first hour.
pub const EARLY_SECS: [u32; 2] = [600, 3_600];

/// In what way somebody joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JoinKind {
    /// Passed it on to their own followers, or approved of it.
    Amplified(Amplification),
    /// Wrote below it: seen by those who read there, not carried to anybody's followers.
    Replied,
}

impl JoinKind {
    /// Whether the joiner's followers are shown it.
    pub fn carries(self) -> bool {
        matches!(self, JoinKind::Amplified(Amplification::Repost | Amplification::Quote))
    }
}

/// Somebody who joins in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Join {
    /// How.
    pub kind: JoinKind,
    /// How many follow them, where the channel says.
    pub followers: Option<u32>,
    /// Who they are: a number that is the same for the same person, for example the floor's key or id of the author.
    pub by: u64,
    /// Whether they never wrote to us before, where that is known.
    pub stranger: Option<bool>,
    /// Whether they join in anger, where somebody or something has read what they wrote.
    pub angry: Option<bool>,
}

impl Join {
    /// One who presses a button, of whom nothing else is known.
    pub fn passed_on(how: Amplification, followers: Option<u32>, by: u64) -> Join {
        Join { kind: JoinKind::Amplified(how), followers, by, stranger: None, angry: None }
    }

    /// One who writes below it, of whom nothing else is known.
    pub fn replied(followers: Option<u32>, by: u64) -> Join {
        Join { kind: JoinKind::Replied, followers, by, stranger: None, angry: None }
    }
}

/// The fading state of one conversation's spread. It has no history and at most 200 bytes; two that heard the same
/// joins in the same order are equal to the last bit.
///
/// Joins may come in any order, also with times before the beginning (they count as at the beginning). Another order
/// gives the same counts, and fading sums that differ by rounding only (less than one in ten thousand).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cascade {
    begun: At,
    newest: At,
    author_followers: Option<u32>,
    followers_seen: u64,
    ages_secs: u64,
    biggest_by: [u64; 3],
    biggest_followers: [u32; 3],
    by_kind: [u32; 4],
    counted: u32,
    strangers: [u32; 2],
    angry: [u32; 2],
    early: [u32; 2],
    exposed: [f32; 8],
    exposed_lately: [f32; 3],
    carried_lately: [f32; 3],
    joined_lately: [f32; 3],
    ln_followers: f32,
}

const _: () = assert!(size_of::<Cascade>() <= 200, "ten thousand of them are swept in one go");

/// All that a [`Cascade`] is, as plain numbers, for those who keep it. Their order is a promise: it only grows at the
/// end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CascadeParts {
    /// Begun and newest in seconds since 1970; whether the author's followers are known (0 or 1) and how many; followers
    /// of the three biggest; reposts, quotes, likes, replies; joiners who carried it on with known followers; strangers
    /// and those who are none; angry and judged; joins in the first ten minutes and the first hour.
    pub whole: [u32; 18],
    /// Followers of all who carried it, added up; ages of all carryings in seconds, added up; keys of the three biggest.
    pub wide: [u64; 5],
    /// The fading sums: followers by [`MEMORY_TAUS_SECS`]; followers, carryings and joins of all kinds by
    /// [`WINDOW_TAUS_SECS`]; and the sum of `ln(1 + followers)` of those who carried it.
    pub fading: [f32; 18],
}

impl Cascade {
    /// One that begins now, with a post whose author has so many followers, where that is known.
    pub fn begin(at: At, followers: Option<u32>) -> Cascade {
        let seen = followers.unwrap_or(0);
        Cascade {
            begun: at,
            newest: at,
            author_followers: followers,
            followers_seen: u64::from(seen),
            ages_secs: 0,
            biggest_by: [0; 3],
            biggest_followers: [0; 3],
            by_kind: [0; 4],
            counted: 0,
            strangers: [0; 2],
            angry: [0; 2],
            early: [0; 2],
            exposed: [seen as f32; 8],
            exposed_lately: [seen as f32; 3],
            carried_lately: [0.0; 3],
            joined_lately: [0.0; 3],
            ln_followers: 0.0,
        }
    }

    /// Somebody joins. Costs the same however many joined before.
    pub fn add(&mut self, at: At, join: Join) {
        let at = at.max(self.begun);
        // What is newer fades what was; what is older is added as faded as it would be by now.
        let (was, is) =
            if at >= self.newest { (at.secs_since(self.newest), 0) } else { (0, self.newest.secs_since(at)) };
        if was > 0 {
            self.fade(was);
            self.newest = at;
        }
        self.count(at, join);
        let windows = window_factors(is);
        for (sum, factor) in self.joined_lately.iter_mut().zip(windows) {
            *sum += factor as f32;
        }
        if !join.kind.carries() {
            return;
        }
        let followers = f64::from(join.followers.unwrap_or(0));
        for (sum, factor) in self.exposed.iter_mut().zip(memory_factors(is)) {
            *sum += (followers * factor) as f32;
        }
        for (sum, factor) in self.carried_lately.iter_mut().zip(windows) {
            *sum += factor as f32;
        }
        for (sum, factor) in self.exposed_lately.iter_mut().zip(windows) {
            *sum += (followers * factor) as f32;
        }
        self.ln_followers += followers.ln_1p() as f32;
    }

    /// What does not fade.
    fn count(&mut self, at: At, join: Join) {
        let up = |n: &mut u32| *n = n.saturating_add(1);
        up(&mut self.by_kind[match join.kind {
            JoinKind::Amplified(Amplification::Repost) => 0,
            JoinKind::Amplified(Amplification::Quote) => 1,
            JoinKind::Amplified(Amplification::Like) => 2,
            JoinKind::Replied => 3,
        }]);
        if let Some(stranger) = join.stranger {
            up(&mut self.strangers[usize::from(!stranger)]);
        }
        if let Some(angry) = join.angry {
            up(&mut self.angry[1]);
            if angry {
                up(&mut self.angry[0]);
            }
        }
        if !join.kind.carries() {
            return;
        }
        let age = at.secs_since(self.begun).unsigned_abs();
        self.ages_secs = self.ages_secs.saturating_add(age);
        for (n, secs) in self.early.iter_mut().zip(EARLY_SECS) {
            if age <= u64::from(secs) {
                up(n);
            }
        }
        if let Some(followers) = join.followers {
            up(&mut self.counted);
            self.followers_seen = self.followers_seen.saturating_add(u64::from(followers));
            self.rank(join.by, followers);
        }
    }

    /// Keeps the three with most followers, each person once. Equal ones stand in the order of their keys, so that the
    /// order of hearing of them does not matter.
    fn rank(&mut self, by: u64, followers: u32) {
        let mut all = [(0, 0); 4];
        for (place, kept) in all.iter_mut().zip(self.biggest_followers.iter().zip(&self.biggest_by)) {
            *place = (*kept.0, *kept.1);
        }
        match all[..3].iter_mut().find(|(kept, key)| *key == by && *kept > 0) {
            Some(kept) => kept.0 = kept.0.max(followers),
            None => all[3] = (followers, by),
        }
        all.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        for (i, (followers, by)) in all.into_iter().take(3).enumerate() {
            self.biggest_followers[i] = followers;
            self.biggest_by[i] = if followers > 0 { by } else { 0 };
        }
    }

    fn fade(&mut self, secs: i64) {
        for (sum, factor) in self.exposed.iter_mut().zip(memory_factors(secs)) {
            *sum = (f64::from(*sum) * factor) as f32;
        }
        let windows = window_factors(secs);
        for sums in [&mut self.exposed_lately, &mut self.carried_lately, &mut self.joined_lately] {
            for (sum, factor) in sums.iter_mut().zip(windows) {
                *sum = (f64::from(*sum) * factor) as f32;
            }
        }
    }

    /// When it began.
    pub fn begun(&self) -> At {
        self.begun
    }

    /// When somebody last joined; the beginning, when nobody did.
    pub fn newest(&self) -> At {
        self.newest
    }

    /// Seconds from the beginning to `now`; 0 when that lies before.
    pub fn age_secs(&self, now: At) -> u32 {
        u32::try_from(now.secs_since(self.begun)).unwrap_or(0)
    }

    /// Joins of every kind.
    pub fn joins(&self) -> u32 {
        self.by_kind.iter().fold(0, |all, n| all.saturating_add(*n))
    }

    /// Joins that carried it to the joiners' followers: reposts and quotes.
    pub fn carried(&self) -> u32 {
        self.by_kind[0].saturating_add(self.by_kind[1])
    }

    /// Passed on without words.
    pub fn reposts(&self) -> u32 {
        self.by_kind[0]
    }

    /// Passed on with words.
    pub fn quotes(&self) -> u32 {
        self.by_kind[1]
    }

    /// Approved of.
    pub fn likes(&self) -> u32 {
        self.by_kind[2]
    }

    /// Written below it.
    pub fn replies(&self) -> u32 {
        self.by_kind[3]
    }

    /// Of those who carried it, how many have a known number of followers.
    pub fn counted(&self) -> u32 {
        self.counted
    }

    /// The author's followers, where they are known.
    pub fn author_followers(&self) -> Option<u32> {
        self.author_followers
    }

    /// Followers of the author and of all who carried it, added up: an upper bound of who was shown it, because people
    /// follow several of them.
    pub fn followers_seen(&self) -> u64 {
        self.followers_seen
    }

    /// Seconds from the beginning to the mean carrying; 0 when there was none.
    pub fn mean_age_secs(&self) -> f64 {
        self.ages_secs as f64 / f64::from(self.carried().max(1))
    }

    /// Mean of `ln(1 + followers)` of those who carried it with a known number; 0 when there is none.
    pub fn mean_ln_followers(&self) -> f64 {
        f64::from(self.ln_followers) / f64::from(self.counted.max(1))
    }

    /// Of those of whom it is known, the share who never wrote to us before.
    pub fn stranger_ratio(&self) -> Option<f64> {
        let of = f64::from(self.strangers[0]) + f64::from(self.strangers[1]);
        (of > 0.0).then(|| f64::from(self.strangers[0]) / of)
    }

    /// Of those whose words were read, the share who joined in anger.
    pub fn angry_ratio(&self) -> Option<f64> {
        (self.angry[1] > 0).then(|| f64::from(self.angry[0]) / f64::from(self.angry[1]))
    }

    /// Carryings in the first ten minutes and in the first hour.
    pub fn early(&self) -> [u32; 2] {
        self.early
    }

    /// The three joiners with most followers who carried it, biggest first: their key and their followers.
    pub fn biggest(&self) -> impl Iterator<Item = (u64, u32)> {
        self.biggest_by.into_iter().zip(self.biggest_followers).filter(|(_, followers)| *followers > 0)
    }

    /// The fading sums of followers at `now`, by [`MEMORY_TAUS_SECS`]: of each who carried it, and the author,
    /// `followers * exp(-age / tau)`. A `now` before the newest join is taken for that of the newest join.
    pub fn exposed(&self, now: At) -> [f64; 8] {
        faded(self.exposed, memory_factors(now.secs_since(self.newest)))
    }

    /// The same sums by [`WINDOW_TAUS_SECS`].
    pub fn exposed_lately(&self, now: At) -> [f64; 3] {
        faded(self.exposed_lately, window_factors(now.secs_since(self.newest)))
    }

    /// The fading count of carryings at `now`, by [`WINDOW_TAUS_SECS`]: each counts `exp(-age / tau)`.
    pub fn carried_lately(&self, now: At) -> [f64; 3] {
        faded(self.carried_lately, window_factors(now.secs_since(self.newest)))
    }

    /// The fading count of joins of every kind at `now`, by [`WINDOW_TAUS_SECS`].
    pub fn joined_lately(&self, now: At) -> [f64; 3] {
        faded(self.joined_lately, window_factors(now.secs_since(self.newest)))
    }

    /// All of it as plain numbers.
    pub fn parts(&self) -> CascadeParts {
        let moment = |at: At| u32::try_from(at.unix()).unwrap_or(u32::MAX);
        let [first, second, third] = self.biggest_followers;
        let [reposts, quotes, likes, replies] = self.by_kind;
        let mut fading = [0.0; 18];
        let sums = [self.exposed_lately, self.carried_lately, self.joined_lately];
        let all = self.exposed.iter().chain(sums.as_flattened()).chain([&self.ln_followers]);
        fading.iter_mut().zip(all).for_each(|(place, sum)| *place = *sum);
        CascadeParts {
            whole: [
                moment(self.begun),
                moment(self.newest),
                u32::from(self.author_followers.is_some()),
                self.author_followers.unwrap_or(0),
                first,
                second,
                third,
                reposts,
                quotes,
                likes,
                replies,
                self.counted,
                self.strangers[0],
                self.strangers[1],
                self.angry[0],
                self.angry[1],
                self.early[0],
                self.early[1],
            ],
            wide: [self.followers_seen, self.ages_secs, self.biggest_by[0], self.biggest_by[1], self.biggest_by[2]],
            fading,
        }
    }

    /// The same from its numbers; `None` when they are those of none: a moment that is none, a newest join before the
    /// beginning, or a sum that is no number or negative.
    pub fn from_parts(parts: &CascadeParts) -> Option<Cascade> {
        let CascadeParts { whole: w, wide, fading } = parts;
        let (begun, newest) = (At::from_unix(i64::from(w[0]))?, At::from_unix(i64::from(w[1]))?);
        if newest < begun || w[2] > 1 || fading.iter().any(|sum| !sum.is_finite() || *sum < 0.0) {
            return None;
        }
        let three = |from: usize| [fading[from], fading[from + 1], fading[from + 2]];
        let mut exposed = [0.0; 8];
        exposed.copy_from_slice(&fading[..8]);
        Some(Cascade {
            begun,
            newest,
            author_followers: (w[2] == 1).then_some(w[3]),
            followers_seen: wide[0],
            ages_secs: wide[1],
            biggest_by: [wide[2], wide[3], wide[4]],
            biggest_followers: [w[4], w[5], w[6]],
            by_kind: [w[7], w[8], w[9], w[10]],
            counted: w[11],
            strangers: [w[12], w[13]],
            angry: [w[14], w[15]],
            early: [w[16], w[17]],
            exposed,
            exposed_lately: three(8),
            carried_lately: three(11),
            joined_lately: three(14),
            ln_followers: fading[17],
        })
    }
}

fn faded<const N: usize>(sums: [f32; N], factors: [f64; N]) -> [f64; N] {
    std::array::from_fn(|i| f64::from(sums[i]) * factors[i])
}

/// What is left after so many seconds of each of the sums by [`MEMORY_TAUS_SECS`]: 1 when none have passed. Each is the
/// fifth power of the next, so that there is one exponential to take.
fn memory_factors(secs: i64) -> [f64; 8] {
    if secs <= 0 {
        return [1.0; 8];
    }
    let mut factors = [(-(secs as f64) / MEMORY_TAUS_SECS[7]).exp(); 8];
    for i in (0..7).rev() {
        let next = factors[i + 1];
        let squared = next * next;
        factors[i] = squared * squared * next;
    }
    factors
}

/// The same by [`WINDOW_TAUS_SECS`]: the fourth power, and the sixth power of that.
fn window_factors(secs: i64) -> [f64; 3] {
    if secs <= 0 {
        return [1.0; 3];
    }
    let slow = (-(secs as f64) / WINDOW_TAUS_SECS[2]).exp();
    let squared = slow * slow;
    let middle = squared * squared;
    let cubed = middle * middle * middle;
    [cubed * cubed, middle, slow]
}
