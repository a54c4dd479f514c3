//! Rows A49 and A54 of the product: one matter across silos, and the war room.

use super::{ask, raise, row, staffed, take};
use crate::day::{answer, at};
use watchfloor::floor::{ConversationId, EscalationCommand as Wish, EscalationId};
use watchfloor::view::timeline;

const FIRST: EscalationId = EscalationId(0);

/// A49: how long it lay in which silo, and with whom, adds up to how long it took.
#[test]
fn a49_the_time_in_each_silo_adds_up_with_its_owner() {
    let (mut day, [senior, lead, pr]) = staffed();
    raise(&mut day, &[0]).unwrap();
    day.until("09:02");
    take(&mut day, 0, senior).unwrap();
    day.until("09:20");
    ask(&mut day, Wish::MoveTo { escalation: FIRST, rung: 1, reason: String::new() }).unwrap();
    day.until("09:23");
    take(&mut day, 0, lead).unwrap();
    day.until("10:00");
    ask(&mut day, Wish::MoveTo { escalation: FIRST, rung: 2, reason: "press".into() }).unwrap();
    take(&mut day, 0, pr).unwrap();
    day.until("11:30");
    ask(&mut day, Wish::Resolve { escalation: FIRST, reason: "statement out".into() }).unwrap();
    day.until("12:00");
    let stretches = row(&day, 0).stretches(day.now);
    let minutes: Vec<_> = stretches.iter().map(|s| (s.lane.as_str(), s.owner, s.secs() / 60)).collect();
    let expected = [
        ("Senior agents", None, 2),
        ("Senior agents", Some(senior), 18),
        ("Team leads", None, 3),
        ("Team leads", Some(lead), 37),
        ("PR and legal", Some(pr), 90),
    ];
    assert_eq!(minutes, expected);
    assert_eq!(stretches.iter().map(|s| s.secs()).sum::<u32>(), 150 * 60, "from raised to resolved, nothing missing");
    let snapshot = day.snapshot();
    let lanes = &snapshot.escalations.resolved[0].lanes;
    assert_eq!(
        lanes.iter().map(|l| (l.lane.as_str(), l.secs / 60)).collect::<Vec<_>>(),
        [("Senior agents", 20), ("Team leads", 40), ("PR and legal", 90)]
    );
}

/// A54: one key holds the automatic answers still, the war room knows whom to call, and the timeline can be taken along.
#[test]
fn a54_incident_mode_freezes_and_its_timeline_is_exported() {
    let (mut day, [senior, ..]) = staffed();
    raise(&mut day, &[0]).unwrap();
    ask(&mut day, Wish::Link { escalation: FIRST, conversations: vec![ConversationId(1), ConversationId(2)] }).unwrap();
    assert!(day.engine.floor().escalations().frozen_by().is_none());
    let contact = "Petra K., +44 20 7946 0000".to_owned();
    ask(&mut day, Wish::Incident { escalation: FIRST, on: true, contact }).unwrap();
    assert_eq!(day.engine.floor().escalations().frozen_by().map(|(id, _)| id), Some(FIRST));
    assert!(day.snapshot().escalations.frozen.is_some(), "shown everywhere");
    take(&mut day, 0, senior).unwrap();
    day.read(vec![answer("a1", "09:03", "a")]);
    ask(&mut day, Wish::Note { escalation: FIRST, words: "the carrier called back | van broken".into() }).unwrap();
    day.until("09:40");
    ask(&mut day, Wish::Resolve { escalation: FIRST, reason: "all parcels found".into() }).unwrap();
    assert!(day.engine.floor().escalations().frozen_by().is_none(), "over means over");
    let lines = timeline::of(day.engine.floor(), FIRST, day.now).unwrap();
    let csv = timeline::csv(&lines);
    assert!(csv.lines().count() > 8, "{csv}");
    let markdown = timeline::markdown(&lines, &jiff::tz::TimeZone::UTC);
    for words in ["2 conversations linked", "Incident mode", "van broken", "all parcels found", "Priya N."] {
        assert!(markdown.contains(words), "{words} is missing in\n{markdown}");
    }
    assert!(lines.rows.windows(2).all(|pair| pair[0].at <= pair[1].at), "in the order in which it happened");
    assert_eq!(lines.rows.last().map(|l| l.at), Some(at("09:40")));
}
