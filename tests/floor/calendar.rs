//! Opening hours: the golden vectors of the product's number register (A.3), named after where they come from, and
//! laws over random calendars across changes of the clock.

use jiff::civil::{Date, date};
use jiff::tz::{AmbiguousOffset, TimeZoneDatabase};
use proptest::prelude::*;
use watchfloor::floor::{At, Calendar, Due, Hours, SpecialDay, parse_periods, working};
use watchfloor::limits;

/// Hours on Monday to Friday, and on the weekend, as people write them.
fn calendar(zone: &str, week: &str, weekend: &str) -> Calendar {
    Calendar::new(hours(zone, week, weekend)).unwrap()
}

fn hours(zone: &str, week: &str, weekend: &str) -> Hours {
    let (week, weekend) = (parse_periods(week).unwrap(), parse_periods(weekend).unwrap());
    let day = |n| if n < 5 { week.clone() } else { weekend.clone() };
    Hours { name: "Support".into(), zone: zone.into(), week: std::array::from_fn(day), days: Vec::new() }
}

fn closed(date: Date, name: &str) -> SpecialDay {
    SpecialDay { date, hours: Vec::new(), name: name.into(), public_text: String::new(), from_feed: String::new() }
}

/// A moment on the wall of a zone, the earlier one of two: `2024-03-15 16:30`.
fn on_wall(zone: &str, text: &str) -> At {
    let zone = TimeZoneDatabase::bundled().get(zone).unwrap();
    let wall: jiff::civil::DateTime = text.parse().unwrap();
    At::from_timestamp(zone.to_zoned(wall).unwrap().timestamp()).unwrap()
}

/// The due time as the clock of the calendar shows it.
fn due(calendar: &Calendar, from: &str, secs: u32) -> String {
    let from = on_wall(calendar.clock().name(), from);
    calendar.after(from, secs).map_or("never".into(), |at| calendar.words(at))
}

const HOUR: u32 = 3600;
const LONDON: &str = "Europe/London";

/// Friday is 15 March 2024.
#[test]
fn a45_the_golden_vector_of_chatwoot_13392_holds() {
    assert_eq!(due(&calendar(LONDON, "9-17", ""), "2024-03-15 16:30", HOUR), "Mon 18 Mar 09:30");
}

#[test]
fn a45_the_golden_vector_of_the_hootsuite_document_holds() {
    assert_eq!(due(&calendar(LONDON, "9-17", ""), "2024-03-15 16:45", HOUR / 2), "Mon 18 Mar 09:15");
}

#[test]
fn a45_the_golden_vector_of_glpi_22678_holds() {
    let calendar = calendar(LONDON, "8-18", "");
    assert_eq!(due(&calendar, "2024-03-11 17:00", 4 * HOUR), "Tue 12 Mar 11:00");
    let due = on_wall(LONDON, "2024-03-12 11:00");
    assert_eq!(calendar.words(calendar.before(due, HOUR).unwrap()), "Tue 12 Mar 10:00", "never at midnight");
}

#[test]
fn a45_the_golden_vector_of_freescout_3756_holds() {
    assert_eq!(due(&calendar(LONDON, "9-17", "9-17"), "2024-03-13 16:00", 4 * HOUR), "Thu 14 Mar 12:00");
}

#[test]
fn a45_the_golden_vector_of_chatwoot_14009_holds() {
    let split = calendar(LONDON, "8-12, 13:30-18", "");
    assert_eq!(due(&split, "2024-03-13 12:30", HOUR), "Wed 13 Mar 14:30");
}

/// Nobody can see why it is a day later when a file of holidays has brought St. Martin: so each day is named.
#[test]
fn a45_the_golden_vector_of_zammad_390_holds_and_shows_its_working() {
    let berlin = "Europe/Berlin";
    let plain = calendar(berlin, "9-21", "9-21");
    assert_eq!(due(&plain, "2015-11-09 23:00", 48 * HOUR), "Fri 13 Nov 21:00");
    let mut with_feed = hours(berlin, "9-21", "9-21");
    with_feed.days.push(SpecialDay { from_feed: "holidays.ics".into(), ..closed(date(2015, 11, 11), "St. Martin") });
    let calendar = Calendar::new(with_feed).unwrap();
    assert_eq!(due(&calendar, "2015-11-09 23:00", 48 * HOUR), "Sat 14 Nov 21:00");
    let explained = calendar.explain(on_wall(berlin, "2015-11-09 23:00"), 48 * HOUR);
    let words: Vec<_> = explained.lines.iter().map(|l| l.words.as_str()).collect();
    let expected = [
        "Tue 10 Nov from 09:00: 12 h",
        "Wed 11 Nov: St. Martin, closed",
        "Thu 12 Nov from 09:00: 12 h",
        "Fri 13 Nov from 09:00: 12 h",
        "Sat 14 Nov from 09:00: 12 h",
    ];
    assert_eq!(words, expected);
}

