//! Rosters of benchmark instances: read, planned, judged by somebody else.

use super::checker::Checker;
use crate::cli::{Place, real};
use std::fmt::Write;
use watchfloor::plan::nurse::{Instance, People, Rule, Search, read};

/// Numbers without a pattern, from a seed.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// An invented instance of a few people.
fn invented(seed: u64, people: u64, days: u64) -> String {
    let mut draw = Draw(seed);
    let mut text = format!("SECTION_HORIZON\n{days}\nSECTION_SHIFTS\nE,480,\nN,600,E\nSECTION_STAFF\n");
    for who in 0..people {
        let (most, max) = (draw.below(4), 1_500 + draw.below(3) * 480 * days / 10);
        let (run, least, off) = (2 + draw.below(4), 1 + draw.below(2), 1 + draw.below(3));
        let min = draw.below(if people == 1 { 5 } else { 3 }) * 480;
        writeln!(text, "P{who},E={days}|N={most},{max},{min},{run},{least},{off},{}", draw.below(3)).unwrap();
    }
    text += "SECTION_DAYS_OFF\n";
    (0..people).for_each(|who| writeln!(text, "P{who},{}", draw.below(days)).unwrap());
    for section in ["SECTION_SHIFT_ON_REQUESTS", "SECTION_SHIFT_OFF_REQUESTS"] {
        writeln!(text, "{section}").unwrap();
        for who in 0..people {
            for _ in 0..2 {
                let (day, shift, weight) = (draw.below(days), ["E", "N"][draw.below(2) as usize], 1 + draw.below(3));
                writeln!(text, "P{who},{day},{shift},{weight}").unwrap();
            }
        }
    }
    text += "SECTION_COVER\n";
    for day in 0..days {
        let (early, night) = (draw.below(1 + people * 2 / 3), draw.below(2));
        writeln!(text, "{day},E,{early},100,1\n{day},N,{night},50,2").unwrap();
    }
    text
}

/// Searches for so many steps.
fn searched<'a>(people: &'a People<'a>, seed: u64, steps: usize) -> Search<'a> {
    let mut search = Search::new(people, seed, true);
    for _ in 0..steps {
        search.step(&mut || false);
    }
    search
}

/// What the program says of its roster is what the checker says.
fn agrees(text: &str, instance: &Instance, search: &Search<'_>) {
    let judged = Checker::new(text).judge(&search.best().table(instance));
    assert_eq!(judged.cost, search.score().cost);
    assert_eq!(judged.broken.is_empty(), search.best().violations(instance).is_empty(), "{judged:?}");
    assert_eq!(judged.broken.is_empty(), search.score().broken == 0);
}

/// Every way to spend the days, one person at a time.
fn lines(checker: &Checker) -> Vec<String> {
    let mut cells = checker.shifts();
    cells.push(String::new());
    let all = (0..checker.days).fold(vec![String::new()], |lines, day| {
        let tab = if day == 0 { "" } else { "\t" };
        lines.iter().flat_map(|line| cells.iter().map(move |cell| format!("{line}{tab}{cell}"))).collect()
    });
    all.into_iter().map(|line| line + "\n").collect()
}

#[test]
fn one_person_gets_the_best_of_all_lines() {
    let (mut lawful, mut none) = (0, 0);
    for seed in 0..60 {
        let text = invented(seed, 1, 7);
        let checker = Checker::new(&text);
        let judged = lines(&checker).into_iter().map(|line| checker.judge(&line));
        let best = judged.filter(|judged| judged.broken.is_empty()).map(|judged| judged.cost).min();
        let instance = read(&text).unwrap();
        let people = People::new(&instance);
        assert!(people.all_known());
        assert_eq!(people.without_line().is_empty(), best.is_some(), "{text}");
        let search = searched(&people, seed, 20);
        agrees(&text, &instance, &search);
        match best {
            Some(best) => {
                lawful += 1;
                assert_eq!((search.score().cost, search.bound()), (best, Some(best)), "{text}");
            }
            None => none += 1,
        }
    }
    assert!(lawful > 10 && none > 2, "{lawful} lawful and {none} not: too few to say anything");
}

/// What the best of all lawful rosters of so many people costs.
fn best_of_all(checker: &Checker, people: usize) -> Option<i64> {
    let all = lines(checker);
    let empty = "\t".repeat(checker.days - 1) + "\n";
    let kept = |who: usize, line: &str| {
        let table = empty.repeat(who) + line + &empty.repeat(people - who - 1);
        !checker.judge(&table).broken.iter().any(|broken| broken.starts_with(&format!("P{who}")))
    };
    let mut rosters = vec![String::new()];
    for who in 0..people {
        let lawful: Vec<&String> = all.iter().filter(|line| kept(who, line)).collect();
        rosters = rosters.iter().flat_map(|roster| lawful.iter().map(move |line| format!("{roster}{line}"))).collect();
    }
    rosters.iter().map(|roster| checker.judge(roster).cost).min()
}

