//! What is spam whatever its words are: a link with nothing to say, a wall of hashtags.

use super::words::Folded;

/// What the shape of a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Words, as people write them.
    Words,
    /// A link and hardly a word.
    LinkOnly,
    /// More hashtags than words, and many.
    Hashtags,
}

/// Words beside a link below which a text says nothing.
const WORDS_BESIDE_LINK_MIN: u32 = 3;
/// Hashtags from which on they are a wall, when they are more than half of all words.
const HASHTAGS_MAX: u32 = 6;

/// The shape of a text.
///
/// ```
/// use watchfloor::triage::{words::Folded, spam::{Shape, shape}};
/// let of = |text: &str| { let mut f = Folded::default(); f.fold(text); shape(&f) };
/// assert_eq!(of("wow https://a.example/x"), Shape::LinkOnly);
/// assert_eq!(of("#win #iphone #free #gift #promo #sale now"), Shape::Hashtags);
/// assert_eq!(of("the kettle leaks, see https://a.example/x"), Shape::Words);
/// ```
pub fn shape(folded: &Folded) -> Shape {
    if folded.links > 0 && folded.words < WORDS_BESIDE_LINK_MIN && folded.letters < 20 {
        return Shape::LinkOnly;
    }
    if folded.hashtags >= HASHTAGS_MAX && folded.hashtags * 2 > folded.words {
        return Shape::Hashtags;
    }
    Shape::Words
}
