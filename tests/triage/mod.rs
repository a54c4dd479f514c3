//! Triage: what a mention says, and what it asks of us.

mod copies;
mod cues;
mod funnel;
mod fuzz;
mod golden;
mod hostile;
mod languages;
mod learnt;
mod model;
mod personal;
#[path = "../../benches/support/texts.rs"]
mod real_texts;
mod texts;
