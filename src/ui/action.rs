//! The one list of everything a person can do here. It feeds the keys, the palette, the context menu, the tooltips and
//! the overlay of keys, so that none of them can promise what another does not know.

use super::bell;
use super::desk::Desk;
use super::format;
use super::keys;
use super::people::PeopleAsk;
use super::screen::Screen;
use super::screen::escalations::{Deed, deed_possible, deed_words};
use super::screen::floor::ticket;
use super::screen::planner::{self, PlanDeed};
use super::screen::sources;
use super::seat;
use super::selection::Step;
use super::settings::ThemeChoice;
use crate::floor::schedule::PlanId;
use crate::floor::{
    AgentId, AlertId, At, BeyondCapacity, Brand, CalendarId, ChannelId, Command, ConversationId, HandleId, Kind,
    Overrule, Presence, Seat, SourceId, Stage, State, Verdict, Weights,
};
use crate::view::{Chip, DeskWish, Moment, PlanFile, Sample, Snapshot, Sort, TicketDeed};
use std::path::PathBuf;

/// What a decision is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// What is chosen in the table, or else the row under the cursor.
    Chosen,
    /// These, whatever is chosen meanwhile: a question that is open on the screen keeps its subject.
    These(Vec<ConversationId>),
}

impl Of {
    /// This conversation and no other.
    pub fn one(id: ConversationId) -> Of {
        Of::These(vec![id])
    }

    /// How many they are now.
    fn count(&self, desk: &Desk) -> usize {
        match self {
            Of::Chosen => desk.selection.len(),
            Of::These(ids) => ids.len(),
        }
    }

    /// Which they are now.
    pub fn targets(&self, desk: &Desk) -> Vec<ConversationId> {
        match self {
            Of::Chosen => desk.selection.targets(),
            Of::These(ids) => ids.clone(),
        }
    }
}

/// Until when something is put aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// So many minutes from now.
    Minutes(u32),
    /// Nine o'clock tomorrow, on the desk's clock.
    TomorrowNine,
    /// This moment.
    Moment(At),
}

impl Until {
    /// What the menu offers.
    pub const OFFERED: [Until; 4] = [Until::Minutes(15), Until::Minutes(60), Until::Minutes(180), Until::TomorrowNine];

    /// The words in the menu.
    pub fn words(self) -> String {
        match self {
            Until::Minutes(m) if m % 60 == 0 => format!("{} h", m / 60),
            Until::Minutes(m) => format!("{m} min"),
            Until::TomorrowNine => "tomorrow 09:00".to_owned(),
            Until::Moment(at) => at.to_string(),
        }
    }

    /// The moment, seen from `now` on the desk's clock.
    pub fn at(self, now: At, zone: &jiff::tz::TimeZone) -> At {
        match self {
            Until::Minutes(minutes) => now.plus(minutes.saturating_mul(60)),
            Until::Moment(at) => at,
            Until::TomorrowNine => {
                let today = now.timestamp().to_zoned(zone.clone());
                let nine = today.tomorrow().and_then(|day| day.with().hour(9).minute(0).second(0).build());
                nine.ok().and_then(|nine| At::from_timestamp(nine.timestamp())).unwrap_or(now.plus(86_400))
            }
        }
    }
}

/// Where an action works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// On every screen.
    Everywhere,
    /// On the floor.
    Floor,
    /// On the list of agents.
    Agents,
    /// On the sources.
    Sources,
    /// On the settings.
    Settings,
    /// On the funnel.
    Funnel,
    /// On the escalations.
    Escalations,
    /// On the planner.
    Planner,
}

/// What a person says of a sample of the funnel, with one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// Somebody should answer it.
    Respond,
    /// About us, and nobody needs to answer.
    Watch,
    /// Spam.
    Spam,
    /// Not about us.
    Elsewhere,
}

