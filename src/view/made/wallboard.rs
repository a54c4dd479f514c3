//! The wallboard from the floor.

use super::{Look, spread, triage, whole};
use crate::floor::conversation::FIRST_RESPONSE_BREACHED;
use crate::floor::{At, ChannelId, ConversationId, Floor, Presence, Source, SourceId, SourceKind};
use crate::measure::{self, Period};
use crate::triage::personal;
use crate::view::{
    AgeColumn, AgentTile, ByAge, ChannelRow, Due, ExpectationRow, ModeRow, Oldest, RateTile, ResponseTile, SkillGap,
    Wallboard, WithinTile, Worked,
};

/// Rows of each list; more do not fit on the board.
const DUE_MAX: usize = 8;
const CHANNELS_MAX: usize = 8;
const SERIES_MAX: usize = 3;

/// The upper ends of the ages in seconds, and what is written under them.
const AGES: [(u32, &str); 7] = [
    (5 * 60, "< 5"),
    (10 * 60, "5–10"),
    (15 * 60, "10–15"),
    (30 * 60, "15–30"),
    (60 * 60, "30–60"),
    (120 * 60, "1–2 h"),
    (u32::MAX, "> 2 h"),
];

fn expectation(look: &Look<'_>, period: Period) -> ExpectationRow {
    let told = measure::expectation(look.floor, period, look.now, look.zone);
    let pair = |share: measure::Share| (share.within, share.of);
    ExpectationRow {
        period,
        all: pair(told.all),
        complaints: pair(told.complaints),
        cut: told.cut,
        ..ExpectationRow::default()
    }
}

/// The board at the moment of the look.
pub fn wallboard(look: &mut Look<'_>) -> Wallboard {
    let (floor, now, zone) = (look.floor, look.now, look.zone);
    let index = floor.index();
    let response_period = Period::Hour.or_all_of_an_archive(floor, now);
    let day_period = Period::Today.or_all_of_an_archive(floor, now);
    let response = measure::response(floor, response_period, now, zone);
    let within = measure::within(floor, day_period, now, zone);
    let rate = measure::rate(floor, day_period, now, zone);
    let waiting_trend = measure::waiting_trend(floor, now, 60);
    let before = floor.tally().waiting_at(now.minus(30 * 60));
    let (viral, viral_alerts) = spread::viral_cards(look);
    Wallboard {
        viral,
        viral_alerts,
        channel_alerts: spread::channel_alerts(floor, now),
        funnel: triage::funnel(floor, day_period, now, zone),
        mode: ModeRow { priority_since: floor.priority_since().map(|(at, _)| at), ..ModeRow::default() },
        exposure: triage::exposure(floor, now),
        expectation: expectation(look, day_period),
        coverage: Worked::default(),
        overdue: overdue(floor, now),
        skill_gap: skill_gap(floor, day_period.span(now, zone).after.plus(1)),
        waiting: index.waiting.len(),
        waiting_again: index.waiting_again,
        waiting_change: index.waiting.len() as i64 - i64::from(before),
        waiting_trend,
        breached: index.first_response_breached.len(),
        open: index.open(),
        unowned: index.unowned,
        oldest: oldest(look),
        first_response: ResponseTile {
            period: response_period,
            median_secs: whole(response.median_secs),
            p90_secs: whole(response.p90_secs),
            answered: response.answered,
        },
        within_target: WithinTile {
            period: day_period,
            within: within.within,
            of: within.of,
            goal_ratio: look.goal_ratio,
            recovers: within.recovers(look.goal_ratio).map(|n| (n, n)),
        },
        response_rate: RateTile {
            period: day_period,
            answered: rate.answered,
            opened: rate.opened,
            mentions: rate.mentions,
        },
        agents: agents(floor),
        next_to_breach: next_to_breach(look),
        by_age: by_age(look),
        channels: channels(look, response_period),
        today: measure::half_hours(floor, now, zone),
        sources_live: sources_live(floor),
        sources_behind: floor
            .sources()
            .iter()
            .filter_map(|s| s.failing.clone().map(|why| (s.name.clone(), why)))
            .collect(),
        promise: promise(floor, look.goal_ratio),
    }
}

