//! Who may take a conversation, and why not: the one question that every assignment asks.

use super::Need;
use super::load::held_by;
use crate::floor::people::PoolLoads;
use crate::floor::{Agent, AgentId, At, Conversation, ConversationId, Floor, Intent, Presence};

/// Why an agent is not given a conversation. The first that holds, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// There is no such agent or conversation.
    Unknown,
    /// They have it already.
    HasIt,
    /// It is resolved, a part of another, or nobody asked for an answer: there is nothing to take.
    NothingToDo,
    /// They are not on the team any more.
    LeftTeam,
    /// Their roster says that they do not work now, whatever their presence says.
    OffRoster,
    /// They are away or off, and why.
    NotPresent(Presence, String),
    /// Seniors and watchers get work by name only.
    QueueNotTheirs,
    /// They gave it back, or let the time to answer pass.
    GaveItBack,
    /// They may not answer in public here.
    NotCertified(String),
    /// It takes this skill.
    NoSkill(String),
    /// It takes this language.
    NoLanguage([u8; 2]),
    /// It would be more than this limit lets them take.
    Over(Limit),
}

/// A limit that would be passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Whose.
    pub of: LimitOf,
    /// Hundredths of slots that are in hand.
    pub load_centi: u32,
    /// Hundredths of slots that may be.
    pub most_centi: u32,
}

/// Whose limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LimitOf {
    /// Their own, by name.
    Agent(String),
    /// That of a group.
    Team(String),
    /// That of an account of ours.
    Handle(String),
    /// That of a channel.
    Channel(String),
}

/// Slots as people say them: `3`, `2.5`.
///
/// ```
/// use watchfloor::floor::assignment::slots;
/// assert_eq!((slots(300), slots(250), slots(225)), ("3".into(), "2.5".into(), "2.25".into()));
/// ```
pub fn slots(centi: u32) -> String {
    match (centi / 100, centi % 100) {
        (whole, 0) => whole.to_string(),
        (whole, rest) if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        (whole, rest) => format!("{whole}.{rest:02}"),
    }
}

impl Limit {
    /// For example `team leads hold 7.5 of 8 slots`.
    pub fn words(&self) -> String {
        let (load, most) = (slots(self.load_centi), slots(self.most_centi));
        match &self.of {
            LimitOf::Agent(name) => format!("{name} is at capacity, {load} of {most}"),
            LimitOf::Team(name) => format!("the limit of {name} is reached, {load} of {most}"),
            LimitOf::Handle(name) => format!("the limit of {name} is reached, {load} of {most}"),
            LimitOf::Channel(name) => format!("the limit of {name} is reached, {load} of {most}"),
        }
    }
}

impl WhyNot {
    /// The reason beside a name, for example `away, lunch` or `no refunds skill`.
    pub fn words(&self) -> String {
        match self {
            WhyNot::Unknown => "not on this floor".into(),
            WhyNot::HasIt => "has it".into(),
            WhyNot::NothingToDo => "nothing to take".into(),
            WhyNot::LeftTeam => "left the team".into(),
            WhyNot::OffRoster => "off shift by the roster".into(),
            WhyNot::NotPresent(presence, reason) if reason.is_empty() => presence.word().to_lowercase(),
            WhyNot::NotPresent(presence, reason) => format!("{}, {reason}", presence.word().to_lowercase()),
            WhyNot::QueueNotTheirs => "takes work by name only".into(),
            WhyNot::GaveItBack => "gave it back".into(),
            WhyNot::NotCertified(what) => what.clone(),
            WhyNot::NoSkill(skill) => format!("no skill: {skill}"),
            WhyNot::NoLanguage(code) => format!("does not write {}", String::from_utf8_lossy(code).trim()),
            WhyNot::Over(limit) => match &limit.of {
                LimitOf::Agent(_) => {
                    format!("at capacity, {} of {}", slots(limit.load_centi), slots(limit.most_centi))
                }
                _ => limit.words(),
            },
        }
    }
}

/// What more would be in hand, to be held against the limits.
#[derive(Clone, Debug, Default)]
pub(super) struct More {
    agent: u32,
    teams: std::collections::BTreeMap<String, u32>,
    handles: std::collections::BTreeMap<crate::floor::HandleId, u32>,
    channels: std::collections::BTreeMap<crate::floor::ChannelId, u32>,
}

