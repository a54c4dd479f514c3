//! Approved texts that an answer begins with.

use crate::floor::Refusal;
use crate::floor::decide::tidy;
use crate::limits;

/// What a template is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum TemplateKind {
    /// We have seen it and somebody is on it.
    Acknowledge,
    /// We go on in private.
    Private,
    /// An answer that settles it.
    Answer,
    /// A wrong claim is put right.
    Correction,
    /// Thanks for praise.
    Thanks,
}

impl TemplateKind {
    /// All of them, in the order of the screens.
    pub const ALL: [TemplateKind; 5] = [
        TemplateKind::Acknowledge,
        TemplateKind::Private,
        TemplateKind::Answer,
        TemplateKind::Correction,
        TemplateKind::Thanks,
    ];

    /// The word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            TemplateKind::Acknowledge => "acknowledge",
            TemplateKind::Private => "go private",
            TemplateKind::Answer => "answer",
            TemplateKind::Correction => "correct",
            TemplateKind::Thanks => "thank",
        }
    }
}

/// An approved text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub kind: TemplateKind,
    /// Two letters of its language.
    pub language: [u8; 2],
    /// The words, with `{name}` and `{agent}` where the customer's and the agent's name stand.
    pub text: String,
}

impl Template {
    /// The template as it may be kept.
    pub(super) fn tidied(&self) -> Result<Template, Refusal> {
        let text = self.text.trim();
        if text.is_empty() {
            return Err(Refusal::BadValue("a template needs words".into()));
        }
        if text.chars().count() > limits::REPLY_CHARS_MAX {
            let most = limits::REPLY_CHARS_MAX;
            return Err(Refusal::BadValue(format!("a template holds at most {most} characters")));
        }
        if let Some(unknown) = unknown_place(text) {
            return Err(Refusal::BadValue(format!("{{{unknown}}} is no placeholder; use {{name}} or {{agent}}")));
        }
        if !self.language.iter().all(u8::is_ascii_lowercase) {
            return Err(Refusal::BadValue("a language is two small letters, for example en".into()));
        }
        Ok(Template { name: tidy("a template", &self.name, false)?, text: text.to_owned(), ..self.clone() })
    }
}

/// The first thing in braces that nobody knows how to fill.
fn unknown_place(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let inside = &rest[start + 1..];
        let Some(end) = inside.find('}') else { return Some(inside) };
        if !matches!(&inside[..end], "name" | "agent") {
            return Some(&inside[..end]);
        }
        rest = &inside[end + 1..];
    }
    None
}

/// A template with its names filled in. A name that is not known leaves its placeholder, so that it is seen before
/// anything goes out.
///
/// ```
/// use watchfloor::floor::handoff::fill;
/// assert_eq!(fill("Sorry, {name}. We look at it now. {agent}", "@mira", Some("Ade")), "Sorry, @mira. We look at it now. Ade");
/// assert_eq!(fill("Yours, {agent}", "@mira", None), "Yours, {agent}");
/// ```
pub fn fill(text: &str, name: &str, agent: Option<&str>) -> String {
    // One pass: a name with braces in it is not filled in again.
    let mut filled = String::with_capacity(text.len() + name.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        filled.push_str(&rest[..start]);
        let tail = &rest[start..];
        if let Some(after) = tail.strip_prefix("{name}").filter(|_| !name.is_empty()) {
            filled.push_str(name);
            rest = after;
        } else if let (Some(after), Some(agent)) = (tail.strip_prefix("{agent}"), agent) {
            filled.push_str(agent);
            rest = after;
        } else {
            filled.push('{');
            rest = &tail[1..];
        }
    }
    filled.push_str(rest);
    filled
}

/// Whether a text still has a placeholder that nobody filled in.
pub(super) fn is_unfilled(text: &str) -> bool {
    text.contains("{name}") || text.contains("{agent}")
}
