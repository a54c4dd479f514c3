//! From a wish about hours and promises to a fact, or to a refusal in words.

use super::calendar::{Calendar, Hours, SpecialDay};
use super::policy::{Policy, PolicyHours};
use super::working::span_words;
use super::{PromiseCommand, PromiseEvent};
use crate::floor::decide::{house, tidy};
use crate::floor::{At, CalendarId, ChannelId, Decided, Event, Floor, HandleId, Kind, Refusal};
use crate::limits;

/// Promised seconds from which on a promise is most often a slip of the finger: customers expect an hour, not a day
/// (article S4 in the product's number register).
const UNWISE_SECS: u32 = 24 * 3600;
/// Days that a resolution may be promised for at most.
const RESOLUTION_DAYS_MAX: u32 = 90;

/// What a wish means.
pub(crate) fn decide(floor: &Floor, command: &PromiseCommand, now: At) -> Result<Decided, Refusal> {
    match command {
        PromiseCommand::SetCalendar { calendar, hours } => set_calendar(floor, *calendar, hours, now),
        PromiseCommand::RemoveCalendar { calendar } => remove_calendar(floor, *calendar),
        PromiseCommand::AddSpecialDays { calendar, feed, days } => add_days(floor, *calendar, feed, days, now),
        PromiseCommand::SetPolicies { policies, confirmed } => set_policies(floor, policies, *confirmed),
        PromiseCommand::SetLongTarget { channel, first_response_secs, resolution_secs } => {
            set_long_target(floor, *channel, *first_response_secs, *resolution_secs)
        }
        PromiseCommand::SetHandleHours { handle, calendar } => set_handle_hours(floor, *handle, *calendar),
        PromiseCommand::SetGroupHours { group, calendar } => set_group_hours(floor, group, *calendar),
        PromiseCommand::SetBots { names } => set_bots(floor, names),
    }
}

/// What a fact is, in the words of the trail.
pub(super) fn words_of(floor: &Floor, event: &PromiseEvent) -> String {
    match event {
        PromiseEvent::CalendarSet { hours, .. } => format!("hours {} set", hours.name),
        PromiseEvent::CalendarRemoved { calendar } => {
            format!("hours {} deleted", calendar_words(floor, Some(*calendar)))
        }
        PromiseEvent::PoliciesSet { .. } => "policies set".into(),
        PromiseEvent::HandleHoursSet { handle, calendar } => {
            let handle = floor.handle(*handle).map_or("an account", |h| h.name.as_str());
            format!("hours of {handle} set to {}", calendar_words(floor, *calendar))
        }
        PromiseEvent::GroupHoursSet { group, calendar } => {
            format!("hours of {group} set to {}", calendar_words(floor, *calendar))
        }
        PromiseEvent::BotsSet { .. } => "programs that answer set".into(),
        PromiseEvent::NextResponseBreached { .. } => "a later response was not given in time".into(),
    }
}

fn calendar_words(floor: &Floor, calendar: Option<CalendarId>) -> String {
    match calendar.and_then(|id| floor.promises().calendar(id)) {
        Some(calendar) => calendar.hours().name.clone(),
        None => "day and night".into(),
    }
}

/// Why a promise of so many seconds should not be made without asking, if it should not.
///
/// ```
/// use watchfloor::floor::unwise;
/// assert_eq!(unwise(24 * 3600), None);
/// assert!(unwise(24 * 3600 + 1).unwrap().contains("more than 24 h"));
/// ```
pub fn unwise(secs: u32) -> Option<String> {
    (secs > UNWISE_SECS).then(|| {
        format!("{} is more than 24 h, and customers expect an answer within one; confirm it", span_words(secs))
    })
}

fn fact(floor: &Floor, event: PromiseEvent) -> Decided {
    let words = words_of(floor, &event);
    house(floor, Event::Promise(event), words)
}

