//! What it costs to give work out by itself on a floor of a million conversations and 500 agents.
//!
//! `cargo bench --bench assignment` frees a slot and looks at how long it takes until the most urgent of those who wait has
//! its new owner: on a ledger in memory (the decision alone) and on the store of this machine (end to end, durable); ranks
//! all agents for a conversation with the reasons; and gives 10 000 conversations to an agent in one decision. Beside it
//! the plain way: the rows are gone through for the oldest that nobody has and for what each agent holds, as helpdesks do
//! that count in their tables. Times are of the wall.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};
use support::{AGENTS, CHANNELS, Chance, status_mb};
use watchfloor::engine::{Engine, Input, Outcome};
use watchfloor::floor::{
    Actor, AgentId, AssignmentCommand, AssignmentEvent, At, AuthorId, BeyondCapacity, ChannelId, Command,
    ConversationId, Cues, Decision, Event, Floor, HandleId, How, Intent, MentionId, MentionKind, Presence, Reading,
    Rules,
};
use watchfloor::ledger::{Commit, EmbeddedLedger, Ledger, MemoryLedger, wire};
use watchfloor::view::made;

const CONVERSATIONS: u32 = 1_000_000;
/// Of these, those that wait in the queue: a bad day.
const WAITING: u32 = 100_000;
const TEAM: u16 = 500;
const HOLDS: u32 = 4;
const FREED: usize = 200;
const BULK: u32 = 10_000;
const LANGUAGES: [&[u8; 2]; 4] = [b"en", b"en", b"es", b"fr"];

fn now() -> At {
    At::FIRST.plus(support::START)
}

fn team(events: &mut Vec<Event>) {
    for (i, (channel, handle)) in CHANNELS.iter().enumerate() {
        let (id, i) = (ChannelId(i as u16), i as u16);
        let (name, resolution_secs) = ((*channel).to_owned(), 86_400);
        events.push(Event::ChannelAdded { channel: id, name, first_response_secs: 1_800, resolution_secs });
        events.push(Event::HandleAdded { handle: HandleId(i), channel: id, name: (*handle).to_owned() });
    }
    for n in 0..TEAM {
        let skills = match n % 3 {
            0 => vec!["billing".to_owned()],
            1 => vec!["technical".to_owned(), "billing".to_owned()],
            _ => vec!["delivery".to_owned()],
        };
        let languages = if n % 10 == 0 { vec!["en".into(), "fr".into(), "es".into()] } else { vec!["en".into()] };
        let (agent, name) = (AgentId(n), format!("agent {n}"));
        events.push(Event::AgentAdded { agent, name, skills, languages, capacity: HOLDS as u16 });
        let (presence, reason) = (Presence::Available, String::new());
        events.push(Event::PresenceSet { agent, presence, reason });
    }
    let skills = [(Intent::Payment, "billing".to_owned()), (Intent::Bug, "technical".to_owned())].into();
    let rules = Rules { automatic: true, skills, stuck_secs: 30 * 86_400, ..Rules::default() };
    events.push(Event::Assignment(AssignmentEvent::RulesSet { rules: Box::new(rules) }));
}

/// A floor on which most is done, much waits, and everybody is full. All of it is told as one commit.
fn floor(by_cost: bool) -> Floor {
    let (mut floor, mut chance) = (Floor::default(), Chance(3));
    let mut events = Vec::new();
    team(&mut events);
    if by_cost {
        events.push(Event::ModeChanged { priority: true, load_centi: 140 });
    }
    for n in 0..CONVERSATIONS {
        let author = AuthorId(n);
        let (key, name, followers) = (u64::from(n) + 1, format!("@c{n}"), Some(chance.below(3_000)));
        events.push(Event::AuthorSeen { author, key, name, followers, ours: false });
        let conversation = Some(ConversationId(n));
        let handle = HandleId(chance.below(4) as u16);
        let reading = Reading {
            intent: Intent::ALL[chance.below(13) as usize],
            language: *LANGUAGES[chance.below(4) as usize],
            negative_pct: chance.below(100) as u8,
            cues: if chance.percent(4) { Cues::ALL[chance.below(8) as usize] } else { Cues::default() },
            ..Reading::UNREAD
        };
        events.push(Event::Mentioned {
            mention: MentionId(n),
            key: u64::from(n) + 7_000_000_000,
            at: now().minus(86_400 - (u64::from(n) * 86_000 / u64::from(CONVERSATIONS)) as u32),
            author,
            handle,
            kind: MentionKind::Post,
            agent: None,
            slot: 0,
            conversation,
            answers: None,
            awaits: None,
            reading: Some(reading),
        });
        let conversation = ConversationId(n);
        if n < CONVERSATIONS - WAITING - u32::from(TEAM) * HOLDS {
            events.push(Event::Resolved { conversation });
        } else if n < CONVERSATIONS - WAITING {
            let to = Some(AgentId((n % u32::from(TEAM)) as u16));
            events.push(Event::Assigned { conversation, to, how: How::Automatic });
        }
        if events.len() >= 10_000 {
            tell(&mut floor, &mut events);
        }
    }
    tell(&mut floor, &mut events);
    floor
}

fn tell(floor: &mut Floor, events: &mut Vec<Event>) {
    let events = std::mem::take(events);
    floor.apply(1, "begun", &Decision { at: now(), by: Actor::Floor, role: None, group: 0, afterwards: false, events });
}

