//! Erlang B: how often all are busy, where nobody can wait.

use super::special::ln_gamma;

/// Widths of the load's spread below it at which the recursion may begin with any number: what it began with then
/// weighs less than `e^(-9²/2)`, under one in 10¹⁷.
const FAR: f64 = 9.0;
/// What counts as infinite: its inverse is no longer told from 0.
const ENDLESS: f64 = 1e300;

/// The share of arrivals that find all of `agents` busy when nobody can wait, under a load of `load` erlangs (arrivals
/// a second times seconds of work each): Erlang's loss formula B (A. K. Erlang, 1917).
///
/// With `I(s) = 1/B(s)` it obeys `I(s) = 1 + s/a · I(s-1)`, which holds for any real `s` and adds only what is
/// positive, so nothing overflows or cancels: a number too large for a double is a B of 0. For a fraction of an agent
/// the recursion begins at `I(f) = a∫₀^∞ e^(-at)(1+t)^f dt`, `0 < f < 1`, an incomplete gamma function. It begins
/// nine spreads below the load, so it costs about `9√a` steps and not `a`.
///
/// True for Poisson arrivals and any length of work (the formula is insensitive to it). Agents and load under 0 count as
/// 0; without load nobody is lost unless nobody is there.
///
/// ```
/// use watchfloor::plan::queueing::erlang_b;
/// assert!((erlang_b(10.0, 8.0) - 0.121661064253).abs() < 1e-12);
/// assert!((erlang_b(10_000.0, 10_000.0) - 0.007936563249).abs() < 1e-12);
/// assert!((erlang_b(10.5, 8.0) - 0.1001060931).abs() < 1e-10, "half an agent more");
/// assert_eq!((erlang_b(0.0, 3.0), erlang_b(3.0, 0.0)), (1.0, 0.0));
/// ```
pub fn erlang_b(agents: f64, load: f64) -> f64 {
    let (agents, load) = (agents.max(0.0), load.max(0.0));
    if agents == 0.0 {
        return 1.0;
    }
    if load == 0.0 {
        return 0.0;
    }
    1.0 / inverse(agents, load)
}

/// `I(s) = 1/B(s, a)` for `s > -1` and `a > 0`; infinite where B is less than 10⁻³⁰⁰.
pub(crate) fn inverse(s: f64, a: f64) -> f64 {
    let begin = s.min(a) - FAR * a.sqrt() - 2.0;
    let steps = if begin > 0.0 { (s - begin).ceil() } else { (s.floor()).max(0.0) };
    let mut at = s - steps;
    let mut value = if begin > 0.0 { 1.0 } else { below_one(at, a) };
    let each = 1.0 / a;
    for _ in 0..steps as u64 {
        at += 1.0;
        value = 1.0 + at * each * value;
        if value > ENDLESS {
            return f64::INFINITY;
        }
    }
    value
}

/// `I(f)` for `-1 < f < 1` from the upper incomplete gamma function, `I(f) = e^a a^-f Γ(f+1, a)`: its series where the
/// load is small, its continued fraction (evaluated by Lentz's method) elsewhere.
fn below_one(f: f64, a: f64) -> f64 {
    if f == 0.0 {
        return 1.0;
    }
    let x = f + 1.0;
    if a < x + 1.0 {
        let (mut term, mut sum, mut k) = (1.0 / x, 0.0, 0.0);
        while term > 1e-18 * sum {
            sum += term;
            k += 1.0;
            term *= a / (x + k);
        }
        return (a - f * a.ln() + ln_gamma(x)).exp() - a * sum;
    }
    let mut b = a + 1.0 - x;
    let (mut c, mut d) = (1e300, 1.0 / b);
    let mut h = d;
    for i in 1..10_000_u32 {
        let i = f64::from(i);
        let an = -i * (i - x);
        b += 2.0;
        d = 1.0 / (an * d + b);
        c = b + an / c;
        let change = d * c;
        h *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    a * h
}
