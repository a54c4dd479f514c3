//! Cost of delay: what one more minute of waiting costs, in one unit, as parts that add up.
//!
//! The rule is the generalised c-mu rule: serve next whoever has the highest cost of delay per minute of work,
//! `C'(age) / s`. [`cost`] is `C'`, [`priority`] divides by `s`.
//!
//! What theory covers: Van Mieghem ("Dynamic scheduling with convex delay costs", The Annals of Applied Probability 5,
//! 1995, pp. 809-833) shows that the rule is as good as any can be under heavy load when each cost is a convex function
//! of the age alone. Of the parts here only the promise (with its tier) is such a function, and only as long as it grows
//! smoothly: not at its floor. Those who see it already are a linear cost, for which the rule is the plain c-mu rule.
//! Reach that dies down, cues, anger and influence are rates from outside: for them it is plain good sense, which
//! [`both_ways`](super::play) compares with other orders by playing them.
//!
//! All of it is whole numbers, so that two desks agree to the last digit, and a bar made of the parts is as long as
//! the number says.

use super::say;
use crate::floor::{Cues, Kind, Tier, Weights};

/// One point, in thousandths.
const POINT_MILLI: u64 = 1_000;
/// Thousandths of a point a minute that one part can reach: a million million points. With it a sum of all parts fits
/// many times over, and fits a double exactly.
pub const PART_MILLI_MAX: u64 = 1_000_000_000_000_000;
/// Thousandths of a point a minute that a conversation past its target costs at least, whatever the weights say: one
/// point, so that a promise of a day is heard too when it is broken.
pub const BREACH_FLOOR_MILLI: u64 = POINT_MILLI;
/// Seconds after which nobody is left to wait, whatever others cost: a day, or [`AGE_CAP_TARGETS`] promised times where
/// that is longer.
pub const AGE_CAP_SECS: u64 = 24 * 60 * 60;
/// Promised times after which nobody is left to wait, where they are longer than [`AGE_CAP_SECS`].
pub const AGE_CAP_TARGETS: u64 = 4;
/// Seconds in which the guard doubles beyond the age cap.
const DOUBLING_SECS: u64 = 60 * 60;
/// Steps that a promised time is measured in.
const STEPS: u64 = 100_000;
/// Steps after which the promise costs no more than the minute before: one and a half promised times.
const STEPS_MAX: u64 = STEPS * 3 / 2;
/// Seconds below which a promised time counts as this long: a promise of nothing is a promise of a minute.
const TARGET_SECS_MIN: u32 = 60;
/// Failed contacts that are counted; the fifth says no more than the fourth.
const FAILED_MAX: u64 = 5;

/// What the cost of delay of one conversation is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostOf {
    /// Seconds since the customer waits.
    pub age_secs: u32,
    /// Promised seconds. Less than a minute counts as a minute.
    pub target_secs: u32,
    /// Who the customer is to us.
    pub tier: Tier,
    /// New people a minute who would see it unanswered; 0 when it is private.
    pub people_per_minute: u32,
    /// People who see it unanswered already, as [`Exposure`](crate::floor::Exposure) counts them; 0 when it is private.
    pub seen_by: u64,
    /// Hundredths by which reach multiplies from one generation of reshares to the next; 0 when it is not known. Only
    /// said, not counted: the people are.
    pub growth_centi: u32,
    /// Cues of urgency and risk.
    pub cues: Cues,
    /// What kind of thing is said. Only said, not counted.
    pub kind: Kind,
    /// How likely the writer is angry, in percent; more than 100 counts as 100.
    pub negative_pct: u8,
    /// Influence of the author, 0 to 100 points; more than 100 counts as 100.
    pub influence: u8,
    /// Followers of the author, if known. Only said, not counted: the influence is.
    pub followers: Option<u32>,
    /// Earlier contacts of this customer that failed.
    pub earlier_failed: u8,
}

