//! The rules about one person, checked on their shifts alone: nothing that somebody else does is looked at.

use super::{Activity, Contract, Lane, LaneShift, Plan, PlannedShift, Rule, ShiftId, Violation, Who, Wishes};
use crate::floor::{Agent, AgentId, At, Floor};
use std::collections::{BTreeMap, BTreeSet};

/// Shifts of a plan that are taken to be otherwise than they are.
pub(super) type Overlay<'a> = BTreeMap<ShiftId, &'a PlannedShift>;

/// Minutes of rest where nothing was agreed: Directive 2003/88/EC, article 3.
const REST_MINUTES: u16 = 11 * 60;

/// A shift of somebody: of the plan, or of the roster around it.
struct Piece<'a> {
    id: Option<ShiftId>,
    from: At,
    until: At,
    paid_secs: u32,
    /// `None` for a shift of the roster of which no breaks are known.
    breaks: Option<&'a [super::Break]>,
}

/// Shifts that follow without a gap.
pub(super) struct Stint {
    pub(super) from: At,
    pub(super) until: At,
    pub(super) paid_secs: u32,
    pause_secs: u32,
    pauses_known: bool,
    pub(super) day: u16,
    /// The last shift of the plan in it.
    pub(super) own: Option<ShiftId>,
}

fn piece(id: Option<ShiftId>, shift: &PlannedShift) -> Piece<'_> {
    Piece { id, from: shift.from, until: shift.until, paid_secs: shift.paid_secs(), breaks: Some(&shift.breaks) }
}

/// All shifts of an agent near a plan: these of the plan, and outside its days those of the roster.
fn pieces<'a>(floor: &'a Floor, plan: &Plan, agent: AgentId, rows: &'a [LaneShift]) -> Vec<Piece<'a>> {
    let outside = |at: At| at < plan.from() || at >= plan.until();
    let published = floor.schedule().published(agent);
    let around = published.iter().filter(|row| outside(row.shift.from)).map(|row| piece(None, &row.shift));
    let known = |from: At, until: At| published.iter().any(|row| (row.shift.from, row.shift.until) == (from, until));
    let rostered = floor.agent(agent).map(|a| a.shifts.as_slice()).unwrap_or_default().iter();
    // A roster may hold years; what is further away than the days that are known plays no part.
    let near = plan.calendar().bounds(0).map_or(plan.from(), |(from, _)| from);
    let rostered = rostered.filter(|s| s.until > near && outside(s.from) && !known(s.from, s.until)).map(|s| Piece {
        id: None,
        from: s.from,
        until: s.until,
        paid_secs: u32::try_from(s.until.secs_since(s.from)).unwrap_or(0),
        breaks: None,
    });
    let mut all: Vec<Piece<'a>> = rows.iter().map(|row| piece(Some(row.id), &row.shift)).collect();
    all.extend(around.filter(|p| p.until > near));
    all.extend(rostered);
    all.sort_by_key(|p| (p.from, p.until, p.id));
    all
}

fn stints(plan: &Plan, pieces: &[Piece<'_>]) -> Vec<Stint> {
    let mut all: Vec<Stint> = Vec::new();
    for p in pieces {
        let pauses = p.breaks.unwrap_or_default().iter().filter(|b| b.from > p.from && b.until < p.until);
        let pause_secs: i64 = pauses.map(|b| b.until.secs_since(b.from)).sum();
        let pause_secs = u32::try_from(pause_secs).unwrap_or(0);
        match all.last_mut().filter(|s| p.from <= s.until) {
            Some(s) => {
                s.until = s.until.max(p.until);
                s.paid_secs = s.paid_secs.saturating_add(p.paid_secs);
                s.pause_secs = s.pause_secs.saturating_add(pause_secs);
                s.pauses_known &= p.breaks.is_some();
                s.own = p.id.or(s.own);
            }
            None => {
                let Some(day) = plan.calendar().day_of(p.from) else { continue };
                all.push(Stint {
                    from: p.from,
                    until: p.until,
                    paid_secs: p.paid_secs,
                    pause_secs,
                    pauses_known: p.breaks.is_some(),
                    day,
                    own: p.id,
                });
            }
        }
    }
    all
}

/// The stints of an agent near a plan, by these shifts of it and the roster around it.
pub(super) fn stints_of(floor: &Floor, plan: &Plan, agent: AgentId, rows: &[LaneShift]) -> Vec<Stint> {
    stints(plan, &pieces(floor, plan, agent, rows))
}

/// `9 h`, `9 h 30 min`, `30 min`.
pub(super) fn hours(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{m} min"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m} min"),
    }
}

