//! How a conversation spreads, and what is to be known of it, from the floor.

use super::{Look, price};
use crate::floor::conversation::PRIVATE;
use crate::floor::{Alert, AlertId, At, AuthorId, Cause, Conversation, ConversationId, Floor, Level};
use crate::limits;
use crate::triage::{personal, viral};
use crate::view::{AlertRow, Band, FanPoint, Spread, ViralCard};

/// Hours that the fan looks ahead.
const FAN_HOURS: u32 = 6;
/// Cards on the wallboard; more do not fit.
const CARDS_MAX: usize = 4;
/// Seconds after its newest joining in which a conversation without an alert still has a card.
const CARD_SECS: u32 = 3_600;
/// What a viral alert's tooltip says of how often it is wrong.
const VIRAL_FALSE_ALARMS: &str = "Tried on known and invented histories, watch was early and right one to two times in five; alarm came later and was right \
     six to ten times in ten.";
const PULSE_FALSE_ALARMS: &str = "Chosen so that a channel raises at most one false alarm of each kind a week.";

/// How one conversation spreads; `None` when nobody carried it on, or nobody else can see it.
pub(super) fn spread(floor: &Floor, id: ConversationId, c: &Conversation, now: At) -> Option<Spread> {
    let spread = floor.spread_of(id).filter(|s| !c.has(PRIVATE) && s.cascade.carried() > 0)?;
    let threshold = u64::from(floor.weights().alert_reach);
    let cascade = &spread.cascade;
    let f = viral::forecast(cascade, now, threshold);
    let answered = viral::answered_now(cascade, now, threshold, viral::Effect::default());
    let growth = match f.r.mid {
        r if r >= 1.0 => "growing",
        r if r >= 0.8 => "steady",
        _ => "fading",
    };
    let name = |by: u64| {
        let author = u32::try_from(by.checked_sub(1)?).ok().map(AuthorId)?;
        floor.authors().get(author).map(|a| a.name.to_string())
    };
    Some(Spread {
        conversation: id,
        r: band(f.r),
        growth,
        reach_now: f.reach_now,
        reach_1h: band(f.reach_1h),
        reach_6h: band(f.reach_6h),
        p_threshold: f.p_threshold,
        minutes_to_threshold: f.minutes_to_threshold,
        threshold,
        past: past(spread, f.reach_now, c.opened_at, now),
        fan: viral::curve(cascade, now, FAN_HOURS)
            .iter()
            .map(|p| FanPoint { at: p.at, reach: band(p.reach) })
            .collect(),
        answered_6h: band(answered.reach_6h),
        assumption: viral::ANSWERED_ASSUMPTION,
        drivers: f.drivers.iter().flatten().filter_map(|d| Some((name(d.by)?, d.followers))).collect(),
        factors: f.factors.iter().flatten().map(|w| (w.factor.words(), w.share)).collect(),
        is_forecast: f.basis == viral::Basis::Cascade,
        joined: [spread.reposts, spread.quotes, spread.likes, cascade.replies()],
        stranger_ratio: cascade.stranger_ratio(),
        angry_ratio: cascade.angry_ratio(),
    })
}

fn band(b: viral::Band) -> Band {
    Band { low: b.low, mid: b.mid, high: b.high }
}

/// Reach minute by minute until now, as far as it is remembered.
fn past(spread: &crate::floor::Spread, reach_now: f64, opened: At, now: At) -> Vec<(At, f64)> {
    let minute = |m: u32| At::from_unix(i64::from(m) * 60).unwrap_or(At::FIRST);
    let lately: u64 = spread.by_minute.values().map(|(_, reach)| reach).sum();
    let mut reach = (reach_now - lately as f64).max(0.0);
    let mut points = vec![(opened, reach)];
    for (m, (_, joined)) in &spread.by_minute {
        reach += *joined as f64;
        points.push((minute(*m).plus(60).min(now), reach.min(reach_now)));
    }
    points.push((now, reach_now));
    points.sort_by_key(|(at, _)| *at);
    points
}

