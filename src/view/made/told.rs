//! What the facts of the rooms say in the audit: each in words, none left out. A fact without words does not compile.

use super::audit::{Names, Told, told};
use crate::floor::assignment::AssignmentEvent;
use crate::floor::escalation::{EscalationEvent, Muted, Raiser, Trouble, What, Why};
use crate::floor::handoff::{Ending, HandoffEvent, Sending};
use crate::floor::source::DeliveryId;
use crate::floor::{
    CalendarId, Cause, ConversationId, Level, PeopleEvent, Presence, PromiseEvent, SourceEvent, period_words,
    span_words,
};
use crate::triage::personal;

/// Words that a person typed. Numbers of cards, phones and orders that got into them are covered.
fn said(words: &str) -> String {
    personal::mask(words)
}

fn quoted(words: &str) -> String {
    format!("“{}”", said(words))
}

impl Told {
    fn because(self, why: &str) -> Told {
        Told { why: said(why), ..self }
    }
}

fn count(ids: usize) -> String {
    if ids == 1 { "1 conversation".to_owned() } else { format!("{ids} conversations") }
}

/// Facts about hours and promises.
pub(super) fn promise(names: &Names, event: &PromiseEvent) -> Told {
    match event {
        PromiseEvent::CalendarSet { hours, .. } => {
            let (open, special) = (hours.week.iter().filter(|day| !day.is_empty()).count(), hours.days.len());
            let monday = period_words(&hours.week[0]);
            let what = format!(
                "{}: Monday {monday}, open {open} days a week, {special} special days, {}",
                hours.name, hours.zone
            );
            told("hours", what, None)
        }
        PromiseEvent::CalendarRemoved { calendar } => {
            told("hours", format!("{} deleted", calendar_words(names, Some(*calendar))), None)
        }
        PromiseEvent::PoliciesSet { policies } => {
            let named: Vec<&str> = policies.iter().map(|p| p.name.as_str()).collect();
            let what = if named.is_empty() { "none: each channel's own target".to_owned() } else { named.join(", ") };
            told("policies", what, None)
        }
        PromiseEvent::HandleHoursSet { handle, calendar } => {
            told("hours", format!("{} has {}", names.handle(*handle), calendar_words(names, *calendar)), None)
        }
        PromiseEvent::GroupHoursSet { group, calendar } => {
            told("hours", format!("{group} have {}", calendar_words(names, *calendar)), None)
        }
        PromiseEvent::BotsSet { names: bots } if bots.is_empty() => told("programs", "no account is a program", None),
        PromiseEvent::BotsSet { names: bots } => {
            told("programs", format!("answers of these are no response: {}", bots.join(", ")), None)
        }
        PromiseEvent::NextResponseBreached { conversation, .. } => {
            told("late", "a later response was promised and did not come", Some(*conversation))
        }
    }
}

fn calendar_words(names: &Names, calendar: Option<CalendarId>) -> String {
    let Some(id) = calendar else { return "no hours of its own: day and night".to_owned() };
    names.calendar(id).map_or_else(|| "other hours".to_owned(), |name| format!("the hours of {name}"))
}

/// Facts about how work is given out.
pub(super) fn assignment(names: &Names, event: &AssignmentEvent) -> Told {
    match event {
        AssignmentEvent::RulesSet { rules } => {
            let how = if rules.automatic { "given out by itself" } else { "given out by people" };
            let timer = match rules.timer_secs {
                Some(secs) => format!(", an answer within {}", span_words(secs)),
                None => String::new(),
            };
            let limits = rules.teams.len() + rules.handles.len() + rules.channels.len();
            told("assignment", format!("work is {how}{timer}; {limits} limits beside those of each agent"), None)
        }
        AssignmentEvent::AgentRemoved { agent } => told("team", format!("{} left the team", names.agent(*agent)), None),
        AssignmentEvent::AgentRejoined { agent } => {
            told("team", format!("{} is on the team again", names.agent(*agent)), None)
        }
    }
}

