//! The facts of `floor/promise`.

use super::moment;
use watchfloor::floor::{
    CalendarId, ChannelId, ConversationId, Event, HandleId, Hours, Intent, Kind, Period, Policy, PolicyHours,
    PromiseEvent, SpecialDay, Tier,
};

fn hours() -> Hours {
    let day = vec![Period { from: 480, until: 720 }, Period { from: 810, until: 1440 }];
    let christmas = SpecialDay {
        date: jiff::civil::date(2017, 12, 25),
        hours: Vec::new(),
        name: "Christmas".into(),
        public_text: "We are back tomorrow.".into(),
        from_feed: "gb.ics".into(),
    };
    let mut week: [Vec<Period>; 7] = Default::default();
    week[..5].fill(day);
    Hours { name: "Support".into(), zone: "Europe/London".into(), week, days: vec![christmas] }
}

fn policies() -> Vec<Policy> {
    let all = Policy {
        name: "Gold on X".into(),
        channel: Some(ChannelId(1)),
        handle: Some(HandleId(2)),
        tier: Some(Tier::Gold),
        kind: Some(Kind::Complaint),
        intent: Some(Intent::Bug),
        first_secs: 900,
        next_secs: Some(1800),
        resolution_secs: 7200,
        hours: PolicyHours::Calendar(CalendarId(3)),
        pauses_pending: true,
        pauses_snoozed: false,
    };
    let (name, hours) = ("All".to_owned(), PolicyHours::Always);
    let any = Policy { name, channel: None, handle: None, tier: None, kind: None, intent: None, hours, ..all };
    let of_handle = Policy { name: "Rest".into(), next_secs: None, hours: PolicyHours::OfHandle, ..any };
    vec![all, any, of_handle]
}

/// One of each at least.
pub fn facts() -> Vec<Event> {
    let facts = vec![
        PromiseEvent::CalendarSet { calendar: CalendarId(0), hours: Box::new(hours()) },
        PromiseEvent::CalendarRemoved { calendar: CalendarId(3) },
        PromiseEvent::PoliciesSet { policies: policies() },
        PromiseEvent::HandleHoursSet { handle: HandleId(2), calendar: Some(CalendarId(0)) },
        PromiseEvent::HandleHoursSet { handle: HandleId(2), calendar: None },
        PromiseEvent::GroupHoursSet { group: "team leads".into(), calendar: Some(CalendarId(0)) },
        PromiseEvent::BotsSet { names: vec!["larkbot".into()] },
        PromiseEvent::NextResponseBreached { conversation: ConversationId(7), at: moment(0) },
    ];
    facts.into_iter().map(Event::Promise).collect()
}

/// Adding a fact stops this from compiling until its bytes are promised too.
#[test]
fn every_fact_of_promises_is_promised() {
    let number = |event: &Event| match event {
        Event::Promise(PromiseEvent::CalendarSet { .. }) => 0,
        Event::Promise(PromiseEvent::PoliciesSet { .. }) => 1,
        Event::Promise(PromiseEvent::HandleHoursSet { .. }) => 2,
        Event::Promise(PromiseEvent::GroupHoursSet { .. }) => 3,
        Event::Promise(PromiseEvent::BotsSet { .. }) => 4,
        Event::Promise(PromiseEvent::NextResponseBreached { .. }) => 5,
        Event::Promise(PromiseEvent::CalendarRemoved { .. }) => 6,
        other => panic!("{other:?} belongs elsewhere"),
    };
    let promised: std::collections::BTreeSet<i32> = facts().iter().map(number).collect();
    assert_eq!(promised.len(), 7);
}
