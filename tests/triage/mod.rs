//! What triage says, against what must hold and against what is known.

mod viral;
//! Triage: what a mention says, and what it asks of us.

mod texts;
