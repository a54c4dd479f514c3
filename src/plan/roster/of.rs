//! The floor's people, contracts and plan as an instance, and an answer as the command that puts it into the plan.

use super::desk::Change;
use super::instance::{
    BreakRule, Cover, Given, Grid, Instance, MILLI, Person, PoolLimit, Seat, Shapes, Terms, Weights,
};
use super::{Answer, Placed};
use crate::floor::schedule::{
    Activity, Break, Contract, Days, Lane, Of, Plan, PlanId, PlannedShift, ScheduleCommand, ShiftId, Who,
};
use crate::floor::{Agent, AgentId, At, Floor};
use std::collections::BTreeMap;

/// A skill of the plan: what somebody must have to serve it. An empty field asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// A skill, as agents have it.
    pub skill: String,
    /// A language, two letters.
    pub language: String,
}

impl Wanted {
    fn has(&self, agent: &Agent) -> bool {
        (self.skill.is_empty() || agent.skills.iter().any(|s| s.eq_ignore_ascii_case(&self.skill)))
            && (self.language.is_empty() || agent.languages.iter().any(|l| l.eq_ignore_ascii_case(&self.language)))
    }
}

/// Seats of a partner that may be planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolSeats {
    /// The partner, by its name on the floor.
    pub name: String,
    /// Seats at once.
    pub seats: u16,
    /// Hours a week over all of them.
    pub week_hours: u32,
    /// What its people can do, as places in [`Need::skills`], a bit each.
    pub skills: u32,
}

/// What is needed, and what the floor does not know about those who give it.
#[derive(Clone, Debug)]
pub struct Need<'a> {
    /// Minutes of an interval: 15 or 30.
    pub step_minutes: u16,
    /// The skills.
    pub skills: &'a [Wanted],
    /// People at work in thousandths: all skills of the plan's first interval, then of the next. What is missing at the
    /// end is none.
    pub milli: &'a [u32],
    /// Partners.
    pub pools: &'a [PoolSeats],
    /// New hires, and what their hour gives, in thousandths: the same over the whole plan.
    pub ramp: &'a BTreeMap<AgentId, u16>,
    /// What is bad, and how bad.
    pub weights: Weights,
}

/// An instance of a plan, with what leads back to it.
#[derive(Clone, Debug)]
pub struct Asking {
    /// What is searched.
    pub instance: Instance,
    plan: PlanId,
    from: At,
    pools: Vec<String>,
    /// Shifts that an answer replaces: person, first interval, number. A pool's shift belongs to its first seat.
    replaced: Vec<(usize, i32, ShiftId)>,
}

/// Hours after the end of a plan into which its last shifts may run.
const TAIL_HOURS: u32 = 14;

impl Instance {
    /// The instance of a plan: everybody on the team who has a part in the queue, and seats of partners that are on. What
    /// they have in the plan is where the search begins and what it changes least; pinned shifts and other work stay.
    /// Contracts are rounded to whole intervals, always to the lawful side. Who has no contract has the default one, and
    /// is owed nothing. Absences and the roster before and after the plan are cut out of when people can work.
    ///
    /// `None` when there is no such plan, or its intervals are not 15 or 30 minutes.
    pub fn of(floor: &Floor, plan: PlanId, need: &Need<'_>) -> Option<Asking> {
        let row = floor.schedule().plan(plan).filter(|_| matches!(need.step_minutes, 15 | 30))?;
        let reader = Reader { floor, plan: row, step: u32::from(need.step_minutes) * 60, need };
        let grid = reader.grid()?;
        let mut asking = Asking {
            instance: Instance {
                shapes: reader.shapes(),
                skills: need.skills.len(),
                need_milli: need.milli.to_vec(),
                people: Vec::new(),
                pools: Vec::new(),
                covers: Vec::new(),
                weights: need.weights,
                grid,
            },
            plan,
            from: row.from(),
            pools: Vec::new(),
            replaced: Vec::new(),
        };
        let cells = asking.instance.grid.slots() * need.skills.len();
        asking.instance.need_milli.resize(cells, 0);
        let groups = reader.covers(&mut asking.instance);
        for (n, agent) in floor.agents().iter().enumerate() {
            let id = AgentId(n as u16);
            let shifts = row.lane(&Lane::Agent(id)).map(|rows| rows.as_slice()).unwrap_or_default();
            let queue = agent.profile.takes_queue || !shifts.is_empty();
            if !queue || agent.about.pool.is_some() || floor.assignments().left(id).is_some() {
                continue;
            }
            let place = asking.instance.people.len();
            let mut person = reader.person(id, agent, &asking.instance.grid, &groups);
            for of in shifts {
                let given = reader.given(&of.shift);
                if !given.pinned {
                    asking.replaced.push((place, given.from, of.id));
                }
                person.given.push(given);
            }
            asking.instance.people.push(person);
        }
        reader.seats(&mut asking);
        Some(asking)
    }
}