/// Facts about people.
pub(super) fn people(names: &Names, event: &PeopleEvent) -> Told {
    use PeopleEvent as E;
    match event {
        E::ProfileSet { agent, profile } => {
            let queue = if profile.takes_queue { "takes the queue" } else { "by name only" };
            let groups = if profile.groups.is_empty() { "no group".to_owned() } else { profile.groups.join(", ") };
            told("profile", format!("{}: {groups}; {queue}", names.agent(*agent)), None)
        }
        E::ShiftsSet { agent, shifts } => {
            told("roster", format!("{}: {} shifts", names.agent(*agent), shifts.len()), None)
        }
        E::AboutSet { agent, about } => {
            let learnt: Vec<&str> = about.trainings.iter().map(|t| t.what.as_str()).collect();
            let learnt = if learnt.is_empty() { "no training".to_owned() } else { learnt.join(", ") };
            let pool = about.pool.as_ref().map(|p| format!(", works for {p}")).unwrap_or_default();
            told("profile", format!("{}: {learnt}{pool}", names.agent(*agent)), None)
        }
        E::PoolSet { pool } => {
            let on = if pool.on { "on" } else { "off" };
            let what = format!("{} is {on}: {} at once, at most {} % of all", pool.name, pool.capacity, pool.share_pct);
            told("partner", what, None)
        }
        E::Forced { agent, presence, reason } => presence_told(names.agent(*agent), *presence, "by a lead", reason),
        E::LoggedOut { agent, reason } => {
            told("presence", format!("{} was logged out by a lead", names.agent(*agent)), None).because(reason)
        }
        E::SkillsChanged { agent, skills, until, reason } => {
            let what = format!("{} has {} until {}", names.agent(*agent), skills.join(", "), names.clock(*until));
            told("skills", what, None).because(reason)
        }
        E::SkillsBack { agent, .. } => told("skills", format!("those of {} are as before", names.agent(*agent)), None),
        E::Extended { agent, until, reason } => {
            let what = format!("{} works until {}", names.agent(*agent), names.clock(*until));
            told("roster", what, None).because(reason)
        }
        E::AbsenceSet { agent, absence } => {
            let instead = absence.substitute.map(|s| format!("; {} takes over", names.agent(s))).unwrap_or_default();
            let (from, until) = (names.clock(absence.from), names.clock(absence.until));
            let what = format!("{} from {from} to {until}{instead}", names.agent(*agent));
            told("absence", what, None).because(&absence.reason)
        }
        E::AbsenceDropped { agent, from } => {
            let what = format!("that of {} from {} does not take place", names.agent(*agent), names.clock(*from));
            told("absence", what, None)
        }
        other => of_the_hour(names, other),
    }
}

fn presence_told(name: &str, presence: Presence, by: &str, reason: &str) -> Told {
    told("presence", format!("{name} is {}, {by}", presence.word().to_lowercase()), None).because(reason)
}

/// [`people`]: what the clock tells, and what one shift leaves to the next.
fn of_the_hour(names: &Names, event: &PeopleEvent) -> Told {
    use PeopleEvent as E;
    let of = |kind: &str, agent, what: &str| told(kind, format!("{} {what}", names.agent(agent)), None);
    match event {
        E::Signed { agent, seen: true, .. } => of("presence", *agent, "gave a sign of being there"),
        E::Signed { agent, seen: false, .. } => of("presence", *agent, "gives no sign of being there"),
        E::Vanished { agent, .. } => of("presence", *agent, "is away: nothing was heard for a while"),
        E::ShiftBegan { agent, .. } => of("shift", *agent, "began a shift"),
        E::ShiftEnded { agent, .. } => of("shift", *agent, "ended a shift"),
        E::AbsenceBegan { agent, .. } => of("absence", *agent, "is absent"),
        E::AbsenceEnded { agent, .. } => of("absence", *agent, "is back"),
        E::SentHome { agent, .. } => of("presence", *agent, "is off: out of shift or absent"),
        E::NoteLeft { agent, left } => {
            let drafts = left.drafts.len();
            of("hand-over", *agent, &format!("left a note and {drafts} begun answers")).because(&left.note)
        }
        E::HandedOver { row, .. } => {
            let to = row.to.map_or_else(|| "the queue".to_owned(), |to| names.agent(to).to_owned());
            let what = format!("left {} to {to}", count(row.taken().count()));
            of("hand-over", row.agent, &what).because(row.why.words())
        }
        E::CapsuleAccepted { capsule, by } => of("hand-over", *by, &format!("took over capsule {}", capsule.0)),
        E::AnnouncementSet { words } => told("announcement", format!("words set: {}", quoted(words)), None),
        E::Announced { handle, boundary } => {
            let what = format!("{}: who is on duty from {}", names.handle(*handle), names.clock(*boundary));
            told("announcement", what, None)
        }
        // Told in `people`; named here so that a new fact has no way around words.
        E::ProfileSet { agent, .. }
        | E::ShiftsSet { agent, .. }
        | E::AboutSet { agent, .. }
        | E::Forced { agent, .. }
        | E::LoggedOut { agent, .. }
        | E::SkillsChanged { agent, .. }
        | E::SkillsBack { agent, .. }
        | E::Extended { agent, .. }
        | E::AbsenceSet { agent, .. }
        | E::AbsenceDropped { agent, .. } => of("people", *agent, "changed"),
        E::PoolSet { pool } => told("partner", pool.name.clone(), None),
    }
}

