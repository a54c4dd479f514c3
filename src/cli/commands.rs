//! The commands that need no window.

use super::board::{BoardNow, board_json, board_text, wordless};
use super::door::{self, Question};
use super::{Failure, own_floor, say, say_json};
use crate::clock;
use crate::config::Home;
use crate::connect::file::{ImportError, Mapping, Role, preview};
use crate::engine::{Engine, Frame, Input, replay};
use crate::floor::{At, check};
use crate::ledger::seal::{self, Checked, Sha};
use crate::ledger::{self, AppendError, EmbeddedLedger, Fault, Ledger, MemoryLedger};
use crate::measure::Period;
use crate::run::import::Importing;
use crate::run::{OwnFloor, Rehearsal};
use crate::sim::{Checks, Day, Load, Played, fingerprint, play};
use crate::view::FloorKind;
use jiff::tz::TimeZone;
use serde_json::json;
use std::path::Path;
use std::time::Duration;

/// The zone of the desk.
pub(super) fn zone() -> TimeZone {
    TimeZone::system()
}

/// A fingerprint as it is written down.
fn hex(sha: Sha) -> String {
    use std::fmt::Write;
    sha.iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Reads a file into the floor.
pub(super) fn import(home: &Home, file: &Path, map: &[String], as_json: bool) -> Result<(), Failure> {
    let mapping = mapping(file, map)?;
    let mut own = OwnFloor::open(home)?;
    let mut importing = Importing::open(file, mapping, home).map_err(|error| how_to_map(file, error))?;
    while let Some(pages) = importing.next_pages()? {
        let inputs = pages.into_iter().map(Input::Fetched).collect();
        let outcomes = own.engine.turn(inputs, clock::now());
        importing.hear(&outcomes)?;
    }
    own.engine.turn(Vec::new(), clock::now());
    own.save();
    let totals = importing.totals();
    if as_json {
        return say_json(&json!({
            "file": file.display().to_string(),
            "read": totals.read,
            "new": totals.new,
            "known": totals.known,
            "quarantined": totals.quarantined,
            "problems": totals.problems,
            "notes": own.notes.iter().chain(&totals.notes).collect::<Vec<_>>(),
            "revision": own.engine.floor().revision(),
        }));
    }
    say(&format!("{}: {}", file.display(), totals.words()));
    totals.problems.iter().for_each(|problem| say(problem));
    if !totals.problems.is_empty() {
        let those =
            if totals.problems.len() == 1 { "That row was not taken in" } else { "Such rows were not taken in" };
        say(&format!("{those}. Mend the file and import it again: what is in already is not added twice."));
    }
    for note in own.notes.iter().chain(&totals.notes) {
        say(note);
    }
    Ok(())
}

/// To one who must say what the columns mean: how, and what the columns are.
fn how_to_map(file: &Path, error: ImportError) -> Failure {
    let (ImportError::NeedsMapping { .. }, Ok(looked_at)) = (&error, preview(file, None)) else { return error.into() };
    let columns = looked_at.shape.columns().join(", ");
    format!("{error} For example with --map \"COLUMN=at\" --map \"COLUMN=text\"; its columns are {columns}").into()
}

/// The mapping that the words of the command line make, over what the file's shape proposes.
fn mapping(file: &Path, map: &[String]) -> Result<Option<Mapping>, Failure> {
    if map.is_empty() {
        return Ok(None);
    }
    let mut mapping = preview(file, None)?.mapping;
    for pair in map {
        let (column, role) = pair
            .rsplit_once('=')
            .ok_or_else(|| format!("--map {pair} does not say COLUMN=ROLE; nothing was imported"))?;
        let role: Role = serde_json::from_value(json!(role.trim())).map_err(|_| {
            let roles = Role::ALL.map(|r| serde_json::to_string(&r).unwrap_or_default().replace('"', ""));
            format!("there is no role {role}; the roles are {}. Nothing was imported", roles.join(", "))
        })?;
        mapping.columns.retain(|_, other| *other != role);
        mapping.columns.insert(column.trim().to_owned(), role);
    }
    Ok(Some(mapping))
}

/// Prints the board as it is or was. While another Watchfloor holds the store, that one says how it is.
pub(super) fn board(home: &Home, at: Option<&str>, period: Period, as_json: bool) -> Result<(), Failure> {
    let own = match own_floor(home) {
        Err(failure) => match failure.downcast_ref() {
            Some(held @ Fault::AlreadyOpen(_)) if at.is_some() => {
                return Err(format!("{held}. It says how the floor is, without --at, and not how it was").into());
            }
            Some(held @ Fault::AlreadyOpen(_)) if is_board_of_running(home, period, as_json, held)? => return Ok(()),
            // Whoever held it may have ended just now.
            Some(Fault::AlreadyOpen(_)) => own_floor(home).map_err(|held| {
                format!("{held}. It does not say what is on its board: it is being opened or closed, or at other work")
            })?,
            _ => return Err(failure),
        },
        Ok(own) => own,
    };
    print_board(own, at, period, as_json)
}

/// Prints the board of the floor that is running over this store; false when nobody answers there.
fn is_board_of_running(home: &Home, period: Period, as_json: bool, held: &Fault) -> Result<bool, Failure> {
    let question = if as_json { Question::Board(period) } else { Question::Text };
    let Some(line) = door::answered(home, question, held)? else { return Ok(false) };
    if as_json {
        say(&line);
    } else {
        let answer: serde_json::Value = serde_json::from_str(&line)?;
        say(answer["text"].as_str().ok_or("what answers there is not this version of Watchfloor")?);
    }
    Ok(true)
}

fn print_board(mut own: OwnFloor, at: Option<&str>, period: Period, as_json: bool) -> Result<(), Failure> {
    let zone = zone();
    let Some(words) = at else {
        let now = clock::now();
        own.engine.turn(Vec::new(), now);
        let floor = own.engine.floor();
        if as_json {
            let trouble = Some(own.notes.join(" ")).filter(|notes| !notes.is_empty());
            let board = board_json(floor, now, &zone, period);
            return say_json(&BoardNow { board, rehearsal: false, trouble });
        }
        say(&board_text(&wordless(floor, now, &zone), "Care floor", now, &zone));
        return Ok(());
    };
    let at = moment(words, &zone)?;
    let floor = replay::floor_at(own.engine.ledger().as_ref(), at)?;
    if as_json {
        return say_json(&board_json(&floor, at, &zone, period));
    }
    say(&board_text(&wordless(&floor, at, &zone), "Care floor as it was", at, &zone));
    Ok(())
}

/// A moment as people write it: RFC 3339, or a date and time on the desk's clock.
fn moment(words: &str, zone: &TimeZone) -> Result<At, Failure> {
    let stamp = words.parse::<jiff::Timestamp>().ok();
    let local = || {
        let civil: jiff::civil::DateTime = words.parse().ok()?;
        Some(civil.to_zoned(zone.clone()).ok()?.timestamp())
    };
    let unix = || words.parse().ok().and_then(|secs| jiff::Timestamp::from_second(secs).ok());
    stamp.or_else(local).or_else(unix).and_then(At::from_timestamp).ok_or_else(|| {
        format!("{words} is no moment that can be read; write it like 2026-11-27T14:32:00Z or 2026-11-27T14:32").into()
    })
}

/// What to rehearse.
pub(super) struct Rehearsing<'a> {
    pub(super) day: &'a str,
    pub(super) seed: u64,
    pub(super) speed: &'a str,
    pub(super) load: &'a str,
    pub(super) faults: bool,
    pub(super) kept_in: Option<&'a Home>,
}

