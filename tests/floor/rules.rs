//! Rules of alerts: one alert a cause, and none that flaps.

use crate::day::{Day, Worded, at, post};
use proptest::prelude::*;
use watchfloor::engine::Engine;
use watchfloor::floor::desk::{Change, Phase, step};
use watchfloor::floor::{At, Cause, ChannelId, Command, DeskCommand, Event, Figure, Level, Refusal, Rule};

fn rule(figure: Figure, on_at: u32, off_at: u32, for_secs: u32) -> Rule {
    Rule { figure, channel: None, on_at, off_at, for_secs, level: Level::Alarm, severity: 6, is_on: true }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a figure does, and however often it is looked at: two changes of a rule are never closer together than
    /// it waits, each needs the figure to have crossed over, and no wait is slept through.
    #[test]
    fn an_alert_never_flaps(
        looks in prop::collection::vec((0..90u32, 0..40u64), 1..200),
        on_at in 2..30u32,
        gap in 1..20u32,
        for_secs in 0..300u32,
    ) {
        let rule = rule(Figure::Waiting, on_at, on_at.saturating_sub(gap), for_secs);
        let (mut now, mut phase) = (At::FIRST, Phase::default());
        let mut changed: Option<At> = None;
        let mut against: Option<At> = None;
        for (secs, figure) in looks {
            now = now.plus(secs);
            let is_against = if phase.is_on { figure <= u64::from(rule.off_at) } else { figure >= u64::from(rule.on_at) };
            against = if is_against { against.or(Some(now)) } else { None };
            let (next, change) = step(&rule, phase, figure, now);
            match change {
                Change::Raise | Change::End => {
                    prop_assert_eq!(change == Change::Raise, !phase.is_on);
                    prop_assert!(is_against && now >= against.unwrap().plus(for_secs));
                    prop_assert!(changed.is_none_or(|at| now >= at.plus(for_secs)));
                    (changed, against) = (Some(now), None);
                }
                Change::At(at) => prop_assert!(at > now && at == against.unwrap().plus(for_secs)),
                Change::Nothing => prop_assert!(!is_against),
            }
            prop_assert_eq!(next.is_on, phase.is_on ^ matches!(change, Change::Raise | Change::End));
            phase = next;
        }
    }
}

#[test]
fn a_clock_that_is_set_back_begins_the_wait_anew() {
    let rule = rule(Figure::Waiting, 5, 2, 60);
    let (phase, _) = step(&rule, Phase::default(), 9, at("10:00"));
    let (phase, change) = step(&rule, phase, 9, at("08:00"));
    assert_eq!(change, Change::At(at("08:01")), "and not at 10:01");
    assert_eq!(step(&rule, phase, 9, at("08:01")).1, Change::Raise);
}

/// A floor on which nothing but this rule is asked.
fn watched(to: Rule) -> Day {
    let mut day = Day::new();
    day.engine = Engine::open(day.ledger.clone(), None).unwrap().watching(&jiff::tz::TimeZone::UTC);
    for rule in 0..3 {
        day.ask(Command::Desk(DeskCommand::DropRule { rule })).unwrap();
    }
    day.ask(Command::Desk(DeskCommand::SetRule { rule: None, to })).unwrap();
    day
}

fn burning(day: &Day) -> Vec<Cause> {
    let burning = day.engine.floor().alerts().burning().map(|(_, a)| a.cause);
    burning.filter(|cause| matches!(cause, Cause::Threshold(_))).collect()
}

fn posts(count: u32, clock: &str) -> Vec<watchfloor::floor::Incoming> {
    let asked =
        ["Where is my parcel?", "My app crashes, please help", "How do I return shoes?", "Was charged twice, why?"];
    let one = |(n, text)| post(&format!("{clock} {n}"), &format!("who {n}"), clock).saying(text);
    (0..count).zip(asked).map(one).collect()
}

#[test]
fn a_figure_past_its_threshold_raises_one_alert_at_the_second_when_its_wait_ends() {
    let mut day = watched(rule(Figure::Waiting, 3, 1, 90));
    day.until("10:00").read(posts(4, "10:00"));
    day.until("10:01:29");
    assert_eq!(burning(&day), []);
    assert_eq!(day.engine.next_deadline(), Some(at("10:01:30")));
    day.until("10:01:30");
    assert_eq!(burning(&day), [Cause::Threshold(3)]);
    day.until("10:20");
    let raised = day.log().into_iter().flat_map(|(_, _, d)| d.events);
    let raised = raised.filter(|e| matches!(e, Event::AlertRaised { cause: Cause::Threshold(_), .. })).count();
    assert_eq!(raised, 1, "one alert a cause");
    day.resolve(&[0, 1]).unwrap();
    day.until("10:40");
    assert_eq!(burning(&day), [Cause::Threshold(3)], "two are between the thresholds: nothing changes");
    day.resolve(&[2]).unwrap();
    day.until("10:41:29");
    assert_eq!(burning(&day), [Cause::Threshold(3)]);
    day.until("10:41:30");
    assert_eq!(burning(&day), []);
}

#[test]
fn the_longest_wait_passes_its_threshold_though_nothing_happens() {
    let mut day = watched(rule(Figure::OldestSecs, 1_500, 600, 0));
    day.until("10:00").read(posts(1, "10:00"));
    day.until("10:24:59");
    assert_eq!(burning(&day), []);
    day.until("10:25");
    assert_eq!(burning(&day), [Cause::Threshold(3)]);
}

#[test]
fn an_alert_ends_with_its_rule_and_the_words_say_what_it_was() {
    let mut day = watched(rule(Figure::Waiting, 2, 1, 0));
    day.until("10:00").read(posts(2, "10:00"));
    let words = &day.snapshot().alerts[0].words;
    assert_eq!(words, "Waiting: 2 conversations when it was raised, and 2 or more is too much");
    day.ask(Command::Desk(DeskCommand::DropRule { rule: 3 })).unwrap();
    day.until("10:01");
    assert_eq!(burning(&day), []);
    let again = day.ask(Command::Desk(DeskCommand::DropRule { rule: 3 })).unwrap_err();
    assert_eq!(again.to_string(), "that rule is dropped already");
}

#[test]
fn rules_that_make_no_sense_are_refused_in_words() {
    let mut day = Day::new();
    let good = rule(Figure::Waiting, 3, 1, 90);
    let mut refuse = |to: Rule| match day.ask(Command::Desk(DeskCommand::SetRule { rule: None, to })) {
        Err(Refusal::BadValue(why)) => why,
        other => panic!("{to:?} came to {other:?}"),
    };
    assert!(refuse(Rule { on_at: 0, off_at: 0, ..good }).contains("matches always"));
    assert!(refuse(Rule { off_at: 3, ..good }).contains("come and go"));
    assert!(refuse(Rule { for_secs: 90_000, ..good }).contains("24 h or less"));
    assert!(refuse(Rule { severity: 0, ..good }).contains("1 to 10"));
    let channel = Some(ChannelId(0));
    assert!(refuse(Rule { figure: Figure::Load, channel, ..good }).contains("all channels"));
    assert_eq!(
        day.ask(Command::Desk(DeskCommand::SetRule { rule: None, to: Rule { channel, ..good } })),
        Err(Refusal::NoChannel)
    );
}
