//! Work that is given out by itself: freed slots, order, balance, limits, and what is left lying.

use crate::day::{Day, Worded, answer, at, clock, post, reply};
use crate::floor::assignment_hows as hows;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use watchfloor::engine::Engine;
use watchfloor::floor::{
    Actor, AgentId, AssignmentCommand, BeyondCapacity, Cause, Command, ConversationId, Decision, Event, Floor, How,
    Intent, MentionKind, PeopleCommand, Presence, Profile, Rules,
};
use watchfloor::ledger::{Commit, Ledger, MemoryLedger, wire};
use watchfloor::limits;

fn automatic(day: &mut Day, change: impl FnOnce(&mut Rules)) {
    let mut rules = Rules { automatic: true, ..Rules::default() };
    change(&mut rules);
    day.ask(Command::Assignment(AssignmentCommand::SetRules { rules: Box::new(rules) })).unwrap();
}

fn presence(day: &mut Day, agent: AgentId, presence: Presence) {
    day.ask(Command::SetPresence { agent, presence, reason: String::new() }).unwrap();
}

/// Priority mode begins, and more happens with it, at another desk.
fn begin_priority(day: &Day, ledger: &dyn Ledger, more: Vec<Event>) {
    let mut events = vec![Event::ModeChanged { priority: true, load_centi: 130 }];
    events.extend(more);
    let decision = Decision { at: day.now, by: Actor::Floor, role: None, group: 0, afterwards: false, events };
    let commit = Commit {
        key: "elsewhere".into(),
        prev: 0,
        event_id: [7; 16],
        body: wire::decision_bytes(&decision),
        texts: Vec::new(),
    };
    ledger.append(vec![commit]).unwrap();
}

/// Who is given what, in order.
fn given(day: &Day) -> Vec<(u32, u16)> {
    hows(day).into_iter().filter(|(.., how)| *how == How::Automatic).filter_map(|(c, to, _)| Some((c, to?))).collect()
}

#[test]
fn a_freed_slot_pulls_the_oldest_in_the_same_turn() {
    let mut day = Day::new();
    let ade = day.agent("Ade B.", 1);
    automatic(&mut day, |_| {});
    day.read(vec![post("q0", "mira", "08:58")]);
    assert_eq!(given(&day), [(0, ade.0)], "what is new goes to who is free");
    // The newer arrives first; the older is served first.
    day.until("09:01").read(vec![post("q1", "ana", "09:01")]);
    day.until("09:02").read(vec![post("q2", "jon", "08:59")]);
    assert_eq!(given(&day).len(), 1, "never beyond the limit");
    day.until("09:03").read(vec![answer("a0", "09:03", "q0")]);
    assert_eq!(given(&day), [(0, 0), (2, 0)], "in the turn in which the slot was freed");
    day.resolve(&[2]).unwrap();
    assert_eq!(given(&day), [(0, 0), (2, 0), (1, 0)]);
    assert_eq!(day.engine.floor().undoable().map(|u| u.changed.len()), Some(1), "undo takes back what the desk did");
}

#[test]
fn the_trail_says_that_the_floor_gave_it() {
    let mut day = Day::new();
    day.agent("Ade B.", 1);
    automatic(&mut day, |_| {});
    day.read(vec![post("q0", "mira", "08:58")]);
    let looking = watchfloor::view::Looking { conversation: Some(ConversationId(0)), ..Default::default() };
    day.turn(vec![watchfloor::engine::Input::Looking(looking)]);
    let thread = day.snapshot().thread.unwrap();
    let happened = &thread.happened[0];
    assert_eq!((happened.by.as_str(), happened.what.as_str()), ("the floor", "assigned to Ade B., by itself"));
}

