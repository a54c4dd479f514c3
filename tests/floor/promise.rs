//! Promises: who is promised what, which clocks run by it, and what moves them. The day of these tests is Tuesday,
//! 12 March 2024, on a clock that shows UTC.

use super::days;
use crate::day::{Day, Worded, answer, at, clock, post, reply};
use proptest::prelude::*;
use watchfloor::floor::conversation::{FIRST_RESPONSE_BREACHED, NEXT_RESPONSE_BREACHED, RESOLUTION_BREACHED};
use watchfloor::floor::{
    At, CalendarId, ChannelId, Clock, Command, ConversationId, Customer, CustomerHandle, Due, Event, Floor, HandleId,
    Hours, Kind, Overrule, Policy, PolicyHours, PromiseCommand, PromiseEvent, Tier, first_response_preset_secs,
    parse_periods, preset_policies,
};
use watchfloor::ledger::wire;
use watchfloor::measure;

const MIN: u32 = 60;
const HOUR: u32 = 3600;

fn hours(name: &str, each_day: &str) -> Hours {
    let day = parse_periods(each_day).unwrap();
    Hours { name: name.into(), zone: "UTC".into(), week: std::array::from_fn(|_| day.clone()), days: Vec::new() }
}

/// A policy for everybody.
fn policy(name: &str, first: u32, resolution: u32) -> Policy {
    Policy {
        name: name.into(),
        channel: None,
        handle: None,
        tier: None,
        kind: None,
        intent: None,
        first_secs: first,
        next_secs: None,
        resolution_secs: resolution,
        hours: PolicyHours::OfHandle,
        pauses_pending: false,
        pauses_snoozed: false,
    }
}

fn ask(day: &mut Day, command: PromiseCommand) -> Result<String, String> {
    day.ask(Command::Promise(command)).map_err(|refusal| refusal.to_string())
}

fn set_calendar(day: &mut Day, each_day: &str) -> CalendarId {
    let next = day.engine.floor().promises().book().calendars.len() as u16;
    let hours = Box::new(hours(&format!("hours {next}"), each_day));
    ask(day, PromiseCommand::SetCalendar { calendar: None, hours }).unwrap();
    CalendarId(next)
}

/// All accounts of ours have these hours.
fn open_from(day: &mut Day, each_day: &str) {
    let calendar = Some(set_calendar(day, each_day));
    for handle in 0..day.engine.floor().handles().len() as u16 {
        ask(day, PromiseCommand::SetHandleHours { handle: HandleId(handle), calendar }).unwrap();
    }
}

fn set_policies(day: &mut Day, policies: Vec<Policy>) -> Result<String, String> {
    ask(day, PromiseCommand::SetPolicies { policies, confirmed: false })
}

fn shown(due: Option<At>) -> String {
    due.map_or("none".into(), clock)
}

#[test]
fn a24_the_same_words_are_due_at_another_time_on_another_channel() {
    let mut day = Day::new();
    day.read_on("X", vec![post("x1", "mira", "09:00")]);
    day.read_on("Facebook", vec![post("f1", "mira", "09:00")]);
    let due = |id| shown(day.row(id).first_response_due);
    assert_eq!((due(0), due(1)), ("09:30".into(), "11:00".into()));
}

#[test]
fn a25_nobody_is_promised_more_than_an_hour_where_an_hour_is_expected_or_a_day_without_asking() {
    for channel in ["X", "Twitter", "Bluesky", "Mastodon", "Threads", "Instagram", "TikTok", "SMS", "anything"] {
        assert!(first_response_preset_secs(channel) <= HOUR, "{channel}");
    }
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    let target = |first: u32| Command::SetTarget {
        channel: ChannelId(0),
        first_response_secs: first,
        resolution_secs: first.max(24 * HOUR),
    };
    let words = day.ask(target(25 * HOUR)).unwrap_err().to_string();
    assert_eq!(words, "25 h is more than 24 h, and customers expect an answer within one; confirm it");
    day.ask(target(24 * HOUR)).unwrap();
    let confirmed = PromiseCommand::SetLongTarget {
        channel: ChannelId(0),
        first_response_secs: 25 * HOUR,
        resolution_secs: 48 * HOUR,
    };
    ask(&mut day, confirmed).unwrap();
    assert_eq!(day.row(0).first_response_due, Some(at("09:00").plus(25 * HOUR)));
    let long = vec![policy("slow", 25 * HOUR, 48 * HOUR)];
    assert!(set_policies(&mut day, long.clone()).unwrap_err().contains("confirm it"));
    ask(&mut day, PromiseCommand::SetPolicies { policies: long, confirmed: true }).unwrap();
}

