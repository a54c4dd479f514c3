//! The world around a floor: customers who write, agents who answer, networks that carry both.
//!
//! The world never touches the floor. It reads it as an agent would read a screen, and sends inputs like everybody else.

use super::company::{brand, known_customers};
use super::day::Load;
use super::network::FaultCounts;
use super::people::{self, Shift};
use super::story::{self, Beat};
use super::text::{INTENTS, Person, Texts};
use super::truth::{Nature, Tale, Truth};
use super::{Chance, Day, SimNetwork};
use crate::engine::{Engine, Input, Outcome};
use crate::floor::{
    Actor, AgentId, Amplification, At, BeyondCapacity, Command, ConversationId, Floor, Incoming, IncomingAuthor,
    IncomingKind, Kind, MentionKind, Overrule, Owner, Presence, State, Weights, key_of,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

mod escalating;
mod hits;

/// Our account on every invented network.
const SUPPORT: &str = "@larkhelp";
/// The networks, with their share of what is written in parts of a hundred.
const NETWORKS: [(&str, usize); 5] = [("X", 46), ("Facebook", 22), ("Instagram", 17), ("Bluesky", 9), ("Reviews", 6)];
/// Seconds between two polls of one network, and between two looks of the lead.
const POLL_SECS: u32 = 20;
const LEAD_SECS: u32 = 10;
/// Assignments that a lead makes in one look.
const ASSIGN_MAX: usize = 24;
/// Mentions that turn out to be nothing for us, given out in one look on a full day: somebody must look at them.
const GLANCES_MAX: usize = 2;
/// Seconds that such a look takes.
const GLANCE_SECS: u32 = 20;

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
    Mischief,
    DiskFull(bool),
    Kill,
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
    Assigned(AgentId, Vec<ConversationId>),
    Glanced(AgentId, ConversationId),
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
    shifts: Vec<Shift>,
    held: BTreeMap<AgentId, BTreeSet<ConversationId>>,
    requeue: VecDeque<ConversationId>,
    swept: At,
    story: Vec<story::Line>,
    root: Option<u64>,
    counts: FaultCounts,
    customers: Chance,
    agents: Chance,
    crowd: Chance,
    trouble: Chance,
    hits: Chance,
    truths: BTreeMap<u64, Truth>,
    needs: VecDeque<u64>,
    externals: u64,
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
        let mut agents = Chance::new(seed, "agents");
        let midnight = day.until.minus((day.until.secs_since(day.from) as u32).div_ceil(86_400) * 86_400);
        let shifts = (0..day.team).map(|n| people::shift(n, day.team, midnight, &mut agents)).collect();
        let mut world = World {
            texts: Texts::built_in(),
            networks,
            queue: BTreeMap::new(),
            ticket: 0,
            posts: BTreeMap::new(),
            shifts,
            held: BTreeMap::new(),
            requeue: VecDeque::new(),
            swept: At::FIRST,
            story: story::lines(),
            root: None,
            counts: BTreeMap::new(),
            customers: Chance::new(seed, "customers"),
            agents,
            crowd: Chance::new(seed, "crowd"),
            trouble: Chance::new(seed, "trouble"),
            hits: Chance::new(seed, "hits"),
            truths: BTreeMap::new(),
            needs: VecDeque::new(),
            externals: 0,
            posted: BTreeSet::new(),
            blows: Vec::new(),
            is_over: false,
            introduced: false,
            day,
        };
        world.begin();
        world
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
        for (n, shift) in self.shifts.clone().into_iter().enumerate() {
            let agent = AgentId(n as u16);
            let steps = [
                (shift.from, Presence::Available, ""),
                (shift.pause.0, Presence::Away, "break"),
                (shift.pause.1, Presence::Available, ""),
                (shift.until, Presence::Off, ""),
            ];
            // Whoever began before the day is played is there from its start.
            let now = steps.iter().rev().find(|(at, _, _)| *at <= day.from).filter(|(_, p, _)| *p != Presence::Off);
            if let Some((_, presence, reason)) = now {
                self.at(day.from.plus(2), Happening::Shift(agent, *presence, reason));
            }
            for (at, presence, reason) in steps.into_iter().filter(|(at, _, _)| *at > day.from.plus(2)) {
                self.at(at, Happening::Shift(agent, presence, reason));
            }
        }
        if let Some(from) = day.story_from.filter(|at| *at >= day.from) {
            for (i, line) in self.story.clone().iter().enumerate() {
                self.at(from.plus(line.after_secs), Happening::Beat(i));
            }
        }
        if let Some((network, from, until)) = day.outage {
            self.networks[network].set_outage(from, until);
        }
        if let Some(at) = day.poison_at.filter(|at| *at >= day.from) {
            self.at(at, Happening::Poison);
        }
        self.plan_faults();
    }

    fn plan_faults(&mut self) {
        let day = self.day.clone();
        let length = u32::try_from(day.until.secs_since(day.from)).unwrap_or(0);
        if day.faults.people {
            for _ in 0..length / 240 {
                let at = day.from.plus(300 + self.trouble.below(length as usize) as u32);
                self.at(at, Happening::Mischief);
            }
        }
        if day.faults.disk {
            for _ in 0..1 + length / 7200 {
                let at = day.from.plus(600 + self.trouble.below(length as usize) as u32);
                self.at(at, Happening::Kill);
                let full = day.from.plus(600 + self.trouble.below(length as usize) as u32);
                self.at(full, Happening::DiskFull(true));
                let again = full.plus(30 + self.trouble.below(300) as u32);
                self.at(again, Happening::DiskFull(false));
            }
        }
    }

    fn at(&mut self, at: At, what: Happening) {
        self.ticket += 1;
        self.queue.insert((at, self.ticket), what);
    }

    fn until_next_customer(&mut self, now: At) -> u32 {
        let per_hour = self.day.conversations * self.day.part_of_hour(now) / 1000.0;
        self.customers.wait(3600.0 / per_hour.max(0.01)).min(3600)
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

    /// The house before its doors open: what the brand is called, what a conversation costs, whom we know, and the team.
    fn introduce(&self) -> Vec<(Expect, Input)> {
        let handle_secs = self.day.handle_secs.round() as u32;
        let weights = Weights { handle_secs, ..Weights::default() };
        let house = [Command::SetBrand { brand: brand() }, Command::SetWeights { weights }];
        let mut inputs: Vec<_> = house.into_iter().map(|c| (Expect::Nothing, asked(c))).collect();
        inputs.extend(known_customers().map(|page| (Expect::Nothing, Input::Customers(page))));
        let team = self.texts.team.iter().take(self.day.team);
        let team = team.enumerate().map(|(n, member)| {
            let capacity = self.day.capacity + u16::from(n % 5 == 0);
            let command = Command::AddAgent {
                name: member.name.to_owned(),
                skills: member.skills.clone(),
                languages: member.languages.clone(),
                capacity,
            };
            (Expect::Nothing, asked(command))
        });
        inputs.extend(team.chain(escalating::introduce(self.day.team, self.day.load)));
        inputs
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
                self.look_after(floor, at, inputs);
            }
            Happening::Answer(agent, id) => self.answer(agent, id, at, floor, inputs),
            Happening::Close(agent, id) => {
                let mine = floor.conversation(id).is_some_and(|c| c.owner == Some(Owner::of(agent)));
                if mine && floor.conversation(id).is_some_and(|c| c.waiting_since.is_none()) {
                    inputs.push((Expect::Nothing, asked(Command::Resolve { conversations: vec![id] })));
                }
            }
            Happening::Shift(agent, presence, reason) => self.shift(agent, presence, reason, floor, inputs),
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

    fn customer_writes(&mut self, at: At) {
        let share = self.customers.below(100);
        let mut upto = 0;
        let network = NETWORKS
            .iter()
            .position(|(_, part)| {
                upto += part;
                share < upto
            })
            .unwrap_or(0);
        let part = self.customers.below(1000) as u32;
        let mut upto = 0;
        let intent = INTENTS.iter().find(|i| {
            upto += i.1;
            part < upto
        });
        let intent = intent.map_or("order", |i| i.0);
        let Some(person) = self.customers.pick(&self.texts.people).cloned() else { return };
        let text = self.texts.first_words(&mut self.customers, person.lang, intent);
        let kind = match (network, intent) {
            (4, _) => MentionKind::Review,
            (_, "account" | "billing") if self.customers.happens(0.4) => MentionKind::Direct,
            (1 | 2, _) if self.customers.happens(0.5) => MentionKind::Comment,
            _ => MentionKind::Post,
        };
        let author = self.author(&person);
        let external = self.external();
        let what = IncomingKind::Written { kind, text, agent: None };
        let incoming = Incoming { external: external.clone(), parent: None, at, author: author.clone(), what };
        let key = self.send(network, &incoming);
        self.truths.insert(key, self.truth_of_want(intent, person.lang, at));
        self.posts.insert(key, Post { network, external, author, lang: person.lang, intent });
        if kind != MentionKind::Direct && self.crowd.happens(0.25) {
            self.draw_crowd(key, at);
        }
    }

    /// A few people like a post or pass it on; seldom many do.
    fn draw_crowd(&mut self, key: u64, at: At) {
        let joiners = (self.crowd.lognormal(1.6, 1.0) as usize).min(80);
        let mut when = at;
        for _ in 0..joiners {
            when = when.plus(self.crowd.wait(500.0));
            let kind = if self.crowd.happens(0.3) { Amplification::Repost } else { Amplification::Like };
            let followers = self.crowd.lognormal(180.0, 1.6) as u32;
            if when < self.day.until {
                self.at(when, Happening::Amplify(key, kind, followers));
            }
        }
    }

    fn author(&mut self, person: &Person) -> IncomingAuthor {
        // The same account has the same followers whenever it writes: they follow from its name.
        let mut own = Chance::new(key_of("followers", person.handle), "followers");
        let followers = own.lognormal(220.0, 1.7) as u32;
        IncomingAuthor {
            external: person.handle.trim_start_matches('@').to_owned(),
            name: person.handle.to_owned(),
            followers: Some(followers),
            ours: false,
        }
    }

    fn customer_writes_again(&mut self, key: u64, at: At, floor: &Floor) {
        let Some(post) = self.posts.get(&key).cloned() else { return };
        let text = self.texts.next_words(&mut self.customers, post.lang);
        let external = self.external();
        let what = IncomingKind::Written { kind: MentionKind::Reply, text, agent: None };
        let incoming = Incoming { external, parent: Some(post.external), at, author: post.author, what };
        self.send(post.network, &incoming);
        let Some((id, c)) = conversation_of(floor, key) else { return };
        // Where nobody has it, the lead finds it.
        if let Some(agent) = c.owner.map(Owner::agent).filter(|_| c.state != State::Resolved) {
            let wait = self.handle_secs() + POLL_SECS;
            self.at(at.plus(wait), Happening::Answer(agent, id));
        }
    }

    fn amplify(&mut self, key: u64, kind: Amplification, followers: u32, at: At) {
        let Some(post) = self.posts.get(&key).cloned() else { return };
        let external = self.external();
        let author = IncomingAuthor {
            external: format!("fan{external}"),
            name: format!("@fan_{external}"),
            followers: Some(followers),
            ours: false,
        };
        let what = IncomingKind::Amplified(kind);
        self.send(post.network, &Incoming { external, parent: Some(post.external), at, author, what });
    }

    fn beat(&mut self, i: usize, at: At) {
        let Some(line) = self.story.get(i).cloned() else { return };
        let author = IncomingAuthor {
            external: line.handle.trim_start_matches('@').to_owned(),
            name: line.handle.to_owned(),
            followers: Some(line.followers),
            ours: false,
        };
        let external = self.external();
        let parent = self.root.and_then(|root| self.posts.get(&root)).map(|p| p.external.clone());
        let written = |kind| IncomingKind::Written { kind, text: line.text.to_owned(), agent: None };
        let what = match line.beat {
            Beat::Post => written(MentionKind::Post),
            Beat::Followup | Beat::Reply => written(MentionKind::Reply),
            Beat::Quote => written(MentionKind::Quote),
            Beat::Reshare => IncomingKind::Amplified(Amplification::Repost),
            Beat::Like => IncomingKind::Amplified(Amplification::Like),
        };
        let incoming = Incoming { external: external.clone(), parent, at, author: author.clone(), what };
        let key = self.send(0, &incoming);
        if !line.text.is_empty() {
            self.truths.insert(key, self.truth_of_story(&line, at));
        }
        if line.beat == Beat::Post {
            self.root = Some(key);
            self.posts.insert(key, Post { network: 0, external, author, lang: "en", intent: "story" });
        }
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

    /// Now and then the lead looks for customers who wrote again and whom nobody has.
    fn sweep(&mut self, floor: &Floor, at: At) {
        if at.secs_since(self.swept) < 60 {
            return;
        }
        self.swept = at;
        let unowned = |c: &crate::floor::Conversation| {
            c.is_open() && c.waiting_since.is_some() && c.owner.is_none() && c.first_response_at.is_some()
        };
        let mut found: Vec<_> =
            floor.conversations().filter(|(_, c)| unowned(c)).map(|(id, c)| (c.waiting_since, id)).collect();
        found.sort_unstable();
        self.requeue = found.into_iter().map(|(_, id)| id).collect();
    }

    /// The lead gives what waits longest to whoever has room, in their language if somebody speaks it.
    fn lead(&mut self, floor: &Floor, inputs: &mut Vec<(Expect, Input)>) {
        let mut free: Vec<(AgentId, usize)> = floor
            .agents()
            .iter()
            .enumerate()
            .map(|(i, a)| (AgentId(i as u16), a.free_slots()))
            .filter(|(_, slots)| *slots > 0)
            .collect();
        if free.is_empty() {
            return;
        }
        let index = floor.index();
        let mut waiting: Vec<ConversationId> = Vec::new();
        for _ in 0..self.requeue.len() {
            waiting.extend(self.requeue.pop_front());
        }
        waiting.extend(self.needing(floor));
        let mut glances = 0;
        let due = index.first_response_breached.iter().chain(&index.first_response_due).map(|(_, id)| *id);
        waiting.extend(due.take(ASSIGN_MAX * 16));
        let mut given = BTreeSet::new();
        for id in waiting {
            let wants = floor.conversation(id).is_some_and(|c| {
                c.owner.is_none() && c.waiting_since.is_some() && !matches!(c.state, State::Resolved | State::Snoozed)
            });
            if !wants || given.contains(&id) || self.is_story(floor, id) {
                continue;
            }
            // A line of the golden case that opened a conversation of its own is left alone like the case itself.
            let truth = self.truth_of(floor, id).filter(|_| self.day.load == Load::Full);
            let is_noise = truth.is_some_and(|t| !t.is_actionable());
            if truth.is_some_and(|t| t.tale == Some(Tale::Golden)) || (is_noise && glances == GLANCES_MAX) {
                continue;
            }
            let lang = self.lang_of(floor, id);
            let speaks = |agent: AgentId| floor.agent(agent).is_some_and(|a| a.languages.iter().any(|l| l == lang));
            let Some(place) = free
                .iter()
                .position(|(a, slots)| *slots > 0 && speaks(*a))
                .or_else(|| free.iter().position(|(_, slots)| *slots > 0))
                .filter(|_| given.len() < ASSIGN_MAX)
            else {
                break; // no room now; the next look begins with what waits then
            };
            free[place].1 -= 1;
            given.insert(id);
            let agent = free[place].0;
            let command = Command::Assign { conversations: vec![id], agent, beyond_capacity: BeyondCapacity::Refuse };
            glances += usize::from(is_noise);
            let expect = if is_noise { Expect::Glanced(agent, id) } else { Expect::Assigned(agent, vec![id]) };
            inputs.push((expect, asked(command)));
        }
    }

    /// On a full day: conversations of people who need us, longest first. Whoever reads the queue sees at a glance
    /// which those are; where the floor says that nobody waits, nobody looks.
    fn needing(&mut self, floor: &Floor) -> Vec<ConversationId> {
        let wants = |key: u64| {
            conversation_of(floor, key)
                .map(|(id, c)| (id, c.owner.is_none() && c.waiting_since.is_some() && c.is_open()))
        };
        self.needs.retain(|key| wants(*key).is_none_or(|(_, waits)| waits));
        self.needs.iter().filter_map(|key| wants(*key).map(|(id, _)| id)).take(ASSIGN_MAX * 4).collect()
    }

    /// The truth of what a conversation began with.
    fn truth_of(&self, floor: &Floor, id: ConversationId) -> Option<Truth> {
        let key = floor.mentions().get(floor.conversation(id)?.first_mention)?.key;
        self.truths.get(&key).copied()
    }

    /// The golden case is left to the person at the desk: what becomes of it is what they do.
    fn is_story(&self, floor: &Floor, id: ConversationId) -> bool {
        self.root.is_some_and(|root| conversation_of(floor, root).is_some_and(|(story, _)| story == id))
    }

    fn lang_of(&self, floor: &Floor, id: ConversationId) -> &'static str {
        self.post_of(floor, id).map_or("en", |(_, post)| post.lang)
    }

    fn post_of(&self, floor: &Floor, id: ConversationId) -> Option<(u64, &Post)> {
        let first = floor.conversation(id)?.first_mention;
        let key = floor.mentions().get(first)?.key;
        Some((key, self.posts.get(&key)?))
    }

    /// What whoever read a conversation says that it is, when it is none that needs an answer.
    fn is_in_truth(&self, floor: &Floor, id: ConversationId) -> Command {
        let first = floor.conversation(id).and_then(|c| floor.mentions().get(c.first_mention));
        let truth = first.and_then(|m| self.truths().get(&m.key));
        let to = match truth.map(|t| t.nature) {
            Some(Nature::Spam) => Overrule::Spam,
            Some(Nature::Elsewhere) => Overrule::Elsewhere,
            Some(Nature::Quiet | Nature::Actionable) | None => {
                Overrule::Watch(truth.and_then(|t| t.kind).unwrap_or(Kind::Chatter))
            }
        };
        Command::Overrule { conversations: vec![id], to, lessons: Vec::new() }
    }

    fn handle_secs(&mut self) -> u32 {
        self.agents.lognormal(self.day.handle_secs * 0.85, 0.55).clamp(25.0, 3600.0) as u32
    }

    fn answer(&mut self, agent: AgentId, id: ConversationId, at: At, floor: &Floor, inputs: &mut Vec<(Expect, Input)>) {
        let Some(c) = floor.conversation(id) else { return };
        let here = floor.agent(agent).is_some_and(|a| a.presence == Presence::Available);
        if c.owner != Some(Owner::of(agent)) || c.waiting_since.is_none() {
            return;
        }
        if !here {
            self.at(at.plus(600), Happening::Answer(agent, id));
            return;
        }
        let Some((key, post)) = self.post_of(floor, id) else {
            if self.day.load == Load::Full {
                inputs.push((Expect::Nothing, asked(self.is_in_truth(floor, id))));
            }
            return;
        };
        let post = post.clone();
        let needs_none = matches!(post.intent, "spam") || (post.intent == "chatter" && self.agents.happens(0.6));
        if needs_none {
            inputs.push((Expect::Nothing, asked(Command::Resolve { conversations: vec![id] })));
            return;
        }
        let name = floor.agent(agent).map(|a| a.name.clone()).unwrap_or_default();
        let text = self.texts.reply(&mut self.agents, post.lang, &name);
        let external = self.external();
        let author = IncomingAuthor {
            external: SUPPORT.trim_start_matches('@').to_owned(),
            name: SUPPORT.to_owned(),
            followers: Some(88_400),
            ours: true,
        };
        let what = IncomingKind::Written { kind: MentionKind::Reply, text, agent: Some(name) };
        self.send(post.network, &Incoming { external, parent: Some(post.external.clone()), at, author, what });
        if self.agents.happens(0.35) {
            let wait = 90 + self.customers.wait(600.0);
            self.at(at.plus(wait), Happening::Followup(key));
        }
        let wait = POLL_SECS * 3 + self.agents.wait(300.0);
        self.at(at.plus(wait), Happening::Close(agent, id));
    }

    fn shift(
        &mut self,
        agent: AgentId,
        presence: Presence,
        reason: &str,
        floor: &Floor,
        inputs: &mut Vec<(Expect, Input)>,
    ) {
        let command = Command::SetPresence { agent, presence, reason: reason.to_owned() };
        inputs.push((Expect::Nothing, asked(command)));
        if presence == Presence::Off {
            let held: Vec<ConversationId> = self
                .held
                .remove(&agent)
                .unwrap_or_default()
                .into_iter()
                .filter(|id| floor.conversation(*id).is_some_and(|c| c.owner == Some(Owner::of(agent))))
                .collect();
            if !held.is_empty() {
                inputs.push((Expect::Nothing, asked(Command::Release { conversations: held })));
            }
        }
    }

    /// What became of what was sent.
    fn hear(&mut self, expect: Expect, outcome: &Outcome, now: At) {
        match (expect, outcome) {
            (Expect::Page(network, to), Outcome::Taken { .. }) => self.networks[network].kept(to),
            (Expect::Page(..), Outcome::NotKept(_)) => self.count("page_not_kept", 1),
            (Expect::Assigned(agent, ids), Outcome::Done { .. }) => {
                for id in ids {
                    self.held.entry(agent).or_default().insert(id);
                    let wait = self.handle_secs();
                    self.at(now.plus(wait), Happening::Answer(agent, id));
                }
            }
            (Expect::Glanced(agent, id), Outcome::Done { .. }) => {
                self.held.entry(agent).or_default().insert(id);
                self.at(now.plus(GLANCE_SECS), Happening::Answer(agent, id));
            }
            _ => {}
        }
    }

    /// After the program was killed: whoever had something in hand goes on with it.
    pub(super) fn resume(&mut self, floor: &Floor, now: At) {
        let planned: BTreeSet<ConversationId> = self
            .queue
            .values()
            .filter_map(|h| match h {
                Happening::Answer(_, id) => Some(*id),
                _ => None,
            })
            .collect();
        let forgotten: Vec<(AgentId, ConversationId)> = floor
            .conversations()
            .filter(|(id, c)| c.state == State::Assigned && !planned.contains(id))
            .filter_map(|(id, c)| Some((c.owner?.agent(), id)))
            .collect();
        for (agent, id) in forgotten {
            let wait = self.handle_secs();
            self.at(now.plus(wait), Happening::Answer(agent, id));
        }
    }

    /// A person asks for something that cannot be done, or changes their mind.
    fn mischief(&mut self, at: At, floor: &Floor, inputs: &mut Vec<(Expect, Input)>) {
        let count = floor.conversations().count();
        let any = ConversationId(self.trouble.below(count.max(1)) as u32);
        let agent = AgentId(self.trouble.below(floor.agents().len().max(1)) as u16);
        let some: Vec<ConversationId> =
            (0..1 + self.trouble.below(12)).map(|_| ConversationId(self.trouble.below(count.max(1)) as u32)).collect();
        let beyond_capacity = BeyondCapacity::Refuse;
        let command = match self.trouble.below(10) {
            0 => Command::Assign { conversations: some, agent, beyond_capacity },
            1 => Command::Assign { conversations: vec![any], agent: AgentId(60_000), beyond_capacity },
            2 => Command::Snooze { conversations: vec![any], until: at.minus(60) },
            3 => Command::Snooze { conversations: vec![any], until: at.plus(300 + self.trouble.below(3000) as u32) },
            4 => Command::Resolve { conversations: Vec::new() },
            5 => Command::Resolve { conversations: vec![any] },
            6 => Command::Reopen { conversations: vec![any] },
            7 => Command::Release { conversations: some },
            8 => Command::Assign { conversations: vec![ConversationId(u32::MAX - 1)], agent, beyond_capacity },
            _ => Command::Undo,
        };
        inputs.push((Expect::Nothing, Input::Asked { by: Actor::Desk, id: self.ticket, command }));
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
