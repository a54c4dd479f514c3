//! Hours and promises: when we are open, and what is promised to whom.
//!
//! A customer who waits has one response clock: the first response until it came, the next one after it. The public
//! acknowledgement is that response; the resolution is a second clock beside it, and neither ends or moves the other.
//! Any answer of ours counts as a response, public or private, unless a program wrote it. What a customer writes and
//! wants no answer to (thanks, a remark) starts no clock. Closing ends all clocks; opening again, by the customer or by
//! a person, promises a new resolution from that moment.

mod calendar;
mod clocks;
mod decide;
mod policy;
mod working;
mod zone;

pub use calendar::{Calendar, Hours, Period, SpecialDay, WEEKDAYS, parse_periods, period_words};
pub use clocks::{Clock, Explained, Moved};
pub use decide::{merged, preset_policies, unwise};
pub use policy::{Book, Policy, PolicyHours, PolicyOf, Terms};
pub use working::{Due, Line, Pause, Working, due as due_of, span_words, working};
pub use zone::WallClock;

pub(super) use decide::decide;

use super::{At, AuthorId, CalendarId, ChannelId, ConversationId, Decision, Event, Floor, HandleId, Tier};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// What can happen here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromiseEvent {
    /// Opening hours were added or changed.
    CalendarSet {
        /// Which; the next number for new ones.
        calendar: CalendarId,
        /// From now on.
        hours: Box<Hours>,
    },
    /// Opening hours that nobody has were deleted. Their number may be given again.
    CalendarRemoved {
        /// Which.
        calendar: CalendarId,
    },
    /// The list of policies was set, whole.
    PoliciesSet {
        /// The first that fits counts.
        policies: Vec<Policy>,
    },
    /// The hours of an account of ours were said.
    HandleHoursSet {
        /// Which.
        handle: HandleId,
        /// From now on; `None` for day and night.
        calendar: Option<CalendarId>,
    },
    /// The hours of a group of people were said.
    GroupHoursSet {
        /// Which, in small letters.
        group: String,
        /// From now on; `None` for day and night.
        calendar: Option<CalendarId>,
    },
    /// Which accounts and agents are programs was said.
    BotsSet {
        /// Their names in small letters, in order. What they wrote before counts as it did.
        names: Vec<String>,
    },
    /// A later response was promised for `at` and did not come.
    NextResponseBreached {
        /// In which conversation.
        conversation: ConversationId,
        /// When it was due.
        at: At,
    },
}

/// What a person may ask for here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromiseCommand {
    /// Add opening hours or change them. Every open clock is set anew.
    SetCalendar {
        /// Which; `None` for new ones.
        calendar: Option<CalendarId>,
        /// From now on.
        hours: Box<Hours>,
    },
    /// Delete opening hours that nobody has.
    RemoveCalendar {
        /// Which.
        calendar: CalendarId,
    },
    /// Put the days of a file of holidays into opening hours. What the same file brought before is replaced; what a
    /// person wrote stays.
    AddSpecialDays {
        /// Into which.
        calendar: CalendarId,
        /// The file's name.
        feed: String,
        /// Its days.
        days: Vec<SpecialDay>,
    },
    /// Set the list of policies, whole. Every open clock is set anew.
    SetPolicies {
        /// The first that fits counts.
        policies: Vec<Policy>,
        /// Whether the person was asked about promises of more than 24 hours and wants them so.
        confirmed: bool,
    },
    /// Set the target of a channel although it is longer than 24 hours: the person was asked.
    SetLongTarget {
        /// Where.
        channel: ChannelId,
        /// Seconds to the first response.
        first_response_secs: u32,
        /// Seconds to the resolution.
        resolution_secs: u32,
    },
    /// Say which hours an account of ours has.
    SetHandleHours {
        /// Which.
        handle: HandleId,
        /// `None` for day and night.
        calendar: Option<CalendarId>,
    },
    /// Say which hours a group of people has.
    SetGroupHours {
        /// Which.
        group: String,
        /// `None` for day and night.
        calendar: Option<CalendarId>,
    },
    /// Say which accounts and agents are programs, whose words are no response.
    SetBots {
        /// Their names.
        names: Vec<String>,
    },
}

/// What was promised until a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Until when.
    pub at: At,
    /// What changed then: `policies set`.
    pub words: String,
    /// What held before.
    pub book: Arc<Book>,
    /// What the channels promised by themselves before, in the order of their ids: first response and resolution.
    pub targets: Vec<(u32, u32)>,
}

/// What is so by now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promises {
    pub(crate) book: Arc<Book>,
    /// What held before, oldest first.
    pub(crate) editions: VecDeque<Edition>,
    /// When a resolution clock began that did not begin with its conversation.
    pub(crate) began: BTreeMap<ConversationId, At>,
    /// From when until when a resolution clock stood still.
    pub(crate) pauses: BTreeMap<(ConversationId, At), Option<At>>,
    /// When a program of ours last answered before a person did.
    pub(crate) handed_over: BTreeMap<ConversationId, At>,
    /// Open conversations by author, while a policy asks for a tier. Not kept: it follows from the rows.
    pub(crate) open_by_author: BTreeSet<(AuthorId, ConversationId)>,
}

