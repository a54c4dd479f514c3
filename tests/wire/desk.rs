//! The facts of `floor/desk`.

use watchfloor::floor::{Account, ChannelId, ConversationId, DeskEvent, Event, Figure, HandleId, Lane, Level, Rule};

/// One of each at least.
pub fn facts() -> Vec<Event> {
    let rule = Rule {
        figure: Figure::Breached,
        channel: Some(ChannelId(2)),
        on_at: 20,
        off_at: 10,
        for_secs: 120,
        level: Level::Alarm,
        severity: 7,
        is_on: true,
    };
    let account = Account {
        team: "nordhelp".into(),
        contact: "team leads".into(),
        lane: Lane::Press,
        goal_pct: 90,
        card: "Answers the press.".into(),
    };
    let facts = vec![
        DeskEvent::RuleSet { rule: 4, to: Some(rule) },
        DeskEvent::RuleSet { rule: 4, to: None },
        DeskEvent::Sealed { up_to: 1000, sha256: [7; 32] },
        DeskEvent::TextsErased { commit: 900, was: [1; 32], is: [2; 32] },
        DeskEvent::AccountSet { handle: HandleId(1), account },
        DeskEvent::AccountOpened { handle: HandleId(1), live: true },
        DeskEvent::Moved { conversation: ConversationId(70), to: HandleId(1) },
    ];
    facts.into_iter().map(Event::Desk).collect()
}

/// Adding a fact stops this from compiling until its bytes are promised too.
#[test]
fn every_fact_of_desks_is_promised() {
    let number = |event: &Event| match event {
        Event::Desk(DeskEvent::RuleSet { .. }) => 0,
        Event::Desk(DeskEvent::Sealed { .. }) => 1,
        Event::Desk(DeskEvent::TextsErased { .. }) => 2,
        Event::Desk(DeskEvent::AccountSet { .. }) => 3,
        Event::Desk(DeskEvent::AccountOpened { .. }) => 4,
        Event::Desk(DeskEvent::Moved { .. }) => 5,
        other => panic!("{other:?} belongs elsewhere"),
    };
    let promised: std::collections::BTreeSet<i32> = facts().iter().map(number).collect();
    assert_eq!(promised.len(), 6);
}
