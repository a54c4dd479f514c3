//! A day on a floor, for tests: the engine over a ledger in memory, with short words for what people write and do.
//!
//! After every turn all rules of the floor are asked; a test need not ask them itself.

use std::sync::Arc;
use watchfloor::engine::{Engine, Fetched, Frame, Input, Outcome, SourceRef};
use watchfloor::floor::{
    Actor, AgentId, Amplification, At, BeyondCapacity, Command, Conversation, ConversationId, Decision, Incoming,
    IncomingAuthor, IncomingKind, MentionKind, Presence, Refusal, SourceKind, Unreadable, check,
};
use watchfloor::ledger::{Ledger, MemoryLedger, wire};
use watchfloor::view::{FloorKind, Snapshot, Wallboard};

/// 12 March 2024, a Tuesday, 00:00 UTC.
const MIDNIGHT: i64 = 1_710_201_600;

/// The moment that a clock shows on the day of the tests: `09:30` or `09:30:15`.
pub fn at(clock: &str) -> At {
    let mut parts = clock.split(':').map(|n| n.parse::<i64>().unwrap());
    let mut next = || parts.next().unwrap_or(0);
    let secs = next() * 3600 + next() * 60 + next();
    At::from_unix(MIDNIGHT + secs).unwrap()
}

/// The clock at a moment of that day, with seconds only where there are any.
pub fn clock(at: At) -> String {
    let secs = at.unix() - MIDNIGHT;
    let (h, m, s) = (secs / 3600, secs / 60 % 60, secs % 60);
    if s == 0 { format!("{h:02}:{m:02}") } else { format!("{h:02}:{m:02}:{s:02}") }
}

/// Something a customer wrote as a post of its own.
pub fn post(id: &str, who: &str, when: &str) -> Incoming {
    let author = IncomingAuthor { external: who.into(), name: who.into(), followers: None, ours: false };
    let what = IncomingKind::Written { kind: MentionKind::Post, text: format!("words of {id}"), agent: None };
    Incoming { external: id.into(), parent: None, at: at(when), author, what }
}

/// Something a customer wrote under something else.
pub fn reply(id: &str, who: &str, when: &str, to: &str) -> Incoming {
    Incoming { parent: Some(to.into()), ..post(id, who, when) }.of_kind(MentionKind::Reply)
}

/// Our answer, by an agent the network does not name.
pub fn answer(id: &str, when: &str, to: &str) -> Incoming {
    reply(id, "@larkhelp", when, to).of_ours()
}

/// A stranger passes something on without words.
pub fn carry(id: &str, how: Amplification, when: &str, what: &str) -> Incoming {
    Incoming { what: IncomingKind::Amplified(how), ..reply(id, "stranger", when, what) }
}

/// Words to change what was written with.
pub trait Worded {
    /// Of this kind.
    fn of_kind(self, kind: MentionKind) -> Incoming;
    /// Written by ourselves.
    fn of_ours(self) -> Incoming;
    /// Written by this agent of ours.
    fn by(self, agent: &str) -> Incoming;
    /// By somebody with so many followers.
    fn followed(self, followers: u32) -> Incoming;
    /// With these words.
    fn saying(self, words: &str) -> Incoming;
}

impl Worded for Incoming {
    fn of_kind(mut self, new: MentionKind) -> Incoming {
        if let IncomingKind::Written { kind, .. } = &mut self.what {
            *kind = new;
        }
        self
    }
    fn of_ours(mut self) -> Incoming {
        self.author.ours = true;
        self
    }
    fn by(mut self, name: &str) -> Incoming {
        if let IncomingKind::Written { agent, .. } = &mut self.what {
            *agent = Some(name.into());
        }
        self
    }
    fn followed(mut self, followers: u32) -> Incoming {
        self.author.followers = Some(followers);
        self
    }
    fn saying(mut self, words: &str) -> Incoming {
        if let IncomingKind::Written { text, .. } = &mut self.what {
            *text = words.into();
        }
        self
    }
}

/// What the desk adds to a snapshot.
pub fn frame() -> Frame {
    Frame {
        floor: FloorKind::Own { place: "here".into() },
        zone: jiff::tz::TimeZone::UTC,
        tasks: Vec::new(),
        sync: Vec::new(),
    }
}

/// A page as a source gives it.
pub fn page(channel: &str, mentions: Vec<Incoming>, cursor: &str) -> Fetched {
    let source = SourceRef {
        name: format!("{channel} feed"),
        kind: SourceKind::Rehearsal,
        channel: channel.into(),
        handle: "@larkhelp".into(),
    };
    Fetched {
        source,
        mentions,
        unreadable: Vec::new(),
        changes: Vec::new(),
        cursor: cursor.into(),
        done: false,
        afterwards: false,
    }
}

/// The day.
pub struct Day {
    pub engine: Engine,
    pub ledger: Arc<dyn Ledger>,
    pub now: At,
    pages: u32,
    commands: u64,
}

impl Day {
    /// Nine o'clock on an empty floor in memory.
    pub fn new() -> Day {
        Day::on(Arc::new(MemoryLedger::new()))
    }

    /// Nine o'clock on a floor that is kept here.
    pub fn on(ledger: Arc<dyn Ledger>) -> Day {
        let engine = Engine::open(ledger.clone(), None).unwrap();
        Day { engine, ledger, now: at("09:00"), pages: 0, commands: 0 }
    }

