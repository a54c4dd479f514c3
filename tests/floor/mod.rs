//! The floor: what is, and how it comes to be so.

mod calendar;
mod clocks;
pub mod days;
mod exposure;
pub mod figures;
mod late;
mod laws;
mod promise;
mod threads;
mod undo;
