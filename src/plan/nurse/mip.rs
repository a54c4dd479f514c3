//! Whole lines for many people together, chosen by a solver of integer programmes (HiGHS).
//!
//! At the worth that gives a bound, each line has a price, and a roster costs at least the bound and, for each of its
//! lines, what that line's price is above its person's cheapest. So a line whose price is too high for the gap between the
//! bound and the best roster is in no better roster and is left out. Where all others can be listed, the solver's bound is
//! one for every roster (the enumeration of columns, R. Baldacci, N. Christofides and A. Mingozzi 2008). Where they are too
//! many, those up to a smaller price are listed: a roster is then made of listed lines alone, or it costs at least the
//! bound and that price.

use super::instance::Cover;
use super::lines::{Line, People, Room};
use super::roster::Roster;
use highs::{ColProblem, Row, Sense, SolvedModel};

/// Lines that the solver is given at most, and at most for each second that it has: its first linear programme must end long
/// before the time does.
const LINES_MAX: usize = 12_000;
/// See [`LINES_MAX`].
const LINES_A_SEC: f64 = 3_000.0;
/// How far the solver's bound may stay below its choice: costs are whole numbers, so that nothing is between them.
const WHOLE: f64 = 0.999;
/// The share of the gap up to which lines must be listed to be of use. Those with the very least prices are much alike, and
/// the lines that the search knows are the better choice then.
const USEFUL: f64 = 0.3;
/// Prices are compared up to this.
const EXACT: f64 = 1e-6;

/// Which lines are to be chosen: those of `staff`, while all others keep theirs in `best`.
pub(super) struct Task<'t> {
    pub(super) people: &'t People<'t>,
    pub(super) staff: &'t [usize],
    pub(super) best: &'t Roster,
    pub(super) worth: &'t [f64],
    /// Lines of each person that the search knows.
    pub(super) pool: &'t [Vec<Line>],
}

/// What the solver found.
pub(super) struct Found {
    /// A roster that may be better.
    pub(super) roster: Option<Roster>,
    /// What any roster costs at least in which all others keep their lines.
    pub(super) bound: f64,
}

