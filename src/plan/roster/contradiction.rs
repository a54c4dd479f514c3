//! Rules that cannot all be kept, whatever is searched: named before anything is.

use super::instance::{Instance, Person};

/// What contradicts itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contradiction {
    /// Somebody cannot be given any shift: no hours at all, or windows shorter than the shortest shift.
    NoShiftFits {
        /// Who, by the place in [`Instance::people`].
        person: usize,
    },
    /// The contract's own numbers cannot all hold: its shortest shift is longer than its longest, or than a day.
    Contract {
        /// Who.
        person: usize,
    },
    /// Somebody is owed more than their windows, days and shifts allow.
    Owed {
        /// Who.
        person: usize,
        /// The week.
        week: usize,
        /// Paid intervals that they are owed.
        owed: u32,
        /// Paid intervals that are possible at most.
        possible: u32,
    },
    /// A shift that stays lies outside of when somebody can work.
    PinnedClosed {
        /// Who.
        person: usize,
        /// The shift's first interval.
        from: i32,
    },
    /// Two shifts that stay leave too little rest, or overlap.
    PinnedRest {
        /// Who.
        person: usize,
        /// The later shift's first interval.
        from: i32,
    },
    /// Shifts that stay are more than a week allows.
    PinnedHours {
        /// Who.
        person: usize,
        /// The week.
        week: usize,
        /// Their paid intervals.
        paid: u32,
    },
}

impl Contradiction {
    /// Who it is about, by the place in [`Instance::people`].
    pub fn person(&self) -> usize {
        match *self {
            Contradiction::NoShiftFits { person }
            | Contradiction::Contract { person }
            | Contradiction::Owed { person, .. }
            | Contradiction::PinnedClosed { person, .. }
            | Contradiction::PinnedRest { person, .. }
            | Contradiction::PinnedHours { person, .. } => person,
        }
    }

    /// The same in a sentence without the name, with hours for intervals.
    pub fn words(&self, instance: &Instance) -> String {
        let hours = |slots: u32| {
            let minutes = slots * u32::from(instance.grid.step_minutes);
            match minutes % 60 {
                0 => format!("{} h", minutes / 60),
                rest => format!("{} h {rest:02}", minutes / 60),
            }
        };
        match *self {
            Contradiction::NoShiftFits { .. } => "no shift fits: no hours, or only windows that are too short".into(),
            Contradiction::Contract { .. } => "the contract's shortest shift is longer than it allows".into(),
            Contradiction::Owed { week, owed, possible, .. } => {
                let (owed, possible) = (hours(owed), hours(possible));
                format!("owed {owed} in week {}, and at most {possible} are possible", week + 1)
            }
            Contradiction::PinnedClosed { .. } => "a pinned shift lies outside of the hours".into(),
            Contradiction::PinnedRest { .. } => "two pinned shifts leave too little rest".into(),
            Contradiction::PinnedHours { week, paid, .. } => {
                format!("pinned shifts of {} in week {} are more than the contract allows", hours(paid), week + 1)
            }
        }
    }
}

/// All that contradicts itself, person by person. A pass over windows and contracts: milliseconds for 500 people.
///
/// ```
/// use watchfloor::plan::roster::{Contradiction, contradictions, sample};
/// let mut instance = sample::small(1);
/// assert_eq!(contradictions(&instance), []);
/// instance.people[0].open.clear();
/// instance.people[0].terms.week_min = 0;
/// assert_eq!(contradictions(&instance), [Contradiction::NoShiftFits { person: 0 }]);
/// ```
pub fn contradictions(instance: &Instance) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for (person, of) in instance.people.iter().enumerate() {
        of_contract(instance, person, of, &mut found);
        of_pinned(instance, person, of, &mut found);
    }
    found
}

