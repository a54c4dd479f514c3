//! Clocks and states, one row a case.

use crate::day::{Day, answer, at, clock, post, reply};
use watchfloor::floor::conversation::{FIRST_RESPONSE_BREACHED, RESOLUTION_BREACHED};
use watchfloor::floor::{Command, ConversationId, Kind, Overrule, Presence, Refusal, State};

#[test]
fn each_channel_promises_what_customers_expect_there() {
    for (channel, minutes) in [("X", 30), ("Facebook", 120), ("Instagram", 60), ("SMS", 60)] {
        let mut day = Day::new();
        day.read_on(channel, vec![post("q1", "mira", "09:00")]);
        let due = at("09:00").plus(minutes * 60);
        assert_eq!(day.row(0).first_response_due, Some(due), "{channel}");
        assert_eq!(day.row(0).resolution_due, Some(at("09:00").plus(24 * 3600)), "{channel}");
        day.pass_to(due);
        assert!(!day.row(0).has(FIRST_RESPONSE_BREACHED), "{channel}: at the very second it is in time");
        day.pass_to(due.plus(1));
        assert!(day.row(0).has(FIRST_RESPONSE_BREACHED), "{channel}: a second later it is not");
        day.pass_to(at("09:00").plus(24 * 3600 + 1));
        assert!(day.row(0).has(RESOLUTION_BREACHED), "{channel}");
    }
}

#[test]
fn an_answer_at_the_promised_second_is_in_time() {
    for (when, in_time) in [("09:00", 1), ("09:29:59", 1), ("09:30", 1), ("09:30:01", 0)] {
        let mut day = Day::new();
        day.read(vec![post("q1", "mira", "09:00")]);
        day.until(when).read(vec![answer("a1", when, "q1")]);
        let board = day.board();
        assert_eq!((board.within_target.within, board.within_target.of), (in_time, 1), "{when}");
    }
}

/// A step of the table below.
fn go(day: &mut Day, step: &str) {
    let ana = day.engine.floor().agent_named("Ana").unwrap();
    let when = clock(day.now);
    let n = day.engine.floor().mentions().len();
    match step {
        "asks" => drop(day.read(vec![reply(&format!("m{n}"), "mira", &when, "q1")])),
        "answer" => drop(day.read(vec![answer(&format!("m{n}"), &when, "q1")])),
        "assign" => drop(day.assign(&[0], ana).unwrap()),
        "release" => drop(day.release(&[0]).unwrap()),
        "snooze" => drop(day.snooze(&[0], "15:00").unwrap()),
        "resolve" => drop(day.resolve(&[0]).unwrap()),
        "reopen" => drop(day.reopen(&[0]).unwrap()),
        "wakes" => drop(day.until("15:00")),
        "overrule" => {
            let conversations = vec![ConversationId(0)];
            let command = Command::Overrule { conversations, to: Overrule::Watch(Kind::Chatter), lessons: vec![] };
            day.ask(command).unwrap();
        }
        other => panic!("nobody can {other}"),
    }
    if step != "wakes" {
        day.pass_to(day.now.plus(60));
    }
}

#[test]
fn a_conversation_moves_between_its_states() {
    let cases = [
        ("", "new"),
        ("asks", "new"),
        ("assign", "assigned"),
        ("assign release", "new"),
        ("assign answer", "pending customer"),
        ("assign answer asks", "assigned"),
        ("answer", "pending customer"),
        ("answer asks", "waiting"),
        ("answer asks assign", "assigned"),
        ("answer asks assign release", "waiting"),
        ("assign answer release asks", "waiting"),
        ("snooze", "snoozed"),
        ("snooze wakes", "new"),
        ("snooze asks", "new"),
        ("snooze answer", "snoozed"),
        ("snooze answer wakes", "pending customer"),
        ("assign snooze", "snoozed"),
        ("assign snooze wakes", "assigned"),
        ("assign snooze asks", "assigned"),
        ("assign snooze release", "new"),
        ("snooze assign", "assigned"),
        ("snooze reopen", "new"),
        ("resolve", "resolved"),
        ("snooze resolve", "resolved"),
        ("resolve answer", "resolved"),
        ("resolve asks", "reopened"),
        ("resolve reopen", "reopened"),
        ("resolve reopen assign", "assigned"),
        ("resolve reopen answer", "pending customer"),
        ("resolve reopen answer asks", "reopened"),
        ("assign resolve asks", "reopened"),
        ("assign resolve asks resolve", "resolved"),
        ("overrule", "watched"),
        ("assign overrule", "watched"),
        ("overrule asks", "new"),
        ("overrule answer", "pending customer"),
        ("answer asks overrule", "pending customer"),
    ];
    let mut seen = std::collections::BTreeSet::new();
    for (steps, state) in cases {
        let mut day = Day::new();
        day.agent("Ana", 3);
        day.read(vec![post("q1", "mira", "09:00")]);
        day.until("09:01");
        for step in steps.split(' ').filter(|s| !s.is_empty()) {
            go(&mut day, step);
        }
        assert_eq!(day.state(0), state, "{steps}");
        seen.insert(day.row(0).state);
    }
    assert_eq!(seen.len(), State::ALL.len(), "every state is reached");
}

