//! A whole day played at full speed over the real engine, with everything checked that must hold.

use super::world::Blow;
use super::{Chance, Day, SimDisk, World};
use crate::engine::{Engine, replay};
use crate::floor::{At, Floor, check};
use crate::ledger::{Fault, Journal, Ledger, MemoryLedger};
use crate::view::Wallboard;
use crate::view::made::{Look, wallboard};
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What to check while a day is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checks {
    /// Nothing: for speed.
    None,
    /// The floor's rules after every turn; at every quarter of an hour the board against a replay of the log; at the end
    /// that everything that was written is on the floor exactly once.
    All,
    /// The same without boards, and the floor's rules after each [`SOME_TURNS`]th turn that changed something: for weeks.
    Some,
}

/// Turns that change something from one look at the floor's rules to the next, where not all are looked at.
pub const SOME_TURNS: u64 = 32;

/// A day that was played.
pub struct Played {
    /// The engine at the end of the day.
    pub engine: Engine,
    /// The world at the end of the day.
    pub world: World,
    /// The moment of the end.
    pub at: At,
    /// What went wrong underneath, by kind.
    pub faults: BTreeMap<&'static str, u64>,
    /// Commands that were refused, by kind.
    pub refusals: BTreeMap<&'static str, u64>,
    /// The fingerprint of the log: every byte of every commit in order.
    pub log_sha256: String,
    /// Rules that did not hold, in words; empty when all is well.
    pub broken: Vec<String>,
    /// Moments at which the live board was compared with a replay.
    pub boards_compared: usize,
}

/// Plays a day from its first second to its last, as fast as the machine can.
///
/// # Errors
///
/// A [`Fault`] when the ledger cannot be read, which on an invented disk is a bug.
pub fn play(day: &Day, seed: u64, zone: &TimeZone, checks: Checks) -> Result<Played, Fault> {
    play_seen(day, World::new(day.clone(), seed), zone, checks, &mut |_, _, _| {})
}

/// The same with a world that was made before, and with somebody who sees the engine after each turn.
///
/// # Errors
///
/// A [`Fault`] when the ledger cannot be read, which on an invented disk is a bug.
pub fn play_seen(
    day: &Day,
    world: World,
    zone: &TimeZone,
    checks: Checks,
    seen: &mut dyn FnMut(&Engine, &World, At),
) -> Result<Played, Fault> {
    let disk = day.faults.disk.then(SimDisk::new);
    let mut stage = Stage {
        engine: Engine::open(ledger(disk.as_ref())?, None)?.watching(zone).sealing()?,
        power: Chance::new(world.seed(), "power"),
        world,
        disk,
        turns: 0,
        refusals: BTreeMap::new(),
        broken: Vec::new(),
        boards: Vec::new(),
        checks,
        zone: zone.clone(),
    };
    stage.until(day.until, seen)?;
    stage.wind_down(day.until)?;
    stage.finish(day.until)
}

fn ledger(disk: Option<&SimDisk>) -> Result<Arc<dyn Ledger>, Fault> {
    Ok(match disk {
        None => Arc::new(MemoryLedger::new()),
        Some(disk) => {
            let (journal, _) = Journal::open(Box::new(disk.clone()))?;
            Arc::new(MemoryLedger::journalled(journal)?)
        }
    })
}

struct Stage {
    engine: Engine,
    world: World,
    disk: Option<SimDisk>,
    power: Chance,
    turns: u64,
    refusals: BTreeMap<&'static str, u64>,
    broken: Vec<String>,
    boards: Vec<(At, Wallboard)>,
    checks: Checks,
    zone: TimeZone,
}

impl Stage {
    fn until(&mut self, end: At, seen: &mut dyn FnMut(&Engine, &World, At)) -> Result<(), Fault> {
        let mut quarter = 0;
        let mut last = At::FIRST;
        while let Some(now) = self.next_moment().map(|at| at.max(last)).filter(|at| *at < end) {
            // A second may take several turns; its board is the one at its end.
            let this = now.unix() / 900;
            if self.checks == Checks::All && this != quarter && last > At::FIRST && now > last {
                quarter = this;
                let board = board(self.engine.floor(), last, &self.zone);
                self.boards.push((last, board));
            }
            last = now;
            self.turn(now)?;
            seen(&self.engine, &self.world, now);
        }
        Ok(())
    }

    fn next_moment(&self) -> Option<At> {
        self.world.next_at().into_iter().chain(self.engine.next_deadline()).min()
    }

    fn turn(&mut self, now: At) -> Result<(), Fault> {
        let from = self.engine.floor().revision();
        self.world.turn(&mut self.engine, now);
        for blow in self.world.take_blows() {
            self.strike(blow);
        }
        if let Some(disk) = self.disk.clone().filter(SimDisk::is_dead) {
            self.start_again(&disk, now)?;
        }
        let has_changed = self.engine.floor().revision() != from;
        self.turns += u64::from(has_changed);
        let asks = match self.checks {
            Checks::None => false,
            Checks::All => true,
            Checks::Some => self.turns.is_multiple_of(SOME_TURNS),
        };
        if asks && has_changed && self.broken.len() < 10 {
            let broken = check::broken_rules(self.engine.floor());
            self.broken.extend(broken.into_iter().map(|rule| format!("{now}: {rule}")));
        }
        Ok(())
    }

