//! Every line that a contract allows, as the paths of a graph, and the cheapest of them.
//!
//! A node is a day with everything about the days before that the rules still ask for: what is worked and for how many
//! days in a row, the minutes so far, the weekends so far, how many of each limited shift. Nodes from which no lawful line
//! can be ended are left out, so that each path is a lawful line and each lawful line is a path. Finding the cheapest is
//! one look at each edge. All people with the same contract share a graph; what differs between them, wishes and days
//! promised off, is in the prices.

use super::instance::{Employee, Instance, at_weekend};
use super::roster::OFF;
use crate::limits::NURSE_GRAPH_EDGES_MAX;

/// A price that no line pays.
pub(super) const NEVER: f64 = 1e15;

/// Shifts that a contract cannot tell apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Class {
    /// In minutes, divided by the unit.
    length: u32,
    /// How many may be worked, if fewer than there are days.
    most: Option<u32>,
    /// Which classes must not be worked on the day after.
    bars: Vec<bool>,
}

/// What of a contract decides about its lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Terms {
    days: usize,
    classes: Vec<Class>,
    max: u32,
    min: u32,
    run_max: u32,
    run_min: u32,
    off_min: u32,
    weekends: u32,
}

/// The terms of a person, and the class of each shift where they may work it.
pub(super) fn terms(instance: &Instance, person: &Employee) -> (Terms, Vec<Option<usize>>) {
    let days = instance.days;
    let day_count = u32::try_from(days).unwrap_or(u32::MAX);
    let allowed: Vec<usize> = (0..instance.shifts.len()).filter(|&s| person.most[s] > 0).collect();
    let unit = allowed.iter().fold(0, |unit, &s| gcd(unit, instance.shifts[s].minutes)).max(1);
    let alike = |a: usize, b: usize| {
        let (x, y) = (&instance.shifts[a], &instance.shifts[b]);
        let open = |s: usize| person.most[s] >= day_count;
        let bars = allowed.iter().all(|&o| x.bars[o] == y.bars[o]);
        let barred = allowed.iter().all(|&o| instance.shifts[o].bars[a] == instance.shifts[o].bars[b]);
        x.minutes == y.minutes && open(a) && open(b) && bars && barred
    };
    let (mut class_of, mut heads) = (vec![None; instance.shifts.len()], Vec::new());
    for &shift in &allowed {
        let known = heads.iter().position(|&head| alike(head, shift));
        class_of[shift] = Some(known.unwrap_or(heads.len()));
        if known.is_none() {
            heads.push(shift);
        }
    }
    let class = |&head: &usize| Class {
        length: instance.shifts[head].minutes / unit,
        most: (person.most[head] < day_count).then_some(person.most[head]),
        bars: heads.iter().map(|&other| instance.shifts[head].bars[other]).collect(),
    };
    let terms = Terms {
        days,
        classes: heads.iter().map(class).collect(),
        max: person.minutes_max / unit,
        min: person.minutes_min.div_ceil(unit),
        run_max: person.run_max.min(day_count),
        run_min: person.run_min.min(day_count).max(1),
        off_min: person.off_min.min(day_count).max(1),
        weekends: person.weekends_max,
    };
    (terms, class_of)
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// What the rules still ask about the days before. Ordered, so that equal ones meet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    /// The class that is worked, or [`REST`].
    class: u8,
    /// Days in a row; of days off no more than are asked for.
    run: u16,
    /// How many more days must be worked before a day off.
    need: u16,
    minutes: u32,
    /// Weekends that may still be worked; [`FREE`] where that cannot matter any more.
    weekends: u16,
    /// Shifts of each limited class that may still be worked, a byte each; 255 where that cannot matter any more.
    left: u64,
}

const REST: u8 = u8::MAX;
const FREE: u16 = u16::MAX;

/// The lines that a contract allows.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    /// Where each day's nodes begin; one more at the end.
    pub(super) first: Vec<u32>,
    /// The class of each node.
    class: Vec<u8>,
    /// Where each node's edges begin; one more at the end.
    pub(super) edges_at: Vec<u32>,
    /// The nodes from which a node is come to. Those of the first day have none.
    pub(super) from: Vec<u32>,
    classes: usize,
}