#[test]
fn a23_a_complaint_is_of_a_stricter_class_by_the_presets() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00"), post("q2", "noor", "09:00")]);
    let presets = preset_policies(day.engine.floor());
    set_policies(&mut day, presets).unwrap();
    assert_eq!(shown(day.row(0).first_response_due), "09:30", "it was read as nothing yet");
    let complaint = Overrule::Respond(Kind::Complaint);
    let overrule = |to| Command::Overrule { conversations: vec![ConversationId(0)], to, lessons: Vec::new() };
    day.ask(overrule(complaint)).unwrap();
    assert_eq!(shown(day.row(0).first_response_due), "09:15");
    assert_eq!(shown(day.row(1).first_response_due), "09:30");
    let moved = day.engine.floor().explained(ConversationId(0));
    assert_eq!(moved[0].policy, "policy Complaints on X, number 1 in the list");
    day.ask(Command::TakeBackOverrule { conversations: vec![ConversationId(0)] }).unwrap();
    assert_eq!(shown(day.row(0).first_response_due), "09:30");
}

#[test]
fn a23_attainment_within_the_hour_is_told_of_all_and_of_complaints() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00"), post("q2", "noor", "09:00"), post("q3", "kit", "09:30")]);
    let complaint = Overrule::Respond(Kind::Complaint);
    day.ask(Command::Overrule { conversations: vec![ConversationId(1)], to: complaint, lessons: Vec::new() }).unwrap();
    let told = |day: &Day| {
        let utc = jiff::tz::TimeZone::UTC;
        let told = measure::expectation(day.engine.floor(), measure::Period::Today, day.now, &utc);
        ((told.all.within, told.all.of), (told.complaints.within, told.complaints.of))
    };
    day.until("09:20").read(vec![answer("a1", "09:20", "q1")]);
    assert_eq!(told(&day), ((1, 1), (0, 0)), "the others still have time");
    day.until("10:00");
    assert_eq!(told(&day), ((1, 1), (0, 0)), "at the very second the hour is not over");
    day.until("10:10").read(vec![answer("a2", "10:10", "q2")]);
    assert_eq!(told(&day), ((1, 2), (0, 1)));
    day.until("10:31");
    assert_eq!(told(&day), ((1, 3), (0, 1)), "who still waits after the hour counts too");
    let row = day.board().expectation;
    assert_eq!((row.all, row.complaints, row.ticks), ((1, 3), (0, 1), (0.53, 0.72)));
}

/// A floor on which more is waited for than a figure looks at says so.
#[test]
fn a_figure_of_very_many_says_that_it_is_of_some() {
    let mut day = Day::new();
    let most = watchfloor::limits::EXPECTATIONS_MAX;
    for page in 0..=most / 100 {
        let of = |n: usize| post(&format!("q{page}-{n}"), &format!("c{page}-{n}"), "09:00");
        let page = crate::day::page("X", (0..100).map(of).collect(), &format!("page {page}"));
        day.engine.turn(vec![watchfloor::engine::Input::Fetched(page)], day.now);
    }
    let utc = jiff::tz::TimeZone::UTC;
    let told = measure::expectation(day.engine.floor(), measure::Period::Today, at("10:30"), &utc);
    assert!(told.cut && told.all.of == most, "{told:?}");
}

#[test]
fn the_first_policy_that_fits_counts_and_the_channel_comes_last() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    day.read_on("Facebook", vec![post("f1", "mira", "09:00")]);
    let of_x = Policy { channel: Some(ChannelId(0)), ..policy("on X", 10 * MIN, HOUR) };
    let all = policy("all", 20 * MIN, HOUR);
    set_policies(&mut day, vec![of_x.clone(), all.clone()]).unwrap();
    let dues = |day: &Day| (shown(day.row(0).first_response_due), shown(day.row(1).first_response_due));
    assert_eq!(dues(&day), ("09:10".into(), "09:20".into()));
    set_policies(&mut day, vec![all, of_x]).unwrap();
    assert_eq!(dues(&day), ("09:20".into(), "09:20".into()), "a rule that fits everything hides those after it");
    set_policies(&mut day, Vec::new()).unwrap();
    assert_eq!(dues(&day), ("09:30".into(), "11:00".into()));
}

