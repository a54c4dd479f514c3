//! The facts of `floor/people`.

use super::moment;
use watchfloor::floor::{AgentId, Event, PeopleEvent, Profile, Shift};

/// One of each at least.
pub fn facts() -> Vec<Event> {
    let agent = AgentId(3);
    let profile = Profile { groups: vec!["team leads".into()], takes_queue: false };
    let shifts = vec![Shift { from: moment(0), until: moment(3600) }];
    let facts = vec![PeopleEvent::ProfileSet { agent, profile }, PeopleEvent::ShiftsSet { agent, shifts }];
    facts.into_iter().map(Event::People).collect()
}

/// Adding a fact stops this from compiling until its bytes are promised too.
#[test]
fn every_fact_of_people_is_promised() {
    let number = |event: &Event| match event {
        Event::People(PeopleEvent::ProfileSet { .. }) => 0,
        Event::People(PeopleEvent::ShiftsSet { .. }) => 1,
        other => panic!("{other:?} belongs elsewhere"),
    };
    let promised: std::collections::BTreeSet<i32> = facts().iter().map(number).collect();
    assert_eq!(promised.len(), 2);
}
