//! A roster as it stands, and what single changes of it would do: the ground of fixes and of candidates.

use super::instance::{Given, Instance};
use super::shift::{BREAKS, Edges, Shift, differ};
use super::state::{Ground, State};
use super::{Answer, Placed};

/// A change of one day of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Who, by the place in [`Instance::people`].
    pub person: usize,
    /// Where the shift begins that is changed; `None` where there was none.
    pub was: Option<i32>,
    /// What there is then.
    pub now: Placed,
}

/// What a change does, in thousandths of points and in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::plan) struct Effect {
    /// What is missing or too many: negative is better.
    pub cover: i64,
    /// Wishes, overtime, money.
    pub own: i64,
    pub cents: i64,
}

/// An instance in which every shift stays where it is until it is changed here.
pub(in crate::plan) fn standing(instance: &Instance) -> Instance {
    let mut standing = instance.clone();
    standing.people.iter_mut().for_each(|p| p.given.iter_mut().for_each(|g| g.pinned = true));
    standing
}

/// A possible shift and where it would stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::plan) struct Try {
    pub person: usize,
    pub day: usize,
    pub shift: Shift,
}

pub(in crate::plan) struct Desk<'g> {
    pub state: State<'g>,
    /// The worked stretches of each cell as they really are, and whether they may be changed.
    edges: Vec<Edges>,
    free: Vec<bool>,
    /// Where the shift of each cell began before anything was changed here.
    was: Vec<Option<i32>>,
}

impl<'g> Desk<'g> {
    /// The roster of a [`standing`] instance; `instance` is the one it was made from and says what is pinned.
    pub fn new(ground: &'g Ground<'g>, instance: &Instance) -> Desk<'g> {
        let state = State::new(ground);
        let cells = state.cells.len();
        let none = Shift::FREE.edges(&ground.instance.shapes);
        let mut desk = Desk { state, edges: vec![none; cells], free: vec![true; cells], was: vec![None; cells] };
        for (p, person) in instance.people.iter().enumerate() {
            for given in &person.given {
                let Some(d) = u32::try_from(given.from).ok().and_then(|f| instance.grid.day_of(f)) else { continue };
                let cell = p * ground.days + d;
                // Two on a day, a training beside a shift: their hours are one, and this does not take them apart.
                desk.free[cell] = desk.was[cell].is_none() && !given.pinned && given.covers;
                desk.was[cell] = Some(given.from);
                desk.edges[cell] = edges(given);
                if let Some(shift) = desk.free[cell].then(|| as_shift(instance, given)).flatten() {
                    desk.state.cells[cell].breaks = shift.breaks;
                }
            }
        }
        desk
    }

    /// Whether a cell may be changed.
    pub fn is_free_to_change(&self, p: usize, d: usize) -> bool {
        self.free[p * self.state.ground.days + d]
    }

    /// What it would do, if it is lawful.
    pub fn effect(&mut self, of: Try) -> Option<Effect> {
        let ground = self.state.ground;
        let cell = of.person * ground.days + of.day;
        let starts = &ground.instance.grid.day_starts;
        let on_day = (starts[of.day]..starts[of.day + 1]).contains(&u32::from(of.shift.from));
        if !self.free[cell] || !on_day {
            return None;
        }
        let week = of.person * ground.weeks + usize::from(ground.instance.grid.weeks[of.day]);
        let before = (self.state.week(of.person, of.day), self.cents(of.person, week));
        let old = self.state.place(of.person, of.day, of.shift);
        let lawful = self.state.lawful(of.person, of.day);
        let after = (self.state.week(of.person, of.day), self.cents(of.person, week));
        self.state.place(of.person, of.day, old);
        if !lawful {
            return None;
        }
        let cells = ground.cell_cost(of.person, of.day, of.shift) - ground.cell_cost(of.person, of.day, old);
        let new = of.shift.edges(&ground.instance.shapes);
        Some(Effect {
            cover: self.state.cover_change(of.person, &self.edges[cell], &new),
            own: after.0 - before.0 + cells,
            cents: after.1 - before.1,
        })
    }

    /// How many intervals from `from` to `until` it would be at work that it is not now.
    pub fn gained(&self, of: Try, from: u32, until: u32) -> u32 {
        let ground = self.state.ground;
        let old = &self.edges[of.person * ground.days + of.day];
        let (mut more, mut less) = (0, 0);
        differ(old, &of.shift.edges(&ground.instance.shapes), |a, b, comes| {
            let shared = (b as u32).min(until).saturating_sub((a as u32).max(from));
            *(if comes { &mut more } else { &mut less }) += shared;
        });
        more.saturating_sub(less)
    }

    /// Paid intervals of its week with it, and as they are.
    pub fn hours(&self, of: Try) -> (u16, u16) {
        let ground = self.state.ground;
        let week = of.person * ground.weeks + usize::from(ground.instance.grid.weeks[of.day]);
        let now = self.state.week_paid[week];
        (now + u16::from(of.shift.paid) - u16::from(self.state.at(of.person, of.day).paid), now)
    }

    /// Makes it so.
    pub fn apply(&mut self, of: Try) -> Change {
        let ground = self.state.ground;
        let cell = of.person * ground.days + of.day;
        let new = of.shift.edges(&ground.instance.shapes);
        let old = std::mem::replace(&mut self.edges[cell], new);
        self.state.place(of.person, of.day, of.shift);
        self.state.cover(of.person, &old, &new);
        self.change(of)
    }

    /// The change as it is told.
    pub fn change(&self, of: Try) -> Change {
        let ground = self.state.ground;
        Change {
            person: of.person,
            was: self.was[of.person * ground.days + of.day],
            now: Placed {
                person: of.person,
                day: of.day,
                from: u32::from(of.shift.from),
                until: u32::from(of.shift.until()),
                breaks: of.shift.break_ranges(&ground.instance.shapes),
                paid: u32::from(of.shift.paid),
            },
        }
    }

    /// Cents of a week of somebody that the plan decides.
    fn cents(&self, p: usize, week: usize) -> i64 {
        let (ground, paid) = (self.state.ground, self.state.week_paid[week]);
        let person = &ground.instance.people[p];
        let beyond = i64::from(paid.saturating_sub(person.terms.week_max));
        let plain = if person.by_the_hour { i64::from(paid) - beyond } else { 0 };
        let cents = beyond * i64::from(person.overtime_cents) + plain * i64::from(person.hour_cents);
        cents / i64::from(ground.instance.grid.per_hour())
    }
}

