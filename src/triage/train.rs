//! Learning a model of one's own from a table of texts and labels.

use super::fit::{Example, Recipe, fit};
use super::model::Model;
use super::quantise::{Learnt, calm, model};
use super::table::{Table, TableError};
use super::text::{Scratch, hash_of};
use crate::limits::LABELS_MAX;

/// The table of such a model has `2^BITS` rows: more than that gained nothing in any set we tried.
const BITS: u32 = 16;
/// Rows, the first, from which it is learnt how far scores are to be believed: that needs fewer than learning itself.
const CALM_ROWS: usize = 20_000;

/// Learns to tell the labels of a table apart. The same table and seed give the same model, to the last bit.
///
/// # Errors
///
/// [`TableError::OneLabel`] and [`TableError::TooManyLabels`].
///
/// ```
/// use watchfloor::triage::{read_table, text::Scratch, train};
/// let table = read_table(b"t,l\nwhere is it,ask\nwhen does it open,ask\nlovely,praise\n", "t", "l").unwrap();
/// let model = train(&table, 1).unwrap();
/// let mut scratch = Scratch::default();
/// scratch.read("where");
/// assert!(model.probabilities(0, &scratch)[0] > 0.5);
/// assert_eq!(model, train(&table, 1).unwrap());
/// ```
pub fn train(table: &Table, seed: u64) -> Result<Model, TableError> {
    match table.labels.as_slice() {
        [] => return Err(TableError::Empty),
        [one] => return Err(TableError::OneLabel(one.clone(), table.rows.len())),
        many if many.len() > LABELS_MAX => return Err(TableError::TooManyLabels(many.len())),
        _ => {}
    }
    let (recipe, examples, groups) = (Recipe { bits: BITS, seed, ..Recipe::default() }, examples(table), groups(table));
    let classes = table.labels.len();
    let some = examples.len().min(CALM_ROWS);
    let learnt = Learnt {
        name: "label".to_owned(),
        classes: table.labels.clone(),
        weights: fit(&examples, classes, &recipe),
        calm: calm(&examples[..some], &groups[..some], classes, &recipe),
    };
    Ok(model(BITS, &[learnt], Vec::new()))
}

fn examples(table: &Table) -> Vec<Example> {
    let mut scratch = Scratch::default();
    table.rows.iter().map(|(text, class)| Example::read(&mut scratch, text, BITS, *class)).collect()
}

/// The same words are of the same group, so that no text is held against its own copy.
fn groups(table: &Table) -> Vec<u32> {
    let mut scratch = Scratch::default();
    table.rows.iter().map(|(text, _)| hash_of(scratch.tokenise(text).folded())).collect()
}
