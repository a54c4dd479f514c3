//! Customers who were angry and are glad now.

use crate::floor::{ConversationId, Floor};

/// From here on, in percent, what somebody wrote counts as angry or disappointed.
const ANGRY_PCT: u8 = 60;
/// From here on, of 100, they are glad.
const GLAD_MOOD: i8 = 20;

/// Whether a mood went from angry to glad: something angry, and after it the newest is glad. Each mood is how likely it
/// is angry in percent, and the mood from -100 to 100, oldest first.
///
/// ```
/// use watchfloor::measure::went_from_angry_to_glad;
/// assert!(went_from_angry_to_glad([(90, -60), (40, 0), (5, 45)]));
/// assert!(!went_from_angry_to_glad([(5, 45), (90, -60)]), "the other way round is none");
/// assert!(!went_from_angry_to_glad([(5, 45), (5, 60)]), "nobody was angry");
/// ```
pub fn went_from_angry_to_glad(moods: impl IntoIterator<Item = (u8, i8)>) -> bool {
    let (mut angry, mut glad) = (false, false);
    for (negative_pct, mood) in moods {
        let is_angry = negative_pct >= ANGRY_PCT;
        glad = angry && !is_angry && mood >= GLAD_MOOD;
        angry |= is_angry;
    }
    glad
}

/// Whether the customer of a conversation turned from angry to glad after we had answered. Only what the customer wrote
/// counts, as triage read it; irony is read wrongly at times.
pub fn turned_round(floor: &Floor, id: ConversationId) -> bool {
    let Some(c) = floor.conversation(id).filter(|c| c.first_response_at.is_some() && c.mentions > 1) else {
        return false;
    };
    // It is asked at every change of a conversation, and a thread may be long.
    let newest = floor.mentions().get(c.last_mention);
    if newest.is_none_or(|row| row.author != c.author) {
        return false;
    }
    let wrote = |m: &crate::floor::MentionId| floor.mentions().get(*m).is_some_and(|row| row.author == c.author);
    let said = floor.thread(id).into_iter().filter(wrote);
    let moods = said.filter_map(|m| floor.mentions().reading(m)).map(|r| (r.negative_pct, r.mood));
    went_from_angry_to_glad(moods)
}