fn set_calendar(floor: &Floor, id: Option<CalendarId>, hours: &Hours, now: At) -> Result<Decided, Refusal> {
    let (all, gone) = (&floor.promises().book().calendars, &floor.promises().book().gone);
    if id.is_some_and(|id| floor.promises().calendar(id).is_none()) {
        return Err(Refusal::BadValue("those hours are not on this floor".into()));
    }
    if id.is_none() && gone.is_empty() && all.len() >= limits::CALENDARS_MAX {
        return Err(Refusal::BadValue(format!("a floor holds at most {} calendars", limits::CALENDARS_MAX)));
    }
    let calendar = Calendar::new(hours.clone()).map_err(Refusal::BadValue)?;
    let free = gone.first().copied().unwrap_or(CalendarId(all.len() as u16));
    let id = id.unwrap_or(free);
    let name = &calendar.hours().name;
    let others = (0..).map(CalendarId).zip(all).filter(|(other, _)| *other != id && !gone.contains(other));
    if others.into_iter().any(|(_, c)| c.hours().name == *name) {
        return Err(Refusal::AlreadySo(format!("there are hours called {name} already")));
    }
    if floor.promises().calendar(id) == Some(&calendar) {
        return Err(Refusal::AlreadySo(format!("{name} is so already")));
    }
    let never = calendar.next_open(now).is_none();
    let mut decided =
        fact(floor, PromiseEvent::CalendarSet { calendar: id, hours: Box::new(calendar.hours().clone()) });
    if never {
        decided.words.push_str("; they never come, so promises by them run by the clock on the wall");
    }
    Ok(decided)
}

fn remove_calendar(floor: &Floor, id: CalendarId) -> Result<Decided, Refusal> {
    let Some(calendar) = floor.promises().calendar(id) else {
        return Err(Refusal::AlreadySo("those hours are deleted already".into()));
    };
    let used = floor.hours_used_by(id);
    if !used.is_empty() {
        let name = &calendar.hours().name;
        let words = format!("{name} are the hours of {}; give them other hours first", used.join(", "));
        return Err(Refusal::BadValue(words));
    }
    Ok(fact(floor, PromiseEvent::CalendarRemoved { calendar: id }))
}

/// The special days of a calendar with those of a file. Days that a person wrote stay; those that the same file brought
/// before and does not bring any more go. With it how many are new, and how many a person had written already.
pub fn merged(before: &[SpecialDay], feed: &str, days: &[SpecialDay]) -> (Vec<SpecialDay>, usize, usize) {
    let mut all: Vec<SpecialDay> = before.iter().filter(|d| d.from_feed != feed).cloned().collect();
    let (mut new, mut stay) = (0, 0);
    for day in days {
        if all.iter().any(|d| d.date == day.date) {
            stay += 1;
            continue;
        }
        new += usize::from(!before.iter().any(|d| d.date == day.date));
        all.push(SpecialDay { from_feed: feed.to_owned(), ..day.clone() });
    }
    all.sort_by_key(|d| d.date);
    (all, new, stay)
}

fn add_days(floor: &Floor, id: CalendarId, feed: &str, days: &[SpecialDay], now: At) -> Result<Decided, Refusal> {
    let no_calendar = || Refusal::BadValue("those hours are not on this floor".into());
    let hours = floor.promises().calendar(id).ok_or_else(no_calendar)?.hours();
    let feed = tidy("a file of holidays", feed, false)?;
    let (days, new, stay) = merged(&hours.days, &feed, days);
    let mut decided = set_calendar(floor, Some(id), &Hours { days, ..hours.clone() }, now)?;
    decided.words = format!("{new} new special days in {} from {feed}", hours.name);
    if stay > 0 {
        decided.words.push_str(&format!("; {stay} were there already and stay as they are"));
    }
    Ok(decided)
}

fn set_policies(floor: &Floor, policies: &[Policy], confirmed: bool) -> Result<Decided, Refusal> {
    if policies.len() > limits::POLICIES_MAX {
        return Err(Refusal::BadValue(format!("a floor holds at most {} policies", limits::POLICIES_MAX)));
    }
    let mut checked: Vec<Policy> = Vec::with_capacity(policies.len());
    for policy in policies {
        let policy = check_policy(floor, policy, confirmed)?;
        if checked.iter().any(|p| p.name == policy.name) {
            return Err(Refusal::BadValue(format!("two policies are called {}", policy.name)));
        }
        checked.push(policy);
    }
    if floor.promises().book().policies == checked {
        return Err(Refusal::AlreadySo("these are the policies already".into()));
    }
    Ok(fact(floor, PromiseEvent::PoliciesSet { policies: checked }))
}

