//! A source as it is being set up: what was typed, what was tried, and what came of it.

use crate::floor::source::SourceSettings;
use crate::floor::{At, SourceId, SourceKind};
use crate::limits;
use crate::view::{ConnectorRow, DeskWish, Secret, SourceRow, Tried, TriedState};
use std::fmt;

/// A secret while it is typed. No words of it are ever shown, and it is wiped when it is let go.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Typed(pub(super) String);

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "no secret" } else { "a secret" })
    }
}

impl Drop for Typed {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.0).into_bytes();
        bytes.fill(0);
        // So that nothing decides that nobody will read the zeros.
        std::hint::black_box(&bytes);
    }
}

/// What a test brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Worked {
    /// Who we are there.
    pub(super) who: String,
    /// Author, moment, words.
    pub(super) mentions: Vec<(String, At, String)>,
    /// What else there is to say.
    pub(super) note: String,
}

/// How far it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Trial {
    /// Nothing was tried.
    #[default]
    None,
    /// It is asked.
    Asking,
    /// It does not work; why.
    Failed(String),
    /// It works.
    Worked(Worked),
}

/// A source as it is being set up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceDraft {
    /// The one that is set up anew; `None` for a new one.
    source: Option<SourceId>,
    pub(super) name: String,
    /// Its connector is empty until one is chosen.
    pub(super) settings: SourceSettings,
    pub(super) secret: Typed,
    pub(super) in_file: bool,
    /// With what the newest test was made, and its name.
    tested: Option<(u64, SourceSettings, Typed)>,
    pub(super) trial: Trial,
    saving: Option<u64>,
    /// Why it could not be saved.
    pub(super) not_saved: Option<String>,
}

impl SourceDraft {
    /// One that is set up anew, filled with all but its secret; `None` for a file or a rehearsal.
    pub fn anew(row: &SourceRow) -> Option<SourceDraft> {
        let live = row.live.as_ref()?;
        let (name, settings) = (row.name.clone(), live.settings.clone());
        Some(SourceDraft { source: Some(row.source), name, settings, ..SourceDraft::default() })
    }

    /// Whether it is a new one.
    pub fn is_new(&self) -> bool {
        self.source.is_none()
    }

    /// Takes up what this kind of source proposes.
    pub(super) fn choose(&mut self, row: &ConnectorRow) {
        // What is merely an example has to be typed by those who have the server.
        let server = if row.server.contains("example") { "" } else { row.server };
        self.settings = SourceSettings {
            connector: row.id.to_owned(),
            server: server.to_owned(),
            channel: row.channel.to_owned(),
            every_secs: row.every_secs,
            ..SourceSettings::default()
        };
        self.forget_trial();
    }

    /// Back to the kinds. What was typed for another kind means nothing there.
    pub(super) fn choose_again(&mut self) {
        self.settings = SourceSettings::default();
        self.secret = Typed::default();
        self.forget_trial();
    }

    fn forget_trial(&mut self) {
        (self.tested, self.trial, self.saving, self.not_saved) = (None, Trial::None, None, None);
    }

    /// What it is called: as typed, or else as its kind and account are.
    pub(super) fn called(&self, row: &ConnectorRow) -> String {
        let typed = self.name.trim();
        if !typed.is_empty() {
            return typed.to_owned();
        }
        self.proposed(row)
    }

    /// What it is called when nothing is typed.
    pub(super) fn proposed(&self, row: &ConnectorRow) -> String {
        let handle = self.settings.handle.trim();
        let handle = if handle.is_empty() { self.settings.login.trim() } else { handle };
        format!("{} {handle}", row.name).trim().to_owned()
    }

    /// The settings as they go out: without blanks at the ends, without answers to nothing.
    pub(super) fn tidy(&self, row: &ConnectorRow) -> SourceSettings {
        let trim = |text: &str| text.trim().to_owned();
        let answers = self.settings.options.iter().map(|(key, text)| (key.clone(), trim(text)));
        let channel = trim(&self.settings.channel);
        let handle = trim(&self.settings.handle);
        // What is only overheard or only known to others belongs to no account of ours.
        let handle = if handle.is_empty() && !needs_account(row.kind) { channel.clone() } else { handle };
        SourceSettings {
            server: trim(&self.settings.server).trim_end_matches('/').to_owned(),
            login: trim(&self.settings.login),
            channel,
            handle,
            options: answers.filter(|(_, text)| !text.is_empty()).collect(),
            every_secs: self.settings.every_secs.max(limits::SOURCE_EVERY_SECS_MIN),
            ..self.settings.clone()
        }
    }

