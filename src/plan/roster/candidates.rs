//! Who could work then: everybody, those who can ranked by what it costs, the others with the reason.

use super::cover::POINT;
use super::desk::{Change, Desk, Effect, Try, standing};
use super::instance::Instance;
use super::state::Ground;
use super::tries::{Way, tries};

/// What speaks for or against somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// They have the hours within their week; paid intervals that are left then.
    HoursLeft(u32),
    /// So many paid intervals of it are overtime.
    Overtime(u32),
    /// It is in the part of the day that they like.
    Liked,
    /// It is not.
    NotLiked,
    /// They wish to be free that day.
    WishesFree,
    /// They are new: their hour gives so many thousandths.
    New(u16),
}

/// Why somebody cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hindrance {
    /// They are at work for the queue already.
    AtWork,
    /// They lack the skill.
    Skill,
    /// They cannot work then: windows, time off.
    Closed,
    /// What they have on that day stays: it is pinned, or other work.
    Pinned,
    /// Hours, rest, days in a row or the length of a shift stand against it.
    Rules,
}

impl std::fmt::Display for Hindrance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Hindrance::AtWork => "at work already",
            Hindrance::Skill => "does not have the skill",
            Hindrance::Closed => "cannot work then",
            Hindrance::Pinned => "has something else that day",
            Hindrance::Rules => "hours, rest or days in a row do not allow it",
        })
    }
}

/// Somebody who could work in a slot.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Who, by the place in [`Instance::people`].
    pub person: usize,
    /// How.
    pub way: Way,
    /// What would change.
    pub change: Change,
    /// What it costs in points, with what it does to all intervals: negative is a gain.
    pub cost: f64,
    /// What it costs in cents.
    pub cents: i64,
    /// Intervals of the slot that are then worked.
    pub slots: u32,
    /// Reasons.
    pub why: Vec<Why>,
}

/// Candidates for a slot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidates {
    /// Who could, the best first: those who work the whole slot before those who work a part, then by cost.
    pub able: Vec<Candidate>,
    /// Who could not, and why.
    pub unable: Vec<(usize, Hindrance)>,
}

/// Who could work for a skill from interval to interval, by the roster of [`Person::given`](super::Person::given).
/// Everybody is looked at: 500 people take some milliseconds.
///
/// ```
/// use watchfloor::plan::roster::{candidates, sample};
/// let instance = sample::small(7);
/// // Nobody works yet: whoever has the skill and the hours can.
/// let found = candidates(&instance, 20, 24, Some(0));
/// assert_eq!(found.able.len() + found.unable.len(), instance.people.len());
/// assert!(found.able.windows(2).all(|w| w[0].slots > w[1].slots || w[0].cost <= w[1].cost));
/// assert_eq!(found.able[0].slots, 4);
/// ```
pub fn candidates(instance: &Instance, from: u32, until: u32, skill: Option<usize>) -> Candidates {
    let mut found = Candidates::default();
    if instance.readable().is_err() || from >= until {
        return found;
    }
    let standing = standing(instance);
    let ground = Ground::new(&standing);
    let mut desk = Desk::new(&ground, instance);
    for person in 0..instance.people.len() {
        let can = skill.is_none_or(|k| instance.people[person].skills >> k & 1 == 1);
        let best = if can { best(&mut desk, person, from, until) } else { None };
        match best {
            Some((way, of, effect, slots)) => found.able.push(Candidate {
                person,
                way,
                why: why(&desk, of),
                change: desk.change(of),
                cost: (effect.cover + effect.own) as f64 / POINT as f64,
                cents: effect.cents,
                slots,
            }),
            None => {
                let what = if can { hindrance(instance, person, from, until) } else { Hindrance::Skill };
                found.unable.push((person, what));
            }
        }
    }
    found.able.sort_by(|a, b| b.slots.cmp(&a.slots).then(a.cost.total_cmp(&b.cost)).then(a.person.cmp(&b.person)));
    found
}

type Best = (Way, Try, Effect, u32);

fn best(desk: &mut Desk<'_>, person: usize, from: u32, until: u32) -> Option<Best> {
    let mut best: Option<Best> = None;
    for way in Way::ALL {
        for of in tries(desk, way, person, from, until) {
            let gained = desk.gained(of, from, until);
            let Some(effect) = (gained > 0).then(|| desk.effect(of)).flatten() else { continue };
            let cost = effect.cover + effect.own;
            if best.is_none_or(|(_, _, e, slots)| gained > slots || (gained == slots && cost < e.cover + e.own)) {
                best = Some((way, of, effect, gained));
            }
        }
    }
    best
}

/// What speaks for and against a shift.
pub(in crate::plan) fn why(desk: &Desk<'_>, of: Try) -> Vec<Why> {
    let instance = desk.state.ground.instance;
    let person = &instance.people[of.person];
    let (paid, old) = desk.hours(of);
    let beyond = paid.saturating_sub(person.terms.week_max);
    let mut why = Vec::new();
    if beyond > old.saturating_sub(person.terms.week_max) {
        why.push(Why::Overtime(u32::from(beyond - old.saturating_sub(person.terms.week_max))));
    } else {
        why.push(Why::HoursLeft(u32::from(person.terms.week_max.saturating_sub(paid))));
    }
    if let Some(band) = person.band {
        let liked = super::state::within(instance, of.day, of.shift, band);
        why.push(if liked { Why::Liked } else { Why::NotLiked });
    }
    if person.wish_off >> of.day & 1 == 1 {
        why.push(Why::WishesFree);
    }
    if person.worth_milli < 1_000 {
        why.push(Why::New(person.worth_milli));
    }
    why
}

fn hindrance(instance: &Instance, person: usize, from: u32, until: u32) -> Hindrance {
    let of = &instance.people[person];
    let (a, b) = (from as i32, until as i32);
    let meets = of.given.iter().find(|g| g.from < b && g.until > a);
    match meets {
        Some(given) if given.covers && given.from <= a && given.until >= b => return Hindrance::AtWork,
        Some(given) if given.pinned || !given.covers => return Hindrance::Pinned,
        _ => {}
    }
    let open = of.open.iter().any(|(start, end)| *start < until && *end > from);
    if open { Hindrance::Rules } else { Hindrance::Closed }
}
