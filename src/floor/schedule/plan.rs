//! A plan: shifts of everybody over some days, as a draft or published.
//!
//! The shifts of one person lie together in a [`Lane`], shared: a change copies one lane, never the plan, and who shows a
//! plan holds lanes that nobody changes under them.

use super::days::Days;
use crate::floor::{AgentId, At};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The number of a plan, given in the order in which they were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlanId(pub u32);

/// The number of a shift in its plan. A copy of a plan keeps the numbers, so that two plans can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShiftId(pub u32);

/// Who works a shift.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// One of the team.
    Agent(AgentId),
    /// People of a partner.
    Pool {
        /// The partner's name.
        name: String,
        /// How many at once.
        seats: u16,
    },
    /// Nobody yet: whoever takes it.
    Open,
}

/// Whose shifts lie together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// An agent.
    Agent(AgentId),
    /// A partner, by name.
    Pool(String),
    /// Nobody yet.
    Open,
}

impl Lane {
    /// The agent, when it is one.
    pub fn agent(&self) -> Option<AgentId> {
        match self {
            Lane::Agent(agent) => Some(*agent),
            _ => None,
        }
    }
}

impl Who {
    /// The lane that the shift lies in.
    pub fn lane(&self) -> Lane {
        match self {
            Who::Agent(agent) => Lane::Agent(*agent),
            Who::Pool { name, .. } => Lane::Pool(name.clone()),
            Who::Open => Lane::Open,
        }
    }

    /// The agent, when it is one.
    pub fn agent(&self) -> Option<AgentId> {
        match self {
            Who::Agent(agent) => Some(*agent),
            _ => None,
        }
    }

    /// How many people work it: none while it is open.
    pub fn people(&self) -> u16 {
        match self {
            Who::Agent(_) => 1,
            Who::Pool { seats, .. } => *seats,
            Who::Open => 0,
        }
    }
}

/// A break in a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Break {
    /// Its first second.
    pub from: At,
    /// The second after its last.
    pub until: At,
    /// Whether it counts as work.
    pub paid: bool,
}

/// What a shift is spent on.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Activity {
    /// The queue of the floor.
    #[default]
    Queue,
    /// Learning.
    Training,
    /// Talking.
    Meeting,
    /// Something else, in words.
    Other(String),
}

impl Activity {
    /// For example `training`.
    pub fn words(&self) -> &str {
        match self {
            Activity::Queue => "queue",
            Activity::Training => "training",
            Activity::Meeting => "meeting",
            Activity::Other(words) => words,
        }
    }

    /// The activity with this word; anything unknown is another one.
    ///
    /// ```
    /// use watchfloor::floor::schedule::Activity;
    /// assert_eq!(Activity::named(" Training "), Activity::Training);
    /// assert_eq!(Activity::named(""), Activity::Queue);
    /// assert_eq!(Activity::named("stand-up").words(), "stand-up");
    /// ```
    pub fn named(word: &str) -> Activity {
        match word.trim().to_lowercase().as_str() {
            "" | "queue" => Activity::Queue,
            "training" => Activity::Training,
            "meeting" => Activity::Meeting,
            _ => Activity::Other(word.trim().to_owned()),
        }
    }
}

/// One shift of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedShift {
    /// Whose.
    pub who: Who,
    /// Its first second.
    pub from: At,
    /// The second after its last.
    pub until: At,
    /// Breaks inside, earliest first; none overlap.
    pub breaks: Vec<Break>,
    /// What it is spent on.
    pub activity: Activity,
    /// Whether the optimiser leaves it as it is.
    pub pinned: bool,
}

impl PlannedShift {
    /// A shift of queue work without breaks.
    pub fn new(who: Who, from: At, until: At) -> PlannedShift {
        PlannedShift { who, from, until, breaks: Vec::new(), activity: Activity::Queue, pinned: false }
    }