/// What was closed since the day began without the skill that it takes.
fn skill_gap(floor: &Floor, from: crate::floor::At) -> SkillGap {
    let (closed, without) = floor.assignments().closed_since(crate::floor::tally::IntervalId::of(from));
    SkillGap { closed, without, demanded: !floor.assignments().rules().skills.is_empty() }
}

/// What should be ready by now and is not, as far as the list of readiness says: row A74.
fn overdue(floor: &Floor, now: At) -> Vec<(String, At)> {
    let late = floor.schedule().readiness().filter(|(_, row)| row.done.is_none() && row.due <= now);
    let mut rows: Vec<(String, At)> = late.map(|(_, row)| (format!("{} ({})", row.what, row.owner), row.due)).collect();
    rows.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
    rows
}

/// What is promised, in a line.
fn promise(floor: &Floor, goal_ratio: f64) -> String {
    let mut targets: Vec<(u32, Vec<&str>)> = Vec::new();
    for channel in floor.channels() {
        match targets.iter_mut().find(|(secs, _)| *secs == channel.first_response_secs) {
            Some((_, names)) => names.push(&channel.name),
            None => targets.push((channel.first_response_secs, vec![&channel.name])),
        }
    }
    // What most channels share is said last and without their names.
    targets.sort_by_key(|(_, names)| names.len());
    let words: Vec<String> = match targets.split_last() {
        None => return String::new(),
        Some(((secs, _), [])) => vec![format!("{} min", secs / 60)],
        Some(((secs, _), others)) => others
            .iter()
            .map(|(secs, names)| format!("{} min on {}", secs / 60, names.join(" and ")))
            .chain([format!("{} min elsewhere", secs / 60)])
            .collect(),
    };
    format!("First response within {}, for {} %", words.join(", "), (goal_ratio * 100.0).round())
}

/// How many sources are read now: neither those that fail, nor those that a person paused, nor those that are none any
/// more.
fn sources_live(floor: &Floor) -> usize {
    let outside = floor.outside();
    let is_read = |id: SourceId, source: &Source| match source.kind {
        SourceKind::File | SourceKind::Rehearsal => !source.done,
        _ => outside.settings(id).is_some() && !outside.is_paused(id),
    };
    let live =
        |(place, source): &(usize, &Source)| source.failing.is_none() && is_read(SourceId(*place as u16), source);
    floor.sources().iter().enumerate().filter(live).count()
}

fn oldest(look: &Look<'_>) -> Option<Oldest> {
    let (since, id) = *look.floor.index().waiting.first()?;
    let c = look.floor.conversation(id)?;
    let (author, _) = look.author(c);
    Some(Oldest {
        conversation: id,
        age_secs: u32::try_from(look.now.secs_since(since)).unwrap_or(0),
        past_target_secs: c.first_response_due.map_or(0, |due| look.now.secs_since(due)),
        author,
        channel: look.channel(c),
    })
}

fn agents(floor: &Floor) -> AgentTile {
    let mut tile = AgentTile { team: floor.agents().len(), ..AgentTile::default() };
    for agent in floor.agents() {
        match agent.presence {
            Presence::Off => continue,
            Presence::Away => tile.away += 1,
            Presence::Available if agent.holds.is_empty() => tile.free += 1,
            Presence::Available => tile.handling += 1,
        }
        tile.on_shift += 1;
        tile.over_capacity += usize::from(agent.holds.len() > usize::from(agent.capacity));
    }
    tile
}

fn next_to_breach(look: &mut Look<'_>) -> Vec<Due> {
    let index = look.floor.index();
    let soonest: Vec<_> =
        index.first_response_breached.iter().chain(&index.first_response_due).take(DUE_MAX).copied().collect();
    soonest
        .into_iter()
        .filter_map(|(due, id)| {
            let c = look.floor.conversation(id)?;
            let (author, followers) = look.author(c);
            let left_secs = due.secs_since(look.now);
            let target = due.secs_since(c.opened_at).max(1);
            let text = personal::mask(&look.written(c.first_mention));
            Some(Due {
                conversation: id,
                left_secs,
                used_ratio: ((target - left_secs) as f32 / target as f32).clamp(0.0, 1.0),
                text,
                author,
                channel: look.channel(c),
                followers,
                owner: look.owner(c),
            })
        })
        .collect()
}

