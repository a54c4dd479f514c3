//! What goes out: it waits, it is there once, or a person decides; and a helpdesk and the floor follow each other.

use crate::day::{Day, Worded, at, frame, page, post, reply};
use proptest::prelude::*;
use watchfloor::connect::net::Wish;
use watchfloor::engine::{DeliveryNews, Engine, Fetched, Frame, Input, Outcome, SourceRef};
use watchfloor::floor::handoff::{Ending, HandoffId, Said, Sending};
use watchfloor::floor::source::{
    Change, DeliveryId, DeliveryState, NotOut, SourceCommand, SourceSettings, Ticket, TicketState, Told,
};
use watchfloor::floor::{
    Amplification, Brand, CARRIED_MARK, Cause, Command, ConversationId, Cues, Floor, HandoffCommand, Incoming, Lane,
    MentionId, MentionKind, Reason, Refusal, SourceId, SourceKind, Verdict,
};
use watchfloor::ledger::wire;
use watchfloor::view::{DeliveryWords, Doing, Looking, SyncStatus, Thread};

pub(super) const NAME: &str = "Care inbox";

pub(super) fn settings(channel: &str) -> SourceSettings {
    SourceSettings {
        connector: "bluesky".into(),
        server: "https://social.example".into(),
        login: "lark.example".into(),
        channel: channel.into(),
        handle: "@larkhelp".into(),
        every_secs: 30,
        ..SourceSettings::default()
    }
}

/// A floor with one live source that has brought what is given.
fn begun(kind: SourceKind, mentions: Vec<Incoming>, changes: Vec<Change>) -> Day {
    let mut day = Day::new();
    let settings = Box::new(settings("Care"));
    let set = SourceCommand::Set { source: None, name: NAME.into(), kind, settings };
    day.ask(Command::Source(set)).unwrap();
    assert!(matches!(hear(&mut day, mentions, changes), Outcome::Taken { .. }));
    day
}

pub(super) fn hear(day: &mut Day, mentions: Vec<Incoming>, changes: Vec<Change>) -> Outcome {
    let kind = day.engine.floor().sources()[0].kind;
    let source = SourceRef { name: NAME.into(), kind, channel: "Care".into(), handle: "@larkhelp".into() };
    let fetched = Fetched { source, changes, ..page("Care", mentions, "on") };
    day.turn(vec![Input::Fetched(fetched)]).remove(0)
}

fn say(day: &mut Day, id: u32, text: &str) -> Result<String, Refusal> {
    let said = Said {
        text: text.into(),
        template: None,
        corrects: false,
        elsewhere: None,
        sending: Sending::Taken,
        agent: None,
        card: 0,
    };
    day.ask(Command::Handoff(HandoffCommand::Reply { conversation: ConversationId(id), said: Box::new(said) }))
}

pub(super) fn news(day: &mut Day, id: u32, news: DeliveryNews) -> Outcome {
    day.turn(vec![Input::Brought { delivery: DeliveryId(id), news }]).remove(0)
}

pub(super) fn sent(external: &str) -> DeliveryNews {
    DeliveryNews::Sent { external: external.into(), ticket: None }
}

fn failed(how: NotOut, ticket: Option<Ticket>) -> DeliveryNews {
    DeliveryNews::Failed { how, why: "they were quicker".into(), ticket }
}

fn state(day: &Day, id: u32) -> DeliveryState {
    day.engine.floor().outside().delivery(DeliveryId(id)).unwrap().state.clone()
}

fn burns(day: &Day, cause: Cause) -> bool {
    day.engine.floor().alerts().about(cause).is_some()
}

fn ticket(owner: &str, state: TicketState) -> Ticket {
    Ticket { external: "12".into(), owner: owner.into(), state, ..Ticket::default() }
}

pub(super) fn stands(owner: &str, state: TicketState) -> Vec<Change> {
    vec![Change { external: "ticket/12".into(), what: Told::Ticket(ticket(owner, state)) }]
}

pub(super) fn desk() -> Day {
    begun(SourceKind::Helpdesk, vec![post("ticket/12", "mira", "09:00")], stands("", TicketState::New))
}

/// What waits to go out, as whoever sends sees it.
pub(super) fn wishes(day: &mut Day) -> Vec<Wish> {
    let now = day.now;
    day.engine.sync_sources(now).into_iter().flat_map(|s| s.out).map(|(_, out)| out.wish).collect()
}