impl Judged {
    /// In the order of the buttons.
    pub const ALL: [Judged; 4] = [Judged::Respond, Judged::Watch, Judged::Spam, Judged::Elsewhere];

    /// What that is of this sample. It stays the kind of thing that triage read; what somebody should answer and triage
    /// took for praise or chatter is a complaint.
    pub fn of(self, sample: &Sample) -> Overrule {
        let kind = sample.reading.kind;
        match self {
            Judged::Respond if matches!(kind, Kind::Question | Kind::Complaint | Kind::Request) => {
                Overrule::Respond(kind)
            }
            Judged::Respond => Overrule::Respond(Kind::Complaint),
            Judged::Watch => Overrule::Watch(kind),
            Judged::Spam => Overrule::Spam,
            Judged::Elsewhere => Overrule::Elsewhere,
        }
    }

    /// Whether triage read the same.
    fn is_read(self, sample: &Sample) -> bool {
        match self {
            Judged::Respond => sample.reading.verdict == Verdict::Respond,
            Judged::Watch => sample.reading.stage == Stage::Quiet,
            Judged::Spam => sample.reading.stage == Stage::Spam,
            Judged::Elsewhere => sample.reading.stage == Stage::Elsewhere,
        }
    }
}

impl Scope {
    /// The heading over its keys.
    pub fn word(self) -> &'static str {
        match self {
            Scope::Everywhere => "Everywhere",
            Scope::Floor => "On the floor",
            Scope::Agents => "On the agents",
            Scope::Sources => "On the sources",
            Scope::Settings => "In the settings",
            Scope::Funnel => "In the funnel",
            Scope::Escalations => "On the escalations",
            Scope::Planner => "On the planner",
        }
    }
}

