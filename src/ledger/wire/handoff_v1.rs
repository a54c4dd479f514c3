//! Version 1 of the facts of `floor/handoff`, and of what is so by them.

use super::Fault;
use super::event_v1::{at, secs};
use super::reading_v1::{intent, intent_number};
use crate::floor::handoff::{
    Card, Claim, Consent, Contact, Ending, HandledRow, Handoff, HandoffId, HandoffParts, HandoffStage, Packet, Reply,
    ReplyId, Said, Sending, SwitchReason, Template, TemplateId, TemplateKind, Way, Window,
};
use crate::floor::tally::IntervalId;
use crate::floor::{AgentId, ChannelId, ConversationId, HandoffEvent, Handoffs};
use serde::{Deserialize, Serialize};

/// Reads and writes a plain enum as its number; the numbers are part of the format.
macro_rules! numbered {
    ($to:ident, $from:ident, $what:literal, $type:ident { $($variant:ident = $number:literal),+ $(,)? }) => {
        fn $to(value: $type) -> u8 {
            match value {
                $($type::$variant => $number),+
            }
        }
        fn $from(number: u8) -> Result<$type, Fault> {
            match number {
                $($number => Ok($type::$variant),)+
                other => Err(Fault::Damaged(format!("no {} has the number {other}", $what))),
            }
        }
    };
}

numbered!(way_number, way, "way", Way { Phone = 0, Email = 1 });
numbered!(reason_number, reason, "reason to switch", SwitchReason {
    PersonalData = 0, Complex = 1, CustomerAsked = 2, NetworkLimit = 3, Other = 4
});
numbered!(ending_number, ending, "end of a hand-off", Ending { Done = 0, Returned = 1, Withdrawn = 2 });
numbered!(sending_number, sending, "way of sending", Sending { NotSent = 0, Outside = 1, Taken = 2, OnItsWay = 3 });
numbered!(kind_number, kind, "kind of template", TemplateKind {
    Acknowledge = 0, Private = 1, Answer = 2, Correction = 3, Thanks = 4
});

/// Way, to whom, contact; consent; window; reason; promise and note.
#[derive(Serialize, Deserialize)]
pub(super) struct PacketV1((u8, String, String), (String, u32), (u32, u32), u8, (String, String));

/// Text; template and whether it corrects; elsewhere; how it is sent, by whom, by which card.
#[derive(Serialize, Deserialize)]
pub(super) struct SaidV1(String, (Option<u16>, bool), Option<(u16, u8)>, (u8, Option<u16>, u32));

/// Name, kind, language, words.
#[derive(Serialize, Deserialize)]
pub(super) struct TemplateV1(String, u8, [u8; 2], String);

/// Version, mission, tone, what to do, what not to do, when in private.
#[derive(Serialize, Deserialize)]
pub(super) struct CardV1(u32, String, String, Vec<String>, Vec<String>, String);

#[derive(Serialize, Deserialize)]
pub(super) enum HandoffV1 {
    Offered(u32, u32, Box<PacketV1>, Option<u16>, u32),
    Accepted(u32, u32, String),
    CameBack(u32, u32),
    CallMissed(u32, u32),
    Ended(u32, u32, u8, String),
    Replied(u32, u32, Box<SaidV1>),
    Delivered(u32, u32, u8),
    TemplateSet(u16, TemplateV1),
    TemplateRemoved(u16),
    CardSet(CardV1),
    ClaimTagged(u32, String, u32),
    ClaimCleared(u32),
    CorrectionBreached(u32, u32),
    CorrectionTargetSet(u32),
    TurnedRound(u32),
    Handled(u32, u8, u32),
}

impl From<&Packet> for PacketV1 {
    fn from(p: &Packet) -> PacketV1 {
        PacketV1(
            (way_number(p.way), p.to.clone(), p.contact.0.clone()),
            (p.consent.who.clone(), secs(p.consent.at)),
            (secs(p.window.from), secs(p.window.until)),
            reason_number(p.reason),
            (p.promised.clone(), p.note.clone()),
        )
    }
}

