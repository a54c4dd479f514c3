//! The planner's history: what the floor counted itself, and what was kept of the time before.

use super::outlook::STEP_SECS;
use crate::floor::promise::WallClock;
use crate::floor::schedule::Mark;
use crate::floor::{At, ChannelId, Floor, HandleId};
use crate::plan::forecast::{Calendar, Class, Event, date_of, day_of, events_of};
use crate::plan::history::{self, Grain, History, Key};
use crate::view::VolumeOf;
use std::collections::{BTreeMap, BTreeSet};

/// Readings in which intents and languages are looked for, the newest.
const READINGS_MAX: usize = 20_000;

type Counts = BTreeMap<i64, f64>;

fn slot(at: At) -> i64 {
    at.unix().div_euclid(i64::from(STEP_SECS))
}

/// Mentions of all channels in half hours. Where the floor was there itself its own counts stand; before that the counts
/// of kept histories, added up. A day on which the floor counted nothing at all is one on which nobody was listening: it
/// is a gap, and no zero. `None` when nothing was ever counted.
pub(super) fn history(floor: &Floor, zone: &str, now: At) -> Option<History> {
    history_of(floor, zone, VolumeOf::All, now)
}

/// The same of a part of them. The floor counts by channel itself; of accounts, intents and languages it counts what was
/// written, so what was only passed on or liked is not among it, and histories that were kept know nothing of them.
pub(super) fn history_of(floor: &Floor, zone: &str, of: VolumeOf, now: At) -> Option<History> {
    let all = own(floor, VolumeOf::All);
    let part = match of {
        VolumeOf::All => None,
        VolumeOf::Channel(_) => Some(own(floor, of)),
        _ => Some(written(floor, of)),
    };
    let kept = kept(floor, of);
    let (own, watched) = (part.as_ref().unwrap_or(&all), &all);
    if own.is_empty() && kept.is_empty() {
        return None;
    }
    // Where the floor was there, what was not written in this part of it is a zero and no gap.
    let first = watched.keys().chain(kept.keys()).min().copied()?;
    let last = watched.keys().chain(kept.keys()).max().copied()?.min(slot(now));
    let own_first = watched.first_key_value().map_or(i64::MAX, |(slot, _)| *slot);
    let days: BTreeSet<i64> = watched.keys().map(|slot| slot.div_euclid(48)).collect();
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
            Mark::Count(n) if m.channel.is_none() && of == VolumeOf::All => history::Mark::Count(f64::from(n)),
            // Counted where its channel is.
            Mark::Count(_) => return None,
        };
        Some(history::Marked { from: m.from, until: m.until, mark })
    });
    history.set_marks(marks.collect());
    Some(history)
}

/// What was written by others than us in a part of all mentions, by what each is about.
fn written(floor: &Floor, of: VolumeOf) -> Counts {
    let mut counts = Counts::new();
    let readings = floor.mentions().readings();
    for (n, mention) in floor.mentions().rows().iter().enumerate() {
        let reading = readings.get(n).and_then(Option::as_ref);
        let is = match of {
            VolumeOf::Handle(handle) => {
                let conversation = mention.conversation().and_then(|id| floor.conversation(id));
                conversation.is_some_and(|c| c.handle == handle)
            }
            VolumeOf::Intent(intent) => reading.is_some_and(|r| r.intent == intent),
            VolumeOf::Language(language) => reading.is_some_and(|r| r.language == language),
            VolumeOf::All | VolumeOf::Channel(_) => false,
        };
        if is && !floor.authors().get(mention.author).is_some_and(|author| author.ours) {
            *counts.entry(slot(mention.at)).or_default() += 1.0;
        }
    }
    counts
}

/// Of what mentions can be looked at: what was seen here, each in the order of the floor.
pub fn volumes(floor: &Floor) -> Vec<(VolumeOf, String)> {
    let mut found = vec![(VolumeOf::All, "all mentions".to_owned())];
    let channels = (0..).zip(floor.channels());
    found.extend(channels.map(|(n, c)| (VolumeOf::Channel(ChannelId(n)), c.name.clone())));
    let handles = (0..).zip(floor.handles());
    found.extend(handles.map(|(n, h)| (VolumeOf::Handle(HandleId(n)), h.name.clone())));
    let newest = floor.mentions().readings().iter().rev().flatten().take(READINGS_MAX);
    let (mut intents, mut languages) = (BTreeSet::new(), BTreeSet::new());
    newest.for_each(|r| {
        intents.insert(r.intent);
        languages.insert(r.language);
    });
    found.extend(intents.into_iter().map(|intent| (VolumeOf::Intent(intent), intent.word().to_owned())));
    let known = |language: &[u8; 2]| language.iter().all(u8::is_ascii_lowercase);
    let languages = languages.into_iter().filter(known);
    found.extend(languages.map(|l| (VolumeOf::Language(l), String::from_utf8_lossy(&l).into_owned())));
    found
}

/// What the floor counted, with what people say of single channels.
fn own(floor: &Floor, of: VolumeOf) -> Counts {
    let counts = |channel: ChannelId| of == VolumeOf::All || of == VolumeOf::Channel(channel);
    let mut by_channel: BTreeMap<(ChannelId, i64), f64> = BTreeMap::new();
    for ((interval, channel), row) in floor.tally().intervals.iter().filter(|((_, channel), _)| counts(*channel)) {
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

/// What was kept of the time before: of everything all of it, of a channel what is its own.
fn kept(floor: &Floor, of: VolumeOf) -> Counts {
    let mut all = Counts::new();
    let counts = |channel: Option<ChannelId>| match of {
        VolumeOf::All => true,
        VolumeOf::Channel(of) => channel == Some(of),
        _ => false,
    };
    for (_, kept) in floor.schedule().history().filter(|(_, kept)| counts(kept.channel)) {
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
