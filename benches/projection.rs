//! How fast facts fold into the floor, and how many bytes a conversation takes there.
//!
//! `cargo bench --bench projection` folds an invented year of a million conversations, page by page and decision by
//! decision as the ledger would give them, and beside it the straightforward projection: rows in a `BTreeMap` by
//! network id, and a `BTreeSet` for each order.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use support::{AGENTS, CHANNELS, Happening, Life, Promises, What, at, mix, processor_time};
use watchfloor::floor::{
    Actor, AgentId, Amplification, At, AuthorId, ChannelId, ConversationId, Decision, Event, Floor, HandleId,
    MentionId, MentionKind, SourceId, SourceKind,
};

/// Counts the bytes that are held.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);

#[expect(unsafe_code, reason = "an allocator cannot be written otherwise")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        HELD.fetch_add(size, Ordering::Relaxed);
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

const CONVERSATIONS: u32 = 1_000_000;
/// Decisions that are made ready before they are folded in, so that only the folding is timed.
const BATCH_FACTS: usize = 200_000;

type Kept = (u64, String, Decision);

/// Turns happenings into decisions as the engine would have made them.
struct Log {
    life: Life,
    seq: u64,
    facts: usize,
    page: Vec<Event>,
    page_at: u32,
    in_page: BTreeSet<u32>,
    mentions: u32,
    group: u64,
    authors: BTreeMap<u32, ()>,
    /// First mention of each conversation, and what the clock must look at.
    unanswered: BTreeMap<(u32, u32), ()>,
    due_of: Vec<u32>,
    out: Vec<Kept>,
}

impl Log {
    fn new() -> Log {
        let mut events = Vec::new();
        for (i, (name, handle)) in CHANNELS.into_iter().enumerate() {
            let channel = ChannelId(i as u16);
            let first_response_secs = watchfloor::floor::first_response_preset_secs(name);
            events.push(Event::ChannelAdded {
                channel,
                name: name.into(),
                first_response_secs,
                resolution_secs: 86_400,
            });
            events.push(Event::HandleAdded { handle: HandleId(i as u16), channel, name: handle.into() });
            events.push(Event::AuthorSeen {
                author: AuthorId(i as u32),
                key: mix(u64::MAX - i as u64),
                name: handle.into(),
                followers: None,
                ours: true,
            });
        }
        events.push(Event::SourceAdded { source: SourceId(0), name: "all".into(), kind: SourceKind::Rehearsal });
        for i in 0..AGENTS {
            let (skills, languages) = (vec!["billing".into()], vec!["en".into()]);
            let name = format!("Agent {i}");
            events.push(Event::AgentAdded { agent: AgentId(i as u16), name, skills, languages, capacity: 60 });
        }
        let mut log = Log {
            life: Life::new(CONVERSATIONS),
            seq: 0,
            facts: 0,
            page: Vec::new(),
            page_at: support::START,
            in_page: BTreeSet::new(),
            mentions: 0,
            group: 0,
            authors: BTreeMap::new(),
            unanswered: BTreeMap::new(),
            due_of: Vec::new(),
            out: Vec::new(),
        };
        log.keep("desk".into(), support::START, Actor::Floor, 0, events);
        log
    }

    fn keep(&mut self, key: String, secs: u32, by: Actor, group: u64, events: Vec<Event>) {
        self.seq += 1;
        self.facts += events.len();
        self.out.push((self.seq, key, Decision { at: at(secs), by, role: None, group, afterwards: false, events }));
    }

    fn end_page(&mut self) {
        if self.page.is_empty() {
            return;
        }
        let mut events = std::mem::take(&mut self.page);
        let read = self.in_page.len() as u32;
        let cursor = format!("{}", self.mentions);
        let source = SourceId(0);
        events.push(Event::PageRead { source, cursor, read, new: read, known: 0, lag_secs: Some(3), done: false });
        self.in_page.clear();
        self.keep("source/0".into(), self.page_at, Actor::Source(SourceId(0)), 0, events);
    }

    /// The clock's facts up to a moment.
    fn pass_time(&mut self, now: u32) {
        let passed: Vec<(u32, u32)> =
            self.unanswered.keys().take_while(|(due, _)| *due < now).copied().take(256).collect();
        if passed.is_empty() {
            return;
        }
        self.end_page();
        for key in &passed {
            self.unanswered.remove(key);
        }
        let breached =
            |(due, c): &(u32, u32)| Event::FirstResponseBreached { conversation: ConversationId(*c), at: at(*due) };
        self.keep("clock".into(), now, Actor::Clock, 0, passed.iter().map(breached).collect());
    }

    fn written(&mut self, h: &Happening, author: u32, ours: bool) {
        self.mentions += 1;
        let opens = matches!(h.what, What::Opens(_));
        self.page.push(Event::Mentioned {
            answers: None,
            mention: MentionId(self.mentions - 1),
            key: mix(u64::from(self.mentions)),
            at: at(h.at),
            author: AuthorId(author),
            handle: HandleId((h.conversation % 4) as u16),
            kind: if opens { MentionKind::Post } else { MentionKind::Reply },
            agent: ours.then_some(AgentId((h.conversation % AGENTS as u32) as u16)),
            slot: (self.page.len() % 100) as u16,
            conversation: Some(ConversationId(h.conversation)),
            awaits: None,
            reading: None,
        });
        self.in_page.insert(h.conversation);
    }

