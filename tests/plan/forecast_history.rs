//! Histories: rows in every state in which files have them, and clocks that change.

use super::forecast::{at, zone};
use watchfloor::plan::forecast::{Calendar, Fit};
use watchfloor::plan::history::{Column, Columns, Grain, History, HistoryBuilder, Key, Row, When, told};

fn wall(text: &str) -> i64 {
    let civil: jiff::civil::DateTime = text.parse().unwrap();
    civil.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_second()
}

fn row(line: u64, wall: i64, count: f64) -> Row {
    Row { line, when: When::Wall(wall), key: Key::default(), count: Some(count) }
}

fn only(told: &watchfloor::plan::history::Told) -> &History {
    &told.histories[&Key::default()]
}

#[test]
fn days_of_23_and_25_hours_have_as_many_intervals_as_they_have() {
    for (name, day, slots) in [
        ("Europe/Zurich", "2026-03-29", 46),
        ("Europe/Zurich", "2026-10-25", 50),
        ("America/New_York", "2026-03-08", 46),
        ("America/New_York", "2026-11-01", 50),
        ("Australia/Lord_Howe", "2026-04-05", 49),
        ("Asia/Kathmandu", "2026-04-05", 48),
    ] {
        let start = at(wall(&format!("{day}T00:00")) - 40 * 3600);
        let history = History::new(Key::default(), Grain::Half, zone(name), start, vec![Some(1.0); 200]);
        let number = watchfloor::plan::forecast::day_of(day.parse().unwrap());
        let (from, until) = (history.midnight(number), history.midnight(number + 1));
        assert_eq!(until - from, slots, "{name} {day}");
        assert_eq!((history.local(from).slot, history.local(from).day), (0, number), "{name} {day}");
        assert_eq!(history.local(from - 1).day, number - 1);
    }
}

/// Nine in the morning stays nine in the morning when the clocks have changed.
#[test]
fn a_forecast_follows_the_wall_through_the_change_of_clocks() {
    let zone = zone("Europe/Zurich");
    let start = at(wall("2026-09-20T22:00:00"));
    let blank = History::new(Key::default(), Grain::Half, zone.clone(), start, vec![None; 36 * 48]);
    let open = |local: watchfloor::plan::history::Local| (18..34).contains(&local.slot);
    let counts = (0..34 * 48).map(|i| Some(if open(blank.local(i)) { 80.0 } else { 4.0 }));
    let history = History::new(Key::default(), Grain::Half, zone, start, counts.collect::<Vec<_>>());
    let fit = Fit::of(&history, history.ends(), &Calendar::default()).unwrap();
    for point in fit.forecast(4 * 48, 1.0) {
        let local = history.local(history.interval_of(point.start));
        let expected = if open(local) { 80.0 } else { 4.0 };
        assert!((point.p50 - expected).abs() < 0.2 * expected, "{local:?} {point:?}");
    }
}

#[test]
fn an_hour_that_comes_twice_and_one_that_never_comes_are_named() {
    let five = |from: &str, n: i64| (0..n).map(|i| wall(from) + i * 300).collect::<Vec<_>>();
    let mut walls = five("2026-11-01T00:00", 24);
    walls.extend(five("2026-11-01T01:00", 36));
    let rows = |walls: &[i64]| walls.iter().enumerate().map(|(i, w)| row(i as u64 + 2, *w, 2.0)).collect::<Vec<_>>();
    let new_york = told(rows(&walls), Grain::Half, zone("America/New_York"), false).unwrap();
    assert_eq!(only(&new_york).len(), 10, "five hours");
    assert!((0..10).all(|i| only(&new_york).value(i) == Some(12.0)));
    assert!(new_york.notes[0].contains("12 rows lie in an hour that came twice"), "{:?}", new_york.notes);
    // Told as UTC the same rows repeat a time, which is named; nothing is counted double.
    let utc = told(rows(&walls), Grain::Half, zone("UTC"), false).unwrap();
    assert_eq!(only(&utc).value(2), Some(12.0));
    assert!(utc.notes.iter().any(|note| note.contains("repeat")), "{:?}", utc.notes);
    let skipped = told(rows(&five("2026-03-08T00:00", 60)), Grain::Half, zone("America/New_York"), false).unwrap();
    let note =
        "12 rows have, from line 26, a time that the clocks of America/New_York skipped: left out, with a count of 24.";
    assert!(skipped.notes.iter().any(|said| said == note), "{:?}", skipped.notes);
    assert_eq!(only(&skipped).len(), 8, "four hours");
}

