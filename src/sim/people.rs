//! Who is on the team, when they are to work, and how far they keep to it.

use super::text::{Texts, lines, list};
use super::{Chance, Day};
use crate::floor::{At, Profile, Shift};

/// Somebody on the team.
#[derive(Clone, Debug)]
pub(super) struct Worker {
    pub(super) name: String,
    pub(super) skills: Vec<String>,
    pub(super) languages: Vec<String>,
    pub(super) capacity: u16,
    pub(super) profile: Profile,
    pub(super) days: Vec<Workday>,
}

impl Worker {
    /// The roster, as it is set before the doors open.
    pub(super) fn roster(&self) -> Vec<Shift> {
        self.days.iter().map(|day| day.planned).collect()
    }
}

/// One shift, as it is in the roster and as it is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Workday {
    pub(super) planned: Shift,
    /// `None` when they are ill and do not come.
    pub(super) kept: Option<Kept>,
}

/// When somebody is really there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    pub(super) from: At,
    pub(super) pause: (At, At),
    /// When they go.
    pub(super) until: At,
    /// They went without a word, and the floor takes them for available until then.
    pub(super) forgotten_until: Option<At>,
}

/// Hours of a shift.
const SHIFT_HOURS: u32 = 8;
/// Starts of shifts as hours of the day, and how many of a hundred agents begin then.
const STARTS: [(u32, usize); 5] = [(0, 6), (6, 22), (8, 24), (11, 22), (14, 26)];
/// Conversations at once of those who are not given work of the queue.
const SPECIALIST_CAPACITY: u16 = 2;

/// How often, per shift: comes late, is ill, leaves early, forgets to log out, stays on a break for too long.
const LATE: f64 = 0.08;
const ILL: f64 = 0.03;
const EARLY: f64 = 0.04;
const FORGETS: f64 = 0.05;
const LONG_PAUSE: f64 = 0.10;

/// Everybody: those who share the queue first, then seniors, and those for press and law.
pub(super) fn team(day: &Day, seed: u64) -> Vec<Worker> {
    let mut chance = Chance::new(seed, "agents");
    let mut whims = Chance::new(seed, "whims");
    let mut week = |hour: u32| -> Vec<Workday> {
        let days = day.midnights().into_iter();
        days.filter_map(|date| workday(day, date, hour, &mut chance, &mut whims)).collect()
    };
    let groups = groups();
    let mut all = Vec::new();
    for (n, member) in Texts::built_in().team.iter().take(day.team).enumerate() {
        let groups = groups.iter().filter(|(name, _)| *name == member.name).flat_map(|(_, g)| g.clone()).collect();
        all.push(Worker {
            name: member.name.to_owned(),
            skills: member.skills.clone(),
            languages: member.languages.clone(),
            capacity: day.capacity + u16::from(n % 5 == 0),
            profile: Profile { groups, takes_queue: true },
            days: week(start(n, day.team)),
        });
    }
    for line in lines(include_str!("../../assets/rehearsal/team/specialists.txt")) {
        let mut parts = line.split('|').map(str::trim);
        let (Some(name), Some(skills), Some(languages), Some(groups), Some(hour)) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next().and_then(|h| h.parse().ok()))
        else {
            continue;
        };
        all.push(Worker {
            name: name.to_owned(),
            skills: list(skills),
            languages: list(languages),
            capacity: SPECIALIST_CAPACITY,
            profile: Profile { groups: list(groups), takes_queue: false },
            days: week(hour),
        });
    }
    all
}

/// Who of the team belongs to what.
fn groups() -> Vec<(&'static str, Vec<String>)> {
    let file = include_str!("../../assets/rehearsal/team/groups.txt");
    lines(file).filter_map(|l| l.split_once('|')).map(|(name, groups)| (name.trim(), list(groups))).collect()
}

