//! Which characters are letters, and which letters are the same to us.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Draws nothing, or only changes how its neighbour is drawn: zero-width, direction, variation, control, skin tone.
#[inline]
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e0fff}')
}

/// A picture: each is a token of its own.
#[inline]
pub(super) fn is_emoji(c: char) -> bool {
    matches!(c, '\u{203c}' | '\u{2049}' | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{25a0}'..='\u{27bf}'
        | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1f0ff}' | '\u{1f1e6}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}')
}

/// Belongs to a script that puts no spaces between words: Han, Kana, Thai, Lao, Khmer, Burmese.
#[inline]
pub(super) fn is_spaceless(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// A letter or digit beyond ASCII.
#[inline]
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphanumeric()
}

/// Stands on, under or beside the letter before it.
#[inline]
pub(super) fn is_mark(c: char) -> bool {
    c >= '\u{300}' && is_combining_mark(c)
}

/// An accent of Latin, Greek and Cyrillic, or a vowel sign of Arabic or Hebrew, which writers leave out at will.
#[inline]
pub(super) fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Whether its script tells capitals from small letters.
#[inline]
pub(super) fn has_case(c: char) -> bool {
    c.is_lowercase() || c.is_uppercase()
}

/// The letters that one letter beyond ASCII is folded to.
pub(super) fn letters(c: char, push: &mut impl FnMut(char)) {
    match c {
        '\u{df}' | '\u{1e9e}' => return ['s', 's'].into_iter().for_each(push),
        '\u{e6}' | '\u{c6}' => return ['a', 'e'].into_iter().for_each(push),
        '\u{153}' | '\u{152}' => return ['o', 'e'].into_iter().for_each(push),
        '\u{f8}' | '\u{d8}' => return push('o'),
        '\u{142}' | '\u{141}' => return push('l'),
        '\u{111}' | '\u{110}' | '\u{f0}' | '\u{d0}' => return push('d'),
        '\u{131}' => return push('i'),
        // Arabic letters that are written in more than one way.
        '\u{622}' | '\u{623}' | '\u{625}' | '\u{671}' => return push('\u{627}'),
        '\u{649}' => return push('\u{64a}'),
        '\u{629}' => return push('\u{647}'),
        '\u{640}' => return,
        _ => {}
    }
    let dressed = matches!(c, '\u{80}'..='\u{52f}' | '\u{1d00}'..='\u{1fff}' | '\u{2070}'..='\u{214f}'
        | '\u{2460}'..='\u{24ff}' | '\u{fb00}'..='\u{fb06}' | '\u{ff01}'..='\u{ff5e}' | '\u{1d400}'..='\u{1d7ff}');
    if !dressed {
        return c.to_lowercase().for_each(push);
    }
    decompose_compatible(c, |part| {
        for low in part.to_lowercase().filter(|low| !is_accent(*low) && low.is_alphanumeric()) {
            push(if low.is_ascii_digit() { '0' } else { low });
        }
    });
}