#[test]
fn a45_an_airline_never_closes_and_a_corner_shop_does() {
    let airline = calendar("America/New_York", "24 h", "24 h");
    assert_eq!(due(&airline, "2024-03-15 23:30", HOUR), "Sat 16 Mar 00:30");
    let lines = airline.explain(on_wall("America/New_York", "2024-03-15 23:30"), HOUR).lines;
    assert_eq!(lines.len(), 1, "open through midnight is one stretch: {lines:?}");
    assert_eq!(due(&calendar("America/New_York", "10-12", ""), "2024-03-15 11:30", HOUR), "Mon 18 Mar 10:30");
}

#[test]
fn thanksgiving_is_passed_over_by_name() {
    let mut hours = hours("America/New_York", "9-17", "");
    hours.days.push(closed(date(2024, 11, 28), "Thanksgiving"));
    let calendar = Calendar::new(hours).unwrap();
    let explained = calendar.explain(on_wall("America/New_York", "2024-11-27 16:30"), HOUR);
    let words: Vec<_> = explained.lines.iter().map(|l| l.words.as_str()).collect();
    assert_eq!(
        words,
        ["Wed 27 Nov from 16:30: 30 min", "Thu 28 Nov: Thanksgiving, closed", "Fri 29 Nov from 09:00: 30 min"]
    );
    assert_eq!(calendar.words(explained.due.at().unwrap()), "Fri 29 Nov 09:30");
}

#[test]
fn a_time_that_the_clock_skips_is_the_jump_and_one_that_it_shows_twice_is_the_first() {
    // New York, 10 March 2024: 02:00 becomes 03:00. 3 November: 02:00 becomes 01:00.
    let new_york = "America/New_York";
    let skips = calendar(new_york, "", "2:30-4");
    let opens = skips.next_open(on_wall(new_york, "2024-03-10 00:00")).unwrap();
    assert_eq!(skips.words(opens), "Sun 10 Mar 03:00");
    assert_eq!(skips.open_secs(opens, on_wall(new_york, "2024-03-10 23:00")), HOUR);
    let repeats = calendar(new_york, "", "0:30-1:30, 1:45-3");
    let night = (on_wall(new_york, "2024-11-03 00:00"), on_wall(new_york, "2024-11-03 12:00"));
    assert_eq!(repeats.open_secs(night.0, night.1), HOUR + HOUR + HOUR * 5 / 4, "the second 1:45 to 2:45 is open once");
    let all_day = calendar(new_york, "24 h", "24 h");
    let day = |d: u32| {
        all_day.open_secs(
            on_wall(new_york, &format!("2024-11-0{d} 00:00")),
            on_wall(new_york, &format!("2024-11-0{} 00:00", d + 1)),
        )
    };
    assert_eq!((day(2), day(3), day(4)), (24 * HOUR, 25 * HOUR, 24 * HOUR));
}

#[test]
fn a_calendar_that_never_opens_says_so_and_ends() {
    let never = calendar(LONDON, "", "");
    let now = on_wall(LONDON, "2024-03-15 16:30");
    assert!(never.is_never_open());
    assert_eq!((never.after(now, 1), never.before(now, 1), never.next_open(now)), (None, None, None));
    assert_eq!((never.open_secs(now, At::LAST), never.is_open(now)), (0, false));
    assert_eq!(never.after(now, 0), Some(now));
    let mut once = hours(LONDON, "", "");
    once.days.push(SpecialDay { hours: parse_periods("9-10").unwrap(), ..closed(date(2024, 3, 1), "Clearance") });
    let once = Calendar::new(once).unwrap();
    assert!(!once.is_never_open());
    assert_eq!(once.after(now, 60), None, "its only day is over");
    assert_eq!(once.explain(now, 60).due, Due::Never);
}

