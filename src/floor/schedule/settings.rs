//! Wishes about what plans rest on: contracts, cover, campaigns, marks, what must be ready.

use super::decide::{bad, edit, marked_words, name_of, so};
use super::{Contract, CoverRule, Readiness, ScheduleCommand, ScheduleEvent, Wishes};
use crate::floor::decide::tidy;
use crate::floor::{AgentId, At, Decided, Floor, Refusal};
use crate::limits;

pub(super) fn decide(floor: &Floor, command: &ScheduleCommand, _now: At) -> Result<Decided, Refusal> {
    use ScheduleCommand as C;
    match command {
        C::SetContract { agents, contract } => set_contract(floor, agents, contract.as_ref()),
        C::SetWishes { agent, wishes } => set_wishes(floor, *agent, wishes),
        C::SetCover { rule, to } => set_cover(floor, *rule, to.as_ref()),
        C::SetCampaign { campaign, to } => set_campaign(floor, *campaign, to.as_ref()),
        C::SetLift { lift, volume_pct } => set_lift(floor, lift, *volume_pct),
        C::MarkHistory { mark, to } => mark_history(floor, *mark, to.as_ref()),
        C::KeepHistory { history, to } => keep_history(floor, *history, to.as_ref()),
        C::SetReadiness { item, to } => set_readiness(floor, *item, to.as_ref()),
        C::TickReadiness { item, done } => tick(floor, *item, *done),
        C::SetHeadcount { employees } => {
            if floor.schedule().employees() == Some(*employees) {
                return so("that is the number already");
            }
            let words = format!("{employees} employees");
            Ok(edit(floor, ScheduleEvent::HeadcountSet { employees: *employees }, words))
        }
        C::SetTarget { target } => set_target(floor, *target),
        _ => Err(Refusal::NothingSelected),
    }
}

fn set_contract(floor: &Floor, agents: &[AgentId], contract: Option<&Contract>) -> Result<Decided, Refusal> {
    if agents.is_empty() {
        return Err(Refusal::NothingSelected);
    }
    let mut agents = agents.to_vec();
    agents.sort_unstable();
    agents.dedup();
    if agents.iter().any(|agent| floor.agent(*agent).is_none()) {
        return Err(Refusal::NoAgent);
    }
    let to = contract.map(sound_contract).transpose()?;
    agents.retain(|agent| floor.schedule().contract(*agent) != to.as_ref());
    let Some(first) = agents.first() else { return so("that is agreed already") };
    let who = match agents.len() {
        1 => name_of(floor, *first).to_owned(),
        n => format!("{n} agents"),
    };
    let words = match &to {
        Some(to) => format!("{who}: {}", to.name),
        None => format!("{who}: no contract"),
    };
    Ok(edit(floor, ScheduleEvent::ContractSet { agents, to }, words))
}

fn sound_contract(c: &Contract) -> Result<Contract, Refusal> {
    let name = tidy("a contract", &c.name, false)?;
    if c.week_min > c.week_max {
        return bad(format!("{name} owes more minutes a week than it allows"));
    }
    if u32::from(c.week_max) + u32::from(c.overtime) > 7 * 1440 {
        return bad(format!("{name} allows more minutes a week than a week has"));
    }
    if c.day_max > 1440 || c.shift_max > 1500 {
        return bad(format!("{name} allows more than a day at once"));
    }
    if c.shift_min > c.shift_max {
        return bad(format!("the shortest shift of {name} is longer than its longest"));
    }
    if c.shift_max > 0 && c.row_max == 0 {
        return bad(format!("{name} allows shifts, but no day to work on"));
    }
    if c.weekends_max > 4 {
        return bad(format!("{name} counts weekends in four; it allows at most 4"));
    }
    if c.rest > 1440 {
        return bad(format!("{name} asks for more than a day of rest; use days in a row for that"));
    }
    if c.break_after > 0 && (c.break_minutes == 0 || c.break_minutes >= c.break_after) {
        return bad(format!("the break of {name} is shorter than the work before it, and at least a minute"));
    }
    if c.overtime_pct > 1_000 {
        return bad(format!("{name} pays at most ten times on top for overtime"));
    }
    Ok(Contract { name, ..c.clone() })
}