#[test]
fn an_answer_counts_when_it_is_there_and_not_before() {
    let mut day = begun(SourceKind::Network, vec![post("at://1", "mira", "09:00")], Vec::new());
    day.until("09:05");
    assert_eq!(say(&mut day, 0, "We are on it.").unwrap(), "the answer to mira is on its way");
    assert!(day.row(0).first_response_at.is_none(), "the customer still waits");
    let now = day.now;
    let source = day.engine.sync_sources(now).remove(0);
    let (id, out) = source.out[0].clone();
    assert_eq!((out.target.as_str(), out.root.as_str(), out.tried_at), ("at://1", "at://1", None));
    assert_eq!(out.wish, Wish::Reply { text: "We are on it.".into(), private: false });
    assert!(out.key.len() == 13 && out.key.bytes().all(|b| b"234567abcdefghijklmnopqrstuvwxyz".contains(&b)));

    assert_eq!(news(&mut day, id.0, DeliveryNews::Sending), Outcome::Noted);
    let now = day.now;
    let again = day.engine.sync_sources(now).remove(0).out.remove(0).1;
    assert_eq!((again.key, again.tried_at), (out.key, Some(at("09:05"))), "the same operation, and it may be there");
    day.until("09:06");
    assert_eq!(news(&mut day, id.0, sent("at://ours")), Outcome::Noted);
    assert_eq!(day.row(0).first_response_at, Some(at("09:06")));
    assert!(wishes(&mut day).is_empty());
    assert!(matches!(news(&mut day, id.0, sent("at://ours")), Outcome::Refused(_)), "it is there once");

    let ours = reply("at://ours", "@larkhelp", "09:06", "at://1").of_ours().saying("We are on it.");
    hear(&mut day, vec![ours], Vec::new());
    assert_eq!(day.row(0).first_response_at, Some(at("09:06")), "heard back, it counts no second time");
    assert!(day.engine.floor().outside().deliveries().count() == 1);
}

#[test]
fn a_private_question_is_answered_in_private() {
    let direct = post("dm/1", "mira", "09:00").of_kind(MentionKind::Direct);
    let mut day = begun(SourceKind::Network, vec![direct], Vec::new());
    say(&mut day, 0, "Hello.").unwrap();
    assert_eq!(wishes(&mut day), [Wish::Reply { text: "Hello.".into(), private: true }]);
}

#[test]
fn what_failed_stays_until_a_person_decides() {
    let mut day = begun(SourceKind::Network, vec![post("at://1", "mira", "09:00")], Vec::new());
    say(&mut day, 0, "We are on it.").unwrap();
    news(&mut day, 0, failed(NotOut::Unsure, None));
    assert!(burns(&day, Cause::NotDelivered(ConversationId(0))));
    assert!(wishes(&mut day).is_empty(), "nothing is sent again by itself");
    let remove = Command::Source(SourceCommand::Remove { source: SourceId(0) });
    assert!(day.ask(remove.clone()).is_err(), "a source keeps what it owes");

    day.ask(Command::Source(SourceCommand::Resend { delivery: DeliveryId(0) })).unwrap();
    assert!(!burns(&day, Cause::NotDelivered(ConversationId(0))));
    assert_eq!(wishes(&mut day).len(), 1);
    news(&mut day, 0, failed(NotOut::Refused, None));
    day.ask(Command::Source(SourceCommand::Drop { delivery: DeliveryId(0) })).unwrap();
    assert!(matches!(state(&day, 0), DeliveryState::Dropped(_)));
    assert!(!burns(&day, Cause::NotDelivered(ConversationId(0))));
    assert!(day.row(0).first_response_at.is_none(), "the customer still waits");
    day.ask(remove).unwrap();
}

#[test]
fn what_waits_to_go_out_goes_out_by_the_login_that_it_was_begun_with() {
    let mut day = begun(SourceKind::Network, vec![post("at://1", "mira", "09:00")], Vec::new());
    say(&mut day, 0, "We are on it.").unwrap();
    news(&mut day, 0, DeliveryNews::Sending);
    news(&mut day, 0, failed(NotOut::Unsure, None));
    let mut set = |to: SourceSettings| {
        let (source, kind, settings) = (Some(SourceId(0)), SourceKind::Network, Box::new(to));
        day.ask(Command::Source(SourceCommand::Set { source, name: NAME.into(), kind, settings }))
    };
    let as_it_is = settings("Care");
    // Nothing would be found there, and the answer would go out twice.
    let other = SourceSettings { login: "else.example".into(), ..as_it_is.clone() };
    assert!(set(other.clone()).unwrap_err().to_string().contains("1 thing waits"));
    assert!(set(SourceSettings { server: "https://else.example".into(), ..as_it_is.clone() }).is_err());
    set(SourceSettings { every_secs: 90, ..as_it_is.clone() }).unwrap();
    // What a source is it stays, also when nothing waits.
    let drop = SourceCommand::Drop { delivery: DeliveryId(0) };
    assert!(set(SourceSettings { connector: "mastodon".into(), ..as_it_is.clone() }).is_err());
    day.ask(Command::Source(drop)).unwrap();
    let mut set = |to: SourceSettings| {
        let (source, kind, settings) = (Some(SourceId(0)), SourceKind::Network, Box::new(to));
        day.ask(Command::Source(SourceCommand::Set { source, name: NAME.into(), kind, settings }))
    };
    assert!(set(SourceSettings { connector: "mastodon".into(), ..as_it_is }).is_err());
    set(other).unwrap();
}

