//! Turns an [`Action`] into what the floor is asked, or into a change of the window itself. Nothing else does.

use super::action::{Action, Of, channel_name};
use super::confirm::Confirm;
use super::desk::{Desk, Dialog, sentence};
use super::keys;
use super::palette::Palette;
use super::people::PeopleAsk;
use super::screen::Screen;
use super::screen::escalations::{self, EscalationAsk};
use super::screen::floor::ticket;
use super::screen::planner::{self, PlanAsk};
use super::screen::sources;
use super::voice::OfferDraft;
use crate::floor::{AssignmentCommand, Command, ConversationId, DeskCommand, How, PromiseCommand};
use crate::view::{Asked, DeskWish, Moment, PlanWish, Snapshot};

/// Where things are sent to.
pub type Send<'a> = &'a dyn Fn(Asked);

/// A promise that is longer than this is most often a slip of the finger.
const PROMISE_SURE_SECS: u32 = 24 * 3600;

/// One turn before a frame: reads answers, keys and files, does what was queued and says what is looked at.
pub fn turn(ctx: &egui::Context, desk: &mut Desk, snapshot: &Snapshot, send: Send<'_>) {
    desk.notice(snapshot);
    if snapshot.listing.query == desk.looking.query {
        desk.selection.follow(&snapshot.listing.order);
    }
    keys::read(ctx, desk);
    desk.take_picked();
    for file in ctx.input(|input| input.raw.dropped_files.clone()) {
        let path = file.path().to_owned();
        // While customers, a roster or holidays are asked for, the file that is let go is theirs.
        let action = match desk.dialog.take() {
            Some(Dialog::Customers { .. }) => Action::ImportCustomers(path),
            Some(Dialog::People(PeopleAsk::Roster { .. })) => Action::ImportRoster(path),
            Some(Dialog::Plan(ask)) if matches!(*ask, PlanAsk::Roster(_)) => Action::DraftRoster(path),
            Some(Dialog::Holidays { calendar, .. }) => Action::ImportHolidays(calendar, path),
            _ => Action::Import(path),
        };
        desk.queue(action);
    }
    if desk.picking() {
        // The system's dialog is another process and cannot wake us.
        ctx.request_repaint_after(std::time::Duration::from_millis(200));
    }
    if let Some(words) = desk.copied.take() {
        ctx.copy_text(words);
    }
    for action in desk.take() {
        perform(desk, snapshot, action, send);
    }
    if let Some(looking) = desk.look() {
        send(Asked::Looking(looking));
    }
}

/// Does one thing, or says why it cannot be done now.
pub fn perform(desk: &mut Desk, snapshot: &Snapshot, action: Action, send: Send<'_>) {
    if let Err(why) = action.possible(desk, snapshot) {
        desk.toasts.hint(sentence(why));
        return;
    }
    if let Some(wish) = wish(&action) {
        return send(Asked::Desk(wish));
    }
    match action {
        Action::Back => back(desk),
        Action::Sample(step) => desk.step_sample(snapshot, step),
        Action::OpenSample => {
            if let Some(id) = desk.sample(snapshot).map(|sample| sample.conversation) {
                go(desk, snapshot, &Action::Open(id));
            }
        }
        Action::Open(_) | Action::Close | Action::Step(_) | Action::Extend(_) => go(desk, snapshot, &action),
        Action::Mark | Action::MarkAll | Action::Unmark => choose(desk, snapshot, &action),
        Action::Set(_) | Action::SortBy(_) | Action::TurnRound | Action::OfChannel(_) | Action::OfOwner(_) => {
            question(desk, &action);
        }
        Action::Find(_) | Action::InfluenceMin(_) => question(desk, &action),
        Action::AskAssign(_) | Action::AskSnooze(_) | Action::AskAway(_) | Action::AskAgent | Action::AskChannel => {
            ask(desk, action);
        }
        Action::AskOverrule(_) => ask(desk, action),
        Action::AskHandoff(of) => hand_off(desk, snapshot, &of),
        Action::AskRaise(of) => {
            let ask = EscalationAsk::raise(of.targets(desk), snapshot);
            desk.dialog = Some(Dialog::Escalation(Box::new(ask)));
        }
        Action::Escalation(deed) if escalations::command(deed, desk, snapshot).is_none() => {
            escalations::perform(deed, desk, snapshot);
        }
        Action::Plan(deed) => plan(desk, snapshot, deed, send),
        Action::AskPeople(asked) => {
            let picks = matches!(asked, PeopleAsk::Roster { .. });
            desk.dialog = Some(Dialog::People(asked));
            if picks {
                desk.pick();
            }
        }
        Action::AskTicket(deed) => ticket::ask(deed, desk),
        Action::AskSource(source) => sources::ask(desk, snapshot, source),
        Action::AskRemoveSource(source) => sources::ask_remove(desk, snapshot, source),
        Action::Sit(seat) => {
            desk.seat = seat.clone();
            send(Asked::Desk(DeskWish::Sit(seat)));
        }
        Action::Promise(channel, first, resolution, false) if first.max(resolution) > PROMISE_SURE_SECS => {
            desk.confirm = Some(Confirm {
                title: format!("Promise more than 24 h on {}?", channel_name(snapshot, channel)),
                body: "Every open clock of this channel is set anew. A customer would wait for more than a day \
                       before anything here turns red."
                    .to_owned(),
                yes: "Set the target".to_owned(),
                then: Action::Promise(channel, first, resolution, true),
            });
        }
        other => match command(desk, snapshot, &other) {
            Some(command) => {
                let id = desk.sends(command.clone());
                send(Asked::Command { id, command });
            }
            None => show(desk, &other),
        },
    }
}

