//! Answers, hand-offs and the reports on them, from the floor.

use super::Look;
use crate::floor::handoff::{Handoff, HandoffId, HandoffStage};
use crate::floor::source::DeliveryState;
use crate::floor::{At, Conversation, ConversationId, Event, Floor, HandoffEvent, Intent};
use crate::limits;
use crate::measure::{self, Period};
use crate::triage::alike::AlikeGroup;
use crate::triage::personal;
use crate::view::{AlikeRow, AmplifyRow, HandleTimeRow, HandoffRow, Handoffs, MailTo, OfThread, ReplyRow, Reports};

/// Seconds that the reports look back.
const REPORT_SECS: u32 = 24 * 3600;
/// Rows of each report.
const ROWS_MAX: usize = 8;
/// From so many followers on, praise is worth passing on.
const REPOST_FOLLOWERS: u32 = 1_000;
/// Seconds after which praise is old.
const PRAISE_SECS: u32 = 24 * 3600;

/// The screen's part of it, of the conversation that is looked at, if any.
pub fn handoffs(look: &mut Look<'_>, looked_at: Option<ConversationId>, alike: &[AlikeGroup]) -> Handoffs {
    let floor = look.floor;
    let of = floor.handoffs();
    let mut templates: Vec<_> = of.templates().iter().map(|(id, row)| (*id, row.clone())).collect();
    templates.sort_by(|(a, x), (b, y)| (x.kind, &x.name, a).cmp(&(y.kind, &y.name, b)));
    let mut open: Vec<HandoffRow> = of.open().filter_map(|(id, h)| row(floor, id, h, look.now)).collect();
    open.sort_by_key(|row| (!row.unsettled, row.until, row.handoff));
    let midnight = Period::Today.span(look.now, look.zone).after;
    let claims = of.claims().values();
    let late = claims.clone().filter(|c| c.is_open() && c.due < look.now).count();
    let corrected = claims.filter(|c| c.corrected_at.is_some_and(|at| at > midnight)).count();
    Handoffs {
        templates,
        card: of.card().clone(),
        correction_secs: of.correction_secs(),
        can_send: looked_at.and_then(|id| floor.conversation(id)).is_some_and(|c| floor.can_send(c)),
        mails: floor
            .hands_off_by()
            .map(|(source, to)| {
                let name = floor.sources().get(source.index()).map(|s| s.name.clone()).unwrap_or_default();
                MailTo { source, name, to: to.to_owned() }
            })
            .collect(),
        open,
        claims: (of.claims_open(), late, corrected),
        alike: alike.iter().map(|group| alike_row(floor, group)).collect(),
        reports: reports(look),
        thread: looked_at.and_then(|id| of_thread(look, id)),
    }
}

fn author(floor: &Floor, c: &Conversation) -> String {
    floor.authors().get(c.author).map(|a| a.name.to_string()).unwrap_or_default()
}

fn minutes(secs: i64) -> i64 {
    (secs.max(0) + 59) / 60
}

fn row(floor: &Floor, id: HandoffId, h: &Handoff, now: At) -> Option<HandoffRow> {
    let c = floor.conversation(h.conversation)?;
    let back = matches!(h.stage, HandoffStage::Back(_));
    let mut stage = match &h.stage {
        HandoffStage::Offered => {
            let left = h.back_at().map_or(0, |at| at.secs_since(now));
            format!("offered, comes back in {} min", minutes(left))
        }
        HandoffStage::Back(since) => format!("not accepted, back since {} min", minutes(now.secs_since(*since))),
        HandoffStage::Accepted(_, who) => format!("{who} has it"),
        HandoffStage::Ended(..) => "over".to_owned(),
    };
    if h.missed {
        stage.push_str("; the promised time has passed");
    }
    let accepted_by = match &h.stage {
        HandoffStage::Accepted(_, who) => Some(who.clone()),
        _ => None,
    };
    Some(HandoffRow {
        handoff: id,
        conversation: h.conversation,
        author: author(floor, c),
        way: format!("{} to {}", h.packet.way.word(), h.packet.to),
        stage,
        until: h.packet.window.until,
        unsettled: back || h.missed,
        accepted_by,
        mail: mail(floor, id, now),
    })
}

