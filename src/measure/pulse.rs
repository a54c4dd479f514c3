//! The pulse of a channel: whether far more, or far less, is written than it should be at this hour.
//!
//! Mentions are added as they come, and the clock ticks; in between nothing is asked. A tick closes the counts that are
//! over, judges each by what was before it, and says what changed. The same mentions and ticks always give the same
//! changes, so that a floor that is replayed alarms as it did.
//!
//! ```
//! use watchfloor::floor::At;
//! use watchfloor::measure::{Alert, Pulse, WeekMinute};
//! let mut pulse = Pulse::new(60, 1.0);
//! let monday = At::from_unix(345_600).unwrap(); // 5 January 1970
//! // Two weeks of 4 mentions a minute, and then nothing.
//! let mut raised = None;
//! for minute in 0..2 * 10_080 + 30_u32 {
//!     if minute < 2 * 10_080 {
//!         pulse.add(monday.plus(minute * 60), 4 + minute % 3 - 1);
//!     }
//!     let change = pulse.tick(monday.plus((minute + 1) * 60), WeekMinute::of(minute + 1));
//!     raised = raised.or(change.and_then(|change| change.raised));
//! }
//! let Some(Alert::Quiet(quiet)) = raised else { panic!("{raised:?}") };
//! assert!(quiet.secs <= 5 * 60, "{quiet:?}");
//! let Some(Alert::Quiet(now)) = pulse.standing() else { panic!("it still stands") };
//! assert!(now.words().starts_with("unusually quiet for 30 min: 0 mentions, 118 expected"), "{}", now.words());
//! ```

use super::expected::{Dispersion, Expected, WeekMinute};
use super::surprise::{Spikes, WEEK_SECS, surprise};
use crate::floor::At;
use crate::limits::{PULSE_COUNTS_MAX, PULSE_UNWATCHED_SECS};
use std::collections::VecDeque;

/// Seconds after which a silence that stands is how the channel is now, and is learnt.
const QUIET_SECS_MAX: u32 = 86_400;
/// Seconds of silence that would be needed before it says anything: with more, it is not judged.
const SAYS_SECS_MAX: f64 = 6.0 * 3600.0;
/// Seconds after which what came lately counts half.
const LATELY_HALF_SECS: f64 = 7200.0;
/// Mentions that the expectation weighs in what came lately.
const LATELY_LEAN: f64 = 4.0;
/// Where the half hour was never watched, only a channel that was alive so many seconds ago can have fallen silent, and
/// only with so much less probability.
const ALIVE_SECS: u32 = 7200;
const UNSEEN_STRICTER: f64 = 0.1;
/// A channel that was watched for less, or in fewer counts brought anything, is not known: its first minutes may be all
/// that had been waiting for years.
const KNOWN_AFTER_DAYS: f64 = 1.0 / 24.0;
const KNOWN_AFTER_COUNTS: u32 = 10;
/// Days that a channel is watched before an hour of few mentions, rather than of none, is judged.
const FEW_AFTER_DAYS: f64 = 14.0;
/// Hours that are judged a week as if they did not overlap: the window moves with every count.
const HOURS_A_WEEK: f64 = 168.0 * 4.0;
/// Mentions that come or are expected again before a silence is over, and the share of the expected that must have
/// come.
const BACK_MENTIONS: f64 = 3.0;
const BACK_SHARE: f64 = 0.5;
/// Ordinary counts in a row after which a spike is over.
const CALM_COUNTS: u8 = 3;

/// Far more than expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spike {
    /// When the count began.
    pub at: At,
    /// Its seconds.
    pub secs: u32,
    /// Mentions in it.
    pub count: u32,
    /// Mentions expected in it at this time of the week.
    pub expected: f64,
    /// The probability of a count so high in the channel's past.
    pub p: f64,
    /// 1 (comes as often as false alarms may) to 10 (a thousand times as rare).
    pub severity: u8,
}

impl Spike {
    /// So many times what was expected. Of less than one expected mention, of one.
    pub fn times(&self) -> f64 {
        f64::from(self.count) / self.expected.max(1.0)
    }

    /// For the person at the desk, after the channel's name and "is".
    pub fn words(&self) -> String {
        let (count, length) = (mentions(u64::from(self.count)), minutes(self.secs));
        format!("unusually busy: {count} in {length}, {} expected", rounded(self.expected))
    }
}

