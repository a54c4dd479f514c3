//! Triage: what a mention says, and what it asks of us.

mod copies;
mod golden;
mod personal;
#[path = "../../benches/support/texts.rs"]
mod real_texts;
mod texts;
