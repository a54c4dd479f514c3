//! The facts of `floor/handoff`.

use super::moment;
use watchfloor::floor::handoff::{
    Card, Consent, Contact, Ending, HandoffId, Packet, ReplyId, Said, Sending, SwitchReason, Template, TemplateId,
    TemplateKind, Way, Window,
};
use watchfloor::floor::{AgentId, ChannelId, ConversationId, Event, HandoffEvent, Intent};

fn packet(way: Way, reason: SwitchReason) -> Box<Packet> {
    Box::new(Packet {
        way,
        to: "phone team".into(),
        contact: Contact("+44 20 7946 0018".into()),
        consent: Consent { who: "Mira".into(), at: moment(1) },
        window: Window { from: moment(600), until: moment(4200) },
        reason,
        promised: "a call before four".into(),
        note: "has the receipt".into(),
    })
}

fn said(sending: Sending, reason: Option<SwitchReason>) -> Box<Said> {
    Box::new(Said {
        text: "Sorry! We look at it now.".into(),
        template: Some(TemplateId(3)),
        corrects: sending == Sending::Outside,
        elsewhere: reason.map(|reason| (ChannelId(2), reason)),
        sending,
        agent: Some(AgentId(4)),
        card: 7,
    })
}

/// One of each at least.
pub fn facts() -> Vec<Event> {
    let (conversation, handoff, reply) = (ConversationId(300), HandoffId(9), ReplyId(130));
    let (agent, card) = (Some(AgentId(4)), 7);
    let mut facts = vec![
        HandoffEvent::Accepted { handoff, conversation, who: "Bo of the phone team".into() },
        HandoffEvent::CameBack { handoff, at: moment(900) },
        HandoffEvent::CallMissed { handoff, at: moment(4200) },
        HandoffEvent::TemplateRemoved { template: TemplateId(3) },
        HandoffEvent::CardSet {
            card: Card {
                version: 7,
                mission: "Nobody waits alone".into(),
                tone: "plain and warm".into(),
                does: vec!["say what happens next".into()],
                donts: vec!["blame".into(), "hide".into()],
                private: "when it takes data".into(),
            },
        },
        HandoffEvent::ClaimTagged { conversation, claim: "we sell no spare parts".into(), due: moment(3600) },
        HandoffEvent::ClaimCleared { conversation },
        HandoffEvent::CorrectionBreached { conversation, at: moment(3600) },
        HandoffEvent::CorrectionTargetSet { secs: 1800 },
        HandoffEvent::TurnedRound { conversation },
        HandoffEvent::Handled { conversation, intent: Intent::Order, secs: 412 },
    ];
    for (way, reason) in [Way::Phone, Way::Email].into_iter().cycle().zip(SwitchReason::ALL) {
        facts.push(HandoffEvent::Offered { handoff, conversation, packet: packet(way, reason), agent, card });
    }
    for how in [Ending::Done, Ending::Returned, Ending::Withdrawn] {
        facts.push(HandoffEvent::Ended { handoff, conversation, how, note: "all well".into() });
    }
    for (sending, reason) in [
        (Sending::NotSent, None),
        (Sending::Outside, Some(SwitchReason::Complex)),
        (Sending::Taken, Some(SwitchReason::NetworkLimit)),
    ] {
        facts.push(HandoffEvent::Replied { reply, conversation, said: said(sending, reason) });
    }
    facts.push(HandoffEvent::Delivered { reply, conversation, how: Sending::Outside });
    for kind in TemplateKind::ALL {
        let row = Template { name: "first words".into(), kind, language: *b"en", text: "Hello {name}. {agent}".into() };
        facts.push(HandoffEvent::TemplateSet { template: TemplateId(3), row });
    }
    facts.into_iter().map(Event::Handoff).collect()
}

/// Adding a fact stops this from compiling until its bytes are promised too.
#[test]
fn every_fact_of_hand_offs_is_promised() {
    let number = |event: &Event| match event {
        Event::Handoff(HandoffEvent::Offered { .. }) => 0,
        Event::Handoff(HandoffEvent::Accepted { .. }) => 1,
        Event::Handoff(HandoffEvent::CameBack { .. }) => 2,
        Event::Handoff(HandoffEvent::CallMissed { .. }) => 3,
        Event::Handoff(HandoffEvent::Ended { .. }) => 4,
        Event::Handoff(HandoffEvent::Replied { .. }) => 5,
        Event::Handoff(HandoffEvent::Delivered { .. }) => 6,
        Event::Handoff(HandoffEvent::TemplateSet { .. }) => 7,
        Event::Handoff(HandoffEvent::TemplateRemoved { .. }) => 8,
        Event::Handoff(HandoffEvent::CardSet { .. }) => 9,
        Event::Handoff(HandoffEvent::ClaimTagged { .. }) => 10,
        Event::Handoff(HandoffEvent::ClaimCleared { .. }) => 11,
        Event::Handoff(HandoffEvent::CorrectionBreached { .. }) => 12,
        Event::Handoff(HandoffEvent::CorrectionTargetSet { .. }) => 13,
        Event::Handoff(HandoffEvent::TurnedRound { .. }) => 14,
        Event::Handoff(HandoffEvent::Handled { .. }) => 15,
        other => panic!("{other:?} belongs elsewhere"),
    };
    let promised: std::collections::BTreeSet<i32> = facts().iter().map(number).collect();
    assert_eq!(promised.len(), 16);
}