/// Plays a day.
pub(super) fn rehearse(wanted: &Rehearsing<'_>, as_json: bool) -> Result<(), Failure> {
    // A day is the same wherever it is played: its midnight is UTC's.
    let zone = TimeZone::UTC;
    let day = Day::named(wanted.day, &zone).ok_or("there is no such day")?;
    let day = day.with_load(Load::named(wanted.load).ok_or("there is no such load")?);
    let day = if wanted.faults { day.with_faults() } else { day };
    if wanted.speed != "max" {
        let speed: u32 = wanted.speed.parse().ok().filter(|x| (1..=86_400).contains(x)).ok_or_else(|| {
            format!("--speed {} is neither `max` nor a number of times faster than life", wanted.speed)
        })?;
        watch(&day, wanted.seed, speed, &zone, as_json)?;
    }
    let played = play(&day, wanted.seed, &zone, Checks::None)?;
    if let Some(home) = wanted.kept_in {
        keep(home, played.engine.ledger().as_ref())?;
    }
    report(wanted, &day, &played, &zone, as_json)
}

/// Shows a day as text while it is played.
fn watch(day: &Day, seed: u64, speed: u32, zone: &TimeZone, as_json: bool) -> Result<(), Failure> {
    let mut rehearsal = Rehearsal::begin_at(day, seed, speed, day.from, zone)?;
    while !rehearsal.is_over() {
        rehearsal.tick();
        let now = rehearsal.now();
        if !as_json {
            let board = wordless(rehearsal.engine.floor(), now, zone);
            say(&format!("{}\n", board_text(&board, &format!("Rehearsal · {} · ×{speed}", day.name), now, zone)));
        }
        std::thread::sleep(Duration::from_secs(1));
    }
    Ok(())
}