/// The hour at which the `n`th of a team begins. Neighbours begin far apart (by the golden section of the team), so that
/// the five leads, who come first, begin with all five shifts.
fn start(n: usize, team: usize) -> u32 {
    let team = team.max(1);
    let mut step = (team * 618 + 500) / 1000;
    while gcd(step, team) != 1 {
        step += 1;
    }
    let place = n * step % team * 100 / team;
    let mut upto = 0;
    let start = STARTS.iter().find(|(_, share)| {
        upto += share;
        place < upto
    });
    start.map_or(8, |(hour, _)| *hour)
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn workday(day: &Day, date: jiff::civil::Date, hour: u32, chance: &mut Chance, whims: &mut Chance) -> Option<Workday> {
    let planned = Shift { from: day.moment(date, hour)?, until: day.moment(date, hour + SHIFT_HOURS)? };
    let late = if chance.happens(LATE) { chance.wait(400.0).min(1800) } else { 0 };
    let from = planned.from.plus(late + chance.below(120) as u32);
    let until = planned.until.plus(chance.below(240) as u32);
    let pause_from = from.plus(3 * 3600 + chance.below(5400) as u32);
    let pause = (pause_from, pause_from.plus(1500 + chance.below(900) as u32));
    let mut kept = Kept { from, pause, until, forgotten_until: None };
    if whims.happens(EARLY) {
        kept.until = planned.until.minus(600 + whims.below(4800) as u32);
    }
    if whims.happens(FORGETS) {
        kept.forgotten_until = Some(kept.until.plus(1200 + whims.below(6000) as u32));
    }
    if whims.happens(LONG_PAUSE) {
        kept.pause.1 = kept.pause.1.plus(600 + whims.below(1200) as u32);
    }
    let is_ill = whims.happens(ILL);
    Some(Workday { planned, kept: Some(kept).filter(|_| !is_ill) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn five_neighbours_begin_with_all_five_shifts_and_shares_stay() {
        for team in [10, 24, 44, 60] {
            let hours: BTreeSet<u32> = (0..5).map(|n| start(n, team)).collect();
            assert_eq!(hours.len(), 5, "{team}: {hours:?}");
            let early = (0..team).filter(|n| start(*n, team) == 6).count();
            assert!(early.abs_diff(team * 22 / 100) <= 1, "{team}: {early} begin at six");
        }
        assert!(start(0, 0) == 0 && start(0, 1) == 0);
    }

    #[test]
    fn the_roster_is_kept_mostly_and_not_always() {
        let day = Day::named("tuesday", &jiff::tz::TimeZone::UTC).expect("a day");
        let all: Vec<Worker> = (1..=6).flat_map(|seed| team(&day, seed)).collect();
        let days: Vec<&Workday> = all.iter().flat_map(|w| &w.days).collect();
        let share = |of: &dyn Fn(&Workday) -> bool| days.iter().filter(|d| of(d)).count() as f64 / days.len() as f64;
        let kept = |of: fn(&Workday, &Kept) -> bool| move |d: &Workday| d.kept.as_ref().is_some_and(|k| of(d, k));
        for (what, share) in [
            ("ill", share(&|d| d.kept.is_none())),
            ("late", share(&kept(|d, k| k.from.secs_since(d.planned.from) > 120))),
            ("early", share(&kept(|d, k| k.until < d.planned.until))),
            ("forgets", share(&kept(|_, k| k.forgotten_until.is_some()))),
            ("long pause", share(&kept(|_, k| k.pause.1.secs_since(k.pause.0) > 2400))),
        ] {
            assert!((0.005..0.2).contains(&share), "{what}: {share}");
        }
        let groups: BTreeSet<&str> = all.iter().flat_map(|w| w.profile.groups.iter().map(String::as_str)).collect();
        assert_eq!(groups, BTreeSet::from(["pr and legal", "senior agents", "team leads"]));
        assert!(all.iter().all(|w| w.profile.takes_queue != w.profile.groups.iter().any(|g| g != "team leads")));
    }
}
