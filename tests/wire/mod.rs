//! The bytes of facts are a promise: what version 1 wrote is read for ever, and written the same.

mod assignment;
mod desk;
mod escalation;
mod handoff;
mod people;
mod promise;
mod schedule;
mod source;

use std::fmt::Write;
use std::path::PathBuf;
use watchfloor::floor::{
    Actor, AgentId, AlertId, Amplification, At, AuthorId, Brand, Cause, ChannelId, ConversationId, Cues, Customer,
    CustomerHandle, CustomerId, Decision, EscalationId, Event, HandleId, How, Intent, Kind, Lane, Lesson, LessonHead,
    Level, Match, MatchedBy, MentionId, MentionKind, Overrule, Personal, Presence, Reading, Reason, Role, SourceId,
    SourceKind, Stage, Standing, State, Store, Tier, Verdict, Weights, Words,
};
use watchfloor::ledger::wire;

fn moment(secs: u32) -> At {
    At::from_unix(1_710_201_600 + i64::from(secs)).unwrap()
}

fn standing(state: State) -> Standing {
    Standing {
        state,
        owner: Some(AgentId(3)),
        snoozed_until: Some(moment(60)),
        waiting_since: None,
        first_response_due: Some(moment(1800)),
        resolution_due: Some(moment(86_400)),
        resolved_at: None,
        was_resolved: true,
        asked: true,
    }
}

/// Facts about the house.
fn house() -> Vec<Event> {
    let presence = |presence, reason: &str| Event::PresenceSet { agent: AgentId(300), presence, reason: reason.into() };
    vec![
        Event::ChannelAdded {
            channel: ChannelId(1),
            name: "X".into(),
            first_response_secs: 1800,
            resolution_secs: 86_400,
        },
        Event::TargetSet { channel: ChannelId(1), first_response_secs: 60, resolution_secs: 7_776_000 },
        Event::HandleAdded { handle: HandleId(2), channel: ChannelId(1), name: "@larkhelp".into() },
        Event::SourceAdded { source: SourceId(0), name: "threads.csv".into(), kind: SourceKind::File },
        Event::SourceAdded { source: SourceId(1), name: "a rehearsal".into(), kind: SourceKind::Rehearsal },
        Event::SourceAdded { source: SourceId(2), name: "a network".into(), kind: SourceKind::Network },
        Event::SourceAdded { source: SourceId(3), name: "a forum".into(), kind: SourceKind::Listening },
        Event::SourceAdded { source: SourceId(4), name: "a helpdesk".into(), kind: SourceKind::Helpdesk },
        Event::SourceAdded { source: SourceId(5), name: "a mailbox".into(), kind: SourceKind::Mail },
        Event::SourceAdded { source: SourceId(6), name: "a webhook".into(), kind: SourceKind::Webhook },
        Event::SourceAdded { source: SourceId(7), name: "a customer system".into(), kind: SourceKind::Customers },
        Event::AgentAdded {
            agent: AgentId(300),
            name: "Ade B.".into(),
            skills: vec!["billing".into(), "français".into()],
            languages: vec!["en".into()],
            capacity: 4,
        },
        presence(Presence::Available, ""),
        presence(Presence::Away, "lunch"),
        presence(Presence::Off, ""),
        Event::Quarantined {
            source: SourceId(0),
            key: u64::MAX - 1,
            place: "line 812".into(),
            reason: "the date cannot be read".into(),
            slot: 5,
        },
        Event::PageRead {
            source: SourceId(0),
            cursor: "1:812".into(),
            read: 100,
            new: 98,
            known: 1,
            lag_secs: Some(7),
            done: true,
        },
        Event::SourceFailed { source: SourceId(1), reason: "the network does not answer".into() },
    ]
}

/// Facts about what was written.
fn written() -> Vec<Event> {
    let kinds = [
        MentionKind::Post,
        MentionKind::Comment,
        MentionKind::Reply,
        MentionKind::Quote,
        MentionKind::Review,
        MentionKind::Direct,
    ];
    let mut events = vec![Event::AuthorSeen {
        author: AuthorId(70_000),
        key: 0x0102_0304_0506_0708,
        name: "@t_okafor".into(),
        followers: Some(5200),
        ours: false,
    }];
    events.extend((0..).zip(kinds).map(|(n, kind)| Event::Mentioned {
        answers: (n % 2 == 0).then_some(MentionId(n)),
        mention: MentionId(n),
        key: u64::from(n) + 1,
        at: moment(n),
        author: AuthorId(0),
        handle: HandleId(2),
        kind,
        agent: (n % 2 == 0).then_some(AgentId(1)),
        slot: n as u16,
        conversation: (n > 0).then_some(ConversationId(9)),
        awaits: (n == 2).then_some(77),
        reading: (n % 2 == 1).then(|| reading(n)),
    }));
    events.push(Event::Joined { mention: MentionId(0), conversation: ConversationId(9) });
    let hows = [Amplification::Repost, Amplification::Like, Amplification::Quote];
    events.extend((0..).zip(hows).map(|(n, kind)| Event::Amplified {
        key: 900 + u64::from(n),
        at: moment(300 + n),
        conversation: (n > 0).then_some(ConversationId(9)),
        carried: 2,
        kind,
        followers: (n == 1).then_some(12),
        by: (n == 2).then_some(AuthorId(70_000)),
    }));
    events
}

