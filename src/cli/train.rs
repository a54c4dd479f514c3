//! `watchfloor train`: a model of one's own, or the one that ships.

use super::{Failure, TrainArgs, say, say_json, tell};
use crate::limits::TRAIN_BYTES_MAX;
use crate::triage::{Model, Sources, Table, evaluate, learn, read_table, train as learn_table};
use serde_json::json;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Learns what is asked for.
pub(super) fn run(wanted: &TrainArgs, as_json: bool) -> Result<(), Failure> {
    match (&wanted.file, &wanted.shipped) {
        (_, Some(data)) => ship(data, wanted, as_json),
        (Some(file), None) => train(file, wanted, as_json),
        (None, None) => Err("nothing to learn from was named: --in FILE, or --shipped DIR".into()),
    }
}

/// Reads a file of at most so many bytes that we hold it in memory.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let file = std::fs::File::open(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    let mut bytes = Vec::new();
    file.take(TRAIN_BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    Ok(bytes)
}

/// The table of a file, and what was left out of it, told.
pub(super) fn table(path: &Path, text: &str, label: &str) -> Result<Table, Failure> {
    let table = read_table(&read(path)?, text, label).map_err(|error| format!("{}: {error}", path.display()))?;
    if table.left_out > 0 {
        tell(&format!("{} rows were left out: they have no text or no label", table.left_out));
    }
    if table.beyond > 0 {
        tell(&format!("{} rows were not used: {} are the most", table.beyond, table.rows.len()));
    }
    Ok(table)
}

/// Writes a model in one step, so that no half of one is left behind.
fn write(path: &Path, model: &Model) -> Result<usize, Failure> {
    let bytes = model.to_bytes();
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    std::fs::write(&beside, &bytes)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    Ok(bytes.len())
}

/// Learns from a table.
fn train(file: &Path, wanted: &TrainArgs, as_json: bool) -> Result<(), Failure> {
    let table = table(file, &wanted.text, &wanted.label)?;
    let model = learn_table(&table, wanted.seed).map_err(|error| format!("{}: {error}", file.display()))?;
    let bytes = write(&wanted.out, &model)?;
    let own = evaluate(&model, &table)?;
    if as_json {
        return say_json(&json!({
            "model": wanted.out.display().to_string(),
            "rows": table.rows.len(),
            "left_out": table.left_out,
            "beyond": table.beyond,
            "labels": table.labels,
            "bytes": bytes,
            "seed": wanted.seed,
            "accuracy_on_its_own_rows": own.accuracy,
        }));
    }
    say(&format!(
        "{}: learnt {} labels from {} rows, {bytes} bytes",
        wanted.out.display(),
        table.labels.len(),
        table.rows.len()
    ));
    say(&format!("Labels: {}", table.labels.join(", ")));
    say(&format!(
        "It is right for {:.1} % of the rows it learnt from; `watchfloor evaluate` on others says how good it is.",
        own.accuracy * 100.0
    ));
    Ok(())
}

/// The CSV files of a folder, in the order of their names.
fn tables_in(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{} cannot be read: {error}", folder.display()))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "csv") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Learns the model that ships, from the sets in `data` and the texts written for it.
fn ship(data: &Path, wanted: &TrainArgs, as_json: bool) -> Result<(), Failure> {
    let (out, seed) = (&wanted.out, wanted.seed);
    let set = |name: &str| read(&data.join("text").join(name));
    let all = |folder: &Path| tables_in(folder)?.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>();
    let youtube = all(&data.join("text/youtube_spam"))?;
    let own = all(&wanted.texts)?;
    let model = learn(
        &Sources {
            banking: &set("banking77/train.csv")?,
            clinc: &set("clinc150/data_full.json")?,
            sms: &set("sms_spam/SMSSpamCollection")?,
            youtube: &youtube,
            tweets: &set("vader_tweets/tweets_GroundTruth.txt")?,
            own: &own,
        },
        seed,
    )?;
    let bytes = write(out, &model)?;
    let heads: Vec<&str> = model.heads().iter().map(|head| head.name.as_str()).collect();
    if as_json {
        return say_json(&json!({ "model": out.display().to_string(), "bytes": bytes, "heads": heads, "seed": seed }));
    }
    say(&format!("{}: {bytes} bytes, which answer {}", out.display(), heads.join(", ")));
    Ok(())
}
