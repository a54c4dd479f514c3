//! From a wish about sources and deliveries to facts, or to a refusal in words.

use super::{Deed, Delivery, DeliveryId, DeliveryState, SourceCommand, SourceEvent, SourceSettings};
use crate::floor::decide::{about, house, tidy};
use crate::floor::{
    At, Conversation, ConversationId, Decided, Draft, Event, Floor, HandleId, MentionId, Refusal, SourceId, SourceKind,
    channel_added,
};
use crate::limits;

pub(in crate::floor) fn decide(floor: &Floor, command: &SourceCommand, _now: At) -> Result<Decided, Refusal> {
    match command {
        SourceCommand::Set { source, name, kind, settings } => set(floor, *source, name, *kind, settings),
        SourceCommand::Pause { source, paused } => pause(floor, *source, *paused),
        SourceCommand::Remove { source } => remove(floor, *source),
        SourceCommand::Note { conversation, text } => note(floor, *conversation, text),
        SourceCommand::SetPriority { conversation, priority } => {
            let priority = tidy("a priority", priority, false)?;
            if floor.outside().ticket(*conversation).is_some_and(|held| held.ticket.priority == priority) {
                return Err(Refusal::AlreadySo(format!("its priority is {priority} already")));
            }
            to_ticket(floor, *conversation, Deed::Priority(priority))
        }
        SourceCommand::Label { conversation, add, remove } => label(floor, *conversation, add, remove),
        SourceCommand::AddPeople { source } => super::people::add(floor, *source),
        SourceCommand::SayWho { source, name, agent } => super::people::say_who(floor, *source, name, *agent),
        SourceCommand::Resend { delivery } => again(floor, *delivery, true),
        SourceCommand::Drop { delivery } => again(floor, *delivery, false),
    }
}

/// The fact that puts something into the outbox.
pub(in crate::floor) fn queued(
    floor: &Floor,
    source: SourceId,
    conversation: ConversationId,
    target: Option<MentionId>,
    deed: Deed,
) -> Result<Event, Refusal> {
    let open = floor.outside().deliveries().filter(|(_, d)| d.is_open()).count();
    if open >= limits::OUTBOX_MAX {
        let most = limits::OUTBOX_MAX;
        return Err(Refusal::BadValue(format!("{most} things wait to be sent already; look at Sources why")));
    }
    let delivery = DeliveryId(floor.outside().queued);
    let deed = Box::new(deed);
    Ok(Event::Source(SourceEvent::Queued { delivery, source, conversation, target, deed }))
}

pub(super) fn row(floor: &Floor, source: SourceId) -> Result<(&str, &SourceSettings), Refusal> {
    let name = floor.sources().get(source.index()).map(|s| s.name.as_str());
    name.zip(floor.outside().settings(source))
        .ok_or_else(|| Refusal::BadValue("that source is not set up on this floor".into()))
}

fn set(
    floor: &Floor,
    source: Option<SourceId>,
    name: &str,
    kind: SourceKind,
    settings: &SourceSettings,
) -> Result<Decided, Refusal> {
    let settings = checked(settings)?;
    let mut events = Vec::new();
    let channel = floor.channel_named(&settings.channel).unwrap_or_else(|| {
        events.push(channel_added(floor, &settings.channel));
        crate::floor::ChannelId(floor.channels().len() as u16)
    });
    if floor.handle_named(channel, &settings.handle).is_none() {
        let handle = HandleId(floor.handles().len() as u16);
        events.push(Event::HandleAdded { handle, channel, name: settings.handle.clone() });
    }
    let (id, name) = match source {
        Some(id) => (id, moved(floor, id, &settings)?.to_owned()),
        None => {
            let name = tidy("a source", name, false)?;
            if floor.outside().live().count() >= limits::SOURCES_LIVE_MAX {
                let most = limits::SOURCES_LIVE_MAX;
                return Err(Refusal::BadValue(format!("a floor reads at most {most} sources; remove one first")));
            }
            match floor.source_named(&name) {
                // One that was removed is taken up again, where it was left if it is the same place.
                Some(id) if floor.outside().settings(id).is_none() && floor.sources()[id.index()].kind == kind => {
                    (id, name)
                }
                Some(_) => return Err(Refusal::AlreadySo(format!("there is a source {name} already"))),
                None => {
                    let id = SourceId(floor.sources().len() as u16);
                    events.push(Event::SourceAdded { source: id, name: name.clone(), kind });
                    (id, name)
                }
            }
        }
    };
    if floor.outside().settings(id) == Some(&settings) {
        return Err(Refusal::AlreadySo(format!("{name} is set up so already")));
    }
    events.push(Event::Source(SourceEvent::Set { source: id, settings: Box::new(settings) }));
    let draft = Draft { key: "desk".into(), prev: floor.head("desk"), events };
    Ok(Decided { drafts: vec![draft], words: format!("{name} is read from now on"), undoable: false })
}

