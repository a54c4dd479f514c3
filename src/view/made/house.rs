//! The rules of alerts and the accounts of ours, from the floor.

use crate::floor::conversation::FIRST_RESPONSE_BREACHED;
use crate::floor::{At, Cause, Floor, HandleId, Stage};
use crate::limits;
use crate::view::{AccountRow, House, RuleRow};
use std::collections::BTreeSet;

/// People who are suggested for an account.
const SUITED_SHOWN_MAX: usize = 3;

/// What is counted of one account.
#[derive(Clone, Copy, Default)]
struct Counted {
    came: u32,
    missent: u32,
    owed: u32,
    late: u32,
}

/// The rules and the accounts.
///
/// An account's mentions are *mis-sent* when triage read in them that they are for another lane than the account's:
/// `missent / came` over the newest [`limits::MISSENT_MENTIONS_MAX`] mentions, those that were read and are neither spam
/// nor about others. It stops being true where
/// triage is wrong about the lane, which the funnel shows.
pub fn house(floor: &Floor, now: At) -> House {
    let mut counted = vec![Counted::default(); floor.handles().len()];
    let mentions = count_mentions(floor, &mut counted);
    let mut waiting = vec![0_usize; counted.len()];
    for (_, id) in floor.index().waiting.iter().take(limits::MISSENT_MENTIONS_MAX) {
        let of = floor.conversation(*id).and_then(|c| waiting.get_mut(c.handle.index()));
        of.into_iter().for_each(|n| *n += 1);
    }
    count_responses(floor, &mut counted);
    let accounts = floor.handles().iter().enumerate().map(|(i, h)| {
        let (handle, of) = (HandleId(i as u16), counted[i]);
        let pct = (of.owed > 0).then(|| ((of.owed - of.late) * 100 / of.owed) as u8);
        AccountRow {
            handle,
            name: h.name.clone(),
            channel: floor.channel(h.channel).map(|c| c.name.clone()).unwrap_or_default(),
            account: floor.desks().account(handle),
            ticks: floor.ticks(handle, now),
            live_since: floor.desks().live_since(handle),
            came: of.came,
            missent: of.missent,
            waiting: waiting[i],
            in_time_pct: pct,
            suited: suited(floor, h),
        }
    });
    House {
        rules: floor.desks().rules().map(|(rule, says)| rule_row(floor, rule, says)).collect(),
        accounts: accounts.collect(),
        mentions,
        groups: groups(floor),
        ..House::of(floor)
    }
}

/// Who suits an account: those who know its network, care for what the brand is about, and have been there.
fn suited(floor: &Floor, handle: &crate::floor::Handle) -> Vec<(String, String)> {
    let channel = floor.channel(handle.channel).map_or("", |c| c.name.as_str());
    let here = |agent: &crate::floor::AgentId| floor.assignments().left(*agent).is_none();
    let all = floor.suited(channel, &floor.brand().context).into_iter().filter(|s| here(&s.agent));
    let named = all.filter_map(|s| Some((floor.agent(s.agent)?.name.clone(), s.reasons.join(", "))));
    named.take(SUITED_SHOWN_MAX).collect()
}

fn rule_row(floor: &Floor, rule: u16, says: &crate::floor::Rule) -> RuleRow {
    let burns = floor.alerts().about(Cause::Threshold(rule)).map(|(_, alert)| alert.raised_at);
    RuleRow { rule, says: *says, words: says.words(floor), burns_since: burns }
}

/// Counts the newest mentions that triage read; answers how many.
fn count_mentions(floor: &Floor, counted: &mut [Counted]) -> usize {
    let rows = floor.mentions().rows();
    let from = rows.len().saturating_sub(limits::MISSENT_MENTIONS_MAX);
    let mut seen = 0;
    let lanes: Vec<_> = (0..counted.len()).map(|i| floor.desks().account(HandleId(i as u16)).lane).collect();
    for (i, row) in rows.iter().enumerate().skip(from) {
        let Some(reading) = floor.mentions().reading(crate::floor::MentionId(i as u32)) else { continue };
        if matches!(reading.stage, Stage::Spam | Stage::Elsewhere) {
            continue; // not a matter of any account
        }
        let handle = row.conversation().and_then(|id| floor.conversation(id)).map(|c| c.handle.index());
        let Some((i, of)) = handle.and_then(|i| Some((i, counted.get_mut(i)?))) else { continue };
        seen += 1;
        of.came += 1;
        of.missent += u32::from(reading.lane != lanes[i]);
    }
    seen
}

/// Counts the first responses of the conversations that were opened last: those that came, and those that are late.
fn count_responses(floor: &Floor, counted: &mut [Counted]) {
    for (_, c) in floor.conversations_newest().take(limits::MISSENT_MENTIONS_MAX) {
        let late = c.has(FIRST_RESPONSE_BREACHED);
        if c.first_response_at.is_none() && !late {
            continue;
        }
        if let Some(of) = counted.get_mut(c.handle.index()) {
            of.owed += 1;
            of.late += u32::from(late);
        }
    }
}

fn groups(floor: &Floor) -> Vec<String> {
    let all: BTreeSet<&String> = floor.agents().iter().flat_map(|a| &a.profile.groups).collect();
    all.into_iter().cloned().collect()
}
