//! Rosters of benchmark instances from the command line.

use super::{Failure, say, say_json, tell};
use crate::plan::nurse::{Instance, News, People, Search, read};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What to plan, and for how long.
#[derive(Debug, clap::Args)]
pub struct RosterArgs {
    /// An instance in the text format of Curtois and Qu
    #[arg(long, value_name = "FILE")]
    pub instance: PathBuf,
    /// Seconds to search; it ends earlier when no better roster exists
    #[arg(long, default_value_t = 10.0, value_name = "SECONDS", value_parser = seconds)]
    pub seconds: f64,
    /// What decides between equals
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The file of the roster: a line a person, a column a day, parted by tabs, each the shift or nothing
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Search for so many steps instead, whatever time they take: the same seed and steps give the same roster
    #[arg(long, value_name = "STEPS", conflicts_with = "seconds")]
    pub steps: Option<u32>,
}

/// How long a search may be.
fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(secs) if (0.1..=86_400.0).contains(&secs) => Ok(secs),
        _ => Err("between 0.1 and 86400 seconds".to_owned()),
    }
}

/// Time that is kept back for writing the roster down.
const SPARE: Duration = Duration::from_millis(60);
/// Searches at once; more tell each other little that is new.
const THREADS_MAX: usize = 4;

/// Plans the roster of an instance and writes it down.
pub(super) fn roster(args: &RosterArgs, as_json: bool) -> Result<(), Failure> {
    let begun = Instant::now();
    let name = args.instance.display();
    let bytes = std::fs::read(&args.instance).map_err(|why| format!("{name} cannot be read: {why}"))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{name} is no text, so it is no instance"))?;
    let instance = read(&text).map_err(|why| format!("{name}: {why}"))?;
    writable(&args.out)?;
    let people = People::new(&instance);
    let without: Vec<&str> = people.without_line().iter().map(|&who| instance.staff[who].name.as_str()).collect();
    if !without.is_empty() {
        tell(&format!(
            "no roster can keep all rules: the contract and the days off of {} contradict each other. The one that breaks \
             the least is sought",
            without.join(", ")
        ));
    }
    let found = match args.steps {
        Some(steps) => in_turns(&people, args.seed, steps),
        None => at_once(&people, args.seed, begun + Duration::from_secs_f64(args.seconds).saturating_sub(SPARE)),
    };
    std::fs::write(&args.out, found.best.table(&instance))
        .map_err(|why| format!("{} cannot be written: {why}", args.out.display()))?;
    report(args, &instance, &found, begun.elapsed().as_secs_f64(), as_json)
}

/// Whether the roster can be written there is asked before the search, not after.
fn writable(path: &Path) -> Result<(), Failure> {
    let tried = std::fs::OpenOptions::new().append(true).create(true).open(path);
    tried.map(drop).map_err(|why| format!("{} cannot be written: {why}", path.display()).into())
}

/// What was found.
fn report(args: &RosterArgs, instance: &Instance, found: &News, secs: f64, as_json: bool) -> Result<(), Failure> {
    let violations: Vec<String> = found.best.violations(instance).iter().map(ToString::to_string).collect();
    let bound = found.lowest();
    if as_json {
        return say_json(&json!({
            "instance": args.instance.display().to_string(),
            "out": args.out.display().to_string(),
            "seed": args.seed,
            "cost": found.score.cost,
            "feasible": violations.is_empty(),
            "violations": violations,
            "bound": bound,
            "seconds": (secs * 1e3).round() / 1e3,
        }));
    }
    say(&format!("cost {}", found.score.cost));
    say(&format!("feasible {}", if violations.is_empty() { "yes" } else { "no" }));
    say(&format!("violations {}", violations.len()));
    violations.iter().for_each(|violation| say(&format!("  {violation}")));
    let bound = bound.map_or("not known".to_owned(), |bound| bound.to_string());
    say(&format!("bound {bound}"));
    say(&format!("seconds {secs:.1}"));
    Ok(())
}

/// Two searches in turns, without a clock.
fn in_turns(people: &People<'_>, seed: u64, steps: u32) -> News {
    let mut searches = [Search::new(people, seed, true), Search::new(people, other(seed, 1), false)];
    let mut news = searches[0].news();
    for _ in 0..steps {
        for search in &mut searches {
            search.step(&mut || false);
            exchange(search, &mut news);
        }
        if searches[0].is_proven() {
            break;
        }
    }
    news
}

/// The seed of a search beside the first.
fn other(seed: u64, number: u64) -> u64 {
    seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(number)
}

/// What either knows that the other does not.
fn exchange(search: &mut Search<'_>, news: &mut News) {
    if search.is_behind(news) {
        search.hear(news);
    }
    if search.is_ahead_of(news) {
        *news = search.news();
    }
}

/// A search a core until the time is over, or until one has proven its roster to be the best.
fn at_once(people: &People<'_>, seed: u64, until: Instant) -> News {
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX);
    let first = Search::new(people, seed, true);
    let news = Mutex::new(first.news());
    std::thread::scope(|scope| {
        for number in 1..cores as u64 {
            let news = &news;
            scope.spawn(move || go_on(Search::new(people, other(seed, number), false), news, until));
        }
        go_on(first, &news, until);
    });
    news.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn go_on(mut search: Search<'_>, news: &Mutex<News>, until: Instant) {
    #[cfg(feature = "mip")]
    let mut polish = Polish::new();
    while Instant::now() < until && !search.is_proven() {
        search.step(&mut || Instant::now() >= until);
        #[cfg(feature = "mip")]
        polish.when_due(&mut search, until);
        exchange(&mut search, &mut news.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// When the solver is asked: as soon as there is a bound, and again after as much time as it took. The longer the search
/// has lasted, the longer the solver may.
#[cfg(feature = "mip")]
struct Polish {
    begun: Instant,
    from: Instant,
}

#[cfg(feature = "mip")]
impl Polish {
    /// The least and the most seconds that the solver is given at once.
    const SECS: (f64, f64) = (1.0, 12.0);
    /// The share of the time so far that it is given, and the share of the time that is left: it looks at its clock now and
    /// then only, and can take twice as long.
    const SHARES: (f64, f64) = (0.3, 0.4);

    fn new() -> Polish {
        let now = Instant::now();
        Polish { begun: now, from: now }
    }

    fn when_due(&mut self, search: &mut Search<'_>, until: Instant) {
        let now = Instant::now();
        let left = until.saturating_duration_since(now).as_secs_f64() * Self::SHARES.1;
        if now < self.from || left < Self::SECS.0 || !search.can_polish() {
            return;
        }
        let lasted = (now - self.begun).as_secs_f64();
        search.polish((lasted * Self::SHARES.0).clamp(Self::SECS.0, Self::SECS.1).min(left));
        self.from = Instant::now() + now.elapsed().max(Duration::from_secs_f64(Self::SECS.0));
    }
}