fn edges(given: &Given) -> Edges {
    let place = |at: i32| at.clamp(0, 65_000) as u16;
    let mut edges = [u16::MAX; 2 * (BREAKS + 1) + 1];
    edges[0] = place(given.from);
    let mut n = 1;
    for (from, until) in given.breaks.iter().take(BREAKS) {
        edges[n] = place(*from);
        edges[n + 1] = place(*until);
        n += 2;
    }
    edges[n] = place(given.until);
    edges
}

/// A given shift as one of the shapes, if its breaks are those of its length.
pub(in crate::plan) fn as_shift(instance: &Instance, given: &Given) -> Option<Shift> {
    let len = u16::try_from(given.until - given.from).ok()?;
    let from = u16::try_from(given.from).ok()?;
    let at = |i: usize| given.breaks.get(i).map(|b| (b.0 - given.from).clamp(0, 250) as u16);
    let shift = Shift::new(&instance.shapes, from, len, |i, first, _| at(i).unwrap_or(first))?;
    let same = edges(given) == shift.edges(&instance.shapes);
    same.then_some(shift)
}

impl Instance {
    /// The same with changes made, as [`Instance::with`] does for an answer.
    pub fn changed(&self, changes: &[Change]) -> Instance {
        let mut changed = self.clone();
        for change in changes {
            let given = &mut changed.people[change.person].given;
            given.retain(|g| Some(g.from) != change.was);
            let whole = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
            given.push(Given {
                from: whole(change.now.from),
                until: whole(change.now.until),
                breaks: change.now.breaks.iter().map(|(a, b)| (whole(*a), whole(*b))).collect(),
                paid: change.now.paid as u16,
                covers: true,
                pinned: false,
            });
            given.sort_by_key(|g| g.from);
        }
        changed
    }
}

impl Answer {
    /// The answer as changes, one a shift.
    pub fn changes(&self) -> Vec<Change> {
        self.shifts.iter().map(|s| Change { person: s.person, was: None, now: s.clone() }).collect()
    }
}
