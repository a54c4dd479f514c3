//! The audit: who did what when and why, for every command; and what a partner's window is never told.

use crate::day::{Day, at, frame, post, some};
use watchfloor::engine::audit::audit;
use watchfloor::engine::{Input, Job};
use watchfloor::floor::{
    Account, Command, ConversationId, DeskCommand, HandleId, PeopleCommand, Presence, Profile, Role, Seat,
};
use watchfloor::ledger::seal;
use watchfloor::view::made::Names;
use watchfloor::view::{AuditAsked, AuditRow, Chip, Looking, Query, SealCheck};

fn asked(search: &str) -> AuditAsked {
    AuditAsked { search: search.into(), count: 200, ..AuditAsked::default() }
}

fn found(day: &Day, asked: &AuditAsked) -> Vec<AuditRow> {
    let names = Names::of(day.engine.floor(), &jiff::tz::TimeZone::UTC);
    audit(day.ledger.as_ref(), &names, asked, (day.ledger.last_seq(), 1), usize::MAX).unwrap().rows
}

fn told(rows: &[AuditRow]) -> Vec<String> {
    rows.iter().map(|r| format!("{}: {} {} {} ({})", r.by, r.kind, r.count, r.what, r.why)).collect()
}

/// A morning of decisions in two roles.
fn morning() -> Day {
    let mut day = Day::new();
    let ade = day.agent("Ade", 9);
    day.read((0..5).map(|n| post(&format!("m{n}"), &format!("Ann {n}"), "09:00")).collect());
    day.now = at("09:10");
    day.assign(&[0, 1, 2], ade).unwrap();
    day.engine.set_seat(Seat { role: Role::Lead, group: String::new() });
    day.now = at("09:20");
    day.ask(Command::SetPresence { agent: ade, presence: Presence::Away, reason: "dentist".into() }).unwrap();
    day.resolve(&[1]).unwrap();
    day.undo().unwrap();
    day
}

#[test]
fn every_decision_stands_in_the_audit_with_role_and_reason_newest_first() {
    let rows = told(&found(&morning(), &asked("")));
    assert_eq!(
        rows[..5],
        [
            "lead at this desk: undone 1 the newest decision of this desk ()",
            "lead at this desk: undone 1 set back to how it was ()",
            "lead at this desk: resolved 1  ()",
            "lead at this desk: presence 1 Ade is away (dentist)",
            "supervisor at this desk: assigned 3 to Ade ()",
        ]
    );
}

#[test]
fn it_is_searched_by_person_kind_reason_time_and_conversation() {
    let day = morning();
    assert_eq!(told(&found(&day, &asked("dentist"))).len(), 1);
    assert_eq!(told(&found(&day, &asked("assigned ade"))).len(), 1);
    assert_eq!(told(&found(&day, &asked("09:20"))).len(), 4);
    assert_eq!(told(&found(&day, &asked("2024-03-12 supervisor assigned"))).len(), 1);
    assert!(found(&day, &asked("dentist assigned")).is_empty());
    let of = |id| AuditAsked { conversation: Some(ConversationId(id)), ..asked("") };
    assert_eq!(told(&found(&day, &of(1))).len(), 3, "given, resolved, undone");
    assert_eq!(found(&day, &of(2))[0].count, 1);
    assert!(found(&day, &of(4)).is_empty());
    let everything = AuditAsked { all: true, ..asked("@larkhelp added") };
    assert_eq!(told(&found(&day, &everything)), ["the floor's rules: account 1 @larkhelp added ()"]);
    assert!(found(&day, &asked("@larkhelp added")).is_empty(), "no person added it");
}

/// Does the engine's work as the program does.
fn do_jobs(day: &mut Day) {
    for job in day.engine.take_jobs() {
        let done = match job {
            Job::Audit { id, asked, high, low, rows_max, names } => {
                let found = audit(day.ledger.as_ref(), &names, &asked, (high, low), rows_max).unwrap();
                Input::Audited(watchfloor::engine::Audited { id, ..found })
            }
            Job::CheckSeals => {
                let c = seal::check(day.ledger.as_ref()).unwrap();
                Input::SealsChecked(SealCheck { at: day.now, commits: c.commits, seals: c.seals, broken: c.broken })
            }
            Job::Search { .. } | Job::Fold { .. } | Job::Plan { .. } => continue,
        };
        day.turn(vec![done]);
    }
}

