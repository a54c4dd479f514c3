//! What comes: the laws of planning.

mod peak;
mod planned;
mod roster;
