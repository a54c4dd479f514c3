//! Simulated annealing over lawful rosters (Kirkpatrick, Gelatt and Vecchi, Science 220, 1983): changes of one shift, of
//! two shifts of a person, and between two people of a day. A change that is not lawful is never made.

use super::answer::{Answer, answer};
use super::bound::Bound;
use super::cover::POINT;
use super::dice::{Cooling, Dice, Patience};
use super::instance::Instance;
use super::shift::{BREAKS, Shift};
use super::state::{Ground, State};
use super::{Contradiction, Unreadable};

/// How far a search is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// The best cost so far, in points.
    pub best: f64,
    /// No roster costs less than this, in points.
    pub bound: f64,
    /// People missing in the best, in person-intervals.
    pub under: f64,
    /// Moves that were looked at.
    pub moves: u64,
}

impl Progress {
    /// How much of the best cost may still be saved at most: 0 where the best is known to be the best.
    ///
    /// ```
    /// use watchfloor::plan::roster::Progress;
    /// let progress = Progress { best: 200.0, bound: 150.0, under: 0.0, moves: 1 };
    /// assert_eq!(progress.gap_ratio(), 0.25);
    /// ```
    pub fn gap_ratio(&self) -> f64 {
        if self.best > 0.0 { ((self.best - self.bound) / self.best).clamp(0.0, 1.0) } else { 0.0 }
    }
}

/// What a search does next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Going {
    /// It goes on; this share of its time is over. At 1 it ends.
    On(f64),
    /// It ends with the best it has.
    Stop,
}

/// Moves between two looks at the caller: about a quarter of a millisecond.
const MOVES_AT_ONCE: u64 = 1_024;
/// Temperatures in points: at the hot end an interval without its person is easily accepted, at the cold end a point is
/// not.
const HOT: f64 = 12.0;
const COLD: f64 = 0.25;
/// A published week is not melted.
const WARM: f64 = 2.0;

/// Makes a roster: as cheap as the time allows, lawful at every moment, the same for the same seed and the same sequence
/// of shares. `going` is asked before the first move and after each thousand or so; it owns the clock. What cannot be met
/// is in the answer's list, never an error.
///
/// ```
/// use watchfloor::plan::roster::{Going, sample, search};
/// let instance = sample::small(7);
/// let mut moves = 0;
/// let answer = search(&instance, 7, &mut |progress| {
///     moves = progress.moves;
///     Going::On(progress.moves as f64 / 60_000.0)
/// })
/// .unwrap();
/// assert!(moves >= 60_000);
/// assert!(answer.bound <= answer.cost);
/// let at_once = search(&instance, 7, &mut |_| Going::Stop).unwrap();
/// assert!(at_once.cost > answer.cost);
/// ```
pub fn search(instance: &Instance, seed: u64, going: &mut dyn FnMut(&Progress) -> Going) -> Result<Answer, Unreadable> {
    instance.readable()?;
    let contradictions: Vec<Contradiction> = super::contradictions(instance);
    let ground = Ground::new(instance);
    let mut search = Search::new(&ground, seed);
    search.state.begin(&mut search.dice);
    search.run(going);
    let (cells, bound, moves) = search.done();
    Ok(answer(&ground, cells, bound, moves, contradictions))
}

impl State<'_> {
    /// The published week as far as it is lawful, or a first draft.
    fn begin(&mut self, dice: &mut Dice) {
        let (ground, people) = (self.ground, self.ground.instance.people.len());
        for (p, d) in (0..people).flat_map(|p| (0..ground.days).map(move |d| (p, d))) {
            let before = ground.before[p * ground.days + d];
            if !before.is_free() {
                self.add(p, d, before);
            }
        }
        if !ground.replans {
            for _ in 0..people * ground.days {
                let (p, d) = (dice.below(people), dice.below(ground.days));
                if let Some(shift) = random_shift(self, dice, p, d) {
                    self.add(p, d, shift);
                }
            }
        }
        self.cost = self.full_cost();
    }
}

