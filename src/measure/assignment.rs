//! Who should take a conversation, and which conversation a freed slot should pull.
//!
//! What one more minute costs is the same whoever takes it: it is the cost of delay of the conversation ([`super::cost()`]).
//! Who takes it decides how many of those minutes there are. So the cost of delay that an agent avoids is what the
//! minutes cost that they are quicker than the slowest who could: with equal agents it is 0, and then load decides.

use super::{CostOf, PART_MILLI_MAX, PartKind, cost, guard_milli, promise_milli, say};
use crate::floor::{AgentId, At, ConversationId, Weights};
use crate::limits::URGENT_PRICED_MAX;
use std::collections::BTreeSet;

/// Hundredths of the usual time that somebody takes for a matter that they do not name among their skills. An assumption
/// until handling times are measured by agent and matter; it only has to be more than 100 for whoever knows the matter to
/// come first.
pub const UNFAMILIAR_CENTI: u32 = 125;

/// Somebody who could take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub agent: AgentId,
    /// Whether they know the matter.
    pub knows: bool,
    /// Hundredths of slots that they have in hand.
    pub load_centi: u32,
    /// Hundredths of slots that they may have.
    pub capacity_centi: u32,
    /// When they were last given something.
    pub last_assigned: Option<At>,
}

/// Where a candidate stands, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Who.
    pub agent: AgentId,
    /// Seconds until the customer is expected to have the answer.
    pub expected_secs: u32,
    /// Thousandths of a point of delay that giving it to them avoids, held against the slowest of those who could.
    pub avoided_milli: u64,
    /// What they have in hand of what they may, in hundredths of a percent.
    pub load_ratio: u32,
    /// Whether they know the matter.
    pub knows: bool,
}

/// Seconds until an answer if this agent takes it.
///
/// `s` is the usual work in seconds, times [`UNFAMILIAR_CENTI`] for who does not know the matter. A slot is a person's
/// room for one more at the same time, so with a free slot the work begins at once. Without one, what is over the limit
/// has to be finished first: `s * (1 + over / capacity)`.
fn expected_secs(candidate: &Candidate, handle_secs: u32) -> u32 {
    let pace = if candidate.knows { 100 } else { u64::from(UNFAMILIAR_CENTI) };
    let work = u64::from(handle_secs.max(1)) * pace / 100;
    let capacity = u64::from(candidate.capacity_centi.max(1));
    let over = (u64::from(candidate.load_centi) + 100).saturating_sub(capacity);
    u32::try_from(work + work * over / capacity).unwrap_or(u32::MAX)
}

/// The candidates, best first.
///
/// First who avoids most cost of delay: `C * (slowest - expected) / 60`, `C` being what a minute costs in thousandths of
/// a point. Among equals who has the smallest share of their slots in hand; then who was given something longest ago,
/// and who never was first of all; then who joined the team first. Load is what is in hand now, never what somebody did
/// in their life: who comes back from a holiday is not flooded.
///
/// It stops being true where agents differ in more than whether they know the matter: then the expected time is wrong by
/// as much. It is good among those who may take it; limits are asked before.
///
/// ```
/// use watchfloor::floor::{AgentId, At};
/// use watchfloor::measure::{Candidate, rank};
/// let nine = At::from_unix(1_700_000_000).unwrap();
/// let of = |n, knows, load_centi, last: Option<u32>| Candidate {
///     agent: AgentId(n), knows, load_centi, capacity_centi: 400, last_assigned: last.map(|s| nine.plus(s)),
/// };
/// // A minute costs 4.8 points, and the work takes five minutes, or six and a quarter.
/// let all = [of(0, false, 0, None), of(1, true, 200, Some(0)), of(2, true, 100, Some(60)), of(3, true, 100, Some(0))];
/// let ranked = rank(4_800, 300, &all);
/// let order: Vec<u16> = ranked.iter().map(|r| r.agent.0).collect();
/// assert_eq!(order, [3, 2, 1, 0], "who knows it; then the least load; then the longest without work");
/// assert_eq!((ranked[0].expected_secs, ranked[3].expected_secs), (300, 375));
/// assert_eq!(ranked[0].avoided_milli, 4_800 * 75 / 60, "six points less than the slowest");
/// assert_eq!(ranked[0].load_ratio, 2_500, "a quarter");
/// ```
pub fn rank(cost_milli: u64, handle_secs: u32, candidates: &[Candidate]) -> Vec<Ranked> {
    let slowest = candidates.iter().map(|c| expected_secs(c, handle_secs)).max().unwrap_or(0);
    let mut ranked: Vec<(Option<At>, Ranked)> = candidates
        .iter()
        .map(|c| {
            let expected_secs = expected_secs(c, handle_secs);
            let avoided = u128::from(cost_milli) * u128::from(slowest - expected_secs) / 60;
            let load_ratio = u64::from(c.load_centi) * 10_000 / u64::from(c.capacity_centi.max(1));
            let ranked = Ranked {
                agent: c.agent,
                expected_secs,
                avoided_milli: u64::try_from(avoided).unwrap_or(u64::MAX),
                load_ratio: u32::try_from(load_ratio).unwrap_or(u32::MAX),
                knows: c.knows,
            };
            (c.last_assigned, ranked)
        })
        .collect();
    // By seconds and not by points: a conversation that costs nothing is answered by who knows it, too.
    ranked.sort_by_key(|(last, r)| (r.expected_secs, r.load_ratio, *last, r.agent));
    ranked.into_iter().map(|(_, r)| r).collect()
}

