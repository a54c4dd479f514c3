//! A cost below which no roster can be.
//!
//! Each person missing in an interval is given a price instead of being forbidden (Held and Karp, Mathematical Programming
//! 1, 1971). Then everybody's best week stands alone, and is found exactly for days, windows, breaks, hours and days of the
//! week; rest, days in a row, weekends and pools are left out, which can only make it cheaper. For any prices the sum is a
//! bound. Prices follow the mean of what would be missing (Barahona and Anbil, Mathematical Programming 87, 2000), a
//! person at a time, so that the search can be stopped at any moment. What is gained by a price is rounded up and what is
//! needed down: the bound is true to the last unit.

use super::cover::POINT;
use super::instance::MILLI;
use super::state::{Ground, State};

/// Steps of the search for each person whose week is looked at: about a fiftieth of the time.
const STEPS_A_PERSON: u32 = 16;
/// The prices that are tried first, everywhere the same, in parts of what an idle and a missing person cost: where hours
/// suffice the first is best, where they do not the second, where more are owed than needed the third.
const STARTS: [(f64, f64); 4] = [(1.0, 0.0), (1.0, 1.0), (0.0, 0.0), (1.0, 0.5)];
/// Rounds without a better bound after which steps become shorter.
const PATIENCE: u32 = 4;
/// The first mean step of prices, in thousandths of points.
const STEP: f64 = 40.0;
const NEVER: i64 = i64::MAX / 4;

#[derive(Debug)]
pub(super) struct Bound<'g> {
    ground: &'g Ground<'g>,
    best: i64,
    /// The price of a person missing, in thousandths of points: interval by interval, skill by skill.
    price: Vec<f64>,
    best_price: Vec<f64>,
    /// What covering an interval is worth to each class, and to which skill it goes.
    value: Vec<i64>,
    goes: Vec<u8>,
    /// The most a shift of a length gives to each class, from each beginning.
    gain: Vec<i64>,
    lengths: Vec<Length>,
    /// Shifts begin at each so many-th interval of a day.
    every: u32,
    /// Paid intervals are multiples of this.
    unit: u16,
    class_of: Vec<u16>,
    classes: Vec<super::cover::Class>,
    /// Who is at work by shifts that stay, in thousandths: class by class.
    at_work: Vec<Vec<u32>>,
    /// Paid intervals and days of each week by shifts that stay.
    paid: Vec<u16>,
    /// The person whose week is next, and the sum up to them.
    next: usize,
    sum: i64,
    served: Vec<f64>,
    /// The mean of what would be missing.
    drift: Vec<f64>,
    length: f64,
    since: u32,
    rounds: usize,
    calls: u32,
}

#[derive(Clone, Copy, Debug)]
struct Length {
    len: u16,
    paid: u16,
}

