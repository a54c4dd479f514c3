//! The lawful lines of each person, and which is the cheapest at given prices.

use super::graph::{Graph, NEVER, Terms, line_of, terms};
use super::instance::Instance;
use super::roster::{OFF, wishes_of};
use std::collections::BTreeMap;

/// What each person may do, worked out once for an instance.
#[derive(Clone, Debug)]
pub struct People<'a> {
    pub(super) instance: &'a Instance,
    pub(super) graphs: Vec<Option<Graph>>,
    /// Which graph is whose.
    pub(super) graph_of: Vec<usize>,
    /// The shifts of each class of each person.
    pub(super) classes: Vec<Vec<Vec<usize>>>,
}

/// Room that is used again and again.
#[derive(Debug, Default)]
pub(super) struct Room {
    pub(super) sums: Vec<f64>,
    prices: Vec<f64>,
    pick: Vec<usize>,
    line: Vec<Option<usize>>,
}

impl<'a> People<'a> {
    /// Works out what the contracts of an instance allow.
    #[must_use]
    pub fn new(instance: &'a Instance) -> People<'a> {
        let mut numbers: BTreeMap<Terms, usize> = BTreeMap::new();
        let (mut graphs, mut graph_of, mut classes) = (Vec::new(), Vec::new(), Vec::new());
        for person in &instance.staff {
            let (terms, class_of) = terms(instance, person);
            let number = *numbers.entry(terms).or_insert_with_key(|terms| {
                graphs.push(Graph::of(terms));
                graphs.len() - 1
            });
            graph_of.push(number);
            let mut shifts = Vec::new();
            for (shift, class) in class_of.iter().enumerate() {
                if let Some(class) = *class {
                    shifts.resize(shifts.len().max(class + 1), Vec::new());
                    shifts[class].push(shift);
                }
            }
            classes.push(shifts);
        }
        People { instance, graphs, graph_of, classes }
    }

    /// Whether the lines of a person are known; a contract over very many days can have too many.
    #[must_use]
    pub fn known(&self, who: usize) -> bool {
        self.graphs[self.graph_of[who]].is_some()
    }

    /// Whether the lines of everybody are known.
    #[must_use]
    pub fn all_known(&self) -> bool {
        (0..self.instance.staff.len()).all(|who| self.known(who))
    }

    /// The people for whom no line keeps all rules, as far as that is known: their contract and their days off contradict
    /// each other, and no search can change that.
    #[must_use]
    pub fn without_line(&self) -> Vec<usize> {
        let prices = vec![0.0; self.instance.cover.len()];
        let mut room = Room::default();
        let none = |who: &usize| self.known(*who) && self.cheapest(*who, &prices, &mut room).is_none();
        (0..self.instance.staff.len()).filter(none).collect()
    }

    /// How much there is to look at to find one person's cheapest line.
    #[must_use]
    pub fn edges(&self, who: usize) -> usize {
        self.graphs[self.graph_of[who]].as_ref().map_or(0, Graph::edges)
    }

    /// The cheapest lawful line of a person: what their wishes cost less the worth of each shift of each day, as
    /// [`Instance::cover`] has them. Returns that sum and the line.
    pub(super) fn cheapest(&self, who: usize, worth: &[f64], room: &mut Room) -> Option<(f64, Vec<u16>)> {
        let (instance, classes) = (self.instance, &self.classes[who]);
        let graph = self.graphs[self.graph_of[who]].as_ref()?;
        let away = &instance.staff[who].away;
        room.prices.clear();
        room.pick.clear();
        for (day, away) in away.iter().enumerate() {
            for shifts in classes {
                let (mut best, mut pick) = (f64::INFINITY, 0);
                for &shift in shifts {
                    let price = instance.wish(who, day, Some(shift)) as f64 - worth[instance.cell(day, shift)];
                    if price < best {
                        (best, pick) = (price, shift);
                    }
                }
                room.prices.push(if *away { NEVER } else { best });
                room.pick.push(pick);
            }
            room.prices.push(instance.wish(who, day, None) as f64);
        }
        let price = graph.cheapest(&room.prices, &mut room.sums, &mut room.line)?;
        let pick = &room.pick;
        Some((price, line_of(&room.line, |day, class| pick[day * classes.len() + class])))
    }
}

/// One line of one person, with what its wishes cost.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line {
    pub(super) cells: Vec<u16>,
    pub(super) cost: i64,
}

impl Line {
    pub(super) fn new(instance: &Instance, who: usize, cells: Vec<u16>) -> Line {
        let cost = wishes_of(instance, who, &cells);
        Line { cells, cost }
    }

    /// The places in [`Instance::cover`] that it adds one person to.
    pub(super) fn covers<'l>(&'l self, instance: &'l Instance) -> impl Iterator<Item = usize> + 'l {
        let worked = self.cells.iter().enumerate().filter(|(_, cell)| **cell != OFF);
        worked.map(|(day, &cell)| instance.cell(day, usize::from(cell)))
    }

    /// What it costs less what it is worth.
    pub(super) fn price(&self, instance: &Instance, worth: &[f64]) -> f64 {
        self.cost as f64 - self.covers(instance).map(|cell| worth[cell]).sum::<f64>()
    }
}
