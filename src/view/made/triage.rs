//! The funnel, what was overruled, and what another telling would do, from the floor.

use super::{Look, price};
use crate::floor::tally::IntervalId;
use crate::floor::{At, Brand, Cause, ChannelId, ConversationId, Floor, MentionId, Reading, Reason, Stage, Weights};
use crate::limits;
use crate::measure::{self, Period};
use crate::triage::relevance::Names;
use crate::triage::words::Folded;
use crate::triage::{language, personal, reason_words};
use crate::view::{
    BrandRow, ExposureRow, Funnel, FunnelScreen, OrderRow, OverruledRow, Preview, PreviewAsked, ReadingRow, Sample,
    TriageSettings,
};

/// Seconds in which a person reads one mention and sees that it is nothing: the cost of monitoring rests on it.
const READ_SECS: u32 = 5;
/// Characters of a text in a preview.
const CUT_CHARS: usize = 160;
/// Rows of a preview of the order.
const ORDER_ROWS: usize = 12;

/// The funnel over a period. Exactly the sums that the floor keeps, and the same in every report.
pub fn funnel(floor: &Floor, period: Period, now: At, zone: &jiff::tz::TimeZone) -> Funnel {
    let span = period.span(now, zone);
    let first = IntervalId::of(span.after.plus(1));
    let mut funnel = Funnel { read_secs: READ_SECS, ..Funnel::default() };
    let mut mentions = 0;
    let upper = (IntervalId::of(now), ChannelId(u16::MAX));
    for (_, interval) in floor.tally().intervals.range((first, ChannelId(0))..=upper) {
        for i in 0..5 {
            funnel.stages[i] += u64::from(interval.stages[i]);
            funnel.kinds[i] += u64::from(interval.kinds[i]);
        }
        mentions += u64::from(interval.mentions);
    }
    funnel.raw = funnel.stages.iter().sum();
    funnel.unread = mentions.saturating_sub(funnel.raw);
    let kept = funnel.raw - funnel.at(Stage::Actionable);
    funnel.saved_cents = kept * u64::from(READ_SECS) * u64::from(floor.weights().wage_cents) / 3_600;
    funnel
}

/// The funnel's screen; samples of the stage that is looked at.
pub fn funnel_screen(look: &mut Look<'_>, stage: Option<Stage>) -> FunnelScreen {
    let period = Period::Today.or_all_of_an_archive(look.floor, look.now);
    let funnel = funnel(look.floor, period, look.now, look.zone);
    let words = if period == Period::Today { "today" } else { "all of it" };
    let (samples, looked_through) = stage.map(|s| samples(look, s)).unwrap_or_default();
    FunnelScreen {
        funnel,
        period: words.into(),
        stage,
        samples,
        looked_through,
        overruled: if stage.is_some() { overruled(look) } else { Vec::new() },
        lessons: look.floor.overruled().filter(|o| !o.lessons.is_empty()).count(),
    }
}

fn samples(look: &mut Look<'_>, stage: Stage) -> (Vec<Sample>, usize) {
    let readings = look.floor.mentions().readings();
    let newest = readings.iter().enumerate().rev().take(limits::SAMPLES_FROM_MAX);
    let looked_through = newest.len();
    let of_stage = newest.filter(|(_, r)| r.is_some_and(|r| r.stage == stage)).map(|(i, _)| MentionId(i as u32));
    let ids: Vec<MentionId> = of_stage.take(limits::SAMPLES_SHOWN_MAX).collect();
    (ids.into_iter().filter_map(|id| sample(look, id)).collect(), looked_through)
}

fn sample(look: &mut Look<'_>, id: MentionId) -> Option<Sample> {
    let mention = *look.floor.mentions().get(id)?;
    let reading = *look.floor.mentions().reading(id)?;
    let conversation = mention.conversation()?;
    let text = look.written(id);
    let channel = look.floor.conversation(conversation).map(|c| look.channel(c)).unwrap_or_default();
    Some(Sample {
        mention: id,
        conversation,
        at: mention.at,
        author: look.floor.authors().get(mention.author).map(|a| a.name.to_string()).unwrap_or_default(),
        channel,
        because: (look.because)(id, &text),
        reading: reading_row(look.floor, id, &reading, &text),
        text: text.into(),
    })
}

/// A reading in the words of the screen.
pub(super) fn reading_row(floor: &Floor, id: MentionId, r: &Reading, text: &str) -> ReadingRow {
    let store = r.cues.has(crate::floor::Cues::IN_STORE).then(|| store(floor.brand(), text)).flatten();
    ReadingRow {
        verdict: r.verdict,
        stage: r.stage,
        kind: r.kind,
        intent: r.intent,
        lane: r.lane,
        cues: r.cues,
        negative_pct: r.negative_pct,
        mood: r.mood,
        sure_pct: r.sure_pct,
        language: if r.language == *b"  " { String::new() } else { language::name(r.language).to_owned() },
        reason: reason_words(r.reason).to_owned(),
        overruled: r.reason == Reason::Overruled,
        copies: floor.copies_of(id),
        store,
    }
}

/// The shop that a text speaks of: the only one, or the one whose word is in it.
fn store(brand: &Brand, text: &str) -> Option<(String, String)> {
    let text = text.to_lowercase();
    let named = brand.stores.iter().find(|s| s.words.iter().any(|w| text.contains(&w.to_lowercase())));
    let store = named.or_else(|| (brand.stores.len() == 1).then(|| brand.stores.first()).flatten())?;
    Some((store.name.clone(), store.contact.clone()))
}