impl<'g> Bound<'g> {
    pub fn new(ground: &'g Ground<'g>) -> Bound<'g> {
        let instance = ground.instance;
        let state = State::new(ground);
        let cells = instance.grid.slots() * instance.skills;
        let classes = state.tables.classes.clone();
        let lengths = lengths(ground);
        let unit = lengths.iter().fold(0, |a, l| gcd(a, l.paid));
        let at_work = (0..instance.grid.slots()).map(|t| state.tables.at_work_of(t)).collect();
        // At the price of an idle person nothing is gained or lost by work: a bound from the first round on.
        let price = vec![f64::from(instance.weights.over) * f64::from(MILLI); cells];
        Bound {
            ground,
            best: 0,
            best_price: price.clone(),
            price,
            value: Vec::new(),
            goes: Vec::new(),
            gain: Vec::new(),
            lengths,
            every: if ground.replans { 1 } else { u32::from(instance.shapes.start_every) },
            unit: state.week_paid.iter().fold(unit, |a, n| gcd(a, *n)).max(1),
            class_of: state.tables.class_of.clone(),
            classes,
            at_work,
            paid: state.week_paid.clone(),
            next: 0,
            sum: 0,
            served: vec![0.0; cells],
            drift: vec![0.0; cells],
            length: STEP,
            since: 0,
            rounds: 0,
            calls: 0,
        }
    }

    /// The best bound so far.
    pub fn best(&self) -> i64 {
        self.best
    }

    /// Looks at the next person, now and then.
    pub fn step(&mut self) {
        self.calls += 1;
        if !self.calls.is_multiple_of(STEPS_A_PERSON) || self.ground.instance.people.is_empty() {
            return;
        }
        if self.next == 0 {
            self.begin();
        }
        self.sum += self.weeks_of(self.next);
        self.next += 1;
        if self.next == self.ground.instance.people.len() {
            self.end();
            self.next = 0;
        }
    }

    /// Prices the intervals anew.
    fn begin(&mut self) {
        let instance = self.ground.instance;
        let (slots, skills, over) = (instance.grid.slots(), instance.skills, i64::from(instance.weights.over));
        self.served.fill(0.0);
        self.value.clear();
        self.goes.clear();
        let mut sum = -over * instance.need_milli.iter().map(|n| i64::from(*n)).sum::<i64>();
        for (price, need) in self.price.iter().zip(&instance.need_milli) {
            sum += *price as i64 * i64::from(*need) / i64::from(MILLI);
        }
        for c in 0..self.classes.len() {
            let class = self.classes[c];
            let worth = i64::from(class.worth_milli);
            for t in 0..self.ground.all {
                let of = (0..skills).filter(|k| t < slots && class.skills >> k & 1 == 1);
                let best = of.fold((0, 0u8), |best, k| {
                    let price = self.price[t * skills + k] as i64;
                    if price > best.0 { (price, k as u8) } else { best }
                });
                let paid = (best.0 * worth + i64::from(MILLI) - 1) / i64::from(MILLI);
                self.value.push(if t < slots { paid - over * worth } else { 0 });
                self.goes.push(if best.0 > 0 { best.1 } else { u8::MAX });
                let fixed = self.at_work.get(t).map_or(0, |of| i64::from(of[c]));
                if fixed > 0 && worth > 0 {
                    sum -= fixed / worth * self.value[c * self.ground.all + t];
                    self.serve(c, t, t + 1, fixed as f64 / f64::from(MILLI));
                }
            }
        }
        self.sum = sum;
        self.gains();
    }

    fn serve(&mut self, class: usize, from: usize, until: usize, people: f64) {
        let skills = self.ground.instance.skills;
        for t in from..until.min(self.ground.instance.grid.slots()) {
            let k = self.goes[class * self.ground.all + t];
            if k != u8::MAX {
                self.served[t * skills + usize::from(k)] += people;
            }
        }
    }

    /// The most that a shift gives, from each beginning and of each length: its breaks where least is lost, each as if it
    /// were alone.
    fn gains(&mut self) {
        let (all, rules) = (self.ground.all, &self.ground.instance.shapes.breaks);
        self.gain.clear();
        for c in 0..self.classes.len() {
            let value = &self.value[c * all..(c + 1) * all];
            let mut up_to = vec![0i64; all + 1];
            for t in 0..all {
                up_to[t + 1] = up_to[t] + value[t];
            }
            for length in &self.lengths {
                for from in 0..all {
                    let until = from + usize::from(length.len);
                    if until > all {
                        self.gain.push(-NEVER);
                        continue;
                    }
                    let mut gain = up_to[until] - up_to[from];
                    for rule in rules.iter().filter(|r| length.len >= r.from_length) {
                        let slots = usize::from(rule.slots);
                        let last = until - usize::from(rule.before) - slots;
                        let lost = (from + usize::from(rule.after)..=last).map(|b| up_to[b + slots] - up_to[b]).min();
                        gain -= lost.unwrap_or(0);
                    }
                    self.gain.push(gain);
                }
            }
        }
    }

    /// The least that somebody's weeks can cost with these prices.
    fn weeks_of(&mut self, p: usize) -> i64 {
        let ground = self.ground;
        let mut sum = 0;
        for week in 0..ground.weeks {
            let days: Vec<usize> =
                (0..ground.days).filter(|d| usize::from(ground.instance.grid.weeks[*d]) == week).collect();
            sum += self.week_of(p, week, &days);
        }
        sum
    }

    /// The best shift of each length on a day: cost and beginning.
    fn options(&self, p: usize, d: usize) -> Vec<(Length, i64, usize)> {
        let (ground, grid) = (self.ground, &self.ground.instance.grid);
        let terms = &ground.instance.people[p].terms;
        let class = usize::from(self.class_of[p]);
        let mut found = Vec::new();
        for (l, length) in self.lengths.iter().enumerate() {
            let whole = ground.replans
                || length.len >= terms.shift_min
                    && (length.len - terms.shift_min) % ground.instance.shapes.length_every == 0;
            if !whole || length.len < terms.shift_min || length.len > terms.shift_max || length.paid > terms.day_max {
                continue;
            }
            let row = &self.gain[(class * self.lengths.len() + l) * ground.all..][..ground.all];
            let starts = (grid.day_starts[d]..grid.day_starts[d + 1]).step_by(self.every as usize);
            let open = starts.filter(|from| ground.is_open(p, *from as u16, length.len as u8));
            let best = open.map(|from| (ground.least_cell_cost(p, d, from as u16, *length) - row[from as usize], from));
            found.extend(best.min().map(|(cost, from)| (*length, cost, from as usize)));
        }
        found
    }

    /// The least that a week can cost, day by day over the hours and days that are used.
    fn week_of(&mut self, p: usize, week: usize, days: &[usize]) -> i64 {
        let ground = self.ground;
        let terms = &ground.instance.people[p].terms;
        let fixed = self.paid[p * ground.weeks + week];
        let most = usize::from((terms.week_max + terms.overtime).max(fixed) / self.unit) + 1;
        let pinned = days.iter().filter(|d| ground.pinned[p * ground.days + **d]).count();
        let room = usize::from(terms.week_days_max).saturating_sub(pinned).min(days.len() - pinned) + 1;
        let at = |day: usize, n: usize, hours: usize| (day * room + n) * most + hours;
        let mut least = vec![NEVER; (days.len() + 1) * room * most];
        least[at(0, 0, usize::from(fixed / self.unit))] = 0;
        let mut options = Vec::with_capacity(days.len());
        for (i, d) in days.iter().enumerate() {
            let is_pinned = ground.pinned[p * ground.days + *d];
            let free = if is_pinned { 0 } else { ground.cell_cost(p, *d, super::shift::Shift::FREE) };
            options.push(if is_pinned { Vec::new() } else { self.options(p, *d) });
            for (n, hours) in (0..room).flat_map(|n| (0..most).map(move |h| (n, h))) {
                let now = least[at(i, n, hours)];
                if now >= NEVER {
                    continue;
                }
                let place = at(i + 1, n, hours);
                least[place] = least[place].min(now + free);
                for (length, cost, _) in options[i].iter().filter(|_| n + 1 < room) {
                    let then = hours + usize::from(length.paid / self.unit);
                    if then < most {
                        let place = at(i + 1, n + 1, then);
                        least[place] = least[place].min(now + cost);
                    }
                }
            }
        }
        let end = |n: usize, hours: usize| {
            least[at(days.len(), n, hours)].saturating_add(ground.week_cost(p, week, hours as u16 * self.unit))
        };
        let all = (0..room).flat_map(|n| (0..most).map(move |h| (n, h)));
        let Some((cost, n, hours)) = all.map(|(n, h)| (end(n, h), n, h)).min() else { return 0 };
        self.back(p, days, &options, (n, hours), &|i, n, h| least[at(i, n, h)]);
        cost
    }

    /// Goes back along the best week, so that what it serves is known.
    fn back(
        &mut self,
        p: usize,
        days: &[usize],
        options: &[Vec<(Length, i64, usize)>],
        (mut n, mut hours): (usize, usize),
        least: &dyn Fn(usize, usize, usize) -> i64,
    ) {
        let class = usize::from(self.class_of[p]);
        for i in (0..days.len()).rev() {
            let here = least(i + 1, n, hours);
            let taken = options[i].iter().find(|(length, cost, _)| {
                let paid = usize::from(length.paid / self.unit);
                n > 0 && hours >= paid && least(i, n - 1, hours - paid).saturating_add(*cost) == here
            });
            if let Some((length, _, from)) = taken.copied() {
                let worth = f64::from(self.classes[class].worth_milli) / f64::from(MILLI);
                // Its break is spread over it: where exactly it lies is no matter for where prices go.
                let part = f64::from(length.paid.min(length.len)) / f64::from(length.len);
                self.serve(class, from, from + usize::from(length.len), worth * part);
                n -= 1;
                hours -= usize::from(length.paid / self.unit);
            }
        }
    }

    /// A round is over: the bound is known, and prices move towards what would be missing.
    fn end(&mut self) {
        self.since += 1;
        self.rounds += 1;
        if self.sum > self.best {
            self.since = 0;
            self.best = self.sum;
            self.best_price.copy_from_slice(&self.price);
        } else if self.since >= PATIENCE {
            self.since = 0;
            self.length *= 0.85;
            self.price.copy_from_slice(&self.best_price);
        }
        let weights = &self.ground.instance.weights;
        if let Some((idle, missing)) = STARTS.get(self.rounds) {
            let price = f64::from(weights.over) * idle + f64::from(weights.under) * missing;
            self.price.fill(price * POINT as f64);
            self.since = 0;
            return;
        }
        if self.rounds == STARTS.len() {
            self.price.copy_from_slice(&self.best_price);
        }
        let most = f64::from(weights.under + weights.over) * POINT as f64;
        let mut norm = 0.0;
        for ((drift, served), need) in self.drift.iter_mut().zip(&self.served).zip(&self.ground.instance.need_milli) {
            let missing = f64::from(*need) / f64::from(MILLI) - served;
            *drift = 0.7 * *drift + 0.3 * missing;
            norm += *drift * *drift;
        }
        // In units of a price, whatever is missing: the mean step of all prices is `length` thousandths of a point.
        let step = self.length * (self.drift.len() as f64 / norm.max(1e-9)).sqrt();
        for (price, drift) in self.price.iter_mut().zip(&self.drift) {
            *price = (*price + step * drift).clamp(0.0, most);
        }
    }
}

