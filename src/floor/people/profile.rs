//! What is known of the people: where they belong, what they know, what they were trained in, and for whom they work.

use crate::floor::{Agent, AgentId, At, CalendarId, Floor};

/// Where an agent belongs, and whether the queue is theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// For example `senior agents`, `team leads`, `pr and legal`: what the rungs of a ladder and the teams are made of.
    pub groups: Vec<String>,
    /// Whether they are given work of the queue without being asked for by name. Seniors often are not.
    pub takes_queue: bool,
}

impl Default for Profile {
    fn default() -> Profile {
        Profile { groups: Vec::new(), takes_queue: true }
    }
}

/// The certificate without which nobody answers in public, once anybody has it.
pub const PUBLIC_REPLIES: &str = "public replies";

/// How long somebody has lived on social networks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Experience {
    /// Nobody asked.
    #[default]
    Unknown,
    /// Reads along.
    Reads,
    /// Writes there.
    Writes,
    /// Has answered customers there.
    Answered,
}

impl Experience {
    /// All, least first.
    pub const ALL: [Experience; 4] = [Experience::Unknown, Experience::Reads, Experience::Writes, Experience::Answered];

    /// The words in a reason.
    pub fn words(self) -> &'static str {
        match self {
            Experience::Unknown => "experience unknown",
            Experience::Reads => "reads social networks",
            Experience::Writes => "writes on social networks",
            Experience::Answered => "has answered customers there before",
        }
    }
}

/// Something that was learnt, and until when that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Training {
    /// For example [`PUBLIC_REPLIES`].
    pub what: String,
    /// The moment from which it counts no more; `None` when it does not expire.
    pub until: Option<At>,
}

/// What an agent brings along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Networks that they know, by the names of channels.
    pub networks: Vec<String>,
    /// What they care for outside work: the same passion as the customers'.
    pub interests: Vec<String>,
    /// How long they have been there.
    pub experience: Experience,
    /// What they were trained in.
    pub trainings: Vec<Training>,
    /// The partner that they work for; `None` for our own.
    pub pool: Option<String>,
}

/// A partner who supplements the team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Its name.
    pub name: String,
    /// Whether it is given work.
    pub on: bool,
    /// Conversations that all its people may hold together.
    pub capacity: u16,
    /// When it works; `None` for all hours.
    pub hours: Option<CalendarId>,
    /// What an hour of one person costs, in hundredths of the currency.
    pub cost_cents: u32,
    /// The largest share of all that is held which it may hold, in percent.
    pub share_pct: u8,
}

/// What the pools and our own people hold now. Made once, asked for each candidate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PoolLoads {
    by_pool: std::collections::BTreeMap<String, usize>,
    all: usize,
}

/// Why somebody is not given a conversation, as far as it lies in who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// They were never trained to reply in public.
    Untrained,
    /// They were, and it expired then.
    Expired(At),
    /// Their partner is switched off.
    PoolOff,
    /// Their partner does not work now.
    PoolClosed,
    /// Their partner holds as much as was agreed.
    PoolFull,
    /// Their partner would hold more than its share.
    PoolShare,
}

impl Unfit {
    /// The words of the reason.
    pub fn words(self) -> &'static str {
        match self {
            Unfit::Untrained => "has no certificate for public replies",
            Unfit::Expired(_) => "the certificate for public replies has expired",
            Unfit::PoolOff => "the partner is switched off",
            Unfit::PoolClosed => "the partner does not work now",
            Unfit::PoolFull => "the partner holds as much as was agreed",
            Unfit::PoolShare => "the partner would hold more than its share",
        }
    }
}

/// Somebody who suits an account of ours, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suited {
    /// Who.
    pub agent: AgentId,
    /// How well; only the order means anything.
    pub points: u32,
    /// In words, the weightiest first.
    pub reasons: Vec<String>,
}

impl Agent {
    /// The trainings that count no more at a moment.
    pub fn expired(&self, at: At) -> impl Iterator<Item = &Training> {
        self.about.trainings.iter().filter(move |t| t.until.is_some_and(|until| until <= at))
    }

    fn public_training(&self) -> Option<&Training> {
        self.about.trainings.iter().find(|t| t.what == PUBLIC_REPLIES)
    }
}

/// Whether a partner with these hours works at a moment.
fn works(floor: &Floor, hours: Option<CalendarId>, at: At) -> bool {
    // Without hours it works at all of them.
    hours.is_none_or(|id| floor.promises().calendar(id).is_some_and(|calendar| calendar.is_open(at)))
}

impl Floor {
    /// What an agent brings along does not let them take a conversation; `None` when nothing speaks against it. Presence,
    /// capacity and skills are not asked here. Until the first certificate for public replies is kept, nobody needs one.
    pub fn unfit(&self, agent: &Agent, public: bool, loads: &PoolLoads, at: At) -> Option<Unfit> {
        if public && self.people.certified > 0 {
            match agent.public_training() {
                None => return Some(Unfit::Untrained),
                Some(Training { until: Some(until), .. }) if *until <= at => return Some(Unfit::Expired(*until)),
                Some(_) => {}
            }
        }
        let pool = agent.about.pool.as_ref().and_then(|name| self.people.pools.get(name))?;
        let held = loads.by_pool.get(&pool.name).copied().unwrap_or(0);
        if !pool.on {
            return Some(Unfit::PoolOff);
        }
        if !works(self, pool.hours, at) {
            return Some(Unfit::PoolClosed);
        }
        if held >= usize::from(pool.capacity) {
            return Some(Unfit::PoolFull);
        }
        let over = (held + 1) * 100 > (loads.all + 1) * usize::from(pool.share_pct);
        // The very first conversation would always be all of it.
        (over && pool.share_pct < 100 && loads.all > 0).then_some(Unfit::PoolShare)
    }

    /// What the partners hold now.
    pub fn pool_loads(&self) -> PoolLoads {
        let mut loads = PoolLoads::default();
        for agent in &self.agents {
            loads.all += agent.holds.len();
            if let Some(pool) = &agent.about.pool {
                *loads.by_pool.entry(pool.clone()).or_default() += agent.holds.len();
            }
        }
        loads
    }

    /// The partners, by name.
    pub fn pools(&self) -> impl Iterator<Item = &Pool> {
        self.people.pools.values()
    }

    /// Who suits an account on a channel whose customers care for these things, best first, each with the reasons. Who
    /// suits in nothing is not listed. Points: 6 for knowing the network, 3 for each shared interest, and 1 to 3 for
    /// experience: people who live there beat people who have read about it.
    pub fn suited(&self, channel: &str, interests: &[String]) -> Vec<Suited> {
        let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
        let mut all: Vec<Suited> = Vec::new();
        for (i, agent) in self.agents.iter().enumerate() {
            let (mut points, mut reasons) = (0, Vec::new());
            let about = &agent.about;
            if about.networks.iter().any(|n| same(n, channel)) {
                points += 6;
                reasons.push(format!("knows {channel}"));
            }
            for interest in about.interests.iter().filter(|of| interests.iter().any(|i| same(i, of))) {
                points += 3;
                reasons.push(format!("cares for {interest} too"));
            }
            if points > 0 && about.experience != Experience::Unknown {
                points += about.experience as u32;
                reasons.push(about.experience.words().to_owned());
            }
            if points > 0 {
                all.push(Suited { agent: AgentId(i as u16), points, reasons });
            }
        }
        all.sort_by_key(|s| (std::cmp::Reverse(s.points), s.agent));
        all
    }
}
