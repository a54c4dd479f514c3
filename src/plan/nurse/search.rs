//! The search for a good roster, in steps.
//!
//! One search looks for what any roster costs at least, over all people at once, and for whole lines from there. After
//! that, as all others do from the beginning, it plans some people anew while the others keep their lines: few at first,
//! more as less is found.

use super::chance::Chance;
use super::instance::Instance;
use super::lines::{Line, People, Room};
use super::loose::Loose;
#[cfg(feature = "mip")]
use super::mip::Task;
use super::part::{Part, Round};
use super::roster::{Roster, Score, wishes_of};
use std::sync::Arc;

/// Lines of one person that are remembered.
const REMEMBERED: usize = 400;
/// Known lines of one person that a part begins with.
const OFFERED: usize = 30;
/// Steps along the difference between wish and cover before the first programme, and of how many the lines are kept.
const WARM_STEPS: usize = 200;
/// See [`WARM_STEPS`].
const WARM_KEPT: usize = 30;
/// Times that whole lines are sought from the bound of the whole.
const DIVES: usize = 2;
/// Pieces of work on people whose lawful lines are not known before all others are planned around them.
const LOOSE_FIRST: usize = 1_200;
/// People who are planned anew at once: at first, and at most.
const NEAR: (f64, f64) = (4.0, 14.0);

/// People whose lines the solver chooses at once at most, where it does not choose everybody's.
#[cfg(feature = "mip")]
const NEAR_SOLVED: usize = 40;

/// What a search does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Days for people whose lawful lines are not known; so many pieces of work are left.
    Loose(usize),
    /// The bound of the whole.
    Root,
    /// Whole lines from it, so many times.
    Dive(usize),
    /// Some people at a time.
    Near,
}

/// What one search can tell another of the same instance.
#[derive(Clone, Debug)]
pub struct News {
    /// Its best roster.
    pub best: Roster,
    /// How good that is.
    pub score: Score,
    /// What any roster costs at least; below everything where that is not known.
    pub bound: f64,
    /// What one person more is worth on each day and shift, as far as the bound says.
    worth: Vec<f64>,
    /// Lines of each person that the bound is made of; none until it is known.
    lines: Arc<Vec<Vec<Line>>>,
}

impl News {
    /// What any lawful roster costs at least, as a whole number, where that is known.
    #[must_use]
    pub fn lowest(&self) -> Option<i64> {
        whole(self.bound)
    }
}

/// A bound as a whole number. Costs are whole numbers, and the bound is right to far more digits than are taken off here.
fn whole(bound: f64) -> Option<i64> {
    bound.is_finite().then(|| (bound - 1e-4).ceil() as i64)
}

/// A search with one seed. Each step is short; between two steps its best roster can be taken, and a better one given.
///
/// The same instance, seed and steps give the same roster.
///
/// ```
/// use watchfloor::plan::nurse::{People, Search, read};
///
/// let text = "SECTION_HORIZON\n7\nSECTION_SHIFTS\nD,480,\nSECTION_STAFF\n\
///     Ada,D=5,2400,1440,5,2,2,1\nBea,D=5,2400,1440,5,2,2,1\n\
///     SECTION_SHIFT_ON_REQUESTS\nAda,0,D,3\nSECTION_COVER\n0,D,1,100,1\n5,D,1,100,1\n";
/// let instance = read(text).unwrap();
/// let people = People::new(&instance);
/// let mut search = Search::new(&people, 1, true);
/// for _ in 0..50 {
///     search.step(&mut || false);
/// }
/// assert_eq!((search.score().broken, search.score().cost), (0, 0));
/// assert!(search.best().violations(&instance).is_empty());
/// ```
pub struct Search<'a> {
    people: &'a People<'a>,
    chance: Chance,
    /// The people whose lawful lines are known, and who have one.
    free: Vec<usize>,
    loose: Option<Loose>,
    whole: bool,
    best: Roster,
    score: Score,
    bound: f64,
    worth: Vec<f64>,
    pool: Vec<Vec<Line>>,
    lines: Arc<Vec<Vec<Line>>>,
    stage: Stage,
    root: Option<Part<'a>>,
    size: f64,
    room: Room,
    /// How often [`Search::polish`] has been called.
    #[cfg(feature = "mip")]
    polished: u32,
}

