//! The facts of `floor/source`.

use std::collections::BTreeMap;
use watchfloor::floor::handoff::{HandoffId, ReplyId};
use watchfloor::floor::source::{Deed, DeliveryId, NotOut, SourceSettings, Ticket, TicketState};
use watchfloor::floor::{AgentId, ConversationId, Event, Lane, MentionId, SourceEvent, SourceId};

fn settings(lane: Option<Lane>) -> Box<SourceSettings> {
    Box::new(SourceSettings {
        connector: "bluesky".into(),
        server: "https://social.example".into(),
        login: "lark.example".into(),
        channel: "Bluesky".into(),
        handle: "@lark.example".into(),
        options: BTreeMap::from([("words".to_owned(), "lark, larkhelp".to_owned())]),
        every_secs: 30,
        silent_secs: 7_200,
        lane,
    })
}

fn ticket(state: TicketState) -> Box<Ticket> {
    Box::new(Ticket {
        external: "12".into(),
        owner: "ada".into(),
        state,
        priority: "high".into(),
        labels: vec!["billing".into(), "vip".into()],
        version: "\"5f1\"".into(),
    })
}

/// One of each at least, and of what it holds every kind.
pub fn facts() -> Vec<Event> {
    use SourceEvent as E;
    let (source, delivery, conversation) = (SourceId(4), DeliveryId(70_000), ConversationId(9));
    let states = [
        TicketState::New,
        TicketState::Open,
        TicketState::Pending,
        TicketState::Snoozed,
        TicketState::Resolved,
        TicketState::Gone,
        TicketState::Other("on hold".into()),
    ];
    let deeds = [
        Deed::Reply { reply: ReplyId(3), text: "We have seen it.".into(), private: true },
        Deed::Note("Rang twice.".into()),
        Deed::Assign(Some(AgentId(2))),
        Deed::Assign(None),
        Deed::State(TicketState::Resolved),
        Deed::Priority("urgent".into()),
        Deed::Labels { add: vec!["vip".into()], remove: vec!["new".into()] },
    ];
    let mut facts = vec![
        E::Set { source, settings: settings(None) },
        E::Set { source, settings: settings(Some(Lane::Engineering)) },
        E::Paused { source, paused: true },
        E::Removed { source },
        E::Edited { mention: MentionId(300), words: 0x0123_4567_89ab_cdef, slot: 5 },
        E::Gone { mention: MentionId(300) },
        E::Sending { delivery },
        E::Sent { delivery, key: u64::MAX },
        E::Decided { delivery, again: true },
        E::Mended { page: 1 << 40, slot: 7 },
    ];
    facts.extend(states.map(|state| E::Ticketed { conversation, source, ticket: ticket(state) }));
    facts.extend(deeds.map(|deed| E::Queued {
        delivery,
        source,
        conversation,
        target: Some(MentionId(1)),
        deed: Box::new(deed),
    }));
    facts.extend(NotOut::ALL.map(|how| E::Failed { delivery, how, why: "bea has it".into() }));
    // What came later stands last: each keeps the line that it was promised in.
    let deed = Box::new(Deed::HandOff(HandoffId(70_001)));
    facts.push(E::Queued { delivery, source, conversation, target: None, deed });
    facts.push(E::PersonKnown { source, name: "bea".into(), agent: AgentId(3) });
    facts.into_iter().map(Event::Source).collect()
}

/// Adding a fact stops this from compiling until its bytes are promised too.
#[test]
fn every_fact_of_sources_is_promised() {
    use SourceEvent as E;
    let number = |event: &Event| match event {
        Event::Source(event) => match event {
            E::Set { .. } => 0,
            E::Paused { .. } => 1,
            E::Removed { .. } => 2,
            E::Edited { .. } => 3,
            E::Gone { .. } => 4,
            E::Ticketed { .. } => 5,
            E::Queued { .. } => 6,
            E::Sending { .. } => 7,
            E::Sent { .. } => 8,
            E::Failed { .. } => 9,
            E::Decided { .. } => 10,
            E::Mended { .. } => 11,
            E::PersonKnown { .. } => 12,
        },
        _ => unreachable!(),
    };
    let there: std::collections::BTreeSet<i32> = facts().iter().map(number).collect();
    assert_eq!(there, (0..13).collect());
}
