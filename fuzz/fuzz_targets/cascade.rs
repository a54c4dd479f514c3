//! Whoever joins, whenever, with however many followers: a forecast of finite figures in ordered bands.
//!
//! An input is a head of 16 bytes (beginning, followers of the author, threshold, and when to look) and ten bytes for
//! each who joins. One of 184 bytes or more is also taken for the numbers of a cascade that was kept, whatever they say.
#![no_main]

use libfuzzer_sys::fuzz_target;
use watchfloor::floor::{Amplification, At, Cascade, CascadeParts, Join, JoinKind};
use watchfloor::limits::FORECAST_HOURS_MAX;
use watchfloor::triage::viral::{Band, Effect, Forecast, answered_now, curve, forecast, next_level};

const WEEK_MINUTES: u32 = 7 * 24 * 60;

fuzz_target!(|bytes: &[u8]| {
    let Some((head, rest)) = bytes.split_first_chunk::<16>() else { return };
    let begun = At::FIRST.plus(number(&head[..4]));
    let author = (head[4] & 1 != 0).then(|| number(&head[5..9]));
    let threshold = u64::from(number(&head[9..12])) << (head[12] % 40);
    let (joins, _) = rest.as_chunks::<10>();
    let joins: Vec<(At, Join)> = joins.iter().map(|bytes| join(begun, bytes)).collect();
    let mut cascade = Cascade::begin(begun, author);
    for (at, join) in &joins {
        cascade.add(*at, *join);
    }
    counts(&cascade, &joins, begun, author);
    // Also long before the newest join, and long after.
    let now = moment(cascade.newest(), &[head[13], head[14], head[15]]);
    let told = forecast(&cascade, now, threshold);
    check(&told, &cascade);
    assert_eq!(told, forecast(&cascade, now, threshold));
    assert_eq!(Cascade::from_parts(&cascade.parts()), Some(cascade));
    let answered = answered_now(&cascade, now, threshold, Effect::default());
    check(&answered, &cascade);
    assert!(answered.reach_final.mid <= told.reach_final.mid && answered.size_final.mid <= told.size_final.mid);
    assert_eq!(next_level(next_level(told.level, &told), &told), next_level(told.level, &told));
    let mut last = Band::default();
    for point in curve(&cascade, now, u32::from(head[12])) {
        ordered(point.reach);
        // The last digits of a sum of doubles may differ.
        let near = |a: f64, b: f64| a <= b * (1.0 + 1e-12);
        assert!(
            near(last.low, point.reach.low) && near(last.mid, point.reach.mid) && near(last.high, point.reach.high)
        );
        last = point.reach;
    }
    assert!(curve(&cascade, now, u32::MAX).len() <= FORECAST_HOURS_MAX as usize * 4 + 1);
    if let Some(kept) = kept(bytes) {
        figures(&forecast(&kept, moment(kept.newest(), &[head[13], head[14], head[15]]), threshold));
    }
});

/// What a damaged store might hold: numbers that no joins could have left.
fn kept(bytes: &[u8]) -> Option<Cascade> {
    let words = bytes.as_chunks::<4>().0.get(..46)?;
    let word = |i: usize| number(&words[i]);
    Cascade::from_parts(&CascadeParts {
        whole: std::array::from_fn(word),
        wide: std::array::from_fn(|i| u64::from(word(18 + 2 * i)) << 32 | u64::from(word(19 + 2 * i))),
        fading: std::array::from_fn(|i| f32::from_bits(word(28 + i))),
    })
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |n, byte| n << 8 | u32::from(*byte))
}

/// Before or after another: by a day or by four months at most, or by sixty years.
fn moment(from: At, bytes: &[u8; 3]) -> At {
    let secs = match bytes[0] & 3 {
        0 | 1 => number(&bytes[1..]),
        2 => number(&bytes[1..]) << 7,
        _ => number(&bytes[1..]) << 15,
    };
    if bytes[0] & 4 == 0 { from.plus(secs) } else { from.minus(secs) }
}

fn join(begun: At, bytes: &[u8; 10]) -> (At, Join) {
    let how = bytes[3];
    let told = |bits: u8| (bits & 2 != 0).then_some(bits & 1 != 0);
    let kind = match how & 3 {
        0 => JoinKind::Amplified(Amplification::Repost),
        1 => JoinKind::Amplified(Amplification::Quote),
        2 => JoinKind::Amplified(Amplification::Like),
        _ => JoinKind::Replied,
    };
    let followers = (bytes[4] & 1 == 0).then(|| number(&bytes[5..9]));
    let join = Join { kind, followers, by: bytes[9].into(), stranger: told(how >> 2), angry: told(how >> 4) };
    (moment(begun, &[bytes[0], bytes[1], bytes[2]]), join)
}

/// Counts are those of the joins, in whatever order they were heard of.
fn counts(cascade: &Cascade, joins: &[(At, Join)], begun: At, author: Option<u32>) {
    let carried: Vec<&Join> = joins.iter().map(|(_, join)| join).filter(|join| join.kind.carries()).collect();
    let followers: u64 = carried.iter().map(|join| u64::from(join.followers.unwrap_or(0))).sum();
    assert_eq!(cascade.joins() as usize, joins.len());
    assert_eq!(cascade.carried() as usize, carried.len());
    assert_eq!(cascade.followers_seen(), u64::from(author.unwrap_or(0)) + followers);
    let mut reversed = Cascade::begin(begun, author);
    for (at, join) in joins.iter().rev() {
        reversed.add(*at, *join);
    }
    assert_eq!((reversed.newest(), reversed.followers_seen()), (cascade.newest(), cascade.followers_seen()));
    assert_eq!((reversed.early(), reversed.counted()), (cascade.early(), cascade.counted()));
    assert_eq!(reversed.angry_ratio(), cascade.angry_ratio());
    assert!(reversed.biggest().eq(cascade.biggest()), "the three biggest depend on the order");
}

fn ordered(band: Band) {
    assert!(band.low >= 0.0 && band.low <= band.mid && band.mid <= band.high && band.high.is_finite(), "{band:?}");
}

fn figures(told: &Forecast) {
    for band in [told.r, told.size_final, told.reach_1h, told.reach_6h, told.reach_final] {
        ordered(band);
    }
    for figure in [told.joins_per_minute, told.people_per_minute, told.reach_now] {
        assert!(figure >= 0.0 && figure.is_finite(), "{told:?}");
    }
    let parts = |b: Band| [b.low, b.mid, b.high];
    let reach = [[told.reach_now; 3], parts(told.reach_1h), parts(told.reach_6h), parts(told.reach_final)];
    for longer in reach.windows(2) {
        assert!((0..3).all(|i| longer[0][i] <= longer[1][i] * (1.0 + 1e-12)), "a longer horizon has less: {told:?}");
    }
    assert!(told.p_threshold.is_none_or(|p| (0.0..=1.0).contains(&p)), "{told:?}");
    assert!(told.minutes_to_threshold.is_none_or(|minutes| minutes <= WEEK_MINUTES), "{told:?}");
    assert!(told.factors.iter().flatten().all(|weighing| (-1.0..=1.0).contains(&weighing.share)), "{told:?}");
}

fn check(told: &Forecast, cascade: &Cascade) {
    figures(told);
    assert_eq!(told.size_now, cascade.carried());
    assert!(told.size_final.low >= f64::from(told.size_now) * (1.0 - 1e-12), "{told:?}");
    assert!(told.drivers.iter().flatten().all(|driver| (0.0..=1.0).contains(&driver.share)), "{told:?}");
}
