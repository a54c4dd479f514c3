//! `watchfloor triage`: a file through the funnel, without a floor. Nothing is kept.

use super::{Failure, TriageArgs, say, say_json, tell};
use crate::connect::file::FileImport;
use crate::floor::{
    At, AuthorId, Brand, Cues, IncomingKind, MentionId, MentionKind, Personal, Reading, Stage, Verdict, key_of,
};
use crate::limits::{BRAND_TERMS_MAX, CELL_BYTES_MAX, HEAD_BYTES_MAX, TRIAGE_ANSWERS_KEPT_MAX, TRIAGE_LIST_MAX};
use crate::triage::{Reader, Said, reason_words, relevance};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

/// One row, as the reader is told of it.
struct Row {
    text: String,
    author: u64,
    at: At,
    kind: MentionKind,
    answers_us: bool,
    followers: Option<u32>,
}

/// What was counted.
#[derive(Default)]
struct Counts {
    rows: u64,
    ours: u64,
    left_out: u64,
    stages: BTreeMap<Stage, u64>,
    verdicts: BTreeMap<Verdict, u64>,
    by_word: BTreeMap<(&'static str, String), u64>,
}

impl Counts {
    fn add(&mut self, reading: &Reading) {
        self.rows += 1;
        *self.stages.entry(reading.stage).or_default() += 1;
        *self.verdicts.entry(reading.verdict).or_default() += 1;
        let mut count = |what, word: String| *self.by_word.entry((what, word)).or_default() += 1;
        count("languages", language_word(reading));
        if matches!(reading.stage, Stage::Quiet | Stage::Actionable) {
            count("kinds", lower(&reading.kind));
            count("intents", lower(&reading.intent));
            count("lanes", lower(&reading.lane));
            reading.cues.each().for_each(|c| count("cues", c.word().to_owned()));
        }
        personal_words(reading.personal).for_each(|word| count("personal", word.to_owned()));
    }

    fn stage(&self, stage: Stage) -> u64 {
        self.stages.get(&stage).copied().unwrap_or(0)
    }

    fn verdict(&self, verdict: Verdict) -> u64 {
        self.verdicts.get(&verdict).copied().unwrap_or(0)
    }

    fn words(&self, what: &str) -> BTreeMap<&str, u64> {
        self.by_word.iter().filter(|((kind, _), _)| *kind == what).map(|((_, word), n)| (word.as_str(), *n)).collect()
    }
}

/// Rows that are read together: the processor's clock is looked at twice for all of them.
const BATCH: usize = 2048;

/// Reads rows in batches, counts, lists and writes.
struct Triaging {
    reader: Reader,
    out: Option<BufWriter<std::fs::File>>,
    waiting: Vec<Row>,
    counts: Counts,
    list: usize,
    listed: Vec<Value>,
    /// Seconds of the processor for the reader alone, where the system tells.
    cpu_secs: Option<f64>,
}

impl Triaging {
    fn take(&mut self, row: Row) -> Result<(), Failure> {
        self.waiting.push(row);
        if self.waiting.len() < BATCH { Ok(()) } else { self.read() }
    }

    /// Rows taken so far.
    fn rows_taken(&self) -> u64 {
        self.counts.rows + self.waiting.len() as u64
    }

