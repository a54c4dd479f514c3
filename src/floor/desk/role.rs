//! In which role a desk decides, and what each role may do.
//!
//! One table says it for every command: [`row`]. It is asked in [`crate::floor::decide`] itself, so that no screen, no
//! second desk and no program on the command line gets round it. What nobody wrote a row for does not compile.

use crate::floor::schedule::{Plan, Thing};
use crate::floor::{
    Actor, AgentId, AssignmentCommand, BeyondCapacity, Command, ConversationId, DeskCommand, EscalationCommand, Floor,
    HandoffCommand, PeopleCommand, PromiseCommand, Refusal, ScheduleCommand, SourceCommand, Standing,
};

/// In which role a desk decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// May do all. A desk begins so.
    #[default]
    Supervisor,
    /// Leads a team: gives out work, answers alarms, makes the rules of alarms.
    Lead,
    /// Makes rosters and hours. Gives out no work.
    Planner,
    /// Cares for how we show ourselves: accounts, the brand, what is said. Sees nothing of the team's affairs.
    SocialMediaManager,
    /// Somebody outside who answers for us: sees and moves only what is theirs.
    Partner,
    /// Looks.
    Viewer,
}

impl Role {
    /// In the order of the table's columns.
    pub const ALL: [Role; 6] =
        [Role::Supervisor, Role::Lead, Role::Planner, Role::SocialMediaManager, Role::Partner, Role::Viewer];

    /// For example `social media manager`.
    pub fn word(self) -> &'static str {
        match self {
            Role::Supervisor => "supervisor",
            Role::Lead => "lead",
            Role::Planner => "planner",
            Role::SocialMediaManager => "social media manager",
            Role::Partner => "partner",
            Role::Viewer => "viewer",
        }
    }

    /// The role with this word.
    ///
    /// ```
    /// use watchfloor::floor::Role;
    /// assert_eq!(Role::named("viewer"), Some(Role::Viewer));
    /// assert_eq!(Role::named("king"), None);
    /// ```
    pub fn named(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// The local setting of a desk: its role, and for a partner whose queue it sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seat {
    /// As what it decides.
    pub role: Role,
    /// The group of agents whose queue a partner sees; empty for every other role.
    pub group: String,
}

impl Seat {
    /// Who asks from here.
    pub fn asker(&self, by: Actor) -> Asker<'_> {
        Asker { by, role: self.role, group: &self.group }
    }
}

/// Who asks for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asker<'a> {
    /// Who or what.
    pub by: Actor,
    /// In which role, when it is the person at a desk.
    pub role: Role,
    /// The partner's group.
    pub group: &'a str,
}

impl Asker<'static> {
    /// The person at this desk, in a role that sees everything.
    pub fn desk(role: Role) -> Asker<'static> {
        Asker { by: Actor::Desk, role, group: "" }
    }

    /// The floor's own rule, or an invented person of the rehearsal: the table is not for them.
    pub fn floor() -> Asker<'static> {
        Asker { by: Actor::Floor, role: Role::Supervisor, group: "" }
    }
}

impl Asker<'_> {
    /// The role to keep with what was decided: `None` where no person did.
    pub fn kept(&self) -> Option<Role> {
        (self.by == Actor::Desk).then_some(self.role)
    }
}

/// Whether a role may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// Yes.
    Yes,
    /// With what is in the own queue.
    Own,
    /// No.
    No,
}

/// A row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// What is asked for: `a planner may not {this}`.
    pub what: &'static str,
    /// By role, in the order of [`Role::ALL`].
    pub may: [May; 6],
}

impl Row {
    /// What a role may.
    pub fn of(&self, role: Role) -> May {
        self.may[role as usize]
    }

    /// The first in rank below whom nobody has to ask: a lead where a lead may, else a supervisor.
    pub fn ask(&self) -> Role {
        if self.of(Role::Lead) == May::Yes { Role::Lead } else { Role::Supervisor }
    }
}

/// `Y` yes, `o` only what is in the own queue, `-` no; one letter a role.
const fn row_of(what: &'static str, letters: &[u8; 6]) -> Row {
    let mut may = [May::No; 6];
    let mut i = 0;
    while i < 6 {
        may[i] = match letters[i] {
            b'Y' => May::Yes,
            b'o' => May::Own,
            _ => May::No,
        };
        i += 1;
    }
    Row { what, may }
}

