//! Time to first response.

use super::{Period, quantile};
use crate::floor::{At, ChannelId, Floor};
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

/// Time to first response of all channels.
pub fn response(floor: &Floor, period: Period, now: At, zone: &TimeZone) -> Response {
    let tally = floor.tally();
    if period == Period::All {
        let counts: Vec<(u32, u32)> = tally.response_secs.iter().map(|(v, n)| (*v, *n)).collect();
        return Response {
            period,
            median_secs: quantile(&counts, 0.5),
            p90_secs: quantile(&counts, 0.9),
            answered: tally.responses.len(),
        };
    }
    of_values(period, given(floor, period, now, zone).map(|(_, secs)| secs).collect())
}

/// Time to first response of one channel. Reads each response of the period: for all time of a large floor ask
/// seldom.
pub fn response_of_channel(floor: &Floor, channel: ChannelId, period: Period, now: At, zone: &TimeZone) -> Response {
    let of_channel = |id| floor.conversation(id).is_some_and(|c| c.channel == channel);
    of_values(period, given(floor, period, now, zone).filter(|(id, _)| of_channel(*id)).map(|(_, secs)| secs).collect())
}

fn given(
    floor: &Floor,
    period: Period,
    now: At,
    zone: &TimeZone,
) -> impl Iterator<Item = (crate::floor::ConversationId, u32)> {
    let span = period.span(now, zone);
    let from = (span.after.plus(1), crate::floor::ConversationId(0));
    let to = (span.until, crate::floor::ConversationId(u32::MAX));
    let empty = from > to;
    let range = if empty { to..=to } else { from..=to };
    floor.tally().responses.range(range).filter(move |_| !empty).map(|((_, id), secs)| (*id, *secs))
}
