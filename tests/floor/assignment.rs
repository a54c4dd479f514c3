//! Who may be given what: limits, reasons, one path, and nothing lost when somebody leaves.

use crate::day::{Day, answer, at, post, reply, some};
use watchfloor::floor::assignment::{LimitOf, TimerDoes};
use watchfloor::floor::{
    AgentId, AssignmentCommand, BeyondCapacity, Command, ConversationId, Event, How, Intent, PeopleCommand, Presence,
    Profile, Refusal, Rules, Shift, WhyNot,
};

fn rules(day: &mut Day, change: impl FnOnce(&mut Rules)) {
    let mut rules = day.engine.floor().assignments().rules().clone();
    change(&mut rules);
    day.ask(Command::Assignment(AssignmentCommand::SetRules { rules: Box::new(rules) })).unwrap();
}

fn give(day: &mut Day, ids: &[u32], agent: AgentId, beyond: BeyondCapacity) -> Result<String, Refusal> {
    day.ask(Command::Assign { conversations: some(ids), agent, beyond_capacity: beyond })
}

/// `n` who wait.
fn waiting(day: &mut Day, n: usize) {
    let mentions = (0..n).map(|i| post(&format!("w{i}"), &format!("customer {i}"), "09:00")).collect::<Vec<_>>();
    for page in mentions.chunks(100) {
        day.read(page.to_vec());
    }
}

/// How each assignment of the log came about, in order.
pub fn hows(day: &Day) -> Vec<(u32, Option<u16>, How)> {
    let all = day.log().into_iter().flat_map(|(_, _, d)| d.events);
    all.filter_map(|e| match e {
        Event::Assigned { conversation, to, how } => Some((conversation.0, to.map(|a| a.0), how)),
        _ => None,
    })
    .collect()
}

/// Each of the sixteen cases of which limits are reached: the first of agent, group, account and channel bites, in the
/// reason and in the refusal; a person may pass it after asking; and the log says that they did.
#[test]
fn the_truth_table_of_limits() {
    for case in 0..16u8 {
        let reached = |bit: u8| case & (1 << bit) != 0;
        let mut day = Day::new();
        let agent = day.agent("Ade B.", if reached(0) { 1 } else { 9 });
        let profile = Profile { groups: vec!["billing team".into()], takes_queue: true };
        day.ask(Command::People(PeopleCommand::SetProfile { agent, profile })).unwrap();
        waiting(&mut day, 2);
        let (handle, channel) = (day.row(0).handle, day.row(0).channel);
        rules(&mut day, |r| {
            r.teams.insert("billing team".into(), if reached(1) { 1 } else { 9 });
            r.handles.insert(handle, if reached(2) { 1 } else { 9 });
            r.channels.insert(channel, if reached(3) { 1 } else { 9 });
        });
        day.assign(&[0], agent).unwrap();
        let bites = (0..4).find(|bit| reached(*bit));
        let why = day.engine.floor().why_not(agent, ConversationId(1), day.now);
        let of = match &why {
            Some(WhyNot::Over(limit)) => Some(&limit.of),
            None => None,
            other => panic!("case {case}: {other:?}"),
        };
        let expected = [
            LimitOf::Agent("Ade B.".into()),
            LimitOf::Team("billing team".into()),
            LimitOf::Handle("@larkhelp".into()),
            LimitOf::Channel("X".into()),
        ];
        assert_eq!(of, bites.map(|bit| &expected[usize::from(bit)]), "case {case}");
        match (bites, give(&mut day, &[1], agent, BeyondCapacity::Refuse)) {
            (None, Ok(_)) => assert_eq!(hows(&day)[1].2, How::ByHand),
            (Some(0), Err(Refusal::AtCapacity { over: 1, holds: 1, capacity: 1, .. })) => {}
            (Some(1..), Err(Refusal::OverLimit(words))) => assert!(words.ends_with("1 of 1"), "{words}"),
            (bites, other) => panic!("case {case}: {bites:?} and {other:?}"),
        }
        if bites.is_some() {
            give(&mut day, &[1], agent, BeyondCapacity::Allow).unwrap();
            assert_eq!(hows(&day)[1], (1, Some(agent.0), How::OverLimit), "case {case}: the log says so");
        }
    }
}

