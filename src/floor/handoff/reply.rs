//! Answers of ours that were approved at this desk.

use super::{SwitchReason, TemplateId};
use crate::floor::{AgentId, At, ChannelId, ConversationId};

/// How an answer goes out, or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Sending {
    /// It is approved and not sent: no account of ours is connected there. The customer still waits.
    NotSent,
    /// Somebody put it there by hand, and says so.
    Outside,
    /// The network took it.
    Taken,
    /// It is in the outbox: the customer still waits until it is there.
    OnItsWay,
}

impl Sending {
    /// Whether the customer can read it.
    pub fn is_public(self) -> bool {
        matches!(self, Sending::Outside | Sending::Taken)
    }

    /// The words on the screen.
    pub fn words(self) -> &'static str {
        match self {
            Sending::NotSent => "not sent: no account is connected",
            Sending::Outside => "answered outside, by hand",
            Sending::Taken => "sent",
            Sending::OnItsWay => "on its way",
        }
    }
}

/// What is said, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Exactly what goes out.
    pub text: String,
    /// The template that it was begun with.
    pub template: Option<TemplateId>,
    /// Whether it puts a wrong claim right.
    pub corrects: bool,
    /// Where, when that is not where the customer wrote; and why.
    pub elsewhere: Option<(ChannelId, SwitchReason)>,
    /// How it goes out.
    pub sending: Sending,
    /// In whose name. The floor sets it: whoever has the conversation.
    pub agent: Option<AgentId>,
    /// By which version of the tone card. The floor sets it.
    pub card: u32,
}

/// An answer of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// In which conversation.
    pub conversation: ConversationId,
    /// What was said.
    pub said: Said,
    /// When a person approved it.
    pub at: At,
    /// When it stood in public.
    pub public_at: Option<At>,
}
