//! Version 1 of the facts of `floor/source`, and of what a snapshot keeps of it.

use super::Fault;
use super::event_v1::{KeyV1, at, secs};
use super::reading_v1::{lane, lane_number};
use crate::floor::handoff::{HandoffId, ReplyId};
use crate::floor::source::{
    Deed, Delivery, DeliveryId, DeliveryState, Held, NotOut, Outside, SourceSettings, Ticket, TicketState,
};
use crate::floor::{AgentId, ConversationId, MentionId, SourceEvent, SourceId};
use serde::{Deserialize, Serialize};

/// Connector, server, login, channel, handle; options; seconds between looks and of silence; lane.
#[derive(Serialize, Deserialize)]
pub(super) struct SettingsV1((String, String, String, String, String), Vec<(String, String)>, (u32, u32), Option<u8>);

#[derive(Serialize, Deserialize)]
pub(super) enum StateV1 {
    New,
    Open,
    Pending,
    Snoozed,
    Resolved,
    Gone,
    Other(String),
}

/// Id, owner, state, priority, labels, version.
#[derive(Serialize, Deserialize)]
pub(super) struct TicketV1(String, String, StateV1, String, Vec<String>, String);

#[derive(Serialize, Deserialize)]
pub(super) enum DeedV1 {
    Reply(u32, String, bool),
    Note(String),
    Assign(Option<u16>),
    State(StateV1),
    Priority(String),
    Labels(Vec<String>, Vec<String>),
    HandOff(u32),
}

#[derive(Serialize, Deserialize)]
pub(super) enum SourceV1 {
    Set(u16, SettingsV1),
    Paused(u16, bool),
    Removed(u16),
    Edited(u32, KeyV1, u16),
    Gone(u32),
    Ticketed(u32, u16, TicketV1),
    Queued(u32, u16, u32, Option<u32>, DeedV1),
    Sending(u32),
    Sent(u32, KeyV1),
    Failed(u32, u8, String),
    Decided(u32, bool),
    Mended(u64, u16),
    PersonKnown(u16, String, u16),
    NotSent(u32, Option<u32>),
}

#[derive(Serialize, Deserialize)]
enum FarV1 {
    Waiting,
    Sent(u32),
    Failed(u8, String, u32),
    Dropped(u32),
}

/// Source, conversation, target; deed; when asked, last tried, how often; how far; the key of its id.
#[derive(Serialize, Deserialize)]
struct DeliveryV1((u16, u32, Option<u32>), DeedV1, (u32, Option<u32>, u32), FarV1, KeyV1);

/// The helpdesk, the ticket, who had it here and whether it was resolved when both sides last agreed.
type HeldV1 = (u16, TicketV1, Option<u16>, bool);

/// Settings; who is paused, and since when each is read; deliveries, those that are over, how many there were; tickets; what was edited; what is
/// gone; when each of these three was told; who is who over there; how sources were set up before.
#[derive(Serialize, Deserialize)]
pub(super) struct OutsideV1(
    Vec<(u16, SettingsV1)>,
    (Vec<u16>, Vec<(u16, u32)>),
    (Vec<(u32, DeliveryV1)>, Vec<u32>, u32),
    Vec<(u32, HeldV1)>,
    Vec<(u32, KeyV1)>,
    Vec<u32>,
    (Vec<u32>, Vec<u32>, Vec<u32>),
    Vec<(u16, String, u16)>,
    Vec<(u16, SettingsV1)>,
);

impl From<&SourceSettings> for SettingsV1 {
    fn from(s: &SourceSettings) -> SettingsV1 {
        let names = (s.connector.clone(), s.server.clone(), s.login.clone(), s.channel.clone(), s.handle.clone());
        let options = s.options.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        SettingsV1(names, options, (s.every_secs, s.silent_secs), s.lane.map(lane_number))
    }
}

impl SettingsV1 {
    fn into_floor(self) -> Result<SourceSettings, Fault> {
        let SettingsV1((connector, server, login, channel, handle), options, (every_secs, silent_secs), of) = self;
        let (options, lane) = (options.into_iter().collect(), of.map(lane).transpose()?);
        Ok(SourceSettings { connector, server, login, channel, handle, options, every_secs, silent_secs, lane })
    }
}

