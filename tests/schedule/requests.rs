//! Swaps, open shifts, time off, fairness, and what must be ready.

use super::{Desk, MONDAY, Paused, at, day, shift};
use jiff::civil::date;
use watchfloor::floor::schedule::{
    Answerer, Campaign, LiftKey, Mark, Marked, PlannedShift, Readiness, Rule, ScheduleCommand as C, ShiftId, Slot, Who,
};
use watchfloor::floor::{AgentId, At, Cause, Command, Level, PeopleCommand, Role};

/// Ines works Monday and Jo Wednesday, and it is published.
fn published(desk: &mut Desk) -> (watchfloor::floor::schedule::PlanId, AgentId, AgentId, ShiftId, ShiftId) {
    let (ines, jo) = (desk.hired("Ines R."), desk.hired("Jo P."));
    let plan = desk.week();
    let (monday, wednesday) = (desk.add(plan, day(ines, "Mon")), desk.add(plan, day(jo, "Wed")));
    desk.plan(C::Publish { plan }).unwrap();
    (plan, ines, jo, monday, wednesday)
}

#[test]
fn a_swap_needs_both_and_a_lead_and_changes_both_rosters() {
    let mut desk = Desk::new();
    let (plan, ines, jo, monday, wednesday) = published(&mut desk);
    desk.role = Role::Lead;
    let offer = C::OfferSwap { plan, gives: monday, to: jo, takes: Some(wednesday) };
    assert_eq!(desk.plan(offer.clone()).unwrap(), "Ines R. offers Jo P. a swap");
    assert_eq!(desk.plan(offer).unwrap_err().to_string(), "that is offered already");
    let answer = |who, yes| C::AnswerSwap { swap: 0, who, yes };
    let early = desk.plan(answer(Answerer::Lead, true)).unwrap_err().to_string();
    assert_eq!(early, "Jo P. has not answered yet");
    assert_eq!(desk.plan(answer(Answerer::Other, true)).unwrap(), "Jo P. agrees");
    assert_eq!(desk.plan(answer(Answerer::Lead, true)).unwrap(), "Ines R. and Jo P. have swapped");
    assert_eq!(desk.row(plan).shift(monday).unwrap().who, Who::Agent(jo));
    assert_eq!(desk.floor.agent(ines).unwrap().shifts[0].from, at("Wed 08:00"));
    assert_eq!(desk.floor.agent(jo).unwrap().shifts[0].from, at("Mon 08:00"));
    assert_eq!(desk.floor.schedule().published(jo)[0].id, monday);
    assert!(desk.plan(answer(Answerer::Lead, true)).unwrap_err().to_string().contains("answered already"));
}

#[test]
fn a_swap_that_would_break_a_rule_is_refused_with_the_rule() {
    let mut desk = Desk::new();
    let (ines, jo) = (desk.hired("Ines R."), desk.hired("Jo P."));
    let plan = desk.week();
    let evening = desk.add(plan, shift(ines, "Tue 16:00", "Tue 22:00").pause("Tue 18:00", "Tue 18:30"));
    desk.add(plan, shift(jo, "Wed 07:00", "Wed 12:00"));
    desk.plan(C::Publish { plan }).unwrap();
    let no = desk.plan(C::OfferSwap { plan, gives: evening, to: jo, takes: None }).unwrap_err().to_string();
    assert_eq!(no, "that would break a rule: Jo P.: 9 h rest before Wed 07:00, needs 11 h");
    let _ = ines;
}

