//! The full day: a hundred thousand hits, of which 1 400 call for somebody. Arrivals alone, without a floor.

use super::day;
use std::collections::BTreeMap;
use watchfloor::sim::{Checks, Day, Load, Nature, Tale, Truth, World, play};

fn full(name: &str) -> Day {
    day(name).with_load(Load::Full)
}

fn written(name: &str, seed: u64) -> (Day, World) {
    let day = full(name);
    let mut world = World::new(day.clone(), seed);
    world.write_until(day.until);
    (day, world)
}

fn count(world: &World, of: impl Fn(&Truth) -> bool) -> f64 {
    world.truths().values().filter(|t| of(t)).count() as f64
}

/// How far a count may lie from what is expected: four standard deviations of a Poisson number.
fn is_near(what: &str, seen: f64, expected: f64) {
    let off = 4.0 * expected.sqrt();
    println!("{what}: {seen} of {expected:.0} ± {off:.0}");
    assert!((seen - expected).abs() <= off, "{what}: {seen}, expected {expected:.0} ± {off:.0}");
}

#[test]
fn a_full_black_friday_has_the_shares_of_the_article() {
    for seed in [1, 2] {
        let (_, world) = written("black-friday", seed);
        let hits = world.truths().len() as f64;
        assert!((hits - 100_000.0).abs() <= 1_000.0, "{hits} hits");
        is_near("spam", count(&world, |t| t.nature == Nature::Spam), 30_000.0);
        is_near("elsewhere", count(&world, |t| t.nature == Nature::Elsewhere), 40_000.0);
        is_near("actionable", count(&world, Truth::is_actionable), 1_400.0);
        is_near("quiet", count(&world, |t| t.nature == Nature::Quiet), 28_600.0);
        let labelled = count(&world, |t| t.is_actionable() && t.kind.is_some());
        assert!(labelled > 300.0, "kinds are known of {labelled} only");
    }
}

#[test]
fn every_tale_is_told_on_every_full_black_friday() {
    for seed in [1, 2, 3] {
        let (_, world) = written("black-friday", seed);
        let mut tales: BTreeMap<Tale, usize> = BTreeMap::new();
        for truth in world.truths().values() {
            if let Some(tale) = truth.tale {
                *tales.entry(tale).or_default() += 1;
            }
        }
        for tale in Tale::ALL {
            assert!(tales.contains_key(&tale), "{tale:?} was not told with seed {seed}: {tales:?}");
        }
        assert_eq!(tales[&Tale::ThreeChannels], 3);
        assert_eq!(tales[&Tale::Burst], 420);
        assert_eq!(tales[&Tale::Golden], 15, "the golden case as it is written");
        assert_eq!(count(&world, |t| t.copy), 419.0, "all of a burst but the first");
        let golden = |t: &Truth| t.tale == Some(Tale::Golden);
        assert!(count(&world, |t| golden(t) && t.is_actionable()) >= 5.0);
        let temperature = |t: &Truth| t.tale == Some(Tale::Temperature);
        assert_eq!(count(&world, |t| temperature(t) && t.nature == Nature::Quiet), 2.0);
    }
}

#[test]
fn hours_rise_to_the_peak_of_the_sale() {
    let (_, world) = written("black-friday", 5);
    let hour = |h: u8| count(&world, |t| t.hour == h && t.tale.is_none());
    is_near("noon", hour(12), 6_600.0);
    is_near("four at night", hour(4), 800.0);
    assert!(hour(0) > 4.0 * hour(3), "the sale opens at midnight");
}

#[test]
fn an_ordinary_full_day_is_an_eighth_and_has_no_golden_case() {
    let (day, world) = written("tuesday", 4);
    assert_eq!(day.hits().round(), 12_500.0);
    is_near("hits", world.truths().len() as f64, 12_500.0);
    is_near("actionable", count(&world, Truth::is_actionable), 175.0);
    assert_eq!(count(&world, |t| t.tale == Some(Tale::Golden)), 0.0);
}

#[test]
fn the_same_seed_writes_the_same_full_day() {
    let (_, one) = written("tuesday", 9);
    let (_, again) = written("tuesday", 9);
    let (_, other) = written("tuesday", 10);
    assert_eq!(one.truths(), again.truths());
    assert_ne!(one.truths(), other.truths());
    let day = full("tuesday");
    let played = || play(&day, 9, &jiff::tz::TimeZone::UTC, Checks::None).expect("memory reads").log_sha256;
    assert_eq!(played(), played());
}

#[test]
fn a_full_day_arrives_on_the_floor_whole() {
    let day = full("black-friday");
    let played = play(&day, 3, &jiff::tz::TimeZone::UTC, Checks::None).expect("memory reads");
    let floor = played.engine.floor();
    let missing = played.world.truths().keys().filter(|key| floor.mentions().find(**key).is_none()).count();
    assert_eq!(missing, 0, "everything that was written is there");
    for name in ["X @larkhelp", "X @northwindlark", "Forum listening", "X listening"] {
        assert!(floor.source_named(name).is_some(), "{name}");
    }
    let answered = |t: &Truth, key: u64| {
        let id = floor.mentions().find(key).and_then(|id| floor.mentions().get(id)).and_then(|m| m.conversation());
        t.is_actionable() && id.and_then(|id| floor.conversation(id)).is_some_and(|c| c.first_response_at.is_some())
    };
    let served = played.world.truths().iter().filter(|(key, t)| answered(t, **key)).count() as f64;
    let needing = count(&played.world, Truth::is_actionable);
    println!("{served} of {needing} who need us were answered");
    assert!(served > 0.5 * needing, "{served} of {needing}");
}

#[test]
fn the_customers_are_a_table_with_one_name_a_channel() {
    let csv = watchfloor::sim::customers();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let channels: Vec<String> = reader.headers().expect("a head").iter().skip(7).map(str::to_owned).collect();
    assert_eq!(channels, ["X", "Facebook", "Instagram", "Bluesky", "Forum"]);
    let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row of twelve fields")).collect();
    assert!((200..300).contains(&rows.len()), "{}", rows.len());
    let mut seen = std::collections::BTreeSet::new();
    for row in &rows {
        assert!(["bronze", "silver", "gold"].contains(&&row[1]) && row[2].ends_with(".example"), "{row:?}");
        let (contacts, failed): (u32, u32) = (row[4].parse().expect("a number"), row[5].parse().expect("a number"));
        assert!(failed <= contacts && (failed > 0) != row[6].is_empty(), "{row:?}");
        for (channel, name) in channels.iter().zip(row.iter().skip(7)).filter(|(_, name)| !name.is_empty()) {
            assert!(seen.insert((channel.clone(), name.to_owned())), "{name} is there twice on {channel}");
        }
    }
    for (channel, name) in [("X", "@isla_wanders"), ("Facebook", "hanna.vesterby"), ("Facebook", "gwil.prosser")] {
        assert!(seen.contains(&(channel.to_owned(), name.to_owned())), "{name}");
    }
}

#[test]
fn the_brand_names_every_shop_of_the_texts_that_a_tale_stands_in() {
    let brand = watchfloor::sim::brand();
    assert!(brand.names.len() > 3 && brand.context.len() > 20 && brand.exclusions.len() > 4);
    assert!(brand.stores.iter().all(|s| !s.words.is_empty() && s.contact.ends_with(".example")));
    for shop in ["leeds", "bristol"] {
        assert_eq!(brand.stores.iter().filter(|s| s.words.iter().any(|w| w == shop)).count(), 1, "{shop}");
    }
}
