//! The screen of escalations from the floor.

use super::timeline::{self, name};
use super::{Look, spread};
use crate::floor::escalation::{Escalation, Ladder, Muted, Progress, Stretch, What, Why};
use crate::floor::{AgentId, At, Conversation, EscalationId, Floor};
use crate::limits;
use crate::triage::personal;
use crate::view::{
    EscalationCard, EscalationDetail, EscalationSetup, Escalations, Frozen, LaneTime, LinkedLine, RuleLine, RungColumn,
    RungLine, RungState, StepLine,
};
use std::collections::BTreeMap;

/// Characters of a customer's words that make a title.
const TITLE_CHARS: usize = 80;

/// All of it; `chosen` is the escalation that is looked at.
pub fn escalations(look: &mut Look<'_>, chosen: Option<EscalationId>) -> Escalations {
    let (floor, now) = (look.floor, look.now);
    let store = floor.escalations();
    let day_began = day_began(look);
    let mut columns = columns(floor, now);
    let mut handed_off = (Vec::new(), 0);
    let ordered = store.alarms().chain(store.waiting()).chain(store.open().filter(|(_, r)| !r.is_unacknowledged()));
    for (id, row) in ordered {
        let (cards, left_out) = match row.now.progress {
            Progress::HandedOff => (&mut handed_off.0, &mut handed_off.1),
            _ => {
                let column = column_of(&mut columns, row);
                (&mut column.cards, &mut column.left_out)
            }
        };
        if cards.len() < limits::ESCALATIONS_SHOWN_MAX {
            let title = title(look, row);
            cards.push(card_of(floor, id, row, title, now));
        } else {
            *left_out += 1;
        }
    }
    let resolved_today = store.resolved_since(day_began).count();
    let resolved = store.resolved_since(day_began).take(limits::ESCALATIONS_SHOWN_MAX);
    let resolved = resolved.map(|(id, row)| card_of(floor, id, row, title(look, row), now)).collect();
    let chosen = chosen.and_then(|id| detail(look, id));
    let frozen = store.frozen_by().map(|(escalation, row)| Frozen {
        escalation,
        title: title(look, row),
        contact: row.now.contact.clone(),
    });
    let setup = setup(floor, now);
    Escalations {
        columns,
        handed_off: handed_off.0,
        handed_off_left_out: handed_off.1,
        resolved,
        open: store.open_count(),
        unacknowledged: store.unacknowledged_count(),
        alarms: store.alarms().count(),
        resolved_today,
        next_due: store.waiting().next().and_then(|(_, row)| row.now.due),
        chosen,
        warnings: warnings(floor, &setup),
        setup,
        frozen,
    }
}

/// The first second of today, where the desk is.
fn day_began(look: &Look<'_>) -> At {
    let today = look.now.timestamp().to_zoned(look.zone.clone());
    today.start_of_day().ok().and_then(|t| At::from_timestamp(t.timestamp())).unwrap_or(At::FIRST)
}

fn columns(floor: &Floor, now: At) -> Vec<RungColumn> {
    let ladder = floor.escalations().ladders().into_iter().next().map(|(_, l)| l).unwrap_or_default();
    let rung = |(i, rung): (usize, &crate::floor::escalation::Rung)| RungColumn {
        label: format!("L{}", i + 1),
        name: rung.name.clone(),
        ack_secs: rung.ack_secs,
        on_duty: floor.on_rung(rung, now).len(),
        cards: Vec::new(),
        left_out: 0,
    };
    ladder.rungs.iter().enumerate().map(rung).collect()
}

/// The column of a rung. One that runs on another ladder, or on an earlier one, gets a column of its own.
fn column_of<'a>(columns: &'a mut Vec<RungColumn>, row: &Escalation) -> &'a mut RungColumn {
    let rung = row.ladder.rungs.get(usize::from(row.now.rung));
    let name = rung.map_or("", |r| r.name.as_str());
    let place = columns.iter().position(|c| c.name == name).unwrap_or_else(|| {
        columns.push(RungColumn {
            label: format!("L{}", row.now.rung + 1),
            name: name.to_owned(),
            ack_secs: rung.map_or(0, |r| r.ack_secs),
            on_duty: 0,
            cards: Vec::new(),
            left_out: 0,
        });
        columns.len() - 1
    });
    &mut columns[place]
}