#[test]
fn the_most_urgent_comes_first_when_order_matters() {
    let ledger: Arc<dyn Ledger> = Arc::new(MemoryLedger::new());
    let mut day = Day::on(ledger.clone());
    let ade = day.agent("Ade B.", 1);
    day.read(vec![post("q0", "mira", "08:00"), post("q1", "ana", "08:59"), post("q2", "jon", "08:58")]);
    // Number 1 was written last and is carried on by many; priority mode is on.
    let carried = |n: u32| Event::Amplified {
        key: 77_000 + u64::from(n),
        at: at("08:59").plus(n / 5),
        conversation: Some(ConversationId(1)),
        carried: 1,
        kind: watchfloor::floor::Amplification::Repost,
        followers: Some(40_000),
        by: None,
    };
    begin_priority(&day, ledger.as_ref(), (0..300).map(carried).collect());
    automatic(&mut day, |_| {});
    assert_eq!(given(&day), [(1, ade.0)], "what many see, not what is oldest");
    day.resolve(&[1]).unwrap();
    assert_eq!(given(&day)[1..], [(0, ade.0)], "then who waits longest");
}

/// Nobody carries anything on: the people who follow its writer are those who see it unanswered.
#[test]
fn a_freed_slot_pulls_what_most_people_see_unanswered() {
    let ledger: Arc<dyn Ledger> = Arc::new(MemoryLedger::new());
    let mut day = Day::on(ledger.clone());
    let ade = day.agent("Ade B.", 1);
    let followed = |id: &str, who: &str, when: &str, followers: u32| {
        let mut post = post(id, who, when);
        post.author.followers = Some(followers);
        post
    };
    day.read(vec![
        followed("q0", "mira", "08:30", 200),
        followed("q1", "ana", "08:50", 3_000),
        followed("q2", "jon", "08:58", 12_400),
        followed("q3", "tim", "08:59", 90_000).of_kind(MentionKind::Direct),
    ]);
    begin_priority(&day, ledger.as_ref(), Vec::new());
    let looking = watchfloor::view::Looking { conversation: Some(ConversationId(2)), ..Default::default() };
    day.turn(vec![watchfloor::engine::Input::Looking(looking)]);
    let cost = day.snapshot().thread.unwrap().cost.clone();
    assert!(cost.parts.iter().any(|part| part.words == "12\u{2009}400 people see it unanswered"), "{cost:?}");
    automatic(&mut day, |_| {});
    for id in [2, 1, 0] {
        day.resolve(&[id]).unwrap();
    }
    let order = [2, 1, 0, 3].map(|id| (id, ade.0));
    assert_eq!(given(&day), order, "a message that nobody else sees is no more urgent for its writer's followers");
}

#[test]
fn all_that_waits_is_given_out_in_bounded_turns() {
    let mut day = Day::new();
    for name in ["Ade B.", "Kim R.", "Lin T."] {
        day.agent(name, 100);
    }
    for page in 0..3 {
        day.read((0..70).map(|n| post(&format!("p{page}-{n}"), &format!("c{page}-{n}"), "08:00")).collect());
    }
    automatic(&mut day, |_| {});
    assert_eq!(given(&day).len(), limits::ASSIGNED_PER_TURN_MAX);
    assert!(day.engine.next_deadline().is_some_and(|at| at <= day.now), "the rest at once");
    let now = day.now;
    day.pass_to(now);
    assert_eq!(given(&day).len(), 210);
    assert!(day.engine.next_deadline().is_none_or(|at| at > day.now), "and then it rests");
}

/// chatwoot 11034: with limits set, one agent filled up before the next got anything.
#[test]
fn nobody_fills_up_before_the_others() {
    let mut day = Day::new();
    let capacities = [4u16, 8, 2, 6];
    for (i, capacity) in capacities.iter().enumerate() {
        day.agent(&format!("agent {i}"), *capacity);
    }
    automatic(&mut day, |_| {});
    for n in 0..20u32 {
        day.read(vec![post(&format!("q{n}"), &format!("c{n}"), "09:00")]);
        let agents = day.engine.floor().agents();
        let most = |a: &watchfloor::floor::Agent| (a.holds.len() as f64 - 1.0) / f64::from(a.capacity);
        let before = agents.iter().map(most).fold(f64::MIN, f64::max);
        for agent in agents.iter().filter(|a| a.holds.len() < usize::from(a.capacity)) {
            let share = agent.holds.len() as f64 / f64::from(agent.capacity);
            assert!(
                before <= share + 1e-9,
                "after {n}: somebody was given one at {before}, {} has {share}",
                agent.name
            );
        }
    }
    let full: Vec<usize> = day.engine.floor().agents().iter().map(|a| a.holds.len()).collect();
    assert_eq!(full, [4, 8, 2, 6]);
}

