//! Short tones, made here: nothing is shipped and nothing is loaded.

use super::Kind;

const RATE: u32 = 22_050;

/// The notes of a kind: frequency in hertz and length in milliseconds. The more urgent, the higher and the more often.
fn notes(kind: Kind) -> &'static [(f64, u32)] {
    match kind {
        Kind::Channel => &[(523.25, 180), (392.0, 260)],
        Kind::Floor => &[(587.33, 160), (587.33, 160)],
        Kind::Escalation => &[(659.25, 140), (783.99, 140), (659.25, 200)],
        Kind::Viral => &[(880.0, 110), (1_174.66, 110), (880.0, 110), (1_174.66, 220)],
    }
}

/// The tone of a kind as a WAV file: one channel, 16 bits, 22 050 a second.
///
/// ```
/// use watchfloor::ui::bell::{wav, Kind};
/// let (quiet, loud) = (wav(Kind::Viral, 10), wav(Kind::Viral, 100));
/// assert_eq!(&loud[..4], b"RIFF");
/// assert_eq!(quiet.len(), loud.len());
/// assert!(wav(Kind::Viral, 0)[44..].iter().all(|byte| *byte == 0));
/// ```
pub fn wav(kind: Kind, volume: u8) -> Vec<u8> {
    let mut samples: Vec<i16> = Vec::new();
    let gain = f64::from(volume.min(100)) / 100.0 * 0.6 * f64::from(i16::MAX);
    for (hertz, millis) in notes(kind) {
        let count = RATE * millis / 1_000;
        for n in 0..count {
            let (t, done) = (f64::from(n) / f64::from(RATE), f64::from(n) / f64::from(count));
            // It begins and ends at nothing, or there would be a click.
            let swell = (done * 20.0).min(1.0) * (1.0 - done).powf(1.5);
            let wave =
                (std::f64::consts::TAU * hertz * t).sin() + 0.3 * (std::f64::consts::TAU * 2.0 * hertz * t).sin();
            samples.push((gain * swell * wave / 1.3) as i16);
        }
    }
    let bytes = samples.len() as u32 * 2;
    let mut file = Vec::with_capacity(44 + bytes as usize);
    file.extend(b"RIFF");
    file.extend((36 + bytes).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend(1_u16.to_le_bytes()); // plain samples
    file.extend(1_u16.to_le_bytes()); // one channel
    file.extend(RATE.to_le_bytes());
    file.extend((RATE * 2).to_le_bytes());
    file.extend(2_u16.to_le_bytes());
    file.extend(16_u16.to_le_bytes());
    file.extend(b"data");
    file.extend(bytes.to_le_bytes());
    samples.iter().for_each(|sample| file.extend(sample.to_le_bytes()));
    file
}
