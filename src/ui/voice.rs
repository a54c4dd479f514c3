//! What is being written at this desk and was not sent yet: answers, a packet, a template, the tone card.
//!
//! Answers that are begun lie in a file of this desk's own beside its settings, and nowhere else: no fact of the floor
//! touches them, so that a new owner, a restart or whatever others do takes no word of them away.

use crate::floor::handoff::{
    Card, Consent, Contact, HandoffCommand, HandoffId, Packet, Said, Sending, SwitchReason, Template, TemplateId,
    TemplateKind, Way, Window,
};
use crate::floor::source::SourceCommand;
use crate::floor::{At, ChannelId, ConversationId, SourceId};
use crate::limits;
use crate::view::{FloorKind, MailTo, Snapshot, TicketDeed};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// An answer that was begun.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Written {
    /// The words, with all names filled in.
    pub text: String,
    /// The template that it was begun with.
    pub template: Option<u16>,
    /// Whether it puts a wrong claim right.
    pub corrects: bool,
    /// Another channel than the customer's, by its number, and the place of the reason.
    pub elsewhere: Option<(u16, u8)>,
    /// When it was last written in, in seconds since 1970 on the floor's clock: the oldest is forgotten first.
    pub touched: i64,
}

impl Written {
    /// Where it goes when that is not where the customer wrote, and why.
    pub fn elsewhere(&self) -> Option<(ChannelId, SwitchReason)> {
        let (channel, reason) = self.elsewhere?;
        SwitchReason::ALL.get(usize::from(reason)).map(|reason| (ChannelId(channel), *reason))
    }

    /// What the floor is asked to say.
    pub fn said(&self, sending: Sending) -> Said {
        Said {
            text: self.text.trim().to_owned(),
            template: self.template.map(TemplateId),
            corrects: self.corrects,
            elsewhere: self.elsewhere(),
            sending,
            agent: None,
            card: 0,
        }
    }
}

/// All answers that were begun, by floor and conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafts {
    by_floor: BTreeMap<String, BTreeMap<u32, Written>>,
}

impl Drafts {
    /// Reads the file. One that is not there or cannot be read gives none.
    pub fn read(path: &Path) -> Drafts {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        ron::from_str(&text).unwrap_or_default()
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    ///
    /// What the disk says.
    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        let text = ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::default());
        let text = text.map_err(std::io::Error::other)?;
        let beside = path.with_extension("new");
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&beside, text)?;
        std::fs::rename(&beside, path)
    }

    /// What was begun in a conversation.
    pub fn of(&self, floor: &str, id: ConversationId) -> Option<&Written> {
        self.by_floor.get(floor)?.get(&id.0)
    }

    /// Keeps what is written; without words it is forgotten. Beyond [`limits::DRAFTS_KEPT_MAX`] the one that nobody has
    /// written in for longest goes.
    pub fn put(&mut self, floor: &str, id: ConversationId, written: Written) {
        if written.text.is_empty() {
            self.forget(floor, id);
            return;
        }
        self.by_floor.entry(floor.to_owned()).or_default().insert(id.0, written);
        while self.by_floor.values().map(BTreeMap::len).sum::<usize>() > limits::DRAFTS_KEPT_MAX {
            let all =
                self.by_floor.iter().flat_map(|(f, of)| of.iter().map(move |(id, w)| (w.touched, f.clone(), *id)));
            let Some((_, floor, id)) = all.min() else { return };
            self.forget(&floor, ConversationId(id));
        }
    }

    /// Forgets what was begun: it went out, or was taken away.
    pub fn forget(&mut self, floor: &str, id: ConversationId) {
        if let Some(of) = self.by_floor.get_mut(floor) {
            of.remove(&id.0);
            if of.is_empty() {
                self.by_floor.remove(floor);
            }
        }
    }
}

/// A template in text fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateDraft {
    /// Which; a new one when `None`.
    pub template: Option<TemplateId>,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub kind: TemplateKind,
    /// Two letters.
    pub language: String,
    /// The words.
    pub text: String,
}

impl Default for TemplateDraft {
    fn default() -> Self {
        let (name, text) = (String::new(), String::new());
        TemplateDraft { template: None, name, kind: TemplateKind::Acknowledge, language: "en".into(), text }
    }
}

impl TemplateDraft {
    /// A template as it is kept, to be written on.
    pub fn of(id: TemplateId, row: &Template) -> TemplateDraft {
        let language = String::from_utf8_lossy(&row.language).into_owned();
        TemplateDraft { template: Some(id), name: row.name.clone(), kind: row.kind, language, text: row.text.clone() }
    }

