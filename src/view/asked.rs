//! What a screen may send up: a command, a look, or a wish to the desk itself. Nothing else.

use super::{AuditAsked, PlannerAsked, Query, Secret};
use crate::floor::schedule::PlanId;
use crate::floor::source::SourceSettings;
use crate::floor::{
    AgentId, At, Brand, CalendarId, Command, ConversationId, EscalationId, Policy, SourceId, Stage, Weights,
};

/// Everything that a screen may send.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Decide something.
    Command {
        /// Made by the window, so that it can show this command as on its way and find its [`Answer`].
        id: u64,
        /// What.
        command: Command,
    },
    /// Show something.
    Looking(Looking),
    /// Do something that is not a decision about the floor.
    Desk(DeskWish),
}

/// What the window looks at now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looking {
    /// The table's question.
    pub query: Query,
    /// The places in the table's order that are on the screen.
    pub rows: std::ops::Range<usize>,
    /// Leave the order as it is: the pointer is over it, or rows are selected.
    pub hold: bool,
    /// Grows by one when the person asks for the new order in spite of `hold`.
    pub refresh: u64,
    /// The conversation in the panel.
    pub conversation: Option<ConversationId>,
    /// The escalation in the panel.
    pub escalation: Option<EscalationId>,
    /// Which moment.
    pub moment: Moment,
    /// The stage of the funnel whose samples are on the screen.
    pub stage: Option<Stage>,
    /// The agent who is looked into.
    pub agent: Option<AgentId>,
    /// Whether the rules of alerts and the accounts are on the screen.
    pub house: bool,
    /// What is asked of the audit, while it is on the screen.
    pub audit: Option<AuditAsked>,
    /// A change of the brand or of the weights that somebody thinks about.
    pub preview: Option<PreviewAsked>,
    /// What of the planner is on the screen, while it is.
    pub planner: Option<Box<PlannerAsked>>,
}

/// A change that somebody thinks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PreviewAsked {
    /// Another brand.
    Brand(Brand),
    /// Other weights.
    Weights(Weights),
    /// Other policies.
    Policies(Vec<Policy>),
}

/// Now, or a moment that has passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Moment {
    /// Now.
    #[default]
    Now,
    /// The floor as it was.
    Past(At),
}

/// A wish to the desk itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskWish {
    /// Read a file into the user's own floor.
    Import {
        /// Which.
        path: std::path::PathBuf,
    },
    /// Read the file that [`crate::view::MappingAsked`] is about, its columns holding this.
    ImportMapped {
        /// Which.
        path: std::path::PathBuf,
        /// Columns by name, and the key of what each holds; a column that is not here is not read.
        columns: Vec<(String, String)>,
        /// The zone of times that name none; UTC when it is not said.
        zone: Option<String>,
    },
    /// Do not read that file.
    DropMapping,
    /// Read customers from a file of the user's own.
    ImportCustomers {
        /// Which.
        path: std::path::PathBuf,
    },
    /// Read shifts from a file of the user's own; into the rehearsal, when that is shown.
    ImportRoster {
        /// Which.
        path: std::path::PathBuf,
    },
    /// Put the days of a file of holidays into opening hours.
    ImportHolidays {
        /// Into which.
        calendar: CalendarId,
        /// Which file.
        path: std::path::PathBuf,
    },
    /// Stop a long task; what is done is kept.
    Cancel {
        /// Which.
        task: u64,
    },
    /// Leave the rehearsal and start with the user's own, empty floor.
    StartEmpty,
    /// Play a day.
    Rehearse {
        /// `tuesday` or `black-friday`.
        day: String,
        /// Which one of its kind.
        seed: u64,
    },
    /// Decide in this role from now on.
    Sit(crate::floor::Seat),
    /// Play faster, slower or not at all; only in a rehearsal.
    Speed(u32),
    /// Work something out for the planner.
    Plan(PlanWish),
    /// Try a login, and show the first mentions; nothing is saved. [`crate::view::Snapshot::tried`] answers.
    TrySource {
        /// Names the try.
        id: u64,
        /// The source that is set up anew; its kept secret serves when none is given.
        source: Option<SourceId>,
        /// How it would be set up.
        settings: Box<SourceSettings>,
        /// The secret; `None` for the one that is kept.
        secret: Option<Secret>,
    },
    /// Keep the secret, and read the source from now on.
    SaveSource {
        /// Names the wish, for the answer in [`crate::view::Snapshot::tried`].
        id: u64,
        /// The source that is set up anew; `None` for a new one.
        source: Option<SourceId>,
        /// What a new one is called.
        name: String,
        /// How it is set up.
        settings: Box<SourceSettings>,
        /// The secret; `None` for the one that is kept.
        secret: Option<Secret>,
        /// Keep the secret in a file that this user can read, because there is no keyring here.
        in_file: bool,
    },
    /// Forget the secret of a source, and have it no more.
    RemoveSource {
        /// Which.
        source: SourceId,
    },
    /// Ask a source now.
    AskNow {
        /// Which.
        source: SourceId,
    },
    /// Read something in quarantine again.
    RetryQuarantine {
        /// Where it lies: commit and place.
        place: (u64, u16),
    },
    /// Close what came of trying a login.
    DropTried,
}

/// What a plan is saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanFile {
    /// A table with a row a shift, that can be read again as a roster.
    Csv,
    /// A calendar for each agent.
    ICal,
    /// A week on a page, to print.
    Pdf,
}

/// What the planner wants worked out, away from the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanWish {
    /// Look for a better plan; [`crate::view::Figures::search`] says how far it is.
    Optimise {
        /// Than which.
        plan: PlanId,
    },
    /// End the search; its best is kept.
    StopSearch,
    /// Put the answer of the search away.
    PutAway,
    /// Save a plan to a new file; what is there already stays.
    Export {
        /// Which.
        plan: PlanId,
        /// As what.
        kind: PlanFile,
        /// Where to: a file, or for calendars a folder that is made.
        path: std::path::PathBuf,
    },
    /// Make a draft of the shifts in a file.
    ImportRoster {
        /// From which file.
        path: std::path::PathBuf,
    },
    /// Read counts of mentions of an earlier time.
    ImportHistory {
        /// From which file.
        path: std::path::PathBuf,
    },
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Of which command.
    pub id: u64,
    /// What was done, in words, or why not.
    pub outcome: Result<String, crate::floor::Refusal>,
    /// Whether it can be taken back.
    pub undoable: bool,
}