#[test]
fn a_customer_of_a_higher_tier_is_promised_more_as_soon_as_they_are_known() {
    let mut day = Day::new();
    day.read(vec![post("q1", "@mira", "09:00"), post("q2", "@noor", "09:00")]);
    let gold = Policy { tier: Some(Tier::Silver), ..policy("silver and above", 5 * MIN, HOUR) };
    set_policies(&mut day, vec![gold]).unwrap();
    let mut mira = Customer::named("Mira");
    mira.tier = Tier::Gold;
    mira.handles.push(CustomerHandle::on("X", "@mira"));
    day.turn(vec![watchfloor::engine::Input::Customers(vec![mira])]);
    assert_eq!(shown(day.row(0).first_response_due), "09:05");
    assert_eq!(shown(day.row(1).first_response_due), "09:30");
    day.read(vec![post("q3", "@mira", "09:00")]);
    assert_eq!(shown(day.row(2).first_response_due), "09:05");
}

#[test]
fn a_clock_runs_in_the_hours_of_the_account_that_was_written_to() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "08:00")]);
    open_from(&mut day, "9-17");
    assert_eq!(shown(day.row(0).first_response_due), "09:30", "set anew by the hours");
    day.read(vec![post("q2", "noor", "08:59:50")]);
    assert_eq!(shown(day.row(1).first_response_due), "09:30");
    day.until("09:30:01");
    assert!(day.row(0).has(FIRST_RESPONSE_BREACHED));
}

#[test]
fn a45_sparkcentral_counts_from_nine_and_a_program_does_not_stop_the_clock() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "08:00")]);
    open_from(&mut day, "9-17");
    day.until("09:20").read(vec![answer("a1", "09:20", "q1")]);
    let business =
        |day: &Day, id: u32| measure::response_open_secs(day.engine.floor(), ConversationId(id)).map(|secs| secs / MIN);
    assert_eq!(business(&day, 0), Some(20), "in at 08:00, answered at 09:20, open from 9");
    assert_eq!(day.row(0).first_response_secs(), Some(80 * MIN), "by the clock on the wall it took longer");
    day.agent("LarkBot", 50);
    ask(&mut day, PromiseCommand::SetBots { names: vec!["larkbot".into()] }).unwrap();
    day.until("11:00").read(vec![post("q2", "noor", "11:00")]);
    day.until("11:02").read(vec![answer("b1", "11:02", "q2").by("LarkBot")]);
    let waits = day.row(1);
    assert_eq!((waits.first_response_at, waits.waiting_since), (None, Some(at("11:00"))));
    assert_eq!(shown(waits.first_response_due), "11:30", "the promise to the customer runs on");
    day.until("11:30").read(vec![answer("a2", "11:30", "q2")]);
    assert_eq!(business(&day, 1), Some(28), "handed over at 11:02");
    assert_eq!(day.row(1).first_response_at, Some(at("11:30")));
}

#[test]
fn each_later_response_has_a_clock_of_its_own_that_moves_no_other() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    let next = Policy { next_secs: Some(10 * MIN), ..policy("all", 30 * MIN, 4 * HOUR) };
    set_policies(&mut day, vec![next]).unwrap();
    assert_eq!(day.row(0).next_response_due, None, "the first response comes before any next one");
    day.until("09:05").read(vec![answer("a1", "09:05", "q1")]);
    assert_eq!(day.row(0).next_response_due, None, "it is the customer's turn");
    day.until("09:20").read(vec![reply("q2", "mira", "09:20", "a1")]);
    let row = day.row(0);
    assert_eq!((shown(row.next_response_due), shown(row.resolution_due)), ("09:30".into(), "13:00".into()));
    day.until("09:30");
    assert!(!day.row(0).has(NEXT_RESPONSE_BREACHED), "at the very second it is in time");
    day.until("09:30:01");
    let row = day.row(0);
    assert!(row.has(NEXT_RESPONSE_BREACHED) && !row.has(FIRST_RESPONSE_BREACHED | RESOLUTION_BREACHED));
    assert_eq!(day.engine.floor().index().next_response_breached.len(), 1);
    day.read(vec![answer("a2", "09:30:01", "q2")]);
    let row = day.row(0);
    assert!(row.next_response_due.is_none() && !row.has(NEXT_RESPONSE_BREACHED));
    let told = day.log().into_iter().flat_map(|(_, _, d)| d.events);
    let breaches = told.filter(|e| matches!(e, Event::Promise(PromiseEvent::NextResponseBreached { .. }))).count();
    assert_eq!(breaches, 1);
}

