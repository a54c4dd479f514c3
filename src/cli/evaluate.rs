//! `watchfloor evaluate`: how well a model does on texts whose labels are known.

use super::train::{read, table};
use super::{Failure, say, say_json};
use crate::triage::{Evaluation, Model, evaluate as judge};
use serde_json::{Value, json};
use std::path::Path;

/// Judges a model; the one that ships when none is named.
pub(super) fn evaluate(
    file: &Path,
    text: &str,
    label: &str,
    model: Option<&Path>,
    as_json: bool,
) -> Result<(), Failure> {
    let own = match model {
        Some(path) => Some(Model::from_bytes(&read(path)?).map_err(|error| format!("{}: {error}", path.display()))?),
        None => None,
    };
    let table = table(file, text, label)?;
    let judged = judge(own.as_ref().unwrap_or(Model::shipped()), &table)
        .map_err(|error| format!("{}: {error}", file.display()))?;
    if as_json {
        return say_json(&as_value(&judged));
    }
    say(&as_text(&judged));
    Ok(())
}

fn as_value(judged: &Evaluation) -> Value {
    let classes: Vec<Value> = judged
        .per_class
        .iter()
        .map(|c| json!({ "name": c.name, "rows": c.rows, "precision": c.precision, "recall": c.recall, "f1": c.f1 }))
        .collect();
    json!({
        "rows": judged.rows,
        "accuracy": judged.accuracy,
        "macro_f1": judged.macro_f1,
        "macro_recall": judged.macro_recall,
        "per_class": classes,
    })
}

fn as_text(judged: &Evaluation) -> String {
    let wide = judged.per_class.iter().map(|c| c.name.chars().count()).max().unwrap_or(0).clamp(5, 40);
    let mut lines = vec![format!("{:wide$}  {:>7}  {:>9}  {:>6}  {:>5}", "label", "rows", "precision", "recall", "f1")];
    for c in &judged.per_class {
        let name: String = c.name.chars().take(40).collect();
        lines.push(format!("{name:wide$}  {:>7}  {:>9.3}  {:>6.3}  {:>5.3}", c.rows, c.precision, c.recall, c.f1));
    }
    lines.push(format!(
        "\n{} rows, accuracy {:.3}, macro-F1 {:.3}, macro-recall {:.3}",
        judged.rows, judged.accuracy, judged.macro_f1, judged.macro_recall
    ));
    lines.join("\n")
}
