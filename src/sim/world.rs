//! The world around a floor: customers who write, agents who answer, networks that carry both.
//!
//! The world never touches the floor. It reads it as an agent would read a screen, and sends inputs like everybody else.

use super::day::Load;
use super::network::FaultCounts;
use super::people::{self, Worker};
use super::story;
use super::text::Texts;
use super::truth::{Nature, Truth};
use super::{Chance, Day, SimNetwork};
use crate::engine::{Engine, Input, Outcome};
use crate::floor::{
    Actor, AgentId, Amplification, At, Command, ConversationId, Floor, Incoming, IncomingAuthor, IncomingKind, Owner,
    Presence, key_of,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

mod agents;
mod crowd;
mod customers;
mod escalating;
mod hits;
mod house;
mod lead;
mod mischief;
mod scenery;

pub use lead::Policy;

/// Our account on every invented network.
const SUPPORT: &str = "@larkhelp";
/// The networks, with their share of what is written in parts of a hundred.
const NETWORKS: [(&str, usize); 5] = [("X", 46), ("Facebook", 22), ("Instagram", 17), ("Bluesky", 9), ("Reviews", 6)];
/// Seconds between two polls of one network, and between two looks of the lead.
const POLL_SECS: u32 = 20;
const LEAD_SECS: u32 = 10;

/// Something that is going to happen.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Customer,
    Minute,
    Hit(Nature),
    Told(usize),
    Copy(bool),
    Followup(u64),
    Amplify(u64, Amplification, u32),
    Beat(usize),
    Poison,
    Poll(usize),
    Lead,
    Answer(AgentId, ConversationId),
    Close(AgentId, ConversationId),
    Shift(AgentId, Presence, &'static str),
    Gone(AgentId),
    Leaves(AgentId),
    Mischief,
    DiskFull(bool),
    Kill,
    Scene(usize),
}

/// What the world remembers of something that was written.
#[derive(Clone, Debug)]
struct Post {
    network: usize,
    external: String,
    author: IncomingAuthor,
    lang: &'static str,
    intent: &'static str,
}

/// What the world waits to hear about.
#[derive(Clone, Debug)]
enum Expect {
    Page(usize, usize),
    /// Who has it, and the seconds that it will take them.
    Assigned(AgentId, ConversationId, u32),
    Nothing,
}

/// What the play must do to the disk and to the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blow {
    DiskFull(bool),
    Kill,
}

/// Customers, agents and networks. See the module's page.
pub struct World {
    day: Day,
    texts: &'static Texts,
    networks: Vec<SimNetwork>,
    queue: BTreeMap<(At, u64), Happening>,
    ticket: u64,
    posts: BTreeMap<u64, Post>,
    seed: u64,
    team: Vec<Worker>,
    policy: Policy,
    alone: bool,
    gone: BTreeSet<AgentId>,
    left: BTreeSet<AgentId>,
    /// What is left to the person at the desk.
    kept: BTreeSet<ConversationId>,
    confirmed: BTreeSet<(AgentId, ConversationId)>,
    answers: BTreeMap<u64, u64>,
    prices: BTreeMap<ConversationId, (At, u64)>,
    held: BTreeMap<AgentId, BTreeSet<ConversationId>>,
    requeue: VecDeque<ConversationId>,
    swept: At,
    story: Vec<story::Line>,
    root: Option<u64>,
    counts: FaultCounts,
    customers: Chance,
    crowd: Chance,
    trouble: Chance,
    hits: Chance,
    truths: BTreeMap<u64, Truth>,
    needs: VecDeque<u64>,
    externals: u64,
    replies: u64,
    posted: BTreeSet<u64>,
    blows: Vec<Blow>,
    is_over: bool,
    introduced: bool,
}

