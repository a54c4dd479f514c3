//! What the desk does about sources in the network: start the sync, tell it how things stand, take what it brings.

use super::Desk;
use crate::clock;
use crate::connect::net::{Can, Connector, Proven, all};
use crate::engine::{Input, Outcome, SyncSource};
use crate::floor::source::{SourceCommand, SourceSettings};
use crate::floor::{Actor, Command, Floor, Refusal, Role, SourceId};
use crate::run::sync::{Keep, SecretStore, SyncAsk, Syncing};
use crate::view::{ConnectorRow, DeskWish, Secret, TicketDeed, Tried, TriedState};
use std::sync::Arc;
use tokio::sync::oneshot;

impl Desk {
    /// Starts the sync when there is something for it to do, and tells it how the sources stand now. A rehearsal that
    /// is shown meanwhile keeps no mention of the user's own floor waiting.
    pub(super) fn tell_sync(&mut self) {
        let Some(own) = &mut self.own else { return };
        if self.sync.is_none() && own.engine.floor().outside().live().next().is_none() {
            return;
        }
        let sources = own.engine.sync_sources(clock::now());
        if let Some(sync) = self.sync() {
            sync.tell(sources);
        }
    }

    fn sync(&mut self) -> Option<&Syncing> {
        if self.sync.is_none() {
            match Syncing::start(SecretStore::of(&self.home), self.news.clone()) {
                Ok(sync) => self.sync = Some(sync),
                Err(why) => self.say(why),
            }
        }
        self.sync.as_ref()
    }

    fn ask_sync(&mut self, ask: SyncAsk) {
        if let Some(sync) = self.sync() {
            sync.ask(ask);
        }
    }

    fn source_name(&self, source: SourceId) -> Option<String> {
        let own = self.own.as_ref()?;
        own.engine.floor().sources().get(source.index()).map(|s| s.name.clone())
    }

    /// A wish about a source: all of them are about the user's own floor.
    pub(super) fn take_source_wish(&mut self, wish: DeskWish) {
        if let DeskWish::DropTried = wish {
            self.tried = None;
            return;
        }
        if self.seat.role != Role::Supervisor && !matches!(wish, DeskWish::AskNow { .. }) {
            let role = self.seat.role.word();
            return self.say(format!("A {role} may not change sources; ask a supervisor"));
        }
        if !self.leave_rehearsal() {
            return;
        }
        match wish {
            DeskWish::TrySource { id, source, settings, secret } => {
                let name = source.and_then(|source| self.source_name(source));
                self.show_tried(id, TriedState::Asking);
                self.ask_sync(SyncAsk::Try { id, name, settings: *settings, secret });
            }
            DeskWish::SaveSource { id, source, name, settings, secret, in_file } => {
                self.save_source((id, source, name), *settings, secret, in_file);
            }
            DeskWish::RemoveSource { source } => {
                let name = self.source_name(source);
                let command = SourceCommand::Remove { source };
                match (self.decide_source(command), name) {
                    (Ok(words), Some(name)) => {
                        self.ask_sync(SyncAsk::Forget(name));
                        self.say(words);
                    }
                    (Ok(words), None) => self.say(words),
                    (Err(refusal), _) => self.say(refusal.to_string()),
                }
            }
            DeskWish::AskNow { source } => {
                if let Some(sync) = self.sync() {
                    sync.nudge(source);
                }
            }
            DeskWish::RetryQuarantine { place } => {
                let found = self.own.as_mut().and_then(|own| own.engine.quarantined(place.0, place.1));
                match found {
                    Some((source, raw)) => self.ask_sync(SyncAsk::Retry { source, place, raw }),
                    None => self.say("That is not in quarantine any more"),
                }
            }
            _ => {}
        }
    }

    fn save_source(
        &mut self,
        (id, source, name): (u64, Option<SourceId>, String),
        settings: SourceSettings,
        secret: Option<Secret>,
        in_file: bool,
    ) {
        let name = source.and_then(|source| self.source_name(source)).unwrap_or(name).trim().to_owned();
        let taken = self.own.as_ref().and_then(|own| own.engine.floor().source_named(&name));
        let live =
            taken.filter(|t| self.own.as_ref().is_some_and(|o| o.engine.floor().outside().settings(*t).is_some()));
        if name.is_empty() || (source.is_none() && live.is_some()) {
            let why =
                if name.is_empty() { "it has no name yet".into() } else { format!("there is a source {name} already") };
            return self.show_tried(id, TriedState::Failed(why));
        }
        // A secret that is kept for settings that cannot be would take the place of one that is good.
        if let Some(why) = self.cannot_set(source, &name, &settings) {
            return self.show_tried(id, TriedState::Failed(why));
        }
        let ever = self.own.iter().flat_map(|own| own.engine.floor().set_up_ever(source.or(taken)));
        if let Some(why) = all::clash(&settings, ever) {
            return self.show_tried(id, TriedState::Failed(why));
        }
        self.show_tried(id, TriedState::Asking);
        self.ask_sync(SyncAsk::Keep(Box::new(Keep { id, source, name, settings, secret, in_file })));
    }

