//! What triage says, against what must hold and against what is known.

mod copies;
mod golden;
mod personal;
#[path = "../../benches/support/texts.rs"]
mod real_texts;
mod texts;
mod viral;