/// What a part of the cost comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKind {
    /// New people who see it unanswered.
    Viral,
    /// Those who see it unanswered already.
    Seen,
    /// The promise, as it was given to everybody.
    Promise,
    /// Cues of urgency and risk.
    Cues,
    /// Anger.
    Anger,
    /// What the customer's tier makes of the promise, and contacts that failed before.
    Customer,
    /// What the author's influence makes of the anger.
    Influence,
}

impl PartKind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [PartKind; 7] = [
        PartKind::Viral,
        PartKind::Seen,
        PartKind::Promise,
        PartKind::Cues,
        PartKind::Anger,
        PartKind::Customer,
        PartKind::Influence,
    ];
}

/// One part of the cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it comes from.
    pub what: PartKind,
    /// Thousandths of a point a minute.
    pub milli: u64,
}

/// What one more minute costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The parts, in the order of [`PartKind::ALL`]; those that are 0 too.
    pub parts: [Part; 7],
}

impl Cost {
    /// Thousandths of a point a minute: exactly the sum of the parts.
    pub fn total_milli(&self) -> u64 {
        self.parts.iter().map(|part| part.milli).sum()
    }

    /// One part, in thousandths of a point a minute.
    pub fn milli(&self, what: PartKind) -> u64 {
        self.parts.iter().find(|part| part.what == what).map_or(0, |part| part.milli)
    }

    /// The total and the parts in tenths of a point, as they are shown, so that what is shown adds up too: each part is
    /// rounded down, and the tenths that are then missing go to those that lost most (largest remainders).
    ///
    /// ```
    /// use watchfloor::measure::{Cost, Part, PartKind};
    /// let parts = PartKind::ALL.map(|what| Part { what, milli: 150 });
    /// let (total, shown) = Cost { parts }.tenths();
    /// assert_eq!((total, shown), (11, [2, 2, 2, 2, 1, 1, 1]));
    /// ```
    pub fn tenths(&self) -> (u64, [u64; 7]) {
        let total = (self.total_milli() + 50) / 100;
        let mut shown = self.parts.map(|part| part.milli / 100);
        let mut by_loss: [usize; 7] = [0, 1, 2, 3, 4, 5, 6];
        by_loss.sort_by_key(|i| std::cmp::Reverse(self.parts.get(*i).map_or(0, |part| part.milli % 100)));
        let missing = total.saturating_sub(shown.iter().sum::<u64>()) as usize;
        for i in by_loss.into_iter().take(missing) {
            if let Some(tenths) = shown.get_mut(i) {
                *tenths += 1;
            }
        }
        (total, shown)
    }
}

/// What a promise costs a minute, in thousandths of a point, for a customer without a tier:
/// `b / tau * (1 + 8 * (a / tau)^3)`, where `b` is the points that a whole promised time weighs, `tau` the promised time
/// and `a` the age, both in minutes. At once it is `b / tau`; at the promised time nine times that; from half as long
/// again on it stays at 28 times.
///
/// It stops growing there because the cube would soon drown all else: after three promised times anybody at all would
/// cost more than a post that 50 000 people see, and a floor that is hours behind would be back at first come, first
/// served, just when order matters most. Who waits longer still comes first among equals, and [`guard_milli`] sees to it
/// that nobody waits for ever.
///
/// Source: a convex cost as Van Mieghem 1995 asks for; the 8, the 3 and the end are ours. Beyond the end the cost is a
/// straight line, for which the rule is the plain c-mu rule. Rounded down to a thousandth once; the age is measured in
/// hundred-thousandths of the promised time.
///
/// ```
/// use watchfloor::measure::promise_milli;
/// // 3.6 points over half an hour: 0.12 a minute at once, 1.08 when it is due, 2.23 nine minutes later.
/// assert_eq!(promise_milli(360, 30 * 60, 0), 120);
/// assert_eq!(promise_milli(360, 30 * 60, 30 * 60), 1_080);
/// assert_eq!(promise_milli(360, 30 * 60, 39 * 60), 2_229);
/// assert_eq!(promise_milli(360, 30 * 60, 45 * 60), 3_360);
/// assert_eq!(promise_milli(360, 30 * 60, 13 * 3_600), 3_360);
/// ```
pub fn promise_milli(promise: u32, target_secs: u32, age_secs: u32) -> u64 {
    let target = u64::from(target_secs.max(TARGET_SECS_MIN));
    let steps = u128::from((u64::from(age_secs) * STEPS / target).min(STEPS_MAX));
    let one = u128::from(STEPS).pow(3);
    // Hundredths to thousandths is 10, minutes to seconds is 60. The largest product is below 2^97.
    let product = u128::from(promise) * 600 * (one + 8 * steps.pow(3));
    bounded(product / (u128::from(target) * one))
}

