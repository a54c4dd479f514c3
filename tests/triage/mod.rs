//! What triage says, against what must hold and against what is known.

mod viral;
