//! Decisions about what mentions are, about alerts, cases, and the numbers that order follows.

use super::decide::{about, count, house, selected, tidy};
use super::{
    AlertId, At, Brand, ConversationId, Decided, Draft, Event, Floor, Lesson, Overrule, Refusal, Store, Weights,
};
use crate::limits;

pub(super) fn overrule(
    floor: &Floor,
    ids: &[ConversationId],
    to: Overrule,
    lessons: &[(ConversationId, Vec<Lesson>)],
) -> Result<Decided, Refusal> {
    let mut drafts = Vec::new();
    for (id, c) in selected(floor, ids)? {
        let mentions = floor.said_lately(id);
        let is_so = |m: &super::MentionId| floor.mentions().reading(*m).is_some_and(|r| *r == to.of(Some(r)));
        if mentions.is_empty() || mentions.iter().all(is_so) {
            continue;
        }
        let lessons = lessons.iter().find(|(of, _)| *of == id).map(|(_, l)| l.clone()).unwrap_or_default();
        drafts.push(about(id, &c, Event::Overruled { conversation: id, mentions, to, lessons }));
    }
    if drafts.is_empty() {
        return Err(Refusal::AlreadySo(format!("it is {} already", to.words())));
    }
    let words = format!("{}: {}", count(drafts.len()), to.words());
    Ok(Decided { drafts, words, undoable: true })
}

pub(super) fn take_back(floor: &Floor, ids: &[ConversationId]) -> Result<Decided, Refusal> {
    let rows = selected(floor, ids)?;
    let drafts: Vec<Draft> = rows
        .iter()
        .filter_map(|(id, c)| {
            let newest = floor.overruled().filter(|o| o.conversation == *id).last()?;
            Some(about(*id, c, Event::OverruleTakenBack { conversation: *id, group: newest.group }))
        })
        .collect();
    if drafts.is_empty() {
        return Err(Refusal::AlreadySo("nobody has overruled what triage read there".into()));
    }
    let words = format!("{} as triage read it", count(drafts.len()));
    Ok(Decided { drafts, words, undoable: false })
}

pub(super) fn set_brand(floor: &Floor, brand: &Brand) -> Result<Decided, Refusal> {
    let list = |what: &str, words: &[String]| {
        let mut tidied = words.iter().map(|w| tidy(what, w, false)).collect::<Result<Vec<_>, _>>()?;
        tidied.dedup();
        let most = limits::BRAND_TERMS_MAX;
        if tidied.len() > most {
            return Err(Refusal::BadValue(format!(
                "a brand has at most {most} of each; {} are too many",
                tidied.len()
            )));
        }
        Ok(tidied)
    };
    let store = |s: &Store| {
        let name = tidy("a shop", &s.name, false)?;
        let words = list("a word for a shop", &s.words)?;
        Ok(Store { name, words, contact: tidy("a contact", &s.contact, true)? })
    };
    if brand.stores.len() > limits::BRAND_TERMS_MAX {
        return Err(Refusal::BadValue(format!("a brand has at most {} shops", limits::BRAND_TERMS_MAX)));
    }
    let brand = Brand {
        names: list("a name of the brand", &brand.names)?,
        ambiguous: list("a name of the brand", &brand.ambiguous)?,
        context: list("a word of the context", &brand.context)?,
        exclusions: list("an exclusion", &brand.exclusions)?,
        stores: brand.stores.iter().map(store).collect::<Result<_, Refusal>>()?,
    };
    if brand == *floor.brand() {
        return Err(Refusal::AlreadySo("that is what the brand is called already".into()));
    }
    Ok(house(floor, Event::BrandSet { brand }, "what is about us is judged by this from now on".into()))
}

pub(super) fn set_weights(floor: &Floor, weights: &Weights) -> Result<Decided, Refusal> {
    if weights == floor.weights() {
        return Err(Refusal::AlreadySo("those are the weights already".into()));
    }
    let bad = |words: &str| Err(Refusal::BadValue(words.into()));
    let heaviest = 100_000;
    let single = [weights.promise, weights.viral, weights.seen, weights.anger];
    let mut all = single.into_iter().chain(weights.tier).chain(weights.cues);
    if all.any(|w| w > heaviest) {
        return bad("a weight is at most 1 000 points");
    }
    if weights.handle_secs == 0 || weights.handle_secs > 24 * 3600 {
        return bad("a conversation takes between a second and a day of work");
    }
    if weights.alert_reach == 0 {
        return bad("an alert needs a reach above none");
    }
    if weights.priority_on == 0 || weights.priority_off > weights.priority_on {
        return bad("priority mode ends at a load that is no higher than the one it begins at");
    }
    if weights.tell_others_pct > 100 {
        return bad("no more than 100 in 100 tell others");
    }
    Ok(house(floor, Event::WeightsSet { weights: *weights }, "the order follows these weights from now on".into()))
}

pub(super) fn alert(floor: &Floor, id: AlertId, event: Event, now: At) -> Result<Decided, Refusal> {
    let alert = floor.alerts().get(id).ok_or(Refusal::NoAlert)?;
    if alert.ended_at.is_some() {
        return Err(Refusal::AlreadySo("that alert is over".into()));
    }
    let words = match event {
        Event::AlertAcknowledged { .. } if alert.acknowledged_at.is_some() => {
            return Err(Refusal::AlreadySo("somebody has seen it already".into()));
        }
        Event::AlertEscalated { .. } if alert.escalated_at.is_some() => {
            return Err(Refusal::AlreadySo("it is escalated already".into()));
        }
        Event::AlertSnoozed { until, .. } if until <= now => return Err(Refusal::NotInFuture),
        Event::AlertAcknowledged { .. } => "alert acknowledged",
        Event::AlertSnoozed { .. } => "alert put aside",
        _ => "alert escalated",
    };
    Ok(house(floor, event, words.into()))
}

pub(super) fn join_case(floor: &Floor, ids: &[ConversationId]) -> Result<Decided, Refusal> {
    let mut rows = selected(floor, ids)?;
    rows.sort_by_key(|(id, c)| (c.opened_at, *id));
    let Some((lead, _)) = rows.first().copied().filter(|_| rows.len() > 1) else {
        return Err(Refusal::BadValue("select two conversations or more to make them one case".into()));
    };
    let alone = |id: &ConversationId| floor.leads(*id).is_none();
    if let Some((id, _)) = rows.iter().find(|(id, _)| !alone(id) || *id != lead && floor.parts_of(*id).next().is_some())
    {
        return Err(Refusal::AlreadySo(format!("conversation {} is part of a case; take it apart first", id.0)));
    }
    let parts = rows.iter().filter(|(id, _)| *id != lead);
    let drafts: Vec<Draft> =
        parts.map(|(id, c)| about(*id, c, Event::CaseJoined { conversation: *id, lead })).collect();
    Ok(Decided { words: format!("{} are one case", count(rows.len())), drafts, undoable: false })
}

pub(super) fn part_case(floor: &Floor, lead: ConversationId) -> Result<Decided, Refusal> {
    let lead = floor.leads(lead).unwrap_or(lead);
    let parts: Vec<_> = floor.parts_of(lead).filter_map(|id| Some((id, floor.conversation(id)?))).collect();
    if parts.is_empty() {
        return Err(Refusal::AlreadySo("it is one conversation, not a case".into()));
    }
    let words = format!("{} on their own again", count(parts.len() + 1));
    let drafts = parts.iter().map(|(id, c)| about(*id, c, Event::CaseParted { conversation: *id })).collect();
    Ok(Decided { drafts, words, undoable: false })
}
