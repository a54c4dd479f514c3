//! How many people see that nobody answers, and for how long: audience times minutes unanswered.
//!
//! It is kept as a straight line in time, `people * now - since`, so that the sum over all who wait is one such line
//! too: it is kept up with each change and read at once, whatever the number of conversations.
//!
//! It grows while a customer waits in public, and falls to nothing at our answer, not at the resolution. When the
//! customer asks again it starts anew, with everybody who can see it by now. What is private is seen by nobody. The
//! audience is an upper bound: people follow several of those who carry a thing on.

use super::conversation::{Conversation, PRIVATE};
use super::{At, ConversationId, Floor};

/// Exposure that grows: so many people see it, each since a moment. Whole person-seconds, exact.
///
/// ```
/// use watchfloor::floor::{At, Exposure};
/// let noon = At::from_unix(1_700_000_000).unwrap();
/// let mut exposure = Exposure::default();
/// exposure.add(5_300, noon); // the author's followers
/// exposure.add(48_000, noon.plus(600)); // those of somebody who passes it on ten minutes later
/// assert_eq!(exposure.value(noon.plus(1_200)), 5_300 * 1_200 + 48_000 * 600);
/// assert_eq!(exposure.people(), 53_300);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exposure {
    people: u64,
    /// The sum over people of the second from which each counts.
    since_sum: u128,
}

impl Exposure {
    /// So many more people, from a moment on.
    pub fn add(&mut self, people: u64, at: At) {
        // Never more people than 64 bits hold; those beyond are not counted from either side.
        let people = people.min(u64::MAX - self.people);
        self.people += people;
        self.since_sum += u128::from(people) * u128::from(at.unix().unsigned_abs());
    }

    /// Those of another too.
    pub fn put(&mut self, other: Exposure) {
        self.people = self.people.saturating_add(other.people);
        self.since_sum = self.since_sum.saturating_add(other.since_sum);
    }

    /// Without those of another that was [`put`](Exposure::put) before. In a sum of conversations take out the one that
    /// changes as it was, and put it back as it is.
    pub fn take(&mut self, other: Exposure) {
        self.people = self.people.saturating_sub(other.people);
        self.since_sum = self.since_sum.saturating_sub(other.since_sum);
    }

    /// The two numbers that it is made of, for those who keep it.
    pub fn raw(&self) -> (u64, u128) {
        (self.people, self.since_sum)
    }

    /// The exposure that is made of these.
    pub fn from_raw((people, since_sum): (u64, u128)) -> Exposure {
        Exposure { people, since_sum }
    }

    /// How many people.
    pub fn people(&self) -> u64 {
        self.people
    }

    /// Person-seconds up to `now`. At a moment before somebody joined it is too little, and never below 0: ask from the
    /// newest change on.
    pub fn value(&self, now: At) -> u128 {
        (u128::from(self.people) * u128::from(now.unix().unsigned_abs())).saturating_sub(self.since_sum)
    }
}

impl Conversation {
    /// Since when people see that this is not answered; `None` when nobody waits, or nobody can see it.
    fn exposed_since(&self) -> Option<At> {
        self.waiting_since.filter(|_| self.is_open() && !self.has(PRIVATE))
    }
}

impl Floor {
    /// What people had to see of all that waits, added up.
    pub fn exposed(&self) -> Exposure {
        self.exposed
    }

    /// What people had to see of one conversation.
    pub fn exposure_of(&self, id: ConversationId) -> Exposure {
        self.conversation(id).map(|c| self.exposure(id, c)).unwrap_or_default()
    }

    /// The same, of a row as it is or was.
    fn exposure(&self, id: ConversationId, c: &Conversation) -> Exposure {
        let mut exposure = Exposure::default();
        let Some(since) = c.exposed_since() else { return exposure };
        exposure.add(u64::from(c.audience), since);
        if let Some(spread) = self.spread.get(&id).filter(|_| c.amplified > 0) {
            exposure.put(spread.waited);
        }
        exposure
    }

    /// Moves the sum when a row has changed.
    pub(super) fn expose(&mut self, id: ConversationId, before: &Conversation, after: &Conversation) {
        let (was, is) = (before.exposed_since(), after.exposed_since());
        if was == is {
            return;
        }
        let old = self.exposure(id, before);
        if let Some(spread) = self.spread.get_mut(&id).filter(|_| after.amplified > 0)
            && let Some(since) = is.filter(|since| was.is_none_or(|was| *since > was))
        {
            // Whoever could see it by now sees that the customer asks anew.
            spread.waited = Exposure::default();
            spread.waited.add(spread.reach, since);
        }
        let new = self.exposure(id, after);
        self.exposed.take(old);
        self.exposed.put(new);
    }

    /// Somebody with so many followers carries a conversation on.
    pub(super) fn expose_more(&mut self, id: ConversationId, at: At, followers: u32) {
        let Some(since) = self.conversations.get(id.index()).and_then(Conversation::exposed_since) else { return };
        let Some(spread) = self.spread.get_mut(&id) else { return };
        let mut more = Exposure::default();
        more.add(u64::from(followers), at.max(since));
        spread.waited.put(more);
        self.exposed.put(more);
    }
}
