//! What a history is of.

/// What a history is of: a channel, an account of ours, an intent, a language. An empty part stands for all of them.
///
/// ```
/// use watchfloor::plan::history::Key;
/// let german = Key { channel: "X".into(), language: "de".into(), ..Key::default() };
/// assert!(Key { channel: "X".into(), ..Key::default() }.covers(&german));
/// assert!(Key::default().covers(&german), "everything covers everything");
/// assert_eq!(german.to_string(), "X · de");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The network or the way in.
    pub channel: String,
    /// The account of ours.
    pub handle: String,
    /// What people want.
    pub intent: String,
    /// The language they write in.
    pub language: String,
}

/// One part of a [`Key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// [`Key::channel`].
    Channel,
    /// [`Key::handle`].
    Handle,
    /// [`Key::intent`].
    Intent,
    /// [`Key::language`].
    Language,
}

impl Part {
    /// All of them, in the order of the key.
    pub const ALL: [Part; 4] = [Part::Channel, Part::Handle, Part::Intent, Part::Language];
}

impl Key {
    /// A part of it.
    pub fn part(&self, part: Part) -> &str {
        match part {
            Part::Channel => &self.channel,
            Part::Handle => &self.handle,
            Part::Intent => &self.intent,
            Part::Language => &self.language,
        }
    }

    /// The same with another part.
    #[must_use]
    pub fn with(mut self, part: Part, value: &str) -> Key {
        let place = match part {
            Part::Channel => &mut self.channel,
            Part::Handle => &mut self.handle,
            Part::Intent => &mut self.intent,
            Part::Language => &mut self.language,
        };
        value.clone_into(place);
        self
    }

    /// Whether what is counted under `other` also counts here: each part of this is empty or the same.
    pub fn covers(&self, other: &Key) -> bool {
        Part::ALL.iter().all(|part| self.part(*part).is_empty() || self.part(*part) == other.part(*part))
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<&str> = Part::ALL.iter().map(|part| self.part(*part)).filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { f.write_str("everything") } else { f.write_str(&parts.join(" · ")) }
    }
}
