//! `rehearse --compare`: the same day under three policies of who answers what next.

use super::{Failure, say, say_json};
use crate::sim::{Compared, Day, Difference, Load, Policy, VIRAL_MINUTES, compare};
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};
use std::time::Instant;

/// The figures of the table, and how each is called in it.
const ROWS: [(&str, &str); 9] = [
    ("exposure_minutes", "exposure, person-minutes"),
    ("exposure_minutes_without_the_largest", "the same without the largest"),
    ("exposure_minutes_in_the_queue", "of it while nobody had it"),
    ("breaches", "promises broken"),
    ("viral_alarms", "viral alarms"),
    ("viral_unanswered", "of them unanswered in time"),
    ("first_response_median_secs", "first response, median s"),
    ("first_response_p90_secs", "first response, p90 s"),
    ("unanswered", "no answer at the end"),
];

/// Plays the day under all policies and prints the table.
pub(super) fn run(day: &str, load: &str, seeds: u64, agents: Option<u16>, as_json: bool) -> Result<(), Failure> {
    // A day is the same wherever it is played: its midnight is UTC's.
    let zone = TimeZone::UTC;
    let day = Day::named(day, &zone).ok_or("there is no such day")?;
    let day = day.with_load(Load::named(load).ok_or("there is no such load")?);
    let day = Day { team: agents.map_or(day.team, usize::from), ..day };
    let begun = Instant::now();
    let compared = compare(&day, seeds, &zone)?;
    let secs = begun.elapsed().as_secs_f64();
    if as_json { say_json(&as_value(&compared, &day, load, secs)) } else { print(&compared, &day, load, secs) }
}

fn name(policy: Policy) -> &'static str {
    match policy {
        Policy::Promised => "earliest promise",
        Policy::FirstCome => "first come",
        Policy::LeastBusy => "least busy",
        Policy::CostOfDelay => "cost of delay",
        Policy::MostSeen => "most seen",
    }
}

/// The same as a name in the JSON.
fn key(policy: Policy) -> String {
    name(policy).replace(' ', "_")
}

fn interval(of: Difference) -> Value {
    let end = |x: f64| if x.is_finite() { json!(x) } else { Value::Null };
    json!({ "mean": end(of.mean), "low": end(of.low), "high": end(of.high) })
}

fn as_value(compared: &Compared, day: &Day, load: &str, secs: f64) -> Value {
    let mut policies = Map::new();
    let mut against = Map::new();
    for (policy, rows) in &compared.played {
        let mut figures = Map::new();
        for (figure, _) in ROWS {
            figures.insert(figure.into(), interval(compared.mean(*policy, figure)));
        }
        let seeds: Vec<Value> =
            rows.iter().map(|row| row.named().map(|(k, v)| (k, json!(v))).into_iter().collect()).collect();
        policies.insert(key(*policy), json!({ "mean": figures, "seeds": seeds }));
        if *policy != Policy::CostOfDelay {
            let mut figures = Map::new();
            for (figure, _) in ROWS {
                let difference = interval(compared.difference(Policy::CostOfDelay, *policy, figure));
                let fewer = interval(compared.fewer_ratio(Policy::CostOfDelay, *policy, figure));
                figures.insert(figure.into(), json!({ "difference": difference, "fewer_ratio": fewer }));
            }
            against.insert(key(*policy), Value::Object(figures));
        }
    }
    json!({
        "day": day.name,
        "load": load,
        "agents": day.team,
        "seeds": compared.seeds,
        "viral_minutes": VIRAL_MINUTES,
        "interval": "95 %, Student's t of pairs",
        "policies": policies,
        "cost_of_delay_against": against,
        "bound_against_least_busy": { "fewer_ratio": interval(bound(compared)) },
        "seconds": (secs * 10.0).round() / 10.0,
    })
}

/// By how much the bound lies below what is usual: more than that no order saves, or hardly more.
fn bound(compared: &Compared) -> Difference {
    compared.fewer_ratio(Policy::MostSeen, Policy::LeastBusy, "exposure_minutes")
}

fn print(compared: &Compared, day: &Day, load: &str, secs: f64) -> Result<(), Failure> {
    let seeds = compared.seeds.len();
    let mut text =
        format!("{} at {load} load, {} agents, seeds 1 to {seeds}, mean of a day\n\n{:<32}", day.name, day.team, "");
    for (policy, _) in &compared.played {
        text.push_str(&format!("{:>18}", name(*policy)));
    }
    for (figure, words) in ROWS {
        text.push_str(&format!("\n{words:<32}"));
        for (policy, _) in &compared.played {
            text.push_str(&format!("{:>18.1}", compared.mean(*policy, figure).mean));
        }
    }
    text.push_str("\n\nCost of delay, on the same seeds (mean, and where it lies with 95 % confidence by Student's t of the pairs):");
    for (other, _) in compared.played.iter().filter(|(p, _)| !matches!(p, Policy::CostOfDelay | Policy::MostSeen)) {
        for (figure, words) in ROWS.into_iter().filter(|(figure, _)| *figure != "viral_alarms") {
            let by = compared.difference(Policy::CostOfDelay, *other, figure);
            let part = compared.fewer_ratio(Policy::CostOfDelay, *other, figure);
            let other = name(*other);
            text.push_str(&format!("\n{words} against {other}: {:+.1} ({:+.1} to {:+.1})", by.mean, by.low, by.high));
            // Where a seed has none of them at all, a share of it says nothing.
            if part.mean.is_finite() && by.mean != 0.0 && !figure.starts_with("viral") {
                let [mean, low, high] = [part.mean, part.low, part.high].map(|x| 100.0 * x);
                text.push_str(&format!(", {mean:.1} % fewer ({low:.1} to {high:.1})"));
            }
        }
    }
    let of = bound(compared);
    let [mean, low, high] = [of.mean, of.low, of.high].map(|x| 100.0 * x);
    text.push_str(&format!(
        "\n\nThe bound: most seen against least busy, exposure {mean:.1} % fewer ({low:.1} to {high:.1})\n\n{secs:.1} s"
    ));
    say(&text);
    Ok(())
}
