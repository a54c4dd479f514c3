//! From a wish to facts, or to a refusal in words. One way for every decision; nothing here changes the floor.

use super::assignment::{Give, How, give, release};
use super::decide_watch::{alert, join_case, overrule, part_case, set_brand, set_weights, take_back};
use super::{
    AgentId, Asker, At, Changed, ChannelId, Command, Conversation, ConversationId, Event, Floor, Presence,
    RESOLUTION_PRESET_SECS, Refusal, State, first_response_preset_secs,
};
use super::{assignment, desk, escalation, handoff, people, promise, schedule, source};
use crate::limits;

/// The facts about one thing, and what they were decided on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The key of the commit.
    pub key: String,
    /// The newest commit under it that the decision knows of.
    pub prev: u64,
    /// The facts.
    pub events: Vec<Event>,
}

/// What was decided, in facts and in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// All are kept together or none is.
    pub drafts: Vec<Draft>,
    /// For the person: `3 assigned to Ade B.`.
    pub words: String,
    /// Whether it can be taken back.
    pub undoable: bool,
}

/// What a command means on this floor, when this one asks for it.
///
/// # Errors
///
/// A [`Refusal`] when it cannot be done, or not by them; the floor stays as it is.
pub fn decide(floor: &Floor, asker: &Asker<'_>, command: &Command, now: At) -> Result<Decided, Refusal> {
    desk::allowed(floor, asker, command)?;
    match command {
        Command::Assign { conversations, agent, beyond_capacity } => {
            let how = How::ByHand;
            give(floor, &Give { ids: conversations, to: *agent, how, beyond: *beyond_capacity, seen: None }, now)
        }
        Command::Release { conversations } => release(floor, conversations),
        Command::Snooze { conversations, until } => snooze(floor, conversations, *until, now),
        Command::Resolve { conversations } => resolve(floor, conversations),
        Command::Reopen { conversations } => reopen(floor, conversations),
        Command::Undo => undo(floor, now),
        Command::SetPresence { agent, presence, reason } => set_presence(floor, *agent, *presence, reason),
        Command::AddAgent { name, skills, languages, capacity } => add_agent(floor, name, skills, languages, *capacity),
        Command::AddChannel { name } => add_channel(floor, name),
        Command::SetTarget { channel, first_response_secs, resolution_secs } => {
            set_target(floor, *channel, *first_response_secs, *resolution_secs)
        }
        Command::Overrule { conversations, to, lessons } => overrule(floor, conversations, *to, lessons),
        Command::TakeBackOverrule { conversations } => take_back(floor, conversations),
        Command::SetBrand { brand } => set_brand(floor, brand),
        Command::SetWeights { weights } => set_weights(floor, weights),
        Command::AcknowledgeAlert { alert: id } => alert(floor, *id, Event::AlertAcknowledged { alert: *id }, now),
        Command::SnoozeAlert { alert: id, until } => {
            alert(floor, *id, Event::AlertSnoozed { alert: *id, until: *until }, now)
        }
        Command::EscalateAlert { alert: id } => {
            let decided = alert(floor, *id, Event::AlertEscalated { alert: *id }, now)?;
            escalation::with_alert(floor, *id, decided, now)
        }
        Command::JoinCase { conversations } => join_case(floor, conversations),
        Command::PartCase { conversation } => part_case(floor, *conversation),
        Command::Promise(command) => promise::decide(floor, command, now),
        Command::People(command) => people::decide(floor, command, now),
        Command::Escalation(command) => escalation::decide(floor, command, now),
        Command::Handoff(command) => handoff::decide(floor, command, now),
        Command::Desk(command) => desk::decide(floor, command, now),
        Command::Assignment(command) => assignment::decide(floor, command, now),
        Command::Schedule(command) => schedule::decide(floor, command, now),
        Command::Source(command) => source::decide(floor, command, now),
    }
}

/// `1 conversation`, `3 conversations`.
pub(super) fn count(n: usize) -> String {
    if n == 1 { "1 conversation".into() } else { format!("{n} conversations") }
}

/// The rows that a command is about, each once.
pub(super) fn selected(floor: &Floor, ids: &[ConversationId]) -> Result<Vec<(ConversationId, Conversation)>, Refusal> {
    if ids.is_empty() {
        return Err(Refusal::NothingSelected);
    }
    if ids.len() > limits::COMMAND_CONVERSATIONS_MAX {
        return Err(Refusal::TooMany { asked: ids.len(), most: limits::COMMAND_CONVERSATIONS_MAX });
    }
    let unique: std::collections::BTreeSet<_> = ids.iter().copied().collect();
    unique.into_iter().map(|id| floor.conversation(id).map(|c| (id, *c)).ok_or(Refusal::NoConversation(id))).collect()
}