impl PacketV1 {
    fn into_floor(self) -> Result<Packet, Fault> {
        let PacketV1((number, to, contact), consent, window, why, (promised, note)) = self;
        Ok(Packet {
            way: way(number)?,
            to,
            contact: Contact(contact),
            consent: Consent { who: consent.0, at: at(consent.1)? },
            window: Window { from: at(window.0)?, until: at(window.1)? },
            reason: reason(why)?,
            promised,
            note,
        })
    }
}

impl From<&Said> for SaidV1 {
    fn from(s: &Said) -> SaidV1 {
        SaidV1(
            s.text.clone(),
            (s.template.map(|t| t.0), s.corrects),
            s.elsewhere.map(|(channel, why)| (channel.0, reason_number(why))),
            (sending_number(s.sending), s.agent.map(|a| a.0), s.card),
        )
    }
}

impl SaidV1 {
    fn into_floor(self) -> Result<Said, Fault> {
        let SaidV1(text, (template, corrects), elsewhere, (how, agent, card)) = self;
        let elsewhere = elsewhere.map(|(channel, why)| Ok((ChannelId(channel), reason(why)?))).transpose()?;
        Ok(Said {
            text,
            template: template.map(TemplateId),
            corrects,
            elsewhere,
            sending: sending(how)?,
            agent: agent.map(AgentId),
            card,
        })
    }
}

impl From<&Template> for TemplateV1 {
    fn from(t: &Template) -> TemplateV1 {
        TemplateV1(t.name.clone(), kind_number(t.kind), t.language, t.text.clone())
    }
}

impl TemplateV1 {
    fn into_floor(self) -> Result<Template, Fault> {
        let TemplateV1(name, number, language, text) = self;
        Ok(Template { name, kind: kind(number)?, language, text })
    }
}

impl From<&Card> for CardV1 {
    fn from(c: &Card) -> CardV1 {
        CardV1(c.version, c.mission.clone(), c.tone.clone(), c.does.clone(), c.donts.clone(), c.private.clone())
    }
}

impl CardV1 {
    fn into_floor(self) -> Card {
        let CardV1(version, mission, tone, does, donts, private) = self;
        Card { version, mission, tone, does, donts, private }
    }
}

impl From<&HandoffEvent> for HandoffV1 {
    fn from(event: &HandoffEvent) -> HandoffV1 {
        match event {
            HandoffEvent::Offered { handoff, conversation, packet, agent, card } => {
                let packet = Box::new(PacketV1::from(&**packet));
                HandoffV1::Offered(handoff.0, conversation.0, packet, agent.map(|a| a.0), *card)
            }
            HandoffEvent::Accepted { handoff, conversation, who } => {
                HandoffV1::Accepted(handoff.0, conversation.0, who.clone())
            }
            HandoffEvent::CameBack { handoff, at } => HandoffV1::CameBack(handoff.0, secs(*at)),
            HandoffEvent::CallMissed { handoff, at } => HandoffV1::CallMissed(handoff.0, secs(*at)),
            HandoffEvent::Ended { handoff, conversation, how, note } => {
                HandoffV1::Ended(handoff.0, conversation.0, ending_number(*how), note.clone())
            }
            HandoffEvent::Replied { reply, conversation, said } => {
                HandoffV1::Replied(reply.0, conversation.0, Box::new(SaidV1::from(&**said)))
            }
            HandoffEvent::Delivered { reply, conversation, how } => {
                HandoffV1::Delivered(reply.0, conversation.0, sending_number(*how))
            }
            HandoffEvent::TemplateSet { template, row } => HandoffV1::TemplateSet(template.0, row.into()),
            HandoffEvent::TemplateRemoved { template } => HandoffV1::TemplateRemoved(template.0),
            HandoffEvent::CardSet { card } => HandoffV1::CardSet(card.into()),
            HandoffEvent::ClaimTagged { conversation, claim, due } => {
                HandoffV1::ClaimTagged(conversation.0, claim.clone(), secs(*due))
            }
            HandoffEvent::ClaimCleared { conversation } => HandoffV1::ClaimCleared(conversation.0),
            HandoffEvent::CorrectionBreached { conversation, at } => {
                HandoffV1::CorrectionBreached(conversation.0, secs(*at))
            }
            HandoffEvent::CorrectionTargetSet { secs } => HandoffV1::CorrectionTargetSet(*secs),
            HandoffEvent::TurnedRound { conversation } => HandoffV1::TurnedRound(conversation.0),
            HandoffEvent::Handled { conversation, intent, secs } => {
                HandoffV1::Handled(conversation.0, intent_number(*intent), *secs)
            }
        }
    }
}

