//! How many people must be there at least, at night, at the weekend or at all: row A76.

use super::check::Overlay;
use super::{Activity, Lane, Plan, PlannedShift, Rule, Violation};
use crate::floor::{Agent, AgentId, At, Floor};

/// Whom a rule counts. An empty field asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Of {
    /// Members of this group.
    pub group: String,
    /// Those with this skill.
    pub skill: String,
    /// Those who write this language, a two-letter code.
    pub language: String,
    /// Those with this training, while it counts.
    pub training: String,
}

/// A rule about how many people of a plan work for the queue at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverRule {
    /// What it is called: `nights`.
    pub name: String,
    /// The weekdays on which its stretch begins, Monday first.
    pub weekdays: [bool; 7],
    /// Minutes after midnight at which it begins.
    pub from: u16,
    /// Minutes after midnight at which it ends; one that is not later than `from` is meant on the next day.
    pub until: u16,
    /// Whom it counts.
    pub of: Of,
    /// How many of them must be there.
    pub people: u16,
    /// How many of `lead_group` must be among all who are there.
    pub leads: u16,
    /// The group of those who lead.
    pub lead_group: String,
    /// Whether a plan that breaks it cannot be published; else it is a warning.
    pub hard: bool,
}

impl Default for CoverRule {
    /// Every night from ten to six: two people, one of them a lead.
    fn default() -> CoverRule {
        CoverRule {
            name: "nights".into(),
            weekdays: [true; 7],
            from: 22 * 60,
            until: 6 * 60,
            of: Of::default(),
            people: 2,
            leads: 1,
            lead_group: "team leads".into(),
            hard: true,
        }
    }
}

impl Of {
    /// Whether an agent counts at a moment.
    pub fn counts(&self, agent: &Agent, at: At) -> bool {
        let same = |asked: &str, has: &str| asked.eq_ignore_ascii_case(has);
        (self.group.is_empty() || agent.profile.groups.iter().any(|g| same(&self.group, g)))
            && (self.skill.is_empty() || agent.skills.iter().any(|s| same(&self.skill, s)))
            && (self.language.is_empty() || agent.languages.iter().any(|l| same(&self.language, l)))
            && (self.training.is_empty()
                || agent
                    .about
                    .trainings
                    .iter()
                    .any(|t| same(&self.training, &t.what) && t.until.is_none_or(|until| at < until)))
    }

    /// Whether it asks for nothing: then people of partners count too.
    pub fn is_anybody(&self) -> bool {
        *self == Of::default()
    }

    /// For a sentence, after a number: `writing vi`; empty for anybody.
    pub fn words(&self) -> String {
        let mut words = Vec::new();
        if !self.group.is_empty() {
            words.push(format!("of {}", self.group));
        }
        if !self.skill.is_empty() {
            words.push(format!("knowing {}", self.skill));
        }
        if !self.language.is_empty() {
            words.push(format!("writing {}", self.language));
        }
        if !self.training.is_empty() {
            words.push(format!("with {}", self.training));
        }
        words.join(" ")
    }
}

/// How many are there, minute by minute from the beginning of a plan to a day after its end.
struct Minutes {
    from: At,
    people: Vec<i32>,
    leads: Vec<i32>,
}

impl Minutes {
    fn new(plan: &Plan) -> Minutes {
        let minutes = plan.until().secs_since(plan.from()).max(0) as usize / 60 + 1_502;
        Minutes { from: plan.from(), people: vec![0; minutes], leads: vec![0; minutes] }
    }

    fn place(&self, at: At) -> usize {
        let minute = at.secs_since(self.from).max(0) as usize / 60;
        minute.min(self.people.len() - 1)
    }

    /// A stretch in which so many more are there.
    fn add(&mut self, from: At, until: At, people: i32, leads: i32) {
        let (from, until) = (self.place(from), self.place(until));
        for (row, more) in [(&mut self.people, people), (&mut self.leads, leads)] {
            row[from] += more;
            row[until] -= more;
        }
    }

    fn shift(&mut self, shift: &PlannedShift, people: i32, leads: i32) {
        if shift.activity != Activity::Queue || (people, leads) == (0, 0) {
            return;
        }
        self.add(shift.from, shift.until, people, leads);
        for pause in &shift.breaks {
            self.add(pause.from, pause.until, -people, -leads);
        }
    }

    fn sum(&mut self) {
        for row in [&mut self.people, &mut self.leads] {
            let mut sum = 0;
            for minute in row.iter_mut() {
                sum += *minute;
                *minute = sum;
            }
        }
    }
}

/// Where a plan has too few people by the rules of cover, with some of its shifts put otherwise. Minutes are whole: a
/// shift that begins within a minute counts for it.
pub(super) fn cover_violations(floor: &Floor, plan: &Plan, overlay: &Overlay<'_>) -> Vec<Violation> {
    let rules = floor.schedule().cover();
    rules.flat_map(|(id, rule)| of_rule(floor, plan, overlay, id, rule)).collect()
}

