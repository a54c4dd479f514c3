//! Whether a text is about us, by the names that the desk was told.

use super::words::{Folded, is_unspaced, words_of};
use crate::floor::{Brand, Reason};
use crate::limits::{BRAND_TERM_CHARS_MAX, BRAND_TERMS_MAX};
use thiserror::Error;

/// What is wrong with a list of names.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BrandFault {
    /// Too many of one kind.
    #[error("{list} has {count} entries; {BRAND_TERMS_MAX} are the most that every mention can be compared with")]
    TooMany {
        /// Which list.
        list: &'static str,
        /// Entries in it.
        count: usize,
    },
    /// One is too long.
    #[error("“{start}…” is longer than {BRAND_TERM_CHARS_MAX} characters; nobody writes a name like that")]
    TooLong {
        /// How it begins.
        start: String,
    },
    /// One has no letter or digit.
    #[error("“{term}” has no letter or digit, so it would never be found")]
    Empty {
        /// As it was written.
        term: String,
    },
    /// A name that is also excluded would never count.
    #[error("“{term}” is a name and an exclusion at once, so nothing would be about us")]
    NameExcluded {
        /// As it was written.
        term: String,
    },
}

/// Says what is wrong with the names of a brand, if anything is.
///
/// # Errors
///
/// The first [`BrandFault`] in the order of the lists.
///
/// ```
/// use watchfloor::{floor::Brand, triage::relevance::check};
/// let brand = Brand { names: vec!["Larkfield".into()], ..Brand::default() };
/// assert!(check(&brand).is_ok());
/// let wrong = check(&Brand { names: vec!["***".into()], ..Brand::default() }).unwrap_err();
/// assert_eq!(wrong.to_string(), "“***” has no letter or digit, so it would never be found");
/// ```
pub fn check(brand: &Brand) -> Result<(), BrandFault> {
    let lists = [
        ("The list of names", &brand.names),
        ("The list of ambiguous names", &brand.ambiguous),
        ("The list of context words", &brand.context),
        ("The list of exclusions", &brand.exclusions),
    ];
    for (list, terms) in lists {
        if terms.len() > BRAND_TERMS_MAX {
            return Err(BrandFault::TooMany { list, count: terms.len() });
        }
        for term in terms {
            if term.chars().count() > BRAND_TERM_CHARS_MAX {
                return Err(BrandFault::TooLong { start: term.chars().take(20).collect() });
            }
            if words_of(term).is_empty() {
                return Err(BrandFault::Empty { term: term.clone() });
            }
        }
    }
    let excluded: Vec<String> = brand.exclusions.iter().map(|t| words_of(t)).collect();
    match brand.names.iter().find(|name| excluded.contains(&words_of(name))) {
        Some(term) => Err(BrandFault::NameExcluded { term: term.clone() }),
        None => Ok(()),
    }
}

/// The names, ready to be looked for.
#[derive(Clone, Debug, Default)]
pub struct Names {
    names: Vec<Term>,
    ambiguous: Vec<Term>,
    context: Vec<Term>,
    exclusions: Vec<Term>,
    /// Handles of ours, folded, sorted.
    handles: Vec<String>,
}

