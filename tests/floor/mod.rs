//! The floor: what is, and how it comes to be so.

mod late;
mod threads;
mod undo;
