//! What a supervisor says about how work is given out.

use crate::floor::{ChannelId, Floor, HandleId, Intent, Refusal, decide::tidy};
use crate::limits;
use std::collections::{BTreeMap, BTreeSet};

/// Hundredths of a slot that a conversation takes where nobody has said otherwise: a whole slot.
pub const WEIGHT_PRESET_CENTI: u16 = 100;
/// Seconds after which a conversation that does not move is told of where nobody has said otherwise.
pub const STUCK_PRESET_SECS: u32 = 4 * 3600;

/// What happens when who has a conversation lets the time to answer pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimerDoes {
    /// It goes back to the queue, and not to the same agent again.
    #[default]
    Return,
    /// It stays, and an alert says so.
    Raise,
}

/// How work is given out, and the limits that it keeps to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Whether the floor gives it out by itself: a freed slot pulls the most urgent at once.
    pub automatic: bool,
    /// Hundredths of a slot that one conversation of a channel takes; [`WEIGHT_PRESET_CENTI`] where nothing is said.
    pub weights: BTreeMap<ChannelId, u16>,
    /// Slots that all of a group together may hold.
    pub teams: BTreeMap<String, u16>,
    /// Slots that may be in hand at an account of ours.
    pub handles: BTreeMap<HandleId, u16>,
    /// Slots that may be in hand on a channel.
    pub channels: BTreeMap<ChannelId, u16>,
    /// The skill that it takes to answer what is about something.
    pub skills: BTreeMap<Intent, String>,
    /// Whether it takes the language that the customer writes in. Who names no language at all knows every one.
    pub language: bool,
    /// Seconds in which who has a conversation answers it.
    pub timer_secs: Option<u32>,
    /// What happens when they do not.
    pub timer_does: TimerDoes,
    /// Seconds without a move after which a conversation that waits is told of.
    pub stuck_secs: u32,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            automatic: false,
            weights: BTreeMap::new(),
            teams: BTreeMap::new(),
            handles: BTreeMap::new(),
            channels: BTreeMap::new(),
            skills: BTreeMap::new(),
            language: true,
            timer_secs: None,
            timer_does: TimerDoes::Return,
            stuck_secs: STUCK_PRESET_SECS,
        }
    }
}

impl Rules {
    /// Hundredths of a slot that one conversation of this channel takes.
    pub fn weight_centi(&self, channel: ChannelId) -> u32 {
        u32::from(self.weights.get(&channel).copied().unwrap_or(WEIGHT_PRESET_CENTI))
    }

    /// These rules as they may be kept: names trimmed, presets left out.
    ///
    /// # Errors
    ///
    /// What is wrong with them, in words.
    pub(super) fn tidied(&self, floor: &Floor) -> Result<Rules, Refusal> {
        let mut rules = self.clone();
        rules.weights.retain(|_, weight| *weight != WEIGHT_PRESET_CENTI);
        let most = limits::ASSIGNMENT_WEIGHT_CENTI_MAX;
        if rules.weights.values().any(|w| *w == 0 || *w > most) {
            let most = most / 100;
            return Err(bad(format!("a conversation takes a hundredth of a slot at least and {most} slots at most")));
        }
        if rules.weights.keys().chain(rules.channels.keys()).any(|c| floor.channel(*c).is_none()) {
            return Err(Refusal::NoChannel);
        }
        if rules.handles.keys().any(|h| floor.handle(*h).is_none()) {
            return Err(bad("that account is not on this floor".into()));
        }
        rules.teams = BTreeMap::new();
        for (team, most) in &self.teams {
            rules.teams.insert(tidy("a group", team, false)?.to_lowercase(), *most);
        }
        if rules.teams.len() > limits::ASSIGNMENT_TEAMS_MAX {
            return Err(bad(format!("limits are kept for at most {} groups", limits::ASSIGNMENT_TEAMS_MAX)));
        }
        let all = || rules.teams.values().chain(rules.handles.values()).chain(rules.channels.values());
        if all().any(|slots| *slots == 0) {
            return Err(bad("a limit of 0 would stop all work there; take the limit away, or set 1 or more".into()));
        }
        for skill in rules.skills.values_mut() {
            *skill = tidy("a skill", skill, false)?.to_lowercase();
        }
        if rules.timer_secs.is_some_and(|secs| !(60..=7 * 24 * 3600).contains(&secs)) {
            return Err(bad("who has a conversation gets a minute at least and a week at most to answer".into()));
        }
        if !(60..=30 * 24 * 3600).contains(&rules.stuck_secs) {
            return Err(bad("what does not move is told of after a minute at least and 30 days at most".into()));
        }
        Ok(rules)
    }

    /// What is different in `other`, for people: `weights, limits`.
    pub(super) fn difference(&self, other: &Rules) -> String {
        let parts = [
            (
                self.automatic != other.automatic,
                if other.automatic { "work is given out by itself" } else { "by hand" },
            ),
            (self.weights != other.weights, "weights"),
            (self.teams != other.teams, "limits of groups"),
            (self.handles != other.handles, "limits of accounts"),
            (self.channels != other.channels, "limits of channels"),
            ((&self.skills, self.language) != (&other.skills, other.language), "skills and languages"),
            ((self.timer_secs, self.timer_does) != (other.timer_secs, other.timer_does), "time to answer"),
            (self.stuck_secs != other.stuck_secs, "what counts as stuck"),
        ];
        let names: BTreeSet<usize> = (0..parts.len()).filter(|i| parts[*i].0).collect();
        names.into_iter().map(|i| parts[i].1).collect::<Vec<_>>().join(", ")
    }
}

fn bad(words: String) -> Refusal {
    Refusal::BadValue(words)
}