fn set_wishes(floor: &Floor, agent: AgentId, wishes: &Wishes) -> Result<Decided, Refusal> {
    let row = floor.agent(agent).ok_or(Refusal::NoAgent)?;
    if wishes.windows.len() > limits::WISH_WINDOWS_MAX || wishes.days_off.len() > limits::WISH_DAYS_MAX {
        let (windows, days) = (limits::WISH_WINDOWS_MAX, limits::WISH_DAYS_MAX);
        return bad(format!("at most {windows} windows and {days} days are kept for one agent"));
    }
    let unsound = |w: &super::Window| w.weekday > 6 || w.from >= w.until || w.from >= 1440 || w.until > 2880;
    if wishes.windows.iter().any(unsound) {
        return bad("a window ends after it begins, and begins within its weekday");
    }
    if wishes.band.is_some_and(|(from, until)| from >= until || until > 2880) {
        return bad("the hours that somebody likes end after they begin");
    }
    let mut wishes = wishes.clone();
    wishes.windows.sort_unstable();
    wishes.days_off.sort_unstable();
    wishes.days_off.dedup();
    if floor.schedule().wishes(agent).unwrap_or(&Wishes::default()) == &wishes {
        return so(format!("{} wishes that already", row.name));
    }
    let words = format!("wishes of {} set", row.name);
    Ok(edit(floor, ScheduleEvent::WishesSet { agent, wishes }, words))
}

/// The number for a new row, or the number of one that is there.
fn number<T, R: PartialEq>(
    id: Option<T>,
    next: T,
    to: Option<&R>,
    is: impl Fn(&T) -> Option<R>,
    (len, most): (usize, usize),
    what: &str,
) -> Result<T, Refusal> {
    match (id, to) {
        (None, None) => Err(Refusal::NothingSelected),
        (None, Some(_)) if len >= most => bad(format!("a floor has at most {most} of {what}; drop one")),
        (None, Some(_)) => Ok(next),
        (Some(id), to) => match (is(&id), to) {
            (None, _) => bad("that is not there any more"),
            (Some(was), Some(to)) if was == *to => so("that is so already"),
            _ => Ok(id),
        },
    }
}

fn set_cover(floor: &Floor, rule: Option<u16>, to: Option<&CoverRule>) -> Result<Decided, Refusal> {
    let parts = &floor.schedule.parts;
    let to = to.map(sound_cover).transpose()?;
    let is = |id: &u16| parts.cover.get(id).cloned();
    let room = (parts.cover.len(), limits::COVER_RULES_MAX);
    let rule = number(rule, parts.next_cover, to.as_ref(), is, room, "rules of cover")?;
    let words = match &to {
        Some(to) => format!("rule of cover set: {}", to.name),
        None => "rule of cover dropped".to_owned(),
    };
    Ok(edit(floor, ScheduleEvent::CoverSet { rule, to }, words))
}

fn sound_cover(rule: &CoverRule) -> Result<CoverRule, Refusal> {
    let name = tidy("a rule of cover", &rule.name, false)?;
    if rule.from >= 1440 || rule.until > 1440 {
        return bad(format!("{name} begins and ends within a day"));
    }
    if rule.weekdays == [false; 7] {
        return bad(format!("{name} names no weekday"));
    }
    if rule.people == 0 && rule.leads == 0 {
        return bad(format!("{name} asks for nobody"));
    }
    let field = |words: &str| tidy("whom a rule counts", words, true).map(|w| w.to_lowercase());
    let of = super::Of {
        group: field(&rule.of.group)?,
        skill: field(&rule.of.skill)?,
        language: field(&rule.of.language)?,
        training: field(&rule.of.training)?,
    };
    let lead_group = tidy("the group of those who lead", &rule.lead_group, rule.leads == 0)?.to_lowercase();
    Ok(CoverRule { name, of, lead_group, ..rule.clone() })
}