/// A deed of the planner: a wish, a decision, or a change of the window.
fn plan(desk: &mut Desk, snapshot: &Snapshot, deed: planner::PlanDeed, send: Send<'_>) {
    if let Some(wish) = planner::wish(deed, snapshot) {
        return send(Asked::Desk(wish));
    }
    match planner::command(deed, desk, snapshot) {
        Some(command) => {
            let id = desk.sends(command.clone());
            send(Asked::Command { id, command });
            planner::after(deed, &mut desk.planner, snapshot);
        }
        None => planner::perform(deed, desk, snapshot),
    }
}

/// The wish to the desk itself that an action is, when it is one.
fn wish(action: &Action) -> Option<DeskWish> {
    Some(match action.clone() {
        Action::ImportRoster(path) => DeskWish::ImportRoster { path },
        Action::ImportHolidays(calendar, path) => DeskWish::ImportHolidays { calendar, path },
        Action::ImportCustomers(path) => DeskWish::ImportCustomers { path },
        Action::ExportPlan(plan, kind, path) => DeskWish::Plan(PlanWish::Export { plan, kind, path }),
        Action::DraftRoster(path) => DeskWish::Plan(PlanWish::ImportRoster { path }),
        Action::ImportHistory(path) => DeskWish::Plan(PlanWish::ImportHistory { path }),
        Action::Import(path) => DeskWish::Import { path },
        Action::ImportMapped(path, columns, zone) => DeskWish::ImportMapped { path, columns, zone },
        Action::DropMapping => DeskWish::DropMapping,
        Action::Cancel(task) => DeskWish::Cancel { task },
        Action::StartEmpty => DeskWish::StartEmpty,
        Action::Rehearse(day, seed) => DeskWish::Rehearse { day, seed },
        Action::Speed(times) => DeskWish::Speed(times),
        Action::Wish(_, wish) => *wish,
        _ => return None,
    })
}

/// The command that an action is, when it is one.
pub(super) fn command(desk: &Desk, snapshot: &Snapshot, action: &Action) -> Option<Command> {
    Some(match action {
        Action::Assign(of, agent, beyond) => {
            let conversations = of.targets(desk);
            let best = snapshot.thread.as_ref().filter(|thread| conversations == [thread.conversation]);
            let best = best.and_then(|thread| thread.candidates.first()).filter(|best| best.free);
            let how = if best.is_some_and(|best| best.agent == *agent) { How::Suggested } else { How::ByHand };
            // What another desk decided since this was seen stays as it is.
            let (agent, beyond, seen) = (*agent, *beyond, Some(snapshot.revision));
            Command::Assignment(AssignmentCommand::Give { conversations, agent, how, beyond, seen })
        }
        Action::Release(of) => Command::Release { conversations: of.targets(desk) },
        Action::Snooze(of, until) => {
            Command::Snooze { conversations: of.targets(desk), until: until.at(snapshot.at, &snapshot.zone) }
        }
        Action::Resolve(of) => Command::Resolve { conversations: of.targets(desk) },
        Action::Reopen(of) => Command::Reopen { conversations: of.targets(desk) },
        Action::Undo => Command::Undo,
        Action::Presence(agent, presence, reason) => {
            Command::SetPresence { agent: *agent, presence: *presence, reason: reason.clone() }
        }
        Action::AddAgent(name, skills, languages, capacity) => Command::AddAgent {
            name: name.clone(),
            skills: skills.clone(),
            languages: languages.clone(),
            capacity: *capacity,
        },
        Action::AddChannel(name) => Command::AddChannel { name: name.clone() },
        Action::Promise(channel, first, resolution, false) => {
            Command::SetTarget { channel: *channel, first_response_secs: *first, resolution_secs: *resolution }
        }
        Action::Promise(channel, first, resolution, true) => Command::Promise(PromiseCommand::SetLongTarget {
            channel: *channel,
            first_response_secs: *first,
            resolution_secs: *resolution,
        }),
        other => return triage_command(desk, snapshot, other),
    })
}

