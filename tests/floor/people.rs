//! The people: shifts that begin and end, what is handed over, who is there, and what they bring along.

use super::days::{self, Step, begin, happen};
use crate::day::{Day, at, post, some};
use proptest::prelude::*;
use std::collections::BTreeMap;
use watchfloor::floor::people::{
    About, Absence, By, Capsule, CapsuleId, Experience, PUBLIC_REPLIES, Pool, Sign, Training, Unfit, Why,
    announced_length, length_limit, wall_shift,
};
use watchfloor::floor::{
    Actor, AgentId, At, Command, ConversationId, Decision, Event, Floor, HandleId, Owner, PeopleCommand as P,
    PeopleEvent, Presence, Profile, Refusal, Shift, check,
};
use watchfloor::ledger::wire;

fn shift(from: &str, until: &str) -> Shift {
    Shift { from: at(from), until: at(until) }
}

fn people(day: &mut Day, command: P) -> Result<String, Refusal> {
    day.ask(Command::People(command))
}

fn rostered(day: &mut Day, name: &str, shifts: &[(&str, &str)]) -> AgentId {
    let agent = day.agent(name, 4);
    let shifts = shifts.iter().map(|(from, until)| shift(from, until)).collect();
    people(day, P::SetShifts { agent, shifts }).unwrap();
    agent
}

fn grouped(day: &mut Day, agent: AgentId, group: &str) {
    let profile = Profile { groups: vec![group.into()], takes_queue: true };
    people(day, P::SetProfile { agent, profile }).unwrap();
}

fn wait_for_answer(day: &mut Day, count: u32) {
    let posts = (0..count).map(|n| post(&format!("q{n}"), &format!("customer {n}"), "09:00")).collect();
    day.read(posts);
}

fn owned(floor: &Floor, agent: AgentId) -> Vec<u32> {
    let mine = floor.conversations().filter(|(_, c)| c.owner == Some(Owner::of(agent)));
    mine.map(|(id, _)| id.0).collect()
}

fn capsules(day: &Day) -> Vec<(CapsuleId, Capsule)> {
    let mut rows: Vec<_> = day.engine.floor().people().capsules.newest().map(|(id, row)| (id, row.clone())).collect();
    rows.reverse();
    rows
}

fn agent(day: &Day, id: AgentId) -> &watchfloor::floor::Agent {
    day.engine.floor().agent(id).unwrap()
}

#[test]
fn five_minutes_after_a_shift_nothing_is_owned_and_the_capsule_says_what_was() {
    let mut day = Day::new();
    let ana = rostered(&mut day, "Ana", &[("08:00", "10:00")]);
    let ade = rostered(&mut day, "Ade", &[("09:30", "18:00")]);
    wait_for_answer(&mut day, 4);
    day.assign(&[0, 1, 2], ana).unwrap();
    day.snooze(&[2], "11:00").unwrap();
    people(&mut day, P::LeaveNote { agent: ana, note: "q0 wants a call".into(), drafts: some(&[0]) }).unwrap();
    day.until("10:04");
    assert_eq!(owned(day.engine.floor(), ana), [0, 1, 2], "a few minutes to finish");
    assert!(!agent(&day, ana).is_on_duty(day.now), "however available");
    day.until("10:05");
    assert_eq!(owned(day.engine.floor(), ana), [0_u32; 0]);
    assert_eq!(agent(&day, ana).presence, Presence::Off);
    assert_eq!((agent(&day, ana).duty.by, agent(&day, ana).reason.as_str()), (By::Roster, "shift over"));
    let rows = capsules(&day);
    let (id, row) = rows.first().unwrap();
    assert_eq!((rows.len(), row.agent, row.why, row.to), (1, ana, Why::ShiftEnded, None));
    assert_eq!(row.open, some(&[0, 1]));
    assert_eq!(row.aside, [(ConversationId(2), at("11:00"))]);
    assert_eq!((row.note.as_str(), &row.drafts), ("q0 wants a call", &some(&[0])));
    assert_eq!(day.state(2), "snoozed", "what was put aside stays so");
    day.until("11:01");
    assert_eq!((day.state(2), day.row(2).owner), ("new", None));
    let id = *id;
    let refused = people(&mut day, P::AcceptCapsule { capsule: id, by: ana }).unwrap_err();
    assert_eq!(refused.to_string(), "Ana is not on duty");
    assert_eq!(people(&mut day, P::AcceptCapsule { capsule: id, by: ade }).unwrap(), "Ade takes over from Ana");
    let refused = people(&mut day, P::AcceptCapsule { capsule: id, by: ade }).unwrap_err();
    assert_eq!(refused.to_string(), "Ade has taken it over already");
}

