//! The window, by the names a screen reader says.

mod agents;
mod bench;
mod floor;
mod keys;
mod palette;
mod sources;
