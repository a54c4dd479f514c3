//! The window, by the names a screen reader says.

mod agents;
mod bench;
mod board;
mod escalations;
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
