//! The linear programme that chooses one line a person, in parts.
//!
//! Rows are the cover of each day and shift, then one row a person, whose parts must add up to one line. Columns are
//! lines; beside them stand, for each cover row, people too few and people too many at their price, so that every choice
//! is allowed and only costs. It is solved by the revised simplex method with the inverse of the basis kept whole; the
//! cover is shifted by tiny amounts, differently for each row, because without that the method can stand still for long.
//! Prices of rows stay right under such a shift, and they are what is wanted most.

/// One line as the programme sees it.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// What its wishes cost.
    pub(super) cost: f64,
    /// The cover rows that it adds one person to.
    pub(super) rows: Vec<u16>,
    /// The person, by their place among those of the programme.
    pub(super) who: u16,
}

/// What a cover row asks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// How many; below nothing where others are too many already.
    pub(super) need: f64,
    /// What one too few costs.
    pub(super) under: f64,
    /// What one too many costs.
    pub(super) over: f64,
}

/// What a forbidden line costs more: so much that none is in a basis for long.
const BANNED: f64 = 1e6;
/// Costs below which a line is not worth taking in.
const WORTH: f64 = 1e-6;
/// Pivots below this are not trusted.
const PIVOT: f64 = 1e-7;
/// Pivots after which the inverse is made anew.
const RENEW: usize = 800;

/// The programme and where its solution stands.
pub(super) struct Master {
    wanted: Vec<Wanted>,
    staff: usize,
    columns: Vec<Column>,
    banned: Vec<bool>,
    /// The right side, shifted.
    right: Vec<f64>,
    /// Which variable each row's place in the basis holds: under, over, then lines.
    basis: Vec<usize>,
    in_basis: Vec<bool>,
    /// The inverse, column by column.
    inverse: Vec<f64>,
    values: Vec<f64>,
    prices: Vec<f64>,
    pivots: usize,
    entering: Vec<f64>,
    /// What each variable outside the basis would cost more than it is worth.
    reduced: Vec<f64>,
    /// How long a step along each variable is, about, against one along those that were outside to begin with.
    length: Vec<f64>,
    /// The lines that are not forbidden.
    allowed: Vec<u32>,
    /// The row of the inverse that a step turns about.
    about: Vec<f64>,
}

impl Master {
    /// A programme that begins with one line a person, given in their order.
    pub(super) fn new(wanted: Vec<Wanted>, first: Vec<Column>) -> Master {
        let (covers, staff) = (wanted.len(), first.len());
        let rows = covers + staff;
        // A shift that differs from row to row and repeats itself in no pattern: the golden ratio's multiples. Less is wished
        // for, not more: with more, crumbs of lines would be chosen to fill the shift.
        let shift = |row: usize| -1e-4 * ((row as f64 + 1.0) * 0.618_033_988_749_895).fract() - 1e-5;
        let mut right: Vec<f64> = wanted.iter().enumerate().map(|(row, w)| w.need + shift(row)).collect();
        right.extend(std::iter::repeat_n(1.0, staff));
        let mut basis = Vec::with_capacity(rows);
        let mut there = vec![0.0; covers];
        first.iter().for_each(|c| c.rows.iter().for_each(|row| there[usize::from(*row)] += 1.0));
        basis.extend((0..covers).map(|row| if right[row] >= there[row] { row } else { covers + row }));
        basis.extend((0..staff).map(|who| 2 * covers + who));
        let mut in_basis = vec![false; 2 * covers + staff];
        basis.iter().for_each(|&variable| in_basis[variable] = true);
        let mut master = Master {
            wanted,
            staff,
            banned: vec![false; staff],
            columns: first,
            right,
            basis,
            in_basis,
            inverse: vec![0.0; rows * rows],
            values: vec![0.0; rows],
            prices: vec![0.0; rows],
            pivots: 0,
            entering: vec![0.0; rows],
            reduced: vec![0.0; 2 * covers + staff],
            length: vec![1.0; 2 * covers + staff],
            allowed: (0_u32..).take(staff).collect(),
            about: vec![0.0; rows],
        };
        master.first_inverse();
        master.weigh();
        master
    }

    fn rows(&self) -> usize {
        self.wanted.len() + self.staff
    }

