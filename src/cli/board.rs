//! The board as text and as JSON, from the same functions as the wallboard.

use crate::floor::{At, Floor, Level, Stage};
use crate::measure::Period;
use crate::ui::format;
use crate::view::made::{Look, board_figures, wallboard};
use crate::view::{BoardFigures, FloorKind, Measured, Snapshot, Wallboard};
use jiff::tz::TimeZone;
use serde::Serialize;

/// The board's figures. The names are a promise; more may be added.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BoardJson {
    /// The moment, RFC 3339 in UTC.
    pub at: String,
    /// Which part of the facts median, p90 and the ratios are of: `last 60 min`, `today` or `all time`; null when they are
    /// not all of the same.
    pub period: Option<&'static str>,
    /// Customers who wait for a first response.
    pub waiting: usize,
    /// Customers who were answered before and wait again.
    pub waiting_again: usize,
    /// How long the one has waited who has waited longest; null when nobody waits.
    pub oldest_secs: Option<u32>,
    /// The period of median, p90 and count of first responses.
    pub first_response_period: &'static str,
    /// Half of the first responses of the period came faster; null without any.
    pub first_response_median_secs: Option<Secs>,
    /// Nine in ten came faster.
    pub first_response_p90_secs: Option<Secs>,
    /// First responses of the period.
    pub first_responses: usize,
    /// The period of the share in time.
    pub within_target_period: &'static str,
    /// Of the conversations opened in the period whose promise is decided, the share answered in time.
    pub within_target_ratio: Option<f64>,
    /// The period of the share that got a response.
    pub response_rate_period: &'static str,
    /// Of the conversations opened in the period, the share that got a response.
    pub response_rate_ratio: Option<f64>,
    /// Agents who are available or away.
    pub agents_on_shift: usize,
    /// Conversations that are not resolved.
    pub open: usize,
    /// Conversations waiting for a first response past their target.
    pub breached: usize,
    /// Waiting customers whose conversation nobody has.
    pub unowned: usize,
    /// Conversations opened in the period.
    pub opened: usize,
    /// All conversations.
    pub conversations: usize,
    /// All mentions.
    pub mentions: usize,
    /// Facts.
    pub facts: u64,
    /// The place in the log of the newest fact.
    pub revision: u64,
}

/// Seconds, whole when they are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Secs {
    /// Whole.
    Whole(u64),
    /// Somewhere between two.
    Part(f64),
}

impl From<f64> for Secs {
    fn from(secs: f64) -> Secs {
        // Interpolation leaves dust in the last digits of a double; a thousandth of a second is more than anybody asks for.
        let secs = (secs * 1000.0).round() / 1000.0;
        if secs.fract() == 0.0 { Secs::Whole(secs as u64) } else { Secs::Part(secs) }
    }
}

impl BoardJson {
    /// The figures over a period, or as the wallboard shows them, each of its own.
    pub fn of(figures: &BoardFigures, period: Option<Period>) -> BoardJson {
        let Measured { response, within, rate } =
            period.map_or_else(|| figures.as_shown(), |period| figures.over(period));
        let is_one = response.period == within.period && within.period == rate.period;
        BoardJson {
            at: figures.at.to_string(),
            period: is_one.then(|| response.period.word()),
            waiting: figures.waiting,
            waiting_again: figures.waiting_again,
            oldest_secs: figures.oldest_secs,
            first_response_period: response.period.word(),
            first_response_median_secs: response.median_secs.map(Secs::from),
            first_response_p90_secs: response.p90_secs.map(Secs::from),
            first_responses: response.answered,
            within_target_period: within.period.word(),
            within_target_ratio: within.ratio(),
            response_rate_period: rate.period.word(),
            response_rate_ratio: rate.ratio(),
            agents_on_shift: figures.agents_on_shift,
            open: figures.open,
            breached: figures.breached,
            unowned: figures.unowned,
            opened: rate.opened,
            conversations: figures.conversations,
            mentions: figures.mentions,
            facts: figures.facts,
            revision: figures.revision,
        }
    }
}

/// The board of now, as `board` and `headless` print it and as a running floor answers it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct BoardNow {
    #[serde(flatten)]
    pub(super) board: BoardJson,
    /// Whether it is that of an invented day.
    pub(super) rehearsal: bool,
    /// What is wrong underneath, in words; null when nothing is.
    pub(super) trouble: Option<String>,
}

impl BoardNow {
    /// The board of a floor that runs; `None` where it is not for whoever sits at its desk.
    pub(super) fn of(snapshot: &Snapshot, period: Option<Period>) -> Option<BoardNow> {
        Some(BoardNow {
            board: BoardJson::of(snapshot.board.as_deref()?, period),
            rehearsal: matches!(snapshot.floor, FloorKind::Rehearsal { .. }),
            trouble: snapshot.trouble.clone(),
        })
    }
}

/// The figures of a floor at a moment, over a period.
pub fn board_json(floor: &Floor, now: At, zone: &TimeZone, period: Period) -> BoardJson {
    BoardJson::of(&board_figures(floor, now, zone), Some(period))
}