    fn standing(&mut self, h: &Happening, event: Event) {
        if self.in_page.contains(&h.conversation) {
            self.end_page();
        }
        self.group += 1;
        self.keep(format!("c/{}", h.conversation), h.at, Actor::Desk, self.group, vec![event]);
    }

    fn take(&mut self, h: &Happening) {
        if h.at >= self.page_at + 60 {
            self.pass_time(h.at);
        }
        self.page_at = h.at;
        let conversation = ConversationId(h.conversation);
        match h.what {
            What::Opens(n) => {
                let author = n + 4;
                if self.authors.insert(n, ()).is_none() {
                    self.page.push(Event::AuthorSeen {
                        author: AuthorId(author),
                        key: mix(1 << 40 | u64::from(n)),
                        name: format!("@customer_{n}"),
                        followers: Some((mix(u64::from(n)) % 2000) as u32),
                        ours: false,
                    });
                }
                let target = watchfloor::floor::first_response_preset_secs(CHANNELS[h.conversation as usize % 4].0);
                self.due_of.push(h.at + target);
                self.unanswered.insert((h.at + target, h.conversation), ());
                self.written(h, author, false);
            }
            What::Follows(n) => self.written(h, n + 4, false),
            What::Answered => {
                self.unanswered.remove(&(self.due_of[h.conversation as usize], h.conversation));
                self.written(h, h.conversation % 4, true);
            }
            What::Carried => self.page.push(Event::Amplified {
                key: mix(1 << 50 | h.number),
                at: at(h.at),
                conversation: Some(conversation),
                carried: mix(h.number),
                kind: Amplification::Repost,
                followers: Some(200),
                by: None,
            }),
            What::Assigned => {
                let to = Some(AgentId((h.conversation % AGENTS as u32) as u16));
                self.standing(h, Event::Assigned { conversation, to, how: watchfloor::floor::How::ByHand });
            }
            What::Resolved => self.standing(h, Event::Resolved { conversation }),
        }
        if self.page.len() >= 100 {
            self.end_page();
        }
    }

    /// The next decisions; empty at the end.
    fn next_batch(&mut self) -> Vec<Kept> {
        self.facts = 0;
        while self.facts < BATCH_FACTS {
            let Some(happening) = self.life.next() else {
                self.end_page();
                break;
            };
            self.take(&happening);
        }
        std::mem::take(&mut self.out)
    }
}

/// The straightforward projection: what one would write first.
#[derive(Default)]
struct Plain {
    rows: BTreeMap<u64, PlainRow>,
    mentions: BTreeMap<u64, (u64, At, u32)>,
    authors: BTreeMap<u64, (String, u32)>,
    waiting: BTreeSet<(At, u64)>,
    due: BTreeSet<(At, u64)>,
    by_owner: BTreeSet<(u16, u64)>,
    by_state: BTreeSet<(u8, u64)>,
    waiting_count: BTreeMap<u32, usize>,
}

#[derive(Clone, Default)]
struct PlainRow {
    state: u8,
    owner: Option<u16>,
    author: u32,
    opened: Option<At>,
    waiting: Option<At>,
    answered: Option<At>,
    resolved: Option<At>,
    due: Option<At>,
    breached: bool,
    mentions: u32,
    amplified: u32,
    version: u64,
}

impl Plain {
    fn change(&mut self, id: u64, f: impl FnOnce(&mut PlainRow)) {
        let row = self.rows.entry(id).or_default();
        let before = row.clone();
        f(row);
        let after = row.clone();
        for (row, present) in [(&before, false), (&after, true)] {
            let put = |set: &mut BTreeSet<(At, u64)>, at: Option<At>| match at {
                Some(at) if present => drop(set.insert((at, id))),
                Some(at) => drop(set.remove(&(at, id))),
                None => {}
            };
            put(&mut self.waiting, row.waiting);
            put(&mut self.due, row.due);
            match (row.owner, present) {
                (Some(owner), true) => drop(self.by_owner.insert((owner, id))),
                (Some(owner), false) => drop(self.by_owner.remove(&(owner, id))),
                (None, _) => {}
            }
            match present {
                true => drop(self.by_state.insert((row.state, id))),
                false => drop(self.by_state.remove(&(row.state, id))),
            }
        }
    }

