//! The conversation panel from the floor.

use super::{Look, assignment, price, spread, triage};
use crate::floor::{Amplification, Cause, Conversation, ConversationId, Owner, State};
use crate::limits;
/// Conversations that are looked through for the same customer, and how many are named.
const SAME_MATTER_LOOKED_THROUGH: usize = 5_000;
const SAME_MATTER_MAX: usize = 5;

use crate::view::{Bubble, Clock, ClockKind, Happened, Thread};

/// One conversation, with what happened to it as the ledger tells it.
pub fn thread(look: &mut Look<'_>, id: ConversationId, happened: Vec<Happened>) -> Option<Thread> {
    let c = *look.floor.conversation(id)?;
    let (author, followers) = look.author(&c);
    let mentions = look.floor.case_thread(id);
    let left_out = mentions.len().saturating_sub(limits::BUBBLES_SHOWN_MAX);
    let bubbles = mentions[left_out..]
        .iter()
        .filter_map(|m| {
            let mention = *look.floor.mentions().get(*m)?;
            let writer = look.floor.authors().get(mention.author);
            Some(Bubble {
                at: mention.at,
                author: writer.map(|a| a.name.to_string()).unwrap_or_default(),
                ours: writer.is_some_and(|a| a.ours),
                customer: mention.author == c.author,
                agent: mention.agent().and_then(|a| look.floor.agent(a)).map(|a| a.name.clone()),
                kind: mention.kind,
                text: (look.words)(*m),
            })
        })
        .collect();
    let first_words = (look.words)(c.first_mention);
    let reading = look.floor.mentions().reading(c.first_mention).copied();
    let burning = look.floor.alerts().about(Cause::Viral(id));
    let carried = look.floor.spread_of(id);
    let amplified = carried.map(|s| {
        [(Amplification::Repost, s.reposts), (Amplification::Quote, s.quotes), (Amplification::Like, s.likes)]
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .collect()
    });
    let before = look.floor.authors().get(c.author).map_or(0, |a| usize::from(a.conversations.saturating_sub(1)));
    Some(Thread {
        conversation: id,
        author,
        followers,
        before,
        channel: look.channel(&c),
        handle: look.handle(&c),
        state: c.state,
        snoozed_until: c.snoozed_until,
        owner: c.owner.map(Owner::agent).and_then(|a| Some((a, look.floor.agent(a)?.name.clone()))),
        clocks: clocks(look, &c),
        bubbles,
        bubbles_left_out: left_out,
        amplified: amplified.unwrap_or_default(),
        spread: carried.map(|s| s.trend(look.now)).unwrap_or_default(),
        happened,
        candidates: assignment::candidates(look.floor, id, look.now),
        because: (look.because)(c.first_mention, &first_words),
        reading: reading.map(|r| triage::reading_row(look.floor, c.first_mention, &r, &first_words)),
        cost: price::cost_row(look.floor, id, &c, look.floor.weights(), look.now),
        forecast: spread::spread(look.floor, id, &c, look.now),
        alert: burning.map(|(alert, row)| spread::alert_row(look.floor, alert, row, look.now)),
        customer: price::customer_row(look.floor, c.author),
        influence: price::influence_row(look.floor, id, &c),
        exposure: (look.floor.exposure_of(id).value(look.now), look.floor.exposure_of(id).people()),
        case: look.floor.parts_of(id).filter_map(|part| named(look, part)).collect(),
        same_matter: same_matter(look, id, &c),
    })
}

fn named(look: &Look<'_>, id: ConversationId) -> Option<(ConversationId, String)> {
    look.floor.conversation(id).map(|c| (id, look.channel(c)))
}

/// Open conversations of the same customer that are no case with this one, the newest of those around it.
fn same_matter(look: &Look<'_>, id: ConversationId, c: &Conversation) -> Vec<(ConversationId, String)> {
    let Some(customer) = look.floor.customer_of(c.author).map(|m| m.customer) else { return Vec::new() };
    let newest = look.floor.conversations_newest().take(SAME_MATTER_LOOKED_THROUGH);
    let same = newest.filter(|(other, o)| {
        *other != id && o.is_open() && look.floor.customer_of(o.author).is_some_and(|m| m.customer == customer)
    });
    same.take(SAME_MATTER_MAX).map(|(other, o)| (other, look.channel(o))).collect()
}

fn clocks(look: &Look<'_>, c: &Conversation) -> Vec<Clock> {
    let Some(channel) = look.floor.channel(c.channel) else { return Vec::new() };
    let first = Clock {
        kind: ClockKind::FirstResponse,
        started: c.opened_at,
        target_secs: channel.first_response_secs,
        due: c.opened_at.plus(channel.first_response_secs),
        ended: c.first_response_at.or(c.resolved_at.filter(|_| c.state == State::Resolved)),
    };
    let due = c.resolution_due.unwrap_or(c.opened_at.plus(channel.resolution_secs));
    let resolution = Clock {
        kind: ClockKind::Resolution,
        started: due.minus(channel.resolution_secs),
        target_secs: channel.resolution_secs,
        due,
        ended: c.resolved_at.filter(|_| c.state == State::Resolved),
    };
    vec![first, resolution]
}
