//! The facts of `floor/people`.

use super::moment;
use watchfloor::floor::people::{About, Absence, Capsule, CapsuleId, Experience, Left, Pool, Sign, Training, Why};
use watchfloor::floor::{
    AgentId, AlertId, CalendarId, ConversationId, Event, HandleId, PeopleEvent as E, Presence, Profile, Shift,
};

const AGENT: AgentId = AgentId(3);

/// One of each at least.
pub fn facts() -> Vec<Event> {
    let agent = AGENT;
    let profile = Profile { groups: vec!["team leads".into()], takes_queue: false };
    let shifts = vec![Shift { from: moment(0), until: moment(3600) }];
    let mut facts = vec![E::ProfileSet { agent, profile }, E::ShiftsSet { agent, shifts }];
    facts.extend(known());
    facts.extend(told());
    facts.extend(handed());
    facts.into_iter().map(Event::People).collect()
}

/// What is known of people.
fn known() -> Vec<E> {
    let about = |experience| About {
        networks: vec!["x".into()],
        interests: vec!["ski".into()],
        experience,
        trainings: vec![
            Training { what: "public replies".into(), until: Some(moment(60)) },
            Training { what: "tone".into(), until: None },
        ],
        pool: Some("Nearby".into()),
    };
    let pool = Pool {
        name: "Nearby".into(),
        on: true,
        capacity: 40,
        hours: Some(CalendarId(1)),
        cost_cents: 2_350,
        share_pct: 30,
    };
    let mut facts: Vec<E> =
        Experience::ALL.into_iter().map(|e| E::AboutSet { agent: AGENT, about: about(e) }).collect();
    facts.push(E::PoolSet { pool: pool.clone() });
    facts.push(E::PoolSet { pool: Pool { on: false, hours: None, ..pool } });
    facts
}

/// What people said, and what time did.
fn told() -> Vec<E> {
    let (agent, at, reason) = (AGENT, moment(300), String::from("sick"));
    let absence = |substitute| Absence { from: at, until: moment(900), substitute, reason: "flu".into() };
    let forced = |presence| E::Forced { agent, presence, reason: "left the desk".into() };
    vec![
        forced(Presence::Available),
        forced(Presence::Away),
        forced(Presence::Off),
        E::LoggedOut { agent, reason: reason.clone() },
        E::SkillsChanged { agent, skills: vec!["billing".into()], until: at, reason: reason.clone() },
        E::SkillsBack { agent, at },
        E::Extended { agent, until: at, reason },
        E::AbsenceSet { agent, absence: absence(Some(AgentId(4))) },
        E::AbsenceSet { agent, absence: absence(None) },
        E::AbsenceDropped { agent, from: at },
        E::Signed { agent, sign: Sign::Connected, seen: true },
        E::Signed { agent, sign: Sign::Active, seen: false },
        E::Vanished { agent, at },
        E::ShiftBegan { agent, at },
        E::ShiftEnded { agent, at },
        E::AbsenceBegan { agent, at },
        E::AbsenceEnded { agent, at },
        E::SentHome { agent, at },
    ]
}

/// What is left to those who come next.
fn handed() -> Vec<E> {
    let row = |why, to| Capsule {
        agent: AGENT,
        at: moment(300),
        why,
        to,
        open: vec![ConversationId(1), ConversationId(70_000)],
        aside: vec![(ConversationId(2), moment(900))],
        pending: vec![ConversationId(5)],
        drafts: vec![ConversationId(1)],
        watch: vec![AlertId(7)],
        note: "Dan calls back at six".into(),
        accepted: None,
    };
    let whys = [Why::ShiftEnded, Why::Absent, Why::LoggedOut, Why::WentOff];
    let left = Left { note: "Dan calls back at six".into(), drafts: vec![ConversationId(1)] };
    let mut facts = vec![E::NoteLeft { agent: AGENT, left }];
    facts.extend((0..).zip(whys).map(|(n, why)| {
        let to = (n == 1).then_some(AgentId(9));
        E::HandedOver { capsule: CapsuleId(n), row: row(why, to) }
    }));
    facts.extend([
        E::CapsuleAccepted { capsule: CapsuleId(2), by: AgentId(9) },
        E::AnnouncementSet { words: "{names} {are} here".into() },
        E::Announced { handle: HandleId(2), boundary: moment(0) },
    ]);
    facts
}

/// Adding a fact stops this from compiling until its bytes are promised too.
#[test]
fn every_fact_of_people_is_promised() {
    let number = |event: &Event| {
        let Event::People(event) = event else { panic!("{event:?} belongs elsewhere") };
        match event {
            E::ProfileSet { .. } => 0,
            E::ShiftsSet { .. } => 1,
            E::AboutSet { .. } => 2,
            E::PoolSet { .. } => 3,
            E::Forced { .. } => 4,
            E::LoggedOut { .. } => 5,
            E::SkillsChanged { .. } => 6,
            E::SkillsBack { .. } => 7,
            E::Extended { .. } => 8,
            E::AbsenceSet { .. } => 9,
            E::AbsenceDropped { .. } => 10,
            E::Signed { .. } => 11,
            E::Vanished { .. } => 12,
            E::ShiftBegan { .. } => 13,
            E::ShiftEnded { .. } => 14,
            E::AbsenceBegan { .. } => 15,
            E::AbsenceEnded { .. } => 16,
            E::SentHome { .. } => 17,
            E::NoteLeft { .. } => 18,
            E::HandedOver { .. } => 19,
            E::CapsuleAccepted { .. } => 20,
            E::AnnouncementSet { .. } => 21,
            E::Announced { .. } => 22,
        }
    };
    let promised: std::collections::BTreeSet<i32> = facts().iter().map(number).collect();
    assert_eq!(promised.len(), 23);
}
