//! Row A76: nights and weekends have their people and a lead, and each gap names who could fill it.

use super::{Desk, Paused, at, day, shift};
use watchfloor::floor::schedule::{CoverRule, Of, PlannedShift, Rule, ScheduleCommand as C, Slot, Who};
use watchfloor::floor::{AgentId, Command, PeopleCommand, Profile};

fn lead(desk: &mut Desk, name: &str) -> AgentId {
    let agent = desk.hired(name);
    let profile = Profile { groups: vec!["team leads".into()], takes_queue: true };
    desk.people(PeopleCommand::SetProfile { agent, profile });
    agent
}

/// Friday night alone, two people and a lead among them.
fn friday_night() -> CoverRule {
    CoverRule { weekdays: [false, false, false, false, true, false, false], ..CoverRule::default() }
}

fn night(who: AgentId) -> PlannedShift {
    shift(who, "Fri 22:00", "Sat 06:00").pause("Sat 02:00", "Sat 02:30")
}

#[test]
fn a76_each_gap_at_night_is_listed_and_says_who_could_fill_it() {
    let mut desk = Desk::new();
    let (ade, bea) = (desk.hired("Ade"), desk.hired("Bea"));
    let (lin, amara) = (lead(&mut desk, "Lin"), lead(&mut desk, "Amara"));
    desk.contract(amara, |c| c.cents_an_hour = 3_000);
    let plan = desk.week();
    desk.add(plan, day(ade, "Mon"));
    desk.plan(C::SetCover { rule: None, to: Some(friday_night()) }).unwrap();
    let all: Vec<_> = desk.violations(plan).into_iter().filter(|v| v.hard).collect();
    assert_eq!(all.len(), 2, "{all:?}");
    assert_eq!(all[0].words, "nights: Fri 22:00 to Sat 06:00, nobody is there, 2 needed");
    assert_eq!(all[1].words, "nights: Fri 22:00 to Sat 06:00, nobody of team leads is there, 1 needed");
    let fillers = desk.floor.fillers_of(plan, &all[1]);
    let names: Vec<AgentId> = fillers.iter().map(|f| f.agent).collect();
    assert_eq!(names, [lin, amara], "leads alone, the cheaper first");
    assert_eq!(fillers[0].cents, 2_200 * 15 / 2, "seven hours and a half: the night needs a break");
    assert_eq!(fillers[0].reasons[0], "7 h 30 min of 40 h this week");
    assert!(fillers.iter().all(|f| f.why_not.is_none()));
    // Bea works on Friday until 16:30, which is too close.
    desk.add(plan, day(bea, "Fri"));
    let anybody = desk.floor.fillers_of(plan, &all[0]);
    assert_eq!(anybody.iter().map(|f| f.agent).collect::<Vec<_>>(), [lin, ade, amara, bea], "the fullest week last");
    assert_eq!(anybody[3].why_not.as_deref(), Some("15 h 30 min on the day of Fri 08:00, at most 10 h"));
    // Who is suggested fills the gap.
    for agent in [lin, ade] {
        let filler = desk.floor.fillers_of(plan, &all[0]).into_iter().find(|f| f.agent == agent).unwrap();
        desk.add(plan, filler.shift);
    }
    let left: Vec<_> = desk.violations(plan).into_iter().filter(|v| v.hard).map(|v| v.words).collect();
    assert_eq!(
        left,
        [
            "nights: Sat 01:45 to Sat 02:15, nobody is there, 2 needed",
            "nights: Sat 01:45 to Sat 02:15, nobody of team leads is there, 1 needed"
        ]
    );
}

#[test]
fn a76_the_minute_counts_and_so_do_breaks() {
    let mut desk = Desk::new();
    let (lin, bea) = (lead(&mut desk, "Lin"), desk.hired("Bea"));
    let plan = desk.week();
    desk.plan(C::SetCover { rule: None, to: Some(friday_night()) }).unwrap();
    desk.add(plan, night(lin));
    desk.add(plan, PlannedShift { until: at("Sat 05:59"), ..night(bea) });
    let words: Vec<_> = desk.violations(plan).into_iter().filter(|v| v.hard).map(|v| v.words).collect();
    let expected = [
        "nights: Sat 02:00 to Sat 02:30, nobody is there, 2 needed",
        "nights: Sat 02:00 to Sat 02:30, nobody of team leads is there, 1 needed",
        "nights: Sat 05:59 to Sat 06:00, 1 is there, 2 needed",
    ];
    assert_eq!(words, expected);
    // As a warning it stands in nobody's way.
    desk.plan(C::SetCover { rule: Some(0), to: Some(CoverRule { hard: false, ..friday_night() }) }).unwrap();
    assert_eq!(desk.broken(plan), []);
    desk.plan(C::Publish { plan }).unwrap();
}

