//! Writing the floor to a file.

use super::{Failure, own_floor, say, say_json};
use crate::config::Home;
use crate::connect::file::mention_to_json;
use crate::engine::Engine;
use crate::floor::{At, Event, Incoming, IncomingAuthor, IncomingKind, MentionId, Owner, Words};
use crate::ledger::{self, wire};
use serde_json::json;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Writes what the file's name asks for.
pub(super) fn export(home: &Home, file: &Path, as_json: bool) -> Result<(), Failure> {
    let engine = own_floor(home)?.engine;
    let (count, what) = match file.extension().and_then(|e| e.to_str()) {
        Some("csv") => (whole(file, |to| conversations(&engine, to))?, "conversations"),
        Some("jsonl") => (whole(file, |to| mentions(&engine, to))?, "mentions"),
        _ => (ledger::export_ledger(engine.ledger().as_ref(), file)?, "commits"),
    };
    if as_json {
        return say_json(&json!({ "file": file.display().to_string(), "what": what, "count": count }));
    }
    say(&format!("{count} {what} written to {}", file.display()));
    Ok(())
}

/// Writes a file under another name first, so that a file of that name is always whole.
pub(super) fn whole(
    file: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<u64, Failure>,
) -> Result<u64, Failure> {
    let mut name = file.as_os_str().to_owned();
    name.push(".writing");
    let temporary = Path::new(&name);
    let failed = |e: std::io::Error| format!("{} could not be written: {e}. Nothing was exported", file.display());
    let mut to = BufWriter::new(File::create(temporary).map_err(failed)?);
    let written = write(&mut to).and_then(|n| {
        let inner = to.into_inner().map_err(|e| failed(e.into_error()))?;
        inner.sync_all().map_err(failed)?;
        std::fs::rename(temporary, file).map_err(failed)?;
        Ok(n)
    });
    if written.is_err() {
        let _ = std::fs::remove_file(temporary);
    }
    written
}

fn words_of(engine: &Engine, page: u64, memory: &mut (u64, Vec<Words>)) -> Result<(), Failure> {
    if memory.0 != page {
        let bytes = engine.ledger().texts(page)?.unwrap_or_default();
        *memory = (page, if bytes.is_empty() { Vec::new() } else { wire::words(&bytes)? });
    }
    Ok(())
}

/// A row a conversation.
fn conversations(engine: &Engine, to: &mut BufWriter<File>) -> Result<u64, Failure> {
    let floor = engine.floor();
    let mut csv = csv::Writer::from_writer(to);
    csv.write_record([
        "conversation",
        "channel",
        "handle",
        "author",
        "followers",
        "state",
        "owner",
        "opened_at",
        "first_response_at",
        "first_response_secs",
        "first_response_target_secs",
        "resolved_at",
        "mentions",
        "reshares_and_likes",
        "text",
    ])?;
    let mut memory = (0, Vec::new());
    let mut count = 0;
    let time = |at: Option<At>| at.map(|at| at.to_string()).unwrap_or_default();
    for (id, c) in floor.conversations() {
        let author = floor.authors().get(c.author);
        let first = floor.mentions().get(c.first_mention);
        let mut text = String::new();
        if let Some(first) = first {
            words_of(engine, first.page, &mut memory)?;
            text = memory.1.get(usize::from(first.slot)).map(|w: &Words| w.text.clone()).unwrap_or_default();
        }
        let channel = floor.channel(c.channel);
        csv.write_record([
            id.0.to_string(),
            channel.map(|ch| ch.name.clone()).unwrap_or_default(),
            floor.handle(c.handle).map(|h| h.name.clone()).unwrap_or_default(),
            author.map(|a| a.name.to_string()).unwrap_or_default(),
            author.and_then(|a| a.followers()).map(|n| n.to_string()).unwrap_or_default(),
            c.state.word().to_owned(),
            c.owner.map(Owner::agent).and_then(|a| floor.agent(a)).map(|a| a.name.clone()).unwrap_or_default(),
            c.opened_at.to_string(),
            time(c.first_response_at),
            c.first_response_secs().map(|s| s.to_string()).unwrap_or_default(),
            channel.map(|ch| ch.first_response_secs.to_string()).unwrap_or_default(),
            time(c.resolved_at),
            c.mentions.to_string(),
            c.amplified.to_string(),
            text,
        ])?;
        count += 1;
    }
    csv.flush()?;
    Ok(count)
}

/// A line a mention, in the form that `import` reads.
fn mentions(engine: &Engine, to: &mut BufWriter<File>) -> Result<u64, Failure> {
    let floor = engine.floor();
    let rows = floor.mentions().rows();
    let mut memory = (0, Vec::new());
    let mut externals: Vec<String> = Vec::with_capacity(rows.len());
    for mention in rows {
        words_of(engine, mention.page, &mut memory)?;
        let words = memory.1.get(usize::from(mention.slot));
        externals.push(words.map(|w| w.external.clone()).unwrap_or_default());
    }
    let parents = parents(engine)?;
    for (place, mention) in rows.iter().enumerate() {
        words_of(engine, mention.page, &mut memory)?;
        let words = memory.1.get(usize::from(mention.slot));
        let author = floor.authors().get(mention.author);
        let parent = parents.get(place).copied().flatten();
        let incoming = Incoming {
            external: externals[place].clone(),
            parent: parent.and_then(|p| externals.get(p.index())).cloned(),
            at: mention.at,
            author: IncomingAuthor {
                external: author.map(|a| a.name.to_string()).unwrap_or_default(),
                name: author.map(|a| a.name.to_string()).unwrap_or_default(),
                followers: author.and_then(|a| a.followers()),
                ours: author.is_some_and(|a| a.ours),
            },
            what: IncomingKind::Written {
                kind: mention.kind,
                text: words.map(|w| w.text.clone()).unwrap_or_default(),
                agent: mention.agent().and_then(|a| floor.agent(a)).map(|a| a.name.clone()),
            },
        };
        writeln!(to, "{}", mention_to_json(&incoming))?;
    }
    Ok(rows.len() as u64)
}

/// What each mention answers, as far as that is on the floor. The floor itself keeps only the order of a conversation;
/// who answered whom stands in the log.
fn parents(engine: &Engine) -> Result<Vec<Option<MentionId>>, Failure> {
    let mentions = engine.floor().mentions();
    let mut parents = vec![None; mentions.len()];
    let mut next = 1;
    loop {
        let batch = engine.ledger().read(next, 1024)?;
        let Some(newest) = batch.last() else { return Ok(parents) };
        next = newest.seq + 1;
        for stored in &batch {
            for event in wire::decision(&stored.commit.body)?.events {
                if let Event::Mentioned { mention, answers, awaits, .. } = event
                    && let Some(parent) = parents.get_mut(mention.index())
                {
                    *parent = answers.or_else(|| mentions.find(awaits?));
                }
            }
        }
    }
}
