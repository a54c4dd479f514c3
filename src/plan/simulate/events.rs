//! What happens next, of a fixed number of things each of which can happen once at a time.

/// A tournament of moments: each place has one, the earliest of all is at the top, and to set one costs a comparison a
/// level without a branch. A heap of events must push and pop for each; here an agent's end of work is simply moved.
pub(super) struct Events {
    /// `tree[1]` is the top; places begin at `half`. The low bits of a moment hold its place, so that the earliest knows
    /// whose it is and two at the same moment come in the order of their places.
    tree: Vec<u64>,
    half: usize,
    mask: u64,
}

impl Events {
    /// For so many things, none of which is to happen.
    pub fn new(places: usize) -> Events {
        let half = places.max(2).next_power_of_two();
        Events { tree: vec![u64::MAX; 2 * half], half, mask: half as u64 - 1 }
    }

    /// The moment of one thing, in seconds from 0 on; infinite for not at all. Moments are told apart to one in 2³⁵.
    pub fn set(&mut self, place: usize, moment: f64) {
        let bits = if moment < f64::INFINITY { moment.max(0.0).to_bits() } else { u64::MAX };
        // A full mask would make "not at all" look like a place's moment.
        let mut winner = if bits == u64::MAX { u64::MAX } else { (bits & !self.mask) | place as u64 };
        let mut at = self.half + place;
        self.tree[at] = winner;
        while at > 1 {
            winner = winner.min(self.tree[at ^ 1]);
            at >>= 1;
            self.tree[at] = winner;
        }
    }

    /// What happens next; `None` when nothing does.
    pub fn next(&self) -> Option<usize> {
        let top = self.tree.get(1).copied().unwrap_or(u64::MAX);
        (top != u64::MAX).then_some((top & self.mask) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::Events;

    #[test]
    fn the_earliest_is_next_and_ties_go_by_place() {
        let mut events = Events::new(5);
        assert_eq!(events.next(), None);
        for (place, moment) in [(3, 7.0), (1, 9.0), (4, 7.0), (0, 8.0)] {
            events.set(place, moment);
        }
        let mut order = Vec::new();
        while let Some(place) = events.next() {
            order.push(place);
            events.set(place, f64::INFINITY);
        }
        assert_eq!(order, [3, 4, 0, 1]);
    }
}
