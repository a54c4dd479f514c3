//! Plays a scenario and writes down what came of it.

use crate::day::{Day, Worded, answer, at, carry, clock, post, reply};
use std::fmt::Write;
use watchfloor::floor::handoff::{Ending, HandoffId, Said, Sending};
use watchfloor::floor::{
    Amplification, BeyondCapacity, Command, ConversationId, HandoffCommand, Incoming, MentionKind, Presence, Refusal,
    key_of,
};
use watchfloor::view::Period;

/// The text of a scenario with its answers as they come out now.
pub fn play(text: &str) -> String {
    let mut stage = Stage { day: Day::new(), told: String::new(), channels: vec!["X".into()], carried: 0 };
    for line in text.lines() {
        if line.starts_with("=>") || line.starts_with('|') {
            continue;
        }
        let _ = writeln!(stage.told, "{line}");
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let (when, what) = line.split_once(' ').unwrap_or_else(|| panic!("no clock: {line}"));
        stage.day.until(when);
        stage.line(when, what);
    }
    stage.told
}

struct Stage {
    day: Day,
    told: String,
    channels: Vec<String>,
    carried: u32,
}

impl Stage {
    fn line(&mut self, when: &str, what: &str) {
        // `(written 09:10)` is for what is read later than it was written.
        let (written, what) = match what.strip_prefix("(written ").and_then(|rest| rest.split_once(") ")) {
            Some((written, rest)) => (written, rest),
            None => (when, what),
        };
        let (what, said) = what.split_once(" \"").map_or((what, None), |(w, s)| (w, Some(s.trim_end_matches('"'))));
        let words: Vec<&str> = what.split(' ').collect();
        match words.as_slice() {
            ["agent", name, "takes", capacity] => {
                self.day.agent(name, capacity.parse().unwrap());
            }
            [name, "is", presence, reason @ ..] => self.presence(name, presence, &reason.join(" ")),
            ["we", "post", id] => self.read("X", post(id, "@larkhelp", written).of_ours(), said),
            [name, "answers", to, "as", id] => {
                let channel = self.channel_of(to);
                self.read(&channel, answer(id, written, to).by(name), said);
            }
            [who, "writes", id] => self.read("X", post(id, who, written), said),
            [who, "writes", id, "on", channel] => self.read(channel, post(id, who, written), said),
            [who, "replies", "to", to, "as", id] => {
                let channel = self.channel_of(to);
                self.read(&channel, reply(id, who, written, to), said);
            }
            [who, "quotes", to, "as", id] => {
                let channel = self.channel_of(to);
                self.read(&channel, reply(id, who, written, to).of_kind(MentionKind::Quote), said);
            }
            [count, "strangers", "with", followers, "followers", "repost", what] => {
                self.reposts(count.parse().unwrap(), followers.parse().unwrap(), written, what);
            }
            ["reply", "to", id, how] => self.reply(id, how, said.unwrap_or("We look into it.")),
            ["claim", id] => {
                let claim = said.unwrap_or("a wrong claim").to_owned();
                self.decide(Command::Handoff(HandoffCommand::TagClaim { conversation: self.conversation(id), claim }));
            }
            ["alerts"] => self.alerts(),
            ["board"] => self.board(),
            ["show", id] => self.show(id),
            command => self.command(command),
        }
    }

    fn read(&mut self, channel: &str, mention: Incoming, said: Option<&str>) {
        if !self.channels.iter().any(|c| c == channel) {
            self.channels.push(channel.to_owned());
        }
        let mention = match said {
            Some(said) => mention.saying(said),
            None => mention,
        };
        self.day.read_on(channel, vec![mention]);
    }

    fn reposts(&mut self, count: u32, followers: u32, written: &str, what: &str) {
        let channel = self.channel_of(what);
        for _ in 0..count {
            self.carried += 1;
            let id = format!("repost {}", self.carried);
            self.read(&channel, carry(&id, Amplification::Repost, written, what).followed(followers), None);
        }
    }