/// Rocket.Chat 13134: who came back from a holiday had the fewest chats ever, and got all of them.
#[test]
fn who_comes_back_from_a_holiday_is_not_flooded() {
    let mut day = Day::new();
    let (ade, kim) = (day.agent("Ade B.", 8), day.agent("Kim R.", 8));
    presence(&mut day, kim, Presence::Off);
    automatic(&mut day, |_| {});
    for n in 0..40u32 {
        day.read(vec![post(&format!("h{n}"), &format!("h{n}"), "09:00")]);
        day.resolve(&[n]).unwrap();
    }
    assert_eq!(day.engine.floor().agent(ade).unwrap().resolved, 40);
    presence(&mut day, kim, Presence::Available);
    let before = given(&day).len();
    day.read((0..8).map(|n| post(&format!("n{n}"), &format!("n{n}"), "09:30")).collect());
    let to_kim = given(&day)[before..].iter().filter(|(_, to)| *to == kim.0).count();
    assert_eq!(to_kim, 4, "what each has in hand counts, not what they did in their life");
}

#[test]
fn what_came_back_goes_to_somebody_else() {
    let mut day = Day::new();
    let (ade, kim) = (day.agent("Ade B.", 4), day.agent("Kim R.", 4));
    presence(&mut day, kim, Presence::Away);
    automatic(&mut day, |r| r.timer_secs = Some(600));
    day.read(vec![post("q0", "mira", "08:59")]);
    day.until("09:20");
    assert_eq!(hows(&day), [(0, Some(ade.0), How::Automatic), (0, None, How::TimedOut)], "it does not bounce");
    presence(&mut day, kim, Presence::Available);
    assert_eq!(given(&day).last(), Some(&(0, kim.0)));
}

#[test]
fn a_need_that_nobody_free_can_serve_holds_nobody_up() {
    let mut day = Day::new();
    let ade = day.agent("Ade B.", 2);
    day.read(vec![post("q0", "mira", "08:30"), post("q1", "ana", "08:40")]);
    // A limit at the account of the older one is reached: the newer on another channel is served.
    day.read_on("Facebook", vec![post("f0", "jon", "08:50")]);
    let handle = day.row(0).handle;
    day.assign(&[0], ade).unwrap();
    automatic(&mut day, |r| {
        r.handles.insert(handle, 1);
    });
    assert_eq!(given(&day), [(2, ade.0)]);
    let mut day = Day::new();
    day.agent("Ade B.", 2);
    day.read(vec![post("q0", "mira", "08:30")]);
    automatic(&mut day, |r| drop(r.skills.insert(Intent::Other, "refunds".into())));
    assert_eq!(given(&day), [], "nobody has the skill");
    assert!(day.engine.next_deadline().is_none_or(|at| at > day.now), "and the engine does not ask in a circle");
}

/// A day whose engine has an eye on the floor.
fn watched() -> Day {
    let mut day = Day::new();
    watch(&mut day);
    day
}

/// From now on what is written is read, and what is left lying is told.
fn watch(day: &mut Day) {
    day.engine = Engine::open(day.ledger.clone(), None).unwrap().watching(&jiff::tz::TimeZone::UTC);
}

fn asks(id: &str, who: &str, when: &str) -> watchfloor::floor::Incoming {
    post(id, who, when).saying("@larkhelp my parcel is two weeks late and nobody answers, please help me now")
}

fn alerts(day: &Day, cause: Cause) -> Vec<(String, bool)> {
    let all = day.engine.floor().alerts().newest().filter(|(_, a)| a.cause == cause);
    all.map(|(_, a)| (clock(a.raised_at), a.ended_at.is_some())).collect()
}