#[test]
fn the_screen_is_told_what_is_asked_and_what_happens_meanwhile() {
    let mut day = morning();
    let mut looking = Looking { audit: Some(asked("assigned")), ..Looking::default() };
    day.turn(vec![Input::Looking(looking.clone())]);
    assert!(day.snapshot().audit.searching);
    do_jobs(&mut day);
    let audit = day.snapshot().audit;
    assert_eq!((audit.rows.len(), audit.whole, audit.searching), (1, true, false));
    day.ask(Command::SetPresence {
        agent: watchfloor::floor::AgentId(0),
        presence: Presence::Available,
        reason: String::new(),
    })
    .unwrap();
    day.assign(&[3], watchfloor::floor::AgentId(0)).unwrap();
    day.snapshot();
    do_jobs(&mut day);
    assert_eq!(day.snapshot().audit.rows.len(), 2, "what was decided since stands on top");
    looking.audit = Some(AuditAsked { check: 1, ..asked("assigned") });
    day.turn(vec![Input::Looking(looking.clone())]);
    day.snapshot();
    do_jobs(&mut day);
    let checked = day.snapshot().audit.checked.clone().unwrap();
    assert_eq!(checked.broken, Vec::<String>::new());
    assert_eq!(checked.commits, day.ledger.read(1, usize::MAX).unwrap().len() as u64);
    looking.audit = Some(asked("dentist"));
    day.turn(vec![Input::Looking(looking)]);
    day.snapshot();
    do_jobs(&mut day);
    assert_eq!(day.snapshot().audit.rows[0].why, "dentist");
}

#[test]
fn a41_what_is_not_a_partners_never_reaches_the_window() {
    let mut day = Day::new();
    let (ade, bea) = (day.agent("Ade", 9), day.agent("Bea", 9));
    let profile = Profile { groups: vec!["nordhelp".into()], takes_queue: true };
    day.ask(Command::People(PeopleCommand::SetProfile { agent: ade, profile })).unwrap();
    day.read((0..6).map(|n| post(&format!("m{n}"), &format!("Ann {n}"), "09:00")).collect());
    day.assign(&[1, 3], ade).unwrap();
    day.assign(&[2], bea).unwrap();
    let query = Query { chip: Chip::All, ..Query::default() };
    let looking = |id| {
        let audit = Some(asked(""));
        Input::Looking(Looking {
            query: query.clone(),
            rows: 0..60,
            conversation: Some(ConversationId(id)),
            audit,
            ..Looking::default()
        })
    };
    day.turn(vec![looking(2)]);
    assert_eq!(day.snapshot().listing.order.len(), 6);
    assert!(day.snapshot().thread.is_some());
    day.turn(vec![Input::Seated(Seat { role: Role::Partner, group: "nordhelp".into() })]);
    let seen = day.engine.snapshot(day.now, &frame());
    let mut order = seen.listing.order.to_vec();
    order.sort_unstable();
    assert_eq!(order, some(&[1, 3]));
    assert_eq!(seen.listing.query, query, "the window knows its own question again");
    assert_eq!(seen.listing.counts.of(Chip::All), 2);
    assert!(seen.thread.is_none(), "conversation 2 is Bea's");
    assert_eq!(seen.agents.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Ade"]);
    assert!(seen.board.is_none(), "the figures of the whole floor are not theirs");
    assert!(seen.audit.rows.is_empty() && seen.sources.rows.is_empty() && seen.wallboard.waiting == 0);
    day.turn(vec![looking(3)]);
    assert_eq!(day.snapshot().thread.as_ref().map(|t| t.conversation), Some(ConversationId(3)));
    day.engine.set_seat(Seat::default());
    let account = Account { team: "nordhelp".into(), ..Account::default() };
    day.ask(Command::Desk(DeskCommand::SetAccount { handle: HandleId(0), account })).unwrap();
    day.engine.set_seat(Seat { role: Role::Partner, group: "nordhelp".into() });
    day.now = day.now.plus(20);
    let mut order = day.snapshot().listing.order.to_vec();
    order.sort_unstable();
    assert_eq!(order, some(&[0, 1, 3, 4, 5]), "what nobody has is offered to the team of its account");
}
