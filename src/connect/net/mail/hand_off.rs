//! A hand-off as a mail to the team that takes over.

use crate::floor::At;
use crate::floor::handoff::Packet;

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
    /// The zone of the times in the mail.
    pub zone: &'a jiff::tz::TimeZone,
}

impl HandOff<'_> {
    /// What the mail is about.
    pub fn subject(&self) -> String {
        format!("Hand-off by {}: {}", self.packet.way.word(), self.customer)
    }

    /// All that the other side needs to know, at most [`crate::limits::TEXT_CHARS_MAX`] characters.
    pub fn text(&self) -> String {
        text(self)
    }
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
