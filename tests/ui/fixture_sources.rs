//! Sources in the network, invented: one in each state, what goes out by them, and the kinds that can be added.

use std::sync::Arc;
use watchfloor::floor::source::{DeliveryId, NotOut, ReplyWindow, SourceSettings};
use watchfloor::floor::{At, ConversationId, SourceId, SourceKind};
use watchfloor::view::TicketDeed as D;
use watchfloor::view::*;

fn settings(connector: &str, channel: &str, handle: &str) -> SourceSettings {
    SourceSettings {
        connector: connector.into(),
        server: "https://social.invalid".into(),
        login: "larkhelp.invalid".into(),
        channel: channel.into(),
        handle: handle.into(),
        options: [("words".to_owned(), "larkspur, lark app".to_owned())].into(),
        every_secs: 30,
        silent_secs: 7_200,
        lane: None,
    }
}

/// Sources in the network, numbered from 4.
pub fn rows(now: At) -> Vec<SourceRow> {
    let status = |source: SourceId, next: u32, trouble| SyncStatus {
        source,
        doing: Doing::Waiting,
        next_try: Some(now.plus(next)),
        trouble,
        quota: Some((312, 400, Some(now.plus(240)))),
        token_until: Some(now.plus(9 * 24 * 3_600)),
        answered: Some(now.minus(18)),
    };
    let row = |place: u16, name: &str, kind: &str, state: SourceState, mut live: LiveRow| {
        let source = SourceId(4 + place);
        live.status = live.status.map(|was| SyncStatus { source, ..was });
        SourceRow {
            source,
            name: name.into(),
            kind: kind.into(),
            state,
            last_in: Some(now.minus(40 + 600 * u32::from(place))),
            last_read: Some(now.minus(18)),
            lag_secs: Some(4 + u32::from(place)),
            read: 4_120,
            new: 4_000,
            known: 120,
            quarantined: 0,
            live: Some(Box::new(live)),
        }
    };
    let id = SourceId(0);
    let live = |connector: &str, channel: &str, status| LiveRow {
        settings: settings(connector, channel, "@larkhelp"),
        status: Some(status),
        last_out: Some(now.minus(400)),
        waiting: 0,
        failed: 0,
        silent_secs: None,
        strangers: Vec::new(),
        known: Vec::new(),
    };
    let bluesky = LiveRow { waiting: 1, failed: 2, ..live("bluesky", "Bluesky", status(id, 12, None)) };
    let slow = Some((TroubleKind::Slow, "it wants no question before 14:36".to_owned()));
    let mastodon = live("mastodon", "Mastodon", SyncStatus { quota: Some((0, 300, None)), ..status(id, 240, slow) });
    let sign_in = Some((TroubleKind::SignIn, "the app password was taken back; give a new one".to_owned()));
    let rt = SyncStatus { token_until: Some(now.minus(60)), next_try: None, ..status(id, 0, sign_in) };
    let rt = LiveRow { failed: 1, ..live("rt", "Request Tracker", rt) };
    let mail = LiveRow { silent_secs: Some(9_300), last_out: None, ..live("mail", "E-mail", status(id, 55, None)) };
    let feed = LiveRow { status: None, last_out: None, ..live("feed", "Web", status(id, 0, None)) };
    vec![
        row(0, "Bluesky @larkhelp", "network", SourceState::Live, bluesky),
        row(
            1,
            "Mastodon @larkhelp",
            "network",
            SourceState::Slowed("it wants no question before 14:36".into()),
            mastodon,
        ),
        row(2, "Request Tracker", "helpdesk", SourceState::NeedsPerson("the app password was taken back".into()), rt),
        row(3, "help@lark.invalid", "mailbox", SourceState::Live, mail),
        row(4, "Gardeners’ forum", "listening", SourceState::Paused, feed),
    ]
}

