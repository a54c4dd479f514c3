//! What one more minute of waiting costs, from the floor: the one place where the facts of a conversation become the
//! inputs of the cost of delay. Tables, bars, previews and the play of hours both ways all come here.

use crate::floor::conversation::PRIVATE;
use crate::floor::{At, SURE_PCT};
use crate::floor::{
    AuthorId, Conversation, ConversationId, Cues, Customer, Floor, Kind, Match, Reading, Tier, Weights,
};
use crate::measure::{self, Cost, CostOf, InfluenceOf};
use crate::triage::viral;
use crate::view::{CostPart, CostRow, CustomerRow, InfluenceRow};

/// From so sure on a match counts in the order; below, it is shown and no more.
const COUNTS_PCT: u8 = SURE_PCT;

/// Cues that weigh so much that calm words must not be taken for them, and what calm is.
const HEAVY: Cues = Cues(Cues::SAFETY.0 | Cues::LEGAL.0 | Cues::PRESS.0);
const CALM_PCT: u8 = 40;

/// Which customer wrote, when that is sure enough to count.
fn customer(floor: &Floor, author: AuthorId) -> Option<&Customer> {
    let matched = floor.customer_of(author).filter(|m| m.confidence_pct >= COUNTS_PCT)?;
    floor.customers().get(matched.customer)
}

/// What is known of an author's influence.
fn influence_of(floor: &Floor, id: ConversationId, c: &Conversation) -> InfluenceOf {
    let author = floor.authors().get(c.author);
    let known = customer(floor, c.author);
    InfluenceOf {
        followers: author.and_then(|a| a.followers()),
        posts: author.map_or(0, |a| u32::from(a.conversations)),
        reshares: floor.spread_of(id).map_or(0, |s| s.reshares()),
        verified: known.is_some_and(|k| k.verified),
        press: known.is_some_and(|k| k.press),
        spam_pct: floor.mentions().reading(c.first_mention).map_or(0, |r| r.spam_pct),
    }
}

/// Points of influence, 0 to 100.
pub fn influence_points(floor: &Floor, id: ConversationId, c: &Conversation) -> u8 {
    measure::influence(&influence_of(floor, id, c)).points
}

/// The author's influence with its terms.
pub(super) fn influence_row(floor: &Floor, id: ConversationId, c: &Conversation) -> InfluenceRow {
    let of = influence_of(floor, id, c);
    let influence = measure::influence(&of);
    let terms = influence.terms.iter().filter(|t| t.points != 0).map(|t| (t.words(&of), t.points)).collect();
    InfluenceRow { points: influence.points, terms }
}

/// What is said of a conversation: what the customer wrote first, with the cues and the anger of what came last.
fn said(floor: &Floor, c: &Conversation) -> (Cues, u8, Kind) {
    let first = floor.mentions().reading(c.first_mention);
    let last = floor.mentions().get(c.last_mention).filter(|m| m.author == c.author);
    let last = last.and_then(|_| floor.mentions().reading(c.last_mention));
    let both = || first.into_iter().chain(last);
    let cues = both().fold(Cues::default(), |cues, r: &Reading| cues.with(r.cues));
    let negative_pct = both().map(|r| r.negative_pct).max().unwrap_or(0);
    let kind = first.or(last).map_or(Kind::Chatter, |r| r.kind);
    // A word of danger in praise or calm talk is hardly ever danger: such cues count with somebody who asks or is angry.
    let calm = matches!(kind, Kind::Praise | Kind::Chatter) && negative_pct < CALM_PCT;
    let counted = if calm { Cues(cues.0 & !HEAVY.0) } else { cues };
    (counted, negative_pct, kind)
}

/// What the cost of delay of a conversation is made of at a moment.
pub fn cost_of(floor: &Floor, id: ConversationId, c: &Conversation, now: At) -> CostOf {
    let terms = floor.terms_of(id, c);
    let target_secs = match c.first_response_at {
        None => terms.first_secs,
        Some(_) => terms.next_secs.unwrap_or(terms.resolution_secs),
    };
    let (cues, negative_pct, kind) = said(floor, c);
    let known = customer(floor, c.author);
    let spread = floor.spread_of(id).filter(|s| !c.has(PRIVATE) && s.cascade.carried() > 0);
    let forecast = spread.map(|s| viral::forecast(&s.cascade, now, u64::from(floor.weights().alert_reach)));
    let since = c.waiting_since.unwrap_or(now);
    let carried = floor.spread_of(id).filter(|_| c.amplified > 0).map_or(0, |s| s.reach);
    CostOf {
        age_secs: u32::try_from(now.secs_since(since)).unwrap_or(0),
        target_secs,
        tier: known.map_or(Tier::None, |k| k.tier),
        people_per_minute: forecast.map_or(0, |f| f.people_per_minute.round() as u32),
        seen_by: if c.has(PRIVATE) { 0 } else { u64::from(c.audience).saturating_add(carried) },
        growth_centi: forecast.map_or(0, |f| (f.r.mid * 100.0).round() as u32),
        cues,
        kind,
        negative_pct,
        influence: influence_points(floor, id, c),
        followers: floor.authors().get(c.author).and_then(|a| a.followers()),
        earlier_failed: known.map_or(0, |k| u8::try_from(k.failed).unwrap_or(u8::MAX)),
    }
}

/// Thousandths of a point that one more minute costs; 0 when nobody waits.
pub fn cost_milli(floor: &Floor, id: ConversationId, c: &Conversation, now: At) -> u64 {
    if c.waiting_since.is_none() || !c.is_open() {
        return 0;
    }
    measure::cost(&cost_of(floor, id, c, now), floor.weights()).total_milli()
}

/// The stacked bar of a conversation; empty when nobody waits.
pub(super) fn cost_row(floor: &Floor, id: ConversationId, c: &Conversation, weights: &Weights, now: At) -> CostRow {
    if c.waiting_since.is_none() || !c.is_open() {
        return CostRow::default();
    }
    let of = cost_of(floor, id, c, now);
    row_of(&measure::cost(&of, weights), &of)
}

fn row_of(cost: &Cost, of: &CostOf) -> CostRow {
    let (tenths, parts) = cost.tenths();
    let parts = cost
        .parts
        .iter()
        .zip(parts)
        .filter(|(_, tenths)| *tenths > 0)
        .map(|(part, tenths)| CostPart { what: part.what, words: part.words(of), tenths })
        .collect();
    CostRow { tenths, parts }
}

/// The customer that an author was recognised as, however sure that is.
pub(super) fn customer_row(floor: &Floor, author: AuthorId) -> Option<CustomerRow> {
    let Match { customer, confidence_pct, by } = *floor.customer_of(author)?;
    let known = floor.customers().get(customer)?;
    Some(CustomerRow {
        name: known.name.to_string(),
        tier: known.tier,
        since: known.since,
        earlier: known.earlier,
        failed: known.failed,
        by,
        confidence_pct,
    })
}
