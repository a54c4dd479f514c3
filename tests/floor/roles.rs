//! Row A41: who may do what, as one table, asked where every decision is made.

use crate::day::{Day, at, page, post, some};
use watchfloor::engine::{Input, Outcome};
use watchfloor::floor::desk::{May, row};
use watchfloor::floor::schedule::{
    Answerer, LiftKey, PlanId, PlanTarget, PlannedShift, ScheduleCommand, ShiftId, Who, Wishes,
};
use watchfloor::floor::{
    Actor, AgentId, AlertId, Asker, BeyondCapacity, Brand, ChannelId, Command, ConversationId, Kind, Overrule,
    PeopleCommand, Presence, Profile, Refusal, Role, Seat, Weights, decide,
};

/// One of each command, and what supervisor, lead, planner, social media manager, partner and viewer may.
fn table() -> Vec<(Command, &'static str)> {
    let conversations = some(&[0]);
    let agent = AgentId(0);
    let assign = |beyond| Command::Assign { conversations: some(&[0]), agent, beyond_capacity: beyond };
    let team = PeopleCommand::SetProfile { agent, profile: Profile::default() };
    vec![
        (assign(BeyondCapacity::Refuse), "YY--o-"),
        (assign(BeyondCapacity::Allow), "YY----"),
        (Command::Release { conversations: conversations.clone() }, "YY--o-"),
        (Command::Snooze { conversations: conversations.clone(), until: at("12:00") }, "YY-Yo-"),
        (Command::Resolve { conversations: conversations.clone() }, "YY-Yo-"),
        (Command::Reopen { conversations: conversations.clone() }, "YY-Yo-"),
        (Command::Undo, "YY-Yo-"),
        (Command::SetPresence { agent, presence: Presence::Away, reason: "lunch".into() }, "YYY-o-"),
        (Command::AddAgent { name: "Bo".into(), skills: vec![], languages: vec![], capacity: 3 }, "Y-Y---"),
        (Command::AddChannel { name: "SMS".into() }, "Y--Y--"),
        (Command::SetTarget { channel: ChannelId(0), first_response_secs: 60, resolution_secs: 600 }, "Y-Y---"),
        (
            Command::Overrule {
                conversations: conversations.clone(),
                to: Overrule::Respond(Kind::Complaint),
                lessons: vec![],
            },
            "YY-Yo-",
        ),
        (Command::TakeBackOverrule { conversations: conversations.clone() }, "YY-Yo-"),
        (Command::SetBrand { brand: Brand::default() }, "Y--Y--"),
        (Command::SetWeights { weights: Weights::default() }, "Y-----"),
        (Command::AcknowledgeAlert { alert: AlertId(0) }, "YY-Y--"),
        (Command::SnoozeAlert { alert: AlertId(0), until: at("12:00") }, "YY-Y--"),
        (Command::EscalateAlert { alert: AlertId(0) }, "YY-Y--"),
        (Command::JoinCase { conversations }, "YY-Yo-"),
        (Command::PartCase { conversation: ConversationId(0) }, "YY-Yo-"),
        (Command::People(team), "Y-Y---"),
        (Command::People(PeopleCommand::SetShifts { agent, shifts: vec![] }), "YYY---"),
    ]
}

/// One of each command of plans, and what each role may.
fn planning() -> Vec<(Command, &'static str)> {
    use ScheduleCommand as C;
    let (plan, shift, agent) = (PlanId(0), ShiftId(0), AgentId(0));
    let one = PlannedShift::new(Who::Open, at("09:00"), at("12:00"));
    let (from, until) = (at("09:00"), at("12:00"));
    let (first, name) = (jiff::civil::date(2017, 11, 20), "Week 47".to_owned());
    let lift = LiftKey { event: "black friday".into(), channel: None, offset: 0 };
    let (planner, part, comes) = ("Y-Y---", "YYY---", "Y-YY--");
    let all = vec![
        (C::MakePlan { name: name.clone(), first, days: 7, zone: "UTC".into() }, planner),
        (C::CopyPlan { plan, name }, planner),
        (C::DropPlan { plan }, planner),
        (C::AddShift { plan, shift: one.clone() }, planner),
        (C::ChangeShift { plan, shift, to: one }, planner),
        (C::RemoveShift { plan, shift }, planner),
        (C::SplitShift { plan, shift, at: at("10:00") }, planner),
        (C::ReplaceShifts { plan, remove: vec![shift], put: vec![], words: String::new() }, planner),
        (C::Publish { plan }, planner),
        (C::SetContract { agents: vec![agent], contract: None }, planner),
        (C::SetWishes { agent, wishes: Wishes::default() }, planner),
        (C::SetCover { rule: Some(0), to: None }, planner),
        (C::AskTimeOff { agent, from, until, reason: String::new() }, part),
        (C::AnswerTimeOff { request: 0, granted: true, words: String::new() }, part),
        (C::OfferSwap { plan, gives: shift, to: agent, takes: None }, part),
        (C::AnswerSwap { swap: 0, who: Answerer::Lead, yes: true }, part),
        (C::TakeOpenShift { plan, shift, agent }, part),
        (C::SetCampaign { campaign: Some(0), to: None }, comes),
        (C::SetLift { lift, volume_pct: None }, planner),
        (C::MarkHistory { mark: Some(0), to: None }, planner),
        (C::KeepHistory { history: Some(0), to: None }, planner),
        (C::SetReadiness { item: Some(0), to: None }, part),
        (C::TickReadiness { item: 0, done: true }, part),
        (C::SetHeadcount { employees: 9 }, planner),
        (C::SetTarget { target: PlanTarget::default() }, planner),
    ];
    all.into_iter().map(|(command, letters)| (Command::Schedule(command), letters)).collect()
}