#[test]
fn what_cannot_be_meant_is_refused_in_words() {
    let refused = |hours: Hours| Calendar::new(hours).unwrap_err();
    let good = || hours(LONDON, "9-17", "");
    assert!(refused(Hours { zone: "Europe/Lundon".into(), ..good() }).starts_with("no time zone is called"));
    assert_eq!(refused(Hours { name: " ".into(), ..good() }), "the name of a calendar needs a name");
    let twice = vec![closed(date(2024, 12, 25), "Christmas"), closed(date(2024, 12, 25), "Xmas")];
    assert_eq!(refused(Hours { days: twice, ..good() }), "2024-12-25 is there twice: Christmas and Xmas");
    let many = (0..=limits::SPECIAL_DAYS_MAX as i64)
        .map(|n| closed(date(2024, 1, 1).saturating_add(jiff::Span::new().days(n)), "day"));
    assert!(refused(Hours { days: many.collect(), ..good() }).contains("at most 400 special days"));
    let long = SpecialDay { public_text: "x".repeat(501), ..closed(date(2024, 12, 25), "Christmas") };
    assert!(refused(Hours { days: vec![long], ..good() }).contains("keep it under 500"));
    let words = |text: &str| parse_periods(text).unwrap_err();
    assert_eq!(words("17-9"), "on this day 17:00-9:00 ends before it begins; write hours over midnight on two days");
    assert_eq!(words("9-12, 11-13"), "on this day 9:00-12:00 and 11:00-13:00 overlap");
    assert!(words("9 to 5").contains("cannot be read as hours"));
    assert!(words("9-25").contains("cannot be read as hours"));
    assert!(words("1-2,3-4,5-6,7-8,9-10,11-12,13-14,15-16,17-18").contains("more than 8"));
    assert_eq!(parse_periods("9-12, 12-17").unwrap(), parse_periods("9-17").unwrap(), "what touches is one");
}

#[test]
fn customers_are_told_of_a_closed_day_and_of_no_other() {
    let mut hours = hours(LONDON, "9-17", "");
    let text = "We are back on the 27th.";
    hours.days.push(SpecialDay { public_text: text.into(), ..closed(date(2024, 12, 25), "Christmas") });
    let calendar = Calendar::new(hours).unwrap();
    assert_eq!(calendar.public_text(on_wall(LONDON, "2024-12-25 12:00")), Some(text));
    assert_eq!(calendar.public_text(on_wall(LONDON, "2024-12-24 12:00")), None);
}

#[test]
fn a_long_explanation_keeps_both_ends_and_its_sum() {
    let calendar = calendar(LONDON, "9-17", "");
    let from = on_wall(LONDON, "2024-01-01 10:00");
    let explained = calendar.explain(from, 1000 * HOUR);
    assert_eq!(explained.lines.len(), limits::EXPLAIN_LINES_MAX);
    assert_eq!(explained.lines.iter().map(|l| l.secs).sum::<u32>(), 1000 * HOUR);
    assert_eq!(explained.lines.last().map(|l| l.until), explained.due.at());
}

/// Zones whose clocks turn in all the ways there are: by half an hour, at midnight, not at all, and once over a day.
const ZONES: [&str; 8] = [
    "Europe/Zurich",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Pacific/Apia",
    "Africa/Casablanca",
];

fn some_hours() -> impl Strategy<Value = Vec<watchfloor::floor::Period>> {
    let cuts = proptest::collection::btree_set(0..=1440_u16, 0..=6);
    cuts.prop_map(|cuts| {
        let cuts: Vec<u16> = cuts.into_iter().collect();
        cuts.chunks_exact(2).map(|c| watchfloor::floor::Period { from: c[0], until: c[1] }).collect()
    })
}

