//! What stands around every screen: navigation, bar, rehearsal mark, trouble, tasks, and the tint of the past.

mod banner;
mod nav;
mod past;
mod tasks;
mod top;
mod trouble;
mod welcome;

pub use banner::banner_ui;
pub use nav::nav_ui;
pub use past::{past_strip_ui, past_tint_ui};
pub use tasks::tasks_ui;
pub use top::top_ui;
pub use trouble::trouble_ui;
pub use welcome::{empty_floor_ui, is_empty_floor, welcome_ui};