#[test]
fn a_conversation_weighs_what_its_channel_says() {
    let mut day = Day::new();
    let ade = day.agent("Ade B.", 2);
    waiting(&mut day, 6);
    let channel = day.row(0).channel;
    rules(&mut day, |r| {
        let _ = r.weights.insert(channel, 50);
    });
    day.assign(&[0, 1, 2, 3], ade).unwrap();
    let refused = day.assign(&[4], ade).unwrap_err();
    assert_eq!(refused, Refusal::OverLimit("Ade B. is at capacity, 2 of 2".into()), "four halves are two slots");
    assert_eq!(day.engine.floor().assignments().load_centi(ade), 200);
    rules(&mut day, |r| {
        let _ = r.weights.insert(channel, 25);
    });
    day.assign(&[4], ade).unwrap();
    assert_eq!(day.engine.floor().assignments().load_centi(ade), 125, "all that is in hand weighs anew");
    day.check();
}

#[test]
fn a36_everybody_who_cannot_take_it_is_told_why() {
    let mut day = Day::new();
    let ade = day.agent("Ade B.", 4);
    waiting(&mut day, 1);
    let why = |day: &Day, agent| day.engine.floor().why_not(agent, ConversationId(0), day.now);
    assert_eq!(why(&day, ade), None);
    assert_eq!(why(&day, AgentId(900)), Some(WhyNot::Unknown));
    rules(&mut day, |r| drop(r.skills.insert(Intent::Other, "Refunds".into())));
    assert_eq!(why(&day, ade).unwrap().words(), "no skill: refunds");
    rules(&mut day, |r| r.skills.clear());
    let profile = Profile { groups: vec!["seniors".into()], takes_queue: false };
    day.ask(Command::People(PeopleCommand::SetProfile { agent: ade, profile })).unwrap();
    assert_eq!(why(&day, ade).unwrap().words(), "takes work by name only");
    day.assign(&[0], ade).unwrap();
    assert_eq!(why(&day, ade), Some(WhyNot::HasIt), "by name they were given it all the same");
    day.release(&[0]).unwrap();
    day.ask(Command::People(PeopleCommand::SetProfile { agent: ade, profile: Profile::default() })).unwrap();
    assert_eq!(why(&day, ade), Some(WhyNot::GaveItBack));
    day.ask(Command::SetPresence { agent: ade, presence: Presence::Away, reason: "lunch".into() }).unwrap();
    assert_eq!(why(&day, ade).unwrap().words(), "away, lunch");
    day.ask(Command::SetPresence { agent: ade, presence: Presence::Available, reason: String::new() }).unwrap();
    let shifts = vec![Shift { from: at("12:00"), until: at("18:00") }];
    day.ask(Command::People(PeopleCommand::SetShifts { agent: ade, shifts })).unwrap();
    assert_eq!(why(&day, ade), Some(WhyNot::OffRoster), "the roster beats what presence says");
    let refused = day.assign(&[0], ade).unwrap_err();
    assert_eq!(refused.to_string(), "Ade B. is off shift by the roster");
    day.until("12:30");
    day.assign(&[0], ade).unwrap();
}

#[test]
fn what_is_so_already_makes_no_fact() {
    let mut day = Day::new();
    let ade = day.agent("Ade B.", 4);
    waiting(&mut day, 2);
    day.assign(&[0], ade).unwrap();
    let before = day.log().len();
    assert!(matches!(day.assign(&[0], ade), Err(Refusal::AlreadySo(_))));
    assert!(matches!(day.release(&[1]), Err(Refusal::AlreadySo(_))));
    let rules = Box::new(day.engine.floor().assignments().rules().clone());
    let again = day.ask(Command::Assignment(AssignmentCommand::SetRules { rules }));
    assert!(matches!(again, Err(Refusal::AlreadySo(_))));
    assert_eq!(day.log().len(), before);
}

