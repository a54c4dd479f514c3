//! What must be known before anything else, in a strip under the head: in what order the floor serves when that is not
//! the usual one, and which channel is far too busy or too quiet.

use super::kit::{self, Brush};
use super::{BoardWish, viral};
use crate::floor::{AlertId, Level};
use crate::ui::format;
use crate::ui::widget::Tone;
use crate::view::{AlertRow, Snapshot};
use egui::{CornerRadius, Pos2, Rect, Stroke, StrokeKind, Ui};

/// Side by side; more do not fit, and the rest stands on the alerts' own screen in time.
const NOTICES_MAX: usize = 3;
/// From so many percent of so many closed on, the skill gap is a notice.
const SKILL_GAP_PCT: u32 = 10;
const SKILL_GAP_OF_MIN: u32 = 10;

/// One thing to know.
pub struct Notice {
    /// What is read first.
    strong: String,
    /// What stands behind it.
    rest: String,
    about: String,
    tone: Tone,
    /// The alert that it is, and whether somebody has seen it.
    alert: Option<(AlertId, bool)>,
    blinks: bool,
}

/// What there is to know now, gravest first.
pub fn of(snapshot: &Snapshot) -> Vec<Notice> {
    let board = &snapshot.wallboard;
    let mode = board.mode.priority_since.map(|since| {
        let words = &board.mode.words;
        let load = words.split_once(": ").map_or("", |(_, rest)| rest);
        let load = load.split_once(", ").map_or(load, |(load, _)| load);
        let load = if load.is_empty() { String::new() } else { format!(" ({load})") };
        Notice {
            strong: format!("PRIORITY MODE since {}{load}", format::clock(since, &snapshot.zone)),
            rest: board.mode.saved.clone(),
            about: format!(
                "{words}.\nMore comes in than the agents on shift can answer, so the floor serves by what waiting \
                 costs and no longer by who came first. It ends by itself when the load falls.\n{}",
                board.mode.saved
            ),
            tone: Tone::Watch,
            alert: None,
            blinks: false,
        }
    });
    let alerts = board.channel_alerts.iter().map(|alert| channel(snapshot, alert));
    let raised = raised(snapshot);
    mode.into_iter()
        .chain(raised)
        .chain(alerts)
        .chain(claims(snapshot))
        .chain(skill_gap(snapshot))
        .take(NOTICES_MAX)
        .collect()
}

/// How much of today was closed by somebody without the skill that it takes, when that is worth a look.
fn skill_gap(snapshot: &Snapshot) -> Option<Notice> {
    let gap = snapshot.wallboard.skill_gap;
    let share = gap.without * 100 / gap.closed.max(1);
    if !gap.demanded || gap.closed < SKILL_GAP_OF_MIN || share < SKILL_GAP_PCT {
        return None;
    }
    Some(Notice {
        strong: format!("{share} % without the skill"),
        rest: format!("{} of {} closed today", gap.without, gap.closed),
        about: format!(
            "Of {} conversations that were closed today by who had them, {} were closed by somebody who does not have \
             the skill that the settings demand for them. It is shown from {SKILL_GAP_PCT} % on.",
            gap.closed, gap.without
        ),
        tone: Tone::Watch,
        alert: None,
        blinks: false,
    })
}

/// What is raised and nobody has acknowledged, and an incident that holds the automatic answers still.
fn raised(snapshot: &Snapshot) -> Option<Notice> {
    let all = &snapshot.escalations;
    if all.unacknowledged == 0 && all.frozen.is_none() {
        return None;
    }
    let next = all.next_due.map(|due| format!("the next by {}", format::clock(due, &snapshot.zone)));
    let alarms = (all.alarms > 0).then(|| format!("{} past the last rung", format::count(all.alarms)));
    let frozen = all.frozen.as_ref().map(|frozen| {
        let call = if frozen.contact.is_empty() { String::new() } else { format!(", call {}", frozen.contact) };
        format!("automatic answers hold still{call}")
    });
    let strong = match all.frozen.as_ref() {
        Some(frozen) => format!("INCIDENT {}", frozen.title),
        None => format!("{} NOT ACKNOWLEDGED", format::count(all.unacknowledged)),
    };
    let count = format!("{} escalations open", format::count(all.open));
    let rest: Vec<String> = [frozen, alarms, next, Some(count)].into_iter().flatten().collect();
    Some(Notice {
        strong,
        rest: rest.join(" · "),
        about: "Raised to those above and taken by nobody yet. The escalations are on key 4.".to_owned(),
        tone: if all.alarms > 0 || all.frozen.is_some() { Tone::Breach } else { Tone::Watch },
        alert: None,
        blinks: false,
    })
}

