//! Laws of rosters over random instances: whatever is asked and whenever it is stopped, every hard rule holds, by a
//! checker that is written from the rules and knows nothing of the search. `WATCHFLOOR_ROSTER_CASES` asks for more cases.

use std::collections::{BTreeMap, BTreeSet};
use watchfloor::floor::AgentId;
use watchfloor::plan::fixes::fixes;
use watchfloor::plan::roster::{
    Answer, BreakRule, Contradiction, Cover, Given, Going, Grid, Hindrance, Instance, Person, PoolLimit, Reason, Seat,
    Shapes, Terms, Unreadable, Way, Weights, candidates, contradictions, sample, search,
};

/// Chance of the tests' own.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// A shift as the checker sees it: whose, from, until, breaks, paid, whether it was pinned.
type Seen = (usize, i64, i64, Vec<(i64, i64)>, i64, bool);

fn seen(instance: &Instance, answer: &Answer) -> Vec<Seen> {
    let mut all: Vec<Seen> = Vec::new();
    for (p, person) in instance.people.iter().enumerate() {
        for g in person.given.iter().filter(|g| g.pinned) {
            let breaks = g.breaks.iter().map(|b| (i64::from(b.0), i64::from(b.1))).collect();
            all.push((p, g.from.into(), g.until.into(), breaks, g.paid.into(), true));
        }
    }
    for s in &answer.shifts {
        let breaks = s.breaks.iter().map(|b| (i64::from(b.0), i64::from(b.1))).collect();
        all.push((s.person, s.from.into(), s.until.into(), breaks, s.paid.into(), false));
    }
    all.sort();
    all
}

fn day_of(instance: &Instance, at: i64) -> Option<usize> {
    let starts = &instance.grid.day_starts;
    (0..starts.len() - 1).find(|d| (i64::from(starts[*d])..i64::from(starts[d + 1])).contains(&at))
}

/// Everything that is broken, in words.
fn broken(instance: &Instance, answer: &Answer) -> Vec<String> {
    let mut wrong = Vec::new();
    let all = seen(instance, answer);
    for shift in all.iter().filter(|s| !s.5) {
        alone(instance, shift, &mut wrong);
    }
    for p in 0..instance.people.len() {
        let mine: Vec<&Seen> = all.iter().filter(|s| s.0 == p).collect();
        together(instance, p, &mine, &mut wrong);
    }
    for (pool, limit) in instance.pools.iter().enumerate() {
        for week in 0..instance.grid.week_count() {
            let of = |s: &&Seen| {
                matches!(instance.people[s.0].seat, Seat::Pool { pool: of, .. } if usize::from(of) == pool)
                    && day_of(instance, s.1).is_some_and(|d| usize::from(instance.grid.weeks[d]) == week)
            };
            let paid: i64 = all.iter().filter(of).map(|s| s.4).sum();
            if paid > i64::from(limit.week_slots_max) && all.iter().filter(of).any(|s| !s.5) {
                wrong.push(format!("pool {pool} gives {paid} in week {week}"));
            }
        }
    }
    wrong
}

/// What a shift must be by itself.
fn alone(instance: &Instance, (p, from, until, breaks, paid, _): &Seen, wrong: &mut Vec<String>) {
    let (person, len) = (&instance.people[*p], until - from);
    let terms = &person.terms;
    let mut say = |what: &str| wrong.push(format!("{p} at {from}..{until}: {what}"));
    let open = |t: i64| person.open.iter().any(|w| (i64::from(w.0)..i64::from(w.1)).contains(&t));
    if !(*from..*until).all(open) {
        say("not open");
    }
    if len < i64::from(terms.shift_min) || len > i64::from(terms.shift_max) {
        say("length");
    }
    if *paid > i64::from(terms.day_max) {
        say("paid a day");
    }
    let rules: Vec<&BreakRule> = instance.shapes.breaks.iter().filter(|r| len >= i64::from(r.from_length)).collect();
    if rules.len() != breaks.len() {
        say("number of breaks");
        return;
    }
    let mut end = *from;
    for (rule, (a, b)) in rules.iter().zip(breaks) {
        let placed =
            b - a == i64::from(rule.slots) && a - from >= i64::from(rule.after) && until - b >= i64::from(rule.before);
        if !placed || *a <= end && end != *from {
            say("a break");
        }
        end = *b;
    }
    let unpaid: i64 = rules.iter().filter(|r| !r.paid).map(|r| i64::from(r.slots)).sum();
    if *paid != len - unpaid {
        say("paid");
    }
}

