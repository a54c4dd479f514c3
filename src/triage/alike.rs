//! Whether our own answers sound like a machine: near-duplicates among what one account of ours said lately.
//!
//! Sketches as in [`super::duplicate`], compared pairwise within half an hour; names of customers are left out by the
//! folding of words, which keeps accounts apart.

use super::duplicate::Sketch;
use super::words::Folded;
use crate::floor::{AgentId, At, HandleId};
use crate::limits::OUTGOING_KEPT_MAX;
use std::collections::{BTreeMap, VecDeque};

/// Seconds in which answers are compared.
pub const ALIKE_SECS: u32 = 30 * 60;
/// So many near-identical answers make us sound like a machine.
pub const ALIKE_MANY: usize = 5;
/// The share of a sketch from which on two answers are near-identical.
const ALIKE_LIKENESS: f64 = 0.75;

/// Answers that are nearly the same words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlikeGroup {
    /// From which account.
    pub handle: HandleId,
    /// By whom; `None` when it is not known, or by several.
    pub agent: Option<AgentId>,
    /// How many.
    pub count: usize,
    /// The newest of them, in its words.
    pub text: String,
}

#[derive(Clone, Debug)]
struct Said {
    at: At,
    agent: Option<AgentId>,
    sketch: Sketch,
    text: String,
}

/// What our accounts said in the last half hour: at most [`OUTGOING_KEPT_MAX`] answers each; beyond, the oldest is
/// forgotten, so that the count may be too low where very much is said.
#[derive(Clone, Debug, Default)]
pub struct Outgoing {
    by_handle: BTreeMap<HandleId, VecDeque<Said>>,
    folded: Folded,
}

impl Outgoing {
    /// Takes one answer. A text without words is nobody's voice and is left out.
    pub fn say(&mut self, handle: HandleId, agent: Option<AgentId>, at: At, text: &str) {
        self.folded.fold(text);
        if self.folded.letters == 0 {
            return;
        }
        let said = Said { at, agent, sketch: Sketch::of(&self.folded.bare), text: text.to_owned() };
        let list = self.by_handle.entry(handle).or_default();
        list.push_back(said);
        if list.len() > OUTGOING_KEPT_MAX {
            list.pop_front();
        }
    }

    /// Forgets what is older than half an hour.
    pub fn forget(&mut self, now: At) {
        for list in self.by_handle.values_mut() {
            list.retain(|said| now.secs_since(said.at) < i64::from(ALIKE_SECS));
        }
        self.by_handle.retain(|_, list| !list.is_empty());
    }

    /// The largest group of each account that holds [`ALIKE_MANY`] or more of one agent, or of nobody known.
    ///
    /// ```
    /// use watchfloor::floor::{AgentId, At, HandleId};
    /// use watchfloor::triage::alike::Outgoing;
    /// let mut said = Outgoing::default();
    /// let at = |secs: i64| At::from_unix(1_710_230_400 + secs).unwrap();
    /// for n in 0..5 {
    ///     let text = format!("@customer{n} Sorry to hear that! Please send us your order number in a private message.");
    ///     said.say(HandleId(0), Some(AgentId(1)), at(60 * n), &text);
    /// }
    /// said.say(HandleId(0), Some(AgentId(1)), at(400), "The kettle goes back free of charge; the label is on its way.");
    /// let groups = said.groups(at(500));
    /// assert_eq!((groups.len(), groups[0].count, groups[0].agent), (1, 5, Some(AgentId(1))));
    /// assert!(said.groups(at(1_801)).is_empty(), "the first is older than half an hour by then");
    /// ```
    pub fn groups(&self, now: At) -> Vec<AlikeGroup> {
        let groups = self.by_handle.iter().filter_map(|(handle, list)| {
            let recent: Vec<&Said> =
                list.iter().filter(|said| now.secs_since(said.at) < i64::from(ALIKE_SECS)).collect();
            let (newest, count) = largest(&recent)?;
            Some(AlikeGroup { handle: *handle, agent: newest.agent, count, text: newest.text.clone() })
        });
        groups.filter(|group| group.count >= ALIKE_MANY).collect()
    }
}

/// The answer that most others are like, by the same agent, and how many they are with it; the newest of equals.
fn largest<'a>(said: &[&'a Said]) -> Option<(&'a Said, usize)> {
    let like = |a: &Said, b: &Said| a.agent == b.agent && a.sketch.likeness(&b.sketch) >= ALIKE_LIKENESS;
    let counted = said.iter().map(|one| (*one, said.iter().filter(|other| like(one, other)).count()));
    counted.max_by_key(|(said, count)| (*count, said.at))
}

impl AlikeGroup {
    /// The words of the chip.
    pub fn words(&self, who: &str) -> String {
        format!("{who}: {} answers nearly alike within {} min", self.count, ALIKE_SECS / 60)
    }
}
