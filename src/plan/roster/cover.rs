//! What the people of each interval cover, priced so that a change is the sum of a few stretches of a table.
//!
//! Who has several skills may serve any of them, so what is missing in an interval is a transport problem. By the theorem
//! of Hall (its form for flows: Ford and Fulkerson, 1956) it is the largest shortfall of any set of skills against all
//! who have one of them; and only those sets matter to which no skill can be added without adding people. For a few
//! skills those are a handful, and the shortfall is exact. Skills that share nobody are looked at apart. Should one
//! cluster of skills have more than [`ROSTER_CUTS_MAX`] such sets, the smallest and the largest are kept: the search then
//! sees at most the true shortfall, and the answer's own figures are exact all the same.

use super::instance::Instance;
use crate::limits::ROSTER_CUTS_MAX;
use std::collections::BTreeMap;

/// Points are counted in thousandths, as needs are.
pub(in crate::plan) const POINT: i64 = 1_000;

/// People who are alike to the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::plan) struct Class {
    pub skills: u32,
    pub worth_milli: u16,
    pub groups: u32,
}

/// The sets of skills to compare, cluster by cluster.
#[derive(Clone, Debug)]
struct Cuts {
    /// The skills of each set.
    sets: Vec<u32>,
    /// Where the sets of each cluster begin, and their end.
    clusters: Vec<usize>,
}

impl Cuts {
    fn of(skills: usize, classes: &[Class]) -> Cuts {
        let mut of: Vec<u32> = (0..skills).map(|k| 1 << k).collect();
        for class in classes {
            // Whatever somebody can do is of one cluster.
            let joined = of.iter().filter(|c| *c & class.skills != 0).fold(0, |all, c| all | c);
            of.retain(|c| c & class.skills == 0);
            of.extend((joined != 0).then_some(joined));
        }
        of.sort_unstable();
        let mut cuts = Cuts { sets: Vec::new(), clusters: vec![0] };
        for cluster in of {
            cuts.sets.extend(closed(cluster, classes));
            cuts.clusters.push(cuts.sets.len());
        }
        cuts
    }

    /// The sets of the cluster in which a set of skills lies.
    fn cluster(&self, skills: u32) -> std::ops::Range<usize> {
        let place = (0..self.clusters.len() - 1).find(|c| {
            let (from, until) = (self.clusters[*c], self.clusters[c + 1]);
            self.sets[from..until].iter().any(|s| s & skills != 0)
        });
        place.map_or(0..0, |c| self.clusters[c]..self.clusters[c + 1])
    }
}

/// The sets of a cluster's skills to which none can be added without adding people.
fn closed(cluster: u32, classes: &[Class]) -> Vec<u32> {
    let mut masks: Vec<u32> = classes.iter().map(|c| c.skills & cluster).filter(|m| *m != 0).collect();
    masks.sort_unstable();
    masks.dedup();
    let bits: Vec<u32> = (0..32).map(|k| 1u32 << k).filter(|b| cluster & b != 0).collect();
    let closure = |set: u32| {
        let free = |bit: u32| masks.iter().all(|m| m & bit == 0 || m & set != 0);
        bits.iter().filter(|b| set & **b != 0 || free(**b)).fold(0, |all, b| all | b)
    };
    let mut sets: Vec<u32> = if bits.len() <= 12 {
        let subset = |n: u32| bits.iter().enumerate().filter(|(i, _)| n >> i & 1 == 1).fold(0, |all, (_, b)| all | b);
        (1..1u32 << bits.len()).map(|n| closure(subset(n))).collect()
    } else {
        let pairs = bits.iter().flat_map(|a| bits.iter().map(move |b| a | b));
        pairs.chain(masks.iter().copied()).chain([cluster]).map(closure).collect()
    };
    sets.sort_by_key(|s| (s.count_ones().min(bits.len() as u32 - s.count_ones()), s.count_ones(), *s));
    sets.dedup();
    let whole = cluster;
    sets.retain(|s| *s != whole);
    sets.truncate(ROSTER_CUTS_MAX - 1);
    sets.push(whole);
    sets
}

/// What is missing in each interval, and what one more or one less of each class would change.
#[derive(Clone, Debug)]
pub(in crate::plan) struct Tables {
    pub classes: Vec<Class>,
    pub class_of: Vec<u16>,
    cuts: Cuts,
    /// What each class takes from each set: interval-independent, class by class.
    hits: Vec<i32>,
    /// The cluster of each class.
    ranges: Vec<std::ops::Range<usize>>,
    /// Need less people, of each set: interval by interval.
    short: Vec<i32>,
    /// People there of each group, and the least of them: interval by interval.
    groups: usize,
    present: Vec<i32>,
    least: Vec<i32>,
    /// Thousandths of people at work: class by class.
    at_work: Vec<u32>,
    /// What one more of a class costs: class by class. Negative is good.
    plus: Vec<i32>,
    /// What one less costs.
    minus: Vec<i32>,
    /// Planned intervals, and with the tail.
    slots: usize,
    all: usize,
    under: i32,
    over: i32,
    cover: i32,
    /// Needed in all, in thousandths.
    need: i64,
    /// There in all, in thousandths.
    supply: i64,
}

