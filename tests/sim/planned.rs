//! The draft that the rehearsal's planner has made before the day begins.

use super::day;
use std::sync::Arc;
use watchfloor::engine::Engine;
use watchfloor::floor::AgentId;
use watchfloor::floor::schedule::{Lane, PlanId};
use watchfloor::ledger::MemoryLedger;
use watchfloor::sim::World;

#[test]
fn the_week_is_a_lawful_draft_that_has_the_rosters_own_shifts_on_the_day() {
    let day = day("black-friday");
    let mut engine = Engine::open(Arc::new(MemoryLedger::new()), None).expect("memory opens");
    let mut world = World::new(day.clone(), 1);
    world.turn(&mut engine, day.from);
    let floor = engine.floor();
    let schedule = floor.schedule();
    let plan = schedule.plan(PlanId(0)).expect("a plan was made");
    assert!(plan.is_draft() && plan.from() <= day.from && day.until <= plan.until());
    for (place, agent) in floor.agents().iter().enumerate() {
        let lane = plan.lane(&Lane::Agent(AgentId(place as u16))).expect("everybody works in it");
        for shift in &agent.shifts {
            let same = |row: &&watchfloor::floor::schedule::LaneShift| {
                (row.shift.from, row.shift.until) == (shift.from, shift.until)
            };
            assert!(lane.iter().find(same).is_some(), "{} on the day", agent.name);
        }
        assert_eq!(lane.len(), 5, "{}", agent.name);
    }
    let hard: Vec<_> = schedule.violations(floor, PlanId(0)).into_iter().filter(|v| v.hard).map(|v| v.words).collect();
    assert_eq!(hard, Vec::<String>::new());
    assert_eq!((schedule.campaigns().count(), schedule.readiness().count()), (2, 3));
    assert!(schedule.readiness().any(|(_, item)| item.due <= day.from), "one is overdue");
    assert_eq!(plan.lanes().filter(|(lane, _)| matches!(lane, Lane::Pool(_) | Lane::Open)).count(), 2);
}