// Supervisor, lead, planner, social media manager, partner, viewer.
static GIVE: Row = row_of("give out conversations", b"YY--o-");
static BEYOND: Row = row_of("go over a limit", b"YY----");
static WORK: Row = row_of("work on conversations", b"YY-Yo-");
static UNDO: Row = row_of("take decisions back", b"YY-Yo-");
static ALERTS: Row = row_of("answer alerts", b"YY-Y--");
static PRESENCE: Row = row_of("say what an agent does", b"YYY-o-");
static TEAM: Row = row_of("change the team", b"Y-Y---");
static ROSTER: Row = row_of("change the roster", b"YYY---");
static HOUSE: Row = row_of("change channels and accounts", b"Y--Y--");
static BRAND: Row = row_of("change the brand", b"Y--Y--");
static GIVING: Row = row_of("change how work is given out", b"YY----");
static HANDED: Row = row_of("say how a hand-off or an answer ended", b"YY-Y--");
static VOICE: Row = row_of("change templates and the tone card", b"Y--Y--");
static LADDERS: Row = row_of("change ladders, rules and playbooks", b"YY----");
static RAISE: Row = row_of("raise something", b"YYYYo-");
static CLIMB: Row = row_of("work on what was raised", b"YY-Y--");
static INCIDENT: Row = row_of("declare an incident", b"YY-Y--");
static ANNOUNCE: Row = row_of("announce who is on duty", b"YY-Y--");
static PROMISES: Row = row_of("change hours and targets", b"Y-Y---");
static RULES: Row = row_of("change the rules of alerts", b"YY----");
static MOVE: Row = row_of("move conversations to another account", b"YY-Y--");
static PLANS: Row = row_of("make plans", b"Y-Y---");
static AGREED: Row = row_of("change contracts and wishes", b"Y-Y---");
static TAKE_PART: Row = row_of("ask something of a plan", b"YYY---");
static ANSWER: Row = row_of("answer requests", b"YYY---");
static CAMPAIGNS: Row = row_of("change campaigns", b"Y-YY--");
static COMING: Row = row_of("change what is planned for", b"Y-Y---");
static READY: Row = row_of("say what must be ready", b"YYY---");
static WEIGHTS: Row = row_of("change what waiting costs", b"Y-----");

/// What a command is about, for those who may only touch their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About<'a> {
    /// The whole house.
    House,
    /// These conversations.
    These(&'a [ConversationId]),
    /// These conversations, and the agent who gets them.
    Given(&'a [ConversationId], AgentId),
    /// This conversation.
    One(ConversationId),
    /// This agent.
    Agent(AgentId),
    /// What the newest decision of this desk changed.
    Newest,
}

/// The row of the table that a command stands in, and what it is about.
pub fn row(command: &Command) -> (&'static Row, About<'_>) {
    use About as A;
    match command {
        Command::Assign { conversations, agent, beyond_capacity } => match beyond_capacity {
            BeyondCapacity::Refuse => (&GIVE, A::Given(conversations, *agent)),
            BeyondCapacity::Allow => (&BEYOND, A::Given(conversations, *agent)),
        },
        Command::Release { conversations } => (&GIVE, A::These(conversations)),
        Command::Snooze { conversations, .. } => (&WORK, A::These(conversations)),
        Command::Resolve { conversations } => (&WORK, A::These(conversations)),
        Command::Reopen { conversations } => (&WORK, A::These(conversations)),
        Command::Undo => (&UNDO, A::Newest),
        Command::SetPresence { agent, .. } => (&PRESENCE, A::Agent(*agent)),
        Command::AddAgent { .. } => (&TEAM, A::House),
        Command::AddChannel { .. } => (&HOUSE, A::House),
        Command::SetTarget { .. } => (&PROMISES, A::House),
        Command::Overrule { conversations, .. } => (&WORK, A::These(conversations)),
        Command::TakeBackOverrule { conversations } => (&WORK, A::These(conversations)),
        Command::SetBrand { .. } => (&BRAND, A::House),
        Command::SetWeights { .. } => (&WEIGHTS, A::House),
        Command::AcknowledgeAlert { .. } => (&ALERTS, A::House),
        Command::SnoozeAlert { .. } => (&ALERTS, A::House),
        Command::EscalateAlert { .. } => (&ALERTS, A::House),
        Command::JoinCase { conversations } => (&WORK, A::These(conversations)),
        Command::PartCase { conversation } => (&WORK, A::One(*conversation)),
        Command::Assignment(command) => assignment(command),
        Command::Promise(command) => promise(command),
        Command::People(command) => people(command),
        Command::Escalation(command) => escalation(command),
        Command::Handoff(command) => handoff(command),
        Command::Desk(command) => desk(command),
        Command::Schedule(command) => (schedule(command), A::House),
        Command::Source(command) => source(command),
    }
}

fn schedule(command: &ScheduleCommand) -> &'static Row {
    use ScheduleCommand as C;
    match command {
        C::MakePlan { .. } | C::CopyPlan { .. } | C::DropPlan { .. } | C::Publish { .. } => &PLANS,
        C::AddShift { .. } | C::ChangeShift { .. } | C::RemoveShift { .. } => &PLANS,
        C::SplitShift { .. } | C::ReplaceShifts { .. } | C::SetCover { .. } => &PLANS,
        C::SetContract { .. } | C::SetWishes { .. } => &AGREED,
        C::AskTimeOff { .. } | C::OfferSwap { .. } | C::TakeOpenShift { .. } => &TAKE_PART,
        C::AnswerTimeOff { .. } | C::AnswerSwap { .. } => &ANSWER,
        C::SetCampaign { .. } => &CAMPAIGNS,
        C::SetLift { .. }
        | C::MarkHistory { .. }
        | C::KeepHistory { .. }
        | C::SetHeadcount { .. }
        | C::SetTarget { .. } => &COMING,
        C::SetReadiness { .. } | C::TickReadiness { .. } => &READY,
    }
}

