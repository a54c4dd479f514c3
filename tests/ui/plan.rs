//! An invented plan with invented figures, for tests of the planner, its bench, and for looking at it.

use std::sync::Arc;
use watchfloor::floor::schedule::{
    Activity, Answer, Break, Campaign, Contract, CoverRule, Lane, LaneShift, LiftKey, Mark, Marked, PlanId,
    PlannedShift, Readiness, Rule, ShiftId, Standing, Swap, TimeOff, Violation, Who, Wishes,
};
use watchfloor::floor::{AgentId, At, Command, ScheduleCommand};
use watchfloor::view::{
    BackTest, Comparison, CoverSlot, Coverage, CurvePoint, DifferenceRow, EventRow, Figures, Fix, HireRow, Interval,
    MarkRow, PersonRow, PlanLogRow, PlanRow, PlanSheet, Planner, Search, Season, SheetRow, Simulated, SwapRow,
    TakerRow, TimeOffRow, Volume, VolumeOf, WeekRow, WhatIf, WhatIfAnswer, WhatIfStart, Worked,
};

/// The draft that is looked at, and the published plan beside it.
pub const PLAN: PlanId = PlanId(3);
/// See [`PLAN`].
pub const OTHER: PlanId = PlanId(2);
const HOUR: u32 = 3_600;
const DAY: u32 = 86_400;

/// Monday 27 November 2017, 00:00 in Paris.
pub fn monday() -> At {
    At::from_unix(1_511_737_200).expect("after 1970")
}

/// Names of the team, with what they can.
const TEAM: [(&str, &str); 12] = [
    ("Ade B.", "billing en"),
    ("Amara O.", "lead en fr"),
    ("Hanna S.", "tech en sv"),
    ("Ines R.", "en es pt"),
    ("Jo P.", "en"),
    ("Karim D.", "en fr"),
    ("Lin W.", "en zh"),
    ("Mateo G.", "returns es"),
    ("Minh T.", "en vi"),
    ("Priya N.", "billing en"),
    ("Tomas V.", "en cs de"),
    ("Yusuf A.", "en ar"),
];

fn shift(who: Who, day: u32, from: u32, hours: u32) -> PlannedShift {
    let from = monday().plus(day * DAY + from * HOUR);
    let mut shift = PlannedShift::new(who, from, from.plus(hours * HOUR));
    let noon = from.plus((hours / 2) * HOUR);
    shift.breaks = vec![Break { from: noon, until: noon.plus(1_800), paid: false }];
    shift
}

fn row(lane: Lane, name: &str, about: &str, shifts: Vec<LaneShift>) -> SheetRow {
    let paid_minutes = shifts.iter().map(|s| s.shift.paid_secs() / 60 * u32::from(s.shift.who.people())).sum();
    let week_minutes = matches!(lane, Lane::Agent(_)).then_some((38 * 60, 40 * 60));
    SheetRow {
        lane,
        name: name.into(),
        about: about.into(),
        shifts: Arc::new(shifts),
        off: Vec::new(),
        paid_minutes,
        week_minutes,
    }
}

fn violation(rule: Rule, hard: bool, shift: Option<u32>, day: u32, words: &str) -> Violation {
    Violation {
        rule,
        hard,
        agent: None,
        shift: shift.map(ShiftId),
        cover: None,
        from: monday().plus(day * DAY),
        until: monday().plus(day * DAY + 4 * HOUR),
        has: 540,
        needs: 660,
        words: words.to_owned(),
    }
}