    /// The inverse of a basis of one line a person and an under or over in each cover row.
    fn first_inverse(&mut self) {
        let (covers, rows) = (self.wanted.len(), self.rows());
        let sign = |basis: &[usize], row: usize| if basis[row] < covers { 1.0 } else { -1.0 };
        self.inverse.fill(0.0);
        for row in 0..covers {
            self.inverse[row * rows + row] = sign(&self.basis, row);
        }
        for who in 0..self.staff {
            let at = (covers + who) * rows;
            self.inverse[at + covers + who] = 1.0;
            for &row in &self.columns[who].rows {
                let row = usize::from(row);
                self.inverse[at + row] -= sign(&self.basis, row);
            }
        }
    }

    /// What a variable costs.
    fn cost(&self, variable: usize) -> f64 {
        let covers = self.wanted.len();
        if variable < covers {
            self.wanted[variable].under
        } else if variable < 2 * covers {
            self.wanted[variable - covers].over
        } else {
            let at = variable - 2 * covers;
            self.columns[at].cost + if self.banned[at] { BANNED } else { 0.0 }
        }
    }

    /// Values and prices anew from the inverse.
    fn weigh(&mut self) {
        let rows = self.rows();
        self.values.fill(0.0);
        for (column, &right) in self.inverse.chunks(rows).zip(&self.right) {
            self.values.iter_mut().zip(column).for_each(|(value, part)| *value += part * right);
        }
        self.price();
    }

    /// Prices anew from the inverse, and what each variable would cost more.
    fn price(&mut self) {
        let rows = self.rows();
        let costs: Vec<f64> = self.basis.iter().map(|&variable| self.cost(variable)).collect();
        for (price, column) in self.prices.iter_mut().zip(self.inverse.chunks(rows)) {
            *price = costs.iter().zip(column).map(|(cost, part)| cost * part).sum();
        }
        for variable in 0..2 * self.wanted.len() {
            self.reduced[variable] = self.reduced_of(variable);
        }
        for place in 0..self.allowed.len() {
            let variable = 2 * self.wanted.len() + self.allowed[place] as usize;
            self.reduced[variable] = self.reduced_of(variable);
        }
    }

    /// Takes a line in.
    pub(super) fn add(&mut self, column: Column) {
        self.allowed.push(u32::try_from(self.columns.len()).unwrap_or(u32::MAX));
        self.columns.push(column);
        self.banned.push(false);
        self.in_basis.push(false);
        self.reduced.push(self.reduced_of(2 * self.wanted.len() + self.columns.len() - 1));
        self.length.push(1.0);
    }

    /// Forbids lines or allows them again.
    pub(super) fn ban(&mut self, banned: impl Fn(usize, &Column) -> bool) {
        self.allowed.clear();
        for (at, column) in self.columns.iter().enumerate() {
            self.banned[at] = banned(at, column);
            if !self.banned[at] {
                self.allowed.push(u32::try_from(at).unwrap_or(u32::MAX));
            }
        }
        self.length.fill(1.0);
        self.price();
    }

    /// The lines.
    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The price of each row: of the cover rows what one person more is worth, of the person rows what a line may cost.
    pub(super) fn prices(&self) -> &[f64] {
        &self.prices
    }

    /// What the choice costs.
    pub(super) fn value(&self) -> f64 {
        self.basis.iter().zip(&self.values).map(|(&variable, value)| self.cost(variable) * value).sum()
    }

    /// The lines that are chosen, and how much of each.
    pub(super) fn chosen(&self) -> Vec<(usize, f64)> {
        let lines = 2 * self.wanted.len();
        let parts = self.basis.iter().zip(&self.values);
        parts.filter(|(v, part)| **v >= lines && **part > 1e-6).map(|(v, part)| (v - lines, *part)).collect()
    }

    /// How much a line would cost more than its person's price.
    fn reduced(&self, at: usize) -> f64 {
        let column = &self.columns[at];
        let cover: f64 = column.rows.iter().map(|row| self.prices[usize::from(*row)]).sum();
        let ban = if self.banned[at] { BANNED } else { 0.0 };
        column.cost + ban - cover - self.prices[self.wanted.len() + usize::from(column.who)]
    }