    fn apply(&mut self, seq: u64, decision: &Decision) {
        for event in &decision.events {
            let now = decision.at;
            match event {
                Event::AuthorSeen { key, name, followers, .. } => {
                    self.authors.insert(*key, (name.clone(), followers.unwrap_or(0)));
                }
                Event::Mentioned { key, at, author, conversation: Some(c), agent, .. } => {
                    self.mentions.insert(*key, (u64::from(c.0), *at, author.0));
                    let ours = agent.is_some();
                    self.change(u64::from(c.0), |row| {
                        row.mentions += 1;
                        if ours {
                            row.waiting = None;
                            row.due = None;
                            row.answered = row.answered.or(Some(*at));
                            row.state = 3;
                        } else {
                            row.author = author.0;
                            row.opened = row.opened.or(Some(*at));
                            row.waiting = row.waiting.or(Some(*at));
                            row.due = row.due.or(Some(at.plus(3600)));
                        }
                    });
                }
                Event::Amplified { conversation: Some(c), .. } => {
                    self.rows.entry(u64::from(c.0)).or_default().amplified += 1;
                }
                Event::Assigned { conversation, to, .. } => self.change(u64::from(conversation.0), |row| {
                    row.owner = to.map(|a| a.0);
                    row.version = seq;
                    row.state = 2;
                }),
                Event::Resolved { conversation } => self.change(u64::from(conversation.0), |row| {
                    row.owner = None;
                    row.waiting = None;
                    row.due = None;
                    row.resolved = Some(now);
                    row.state = 5;
                    row.version = seq;
                }),
                Event::FirstResponseBreached { conversation, .. } => {
                    self.rows.entry(u64::from(conversation.0)).or_default().breached = true;
                }
                _ => {}
            }
            self.waiting_count.insert((now.unix() / 60) as u32, self.waiting.len());
        }
    }
}

/// Folds everything in and times that alone. Answers facts and the time they took of a processor.
fn fold(mut apply: impl FnMut(&Kept)) -> (usize, Duration) {
    let mut log = Log::new();
    let (mut facts, mut took, mut wall) = (0, Duration::ZERO, Duration::ZERO);
    loop {
        let batch = log.next_batch();
        if batch.is_empty() {
            println!("folded in {wall:.2?}, of which {took:.2?} on a processor");
            return (facts, took);
        }
        let (began, before) = (Instant::now(), processor_time());
        for kept in &batch {
            apply(kept);
        }
        wall += began.elapsed();
        took += processor_time().zip(before).map_or(began.elapsed(), |(after, before)| after - before);
        facts += batch.iter().map(|(_, _, d)| d.events.len()).sum::<usize>();
    }
}

fn held(of: impl FnOnce()) -> usize {
    let before = HELD.load(Ordering::Relaxed);
    of();
    before.saturating_sub(HELD.load(Ordering::Relaxed))
}

fn main() {
    let mut promises = Promises::new();
    let before = HELD.load(Ordering::Relaxed);
    let mut floor = Floor::default();
    let (facts, took) = fold(|(seq, key, decision)| floor.apply(*seq, key, decision));
    let whole = HELD.load(Ordering::Relaxed) - before;
    let rate = facts as f64 / took.as_secs_f64();
    let conversations = floor.conversations().count();
    println!(
        "{conversations} conversations, {} open, {} mentions, {} authors, {facts} facts",
        floor.index().open(),
        floor.mentions().len(),
        floor.authors().len()
    );
    println!("floor: {:.2} M facts/s ({:.2?})", rate / 1e6, took);
    let per = |bytes: usize| bytes as f64 / conversations as f64;
    // What a part holds is what is given back when a copy of it is let go; copies hold what is used, not what is
    // reserved for growth, and so the rows are counted as the vector that grows by doubling holds them.
    let part = |name: &str, bytes: usize| println!("  {name}: {:.1} bytes a conversation", per(bytes));
    let rows = (conversations.next_power_of_two()) * size_of::<watchfloor::floor::Conversation>();
    let index = floor.index().clone();
    let orders = held(|| drop(index));
    let mentions = floor.mentions().clone();
    let mentions = held(|| drop(mentions));
    let authors = floor.authors().clone();
    let authors = held(|| drop(authors));
    let tally = floor.tally().clone();
    let tally = held(|| drop(tally));
    part("all", whole);
    part("rows", rows);
    part("orders", orders);
    part("mentions", mentions);
    part("authors", authors);
    part("tally", tally);
    part("the rest", whole.saturating_sub(rows + orders + mentions + authors + tally));
    drop(floor);
    let before = HELD.load(Ordering::Relaxed);
    let mut plain = Plain::default();
    let (_, plain_took) = fold(|(seq, _, decision)| plain.apply(*seq, decision));
    let plain_bytes = HELD.load(Ordering::Relaxed) - before;
    println!(
        "plain BTreeMap and BTreeSets: {:.2} M facts/s ({plain_took:.2?}), {:.1} bytes a conversation",
        facts as f64 / plain_took.as_secs_f64() / 1e6,
        per(plain_bytes)
    );
    promises.at_least("million facts a second", rate / 1e6, 2.0);
    promises.at_most("bytes a conversation, rows and orders", per(rows + orders), 120.0);
    promises.at_least("times as fast as the plain projection", plain_took.as_secs_f64() / took.as_secs_f64(), 1.0);
    promises.finish();
}
