//! Time to first response.

use super::{Period, quantile, quantile_of};
use crate::floor::{At, ConversationId, Durations, Floor};
use crate::limits;
use jiff::tz::TimeZone;

/// Time to first response over a period: from the customer's first mention to our first answer, by the clock on the
/// wall.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Response {
    /// Which answers: those given in this period.
    pub period: Period,
    /// Seconds; half of the customers waited less.
    pub median_secs: Option<f64>,
    /// Seconds; nine in ten waited less.
    pub p90_secs: Option<f64>,
    /// How many first responses it is of.
    pub answered: usize,
}

fn of_values(period: Period, mut values: Vec<u32>) -> Response {
    values.sort_unstable();
    let counts: Vec<(u32, u32)> = values.iter().map(|v| (*v, 1)).collect();
    Response { period, median_secs: quantile(&counts, 0.5), p90_secs: quantile(&counts, 0.9), answered: values.len() }
}

fn of_durations(period: Period, durations: &Durations) -> Response {
    Response {
        period,
        median_secs: quantile_of(durations, 0.5),
        p90_secs: quantile_of(durations, 0.9),
        answered: durations.len() as usize,
    }
}

/// Time to first response of all channels.
pub fn response(floor: &Floor, period: Period, now: At, zone: &TimeZone) -> Response {
    let tally = floor.tally();
    if period == Period::All {
        return of_durations(period, &tally.response_secs);
    }
    of_values(period, given(floor, period, now, zone).map(|(_, secs)| secs).collect())
}

/// How the time to a first response is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counting {
    /// By the clock on the wall, from the customer's first words: what the customer lived through.
    #[default]
    AllHours,
    /// In the opening hours that were promised by, from the customer's first words, or from when a program of ours
    /// handed over: what the floor could do about it.
    OpenHours,
}

impl Counting {
    /// The words on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Counting::AllHours => "all hours",
            Counting::OpenHours => "opening hours",
        }
    }
}

/// Open seconds to the first response of a conversation, by the hours that it is promised by now; all seconds where
/// none are set. `None` while there is no response.
pub fn response_open_secs(floor: &Floor, id: ConversationId) -> Option<u32> {
    let c = floor.conversation(id)?;
    let (since, given) = (floor.ours_since(id, c), c.first_response_at?);
    match floor.terms(id)?.hours {
        Some(hours) => Some(hours.open_secs(since, given)),
        None => u32::try_from(given.secs_since(since)).ok(),
    }
}

/// [`response`], counted in either way. In opening hours at most the newest [`limits::EXPECTATIONS_MAX`] answers of the
/// period are looked at, and `answered` says how many.
pub fn response_counted(floor: &Floor, period: Period, now: At, zone: &TimeZone, counting: Counting) -> Response {
    if counting == Counting::AllHours {
        return response(floor, period, now, zone);
    }
    let span = period.span(now, zone);
    let (from, to) = ((span.after.plus(1), ConversationId(0)), (span.until, ConversationId(u32::MAX)));
    let given = (from <= to).then(|| floor.tally().responses.range(from..=to)).into_iter().flatten();
    let newest = given.rev().take(limits::EXPECTATIONS_MAX);
    of_values(period, newest.filter_map(|((_, id), _)| response_open_secs(floor, *id)).collect())
}

/// Time to first response of each channel, in the order of the ids.
pub fn responses_by_channel(floor: &Floor, period: Period, now: At, zone: &TimeZone) -> Vec<Response> {
    let none = Durations::default();
    let channels = 0..floor.channels().len();
    if period == Period::All {
        let all = &floor.tally().response_secs_by_channel;
        return channels.map(|i| of_durations(period, all.get(i).unwrap_or(&none))).collect();
    }
    let mut values = vec![Vec::new(); channels.len()];
    for (id, secs) in given(floor, period, now, zone) {
        if let Some(values) = floor.conversation(id).and_then(|c| values.get_mut(c.channel.index())) {
            values.push(secs);
        }
    }
    values.into_iter().map(|values| of_values(period, values)).collect()
}

fn given(floor: &Floor, period: Period, now: At, zone: &TimeZone) -> impl Iterator<Item = (ConversationId, u32)> {
    let span = period.span(now, zone);
    let from = (span.after.plus(1), ConversationId(0));
    let to = (span.until, ConversationId(u32::MAX));
    let empty = from > to;
    let range = if empty { to..=to } else { from..=to };
    floor.tally().responses.range(range).filter(move |_| !empty).map(|((_, id), secs)| (*id, *secs))
}