impl Promises {
    /// The hours with this number.
    pub fn calendar(&self, id: CalendarId) -> Option<&Calendar> {
        self.book.calendars.get(id.index()).filter(|_| !self.book.gone.contains(&id)).map(Arc::as_ref)
    }

    /// The hours of a group of people; `None` for day and night.
    pub fn hours_of_group(&self, group: &str) -> Option<&Calendar> {
        self.book.group_hours.get(group).and_then(|id| self.calendar(*id))
    }

    /// The hours of an account of ours; `None` for day and night.
    pub fn hours_of_handle(&self, handle: HandleId) -> Option<&Calendar> {
        self.book.handle_hours.get(&handle).and_then(|id| self.calendar(*id))
    }

    /// Everything that promises are made by.
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// What held before, oldest first.
    pub fn editions(&self) -> impl Iterator<Item = &Edition> {
        self.editions.iter()
    }

    /// Whether a policy asks for the tier of a customer.
    fn by_tier(&self) -> bool {
        self.book.policies.iter().any(|p| p.tier.is_some_and(|t| t > Tier::None))
    }

    fn of_author(&mut self, id: ConversationId, author: AuthorId, open: bool) {
        if open {
            self.open_by_author.insert((author, id));
        } else {
            self.open_by_author.remove(&(author, id));
        }
    }
}

/// What has run out by now, with the moment that it did, at most `count_max` facts.
pub(super) fn due(floor: &Floor, now: At, count_max: usize) -> Vec<(At, Event)> {
    let passed = floor.index().next_response_due.iter().take_while(|(at, _)| *at < now).take(count_max);
    let breached = |(at, id): &(At, ConversationId)| {
        (*at, Event::Promise(PromiseEvent::NextResponseBreached { conversation: *id, at: *at }))
    };
    passed.map(breached).collect()
}

/// When something runs out next. The clocks of conversations are in the index.
pub(super) fn next_deadline(_floor: &Floor) -> Option<At> {
    None
}

impl Floor {
    /// Who has these hours: accounts, groups, policies, rungs of ladders, and partners, by their names.
    pub fn hours_used_by(&self, id: CalendarId) -> Vec<String> {
        let book = self.promises.book();
        let handles = book.handle_hours.iter().filter(|(_, of)| **of == id).filter_map(|(h, _)| self.handle(*h));
        let named = |h: &super::Handle| {
            let channel = self.channel(h.channel).map_or("", |c| c.name.as_str());
            format!("{} on {channel}", h.name)
        };
        let groups = book.group_hours.iter().filter(|(_, of)| **of == id).map(|(group, _)| group.clone());
        let policies = book.policies.iter().filter(|p| p.hours == PolicyHours::Calendar(id)).map(|p| p.name.clone());
        let ladders = self.escalations().ladders().into_iter().map(|(_, ladder)| ladder);
        let running = self.escalations().open().map(|(_, row)| (*row.ladder).clone());
        let rungs = ladders.chain(running).flat_map(|ladder| ladder.rungs).filter(|rung| rung.hours == Some(id));
        let rungs: BTreeSet<String> = rungs.map(|rung| format!("rung {}", rung.name)).collect();
        let pools = self.pools().filter(|pool| pool.hours == Some(id)).map(|pool| pool.name.clone());
        handles.map(named).chain(groups).chain(policies).chain(rungs).chain(pools).collect()
    }

    /// Hours and promises.
    pub fn promises(&self) -> &Promises {
        &self.promises
    }

    pub(super) fn apply_promise(&mut self, _seq: u64, at: At, _decision: &Decision, event: &PromiseEvent) {
        if let PromiseEvent::NextResponseBreached { conversation, at } = event {
            self.next_response_breached(*conversation, *at);
            return;
        }
        self.remember_edition(at, decide::words_of(self, event));
        let book = Arc::make_mut(&mut self.promises.book);
        match event {
            PromiseEvent::CalendarSet { calendar, hours } => {
                let Ok(checked) = Calendar::new(Hours::clone(hours)).map(Arc::new) else { return };
                book.gone.remove(calendar);
                match book.calendars.get_mut(calendar.index()) {
                    Some(row) => *row = checked,
                    None => book.calendars.push(checked),
                }
            }
            PromiseEvent::CalendarRemoved { calendar } => drop(book.gone.insert(*calendar)),
            PromiseEvent::PoliciesSet { policies } => {
                book.policies.clone_from(policies);
                self.order_by_author();
            }
            PromiseEvent::HandleHoursSet { handle, calendar: Some(calendar) } => {
                book.handle_hours.insert(*handle, *calendar);
            }
            PromiseEvent::HandleHoursSet { handle, calendar: None } => drop(book.handle_hours.remove(handle)),
            PromiseEvent::GroupHoursSet { group, calendar: Some(calendar) } => {
                book.group_hours.insert(group.clone(), *calendar);
            }
            PromiseEvent::GroupHoursSet { group, calendar: None } => drop(book.group_hours.remove(group)),
            PromiseEvent::BotsSet { names } => book.bots.clone_from(names),
            PromiseEvent::NextResponseBreached { .. } => {}
        }
        if !matches!(event, PromiseEvent::GroupHoursSet { .. } | PromiseEvent::BotsSet { .. }) {
            self.promise_all_anew(|_| true);
        }
    }
}
