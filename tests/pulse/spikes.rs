//! Spikes stand out; what is ordinary does not; and the benchmark is computed as it was published.

use super::{Chance, tide};
use proptest::prelude::*;
use watchfloor::measure::{Scored, Spikes, WeekMinute, numenta, numenta_at, windowed_gaussian};

#[test]
fn a_spike_does_not_teach_that_it_is_ordinary() {
    let mut chance = Chance(2);
    let mut spikes = Spikes::new(300, 1.0);
    let mut minute = 0;
    let mut day = |spikes: &mut Spikes, at_noon: Option<u32>| {
        let mut best: f64 = 0.0;
        for i in 0..288 {
            let ordinary = chance.poisson(10.0 * tide(minute));
            let count = if i == 144 { at_noon.unwrap_or(ordinary) } else { ordinary };
            best = best.max(spikes.count(WeekMinute::of(minute), count).score);
            minute += 5;
        }
        best
    };
    for _ in 0..14 {
        day(&mut spikes, None);
    }
    let before = spikes.expected().count(WeekMinute::new(0, 12, 0), 300);
    assert!(day(&mut spikes, Some(2000)) > 0.6);
    let after = spikes.expected().count(WeekMinute::new(0, 12, 0), 300);
    assert!(after < 1.6 * before, "{before} {after}");
    day(&mut spikes, None);
    assert!(day(&mut spikes, Some(2000)) > 0.5, "the second is still a spike");
}

#[test]
fn a_busy_hour_that_comes_every_day_is_no_spike() {
    let mut chance = Chance(5);
    let mut spikes = Spikes::new(300, 1.0);
    let mut late = 0;
    for i in 0..8 * 2016_u32 {
        let newsletter = (108..110).contains(&(i % 288));
        let count = chance.poisson(if newsletter { 60.0 } else { 5.0 });
        let score = spikes.count(WeekMinute::of(i * 5), count).score;
        late += u32::from(i > 4 * 2016 && newsletter && score >= 0.5);
    }
    assert!(late <= 2, "{late} of 56 newsletters were called a spike");
}

/// The benchmark once more, as plainly as its words: for each detection its worth, for each window its best.
fn plainly(series: &Scored, threshold: f64) -> f64 {
    let sigmoid = |y: f64| if y > 3.0 { -1.0 } else { 2.0 / (1.0 + (5.0 * y).exp()) - 1.0 };
    let n = series.scores.len();
    let learning = (0.15 * n.min(5000) as f64) as usize;
    let hits: Vec<usize> = (learning..n).filter(|i| series.scores[*i] >= threshold).collect();
    let mut sum = 0.0;
    for (from, last) in &series.windows {
        let width = (last - from + 1) as f64;
        let first = hits.iter().find(|i| (from..=last).contains(i));
        sum += first.map_or(-1.0, |i| sigmoid(-((last - i + 1) as f64) / width) / sigmoid(-1.0));
    }
    for i in hits.iter().filter(|i| !series.windows.iter().any(|(from, last)| (from..=last).contains(i))) {
        let before = series.windows.iter().rfind(|(_, last)| last < i);
        let y = before.map_or(9.0, |(from, last)| (i - last) as f64 / (last - from) as f64);
        sum += 0.11 * sigmoid(y);
    }
    let windows = series.windows.len() as f64;
    100.0 * (sum + windows) / (2.0 * windows)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_benchmark_is_what_its_words_say(scores in prop::collection::vec(0..8_u8, 120), threshold in 0..8_u8) {
        let scores: Vec<f64> = scores.into_iter().map(|s| f64::from(s) / 8.0).collect();
        let series = Scored { scores, windows: vec![(30, 39), (50, 59), (100, 119)] };
        let threshold = f64::from(threshold) / 8.0;
        let corpus = std::slice::from_ref(&series);
        let at = numenta_at(corpus, threshold).unwrap();
        prop_assert!((at.score - plainly(&series, threshold)).abs() < 1e-9);
        let best = numenta(corpus).unwrap();
        prop_assert!(best.score >= at.score - 1e-9, "the best threshold is at least as good as any");
        prop_assert!(best.score <= 100.0);
    }

    #[test]
    fn any_counts_give_scores(counts in prop::collection::vec(prop_oneof![Just(0), 0..50_u32, any::<u32>()], 1..600), secs: u32) {
        let mut spikes = Spikes::new(secs, 1.0);
        for (i, count) in counts.iter().enumerate() {
            let judged = spikes.count(WeekMinute::of(i as u32 * 5), *count);
            prop_assert!((0.0..1.0).contains(&judged.score) && (0.0..=1.0).contains(&judged.p), "{judged:?}");
            prop_assert!(judged.expected.is_finite());
        }
        prop_assert!(windowed_gaussian(&counts).iter().all(|score| (0.0..=1.0).contains(score)));
    }
}
