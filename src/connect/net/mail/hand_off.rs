//! A hand-off as a mail to the team that takes over.

use super::Setup;
use super::write::{Draft, bytes, is_address};
use crate::connect::net::{Answer, Request};
use crate::floor::At;
use crate::floor::handoff::Packet;
use crate::floor::source::SourceSettings;
use secrecy::SecretString;

/// What a hand-off's mail is made of.
#[derive(Clone, Copy, Debug)]
pub struct HandOff<'a> {
    /// The packet of the floor.
    pub packet: &'a Packet,
    /// Who is written of, as the floor shows them, for example `@t_okafor on X`.
    pub customer: &'a str,
    /// Who had the conversation; empty for nobody.
    pub agent: &'a str,
    /// What was written, one thing a line or a paragraph, the oldest first; its end is kept when it is too long.
    pub transcript: &'a str,
    /// Names the operation, so that the mail has the same id whenever it is made.
    pub key: &'a str,
    /// When it was handed off.
    pub at: At,
    /// The zone of the times in the mail.
    pub zone: &'a jiff::tz::TimeZone,
}

/// The mail of a hand-off, ready for [`crate::connect::send`], to the address that is set up for hand-offs.
///
/// # Errors
///
/// In words what is not set up.
pub fn hand_off(settings: &SourceSettings, secret: &SecretString, what: &HandOff<'_>) -> Result<Request, String> {
    let setup = Setup::of(settings, secret)?;
    if setup.smtp.is_empty() {
        return Err("this mailbox is only read: no server for sending is set up".into());
    }
    let to = setup.hand_off.as_str();
    if !is_address(to) {
        return Err("no address for hand-offs is set up".into());
    }
    let text = text(what);
    let draft = Draft {
        name: &setup.name,
        from: &setup.address,
        to,
        subject: &format!("Hand-off by {}: {}", what.packet.way.word(), what.customer),
        id: &setup.id(what.key),
        answers: &[],
        text: &text,
    };
    Ok(setup.smtp(&[to], bytes(&draft, what.at)?))
}

/// What to ask when nobody knows whether the mail of this operation went out; `None` where no copy is kept, so that a
/// person has to look.
///
/// # Errors
///
/// In words what is not set up.
pub fn look_up(settings: &SourceSettings, secret: &SecretString, key: &str) -> Result<Option<Request>, String> {
    let setup = Setup::of(settings, secret)?;
    Ok(setup.kept_in().map(|mailbox| setup.look_up(mailbox, &setup.id(key))))
}

/// Whether the answer to [`look_up`] shows that the mail of this operation went out.
///
/// # Errors
///
/// In words why the answer says neither.
pub fn is_there(settings: &SourceSettings, secret: &SecretString, key: &str, answer: &Answer) -> Result<bool, String> {
    let id = Setup::of(settings, secret)?.id(key);
    let mails = super::Mail.mails(answer).map_err(|trouble| trouble.why().to_owned())?;
    Ok(mails.iter().any(|mail| super::read::is_mail(&mail.bytes, &id)))
}

fn text(what: &HandOff<'_>) -> String {
    let packet = what.packet;
    let time = |at: At| at.timestamp().to_zoned(what.zone.clone()).strftime("%-d %b %Y %H:%M %Z").to_string();
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let or = |text: &str, none: &str| if text.trim().is_empty() { none.to_owned() } else { text.trim().to_owned() };
    let window = format!("{} until {}", time(packet.window.from), time(packet.window.until));
    let head = [
        ("For", or(&line(&packet.to), "whoever takes hand-offs")),
        ("Customer", line(what.customer)),
        ("Reach them by", format!("{}, {}", packet.way.word(), line(&packet.contact.0))),
        ("Agreed by", format!("{}, {}", line(&packet.consent.who), time(packet.consent.at))),
        ("Promised for", window),
        ("Why", packet.reason.words().to_owned()),
        ("Had it so far", or(&line(what.agent), "nobody")),
    ];
    let head: Vec<String> = head.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let mut out = head.join("\n");
    for (title, words) in [("Promised", &packet.promised), ("Note", &packet.note)] {
        if !words.trim().is_empty() {
            out.push_str(&format!("\n\n{title}:\n{}", words.trim()));
        }
    }
    let room = crate::limits::TEXT_CHARS_MAX.saturating_sub(out.chars().count() + 100);
    let all = what.transcript.trim();
    let skip = all.chars().count().saturating_sub(room);
    let kept: String = all.chars().skip(skip).collect();
    if !kept.is_empty() {
        let mark = if skip > 0 { "[the beginning is left out] … " } else { "" };
        out.push_str(&format!("\n\nWhat was written so far:\n{mark}{kept}"));
    }
    out
}
