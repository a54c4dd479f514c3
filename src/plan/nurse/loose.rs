//! People whose lawful lines are not known: because there is none, or because there are too many to be listed.
//!
//! Their days are changed one stretch at a time, and a change that makes things worse is kept the less often the longer
//! it goes on (simulated annealing). A broken rule weighs more than anything that rules do not decide, so that where no
//! line is lawful the one that is left breaks as little as was found.

use super::chance::Chance;
use super::instance::Instance;
use super::roster::{OFF, Roster, Rule, Score, each_breach, wishes_of};

/// Changes that are tried at one temperature.
const TRIES: usize = 400;
/// What the temperature falls to before it rises again, as a share of where it began.
const COLDEST: f64 = 1e-5;
/// The share of the temperature that is left after [`TRIES`] changes.
const COOLING: f64 = 0.985;

/// The search for such people's days.
#[derive(Debug)]
pub(super) struct Loose {
    staff: Vec<usize>,
    now: Roster,
    there: Vec<u32>,
    broken: Vec<u32>,
    breach: f64,
    warmth: f64,
    hottest: f64,
}

impl Loose {
    /// The search for these people's days, from a roster that stays as it is for all others.
    pub(super) fn new(instance: &Instance, staff: Vec<usize>, from: &Roster) -> Loose {
        let dearest = instance.cover.iter().map(|c| c.under.max(c.over)).max().unwrap_or(1).max(1);
        let broken = staff.iter().map(|&who| broken(instance, who, from.line(who))).collect();
        let breach = dearest as f64 * 3.0;
        Loose { staff, now: from.clone(), there: from.there(instance), broken, breach, warmth: breach, hottest: breach }
    }

    /// Tries changes for a while. Gives the roster if it is better than `best`.
    pub(super) fn go_on(&mut self, instance: &Instance, best: Score, chance: &mut Chance) -> Option<(Roster, Score)> {
        let mut found: Option<(Roster, Score)> = None;
        let mut line = Vec::new();
        let mut score = Score::of(instance, &self.now);
        for _ in 0..TRIES {
            let place = chance.below(self.staff.len());
            let who = self.staff[place];
            line.clear();
            line.extend_from_slice(self.now.line(who));
            if !change(instance, who, &mut line, chance) {
                continue;
            }
            let breaks = broken(instance, who, &line);
            let cost = self.dearer(instance, who, &line);
            let more = f64::from(breaks) - f64::from(self.broken[place]);
            let worse = more * self.breach + cost as f64;
            if worse > 0.0 && chance.unit() >= (-worse / self.warmth).exp() {
                continue;
            }
            score.broken = score.broken + breaks - self.broken[place];
            score.cost += cost;
            self.broken[place] = breaks;
            self.take(instance, who, &line);
            if score < best && found.as_ref().is_none_or(|(_, found)| score < *found) {
                found = Some((self.now.clone(), score));
            }
        }
        self.warmth *= COOLING;
        if self.warmth < self.hottest * COLDEST {
            self.hottest *= 0.7;
            self.warmth = self.hottest.max(1.0);
        }
        found
    }

    /// How much more a person's new line costs.
    fn dearer(&mut self, instance: &Instance, who: usize, line: &[u16]) -> i64 {
        let mut more = wishes_of(instance, who, line) - wishes_of(instance, who, self.now.line(who));
        for (day, (&new, &old)) in line.iter().zip(self.now.line(who)).enumerate().filter(|(_, (new, old))| new != old)
        {
            if old != OFF {
                let cell = instance.cell(day, usize::from(old));
                more += instance.cover[cell].cost(self.there[cell] - 1) - instance.cover[cell].cost(self.there[cell]);
            }
            if new != OFF {
                let cell = instance.cell(day, usize::from(new));
                more += instance.cover[cell].cost(self.there[cell] + 1) - instance.cover[cell].cost(self.there[cell]);
            }
        }
        more
    }

    fn take(&mut self, instance: &Instance, who: usize, line: &[u16]) {
        for (day, &cell) in self.now.line(who).iter().enumerate().filter(|(_, cell)| **cell != OFF) {
            self.there[instance.cell(day, usize::from(cell))] -= 1;
        }
        for (day, &cell) in line.iter().enumerate().filter(|(_, cell)| **cell != OFF) {
            self.there[instance.cell(day, usize::from(cell))] += 1;
        }
        self.now.set_line(who, line);
    }
}

/// How much a line breaks: a day, a shift or a weekend too many or too few counts one, minutes count one each hour begun,
/// and a day that is promised off counts as all its hours, because a promise is worth more than hours that are missing.
pub(super) fn broken(instance: &Instance, who: usize, line: &[u16]) -> u32 {
    let mut sum = 0;
    each_breach(instance, who, line, &mut |rule, _, by| {
        sum += match rule {
            Rule::MinutesMax | Rule::MinutesMin => by.div_ceil(60),
            Rule::DayOff => by * 24,
            _ => by,
        };
    });
    sum
}

/// Changes a stretch of a line: to one shift, to days off, or by moving it to other days. Says whether it changed.
fn change(instance: &Instance, who: usize, line: &mut [u16], chance: &mut Chance) -> bool {
    let start = chance.below(line.len());
    let end = (start + 1 + chance.below(5)).min(line.len());
    let before = line[start..end].to_vec();
    if chance.below(3) == 0 {
        let other = chance.below(line.len() - (end - start) + 1);
        for (step, day) in (start..end).enumerate() {
            line.swap(day, other + step);
        }
        return true;
    }
    let shift = chance.below(instance.shifts.len() + 1);
    for (day, cell) in (start..end).zip(&mut line[start..end]) {
        let works = shift < instance.shifts.len() && instance.may_work(who, day, shift);
        *cell = if works { u16::try_from(shift).unwrap_or(OFF) } else { OFF };
    }
    line[start..end] != before[..]
}
