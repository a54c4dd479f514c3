//! The conversation panel from the floor.

use super::{Look, assignment, outside, price, spread, triage};
use crate::floor::{self, Amplification, At, Cause, Conversation, ConversationId, Explained, Owner, State, span_words};
use crate::limits;
/// Conversations that are looked through for the same customer, and how many are named.
const SAME_MATTER_LOOKED_THROUGH: usize = 5_000;
const SAME_MATTER_MAX: usize = 5;

use crate::view::{Bubble, Clock, ClockKind, ClockWords, Happened, Thread};

/// One conversation, with what happened to it as the ledger tells it. What goes out of it is [`super::outgoing`].
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
                edited_at: look.floor.outside().edited_at(*m),
                gone_at: look.floor.outside().gone_at(*m),
            })
        })
        .collect();
    let first_words = look.written(c.first_mention);
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
        clocks: clocks(look, id, &c),
        explained: explained(look, id),
        bubbles,
        bubbles_left_out: left_out,
        amplified: amplified.unwrap_or_default(),
        spread: carried.map(|s| s.trend(look.now)).unwrap_or_default(),
        happened: with_moves(look, id, happened),
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
        ticket: outside::ticket(look.floor, id),
        answers_by: outside::answers_by(look.floor, id, &c),
        outgoing: Vec::new(),
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

/// What people did, and how changes of promises have moved the due times, newest first.
fn with_moves(look: &Look<'_>, id: ConversationId, happened: Vec<Happened>) -> Vec<Happened> {
    let moved = look.floor.moved_by_promises(id);
    let by_clock = look.floor.assignments().moved_by_clock(id).filter(|(at, ..)| *at <= look.now);
    if moved.is_empty() && by_clock.is_none() {
        return happened;
    }
    let given = by_clock.map(|(at, to, how)| {
        let to = to.and_then(|agent| look.floor.agent(agent)).map(|a| format!("assigned to {}", a.name));
        let what = format!("{}, {}", to.unwrap_or_else(|| "back in the queue".to_owned()), how.words());
        Happened { at, by: "the clock".to_owned(), what }
    });
    let words = |at: Option<At>| at.map_or_else(|| "not promised".to_owned(), |at| moment_words(at, look.zone));
    let of_promises = moved.into_iter().filter(|m| m.at <= look.now).map(|m| Happened {
        at: m.at,
        by: m.words,
        what: format!("{} due {}, before {}; by {}", m.clock.word(), words(m.to), words(m.from), m.policy),
    });
    let mut all: Vec<Happened> = happened.into_iter().chain(of_promises).chain(given).collect();
    all.sort_by_key(|h| std::cmp::Reverse(h.at));
    all
}

fn moment_words(at: At, zone: &jiff::tz::TimeZone) -> String {
    at.timestamp().to_zoned(zone.clone()).strftime("%a %-d %b %H:%M").to_string()
}

fn kind(clock: crate::floor::Clock) -> ClockKind {
    match clock {
        crate::floor::Clock::FirstResponse => ClockKind::FirstResponse,
        crate::floor::Clock::NextResponse => ClockKind::NextResponse,
        crate::floor::Clock::Resolution => ClockKind::Resolution,
    }
}

/// How each clock came about, from the function that makes the due time.
fn explained(look: &Look<'_>, id: ConversationId) -> Vec<ClockWords> {
    let words = |e: Explained| ClockWords {
        kind: kind(e.clock),
        policy: format!("{} by {}", span_words(e.secs), e.policy),
        hours: format!("counted from {} in {}", moment_words(e.began, look.zone), e.hours),
        lines: e.working.lines.into_iter().map(|l| (l.words, l.secs > 0)).collect(),
        end: match e.working.due {
            floor::Due::At(at) => format!("due {}", moment_words(at, look.zone)),
            floor::Due::Paused(left) => format!("stands still with {} left", span_words(left)),
            floor::Due::Never => "never due".to_owned(),
        },
    };
    look.floor.explained(id).into_iter().map(words).collect()
}

fn clocks(look: &Look<'_>, id: ConversationId, c: &Conversation) -> Vec<Clock> {
    let terms = look.floor.terms_of(id, c);
    let closed = c.resolved_at.filter(|_| c.state == State::Resolved);
    let first = Clock {
        kind: ClockKind::FirstResponse,
        started: c.opened_at,
        target_secs: terms.first_secs,
        due: c.first_response_due.unwrap_or_else(|| terms.first_due(c.opened_at)),
        ended: c.first_response_at.or(closed),
        paused_left_secs: None,
    };
    let next = c.next_response_due.zip(c.waiting_since).map(|(due, started)| Clock {
        kind: ClockKind::NextResponse,
        started,
        target_secs: terms.next_secs.unwrap_or(0),
        due,
        ended: None,
        paused_left_secs: None,
    });
    let started = look.floor.resolution_began(id, c);
    let (by_terms, left) = match terms.resolution(started) {
        floor::Due::At(at) => (at, None),
        floor::Due::Paused(left) => (look.now.plus(left), Some(left)),
        floor::Due::Never => (At::LAST, None),
    };
    let resolution = Clock {
        kind: ClockKind::Resolution,
        started,
        target_secs: terms.resolution_secs,
        due: c.resolution_due.unwrap_or(by_terms),
        ended: closed,
        paused_left_secs: left.filter(|_| closed.is_none() && c.resolution_due.is_none()),
    };
    [first].into_iter().chain(next).chain([resolution]).collect()
}