impl<'a> Search<'a> {
    /// A search that begins with lines chosen one after the other. With `whole` it looks for the bound of the whole first.
    #[must_use]
    pub fn new(people: &'a People<'a>, seed: u64, whole: bool) -> Search<'a> {
        let instance = people.instance;
        let mut chance = Chance::new(seed);
        let without = people.without_line();
        let (free, loose): (Vec<usize>, Vec<usize>) =
            (0..instance.staff.len()).partition(|who| people.known(*who) && !without.contains(who));
        let mut room = Room::default();
        let best = one_by_one(people, &free, &mut chance, &mut room);
        let score = Score::of(instance, &best);
        let loose = (!loose.is_empty()).then(|| Loose::new(instance, loose, &best));
        let first = if whole { Stage::Root } else { Stage::Near };
        Search {
            people,
            chance,
            best,
            score,
            bound: f64::NEG_INFINITY,
            worth: vec![0.0; instance.cover.len()],
            pool: vec![Vec::new(); instance.staff.len()],
            lines: Arc::default(),
            stage: if loose.is_some() { Stage::Loose(LOOSE_FIRST) } else { first },
            loose,
            whole,
            root: None,
            size: NEAR.0,
            free,
            room,
            #[cfg(feature = "mip")]
            polished: 0,
        }
    }

    /// The best roster so far.
    #[must_use]
    pub fn best(&self) -> &Roster {
        &self.best
    }

    /// How good it is.
    #[must_use]
    pub fn score(&self) -> Score {
        self.score
    }

    /// What any lawful roster costs at least, where that is known.
    #[must_use]
    pub fn bound(&self) -> Option<i64> {
        whole(self.bound)
    }

    /// Whether no better roster exists.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.score.broken == 0 && self.bound().is_some_and(|bound| bound >= self.score.cost)
    }

    /// What to tell another search.
    #[must_use]
    pub fn news(&self) -> News {
        let (best, worth, lines) = (self.best.clone(), self.worth.clone(), Arc::clone(&self.lines));
        News { best, score: self.score, bound: self.bound, worth, lines }
    }

    /// Whether what another search said says something new to this one.
    #[must_use]
    pub fn is_behind(&self, news: &News) -> bool {
        news.score < self.score || news.bound > self.bound || self.lines.len() < news.lines.len()
    }

    /// Whether this search could say something new to whoever said this.
    #[must_use]
    pub fn is_ahead_of(&self, news: &News) -> bool {
        self.score < news.score || self.bound > news.bound || news.lines.len() < self.lines.len()
    }

    /// Takes what is better from another search.
    pub fn hear(&mut self, news: &News) {
        if news.score < self.score {
            self.score = news.score;
            self.best = news.best.clone();
        }
        if news.bound > self.bound {
            self.bound = news.bound;
            self.worth.clone_from(&news.worth);
        }
        if self.lines.len() < news.lines.len() {
            // The bound may have been heard before, or be none at all where some lines are not known: these lines are made
            // for this worth in any case.
            self.worth.clone_from(&news.worth);
            self.lines = Arc::clone(&news.lines);
            self.pool.iter_mut().zip(self.lines.iter()).for_each(|(pool, lines)| pool.extend_from_slice(lines));
        }
    }

    /// Takes a roster if it is better than the best.
    fn take(&mut self, roster: Roster) -> bool {
        let score = Score::of(self.people.instance, &roster);
        let better = score < self.score;
        if better {
            (self.best, self.score) = (roster, score);
        }
        better
    }

    /// Does the next piece of work, and ends it early when `stop` says so. There is nothing to do when the best roster
    /// [is proven](Search::is_proven) to be the best.
    pub fn step(&mut self, stop: &mut dyn FnMut() -> bool) {
        if self.is_proven() {
            return;
        }
        match self.stage {
            Stage::Loose(left) => self.loose_step(left),
            Stage::Root => self.root_step(stop),
            Stage::Dive(left) => self.dive_step(left, stop),
            Stage::Near => self.near_step(stop),
        }
    }

    /// Whether [`Search::polish`] has something to choose from: this search has looked for the bound of the whole, and its
    /// best roster costs more.
    #[cfg(feature = "mip")]
    #[must_use]
    pub fn can_polish(&self) -> bool {
        self.whole && matches!(self.stage, Stage::Dive(_) | Stage::Near) && !self.is_proven()
    }

    /// Lets a solver of integer programmes choose among whole lines for at most about so many seconds: for everybody
    /// together at first and every second time, for some people while the others keep their lines at the times between.
    /// The solver's clock decides when it ends, so what it finds need not repeat itself.
    #[cfg(feature = "mip")]
    pub fn polish(&mut self, secs: f64) {
        if !self.can_polish() {
            return;
        }
        let mut staff = self.free.clone();
        let everybody = self.polished.is_multiple_of(2);
        self.polished += 1;
        if !everybody {
            let some = (staff.len() / 2).clamp(NEAR.1 as usize, NEAR_SOLVED).min(staff.len());
            self.chance.draw(&mut staff, some);
            staff.truncate(some);
            staff.sort_unstable();
        }
        let (people, worth) = (self.people, &self.worth);
        let task = Task { people, staff: &staff, best: &self.best, worth, pool: &self.pool };
        let Some(found) = task.solve(secs, &mut self.room) else { return };
        if everybody && self.loose.is_none() {
            self.bound = self.bound.max(found.bound);
        }
        if let Some(roster) = found.roster {
            self.take(roster);
        }
    }

    fn loose_step(&mut self, left: usize) {
        let Some(loose) = &mut self.loose else { return };
        if let Some((roster, score)) = loose.go_on(self.people.instance, self.score, &mut self.chance) {
            (self.best, self.score) = (roster, score);
        }
        if self.free.is_empty() {
            return;
        }
        self.stage = match left {
            0 if self.whole => Stage::Root,
            0 => Stage::Near,
            left => Stage::Loose(left - 1),
        };
    }

    fn root_step(&mut self, stop: &mut dyn FnMut() -> bool) {
        let root = match &mut self.root {
            Some(root) => root,
            None => {
                let mut root = Part::new(self.people, &self.best, self.free.clone(), &self.worth);
                root.warm((WARM_STEPS, WARM_KEPT), self.score.cost, &mut self.room, stop);
                self.root.insert(root)
            }
        };
        let round = root.round(&mut self.room);
        if self.loose.is_none() && root.bound > self.bound {
            // Both at once: whoever hears of a bound hears of the worth that gives it.
            self.bound = root.bound;
            self.worth = root.worth().to_vec();
        }
        if round == Round::Done || root.closed(0.05) {
            self.worth = root.worth().to_vec();
            self.stage = Stage::Dive(DIVES);
            let mut roster = self.best.clone();
            root.put(&root.heaviest(), &mut roster);
            mend(self.people, &self.free, &mut roster, &mut self.room);
            if let Some(root) = self.root.take() {
                self.remember(&root);
                self.root = Some(root);
            }
            self.lines = Arc::new(self.pool.clone());
            self.take(roster);
        }
    }

    /// What the wishes of people outside the root cost.
    fn wishes_outside(&self) -> i64 {
        let outside = (0..self.people.instance.staff.len()).filter(|who| self.free.binary_search(who).is_err());
        outside.map(|who| wishes_of(self.people.instance, who, self.best.line(who))).sum()
    }

    fn dive_step(&mut self, left: usize, stop: &mut dyn FnMut() -> bool) {
        let Some(mut root) = self.root.take() else { return };
        root.free();
        let cost = self.score.cost - self.wishes_outside();
        if let Some(lines) = plunge(&mut root, cost, 8, &mut self.chance, &mut self.room, stop) {
            let mut roster = self.best.clone();
            root.put(&lines, &mut roster);
            self.take(roster);
        }
        if left > 1 {
            self.root = Some(root);
            self.stage = Stage::Dive(left - 1);
            return;
        }
        self.remember(&root);
        self.stage = Stage::Near;
    }

    /// Keeps the lines of a part for later parts; of too many, those that the bound likes best.
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
        let size = (self.size as usize).clamp(1, self.free.len());
        let mut staff = self.free.clone();
        self.chance.draw(&mut staff, size);
        staff.truncate(size);
        let mut part = Part::new(self.people, &self.best, staff, &self.worth);
        for place in 0..size {
            let pool = &self.pool[part.staff[place]];
            let mut known: Vec<(f64, &Line)> =
                pool.iter().map(|line| (line.price(self.people.instance, &self.worth), line)).collect();
            known.sort_by(|a, b| a.0.total_cmp(&b.0));
            for (_, line) in known.iter().take(OFFERED) {
                part.offer(place, line);
            }
        }
        let own: Vec<usize> = (0..size).collect();
        let cost = part.cost(&own);
        match plunge(&mut part, cost, 4, &mut self.chance, &mut self.room, stop) {
            Some(lines) => {
                let mut roster = self.best.clone();
                part.put(&lines, &mut roster);
                self.take(roster);
            }
            None => self.size = (self.size + 0.05).min(NEAR.1),
        }
        self.remember(&part);
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
            if part.bound > better {
                return None;
            }
            if done || part.closed(f64::max(0.5, 0.002 * cost as f64)) {
                break;
            }
        }
        rounds = 12;
        if let Some(lines) = part.whole() {
            return (part.cost(&lines) < cost).then_some(lines);
        }
        part.fix(chance, share);
    }
}