/// Something a person can do.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Change screen.
    Show(Screen),
    /// Open the palette.
    Palette,
    /// Show all keys.
    Keys,
    /// Write in the search field of the floor.
    Search,
    /// Search the floor for this.
    Find(String),
    /// Close, leave or clear the nearest thing.
    Back,
    /// Put the wallboard on the other monitor, or take it down.
    Board,
    /// Look at a moment.
    Look(Moment),
    /// Show a set.
    Set(Chip),
    /// Order the table.
    SortBy(Sort),
    /// Turn the order round.
    TurnRound,
    /// Only one channel, or all.
    OfChannel(Option<ChannelId>),
    /// Only one agent's, or all.
    OfOwner(Option<AgentId>),
    /// Take up the new order.
    Newer,
    /// Move the cursor.
    Step(Step),
    /// Move the cursor and choose on the way.
    Extend(Step),
    /// Choose the row under the cursor, or no longer.
    Mark,
    /// Choose all.
    MarkAll,
    /// Choose none.
    Unmark,
    /// Read a conversation.
    Open(ConversationId),
    /// Close the conversation panel.
    Close,
    /// Ask to whom.
    AskAssign(Of),
    /// Give to an agent, or also to one who is full: then the person was asked.
    Assign(Of, AgentId, BeyondCapacity),
    /// Take back.
    Release(Of),
    /// Ask until when.
    AskSnooze(Of),
    /// Put aside.
    Snooze(Of, Until),
    /// Close.
    Resolve(Of),
    /// Open again.
    Reopen(Of),
    /// Take the newest decision back.
    Undo,
    /// Say what an agent does.
    Presence(AgentId, Presence, String),
    /// Ask why an agent is away.
    AskAway(AgentId),
    /// Ask for a new agent.
    AskAgent,
    /// Add an agent: name, skills, languages, capacity.
    AddAgent(String, Vec<String>, Vec<String>, u16),
    /// Ask for a new channel.
    AskChannel,
    /// Add a channel.
    AddChannel(String),
    /// Promise on a channel: first response and resolution in seconds, and whether a long one was confirmed.
    Promise(ChannelId, u32, u32, bool),
    /// Ask for a file.
    AskImport,
    /// Read a file.
    Import(PathBuf),
    /// Read a file whose columns hold this, in this zone: columns by name, and the key of what each holds.
    ImportMapped(PathBuf, Vec<(String, String)>, Option<String>),
    /// Do not read the file about whose columns we are asked.
    DropMapping,
    /// Stop a long task.
    Cancel(u64),
    /// Leave the rehearsal.
    StartEmpty,
    /// Play a day.
    Rehearse(String, u64),
    /// Play faster, slower or not at all.
    Speed(u32),
    /// Dark, light or as the system says.
    Theme(ThemeChoice),
    /// Size of the text, in percent.
    Scale(u16),
    /// Only authors with at least so much influence; 0 for all.
    InfluenceMin(u8),
    /// Ask what it is, against what triage read.
    AskOverrule(Of),
    /// Say what it is.
    Overrule(Of, Overrule),
    /// Let what triage read stand again.
    TakeBackOverrule(Of),
    /// Make these one case.
    JoinCase(Of),
    /// Take the case of this conversation apart.
    PartCase(Of),
    /// Say what the brand is called.
    SetBrand(Brand),
    /// Say what waiting costs.
    SetWeights(Weights),
    /// Ask for a file of customers.
    AskCustomers,
    /// Read a file of customers.
    ImportCustomers(PathBuf),
    /// Ask for a file of holidays for these hours.
    AskHolidays(CalendarId),
    /// Read a file of holidays into these hours.
    ImportHolidays(CalendarId, PathBuf),
    /// Somebody has seen an alert.
    AcknowledgeAlert(AlertId),
    /// Put an alert aside.
    SnoozeAlert(AlertId, Until),
    /// Raise an alert to those above.
    EscalateAlert(AlertId),
    /// Show what stands at a stage of the funnel.
    Stage(Stage),
    /// Move the cursor in the samples of the funnel.
    Sample(Step),
    /// Read the conversation of the sample under the cursor.
    OpenSample,
    /// Say against triage what the sample under the cursor is.
    Judge(Judged),
    /// Let what triage read of a conversation stand again.
    LetStand(ConversationId),
    /// Ask to whom a conversation goes on, by phone or e-mail.
    AskHandoff(Of),
    /// Write to the customer whose conversation is open.
    Compose,
    /// Write something into the ticket of the conversation that is open.
    AskTicket(TicketDeed),
    /// Show the tone card.
    Tone,
    /// Show how we answer.
    Reports,
    /// Ask why these are raised to those above.
    AskRaise(Of),
    /// Do something about the escalation that is looked at.
    Escalation(Deed),
    /// Do something on the planner.
    Plan(PlanDeed),
    /// Read a file of counts of an earlier time.
    ImportHistory(PathBuf),
    /// Make a draft of a file of shifts.
    DraftRoster(PathBuf),
    /// Save a plan as this, there.
    ExportPlan(PlanId, PlanFile, PathBuf),
    /// Ask something about people.
    AskPeople(PeopleAsk),
    /// Read a file of shifts.
    ImportRoster(PathBuf),
    /// Look into an agent, or no longer.
    LookInto(Option<AgentId>),
    /// Decide in this role from now on.
    Sit(Seat),
    /// Put into the queue of another account of ours.
    MoveTo(Of, HandleId),
    /// Check every seal of the log.
    CheckSeals,
    /// Hear what a kind of alert sounds like.
    TrySound(bell::Kind),
    /// What a screen asks for in full; the words are those of its button.
    Do(&'static str, Command),
    /// Ask how a source is set up: this one anew, or a new one.
    AskSource(Option<SourceId>),
    /// Ask whether a source should be no more.
    AskRemoveSource(SourceId),
    /// What a screen wishes of the desk about sources; the words are those of its button.
    Wish(&'static str, Box<DeskWish>),
}

impl Action {
    /// The words on the button and in the palette.
    pub fn words(&self, snapshot: &Snapshot) -> String {
        let fixed = match self {
            Action::Show(screen) => return format!("Go to {}", screen.word().to_lowercase()),
            Action::Palette => "Search or run a command",
            Action::Keys => "Show all keys",
            Action::Search => "Search the floor",
            Action::Find(words) => return format!("Search the floor for “{words}”"),
            Action::Back => "Close, clear or go back to now",
            Action::Board => "Wallboard on the other monitor",
            Action::Look(Moment::Now) => "Go back to now",
            Action::Look(Moment::Past(at)) => return format!("Look at {at}"),
            Action::Set(chip) => return format!("Show {}", chip.word().to_lowercase()),
            Action::SortBy(sort) => return format!("Sort by {}", sort.word()),
            Action::TurnRound => "Turn the order round",
            Action::OfChannel(None) => "All channels",
            Action::OfChannel(Some(channel)) => return format!("Only {}", channel_name(snapshot, *channel)),
            Action::OfOwner(None) => "All owners",
            Action::OfOwner(Some(agent)) => return format!("Only what {} has", agent_name(snapshot, *agent)),
            Action::Newer => "Take up the new order",
            Action::Step(step) => step_words(*step),
            Action::Extend(step) => return format!("Select to the {}", step_words(*step).to_lowercase()),
            Action::Mark => "Select the row",
            Action::MarkAll => "Select all",
            Action::Unmark => "Select none",
            Action::Open(_) => "Read the conversation",
            Action::Close => "Close the conversation",
            Action::AskAssign(_) => "Assign…",
            Action::Assign(_, agent, _) => return format!("Assign to {}", agent_name(snapshot, *agent)),
            Action::Release(_) => "Release",
            Action::AskSnooze(_) => "Snooze…",
            Action::Snooze(_, until @ Until::TomorrowNine) => return format!("Snooze until {}", until.words()),
            Action::Snooze(_, until) => return format!("Snooze for {}", until.words()),
            Action::Resolve(_) => "Resolve",
            Action::Reopen(_) => "Reopen",
            Action::Undo => "Undo the last decision",
            Action::Presence(agent, presence, _) => {
                return format!("{} is {}", agent_name(snapshot, *agent), presence.word().to_lowercase());
            }
            Action::AskAway(agent) => return format!("{} is away…", agent_name(snapshot, *agent)),
            Action::AskAgent => "Add agent…",
            Action::AddAgent(..) => "Add agent",
            Action::AskChannel => "Add a channel…",
            Action::AddChannel(_) => "Add channel",
            Action::Promise(channel, ..) => {
                return format!("Change the target on {}", channel_name(snapshot, *channel));
            }
            Action::AskImport => "Import a file…",
            Action::Import(_) | Action::ImportMapped(..) => "Import",
            Action::DropMapping => "Do not import the file",
            Action::Cancel(_) => "Stop the task",
            Action::StartEmpty => "Leave the rehearsal and start empty",
            Action::Rehearse(day, _) => return format!("Rehearse a {}", format::day_words(day)),
            Action::Speed(0) => "Hold the rehearsal",
            Action::Speed(times) => return format!("Rehearse at ×{times}"),
            Action::Theme(ThemeChoice::Dark) => "Dark theme",
            Action::Theme(ThemeChoice::Light) => "Light theme",
            Action::Theme(ThemeChoice::System) => "Theme as the system",
            Action::Scale(percent) => return format!("Text at {percent} %"),
            other => return other.triage_words(snapshot),
        };
        fixed.to_owned()
    }

    /// [`Action::words`] of what triage, cases and alerts brought.
    fn triage_words(&self, snapshot: &Snapshot) -> String {
        let fixed = match self {
            Action::InfluenceMin(0) => "Any influence",
            Action::InfluenceMin(points) => return format!("Influence {points} or more"),
            Action::AskOverrule(_) => "It is…",
            Action::Overrule(_, to) => return format!("It is {}", to.words()),
            Action::TakeBackOverrule(_) => "Take back what was said of it",
            Action::JoinCase(_) => "Make one case",
            Action::PartCase(_) => "Take the case apart",
            Action::SetBrand(_) => "Save the brand",
            Action::SetWeights(_) => "Save what waiting costs",
            Action::AskCustomers => "Import customers…",
            Action::ImportCustomers(_) => "Import customers",
            Action::AskHolidays(_) => "Import holidays…",
            Action::ImportHolidays(..) => "Import holidays",
            Action::AcknowledgeAlert(alert) => return alert_words(snapshot, "Acknowledge", *alert),
            Action::SnoozeAlert(alert, until) => {
                return alert_words(snapshot, &format!("Snooze {}", until.words()), *alert);
            }
            Action::EscalateAlert(alert) => return alert_words(snapshot, "Escalate", *alert),
            Action::Stage(stage) => return format!("Funnel: show {}", stage_words(*stage)),
            Action::Sample(Step::Down) => "Next sample",
            Action::Sample(Step::Up) => "Sample before",
            Action::Sample(step) => return format!("Samples: {}", step_words(*step).to_lowercase()),
            Action::OpenSample => "Read the sample's conversation",
            Action::Judge(Judged::Respond) => "The sample needs an answer",
            Action::Judge(Judged::Watch) => "The sample is only to watch",
            Action::Judge(Judged::Spam) => "The sample is spam",
            Action::Judge(Judged::Elsewhere) => "The sample is not about us",
            Action::LetStand(_) => "Take back what was said against triage",
            Action::AskHandoff(_) => "Hand off…",
            Action::Compose => "Write an answer",
            Action::AskTicket(deed) => ticket::words(*deed),
            Action::Tone => "Tone card",
            Action::Reports => "How we answer: reports",
            Action::AskRaise(_) => "Escalate…",
            Action::Escalation(deed) => return deed_words(*deed, snapshot),
            Action::Plan(deed) => planner::deed_words(*deed),
            Action::ImportHistory(_) => "Import a history",
            Action::DraftRoster(_) => "Import a roster as a draft",
            Action::ExportPlan(..) => "Save the plan",
            Action::AskPeople(ask) => return ask.words(snapshot),
            Action::ImportRoster(_) => "Import a roster",
            Action::LookInto(None) => "Close the agent",
            Action::LookInto(Some(agent)) => return format!("Look into {}", agent_name(snapshot, *agent)),
            Action::Sit(seat) => return format!("Decide as a {}", seat.role.word()),
            Action::MoveTo(_, handle) => return format!("Move to {}", handle_name(snapshot, *handle)),
            Action::CheckSeals => "Check every seal",
            Action::TrySound(kind) => return format!("Hear: {}", kind.word().to_lowercase()),
            Action::Do(words, _) | Action::Wish(words, _) => words,
            Action::AskSource(source) => return sources::ask_words(snapshot, *source),
            Action::AskRemoveSource(source) => return sources::remove_words(snapshot, *source),
            _ => "",
        };
        fixed.to_owned()
    }

    /// The key, as it is shown, for example `Ctrl K`.
    pub fn shortcut(&self) -> Option<&'static str> {
        keys::BINDINGS.iter().find(|binding| binding.action == *self).map(|binding| binding.shown)
    }

    /// Where it works.
    pub fn scope(&self) -> Scope {
        use Action as A;
        match self {
            A::Search
            | A::Find(_)
            | A::Set(_)
            | A::SortBy(_)
            | A::TurnRound
            | A::OfChannel(_)
            | A::OfOwner(_)
            | A::Newer => Scope::Floor,
            A::Step(_) | A::Extend(_) | A::Mark | A::MarkAll | A::Unmark | A::Open(_) | A::Close => Scope::Floor,
            A::AskAssign(_) | A::Assign(..) | A::Release(_) | A::AskSnooze(_) => Scope::Floor,
            A::Snooze(..) | A::Resolve(_) | A::Reopen(_) => Scope::Floor,
            A::Presence(..) | A::AskAway(_) | A::AskAgent | A::AddAgent(..) => Scope::Agents,
            A::AskPeople(_) | A::ImportRoster(_) | A::LookInto(_) => Scope::Agents,
            A::AskImport | A::Import(_) | A::ImportMapped(..) | A::DropMapping | A::Cancel(_) => Scope::Sources,
            A::AskSource(_) | A::AskRemoveSource(_) | A::Wish(..) => Scope::Sources,
            A::Theme(_) | A::Scale(_) | A::AskChannel | A::AddChannel(_) | A::Promise(..) => Scope::Settings,
            A::Show(_) | A::Palette | A::Keys | A::Back | A::Board | A::Look(_) | A::Undo => Scope::Everywhere,
            A::StartEmpty | A::Rehearse(..) | A::Speed(_) | A::Do(..) | A::CheckSeals => Scope::Everywhere,
            A::Sit(_) | A::TrySound(_) => Scope::Settings,
            A::InfluenceMin(_) | A::AskOverrule(_) | A::Overrule(..) | A::TakeBackOverrule(_) => Scope::Floor,
            A::JoinCase(_) | A::PartCase(_) | A::MoveTo(..) | A::AskHandoff(_) => Scope::Floor,
            A::Compose | A::AskTicket(_) => Scope::Floor,
            A::Tone | A::Reports => Scope::Everywhere,
            A::SetBrand(_) | A::SetWeights(_) | A::AskCustomers | A::ImportCustomers(_) => Scope::Settings,
            A::AskHolidays(_) | A::ImportHolidays(..) => Scope::Settings,
            A::AcknowledgeAlert(_) | A::SnoozeAlert(..) | A::EscalateAlert(_) => Scope::Everywhere,
            A::AskRaise(_) => Scope::Floor,
            A::Escalation(_) => Scope::Escalations,
            A::Plan(_) | A::ImportHistory(_) | A::DraftRoster(_) | A::ExportPlan(..) => Scope::Planner,
            A::Stage(_) | A::Sample(_) | A::OpenSample | A::Judge(_) | A::LetStand(_) => Scope::Funnel,
        }
    }

    /// Whether it can be done now, or in words why not.
    pub fn possible(&self, desk: &Desk, snapshot: &Snapshot) -> Result<(), &'static str> {
        seat::may(&snapshot.seat, desk, snapshot, self)?;
        match self {
            Action::TrySound(_) => desk.player.map(|_| ()),
            Action::AskAssign(of) | Action::Assign(of, ..) | Action::AskSnooze(of) | Action::Snooze(of, _) => {
                decides(snapshot).and(some(desk, of))
            }
            Action::Release(of) => decides(snapshot).and(some(desk, of)).and(held(snapshot, desk, of)),
            Action::Resolve(of) => decides(snapshot).and(some(desk, of)).and(match state(snapshot, desk, of) {
                Some(State::Resolved) => Err("it is resolved already"),
                _ => Ok(()),
            }),
            Action::Reopen(of) => decides(snapshot).and(some(desk, of)).and(match state(snapshot, desk, of) {
                Some(State::Resolved | State::Snoozed) | None => Ok(()),
                Some(_) => Err("it is open"),
            }),
            Action::Undo | Action::Presence(..) | Action::AskAway(_) | Action::AskAgent | Action::AskChannel => {
                decides(snapshot)
            }
            Action::Mark if desk.selection.cursor().is_none() => Err("no row is under the cursor; press j"),
            Action::Unmark if desk.selection.is_empty() => Err("none is selected"),
            Action::Newer if snapshot.listing.newer == 0 => Err("the order is the newest"),
            Action::Look(Moment::Now) if snapshot.moment == Moment::Now => Err("it is now"),
            Action::AskOverrule(of) | Action::Overrule(of, _) | Action::MoveTo(of, _) => {
                decides(snapshot).and(some(desk, of))
            }
            Action::TakeBackOverrule(of) => {
                decides(snapshot).and(some(desk, of)).and(match overruled(snapshot, desk, of) {
                    Some(false) => Err("nobody said anything against triage here"),
                    Some(true) | None => Ok(()),
                })
            }
            Action::JoinCase(of) => decides(snapshot).and(some(desk, of)).and(match of.count(desk) {
                0 | 1 => Err("select two conversations or more of one customer"),
                _ => Ok(()),
            }),
            Action::PartCase(of) => decides(snapshot).and(some(desk, of)).and(in_case(snapshot, desk, of)),
            Action::SetBrand(_) | Action::SetWeights(_) => decides(snapshot),
            Action::AskHolidays(_) | Action::ImportHolidays(..) => decides(snapshot),
            Action::AcknowledgeAlert(_) | Action::SnoozeAlert(..) | Action::EscalateAlert(_) => decides(snapshot),
            Action::AskRaise(of) => decides(snapshot).and(some(desk, of)),
            Action::Escalation(deed @ (Deed::Step(_) | Deed::CopyTimeline | Deed::OpenConversation)) => {
                deed_possible(*deed, desk, snapshot)
            }
            Action::Escalation(deed) => decides(snapshot).and(deed_possible(*deed, desk, snapshot)),
            Action::Plan(deed) => planner::deed_possible(*deed, desk, snapshot),
            Action::LetStand(_) | Action::Do(..) | Action::AskPeople(_) => decides(snapshot),
            Action::Wish(_, wish) if **wish == DeskWish::DropTried => Ok(()),
            Action::AskSource(_) | Action::AskRemoveSource(_) | Action::Wish(..) => decides(snapshot),
            Action::AskHandoff(of) => decides(snapshot).and(some(desk, of)).and(match single(desk, of) {
                None => Err("choose one conversation; each is handed off on its own"),
                Some(_) => Ok(()),
            }),
            Action::Compose => decides(snapshot).and(match desk.looking.conversation {
                None => Err("no conversation is open; press j"),
                Some(_) => Ok(()),
            }),
            Action::AskTicket(deed) => decides(snapshot).and(ticket::possible(*deed, desk, snapshot)),
            Action::OpenSample => desk.sample(snapshot).map(|_| ()).ok_or(NO_SAMPLE),
            Action::Judge(judged) => decides(snapshot).and(match desk.sample(snapshot) {
                None => Err(NO_SAMPLE),
                Some(sample) if judged.is_read(sample) => Err("it is read so already"),
                Some(_) => Ok(()),
            }),
            _ => Ok(()),
        }
    }
}

