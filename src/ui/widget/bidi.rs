//! Lines in which words run in both directions. The toolkit joins letters, but lays out every line from left to right.

use super::is_right_to_left;
use crate::ui::theme;
use egui::{Align, Label, Layout, RichText, Ui};

/// Whether any of it runs from right to left.
pub fn has_right_to_left(text: &str) -> bool {
    unicode_bidi::BidiInfo::new(text, None).has_rtl()
}

/// As many whole words as fit into one line, each in its place. The line begins on the left, as its neighbours do.
pub fn one_line_ui(ui: &mut Ui, text: &str) {
    let (gap, widths) = measure(ui, text);
    // The dots that say that there is more need room as well.
    let room = ui.available_width() - 6.0 * gap;
    let mut used = 0.0;
    let mut fitting = String::new();
    for (word, width) in text.split_whitespace().zip(widths) {
        used += width + gap;
        if used > room {
            fitting.push('…');
            break;
        }
        fitting.push_str(word);
        fitting.push(' ');
    }
    words_ui(ui, &in_sight_order(&fitting), gap);
}

/// A paragraph in as many lines as it needs. Where it begins in a right-to-left script, its lines end on the right.
pub fn paragraph_ui(ui: &mut Ui, text: &str) {
    let (gap, widths) = measure(ui, text);
    let room = ui.available_width();
    let mut lines: Vec<String> = vec![String::new()];
    let mut used = 0.0;
    for (word, width) in text.split_whitespace().zip(widths) {
        if used > 0.0 && used + width > room {
            lines.push(String::new());
            used = 0.0;
        }
        used += width + gap;
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
            line.push(' ');
        }
    }
    let turned_round = is_right_to_left(text);
    // Every line keeps the direction of its paragraph, also when it begins with a word of the other one.
    let base = turned_round.then(unicode_bidi::Level::rtl).unwrap_or_else(unicode_bidi::Level::ltr);
    for line in lines {
        let mut words = sight_order(&line, Some(base));
        let side = if turned_round { Layout::right_to_left(Align::TOP) } else { Layout::left_to_right(Align::TOP) };
        if turned_round {
            // Laid out from the right, so the last one that the eye meets comes first.
            words.reverse();
        }
        ui.with_layout(side, |ui| words_ui(ui, &words, gap));
    }
}

/// The width of a space, and of each word.
fn measure(ui: &Ui, text: &str) -> (f32, Vec<f32>) {
    let font = theme::regular_font(ui, theme::BODY);
    let ink = theme::tokens(ui).text;
    let width = |word: &str| ui.painter().layout_no_wrap(word.to_owned(), font.clone(), ink).size().x;
    (font.size * 0.25, text.split_whitespace().map(width).collect())
}

fn words_ui(ui: &mut Ui, words: &[String], gap: f32) {
    let t = theme::tokens(ui);
    let font = theme::regular_font(ui, theme::BODY);
    ui.spacing_mut().item_spacing.x = gap;
    for word in words {
        ui.add(Label::new(RichText::new(word).font(font.clone()).color(t.text)).extend());
    }
}

/// The words as the eye meets them from left to right.
pub fn in_sight_order(text: &str) -> Vec<String> {
    sight_order(text, None)
}

/// Rule L2 of the Unicode bidirectional algorithm, on whole words, so that no `@` is torn from its name.
fn sight_order(text: &str, base: Option<unicode_bidi::Level>) -> Vec<String> {
    let info = unicode_bidi::BidiInfo::new(text, base);
    let mut words: Vec<(u8, String)> = Vec::new();
    let mut from = 0;
    for word in text.split_whitespace() {
        let start = text.get(from..).and_then(|rest| rest.find(word)).map_or(from, |more| from + more);
        let strong = start + word.find(char::is_alphanumeric).unwrap_or(0);
        let level = info.levels.get(strong).map_or(0, |level| level.number());
        let drawn = if level % 2 == 1 { turned(word) } else { word.to_owned() };
        words.push((level, drawn));
        from = start + word.len();
    }
    let highest = words.iter().map(|(level, _)| *level).max().unwrap_or(0);
    for level in (1..=highest).rev() {
        for run in words.chunk_by_mut(|a, b| (a.0 >= level) == (b.0 >= level)) {
            if run.first().is_some_and(|word| word.0 >= level) {
                run.reverse();
            }
        }
    }
    words.into_iter().map(|(_, word)| word).collect()
}

/// A right-to-left word with the signs at its ends changed over. The letters come from one font and turn as one piece;
/// the signs come from ours, are laid out from left to right, and would stand at the wrong end.
pub fn turned(word: &str) -> String {
    let letters =
        |c: char| !matches!(c, '!'..='/' | ':'..='@' | '['..='`' | '{'..='~' | '…' | '“' | '”' | '‘' | '’' | '«' | '»');
    let (Some(first), Some(last)) = (word.find(letters), word.rfind(letters)) else { return word.to_owned() };
    let end = last + word.get(last..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let (before, core, after) = (word.get(..first), word.get(first..end), word.get(end..));
    let (Some(before), Some(core), Some(after)) = (before, core, after) else { return word.to_owned() };
    if !is_right_to_left(core) {
        return word.to_owned();
    }
    let flipped = |signs: &str| signs.chars().rev().map(mirror_image).collect::<String>();
    format!("{}{core}{}", flipped(after), flipped(before))
}

fn mirror_image(sign: char) -> char {
    match sign {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_both_directions_stand_where_the_eye_expects_them() {
        assert_eq!(in_sight_order("hello שלום עולם again"), ["hello", "עולם", "שלום", "again"]);
        assert_eq!(in_sight_order("שלום @larkhelp עולם"), ["עולם", "@larkhelp", "שלום"]);
        assert_eq!(in_sight_order(""), [""; 0]);
    }

    #[test]
    fn signs_stand_at_the_end_where_the_eye_expects_them() {
        assert_eq!(turned("(מעיל"), "מעיל)");
        assert_eq!(turned("כחול),"), ",(כחול");
        assert_eq!(turned("הגיע?!"), "!?הגיע");
        assert_eq!(turned("(@lark)"), "(@lark)");
        assert_eq!(turned("?!"), "?!");
    }
}
