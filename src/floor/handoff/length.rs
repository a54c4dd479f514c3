//! How long an answer may be on each network.

/// Characters that a network takes of one answer in public; [`crate::limits::REPLY_CHARS_MAX`] where we know of none.
///
/// The figures are those that the networks publish for a free account: X 280 weighted, Bluesky 300, Mastodon 500,
/// TikTok 150, Instagram 2 200, LinkedIn 1 250, a text message of two parts 306. They change; where one is wrong the
/// network says so when it is sent.
pub fn length_most(channel: &str) -> usize {
    let name = channel.trim().to_lowercase();
    match name.as_str() {
        "x" | "twitter" => 280,
        "bluesky" => 300,
        "mastodon" => 500,
        "tiktok" => 150,
        "instagram" => 2_200,
        "linkedin" => 1_250,
        "sms" => 306,
        _ => crate::limits::REPLY_CHARS_MAX,
    }
}

/// How long a text is, as its network counts.
///
/// X counts a link as 23, and a character outside the Latin, Greek, Cyrillic and neighbouring blocks as two (its
/// published weights: code points 0 to 4351, 8192 to 8205, 8208 to 8223 and 8242 to 8247 weigh one). Elsewhere a
/// character is one; a picture made of several code points is counted as each of them, so that the count is never too
/// low.
///
/// ```
/// use watchfloor::floor::handoff::length_of;
/// assert_eq!(length_of("X", "Sorry! See https://larkfield.example/returns/how-it-works"), 11 + 23);
/// assert_eq!(length_of("X", "📦"), 2);
/// assert_eq!(length_of("Facebook", "📦 on its way"), 12);
/// ```
pub fn length_of(channel: &str, text: &str) -> usize {
    let name = channel.trim().to_lowercase();
    if name != "x" && name != "twitter" {
        return text.chars().count();
    }
    let weight = |c: char| match u32::from(c) {
        0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247 => 1,
        _ => 2,
    };
    let of = |word: &str| -> usize {
        if word.starts_with("https://") || word.starts_with("http://") { 23 } else { word.chars().map(weight).sum() }
    };
    text.split_inclusive(char::is_whitespace)
        .map(|word| {
            let bare = word.trim_end_matches(char::is_whitespace);
            of(bare) + word[bare.len()..].chars().map(weight).sum::<usize>()
        })
        .sum()
}
