//! The desks of this floor: who may do what there, what they are warned of, how accounts of ours are opened, and the
//! seals of the log.

mod account;
mod role;
mod rule;

pub use account::{Account, Tick, Ticks};
pub use role::{About, Asker, May, Role, Row, Seat, allowed, row};
pub use rule::{Change, Figure, Phase, Rule, step};

use super::decide::{about, house, selected};
use super::{AgentId, At, ConversationId, Decided, Decision, Event, Floor, HandleId, Refusal};
use crate::limits;
use std::collections::BTreeMap;

/// The fingerprint of all that lies before a place in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal {
    /// The newest commit that it covers.
    pub up_to: u64,
    /// SHA-256 over it and all before it; see `ledger::seal`.
    pub sha256: [u8; 32],
    /// When.
    pub at: At,
}

/// What can happen here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskEvent {
    /// A rule of alerts was made or changed, or dropped.
    RuleSet {
        /// Its place.
        rule: u16,
        /// From now on; `None` when it is no more.
        to: Option<Rule>,
    },
    /// The log was sealed.
    Sealed {
        /// The newest commit that the seal covers.
        up_to: u64,
        /// The fingerprint of it and of all before it.
        sha256: [u8; 32],
    },
    /// Words of a person were erased from the texts of a commit.
    TextsErased {
        /// Of which commit.
        commit: u64,
        /// The fingerprint of the texts before.
        was: [u8; 32],
        /// And after.
        is: [u8; 32],
    },
    /// How an account of ours is looked after was said.
    AccountSet {
        /// Which.
        handle: HandleId,
        /// From now on.
        account: Account,
    },
    /// An account of ours was opened to customers, or closed.
    AccountOpened {
        /// Which.
        handle: HandleId,
        /// Open from now on.
        live: bool,
    },
    /// A conversation stands in the queue of another account of ours. Its history stays.
    Moved {
        /// Which.
        conversation: ConversationId,
        /// Where from now on.
        to: HandleId,
    },
}

/// What a person may ask for here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskCommand {
    /// Make or change a rule of alerts.
    SetRule {
        /// Which; `None` for a new one.
        rule: Option<u16>,
        /// From now on.
        to: Rule,
    },
    /// Drop a rule of alerts.
    DropRule {
        /// Which.
        rule: u16,
    },
    /// Say how an account of ours is looked after.
    SetAccount {
        /// Which.
        handle: HandleId,
        /// From now on.
        account: Account,
    },
    /// Open an account of ours to customers, or close it.
    OpenAccount {
        /// Which.
        handle: HandleId,
        /// Open, or closed.
        live: bool,
    },
    /// Put conversations into the queue of another account of ours.
    Move {
        /// Which.
        conversations: Vec<ConversationId>,
        /// Where.
        to: HandleId,
    },
}

/// What is so by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desks {
    pub(crate) rules: BTreeMap<u16, Rule>,
    /// The place that the next rule gets.
    pub(crate) next_rule: u16,
    pub(crate) accounts: BTreeMap<HandleId, Account>,
    pub(crate) live: BTreeMap<HandleId, At>,
    pub(crate) seal: Option<Seal>,
    pub(crate) seals: u64,
}

impl Default for Desks {
    fn default() -> Desks {
        Desks {
            rules: (0..).zip(rule::PRESETS).collect(),
            next_rule: rule::PRESETS.len() as u16,
            accounts: BTreeMap::new(),
            live: BTreeMap::new(),
            seal: None,
            seals: 0,
        }
    }
}

impl Desks {
    /// The rules of alerts, by their place.
    pub fn rules(&self) -> impl Iterator<Item = (u16, &Rule)> {
        self.rules.iter().map(|(id, rule)| (*id, rule))
    }

    /// A rule of alerts.
    pub fn rule(&self, id: u16) -> Option<&Rule> {
        self.rules.get(&id)
    }

    /// How an account of ours is looked after.
    pub fn account(&self, handle: HandleId) -> Account {
        self.accounts.get(&handle).cloned().unwrap_or_default()
    }

    /// Since when an account of ours is open to customers.
    pub fn live_since(&self, handle: HandleId) -> Option<At> {
        self.live.get(&handle).copied()
    }

    /// The newest seal of the log.
    pub fn seal(&self) -> Option<&Seal> {
        self.seal.as_ref()
    }

    /// How many seals there are.
    pub fn seals(&self) -> u64 {
        self.seals
    }
}

pub(super) fn decide(floor: &Floor, command: &DeskCommand, now: At) -> Result<Decided, Refusal> {
    match command {
        DeskCommand::SetRule { rule, to } => set_rule(floor, *rule, to),
        DeskCommand::DropRule { rule } => drop_rule(floor, *rule),
        DeskCommand::SetAccount { handle, account } => account::set(floor, *handle, account),
        DeskCommand::OpenAccount { handle, live } => account::open(floor, *handle, *live, now),
        DeskCommand::Move { conversations, to } => move_to(floor, conversations, *to),
    }
}

