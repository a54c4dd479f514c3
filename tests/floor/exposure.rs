//! Exposure: people times seconds unanswered, as a sum that is kept.

use crate::day::{Day, answer, at, carry, post, reply};
use watchfloor::floor::{Amplification, ConversationId};

/// How many follow whoever writes or carries on in these tests.
const EACH: u128 = 210;

fn followed(mut all: Vec<watchfloor::floor::Incoming>) -> Vec<watchfloor::floor::Incoming> {
    all.iter_mut().for_each(|m| m.author.followers = Some(EACH as u32));
    all
}

/// What people had to see of the whole floor, and of one conversation.
fn seen(day: &Day, when: &str, id: u32) -> (u128, u128) {
    let floor = day.engine.floor();
    (floor.exposed().value(at(when)), floor.exposure_of(ConversationId(id)).value(at(when)))
}

#[test]
fn it_grows_with_everybody_who_carries_it_on_and_ends_with_our_answer() {
    let mut day = Day::new();
    day.until("09:00").read(followed(vec![post("q1", "mira", "09:00")]));
    assert_eq!(seen(&day, "09:10", 0), (EACH * 600, EACH * 600));
    day.until("09:10").read(followed(vec![carry("c1", Amplification::Repost, "09:10", "q1")]));
    day.until("09:15").read(followed(vec![carry("c2", Amplification::Like, "09:15", "q1")]));
    let one = EACH * 1_200 + EACH * 600;
    assert_eq!(seen(&day, "09:20", 0), (one, one), "who likes it shows it to nobody");
    day.until("09:20").read(followed(vec![post("q2", "otto", "09:20")]));
    assert_eq!(seen(&day, "09:30", 0).0, EACH * 1_800 + EACH * 1_200 + EACH * 600, "of two conversations");
    day.until("09:30").read(vec![answer("a1", "09:30", "q1")]);
    assert_eq!(seen(&day, "09:40", 0), (EACH * 1_200, 0), "answered: only the other is left");
    day.until("09:40").read(followed(vec![reply("q3", "mira", "09:40", "a1")]));
    assert_eq!(seen(&day, "09:50", 0).1, 2 * EACH * 600, "asked again: everybody who can see it by now");
    day.resolve(&[0, 1]).unwrap();
    assert_eq!(seen(&day, "10:00", 0), (0, 0));
    day.check();
}