/// A week of twelve people, a partner and an open shift. The first shift of Ade B. is number 1.
pub fn sheet() -> PlanSheet {
    let mut next = 1;
    let mut lane = |who: &Who, begins: &[(u32, u32, u32)]| -> Vec<LaneShift> {
        let numbered = |(day, from, hours): &(u32, u32, u32)| {
            next += 1;
            LaneShift { id: ShiftId(next - 1), shift: shift(who.clone(), *day, *from, *hours) }
        };
        begins.iter().map(numbered).collect()
    };
    let mut rows = Vec::new();
    for (place, (name, about)) in TEAM.iter().enumerate() {
        let n = place as u32;
        let who = Who::Agent(AgentId(place as u16));
        let begins: Vec<(u32, u32, u32)> =
            (0..7).filter(|day| (day + n) % 7 < 5).map(|day| (day, 6 + (n * 5 + day * 3) % 9, 8 + n % 2)).collect();
        rows.push(row(Lane::Agent(AgentId(place as u16)), name, about, lane(&who, &begins)));
    }
    rows[4].off = vec![(monday().plus(DAY), monday().plus(3 * DAY), "holidays".to_owned())];
    let pool = Who::Pool { name: "Contoso".into(), seats: 6 };
    rows.push(row(
        Lane::Pool("Contoso".into()),
        "Contoso",
        "partner ×6",
        lane(&pool, &[(0, 14, 8), (1, 15, 9), (4, 10, 8)]),
    ));
    rows.push(row(Lane::Open, "Open shifts", "", lane(&Who::Open, &[(1, 16, 6), (4, 16, 6)])));
    let first = Arc::make_mut(&mut rows[1].shifts);
    first[1].shift.activity = Activity::Training;
    first[2].shift.pinned = true;
    finish(rows, next)
}

fn finish(rows: Vec<SheetRow>, next: u32) -> PlanSheet {
    let mut violations = vec![
        violation(Rule::Rest, true, Some(2), 1, "Ade B.: 9 h rest before Tue 09:00, needs 11 h"),
        violation(Rule::Cover, true, None, 1, "Tue 20:00–22:00: no Vietnamese speaker, needs 1"),
        violation(Rule::Overtime, false, Some(7), 3, "Amara O.: 42 h in week 48, 40 without overtime"),
    ];
    violations[1].cover = Some(2);
    let mut marked = vec![(ShiftId(2), 0), (ShiftId(7), 2)];
    marked.sort_unstable();
    let log = vec![
        PlanLogRow {
            at: monday().plus(9 * HOUR),
            by: "planner".into(),
            words: "Ade B. Mon 27, 06:00–14:00 → Ade B. Mon 27, 07:00–15:00".into(),
        },
        PlanLogRow { at: monday().plus(8 * HOUR), by: "planner".into(), words: "64 shifts put in: optimised".into() },
    ];
    PlanSheet {
        plan: PLAN,
        name: "Week 48".into(),
        first: "2017-11-27".parse().expect("a date"),
        days: 7,
        span: (monday(), monday().plus(7 * DAY)),
        standing: Standing::Draft,
        replaces: Some(OTHER),
        next_shift: ShiftId(next),
        paid_minutes: rows.iter().map(|row| u64::from(row.paid_minutes)).sum(),
        rows,
        violations,
        marked,
        cost: (3_100_000, 240),
        log,
    }
}

/// A plan of so many people over so many days, a shift with two breaks a day each.
#[allow(dead_code, reason = "the bench looks at it")]
pub fn large(people: u16, days: u16) -> PlanSheet {
    let mut next = 0;
    let rows: Vec<SheetRow> = (0..people)
        .map(|agent| {
            let shifts = (0..u32::from(days)).map(|day| {
                let mut of = shift(Who::Agent(AgentId(agent)), day, 6 + (u32::from(agent) * 5 + day) % 12, 8);
                let late = of.until.minus(5_400);
                of.breaks.push(Break { from: late, until: late.plus(900), paid: true });
                next += 1;
                LaneShift { id: ShiftId(next), shift: of }
            });
            row(Lane::Agent(AgentId(agent)), &format!("Agent {agent}"), "billing en fr", shifts.collect())
        })
        .collect();
    let mut sheet = finish(rows, next + 1);
    (sheet.days, sheet.span.1) = (days, monday().plus(u32::from(days) * DAY));
    sheet
}

