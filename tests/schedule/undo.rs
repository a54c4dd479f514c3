//! What was decided about plans is taken back, one decision after the other, until something stands in the way.

use super::{Desk, MONDAY, at, day, shift};
use proptest::prelude::*;
use std::sync::Arc;
use watchfloor::floor::schedule::{
    Answerer, Campaign, Contract, CoverRule, KeptHistory, LiftKey, Mark, Marked, PlanId, PlanTarget, PlannedShift,
    Readiness, ScheduleCommand as C, ScheduleEvent, ShiftId, Standing, Who, Wishes,
};
use watchfloor::floor::{Actor, AgentId, Command, Decision, Event, Floor, PeopleCommand, Role, Shift, check};
use watchfloor::ledger::wire;
use watchfloor::limits;

/// All that undo brings back: not the numbers that were given, nor the log of a plan, nor when it last changed.
fn seen(floor: &Floor) -> String {
    let s = floor.schedule();
    let plans: Vec<_> = s
        .plans()
        .map(|(id, p)| (id, p.standing, p.replaces, p.shifts().collect::<Vec<_>>(), s.violations(floor, id)))
        .collect();
    let people: Vec<_> = (0..floor.agents().len())
        .map(|i| AgentId(i as u16))
        .map(|a| {
            let row = floor.agent(a).unwrap();
            (&row.shifts, &row.duty.absences, s.contract(a), s.wishes(a), s.published(a))
        })
        .collect();
    let asked = (s.time_off().collect::<Vec<_>>(), s.swaps().collect::<Vec<_>>());
    let coming = (s.campaigns().collect::<Vec<_>>(), s.lifts().collect::<Vec<_>>(), s.marks().collect::<Vec<_>>());
    let aims = (s.history().collect::<Vec<_>>(), s.readiness().collect::<Vec<_>>(), s.employees(), s.target());
    let cover = s.cover().collect::<Vec<_>>();
    format!("{plans:?}\n{people:?}\n{asked:?}\n{coming:?}\n{aims:?}\n{cover:?}\n{:?}", floor.next_deadline())
}

fn undo(desk: &mut Desk) -> Result<String, String> {
    desk.ask(Command::Undo).map_err(|no| no.to_string())
}

fn no_undo(desk: &mut Desk) -> String {
    let (was, head) = (seen(&desk.floor), desk.log.len());
    let no = undo(desk).unwrap_err();
    assert_eq!((was, head), (seen(&desk.floor), desk.log.len()), "a refusal changes nothing");
    no
}

/// Ines works Monday and Jo Wednesday, and it is published; a copy and a draft of the week after are being made.
fn house() -> (Desk, AgentId, AgentId) {
    let mut desk = Desk::new();
    let (ines, jo) = (desk.hired("Ines R."), desk.hired("Jo P."));
    let plan = desk.week();
    desk.add(plan, day(ines, "Mon"));
    desk.add(plan, day(jo, "Wed"));
    desk.add(plan, PlannedShift { who: Who::Open, ..day(jo, "Fri") });
    desk.plan(C::Publish { plan }).unwrap();
    desk.plan(C::CopyPlan { plan, name: "Week 47 b".into() }).unwrap();
    desk.draft("Week 48", MONDAY.checked_add(jiff::Span::new().days(7)).unwrap(), 7);
    (desk, ines, jo)
}

fn readiness() -> Readiness {
    let (what, owner) = ("Returns are routed".to_owned(), "Ade B.".to_owned());
    Readiness { what, owner, due: at("2017-11-10 12:00"), done: None }
}

fn history(count: u32) -> KeptHistory {
    let (name, counts) = ("calls.csv".to_owned(), Arc::new(vec![Some(count), None]));
    KeptHistory { name, channel: None, first: at("2016-11-01 00:00"), step_secs: 1_800, counts }
}

