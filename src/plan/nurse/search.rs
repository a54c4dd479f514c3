//! The search for a good roster, in steps.

use super::instance::Instance;
use super::lines::{Line, People, Room};
use super::part::{Part, Round};
use super::roster::Roster;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Chance that repeats.
#[derive(Clone, Debug)]
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    pub(super) fn new(seed: u64) -> Chance {
        Chance(ChaCha8Rng::seed_from_u64(seed))
    }

    /// From 0 up to but not 1.
    pub(super) fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / (f64::from(u32::MAX) + 1.0)
    }

    /// A whole number below `n`; 0 when `n` is 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u64::from(self.0.next_u32()) * n as u64) >> 32) as usize
    }
}

/// Lines of one person that are remembered.
const REMEMBERED: usize = 400;

/// What a search does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The bound of the whole.
    Root,
    /// Whole lines from it.
    Dive(usize),
    /// Some people at a time.
    Near,
}

/// A search with one seed. Each step is short; between two steps its best roster can be taken, and a better one given.
pub struct Search<'a> {
    people: &'a People<'a>,
    chance: Chance,
    free: Vec<usize>,
    best: Roster,
    cost: i64,
    bound: f64,
    worth: Vec<f64>,
    pool: Vec<Vec<Line>>,
    stage: Stage,
    root: Option<Part<'a>>,
    size: f64,
    room: Room,
    /// Verbose.
    pub log: bool,
}

impl<'a> Search<'a> {
    /// A search that begins with lines chosen one after the other. Searches that look for the bound of the whole are
    /// slower to begin with and better after it.
    #[must_use]
    pub fn new(people: &'a People<'a>, seed: u64, whole: bool) -> Search<'a> {
        let instance = people.instance;
        let mut chance = Chance::new(seed);
        let without = people.without_line();
        let free: Vec<usize> =
            (0..instance.staff.len()).filter(|who| people.known(*who) && !without.contains(who)).collect();
        let mut room = Room::default();
        let best = one_by_one(people, &free, &mut chance, &mut room);
        let cost = best.cost(instance);
        Search {
            people,
            chance,
            best,
            cost,
            bound: f64::NEG_INFINITY,
            worth: vec![0.0; instance.cover.len()],
            pool: vec![Vec::new(); instance.staff.len()],
            stage: if whole { Stage::Root } else { Stage::Near },
            root: None,
            size: 4.0,
            free,
            room,
            log: false,
        }
    }

    /// The best roster so far.
    #[must_use]
    pub fn best(&self) -> &Roster {
        &self.best
    }

    /// What it costs.
    #[must_use]
    pub fn cost(&self) -> i64 {
        self.cost
    }

    /// What any roster costs at least, where that is known.
    #[must_use]
    pub fn bound(&self) -> Option<i64> {
        self.bound.is_finite().then(|| (self.bound - 1e-6).ceil() as i64)
    }

    /// Whether no better roster exists.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.bound().is_some_and(|bound| bound >= self.cost)
    }

    /// Takes a roster and a bound from another search of the same instance.
    pub fn hear(&mut self, best: &Roster, cost: i64, bound: Option<(f64, &[f64])>) {
        if cost < self.cost {
            self.cost = cost;
            self.best = best.clone();
        }
        if let Some((bound, worth)) = bound.filter(|(bound, _)| *bound > self.bound) {
            self.bound = bound;
            self.worth = worth.to_vec();
        }
    }

    /// Debug.
    pub fn stage(&self) -> String { format!("{:?}", self.stage) }
    /// What to tell another search.
    #[must_use]
    pub fn tell(&self) -> (f64, &[f64]) {
        (self.bound, &self.worth)
    }

    /// Does the next piece of work, and ends it early when `stop` says so.
    pub fn step(&mut self, stop: &mut dyn FnMut() -> bool) {
        if self.free.is_empty() || self.is_proven() {
            return;
        }
        match self.stage {
            Stage::Root => self.root_step(),
            Stage::Dive(left) => self.dive_step(left, stop),
            Stage::Near => self.near_step(stop),
        }
    }

    fn root_step(&mut self) {
        let root = match &mut self.root {
            Some(root) => root,
            None => {
                let mut root = Part::new(self.people, &self.best, self.free.clone(), &self.worth);
                let w: usize = std::env::var("WS").ok().map_or(200, |x| x.parse().unwrap());
                root.warm(w, 30, self.cost, &mut self.room, &mut || false);
                self.root.insert(root)
            }
        };
        let round = root.round(&mut self.room);
        if std::env::var("PL").is_ok() { eprintln!("   {:?}", root.info()); }
        self.bound = self.bound.max(root.bound);
        if round == Round::Done || root.closed(0.05) {
            self.worth = root.worth().to_vec();
            let heaviest = root.heaviest();
            let mut roster = self.best.clone();
            root.put(&heaviest, &mut roster);
            let before = roster.cost(self.people.instance);
            mend(self.people, &self.free, &mut roster, &mut self.room);
            let cost = roster.cost(self.people.instance);
            if self.log { eprintln!("mended {before} -> {cost}"); }
            if cost < self.cost {
                (self.cost, self.best) = (cost, roster);
            }
            self.stage = Stage::Dive(2);
        }
    }

    fn dive_step(&mut self, left: usize, stop: &mut dyn FnMut() -> bool) {
        let Some(mut root) = self.root.take() else { return };
        root.free();
        let others: i64 = 0;
        if let Some(lines) = plunge(&mut root, self.cost - others, 8, &mut self.chance, &mut self.room, stop) {
            root.put(&lines, &mut self.best);
            self.cost = self.best.cost(self.people.instance);
        }
        if left > 1 {
            self.root = Some(root);
            self.stage = Stage::Dive(left - 1);
            return;
        }
        self.remember(&root);
        self.stage = Stage::Near;
    }

    fn remember(&mut self, part: &Part<'a>) {
        let instance = self.people.instance;
        for (place, line) in part.lines() {
            self.pool[part.staff[place]].push(line.clone());
        }
        for &who in &part.staff {
            let pool = &mut self.pool[who];
            pool.sort_unstable();
            pool.dedup();
            if pool.len() > REMEMBERED {
                pool.sort_by(|a, b| a.price(instance, &self.worth).total_cmp(&b.price(instance, &self.worth)));
                pool.truncate(REMEMBERED * 3 / 4);
            }
        }
    }

    fn near_step(&mut self, stop: &mut dyn FnMut() -> bool) {
        let size = (self.size as usize).clamp(2, self.free.len());
        let staff = self.some_people(size);
        let mut part = Part::new(self.people, &self.best, staff, &self.worth);
        for place in 0..part.staff.len() {
            let who = part.staff[place];
            let mut known: Vec<(f64, &Line)> =
                self.pool[who].iter().map(|line| (line.price(self.people.instance, &self.worth), line)).collect();
            known.sort_by(|a, b| a.0.total_cmp(&b.0));
            for (_, line) in known.iter().take(30) {
                part.offer(place, line);
            }
        }
        let own: Vec<usize> = (0..part.staff.len()).collect();
        let cost = part.cost(&own);
        let found = plunge(&mut part, cost, 4, &mut self.chance, &mut self.room, stop);
        match found {
            Some(lines) => {
                part.put(&lines, &mut self.best);
                self.cost = self.best.cost(self.people.instance);
                if self.log {
                    eprintln!("near {size}: {} {:?}", self.cost, part.info());
                }
            }
            None => { if self.log {
                    eprintln!("-- near {size}: {} {:?}", self.cost, part.info());
                } self.size = (self.size + 0.05).min(14.0)}
        }
        self.remember(&part);
    }

    fn some_people(&mut self, size: usize) -> Vec<usize> {
        let mut staff = self.free.clone();
        for place in 0..size {
            let other = place + self.chance.below(staff.len() - place);
            staff.swap(place, other);
        }
        staff.truncate(size);
        staff
    }
}