#[test]
fn what_cannot_be_done_is_refused_in_words() {
    let mut day = Day::new();
    let ana = day.agent("Ana", 2);
    day.read((0..4).map(|n| post(&format!("q{n}"), &format!("c{n}"), "09:00")).collect());
    day.resolve(&[3]).unwrap();
    let words = |r: Result<String, Refusal>| r.unwrap_err().to_string();
    assert_eq!(words(day.assign(&[], ana)), "nothing is selected");
    assert_eq!(words(day.assign(&[9], ana)), "conversation 9 is not on this floor");
    assert_eq!(words(day.assign(&[0], watchfloor::floor::AgentId(7))), "that agent is not on this floor");
    assert_eq!(words(day.assign(&[0, 1, 2], ana)), "Ana is at capacity, 0 of 2");
    assert_eq!(words(day.assign(&[3], ana)), "conversation 3 is resolved; reopen it first");
    assert_eq!(words(day.snooze(&[3], "10:00")), "conversation 3 is resolved; reopen it first");
    assert_eq!(words(day.snooze(&[0], "09:00")), "that moment has passed; choose a later one");
    assert_eq!(words(day.release(&[0])), "nobody has it");
    assert_eq!(words(day.reopen(&[0])), "it is open already");
    let away = |presence, reason: &str| Command::SetPresence { agent: ana, presence, reason: reason.into() };
    day.ask(away(Presence::Away, "lunch")).unwrap();
    assert_eq!(words(day.assign(&[0], ana)), "Ana is away, lunch");
    day.ask(away(Presence::Off, "")).unwrap();
    assert_eq!(words(day.assign(&[0], ana)), "Ana is off shift");
    let add =
        |name: &str, capacity| Command::AddAgent { name: name.into(), skills: vec![], languages: vec![], capacity };
    assert_eq!(words(day.ask(add(" Ana ", 2))), "Ana is on the team already");
    assert_eq!(words(day.ask(add("Ade", 0))), "an agent can take 1 to 100 conversations at once");
    assert_eq!(words(day.ask(add("A\nB", 2))), "an agent must be on one line");
    assert_eq!(words(day.ask(add(&"x".repeat(201), 2))), "that is too long for an agent; keep it under 200 characters");
    assert_eq!(words(day.ask(Command::AddChannel { name: "X".into() })), "X is there already");
}

#[test]
fn the_tables_of_the_house_have_an_end() {
    let mut day = Day::new();
    for n in 0..watchfloor::limits::CHANNELS_MAX {
        day.engine.turn(vec![asked(Command::AddChannel { name: format!("channel {n}") })], day.now);
    }
    let refused = day.ask(Command::AddChannel { name: "one more".into() }).unwrap_err().to_string();
    assert_eq!(refused, "a floor holds at most 200 channels");
}

fn asked(command: Command) -> watchfloor::engine::Input {
    watchfloor::engine::Input::Asked { by: watchfloor::floor::Actor::Desk, id: 1, command }
}

#[test]
fn a_long_thread_shows_its_newest_and_counts_the_rest() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "08:00")]);
    let most = watchfloor::limits::BUBBLES_SHOWN_MAX;
    for n in 0..most + 4 {
        day.read(vec![reply(&format!("m{n}"), "mira", "08:30", "q1")]);
    }
    let conversation = Some(watchfloor::floor::ConversationId(0));
    let looking = watchfloor::view::Looking { conversation, ..Default::default() };
    day.turn(vec![watchfloor::engine::Input::Looking(looking)]);
    let thread = day.snapshot().thread.unwrap();
    assert_eq!((thread.bubbles.len(), thread.bubbles_left_out), (most, 5));
    assert_eq!(thread.bubbles.last().unwrap().text, format!("words of m{}", most + 3));
}