/// A shift of any length and beginning on a day.
fn random_shift(state: &State<'_>, dice: &mut Dice, p: usize, d: usize) -> Option<Shift> {
    let instance = state.ground.instance;
    let (terms, shapes, grid) = (&instance.people[p].terms, &instance.shapes, &instance.grid);
    let lengths = (terms.shift_max.checked_sub(terms.shift_min)? / shapes.length_every) as usize + 1;
    let len = terms.shift_min + dice.below(lengths) as u16 * shapes.length_every;
    let start = grid.day_starts[d];
    let starts = ((grid.day_starts[d + 1] - start) / u32::from(shapes.start_every)) as usize;
    let from = start as u16 + dice.below(starts) as u16 * shapes.start_every;
    Shift::new(shapes, from, len, |_, first, last| first + dice.below(usize::from(last - first) + 1) as u16)
}

struct Search<'g> {
    state: State<'g>,
    dice: Dice,
    patience: Patience,
    best: Vec<Shift>,
    best_cost: i64,
    bound: Bound<'g>,
    moves: u64,
}

impl<'g> Search<'g> {
    fn new(ground: &'g Ground<'g>, seed: u64) -> Search<'g> {
        let state = State::new(ground);
        Search {
            best: state.cells.clone(),
            best_cost: i64::MAX,
            bound: Bound::new(ground),
            moves: 0,
            dice: Dice::new(seed),
            patience: Patience::new(),
            state,
        }
    }

    fn progress(&mut self) -> Progress {
        self.keep();
        Progress {
            best: self.best_cost as f64 / POINT as f64,
            bound: self.bound.best().min(self.best_cost) as f64 / POINT as f64,
            under: self.state.tables.under_over().0 as f64 / f64::from(super::MILLI),
            moves: self.moves,
        }
    }

    /// Remembers the roster if there was none better.
    fn keep(&mut self) {
        if self.state.cost < self.best_cost {
            self.best_cost = self.state.cost;
            self.best.copy_from_slice(&self.state.cells);
        }
    }

    fn run(&mut self, going: &mut dyn FnMut(&Progress) -> Going) {
        let hot = if self.state.ground.replans { WARM } else { HOT };
        let cooling = Cooling::new(hot * POINT as f64, COLD * POINT as f64);
        self.keep();
        let nothing = self.state.cells.is_empty() || self.state.ground.pinned.iter().all(|p| *p);
        loop {
            let fraction = match going(&self.progress()) {
                Going::On(fraction) if fraction < 1.0 => fraction,
                _ => return,
            };
            if nothing || self.bound.best() >= self.best_cost {
                return;
            }
            let heat = cooling.at(fraction);
            for _ in 0..MOVES_AT_ONCE {
                self.step(heat);
            }
            self.moves += MOVES_AT_ONCE;
            self.bound.step();
        }
    }

    /// The best, and the bound.
    fn done(mut self) -> (Vec<Shift>, i64, u64) {
        self.keep();
        (self.best, self.bound.best().min(self.best_cost), self.moves)
    }

    fn step(&mut self, heat: f64) {
        let ground = self.state.ground;
        let cell = self.dice.below(self.state.cells.len());
        if ground.pinned[cell] {
            return;
        }
        let (p, d) = (cell / ground.days, cell % ground.days);
        let shift = self.state.cells[cell];
        let kind = self.dice.below(100);
        if shift.is_free() {
            match kind {
                0..30 => self.any(p, d, heat),
                _ => self.moved_here(p, d, heat),
            }
        } else {
            match kind {
                0..6 => self.one(p, d, Shift::FREE, heat),
                6..50 => {
                    if let Some(new) = self.reshaped(p, shift) {
                        self.one(p, d, new, heat);
                    }
                }
                50..56 => self.any(p, d, heat),
                56..78 => self.between(p, d, heat),
                _ => self.traded(p, d, shift, heat),
            }
        }
    }

    /// A shift of any shape, on a free day or in the place of what is there.
    fn any(&mut self, p: usize, d: usize, heat: f64) {
        if let Some(new) = random_shift(&self.state, &mut self.dice, p, d) {
            self.one(p, d, new, heat);
        }
    }

    /// The same shift a little otherwise: begun earlier or later, longer or shorter at either end, or with a break moved.
    fn reshaped(&mut self, p: usize, old: Shift) -> Option<Shift> {
        let instance = self.state.ground.instance;
        let (shapes, terms) = (&instance.shapes, &instance.people[p].terms);
        let (mut from, mut len) = (i32::from(old.from), i32::from(old.len));
        let dice = &mut self.dice;
        let mut broken = None;
        let way = |n: usize| if n & 1 == 1 { 1 } else { -1 };
        match dice.below(10) {
            0..3 => {
                let far = 1 + dice.below(4) as i32;
                from += way(dice.below(2)) * far * i32::from(shapes.start_every);
            }
            3..5 => len += way(dice.below(2)) * (1 + dice.below(2) as i32) * i32::from(shapes.length_every),
            5..7 => {
                // At the front the beginning must stay on the grid of beginnings.
                let by = way(dice.below(2)) * i32::from(shapes.length_every.max(shapes.start_every));
                from -= by;
                len += by;
            }
            _ => broken = Some(dice.below(shapes.breaks.len())),
        }
        if from < 0 || len < i32::from(terms.shift_min) || len > i32::from(terms.shift_max) {
            return None;
        }
        let shifted = (i32::from(old.from) - from).clamp(-100, 100);
        Shift::new(shapes, from as u16, len as u16, |i, first, last| {
            if broken == Some(i) || i32::from(old.breaks[i.min(BREAKS - 1)]) == 255 {
                return first + dice.below(usize::from(last - first) + 1) as u16;
            }
            // A break stays where it was on the clock in half of the cases, and in the shift in the others.
            let at = i32::from(old.breaks[i]) + if dice.below(2) == 0 { shifted } else { 0 };
            at.max(0) as u16
        })
        .filter(|s| *s != old)
    }

    /// One cell becomes something else.
    fn one(&mut self, p: usize, d: usize, new: Shift, heat: f64) {
        let ground = self.state.ground;
        let old = self.state.at(p, d);
        let week = self.state.week(p, d);
        self.state.place(p, d, new);
        if !self.state.lawful(p, d) || !self.on_day(d, new) {
            self.state.place(p, d, old);
            return;
        }
        let (a, b) = (old.edges(&ground.instance.shapes), new.edges(&ground.instance.shapes));
        let change = self.state.week(p, d) - week + ground.cell_cost(p, d, new) - ground.cell_cost(p, d, old)
            + self.state.cover_change(p, &a, &b);
        if self.takes_back(change, heat, &[(p, d, old, new)]) {
            self.state.cover(p, &a, &b);
            self.state.cost += change;
        }
    }

    /// Whether a change is taken. The cells hold the new shifts already; if it is not, they are as before.
    fn takes_back(&mut self, change: i64, heat: f64, cells: &[(usize, usize, Shift, Shift)]) -> bool {
        let takes = change <= 0 || (change as f64) < heat * self.patience.draw(&mut self.dice);
        let leaves_best = takes && change > 0 && self.state.cost < self.best_cost;
        if !takes || leaves_best {
            for (p, d, old, _) in cells {
                self.state.place(*p, *d, *old);
            }
        }
        if leaves_best {
            self.keep();
            for (p, d, _, new) in cells {
                self.state.place(*p, *d, *new);
            }
        }
        takes
    }

    /// Whether a shift begins on its day.
    fn on_day(&self, d: usize, shift: Shift) -> bool {
        let starts = &self.state.ground.instance.grid.day_starts;
        shift.is_free() || (starts[d]..starts[d + 1]).contains(&u32::from(shift.from))
    }

    /// A shift of another day of this person comes to this free day.
    fn moved_here(&mut self, p: usize, d: usize, heat: f64) {
        let ground = self.state.ground;
        let other = self.dice.below(ground.days);
        let shift = self.state.at(p, other);
        if shift.is_free() || ground.pinned[p * ground.days + other] {
            return;
        }
        let starts = &ground.instance.grid.day_starts;
        let new = if self.dice.below(2) == 0 {
            let from = u32::from(shift.from) - starts[other] + starts[d];
            Some(Shift { from: from as u16, ..shift })
        } else {
            random_shift(&self.state, &mut self.dice, p, d)
        };
        if let Some(new) = new.filter(|new| self.on_day(d, *new)) {
            self.two(p, (other, Shift::FREE), (d, new), heat);
        }
    }

    /// Two shifts of a person change together: one gives the hours that the other takes.
    fn traded(&mut self, p: usize, d: usize, shift: Shift, heat: f64) {
        let ground = self.state.ground;
        let other = self.dice.below(ground.days);
        let theirs = self.state.at(p, other);
        if other == d || theirs.is_free() || ground.pinned[p * ground.days + other] {
            return;
        }
        let (Some(a), Some(b)) = (self.reshaped(p, shift), self.reshaped(p, theirs)) else { return };
        self.two(p, (d, a), (other, b), heat);
    }

    /// Two cells of one person become something else.
    fn two(&mut self, p: usize, first: (usize, Shift), second: (usize, Shift), heat: f64) {
        let ground = self.state.ground;
        let shapes = &ground.instance.shapes;
        let days = [first.0, second.0];
        if !self.on_day(first.0, first.1) || !self.on_day(second.0, second.1) {
            return;
        }
        let weeks = |state: &State<'_>| {
            let same = ground.instance.grid.weeks[days[0]] == ground.instance.grid.weeks[days[1]];
            state.week(p, days[0]) + if same { 0 } else { state.week(p, days[1]) }
        };
        let week = weeks(&self.state);
        let old = [self.state.place(p, first.0, first.1), self.state.place(p, second.0, second.1)];
        if !self.state.lawful(p, first.0) || !self.state.lawful(p, second.0) {
            self.state.place(p, first.0, old[0]);
            self.state.place(p, second.0, old[1]);
            return;
        }
        let mut change = weeks(&self.state) - week;
        let new = [first.1, second.1];
        let edges = [0, 1].map(|i| (old[i].edges(shapes), new[i].edges(shapes)));
        for i in 0..2 {
            change += ground.cell_cost(p, days[i], new[i]) - ground.cell_cost(p, days[i], old[i]);
        }
        // Shifts of two days lie apart before and after; only a night that moves by a day could meet itself, and what is
        // then priced twice is put right by not taking it.
        if meets(&old[0], &new[1]) || meets(&old[1], &new[0]) {
            self.state.place(p, first.0, old[0]);
            self.state.place(p, second.0, old[1]);
            return;
        }
        change += edges.iter().map(|(a, b)| self.state.cover_change(p, a, b)).sum::<i64>();
        if self.takes_back(change, heat, &[(p, days[0], old[0], new[0]), (p, days[1], old[1], new[1])]) {
            edges.iter().for_each(|(a, b)| self.state.cover(p, a, b));
            self.state.cost += change;
        }
    }

    /// Two people exchange their shifts of a day, or one gives theirs to one who is free.
    fn between(&mut self, p: usize, d: usize, heat: f64) {
        let ground = self.state.ground;
        let q = self.dice.below(ground.instance.people.len());
        if p == q || ground.pinned[q * ground.days + d] {
            return;
        }
        let (old_p, old_q) = (self.state.at(p, d), self.state.at(q, d));
        if old_p == old_q {
            return;
        }
        let weeks = self.state.week(p, d) + self.state.week(q, d);
        self.state.place(p, d, old_q);
        self.state.place(q, d, old_p);
        let fits = |who: usize, shift: Shift| shift.is_free() || self.state.shaped(who, d, shift);
        if !fits(p, old_q) || !fits(q, old_p) || !self.state.lawful(p, d) || !self.state.lawful(q, d) {
            self.state.place(p, d, old_p);
            self.state.place(q, d, old_q);
            return;
        }
        let shapes = &ground.instance.shapes;
        let (a, b) = (old_p.edges(shapes), old_q.edges(shapes));
        let mut change = self.state.week(p, d) + self.state.week(q, d) - weeks;
        change += ground.cell_cost(p, d, old_q) - ground.cell_cost(p, d, old_p);
        change += ground.cell_cost(q, d, old_p) - ground.cell_cost(q, d, old_q);
        let tables = &self.state.tables;
        let (of_p, of_q) = (tables.class_of[p], tables.class_of[q]);
        if of_p != of_q {
            super::shift::differ(&a, &b, |from, until, comes| {
                let (more, less) = if comes { (of_p, of_q) } else { (of_q, of_p) };
                change += tables.exchange(more, less, from, until);
            });
        }
        if self.takes_back(change, heat, &[(p, d, old_p, old_q), (q, d, old_q, old_p)]) {
            if of_p != of_q {
                self.state.cover(p, &a, &b);
                self.state.cover(q, &b, &a);
            }
            self.state.cost += change;
        }
    }
}

/// Whether two shifts share an interval.
fn meets(a: &Shift, b: &Shift) -> bool {
    !a.is_free() && !b.is_free() && a.from < b.until() && b.from < a.until()
}