#[test]
fn what_was_left_while_it_was_on_its_way_is_there_all_the_same() {
    let mut day = begun(SourceKind::Network, vec![post("at://1", "mira", "09:00")], Vec::new());
    say(&mut day, 0, "We are on it.").unwrap();
    news(&mut day, 0, DeliveryNews::Sending);
    day.ask(Command::Source(SourceCommand::Drop { delivery: DeliveryId(0) })).unwrap();
    assert!(matches!(news(&mut day, 0, failed(NotOut::Refused, None)), Outcome::Refused(_)), "nobody asks again");
    day.until("09:06");
    assert_eq!(news(&mut day, 0, sent("at://ours")), Outcome::Noted);
    assert!(matches!(state(&day, 0), DeliveryState::Sent(_)));
    assert_eq!(day.row(0).first_response_at, Some(at("09:06")), "the customer has read it");
    assert!(matches!(news(&mut day, 0, sent("at://ours")), Outcome::Refused(_)), "it is there once");
    let ours = reply("at://ours", "@larkhelp", "09:06", "at://1").of_ours().saying("We are on it.");
    hear(&mut day, vec![ours], Vec::new());
    assert_eq!(day.row(0).first_response_at, Some(at("09:06")));
}

#[test]
fn what_certainly_left_nothing_need_not_be_looked_for() {
    let mut day = begun(SourceKind::Network, vec![post("at://1", "mira", "09:00")], Vec::new());
    say(&mut day, 0, "We are on it.").unwrap();
    let tried = |day: &Day| day.engine.floor().outside().delivery(DeliveryId(0)).unwrap().tried_at;
    day.until("09:05");
    news(&mut day, 0, DeliveryNews::Sending);
    assert_eq!(news(&mut day, 0, DeliveryNews::NotSent { tried_at: None }), Outcome::Noted);
    assert_eq!((tried(&day), wishes(&mut day).len()), (None, 1), "it waits as if nothing had been tried");
    news(&mut day, 0, DeliveryNews::Sending);
    day.until("09:06");
    news(&mut day, 0, DeliveryNews::Sending);
    news(&mut day, 0, DeliveryNews::NotSent { tried_at: Some(at("09:05")) });
    assert_eq!(tried(&day), Some(at("09:05")), "of the attempt before it nobody knows still");
    assert_eq!(tried(&Day::on(day.ledger.clone())), tried(&day), "folded anew it is the same");
    news(&mut day, 0, sent("at://ours"));
    assert!(matches!(news(&mut day, 0, DeliveryNews::NotSent { tried_at: None }), Outcome::Refused(_)));
}

#[test]
fn whoever_sends_again_what_nobody_could_know_vouches_for_it() {
    for (how, left) in [(NotOut::Unsure, None), (NotOut::GivenUp, Some(at("09:05")))] {
        let mut day = begun(SourceKind::Network, vec![post("at://1", "mira", "09:00")], Vec::new());
        say(&mut day, 0, "We are on it.").unwrap();
        day.until("09:05");
        news(&mut day, 0, DeliveryNews::Sending);
        news(&mut day, 0, failed(how, None));
        day.ask(Command::Source(SourceCommand::Resend { delivery: DeliveryId(0) })).unwrap();
        let again = day.engine.floor().outside().delivery(DeliveryId(0)).unwrap();
        assert_eq!((again.tried_at, again.is_waiting()), (left, true), "{how:?}");
    }
}

#[test]
fn without_a_source_nothing_can_be_sent() {
    let mut day = begun(SourceKind::Listening, vec![post("1", "mira", "09:00")], Vec::new());
    let words = say(&mut day, 0, "Hello.").unwrap_err().to_string();
    assert_eq!(words, "it cannot be sent: no account is connected on Care", "a forum is only overheard");
}

#[test]
fn an_owner_goes_to_the_helpdesk_and_comes_from_there() {
    let mut day = desk();
    let (ada, bea) = (day.agent("ada", 5), day.agent("bea", 5));
    day.assign(&[0], ada).unwrap();
    assert_eq!(wishes(&mut day), [Wish::Assign("ada".into())]);
    news(&mut day, 0, DeliveryNews::Sending);
    let there = Some(ticket("ada", TicketState::Open));
    news(&mut day, 0, DeliveryNews::Sent { external: String::new(), ticket: there });
    assert!(wishes(&mut day).is_empty(), "both sides agree");

    hear(&mut day, Vec::new(), stands("bea", TicketState::Open));
    assert_eq!(day.row(0).owner.map(|o| o.agent()), Some(bea));
    assert!(wishes(&mut day).is_empty(), "what came from there does not go back");
    hear(&mut day, Vec::new(), stands("", TicketState::Open));
    assert_eq!(day.row(0).owner, None);
    hear(&mut day, Vec::new(), stands("somebody else", TicketState::Open));
    assert_eq!((day.row(0).owner, wishes(&mut day).len()), (None, 0), "whom we do not know has nothing here");
}

