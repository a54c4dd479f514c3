//! What came before is not taken again.

use crate::floor::At;
use crate::limits::{WEBHOOK_REPLAYS_MAX, WEBHOOK_SKEW_SECS};
use std::collections::{BTreeMap, VecDeque};

/// Names something that came, by what was signed or by its own id.
pub type Key = [u8; 16];

/// Whether something is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is new.
    New,
    /// It was taken before, or is just being taken.
    Known,
    /// So much comes that nobody could say later what came before.
    Full,
}

/// The keys of what came lately; at most [`WEBHOOK_REPLAYS_MAX`]. The oldest are forgotten first, though none that could
/// still be signed well enough to be taken again.
///
/// ```
/// use watchfloor::connect::webhook::{Begun, Replays};
/// use watchfloor::floor::At;
/// let now = At::from_unix(1_700_000_000).unwrap();
/// let mut replays = Replays::default();
/// assert_eq!(replays.begin(&[[7; 16]], now), Begun::New);
/// assert_eq!(replays.begin(&[[7; 16]], now), Begun::Known);
/// replays.failed(&[[7; 16]]);
/// assert_eq!(replays.begin(&[[7; 16]], now), Begun::New, "what was not kept may come again");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Replays {
    known: BTreeMap<Key, At>,
    order: VecDeque<(At, Key)>,
}

impl Replays {
    /// Remembers what just came, unless it is known by any of its keys.
    pub fn begin(&mut self, keys: &[Key], now: At) -> Begun {
        if keys.iter().any(|key| self.known.contains_key(key)) {
            return Begun::Known;
        }
        while self.order.len() + keys.len() > WEBHOOK_REPLAYS_MAX {
            match self.order.front() {
                Some((at, _)) if now.secs_since(*at) <= 2 * i64::from(WEBHOOK_SKEW_SECS) => return Begun::Full,
                _ => {}
            }
            let Some((at, key)) = self.order.pop_front() else { break };
            if self.known.get(&key) == Some(&at) {
                self.known.remove(&key);
            }
        }
        for key in keys {
            self.known.insert(*key, now);
            self.order.push_back((now, *key));
        }
        Begun::New
    }

    /// Forgets what could not be kept, so that it is taken when it comes again.
    pub fn failed(&mut self, keys: &[Key]) {
        for key in keys {
            self.known.remove(key);
        }
        self.order.retain(|(_, key)| !keys.contains(key));
    }

    /// How many keys are remembered.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }
}
