//! What is raised to those above: ladders, timers, owners, rules, incidents.

mod handed;
mod incident;
mod ladder;
mod laws;
mod rules;

use crate::day::{Day, post, some};
use watchfloor::floor::escalation::{Escalation, LadderId, Trouble, What};
use watchfloor::floor::{
    AgentId, Alert, Cause, Command, EscalationCommand, EscalationId, PeopleCommand, Presence, Profile, Refusal,
};

pub const SENIORS: &str = "senior agents";
pub const LEADS: &str = "team leads";
pub const PR: &str = "pr and legal";

/// Somebody of a group who is there.
pub fn member(day: &mut Day, name: &str, group: &str) -> AgentId {
    let agent = day.agent(name, 5);
    let profile = Profile { groups: vec![group.into()], takes_queue: false };
    day.ask(Command::People(PeopleCommand::SetProfile { agent, profile })).unwrap();
    agent
}

/// Nine o'clock, with one person on each rung of the standard ladder and three conversations.
pub fn staffed() -> (Day, [AgentId; 3]) {
    let mut day = Day::new();
    let people =
        [member(&mut day, "Priya N.", SENIORS), member(&mut day, "Amara O.", LEADS), member(&mut day, "Petra K.", PR)];
    day.read(vec![post("a", "mira", "09:00"), post("b", "noor", "09:00"), post("c", "sam", "09:00")]);
    (day, people)
}

pub fn off(day: &mut Day, agent: AgentId) {
    day.ask(Command::SetPresence { agent, presence: Presence::Off, reason: String::new() }).unwrap();
}

pub fn ask(day: &mut Day, command: EscalationCommand) -> Result<String, Refusal> {
    day.ask(Command::Escalation(command))
}

pub fn raise(day: &mut Day, ids: &[u32]) -> Result<String, Refusal> {
    let (trouble, ladder) = (Trouble::PublicAnger, LadderId(0));
    let words = "everybody is angry".into();
    ask(
        day,
        EscalationCommand::Raise { conversations: some(ids), trouble, title: String::new(), by: None, words, ladder },
    )
}

pub fn take(day: &mut Day, id: u32, agent: AgentId) -> Result<String, Refusal> {
    ask(day, EscalationCommand::Take { escalation: EscalationId(id), agent })
}

pub fn row(day: &Day, id: u32) -> &Escalation {
    day.engine.floor().escalations().get(EscalationId(id)).unwrap()
}

pub fn alarm(day: &Day, id: u32) -> Option<Alert> {
    day.engine.floor().alerts().about(Cause::Ladder(EscalationId(id))).map(|(_, a)| *a)
}

/// The trail in short words: the clock of each line and what kind it is.
pub fn trail(day: &Day, id: u32) -> Vec<String> {
    let word = |what: &What| match what {
        What::Reason { .. } => "reason".to_owned(),
        What::Rung { to, why, .. } => format!("rung {to} {why:?}"),
        What::LadderEnded { why } => format!("ended {why:?}"),
        What::Taken { agent } => format!("taken by {}", agent.0),
        What::GivenBack { off_duty, .. } => format!("back, off duty {off_duty}"),
        What::ClockBack { .. } => "clock back".to_owned(),
        other => format!("{other:?}"),
    };
    row(day, id).trail.iter().map(|l| format!("{} {}", crate::day::clock(l.at), word(&l.what))).collect()
}
