//! Several conversations at once, each the slower the more there are.

use super::erlang_a::Impatient;
use super::{ErlangA, NEVER, Target};

/// How people work at several conversations at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Desk {
    /// Conversations that one agent has at once at most, from 1.
    pub concurrency: u32,
    /// Seconds that a conversation takes an agent who has no other.
    pub aht_alone_secs: f64,
    /// By how much each further conversation slows all: with `k` at once one takes `1 + slowdown·(k-1)` times as long.
    /// 0: as if alone (a queue of `concurrency` times as many people); 1: two at once take twice as long. Measured from
    /// the floor's own record, never assumed to be `AHT / concurrency`.
    pub slowdown_ratio: f64,
}

impl Desk {
    /// Conversations that an agent with `k` at once ends in a second: `m(k) = k / (AHT₁(1 + β(k-1)))`.
    ///
    /// ```
    /// use watchfloor::plan::queueing::Desk;
    /// let desk = Desk { concurrency: 3, aht_alone_secs: 300.0, slowdown_ratio: 0.35 };
    /// assert_eq!(desk.ends(1), 1.0 / 300.0);
    /// assert!((desk.ends(3) * 300.0 - 3.0 / 1.7).abs() < 1e-12, "three at once are 1.76 times as fast, not 3 times");
    /// ```
    pub fn ends(&self, k: u32) -> f64 {
        let k = f64::from(k);
        if k == 0.0 { 0.0 } else { k / (self.aht_alone_secs * (1.0 + self.slowdown_ratio * (k - 1.0))) }
    }
}

/// A queue whose people work at several conversations at once, in the long run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chat {
    /// Waiting and giving up, as in [`ErlangA`]; its `occupancy_ratio` is the share of their time in which people have at
    /// least one conversation.
    pub waits: ErlangA,
    /// Conversations that people have, over those that they could have. With several at once people have nearly always
    /// one, so this and not `occupancy_ratio` says how full a floor is.
    pub slots_ratio: f64,
    /// Mean seconds from the beginning of the handling to its end, which load makes longer.
    pub handle_mean_secs: f64,
}

/// `agents` whole people at such a desk under `rate` arrivals a second, each of whom gives up after `patience_secs`
/// (mean) of waiting, with "within" counted in `within_secs`.
///
/// Who comes goes to the agent who has least, so the conversations `j` alone say who has how many: with `q = ⌊j/n⌋` and
/// `r = j mod n` they end at the rate `r·m(q+1) + (n-r)·m(q)`, and above `nc` at `n·m(c)` while `j - nc` may give up. That
/// is a birth and death process, and above `nc` it is Erlang A.
///
/// True for Poisson arrivals, exponential lengths and patience, and conversations that are always spread evenly. On a
/// floor they are not moved when another agent becomes free, so it is a little fuller than this: exactly (the chain over
/// how many have one, two and three, solved beside the tests), 0.014, 0.187 and 0.036 points of service level less in
/// the three cases below.
///
/// ```
/// use watchfloor::plan::queueing::{Desk, chat};
/// let desk = Desk { concurrency: 3, aht_alone_secs: 300.0, slowdown_ratio: 0.35 };
/// let level = |n| chat(n, 0.15, &desk, 300.0, 30.0).waits.service_level;
/// assert!((level(20) - 0.180063).abs() < 1e-6);
/// assert!((level(25) - 0.750910).abs() < 1e-6);
/// assert!((level(30) - 0.995462).abs() < 1e-6);
/// // As if 30 people at three conversations were 90: nobody would ever wait.
/// assert!(chat(18, 0.15, &Desk { slowdown_ratio: 0.0, ..desk }, 300.0, 30.0).waits.service_level > 0.9);
/// ```
pub fn chat(agents: u32, rate: f64, desk: &Desk, patience_secs: f64, within_secs: f64) -> Chat {
    let rate = rate.max(0.0);
    let nobody = agents == 0 || desk.concurrency == 0;
    if rate == 0.0 || desk.aht_alone_secs <= 0.0 || nobody {
        let work = if nobody { desk.aht_alone_secs.max(0.0) } else { 0.0 };
        let waits = super::erlang_a(0.0, rate, work, patience_secs, within_secs);
        return Chat { waits, slots_ratio: 0.0, handle_mean_secs: desk.aht_alone_secs.max(0.0) };
    }
    let below = Below::of(agents, rate, desk);
    let (n, c) = (f64::from(agents), f64::from(desk.concurrency));
    let drain = n * desk.ends(desk.concurrency);
    let found = Impatient { rate, drain, patience_secs, before: below.inverse }.found(within_secs);
    let room = 1.0 - found.waiting_ratio;
    // Nobody in the queue and all slots taken is a part of `waiting_ratio`, so the rest is below.
    let busy_agents = room * below.busy + (1.0 - room) * n;
    let conversations = room * below.conversations + (1.0 - room) * n * c;
    let served = rate * (1.0 - found.abandoned_ratio);
    Chat {
        waits: ErlangA { occupancy_ratio: (busy_agents / n).min(1.0), ..found },
        slots_ratio: (conversations / (n * c)).min(1.0),
        handle_mean_secs: if served > 0.0 { conversations / served } else { desk.ends(1).recip() },
    }
}

/// The states in which nobody waits, `j < nc`.
struct Below {
    /// Their probability over that of the last of them: ε of Erlang A.
    inverse: f64,
    /// Mean of people who have at least one conversation, in these states.
    busy: f64,
    /// Mean of conversations, in these states.
    conversations: f64,
}