/// Facts about where a conversation stands.
fn stood() -> Vec<Event> {
    let conversation = ConversationId(9);
    let mut events = vec![
        Event::Assigned { conversation, to: Some(AgentId(300)), how: How::ByHand },
        Event::Assigned { conversation, to: None, how: How::Released },
        Event::Snoozed { conversation, until: moment(3600) },
        Event::Woken { conversation },
        Event::Resolved { conversation },
        Event::Reopened { conversation },
        Event::Undone { group: 12 },
        Event::FirstResponseBreached { conversation, at: moment(1800) },
        Event::ResolutionBreached { conversation, at: moment(86_400) },
    ];
    events.extend(State::ALL.map(|state| Event::Restored { conversation, before: standing(state) }));
    events
}

/// What triage read, each time something else of everything it can say.
fn reading(n: u32) -> Reading {
    let verdicts = [Verdict::Respond, Verdict::Watch, Verdict::Ignore];
    let pick = |n: u32, of: usize| n as usize % of;
    Reading {
        verdict: verdicts[pick(n, 3)],
        stage: STAGES[pick(n, 5)],
        reason: REASONS[pick(n, REASONS.len())],
        kind: KINDS[pick(n, 5)],
        intent: Intent::ALL[pick(n, Intent::ALL.len())],
        lane: LANES[pick(n, 5)],
        cues: Cues(n as u16),
        negative_pct: 88,
        mood: -70,
        spam_pct: 1,
        sure_pct: 97,
        language: *b"vi",
        personal: Personal(n as u8),
        copy_of: n.is_multiple_of(3).then_some(MentionId(n)),
    }
}

const STAGES: [Stage; 5] = [Stage::Copy, Stage::Spam, Stage::Elsewhere, Stage::Quiet, Stage::Actionable];
const KINDS: [Kind; 5] = [Kind::Question, Kind::Complaint, Kind::Request, Kind::Praise, Kind::Chatter];
const LANES: [Lane; 5] = [Lane::Support, Lane::Engineering, Lane::Marketing, Lane::Press, Lane::Store];
const REASONS: [Reason; 18] = [
    Reason::SameWords,
    Reason::SpamWords,
    Reason::LinkOnly,
    Reason::NotNamed,
    Reason::Excluded,
    Reason::OutOfContext,
    Reason::Praises,
    Reason::Chats,
    Reason::Thanks,
    Reason::ForAnotherLane,
    Reason::Asks,
    Reason::Complains,
    Reason::Requests,
    Reason::Cue,
    Reason::Unsure,
    Reason::Private,
    Reason::Overruled,
    Reason::Untriaged,
];