#[test]
fn closing_ends_all_clocks_and_opening_again_promises_anew() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    let next = Policy { next_secs: Some(10 * MIN), ..policy("all", 30 * MIN, 2 * HOUR) };
    set_policies(&mut day, vec![next]).unwrap();
    day.read(vec![answer("a1", "09:00", "q1")]);
    day.until("10:00").resolve(&[0]).unwrap();
    let clocks = |day: &Day| {
        let row = day.row(0);
        (shown(row.first_response_due), shown(row.next_response_due), shown(row.resolution_due))
    };
    assert_eq!(clocks(&day), ("none".into(), "none".into(), "none".into()));
    day.until("12:00").read(vec![reply("q2", "mira", "12:00", "a1")]);
    assert_eq!(clocks(&day), ("none".into(), "12:10".into(), "14:00".into()), "from when the customer wrote again");
    day.until("12:05").resolve(&[0]).unwrap();
    day.until("13:00").reopen(&[0]).unwrap();
    assert_eq!(clocks(&day), ("none".into(), "13:10".into(), "15:00".into()), "from when it was opened again");
    set_policies(&mut day, vec![policy("slower", 30 * MIN, 3 * HOUR)]).unwrap();
    assert_eq!(clocks(&day), ("none".into(), "none".into(), "16:00".into()), "it still began at 13:00");
}

#[test]
fn a_remark_starts_no_clock() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    let next = Policy { next_secs: Some(10 * MIN), ..policy("all", 30 * MIN, 2 * HOUR) };
    set_policies(&mut day, vec![next]).unwrap();
    day.read(vec![answer("a1", "09:00", "q1")]);
    day.until("09:10").read(vec![reply("q2", "mira", "09:10", "a1")]);
    let thanks = Overrule::Watch(Kind::Chatter);
    day.ask(Command::Overrule { conversations: vec![ConversationId(0)], to: thanks, lessons: Vec::new() }).unwrap();
    assert_eq!(day.row(0).next_response_due, None);
    assert_eq!(day.state(0), "pending customer");
}

#[test]
fn a_resolution_clock_stands_still_while_it_is_the_customers_turn_and_keeps_what_is_left() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    let pausing = Policy { pauses_pending: true, pauses_snoozed: true, ..policy("all", 30 * MIN, 4 * HOUR) };
    set_policies(&mut day, vec![pausing]).unwrap();
    open_from(&mut day, "9-12, 13-18");
    assert_eq!(shown(day.row(0).resolution_due), "14:00", "four open hours with the lunch between");
    day.until("10:00").read(vec![answer("a1", "10:00", "q1")]);
    assert_eq!(day.row(0).resolution_due, None, "it stands still");
    let explained = day.engine.floor().explained(ConversationId(0));
    let resolution = explained.iter().find(|e| e.clock == Clock::Resolution).unwrap();
    assert_eq!(resolution.working.due, Due::Paused(3 * HOUR));
    assert_eq!(resolution.working.lines.last().unwrap().words, "paused since Tue 12 Mar 10:00");
    day.until("11:00").read(vec![reply("q2", "mira", "11:00", "a1")]);
    assert_eq!(shown(day.row(0).resolution_due), "15:00", "an hour stood still");
    day.until("11:30").snooze(&[0], "14:00").unwrap();
    assert_eq!(day.row(0).resolution_due, None);
    day.undo().unwrap();
    assert_eq!(shown(day.row(0).resolution_due), "15:00", "it was put aside for no time at all");
    day.snooze(&[0], "14:00").unwrap();
    day.until("14:00");
    assert_eq!(shown(day.row(0).resolution_due), "16:30", "an hour and a half of open time stood still");
    let lines = &day.engine.floor().explained(ConversationId(0))[1].working.lines;
    let words: Vec<_> = lines.iter().map(|l| l.words.as_str()).collect();
    assert!(words.contains(&"paused from Tue 12 Mar 10:00 to Tue 12 Mar 11:00"), "{words:?}");
    day.resolve(&[0]).unwrap();
    day.undo().unwrap();
    assert_eq!(shown(day.row(0).resolution_due), "16:30");
}