#[test]
fn a_state_goes_to_the_helpdesk_and_comes_from_there() {
    let mut day = desk();
    day.resolve(&[0]).unwrap();
    assert_eq!(wishes(&mut day), [Wish::State(TicketState::Resolved)]);
    day.undo().unwrap();
    news(&mut day, 0, sent(""));
    assert_eq!(wishes(&mut day), [Wish::State(TicketState::Open)], "taken back here, it is taken back there");
    news(&mut day, 1, sent(""));
    hear(&mut day, Vec::new(), stands("", TicketState::Resolved));
    assert_eq!(day.state(0), "resolved");
    hear(&mut day, Vec::new(), stands("", TicketState::Open));
    assert_ne!(day.state(0), "resolved");
    assert!(wishes(&mut day).is_empty());
}

#[test]
fn in_a_conflict_a_person_decides_and_nothing_is_overwritten() {
    for give_way in [true, false] {
        let mut day = desk();
        let (ada, bea) = (day.agent("ada", 5), day.agent("bea", 5));
        day.assign(&[0], ada).unwrap();
        // While ours is on its way, theirs arrives: it is known, and nothing is changed by it.
        hear(&mut day, Vec::new(), stands("bea", TicketState::Open));
        assert_eq!(day.row(0).owner.map(|o| o.agent()), Some(ada));
        news(&mut day, 0, failed(NotOut::Conflict, Some(ticket("bea", TicketState::Open))));
        assert!(burns(&day, Cause::NotDelivered(ConversationId(0))));
        if give_way {
            day.ask(Command::Source(SourceCommand::Drop { delivery: DeliveryId(0) })).unwrap();
            assert_eq!(day.row(0).owner.map(|o| o.agent()), Some(bea), "theirs stands");
            assert!(wishes(&mut day).is_empty());
        } else {
            day.ask(Command::Source(SourceCommand::Resend { delivery: DeliveryId(0) })).unwrap();
            let now = day.now;
            let out = day.engine.sync_sources(now).remove(0).out.remove(0).1;
            assert_eq!(out.ticket.unwrap().owner, "bea", "what is overwritten is known by then");
            assert_eq!(day.row(0).owner.map(|o| o.agent()), Some(ada));
        }
    }
}

#[test]
fn words_to_a_ticket_go_out_and_the_same_again_is_refused() {
    let mut day = desk();
    let about = ConversationId(0);
    let label = |add: &[&str]| {
        let add = add.iter().map(|l| (*l).to_owned()).collect();
        Command::Source(SourceCommand::Label { conversation: about, add, remove: vec!["none".into()] })
    };
    day.ask(Command::Source(SourceCommand::Note { conversation: about, text: " Rang. ".into() })).unwrap();
    day.ask(Command::Source(SourceCommand::SetPriority { conversation: about, priority: "high".into() })).unwrap();
    day.ask(label(&["vip"])).unwrap();
    let labels = Wish::Labels { add: vec!["vip".into()], remove: Vec::new() };
    assert_eq!(wishes(&mut day), [Wish::Note("Rang.".into()), Wish::Priority("high".into()), labels]);
    assert!(day.ask(label(&[])).is_err());
    day.read_on("X", vec![post("q", "noor", "09:00")]);
    let elsewhere = SourceCommand::Note { conversation: ConversationId(1), text: "Hm".into() };
    let words = day.ask(Command::Source(elsewhere)).unwrap_err().to_string();
    assert_eq!(words, "that conversation is in no helpdesk");
}

#[test]
fn edits_and_deletions_are_told_once_and_change_no_count() {
    let mut day = begun(SourceKind::Network, vec![post("at://1", "mira", "09:00")], Vec::new());
    let told = |what: Told| vec![Change { external: "at://1".into(), what }];
    hear(&mut day, Vec::new(), told(Told::Edited("other words".into())));
    let facts = day.engine.floor().facts();
    hear(&mut day, Vec::new(), told(Told::Edited("other words".into())));
    assert_eq!(day.engine.floor().facts(), facts, "no news is no fact");
    let mention = day.row(0).first_mention;
    assert!(day.engine.floor().outside().is_edited(mention));
    let edited = day.now;
    day.until("09:20");
    hear(&mut day, Vec::new(), told(Told::Gone));
    assert!(day.engine.floor().outside().is_gone(mention));
    let thread = read(&mut day, 0);
    let bubble = &thread.bubbles[0];
    assert_eq!((bubble.edited_at, bubble.gone_at), (Some(edited), Some(at("09:20"))));
    assert_eq!(bubble.text, "other words", "what is gone there can still be read here");
    let row = day.snapshot().listing.rows[0].clone();
    assert_eq!((row.edited_at, row.gone_at), (Some(edited), Some(at("09:20"))));
    assert!(kept(&day), "a snapshot keeps it");
    assert_eq!(day.count(), 1, "it is history, and stays");
    hear(&mut day, Vec::new(), vec![Change { external: "at://never seen".into(), what: Told::Gone }]);
}