/// Facts about triage, customers, alerts and cases.
fn watched() -> Vec<Event> {
    let (conversation, alert) = (ConversationId(9), AlertId(3));
    let overruled = |to| Event::Overruled { conversation, mentions: vec![MentionId(4)], to, lessons: vec![] };
    let raised = |cause, level| Event::AlertRaised { alert, cause, level, severity: 7, figure: 1_200_000, expected: 9 };
    let lesson =
        |head| Lesson { head, class: 1, features: [3, 65_000].into(), counts: [1, 2].into(), tone: [-120, 40].into() };
    let heads = [LessonHead::Spam, LessonHead::Kind, LessonHead::Intent, LessonHead::Sentiment];
    let customer = Customer {
        name: "Dan W.".into(),
        tier: Tier::Gold,
        since: Some(2019),
        email: Some(77),
        handles: vec![CustomerHandle { on: 5, anywhere: 6 }],
        earlier: 3,
        failed: 1,
        press: true,
        verified: false,
    };
    let tiers = [Tier::None, Tier::Bronze, Tier::Silver];
    let found = |by| Some(Match { customer: CustomerId(2), confidence_pct: 98, by });
    let matched = |by| Event::AuthorMatched { author: AuthorId(1), found: found(by) };
    let mut events = vec![
        Event::BrandSet {
            brand: Brand {
                names: vec!["Larkfield".into()],
                ambiguous: vec!["Lark".into()],
                context: vec!["order".into()],
                exclusions: vec!["meadowlark".into()],
                stores: vec![Store { name: "Leeds".into(), words: vec!["leeds".into()], contact: "ext. 12".into() }],
            },
        },
        Event::WeightsSet { weights: Weights::default() },
        Event::Overruled {
            conversation,
            mentions: vec![MentionId(4), MentionId(5)],
            to: Overrule::Respond(Kind::Complaint),
            lessons: heads.map(lesson).to_vec(),
        },
        overruled(Overrule::Watch(Kind::Praise)),
        overruled(Overrule::Spam),
        overruled(Overrule::Elsewhere),
        Event::OverruleTakenBack { conversation, group: 12 },
        raised(Cause::Viral(conversation), Level::Watch),
        raised(Cause::Spike(ChannelId(1)), Level::Alarm),
        raised(Cause::Silence(ChannelId(1)), Level::Alarm),
        raised(Cause::Unstaffed, Level::Alarm),
        raised(Cause::Stuck(conversation), Level::Alarm),
        raised(Cause::Ladder(EscalationId(3)), Level::Alarm),
        raised(Cause::HandoffBack(conversation), Level::Watch),
        raised(Cause::Alike(HandleId(1)), Level::Watch),
        raised(Cause::Switching, Level::Watch),
        raised(Cause::Threshold(2), Level::Watch),
        raised(Cause::Overdue(3), Level::Alarm),
        raised(Cause::Late(AgentId(3)), Level::Watch),
        raised(Cause::Missing(AgentId(3)), Level::Alarm),
        raised(Cause::BreakOver(AgentId(3)), Level::Watch),
        raised(Cause::NotDelivered(conversation), Level::Alarm),
        raised(Cause::SourceSilent(SourceId(4)), Level::Watch),
        Event::AlertMoved { alert, level: Level::Alarm, severity: 9, figure: 2_000_000 },
        Event::AlertAcknowledged { alert },
        Event::AlertSnoozed { alert, until: moment(3600) },
        Event::AlertEscalated { alert },
        Event::AlertEnded { alert },
        Event::ModeChanged { priority: true, load_centi: 118 },
        Event::CaseJoined { conversation, lead: ConversationId(2) },
        Event::CaseParted { conversation },
        Event::AuthorMatched { author: AuthorId(1), found: None },
        matched(MatchedBy::Handle),
        matched(MatchedBy::Email),
        matched(MatchedBy::Name),
        Event::CustomerKnown { customer: customer.clone() },
    ];
    events.extend(tiers.map(|tier| Event::CustomerKnown { customer: Customer { tier, ..customer.clone() } }));
    // Every reason, and with them all of everything else that a reading can say.
    events.extend((0..18).map(|n| Event::Mentioned {
        answers: None,
        mention: MentionId(100 + n),
        key: u64::from(n) + 1_000,
        at: moment(n),
        author: AuthorId(0),
        handle: HandleId(2),
        kind: MentionKind::Post,
        agent: None,
        slot: n as u16,
        conversation: Some(ConversationId(10 + n)),
        awaits: None,
        reading: Some(reading(n)),
    }));
    events
}

/// One of each fact of the rooms, and nothing else.
fn rooms() -> Vec<Event> {
    let rooms = [people::facts(), assignment::facts(), handoff::facts(), promise::facts(), escalation::facts()];
    [rooms.concat(), desk::facts(), schedule::facts(), source::facts()].concat()
}

/// What version 1 must always be able to say, by name.
fn said() -> Vec<(String, Decision)> {
    let mut all = Vec::new();
    let actors = [Actor::Clock, Actor::Source(SourceId(4)), Actor::Desk, Actor::Floor];
    for (n, by) in (0..).zip(actors) {
        let role = (by == Actor::Desk).then_some(Role::Lead);
        let decision =
            Decision { at: moment(n), by, role, group: u64::from(n) * 200, afterwards: n == 1, events: vec![] };
        all.push((format!("decision by {by:?}"), decision));
    }
    for event in house().into_iter().chain(written()).chain(stood()).chain(watched()).chain(rooms()) {
        let debug = format!("{event:?}");
        let name = debug.split([' ', '(']).next().unwrap_or_default().to_owned();
        let decision =
            Decision { at: moment(0), by: Actor::Desk, role: None, group: 1, afterwards: false, events: vec![event] };
        all.push((name, decision));
    }
    all
}

fn words() -> Vec<Words> {
    let one = |text: &str, external: &str| Words { text: text.into(), external: external.into() };
    vec![one("My parcel is lost 📦", "x-1"), one("", ""), one("عربي", "x-2")]
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect()
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/wire/v1.hex")
}

