//! Claims that are wrong, and their correction in public: a promise of its own beside the first response.

use crate::floor::At;

/// What is promised for a correction while nobody has said otherwise: an hour, as for any answer.
pub const CORRECTION_PRESET_SECS: u32 = 3600;

/// A wrong claim that a conversation rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What is claimed, in our words.
    pub claim: String,
    /// When somebody saw that it is wrong.
    pub tagged_at: At,
    /// When the correction is promised for.
    pub due: At,
    /// When it was put right in public.
    pub corrected_at: Option<At>,
    /// Whether it was not put right in time.
    pub breached: bool,
}

impl Claim {
    /// Whether it is still to be put right.
    pub fn is_open(&self) -> bool {
        self.corrected_at.is_none()
    }
}
