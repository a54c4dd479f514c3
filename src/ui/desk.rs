//! What the window itself remembers between two frames: the screen, the question, the choice, what is open on top.
//!
//! Nothing here is the floor's. The floor comes in as a [`Snapshot`] and is only looked at.

use super::action::{Action, Of};
use super::bell::{BellSettings, Kind};
use super::brand::BrandDraft;
use super::confirm::Confirm;
use super::hours::HoursDraft;
use super::mapping::Draft;
use super::palette::Palette;
use super::picker::{Native, Picked, Picker};
use super::screen::Screen;
use super::screen::escalations::{EscalationAsk, EscalationSet};
use super::screen::planner::{PlanAsk, PlannerDesk};
use super::screen::sources::{Below, SourceDraft};
use super::selection::{Selection, Step};
use super::settings::ThemeChoice;
use super::toasts::Toasts;
use crate::floor::{
    Account, AgentId, AssignmentCommand, BeyondCapacity, CalendarId, Command, ConversationId, DeskCommand,
    EscalationId, HandoffCommand, MentionId, PromiseCommand, Refusal, Rule, Rules, Seat, Stage, Weights,
};
use crate::view::{Answer, AuditAsked, FloorKind, Looking, Query, Sample, Snapshot};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which agents are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AgentsSet {
    /// Available or away.
    #[default]
    OnShift,
    /// Available and holding nothing.
    Free,
    /// Holding more than they can.
    Over,
    /// On shift, taking nothing.
    Away,
    /// Late, absent, too long on a break, or gone early.
    Late,
    /// Everybody.
    All,
}

/// A question that is open on the screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// To whom?
    Assign {
        /// What is given.
        ids: Vec<ConversationId>,
        /// What was typed to find the agent.
        typed: String,
        /// The line under the cursor.
        at: usize,
    },
    /// Until when?
    Snooze {
        /// What is put aside.
        ids: Vec<ConversationId>,
        /// A moment in the person's own words.
        typed: String,
    },
    /// Why?
    Away {
        /// Who.
        agent: AgentId,
        /// For example `lunch`.
        reason: String,
    },
    /// Who is new?
    Agent {
        /// Their name.
        name: String,
        /// With commas between.
        skills: String,
        /// With commas or spaces between.
        languages: String,
        /// Conversations at once.
        capacity: u16,
    },
    /// Which channel?
    Channel {
        /// Its name.
        name: String,
    },
    /// Which file?
    Import {
        /// As typed.
        path: String,
        /// What there is to say about it.
        note: Option<String>,
    },
    /// What is it?
    Overrule {
        /// What is spoken of.
        ids: Vec<ConversationId>,
    },
    /// To whom does it go on, and did the customer say yes?
    Handoff(Box<super::voice::OfferDraft>),
    /// The packet of a hand-off, to copy or to save.
    Packet {
        /// What it says.
        text: String,
        /// Where to save it, as typed.
        path: String,
        /// What became of it.
        note: Option<String>,
    },
    /// The tone card.
    Tone,
    /// How we answer.
    Reports,
    /// A question about an escalation.
    Escalation(Box<EscalationAsk>),
    /// A question of the planner.
    Plan(Box<PlanAsk>),
    /// Something about people?
    People(super::people::PeopleAsk),
    /// Which file of holidays?
    Holidays {
        /// Whose hours.
        calendar: CalendarId,
        /// As typed.
        path: String,
        /// What there is to say about it.
        note: Option<String>,
    },
    /// How is a source set up?
    Source(Box<SourceDraft>),
    /// Which file of customers?
    Customers {
        /// As typed.
        path: String,
        /// What there is to say about it.
        note: Option<String>,
    },
}

/// What a file that is being chosen holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Mentions,
    Customers,
    Roster,
    Holidays(CalendarId),
}

