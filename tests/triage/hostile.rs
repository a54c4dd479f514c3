//! Whatever is written: an answer, in bounded time and memory, and no panic.

use super::golden::{reader, said};
use watchfloor::floor::{At, AuthorId, MentionId, Stage};
use watchfloor::limits::{ORIGINALS_KEPT_MAX, TEXT_CHARS_MAX};
use watchfloor::triage::duplicate::{Window, Writing};
use watchfloor::triage::personal::{mask, see};
use watchfloor::triage::words::Folded;
use watchfloor::triage::{Reader, Said};

/// Texts that broke somebody's program once.
pub fn nasty() -> Vec<String> {
    let long = |piece: &str, bytes: usize| piece.repeat(bytes / piece.len());
    vec![
        String::new(),
        " \t\r\n\u{0}\u{7}\u{1b}[31m".into(),
        long("😡", 4_000),
        long("👩‍👩‍👧‍👦", 4_000),
        format!("a{}", long("\u{0301}", 100_000)),
        long("ﷺ", 30_000),
        long("@", 20_000),
        long("@a", 20_000),
        long("#a", 20_000),
        long("# ", 20_000),
        long("(@(#(+", 20_000),
        long("http://", 20_000),
        long("0", 50_000),
        long("0 ", 50_000),
        long("+1-", 50_000),
        long("a@b.", 50_000),
        long("GB82 WEST 1234 5698 7654 32 ", 50_000),
        long("order 4182 ", 50_000),
        long("ab", 1 << 20),
        long("my kettle leaks and nobody answers, help! ", 1 << 20),
        "שלום @larkhelp where is my הזמנה 418207 \u{202E}txet\u{202C}".into(),
        "مرحبا larkfield 注文 заказ ก็ \u{200B}\u{200D}\u{FEFF}l\u{00AD}arkfield".into(),
        "\u{FFFD}\u{10FFFF}\u{E000}\u{FFFE}".into(),
        "Ｌａｒｋｆｉｅｌｄ　ｈｅｌｐ".into(),
        "🇬🇧🇬🇧🇬 e\u{0301}\u{0302}\u{0303} Z̷̢̛a̵l̶g̴o̸".into(),
    ]
}

/// All that is asked of a text.
pub fn everything(reader: &mut Reader, text: &str, n: u32) {
    let said = Said { mention: MentionId(n), author: AuthorId(n % 7), ..said(text) };
    let reading = reader.read(&said);
    assert!(reading.sure_pct <= 100 && reading.spam_pct <= 100 && reading.negative_pct <= 100);
    assert!((-100..=100).contains(&reading.mood));
    assert!(reading.stage != Stage::Copy || reading.copy_of.is_some());
    let why = reader.explain(&said, &reading);
    assert!((1..=4).contains(&why.steps.len()));
    assert!(why.steps.iter().all(|s| !s.words.is_empty() && s.words.len() < 4_000));
    let masked = mask(text);
    assert!(see(&masked).is_empty());
}

#[test]
fn nasty_texts_are_read_like_others() {
    let mut reader = reader();
    for (n, text) in nasty().iter().enumerate() {
        everything(&mut reader, text, n as u32);
    }
}

#[test]
fn of_a_megabyte_the_beginning_is_read() {
    let mut folded = Folded::default();
    folded.fold(&"word ".repeat(200_000));
    assert_eq!(folded.bare.chars().count(), TEXT_CHARS_MAX + 1);
    folded.fold(&format!("a{}", "\u{0301}".repeat(1 << 20)));
    assert_eq!(folded.bare, " a ");
}

#[test]
fn invisible_characters_hide_no_name() {
    for text in
        ["Lark\u{200B}field", "L\u{00AD}arkfield", "Ｌａｒｋｆｉｅｌｄ", "La\u{0301}rkfield", "\u{202E}Larkfield"]
    {
        assert_ne!(reader().read(&said(text)).stage, Stage::Elsewhere, "{text:?}");
    }
}

/// Work is counted, not timed: one original is kept, and each copy is compared with it alone.
#[test]
fn a_hundred_thousand_equal_mentions_are_one() {
    let mut window = Window::default();
    let mut folded = Folded::default();
    folded.fold("Larkfield lost my parcel and the phone line plays the same song for an hour");
    let writing = |n: u32| Writing {
        mention: MentionId(n),
        author: AuthorId(n),
        at: At::from_unix(1_764_000_000 + i64::from(n / 2_000)).unwrap(),
        to_us: false,
        answers_us: false,
    };
    for n in 0..100_000 {
        window.see(&folded, &writing(n));
    }
    assert_eq!((window.len(), window.copies(MentionId(0))), (1, 99_999));
}

#[test]
fn the_window_holds_so_many_originals_and_forgets_the_first() {
    let mut window = Window::default();
    let mut folded = Folded::default();
    let mut see = |n: u64, window: &mut Window| {
        // Four words of chance: no two alike.
        let word = |salt: u64| {
            format!("{:016x}", (n + 1).wrapping_mul(salt).rotate_left(31).wrapping_mul(0x9e37_79b9_7f4a_7c15))
        };
        folded.fold(&format!("{} {} {} {}", word(3), word(0x1234_5677), word(0xdead_beef), word(0xcafe_babf)));
        let at = At::from_unix(1_764_000_000).unwrap();
        let writing =
            Writing { mention: MentionId(n as u32), author: AuthorId(1), at, to_us: false, answers_us: false };
        window.see(&folded, &writing)
    };
    for n in 0..ORIGINALS_KEPT_MAX as u64 + 100 {
        assert_eq!(see(n, &mut window), None, "{n}");
    }
    assert_eq!(window.len(), ORIGINALS_KEPT_MAX);
    assert!(see(200, &mut window).is_some(), "a later one is remembered");
    assert_eq!(see(50, &mut window), None, "the first are forgotten");
}
