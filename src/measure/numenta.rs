//! The Numenta score of a detector: how early it is on what people marked, less what its false alarms cost.
//!
//! A. Lavin and S. Ahmad, "Evaluating Real-Time Anomaly Detection Algorithms: the Numenta Anomaly Benchmark", 14th IEEE
//! International Conference on Machine Learning and Applications, 2015, standard profile: a window that is detected
//! gives 1 at its beginning and nearly 0 at its end; a missed one costs 1; a detection outside costs up to 0.11, less
//! shortly after a window. Only the earliest detection in a window counts. The first 15 % of the rows, of at most 5000,
//! are for learning and count nothing. One threshold serves all series, the one with the best sum; the sum is then put
//! on a scale where 0 is who says nothing and 100 who is right at once everywhere.

/// Weights of the standard profile.
const FALSE_ALARM: f64 = 0.11;
const MISSED: f64 = 1.0;
/// Share of the rows that are for learning, and of how many rows at most.
const LEARNING_SHARE: f64 = 0.15;
const LEARNING_OF_ROWS_MAX: f64 = 5000.0;

/// The scores of one series with what was marked in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// One a row, 0 to 1.
    pub scores: Vec<f64>,
    /// Marked windows: first and last row, in order, not overlapping.
    pub windows: Vec<(usize, usize)>,
}

/// How good the detections are at one threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numenta {
    /// A row is a detection when its score is at least this.
    pub threshold: f64,
    /// 0 of who says nothing, 100 of who is right at once everywhere; below 0 of who cries wolf.
    pub score: f64,
    /// Windows with a detection in them.
    pub found: usize,
    /// Windows.
    pub windows: usize,
    /// Detections outside of all windows.
    pub false_alarms: usize,
}

/// The benchmark's sigmoid of a place relative to a window: -1 is its beginning, 0 its end, 1 as far after it as it is
/// long. From nearly 1 to -1.
fn sigmoid(place: f64) -> f64 {
    if place > 3.0 { -1.0 } else { 2.0 / (1.0 + (5.0 * place).exp()) - 1.0 }
}

/// What a detection in a row is worth, and in which window it is.
struct Row {
    score: f64,
    worth: f64,
    window: Option<usize>,
}

/// The rows of a series that count; `first` windows belong to the series before it.
fn rows(series: &Scored, first: usize) -> Vec<Row> {
    let learning = (LEARNING_SHARE * (series.scores.len() as f64).min(LEARNING_OF_ROWS_MAX)) as usize;
    let mut next = 0;
    let mut rows = Vec::with_capacity(series.scores.len());
    for (i, score) in series.scores.iter().enumerate() {
        while series.windows.get(next).is_some_and(|(_, last)| i > *last) {
            next += 1;
        }
        let inside = series.windows.get(next).filter(|(from, _)| i >= *from);
        let (worth, window) = match (inside, next.checked_sub(1).and_then(|n| series.windows.get(n))) {
            (Some((from, last)), _) => {
                let place = -((last - i + 1) as f64) / ((last - from + 1) as f64);
                (sigmoid(place) / sigmoid(-1.0), Some(first + next))
            }
            (None, None) => (-FALSE_ALARM, None),
            (None, Some((from, last))) => {
                (FALSE_ALARM * sigmoid((i - last) as f64 / ((last - from).max(1) as f64)), None)
            }
        };
        if i >= learning {
            rows.push(Row { score: if score.is_nan() { 0.0 } else { *score }, worth, window });
        }
    }
    rows
}

/// All rows that count, and how many windows there are.
fn all_rows(corpus: &[Scored]) -> (Vec<Row>, usize) {
    let mut windows = 0;
    let mut all = Vec::new();
    for series in corpus {
        all.extend(rows(series, windows));
        windows += series.windows.len();
    }
    (all, windows)
}

/// On the scale from 0 to 100.
fn scaled(sum: f64, windows: usize) -> f64 {
    let null = -MISSED * windows as f64;
    100.0 * (sum - null) / (windows as f64 - null)
}

