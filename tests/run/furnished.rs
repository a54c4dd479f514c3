//! What a newcomer finds on the floor of the rehearsal at half past two: each screen shows what it is for.

use jiff::tz::TimeZone;
use watchfloor::floor::escalation::Progress;
use watchfloor::floor::handoff::HandoffStage;
use watchfloor::floor::people::Why;
use watchfloor::floor::{Cause, HandleId, check};
use watchfloor::run::Rehearsal;

#[test]
fn every_screen_of_the_rehearsal_has_something_to_show() {
    let rehearsal = Rehearsal::begin("black-friday", 1, 1, &TimeZone::UTC).expect("a day");
    let (floor, now) = (rehearsal.engine.floor(), rehearsal.now());
    assert_eq!(check::broken_rules(floor), Vec::<String>::new());

    let book = floor.promises().book();
    let names: Vec<&str> = book.calendars.iter().map(|c| c.hours().name.as_str()).collect();
    assert_eq!(names, ["Lark care", "Stores", "Marketing, New York"]);
    assert!(book.calendars[2].hours().days.iter().any(|d| d.name == "Thanksgiving" && !d.public_text.is_empty()));
    assert!(book.policies.len() > 4 && book.handle_hours.len() > 4 && book.group_hours.len() > 1);
    assert!(floor.desks().live_since(HandleId(0)).is_some());

    let open: Vec<_> = floor.escalations().open().map(|(_, row)| row).collect();
    let waits_on = |rung| open.iter().any(|row| row.now.progress == Progress::Raised && row.now.rung == rung);
    assert!(waits_on(0) && waits_on(1) && waits_on(2), "one waits on each rung");
    assert!(open.iter().any(|row| row.now.progress == Progress::Working && row.now.linked.len() > 2), "an incident");
    assert!(open.iter().any(|row| row.now.progress == Progress::HandedOff));
    assert!(floor.escalations().mutes(now).count() > 0 && floor.escalations().ladders().len() > 1);

    let handed: Vec<_> = floor.handoffs().open().map(|(_, row)| row).collect();
    assert!(handed.iter().any(|h| h.stage == HandoffStage::Offered));
    assert!(handed.iter().any(|h| h.missed && matches!(h.stage, HandoffStage::Back(_))));
    assert!(handed.iter().any(|h| matches!(h.stage, HandoffStage::Accepted(..))));
    assert!(floor.alerts().burning().any(|(_, alert)| matches!(alert.cause, Cause::HandoffBack(_))));
    assert_eq!(floor.handoffs().claims_open(), 1);

    let capsules: Vec<_> = floor.people().capsules.newest().map(|(_, row)| row).collect();
    assert!(capsules.iter().any(|c| c.why == Why::ShiftEnded && !c.note.is_empty() && c.accepted.is_none()));
    assert!(capsules.iter().any(|c| c.why == Why::Absent && c.to.is_some()));
    assert_eq!(floor.agents().iter().filter(|a| a.expired(now).count() > 0).count(), 1);
    let partners = floor.agents().iter().filter(|a| a.about.pool.is_some() && a.is_on_duty(now));
    assert!(partners.count() > 0 && floor.pools().count() == 2);
}