impl World {
    /// The world of a day. The same day and seed make the same world.
    pub fn new(day: Day, seed: u64) -> World {
        let mut networks: Vec<_> =
            NETWORKS.iter().map(|(name, _)| SimNetwork::new(seed, name, SUPPORT, day.faults)).collect();
        if day.load == Load::Full {
            networks.extend(World::more_networks(seed, day.faults));
        }
        let mut world = World {
            texts: Texts::built_in(),
            networks,
            queue: BTreeMap::new(),
            ticket: 0,
            posts: BTreeMap::new(),
            seed,
            team: people::team(&day, seed),
            policy: Policy::default(),
            alone: false,
            gone: BTreeSet::new(),
            left: BTreeSet::new(),
            kept: BTreeSet::new(),
            confirmed: BTreeSet::new(),
            answers: BTreeMap::new(),
            prices: BTreeMap::new(),
            held: BTreeMap::new(),
            requeue: VecDeque::new(),
            swept: At::FIRST,
            story: story::lines(),
            root: None,
            counts: BTreeMap::new(),
            customers: Chance::new(seed, "customers"),
            crowd: Chance::new(seed, "crowd"),
            trouble: Chance::new(seed, "trouble"),
            hits: Chance::new(seed, "hits"),
            truths: BTreeMap::new(),
            needs: VecDeque::new(),
            externals: 0,
            replies: 0,
            posted: BTreeSet::new(),
            blows: Vec::new(),
            is_over: false,
            introduced: false,
            day,
        };
        world.begin();
        world
    }

    /// The same world with a lead who goes by this policy. Where nobody is at the desk the lead deals with the golden case
    /// too; else it is left to who is.
    #[must_use]
    pub fn led_by(mut self, policy: Policy, somebody_at_the_desk: bool) -> World {
        (self.policy, self.alone) = (policy, !somebody_at_the_desk);
        self
    }

    fn begin(&mut self) {
        let day = self.day.clone();
        if day.load == Load::Full {
            self.begin_full();
        } else {
            let first = self.until_next_customer(day.from);
            self.at(day.from.plus(first), Happening::Customer);
        }
        for network in 0..self.networks.len() {
            self.at(day.from.plus(1 + network as u32 * 3), Happening::Poll(network));
        }
        self.at(day.from.plus(5), Happening::Lead);
        self.plan_shifts();
        if let Some(from) = day.story_from.filter(|at| *at >= day.from) {
            for (i, line) in self.story.clone().iter().enumerate() {
                self.at(from.plus(line.after_secs), Happening::Beat(i));
            }
        }
        for (network, from, until) in &day.outages {
            if let Some(network) = self.networks.get_mut(*network) {
                network.add_outage(*from, *until);
            }
        }
        if let Some(at) = day.poison_at.filter(|at| *at >= day.from) {
            self.at(at, Happening::Poison);
        }
        self.plan_faults();
    }

    fn at(&mut self, at: At, what: Happening) {
        self.ticket += 1;
        self.queue.insert((at, self.ticket), what);
    }

    /// What it was made from, beside its day.
    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    /// When something happens next, if anything does.
    pub fn next_at(&self) -> Option<At> {
        self.queue.first_key_value().map(|((at, _), _)| *at)
    }

    /// What went wrong underneath so far, by kind.
    pub fn faults(&self) -> &FaultCounts {
        &self.counts
    }

    /// Counts something that went wrong outside of the world's own doing.
    pub(super) fn count(&mut self, fault: &'static str, n: u64) {
        *self.counts.entry(fault).or_default() += n;
    }

    /// Keys of everything that was written so far.
    pub(super) fn posted(&self) -> &BTreeSet<u64> {
        &self.posted
    }

    /// What each thing is in truth that was written so far, by the key of its mention. What customers write again after
    /// an answer is not among them. The floor never sees it.
    pub fn truths(&self) -> &BTreeMap<u64, Truth> {
        &self.truths
    }

    /// What a person gave to somebody although it was one too many, and said so.
    pub fn confirmed(&self) -> &BTreeSet<(AgentId, ConversationId)> {
        &self.confirmed
    }

