//! The engine: what a turn answers, what it keeps, and what it shows.

mod assign;
mod audit;
mod desks;
mod past;
mod table;
mod turn;
