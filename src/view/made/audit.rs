//! The audit from the log: what each decision was, in words.

use super::{escalations::title_of, told as rooms};
use crate::floor::handoff::HandoffId;
use crate::floor::schedule::{PlanId, PlannedShift, Who};
use crate::floor::{
    Actor, AgentId, CalendarId, ChannelId, ConversationId, Decision, DeskEvent, EscalationId, Event, Floor, HandleId,
    ScheduleEvent, SourceId,
};
use crate::triage::personal;
use crate::view::{AuditAsked, AuditRow};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Names of what facts point at, copied once, so that the log can be read on another thread than the floor's.
#[derive(Clone, Debug, Default)]
pub struct Names {
    agents: Vec<String>,
    channels: Vec<String>,
    handles: Vec<String>,
    plans: BTreeMap<PlanId, String>,
    sources: Vec<String>,
    calendars: Vec<String>,
    rules: BTreeMap<u16, String>,
    escalations: BTreeMap<EscalationId, (String, Option<ConversationId>)>,
    handed: BTreeMap<HandoffId, ConversationId>,
    zone: Option<TimeZone>,
}

impl Names {
    /// Those of a floor; moments are told in the zone of the desk.
    pub fn of(floor: &Floor, zone: &TimeZone) -> Names {
        Names {
            agents: floor.agents().iter().map(|a| a.name.clone()).collect(),
            channels: floor.channels().iter().map(|c| c.name.clone()).collect(),
            handles: floor.handles().iter().map(|h| h.name.clone()).collect(),
            sources: floor.sources().iter().map(|s| s.name.clone()).collect(),
            plans: floor.schedule().plans().map(|(id, plan)| (id, plan.name.clone())).collect(),
            calendars: floor.promises().book().calendars.iter().map(|c| c.hours().name.clone()).collect(),
            rules: floor.escalations().rules().iter().map(|(n, rule)| (*n, rule.name.clone())).collect(),
            escalations: floor
                .escalations()
                .parts()
                .rows
                .iter()
                .map(|(id, row)| (*id, (personal::mask(&title_of(floor, row)), row.now.linked.first().copied())))
                .collect(),
            handed: floor.handoffs().newest().map(|(id, row)| (id, row.conversation)).collect(),
            zone: Some(zone.clone()),
        }
    }

    pub(super) fn channel(&self, id: ChannelId) -> &str {
        self.channels.get(id.index()).map_or("a channel", String::as_str)
    }

    pub(super) fn calendar(&self, id: CalendarId) -> Option<&str> {
        self.calendars.get(id.index()).map(String::as_str)
    }

    /// A rule of escalations by its name; one that was dropped by its number.
    pub(super) fn rule(&self, number: u16) -> String {
        self.rules.get(&number).map_or_else(|| number.to_string(), |name| format!("“{name}”"))
    }

    pub(super) fn escalation(&self, id: EscalationId) -> String {
        self.escalations.get(&id).map_or_else(|| format!("escalation {}", id.0), |(title, _)| title.clone())
    }

    /// The conversation that an escalation is about first.
    pub(super) fn about(&self, id: EscalationId) -> Option<ConversationId> {
        self.escalations.get(&id).and_then(|(_, of)| *of)
    }

    /// The conversation of a hand-off.
    pub(super) fn handed(&self, id: HandoffId) -> Option<ConversationId> {
        self.handed.get(&id).copied()
    }

    pub(super) fn agent(&self, id: AgentId) -> &str {
        self.agents.get(id.index()).map_or("an agent", String::as_str)
    }

    pub(super) fn handle(&self, id: HandleId) -> &str {
        self.handles.get(id.index()).map_or("an account", String::as_str)
    }

    pub(super) fn source(&self, id: SourceId) -> &str {
        self.sources.get(id.index()).map_or("a source", String::as_str)
    }

    fn plan(&self, id: PlanId) -> &str {
        self.plans.get(&id).map_or("a plan", String::as_str)
    }

    pub(super) fn clock(&self, at: crate::floor::At) -> String {
        let zone = self.zone.clone().unwrap_or(TimeZone::UTC);
        at.timestamp().to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }
}

/// What an event says: its kind, what, why, and about which conversation.
pub(super) struct Told {
    pub(super) kind: String,
    pub(super) what: String,
    pub(super) why: String,
    pub(super) of: Option<ConversationId>,
}

pub(super) fn told(kind: &str, what: impl Into<String>, of: Option<ConversationId>) -> Told {
    Told { kind: kind.to_owned(), what: what.into(), why: String::new(), of }
}

