//! The floor: what is, and how it comes to be so.

mod accounts;
mod clocks;
pub mod days;
mod exposure;
pub mod figures;
mod late;
mod laws;
mod roles;
mod rules;
mod threads;
mod undo;