impl Tables {
    pub fn new(instance: &Instance) -> Tables {
        let mut classes = BTreeMap::new();
        let needed = (0..instance.skills).fold(0, |all, k| all | 1u32 << k);
        let class = |p: &super::Person| Class {
            skills: p.skills & needed,
            worth_milli: p.worth_milli,
            groups: p.groups & 0xff,
        };
        for person in &instance.people {
            classes.insert(class(person), 0u16);
        }
        classes.values_mut().enumerate().for_each(|(i, n)| *n = i as u16);
        let class_of = instance.people.iter().map(|p| classes[&class(p)]).collect();
        let classes: Vec<Class> = classes.into_keys().collect();
        let cuts = Cuts::of(instance.skills, &classes);
        let hit = |c: &Class, set: &u32| if c.skills & set != 0 { i32::from(c.worth_milli) } else { 0 };
        let hits = classes.iter().flat_map(|c| cuts.sets.iter().map(move |s| hit(c, s))).collect();
        let ranges = classes.iter().map(|c| cuts.cluster(c.skills)).collect();
        let (slots, all) = (instance.grid.slots(), instance.slots_all());
        let groups = instance.covers.iter().map(|c| usize::from(c.group.min(7)) + 1).max().unwrap_or(0);
        let mut tables = Tables {
            plus: vec![0; classes.len() * all],
            minus: vec![0; classes.len() * all],
            at_work: vec![0; classes.len() * slots],
            classes,
            class_of,
            cuts,
            hits,
            ranges,
            short: Vec::new(),
            groups,
            present: vec![0; groups * slots],
            least: vec![0; groups * slots],
            slots,
            all,
            under: i32::from(instance.weights.under),
            over: i32::from(instance.weights.over),
            cover: i32::from(instance.weights.cover) * MILLI_I32,
            need: instance.need_milli.iter().map(|n| i64::from(*n)).sum(),
            supply: 0,
        };
        tables.fill(instance);
        tables
    }

    fn fill(&mut self, instance: &Instance) {
        let of_set = |slot: usize, set: u32| {
            let skills = (0..instance.skills).filter(|k| set >> k & 1 == 1);
            skills.map(|k| i32::try_from(instance.need(slot, k)).unwrap_or(i32::MAX / 64)).sum::<i32>()
        };
        self.short = (0..self.slots).flat_map(|t| self.cuts.sets.iter().map(move |s| of_set(t, *s))).collect();
        for cover in &instance.covers {
            for t in cover.from..cover.until.min(self.slots as u32) {
                let at = t as usize * self.groups + usize::from(cover.group.min(7));
                self.least[at] = self.least[at].max(i32::from(cover.least));
            }
        }
        (0..self.slots).for_each(|t| self.price(t));
    }

    fn unmet_of(&self, t: usize, cluster: std::ops::Range<usize>) -> i32 {
        let n = self.cuts.sets.len();
        self.short[t * n..][cluster].iter().copied().max().unwrap_or(0).max(0)
    }

    /// People missing in an interval, in thousandths.
    pub fn unmet(&self, t: usize) -> i32 {
        self.cuts.clusters.windows(2).map(|w| self.unmet_of(t, w[0]..w[1])).sum()
    }

    /// What all intervals cost now, gone through from the beginning.
    pub fn cost(&self) -> i64 {
        let unmet: i64 = (0..self.slots).map(|t| i64::from(self.unmet(t))).sum();
        let over = self.supply - self.need + unmet;
        let lacking = self.least.iter().zip(&self.present).map(|(least, n)| i64::from((least - n).max(0))).sum::<i64>();
        unmet * i64::from(self.under) + over * i64::from(self.over) + lacking * i64::from(self.cover)
    }

    /// People missing and people too many over all intervals, in thousandths.
    pub fn under_over(&self) -> (i64, i64) {
        let unmet: i64 = (0..self.slots).map(|t| i64::from(self.unmet(t))).sum();
        (unmet, self.supply - self.need + unmet)
    }

    /// Reads anew what one more and one less of each class would change in an interval.
    fn price(&mut self, t: usize) {
        let n = self.cuts.sets.len();
        let short = &self.short[t * n..(t + 1) * n];
        for c in 0..self.classes.len() {
            let range = self.ranges[c].clone();
            let (short, hits) = (&short[range.clone()], &self.hits[c * n..][range]);
            let (mut now, mut more, mut less) = (0, 0, 0);
            for (s, h) in short.iter().zip(hits) {
                now = now.max(*s);
                more = more.max(s - h);
                less = less.max(s + h);
            }
            let class = self.classes[c];
            let idle = self.over * i32::from(class.worth_milli);
            let (gain, loss) = self.group_change(t, class.groups);
            self.plus[c * self.all + t] = (self.under + self.over) * (more - now) + idle - gain;
            self.minus[c * self.all + t] = (self.under + self.over) * (less - now) - idle + loss;
        }
    }

