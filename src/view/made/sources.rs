//! The sources from the floor, and what the tasks that ask them say of themselves.

use super::Look;
use crate::floor::source::{Deed, Delivery, DeliveryId, DeliveryState};
use crate::floor::{AgentId, ConversationId, Source, SourceId, SourceKind};
use crate::limits;
use crate::view::{
    DeliveryRow, DeliveryWords, Doing, LiveRow, QuarantineRow, SourceRow, SourceState, Sources, SyncStatus, TroubleKind,
};

/// A polled source that has not been read for so long is behind.
const BEHIND_SECS: i64 = 300;
/// What went out of a conversation and is still shown in it.
const OVER_SHOWN_MAX: usize = 3;

/// All sources, what goes out by them, and the newest of what could not be read; `raw` gives what was read, by commit
/// and place.
pub fn sources(look: &Look<'_>, sync: &[SyncStatus], raw: &mut dyn FnMut(u64, u16) -> String) -> Sources {
    let name = |id: SourceId| look.floor.sources().get(id.index()).map(|s| s.name.clone()).unwrap_or_default();
    let rows = look.floor.sources().iter().enumerate().map(|(i, s)| row(look, sync, SourceId(i as u16), s)).collect();
    let quarantine = look
        .floor
        .quarantine()
        .map(|q| QuarantineRow {
            source: name(q.source),
            place: q.place.clone(),
            reason: q.reason.clone(),
            raw: raw(q.page, q.slot),
            at: q.at,
            place_in_log: (q.page, q.slot),
            // What was left out has nothing to be read again.
            can_retry: q.place != "gap" && look.floor.outside().settings(q.source).is_some(),
        })
        .collect();
    let all = || look.floor.outside().deliveries();
    Sources {
        rows,
        quarantine,
        quarantined: look.floor.quarantined() as usize,
        deliveries: deliveries(look, sync),
        failed: all().filter(|(_, d)| matches!(d.state, DeliveryState::Failed { .. })).count(),
        waiting: all().filter(|(_, d)| d.is_waiting()).count(),
    }
}

fn row(look: &Look<'_>, sync: &[SyncStatus], id: SourceId, s: &Source) -> SourceRow {
    let live = live(look, sync, id);
    SourceRow {
        source: id,
        name: s.name.clone(),
        kind: s.kind.word().to_owned(),
        state: state(look, id, s, live.as_ref()),
        last_in: s.last_in,
        last_read: s.last_read,
        lag_secs: s.lag_secs,
        read: s.read,
        new: s.new,
        known: s.known,
        quarantined: s.quarantined,
        live: live.map(Box::new),
    }
}

fn live(look: &Look<'_>, sync: &[SyncStatus], id: SourceId) -> Option<LiveRow> {
    let outside = look.floor.outside();
    let settings = outside.settings(id)?.clone();
    let mine = || outside.deliveries().filter(|(_, d)| d.source == id).map(|(_, d)| d);
    let sent = |d: &Delivery| match d.state {
        DeliveryState::Sent(at) => Some(at),
        _ => None,
    };
    Some(LiveRow {
        settings,
        status: sync.iter().find(|s| s.source == id).cloned(),
        last_out: mine().filter_map(sent).max(),
        waiting: mine().filter(|d| d.is_waiting()).count() as u32,
        failed: mine().filter(|d| matches!(d.state, DeliveryState::Failed { .. })).count() as u32,
        silent_secs: look.floor.silent_secs(id, look.now),
        strangers: look.floor.strangers(id).map(str::to_owned).collect(),
        known: known(look, id),
    })
}

fn known(look: &Look<'_>, id: SourceId) -> Vec<(String, String)> {
    let here = |agent: AgentId| look.floor.agent(agent).map_or_else(String::new, |a| a.name.clone());
    look.floor.known_over_there(id).map(|(there, agent)| (there.to_owned(), here(agent))).collect()
}