#[test]
fn who_moved_a_due_time_and_from_when_to_when_can_be_told() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    day.until("09:01");
    set_policies(&mut day, vec![policy("all in ten", 10 * MIN, HOUR)]).unwrap();
    day.until("09:02");
    open_from(&mut day, "10-17");
    let commits = day.log().iter().filter(|(_, _, d)| d.at >= at("09:01")).count();
    assert_eq!(commits, 3, "one fact each, whatever the number of conversations");
    let moved = day.engine.floor().moved_by_promises(ConversationId(0));
    let told: Vec<String> = moved
        .iter()
        .map(|m| {
            format!(
                "{} {}: {} {} to {} by {}",
                clock(m.at),
                m.words,
                m.clock.word(),
                shown(m.from),
                shown(m.to),
                m.policy
            )
        })
        .collect();
    let expected = [
        "09:01 policies set: first response 09:30 to 09:10 by all in ten",
        "09:01 policies set: resolution 33:00 to 10:00 by all in ten",
        "09:02 hours of @larkhelp set to hours 0: first response 09:10 to 10:10 by all in ten",
        "09:02 hours of @larkhelp set to hours 0: resolution 10:00 to 11:00 by all in ten",
    ];
    let expected: Vec<String> =
        expected.iter().map(|e| e.replace("33:00", &clock(at("09:00").plus(24 * HOUR)))).collect();
    assert_eq!(told, expected);
}

#[test]
fn hours_that_never_come_leave_nobody_without_a_clock_and_say_so() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    let hours = Box::new(hours("nobody home", "closed"));
    let words = ask(&mut day, PromiseCommand::SetCalendar { calendar: None, hours }).unwrap();
    assert_eq!(words, "hours nobody home set; they never come, so promises by them run by the clock on the wall");
    ask(&mut day, PromiseCommand::SetHandleHours { handle: HandleId(0), calendar: Some(CalendarId(0)) }).unwrap();
    assert_eq!(shown(day.row(0).first_response_due), "09:30");
    let explained = day.engine.floor().explained(ConversationId(0));
    assert_eq!(explained[0].hours, "hours nobody home never come, so it runs by the clock on the wall");
    day.until("09:30:01");
    assert!(day.row(0).has(FIRST_RESPONSE_BREACHED));
}

#[test]
fn a_clock_that_is_set_back_two_hours_breaks_nothing_and_loses_nothing() {
    let mut day = Day::new();
    let pausing = Policy { pauses_pending: true, next_secs: Some(10 * MIN), ..policy("all", 30 * MIN, 4 * HOUR) };
    set_policies(&mut day, vec![pausing]).unwrap();
    day.read(vec![post("q1", "mira", "09:00"), post("q2", "noor", "09:00")]);
    day.until("10:00").read(vec![answer("a2", "10:00", "q2")]);
    assert!(day.row(0).has(FIRST_RESPONSE_BREACHED));
    day.now = at("08:00");
    day.turn(Vec::new());
    assert!(day.row(0).has(FIRST_RESPONSE_BREACHED), "what was broken stays broken");
    assert!(day.snapshot().trouble.is_some_and(|t| t.contains("set back")), "and the desk says why ages look odd");
    day.read(vec![post("q3", "kit", "08:00"), reply("q4", "noor", "08:00", "a2")]);
    assert_eq!(shown(day.row(2).first_response_due), "08:30");
    day.until("08:30:01");
    assert!(day.row(2).has(FIRST_RESPONSE_BREACHED), "new clocks run by the clock as it is");
    day.until("10:00:01");
    assert_eq!(day.snapshot().trouble, None, "the clock has caught up");
    assert_eq!(day.count(), 3);
}

