//! From a wish about answers and hand-offs to facts, or to a refusal in words.

use super::template::is_unfilled;
use super::{
    Card, Ending, HandoffCommand, HandoffEvent, HandoffId, HandoffStage, Packet, ReplyId, Said, Sending, Template,
    TemplateId, Way, length_most, length_of, packet,
};
use crate::floor::decide::{about, house, tidy};
use crate::floor::escalation::{EscalationEvent, Progress, What};
use crate::floor::source::{Deed, queued};
use crate::floor::{
    At, Conversation, ConversationId, Decided, Draft, Event, Floor, MentionKind, Owner, Refusal, SourceEvent, SourceId,
    SourceKind, State,
};
use crate::limits;

pub(in crate::floor) fn decide(floor: &Floor, command: &HandoffCommand, now: At) -> Result<Decided, Refusal> {
    match command {
        HandoffCommand::Offer { conversation, packet, by } => offer(floor, *conversation, packet, *by, now),
        HandoffCommand::Accept { handoff, who } => accept(floor, *handoff, who),
        HandoffCommand::End { handoff, how, note, resolve } => end(floor, *handoff, *how, note, *resolve),
        HandoffCommand::Reply { conversation, said } => reply(floor, *conversation, said),
        HandoffCommand::Deliver { reply } => deliver(floor, *reply),
        HandoffCommand::SetTemplate { template, row } => set_template(floor, *template, row),
        HandoffCommand::RemoveTemplate { template } => remove_template(floor, *template),
        HandoffCommand::SetCard { card } => set_card(floor, card),
        HandoffCommand::TagClaim { conversation, claim } => tag_claim(floor, *conversation, claim, now),
        HandoffCommand::ClearClaim { conversation } => clear_claim(floor, *conversation),
        HandoffCommand::SetCorrectionTarget { secs } => set_correction_target(floor, *secs),
    }
}

impl Floor {
    /// Whether this is a rehearsal, whose invented networks take every answer at once.
    pub fn is_rehearsed(&self) -> bool {
        self.sources().iter().any(|source| source.kind == SourceKind::Rehearsal)
    }

    /// Whether an answer to this conversation goes out when somebody presses the button.
    pub fn can_send(&self, c: &Conversation) -> bool {
        self.is_rehearsed() || self.answers_by(c).is_some()
    }
}

/// Why no ready-made text goes out in public now: while an incident lasts, each answer is written by somebody.
fn frozen(floor: &Floor) -> Option<String> {
    let (_, incident) = floor.escalations().frozen_by()?;
    let call = if incident.now.contact.is_empty() { String::new() } else { format!("; call {}", incident.now.contact) };
    Some(format!("an incident holds ready-made texts still; write this answer yourself{call}"))
}

fn row(floor: &Floor, id: ConversationId) -> Result<(ConversationId, Conversation), Refusal> {
    floor.conversation(id).map(|c| (id, *c)).ok_or(Refusal::NoConversation(id))
}

fn author(floor: &Floor, c: &Conversation) -> String {
    floor.authors().get(c.author).map(|a| a.name.to_string()).unwrap_or_default()
}

/// One decision about one conversation.
fn one(id: ConversationId, c: &Conversation, event: HandoffEvent, words: String) -> Decided {
    Decided { drafts: vec![about(id, c, Event::Handoff(event))], words, undoable: false }
}

/// The same in the trail of the escalation that the conversation belongs to, while somebody has it: those above see
/// where it goes on, and when it is theirs again.
pub(super) fn in_the_trail(floor: &Floor, id: ConversationId, what: What) -> Option<Event> {
    let escalation = floor.escalations().of(id)?;
    let row = floor.escalations().get(escalation).filter(|row| row.now.owner.is_some())?;
    let moves = matches!(what, What::HandedOff { .. }) || row.now.progress == Progress::HandedOff;
    moves.then_some(Event::Escalation(EscalationEvent::Of { escalation, what }))
}

fn with_trail(floor: &Floor, mut decided: Decided, id: ConversationId, what: What) -> Decided {
    if let Some(event) = in_the_trail(floor, id, what) {
        decided.drafts.extend(house(floor, event, String::new()).drafts);
    }
    decided
}

/// Where it goes on: `Phone · phone team`.
fn where_to(packet: &Packet, who: &str) -> What {
    let way = match packet.way {
        Way::Phone => "Phone",
        Way::Email => "E-mail",
    };
    What::HandedOff { to: format!("{way} · {who}") }
}

