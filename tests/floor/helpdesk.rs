//! Who is who in a helpdesk, and what becomes of both when it goes, comes back or is another one.

use super::outbox::{NAME, desk, hear, news, sent, settings, stands, wishes};
use crate::day::Day;
use std::collections::BTreeSet;
use watchfloor::connect::net::{Wish, all};
use watchfloor::floor::source::{SourceCommand, SourceSettings, TicketState};
use watchfloor::floor::{
    Actor, AgentId, Command, ConversationId, Decision, Event, Refusal, SourceEvent, SourceId, SourceKind,
};
use watchfloor::ledger::wire;

#[test]
fn those_of_a_helpdesk_who_are_nobody_here_join_the_team_with_one_press() {
    let mut day = desk();
    hear(&mut day, Vec::new(), stands("bea", TicketState::Open));
    assert_eq!(day.row(0).owner, None, "nobody here is called so");
    let strangers = |day: &mut Day| day.snapshot().sources.rows[0].live.as_ref().unwrap().strangers.clone();
    assert_eq!(strangers(&mut day), ["bea"]);
    let add = Command::Source(SourceCommand::AddPeople { source: SourceId(0) });
    assert_eq!(day.ask(add.clone()).unwrap(), "bea of Care inbox is on the team");
    assert!(strangers(&mut day).is_empty());
    let bea = day.engine.floor().agent_named("bea").unwrap();
    assert_eq!(day.row(0).owner.map(|o| o.agent()), Some(bea), "what she has there is hers here");
    assert!(wishes(&mut day).is_empty(), "both sides agree");
    assert!(matches!(day.ask(add), Err(Refusal::AlreadySo(_))));
    let ade = day.agent("Ade B.", 3);
    day.assign(&[0], ade).unwrap();
    assert_eq!(wishes(&mut day), [Wish::Assign("Ade B.".into())]);
    news(&mut day, 0, sent(""));
    hear(&mut day, Vec::new(), stands("bea", TicketState::Open));
    assert_eq!(day.row(0).owner.map(|o| o.agent()), Some(bea), "and back");
    let floor = day.engine.floor();
    assert_eq!(floor.name_over_there(SourceId(0), bea), "bea");
    let bytes = wire::floor_bytes(floor);
    let again = wire::floor(&bytes).unwrap();
    assert!(wire::floor_bytes(&again) == bytes);
    assert_eq!(again.agent_over_there(SourceId(0), "bea"), Some(bea), "a snapshot knows her");
    assert_eq!(again.strangers(SourceId(0)).count(), 0);
    let gone = Command::Source(SourceCommand::Remove { source: SourceId(0) });
    day.ask(gone).unwrap();
    assert_eq!(day.engine.floor().strangers(SourceId(0)).count(), 0);
}

#[test]
fn who_somebody_is_over_there_is_a_fact_and_counts_more_than_the_name() {
    let mut day = desk();
    let ana = day.agent("Ana Lima", 3);
    let known = SourceEvent::PersonKnown { source: SourceId(0), name: "alima".into(), agent: ana };
    let mut floor = day.engine.floor().clone();
    let decision = Decision {
        at: day.now,
        by: Actor::Desk,
        role: None,
        group: 0,
        afterwards: false,
        events: vec![Event::Source(known)],
    };
    floor.apply(floor.revision() + 1, "desk", &decision);
    assert_eq!(floor.agent_over_there(SourceId(0), "alima"), Some(ana));
    assert_eq!(floor.name_over_there(SourceId(0), ana), "alima");
    assert_eq!(
        (floor.agent_over_there(SourceId(1), "alima"), floor.name_over_there(SourceId(1), ana)),
        (None, "Ana Lima")
    );
    assert_eq!(floor.name_over_there(SourceId(0), AgentId(9)), "", "nobody is nobody there");
}

/// The options that make another place of a source are still those of the connectors: a key that was renamed there would
/// be an option here that nobody has.
#[test]
fn what_makes_another_place_is_asked_for_by_a_connector() {
    let of = |key: &str, value: &str| SourceSettings {
        options: [(key.to_owned(), value.to_owned())].into(),
        ..SourceSettings::default()
    };
    let keys: BTreeSet<&str> = all::all().iter().flat_map(|c| c.about().fields.iter().map(|f| f.key)).collect();
    let says = |same: fn(&SourceSettings, &SourceSettings) -> bool| -> Vec<&str> {
        keys.iter().copied().filter(|key| !same(&of(key, "1"), &of(key, "2"))).collect()
    };
    assert_eq!(says(SourceSettings::is_same_server), ["account", "address", "path", "site"]);
    let parts = ["account", "address", "group", "inbox", "mailbox", "path", "queue", "site"];
    assert_eq!(says(SourceSettings::is_same_place), parts);
}