#[test]
fn a_language_that_nobody_there_writes_is_a_gap() {
    let mut desk = Desk::new();
    let ade = desk.hired("Ade");
    desk.ask(Command::AddAgent { name: "Minh T.".into(), skills: vec![], languages: vec!["vi".into()], capacity: 3 })
        .unwrap();
    let plan = desk.week();
    let of = Of { language: "VI".into(), ..Of::default() };
    let rule = CoverRule {
        name: "Vietnamese".into(),
        weekdays: [false, false, false, false, true, false, false],
        from: 20 * 60,
        until: 22 * 60,
        of,
        people: 1,
        leads: 0,
        ..CoverRule::default()
    };
    desk.plan(C::SetCover { rule: None, to: Some(rule) }).unwrap();
    desk.add(plan, shift(ade, "Fri 16:00", "Fri 22:00").pause("Fri 18:00", "Fri 18:30"));
    let all = desk.violations(plan);
    assert_eq!(all[0].words, "Vietnamese: Fri 20:00 to Fri 22:00, nobody writing vi is there, 1 needed");
    let who: Vec<AgentId> = desk.floor.fillers_of(plan, &all[0]).iter().map(|f| f.agent).collect();
    assert_eq!(who, [AgentId(1)]);
}

#[test]
fn a42_people_of_a_partner_count_where_anybody_does_and_cost_what_was_agreed() {
    let mut desk = Desk::new();
    let pool = watchfloor::floor::people::Pool {
        name: "Nordhelp".into(),
        on: true,
        capacity: 30,
        hours: None,
        cost_cents: 1_700,
        share_pct: 100,
    };
    desk.people(PeopleCommand::SetPool { pool });
    let plan = desk.week();
    desk.plan(C::SetCover { rule: None, to: Some(CoverRule { leads: 0, ..friday_night() }) }).unwrap();
    assert_eq!(desk.broken(plan), [Rule::Cover]);
    let who = Who::Pool { name: "Nordhelp".into(), seats: 2 };
    desk.add(plan, PlannedShift::new(who, at("Fri 22:00"), at("Sat 06:00")));
    assert_eq!(desk.broken(plan), []);
    let cost = desk.floor.plan_cost(plan);
    assert_eq!((cost.partner_secs, cost.cents), (16 * 3600, 16 * 1_700));
}

#[test]
fn overtime_makes_a_filler_dearer_and_says_so() {
    let mut desk = Desk::new();
    let (ade, bea) = (desk.hired("Ade"), desk.hired("Bea"));
    let plan = desk.week();
    for weekday in ["Mon", "Tue", "Wed", "Thu"] {
        desk.add(
            plan,
            shift(ade, &format!("{weekday} 08:00"), &format!("{weekday} 18:00"))
                .pause(&format!("{weekday} 12:00"), &format!("{weekday} 12:30")),
        );
    }
    let slot = Slot { from: at("Fri 10:00"), until: at("Fri 15:00"), of: Of::default(), shift: None };
    let fillers = desk.floor.fillers(plan, &slot);
    assert_eq!(fillers.iter().map(|f| f.agent).collect::<Vec<_>>(), [bea, ade]);
    assert_eq!((fillers[0].cents, fillers[0].overtime_minutes), (5 * 2_200, 0));
    // 38 hours are worked, two are left of forty, three are overtime at a quarter more.
    assert_eq!((fillers[1].cents, fillers[1].overtime_minutes), (5 * 2_200 + 3 * 550, 180));
    assert!(fillers[1].reasons.contains(&"3 h of overtime".to_owned()), "{:?}", fillers[1].reasons);
    assert!(fillers[1].reasons.contains(&"16 h of rest before".to_owned()), "{:?}", fillers[1].reasons);
}