/// Everybody's best line, one after the other, given the lines of those before, and then mended.
fn one_by_one(people: &People<'_>, free: &[usize], chance: &mut Chance, room: &mut Room) -> Roster {
    let mut roster = Roster::empty(people.instance);
    let mut order = free.to_vec();
    chance.draw(&mut order, free.len());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::nurse::read;

    /// Nine people, two weeks, two shifts, wishes that pull in different directions: several rounds to its bound.
    fn instance() -> Instance {
        let mut text = String::from("SECTION_HORIZON\n14\nSECTION_SHIFTS\nE,480,L\nL,480,\nSECTION_STAFF\n");
        (0..9).for_each(|n| text.push_str(&format!("P{n},E=14|L=14,4320,2880,5,2,2,1\n")));
        text.push_str("SECTION_SHIFT_ON_REQUESTS\n");
        for n in 0..9 {
            (0..14).for_each(|d| text.push_str(&format!("P{n},{d},{},{}\n", ["E", "L"][(n + d) % 2], 1 + n * d % 3)));
        }
        text.push_str("SECTION_COVER\n");
        for d in 0..14 {
            text.push_str(&format!("{d},E,{},100,1\n{d},L,{},100,1\n", 2 + d % 3, 2 + d % 2));
        }
        read(&text).unwrap()
    }

    #[test]
    fn who_hears_a_bound_hears_the_worth_that_gives_it() {
        let instance = instance();
        let people = People::new(&instance);
        let (mut whole, mut other) = (Search::new(&people, 1, true), Search::new(&people, 2, false));
        while matches!(whole.stage, Stage::Root) {
            whole.step(&mut || false);
            other.hear(&whole.news());
            assert_eq!(other.worth, whole.worth, "at a bound of {}", whole.bound);
        }
        let told = whole.news();
        assert!(told.worth.iter().any(|worth| *worth > 0.0), "somebody is worth something");
        assert_eq!((other.bound, other.lines.len()), (whole.bound, whole.lines.len()));

        // The bound may have been known before its lines: what is heard with the lines counts.
        let mut late = Search::new(&people, 3, false);
        late.hear(&News { worth: vec![0.0; told.worth.len()], lines: Arc::default(), ..told.clone() });
        assert!(late.is_behind(&told));
        late.hear(&told);
        assert_eq!(late.worth, told.worth);
    }
}
