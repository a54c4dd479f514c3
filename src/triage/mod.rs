//! What it says: from the words of a mention to a verdict with its reasons. Pure; no text leaves the machine.
//!
//! A [`Reader`] takes each mention once through the funnel: is it a copy of what came before, is it spam, is it about
//! us, does somebody wait for an answer. The reason is kept at each stage, and [`Reader::explain`] says it in words.
//! What is addressed to us is never *not about us*, and where the model is not sure of it the verdict is to respond; what
//! is merely overheard must surely ask. Both are wrong at times: how often, on a whole invented day, a test says, and a
//! person's overrule teaches.

// The funnel.
pub mod alike;
pub mod cues;
pub mod duplicate;
pub mod language;
pub mod personal;
mod reader;
pub mod relevance;
pub mod spam;
pub mod verdict;
pub mod viral;
mod why;
pub mod words;

// The text model.
mod evaluate;
mod explain;
pub mod features;
pub mod fit;
mod fold;
mod lesson;
pub mod lexicon;
mod model;
mod quantise;
mod ship;
mod table;
pub mod text;
mod train;

pub use crate::floor::Said;
pub use crate::floor::{Lesson, LessonHead};
pub use evaluate::{ClassScore, Evaluation, evaluate, judge};
pub use explain::{Explanation, Reason};
pub use lesson::Delta;
pub use model::{HEADS, Head, Model, ModelError, Scores};
pub use reader::Reader;
pub use ship::{CLASSES, Sources, learn};
pub use table::{Table, TableError, read_table};
pub use train::train;
pub use why::{Step, Why, reason_words};