    fn reply(&mut self, id: &str, how: &str, text: &str) {
        let sending = match how {
            "outside" => Sending::Outside,
            "sent" => Sending::Taken,
            _ => Sending::NotSent,
        };
        let conversation = self.conversation(id);
        let corrects = self.day.engine.floor().handoffs().claim(conversation).is_some_and(|c| c.is_open());
        let said = Said { corrects, ..crate::floor::handoffs::said(text, sending) };
        self.decide(Command::Handoff(HandoffCommand::Reply { conversation, said: Box::new(said) }));
    }

    /// What burns.
    fn alerts(&mut self) {
        let rows = self.day.snapshot().wallboard.channel_alerts.clone();
        for row in &rows {
            let _ = writeln!(self.told, "| {}", row.words);
        }
        if rows.is_empty() {
            let _ = writeln!(self.told, "| nothing burns");
        }
    }

    /// The channel on which this was written.
    fn channel_of(&self, id: &str) -> String {
        let found = self.channels.iter().find(|c| self.day.engine.floor().mentions().find(key_of(c, id)).is_some());
        found.cloned().unwrap_or_else(|| "X".into())
    }

    fn conversation(&self, id: &str) -> ConversationId {
        let floor = self.day.engine.floor();
        let mention = floor.mentions().find(key_of(&self.channel_of(id), id));
        let found = mention.and_then(|m| floor.mentions().get(m)).and_then(|m| m.conversation());
        found.unwrap_or_else(|| panic!("{id} is in no conversation"))
    }

    /// What the first mention of a conversation is called in the script.
    fn name(&self, id: ConversationId) -> String {
        let floor = self.day.engine.floor();
        let mention = floor.thread(id).into_iter().find_map(|m| floor.mentions().get(m).copied()).unwrap();
        let texts = self.day.ledger.texts(mention.page).unwrap().unwrap();
        let words = watchfloor::ledger::wire::words(&texts).unwrap();
        words[usize::from(mention.slot)].external.clone()
    }

    fn presence(&mut self, name: &str, presence: &str, reason: &str) {
        let agent = self.day.engine.floor().agent_named(name).unwrap();
        let presence = match presence {
            "available" => Presence::Available,
            "away" => Presence::Away,
            "off" => Presence::Off,
            other => panic!("nobody is {other}"),
        };
        self.decide(Command::SetPresence { agent, presence, reason: reason.into() });
    }

    fn command(&mut self, words: &[&str]) {
        let ids = |words: &[&str]| words.iter().map(|id| self.conversation(id)).collect();
        let agent = |name: &str| self.day.engine.floor().agent_named(name).unwrap();
        let command = match words {
            ["assign", list @ .., "to", name] => Command::Assign {
                conversations: ids(list),
                agent: agent(name),
                beyond_capacity: BeyondCapacity::Refuse,
            },
            ["assign", list @ .., "to", name, "anyway"] => {
                Command::Assign { conversations: ids(list), agent: agent(name), beyond_capacity: BeyondCapacity::Allow }
            }
            ["release", list @ ..] => Command::Release { conversations: ids(list) },
            ["snooze", list @ .., "until", when] => Command::Snooze { conversations: ids(list), until: at(when) },
            ["resolve", list @ ..] => Command::Resolve { conversations: ids(list) },
            ["reopen", list @ ..] => Command::Reopen { conversations: ids(list) },
            ["undo"] => Command::Undo,
            ["hand", "off", id] => {
                let packet = Box::new(crate::floor::handoffs::packet(self.day.now));
                Command::Handoff(HandoffCommand::Offer { conversation: self.conversation(id), packet, by: None })
            }
            ["accepted", id, "by", who] => {
                Command::Handoff(HandoffCommand::Accept { handoff: self.handoff(id), who: (*who).into() })
            }
            ["done", id] => Command::Handoff(HandoffCommand::End {
                handoff: self.handoff(id),
                how: Ending::Done,
                note: String::new(),
                resolve: true,
            }),
            ["promise", minutes, "minutes", "on", channel] => Command::SetTarget {
                channel: self.day.engine.floor().channel_named(channel).unwrap(),
                first_response_secs: 60 * minutes.parse::<u32>().unwrap(),
                resolution_secs: 24 * 3600,
            },
            other => panic!("nobody knows how to: {}", other.join(" ")),
        };
        self.decide(command);
    }