#[test]
fn what_somebody_decided_since_it_was_seen_stays_as_it_is() {
    let mut day = Day::new();
    let (ade, kim) = (day.agent("Ade B.", 4), day.agent("Kim R.", 4));
    waiting(&mut day, 3);
    let seen = Some(day.engine.floor().revision());
    day.assign(&[0], ade).unwrap();
    let give = |ids: &[u32]| {
        let (how, beyond) = (How::Suggested, BeyondCapacity::Refuse);
        Command::Assignment(AssignmentCommand::Give { conversations: some(ids), agent: kim, how, beyond, seen })
    };
    assert_eq!(day.ask(give(&[0])), Err(Refusal::ChangedSince(ConversationId(0))));
    let words = day.ask(give(&[0, 1, 2])).unwrap();
    assert_eq!(words, "2 conversations assigned to Kim R.; 1 changed since and left as they are");
    assert_eq!(day.row(0).owner.map(|o| o.agent()), Some(ade));
    assert_eq!(hows(&day)[1].2, How::Suggested);
}

#[test]
fn an_agent_who_leaves_with_fifty_conversations_loses_none_of_them() {
    let mut day = Day::new();
    let (ade, kim) = (day.agent("Ade B.", 60), day.agent("Kim R.", 60));
    waiting(&mut day, 52);
    let all: Vec<u32> = (0..50).collect();
    day.assign(&all, ade).unwrap();
    day.assign(&[50], kim).unwrap();
    day.until("09:05").read(vec![answer("a0", "09:04", "w0")]);
    day.snooze(&[1], "10:00").unwrap();
    assert_eq!((day.state(0), day.state(1), day.state(2)), ("pending customer", "snoozed", "assigned"));
    let before: Vec<_> = all.iter().map(|id| day.row(*id).standing()).collect();
    let words = day.ask(Command::Assignment(AssignmentCommand::RemoveAgent { agent: ade })).unwrap();
    assert_eq!(words, "Ade B. has left the team; 50 conversations back in the queue");
    assert!(all.iter().all(|id| day.row(*id).owner.is_none()), "one decision, all of them");
    assert_eq!(day.engine.floor().assignments().oldest().len(), 49 + 1, "the answered one waits for its customer");
    assert_eq!(day.engine.floor().agent(ade).unwrap().name, "Ade B.", "the name stays in what happened");
    assert!(matches!(day.assign(&[2], ade), Err(Refusal::NotAvailable { .. })));
    let back = Command::SetPresence { agent: ade, presence: Presence::Available, reason: String::new() };
    assert!(matches!(day.ask(back), Err(Refusal::NotAvailable { .. })));
    assert_eq!(day.row(50).owner.map(|o| o.agent()), Some(kim));
    day.undo().unwrap();
    let after: Vec<_> = all.iter().map(|id| day.row(*id).standing()).collect();
    assert_eq!(before, after, "all as before, in one step");
    assert_eq!(day.engine.floor().assignments().left(ade), None);
}

#[test]
fn who_leaves_with_nothing_can_be_taken_back_too() {
    let mut day = Day::new();
    let ade = day.agent("Ade B.", 4);
    let left = |day: &Day| day.engine.floor().assignments().left(ade).is_some();
    day.ask(Command::Assignment(AssignmentCommand::RemoveAgent { agent: ade })).unwrap();
    assert!(left(&day));
    day.undo().unwrap();
    assert!(!left(&day));
    day.ask(Command::Assignment(AssignmentCommand::RemoveAgent { agent: ade })).unwrap();
    let (name, skills, languages) = ("Ade B.".to_owned(), Vec::new(), Vec::new());
    let again = day.ask(Command::AddAgent { name, skills, languages, capacity: 4 }).unwrap_err();
    assert_eq!(again.to_string(), "Ade B. was on the team before; take them back instead");
    day.ask(Command::Assignment(AssignmentCommand::RejoinAgent { agent: ade })).unwrap();
    assert!(!left(&day));
}