#[test]
fn every_kind_of_decision_is_taken_back_and_says_so() {
    let (mut desk, ines, jo) = house();
    let agents = vec![ines, jo];
    let (plan, copy) = (PlanId(0), PlanId(1));
    let part_time = Contract { name: "part time".into(), week_min: 0, week_max: 20 * 60, ..Contract::default() };
    let campaign =
        |volume_pct| Campaign { name: "Black Friday".into(), channel: None, first: MONDAY, days: 1, volume_pct };
    let wishes = Wishes { days_off: vec![MONDAY], ..Wishes::default() };
    let lift = LiftKey { event: "black friday".into(), channel: None, offset: 0 };
    let marked = Marked { channel: None, from: at("Mon 08:00"), until: at("Mon 09:00"), mark: Mark::Spike };
    let cover = CoverRule { hard: false, ..CoverRule::default() };
    let cover_words = format!("the rule of cover {} ", cover.name);
    let asked = C::AskTimeOff { agent: jo, from: at("Sat 00:00"), until: at("Sun 00:00"), reason: "".into() };
    let steps: Vec<(C, &str)> = vec![
        (C::SetContract { agents: vec![ines], contract: Some(part_time.clone()) }, "the contract of Ines R. as before"),
        (C::SetContract { agents: vec![ines], contract: None }, "the contract of Ines R. back again"),
        (C::SetContract { agents, contract: Some(part_time) }, "the contracts of 2 agents as before"),
        (C::SetWishes { agent: jo, wishes }, "what Jo P. wishes taken out again"),
        (C::SetCover { rule: None, to: Some(cover) }, &cover_words),
        (C::SetCampaign { campaign: None, to: Some(campaign(200)) }, "the campaign Black Friday taken out again"),
        (C::SetCampaign { campaign: Some(0), to: Some(campaign(300)) }, "the campaign Black Friday as before"),
        (C::SetCampaign { campaign: Some(0), to: None }, "the campaign Black Friday back again"),
        (C::SetLift { lift, volume_pct: Some(180) }, "the lift of black friday taken out again"),
        (C::MarkHistory { mark: None, to: Some(marked) }, "the mark on history taken out again"),
        (C::KeepHistory { history: None, to: Some(history(3)) }, "the history calls.csv taken out again"),
        (C::KeepHistory { history: None, to: Some(history(4)) }, "the history calls.csv as before"),
        (C::SetReadiness { item: None, to: Some(readiness()) }, "what must be ready, Returns are routed, taken out"),
        (C::TickReadiness { item: 0, done: true }, "what must be ready, Returns are routed, as before"),
        (C::SetHeadcount { employees: 900 }, "the number of employees taken out again"),
        (C::SetTarget { target: PlanTarget { pct: 90, ..PlanTarget::default() } }, "what plans are made for as before"),
        (asked, "the time off of Jo P. taken out again"),
        (C::AnswerTimeOff { request: 0, granted: true, words: "".into() }, "the time off of Jo P. as before"),
        (C::OfferSwap { plan, gives: ShiftId(0), to: jo, takes: None }, "the swap of Ines R. and Jo P. taken out"),
        (C::AnswerSwap { swap: 0, who: Answerer::Other, yes: true }, "the swap of Ines R. and Jo P. as before"),
        (C::AnswerSwap { swap: 0, who: Answerer::Lead, yes: false }, "the swap of Ines R. and Jo P. as before"),
        (C::OfferSwap { plan, gives: ShiftId(1), to: ines, takes: None }, "the swap of Jo P. and Ines R. taken out"),
        (C::AnswerSwap { swap: 1, who: Answerer::Other, yes: true }, "the swap of Jo P. and Ines R. as before"),
        (C::AnswerSwap { swap: 1, who: Answerer::Lead, yes: true }, "the swap of Jo P. and Ines R. as before"),
        (C::TakeOpenShift { plan, shift: ShiftId(2), agent: jo }, "as before: open, Fri 08:00 to 16:30"),
        (C::AddShift { plan: copy, shift: day(jo, "Thu") }, "1 shift as before"),
        (C::Publish { plan: copy }, "Week 47 b is a draft again; Week 47 is the roster again; the rosters of 2 agents"),
    ];
    let first = seen(&desk.floor);
    let mut before = Vec::new();
    for (command, _) in &steps {
        before.push(seen(&desk.floor));
        let words = desk.plan(command.clone());
        assert!(words.is_ok(), "{command:?}: {words:?}");
    }
    for ((command, words), was) in steps.iter().zip(before).rev() {
        let said = undo(&mut desk);
        assert!(said.as_ref().is_ok_and(|said| said.starts_with(words)), "{command:?}: {said:?}");
        assert!(seen(&desk.floor) == was, "{command:?} left something behind");
    }
    assert!(seen(&desk.floor) == first);
    assert_eq!(check::broken_rules(&desk.floor), Vec::<String>::new());
}

