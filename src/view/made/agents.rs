//! The agents from the floor.

use super::Look;
use crate::floor::people::{Capsule, CapsuleId, DEFAULT_ANNOUNCEMENT, usual_secs};
use crate::floor::tally::IntervalId;
use crate::floor::{Agent, AgentId, At, Owner, Presence};
use crate::limits;
use crate::measure::Period;
use crate::view::{
    AbsenceRow, AgentCard, AgentRow, Agents, AnnouncementRow, CapsuleRow, HeldRow, PoolRow, Schedule, SpellRow,
    TrainingRow,
};

/// Seconds before and after a shift change in which its announcement is offered: later it would be no news.
const NEAR_SECS: (u32, u32) = (1_800, 2_700);
/// Who comes no later than this after the beginning is on time: signing in takes a few minutes.
const PUNCTUAL_SECS: u32 = 300;
/// Who is not there so long after the beginning is not late but absent.
const ABSENT_SECS: u32 = 1_800;
/// A capsule that nobody took over is shown so long.
const CAPSULE_SECS: u32 = 24 * 3600;
/// Whoever of these is on duty is asked first to take over.
const LEADS: &str = "team leads";

/// All agents, in order of name, and one of them looked into.
pub fn agents(look: &Look<'_>, looked_into: Option<AgentId>) -> Agents {
    let span = Period::Today.span(look.now, look.zone);
    let first = IntervalId::of(span.after.plus(1));
    let mut counts = vec![(0, 0, 0); look.floor.agents().len()];
    for ((_, agent), interval) in look.floor.tally().agents.range((first, AgentId(0))..) {
        if let Some((answered, within, resolved)) = counts.get_mut(agent.index()) {
            *answered += interval.responses as usize;
            *within += interval.in_time as usize;
            *resolved += interval.resolved as usize;
        }
    }
    let day = today(look);
    let all = look.floor.agents().iter().zip(counts).enumerate();
    let mut rows: Vec<AgentRow> = all.map(|(i, (a, counts))| row(look, AgentId(i as u16), a, counts, day)).collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    let card = looked_into.and_then(|id| Some(card(look, id, look.floor.agent(id)?, day)));
    let capsules = look.floor.people().capsules.newest();
    let fresh = capsules.filter(|(_, c)| c.accepted.is_none() && c.at.plus(CAPSULE_SECS) > look.now);
    let capsules = fresh.take(limits::CAPSULES_SHOWN_MAX).map(|(id, c)| capsule(look, id, c)).collect();
    let words = match look.floor.people().announcement.as_str() {
        "" => DEFAULT_ANNOUNCEMENT.to_owned(),
        words => words.to_owned(),
    };
    let announcements = announcements(look);
    Agents {
        rows,
        day: Some(day),
        card,
        capsules,
        takers: takers(look),
        announcements,
        announcement_words: words,
        pools: pools(look),
    }
}

/// The partners with what they hold now.
fn pools(look: &Look<'_>) -> Vec<PoolRow> {
    let all: usize = look.floor.agents().iter().map(|a| a.holds.len()).sum();
    let rows = look.floor.pools().map(|pool| {
        let of = |a: &&Agent| a.about.pool.as_ref() == Some(&pool.name);
        let theirs: Vec<&Agent> = look.floor.agents().iter().filter(of).collect();
        let holds: usize = theirs.iter().map(|a| a.holds.len()).sum();
        let hours = pool.hours.and_then(|id| look.floor.promises().calendar(id));
        PoolRow {
            pool: pool.clone(),
            on_duty: theirs.iter().filter(|a| a.is_on_duty(look.now)).count(),
            people: theirs.iter().map(|a| a.name.clone()).collect(),
            holds,
            share_pct: (holds * 100).checked_div(all).unwrap_or(0) as u32,
            works: pool.on && (pool.hours.is_none() || hours.is_some_and(|c| c.is_open(look.now))),
        }
    });
    rows.collect()
}

/// The first moments of today and of tomorrow on the desk's clock.
fn today(look: &Look<'_>) -> (At, At) {
    let day = look.now.timestamp().to_zoned(look.zone.clone()).date();
    let begin = |date: jiff::civil::Date| At::from_timestamp(date.to_zoned(look.zone.clone()).ok()?.timestamp());
    let first = begin(day).unwrap_or(look.now);
    (first, day.tomorrow().ok().and_then(begin).unwrap_or(first.plus(86_400)))
}

