//! What would be better: the search for a plan, and the cheapest ways to close a gap.

use super::Outlook;
use super::outlook::STEP_SECS;
use crate::floor::schedule::ScheduleCommand;
use crate::floor::{At, Command, Floor};
use crate::plan::fixes::{Fix as Found, fixes};
use crate::plan::queueing::{Demand, Needs, achieved};
use crate::plan::roster::{Answer, Asking, Contradiction, Going, Progress, Seat, Unmet, Way, Why, search};
use crate::view::{Fix, Search};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Intervals that a search could not cover, as many as are told in words.
const UNMET_TOLD: usize = 8;

/// A plan to be made better.
#[derive(Clone, Debug)]
pub struct Hunt {
    asking: Asking,
    zone: TimeZone,
    skills: Vec<String>,
    shifts: usize,
    now: At,
}

/// A gap to be closed.
#[derive(Clone, Debug)]
pub struct Gap {
    asking: Asking,
    names: Vec<String>,
    zone: TimeZone,
    window: (u32, u32),
    mentions: Vec<f64>,
    asks_ratio: f64,
    handling_secs: f64,
    needs: Needs,
    skills: Vec<f64>,
}

fn clock(at: At, zone: &TimeZone) -> String {
    at.timestamp().to_zoned(zone.clone()).strftime("%a %H:%M").to_string()
}

/// What speaks for or against somebody, in words.
fn said(why: &Why) -> String {
    let hours = |slots: u32| f64::from(slots) * f64::from(STEP_SECS) / 3_600.0;
    match why {
        Why::HoursLeft(slots) => format!("{:.1} h left this week", hours(*slots)),
        Why::Overtime(slots) => format!("{:.1} h of overtime", hours(*slots)),
        Why::Liked => "likes these hours".to_owned(),
        Why::NotLiked => "likes other hours".to_owned(),
        Why::WishesFree => "wishes to be free that day".to_owned(),
        Why::New(milli) => format!("new, counts {:.0} %", f64::from(*milli) / 10.0),
    }
}

/// People who are missing on average in a stretch.
fn missing(unmet: &Unmet) -> f64 {
    unmet.missing_milli as f64 / 1_000.0 / f64::from((unmet.until - unmet.from).max(1))
}

impl Hunt {
    /// The search for a plan that is better than this one.
    pub fn new(mut asking: Asking, outlook: &Outlook, zone: &TimeZone, now: At) -> Hunt {
        asking.freeze_before(now);
        let skills = outlook.skills.iter().map(|(wanted, _)| super::cover::name(wanted)).collect();
        let shifts = asking.instance.people.iter().map(|p| p.given.iter().filter(|g| !g.pinned).count()).sum();
        Hunt { asking, zone: zone.clone(), skills, shifts, now }
    }

    /// Searches; `going` owns the clock and is told how far it is. The answer has all but the seconds.
    ///
    /// # Errors
    ///
    /// Why the plan cannot be searched, in words.
    pub fn run(&self, seed: u64, going: &mut dyn FnMut(Search) -> Going) -> Result<Search, String> {
        let hours = f64::from(STEP_SECS) / 3_600.0;
        let mut first: Option<f64> = None;
        let mut heard = |progress: &Progress| {
            let before = *first.get_or_insert(progress.best);
            let so_far = Search {
                secs: (0.0, 0.0),
                running: true,
                short_hours: progress.under * hours,
                over_hours: None,
                violations: 0,
                cost: (progress.best, before),
                gap_ratio: Some(progress.gap_ratio()),
                unmet: Vec::new(),
                unmet_count: 0,
                changes: 0,
                command: None,
            };
            going(so_far)
        };
        let answer = search(&self.asking.instance, seed, &mut heard).map_err(|why| why.to_string())?;
        Ok(self.told(&answer, first.unwrap_or(answer.cost)))
    }

