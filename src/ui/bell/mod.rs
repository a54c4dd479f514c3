//! Sounds and notifications: what rings, when, and how often, so that an alert is heard and a flood of them is one sound.
//!
//! [`Bell::hear`] decides from the alerts of a snapshot; a thread of its own plays and notifies, so that no frame ever
//! waits for a loudspeaker. What was not acknowledged rings again. No word of a customer leaves the window: a
//! notification says how many alerts there are and of what kind.

mod hands;
mod tone;

pub use hands::{Hands, Worker, player};
pub use tone::wav;

use crate::floor::{AlertId, At, Cause, Level};
use crate::view::AlertRow;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Window seconds between two sounds of an alarm that nobody has acknowledged, and of a watch.
const REPEAT_SECS: [f64; 2] = [120.0, 30.0];
/// Window seconds in which more alerts join the sound that is about to be made.
const GATHER_SECS: f64 = 1.0;

/// What sounds differ by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// A channel is unusually loud or quiet.
    Channel,
    /// Something about the floor: a threshold, nobody on duty, something stuck.
    Floor,
    /// Something came back or was not taken: a ladder, a hand-off.
    Escalation,
    /// Strangers carry something on.
    Viral,
}

impl Kind {
    /// From the least to the most urgent.
    pub const ALL: [Kind; 4] = [Kind::Channel, Kind::Floor, Kind::Escalation, Kind::Viral];

    /// What it is called in the settings.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Channel => "A channel is loud or quiet",
            Kind::Floor => "A threshold or nobody on duty",
            Kind::Escalation => "Escalations and hand-offs",
            Kind::Viral => "Spreading complaints",
        }
    }

    /// What one of them is called in a notification.
    fn noun(self, n: usize) -> &'static str {
        match (self, n) {
            (Kind::Channel, 1) => "unusual channel",
            (Kind::Channel, _) => "unusual channels",
            (Kind::Floor, 1) => "figure past its threshold",
            (Kind::Floor, _) => "figures past their thresholds",
            (Kind::Escalation, 1) => "escalation that waits",
            (Kind::Escalation, _) => "escalations that wait",
            (Kind::Viral, 1) => "spreading complaint",
            (Kind::Viral, _) => "spreading complaints",
        }
    }

    /// The kind that an alert is of.
    pub fn of(cause: Cause) -> Kind {
        match cause {
            Cause::Viral(_) => Kind::Viral,
            Cause::Spike(_) | Cause::Silence(_) | Cause::SourceSilent(_) => Kind::Channel,
            Cause::Ladder(_) | Cause::HandoffBack(_) | Cause::NotDelivered(_) => Kind::Escalation,
            Cause::Unstaffed | Cause::Stuck(_) | Cause::Alike(_) | Cause::Switching | Cause::Threshold(_) => {
                Kind::Floor
            }
            Cause::Overdue(_) | Cause::Late(_) | Cause::Missing(_) | Cause::BreakOver(_) => Kind::Floor,
        }
    }
}

/// What is set at this desk. Not facts: another desk may want it otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BellSettings {
    /// How loud, in percent; 0 for silence.
    pub volume: u8,
    /// Which kinds sound, in the order of [`Kind::ALL`].
    pub sounds: [bool; 4],
    /// Which kinds sound in quiet hours too, when they are alarms.
    pub always: [bool; 4],
    /// Whether the system shows notifications.
    pub notices: bool,
    /// Minutes of the day from which on it is quiet, on the desk's clock, and up to which; the same for never.
    pub quiet: (u16, u16),
    /// Whether a rehearsal sounds, too.
    pub in_rehearsal: bool,
}

impl Default for BellSettings {
    fn default() -> BellSettings {
        BellSettings {
            volume: 60,
            sounds: [false, true, true, true],
            always: [false, false, false, true],
            notices: true,
            quiet: (0, 0),
            in_rehearsal: false,
        }
    }
}

impl BellSettings {
    /// Whether a moment lies in the quiet hours. They may go over midnight.
    ///
    /// ```
    /// use watchfloor::{floor::At, ui::bell::BellSettings};
    /// let night = BellSettings { quiet: (22 * 60, 6 * 60), ..BellSettings::default() };
    /// let at = |h: i64| At::from_unix(h * 3600).unwrap();
    /// let utc = jiff::tz::TimeZone::UTC;
    /// assert!(night.is_quiet(at(23), &utc) && night.is_quiet(at(5), &utc));
    /// assert!(!night.is_quiet(at(6), &utc) && !night.is_quiet(at(12), &utc));
    /// ```
    pub fn is_quiet(&self, at: At, zone: &TimeZone) -> bool {
        let (from, until) = self.quiet;
        let local = at.timestamp().to_zoned(zone.clone());
        let minute = local.hour() as u16 * 60 + local.minute() as u16;
        if from <= until { from <= minute && minute < until } else { minute >= from || minute < until }
    }

