//! What was agreed with an agent, and what they wish.

/// What the law and the agreement allow of one agent. All in minutes, whole hundredths or counts.
///
/// The defaults are a usual full week: 40 hours, 8 to 10 a day, 11 hours of rest (Directive 2003/88/EC, article 3), six
/// days in a row and a break of 30 minutes after six hours (article 4 asks for one and leaves its length to the states).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// What it is called: `full time`.
    pub name: String,
    /// Minutes a week that are owed to them; fewer is warned of.
    pub week_min: u16,
    /// Paid minutes a week at most, without overtime.
    pub week_max: u16,
    /// Paid minutes a local day at most.
    pub day_max: u16,
    /// The shortest shift, from beginning to end.
    pub shift_min: u16,
    /// The longest shift, from beginning to end.
    pub shift_max: u16,
    /// Days in a row with work, at most.
    pub row_max: u8,
    /// Minutes of rest between two working days.
    pub rest: u16,
    /// Weekends with work in any four that follow each other, at most.
    pub weekends_max: u8,
    /// Minutes a week beyond `week_max` that are allowed and cost more.
    pub overtime: u16,
    /// From how many minutes on a shift needs a break; 0 for never.
    pub break_after: u16,
    /// How many minutes of break it needs.
    pub break_minutes: u16,
    /// What an hour costs, in hundredths of the currency.
    pub cents_an_hour: u32,
    /// What is paid on top for overtime, in percent.
    pub overtime_pct: u16,
    /// The first day of somebody new, who still learns for weeks after it; nothing for who knows the work.
    pub first_day: Option<jiff::civil::Date>,
}

impl Default for Contract {
    fn default() -> Contract {
        Contract {
            name: "full time".into(),
            week_min: 38 * 60,
            week_max: 40 * 60,
            day_max: 10 * 60,
            shift_min: 4 * 60,
            shift_max: 10 * 60,
            row_max: 6,
            rest: 11 * 60,
            weekends_max: 2,
            overtime: 6 * 60,
            break_after: 6 * 60,
            break_minutes: 30,
            cents_an_hour: 2_200,
            overtime_pct: 25,
            first_day: None,
        }
    }
}

/// A stretch of a weekday, by the clock on the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// Monday is 0.
    pub weekday: u8,
    /// Minutes after midnight.
    pub from: u16,
    /// Minutes after midnight of the same day; beyond 1 440 it ends on the next.
    pub until: u16,
}

/// When somebody can work, and would like to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// When they can: a shift lies inside one of these, or of several that follow without a gap. Empty for always.
    pub windows: Vec<Window>,
    /// When they like to: minutes after midnight, from and until; `None` for no matter.
    pub band: Option<(u16, u16)>,
    /// Days that they would like to have off.
    pub days_off: Vec<jiff::civil::Date>,
}