/// C23: reopened or restored work does not go home after the agent.
#[test]
fn what_comes_back_to_somebody_who_went_home_is_taken_from_them_at_once() {
    let mut day = Day::new();
    let ana = rostered(&mut day, "Ana", &[("08:00", "10:00")]);
    let ade = day.agent("Ade", 4);
    wait_for_answer(&mut day, 2);
    day.assign(&[0, 1], ana).unwrap();
    day.assign(&[1], ade).unwrap();
    day.read(vec![crate::day::answer("a0", "09:10", "q0")]);
    day.until("10:06");
    assert_eq!(owned(day.engine.floor(), ana), [0_u32; 0], "an answered one is handed over, too");
    assert_eq!(capsules(&day)[0].1.pending, some(&[0]));
    day.read(vec![crate::day::reply("q0b", "customer 0", "10:07", "q0")]);
    assert_eq!(day.row(0).owner, None);
    day.undo().unwrap();
    assert_eq!((owned(day.engine.floor(), ana), day.row(1).owner), (vec![], None), "undone, and she has gone");
    assert_eq!(capsules(&day).last().unwrap().1.open, some(&[1]));
}

#[test]
fn who_is_extended_keeps_their_work_until_the_extension_ends() {
    let mut day = Day::new();
    let ana = rostered(&mut day, "Ana", &[("08:00", "10:00")]);
    wait_for_answer(&mut day, 1);
    day.assign(&[0], ana).unwrap();
    day.until("10:03");
    let extend = |until: &str, reason: &str| P::Extend { agent: ana, until: at(until), reason: reason.into() };
    let refused = people(&mut day, extend("11:00", " ")).unwrap_err();
    assert!(refused.to_string().starts_with("say why"), "{refused}");
    people(&mut day, extend("11:00", "the outage")).unwrap();
    day.until("10:59");
    assert_eq!(owned(day.engine.floor(), ana), [0]);
    assert!(agent(&day, ana).is_on_duty(day.now));
    day.until("11:05");
    assert_eq!(owned(day.engine.floor(), ana), [0_u32; 0]);
    assert_eq!(capsules(&day).len(), 1);
}

#[test]
fn shifts_that_follow_one_another_are_one() {
    let mut day = Day::new();
    let ana = rostered(&mut day, "Ana", &[("08:00", "10:00"), ("10:00", "12:00")]);
    wait_for_answer(&mut day, 1);
    day.assign(&[0], ana).unwrap();
    day.until("11:00");
    assert_eq!(owned(day.engine.floor(), ana), [0]);
    let told = |day: &Day| {
        let of =
            |e: &Event| matches!(e, Event::People(PeopleEvent::ShiftEnded { .. } | PeopleEvent::ShiftBegan { .. }));
        day.log().iter().flat_map(|(_, _, d)| &d.events).filter(|e| of(e)).count()
    };
    assert_eq!(told(&day), 0);
    day.until("13:00");
    assert_eq!((told(&day), capsules(&day).len()), (1, 1));
}

