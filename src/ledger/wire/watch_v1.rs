//! Version 1 of the facts about triage, alerts and cases.

use super::Fault;
use super::event_v1::{KeyV1, at, secs};
use super::reading_v1::{head, head_number, kind, kind_number, matched, matched_number, tier, tier_number};
use crate::floor::{
    AgentId, Alert, AlertId, AuthorId, Brand, Cause, ChannelId, ConversationId, Customer, CustomerHandle, CustomerId,
    EscalationId, Event, HandleId, Lesson, Level, Match, MentionId, Overrule, SourceId, Store, Weights,
};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(super) struct BrandV1(Vec<String>, Vec<String>, Vec<String>, Vec<String>, Vec<(String, Vec<String>, String)>);

#[derive(Serialize, Deserialize)]
pub(super) struct WeightsV1([u32; 3], [u32; 4], [u32; 8], [u32; 7]);

#[derive(Serialize, Deserialize)]
pub(super) enum OverruleV1 {
    Respond(u8),
    Watch(u8),
    Spam,
    Elsewhere,
}

#[derive(Serialize, Deserialize)]
pub(super) struct LessonV1(u8, u8, Vec<u16>, Vec<u8>, Vec<i16>);

#[derive(Serialize, Deserialize)]
pub(super) enum CauseV1 {
    Viral(u32),
    Spike(u16),
    Silence(u16),
    Unstaffed,
    Stuck(u32),
    Ladder(u32),
    HandoffBack(u32),
    Alike(u16),
    Switching,
    Threshold(u16),
    Overdue(u16),
    Late(u16),
    Missing(u16),
    BreakOver(u16),
    NotDelivered(u32),
    SourceSilent(u16),
}

type Secs = Option<u32>;

#[derive(Serialize, Deserialize)]
pub(super) struct AlertV1((CauseV1, bool, bool, u8, u64, u64), (u32, u32), [Secs; 4]);

/// Name, tier, since, e-mail, handles (on a channel, anywhere), earlier, failed, press, verified.
#[derive(Serialize, Deserialize)]
pub(super) struct CustomerV1((String, u8, Option<u16>, Option<KeyV1>), Vec<(KeyV1, KeyV1)>, (u16, u16, bool, bool));

/// Customer, how sure in percent, by what.
#[derive(Serialize, Deserialize)]
pub(super) struct MatchV1(u32, u8, u8);

#[derive(Serialize, Deserialize)]
pub(super) enum WatchV1 {
    CustomerKnown(CustomerV1),
    AuthorMatched(u32, Option<MatchV1>),
    BrandSet(BrandV1),
    WeightsSet(WeightsV1),
    Overruled(u32, Vec<u32>, OverruleV1, Vec<LessonV1>),
    OverruleTakenBack(u32, u64),
    AlertRaised(u32, CauseV1, bool, u8, u64, u64),
    AlertMoved(u32, bool, u8, u64),
    AlertAcknowledged(u32),
    AlertSnoozed(u32, u32),
    AlertEscalated(u32),
    AlertEnded(u32),
    ModeChanged(bool, u32),
    CaseJoined(u32, u32),
    CaseParted(u32),
}

impl From<&Brand> for BrandV1 {
    fn from(b: &Brand) -> BrandV1 {
        let stores = b.stores.iter().map(|s| (s.name.clone(), s.words.clone(), s.contact.clone())).collect();
        BrandV1(b.names.clone(), b.ambiguous.clone(), b.context.clone(), b.exclusions.clone(), stores)
    }
}

impl BrandV1 {
    pub(super) fn into_floor(self) -> Brand {
        let BrandV1(names, ambiguous, context, exclusions, stores) = self;
        let stores = stores.into_iter().map(|(name, words, contact)| Store { name, words, contact }).collect();
        Brand { names, ambiguous, context, exclusions, stores }
    }
}

