//! The running program without a window: what it publishes, and what becomes of wishes.

mod drafted;
mod first;
mod furnished;
mod learning;
mod mapping;
mod secrets;
mod strip;
mod synced;
mod synced_pace;
