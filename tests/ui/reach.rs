//! Everything that the floor can be asked for has a way to it, by the names that a screen reader says: a new command
//! without one does not compile here, and one whose way is gone fails.

use super::bench::{Bench, Window, open, settle};
use super::fixture;
use egui_kittest::kittest::Queryable;
use std::sync::Arc;
use watchfloor::floor::escalation::{EscalationCommand as E, Muted, Progress, Rule};
use watchfloor::floor::handoff::HandoffCommand as H;
use watchfloor::floor::source::SourceCommand as S;
use watchfloor::floor::{
    AgentId, AssignmentCommand as A, Cause, Command as C, ConversationId, DeskCommand as D, Desks, EscalationId, Level,
    PeopleCommand as P, PromiseCommand as M, Rules, Weights,
};
use watchfloor::ui::action::Action;
use watchfloor::ui::palette;
use watchfloor::ui::screen::Screen;
use watchfloor::view::{AccountRow, House, RuleRow};

/// How somebody comes to a command.
enum Way {
    /// On this screen, after this was so, by these names one after the other; the last one gives the command.
    On(Screen, fn(&mut Bench), &'static [&'static str]),
    /// By these words in the palette, on this screen.
    Palette(Screen, fn(&mut Bench), &'static str),
    /// Nobody presses it; who gives it instead.
    Program(&'static str),
}

use Way::{On, Palette, Program};

/// The ways, and a match that has to name every command.
macro_rules! ways {
    ($($pattern:pat => $way:expr,)*) => {
        fn ways() -> Vec<(&'static str, Way)> {
            vec![$((stringify!($pattern), $way)),*]
        }

        /// Never called: it holds only while it names them all.
        #[allow(dead_code)]
        fn names_them_all(command: &C) {
            match command {
                $($pattern => {})*
            }
        }
    };
}

fn nothing(_: &mut Bench) {}

fn reading(bench: &mut Bench) {
    bench.desk.queue(Action::Open(ConversationId(1)));
}

/// A conversation that is a ticket of a helpdesk.
fn ticket(bench: &mut Bench) {
    bench.desk.queue(Action::Open(super::bench::outside::TICKET));
}

/// A conversation whose answer did not go out.
fn not_out(bench: &mut Bench) {
    bench.desk.queue(Action::Open(ConversationId(40)));
}

/// A helpdesk with agents whom the team does not know.
fn strangers(bench: &mut Bench) {
    let rows = &mut Arc::make_mut(&mut bench.snapshot.sources).rows;
    let live = rows.iter_mut().filter_map(|row| row.live.as_mut()).find(|live| live.settings.connector == "rt");
    live.expect("the bench has a helpdesk").strangers = vec!["bea".into()];
}

/// A conversation that is offered by phone and comes back.
fn handed(bench: &mut Bench) {
    bench.desk.queue(Action::Open(ConversationId(1)));
}

fn looked_into(bench: &mut Bench) {
    bench.desk.queue(Action::LookInto(Some(AgentId(0))));
}

fn who_left(bench: &mut Bench) {
    for row in &mut Arc::make_mut(&mut bench.snapshot.agents).rows {
        row.left = true;
    }
    looked_into(bench);
}

fn raised(bench: &mut Bench) {
    let all = fixture::escalations();
    bench.snapshot.at = fixture::now();
    bench.desk.escalation_at = all.chosen.as_ref().map(|detail| detail.card.escalation);
    bench.desk.me = Some(AgentId(3));
    bench.snapshot.escalations = Arc::new(all);
}

fn held(bench: &mut Bench) {
    raised(bench);
    if let Some(chosen) = &mut Arc::make_mut(&mut bench.snapshot.escalations).chosen {
        chosen.card.progress = Progress::Working;
        chosen.card.owner = Some((AgentId(3), "Amara O.".into()));
        chosen.card.due = None;
    }
}

fn over(bench: &mut Bench) {
    held(bench);
    if let Some(chosen) = &mut Arc::make_mut(&mut bench.snapshot.escalations).chosen {
        chosen.card.progress = Progress::Resolved;
    }
    let id = EscalationId(2);
    let all = Arc::make_mut(&mut bench.snapshot.escalations);
    all.resolved.iter_mut().for_each(|card| card.escalation = id);
    bench.desk.escalation_set = watchfloor::ui::screen::escalations::EscalationSet::Resolved;
    bench.desk.escalation_at = Some(id);
}

/// Nobody's conversation: only words say where it goes on.
fn without_conversation(bench: &mut Bench) {
    held(bench);
    if let Some(chosen) = &mut Arc::make_mut(&mut bench.snapshot.escalations).chosen {
        chosen.linked.clear();
    }
}

fn without_rules(bench: &mut Bench) {
    raised(bench);
    Arc::make_mut(&mut bench.snapshot.escalations).setup.rules.clear();
}

fn with_rule(bench: &mut Bench) {
    raised(bench);
    let setup = &mut Arc::make_mut(&mut bench.snapshot.escalations).setup;
    let rule = Rule::suggested().remove(0);
    let line = watchfloor::view::RuleLine { number: 0, rule, raised: 2, waiting: 0, passed_over: 0, muted: None };
    setup.rules = vec![line];
    setup.mutes = vec![(Muted::Group("senior agents".into()), fixture::now().plus(3_600), "a meeting".into())];
    setup.substitutes = vec![(AgentId(0), AgentId(1), fixture::now().plus(3_600))];
}

fn house(bench: &mut Bench) {
    let account = AccountRow {
        handle: watchfloor::floor::HandleId(0),
        name: "@larkhelp".into(),
        channel: "X".into(),
        account: Default::default(),
        ticks: watchfloor::floor::desk::Ticks([
            (watchfloor::floor::desk::Tick::Staffed, true),
            (watchfloor::floor::desk::Tick::Contact, true),
            (watchfloor::floor::desk::Tick::Target, true),
            (watchfloor::floor::desk::Tick::Card, true),
        ]),
        live_since: None,
        came: 0,
        missent: 0,
        waiting: 0,
        in_time_pct: None,
        suited: Vec::new(),
    };
    let says = *Desks::default().rule(1).expect("a preset");
    let rule = RuleRow { rule: 1, says, words: "late first responses".into(), burns_since: None };
    bench.snapshot.house = Arc::new(House { rules: vec![rule], accounts: vec![account], ..House::default() });
}

/// An account that is being changed.
fn account(bench: &mut Bench) {
    house(bench);
    let changed = watchfloor::floor::Account { goal_pct: 66, ..Default::default() };
    bench.desk.accounts.insert(0, changed);
}

fn alert(bench: &mut Bench) {
    let row = fixture::alert(7, Cause::Unstaffed, Level::Alarm, false);
    Arc::make_mut(&mut bench.snapshot.wallboard).channel_alerts = vec![row];
}

fn giving(bench: &mut Bench) {
    bench.desk.giving = Some(Rules { stuck_secs: 3_600, ..Rules::default() });
}

fn promised(bench: &mut Bench) {
    bench.desk.promises.insert(0, (10, 4));
}

fn long_target(bench: &mut Bench) {
    bench.desk.promises.insert(0, (30 * 60, 48));
}

ways! {
    C::Assign { .. } => Program("leads of a rehearsal; the window gives with what it has seen"),
    C::Release { .. } => Palette(Screen::Floor, nothing, "Release"),
    C::Snooze { .. } => On(Screen::Floor, reading, &["Snooze…", "1 h"]),
    C::Resolve { .. } => Palette(Screen::Floor, nothing, "Resolve"),
    C::Reopen { .. } => Palette(Screen::Floor, nothing, "Reopen"),
    C::Schedule(_) => Program("each from its own form, in tests/ui/planner.rs"),
    C::Source(S::Set { .. }) => Program("the desk, once the login of “Add a source…” was tried, in tests/ui/sources.rs"),
    C::Source(S::Pause { .. }) => On(Screen::Sources, nothing, &["Pause: Bluesky @larkhelp"]),
    C::Source(S::Remove { .. }) => Program("the desk, which forgets the login too, in tests/ui/sources.rs"),
    C::Source(S::AddPeople { .. }) => On(Screen::Sources, strangers, &["Add them: agents of Request Tracker"]),
    C::Source(S::SayWho { .. }) => On(Screen::Sources, strangers, &["Who bea of Request Tracker is here", "bea is Priya N."]),
    C::Source(S::Note { .. }) => On(Screen::Floor, ticket, &["Internal note…", "Write the note"]),
    C::Source(S::SetPriority { .. }) => On(Screen::Floor, ticket, &["Priority of the ticket…", "Set the priority"]),
    C::Source(S::Label { .. }) => On(Screen::Floor, ticket, &["Labels of the ticket…", "Set the labels"]),
    C::Source(S::Resend { .. }) => On(Screen::Floor, not_out, &["Send again: answer to @doorcam_dan"]),
    C::Source(S::Drop { .. }) => On(Screen::Floor, not_out, &["Leave it: answer to @doorcam_dan"]),
    C::Undo => Palette(Screen::Floor, nothing, "Undo the last decision"),
    C::SetPresence { .. } => On(Screen::Agents, looked_into, &["Set away…", "Set away"]),
    C::AddAgent { .. } => On(Screen::Agents, nothing, &["Add agent…", "Add agent"]),
    C::AddChannel { .. } => On(Screen::Settings, nothing, &["Add a channel…", "Add channel"]),
    C::SetTarget { .. } => On(Screen::Settings, promised, &["Set the target on X"]),
    C::Overrule { .. } => On(Screen::Floor, |b| b.desk.queue(Action::AskOverrule(one())), &["A complaint to answer"]),
    C::TakeBackOverrule { .. } => Palette(Screen::Floor, nothing, "Take back what was said of it"),
    C::SetBrand { .. } => On(Screen::Settings, brand, &["Save the brand"]),
    C::SetWeights { .. } => On(Screen::Settings, weights, &["Save what waiting costs"]),
    C::AcknowledgeAlert { .. } => Palette(Screen::Floor, alert, "Acknowledge the alert"),
    C::SnoozeAlert { .. } => Palette(Screen::Floor, alert, "Snooze 15 min the alert"),
    C::EscalateAlert { .. } => Palette(Screen::Floor, alert, "Escalate the alert"),
    C::JoinCase { .. } => Palette(Screen::Floor, nothing, "Make one case"),
    C::PartCase { .. } => Palette(Screen::Floor, nothing, "Take the case apart"),

    C::Promise(M::SetCalendar { .. }) => On(Screen::Settings, nothing, &["Edit the hours Support", "Save the hours"]),
    C::Promise(M::RemoveCalendar { .. }) => On(Screen::Settings, nothing, &["Delete the hours Nobody"]),
    C::Promise(M::AddSpecialDays { .. }) => On(Screen::Settings, nothing, &["Import holidays into Support", "Import"]),
    C::Promise(M::SetPolicies { .. }) => On(Screen::Settings, nothing, &["Add a policy", "Save the policies"]),
    C::Promise(M::SetLongTarget { .. }) => On(Screen::Settings, long_target, &["Set the target on X", "Set the target"]),
    C::Promise(M::SetHandleHours { .. }) => On(Screen::Settings, nothing, &["Hours of @larkhelp on X"]),
    C::Promise(M::SetGroupHours { .. }) => On(Screen::Settings, nothing, &["Hours of team leads"]),
    C::Promise(M::SetBots { .. }) => {
        On(Screen::Settings, |b| b.desk.hours.bots = Some("larkbot, helperbot".into()), &["Save the programs"])
    },

    C::People(P::SetProfile { .. }) => On(Screen::Agents, looked_into, &["Groups…", "Save the groups"]),
    C::People(P::SetShifts { .. }) => Program("the desk as it reads a roster: “Import a roster…”"),
    C::People(P::SetRoster { .. }) => On(Screen::Agents, nothing, &["Import a roster…", "Import"]),
    C::People(P::SetAbout { .. }) => {
        On(Screen::Agents, looked_into, &["Networks and certificates…", "Save what they bring along"])
    },
    C::People(P::SetPool { .. }) => On(Screen::Agents, nothing, &["Partners…", "Change Brightdesk", "Save the partner"]),
    C::People(P::Force { .. }) => On(Screen::Agents, looked_into, &["Force a state…", "Force the state"]),
    C::People(P::LogOut { .. }) => On(Screen::Agents, looked_into, &["Log out…", "Log out"]),
    C::People(P::ChangeSkills { .. }) => On(Screen::Agents, looked_into, &["Skills for today…", "Change the skills"]),
    C::People(P::TakeBackSkills { .. }) => On(Screen::Agents, looked_into, &["Take back the skills for today"]),
    C::People(P::Extend { .. }) => On(Screen::Agents, looked_into, &["Extend the shift…", "Extend the shift"]),
    C::People(P::SetAbsence { .. }) => On(Screen::Agents, looked_into, &["Plan an absence…", "Plan the absence"]),
    C::People(P::DropAbsence { .. }) => On(Screen::Agents, looked_into, &["End this absence"]),
    C::People(P::SetSign { .. }) => Program("whatever sees that somebody is there; no desk says it for them"),
    C::People(P::LeaveNote { .. }) => On(Screen::Agents, looked_into, &["Note for the next shift…", "Leave the note"]),
    C::People(P::AcceptCapsule { .. }) => {
        On(Screen::Agents, nothing, &["Who takes over from Karim D.", "Amara O. takes over from Karim D."])
    },
    C::People(P::SetAnnouncement { .. }) => On(Screen::Agents, nothing, &["Announce the shift change…", "Announcement"]),
    C::People(P::Announce { .. }) => {
        On(Screen::Agents, nothing, &["Announce the shift change…", "Copy and mark as announced"])
    },

    C::Escalation(E::SetLadder { .. }) => On(Screen::Escalations, raised, &["Edit ladder…", "Save ladder"]),
    C::Escalation(E::SetRule { .. }) => {
        On(Screen::Escalations, with_rule, &["Edit ladder…", "Rules", "Add a rule…", "Add rule"])
    },
    C::Escalation(E::UseSuggestedRules) => On(Screen::Escalations, without_rules, &["Use the suggested rules"]),
    C::Escalation(E::SetPlaybook { .. }) => {
        On(Screen::Escalations, raised, &["Edit ladder…", "Playbooks", "Save playbook"])
    },
    C::Escalation(E::Substitute { .. }) => {
        On(Screen::Escalations, with_rule, &["Edit ladder…", "Stand-ins and mutes", "End the stand-in for Ade B."])
    },
    C::Escalation(E::Mute { .. }) => {
        On(Screen::Escalations, with_rule, &["Edit ladder…", "Rules", "Mute rule viral for an hour"])
    },
    C::Escalation(E::Raise { .. }) => {
        On(Screen::Floor, |b| b.desk.queue(Action::AskRaise(one())), &["Escalate"])
    },
    C::Escalation(E::Take { .. }) => On(Screen::Escalations, raised, &["I’ll take it"]),
    C::Escalation(E::Reassign { .. }) => On(Screen::Escalations, held, &["Reassign…", "Amara O. · Team leads"]),
    C::Escalation(E::GiveBack { .. }) => On(Screen::Escalations, held, &["Give back"]),
    C::Escalation(E::MoveTo { .. }) => On(Screen::Escalations, raised, &["Raise to L3"]),
    C::Escalation(E::Say { .. }) => On(Screen::Escalations, held, &["Say what is done…", "Say it"]),
    C::Escalation(E::HandOff { .. }) => {
        On(Screen::Escalations, without_conversation, &["Hand off to phone", "Hand off"])
    },
    C::Escalation(E::Tick { .. }) => On(Screen::Escalations, raised, &["Call the customer (hand off to phone)"]),
    C::Escalation(E::Link { .. }) => On(Screen::Escalations, raised, &["Link conversations…", "Link @doorcam_dan"]),
    C::Escalation(E::Unlink { .. }) => On(Screen::Escalations, raised, &["Unlink @doorcam_dan"]),
    C::Escalation(E::Note { .. }) => On(Screen::Escalations, raised, &["Add a note…", "Add note"]),
    C::Escalation(E::Incident { .. }) => On(Screen::Escalations, raised, &["Incident mode"]),
    C::Escalation(E::Resolve { .. }) => On(Screen::Escalations, held, &["Resolve…", "Resolve"]),
    C::Escalation(E::Reopen { .. }) => On(Screen::Escalations, over, &["Reopen the escalation"]),

    C::Handoff(H::Offer { .. }) => On(Screen::Floor, reading, &["Hand off…", "Hand off"]),
    C::Handoff(H::Accept { .. }) => On(Screen::Floor, handed, &["They accepted"]),
    C::Handoff(H::End { .. }) => On(Screen::Floor, handed, &["Withdraw"]),
    C::Handoff(H::Reply { .. }) => On(Screen::Floor, reading, &["Begin with Seen", "Send"]),
    C::Handoff(H::Deliver { .. }) => On(Screen::Floor, waiting, &["Copy, and say that it stands there now"]),
    C::Handoff(H::SetTemplate { .. }) => On(Screen::Settings, nothing, &["Change Seen", "Approve the text"]),
    C::Handoff(H::RemoveTemplate { .. }) => On(Screen::Settings, nothing, &["Remove Seen"]),
    C::Handoff(H::SetCard { .. }) => On(Screen::Settings, card, &["Save the tone card"]),
    C::Handoff(H::TagClaim { .. }) => On(Screen::Floor, reading, &["Incorrect claim…", "Tag as incorrect claim"]),
    C::Handoff(H::ClearClaim { .. }) => On(Screen::Floor, claimed, &["Not an incorrect claim"]),
    C::Handoff(H::SetCorrectionTarget { .. }) => {
        On(Screen::Settings, |b| b.desk.voice.correction_minutes = Some(45), &["Set the target"])
    },

    C::Desk(D::SetRule { .. }) => On(Screen::Settings, house, &["Put to rest"]),
    C::Desk(D::DropRule { .. }) => On(Screen::Settings, house, &["Drop the rule"]),
    C::Desk(D::SetAccount { .. }) => On(Screen::Settings, account, &["Save the account"]),
    C::Desk(D::OpenAccount { .. }) => On(Screen::Settings, house, &["Go live"]),
    C::Desk(D::Move { .. }) => Palette(Screen::Floor, moving, "Move to @northwindlark"),

    C::Assignment(A::Give { .. }) => On(Screen::Floor, reading, &["Assign…", "Assign to Hanna S."]),
    C::Assignment(A::SetRules { .. }) => On(Screen::Settings, giving, &["Set assignment"]),
    C::Assignment(A::SetAutomatic { .. }) => Palette(Screen::Floor, nothing, "Give work out by itself"),
    C::Assignment(A::RemoveAgent { .. }) => On(Screen::Agents, looked_into, &["Leaves the team…", "They leave the team"]),
    C::Assignment(A::RejoinAgent { .. }) => On(Screen::Agents, who_left, &["All · 12", "Back on the team"]),
}

fn one() -> watchfloor::ui::action::Of {
    watchfloor::ui::action::Of::one(ConversationId(0))
}

fn card(bench: &mut Bench) {
    bench.desk.voice.card = Some(watchfloor::ui::voice::CardDraft { mission: "Be there".into(), ..Default::default() });
}

/// An answer was approved here and waits to be put in public by hand.
fn waiting(bench: &mut Bench) {
    bench.desk.queue(Action::Open(ConversationId(5)));
}

fn claimed(bench: &mut Bench) {
    bench.desk.queue(Action::Open(ConversationId(3)));
}

fn brand(bench: &mut Bench) {
    let mut draft = watchfloor::ui::brand::BrandDraft::of(&bench.snapshot.triage.brand);
    draft.names.push_str("\nLarkette");
    bench.desk.brand = Some(draft);
}

fn weights(bench: &mut Bench) {
    bench.desk.weights = Some(Weights { handle_secs: 123, ..Weights::default() });
}

fn moving(bench: &mut Bench) {
    let names = vec![
        (watchfloor::floor::HandleId(0), "@larkhelp".to_owned()),
        (watchfloor::floor::HandleId(1), "@northwindlark".to_owned()),
    ];
    bench.snapshot.house = Arc::new(House { names, ..House::default() });
    reading(bench);
}

fn has(window: &Window, name: &str) -> bool {
    window.query_all_by_label(name).next().is_some()
}

#[test]
fn every_command_has_a_way_by_name() {
    let mut lost = Vec::new();
    for (command, way) in ways() {
        let (screen, prepare) = match &way {
            On(screen, prepare, _) | Palette(screen, prepare, _) => (*screen, *prepare),
            Program(who) => {
                assert!(!who.is_empty());
                continue;
            }
        };
        let mut bench = Bench::new(20, screen);
        prepare(&mut bench);
        let mut window = open(bench);
        settle(&mut window);
        match way {
            On(_, _, names) => {
                let (last, steps) = names.split_last().expect("a name at least");
                for name in steps {
                    match window.query_all_by_label(name).last() {
                        Some(found) => found.click_accesskit(),
                        None => lost.push(format!("{command}: nothing is called {name}")),
                    }
                    settle(&mut window);
                }
                if !has(&window, last) {
                    lost.push(format!("{command}: nothing is called {last}"));
                }
            }
            Palette(_, _, words) => {
                let bench = window.state();
                let lines = palette::all(&bench.desk, &bench.snapshot);
                if !lines.iter().any(|line| line.words.starts_with(words)) {
                    lost.push(format!("{command}: the palette has no {words}"));
                }
            }
            Program(_) => {}
        }
    }
    assert!(lost.is_empty(), "no way to:\n{}", lost.join("\n"));
}