    /// One turn; all rules must hold after it.
    pub fn turn(&mut self, inputs: Vec<Input>) -> Vec<Outcome> {
        let outcomes = self.engine.turn(inputs, self.now);
        self.check();
        outcomes
    }

    pub fn check(&self) {
        assert_eq!(check::broken_rules(self.engine.floor()), Vec::<String>::new(), "at {}", clock(self.now));
    }

    /// Lets time pass as the loop does: the engine is woken at each of its deadlines.
    pub fn pass_to(&mut self, to: At) {
        let mut woken = 0;
        while let Some(deadline) = self.engine.next_deadline().filter(|d| *d <= to) {
            self.now = self.now.max(deadline);
            self.turn(Vec::new());
            woken += 1;
            assert!(woken < 100_000, "the engine asks to be woken for ever");
        }
        self.now = to;
        self.turn(Vec::new());
    }

    /// Lets time pass until the clock shows this.
    pub fn until(&mut self, clock: &str) -> &mut Day {
        self.pass_to(at(clock));
        self
    }

    /// Something is read on X.
    pub fn read(&mut self, mentions: Vec<Incoming>) -> Outcome {
        self.read_on("X", mentions)
    }

    /// Something is read on a channel.
    pub fn read_on(&mut self, channel: &str, mentions: Vec<Incoming>) -> Outcome {
        self.pages += 1;
        let fetched = page(channel, mentions, &format!("page {}", self.pages));
        self.turn(vec![Input::Fetched(fetched)]).remove(0)
    }

    /// Something that cannot be read arrives.
    pub fn read_nonsense(&mut self, place: &str) -> Outcome {
        self.pages += 1;
        let unreadable = vec![Unreadable { place: place.into(), reason: "no date".into(), raw: "x,y".into() }];
        let fetched = Fetched { unreadable, ..page("X", Vec::new(), &format!("page {}", self.pages)) };
        self.turn(vec![Input::Fetched(fetched)]).remove(0)
    }

    /// The person at the desk wants something.
    pub fn ask(&mut self, command: Command) -> Result<String, Refusal> {
        self.commands += 1;
        let asked = Input::Asked { by: Actor::Desk, id: self.commands, command };
        match self.turn(vec![asked]).remove(0) {
            Outcome::Done { words, .. } => Ok(words),
            Outcome::Refused(refusal) => Err(refusal),
            Outcome::NotKept(why) => Err(Refusal::NotKept(why)),
            other => panic!("a command came to {other:?}"),
        }
    }

    /// A new agent who is there and can take so many.
    pub fn agent(&mut self, name: &str, capacity: u16) -> AgentId {
        let (skills, languages) = (Vec::new(), Vec::new());
        self.ask(Command::AddAgent { name: name.into(), skills, languages, capacity }).unwrap();
        let agent = self.engine.floor().agent_named(name).unwrap();
        self.ask(Command::SetPresence { agent, presence: Presence::Available, reason: String::new() }).unwrap();
        agent
    }

    pub fn assign(&mut self, ids: &[u32], agent: AgentId) -> Result<String, Refusal> {
        self.ask(Command::Assign { conversations: some(ids), agent, beyond_capacity: BeyondCapacity::Refuse })
    }

    pub fn release(&mut self, ids: &[u32]) -> Result<String, Refusal> {
        self.ask(Command::Release { conversations: some(ids) })
    }

    pub fn snooze(&mut self, ids: &[u32], until: &str) -> Result<String, Refusal> {
        self.ask(Command::Snooze { conversations: some(ids), until: at(until) })
    }

    pub fn resolve(&mut self, ids: &[u32]) -> Result<String, Refusal> {
        self.ask(Command::Resolve { conversations: some(ids) })
    }

    pub fn reopen(&mut self, ids: &[u32]) -> Result<String, Refusal> {
        self.ask(Command::Reopen { conversations: some(ids) })
    }

    pub fn undo(&mut self) -> Result<String, Refusal> {
        self.ask(Command::Undo)
    }

    /// A conversation; it must be there.
    pub fn row(&self, id: u32) -> Conversation {
        *self.engine.floor().conversation(ConversationId(id)).expect("no such conversation")
    }

    /// Where a conversation stands, in the words of the screen.
    pub fn state(&self, id: u32) -> &'static str {
        self.row(id).state.word()
    }

    /// How many conversations there are.
    pub fn count(&self) -> usize {
        self.engine.floor().conversations().count()
    }

    pub fn snapshot(&mut self) -> Snapshot {
        self.engine.snapshot(self.now, &frame())
    }

    pub fn board(&mut self) -> Wallboard {
        Wallboard::clone(&self.snapshot().wallboard)
    }

    /// Everything that is kept, in order.
    pub fn log(&self) -> Vec<(u64, String, Decision)> {
        let all = self.ledger.read(1, usize::MAX).unwrap();
        all.into_iter().map(|s| (s.seq, s.commit.key, wire::decision(&s.commit.body).unwrap())).collect()
    }
}

/// Conversations by number.
pub fn some(ids: &[u32]) -> Vec<ConversationId> {
    ids.iter().map(|id| ConversationId(*id)).collect()
}