fn offer(
    floor: &Floor,
    id: ConversationId,
    packet: &Packet,
    by: Option<SourceId>,
    now: At,
) -> Result<Decided, Refusal> {
    let (id, c) = row(floor, floor.leads(id).unwrap_or(id))?;
    if c.state == State::Resolved {
        return Err(Refusal::WrongState { conversation: id, state: c.state.word(), instead: "reopen it first" });
    }
    let packet = packet::checked(floor, packet, now)?;
    let mut events = Vec::new();
    if let Some((earlier, row)) = floor.handoffs().open_of(id) {
        match &row.stage {
            HandoffStage::Back(_) => {
                let ended = HandoffEvent::Ended {
                    handoff: earlier,
                    conversation: id,
                    how: Ending::Withdrawn,
                    note: "offered again".into(),
                };
                events.push(Event::Handoff(ended));
                events.extend(unsent(floor, earlier));
            }
            HandoffStage::Offered => {
                return Err(Refusal::AlreadySo("it is offered already; withdraw that first".into()));
            }
            HandoffStage::Accepted(_, who) => {
                return Err(Refusal::AlreadySo(format!("{who} has it; say first how that ended")));
            }
            HandoffStage::Ended(..) => {}
        }
    }
    let handoff = HandoffId(floor.handoffs().parts().offered);
    let mail = by.map(|source| mailed(floor, source, id, handoff)).transpose()?;
    let goes = mail.as_ref().map(|(to, _)| format!("; a mail goes to {to}")).unwrap_or_default();
    let words = format!("{} offered to {}; it stays ours until they accept{goes}", author(floor, &c), packet.to);
    let onwards = where_to(&packet, &packet.to);
    let event = HandoffEvent::Offered {
        handoff,
        conversation: id,
        packet: Box::new(packet),
        agent: c.owner.map(Owner::agent),
        card: floor.handoffs().card().version,
    };
    events.push(Event::Handoff(event));
    events.extend(mail.map(|(_, event)| event));
    let draft = Draft { key: format!("c/{}", id.0), prev: c.version, events };
    Ok(with_trail(floor, Decided { drafts: vec![draft], words, undoable: false }, id, onwards))
}

/// What brings a hand-off to the team that takes them, and its address.
fn mailed(floor: &Floor, by: SourceId, id: ConversationId, handoff: HandoffId) -> Result<(String, Event), Refusal> {
    let (_, to) = floor.hands_off_by().find(|(source, _)| *source == by).ok_or_else(|| {
        Refusal::BadValue("that mailbox sends no hand-offs: give it a server for sending and their address".into())
    })?;
    Ok((to.to_owned(), queued(floor, by, id, None, Deed::HandOff(handoff))?))
}

/// A hand-off that is over is written to nobody any more.
fn unsent(floor: &Floor, handoff: HandoffId) -> Option<Event> {
    let (delivery, _) = floor.outside().hand_off(handoff).filter(|(_, d)| d.is_open())?;
    Some(Event::Source(SourceEvent::Decided { delivery, again: false }))
}

/// An open hand-off with its conversation.
fn open(floor: &Floor, id: HandoffId) -> Result<(&super::Handoff, ConversationId, Conversation), Refusal> {
    let handoff =
        floor.handoffs().get(id).ok_or_else(|| Refusal::BadValue("that hand-off is not remembered".into()))?;
    if !handoff.is_open() {
        return Err(Refusal::AlreadySo("that hand-off is over already".into()));
    }
    let (id, c) = row(floor, handoff.conversation)?;
    Ok((handoff, id, c))
}

fn accept(floor: &Floor, handoff: HandoffId, who: &str) -> Result<Decided, Refusal> {
    let (row, id, c) = open(floor, handoff)?;
    if let HandoffStage::Accepted(_, has) = &row.stage {
        return Err(Refusal::AlreadySo(format!("{has} has accepted it already")));
    }
    let who = tidy("whoever accepts it", who, false)?;
    let words = format!("{who} has taken {} by {}", author(floor, &c), row.packet.way.word());
    let onwards = where_to(&row.packet, &who);
    let decided = one(id, &c, HandoffEvent::Accepted { handoff, conversation: id, who }, words);
    Ok(with_trail(floor, decided, id, onwards))
}

