//! One shift as the search holds it: eight bytes and its places.

use super::instance::Shapes;

/// No break.
const NO_BREAK: u8 = u8::MAX;
/// Breaks of one shift.
pub(in crate::plan) const BREAKS: usize = crate::limits::ROSTER_BREAKS_MAX;

/// A shift of somebody on a day, or that there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::plan) struct Shift {
    /// The first interval; `u16::MAX` is a free day.
    pub from: u16,
    /// Intervals with breaks.
    pub len: u8,
    /// Paid intervals.
    pub paid: u8,
    /// Where each break of the shapes begins, from the beginning of the shift.
    pub breaks: [u8; BREAKS],
}

/// The beginnings and ends of the worked stretches, in turn, and `u16::MAX` to the end.
pub(in crate::plan) type Edges = [u16; 2 * (BREAKS + 1) + 1];

impl Shift {
    /// A free day.
    pub const FREE: Shift = Shift { from: u16::MAX, len: 0, paid: 0, breaks: [NO_BREAK; BREAKS] };

    pub fn is_free(self) -> bool {
        self.from == u16::MAX
    }

    pub fn until(self) -> u16 {
        self.from + u16::from(self.len)
    }

    /// A shift whose breaks begin where `wish` says, as near to it as their rules allow; `None` if they do not fit.
    pub fn new(shapes: &Shapes, from: u16, len: u16, mut wish: impl FnMut(usize, u16, u16) -> u16) -> Option<Shift> {
        let mut shift = Shift { from, len: u8::try_from(len).ok()?, paid: len as u8, breaks: [NO_BREAK; BREAKS] };
        let mut end = 0;
        for (i, rule) in shapes.breaks.iter().enumerate().filter(|(_, rule)| len >= rule.from_length) {
            let first = rule.after.max(if end > 0 { end + 1 } else { 0 });
            let last = len.checked_sub(rule.before + u16::from(rule.slots))?;
            if first > last {
                return None;
            }
            let at = wish(i, first, last).clamp(first, last);
            shift.breaks[i] = at as u8;
            end = at + u16::from(rule.slots);
            if !rule.paid {
                shift.paid -= rule.slots;
            }
        }
        Some(shift)
    }

    /// The stretches that are worked.
    pub fn edges(self, shapes: &Shapes) -> Edges {
        let mut edges = [u16::MAX; 2 * (BREAKS + 1) + 1];
        if self.is_free() {
            return edges;
        }
        edges[0] = self.from;
        let mut n = 1;
        for (at, rule) in self.breaks.iter().zip(&shapes.breaks).filter(|(at, _)| **at != NO_BREAK) {
            let at = self.from + u16::from(*at);
            edges[n] = at;
            edges[n + 1] = at + u16::from(rule.slots);
            n += 2;
        }
        edges[n] = self.until();
        edges
    }

    /// Its breaks, as first interval and the first after.
    pub fn break_ranges(self, shapes: &Shapes) -> Vec<(u32, u32)> {
        let edges = self.edges(shapes);
        let inner = edges.iter().take_while(|e| **e != u16::MAX).skip(1).map(|e| u32::from(*e));
        let inner: Vec<u32> = inner.collect();
        inner.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    }
}

/// Calls `each` with the stretches in which two lists of worked stretches differ, and whether the second has them.
#[inline]
pub(in crate::plan) fn differ(old: &Edges, new: &Edges, mut each: impl FnMut(usize, usize, bool)) {
    let (mut i, mut j) = (0, 0);
    let mut at = 0;
    while i < old.len() && j < new.len() {
        let (a, b) = (old[i], new[j]);
        let next = a.min(b);
        if (i ^ j) & 1 == 1 && next > at {
            each(usize::from(at), usize::from(next), j & 1 == 1);
        }
        if next == u16::MAX {
            return;
        }
        i += usize::from(a == next);
        j += usize::from(b == next);
        at = next;
    }
}
