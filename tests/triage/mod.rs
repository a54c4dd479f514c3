//! Triage: what a mention says, and what it asks of us.

mod learnt;
mod model;
mod texts;