#[test]
fn an_open_shift_is_offered_to_the_best_and_taken_by_one() {
    let mut desk = Desk::new();
    let (ines, jo, kim) = (desk.hired("Ines R."), desk.hired("Jo P."), desk.hired("Kim"));
    desk.contract(kim, |c| c.cents_an_hour = 9_000);
    let plan = desk.week();
    desk.add(plan, day(ines, "Fri"));
    let open = PlannedShift { who: Who::Open, ..shift(jo, "Fri 18:00", "Fri 23:00") };
    let open = desk.add(plan, open);
    desk.plan(C::Publish { plan }).unwrap();
    let warned = desk.violations(plan);
    let gap = warned.iter().find(|v| v.rule == Rule::NotTaken).unwrap();
    let ranked: Vec<(AgentId, bool)> =
        desk.floor.fillers_of(plan, gap).iter().map(|f| (f.agent, f.why_not.is_none())).collect();
    assert_eq!(ranked, [(jo, true), (kim, true), (ines, false)]);
    let take = |agent| C::TakeOpenShift { plan, shift: open, agent };
    let no = desk.plan(take(ines)).unwrap_err().to_string();
    assert_eq!(no, "that would break a rule: Ines R.: 13 h on the day of Fri 08:00, at most 10 h");
    assert_eq!(desk.plan(take(jo)).unwrap(), "Jo P. takes open, Fri 18:00 to 23:00");
    assert_eq!(desk.plan(take(kim)).unwrap_err().to_string(), "somebody has taken that shift already");
    assert_eq!(desk.floor.agent(jo).unwrap().shifts.len(), 1);
    let slot = Slot { from: at("Fri 18:00"), until: at("Fri 23:00"), of: Default::default(), shift: None };
    assert!(desk.floor.fillers(plan, &slot).iter().all(|f| f.agent != jo), "who works then fills nothing");
}

#[test]
fn time_off_shows_the_gap_it_would_open_and_becomes_an_absence() {
    let mut desk = Desk::new();
    let (plan, ines, _, _, _) = published(&mut desk);
    let ask = C::AskTimeOff { agent: ines, from: at("Mon 00:00"), until: at("Tue 00:00"), reason: "moving".into() };
    desk.plan(ask).unwrap();
    let off = desk.floor.schedule().time_off().next().unwrap().1.clone();
    let required = |_: At| Some(150);
    let left = desk.floor.time_off_opens(plan, &off, 1_800, Some(&required));
    assert_eq!(left.len(), 16, "seventeen half hours less the break");
    assert_eq!((left[0].from, left[0].people, left[0].left), (at("Mon 08:00"), 1, 0));
    assert_eq!(left[0].gap_centi(), Some(150));
    assert!(left.iter().all(|l| l.from != at("Mon 12:00")));
    assert_eq!(
        desk.floor.time_off_opens(plan, &off, 1_800, None)[0].gap_centi(),
        None,
        "nobody knows what is required"
    );
    let answer = |granted| C::AnswerTimeOff { request: 0, granted, words: "enjoy".into() };
    assert_eq!(desk.plan(answer(true)).unwrap(), "time off of Ines R. granted");
    assert_eq!(desk.floor.agent(ines).unwrap().duty.absences[0].reason, "moving");
    assert!(desk.plan(answer(false)).unwrap_err().to_string().contains("answered already"));
    assert_eq!(desk.broken(plan), [Rule::TimeOff], "the published plan names what has to be planned anew");
}

#[test]
fn nights_and_weekends_are_counted_over_the_weeks_before() {
    let mut desk = Desk::new();
    let (ines, jo) = (desk.hired("Ines R."), desk.hired("Jo P."));
    let before = desk.draft("Week 46", date(2017, 11, 13), 7);
    desk.add(before, shift(ines, "2017-11-18 22:00", "2017-11-19 06:00").pause("2017-11-19 02:00", "2017-11-19 02:30"));
    desk.plan(C::Publish { plan: before }).unwrap();
    let plan = desk.week();
    desk.add(plan, shift(ines, "Sat 08:00", "Sat 13:00"));
    desk.add(plan, shift(jo, "Wed 18:00", "Thu 01:59").pause("Wed 20:00", "Wed 20:30"));
    let all = desk.floor.fairness(plan, 4);
    assert_eq!(all.iter().map(|b| (b.agent, b.nights, b.weekends)).collect::<Vec<_>>(), [(ines, 1, 2), (jo, 0, 0)]);
    assert_eq!(all[0].minutes, 450 + 300);
    assert_eq!(desk.floor.fairness(plan, 0)[0].weekends, 1, "this plan alone");
}

