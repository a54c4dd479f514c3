//! A roster under change: who works when, and whether a change is lawful.

use super::cover::{POINT, Tables};
use super::instance::{Instance, Person, Seat};
use super::shift::{BREAKS, Edges, Shift, differ};

/// What of an instance does not change while its roster does.
#[derive(Debug)]
pub(in crate::plan) struct Ground<'a> {
    pub instance: &'a Instance,
    pub days: usize,
    pub weeks: usize,
    /// Intervals, with the tail.
    pub all: usize,
    /// From each interval, for how many somebody can work: person by person.
    open: Vec<u8>,
    /// The days on which somebody has a shift that stays: person by person.
    pub pinned: Vec<bool>,
    /// The shift somebody was published with: person by person, day by day.
    pub before: Vec<Shift>,
    /// Whether there was anything published at all.
    pub replans: bool,
    /// Points of a paid interval: plain, and more in overtime.
    pay: Vec<(i64, i64)>,
    /// The pool of each person.
    pub pool: Vec<Option<u16>>,
}

impl<'a> Ground<'a> {
    pub fn new(instance: &'a Instance) -> Ground<'a> {
        let (days, people) = (instance.grid.days(), instance.people.len());
        let mut ground = Ground {
            instance,
            days,
            weeks: instance.grid.week_count(),
            all: instance.slots_all(),
            open: Vec::with_capacity(people * instance.slots_all()),
            pinned: vec![false; people * days],
            before: vec![Shift::FREE; people * days],
            replans: false,
            pay: instance.people.iter().map(|p| pay(instance, p)).collect(),
            pool: instance.people.iter().map(|p| pool(instance, p)).collect(),
        };
        for person in &instance.people {
            ground.open.extend(runs(&person.open, instance.slots_all()));
        }
        ground.read_given();
        ground
    }

    fn read_given(&mut self) {
        let instance = self.instance;
        for (p, person) in instance.people.iter().enumerate() {
            for given in &person.given {
                let day = u32::try_from(given.from).ok().and_then(|from| instance.grid.day_of(from));
                let Some(cell) = day.map(|d| p * self.days + d) else { continue };
                self.pinned[cell] |= given.pinned;
                if given.pinned {
                    continue;
                }
                let (from, len) = (given.from, (given.until - given.from).clamp(1, 200) as u16);
                let wish =
                    |i: usize, first: u16, _| given.breaks.get(i).map_or(first, |b| (b.0 - from).clamp(0, 200) as u16);
                if let Some(shift) = Shift::new(&instance.shapes, from as u16, len, wish) {
                    self.before[cell] = shift;
                    self.replans = true;
                }
            }
        }
    }

    /// Whether somebody can work all of these intervals.
    #[inline]
    pub fn is_open(&self, p: usize, from: u16, len: u8) -> bool {
        self.open.get(p * self.all + usize::from(from)).is_some_and(|run| usize::from(from) < self.all && *run >= len)
    }

    /// What a shift on this day costs by itself: band, wish, change, hours that are paid one by one. In thousandths of
    /// points.
    pub fn cell_cost(&self, p: usize, d: usize, shift: Shift) -> i64 {
        let (person, weights) = (&self.instance.people[p], &self.instance.weights);
        let before = self.before[p * self.days + d];
        if shift.is_free() {
            return if self.replans && !before.is_free() { i64::from(weights.change) * POINT } else { 0 };
        }
        let mut points = 0;
        if person.band.is_some_and(|band| !within(self.instance, d, shift, band)) {
            points += i64::from(weights.band);
        }
        if person.wish_off >> d & 1 == 1 {
            points += i64::from(weights.wish);
        }
        let mut cost = points * POINT + i64::from(shift.paid) * self.pay[p].0;
        if self.replans && before != shift {
            // A break that moved is little, a shift that moved is much, a day that is no longer free is most.
            let much = i64::from(weights.change) * POINT;
            cost += if (before.from, before.len) == (shift.from, shift.len) { much / 8 } else { much };
        }
        cost
    }

    /// What a week of so many paid intervals costs somebody's roster: below what they are owed, and overtime.
    pub fn week_cost(&self, p: usize, w: usize, paid: u16) -> i64 {
        let (person, weights) = (&self.instance.people[p], &self.instance.weights);
        let lacks = i64::from(self.owed(p, w).saturating_sub(paid));
        let overtime = i64::from(paid.saturating_sub(person.terms.week_max));
        lacks * i64::from(weights.below_minimum) * POINT + overtime * self.pay[p].1
    }

    /// What somebody is owed in a week of the plan: of one that is planned in part, the part.
    pub fn owed(&self, p: usize, w: usize) -> u16 {
        let days = self.instance.grid.weeks.iter().filter(|of| usize::from(**of) == w).count().min(7) as u32;
        (u32::from(self.instance.people[p].terms.week_min) * days / 7) as u16
    }
}

fn pay(instance: &Instance, person: &Person) -> (i64, i64) {
    let weights = &instance.weights;
    let points = |cents: u32| match weights.cents_a_point {
        0 => 0,
        worth => i64::from(cents) * POINT / i64::from(instance.grid.per_hour()) / i64::from(worth),
    };
    let plain = if person.by_the_hour { points(person.hour_cents) } else { 0 };
    let more = points(person.overtime_cents) - plain;
    (plain, i64::from(weights.overtime) * POINT + more.max(0))
}

fn pool(instance: &Instance, person: &Person) -> Option<u16> {
    match person.seat {
        Seat::Pool { pool, .. } if usize::from(pool) < instance.pools.len() => Some(pool),
        _ => None,
    }
}

/// Whether a shift lies within a part of its day.
pub(in crate::plan) fn within(instance: &Instance, d: usize, shift: Shift, band: (u16, u16)) -> bool {
    let start = instance.grid.day_starts[d];
    let (from, until) = (u32::from(shift.from) - start, u32::from(shift.until()) - start);
    from >= u32::from(band.0) && until <= u32::from(band.1)
}

/// From each interval the length of the open stretch, as far as shifts reach.
fn runs(open: &[(u32, u32)], all: usize) -> Vec<u8> {
    let mut runs = vec![0; all];
    for (from, until) in open {
        for t in (*from as usize..(*until as usize).min(all)).rev() {
            runs[t] = runs.get(t + 1).map_or(0u8, |n| *n).saturating_add(1);
        }
    }
    runs
}

/// A roster of an instance.
#[derive(Clone, Debug)]
pub(in crate::plan) struct State<'g> {
    pub ground: &'g Ground<'g>,
    pub cells: Vec<Shift>,
    /// Paid intervals of each week, and its days: person by person.
    pub week_paid: Vec<u16>,
    week_days: Vec<u8>,
    /// Weekends worked, the three before the plan lowest.
    weekends: Vec<u64>,
    pool_paid: Vec<u32>,
    pub tables: Tables,
    pub cost: i64,
}