    fn strike(&mut self, blow: Blow) {
        let Some(disk) = &self.disk else { return };
        match blow {
            Blow::DiskFull(full) => {
                disk.set_full(full);
                self.world.count("disk_full", u64::from(full));
            }
            Blow::Kill => disk.threaten(1 + self.power.below(4)),
        }
    }

    /// The power went in the middle of a write: what was acknowledged must be there when the program is back.
    fn start_again(&mut self, disk: &SimDisk, now: At) -> Result<(), Fault> {
        let acknowledged = self.engine.floor().revision();
        let before = self.fingerprint_until(acknowledged)?;
        let torn = disk.lose_power(&mut self.power);
        self.world.count("killed", 1);
        self.world.count("torn_bytes", torn as u64);
        for (kind, n) in self.engine.refusals() {
            *self.refusals.entry(kind).or_default() += n;
        }
        self.engine = Engine::open(ledger(Some(disk))?, None)?.watching(&self.zone).sealing()?;
        if self.fingerprint_until(acknowledged)? != before {
            self.broken.push(format!("{now}: an acknowledged decision was lost when the power went"));
        }
        self.world.resume(self.engine.floor(), now);
        Ok(())
    }

    /// After the day: nothing fails any more, and what is still on its way arrives.
    fn wind_down(&mut self, end: At) -> Result<(), Fault> {
        if let Some(disk) = &self.disk {
            disk.set_full(false);
        }
        self.world.wind_down();
        let mut rounds = 0;
        while !self.world.is_read() && rounds < 5000 {
            let Some(now) = self.world.next_at() else { break };
            self.turn(now.max(end))?;
            rounds += 1;
        }
        Ok(())
    }

    fn finish(mut self, end: At) -> Result<Played, Fault> {
        for (kind, n) in self.engine.refusals() {
            *self.refusals.entry(kind).or_default() += n;
        }
        if self.checks != Checks::None {
            self.compare_boards()?;
            self.account_for_everything();
        }
        let log_sha256 = self.fingerprint_until(u64::MAX)?;
        Ok(Played {
            faults: self.world.faults().clone(),
            refusals: self.refusals,
            log_sha256,
            broken: self.broken,
            boards_compared: self.boards.len(),
            // What was still under way at the end of the day may have been told a little later.
            at: self.engine.floor().at().map_or(end, |last| last.max(end)),
            engine: self.engine,
            world: self.world,
        })
    }

    fn compare_boards(&mut self) -> Result<(), Fault> {
        for (at, live) in &self.boards {
            let past = replay::floor_at(self.engine.ledger().as_ref(), *at)?;
            let then = board(&past, *at, &self.zone);
            if then != *live {
                self.broken.push(format!(
                    "{at}: the board of the replay differs from the board as it was shown: {}",
                    first_difference(&then, live)
                ));
            }
        }
        Ok(())
    }

    fn account_for_everything(&mut self) {
        let floor = self.engine.floor();
        let lost = self.world.posted().iter().filter(|key| floor.mentions().find(**key).is_none()).count();
        if lost > 0 {
            self.broken.push(format!("{lost} mentions that were written are not on the floor"));
        }
        let (posted, kept) = (self.world.posted().len(), floor.mentions().len());
        if kept != posted {
            self.broken.push(format!("{posted} mentions were written, {kept} are on the floor"));
        }
    }

    fn fingerprint_until(&self, last: u64) -> Result<String, Fault> {
        fingerprint(self.engine.ledger().as_ref(), last)
    }
}

/// The first line that differs, replay first.
fn first_difference(replay: &Wallboard, live: &Wallboard) -> String {
    let (replay, live) = (format!("{replay:#?}"), format!("{live:#?}"));
    let differing = replay.lines().zip(live.lines()).find(|(a, b)| a != b);
    differing.map_or_else(|| "one is longer".into(), |(a, b)| format!("{} against {}", a.trim(), b.trim()))
}

/// The board's figures, without the words that lie in the ledger.
fn board(floor: &Floor, now: At, zone: &TimeZone) -> Wallboard {
    wallboard(&mut Look {
        floor,
        now,
        zone,
        goal_ratio: 0.8,
        words: &mut |_| String::new(),
        because: &|_, _| Vec::new(),
    })
}

/// The fingerprint of a log up to a place: every byte of every commit, in order.
///
/// # Errors
///
/// A [`Fault`] when the ledger cannot be read.
pub fn fingerprint(ledger: &dyn Ledger, last: u64) -> Result<String, Fault> {
    let mut hash = Sha256::new();
    let mut next = 1;
    loop {
        let batch = ledger.read(next, 1024)?;
        let Some(newest) = batch.last() else { break };
        next = newest.seq + 1;
        for stored in batch.iter().filter(|s| s.seq <= last) {
            let texts = ledger.texts(stored.seq)?.unwrap_or_default();
            hash.update(stored.seq.to_le_bytes());
            for part in [stored.commit.key.as_bytes(), &stored.commit.body, &texts] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
            hash.update(stored.commit.prev.to_le_bytes());
            hash.update(stored.commit.event_id);
        }
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
