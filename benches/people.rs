//! What it costs to know who is on duty, and to let a shift of five hundred people end.
//!
//! `cargo bench --bench people` keeps rosters of a year for 500 agents and asks who is on duty, beside the plain way
//! (every shift of every agent is looked at); asks what ran out in a turn in which nothing did, beside asking each agent;
//! and lets the shift of all of them end at once while each owns four conversations. Times are those on the processor.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

mod support;

use std::hint::black_box;
use std::time::{Duration, Instant};
use support::{Promises, processor_time};
use watchfloor::floor::{
    Actor, Agent, AgentId, At, AuthorId, ChannelId, ConversationId, Decision, Event, Floor, HandleId, MentionId,
    MentionKind, PeopleEvent, Presence, Shift, due,
};

const AGENTS: u16 = 500;
const DAYS: u32 = 366;
const EACH: u32 = 4;
const TURNS: u32 = 200;
/// How often all of them go home.
const ENDS: u32 = 40;

fn at(secs: u32) -> At {
    At::FIRST.plus(support::START + secs)
}

fn timed<T>(what: impl FnOnce() -> T) -> (T, Duration) {
    let (wall, begun) = (Instant::now(), processor_time());
    let made = what();
    let took = begun.zip(processor_time()).map_or_else(|| wall.elapsed(), |(begun, now)| now.saturating_sub(begun));
    (made, took)
}

/// The same over and over for half a second, and what one time takes in the mean: the processor's clock may tick only
/// every few milliseconds.
fn over_and_over<T>(mut what: impl FnMut() -> T) -> (T, Duration) {
    let (begun, mut times) = (Instant::now(), 0);
    let (made, took) = timed(|| {
        loop {
            let made = what();
            times += 1;
            if begun.elapsed() >= Duration::from_millis(500) {
                return made;
            }
        }
    });
    (made, took / times)
}

/// Everybody works from six to fourteen each day and owns four conversations.
fn floor() -> Floor {
    let mut floor = Floor::default();
    let mut seq = 0;
    let mut tell = |floor: &mut Floor, now: At, events: Vec<Event>| {
        seq += 1;
        floor.apply(
            seq,
            "desk",
            &Decision { at: now, by: Actor::Floor, role: None, group: 0, afterwards: false, events },
        );
    };
    let channel = ChannelId(0);
    let name = String::from("X");
    let added = Event::ChannelAdded { channel, name, first_response_secs: 1_800, resolution_secs: 86_400 };
    let handle = Event::HandleAdded { handle: HandleId(0), channel, name: "@lark".into() };
    tell(&mut floor, at(0), vec![added, handle]);
    for n in 0..AGENTS {
        let agent = AgentId(n);
        let (skills, languages) = (Vec::new(), vec!["en".into()]);
        let day = |d: u32| Shift { from: at(d * 86_400), until: at(d * 86_400 + 8 * 3_600 + u32::from(n) / 1_000) };
        tell(
            &mut floor,
            at(1),
            vec![
                Event::AgentAdded { agent, name: format!("agent {n}"), skills, languages, capacity: 5 },
                Event::PresenceSet { agent, presence: Presence::Available, reason: String::new() },
                Event::People(PeopleEvent::ShiftsSet { agent, shifts: (0..DAYS).map(day).collect() }),
            ],
        );
    }
    for id in 0..u32::from(AGENTS) * EACH {
        let author = AuthorId(id);
        let conversation = ConversationId(id);
        let seen =
            Event::AuthorSeen { author, key: u64::from(id), name: format!("@{id}"), followers: None, ours: false };
        let mentioned = Event::Mentioned {
            mention: MentionId(id),
            key: 1_000_000 + u64::from(id),
            at: at(60),
            author,
            handle: HandleId(0),
            kind: MentionKind::Post,
            agent: None,
            slot: 0,
            conversation: Some(conversation),
            answers: None,
            awaits: None,
            reading: None,
        };
        let to = Some(AgentId((id / EACH) as u16));
        tell(
            &mut floor,
            at(61),
            vec![seen, mentioned, Event::Assigned { conversation, to, how: watchfloor::floor::How::ByHand }],
        );
    }
    floor
}

/// The plain way: every shift of everybody.
fn on_duty_plainly(floor: &Floor, now: At) -> usize {
    let there = |a: &&Agent| {
        let rostered = a.shifts.is_empty() || a.shifts.iter().filter(|s| s.from <= now && now < s.until).count() > 0;
        a.presence != Presence::Off && rostered
    };
    floor.agents().iter().filter(there).count()
}

/// Lets all that ran out be told; the facts of it.
fn end_all(floor: &mut Floor, end: At) -> usize {
    let (mut facts, mut seq) = (0, 100_000);
    loop {
        let events = due(floor, end, 256);
        if events.is_empty() {
            return facts;
        }
        facts += events.len();
        seq += 1;
        let decision = Decision { at: end, by: Actor::Clock, role: None, group: 0, afterwards: false, events };
        floor.apply(seq, "clock", &decision);
    }
}

fn main() {
    let mut promises = Promises::new();
    let floor = floor();
    // Before the first promise runs out: a turn then has nothing to tell.
    let now = at(1_200);
    let (ours, our_time) =
        over_and_over(|| (0..TURNS).map(|n| floor.on_duty(None, black_box(now.plus(n))).count()).sum::<usize>());
    let (plain, plain_time) =
        over_and_over(|| (0..TURNS).map(|n| on_duty_plainly(&floor, black_box(now.plus(n)))).sum::<usize>());
    assert_eq!(ours, plain);
    println!("{:.1} µs to know who of {AGENTS} is on duty", our_time.as_secs_f64() * 1e6 / f64::from(TURNS));
    promises.at_most("of the plain way", our_time.as_secs_f64() / plain_time.as_secs_f64(), 0.2);

    let (none, idle) =
        over_and_over(|| (0..TURNS).map(|n| due(&floor, black_box(now.plus(n % 2)), 256).len()).sum::<usize>());
    assert_eq!(none, 0);
    println!("{:.2} µs for a turn in which nothing ran out", idle.as_secs_f64() * 1e6 / f64::from(TURNS));
    promises.at_most("of asking who is on duty", idle.as_secs_f64() / our_time.as_secs_f64(), 0.1);

    let end = at(8 * 3_600 + 300);
    let (mut facts, mut took) = (0, Duration::ZERO);
    for _ in 0..ENDS {
        let mut floor = floor.clone();
        let (told, one) = timed(|| end_all(&mut floor, end));
        let left: usize = floor.agents().iter().map(|a| a.holds.len()).sum();
        assert_eq!((left, floor.on_duty(None, end).count()), (0, 0));
        (facts, took) = (told, took + one);
    }
    let took = took / ENDS;
    println!("{:.1} ms until {AGENTS} have gone and left {facts} facts", took.as_secs_f64() * 1e3);
    let each = took.as_secs_f64() / facts as f64;
    println!("{:.1} µs a fact", each * 1e6);
    promises.finish();
}