fn report(wanted: &Rehearsing<'_>, day: &Day, played: &Played, zone: &TimeZone, as_json: bool) -> Result<(), Failure> {
    let floor = played.engine.floor();
    let board = board_json(floor, played.at, zone, Period::All);
    if as_json {
        return say_json(&json!({
            "day": day.name,
            "seed": wanted.seed,
            "mentions": floor.mentions().len(),
            "conversations": board.conversations,
            "facts": floor.facts(),
            "log_sha256": played.log_sha256,
            "faults": played.faults,
            "refusals": played.refusals,
            "quarantined": floor.quarantined(),
            "board": board,
        }));
    }
    say(&board_text(&wordless(floor, played.at, zone), &format!("Rehearsal · {}", day.name), played.at, zone));
    let counted = |counts: &std::collections::BTreeMap<&'static str, u64>| {
        let words: Vec<String> = counts.iter().map(|(kind, n)| format!("{} {n}", kind.replace('_', " "))).collect();
        if words.is_empty() { "none".into() } else { words.join(", ") }
    };
    say(&format!(
        "\nseed {}, {} mentions, {} conversations, {} facts\nfaults: {}\nrefusals: {}\nlog sha256 {}",
        wanted.seed,
        floor.mentions().len(),
        board.conversations,
        floor.facts(),
        counted(&played.faults),
        counted(&played.refusals),
        played.log_sha256
    ));
    Ok(())
}

/// Copies a log into an empty store.
fn keep(home: &Home, from: &dyn Ledger) -> Result<(), Failure> {
    home.make()?;
    let to = EmbeddedLedger::open(home.dir())?.ledger;
    if to.last_seq() != 0 {
        let dir = home.dir().display();
        return Err(
            format!("the store in {dir} is not empty, so the day was not kept; choose another with --data").into()
        );
    }
    let mut next = 1;
    loop {
        let batch = from.read(next, 256)?;
        let Some(newest) = batch.last() else { break };
        next = newest.seq + 1;
        let commits = batch
            .into_iter()
            .map(|stored| {
                Ok(crate::ledger::Commit { texts: from.texts(stored.seq)?.unwrap_or_default(), ..stored.commit })
            })
            .collect::<Result<Vec<_>, Fault>>()?;
        for commit in commits {
            to.append_lazily(vec![commit]).map_err(|e: AppendError| e.to_string())?;
        }
        to.sync().map_err(|e| e.to_string())?;
    }
    if fingerprint(&to, u64::MAX)? != fingerprint(from, u64::MAX)? {
        return Err("the log that was kept differs from the day that was played; this is a bug".into());
    }
    Ok(())
}

/// Findings that are repeated when they were no damage.
const NAMED_MAX: usize = 5;