#[test]
fn nobody_on_duty_is_told_within_a_second_and_remembered() {
    let mut day = watched();
    let ade = day.agent("Ade B.", 4);
    presence(&mut day, ade, Presence::Off);
    day.until("09:05");
    assert_eq!(alerts(&day, Cause::Unstaffed), [], "nobody waits");
    day.until("09:06").read(vec![asks("q0", "mira", "09:06")]);
    assert_eq!(alerts(&day, Cause::Unstaffed), [("09:06".to_owned(), false)], "in the turn in which it arrived");
    day.until("09:07").read(vec![asks("q1", "ana", "09:07")]);
    assert_eq!(alerts(&day, Cause::Unstaffed).len(), 1, "one a cause");
    day.until("09:10");
    presence(&mut day, ade, Presence::Available);
    assert_eq!(alerts(&day, Cause::Unstaffed), [("09:06".to_owned(), true)], "it is over, and not forgotten");
    presence(&mut day, ade, Presence::Off);
    assert_eq!(alerts(&day, Cause::Unstaffed).len(), 2, "again is another");
    // Somebody above the queue comes: they are there to be asked by name, and who waits still waits for nobody.
    let sam = day.agent("Sam O.", 4);
    let profile = Profile { groups: vec!["seniors".into()], takes_queue: false };
    day.ask(Command::People(PeopleCommand::SetProfile { agent: sam, profile })).unwrap();
    day.until("09:20").read(vec![asks("q2", "tom", "09:20")]);
    let burns = |day: &Day| alerts(day, Cause::Unstaffed).iter().any(|(_, over)| !over);
    assert!(burns(&day), "a senior alone is nobody for the queue");
    presence(&mut day, ade, Presence::Available);
    assert!(!burns(&day));
}

#[test]
fn what_does_not_move_is_told() {
    let mut day = Day::new();
    day.read(vec![post("q0", "mira", "08:50"), post("q1", "ana", "08:55")]);
    watch(&mut day);
    let ade = day.agent("Ade B.", 1);
    let rules = Rules { stuck_secs: 1_800, ..Rules::default() };
    day.ask(Command::Assignment(AssignmentCommand::SetRules { rules: Box::new(rules) })).unwrap();
    day.until("09:10");
    day.assign(&[0], ade).unwrap();
    let stuck = |n: u32| Cause::Stuck(ConversationId(n));
    day.until("09:39:59");
    assert_eq!((alerts(&day, stuck(0)), alerts(&day, stuck(1))), (vec![], vec![]), "no slot is free for the other");
    day.until("09:40");
    assert_eq!(alerts(&day, stuck(0)), [("09:40".to_owned(), false)], "half an hour after it was given");
    day.until("09:41").read(vec![answer("a0", "09:41", "q0")]);
    assert_eq!(alerts(&day, stuck(0)), [("09:40".to_owned(), true)]);
    assert_eq!(alerts(&day, stuck(1)), [("09:41".to_owned(), false)], "a slot is free and nobody gives it: an orphan");
    day.assign(&[1], ade).unwrap();
    assert_eq!(alerts(&day, stuck(1)), [("09:41".to_owned(), true)]);
}

#[test]
fn stuck_alerts_are_bounded() {
    let mut day = Day::new();
    let most = limits::STUCK_ALERTS_MAX as u32;
    day.read((0..most + 20).map(|n| post(&format!("q{n}"), &format!("c{n}"), "08:59")).collect());
    watch(&mut day);
    let ade = day.agent("Ade B.", 100);
    let rules = Rules { stuck_secs: 600, ..Rules::default() };
    day.ask(Command::Assignment(AssignmentCommand::SetRules { rules: Box::new(rules) })).unwrap();
    let waiting: Vec<u32> = day.engine.floor().assignments().oldest().iter().map(|(_, id)| id.0).collect();
    assert!(waiting.len() as u32 > most, "{} wait", waiting.len());
    day.assign(&waiting, ade).unwrap();
    day.until("09:20");
    let burning = day.engine.floor().alerts().burning().filter(|(_, a)| matches!(a.cause, Cause::Stuck(_))).count();
    assert_eq!(burning, most as usize);
}

/// What may happen to a floor that gives work out by itself.
#[derive(Clone, Debug)]
enum Happens {
    Arrives(u8),
    Answered(u8),
    WritesAgain(u8),
    Resolved(u8),
    ByHand(u8, u8, bool),
    Released(u8),
    Presence(u8, u8),
    Later(u16),
    Weight(u16),
    Team(u16),
    Automatic(bool),
}