/// What the shifts of a person must be beside each other. What pinned shifts alone break is not the answer's fault.
fn together(instance: &Instance, p: usize, mine: &[&Seen], wrong: &mut Vec<String>) {
    let terms = &instance.people[p].terms;
    let has_free = |days: &dyn Fn(usize) -> bool| mine.iter().any(|s| !s.5 && day_of(instance, s.1).is_some_and(days));
    for pair in mine.windows(2).filter(|pair| !(pair[0].5 && pair[1].5)) {
        if day_of(instance, pair[0].1) == day_of(instance, pair[1].1) {
            wrong.push(format!("{p} works twice on a day"));
        }
        if pair[0].2 + i64::from(terms.rest) > pair[1].1 {
            wrong.push(format!("{p} rests {} before {}", pair[1].1 - pair[0].2, pair[1].1));
        }
    }
    let days: BTreeSet<usize> = mine.iter().filter_map(|s| day_of(instance, s.1)).collect();
    for week in 0..instance.grid.week_count() {
        let of_week = |d: usize| usize::from(instance.grid.weeks[d]) == week;
        let paid: i64 = mine.iter().filter(|s| day_of(instance, s.1).is_some_and(of_week)).map(|s| s.4).sum();
        let outside = instance.people[p].outside.iter().filter(|(w, _)| usize::from(*w) == week);
        let paid = paid + outside.map(|(_, n)| i64::from(*n)).sum::<i64>();
        if paid > i64::from(terms.week_max + terms.overtime) && has_free(&of_week) {
            wrong.push(format!("{p} is paid {paid} in week {week}"));
        }
        let count = days.iter().filter(|d| of_week(**d)).count();
        if count > usize::from(terms.week_days_max) && has_free(&of_week) {
            wrong.push(format!("{p} works {count} days in week {week}"));
        }
    }
    let mut run = usize::from(instance.people[p].row_before);
    let mut first = 0;
    for d in 0..=instance.grid.days() {
        if d < instance.grid.days() && days.contains(&d) {
            run += 1;
            continue;
        }
        if d == instance.grid.days() {
            run += if first == d { 0 } else { usize::from(instance.people[p].row_after) };
        }
        if run > usize::from(terms.row_max) && has_free(&|of| (first..d).contains(&of)) {
            wrong.push(format!("{p} works {run} days in a row up to {d}"));
        }
        (run, first) = (0, d + 1);
    }
    let before = instance.people[p].weekends_before;
    let weekends: BTreeSet<i32> = days.iter().filter_map(|d| instance.grid.weekends[*d]).map(i32::from).collect();
    let after = instance.people[p].weekends_after;
    let end = instance.grid.weekends.iter().flatten().max().map_or(0, |w| i32::from(*w) + 1);
    let worked = |w: i32| match w {
        ..0 => before >> (-w - 1) & 1 == 1,
        w if w < end => weekends.contains(&w),
        w => w - end < 3 && after >> (w - end) & 1 == 1,
    };
    for w in -3..60 {
        let count = (w..w + 4).filter(|w| worked(*w)).count();
        let ours = has_free(&|d| instance.grid.weekends[d].is_some_and(|of| (w..w + 4).contains(&i32::from(of))));
        if count > usize::from(terms.weekends_max) && ours {
            wrong.push(format!("{p} works {count} weekends from {w}"));
        }
    }
}

