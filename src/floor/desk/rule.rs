//! Rules of alerts: a figure of the board, where it begins to be too much and where it ceases to be, and for how long
//! that must be so before anybody is told.

use crate::floor::{At, ChannelId, Floor, Level, Refusal};

/// A figure of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// Conversations that wait for us.
    Waiting,
    /// How long the one that waits longest has waited, in seconds.
    OldestSecs,
    /// Conversations whose first response was promised and did not come, and is still owed.
    Breached,
    /// Conversations that wait and that nobody has.
    Unowned,
    /// People who see that others are not answered, times the minutes for which they have: person-minutes.
    Exposure,
    /// Offered load in percent of those who are there, of the last whole quarter of an hour.
    Load,
    /// Alarms that nobody has acknowledged, those of rules left out.
    Unseen,
}

impl Figure {
    /// In the order of the settings.
    pub const ALL: [Figure; 7] = [
        Figure::Waiting,
        Figure::OldestSecs,
        Figure::Breached,
        Figure::Unowned,
        Figure::Exposure,
        Figure::Load,
        Figure::Unseen,
    ];

    /// What it is called.
    pub fn word(self) -> &'static str {
        match self {
            Figure::Waiting => "waiting",
            Figure::OldestSecs => "longest wait",
            Figure::Breached => "late first responses",
            Figure::Unowned => "without an owner",
            Figure::Exposure => "exposure",
            Figure::Load => "load",
            Figure::Unseen => "alarms nobody has seen",
        }
    }

    /// What follows the number, and how many of the figure make one of it.
    pub fn unit(self) -> (&'static str, u64) {
        match self {
            Figure::Waiting | Figure::Breached | Figure::Unowned => ("conversations", 1),
            Figure::OldestSecs => ("min", 60),
            Figure::Exposure => ("person-minutes", 1),
            Figure::Load => ("%", 1),
            Figure::Unseen => ("alarms", 1),
        }
    }

    /// Whether it is kept for each channel of its own, too.
    pub fn is_by_channel(self) -> bool {
        matches!(self, Figure::Waiting | Figure::Breached)
    }
}

/// A rule. It raises one alert when its figure has been at `on_at` or above for `for_secs`, and ends it when the figure
/// has been at `off_at` or below for as long. Between the two nothing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What is looked at.
    pub figure: Figure,
    /// On one channel, or on all together.
    pub channel: Option<ChannelId>,
    /// Too much, from here on.
    pub on_at: u32,
    /// No longer too much, down from here; less than `on_at`.
    pub off_at: u32,
    /// For so many seconds it must be so.
    pub for_secs: u32,
    /// What it raises.
    pub level: Level,
    /// From 1 to 10.
    pub severity: u8,
    /// Whether it is asked at all.
    pub is_on: bool,
}

/// What a new floor begins with: few, so that an alert means something.
pub(super) const PRESETS: [Rule; 3] = [
    Rule {
        figure: Figure::OldestSecs,
        channel: None,
        on_at: 3_600,
        off_at: 2_700,
        for_secs: 60,
        level: Level::Alarm,
        severity: 6,
        is_on: true,
    },
    Rule {
        figure: Figure::Breached,
        channel: None,
        on_at: 20,
        off_at: 10,
        for_secs: 120,
        level: Level::Watch,
        severity: 5,
        is_on: true,
    },
    Rule {
        figure: Figure::Unseen,
        channel: None,
        on_at: 3,
        off_at: 1,
        for_secs: 300,
        level: Level::Alarm,
        severity: 8,
        is_on: true,
    },
];

impl Rule {
    /// `late first responses on X: 20 conversations or more for 120 s, until 10 or fewer`.
    pub fn words(&self, floor: &Floor) -> String {
        let (unit, each) = self.figure.unit();
        let on = match self.channel {
            Some(id) => format!(" on {}", floor.channel(id).map_or("a channel", |c| c.name.as_str())),
            None => String::new(),
        };
        let (from, to) = (u64::from(self.on_at) / each, u64::from(self.off_at) / each);
        let word = self.figure.word();
        format!("{word}{on}: {from} {unit} or more for {} s, until {to} or fewer", self.for_secs)
    }

    pub(super) fn check(&self, floor: &Floor) -> Result<(), Refusal> {
        let bad = |why: &str| Err(Refusal::BadValue(why.to_owned()));
        if self.on_at == 0 {
            return bad("a rule that begins at 0 matches always; begin at 1 or more");
        }
        if self.off_at >= self.on_at {
            return bad("a rule must end below where it begins, or its alert would come and go; lower the end");
        }
        if self.for_secs > 24 * 3600 {
            return bad("nobody waits for more than a day before they are told; choose 24 h or less");
        }
        if !(1..=10).contains(&self.severity) {
            return bad("how grave it is goes from 1 to 10");
        }
        match self.channel {
            Some(_) if !self.figure.is_by_channel() => {
                bad("that figure is kept for all channels together; choose all channels")
            }
            Some(id) if floor.channel(id).is_none() => Err(Refusal::NoChannel),
            _ => Ok(()),
        }
    }
}

/// Where a rule stands: whether its alert burns, and since when its figure says the contrary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Phase {
    /// Its alert burns.
    pub is_on: bool,
    /// Since when the figure has been past the other threshold without a break.
    pub against_since: Option<At>,
}

/// What a look at a rule's figure changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing yet; it may at this moment.
    At(At),
    /// Nothing, while the figure stays.
    Nothing,
    /// The alert is raised.
    Raise,
    /// The alert is over.
    End,
}

/// One look at a rule's figure. The next look must be no later than [`Change::At`].
///
/// Two changes are never closer together than `for_secs`, and never without the figure crossing from one threshold to
/// the other: it cannot flap. A clock that is set back begins the wait anew.
///
/// ```
/// use watchfloor::floor::desk::{step, Change, Desks, Phase};
/// use watchfloor::floor::At;
/// let desks = Desks::default();
/// let rule = desks.rule(1).unwrap(); // 20 or more for 120 s, until 10 or fewer
/// let at = |s| At::FIRST.plus(s);
/// let (phase, change) = step(rule, Phase::default(), 25, at(0));
/// assert_eq!(change, Change::At(at(120)));
/// let (phase, change) = step(rule, phase, 21, at(120));
/// assert_eq!((change, phase.is_on), (Change::Raise, true));
/// assert_eq!(step(rule, phase, 15, at(500)).1, Change::Nothing, "between the two thresholds nothing changes");
/// ```
pub fn step(rule: &Rule, phase: Phase, figure: u64, now: At) -> (Phase, Change) {
    let against = match phase.is_on {
        false => figure >= u64::from(rule.on_at),
        true => figure <= u64::from(rule.off_at),
    };
    if !against {
        return (Phase { against_since: None, ..phase }, Change::Nothing);
    }
    let since = phase.against_since.filter(|since| *since <= now).unwrap_or(now);
    let until = since.plus(rule.for_secs);
    if now < until {
        return (Phase { against_since: Some(since), ..phase }, Change::At(until));
    }
    let change = if phase.is_on { Change::End } else { Change::Raise };
    (Phase { is_on: !phase.is_on, against_since: None }, change)
}