    /// The template that it says. A language of other than two letters is none, and refused by the floor.
    pub fn row(&self) -> Template {
        let language: [u8; 2] = self.language.trim().to_lowercase().as_bytes().try_into().unwrap_or(*b"??");
        Template { name: self.name.clone(), kind: self.kind, language, text: self.text.clone() }
    }
}

/// The tone card in text fields; a line is a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardDraft {
    /// What we are here for.
    pub mission: String,
    /// How we sound.
    pub tone: String,
    /// What to do.
    pub does: String,
    /// What not to do.
    pub donts: String,
    /// When we go on in private.
    pub private: String,
}

impl CardDraft {
    /// The card as it is kept, to be written on.
    pub fn of(card: &Card) -> CardDraft {
        CardDraft {
            mission: card.mission.clone(),
            tone: card.tone.clone(),
            does: card.does.join("\n"),
            donts: card.donts.join("\n"),
            private: card.private.clone(),
        }
    }

    /// The card that it says, without a version.
    pub fn card(&self) -> Card {
        let lines = |text: &str| -> Vec<String> {
            text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
        };
        Card {
            version: 0,
            mission: self.mission.trim().to_owned(),
            tone: self.tone.trim().to_owned(),
            does: lines(&self.does),
            donts: lines(&self.donts),
            private: self.private.trim().to_owned(),
        }
    }
}

/// A hand-off as it is being filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferDraft {
    /// Of which conversation.
    pub conversation: ConversationId,
    /// Phone or e-mail.
    pub way: Way,
    /// Who should take it.
    pub to: String,
    /// Number or address.
    pub contact: String,
    /// Who said yes.
    pub who: String,
    /// Whether they did.
    pub agreed: bool,
    /// Not before: a moment in the person's own words; empty for now.
    pub from: String,
    /// And done by then.
    pub until: String,
    /// Why not here.
    pub reason: SwitchReason,
    /// What was promised.
    pub promised: String,
    /// What else there is to know.
    pub note: String,
    /// Whether the whole packet is shown.
    pub shown: bool,
    /// The mailbox that was chosen, or that nobody is to be written to; `None` until a person chose.
    pub by: Option<Option<SourceId>>,
}

impl OfferDraft {
    /// An empty one.
    pub fn new(conversation: ConversationId, who: String) -> OfferDraft {
        OfferDraft {
            conversation,
            way: Way::Phone,
            to: String::new(),
            contact: String::new(),
            who,
            agreed: false,
            from: String::new(),
            until: "2 h".to_owned(),
            reason: SwitchReason::PersonalData,
            promised: String::new(),
            note: String::new(),
            shown: false,
            by: None,
        }
    }

    /// By which mailbox the other side is written to. The only one is taken unless a person says otherwise; of several, a
    /// person chooses.
    ///
    /// # Errors
    ///
    /// Words for the person.
    pub fn mailbox(&self, mails: &[MailTo]) -> Result<Option<SourceId>, &'static str> {
        match (self.by, mails) {
            (Some(None), _) | (None, []) => Ok(None),
            (Some(Some(chosen)), _) if mails.iter().any(|mail| mail.source == chosen) => Ok(Some(chosen)),
            (None, [only]) => Ok(Some(only.source)),
            _ => Err("choose who is written to"),
        }
    }

    /// The packet that it says, or what is missing.
    ///
    /// # Errors
    ///
    /// Words for the person.
    pub fn packet(&self, now: At, moment: impl Fn(&str) -> Option<At>) -> Result<Packet, &'static str> {
        if self.to.trim().is_empty() {
            return Err("say who should take it");
        }
        if self.contact.trim().is_empty() {
            return Err("say where the customer is reached");
        }
        if !self.agreed || self.who.trim().is_empty() {
            return Err("the customer must have said yes");
        }
        let from = if self.from.trim().is_empty() { Some(now) } else { moment(&self.from) };
        let from = from.ok_or("from when is no time that lies ahead")?;
        let until = moment(&self.until).ok_or("until when is no time that lies ahead")?;
        Ok(Packet {
            way: self.way,
            to: self.to.clone(),
            contact: Contact(self.contact.clone()),
            consent: Consent { who: self.who.clone(), at: now },
            window: Window { from, until },
            reason: self.reason,
            promised: self.promised.clone(),
            note: self.note.clone(),
        })
    }
}