/// Wrong claims that stand uncorrected.
fn claims(snapshot: &Snapshot) -> Option<Notice> {
    let (open, late, corrected) = snapshot.handoffs.claims;
    (open > 0).then(|| Notice {
        strong: format!("{} to correct in public", format::plural(open, "incorrect claim", "incorrect claims")),
        rest: format!("{late} past the target, {corrected} corrected today"),
        about: format!(
            "Conversations that people tagged as resting on a wrong claim. Each is to be put right within {}.",
            format::age(u64::from(snapshot.handoffs.correction_secs))
        ),
        tone: if late > 0 { Tone::Breach } else { Tone::Watch },
        alert: None,
        blinks: false,
    })
}

fn channel(snapshot: &Snapshot, alert: &AlertRow) -> Notice {
    let (first, rest) = alert.words.split_once(": ").unwrap_or((&alert.words, ""));
    let seen = alert.acknowledged || alert.snoozed_until.is_some();
    let state = viral::state_words(snapshot, alert);
    Notice {
        strong: first.to_owned(),
        rest: if rest.is_empty() { state.clone() } else { format!("{rest} · {state}") },
        about: format!(
            "{}.\nSeverity {} of 10, {state}, for {}.\n{}",
            alert.words,
            alert.severity,
            format::age(u64::from(alert.lasts_secs)),
            alert.false_alarms
        ),
        tone: if alert.level == Level::Alarm { Tone::Breach } else { Tone::Watch },
        alert: Some((alert.alert, seen)),
        blinks: viral::blinks(snapshot, alert),
    }
}

/// Draws them side by side.
pub fn notices_ui(
    ui: &Ui,
    brush: &Brush,
    rect: Rect,
    snapshot: &Snapshot,
    notices: &[Notice],
    wishes: &mut Vec<BoardWish>,
) {
    let gap = brush.px(12.0).max(6.0);
    let count = notices.len().max(1) as f32;
    let width = (rect.width() - gap * (count - 1.0)) / count;
    for (place, notice) in notices.iter().enumerate() {
        let left = rect.left() + (width + gap) * place as f32;
        let one = Rect::from_min_max(Pos2::new(left, rect.top()), Pos2::new(left + width, rect.bottom()));
        notice_ui(ui, &brush.within(one), one, place, notice, snapshot, wishes);
    }
}

fn notice_ui(
    ui: &Ui,
    brush: &Brush,
    rect: Rect,
    place: usize,
    notice: &Notice,
    snapshot: &Snapshot,
    wishes: &mut Vec<BoardWish>,
) {
    let (ink, ground) = notice.tone.colors(brush.t);
    let radius = CornerRadius::same(brush.radius());
    brush.painter.rect_filled(rect, radius, ground);
    if !notice.blinks || viral::lit(ui) {
        let edge = Stroke::new(brush.px(1.5).max(1.0), ink);
        brush.painter.rect_stroke(rect, radius, edge, StrokeKind::Inside);
    }
    let name = format!("{}. {}", notice.strong, notice.rest);
    kit::named(ui, rect, ("notice", place), &name, &notice.about);
    let mut right = rect.right() - brush.px(12.0).max(8.0);
    if let (Some((alert, false)), true) = (notice.alert, viral::is_now(snapshot)) {
        right = buttons_ui(ui, brush, rect, right, alert, &notice.strong, wishes);
    }
    let mid = rect.center().y;
    let left = rect.left() + brush.px(14.0).max(9.0);
    let at = Pos2::new(left, mid - brush.line(14.0) / 2.0);
    let strong = brush.cut(at, right - left, &notice.strong, brush.strong(14.0), ink);
    let from = strong.right() + brush.px(14.0).max(8.0);
    if right - from > brush.size(13.0) * 6.0 {
        let at = Pos2::new(from, mid - brush.line(13.0) / 2.0);
        brush.cut(at, right - from, &notice.rest, brush.regular(13.0), brush.t.text);
    }
}

/// Acknowledge and snooze at the right; gives where they begin.
fn buttons_ui(
    ui: &Ui,
    brush: &Brush,
    rect: Rect,
    right: f32,
    alert: AlertId,
    about: &str,
    wishes: &mut Vec<BoardWish>,
) -> f32 {
    let choices = [
        ("Snooze 15 min", "Quiet for 15 minutes", BoardWish::Snooze(alert)),
        ("Acknowledge", "Somebody has seen it", BoardWish::Acknowledge(alert)),
    ];
    let mut right = right;
    for (words, hint, wish) in choices {
        let size = kit::small_button_size(brush, words);
        let at = Pos2::new(right - size.x, rect.center().y - size.y / 2.0);
        if kit::small_button(ui, brush, at, words, (words, alert), &format!("{words}: {about}"), hint) {
            wishes.push(wish);
        }
        right = at.x - brush.px(8.0).max(5.0);
    }
    right - brush.px(6.0)
}
