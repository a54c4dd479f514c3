//! What triage says, against what must hold and against what is known.

mod texts;
mod viral;
