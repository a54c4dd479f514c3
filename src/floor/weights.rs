//! What waiting costs, and when order matters: the numbers that a supervisor may turn. A fact of the floor.

/// The weights of the cost of delay and the thresholds of priority mode and alerts. Whole numbers, so that two desks
/// agree to the last digit: weights are in hundredths of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    /// Of the promise: hundredths of a point that a whole promised time weighs, for a customer without a tier. Divided by
    /// the promised minutes it is what a minute costs at once; when it is due it costs nine times that.
    pub promise: u32,
    /// How many hundredths a tier multiplies the promise by: none, bronze or known, silver, gold.
    pub tier: [u32; 4],
    /// Hundredths of a point for each thousand new people a minute who would see it unanswered.
    pub viral: u32,
    /// Hundredths of a point a minute for each thousand people who see it unanswered already.
    pub seen: u32,
    /// Hundredths of a point a minute of one cue, in the order of [`super::Cues::ALL`].
    pub cues: [u32; 8],
    /// Hundredths of a point a minute of anger that is certain, before influence.
    pub anger: u32,
    /// People who would see it: from here on a conversation is an alert.
    pub alert_reach: u32,
    /// Seconds of work that one conversation takes, until it is measured.
    pub handle_secs: u32,
    /// Load in hundredths from which priority mode is on.
    pub priority_on: u32,
    /// Load in hundredths below which, twice in a row, it is off.
    pub priority_off: u32,
    /// Cents an hour of somebody who would read all mentions, for the cost that triage saves.
    pub wage_cents: u32,
    /// Of those who are ignored, how many in a hundred tell others.
    pub tell_others_pct: u32,
}

impl Default for Weights {
    /// What is so until somebody turns it. The shares of safety, legal, press and leaving are those of the plan
    /// (8, 4, 4, 2); 60 % who tell others is article S0 in the product's number register. With 3.6 points a promise of
    /// half an hour costs 1.1 a minute when it is due and 2.2 nine minutes later: half of what 2 000 new people a minute
    /// cost. Who sees it already weighs as much as who is new: the writer with 200 followers adds 0.4 points a minute and
    /// is soon overtaken by a promise, the one with 5 000 adds 10, which a promise of half an hour never costs.
    fn default() -> Weights {
        Weights {
            promise: 360,
            tier: [100, 125, 150, 200],
            viral: 200,
            seen: 200,
            cues: [800, 400, 400, 300, 200, 200, 150, 100],
            anger: 100,
            alert_reach: 500_000,
            handle_secs: 300,
            priority_on: 100,
            priority_off: 95,
            wage_cents: 1_800,
            tell_others_pct: 60,
        }
    }
}