fn end(floor: &Floor, handoff: HandoffId, how: Ending, note: &str, resolve: bool) -> Result<Decided, Refusal> {
    let (row, id, c) = open(floor, handoff)?;
    let taken = matches!(row.stage, HandoffStage::Accepted(..));
    if how == Ending::Returned && !taken {
        return Err(Refusal::BadValue("nobody has accepted it, so nobody can give it back; withdraw it".into()));
    }
    if note.chars().count() > limits::PACKET_CHARS_MAX {
        let most = limits::PACKET_CHARS_MAX;
        return Err(Refusal::BadValue(format!("a note holds at most {most} characters")));
    }
    let who = author(floor, &c);
    let words = match how {
        Ending::Done if resolve => format!("the {} with {who} is done, and resolved", row.packet.way.word()),
        Ending::Done => format!("the {} with {who} is done", row.packet.way.word()),
        Ending::Returned => format!("{who} is ours again"),
        Ending::Withdrawn => format!("the hand-off of {who} is withdrawn"),
    };
    let ended = HandoffEvent::Ended { handoff, conversation: id, how, note: note.trim().to_owned() };
    let mut decided = one(id, &c, ended, words);
    let resolved = resolve && how == Ending::Done && c.state != State::Resolved;
    if let Some(draft) = decided.drafts.first_mut() {
        draft.events.extend(resolved.then_some(Event::Resolved { conversation: id }));
        draft.events.extend(unsent(floor, handoff));
    }
    let ours = match how {
        Ending::Done => format!("{} done", row.packet.way.word()),
        Ending::Returned => format!("back from {}: they gave it back", row.packet.way.word()),
        Ending::Withdrawn => format!("back from {}: withdrawn", row.packet.way.word()),
    };
    Ok(with_trail(floor, decided, id, What::Status { words: ours }))
}

fn reply(floor: &Floor, id: ConversationId, said: &Said) -> Result<Decided, Refusal> {
    let (id, c) = row(floor, id)?;
    let text = said.text.trim().to_owned();
    if text.is_empty() {
        return Err(Refusal::BadValue("the answer has no words yet".into()));
    }
    if is_unfilled(&text) {
        return Err(Refusal::BadValue("a placeholder is not filled in: write the name, or take it away".into()));
    }
    let elsewhere = said.elsewhere.filter(|(channel, _)| *channel != c.channel);
    let channel = elsewhere.map_or(c.channel, |(channel, _)| channel);
    let name = floor.channel(channel).map(|ch| ch.name.as_str()).ok_or(Refusal::NoChannel)?;
    let (length, most) = (length_of(name, &text), length_most(name));
    if length > most {
        return Err(Refusal::BadValue(format!("{length} characters are too many: {name} takes {most}")));
    }
    if said.sending.is_public()
        && said.template.is_some()
        && let Some(why) = frozen(floor)
    {
        return Err(Refusal::BadValue(why));
    }
    let by = if said.sending == Sending::Taken { sends(floor, &c, elsewhere.is_some(), name)? } else { None };
    if said.corrects && floor.handoffs().claim(id).is_none_or(|claim| !claim.is_open()) {
        return Err(Refusal::BadValue("there is no wrong claim to correct here".into()));
    }
    // The same words again in one conversation are a second press of the button.
    let latest = floor.handoffs().replies().find(|(_, r)| r.conversation == id);
    if latest.is_some_and(|(_, r)| r.said.text == text && !wrote_since(&c, r.at)) {
        return Err(Refusal::AlreadySo("exactly this was approved already; nothing goes out twice".into()));
    }
    let who = author(floor, &c);
    let words = match said.sending {
        Sending::NotSent => format!("approved, not sent: no account is connected on {name}. {who} still waits"),
        Sending::Outside => format!("{who} marked as answered outside"),
        Sending::Taken | Sending::OnItsWay if by.is_some() => format!("the answer to {who} is on its way"),
        Sending::Taken | Sending::OnItsWay => format!("{who} answered on {name}"),
    };
    let said = Said {
        text,
        elsewhere,
        agent: c.owner.map(Owner::agent),
        card: floor.handoffs().card().version,
        template: said.template.filter(|t| floor.handoffs().templates().contains_key(t)),
        sending: if by.is_some() { Sending::OnItsWay } else { said.sending },
        ..said.clone()
    };
    let reply = ReplyId(floor.handoffs().replied());
    let deed = by.map(|source| out(floor, source, id, reply, &said.text)).transpose()?;
    let mut decided = one(id, &c, HandoffEvent::Replied { reply, conversation: id, said: Box::new(said) }, words);
    if let (Some(draft), Some(deed)) = (decided.drafts.first_mut(), deed) {
        draft.events.push(deed);
    }
    Ok(decided)
}

/// By which source an answer goes out; `None` in a rehearsal, whose network takes all at once.
fn sends(floor: &Floor, c: &Conversation, elsewhere: bool, name: &str) -> Result<Option<SourceId>, Refusal> {
    match floor.answers_by(c).filter(|_| !elsewhere) {
        Some(source) => Ok(Some(source)),
        None if floor.is_rehearsed() => Ok(None),
        None => Err(Refusal::BadValue(format!("it cannot be sent: no account is connected on {name}"))),
    }
}

/// What puts an answer into the outbox. It answers the newest thing that the customer wrote, as privately as that was.
fn out(floor: &Floor, source: SourceId, id: ConversationId, reply: ReplyId, text: &str) -> Result<Event, Refusal> {
    let said = floor.said_lately(id);
    let newest = said.first().copied().or(floor.conversation(id).map(|c| c.first_mention));
    let kind = newest.and_then(|m| floor.mentions().get(m)).map(|m| m.kind);
    let private = kind == Some(MentionKind::Direct);
    queued(floor, source, id, newest, Deed::Reply { reply, text: text.to_owned(), private })
}