/// How far the mail of a hand-off is, and whether a person has to decide about it.
fn mail(floor: &Floor, id: HandoffId, now: At) -> Option<(String, bool)> {
    let (_, delivery) = floor.outside().hand_off(id)?;
    let to = floor.outside().settings(delivery.source).and_then(|s| s.hands_off_to()).unwrap_or("them");
    Some(match &delivery.state {
        DeliveryState::Waiting if delivery.tries == 0 => (format!("the mail to {to} waits to be sent"), false),
        DeliveryState::Waiting => (format!("the mail to {to} is being sent"), false),
        DeliveryState::Sent(at) => (format!("mailed to {to} {} min ago", now.secs_since(*at).max(0) / 60), false),
        DeliveryState::Failed { how, .. } => (format!("no mail yet: {}", how.words()), true),
        DeliveryState::Dropped(_) => (format!("the mail to {to} was left"), false),
    })
}

fn alike_row(floor: &Floor, group: &AlikeGroup) -> AlikeRow {
    let handle = floor.handle(group.handle).map_or("an account of ours", |h| h.name.as_str());
    let agent = group.agent.and_then(|a| floor.agent(a)).map(|a| a.name.as_str());
    let who = agent.map_or_else(|| handle.to_owned(), |agent| format!("{agent} on {handle}"));
    AlikeRow { handle: handle.to_owned(), words: group.words(&who), text: personal::mask(&group.text) }
}

fn of_thread(look: &Look<'_>, id: ConversationId) -> Option<OfThread> {
    let floor = look.floor;
    let c = floor.conversation(id)?;
    let handoffs = floor.handoffs();
    let lead = floor.leads(id).unwrap_or(id);
    let handoff = handoffs.open_of(lead).and_then(|(h, of)| Some((row(floor, h, of, look.now)?, of.packet.clone())));
    let replies = handoffs.replies().filter(|(_, r)| r.conversation == id).take(ROWS_MAX);
    let replies = replies.map(|(reply, r)| {
        let mut state = r.said.sending.words().to_owned();
        if let Some((channel, reason)) = r.said.elsewhere {
            let name = floor.channel(channel).map_or("another channel", |ch| ch.name.as_str());
            state.push_str(&format!(", on {name}: {}", reason.words()));
        }
        if r.said.card > 0 {
            state.push_str(&format!(", tone card {}", r.said.card));
        }
        ReplyRow {
            reply,
            at: r.at,
            agent: r.said.agent.and_then(|a| floor.agent(a)).map(|a| a.name.clone()),
            text: r.said.text.clone(),
            state,
            waits: r.public_at.is_none(),
        }
    });
    let language = floor.mentions().reading(c.first_mention).map(|r| r.language).filter(|l| l[0] != b' ');
    Some(OfThread {
        conversation: id,
        handoff,
        replies: replies.collect(),
        claim: handoffs.claim(id).cloned(),
        language,
    })
}

fn reports(look: &mut Look<'_>) -> Reports {
    let floor = look.floor;
    let from = look.now.minus(REPORT_SECS);
    let switching = measure::switching(floor, from, look.now);
    let switches = switching.rows.iter().take(ROWS_MAX).map(|row| {
        let name = row.agent.and_then(|a| floor.agent(a)).map_or("nobody", |a| a.name.as_str());
        (name.to_owned(), row.reason.words(), row.count)
    });
    let switches = switches.collect();
    let heard = measure::listening(floor, Period::Today, look.now, look.zone);
    let hands = measure::occupancy(floor);
    let turned = floor.handoffs().turned();
    let mut newest: Vec<_> = turned.iter().map(|(id, at)| (std::cmp::Reverse(*at), *id)).collect();
    newest.sort_unstable();
    let named = |id: ConversationId| floor.conversation(id).map(|c| (id, author(floor, c)));
    Reports {
        switched: (switching.switched, switching.of),
        switches,
        listening: (heard.read, heard.said),
        occupancy: (hands.held, hands.capacity),
        occupancy_cap_pct: measure::OCCUPANCY_CAP_PCT,
        turned: (turned.len(), newest.iter().take(ROWS_MAX).filter_map(|(_, id)| named(*id)).collect()),
        amplify: amplify(look),
        handle_times: handle_times(floor, from),
    }
}