/// Far less than expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quiet {
    /// Since when.
    pub since: At,
    /// For how long, up to the last count that is over.
    pub secs: u32,
    /// Mentions in that time.
    pub count: u64,
    /// Mentions that should have come in that time, as surely as the channel is known.
    pub expected: f64,
    /// The probability of so few, at most.
    pub p: f64,
    /// 1 (comes as often as false alarms may) to 10 (a thousand times as rare).
    pub severity: u8,
}

impl Quiet {
    /// For the person at the desk, after the channel's name and "has been".
    pub fn words(&self) -> String {
        let (length, count) = (minutes(self.secs), mentions(self.count));
        format!("unusually quiet for {length}: {count}, {} expected", rounded(self.expected))
    }
}

fn mentions(count: u64) -> String {
    if count == 1 { "1 mention".into() } else { format!("{count} mentions") }
}

fn minutes(secs: u32) -> String {
    match (secs / 60).max(1) {
        minutes if minutes < 120 => format!("{minutes} min"),
        minutes => format!("{} h", minutes / 60),
    }
}

fn rounded(expected: f64) -> String {
    if expected < 9.95 { format!("{expected:.1}") } else { format!("{expected:.0}") }
}

/// What stands out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Alert {
    /// Far more than expected.
    Spike(Spike),
    /// Far less than expected.
    Quiet(Quiet),
}

impl Alert {
    /// 1 to 10.
    pub fn severity(&self) -> u8 {
        match self {
            Alert::Spike(spike) => spike.severity,
            Alert::Quiet(quiet) => quiet.severity,
        }
    }
}

/// What a tick changed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Change {
    /// It stood, and is over.
    pub ended: Option<Alert>,
    /// It stands from now on; also a spike that has become a greater one.
    pub raised: Option<Alert>,
}

/// What a silence would say now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Silence {
    /// The channel is not known well enough at this time of its week.
    Learning,
    /// So few are expected in an hour that no silence of six hours would be unusual.
    TooFew {
        /// Mentions an hour.
        expected: f64,
    },
    /// It is unusual after so many seconds.
    After {
        /// Seconds.
        secs: u32,
    },
}

impl Silence {
    /// For a tooltip.
    pub fn words(&self) -> String {
        match self {
            Silence::Learning => "still learning this channel's week: silence is not judged yet".into(),
            Silence::TooFew { expected } => {
                format!("too few expected at this hour ({} an hour) for silence to say anything", rounded(*expected))
            }
            Silence::After { secs } => format!("silence is unusual after {}", minutes(*secs)),
        }
    }
}

/// Time without a mention.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Run {
    secs: u32,
    /// Mentions that should have come.
    expected: f64,
    /// Some of it lies where the channel was never watched.
    unseen: bool,
}

/// A count, and what was expected: by the week, and for sure.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Counted {
    count: u32,
    expected: f64,
    sure: f64,
}

/// The pulse of one channel: a fold over its mentions and the clock's ticks. About 5 KB.
#[derive(Clone, Debug, PartialEq)]
pub struct Pulse {
    spikes: Spikes,
    secs: u32,
    false_alarms_per_week: f64,
    /// The count that runs: when it began, and its mentions.
    open: Option<(At, u32)>,
    run: Run,
    /// Counts in which anything came.
    heard: u32,
    /// Mentions that came and were expected lately, until the last one that came.
    lately: (f64, f64),
    /// The counts of the last hour, with what was expected.
    hour: VecDeque<Counted>,
    hour_dispersion: Dispersion,
    quarter_dispersion: Dispersion,
    /// Counts of the hour, and of its last quarter, that are not learnt yet.
    unlearnt: (usize, usize),
    alert: Option<Alert>,
    calm: u8,
    /// Mentions that came and were expected since a silence may be over.
    back: (f64, f64),
    raised: u64,
    score: f64,
}

impl Pulse {
    /// Of counts of `secs` seconds (10 to 3600), with so many false alarms of each kind a week at most.
    pub fn new(secs: u32, false_alarms_per_week: f64) -> Pulse {
        let secs = secs.clamp(10, 3600);
        let rate = if false_alarms_per_week.is_finite() { false_alarms_per_week.clamp(1e-3, 1e3) } else { 1.0 };
        Pulse {
            spikes: Spikes::new(secs, rate),
            secs,
            false_alarms_per_week: rate,
            open: None,
            run: Run::default(),
            heard: 0,
            lately: (0.0, 0.0),
            hour: VecDeque::new(),
            hour_dispersion: Dispersion::new(336.0),
            quarter_dispersion: Dispersion::new(1344.0),
            unlearnt: (0, 0),
            alert: None,
            calm: 0,
            back: (0.0, 0.0),
            raised: 0,
            score: 0.0,
        }
    }

