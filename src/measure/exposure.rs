//! How many people see that nobody answers, and for how long: audience times minutes unanswered.
//!
//! It is kept as a straight line in time, `people * now - since`, so that the sum over all who wait is one such line
//! too: it is kept up with each change and read at once, whatever the number of conversations.

use super::say;
use crate::floor::At;

/// Exposure that grows: so many people see it, each since a moment. Whole person-seconds, exact.
///
/// ```
/// use watchfloor::{floor::At, measure::Exposure};
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

/// Who sees one conversation, and what it costs that nobody answers.
///
/// It grows while a customer waits in public. It falls to 0 at our public answer, not at the resolution. When the
/// customer asks again it starts anew, with everybody who can see it by now. What is private is seen by nobody.
///
/// ```
/// use watchfloor::{floor::At, measure::Audience};
/// let noon = At::from_unix(1_700_000_000).unwrap();
/// let mut seen = Audience::in_public(5_300, noon);
/// assert_eq!(seen.exposure().value(noon.plus(60)), 5_300 * 60);
/// seen.answered();
/// assert_eq!(seen.exposure().value(noon.plus(120)), 0);
/// seen.joined(700, noon.plus(180)); // passed on after the answer: seen, and answered
/// seen.asked_again(noon.plus(240));
/// assert_eq!(seen.exposure().value(noon.plus(300)), 6_000 * 60);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    people: u64,
    public: bool,
    waits: bool,
    exposure: Exposure,
}

impl Audience {
    /// A customer asks in public, before so many people.
    pub fn in_public(people: u64, at: At) -> Audience {
        let mut exposure = Exposure::default();
        exposure.add(people, at);
        Audience { people, public: true, waits: true, exposure }
    }

    /// A customer asks in private. It stays so until somebody [`asks in public`](Audience::asked_in_public).
    pub fn in_private() -> Audience {
        Audience { people: 0, public: false, waits: true, exposure: Exposure::default() }
    }

    /// What they had to see so far, as a line in time.
    pub fn exposure(&self) -> Exposure {
        self.exposure
    }

    /// Everybody who can see it, whether somebody waits or not.
    pub fn people(&self) -> u64 {
        self.people
    }

    /// Somebody passed it on to so many people. In private nobody can.
    pub fn joined(&mut self, people: u64, at: At) {
        if !self.public {
            return;
        }
        self.people = self.people.saturating_add(people);
        if self.waits {
            self.exposure.add(people, at);
        }
    }

    /// We answered where everybody can see it.
    pub fn answered(&mut self) {
        self.waits = false;
        self.exposure = Exposure::default();
    }

    /// The customer asks again after an answer. While they wait anyway, nothing starts anew.
    pub fn asked_again(&mut self, at: At) {
        if self.waits {
            return;
        }
        self.waits = true;
        if self.public {
            self.exposure.add(self.people, at);
        }
    }

    /// A conversation that was private goes on in public, before so many people.
    pub fn asked_in_public(&mut self, people: u64, at: At) {
        if !self.public {
            *self = Audience::in_public(people, at);
        }
    }
}

/// Exposure in words, in person-minutes.
///
/// ```
/// use watchfloor::measure::exposure_words;
/// assert_eq!(exposure_words(72_000_000), "1.2 M person-minutes");
/// assert_eq!(exposure_words(60), "1 person-minute");
/// assert_eq!(exposure_words(0), "0 person-minutes");
/// ```
pub fn exposure_words(person_secs: u128) -> String {
    match person_secs / 60 {
        1 => "1 person-minute".to_owned(),
        minutes => format!("{} person-minutes", say::compact(minutes)),
    }
}