struct Checker<'a> {
    plan: &'a Plan,
    agent: AgentId,
    row: &'a Agent,
    contract: Option<&'a Contract>,
    found: Vec<Violation>,
}

impl Checker<'_> {
    fn say(
        &mut self,
        rule: Rule,
        hard: bool,
        (shift, from, until): (Option<ShiftId>, At, At),
        (has, needs): (u32, u32),
        what: &str,
    ) {
        let words = format!("{}: {what}", self.row.name);
        let agent = Some(self.agent);
        self.found.push(Violation { rule, hard, agent, shift, cover: None, from, until, has, needs, words });
    }

    fn at(&self, at: At) -> String {
        self.plan.calendar().words(at)
    }

    fn overlaps(&mut self, pieces: &[Piece<'_>]) {
        let mut reached: Option<(At, Option<ShiftId>)> = None;
        for p in pieces {
            if let Some((until, other)) = reached.filter(|(until, _)| p.from < *until)
                && (p.id.is_some() || other.is_some())
            {
                let ends = until.min(p.until);
                let minutes = u32::try_from(ends.secs_since(p.from) / 60).unwrap_or(0);
                let words = format!("two shifts at once from {}", self.at(p.from));
                self.say(Rule::Overlap, true, (p.id.or(other), p.from, ends), (minutes, 0), &words);
            }
            if reached.is_none_or(|(until, _)| until < p.until) {
                reached = Some((p.until, p.id));
            }
        }
    }

    fn lengths(&mut self, stints: &[Stint]) {
        let Some(c) = self.contract else { return };
        for s in stints.iter().filter(|s| s.own.is_some()) {
            let minutes = u32::try_from(s.until.secs_since(s.from) / 60).unwrap_or(0);
            let place = (s.own, s.from, s.until);
            let (least, most) = (u32::from(c.shift_min), u32::from(c.shift_max));
            if minutes > most {
                let words = format!("{} at once from {}, at most {}", hours(minutes), self.at(s.from), hours(most));
                self.say(Rule::ShiftLength, true, place, (minutes, most), &words);
            } else if minutes < least {
                let words = format!("{} from {}, at least {}", hours(minutes), self.at(s.from), hours(least));
                self.say(Rule::ShiftLength, true, place, (minutes, least), &words);
            }
            let asks = c.break_after > 0 && minutes >= u32::from(c.break_after) && s.pauses_known;
            let (has, needs) = (s.pause_secs / 60, u32::from(c.break_minutes));
            if asks && has < needs {
                let words = format!("{} of break from {}, needs {}", hours(has), self.at(s.from), hours(needs));
                self.say(Rule::Break, true, place, (has, needs), &words);
            }
        }
    }

    fn days_and_weeks(&mut self, stints: &[Stint]) {
        let Some(c) = self.contract else { return };
        // Day or week: paid seconds, the last own shift, begin, end.
        type Sum = (u32, Option<ShiftId>, At, At);
        let sum = |of: &dyn Fn(&Stint) -> u16| {
            let mut sums: BTreeMap<u16, Sum> = BTreeMap::new();
            for s in stints {
                let row = sums.entry(of(s)).or_insert((0, None, s.from, s.until));
                *row = (row.0.saturating_add(s.paid_secs), s.own.or(row.1), row.2, row.3.max(s.until));
            }
            sums
        };
        let days = self.plan.calendar().clone();
        for (_, (secs, own, from, until)) in sum(&|s| s.day).into_iter().filter(|(_, row)| row.1.is_some()) {
            let (has, most) = (secs.div_ceil(60), u32::from(c.day_max));
            if has > most {
                let words = format!("{} on the day of {}, at most {}", hours(has), self.at(from), hours(most));
                self.say(Rule::DayHours, true, (own, from, until), (has, most), &words);
            }
        }
        for (_, (secs, own, from, until)) in sum(&|s| days.week(s.day)).into_iter().filter(|(_, row)| row.1.is_some()) {
            let (has, most, over) = (secs.div_ceil(60), u32::from(c.week_max), u32::from(c.overtime));
            let place = (own, from, until);
            if has > most + over {
                let words = format!("{} in the week of {}, at most {}", hours(has), self.at(from), hours(most + over));
                self.say(Rule::WeekHours, true, place, (has, most + over), &words);
            } else if has > most {
                let words = format!("{} of overtime in the week of {}", hours(has - most), self.at(from));
                self.say(Rule::Overtime, false, place, (has, most), &words);
            }
        }
        self.owed(c, &sum(&|s| days.week(s.day)).into_iter().map(|(week, row)| (week, row.0)).collect());
    }

    /// Weeks that lie in the plan with fewer hours than are owed.
    fn owed(&mut self, c: &Contract, weeks: &BTreeMap<u16, u32>) {
        let days = self.plan.calendar().clone();
        let needs = u32::from(c.week_min);
        for day in (days.first_day()..=days.last_day()).filter(|day| days.weekday(*day) == 0) {
            let (Some((from, _)), Some((_, until))) = (days.bounds(day), days.bounds(day + 6)) else { continue };
            let absent = self.row.duty.absences.iter().any(|a| a.from < until && from < a.until);
            let begins = c.first_day.is_some_and(|first| days.date(day) < first);
            if day + 6 > days.last_day() || absent || begins {
                continue;
            }
            let has = weeks.get(&days.week(day)).map_or(0, |secs| secs / 60);
            if has < needs {
                let words = format!("{} in the week of {}, {} are owed", hours(has), days.date(day), hours(needs));
                self.say(Rule::TooFewHours, false, (None, from, until), (has, needs), &words);
            }
        }
    }

    fn rests(&mut self, stints: &[Stint]) {
        let needs = u32::from(self.contract.map_or(REST_MINUTES, |c| c.rest));
        for pair in stints.windows(2) {
            let (a, b) = (&pair[0], &pair[1]);
            let Some(own) = b.own.or(a.own).filter(|_| a.day != b.day) else { continue };
            let gap = b.from.secs_since(a.until).max(0);
            if gap < i64::from(needs) * 60 {
                let has = u32::try_from(gap / 60).unwrap_or(0);
                let words = format!("{} rest before {}, needs {}", hours(has), self.at(b.from), hours(needs));
                self.say(Rule::Rest, true, (Some(own), a.until, b.from), (has, needs), &words);
            }
        }
    }

    fn rows_and_weekends(&mut self, stints: &[Stint]) {
        let Some(c) = self.contract else { return };
        let days = self.plan.calendar().clone();
        let mut worked: BTreeMap<u16, (Option<ShiftId>, At, At)> = BTreeMap::new();
        for s in stints {
            let row = worked.entry(s.day).or_insert((None, s.from, s.until));
            *row = (s.own.or(row.0), row.1, s.until);
        }
        let mut run: Vec<(u16, Option<ShiftId>, At, At)> = Vec::new();
        let ends: Vec<_> = worked.iter().map(|(day, row)| (*day, row.0, row.1, row.2)).collect();
        for (i, row) in ends.iter().enumerate() {
            run.push(*row);
            if ends.get(i + 1).is_some_and(|next| next.0 == row.0 + 1) {
                continue;
            }
            let (has, most) = (run.len() as u32, u32::from(c.row_max));
            let own = run.iter().rev().find_map(|(_, own, _, _)| *own);
            if let (true, Some(own), Some(first)) = (has > most, own, run.first()) {
                let words = format!("{has} days in a row from {}, at most {most}", days.date(first.0));
                self.say(Rule::DaysInARow, true, (Some(own), first.2, row.3), (has, most), &words);
            }
            run.clear();
        }
        self.weekends(u32::from(c.weekends_max), &worked);
    }

    fn weekends(&mut self, most: u32, worked: &BTreeMap<u16, (Option<ShiftId>, At, At)>) {
        let days = self.plan.calendar().clone();
        let mut weeks: BTreeMap<u16, (Option<ShiftId>, At, At)> = BTreeMap::new();
        for (day, row) in worked.iter().filter(|(day, _)| days.is_weekend(**day)) {
            let week = weeks.entry(days.week(*day)).or_insert(*row);
            *week = (row.0.or(week.0), week.1, row.2);
        }
        for week in weeks.keys() {
            let four: Vec<_> = weeks.range(week.saturating_sub(3)..=*week).map(|(_, row)| *row).collect();
            let own = four.iter().rev().find_map(|row| row.0);
            let (has, first, last) = (four.len() as u32, four.first(), four.last());
            if let (true, Some(own), Some(first), Some(last)) = (has > most, own, first, last) {
                let words = format!("{has} weekends of four up to {}, at most {most}", self.at(last.1));
                self.say(Rule::Weekends, true, (Some(own), first.1, last.2), (has, most), &words);
            }
        }
    }

    fn before_first_day(&mut self, stints: &[Stint]) {
        let Some(first) = self.contract.and_then(|c| c.first_day) else { return };
        let days = self.plan.calendar().clone();
        for s in stints.iter().filter(|s| s.own.is_some() && days.date(s.day) < first) {
            let words = format!("works from {} on, and begins only on {first}", self.at(s.from));
            self.say(Rule::Availability, true, (s.own, s.from, s.until), (0, 0), &words);
        }
    }

    fn availability(&mut self, wishes: &Wishes, stints: &[Stint]) {
        let days = self.plan.calendar().clone();
        for s in stints.iter().filter(|s| s.own.is_some()) {
            let place = (s.own, s.from, s.until);
            if !wishes.windows.is_empty() && !fits(&days, wishes, s) {
                let words = format!("cannot work from {} to {}", self.at(s.from), self.at(s.until));
                self.say(Rule::Availability, true, place, (0, 0), &words);
            }
            let liked = wishes.band.and_then(|(from, until)| Some((days.wall(s.day, from)?, days.wall(s.day, until)?)));
            if liked.is_some_and(|(from, until)| s.from < from || s.until > until) {
                let words = format!("would rather not work from {} to {}", self.at(s.from), self.at(s.until));
                self.say(Rule::Band, false, place, (0, 0), &words);
            }
            let date = days.date(s.day);
            if wishes.days_off.contains(&date) {
                self.say(Rule::WishedOff, false, place, (0, 0), &format!("wishes {date} off"));
            }
        }
    }

    fn absences(&mut self, rows: &[LaneShift]) {
        for row in rows {
            let gone = self.row.duty.absences.iter().find(|a| row.shift.touches(a.from, a.until));
            if let Some(gone) = gone {
                let (from, until) = (row.shift.from.max(gone.from), row.shift.until.min(gone.until));
                let words = format!("absent at {} ({})", self.at(from), gone.reason);
                self.say(Rule::TimeOff, true, (Some(row.id), from, until), (0, 0), &words);
            }
        }
    }

    fn trainings(&mut self, asked: &BTreeSet<&str>, rows: &[LaneShift]) {
        for what in asked {
            let training = self.row.about.trainings.iter().find(|t| t.what.eq_ignore_ascii_case(what));
            let Some(ends) = training.and_then(|t| t.until) else { continue };
            let first = rows.iter().find(|row| row.shift.activity == Activity::Queue && row.shift.until > ends);
            if let Some(row) = first {
                let words = format!("{what} expires before {} is over", self.at(row.shift.from));
                self.say(Rule::Training, false, (Some(row.id), row.shift.from, row.shift.until), (0, 0), &words);
            }
        }
    }
}

