//! The tone card: what an answer of ours sounds like, and when we go on in private. One version follows another, and each
//! answer and each hand-off keeps the version that it was written by.

use crate::floor::Refusal;
use crate::limits;

/// What everybody who answers should have in mind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// 0 while nobody has written one, then 1, 2, 3.
    pub version: u32,
    /// What we are here for, in a sentence.
    pub mission: String,
    /// How we sound.
    pub tone: String,
    /// What to do.
    pub does: Vec<String>,
    /// What not to do.
    pub donts: Vec<String>,
    /// When we go on in private.
    pub private: String,
}

impl Card {
    /// The card as it is kept: lines trimmed, empty ones left out.
    pub(super) fn tidied(&self, version: u32) -> Result<Card, Refusal> {
        let most = limits::CARD_CHARS_MAX;
        let lines = |lines: &[String]| -> Vec<String> {
            lines.iter().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect()
        };
        let card = Card {
            version,
            mission: self.mission.trim().to_owned(),
            tone: self.tone.trim().to_owned(),
            does: lines(&self.does),
            donts: lines(&self.donts),
            private: self.private.trim().to_owned(),
        };
        let fields = [&card.mission, &card.tone, &card.private];
        let all = fields.into_iter().chain(&card.does).chain(&card.donts);
        if all.clone().any(|text| text.chars().count() > most) {
            return Err(Refusal::BadValue(format!("a line of the tone card holds at most {most} characters")));
        }
        if card.does.len().max(card.donts.len()) > limits::CARD_LINES_MAX {
            let most = limits::CARD_LINES_MAX;
            return Err(Refusal::BadValue(format!("the tone card holds at most {most} lines of each kind")));
        }
        if all.map(String::len).sum::<usize>() == 0 {
            return Err(Refusal::BadValue("the tone card says nothing yet".into()));
        }
        Ok(card)
    }

    /// Whether it says the same, whatever their versions.
    pub fn says_the_same(&self, other: &Card) -> bool {
        Card { version: 0, ..self.clone() } == Card { version: 0, ..other.clone() }
    }
}