/// Facts about escalations.
pub(super) fn escalation(names: &Names, event: &EscalationEvent) -> Told {
    use EscalationEvent as E;
    match event {
        E::LadderSet { to, .. } => {
            let rungs: Vec<String> =
                to.rungs.iter().map(|r| format!("{} within {}", r.name, span_words(r.ack_secs))).collect();
            told("ladder", format!("{}: {}", to.name, rungs.join(", then ")), None)
        }
        E::RuleSet { rule, to: None } => told("escalation rule", format!("{} dropped", names.rule(*rule)), None),
        E::RuleSet { to: Some(rule), .. } => {
            let on = if rule.on { "" } else { ", put to rest" };
            told("escalation rule", format!("{}: when {}{on}", rule.name, rule.when.words()), None)
        }
        E::PlaybookSet { trouble, steps } => {
            told("playbook", format!("{}: {} steps", trouble.word(), steps.len()), None)
        }
        E::SubstituteSet { instead_of, to: None } => {
            told("substitute", format!("nobody stands in for {} any more", names.agent(*instead_of)), None)
        }
        E::SubstituteSet { instead_of, to: Some(to) } => {
            let (who, absent, until) = (names.agent(to.agent), names.agent(*instead_of), names.clock(to.until));
            told("substitute", format!("{who} stands in for {absent} until {until}"), None).because(&to.reason)
        }
        E::MuteSet { of, to } => {
            let what = match of {
                Muted::Group(group) => group.clone(),
                Muted::Rule(rule) => format!("rule {}", names.rule(*rule)),
            };
            match to {
                Some(mute) => {
                    told("muted", format!("{what} until {}", names.clock(mute.until)), None).because(&mute.reason)
                }
                None => told("muted", format!("{what} is heard again"), None),
            }
        }
        E::Raised { escalation, trouble, title, conversations, by, words, .. } => {
            let called = if title.is_empty() { names.escalation(*escalation) } else { said(title) };
            let what = format!("{called}, {}, by {}", trouble_words(*trouble, conversations.len()), raiser(names, *by));
            told("escalated", what, conversations.first().copied()).because(words)
        }
        E::Of { escalation, what } => {
            let Told { kind, what, why, .. } = trail(names, what);
            let called = names.escalation(*escalation);
            let what = if what.is_empty() { called } else { format!("{called}: {what}") };
            Told { kind, what, why, of: names.about(*escalation) }
        }
        E::Lapsed { rule, conversation } => {
            told("escalation", format!("rule {} needs nothing any more", names.rule(*rule)), Some(*conversation))
        }
    }
}

fn trouble_words(trouble: Trouble, linked: usize) -> String {
    if linked > 1 { format!("{}, {}", trouble.word(), count(linked)) } else { trouble.word().to_owned() }
}

fn raiser(names: &Names, by: Raiser) -> String {
    match by {
        Raiser::Desk => "a desk".to_owned(),
        Raiser::Agent(agent) => names.agent(agent).to_owned(),
        Raiser::Rule(rule) => format!("rule {}", names.rule(rule)),
    }
}

fn why(why: &Why) -> String {
    match why {
        Why::Time => "nobody acknowledged in time".to_owned(),
        Why::Nobody => "nobody was on duty".to_owned(),
        Why::Hand(words) => said(words),
    }
}