    fn cannot_set(&self, source: Option<SourceId>, name: &str, settings: &SourceSettings) -> Option<String> {
        let Some(connector) = all::named(&settings.connector) else {
            return Some("this version knows no source of that kind".into());
        };
        let (kind, settings) = (connector.about().kind, Box::new(settings.clone()));
        let set = Command::Source(SourceCommand::Set { source, name: name.to_owned(), kind, settings });
        let refusal = self.own.as_ref()?.engine.refusal(&set, clock::now())?;
        // That nothing is new about the settings says nothing about the secret.
        let is_known = source.is_some() && matches!(refusal, Refusal::AlreadySo(_));
        (!is_known).then(|| refusal.to_string())
    }

    /// The secret lies where it belongs: now the source is a fact, and is read.
    pub(super) fn secret_kept(&mut self, keep: Keep) {
        let Keep { id, source, name, settings, .. } = keep;
        let Some(connector) = all::named(&settings.connector) else { return };
        let kind = connector.about().kind;
        let command = SourceCommand::Set { source, name: name.clone(), kind, settings: Box::new(settings) };
        // A new source begins with this secret, and signs in once. One that is there hears of its new server first: a
        // secret is not for the old one.
        let tell = |desk: &Desk| desk.sync.iter().for_each(|sync| sync.secret_is_another(&name));
        if source.is_none() {
            tell(self);
        }
        let state = match self.decide_source(command) {
            Ok(_) => TriedState::Saved(name.clone()),
            // Only the secret is another one.
            Err(Refusal::AlreadySo(_)) if source.is_some() => TriedState::Saved(name.clone()),
            Err(refusal) => TriedState::Failed(refusal.to_string()),
        };
        // Whatever became of the settings.
        if source.is_some() {
            tell(self);
        }
        self.show_tried(id, state);
    }

    fn decide_source(&mut self, command: SourceCommand) -> Result<String, Refusal> {
        let none = || Refusal::BadValue("there is no floor of your own".into());
        let own = self.own.as_mut().ok_or_else(none)?;
        let input = Input::Asked { by: Actor::Desk, id: 0, command: Command::Source(command) };
        let outcome = own.engine.turn(vec![input], clock::now()).into_iter().next();
        self.tell_sync();
        match outcome {
            Some(Outcome::Done { words, .. }) => Ok(words),
            Some(Outcome::Refused(refusal)) => Err(refusal),
            Some(Outcome::NotKept(why)) => Err(Refusal::NotKept(why)),
            _ => Err(Refusal::NotKept("the floor gave no answer".into())),
        }
    }

    pub(super) fn show_tried(&mut self, id: u64, state: TriedState) {
        self.tried = Some(Arc::new(Tried { id, state }));
        self.is_dirty = true;
    }

    /// Keeps what the sync brings. The sync is told how things stand by then before it hears what became of it: what is
    /// out is not sent again, and what is read is not asked for again.
    pub(super) fn take_synced(
        &mut self,
        inputs: Vec<Input>,
        of: Option<&SyncSource>,
        answer: oneshot::Sender<Vec<Outcome>>,
    ) {
        let Some(own) = &mut self.own else { return };
        let outcomes = if inputs.iter().any(|input| is_of_before(own.engine.floor(), input, of)) {
            let why = Outcome::NotKept("its source was set up anew meanwhile".into());
            vec![why; inputs.len()]
        } else {
            own.engine.turn(inputs, clock::now())
        };
        own.save_if_worth_it();
        self.tell_sync();
        let _ = answer.send(outcomes);
    }
}

/// Whether a page was asked for before its source was removed, set up at another place or given another channel. What it
/// holds would be kept beside what is numbered by somebody else, and its place to read on from would be a place among
/// other numbers.
fn is_of_before(floor: &Floor, input: &Input, of: Option<&SyncSource>) -> bool {
    let Input::Fetched(page) = input else { return false };
    let settings = floor.source_named(&page.source.name).and_then(|id| floor.outside().settings(id));
    settings.is_none_or(|now| {
        now.channel != page.source.channel || of.is_some_and(|then| !now.is_same_place(&then.settings))
    })
}

/// What each kind of source says of itself.
pub(super) fn connector_rows() -> Arc<[ConnectorRow]> {
    all::all().iter().map(|connector| connector_row(*connector)).collect()
}

fn ticket_deed(can: Can) -> Option<TicketDeed> {
    Some(match can {
        Can::Reply | Can::Direct => return None,
        Can::Assign => TicketDeed::Owner,
        Can::SetState => TicketDeed::State,
        Can::SetPriority => TicketDeed::Priority,
        Can::Label => TicketDeed::Labels,
        Can::Note => TicketDeed::Note,
    })
}

fn connector_row(connector: &dyn Connector) -> ConnectorRow {
    let about = connector.about();
    let can: Vec<&str> = about
        .can
        .iter()
        .map(|can| match can {
            Can::Reply => "public answers",
            Can::Direct => "private answers",
            Can::Assign => "owners",
            Can::SetState => "states",
            Can::SetPriority => "priorities",
            Can::Label => "labels",
            Can::Note => "notes",
        })
        .collect();
    ConnectorRow {
        id: about.id,
        name: about.name,
        kind: about.kind,
        channel: about.channel,
        can: can.join(", "),
        ticket: about.can.iter().filter_map(|can| ticket_deed(*can)).collect(),
        priorities: connector.priorities(),
        reply_window: connector.reply_window(),
        proven: about.proven.words(),
        is_proven: about.proven != Proven::Documents,
        fields: about.fields.iter().map(|f| (f.key, f.name, f.hint, f.optional)).collect(),
        server: about.server,
        login: about.login,
        secret: about.secret,
        every_secs: about.every_secs,
        note: about.note,
    }
}
