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

    /// A key as a line of the file that remembers it over a restart.
    ///
    /// ```
    /// use watchfloor::connect::webhook::Replays;
    /// use watchfloor::floor::At;
    /// let now = At::from_unix(1_700_000_000).unwrap();
    /// let file = format!("{}no line of ours\n", Replays::line(&[7; 16], now));
    /// assert_eq!(Replays::of_lines(&file).len(), 1);
    /// ```
    pub fn line(key: &Key, at: At) -> String {
        let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{hex} {}\n", at.unix())
    }

    /// What the lines of such a file say: its newest, as many as are remembered. Other lines are passed over.
    pub fn of_lines(text: &str) -> Replays {
        let read = |line: &str| -> Option<(At, Key)> {
            let (hex, at) = line.split_once(' ')?;
            let number = u128::from_str_radix(hex, 16).ok().filter(|_| hex.len() == 32)?;
            Some((At::from_unix(at.parse().ok()?)?, number.to_be_bytes()))
        };
        let mut newest: Vec<(At, Key)> = text.lines().rev().filter_map(read).take(WEBHOOK_REPLAYS_MAX).collect();
        newest.reverse();
        Replays { known: newest.iter().map(|(at, key)| (*key, *at)).collect(), order: newest.into() }
    }

    /// All lines of such a file.
    pub fn lines(&self) -> String {
        self.order.iter().map(|(at, key)| Replays::line(key, *at)).collect()
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