/// C29 and C40: a lead says so, with a reason, and it holds.
#[test]
fn a_forced_state_holds_against_the_agents_own_word_until_a_lead_or_the_next_shift() {
    let mut day = Day::new();
    let ana = rostered(&mut day, "Ana", &[("08:00", "10:00"), ("12:00", "14:00")]);
    let own = |day: &mut Day, presence| {
        let command = Command::SetPresence { agent: ana, presence, reason: String::new() };
        day.turn(vec![watchfloor::engine::Input::Asked { by: Actor::Floor, id: 0, command }]);
    };
    let force = |reason: &str| P::Force { agent: ana, presence: Presence::Away, reason: reason.into() };
    assert!(people(&mut day, force("")).is_err(), "a reason is required");
    people(&mut day, force("left the desk")).unwrap();
    own(&mut day, Presence::Available);
    assert_eq!((agent(&day, ana).presence, agent(&day, ana).duty.by), (Presence::Away, By::Lead));
    day.until("12:01");
    own(&mut day, Presence::Available);
    assert_eq!((agent(&day, ana).presence, agent(&day, ana).duty.by), (Presence::Available, By::Themselves));
    let spells: Vec<_> = agent(&day, ana).duty.spells.iter().map(|s| (s.presence, s.by)).collect();
    let told = [
        (Presence::Available, By::Lead),
        (Presence::Away, By::Lead),
        (Presence::Off, By::Roster),
        (Presence::Available, By::Themselves),
    ];
    assert_eq!(spells, told);
}

#[test]
fn who_is_logged_out_leaves_all_their_work_in_one_decision() {
    let mut day = Day::new();
    let ana = day.agent("Ana", 4);
    wait_for_answer(&mut day, 3);
    day.assign(&[0, 1, 2], ana).unwrap();
    day.snooze(&[2], "12:00").unwrap();
    let words = people(&mut day, P::LogOut { agent: ana, reason: "went home".into() }).unwrap();
    assert_eq!(words, "Ana is logged out, 3 conversations back in the queue");
    assert_eq!(owned(day.engine.floor(), ana), [0_u32; 0]);
    assert_eq!((day.state(0), day.state(2)), ("new", "snoozed"));
    let rows = capsules(&day);
    assert_eq!((rows.len(), rows[0].1.why, rows[0].1.taken().count()), (1, Why::LoggedOut, 3));
    assert!(people(&mut day, P::LogOut { agent: ana, reason: "again".into() }).is_err());
}

#[test]
fn skills_for_today_end_by_themselves() {
    let mut day = Day::new();
    day.ask(Command::AddAgent {
        name: "Ana".into(),
        skills: vec!["billing".into()],
        languages: Vec::new(),
        capacity: 2,
    })
    .unwrap();
    let ana = AgentId(0);
    let change = |skills: &[&str], until: &str| P::ChangeSkills {
        agent: ana,
        skills: skills.iter().map(|s| (*s).to_owned()).collect(),
        until: at(until),
        reason: "the app is down".into(),
    };
    people(&mut day, change(&["billing", "app"], "12:00")).unwrap();
    people(&mut day, change(&["app"], "13:00")).unwrap();
    assert_eq!(agent(&day, ana).skills, ["app"]);
    day.until("12:30");
    assert_eq!(agent(&day, ana).skills, ["app"]);
    day.until("13:01");
    assert_eq!(agent(&day, ana).skills, ["billing"]);
    assert_eq!(agent(&day, ana).duty.today, None);
    assert_eq!(people(&mut day, change(&["app"], "13:00")).unwrap_err(), Refusal::NotInFuture);
}

/// C31: one lost sign is a phone in a pocket; all of them lost for five minutes is somebody who is not there.
#[test]
fn signs_of_somebody_have_a_grace_and_the_state_says_where_it_comes_from() {
    let mut day = Day::new();
    let ana = day.agent("Ana", 4);
    let sign = |day: &mut Day, sign, seen| people(day, P::SetSign { agent: ana, sign, seen }).map(drop);
    sign(&mut day, Sign::Connected, true).unwrap();
    sign(&mut day, Sign::Active, true).unwrap();
    sign(&mut day, Sign::Connected, false).unwrap();
    day.until("09:30");
    assert_eq!(agent(&day, ana).presence, Presence::Available, "another sign is still there");
    sign(&mut day, Sign::Active, false).unwrap();
    day.until("09:34");
    assert_eq!(agent(&day, ana).presence, Presence::Available, "grace");
    day.until("09:36");
    assert_eq!((agent(&day, ana).presence, agent(&day, ana).duty.by), (Presence::Away, By::System));
    sign(&mut day, Sign::Active, true).unwrap();
    assert_eq!((agent(&day, ana).presence, agent(&day, ana).duty.by), (Presence::Available, By::Themselves));
}