fn set_campaign(floor: &Floor, id: Option<u16>, to: Option<&super::Campaign>) -> Result<Decided, Refusal> {
    let parts = &floor.schedule.parts;
    let mut to = to.cloned();
    if let Some(to) = &mut to {
        to.name = tidy("a campaign", &to.name, false)?;
        if to.days == 0 || to.days > 366 {
            return bad(format!("{} lasts 1 to 366 days", to.name));
        }
        if to.volume_pct > 10_000 {
            return bad("a campaign brings at most a hundred times as much");
        }
        if to.channel.is_some_and(|id| floor.channel(id).is_none()) {
            return Err(Refusal::NoChannel);
        }
    }
    let is = |id: &u16| parts.campaigns.get(id).cloned();
    let room = (parts.campaigns.len(), limits::CAMPAIGNS_MAX);
    let campaign = number(id, parts.next_campaign, to.as_ref(), is, room, "campaigns")?;
    let words = match &to {
        Some(to) => format!("{} from {}: {} % of the usual", to.name, to.first, to.volume_pct),
        None => "campaign dropped".to_owned(),
    };
    Ok(edit(floor, ScheduleEvent::CampaignSet { campaign, to }, words))
}

fn set_lift(floor: &Floor, lift: &super::LiftKey, volume_pct: Option<u16>) -> Result<Decided, Refusal> {
    let lifts = &floor.schedule.parts.lifts;
    let event = tidy("an event", &lift.event, false)?.to_lowercase();
    if lift.channel.is_some_and(|id| floor.channel(id).is_none()) {
        return Err(Refusal::NoChannel);
    }
    let lift = super::LiftKey { event, ..lift.clone() };
    if volume_pct.is_some_and(|pct| pct > 10_000) {
        return bad("an event brings at most a hundred times as much");
    }
    if lifts.get(&lift).copied() == volume_pct {
        return so("that is so already");
    }
    if volume_pct.is_some() && !lifts.contains_key(&lift) && lifts.len() >= limits::LIFTS_MAX {
        return bad(format!("at most {} lifts are kept; let some go by what was learnt", limits::LIFTS_MAX));
    }
    let words = match volume_pct {
        Some(pct) => format!("{} brings {pct} % of the usual", lift.event),
        None => format!("{} goes by what was learnt", lift.event),
    };
    Ok(edit(floor, ScheduleEvent::LiftSet { lift, volume_pct }, words))
}

fn mark_history(floor: &Floor, mark: Option<u32>, to: Option<&super::Marked>) -> Result<Decided, Refusal> {
    let parts = &floor.schedule.parts;
    if let Some(to) = to {
        if to.until <= to.from {
            return bad("a stretch of history ends after it begins");
        }
        if to.channel.is_some_and(|id| floor.channel(id).is_none()) {
            return Err(Refusal::NoChannel);
        }
    }
    let is = |id: &u32| parts.marks.get(id).copied();
    let mark = number(mark, parts.next_mark, to, is, (parts.marks.len(), limits::MARKS_MAX), "marks on history")?;
    let words = match to {
        Some(to) => format!("marked: {}", marked_words(floor, to)),
        None => "mark taken away".to_owned(),
    };
    Ok(edit(floor, ScheduleEvent::HistoryMarked { mark, to: to.copied() }, words))
}

