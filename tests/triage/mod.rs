//! What triage says, against what must hold and against what is known.

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
mod viral;