/// The name of a source that is set up anew; or why it cannot be set up so. What waits to go out may be there already,
/// and another account or another server is no place to look for it.
fn moved<'a>(floor: &'a Floor, id: SourceId, to: &SourceSettings) -> Result<&'a str, Refusal> {
    let (name, of) = row(floor, id)?;
    if of.connector != to.connector {
        return Err(Refusal::BadValue(format!("{name} stays what it is; add the other one as a source of its own")));
    }
    let open = floor.outside().deliveries().filter(|(_, d)| d.is_open() && d.source == id).count();
    if open > 0 && !of.is_same_place(to) {
        return Err(Refusal::BadValue(format!(
            "{} to go out by {name} as it is: send or leave them first",
            wait(open)
        )));
    }
    Ok(name)
}

fn wait(open: usize) -> String {
    if open == 1 { "1 thing waits".to_owned() } else { format!("{open} things wait") }
}

fn checked(settings: &SourceSettings) -> Result<SourceSettings, Refusal> {
    let most = limits::SOURCE_OPTION_CHARS_MAX;
    let texts = [&settings.connector, &settings.server, &settings.login];
    let all = texts.into_iter().chain(settings.options.keys()).chain(settings.options.values());
    if all.clone().any(|text| text.chars().count() > most) || settings.options.len() > 32 {
        return Err(Refusal::BadValue(format!("an entry of a source holds at most {most} characters")));
    }
    if settings.server.contains('@') {
        return Err(Refusal::BadValue("an address of a server holds no name and no password".into()));
    }
    if !(limits::SOURCE_EVERY_SECS_MIN..=24 * 3600).contains(&settings.every_secs) {
        let least = limits::SOURCE_EVERY_SECS_MIN;
        return Err(Refusal::BadValue(format!("a source is asked every {least} seconds to every day")));
    }
    Ok(SourceSettings {
        channel: tidy("a channel", &settings.channel, false)?,
        handle: tidy("an account", &settings.handle, true)?,
        server: settings.server.trim().trim_end_matches('/').to_owned(),
        login: settings.login.trim().to_owned(),
        ..settings.clone()
    })
}

fn pause(floor: &Floor, source: SourceId, paused: bool) -> Result<Decided, Refusal> {
    let (name, _) = row(floor, source)?;
    if floor.outside().is_paused(source) == paused {
        return Err(Refusal::AlreadySo(format!("{name} is {} already", if paused { "paused" } else { "read" })));
    }
    let words = if paused { format!("{name} is paused") } else { format!("{name} is read again") };
    Ok(house(floor, Event::Source(SourceEvent::Paused { source, paused }), words))
}

fn remove(floor: &Floor, source: SourceId) -> Result<Decided, Refusal> {
    let (name, _) = row(floor, source)?;
    let open = floor.outside().deliveries().filter(|(_, d)| d.is_open() && d.source == source).count();
    if open > 0 {
        return Err(Refusal::BadValue(format!("{} to go out by {name}: send or leave them first", wait(open))));
    }
    Ok(house(floor, Event::Source(SourceEvent::Removed { source }), format!("{name} is read no more")))
}

fn note(floor: &Floor, id: ConversationId, text: &str) -> Result<Decided, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::BadValue("the note has no words yet".into()));
    }
    if text.chars().count() > limits::REPLY_CHARS_MAX {
        let most = limits::REPLY_CHARS_MAX;
        return Err(Refusal::BadValue(format!("a note holds at most {most} characters")));
    }
    to_ticket(floor, id, Deed::Note(text.to_owned()))
}