impl HandoffV1 {
    pub(super) fn into_floor(self) -> Result<HandoffEvent, Fault> {
        let c = ConversationId;
        Ok(match self {
            HandoffV1::Offered(handoff, conversation, packet, agent, card) => HandoffEvent::Offered {
                handoff: HandoffId(handoff),
                conversation: c(conversation),
                packet: Box::new(packet.into_floor()?),
                agent: agent.map(AgentId),
                card,
            },
            HandoffV1::Accepted(handoff, conversation, who) => {
                HandoffEvent::Accepted { handoff: HandoffId(handoff), conversation: c(conversation), who }
            }
            HandoffV1::CameBack(handoff, when) => HandoffEvent::CameBack { handoff: HandoffId(handoff), at: at(when)? },
            HandoffV1::CallMissed(handoff, when) => {
                HandoffEvent::CallMissed { handoff: HandoffId(handoff), at: at(when)? }
            }
            HandoffV1::Ended(handoff, conversation, how, note) => HandoffEvent::Ended {
                handoff: HandoffId(handoff),
                conversation: c(conversation),
                how: ending(how)?,
                note,
            },
            HandoffV1::Replied(reply, conversation, said) => HandoffEvent::Replied {
                reply: ReplyId(reply),
                conversation: c(conversation),
                said: Box::new(said.into_floor()?),
            },
            HandoffV1::Delivered(reply, conversation, how) => {
                HandoffEvent::Delivered { reply: ReplyId(reply), conversation: c(conversation), how: sending(how)? }
            }
            HandoffV1::TemplateSet(template, row) => {
                HandoffEvent::TemplateSet { template: TemplateId(template), row: row.into_floor()? }
            }
            HandoffV1::TemplateRemoved(template) => HandoffEvent::TemplateRemoved { template: TemplateId(template) },
            HandoffV1::CardSet(card) => HandoffEvent::CardSet { card: card.into_floor() },
            HandoffV1::ClaimTagged(conversation, claim, due) => {
                HandoffEvent::ClaimTagged { conversation: c(conversation), claim, due: at(due)? }
            }
            HandoffV1::ClaimCleared(conversation) => HandoffEvent::ClaimCleared { conversation: c(conversation) },
            HandoffV1::CorrectionBreached(conversation, when) => {
                HandoffEvent::CorrectionBreached { conversation: c(conversation), at: at(when)? }
            }
            HandoffV1::CorrectionTargetSet(secs) => HandoffEvent::CorrectionTargetSet { secs },
            HandoffV1::TurnedRound(conversation) => HandoffEvent::TurnedRound { conversation: c(conversation) },
            HandoffV1::Handled(conversation, number, secs) => {
                HandoffEvent::Handled { conversation: c(conversation), intent: intent(number)?, secs }
            }
        })
    }
}

type Secs = Option<u32>;

#[derive(Serialize, Deserialize)]
enum StageV1 {
    Offered,
    Back(u32),
    Accepted(u32, String),
    Ended(u32, u8),
}

/// Conversation, agent, card; packet; when offered; how far; whether the call was missed.
#[derive(Serialize, Deserialize)]
struct RowV1((u32, Option<u16>, u32), PacketV1, u32, StageV1, bool);

/// Number; conversation, what was said, when approved, when in public.
type ReplyV1 = (u32, (u32, SaidV1, u32, Secs));
/// Conversation; claim, tagged, due, corrected, breached.
type ClaimV1 = (u32, (String, u32, u32, Secs, bool));

/// The part of a snapshot.
#[derive(Serialize, Deserialize)]
pub(super) struct HandoffsV1 {
    handoffs: (Vec<(u32, RowV1)>, u32),
    replies: (Vec<ReplyV1>, u32),
    templates: (Vec<(u16, TemplateV1)>, u16),
    card: CardV1,
    claims: Vec<ClaimV1>,
    correction_secs: Secs,
    turned: Vec<(u32, u32)>,
    handled: Vec<(u32, u8, u32, u64)>,
}