/// What goes out: three to decide about, one that waits, two that are through. The first is about conversation 40.
pub fn deliveries(now: At) -> Vec<DeliveryRow> {
    let row = |place: u32, source: &str, author: &str, what: &'static str, words: &str, state| DeliveryRow {
        delivery: DeliveryId(place),
        source: source.into(),
        conversation: ConversationId(40 + place),
        author: author.into(),
        what,
        words: words.into(),
        asked_at: now.minus(300 + 60 * place),
        tries: place,
        state,
    };
    let failed = |how, why: &str, ago| DeliveryWords::Failed(how, why.into(), now.minus(ago));
    let (bluesky, rt) = ("Bluesky @larkhelp", "Request Tracker");
    vec![
        row(
            0,
            bluesky,
            "@doorcam_dan",
            "answer",
            "Hi Dan, that should not happen three times. We look into it now.",
            failed(NotOut::Unsure, "the connection broke off and it cannot be looked up", 120),
        ),
        row(
            1,
            bluesky,
            "@jaynegorman",
            "answer",
            "Your refund went out.",
            failed(NotOut::GivenUp, "it did not answer for six hours", 60),
        ),
        row(2, rt, "Lena Fuchs", "owner", "Priya N.", failed(NotOut::Conflict, "somebody gave it to Bo there", 30)),
        row(3, bluesky, "@kpbaker", "answer", "Thank you, we look into it.", DeliveryWords::Waiting),
        row(4, bluesky, "@marc_lyon", "answer", "Yes, from ten to six.", DeliveryWords::Sent(now.minus(400))),
        row(5, rt, "Ana Reis", "state", "resolved", DeliveryWords::Left(now.minus(900))),
    ]
}

/// The kinds that can be added.
pub fn connectors() -> Arc<[ConnectorRow]> {
    let words = ("words", "Words to search for", "Posts with these words are read, too: larkspur, lark app", true);
    let row = |id, name, kind, can: &str, fields: Vec<_>, secret| ConnectorRow {
        id,
        name,
        kind,
        channel: name,
        can: can.into(),
        ticket: Vec::new(),
        priorities: &[],
        reply_window: None,
        proven: "tried against the real server",
        is_proven: true,
        fields,
        server: "https://bsky.social",
        login: "",
        secret,
        every_secs: 30,
        note: "Private messages are not open to programs like this one. A fresh source reads one day back.",
    };
    let (network, desk, heard) = (SourceKind::Network, SourceKind::Helpdesk, SourceKind::Listening);
    let app = "App password, from Settings, Privacy and security, App passwords";
    let login = "Handle, for example larkhelp.bsky.social";
    let queue = ("queue", "Queue", "for example Social", false);
    let tickets = "public answers, owners, states, labels, notes";
    vec![
        ConnectorRow { login, ..row("bluesky", "Bluesky", network, "public answers", vec![words], app) },
        row("mastodon", "Mastodon", network, "public answers, private answers", vec![words], "Access token"),
        ConnectorRow {
            reply_window: Some(ReplyWindow { any_secs: 86_400, person_secs: 7 * 86_400 }),
            ..row("instagram", "Instagram", network, "public answers, private answers", vec![], "Token")
        },
        ConnectorRow {
            ticket: vec![D::Owner, D::State, D::Priority, D::Labels, D::Note],
            priorities: &["low", "medium", "high"],
            ..row("rt", "Request Tracker", desk, tickets, vec![queue], "Token")
        },
        ConnectorRow {
            ticket: vec![D::Note],
            proven: "not run against a real server",
            is_proven: false,
            server: "https://support.example.com",
            ..row("zendesk", "Zendesk", desk, tickets, vec![], "API token")
        },
        ConnectorRow {
            server: "",
            channel: "Web",
            ..row(
                "feed",
                "RSS or Atom",
                heard,
                "",
                vec![("address", "Address of the feed", "https://x.example", false)],
                "",
            )
        },
        row("mail", "E-mail", SourceKind::Mail, "public answers", vec![], "Password"),
        ConnectorRow {
            server: "",
            channel: "",
            ..row("webhook", "Webhook", SourceKind::Webhook, "", vec![], "Secret")
        },
        ConnectorRow {
            server: "",
            channel: "Customers",
            ..row("crm", "Customer system", SourceKind::Customers, "", vec![], "Key")
        },
    ]
    .into()
}