#[test]
fn no_answer_in_time_brings_it_back() {
    let mut day = Day::new();
    let ade = day.agent("Ade B.", 4);
    waiting(&mut day, 3);
    rules(&mut day, |r| r.timer_secs = Some(600));
    day.assign(&[0, 1], ade).unwrap();
    day.until("09:05").read(vec![answer("a1", "09:04", "w1")]);
    day.until("09:09:59");
    assert_eq!(day.state(0), "assigned");
    day.until("09:10");
    assert_eq!((day.state(0), day.row(0).owner), ("new", None));
    assert_eq!(hows(&day).last(), Some(&(0, None, How::TimedOut)));
    assert_eq!(day.row(1).owner.map(|o| o.agent()), Some(ade), "the customer has an answer: nothing is owed");
    // The customer writes again: from then on an answer is owed anew.
    day.until("09:30").read(vec![reply("w1b", "customer 1", "09:29", "w1")]);
    day.until("09:39:59");
    assert_eq!(day.state(1), "assigned");
    day.until("09:40");
    assert_eq!(day.row(1).owner, None);
    rules(&mut day, |r| r.timer_does = TimerDoes::Raise);
    day.assign(&[2], ade).unwrap();
    day.until("10:30");
    assert_eq!(day.state(2), "assigned", "it stays; an alert says so");
}

#[test]
fn a38_what_is_closed_without_the_skill_is_counted() {
    let mut day = Day::new();
    let (ade, kim) = (day.agent("Ade B.", 9), day.agent("Kim R.", 9));
    waiting(&mut day, 4);
    rules(&mut day, |r| drop(r.skills.insert(Intent::Other, "refunds".into())));
    let (name, skills) = ("Lin T.".to_owned(), vec!["Refunds".to_owned()]);
    day.ask(Command::AddAgent { name, skills, languages: Vec::new(), capacity: 9 }).unwrap();
    let lin = AgentId(2);
    day.ask(Command::SetPresence { agent: lin, presence: Presence::Available, reason: String::new() }).unwrap();
    day.assign(&[0], ade).unwrap();
    day.assign(&[1], kim).unwrap();
    day.assign(&[2], lin).unwrap();
    day.resolve(&[0, 1, 2]).unwrap();
    let closed = |day: &Day| day.engine.floor().assignments().closed_since(watchfloor::floor::tally::IntervalId(0));
    assert_eq!(closed(&day), (3, 2));
    let gap = day.board().skill_gap;
    assert_eq!((gap.closed, gap.without), (3, 2), "and it stands on the board");
    day.undo().unwrap();
    assert_eq!(closed(&day), (0, 0), "what is taken back was not closed");
}

#[test]
fn rules_that_make_no_sense_are_refused_in_words() {
    let mut day = Day::new();
    waiting(&mut day, 1);
    let channel = day.row(0).channel;
    let mut ask = |change: &dyn Fn(&mut Rules)| {
        let mut rules = Rules::default();
        change(&mut rules);
        let refused = day.ask(Command::Assignment(AssignmentCommand::SetRules { rules: Box::new(rules) }));
        refused.unwrap_err().to_string()
    };
    assert!(
        ask(&|r| {
            let _ = r.weights.insert(channel, 0);
        })
        .contains("hundredth of a slot")
    );
    assert!(
        ask(&|r| {
            let _ = r.weights.insert(channel, 1_001);
        })
        .contains("10 slots at most")
    );
    assert!(
        ask(&|r| {
            let _ = r.channels.insert(channel, 0);
        })
        .contains("stop all work")
    );
    assert!(
        ask(&|r| {
            let _ = r.channels.insert(watchfloor::floor::ChannelId(99), 1);
        })
        .contains("not on this floor")
    );
    assert!(
        ask(&|r| {
            let _ = r.handles.insert(watchfloor::floor::HandleId(99), 1);
        })
        .contains("not on this floor")
    );
    assert!(ask(&|r| drop(r.skills.insert(Intent::Other, " ".into()))).contains("a skill needs a name"));
    assert!(ask(&|r| r.timer_secs = Some(59)).contains("a minute at least"));
    assert!(ask(&|r| r.stuck_secs = 1).contains("a minute at least"));
    let most = watchfloor::limits::ASSIGNMENT_TEAMS_MAX;
    assert!(ask(&|r| r.teams = (0..=most).map(|n| (format!("team {n}"), 1)).collect()).contains("at most 200 groups"));
}