fn check_policy(floor: &Floor, policy: &Policy, confirmed: bool) -> Result<Policy, Refusal> {
    let name = tidy("a policy", &policy.name, false)?;
    let bad = |words: String| Err(Refusal::BadValue(format!("policy {name}: {words}")));
    if policy.channel.is_some_and(|id| floor.channel(id).is_none()) {
        return Err(Refusal::NoChannel);
    }
    if policy.handle.is_some_and(|id| floor.handle(id).is_none()) {
        return bad("that account is not on this floor".into());
    }
    if let PolicyHours::Calendar(id) = policy.hours
        && floor.promises().calendar(id).is_none()
    {
        return bad("those hours are not on this floor".into());
    }
    if policy.first_secs < 60 || policy.next_secs.is_some_and(|s| s < 60) || policy.resolution_secs < policy.first_secs
    {
        return bad("a response is promised within a minute or more, and a resolution no sooner than that".into());
    }
    if policy.resolution_secs.max(policy.next_secs.unwrap_or(0)) > RESOLUTION_DAYS_MAX * 24 * 3600 {
        return bad(format!("a promise is for {RESOLUTION_DAYS_MAX} days at most"));
    }
    // A resolution of more than a day is quite usual; an answer is not.
    let response = policy.first_secs.max(policy.next_secs.unwrap_or(0));
    if let Some(words) = unwise(response).filter(|_| !confirmed) {
        return bad(words);
    }
    Ok(Policy { name, ..policy.clone() })
}

fn set_long_target(floor: &Floor, channel: ChannelId, first: u32, resolution: u32) -> Result<Decided, Refusal> {
    crate::floor::decide::target_set(floor, channel, first, resolution)
}

fn known(floor: &Floor, calendar: Option<CalendarId>) -> Result<(), Refusal> {
    match calendar {
        Some(id) if floor.promises().calendar(id).is_none() => {
            Err(Refusal::BadValue("those hours are not on this floor".into()))
        }
        _ => Ok(()),
    }
}

fn set_handle_hours(floor: &Floor, handle: HandleId, calendar: Option<CalendarId>) -> Result<Decided, Refusal> {
    known(floor, calendar)?;
    let row = floor.handle(handle).ok_or_else(|| Refusal::BadValue("that account is not on this floor".into()))?;
    if floor.promises().book().handle_hours.get(&handle).copied() == calendar {
        return Err(Refusal::AlreadySo(format!("{} has these hours already", row.name)));
    }
    Ok(fact(floor, PromiseEvent::HandleHoursSet { handle, calendar }))
}

fn set_group_hours(floor: &Floor, group: &str, calendar: Option<CalendarId>) -> Result<Decided, Refusal> {
    known(floor, calendar)?;
    let group = tidy("a group", group, false)?.to_lowercase();
    let all = &floor.promises().book().group_hours;
    if all.get(&group).copied() == calendar {
        return Err(Refusal::AlreadySo(format!("{group} has these hours already")));
    }
    if all.len() >= limits::CALENDARS_MAX && !all.contains_key(&group) {
        return Err(Refusal::BadValue(format!("hours are kept of at most {} groups", limits::CALENDARS_MAX)));
    }
    Ok(fact(floor, PromiseEvent::GroupHoursSet { group, calendar }))
}

fn set_bots(floor: &Floor, names: &[String]) -> Result<Decided, Refusal> {
    if names.len() > limits::BOTS_MAX {
        return Err(Refusal::BadValue(format!("at most {} programs are told apart", limits::BOTS_MAX)));
    }
    let mut checked = Vec::with_capacity(names.len());
    for name in names {
        checked.push(tidy("a program", name, false)?.to_lowercase());
    }
    checked.sort_unstable();
    checked.dedup();
    if floor.promises().book().bots == checked {
        return Err(Refusal::AlreadySo("these are the programs already".into()));
    }
    Ok(fact(floor, PromiseEvent::BotsSet { names: checked }))
}

/// Policies to begin with: for each channel a stricter class for complaints, half the time of the channel's target and
/// never more than an hour, because 72 % of those with a problem expect an answer within it and 53 % of all do (article
/// S0 in the product's number register). All others keep the channel's own target: 30 minutes on X, 120 on Facebook,
/// 60 anywhere else.
pub fn preset_policies(floor: &Floor) -> Vec<Policy> {
    let of = |(i, channel): (usize, &crate::floor::Channel)| {
        let secs = (channel.first_response_secs / 2).clamp(60, 3600);
        Policy {
            name: format!("Complaints on {}", channel.name),
            channel: Some(ChannelId(i as u16)),
            handle: None,
            tier: None,
            kind: Some(Kind::Complaint),
            intent: None,
            first_secs: secs,
            next_secs: Some(secs),
            resolution_secs: channel.resolution_secs.max(secs),
            hours: PolicyHours::OfHandle,
            pauses_pending: true,
            pauses_snoozed: false,
        }
    };
    floor.channels().iter().enumerate().map(of).collect()
}