/// Whether a stint lies in the windows in which somebody can work.
fn fits(days: &super::Days, wishes: &Wishes, s: &Stint) -> bool {
    let mut windows: Vec<(At, At)> = Vec::new();
    for day in s.day.saturating_sub(1)..=s.day + 1 {
        let of = wishes.windows.iter().filter(|w| w.weekday == days.weekday(day));
        windows.extend(of.filter_map(|w| Some((days.wall(day, w.from)?, days.wall(day, w.until)?))));
    }
    windows.sort_unstable();
    let mut reached = s.from;
    for (from, until) in windows {
        if from <= reached {
            reached = reached.max(until);
        }
    }
    reached >= s.until
}

/// What the shifts of one agent in a plan break.
pub(super) fn check(floor: &Floor, plan: &Plan, agent: AgentId, rows: &[LaneShift]) -> Vec<Violation> {
    let Some(row) = floor.agent(agent) else { return Vec::new() };
    let Some(first) = rows.first() else {
        // Nobody owes anything to a plan that they are not in.
        return Vec::new();
    };
    let schedule = floor.schedule();
    let contract = schedule.contract(agent);
    let mut checker = Checker { plan, agent, row, contract, found: Vec::new() };
    let pieces = pieces(floor, plan, agent, rows);
    let stints = stints(plan, &pieces);
    let place = (Some(first.id), first.shift.from, first.shift.until);
    if floor.assignments().left(agent).is_some() {
        checker.say(Rule::LeftTeam, true, place, (0, 0), "has left the team");
    }
    for row in rows.iter().filter(|row| row.shift.from < plan.from() || row.shift.from >= plan.until()) {
        let words = format!("a shift at {} is outside the plan", checker.at(row.shift.from));
        checker.say(Rule::Outside, true, (Some(row.id), row.shift.from, row.shift.until), (0, 0), &words);
    }
    checker.overlaps(&pieces);
    checker.lengths(&stints);
    checker.days_and_weeks(&stints);
    checker.rests(&stints);
    checker.rows_and_weekends(&stints);
    checker.before_first_day(&stints);
    if let Some(wishes) = schedule.wishes(agent) {
        checker.availability(wishes, &stints);
    }
    checker.absences(rows);
    let asked: BTreeSet<&str> =
        schedule.cover().map(|(_, r)| r.of.training.as_str()).filter(|t| !t.is_empty()).collect();
    checker.trainings(&asked, rows);
    if contract.is_none() {
        checker.say(Rule::NoContract, false, place, (0, 0), "has no contract, so hours are not checked");
    }
    checker.found
}