    /// Reads those that wait.
    fn read(&mut self) -> Result<(), Failure> {
        let rows = std::mem::take(&mut self.waiting);
        let first = self.counts.rows;
        let said = || rows.iter().zip(first..).map(|(row, number)| said(row, number));
        let before = processor_secs();
        let readings: Vec<Reading> = said().map(|said| self.reader.read(&said)).collect();
        self.cpu_secs = self.cpu_secs.zip(before).zip(processor_secs()).map(|((sum, before), now)| sum + now - before);
        for (said, reading) in said().zip(&readings) {
            self.counts.add(reading);
            if self.listed.len() < self.list {
                self.listed.push(line(&said, reading, Some(&self.reader)));
            }
            if let Some(out) = &mut self.out {
                writeln!(out, "{}", line(&said, reading, None)).map_err(|error| format!("--out: {error}"))?;
            }
        }
        Ok(())
    }
}

/// Does what is asked for.
pub(super) fn run(wanted: &TriageArgs, as_json: bool) -> Result<(), Failure> {
    let reader = reader(wanted)?;
    let create = |path: &std::path::PathBuf| {
        std::fs::File::create(path).map_err(|error| format!("{} cannot be written: {error}", path.display()))
    };
    let mut triaging = Triaging {
        reader,
        out: wanted.out.as_ref().map(create).transpose()?.map(BufWriter::new),
        waiting: Vec::new(),
        counts: Counts::default(),
        list: wanted.list.min(TRIAGE_LIST_MAX),
        listed: Vec::new(),
        cpu_secs: Some(0.0),
    };
    rows(wanted, &mut triaging)?;
    triaging.read()?;
    if let Some(out) = &mut triaging.out {
        out.flush().map_err(|error| format!("--out: {error}"))?;
    }
    let Triaging { counts, listed, cpu_secs, .. } = triaging;
    if as_json {
        return say_json(&answer(&wanted.file, &counts, cpu_secs, &listed));
    }
    table(wanted, &counts, cpu_secs);
    listed.iter().for_each(|one| say(&sentence(one)));
    Ok(())
}

fn reader(wanted: &TriageArgs) -> Result<Reader, Failure> {
    let brand = Brand {
        names: wanted.brand.clone(),
        ambiguous: wanted.ambiguous.clone(),
        context: wanted.context.clone(),
        exclusions: wanted.exclude.clone(),
        stores: Vec::new(),
    };
    relevance::check(&brand)?;
    let mut reader = Reader::new();
    reader.set_brand(&brand);
    reader.set_handles(wanted.handle.iter().map(String::as_str));
    Ok(reader)
}

fn said(row: &Row, number: u64) -> Said<'_> {
    Said {
        text: &row.text,
        at: row.at,
        mention: MentionId(number as u32),
        author: AuthorId(row.author as u32),
        kind: row.kind,
        to_us: false,
        answers_us: row.answers_us,
        followers: row.followers,
        lane: None,
    }
}

/// All rows of the file: as mentions with their authors and moments where its shape says them, else its texts alone.
fn rows(wanted: &TriageArgs, triaging: &mut Triaging) -> Result<(), Failure> {
    if wanted.text.is_none()
        && let Ok(import) = FileImport::open(&wanted.file, None)
    {
        let handles = accounts(import)?;
        triaging.reader.set_handles(handles.iter().chain(&wanted.handle).map(String::as_str));
        return mentions(FileImport::open(&wanted.file, None)?, triaging);
    }
    let file = std::fs::File::open(&wanted.file)
        .map_err(|error| format!("{} cannot be read: {error}", wanted.file.display()))?;
    let mut file = BufReader::with_capacity(HEAD_BYTES_MAX, file);
    let head = file.fill_buf().map_err(|error| format!("{} cannot be read: {error}", wanted.file.display()))?;
    if head.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{') {
        return json_lines(file, wanted, triaging);
    }
    let first = head.split(|b| *b == b'\n').next().unwrap_or_default();
    // Of as many of each, the last counts: sentences have commas, and hardly a tab.
    let delimiter = [b';', b',', b'\t'].into_iter().max_by_key(|d| first.iter().filter(|b| *b == d).count());
    cells(file, wanted, delimiter.unwrap_or(b','), triaging)
}

/// The accounts that write for us in a file, at most [`BRAND_TERMS_MAX`]: what is addressed to one is addressed to us.
fn accounts(mut import: FileImport) -> Result<BTreeSet<String>, Failure> {
    let mut names = BTreeSet::new();
    while let Some(page) = import.next_page()? {
        let ours = page.mentions.into_iter().filter(|m| m.author.ours).map(|m| m.author.name);
        for name in ours {
            if names.len() < BRAND_TERMS_MAX {
                names.insert(name);
            }
        }
    }
    Ok(names)
}

/// What an import reads; what we wrote ourselves is counted, not read.
fn mentions(mut import: FileImport, triaging: &mut Triaging) -> Result<(), Failure> {
    let mut ours = BTreeSet::new();
    while let Some(page) = import.next_page()? {
        triaging.counts.left_out += page.problems.len() as u64;
        for mention in page.mentions {
            let IncomingKind::Written { kind, text, .. } = mention.what else { continue };
            if mention.author.ours {
                triaging.counts.ours += 1;
                if ours.len() < TRIAGE_ANSWERS_KEPT_MAX {
                    ours.insert(key_of("", &mention.external));
                }
                continue;
            }
            let answers_us = mention.parent.is_some_and(|parent| ours.contains(&key_of("", &parent)));
            let author = key_of("", &mention.author.external);
            triaging.take(Row {
                text,
                author,
                at: mention.at,
                kind,
                answers_us,
                followers: mention.author.followers,
            })?;
        }
    }
    Ok(())
}

