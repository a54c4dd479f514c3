//! The gamma function in logs, as far as the formulas of queues need it.

/// `ln Γ(x)` for `x > 0`, to 15 digits: shifted up by `Γ(x+1) = xΓ(x)` until Stirling's series (Abramowitz and Stegun,
/// "Handbook of Mathematical Functions", 6.1.41) has all its digits. Anything that is not above 0 is infinite.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::INFINITY;
    }
    let (mut x, mut shifted) = (x, 1.0_f64);
    while x < 12.0 {
        shifted *= x;
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let series = (1.0 / 12.0 - y * (1.0 / 360.0 - y * (1.0 / 1260.0 - y * (1.0 / 1680.0 - y / 1188.0)))) / x;
    (x - 0.5) * x.ln() - x + 0.918_938_533_204_672_8 + series - shifted.ln()
}

#[cfg(test)]
mod tests {
    use super::ln_gamma;

    #[test]
    fn factorials_and_a_half() {
        let mut ln_factorial = 0.0;
        for n in 1..200 {
            let n = f64::from(n);
            assert!((ln_gamma(n) - ln_factorial).abs() < 1e-13 * (1.0 + ln_factorial), "{n}");
            ln_factorial += n.ln();
        }
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-14);
        assert_eq!(ln_gamma(0.0), f64::INFINITY);
    }
}
