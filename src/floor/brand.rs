//! What the brand is called, and what is not meant by it: what relevance is judged by. A fact of the floor, so that a
//! look at the past judges by what was known then.

/// The brand's names and their limits. All comparisons are without regard to case and accents of Latin letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// Names that are ours and nobody else's, for example `Larkfield`; one of them in a text is enough.
    pub names: Vec<String>,
    /// Names that mean other things too, for example `Lark`: they count when a word of `context` stands near.
    pub ambiguous: Vec<String>,
    /// Words that make an ambiguous name ours, for example `order`, `store`.
    pub context: Vec<String>,
    /// Words with which a text is not about us, whatever else is in it, for example `meadowlark`.
    pub exclusions: Vec<String>,
    /// Our shops.
    pub stores: Vec<Store>,
}

/// A shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// For example `Leeds, Briggate`.
    pub name: String,
    /// Words by which a text means this one, for example `leeds`.
    pub words: Vec<String>,
    /// Whom to call there.
    pub contact: String,
}