impl From<&TicketState> for StateV1 {
    fn from(state: &TicketState) -> StateV1 {
        match state {
            TicketState::New => StateV1::New,
            TicketState::Open => StateV1::Open,
            TicketState::Pending => StateV1::Pending,
            TicketState::Snoozed => StateV1::Snoozed,
            TicketState::Resolved => StateV1::Resolved,
            TicketState::Gone => StateV1::Gone,
            TicketState::Other(word) => StateV1::Other(word.clone()),
        }
    }
}

impl StateV1 {
    fn into_floor(self) -> TicketState {
        match self {
            StateV1::New => TicketState::New,
            StateV1::Open => TicketState::Open,
            StateV1::Pending => TicketState::Pending,
            StateV1::Snoozed => TicketState::Snoozed,
            StateV1::Resolved => TicketState::Resolved,
            StateV1::Gone => TicketState::Gone,
            StateV1::Other(word) => TicketState::Other(word),
        }
    }
}

impl From<&Ticket> for TicketV1 {
    fn from(t: &Ticket) -> TicketV1 {
        let (state, labels) = ((&t.state).into(), t.labels.clone());
        TicketV1(t.external.clone(), t.owner.clone(), state, t.priority.clone(), labels, t.version.clone())
    }
}

impl TicketV1 {
    fn into_floor(self) -> Ticket {
        let TicketV1(external, owner, state, priority, labels, version) = self;
        Ticket { external, owner, state: state.into_floor(), priority, labels, version }
    }
}

impl From<&Deed> for DeedV1 {
    fn from(deed: &Deed) -> DeedV1 {
        match deed {
            Deed::Reply { reply, text, private } => DeedV1::Reply(reply.0, text.clone(), *private),
            Deed::Note(text) => DeedV1::Note(text.clone()),
            Deed::Assign(to) => DeedV1::Assign(to.map(|a| a.0)),
            Deed::State(state) => DeedV1::State(state.into()),
            Deed::Priority(word) => DeedV1::Priority(word.clone()),
            Deed::Labels { add, remove } => DeedV1::Labels(add.clone(), remove.clone()),
            Deed::HandOff(handoff) => DeedV1::HandOff(handoff.0),
        }
    }
}

impl DeedV1 {
    fn into_floor(self) -> Deed {
        match self {
            DeedV1::Reply(reply, text, private) => Deed::Reply { reply: ReplyId(reply), text, private },
            DeedV1::Note(text) => Deed::Note(text),
            DeedV1::Assign(to) => Deed::Assign(to.map(AgentId)),
            DeedV1::State(state) => Deed::State(state.into_floor()),
            DeedV1::Priority(word) => Deed::Priority(word),
            DeedV1::Labels(add, remove) => Deed::Labels { add, remove },
            DeedV1::HandOff(handoff) => Deed::HandOff(HandoffId(handoff)),
        }
    }
}

/// The number of a way is its place in [`NotOut::ALL`], which is only added to at its end.
fn not_out(number: u8) -> Result<NotOut, Fault> {
    let found = NotOut::ALL.get(usize::from(number)).copied();
    found.ok_or_else(|| Fault::Damaged(format!("no way not to go out has the number {number}")))
}

impl From<&SourceEvent> for SourceV1 {
    fn from(event: &SourceEvent) -> SourceV1 {
        use SourceEvent as E;
        match event {
            E::Set { source, settings } => SourceV1::Set(source.0, (&**settings).into()),
            E::Paused { source, paused } => SourceV1::Paused(source.0, *paused),
            E::Removed { source } => SourceV1::Removed(source.0),
            E::Edited { mention, words, slot } => SourceV1::Edited(mention.0, KeyV1(*words), *slot),
            E::Gone { mention } => SourceV1::Gone(mention.0),
            E::Ticketed { conversation, source, ticket } => {
                SourceV1::Ticketed(conversation.0, source.0, (&**ticket).into())
            }
            E::Queued { delivery, source, conversation, target, deed } => {
                SourceV1::Queued(delivery.0, source.0, conversation.0, target.map(|m| m.0), (&**deed).into())
            }
            E::Sending { delivery } => SourceV1::Sending(delivery.0),
            E::Sent { delivery, key } => SourceV1::Sent(delivery.0, KeyV1(*key)),
            E::Failed { delivery, how, why } => SourceV1::Failed(delivery.0, *how as u8, why.clone()),
            E::Decided { delivery, again } => SourceV1::Decided(delivery.0, *again),
            E::Mended { page, slot } => SourceV1::Mended(*page, *slot),
            E::PersonKnown { source, name, agent } => SourceV1::PersonKnown(source.0, name.clone(), agent.0),
            E::NotSent { delivery, tried_at } => SourceV1::NotSent(delivery.0, tried_at.map(secs)),
        }
    }
}