    fn handoff(&self, id: &str) -> HandoffId {
        let open = self.day.engine.floor().handoffs().open_of(self.conversation(id));
        open.unwrap_or_else(|| panic!("{id} is not handed off")).0
    }

    fn decide(&mut self, command: Command) {
        let answer = match self.day.ask(command) {
            Ok(words) => words,
            Err(refusal @ Refusal::AtCapacity { over, .. }) => format!("no: {refusal}; {over} too many"),
            Err(refusal) => format!("no: {refusal}"),
        };
        let _ = writeln!(self.told, "=> {answer}");
    }

    /// What the second monitor shows, in lines.
    fn board(&mut self) {
        let board = self.day.board();
        let mut lines = vec![format!("waiting {}, past target {}, open {}", board.waiting, board.breached, board.open)];
        lines.push(format!("without owner {}, waiting again {}", board.unowned, board.waiting_again));
        if let Some(oldest) = &board.oldest {
            lines.push(format!("oldest {} since {}", oldest.author, minutes(i64::from(oldest.age_secs))));
        }
        let response = &board.first_response;
        if let (Some(median), Some(p90)) = (response.median_secs, response.p90_secs) {
            let (median, p90) = (minutes(i64::from(median)), minutes(i64::from(p90)));
            let period = if response.period == Period::Hour { "this hour" } else { "ever" };
            lines
                .push(format!("first response half in {median}, nine in ten in {p90}, {} {period}", response.answered));
        }
        let within = &board.within_target;
        let more = within.recovers.map_or(String::new(), |(n, _)| format!(", the next {n} must be"));
        lines.push(format!("in time {} of {}{more}", within.within, within.of));
        lines.push(format!("answered {} of {}", board.response_rate.answered, board.response_rate.opened));
        for due in &board.next_to_breach {
            let name = self.name(due.conversation);
            let owner = due.owner.as_deref().unwrap_or("nobody");
            lines.push(format!("due {name} {} left, {owner}", minutes(due.left_secs)));
        }
        for card in &board.viral {
            let spread = &card.spread;
            let name = self.name(spread.conversation);
            let [reposts, quotes, ..] = spread.joined;
            lines.push(format!(
                "spreading {name}: {} reshares, {} {}, {}",
                reposts + quotes,
                if spread.is_forecast { "reach" } else { "joined" },
                spread.reach_now,
                spread.growth
            ));
        }
        for agent in &self.day.snapshot().agents.rows {
            lines.push(format!(
                "{} {}, holds {} of {}",
                agent.name,
                agent.presence.word().to_lowercase(),
                agent.holds,
                agent.capacity
            ));
        }
        for line in lines {
            let _ = writeln!(self.told, "| {line}");
        }
    }

    /// One conversation.
    fn show(&mut self, id: &str) {
        let c = self.day.row(self.conversation(id).0);
        let owner = c.owner.and_then(|o| self.day.engine.floor().agent(o.agent())).map(|a| a.name.clone());
        let mut line = format!("{id} is {}", c.state.word());
        let _ = write!(line, ", {}", owner.map_or("nobody has it".into(), |o| format!("{o} has it")));
        for (what, at) in [
            ("waits since", c.waiting_since),
            ("first answered", c.first_response_at),
            ("answer promised by", c.first_response_due),
            ("put aside until", c.snoozed_until),
        ] {
            if let Some(at) = at {
                let _ = write!(line, ", {what} {}", clock(at));
            }
        }
        let _ = writeln!(self.told, "| {line}");
    }
}

fn minutes(secs: i64) -> String {
    if secs % 60 == 0 { format!("{} min", secs / 60) } else { format!("{} min {} s", secs / 60, secs.abs() % 60) }
}
