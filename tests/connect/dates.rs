//! Times as files write them.

use jiff::tz::TimeZone;
use watchfloor::connect::file::{Dates, DayOrder};

fn check(order: DayOrder, zone: &str, table: &str) {
    let dates = Dates { zone: TimeZone::get(zone).unwrap(), order };
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (text, expected) = line.split_once(" => ").unwrap();
        let found = dates.read(text).map_or_else(|reason| reason, |moment| moment.at.to_string());
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn times_are_read_as_files_write_them() {
    check(
        DayOrder::DayFirst,
        "UTC",
        "Mon Aug 29 03:20:05 +0000 2011 => 2011-08-29T03:20:05Z
        2024-05-01T13:22:05Z => 2024-05-01T13:22:05Z
        2024-05-01T13:22:05.999+02:00 => 2024-05-01T11:22:05Z
        2024-05-01 13:22:05 UTC => 2024-05-01T13:22:05Z
        2024-05-01 13:22:05+0530 => 2024-05-01T07:52:05Z
        2024-05-01 13:22 => 2024-05-01T13:22:00Z
        2024-05-01 => 2024-05-01T00:00:00Z
        2024/5/1 9:05 => 2024-05-01T09:05:00Z
        2024-05-01T15:22:05+02:00[Europe/Berlin] => 2024-05-01T13:22:05Z
        Wed, 01 May 2024 13:22:05 GMT => 2024-05-01T13:22:05Z
        Wed May 01 2024 15:22:05 GMT+0200 (Central European Summer Time) => 2024-05-01T13:22:05Z
        May 1, 2024 at 1:22 PM => 2024-05-01T13:22:00Z
        1 May 2024 12:00am => 2024-05-01T00:00:00Z
        1st May 2024 12:00 p.m. => 2024-05-01T12:00:00Z
        01/05/2024 13:22 => 2024-05-01T13:22:00Z
        01.05.24, 13:22 => 2024-05-01T13:22:00Z
        20240501 => 2024-05-01T00:00:00Z
        20240501132205 => 2024-05-01T13:22:05Z
        1714569725 => 2024-05-01T13:22:05Z
        1714569725.25 => 2024-05-01T13:22:05Z
        1714569725000 => 2024-05-01T13:22:05Z
        2016-12-31T23:59:60Z => 2016-12-31T23:59:59Z",
    );
    check(DayOrder::MonthFirst, "UTC", "01/05/2024 1:22 PM => 2024-01-05T13:22:00Z\n5/13/24 => 2024-05-13T00:00:00Z");
}

#[test]
fn times_without_a_zone_are_in_the_zone_that_was_said() {
    check(
        DayOrder::DayFirst,
        "Europe/Berlin",
        "2024-05-01 13:22:05 => 2024-05-01T11:22:05Z
        2024-01-01 13:22:05 => 2024-01-01T12:22:05Z
        2024-05-01 13:22:05Z => 2024-05-01T13:22:05Z",
    );
}

#[test]
fn what_is_no_time_says_so() {
    check(
        DayOrder::DayFirst,
        "UTC",
        "yesterday => The time “yesterday” could not be read.
        2024-02-30 => The time “2024-02-30” could not be read.
        2024-05-01 25:00 => The time “2024-05-01 25:00” could not be read.
        2024-05-01 13:00 PM => The time “2024-05-01 13:00 PM” could not be read.
        12/25/2024 => The time “12/25/2024” is no date when read day first, as the rest of the file.
        1969-12-31 => The time “1969-12-31” is before 1970, and cannot be kept.
        -5 => The time “-5” is before 1970, and cannot be kept.
        2106-03-01 => The time “2106-03-01” is after February 2106, and cannot be kept.",
    );
}