    fn reduced_of(&self, variable: usize) -> f64 {
        let covers = self.wanted.len();
        if variable < covers {
            self.wanted[variable].under - self.prices[variable]
        } else if variable < 2 * covers {
            self.wanted[variable - covers].over + self.prices[variable - covers]
        } else {
            self.reduced(variable - 2 * covers)
        }
    }

    /// Improves the choice until it is the best, or `pivots` steps are done. Says whether it is the best.
    pub(super) fn solve(&mut self, pivots: usize) -> bool {
        let mut checked = false;
        for _ in 0..pivots {
            let Some(variable) = self.steepest() else {
                if checked {
                    return true;
                }
                self.price();
                checked = true;
                continue;
            };
            checked = false;
            if !self.enter(variable) {
                self.renew();
                return false;
            }
        }
        false
    }

    /// The variable outside the basis along which the cost falls the most for the length of the step (devex pricing,
    /// P. M. J. Harris 1973).
    fn steepest(&self) -> Option<usize> {
        let (mut best, mut most) = (None, 0.0);
        let mut look = |variable: usize| {
            let reduced = self.reduced[variable];
            if reduced < -WORTH && !self.in_basis[variable] && reduced * reduced > most * self.length[variable] {
                (best, most) = (Some(variable), reduced * reduced / self.length[variable]);
            }
        };
        let lines = 2 * self.wanted.len();
        (0..lines).for_each(&mut look);
        self.allowed.iter().for_each(|&at| look(lines + at as usize));
        best
    }

    /// Brings a variable into the basis. Says whether that could be done.
    fn enter(&mut self, variable: usize) -> bool {
        let (rows, covers) = (self.rows(), self.wanted.len());
        self.entering.fill(0.0);
        let mut take = |inverse: &[f64], row: usize, sign: f64| {
            let column = &inverse[row * rows..][..rows];
            self.entering.iter_mut().zip(column).for_each(|(sum, part)| *sum += sign * part);
        };
        if variable < covers {
            take(&self.inverse, variable, 1.0);
        } else if variable < 2 * covers {
            take(&self.inverse, variable - covers, -1.0);
        } else {
            let column = &self.columns[variable - 2 * covers];
            column.rows.iter().for_each(|row| take(&self.inverse, usize::from(*row), 1.0));
            take(&self.inverse, covers + usize::from(column.who), 1.0);
        }
        let Some(leaving) = self.leaving() else { return false };
        let step = (self.values[leaving] / self.entering[leaving]).max(0.0);
        for (value, part) in self.values.iter_mut().zip(&self.entering) {
            *value -= step * part;
        }
        self.values[leaving] = step;
        let reduced = self.reduced[variable];
        self.learn(variable, leaving);
        self.turn(leaving, reduced);
        self.in_basis[self.basis[leaving]] = false;
        self.in_basis[variable] = true;
        self.basis[leaving] = variable;
        self.pivots += 1;
        if self.pivots.is_multiple_of(RENEW) {
            self.renew();
        }
        true
    }

    /// The row whose variable is the first to reach nothing; among those that reach it together, the surest.
    fn leaving(&self) -> Option<usize> {
        let (mut least, mut best) = (f64::INFINITY, None);
        for (&value, &part) in self.values.iter().zip(&self.entering) {
            if part > PIVOT && (value.max(0.0) + 1e-9) / part < least {
                least = (value.max(0.0) + 1e-9) / part;
            }
        }
        let mut surest = 0.0;
        for (row, (&value, &part)) in self.values.iter().zip(&self.entering).enumerate() {
            if part > PIVOT && value.max(0.0) / part <= least && part > surest {
                surest = part;
                best = Some(row);
            }
        }
        best
    }