#[test]
fn a_conversation_shows_its_ticket_and_what_goes_out() {
    let mut day = desk();
    let ticket = read(&mut day, 0).ticket.expect("it is in a helpdesk");
    assert_eq!((ticket.helpdesk.as_str(), ticket.external.as_str(), ticket.owner.as_str()), (NAME, "12", ""));
    assert_eq!((ticket.state, ticket.connector.as_str()), (TicketState::New, "bluesky"));
    let told = ticket.told_at;
    day.until("09:30");
    hear(&mut day, Vec::new(), stands("", TicketState::New));
    assert_eq!(read(&mut day, 0).ticket.map(|t| t.told_at), Some(told), "the same again is nothing new");
    hear(&mut day, Vec::new(), stands("zoe", TicketState::Open));
    let ticket = read(&mut day, 0).ticket.expect("it is in a helpdesk");
    assert_eq!((ticket.told_at, ticket.read_at), (at("09:30"), Some(at("09:30"))));
    assert_eq!((ticket.owner.as_str(), ticket.owner_known), ("zoe", false));
    assert!(kept(&day), "a snapshot keeps it");
    let note = |text: &str| SourceCommand::Note { conversation: ConversationId(0), text: text.into() };
    for text in ["One.", "Two."] {
        day.ask(Command::Source(note(text))).unwrap();
    }
    let far = |day: &mut Day| -> Vec<DeliveryWords> { read(day, 0).outgoing.into_iter().map(|d| d.state).collect() };
    assert_eq!(far(&mut day), [DeliveryWords::Waiting, DeliveryWords::Waiting]);
    let now = day.now;
    let sending = SyncStatus {
        source: SourceId(0),
        doing: Doing::Sending,
        next_try: None,
        trouble: None,
        quota: None,
        token_until: None,
        answered: None,
    };
    let frame = Frame { sync: vec![sending], ..frame() };
    let thread = day.engine.snapshot(now, &frame).thread.unwrap();
    let states: Vec<&DeliveryWords> = thread.outgoing.iter().map(|d| &d.state).collect();
    assert_eq!(states, [&DeliveryWords::Sending, &DeliveryWords::Waiting], "one after the other");
    news(&mut day, 0, sent("note/1"));
    assert_eq!(far(&mut day), [DeliveryWords::Waiting, DeliveryWords::Sent(now)]);
}

#[test]
fn a_private_message_says_since_when_its_network_counts() {
    let mut day =
        begun(SourceKind::Network, vec![post("dm:1", "mira", "09:00").of_kind(MentionKind::Direct)], Vec::new());
    let by = read(&mut day, 0).answers_by.expect("an account is connected");
    assert_eq!((by.connector.as_str(), by.private_since), ("bluesky", Some(at("09:00"))));
    hear(&mut day, vec![reply("2", "mira", "09:10", "dm:1")], Vec::new());
    let by = read(&mut day, 0).answers_by.expect("an account is connected");
    assert_eq!(by.private_since, None, "what was written last is public, and so is the answer");
}

/// The conversation as it is read in the window.
fn read(day: &mut Day, id: u32) -> Thread {
    let looking = Looking { conversation: Some(ConversationId(id)), rows: 0..9, ..Looking::default() };
    day.turn(vec![Input::Looking(looking)]);
    Thread::clone(&day.snapshot().thread.expect("the conversation is there"))
}

/// Whether the floor comes out of its snapshot as it went in.
fn kept(day: &Day) -> bool {
    let floor = day.engine.floor();
    let again = wire::floor(&wire::floor_bytes(floor)).unwrap();
    let told = |floor: &Floor| {
        let (outside, mention) = (floor.outside(), day.row(0).first_mention);
        let ticket = outside.ticket(ConversationId(0)).cloned();
        (ticket, outside.edited_at(mention), outside.gone_at(mention))
    };
    told(&again) == told(floor)
}

#[test]
fn mere_counts_become_as_many_signals_each_once() {
    let mut day = begun(SourceKind::Network, vec![post("1", "mira", "09:00")], Vec::new());
    let counted = |likes, reposts| vec![Change { external: "1".into(), what: Told::Counted { likes, reposts } }];
    let carried = |day: &Day| day.row(0).amplified;
    hear(&mut day, Vec::new(), counted(3, 2));
    let first = carried(&day);
    hear(&mut day, Vec::new(), counted(3, 2));
    assert_eq!(carried(&day), first, "the same counts again are no news");
    hear(&mut day, Vec::new(), counted(3, 5));
    let log = day.log();
    let signals = log.iter().flat_map(|(_, _, d)| &d.events).filter(|e| {
        matches!(e, watchfloor::floor::Event::Amplified { kind: Amplification::Repost | Amplification::Like, .. })
    });
    assert_eq!(signals.count(), 8);
}

