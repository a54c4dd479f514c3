//! The timeline of an incident: its trail and what its conversations tell, in order, with the silo that had it then.

use super::escalations::{card_of, title_of};
use crate::floor::escalation::{Escalation, Line, Raiser, Stretch, What, Why};
use crate::floor::{Actor, AgentId, At, ConversationId, EscalationId, Floor, Level};
use crate::limits;
use crate::triage::personal;
use crate::view::{Timeline, TimelineLine};
use jiff::tz::TimeZone;

/// Conversations whose own lines are told one by one.
const LINKED_TOLD_MAX: usize = 50;
/// Lines of one conversation.
const MENTIONS_TOLD_MAX: usize = 40;

/// Everything that happened to an escalation up to now; `None` when it is not remembered.
pub fn of(floor: &Floor, id: EscalationId, now: At) -> Option<Timeline> {
    let row = floor.escalations().get(id)?;
    let until = row.now.resolved_at.unwrap_or(now);
    let stretches = row.stretches(until);
    let mut told: Vec<(At, String)> = Vec::new();
    for conversation in row.now.linked.iter().take(LINKED_TOLD_MAX) {
        conversation_lines(floor, *conversation, until, &mut told);
    }
    for line in &row.trail {
        // What people type may hold a number that is nobody's business.
        told.push((line.at, personal::mask(&words(floor, row, line))));
    }
    told.sort_by_key(|(at, _)| *at);
    let over = told.len().saturating_sub(limits::TIMELINE_LINES_MAX);
    let card = card_of(floor, id, row, String::new(), now);
    let rows = told.into_iter().skip(over).map(|(at, what)| placed(floor, &card.lanes, &stretches, at, what)).collect();
    let left_out = over + row.left_out as usize + row.now.linked.len().saturating_sub(LINKED_TOLD_MAX);
    Some(Timeline { title: title_of(floor, row), card, rows, left_out })
}

fn placed(floor: &Floor, lanes: &[crate::view::LaneTime], stretches: &[Stretch], at: At, what: String) -> TimelineLine {
    let stretch = stretches.iter().rev().find(|s| s.from <= at);
    let lane = stretch.map_or_else(|| "Queue".to_owned(), |s| s.lane.clone());
    let owner = stretch.and_then(|s| s.owner).map(|a| name(floor, a)).unwrap_or_default();
    let place = stretch.and_then(|s| lanes.iter().position(|l| l.lane == s.lane));
    TimelineLine { at, what, lane, owner, place }
}

/// When a conversation arrived, and what we answered in it.
fn conversation_lines(floor: &Floor, id: ConversationId, until: At, told: &mut Vec<(At, String)>) {
    let Some(c) = floor.conversation(id) else { return };
    let author = floor.authors().get(c.author).map_or("", |a| &*a.name);
    let channel = floor.channel(c.channel).map_or("", |ch| ch.name.as_str());
    let handle = floor.handle(c.handle).map_or("", |h| h.name.as_str());
    told.push((c.opened_at, format!("{author} wrote on {channel} {handle}")));
    let thread = floor.thread(id);
    for mention in thread.iter().skip(1).take(MENTIONS_TOLD_MAX) {
        let Some(m) = floor.mentions().get(*mention).filter(|m| m.at <= until) else { continue };
        let writer = floor.authors().get(m.author);
        let public = !c.has(crate::floor::conversation::PRIVATE);
        let words = match writer.filter(|w| w.ours) {
            Some(_) => {
                let place = if public { "in public" } else { "in private" };
                match m.agent().map(|a| name(floor, a)) {
                    Some(agent) => format!("answered {place} by {agent}"),
                    None => format!("answered {place}"),
                }
            }
            None if m.author == c.author => format!("{author} wrote again"),
            None => format!("{} joined in", writer.map_or("somebody", |w| &*w.name)),
        };
        told.push((m.at, words));
    }
    let rest = thread.len().saturating_sub(MENTIONS_TOLD_MAX + 1);
    if rest > 0 {
        told.push((c.touched_at.min(until), format!("{author}: {rest} more mentions")));
    }
}

pub(super) fn name(floor: &Floor, agent: AgentId) -> String {
    floor.agent(agent).map_or_else(|| "somebody who left".to_owned(), |a| a.name.clone())
}

fn rung(row: &Escalation, place: u8) -> String {
    let name = row.ladder.rungs.get(usize::from(place)).map_or("", |r| r.name.as_str());
    format!("L{} {name}", place + 1)
}

fn why(why: &Why) -> String {
    match why {
        Why::Time => "nobody acknowledged in time".into(),
        Why::Nobody => "nobody was on duty".into(),
        Why::Hand(words) if words.is_empty() => "moved by hand".into(),
        Why::Hand(words) => words.clone(),
    }
}

fn people(n: u64) -> String {
    match n {
        0..1_000 => n.to_string(),
        1_000..1_000_000 => format!("{:.0} k", n as f64 / 1e3),
        _ => format!("{:.1} M", n as f64 / 1e6),
    }
}