/// Who may decide something about plans may take it back, and nobody else may.
fn undone(floor: &Floor, thing: &Thing) -> &'static Row {
    match thing {
        Thing::Shift(plan, _) if floor.schedule().plan(*plan).is_some_and(Plan::is_published) => &TAKE_PART,
        Thing::Standing(_) | Thing::Shift(..) | Thing::Cover(_) => &PLANS,
        Thing::Swap(_) | Thing::TimeOff(_) => &ANSWER,
        Thing::Contract(_) | Thing::Wishes(_) => &AGREED,
        Thing::Campaign(_) => &CAMPAIGNS,
        Thing::Lift(_) | Thing::Mark(_) | Thing::History(_) | Thing::Headcount | Thing::Target => &COMING,
        Thing::Readiness(_) => &READY,
        Thing::Roster(_) | Thing::Absences(_) => &ROSTER,
    }
}

fn assignment(command: &AssignmentCommand) -> (&'static Row, About<'_>) {
    match command {
        AssignmentCommand::Give { conversations, agent, beyond, .. } => match beyond {
            BeyondCapacity::Refuse => (&GIVE, About::Given(conversations, *agent)),
            BeyondCapacity::Allow => (&BEYOND, About::Given(conversations, *agent)),
        },
        AssignmentCommand::SetRules { .. } | AssignmentCommand::SetAutomatic { .. } => (&GIVING, About::House),
        AssignmentCommand::RemoveAgent { .. } | AssignmentCommand::RejoinAgent { .. } => (&TEAM, About::House),
    }
}

fn promise(command: &PromiseCommand) -> (&'static Row, About<'_>) {
    use PromiseCommand as C;
    match command {
        C::SetCalendar { .. } | C::AddSpecialDays { .. } | C::SetPolicies { .. } | C::SetLongTarget { .. } => {
            (&PROMISES, About::House)
        }
        C::SetHandleHours { .. } | C::SetGroupHours { .. } | C::SetBots { .. } | C::RemoveCalendar { .. } => {
            (&PROMISES, About::House)
        }
    }
}

fn people(command: &PeopleCommand) -> (&'static Row, About<'_>) {
    use PeopleCommand as C;
    match command {
        C::SetProfile { .. } | C::SetAbout { .. } | C::SetPool { .. } => (&TEAM, About::House),
        C::SetShifts { .. } | C::SetRoster { .. } | C::Extend { .. } => (&ROSTER, About::House),
        C::SetAbsence { .. } | C::DropAbsence { .. } => (&ROSTER, About::House),
        C::Force { agent, .. } | C::LogOut { agent, .. } | C::SetSign { agent, .. } => {
            (&PRESENCE, About::Agent(*agent))
        }
        C::ChangeSkills { agent, .. } | C::TakeBackSkills { agent } => (&PRESENCE, About::Agent(*agent)),
        C::LeaveNote { agent, .. } | C::AcceptCapsule { by: agent, .. } => (&PRESENCE, About::Agent(*agent)),
        C::SetAnnouncement { .. } | C::Announce { .. } => (&ANNOUNCE, About::House),
    }
}