    /// What was learnt of the channel's week.
    pub fn expected(&self) -> &Expected {
        self.spikes.expected()
    }

    /// What stands now; a silence with its length up to the last tick.
    pub fn standing(&self) -> Option<&Alert> {
        self.alert.as_ref()
    }

    /// False alarms of each kind a week that the alarms are chosen for.
    pub fn false_alarms_per_week(&self) -> f64 {
        self.false_alarms_per_week
    }

    /// Alarms a week that this channel really had, true and false, both kinds; `None` before a week was watched.
    pub fn alarms_per_week(&self) -> Option<f64> {
        let weeks = self.expected().days() / 7.0;
        (weeks >= 1.0).then(|| self.raised as f64 / weeks)
    }

    /// Adds mentions that came at a moment. Of one more than a whole count before the one that runs, nothing is said
    /// any more: it was fetched late, and is no news of now; false of those.
    pub fn add(&mut self, at: At, count: u32) -> bool {
        let Some((from, sum)) = &mut self.open else {
            self.open = Some((self.begin(at), count));
            return true;
        };
        let news = at.plus(self.secs) >= *from;
        if news {
            *sum = sum.saturating_add(count);
        }
        news
    }

    fn begin(&self, at: At) -> At {
        at.minus((at.unix() % i64::from(self.secs)) as u32)
    }

    /// Lets the clock stand at `now`, which is `local` on the clock of the customers, and says what changed. To be
    /// called at least once a count: where more than 15 minutes lie between two ticks, nobody watched, and that time is
    /// neither judged nor learnt.
    pub fn tick(&mut self, now: At, local: WeekMinute) -> Option<Change> {
        let Some((from, _)) = self.open else {
            self.open = Some((self.begin(now), 0));
            return None;
        };
        if now.secs_since(from) > i64::from(PULSE_UNWATCHED_SECS.max(3 * self.secs)) {
            self.open = Some((self.begin(now), 0));
            (self.run, self.back) = (Run::default(), (0.0, 0.0));
            self.hour.clear();
            return self.change(|pulse| pulse.alert = None);
        }
        self.change(|pulse| {
            while let Some((from, count)) =
                pulse.open.filter(|(from, _)| now.secs_since(*from) >= i64::from(pulse.secs))
            {
                pulse.open = Some((from.plus(pulse.secs), 0));
                pulse.close(from, local.back((now.secs_since(from).max(0) as u32).div_ceil(60)), count);
            }
        })
    }

    /// Judges a count that was made elsewhere and is over; the next follows on it. Not to be mixed with [`Pulse::add`].
    pub fn count(&mut self, from: At, local: WeekMinute, count: u32) -> Option<Change> {
        self.change(|pulse| pulse.close(from, local, count))
    }

    /// How far the last count stood out, from 0 to below 1: as in [`Judged::score`](super::Judged) of a spike; a
    /// silence has its score, 0.5 and more, with the count by which it is raised, and 0 while it stands.
    pub fn score(&self) -> f64 {
        self.score
    }

    /// What something changes in the alert.
    fn change(&mut self, something: impl FnOnce(&mut Pulse)) -> Option<Change> {
        let before = self.alert;
        something(self);
        let change = match (before, self.alert) {
            (Some(Alert::Quiet(_)), Some(Alert::Quiet(_))) | (None, None) => Change::default(),
            (Some(Alert::Spike(a)), Some(Alert::Spike(b))) if a.at == b.at => Change::default(),
            (Some(Alert::Spike(_)), Some(Alert::Spike(b))) => Change { ended: None, raised: Some(Alert::Spike(b)) },
            (ended, raised) => Change { ended, raised },
        };
        self.raised += u64::from(change.raised.is_some() && change != Change::default());
        (change != Change::default()).then_some(change)
    }

