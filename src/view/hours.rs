//! Hours and targets: what is promised to whom, in which hours.

use crate::floor::{CalendarId, HandleId, Hours, Policy};

/// Everything about hours and promises that can be set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HoursScreen {
    /// The calendars, by number.
    pub calendars: Vec<CalendarRow>,
    /// The policies, in their order.
    pub policies: Vec<Policy>,
    /// Who gets each of them, of the newest conversations that are open: in the order of the policies, and at the end
    /// those whom none fits.
    pub counts: Vec<usize>,
    /// How many open conversations that is of.
    pub counted: usize,
    /// The same counts by the policies that somebody thinks about.
    pub preview: Option<Vec<usize>>,
    /// The accounts of ours with their hours.
    pub handles: Vec<HandleHours>,
    /// Groups of people with their hours.
    pub groups: Vec<(String, Option<CalendarId>)>,
    /// Accounts and agents that are programs.
    pub bots: Vec<String>,
    /// The policies to begin with.
    pub presets: Vec<Policy>,
}

/// A calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarRow {
    /// Which.
    pub calendar: CalendarId,
    /// As it was said.
    pub hours: Hours,
    /// How it stands now: `open until Tue 12 Mar 17:00`, `closed, opens …`, `never opens`.
    pub now: String,
    /// Whether it never opens: promises by it run by the clock on the wall.
    pub never: bool,
    /// What uses it: accounts, groups, policies.
    pub used_by: Vec<String>,
}

/// An account of ours and its hours.
#[derive(Clone, Debug, PartialEq)]
pub struct HandleHours {
    /// Which.
    pub handle: HandleId,
    /// `@larkhelp on X`.
    pub name: String,
    /// `None` for day and night.
    pub calendar: Option<CalendarId>,
}