/// People missing over all intervals: the largest shortfall of any set of skills in each.
fn missing(instance: &Instance, answer: &Answer) -> f64 {
    let after = instance.with(answer);
    let mut there: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    for s in after.stretches() {
        for t in s.from..s.until {
            *there.entry((t, s.skills)).or_default() += u64::from(s.worth_milli);
        }
    }
    let mut sum = 0.0;
    for t in 0..instance.grid.slots() {
        let short = |set: u32| {
            let need: i64 =
                (0..instance.skills).filter(|k| set >> k & 1 == 1).map(|k| i64::from(instance.need(t, k))).sum();
            let people = there.range((t as u32, 0)..=(t as u32, u32::MAX));
            need - people.filter(|((_, skills), _)| skills & set != 0).map(|(_, n)| *n as i64).sum::<i64>()
        };
        sum += (0..1u32 << instance.skills).map(short).max().unwrap_or(0).max(0) as f64 / 1000.0;
    }
    sum
}

fn terms(draw: &mut Draw, hour: u16) -> Terms {
    let most = 16 + 4 * draw.below(7) as u16;
    Terms {
        shift_min: (3 + draw.below(3) as u16) * hour,
        shift_max: (6 + draw.below(6) as u16) * hour,
        day_max: (6 + draw.below(5) as u16) * hour,
        week_min: draw.below(u64::from(most)) as u16 * hour,
        week_max: most * hour,
        overtime: draw.below(9) as u16 * hour,
        week_days_max: 3 + draw.below(4) as u8,
        row_max: 2 + draw.below(5) as u8,
        rest: (8 + draw.below(6) as u16) * hour,
        weekends_max: draw.below(5) as u8,
    }
}

fn given(draw: &mut Draw, instance: &Instance, day: usize, hour: u16) -> Given {
    let from = instance.grid.day_starts[day] as i32 + draw.below(20) as i32 * i32::from(hour);
    let until = from + (2 + draw.below(8) as i32) * i32::from(hour);
    let (pinned, covers) = (draw.one_in(2), draw.one_in(2));
    let breaks = if until - from > 4 * i32::from(hour) {
        vec![(from + i32::from(hour), from + i32::from(hour) + 1)]
    } else {
        vec![]
    };
    let paid = (until - from) as u16 - breaks.len() as u16;
    Given { from, until, breaks, paid, covers, pinned: pinned || !covers }
}

/// Anything that a floor could ask, and much that none would.
fn random(seed: u64) -> Instance {
    let mut draw = Draw(seed.wrapping_mul(77) + 5);
    let step = if draw.one_in(2) { 15 } else { 30 };
    let hour = 60 / step;
    let mut grid = Grid::weeks(step, 1 + draw.below(3) as u8);
    if draw.one_in(3) {
        // A night an hour longer or shorter.
        let by = if draw.one_in(2) { u32::from(hour) } else { 0u32.wrapping_sub(u32::from(hour)) };
        let from = 1 + draw.below(6) as usize;
        grid.day_starts[from..].iter_mut().for_each(|s| *s = s.wrapping_add(by));
    }
    grid.tail = draw.below(2) as u32 * 10 * u32::from(hour);
    let skills = 1 + draw.below(5) as usize;
    let meal =
        BreakRule { from_length: 6 * hour, slots: 1 + draw.below(2) as u8, paid: false, after: hour, before: hour };
    let rest = BreakRule { from_length: 8 * hour, slots: 1, paid: true, after: 3 * hour, before: hour };
    let need = (0..grid.slots() * skills).map(|_| draw.below(4) as u32 * (500 + 250 * draw.below(3) as u32)).collect();
    let mut instance = Instance {
        shapes: Shapes {
            start_every: (hour / 2).max(1),
            length_every: hour,
            breaks: [meal, rest][..draw.below(3) as usize].to_vec(),
        },
        skills,
        need_milli: need,
        people: Vec::new(),
        pools: vec![PoolLimit { week_slots_max: 10 * u32::from(hour) + draw.below(100) as u32 }],
        covers: vec![],
        weights: Weights { cents_a_point: draw.below(2) as u16 * 500, ..Weights::default() },
        grid,
    };
    if draw.one_in(2) {
        instance.covers.push(Cover { group: 0, from: 4, until: 90, least: 1 });
    }
    for n in 0..3 + draw.below(9) as u16 {
        let person = person(&mut draw, &instance, n, hour);
        instance.people.push(person);
    }
    instance
}

