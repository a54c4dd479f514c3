//! Rules: what is raised without anybody raising a hand.

use super::super::conversation::{FIRST_RESPONSE_BREACHED, RESOLUTION_BREACHED};
use super::super::{Cause, ConversationId, Cues, Floor, Level, Tier};
use super::{LadderId, Trouble};
use crate::limits;

/// What a rule waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Strangers carry it on so that an alarm burns.
    Viral,
    /// The first response was promised and did not come.
    FirstResponseBreached,
    /// The resolution was promised and did not come.
    ResolutionBreached,
    /// One of these cues was read in it.
    Cue(Cues),
    /// A customer of at least this tier asks.
    Tier(Tier),
    /// Somebody with at least so many followers asks.
    Followers(u32),
}

impl When {
    /// The words on the screen: `a viral alarm burns`.
    pub fn words(self) -> String {
        match self {
            When::Viral => "a viral alarm burns".into(),
            When::FirstResponseBreached => "the first response is late".into(),
            When::ResolutionBreached => "the resolution is late".into(),
            When::Cue(cues) => {
                let words: Vec<_> = cues.each().map(Cues::word).collect();
                format!("it reads like {}", words.join(" or "))
            }
            When::Tier(tier) => format!("a customer of {} or more asks", tier.word()),
            When::Followers(n) => format!("somebody with {n} followers or more asks"),
        }
    }
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// For example `viral`.
    pub name: String,
    /// Whether it raises.
    pub on: bool,
    /// What it waits for.
    pub when: When,
    /// What kind of trouble that is.
    pub trouble: Trouble,
    /// Up which ladder.
    pub ladder: LadderId,
    /// What it may raise in a minute. The rest waits for the next minute, and is counted and shown meanwhile.
    pub per_minute: u16,
}

impl Rule {
    /// The rules that are offered to a floor that has none.
    pub fn suggested() -> Vec<Rule> {
        let rule = |name: &str, on, when, trouble| Rule {
            name: name.into(),
            on,
            when,
            trouble,
            ladder: LadderId(0),
            per_minute: 5,
        };
        vec![
            rule("viral", true, When::Viral, Trouble::PublicAnger),
            rule("safety", true, When::Cue(Cues::SAFETY), Trouble::Safety),
            rule("legal", true, When::Cue(Cues::LEGAL), Trouble::Legal),
            rule("press", true, When::Cue(Cues::PRESS), Trouble::Press),
            rule("gold customer", false, When::Tier(Tier::Gold), Trouble::Vip),
            rule("first response late", false, When::FirstResponseBreached, Trouble::PublicAnger),
            rule("resolution late", false, When::ResolutionBreached, Trouble::PublicAnger),
        ]
    }
}

/// Whether a conversation is what a rule waits for, as it stands.
pub(super) fn matches(floor: &Floor, when: When, id: ConversationId) -> bool {
    let Some(c) = floor.conversation(id) else { return false };
    match when {
        When::Viral => floor.alerts().about(Cause::Viral(id)).is_some_and(|(_, a)| a.level == Level::Alarm),
        When::FirstResponseBreached => c.has(FIRST_RESPONSE_BREACHED) && c.first_response_due.is_some(),
        When::ResolutionBreached => c.has(RESOLUTION_BREACHED),
        When::Cue(cues) => {
            floor.mentions().reading(c.first_mention).is_some_and(|r| r.cues.each().any(|cue| cues.has(cue)))
        }
        When::Tier(tier) => c.counts() && tier_of(floor, id) >= tier,
        When::Followers(n) => c.counts() && c.audience >= n,
    }
}

pub(super) fn tier_of(floor: &Floor, id: ConversationId) -> Tier {
    let author = floor.conversation(id).map(|c| c.author);
    let customer = author.and_then(|a| floor.customer_of(a)).and_then(|m| floor.customers().get(m.customer));
    customer.map_or(Tier::None, |c| c.tier)
}

/// How many of the newest conversations a rule would have raised, and how many were looked at.
pub fn tried(floor: &Floor, when: When) -> (usize, usize) {
    let newest: Vec<ConversationId> =
        floor.conversations_newest().take(limits::RULE_TRIED_MAX).map(|(id, _)| id).collect();
    (newest.iter().filter(|id| matches(floor, when, **id)).count(), newest.len())
}
