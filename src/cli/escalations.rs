//! The escalations at the command line, and their timelines in files.

use super::export::whole;
use super::{Failure, own_floor, say, say_json};
use crate::clock;
use crate::config::Home;
use crate::floor::escalation::{Escalation, Progress};
use crate::floor::{AgentId, At, EscalationId, Floor};
use crate::view::{Timeline, timeline};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;

/// Lists the escalations, or tells or writes the timeline of one.
pub(super) fn escalations(home: &Home, of: Option<u32>, file: Option<&Path>, as_json: bool) -> Result<(), Failure> {
    let own = own_floor(home)?;
    let floor = own.engine.floor();
    let now = clock::now();
    let told = match of {
        Some(number) => {
            let line = timeline::of(floor, EscalationId(number), now);
            Some(line.ok_or_else(|| format!("there is no escalation {number}, or it is long over"))?)
        }
        None => None,
    };
    match (told, file) {
        (Some(told), Some(file)) => write_timeline(&told, file, as_json),
        (None, Some(file)) => write_list(floor, file, now, as_json),
        (Some(told), None) if as_json => say_json(&timeline_json(&told)),
        (Some(told), None) => {
            say(&timeline::markdown(&told, &super::commands::zone()));
            Ok(())
        }
        (None, None) => list(floor, now, as_json),
    }
}

fn progress(row: &Escalation) -> &'static str {
    match row.now.progress {
        Progress::Raised if row.now.ended => "alarm",
        Progress::Raised => "not acknowledged",
        Progress::Acknowledged => "acknowledged",
        Progress::Working => "working",
        Progress::HandedOff => "handed off",
        Progress::Resolved => "resolved",
    }
}

fn name(floor: &Floor, agent: AgentId) -> String {
    floor.agent(agent).map(|a| a.name.clone()).unwrap_or_default()
}

fn rung(row: &Escalation) -> String {
    let name = row.ladder.rungs.get(usize::from(row.now.rung)).map_or("", |r| r.name.as_str());
    format!("L{} {name}", row.now.rung + 1)
}

fn row_json(floor: &Floor, id: EscalationId, row: &Escalation, now: At) -> Value {
    let told = timeline::of(floor, id, now);
    let lanes: Vec<Value> = told
        .as_ref()
        .map(|t| t.card.lanes.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|l| json!({ "lane": l.lane, "secs": l.secs, "owners": l.owners }))
        .collect();
    json!({
        "escalation": id.0,
        "title": told.map(|t| t.title).unwrap_or_default(),
        "kind": row.trouble.word(),
        "state": progress(row),
        "rung": rung(row),
        "owner": row.now.owner.map(|a| name(floor, a)),
        "acknowledge_by": row.now.due.map(|at| at.to_string()),
        "raised_at": row.raised_at.to_string(),
        "resolved_at": row.now.resolved_at.map(|at| at.to_string()),
        "conversations": row.now.linked.len(),
        "steps_done": row.steps_done(),
        "steps": row.now.steps.len(),
        "incident": row.now.incident,
        "lanes": lanes,
    })
}

fn list(floor: &Floor, now: At, as_json: bool) -> Result<(), Failure> {
    let store = floor.escalations();
    let resolved: Vec<_> = store.resolved_since(At::FIRST).collect();
    if as_json {
        let rows: Vec<Value> = store.open().chain(resolved).map(|(id, row)| row_json(floor, id, row, now)).collect();
        let frozen = store.frozen_by().map(|(id, _)| id.0);
        return say_json(&json!({
            "open": store.open_count(),
            "not_acknowledged": store.unacknowledged_count(),
            "alarms": store.alarms().count(),
            "frozen_by": frozen,
            "escalations": rows,
        }));
    }
    say(&format!("{} open, {} not acknowledged", store.open_count(), store.unacknowledged_count()));
    for (id, row) in store.open() {
        let owner = row.now.owner.map(|a| name(floor, a)).unwrap_or_default();
        let title = timeline::of(floor, id, now).map(|t| t.title).unwrap_or_default();
        say(&format!("{:>5}  {:<24} {:<18} {:<16} {title}", id.0, rung(row), progress(row), owner));
    }
    Ok(())
}

fn timeline_json(told: &Timeline) -> Value {
    let rows: Vec<Value> = told
        .rows
        .iter()
        .map(|r| json!({ "at": r.at.to_string(), "lane": r.lane, "owner": r.owner, "what": r.what }))
        .collect();
    json!({ "title": told.title, "rows": rows, "left_out": told.left_out })
}

fn write_timeline(told: &Timeline, file: &Path, as_json: bool) -> Result<(), Failure> {
    let text = match file.extension().and_then(|e| e.to_str()) {
        Some("csv") => timeline::csv(told),
        Some("md") => timeline::markdown(told, &super::commands::zone()),
        _ => return Err("a timeline is written to a file that ends in .md or .csv".into()),
    };
    let lines = told.rows.len() as u64;
    let count = whole(file, |to| {
        to.write_all(text.as_bytes())?;
        Ok(lines)
    })?;
    written(file, count, "lines", as_json)
}

fn write_list(floor: &Floor, file: &Path, now: At, as_json: bool) -> Result<(), Failure> {
    if file.extension().and_then(|e| e.to_str()) != Some("csv") {
        return Err("the list is written to a file that ends in .csv".into());
    }
    let store = floor.escalations();
    let count = whole(file, |to| {
        let mut csv = csv::Writer::from_writer(to);
        csv.write_record([
            "escalation",
            "title",
            "kind",
            "state",
            "rung",
            "owner",
            "raised_at",
            "resolved_at",
            "conversations",
        ])?;
        let mut count = 0;
        for (id, row) in &store.parts().rows {
            csv.write_record([
                id.0.to_string(),
                timeline::of(floor, *id, now).map(|t| t.title).unwrap_or_default(),
                row.trouble.word().to_owned(),
                progress(row).to_owned(),
                rung(row),
                row.now.owner.map(|a| name(floor, a)).unwrap_or_default(),
                row.raised_at.to_string(),
                row.now.resolved_at.map(|at| at.to_string()).unwrap_or_default(),
                row.now.linked.len().to_string(),
            ])?;
            count += 1;
        }
        csv.flush()?;
        Ok(count)
    })?;
    written(file, count, "escalations", as_json)
}

fn written(file: &Path, count: u64, what: &str, as_json: bool) -> Result<(), Failure> {
    if as_json {
        return say_json(&json!({ "file": file.display().to_string(), "what": what, "count": count }));
    }
    say(&format!("{count} {what} written to {}", file.display()));
    Ok(())
}
