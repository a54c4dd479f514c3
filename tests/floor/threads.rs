//! What belongs to which conversation: one a thread, one a customer under our own posts, none for applause.

use crate::day::{Day, Worded, answer, at, carry, post, reply};
use watchfloor::floor::{Amplification, MentionKind};

#[test]
fn under_a_post_of_ours_each_customer_opens_one() {
    let mut day = Day::new();
    day.read(vec![post("news", "@larkhelp", "08:00").of_ours()]);
    assert_eq!(day.count(), 0, "what we post is no ticket");
    day.read(vec![
        reply("c1", "mira", "08:10", "news").of_kind(MentionKind::Comment),
        reply("c2", "noor", "08:11", "news").of_kind(MentionKind::Comment),
        reply("c3", "mira", "08:12", "c1").of_kind(MentionKind::Comment),
    ]);
    assert_eq!(day.count(), 2);
    assert_eq!((day.row(0).mentions, day.row(1).mentions), (2, 1));
}

#[test]
fn likes_of_our_own_posts_are_no_news() {
    let mut day = Day::new();
    day.read(vec![post("news", "@larkhelp", "08:00").of_ours()]);
    day.read(vec![carry("l1", Amplification::Like, "08:10", "news")]);
    assert_eq!((day.count(), day.board().response_rate.mentions), (0, 0));
}

#[test]
fn what_carries_a_complaint_is_a_signal_on_it_and_no_ticket() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "08:50").followed(5200)]);
    day.read(vec![
        carry("r1", Amplification::Repost, "08:55", "q1").followed(900),
        carry("r2", Amplification::Repost, "08:56", "q1").followed(100),
        carry("l1", Amplification::Like, "08:57", "q1"),
        reply("t1", "journalist", "08:58", "q1").of_kind(MentionKind::Quote).followed(40_000),
    ]);
    assert_eq!(day.count(), 1);
    let board = day.board();
    let card = &board.viral[0];
    assert_eq!((card.spread.joined, card.spread.reach_now), ([2, 1, 1, 1], 46_200.0), "with those of the author");
    assert_eq!(card.unanswered_secs, Some(600));
    assert_eq!(day.row(0).amplified, 4);
    assert_eq!(day.row(0).waiting_since, Some(at("08:50")), "strangers do not move the clock");
}

#[test]
fn a_signal_that_arrives_before_what_it_carries_waits_for_it() {
    let mut day = Day::new();
    day.read(vec![carry("r1", Amplification::Repost, "08:55", "q1").followed(900)]);
    assert_eq!(day.count(), 0);
    day.read(vec![carry("r2", Amplification::Repost, "08:56", "q1"), post("q1", "mira", "08:50")]);
    assert_eq!((day.count(), day.row(0).amplified), (1, 2));
}

#[test]
fn our_answer_that_arrives_before_its_question_belongs_to_it() {
    // The question stands under a post of ours, in a thread that is there, or alone.
    let befores = [vec![post("news", "@larkhelp", "08:00").of_ours()], vec![post("news", "mira", "08:00")], vec![]];
    for before in befores {
        let mut day = Day::new();
        day.read(before.clone());
        day.read(vec![answer("a1", "08:40", "q1")]);
        day.read(vec![reply("q1", "mira", "08:30", "news")]);
        let c = day.row(0);
        let asked_at = if before.first().is_some_and(|m| !m.author.ours) { at("08:00") } else { at("08:30") };
        assert_eq!((c.opened_at, c.first_response_at), (asked_at, Some(at("08:40"))), "{before:?}");
        assert_eq!((day.count(), day.state(0)), (1, "pending customer"), "{before:?}");
    }
}

#[test]
fn the_second_part_of_an_answer_that_arrives_first_joins_with_the_first() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "08:30")]);
    day.read(vec![answer("a2", "08:41", "a1")]);
    day.read(vec![answer("a1", "08:40", "q1")]);
    assert_eq!(day.row(0).mentions, 3);
}

#[test]
fn a_question_that_names_another_account_arrives_there() {
    let mut day = Day::new();
    day.read(vec![post("news", "@larkshop", "08:00").of_ours()]);
    day.read(vec![post("q1", "mira", "08:30").saying("@larkshop, my order?")]);
    let floor = day.engine.floor();
    assert_eq!(floor.handle(day.row(0).handle).unwrap().name, "@larkshop");
    assert_eq!(day.board().unowned, 1, "it is in the queue, wherever it arrived");
}

#[test]
fn the_same_name_on_two_networks_is_two_mentions() {
    let mut day = Day::new();
    day.read_on("X", vec![post("1", "mira", "08:30")]);
    day.read_on("Facebook", vec![post("1", "mira", "08:30")]);
    assert_eq!(day.count(), 2);
}

#[test]
fn a_name_that_is_too_long_is_cut_and_told_once() {
    let mut day = Day::new();
    let long = "n".repeat(watchfloor::limits::NAME_CHARS_MAX + 50);
    let mut first = post("1", "mira", "08:30");
    first.author.name = long.clone();
    let mut second = post("2", "mira", "08:31");
    second.author.name = long;
    day.read(vec![first]);
    day.read(vec![second]);
    let told = |e: &&watchfloor::floor::Event| matches!(e, watchfloor::floor::Event::AuthorSeen { .. });
    let log = day.log();
    assert_eq!(log.iter().flat_map(|(_, _, d)| &d.events).filter(told).count(), 1);
    assert_eq!(day.engine.floor().authors().rows()[0].name.chars().count(), watchfloor::limits::NAME_CHARS_MAX);
}

#[test]
fn a_direct_message_is_private() {
    let mut day = Day::new();
    day.read(vec![post("1", "mira", "08:30").of_kind(MentionKind::Direct)]);
    assert!(day.row(0).has(watchfloor::floor::conversation::PRIVATE));
}
