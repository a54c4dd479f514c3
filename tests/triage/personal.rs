//! Personal data: found in all the ways in which people write it, and gone from what everybody sees.

use proptest::prelude::*;
use watchfloor::floor::Personal;
use watchfloor::triage::personal::{kinds, mask, see};

/// The text with what is found in brackets.
fn check(text: &str, what: Personal) {
    let plain = text.replace(['[', ']'], "");
    let seen = see(&plain);
    let mut marked = String::new();
    let mut from = 0;
    for one in &seen {
        marked += &format!("{}[{}]", &plain[from..one.range.start], &plain[one.range.clone()]);
        from = one.range.end;
    }
    marked += &plain[from..];
    assert_eq!(marked, text);
    assert!(seen.iter().all(|s| s.what == what), "{text}: {seen:?}");
    assert_eq!(kinds(&plain), if seen.is_empty() { Personal::default() } else { what });
}

#[test]
fn addresses() {
    check("write to [t.okafor+lark@mail.example.org].", Personal::EMAIL);
    check("[a@b.co]/[c_d@e-f.example]", Personal::EMAIL);
    check("@larkhelp me@home is no address, neither is a@b", Personal::EMAIL);
    check("Ｍail：[ok@lark.example]", Personal::EMAIL);
}

#[test]
fn telephones() {
    for text in [
        "call [+44 20 7946 0018] please",
        "[020 7946 0018]",
        "[(0161) 496 0123]",
        "[+49-30-901820]",
        "[555-014-2368] after six",
        "tel:[0171 5550 123]",
        "رقمي [٠٥٥٥٠١٢٣٤٥]",
        "電話は[０３−５５５５−０１２３]です",
        "it is [0\u{200B}20 7946 00\u{2060}18]!",
        "[020\u{00A0}7946\u{202F}0018]",
    ] {
        check(text, Personal::PHONE);
    }
    check("on 2026-11-22 at 14:20, or 22.11.2026, or 1 000 000 times", Personal::PHONE);
}

#[test]
fn cards_and_accounts_pass_their_checks() {
    check("card [4111 1111 1111 1111] was charged", Personal::CARD);
    check("card [5500-0055-5555-5559]", Personal::CARD);
    assert_eq!(kinds("card 4111 1111 1111 1112"), Personal::default(), "its check digit is wrong");
    check("[GB82 WEST 1234 5698 7654 32]", Personal::IBAN);
    check("auf [DE89370400440532013000] überweisen", Personal::IBAN);
    assert!(!see("GB83 WEST 1234 5698 7654 32").iter().any(|s| s.what == Personal::IBAN), "its check is wrong");
}

#[test]
fn codes_also_without_any_digit() {
    check("my order [4182] never came", Personal::ORDER);
    check("order number is [LK-2231-AB]", Personal::ORDER);
    check("booking reference [QXJZPL] from Leeds", Personal::ORDER);
    check("Bestellung Nr. [418207]", Personal::ORDER);
    check("zamówienie [418207]", Personal::ORDER);
    check("注文番号[418207]です", Personal::ORDER);
    check("#[418207] still nothing", Personal::ORDER);
    check("where is [K7Q2ZX]?", Personal::ORDER);
    check("I like my ORDERS fast and my KETTLE red in 2026", Personal::ORDER);
    check("#FIFA16 http://t.example/AB12CD34 @k7q2zx9 paid 120000 € for 42 lamps", Personal::ORDER);
}

#[test]
fn numbers_of_persons() {
    check("my ssn is [078-05-1120]", Personal::NATIONAL);
}

#[test]
fn a_mask_covers_it_wherever_it_stands_again() {
    assert_eq!(mask("order 4182? 4182! Not 41827."), "order ••••? ••••! Not ••••7.");
    assert_eq!(mask("żółć order 4182 ć"), "żółć order •••• ć");
    assert_eq!(mask("nothing to hide"), "nothing to hide");
}

/// Pieces of which sentences with and without personal data are made.
fn piece() -> impl Strategy<Value = String> {
    let fixed = [
        "order",
        "booking",
        "ref",
        "my",
        "number",
        "is",
        "ssn",
        "call",
        "@",
        "#",
        "+",
        "(",
        ")",
        "-",
        ".",
        "/",
        " ",
        "€",
        "•",
        "••••",
        "ż",
        "عربي",
        "注文",
        "👩‍👧",
        "\u{200B}",
        "\u{0301}",
        "GB82 WEST 1234 5698 7654 32",
        "4111 1111 1111 1111",
        "t@x.example",
        "https://",
        "078-05-1120",
        "٤",
        "１",
        "QXJZPL",
        "K7Q2ZX",
    ];
    prop_oneof![
        proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        "[0-9]{1,12}",
        "[a-zA-Z]{1,7}",
        "[A-Z0-9]{5,8}",
        any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #[test]
    fn a_masked_text_holds_nothing_of_what_was_found(pieces in proptest::collection::vec((piece(), any::<bool>()), 0..24)) {
        let text: String = pieces.iter().flat_map(|(p, space)| [p.as_str(), if *space { " " } else { "" }]).collect();
        let masked = mask(&text);
        for one in see(&text) {
            let found = &text[one.range];
            prop_assert!(!masked.contains(found), "{found:?} is still in {masked:?}");
        }
        prop_assert_eq!(mask(&masked), masked, "masked again it is another");
    }
}