/// Two humps a day, higher on one.
fn wave(place: usize) -> f64 {
    let (day, slot) = (place / 48, place % 48);
    let hump = |mid: f64, wide: f64| (-((slot as f64 - mid) / wide).powi(2)).exp();
    let peak = [1.0, 1.1, 1.2, 1.6, 2.6, 1.7, 1.1][day % 7];
    12.0 + 90.0 * peak * (hump(24.0, 5.0) + 0.9 * hump(40.0, 3.5))
}

/// A week in half hours, the first 29 of which are over.
pub fn volume() -> Volume {
    let past = 29;
    let at = |place: usize| wave(place);
    Volume {
        start: monday(),
        step_secs: 1_800,
        actual: (0..336)
            .map(|p| (p < past).then(|| (at(p) * (1.0 + 0.1 * ((p * 7 % 5) as f64 - 2.0) / 2.0)) as f32))
            .collect(),
        forecast: (0..336).map(|p| Some(Interval { p10: at(p) * 0.75, p50: at(p), p90: at(p) * 1.35 })).collect(),
        last_year: (0..336).map(|p| Some((at(p) * 0.8) as f32)).collect(),
        intraday: "level +8 %".into(),
        back_test: Some(BackTest {
            days: 28,
            wape: 0.312,
            mase: 0.61,
            naive_wape: 0.471,
            poisson_floor: 0.11,
            under_p80_ratio: 0.79,
        }),
        marks: vec![MarkRow { at: monday().plus(9 * HOUR), secs: 1_800, words: "spike".into(), by_hand: false }],
        events: vec![EventRow {
            name: "Black Friday".into(),
            day: "2017-12-01".parse().expect("a date"),
            lift: 2.6,
            measured: Some(2.8),
            prior: 2.2,
            seen: 1,
            by_hand: false,
        }],
    }
}

/// What is needed and there in the same half hours.
pub fn coverage() -> Coverage {
    let slots = (0..336).map(|place| {
        let required = (wave(place) / 14.0) as f32;
        let scheduled = if (12..44).contains(&(place % 48)) { 9.0 } else { 2.0 };
        CoverSlot {
            required,
            scheduled,
            present: (place < 29).then_some(scheduled - 0.5),
            closes: Some(scheduled * 4.0),
            skills: vec![(required * 0.4, scheduled * 0.5), (required * 0.6, scheduled * 0.5)],
            gap_cents: Some(1_250),
        }
    });
    Coverage {
        start: monday(),
        step_secs: 1_800,
        skills: vec!["billing".into(), "returns".into()],
        slots: slots.collect(),
        short_hours: 61.0,
        over_hours: 48.5,
        short_fte: 1.5,
        short_cents: Some(134_000),
    }
}

fn band(p10: f64, p50: f64, p90: f64) -> Interval {
    Interval { p10, p50, p90 }
}

/// What was worked out.
pub fn figures() -> Figures {
    let fix = |words: &str, within_ratio, cost_cents, command| Fix {
        words: words.to_owned(),
        why: "Those who are there then cover it".to_owned(),
        within_ratio,
        cost_cents,
        command,
    };
    let seats = Command::Schedule(ScheduleCommand::AddShift {
        plan: PLAN,
        shift: shift(Who::Pool { name: "Contoso".into(), seats: 2 }, 4, 16, 5),
    });
    Figures {
        volume: Worked::Ready(volume()),
        coverage: Worked::Ready(coverage()),
        simulated: Worked::Ready(Simulated {
            runs: 1_000,
            within_ratio: band(0.71, 0.83, 0.9),
            backlog: band(12.0, 31.0, 84.0),
            exposure_hours: band(800.0, 1_400.0, 5_200.0),
            cost_cents: 3_100_000,
            paid_minutes: 1_412 * 60,
            target: "80 % in 15 min".into(),
        }),
        start: Some(WhatIfStart {
            handling_secs: 390,
            at_once: 3,
            shrinkage_ratio: 0.28,
            partner_seats: 6,
            target_secs: 900,
            target_ratio: 0.8,
        }),
        what_if: Worked::Missing(String::new()),
        fixes: Worked::Ready(vec![
            fix("+2 partner seats, Fri 16–21", 0.86, 34_000, Some(seats)),
            fix(
                "Move 3 lunches after 14:00",
                0.84,
                0,
                Some(Command::Schedule(ScheduleCommand::RemoveShift { plan: PLAN, shift: ShiftId(9) })),
            ),
            fix("Call Ade and Lin in, 2 h", 0.85, 9_600, None),
        ]),
        search: None,
        season: Worked::Ready(season()),
    }
}