    fn told(&self, answer: &Answer, before: f64) -> Search {
        let hours = f64::from(STEP_SECS) / 3_600.0;
        let better = answer.cost < before - 1e-9;
        let told = self.contradicts(&answer.contradictions);
        // Less would be told as nobody missing.
        let unmet: Vec<String> = answer.unmet.iter().filter(|u| missing(u) >= 0.05).map(|u| self.unmet(u)).collect();
        let unmet_count = told.len() + unmet.len();
        let command = self.asking.command(answer, "optimised");
        let changes = match &command {
            ScheduleCommand::ReplaceShifts { remove, put, .. } => {
                let kept = put.iter().filter(|(id, _)| id.is_some()).count();
                remove.len() + put.len() - kept.min(self.shifts) + (answer.changed as usize).min(kept)
            }
            _ => 0,
        };
        Search {
            secs: (0.0, 0.0),
            running: false,
            short_hours: answer.under * hours,
            over_hours: Some(answer.over * hours),
            violations: 0,
            cost: (answer.cost, before),
            gap_ratio: (answer.cost > 0.0).then(|| ((answer.cost - answer.bound) / answer.cost).clamp(0.0, 1.0)),
            unmet: told.into_iter().chain(unmet).take(UNMET_TOLD).collect(),
            unmet_count,
            changes: if better { changes } else { 0 },
            command: better.then_some(Command::Schedule(command)),
        }
    }

    /// Whether it is about a shift that has begun: that one stays whatever the hours are now, and nobody has to know.
    fn is_over(&self, contradiction: &Contradiction) -> bool {
        match contradiction {
            Contradiction::PinnedClosed { from, .. } => {
                u32::try_from(*from).is_ok_and(|f| self.asking.at(f) < self.now)
            }
            _ => false,
        }
    }

    /// Each sentence once, with how often it is true.
    fn contradicts(&self, found: &[Contradiction]) -> Vec<String> {
        let mut told: Vec<(String, usize)> = Vec::new();
        for words in found.iter().filter(|c| !self.is_over(c)).map(|c| c.words(&self.asking.instance)) {
            match told.iter_mut().find(|(known, _)| *known == words) {
                Some((_, times)) => *times += 1,
                None => told.push((words, 1)),
            }
        }
        let sentence = |(words, times)| if times > 1 { format!("{words} ({times} times)") } else { words };
        told.into_iter().map(sentence).collect()
    }

    fn unmet(&self, unmet: &Unmet) -> String {
        let (from, until) = (self.asking.at(unmet.from), self.asking.at(unmet.until));
        let people = missing(unmet);
        let skill = self.skills.get(unmet.skill).map_or("anybody", String::as_str);
        format!(
            "{}–{}: {people:.1} for {skill} missing, {}",
            clock(from, &self.zone),
            clock(until, &self.zone),
            unmet.reason
        )
    }
}

impl Gap {
    /// The gaps of a plan from now on, until `until`; nothing where none is missing or no handling is known.
    pub fn new(
        floor: &Floor,
        mut asking: Asking,
        outlook: &Outlook,
        zone: &TimeZone,
        (now, until): (At, At),
    ) -> Option<Gap> {
        let handling_secs = outlook.work.handling_secs?;
        asking.freeze_before(now);
        let table = asking.instance.coverage();
        let begin = asking.at(0);
        let place =
            |at: At| at.secs_since(begin).div_euclid(i64::from(STEP_SECS)).clamp(0, table.slots() as i64) as usize;
        let short: Vec<usize> = (place(now)..place(until)).filter(|t| table.sum(*t).under > 100).collect();
        let window = (*short.first()? as u32, *short.last()? as u32 + 1);
        let first = begin.secs_since(outlook.from).div_euclid(i64::from(STEP_SECS));
        let mentions = (0..table.slots() as i64)
            .map(|n| usize::try_from(first + n).ok().and_then(|at| outlook.mentions.get(at)).copied().unwrap_or(0.0))
            .collect();
        let name = |seat: &Seat| match seat {
            Seat::Agent(id) => floor.agent(*id).map(|a| a.name.clone()).unwrap_or_default(),
            Seat::Pool { .. } => "partner".to_owned(),
        };
        Some(Gap {
            names: asking.instance.people.iter().map(|p| name(&p.seat)).collect(),
            asking,
            zone: zone.clone(),
            window,
            mentions,
            asks_ratio: outlook.work.asks_ratio,
            handling_secs,
            needs: outlook.needs,
            skills: outlook.skills.iter().map(|(_, share)| *share).collect(),
        })
    }

