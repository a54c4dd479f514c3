//! The rehearsal of a peak with its roster: the busiest day, played with who is planned for it.

use super::cover::name;
use super::outlook::{STEP_SECS, at_once, skills};
use super::played::{Groups, PLAN_RUNS, SEED, promise, simulated, skills_of, usual_audience, worth_milli};
use super::season::plans_of;
use crate::floor::schedule::{Activity, Who};
use crate::floor::{At, Floor};
use crate::plan::roster::Wanted;
use crate::plan::simulate::{Going, LiveClass, LiveQueue, Pause, Shift, Sliders, Spread, Study};
use crate::view::Simulated;

/// A shift of the peak, as it is played.
#[derive(Clone, Debug)]
struct Planned {
    /// Its group, and its begin and end in seconds from the begin of the peak.
    shift: Shift,
    partner: bool,
    /// Whether they serve anybody: who only learns is paid, and does not.
    serves: bool,
    paid_secs: u32,
    hour_cents: u32,
}

/// Everybody who is planned for a peak, ready to be played.
#[derive(Clone, Debug)]
pub(super) struct Roster {
    skills: Vec<(Wanted, f64)>,
    groups: Groups,
    planned: Vec<Planned>,
    handling_secs: f64,
    within_secs: f64,
    shrinkage_ratio: f64,
    audience_per_min: f64,
    target: String,
}

/// What came of some intervals that were played, with the shifts of our own and the seats of partners.
type Played = (Simulated, (u32, u32));

impl Roster {
    /// The shifts of the peak that begins at `from` and has so many intervals: of published plans, and of drafts where no
    /// published one lies.
    pub(super) fn of(floor: &Floor, from: At, slots: usize, handling_secs: f64) -> Roster {
        let target = floor.schedule().target();
        let skills = skills(floor);
        let (all, each) = ((1u32 << skills.len().min(31)) - 1, at_once(target));
        let until = from.plus(slots as u32 * STEP_SECS);
        let (mut groups, mut planned) = (Groups::default(), Vec::new());
        let secs = |at: At| at.secs_since(from) as f64;
        let shifts = plans_of(floor).into_iter().flat_map(|plan| plan.shifts().map(move |(_, shift)| (plan, shift)));
        for (plan, shift) in shifts.filter(|(_, s)| s.activity == Activity::Queue && s.touches(from, until)) {
            let day = shift.from.timestamp().to_zoned(plan.calendar().zone().clone()).date();
            let (group_skills, hour_cents, worth_milli) = match &shift.who {
                Who::Agent(id) => {
                    let Some(agent) = floor.agent(*id) else { continue };
                    let cents = floor.schedule().contract(*id).map_or(target.cents_an_hour, |c| c.cents_an_hour);
                    (skills_of(&skills, agent), cents, worth_milli(floor, *id, day))
                }
                Who::Pool { name, .. } => {
                    (all, floor.people().pools.get(name).map_or(0, |pool| pool.cost_cents), 1_000)
                }
                Who::Open => continue,
            };
            let group = groups.group((group_skills, hour_cents, worth_milli), skills.len(), each);
            let pauses = shift.breaks.iter().map(|b| Pause { from: secs(b.from), until: secs(b.until), paid: b.paid });
            let of = Shift { group, from: secs(shift.from), until: secs(shift.until), pauses: pauses.collect() };
            let partner = matches!(shift.who, Who::Pool { .. });
            for _ in 0..shift.who.people() {
                let (paid_secs, serves) = (shift.paid_secs(), worth_milli > 0);
                planned.push(Planned { shift: of.clone(), partner, serves, paid_secs, hour_cents });
            }
        }
        Roster {
            skills,
            groups,
            planned,
            handling_secs,
            within_secs: f64::from(target.within_secs),
            shrinkage_ratio: f64::from(target.shrinkage_pct) / 100.0,
            audience_per_min: usual_audience(floor),
            target: promise(floor),
        }
    }

    /// The queue of some intervals from the `first` of the peak on, with so many conversations in each, and what its
    /// shifts are: our own, seats of partners, cents, paid minutes. Nothing where nobody is planned.
    fn queue(&self, first: usize, asks: &[f64]) -> Option<(LiveQueue, (u32, u32), i64, u64)> {
        let begin = first as f64 * f64::from(STEP_SECS);
        let end = asks.len() as f64 * f64::from(STEP_SECS);
        let class = |(wanted, share): &(Wanted, f64)| LiveClass {
            name: name(wanted),
            priority: 0,
            within_secs: self.within_secs,
            handle_secs: self.handling_secs,
            spread: Spread::Exponential,
            patience_secs: None,
            forecast: asks.iter().map(|n| n * share).collect(),
            audience_per_min: self.audience_per_min,
        };
        let (mut shifts, mut counts, mut cents, mut minutes) = (Vec::new(), (0, 0), 0, 0);
        for of in &self.planned {
            let at = |secs: f64| secs - begin;
            let (from, until) = (at(of.shift.from), at(of.shift.until));
            if until <= 0.0 || from >= end {
                continue;
            }
            let pause = |p: &Pause| Pause { from: at(p.from), until: at(p.until), paid: p.paid };
            if of.serves {
                let pauses = of.shift.pauses.iter().map(pause).collect();
                shifts.push(Shift { group: of.shift.group, from, until, pauses });
            }
            counts = if of.partner { (counts.0, counts.1 + 1) } else { (counts.0 + 1, counts.1) };
            minutes += u64::from(of.paid_secs) / 60;
            cents += i64::from(of.paid_secs) * i64::from(of.hour_cents) / 3_600;
        }
        let queue = LiveQueue {
            interval_secs: f64::from(STEP_SECS),
            intervals: asks.len(),
            classes: self.skills.iter().map(class).collect(),
            groups: self.groups.all.clone(),
            shifts,
            open: Vec::new(),
            in_hand: Vec::new(),
            shrinkage_ratio: self.shrinkage_ratio,
            partner: None,
        };
        (!queue.shifts.is_empty()).then_some((queue, counts, cents, minutes))
    }

    /// Plays some intervals from the `first` of the peak on. They begin with nobody waiting. Gives what came of it, with
    /// the shifts of our own and the seats of partners; `None` where nobody is planned. `on` says whether to go on.
    ///
    /// # Errors
    ///
    /// What cannot be played, in words.
    pub(super) fn play(
        &self,
        first: usize,
        asks: &[f64],
        on: &mut dyn FnMut() -> bool,
    ) -> Result<Option<Played>, String> {
        let Some((queue, counts, cents, minutes)) = self.queue(first, asks) else { return Ok(None) };
        let mut study = Study::new(queue, SEED).map_err(|why| why.to_string())?;
        let mut going = |_: &_| if on() { Going::On } else { Going::Stop };
        let answers = study.answer(&Sliders::default(), PLAN_RUNS, &mut going).map_err(|why| why.to_string())?;
        Ok(Some((simulated(&answers, (cents, minutes), &self.target), counts)))
    }
}
