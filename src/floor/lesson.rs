//! What a person's correction teaches: the features of a text, and what it should have been. The words are not kept.

/// Which of the shipped model's questions a lesson answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum LessonHead {
    /// Whether it is spam: genuine, spam.
    Spam,
    /// [`super::Kind`], in its order.
    Kind,
    /// [`super::Intent`], in its order.
    Intent,
    /// Negative, neutral, positive.
    Sentiment,
}

/// One correction, as numbers that no longer hold the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// Which question.
    pub head: LessonHead,
    /// What is right, by its place among the classes of the head.
    pub class: u8,
    /// Buckets of words and letters, ascending, each once; at most [`crate::limits::LESSON_FEATURES_MAX`].
    pub features: Box<[u16]>,
    /// How much each counts, at least 1: as many as `features`.
    pub counts: Box<[u8]>,
    /// What the lexicon and the marks said, in hundredths.
    pub tone: Box<[i16]>,
}
