//! Exposure: the sum that is kept is the sum that is counted.

use super::{at, config};
use proptest::prelude::*;
use watchfloor::measure::{Audience, Exposure, exposure_words};

/// What happens to one of a few conversations.
#[derive(Clone, Copy, Debug)]
enum What {
    AskedInPublic(u32),
    AskedInPrivate,
    Joined(u32),
    Answered,
    AskedAgain,
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        2 => (0_u32..2_000_000).prop_map(What::AskedInPublic),
        1 => Just(What::AskedInPrivate),
        4 => (0_u32..2_000_000).prop_map(What::Joined),
        2 => Just(What::Answered),
        2 => Just(What::AskedAgain),
    ]
}

/// One conversation, counted second by second: everybody who can see it counts one for each second that it waits.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    people: u128,
    public: bool,
    waits: bool,
    seen: u128,
}

impl Counted {
    fn happens(&mut self, what: What) {
        match what {
            What::AskedInPublic(n) if !self.public => {
                *self = Counted { people: n.into(), public: true, waits: true, seen: 0 };
            }
            What::AskedInPublic(_) => {}
            What::AskedInPrivate if !self.public => *self = Counted { waits: true, ..Counted::default() },
            What::AskedInPrivate => {}
            What::Joined(n) if self.public => self.people += u128::from(n),
            What::Joined(_) => {}
            What::Answered => (self.waits, self.seen) = (false, 0),
            What::AskedAgain => self.waits = true,
        }
    }

    fn second(&mut self) {
        if self.waits && self.public {
            self.seen += self.people;
        }
    }
}

fn happens(seen: &mut Audience, what: What, now: watchfloor::floor::At, is_public: bool) {
    match what {
        What::AskedInPublic(n) => seen.asked_in_public(n.into(), now),
        What::AskedInPrivate if !is_public => *seen = Audience::in_private(),
        What::AskedInPrivate => {}
        What::Joined(n) => seen.joined(n.into(), now),
        What::Answered => seen.answered(),
        What::AskedAgain => seen.asked_again(now),
    }
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn the_total_that_is_kept_is_the_one_that_is_counted(
        steps in prop::collection::vec((0_usize..5, what(), 0_u32..90), 1..60),
    ) {
        let mut each = [Audience::default(); 5];
        let mut counted = [Counted::default(); 5];
        let (mut total, mut now) = (Exposure::default(), 0);
        for (i, what, pause) in steps {
            total.take(each[i].exposure());
            happens(&mut each[i], what, at(now), counted[i].public);
            total.put(each[i].exposure());
            counted[i].happens(what);
            for _ in 0..pause {
                counted.iter_mut().for_each(Counted::second);
            }
            now += pause;
            for (seen, counted) in each.iter().zip(&counted) {
                prop_assert_eq!(seen.exposure().value(at(now)), counted.seen);
            }
            prop_assert_eq!(total.value(at(now)), counted.iter().map(|c| c.seen).sum::<u128>());
        }
        for seen in each {
            total.take(seen.exposure());
        }
        prop_assert_eq!(total, Exposure::default(), "nothing is left when nobody waits");
    }
}

#[test]
fn the_largest_audiences_do_not_turn_over() {
    let mut exposure = Exposure::default();
    exposure.add(u64::MAX, at(0));
    exposure.add(u64::MAX, at(0));
    assert_eq!(exposure.value(at(60)), u128::from(u64::MAX) * 60);
    let mut seen = Audience::in_public(u64::MAX, at(0));
    seen.joined(1, at(1));
    assert_eq!(seen.people(), u64::MAX);
}

#[test]
fn private_words_are_seen_by_nobody() {
    let mut seen = Audience::in_private();
    seen.joined(5_000, at(1));
    seen.answered();
    seen.asked_again(at(2));
    assert_eq!(seen.exposure().value(at(9_999)), 0);
}

#[test]
fn exposure_is_said_in_minutes() {
    assert_eq!(exposure_words(38_000 * 60), "38 k person-minutes");
    assert_eq!(exposure_words(59), "0 person-minutes");
    assert_eq!(exposure_words(4_100_000_000 * 60), "4.1 bn person-minutes");
}