/// The stages of the funnel, in the order in which a mention passes them.
pub const STAGES: [Stage; 5] = [Stage::Copy, Stage::Spam, Stage::Elsewhere, Stage::Quiet, Stage::Actionable];

const NO_SAMPLE: &str = "no sample is chosen; open the funnel and choose a stage";

/// A stage in the words of the funnel, without a capital.
pub fn stage_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Copy => "copies",
        Stage::Spam => "spam",
        Stage::Elsewhere => "what is not about us",
        Stage::Quiet => "what asks for nothing",
        Stage::Actionable => "what somebody should answer",
    }
}

/// What is done with an alert, and what the alert is about.
fn alert_words(snapshot: &Snapshot, does: &str, alert: AlertId) -> String {
    let row = snapshot.alerts.iter().find(|row| row.alert == alert);
    row.map_or_else(|| format!("{does} the alert"), |row| format!("{does} the alert: {}", row.words))
}

fn step_words(step: Step) -> &'static str {
    match step {
        Step::Down => "Next row",
        Step::Up => "Row before",
        Step::PageDown => "Next screen",
        Step::PageUp => "Screen before",
        Step::First => "First row",
        Step::Last => "Last row",
    }
}

fn decides(snapshot: &Snapshot) -> Result<(), &'static str> {
    match snapshot.moment {
        Moment::Now => Ok(()),
        Moment::Past(_) => Err("this is the floor as it was; press Esc to go back to now"),
    }
}