/// C36: A is absent, so is their substitute B, and C takes the work of both, as far as there is room.
#[test]
fn substitutes_stand_in_for_substitutes_and_absences_end_visibly() {
    let mut day = Day::new();
    let (ana, ben) = (day.agent("Ana", 4), day.agent("Ben", 4));
    let cleo = day.agent("Cleo", 2);
    wait_for_answer(&mut day, 4);
    day.assign(&[0, 1, 2], ana).unwrap();
    day.assign(&[3], ben).unwrap();
    let absent = |agent, substitute| P::SetAbsence {
        agent,
        absence: Absence {
            from: at("10:00"),
            until: at("12:00"),
            substitute: Some(substitute),
            reason: "training".into(),
        },
    };
    people(&mut day, absent(ana, ben)).unwrap();
    people(&mut day, absent(ben, cleo)).unwrap();
    assert!(people(&mut day, absent(cleo, cleo)).is_err());
    day.until("10:06");
    let floor = day.engine.floor();
    assert_eq!(floor.substitute(ana, day.now).to, Some(cleo));
    assert_eq!(floor.substitute(ana, day.now).chain, [ben, cleo]);
    assert_eq!(owned(floor, cleo), [0, 1], "no more than there is room for");
    assert_eq!((owned(floor, ana), owned(floor, ben)), (vec![], vec![]));
    let rows = capsules(&day);
    let to: Vec<_> = rows.iter().map(|(_, c)| (c.agent, c.to, c.open.len())).collect();
    assert_eq!(to, [(ana, Some(cleo), 2), (ana, None, 1), (ben, None, 1)]);
    day.until("12:01");
    assert!(agent(&day, ana).duty.absent_since.is_none());
    assert_eq!(agent(&day, ana).duty.absences.len(), 1, "it is still shown, as expired");
    people(
        &mut day,
        P::SetAbsence {
            agent: cleo,
            absence: Absence { from: at("13:00"), until: at("14:00"), substitute: Some(ana), reason: "x".into() },
        },
    )
    .unwrap();
    people(
        &mut day,
        P::SetAbsence {
            agent: ana,
            absence: Absence { from: at("13:00"), until: at("14:00"), substitute: Some(cleo), reason: "x".into() },
        },
    )
    .unwrap();
    day.until("13:30");
    assert_eq!(day.engine.floor().substitute(ana, day.now).to, None, "two who stand in for each other");
}

#[test]
fn who_was_there_when_is_remembered() {
    let mut day = Day::new();
    let ana = rostered(&mut day, "Ana", &[("09:00", "12:00")]);
    day.until("10:00");
    day.ask(Command::SetPresence { agent: ana, presence: Presence::Away, reason: "break".into() }).unwrap();
    day.until("10:15");
    day.ask(Command::SetPresence { agent: ana, presence: Presence::Available, reason: String::new() }).unwrap();
    day.until("14:00");
    let floor = day.engine.floor();
    let there = |clock| floor.who_was_there(at(clock)).into_iter().map(|(_, s)| s.presence).collect::<Vec<_>>();
    assert_eq!(there("09:30"), [Presence::Available]);
    assert_eq!(there("10:10"), [Presence::Away]);
    assert_eq!(there("13:00"), []);
    let spent = agent(&day, ana).spent(at("09:00"), at("14:00"));
    assert_eq!((spent.away_secs, spent.breaks), (15 * 60, 1));
    assert!((3 * 3600..3 * 3600 + 300).contains(&spent.worked_secs()), "{spent:?}");
}