#[test]
fn what_cannot_be_promised_is_refused_in_words() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    let words = |day: &mut Day, p: Policy| set_policies(day, vec![p]).unwrap_err();
    assert!(words(&mut day, policy("", 60, 60)).contains("needs a name"));
    assert!(words(&mut day, policy("quick", 59, 60)).contains("within a minute or more"));
    assert!(words(&mut day, policy("odd", 120, 60)).contains("no sooner"));
    assert!(words(&mut day, policy("long", 60, 91 * 24 * HOUR)).contains("90 days"));
    let nowhere = Policy { channel: Some(ChannelId(9)), ..policy("nowhere", 60, 60) };
    assert_eq!(words(&mut day, nowhere), "that channel is not on this floor");
    let no_hours = Policy { hours: PolicyHours::Calendar(CalendarId(4)), ..policy("no hours", 60, 60) };
    assert!(words(&mut day, no_hours).contains("those hours are not on this floor"));
    let twice = vec![policy("same", 60, 60), policy("same", 120, 120)];
    assert_eq!(set_policies(&mut day, twice).unwrap_err(), "two policies are called same");
    let many = (0..=watchfloor::limits::POLICIES_MAX).map(|n| policy(&n.to_string(), 60, 60)).collect();
    assert!(set_policies(&mut day, many).unwrap_err().contains("at most 100 policies"));
    let bots = (0..=watchfloor::limits::BOTS_MAX).map(|n| n.to_string()).collect();
    assert!(ask(&mut day, PromiseCommand::SetBots { names: bots }).unwrap_err().contains("at most 100"));
    for _ in 0..watchfloor::limits::CALENDARS_MAX {
        set_calendar(&mut day, "9-17");
    }
    let more = PromiseCommand::SetCalendar { calendar: None, hours: Box::new(hours("one more", "9-17")) };
    assert_eq!(ask(&mut day, more).unwrap_err(), "a floor holds at most 200 calendars");
}

#[test]
fn only_so_many_changes_and_pauses_are_remembered() {
    let mut day = Day::new();
    day.read(vec![post("q0", "mira", "09:00")]);
    for n in 0..watchfloor::limits::PROMISE_EDITIONS_MAX as u32 + 5 {
        let pausing = Policy { pauses_snoozed: true, ..policy("all", 30 * MIN + n, 90 * 24 * HOUR) };
        set_policies(&mut day, vec![pausing]).unwrap();
    }
    let editions = day.engine.floor().promises().editions().count();
    assert_eq!(editions, watchfloor::limits::PROMISE_EDITIONS_MAX);
    for _ in 0..watchfloor::limits::PAUSES_KEPT_MAX + 5 {
        let until = day.now.plus(20);
        day.ask(Command::Snooze { conversations: vec![ConversationId(0)], until }).unwrap();
        day.pass_to(until.plus(10));
    }
    let paused = day.engine.floor().promises().paused(ConversationId(0));
    assert_eq!(paused.len(), watchfloor::limits::PAUSES_KEPT_MAX);
    assert!(day.row(0).resolution_due.is_some(), "beyond, it runs");
}

/// A wish about hours or promises.
fn promise_step() -> impl Strategy<Value = days::Step> {
    let periods = prop_oneof![Just("9-17"), Just("closed"), Just("8-12, 13:30-18"), Just("24 h"), Just("0-1")];
    let zones = prop_oneof![Just("UTC"), Just("Australia/Lord_Howe"), Just("America/New_York")];
    let calendar = (0..3u16, periods, zones, any::<bool>()).prop_map(|(n, text, zone, new)| {
        let hours = Hours { zone: zone.into(), ..hours(&format!("hours {n}"), text) };
        PromiseCommand::SetCalendar { calendar: (!new).then_some(CalendarId(n)), hours: Box::new(hours) }
    });
    let of = (0..3u16, proptest::option::of(0..3u16)).prop_map(|(handle, calendar)| PromiseCommand::SetHandleHours {
        handle: HandleId(handle),
        calendar: calendar.map(CalendarId),
    });
    let one = (
        (proptest::option::of(0..2u16), proptest::option::weighted(0.3, Just(Kind::Complaint)), 60..5000u32),
        (proptest::option::of(60..3000u32), 0..20_000u32, proptest::option::of(0..3u16)),
        (any::<bool>(), any::<bool>()),
    );
    let policies = proptest::collection::vec(one, 0..3).prop_map(|all| {
        let one = |(n, ((channel, kind, first), (next_secs, more, calendar), pauses)): (usize, _)| {
            let (pauses_pending, pauses_snoozed): (bool, bool) = pauses;
            Policy {
                channel: Option::<u16>::map(channel, ChannelId),
                kind,
                next_secs,
                hours: Option::<u16>::map_or(calendar, PolicyHours::OfHandle, |c| PolicyHours::Calendar(CalendarId(c))),
                pauses_pending,
                pauses_snoozed,
                ..policy(&format!("policy {n}"), first, first + more)
            }
        };
        let policies = all.into_iter().enumerate().map(one).collect();
        PromiseCommand::SetPolicies { policies, confirmed: true }
    });
    let bots = any::<bool>()
        .prop_map(|any| PromiseCommand::SetBots { names: if any { vec!["agent 1".into()] } else { Vec::new() } });
    prop_oneof![2 => calendar, 2 => of, 3 => policies, 1 => bots].prop_map(|c| days::Step::Ask(Command::Promise(c)))
}

