//! What the benches share: an invented year of a floor in the order of time, without files, clocks or chance that
//! does not repeat.

#![allow(dead_code, reason = "each bench uses its part")]

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use watchfloor::floor::{Amplification, At, Incoming, IncomingAuthor, IncomingKind, MentionKind};

pub mod store;

/// The channels, and the account of ours on each.
pub const CHANNELS: [(&str, &str); 4] =
    [("X", "@larkhelp"), ("Facebook", "LarkHelp"), ("Instagram", "lark.help"), ("YouTube", "Lark")];
/// People who answer.
pub const AGENTS: usize = 100;

/// Chance that repeats (splitmix64).
#[derive(Clone)]
pub struct Chance(pub u64);

impl Chance {
    /// The next 64 bits.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A whole number below `end`.
    pub fn below(&mut self, end: u32) -> u32 {
        (((self.draw() >> 32) * u64::from(end)) >> 32) as u32
    }

    /// True this many times in a hundred.
    pub fn percent(&mut self, share: u32) -> bool {
        self.below(100) < share
    }
}

/// Spreads a number over 64 bits.
pub fn mix(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// What happens in one conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The customer writes for the first time in it; the author's number.
    Opens(u32),
    /// The customer writes again.
    Follows(u32),
    /// Somebody is given it.
    Assigned,
    /// We answer.
    Answered,
    /// A stranger carries it further.
    Carried,
    /// It is closed.
    Resolved,
}

/// Something that happens: when, in which conversation, what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Happening {
    /// When, seconds since 1970.
    pub at: u32,
    /// Counts all happenings, so that the order of one second is given.
    pub number: u64,
    /// The conversation's number, in the order of opening.
    pub conversation: u32,
    /// What.
    pub what: What,
}

/// An invented year: conversations open evenly, live through what customers and agents do, and all but one in 28 are
/// resolved within hours.
pub struct Life {
    chance: Chance,
    opened: u32,
    all: u32,
    start: u32,
    length: u32,
    authors: u32,
    number: u64,
    coming: BinaryHeap<Reverse<Happening>>,
}

/// The first moment of it.
pub const START: u32 = 1_700_000_000;
/// How long it takes a million conversations to arrive.
pub const MILLION_SECS: u32 = 90 * 86_400;

impl Life {
    /// So many conversations, arriving as densely as a million in 90 days.
    pub fn new(conversations: u32) -> Life {
        let length = (u64::from(MILLION_SECS) * u64::from(conversations) / 1_000_000) as u32;
        Life {
            chance: Chance(7),
            opened: 0,
            all: conversations,
            start: START,
            length,
            authors: 0,
            number: 0,
            coming: BinaryHeap::new(),
        }
    }

    fn plan(&mut self, at: u32, conversation: u32, what: What) {
        self.number += 1;
        self.coming.push(Reverse(Happening { at, number: self.number, conversation, what }));
    }

    fn open(&mut self) {
        let n = self.opened;
        self.opened += 1;
        let t = self.start + (u64::from(self.length) * u64::from(n) / u64::from(self.all)) as u32;
        let author = if self.authors == 0 || self.chance.percent(70) {
            self.authors += 1;
            self.authors - 1
        } else {
            self.chance.below(self.authors)
        };
        self.plan(t, n, What::Opens(author));
        if self.chance.percent(10) {
            for _ in 0..=self.chance.below(6) {
                let later = 600 + self.chance.below(3600);
                self.plan(t + later, n, What::Carried);
            }
        }
        // One in 28 stays open: unanswered, answered, or with an agent who does not get to it.
        let left_open = self.chance.below(28 * 3);
        let answer = t + 900 + if self.chance.percent(20) { self.chance.below(9000) } else { self.chance.below(900) };
        if self.chance.percent(70) && left_open != 0 {
            self.plan(answer - 300, n, What::Assigned);
        }
        if left_open == 0 || left_open == 1 {
            return;
        }
        self.plan(answer, n, What::Answered);
        let mut last = answer;
        while self.chance.percent(25) {
            last += 300 + self.chance.below(1200);
            self.plan(last, n, What::Follows(author));
            last += 300 + self.chance.below(1200);
            self.plan(last, n, What::Answered);
        }
        if left_open != 2 {
            let later = 3600 + self.chance.below(4 * 3600);
            self.plan(last + later, n, What::Resolved);
        }
    }
}

impl Iterator for Life {
    type Item = Happening;

    fn next(&mut self) -> Option<Happening> {
        while self.opened < self.all {
            let next = self.start + (u64::from(self.length) * u64::from(self.opened) / u64::from(self.all)) as u32;
            if self.coming.peek().is_some_and(|Reverse(h)| h.at < next) {
                break;
            }
            self.open();
        }
        self.coming.pop().map(|Reverse(h)| h)
    }
}

