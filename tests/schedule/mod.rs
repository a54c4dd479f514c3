//! Plans: rules, publishing, requests, adherence, and the files they come from and go to.

mod adherence;
mod cover;
mod files;
mod laws;
mod plans;
mod property;
mod requests;
mod rules;
mod undo;

use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use watchfloor::floor::schedule::{
    Break, Contract, Plan, PlanId, PlannedShift, Rule, ScheduleCommand as C, ShiftId, Violation, Who,
};
use watchfloor::floor::{
    Actor, AgentId, Asker, At, Command, Decision, Floor, PeopleCommand, Presence, Refusal, Role, decide, due,
};

/// A zone with a clock change in each year.
pub const ZONE: &str = "Europe/Paris";
/// The Monday of the week of Black Friday.
pub const MONDAY: Date = date(2017, 11, 20);

/// A moment by the clock of Paris: `2017-11-24 08:00`, or `Fri 08:00` of the week of Black Friday.
pub fn at(clock: &str) -> At {
    let wall: DateTime = match clock.split_once(' ') {
        Some((day, time)) if !day.contains('-') => {
            let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
            let day = days.iter().position(|d| *d == day).expect("a weekday") as i64;
            let date = MONDAY.checked_add(jiff::Span::new().days(day)).unwrap();
            format!("{date}T{time}").parse().unwrap()
        }
        _ => clock.replace(' ', "T").parse().unwrap(),
    };
    At::from_timestamp(wall.to_zoned(TimeZone::get(ZONE).unwrap()).unwrap().timestamp()).unwrap()
}

/// A floor with a desk, without an engine: wishes become facts and are folded in.
pub struct Desk {
    pub floor: Floor,
    pub now: At,
    pub role: Role,
    pub log: Vec<(u64, String, Decision)>,
    group: u64,
}

impl Desk {
    pub fn new() -> Desk {
        let (floor, log) = (Floor::default(), Vec::new());
        Desk { floor, now: at("2017-11-01 09:00"), role: Role::Supervisor, log, group: 0 }
    }

    pub fn keep(&mut self, key: &str, decision: Decision) {
        let seq = self.log.len() as u64 + 1;
        self.floor.apply(seq, key, &decision);
        self.log.push((seq, key.to_owned(), decision));
    }

    #[expect(clippy::needless_pass_by_value, reason = "a wish is made where it is asked")]
    pub fn ask(&mut self, command: Command) -> Result<String, Refusal> {
        let decided = decide(&self.floor, &Asker::desk(self.role), &command, self.now)?;
        self.group += 1;
        for draft in decided.drafts {
            let decision = Decision {
                at: self.now,
                by: Actor::Desk,
                role: Some(self.role),
                group: self.group,
                afterwards: false,
                events: draft.events,
            };
            self.keep(&draft.key, decision);
        }
        Ok(decided.words)
    }

    pub fn plan(&mut self, command: C) -> Result<String, Refusal> {
        self.ask(Command::Schedule(command))
    }

    /// Lets time pass: what runs out is told at its moment.
    pub fn pass_to(&mut self, until: At) {
        let mut told = 0;
        while let Some(next) = self.floor.next_deadline().filter(|next| *next <= until) {
            self.now = self.now.max(next);
            let events = due(&self.floor, self.now, 100);
            assert!(!events.is_empty(), "woken at {next} for nothing");
            let by = Actor::Clock;
            let decision = Decision { at: self.now, by, role: None, group: 0, afterwards: false, events };
            self.keep("clock", decision);
            told += 1;
            assert!(told < 10_000, "time stands still at {next}");
        }
        self.now = until;
    }

    pub fn agent(&mut self, name: &str) -> AgentId {
        let (skills, languages) = (vec!["billing".to_owned()], vec!["en".to_owned()]);
        self.ask(Command::AddAgent { name: name.into(), skills, languages, capacity: 4 }).unwrap();
        self.floor.agent_named(name).unwrap()
    }

    /// An agent with a contract that allows the usual.
    pub fn hired(&mut self, name: &str) -> AgentId {
        let agent = self.agent(name);
        self.contract(agent, |_| {});
        agent
    }

    pub fn contract(&mut self, agent: AgentId, change: impl FnOnce(&mut Contract)) {
        let mut contract = Contract { week_min: 0, ..Contract::default() };
        change(&mut contract);
        self.plan(C::SetContract { agents: vec![agent], contract: Some(contract) }).unwrap();
    }

    pub fn presence(&mut self, agent: AgentId, presence: Presence, reason: &str) {
        self.ask(Command::SetPresence { agent, presence, reason: reason.into() }).unwrap();
    }

    pub fn people(&mut self, command: PeopleCommand) {
        self.ask(Command::People(command)).unwrap();
    }

    /// A draft over some days.
    pub fn draft(&mut self, name: &str, first: Date, days: u16) -> PlanId {
        self.plan(C::MakePlan { name: name.into(), first, days, zone: ZONE.into() }).unwrap();
        self.floor.schedule().plans().last().unwrap().0
    }

    pub fn week(&mut self) -> PlanId {
        self.draft("Week 47", MONDAY, 7)
    }

    pub fn add(&mut self, plan: PlanId, shift: PlannedShift) -> ShiftId {
        let id = self.row(plan).next_shift();
        self.plan(C::AddShift { plan, shift }).unwrap();
        id
    }

    pub fn row(&self, plan: PlanId) -> &Plan {
        self.floor.schedule().plan(plan).unwrap()
    }

    pub fn violations(&self, plan: PlanId) -> Vec<Violation> {
        self.floor.schedule().violations(&self.floor, plan)
    }

    /// The hard rules that a plan breaks, each once.
    pub fn broken(&self, plan: PlanId) -> Vec<Rule> {
        let mut rules: Vec<Rule> = self.violations(plan).iter().filter(|v| v.hard).map(|v| v.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }
}

pub fn shift(who: AgentId, from: &str, until: &str) -> PlannedShift {
    PlannedShift::new(Who::Agent(who), at(from), at(until))
}

pub trait Paused {
    fn pause(self, from: &str, until: &str) -> PlannedShift;
}

impl Paused for PlannedShift {
    fn pause(mut self, from: &str, until: &str) -> PlannedShift {
        self.breaks.push(Break { from: at(from), until: at(until), paid: false });
        self
    }
}

/// Eight hours and a half of a weekday with a break in the middle.
pub fn day(who: AgentId, weekday: &str) -> PlannedShift {
    let at = |time: &str| format!("{weekday} {time}");
    shift(who, &at("08:00"), &at("16:30")).pause(&at("12:00"), &at("12:30"))
}