    /// A count is over.
    fn close(&mut self, from: At, at: WeekMinute, count: u32) {
        self.score = 0.0;
        let ordinary = self.expected().count(at, self.secs);
        let sure = self.sure(at);
        let known = self.expected().days() >= FEW_AFTER_DAYS;
        let sure_enough = sure.filter(|_| known).unwrap_or(0.0);
        self.hour.push_back(Counted { count, expected: ordinary, sure: sure_enough });
        while self.hour.len() > self.hour_counts() {
            self.hour.pop_front();
        }
        if count == 0 {
            self.longer(at, sure);
        } else {
            self.heard(count, ordinary);
        }
        self.judge_quiet(from, at, count, ordinary);
        // A dead feed must not teach that there is nothing to expect.
        let dead = matches!(self.alert, Some(Alert::Quiet(quiet)) if quiet.secs < QUIET_SECS_MAX);
        if !dead || f64::from(count) > ordinary * BACK_SHARE {
            self.judge_spike(from, at, count);
            self.learn_spread();
        }
    }

    fn hour_counts(&self) -> usize {
        ((3600 / self.secs) as usize).clamp(1, PULSE_COUNTS_MAX)
    }

    /// Whether anything can be said of its silence at all.
    fn is_known(&self) -> bool {
        self.expected().days() >= KNOWN_AFTER_DAYS && self.heard >= KNOWN_AFTER_COUNTS
    }

    /// What comes for sure enough, and no more than came lately.
    fn sure(&self, at: WeekMinute) -> Option<f64> {
        if !self.is_known() {
            return None;
        }
        Some(self.expected().sure(at, self.secs)? * self.pace())
    }

    /// Which share of what was expected came lately; at most all of it.
    fn pace(&self) -> f64 {
        ((self.lately.0 + LATELY_LEAN) / (self.lately.1 + LATELY_LEAN)).min(1.0)
    }

    /// Another count without a mention.
    fn longer(&mut self, at: WeekMinute, sure: Option<f64>) {
        let alive = self.run.secs < ALIVE_SECS && self.is_known();
        let should = match sure {
            Some(sure) => sure,
            None if alive => self.expected().likely(at, self.secs) * self.pace(),
            None => 0.0,
        };
        self.run.secs = self.run.secs.saturating_add(self.secs);
        self.run.expected += should;
        self.run.unseen |= sure.is_none();
    }

    /// A count with mentions: what came lately is told of the silence before it, and of it.
    fn heard(&mut self, count: u32, ordinary: f64) {
        let kept = 0.5_f64.powf(f64::from(self.run.secs + self.secs) / LATELY_HALF_SECS);
        let cut = f64::from(count).min(4.0 * (ordinary + 1.0));
        self.lately.0 = self.lately.0 * kept + cut;
        self.lately.1 = self.lately.1 * kept + self.run.expected + ordinary;
        self.run = Run::default();
        self.heard = self.heard.saturating_add(1);
    }

    /// Probabilities below which a time without mentions, and an hour with too few, are silence. There are no more
    /// times without mentions in a week than mentions, nor than counts, so that with `false / that` the false alarms
    /// are at most as many as were asked for; half of them are for the hours.
    fn alphas(&self) -> (f64, f64) {
        let counts = WEEK_SECS / f64::from(self.secs);
        let times = (self.expected().level(self.secs) * counts).min(counts).max(1.0);
        let half = self.false_alarms_per_week / 2.0;
        ((half / times).min(0.01), (half / HOURS_A_WEEK).min(0.01))
    }

    /// What a silence that began now would say, at this time of the channel's week.
    pub fn silence(&self, at: WeekMinute) -> Silence {
        let Some(sure) = self.sure(at) else { return Silence::Learning };
        // (1 + phi m)^(-1/phi) = alpha, for m.
        let phi = self.quarter_dispersion.phi();
        let needed = ((-self.alphas().0.ln() * phi).exp() - 1.0) / phi;
        let secs = (needed / sure.max(1e-9)).ceil() * f64::from(self.secs);
        if secs > SAYS_SECS_MAX {
            return Silence::TooFew { expected: sure * 3600.0 / f64::from(self.secs) };
        }
        Silence::After { secs: secs as u32 }
    }