/// The rows of one decision, newest first. What was only read from a source is no decision and has none.
pub fn audit_rows(names: &Names, seq: u64, decision: &Decision) -> Vec<AuditRow> {
    if matches!(decision.by, Actor::Source(_)) {
        return Vec::new();
    }
    let rows = decision.events.iter().rev().filter_map(|event| {
        let Told { kind, what, why, of } = words(names, event)?;
        let (at, group) = (decision.at, decision.group);
        Some(AuditRow { seq, at, by: who(decision), kind, what, why, conversation: of, count: 1, group })
    });
    rows.collect()
}

fn who(decision: &Decision) -> String {
    match (decision.by, decision.role) {
        (Actor::Desk, Some(role)) => format!("{} at this desk", role.word()),
        (Actor::Desk, None) => "this desk".to_owned(),
        (Actor::Clock, _) => "the clock".to_owned(),
        (Actor::Floor, _) => "the floor's rules".to_owned(),
        (Actor::Source(_), _) => "the network".to_owned(),
    }
}

/// Whether a row is asked for.
pub fn audit_answers(names: &Names, asked: &AuditAsked, by: Actor, row: &AuditRow) -> bool {
    if by != Actor::Desk && !asked.all || asked.conversation.is_some_and(|id| row.conversation != Some(id)) {
        return false;
    }
    if asked.search.trim().is_empty() {
        return true;
    }
    let text = format!("{} {} {} {} {}", names.clock(row.at), row.by, row.kind, row.what, row.why).to_lowercase();
    asked.search.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

/// Puts a row behind those that are newer. What one command did to many conversations is one row.
pub fn audit_push(rows: &mut Vec<AuditRow>, row: AuditRow) {
    match rows.last_mut() {
        Some(last)
            if row.group != 0 && last.group == row.group && (&last.kind, &last.what) == (&row.kind, &row.what) =>
        {
            last.count += row.count;
            (last.seq, last.conversation) = (row.seq, row.conversation);
        }
        _ => rows.push(row),
    }
}

fn words(names: &Names, event: &Event) -> Option<Told> {
    Some(match event {
        Event::Assigned { conversation, to, how } => match to {
            Some(agent) => Told {
                why: how.words().into(),
                ..told("assigned", format!("to {}", names.agent(*agent)), Some(*conversation))
            },
            None => Told { why: how.words().into(), ..told("released", "back in the queue", Some(*conversation)) },
        },
        Event::Snoozed { conversation, until } => {
            told("snoozed", format!("until {}", names.clock(*until)), Some(*conversation))
        }
        Event::Woken { conversation } => told("came back", "", Some(*conversation)),
        Event::Resolved { conversation } => told("resolved", "", Some(*conversation)),
        Event::Reopened { conversation } => told("reopened", "", Some(*conversation)),
        Event::Restored { conversation, .. } => told("undone", "set back to how it was", Some(*conversation)),
        Event::Undone { .. } => told("undone", "the newest decision of this desk", None),
        Event::FirstResponseBreached { conversation, .. } => {
            told("late", "the first response was promised and did not come", Some(*conversation))
        }
        Event::ResolutionBreached { conversation, .. } => {
            told("late", "the resolution was promised and did not come", Some(*conversation))
        }
        Event::Overruled { conversation, to, .. } => {
            told("overruled", format!("triage; it is {}", to.words()), Some(*conversation))
        }
        Event::OverruleTakenBack { conversation, .. } => told("overrule taken back", "", Some(*conversation)),
        Event::CaseJoined { conversation, lead } => {
            told("case joined", format!("with conversation {}", lead.0), Some(*conversation))
        }
        Event::CaseParted { conversation } => told("case parted", "", Some(*conversation)),
        Event::Mentioned { .. }
        | Event::Amplified { .. }
        | Event::Joined { .. }
        | Event::AuthorSeen { .. }
        | Event::Quarantined { .. }
        | Event::PageRead { .. } => return None,
        other => return of_house(names, other),
    })
}

/// [`words`] of the house, its people and its alerts.
fn of_house(names: &Names, event: &Event) -> Option<Told> {
    Some(match event {
        Event::ChannelAdded { name, .. } => told("channel", format!("{name} added"), None),
        Event::TargetSet { channel: of, first_response_secs, resolution_secs } => {
            let (first, all) = (first_response_secs / 60, resolution_secs / 60);
            told("target", format!("{}: first response {first} min, resolution {all} min", names.channel(*of)), None)
        }
        Event::HandleAdded { name, .. } => told("account", format!("{name} added"), None),
        Event::SourceAdded { name, .. } => told("source", format!("{name} added"), None),
        Event::SourceFailed { reason, .. } => Told { why: reason.clone(), ..told("source", "cannot be read", None) },
        Event::AgentAdded { name, capacity, .. } => {
            told("team", format!("{name} added, takes {capacity} at once"), None)
        }
        Event::PresenceSet { agent, presence, reason } => Told {
            why: reason.clone(),
            ..told("presence", format!("{} is {}", names.agent(*agent), presence.word().to_lowercase()), None)
        },
        Event::BrandSet { brand } => told("brand", format!("set: {}", brand.names.join(", ")), None),
        Event::WeightsSet { .. } => told("weights", "what waiting costs was set", None),
        Event::CustomerKnown { .. } | Event::AuthorMatched { .. } => return None,
        Event::AlertRaised { alert, cause, level, severity, .. } => {
            let (about, of) = rooms::cause(names, *cause);
            let what = format!("alert {}, {}, severity {severity}: {about}", alert.0, rooms::level_word(*level));
            told("alert raised", what, of)
        }
        Event::AlertMoved { alert, level, severity, .. } => {
            let level = rooms::level_word(*level);
            told("alert moved", format!("alert {}: {level}, severity {severity}", alert.0), None)
        }
        Event::AlertAcknowledged { alert } => told("alert seen", format!("alert {}", alert.0), None),
        Event::AlertSnoozed { alert, until } => {
            told("alert snoozed", format!("alert {} until {}", alert.0, names.clock(*until)), None)
        }
        Event::AlertEscalated { alert } => told("alert escalated", format!("alert {}", alert.0), None),
        Event::AlertEnded { alert } => told("alert over", format!("alert {}", alert.0), None),
        Event::ModeChanged { priority, .. } => {
            let what = if *priority { "order by cost of delay began" } else { "first come is first served again" };
            told("mode", what, None)
        }
        Event::People(event) => rooms::people(names, event),
        Event::Desk(event) => desk(names, event),
        Event::Schedule(event) => schedule(names, event),
        Event::Source(event) => rooms::source(names, event),
        Event::Promise(event) => rooms::promise(names, event),
        Event::Escalation(event) => rooms::escalation(names, event),
        Event::Handoff(event) => rooms::handoff(names, event),
        Event::Assignment(event) => rooms::assignment(names, event),
        _ => return None,
    })
}

fn desk(names: &Names, event: &DeskEvent) -> Told {
    match event {
        DeskEvent::RuleSet { rule, to: Some(to) } => {
            let (unit, each) = to.figure.unit();
            let (on, off) = (u64::from(to.on_at) / each, u64::from(to.off_at) / each);
            let state = if to.is_on { "" } else { ", put to rest" };
            let word = to.figure.word();
            told("alert rule", format!("rule {rule}: {word} {on} {unit} or more, until {off}{state}"), None)
        }
        DeskEvent::RuleSet { rule, to: None } => told("alert rule", format!("rule {rule} dropped"), None),
        DeskEvent::Sealed { up_to, .. } => told("sealed", format!("the log up to commit {up_to}"), None),
        DeskEvent::TextsErased { commit, .. } => told("erased", format!("words in the texts of commit {commit}"), None),
        DeskEvent::AccountSet { handle, account } => {
            let team = if account.team.is_empty() { "everybody" } else { &account.team };
            told(
                "account",
                format!("{}: looked after by {team}, goal {} %", names.handle(*handle), account.goal_pct),
                None,
            )
        }
        DeskEvent::AccountOpened { handle, live } => told(
            "account",
            format!("{} {}", names.handle(*handle), if *live { "went live" } else { "was closed" }),
            None,
        ),
        DeskEvent::Moved { conversation, to } => {
            told("moved", format!("to {}", names.handle(*to)), Some(*conversation))
        }
    }
}

/// [`words`] of plans and what people ask of them.
fn schedule(names: &Names, event: &ScheduleEvent) -> Told {
    use ScheduleEvent as E;
    let yes = |yes: &bool| if *yes { "granted" } else { "declined" };
    match event {
        E::PlanMade { name, first, days, .. } => told("plan", format!("{name} made: {days} days from {first}"), None),
        E::PlanDropped { plan } => told("plan", format!("{} dropped", names.plan(*plan)), None),
        E::ShiftSet { plan, to, .. } => told("plan", format!("{}: {}", names.plan(*plan), shift(names, to)), None),
        E::ShiftRemoved { plan, shift } => {
            told("plan", format!("{}: shift {} removed", names.plan(*plan), shift.0), None)
        }
        E::ShiftsReplaced { plan, removed, set, words } => Told {
            why: words.clone(),
            ..told("plan", format!("{}: {} set, {} removed", names.plan(*plan), set.len(), removed.len()), None)
        },
        E::Published { plan } => told("published", names.plan(*plan), None),
        E::ContractSet { agents, to } => {
            let who: Vec<&str> = agents.iter().take(3).map(|a| names.agent(*a)).collect();
            let more = if agents.len() > 3 { format!(" and {} more", agents.len() - 3) } else { String::new() };
            let first =
                to.as_ref().and_then(|c| c.first_day).map_or_else(String::new, |day| format!(", from {day} on"));
            let to = to.as_ref().map_or("none", |c| c.name.as_str());
            told("contract", format!("{}{more}: {to}{first}", who.join(", ")), None)
        }
        E::WishesSet { agent, .. } => told("wishes", format!("of {} set", names.agent(*agent)), None),
        E::CoverSet { rule, to: Some(to) } => told("rule of cover", format!("rule {rule} set: {}", to.name), None),
        E::CoverSet { rule, to: None } => told("rule of cover", format!("rule {rule} dropped"), None),
        E::TimeOffAsked { request, agent, from, until, reason } => {
            let (from, until) = (names.clock(*from), names.clock(*until));
            let what = format!("request {request}: {} from {from} to {until}", names.agent(*agent));
            Told { why: reason.clone(), ..told("time off", what, None) }
        }
        E::TimeOffAnswered { request, granted, words } => {
            Told { why: words.clone(), ..told("time off", format!("request {request} {}", yes(granted)), None) }
        }
        E::SwapOffered { swap, plan, by, to, .. } => {
            let who = format!("offer {swap} in {}: {} to", names.plan(*plan), names.agent(*by));
            told("swap", format!("{who} {}", names.agent(*to)), None)
        }
        E::SwapAgreed { swap, agreed } => {
            told("swap", format!("offer {swap} {}", if *agreed { "agreed to" } else { "not agreed to" }), None)
        }
        E::SwapAnswered { swap, granted } => told("swap", format!("offer {swap} {}", yes(granted)), None),
        E::OpenShiftTaken { plan, shift, agent } => {
            let plan = names.plan(*plan);
            told("open shift", format!("{plan}: shift {} taken by {}", shift.0, names.agent(*agent)), None)
        }
        other => coming(names, other),
    }
}

fn shift(names: &Names, to: &PlannedShift) -> String {
    let who = match &to.who {
        Who::Agent(agent) => names.agent(*agent).to_owned(),
        Who::Pool { name, seats } => format!("{seats} of {name}"),
        Who::Open => "open".to_owned(),
    };
    format!("{who} from {} to {}", names.clock(to.from), names.clock(to.until))
}

/// [`schedule`] of what is planned for.
fn coming(names: &Names, event: &ScheduleEvent) -> Told {
    use ScheduleEvent as E;
    match event {
        E::CampaignSet { to: Some(to), .. } => {
            told("campaign", format!("{}: {} % for {} days from {}", to.name, to.volume_pct, to.days, to.first), None)
        }
        E::CampaignSet { campaign, to: None } => told("campaign", format!("campaign {campaign} dropped"), None),
        E::LiftSet { lift, volume_pct: Some(pct) } => told("lift", format!("{}: {pct} %", lift.event), None),
        E::LiftSet { lift, volume_pct: None } => told("lift", format!("{}: as learnt", lift.event), None),
        E::HistoryMarked { to: Some(to), .. } => {
            let (from, until) = (names.clock(to.from), names.clock(to.until));
            told("history", format!("{:?} from {from} to {until}", to.mark), None)
        }
        E::HistoryKept { to: Some(to), .. } => {
            told("history", format!("{}: {} intervals kept", to.name, to.counts.len()), None)
        }
        E::HistoryKept { history, to: None } => told("history", format!("history {history} dropped"), None),
        E::HistoryMarked { mark, to: None } => told("history", format!("mark {mark} taken away"), None),
        E::ReadinessSet { to: Some(to), .. } => {
            told("readiness", format!("{}: {}, by {}", to.what, to.owner, names.clock(to.due)), None)
        }
        E::ReadinessSet { item, to: None } => told("readiness", format!("item {item} dropped"), None),
        E::ReadinessTicked { item, done } => {
            told("readiness", format!("item {item} {}", if *done { "is ready" } else { "is not ready" }), None)
        }
        E::HeadcountSet { employees } => told("headcount", format!("{employees} employees"), None),
        E::TargetSet { target } => {
            told("target of plans", format!("{} % in {} s", target.pct, target.within_secs), None)
        }
        other => plain("plan", other),
    }
}

/// A fact that nobody wrote words for, told by its names: nothing is left out of the audit for want of words.
fn plain(kind: &str, event: &impl std::fmt::Debug) -> Told {
    const CHARS_MAX: usize = 300;
    let debug = format!("{event:?}");
    let mut what: String = debug.chars().take(CHARS_MAX).collect();
    if debug.chars().nth(CHARS_MAX).is_some() {
        what.push('…');
    }
    let number = debug.split_once("ConversationId(").and_then(|(_, rest)| rest.split(')').next()?.parse().ok());
    told(kind, what, number.map(ConversationId))
}
