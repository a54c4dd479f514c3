//! Ladders, rules, playbooks, substitutes and mutes as they are written.

use super::super::decide::{house, tidy};
use super::super::{AgentId, At, Decided, Draft, Event, Floor, Refusal};
use super::decide::said;
use super::{EscalationEvent, Ladder, LadderId, Mute, Muted, Rule, Rung, Substitute, Trouble, tried};
use crate::limits;

fn fact(floor: &Floor, event: EscalationEvent, words: String) -> Decided {
    house(floor, Event::Escalation(event), words)
}

pub(super) fn set_ladder(floor: &Floor, id: LadderId, to: &Ladder) -> Result<Decided, Refusal> {
    let all = floor.escalations.ladders();
    let is_new = floor.escalations.ladder(id).is_none();
    if is_new && usize::from(id.0) != all.len() || usize::from(id.0) >= limits::LADDERS_MAX {
        return Err(Refusal::BadValue(format!("a floor has at most {} ladders", limits::LADDERS_MAX)));
    }
    if to.rungs.is_empty() || to.rungs.len() > limits::LADDER_RUNGS_MAX {
        let most = limits::LADDER_RUNGS_MAX;
        return Err(Refusal::BadValue(format!("a ladder has 1 to {most} rungs")));
    }
    let mut rungs = Vec::with_capacity(to.rungs.len());
    for rung in &to.rungs {
        let name = tidy("a rung", &rung.name, false)?;
        let group = tidy("the group of a rung", &rung.group, false)?.to_lowercase();
        if rung.ack_secs < 10 || rung.ack_secs > limits::RUNG_ACK_SECS_MAX {
            return Err(Refusal::BadValue(format!("{name} may take from 10 seconds to a day to acknowledge")));
        }
        rungs.push(Rung { name, group, ack_secs: rung.ack_secs, hours: rung.hours });
    }
    let to = Ladder { name: tidy("a ladder", &to.name, false)?, rungs };
    if floor.escalations.ladder(id).as_ref() == Some(&to) {
        return Err(Refusal::AlreadySo("that is the ladder already".into()));
    }
    let empty: Vec<&str> =
        to.rungs.iter().filter(|r| floor.members(&r.group).next().is_none()).map(|r| r.name.as_str()).collect();
    let mut words = format!("ladder {} set; what runs keeps the one it has", to.name);
    if !empty.is_empty() {
        words.push_str(&format!("; nobody belongs to {} yet", empty.join(", ")));
    }
    Ok(fact(floor, EscalationEvent::LadderSet { ladder: id, to }, words))
}

fn checked(floor: &Floor, rule: &Rule) -> Result<Rule, Refusal> {
    let name = tidy("a rule", &rule.name, false)?;
    if rule.per_minute == 0 || rule.per_minute > limits::RULE_PER_MINUTE_MAX {
        let most = limits::RULE_PER_MINUTE_MAX;
        return Err(Refusal::BadValue(format!("a rule may raise from 1 to {most} in a minute")));
    }
    if floor.escalations.ladder(rule.ladder).is_none() {
        return Err(Refusal::BadValue("that ladder is not there".into()));
    }
    Ok(Rule { name, ..rule.clone() })
}

pub(super) fn set_rule(floor: &Floor, number: Option<u16>, to: Option<&Rule>) -> Result<Decided, Refusal> {
    let rules = floor.escalations.rules();
    let number = match number {
        Some(number) if rules.contains_key(&number) => number,
        Some(_) => return Err(Refusal::BadValue("that rule is not there any more".into())),
        None if rules.len() >= limits::ESCALATION_RULES_MAX => {
            let most = limits::ESCALATION_RULES_MAX;
            return Err(Refusal::BadValue(format!("a floor has at most {most} rules")));
        }
        None => floor.escalations.parts.rules_made,
    };
    let Some(to) = to else {
        let name = rules.get(&number).map_or("", |r| r.name.as_str());
        return Ok(fact(floor, EscalationEvent::RuleSet { rule: number, to: None }, format!("rule {name} dropped")));
    };
    let to = checked(floor, to)?;
    if rules.get(&number) == Some(&to) {
        return Err(Refusal::AlreadySo("that is the rule already".into()));
    }
    let mut words = format!("rule {} set", to.name);
    let (matching, all) = tried(floor, to.when);
    if to.on && all >= 20 && matching * 2 > all {
        let most = to.per_minute;
        words.push_str(&format!(
            "; careful: it matches {matching} of the newest {all} conversations. It raises at most {most} in a minute"
        ));
    }
    Ok(fact(floor, EscalationEvent::RuleSet { rule: number, to: Some(to) }, words))
}

