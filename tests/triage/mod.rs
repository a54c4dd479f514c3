//! Triage: what a mention says, and what it asks of us.

mod texts;
