//! A floor made ready to be played many times.

use super::chance::{Chance, normal_at, normal_below};
use super::spec::{Arrivals, Class, Spec, Spread};
use crate::limits::SIM_CONCURRENCY_MAX;

/// Slots of one agent.
pub(super) const SLOTS: usize = SIM_CONCURRENCY_MAX as usize;
/// Seconds for which somebody who is not there, against the plan, is away.
const ABSENT_SECS: f64 = 1800.0;

/// What is asked of a class while it is played.
pub(super) struct Kind {
    pub within_secs: f64,
    pub handle_secs: f64,
    /// Mean and spread of the logarithm of lengths of mean 1, if they are lognormal.
    pub lognormal: Option<(f64, f64)>,
    pub patience_secs: Option<f64>,
    /// People a second.
    pub audience: f64,
    pub arrivals: Coming,
    /// Groups that handle it.
    pub groups: u64,
    /// Classes of its priority, itself included.
    pub equals: u32,
}

/// When they come.
pub(super) enum Coming {
    /// Arrivals a second in each interval.
    Rates(Vec<f64>),
    /// Moments.
    At(Vec<f64>),
}

/// What is asked of a group while it is played.
pub(super) struct Team {
    pub classes: u32,
    pub slots: u8,
    /// Speed of each of an agent's conversations, by how many these are.
    pub speed: [f64; SLOTS + 1],
    pub cents_a_second: f64,
}

/// Somebody comes to work or stops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Turn {
    pub at: f64,
    pub agent: u32,
    pub on: bool,
    /// Whether the time from here on is paid although nobody works.
    pub paid: bool,
}

/// A floor made ready. Classes stand in the order of their priority, groups with the fewest classes first.
pub(super) struct Ground {
    pub interval_secs: f64,
    pub intervals: usize,
    pub kinds: Vec<Kind>,
    pub teams: Vec<Team>,
    /// The team of each shift.
    pub agents: Vec<u8>,
    pub turns: Vec<Turn>,
    /// Place here of each class of the spec.
    pub places: Vec<usize>,
    /// Cents for time that is paid anyway.
    pub planned_cents: f64,
    /// How much of the arrivals comes.
    pub volume: f64,
    /// Share of people who are there by plan and are not.
    pub absent: f64,
}

impl Ground {
    /// Made ready from a spec that was checked.
    pub fn new(spec: &Spec) -> Ground {
        let mut named: Vec<usize> = (0..spec.classes.len()).collect();
        named.sort_by_key(|i| (spec.classes[*i].priority, *i));
        let mut places = vec![0; named.len()];
        named.iter().enumerate().for_each(|(here, there)| places[*there] = here);
        let mut order: Vec<usize> = (0..spec.groups.len()).collect();
        order.sort_by_key(|i| (spec.groups[*i].classes.len(), *i));
        let mut team_of = vec![0_u8; order.len()];
        order.iter().enumerate().for_each(|(here, there)| team_of[*there] = here as u8);
        let teams: Vec<Team> = order.iter().map(|i| team(spec, *i, &places)).collect();
        let kinds = named.iter().enumerate().map(|(here, there)| kind(spec, here, *there, &named, &teams)).collect();
        let mut ground = Ground {
            interval_secs: spec.interval_secs,
            intervals: spec.intervals,
            kinds,
            agents: spec.shifts.iter().map(|shift| team_of[shift.group]).collect(),
            teams,
            turns: Vec::new(),
            places,
            planned_cents: 0.0,
            volume: 1.0,
            absent: 0.0,
        };
        ground.plan(spec);
        ground
    }

    /// Seconds that are played.
    pub fn secs(&self) -> f64 {
        self.interval_secs * self.intervals as f64
    }