/// An answer of what-if.
#[allow(dead_code, reason = "not every user turns the handles")]
pub fn answer(asked: WhatIf) -> WhatIfAnswer {
    WhatIfAnswer {
        asked,
        runs: 200,
        within: band(-0.12, -0.08, -0.03),
        exposure_hours: band(200.0, 600.0, 1_900.0),
        backlog: band(10.0, 41.0, 90.0),
        cost_cents: band(0.0, 0.0, 0.0),
        over: "live queue, next 4 h".into(),
    }
}

/// A search that runs.
#[allow(dead_code, reason = "not every user searches")]
pub fn search(running: bool) -> Search {
    Search {
        secs: (3.0, 10.0),
        running,
        short_hours: 12.5,
        over_hours: Some(30.0),
        violations: 0,
        cost: (1_667.0, 3_412.0),
        gap_ratio: Some(0.034),
        unmet: vec!["Fri 17:00: 2.4 short".into()],
        unmet_count: 5,
        changes: 18,
        command: Some(Command::Schedule(ScheduleCommand::ReplaceShifts {
            plan: PLAN,
            remove: vec![ShiftId(1)],
            put: Vec::new(),
            words: "optimised".into(),
        })),
    }
}

/// Six weeks.
pub fn season() -> Season {
    let week = |n: u32| WeekRow {
        first: "2017-11-20"
            .parse::<jiff::civil::Date>()
            .expect("a date")
            .saturating_add(jiff::Span::new().days(i64::from(n) * 7)),
        events: if n == 1 { vec!["Black Friday".into()] } else { Vec::new() },
        last_year: Some(21_000.0),
        growth: Some(1.15),
        campaigns: 1.0 + f64::from(n % 3) * 0.2,
        mentions: 24_150.0 * (1.0 + f64::from(n % 3) * 0.2),
        fte: (31.0, 24.5, 4.0),
        gaps: (0..336).map(|p| (5.0 + f64::from(n) - wave(p) / 20.0) as f32).collect(),
        start: monday().minus(7 * DAY).plus(n * 7 * DAY),
        worst: "Fri 12:30, 6.1 short".into(),
    };
    Season {
        first: "2017-11-20".parse().expect("a date"),
        weeks: (0..6).map(week).collect(),
        hires: vec![HireRow {
            count: 4,
            begin_by: "2017-11-06".parse().expect("a date"),
            ramp_weeks: 4.0,
            words: "evenings of the first three weeks".into(),
            cost_cents: 1_820_000,
        }],
        curve: (0..9)
            .map(|n| CurvePoint {
                cost_cents: 2_000_000 + n * 300_000,
                within_ratio: 1.0 - 0.6 / (1.0 + f64::from(n as u32)),
                words: format!("{n} hires, {} partner seats", n * 2),
            })
            .collect(),
        here: Some(3),
        about: "last year × 1.15 growth × campaigns".into(),
        open_hours: 0.0,
        rehearsed: Worked::default(),
    }
}