/// A line of the trail of an escalation.
fn trail(names: &Names, what: &What) -> Told {
    let line = |words: &str| told("escalation", words, None);
    match what {
        What::Reason { by, words } => line(&format!("a further reason by {}", raiser(names, *by))).because(words),
        What::Rung { to, why: because, due } => {
            let what = format!("waits on rung {} until {}", to + 1, names.clock(*due));
            line(&what).because(&why(because))
        }
        What::LadderEnded { why: because } => line("the ladder ended, the alarm burns").because(&why(because)),
        What::Taken { agent } => line(&format!("{} took it", names.agent(*agent))),
        What::Status { words } => line(&said(words)),
        What::HandedOff { to } => line(&format!("handed off: {}", said(to))),
        What::GivenBack { off_duty: true, .. } => line("its owner went off duty; it waits again"),
        What::GivenBack { off_duty: false, .. } => line("given back; it waits again"),
        What::Ticked { step, done, by } => {
            let by = by.map(|a| format!(" by {}", names.agent(a))).unwrap_or_default();
            line(&format!("step {} {}{by}", step + 1, if *done { "done" } else { "not done after all" }))
        }
        What::Linked { conversations } => line(&format!("{} linked", count(conversations.len()))),
        What::Unlinked { conversation } => line(&format!("conversation {} unlinked", conversation.0)),
        What::Noted { words } => line("note").because(words),
        What::Reach { level, figure, .. } => {
            line(&format!("viral {}: {figure} people within six hours", level_word(*level)))
        }
        What::Incident { on: true, contact } if contact.is_empty() => line("incident mode on"),
        What::Incident { on: true, contact } => line(&format!("incident mode on; call {}", said(contact))),
        What::Incident { on: false, .. } => line("incident mode off"),
        What::ClockBack { .. } => line("the clock of this computer went back; the time of the rung runs anew"),
        What::Resolved { reason } => line("resolved").because(reason),
        What::Reopened { .. } => line("opened again"),
        What::TakenBack => line("the decision before was taken back"),
    }
}

/// Facts about what is said and handed off.
pub(super) fn handoff(names: &Names, event: &HandoffEvent) -> Told {
    use HandoffEvent as E;
    match event {
        E::Offered { conversation, packet, .. } => {
            let (from, until) = (names.clock(packet.window.from), names.clock(packet.window.until));
            let what = format!("by {} to {}, promised between {from} and {until}", packet.way.word(), packet.to);
            told("handed off", what, Some(*conversation)).because(packet.reason.words())
        }
        E::Accepted { conversation, who, .. } => {
            told("hand-off", format!("{} has taken it", said(who)), Some(*conversation))
        }
        E::CameBack { handoff, .. } => told("hand-off", "back: nobody accepted it in time", names.handed(*handoff)),
        E::CallMissed { handoff, .. } => {
            told("hand-off", "the promised time passed and it was not done", names.handed(*handoff))
        }
        E::Ended { conversation, how, note, .. } => {
            let what = match how {
                Ending::Done => "done",
                Ending::Returned => "they gave it back",
                Ending::Withdrawn => "withdrawn",
            };
            told("hand-off", what, Some(*conversation)).because(note)
        }
        E::Replied { conversation, said, .. } => {
            let name = said.agent.map(|a| format!(" in the name of {}", names.agent(a))).unwrap_or_default();
            let with = if said.template.is_some() { ", begun with an approved text" } else { "" };
            let what = format!("{}{name}{with}", sending(said.sending));
            told("answered", what, Some(*conversation))
        }
        E::Delivered { conversation, how, .. } => told("answered", sending(*how), Some(*conversation)),
        other => voice(names, other),
    }
}

fn sending(how: Sending) -> &'static str {
    match how {
        Sending::NotSent => "approved, not sent: no account is connected",
        Sending::Outside => "marked as answered outside",
        Sending::Taken => "sent",
        Sending::OnItsWay => "on its way",
    }
}

/// [`handoff`]: texts, the tone card, and claims.
fn voice(names: &Names, event: &HandoffEvent) -> Told {
    use HandoffEvent as E;
    match event {
        E::TemplateSet { row, .. } => told("template", format!("{} approved, to {}", row.name, row.kind.word()), None),
        E::TemplateRemoved { template } => told("template", format!("{} is no longer offered", template.0), None),
        E::CardSet { card } => told("tone card", format!("version {}", card.version), None),
        E::ClaimTagged { conversation, claim, due } => {
            let what = format!("incorrect: {}; to be put right by {}", said(claim), names.clock(*due));
            told("claim", what, Some(*conversation))
        }
        E::ClaimCleared { conversation } => told("claim", "not an incorrect one", Some(*conversation)),
        E::CorrectionBreached { conversation, .. } => {
            told("late", "a correction was promised and did not come", Some(*conversation))
        }
        E::CorrectionTargetSet { secs } => {
            told("target", format!("a correction comes within {}", span_words(*secs)), None)
        }
        E::TurnedRound { conversation } => told("turned round", "angry before, glad now", Some(*conversation)),
        E::Handled { conversation, intent, secs } => {
            told("handled", format!("{}, {} of work", intent.word(), span_words(*secs)), Some(*conversation))
        }
        // Told in `handoff`; named here so that a new fact has no way around words.
        E::Offered { conversation, .. }
        | E::Accepted { conversation, .. }
        | E::Ended { conversation, .. }
        | E::Replied { conversation, .. }
        | E::Delivered { conversation, .. } => told("hand-off", "changed", Some(*conversation)),
        E::CameBack { handoff, .. } | E::CallMissed { handoff, .. } => {
            told("hand-off", "changed", names.handed(*handoff))
        }
    }
}

