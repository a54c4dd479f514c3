//! The facts of `floor/assignment`.

use super::moment;
use watchfloor::floor::assignment::{Kept, Left, Rules, TimerDoes};
use watchfloor::floor::tally::IntervalId;
use watchfloor::floor::{
    AgentId, AssignmentEvent, Assignments, ChannelId, ConversationId, Event, Floor, HandleId, How, Intent, Parts,
};
use watchfloor::ledger::wire;

fn rules() -> Rules {
    Rules {
        automatic: true,
        weights: [(ChannelId(1), 50), (ChannelId(2), 1_000)].into(),
        teams: [("team leads".to_owned(), 12)].into(),
        handles: [(HandleId(3), 40)].into(),
        channels: [(ChannelId(1), 300)].into(),
        skills: Intent::ALL.map(|intent| (intent, format!("knows {}", intent.word()))).into(),
        language: false,
        timer_secs: Some(900),
        timer_does: TimerDoes::Raise,
        stuck_secs: 3_600,
    }
}

/// One of each at least, and every way to assign.
pub fn facts() -> Vec<Event> {
    let agent = AgentId(3);
    let facts = [
        AssignmentEvent::RulesSet { rules: Box::new(rules()) },
        AssignmentEvent::RulesSet { rules: Box::default() },
        AssignmentEvent::AgentRemoved { agent },
        AssignmentEvent::AgentRejoined { agent },
    ];
    let conversation = ConversationId(9);
    let ways = How::ALL.map(|how| Event::Assigned { conversation, to: Some(agent), how });
    facts.into_iter().map(Event::Assignment).chain(ways).collect()
}

/// Adding a fact stops this from compiling until its bytes are promised too.
#[test]
fn every_fact_of_assignment_is_promised() {
    let number = |event: &Event| match event {
        Event::Assignment(AssignmentEvent::RulesSet { .. }) => 0,
        Event::Assignment(AssignmentEvent::AgentRemoved { .. }) => 1,
        Event::Assignment(AssignmentEvent::AgentRejoined { .. }) => 2,
        Event::Assigned { .. } => 3,
        other => panic!("{other:?} belongs elsewhere"),
    };
    let promised: std::collections::BTreeSet<i32> = facts().iter().map(number).collect();
    assert_eq!(promised.len(), 4);
}

#[test]
fn a_way_to_assign_keeps_its_number() {
    let numbers: Vec<u8> = How::ALL.iter().map(|how| *how as u8).collect();
    assert_eq!(numbers, (0..How::ALL.len() as u8).collect::<Vec<_>>());
}

#[test]
fn a_snapshot_keeps_what_only_facts_say() {
    let kept = Kept {
        left: [(AgentId(2), Left { at: moment(5), group: 7 })].into(),
        returned: Default::default(),
        held_since: Default::default(),
        closed: [(IntervalId(4), (9, 3))].into(),
        by_clock: [(ConversationId(8), (moment(6), Some(AgentId(1)), How::ShiftEnd))].into(),
    };
    let assignments = Assignments::from_kept(rules(), kept.clone());
    let floor = Floor::from_parts(Parts { assignments, ..Parts::default() });
    let again = wire::floor(&wire::floor_bytes(&floor)).unwrap();
    assert_eq!((again.assignments().rules(), again.assignments().kept()), (&rules(), &kept));
}
