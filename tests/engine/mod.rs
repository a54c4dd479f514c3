//! The engine: what a turn answers, what it keeps, and what it shows.

mod audit;
mod past;
mod table;
mod turn;