/// A name as it is looked for, and as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    /// Words, with a space before them where their script puts one between words.
    begun: String,
    /// The same without any space, for hashtags and accounts.
    closed: String,
    /// As it was written.
    written: String,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relevance<'a> {
    /// No names were told, so everything counts.
    Everything,
    /// It is addressed to a handle of ours, answers us, or is private.
    Addressed,
    /// A name of ours is in it.
    Named(&'a str),
    /// A name that means other things too, and the word that makes it ours.
    InContext(&'a str, &'a str),
    /// A name that means other things too, alone.
    OutOfContext(&'a str),
    /// A word that the desk excludes.
    Excluded(&'a str),
    /// None of the names.
    NotNamed,
}

impl Relevance<'_> {
    /// Why it is not about us; `None` when it is.
    pub fn reason(self) -> Option<Reason> {
        match self {
            Relevance::OutOfContext(_) => Some(Reason::OutOfContext),
            Relevance::Excluded(_) => Some(Reason::Excluded),
            Relevance::NotNamed => Some(Reason::NotNamed),
            Relevance::Everything | Relevance::Addressed | Relevance::Named(_) | Relevance::InContext(..) => None,
        }
    }
}

fn terms(written: &[String]) -> Vec<Term> {
    let term = |written: &String| {
        let words: String = words_of(written).chars().take(BRAND_TERM_CHARS_MAX).collect();
        let closed = words.replace(' ', "");
        (!closed.is_empty()).then(|| Term {
            begun: if words.starts_with(is_unspaced) { words } else { format!(" {words}") },
            closed,
            written: written.clone(),
        })
    };
    written.iter().filter_map(term).take(BRAND_TERMS_MAX).collect()
}

impl Names {
    /// Of a brand; what [`check`] finds wrong is left out.
    pub fn of(brand: &Brand) -> Names {
        Names {
            names: terms(&brand.names),
            ambiguous: terms(&brand.ambiguous),
            context: terms(&brand.context),
            exclusions: terms(&brand.exclusions),
            handles: Vec::new(),
        }
    }

    /// The accounts of ours, as networks name them: `@larkhelp` or `larkhelp`.
    pub fn set_handles<'a>(&mut self, handles: impl IntoIterator<Item = &'a str>) {
        let mut folded = Folded::default();
        let one = |handle: &str| {
            folded.fold(&format!("@{}", handle.trim().trim_start_matches('@').replace(' ', "")));
            folded.accounts.trim().to_owned()
        };
        self.handles = handles.into_iter().map(one).filter(|h| !h.is_empty()).take(BRAND_TERMS_MAX).collect();
        self.handles.sort_unstable();
        self.handles.dedup();
    }

    /// The handles, to be given to the names of another brand.
    pub(super) fn take_handles(&mut self) -> Vec<String> {
        std::mem::take(&mut self.handles)
    }

    /// The handles that other names had.
    pub(super) fn give_handles(&mut self, handles: Vec<String>) {
        self.handles = handles;
    }

    /// Whether no name was told.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.ambiguous.is_empty()
    }

    /// Whether a handle of ours stands in the text.
    pub fn addressed(&self, folded: &Folded) -> bool {
        !self.handles.is_empty()
            && folded.accounts.split(' ').any(|a| self.handles.binary_search_by(|h| h.as_str().cmp(a)).is_ok())
    }

    /// Whether a text is about us. `to_us` says that it is addressed to us, whatever words are in it.
    pub fn relevance(&self, folded: &Folded, to_us: bool) -> Relevance<'_> {
        if to_us || self.addressed(folded) {
            return Relevance::Addressed;
        }
        if self.is_empty() {
            return Relevance::Everything;
        }
        if let Some(term) = find(&self.exclusions, folded) {
            return Relevance::Excluded(&term.written);
        }
        if let Some(term) = find(&self.names, folded) {
            return Relevance::Named(&term.written);
        }
        let Some(term) = find(&self.ambiguous, folded) else { return Relevance::NotNamed };
        match find(&self.context, folded) {
            Some(context) => Relevance::InContext(&term.written, &context.written),
            None => Relevance::OutOfContext(&term.written),
        }
    }

    /// What was found, in words.
    pub fn words(&self, relevance: Relevance<'_>) -> String {
        match relevance {
            Relevance::Everything => "no names of ours are set, so everything counts as about us".to_owned(),
            Relevance::Addressed => "addressed to us".to_owned(),
            Relevance::Named(name) => format!("about us: {name}"),
            Relevance::InContext(name, context) => format!("about us: {name}, with {context}"),
            Relevance::OutOfContext(name) => {
                format!("not about us: {name} without any of its context words; not addressed to us")
            }
            Relevance::Excluded(word) => format!("not about us: {word} is excluded; not addressed to us"),
            Relevance::NotNamed => {
                let names: Vec<&str> = self.written().take(6).collect();
                format!("not about us: none of {}; not addressed to us", names.join(", "))
            }
        }
    }

    /// The names as they were written, for sentences: first ours alone, then the ambiguous ones.
    pub fn written(&self) -> impl Iterator<Item = &str> {
        self.names.iter().chain(&self.ambiguous).map(|t| t.written.as_str())
    }
}

/// The first of these that stands in the text as whole words, as a hashtag or as an account.
fn find<'a>(terms: &'a [Term], folded: &Folded) -> Option<&'a Term> {
    terms.iter().find(|t| {
        stands(&folded.bare, &t.begun) || is_in(&folded.tags, &t.closed) || is_in(&folded.accounts, &t.closed)
    })
}

/// Whether a name stands in a text as whole words; `Larkfield's` is one of them.
fn stands(bare: &str, begun: &str) -> bool {
    if !begun.starts_with(' ') {
        return bare.contains(begun);
    }
    let mut rest = bare;
    while let Some(at) = rest.find(begun) {
        let after = &rest[at + begun.len()..];
        if after.starts_with(' ') || after.starts_with("s ") || after.starts_with(is_unspaced) {
            return true;
        }
        rest = after;
    }
    false
}

fn is_in(list: &str, word: &str) -> bool {
    !list.is_empty() && list.split(' ').any(|w| w == word)
}

/// What other names would change for one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previewed {
    /// Whether it is about us with the names as they are.
    pub about_us_before: bool,
    /// Why.
    pub before: String,
    /// Whether it would be about us.
    pub about_us_after: bool,
    /// Why.
    pub after: String,
}

/// What each of these texts is with the names as they are, and what it would be with others.
///
/// ```
/// use watchfloor::{floor::Brand, triage::relevance::preview};
/// let named = |name: &str| Brand { names: vec![name.into()], ..Brand::default() };
/// let rows = preview(&named("Larkfield"), &named("Larkhouse"), &["larkhelp"], ["I love my Larkhouse lamp"]);
/// assert_eq!((rows[0].about_us_before, rows[0].about_us_after), (false, true));
/// assert_eq!(rows[0].before, "not about us: none of Larkfield; not addressed to us");
/// ```
pub fn preview<'t>(
    before: &Brand,
    after: &Brand,
    handles: &[&str],
    texts: impl IntoIterator<Item = &'t str>,
) -> Vec<Previewed> {
    let names = |brand| {
        let mut names = Names::of(brand);
        names.set_handles(handles.iter().copied());
        names
    };
    let (before, after) = (names(before), names(after));
    let mut folded = Folded::default();
    let one = |text: &str| {
        folded.fold(text);
        let (was, would) = (before.relevance(&folded, false), after.relevance(&folded, false));
        Previewed {
            about_us_before: was.reason().is_none(),
            before: before.words(was),
            about_us_after: would.reason().is_none(),
            after: after.words(would),
        }
    };
    texts.into_iter().map(one).collect()
}