impl From<&Weights> for WeightsV1 {
    fn from(w: &Weights) -> WeightsV1 {
        let more =
            [w.anger, w.alert_reach, w.handle_secs, w.priority_on, w.priority_off, w.wage_cents, w.tell_others_pct];
        WeightsV1([w.promise, w.viral, w.seen], w.tier, w.cues, more)
    }
}

impl WeightsV1 {
    pub(super) fn into_floor(self) -> Weights {
        let WeightsV1([promise, viral, seen], tier, cues, more) = self;
        let [anger, alert_reach, handle_secs, priority_on, priority_off, wage_cents, tell_others_pct] = more;
        Weights {
            promise,
            tier,
            viral,
            seen,
            cues,
            anger,
            alert_reach,
            handle_secs,
            priority_on,
            priority_off,
            wage_cents,
            tell_others_pct,
        }
    }
}

impl From<Overrule> for OverruleV1 {
    fn from(to: Overrule) -> OverruleV1 {
        match to {
            Overrule::Respond(k) => OverruleV1::Respond(kind_number(k)),
            Overrule::Watch(k) => OverruleV1::Watch(kind_number(k)),
            Overrule::Spam => OverruleV1::Spam,
            Overrule::Elsewhere => OverruleV1::Elsewhere,
        }
    }
}

impl OverruleV1 {
    pub(super) fn into_floor(self) -> Result<Overrule, Fault> {
        Ok(match self {
            OverruleV1::Respond(k) => Overrule::Respond(kind(k)?),
            OverruleV1::Watch(k) => Overrule::Watch(kind(k)?),
            OverruleV1::Spam => Overrule::Spam,
            OverruleV1::Elsewhere => Overrule::Elsewhere,
        })
    }
}

impl From<&Lesson> for LessonV1 {
    fn from(l: &Lesson) -> LessonV1 {
        LessonV1(head_number(l.head), l.class, l.features.to_vec(), l.counts.to_vec(), l.tone.to_vec())
    }
}

impl LessonV1 {
    pub(super) fn into_floor(self) -> Result<Lesson, Fault> {
        let LessonV1(number, class, features, counts, tone) = self;
        let (features, counts, tone) = (features.into(), counts.into(), tone.into());
        Ok(Lesson { head: head(number)?, class, features, counts, tone })
    }
}

impl From<Cause> for CauseV1 {
    fn from(cause: Cause) -> CauseV1 {
        match cause {
            Cause::Viral(c) => CauseV1::Viral(c.0),
            Cause::Spike(c) => CauseV1::Spike(c.0),
            Cause::Silence(c) => CauseV1::Silence(c.0),
            Cause::Unstaffed => CauseV1::Unstaffed,
            Cause::Stuck(c) => CauseV1::Stuck(c.0),
            Cause::Ladder(e) => CauseV1::Ladder(e.0),
            Cause::HandoffBack(c) => CauseV1::HandoffBack(c.0),
            Cause::Alike(h) => CauseV1::Alike(h.0),
            Cause::Switching => CauseV1::Switching,
            Cause::Threshold(rule) => CauseV1::Threshold(rule),
            Cause::Overdue(item) => CauseV1::Overdue(item),
            Cause::Late(a) => CauseV1::Late(a.0),
            Cause::Missing(a) => CauseV1::Missing(a.0),
            Cause::BreakOver(a) => CauseV1::BreakOver(a.0),
            Cause::NotDelivered(c) => CauseV1::NotDelivered(c.0),
            Cause::SourceSilent(s) => CauseV1::SourceSilent(s.0),
        }
    }
}