fn state(look: &Look<'_>, id: SourceId, s: &Source, live: Option<&LiveRow>) -> SourceState {
    if s.kind == SourceKind::File {
        return match &s.failing {
            Some(why) => SourceState::Failing(why.clone()),
            None if s.done => SourceState::Done,
            None => SourceState::Partly,
        };
    }
    if look.floor.outside().is_paused(id) {
        return SourceState::Paused;
    }
    let trouble = live.and_then(|l| l.status.as_ref()).and_then(|status| status.trouble.as_ref());
    match trouble {
        Some((TroubleKind::SignIn | TroubleKind::Refused, why)) => return SourceState::NeedsPerson(why.clone()),
        Some((TroubleKind::Slow | TroubleKind::Quota, why)) => return SourceState::Slowed(why.clone()),
        Some((TroubleKind::Unwell, why)) => return SourceState::Failing(why.clone()),
        None => {}
    }
    if let Some(why) = &s.failing {
        return SourceState::Failing(why.clone());
    }
    // A source that is asked seldom is not behind before it should have been asked twice.
    let patience = live.map_or(BEHIND_SECS, |l| BEHIND_SECS.max(2 * i64::from(l.settings.every_secs)));
    match s.last_read {
        None => SourceState::Starting,
        Some(at) if look.now.secs_since(at) > patience => SourceState::Behind,
        Some(_) => SourceState::Live,
    }
}

/// What is to go out of a conversation, the oldest first, and then the newest that went out.
pub fn outgoing(look: &Look<'_>, sync: &[SyncStatus], of: ConversationId) -> Vec<DeliveryRow> {
    let outside = look.floor.outside();
    let open = outside.open_about(of);
    let over = outside.deliveries().rev().filter(|(_, d)| d.conversation == of && !d.is_open());
    let all = open.chain(over.take(OVER_SHOWN_MAX)).take(limits::OUTGOING_SHOWN_MAX);
    all.map(|(id, d)| delivery(look, sync, id, d)).collect()
}

fn deliveries(look: &Look<'_>, sync: &[SyncStatus]) -> Vec<DeliveryRow> {
    let mut all: Vec<(u8, DeliveryId, &Delivery)> = look
        .floor
        .outside()
        .deliveries()
        .rev()
        .map(|(id, d)| match d.state {
            DeliveryState::Failed { .. } => (0, id, d),
            DeliveryState::Waiting => (1, id, d),
            DeliveryState::Sent(_) | DeliveryState::Dropped(_) => (2, id, d),
        })
        .collect();
    all.sort_by_key(|(rank, id, _)| (*rank, std::cmp::Reverse(*id)));
    all.truncate(limits::DELIVERIES_SHOWN_MAX);
    all.into_iter().map(|(_, id, d)| delivery(look, sync, id, d)).collect()
}

/// Whether the task of its source is at it: that takes what waits in the order in which it was decided.
fn is_being_sent(look: &Look<'_>, sync: &[SyncStatus], id: DeliveryId, d: &Delivery) -> bool {
    let sends = sync.iter().any(|s| s.source == d.source && s.doing == Doing::Sending);
    let first = || look.floor.outside().deliveries().find(|(_, o)| o.source == d.source && o.is_waiting());
    sends && first().is_some_and(|(first, _)| first == id)
}

fn delivery(look: &Look<'_>, sync: &[SyncStatus], id: DeliveryId, d: &Delivery) -> DeliveryRow {
    let c = look.floor.conversation(d.conversation);
    let author = c.and_then(|c| look.floor.authors().get(c.author)).map(|a| a.name.to_string()).unwrap_or_default();
    let words = match &d.deed {
        Deed::Reply { text, .. } | Deed::Note(text) | Deed::Priority(text) => text.clone(),
        Deed::Assign(to) => {
            to.and_then(|to| look.floor.agent(to)).map_or_else(|| "nobody".to_owned(), |a| a.name.clone())
        }
        Deed::State(state) => state.word().to_owned(),
        Deed::Labels { add, remove } => {
            let plus = add.iter().map(|l| format!("+{l}"));
            let labels: Vec<String> = plus.chain(remove.iter().map(|l| format!("−{l}"))).collect();
            labels.join(" ")
        }
        Deed::HandOff(handoff) => {
            let packet = look.floor.handoffs().get(*handoff).map(|h| &h.packet);
            packet.map(|p| format!("by {} to {}", p.way.word(), p.to)).unwrap_or_default()
        }
    };
    let state = match &d.state {
        DeliveryState::Waiting if is_being_sent(look, sync, id, d) => DeliveryWords::Sending,
        DeliveryState::Waiting => DeliveryWords::Waiting,
        DeliveryState::Sent(at) => DeliveryWords::Sent(*at),
        DeliveryState::Failed { how, why, at } => DeliveryWords::Failed(*how, why.clone(), *at),
        DeliveryState::Dropped(at) => DeliveryWords::Left(*at),
    };
    DeliveryRow {
        delivery: id,
        source: look.floor.sources().get(d.source.index()).map(|s| s.name.clone()).unwrap_or_default(),
        conversation: d.conversation,
        author,
        what: d.deed.words(),
        words,
        asked_at: d.asked_at,
        tries: d.tries,
        state,
    }
}
