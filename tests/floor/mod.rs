//! The floor: what is, and how it comes to be so.

mod accounts;
mod assignment;
mod calendar;
mod clocks;
pub mod days;
mod exposure;
pub mod figures;
pub mod handoffs;
mod helpdesk;
mod late;
mod laws;
mod outbox;
mod people;
mod promise;
mod roles;
mod rules;
mod threads;
mod undo;

pub use assignment::hows as assignment_hows;