/// Ade is of the partner's people and has the first conversation; Bea is ours and has the second.
fn floor() -> Day {
    let mut day = Day::new();
    let (ade, bea) = (day.agent("Ade", 5), day.agent("Bea", 5));
    let profile = Profile { groups: vec!["nordhelp".into()], takes_queue: true };
    day.ask(Command::People(PeopleCommand::SetProfile { agent: ade, profile })).unwrap();
    day.read(vec![post("a", "Ann", "09:00"), post("b", "Ben", "09:00"), post("c", "Cat", "09:00")]);
    day.assign(&[0], ade).unwrap();
    day.assign(&[1], bea).unwrap();
    day
}

fn is_shut_out(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::NotAllowed { .. } | Refusal::NotYours { .. })
}

#[test]
fn a41_every_command_has_its_row_and_decide_obeys_it() {
    let day = floor();
    for (command, letters) in table().into_iter().chain(planning()) {
        for (role, letter) in Role::ALL.into_iter().zip(letters.chars()) {
            let may = match letter {
                'Y' => May::Yes,
                'o' => May::Own,
                _ => May::No,
            };
            assert_eq!(row(&command).0.of(role), may, "{role:?} {command:?}");
            let decided = decide(day.engine.floor(), &Asker::desk(role), &command, day.now);
            let shut_out = decided.as_ref().is_err_and(is_shut_out);
            assert_eq!(shut_out, may != May::Yes, "{role:?} {command:?}: {decided:?}");
        }
        let by_itself = decide(day.engine.floor(), &Asker::floor(), &command, day.now);
        assert!(!by_itself.is_err_and(|r| is_shut_out(&r)), "the floor's own rules stand above the table");
    }
}

#[test]
fn a41_a_refusal_says_who_may() {
    let mut day = floor();
    let ade = AgentId(0);
    let mut say = |role, command| {
        day.engine.set_seat(Seat { role, group: String::new() });
        day.ask(command).unwrap_err().to_string()
    };
    let assign = Command::Assign { conversations: some(&[2]), agent: ade, beyond_capacity: BeyondCapacity::Refuse };
    assert_eq!(say(Role::Viewer, assign.clone()), "a viewer only looks; ask a lead");
    assert_eq!(say(Role::Planner, assign.clone()), "a planner may not give out conversations; ask a lead");
    let weights = Command::SetWeights { weights: Weights::default() };
    assert_eq!(say(Role::Lead, weights), "a lead may not change what waiting costs; ask a supervisor");
    let unnamed = "this desk is a partner's and no group is named; choose one in the settings";
    assert_eq!(say(Role::Partner, assign), unnamed);
    assert_eq!(day.state(2), "new");
}

#[test]
fn a41_a_partner_works_only_in_the_own_queue() {
    let mut day = floor();
    let (ade, bea) = (AgentId(0), AgentId(1));
    day.engine.set_seat(Seat { role: Role::Partner, group: "nordhelp".into() });
    let theirs = "that is not in the queue of nordhelp, and a partner works only there";
    assert_eq!(day.resolve(&[1]).unwrap_err().to_string(), theirs);
    assert_eq!(day.resolve(&[0, 1]).unwrap_err().to_string(), theirs, "not even a part of it");
    assert_eq!(day.assign(&[0], bea).unwrap_err().to_string(), theirs, "nothing is pushed onto others");
    let away = |agent| Command::SetPresence { agent, presence: Presence::Away, reason: "lunch".into() };
    assert_eq!(day.ask(away(bea)).unwrap_err().to_string(), theirs);
    day.ask(away(ade)).unwrap();
    day.resolve(&[0]).unwrap();
    day.undo().unwrap();
    let (seq, _, decision) = day.log().pop().unwrap();
    assert_eq!((decision.by, decision.role), (Actor::Desk, Some(Role::Partner)), "{seq} keeps the role");
}

#[test]
fn a41_the_role_changes_like_any_other_input_and_only_people_have_one() {
    let mut day = Day::new();
    let seated = Input::Seated(Seat { role: Role::Viewer, group: String::new() });
    let add = Command::AddChannel { name: "SMS".into() };
    let asked = Input::Asked { by: Actor::Desk, id: 1, command: add };
    let outcomes = day.turn(vec![seated, asked, Input::Fetched(page("X", vec![post("a", "Ann", "09:00")], "1"))]);
    assert_eq!(outcomes[0], Outcome::Noted);
    assert!(matches!(&outcomes[1], Outcome::Refused(Refusal::NotAllowed { role: Role::Viewer, .. })));
    assert!(day.log().iter().all(|(_, _, decision)| decision.role.is_none()));
}