#[test]
fn version_1_is_written_as_it_was_promised() {
    let mut lines =
        String::from("# Facts as version 1 writes them: a name, and the bytes of a decision with this fact.\n");
    for (n, (name, decision)) in said().iter().enumerate() {
        let _ = writeln!(lines, "{n} {name}: {}", hex(&wire::decision_bytes(decision)));
    }
    let _ = writeln!(lines, "words: {}", hex(&wire::words_bytes(&words())));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(file(), &lines).unwrap();
    }
    let promised = std::fs::read_to_string(file()).unwrap();
    for (promised, written) in promised.lines().zip(lines.lines()) {
        assert_eq!(
            promised, written,
            "\nthe bytes of version 1 have changed. Floors that people keep would not open any more: leave version 1 as \
             it is and begin a new version. (Only before the first release: UPDATE=1 writes the file anew.)"
        );
    }
    assert_eq!(
        promised.lines().count(),
        lines.lines().count(),
        "facts were added or taken away; add with UPDATE=1, never take away"
    );
}

#[test]
fn version_1_is_read_as_it_was_meant() {
    let promised = std::fs::read_to_string(file()).unwrap();
    let mut said = said().into_iter();
    for line in promised.lines().filter(|line| !line.starts_with('#')) {
        let (name, hex) = line.rsplit_once(": ").unwrap();
        if name == "words" {
            assert_eq!(wire::words(&bytes(hex)).unwrap(), words());
        } else {
            let (_, decision) = said.next().unwrap();
            assert_eq!(wire::decision(&bytes(hex)).unwrap(), decision, "{name}");
        }
    }
    assert!(said.next().is_none());
}

/// Adding a fact to the floor stops this from compiling until its bytes are promised too.
#[test]
fn every_fact_is_among_those_promised() {
    let number = |event: &Event| match event {
        Event::ChannelAdded { .. } => 0,
        Event::TargetSet { .. } => 1,
        Event::HandleAdded { .. } => 2,
        Event::SourceAdded { .. } => 3,
        Event::AgentAdded { .. } => 4,
        Event::PresenceSet { .. } => 5,
        Event::AuthorSeen { .. } => 6,
        Event::Mentioned { .. } => 7,
        Event::Joined { .. } => 8,
        Event::Amplified { .. } => 9,
        Event::Quarantined { .. } => 10,
        Event::PageRead { .. } => 11,
        Event::SourceFailed { .. } => 12,
        Event::Assigned { .. } => 13,
        Event::Snoozed { .. } => 14,
        Event::Woken { .. } => 15,
        Event::Resolved { .. } => 16,
        Event::Reopened { .. } => 17,
        Event::Restored { .. } => 18,
        Event::Undone { .. } => 19,
        Event::FirstResponseBreached { .. } => 20,
        Event::ResolutionBreached { .. } => 21,
        Event::CustomerKnown { .. } => 22,
        Event::AuthorMatched { .. } => 23,
        Event::BrandSet { .. } => 24,
        Event::WeightsSet { .. } => 25,
        Event::Overruled { .. } => 26,
        Event::OverruleTakenBack { .. } => 27,
        Event::AlertRaised { .. } => 28,
        Event::AlertMoved { .. } => 29,
        Event::AlertAcknowledged { .. } => 30,
        Event::AlertSnoozed { .. } => 31,
        Event::AlertEscalated { .. } => 32,
        Event::AlertEnded { .. } => 33,
        Event::ModeChanged { .. } => 34,
        Event::CaseJoined { .. } => 35,
        Event::CaseParted { .. } => 36,
        // Each room counts its own beside its facts.
        Event::Promise(_)
        | Event::Assignment(_)
        | Event::People(_)
        | Event::Escalation(_)
        | Event::Handoff(_)
        | Event::Desk(_)
        | Event::Schedule(_)
        | Event::Source(_) => 37,
    };
    let promised: std::collections::BTreeSet<i32> = said().iter().flat_map(|(_, d)| &d.events).map(number).collect();
    assert_eq!(promised.len(), 38);
}

#[test]
fn what_is_no_decision_is_said_to_be_none() {
    let good = wire::decision_bytes(&said()[9].1);
    for cut in 0..good.len() {
        assert!(wire::decision(&good[..cut]).is_err(), "cut after {cut} bytes");
    }
    let newer = [&[2], &good[1..]].concat();
    let why = wire::decision(&newer).unwrap_err().to_string();
    assert!(why.contains("newer Watchfloor"), "{why}");
    let no_moment = wire::decision(&[1, 0, 2, 0, 0, 0, 0]).unwrap_err().to_string();
    assert!(no_moment.contains("moment"), "{no_moment}");
}