fn steps() -> impl Strategy<Value = Vec<days::Step>> {
    let some =
        (days::overruled_steps(), proptest::collection::vec((any::<prop::sample::Index>(), promise_step()), 1..8));
    some.prop_map(|(mut steps, promises)| {
        for (place, step) in promises {
            steps.insert(place.index(steps.len() + 1), step);
        }
        steps
    })
}

/// Every clock that is shown is where its explanation ends.
fn explained_as_shown(floor: &Floor) -> Result<(), TestCaseError> {
    for (id, c) in floor.conversations() {
        for explained in floor.explained(id) {
            let due = match explained.clock {
                Clock::FirstResponse => c.first_response_due,
                Clock::NextResponse => c.next_response_due,
                Clock::Resolution => c.resolution_due,
            };
            let alone = floor.parts_of(id).next().is_none() && floor.leads(id).is_none();
            if let Some(due) = due.filter(|_| alone) {
                prop_assert_eq!(explained.working.due, Due::At(due), "{:?} of {:?}: {:?}", explained, id, c);
                let last = explained.working.lines.last().map(|l| l.until);
                prop_assert_eq!(last, Some(due));
            } else if alone && explained.clock == Clock::Resolution {
                prop_assert!(matches!(explained.working.due, Due::Paused(_)), "{:?}", explained);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// All rules of the floor hold after each turn (the day asks them), each clock is explained as it is shown, and a
    /// snapshot with the tail is the same as all facts from the beginning.
    #[test]
    fn promises_keep_the_laws_of_the_floor(steps in steps()) {
        let mut day = days::begin();
        for step in &steps {
            days::happen(&mut day, step);
            explained_as_shown(day.engine.floor())?;
        }
        let mut again = Floor::default();
        for (seq, key, decision) in day.log() {
            again.apply(seq, &key, &decision);
        }
        let bytes = wire::floor_bytes(day.engine.floor());
        prop_assert!(bytes == wire::floor_bytes(&again), "the log told again is another floor");
        let kept = wire::floor(&bytes).unwrap();
        prop_assert!(bytes == wire::floor_bytes(&kept), "a snapshot brings back another floor");
        let far = day.now.plus(7 * 24 * HOUR);
        day.pass_to(far);
        prop_assert_eq!(watchfloor::floor::due(day.engine.floor(), far, usize::MAX), Vec::<Event>::new());
        explained_as_shown(day.engine.floor())?;
    }
}

#[test]
fn hours_are_deleted_when_nobody_has_them_and_their_number_is_given_again() {
    let mut day = Day::new();
    day.read(vec![post("q", "mira", "09:00")]);
    open_from(&mut day, "8-12");
    let calendar = CalendarId(0);
    let refused = ask(&mut day, PromiseCommand::RemoveCalendar { calendar }).unwrap_err();
    assert!(refused.contains("give them other hours first"), "{refused}");
    ask(&mut day, PromiseCommand::SetHandleHours { handle: HandleId(0), calendar: None }).unwrap();
    ask(&mut day, PromiseCommand::RemoveCalendar { calendar }).unwrap();
    assert!(day.engine.floor().promises().calendar(calendar).is_none());
    let again = wire::floor(&wire::floor_bytes(day.engine.floor())).unwrap();
    assert_eq!(again.promises(), day.engine.floor().promises());
    assert!(ask(&mut day, PromiseCommand::SetHandleHours { handle: HandleId(0), calendar: Some(calendar) }).is_err());
    let hours = Box::new(hours("hours 0", "9-17"));
    ask(&mut day, PromiseCommand::SetCalendar { calendar: None, hours }).unwrap();
    assert_eq!(day.engine.floor().promises().calendar(calendar).map(|c| c.hours().name.as_str()), Some("hours 0"));
}