/// The rosters before and after a plan, as far as its rules look.
struct Around {
    row_before: u8,
    row_after: u8,
    weekends_before: u8,
    weekends_after: u8,
    outside: Vec<(u8, u16)>,
    /// The first interval after the rest from the one, and the last before the rest for the other.
    free: (i32, i32),
}

struct Reader<'a> {
    floor: &'a Floor,
    plan: &'a Plan,
    /// Seconds of an interval.
    step: u32,
    need: &'a Need<'a>,
}

impl Reader<'_> {
    fn days(&self) -> &Days {
        self.plan.calendar()
    }

    /// The interval in which a moment lies; before the plan it is negative.
    fn slot(&self, at: At) -> i32 {
        at.secs_since(self.plan.from()).div_euclid(i64::from(self.step)) as i32
    }

    /// The first interval that begins at a moment or later.
    fn slot_from(&self, at: At) -> i32 {
        -((-at.secs_since(self.plan.from())).div_euclid(i64::from(self.step)) as i32)
    }

    fn grid(&self) -> Option<Grid> {
        let days = self.days();
        let (first, last) = (days.first_day(), days.last_day());
        let start = |d: u16| days.bounds(d).and_then(|(from, _)| u32::try_from(self.slot(from)).ok());
        let mut day_starts: Vec<u32> = (first..=last).map(start).collect::<Option<_>>()?;
        day_starts.push(u32::try_from(self.slot(days.until)).ok()?);
        let week = |d: u16| (days.week(d) - days.week(first)) as u8;
        Some(Grid {
            step_minutes: self.need.step_minutes,
            day_starts,
            weeks: (first..=last).map(week).collect(),
            weekends: (first..=last).map(|d| days.is_weekend(d).then(|| week(d))).collect(),
            tail: TAIL_HOURS * 3600 / self.step,
        })
    }

    fn whole(&self, minutes: u32) -> u16 {
        (minutes * 60 / self.step).min(60_000) as u16
    }

    fn whole_up(&self, minutes: u32) -> u16 {
        (minutes * 60).div_ceil(self.step).min(60_000) as u16
    }

    /// Shifts at half hours, in steps of half an hour, with the break that the strictest of the contracts asks for.
    fn shapes(&self) -> Shapes {
        let schedule = self.floor.schedule();
        let agents = 0..self.floor.agents().len();
        let of = |n: usize| schedule.contract(AgentId(n as u16)).cloned().unwrap_or_default();
        let contracts: Vec<Contract> = agents.map(of).filter(|c| c.break_after > 0 && c.break_minutes > 0).collect();
        let after = contracts.iter().map(|c| u32::from(c.break_after)).min();
        let minutes = contracts.iter().map(|c| u32::from(c.break_minutes)).max();
        let meal = after.zip(minutes).map(|(after, minutes)| {
            let (from_length, slots) = (self.whole(after).max(1), self.whole_up(minutes));
            let beside = self.whole(120).min(from_length.saturating_sub(slots) / 2);
            let slots = slots.min(from_length.saturating_sub(2 * beside)).clamp(1, 200) as u8;
            BreakRule {
                from_length: from_length.max(u16::from(slots)),
                slots,
                paid: false,
                after: beside,
                before: beside,
            }
        });
        let half = self.whole(30).max(1);
        Shapes { start_every: half, length_every: half, breaks: meal.into_iter().collect() }
    }

    /// The rules about how many must be there, and whom each group counts.
    fn covers(&self, instance: &mut Instance) -> Vec<Of> {
        let days = self.days();
        let mut groups: Vec<Of> = Vec::new();
        for (_, rule) in self.floor.schedule().cover() {
            let leads = Of { group: rule.lead_group.clone(), ..Of::default() };
            for (of, least) in [(rule.of.clone(), rule.people), (leads, rule.leads)] {
                let known = groups.iter().position(|g| *g == of);
                // Eight groups fit; rules beyond are still checked where plans are.
                let Some(group) = known.or((groups.len() < 8).then_some(groups.len())).filter(|_| least > 0) else {
                    continue;
                };
                if known.is_none() {
                    groups.push(of);
                }
                for day in (days.first_day()..=days.last_day()).filter(|d| rule.weekdays[usize::from(days.weekday(*d))])
                {
                    let ends = if rule.until <= rule.from { rule.until + 1_440 } else { rule.until };
                    let (Some(from), Some(until)) = (days.wall(day, rule.from), days.wall(day, ends)) else { continue };
                    let slots = (self.slot(from).max(0) as u32, self.slot_from(until).max(0) as u32);
                    instance.covers.push(Cover { group: group as u8, from: slots.0, until: slots.1, least });
                }
            }
        }
        groups
    }

    fn person(&self, id: AgentId, agent: &Agent, grid: &Grid, groups: &[Of]) -> Person {
        let schedule = self.floor.schedule();
        let agreed = schedule.contract(id).cloned();
        let contract = agreed.unwrap_or_else(|| Contract { week_min: 0, ..Contract::default() });
        let terms = self.terms(&contract);
        let bits = |of: &mut dyn Iterator<Item = bool>| of.enumerate().fold(0, |all, (i, is)| all | u32::from(is) << i);
        let wishes = schedule.wishes(id).cloned().unwrap_or_default();
        let days = self.days();
        let off = (days.first_day()..=days.last_day()).map(|d| wishes.days_off.contains(&days.date(d)));
        let around = self.around(id, agent, terms.rest);
        let band = wishes.band.map(|(a, b)| (self.whole_up(u32::from(a)), self.whole(u32::from(b))));
        Person {
            seat: Seat::Agent(id),
            skills: bits(&mut self.need.skills.iter().map(|w| w.has(agent))),
            groups: bits(&mut groups.iter().map(|g| g.counts(agent, self.plan.from()))),
            worth_milli: self.need.ramp.get(&id).copied().unwrap_or(MILLI as u16).min(2_000),
            open: self.open(&wishes, agent, grid, (around.free, contract.first_day)),
            terms,
            band,
            wish_off: off.take(64).enumerate().fold(0, |all, (i, is)| all | u64::from(is) << i),
            hour_cents: contract.cents_an_hour,
            overtime_cents: contract.cents_an_hour + contract.cents_an_hour / 100 * u32::from(contract.overtime_pct),
            by_the_hour: false,
            row_before: around.row_before,
            row_after: around.row_after,
            weekends_before: around.weekends_before,
            weekends_after: around.weekends_after,
            outside: around.outside,
            given: Vec::new(),
        }
    }

    fn terms(&self, contract: &Contract) -> Terms {
        let minutes = u32::from;
        Terms {
            shift_min: self.whole_up(minutes(contract.shift_min)).max(1),
            shift_max: self.whole(minutes(contract.shift_max)).min(96),
            day_max: self.whole(minutes(contract.day_max)),
            week_min: self.whole(minutes(contract.week_min)),
            week_max: self.whole(minutes(contract.week_max)),
            overtime: self.whole(minutes(contract.overtime)),
            week_days_max: 7,
            row_max: contract.row_max,
            rest: self.whole_up(minutes(contract.rest)),
            weekends_max: contract.weekends_max,
        }
    }

    /// What the rosters before and after the plan leave: of two that say the same shift, the published one counts.
    fn around(&self, id: AgentId, agent: &Agent, rest: u16) -> Around {
        let (days, from, until) = (self.days(), self.plan.from(), self.plan.until());
        let published =
            self.floor.schedule().published(id).iter().map(|p| (p.shift.from, p.shift.until, p.shift.paid_secs()));
        let mut all: Vec<(At, At, u32)> = published.collect();
        for s in &agent.shifts {
            if !all.iter().any(|p| (p.0, p.1) == (s.from, s.until)) {
                all.push((s.from, s.until, u32::try_from(s.until.secs_since(s.from)).unwrap_or(0)));
            }
        }
        all.retain(|s| s.0 < from || s.0 >= until);
        let worked = |day: u16| all.iter().any(|s| days.day_of(s.0) == Some(day));
        let (first, last) = (days.first_day(), days.last_day());
        let weekend = |week: u16| (0..last + 40).any(|d| days.is_weekend(d) && days.week(d) == week && worked(d));
        let bits = |weeks: [Option<u16>; 3]| {
            let of = weeks.into_iter().enumerate().filter(|(_, week)| week.is_some_and(weekend));
            of.fold(0, |all, (i, _)| all | 1u8 << i)
        };
        let begins = days.week(first);
        let ends = (first..=last).filter(|d| days.is_weekend(*d)).map(|d| days.week(d) + 1).max().unwrap_or(begins);
        let mut outside: BTreeMap<u8, u32> = BTreeMap::new();
        for (day, secs) in all.iter().filter_map(|s| Some((days.day_of(s.0)?, s.2))) {
            if (begins..=days.week(last)).contains(&days.week(day)) {
                *outside.entry((days.week(day) - begins) as u8).or_default() += secs;
            }
        }
        let left = all.iter().filter(|s| s.0 < from).map(|s| s.1).max();
        let next = all.iter().filter(|s| s.0 >= until).map(|s| s.0).min();
        Around {
            row_before: (0..first).rev().take_while(|d| worked(*d)).count().min(255) as u8,
            row_after: (last + 1..last + 40).take_while(|d| worked(*d)).count() as u8,
            weekends_before: bits([1, 2, 3].map(|back| begins.checked_sub(back))),
            weekends_after: bits([0, 1, 2].map(|on| Some(ends + on))),
            outside: outside.into_iter().map(|(w, secs)| (w, secs.div_ceil(self.step).min(2_000) as u16)).collect(),
            free: (
                left.map_or(i32::MIN / 2, |at| self.slot_from(at) + i32::from(rest)),
                next.map_or(i32::MAX / 2, |at| self.slot(at) - i32::from(rest)),
            ),
        }
    }

    /// When somebody can work: their windows, without absences, from their first day on, between the rosters around.
    fn open(
        &self,
        wishes: &crate::floor::schedule::Wishes,
        agent: &Agent,
        grid: &Grid,
        (around, begins): ((i32, i32), Option<jiff::civil::Date>),
    ) -> Vec<(u32, u32)> {
        let (days, all) = (self.days(), grid.slots() + grid.tail as usize);
        let mut open = vec![wishes.windows.is_empty(); all];
        let place = |slot: i32| slot.clamp(0, all as i32) as usize;
        for day in days.first_day() - 1..=days.last_day() + 1 {
            for window in wishes.windows.iter().filter(|w| w.weekday == days.weekday(day)) {
                let (Some(from), Some(until)) = (days.wall(day, window.from), days.wall(day, window.until)) else {
                    continue;
                };
                let (a, b) = (place(self.slot_from(from)), place(self.slot(until)));
                open[a.min(b)..b].fill(true);
            }
        }
        for absence in &agent.duty.absences {
            let (a, b) = (place(self.slot(absence.from)), place(self.slot_from(absence.until)));
            open[a.min(b)..b].fill(false);
        }
        if let Some(begins) = begins {
            let first = (days.first_day()..=days.last_day()).find(|d| days.date(*d) >= begins);
            let from = first.and_then(|d| days.bounds(d)).map_or(all, |(from, _)| place(self.slot(from)));
            open[..from].fill(false);
        }
        open[..place(around.0)].fill(false);
        open[place(around.1)..].fill(false);
        stretches(&open)
    }

    fn given(&self, shift: &PlannedShift) -> Given {
        let covers = shift.activity == Activity::Queue;
        Given {
            from: self.slot(shift.from),
            until: self.slot_from(shift.until),
            breaks: shift.breaks.iter().map(|b| (self.slot(b.from), self.slot_from(b.until))).collect(),
            paid: shift.paid_secs().div_ceil(self.step).min(200) as u16,
            covers,
            pinned: shift.pinned || !covers,
        }
    }

    /// The seats of partners, with the shifts that they have.
    fn seats(&self, asking: &mut Asking) {
        let all = asking.instance.slots_all();
        for seats in self.need.pools {
            let Some(pool) = self.floor.pools().find(|p| p.name == seats.name && p.on) else { continue };
            let hours = pool.hours.and_then(|id| self.floor.promises().calendar(id));
            let at = |t: usize| self.plan.from().plus(t as u32 * self.step);
            let open: Vec<bool> = (0..all).map(|t| hours.is_none_or(|h| h.is_open(at(t)))).collect();
            let (place, per_hour) = (asking.instance.people.len(), asking.instance.grid.per_hour());
            let number = asking.pools.len() as u16;
            asking.pools.push(pool.name.clone());
            asking.instance.pools.push(PoolLimit { week_slots_max: seats.week_hours * per_hour });
            let contract = Contract { week_min: 0, week_max: 60 * 60, overtime: 0, ..Contract::default() };
            let terms = Terms { row_max: u8::MAX, weekends_max: 4, ..self.terms(&contract) };
            for seat in 0..seats.seats {
                asking.instance.people.push(Person {
                    seat: Seat::Pool { pool: number, seat },
                    skills: seats.skills,
                    groups: 0,
                    worth_milli: MILLI as u16,
                    terms,
                    open: stretches(&open),
                    band: None,
                    wish_off: 0,
                    hour_cents: pool.cost_cents,
                    overtime_cents: pool.cost_cents,
                    by_the_hour: true,
                    row_before: 0,
                    row_after: 0,
                    weekends_before: 0,
                    weekends_after: 0,
                    outside: Vec::new(),
                    given: Vec::new(),
                });
            }
            self.given_seats(asking, place, seats);
        }
    }

    /// Gives each shift of a partner to as many seats as it has, the first that are free that day.
    fn given_seats(&self, asking: &mut Asking, place: usize, seats: &PoolSeats) {
        let lane = self.plan.lane(&Lane::Pool(seats.name.clone()));
        for of in lane.map(|rows| rows.as_slice()).unwrap_or_default() {
            let (given, mut left) = (self.given(&of.shift), of.shift.who.people());
            if !given.pinned {
                asking.replaced.push((place, given.from, of.id));
            }
            let grid = &asking.instance.grid;
            let day = |from: i32| u32::try_from(from).ok().and_then(|f| grid.day_of(f));
            let on = day(given.from);
            for person in &mut asking.instance.people[place..place + usize::from(seats.seats)] {
                if left > 0 && !person.given.iter().any(|g| day(g.from) == on) {
                    person.given.push(given.clone());
                    left -= 1;
                }
            }
        }
    }
}