fn row(look: &Look<'_>, agent: AgentId, a: &Agent, counts: (usize, usize, usize), day: (At, At)) -> AgentRow {
    let (answered_today, within_today, resolved_today) = counts;
    let waiting = a.holds.iter().filter_map(|id| Some((*id, look.floor.conversation(*id)?.waiting_since?)));
    let first = a.shifts.partition_point(|s| s.until <= day.0);
    let shifts = a.shifts.get(first..).unwrap_or_default().iter().take_while(|s| s.from < day.1);
    AgentRow {
        agent,
        name: a.name.clone(),
        left: look.floor.assignments().left(agent).is_some(),
        skills: a.skills.clone(),
        languages: a.languages.clone(),
        presence: a.presence,
        reason: a.reason.clone(),
        since: a.since,
        by: a.duty.by,
        forced: a.duty.forced,
        on_duty: a.is_on_duty(look.now),
        schedule: schedule(a, look.now),
        shifts: shifts.map(|s| (s.from, s.until)).collect(),
        today: a.duty.today.is_some(),
        expired: a.expired(look.now).count(),
        holds: a.holds.len(),
        capacity: a.capacity,
        oldest_in_hand: waiting.min_by_key(|(id, since)| (*since, *id)),
        answered_today,
        within_today,
        resolved_today,
    }
}

/// How somebody keeps to their roster at a moment.
fn schedule(a: &Agent, now: At) -> Schedule {
    let secs = |since: At| u32::try_from(now.secs_since(since)).unwrap_or(0);
    if let Some(absence) = a.absence_at(now) {
        return Schedule::Planned(absence.until);
    }
    let over = usual_secs(&a.reason).map_or(0, |usual| secs(a.since).saturating_sub(usual));
    if a.presence == Presence::Away && over > 0 {
        return Schedule::BreakOver(over);
    }
    if a.shifts.is_empty() {
        return Schedule::None;
    }
    let Some(shift) = a.shift_at(now) else {
        let extended = a.duty.extended.as_ref().filter(|_| a.is_rostered(now)).map(|e| e.until);
        let ended = a.shifts.iter().rev().find(|s| s.until <= now).map(|s| s.until);
        return match (extended, a.shift_after(now), ended) {
            (Some(until), ..) => Schedule::Extended(until),
            (None, _, Some(ended)) if secs(ended) < 4 * 3600 => Schedule::Over(secs(ended)),
            (None, Some(next), _) => Schedule::Next(next.from),
            (None, None, Some(ended)) => Schedule::Over(secs(ended)),
            (None, None, None) => Schedule::None,
        };
    };
    // Who came before the beginning came at it.
    let came = a.spells_between(shift.from, now.plus(1)).find(|(_, _, s)| s.presence != Presence::Off);
    match came {
        None if secs(shift.from) < ABSENT_SECS => Schedule::Late(secs(shift.from)),
        None => Schedule::Absent(secs(shift.from)),
        Some(_) if a.presence == Presence::Off => Schedule::LeftEarly(secs(a.since)),
        Some((from, _, _)) if from.secs_since(shift.from) > i64::from(PUNCTUAL_SECS) => {
            Schedule::Late(u32::try_from(from.secs_since(shift.from)).unwrap_or(0))
        }
        Some(_) => Schedule::OnTime,
    }
}

