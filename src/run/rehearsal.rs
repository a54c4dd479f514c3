//! A day that is played beside the window, at life's speed or faster.

use crate::clock::ScaledClock;
use crate::engine::Engine;
use crate::floor::At;
use crate::ledger::{Fault, MemoryLedger};
use crate::limits;
use crate::sim::{Day, Load, World};
use crate::view::FloorKind;
use jiff::tz::TimeZone;
use std::sync::Arc;
use std::time::Duration;

/// The seed of the day that a newcomer sees.
pub const REHEARSAL_SEED: u64 = 1;
/// How much is written on the days that the window plays.
pub const REHEARSAL_LOAD: Load = Load::Full;
/// The hour and minute at which a newcomer comes in: the middle of the afternoon, with the floor in full swing.
const COME_IN_SECS: u32 = 14 * 3600 + 32 * 60;

/// A day under way.
pub struct Rehearsal {
    /// The engine over a ledger in memory.
    pub engine: Engine,
    world: World,
    clock: ScaledClock,
    day: Day,
    seed: u64,
}

impl Rehearsal {
    /// A day of this name, with everything set up that a newcomer should see, played in an instant up to the moment when
    /// the person comes in.
    ///
    /// # Errors
    ///
    /// A [`Fault`] when there is no such day.
    pub fn begin(name: &str, seed: u64, speed: u32, zone: &TimeZone) -> Result<Rehearsal, Fault> {
        let Some(day) = Day::named(name, zone) else {
            let days = Day::NAMES.join(" and ");
            return Err(Fault::Damaged(format!("there is no day called {name}; there are {days}")));
        };
        let come_in = day.from.plus(COME_IN_SECS);
        let day = day.with_load(REHEARSAL_LOAD);
        let world = World::new(day.clone(), seed).furnished();
        Rehearsal::begin_with(&day, world, (seed, speed), come_in, zone)
    }

    /// The day, played in an instant up to a moment.
    ///
    /// # Errors
    ///
    /// A [`Fault`] when the ledger in memory cannot be read, which is a bug.
    pub fn begin_at(day: &Day, seed: u64, speed: u32, at: At, zone: &TimeZone) -> Result<Rehearsal, Fault> {
        Rehearsal::begin_with(day, World::new(day.clone(), seed), (seed, speed), at, zone)
    }

    /// A day in a world that was made before, played in an instant up to a moment.
    ///
    /// # Errors
    ///
    /// A [`Fault`] when the ledger in memory cannot be read, which is a bug.
    pub fn begin_with(
        day: &Day,
        world: World,
        (seed, speed): (u64, u32),
        at: At,
        zone: &TimeZone,
    ) -> Result<Rehearsal, Fault> {
        let engine = Engine::open(Arc::new(MemoryLedger::new()), None)?.watching(zone).sealing()?;
        let clock = ScaledClock::starting(at, speed);
        let mut rehearsal = Rehearsal { engine, world, clock, day: day.clone(), seed };
        rehearsal.advance(at);
        Ok(rehearsal)
    }

    /// Plays up to what the clock shows.
    pub fn tick(&mut self) {
        self.advance(self.now());
    }

    fn advance(&mut self, until: At) {
        let mut last = At::FIRST;
        while let Some(now) = self.next_moment().filter(|at| *at <= until) {
            last = last.max(now);
            self.world.turn(&mut self.engine, last);
        }
    }

    fn next_moment(&self) -> Option<At> {
        self.world.next_at().into_iter().chain(self.engine.next_deadline()).min()
    }

    /// How long until something happens; at most a second.
    pub fn until_next(&self) -> Duration {
        let until = self.next_moment().and_then(|at| self.clock.until(at)).unwrap_or(Duration::from_secs(1));
        until.clamp(Duration::from_millis(limits::PUBLISH_MILLIS_MIN), Duration::from_secs(1))
    }

    /// The moment that it shows; the end of the day when that has come.
    pub fn now(&self) -> At {
        self.clock.now().min(self.day.until)
    }

    /// Plays at another speed from here on.
    pub fn set_speed(&mut self, speed: u32) {
        self.clock.set_speed(speed.min(600));
    }

    /// What it is, for the screen.
    pub fn kind(&self) -> FloorKind {
        FloorKind::Rehearsal { day: self.day.name.to_owned(), seed: self.seed, speed: self.clock.speed() }
    }

    /// Whether the day is over.
    pub fn is_over(&self) -> bool {
        self.clock.now() >= self.day.until
    }
}