fn lead<'a>(floor: &'a Floor, row: &Escalation) -> Option<&'a Conversation> {
    row.now.linked.first().and_then(|id| floor.conversation(*id))
}

/// Its own title, or what its customer wrote.
fn title(look: &mut Look<'_>, row: &Escalation) -> String {
    if !row.title.is_empty() {
        return personal::mask(&row.title);
    }
    let Some(c) = lead(look.floor, row) else { return row.trouble.word().to_owned() };
    let words = personal::mask(&look.written(c.first_mention));
    let line = words.split_whitespace().filter(|w| !w.starts_with('@')).collect::<Vec<_>>().join(" ");
    if line.is_empty() { title_of(look.floor, row) } else { line.chars().take(TITLE_CHARS).collect() }
}

/// Its own title, or whom it is about, where no words are at hand.
pub(super) fn title_of(floor: &Floor, row: &Escalation) -> String {
    if !row.title.is_empty() {
        return personal::mask(&row.title);
    }
    let author = lead(floor, row).and_then(|c| floor.authors().get(c.author)).map(|a| a.name.to_string());
    author.map_or_else(|| row.trouble.word().to_owned(), |author| format!("{author}, {}", row.trouble.word()))
}

pub(super) fn card_of(floor: &Floor, id: EscalationId, row: &Escalation, title: String, now: At) -> EscalationCard {
    let c = lead(floor, row);
    let of = row.now.linked.first().copied();
    let author = c.and_then(|c| floor.authors().get(c.author));
    let carried = of.and_then(|id| floor.spread_of(id)).map_or(0, |s| s.reach);
    let r = of.zip(c).and_then(|(id, c)| spread::spread(floor, id, c, now));
    let owed = c.and_then(|c| c.first_response_due.or(c.resolution_due));
    EscalationCard {
        escalation: id,
        title,
        author: author.map(|a| a.name.to_string()).unwrap_or_default(),
        channel: c.and_then(|c| floor.channel(c.channel)).map(|ch| ch.name.clone()).unwrap_or_default(),
        reach: author.and_then(|a| a.followers()).map(|n| u64::from(n) + carried).or((carried > 0).then_some(carried)),
        progress: row.now.progress,
        owner: row.now.owner.map(|a| (a, name(floor, a))),
        status: personal::mask(&row.now.status),
        due: row.now.due,
        alarm: row.is_alarm(),
        target: owed,
        r: r.map(|s| ((s.r.mid * 10.0).round() as u32, s.growth)),
        linked: row.now.linked.len(),
        steps: (row.steps_done(), row.now.steps.len()),
        trouble: row.trouble,
        incident: row.now.incident,
        raised_at: row.raised_at,
        resolved_at: row.now.resolved_at,
        // What runs grows every second; by the minute it is the same figure for longer.
        lanes: lanes(floor, &row.stretches(row.now.resolved_at.unwrap_or(whole_minute(now)))),
    }
}

fn whole_minute(at: At) -> At {
    At::from_unix(at.unix() / 60 * 60).unwrap_or(at)
}

/// Stretches added up by silo, in the order in which it came there.
fn lanes(floor: &Floor, stretches: &[Stretch]) -> Vec<LaneTime> {
    let mut lanes: Vec<LaneTime> = Vec::new();
    for stretch in stretches {
        let place = lanes.iter().position(|l| l.lane == stretch.lane).unwrap_or_else(|| {
            lanes.push(LaneTime { lane: stretch.lane.clone(), secs: 0, owners: Vec::new() });
            lanes.len() - 1
        });
        let lane = &mut lanes[place];
        lane.secs = lane.secs.saturating_add(stretch.secs());
        if let Some(owner) = stretch.owner.map(|a| name(floor, a)).filter(|n| !lane.owners.contains(n)) {
            lane.owners.push(owner);
        }
    }
    lanes
}