impl SourceV1 {
    pub(super) fn into_floor(self) -> Result<SourceEvent, Fault> {
        use SourceEvent as E;
        Ok(match self {
            SourceV1::Set(source, settings) => {
                E::Set { source: SourceId(source), settings: Box::new(settings.into_floor()?) }
            }
            SourceV1::Paused(source, paused) => E::Paused { source: SourceId(source), paused },
            SourceV1::Removed(source) => E::Removed { source: SourceId(source) },
            SourceV1::Edited(mention, words, slot) => E::Edited { mention: MentionId(mention), words: words.0, slot },
            SourceV1::Gone(mention) => E::Gone { mention: MentionId(mention) },
            SourceV1::Ticketed(conversation, source, ticket) => E::Ticketed {
                conversation: ConversationId(conversation),
                source: SourceId(source),
                ticket: Box::new(ticket.into_floor()),
            },
            SourceV1::Queued(delivery, source, conversation, target, deed) => E::Queued {
                delivery: DeliveryId(delivery),
                source: SourceId(source),
                conversation: ConversationId(conversation),
                target: target.map(MentionId),
                deed: Box::new(deed.into_floor()),
            },
            SourceV1::Sending(delivery) => E::Sending { delivery: DeliveryId(delivery) },
            SourceV1::Sent(delivery, key) => E::Sent { delivery: DeliveryId(delivery), key: key.0 },
            SourceV1::Failed(delivery, how, why) => {
                E::Failed { delivery: DeliveryId(delivery), how: not_out(how)?, why }
            }
            SourceV1::Decided(delivery, again) => E::Decided { delivery: DeliveryId(delivery), again },
            SourceV1::Mended(page, slot) => E::Mended { page, slot },
            SourceV1::PersonKnown(source, name, agent) => {
                E::PersonKnown { source: SourceId(source), name, agent: AgentId(agent) }
            }
            SourceV1::NotSent(delivery, tried) => {
                E::NotSent { delivery: DeliveryId(delivery), tried_at: tried.map(at).transpose()? }
            }
        })
    }
}

impl From<&Delivery> for DeliveryV1 {
    fn from(d: &Delivery) -> DeliveryV1 {
        let far = match &d.state {
            DeliveryState::Waiting => FarV1::Waiting,
            DeliveryState::Sent(t) => FarV1::Sent(secs(*t)),
            DeliveryState::Failed { how, why, at } => FarV1::Failed(*how as u8, why.clone(), secs(*at)),
            DeliveryState::Dropped(t) => FarV1::Dropped(secs(*t)),
        };
        let what = (d.source.0, d.conversation.0, d.target.map(|m| m.0));
        DeliveryV1(what, (&d.deed).into(), (secs(d.asked_at), d.tried_at.map(secs), d.tries), far, KeyV1(d.key))
    }
}

impl DeliveryV1 {
    fn into_floor(self) -> Result<Delivery, Fault> {
        let DeliveryV1((source, conversation, target), deed, (asked, tried, tries), far, key) = self;
        let state = match far {
            FarV1::Waiting => DeliveryState::Waiting,
            FarV1::Sent(t) => DeliveryState::Sent(at(t)?),
            FarV1::Failed(how, why, t) => DeliveryState::Failed { how: not_out(how)?, why, at: at(t)? },
            FarV1::Dropped(t) => DeliveryState::Dropped(at(t)?),
        };
        Ok(Delivery {
            source: SourceId(source),
            conversation: ConversationId(conversation),
            target: target.map(MentionId),
            deed: deed.into_floor(),
            asked_at: at(asked)?,
            state,
            tried_at: tried.map(at).transpose()?,
            tries,
            key: key.0,
        })
    }
}