/// What is being written into the ticket of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketDraft {
    /// Of which conversation.
    pub conversation: ConversationId,
    /// What of it.
    pub deed: TicketDeed,
    /// The note, the priority, or labels to add with commas between.
    pub text: String,
    /// Labels to take away.
    pub remove: BTreeSet<String>,
}

impl TicketDraft {
    /// An empty one.
    pub fn new(conversation: ConversationId, deed: TicketDeed) -> TicketDraft {
        TicketDraft { conversation, deed, text: String::new(), remove: BTreeSet::new() }
    }

    /// The labels to add, each once.
    pub fn labels(&self) -> impl Iterator<Item = String> {
        let labels = self.text.split(',').map(str::trim).filter(|label| !label.is_empty()).map(str::to_owned);
        labels.collect::<BTreeSet<String>>().into_iter()
    }
}

/// Everything that is being written.
#[derive(Clone, Debug, Default)]
pub struct Voice {
    /// Answers that were begun.
    pub drafts: Drafts,
    /// What of them lies in the file.
    written: Drafts,
    /// The field of the answer should take the keyboard.
    pub focus_wanted: bool,
    /// The template that is being written in the settings.
    pub template: Option<TemplateDraft>,
    /// The tone card, while it is being written in the settings.
    pub card: Option<CardDraft>,
    /// Minutes to a correction, while they are being changed.
    pub correction_minutes: Option<u32>,
    /// Who accepts a hand-off, while that is being written.
    pub accepting: Option<(HandoffId, String)>,
    /// The hand-off that is on its way to the floor; it is filled in again when the floor says no.
    pub offering: Option<Box<OfferDraft>>,
    /// What is wrong with what a customer claims, while that is being written.
    pub claim: Option<(ConversationId, String)>,
    /// What is being written into a ticket.
    pub ticket: Option<TicketDraft>,
    /// The field of that should take the keyboard.
    pub ticket_focus_wanted: bool,
}

impl Voice {
    /// Takes up what was begun before the window was closed.
    pub fn read(path: Option<&Path>) -> Voice {
        let drafts = path.map(Drafts::read).unwrap_or_default();
        Voice { written: drafts.clone(), drafts, ..Voice::default() }
    }

    /// The floor did this: what was written for it is done with.
    pub fn done(&mut self, floor: &str, command: &HandoffCommand) {
        match command {
            // Whoever wrote on meanwhile keeps that.
            HandoffCommand::Reply { conversation, said }
                if self.drafts.of(floor, *conversation).is_some_and(|w| w.text.trim() == said.text) =>
            {
                self.drafts.forget(floor, *conversation);
            }
            HandoffCommand::Offer { .. } => self.offering = None,
            HandoffCommand::Accept { .. } => self.accepting = None,
            HandoffCommand::SetTemplate { .. } => self.template = None,
            HandoffCommand::SetCard { .. } => self.card = None,
            HandoffCommand::TagClaim { .. } => self.claim = None,
            HandoffCommand::SetCorrectionTarget { .. } => self.correction_minutes = None,
            _ => {}
        }
    }

    /// It is on its way into the ticket: what was written for it is done with, unless somebody wrote on meanwhile.
    pub fn told(&mut self, command: &SourceCommand) {
        let is_done = |draft: &TicketDraft| match (command, draft.deed) {
            (SourceCommand::Note { conversation, text }, TicketDeed::Note) => {
                *conversation == draft.conversation && draft.text.trim() == text
            }
            (SourceCommand::SetPriority { conversation, priority }, TicketDeed::Priority) => {
                *conversation == draft.conversation && draft.text.trim() == priority
            }
            (SourceCommand::Label { conversation, .. }, TicketDeed::Labels) => *conversation == draft.conversation,
            _ => false,
        };
        self.ticket.take_if(|draft| is_done(draft));
    }

    /// Whether the file is older than what was written.
    pub fn is_unwritten(&self) -> bool {
        self.drafts != self.written
    }

    /// What is to be written to the file, when there is anything new.
    pub fn unwritten(&mut self) -> Option<Drafts> {
        self.is_unwritten().then(|| {
            self.written = self.drafts.clone();
            self.written.clone()
        })
    }
}

/// What a floor is called among the drafts.
pub fn floor_key(snapshot: &Snapshot) -> String {
    match &snapshot.floor {
        FloorKind::Own { place } => place.clone(),
        FloorKind::Rehearsal { day, seed, .. } => format!("{day} {seed}"),
    }
}