/// C39: night shifts written as wall times cover the night in which the clocks change; shifts made by adding 24 hours do
/// not, and the checker says where.
#[test]
fn gaps_in_cover_are_found_across_the_change_of_clocks() {
    let paris = jiff::tz::TimeZone::get("Europe/Paris").unwrap();
    let wall = |text: &str| text.parse::<jiff::civil::DateTime>().unwrap();
    let moment = |text: &str| At::from_timestamp(wall(text).to_zoned(paris.clone()).unwrap().timestamp()).unwrap();
    for (first, hours) in [("2017-03-24", 71_i64), ("2017-10-27", 73)] {
        let mut day = Day::new();
        let (a, b) = (day.agent("Ana", 4), day.agent("Ben", 4));
        grouped(&mut day, a, "night");
        grouped(&mut day, b, "night");
        let begin = wall(&format!("{first}T08:00"));
        let days: Vec<_> = (0..4).map(|n| begin.checked_add(jiff::Span::new().days(n)).unwrap()).collect();
        let until = |hour| jiff::civil::time(hour, 0, 0, 0);
        let of = |hour: i64, end| {
            let made = days.iter().map(|d| d.checked_add(jiff::Span::new().hours(hour)).unwrap());
            made.map(|from| wall_shift(from, until(end), &paris).unwrap()).collect::<Vec<_>>()
        };
        people(&mut day, P::SetShifts { agent: a, shifts: of(0, 20) }).unwrap();
        people(&mut day, P::SetShifts { agent: b, shifts: of(12, 8) }).unwrap();
        let end = days[3].checked_add(jiff::Span::new()).unwrap();
        let (from, to) = (moment(&begin.to_string()), moment(&end.to_string()));
        assert_eq!(to.secs_since(from), hours * 3600);
        assert_eq!(day.engine.floor().gaps(Some("night"), from, to), []);
        assert_eq!(day.engine.floor().gaps(Some("day"), from, to).len(), 1, "nobody belongs there");
        // The wrong way: each next shift 24 hours after the one before, while the first of days goes by the wall.
        let naive =
            (0..4).map(|n| Shift { from: from.plus(n * 86_400 + 12 * 3600), until: from.plus(n * 86_400 + 24 * 3600) });
        people(&mut day, P::SetShifts { agent: b, shifts: naive.collect() }).unwrap();
        let gaps = day.engine.floor().gaps(Some("night"), from, to);
        assert!(!gaps.is_empty() && gaps.iter().all(|g| g.until.secs_since(g.from) == 3600), "{gaps:?}");
    }
}

/// A37: who suits a new account, with the reasons.
#[test]
fn a37_those_who_suit_a_new_account_are_listed_with_reasons() {
    let mut day = Day::new();
    let (ana, ben, cleo) = (day.agent("Ana", 4), day.agent("Ben", 4), day.agent("Cleo", 4));
    let _dora = day.agent("Dora", 4);
    let mut know = |agent, networks: &[&str], interests: &[&str], experience| {
        let list = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        let about = About { networks: list(networks), interests: list(interests), experience, ..About::default() };
        people(&mut day, P::SetAbout { agent, about }).unwrap();
    };
    know(ana, &["instagram"], &[], Experience::Reads);
    know(ben, &["Instagram", "x"], &["Ski"], Experience::Answered);
    know(cleo, &["x"], &["ski", "chess"], Experience::Unknown);
    let suited = day.engine.floor().suited("Instagram", &["ski".into()]);
    let order: Vec<_> = suited.iter().map(|s| (s.agent, s.points)).collect();
    assert_eq!(order, [(ben, 12), (ana, 7), (cleo, 3)]);
    assert_eq!(suited[0].reasons, ["knows Instagram", "cares for ski too", "has answered customers there before"]);
}