/// [`command`] of what triage, cases and alerts brought.
fn triage_command(desk: &Desk, snapshot: &Snapshot, action: &Action) -> Option<Command> {
    Some(match action {
        Action::Overrule(of, to) => Command::Overrule { conversations: of.targets(desk), to: *to, lessons: Vec::new() },
        Action::TakeBackOverrule(of) => Command::TakeBackOverrule { conversations: of.targets(desk) },
        Action::JoinCase(of) => Command::JoinCase { conversations: of.targets(desk) },
        Action::MoveTo(of, to) => Command::Desk(DeskCommand::Move { conversations: of.targets(desk), to: *to }),
        Action::PartCase(of) => Command::PartCase { conversation: of.targets(desk).first().copied()? },
        Action::SetBrand(brand) => Command::SetBrand { brand: brand.clone() },
        Action::SetWeights(weights) => Command::SetWeights { weights: *weights },
        Action::AcknowledgeAlert(alert) => Command::AcknowledgeAlert { alert: *alert },
        Action::SnoozeAlert(alert, until) => {
            Command::SnoozeAlert { alert: *alert, until: until.at(snapshot.at, &snapshot.zone) }
        }
        Action::EscalateAlert(alert) => Command::EscalateAlert { alert: *alert },
        Action::Judge(judged) => {
            let sample = desk.sample(snapshot)?;
            // What is learnt from it is added by those who have the words.
            Command::Overrule { conversations: vec![sample.conversation], to: judged.of(sample), lessons: Vec::new() }
        }
        Action::LetStand(id) => Command::TakeBackOverrule { conversations: vec![*id] },
        Action::Escalation(deed) => return escalations::command(*deed, desk, snapshot),
        Action::Plan(deed) => return planner::command(*deed, desk, snapshot),
        Action::Do(_, command) => command.clone(),
        _ => return None,
    })
}

/// Changes of the window alone.
fn show(desk: &mut Desk, action: &Action) {
    match action {
        Action::Show(screen) => desk.screen = *screen,
        Action::Palette => desk.palette = if desk.palette.is_some() { None } else { Some(Palette::default()) },
        Action::Keys => desk.keys_shown = !desk.keys_shown,
        Action::Search => {
            desk.screen = Screen::Floor;
            desk.search_wanted = true;
        }
        Action::Board => desk.board_open = !desk.board_open,
        Action::Look(moment) => {
            desk.looking.moment = *moment;
            desk.selection.clear();
        }
        Action::LookInto(agent) => {
            desk.screen = Screen::Agents;
            desk.looking.agent = *agent;
        }
        Action::Newer => desk.looking.refresh += 1,
        Action::AskImport => {
            desk.dialog = Some(Dialog::Import { path: String::new(), note: None });
            desk.pick();
        }
        Action::AskCustomers => {
            desk.dialog = Some(Dialog::Customers { path: String::new(), note: None });
            desk.pick();
        }
        Action::Compose => {
            desk.screen = Screen::Floor;
            desk.voice.focus_wanted = true;
        }
        Action::Tone => desk.dialog = Some(Dialog::Tone),
        Action::Reports => desk.dialog = Some(Dialog::Reports),
        Action::AskHolidays(calendar) => {
            desk.dialog = Some(Dialog::Holidays { calendar: *calendar, path: String::new(), note: None });
            desk.pick();
        }
        Action::Theme(theme) => desk.theme = *theme,
        Action::Scale(percent) => desk.scale_percent = (*percent).clamp(90, 160),
        Action::CheckSeals => desk.audit.check += 1,
        Action::TrySound(kind) => desk.try_sound = Some(*kind),
        Action::Stage(stage) => {
            desk.screen = Screen::Funnel;
            if desk.stage != *stage {
                desk.stage = *stage;
                desk.sample_at = None;
            }
        }
        _ => {}
    }
}