    /// What one more of these groups saves, and what one less costs.
    fn group_change(&self, t: usize, groups: u32) -> (i32, i32) {
        let (mut gain, mut loss) = (0, 0);
        for g in (0..self.groups).filter(|g| groups >> g & 1 == 1) {
            let lacks = self.least[t * self.groups + g] - self.present[t * self.groups + g];
            gain += if lacks > 0 { self.cover } else { 0 };
            loss += if lacks >= 0 && self.least[t * self.groups + g] > 0 { self.cover } else { 0 };
        }
        (gain, loss)
    }

    /// What one more of a class from interval to interval costs.
    #[inline]
    pub fn more(&self, class: u16, from: usize, until: usize) -> i64 {
        let at = usize::from(class) * self.all;
        i64::from(self.plus[at + from..at + until].iter().sum::<i32>())
    }

    /// What one less costs.
    #[inline]
    pub fn less(&self, class: u16, from: usize, until: usize) -> i64 {
        let at = usize::from(class) * self.all;
        i64::from(self.minus[at + from..at + until].iter().sum::<i32>())
    }

    /// What it costs to put one of class `more` in the place of one of class `less`.
    pub fn exchange(&self, more: u16, less: u16, from: usize, until: usize) -> i64 {
        let (m, l) = (usize::from(more), usize::from(less));
        let (a, b) = (self.classes[m], self.classes[l]);
        let n = self.cuts.sets.len();
        let mut sum = 0;
        for t in from..until.min(self.slots) {
            let unmet = if self.ranges[m] == self.ranges[l] {
                self.swapped(t, m, l, n)
            } else {
                self.shifted(t, m, n, -1) + self.shifted(t, l, n, 1)
            };
            let (gain, _) = self.group_change(t, a.groups & !b.groups);
            let (_, loss) = self.group_change(t, b.groups & !a.groups);
            let worth = i32::from(a.worth_milli) - i32::from(b.worth_milli);
            sum += i64::from((self.under + self.over) * unmet + self.over * worth - gain + loss);
        }
        sum
    }

    fn shifted(&self, t: usize, c: usize, n: usize, sign: i32) -> i32 {
        let range = self.ranges[c].clone();
        let (short, hits) = (&self.short[t * n..][range.clone()], &self.hits[c * n..][range]);
        let (mut now, mut then) = (0, 0);
        for (s, h) in short.iter().zip(hits) {
            now = now.max(*s);
            then = then.max(s + sign * h);
        }
        then - now
    }

    fn swapped(&self, t: usize, more: usize, less: usize, n: usize) -> i32 {
        let range = self.ranges[more].clone();
        let short = &self.short[t * n..][range.clone()];
        let (more, less) = (&self.hits[more * n..][range.clone()], &self.hits[less * n..][range]);
        let (mut now, mut then) = (0, 0);
        for ((s, m), l) in short.iter().zip(more).zip(less) {
            now = now.max(*s);
            then = then.max(s - m + l);
        }
        then - now
    }

    /// One of a class comes (`sign` 1) or goes (-1) from interval to interval.
    pub fn put(&mut self, class: u16, from: usize, until: usize, sign: i32) {
        let (c, n) = (usize::from(class), self.cuts.sets.len());
        let what = self.classes[c];
        for t in from..until.min(self.slots) {
            for (s, h) in self.short[t * n..(t + 1) * n].iter_mut().zip(&self.hits[c * n..(c + 1) * n]) {
                *s -= sign * h;
            }
            for g in (0..self.groups).filter(|g| what.groups >> g & 1 == 1) {
                self.present[t * self.groups + g] += sign;
            }
            let there = &mut self.at_work[c * self.slots + t];
            *there = there.saturating_add_signed(sign * i32::from(what.worth_milli));
            self.supply += i64::from(sign) * i64::from(what.worth_milli);
            self.price(t);
        }
    }
}

const MILLI_I32: i32 = super::instance::MILLI as i32;

impl Tables {
    /// The people there in an interval, class by class, as [`super::serve`] takes them.
    pub fn there(&self, t: usize) -> Vec<(u32, u32)> {
        let there = self.classes.iter().enumerate().map(|(c, class)| (class.skills, self.at_work[c * self.slots + t]));
        there.filter(|(_, n)| *n > 0).collect()
    }

    /// Thousandths of people at work in an interval, class by class.
    pub fn at_work_of(&self, t: usize) -> Vec<u32> {
        (0..self.classes.len()).map(|c| self.at_work[c * self.slots + t]).collect()
    }
}