    /// Keeps what each variable would cost more, and how long its step is, right for the basis that comes.
    fn learn(&mut self, variable: usize, leaving: usize) {
        let (rows, covers) = (self.rows(), self.wanted.len());
        for (about, column) in self.about.iter_mut().zip(self.inverse.chunks(rows)) {
            *about = column[leaving];
        }
        let pivot = self.entering[leaving];
        let (step, long) = (self.reduced[variable] / pivot, self.length[variable] / (pivot * pivot));
        let (about, reduced, length) = (&self.about, &mut self.reduced, &mut self.length);
        let mut hear = |variable: usize, part: f64| {
            if part != 0.0 {
                reduced[variable] -= step * part;
                length[variable] = length[variable].max(part * part * long);
            }
        };
        for (row, part) in about[..covers].iter().enumerate() {
            hear(row, *part);
            hear(covers + row, -part);
        }
        for &at in &self.allowed {
            let column = &self.columns[at as usize];
            let cover: f64 = column.rows.iter().map(|row| about[usize::from(*row)]).sum();
            hear(2 * covers + at as usize, cover + about[covers + usize::from(column.who)]);
        }
        let left = self.basis[leaving];
        self.reduced[left] = -step;
        self.length[left] = long.max(1.0);
        self.reduced[variable] = 0.0;
    }

    /// Turns the inverse and the prices about the pivot in `entering`.
    fn turn(&mut self, leaving: usize, reduced: f64) {
        let rows = self.rows();
        let pivot = self.entering[leaving];
        self.entering[leaving] = 0.0;
        for (column, price) in self.inverse.chunks_mut(rows).zip(&mut self.prices) {
            let part = column[leaving];
            if part == 0.0 {
                continue;
            }
            let part = part / pivot;
            column.iter_mut().zip(&self.entering).for_each(|(own, entering)| *own -= part * entering);
            column[leaving] = part;
            *price += reduced * part;
        }
        self.entering[leaving] = pivot;
    }

    /// Makes the inverse anew from the basis, which forgets what rounding has added up.
    fn renew(&mut self) {
        let (rows, covers) = (self.rows(), self.wanted.len());
        let mut matrix = vec![0.0; rows * rows];
        for (place, &variable) in self.basis.iter().enumerate() {
            let column = &mut matrix[place * rows..][..rows];
            if variable < covers {
                column[variable] = 1.0;
            } else if variable < 2 * covers {
                column[variable - covers] = -1.0;
            } else {
                let line = &self.columns[variable - 2 * covers];
                line.rows.iter().for_each(|row| column[usize::from(*row)] = 1.0);
                column[covers + usize::from(line.who)] = 1.0;
            }
        }
        if let Some(inverse) = inverted(matrix, rows) {
            self.inverse = inverse;
            self.weigh();
        }
    }
}

/// The inverse of a square matrix that is given column by column, by elimination; nothing if it has none.
fn inverted(mut matrix: Vec<f64>, rows: usize) -> Option<Vec<f64>> {
    let mut inverse = vec![0.0; rows * rows];
    (0..rows).for_each(|row| inverse[row * rows + row] = 1.0);
    // Columns take the part that rows have in the textbook: the inverse of the transposed matrix is the transposed inverse.
    for place in 0..rows {
        let size = |column: usize| matrix[column * rows + place].abs();
        let best = (place..rows).max_by(|&a, &b| size(a).total_cmp(&size(b)))?;
        if size(best) < 1e-9 {
            return None;
        }
        swap(&mut matrix, rows, place, best);
        swap(&mut inverse, rows, place, best);
        let pivot = matrix[place * rows + place];
        matrix[place * rows..][..rows].iter_mut().for_each(|part| *part /= pivot);
        inverse[place * rows..][..rows].iter_mut().for_each(|part| *part /= pivot);
        let (own, own_inverse) = (matrix[place * rows..][..rows].to_vec(), inverse[place * rows..][..rows].to_vec());
        for other in (0..rows).filter(|&other| other != place) {
            let factor = matrix[other * rows + place];
            if factor != 0.0 {
                let column = &mut matrix[other * rows..][..rows];
                column.iter_mut().zip(&own).for_each(|(part, own)| *part -= factor * own);
                let column = &mut inverse[other * rows..][..rows];
                column.iter_mut().zip(&own_inverse).for_each(|(part, own)| *part -= factor * own);
            }
        }
    }
    Some(inverse)
}

fn swap(matrix: &mut [f64], rows: usize, a: usize, b: usize) {
    if a != b {
        let (low, high) = matrix.split_at_mut(a.max(b) * rows);
        low[a.min(b) * rows..][..rows].swap_with_slice(&mut high[..rows]);
    }
}