impl CauseV1 {
    fn into_floor(self) -> Cause {
        match self {
            CauseV1::Viral(c) => Cause::Viral(ConversationId(c)),
            CauseV1::Spike(c) => Cause::Spike(ChannelId(c)),
            CauseV1::Silence(c) => Cause::Silence(ChannelId(c)),
            CauseV1::Unstaffed => Cause::Unstaffed,
            CauseV1::Stuck(c) => Cause::Stuck(ConversationId(c)),
            CauseV1::Ladder(e) => Cause::Ladder(EscalationId(e)),
            CauseV1::HandoffBack(c) => Cause::HandoffBack(ConversationId(c)),
            CauseV1::Alike(h) => Cause::Alike(HandleId(h)),
            CauseV1::Switching => Cause::Switching,
            CauseV1::Threshold(rule) => Cause::Threshold(rule),
            CauseV1::Overdue(item) => Cause::Overdue(item),
            CauseV1::Late(a) => Cause::Late(AgentId(a)),
            CauseV1::Missing(a) => Cause::Missing(AgentId(a)),
            CauseV1::BreakOver(a) => Cause::BreakOver(AgentId(a)),
            CauseV1::NotDelivered(c) => Cause::NotDelivered(ConversationId(c)),
            CauseV1::SourceSilent(s) => Cause::SourceSilent(SourceId(s)),
        }
    }
}

fn is_alarm(level: Level) -> bool {
    level == Level::Alarm
}

fn level(alarm: bool) -> Level {
    if alarm { Level::Alarm } else { Level::Watch }
}

impl From<&Alert> for AlertV1 {
    fn from(a: &Alert) -> AlertV1 {
        AlertV1(
            (a.cause.into(), is_alarm(a.level), is_alarm(a.peak), a.severity, a.figure, a.expected),
            (secs(a.raised_at), secs(a.moved_at)),
            [a.acknowledged_at, a.snoozed_until, a.escalated_at, a.ended_at].map(|t| t.map(secs)),
        )
    }
}

impl AlertV1 {
    pub(super) fn into_floor(self) -> Result<Alert, Fault> {
        let AlertV1((cause, alarm, peak, severity, figure, expected), (raised, moved), [seen, aside, up, over]) = self;
        let opt = |t: Secs| t.map(at).transpose();
        Ok(Alert {
            cause: cause.into_floor(),
            level: level(alarm),
            peak: level(peak),
            severity,
            figure,
            expected,
            raised_at: at(raised)?,
            moved_at: at(moved)?,
            acknowledged_at: opt(seen)?,
            snoozed_until: opt(aside)?,
            escalated_at: opt(up)?,
            ended_at: opt(over)?,
        })
    }
}

impl From<&Customer> for CustomerV1 {
    fn from(c: &Customer) -> CustomerV1 {
        CustomerV1(
            (c.name.to_string(), tier_number(c.tier), c.since, c.email.map(KeyV1)),
            c.handles.iter().map(|h| (KeyV1(h.on), KeyV1(h.anywhere))).collect(),
            (c.earlier, c.failed, c.press, c.verified),
        )
    }
}

impl CustomerV1 {
    pub(super) fn into_floor(self) -> Result<Customer, Fault> {
        let CustomerV1((name, number, since, email), handles, (earlier, failed, press, verified)) = self;
        Ok(Customer {
            name: name.into(),
            tier: tier(number)?,
            since,
            email: email.map(|k| k.0),
            handles: handles.into_iter().map(|(on, any)| CustomerHandle { on: on.0, anywhere: any.0 }).collect(),
            earlier,
            failed,
            press,
            verified,
        })
    }
}

impl From<&Match> for MatchV1 {
    fn from(m: &Match) -> MatchV1 {
        MatchV1(m.customer.0, m.confidence_pct, matched_number(m.by))
    }
}

impl MatchV1 {
    pub(super) fn into_floor(self) -> Result<Match, Fault> {
        Ok(Match { customer: CustomerId(self.0), confidence_pct: self.1, by: matched(self.2)? })
    }
}

