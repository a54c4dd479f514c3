//! Words out of pages: what somebody wrote, where a server gives it as HTML.
//!
//! Nothing is drawn and nothing is run. What is left are the words in the order they stand, with the breaks that a
//! reader would see and with addresses written out.

use crate::limits;

/// Bytes of a tag that are looked through for its end. A longer one is taken for words, so that a page of tags without
/// ends costs no more than its length.
const TAG_BYTES_MAX: usize = 4096;

/// The words of a piece of HTML: paragraphs are a blank line apart, lines a line, entities are what they stand for, and
/// a link that does not show where it leads is followed by where it does. At most [`limits::TEXT_CHARS_MAX`]
/// characters.
///
/// Any text gives words; what is no HTML comes out as it is, with its white space drawn together.
///
/// ```
/// use watchfloor::connect::net::html::plain;
/// assert_eq!(plain("<p>Caf&eacute; &amp; bar<br>open?</p><p>I&#39;m <b>late</b></p>"), "Café & bar\nopen?\n\nI'm late");
/// assert_eq!(plain(r#"see <a href="https://a.example/terms?x=1&amp;y=2">the terms</a>"#),
///            "see the terms (https://a.example/terms?x=1&y=2)");
/// assert_eq!(plain("2 < 3 and <script>alert(1)</script>4"), "2 < 3 and 4");
/// ```
pub fn plain(html: &str) -> String {
    let mut page = Words::default();
    let mut rest = html;
    while !rest.is_empty() && page.chars <= limits::TEXT_CHARS_MAX {
        rest = match (page.hidden, rest.as_bytes()[0]) {
            (Some(tag), _) => page.skip(tag, rest),
            (None, b'<') => page.markup(rest),
            (None, b'&') => page.entity(rest),
            (None, _) => {
                let end = rest.find(['<', '&']).unwrap_or(rest.len());
                page.words(&rest[..end]);
                &rest[end..]
            }
        };
    }
    page.close_link();
    crate::connect::net::json::clipped(page.out.trim())
}

/// The words so far, and what stands open.
#[derive(Default)]
struct Words {
    out: String,
    /// Characters in `out`.
    chars: usize,
    /// Line ends that are due before the next word.
    breaks: usize,
    /// White space that is due before the next word.
    space: bool,
    /// How many elements are open that keep white space.
    kept: usize,
    /// The element whose content is not for reading.
    hidden: Option<&'static str>,
    /// Where the open link leads, and where in `out` its words begin.
    link: Option<(String, usize)>,
}

impl Words {
    fn push(&mut self, c: char) {
        if c.is_control() && c != '\n' {
            return;
        }
        if !self.out.is_empty() {
            for _ in 0..self.breaks.min(2) {
                self.out.push('\n');
            }
            if self.breaks == 0 && self.space {
                self.out.push(' ');
            }
        }
        (self.breaks, self.space) = (0, false);
        self.out.push(c);
        self.chars += 1;
    }

    fn words(&mut self, text: &str) {
        for c in text.chars() {
            if self.chars > limits::TEXT_CHARS_MAX {
                return;
            }
            match c {
                '\n' if self.kept > 0 => self.breaks += 1,
                _ if c.is_whitespace() && c != '\u{a0}' && self.kept == 0 => self.space = true,
                '\u{a0}' => self.space = true,
                _ => self.push(c),
            }
        }
    }

    fn break_at_least(&mut self, lines: usize) {
        self.breaks = self.breaks.max(lines);
        self.space = false;
    }

