//! The floor: what is, and how it comes to be so.

mod assignment;
mod clocks;
pub mod days;
mod exposure;
pub mod figures;
mod late;
mod laws;
mod threads;
mod undo;

pub use assignment::hows as assignment_hows;