/// Whether the customer has asked again since a moment.
fn wrote_since(c: &Conversation, at: At) -> bool {
    c.waiting_since.is_some_and(|since| since > at)
}

fn deliver(floor: &Floor, id: ReplyId) -> Result<Decided, Refusal> {
    let reply = floor.handoffs().reply(id);
    let reply = reply.ok_or_else(|| Refusal::BadValue("that answer is not remembered".into()))?;
    if reply.public_at.is_some() {
        return Err(Refusal::AlreadySo("it counts already".into()));
    }
    let (conversation, c) = row(floor, reply.conversation)?;
    let words = format!("{} marked as answered outside", author(floor, &c));
    Ok(one(conversation, &c, HandoffEvent::Delivered { reply: id, conversation, how: Sending::Outside }, words))
}

fn set_template(floor: &Floor, template: Option<TemplateId>, row: &Template) -> Result<Decided, Refusal> {
    let row = row.tidied()?;
    let known = floor.handoffs().templates();
    if template.is_some_and(|t| known.get(&t) == Some(&row)) {
        return Err(Refusal::AlreadySo(format!("{} says that already", row.name)));
    }
    if known.iter().any(|(id, other)| Some(*id) != template && other.name == row.name && other.language == row.language)
    {
        return Err(Refusal::AlreadySo(format!("there is a template {} in that language already", row.name)));
    }
    let template = match template {
        Some(id) if known.contains_key(&id) => id,
        Some(_) => return Err(Refusal::BadValue("that template is gone".into())),
        None if known.len() >= limits::TEMPLATES_MAX => {
            let most = limits::TEMPLATES_MAX;
            return Err(Refusal::BadValue(format!("a floor holds at most {most} templates; remove one first")));
        }
        None => TemplateId(floor.handoffs().parts().templates_made),
    };
    let words = format!("template {} approved", row.name);
    Ok(house(floor, Event::Handoff(HandoffEvent::TemplateSet { template, row }), words))
}

fn remove_template(floor: &Floor, template: TemplateId) -> Result<Decided, Refusal> {
    let row = floor.handoffs().templates().get(&template);
    let row = row.ok_or_else(|| Refusal::AlreadySo("that template is gone already".into()))?;
    let words = format!("template {} is no longer offered", row.name);
    Ok(house(floor, Event::Handoff(HandoffEvent::TemplateRemoved { template }), words))
}

fn set_card(floor: &Floor, card: &Card) -> Result<Decided, Refusal> {
    let now = floor.handoffs().card();
    let card = card.tidied(now.version.saturating_add(1))?;
    if card.says_the_same(now) {
        return Err(Refusal::AlreadySo("the tone card says that already".into()));
    }
    let words = format!("tone card, version {}", card.version);
    Ok(house(floor, Event::Handoff(HandoffEvent::CardSet { card }), words))
}

fn tag_claim(floor: &Floor, id: ConversationId, claim: &str, now: At) -> Result<Decided, Refusal> {
    let (id, c) = row(floor, id)?;
    let claim = tidy("a claim", claim, false)?;
    if floor.handoffs().claim(id).is_some_and(|tagged| tagged.is_open()) {
        return Err(Refusal::AlreadySo("it is tagged as an incorrect claim already".into()));
    }
    let due = now.plus(floor.handoffs().correction_secs());
    let words = format!("{} tagged as an incorrect claim", author(floor, &c));
    Ok(one(id, &c, HandoffEvent::ClaimTagged { conversation: id, claim, due }, words))
}

fn clear_claim(floor: &Floor, id: ConversationId) -> Result<Decided, Refusal> {
    let (id, c) = row(floor, id)?;
    if floor.handoffs().claim(id).is_none() {
        return Err(Refusal::AlreadySo("it is not tagged".into()));
    }
    let words = format!("{} is no incorrect claim", author(floor, &c));
    Ok(one(id, &c, HandoffEvent::ClaimCleared { conversation: id }, words))
}

fn set_correction_target(floor: &Floor, secs: u32) -> Result<Decided, Refusal> {
    if !(60..=7 * 24 * 3600).contains(&secs) {
        return Err(Refusal::BadValue("a correction is promised within a minute to a week".into()));
    }
    if floor.handoffs().correction_secs() == secs {
        return Err(Refusal::AlreadySo("that is the target already".into()));
    }
    let event = Event::Handoff(HandoffEvent::CorrectionTargetSet { secs });
    Ok(house(floor, event, "target for corrections set".into()))
}