impl Ranked {
    /// Why they stand where they stand: `about 5 min, load 25 %, saves 6.0 points`.
    pub fn words(&self) -> String {
        let minutes = say::length(u64::from(self.expected_secs.max(60)));
        let mut words = format!("about {minutes}, load {} %", self.load_ratio / 100);
        if self.avoided_milli >= 100 {
            let tenths = self.avoided_milli / 100;
            words.push_str(&format!(", saves {}.{} points", tenths / 10, tenths % 10));
        }
        words
    }
}

/// The most that a conversation may ever cost beside what its age makes of the plain promise, in thousandths of a point
/// a minute: the rates, and what the tier adds to a promise that is long broken. By it the order of the rest is kept.
pub fn rest_milli(of: &CostOf, weights: &Weights) -> u64 {
    let young = cost(&CostOf { age_secs: 0, ..*of }, weights);
    let tier = u64::from(weights.tier.get(of.tier as usize).copied().unwrap_or(100)).saturating_sub(100);
    let broken = promise_milli(weights.promise, of.target_secs, u32::MAX);
    let adds = u128::from(broken) * u128::from(tier) / 100;
    let rates = young.total_milli() - young.milli(PartKind::Promise);
    rates.saturating_add(u64::try_from(adds).unwrap_or(PART_MILLI_MAX))
}

/// What the age of a conversation makes of a plain promise: an upper bound of the part that the order of age is known by.
pub fn of_age_milli(target_secs: u32, age_secs: u32, weights: &Weights) -> u64 {
    promise_milli(weights.promise, target_secs, age_secs).max(guard_milli(target_secs, age_secs))
}

/// The one that costs most to leave, of those that stand in two orders, without pricing all of them.
///
/// A price is what age makes of it and what else there is. `by_age` goes from who waits longest on, `by_rest` from the
/// largest rest on; `of_age` never rises from one to the next, and a price is never more than `of_age` of its place plus
/// the rest that it is known by. Then whoever was in neither order yet costs no more than the two ends together, and when
/// the best so far costs as much, it is the best of all (the threshold algorithm: Fagin, Lotem, Naor, "Optimal
/// aggregation algorithms for middleware", PODS 2001). After [`URGENT_PRICED_MAX`] prices the best so far is taken, which
/// is then no worse than the first of either order.
///
/// `price` is `None` for what cannot be taken. Equal prices: the smaller id, as it came first.
///
/// ```
/// use watchfloor::floor::{At, ConversationId};
/// use watchfloor::measure::most_urgent;
/// let nine = At::from_unix(1_700_000_000).unwrap();
/// // Each minute of waiting costs 10; number 7 has waited for one minute and costs 500 besides.
/// let rest = |id: ConversationId| if id.0 == 7 { 500 } else { 0 };
/// let by_age = (0..1_000).map(|n| (nine.plus(n), ConversationId(n)));
/// let by_rest = [(500, ConversationId(7))].into_iter();
/// let of_age = |at: At| 10 * (nine.plus(6_000).secs_since(at) / 60) as u64;
/// let mut priced = 0;
/// let best = most_urgent(by_age, by_rest, of_age, |id| {
///     priced += 1;
///     Some(of_age(nine.plus(id.0)) + rest(id))
/// });
/// assert_eq!(best, Some((1_490, ConversationId(7))));
/// assert!(priced < 5, "of a thousand only {priced} were looked at");
/// ```
pub fn most_urgent(
    by_age: impl Iterator<Item = (At, ConversationId)>,
    by_rest: impl Iterator<Item = (u64, ConversationId)>,
    of_age: impl Fn(At) -> u64,
    mut price: impl FnMut(ConversationId) -> Option<u64>,
) -> Option<(u64, ConversationId)> {
    let (mut by_age, mut by_rest) = (by_age.fuse(), by_rest.fuse());
    let mut seen = BTreeSet::new();
    let mut best: Option<(u64, ConversationId)> = None;
    // What those behind the end may still cost besides. Who is in no order of the rest has none.
    let mut rest_end = u64::MAX;
    while seen.len() < URGENT_PRICED_MAX {
        let (older, richer) = (by_age.next(), by_rest.next());
        let age_end = older.map_or(0, |(at, _)| of_age(at));
        rest_end = richer.map_or(0, |(rest, _)| rest).min(rest_end);
        for id in older.map(|(_, id)| id).into_iter().chain(richer.map(|(_, id)| id)) {
            if !seen.insert(id) {
                continue;
            }
            let Some(milli) = price(id) else { continue };
            if best.is_none_or(|(most, of)| milli > most || milli == most && id < of) {
                best = Some((milli, id));
            }
        }
        let known = best.is_some_and(|(most, _)| most >= age_end.saturating_add(rest_end));
        if known || older.is_none() {
            break; // all stand in the order of age
        }
    }
    best
}