fn person(draw: &mut Draw, instance: &Instance, n: u16, hour: u16) -> Person {
    let days = instance.grid.days();
    let mut open = Vec::new();
    for d in 0..days {
        if draw.one_in(6) {
            continue;
        }
        let (start, end) = (instance.grid.day_starts[d], instance.grid.day_starts[d + 1]);
        let from = start + draw.below(8) as u32 * u32::from(hour);
        open.push((from, (from + (6 + draw.below(15) as u32) * u32::from(hour)).min(end)));
    }
    if draw.one_in(3) {
        open = vec![(0, instance.slots_all() as u32)];
    }
    let by_pool = draw.one_in(4);
    let mut given_shifts: Vec<Given> = Vec::new();
    for d in 0..days {
        if draw.one_in(5) {
            given_shifts.push(given(draw, instance, d, hour));
        }
    }
    Person {
        seat: if by_pool { Seat::Pool { pool: 0, seat: n } } else { Seat::Agent(AgentId(n)) },
        skills: draw.below(1 << instance.skills) as u32,
        groups: draw.below(2) as u32,
        worth_milli: [1000, 1000, 600][draw.below(3) as usize],
        terms: terms(draw, hour),
        open,
        band: draw.one_in(2).then_some((6 * hour, 18 * hour)),
        wish_off: draw.below(128),
        hour_cents: 2_000,
        overtime_cents: 2_500,
        by_the_hour: by_pool,
        row_before: draw.below(3) as u8,
        row_after: draw.below(3) as u8,
        weekends_before: draw.below(8) as u8,
        weekends_after: draw.below(8) as u8,
        outside: vec![(0, draw.below(20) as u16)],
        given: given_shifts,
    }
}

/// Searches with a budget of moves.
fn searched(instance: &Instance, seed: u64, moves: u64) -> Answer {
    search(instance, seed, &mut |p| Going::On(p.moves as f64 / moves as f64)).unwrap()
}