/// A39: once a certificate is kept, whoever has none, or an expired one, is not given public conversations.
#[test]
fn a39_an_expired_certificate_is_not_routed_public_replies() {
    let mut day = Day::new();
    let (ana, ben, cleo) = (day.agent("Ana", 4), day.agent("Ben", 4), day.agent("Cleo", 4));
    let unfit = |day: &Day, id, public| {
        let floor = day.engine.floor();
        floor.unfit(floor.agent(id).unwrap(), public, &floor.pool_loads(), day.now)
    };
    assert_eq!(unfit(&day, ana, true), None, "nobody keeps certificates yet");
    let trained = |agent, until| P::SetAbout {
        agent,
        about: About { trainings: vec![Training { what: PUBLIC_REPLIES.into(), until }], ..About::default() },
    };
    people(&mut day, trained(ana, None)).unwrap();
    people(&mut day, trained(ben, Some(at("10:00")))).unwrap();
    assert_eq!((unfit(&day, ana, true), unfit(&day, ben, true)), (None, None));
    assert_eq!((unfit(&day, cleo, true), unfit(&day, cleo, false)), (Some(Unfit::Untrained), None));
    day.until("10:00");
    assert_eq!(unfit(&day, ben, true), Some(Unfit::Expired(at("10:00"))));
    assert_eq!(agent(&day, ben).expired(day.now).count(), 1);
    let again = wire::floor(&wire::floor_bytes(day.engine.floor())).unwrap();
    let ben = again.agent(ben).unwrap();
    assert!(again.unfit(ben, true, &again.pool_loads(), day.now).is_some(), "after a snapshot, too");
}

/// A42: a partner has its own capacity and share, and can be switched off.
#[test]
fn a42_a_partner_holds_no_more_than_was_agreed() {
    let mut day = Day::new();
    let (ours, theirs) = (day.agent("Ana", 9), day.agent("Outsource 1", 9));
    let pool = Pool { name: "Nearby".into(), on: true, capacity: 2, hours: None, cost_cents: 2_350, share_pct: 50 };
    let about = About { pool: Some("Nearby".into()), ..About::default() };
    assert!(people(&mut day, P::SetAbout { agent: theirs, about: about.clone() }).is_err(), "agree first");
    people(&mut day, P::SetPool { pool: pool.clone() }).unwrap();
    people(&mut day, P::SetAbout { agent: theirs, about }).unwrap();
    wait_for_answer(&mut day, 8);
    let unfit = |day: &Day, id| {
        let floor = day.engine.floor();
        floor.unfit(floor.agent(id).unwrap(), true, &floor.pool_loads(), day.now)
    };
    assert_eq!(unfit(&day, theirs), None);
    day.assign(&[0], theirs).unwrap();
    assert_eq!(unfit(&day, theirs), Some(Unfit::PoolShare));
    day.assign(&[1, 2, 3], ours).unwrap();
    assert_eq!(unfit(&day, theirs), None);
    day.assign(&[4], theirs).unwrap();
    assert_eq!((unfit(&day, theirs), unfit(&day, ours)), (Some(Unfit::PoolFull), None));
    people(&mut day, P::SetPool { pool: Pool { on: false, ..pool } }).unwrap();
    assert_eq!(unfit(&day, theirs), Some(Unfit::PoolOff));
}