impl Floor {
    /// The shifts of an agent around a plan, by the roster and what is published: what the rules look at besides the plan
    /// itself. Of a shift that no plan of here has made no breaks are known; it counts as worked whole.
    pub fn roster_around(&self, plan: super::PlanId, agent: AgentId) -> Vec<PlannedShift> {
        let Some(plan) = self.schedule().plan(plan) else { return Vec::new() };
        let shift = |p: Piece<'_>| PlannedShift {
            breaks: p.breaks.unwrap_or_default().to_vec(),
            ..PlannedShift::new(Who::Agent(agent), p.from, p.until)
        };
        pieces(self, plan, agent, &[]).into_iter().map(shift).collect()
    }

    /// What should follow from the facts of plans and does not, in words.
    pub(in crate::floor) fn broken_plans(&self) -> Vec<String> {
        let mut broken = Vec::new();
        for (id, plan) in self.schedule().plans() {
            let listed: BTreeMap<ShiftId, Lane> =
                plan.lanes().flat_map(|(lane, rows)| rows.iter().map(|row| (row.id, lane.clone()))).collect();
            if listed != plan.places {
                broken.push(format!("plan {}: its shifts are not where they are looked for", id.0));
            }
            let agents = plan.lanes().filter_map(|(lane, rows)| Some((lane.agent()?, rows)));
            for (agent, rows) in agents.filter(|_| plan.is_draft()) {
                let kept = self.schedule().violations_of(id, agent);
                if check(self, plan, agent, rows) != kept {
                    broken.push(format!("plan {}: what agent {} breaks is not what is kept", id.0, agent.0));
                }
            }
        }
        broken.extend(self.broken_agenda());
        broken
    }
}

