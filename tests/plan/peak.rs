//! Laws of the weeks of a peak: rows A73 and A75.

use watchfloor::plan::peak::{GapTable, Hires, Lift, Measure, Ramp, Season, Staffing, curve, hiring, outcome};
use watchfloor::plan::roster::Grid;

const SKILLS: usize = 2;

/// Six weeks of half hours that differ from day to day.
fn year(grid: &Grid) -> Vec<f64> {
    let cells = (0..grid.slots()).flat_map(|t| (0..SKILLS).map(move |k| (t, k)));
    cells.map(|(t, k)| ((t * 7 + k * 13) % 48) as f64 * 2.0 + (t / 336) as f64).collect()
}

fn season<'a>(grid: &'a Grid, last_year: &'a [f64], there: &'a [u32], lifts: &'a [Lift]) -> Season<'a> {
    Season { grid, skills: SKILLS, last_year, growth: 1.3, lifts, there_milli: there, shrinkage: 0.25 }
}

/// People so that each has ten an hour, and a little for luck.
fn require(volume: f64, _skill: usize) -> f64 {
    volume / 5.0 + volume.sqrt() / 4.0
}

fn level(volume: f64, people: f64, skill: usize) -> f64 {
    (people / require(volume, skill)).min(1.0)
}

#[test]
fn a73_each_half_hour_is_last_year_times_growth_times_campaigns() {
    let grid = Grid::weeks(30, 6);
    let last_year = year(&grid);
    let there = vec![6_000; last_year.len()];
    let lifts = [
        Lift { from: 960, until: 1_008, skill: None, times: 2.5 },
        Lift { from: 970, until: 980, skill: Some(1), times: 1.5 },
    ];
    let season = season(&grid, &last_year, &there, &lifts);
    let table = GapTable::of(&season, None, &mut require);
    for (i, was) in last_year.iter().enumerate() {
        let (t, k) = (i / SKILLS, i % SKILLS);
        let mut volume = was * 1.3;
        if (960..1_008).contains(&t) {
            volume *= 2.5;
        }
        if (970..980).contains(&t) && k == 1 {
            volume *= 1.5;
        }
        assert!((table.volumes[i] - volume).abs() < 1e-9 && (table.required[i] - require(volume, k)).abs() < 1e-9);
    }
    let heat = table.heat();
    assert_eq!((heat.len(), heat[20].len()), (42, 48));
    let by_heat: f64 = heat.iter().flatten().map(|h| h.under).sum::<f64>() / 2.0;
    assert!((by_heat - table.under_hours(0..grid.slots())).abs() < 1e-6, "the map and the sum are of one table");
    assert!((table.week_hours().iter().sum::<f64>() - by_heat).abs() < 1e-6);
}

#[test]
fn a73_a_moved_campaign_asks_only_for_what_it_changed() {
    let grid = Grid::weeks(30, 6);
    let last_year = year(&grid);
    let there = vec![6_000; last_year.len()];
    let mut lifts = [Lift { from: 960, until: 1_008, skill: None, times: 2.5 }];
    let table = GapTable::of(&season(&grid, &last_year, &there, &lifts), None, &mut require);
    lifts[0].from = 959;
    let moved = season(&grid, &last_year, &there, &lifts);
    let mut asked = 0;
    let again = GapTable::of(&moved, Some(&table), &mut |v, k| {
        asked += 1;
        require(v, k)
    });
    assert_eq!(again, GapTable::of(&moved, None, &mut require));
    assert_eq!(asked, SKILLS, "one interval more is lifted");
}

#[test]
fn a73_the_night_of_the_clock_change_has_its_half_hours() {
    let mut grid = Grid::weeks(30, 1);
    grid.day_starts[6..].iter_mut().for_each(|s| *s += 2);
    let there = vec![1_000; grid.slots() * SKILLS];
    let last_year = vec![1.0; grid.slots() * SKILLS];
    let table = GapTable::of(&season(&grid, &last_year, &there, &[]), None, &mut require);
    let heat = table.heat();
    assert_eq!(heat.iter().map(Vec::len).collect::<Vec<_>>(), [48, 48, 48, 48, 48, 50, 48]);
    assert!(heat[5][49].required > 0.0 && table.half_hour(5, 50) == Default::default());
}

#[test]
fn bad_numbers_are_none() {
    let grid = Grid::weeks(30, 1);
    let there = vec![0; grid.slots()];
    let lifts = [Lift { from: 600, until: 9, skill: Some(7), times: f64::NAN }];
    let season = Season {
        grid: &grid,
        skills: SKILLS,
        last_year: &[f64::NAN, -4.0, f64::INFINITY, 3.0],
        growth: 2.0,
        lifts: &lifts,
        there_milli: &there,
        shrinkage: 7.0,
    };
    let table = GapTable::of(&season, None, &mut |_, _| f64::NAN);
    assert_eq!(table.volumes[..5], [0.0, 0.0, 0.0, 6.0, 0.0]);
    assert_eq!(table.under_hours(0..336), 0.0);
    let none = Staffing { name: String::new(), measures: vec![] };
    assert_eq!(outcome(&table, &none, &mut |_, _, _| f64::NAN).level, 0.0);
}