    /// Lets customers and strangers write up to a moment, and nobody read: for what asks about arrivals alone.
    pub fn write_until(&mut self, until: At) {
        while let Some((at, what)) = self.queue.first_entry().filter(|e| e.key().0 <= until).map(|e| {
            let at = e.key().0;
            (at, e.remove())
        }) {
            self.arrive(what, at);
        }
    }

    pub(super) fn take_blows(&mut self) -> Vec<Blow> {
        std::mem::take(&mut self.blows)
    }

    /// Nothing new begins: networks are read to their ends, and nothing fails any more.
    pub(super) fn wind_down(&mut self) {
        self.is_over = true;
        self.queue.retain(|_, h| matches!(h, Happening::Poll(_) | Happening::DiskFull(false)));
    }

    pub(super) fn is_read(&self) -> bool {
        self.networks.iter().all(SimNetwork::is_read)
    }

    /// Everything that happens up to `now`, as inputs for one turn.
    fn step(&mut self, floor: &Floor, now: At) -> Vec<(Expect, Input)> {
        let mut inputs = Vec::new();
        if !self.introduced {
            self.introduced = true;
            inputs.extend(self.introduce());
        }
        while let Some(entry) = self.queue.first_entry() {
            if entry.key().0 > now || inputs.len() >= crate::limits::TURN_INPUTS_MAX * 2 {
                break;
            }
            let ((at, _), what) = entry.remove_entry();
            self.happen(what, at, floor, &mut inputs);
        }
        inputs
    }

    /// Everything that happens up to `now`, done: one or more turns of the engine, and what became of it heard.
    pub fn turn(&mut self, engine: &mut Engine, now: At) {
        let (expects, inputs): (Vec<_>, Vec<_>) = self.step(engine.floor(), now).into_iter().unzip();
        let mut expects = expects.into_iter();
        let mut inputs = inputs.into_iter().peekable();
        loop {
            let batch: Vec<_> = inputs.by_ref().take(crate::limits::TURN_INPUTS_MAX).collect();
            for outcome in engine.turn(batch, now) {
                if let Outcome::NotKept(_) = outcome {
                    self.count("not_kept", 1);
                }
                if let Some(expect) = expects.next() {
                    self.hear(expect, &outcome, now);
                }
            }
            if inputs.peek().is_none() {
                return;
            }
        }
    }

    fn happen(&mut self, what: Happening, at: At, floor: &Floor, inputs: &mut Vec<(Expect, Input)>) {
        if self.arrive(what, at) {
            return;
        }
        match what {
            Happening::Followup(key) => self.customer_writes_again(key, at, floor),
            Happening::Poll(network) => self.poll(network, at, floor, inputs),
            Happening::Lead => {
                self.at(at.plus(LEAD_SECS), Happening::Lead);
                self.sweep(floor, at, inputs);
                self.lead(floor, at, inputs);
                if !self.alone {
                    self.look_after(floor, at, inputs);
                }
            }
            Happening::Scene(place) => self.scene(place, floor, at, inputs),
            // What is left to the person at the desk is neither answered nor closed by anybody else.
            Happening::Answer(_, id) | Happening::Close(_, id) if self.kept.contains(&id) => {}
            Happening::Answer(agent, id) => self.answer(agent, id, at, floor, inputs),
            Happening::Close(agent, id) => {
                let mine = floor.conversation(id).is_some_and(|c| c.owner == Some(Owner::of(agent)));
                if mine && floor.conversation(id).is_some_and(|c| c.waiting_since.is_none()) {
                    inputs.push((Expect::Nothing, asked(Command::Resolve { conversations: vec![id] })));
                }
            }
            Happening::Shift(agent, presence, reason) => self.shift(agent, presence, reason, floor, inputs),
            Happening::Gone(agent) => {
                self.gone.insert(agent);
            }
            Happening::Leaves(agent) => self.leaves(agent, at, inputs),
            Happening::Mischief => self.mischief(at, floor, inputs),
            Happening::DiskFull(full) => self.blows.push(Blow::DiskFull(full)),
            Happening::Kill => self.blows.push(Blow::Kill),
            _ => {}
        }
    }