fn label(floor: &Floor, id: ConversationId, add: &[String], remove: &[String]) -> Result<Decided, Refusal> {
    let tidied = |labels: &[String]| labels.iter().map(|l| tidy("a label", l, false)).collect::<Result<Vec<_>, _>>();
    let has = |label: &String| floor.outside().ticket(id).is_some_and(|held| held.ticket.labels.contains(label));
    let add: Vec<_> = tidied(add)?.into_iter().filter(|l| !has(l)).collect();
    let remove: Vec<_> = tidied(remove)?.into_iter().filter(|l| has(l)).collect();
    if add.len() + remove.len() > limits::TICKET_LABELS_MAX {
        return Err(Refusal::BadValue(format!("at most {} labels at once", limits::TICKET_LABELS_MAX)));
    }
    if add.is_empty() && remove.is_empty() {
        return Err(Refusal::AlreadySo("it is labelled so already".into()));
    }
    to_ticket(floor, id, Deed::Labels { add, remove })
}

fn to_ticket(floor: &Floor, id: ConversationId, deed: Deed) -> Result<Decided, Refusal> {
    let c = floor.conversation(id).ok_or(Refusal::NoConversation(id))?;
    let held = floor.outside().ticket(id);
    let held = held.ok_or_else(|| Refusal::BadValue("that conversation is in no helpdesk".into()))?;
    let (name, _) = row(floor, held.source)?;
    let words = format!("{} on its way to {name}", deed.words());
    let event = queued(floor, held.source, id, None, deed)?;
    Ok(Decided { drafts: vec![draft(id, c, event)], words, undoable: false })
}

fn draft(id: ConversationId, c: &Conversation, event: Event) -> Draft {
    about(id, c, event)
}

fn again(floor: &Floor, id: DeliveryId, again: bool) -> Result<Decided, Refusal> {
    let delivery = floor.outside().delivery(id);
    let delivery = delivery.ok_or_else(|| Refusal::BadValue("that is not remembered any more".into()))?;
    let c = floor.conversation(delivery.conversation).ok_or(Refusal::NoConversation(delivery.conversation))?;
    match &delivery.state {
        DeliveryState::Failed { .. } => {}
        DeliveryState::Waiting if !again => {}
        DeliveryState::Waiting => return Err(Refusal::AlreadySo("it is on its way already".into())),
        DeliveryState::Sent(_) => return Err(Refusal::AlreadySo("it is there already".into())),
        DeliveryState::Dropped(_) => return Err(Refusal::AlreadySo("it was left already".into())),
    }
    if again && floor.outside().settings(delivery.source).is_none() {
        return Err(Refusal::BadValue("its source is read no more; add it again first".into()));
    }
    let mut events = vec![Event::Source(SourceEvent::Decided { delivery: id, again })];
    if !again {
        events.extend(theirs(floor, delivery));
    }
    let words = match again {
        true => format!("{} is tried again", delivery.deed.words()),
        false => format!("{} is left as it is", delivery.deed.words()),
    };
    let draft = Draft { key: format!("c/{}", delivery.conversation.0), prev: c.version, events };
    Ok(Decided { drafts: vec![draft], words, undoable: false })
}

/// When we give way in a conflict, what stands over there is so here.
fn theirs(floor: &Floor, delivery: &Delivery) -> Vec<Event> {
    let id = delivery.conversation;
    let (Some(held), Some(c)) = (floor.outside().ticket(id), floor.conversation(id)) else { return Vec::new() };
    let mut events = Vec::new();
    match &delivery.deed {
        Deed::Assign(_) => {
            let to = floor.agent_over_there(held.source, &held.ticket.owner);
            if to != c.owner.map(crate::floor::Owner::agent) && !super::outbox::is_closed(c) {
                events.push(Event::Assigned { conversation: id, to, how: crate::floor::How::Outside });
            }
        }
        Deed::State(_) => {
            use super::TicketState as T;
            let over = matches!(held.ticket.state, T::Resolved | T::Gone);
            match (super::outbox::is_closed(c), over) {
                (false, true) => events.push(Event::Resolved { conversation: id }),
                (true, false) => events.push(Event::Reopened { conversation: id }),
                _ => {}
            }
        }
        _ => return Vec::new(),
    }
    let ticket = Box::new(held.ticket.clone());
    events.push(Event::Source(SourceEvent::Ticketed { conversation: id, source: held.source, ticket }));
    events
}