/// The cards of the wallboard: those that burn as an alert first, gravest first; then by what is foreseen.
pub(super) fn viral_cards(look: &mut Look<'_>) -> (Vec<ViralCard>, usize) {
    let (floor, now) = (look.floor, look.now);
    let mut ids: Vec<(u8, u64, ConversationId)> = Vec::new();
    let mut loud = 0;
    for (_, alert) in floor.alerts().burning() {
        if let Cause::Viral(id) = alert.cause {
            loud += usize::from(alert.is_loud(now));
            ids.push((2 + u8::from(alert.level == Level::Alarm), u64::from(alert.severity), id));
        }
    }
    for (id, spread) in floor.spreads_since(now.minus(CARD_SECS)).take(limits::CASCADES_LIVE_MAX) {
        let known = ids.iter().any(|(_, _, other)| *other == id);
        if !known && spread.reshares() > 1 && floor.conversation(id).is_some_and(|c| c.is_open()) {
            ids.push((1, spread.reach, id));
        }
    }
    ids.sort_by_key(|(rank, weight, id)| (std::cmp::Reverse((*rank, *weight)), *id));
    ids.truncate(CARDS_MAX);
    let cards = ids.into_iter().filter_map(|(_, _, id)| card(look, id)).collect();
    (cards, loud)
}

fn card(look: &mut Look<'_>, id: ConversationId) -> Option<ViralCard> {
    let (floor, now) = (look.floor, look.now);
    let c = floor.conversation(id)?;
    let (author, followers) = look.author(c);
    let unanswered = c.first_response_at.is_none();
    Some(ViralCard {
        spread: spread(floor, id, c, now)?,
        alert: floor.alerts().about(Cause::Viral(id)).map(|(alert, row)| alert_row(floor, alert, row, now)),
        text: personal::mask(&look.written(c.first_mention)),
        author,
        channel: look.channel(c),
        followers,
        customer: price::customer_row(floor, c.author),
        owner: look.owner(c),
        unanswered_secs: unanswered.then(|| u32::try_from(now.secs_since(c.opened_at)).unwrap_or(0)),
        exposure_secs: floor.exposure_of(id).value(now),
    })
}

/// Alerts, newest first.
pub fn alerts(floor: &Floor, now: At) -> Vec<AlertRow> {
    let newest = floor.alerts().newest().take(limits::ALERTS_SHOWN_MAX);
    newest.map(|(id, alert)| alert_row(floor, id, alert, now)).collect()
}

/// Alerts about channels that burn, gravest first.
pub(super) fn channel_alerts(floor: &Floor, now: At) -> Vec<AlertRow> {
    let about_channels = floor.alerts().burning().filter(|(_, a)| !matches!(a.cause, Cause::Viral(_)));
    let about_channels = about_channels.take(limits::ALERTS_SHOWN_MAX);
    let mut rows: Vec<AlertRow> = about_channels.map(|(id, a)| alert_row(floor, id, a, now)).collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.severity), row.alert));
    rows
}

pub(super) fn alert_row(floor: &Floor, id: AlertId, alert: &Alert, now: At) -> AlertRow {
    let lasts_secs = alert.lasts_secs(now);
    let channel = |id| floor.channel(id).map_or("A channel", |c| c.name.as_str());
    let (words, false_alarms) = match alert.cause {
        Cause::Viral(c) => {
            let author = floor.conversation(c).and_then(|c| floor.authors().get(c.author)).map_or("", |a| &*a.name);
            (format!("{author}: {} people within six hours", people(alert.figure)), VIRAL_FALSE_ALARMS)
        }
        Cause::Spike(c) => {
            let words = format!(
                "{} is unusually busy: {} mentions in a minute, {} expected",
                channel(c),
                alert.figure,
                alert.expected
            );
            (words, PULSE_FALSE_ALARMS)
        }
        Cause::Silence(c) => {
            let minutes = (alert.figure + u64::from(lasts_secs)) / 60;
            let words = format!(
                "{} has been unusually quiet for {minutes} min: {} mentions were expected when it was noticed",
                channel(c),
                alert.expected
            );
            (words, PULSE_FALSE_ALARMS)
        }
        other => (floor_words(floor, other, alert), ""),
    };
    AlertRow {
        alert: id,
        cause: alert.cause,
        level: alert.level,
        severity: alert.severity,
        words,
        false_alarms: false_alarms.to_owned(),
        lasts_secs,
        acknowledged: alert.acknowledged_at.is_some(),
        escalated: alert.escalated_at.is_some(),
        snoozed_until: alert.snoozed_until.filter(|until| *until > now),
        is_over: alert.ended_at.is_some(),
    }
}