/// The window's own memory. One a window, passed to every screen.
pub struct Desk {
    /// What is shown.
    pub screen: Screen,
    /// What is asked of the floor; sent when it has changed.
    pub looking: Looking,
    /// What is chosen.
    pub selection: Selection,
    /// The open question, if any.
    pub dialog: Option<Dialog>,
    /// The open warning, if any. It lies over the question.
    pub confirm: Option<Confirm>,
    /// What the columns of a file hold, while that is asked.
    pub mapping: Option<Draft>,
    /// The palette, while it is open.
    pub palette: Option<Palette>,
    /// Whether the overlay of keys is open.
    pub keys_shown: bool,
    /// What was done and what went wrong.
    pub toasts: Toasts,
    /// Whether the wallboard is on the other monitor.
    pub board_open: bool,
    /// Dark, light or as the system says.
    pub theme: ThemeChoice,
    /// Size of the text, in percent.
    pub scale_percent: u16,
    /// Width of the conversation panel, in points.
    pub panel_width: f32,
    /// Which agents are listed.
    pub agents_set: AgentsSet,
    /// Where files are chosen.
    pub picker: Arc<dyn Picker>,
    /// The search field should take the keyboard.
    pub search_wanted: bool,
    /// The table should begin at the top again.
    pub top_wanted: bool,
    /// The pointer is over the table, or its menu is open.
    pub table_touched: bool,
    /// Rows that fit on the screen, for Page Down.
    pub page_rows: usize,
    /// Numbers that are being changed in the settings: channel, minutes to first response, hours to resolution.
    pub promises: BTreeMap<u16, (u32, u32)>,
    /// The stage of the funnel that is looked into.
    pub stage: Stage,
    /// The sample under the cursor, and its place when it was last seen.
    pub sample_at: Option<(MentionId, usize)>,
    /// The cursor was moved by key and must be seen.
    pub sample_moved: bool,
    /// The brand as it is being written in the settings; `None` while nothing was changed.
    pub brand: Option<BrandDraft>,
    /// The weights as they are being turned in the settings; `None` while nothing was changed.
    pub weights: Option<Weights>,
    /// What is being written to customers, and about them.
    pub voice: super::voice::Voice,
    /// Which escalations are shown.
    pub escalation_set: EscalationSet,
    /// The escalation that is looked at.
    pub escalation_at: Option<EscalationId>,
    /// The cursor was moved by key and must be seen.
    pub escalation_moved: bool,
    /// Which agent sits here, once they have said so.
    pub me: Option<AgentId>,
    /// Words for the clipboard.
    pub copied: Option<String>,
    /// In which role this desk decides.
    pub seat: Seat,
    /// What is asked of the audit.
    pub audit: AuditAsked,
    /// Rules of alerts that are being changed, by their place.
    pub rules: BTreeMap<u16, Rule>,
    /// Accounts of ours that are being changed.
    pub accounts: BTreeMap<u16, Account>,
    /// What rings, and how loud.
    pub bell: BellSettings,
    /// A sound that is to be tried out.
    pub try_sound: Option<Kind>,
    /// With what sounds are made here, or why there are none.
    pub player: Result<&'static str, &'static str>,
    /// Hours and policies as they are being written in the settings.
    pub hours: HoursDraft,
    /// How work is given out as it is being written in the settings; `None` while nothing was changed.
    pub giving: Option<Rules>,
    /// What the planner remembers.
    pub planner: PlannerDesk,
    /// What is listed below the sources.
    pub below: Below,
    picked: Option<(Picked, Wanted)>,
    queue: Vec<Action>,
    sent: BTreeMap<u64, Command>,
    pub(in crate::ui) next_id: u64,
    told: Option<Looking>,
    /// Which floor this is.
    floor: Option<String>,
}

