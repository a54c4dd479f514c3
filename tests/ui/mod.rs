//! The window, by the names a screen reader says.

mod agents;
mod assignment;
mod bench;
mod board;
mod fixture;
mod floor;
mod funnel;
mod keys;
mod mapping;
mod pace;
mod palette;
mod sources;
mod triage;
mod window;