pub(super) fn use_suggested(floor: &Floor) -> Result<Decided, Refusal> {
    let rules = floor.escalations.rules();
    let new: Vec<Rule> =
        Rule::suggested().into_iter().filter(|r| !rules.values().any(|have| have.name == r.name)).collect();
    if new.is_empty() || rules.len() + new.len() > limits::ESCALATION_RULES_MAX {
        return Err(Refusal::AlreadySo("the suggested rules are there already".into()));
    }
    let on = new.iter().filter(|r| r.on).count();
    let words = format!("{} rules added, {on} of them on", new.len());
    let numbered = (floor.escalations.parts.rules_made..).zip(new);
    let events =
        numbered.map(|(rule, to)| Event::Escalation(EscalationEvent::RuleSet { rule, to: Some(to) })).collect();
    let draft = Draft { key: "desk".into(), prev: floor.head("desk"), events };
    Ok(Decided { drafts: vec![draft], words, undoable: false })
}

pub(super) fn set_playbook(floor: &Floor, trouble: Trouble, steps: &[String]) -> Result<Decided, Refusal> {
    if steps.len() > limits::PLAYBOOK_STEPS_MAX {
        let most = limits::PLAYBOOK_STEPS_MAX;
        return Err(Refusal::BadValue(format!("a playbook has at most {most} steps")));
    }
    let steps = steps
        .iter()
        .filter(|s| !s.trim().is_empty())
        .map(|s| tidy("a step", s, false))
        .collect::<Result<Vec<_>, _>>()?;
    if floor.escalations.playbook(trouble) == steps {
        return Err(Refusal::AlreadySo("that is the playbook already".into()));
    }
    let words = format!("playbook {} set; what runs keeps the one it has", trouble.word());
    Ok(fact(floor, EscalationEvent::PlaybookSet { trouble, steps }, words))
}

pub(super) fn substitute(
    floor: &Floor,
    instead_of: AgentId,
    to: Option<&Substitute>,
    now: At,
) -> Result<Decided, Refusal> {
    let absent = floor.agent(instead_of).ok_or(Refusal::NoAgent)?.name.clone();
    let Some(to) = to else {
        if floor.escalations.substitute(instead_of, now).is_none() {
            return Err(Refusal::AlreadySo(format!("nobody stands in for {absent}")));
        }
        let event = EscalationEvent::SubstituteSet { instead_of, to: None };
        return Ok(fact(floor, event, format!("nobody stands in for {absent} any more")));
    };
    let who = floor.agent(to.agent).ok_or(Refusal::NoAgent)?.name.clone();
    if to.agent == instead_of {
        return Err(Refusal::BadValue(format!("{absent} cannot stand in for themselves")));
    }
    if to.until <= now {
        return Err(Refusal::NotInFuture);
    }
    if floor.escalations.substitutes(now).count() >= limits::MUTES_MAX {
        return Err(Refusal::BadValue(format!("at most {} stand in at once", limits::MUTES_MAX)));
    }
    let to = Substitute { reason: said("why", &to.reason, true)?, ..to.clone() };
    let event = EscalationEvent::SubstituteSet { instead_of, to: Some(to) };
    Ok(fact(floor, event, format!("{who} stands in for {absent}")))
}

pub(super) fn mute(floor: &Floor, of: &Muted, to: Option<&Mute>, now: At) -> Result<Decided, Refusal> {
    let of = match of {
        Muted::Group(group) => Muted::Group(tidy("a group", group, false)?.to_lowercase()),
        rule @ Muted::Rule(_) => rule.clone(),
    };
    let what = match &of {
        Muted::Group(group) => group.clone(),
        Muted::Rule(number) => match floor.escalations.rules().get(number) {
            Some(rule) => format!("rule {}", rule.name),
            None => return Err(Refusal::BadValue("that rule is not there any more".into())),
        },
    };
    let Some(to) = to else {
        if !floor.escalations.is_muted(&of, now) {
            return Err(Refusal::AlreadySo(format!("{what} is not muted")));
        }
        return Ok(fact(floor, EscalationEvent::MuteSet { of, to: None }, format!("{what} is not muted any more")));
    };
    if to.until <= now {
        return Err(Refusal::NotInFuture);
    }
    if floor.escalations.mutes(now).count() >= limits::MUTES_MAX {
        return Err(Refusal::BadValue(format!("at most {} things are muted at once", limits::MUTES_MAX)));
    }
    let to = Mute { until: to.until, reason: said("why it is muted", &to.reason, false)? };
    Ok(fact(floor, EscalationEvent::MuteSet { of, to: Some(to) }, format!("{what} is muted")))
}
