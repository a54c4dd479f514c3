//! Version 1 of the facts of `floor/desk`, and of what is so by them.

use super::Fault;
use super::event_v1::{at, numbered, secs};
use super::reading_v1::{lane, lane_number};
use crate::floor::{Account, ChannelId, ConversationId, DeskEvent, Desks, Figure, HandleId, Level, Rule, Seal};
use serde::{Deserialize, Serialize};

/// Figure, channel, on, off, seconds, whether it is an alarm, severity, whether it is asked.
#[derive(Serialize, Deserialize)]
pub(super) struct RuleV1(u8, Option<u16>, u32, u32, u32, bool, u8, bool);

/// Team, contact, lane, goal, card.
#[derive(Serialize, Deserialize)]
pub(super) struct AccountV1(String, String, u8, u8, String);

#[derive(Serialize, Deserialize)]
pub(super) enum DeskV1 {
    RuleSet(u16, Option<RuleV1>),
    Sealed(u64, [u8; 32]),
    TextsErased(u64, [u8; 32], [u8; 32]),
    AccountSet(u16, AccountV1),
    AccountOpened(u16, bool),
    Moved(u32, u16),
}

numbered!(figure_number, figure, "figure", Figure {
    Waiting = 0, OldestSecs = 1, Breached = 2, Unowned = 3, Exposure = 4, Load = 5, Unseen = 6
});

impl From<&Rule> for RuleV1 {
    fn from(r: &Rule) -> RuleV1 {
        let channel = r.channel.map(|c| c.0);
        let alarm = r.level == Level::Alarm;
        RuleV1(figure_number(r.figure), channel, r.on_at, r.off_at, r.for_secs, alarm, r.severity, r.is_on)
    }
}

impl RuleV1 {
    fn into_floor(self) -> Result<Rule, Fault> {
        let RuleV1(of, channel, on_at, off_at, for_secs, alarm, severity, is_on) = self;
        Ok(Rule {
            figure: figure(of)?,
            channel: channel.map(ChannelId),
            on_at,
            off_at,
            for_secs,
            level: if alarm { Level::Alarm } else { Level::Watch },
            severity,
            is_on,
        })
    }
}

impl From<&Account> for AccountV1 {
    fn from(a: &Account) -> AccountV1 {
        AccountV1(a.team.clone(), a.contact.clone(), lane_number(a.lane), a.goal_pct, a.card.clone())
    }
}

impl AccountV1 {
    fn into_floor(self) -> Result<Account, Fault> {
        let AccountV1(team, contact, of, goal_pct, card) = self;
        Ok(Account { team, contact, lane: lane(of)?, goal_pct, card })
    }
}

impl From<&DeskEvent> for DeskV1 {
    fn from(event: &DeskEvent) -> DeskV1 {
        match event {
            DeskEvent::RuleSet { rule, to } => DeskV1::RuleSet(*rule, to.as_ref().map(Into::into)),
            DeskEvent::Sealed { up_to, sha256 } => DeskV1::Sealed(*up_to, *sha256),
            DeskEvent::TextsErased { commit, was, is } => DeskV1::TextsErased(*commit, *was, *is),
            DeskEvent::AccountSet { handle, account } => DeskV1::AccountSet(handle.0, account.into()),
            DeskEvent::AccountOpened { handle, live } => DeskV1::AccountOpened(handle.0, *live),
            DeskEvent::Moved { conversation, to } => DeskV1::Moved(conversation.0, to.0),
        }
    }
}

impl DeskV1 {
    pub(super) fn into_floor(self) -> Result<DeskEvent, Fault> {
        Ok(match self {
            DeskV1::RuleSet(rule, to) => DeskEvent::RuleSet { rule, to: to.map(RuleV1::into_floor).transpose()? },
            DeskV1::Sealed(up_to, sha256) => DeskEvent::Sealed { up_to, sha256 },
            DeskV1::TextsErased(commit, was, is) => DeskEvent::TextsErased { commit, was, is },
            DeskV1::AccountSet(handle, account) => {
                DeskEvent::AccountSet { handle: HandleId(handle), account: account.into_floor()? }
            }
            DeskV1::AccountOpened(handle, live) => DeskEvent::AccountOpened { handle: HandleId(handle), live },
            DeskV1::Moved(conversation, to) => {
                DeskEvent::Moved { conversation: ConversationId(conversation), to: HandleId(to) }
            }
        })
    }
}

/// The part of a snapshot: rules, accounts, those that are open and since when, the newest seal, how many.
#[derive(Serialize, Deserialize)]
pub(super) struct DesksV1 {
    rules: Vec<(u16, RuleV1)>,
    next_rule: u16,
    accounts: Vec<(u16, AccountV1)>,
    live: Vec<(u16, u32)>,
    seal: Option<(u64, [u8; 32], u32)>,
    seals: u64,
}

impl From<&Desks> for DesksV1 {
    fn from(d: &Desks) -> DesksV1 {
        DesksV1 {
            rules: d.rules.iter().map(|(id, rule)| (*id, rule.into())).collect(),
            next_rule: d.next_rule,
            accounts: d.accounts.iter().map(|(handle, a)| (handle.0, a.into())).collect(),
            live: d.live.iter().map(|(handle, since)| (handle.0, secs(*since))).collect(),
            seal: d.seal.map(|s| (s.up_to, s.sha256, secs(s.at))),
            seals: d.seals,
        }
    }
}

impl DesksV1 {
    pub(super) fn into_floor(self) -> Result<Desks, Fault> {
        let seal = |(up_to, sha256, since)| Ok::<_, Fault>(Seal { up_to, sha256, at: at(since)? });
        let rules = self.rules.into_iter().map(|(id, rule)| Ok((id, rule.into_floor()?)));
        let accounts = self.accounts.into_iter().map(|(handle, a)| Ok((HandleId(handle), a.into_floor()?)));
        let live = self.live.into_iter().map(|(handle, since)| Ok((HandleId(handle), at(since)?)));
        Ok(Desks {
            rules: rules.collect::<Result<_, Fault>>()?,
            next_rule: self.next_rule,
            accounts: accounts.collect::<Result<_, Fault>>()?,
            live: live.collect::<Result<_, Fault>>()?,
            seal: self.seal.map(seal).transpose()?,
            seals: self.seals,
        })
    }
}