const WORDS: [&str; 32] = [
    "my",
    "order",
    "never",
    "arrived",
    "and",
    "the",
    "app",
    "says",
    "delivered",
    "since",
    "Tuesday",
    "please",
    "help",
    "I",
    "was",
    "charged",
    "twice",
    "for",
    "plan",
    "that",
    "cancelled",
    "last",
    "month",
    "still",
    "no",
    "answer",
    "from",
    "anyone",
    "there",
    "router",
    "blinks",
    "red",
];

/// Words as long as people write them: 20 to 280 characters, 120 in the mean.
pub fn text(chance: &mut Chance, handle: &str) -> String {
    let length = 20 + chance.below(130) + if chance.percent(30) { chance.below(130) } else { 0 };
    let mut text = String::with_capacity(length as usize + 16);
    if chance.percent(40) {
        text.push_str(handle);
    }
    while text.len() < length as usize {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(WORDS[chance.below(32) as usize]);
    }
    text
}

/// The moment of so many seconds.
pub fn at(secs: u32) -> At {
    At::from_unix(i64::from(secs)).expect("after 1970")
}

/// The name outside of what was first written in a conversation.
pub fn first_external(conversation: u32) -> String {
    format!("15119{conversation:014}")
}

/// A mention as a network gives it; `None` for what is no mention.
pub fn incoming(happening: &Happening, chance: &mut Chance) -> Option<Incoming> {
    let (_, handle) = CHANNELS[happening.conversation as usize % CHANNELS.len()];
    let first = first_external(happening.conversation);
    let customer = |n: u32| IncomingAuthor {
        external: format!("77{n:09}"),
        name: format!("@customer_{n}"),
        followers: Some((mix(u64::from(n)) % 2000) as u32),
        ours: false,
    };
    let external = format!("20119{:014}", happening.number);
    let written = |text: String, kind| IncomingKind::Written { kind, text, agent: None };
    let (external, parent, author, what) = match happening.what {
        What::Opens(n) => (first, None, customer(n), written(text(chance, handle), MentionKind::Post)),
        What::Follows(n) => (external, Some(first), customer(n), written(text(chance, ""), MentionKind::Reply)),
        What::Answered => {
            let us = IncomingAuthor { external: handle.into(), name: handle.into(), followers: None, ours: true };
            (external, Some(first), us, written(text(chance, ""), MentionKind::Reply))
        }
        What::Carried => {
            let what = IncomingKind::Amplified(Amplification::Repost);
            (external, Some(first), customer(chance.below(1 << 30)), what)
        }
        What::Assigned | What::Resolved => return None,
    };
    Some(Incoming { external, parent, at: at(happening.at), author, what })
}

/// A promise of a bench: printed, and with `WATCHFLOOR_BENCH_STRICT` a failure of the program when it is broken.
pub struct Promises {
    broken: usize,
}

impl Promises {
    /// None broken yet.
    pub fn new() -> Promises {
        Promises { broken: 0 }
    }

    /// Says whether `figure` is at most `most`.
    pub fn at_most(&mut self, what: &str, figure: f64, most: f64) {
        self.say(what, figure, "at most", most, figure <= most);
    }

    /// Says whether `figure` is at least `least`.
    pub fn at_least(&mut self, what: &str, figure: f64, least: f64) {
        self.say(what, figure, "at least", least, figure >= least);
    }

    fn say(&mut self, what: &str, figure: f64, how: &str, bound: f64, kept: bool) {
        println!("{} {what}: {figure:.2}, promised {how} {bound}", if kept { "kept  " } else { "BROKEN" });
        self.broken += usize::from(!kept);
    }

    /// Ends the program.
    pub fn finish(self) {
        if self.broken > 0 && std::env::var_os("WATCHFLOOR_BENCH_STRICT").is_some() {
            std::process::exit(1);
        }
    }
}

/// Time that this thread was on a processor, where the system tells: on a busy machine the clock on the wall measures
/// the others. `None` elsewhere.
pub fn processor_time() -> Option<std::time::Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(std::time::Duration::from_nanos(stat.split_whitespace().next()?.parse().ok()?))
}

/// A line of what the system says of this process, in MB; 0 where it says nothing.
pub fn status_mb(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// The middle and the near-worst of times, in milliseconds.
pub fn median_and_p90(mut took: Vec<std::time::Duration>) -> (f64, f64) {
    took.sort_unstable();
    let millis = |part: usize| took.get(took.len() * part / 100).map_or(0.0, |t| t.as_secs_f64() * 1e3);
    (millis(50), millis(90))
}