/// The paid intervals of the longest shift that fits between two moments: a bound, breaks as few as they may be.
fn longest(instance: &Instance, of: &Person, room: u32) -> u32 {
    let terms = &of.terms;
    let mut best = 0;
    let mut len = terms.shift_min;
    while len <= terms.shift_max && u32::from(len) <= room {
        let breaks = instance.shapes.breaks.iter().filter(|b| len >= b.from_length && !b.paid);
        let paid = len.saturating_sub(breaks.map(|b| u16::from(b.slots)).sum());
        if paid <= terms.day_max {
            best = best.max(u32::from(paid));
        }
        len += instance.shapes.length_every.max(1);
    }
    best
}

fn of_contract(instance: &Instance, person: usize, of: &Person, found: &mut Vec<Contradiction>) {
    let terms = &of.terms;
    let everything = longest(instance, of, u32::from(terms.shift_max));
    if everything == 0 || everything.min(u32::from(terms.week_max + terms.overtime)) == 0 {
        found.push(Contradiction::Contract { person });
        return;
    }
    let day = |d: usize| {
        let (start, end) = (instance.grid.day_starts[d], instance.grid.day_starts[d + 1]);
        let rooms = of.open.iter().filter(|(from, until)| *from < end && *until > start);
        rooms.map(|(from, until)| longest(instance, of, until - from.max(&start))).max().unwrap_or(0)
    };
    let days: Vec<u32> = (0..instance.grid.days()).map(day).collect();
    if days.iter().all(|n| *n == 0) && of.given.iter().all(|g| !g.pinned) {
        found.push(Contradiction::NoShiftFits { person });
    }
    for week in 0..instance.grid.week_count() {
        let of_week: Vec<usize> = (0..days.len()).filter(|d| usize::from(instance.grid.weeks[*d]) == week).collect();
        let owed = u32::from(terms.week_min) * of_week.len().min(7) as u32 / 7;
        let mut most: Vec<u32> = of_week.iter().map(|d| days[*d]).collect();
        most.sort_unstable_by(|a, b| b.cmp(a));
        let day = |g: &super::Given| u32::try_from(g.from).ok().and_then(|f| instance.grid.day_of(f));
        let here = |g: &&super::Given| g.pinned && day(g).is_some_and(|d| usize::from(instance.grid.weeks[d]) == week);
        let pinned: u32 = of.given.iter().filter(here).map(|g| u32::from(g.paid)).sum();
        let possible = most.iter().take(usize::from(terms.week_days_max)).sum::<u32>() + pinned;
        let possible = possible.min(u32::from(terms.week_max + terms.overtime)).max(pinned);
        if possible < owed {
            found.push(Contradiction::Owed { person, week, owed, possible });
        }
    }
}

fn of_pinned(instance: &Instance, person: usize, of: &Person, found: &mut Vec<Contradiction>) {
    let mut pinned: Vec<_> = of.given.iter().filter(|g| g.pinned).collect();
    pinned.sort_by_key(|g| (g.from, g.until));
    for given in pinned.iter().filter(|g| g.from >= 0) {
        let inside =
            |w: &(u32, u32)| w.0 as i32 <= given.from && w.1 as i32 >= given.until.min(instance.slots_all() as i32);
        if !of.open.iter().any(inside) {
            found.push(Contradiction::PinnedClosed { person, from: given.from });
        }
    }
    let day = |from: i32| u32::try_from(from).ok().and_then(|f| instance.grid.day_of(f));
    for pair in pinned.windows(2) {
        // Two parts of one day, a training and a shift, need no rest between them.
        let rest = if day(pair[0].from) == day(pair[1].from) { 0 } else { i32::from(of.terms.rest) };
        if pair[0].until + rest > pair[1].from {
            found.push(Contradiction::PinnedRest { person, from: pair[1].from });
        }
    }
    for week in 0..instance.grid.week_count() {
        let of_week =
            pinned.iter().filter(|g| day(g.from).is_some_and(|d| usize::from(instance.grid.weeks[d]) == week));
        let paid = of_week.map(|g| u32::from(g.paid)).sum::<u32>();
        if paid > u32::from(of.terms.week_max + of.terms.overtime) {
            found.push(Contradiction::PinnedHours { person, week, paid });
        }
    }
}