#[test]
fn a_helpdesk_that_comes_back_knows_its_tickets_and_another_server_none_of_them() {
    let mut day = desk();
    let ana = day.agent("Ana Lima", 3);
    hear(&mut day, Vec::new(), stands("alima", TicketState::Open));
    let who = SourceCommand::SayWho { source: SourceId(0), name: "alima".into(), agent: ana };
    day.ask(Command::Source(who)).unwrap();
    let cursor = |day: &Day| day.engine.floor().sources()[0].cursor.clone();
    let set = |day: &mut Day, settings: SourceSettings| {
        let (name, kind) = (NAME.to_owned(), SourceKind::Helpdesk);
        let source = day.engine.floor().outside().settings(SourceId(0)).map(|_| SourceId(0));
        day.ask(Command::Source(SourceCommand::Set { source, name, kind, settings: Box::new(settings) })).unwrap();
    };
    day.ask(Command::Source(SourceCommand::Remove { source: SourceId(0) })).unwrap();
    day.ask(Command::Resolve { conversations: vec![ConversationId(0)] }).unwrap();
    assert!(wishes(&mut day).is_empty(), "nobody is there to tell it");
    set(&mut day, SourceSettings { every_secs: 90, ..settings("Care") });
    assert_eq!(cursor(&day), "on", "the same place is read on from where it was left");
    let held = |day: &Day| day.engine.floor().outside().ticket(ConversationId(0)).is_some();
    assert!(held(&day) && day.engine.floor().agent_over_there(SourceId(0), "alima") == Some(ana));

    let queue = SourceSettings { options: [("queue".to_owned(), "Other".to_owned())].into(), ..settings("Care") };
    set(&mut day, queue.clone());
    assert_eq!((cursor(&day).as_str(), held(&day)), ("", true), "another part of it has things that were never read");
    set(&mut day, SourceSettings { server: "https://other.example".into(), channel: "Care 2".into(), ..queue });
    assert_eq!((cursor(&day).as_str(), held(&day)), ("", false), "ticket 12 is somebody else's there");
    assert_eq!(day.engine.floor().agent_over_there(SourceId(0), "alima"), None);
    let ever: Vec<&str> = day.engine.floor().set_up_ever(None).map(|s| s.server.as_str()).collect();
    assert!(ever.contains(&"https://other.example") && ever.contains(&"https://social.example"), "{ever:?}");
    let again = wire::floor(&wire::floor_bytes(day.engine.floor())).unwrap();
    assert!(wire::floor_bytes(&again) == wire::floor_bytes(day.engine.floor()), "a snapshot knows it too");
}

#[test]
fn a_person_says_who_somebody_of_a_helpdesk_is_and_may_have_been_wrong() {
    let mut day = desk();
    let (ana, ben) = (day.agent("Ana Lima", 3), day.agent("Ben Oda", 3));
    hear(&mut day, Vec::new(), stands("alima", TicketState::Open));
    assert_eq!(day.row(0).owner, None, "nobody here is called so");
    let say = |agent| Command::Source(SourceCommand::SayWho { source: SourceId(0), name: "alima".into(), agent });
    assert_eq!(day.ask(say(ben)).unwrap(), "alima of Care inbox is Ben Oda");
    assert_eq!(day.row(0).owner.map(|o| o.agent()), Some(ben), "what alima has there is his here");
    assert_eq!(day.ask(say(ana)).unwrap(), "alima of Care inbox is Ana Lima");
    assert_eq!(day.row(0).owner.map(|o| o.agent()), Some(ana), "it was never his");
    assert!(wishes(&mut day).is_empty(), "over there nothing changed");
    assert!(matches!(day.ask(say(ana)), Err(Refusal::AlreadySo(_))));
    assert!(matches!(day.ask(say(AgentId(9))), Err(Refusal::BadValue(_))));
    assert_eq!(day.engine.floor().known_over_there(SourceId(0)).collect::<Vec<_>>(), [("alima", ana)]);
    // What somebody else has meanwhile stays with them.
    day.assign(&[0], ben).unwrap();
    assert_eq!(wishes(&mut day), [Wish::Assign("Ben Oda".into())]);
}