prop_compose! {
    fn some_calendar()(
        zone in 0..ZONES.len(),
        week in proptest::array::uniform7(some_hours()),
        days in proptest::collection::btree_map(0..9000_i64, some_hours(), 0..4),
        // From 1985, when St. John's and Sao Paulo turned at midnight, to 2035.
        around in 473_000_000_i64..2_050_000_000,
        near_a_turn in proptest::bool::weighted(0.7),
        back in 0..90_000_i64,
    ) -> (Calendar, At) {
        let first = date(2010, 1, 1);
        let day = |(n, hours): (i64, Vec<_>)| SpecialDay {
            hours, ..closed(first.saturating_add(jiff::Span::new().days(n)), "day")
        };
        let days = days.into_iter().map(day).collect();
        let hours = Hours { name: "any".into(), zone: ZONES[zone].into(), week, days };
        let calendar = Calendar::new(hours).unwrap();
        let mut from = jiff::Timestamp::from_second(around).unwrap();
        let rules = TimeZoneDatabase::bundled().get(ZONES[zone]).unwrap();
        if let Some(turn) = rules.following(from).next().filter(|_| near_a_turn) {
            from = turn.timestamp();
        }
        (calendar, At::from_unix(from.as_second() - back).unwrap())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    /// Business time is additive and monotone, and each way is the other's way back, across changes of the clock.
    #[test]
    fn business_time_adds_up_grows_and_goes_back(
        (calendar, from) in some_calendar(), a in 0..200_000_u32, b in 0..200_000_u32, wait in 0..400_000_u32
    ) {
        let Some(due) = calendar.after(from, a + b) else {
            prop_assert!(calendar.open_secs(from, from.plus(600 * 86_400)) < a + b);
            return Ok(());
        };
        let first = calendar.after(from, a).unwrap();
        prop_assert_eq!(calendar.after(first, b), Some(due), "additive");
        prop_assert_eq!(calendar.open_secs(from, due), a + b);
        prop_assert_eq!(calendar.open_secs(from, first) + calendar.open_secs(first, due), a + b);
        prop_assert!(from <= first && first <= due, "monotone in what is promised");
        if let Some(later) = calendar.after(from.plus(wait), a + b) {
            prop_assert!(due <= later, "monotone in when it begins");
        }
        let began = calendar.before(due, a + b).unwrap();
        prop_assert_eq!(calendar.open_secs(began, due), a + b);
        prop_assert!(began >= from, "the last moment that reaches it is no earlier");
        prop_assert_eq!(calendar.open_secs(from, began), 0, "and nothing was open in between");
        prop_assert!(a + b == 0 || calendar.after(began, a + b) == Some(due), "and back again");
        let explained = calendar.explain(from, a + b);
        prop_assert_eq!(explained.due, Due::At(due));
        prop_assert_eq!(explained.lines.iter().map(|l| l.secs).sum::<u32>(), a + b);
        if let Some(last) = explained.lines.last() {
            prop_assert_eq!(last.until, due, "it ends at the moment that is shown");
        }
        prop_assert!(explained.lines.windows(2).all(|p| p[0].until <= p[1].from), "{:?}", explained.lines);
    }

    /// A clock that stood still has exactly the rest to go, whenever it stood still.
    #[test]
    fn a_pause_keeps_what_is_left(
        (calendar, from) in some_calendar(), secs in 1..200_000_u32, runs in 0..300_000_u32, stands in 0..300_000_u32
    ) {
        let (since, until) = (from.plus(runs), from.plus(runs + stands));
        let open = calendar.open_secs(from, since).min(secs);
        let paused = working(Some(&calendar), from, secs, &[(since, None)]);
        let went_on = working(Some(&calendar), from, secs, &[(since, Some(until))]);
        if open == secs {
            prop_assert_eq!(paused.due.at(), calendar.after(from, secs));
            return Ok(());
        }
        prop_assert_eq!(paused.due, Due::Paused(secs - open));
        prop_assert_eq!(went_on.due.at(), calendar.after(until, secs - open));
    }

    /// Away from changes of the clock, hours are what any clock on the wall says.
    #[test]
    fn hours_are_what_the_wall_says((calendar, at) in some_calendar()) {
        let at = at.plus(40 * 86_400); // most of them stand at a change
        let rules = TimeZoneDatabase::bundled().get(calendar.clock().name()).unwrap();
        let wall = rules.to_datetime(at.timestamp());
        let quiet = [-26, 0, 26].iter().all(|h| {
            let near = wall.saturating_add(jiff::Span::new().hours(*h));
            matches!(rules.to_ambiguous_timestamp(near).offset(), AmbiguousOffset::Unambiguous { .. })
        }) && rules.to_offset(at.minus(93_600).timestamp()) == rules.to_offset(at.plus(93_600).timestamp());
        if !quiet {
            return Ok(());
        }
        let day = calendar.special_day(wall.date()).map_or_else(
            || calendar.hours().week[wall.date().weekday().to_monday_zero_offset().unsigned_abs() as usize].clone(),
            |special| special.hours.clone(),
        );
        let minute = u16::from(wall.hour().unsigned_abs()) * 60 + u16::from(wall.minute().unsigned_abs());
        prop_assert_eq!(calendar.is_open(at), day.iter().any(|p| p.from <= minute && minute < p.until));
    }
}