    /// What has to be filled in before it can be tested.
    pub(super) fn missing(&self, row: &ConnectorRow) -> Vec<&'static str> {
        let blank = |text: &str| text.trim().is_empty();
        let mut missing = Vec::new();
        if !row.server.is_empty() && blank(&self.settings.server) {
            missing.push("Server");
        }
        if blank(&self.settings.channel) {
            missing.push("Channel");
        }
        if needs_account(row.kind) && blank(&self.settings.handle) {
            missing.push("Account of ours");
        }
        let asked = row.fields.iter().filter(|(key, _, _, optional)| !optional && blank(self.settings.option(key)));
        missing.extend(asked.map(|(_, name, ..)| *name));
        missing
    }

    /// What a test is made of: how often it is asked and when it rings make no difference to it.
    fn matters(&self, row: &ConnectorRow) -> SourceSettings {
        SourceSettings { every_secs: 0, silent_secs: 0, lane: None, ..self.tidy(row) }
    }

    /// Whether what was tested is what stands here now.
    pub(super) fn is_as_tested(&self, row: &ConnectorRow) -> bool {
        let now = self.matters(row);
        self.tested.as_ref().is_some_and(|(_, settings, secret)| *settings == now && *secret == self.secret)
    }

    /// Whether it may be saved: only after a test that worked, and only what was tested.
    pub(super) fn can_save(&self, row: &ConnectorRow) -> bool {
        matches!(self.trial, Trial::Worked(_)) && self.is_as_tested(row) && self.saving.is_none()
    }

    /// Whether an answer is waited for.
    pub(super) fn waits(&self) -> bool {
        self.trial == Trial::Asking || self.saving.is_some()
    }

    fn secret(&self) -> Option<Secret> {
        (!self.secret.0.is_empty()).then(|| Secret(self.secret.0.clone()))
    }

    /// The wish that tests it.
    pub(super) fn test(&mut self, row: &ConnectorRow, id: u64) -> DeskWish {
        self.tested = Some((id, self.matters(row), self.secret.clone()));
        (self.trial, self.not_saved) = (Trial::Asking, None);
        DeskWish::TrySource { id, source: self.source, settings: Box::new(self.tidy(row)), secret: self.secret() }
    }

    /// The wish that saves it.
    pub(super) fn save(&mut self, row: &ConnectorRow, id: u64) -> DeskWish {
        (self.saving, self.not_saved) = (Some(id), None);
        DeskWish::SaveSource {
            id,
            source: self.source,
            name: self.called(row),
            settings: Box::new(self.tidy(row)),
            secret: self.secret(),
            in_file: self.in_file,
        }
    }

    /// Takes up what the desk answered; the name under which it was saved, once it was. What was asked before the
    /// newest question is no answer to it.
    pub(super) fn follow(&mut self, tried: Option<&Tried>) -> Option<String> {
        let tried = tried?;
        if self.saving == Some(tried.id) {
            match &tried.state {
                TriedState::Saved(name) => return Some(name.clone()),
                TriedState::Failed(why) => (self.saving, self.not_saved) = (None, Some(why.clone())),
                TriedState::Asking | TriedState::Works { .. } => {}
            }
        } else if self.trial == Trial::Asking && self.tested.as_ref().is_some_and(|(id, ..)| *id == tried.id) {
            match &tried.state {
                TriedState::Failed(why) => self.trial = Trial::Failed(why.clone()),
                TriedState::Works { who, mentions, note } => {
                    let (who, mentions, note) = (who.clone(), mentions.clone(), note.clone());
                    self.trial = Trial::Worked(Worked { who, mentions, note });
                }
                TriedState::Asking | TriedState::Saved(_) => {}
            }
        }
        None
    }
}

/// Whether its mentions belong to an account of ours: what is overheard or only looked up does not.
pub(super) fn needs_account(kind: SourceKind) -> bool {
    matches!(kind, SourceKind::Network | SourceKind::Helpdesk | SourceKind::Mail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_in_no_words_about_it() {
        let draft = SourceDraft { secret: Typed("hunter2".into()), ..SourceDraft::default() };
        let tested = SourceDraft { tested: Some((1, SourceSettings::default(), Typed("hunter2".into()))), ..draft };
        assert!(!format!("{tested:?}").contains("hunter2"));
        assert!(format!("{tested:?}").contains("a secret"));
    }
}