pub(super) fn about(id: ConversationId, c: &Conversation, event: Event) -> Draft {
    Draft { key: format!("c/{}", id.0), prev: c.version, events: vec![event] }
}

fn wrong(id: ConversationId, c: &Conversation, instead: &'static str) -> Refusal {
    Refusal::WrongState { conversation: id, state: c.state.word(), instead }
}

fn snooze(floor: &Floor, ids: &[ConversationId], until: At, now: At) -> Result<Decided, Refusal> {
    if until <= now {
        return Err(Refusal::NotInFuture);
    }
    let rows = selected(floor, ids)?;
    if let Some((id, c)) = rows.iter().find(|(_, c)| c.state == State::Resolved) {
        return Err(wrong(*id, c, "reopen it first"));
    }
    let drafts = rows.iter().map(|(id, c)| about(*id, c, Event::Snoozed { conversation: *id, until })).collect();
    Ok(Decided { drafts, words: format!("{} put aside", count(rows.len())), undoable: true })
}

fn resolve(floor: &Floor, ids: &[ConversationId]) -> Result<Decided, Refusal> {
    let rows: Vec<_> = selected(floor, ids)?.into_iter().filter(|(_, c)| c.state != State::Resolved).collect();
    if rows.is_empty() {
        return Err(Refusal::AlreadySo("it is resolved already".into()));
    }
    let drafts = rows.iter().map(|(id, c)| about(*id, c, Event::Resolved { conversation: *id })).collect();
    Ok(Decided { drafts, words: format!("{} resolved", count(rows.len())), undoable: true })
}

fn reopen(floor: &Floor, ids: &[ConversationId]) -> Result<Decided, Refusal> {
    let rows: Vec<_> = selected(floor, ids)?;
    let drafts: Vec<_> = rows
        .iter()
        .filter_map(|(id, c)| match c.state {
            State::Resolved => Some(about(*id, c, Event::Reopened { conversation: *id })),
            State::Snoozed => Some(about(*id, c, Event::Woken { conversation: *id })),
            _ => None,
        })
        .collect();
    if drafts.is_empty() {
        return Err(Refusal::AlreadySo("it is open already".into()));
    }
    let words = format!("{} open again", count(drafts.len()));
    Ok(Decided { drafts, words, undoable: true })
}

fn undo(floor: &Floor, now: At) -> Result<Decided, Refusal> {
    let undoable = floor.undoable().ok_or(Refusal::NothingToUndo)?;
    let mut drafts = Vec::new();
    let mut changed = None;
    for change in &undoable.changed {
        let id = change.conversation;
        let Some(c) = floor.conversation(id) else { continue };
        if c.version != change.version || would_hide(c, change) {
            changed = Some(id);
            continue;
        }
        drafts.push(about(id, c, Event::Restored { conversation: id, before: change.before }));
    }
    if let (true, Some(id)) = (drafts.is_empty(), changed) {
        return Err(Refusal::ChangedSince(id));
    }
    let left = undoable.changed.len() - drafts.len();
    let raised = escalation::undone_words(floor, undoable.group)?;
    let (planned, of_people) = schedule::undone(floor, undoable.group, now)?.unzip();
    let mut words = match raised.or(planned) {
        Some(words) if drafts.is_empty() => words,
        _ => format!("{} as before", count(drafts.len())),
    };
    if left > 0 {
        words.push_str(&format!("; {left} changed since and left as they are"));
    }
    let mut events = vec![Event::Undone { group: undoable.group }];
    events.extend(of_people.into_iter().flatten());
    drafts.push(Draft { key: "desk".into(), prev: floor.head("desk"), events });
    Ok(Decided { drafts, words, undoable: false })
}

/// Whether going back would hide what was written since: a question of a customer who did not wait then, or the answer
/// to one who did.
fn would_hide(c: &Conversation, change: &Changed) -> bool {
    let written = c.mentions != change.mentions;
    written && change.before.waiting_since.is_none_or(|since| c.answered_at.is_some_and(|at| at >= since))
}

pub(super) fn house(floor: &Floor, event: Event, words: String) -> Decided {
    let draft = Draft { key: "desk".into(), prev: floor.head("desk"), events: vec![event] };
    Decided { drafts: vec![draft], words, undoable: false }
}