    fn judge_quiet(&mut self, from: At, at: WeekMinute, count: u32, ordinary: f64) {
        let until = from.plus(self.secs);
        if let Some(Alert::Quiet(quiet)) = &mut self.alert {
            quiet.secs = until.secs_since(quiet.since).max(0) as u32;
            quiet.count += u64::from(count);
            quiet.expected += ordinary;
            let coming = self.back.1 > 0.0 || count > 0;
            self.back = if coming { (self.back.0 + f64::from(count), self.back.1 + ordinary) } else { (0.0, 0.0) };
            let enough = self.back.0 >= BACK_MENTIONS || self.back.1 >= BACK_MENTIONS;
            if quiet.secs >= QUIET_SECS_MAX || (enough && self.back.0 >= BACK_SHARE * self.back.1) {
                self.alert = None;
                self.hour.clear();
                self.run = Run::default();
            }
            if enough {
                self.back = (0.0, 0.0);
            }
            return;
        }
        let says = !matches!(self.silence(at), Silence::TooFew { .. });
        let (none, few) = self.alphas();
        let nats = surprise(0, self.run.expected, self.quarter_dispersion.phi());
        let none = if self.run.unseen { none * UNSEEN_STRICTER } else { none };
        let (came, should) = self.hour.iter().fold((0_u32, 0.0), |(x, m), c| (x.saturating_add(c.count), m + c.sure));
        let phi = self.hour_dispersion.phi();
        let hour = if f64::from(came) < should { surprise(came, should, phi) } else { 0.0 };
        if says && nats > -none.ln() {
            let run = self.run;
            let since = until.minus(run.secs);
            let quiet = Quiet { since, count: 0, expected: run.expected, ..said(run.secs, nats, none) };
            self.quiet(quiet, nats / (nats - none.ln()));
        } else if says && self.hour.len() == self.hour_counts() && hour > -few.ln() {
            let secs = self.secs * self.hour.len() as u32;
            let since = until.minus(secs);
            let quiet = Quiet { since, count: u64::from(came), expected: should, ..said(secs, hour, few) };
            self.quiet(quiet, hour / (hour - few.ln()));
        }
    }

    fn quiet(&mut self, quiet: Quiet, score: f64) {
        self.score = score;
        self.back = (0.0, 0.0);
        self.alert = Some(Alert::Quiet(quiet));
    }

    fn judge_spike(&mut self, from: At, at: WeekMinute, count: u32) {
        let judged = self.spikes.count(at, count);
        self.score = judged.score;
        self.calm = if judged.ordinary { self.calm.saturating_add(1) } else { 0 };
        if judged.score >= 0.5 {
            let severity = severity(-judged.p.max(f64::MIN_POSITIVE).ln(), self.spikes.alpha());
            let (secs, expected, p) = (self.secs, judged.expected, judged.p);
            self.alert = Some(Alert::Spike(Spike { at: from, secs, count, expected, p, severity }));
        } else if matches!(self.alert, Some(Alert::Spike(_))) && self.calm >= CALM_COUNTS {
            self.alert = None;
        }
    }

    /// Once an hour and once a quarter: by how much they differ from what was expected.
    fn learn_spread(&mut self) {
        let (hour, quarter) = (self.hour_counts(), self.hour_counts().div_ceil(4));
        self.unlearnt = (self.unlearnt.0 + 1, self.unlearnt.1 + 1);
        if self.unlearnt.0 >= hour {
            let (came, should) = self.last(hour);
            self.hour_dispersion.learn(came.min(4.0 * (should + 1.0)), should);
            self.unlearnt.0 = 0;
        }
        if self.unlearnt.1 >= quarter {
            let (came, should) = self.last(quarter);
            self.quarter_dispersion.learn(came.min(4.0 * (should + 1.0)), should);
            self.unlearnt.1 = 0;
        }
    }

    /// What came and what was expected in the last so many counts.
    fn last(&self, counts: usize) -> (f64, f64) {
        self.hour
            .iter()
            .rev()
            .take(counts)
            .fold((0.0, 0.0), |(x, m), count| (x + f64::from(count.count), m + count.expected))
    }
}

/// What is known of a silence by its probability.
fn said(secs: u32, nats: f64, alpha: f64) -> Quiet {
    let severity = severity(nats, alpha);
    Quiet { since: At::FIRST, secs, count: 0, expected: 0.0, p: (-nats).exp(), severity }
}

/// 1 where the probability is just alpha, 10 where it is a thousandth of that.
fn severity(nats: f64, alpha: f64) -> u8 {
    let rarer = (nats + alpha.ln()) / std::f64::consts::LN_10;
    (1.0 + 3.0 * rarer).clamp(1.0, 10.0) as u8
}
