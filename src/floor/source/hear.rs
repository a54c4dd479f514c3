//! What a source tells of something that is here already becomes facts.

use super::outbox::is_closed;
use super::{SourceEvent, Ticket, TicketState, Told};
use crate::floor::{Amplification, At, ConversationId, Event, Floor, How, MentionId, Owner, SourceId, key_of};
use crate::limits;

/// What is told, and about what.
pub(in crate::floor) struct Heard<'a> {
    /// By which source.
    pub source: SourceId,
    /// The channel's name.
    pub scope: &'a str,
    /// The source's own id.
    pub external: &'a str,
    /// What it is about.
    pub mention: MentionId,
    /// The conversation that it belongs to.
    pub conversation: Option<ConversationId>,
    /// When.
    pub now: At,
}

/// The facts that come of it. `keep` keeps words and says their place.
pub(in crate::floor) fn hear(
    floor: &Floor,
    heard: &Heard<'_>,
    what: &Told,
    keep: &mut dyn FnMut(String) -> u16,
) -> Vec<Event> {
    let outside = floor.outside();
    match what {
        Told::Gone if outside.is_gone(heard.mention) => Vec::new(),
        Told::Gone => vec![Event::Source(SourceEvent::Gone { mention: heard.mention })],
        Told::Edited(text) => {
            let words = key_of("edited", text);
            if outside.edited.get(&heard.mention).is_some_and(|(known, _)| *known == words) {
                return Vec::new();
            }
            let slot = keep(text.clone());
            vec![Event::Source(SourceEvent::Edited { mention: heard.mention, words, slot })]
        }
        Told::Counted { likes, reposts } => {
            let mut events = counted(floor, heard, Amplification::Repost, *reposts);
            events.extend(counted(floor, heard, Amplification::Like, *likes));
            events
        }
        Told::Ticket(ticket) => heard.conversation.map_or_else(Vec::new, |id| stands(floor, heard.source, id, ticket)),
    }
}

/// A source that names nobody gives each carrying a number: those up to `count` that are not here yet.
fn counted(floor: &Floor, heard: &Heard<'_>, kind: Amplification, count: u32) -> Vec<Event> {
    let name = if kind == Amplification::Like { "like" } else { "repost" };
    let key = |n: u32| key_of(heard.scope, &format!("{}#{name}{n}", heard.external));
    let knows = |n: u32| floor.signals.contains(&key(n));
    // They are numbered without a gap, so the last one known is found by halving.
    let (mut known, mut beyond) = (0, count.saturating_add(1));
    while beyond - known > 1 {
        let middle = known + (beyond - known) / 2;
        if knows(middle) { known = middle } else { beyond = middle }
    }
    let carried = key_of(heard.scope, heard.external);
    let last = count.min(known.saturating_add(limits::COUNTED_AT_ONCE_MAX));
    let signal = |n| Event::Amplified {
        key: key(n),
        at: heard.now,
        conversation: heard.conversation,
        carried,
        kind,
        followers: None,
        by: None,
    };
    (known + 1..=last).map(signal).collect()
}

/// How a ticket stands over there: what changed there is so here too, unless something of ours is on its way about it.
fn stands(floor: &Floor, source: SourceId, id: ConversationId, ticket: &Ticket) -> Vec<Event> {
    let outside = floor.outside();
    let before = outside.ticket(id).map(|held| &held.ticket);
    if before == Some(ticket) {
        return Vec::new();
    }
    let mut events = Vec::new();
    // What is new on this very page is not on the floor yet: nobody has it, and it is open.
    let here = floor.conversation(id);
    let mut closed = here.is_some_and(is_closed);
    let mut opens = false;
    if before.is_none_or(|b| b.state != ticket.state) && !outside.moves_state(id) {
        let is_over = matches!(ticket.state, TicketState::Resolved | TicketState::Gone);
        match (closed, is_over) {
            (false, true) => events.push(Event::Resolved { conversation: id }),
            (true, false) if before.is_some() => {
                opens = true;
                events.push(Event::Reopened { conversation: id });
            }
            _ => {}
        }
        closed = (closed || is_over) && !opens;
    }
    // What is closed here is nobody's, whoever has it over there.
    let moved = opens || before.is_none_or(|b| b.owner != ticket.owner);
    if moved && !closed && !outside.moves_owner(id) {
        let owner = here.and_then(|c| c.owner).map(Owner::agent);
        let to = floor.agent_over_there(source, &ticket.owner);
        // Whom we do not know can have nothing here; it stays in the queue and says whose it is.
        if to != owner && (to.is_some() || ticket.owner.is_empty()) {
            events.push(Event::Assigned { conversation: id, to, how: How::Outside });
        }
    }
    let ticket = Box::new(ticket.clone());
    events.push(Event::Source(SourceEvent::Ticketed { conversation: id, source, ticket }));
    events
}