impl Default for Desk {
    fn default() -> Self {
        Desk {
            screen: Screen::default(),
            looking: Looking { rows: 0..60, ..Looking::default() },
            selection: Selection::default(),
            dialog: None,
            confirm: None,
            mapping: None,
            palette: None,
            keys_shown: false,
            toasts: Toasts::default(),
            board_open: false,
            theme: ThemeChoice::default(),
            scale_percent: 100,
            panel_width: 540.0,
            agents_set: AgentsSet::default(),
            picker: Arc::new(Native),
            search_wanted: false,
            top_wanted: false,
            table_touched: false,
            page_rows: 20,
            promises: BTreeMap::new(),
            brand: None,
            weights: None,
            voice: super::voice::Voice::default(),
            hours: HoursDraft::default(),
            giving: None,
            planner: PlannerDesk::default(),
            below: Below::default(),
            stage: Stage::Actionable,
            sample_at: None,
            sample_moved: false,
            escalation_set: EscalationSet::default(),
            escalation_at: None,
            escalation_moved: false,
            me: None,
            copied: None,
            seat: Seat::default(),
            audit: AuditAsked { count: 200, ..AuditAsked::default() },
            rules: BTreeMap::new(),
            accounts: BTreeMap::new(),
            bell: BellSettings::default(),
            try_sound: None,
            player: Err("sounds are made by the window only"),
            picked: None,
            queue: Vec::new(),
            sent: BTreeMap::new(),
            next_id: 1,
            told: None,
            floor: None,
        }
    }
}

impl Desk {
    /// Does this when the frame is over. Screens call nothing else.
    pub fn queue(&mut self, action: Action) {
        self.queue.push(action);
    }