    /// Something that needs no floor to happen: somebody writes, or presses a button. False when it is none of these.
    fn arrive(&mut self, what: Happening, at: At) -> bool {
        match what {
            Happening::Customer => {
                self.customer_writes(at);
                let next = self.until_next_customer(at);
                if at.plus(next) < self.day.until {
                    self.at(at.plus(next), Happening::Customer);
                }
            }
            Happening::Minute => self.minute(at),
            Happening::Hit(nature) => self.hit(nature, at),
            Happening::Told(i) => self.told(i, at),
            Happening::Copy(again) => self.copy(again, at),
            Happening::Amplify(key, kind, followers) => self.amplify(key, kind, followers, at),
            Happening::Beat(i) => self.beat(i, at),
            Happening::Poison => {
                self.networks[0].post_poison(at);
                self.count("poison_message", 1);
            }
            _ => return false,
        }
        true
    }

    fn external(&mut self) -> String {
        self.externals += 1;
        format!("{:x}", 0x1000_0000 + self.externals * 7919)
    }

    /// The name of what is written because of what the floor did: from numbers of their own, so that what customers write
    /// first has the same names whatever the floor does.
    fn external_of_answer(&mut self) -> String {
        self.replies += 1;
        format!("a{:x}", 0x1000_0000 + self.replies * 7919)
    }

    fn send(&mut self, network: usize, incoming: &Incoming) -> u64 {
        let key = key_of(self.networks[network].channel(), &incoming.external);
        if matches!(incoming.what, IncomingKind::Written { .. }) {
            self.posted.insert(key);
        }
        let mut counts = std::mem::take(&mut self.counts);
        self.networks[network].post(incoming, &mut counts);
        self.counts = counts;
        key
    }

    fn poll(&mut self, network: usize, at: At, floor: &Floor, inputs: &mut Vec<(Expect, Input)>) {
        self.at(at.plus(POLL_SECS), Happening::Poll(network));
        let read = floor
            .source_named(self.networks[network].name())
            .and_then(|s| floor.sources().get(s.index()))
            .and_then(|s| s.last_read);
        let minute_is_up = read.is_none_or(|read| at.secs_since(read) >= 60);
        let mut counts = std::mem::take(&mut self.counts);
        if let Some((to, input)) = self.networks[network].poll(at, minute_is_up, &mut counts) {
            inputs.push((Expect::Page(network, to), input));
        }
        self.counts = counts;
    }

    /// The truth of what a conversation began with.
    fn truth_of(&self, floor: &Floor, id: ConversationId) -> Option<Truth> {
        let key = floor.mentions().get(floor.conversation(id)?.first_mention)?.key;
        self.truths.get(&key).copied()
    }

    fn post_of(&self, floor: &Floor, id: ConversationId) -> Option<(u64, &Post)> {
        let first = floor.conversation(id)?.first_mention;
        let key = floor.mentions().get(first)?.key;
        Some((key, self.posts.get(&key)?))
    }

    /// What became of what was sent.
    fn hear(&mut self, expect: Expect, outcome: &Outcome, now: At) {
        match (expect, outcome) {
            (Expect::Page(network, to), Outcome::Taken { .. }) => self.networks[network].kept(to),
            (Expect::Page(..), Outcome::NotKept(_)) => self.count("page_not_kept", 1),
            (Expect::Assigned(agent, id, secs), Outcome::Done { .. }) => {
                self.held.entry(agent).or_default().insert(id);
                self.at(now.plus(secs), Happening::Answer(agent, id));
            }
            _ => {}
        }
    }
}

fn asked(command: Command) -> Input {
    Input::Asked { by: Actor::Floor, id: 0, command }
}

/// The conversation that a mention with this key belongs to.
fn conversation_of(floor: &Floor, key: u64) -> Option<(ConversationId, &crate::floor::Conversation)> {
    let id = floor.mentions().get(floor.mentions().find(key)?)?.conversation()?;
    Some((id, floor.conversation(id)?))
}