/// What a conversation past its target costs at least: the guard against starvation. Up to the target nothing; past it
/// [`BREACH_FLOOR_MILLI`]; beyond a day ([`AGE_CAP_SECS`]), or [`AGE_CAP_TARGETS`] promised times where those are
/// longer, that doubled with each further hour, in straight lines between the doublings.
///
/// So nothing that is asked can stand in front of it for ever: whatever newcomers cost, if it is bounded, is overtaken,
/// a cost of 1 000 points a minute ten hours after the first day. It is a price and no rule beside the price, because
/// an order with exceptions (this before that, unless) is soon no order, and the bar would not explain it.
///
/// ```
/// use watchfloor::measure::guard_milli;
/// let (half_hour, day) = (30 * 60, 24 * 3_600);
/// assert_eq!(guard_milli(half_hour, half_hour), 0, "due now is not late yet");
/// assert_eq!(guard_milli(half_hour, half_hour + 1), 1_000);
/// assert_eq!(guard_milli(half_hour, day), 1_000);
/// assert_eq!(guard_milli(half_hour, day + half_hour), 1_500);
/// assert_eq!(guard_milli(half_hour, day + 10 * 3_600), 1_024_000);
/// assert_eq!(guard_milli(day, 5 * day), 1_000 << 24, "a promise of a day has four of them first");
/// ```
pub fn guard_milli(target_secs: u32, age_secs: u32) -> u64 {
    let (target, age) = (u64::from(target_secs.max(TARGET_SECS_MIN)), u64::from(age_secs));
    if age <= target {
        return 0;
    }
    let beyond = age.saturating_sub(AGE_CAP_SECS.max(AGE_CAP_TARGETS * target));
    let (doublings, rest) = (beyond / DOUBLING_SECS, beyond % DOUBLING_SECS);
    if doublings >= 40 {
        return PART_MILLI_MAX;
    }
    let whole = BREACH_FLOOR_MILLI << doublings;
    bounded(u128::from(whole) + u128::from(whole) * u128::from(rest) / u128::from(DOUBLING_SECS))
}

fn bounded(milli: u128) -> u64 {
    u64::try_from(milli).unwrap_or(PART_MILLI_MAX).min(PART_MILLI_MAX)
}

/// The promise and what the tier adds to it. A tier that weighs less than none makes the promise smaller instead.
fn promise_and_tier(of: &CostOf, weights: &Weights) -> (u64, u64) {
    let plain = promise_milli(weights.promise, of.target_secs, of.age_secs);
    let tier = weights.tier.get(of.tier as usize).copied().unwrap_or(100);
    let with_tier = bounded(u128::from(plain) * u128::from(tier) / 100);
    let guard = guard_milli(of.target_secs, of.age_secs);
    let promise = plain.min(with_tier).max(guard);
    (promise, with_tier.saturating_sub(promise))
}