/// The newest praise that nobody has answered, the most followed first.
fn amplify(look: &mut Look<'_>) -> Vec<AmplifyRow> {
    let floor = look.floor;
    let newest = floor.index().praise.range((look.now.minus(PRAISE_SECS), ConversationId(0))..).rev();
    let mut rows: Vec<(ConversationId, &Conversation, Option<u32>)> = newest
        .take(limits::SAMPLES_SHOWN_MAX)
        .filter_map(|(_, id)| Some((*id, floor.conversation(*id)?)))
        .filter(|(_, c)| !c.has(crate::floor::conversation::PRIVATE) && c.first_response_at.is_none())
        .map(|(id, c)| (id, c, floor.authors().get(c.author).and_then(crate::floor::Author::followers)))
        .collect();
    rows.sort_by_key(|(id, _, followers)| (std::cmp::Reverse(*followers), *id));
    rows.truncate(ROWS_MAX);
    let made = rows.into_iter().map(|(conversation, c, followers)| AmplifyRow {
        conversation,
        author: author(floor, c),
        followers,
        text: personal::mask(&look.written(c.first_mention)),
        suggestion: if followers.unwrap_or(0) >= REPOST_FOLLOWERS { "thank and repost" } else { "thank" },
    });
    made.collect()
}

fn handle_times(floor: &Floor, from: At) -> Vec<HandleTimeRow> {
    let times = measure::handle_times(floor, from, 3600).into_iter().take(ROWS_MAX);
    times
        .map(|t| HandleTimeRow {
            intent: t.intent,
            words: intent_words(t.intent),
            count: t.count,
            mean_secs: t.mean_secs.round() as u32,
            slope_secs_per_hour: t.slope_secs_per_hour,
            points: t.points.iter().map(|(_, mean, _)| mean.round() as u32).collect(),
        })
        .collect()
}

fn intent_words(intent: Intent) -> &'static str {
    match intent {
        Intent::Delivery => "delivery",
        Intent::Payment => "payment",
        Intent::Account => "account",
        Intent::Order => "order",
        Intent::Product => "product",
        Intent::Bug => "app or site",
        Intent::Stock => "stock",
        Intent::Store => "shop",
        Intent::Offer => "offer",
        Intent::Feedback => "feedback",
        Intent::Press => "press",
        Intent::Service => "service",
        Intent::Other => "other",
    }
}

/// What happened to a conversation, in words; `None` for what is no event of one.
pub fn handoff_words(floor: &Floor, event: &Event) -> Option<String> {
    let Event::Handoff(event) = event else { return None };
    Some(match event {
        HandoffEvent::Offered { packet, .. } => {
            let (way, to, why) = (packet.way.word(), &packet.to, packet.reason.words());
            format!("offered by {way} to {to}: {why}")
        }
        HandoffEvent::Accepted { who, .. } => format!("accepted by {who}"),
        HandoffEvent::Ended { how, note, .. } => {
            use crate::floor::handoff::Ending;
            let how = match how {
                Ending::Done => "the hand-off is done",
                Ending::Returned => "given back to us",
                Ending::Withdrawn => "the hand-off is withdrawn",
            };
            if note.is_empty() { how.to_owned() } else { format!("{how}: {note}") }
        }
        HandoffEvent::Replied { said, .. } => {
            let who = said.agent.and_then(|a| floor.agent(a)).map_or("nobody's name", |a| a.name.as_str());
            format!("approved in {who}: “{}” ({})", short(&said.text), said.sending.words())
        }
        HandoffEvent::Delivered { how, .. } => how.words().to_owned(),
        HandoffEvent::ClaimTagged { claim, .. } => format!("tagged as an incorrect claim: {claim}"),
        HandoffEvent::ClaimCleared { .. } => "no incorrect claim".to_owned(),
        _ => return None,
    })
}

/// The beginning of a text.
fn short(text: &str) -> String {
    const CHARS: usize = 80;
    match text.char_indices().nth(CHARS) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