impl<'g> State<'g> {
    /// Only what stays as it is.
    pub fn new(ground: &'g Ground<'g>) -> State<'g> {
        let people = ground.instance.people.len();
        let mut state = State {
            ground,
            cells: vec![Shift::FREE; people * ground.days],
            week_paid: vec![0; people * ground.weeks],
            week_days: vec![0; people * ground.weeks],
            weekends: ground.instance.people.iter().map(|p| weekends_around(ground.instance, p)).collect(),
            pool_paid: vec![0; ground.instance.pools.len() * ground.weeks],
            tables: Tables::new(ground.instance),
            cost: 0,
        };
        for (p, person) in ground.instance.people.iter().enumerate() {
            for (week, paid) in person.outside.iter().filter(|(week, _)| usize::from(*week) < ground.weeks) {
                state.week_paid[p * ground.weeks + usize::from(*week)] += *paid;
            }
            person.given.iter().filter(|g| g.pinned || g.from < 0).for_each(|g| state.pin(p, g));
        }
        state.cost = state.full_cost();
        state
    }

    /// Puts in a shift that stays. Two of one day are held as one from the first beginning to the last end.
    fn pin(&mut self, p: usize, given: &super::Given) {
        let end = self.ground.all as i32;
        if given.covers {
            let mut at = given.from;
            for (from, until) in given.breaks.iter().copied().chain([(given.until, given.until)]) {
                let (a, b) = (at.clamp(0, end) as usize, from.clamp(0, end) as usize);
                if a < b {
                    self.tables.put(self.tables.class_of[p], a, b, 1);
                }
                at = until;
            }
        }
        let Some(d) = u32::try_from(given.from).ok().and_then(|f| self.ground.instance.grid.day_of(f)) else { return };
        let old = self.cells[p * self.ground.days + d];
        let from = (given.from as u16).min(old.from);
        let until = (given.until.clamp(0, 65_000) as u16).max(if old.is_free() { 0 } else { old.until() });
        let paid = old.paid.saturating_add(given.paid.min(200) as u8);
        let shift = Shift { from, len: (until - from).min(200) as u8, paid, ..Shift::FREE };
        self.place(p, d, shift);
    }

    /// Everything gone through from the beginning.
    pub fn full_cost(&self) -> i64 {
        let ground = self.ground;
        let free = |cell: &usize| !ground.pinned[*cell];
        let cells = (0..self.cells.len()).filter(free);
        let cells: i64 = cells.map(|c| ground.cell_cost(c / ground.days, c % ground.days, self.cells[c])).sum();
        let weeks = self.week_paid.iter().enumerate();
        let weeks: i64 = weeks.map(|(i, n)| ground.week_cost(i / ground.weeks, i % ground.weeks, *n)).sum();
        cells + weeks + self.tables.cost()
    }

    #[inline]
    pub fn at(&self, p: usize, d: usize) -> Shift {
        self.cells[p * self.ground.days + d]
    }

    /// Puts a shift or a free day into a cell: hours and days follow, cover and cost do not.
    #[inline]
    pub fn place(&mut self, p: usize, d: usize, shift: Shift) -> Shift {
        let ground = self.ground;
        let old = std::mem::replace(&mut self.cells[p * ground.days + d], shift);
        let grid = &ground.instance.grid;
        let week = p * ground.weeks + usize::from(grid.weeks[d]);
        self.week_paid[week] = self.week_paid[week] + u16::from(shift.paid) - u16::from(old.paid);
        if let Some(pool) = ground.pool[p] {
            let of = &mut self.pool_paid[usize::from(pool) * ground.weeks + usize::from(grid.weeks[d])];
            *of = *of + u32::from(shift.paid) - u32::from(old.paid);
        }
        if shift.is_free() != old.is_free() {
            let days = &mut self.week_days[week];
            *days = if shift.is_free() { *days - 1 } else { *days + 1 };
            if let Some(weekend) = grid.weekends[d] {
                self.weekends[p] =
                    self.weekends[p] & !(1 << (weekend + 3)) | u64::from(self.works(p, weekend)) << (weekend + 3);
            }
        }
        old
    }

    fn works(&self, p: usize, weekend: u8) -> bool {
        let of = &self.ground.instance.grid.weekends;
        (0..self.ground.days).any(|d| of[d] == Some(weekend) && !self.at(p, d).is_free())
    }

    /// Whether the shift of a cell is lawful beside the rest of this person's roster, as it stands in it.
    pub fn lawful(&self, p: usize, d: usize) -> bool {
        let (ground, shift) = (self.ground, self.at(p, d));
        if shift.is_free() {
            return true;
        }
        let terms = &ground.instance.people[p].terms;
        let len = u16::from(shift.len);
        if len < terms.shift_min || len > terms.shift_max || u16::from(shift.paid) > terms.day_max {
            return false;
        }
        let week = p * ground.weeks + usize::from(ground.instance.grid.weeks[d]);
        ground.is_open(p, shift.from, shift.len)
            && self.week_paid[week] <= terms.week_max + terms.overtime
            && self.week_days[week] <= terms.week_days_max
            && self.rested(p, d, shift, terms.rest)
            && self.row(p, d) <= terms.row_max
            && self.weekends_lawful(p, d, terms.weekends_max)
            && self.pool_lawful(p, d)
    }

    fn rested(&self, p: usize, d: usize, shift: Shift, rest: u16) -> bool {
        let before = (d.saturating_sub(2)..d).rev().map(|d| self.at(p, d)).find(|s| !s.is_free());
        let after = (d + 1..(d + 3).min(self.ground.days)).map(|d| self.at(p, d)).find(|s| !s.is_free());
        before.is_none_or(|b| b.until() + rest <= shift.from) && after.is_none_or(|a| shift.until() + rest <= a.from)
    }

    /// Days in a row around a day, which is one of them.
    fn row(&self, p: usize, d: usize) -> u8 {
        let before = (0..d).rev().take_while(|d| !self.at(p, *d).is_free()).count();
        let after = (d + 1..self.ground.days).take_while(|d| !self.at(p, *d).is_free()).count();
        let earlier = if before == d { usize::from(self.ground.instance.people[p].row_before) } else { 0 };
        let reaches_end = d + after + 1 == self.ground.days;
        let later = if reaches_end { usize::from(self.ground.instance.people[p].row_after) } else { 0 };
        (before + 1 + after + earlier + later).min(255) as u8
    }

    fn weekends_lawful(&self, p: usize, d: usize, max: u8) -> bool {
        let Some(weekend) = self.ground.instance.grid.weekends[d].filter(|_| max < 4) else { return true };
        (weekend..weekend + 4).all(|first| (self.weekends[p] >> first & 0b1111).count_ones() <= u32::from(max))
    }

    fn pool_lawful(&self, p: usize, d: usize) -> bool {
        let Some(pool) = self.ground.pool[p].map(usize::from) else { return true };
        let week = usize::from(self.ground.instance.grid.weeks[d]);
        self.pool_paid[pool * self.ground.weeks + week] <= self.ground.instance.pools[pool].week_slots_max
    }

    /// Whether a week has days left.
    pub fn days_left(&self, week: usize, terms: &super::Terms) -> bool {
        self.week_days[week] < terms.week_days_max
    }

    /// What a person's week costs now.
    #[inline]
    pub fn week(&self, p: usize, d: usize) -> i64 {
        let w = usize::from(self.ground.instance.grid.weeks[d]);
        self.ground.week_cost(p, w, self.week_paid[p * self.ground.weeks + w])
    }

    /// What it changes that one person's worked stretches become others.
    #[inline]
    pub fn cover_change(&self, p: usize, old: &Edges, new: &Edges) -> i64 {
        let class = self.tables.class_of[p];
        let mut sum = 0;
        differ(old, new, |from, until, comes| {
            sum += if comes { self.tables.more(class, from, until) } else { self.tables.less(class, from, until) };
        });
        sum
    }

    /// Makes them others.
    pub fn cover(&mut self, p: usize, old: &Edges, new: &Edges) {
        let class = self.tables.class_of[p];
        differ(old, new, |from, until, comes| self.tables.put(class, from, until, if comes { 1 } else { -1 }));
    }

    /// Puts a shift on a free day for good, if that is lawful.
    pub fn add(&mut self, p: usize, d: usize, shift: Shift) -> bool {
        if self.ground.pinned[p * self.ground.days + d] || !self.at(p, d).is_free() {
            return false;
        }
        self.place(p, d, shift);
        if !self.lawful(p, d) {
            self.place(p, d, Shift::FREE);
            return false;
        }
        let shapes = &self.ground.instance.shapes;
        self.cover(p, &Shift::FREE.edges(shapes), &shift.edges(shapes));
        true
    }

    /// Whether these breaks and this length are a shift of the shapes.
    pub fn shaped(&self, p: usize, d: usize, shift: Shift) -> bool {
        let (shapes, terms) = (&self.ground.instance.shapes, &self.ground.instance.people[p].terms);
        let start = self.ground.instance.grid.day_starts[d] as u16;
        let len = u16::from(shift.len);
        shift.from >= start
            && (shift.from - start).is_multiple_of(shapes.start_every)
            && len >= terms.shift_min
            && (len - terms.shift_min).is_multiple_of(shapes.length_every)
            && Shift::new(shapes, shift.from, len, |i, _, _| u16::from(shift.breaks[i.min(BREAKS - 1)]))
                .is_some_and(|s| s == shift)
    }
}

/// The three weekends before the plan, so that the latest is the last before its own, and the three after.
fn weekends_around(instance: &Instance, person: &Person) -> u64 {
    let first_after = instance.grid.weekends.iter().flatten().max().map_or(0, |w| w + 1) + 3;
    let before = (0..3).filter(|i| person.weekends_before >> i & 1 == 1).fold(0, |all, i| all | 1 << (2 - i));
    before | u64::from(person.weekends_after & 0b111) << first_after
}
