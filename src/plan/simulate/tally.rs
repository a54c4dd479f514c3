//! What is counted while a floor is played.

/// Of the conversations of one class that came in one interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Came.
    pub offered: u32,
    /// Were begun.
    pub begun: u32,
    /// Were begun within target.
    pub within: u32,
    /// Had to wait at all.
    pub waited: u32,
    /// Gave up.
    pub abandoned: u32,
    /// Were ended.
    pub ended: u32,
    /// Wait when all is over and may still be in time, or were being handled before it began.
    pub undecided: u32,
    /// Wait when all is over.
    pub open: u32,
    /// Seconds they waited, all together.
    pub wait_secs: f64,
}

impl Tally {
    /// Share begun within target, of all who came and of whom it is decided, those included who gave up; 1 of none.
    pub fn service_level(&self) -> f64 {
        let decided = self.offered.saturating_sub(self.undecided);
        if decided == 0 { 1.0 } else { f64::from(self.within) / f64::from(decided) }
    }

    /// Share who gave up, of all; 0 of none.
    pub fn abandoned_ratio(&self) -> f64 {
        if self.offered == 0 { 0.0 } else { f64::from(self.abandoned) / f64::from(self.offered) }
    }

    /// Share who had to wait at all; 0 of none.
    pub fn waiting_ratio(&self) -> f64 {
        if self.offered == 0 { 0.0 } else { f64::from(self.waited) / f64::from(self.offered) }
    }

    /// Mean seconds of waiting; 0 of none.
    pub fn wait_mean_secs(&self) -> f64 {
        if self.offered == 0 { 0.0 } else { self.wait_secs / f64::from(self.offered) }
    }

    /// Adds another.
    pub fn add(&mut self, other: &Tally) {
        self.offered += other.offered;
        self.begun += other.begun;
        self.within += other.within;
        self.waited += other.waited;
        self.abandoned += other.abandoned;
        self.ended += other.ended;
        self.undecided += other.undecided;
        self.open += other.open;
        self.wait_secs += other.wait_secs;
    }
}

/// Of one interval, over all classes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Busy {
    /// Seconds that people were at work, all together.
    pub at_work_secs: f64,
    /// Seconds of these in which they had at least one conversation.
    pub busy_secs: f64,
    /// Places for conversations times seconds.
    pub slot_secs: f64,
    /// Places for conversations that were taken, times seconds.
    pub taken_secs: f64,
    /// Seconds of work of people who had left or were on a break.
    pub run_out_secs: f64,
    /// Conversations that wait when it ends.
    pub waiting: u32,
    /// Conversations that are being handled when it ends.
    pub in_hand: u32,
}

impl Busy {
    /// Share of their time at work in which people had a conversation.
    pub fn occupancy_ratio(&self) -> f64 {
        if self.at_work_secs > 0.0 { self.busy_secs / self.at_work_secs } else { 0.0 }
    }

    /// Share of places that were taken.
    pub fn slots_ratio(&self) -> f64 {
        if self.slot_secs > 0.0 { self.taken_secs / self.slot_secs } else { 0.0 }
    }

    /// Adds another; what waits at the end is that of the other, which is later.
    pub fn add(&mut self, other: &Busy) {
        self.at_work_secs += other.at_work_secs;
        self.busy_secs += other.busy_secs;
        self.slot_secs += other.slot_secs;
        self.taken_secs += other.taken_secs;
        self.run_out_secs += other.run_out_secs;
        (self.waiting, self.in_hand) = (other.waiting, other.in_hand);
    }
}

/// One run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// Of each class in the order of the spec, of each interval: its arrivals.
    pub classes: Vec<Vec<Tally>>,
    /// Of each class: what was there when it began and whose target was not past.
    pub earlier: Vec<Tally>,
    /// Of each class: what was there when it began, and was late already.
    pub late_before: Vec<Tally>,
    /// Of each interval.
    pub intervals: Vec<Busy>,
    /// People who saw conversations wait: audience a minute times minutes of waiting.
    pub exposure_people: f64,
    /// What it cost, in cents, with work after the end of shifts.
    pub cost_cents: f64,
    /// Arrivals, ends, giving up, and people who come and go, all together.
    pub events: u64,
}

impl Run {
    /// A class over the whole time; with what was there when it began.
    pub fn class(&self, class: usize) -> Tally {
        let mut all = self.earlier.get(class).copied().unwrap_or_default();
        self.classes.get(class).into_iter().flatten().for_each(|tally| all.add(tally));
        all
    }

    /// All classes over the whole time; with what was there when it began and was not late then.
    pub fn all(&self) -> Tally {
        let mut all = Tally::default();
        (0..self.classes.len()).for_each(|class| all.add(&self.class(class)));
        all
    }

    /// The people over the whole time.
    pub fn busy(&self) -> Busy {
        let mut all = Busy::default();
        self.intervals.iter().for_each(|busy| all.add(busy));
        all
    }
}