    /// Who comes and goes when, and what that costs.
    fn plan(&mut self, spec: &Spec) {
        let end = self.secs();
        let within = |from: f64, until: f64| (until.min(end) - from.max(0.0)).max(0.0);
        for (agent, shift) in spec.shifts.iter().enumerate() {
            let agent = agent as u32;
            let mut paid = within(shift.from, shift.until);
            let mut from = shift.from;
            for pause in &shift.pauses {
                self.span(agent, from, pause.from, pause.paid);
                from = pause.until;
                paid -= if pause.paid { 0.0 } else { within(pause.from, pause.until) };
            }
            self.span(agent, from, shift.until, false);
            let team = usize::from(self.agents[agent as usize]);
            self.planned_cents += paid * self.teams[team].cents_a_second;
        }
        self.turns.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.agent.cmp(&b.agent)).then(a.on.cmp(&b.on)));
    }

    fn span(&mut self, agent: u32, from: f64, until: f64, paid: bool) {
        if until > from && until > 0.0 && from < self.secs() {
            self.turns.push(Turn { at: from.max(0.0), agent, on: true, paid: false });
            self.turns.push(Turn { at: until, agent, on: false, paid });
        }
    }

    /// The turns of one run: with absences, people whom chance names are away for half hours at a time. With more
    /// absence the same people are away, and some more. Who is away is paid.
    pub fn turns_of(&self, chance: Chance) -> Vec<Turn> {
        if self.absent <= 0.0 {
            return self.turns.clone();
        }
        let mut turns = Vec::with_capacity(self.turns.len() * 2);
        let mut since = vec![f64::NAN; self.agents.len()];
        for turn in &self.turns {
            let agent = turn.agent as usize;
            if turn.on {
                since[agent] = turn.at;
                continue;
            }
            let (mut from, mut on) = (since[agent], false);
            while from < turn.at {
                let block = (from / ABSENT_SECS).floor();
                let until = ((block + 1.0) * ABSENT_SECS).min(turn.at);
                let there = chance.unit((agent as u64) << 32 | block as u64) >= self.absent;
                if there != on {
                    turns.push(Turn { at: from, agent: turn.agent, on: there, paid: !there });
                }
                (on, from) = (there, until);
            }
            if on {
                turns.push(*turn);
            }
        }
        turns.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.agent.cmp(&b.agent)).then(a.on.cmp(&b.on)));
        turns
    }
}

fn team(spec: &Spec, at: usize, places: &[usize]) -> Team {
    let group = &spec.groups[at];
    let mut speed = [1.0; SLOTS + 1];
    for (k, speed) in speed.iter_mut().enumerate().skip(1) {
        *speed = group.pace_ratio / (1.0 + group.slowdown_ratio * (k as f64 - 1.0));
    }
    Team {
        classes: group.classes.iter().fold(0, |mask, class| mask | 1 << places[*class]),
        slots: group.concurrency,
        speed,
        cents_a_second: group.cents_an_hour / 3600.0,
    }
}

fn kind(spec: &Spec, here: usize, there: usize, named: &[usize], teams: &[Team]) -> Kind {
    let class = &spec.classes[there];
    let equal = |(_, other): &(usize, &usize)| spec.classes[**other].priority == class.priority;
    let groups = teams.iter().enumerate().filter(|(_, team)| team.classes >> here & 1 == 1);
    Kind {
        within_secs: class.within_secs,
        handle_secs: class.handle_secs,
        lognormal: lognormal(class),
        patience_secs: class.patience_secs,
        audience: class.audience_per_min / 60.0,
        arrivals: match &class.arrivals {
            Arrivals::PerInterval(volumes) => Coming::Rates(volumes.iter().map(|v| v / spec.interval_secs).collect()),
            Arrivals::At(times) => Coming::At(times.clone()),
        },
        groups: groups.fold(0, |mask, (at, _)| mask | 1 << at),
        equals: named.iter().enumerate().filter(equal).fold(0, |mask, (at, _)| mask | 1 << at),
    }
}

/// A lognormal length of mean 1: `σ² = ln(1 + variation²)`, `µ = -σ²/2`.
fn lognormal(class: &Class) -> Option<(f64, f64)> {
    let Spread::Lognormal { variation } = class.spread else { return None };
    let square = (variation * variation).ln_1p();
    Some((-square / 2.0, square.sqrt()))
}

impl Kind {
    /// Seconds of work of the conversation at this place, alone.
    pub fn work(&self, chance: Chance, place: u64) -> f64 {
        self.handle_secs
            * match self.lognormal {
                None => chance.exponential(place),
                Some((mean, spread)) => (mean + spread * normal_at(chance.unit(place))).exp(),
            }
    }

    /// Seconds of work that are left of one that has been worked at for so long: of exponential work as much as ever, of
    /// others what is left given that it took so long already.
    pub fn work_left(&self, chance: Chance, place: u64, so_far: f64) -> f64 {
        let Some((mean, spread)) = self.lognormal else { return self.work(chance, place) };
        let done = (so_far / self.handle_secs).max(1e-9);
        let over = 1.0 - normal_below((done.ln() - mean) / spread);
        let length = (mean + spread * normal_at(1.0 - over * chance.unit(place))).exp();
        // Far out in the tail the digits of `over` end; what has taken so long takes a tenth of it more.
        (length - done).max(0.1 * done * chance.unit(place)) * self.handle_secs
    }
}
