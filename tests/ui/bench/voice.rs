//! Answers, templates and hand-offs of the floor on the bench.

use super::{at, row};
use watchfloor::floor::handoff::{
    Card, Claim, Consent, Contact, HandoffId, Packet, ReplyId, SwitchReason, Template, TemplateId, TemplateKind, Way,
    Window as Times,
};
use watchfloor::floor::{ConversationId, Intent};
use watchfloor::view::{AlikeRow, AmplifyRow, HandleTimeRow, HandoffRow, Handoffs, OfThread, ReplyRow, Reports};

fn template(id: u16, kind: TemplateKind, name: &str, text: &str) -> (TemplateId, Template) {
    (TemplateId(id), Template { name: name.into(), kind, language: *b"en", text: text.into() })
}

/// Approved texts, a tone card, two open hand-offs and reports.
pub fn handoffs_view() -> Handoffs {
    let row = |handoff: u32, conversation: u32, unsettled| HandoffRow {
        handoff: HandoffId(handoff),
        conversation: ConversationId(conversation),
        author: row(conversation as usize).author,
        way: "phone to phone team".into(),
        stage: if unsettled { "not accepted, back since 3 min".into() } else { "Bo has it".to_owned() },
        until: at(3_600),
        unsettled,
        accepted_by: (!unsettled).then(|| "Bo".to_owned()),
        mail: None,
    };
    Handoffs {
        mails: Vec::new(),
        templates: vec![
            template(0, TemplateKind::Acknowledge, "Seen", "Thank you, {name}. We look into it now. {agent}"),
            template(1, TemplateKind::Private, "Go private", "Please send us a private message, {name}. {agent}"),
            template(2, TemplateKind::Correction, "Spare parts", "We do sell spare parts. {agent}"),
        ],
        card: Card {
            version: 3,
            mission: "Nobody waits alone".into(),
            tone: "Plain and warm".into(),
            does: vec!["Say what happens next".into()],
            donts: vec!["Argue".into()],
            private: "As soon as it takes data".into(),
        },
        correction_secs: 3_600,
        can_send: true,
        open: vec![row(4, 1, true), row(5, 2, false)],
        claims: (2, 1, 3),
        alike: vec![AlikeRow {
            handle: "@larkhelp".into(),
            words: "Ade B. on @larkhelp: 6 answers nearly alike within 30 min".into(),
            text: "Sorry to hear that! Please send us your order number.".into(),
        }],
        reports: Reports {
            switched: (12, 96),
            switches: vec![("Ade B.".into(), "personal data", 7), ("Priya N.".into(), "too complex here", 5)],
            listening: (18_940, 5_120),
            occupancy: (34, 38),
            occupancy_cap_pct: 85,
            turned: (9, vec![(ConversationId(4), "@marc_lyon".into())]),
            amplify: vec![AmplifyRow {
                conversation: ConversationId(17),
                author: "@leedslass".into(),
                followers: Some(980),
                text: "store manager in Leeds deserves a raise!".into(),
                suggestion: "thank",
            }],
            handle_times: vec![HandleTimeRow {
                intent: Intent::Delivery,
                words: "delivery",
                count: 310,
                mean_secs: 412,
                slope_secs_per_hour: Some(11.4),
                points: vec![350, 372, 390, 402, 431],
            }],
        },
        thread: None,
    }
}

/// An answer in the sixth conversation waits for somebody to put it there.
fn reply(id: ConversationId) -> Option<ReplyRow> {
    (id.0 == 5).then(|| ReplyRow {
        reply: ReplyId(4),
        at: at(-300),
        agent: Some("Priya N.".into()),
        text: "We are looking into it now.".into(),
        state: "approved, not sent".into(),
        waits: true,
    })
}

/// What concerns one conversation: the second and the third are handed off, the fourth rests on a wrong claim.
pub fn of_thread(id: ConversationId) -> OfThread {
    let row = handoffs_view().open.into_iter().find(|row| row.conversation == id);
    let packet = Packet {
        way: Way::Phone,
        to: "phone team".into(),
        contact: Contact("+44 20 7946 0018".into()),
        consent: Consent { who: "Jayne".into(), at: at(-1_800) },
        window: Times { from: at(0), until: at(3_600) },
        reason: SwitchReason::PersonalData,
        promised: "a call before four".into(),
        note: String::new(),
    };
    OfThread {
        conversation: id,
        handoff: row.map(|row| (row, packet)),
        replies: reply(id).into_iter().collect(),
        claim: (id.0 == 3).then(|| Claim {
            claim: "we sell no spare parts".into(),
            tagged_at: at(-600),
            due: at(3_000),
            corrected_at: None,
            breached: false,
        }),
        language: Some(*b"en"),
    }
}
