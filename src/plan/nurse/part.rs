//! The best lines for some of the people while all others keep theirs.
//!
//! Lines are made as they are needed: the programme of [`super::master`] chooses among those that are known and gives each
//! day and shift a worth, [`super::graph`] finds for each person the line that is the best at that worth, and so on until
//! there is none better. What the choice then costs bounds from below what any roster can cost. It may still be made of
//! parts of lines; to come to whole ones, the surest line is fixed, again and again, each time after new lines were made.

use super::chance::Chance;
use super::lines::{Line, People, Room};
use super::master::{Column, Master, Wanted};
use super::roster::Roster;

use std::collections::BTreeSet;

/// How much of the worth that gave the best bound is kept in the worth that lines are made for: it keeps the worth from
/// jumping about.
const CALM: f64 = 0.6;

/// Steps of the programme between two looks for better lines: not so many that a stop is heard late.
const PIVOTS: usize = 1_500;

/// The lines of some people, as far as they are known.
pub(super) struct Part<'a> {
    people: &'a People<'a>,
    pub(super) staff: Vec<usize>,
    master: Master,
    lines: Vec<Line>,
    seen: BTreeSet<(u16, Vec<u16>)>,
    /// The row of each place in the cover; some cost nothing and have none.
    row_of: Vec<Option<u16>>,
    /// How many people the others leave to wish for.
    open: Vec<i64>,
    /// The line that is fixed for a person.
    fixed: Vec<Option<usize>>,
    /// The worth with the best bound so far, and that bound.
    best_worth: Vec<f64>,
    pub(super) bound: f64,
    /// Whether a worth with a better bound is being looked for from the best one.
    calm: f64,
}

/// How a round of making lines ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Round {
    /// There are better lines now.
    More,
    /// There is no better line.
    Done,
}