    /// Share within target over the whole plan, each mention counting the same.
    fn level(&self, milli: &[u32]) -> f64 {
        let mut known: BTreeMap<(u64, u64), f64> = BTreeMap::new();
        let (mut met, mut all) = (0.0, 0.0);
        let skills = self.skills.len();
        for (slot, mentions) in self.mentions.iter().enumerate() {
            let volume = mentions * self.asks_ratio;
            let people: u32 = milli.iter().skip(slot * skills).take(skills).sum();
            let net = f64::from(people) / 1_000.0 * (1.0 - self.needs.shrinkage_ratio);
            if volume <= 0.0 {
                continue;
            }
            let level = *known.entry((volume.to_bits(), net.to_bits())).or_insert_with(|| {
                let demand = Demand { volume, secs: f64::from(STEP_SECS), aht_secs: self.handling_secs };
                achieved(&demand, &self.needs, net).map_or(0.0, |n| n.waits.service_level.clamp(0.0, 1.0))
            });
            met += volume * level;
            all += volume;
        }
        if all > 0.0 { met / all } else { 1.0 }
    }

    /// The cheapest ways to close it, the cheapest for what it closes first.
    pub fn work(&self) -> Vec<Fix> {
        let found = fixes(&self.asking.instance, self.window.0, self.window.1, &|milli| self.level(milli));
        found.iter().map(|fix| self.told(fix)).collect()
    }

    fn told(&self, fix: &Found) -> Fix {
        let mut who: Vec<&str> =
            fix.changes.iter().filter_map(|c| self.names.get(c.person).map(String::as_str)).collect();
        who.dedup();
        let names = match who.as_slice() {
            [one] => (*one).to_owned(),
            [one, two] => format!("{one} and {two}"),
            more => format!("{} people", more.len()),
        };
        let from = fix.changes.iter().map(|c| c.now.from).min().unwrap_or(self.window.0);
        let until = fix.changes.iter().map(|c| c.now.until).max().unwrap_or(self.window.1);
        let span = format!("{}–{}", clock(self.asking.at(from), &self.zone), clock(self.asking.at(until), &self.zone));
        let n = fix.changes.len();
        let words = match fix.way {
            Way::MoveBreak => format!("Move {n} break{}", if n == 1 { "" } else { "s" }),
            Way::MoveShift => format!("Move {n} shift{}: {names}", if n == 1 { "" } else { "s" }),
            Way::Longer => format!("Longer: {names}"),
            Way::CallIn => format!("Call in {names}"),
            Way::PartnerSeat => format!("+{n} partner seat{}, {span}", if n == 1 { "" } else { "s" }),
        };
        let hours = fix.closed * f64::from(STEP_SECS) / 3_600.0;
        let per: Vec<String> = fix
            .changes
            .iter()
            .zip(&fix.why)
            .take(3)
            .map(|(c, why)| {
                let why: Vec<String> = why.iter().map(said).collect();
                let name = self.names.get(c.person).map_or("", String::as_str);
                let at = clock(self.asking.at(c.now.from), &self.zone);
                if why.is_empty() { format!("{name} {at}") } else { format!("{name} {at} ({})", why.join(", ")) }
            })
            .collect();
        Fix {
            words,
            why: format!("closes {hours:.1} h of what is missing: {}", per.join("; ")),
            within_ratio: fix.level_after,
            cost_cents: fix.cents,
            command: Some(Command::Schedule(self.asking.change(&fix.changes, "gap closed"))),
        }
    }
}
