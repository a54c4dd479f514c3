//! A store of a million conversations, made by the engine itself and kept under `target/` for the next run.

use super::{AGENTS, CHANNELS, Chance, Life, What, at, first_external, incoming};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use watchfloor::engine::{Engine, Fetched, Input, Outcome, SourceRef};
use watchfloor::floor::{
    Actor, AgentId, At, BeyondCapacity, Command, ConversationId, Incoming, Presence, SourceKind, key_of,
};
use watchfloor::ledger::{EmbeddedLedger, Fault, Ledger, OpenReport, Snapshots, wire};

/// Conversations in the store.
pub const CONVERSATIONS: u32 = 1_000_000;
/// Things that happen between two turns while the store is made.
const TURN_MENTIONS: usize = 400;

/// Where the store lies; made on the first call, which takes minutes.
pub fn folder() -> PathBuf {
    let conversations =
        std::env::var("WATCHFLOOR_BENCH_CONVERSATIONS").map_or(CONVERSATIONS, |n| n.parse().expect("a number"));
    let base = std::env::var_os("WATCHFLOOR_BENCH_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target"), PathBuf::from);
    let dir = base.join(format!("bench-store-{conversations}"));
    if dir.join("made").exists() {
        return dir;
    }
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).expect("makes a folder");
    let began = Instant::now();
    make(&dir, conversations);
    std::fs::write(dir.join("made"), "").expect("says that it is made");
    println!("store of {conversations} conversations made in {:.0?} in {}", began.elapsed(), dir.display());
    dir
}

/// An engine over the store, from its newest snapshot, and how long ledger and engine took to open.
pub fn open(dir: &Path) -> Result<(Engine, Duration, Duration, OpenReport), Fault> {
    let began = Instant::now();
    let opened = EmbeddedLedger::open(dir)?;
    let ledger_took = began.elapsed();
    println!("the ledger alone: {} MB resident", super::status_mb("VmRSS"));
    let newest = Snapshots::new(dir).newest(opened.ledger.last_seq()).snapshot;
    let engine = Engine::open(Arc::new(opened.ledger), newest.as_ref().map(|(_, bytes)| bytes.as_slice()))?;
    Ok((engine, ledger_took, began.elapsed() - ledger_took, opened.report))
}

/// Keeps a snapshot of the floor as it is.
pub fn keep_snapshot(dir: &Path, engine: &Engine) {
    let floor = engine.floor();
    Snapshots::new(dir).write(floor.revision(), &mut |out| wire::write_floor(floor, out)).expect("writes a snapshot");
}

/// A page of one channel.
pub fn page(channel: usize, mentions: Vec<Incoming>, cursor: String) -> Input {
    let (name, handle) = CHANNELS[channel];
    Input::Fetched(Fetched {
        source: SourceRef {
            name: format!("{name} inbox"),
            kind: SourceKind::Rehearsal,
            channel: name.into(),
            handle: handle.into(),
        },
        mentions,
        unreadable: Vec::new(),
        changes: Vec::new(),
        cursor,
        done: false,
        afterwards: false,
    })
}

/// So many new conversations, all of one channel and moment, as one page.
pub fn new_page(chance: &mut Chance, count: usize, now: At) -> Input {
    let secs = now.unix() as u32;
    let mentions = (0..count).map(|_| {
        let n = (chance.draw() >> 36) as u32;
        let conversation = 2_000_000_000 + (n & !3);
        let happening = super::Happening { at: secs, number: 0, conversation, what: What::Opens(n) };
        incoming(&happening, chance).expect("is a mention")
    });
    page(0, mentions.collect(), format!("{secs}"))
}

fn asked(command: Command) -> Input {
    Input::Asked { by: Actor::Floor, id: 0, command }
}

/// Takes inputs, all of which must be kept.
pub fn turn(engine: &mut Engine, inputs: Vec<Input>, now: At) {
    for outcome in engine.turn(inputs, now) {
        assert!(!matches!(outcome, Outcome::NotKept(_) | Outcome::Refused(_)), "{outcome:?}");
    }
}

struct Maker {
    engine: Engine,
    pages: [Vec<Incoming>; CHANNELS.len()],
    mentions: usize,
    assigned: Vec<u32>,
    resolved: Vec<u32>,
    turns: usize,
}

impl Maker {
    fn conversation(&self, n: u32) -> Option<ConversationId> {
        let (channel, _) = CHANNELS[n as usize % CHANNELS.len()];
        let mentions = self.engine.floor().mentions();
        mentions.get(mentions.find(key_of(channel, &first_external(n)))?)?.conversation()
    }

    fn turn(&mut self, now: At) {
        self.turns += 1;
        let mut inputs = Vec::new();
        for (channel, mentions) in self.pages.iter_mut().enumerate() {
            let mut mentions = std::mem::take(mentions);
            while !mentions.is_empty() {
                let rest = mentions.split_off(mentions.len().min(100));
                inputs.push(page(channel, std::mem::replace(&mut mentions, rest), format!("{}", self.turns)));
            }
        }
        turn(&mut self.engine, inputs, now);
        self.mentions = 0;
        let mut by_agent: BTreeMap<AgentId, Vec<ConversationId>> = BTreeMap::new();
        for n in std::mem::take(&mut self.assigned) {
            let agent = AgentId(((n / 64) as usize % AGENTS) as u16);
            by_agent.entry(agent).or_default().extend(self.conversation(n));
        }
        let mut commands: Vec<Input> = by_agent
            .into_iter()
            .map(|(agent, conversations)| {
                asked(Command::Assign { conversations, agent, beyond_capacity: BeyondCapacity::Allow })
            })
            .collect();
        let resolved = std::mem::take(&mut self.resolved);
        let conversations: Vec<_> = resolved.into_iter().filter_map(|n| self.conversation(n)).collect();
        if !conversations.is_empty() {
            commands.push(asked(Command::Resolve { conversations }));
        }
        turn(&mut self.engine, commands, now);
    }
}

fn make(dir: &Path, conversations: u32) {
    let ledger: Arc<dyn Ledger> = Arc::new(EmbeddedLedger::open(dir).expect("opens").ledger);
    let mut engine = Engine::open(ledger, None).expect("opens");
    let start = at(super::START - 60);
    for i in 0..AGENTS {
        let (skills, languages) = (vec!["billing".into()], vec!["en".into()]);
        let add = Command::AddAgent { name: format!("Agent {i}"), skills, languages, capacity: 60 };
        let (presence, reason) = (Presence::Available, String::new());
        let come = Command::SetPresence { agent: AgentId(i as u16), presence, reason };
        turn(&mut engine, vec![asked(add), asked(come)], start);
    }
    let mut maker =
        Maker { engine, pages: Default::default(), mentions: 0, assigned: Vec::new(), resolved: Vec::new(), turns: 0 };
    let mut chance = Chance(11);
    let mut now = start;
    for happening in Life::new(conversations) {
        now = at(happening.at);
        match happening.what {
            What::Assigned => maker.assigned.push(happening.conversation),
            What::Resolved => maker.resolved.push(happening.conversation),
            _ => {
                let channel = happening.conversation as usize % CHANNELS.len();
                maker.pages[channel].extend(incoming(&happening, &mut chance));
                maker.mentions += 1;
            }
        }
        if maker.mentions >= TURN_MENTIONS {
            maker.turn(now);
            if maker.turns.is_multiple_of(1000) {
                eprintln!("{} conversations", maker.engine.floor().conversations().count());
            }
        }
    }
    maker.turn(now);
    keep_snapshot(dir, &maker.engine);
}