fn keep_history(floor: &Floor, id: Option<u16>, to: Option<&super::KeptHistory>) -> Result<Decided, Refusal> {
    let parts = &floor.schedule.parts;
    let mut to = to.cloned();
    let mut id = id;
    if let Some(to) = &mut to {
        to.name = tidy("a history", &to.name, false)?;
        if !matches!(to.step_secs, 900 | 1800) || to.first.unix() % i64::from(to.step_secs.max(1)) != 0 {
            return bad("a history counts in whole quarters of an hour or in whole half hours");
        }
        let most = limits::KEPT_INTERVALS_MAX;
        if to.counts.is_empty() || to.counts.len() > most {
            return bad(format!("a history has 1 to {most} intervals; this has {}", to.counts.len()));
        }
        if to.channel.is_some_and(|id| floor.channel(id).is_none()) {
            return Err(Refusal::NoChannel);
        }
        let same = parts.history.iter().find(|(_, row)| row.name == to.name && row.channel == to.channel);
        id = id.or(same.map(|(id, _)| *id));
    }
    let is = |id: &u16| parts.history.get(id).cloned();
    let room = (parts.history.len(), limits::HISTORIES_MAX);
    let history = number(id, parts.next_history, to.as_ref(), is, room, "histories")?;
    let words = match &to {
        Some(to) => format!("{}: {} intervals of history kept", to.name, to.counts.len()),
        None => "history dropped".to_owned(),
    };
    Ok(edit(floor, ScheduleEvent::HistoryKept { history, to }, words))
}

fn set_readiness(floor: &Floor, item: Option<u16>, to: Option<&Readiness>) -> Result<Decided, Refusal> {
    let parts = &floor.schedule.parts;
    let mut to = to.cloned();
    if let Some(to) = &mut to {
        to.what = tidy("what must be ready", &to.what, false)?;
        to.owner = tidy("who sees to it", &to.owner, false)?;
        // A tick is a fact of its own; changing the words or the date keeps it.
        to.done = item.and_then(|item| parts.readiness.get(&item)).and_then(|was| was.done);
    }
    let is = |id: &u16| parts.readiness.get(id).cloned();
    let room = (parts.readiness.len(), limits::READINESS_MAX);
    let item = number(item, parts.next_readiness, to.as_ref(), is, room, "things that must be ready")?;
    let words = match &to {
        Some(to) => format!("{} sees to it: {}", to.owner, to.what),
        None => "dropped from the list".to_owned(),
    };
    Ok(edit(floor, ScheduleEvent::ReadinessSet { item, to }, words))
}

fn tick(floor: &Floor, item: u16, done: bool) -> Result<Decided, Refusal> {
    let row = floor.schedule.parts.readiness.get(&item);
    let row = row.ok_or_else(|| Refusal::BadValue("that is not on the list any more".into()))?;
    if row.done.is_some() == done {
        return so(if done { "that is ready already" } else { "that is not ready yet, as it was" });
    }
    let words = format!("{} {}", row.what, if done { "is ready" } else { "is not ready" });
    Ok(edit(floor, ScheduleEvent::ReadinessTicked { item, done }, words))
}

fn set_target(floor: &Floor, target: super::PlanTarget) -> Result<Decided, Refusal> {
    if target.pct == 0 || target.pct > 100 || target.occupancy_pct == 0 || target.occupancy_pct > 100 {
        return bad("a share is 1 to 100 percent");
    }
    if target.shrinkage_pct > 90 {
        return bad("with more than 90 percent of shrinkage nobody is left to plan");
    }
    if target.within_secs == 0 || target.within_secs > 90 * 24 * 3600 {
        return bad("a target lies between a second and 90 days");
    }
    if target.concurrency_centi < 100 || target.concurrency_centi > 10_000 {
        return bad("somebody holds 1 to 100 conversations at once");
    }
    if *floor.schedule().target() == target {
        return so("that is what plans are made for already");
    }
    let words = format!("plans aim at {} % in {} min", target.pct, target.within_secs.div_ceil(60));
    Ok(edit(floor, ScheduleEvent::TargetSet { target }, words))
}