fn happens() -> impl Strategy<Value = Happens> {
    use Happens as H;
    prop_oneof![
        6 => any::<u8>().prop_map(H::Arrives),
        4 => any::<u8>().prop_map(H::Answered),
        2 => any::<u8>().prop_map(H::WritesAgain),
        2 => any::<u8>().prop_map(H::Resolved),
        2 => (any::<u8>(), any::<u8>(), any::<bool>()).prop_map(|(a, b, c)| H::ByHand(a, b, c)),
        1 => any::<u8>().prop_map(H::Released),
        2 => (any::<u8>(), 0..3u8).prop_map(|(a, b)| H::Presence(a, b)),
        3 => (1..900u16).prop_map(H::Later),
        1 => (20..200u16).prop_map(H::Weight),
        1 => (1..6u16).prop_map(H::Team),
        1 => any::<bool>().prop_map(H::Automatic),
    ]
}

fn live(steps: &[Happens]) -> Day {
    let mut day = Day::new();
    let agents: Vec<AgentId> = [1u16, 2, 3].iter().map(|n| day.agent(&format!("agent {n}"), *n)).collect();
    automatic(&mut day, |r| r.timer_secs = Some(1_200));
    let mut written = 0u32;
    for step in steps {
        let n = day.count() as u32;
        let pick = |x: u8| if n == 0 { 0 } else { u32::from(x) % n };
        let now = clock(day.now);
        written += 1;
        match step {
            Happens::Arrives(ago) => {
                let when = day.now.minus(u32::from(*ago));
                let channel = if ago % 3 == 0 { "Facebook" } else { "X" };
                day.read_on(channel, vec![post(&format!("q{n}"), &format!("c{n}"), &clock(when))]);
            }
            Happens::Answered(x) => {
                day.read(vec![answer(&format!("a{written}"), &now, &format!("q{}", pick(*x)))]);
            }
            Happens::WritesAgain(x) => {
                let c = pick(*x);
                day.read(vec![reply(&format!("r{written}"), &format!("c{c}"), &now, &format!("q{c}"))]);
            }
            Happens::Resolved(x) => drop(day.resolve(&[pick(*x)])),
            Happens::ByHand(x, a, allow) => {
                let beyond_capacity = if *allow { BeyondCapacity::Allow } else { BeyondCapacity::Refuse };
                let (conversations, agent) = (crate::day::some(&[pick(*x)]), agents[usize::from(*a) % 3]);
                drop(day.ask(Command::Assign { conversations, agent, beyond_capacity }));
            }
            Happens::Released(x) => drop(day.release(&[pick(*x)])),
            Happens::Presence(a, p) => {
                let presence = [Presence::Available, Presence::Away, Presence::Off][usize::from(*p)];
                let agent = agents[usize::from(*a) % 3];
                drop(day.ask(Command::SetPresence { agent, presence, reason: String::new() }));
            }
            Happens::Later(secs) => {
                let to = day.now.plus(u32::from(*secs));
                day.pass_to(to);
            }
            Happens::Weight(weight) => change(&mut day, |r, channel| {
                r.weights.insert(channel, *weight);
            }),
            Happens::Team(most) => change(&mut day, |r, channel| {
                r.channels.insert(channel, *most);
            }),
            Happens::Automatic(on) => change(&mut day, |r, _| r.automatic = *on),
        }
        let now = day.now;
        day.pass_to(now); // the rest of what one turn gives out
    }
    day
}

fn change(day: &mut Day, f: impl FnOnce(&mut Rules, watchfloor::floor::ChannelId)) {
    let Some(channel) = day.engine.floor().channel_named("X") else { return };
    let mut rules = day.engine.floor().assignments().rules().clone();
    f(&mut rules, channel);
    drop(day.ask(Command::Assignment(AssignmentCommand::SetRules { rules: Box::new(rules) })));
}