impl Graph {
    /// The graph of a contract; without any node where nothing is lawful, `None` where it would be too large.
    pub(super) fn of(terms: &Terms) -> Option<Graph> {
        let limited: Vec<usize> = (0..terms.classes.len()).filter(|&c| terms.classes[c].most.is_some()).collect();
        let too_many = limited.iter().any(|&c| terms.classes[c].most.is_some_and(|most| most > 254));
        if too_many || limited.len() > 8 || terms.classes.len() >= usize::from(REST) {
            return None;
        }
        let maker = Maker { terms, limited };
        let mut layers: Vec<Vec<(State, u32)>> = Vec::with_capacity(terms.days);
        let mut before = vec![maker.start()];
        let mut edges = 0;
        for day in 0..terms.days {
            let mut layer = Vec::with_capacity(before.len() * 3);
            for (index, state) in (0_u32..).zip(&before) {
                maker.each_next(state, day, &mut |next| layer.push((next, index)));
            }
            edges += layer.len();
            if edges > NURSE_GRAPH_EDGES_MAX {
                return None;
            }
            layer.sort_unstable();
            before = layer.iter().map(|(state, _)| *state).collect();
            before.dedup();
            layers.push(layer);
        }
        Some(pruned(terms, &layers))
    }

    /// Whether no line is lawful.
    pub(super) fn is_empty(&self) -> bool {
        self.first.last().is_none_or(|count| *count == 0)
    }

    /// How many edges it has.
    pub(super) fn edges(&self) -> usize {
        self.from.len()
    }

    /// Finds the cheapest line: prices are day by day, one a class and the last for a day off. `sums` is room to work in.
    /// Returns the price and the classes of the days, [`None`] for a day off; nothing when every line costs [`NEVER`].
    pub(super) fn cheapest(&self, prices: &[f64], sums: &mut Vec<f64>, line: &mut Vec<Option<usize>>) -> Option<f64> {
        if self.is_empty() {
            return None;
        }
        let days = self.first.len() - 1;
        sums.clear();
        sums.resize(self.class.len(), 0.0);
        for day in 0..days {
            let price = &prices[day * (self.classes + 1)..][..=self.classes];
            let (first, end) = (self.first[day] as usize, self.first[day + 1] as usize);
            let (done, now) = sums.split_at_mut(first);
            for (node, sum) in (first..end).zip(now.iter_mut()) {
                let own = price[self.class_at(node)];
                let edges = &self.from[self.edges_at[node] as usize..self.edges_at[node + 1] as usize];
                let best = edges.iter().fold(f64::INFINITY, |best, &from| best.min(done[from as usize]));
                *sum = if day == 0 { own } else { best + own };
            }
        }
        let last = self.first[days - 1] as usize..self.first[days] as usize;
        let end = last.min_by(|&a, &b| sums[a].total_cmp(&sums[b]))?;
        if sums[end] >= NEVER * 0.5 {
            return None;
        }
        self.walk_back(end, sums, line);
        Some(sums[end])
    }

    /// The class of a node, or how many classes there are for a day off.
    pub(super) fn class_at(&self, node: usize) -> usize {
        usize::from(self.class[node]).min(self.classes)
    }

    fn walk_back(&self, end: usize, sums: &[f64], line: &mut Vec<Option<usize>>) {
        line.clear();
        let mut node = end;
        loop {
            let class = self.class_at(node);
            line.push((class < self.classes).then_some(class));
            let edges = &self.from[self.edges_at[node] as usize..self.edges_at[node + 1] as usize];
            let Some(&from) = edges.iter().min_by(|a, b| sums[**a as usize].total_cmp(&sums[**b as usize])) else {
                break;
            };
            node = from as usize;
        }
        line.reverse();
    }
}

/// Leaves out the nodes from which no lawful line can be ended.
fn pruned(terms: &Terms, layers: &[Vec<(State, u32)>]) -> Graph {
    let days = layers.len();
    let groups: Vec<Vec<&[(State, u32)]>> = layers.iter().map(|l| l.chunk_by(|a, b| a.0 == b.0).collect()).collect();
    let mut alive: Vec<Vec<bool>> = groups.iter().map(|g| vec![false; g.len()]).collect();
    for (node, group) in groups[days - 1].iter().enumerate() {
        alive[days - 1][node] = group[0].0.minutes >= terms.min;
    }
    for day in (1..days).rev() {
        let (before, now) = alive.split_at_mut(day);
        for (group, _) in groups[day].iter().zip(&now[0]).filter(|(_, alive)| **alive) {
            group.iter().for_each(|(_, from)| before[day - 1][*from as usize] = true);
        }
    }
    let mut graph =
        Graph { first: vec![0], class: Vec::new(), edges_at: vec![0], from: Vec::new(), classes: terms.classes.len() };
    let mut numbers_before: Vec<u32> = Vec::new();
    for (day, (groups, alive)) in groups.iter().zip(&alive).enumerate() {
        let mut numbers = vec![u32::MAX; groups.len()];
        for (node, group) in groups.iter().enumerate().filter(|(node, _)| alive[*node]) {
            numbers[node] = small(graph.class.len());
            graph.class.push(group[0].0.class);
            if day > 0 {
                let from = group.iter().map(|(_, from)| numbers_before[*from as usize]);
                graph.from.extend(from.filter(|from| *from != u32::MAX));
            }
            graph.edges_at.push(small(graph.from.len()));
        }
        graph.first.push(small(graph.class.len()));
        numbers_before = numbers;
    }
    graph
}