/// The stretches that are true.
fn stretches(open: &[bool]) -> Vec<(u32, u32)> {
    let mut found: Vec<(u32, u32)> = Vec::new();
    for t in (0..open.len()).filter(|t| open[*t]).map(|t| t as u32) {
        match found.last_mut().filter(|last| last.1 == t) {
            Some(last) => last.1 = t + 1,
            None => found.push((t, t + 1)),
        }
    }
    found
}

impl Asking {
    /// Leaves alone what is over: shifts that have begun stay as they are, nobody is given one that would begin before,
    /// and of intervals before it nothing is asked.
    pub fn freeze_before(&mut self, at: At) {
        let step = i64::from(self.instance.grid.step_minutes) * 60;
        let now = i32::try_from((at.secs_since(self.from) + step - 1).div_euclid(step)).unwrap_or(i32::MAX);
        let Ok(first) = u32::try_from(now) else { return };
        for person in &mut self.instance.people {
            person.given.iter_mut().filter(|given| given.from < now).for_each(|given| given.pinned = true);
            person.open = person.open.iter().map(|(a, b)| ((*a).max(first), *b)).filter(|(a, b)| a < b).collect();
        }
        self.replaced.retain(|(_, from, _)| *from >= now);
        let asked = (first as usize * self.instance.skills).min(self.instance.need_milli.len());
        self.instance.need_milli[..asked].fill(0);
        self.instance.covers.retain_mut(|cover| {
            cover.from = cover.from.max(first);
            cover.from < cover.until
        });
    }

