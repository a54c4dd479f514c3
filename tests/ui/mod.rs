//! The window, by the names a screen reader says.

mod agents;
mod assignment;
mod bell;
mod bench;
mod board;
mod desks;
mod escalations;
mod fixture;
mod floor;
mod funnel;
mod handoff;
mod hours;
mod keys;
mod mapping;
mod pace;
mod palette;
mod people;
mod plan;
mod planner;
mod reach;
mod sources;
mod ticket;
mod triage;
mod window;