fn card(look: &Look<'_>, agent: AgentId, a: &Agent, day: (At, At)) -> AgentCard {
    let now = look.now;
    let mut holding: Vec<HeldRow> = a
        .duty
        .owns
        .iter()
        .filter_map(|id| {
            let c = look.floor.conversation(*id)?;
            let (author, _) = look.author(c);
            Some(HeldRow { conversation: *id, author, since: c.waiting_since, state: c.state.word() })
        })
        .collect();
    holding.sort_by_key(|h| (h.since.is_none(), h.since, h.conversation));
    holding.truncate(limits::HELD_SHOWN_MAX);
    let spells = a.spells_between(day.0, now.plus(1).min(day.1)).map(|(from, until, s)| SpellRow {
        from,
        until: until.min(now),
        presence: s.presence,
        reason: s.reason.clone(),
        by: s.by,
    });
    let shift = a.rostered_until(now).map(|until| (a.shift_at(now).map_or(now, |s| s.from), until));
    let extended = a.duty.extended.as_ref().filter(|e| e.from <= now && now < e.until);
    let trainings = a.about.trainings.iter().map(|t| TrainingRow {
        what: t.what.clone(),
        until: t.until,
        expired: t.until.is_some_and(|until| until <= now),
    });
    let names = |ids: Vec<AgentId>| ids.into_iter().filter_map(|id| Some(look.floor.agent(id)?.name.clone())).collect();
    let absences = a.duty.absences.iter().rev().take(limits::ABSENCES_SHOWN_MAX).map(|absence| AbsenceRow {
        from: absence.from,
        until: absence.until,
        reason: absence.reason.clone(),
        substitutes: match absence.from <= now && now < absence.until {
            true => names(look.floor.substitute(agent, now).chain),
            false => names(absence.substitute.into_iter().collect()),
        },
        expired: absence.until <= now,
    });
    AgentCard {
        agent: Some(agent),
        holding,
        owns: a.duty.owns.len(),
        spells: spells.collect(),
        spent: a.spent(day.0, now),
        shift,
        extended: extended.map(|e| e.reason.clone()),
        next_shift: a.shift_after(now).map(|s| s.from),
        today: a.duty.today.as_ref().map(|t| (t.skills.clone(), t.until, t.reason.clone())),
        groups: a.profile.groups.clone(),
        takes_queue: a.profile.takes_queue,
        trainings: trainings.collect(),
        networks: a.about.networks.clone(),
        interests: a.about.interests.clone(),
        experience: a.about.experience,
        pool: a.about.pool.clone(),
        absences: absences.collect(),
        note: a.duty.left.note.clone(),
    }
}

fn capsule(look: &Look<'_>, id: CapsuleId, c: &Capsule) -> CapsuleRow {
    let name = |id: AgentId| look.floor.agent(id).map(|a| a.name.clone()).unwrap_or_default();
    // What was given to somebody else, or answered, needs nobody of the next shift any more.
    let waits = |id: &&crate::floor::ConversationId| {
        let row = look.floor.conversation(**id);
        row.is_some_and(|row| row.waiting_since.is_some() && row.owner.map(Owner::agent) == c.to)
    };
    let burns = |id: &&crate::floor::AlertId| look.floor.alerts().get(**id).is_some_and(|a| a.ended_at.is_none());
    CapsuleRow {
        capsule: id,
        name: name(c.agent),
        at: c.at,
        why: c.why,
        to: c.to.map(name),
        open: c.open.len(),
        left: c.open.iter().filter(waits).count(),
        aside: (c.aside.len(), c.aside.iter().map(|(_, at)| *at).min()),
        pending: c.pending.len(),
        drafts: c.drafts.len(),
        watch: c.watch.iter().filter(burns).count(),
        note: c.note.clone(),
        first: c.open.iter().find(waits).or(c.open.first()).copied(),
    }
}

/// Those on duty, leads first, then in the order in which they joined the team.
fn takers(look: &Look<'_>) -> Vec<(AgentId, String)> {
    let mut all: Vec<_> = look.floor.on_duty(None, look.now).collect();
    all.sort_by_key(|(id, a)| (!a.belongs_to(LEADS), *id));
    all.into_iter().take(limits::TAKERS_SHOWN_MAX).map(|(id, a)| (id, a.name.clone())).collect()
}

/// The drafts of the shift change that is nearest, for each account that has not announced it.
fn announcements(look: &Look<'_>) -> Vec<AnnouncementRow> {
    let near = look.floor.boundaries(look.now.minus(NEAR_SECS.1), look.now.plus(NEAR_SECS.0));
    let Some(boundary) = near.into_iter().min_by_key(|at| at.secs_since(look.now).abs()) else { return Vec::new() };
    let handles = look.floor.handles().iter().enumerate();
    let draft = |(i, handle): (usize, &crate::floor::Handle)| {
        // A search or a forum that is listened to is no account of ours.
        if !handle.name.starts_with('@') {
            return None;
        }
        let id = crate::floor::HandleId(i as u16);
        let draft = look.floor.announcement(id, boundary, look.zone).filter(|draft| !draft.done)?;
        Some(AnnouncementRow {
            handle: id,
            name: handle.name.clone(),
            channel: look.floor.channel(handle.channel).map(|c| c.name.clone()).unwrap_or_default(),
            boundary,
            length: draft.length(),
            most: draft.limit.map(|l| (l.most, l.source)),
            leaving: draft.leaving,
            text: draft.text,
        })
    };
    handles.filter_map(draft).take(limits::ANNOUNCEMENTS_SHOWN_MAX).collect()
}
