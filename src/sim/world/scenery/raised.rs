//! What is raised to those above, handed off, and to be put right.

use super::World;
use crate::floor::escalation::{LadderId, Mute, Muted, Rule, Trouble, When};
use crate::floor::handoff::{Consent, Contact, HandoffCommand, HandoffStage, Packet, SwitchReason, Way, Window};
use crate::floor::{
    AgentId, At, Command, ConversationId, Cues, EscalationCommand as Wish, EscalationId, Floor, Intent, Owner,
};
use crate::sim::truth::Tale;

fn raise(conversations: Vec<ConversationId>, trouble: Trouble, title: &str, words: &str, ladder: u16) -> Vec<Command> {
    if conversations.is_empty() {
        return Vec::new();
    }
    let (title, words) = (title.to_owned(), words.to_owned());
    let ladder = LadderId(ladder);
    vec![Command::Escalation(Wish::Raise { conversations, trouble, title, by: None, words, ladder })]
}

/// The escalation with this title.
fn titled(floor: &Floor, title: &str) -> Option<EscalationId> {
    floor.escalations().open().find(|(_, row)| row.title == title).map(|(id, _)| id)
}

fn name_of(floor: &Floor, id: ConversationId) -> String {
    let author = floor.conversation(id).and_then(|c| floor.authors().get(c.author));
    author.map(|a| a.name.to_string()).unwrap_or_default()
}

/// Somebody of the trade says that parcels never came. Ours say that they did.
pub(super) fn claim(world: &mut World, floor: &Floor, _: At) -> Vec<Command> {
    let mut told = world.truths().iter().filter(|(_, t)| t.tale == Some(Tale::Analyst)).map(|(key, _)| *key);
    let Some(id) = told.find_map(|key| super::super::conversation_of(floor, key)).map(|(id, _)| id) else {
        return Vec::new();
    };
    world.kept.insert(id);
    let claim = "Says that one of three test orders arrived; the carrier has all three signed for.".to_owned();
    vec![Command::Handoff(HandoffCommand::TagClaim { conversation: id, claim })]
}

/// What is told to those who work by phone or e-mail.
#[derive(Clone, Copy)]
struct Told {
    way: Way,
    to: &'static str,
    contact: &'static str,
    window: (At, At),
    reason: SwitchReason,
    promised: &'static str,
}

fn offer(floor: &Floor, id: ConversationId, at: At, told: Told) -> Command {
    let packet = Box::new(Packet {
        way: told.way,
        to: told.to.to_owned(),
        contact: Contact(told.contact.to_owned()),
        consent: Consent { who: name_of(floor, id), at: at.minus(120) },
        window: Window { from: told.window.0, until: told.window.1 },
        reason: told.reason,
        promised: told.promised.to_owned(),
        note: String::new(),
    });
    Command::Handoff(HandoffCommand::Offer { conversation: id, packet, by: None })
}

/// Nobody takes this call: it comes back after a quarter of an hour, and the time for the call passes.
pub(super) fn missed(world: &mut World, floor: &Floor, at: At) -> Vec<Command> {
    let one = world.keep(floor, 1, &[]);
    let told = Told {
        way: Way::Phone,
        to: "phone team",
        contact: "+44 20 7946 0123",
        window: (world.moment_of(13, 45), world.moment_of(14, 15)),
        reason: SwitchReason::CustomerAsked,
        promised: "A call before a quarter past two",
    };
    one.first().map(|id| offer(floor, *id, at, told)).into_iter().collect()
}

/// A mail to those who keep the cases, and a call that goes well.
pub(super) fn handed_off(world: &mut World, floor: &Floor, at: At) -> Vec<Command> {
    let two = world.keep(floor, 2, &[]);
    let mail = Told {
        way: Way::Email,
        to: "case desk",
        contact: "customer@post.example",
        window: (at, world.moment_of(17, 0)),
        reason: SwitchReason::PersonalData,
        promised: "An answer by five with the refund in writing",
    };
    let call = Told {
        way: Way::Phone,
        to: "phone team",
        contact: "+44 20 7946 0177",
        window: (world.moment_of(14, 0), world.moment_of(15, 0)),
        reason: SwitchReason::Complex,
        promised: "A call within the hour",
    };
    let mut commands = raise(two.get(1..).unwrap_or_default().to_vec(), Trouble::Vip, "", "has called twice before", 0);
    commands.extend(two.iter().zip([mail, call]).map(|(id, told)| offer(floor, *id, at, told)));
    commands
}