/// The wallboard of a floor, without the customers' words.
pub fn wordless(floor: &Floor, now: At, zone: &TimeZone) -> Wallboard {
    wallboard(&mut Look {
        floor,
        now,
        zone,
        goal_ratio: 0.8,
        words: &mut |_| String::new(),
        because: &|_, _| Vec::new(),
    })
}

fn duration(secs: Option<u32>) -> String {
    match secs {
        None => "none".into(),
        Some(s) if s < 60 => format!("{s} s"),
        // Begun minutes are not counted, as on the wallboard.
        Some(s) if s < 2 * 3600 => format!("{} min", s / 60),
        Some(s) if s < 48 * 3600 => format!("{} h {:02} min", s / 3600, s % 3600 / 60),
        Some(s) => format!("{} days", s / 86_400),
    }
}

fn percent(ratio: Option<f64>) -> String {
    ratio.map_or("none".into(), |r| format!("{:.0} %", r * 100.0))
}

/// The board as text, for a terminal of 80 columns.
pub fn board_text(board: &Wallboard, title: &str, at: At, zone: &TimeZone) -> String {
    let clock = at.timestamp().to_zoned(zone.clone());
    let mut lines = vec![format!("{title} · {}", clock.strftime("%a %-d %b %Y %H:%M:%S"))];
    lines.push("─".repeat(72));
    let tile = |name: &str, value: String, detail: String| format!("{name:<26}{value:>12}   {detail}");
    let again = match board.waiting_again {
        0 => String::new(),
        n => format!(", {n} more wait again"),
    };
    lines.push(tile(
        "Waiting for first response",
        board.waiting.to_string(),
        format!("{} past target{again}", board.breached),
    ));
    let oldest = board.oldest.as_ref();
    lines.push(tile(
        "Oldest waiting",
        duration(oldest.map(|o| o.age_secs)),
        oldest.map(|o| format!("{} · {}", o.author, o.channel)).unwrap_or_default(),
    ));
    let response = &board.first_response;
    lines.push(tile(
        "First response, median",
        duration(response.median_secs),
        format!("p90 {}, {}, {} answered", duration(response.p90_secs), response.period.word(), response.answered),
    ));
    let within = &board.within_target;
    lines.push(tile(
        "Within target",
        percent(within.ratio()),
        format!(
            "{} of {} {}, goal {}",
            within.within,
            within.of,
            within.period.word(),
            percent(Some(within.goal_ratio))
        ),
    ));
    let rate = &board.response_rate;
    lines.push(tile(
        "Response rate",
        percent(rate.ratio()),
        format!("{} of {} {}", rate.answered, rate.opened, rate.period.word()),
    ));
    let agents = &board.agents;
    lines.push(tile(
        "Agents on shift",
        format!("{} of {}", agents.on_shift, agents.team),
        format!("{} handling, {} free, {} away", agents.handling, agents.free, agents.away),
    ));
    if !board.channels.is_empty() {
        lines.push(String::new());
        lines.push(format!("{:<26}{:>12}   {:>11}   {:>12}", "Channel", "waiting", "past target", "p90"));
        for row in &board.channels {
            let p90 = duration(row.p90_secs);
            lines.push(format!("{:<26}{:>12}   {:>11}   {p90:>12}", row.name, row.waiting, row.breached));
        }
    }
    lines.extend(triage_lines(board));
    lines.join("\n")
}

/// What triage, the alerts and the forecast have to say; nothing where nobody read.
fn triage_lines(board: &Wallboard) -> Vec<String> {
    let mut lines = Vec::new();
    let funnel = &board.funnel;
    if funnel.raw > 0 {
        lines.push(String::new());
        lines.push(format!(
            "Triage: {} mentions, {} spam, {} copies, {} not about us, {} to watch, {} to answer",
            funnel.raw,
            funnel.at(Stage::Spam),
            funnel.at(Stage::Copy),
            funnel.at(Stage::Elsewhere),
            funnel.at(Stage::Quiet),
            funnel.at(Stage::Actionable),
        ));
    }
    if !board.mode.words.is_empty() {
        lines.push(board.mode.words.clone());
    }
    for alert in &board.channel_alerts {
        lines.push(format!("Alert: {}", alert.words));
    }
    for card in &board.viral {
        let spread = &card.spread;
        let level = card.alert.as_ref().map_or("no alert", |alert| match alert.level {
            Level::Alarm => "alarm",
            Level::Watch => "watch",
        });
        lines.push(String::new());
        lines.push(format!("Viral risk, {level}: {} on {}, {}", card.author, card.channel, {
            card.owner.as_deref().unwrap_or("unowned")
        }));
        let (reach, what) =
            (spread.reach_6h, if spread.is_forecast { "reach" } else { "people joining, by speed only," });
        lines.push(format!(
            "  forecast {what} {} in 6 h ({}), R {:.1} {}",
            format::people(reach.mid),
            format::band(reach.low, reach.high),
            spread.r.mid,
            spread.growth
        ));
    }
    lines
}