fn set_rule(floor: &Floor, id: Option<u16>, to: &Rule) -> Result<Decided, Refusal> {
    let rules = &floor.desks().rules;
    if let Some(id) = id.filter(|id| !rules.contains_key(id)) {
        return Err(Refusal::BadValue(format!("there is no rule {id} any more; make a new one")));
    }
    if id.is_none() && rules.len() >= limits::ALERT_RULES_MAX {
        let most = limits::ALERT_RULES_MAX;
        return Err(Refusal::BadValue(format!("a floor has at most {most} rules of alerts; change or drop one")));
    }
    to.check(floor)?;
    if id.and_then(|id| rules.get(&id)) == Some(to) {
        return Err(Refusal::AlreadySo("the rule says so already".into()));
    }
    // A place is never given again while an alert of it may be remembered: it would seem to be about another rule.
    let rule = id.unwrap_or(floor.desks().next_rule);
    if rule == u16::MAX {
        return Err(Refusal::BadValue("no more rules can be made on this floor; change one".into()));
    }
    let event = Event::Desk(DeskEvent::RuleSet { rule, to: Some(*to) });
    Ok(house(floor, event, format!("rule set: {}", to.words(floor))))
}

fn drop_rule(floor: &Floor, rule: u16) -> Result<Decided, Refusal> {
    let Some(was) = floor.desks().rule(rule) else {
        return Err(Refusal::AlreadySo("that rule is dropped already".into()));
    };
    let words = format!("rule dropped: {}", was.words(floor));
    Ok(house(floor, Event::Desk(DeskEvent::RuleSet { rule, to: None }), words))
}

fn move_to(floor: &Floor, ids: &[ConversationId], to: HandleId) -> Result<Decided, Refusal> {
    let handle = floor.handle(to).ok_or_else(|| Refusal::BadValue("that account is not on this floor".into()))?;
    let rows = selected(floor, ids)?;
    if let Some((id, _)) = rows.iter().find(|(_, c)| c.channel != handle.channel) {
        let why = format!(
            "conversation {} is on another channel than {}; it can be handed off, but not moved there",
            id.0, handle.name
        );
        return Err(Refusal::BadValue(why));
    }
    let rows: Vec<_> = rows.into_iter().filter(|(_, c)| c.handle != to).collect();
    if rows.is_empty() {
        return Err(Refusal::AlreadySo(format!("it is in the queue of {} already", handle.name)));
    }
    let moved = |id| Event::Desk(DeskEvent::Moved { conversation: id, to });
    let drafts = rows.iter().map(|(id, c)| about(*id, c, moved(*id))).collect();
    let words = format!("{} moved to {}", super::decide::count(rows.len()), handle.name);
    Ok(Decided { drafts, words, undoable: false })
}

/// What has run out by now, with the moment that it did: nothing here runs out.
pub(super) fn due(_floor: &Floor, _now: At, _count_max: usize) -> Vec<(At, Event)> {
    Vec::new()
}

/// When something runs out next: never.
pub(super) fn next_deadline(_floor: &Floor) -> Option<At> {
    None
}

impl Floor {
    /// The rules, accounts and seals of this floor.
    pub fn desks(&self) -> &Desks {
        &self.desks
    }

    /// The agents of a group.
    pub fn agents_of<'a>(&'a self, group: &'a str) -> impl Iterator<Item = AgentId> + 'a {
        let all = (0..self.agents.len()).map(|i| AgentId(i as u16));
        all.filter(move |agent| self.belongs(*agent, group))
    }

    pub(super) fn apply_desk(&mut self, seq: u64, at: At, decision: &Decision, event: &DeskEvent) {
        match event {
            DeskEvent::RuleSet { rule, to: Some(to) } => {
                self.desks.rules.insert(*rule, *to);
                self.desks.next_rule = self.desks.next_rule.max(rule.saturating_add(1));
            }
            DeskEvent::RuleSet { rule, to: None } => drop(self.desks.rules.remove(rule)),
            DeskEvent::Sealed { up_to, sha256 } => {
                self.desks.seal = Some(Seal { up_to: *up_to, sha256: *sha256, at });
                self.desks.seals += 1;
            }
            DeskEvent::TextsErased { .. } => {}
            DeskEvent::AccountSet { handle, account } => {
                self.desks.accounts.insert(*handle, account.clone());
            }
            DeskEvent::AccountOpened { handle, live: true } => drop(self.desks.live.insert(*handle, at)),
            DeskEvent::AccountOpened { handle, live: false } => drop(self.desks.live.remove(handle)),
            DeskEvent::Moved { conversation, to } => {
                if self.conversation(*conversation).is_some() {
                    self.change(*conversation, |c| c.handle = *to);
                    if decision.group != 0 {
                        self.decided(*conversation, seq, at);
                    }
                }
            }
        }
    }
}