fn detail(look: &mut Look<'_>, id: EscalationId) -> Option<EscalationDetail> {
    let (floor, now) = (look.floor, look.now);
    let row = floor.escalations().get(id)?;
    let title = title(look, row);
    let timeline = timeline::of(floor, id, now)?;
    let shown = limits::TIMELINE_SHOWN_MAX;
    let above = usize::from(row.now.rung) + 1;
    let linked = row.now.linked.iter().filter_map(|id| {
        let c = floor.conversation(*id)?;
        let author = floor.authors().get(c.author).map(|a| a.name.to_string()).unwrap_or_default();
        Some(LinkedLine { conversation: *id, author, channel: look.channel(c), state: c.state.word() })
    });
    let linked: Vec<LinkedLine> = linked.take(limits::ESCALATIONS_SHOWN_MAX).collect();
    let exposure = row.now.linked.iter().map(|id| floor.exposure_of(*id).value(whole_minute(now))).sum();
    let step = |s: &crate::floor::escalation::Step| StepLine {
        words: s.words.clone(),
        done: s.done.map(|(at, by)| (at, by.map(|a| name(floor, a)).unwrap_or_default())),
    };
    Some(EscalationDetail {
        card: card_of(floor, id, row, title, now),
        label: format!("L{}", row.now.rung + 1),
        ladder: ladder(floor, row, now),
        above: (above < row.ladder.rungs.len()).then(|| (above as u8, format!("L{}", above + 1))),
        steps: row.now.steps.iter().map(step).collect(),
        happened_left_out: timeline.left_out + timeline.rows.len().saturating_sub(shown),
        happened: timeline.rows.into_iter().rev().take(shown).collect(),
        linked_left_out: row.now.linked.len().saturating_sub(linked.len()),
        linked,
        exposure_secs: exposure,
        contact: row.now.contact.clone(),
        takers: takers(floor, row, now),
    })
}

/// The rungs of one escalation as they stand.
fn ladder(floor: &Floor, row: &Escalation, now: At) -> Vec<RungLine> {
    let mut left: BTreeMap<u8, (At, bool)> = BTreeMap::new();
    let mut at = 0;
    let mut taken = None;
    for line in &row.trail {
        let next = match &line.what {
            What::Rung { to, why, .. } => Some((*to, *why == Why::Nobody)),
            What::LadderEnded { why } => Some((row.now.rung, *why == Why::Nobody)),
            What::Taken { .. } => {
                taken = Some(line.at);
                None
            }
            _ => None,
        };
        if let Some((to, nobody)) = next {
            left.insert(at, (line.at, nobody));
            at = to;
        }
    }
    let mut next_at = row.now.due;
    let mut lines = Vec::with_capacity(row.ladder.rungs.len());
    for (i, rung) in row.ladder.rungs.iter().enumerate() {
        let place = i as u8;
        let current = place == row.now.rung;
        let state = match (current, left.get(&place)) {
            (true, _) if row.is_alarm() => RungState::Passed(left.get(&place).map_or(row.now.rung_since, |l| l.0)),
            (true, _) => match (row.now.due, taken) {
                (Some(due), _) => RungState::Asked(due),
                (None, Some(at)) => RungState::Taken(at),
                (None, None) => RungState::Above,
            },
            (false, Some((at, true))) if place < row.now.rung => RungState::Skipped(*at),
            (false, Some((at, false))) if place < row.now.rung => RungState::Passed(*at),
            (false, _) if place > row.now.rung => match next_at {
                Some(at) => RungState::Next(at),
                None => RungState::Above,
            },
            _ => RungState::Above,
        };
        if place > row.now.rung {
            next_at = next_at.map(|at| at.plus(rung.ack_secs));
        }
        let there = floor.on_rung(rung, now);
        let people = there.iter().take(limits::RUNG_PEOPLE_SHOWN_MAX).map(|a| name(floor, *a)).collect();
        let more = there.len().saturating_sub(limits::RUNG_PEOPLE_SHOWN_MAX);
        lines.push(RungLine { label: format!("L{}", i + 1), name: rung.name.clone(), people, more, state, current });
    }
    lines
}

