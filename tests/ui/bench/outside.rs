//! What conversations of the bench have to do with the world outside.

use super::super::fixture::live;
use super::now;
use watchfloor::floor::source::TicketState;
use watchfloor::floor::{At, ConversationId, SourceId};
use watchfloor::view::{AnswersBy, DeliveryRow, TicketRow};

/// The conversation that is a ticket in Request Tracker.
pub const TICKET: ConversationId = ConversationId(41);
/// The conversation that is a ticket in a helpdesk that no server of was seen, and that takes a note and no more.
pub const NOTES_ONLY: ConversationId = ConversationId(42);
/// The conversation that a customer began in private on Instagram an hour ago.
pub const PRIVATE: ConversationId = ConversationId(43);

pub fn ticket(id: ConversationId) -> Option<TicketRow> {
    let (helpdesk, connector) = match id {
        TICKET => ("Request Tracker", "rt"),
        NOTES_ONLY => ("Lark support", "zendesk"),
        _ => return None,
    };
    Some(TicketRow {
        source: SourceId(6),
        helpdesk: helpdesk.into(),
        connector: connector.into(),
        external: "4711".into(),
        owner: "bea".into(),
        owner_known: false,
        state: TicketState::Open,
        priority: "medium".into(),
        labels: vec!["billing".into(), "vip".into()],
        told_at: now().minus(1_800),
        read_at: Some(now().minus(20)),
    })
}

pub fn answers_by(id: ConversationId) -> Option<AnswersBy> {
    let by =
        |connector: &str, private_since| AnswersBy { source: SourceId(4), connector: connector.into(), private_since };
    match id {
        PRIVATE => Some(by("instagram", Some(now().minus(3_600)))),
        TICKET => Some(by("rt", Some(now().minus(3_600)))),
        _ => None,
    }
}

pub fn outgoing(id: ConversationId) -> Vec<DeliveryRow> {
    live::deliveries(now()).into_iter().filter(|row| row.conversation == id).collect()
}

/// The first thing written in the ticket was changed, the third is gone; and so it is in the table.
pub fn edited_at(id: ConversationId, place: usize) -> Option<At> {
    (id == TICKET && place == 0).then(|| now().minus(600))
}

pub fn gone_at(id: ConversationId, place: usize) -> Option<At> {
    (id == TICKET && place == 2 || id == NOTES_ONLY && place == 0).then(|| now().minus(300))
}
