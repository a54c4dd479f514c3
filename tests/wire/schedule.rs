//! The facts of `floor/schedule`.

use super::moment;
use jiff::civil::date;
use watchfloor::floor::schedule::{
    Activity, Break, Campaign, Contract, CoverRule, KeptHistory, LiftKey, Mark, Marked, Of, PlanId, PlanTarget,
    PlannedShift, Readiness, ShiftId, Who, Window, Wishes,
};
use watchfloor::floor::{AgentId, At, ChannelId, Event, ScheduleEvent};

fn shift(who: Who, activity: Activity) -> PlannedShift {
    PlannedShift {
        who,
        from: moment(3_600),
        until: moment(32_400),
        breaks: vec![
            Break { from: moment(14_400), until: moment(16_200), paid: false },
            Break { from: moment(20_000), until: moment(20_600), paid: true },
        ],
        activity,
        pinned: true,
    }
}

/// One of each at least, and of what it holds every kind.
pub fn facts() -> Vec<Event> {
    use ScheduleEvent as E;
    let (plan, id, agent) = (PlanId(300), ShiftId(70_000), AgentId(3));
    let made = |copy_of, replaces| E::PlanMade {
        plan,
        name: "Week 48".into(),
        first: date(2017, 11, 20),
        days: 28,
        zone: "Europe/Paris".into(),
        copy_of,
        replaces,
    };
    let set = |who, activity| E::ShiftSet { plan, shift: id, to: shift(who, activity) };
    let marked = |mark| Marked { channel: Some(ChannelId(1)), from: moment(0), until: moment(1_800), mark };
    let mark = |to| E::HistoryMarked { mark: 9, to };
    let wishes = Wishes {
        windows: vec![Window { weekday: 6, from: 480, until: 1_500 }],
        band: Some((480, 1_020)),
        days_off: vec![date(2017, 12, 24)],
    };
    let of = Of { group: "night".into(), skill: "billing".into(), language: "vi".into(), training: "chat".into() };
    let campaign = Campaign {
        name: "Black Friday".into(),
        channel: Some(ChannelId(2)),
        first: date(2017, 11, 24),
        days: 4,
        volume_pct: 300,
    };
    let lift = LiftKey { event: "black friday".into(), channel: None, offset: -1 };
    let ready = Readiness {
        what: "Returns are routed".into(),
        owner: "Ade B.".into(),
        due: moment(86_400),
        done: Some(moment(5)),
    };
    let kept = KeptHistory {
        name: "2016.csv".into(),
        channel: Some(ChannelId(1)),
        first: At::from_unix(1_479_600_000).unwrap(),
        step_secs: 1_800,
        counts: vec![Some(4), None, Some(300)].into(),
    };
    let facts = vec![
        made(None, None),
        made(Some(PlanId(1)), Some(PlanId(1))),
        E::PlanDropped { plan },
        set(Who::Agent(agent), Activity::Queue),
        set(Who::Pool { name: "Nordhelp".into(), seats: 6 }, Activity::Training),
        set(Who::Open, Activity::Meeting),
        set(Who::Agent(agent), Activity::Other("stand-up".into())),
        E::ShiftRemoved { plan, shift: id },
        E::ShiftsReplaced {
            plan,
            removed: vec![id],
            set: vec![(ShiftId(1), shift(Who::Open, Activity::Queue))],
            words: "optimised".into(),
        },
        E::Published { plan },
        E::ContractSet { agents: vec![agent, AgentId(4)], to: Some(Contract::default()) },
        E::ContractSet { agents: vec![agent], to: None },
        E::WishesSet { agent, wishes },
        E::CoverSet { rule: 2, to: Some(CoverRule { of, ..CoverRule::default() }) },
        E::CoverSet { rule: 2, to: None },
        E::TimeOffAsked { request: 5, agent, from: moment(0), until: moment(86_400), reason: "moving".into() },
        E::TimeOffAnswered { request: 5, granted: true, words: "enjoy".into() },
        E::SwapOffered { swap: 7, plan, gives: id, by: agent, to: AgentId(4), takes: Some(ShiftId(2)) },
        E::SwapAgreed { swap: 7, agreed: true },
        E::SwapAnswered { swap: 7, granted: false },
        E::OpenShiftTaken { plan, shift: id, agent },
        E::CampaignSet { campaign: 1, to: Some(campaign) },
        E::CampaignSet { campaign: 1, to: None },
        E::LiftSet { lift: lift.clone(), volume_pct: Some(420) },
        E::LiftSet { lift, volume_pct: None },
        mark(Some(marked(Mark::Gap))),
        mark(Some(marked(Mark::Spike))),
        mark(Some(marked(Mark::Count(12)))),
        mark(None),
        E::HistoryKept { history: 2, to: Some(kept) },
        E::HistoryKept { history: 2, to: None },
        E::ReadinessSet { item: 3, to: Some(ready) },
        E::ReadinessSet { item: 3, to: None },
        E::ReadinessTicked { item: 3, done: true },
        E::HeadcountSet { employees: 120_000 },
        E::TargetSet { target: PlanTarget::default() },
        E::ContractSet {
            agents: vec![agent],
            to: Some(Contract { first_day: Some(date(2017, 11, 20)), ..Contract::default() }),
        },
    ];
    facts.into_iter().map(Event::Schedule).collect()
}

/// Adding a fact stops this from compiling until its bytes are promised too.
#[test]
fn every_fact_of_plans_is_promised() {
    use ScheduleEvent as E;
    let number = |event: &Event| match event {
        Event::Schedule(event) => match event {
            E::PlanMade { .. } => 0,
            E::PlanDropped { .. } => 1,
            E::ShiftSet { .. } => 2,
            E::ShiftRemoved { .. } => 3,
            E::ShiftsReplaced { .. } => 4,
            E::Published { .. } => 5,
            E::ContractSet { .. } => 6,
            E::WishesSet { .. } => 7,
            E::CoverSet { .. } => 8,
            E::TimeOffAsked { .. } => 9,
            E::TimeOffAnswered { .. } => 10,
            E::SwapOffered { .. } => 11,
            E::SwapAgreed { .. } => 12,
            E::SwapAnswered { .. } => 13,
            E::OpenShiftTaken { .. } => 14,
            E::CampaignSet { .. } => 15,
            E::LiftSet { .. } => 16,
            E::HistoryMarked { .. } => 17,
            E::ReadinessSet { .. } => 18,
            E::ReadinessTicked { .. } => 19,
            E::HeadcountSet { .. } => 20,
            E::TargetSet { .. } => 21,
            E::HistoryKept { .. } => 22,
        },
        other => panic!("{other:?} belongs elsewhere"),
    };
    let promised: std::collections::BTreeSet<i32> = facts().iter().map(number).collect();
    assert_eq!(promised.len(), 23);
}