fn some(desk: &Desk, of: &Of) -> Result<(), &'static str> {
    match of {
        Of::Chosen if desk.selection.is_empty() && desk.selection.cursor().is_none() => {
            Err("no conversation is chosen; click a row or press j")
        }
        Of::Chosen | Of::These(_) => Ok(()),
    }
}

/// The conversation it is about, when it is one and no more.
fn single(desk: &Desk, of: &Of) -> Option<ConversationId> {
    match of {
        Of::Chosen if desk.selection.len() > 1 => None,
        Of::Chosen => desk.selection.targets().first().copied(),
        Of::These(ids) => match ids.as_slice() {
            [id] => Some(*id),
            _ => None,
        },
    }
}

fn state(snapshot: &Snapshot, desk: &Desk, of: &Of) -> Option<State> {
    let id = single(desk, of)?;
    let thread = snapshot.thread.as_ref().filter(|thread| thread.conversation == id).map(|thread| thread.state);
    thread.or_else(|| snapshot.listing.rows.iter().find(|row| row.conversation == id).map(|row| row.state))
}

fn held(snapshot: &Snapshot, desk: &Desk, of: &Of) -> Result<(), &'static str> {
    let Some(id) = single(desk, of) else { return Ok(()) };
    let thread = snapshot.thread.as_ref().filter(|thread| thread.conversation == id).map(|t| t.owner.is_some());
    let row = || snapshot.listing.rows.iter().find(|row| row.conversation == id).map(|row| row.owner.is_some());
    match thread.or_else(row) {
        Some(false) => Err("nobody has it"),
        Some(true) | None => Ok(()),
    }
}