impl Floor {
    /// What more would be in hand if an agent took these.
    pub(super) fn more<'a>(&self, to: AgentId, rows: impl IntoIterator<Item = &'a Conversation>) -> More {
        let mut more = More::default();
        let rules = &self.assignments.rules;
        let teams = |agent: AgentId| self.agent(agent).map(|a| a.profile.groups.as_slice()).unwrap_or_default();
        for c in rows.into_iter().filter(|c| would_hold(c)) {
            let weight = rules.weight_centi(c.channel);
            let from = held_by(c);
            more.agent += weight;
            for team in teams(to) {
                if from.is_none_or(|from| !teams(from).contains(team)) {
                    *more.teams.entry(team.clone()).or_default() += weight;
                }
            }
            if from.is_none() {
                *more.handles.entry(c.handle).or_default() += weight;
                *more.channels.entry(c.channel).or_default() += weight;
            }
        }
        more
    }

    /// The first limit that so much more would pass: that of the agent, of a group, of an account, of a channel.
    pub(super) fn limit_passed(&self, to: AgentId, more: &More) -> Option<Limit> {
        let (a, who) = (&self.assignments, self.agent(to)?);
        let passed = |of: LimitOf, load: u32, more: u32, most: u32| {
            let over = more > 0 && load.saturating_add(more) > most;
            over.then_some(Limit { of, load_centi: load, most_centi: most })
        };
        let own = u32::from(who.capacity) * 100;
        if let Some(limit) = passed(LimitOf::Agent(who.name.clone()), a.load_centi(to), more.agent, own) {
            return Some(limit);
        }
        let rules = &a.rules;
        let teams = more.teams.iter().filter_map(|(team, n)| {
            let most = u32::from(*rules.teams.get(team)?) * 100;
            passed(LimitOf::Team(team.clone()), a.team_load_centi(team), *n, most)
        });
        let handles = more.handles.iter().filter_map(|(handle, n)| {
            let most = u32::from(*rules.handles.get(handle)?) * 100;
            let name = self.handle(*handle).map(|h| h.name.clone()).unwrap_or_default();
            passed(LimitOf::Handle(name), a.handle_load_centi(*handle), *n, most)
        });
        let channels = more.channels.iter().filter_map(|(channel, n)| {
            let most = u32::from(*rules.channels.get(channel)?) * 100;
            let name = self.channel(*channel).map(|c| c.name.clone()).unwrap_or_default();
            passed(LimitOf::Channel(name), a.channel_load_centi(*channel), *n, most)
        });
        teams.chain(handles).chain(channels).next()
    }

    /// The skill that a need takes and an agent lacks.
    pub fn lacks_skill(&self, agent: AgentId, need: &Need) -> Option<&str> {
        let skill = self.assignments.rules.skills.get(&need.intent)?;
        let who = self.agent(agent)?;
        (!has_skill(who, skill)).then_some(skill)
    }

    /// Why an agent is not there to be given anything: what their presence and their roster say. The roster beats what
    /// their presence says by itself.
    pub fn why_not_there(&self, agent: AgentId, now: At) -> Option<WhyNot> {
        let Some(who) = self.agent(agent) else { return Some(WhyNot::Unknown) };
        if self.assignments.kept.left.contains_key(&agent) {
            return Some(WhyNot::LeftTeam);
        }
        if who.presence != Presence::Available {
            return Some(WhyNot::NotPresent(who.presence, who.reason.clone()));
        }
        (!who.is_on_duty(now)).then_some(WhyNot::OffRoster)
    }

    /// Why an agent who is there is not one for a need, whatever they hold: the queue is not theirs, or they lack a
    /// certificate, the skill or the language.
    pub fn why_not_for(&self, agent: AgentId, need: &Need) -> Option<WhyNot> {
        let Some(who) = self.agent(agent) else { return Some(WhyNot::Unknown) };
        if !who.profile.takes_queue {
            return Some(WhyNot::QueueNotTheirs);
        }
        if let Some(what) = self.not_certified(agent, need) {
            return Some(WhyNot::NotCertified(what));
        }
        if let Some(skill) = self.lacks_skill(agent, need) {
            return Some(WhyNot::NoSkill(skill.to_owned()));
        }
        let known = need.language != *b"  ";
        let writes = |code: &String| code.as_bytes().eq_ignore_ascii_case(&need.language);
        if self.assignments.rules.language && known && !who.languages.is_empty() && !who.languages.iter().any(writes) {
            return Some(WhyNot::NoLanguage(need.language));
        }
        None
    }

    /// Why an agent is not given a conversation of the queue now; `None` when they can take it. A person who gives it to
    /// somebody by name may pass over all but that they are not there.
    pub fn why_not(&self, agent: AgentId, conversation: ConversationId, now: At) -> Option<WhyNot> {
        let Some(c) = self.conversation(conversation) else { return Some(WhyNot::Unknown) };
        if c.owner.is_some_and(|o| o.agent() == agent) {
            return Some(WhyNot::HasIt);
        }
        if !c.is_open() {
            return Some(WhyNot::NothingToDo);
        }
        if let Some(why) = self.why_not_there(agent, now) {
            return Some(why);
        }
        if self.assignments.returned_by(conversation) == Some(agent) {
            return Some(WhyNot::GaveItBack);
        }
        if let Some(why) = self.why_not_for(agent, &self.need_of(c)) {
            return Some(why);
        }
        self.limit_passed(agent, &self.more(agent, [c])).map(WhyNot::Over)
    }

    /// Those who may be given a conversation now without going over any limit, in the order in which they joined.
    pub fn eligible(&self, conversation: ConversationId, now: At) -> impl Iterator<Item = (AgentId, &Agent)> {
        let all = self.agents.iter().enumerate().map(|(i, a)| (AgentId(i as u16), a));
        all.filter(move |(id, _)| self.why_not(*id, conversation, now).is_none())
    }

    /// Hundredths of slots that an agent could still take of their own limit.
    pub fn room_centi(&self, agent: AgentId) -> u32 {
        let most = self.agent(agent).map_or(0, |a| u32::from(a.capacity) * 100);
        most.saturating_sub(self.assignments.load_centi(agent))
    }

    /// What keeps an agent from a need by what they bring along: no certificate for public replies, or a partner who is
    /// at the end of what was agreed.
    fn not_certified(&self, agent: AgentId, need: &Need) -> Option<String> {
        let who = self.agent(agent)?;
        // What all partners hold is only counted for those who belong to one.
        let loads = if who.about.pool.is_some() { self.pool_loads() } else { PoolLoads::default() };
        let unfit = self.unfit(who, !need.private, &loads, self.at.unwrap_or(At::FIRST))?;
        Some(unfit.words().to_owned())
    }
}