fn overruled(look: &mut Look<'_>) -> Vec<OverruledRow> {
    let mut rows: Vec<_> = look.floor.overruled().cloned().collect();
    rows.reverse();
    rows.truncate(limits::SAMPLES_SHOWN_MAX);
    rows.into_iter()
        .filter_map(|o| {
            let (mention, before) = *o.before.first()?;
            let was = before.map_or("not read", |r| reason_words(r.reason)).to_owned();
            let text = look.written(mention).into();
            Some(OverruledRow { conversation: o.conversation, at: o.at, was, to: o.to, text })
        })
        .collect()
}

/// What people had to see of all that waits.
pub(super) fn exposure(floor: &Floor, now: At) -> ExposureRow {
    let exposed = floor.exposed();
    let ignored = floor.index().first_response_breached.len();
    let tell_others_pct = floor.weights().tell_others_pct;
    ExposureRow {
        person_secs: exposed.value(now),
        people: exposed.people(),
        ignored,
        will_tell: (ignored as u64 * u64::from(tell_others_pct) + 50) / 100,
        tell_others_pct,
    }
}

/// What triage is told, and what another telling would do.
pub fn settings(look: &mut Look<'_>, asked: Option<&PreviewAsked>) -> TriageSettings {
    let preview = match asked {
        Some(PreviewAsked::Brand(brand)) => Some(preview_brand(look, brand)),
        Some(PreviewAsked::Weights(weights)) => Some(preview_weights(look, weights)),
        // Who gets which policy stands on the page of hours.
        Some(PreviewAsked::Policies(_)) | None => None,
    };
    TriageSettings {
        brand: look.floor.brand().clone(),
        weights: *look.floor.weights(),
        customers: look.floor.customers().len(),
        silence: Vec::new(),
        preview,
    }
}

fn preview_brand(look: &mut Look<'_>, brand: &Brand) -> Preview {
    let handles: Vec<String> = look.floor.handles().iter().map(|h| h.name.clone()).collect();
    let names = |brand: &Brand| {
        let mut names = Names::of(brand);
        names.set_handles(handles.iter().map(String::as_str));
        names
    };
    let (now, then) = (names(look.floor.brand()), names(brand));
    let readings = look.floor.mentions().readings();
    let read = readings.iter().enumerate().rev().filter(|(_, r)| r.is_some_and(|r| r.stage > Stage::Spam));
    let ids: Vec<MentionId> = read.take(limits::PREVIEW_MENTIONS_MAX).map(|(i, _)| MentionId(i as u32)).collect();
    let mut folded = Folded::default();
    let mut rows: Vec<BrandRow> = Vec::new();
    for id in &ids {
        let text = look.written(*id);
        folded.fold(&text);
        let before = now.relevance(&folded, now.addressed(&folded)).reason();
        let after = then.relevance(&folded, then.addressed(&folded));
        let why = after.reason().map_or("about us", reason_words).to_owned();
        let text = personal::mask(&text).chars().take(CUT_CHARS).collect();
        rows.push(BrandRow { text, before: before.is_none(), after: after.reason().is_none(), why });
    }
    let count = |f: fn(&BrandRow) -> bool| rows.iter().filter(|r| f(r)).count();
    let about_us = (count(|r| r.before), count(|r| r.after));
    rows.sort_by_key(|r| r.before == r.after);
    rows.truncate(limits::SAMPLES_SHOWN_MAX);
    Preview::Brand { rows, about_us, of: ids.len() }
}

/// Who would come first of the newest of those who wait.
fn preview_weights(look: &mut Look<'_>, weights: &Weights) -> Preview {
    let (floor, now) = (look.floor, look.now);
    let waiting = floor.index().waiting.iter().take(limits::PREVIEW_WAITING_MAX);
    let costs = waiting.filter_map(|(_, id)| {
        let of = price::cost_of(floor, *id, floor.conversation(*id)?, now);
        Some((*id, measure::cost(&of, floor.weights()).total_milli(), measure::cost(&of, weights).total_milli()))
    });
    let mut costs: Vec<(ConversationId, u64, u64)> = costs.collect();
    costs.sort_by_key(|(id, before, _)| (std::cmp::Reverse(*before), *id));
    let mut ranked: Vec<(usize, ConversationId, u64)> =
        costs.iter().enumerate().map(|(i, (id, _, after))| (i + 1, *id, *after)).collect();
    ranked.sort_by_key(|(_, id, after)| (std::cmp::Reverse(*after), *id));
    ranked.truncate(ORDER_ROWS);
    let rows = ranked
        .into_iter()
        .filter_map(|(before, id, _)| {
            let c = floor.conversation(id)?;
            let text = personal::mask(&look.written(c.first_mention)).chars().take(CUT_CHARS).collect();
            let cost = price::cost_row(floor, id, c, weights, now);
            Some(OrderRow { conversation: id, text, author: look.author(c).0, before, cost })
        })
        .collect();
    Preview::Weights { rows }
}

/// Whether a conversation burns as an alert.
pub(super) fn burns(floor: &Floor, id: ConversationId) -> Option<crate::floor::Level> {
    floor.alerts().about(Cause::Viral(id)).map(|(_, alert)| alert.level)
}
