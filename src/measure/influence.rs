//! Influence of an author: a score of 0 to 100 whose terms are shown and add up to it.
//!
//! It is made of what is known here and nothing else; no service is asked. What goes viral is not guessed from it: a
//! conversation that spreads is seen to spread.

use super::say;

/// Points of reach: those of a million followers or more.
const REACH_MAX: u64 = 70;
/// Points of engagement: those of a hundred reshares a post or more.
const ENGAGEMENT_MAX: u64 = 15;
/// Points of an account that the network has verified.
const VERIFIED: u8 = 5;
/// Points of somebody who writes for others: press, a blog with readers, a broadcaster.
const PRESS: u8 = 10;
/// What an account is taken to have whose followers nobody told us.
const FOLLOWERS_UNKNOWN: u32 = 200;
/// Posts that a mean is taken over at least.
const POSTS_MIN: u64 = 20;

/// What is known of an author.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InfluenceOf {
    /// Followers, if known.
    pub followers: Option<u32>,
    /// Posts of this author that we have seen.
    pub posts: u32,
    /// How often all of these together were passed on.
    pub reshares: u32,
    /// The network says that the account is whom it says.
    pub verified: bool,
    /// Writes for others.
    pub press: bool,
    /// How likely it is spam, in percent; more than 100 counts as 100.
    pub spam_pct: u8,
}

/// What a term of the score comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermKind {
    /// How many would see it: followers.
    Reach,
    /// How often what they write is passed on.
    Engagement,
    /// The network has verified the account.
    Verified,
    /// Writes for others.
    Press,
    /// What the chance of spam takes away.
    Spam,
}

/// One term of the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Where it comes from.
    pub what: TermKind,
    /// Whole points; below 0 for spam.
    pub points: i16,
}

/// The score with its terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Influence {
    /// The terms, also those of 0 points.
    pub terms: [Term; 5],
    /// 0 to 100: exactly their sum.
    pub points: u8,
}

/// The common logarithm of a whole number in thousandths, rounded down; 0 of 0. In whole numbers, because the last digit
/// of a logarithm is not the same on every machine, and scores must be.
///
/// ```
/// use watchfloor::measure::log10_milli;
/// assert_eq!(log10_milli(1), 0);
/// assert_eq!(log10_milli(2), 301);
/// assert_eq!(log10_milli(5_301), 3_724);
/// assert_eq!(log10_milli(1_000_000), 6_000);
/// ```
pub fn log10_milli(n: u64) -> u64 {
    let Some(whole) = n.checked_ilog10() else { return 0 };
    // What is left is in [1, 10), with 30 bits behind the point. Each digit after the point is how often ten fits into
    // its tenth power.
    let mut rest = (u128::from(n) << 30) / 10_u128.pow(whole);
    let mut milli = u64::from(whole);
    for _ in 0..3 {
        let mut power = 1_u128 << 30;
        for _ in 0..10 {
            power = (power * rest) >> 30;
        }
        let mut digit = 0;
        while power >= 10 << 30 {
            power /= 10;
            digit += 1;
        }
        milli = milli * 10 + digit;
        rest = power;
    }
    milli
}

/// The score: `(reach + engagement + verified + press) * (1 - P(spam))`, in whole points.
///
/// - Reach: `70 * log10(1 + followers) / 6`, 70 at most, which is a million followers. Who doubles the followers gains
///   the same few points anywhere on the scale. Unknown followers count as 200, an ordinary account, and the words say
///   so: to count them as none would put every private account below every robot.
/// - Engagement: `15 * log10(1 + r) / 2`, 15 at most, `r` being the mean of reshares over the posts seen, and over 20
///   posts when fewer were seen: one lucky post makes nobody a broadcaster.
/// - Verified: 5. Press: 10.
///
/// Each term is rounded down to a whole point, so that the terms add up exactly. The form is ours, after the logarithm
/// of expected exposures; it was measured against nobody's judgement yet, and each network counts followers in its way.
///
/// ```
/// use watchfloor::measure::{InfluenceOf, influence};
/// // A travel writer with 5 300 followers, each of whose posts is passed on twice.
/// let writer = InfluenceOf { followers: Some(5_300), posts: 400, reshares: 800, press: true, ..Default::default() };
/// let score = influence(&writer);
/// assert_eq!(score.terms.map(|term| term.points), [43, 3, 0, 10, 0]);
/// assert_eq!(score.points, 56);
/// assert_eq!(score.terms[0].words(&writer), "5.3 k followers");
///
/// let nobody = influence(&InfluenceOf::default());
/// assert_eq!(nobody.points, 26, "not known is ordinary, not nothing");
/// ```
pub fn influence(of: &InfluenceOf) -> Influence {
    let followers = u64::from(of.followers.unwrap_or(FOLLOWERS_UNKNOWN));
    let reach = (REACH_MAX * log10_milli(1 + followers) / 6_000).min(REACH_MAX);
    // Reshares a post in hundredths; `log10(1 + r)` is the logarithm of 100 + them, less 2.
    let centi = u64::from(of.reshares) * 100 / u64::from(of.posts).max(POSTS_MIN);
    let engagement = (ENGAGEMENT_MAX * (log10_milli(100 + centi) - 2_000) / 2_000).min(ENGAGEMENT_MAX);
    let verified = if of.verified { VERIFIED } else { 0 };
    let press = if of.press { PRESS } else { 0 };
    let before = reach + engagement + u64::from(verified) + u64::from(press);
    let spam = (before * u64::from(of.spam_pct.min(100))).div_ceil(100);
    let term = |what, points: u64| Term { what, points: points as i16 };
    let terms = [
        term(TermKind::Reach, reach),
        term(TermKind::Engagement, engagement),
        term(TermKind::Verified, u64::from(verified)),
        term(TermKind::Press, u64::from(press)),
        Term { what: TermKind::Spam, points: -(spam as i16) },
    ];
    Influence { terms, points: (before - spam) as u8 }
}

impl Term {
    /// What stands beside the term, without its points.
    pub fn words(&self, of: &InfluenceOf) -> String {
        match self.what {
            TermKind::Reach => match of.followers {
                Some(1) => "1 follower".to_owned(),
                Some(n) => format!("{} followers", say::compact(u128::from(n))),
                None => format!("Followers not known: counted as {FOLLOWERS_UNKNOWN}, an ordinary account"),
            },
            TermKind::Engagement => engagement_words(of),
            TermKind::Verified if of.verified => "Verified account".to_owned(),
            TermKind::Verified => "Not verified".to_owned(),
            TermKind::Press if of.press => "Press".to_owned(),
            TermKind::Press => "Not known as press".to_owned(),
            TermKind::Spam => format!("{} % likely spam", of.spam_pct.min(100)),
        }
    }
}

fn engagement_words(of: &InfluenceOf) -> String {
    if of.posts == 0 {
        return "No earlier post seen".to_owned();
    }
    let tenths = u64::from(of.reshares) * 10 / u64::from(of.posts);
    let posts = say::many(u64::from(of.posts), "post");
    format!("{}.{} reshares a post over {posts}", say::number(u128::from(tenths / 10)), tenths % 10)
}