#[test]
fn a75_hires_overtime_and_seats_stand_side_by_side() {
    let grid = Grid::weeks(30, 6);
    let last_year = year(&grid);
    let there = vec![12_000; last_year.len()];
    let lifts = [Lift { from: 1_344, until: 1_680, skill: None, times: 1.6 }];
    let table = GapTable::of(&season(&grid, &last_year, &there, &lifts), None, &mut require);
    let ramp = Ramp { weeks: vec![0.0, 0.4, 0.7, 1.0], hours_a_week: 38.0, weeks_before: 6 };
    let plan = table.hiring(&ramp);
    assert!(!plan.hires.is_empty() && plan.open.iter().all(|h| *h == 0.0));
    let hire = |skill| Measure::Hire { hires: plan.hires.clone(), ramp: ramp.clone(), skill, hour_cents: 2_200 };
    let overtime = Measure::Overtime { hours_a_week: 200.0, share: 0.3, hour_cents: 3_000 };
    let seats = Measure::Seats {
        seats: 6,
        skill: 0,
        first_day: 28,
        end_day: 35,
        from_minutes: 8 * 60,
        until_minutes: 22 * 60,
        hour_cents: 3_400,
    };
    let options: Vec<Staffing> = [
        ("nothing", vec![]),
        ("overtime", vec![overtime.clone()]),
        ("seats", vec![seats.clone()]),
        ("hires", vec![hire(0)]),
        ("all", vec![hire(0), overtime, seats]),
    ]
    .map(|(name, measures)| Staffing { name: name.into(), measures })
    .into();
    let found: Vec<_> = options.iter().map(|o| outcome(&table, o, &mut level)).collect();
    assert_eq!((found[0].cents, found[0].there == table.there), (0, true));
    assert_eq!(found[2].cents, 6 * 14 * 7 * 3_400, "seats are paid whether needed or not");
    for option in &found[1..] {
        assert!(option.cents > 0 && option.level > found[0].level && option.under_hours < found[0].under_hours);
        assert!(option.worst.1 >= found[0].worst.1 && option.level <= 1.0);
    }
    let sum = |i: usize| found[i].cents;
    assert!(found[4].level >= found[1..4].iter().map(|o| o.level).fold(0.0, f64::max));
    assert!(sum(4) <= sum(1) + sum(2) + sum(3), "what hires close needs no overtime");
    // Overtime goes where most are missing, and nobody is there twice.
    for (i, after) in found[1].there.iter().enumerate() {
        assert!(
            *after <= table.there[i] * 1.3 + 1e-9 && (*after <= table.required[i] + 1e-9 || *after == table.there[i])
        );
    }
}

#[test]
fn a73_more_money_is_never_less_service() {
    let grid = Grid::weeks(30, 2);
    let last_year = year(&grid);
    let there = vec![4_000; last_year.len()];
    let table = GapTable::of(&season(&grid, &last_year, &there, &[]), None, &mut require);
    let points = curve(&table, 2_400, 10, &mut level);
    assert_eq!((points.len(), points[0].cents, points[10].closed), (16, 0, 1.0));
    assert!(points.windows(2).all(|w| w[0].cents < w[1].cents && w[0].level <= w[1].level));
    assert!((points[10].level - 1.0).abs() < 1e-9, "all that is required is there");
    // A quarter of paid time is not at work.
    let hours = table.under_hours(0..grid.slots()) / 0.75;
    assert_eq!(points[10].cents, (hours * 2_400.0).round() as u64);
}

#[test]
fn hires_begin_in_time_and_no_later_than_they_can() {
    let ramp = Ramp { weeks: vec![0.0, 0.5, 1.0], hours_a_week: 40.0, weeks_before: 1 };
    for (hours, hires, open) in [
        (vec![0.0, 0.0, 0.0, 64.0], vec![Hires { week: 1, people: 2 }], 0.0),
        // The first week comes too soon for those who know all: twice as many half-learnt, and they stay.
        (vec![32.0, 64.0], vec![Hires { week: -1, people: 2 }], 0.0),
        (vec![-5.0, f64::MIN_POSITIVE], vec![], 0.0),
    ] {
        let plan = hiring(&hours, 0.2, &ramp);
        assert_eq!((plan.hires, plan.open.iter().sum::<f64>()), (hires, open), "{hours:?}");
    }
    let never = hiring(&[10.0], 1.0, &ramp);
    assert_eq!((never.hires.len(), never.open), (0, vec![10.0]), "nobody comes to work at all");
}