/// A text of nobody, at one moment: a copy is a copy wherever in the file it stands.
fn nobodys(text: String, author: u64) -> Row {
    Row { text, author, at: At::FIRST, kind: MentionKind::Post, answers_us: false, followers: None }
}

/// Names that a column of texts has.
const TEXT_NAMES: [&str; 9] = ["text", "message", "body", "content", "comment", "sms", "post", "tweet", "review"];

fn cells(file: impl Read, wanted: &TriageArgs, delimiter: u8, triaging: &mut Triaging) -> Result<(), Failure> {
    let number = wanted.text.as_deref().and_then(|t| t.parse::<usize>().ok()).filter(|n| *n > 0);
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(delimiter != b'\t')
        .flexible(true)
        .has_headers(number.is_none())
        .from_reader(file);
    let column = match number {
        Some(number) => number - 1,
        None => column(rows.byte_headers()?, wanted)?,
    };
    let mut record = csv::ByteRecord::new();
    loop {
        match rows.read_byte_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            Err(error) => return Err(format!("{}: {error}", wanted.file.display()).into()),
        }
        match record.get(column).filter(|cell| cell.len() <= CELL_BYTES_MAX) {
            Some(cell) => triaging.take(nobodys(String::from_utf8_lossy(cell).into_owned(), triaging.rows_taken()))?,
            None => triaging.counts.left_out += 1,
        }
    }
}

/// Where the texts stand, by the names of the columns.
fn column(header: &csv::ByteRecord, wanted: &TriageArgs) -> Result<usize, Failure> {
    let names: Vec<String> = header.iter().map(|n| String::from_utf8_lossy(n).trim().to_lowercase()).collect();
    let place = |name: &str| names.iter().position(|n| n == name);
    let found = match &wanted.text {
        Some(name) => place(&name.trim().to_lowercase()),
        None => TEXT_NAMES.iter().find_map(|name| place(name)),
    };
    found.ok_or_else(|| {
        let which = wanted.text.as_deref().unwrap_or("of texts");
        let names = names.join(", ");
        format!("{} has no column {which}; name one with --text. Its columns are {names}", wanted.file.display()).into()
    })
}

fn json_lines(file: impl BufRead, wanted: &TriageArgs, triaging: &mut Triaging) -> Result<(), Failure> {
    let mut file = file;
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let most = CELL_BYTES_MAX as u64 + 1;
        let read = (&mut file)
            .take(most)
            .read_until(b'\n', &mut bytes)
            .map_err(|error| format!("{} cannot be read: {error}", wanted.file.display()))?;
        if read == 0 {
            return Ok(());
        }
        let object: Option<Value> = serde_json::from_slice(&bytes).ok();
        let field = |name: &str| object.as_ref().and_then(|o| o.get(name)).and_then(Value::as_str).map(str::to_owned);
        let text = match &wanted.text {
            Some(name) => field(name),
            None => TEXT_NAMES.iter().find_map(|name| field(name)),
        };
        match text {
            Some(text) => triaging.take(nobodys(text, triaging.rows_taken()))?,
            None => triaging.counts.left_out += 1,
        }
    }
}

/// Seconds that this thread was on a processor, where the system tells.
fn processor_secs() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(stat.split_whitespace().next()?.parse::<f64>().ok()? / 1e9)
}

fn lower(word: &impl std::fmt::Debug) -> String {
    format!("{word:?}").to_lowercase()
}

fn language_word(reading: &Reading) -> String {
    let word = String::from_utf8_lossy(&reading.language).trim().to_owned();
    if word.is_empty() { "unknown".to_owned() } else { word }
}

fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Copy => "copy",
        Stage::Spam => "spam",
        Stage::Elsewhere => "elsewhere",
        Stage::Quiet => "quiet",
        Stage::Actionable => "actionable",
    }
}

fn personal_words(personal: Personal) -> impl Iterator<Item = &'static str> {
    let all = [
        (Personal::EMAIL, "email"),
        (Personal::PHONE, "phone"),
        (Personal::CARD, "card"),
        (Personal::IBAN, "iban"),
        (Personal::ORDER, "order"),
        (Personal::NATIONAL, "national"),
    ];
    all.into_iter().filter(move |(bit, _)| personal.0 & bit.0 != 0).map(|(_, word)| word)
}

fn ratio(whole: u8) -> f64 {
    f64::from(whole) / 100.0
}

