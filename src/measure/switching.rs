//! How often a customer is sent elsewhere: from the network where they wrote to the phone, to e-mail or to another one.

use crate::floor::handoff::SwitchReason;
use crate::floor::tally::IntervalId;
use crate::floor::{AgentId, At, ConversationId, Floor};
use std::collections::{BTreeMap, BTreeSet};

/// From so many percent on the alert burns, and below so many it ends; between the two it stays as it is.
pub const SWITCH_ALERT_PCT: u64 = 20;
/// See [`SWITCH_ALERT_PCT`].
pub const SWITCH_CALM_PCT: u64 = 15;
/// Conversations below which a share says nothing yet.
pub const SWITCH_OF_MIN: usize = 20;

/// How many conversations one agent sent elsewhere for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SwitchRow {
    /// Who had them; `None` when nobody did.
    pub agent: Option<AgentId>,
    /// Why.
    pub reason: SwitchReason,
    /// Conversations.
    pub count: usize,
}

/// The channel-switch rate of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Switching {
    /// Conversations that were sent elsewhere, each once.
    pub switched: usize,
    /// Conversations that got their first response in the period, and those that were sent elsewhere without one.
    pub of: usize,
    /// By agent and reason, most first; a conversation that was sent twice counts for the first time.
    pub rows: Vec<SwitchRow>,
}

impl Switching {
    /// 0 to 1; `None` when nothing was answered or sent elsewhere.
    ///
    /// ```
    /// use watchfloor::measure::Switching;
    /// let hour = Switching { switched: 3, of: 24, rows: Vec::new() };
    /// assert_eq!(hour.ratio(), Some(0.125));
    /// assert_eq!(Switching::default().ratio(), None);
    /// ```
    pub fn ratio(&self) -> Option<f64> {
        (self.of > 0).then(|| self.switched as f64 / self.of as f64)
    }

    /// Whether an alert should burn after this, when it `burns` now: with hysteresis, so that a share that trembles
    /// around the threshold is one alert.
    ///
    /// ```
    /// use watchfloor::measure::Switching;
    /// let of = |switched, of| Switching { switched, of, rows: Vec::new() };
    /// assert!(of(20, 100).is_alarming(false));
    /// assert!(!of(17, 100).is_alarming(false) && of(17, 100).is_alarming(true));
    /// assert!(!of(14, 100).is_alarming(true));
    /// assert!(!of(9, 10).is_alarming(false), "ten are too few to say");
    /// ```
    pub fn is_alarming(&self, burns: bool) -> bool {
        let pct = if burns { SWITCH_CALM_PCT } else { SWITCH_ALERT_PCT };
        self.of >= SWITCH_OF_MIN && self.switched as u64 * 100 >= pct * self.of as u64
    }
}

/// The channel-switch rate from a moment (the quarter of an hour that it lies in counts whole) to another.
///
/// A hand-off counts when it is offered, an answer on another network when it is approved. It stops being true where
/// agents send people elsewhere in words only: the figure then is too low.
pub fn switching(floor: &Floor, from: At, until: At) -> Switching {
    let first = IntervalId::of(from);
    let inside = |at: At| at >= first.start() && at <= until;
    let mut switches: BTreeMap<ConversationId, (At, Option<AgentId>, SwitchReason)> = BTreeMap::new();
    let offered = floor.handoffs().newest().filter(|(_, h)| inside(h.offered_at));
    let offered = offered.map(|(_, h)| (h.conversation, (h.offered_at, h.agent, h.packet.reason)));
    let replies = floor.handoffs().replies().take_while(|(_, r)| r.at >= first.start()).filter(|(_, r)| inside(r.at));
    let elsewhere = replies.filter_map(|(_, r)| {
        let (_, reason) = r.said.elsewhere?;
        Some((r.conversation, (r.at, r.said.agent, reason)))
    });
    for (id, switch) in offered.chain(elsewhere) {
        let earliest = switches.entry(id).or_insert(switch);
        if switch.0 < earliest.0 {
            *earliest = switch;
        }
    }
    let until_interval = IntervalId::of(until);
    let intervals = floor.tally().intervals.range((first, crate::floor::ChannelId(0))..);
    let answered: usize =
        intervals.take_while(|((i, _), _)| *i <= until_interval).map(|(_, i)| i.responses as usize).sum();
    let unanswered = |id: &ConversationId| {
        let first_response = floor.conversation(*id).and_then(|c| c.first_response_at);
        first_response.is_none_or(|at| !inside(at))
    };
    let without = switches.keys().filter(|id| unanswered(id)).collect::<BTreeSet<_>>().len();
    let mut rows: BTreeMap<(Option<AgentId>, SwitchReason), usize> = BTreeMap::new();
    for (_, agent, reason) in switches.values() {
        *rows.entry((*agent, *reason)).or_default() += 1;
    }
    let mut rows: Vec<SwitchRow> =
        rows.into_iter().map(|((agent, reason), count)| SwitchRow { agent, reason, count }).collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.count), row.agent, row.reason));
    Switching { switched: switches.len(), of: answered + without, rows }
}