fn escalation(command: &EscalationCommand) -> (&'static Row, About<'_>) {
    use EscalationCommand as C;
    match command {
        C::SetLadder { .. } | C::SetRule { .. } | C::UseSuggestedRules | C::SetPlaybook { .. } => {
            (&LADDERS, About::House)
        }
        C::Substitute { .. } | C::Mute { .. } => (&LADDERS, About::House),
        C::Raise { conversations, .. } => (&RAISE, About::These(conversations)),
        C::Take { .. } | C::Reassign { .. } | C::GiveBack { .. } | C::MoveTo { .. } => (&CLIMB, About::House),
        C::Say { .. } | C::HandOff { .. } | C::Tick { .. } | C::Note { .. } => (&CLIMB, About::House),
        C::Link { .. } | C::Unlink { .. } | C::Resolve { .. } | C::Reopen { .. } => (&CLIMB, About::House),
        C::Incident { .. } => (&INCIDENT, About::House),
    }
}

fn handoff(command: &HandoffCommand) -> (&'static Row, About<'_>) {
    use HandoffCommand as C;
    match command {
        C::Offer { conversation, .. } | C::TagClaim { conversation, .. } | C::ClearClaim { conversation } => {
            (&WORK, About::One(*conversation))
        }
        C::Reply { conversation, .. } => (&WORK, About::One(*conversation)),
        C::Accept { .. } | C::End { .. } | C::Deliver { .. } => (&HANDED, About::House),
        C::SetTemplate { .. } | C::RemoveTemplate { .. } | C::SetCard { .. } => (&VOICE, About::House),
        C::SetCorrectionTarget { .. } => (&PROMISES, About::House),
    }
}

fn desk(command: &DeskCommand) -> (&'static Row, About<'_>) {
    match command {
        DeskCommand::SetRule { .. } => (&RULES, About::House),
        DeskCommand::DropRule { .. } => (&RULES, About::House),
        DeskCommand::SetAccount { .. } => (&HOUSE, About::House),
        DeskCommand::OpenAccount { .. } => (&HOUSE, About::House),
        DeskCommand::Move { conversations, .. } => (&MOVE, About::These(conversations)),
    }
}

fn source(command: &SourceCommand) -> (&'static Row, About<'_>) {
    use SourceCommand as C;
    match command {
        C::Set { .. } | C::Pause { .. } | C::Remove { .. } | C::AddPeople { .. } | C::SayWho { .. } => {
            (&HOUSE, About::House)
        }
        C::Note { conversation, .. } | C::SetPriority { conversation, .. } | C::Label { conversation, .. } => {
            (&WORK, About::One(*conversation))
        }
        C::Resend { .. } | C::Drop { .. } => (&HANDED, About::House),
    }
}

/// Whether somebody may ask for a command at all.
///
/// # Errors
///
/// [`Refusal::NotAllowed`] or [`Refusal::NotYours`], in words.
pub fn allowed(floor: &Floor, asker: &Asker<'_>, command: &Command) -> Result<(), Refusal> {
    if asker.by != Actor::Desk {
        return Ok(());
    }
    let (mut row, about) = row(command);
    if let (Command::Undo, Some(thing)) = (command, floor.newest_of_a_plan()) {
        row = undone(floor, thing);
    }
    match row.of(asker.role) {
        May::Yes => Ok(()),
        May::No => Err(Refusal::NotAllowed { role: asker.role, what: row.what, ask: row.ask() }),
        May::Own if is_own(floor, asker.group, about) => Ok(()),
        May::Own => Err(Refusal::NotYours { group: asker.group.to_owned() }),
    }
}

fn is_own(floor: &Floor, group: &str, about: About<'_>) -> bool {
    let all = |ids: &[ConversationId]| ids.iter().all(|id| floor.is_in_queue_of(group, *id));
    match about {
        About::House => false,
        About::These(ids) => all(ids),
        About::Given(ids, agent) => all(ids) && floor.belongs(agent, group),
        About::One(id) => floor.is_in_queue_of(group, id),
        About::Agent(agent) => floor.belongs(agent, group),
        About::Newest => {
            let was_theirs = |was: &Standing| was.owner.is_some_and(|agent| floor.belongs(agent, group));
            floor.undoable().is_none_or(|u| u.changed.iter().all(|c| was_theirs(&c.before)))
        }
    }
}

impl Floor {
    /// Whether an agent belongs to a group. Nobody belongs to a group without a name.
    pub fn belongs(&self, agent: AgentId, group: &str) -> bool {
        !group.is_empty() && self.agent(agent).is_some_and(|a| a.profile.groups.iter().any(|of| of == group))
    }

    /// Whether a conversation is in the queue of a group: one of them has it, or nobody has and it stands at an account
    /// that is theirs to look after.
    pub fn is_in_queue_of(&self, group: &str, id: ConversationId) -> bool {
        self.conversation(id).is_some_and(|c| match c.owner {
            Some(owner) => self.belongs(owner.agent(), group),
            None => !group.is_empty() && self.desks().accounts.get(&c.handle).is_some_and(|a| a.team == group),
        })
    }
}