/// All lengths of shifts that anybody may have, with what is paid of them.
fn lengths(ground: &Ground<'_>) -> Vec<Length> {
    let (instance, rules) = (ground.instance, &ground.instance.shapes.breaks);
    let every = if ground.replans { 1 } else { instance.shapes.length_every };
    let of = |p: &super::Person| (p.terms.shift_min..=p.terms.shift_max.min(200)).step_by(usize::from(every));
    let mut all: Vec<u16> = instance.people.iter().flat_map(of).collect();
    all.sort_unstable();
    all.dedup();
    let unpaid =
        |len: u16| rules.iter().filter(move |r| len >= r.from_length && !r.paid).map(|r| u16::from(r.slots)).sum();
    all.into_iter().map(|len| Length { len, paid: len.saturating_sub(unpaid(len)) }).collect()
}

fn gcd(a: u16, b: u16) -> u16 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl Ground<'_> {
    /// The least that a shift of this length from here costs by itself, wherever its breaks are.
    fn least_cell_cost(&self, p: usize, d: usize, from: u16, length: Length) -> i64 {
        let (len, paid) = (length.len as u8, length.paid as u8);
        let before = self.before[p * self.days + d];
        let breaks =
            if (before.from, before.len) == (from, len) { before.breaks } else { super::shift::Shift::FREE.breaks };
        self.cell_cost(p, d, super::shift::Shift { from, len, paid, breaks })
    }
}
