//! What the trees look at: twenty-two figures of a conversation, each computed in constant time.

use super::forecast::Factor;
use super::seismic::Excitement;
use crate::floor::{At, Cascade, WINDOW_TAUS_SECS};

/// How many figures there are.
pub(super) const COUNT: usize = 22;
/// The place of the one that depends on the threshold: `ln(threshold / reach)`.
pub(super) const THRESHOLD: usize = 21;

/// What each figure is called when it is said what a forecast rests on.
pub(super) const FACTORS: [Factor; COUNT] = [
    Factor::Age,
    Factor::Carried,
    Factor::Lately,
    Factor::Lately,
    Factor::Lately,
    Factor::Trend,
    Factor::Trend,
    Factor::Shown,
    Factor::Joiners,
    Factor::Author,
    Factor::Biggest,
    Factor::Biggest,
    Factor::Pending,
    Factor::Infectious,
    Factor::Infectious,
    Factor::Pending,
    Factor::Pending,
    Factor::Trend,
    Factor::Start,
    Factor::Start,
    Factor::Lately,
    Factor::Threshold,
];

/// The figures of one conversation at one moment.
pub(super) type Features = [f32; COUNT];

/// The figures; the last is that of `threshold_reach`.
pub(super) fn features(cascade: &Cascade, now: At, excitement: &Excitement, threshold_reach: u64) -> Features {
    let age = f64::from(cascade.age_secs(now));
    let carried = f64::from(cascade.carried());
    let lately = cascade.carried_lately(now);
    let seen = cascade.followers_seen() as f64;
    let biggest = cascade.biggest().next().map_or(0.0, |(_, followers)| f64::from(followers));
    let overall = (carried + 0.5) / (age + 300.0);
    let speed = |i: usize| (lately[i] + 0.5) / (WINDOW_TAUS_SECS[i].min(age) + 300.0);
    let reacted = (seen - excitement.pending).max(0.0);
    let direct = excitement.infectiousness * excitement.pending;
    let whole = direct / (1.0 - excitement.reproduction().min(0.9));
    let since = now.secs_since(cascade.newest()).max(0) as f64;
    let [first, hour] = cascade.early();
    [
        (age + 60.0).ln() as f32,
        carried.ln_1p() as f32,
        lately[0].ln_1p() as f32,
        lately[1].ln_1p() as f32,
        lately[2].ln_1p() as f32,
        (speed(0) / overall).ln() as f32,
        (speed(1) / overall).ln() as f32,
        seen.ln_1p() as f32,
        cascade.mean_ln_followers() as f32,
        f64::from(cascade.author_followers().unwrap_or(0)).ln_1p() as f32,
        biggest.ln_1p() as f32,
        (biggest / (seen + 1.0)) as f32,
        excitement.pending.ln_1p() as f32,
        (excitement.infectiousness + 1e-7).ln() as f32,
        ((carried + 0.5) / (reacted + 1_000.0)).ln() as f32,
        direct.ln_1p() as f32,
        ((carried + whole + 1.0) / (carried + 1.0)).ln() as f32,
        (cascade.mean_age_secs() / (age + 1.0)) as f32,
        f64::from(first).ln_1p() as f32,
        f64::from(hour).ln_1p() as f32,
        since.ln_1p() as f32,
        nearness(cascade, threshold_reach),
    ]
}

/// How far the threshold is: `ln(threshold / reach)`, between 0 (reached) and 12.
pub(super) fn nearness(cascade: &Cascade, threshold_reach: u64) -> f32 {
    let ratio = (threshold_reach as f64 + 1.0) / (cascade.followers_seen() as f64 + 1.0);
    ratio.ln().clamp(0.0, 12.0) as f32
}