/// A line of the trail in words.
pub(super) fn words(floor: &Floor, row: &Escalation, line: &Line) -> String {
    let linked = |n: usize| if n == 1 { "1 conversation linked".into() } else { format!("{n} conversations linked") };
    match &line.what {
        What::Reason { by, words } => {
            let by = match by {
                Raiser::Desk if line.by == Actor::Floor => "the floor".to_owned(),
                Raiser::Desk => "the desk".to_owned(),
                Raiser::Agent(agent) => name(floor, *agent),
                Raiser::Rule(n) => {
                    let rule = floor.escalations().rules().get(n).map_or("a rule", |r| r.name.as_str());
                    format!("rule “{rule}”")
                }
            };
            if words.is_empty() { format!("raised by {by}") } else { format!("raised by {by}: {words}") }
        }
        What::Rung { to, why: because, .. } => format!("→ {} · {}", rung(row, *to), why(because)),
        What::LadderEnded { why: because } => format!("the ladder ended, the alarm burns · {}", why(because)),
        What::Taken { agent } => format!("{} took it", name(floor, *agent)),
        What::Status { words } => words.clone(),
        What::HandedOff { to } => format!("handed off: {to}"),
        What::GivenBack { off_duty: true, .. } => "its owner went off duty; it waits again".into(),
        What::GivenBack { off_duty: false, .. } => "given back; it waits again".into(),
        What::Ticked { step, done, by } => {
            let words = row.now.steps.get(usize::from(*step)).map_or("a step", |s| s.words.as_str());
            let by = by.map(|a| format!(" by {}", name(floor, a))).unwrap_or_default();
            if *done { format!("done{by}: {words}") } else { format!("not done after all: {words}") }
        }
        What::Linked { conversations } => linked(conversations.len()),
        What::Unlinked { .. } => "1 conversation unlinked".into(),
        What::Noted { words } => format!("note: {words}"),
        What::Reach { level, figure, .. } => {
            let level = if *level == Level::Alarm { "alarm" } else { "watch" };
            format!("viral {level}: {} people within six hours", people(*figure))
        }
        What::Incident { on: true, contact } if contact.is_empty() => {
            "Incident mode on: automatic answers hold still".into()
        }
        What::Incident { on: true, contact } => {
            format!("Incident mode on: automatic answers hold still; call {contact}")
        }
        What::Incident { on: false, .. } => "Incident mode off".into(),
        What::ClockBack { .. } => "the clock of this computer went back; the time of the rung runs anew".into(),
        What::Resolved { reason } if reason.is_empty() => "taken back".into(),
        What::Resolved { reason } => format!("resolved: {reason}"),
        What::Reopened { .. } => "opened again".into(),
        What::TakenBack => "the decision before was taken back".into(),
    }
}

/// A field of a CSV file: in quotes where it must be, and never a formula for a spreadsheet.
fn field(words: &str) -> String {
    let words = words.replace(['\n', '\r'], " ");
    let guarded = if words.starts_with(['=', '+', '-', '@', '\t']) { format!("'{words}") } else { words };
    if guarded.contains([',', '"']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

/// The timeline as a table: moment (UTC), silo, owner, what.
pub fn csv(timeline: &Timeline) -> String {
    let mut out = String::from("at,lane,owner,what\r\n");
    for row in &timeline.rows {
        let line = [row.at.to_string(), field(&row.lane), field(&row.owner), field(&row.what)].join(",");
        out.push_str(&line);
        out.push_str("\r\n");
    }
    out
}

/// The timeline as a text to read and to send on, in the zone of the desk.
pub fn markdown(timeline: &Timeline, zone: &TimeZone) -> String {
    let clock = |at: At| at.timestamp().to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string();
    // A bar ends a cell, and a line break the row.
    let cell = |words: &str| words.replace('|', "\\|").replace(['\n', '\r'], " ");
    let card = &timeline.card;
    let mut out = format!("# {}\n\n", cell(&timeline.title));
    out.push_str(&format!("- Kind: {}\n- Raised: {}\n", card.trouble.word(), clock(card.raised_at)));
    if let Some(at) = card.resolved_at {
        out.push_str(&format!("- Resolved: {}\n", clock(at)));
    }
    out.push_str(&format!("- Conversations: {}\n", card.linked));
    out.push_str("\n| Silo | Minutes | Owners |\n|---|---:|---|\n");
    for lane in &card.lanes {
        let owners = lane.owners.join(", ");
        out.push_str(&format!("| {} | {:.1} | {} |\n", cell(&lane.lane), f64::from(lane.secs) / 60.0, cell(&owners)));
    }
    out.push_str("\n| When | Silo | Owner | What |\n|---|---|---|---|\n");
    for row in &timeline.rows {
        let [lane, owner, what] = [&row.lane, &row.owner, &row.what].map(|words| cell(words));
        out.push_str(&format!("| {} | {lane} | {owner} | {what} |\n", clock(row.at)));
    }
    if timeline.left_out > 0 {
        out.push_str(&format!("\n{} lines are left out here; the log holds them.\n", timeline.left_out));
    }
    out
}