/// Somebody has what was raised with the call, and the other side takes call and mail.
pub(super) fn accepted(_: &mut World, floor: &Floor, at: At) -> Vec<Command> {
    let new = |h: &&crate::floor::handoff::Handoff| h.stage == HandoffStage::Offered && h.offered_at > at.minus(300);
    let mut commands = Vec::new();
    let called = floor.handoffs().open().find_map(|(_, h)| floor.escalations().of(h.conversation));
    if let (Some(escalation), Some(agent)) = (called, World::somebody_of(floor, "senior agents", at)) {
        commands.push(Command::Escalation(Wish::Take { escalation, agent }));
    }
    commands.extend(floor.handoffs().open().filter(|(_, h)| new(h)).map(|(handoff, row)| {
        let who = match row.packet.way {
            Way::Phone => "Jo P.",
            Way::Email => "case desk, 88213",
        };
        Command::Handoff(HandoffCommand::Accept { handoff, who: who.to_owned() })
    }));
    commands
}

const INCIDENT: &str = "Checkout fails in the sale";

/// What many write about becomes one incident.
pub(super) fn incident(world: &mut World, floor: &Floor, _: At) -> Vec<Command> {
    let linked = world.keep(floor, 4, &[Intent::Payment, Intent::Bug, Intent::Order]);
    raise(linked, Trouble::Outage, INCIDENT, "several customers within the hour; the checkout says the same to each", 0)
}

/// Somebody has the incident, and has begun.
pub(super) fn incident_taken(_: &mut World, floor: &Floor, at: At) -> Vec<Command> {
    let (Some(escalation), Some(agent)) = (titled(floor, INCIDENT), World::somebody_of(floor, "senior agents", at))
    else {
        return Vec::new();
    };
    let by = Some(agent);
    let wishes = vec![
        Wish::Take { escalation, agent },
        Wish::Tick { escalation, step: 0, done: true, by },
        Wish::Tick { escalation, step: 1, done: true, by },
        Wish::Say { escalation, words: "operations at work, next news at 15:00".to_owned() },
        Wish::Note {
            escalation,
            words: "Operations: one card processor is down, traffic moves to the other.".to_owned(),
        },
    ];
    wishes.into_iter().map(Command::Escalation).collect()
}

/// Something for press and law first, by a ladder of its own.
pub(super) fn law(world: &mut World, floor: &Floor, _: At) -> Vec<Command> {
    let one = world.keep(floor, 1, &[Intent::Service, Intent::Product, Intent::Payment]);
    raise(one, Trouble::Legal, "", "names a lawyer in the third line", 1)
}

/// Nobody takes these two: the first is on its second rung by half past, the second still on its first.
pub(super) fn climbing(world: &mut World, floor: &Floor, _: At) -> Vec<Command> {
    let one = world.keep(floor, 1, &[Intent::Delivery]);
    raise(one, Trouble::PublicAnger, "", "third message, and angrier each time", 0)
}

/// The next one up, on its second rung at half past two; and a rule that is quiet for now.
pub(super) fn late(world: &mut World, floor: &Floor, _: At) -> Vec<Command> {
    let one = world.keep(floor, 1, &[Intent::Order, Intent::Delivery]);
    let mut commands = raise(one, Trouble::PublicAnger, "", "waits since noon and has been told twice to wait", 0);
    let press = Rule {
        name: "press".to_owned(),
        on: true,
        when: When::Cue(Cues::PRESS),
        trouble: Trouble::Press,
        ladder: LadderId(1),
        per_minute: 1,
    };
    let quiet = Mute {
        until: world.moment_of(16, 0),
        reason: "reviews of the sale read like press; PR reads them itself until four".to_owned(),
    };
    // Rules have numbers in the order in which they were made; this is the next.
    let number = floor.escalations().parts().rules_made;
    commands.push(Command::Escalation(Wish::SetRule { rule: None, to: Some(press) }));
    commands.push(Command::Escalation(Wish::Mute { of: Muted::Rule(number), to: Some(quiet) }));
    commands
}

/// What is new at half past two: something raised that nobody has seen, and a call that waits to be taken.
pub(super) fn last(world: &mut World, floor: &Floor, at: At) -> Vec<Command> {
    let one = world.keep(floor, 1, &[Intent::Product, Intent::Stock, Intent::Service]);
    let by: Option<AgentId> = one.first().and_then(|id| floor.conversation(*id)?.owner).map(Owner::agent);
    let mut commands = Vec::new();
    if !one.is_empty() {
        let (title, words) = (String::new(), "I cannot promise what they ask for, please help".to_owned());
        let (trouble, ladder) = (Trouble::PublicAnger, LadderId(0));
        commands.push(Command::Escalation(Wish::Raise { conversations: one, trouble, title, by, words, ladder }));
    }
    let told = Told {
        way: Way::Phone,
        to: "phone team",
        contact: "+44 161 496 0042",
        window: (world.moment_of(14, 45), world.moment_of(15, 30)),
        reason: SwitchReason::PersonalData,
        promised: "A call before half past three about the delivery",
    };
    let call = world.keep(floor, 1, &[]);
    commands.extend(call.first().map(|id| offer(floor, *id, at, told)));
    commands
}