/// The score at the threshold that suits all series together best. `None` when nothing is marked.
///
/// ```
/// use watchfloor::measure::{Scored, numenta};
/// // A hundred rows, of which the first 15 are for learning; 50 to 59 are marked.
/// let detections = |rows: &[usize]| {
///     let mut scores = vec![0.0; 100];
///     rows.iter().for_each(|row| scores[*row] = 0.9);
///     vec![Scored { scores, windows: vec![(50, 59)] }]
/// };
/// assert_eq!(numenta(&detections(&[50])).unwrap().score, 100.0, "right at once");
/// assert_eq!(numenta(&detections(&[50, 55])).unwrap().score, 100.0, "only the earliest counts");
/// let wolf = numenta(&detections(&[20, 50])).unwrap();
/// assert!((wolf.score - 94.5).abs() < 1e-9, "a false alarm costs 0.11 of the 2 from -1 to 1");
/// assert_eq!(numenta(&detections(&[20])).unwrap().score, 0.0, "better to say nothing, and so it does");
/// assert_eq!(numenta(&detections(&[3])).unwrap().found, 0, "nothing counts while it is learning");
/// ```
pub fn numenta(corpus: &[Scored]) -> Option<Numenta> {
    let (mut all, windows) = all_rows(corpus);
    if windows == 0 {
        return None;
    }
    all.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut best = (1.1, -MISSED * windows as f64);
    let mut worths = vec![-MISSED; windows];
    let (mut inside, mut outside) = (best.1, 0.0);
    let mut rest = all.iter().peekable();
    while let Some(row) = rest.next() {
        match row.window {
            None => outside += row.worth,
            Some(n) if row.worth > worths[n] => {
                inside += row.worth - worths[n];
                worths[n] = row.worth;
            }
            Some(_) => {}
        }
        // Equal scores are detections together.
        if rest.peek().is_none_or(|next| next.score < row.score) && inside + outside > best.1 {
            best = (row.score, inside + outside);
        }
    }
    numenta_at(corpus, best.0)
}

/// The score at a threshold chosen before. `None` when nothing is marked.
pub fn numenta_at(corpus: &[Scored], threshold: f64) -> Option<Numenta> {
    let (all, windows) = all_rows(corpus);
    let mut worths = vec![None; windows];
    let (mut outside, mut false_alarms) = (0.0, 0);
    for row in all.iter().filter(|row| row.score >= threshold) {
        match row.window {
            Some(n) => worths[n] = Some(row.worth.max(worths[n].unwrap_or(-MISSED))),
            None => {
                outside += row.worth;
                false_alarms += 1;
            }
        }
    }
    let found = worths.iter().flatten().count();
    let inside: f64 = worths.iter().map(|worth| worth.unwrap_or(-MISSED)).sum();
    let score = scaled(inside + outside, windows);
    (windows > 0).then_some(Numenta { threshold, score, found, windows, false_alarms })
}

/// The benchmark's windowed Gaussian detector, as a measure to beat: the mean and spread of the last 6400 counts, moved
/// on by 100 at a time; the score is 1 less the probability of a count so far from the mean, on its side.
///
/// ```
/// use watchfloor::measure::windowed_gaussian;
/// let scores = windowed_gaussian(&[10, 12, 10, 12, 10, 12, 11, 40]);
/// assert!((scores[6] - 0.5).abs() < 0.001, "the mean");
/// assert!(scores[7] > 0.999_999);
/// ```
pub fn windowed_gaussian(counts: &[u32]) -> Vec<f64> {
    const WINDOW: usize = 6400;
    const STEP: usize = 100;
    let (mut from, mut end) = (0, 0);
    let (mut sum, mut squares) = (0.0, 0.0);
    let mut scores = Vec::with_capacity(counts.len());
    for (i, count) in counts.iter().enumerate() {
        let n = (end - from) as f64;
        let spread = if end > from { (squares / n - (sum / n) * (sum / n)).max(0.0).sqrt() } else { 0.0 };
        let spread = if spread == 0.0 { 1e-6 } else { spread };
        scores.push(if end > from { 1.0 - upper((f64::from(*count) - sum / n).abs() / spread) } else { 0.0 });
        let (new_from, new_end) = match i + 1 {
            seen if seen <= WINDOW => (0, seen),
            seen => ((seen - WINDOW) / STEP * STEP, (seen - WINDOW) / STEP * STEP + WINDOW),
        };
        let values = |part: &[u32], power: i32| part.iter().map(|x| f64::from(*x).powi(power)).sum::<f64>();
        let (gone, come) = (&counts[from..new_from], &counts[end..new_end]);
        sum += values(come, 1) - values(gone, 1);
        squares += values(come, 2) - values(gone, 2);
        (from, end) = (new_from, new_end);
    }
    scores
}

/// The probability that a standard normal is above `z >= 0`: a series near 0, a continued fraction beyond (Abramowitz
/// and Stegun, "Handbook of Mathematical Functions", 26.2.11 and 26.2.14). Right to 1e-13.
fn upper(z: f64) -> f64 {
    let density = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    if z < 3.0 {
        let (mut term, mut sum) = (z, z);
        for n in 1..100 {
            term *= z * z / f64::from(2 * n + 1);
            sum += term;
        }
        return 0.5 - density * sum;
    }
    let fraction = (1..=80).rev().fold(z, |below, n| z + f64::from(n) / below);
    density / fraction
}