/// Whether who is given it holds it: the customer waits, or is taken to have waited since they wrote.
pub(super) fn would_hold(c: &Conversation) -> bool {
    c.waiting_since.is_some() || !c.has(crate::floor::conversation::ASKED)
}

/// Whether somebody has a skill, however it is written.
pub(super) fn has_skill(agent: &Agent, skill: &str) -> bool {
    agent.skills.iter().any(|s| s.eq_ignore_ascii_case(skill) || s.to_lowercase() == skill)
}

impl Agent {
    /// Whether they name what a conversation is about among their skills, though nothing demands it.
    pub fn knows(&self, intent: Intent) -> bool {
        self.skills.iter().any(|s| intent.named().iter().any(|n| s.eq_ignore_ascii_case(n)))
    }
}

impl Intent {
    /// All of them.
    pub const ALL: [Intent; 13] = [
        Intent::Delivery,
        Intent::Payment,
        Intent::Account,
        Intent::Order,
        Intent::Product,
        Intent::Bug,
        Intent::Stock,
        Intent::Store,
        Intent::Offer,
        Intent::Feedback,
        Intent::Press,
        Intent::Service,
        Intent::Other,
    ];

    /// The word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Intent::Delivery => "delivery",
            Intent::Payment => "payment",
            Intent::Account => "account",
            Intent::Order => "order",
            Intent::Product => "product",
            Intent::Bug => "fault of the app",
            Intent::Stock => "stock",
            Intent::Store => "store",
            Intent::Offer => "offer",
            Intent::Feedback => "feedback",
            Intent::Press => "press",
            Intent::Service => "our service",
            Intent::Other => "something else",
        }
    }

    /// What people call the skill for it.
    pub fn named(self) -> &'static [&'static str] {
        match self {
            Intent::Delivery => &["delivery", "deliveries", "shipping"],
            Intent::Payment => &["payment", "payments", "billing", "refund", "refunds"],
            Intent::Account => &["account", "accounts"],
            Intent::Order => &["order", "orders", "returns", "bookings"],
            Intent::Product => &["product", "products", "technical"],
            Intent::Bug => &["app", "bug", "bugs", "technical"],
            Intent::Stock => &["stock"],
            Intent::Store => &["store", "stores", "shops"],
            Intent::Offer => &["offer", "offers", "promotions"],
            Intent::Feedback => &["feedback"],
            Intent::Press => &["press", "pr"],
            Intent::Service => &["service", "complaints"],
            Intent::Other => &["general"],
        }
    }
}