fn of_rule(floor: &Floor, plan: &Plan, overlay: &Overlay<'_>, id: u16, rule: &CoverRule) -> Vec<Violation> {
    let minutes = there(floor, plan, overlay, rule);
    let days = plan.calendar();
    let mut found = Vec::new();
    for day in days.first_day()..=days.last_day() {
        if !rule.weekdays[usize::from(days.weekday(day))] {
            continue;
        }
        let ends = if rule.until <= rule.from { rule.until + 1440 } else { rule.until };
        let (Some(from), Some(until)) = (days.wall(day, rule.from), days.wall(day, ends)) else { continue };
        let stretches = [
            (Rule::Cover, &minutes.people, i32::from(rule.people)),
            (Rule::Lead, &minutes.leads, i32::from(rule.leads)),
        ];
        for (kind, row, needs) in stretches.into_iter().filter(|(_, _, needs)| *needs > 0) {
            let (first, last) = (minutes.place(from), minutes.place(until));
            for (begin, end, has) in short(row.get(first..last).unwrap_or_default(), needs) {
                let at = |minute: usize| minutes.from.plus((first + minute) as u32 * 60);
                found.push(violation(plan, (id, rule), kind, (at(begin), at(end)), (has, needs)));
            }
        }
    }
    found
}

/// Stretches of a row in which there are fewer than needed, with the fewest in each.
fn short(row: &[i32], needs: i32) -> Vec<(usize, usize, i32)> {
    let mut found: Vec<(usize, usize, i32)> = Vec::new();
    for (minute, has) in row.iter().enumerate().filter(|(_, has)| **has < needs) {
        match found.last_mut() {
            Some((_, end, fewest)) if *end == minute => (*end, *fewest) = (minute + 1, (*fewest).min(*has)),
            _ => found.push((minute, minute + 1, *has)),
        }
    }
    found
}

/// Who is there by a rule: those of the plan, and around it those of what is published.
fn there(floor: &Floor, plan: &Plan, overlay: &Overlay<'_>, rule: &CoverRule) -> Minutes {
    let mut minutes = Minutes::new(plan);
    let lead = Of { group: rule.lead_group.clone(), ..Of::default() };
    let counts = |agent: AgentId, at: At| {
        let row = floor.agent(agent);
        let people = row.is_some_and(|a| rule.of.counts(a, at));
        let leads = rule.leads > 0 && row.is_some_and(|a| lead.counts(a, at));
        (i32::from(people), i32::from(leads))
    };
    let dated = !rule.of.training.is_empty();
    for (lane, rows) in plan.lanes() {
        let Some(first) = rows.first() else { continue };
        // Only a training counts until a moment; the rest is the same for the whole lane.
        let all = lane.agent().map(|agent| counts(agent, first.shift.from));
        for row in rows.iter().filter(|row| !overlay.contains_key(&row.id)) {
            let (people, leads) = match (lane, all) {
                (Lane::Agent(agent), _) if dated => counts(*agent, row.shift.from),
                (Lane::Agent(_), Some(all)) => all,
                (Lane::Pool(_), _) if rule.of.is_anybody() => (i32::from(row.shift.who.people()), 0),
                _ => (0, 0),
            };
            minutes.shift(&row.shift, people, leads);
        }
    }
    for shift in overlay.values() {
        let (people, leads) = match shift.who.agent() {
            Some(agent) => counts(agent, shift.from),
            None if rule.of.is_anybody() => (i32::from(shift.who.people()), 0),
            None => (0, 0),
        };
        minutes.shift(shift, people, leads);
    }
    for (agent, rows) in &floor.schedule().parts.published {
        let around = rows.iter().map(|row| &row.shift);
        let outside = |s: &&PlannedShift| s.from >= plan.until() || (s.from < plan.from() && s.until > plan.from());
        for shift in around.filter(outside) {
            let (people, leads) = counts(*agent, shift.from);
            minutes.shift(shift, people, leads);
        }
    }
    minutes.sum();
    minutes
}

fn violation(
    plan: &Plan,
    (id, rule): (u16, &CoverRule),
    kind: Rule,
    (from, until): (At, At),
    (has, needs): (i32, i32),
) -> Violation {
    let days = plan.calendar();
    let whom = match kind {
        Rule::Lead => format!("of {}", rule.lead_group),
        _ => rule.of.words(),
    };
    let whom = if whom.is_empty() { whom } else { format!(" {whom}") };
    let there = match has {
        0 => format!("nobody{whom} is there"),
        1 => format!("1{whom} is there"),
        n => format!("{n}{whom} are there"),
    };
    let words = format!("{}: {} to {}, {there}, {needs} needed", rule.name, days.words(from), days.words(until));
    let (has, needs) = (has.max(0).unsigned_abs(), needs.unsigned_abs());
    Violation { rule: kind, hard: rule.hard, agent: None, shift: None, cover: Some(id), from, until, has, needs, words }
}