impl WatchV1 {
    /// The mirror of a fact that is one of these; whoever asks has looked.
    pub(super) fn of(event: &Event) -> WatchV1 {
        match event {
            Event::CustomerKnown { customer } => WatchV1::CustomerKnown(customer.into()),
            Event::AuthorMatched { author, found } => {
                WatchV1::AuthorMatched(author.0, found.as_ref().map(MatchV1::from))
            }
            Event::BrandSet { brand } => WatchV1::BrandSet(brand.into()),
            Event::WeightsSet { weights } => WatchV1::WeightsSet(weights.into()),
            Event::Overruled { conversation, mentions, to, lessons } => WatchV1::Overruled(
                conversation.0,
                mentions.iter().map(|m| m.0).collect(),
                (*to).into(),
                lessons.iter().map(LessonV1::from).collect(),
            ),
            Event::OverruleTakenBack { conversation, group } => WatchV1::OverruleTakenBack(conversation.0, *group),
            Event::AlertRaised { alert, cause, level, severity, figure, expected } => {
                WatchV1::AlertRaised(alert.0, (*cause).into(), is_alarm(*level), *severity, *figure, *expected)
            }
            Event::AlertMoved { alert, level, severity, figure } => {
                WatchV1::AlertMoved(alert.0, is_alarm(*level), *severity, *figure)
            }
            Event::AlertAcknowledged { alert } => WatchV1::AlertAcknowledged(alert.0),
            Event::AlertSnoozed { alert, until } => WatchV1::AlertSnoozed(alert.0, secs(*until)),
            Event::AlertEscalated { alert } => WatchV1::AlertEscalated(alert.0),
            Event::AlertEnded { alert } => WatchV1::AlertEnded(alert.0),
            Event::ModeChanged { priority, load_centi } => WatchV1::ModeChanged(*priority, *load_centi),
            Event::CaseJoined { conversation, lead } => WatchV1::CaseJoined(conversation.0, lead.0),
            Event::CaseParted { conversation } => WatchV1::CaseParted(conversation.0),
            // Only what is named above comes here; the mirror of all facts is tried on each by a test.
            _ => WatchV1::OverruleTakenBack(u32::MAX, 0),
        }
    }

    pub(super) fn into_floor(self) -> Result<Event, Fault> {
        let id = ConversationId;
        Ok(match self {
            WatchV1::CustomerKnown(customer) => Event::CustomerKnown { customer: customer.into_floor()? },
            WatchV1::AuthorMatched(author, found) => {
                Event::AuthorMatched { author: AuthorId(author), found: found.map(MatchV1::into_floor).transpose()? }
            }
            WatchV1::BrandSet(brand) => Event::BrandSet { brand: brand.into_floor() },
            WatchV1::WeightsSet(weights) => Event::WeightsSet { weights: weights.into_floor() },
            WatchV1::Overruled(c, mentions, to, lessons) => Event::Overruled {
                conversation: id(c),
                mentions: mentions.into_iter().map(MentionId).collect(),
                to: to.into_floor()?,
                lessons: lessons.into_iter().map(LessonV1::into_floor).collect::<Result<_, _>>()?,
            },
            WatchV1::OverruleTakenBack(c, group) => Event::OverruleTakenBack { conversation: id(c), group },
            WatchV1::AlertRaised(alert, cause, alarm, severity, figure, expected) => Event::AlertRaised {
                alert: AlertId(alert),
                cause: cause.into_floor(),
                level: level(alarm),
                severity,
                figure,
                expected,
            },
            WatchV1::AlertMoved(alert, alarm, severity, figure) => {
                Event::AlertMoved { alert: AlertId(alert), level: level(alarm), severity, figure }
            }
            WatchV1::AlertAcknowledged(alert) => Event::AlertAcknowledged { alert: AlertId(alert) },
            WatchV1::AlertSnoozed(alert, t) => Event::AlertSnoozed { alert: AlertId(alert), until: at(t)? },
            WatchV1::AlertEscalated(alert) => Event::AlertEscalated { alert: AlertId(alert) },
            WatchV1::AlertEnded(alert) => Event::AlertEnded { alert: AlertId(alert) },
            WatchV1::ModeChanged(priority, load_centi) => Event::ModeChanged { priority, load_centi },
            WatchV1::CaseJoined(c, lead) => Event::CaseJoined { conversation: id(c), lead: id(lead) },
            WatchV1::CaseParted(c) => Event::CaseParted { conversation: id(c) },
        })
    }
}
