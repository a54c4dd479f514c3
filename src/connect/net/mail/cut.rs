//! What somebody wrote in a mail, apart from what they quoted and from what stands under every mail of theirs.

pub use crate::floor::{CARRIED_MARK, parted};

/// Puts what is carried along after what was written, with [`CARRIED_MARK`] between. A mail that holds nothing else stays
/// as it is, and so does one that answers between the lines of another, because its words mean nothing without them.
///
/// ```
/// use watchfloor::connect::net::mail::cut::{parted, put_apart};
/// let kept = put_apart("It still leaks.\n\nOn 3 Mar 2026 Ade wrote:\n> Does it still leak?\n-- \nDan");
/// assert_eq!(parted(&kept), ("It still leaks.", "On 3 Mar 2026 Ade wrote:\n> Does it still leak?\n-- \nDan"));
/// ```
pub fn put_apart(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches('\r')).collect();
    let (body, end) = lines.split_at(carried_from(&lines));
    let (head, body) = body.split_at(quoted_first(body));
    let words = |lines: &[&str]| lines.join("\n").trim_matches('\n').trim_end().to_owned();
    let written = words(body);
    let carried: Vec<String> = [words(head), words(end)].into_iter().filter(|part| !part.is_empty()).collect();
    match (written.trim().is_empty(), carried.is_empty()) {
        (true, _) => words(&lines),
        (false, true) => written,
        (false, false) => format!("{written}{CARRIED_MARK}{}", carried.join("\n\n")),
    }
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// The line from which on everything is carried along; the number of lines where nothing is.
fn carried_from(lines: &[&str]) -> usize {
    let from = (0..lines.len()).find(|at| begins_carried(lines.get(*at..).unwrap_or_default()));
    let from = from.unwrap_or(lines.len());
    let before = lines.get(..from).unwrap_or_default();
    let rest = before.iter().rposition(|line| !is_quoted(line) && !line.trim().is_empty()).map_or(0, |at| at + 1);
    if !before.get(rest..).unwrap_or_default().iter().any(|line| is_quoted(line)) {
        return from;
    }
    rest - introduction(before.get(..rest).unwrap_or_default())
}

/// Whether a signature or another program's copy of an earlier mail begins here.
fn begins_carried(lines: &[&str]) -> bool {
    let Some(line) = lines.first().map(|line| line.trim_end()) else { return false };
    let next = |n: usize| lines.get(n).map_or("", |line| line.trim());
    if line == "--" || line == "—" {
        return true;
    }
    let dashes = line.trim().len() >= 10 && line.trim().starts_with("---") && line.trim().ends_with("---");
    let inside = line.trim().trim_matches('-').trim().to_lowercase();
    if dashes
        && ["original message", "ursprüngliche nachricht", "message d'origine", "mensaje original"].contains(&&*inside)
    {
        return true;
    }
    let rule = line.len() >= 20 && line.chars().all(|c| c == '_');
    (rule && is_header(next(1))) || (is_header(line) && is_header(next(1)) && is_header(next(2)))
}

/// Whether a line looks like `From: Ade <ade@example.org>` at the head of a copied mail.
fn is_header(line: &str) -> bool {
    const NAMES: [&str; 22] = [
        "from", "sent", "date", "to", "cc", "subject", "von", "gesendet", "datum", "an", "betreff", "de", "envoyé",
        "à", "objet", "enviado", "para", "asunto", "da", "inviato", "a", "oggetto",
    ];
    let line = line.trim().trim_start_matches('*');
    let Some((name, value)) = line.split_once(':') else { return false };
    !value.trim().is_empty() && NAMES.contains(&&*name.trim().trim_end_matches('*').to_lowercase())
}

/// How many of the last lines say whose words are quoted below: `On 3 Mar 2026, Ade <a@b.example>` and `wrote:`.
fn introduction(lines: &[&str]) -> usize {
    const VERBS: [&str; 11] = [
        "wrote",
        "writes",
        "schrieb",
        "écrit",
        "escribió",
        "scritto",
        "schreef",
        "skrev",
        "escreveu",
        "napisał",
        "пишет",
    ];
    let shown = lines.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |at| at + 1);
    for count in 1..=3_usize.min(shown) {
        let some = lines.get(shown - count..shown).unwrap_or_default();
        let joined = some.join(" ").to_lowercase();
        let joined = joined.trim();
        let said = joined.ends_with(':') && VERBS.iter().any(|verb| joined.contains(verb));
        let begins = ["on ", "am ", "le ", "el ", "il ", "op ", "den ", "em ", "w dniu "];
        if said && (begins.iter().any(|word| joined.starts_with(word)) || (count == 1 && joined.contains('@'))) {
            return lines.len() - shown + count;
        }
    }
    0
}

/// How many of the first lines quote what is answered below, when nothing below quotes.
fn quoted_first(lines: &[&str]) -> usize {
    let Some(first) = lines.iter().position(|line| is_quoted(line)) else { return 0 };
    let before = lines.get(..first).unwrap_or_default();
    let shown = before.iter().filter(|line| !line.trim().is_empty()).count();
    let introduced = introduction(before);
    let words = before.iter().rev().skip(introduced).any(|line| !line.trim().is_empty());
    if shown > 0 && (introduced == 0 || words) {
        return 0;
    }
    let after = lines.get(first..).unwrap_or_default();
    let length = after.iter().position(|line| !is_quoted(line) && !line.trim().is_empty()).unwrap_or(after.len());
    let below = after.get(length..).unwrap_or_default();
    if below.is_empty() || below.iter().any(|line| is_quoted(line)) { 0 } else { first + length }
}