/// Whether somebody holds more than a limit lets them after what was given to them.
fn over(floor: &Floor, to: AgentId, id: ConversationId) -> bool {
    let (a, c) = (floor.assignments(), floor.conversation(id).unwrap());
    let own = u32::from(floor.agent(to).unwrap().capacity) * 100;
    let channel =
        a.rules().channels.get(&c.channel).is_some_and(|m| a.channel_load_centi(c.channel) > u32::from(*m) * 100);
    c.waiting_since.is_some() && (a.load_centi(to) > own || channel)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_limit_is_passed_but_by_a_person_who_was_asked(steps in proptest::collection::vec(happens(), 1..60)) {
        let day = live(&steps);
        let mut floor = Floor::default();
        for (seq, key, decision) in day.log() {
            let mut before = BTreeMap::new();
            for event in &decision.events {
                if let Event::Assigned { conversation, to: Some(to), how } = event {
                    let held = floor.conversation(*conversation).and_then(|c| c.owner).is_some();
                    before.insert((*conversation, *to), (*how, held));
                }
            }
            floor.apply(seq, &key, &decision);
            for ((id, to), (how, held)) in before {
                // What moves between agents takes no more of a channel than before.
                let channel_only = held && floor.assignments().load_centi(to) <= u32::from(floor.agent(to).unwrap().capacity) * 100;
                prop_assert!(how == How::OverLimit || channel_only || !over(&floor, to, id), "{how:?} of {id:?} to {to:?}");
            }
        }
    }

    #[test]
    fn no_newer_one_overtakes_and_no_free_slot_stays_empty(steps in proptest::collection::vec(happens(), 1..60)) {
        let day = live(&steps);
        let mut floor = Floor::default();
        for (seq, key, decision) in day.log() {
            for event in &decision.events {
                let Event::Assigned { conversation, to: Some(to), how: How::Automatic } = event else { continue };
                let (_, since) = floor.assignments().place(*conversation).expect("it waited");
                let older = floor.assignments().oldest().range(..(since, *conversation));
                for (_, id) in older {
                    let why = floor.why_not(*to, *id, decision.at);
                    prop_assert!(why.is_some(), "{id:?} is older than {conversation:?} and {to:?} could take it");
                }
            }
            floor.apply(seq, &key, &decision);
        }
        let floor = day.engine.floor();
        if floor.assignments().rules().automatic {
            for (_, id) in floor.assignments().oldest() {
                let could = floor.eligible(*id, day.now).next().map(|(agent, _)| agent);
                prop_assert_eq!(could, None, "{:?} waits although somebody could take it", id);
            }
        }
    }
}

/// A35: what the live tile shows is what the log says, to the second.
#[test]
fn a35_the_live_tile_is_recomputed_from_the_log() {
    let mut day = Day::new();
    day.agent("Ade B.", 3);
    automatic(&mut day, |_| {});
    for n in 0..30u32 {
        let now = day.now;
        day.pass_to(now.plus(37));
        let when = clock(day.now);
        day.read(vec![post(&format!("q{n}"), &format!("c{n}"), &when)]);
        if n % 3 != 2 {
            let now = day.now;
            day.pass_to(now.plus(11 * (n + 1)));
            let when = clock(day.now);
            day.read(vec![answer(&format!("a{n}"), &when, &format!("q{n}"))]);
        }
    }
    let live = day.board().first_response;
    let again = Day::on(day.ledger.clone()).engine.snapshot(day.now, &crate::day::frame()).wallboard.first_response;
    assert_eq!(live, again, "folded anew from the facts");
    // By hand, from the mentions of the log alone: those answered within the hour that the tile is of.
    let (mut asked, mut secs) = (BTreeMap::new(), Vec::new());
    for event in day.log().iter().flat_map(|(_, _, d)| &d.events) {
        if let Event::Mentioned { at, conversation: Some(c), answers, .. } = event {
            match (asked.get(c), answers) {
                (None, _) => drop(asked.insert(*c, *at)),
                (Some(opened), Some(_)) if day.now.secs_since(*at) < 3_600 => secs.push(at.secs_since(*opened)),
                _ => {}
            }
        }
    }
    secs.sort_unstable();
    assert_eq!(live.answered, secs.len());
    let median = (secs[(secs.len() - 1) / 2] + secs[secs.len() / 2]) as f64 / 2.0;
    assert_eq!(live.median_secs, Some(median.round() as u32));
}
