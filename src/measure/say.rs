//! Figures in words, as the parts of a price need them. What the screens say of plain numbers is said in `ui`.

/// Between a figure and its unit.
const THIN: char = '\u{2009}';

/// With thin spaces between thousands.
pub fn number(n: u128) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len());
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(THIN);
        }
        out.push(digit);
    }
    out
}

/// Shortened: `900`, `5.3 k`, `48 k`, `1.2 M`, `3.4 bn`.
pub fn compact(n: u128) -> String {
    let in_units_of = |unit: u128, word: &str| match (n + unit / 20) / (unit / 10) {
        tenths @ 0..100 => format!("{}.{} {word}", tenths / 10, tenths % 10),
        _ => format!("{} {word}", number((n + unit / 2) / unit)),
    };
    match n {
        0..1_000 => n.to_string(),
        1_000..999_500 => in_units_of(1_000, "k"),
        999_500..999_500_000 => in_units_of(1_000_000, "M"),
        _ => in_units_of(1_000_000_000, "bn"),
    }
}

/// A length of time as people say it: `48 s`, `9 min`, `2.5 h`, `3 d`.
pub fn length(secs: u64) -> String {
    match secs {
        0..60 => format!("{secs} s"),
        60..5_400 => format!("{} min", secs / 60),
        5_400..172_800 => match secs % 3_600 / 360 {
            0 => format!("{} h", secs / 3_600),
            tenths => format!("{}.{tenths} h", secs / 3_600),
        },
        _ => format!("{} d", number(u128::from(secs / 86_400))),
    }
}

/// So many of something: `1 agent`, `15 agents`.
pub fn many(n: u64, one: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{} {one}{s}", number(u128::from(n)))
}

/// Hundredths as people say them: `1.18`.
pub fn hundredths(centi: u64) -> String {
    format!("{}.{:02}", number(u128::from(centi / 100)), centi % 100)
}