#[test]
fn two_people_get_the_best_of_all_pairs() {
    for seed in 100..112 {
        let text = invented(seed, 2, 5);
        let checker = Checker::new(&text);
        let Some(best) = best_of_all(&checker, 2) else { continue };
        let instance = read(&text).unwrap();
        let people = People::new(&instance);
        let search = searched(&people, seed, 60);
        agrees(&text, &instance, &search);
        assert_eq!(search.score().cost, best, "{text}");
        assert!(search.bound().is_some_and(|bound| bound <= best));
    }
}

#[test]
fn a_month_of_twelve_is_lawful_and_the_same_seed_gives_it_again() {
    for seed in [7, 8, 9] {
        let text = invented(seed, 12, 28);
        let instance = read(&text).unwrap();
        let people = People::new(&instance);
        let once = searched(&people, seed, 40);
        agrees(&text, &instance, &once);
        assert!(once.bound().is_none_or(|bound| bound <= once.score().cost));
        assert_eq!(once.best(), searched(&people, seed, 40).best());
    }
}

/// Ten people of whom two cannot be planned: one must work more than the days off leave, one has only a day here and there.
fn contradictory() -> String {
    let mut text = invented(3, 8, 14);
    let staff = "Cora,E=14|N=0,4800,4800,5,2,2,2\nDora,E=14|N=0,4800,480,5,3,2,2\n";
    text = text.replace(
        "SECTION_DAYS_OFF\n",
        &format!("{staff}SECTION_DAYS_OFF\nCora,0,1,2,3,4,5,6,7,8\nDora,0,3,6,9,12,13\n"),
    );
    text
}

#[test]
fn rules_that_contradict_each_other_give_the_roster_that_breaks_least_and_a_list() {
    let text = contradictory();
    let instance = read(&text).unwrap();
    let people = People::new(&instance);
    let name = |who: &usize| instance.staff[*who].name.clone();
    let without: Vec<String> = people.without_line().iter().map(name).collect();
    assert!(without.contains(&"Cora".to_owned()) && without.contains(&"Dora".to_owned()), "{without:?}");
    let search = searched(&people, 1, 1_240);
    agrees(&text, &instance, &search);
    let violations = search.best().violations(&instance);
    assert!(!violations.is_empty() && violations.iter().all(|v| without.contains(&v.who)), "{violations:?}");
    // Five days are left of the ten that Cora must work.
    let cora: Vec<_> = violations.iter().filter(|v| v.who == "Cora").collect();
    assert_eq!(cora.len(), 1, "{cora:?}");
    assert_eq!((cora[0].rule, cora[0].by), (Rule::MinutesMin, 2_400));
    assert_eq!(cora[0].to_string(), "Cora: works 2400 minutes too little");
    assert_eq!(search.bound(), None, "no lawful roster, so nothing that it costs at least");
}

#[test]
fn what_is_wrong_with_a_file_is_named_with_its_line() {
    let good = "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\nL,480,E\nSECTION_STAFF\nAda,E=7|L=7,2400,960,5,2,2,1\n\
        SECTION_DAYS_OFF\nAda,3\nSECTION_SHIFT_ON_REQUESTS\nAda,0,E,2\nSECTION_COVER\n0,E,2,100,1\n";
    assert!(read(good).is_ok());
    assert!(read(&good.replace('\n', "\r\n")).is_ok());
    for (from, to, words) in [
        ("\n7\n", "\n0\n", "line 2: the horizon must be at least one day"),
        ("\n7\n", "\n9999\n", "line 2: the number of days must be at most 366, but is 9999"),
        ("\n7\n", "\n7\n8\n", "line 3: the horizon is one number, and it was there already"),
        ("E,480,\n", "E,none,\n", "line 4: the length in minutes must be a whole number, but is \"none\""),
        ("E,480,\n", "E,0,\n", "line 4: a shift takes between 1 and 1440 minutes, not 0"),
        ("L,480,E", "L,480,X", "line 5: there is no shift X"),
        ("L,480,E", "E,480,", "line 5: the shift E is there twice"),
        ("L=7,2400", "L,2400", "line 7: the most of each shift is written SHIFT=COUNT, not \"L\""),
        ("960,5,2,2,1", "960,5,2,2", "line 7: 8 fields are expected"),
        ("Ada,3", "Bea,3", "line 9: there is no employee Bea"),
        ("Ada,3", "Ada,7", "line 9: the day must be at most 6, but is 7"),
        ("0,E,2,100", "0,E,-2,100", "line 13: the requirement must be a whole number, but is \"-2\""),
        ("SECTION_SHIFT_ON_REQUESTS", "SECTION_WISHES", "line 10: there is no section SECTION_WISHES"),
        ("0,E,2,100,1\n", "0,E,2,100,1\n0,E,2,100,1\n", "line 14: the cover of shift E on day 0 is there twice"),
        ("0,E,2,100,1\n", "0,E,2,100,1\nSECTION_COVER\n", "line 14: SECTION_COVER is there twice"),
        ("SECTION_HORIZON\n7\n", "7\n", "line 1: a section must begin before anything else"),
        ("SECTION_HORIZON\n7\n", "", "there is nothing in SECTION_HORIZON, without which there is no roster"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from} is not there");
        let why = read(&bad).unwrap_err().to_string();
        assert!(why.starts_with(words), "{why}, not {words}");
    }
}