impl Below {
    /// Sums relative to the last state, carried on from each to the next as the inverse of Erlang B is, so that nothing
    /// overflows before it no longer matters.
    fn of(agents: u32, rate: f64, desk: &Desk) -> Below {
        let (mut all, mut busy, mut conversations) = (1.0, 0.0, 0.0);
        let n = f64::from(agents);
        let mut j = 0.0_f64;
        for q in 0..desk.concurrency {
            let (low, high) = (desk.ends(q), desk.ends(q + 1));
            // States qn + 1 to qn + n; the last of all, nc, is not below.
            let last = if q + 1 == desk.concurrency { agents - 1 } else { agents };
            for r in 1..=last {
                j += 1.0;
                let r = f64::from(r);
                let down = (r * high + (n - r) * low) / rate;
                all = 1.0 + down * all;
                busy = j.min(n) + down * busy;
                conversations = j + down * conversations;
                if all > 1e290 {
                    // The same sums in a smaller unit; from here on what is added is too small to matter, or all of it
                    // is, and then nobody waits.
                    return Below::light(agents, rate, desk);
                }
            }
        }
        Below { inverse: all, busy: busy / all, conversations: conversations / all }
    }

    /// A floor so empty that nobody ever waits: the means from the states that have any weight.
    fn light(agents: u32, rate: f64, desk: &Desk) -> Below {
        let n = f64::from(agents);
        let (mut weight, mut all, mut busy, mut conversations) = (1.0, 1.0, 0.0, 0.0);
        let mut largest = 1.0_f64;
        for j in 1..u64::from(agents) * u64::from(desk.concurrency) {
            let (q, r) = ((j / u64::from(agents)) as u32, (j % u64::from(agents)) as f64);
            weight *= rate / (r * desk.ends(q + 1) + (n - r) * desk.ends(q));
            largest = largest.max(weight);
            if weight < 1e-20 * largest {
                break;
            }
            all += weight;
            busy += weight * (j as f64).min(n);
            conversations += weight * j as f64;
            if all > 1e280 {
                (weight, all, busy, conversations) = (weight / all, 1.0, busy / all, conversations / all);
                largest = weight.max(1e-300);
            }
        }
        Below { inverse: f64::INFINITY, busy: busy / all, conversations: conversations / all }
    }
}

/// The fewest people with whom chat meets `target` (of all who come), people have a conversation for at most
/// `occupancy_max` of their time, and at most `slots_max` of all places for conversations are taken, on average. 0
/// without arrivals.
///
/// ```
/// use watchfloor::plan::queueing::{Desk, Target, chat_required};
/// let desk = Desk { concurrency: 3, aht_alone_secs: 300.0, slowdown_ratio: 0.35 };
/// let target = Target { share: 0.8, within_secs: 30.0 };
/// assert_eq!(chat_required(0.15, &desk, 300.0, target, 1.0, 1.0), 26);
/// assert!(chat_required(0.15, &desk, 300.0, target, 1.0, 0.7) > 26, "and some slots left");
/// ```
pub fn chat_required(
    rate: f64,
    desk: &Desk,
    patience_secs: f64,
    target: Target,
    occupancy_max: f64,
    slots_max: f64,
) -> u32 {
    if rate <= 0.0 || desk.aht_alone_secs <= 0.0 || desk.concurrency == 0 {
        return 0;
    }
    let share = target.share.min(1.0 - NEVER);
    let about = rate / desk.ends(desk.concurrency);
    super::fewest_that((about + about.sqrt()).ceil().min(1e9) as u32, |n| {
        let found = chat(n, rate, desk, patience_secs, target.within_secs);
        n > 0
            && found.waits.service_level >= share
            && found.waits.occupancy_ratio <= occupancy_max + 1e-12
            && found.slots_ratio <= slots_max + 1e-12
    })
}

/// The same with a fraction: how far between one fewer and the answer the line between their figures meets the target
/// and the caps. Conversations are spread over whole people, so there is no formula for a part of one.
pub fn chat_required_exactly(
    rate: f64,
    desk: &Desk,
    patience_secs: f64,
    target: Target,
    occupancy_max: f64,
    slots_max: f64,
) -> f64 {
    let whole = chat_required(rate, desk, patience_secs, target, occupancy_max, slots_max);
    if whole == 0 {
        return 0.0;
    }
    let at = |n| chat(n, rate, desk, patience_secs, target.within_secs);
    let (less, met) = (at(whole - 1), at(whole));
    // The part of the last person that each condition asks for; one that one fewer meets asks for none.
    let part = |short: f64, met: f64, wanted: f64| {
        if (short - wanted) * (met - wanted) >= 0.0 { 0.0 } else { (wanted - short) / (met - short) }
    };
    let share = target.share.min(1.0 - NEVER);
    let level = if less.waits.service_level >= share {
        0.0
    } else {
        part(less.waits.service_level, met.waits.service_level, share)
    };
    let over = |less: f64, met: f64, most: f64| if less <= most { 0.0 } else { part(less, met, most) };
    let busy = over(less.waits.occupancy_ratio, met.waits.occupancy_ratio, occupancy_max);
    let slots = over(less.slots_ratio, met.slots_ratio, slots_max);
    f64::from(whole - 1) + level.max(busy).max(slots)
}
