//! The funnel: what each stage lets pass, and that nothing which is written can break it.

mod copies;
mod personal;
#[path = "../../benches/support/texts.rs"]
mod texts;