/// Reads every commit and checks every rule.
pub(super) fn verify(home: &Home, as_json: bool) -> Result<(), Failure> {
    if home.is_empty() {
        return Err(OwnFloor::none_in(home).into());
    }
    let mut report = ledger::verify(home.dir())?;
    let (mut facts, mut notes) = (0, Vec::new());
    let mut sealed = Checked::default();
    if !report.ok {
        // A program that was killed leaves the store behind its journal, which is no damage. Opening tells one from the
        // other: it closes what was left open, says nothing of that, and says what it mended.
        let own = OwnFloor::open(home)?;
        facts = own.engine.floor().facts();
        let mended = own.notes.clone();
        drop(own);
        if mended.is_empty() {
            notes.push("The program had ended in the middle of its work. What it left open is closed now.".to_owned());
            notes.extend(report.problems.drain(..).take(NAMED_MAX).map(|found| format!("Found before: {found}")));
            report = ledger::verify(home.dir())?;
        }
        report.problems.extend(mended);
    }
    let mut problems = report.problems.clone();
    if report.ok {
        let own = OwnFloor::open(home)?;
        // From the first fact on, not from a snapshot: the snapshot is what is being checked, too.
        sealed = seal::check(own.engine.ledger().as_ref())?;
        problems.extend(sealed.broken.iter().cloned());
        let replayed = crate::engine::Engine::open(own.engine.ledger().clone(), None)?;
        facts = replayed.floor().facts();
        problems.extend(check::broken_rules(replayed.floor()));
        if board_json(replayed.floor(), At::LAST, &TimeZone::UTC, Period::All)
            != board_json(own.engine.floor(), At::LAST, &TimeZone::UTC, Period::All)
        {
            problems.push("the snapshot tells another floor than the log; delete the folder snapshots".into());
        }
    }
    let ok = report.ok && problems.is_empty();
    if as_json {
        say_json(&json!({
            "ok": ok,
            "facts": facts,
            "commits": report.commits,
            "seals": sealed.seals,
            "sealed_up_to": sealed.sealed_up_to,
            "seal": sealed.newest.map(hex),
            "erased": sealed.erased,
            "problems": problems,
            "notes": notes,
        }))?;
    } else {
        let verdict = if ok { "all is well" } else { "something is wrong" };
        say(&format!("{facts} facts in {} commits: {verdict}", report.commits));
        if let Some(newest) = sealed.newest {
            let (seals, up_to) = (sealed.seals, sealed.sealed_up_to);
            say(&format!("{seals} seals hold, up to commit {up_to}; the newest is {}", hex(newest)));
        }
        problems.iter().chain(&notes).for_each(|line| say(line));
    }
    if ok {
        return Ok(());
    }
    Err("the store did not hold what it should; see above. Make a copy with `export` and look after the disk".into())
}

/// Makes the store anew.
pub(super) fn restore(home: &Home, from: &Path, as_json: bool) -> Result<(), Failure> {
    if !from.exists() {
        return Err(format!("There is no {} to restore from; nothing was changed", from.display()).into());
    }
    home.make()?;
    let restored = ledger::restore(from, home.dir())?;
    if as_json {
        let aside: Vec<String> = restored.set_aside.iter().map(|p| p.display().to_string()).collect();
        return say_json(&json!({
            "commits": restored.commits,
            "set_aside": aside,
            "problems": restored.problems,
        }));
    }
    say(&format!("{} commits restored into {}", restored.commits, home.dir().display()));
    for path in &restored.set_aside {
        say(&format!("What was there lies untouched in {}", path.display()));
    }
    for problem in &restored.problems {
        say(problem);
    }
    Ok(())
}

/// Prints all keys.
pub(super) fn keys(as_json: bool) -> Result<(), Failure> {
    // The words of an action may name what is on the floor; those of keys name nothing, so an empty floor serves.
    let mut engine = Engine::open(std::sync::Arc::new(MemoryLedger::new()), None)?;
    let frame = Frame {
        floor: FloorKind::Own { place: String::new() },
        zone: TimeZone::UTC,
        tasks: Vec::new(),
        sync: Vec::new(),
    };
    let empty = engine.snapshot(At::FIRST, &frame);
    let keys: Vec<(&str, String)> =
        crate::ui::keys::BINDINGS.iter().map(|b| (b.shown, b.action.words(&empty))).collect();
    if as_json {
        let rows: Vec<_> = keys.iter().map(|(key, words)| json!({ "key": key, "does": words })).collect();
        return say_json(&rows);
    }
    for (key, words) in keys {
        say(&format!("{key:<16} {words}"));
    }
    Ok(())
}