    /// What is to be done now.
    pub fn take(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.queue)
    }

    /// Whether anything is to be done.
    pub fn waits(&self) -> bool {
        !self.queue.is_empty()
    }

    /// Whether something lies over the screen and takes the keys.
    pub fn covered(&self) -> bool {
        let asked = self.dialog.is_some() || self.mapping.as_ref().is_some_and(Draft::open);
        asked || self.palette.is_some() || self.keys_shown || self.confirm.is_some()
    }

    /// Changes the table's question. Another question has another answer: nothing of the old one stays chosen.
    pub fn ask(&mut self, change: impl FnOnce(&mut Query)) {
        let mut query = self.looking.query.clone();
        change(&mut query);
        if query != self.looking.query {
            self.looking.query = query;
            self.selection.leave();
            self.top_wanted = true;
        }
    }

    /// Keeps a command that goes out, and gives it its id.
    pub fn sends(&mut self, command: Command) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.sent.insert(id, command);
        id
    }

    /// Whether a decision about this conversation is on its way.
    pub fn on_its_way(&self, id: ConversationId) -> bool {
        self.sent.values().any(|command| conversations(command).contains(&id))
    }

    /// Whether anything that was decided is not answered yet.
    pub fn waits_for_answer(&self) -> bool {
        !self.sent.is_empty()
    }

    /// Opens the system's file dialog.
    pub fn pick(&mut self) {
        if self.picked.is_none() {
            let wanted = match self.dialog {
                Some(Dialog::Customers { .. }) => Wanted::Customers,
                Some(Dialog::People(_)) => Wanted::Roster,
                Some(Dialog::Holidays { calendar, .. }) => Wanted::Holidays(calendar),
                _ => Wanted::Mentions,
            };
            self.picked = Some((self.picker.pick(), wanted));
        }
    }

    /// Takes up what came from the file dialog.
    pub fn take_picked(&mut self) {
        let Some((picked, wanted)) = &self.picked else { return };
        match picked.try_recv() {
            Ok(Some(path)) => {
                let action = match wanted {
                    Wanted::Mentions => Action::Import(path),
                    Wanted::Customers => Action::ImportCustomers(path),
                    Wanted::Roster => Action::ImportRoster(path),
                    Wanted::Holidays(calendar) => Action::ImportHolidays(*calendar, path),
                };
                self.picked = None;
                self.dialog = None;
                self.queue(action);
            }
            // No file, or no dialog on this system: the field in our own dialog is always there.
            Ok(None) | Err(std::sync::mpsc::TryRecvError::Disconnected) => {
                self.picked = None;
                if let Some(
                    Dialog::Import { note, .. }
                    | Dialog::Customers { note, .. }
                    | Dialog::Holidays { note, .. }
                    | Dialog::People(super::people::PeopleAsk::Roster { note, .. }),
                ) = &mut self.dialog
                {
                    *note =
                        Some("No file was chosen. You can also type its path here, or drop it on the window.".into());
                }
            }
            Err(std::sync::mpsc::TryRecvError::Empty) => {}
        }
    }

    /// Whether the system's file dialog is open.
    pub fn picking(&self) -> bool {
        self.picked.is_some()
    }

    /// Reads what became of our commands, and whether this is still the same floor.
    pub fn notice(&mut self, snapshot: &Snapshot) {
        let floor = match &snapshot.floor {
            FloorKind::Own { place } => place.clone(),
            FloorKind::Rehearsal { day, seed, .. } => format!("{day} {seed}"),
        };
        if self.floor.as_ref().is_some_and(|had| *had != floor) {
            self.arrive();
        }
        self.floor = Some(floor);
        Draft::follow(&mut self.mapping, snapshot.mapping_asked.as_ref());
        if self.sent.is_empty() {
            return;
        }
        for answer in &snapshot.answers {
            if let Some(command) = self.sent.remove(&answer.id) {
                self.answered(answer, &command);
            }
        }
    }

    /// Another floor: an id from the old one would mean somebody else here.
    fn arrive(&mut self) {
        self.sent.clear();
        // The test of a new source is what leaves the rehearsal.
        self.dialog.take_if(|dialog| !matches!(dialog, Dialog::Source(draft) if draft.is_new()));
        self.confirm = None;
        self.promises.clear();
        self.brand = None;
        self.weights = None;
        self.looking.preview = None;
        self.looking.conversation = None;
        self.looking.agent = None;
        self.voice.ticket = None;
        self.sample_at = None;
        self.escalation_at = None;
        self.me = None;
        self.planner = PlannerDesk::default();
        self.ask(|query| {
            query.channel = None;
            query.owner = None;
        });
        self.selection.leave();
    }

    fn answered(&mut self, answer: &Answer, command: &Command) {
        match (&answer.outcome, command) {
            (Ok(words), _) => {
                self.toasts.done(sentence(words), answer.undoable);
                match command {
                    Command::SetBrand { .. } => self.brand = None,
                    Command::SetWeights { .. } => self.weights = None,
                    Command::Handoff(command) => {
                        self.voice.done(self.floor.as_deref().unwrap_or_default(), command);
                    }
                    Command::Source(command) => self.voice.told(command),
                    Command::Assignment(AssignmentCommand::SetRules { .. }) => self.giving = None,
                    // What is refused stays open with the floor's words beside it.
                    Command::Promise(PromiseCommand::SetCalendar { .. } | PromiseCommand::RemoveCalendar { .. }) => {
                        self.hours.calendar = None;
                    }
                    Command::Promise(PromiseCommand::SetBots { .. }) => self.hours.bots = None,
                    Command::Desk(DeskCommand::SetAccount { handle, .. }) => drop(self.accounts.remove(&handle.0)),
                    _ => {}
                }
                if !conversations(command).is_empty() {
                    self.selection.clear();
                }
            }
            (
                Err(refusal @ (Refusal::AtCapacity { .. } | Refusal::OverLimit(_))),
                Command::Assignment(AssignmentCommand::Give { conversations, agent, .. }),
            ) => {
                let body = match refusal {
                    Refusal::AtCapacity { name, over, .. } => format!("{name} would hold {over} more than agreed."),
                    _ => "That is more than was agreed.".to_owned(),
                };
                self.confirm = Some(Confirm {
                    title: format!("{}. Assign anyway?", sentence(&refusal.to_string())),
                    body: format!("{body} The log will say that you did. You can take it back with Ctrl Z."),
                    yes: "Assign anyway".to_owned(),
                    then: Action::Assign(Of::These(conversations.clone()), *agent, BeyondCapacity::Allow),
                });
            }
            (Err(refusal), Command::Handoff(HandoffCommand::Offer { .. })) => {
                self.toasts.fault(sentence(&refusal.to_string()));
                // What was filled in is not to be filled in again.
                if let Some(draft) = self.voice.offering.take().filter(|_| self.dialog.is_none()) {
                    self.dialog = Some(Dialog::Handoff(draft));
                }
            }
            (Err(refusal), _) => self.toasts.fault(sentence(&refusal.to_string())),
        }
    }

    /// The place of the sample under the cursor. A sample that left its stage gives the cursor to the one that took
    /// its place.
    pub fn sample_place(&self, snapshot: &Snapshot) -> Option<usize> {
        let samples = &snapshot.funnel.samples;
        let last = samples.len().checked_sub(1)?;
        let Some((mention, place)) = self.sample_at else { return Some(0) };
        Some(samples.iter().position(|sample| sample.mention == mention).unwrap_or(place.min(last)))
    }

    /// The sample under the cursor; none on another screen, where nobody sees it.
    pub fn sample<'a>(&self, snapshot: &'a Snapshot) -> Option<&'a Sample> {
        let shown = self.screen == Screen::Funnel && snapshot.funnel.stage == Some(self.stage);
        self.sample_place(snapshot).filter(|_| shown).and_then(|place| snapshot.funnel.samples.get(place))
    }

    /// Moves the cursor in the samples.
    pub fn step_sample(&mut self, snapshot: &Snapshot, step: Step) {
        const PAGE: usize = 6;
        let Some(last) = snapshot.funnel.samples.len().checked_sub(1) else { return };
        let at = self.sample_place(snapshot).unwrap_or(0);
        let to = match step {
            Step::Down => at + 1,
            Step::Up => at.saturating_sub(1),
            Step::PageDown => at + PAGE,
            Step::PageUp => at.saturating_sub(PAGE),
            Step::First => 0,
            Step::Last => last,
        };
        self.point_at_sample(snapshot, to.min(last));
        self.sample_moved = true;
    }

    /// Puts the cursor on a sample.
    pub fn point_at_sample(&mut self, snapshot: &Snapshot, place: usize) {
        self.sample_at = snapshot.funnel.samples.get(place).map(|sample| (sample.mention, place));
    }

    /// What is looked at, when it is not what was last said.
    pub fn look(&mut self) -> Option<Looking> {
        let at_table = self.screen == Screen::Floor && self.table_touched;
        if self.screen != Screen::Settings {
            // A preview costs a look at hundreds of texts; nobody sees it elsewhere.
            self.looking.preview = None;
        }
        self.looking.escalation = self.escalation_at.filter(|_| self.screen == Screen::Escalations);
        self.looking.audit = (self.screen == Screen::Audit).then(|| self.audit.clone());
        self.looking.house = self.screen == Screen::Settings;
        if self.screen != Screen::Planner {
            self.looking.planner = None;
        }
        self.looking.stage = (self.screen == Screen::Funnel).then_some(self.stage);
        self.looking.hold = at_table || !self.selection.is_empty() || self.dialog.is_some();
        if self.told.as_ref() == Some(&self.looking) {
            return None;
        }
        self.told = Some(self.looking.clone());
        self.told.clone()
    }
}

fn conversations(command: &Command) -> &[ConversationId] {
    match command {
        Command::Assign { conversations, .. }
        | Command::Release { conversations }
        | Command::Snooze { conversations, .. }
        | Command::Resolve { conversations }
        | Command::Reopen { conversations }
        | Command::Overrule { conversations, .. }
        | Command::TakeBackOverrule { conversations }
        | Command::JoinCase { conversations }
        | Command::Assignment(AssignmentCommand::Give { conversations, .. }) => conversations,
        _ => &[],
    }
}

/// With a capital first letter, as on a screen.
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
