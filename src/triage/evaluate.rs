//! How well a model does on texts whose labels are known.

use super::model::Model;
use super::table::{Table, TableError};
use super::text::Scratch;

/// How well one class was found. Shares are 0 to 1; one whose bottom is nothing is 0.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassScore {
    /// The label.
    pub name: String,
    /// Rows with this label.
    pub rows: usize,
    /// Of those that were given this label, how many have it.
    pub precision: f64,
    /// Of those that have this label, how many were given it.
    pub recall: f64,
    /// The harmonic mean of precision and recall: `2 tp / (2 tp + fp + fn)`.
    pub f1: f64,
}

/// How well a model did.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Rows that were judged.
    pub rows: usize,
    /// Rows whose label was given rightly, of all.
    pub accuracy: f64,
    /// The mean of F1 over the labels that occur, each counting the same.
    pub macro_f1: f64,
    /// The mean of recall over the labels that occur.
    pub macro_recall: f64,
    /// Each label of the table or the model, in the order of the alphabet.
    pub per_class: Vec<ClassScore>,
}

/// Judges pairs of what is and what was said, by place among the names. The means are over the names that occur among
/// either, so that a label that the model invents costs it, and one that nobody used does not.
///
/// ```
/// use watchfloor::triage::judge;
/// let names = ["a".to_owned(), "b".to_owned()];
/// let judged = judge(&names, &[(0, 0), (0, 1), (1, 1), (1, 1)]);
/// assert_eq!((judged.accuracy, judged.macro_recall), (0.75, 0.75));
/// assert!((judged.macro_f1 - (2.0 / 3.0 + 0.8) / 2.0).abs() < 1e-12);
/// ```
pub fn judge(names: &[String], pairs: &[(usize, usize)]) -> Evaluation {
    let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    let mut per_class = Vec::new();
    let (mut f1, mut recall, mut used) = (0.0, 0.0, 0);
    for (class, name) in names.iter().enumerate() {
        let rows = pairs.iter().filter(|(is, _)| *is == class).count();
        let said = pairs.iter().filter(|(_, said)| *said == class).count();
        let right = pairs.iter().filter(|(is, said)| is == said && *is == class).count();
        let score = ClassScore {
            name: name.clone(),
            rows,
            precision: share(right, said),
            recall: share(right, rows),
            f1: share(2 * right, rows + said),
        };
        if rows + said > 0 {
            (f1, recall, used) = (f1 + score.f1, recall + score.recall, used + 1);
        }
        per_class.push(score);
    }
    let used = f64::from(used.max(1));
    let right = pairs.iter().filter(|(is, said)| is == said).count();
    Evaluation {
        rows: pairs.len(),
        accuracy: share(right, pairs.len()),
        macro_f1: f1 / used,
        macro_recall: recall / used,
        per_class,
    }
}

/// Judges the first head of a model that was learnt by [`super::train`], or the head of the shipped model whose classes
/// fit the labels best.
///
/// # Errors
///
/// [`TableError::Empty`] when there is nothing to judge by.
pub fn evaluate(model: &Model, table: &Table) -> Result<Evaluation, TableError> {
    if table.rows.is_empty() {
        return Err(TableError::Empty);
    }
    let fits = |head: &super::Head| head.classes.iter().filter(|c| table.labels.contains(c)).count();
    // Of heads that fit as well, the first.
    let best = model.heads().iter().enumerate().rev().max_by_key(|(_, head)| fits(head));
    let (at, head) = best.ok_or(TableError::Empty)?;
    let mut names: Vec<String> = table.labels.iter().chain(&head.classes).cloned().collect();
    names.sort();
    names.dedup();
    let place = |name: &String| names.binary_search(name).unwrap_or_default();
    let mut scratch = Scratch::default();
    let mut pairs = Vec::with_capacity(table.rows.len());
    for (text, label) in &table.rows {
        scratch.read(text);
        let likely = model.probabilities(at, &scratch);
        let most = (0..likely.len()).rev().max_by(|a, b| likely[*a].total_cmp(&likely[*b])).unwrap_or_default();
        pairs.push((place(&table.labels[*label]), place(&head.classes[most])));
    }
    Ok(judge(&names, &pairs))
}