/// An engine on this floor, over a ledger that knows nothing but that it is there.
fn engine(ledger: Arc<dyn Ledger>, snapshot: &[u8]) -> Engine {
    let decision =
        Decision { at: now(), by: Actor::Floor, role: None, group: 0, afterwards: false, events: Vec::new() };
    let body = wire::decision_bytes(&decision);
    let commit = Commit { key: "begun".into(), prev: 0, event_id: [1; 16], body, texts: Vec::new() };
    assert_eq!(ledger.append(vec![commit]).expect("keeps the beginning"), [1]);
    let engine = Engine::open(ledger, Some(snapshot)).expect("opens");
    assert_eq!(engine.floor().conversations().count(), CONVERSATIONS as usize);
    engine
}

fn ask(engine: &mut Engine, command: Command) -> Duration {
    let asked = Input::Asked { by: Actor::Desk, id: 1, command };
    let began = Instant::now();
    let outcomes = engine.turn(vec![asked], now());
    let took = began.elapsed();
    assert!(matches!(outcomes[0], Outcome::Done { .. }), "{:?}", outcomes[0]);
    took
}

/// Closes what agents hold, one after the other, and takes the time until the freed slot has its new owner.
fn freed(engine: &mut Engine) -> Vec<Duration> {
    let mut chance = Chance(9);
    let took = (0..FREED).map(|_| {
        let agent = AgentId(chance.below(u32::from(TEAM)) as u16);
        let held = *engine.floor().agent(agent).expect("is there").holds.first().expect("is full");
        let took = ask(engine, Command::Resolve { conversations: vec![held] });
        assert_eq!(engine.floor().agent(agent).expect("is there").holds.len(), HOLDS as usize, "drained at once");
        took
    });
    let mut took: Vec<Duration> = took.collect();
    took.sort_unstable();
    took
}

fn line(what: &str, took: &[Duration]) {
    let of = |percent: usize| took[(took.len() - 1) * percent / 100];
    println!("{what}: median {:.0?}, p99 {:.0?}, most {:.0?}", of(50), of(99), of(100));
}

/// The plain way: the rows are gone through for the oldest that nobody has, and for what each agent holds.
fn scan(floor: &Floor) -> Option<(ConversationId, usize)> {
    let mut holds = vec![0usize; floor.agents().len()];
    let mut oldest: Option<(At, ConversationId)> = None;
    for (id, c) in floor.conversations().filter(|(_, c)| c.is_open()) {
        match (c.owner, c.waiting_since) {
            (Some(owner), _) => holds[owner.agent().index()] += 1,
            (None, Some(since)) => oldest = Some(oldest.map_or((since, id), |best| best.min((since, id)))),
            _ => {}
        }
    }
    let freest = (0..holds.len()).min_by_key(|i| holds[*i])?;
    oldest.map(|(_, id)| (id, freest))
}

fn main() {
    let _ = AGENTS; // the team here is larger than that of the other benches
    let began = Instant::now();
    let (fifo, by_cost) = (wire::floor_bytes(&floor(false)), wire::floor_bytes(&floor(true)));
    println!("two floors of {CONVERSATIONS} conversations made in {:.1?}", began.elapsed());
    let mut decides = engine(Arc::new(MemoryLedger::new()), &fifo);
    freed(&mut decides);
    let plain = freed(&mut decides);
    line("freed slot to new owner, first come, decision alone", &plain);
    let mut scans: Vec<Duration> = (0..20)
        .map(|_| {
            let began = Instant::now();
            std::hint::black_box(scan(decides.floor()));
            began.elapsed()
        })
        .collect();
    scans.sort_unstable();
    line("the plain way, all rows", &scans);
    let ratio = scans[10].as_secs_f64() / plain[FREED / 2].as_secs_f64();
    println!("ratio of the medians, plain way over ours: {ratio:.0}");

    let looked: Vec<ConversationId> =
        decides.floor().assignments().oldest().iter().map(|(_, id)| *id).take(200).collect();
    let mut ranked: Vec<Duration> = looked
        .iter()
        .map(|id| {
            let began = Instant::now();
            assert!(!made::candidates(decides.floor(), *id, now()).is_empty());
            began.elapsed()
        })
        .collect();
    ranked.sort_unstable();
    line("best candidate of 500 with reasons", &ranked);
    drop(decides);

    let mut decides = engine(Arc::new(MemoryLedger::new()), &by_cost);
    let first = freed(&mut decides);
    println!("priority mode, first freed slot after opening (the order is made): {:.0?}", first[FREED - 1]);
    line("freed slot to new owner, by cost of delay, decision alone", &freed(&mut decides));
    drop(decides);

    let folder = tempfile::tempdir().expect("a folder");
    let ledger = EmbeddedLedger::open(folder.path()).expect("opens").ledger;
    let mut durable = engine(Arc::new(ledger), &by_cost);
    freed(&mut durable);
    line("freed slot to new owner, by cost of delay, end to end and durable", &freed(&mut durable));

    let rules = Rules { stuck_secs: 30 * 86_400, ..Rules::default() };
    ask(&mut durable, Command::Assignment(AssignmentCommand::SetRules { rules: Box::new(rules) }));
    let bulk: Vec<_> = durable.floor().assignments().oldest().iter().map(|(_, id)| *id).take(BULK as usize).collect();
    let give = Command::Assign { conversations: bulk, agent: AgentId(7), beyond_capacity: BeyondCapacity::Allow };
    println!("{BULK} conversations to one agent in one decision, durable: {:.0?}", ask(&mut durable, give));
    println!("the same taken back: {:.0?}", ask(&mut durable, Command::Undo));
    println!("{} MB resident", status_mb("VmRSS"));
}
