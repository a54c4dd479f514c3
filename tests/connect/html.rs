//! Words out of pages.

use watchfloor::connect::net::html::plain;

#[test]
fn what_mastodon_writes_reads_as_it_was_written() {
    let link = concat!(
        r#"<p><span class="h-card" translate="no"><a href="https://a.example/@larkhelp" class="u-url mention">@<span>larkhelp</span></a></span> "#,
        r#"look: <a href="https://shop.example/orders/4711/returns?lang=en&amp;x=1" target="_blank" rel="nofollow noopener">"#,
        r#"<span class="invisible">https://</span><span class="ellipsis">shop.example/orders/4711/retur</span>"#,
        r#"<span class="invisible">ns?lang=en&amp;x=1</span></a> "#,
        r#"<a href="https://a.example/tags/late" class="mention hashtag" rel="tag">#<span>late</span></a></p>"#,
        "<p>second<br />line</p>"
    );
    assert_eq!(
        plain(link),
        "@larkhelp look: https://shop.example/orders/4711/returns?lang=en&x=1 #late\n\nsecond\nline"
    );
}

#[test]
fn links_say_where_they_lead() {
    let same = r#"<a href="https://a.example/">a.example</a>"#;
    assert_eq!(plain(same), "a.example");
    assert_eq!(plain(r#"<a href="https://a.example/long/way">a.example/lo…</a> x"#), "https://a.example/long/way x");
    assert_eq!(plain("<a href='https://a.example/x'></a>!"), "https://a.example/x!");
    assert_eq!(plain(r#"<a href="javascript:alert(1)">press</a>"#), "press");
    assert_eq!(plain(r#"<a class=u href=https://a.example/x>here</a>"#), "here (https://a.example/x)");
    assert_eq!(
        plain(r#"<a data-href="https://no.example" href="https://a.example/y">here"#),
        "here (https://a.example/y)"
    );
}

#[test]
fn blocks_lists_and_quotes_break_lines() {
    assert_eq!(
        plain("<h1>A</h1><ul><li>one</li><li>two</li></ul><blockquote>q</blockquote>z"),
        "A\n\n- one\n- two\n\nq\n\nz"
    );
    assert_eq!(plain("<pre>a\n  b</pre>c"), "a\n  b\n\nc");
    assert_eq!(plain("<div>a</div>\n\n  <div>b</div>"), "a\nb");
    assert_eq!(plain("a<br><br><br><br>b"), "a\n\nb");
    assert_eq!(plain(r#"<img src=x alt="a cat"> <!-- no --> <![CDATA[a < b]]>"#), "a cat a < b");
    assert_eq!(plain("<style>p{}</style><p>x</p><SCRIPT>if(a<b){}</SCRIPT>y"), "x\n\ny");
}

#[test]
fn entities_are_letters_and_nonsense_stays() {
    assert_eq!(
        plain("&lt;b&gt; &quot;x&quot; &#x1F600; &#8364; &szlig; &yuml; &nbsp; &bogus; &;&#xZZ; &"),
        "<b> \"x\" 😀 € ß ÿ &bogus; &;&#xZZ; &"
    );
    assert_eq!(plain("1 < 2 <3 <- a > b"), "1 < 2 <3 <- a > b");
    assert_eq!(plain("<p"), "<p");
    assert_eq!(plain(""), "");
    assert_eq!(plain("&#0;&#27;a"), "a");
}

#[test]
fn a_page_without_end_is_cut() {
    let long = "<p>wörd &amp; ".repeat(20_000);
    assert_eq!(plain(&long).chars().count(), watchfloor::limits::TEXT_CHARS_MAX);
    let quotes = format!("<a href=\"{}", "x".repeat(1 << 20));
    assert!(plain(&quotes).chars().count() <= watchfloor::limits::TEXT_CHARS_MAX);
    let open = "<".repeat(1 << 16);
    assert!(plain(&open).starts_with("<<<"));
}

proptest::proptest! {
    #[test]
    fn any_text_gives_words(text in "\\PC*", pieces in proptest::collection::vec(0usize..14, 0..40)) {
        let parts = ["<a href=\"", "<a href='x", "\">", "</a>", "<p>", "<br", "<!--", "-->", "<script>", "&#", ";", "&amp", "<pre>", "ü"];
        let page: String = pieces.iter().map(|i| parts[*i]).collect::<Vec<_>>().join(&text);
        assert!(plain(&page).chars().count() <= watchfloor::limits::TEXT_CHARS_MAX);
    }
}
