//! The floor: what is, and how it comes to be so.

mod clocks;
pub mod days;
mod exposure;
pub mod figures;
pub mod handoffs;
mod late;
mod laws;
mod threads;
mod undo;
