//! Before an account of ours is opened to customers: the hours are staffed, somebody stands above, something is
//! promised, and it is known what the account is for.
//!
//! What customers write to an account that is not open is read and counted all the same: they do not ask whether we
//! are ready. Opening is a promise of ours, and is kept as a fact with the name of the role that gave it.

use crate::floor::decide::{house, tidy};
use crate::floor::{At, Decided, Event, Floor, HandleId, Lane, Refusal};
use crate::limits;

use super::DeskEvent;

/// How an account of ours is looked after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The group of agents whose queue it is; empty for everybody's.
    pub team: String,
    /// The group that is asked when the team needs help.
    pub contact: String,
    /// Whose matters belong here: what is of another lane was sent to the wrong place.
    pub lane: Lane,
    /// How many first responses in a hundred should be in time.
    pub goal_pct: u8,
    /// What the account is for and how it speaks, in a few lines: its strategy card.
    pub card: String,
}

impl Default for Account {
    fn default() -> Account {
        Account { team: String::new(), contact: String::new(), lane: Lane::Support, goal_pct: 80, card: String::new() }
    }
}

/// One thing that must be so before an account is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tick {
    /// Somebody of its team has a shift to come, or is on duty without a roster.
    Staffed,
    /// Somebody is in the group that is asked for help.
    Contact,
    /// A first response and a resolution are promised on its channel.
    Target,
    /// What it is for is written down.
    Card,
}

/// All that must be so, and whether it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticks(pub [(Tick, bool); 4]);

impl Tick {
    /// What it is called.
    pub fn word(self) -> &'static str {
        match self {
            Tick::Staffed => "staffed hours",
            Tick::Contact => "an escalation contact",
            Tick::Target => "a target",
            Tick::Card => "a strategy card",
        }
    }
}

impl Ticks {
    /// Whether all are so.
    pub fn all(self) -> bool {
        self.0.iter().all(|(_, is)| *is)
    }

    /// What is missing: `a target and a strategy card`.
    pub fn missing(self) -> String {
        let words: Vec<&str> = self.0.iter().filter(|(_, is)| !is).map(|(tick, _)| tick.word()).collect();
        match words.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }
}

impl Floor {
    /// What must be so before an account of ours is opened, and whether it is.
    pub fn ticks(&self, handle: HandleId, now: At) -> Ticks {
        let account = self.desks().account(handle);
        Ticks([
            (Tick::Staffed, self.is_staffed(&account, now)),
            (Tick::Contact, self.has_contact(&account)),
            (Tick::Target, self.has_target(handle)),
            (Tick::Card, self.has_card(&account)),
        ])
    }

    /// Somebody of the team has hours from now on.
    fn is_staffed(&self, account: &Account, now: At) -> bool {
        let of_team = |a: &&crate::floor::Agent| account.team.is_empty() || a.profile.groups.contains(&account.team);
        self.agents().iter().filter(of_team).any(|a| match a.shifts.last() {
            Some(last) => last.until > now,
            None => a.is_on_duty(now),
        })
    }

    /// Somebody stands above the team.
    fn has_contact(&self, account: &Account) -> bool {
        self.agents_of(&account.contact).next().is_some()
    }

    /// Something is promised where the account is.
    fn has_target(&self, handle: HandleId) -> bool {
        let channel = self.handle(handle).and_then(|h| self.channel(h.channel));
        channel.is_some_and(|c| c.first_response_secs > 0 && c.resolution_secs >= c.first_response_secs)
    }

    /// What the account is for is written down.
    fn has_card(&self, account: &Account) -> bool {
        !account.card.is_empty() || self.handoffs().card().version > 0
    }
}

pub(super) fn set(floor: &Floor, handle: HandleId, account: &Account) -> Result<Decided, Refusal> {
    let row = floor.handle(handle).ok_or_else(no_handle)?;
    if account.goal_pct == 0 || account.goal_pct > 100 {
        return Err(Refusal::BadValue("a goal is 1 to 100 of a hundred first responses in time".into()));
    }
    let card = account.card.trim().to_owned();
    if card.chars().count() > limits::ACCOUNT_CARD_CHARS_MAX {
        let most = limits::ACCOUNT_CARD_CHARS_MAX;
        return Err(Refusal::BadValue(format!("a strategy card is at most {most} characters; say less")));
    }
    let account = Account {
        team: tidy("a team", &account.team, true)?.to_lowercase(),
        contact: tidy("an escalation contact", &account.contact, true)?.to_lowercase(),
        card,
        ..account.clone()
    };
    if floor.desks().account(handle) == account {
        return Err(Refusal::AlreadySo(format!("that is so of {} already", row.name)));
    }
    let event = Event::Desk(DeskEvent::AccountSet { handle, account });
    Ok(house(floor, event, format!("{} set", row.name)))
}

pub(super) fn open(floor: &Floor, handle: HandleId, live: bool, now: At) -> Result<Decided, Refusal> {
    let row = floor.handle(handle).ok_or_else(no_handle)?;
    if floor.desks().live_since(handle).is_some() == live {
        let word = if live { "live" } else { "closed" };
        return Err(Refusal::AlreadySo(format!("{} is {word} already", row.name)));
    }
    let ticks = floor.ticks(handle, now);
    if live && !ticks.all() {
        return Err(Refusal::BadValue(format!("{} cannot go live without {}", row.name, ticks.missing())));
    }
    let words = if live { format!("{} is live", row.name) } else { format!("{} is closed", row.name) };
    Ok(house(floor, Event::Desk(DeskEvent::AccountOpened { handle, live }), words))
}

fn no_handle() -> Refusal {
    Refusal::BadValue("that account is not on this floor".into())
}