#[test]
fn a74_what_must_be_ready_is_loud_when_it_is_overdue_and_still_when_it_is_ticked() {
    let mut desk = Desk::new();
    let item = Readiness {
        what: "Returns are routed".into(),
        owner: "Ade B.".into(),
        due: at("2017-11-10 12:00"),
        done: None,
    };
    desk.plan(C::SetReadiness { item: None, to: Some(item.clone()) }).unwrap();
    desk.pass_to(at("2017-11-10 11:59"));
    assert!(desk.floor.alerts().about(Cause::Overdue(0)).is_none());
    desk.pass_to(at("2017-11-10 12:00"));
    let (_, alert) = desk.floor.alerts().about(Cause::Overdue(0)).expect("overdue");
    assert_eq!((alert.level, alert.raised_at), (Level::Alarm, at("2017-11-10 12:00")));
    desk.plan(C::TickReadiness { item: 0, done: true }).unwrap();
    desk.pass_to(at("2017-11-10 12:05"));
    assert!(desk.floor.alerts().about(Cause::Overdue(0)).is_none(), "ticked");
    desk.plan(C::TickReadiness { item: 0, done: false }).unwrap();
    desk.pass_to(at("2017-11-10 12:10"));
    assert!(desk.floor.alerts().about(Cause::Overdue(0)).is_some(), "not after all");
    let later = Readiness { due: at("2017-11-20 12:00"), ..item };
    desk.plan(C::SetReadiness { item: Some(0), to: Some(later) }).unwrap();
    desk.pass_to(at("2017-11-10 12:15"));
    assert!(desk.floor.alerts().about(Cause::Overdue(0)).is_none(), "put off");
    desk.plan(C::SetReadiness { item: Some(0), to: None }).unwrap();
    desk.pass_to(at("2017-12-10 12:00"));
    assert!(desk.floor.alerts().about(Cause::Overdue(0)).is_none(), "dropped");
}

#[test]
fn a50_a73_what_is_planned_for_is_kept() {
    let mut desk = Desk::new();
    let channel = desk.ask(Command::AddChannel { name: "X".into() }).map(|_| desk.floor.channel_named("X")).unwrap();
    let campaign =
        Campaign { name: "Black Friday".into(), channel, first: date(2017, 11, 24), days: 4, volume_pct: 300 };
    desk.plan(C::SetCampaign { campaign: None, to: Some(campaign.clone()) }).unwrap();
    let same = desk.plan(C::SetCampaign { campaign: Some(0), to: Some(campaign) }).unwrap_err();
    assert_eq!(same.to_string(), "that is so already");
    let lift = LiftKey { event: "Black Friday".into(), channel: None, offset: -1 };
    desk.plan(C::SetLift { lift, volume_pct: Some(180) }).unwrap();
    let (key, pct) = desk.floor.schedule().lifts().next().unwrap();
    assert_eq!((key.event.as_str(), pct), ("black friday", 180));
    let marked = Marked { channel, from: at("2017-10-01 00:00"), until: at("2017-10-01 01:00"), mark: Mark::Gap };
    desk.plan(C::MarkHistory { mark: None, to: Some(marked) }).unwrap();
    desk.plan(C::SetHeadcount { employees: 120_000 }).unwrap();
    assert_eq!(desk.floor.schedule().employees().and_then(watchfloor::measure::social_team_fte), Some(50));
    desk.plan(C::SetHeadcount { employees: 900 }).unwrap();
    assert_eq!(desk.floor.schedule().employees().and_then(watchfloor::measure::social_team_fte), None);
    desk.plan(C::SetCampaign { campaign: Some(0), to: None }).unwrap();
    assert_eq!(desk.floor.schedule().campaigns().count(), 0);
    let _ = (MONDAY, PeopleCommand::TakeBackSkills { agent: AgentId(0) });
}