/// What is wrong with shifts of partners, and what nobody has taken.
pub(super) fn pools_and_open(floor: &Floor, plan: &Plan) -> Vec<Violation> {
    let days = plan.calendar();
    let mut found = Vec::new();
    let mut say = |rule, hard, row: &LaneShift, words: String| {
        let (from, until) = (row.shift.from, row.shift.until);
        let shift = Some(row.id);
        found.push(Violation { rule, hard, agent: None, shift, cover: None, from, until, has: 0, needs: 0, words });
    };
    for (lane, rows) in plan.lanes() {
        for row in rows.iter() {
            match (lane, &row.shift.who) {
                (Lane::Pool(name), _) => {
                    if let Some(why) = partner(floor, name, &row.shift) {
                        say(Rule::Partner, true, row, format!("{name}: {why} at {}", days.words(row.shift.from)));
                    }
                }
                (Lane::Open, Who::Open) => {
                    let words = format!("nobody has taken {}", days.words(row.shift.from));
                    say(Rule::NotTaken, false, row, words);
                }
                _ => {}
            }
        }
    }
    found
}

/// Why a partner does not work a shift.
fn partner(floor: &Floor, name: &str, shift: &PlannedShift) -> Option<&'static str> {
    let Some(pool) = floor.people().pools.get(name) else { return Some("no such partner is known") };
    if !pool.on {
        return Some("the partner is switched off");
    }
    let hours = pool.hours.and_then(|id| floor.promises().calendar(id))?;
    // Opening hours are whole minutes; the quarter is fine enough for any of them and quick.
    let mut moments = (0..shift.span_secs().div_ceil(900)).map(|n| shift.from.plus(n * 900));
    let last = shift.until.minus(1);
    (moments.any(|at| !hours.is_open(at)) || !hours.is_open(last)).then_some("the partner does not work")
}