/// What is wrong with the floor itself, in words.
fn floor_words(floor: &Floor, cause: Cause, alert: &Alert) -> String {
    let author = |id| floor.conversation(id).and_then(|c| floor.authors().get(c.author)).map_or("", |a| &*a.name);
    let agent = |id| floor.agent(id).map_or("somebody", |a| a.name.as_str());
    match cause {
        Cause::Unstaffed => format!("Nobody is on duty, and {} wait", alert.figure),
        Cause::Overdue(item) => match floor.schedule().readiness().find(|(id, _)| *id == item) {
            Some((_, row)) => format!("Overdue: {} ({})", row.what, row.owner),
            None => "Overdue, and taken off the list since".to_owned(),
        },
        Cause::Late(id) => format!("{} has not begun their shift", agent(id)),
        Cause::Missing(id) => format!("{} is absent from their shift", agent(id)),
        Cause::BreakOver(id) => format!("The break of {} is over", agent(id)),
        Cause::Stuck(id) => format!("{}: nothing has moved for {} min", author(id), alert.figure / 60),
        Cause::Ladder(id) => {
            let title = floor.escalations().get(id).map(|row| super::escalations::title_of(floor, row));
            format!("Nobody has taken an escalation: {}", title.unwrap_or_default())
        }
        Cause::HandoffBack(id) => match floor.handoffs().open_of(id) {
            Some((_, h)) if h.missed => {
                format!("{}: what was promised by {} is not done", author(id), h.packet.way.word())
            }
            _ => format!("{}: the hand-off was not accepted and is back", author(id)),
        },
        Cause::Alike(id) => {
            let handle = floor.handle(id).map_or("an account of ours", |h| h.name.as_str());
            format!("{handle}: {} answers nearly alike within 30 min", alert.figure)
        }
        Cause::Switching => {
            format!("{} % are sent to another channel; {} % were allowed", alert.figure, alert.expected)
        }
        Cause::Threshold(id) => threshold_words(floor, id, alert),
        Cause::NotDelivered(id) => {
            let failed = floor.outside().open_about(id).find(|(_, d)| !d.is_waiting());
            let what = failed.map_or("something", |(_, d)| d.deed.words());
            format!("{}: the {what} did not go out", author(id))
        }
        Cause::SourceSilent(id) => {
            let name = floor.sources().get(id.index()).map_or("a source", |s| s.name.as_str());
            format!("{name} has brought nothing for {} min", alert.figure / 60)
        }
        Cause::Viral(_) | Cause::Spike(_) | Cause::Silence(_) => String::new(),
    }
}

/// `late first responses on X: 24 conversations when it was raised, and 20 or more is too much`.
fn threshold_words(floor: &Floor, id: u16, alert: &Alert) -> String {
    let Some(rule) = floor.desks().rule(id) else {
        return format!("{} is past the threshold of {}; its rule is dropped", alert.figure, alert.expected);
    };
    let (unit, each) = rule.figure.unit();
    let on = rule.channel.and_then(|c| floor.channel(c)).map_or(String::new(), |c| format!(" on {}", c.name));
    let (is, from) = (alert.figure / each, alert.expected / each);
    if alert.figure == u64::MAX {
        return format!("{}{on}: nobody is there, and somebody waits", sentence(rule.figure.word()));
    }
    format!("{}{on}: {is} {unit} when it was raised, and {from} or more is too much", sentence(rule.figure.word()))
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `1.2 M`, `310 k`, `900`.
fn people(n: u64) -> String {
    match n {
        0..1_000 => n.to_string(),
        1_000..1_000_000 => format!("{:.0} k", n as f64 / 1e3),
        _ => format!("{:.1} M", n as f64 / 1e6),
    }
}
