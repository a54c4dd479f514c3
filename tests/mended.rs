//! The table is mended by what changed. It must never differ from one that is asked for anew.

use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use watchfloor::engine::{Engine, Fetched, Frame, Input, SourceRef};
use watchfloor::floor::{
    self, Actor, AgentId, Amplification, At, BeyondCapacity, Command, ConversationId, Incoming, IncomingAuthor,
    IncomingKind, MentionKind, Presence, SourceKind,
};
use watchfloor::ledger::{MemoryLedger, wire};
use watchfloor::view::{Chip, FloorKind, Looking, Query, Snapshot, Sort, made};

const START: u32 = 1_700_000_000;

#[derive(Clone, Debug)]
enum Step {
    Write { author: u8, parent: Option<u8>, ours: bool },
    Carry { parent: u8 },
    Assign(u8),
    Resolve(u8),
    Snooze(u8),
    Wait(u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (any::<u8>(), prop::option::of(any::<u8>()), prop::bool::weighted(0.2))
            .prop_map(|(author, parent, ours)| Step::Write { author, parent, ours }),
        2 => any::<u8>().prop_map(|parent| Step::Carry { parent }),
        1 => any::<u8>().prop_map(Step::Assign),
        1 => any::<u8>().prop_map(Step::Resolve),
        1 => any::<u8>().prop_map(Step::Snooze),
        1 => (0..4000_u16).prop_map(Step::Wait),
    ]
}

struct Desk {
    engine: Engine,
    frame: Frame,
    now: At,
    written: u32,
    looking: Looking,
}

impl Desk {
    fn new() -> Desk {
        let engine = Engine::open(Arc::new(MemoryLedger::default()), None).expect("opens");
        let place = String::new();
        let frame = Frame {
            floor: FloorKind::Own { place },
            zone: jiff::tz::TimeZone::UTC,
            tasks: Vec::new(),
            sync: Vec::new(),
        };
        let now = At::from_unix(i64::from(START)).expect("is a moment");
        let mut desk = Desk { engine, frame, now, written: 0, looking: Looking::default() };
        let (skills, languages) = (Vec::new(), Vec::new());
        desk.ask(Command::AddAgent { name: "Ade".into(), skills, languages, capacity: 50 });
        desk.ask(Command::SetPresence { agent: AgentId(0), presence: Presence::Available, reason: String::new() });
        desk
    }

    fn ask(&mut self, command: Command) {
        self.engine.turn(vec![Input::Asked { by: Actor::Floor, id: 0, command }], self.now);
    }

    fn read(&mut self, parent: Option<u8>, author: IncomingAuthor, what: IncomingKind) {
        self.written += 1;
        let parent = parent.filter(|_| self.written > 1).map(|p| (u32::from(p) % (self.written - 1) + 1).to_string());
        let source = SourceRef {
            name: "inbox".into(),
            kind: SourceKind::Rehearsal,
            channel: "X".into(),
            handle: "@larkhelp".into(),
        };
        let mention = Incoming { external: self.written.to_string(), parent, at: self.now, author, what };
        let cursor = self.written.to_string();
        let mentions = vec![mention];
        let page = Fetched {
            source,
            mentions,
            unreadable: Vec::new(),
            changes: Vec::new(),
            cursor,
            done: false,
            afterwards: false,
        };
        self.engine.turn(vec![Input::Fetched(page)], self.now);
    }

    fn step(&mut self, step: &Step) {
        let count = self.engine.floor().conversations().count().max(1) as u32;
        let conversations = |n: u8| vec![ConversationId(u32::from(n) % count)];
        let customer = |n: u8| IncomingAuthor {
            external: format!("a{n}"),
            name: format!("@a{n}"),
            followers: Some(u32::from(n) * 7),
            ours: false,
        };
        match step {
            Step::Write { author, parent, ours: false } => {
                let kind = if parent.is_some() { MentionKind::Reply } else { MentionKind::Post };
                self.read(*parent, customer(*author), IncomingKind::Written { kind, text: "help".into(), agent: None });
            }
            Step::Write { author: _, parent, ours: true } => {
                let name = "@larkhelp".to_owned();
                let us = IncomingAuthor { external: "us".into(), name, followers: None, ours: true };
                let written = IncomingKind::Written { kind: MentionKind::Reply, text: "hello".into(), agent: None };
                self.read(*parent, us, written);
            }
            Step::Carry { parent } => {
                self.read(Some(*parent), customer(250), IncomingKind::Amplified(Amplification::Repost));
            }
            Step::Assign(n) => {
                let (conversations, beyond_capacity) = (conversations(*n), BeyondCapacity::Allow);
                self.ask(Command::Assign { conversations, agent: AgentId(0), beyond_capacity });
            }
            Step::Resolve(n) => self.ask(Command::Resolve { conversations: conversations(*n) }),
            Step::Snooze(n) => {
                let until = self.now.plus(600);
                self.ask(Command::Snooze { conversations: conversations(*n), until });
            }
            Step::Wait(secs) => {
                self.now = self.now.plus(u32::from(*secs));
                self.engine.turn(Vec::new(), self.now);
            }
        }
    }

    /// As the window sees it when even what changes with time alone is asked for again.
    fn look(&mut self, hold: bool) -> Snapshot {
        self.now = self.now.plus(15);
        self.looking.hold = hold;
        self.engine.turn(vec![Input::Looking(self.looking.clone())], self.now);
        self.engine.snapshot(self.now, &self.frame)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mended_table_is_the_one_asked_for_anew(
        steps in prop::collection::vec((step(), prop::bool::weighted(0.3)), 1..120),
        chip in 0..Chip::ALL.len(),
        sort in 0..Sort::ALL.len(),
        reversed in any::<bool>(),
    ) {
        let mut desk = Desk::new();
        desk.looking.query = Query { chip: Chip::ALL[chip], sort: Sort::ALL[sort], reversed, ..Query::default() };
        for (step, hold) in &steps {
            desk.step(step);
            let snapshot = desk.look(*hold);
            // A held order stays as it is, also while nothing happens.
            if *hold {
                desk.now = desk.now.plus(1);
                let later = desk.engine.snapshot(desk.now, &desk.frame);
                prop_assert!(Arc::ptr_eq(&later.listing.order, &snapshot.listing.order));
            }
            let floor = desk.engine.floor();
            let broken = floor::check::broken_rules(floor);
            prop_assert!(broken.is_empty(), "{broken:?}");
            let fresh = made::order(floor, &desk.looking.query, None, snapshot.at);
            let shown: BTreeSet<_> = snapshot.listing.order.iter().collect();
            let newer = fresh.iter().filter(|id| !shown.contains(id)).count();
            prop_assert_eq!(snapshot.listing.newer, newer);
            if !hold {
                prop_assert_eq!(&snapshot.listing.order[..], &fresh[..]);
            }
            prop_assert_eq!(snapshot.listing.counts.of(Chip::Spreading), {
                let spreading = Query { chip: Chip::Spreading, ..Query::default() };
                made::order(floor, &spreading, None, snapshot.at).len()
            });
        }
        let kept = wire::floor(&wire::floor_bytes(desk.engine.floor())).expect("reads");
        prop_assert_eq!(kept.tally(), desk.engine.floor().tally());
        prop_assert!(floor::check::broken_rules(&kept).is_empty());
    }
}
