//! Several desks on one floor at the same moment.

use crate::day::{at, page, post};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};
use std::collections::BTreeMap;
use std::sync::Arc;
use watchfloor::engine::{Engine, Input, Outcome};
use watchfloor::floor::{
    Actor, AgentId, AssignmentCommand, At, BeyondCapacity, Command, ConversationId, Event, How, Presence, Refusal,
    Rules, check,
};
use watchfloor::ledger::{EmbeddedLedger, Ledger, MemoryLedger, wire};

const DESKS: u64 = 4;

fn asked(id: u64, command: Command) -> Input {
    Input::Asked { by: Actor::Desk, id, command }
}

/// A floor with so many who wait, each so many hundredths of a slot, and eight agents of so many slots.
fn begin(ledger: &Arc<dyn Ledger>, conversations: usize, capacity: u16, weight: u16) -> At {
    let now = at("09:00");
    let mut engine = Engine::open(ledger.clone(), None).unwrap();
    for n in 0..8u16 {
        let name = format!("agent {n}");
        let (skills, languages) = (Vec::new(), Vec::new());
        let add = Command::AddAgent { name, skills, languages, capacity };
        let set = Command::SetPresence { agent: AgentId(n), presence: Presence::Available, reason: String::new() };
        engine.turn(vec![asked(1, add), asked(2, set)], now);
    }
    let all: Vec<_> = (0..conversations).map(|n| post(&format!("q{n}"), &format!("c{n}"), "08:59")).collect();
    for (n, mentions) in all.chunks(100).enumerate() {
        engine.turn(vec![Input::Fetched(page("X", mentions.to_vec(), &format!("{n}")))], now);
    }
    let channel = engine.floor().channel_named("X").unwrap();
    let rules = Box::new(Rules { weights: [(channel, weight)].into(), stuck_secs: 7 * 24 * 3600, ..Rules::default() });
    engine.turn(vec![asked(3, Command::Assignment(AssignmentCommand::SetRules { rules }))], now);
    assert_eq!(engine.floor().conversations().count(), conversations);
    now
}

fn give(conversation: ConversationId, agent: AgentId, seen: u64) -> Command {
    let (conversations, how, beyond) = (vec![conversation], How::ByHand, BeyondCapacity::Refuse);
    Command::Assignment(AssignmentCommand::Give { conversations, agent, how, beyond, seen: Some(seen) })
}

/// Four desks that have seen the same floor each want what is in their list, in an order of their own.
fn struggle(
    ledger: &Arc<dyn Ledger>,
    now: At,
    wants: &(dyn Fn(u64) -> Vec<ConversationId> + Sync),
) -> BTreeMap<&'static str, usize> {
    let seen = ledger.last_seq();
    let begin = std::sync::Barrier::new(DESKS as usize);
    let desk = |desk: u64| {
        let mut engine = Engine::open(ledger.clone(), None).unwrap();
        let mut chance = ChaCha8Rng::seed_from_u64(desk);
        let mut all = wants(desk);
        for i in (1..all.len()).rev() {
            all.swap(i, chance.next_u32() as usize % (i + 1));
        }
        let mut ends = BTreeMap::new();
        begin.wait();
        while !all.is_empty() {
            let few = all.split_off(all.len().saturating_sub(1 + chance.next_u32() as usize % 16));
            let agent = |chance: &mut ChaCha8Rng| AgentId((chance.next_u32() % 8) as u16);
            let inputs = few.iter().map(|id| asked(0, give(*id, agent(&mut chance), seen))).collect();
            for (id, outcome) in few.iter().zip(engine.turn(inputs, now)) {
                let end = match outcome {
                    Outcome::Done { .. } => "done",
                    Outcome::Refused(Refusal::ChangedSince(_)) => "changed since",
                    Outcome::Refused(Refusal::AlreadySo(_)) => "already so",
                    Outcome::Refused(Refusal::NotKept(why)) if why.contains("same moment") => {
                        // Another desk was quicker, again and again: who is told so presses again.
                        all.push(*id);
                        continue;
                    }
                    Outcome::Refused(Refusal::AtCapacity { .. }) => "at capacity",
                    other => panic!("{other:?}"),
                };
                *ends.entry(end).or_insert(0) += 1;
            }
        }
        assert_eq!(check::broken_rules(engine.floor()), Vec::<String>::new());
        ends
    };
    let desk = &desk;
    std::thread::scope(|scope| {
        let desks: Vec<_> = (0..DESKS).map(|n| scope.spawn(move || desk(n))).collect();
        let mut ends = BTreeMap::new();
        for ended in desks {
            for (end, n) in ended.join().unwrap() {
                *ends.entry(end).or_insert(0) += n;
            }
        }
        ends
    })
}