/// The screen in full.
pub fn planner() -> Planner {
    let person = |(place, (name, _)): (usize, &(&str, &str))| PersonRow {
        agent: AgentId(place as u16),
        name: (*name).to_owned(),
        contract: (place % 3 != 2).then(Contract::default),
        wishes: Wishes::default(),
        nights: place as u32 % 4,
        weekends: place as u32 % 3,
    };
    let asked = TimeOff {
        agent: AgentId(3),
        from: monday().plus(4 * DAY),
        until: monday().plus(5 * DAY),
        reason: "wedding".into(),
        asked_at: monday(),
        answer: None,
        words: String::new(),
    };
    let granted = TimeOff {
        agent: AgentId(4),
        answer: Some(Answer { granted: true, at: monday() }),
        words: "enjoy".into(),
        ..asked.clone()
    };
    let offered = Swap {
        plan: OTHER,
        gives: ShiftId(1),
        by: AgentId(0),
        to: AgentId(6),
        takes: None,
        offered_at: monday(),
        agreed: Some(Answer { granted: true, at: monday() }),
        answer: None,
    };
    let plan = |plan, name: &str, standing| PlanRow {
        plan,
        name: name.into(),
        first: "2017-11-27".parse().expect("a date"),
        days: 7,
        standing,
        shifts: 65,
    };
    let item = |what: &str, owner: &str, days: u32, done| Readiness {
        what: what.into(),
        owner: owner.into(),
        due: monday().minus(3 * DAY).plus(days * DAY),
        done,
    };
    Planner {
        plans: vec![
            plan(PLAN, "Week 48", Standing::Draft),
            plan(OTHER, "Week 48, first", Standing::Published { at: monday() }),
        ],
        sheet: Some(sheet()),
        people: TEAM.iter().enumerate().map(person).collect(),
        time_off: vec![
            TimeOffRow { request: 1, name: "Ines R.".into(), asked },
            TimeOffRow { request: 0, name: "Jo P.".into(), asked: granted },
        ],
        swaps: vec![SwapRow {
            swap: 5,
            names: ("Ade B.".into(), "Lin W.".into()),
            words: "Mon 27, 06:00–14:00, as a gift".into(),
            offered,
        }],
        cover: vec![(2, CoverRule::default())],
        campaigns: vec![(
            4,
            Campaign {
                name: "Black Friday".into(),
                channel: None,
                first: "2017-12-01".parse().expect("a date"),
                days: 4,
                volume_pct: 180,
            },
        )],
        lifts: vec![(LiftKey { event: "cyber monday".into(), channel: None, offset: 0 }, 150)],
        marks: vec![(
            7,
            Marked { channel: None, from: monday().minus(DAY), until: monday().minus(DAY - HOUR), mark: Mark::Gap },
        )],
        volumes: vec![
            (VolumeOf::All, "all mentions".into()),
            (VolumeOf::Channel(watchfloor::floor::ChannelId(1)), "Facebook".into()),
            (VolumeOf::Language(*b"vi"), "vi".into()),
        ],
        readiness: vec![
            (0, item("Routing rules for returns tested", "Priya N.", 1, None)),
            (1, item("Partner has read the tone card", "Amara O.", 6, None)),
            (2, item("Escalation contacts checked", "Ade B.", 0, Some(monday()))),
        ],
        employees: Some(120_000),
        benchmark_fte: Some(50),
        target: Default::default(),
        compared: Some(Comparison {
            plan: OTHER,
            cents: (3_100_000, 3_050_000),
            rows: vec![DifferenceRow {
                what: "Ade B.".into(),
                here: "Mon 27, 07:00–15:00".into(),
                there: "Mon 27, 06:00–14:00".into(),
            }],
        }),
        takers: None,
        gap: None,
        figures: Arc::new(figures()),
    }
}

/// Who could take an open shift.
#[allow(dead_code, reason = "the bench asks for nobody")]
pub fn takers() -> Vec<TakerRow> {
    let row = |agent, name: &str, cost_cents, reason: &str, breaks: &[&str]| TakerRow {
        agent: AgentId(agent),
        name: name.to_owned(),
        cost_cents,
        reason: reason.to_owned(),
        breaks: breaks.iter().map(|words| (*words).to_owned()).collect(),
        shift: shift(Who::Agent(AgentId(agent)), 1, 16, 6),
    };
    vec![
        row(6, "Lin W.", 13_200, "8 h left this week, wishes evenings", &[]),
        row(0, "Ade B.", 16_500, "overtime", &["9 h rest before Sat 07:00"]),
    ]
}