#[test]
fn publishing_is_taken_back_until_somebody_works_by_it() {
    let (mut desk, ines, _) = house();
    let (plan, copy) = (PlanId(0), PlanId(1));
    desk.add(copy, day(ines, "Thu"));
    let before = seen(&desk.floor);
    desk.plan(C::Publish { plan: copy }).unwrap();
    desk.pass_to(at("Mon 12:00"));
    let said = undo(&mut desk).unwrap();
    assert_eq!(
        said,
        "Week 47 b is a draft again; Week 47 is the roster again; the roster of 1 agent is as before; tell them if they \
         have seen it",
        "Monday is the same in both"
    );
    assert_eq!(desk.row(copy).standing, Standing::Draft);
    assert!(matches!(desk.row(plan).standing, Standing::Published { at: since } if since == at("2017-11-01 09:00")));
    let log = |id| desk.row(id).changes().map(|c| c.words.clone()).filter(|w| !w.is_empty()).collect::<Vec<_>>();
    assert_eq!(log(copy), ["publishing taken back", "published"]);
    assert_eq!(log(plan), ["the roster again", "replaced by another plan", "published"]);
    // As on the day before, but for the hours that went by.
    let stood =
        |seen: &str| seen.lines().filter(|line| !line.starts_with("Some(")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(stood(&seen(&desk.floor)), stood(&before));
    desk.plan(C::Publish { plan: copy }).unwrap();
    desk.pass_to(at("Thu 08:00"));
    let no = no_undo(&mut desk);
    assert_eq!(no, "Ines R., Thu 08:00 to 16:30 has begun since; make a copy of what is published and change that");
}

#[test]
fn publishing_stays_when_something_rests_on_it() {
    let (mut desk, ines, jo) = house();
    let (plan, copy) = (PlanId(0), PlanId(1));
    assert_eq!(no_undo(&mut desk), "Week 47 b would replace Week 47; drop it first");
    desk.plan(C::DropPlan { plan: copy }).unwrap();
    let offered = ScheduleEvent::SwapOffered { swap: 0, plan, gives: ShiftId(0), by: ines, to: jo, takes: None };
    desk.heard(offered);
    assert_eq!(no_undo(&mut desk), "Ines R. offers a swap in Week 47; answer it first");
    desk.heard(ScheduleEvent::SwapAnswered { swap: 0, granted: false });
    let shifts = vec![Shift { from: at("Tue 08:00"), until: at("Tue 12:00") }];
    desk.people(PeopleCommand::SetShifts { agent: jo, shifts });
    assert_eq!(no_undo(&mut desk), "the roster of Jo P. has changed since; it was left as it is");
}

#[test]
fn what_changed_since_is_left_as_it_is() {
    let mut desk = Desk::new();
    let ines = desk.hired("Ines R.");
    desk.contract(ines, |c| c.rest = 600);
    desk.heard(ScheduleEvent::ContractSet { agents: vec![ines], to: None });
    assert_eq!(no_undo(&mut desk), "the contract of Ines R. has changed since; it was left as it is");
}

#[test]
fn time_off_is_taken_back_until_it_begins() {
    let mut desk = Desk::new();
    let ines = desk.hired("Ines R.");
    let asked = C::AskTimeOff { agent: ines, from: at("Mon 00:00"), until: at("Tue 00:00"), reason: "moving".into() };
    desk.plan(asked).unwrap();
    desk.role = Role::Lead;
    desk.plan(C::AnswerTimeOff { request: 0, granted: true, words: "enjoy".into() }).unwrap();
    assert_eq!(desk.floor.agent(ines).unwrap().duty.absences.len(), 1);
    assert_eq!(undo(&mut desk).unwrap(), "the time off of Ines R. as before");
    let row = desk.floor.schedule().time_off().next().unwrap().1.clone();
    assert_eq!((row.answer, row.words.as_str()), (None, ""));
    assert!(desk.floor.agent(ines).unwrap().duty.absences.is_empty());
    desk.plan(C::AnswerTimeOff { request: 0, granted: true, words: String::new() }).unwrap();
    desk.pass_to(at("Mon 06:00"));
    assert_eq!(no_undo(&mut desk), "the time off of Ines R. has begun; end the absence instead");
}

#[test]
fn who_may_not_decide_it_may_not_take_it_back() {
    let mut desk = Desk::new();
    let ines = desk.hired("Ines R.");
    desk.role = Role::Lead;
    assert_eq!(no_undo(&mut desk), "a lead may not change contracts and wishes; ask a supervisor");
    desk.role = Role::SocialMediaManager;
    let campaign = Campaign { name: "Sale".into(), channel: None, first: MONDAY, days: 1, volume_pct: 200 };
    desk.plan(C::SetCampaign { campaign: None, to: Some(campaign) }).unwrap();
    assert_eq!(undo(&mut desk).unwrap(), "the campaign Sale taken out again");
    desk.role = Role::Planner;
    assert_eq!(undo(&mut desk).unwrap(), "the contract of Ines R. taken out again");
    assert!(desk.floor.schedule().contract(ines).is_none());
}

#[test]
fn the_newest_hundred_are_taken_back() {
    let mut desk = Desk::new();
    (1..=limits::UNDO_MAX as u32 + 20).for_each(|n| drop(desk.plan(C::SetHeadcount { employees: n }).unwrap()));
    (0..limits::UNDO_MAX).for_each(|_| drop(undo(&mut desk).unwrap()));
    assert_eq!(desk.floor.schedule().employees(), Some(20));
    assert_eq!(no_undo(&mut desk), "there is nothing left to undo");
}

/// One thing that somebody wants, drawn.
type Drawn = (u8, u8, u8);

fn wish((kind, a, b): Drawn) -> C {
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let (agent, weekday) = (AgentId(u16::from(a % 2)), days[usize::from(b % 7)]);
    let other = AgentId(1 - agent.0);
    let (plan, id) = (PlanId(u32::from(a % 3)), ShiftId(u32::from(b % 5)));
    let one = match b % 3 {
        0 => PlannedShift { who: Who::Open, ..day(agent, weekday) },
        1 => day(agent, weekday),
        _ => shift(agent, &format!("{weekday} 18:00"), &format!("{weekday} 23:00")),
    };
    let number = |n: u8| (!n.is_multiple_of(3)).then_some(u16::from(n % 2));
    match kind % 22 {
        0 => C::AddShift { plan, shift: one },
        1 => C::ChangeShift { plan, shift: id, to: one },
        2 => C::RemoveShift { plan, shift: id },
        3 => C::ReplaceShifts { plan, remove: vec![id], put: vec![(None, one.clone()), (None, one)], words: "".into() },
        4 => C::SplitShift { plan, shift: id, at: at(&format!("{weekday} 11:00")) },
        5 | 6 => C::Publish { plan },
        7 => C::SetContract {
            agents: vec![agent, other],
            contract: (b % 2 > 0).then(|| Contract { week_min: 0, rest: u16::from(b) * 3, ..Contract::default() }),
        },
        8 => C::SetWishes { agent, wishes: Wishes { band: Some((u16::from(b), 1_000)), ..Wishes::default() } },
        9 => C::SetCover {
            rule: number(a),
            to: (b % 3 > 0).then(|| CoverRule { hard: false, people: 1 + u16::from(b), ..CoverRule::default() }),
        },
        10 => {
            C::AskTimeOff { agent, from: at("Fri 00:00"), until: at("Sat 00:00").plus(u32::from(b)), reason: "".into() }
        }
        11 => C::AnswerTimeOff { request: u32::from(b % 3), granted: b % 2 == 0, words: "so".into() },
        12 => C::OfferSwap { plan, gives: id, to: other, takes: None },
        13 => C::AnswerSwap {
            swap: u32::from(b % 2),
            who: if a % 2 == 0 { Answerer::Other } else { Answerer::Lead },
            yes: b % 4 > 0,
        },
        14 => C::TakeOpenShift { plan, shift: id, agent },
        15 => C::SetCampaign {
            campaign: number(a),
            to: (b % 3 > 0).then(|| Campaign {
                name: "Sale".into(),
                channel: None,
                first: MONDAY,
                days: 1,
                volume_pct: 100 + u16::from(b),
            }),
        },
        16 => {
            let lift = LiftKey { event: "sale".into(), channel: None, offset: (a % 2) as i8 };
            C::SetLift { lift, volume_pct: (b % 3 > 0).then_some(u16::from(b)) }
        }
        17 => {
            let marked = Marked { channel: None, from: at("Mon 08:00"), until: at("Mon 09:00"), mark: Mark::Spike };
            C::MarkHistory { mark: number(a).map(u32::from), to: (b % 3 > 0).then_some(marked) }
        }
        18 => C::KeepHistory { history: None, to: Some(history(u32::from(b))) },
        19 => C::SetReadiness {
            item: number(a),
            to: (b % 3 > 0).then(|| Readiness { owner: format!("team {b}"), ..readiness() }),
        },
        20 => C::TickReadiness { item: u16::from(a % 3), done: b % 2 == 0 },
        _ if a % 2 == 0 => C::SetHeadcount { employees: u32::from(b) },
        _ => C::SetTarget { target: PlanTarget { pct: 1 + b % 99, ..PlanTarget::default() } },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn taken_back_one_by_one_all_is_as_at_first(
        drawn in proptest::collection::vec(any::<Drawn>(), 1..80),
        kept in any::<prop::sample::Index>(),
    ) {
        let (mut desk, _, _) = house();
        let mut before = Vec::new();
        for drawn in drawn {
            let was = seen(&desk.floor);
            if desk.plan(wish(drawn)).is_ok() {
                before.push(was);
            }
        }
        let kept = kept.index(before.len() + 1);
        while let Some(was) = before.pop() {
            if before.len() == kept {
                desk.floor = wire::floor(&wire::floor_bytes(&desk.floor)).unwrap();
            }
            let said = undo(&mut desk);
            prop_assert!(said.is_ok(), "{said:?}");
            prop_assert!(seen(&desk.floor) == was, "{said:?} left something behind");
        }
        prop_assert_eq!(check::broken_rules(&desk.floor), Vec::<String>::new());
        let mut again = Floor::default();
        desk.log.iter().for_each(|(seq, key, decision)| again.apply(*seq, key, decision));
        prop_assert!(wire::floor_bytes(&again) == wire::floor_bytes(&desk.floor), "told again it is another floor");
    }
}

impl Desk {
    /// A fact that no desk has decided.
    fn heard(&mut self, event: ScheduleEvent) {
        let events = vec![Event::Schedule(event)];
        let by = Actor::Floor;
        self.keep("desk", Decision { at: self.now, by, role: None, group: 0, afterwards: false, events });
    }
}
