//! The floor: what is, and how it comes to be so.

mod clocks;
pub mod days;
mod exposure;
pub mod figures;
mod late;
mod laws;
mod people;
mod threads;
mod undo;