/// Ages and channels of those who wait. Only the last two hours are counted one by one: what is older is the rest.
fn by_age(look: &Look<'_>) -> ByAge {
    let floor = look.floor;
    let index = floor.index();
    // A channel that was added later than people wrote on it has no name in the past, but a place.
    let mut busiest: Vec<(usize, ChannelId)> =
        (0..).zip(&index.waiting_by_channel).map(|(i, n)| (*n, ChannelId(i))).filter(|(n, _)| *n > 0).collect();
    busiest.sort_by_key(|(n, id)| (std::cmp::Reverse(*n), *id));
    let named: Vec<ChannelId> = busiest.iter().take(SERIES_MAX).map(|(_, id)| *id).collect();
    let series_of = |id: ChannelId| named.iter().position(|n| *n == id).unwrap_or(named.len());
    let name = |id: &ChannelId| floor.channel(*id).map(|c| c.name.clone()).unwrap_or_default();
    let mut series: Vec<String> = named.iter().map(name).collect();
    let width = if busiest.len() > named.len() { series.len() + 1 } else { series.len() };
    if width > series.len() {
        series.push("Other".into());
    }
    let mut columns: Vec<AgeColumn> = AGES
        .iter()
        .scan(0, |from, (to, label)| {
            let from_secs = std::mem::replace(from, *to);
            Some(AgeColumn { label: (*label).into(), from_secs, counts: vec![0; width], past_target: 0 })
        })
        .collect();
    let mut left = vec![0; width];
    let mut left_past = index.first_response_breached.len();
    for (n, id) in &busiest {
        left[series_of(*id)] += n;
    }
    let young = look.now.minus(AGES[AGES.len() - 2].0);
    for (since, id) in index.waiting.range((young.plus(1), ConversationId(0))..) {
        let Some(c) = floor.conversation(*id) else { continue };
        let age = u32::try_from(look.now.secs_since(*since)).unwrap_or(0);
        let column = AGES.iter().position(|(to, _)| age < *to).unwrap_or(0);
        let series = series_of(c.channel);
        let past = usize::from(c.has(FIRST_RESPONSE_BREACHED));
        columns[column].counts[series] += 1;
        columns[column].past_target += past;
        left[series] -= 1;
        left_past -= past;
    }
    if let Some(last) = columns.last_mut() {
        last.counts = left;
        last.past_target = left_past;
    }
    let mut targets: Vec<u32> =
        busiest.iter().filter_map(|(_, id)| floor.channel(*id)).map(|c| c.first_response_secs).collect();
    targets.sort_unstable();
    targets.dedup();
    let target_secs = match targets.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    ByAge { series, columns, target_secs }
}

fn channels(look: &Look<'_>, period: Period) -> Vec<ChannelRow> {
    let floor = look.floor;
    let index = floor.index();
    let span = Period::Today.span(look.now, look.zone);
    let mut opened = vec![0_usize; floor.channels().len()];
    let first = crate::floor::tally::IntervalId::of(span.after.plus(1));
    for ((_, channel), interval) in floor.tally().intervals.range((first, ChannelId(0))..) {
        if let Some(n) = opened.get_mut(channel.index()) {
            *n += interval.opened as usize;
        }
    }
    let responses = measure::responses_by_channel(floor, period, look.now, look.zone);
    let at = |counts: &[usize], i: usize| counts.get(i).copied().unwrap_or(0);
    let mut rows: Vec<ChannelRow> = floor
        .channels()
        .iter()
        .enumerate()
        .zip(responses)
        .map(|((i, channel), response)| ChannelRow {
            name: channel.name.clone(),
            waiting: at(&index.waiting_by_channel, i),
            breached: at(&index.breached_by_channel, i),
            p90_secs: whole(response.p90_secs),
            target_secs: channel.first_response_secs,
            opened_today: opened[i],
        })
        .filter(|row| row.waiting > 0 || row.opened_today > 0 || row.p90_secs.is_some())
        .collect();
    rows.sort_by(|a, b| (b.waiting, b.opened_today, &a.name).cmp(&(a.waiting, a.opened_today, &b.name)));
    rows.truncate(CHANNELS_MAX);
    rows
}