fn cases() -> u64 {
    std::env::var("WATCHFLOOR_ROSTER_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(60)
}

#[test]
fn every_hard_rule_holds_in_every_answer_whenever_it_is_stopped() {
    for seed in 0..cases() {
        let instance = random(seed);
        for stop in [0, 1, 3, 20] {
            let (mut looks, mut told) = (0, 0.0);
            let answer = search(&instance, seed, &mut |p| {
                looks += 1;
                told = p.best;
                if looks > stop { Going::Stop } else { Going::On(p.moves as f64 / 30_000.0) }
            })
            .unwrap();
            assert!((answer.cost - told).abs() < 1e-6, "seed {seed}: counted as it went {told}, anew {}", answer.cost);
            let wrong = broken(&instance, &answer);
            assert!(wrong.is_empty(), "seed {seed} stopped after {stop}: {wrong:?}");
            let missing = missing(&instance, &answer);
            assert!((answer.under - missing).abs() < 1e-6, "seed {seed}: says {} of {missing}", answer.under);
            let listed: u64 = answer.unmet.iter().map(|u| u.missing_milli).sum();
            assert_eq!(listed, (missing * 1000.0).round() as u64, "seed {seed}: all that is missing is listed");
            assert!(answer.bound <= answer.cost + 1e-9, "seed {seed}: {} of {}", answer.bound, answer.cost);
        }
    }
}

#[test]
fn the_best_is_kept_and_more_moves_are_not_worse() {
    for seed in 0..8 {
        let instance = sample::floor(seed, 20, 1, 30, 85);
        let mut last = f64::INFINITY;
        let mut rising = false;
        let answer = search(&instance, seed, &mut |p| {
            rising |= p.best > last + 1e-9 || p.bound > p.best + 1e-9;
            last = p.best;
            Going::On(p.moves as f64 / 60_000.0)
        })
        .unwrap();
        assert!(!rising, "seed {seed}: the best never gets worse, and no bound is above it");
        assert!((answer.cost - last).abs() < 1e-6, "seed {seed}: what was told last is what comes");
    }
}

#[test]
fn a_floor_with_enough_people_is_covered() {
    let instance = sample::floor(11, 60, 1, 30, 90);
    let need = instance.need_milli.iter().map(|n| f64::from(*n)).sum::<f64>() / 1000.0;
    let answer = searched(&instance, 1, 1_500_000);
    assert!(broken(&instance, &answer).is_empty());
    assert!(answer.under <= need * 0.002, "{} of {need} missing", answer.under);
    assert!(answer.over <= need * 0.05, "{} of {need} too many", answer.over);
    assert!(answer.owed.is_empty(), "{:?}", answer.owed);
}

/// The floor that the reference promises figures for: 200 people, seven days of quarter hours, three skills. Six million
/// moves are about what a release build looks at in a second of one processor (`benches/roster.rs`).
#[test]
fn two_hundred_people_cover_a_week_of_quarter_hours_lawfully() {
    for seed in 1..=if cases() > 60 { 3 } else { 1 } {
        let instance = sample::floor(seed, 200, 1, 15, 94);
        let need = instance.need_milli.iter().map(|n| f64::from(*n)).sum::<f64>() / 1000.0;
        let answer = searched(&instance, seed, 6_000_000);
        let wrong = broken(&instance, &answer);
        assert!(wrong.is_empty(), "seed {seed}: {wrong:?}");
        let under = missing(&instance, &answer);
        assert!(under <= need * 0.001, "seed {seed}: {under} of {need} missing");
        assert!(answer.over <= need * 0.03, "seed {seed}: {} of {need} too many", answer.over);
    }
}

#[test]
fn the_same_seed_gives_the_same_roster() {
    let instance = sample::floor(3, 20, 1, 30, 85);
    let (a, b, c) = (searched(&instance, 5, 50_000), searched(&instance, 5, 50_000), searched(&instance, 6, 50_000));
    assert_eq!(a, b);
    assert_ne!(a.shifts, c.shifts);
}

#[test]
fn pinned_shifts_stay_and_a_published_week_changes_least() {
    let instance = sample::floor(4, 30, 1, 30, 85);
    let first = searched(&instance, 1, 300_000);
    let mut published = instance.with(&first);
    // Somebody falls ill on one day, and one shift is pinned.
    let ill = first.shifts[0].person;
    published.people[ill].open.retain(|w| w.0 >= 96);
    published.people[ill].open.insert(0, (48, 96));
    published.people[ill].given.retain(|g| g.from >= 48);
    let pinned = first.shifts.iter().find(|s| s.person != ill).unwrap();
    published.people[pinned.person].given[0].pinned = true;
    let again = searched(&published, 2, 300_000);
    assert!(broken(&published, &again).is_empty());
    let kept = &published.people[pinned.person].given[0];
    assert!(!again.shifts.iter().any(|s| s.person == pinned.person && s.day == pinned.day), "{kept:?} stays");
    let afresh = searched(&instance, 2, 300_000);
    let starts = |a: &Answer| a.shifts.iter().map(|s| (s.person, s.from, s.until)).collect::<BTreeSet<_>>();
    let other = starts(&afresh).difference(&starts(&first)).count();
    assert!(again.changed as usize * 4 < other, "{} changes, and afresh {other}", again.changed);
}

#[test]
fn what_cannot_be_met_is_listed_with_its_reason_at_once() {
    let mut instance = sample::small(7);
    // Nobody has the third skill; nobody works in the first six hours; and there is ten times too much of the first.
    for person in &mut instance.people {
        person.skills &= 0b011;
        person.open = (0..7).map(|d| (d * 48 + 12, d * 48 + 48)).collect();
    }
    for t in 0..336 {
        instance.need_milli[t * 3..t * 3 + 3].copy_from_slice(&[6_000, 0, if t < 20 { 500 } else { 0 }]);
    }
    let answer = searched(&instance, 1, 100_000);
    assert!(broken(&instance, &answer).is_empty() && !answer.shifts.is_empty(), "a partial plan");
    let reason =
        |skill, t| answer.unmet.iter().find(|u| u.skill == skill && (u.from..u.until).contains(&t)).map(|u| u.reason);
    assert_eq!(reason(2, 3), Some(Reason::NobodyHasSkill));
    assert_eq!(reason(0, 3), Some(Reason::NobodyAvailable));
    let whys: BTreeSet<Reason> = answer.unmet.iter().filter(|u| u.skill == 0).map(|u| u.reason).collect();
    assert!(whys.contains(&Reason::HoursUsedUp) || whys.contains(&Reason::Rules), "{whys:?}");
    let none = search(&instance, 1, &mut |_| Going::Stop).unwrap();
    assert!(!none.unmet.is_empty() && broken(&instance, &none).is_empty(), "stopped before it began, and still a plan");
}

#[test]
fn contradictory_rules_are_named_before_anything_is_searched() {
    let mut instance = sample::small(7);
    instance.people[0].open.clear();
    instance.people[0].terms.week_min = 0;
    let hour = 2;
    instance.people[1].terms.week_min = 30 * hour;
    instance.people[1].open = vec![(0, 20), (48, 68)];
    instance.people[2].terms.shift_min = 11 * hour;
    let far = Given { from: 10, until: 26, breaks: vec![], paid: 16, covers: true, pinned: true };
    instance.people[3].open = vec![(96, 336)];
    instance.people[3].given = vec![far.clone()];
    instance.people[4].open = vec![(0, 336)];
    instance.people[4].given =
        vec![far, Given { from: 50, until: 60, breaks: vec![], paid: 10, covers: false, pinned: true }];
    instance.people[4].terms.rest = 30;
    instance.people[4].terms.week_min = 0;
    instance.people[4].terms.week_max = 20;
    instance.people[4].terms.overtime = 0;
    let found = contradictions(&instance);
    let of = |p: usize| found.iter().filter(|c| c.person() == p).copied().collect::<Vec<_>>();
    assert_eq!(of(0), [Contradiction::NoShiftFits { person: 0 }]);
    let [owed] = of(1)[..] else { panic!("{found:?}") };
    assert_eq!(owed.words(&instance), "owed 30 h in week 1, and at most 19 h are possible");
    assert_eq!(of(2), [Contradiction::Contract { person: 2 }]);
    assert_eq!(of(3), [Contradiction::PinnedClosed { person: 3, from: 10 }]);
    assert_eq!(of(4)[0], Contradiction::PinnedRest { person: 4, from: 50 });
    assert!(of(4).contains(&Contradiction::PinnedHours { person: 4, week: 0, paid: 26 }), "{:?}", of(4));
    let answer = searched(&instance, 1, 20_000);
    assert_eq!(answer.contradictions, found, "they come with the answer, and everybody else is planned");
    assert!(broken(&instance, &answer).is_empty() && !answer.shifts.is_empty());
}

#[test]
fn what_cannot_be_read_is_refused_in_words() {
    let readable = sample::small(1);
    let mut none = readable.clone();
    none.grid.day_starts = vec![0];
    assert_eq!(search(&none, 1, &mut |_| Going::Stop), Err(Unreadable::NoDays));
    let mut short = readable.clone();
    short.need_milli.pop();
    let fault = search(&short, 1, &mut |_| Going::Stop).unwrap_err();
    assert_eq!(fault.to_string(), "the plan has 336 intervals of 3 skills, and needs are given for 1007");
    let mut many = readable.clone();
    many.people = vec![readable.people[0].clone(); 2_001];
    assert!(matches!(search(&many, 1, &mut |_| Going::Stop), Err(Unreadable::TooMany { what: "people", .. })));
    let mut tight = readable;
    tight.shapes.breaks[0].after = 12;
    assert_eq!(search(&tight, 1, &mut |_| Going::Stop), Err(Unreadable::Break(0)));
}

/// A75: partner seats, overtime and calling in stand side by side; A42: turning a pool on changes what is possible.
#[test]
fn a75_fixes_are_lawful_close_the_gap_and_are_ranked_by_price() {
    let people = sample::floor(9, 30, 1, 30, 90);
    let plan = people.with(&searched(&people, 1, 200_000));
    let (from, until) = (120, 128);
    let mut short = plan;
    for t in from..until {
        short.need_milli[t * 3] += 3_000;
    }
    let with_pool = sample::with_pool(short.clone(), 4, (8, 22), 3_100, 200);
    let (from, until) = (from as u32, until as u32);
    let met = |people: &[u32]| f64::from(people.iter().sum::<u32>()) / 1e9;
    let without = fixes(&short, from, until, &met);
    let found = fixes(&with_pool, from, until, &met);
    assert!(!without.iter().any(|f| f.way == Way::PartnerSeat));
    assert!(found.iter().any(|f| f.way == Way::PartnerSeat && f.cents > 0), "{found:?}");
    assert!(found.windows(2).all(|w| w[0].price() <= w[1].price()));
    let under = |i: &Instance| (0..336).map(|t| u64::from(i.coverage().sum(t).under)).sum::<u64>() as f64 / 1000.0;
    for fix in &found {
        let after = with_pool.changed(&fix.changes);
        assert!((under(&after) - fix.under).abs() < 1e-6, "what it says is what coverage shows");
        assert!(fix.closed > 0.0 && fix.changes.len() == fix.why.len());
        // As if everything had been planned so: no rule is broken.
        let answer = as_answer(&after);
        let mut bare = after.clone();
        bare.people.iter_mut().for_each(|p| p.given.clear());
        assert_eq!(broken(&bare, &answer), Vec::<String>::new(), "{:?}", fix.way);
    }
}

/// The given shifts of an instance as if they were an answer.
fn as_answer(instance: &Instance) -> Answer {
    let mut answer = search(&sample::small(1), 1, &mut |_| Going::Stop).unwrap();
    answer.shifts.clear();
    for (person, of) in instance.people.iter().enumerate() {
        for g in &of.given {
            answer.shifts.push(watchfloor::plan::roster::Placed {
                person,
                day: day_of(instance, g.from.into()).unwrap(),
                from: g.from as u32,
                until: g.until as u32,
                breaks: g.breaks.iter().map(|b| (b.0 as u32, b.1 as u32)).collect(),
                paid: g.paid.into(),
            });
        }
    }
    answer
}

/// A76: who could fill a night, with those who cannot and why.
#[test]
fn a76_candidates_for_a_slot_are_all_people_with_cost_or_reason() {
    let people = sample::floor(9, 40, 1, 30, 90);
    let plan = people.with(&searched(&people, 1, 200_000));
    for (from, until) in [(100, 108), (10, 16), (330, 336)] {
        let found = candidates(&plan, from, until, Some(1));
        assert_eq!(found.able.len() + found.unable.len(), 40);
        for candidate in &found.able {
            let after = plan.changed(std::slice::from_ref(&candidate.change));
            let mut bare = after.clone();
            bare.people.iter_mut().for_each(|p| p.given.clear());
            assert_eq!(broken(&bare, &as_answer(&after)), Vec::<String>::new());
            assert!(candidate.slots > 0 && !candidate.why.is_empty());
            assert!(plan.people[candidate.person].skills & 0b010 != 0);
        }
        for (p, why) in &found.unable {
            assert_eq!(*why == Hindrance::Skill, plan.people[*p].skills & 0b010 == 0, "{p}: {why}");
        }
    }
}

/// A76: a group's least number is held where somebody of it can.
#[test]
fn a76_a_lead_is_there_at_night() {
    let mut instance = sample::floor(5, 30, 1, 30, 70);
    for (n, person) in instance.people.iter_mut().enumerate() {
        person.groups = u32::from(n % 3 == 0);
        person.open = vec![(0, 336)];
    }
    instance.covers = (0..6).map(|d| Cover { group: 0, from: d * 48 + 44, until: d * 48 + 58, least: 1 }).collect();
    let answer = searched(&instance, 1, 800_000);
    let lead = |t: u32| {
        let at = |s: &watchfloor::plan::roster::Placed| {
            s.from <= t && t < s.until && !s.breaks.iter().any(|b| b.0 <= t && t < b.1)
        };
        answer.shifts.iter().any(|s| s.person % 3 == 0 && at(s))
    };
    let bare: Vec<u32> = instance.covers.iter().flat_map(|c| c.from..c.until).filter(|t| !lead(*t)).collect();
    assert!(bare.is_empty(), "no lead at {bare:?}");
}