/// A44: at the boundary a draft is ready with the names on duty, and one that is too long says so.
#[test]
fn a44_the_shift_change_is_drafted_and_measured() {
    let mut day = Day::new();
    wait_for_answer(&mut day, 1);
    let ana = rostered(&mut day, "Ana", &[("08:00", "12:00")]);
    let ben = rostered(&mut day, "Ben", &[("12:00", "18:00")]);
    rostered(&mut day, "Cleo", &[("12:00", "20:00")]);
    day.agent("Dora", 1); // without a roster nobody can say that she will be there
    let floor = day.engine.floor();
    let boundaries: Vec<At> = floor.boundaries(at("09:00"), at("13:00")).into_iter().collect();
    assert_eq!(boundaries, [at("12:00")]);
    let zone = jiff::tz::TimeZone::UTC;
    let draft = floor.announcement(HandleId(0), at("12:00"), &zone).unwrap();
    assert_eq!((&draft.names, &draft.leaving), (&vec!["Ben".into(), "Cleo".into()], &vec!["Ana".into()]));
    assert_eq!(draft.text, "Ben and Cleo are on duty for @larkhelp until 18:00. Write to us!");
    assert_eq!((draft.length(), draft.limit.unwrap().most, draft.fits()), (64, 280, true));
    people(&mut day, P::SetAnnouncement { words: format!("{{names}} {}", "x".repeat(280)) }).unwrap();
    let floor = day.engine.floor();
    assert!(!floor.announcement(HandleId(0), at("12:00"), &zone).unwrap().fits());
    people(&mut day, P::Announce { handle: HandleId(0), boundary: at("12:00") }).unwrap();
    grouped(&mut day, ana, "x");
    grouped(&mut day, ben, "x");
    let draft = day.engine.floor().announcement(HandleId(0), at("12:00"), &zone).unwrap();
    assert_eq!((draft.names, draft.done), (vec!["Ben".into()], true), "the team of the account, when there is one");
    assert_eq!(length_limit("X", At::from_unix(1_385_337_600).unwrap()).unwrap().most, 140, "in 2013");
    let bluesky = length_limit("Bluesky", at("09:00")).unwrap();
    assert_eq!((bluesky.most, announced_length("👩‍👩‍👧 🇫🇷 e\u{301}", bluesky.counting)), (300, 5));
}

/// Shifts in a morning, somewhere, and what a lead does.
fn wishes() -> impl Strategy<Value = Command> {
    let agent = || (0..4u16).prop_map(AgentId);
    let moment = || (0..16_000u32).prop_map(|secs| at("09:00").plus(secs));
    let shifts = proptest::collection::vec((0..8_000u32, 1..4_000u32), 0..4).prop_map(|parts| {
        let mut from = at("08:30");
        let next = |(gap, secs): (u32, u32)| {
            let shift = Shift { from: from.plus(gap), until: from.plus(gap + secs) };
            from = shift.until;
            shift
        };
        parts.into_iter().map(next).collect::<Vec<_>>()
    });
    let presence = prop_oneof![Just(Presence::Available), Just(Presence::Away), Just(Presence::Off)];
    let reason = || String::from("so");
    let absence = (moment(), 1..6_000u32, proptest::option::of(agent())).prop_map(move |(from, secs, substitute)| {
        Absence { from, until: from.plus(secs), substitute, reason: reason() }
    });
    let sign = (prop_oneof![Just(Sign::Active), Just(Sign::Connected)], any::<bool>());
    prop_oneof![
        6 => (agent(), shifts).prop_map(|(agent, shifts)| P::SetShifts { agent, shifts }),
        2 => (agent(), presence).prop_map(move |(agent, presence)| P::Force { agent, presence, reason: reason() }),
        2 => agent().prop_map(move |agent| P::LogOut { agent, reason: reason() }),
        2 => (agent(), moment()).prop_map(move |(agent, until)| P::Extend { agent, until, reason: reason() }),
        3 => (agent(), absence).prop_map(|(agent, absence)| P::SetAbsence { agent, absence }),
        1 => (agent(), moment()).prop_map(|(agent, from)| P::DropAbsence { agent, from }),
        1 => (agent(), sign).prop_map(|(agent, (sign, seen))| P::SetSign { agent, sign, seen }),
        1 => (agent(), moment()).prop_map(move |(agent, until)| {
            P::ChangeSkills { agent, skills: vec!["s".into()], until, reason: reason() }
        }),
        1 => agent().prop_map(|agent| P::LeaveNote { agent, note: "n".into(), drafts: vec![] }),
        1 => (0..3u32, agent()).prop_map(|(c, by)| P::AcceptCapsule { capsule: CapsuleId(c), by }),
    ]
    .prop_map(Command::People)
}

