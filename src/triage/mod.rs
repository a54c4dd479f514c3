//! What it says: from the words of a mention to a verdict with its reasons. Pure; no text leaves the machine.

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

pub use crate::floor::{Lesson, LessonHead};
pub use evaluate::{ClassScore, Evaluation, evaluate, judge};
pub use explain::{Explanation, Reason};
pub use lesson::Delta;
pub use model::{HEADS, Head, Model, ModelError, Scores};
pub use ship::{CLASSES, Sources, learn};
pub use table::{Table, TableError, read_table};
pub use train::train;