impl<'a> Part<'a> {
    /// The part of `staff` of a roster; `worth` is a first guess of what each day and shift is worth.
    pub(super) fn new(people: &'a People<'a>, roster: &Roster, staff: Vec<usize>, worth: &[f64]) -> Part<'a> {
        let instance = people.instance;
        let mut open: Vec<i64> = instance.cover.iter().map(|cover| i64::from(cover.need)).collect();
        for (open, there) in open.iter_mut().zip(roster.there(instance)) {
            *open -= i64::from(there);
        }
        let own: Vec<Line> = staff.iter().map(|&who| Line::new(instance, who, roster.line(who).to_vec())).collect();
        own.iter().for_each(|line| line.covers(instance).for_each(|cell| open[cell] += 1));
        let (mut row_of, mut wanted) = (Vec::with_capacity(open.len()), Vec::new());
        for (cover, &open) in instance.cover.iter().zip(&open) {
            let counts = cover.under > 0 || cover.over > 0;
            row_of.push(counts.then(|| u16::try_from(wanted.len()).unwrap_or(u16::MAX)));
            if counts {
                wanted.push(Wanted { need: open as f64, under: cover.under as f64, over: cover.over as f64 });
            }
        }
        let column = |(place, line): (usize, &Line)| column(people, &row_of, place, line);
        let master = Master::new(wanted, own.iter().enumerate().map(column).collect());
        let seen = own.iter().enumerate().map(|(place, line)| (narrow(place), line.cells.clone())).collect();
        let fixed = vec![None; staff.len()];
        let best_worth = worth.to_vec();
        let bound = f64::NEG_INFINITY;
        Part { people, staff, master, lines: own, seen, row_of, open, fixed, best_worth, bound, calm: CALM }
    }

    /// Takes a line in that is already known from elsewhere.
    pub(super) fn offer(&mut self, place: usize, line: &Line) -> bool {
        if !self.seen.insert((narrow(place), line.cells.clone())) {
            return false;
        }
        self.master.add(column(self.people, &self.row_of, place, line));
        self.lines.push(line.clone());
        true
    }

    /// What everybody of the part costs with these lines: their wishes, and the cover as the others leave it.
    pub(super) fn cost(&self, lines: &[usize]) -> i64 {
        let instance = self.people.instance;
        let mut open = self.open.clone();
        let mut wishes = 0;
        for &at in lines {
            wishes += self.lines[at].cost;
            self.lines[at].covers(instance).for_each(|cell| open[cell] -= 1);
        }
        let cover = |(cover, open): (&super::instance::Cover, &i64)| {
            if *open > 0 { cover.under * open } else { -cover.over * open }
        };
        wishes + instance.cover.iter().zip(&open).map(cover).sum::<i64>()
    }

    /// The worth of each place in the cover that the programme says, kept between what one too many and one too few cost.
    fn worth_now(&self) -> Vec<f64> {
        let prices = self.master.prices();
        let covers = self.people.instance.cover.iter().zip(&self.row_of);
        covers
            .map(|(cover, row)| {
                row.map_or(0.0, |r| prices[usize::from(r)]).clamp(-cover.over as f64, cover.under as f64)
            })
            .collect()
    }

    /// What anything costs at least, at this worth, if each person's line costs what it says.
    fn bound_at(&self, worth: &[f64], lines: f64) -> f64 {
        lines + self.open.iter().zip(worth).map(|(open, worth)| *open as f64 * worth).sum::<f64>()
    }

    /// Looks for the worth with the best bound by steps along the difference between what is wished for and what the best
    /// lines give (the subgradient method), before any programme: `steps` of them. The lines on the way are kept from the
    /// last `kept` steps.
    pub(super) fn warm(
        &mut self,
        (steps, kept): (usize, usize),
        cost: i64,
        room: &mut Room,
        stop: &mut dyn FnMut() -> bool,
    ) {
        let instance = self.people.instance;
        let mut worth = self.best_worth.clone();
        let mut direction = vec![0.0; worth.len()];
        let (mut reach, mut idle) = (0.5, 0);
        for step in 0..steps {
            if stop() {
                break;
            }
            let mut gap: Vec<f64> = self.open.iter().map(|open| *open as f64).collect();
            let mut sum = 0.0;
            for place in 0..self.staff.len() {
                let Some((price, cells)) = self.people.cheapest(self.staff[place], &worth, room) else { continue };
                sum += price;
                let line = Line::new(instance, self.staff[place], cells);
                line.covers(instance).for_each(|cell| gap[cell] -= 1.0);
                if step + kept >= steps {
                    self.offer(place, &line);
                }
            }
            let bound = self.bound_at(&worth, sum);
            if bound > self.bound {
                idle = 0;
                self.bound = bound;
                self.best_worth.clone_from(&worth);
            } else {
                idle += 1;
                if idle >= 8 {
                    (reach, idle) = (reach * 0.6, 0);
                    worth.clone_from(&self.best_worth);
                }
            }
            for (at, cover) in instance.cover.iter().enumerate() {
                let (low, high) = (-cover.over as f64, cover.under as f64);
                let stuck = (worth[at] <= low && gap[at] < 0.0) || (worth[at] >= high && gap[at] > 0.0);
                direction[at] = if stuck { 0.0 } else { 0.3 * gap[at] + 0.7 * direction[at] };
            }
            let square: f64 = direction.iter().map(|d| d * d).sum();
            if square < 1e-9 {
                break;
            }
            let length = reach * (cost as f64 - bound) / square;
            for ((worth, direction), cover) in worth.iter_mut().zip(&direction).zip(&instance.cover) {
                *worth = (*worth + length * direction).clamp(-cover.over as f64, cover.under as f64);
            }
        }
    }

    /// Chooses among the lines that are known, then looks for better ones.
    pub(super) fn round(&mut self, room: &mut Room) -> Round {
        self.master.solve(PIVOTS);
        let now = self.worth_now();
        let calm = self.calm;
        let mixed: Vec<f64> =
            self.best_worth.iter().zip(&now).map(|(best, now)| calm * best + (1.0 - calm) * now).collect();
        let covers = self.row_of.iter().flatten().count();
        let (mut sum, mut added) = (0.0, 0);
        for place in 0..self.staff.len() {
            if let Some(fixed) = self.fixed[place] {
                sum += self.lines[fixed].price(self.people.instance, &mixed);
                continue;
            }
            let who = self.staff[place];
            let Some((price, cells)) = self.people.cheapest(who, &mixed, room) else { continue };
            sum += price;
            let line = Line::new(self.people.instance, who, cells);
            let allowed = self.master.prices()[covers + place];
            if line.price(self.people.instance, &now) < allowed - 1e-5 && self.offer(place, &line) {
                added += 1;
            }
        }
        let bound = self.bound_at(&mixed, sum);
        if bound > self.bound {
            (self.bound, self.best_worth) = (bound, mixed);
        }
        if added > 0 {
            self.calm = CALM;
            return Round::More;
        }
        if calm > 0.0 {
            self.calm = 0.0;
            return self.round(room);
        }
        Round::Done
    }

    /// Whether no roster of whole lines can cost less than what the programme says now, up to `slack`.
    pub(super) fn closed(&self, slack: f64) -> bool {
        self.bound + slack >= self.master.value()
    }

    /// The worth with the best bound.
    pub(super) fn worth(&self) -> &[f64] {
        &self.best_worth
    }

    /// The lines that are known, with the place of their person.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.master.columns().iter().zip(&self.lines).map(|(column, line)| (usize::from(column.who), line))
    }

    /// The line of each person if everybody's is whole.
    pub(super) fn whole(&self) -> Option<Vec<usize>> {
        let mut lines = vec![None; self.staff.len()];
        for (at, part) in self.master.chosen() {
            if part > 0.999 {
                lines[usize::from(self.master.columns()[at].who)] = Some(at);
            }
        }
        lines.into_iter().collect()
    }

    /// The line of each person of which the most is chosen.
    pub(super) fn heaviest(&self) -> Vec<usize> {
        let mut best: Vec<(f64, usize)> = (0..self.staff.len()).map(|place| (0.0, place)).collect();
        for (at, part) in self.master.chosen() {
            let place = usize::from(self.master.columns()[at].who);
            if part > best[place].0 {
                best[place] = (part, at);
            }
        }
        best.into_iter().map(|(_, at)| at).collect()
    }

    /// Forgets what is fixed.
    pub(super) fn free(&mut self) {
        self.fixed.fill(None);
        self.master.ban(|_, _| false);
    }

    /// Fixes the lines that are surest: those that are whole, and of the others about one in `share`, at least one.
    /// Returns how many people are still free.
    pub(super) fn fix(&mut self, chance: &mut Chance, share: usize) -> usize {
        let mut best: Vec<(f64, usize, usize)> = vec![(0.0, 0, 0); self.staff.len()];
        for (at, part) in self.master.chosen() {
            let place = usize::from(self.master.columns()[at].who);
            let drawn = if part > 0.999 { part } else { part * (0.7 + 0.3 * chance.unit()) };
            if drawn > best[place].0 {
                best[place] = (drawn, place, at);
            }
        }
        best.retain(|(part, place, _)| *part > 0.0 && self.fixed[*place].is_none());
        best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let whole = best.iter().take_while(|(part, ..)| *part > 0.999).count();
        let broken = best.len() - whole;
        let more = if broken == 0 { 0 } else { (broken / share).max(1) };
        for (_, place, at) in best.iter().take(whole + more) {
            self.fixed[*place] = Some(*at);
        }
        let fixed = &self.fixed;
        self.master.ban(|at, column| fixed[usize::from(column.who)].is_some_and(|fixed| fixed != at));
        self.bound = f64::NEG_INFINITY;
        broken - more
    }

    /// Puts lines into a roster.
    pub(super) fn put(&self, lines: &[usize], roster: &mut Roster) {
        for (place, &at) in lines.iter().enumerate() {
            roster.set_line(self.staff[place], &self.lines[at].cells);
        }
    }
}

fn column(people: &People<'_>, row_of: &[Option<u16>], place: usize, line: &Line) -> Column {
    let rows = line.covers(people.instance).filter_map(|cell| row_of[cell]).collect();
    Column { cost: line.cost as f64, rows, who: narrow(place) }
}

fn narrow(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}