    /// Seconds from its beginning to its end, breaks and all.
    pub fn span_secs(&self) -> u32 {
        u32::try_from(self.until.secs_since(self.from)).unwrap_or(0)
    }

    /// Seconds that are paid to each who works it: all but the unpaid breaks.
    ///
    /// ```
    /// use watchfloor::floor::{At, schedule::{Break, PlannedShift, Who}};
    /// let at = |hour: i64| At::from_unix(1_700_000_000 + hour * 3600).unwrap();
    /// let mut shift = PlannedShift::new(Who::Open, at(0), at(9));
    /// shift.breaks = vec![Break { from: at(4), until: at(5), paid: false }];
    /// assert_eq!(shift.paid_secs(), 8 * 3600);
    /// ```
    pub fn paid_secs(&self) -> u32 {
        let unpaid = self.breaks.iter().filter(|b| !b.paid).map(|b| b.until.secs_since(b.from).max(0));
        self.span_secs().saturating_sub(u32::try_from(unpaid.sum::<i64>()).unwrap_or(u32::MAX))
    }

    /// Whether somebody works for the queue at a moment: inside, and in no break.
    pub fn covers(&self, at: At) -> bool {
        self.activity == Activity::Queue
            && self.from <= at
            && at < self.until
            && !self.breaks.iter().any(|b| b.from <= at && at < b.until)
    }

    /// Whether it has a second in common with a stretch.
    pub fn touches(&self, from: At, until: At) -> bool {
        self.from < until && from < self.until
    }
}

/// A shift with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneShift {
    /// Which.
    pub id: ShiftId,
    /// What.
    pub shift: PlannedShift,
}

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can be changed, and nobody works by it.
    Draft,
    /// It is the roster.
    Published {
        /// Since when.
        at: At,
    },
    /// It was the roster until another plan took its place.
    Replaced {
        /// Since when.
        at: At,
        /// By which.
        by: PlanId,
    },
}

/// One change of a plan, for its log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanChange {
    /// When.
    pub at: At,
    /// In which role somebody at a desk did it; `None` where no person did.
    pub role: Option<crate::floor::Role>,
    /// The group of its commit; what one command did has one group.
    pub group: u64,
    /// Which shift; `None` for a change of many, which is told in words.
    pub shift: Option<ShiftId>,
    /// How it was; `None` for a new one.
    pub before: Option<PlannedShift>,
    /// How it is; `None` for one that is gone.
    pub after: Option<PlannedShift>,
    /// What else is to be said: `214 shifts replaced`.
    pub words: String,
}

/// A plan. Its shifts are read through [`Plan::shift`], [`Plan::lane`] and [`Plan::shifts`].
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// For example `Week 48`.
    pub name: String,
    /// Its first local day.
    pub first: jiff::civil::Date,
    /// How many days.
    pub days: u16,
    /// The zone whose days and weeks count, by its IANA name.
    pub zone: String,
    /// Where it stands.
    pub standing: Standing,
    /// The published plan that it would replace.
    pub replaces: Option<PlanId>,
    /// When it was made.
    pub made_at: At,
    /// When it last changed.
    pub changed_at: At,
    pub(super) lanes: BTreeMap<Lane, Arc<Vec<LaneShift>>>,
    pub(super) places: BTreeMap<ShiftId, Lane>,
    pub(super) next_shift: u32,
    pub(super) log: std::collections::VecDeque<PlanChange>,
    pub(super) calendar: Arc<Days>,
}

impl Plan {
    /// A shift.
    pub fn shift(&self, id: ShiftId) -> Option<&PlannedShift> {
        let lane = self.lanes.get(self.places.get(&id)?)?;
        lane.iter().find(|row| row.id == id).map(|row| &row.shift)
    }

    /// The shifts of somebody, earliest first. Cloning the `Arc` keeps them as they are now at no cost.
    pub fn lane(&self, lane: &Lane) -> Option<&Arc<Vec<LaneShift>>> {
        self.lanes.get(lane)
    }

