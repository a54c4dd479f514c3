//! The planner's history: what the floor counted itself, and what was kept of the time before.

use super::outlook::STEP_SECS;
use crate::floor::promise::WallClock;
use crate::floor::schedule::Mark;
use crate::floor::{At, ChannelId, Floor};
use crate::plan::forecast::{Calendar, Class, Event, date_of, day_of, events_of};
use crate::plan::history::{self, Grain, History, Key};
use std::collections::BTreeMap;

type Counts = BTreeMap<i64, f64>;

fn slot(at: At) -> i64 {
    at.unix().div_euclid(i64::from(STEP_SECS))
}

/// Mentions of all channels in half hours. Where the floor was there itself its own counts stand; before that the counts
/// of kept histories, added up. A day on which the floor counted nothing at all is one on which nobody was listening: it
/// is a gap, and no zero. `None` when nothing was ever counted.
pub(super) fn history(floor: &Floor, zone: &str, now: At) -> Option<History> {
    let own = own(floor);
    let kept = kept(floor);
    let first = own.keys().chain(kept.keys()).min().copied()?;
    let last = own.keys().chain(kept.keys()).max().copied()?.min(slot(now));
    let own_first = own.first_key_value().map_or(i64::MAX, |(slot, _)| *slot);
    let days: std::collections::BTreeSet<i64> = own.keys().map(|slot| slot.div_euclid(48)).collect();
    let count = |slot: i64| {
        let listened = slot >= own_first && days.contains(&slot.div_euclid(48));
        if listened { Some(own.get(&slot).copied().unwrap_or(0.0)) } else { kept.get(&slot).copied() }
    };
    let clock = WallClock::of(zone).or_else(|_| WallClock::of("UTC")).ok()?;
    let begin = At::from_unix(first * i64::from(STEP_SECS))?;
    let mut history = History::new(Key::default(), Grain::Half, clock, begin, (first..=last).map(count));
    let marks = floor.schedule().marks().filter_map(|(_, m)| {
        let mark = match m.mark {
            Mark::Gap => history::Mark::Gap,
            Mark::Spike => history::Mark::Spike,
            Mark::Count(n) if m.channel.is_none() => history::Mark::Count(f64::from(n)),
            // Counted where its channel is.
            Mark::Count(_) => return None,
        };
        Some(history::Marked { from: m.from, until: m.until, mark })
    });
    history.set_marks(marks.collect());
    Some(history)
}

/// What the floor counted, with what people say of single channels.
fn own(floor: &Floor) -> Counts {
    let mut by_channel: BTreeMap<(ChannelId, i64), f64> = BTreeMap::new();
    for ((interval, channel), row) in &floor.tally().intervals {
        *by_channel.entry((*channel, slot(interval.start()))).or_default() += f64::from(row.mentions);
    }
    for (_, said) in floor.schedule().marks() {
        if let (Some(channel), Mark::Count(count)) = (said.channel, said.mark) {
            for ((_, at), has) in by_channel.range_mut((channel, slot(said.from))..(channel, slot(said.until))) {
                let _ = at;
                *has = f64::from(count);
            }
        }
    }
    let mut all = Counts::new();
    by_channel.into_iter().for_each(|((_, slot), count)| *all.entry(slot).or_default() += count);
    all
}

fn kept(floor: &Floor) -> Counts {
    let mut all = Counts::new();
    for (_, kept) in floor.schedule().history() {
        for (i, count) in kept.counts.iter().enumerate() {
            let Some(count) = count else { continue };
            let at = kept.first.unix() + i as i64 * i64::from(kept.step_secs);
            *all.entry(at.div_euclid(i64::from(STEP_SECS))).or_default() += f64::from(*count);
        }
    }
    all
}

/// The country whose holidays are taken, by the zone of the desk; where none is known, the days of shopping of the
/// United States alone are better than nothing.
fn country(zone: &str) -> &'static str {
    const KNOWN: [(&str, &str); 12] = [
        ("Europe/Vienna", "at"),
        ("Europe/Zurich", "ch"),
        ("Europe/Berlin", "de"),
        ("Europe/Paris", "fr"),
        ("Europe/London", "gb"),
        ("Australia/", "au"),
        ("America/Toronto", "ca"),
        ("America/Vancouver", "ca"),
        ("America/Montreal", "ca"),
        ("America/Halifax", "ca"),
        ("America/Winnipeg", "ca"),
        ("America/Edmonton", "ca"),
    ];
    KNOWN.iter().find(|(of, _)| zone.starts_with(of)).map_or("us", |(_, country)| country)
}

/// Events by their rules, with what people set of them, and campaigns, from the first day of the history on.
pub(super) fn calendar(floor: &Floor, zone: &str, history: &History, until: At) -> Calendar {
    let year = |at: At| date_of(at.unix().div_euclid(86_400) as i32).year();
    let (first, last) = (year(history.begins(0)), year(until) + 1);
    let mut events = events_of(country(zone), first, last).unwrap_or_default();
    let today = history.local(history.len() as i64).day;
    for (lift, pct) in floor.schedule().lifts() {
        let volume = Some(f64::from(pct) / 100.0);
        let of = |event: &Event| event.name.to_lowercase() == lift.event && day_of(event.first) >= today;
        if lift.offset == 0 {
            events.iter_mut().filter(|e| of(e)).for_each(|event| event.volume = volume);
            continue;
        }
        let beside: Vec<Event> = events
            .iter()
            .filter(|e| of(e))
            .map(|event| Event {
                name: format!("{} {:+} d", event.name, lift.offset),
                first: date_of(day_of(event.first) + i32::from(lift.offset)),
                days: 1,
                volume,
                ..event.clone()
            })
            .collect();
        events.extend(beside);
    }
    for (_, campaign) in floor.schedule().campaigns() {
        // A campaign on the day of an event of its name says how much that event brings.
        let volume = Some(f64::from(campaign.volume_pct) / 100.0);
        let named = |e: &&mut Event| e.name.eq_ignore_ascii_case(&campaign.name) && e.first == campaign.first;
        let (first, days) = match events.iter_mut().find(named) {
            Some(event) => {
                event.volume = volume;
                (campaign.first.tomorrow().unwrap_or(campaign.first), campaign.days.saturating_sub(1))
            }
            None => (campaign.first, campaign.days),
        };
        if days > 0 {
            events.push(Event { name: campaign.name.clone(), class: Class::Campaign, first, days, volume });
        }
    }
    Calendar::of(events).unwrap_or_default()
}
