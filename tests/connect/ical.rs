//! Holidays out of calendar files, as they are given out and as they are broken.

use jiff::civil::date;
use proptest::prelude::*;
use watchfloor::connect::ical::holidays;
use watchfloor::limits;

fn file(events: &[&str]) -> String {
    let events = events.iter().map(|e| format!("BEGIN:VEVENT\r\n{e}\r\nEND:VEVENT\r\n"));
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", events.collect::<String>())
}

fn read(events: &[&str]) -> Vec<(String, String)> {
    let read = holidays("h.ics", file(events).as_bytes(), date(2024, 3, 12)).unwrap();
    read.days.into_iter().map(|d| (d.date.to_string(), d.name)).collect()
}

fn refused(text: &str) -> String {
    holidays("h.ics", text.as_bytes(), date(2024, 3, 12)).unwrap_err()
}

#[test]
fn whole_days_several_days_and_folded_names_are_read() {
    let days = read(&[
        "DTSTART;VALUE=DATE:20241225\r\nDTEND;VALUE=DATE:20241227\r\nSUMMARY:Christmas\\, both\r\n  days",
        "DTSTART;TZID=Europe/Berlin:20241231T140000\r\nDTEND;TZID=Europe/Berlin:20241231T180000\r\nSUMMARY:Early close",
        "DTSTART;VALUE=DATE:20230101\r\nSUMMARY:Over",
        "DTSTART;VALUE=DATE:20240501\r\nSTATUS:CANCELLED\r\nSUMMARY:Called off",
    ]);
    let names: Vec<_> = days.iter().map(|(d, n)| format!("{d} {n}")).collect();
    assert_eq!(names, ["2024-12-25 Christmas, both days", "2024-12-26 Christmas, both days", "2024-12-31 Early close"]);
}

#[test]
fn yearly_days_come_back_and_other_rules_are_said() {
    let yearly = read(&["DTSTART;VALUE=DATE:20201225\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Christmas"]);
    assert_eq!(yearly.first().unwrap().0, "2024-12-25");
    assert_eq!(yearly.last().unwrap().0, "2029-12-25");
    let fourth =
        read(&["DTSTART;VALUE=DATE:20221124\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\nSUMMARY:Thanksgiving"]);
    let dates: Vec<_> = fourth.iter().take(3).map(|(d, _)| d.as_str()).collect();
    assert_eq!(dates, ["2024-11-28", "2025-11-27", "2026-11-26"]);
    let last =
        read(&["DTSTART;VALUE=DATE:20230529\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;UNTIL=20250101\r\nSUMMARY:M"]);
    assert_eq!(last, [("2024-05-27".to_owned(), "M".to_owned())]);
    let odd = file(&["DTSTART;VALUE=DATE:20240401\r\nRRULE:FREQ=MONTHLY\r\nSUMMARY:Stocktaking"]);
    let odd = holidays("h.ics", odd.as_bytes(), date(2024, 3, 12)).unwrap();
    assert_eq!(odd.days.len(), 1);
    assert_eq!(odd.notes, ["Stocktaking repeats in a way that is not read: only 2024-04-01 was taken"]);
}

#[test]
fn two_names_of_one_day_are_both_kept() {
    let one = "DTSTART;VALUE=DATE:20241225\r\nSUMMARY:Christmas";
    let days = read(&[one, "DTSTART;VALUE=DATE:20241225\r\nSUMMARY:Stocktaking", one]);
    assert_eq!(days, [("2024-12-25".to_owned(), "Christmas and Stocktaking".to_owned())]);
}

#[test]
fn a_bad_file_is_refused_in_words() {
    assert_eq!(refused("date,name\n"), "h.ics is no calendar file: it does not begin with BEGIN:VCALENDAR");
    let whole = file(&["DTSTART;VALUE=DATE:20241225\r\nSUMMARY:Christmas"]);
    let broken = &whole[..whole.len() - 20];
    assert_eq!(refused(broken), "h.ics breaks off before its end; nothing was taken from it");
    assert_eq!(refused(&file(&["DTSTART;VALUE=DATE:20241345\r\nSUMMARY:x"])), "h.ics, line 4: \"20241345\" is no date");
    assert_eq!(refused(&file(&["SUMMARY:x"])), "h.ics, line 3: an event has no date");
    assert_eq!(refused(&file(&["rubbish"])), "h.ics, line 4: \"rubbish\" is not of a calendar file");
    assert_eq!(refused(&file(&[])), "h.ics holds no day from 2024 on");
    assert!(holidays("h.ics", b"BEGIN:VCALENDAR\xff", date(2024, 3, 12)).unwrap_err().contains("not in UTF-8"));
    assert!(refused(&" ".repeat(limits::HOLIDAY_BYTES_MAX + 1)).contains("larger than"));
    let many: Vec<String> = (0..500_i64)
        .map(|n| date(2024, 4, 1).saturating_add(jiff::Span::new().days(n)).strftime("DTSTART:%Y%m%d").to_string())
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(refused(&file(&many)).contains("at most 400 special days"));
}

proptest! {
    #[test]
    fn no_file_brings_it_down(text in "(BEGIN:VCALENDAR\r\n)?(BEGIN:VEVENT\r\n|END:VEVENT\r\n|DTSTART:[0-9]{0,9}\r\n|RRULE:[A-Z=;0-9-]{0,20}\r\n|.{0,6}\r\n){0,12}(END:VCALENDAR)?") {
        let _ = holidays("h.ics", text.as_bytes(), date(2024, 3, 12));
    }
}