/// A count that is bounded by [`NURSE_GRAPH_EDGES_MAX`].
fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Says what may come after what.
struct Maker<'a> {
    terms: &'a Terms,
    limited: Vec<usize>,
}

impl Maker<'_> {
    fn start(&self) -> State {
        let left = |c: &usize| u64::from(self.terms.classes[*c].most.unwrap_or(0).min(254));
        State {
            class: REST,
            run: u16::try_from(self.terms.off_min).unwrap_or(u16::MAX),
            need: 0,
            minutes: 0,
            weekends: u16::try_from(self.terms.weekends).unwrap_or(FREE),
            left: self.limited.iter().enumerate().map(|(at, c)| left(c) << (8 * at)).sum(),
        }
    }

    fn each_next(&self, state: &State, day: usize, tell: &mut dyn FnMut(State)) {
        let terms = self.terms;
        let off_min = u16::try_from(terms.off_min).unwrap_or(u16::MAX);
        if state.class == REST {
            let run = (state.run + 1).min(off_min);
            tell(self.plain(State { run, ..*state }, day));
        } else if state.need == 0 {
            tell(self.plain(State { class: REST, run: 1.min(off_min), need: 0, ..*state }, day));
        }
        for (class, of) in terms.classes.iter().enumerate() {
            let first = state.class == REST;
            let barred = !first && terms.classes[usize::from(state.class)].bars[class];
            let minutes = state.minutes + of.length;
            if barred || minutes > terms.max || (first && state.run < off_min) {
                continue;
            }
            let run = if first { 1 } else { state.run + 1 };
            let began = u32::from(day > 0) * (terms.run_min - 1);
            let need = if first { u16::try_from(began).unwrap_or(u16::MAX) } else { state.need.saturating_sub(1) };
            let second_day = !first && day % 7 == 6;
            let weekends = match state.weekends {
                left if left == FREE || !at_weekend(day) || second_day => left,
                0 => continue,
                left => left - 1,
            };
            let Some(left) = self.taken(state.left, class) else { continue };
            if u32::from(run) > terms.run_max {
                continue;
            }
            let class = u8::try_from(class).unwrap_or(REST);
            tell(self.plain(State { class, run, need, minutes, weekends, left }, day));
        }
    }

    /// What is left of the limited classes after one of `class`.
    fn taken(&self, left: u64, class: usize) -> Option<u64> {
        let Some(at) = self.limited.iter().position(|c| *c == class) else { return Some(left) };
        match (left >> (8 * at)) & 255 {
            0 => None,
            255 => Some(left),
            _ => Some(left - (1 << (8 * at))),
        }
    }

    /// The same state without what cannot matter after `day` any more, so that more states are equal.
    fn plain(&self, mut state: State, day: usize) -> State {
        let terms = self.terms;
        let days = small(terms.days - day - 1);
        let shortest = terms.classes.iter().map(|c| c.length).min().unwrap_or(1).max(1);
        let longest = terms.classes.iter().map(|c| c.length).max().unwrap_or(1);
        let shifts = days.min((terms.max - state.minutes) / shortest);
        let saturday_worked = state.class != REST && (day + 1) % 7 == 6;
        let weekends = (terms.days + 1) / 7 - (day + 2) / 7;
        let open = weekends + usize::from(day + 1 < terms.days && (day + 1) % 7 == 6 && !saturday_worked);
        if usize::from(state.weekends) >= open {
            state.weekends = FREE;
        }
        for at in 0..self.limited.len() {
            if (state.left >> (8 * at)) & 255 >= u64::from(shifts) {
                state.left |= 255 << (8 * at);
            }
        }
        if state.minutes >= terms.min && state.minutes + days * longest <= terms.max {
            state.minutes = terms.max - days * longest;
        }
        if shifts == 0 {
            state.weekends = FREE;
        }
        state
    }
}

/// The line of shifts that a line of classes stands for, each class by the shift that is the cheapest on that day.
pub(super) fn line_of(classes: &[Option<usize>], cheapest: impl Fn(usize, usize) -> usize) -> Vec<u16> {
    let cell = |(day, class): (usize, &Option<usize>)| {
        class.map_or(OFF, |class| u16::try_from(cheapest(day, class)).unwrap_or(OFF))
    };
    classes.iter().enumerate().map(cell).collect()
}