/// `watch` or `alarm`.
/// Facts about sources and what goes out by them.
pub(super) fn source(names: &Names, event: &SourceEvent) -> Told {
    use SourceEvent as E;
    let nth = |id: &DeliveryId| format!("delivery {}", id.0);
    match event {
        E::Set { source, settings } => {
            let what = format!("{}: {} as {}", names.source(*source), settings.server, said(&settings.login));
            told("source set up", what, None)
        }
        E::Paused { source, paused: true } => told("source", format!("{} paused", names.source(*source)), None),
        E::Paused { source, paused: false } => told("source", format!("{} read again", names.source(*source)), None),
        E::Removed { source } => told("source", format!("{} removed", names.source(*source)), None),
        E::Edited { mention, .. } => told("edited", format!("mention {} has other words now", mention.0), None),
        E::Gone { mention } => told("deleted", format!("mention {} is gone where it was written", mention.0), None),
        E::Ticketed { conversation, ticket, .. } => {
            let owner = if ticket.owner.is_empty() { "nobody" } else { &ticket.owner };
            told("ticket", format!("{} in the helpdesk, owner {owner}", ticket.external), Some(*conversation))
        }
        E::Queued { delivery, source, conversation, deed, .. } => {
            let what = format!("{}: {} to {}", nth(delivery), deed.words(), names.source(*source));
            told("to be sent", what, Some(*conversation))
        }
        E::Sending { delivery } => told("sending", nth(delivery), None),
        E::Sent { delivery, .. } => told("sent", nth(delivery), None),
        E::Failed { delivery, how, why } => {
            told("not sent", format!("{}: {}", nth(delivery), how.words()), None).because(why)
        }
        E::Decided { delivery, again: true } => told("to be sent", format!("{} again", nth(delivery)), None),
        E::Decided { delivery, again: false } => told("left", nth(delivery), None),
        E::PersonKnown { source, name, agent } => {
            told("team", format!("{name} of {} is {}", names.source(*source), names.agent(*agent)), None)
        }
        E::Mended { .. } => told("quarantine", "something that could not be read was read after all", None),
    }
}

pub(super) fn level_word(level: Level) -> &'static str {
    match level {
        Level::Watch => "watch",
        Level::Alarm => "alarm",
    }
}

/// What an alert is about, and its conversation where it is one.
pub(super) fn cause(names: &Names, cause: Cause) -> (String, Option<ConversationId>) {
    match cause {
        Cause::Viral(id) => ("strangers carry it on".to_owned(), Some(id)),
        Cause::Spike(channel) => (format!("far more than usual on {}", names.channel(channel)), None),
        Cause::Silence(channel) => (format!("far less than usual on {}", names.channel(channel)), None),
        Cause::Unstaffed => ("somebody waits and nobody is on duty".to_owned(), None),
        Cause::Stuck(id) => ("it has not moved for too long".to_owned(), Some(id)),
        Cause::Ladder(escalation) => {
            (format!("nobody takes {}", names.escalation(escalation)), names.about(escalation))
        }
        Cause::HandoffBack(id) => ("a hand-off is back".to_owned(), Some(id)),
        Cause::Alike(handle) => (format!("answers of {} are too much alike", names.handle(handle)), None),
        Cause::Switching => ("too many are sent to another channel".to_owned(), None),
        Cause::Threshold(rule) => (format!("alert rule {rule}"), None),
        Cause::Overdue(item) => (format!("item {item} of readiness is overdue"), None),
        Cause::Late(agent) => (format!("the shift of {} started late", names.agent(agent)), None),
        Cause::Missing(agent) => (format!("{} is absent from a shift", names.agent(agent)), None),
        Cause::BreakOver(agent) => (format!("the break of {} is over", names.agent(agent)), None),
        Cause::NotDelivered(id) => ("something did not go out".to_owned(), Some(id)),
        Cause::SourceSilent(source) => (format!("{} is silent", names.source(source)), None),
    }
}