/// Whether a person has spoken against triage, when it is one conversation and it is open in the panel.
fn overruled(snapshot: &Snapshot, desk: &Desk, of: &Of) -> Option<bool> {
    let id = single(desk, of)?;
    let thread = snapshot.thread.as_ref().filter(|thread| thread.conversation == id)?;
    Some(thread.reading.as_ref().is_some_and(|reading| reading.overruled))
}

fn in_case(snapshot: &Snapshot, desk: &Desk, of: &Of) -> Result<(), &'static str> {
    let Some(id) = single(desk, of) else { return Err("choose one conversation of the case") };
    let thread = snapshot.thread.as_ref().filter(|thread| thread.conversation == id).map(|t| t.case.len());
    let row = || snapshot.listing.rows.iter().find(|row| row.conversation == id).map(|row| row.parts);
    match thread.or_else(row) {
        Some(0) => Err("it stands alone"),
        Some(_) | None => Ok(()),
    }
}

/// The agent's name, or words for one that is not known.
pub fn agent_name(snapshot: &Snapshot, agent: AgentId) -> String {
    snapshot
        .agents
        .rows
        .iter()
        .find(|row| row.agent == agent)
        .map_or_else(|| "somebody who left".to_owned(), |row| row.name.clone())
}

/// The account's name, or words for one that is not known.
fn handle_name(snapshot: &Snapshot, handle: HandleId) -> String {
    let names = &snapshot.house.names;
    names.iter().find(|(id, _)| *id == handle).map_or_else(|| "another account".to_owned(), |(_, name)| name.clone())
}

/// The channel's name, or words for one that is not known.
pub fn channel_name(snapshot: &Snapshot, channel: ChannelId) -> String {
    snapshot
        .listing
        .channels
        .iter()
        .find(|(id, _)| *id == channel)
        .map_or_else(|| "another channel".to_owned(), |(_, name)| name.clone())
}
