//! The whole floor in a bottle: a seeded world of customers, agents and networks over the real engine.
//!
//! It serves two masters today: the rehearsal day that a newcomer sees, and tests with faults. The same seed makes the
//! same day, byte for byte: every purpose draws from a generator of its own, and time is virtual.
//!
//! Seeds make the same day on the same machine type; the logarithms behind waiting times come from the system's
//! mathematics library, which may differ in the last bit elsewhere.

mod chance;
mod company;
mod compare;
mod day;
mod disk;
mod network;
mod people;
mod plan;
mod play;
mod stock;
mod story;
mod text;
mod truth;
mod voice;
mod world;

pub use chance::Chance;
pub use company::{brand, customers};
pub use compare::{Compared, Difference, Figures, VIRAL_MINUTES, compare};
pub use day::{Day, Faults, Load};
pub use disk::SimDisk;
pub use network::SimNetwork;
pub use play::{Checks, Played, SOME_TURNS, fingerprint, play, play_seen};
pub use text::Texts;
pub use truth::{Nature, Tale, Truth};
pub use world::{Policy, World};