    /// All who have shifts: agents, then partners, then what is open.
    pub fn lanes(&self) -> impl Iterator<Item = (&Lane, &Arc<Vec<LaneShift>>)> {
        self.lanes.iter()
    }

    /// All shifts, by lane and then by time.
    pub fn shifts(&self) -> impl Iterator<Item = (ShiftId, &PlannedShift)> {
        self.lanes.values().flat_map(|lane| lane.iter().map(|row| (row.id, &row.shift)))
    }

    /// How many shifts.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The number that the next shift gets.
    pub fn next_shift(&self) -> ShiftId {
        ShiftId(self.next_shift)
    }

    /// Its first second.
    pub fn from(&self) -> At {
        self.calendar.from
    }

    /// The second after its last.
    pub fn until(&self) -> At {
        self.calendar.until
    }

    /// Its local days, and the weeks around them.
    pub fn calendar(&self) -> &Arc<Days> {
        &self.calendar
    }

    /// Whether it can be changed.
    pub fn is_draft(&self) -> bool {
        self.standing == Standing::Draft
    }

    /// Whether it is the roster.
    pub fn is_published(&self) -> bool {
        matches!(self.standing, Standing::Published { .. })
    }

    /// Who changed what, newest first: the newest [`crate::limits::PLAN_CHANGES_KEPT_MAX`].
    pub fn changes(&self) -> impl Iterator<Item = &PlanChange> {
        self.log.iter()
    }

    /// Puts a shift where it belongs, and answers how it was before.
    pub(super) fn put(&mut self, id: ShiftId, shift: PlannedShift) -> Option<PlannedShift> {
        let was = self.take(id);
        let lane = shift.who.lane();
        self.places.insert(id, lane.clone());
        let rows = Arc::make_mut(self.lanes.entry(lane).or_default());
        let place = rows.partition_point(|row| (row.shift.from, row.id) < (shift.from, id));
        rows.insert(place, LaneShift { id, shift });
        self.next_shift = self.next_shift.max(id.0.saturating_add(1));
        was
    }

    /// Takes a shift out.
    pub(super) fn take(&mut self, id: ShiftId) -> Option<PlannedShift> {
        let lane = self.places.remove(&id)?;
        let rows = Arc::make_mut(self.lanes.get_mut(&lane)?);
        let place = rows.iter().position(|row| row.id == id)?;
        let was = rows.remove(place).shift;
        if rows.is_empty() {
            self.lanes.remove(&lane);
        }
        Some(was)
    }
}

/// A plan taken apart.
#[expect(missing_docs, reason = "a field is named after what it holds")]
#[derive(Debug)]
pub struct PlanParts {
    pub name: String,
    pub first: jiff::civil::Date,
    pub days: u16,
    pub zone: String,
    pub standing: Standing,
    pub replaces: Option<PlanId>,
    pub made_at: At,
    pub changed_at: At,
    pub shifts: Vec<(ShiftId, PlannedShift)>,
    pub next_shift: u32,
    pub log: Vec<PlanChange>,
}

impl Plan {
    /// The plan that is made of these parts; `None` when its days cannot be told.
    pub fn from_parts(parts: PlanParts) -> Option<Plan> {
        let calendar = Days::new(parts.first, parts.days, &parts.zone)?;
        let mut plan = Plan {
            name: parts.name,
            first: parts.first,
            days: parts.days,
            zone: parts.zone,
            standing: parts.standing,
            replaces: parts.replaces,
            made_at: parts.made_at,
            changed_at: parts.changed_at,
            lanes: BTreeMap::new(),
            places: BTreeMap::new(),
            next_shift: parts.next_shift,
            log: parts.log.into(),
            calendar: Arc::new(calendar),
        };
        for (id, shift) in parts.shifts {
            plan.put(id, shift);
        }
        Some(plan)
    }
}
