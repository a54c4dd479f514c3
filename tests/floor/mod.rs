//! The floor: what is, and how it comes to be so.

mod calendar;
mod clocks;
pub mod days;
mod exposure;
pub mod figures;
pub mod handoffs;
mod late;
mod laws;
mod promise;
mod roles;
mod people;
mod threads;
mod undo;
