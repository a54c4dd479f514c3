//! What a conversation has to do with the world outside, from the floor.

use crate::floor::{Conversation, ConversationId, Floor, MentionKind};
use crate::view::{AnswersBy, TicketRow};

/// How it stands in its helpdesk.
pub(super) fn ticket(floor: &Floor, id: ConversationId) -> Option<TicketRow> {
    let held = floor.outside().ticket(id).filter(|held| floor.outside().settings(held.source).is_some())?;
    let source = floor.sources().get(held.source.index())?;
    let ticket = held.ticket.clone();
    Some(TicketRow {
        source: held.source,
        helpdesk: source.name.clone(),
        connector: floor.outside().settings(held.source).map(|s| s.connector.clone()).unwrap_or_default(),
        external: ticket.external,
        owner_known: floor.agent_over_there(held.source, &ticket.owner).is_some(),
        owner: ticket.owner,
        state: ticket.state,
        priority: ticket.priority,
        labels: ticket.labels,
        told_at: held.told_at,
        read_at: source.last_read,
    })
}

/// By which account it is answered, and since when the network counts.
pub(super) fn answers_by(floor: &Floor, id: ConversationId, c: &Conversation) -> Option<AnswersBy> {
    let source = floor.answers_by(c)?;
    let connector = floor.outside().settings(source).map(|s| s.connector.clone())?;
    // As privately as what is answered: the newest thing that the customer wrote.
    let newest = floor.said_lately(id).first().copied().unwrap_or(c.first_mention);
    let newest = floor.mentions().get(newest).filter(|m| m.kind == MentionKind::Direct);
    Some(AnswersBy { source, connector, private_since: newest.map(|m| m.at) })
}
