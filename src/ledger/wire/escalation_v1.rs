//! Version 1 of the facts of `floor/escalation`, and of what is so by them.

use super::Fault;
use super::event_v1::{at, secs};
use crate::floor::escalation::{
    Before, Escalation, EscalationParts, Ladder, LadderId, Line, Mute, Muted, Progress, Raiser, Rule, RuleState, Rung,
    Step, Stood, Substitute, Trouble, What, When, Why,
};
use crate::floor::{
    Actor, AgentId, At, CalendarId, ConversationId, Cues, EscalationEvent, EscalationId, Escalations, Level, SourceId,
    Tier,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Name, group, seconds to acknowledge, hours.
type RungV1 = (String, String, u32, Option<u16>);
type LadderV1 = (String, Vec<RungV1>);
/// Who, until when, why.
type SubstituteV1 = (u16, u32, String);
type MuteV1 = (u32, String);
/// Words; when it was done and by whom.
type StepV1 = (String, Option<(u32, Option<u16>)>);

#[derive(Serialize, Deserialize)]
enum MutedV1 {
    Group(String),
    Rule(u16),
}

#[derive(Serialize, Deserialize)]
enum WhenV1 {
    Viral,
    FirstResponseBreached,
    ResolutionBreached,
    Cue(u16),
    Tier(u8),
    Followers(u32),
}

/// Name, on, when, trouble, ladder, at most in a minute.
#[derive(Serialize, Deserialize)]
struct RuleV1(String, bool, WhenV1, u8, u16, u16);

#[derive(Clone, Copy, Serialize, Deserialize)]
enum RaiserV1 {
    Desk,
    Agent(u16),
    Rule(u16),
}

#[derive(Serialize, Deserialize)]
enum WhyV1 {
    Time,
    Nobody,
    Hand(String),
}

#[derive(Serialize, Deserialize)]
enum WhatV1 {
    Reason(RaiserV1, String),
    Rung(u8, WhyV1, u32),
    LadderEnded(WhyV1),
    Taken(u16),
    Status(String),
    HandedOff(String),
    GivenBack(bool, u32),
    Ticked(u8, bool, Option<u16>),
    Linked(Vec<u32>),
    Unlinked(u32),
    Noted(String),
    Reach(u32, bool, u64),
    Incident(bool, String),
    ClockBack(u32),
    Resolved(String),
    Reopened(u32),
    TakenBack,
}

#[derive(Serialize, Deserialize)]
enum ByV1 {
    Clock,
    Source(u16),
    Desk,
    Floor,
}

#[derive(Serialize, Deserialize)]
pub(super) struct RaisedV1 {
    escalation: u32,
    trouble: u8,
    title: String,
    conversations: Vec<u32>,
    by: RaiserV1,
    words: String,
    ladder: LadderV1,
    steps: Vec<String>,
    due: u32,
}

#[derive(Serialize, Deserialize)]
enum FactV1 {
    LadderSet(u16, LadderV1),
    RuleSet(u16, Option<RuleV1>),
    PlaybookSet(u8, Vec<String>),
    SubstituteSet(u16, Option<SubstituteV1>),
    MuteSet(MutedV1, Option<MuteV1>),
    Raised(RaisedV1),
    Of(u32, WhatV1),
    Lapsed(u16, u32),
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct EscalationV1(FactV1);

fn damaged(what: &str) -> Fault {
    Fault::Damaged(format!("there is no such {what}"))
}

fn ids(of: &[ConversationId]) -> Vec<u32> {
    of.iter().map(|c| c.0).collect()
}

fn conversations(of: Vec<u32>) -> Vec<ConversationId> {
    of.into_iter().map(ConversationId).collect()
}

fn trouble_number(trouble: Trouble) -> u8 {
    Trouble::ALL.iter().position(|t| *t == trouble).unwrap_or(0) as u8
}

fn trouble(number: u8) -> Result<Trouble, Fault> {
    Trouble::ALL.get(usize::from(number)).copied().ok_or_else(|| damaged("kind of trouble"))
}

const PROGRESS: [Progress; 5] =
    [Progress::Raised, Progress::Acknowledged, Progress::Working, Progress::HandedOff, Progress::Resolved];

fn progress_number(progress: Progress) -> u8 {
    PROGRESS.iter().position(|p| *p == progress).unwrap_or(0) as u8
}

fn progress(number: u8) -> Result<Progress, Fault> {
    PROGRESS.get(usize::from(number)).copied().ok_or_else(|| damaged("progress of an escalation"))
}

fn ladder_v1(ladder: &Ladder) -> LadderV1 {
    let rung = |r: &Rung| (r.name.clone(), r.group.clone(), r.ack_secs, r.hours.map(|h| h.0));
    (ladder.name.clone(), ladder.rungs.iter().map(rung).collect())
}

fn ladder((name, rungs): LadderV1) -> Ladder {
    let rung = |(name, group, ack_secs, hours): RungV1| Rung { name, group, ack_secs, hours: hours.map(CalendarId) };
    Ladder { name, rungs: rungs.into_iter().map(rung).collect() }
}

fn substitute_v1(s: &Substitute) -> SubstituteV1 {
    (s.agent.0, secs(s.until), s.reason.clone())
}

fn substitute((agent, until, reason): SubstituteV1) -> Result<Substitute, Fault> {
    Ok(Substitute { agent: AgentId(agent), until: at(until)?, reason })
}

fn mute_v1(m: &Mute) -> MuteV1 {
    (secs(m.until), m.reason.clone())
}

fn mute((until, reason): MuteV1) -> Result<Mute, Fault> {
    Ok(Mute { until: at(until)?, reason })
}

impl From<&Muted> for MutedV1 {
    fn from(of: &Muted) -> MutedV1 {
        match of {
            Muted::Group(group) => MutedV1::Group(group.clone()),
            Muted::Rule(rule) => MutedV1::Rule(*rule),
        }
    }
}

fn muted(of: MutedV1) -> Muted {
    match of {
        MutedV1::Group(group) => Muted::Group(group),
        MutedV1::Rule(rule) => Muted::Rule(rule),
    }
}

impl From<&Rule> for RuleV1 {
    fn from(rule: &Rule) -> RuleV1 {
        let when = match rule.when {
            When::Viral => WhenV1::Viral,
            When::FirstResponseBreached => WhenV1::FirstResponseBreached,
            When::ResolutionBreached => WhenV1::ResolutionBreached,
            When::Cue(cues) => WhenV1::Cue(cues.0),
            When::Tier(tier) => WhenV1::Tier(Tier::ALL.iter().position(|t| *t == tier).unwrap_or(0) as u8),
            When::Followers(n) => WhenV1::Followers(n),
        };
        RuleV1(rule.name.clone(), rule.on, when, trouble_number(rule.trouble), rule.ladder.0, rule.per_minute)
    }
}

impl RuleV1 {
    fn into_floor(self) -> Result<Rule, Fault> {
        let RuleV1(name, on, when, kind, ladder, per_minute) = self;
        let when = match when {
            WhenV1::Viral => When::Viral,
            WhenV1::FirstResponseBreached => When::FirstResponseBreached,
            WhenV1::ResolutionBreached => When::ResolutionBreached,
            WhenV1::Cue(cues) => When::Cue(Cues(cues)),
            WhenV1::Tier(tier) => When::Tier(Tier::ALL.get(usize::from(tier)).copied().ok_or_else(|| damaged("tier"))?),
            WhenV1::Followers(n) => When::Followers(n),
        };
        Ok(Rule { name, on, when, trouble: trouble(kind)?, ladder: LadderId(ladder), per_minute })
    }
}

impl From<Raiser> for RaiserV1 {
    fn from(by: Raiser) -> RaiserV1 {
        match by {
            Raiser::Desk => RaiserV1::Desk,
            Raiser::Agent(agent) => RaiserV1::Agent(agent.0),
            Raiser::Rule(rule) => RaiserV1::Rule(rule),
        }
    }
}

fn raiser(by: RaiserV1) -> Raiser {
    match by {
        RaiserV1::Desk => Raiser::Desk,
        RaiserV1::Agent(agent) => Raiser::Agent(AgentId(agent)),
        RaiserV1::Rule(rule) => Raiser::Rule(rule),
    }
}

impl From<&Why> for WhyV1 {
    fn from(why: &Why) -> WhyV1 {
        match why {
            Why::Time => WhyV1::Time,
            Why::Nobody => WhyV1::Nobody,
            Why::Hand(words) => WhyV1::Hand(words.clone()),
        }
    }
}

fn why(kept: WhyV1) -> Why {
    match kept {
        WhyV1::Time => Why::Time,
        WhyV1::Nobody => Why::Nobody,
        WhyV1::Hand(words) => Why::Hand(words),
    }
}

impl From<&What> for WhatV1 {
    fn from(what: &What) -> WhatV1 {
        match what {
            What::Reason { by, words } => WhatV1::Reason((*by).into(), words.clone()),
            What::Rung { to, why, due } => WhatV1::Rung(*to, why.into(), secs(*due)),
            What::LadderEnded { why } => WhatV1::LadderEnded(why.into()),
            What::Taken { agent } => WhatV1::Taken(agent.0),
            What::Status { words } => WhatV1::Status(words.clone()),
            What::HandedOff { to } => WhatV1::HandedOff(to.clone()),
            What::GivenBack { off_duty, due } => WhatV1::GivenBack(*off_duty, secs(*due)),
            What::Ticked { step, done, by } => WhatV1::Ticked(*step, *done, by.map(|a| a.0)),
            What::Linked { conversations } => WhatV1::Linked(ids(conversations)),
            What::Unlinked { conversation } => WhatV1::Unlinked(conversation.0),
            What::Noted { words } => WhatV1::Noted(words.clone()),
            What::Reach { conversation, level, figure } => {
                WhatV1::Reach(conversation.0, *level == Level::Alarm, *figure)
            }
            What::Incident { on, contact } => WhatV1::Incident(*on, contact.clone()),
            What::ClockBack { due } => WhatV1::ClockBack(secs(*due)),
            What::Resolved { reason } => WhatV1::Resolved(reason.clone()),
            What::Reopened { due } => WhatV1::Reopened(secs(*due)),
            What::TakenBack => WhatV1::TakenBack,
        }
    }
}

fn what(kept: WhatV1) -> Result<What, Fault> {
    Ok(match kept {
        WhatV1::Reason(by, words) => What::Reason { by: raiser(by), words },
        WhatV1::Rung(to, kept, due) => What::Rung { to, why: why(kept), due: at(due)? },
        WhatV1::LadderEnded(kept) => What::LadderEnded { why: why(kept) },
        WhatV1::Taken(agent) => What::Taken { agent: AgentId(agent) },
        WhatV1::Status(words) => What::Status { words },
        WhatV1::HandedOff(to) => What::HandedOff { to },
        WhatV1::GivenBack(off_duty, due) => What::GivenBack { off_duty, due: at(due)? },
        WhatV1::Ticked(step, done, by) => What::Ticked { step, done, by: by.map(AgentId) },
        WhatV1::Linked(kept) => What::Linked { conversations: conversations(kept) },
        WhatV1::Unlinked(conversation) => What::Unlinked { conversation: ConversationId(conversation) },
        WhatV1::Noted(words) => What::Noted { words },
        WhatV1::Reach(conversation, alarm, figure) => {
            let level = if alarm { Level::Alarm } else { Level::Watch };
            What::Reach { conversation: ConversationId(conversation), level, figure }
        }
        WhatV1::Incident(on, contact) => What::Incident { on, contact },
        WhatV1::ClockBack(due) => What::ClockBack { due: at(due)? },
        WhatV1::Resolved(reason) => What::Resolved { reason },
        WhatV1::Reopened(due) => What::Reopened { due: at(due)? },
        WhatV1::TakenBack => What::TakenBack,
    })
}

impl From<&EscalationEvent> for EscalationV1 {
    fn from(event: &EscalationEvent) -> EscalationV1 {
        EscalationV1(match event {
            EscalationEvent::LadderSet { ladder, to } => FactV1::LadderSet(ladder.0, ladder_v1(to)),
            EscalationEvent::RuleSet { rule, to } => FactV1::RuleSet(*rule, to.as_ref().map(Into::into)),
            EscalationEvent::PlaybookSet { trouble, steps } => {
                FactV1::PlaybookSet(trouble_number(*trouble), steps.clone())
            }
            EscalationEvent::SubstituteSet { instead_of, to } => {
                FactV1::SubstituteSet(instead_of.0, to.as_ref().map(substitute_v1))
            }
            EscalationEvent::MuteSet { of, to } => FactV1::MuteSet(of.into(), to.as_ref().map(mute_v1)),
            EscalationEvent::Raised { escalation, trouble, title, conversations, by, words, ladder, steps, due } => {
                FactV1::Raised(RaisedV1 {
                    escalation: escalation.0,
                    trouble: trouble_number(*trouble),
                    title: title.clone(),
                    conversations: ids(conversations),
                    by: (*by).into(),
                    words: words.clone(),
                    ladder: ladder_v1(ladder),
                    steps: steps.clone(),
                    due: secs(*due),
                })
            }
            EscalationEvent::Of { escalation, what } => FactV1::Of(escalation.0, what.into()),
            EscalationEvent::Lapsed { rule, conversation } => FactV1::Lapsed(*rule, conversation.0),
        })
    }
}

impl EscalationV1 {
    pub(super) fn into_floor(self) -> Result<EscalationEvent, Fault> {
        Ok(match self.0 {
            FactV1::LadderSet(id, to) => EscalationEvent::LadderSet { ladder: LadderId(id), to: ladder(to) },
            FactV1::RuleSet(rule, to) => EscalationEvent::RuleSet { rule, to: to.map(RuleV1::into_floor).transpose()? },
            FactV1::PlaybookSet(kind, steps) => EscalationEvent::PlaybookSet { trouble: trouble(kind)?, steps },
            FactV1::SubstituteSet(agent, to) => {
                EscalationEvent::SubstituteSet { instead_of: AgentId(agent), to: to.map(substitute).transpose()? }
            }
            FactV1::MuteSet(of, to) => EscalationEvent::MuteSet { of: muted(of), to: to.map(mute).transpose()? },
            FactV1::Raised(r) => EscalationEvent::Raised {
                escalation: EscalationId(r.escalation),
                trouble: trouble(r.trouble)?,
                title: r.title,
                conversations: conversations(r.conversations),
                by: raiser(r.by),
                words: r.words,
                ladder: ladder(r.ladder),
                steps: r.steps,
                due: at(r.due)?,
            },
            FactV1::Of(id, kept) => EscalationEvent::Of { escalation: EscalationId(id), what: what(kept)? },
            FactV1::Lapsed(rule, id) => EscalationEvent::Lapsed { rule, conversation: ConversationId(id) },
        })
    }
}

/// Progress, rung, since when, due, ended, owner, status, resolved.
type StandsV1 = (u8, u8, u32, Option<u32>, bool, Option<u16>, String, Option<u32>);
/// Linked, steps, incident, contact.
type RestV1 = (Vec<u32>, Vec<StepV1>, bool, String);

#[derive(Serialize, Deserialize)]
struct StoodV1(StandsV1, RestV1);

impl From<&Stood> for StoodV1 {
    fn from(s: &Stood) -> StoodV1 {
        let when = |at: Option<At>| at.map(secs);
        let step = |s: &Step| (s.words.clone(), s.done.map(|(at, by)| (secs(at), by.map(|a| a.0))));
        StoodV1(
            (
                progress_number(s.progress),
                s.rung,
                secs(s.rung_since),
                when(s.due),
                s.ended,
                s.owner.map(|a| a.0),
                s.status.clone(),
                when(s.resolved_at),
            ),
            (ids(&s.linked), s.steps.iter().map(step).collect(), s.incident, s.contact.clone()),
        )
    }
}

impl StoodV1 {
    fn into_floor(self) -> Result<Stood, Fault> {
        let StoodV1((kept, rung, since, due, ended, owner, status, resolved), (linked, steps, incident, contact)) =
            self;
        let step = |(words, done): StepV1| {
            let done = done.map(|(when, by)| Ok((at(when)?, by.map(AgentId)))).transpose()?;
            Ok(Step { words, done })
        };
        Ok(Stood {
            progress: progress(kept)?,
            rung,
            rung_since: at(since)?,
            due: due.map(at).transpose()?,
            ended,
            owner: owner.map(AgentId),
            status,
            resolved_at: resolved.map(at).transpose()?,
            linked: conversations(linked),
            steps: steps.into_iter().map(step).collect::<Result<_, Fault>>()?,
            incident,
            contact,
        })
    }
}

type LineV1 = (u32, ByV1, WhatV1);

fn line_v1(line: &Line) -> LineV1 {
    let by = match line.by {
        Actor::Clock => ByV1::Clock,
        Actor::Source(source) => ByV1::Source(source.0),
        Actor::Desk => ByV1::Desk,
        Actor::Floor => ByV1::Floor,
    };
    (secs(line.at), by, (&line.what).into())
}

fn line((when, by, kept): LineV1) -> Result<Line, Fault> {
    let by = match by {
        ByV1::Clock => Actor::Clock,
        ByV1::Source(source) => Actor::Source(SourceId(source)),
        ByV1::Desk => Actor::Desk,
        ByV1::Floor => Actor::Floor,
    };
    Ok(Line { at: at(when)?, by, what: what(kept)? })
}

/// One escalation, with the place of its ladder in the list of ladders.
#[derive(Serialize, Deserialize)]
struct RowV1 {
    id: u32,
    trouble: u8,
    title: String,
    ladder: u32,
    raised_at: u32,
    by: RaiserV1,
    now: StoodV1,
    version: u64,
    rules: Vec<u16>,
    trail: Vec<LineV1>,
    left_out: u32,
}

/// Minute, in it, ever, passed over, waiting.
type RuleStateV1 = (u32, u16, u64, u64, Vec<(u32, u32)>);

/// Group, escalation, base, version, how it stood.
type BeforeV1 = (u64, u32, u64, u64, Option<StoodV1>);

/// The part of a snapshot.
#[derive(Serialize, Deserialize)]
pub(super) struct EscalationsV1 {
    ladders: Vec<(u16, LadderV1)>,
    rules: Vec<(u16, RuleV1)>,
    rule_states: Vec<(u16, RuleStateV1)>,
    rules_made: u16,
    playbooks: Vec<(u8, Vec<String>)>,
    substitutes: Vec<(u16, SubstituteV1)>,
    mutes: Vec<(MutedV1, MuteV1)>,
    /// The ladders that the rows were raised on, each once.
    climbed: Vec<LadderV1>,
    rows: Vec<RowV1>,
    raised: u32,
    undo: Vec<BeforeV1>,
}

impl From<&Escalations> for EscalationsV1 {
    fn from(all: &Escalations) -> EscalationsV1 {
        let p = all.parts();
        let mut climbed: Vec<&Ladder> = Vec::new();
        let mut rows = Vec::with_capacity(p.rows.len());
        for (id, row) in &p.rows {
            let ladder = climbed.iter().rposition(|l| **l == *row.ladder).unwrap_or_else(|| {
                climbed.push(&row.ladder);
                climbed.len() - 1
            });
            rows.push(RowV1 {
                id: id.0,
                trouble: trouble_number(row.trouble),
                title: row.title.clone(),
                ladder: ladder as u32,
                raised_at: secs(row.raised_at),
                by: row.by.into(),
                now: (&row.now).into(),
                version: row.version,
                rules: row.rules.clone(),
                trail: row.trail.iter().map(line_v1).collect(),
                left_out: row.left_out,
            });
        }
        let state = |s: &RuleState| {
            let waiting = s.waiting.iter().map(|(at, c)| (secs(*at), c.0)).collect();
            (s.minute, s.in_minute, s.raised, s.passed_over, waiting)
        };
        let before = |b: &Before| (b.group, b.escalation.0, b.base, b.version, b.stood.as_ref().map(Into::into));
        EscalationsV1 {
            ladders: p.ladders.iter().map(|(id, l)| (id.0, ladder_v1(l))).collect(),
            rules: p.rules.iter().map(|(n, r)| (*n, r.into())).collect(),
            rule_states: p.rule_states.iter().map(|(n, s)| (*n, state(s))).collect(),
            rules_made: p.rules_made,
            playbooks: p.playbooks.iter().map(|(t, s)| (trouble_number(*t), s.clone())).collect(),
            substitutes: p.substitutes.iter().map(|(id, s)| (id.0, substitute_v1(s))).collect(),
            mutes: p.mutes.iter().map(|(of, m)| (of.into(), mute_v1(m))).collect(),
            climbed: climbed.into_iter().map(ladder_v1).collect(),
            rows,
            raised: p.raised,
            undo: p.undo.iter().map(before).collect(),
        }
    }
}

fn state((minute, in_minute, raised, passed_over, waiting): RuleStateV1) -> Result<RuleState, Fault> {
    let waiting =
        waiting.into_iter().map(|(when, c)| Ok((at(when)?, ConversationId(c)))).collect::<Result<_, Fault>>()?;
    Ok(RuleState { minute, in_minute, raised, passed_over, waiting })
}

fn before((group, escalation, base, version, stood): BeforeV1) -> Result<Before, Fault> {
    let stood = stood.map(StoodV1::into_floor).transpose()?;
    Ok(Before { group, escalation: EscalationId(escalation), base, version, stood })
}

fn row(kept: RowV1, climbed: &[Arc<Ladder>]) -> Result<(EscalationId, Escalation), Fault> {
    let ladder = climbed.get(kept.ladder as usize).ok_or_else(|| damaged("ladder"))?.clone();
    let row = Escalation {
        trouble: trouble(kept.trouble)?,
        title: kept.title,
        ladder,
        raised_at: at(kept.raised_at)?,
        by: raiser(kept.by),
        now: kept.now.into_floor()?,
        version: kept.version,
        rules: kept.rules,
        trail: kept.trail.into_iter().map(line).collect::<Result<_, _>>()?,
        left_out: kept.left_out,
    };
    Ok((EscalationId(kept.id), row))
}

impl EscalationsV1 {
    pub(super) fn into_floor(self) -> Result<Escalations, Fault> {
        let climbed: Vec<Arc<Ladder>> = self.climbed.into_iter().map(|l| Arc::new(ladder(l))).collect();
        let parts = EscalationParts {
            ladders: self.ladders.into_iter().map(|(id, l)| (LadderId(id), ladder(l))).collect(),
            rules: self.rules.into_iter().map(|(n, r)| Ok((n, r.into_floor()?))).collect::<Result<_, Fault>>()?,
            rule_states: self
                .rule_states
                .into_iter()
                .map(|(n, s)| Ok((n, state(s)?)))
                .collect::<Result<BTreeMap<_, _>, Fault>>()?,
            rules_made: self.rules_made,
            playbooks: self.playbooks.into_iter().map(|(t, s)| Ok((trouble(t)?, s))).collect::<Result<_, Fault>>()?,
            substitutes: self
                .substitutes
                .into_iter()
                .map(|(id, s)| Ok((AgentId(id), substitute(s)?)))
                .collect::<Result<_, Fault>>()?,
            mutes: self.mutes.into_iter().map(|(of, m)| Ok((muted(of), mute(m)?))).collect::<Result<_, Fault>>()?,
            rows: self.rows.into_iter().map(|r| row(r, &climbed)).collect::<Result<_, Fault>>()?,
            raised: self.raised,
            undo: self.undo.into_iter().map(before).collect::<Result<_, Fault>>()?,
        };
        Ok(Escalations::from_parts(parts))
    }
}
