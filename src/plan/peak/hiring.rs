//! How many to hire, and by when, so that they can do the work when it comes.

use super::gap::GapTable;

/// What an hour of somebody new gives in each week after the first day: they learn for one, and know the work in the
/// fourth. A habit of the trade and no measurement; the peak and every roster count with the same.
pub const LEARNING: [f64; 4] = [0.0, 0.5, 0.75, 1.0];

/// How fast new people learn.
#[derive(Clone, Debug, PartialEq)]
pub struct Ramp {
    /// What an hour of theirs gives in each week after the first day, 0 to 1; later weeks are as the last.
    pub weeks: Vec<f64>,
    /// Hours that they are paid for in a week.
    pub hours_a_week: f64,
    /// Weeks before the season in which the first may begin.
    pub weeks_before: u32,
}

impl Ramp {
    /// What an hour gives so many weeks after the first day: nothing before it.
    ///
    /// ```
    /// use watchfloor::plan::peak::Ramp;
    /// let ramp = Ramp { weeks: vec![0.0, 0.5, 1.0], hours_a_week: 38.0, weeks_before: 4 };
    /// assert_eq!([-1, 0, 1, 2, 9].map(|week| ramp.at(week)), [0.0, 0.0, 0.5, 1.0, 1.0]);
    /// ```
    pub fn at(&self, week: i64) -> f64 {
        let Ok(week) = usize::try_from(week) else { return 0.0 };
        let ratio = self.weeks.get(week).or(self.weeks.last()).copied().unwrap_or(1.0);
        if ratio.is_finite() { ratio.clamp(0.0, 1.0) } else { 0.0 }
    }

    /// Weeks until an hour gives as much as it ever will.
    fn learning(&self) -> i64 {
        let best = self.at(i64::from(u16::MAX));
        (0..self.weeks.len() as i64).find(|w| self.at(*w) >= best).unwrap_or(0)
    }
}

/// People who begin in one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hires {
    /// The week that they begin in; the first of the season is 0, those before it are negative.
    pub week: i64,
    /// How many.
    pub people: u32,
}

/// A plan of hiring.
#[derive(Clone, Debug, PartialEq)]
pub struct Hiring {
    /// Who begins when, earliest first.
    pub hires: Vec<Hires>,
    /// Hours that they give in each week of the season, learning taken off.
    pub hours: Vec<f64>,
    /// Hours of each week that nobody can be hired for in time.
    pub open: Vec<f64>,
}

/// The fewest people to hire, each as late as they can begin and still know the work, so that no week of the season lacks
/// hours; where a week comes too soon for that, as many as it takes of those who still learn, and what nobody can give in
/// time stays open. Weeks are filled from the first to the last, and who was hired stays: what a later week needs is only
/// what the earlier hires do not give.
///
/// ```
/// use watchfloor::plan::peak::{Hires, Ramp, hiring};
/// let ramp = Ramp { weeks: vec![0.0, 0.5, 1.0], hours_a_week: 40.0, weeks_before: 3 };
/// // 30 hours are missing in the first week, 100 in the third; a fifth of paid time is not spent at work.
/// let plan = hiring(&[30.0, 0.0, 100.0], 0.2, &ramp);
/// assert_eq!(plan.hires, [Hires { week: -2, people: 1 }, Hires { week: 0, people: 3 }]);
/// assert_eq!(plan.hours, [32.0, 80.0, 128.0]);
/// assert_eq!(plan.open, [0.0, 0.0, 0.0]);
/// // Too late for the first week.
/// let late = hiring(&[30.0], 0.2, &Ramp { weeks_before: 0, ..ramp });
/// assert_eq!((late.hires.len(), late.open), (0, vec![30.0]));
/// ```
pub fn hiring(week_hours: &[f64], shrinkage: f64, ramp: &Ramp) -> Hiring {
    let gives = (ramp.hours_a_week * (1.0 - shrinkage)).max(0.0);
    let mut plan = Hiring { hires: Vec::new(), hours: vec![0.0; week_hours.len()], open: vec![0.0; week_hours.len()] };
    for (week, missing) in week_hours.iter().enumerate() {
        let week = week as i64;
        let lacks = missing - plan.hours[week as usize];
        if lacks <= 1e-9 {
            continue;
        }
        let begins = (week - ramp.learning()).max(-i64::from(ramp.weeks_before));
        let each = gives * ramp.at(week - begins);
        if each <= 1e-9 {
            plan.open[week as usize] = lacks;
            continue;
        }
        let people = (lacks / each - 1e-9).ceil().clamp(1.0, 1e6) as u32;
        for later in 0..week_hours.len() {
            plan.hours[later] += f64::from(people) * gives * ramp.at(later as i64 - begins);
        }
        match plan.hires.iter_mut().find(|h| h.week == begins) {
            Some(hires) => hires.people += people,
            None => plan.hires.push(Hires { week: begins, people }),
        }
    }
    plan.hires.sort_by_key(|h| h.week);
    plan
}

impl GapTable {
    /// The hiring that its weeks ask for.
    pub fn hiring(&self, ramp: &Ramp) -> Hiring {
        hiring(&self.week_hours(), self.shrinkage, ramp)
    }
}
