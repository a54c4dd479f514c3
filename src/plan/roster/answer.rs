//! What a search hands back: the shifts, what they cost, and what they leave open and why.

use super::Contradiction;
use super::cover::POINT;
use super::flow::serve;
use super::instance::{Instance, MILLI};
use super::shift::Shift;
use super::state::{Ground, State};

/// A shift that was planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Whose, by the place in [`Instance::people`].
    pub person: usize,
    /// The day it begins on.
    pub day: usize,
    /// Its first interval.
    pub from: u32,
    /// The first interval after it.
    pub until: u32,
    /// Its breaks, as first interval and the first after.
    pub breaks: Vec<(u32, u32)>,
    /// Its paid intervals.
    pub paid: u32,
}

/// Why a need is not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Nobody has the skill.
    NobodyHasSkill,
    /// Nobody who has it can work then: windows, days off.
    NobodyAvailable,
    /// All who have it and can work then do so already, on this or on other work.
    AllAtWork,
    /// Those who are left have used up their hours or days of the week.
    HoursUsedUp,
    /// Those who are left have hours, and rest, days in a row or the length of shifts keeps them off.
    Rules,
    /// Somebody could, and it would cost more elsewhere, or there was no time to find it.
    Costs,
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Reason::NobodyHasSkill => "nobody has the skill",
            Reason::NobodyAvailable => "nobody who has the skill can work then",
            Reason::AllAtWork => "all who have the skill and can work then are at work",
            Reason::HoursUsedUp => "those who are left have used up their hours",
            Reason::Rules => "those who are left must rest, or the shift would be too short or too long",
            Reason::Costs => "somebody could, and it would cost more elsewhere",
        })
    }
}

/// A need that is not met: neighbouring intervals with the same reason are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// The first interval.
    pub from: u32,
    /// The first interval after.
    pub until: u32,
    /// The skill.
    pub skill: usize,
    /// People missing, in thousandths, summed over its intervals.
    pub missing_milli: u64,
    /// Why.
    pub reason: Reason,
}

/// A week that gives somebody less than they are owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Who, by the place in [`Instance::people`].
    pub person: usize,
    /// Which week.
    pub week: usize,
    /// Paid intervals that are missing.
    pub slots: u32,
}

/// A roster and what it is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The shifts that were planned; those that were pinned are not among them.
    pub shifts: Vec<Placed>,
    /// Its cost in points.
    pub cost: f64,
    /// No roster costs less, in points.
    pub bound: f64,
    /// People missing, in person-intervals.
    pub under: f64,
    /// People too many, in person-intervals.
    pub over: f64,
    /// Paid intervals of overtime.
    pub overtime: u32,
    /// What the planned hours cost, in cents: hours that are paid one by one, and overtime.
    pub cents: u64,
    /// Published shifts that were moved, dropped or added; a moved break alone does not count.
    pub changed: u32,
    /// Needs that are not met, in the order of time.
    pub unmet: Vec<Unmet>,
    /// Weeks that give less than is owed.
    pub owed: Vec<Owed>,
    /// What contradicted itself before anything was searched.
    pub contradictions: Vec<Contradiction>,
    /// Moves that were looked at.
    pub moves: u64,
}

pub(super) fn answer(
    ground: &Ground<'_>,
    cells: Vec<Shift>,
    bound: i64,
    moves: u64,
    contradictions: Vec<Contradiction>,
) -> Answer {
    let mut state = State::new(ground);
    let shapes = &ground.instance.shapes;
    let mut shifts = Vec::new();
    for (cell, shift) in cells.into_iter().enumerate().filter(|(c, s)| !s.is_free() && !ground.pinned[*c]) {
        let (p, d) = (cell / ground.days, cell % ground.days);
        state.place(p, d, shift);
        state.cover(p, &Shift::FREE.edges(shapes), &shift.edges(shapes));
        let (from, until) = (u32::from(shift.from), u32::from(shift.until()));
        let (breaks, paid) = (shift.break_ranges(shapes), u32::from(shift.paid));
        shifts.push(Placed { person: p, day: d, from, until, breaks, paid });
    }
    let (under, over) = state.tables.under_over();
    let (overtime, cents) = pay(&state);
    Answer {
        shifts,
        cost: state.full_cost() as f64 / POINT as f64,
        bound: bound as f64 / POINT as f64,
        under: under as f64 / f64::from(MILLI),
        over: over as f64 / f64::from(MILLI),
        overtime,
        cents,
        changed: changed(&state),
        unmet: unmet(&mut state),
        owed: owed(&state),
        contradictions,
        moves,
    }
}

fn pay(state: &State<'_>) -> (u32, u64) {
    let (ground, mut overtime, mut quarter_cents) = (state.ground, 0, 0u64);
    for (i, paid) in state.week_paid.iter().enumerate() {
        let person = &ground.instance.people[i / ground.weeks];
        let beyond = u32::from(paid.saturating_sub(person.terms.week_max));
        let plain = u32::from(*paid) - beyond;
        overtime += beyond;
        quarter_cents += u64::from(beyond) * u64::from(person.overtime_cents);
        quarter_cents += if person.by_the_hour { u64::from(plain) * u64::from(person.hour_cents) } else { 0 };
    }
    (overtime, quarter_cents / u64::from(ground.instance.grid.per_hour()))
}

fn changed(state: &State<'_>) -> u32 {
    let ground = state.ground;
    if !ground.replans {
        return 0;
    }
    let cells = state.cells.iter().zip(&ground.before).zip(&ground.pinned);
    cells.filter(|((now, before), pinned)| !**pinned && (now.from, now.len) != (before.from, before.len)).count() as u32
}