/// The parts that do not change with the age: viral, seen, cues, anger, failed contacts, influence.
pub(super) fn rates(of: &CostOf, weights: &Weights) -> [u64; 6] {
    let viral = bounded(u128::from(weights.viral) * u128::from(of.people_per_minute) / 100);
    let seen = bounded(u128::from(weights.seen) * u128::from(of.seen_by) / 100);
    let weight = |cue: usize| weights.cues.get(cue).map_or(0, |w| u64::from(*w) * 10);
    let cues = Cues::ALL.iter().enumerate().filter(|(_, c)| of.cues.has(**c)).map(|(i, _)| weight(i)).sum();
    let negative = u64::from(of.negative_pct.min(100));
    let anger = u64::from(weights.anger) * negative / 10;
    let influence = u64::from(weights.anger) * negative * u64::from(of.influence.min(100)) / 500;
    // What the words of the customer say already is not counted again from the records.
    let said = u64::from(of.cues.has(Cues::FAILED_ELSEWHERE));
    let failed = u64::from(of.earlier_failed).min(FAILED_MAX);
    let place = Cues::ALL.iter().position(|c| *c == Cues::FAILED_ELSEWHERE).unwrap_or(0);
    let failed = match (failed, said) {
        (0, _) => 0,
        (n, 0) => weight(place) * (n + 3) / 4,
        (n, _) => weight(place) * (n - 1) / 4,
    };
    [viral, seen, cues, anger, failed, influence]
}

/// What one more minute of waiting costs, in parts.
///
/// - Viral: `c_v * people / 1000`, people being new ones a minute who see it unanswered.
/// - Seen: `c_s * people / 1000`, people being those who see it unanswered already: what one more minute adds to the
///   exposure ([`Exposure`](crate::floor::Exposure)), which is people times minutes. For this part alone, with work of
///   equal length, the order by cost is the order that adds least exposure (the c-mu rule of linear costs).
/// - Promise: [`promise_milli`], and past the target at least [`guard_milli`].
/// - Cues: the sum of the weights of those that are there.
/// - Anger: `c_n * P`, `P` the chance that the writer is angry; influence: `c_n * P * I / 50`, so that 100 points of
///   influence make three times of it.
/// - Customer: what the tier's factor adds to the promise; and for contacts that failed before the weight of the cue
///   `failed elsewhere`, and a quarter more for each further one up to five. When the words say so already, the first is
///   counted as the cue alone.
///
/// It never falls with the age, all else being equal, and it never overflows: each part stops at [`PART_MILLI_MAX`].
///
/// ```
/// use watchfloor::floor::{Cues, Kind, Tier, Weights};
/// use watchfloor::measure::{CostOf, PartKind, cost};
/// let dan = CostOf {
///     age_secs: 39 * 60, target_secs: 30 * 60, tier: Tier::Silver, people_per_minute: 2_050, seen_by: 51_300,
///     growth_centi: 170, cues: Cues::default(), kind: Kind::Complaint, negative_pct: 90, influence: 54,
///     followers: Some(48_200), earlier_failed: 0,
/// };
/// let cost = cost(&dan, &Weights::default());
/// assert_eq!(cost.milli(PartKind::Viral), 4_100, "2.05 thousand people, 2 points each thousand");
/// assert_eq!(cost.milli(PartKind::Seen), 102_600, "51.3 thousand see it already, 2 points a minute each thousand");
/// assert_eq!(cost.milli(PartKind::Promise), 2_229);
/// assert_eq!(cost.milli(PartKind::Anger), 900);
/// assert_eq!(cost.milli(PartKind::Customer), 1_114, "silver is half as much again");
/// assert_eq!(cost.milli(PartKind::Influence), 972);
/// assert_eq!(cost.total_milli(), 4_100 + 102_600 + 2_229 + 900 + 1_114 + 972);
/// assert_eq!(cost.parts[0].words(&dan), "Viral risk: reach growing 1.7× per generation");
/// assert_eq!(cost.parts[1].words(&dan), "51\u{2009}300 people see it unanswered");
/// assert_eq!(cost.parts[2].words(&dan), "Past target by 9 min");
/// ```
pub fn cost(of: &CostOf, weights: &Weights) -> Cost {
    let milli = milli_of(of, weights, rates(of, weights));
    let mut parts = PartKind::ALL.map(|what| Part { what, milli: 0 });
    for (part, milli) in parts.iter_mut().zip(milli) {
        part.milli = milli;
    }
    Cost { parts }
}