/// A mention as it is written out; with the reader, also why.
fn line(said: &Said<'_>, reading: &Reading, why: Option<&Reader>) -> Value {
    let mut object = json!({
        "row": said.mention.0,
        "text": said.text,
        "stage": stage_word(reading.stage),
        "verdict": lower(&reading.verdict),
        "reason": reason_words(reading.reason),
        "kind": lower(&reading.kind),
        "intent": lower(&reading.intent),
        "lane": lower(&reading.lane),
        "cues": reading.cues.each().map(Cues::word).collect::<Vec<_>>(),
        "negative_ratio": ratio(reading.negative_pct),
        "mood": reading.mood,
        "spam_ratio": ratio(reading.spam_pct),
        "sure_ratio": ratio(reading.sure_pct),
        "language": language_word(reading),
        "personal": personal_words(reading.personal).collect::<Vec<_>>(),
        "copy_of": reading.copy_of.map(|m| m.0),
    });
    if let (Some(reader), Some(fields)) = (why, object.as_object_mut()) {
        let steps: Vec<String> = reader.explain(said, reading).steps.into_iter().map(|s| s.words).collect();
        fields.insert("why".to_owned(), json!(steps));
    }
    object
}

fn answer(file: &Path, counts: &Counts, cpu_secs: Option<f64>, listed: &[Value]) -> Value {
    let stages = [Stage::Copy, Stage::Spam, Stage::Elsewhere, Stage::Quiet, Stage::Actionable];
    let stages: BTreeMap<_, _> = stages.into_iter().map(|s| (stage_word(s), counts.stage(s))).collect();
    json!({
        "file": file.display().to_string(),
        "rows": counts.rows,
        "ours": counts.ours,
        "left_out": counts.left_out,
        "stages": stages,
        "verdicts": {
            "respond": counts.verdict(Verdict::Respond),
            "watch": counts.verdict(Verdict::Watch),
            "ignore": counts.verdict(Verdict::Ignore),
        },
        "kinds": counts.words("kinds"),
        "intents": counts.words("intents"),
        "lanes": counts.words("lanes"),
        "languages": counts.words("languages"),
        "cues": counts.words("cues"),
        "personal": counts.words("personal"),
        "seconds_cpu": cpu_secs,
        "mentions": listed,
    })
}

/// The funnel for a person: each figure says of what it is a share.
fn table(wanted: &TriageArgs, counts: &Counts, cpu_secs: Option<f64>) {
    let share = |n: u64, of: u64| if of == 0 { 0.0 } else { 100.0 * n as f64 / of as f64 };
    let all = counts.rows;
    let about = counts.stage(Stage::Quiet) + counts.stage(Stage::Actionable);
    say(&format!("{}: {all} mentions", wanted.file.display()));
    let row = |name: &str, n: u64, of: u64, what: &str| {
        say(&format!("  {name:14} {n:>10}  {:>5.1} % of {what}", share(n, of)));
    };
    row("copies", counts.stage(Stage::Copy), all, "all");
    row("spam", counts.stage(Stage::Spam), all, "all");
    row("not about us", counts.stage(Stage::Elsewhere), all, "all");
    row("about us", about, all, "all");
    row("quiet", counts.stage(Stage::Quiet), about, "what is about us");
    row("actionable", counts.stage(Stage::Actionable), about, "what is about us");
    row("actionable", counts.stage(Stage::Actionable), all, "all");
    for what in ["kinds", "intents", "lanes", "cues", "languages", "personal"] {
        let mut words: Vec<_> = counts.words(what).into_iter().collect();
        words.sort_by_key(|(word, n)| (std::cmp::Reverse(*n), *word));
        let words: Vec<String> = words.iter().take(12).map(|(word, n)| format!("{word} {n}")).collect();
        say(&format!("  {what:14} {}", if words.is_empty() { "none".to_owned() } else { words.join(", ") }));
    }
    if wanted.brand.is_empty() && wanted.ambiguous.is_empty() {
        tell("no names were told with --brand, so everything counts as about us");
    }
    if counts.ours > 0 {
        tell(&format!("{} rows are our own answers, and were not read", counts.ours));
    }
    if counts.left_out > 0 {
        tell(&format!("{} rows have no text that can be read, and were left out", counts.left_out));
    }
    if let Some(secs) = cpu_secs.filter(|s| *s > 0.0 && all > 0) {
        say(&format!("  {secs:.2} s of one processor, {:.1} microseconds a mention", secs * 1e6 / all as f64));
    }
}

/// A listed mention in one line.
fn sentence(one: &Value) -> String {
    let word = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let last = one["why"].as_array().and_then(|w| w.last()).and_then(Value::as_str).unwrap_or_default();
    let text: String = word("text").chars().take(100).map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("{:10} {:8} {text} ({last})", word("stage"), word("verdict"))
}