    /// Passes over what is not for reading, to the end of its element.
    fn skip<'a>(&mut self, tag: &str, rest: &'a str) -> &'a str {
        let bytes = rest.as_bytes();
        let end = bytes
            .windows(tag.len() + 2)
            .position(|w| w.starts_with(b"</") && w[2..].eq_ignore_ascii_case(tag.as_bytes()));
        self.hidden = None;
        end.map_or("", |end| &rest[end..])
    }

    /// Reads from a `<` on; what is no tag is a word.
    fn markup<'a>(&mut self, rest: &'a str) -> &'a str {
        if let Some(comment) = rest.strip_prefix("<!--") {
            return comment.find("-->").map_or("", |end| &comment[end + 3..]);
        }
        if let Some(data) = rest.strip_prefix("<![CDATA[") {
            let end = data.find("]]>").unwrap_or(data.len());
            self.words(&data[..end]);
            return data.get(end + 3..).unwrap_or("");
        }
        let second = rest.as_bytes().get(1).copied().unwrap_or(b' ');
        let end = tag_end(rest);
        match (second, end) {
            (b'!' | b'?' | b'/' | b'a'..=b'z' | b'A'..=b'Z', Some(end)) => {
                self.tag(&rest[1..end]);
                &rest[end + 1..]
            }
            _ => {
                self.words("<");
                &rest[1..]
            }
        }
    }

    fn tag(&mut self, tag: &str) {
        let (closes, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        match tag[..end].to_ascii_lowercase().as_str() {
            "br" => self.breaks += 1,
            "p" | "blockquote" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "table" | "hr" => {
                self.break_at_least(2);
            }
            "pre" => {
                self.break_at_least(2);
                self.kept = if closes { self.kept.saturating_sub(1) } else { self.kept + 1 };
            }
            "li" => {
                self.break_at_least(1);
                if !closes {
                    self.words("- ");
                }
            }
            "div" | "section" | "article" | "aside" | "header" | "footer" | "tr" | "dt" | "dd" | "figure"
            | "figcaption" => self.break_at_least(1),
            "td" | "th" => self.space = true,
            "script" if !closes => self.hidden = Some("script"),
            "style" if !closes => self.hidden = Some("style"),
            "img" => {
                let alt = attribute(tag, "alt").unwrap_or_default();
                self.words(&alt);
            }
            "a" => {
                self.close_link();
                if !closes && let Some(href) = attribute(tag, "href") {
                    self.link = Some((href, self.out.len()));
                }
            }
            _ => {}
        }
    }

    /// Writes out where a link leads, unless its words say so, or are a name or a topic.
    fn close_link(&mut self) {
        let Some((href, from)) = self.link.take() else { return };
        let shown = self.out.get(from..).unwrap_or("").trim();
        let bare = |text: &str| {
            text.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_owned()
        };
        let told = shown.starts_with(['@', '#']) || bare(shown) == bare(&href);
        if !told && (href.starts_with("https://") || href.starts_with("http://")) {
            let cut = shown.trim_end_matches(['…', '.']);
            if !cut.is_empty() && cut.contains('.') && !cut.contains(' ') && bare(&href).starts_with(&bare(cut)) {
                // The words are the address, cut short.
                let space =
                    self.out[from..].chars().take_while(|c| c.is_whitespace()).map(char::len_utf8).sum::<usize>();
                self.out.truncate(from + space);
                self.out.push_str(&href);
            } else if shown.is_empty() {
                self.words(&href);
            } else {
                self.out.push_str(&format!(" ({href})"));
            }
            self.chars = self.out.chars().count();
        }
    }

    /// Reads from an `&` on; what names nothing is a word.
    fn entity<'a>(&mut self, rest: &'a str) -> &'a str {
        match entity_at(rest) {
            Some((c, end)) => {
                let mut buffer = [0; 4];
                self.words(c.encode_utf8(&mut buffer));
                &rest[end..]
            }
            None => {
                self.words("&");
                &rest[1..]
            }
        }
    }
}

/// Where the tag ends that begins here: at the first `>` outside of quotes, within a reasonable length.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (i, byte) in rest.bytes().enumerate().take(TAG_BYTES_MAX) {
        match (quote, byte) {
            (None, b'>') => return Some(i),
            (None, b'"' | b'\'') if rest[..i].ends_with('=') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The value of an attribute of a tag, with its entities read.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let bytes = tag.as_bytes();
    let mut from = 0;
    let at = loop {
        let at = from + bytes.get(from..)?.windows(name.len()).position(|w| w.eq_ignore_ascii_case(name.as_bytes()))?;
        let before =
            at.checked_sub(1).is_some_and(|i| bytes[i].is_ascii_whitespace() || matches!(bytes[i], b'"' | b'\''));
        if before && tag.get(at + name.len()..).is_some_and(|rest| rest.trim_start().starts_with('=')) {
            break at + name.len();
        }
        from = at + name.len();
    };
    let value = tag[at..].trim_start().strip_prefix('=')?.trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next().unwrap_or(""),
        _ => value.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or("").trim_end_matches('/'),
    };
    Some(decoded(value))
}

/// A text with its entities read.
fn decoded(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, end) = entity_at(rest).unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// What the entity stands for that begins here, and where it ends.
fn entity_at(rest: &str) -> Option<(char, usize)> {
    let end = rest.bytes().take(12).position(|b| b == b';')?;
    let name = &rest[1..end];
    let c = if let Some(digits) = name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
    } else if let Some(digits) = name.strip_prefix('#') {
        char::from_u32(digits.parse().ok()?)?
    } else {
        named(name)?
    };
    Some((c, end + 1))
}

/// The names of the letters from U+00A0 to U+00FF, in order, as the standard has them.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
    AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times \
    Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute \
    ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc \
    uuml yacute thorn yuml";

fn named(name: &str) -> Option<char> {
    let c = match name {
        "amp" | "AMP" => '&',
        "lt" | "LT" => '<',
        "gt" | "GT" => '>',
        "quot" | "QUOT" => '"',
        "apos" => '\'',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "sbquo" => '‚',
        "ldquo" => '“',
        "rdquo" => '”',
        "bdquo" => '„',
        "lsaquo" => '‹',
        "rsaquo" => '›',
        "bull" => '•',
        "euro" => '€',
        "trade" => '™',
        "larr" => '←',
        "rarr" => '→',
        "ensp" | "emsp" | "thinsp" => ' ',
        "zwnj" => '\u{200c}',
        "zwj" => '\u{200d}',
        "OElig" => 'Œ',
        "oelig" => 'œ',
        "Scaron" => 'Š',
        "scaron" => 'š',
        _ => {
            let nth = LATIN.split(' ').position(|latin| latin == name)?;
            char::from_u32(0xa0 + u32::try_from(nth).ok()?)?
        }
    };
    Some(c)
}