#[test]
fn the_command_writes_the_roster_and_says_what_it_costs() {
    let place = Place::new();
    let text = invented(7, 6, 14);
    let (file, out) = (place.file("six.txt", &text), place.file("six.tsv", ""));
    let said = place.run(&["--json", "roster", "--instance", &file, "--steps", "30", "--seed", "3", "--out", &out]);
    let said = said.well().json();
    let judged = Checker::new(&text).judge(&std::fs::read_to_string(&out).unwrap());
    assert_eq!(
        (said["cost"].as_i64(), said["feasible"].as_bool()),
        (Some(judged.cost), Some(judged.broken.is_empty()))
    );
    assert_eq!(said["violations"].as_array().map(Vec::is_empty), Some(judged.broken.is_empty()));
    assert!(said["seconds"].is_number() && said.get("bound").is_some(), "{said}");

    let bad = place.file("bad.txt", text.replace("E,480,\n", "E,long,\n"));
    let why = place.run(&["roster", "--instance", &bad, "--seconds", "1", "--out", &out]).refused();
    assert!(why.contains("bad.txt: line 4: the length in minutes"), "{why}");

    let stuck = place.file("stuck.txt", contradictory());
    let said = place.run(&["--json", "roster", "--instance", &stuck, "--seconds", "0.5", "--out", &out]).well().json();
    assert_eq!(said["feasible"].as_bool(), Some(false), "{said}");
    assert!(said["violations"].as_array().unwrap().iter().any(|v| v.as_str().unwrap().starts_with("Cora")), "{said}");
}

/// The published instances and the best costs that are known of them.
const PUBLISHED: [(u32, i64); 12] = [
    (1, 607),
    (2, 828),
    (3, 1001),
    (4, 1716),
    (5, 1143),
    (6, 1950),
    (7, 1056),
    (8, 1300),
    (9, 439),
    (10, 4631),
    (11, 3443),
    (12, 4040),
];

#[test]
fn published_instances_come_close_to_the_best_that_is_known() {
    // The largest take minutes without optimisation.
    let all = std::env::var_os("WATCHFLOOR_ROSTERS").is_some();
    for (number, best) in PUBLISHED {
        if !all && ![1, 2, 3, 4, 5, 11].contains(&number) {
            continue;
        }
        let Some(path) = real(&format!("rosters/Instance{number}.txt")) else { return };
        let text = std::fs::read_to_string(path).unwrap();
        let instance = read(&text).unwrap();
        let people = People::new(&instance);
        let mut search = Search::new(&people, 1, true);
        let allowed = if [1, 2, 3, 4, 7, 11].contains(&number) { 3 } else { 6 };
        for _ in 0..600 {
            search.step(&mut || false);
            if (search.score().cost - best) * 100 <= allowed * best {
                break;
            }
        }
        agrees(&text, &instance, &search);
        let cost = search.score().cost;
        assert!((cost - best) * 100 <= allowed * best, "instance {number}: {cost}, and {best} is known");
        assert!(search.bound().is_none_or(|bound| bound <= best), "instance {number}: a bound above a known roster");
    }
}

/// A search that has come as far as the solver needs it.
#[cfg(feature = "mip")]
fn with_bound<'a>(people: &'a People<'a>, seed: u64) -> Search<'a> {
    let mut search = searched(people, seed, 0);
    for _ in 0..5_000 {
        if search.can_polish() || search.is_proven() {
            return search;
        }
        search.step(&mut || false);
    }
    panic!("the bound of the whole is not found")
}

#[cfg(feature = "mip")]
#[test]
fn the_solver_proves_what_three_people_cost_at_least() {
    let mut proven_by_it = 0;
    for seed in 118..126 {
        let text = invented(seed, 3, 5);
        let checker = Checker::new(&text);
        let Some(best) = best_of_all(&checker, 3) else { continue };
        let instance = read(&text).unwrap();
        let people = People::new(&instance);
        let mut search = with_bound(&people, seed);
        proven_by_it += u32::from(!search.is_proven());
        search.polish(20.0);
        agrees(&text, &instance, &search);
        assert_eq!((search.score().cost, search.bound()), (best, Some(best)), "{text}");
    }
    assert!(proven_by_it > 0, "all were proven without it, so that nothing is said");
}

#[cfg(feature = "mip")]
#[test]
fn what_the_solver_chooses_is_lawful_and_its_bound_is_below_every_roster() {
    for seed in 7..13 {
        let text = invented(seed, 12, 28);
        let instance = read(&text).unwrap();
        let people = People::new(&instance);
        let mut search = with_bound(&people, seed);
        let before = (search.score(), search.bound());
        search.polish(3.0);
        agrees(&text, &instance, &search);
        assert!(search.score() <= before.0 && search.bound() >= before.1);
        // Another seed's search without the solver does not come below what the solver says is the least.
        let other = searched(&people, seed + 100, 60);
        assert!(search.bound() <= Some(other.score().cost.min(search.score().cost)), "{text}");
        // Some people while the others keep their lines.
        search.polish(1.0);
        agrees(&text, &instance, &search);
    }
}