/// Looks for whole lines that cost less than `cost`: fixes lines and makes new ones until all are whole, or until there is
/// nothing better that way.
fn plunge(
    part: &mut Part<'_>,
    cost: i64,
    share: usize,
    chance: &mut Chance,
    room: &mut Room,
    stop: &mut dyn FnMut() -> bool,
) -> Option<Vec<usize>> {
    let better = cost as f64 - 1.0 + 1e-6;
    let mut rounds = 60;
    loop {
        for _ in 0..rounds {
            if stop() {
                return None;
            }
            let done = part.round(room) == Round::Done;
            if std::env::var("PL").is_ok() { eprintln!("   {:?}", part.info()); }
            if part.bound > better {
                return None;
            }
            if done || part.closed(f64::max(0.5, 0.002 * cost as f64)) {
                break;
            }
        }
        rounds = std::env::var("RD").ok().map_or(12, |x| x.parse().unwrap());
        if let Some(lines) = part.whole() {
            return (part.cost(&lines) < cost).then_some(lines);
        }
        part.fix(chance, share);
    }
}

/// Everybody's best line, one after the other, given the lines of those before; then again given the lines of all others,
/// until nobody's gets better.
fn one_by_one(people: &People<'_>, free: &[usize], chance: &mut Chance, room: &mut Room) -> Roster {
    let instance = people.instance;
    let mut roster = Roster::empty(instance);
    let mut order = free.to_vec();
    for place in 0..order.len() {
        let other = place + chance.below(order.len() - place);
        order.swap(place, other);
    }
    mend(people, &order, &mut roster, room);
    roster
}

/// Everybody's best line given the lines of all others, until nobody's gets better.
fn mend(people: &People<'_>, order: &[usize], roster: &mut Roster, room: &mut Room) {
    let instance = people.instance;
    let mut there = roster.there(instance);
    let mut cost = i64::MAX;
    loop {
        for &who in order {
            let own = Line::new(instance, who, roster.line(who).to_vec());
            own.covers(instance).for_each(|cell| there[cell] -= 1);
            let worth = worth_of_one_more(instance, &there);
            if let Some((_, cells)) = people.cheapest(who, &worth, room) {
                roster.set_line(who, &cells);
            }
            let own = Line::new(instance, who, roster.line(who).to_vec());
            own.covers(instance).for_each(|cell| there[cell] += 1);
        }
        let now = roster.cost(instance);
        if now >= cost {
            return;
        }
        cost = now;
    }
}

/// What one person more is worth in each place of the cover.
fn worth_of_one_more(instance: &Instance, there: &[u32]) -> Vec<f64> {
    let worth = instance.cover.iter().zip(there);
    worth.map(|(cover, there)| (cover.cost(*there) - cover.cost(there + 1)) as f64).collect()
}