fn set_presence(floor: &Floor, agent: AgentId, presence: Presence, reason: &str) -> Result<Decided, Refusal> {
    let who = floor.agent(agent).ok_or(Refusal::NoAgent)?;
    if floor.assignments().left(agent).is_some() {
        return Err(Refusal::NotAvailable { name: who.name.clone(), state: "not on the team any more".into() });
    }
    if who.presence == presence && who.reason == reason {
        return Err(Refusal::AlreadySo(format!("{} is {} already", who.name, presence.word().to_lowercase())));
    }
    let reason = tidy("a reason", reason, true)?;
    let words = format!("{} is {}", who.name, presence.word().to_lowercase());
    Ok(house(floor, Event::PresenceSet { agent, presence, reason }, words))
}

/// A name as it may be kept: trimmed, not too long, on one line.
pub(super) fn tidy(what: &str, name: &str, may_be_empty: bool) -> Result<String, Refusal> {
    let name = name.trim();
    if name.is_empty() && !may_be_empty {
        return Err(Refusal::BadValue(format!("{what} needs a name")));
    }
    if name.chars().count() > limits::NAME_CHARS_MAX {
        return Err(Refusal::BadValue(format!("that is too long for {what}; keep it under 200 characters")));
    }
    if name.chars().any(char::is_control) {
        return Err(Refusal::BadValue(format!("{what} must be on one line")));
    }
    Ok(name.to_owned())
}

fn add_agent(
    floor: &Floor,
    name: &str,
    skills: &[String],
    languages: &[String],
    capacity: u16,
) -> Result<Decided, Refusal> {
    let name = tidy("an agent", name, false)?;
    if let Some(agent) = floor.agent_named(&name) {
        if floor.assignments().left(agent).is_some() {
            return Err(Refusal::AlreadySo(format!("{name} was on the team before; take them back instead")));
        }
        return Err(Refusal::AlreadySo(format!("{name} is on the team already")));
    }
    if floor.agents().len() >= limits::AGENTS_MAX {
        return Err(Refusal::BadValue(format!("a floor holds at most {} agents", limits::AGENTS_MAX)));
    }
    if capacity == 0 || capacity > 100 {
        return Err(Refusal::BadValue("an agent can take 1 to 100 conversations at once".into()));
    }
    let event = Event::AgentAdded {
        agent: AgentId(floor.agents().len() as u16),
        name: name.clone(),
        skills: skills.to_vec(),
        languages: languages.to_vec(),
        capacity,
    };
    Ok(house(floor, event, format!("{name} is on the team")))
}

/// The fact that adds a channel with its presets.
pub fn channel_added(floor: &Floor, name: &str) -> Event {
    Event::ChannelAdded {
        channel: ChannelId(floor.channels().len() as u16),
        name: name.to_owned(),
        first_response_secs: first_response_preset_secs(name),
        resolution_secs: RESOLUTION_PRESET_SECS,
    }
}

fn add_channel(floor: &Floor, name: &str) -> Result<Decided, Refusal> {
    let name = tidy("a channel", name, false)?;
    if floor.channel_named(&name).is_some() {
        return Err(Refusal::AlreadySo(format!("{name} is there already")));
    }
    if floor.channels().len() >= limits::CHANNELS_MAX {
        return Err(Refusal::BadValue(format!("a floor holds at most {} channels", limits::CHANNELS_MAX)));
    }
    Ok(house(floor, channel_added(floor, &name), format!("{name} added")))
}

fn set_target(floor: &Floor, channel: ChannelId, first: u32, resolution: u32) -> Result<Decided, Refusal> {
    if let Some(words) = promise::unwise(first.max(resolution)) {
        return Err(Refusal::BadValue(words));
    }
    target_set(floor, channel, first, resolution)
}

/// [`set_target`] when the person was asked, or need not be.
pub(super) fn target_set(
    floor: &Floor,
    channel: ChannelId,
    first_response_secs: u32,
    resolution_secs: u32,
) -> Result<Decided, Refusal> {
    let row = floor.channel(channel).ok_or(Refusal::NoChannel)?;
    if first_response_secs < 60 || resolution_secs < first_response_secs {
        return Err(Refusal::BadValue(
            "a first response is promised within a minute or more, and a resolution no sooner than that".into(),
        ));
    }
    if resolution_secs > 90 * 24 * 3600 {
        return Err(Refusal::BadValue("a resolution is promised within 90 days or less".into()));
    }
    if row.first_response_secs == first_response_secs && row.resolution_secs == resolution_secs {
        return Err(Refusal::AlreadySo("that is the target already".into()));
    }
    let words = format!("targets of {} set", row.name);
    Ok(house(floor, Event::TargetSet { channel, first_response_secs, resolution_secs }, words))
}