/// Every conversation has one owner, and one line says who gave it.
fn one_owner_and_one_line_each(ledger: &Arc<dyn Ledger>, conversations: usize) {
    let mut lines = BTreeMap::new();
    let mut from = 1;
    loop {
        let commits = ledger.read(from, 1_000).unwrap();
        let Some(last) = commits.last() else { break };
        from = last.seq + 1;
        for event in commits.iter().flat_map(|c| wire::decision(&c.commit.body).unwrap().events) {
            if let Event::Assigned { conversation, to, .. } = event {
                lines.entry(conversation).or_insert_with(Vec::new).push(to);
            }
        }
    }
    assert_eq!(lines.len(), conversations);
    let floor = Engine::open(ledger.clone(), None).unwrap();
    for (id, to) in lines {
        assert_eq!(to.len(), 1, "one activity line of {id:?}: {to:?}");
        let owner = floor.floor().conversation(id).and_then(|c| c.owner).map(|o| o.agent());
        assert_eq!(owner, to[0], "and it is the owner's");
    }
    assert_eq!(check::broken_rules(floor.floor()), Vec::<String>::new());
}

#[test]
fn a34_a_thousand_attempts_from_four_desks_on_one_conversation_give_one_owner() {
    let ledger: Arc<dyn Ledger> = Arc::new(MemoryLedger::new());
    let now = begin(&ledger, 1, 100, 100);
    let ends = struggle(&ledger, now, &|_| vec![ConversationId(0); 250]);
    assert_eq!(ends.get("done"), Some(&1), "{ends:?}");
    assert_eq!(ends.values().sum::<usize>(), 1_000, "{ends:?}");
    one_owner_and_one_line_each(&ledger, 1);
}

#[test]
fn a34_four_desks_on_ten_thousand_conversations_give_one_owner_each() {
    let ledger: Arc<dyn Ledger> = Arc::new(MemoryLedger::new());
    let all = 10_000;
    let now = begin(&ledger, all, 100, 1);
    let ends = struggle(&ledger, now, &|_| (0..all as u32).map(ConversationId).collect());
    assert_eq!(ends.get("done"), Some(&all), "{ends:?}");
    one_owner_and_one_line_each(&ledger, all);
}

#[test]
fn a34_the_store_on_disk_keeps_one_owner_too() {
    let folder = tempfile::tempdir().unwrap();
    let opened = EmbeddedLedger::open(folder.path()).unwrap();
    let ledger: Arc<dyn Ledger> = Arc::new(opened.ledger);
    let all = 300;
    let now = begin(&ledger, all, 100, 1);
    let ends = struggle(&ledger, now, &|_| (0..all as u32).map(ConversationId).collect());
    assert_eq!(ends.get("done"), Some(&all), "{ends:?}");
    one_owner_and_one_line_each(&ledger, all);
}

/// Rocket.Chat 18217: two requests at the same moment each saw room for one more.
#[test]
fn desks_at_the_same_moment_pass_no_limit_together() {
    let ledger: Arc<dyn Ledger> = Arc::new(MemoryLedger::new());
    let now = begin(&ledger, 400, 9, 100);
    let ends = struggle(&ledger, now, &|desk| (0..100).map(|n| ConversationId(desk as u32 * 100 + n)).collect());
    let engine = Engine::open(ledger, None).unwrap();
    for agent in engine.floor().agents() {
        assert!(agent.holds.len() <= 9, "{} holds {}", agent.name, agent.holds.len());
    }
    let done = ends.get("done").copied().unwrap_or(0);
    assert_eq!(done, engine.floor().agents().iter().map(|a| a.holds.len()).sum::<usize>());
    assert!(done >= 60, "and nearly all room is used: {ends:?}");
}
