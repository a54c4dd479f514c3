//! Real texts, where they are at hand: never in the repository, never in a message.

#![allow(dead_code, reason = "each bench and test uses its part")]

use std::path::PathBuf;

/// Where the real data is, or why it is not.
pub fn folder() -> Result<PathBuf, String> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("WATCHFLOOR_DATA").map_or(beside, PathBuf::from);
    if folder.join("text").is_dir() {
        return Ok(folder);
    }
    Err(format!("{} has no real texts; WATCHFLOOR_DATA says where they are", folder.display()))
}

/// A column of a file whose fields are separated by `separator`.
pub fn column(folder: &std::path::Path, file: &str, separator: u8, column: usize) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .quoting(separator == b',')
        .from_path(folder.join(file))
        .expect("opens");
    let records = reader.byte_records().filter_map(Result::ok);
    records.filter_map(|r| Some(String::from_utf8_lossy(r.get(column)?).into_owned())).collect()
}

/// What people wrote: to firms, about anything, beneath videos, on telephones.
pub fn all(folder: &std::path::Path) -> Vec<String> {
    let mut all = posts(folder);
    for n in ["01-Psy", "02-KatyPerry", "03-LMFAO", "04-Eminem"] {
        all.extend(column(folder, &format!("text/youtube_spam/Youtube{n}.csv"), b',', 3));
    }
    all.extend(column(folder, "text/sms_spam/SMSSpamCollection", b'\t', 1));
    all
}

/// What people wrote in public; of support conversations the customers' side, which alone is read.
pub fn posts(folder: &std::path::Path) -> Vec<String> {
    let threads = "support_threads/threads_to_14_nov_2017.csv";
    let inbound = column(folder, threads, b',', 2);
    let texts = column(folder, threads, b',', 4).into_iter().zip(inbound);
    let mut all: Vec<String> = texts.filter(|(_, inbound)| inbound == "True").map(|(text, _)| text).collect();
    for year in [2013, 2015, 2016] {
        all.extend(column(folder, &format!("text/semeval2017/twitter-{year}train-A.tsv"), b'\t', 2));
    }
    all.extend(column(folder, "text/vader_tweets/tweets_GroundTruth.txt", b'\t', 2));
    all
}