/// Esc: one layer at a time, from the nearest to the farthest.
fn back(desk: &mut Desk) {
    if desk.keys_shown {
        desk.keys_shown = false;
    } else if desk.palette.is_some() {
        desk.palette = None;
    } else if desk.screen == Screen::Planner && desk.planner.gantt.dragging() {
        desk.planner.gantt.let_go();
    } else if desk.screen == Screen::Planner && !desk.planner.gantt.chosen.is_empty() {
        desk.planner.gantt.chosen.clear();
    } else if !desk.selection.is_empty() {
        desk.selection.clear();
    } else if desk.screen == Screen::Floor && desk.looking.conversation.is_some() {
        desk.looking.conversation = None;
    } else if desk.screen == Screen::Agents && desk.looking.agent.is_some() {
        desk.looking.agent = None;
    } else if desk.looking.moment != Moment::Now {
        desk.looking.moment = Moment::Now;
    } else if desk.screen == Screen::Floor && !desk.looking.query.search.is_empty() {
        desk.ask(|query| query.search.clear());
    }
}

fn go(desk: &mut Desk, snapshot: &Snapshot, action: &Action) {
    let order = &snapshot.listing.order;
    match action {
        Action::Open(id) => {
            desk.screen = Screen::Floor;
            desk.selection.go_to(order, *id);
        }
        Action::Close => {
            desk.looking.conversation = None;
            return;
        }
        Action::Step(step) => desk.selection.step(order, *step, desk.page_rows, false),
        Action::Extend(step) => desk.selection.step(order, *step, desk.page_rows, true),
        _ => {}
    }
    desk.looking.conversation = desk.selection.cursor().or(desk.looking.conversation);
}

fn choose(desk: &mut Desk, snapshot: &Snapshot, action: &Action) {
    match action {
        Action::Mark => desk.selection.mark(),
        Action::Unmark => desk.selection.clear(),
        _ => {
            if !desk.selection.choose_all(&snapshot.listing.order) {
                let most = desk.selection.len();
                desk.toasts.hint(format!("The first {most} are selected. One decision takes no more"));
            }
        }
    }
}

fn question(desk: &mut Desk, action: &Action) {
    desk.ask(|query| match action {
        Action::Set(chip) => query.chip = *chip,
        Action::SortBy(sort) => {
            query.reversed = query.sort == *sort && !query.reversed;
            query.sort = *sort;
        }
        Action::TurnRound => query.reversed = !query.reversed,
        Action::OfChannel(channel) => query.channel = *channel,
        Action::OfOwner(agent) => query.owner = *agent,
        Action::Find(words) => query.search.clone_from(words),
        Action::InfluenceMin(points) => query.influence_min = *points,
        _ => {}
    });
    desk.screen = Screen::Floor;
}

/// Asks to whom a conversation goes on. The customer's name stands where who said yes is asked.
fn hand_off(desk: &mut Desk, snapshot: &Snapshot, of: &Of) {
    let Some(id) = of.targets(desk).first().copied() else { return };
    let thread = snapshot.thread.as_ref().filter(|thread| thread.conversation == id).map(|t| t.author.clone());
    let row = || snapshot.listing.rows.iter().find(|row| row.conversation == id).map(|row| row.author.clone());
    let linked = || {
        let chosen = snapshot.escalations.chosen.as_ref()?;
        chosen.linked.iter().find(|line| line.conversation == id).map(|line| line.author.clone())
    };
    let who = thread.or_else(row).or_else(linked).unwrap_or_default();
    desk.dialog = Some(Dialog::Handoff(Box::new(OfferDraft::new(id, who))));
}

fn ask(desk: &mut Desk, action: Action) {
    let ids = |desk: &Desk, of: Of| -> Vec<ConversationId> { of.targets(desk) };
    desk.dialog = match action {
        Action::AskAssign(of) => Some(Dialog::Assign { ids: ids(desk, of), typed: String::new(), at: 0 }),
        Action::AskSnooze(of) => Some(Dialog::Snooze { ids: ids(desk, of), typed: String::new() }),
        Action::AskAway(agent) => Some(Dialog::Away { agent, reason: String::new() }),
        Action::AskAgent => {
            Some(Dialog::Agent { name: String::new(), skills: String::new(), languages: String::new(), capacity: 4 })
        }
        Action::AskChannel => Some(Dialog::Channel { name: String::new() }),
        Action::AskOverrule(of) => Some(Dialog::Overrule { ids: ids(desk, of) }),
        _ => None,
    };
}