fn owed(state: &State<'_>) -> Vec<Owed> {
    let ground = state.ground;
    let weeks = state.week_paid.iter().enumerate().map(|(i, paid)| {
        let (person, week) = (i / ground.weeks, i % ground.weeks);
        Owed { person, week, slots: u32::from(ground.owed(person, week).saturating_sub(*paid)) }
    });
    weeks.filter(|o| o.slots > 0).collect()
}

/// The needs that are not met, by a greatest flow in each interval, with the reason.
fn unmet(state: &mut State<'_>) -> Vec<Unmet> {
    let instance = state.ground.instance;
    let mut found: Vec<Unmet> = Vec::new();
    let mut open: Vec<Option<usize>> = vec![None; instance.skills];
    for t in 0..instance.grid.slots() {
        if state.tables.unmet(t) == 0 && !instance.shows_more_than_cuts() {
            open.fill(None);
            continue;
        }
        let need = &instance.need_milli[t * instance.skills..(t + 1) * instance.skills];
        let served = serve(&state.tables.there(t), need);
        for k in 0..instance.skills {
            let missing = u64::from(need[k] - served.served[k]);
            if missing == 0 {
                open[k] = None;
                continue;
            }
            let reason = reason(state, t as u32, k);
            match open[k].filter(|i| found[*i].reason == reason) {
                Some(i) => {
                    found[i].until = t as u32 + 1;
                    found[i].missing_milli += missing;
                }
                None => {
                    open[k] = Some(found.len());
                    let (from, until) = (t as u32, t as u32 + 1);
                    found.push(Unmet { from, until, skill: k, missing_milli: missing, reason });
                }
            }
        }
    }
    found
}

/// Why somebody is missing in an interval.
fn reason(state: &mut State<'_>, t: u32, skill: usize) -> Reason {
    let ground = state.ground;
    let people = &ground.instance.people;
    let skilled: Vec<usize> = (0..people.len()).filter(|p| people[*p].skills >> skill & 1 == 1).collect();
    if skilled.is_empty() {
        return Reason::NobodyHasSkill;
    }
    let opens = |p: &usize| people[*p].open.iter().any(|(from, until)| (*from..*until).contains(&t));
    let able: Vec<usize> = skilled.into_iter().filter(opens).collect();
    if able.is_empty() {
        return Reason::NobodyAvailable;
    }
    let working = |p: &usize| {
        (0..ground.days).any(|d| {
            let s = state.at(*p, d);
            !s.is_free() && (u32::from(s.from)..u32::from(s.until())).contains(&t)
        })
    };
    let left: Vec<usize> = able.into_iter().filter(|p| !working(p)).collect();
    if left.is_empty() {
        return Reason::AllAtWork;
    }
    let mut hours = false;
    for p in left {
        match could(state, p, t) {
            Could::Work => return Reason::Costs,
            Could::NotBeyondRules => hours = true,
            Could::NotBeyondHours => {}
        }
    }
    if hours { Reason::Rules } else { Reason::HoursUsedUp }
}

enum Could {
    Work,
    NotBeyondHours,
    NotBeyondRules,
}

/// Whether somebody who is not at work then could be given a shift, or a longer one, that reaches this interval.
fn could(state: &mut State<'_>, p: usize, t: u32) -> Could {
    let ground = state.ground;
    let (instance, terms) = (ground.instance, &ground.instance.people[p].terms);
    let Some(day) = instance.grid.day_of(t) else { return Could::NotBeyondRules };
    let mut spare = false;
    for d in day.saturating_sub(1)..=day {
        if ground.pinned[p * ground.days + d] {
            continue;
        }
        let (old, start) = (state.at(p, d), instance.grid.day_starts[d]);
        spare |= state.has_hours(p, d, old.is_free());
        let fits = |from: u32, len: u16| {
            from >= start && from < instance.grid.day_starts[d + 1] && (from..from + u32::from(len)).contains(&t)
        };
        let mut tries: Vec<(u32, u16)> = Vec::new();
        if old.is_free() {
            let len = terms.shift_min;
            let first = (t + 1).saturating_sub(u32::from(len)).max(start);
            tries.extend(
                (first..=t)
                    .filter(|f| (f - start).is_multiple_of(u32::from(instance.shapes.start_every)))
                    .map(|f| (f, len)),
            );
        } else {
            let (from, until) = (u32::from(old.from), u32::from(old.until()));
            tries.push((from.min(t), (until.max(t + 1) - from.min(t)).min(200) as u16));
        }
        for (from, len) in tries.into_iter().filter(|(from, len)| fits(*from, *len)) {
            let keep = |i: usize, first: u16, _: u16| if old.is_free() { first } else { u16::from(old.breaks[i]) };
            let Some(new) = Shift::new(&instance.shapes, from as u16, len, keep) else { continue };
            state.place(p, d, new);
            let lawful = state.lawful(p, d);
            state.place(p, d, old);
            if lawful {
                return Could::Work;
            }
        }
    }
    if spare { Could::NotBeyondRules } else { Could::NotBeyondHours }
}

impl Instance {
    /// Whether clusters of skills are so large that the search may not have seen all that is missing.
    fn shows_more_than_cuts(&self) -> bool {
        self.skills > 6
    }
}

impl State<'_> {
    /// Whether the week of a day has hours left for somebody: a shift where the day is free, an interval else.
    fn has_hours(&self, p: usize, d: usize, free: bool) -> bool {
        let ground = self.ground;
        let terms = &ground.instance.people[p].terms;
        let week = p * ground.weeks + usize::from(ground.instance.grid.weeks[d]);
        let more = if free { terms.shift_min } else { 1 };
        self.week_paid[week] + more <= terms.week_max + terms.overtime && (!free || self.days_left(week, terms))
    }
}