/// The parts, in the order of [`PartKind::ALL`], when the rates are known already: they are the same at every age.
pub(super) fn milli_of(of: &CostOf, weights: &Weights, rates: [u64; 6]) -> [u64; 7] {
    let (promise, tier) = promise_and_tier(of, weights);
    let [viral, seen, cues, anger, failed, influence] = rates;
    [viral, seen, promise, cues, anger, (tier + failed).min(PART_MILLI_MAX), influence]
}

/// The cost of delay per minute of work, by which the queue is ordered: `C' / s`, in thousandths of a point a minute
/// for each minute of work. Work of no time counts as a second.
///
/// ```
/// use watchfloor::measure::priority;
/// assert_eq!(priority(8_900, 300), 1_780, "five minutes of work");
/// assert!(priority(8_900, 120) > priority(8_900, 300), "of two that cost the same, the shorter one first");
/// ```
pub fn priority(total_milli: u64, handle_secs: u32) -> u64 {
    u64::try_from(u128::from(total_milli) * 60 / u128::from(handle_secs.max(1))).unwrap_or(u64::MAX)
}

/// A figure of the bar: `+4.1`.
///
/// ```
/// assert_eq!(watchfloor::measure::points(41), "+4.1");
/// ```
pub fn points(tenths: u64) -> String {
    format!("+{}.{}", say::number(u128::from(tenths / 10)), tenths % 10)
}

impl Part {
    /// What stands beside the part, without its figure.
    pub fn words(&self, of: &CostOf) -> String {
        match self.what {
            PartKind::Viral => viral_words(of),
            PartKind::Seen => seen_words(of.seen_by),
            PartKind::Promise => promise_words(of),
            PartKind::Cues => cue_words(of.cues),
            PartKind::Anger => anger_words(of),
            PartKind::Customer => customer_words(of),
            PartKind::Influence => match of.followers {
                Some(followers) => format!("Author reach {}", say::compact(u128::from(followers))),
                None => format!("Author influence {} of 100", of.influence.min(100)),
            },
        }
    }
}

fn viral_words(of: &CostOf) -> String {
    if of.growth_centi >= 100 {
        let tenths = (of.growth_centi + 5) / 10;
        return format!("Viral risk: reach growing {}.{}× per generation", tenths / 10, tenths % 10);
    }
    match of.people_per_minute {
        0 => "Nobody new sees it".to_owned(),
        1 => "Public: 1 new person a minute".to_owned(),
        n => format!("Public: {} new people a minute", say::compact(u128::from(n))),
    }
}

fn seen_words(people: u64) -> String {
    match people {
        0 => "Nobody sees it unanswered".to_owned(),
        1 => "1 person sees it unanswered".to_owned(),
        n => format!("{} people see it unanswered", say::number(u128::from(n))),
    }
}

fn promise_words(of: &CostOf) -> String {
    let (age, target) = (u64::from(of.age_secs), u64::from(of.target_secs));
    match age > target {
        true => format!("Past target by {}", say::length(age - target)),
        false => format!("Due in {}", say::length(target - age)),
    }
}

fn cue_words(cues: Cues) -> String {
    let words: Vec<&str> = cues.each().map(Cues::word).collect();
    match words.is_empty() {
        true => "No cue of risk".to_owned(),
        false => format!("Risk: {}", words.join(", ")),
    }
}

fn anger_words(of: &CostOf) -> String {
    let kind = match of.kind {
        Kind::Question => "Question",
        Kind::Complaint => "Complaint",
        Kind::Request => "Request",
        Kind::Praise => "Praise",
        Kind::Chatter => "Talk",
    };
    let anger = match of.negative_pct {
        0..10 => "no anger",
        10..40 => "little anger",
        40..75 => "anger",
        _ => "strong anger",
    };
    format!("{kind}, {anger}")
}

fn customer_words(of: &CostOf) -> String {
    let tier = match of.tier {
        Tier::None => "No tier".to_owned(),
        tier => {
            let word = tier.word();
            let (first, rest) = word.split_at(1);
            format!("{}{rest} customer", first.to_uppercase())
        }
    };
    match of.earlier_failed {
        0 => tier,
        n => format!("{tier}, {n} unresolved before"),
    }
}