impl From<&Outside> for OutsideV1 {
    fn from(o: &Outside) -> OutsideV1 {
        let held = |h: &Held| (h.source.0, TicketV1::from(&h.ticket), h.owner.map(|a| a.0), h.resolved);
        OutsideV1(
            o.settings.iter().map(|(id, s)| (id.0, s.into())).collect(),
            (o.paused.iter().map(|id| id.0).collect(), o.begun.iter().map(|(id, t)| (id.0, secs(*t))).collect()),
            (
                o.deliveries.iter().map(|(id, d)| (id.0, d.into())).collect(),
                o.over.iter().map(|id| id.0).collect(),
                o.queued,
            ),
            o.tickets.iter().map(|(id, h)| (id.0, held(h))).collect(),
            o.edited.iter().map(|(id, (words, _))| (id.0, KeyV1(*words))).collect(),
            o.gone.keys().map(|id| id.0).collect(),
            (
                o.tickets.values().map(|h| secs(h.told_at)).collect(),
                o.edited.values().map(|(_, told)| secs(*told)).collect(),
                o.gone.values().map(|told| secs(*told)).collect(),
            ),
            o.people.iter().map(|((source, name), agent)| (source.0, name.clone(), agent.0)).collect(),
            o.former.iter().map(|(id, s)| (id.0, s.into())).collect(),
        )
    }
}

impl OutsideV1 {
    pub(super) fn into_floor(self) -> Result<Outside, Fault> {
        let OutsideV1(
            settings,
            (paused, begun),
            (deliveries, over, queued),
            tickets,
            edited,
            gone,
            told,
            people,
            former,
        ) = self;
        let former = former.into_iter().map(|(id, s)| Ok((SourceId(id), s.into_floor()?)));
        let settings = settings.into_iter().map(|(id, s)| Ok((SourceId(id), s.into_floor()?)));
        let begun = begun.into_iter().map(|(id, t)| Ok((SourceId(id), at(t)?)));
        let deliveries = deliveries.into_iter().map(|(id, d)| Ok((DeliveryId(id), d.into_floor()?)));
        let held = |((source, ticket, owner, resolved), told): (HeldV1, u32)| {
            let (source, ticket, owner) = (SourceId(source), ticket.into_floor(), owner.map(AgentId));
            Ok(Held { source, ticket, owner, resolved, told_at: at(told)? })
        };
        // What was told when stands in the order of what was told.
        if (told.0.len(), told.1.len(), told.2.len()) != (tickets.len(), edited.len(), gone.len()) {
            return Err(Fault::Damaged("what sources told and when does not fit together".into()));
        }
        let tickets = tickets.into_iter().zip(told.0).map(|((id, h), told)| Ok((ConversationId(id), held((h, told))?)));
        let edited = edited.into_iter().zip(told.1).map(|((id, words), t)| Ok((MentionId(id), (words.0, at(t)?))));
        let gone = gone.into_iter().zip(told.2).map(|(id, t)| Ok((MentionId(id), at(t)?)));
        let mut outside = Outside {
            settings: settings.collect::<Result<_, Fault>>()?,
            paused: paused.into_iter().map(SourceId).collect(),
            begun: begun.collect::<Result<_, Fault>>()?,
            deliveries: deliveries.collect::<Result<_, Fault>>()?,
            over: over.into_iter().map(DeliveryId).collect(),
            queued,
            edited: edited.collect::<Result<_, Fault>>()?,
            gone: gone.collect::<Result<_, Fault>>()?,
            former: former.collect::<Result<_, Fault>>()?,
            people: people.into_iter().map(|(of, name, who)| ((SourceId(of), name), AgentId(who))).collect(),
            ..Outside::default()
        };
        for entry in tickets {
            let (id, held) = entry?;
            outside.hold(id, held);
        }
        Ok(outside)
    }
}
