//! A cost below which no roster can be.

use super::state::Ground;

#[derive(Debug)]
pub(super) struct Bound<'g> {
    ground: &'g Ground<'g>,
    best: i64,
}

impl<'g> Bound<'g> {
    pub fn new(ground: &'g Ground<'g>) -> Bound<'g> {
        Bound { ground, best: 0 }
    }

    pub fn best(&self) -> i64 {
        self.best
    }

    pub fn step(&mut self, _best_cost: i64) {
        let _ = self.ground;
    }
}