/// Those who may take it: who stands on its rung, then on the others, then everybody else on duty.
fn takers(floor: &Floor, row: &Escalation, now: At) -> Vec<(AgentId, String, String)> {
    let mut takers: Vec<(AgentId, String, String)> = Vec::new();
    let first = usize::from(row.now.rung);
    let rungs = row.ladder.rungs.iter().enumerate();
    let (here, elsewhere): (Vec<_>, Vec<_>) = rungs.partition(|(i, _)| *i == first);
    for (_, rung) in here.into_iter().chain(elsewhere) {
        for agent in floor.on_rung(rung, now) {
            if !takers.iter().any(|(a, ..)| *a == agent) {
                takers.push((agent, name(floor, agent), rung.name.clone()));
            }
        }
    }
    for (agent, row) in floor.on_duty(None, now) {
        if !takers.iter().any(|(a, ..)| *a == agent) {
            takers.push((agent, row.name.clone(), String::new()));
        }
    }
    takers.truncate(limits::AGENTS_MAX);
    takers
}

fn setup(floor: &Floor, now: At) -> EscalationSetup {
    let store = floor.escalations();
    let rules = store.rules().iter().map(|(number, rule)| {
        let state = store.rule_state(*number);
        let muted = store.mutes(now).find(|(of, _)| **of == Muted::Rule(*number));
        RuleLine {
            number: *number,
            rule: rule.clone(),
            raised: state.map_or(0, |s| s.raised),
            waiting: state.map_or(0, |s| s.waiting.len()),
            passed_over: state.map_or(0, |s| s.passed_over),
            muted: muted.map(|(_, m)| (m.until, m.reason.clone())),
        }
    });
    let mut groups: Vec<String> = floor.agents().iter().flat_map(|a| a.profile.groups.iter().cloned()).collect();
    groups.sort_unstable();
    groups.dedup();
    EscalationSetup {
        ladders: store.ladders(),
        rules: rules.collect(),
        playbooks: crate::floor::escalation::Trouble::ALL.map(|t| (t, store.playbook(t))).to_vec(),
        substitutes: store.substitutes(now).map(|(of, s)| (of, s.agent, s.until)).collect(),
        mutes: store.mutes(now).map(|(of, m)| (of.clone(), m.until, m.reason.clone())).collect(),
        groups,
    }
}

fn warnings(floor: &Floor, setup: &EscalationSetup) -> Vec<String> {
    let mut warnings = Vec::new();
    for line in setup.rules.iter().filter(|l| l.waiting > 0) {
        let (name, most) = (&line.rule.name, line.rule.per_minute);
        let waiting = line.waiting;
        warnings.push(format!(
            "Rule “{name}” matches more than it may raise: {waiting} wait their turn, {most} a minute. Is it too wide?"
        ));
    }
    let standard: Ladder = setup.ladders.first().map(|(_, l)| l.clone()).unwrap_or_default();
    let empty: Vec<&str> = standard
        .rungs
        .iter()
        .filter(|rung| !setup.groups.contains(&rung.group))
        .map(|rung| rung.name.as_str())
        .collect();
    let all = empty.len() == standard.rungs.len();
    if !floor.agents().is_empty() && all {
        warnings.push("Nobody belongs to any rung: whatever is raised sounds the alarm at once".into());
    } else if !floor.agents().is_empty() && !empty.is_empty() {
        warnings.push(format!("Nobody belongs to {}: it is skipped", empty.join(", ")));
    }
    warnings
}