    fn sounds(&self, alert: &AlertRow, quiet: bool) -> bool {
        let kind = Kind::of(alert.cause) as usize;
        self.sounds[kind] && (!quiet || self.always[kind] && alert.level == Level::Alarm)
    }

    /// Within what can be set; what a file says beyond is taken back to it.
    #[must_use]
    pub fn in_bounds(mut self) -> BellSettings {
        self.volume = self.volume.min(100);
        self.quiet = (self.quiet.0 % 1440, self.quiet.1 % 1440);
        self
    }
}

/// What is to be done now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ring {
    /// The sound: that of the gravest alert, however many there are.
    pub sound: Option<Kind>,
    /// The notification: only of alerts that are new.
    pub notice: Option<String>,
}

/// What rang, and when.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    told: BTreeSet<AlertId>,
    rang: Option<f64>,
    first_new: Option<f64>,
}

/// Decides what rings at a moment of the window's clock.
///
/// An alert that nobody has seen, that is not put aside and not over, rings when it is new, and again every 30 s while
/// any of them is an alarm, else every two minutes. Alerts that come within a second of each other ring once.
pub fn ring(
    memory: &mut Memory,
    alerts: &[AlertRow],
    settings: &BellSettings,
    at: At,
    zone: &TimeZone,
    secs: f64,
) -> Ring {
    let quiet = settings.is_quiet(at, zone);
    let loud = |a: &&AlertRow| !a.is_over && !a.acknowledged && a.snoozed_until.is_none() && settings.sounds(a, quiet);
    let loud: Vec<&AlertRow> = alerts.iter().filter(loud).collect();
    memory.told.retain(|id| loud.iter().any(|a| a.alert == *id));
    let fresh: Vec<&&AlertRow> = loud.iter().filter(|a| !memory.told.contains(&a.alert)).collect();
    if fresh.is_empty() {
        memory.first_new = None;
    }
    let Some(gravest) = loud.iter().max_by_key(|a| (a.level, Kind::of(a.cause), a.severity)) else {
        memory.rang = None;
        return Ring::default();
    };
    let first_new = if fresh.is_empty() { None } else { Some(*memory.first_new.get_or_insert(secs)) };
    let is_new = first_new.is_some_and(|first| secs - first >= GATHER_SECS);
    let again = memory.rang.is_some_and(|rang| secs - rang >= REPEAT_SECS[usize::from(gravest.level == Level::Alarm)]);
    if !is_new && !again {
        return Ring::default();
    }
    let notice = is_new.then(|| digest(fresh.iter().map(|a| Kind::of(a.cause))));
    memory.told.extend(loud.iter().map(|a| a.alert));
    (memory.rang, memory.first_new) = (Some(secs), None);
    Ring { sound: Some(Kind::of(gravest.cause)), notice: notice.filter(|_| settings.notices) }
}

/// `2 spreading complaints, 1 unusual channel`.
fn digest(kinds: impl Iterator<Item = Kind>) -> String {
    let mut counts = [0; 4];
    kinds.for_each(|kind| counts[kind as usize] += 1);
    let of = |kind: Kind| Some(counts[kind as usize]).filter(|n| *n > 0).map(|n| format!("{n} {}", kind.noun(n)));
    Kind::ALL.into_iter().rev().filter_map(of).collect::<Vec<_>>().join(", ")
}

/// The bell of the window.
pub struct Bell {
    memory: Memory,
    hands: Arc<dyn Hands>,
}

impl Bell {
    /// A bell that is rung by these.
    pub fn new(hands: Arc<dyn Hands>) -> Bell {
        Bell { memory: Memory::default(), hands }
    }

    /// Hears what burns, and rings.
    pub fn hear(&mut self, alerts: &[AlertRow], settings: &BellSettings, at: At, zone: &TimeZone, secs: f64) {
        let Ring { sound, notice } = ring(&mut self.memory, alerts, settings, at, zone, secs);
        if let Some(kind) = sound.filter(|_| settings.volume > 0) {
            self.hands.play(kind, settings.volume);
        }
        if let Some(words) = notice {
            self.hands.notify(words);
        }
    }

    /// Plays a kind, to hear what it is like.
    pub fn try_out(&self, kind: Kind, volume: u8) {
        self.hands.play(kind, volume);
    }

    /// With what sounds are made here, or in words why there are none.
    pub fn player(&self) -> Result<&'static str, &'static str> {
        self.hands.player()
    }
}