#[test]
fn a_silent_source_is_told_of_until_it_speaks() {
    let mut day = Day::new();
    let settings = Box::new(SourceSettings { silent_secs: 3600, ..settings("Care") });
    let set = SourceCommand::Set { source: None, name: NAME.into(), kind: SourceKind::Network, settings };
    day.ask(Command::Source(set)).unwrap();
    let cause = Cause::SourceSilent(SourceId(0));
    day.until("10:00:00");
    assert!(!burns(&day, cause));
    day.until("10:00:02");
    assert!(burns(&day, cause));
    hear(&mut day, vec![post("1", "mira", "10:00")], Vec::new());
    day.until("10:01");
    assert!(!burns(&day, cause));
}

#[test]
fn what_makes_no_source_is_refused_in_words() {
    let mut day = Day::new();
    let mut refused = |settings: SourceSettings| {
        let settings = Box::new(settings);
        let set = SourceCommand::Set { source: None, name: NAME.into(), kind: SourceKind::Network, settings };
        day.ask(Command::Source(set)).unwrap_err().to_string()
    };
    let often = refused(SourceSettings { every_secs: 1, ..settings("Care") });
    assert_eq!(often, "a source is asked every 5 seconds to every day");
    let named = refused(SourceSettings { server: "https://me:secret@social.example".into(), ..settings("Care") });
    assert_eq!(named, "an address of a server holds no name and no password");
}

/// Whatever comes in whatever order: a delivery is there at most once, what is over stays over, and a fold of the log
/// gives the same outbox.
#[derive(Clone, Debug)]
enum Deed {
    Say(u32, u8),
    Begin(u32),
    Arrive(u32),
    Fail(u32, u8),
    Spare(u32),
    Again(u32),
    Leave(u32),
    Owner(Option<bool>),
    Theirs(u8, bool),
    Close(bool),
}