    /// The command that puts an answer into the plan: a shift that somebody has on the same day keeps its number.
    pub fn command(&self, answer: &Answer, words: &str) -> ScheduleCommand {
        self.replace(&answer.shifts.iter().collect::<Vec<_>>(), &self.replaced, words)
    }

    /// The command that makes some changes and leaves all else.
    pub fn change(&self, changes: &[Change], words: &str) -> ScheduleCommand {
        let was = |r: &&(usize, i32, ShiftId)| changes.iter().any(|c| c.person == r.0 && c.was == Some(r.1));
        let replaced: Vec<_> = self.replaced.iter().filter(was).copied().collect();
        self.replace(&changes.iter().map(|c| &c.now).collect::<Vec<_>>(), &replaced, words)
    }

    fn replace(&self, placed: &[&Placed], replaced: &[(usize, i32, ShiftId)], words: &str) -> ScheduleCommand {
        let day = |from: i32| u32::try_from(from).ok().and_then(|f| self.instance.grid.day_of(f));
        let mut remove: Vec<ShiftId> = replaced.iter().map(|r| r.2).collect();
        let mut put = Vec::new();
        let mut pools: BTreeMap<(u16, At, At, Vec<Break>), u16> = BTreeMap::new();
        for of in placed {
            let (from, until, breaks) = (self.at(of.from), self.at(of.until), self.breaks(of));
            match self.instance.people[of.person].seat {
                Seat::Pool { pool, .. } => *pools.entry((pool, from, until, breaks)).or_default() += 1,
                Seat::Agent(id) => {
                    let same = replaced.iter().find(|r| r.0 == of.person && day(r.1) == Some(of.day));
                    remove.retain(|id| same.is_none_or(|r| r.2 != *id));
                    put.push((
                        same.map(|r| r.2),
                        PlannedShift { breaks, ..PlannedShift::new(Who::Agent(id), from, until) },
                    ));
                }
            }
        }
        for ((pool, from, until, breaks), seats) in pools {
            let name = self.pools.get(usize::from(pool)).cloned().unwrap_or_default();
            put.push((None, PlannedShift { breaks, ..PlannedShift::new(Who::Pool { name, seats }, from, until) }));
        }
        ScheduleCommand::ReplaceShifts { plan: self.plan, remove, put, words: words.to_owned() }
    }

    /// When an interval begins.
    pub fn at(&self, slot: u32) -> At {
        self.from.plus(slot * u32::from(self.instance.grid.step_minutes) * 60)
    }

    fn breaks(&self, of: &Placed) -> Vec<Break> {
        let rules = self.instance.shapes.breaks.iter().filter(|r| of.until - of.from >= u32::from(r.from_length));
        let pairs = of.breaks.iter().zip(rules);
        pairs.map(|((a, b), rule)| Break { from: self.at(*a), until: self.at(*b), paid: rule.paid }).collect()
    }
}