impl From<&Handoff> for RowV1 {
    fn from(h: &Handoff) -> RowV1 {
        let stage = match &h.stage {
            HandoffStage::Offered => StageV1::Offered,
            HandoffStage::Back(at) => StageV1::Back(secs(*at)),
            HandoffStage::Accepted(at, who) => StageV1::Accepted(secs(*at), who.clone()),
            HandoffStage::Ended(at, how) => StageV1::Ended(secs(*at), ending_number(*how)),
        };
        let head = (h.conversation.0, h.agent.map(|a| a.0), h.card);
        RowV1(head, (&h.packet).into(), secs(h.offered_at), stage, h.missed)
    }
}

impl RowV1 {
    fn into_floor(self) -> Result<Handoff, Fault> {
        let RowV1((conversation, agent, card), packet, offered_at, stage, missed) = self;
        Ok(Handoff {
            conversation: ConversationId(conversation),
            packet: packet.into_floor()?,
            agent: agent.map(AgentId),
            card,
            offered_at: at(offered_at)?,
            stage: match stage {
                StageV1::Offered => HandoffStage::Offered,
                StageV1::Back(since) => HandoffStage::Back(at(since)?),
                StageV1::Accepted(since, who) => HandoffStage::Accepted(at(since)?, who),
                StageV1::Ended(since, how) => HandoffStage::Ended(at(since)?, ending(how)?),
            },
            missed,
        })
    }
}

impl From<&Handoffs> for HandoffsV1 {
    fn from(h: &Handoffs) -> HandoffsV1 {
        let p = h.parts();
        let reply = |r: &Reply| (r.conversation.0, SaidV1::from(&r.said), secs(r.at), r.public_at.map(secs));
        let claim = |c: &Claim| (c.claim.clone(), secs(c.tagged_at), secs(c.due), c.corrected_at.map(secs), c.breached);
        HandoffsV1 {
            handoffs: (p.handoffs.iter().map(|(id, h)| (id.0, h.into())).collect(), p.offered),
            replies: (p.replies.iter().map(|(id, r)| (id.0, reply(r))).collect(), p.replied),
            templates: (p.templates.iter().map(|(id, t)| (id.0, t.into())).collect(), p.templates_made),
            card: (&p.card).into(),
            claims: p.claims.iter().map(|(id, c)| (id.0, claim(c))).collect(),
            correction_secs: p.correction_secs,
            turned: p.turned.iter().map(|(id, at)| (id.0, secs(*at))).collect(),
            handled: p.handled.iter().map(|((i, of), h)| (i.0, intent_number(*of), h.count, h.secs)).collect(),
        }
    }
}

fn at_opt(kept: Secs) -> Result<Option<crate::floor::At>, Fault> {
    kept.map(at).transpose()
}

impl HandoffsV1 {
    pub(super) fn into_floor(self) -> Result<Handoffs, Fault> {
        let mut p = HandoffParts {
            offered: self.handoffs.1,
            replied: self.replies.1,
            templates_made: self.templates.1,
            card: self.card.into_floor(),
            correction_secs: self.correction_secs,
            ..HandoffParts::default()
        };
        for (id, row) in self.handoffs.0 {
            p.handoffs.insert(HandoffId(id), row.into_floor()?);
        }
        for (id, (conversation, said, approved, public)) in self.replies.0 {
            let conversation = ConversationId(conversation);
            let (at, public_at) = (at(approved)?, at_opt(public)?);
            p.replies.push_back((ReplyId(id), Reply { conversation, said: said.into_floor()?, at, public_at }));
        }
        for (id, row) in self.templates.0 {
            p.templates.insert(TemplateId(id), row.into_floor()?);
        }
        for (id, (claim, tagged, due, corrected, breached)) in self.claims {
            let (tagged_at, due, corrected_at) = (at(tagged)?, at(due)?, at_opt(corrected)?);
            p.claims.insert(ConversationId(id), Claim { claim, tagged_at, due, corrected_at, breached });
        }
        for (id, since) in self.turned {
            p.turned.insert(ConversationId(id), at(since)?);
        }
        for (interval, of, count, secs) in self.handled {
            p.handled.insert((IntervalId(interval), intent(of)?), HandledRow { count, secs });
        }
        Ok(Handoffs::from_parts(p))
    }
}