/// Lives the days, and after each step asks who owns what.
fn live(steps: &[Step]) -> Day {
    let mut day = begin();
    let mut allowed: BTreeMap<AgentId, At> = BTreeMap::new();
    for step in steps {
        if let Step::Pass(secs) = step {
            // In parts, so that no moment goes by unseen.
            for part in 0..secs / 97 {
                let _ = part;
                let to = day.now.plus(97);
                day.pass_to(to);
                nobody_gone_owns(&day, &allowed);
            }
        }
        happen(&mut day, step);
        if let Step::Ask(Command::People(P::SetShifts { agent, .. } | P::DropAbsence { agent, .. })) = step {
            allowed.insert(*agent, day.now);
        }
        nobody_gone_owns(&day, &allowed);
    }
    let end = day.now.plus(9 * 3600);
    day.pass_to(end);
    nobody_gone_owns(&day, &allowed);
    day
}

fn nobody_gone_owns(day: &Day, changed: &BTreeMap<AgentId, At>) {
    let floor = day.engine.floor();
    for (i, agent) in floor.agents().iter().enumerate() {
        let id = AgentId(i as u16);
        let (now, ago) = (day.now, day.now.minus(300));
        let extended = agent.duty.extended.as_ref().is_some_and(|e| e.until > ago);
        let worked = agent.shifts.iter().any(|s| s.from <= now && s.until > ago);
        let fresh = changed.get(&id).is_some_and(|at| *at > ago);
        if agent.shifts.is_empty() || worked || extended || fresh {
            continue;
        }
        assert_eq!(owned(floor, id), [0_u32; 0], "{} has gone: {agent:?}", agent.name);
    }
}

/// What was taken from people by the clock or with a log-out, and what capsules list; both sorted.
fn accounts(log: &[(u64, String, Decision)]) -> (Vec<ConversationId>, Vec<ConversationId>) {
    let logged_out = |d: &&(u64, String, Decision)| {
        let is = |e: &Event| matches!(e, Event::People(PeopleEvent::LoggedOut { .. }));
        d.2.events.iter().any(is)
    };
    let groups: Vec<u64> = log.iter().filter(logged_out).map(|(_, _, d)| d.group).collect();
    let (mut taken, mut listed) = (Vec::new(), Vec::new());
    for (_, _, decision) in log {
        let counts = decision.by == Actor::Clock || groups.contains(&decision.group);
        for event in &decision.events {
            match event {
                Event::Assigned { conversation, .. } if counts => taken.push(*conversation),
                Event::People(PeopleEvent::HandedOver { row, .. }) => listed.extend(row.taken()),
                _ => {}
            }
        }
    }
    taken.sort_unstable();
    listed.sort_unstable();
    (taken, listed)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_who_is_gone_owns_anything_and_capsules_account_for_it_once(steps in days::steps_with(wishes().boxed())) {
        let day = live(&steps);
        let (taken, listed) = accounts(&day.log());
        prop_assert_eq!(taken, listed);
    }

    #[test]
    fn a_floor_with_rosters_is_the_same_from_a_snapshot_and_from_the_log(
        steps in days::steps_with(wishes().boxed()), split in any::<prop::sample::Index>(),
    ) {
        let day = days::live(&steps);
        let log = day.log();
        let (head, tail) = log.split_at(split.index(log.len() + 1));
        let mut floor = Floor::default();
        head.iter().for_each(|(seq, key, d)| floor.apply(*seq, key, d));
        let mut again = wire::floor(&wire::floor_bytes(&floor)).unwrap();
        prop_assert_eq!(again.next_deadline(), floor.next_deadline());
        tail.iter().for_each(|(seq, key, d)| again.apply(*seq, key, d));
        prop_assert_eq!(check::broken_rules(&again), Vec::<String>::new());
        prop_assert!(wire::floor_bytes(&again) == wire::floor_bytes(day.engine.floor()));
        prop_assert_eq!(format!("{:?}", again.agents()), format!("{:?}", day.engine.floor().agents()));
        for (_, _, decision) in &log {
            prop_assert_eq!(&wire::decision(&wire::decision_bytes(decision)).unwrap(), decision);
        }
    }
}
