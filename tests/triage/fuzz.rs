//! Texts made of nasty ones by chance that repeats. `WATCHFLOOR_FUZZ_ROUNDS` says how many; a failure names its round.

use super::golden::reader;
use super::hostile::{everything, nasty};

fn draw(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

/// Pieces of two texts put together, with characters changed, left out, doubled and put in.
fn mutated(corpus: &[Vec<char>], state: &mut u64) -> String {
    let mut text = Vec::new();
    for _ in 0..=draw(state) % 3 {
        let from = &corpus[draw(state) % corpus.len()];
        if from.is_empty() {
            continue;
        }
        let start = draw(state) % from.len();
        let length = draw(state) % 60;
        text.extend(from[start..].iter().take(length));
    }
    for _ in 0..draw(state) % 8 {
        let at = draw(state) % (text.len() + 1);
        match draw(state) % 4 {
            0 => text.insert(at, char::from_u32(draw(state) as u32 % 0x3_0000).unwrap_or('\u{FFFD}')),
            1 => text.insert(at, (draw(state) % 128) as u8 as char),
            2 if at < text.len() => drop(text.remove(at)),
            _ => text.extend_from_within(at..(at + 5).min(text.len())),
        }
    }
    text.into_iter().collect()
}

#[test]
fn nothing_that_is_written_breaks_the_reader() {
    let rounds = std::env::var("WATCHFLOOR_FUZZ_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(3_000_u32);
    let sentences = [
        "@larkhelp my order 418207 was promised for Monday, call me on +44 20 7946 0018 or a@b.example",
        "booking QXJZPL, card 4111 1111 1111 1111, GB82 WEST 1234 5698 7654 32, #Larkfield https://t.example/x?y=1",
        "stehe gerade im Laden; danke für nichts! 今お店にいます。 أين طلبي؟ đang ở cửa hàng",
    ];
    let corpus: Vec<Vec<char>> =
        nasty().iter().map(|t| t.chars().take(2_000).collect()).chain(sentences.map(|s| s.chars().collect())).collect();
    let mut reader = reader();
    for round in 0..rounds {
        let mut state = u64::from(round).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let text = mutated(&corpus, &mut state);
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| everything(&mut reader, &text, round)));
        assert!(done.is_ok(), "round {round} breaks it: {text:?}");
    }
}