impl Task<'_> {
    /// Chooses for at most so many seconds. Nothing where somebody has no lawful line, or where the solver fails.
    pub(super) fn solve(&self, secs: f64, room: &mut Room) -> Option<Found> {
        let instance = self.people.instance;
        let there = self.best.there(instance);
        let cover: i64 = instance.cover.iter().zip(&there).map(|(cover, there)| cover.cost(*there)).sum();
        let own: Vec<Line> =
            self.staff.iter().map(|&who| Line::new(instance, who, self.best.line(who).to_vec())).collect();
        // What all others leave open, and what is paid for it and for the wishes of `staff`: the rest does not change.
        let mut open: Vec<i64> =
            instance.cover.iter().zip(there).map(|(cover, there)| i64::from(cover.need) - i64::from(there)).collect();
        own.iter().for_each(|line| line.covers(instance).for_each(|cell| open[cell] += 1));
        let now = cover + own.iter().map(|line| line.cost).sum::<i64>();
        let rest = (self.best.cost(instance) - now) as f64;
        let cheapest: Option<Vec<f64>> =
            self.staff.iter().map(|&who| Some(self.people.cheapest(who, self.worth, room)?.0)).collect();
        let cheapest = cheapest?;
        let paid = open.iter().zip(self.worth).map(|(open, worth)| *open as f64 * worth).sum::<f64>();
        let base = cheapest.iter().sum::<f64>() + paid;
        let gap = (now - 1) as f64 - base + EXACT;
        if gap < 0.0 {
            return Some(Found { roster: None, bound: now as f64 + rest });
        }
        let most = ((secs * LINES_A_SEC) as usize).min(LINES_MAX);
        let (mut lines, slack) = self.listed(gap, most, room);
        self.add_known(&mut lines, (&cheapest, gap), most);
        lines.extend(own.iter().cloned().enumerate());
        lines.sort_unstable();
        lines.dedup();
        let solved = self.model(&lines, &open, &own, secs)?;
        let dual = solved.double_info_value(c"mip_dual_bound").ok()?;
        let elsewhere = if slack < gap { base + slack } else { now as f64 };
        Some(Found { roster: self.chosen(&solved, &lines), bound: dual.min(elsewhere) + rest })
    }

    /// The lines with the least prices, with the place of their person, and up to which price above their person's cheapest
    /// they are all there: `gap` if there is room for so many, and no line where there is room for few only.
    fn listed(&self, gap: f64, most: usize, room: &mut Room) -> (Vec<(usize, Line)>, f64) {
        let mut slack = gap;
        while slack >= gap * USEFUL {
            match self.listed_to(slack, most, room) {
                Some(lines) => return (lines, slack),
                None => slack *= 0.8,
            }
        }
        (Vec::new(), 0.0)
    }

    fn listed_to(&self, slack: f64, most: usize, room: &mut Room) -> Option<Vec<(usize, Line)>> {
        let mut lines = Vec::new();
        for (place, &who) in self.staff.iter().enumerate() {
            let found = self.people.every(who, self.worth, (slack, most - lines.len()), room)?;
            lines.extend(found.into_iter().map(|cells| (place, Line::new(self.people.instance, who, cells))));
        }
        Some(lines)
    }

    /// Adds the lines that the search knows, where they may be of use, until there is no more room.
    fn add_known(&self, lines: &mut Vec<(usize, Line)>, (cheapest, gap): (&[f64], f64), most: usize) {
        let mut known: Vec<(f64, usize, &Line)> = Vec::new();
        for (place, &who) in self.staff.iter().enumerate() {
            let more = |line: &Line| line.price(self.people.instance, self.worth) - cheapest[place];
            let useful = self.pool[who].iter().map(|line| (more(line), place, line)).filter(|known| known.0 <= gap);
            known.extend(useful);
        }
        known.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
        known.truncate(most - lines.len());
        lines.extend(known.into_iter().map(|(_, place, line)| (place, line.clone())));
    }

    /// The programme: a line each, and people too few and too many at their price. The solver begins with what is there.
    fn model(&self, lines: &[(usize, Line)], open: &[i64], own: &[Line], secs: f64) -> Option<SolvedModel> {
        let instance = self.people.instance;
        let mut problem = ColProblem::default();
        let counts = |cover: &Cover| cover.under > 0 || cover.over > 0;
        let rows: Vec<Option<Row>> = instance
            .cover
            .iter()
            .zip(open)
            .map(|(cover, &open)| counts(cover).then(|| problem.add_row(open as f64..=open as f64)))
            .collect();
        let people: Vec<Row> = self.staff.iter().map(|_| problem.add_row(1.0..=1.0)).collect();
        let mut start = Vec::new();
        for (place, line) in lines {
            let covered = line.covers(instance).filter_map(|cell| Some((rows[cell]?, 1.0)));
            problem.add_integer_column(line.cost as f64, 0.0..=1.0, covered.chain([(people[*place], 1.0)]));
            start.push(f64::from(u8::from(*line == own[*place])));
        }
        let mut missing = open.to_vec();
        own.iter().for_each(|line| line.covers(instance).for_each(|cell| missing[cell] -= 1));
        for ((cover, row), missing) in instance.cover.iter().zip(&rows).zip(missing) {
            let Some(row) = *row else { continue };
            problem.add_column(cover.under as f64, 0.0.., [(row, 1.0)]);
            problem.add_column(cover.over as f64, 0.0.., [(row, -1.0)]);
            start.extend([missing.max(0) as f64, (-missing).max(0) as f64]);
        }
        let mut model = problem.try_optimise(Sense::Minimise).ok()?;
        model.make_quiet();
        model.try_set_option("parallel", "off").ok()?;
        model.try_set_option("threads", 1).ok()?;
        model.try_set_option("time_limit", secs).ok()?;
        model.try_set_option("mip_rel_gap", 0.0).ok()?;
        model.try_set_option("mip_abs_gap", WHOLE).ok()?;
        model.try_set_solution(Some(&start), None, None, None).ok()?;
        model.try_solve().ok()
    }

    /// The roster that the solver chose, where it chose a line for everybody.
    fn chosen(&self, solved: &SolvedModel, lines: &[(usize, Line)]) -> Option<Roster> {
        let solution = solved.get_solution();
        let mut roster = self.best.clone();
        let mut has = vec![false; self.staff.len()];
        for ((place, line), _) in lines.iter().zip(solution.columns()).filter(|(_, part)| **part > 0.5) {
            roster.set_line(self.staff[*place], &line.cells);
            has[*place] = true;
        }
        has.into_iter().all(|has| has).then_some(roster)
    }
}
