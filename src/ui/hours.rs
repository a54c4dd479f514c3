//! Hours and policies while they are being written: text as people type it, until it is saved.

use crate::floor::{CalendarId, Hours, Policy, PolicyHours, SpecialDay, parse_periods, period_words};

/// What is being changed on the page of hours and targets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HoursDraft {
    /// The calendar that is open.
    pub calendar: Option<CalendarDraft>,
    /// The list of policies, once it was changed.
    pub policies: Option<Vec<Policy>>,
    /// The policy that is open.
    pub policy_at: Option<usize>,
    /// The names of programs, once they were changed.
    pub bots: Option<String>,
}

/// A calendar as it is being written.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarDraft {
    /// Which; `None` for a new one.
    pub calendar: Option<CalendarId>,
    /// Its name.
    pub name: String,
    /// Its zone.
    pub zone: String,
    /// Monday first: `8-12, 13:30-18`.
    pub week: [String; 7],
    /// Its special days.
    pub days: Vec<DayDraft>,
}

/// A special day as it is being written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DayDraft {
    /// `2024-12-25`.
    pub date: String,
    /// As in the week; empty for closed.
    pub hours: String,
    /// For example `Christmas`.
    pub name: String,
    /// What customers are told.
    pub public_text: String,
    /// The file of holidays that it came from; empty when a person wrote it.
    pub from_feed: String,
}

impl CalendarDraft {
    /// A new one: five days from nine to five in this zone.
    pub fn new(zone: &str) -> CalendarDraft {
        let day = |n| if n < 5 { "9:00-17:00".to_owned() } else { String::new() };
        let week = std::array::from_fn(day);
        CalendarDraft { calendar: None, name: String::new(), zone: zone.to_owned(), week, days: Vec::new() }
    }

    /// One that is there.
    pub fn of(calendar: CalendarId, hours: &Hours) -> CalendarDraft {
        let day = |d: &SpecialDay| DayDraft {
            date: d.date.to_string(),
            hours: period_words(&d.hours),
            name: d.name.clone(),
            public_text: d.public_text.clone(),
            from_feed: d.from_feed.clone(),
        };
        CalendarDraft {
            calendar: Some(calendar),
            name: hours.name.clone(),
            zone: hours.zone.clone(),
            week: std::array::from_fn(|n| period_words(&hours.week[n])),
            days: hours.days.iter().map(day).collect(),
        }
    }

    /// The hours that were written.
    ///
    /// # Errors
    ///
    /// What cannot be read, in words. What else is wrong with them the floor says when they are saved.
    pub fn hours(&self) -> Result<Hours, String> {
        let mut week: [Vec<_>; 7] = Default::default();
        for (day, text) in self.week.iter().enumerate() {
            week[day] = parse_periods(text).map_err(|why| format!("{}: {why}", crate::floor::WEEKDAYS[day]))?;
        }
        let mut days = Vec::with_capacity(self.days.len());
        for day in self.days.iter().filter(|d| **d != DayDraft::default()) {
            let date = day.date.trim();
            let date = date.parse().map_err(|_| format!("\"{date}\" is no date; write it as 2024-12-25"))?;
            days.push(SpecialDay {
                date,
                hours: parse_periods(&day.hours).map_err(|why| format!("{date}: {why}"))?,
                name: day.name.clone(),
                public_text: day.public_text.trim().to_owned(),
                from_feed: day.from_feed.clone(),
            });
        }
        Ok(Hours { name: self.name.clone(), zone: self.zone.clone(), week, days })
    }
}

/// A policy to begin with: everybody, an hour.
pub fn new_policy(at: usize) -> Policy {
    Policy {
        name: format!("Policy {}", at + 1),
        channel: None,
        handle: None,
        tier: None,
        kind: None,
        intent: None,
        first_secs: 3_600,
        next_secs: Some(3_600),
        resolution_secs: 24 * 3_600,
        hours: PolicyHours::OfHandle,
        pauses_pending: true,
        pauses_snoozed: false,
    }
}