#[test]
fn rows_out_of_order_with_holes_and_repeats_are_mended_and_named() {
    let mut rows: Vec<Row> =
        (0..6 * 24 * 12).map(|i| row(i + 2, wall("2026-05-04T00:00") + i as i64 * 300, 1.0)).collect();
    rows.retain(|row| !(300..312).contains(&row.line));
    let again = rows[40].clone();
    rows.insert(41, again);
    rows.swap(100, 200);
    let told = told(rows, Grain::Half, zone("UTC"), false).unwrap();
    let history = only(&told);
    assert_eq!(history.len(), 6 * 48);
    assert!((0..history.len()).all(|i| history.value(i as i64).is_none_or(|count| count == 6.0)));
    let gaps = (0..history.len()).filter(|i| history.value(*i as i64).is_none()).count();
    assert!((1..=2).contains(&gaps), "{gaps}: an hour of rows lacks, from the middle of an interval");
    for said in ["put in order", "repeats a time"] {
        assert!(told.notes.iter().any(|note| note.contains(said)), "{said}: {:?}", told.notes);
    }
}

#[test]
fn what_closes_within_an_interval_is_whole() {
    // Open from 07:00 to 21:05: the last half hour has one row of six, every day.
    let days = (0..10).flat_map(|day| (84..253).map(move |five| wall("2026-05-04T00:00") + day * 86_400 + five * 300));
    let rows = days.enumerate().map(|(i, w)| row(i as u64, w, 10.0)).collect();
    let told = told(rows, Grain::Half, zone("UTC"), false).unwrap();
    let history = only(&told);
    let last = |day: i64| history.value(day * 48 + 28);
    assert_eq!((last(0), last(5), last(9)), (Some(10.0), Some(10.0), Some(10.0)), "{:?}", told.notes);
    assert_eq!(history.value(29), None, "closed, and no zero");
}

#[test]
fn the_two_grains_agree_and_hours_are_spread() {
    let rows: Vec<Row> =
        (0..288 * 3).map(|i| row(i + 2, wall("2026-05-04T00:00") + i as i64 * 300, i as f64)).collect();
    let (half, quarter) = (
        told(rows.clone(), Grain::Half, zone("UTC"), false).unwrap(),
        told(rows, Grain::Quarter, zone("UTC"), false).unwrap(),
    );
    for i in 0..144 {
        let two = only(&quarter).value(2 * i).unwrap() + only(&quarter).value(2 * i + 1).unwrap();
        assert_eq!(only(&half).value(i), Some(two));
    }
    let hours = (0..48).map(|i| row(i + 2, wall("2026-05-04T00:00") + i as i64 * 3600, 10.0)).collect();
    let told_hours = told(hours, Grain::Half, zone("UTC"), false).unwrap();
    assert!((0..96).all(|i| only(&told_hours).value(i) == Some(5.0)));
    let days = (0..30).map(|i| row(i + 2, wall("2026-05-04T00:00") + i as i64 * 86_400, 10.0)).collect();
    assert!(told(days, Grain::Half, zone("UTC"), false).unwrap_err().contains("every 24.0 hours"));
}

#[test]
fn keys_are_kept_apart_and_added_up() {
    let names = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let columns = Columns::guess(&names("Date,Time,Channel,Language,Offered"), &[]).unwrap();
    assert!(matches!(
        columns.each[..],
        [Column::Time, Column::Clock, Column::Part(_), Column::Part(_), Column::Count(_)]
    ));
    let key =
        |channel: &str, language: &str| Key { channel: channel.into(), language: language.into(), ..Key::default() };
    let mut builder = HistoryBuilder::new(Grain::Half, zone("UTC"));
    for (i, key) in [key("X", "de"), key("X", "fr"), key("Facebook", "de")].iter().enumerate() {
        for n in 0..=i as i64 {
            builder.count(key, at(1_793_577_600 + 1800 * n)).unwrap();
        }
    }
    let of = |wanted: &Key| {
        let history = builder.finish(at(1_793_577_600), at(1_793_577_600 + 5400), wanted);
        (0..3).map(|i| history.value(i).unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(of(&key("X", "")), [2.0, 1.0, 0.0]);
    assert_eq!(of(&key("", "de")), [2.0, 1.0, 1.0]);
    assert_eq!(of(&Key::default()), [3.0, 2.0, 1.0]);
    let (x, facebook) = (
        builder.finish(at(1_793_577_600), at(1_793_577_600 + 5400), &key("X", "")),
        builder.finish(at(1_793_577_600), at(1_793_577_600 + 5400), &key("Facebook", "")),
    );
    let both = x.merged(&facebook, Key::default()).unwrap();
    assert_eq!((0..3).map(|i| both.value(i).unwrap()).collect::<Vec<_>>(), of(&Key::default()));
    let quarter = History::new(Key::default(), Grain::Quarter, zone("UTC"), at(1_793_577_600), vec![Some(1.0)]);
    assert!(x.merged(&quarter, Key::default()).is_err());
}
