//! Random days: pages in any order and again, commands of every kind, passing time. Small on purpose, so that names
//! meet often: two dozen ids, a handful of people, three agents.

use crate::day::{Day, at, page, post};
use proptest::prelude::*;
use watchfloor::engine::{Failed, Fetched, Input};
use watchfloor::floor::{
    Actor, AgentId, Amplification, BeyondCapacity, ChannelId, Command, ConversationId, Incoming, IncomingKind, Kind,
    MentionKind, Overrule, Presence, Unreadable,
};

/// Something that happens on a random day.
#[derive(Clone, Debug)]
pub enum Step {
    Read { channel: u8, mentions: Vec<Item>, nonsense: Option<u8> },
    Failed,
    Ask(Command),
    Pass(u32),
}

/// A mention with small numbers for names.
#[derive(Clone, Debug)]
pub struct Item {
    id: u8,
    parent: Option<u8>,
    who: u8,
    what: u8,
    ago_secs: u32,
    followers: Option<u32>,
}

const CHANNELS: [&str; 2] = ["X", "Facebook"];

impl Item {
    /// The mention, written some time before `now`. Who it is by follows from who: number 0 is us.
    pub fn incoming(&self, now: watchfloor::floor::At) -> Incoming {
        let mut m =
            post(&format!("m{}", self.id), ["@larkhelp", "mira", "noor", "sam", "kit"][usize::from(self.who)], "09:00");
        m.at = now.minus(self.ago_secs);
        m.parent = self.parent.map(|p| format!("m{p}"));
        m.author.ours = self.who == 0;
        m.author.followers = self.followers;
        let kinds =
            [MentionKind::Post, MentionKind::Comment, MentionKind::Reply, MentionKind::Quote, MentionKind::Direct];
        match self.what {
            0 => m.what = IncomingKind::Amplified(Amplification::Repost),
            1 => m.what = IncomingKind::Amplified(Amplification::Like),
            n => {
                let agent = (self.id.is_multiple_of(3)).then(|| "agent 0".to_owned());
                let kind = kinds[usize::from(n - 2)];
                m.what = IncomingKind::Written { kind, text: format!("words {}", self.id), agent };
            }
        }
        m
    }
}

fn items() -> impl Strategy<Value = Item> {
    let ago = prop_oneof![Just(0), 1..600u32, 0..8000u32];
    let followers = proptest::option::of(0..50_000u32);
    (0..24u8, proptest::option::weighted(0.7, 0..24u8), 0..5u8, 0..7u8, ago, followers)
        .prop_map(|(id, parent, who, what, ago_secs, followers)| Item { id, parent, who, what, ago_secs, followers })
}

fn commands() -> impl Strategy<Value = Command> {
    // Most conversations exist; some numbers do not, and are refused.
    let ids = || proptest::collection::vec((0..8u32).prop_map(ConversationId), 0..5);
    let agent = || (0..4u16).prop_map(AgentId);
    let beyond = prop_oneof![Just(BeyondCapacity::Refuse), Just(BeyondCapacity::Allow)];
    let presence = prop_oneof![Just(Presence::Available), Just(Presence::Away), Just(Presence::Off)];
    prop_oneof![
        5 => (ids(), agent(), beyond)
            .prop_map(|(conversations, agent, beyond_capacity)| Command::Assign { conversations, agent, beyond_capacity }),
        2 => ids().prop_map(|conversations| Command::Release { conversations }),
        3 => (ids(), 0..9000u32).prop_map(|(conversations, secs)| Command::Snooze { conversations, until: at("09:00").plus(secs) }),
        4 => ids().prop_map(|conversations| Command::Resolve { conversations }),
        3 => ids().prop_map(|conversations| Command::Reopen { conversations }),
        4 => Just(Command::Undo),
        1 => (agent(), presence).prop_map(|(agent, presence)| Command::SetPresence { agent, presence, reason: String::new() }),
        1 => (0..3u8).prop_map(|n| Command::AddAgent { name: format!("agent {n}"), skills: vec![], languages: vec![], capacity: 2 }),
        5 => super::handoffs::commands(),
        1 => Just(Command::AddChannel { name: "SMS".into() }),
        1 => (0..3u16, 30..5000u32)
            .prop_map(|(c, s)| Command::SetTarget { channel: ChannelId(c), first_response_secs: s, resolution_secs: 2 * s }),
    ]
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    steps_of(commands().boxed())
}

/// The same days, with people who say of some conversations that nobody waits in them, or that somebody does.
pub fn overruled_steps() -> impl Strategy<Value = Vec<Step>> {
    let ids = || proptest::collection::vec((0..8u32).prop_map(ConversationId), 0..5);
    let said = prop_oneof![
        Just(Overrule::Spam),
        Just(Overrule::Watch(Kind::Praise)),
        Just(Overrule::Respond(Kind::Complaint))
    ];
    let overrules = prop_oneof![
        3 => (ids(), said).prop_map(|(conversations, to)| Command::Overrule { conversations, to, lessons: Vec::new() }),
        1 => ids().prop_map(|conversations| Command::TakeBackOverrule { conversations }),
    ];
    steps_of(prop_oneof![4 => commands(), 1 => overrules].boxed())
}

/// The same days, with other wishes between.
pub fn steps_with(wishes: BoxedStrategy<Command>) -> impl Strategy<Value = Vec<Step>> {
    steps_of(prop_oneof![2 => commands(), 1 => wishes].boxed())
}

fn steps_of(commands: BoxedStrategy<Command>) -> impl Strategy<Value = Vec<Step>> {
    let read = (0..2u8, proptest::collection::vec(items(), 0..8), proptest::option::weighted(0.1, 0..3u8))
        .prop_map(|(channel, mentions, nonsense)| Step::Read { channel, mentions, nonsense });
    let step = prop_oneof![
        6 => read,
        8 => commands.prop_map(Step::Ask),
        1 => Just(Step::Failed),
        5 => prop_oneof![1..120u32, 1..4000u32].prop_map(Step::Pass),
    ];
    proptest::collection::vec(step, 1..40)
}

/// A page of random mentions.
pub fn fetched(channel: u8, mentions: &[Item], nonsense: Option<u8>, now: watchfloor::floor::At) -> Fetched {
    let mentions = mentions.iter().map(|m| m.incoming(now)).collect();
    let bad = |n: u8| Unreadable { place: format!("line {n}"), reason: "no date".into(), raw: "?".into() };
    let unreadable = nonsense.map(bad).into_iter().collect();
    Fetched { unreadable, ..page(CHANNELS[usize::from(channel)], mentions, "on") }
}

/// A day with two agents to begin with.
pub fn begin() -> Day {
    let mut day = Day::new();
    day.agent("agent 0", 2);
    day.agent("agent 1", 3);
    day
}

/// Lets one thing happen.
pub fn happen(day: &mut Day, step: &Step) {
    match step {
        Step::Read { channel, mentions, nonsense } => {
            let page = fetched(*channel, mentions, *nonsense, day.now);
            day.turn(vec![Input::Fetched(page)]);
        }
        Step::Failed => {
            let source = page("X", Vec::new(), "").source;
            day.turn(vec![Input::Failed(Failed { source, reason: "the network does not answer".into() })]);
        }
        Step::Ask(command) => {
            let command = command.clone();
            day.turn(vec![Input::Asked { by: Actor::Desk, id: 1, command }]);
        }
        Step::Pass(secs) => day.pass_to(day.now.plus(*secs)),
    }
}

/// The day on which all of this happened.
pub fn live(steps: &[Step]) -> Day {
    let mut day = begin();
    for step in steps {
        happen(&mut day, step);
    }
    day
}