fn deed() -> impl Strategy<Value = Deed> {
    let id = || 0..8_u32;
    prop_oneof![
        (0..2_u32, 0..3_u8).prop_map(|(c, n)| Deed::Say(c, n)),
        id().prop_map(Deed::Begin),
        id().prop_map(Deed::Arrive),
        (id(), 0..4_u8).prop_map(|(id, how)| Deed::Fail(id, how)),
        id().prop_map(Deed::Spare),
        id().prop_map(Deed::Again),
        id().prop_map(Deed::Leave),
        any::<Option<bool>>().prop_map(Deed::Owner),
        (0..3_u8, any::<bool>()).prop_map(|(owner, over)| Deed::Theirs(owner, over)),
        any::<bool>().prop_map(Deed::Close),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn the_outbox_keeps_its_laws(deeds in prop::collection::vec(deed(), 1..40)) {
        let mut day = desk();
        hear(&mut day, vec![post("ticket/13", "noor", "09:00")], Vec::new());
        let people = [day.agent("ada", 9), day.agent("bea", 9)];
        let mut over = std::collections::BTreeMap::new();
        for deed in deeds {
            day.now = day.now.plus(1);
            match deed {
                Deed::Say(c, n) => drop(say(&mut day, c, &format!("answer {n}"))),
                Deed::Begin(id) => drop(news(&mut day, id, DeliveryNews::Sending)),
                Deed::Spare(id) => {
                    let tried_at = (id % 2 == 0).then_some(day.now);
                    drop(news(&mut day, id, DeliveryNews::NotSent { tried_at }));
                }
                Deed::Arrive(id) => drop(news(&mut day, id, sent(&format!("there/{id}")))),
                Deed::Fail(id, how) => drop(news(&mut day, id, failed(NotOut::ALL[usize::from(how)], None))),
                Deed::Again(id) => {
                    let _ = day.ask(Command::Source(SourceCommand::Resend { delivery: DeliveryId(id) }));
                }
                Deed::Leave(id) => {
                    let _ = day.ask(Command::Source(SourceCommand::Drop { delivery: DeliveryId(id) }));
                }
                Deed::Owner(Some(first)) => drop(day.assign(&[0], people[usize::from(first)])),
                Deed::Owner(None) => drop(day.release(&[0])),
                Deed::Theirs(owner, closed) => {
                    let owner = ["", "ada", "bea"][usize::from(owner)];
                    let state = if closed { TicketState::Resolved } else { TicketState::Open };
                    hear(&mut day, Vec::new(), stands(owner, state));
                }
                Deed::Close(true) => drop(day.resolve(&[0])),
                Deed::Close(false) => drop(day.reopen(&[0])),
            }
            for (id, delivery) in day.engine.floor().outside().deliveries() {
                // What a person left can have been on its way: that it is there all the same is so.
                let was_left = |ended: &&DeliveryState| matches!(ended, DeliveryState::Dropped(_));
                let is_late = matches!(delivery.state, DeliveryState::Sent(_)) && over.get(&id).filter(was_left).is_some();
                if let Some(ended) = over.get(&id).filter(|_| !is_late) {
                    prop_assert_eq!(ended, &delivery.state, "what is over stays over");
                } else if !delivery.is_open() {
                    over.insert(id, delivery.state.clone());
                }
            }
        }
        let again = Day::on(day.ledger.clone());
        let (was, is) = (day.engine.floor().outside(), again.engine.floor().outside());
        prop_assert!(was == is, "folded anew it is the same");
        // When all that waits is there, both sides agree.
        for _ in 0..4 {
            let open: Vec<DeliveryId> = day.engine.floor().outside().deliveries().filter(|(_, d)| d.is_open()).map(|(id, _)| id).collect();
            for id in open {
                let _ = day.ask(Command::Source(SourceCommand::Resend { delivery: id }));
                news(&mut day, id.0, sent(""));
            }
        }
        let held = day.engine.floor().outside().ticket(ConversationId(0)).unwrap().clone();
        let c = day.row(0);
        if !held.resolved {
            prop_assert_eq!(held.owner, c.owner.map(|o| o.agent()));
        }
        prop_assert_eq!(held.resolved, day.state(0) == "resolved");
    }
}

#[test]
fn nobody_but_a_supervisor_sets_up_sources() {
    let mut day = Day::new();
    day.engine.set_seat(watchfloor::floor::Seat { role: watchfloor::floor::Role::Viewer, group: String::new() });
    let set = SourceCommand::Set {
        source: None,
        name: NAME.into(),
        kind: SourceKind::Network,
        settings: Box::new(settings("Care")),
    };
    assert!(matches!(day.ask(Command::Source(set)), Err(Refusal::NotAllowed { .. })));
}

/// A floor with a mailbox that sends hand-offs, and one question in it.
fn mailbox(hand_off: &str) -> Day {
    let mut day = begun(SourceKind::Mail, vec![post("q@x", "mira", "09:00")], Vec::new());
    let options = [("smtp", "smtps://mail.lark.example"), ("hand_off", hand_off)];
    let options = options.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let settings = SourceSettings { options: options.into(), ..settings("Care") };
    let set = SourceCommand::Set {
        source: Some(SourceId(0)),
        name: String::new(),
        kind: SourceKind::Mail,
        settings: Box::new(settings),
    };
    day.ask(Command::Source(set)).unwrap();
    day
}

fn hand_off(day: &mut Day, by: Option<SourceId>) -> Result<String, Refusal> {
    let packet = Box::new(super::handoffs::packet(day.now));
    day.ask(Command::Handoff(HandoffCommand::Offer { conversation: ConversationId(0), packet, by }))
}

fn end(day: &mut Day, handoff: u32) {
    let (handoff, how, note) = (HandoffId(handoff), Ending::Withdrawn, String::new());
    day.ask(Command::Handoff(HandoffCommand::End { handoff, how, note, resolve: false })).unwrap();
}

#[test]
fn a_hand_off_is_mailed_once_when_a_person_pressed_and_never_by_itself() {
    let mut day = mailbox("phone@lark.example");
    day.until("09:05");
    hand_off(&mut day, None).unwrap();
    assert!(wishes(&mut day).is_empty(), "nobody is to be written to");
    end(&mut day, 0);
    let words = hand_off(&mut day, Some(SourceId(0))).unwrap();
    assert!(words.ends_with("a mail goes to phone@lark.example"), "{words}");
    let made = wishes(&mut day);
    let [Wish::HandOff { subject, text }] = made.as_slice() else { panic!("{made:?}") };
    assert_eq!(subject, "Hand-off by phone: mira on Care");
    assert!(text.contains("Reach them by: phone, +44 20 7946 0018"), "{text}");
    assert!(text.contains("12 Mar 09:00 mira: words of q@x"), "{text}");
    let shown = |day: &mut Day| day.snapshot().handoffs.open[0].mail.clone().unwrap();
    assert_eq!(shown(&mut day), ("the mail to phone@lark.example waits to be sent".into(), false));
    assert_eq!(news(&mut day, 0, DeliveryNews::Sending), Outcome::Noted);
    assert_eq!(shown(&mut day).0, "the mail to phone@lark.example is being sent");
    day.until("09:06");
    assert_eq!(wishes(&mut day), made, "the same again, whatever the time is");
    assert_eq!(news(&mut day, 0, sent("key.watchfloor@lark.example")), Outcome::Noted);
    assert_eq!(shown(&mut day).0, "mailed to phone@lark.example 0 min ago");
    day.until("10:00");
    assert!(wishes(&mut day).is_empty() && state(&day, 0) == DeliveryState::Sent(at("09:06")), "once");
    let floor = day.engine.floor();
    let bytes = wire::floor_bytes(floor);
    assert!(wire::floor_bytes(&wire::floor(&bytes).unwrap()) == bytes);
}

#[test]
fn a_hand_off_that_is_over_is_mailed_to_nobody_and_one_that_failed_waits_for_a_person() {
    let mut day = mailbox("phone@lark.example");
    day.until("09:05");
    hand_off(&mut day, Some(SourceId(0))).unwrap();
    news(&mut day, 0, failed(NotOut::Unsure, None));
    let shown = day.snapshot().handoffs.open[0].mail.clone().unwrap();
    assert_eq!(shown, ("no mail yet: nobody knows whether it is there".into(), true));
    assert!(burns(&day, Cause::NotDelivered(ConversationId(0))));
    day.ask(Command::Source(SourceCommand::Resend { delivery: DeliveryId(0) })).unwrap();
    assert_eq!(wishes(&mut day).len(), 1);
    end(&mut day, 0);
    assert!(wishes(&mut day).is_empty(), "nobody is asked to take what is ours again");
    assert!(matches!(state(&day, 0), DeliveryState::Dropped(_)));
    for (mut day, by) in [(mailbox(""), 0), (mailbox("phone@lark.example"), 7)] {
        let refused = hand_off(&mut day, Some(SourceId(by))).unwrap_err().to_string();
        assert!(refused.contains("that mailbox sends no hand-offs"), "{refused}");
        assert_eq!(day.engine.floor().handoffs().open().count(), 0);
    }
}

/// The same day with an eye that reads what is written.
fn watching(mut day: Day) -> Day {
    day.engine = Engine::open(day.ledger.clone(), None).unwrap().watching(&jiff::tz::TimeZone::UTC);
    day
}

fn reading(day: &Day, mention: u32) -> watchfloor::floor::Reading {
    *day.engine.floor().mentions().reading(MentionId(mention)).unwrap()
}

#[test]
fn what_a_mail_quotes_is_not_judged_again() {
    let quoted = "On 3 Mar Ade wrote:\n> This is dangerous, my child got burnt, and nobody answers the phone!";
    let thanks = post("m@x", "mira", "09:01").of_kind(MentionKind::Direct);
    let thanks = thanks.saying(&format!("Thank you, all sorted!{CARRIED_MARK}{quoted}"));
    let mut day = watching(begun(SourceKind::Mail, Vec::new(), Vec::new()));
    let bare = post("n@x", "noor", "09:02").of_kind(MentionKind::Direct).saying("Thank you, all sorted!");
    let whole = post("o@x", "omar", "09:03").of_kind(MentionKind::Direct).saying(quoted);
    hear(&mut day, vec![thanks, bare, whole], Vec::new());
    let (cut, bare, whole) = (reading(&day, 0), reading(&day, 1), reading(&day, 2));
    assert!(whole.cues.has(Cues::SAFETY), "what is quoted would be grave: {whole:?}");
    assert_eq!((cut.cues, cut.kind, cut.mood), (bare.cues, bare.kind, bare.mood), "the new words alone count");
}

#[test]
fn what_a_listening_source_brings_belongs_to_its_lane_when_its_words_do_not_say_it() {
    let read = |lane: Option<Lane>, text: &str| {
        let mut day = begun(SourceKind::Listening, Vec::new(), Vec::new());
        let settings = Box::new(SourceSettings { lane, handle: "forum".into(), ..settings("Care") });
        let (source, name, kind) = (Some(SourceId(0)), String::new(), SourceKind::Listening);
        day.ask(Command::Source(SourceCommand::Set { source, name, kind, settings })).unwrap();
        let names = vec!["Larkfield".to_owned()];
        day.ask(Command::SetBrand { brand: Brand { names, ..Brand::default() } }).unwrap();
        let mut day = watching(day);
        let source = SourceRef {
            name: NAME.into(),
            kind: SourceKind::Listening,
            channel: "Care".into(),
            handle: "forum".into(),
        };
        let mentions = vec![post("f/1", "mira", "09:01").saying(text)];
        day.turn(vec![Input::Fetched(Fetched { source, ..page("Care", mentions, "on") })]);
        reading(&day, 0)
    };
    let question = "How do I pair my Larkfield kettle with a second phone, does anyone know?";
    assert_eq!(read(None, question).lane, Lane::Support);
    let engineers = read(Some(Lane::Engineering), question);
    assert_eq!((engineers.lane, engineers.reason), (Lane::Engineering, Reason::ForAnotherLane), "{engineers:?}");
    assert_eq!(engineers.verdict, Verdict::Watch, "it waits for nobody of this floor");
    let crash = "The Larkfield app crashes every time I open the basket since the update, error 500";
    assert_eq!(read(Some(Lane::Marketing), crash).lane, Lane::Engineering, "its words say where it belongs");
    let to_us = read(Some(Lane::Engineering), "@larkhelp how do I pair my Larkfield kettle with a second phone?");
    assert_eq!((to_us.lane, to_us.verdict), (Lane::Support, Verdict::Respond), "what is said to us is ours");
}
