//! What the invented retailer says: its approved texts and its tone card.

use super::text::lines;
use crate::floor::Command;
use crate::floor::handoff::{Card, HandoffCommand, Template, TemplateKind};

/// What the rehearsal's desk decides about its voice before the day begins.
pub(super) fn commands() -> Vec<Command> {
    let mut card = Card::default();
    let mut commands = Vec::new();
    for line in lines(include_str!("../../assets/rehearsal/voice.txt")) {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        match parts.as_slice() {
            ["template", kind, language, name, text] => {
                let kind = TemplateKind::ALL.into_iter().find(|k| k.word() == *kind);
                let language = <[u8; 2]>::try_from(language.as_bytes());
                if let (Some(kind), Ok(language)) = (kind, language) {
                    let row = Template { name: (*name).to_owned(), kind, language, text: (*text).to_owned() };
                    commands.push(HandoffCommand::SetTemplate { template: None, row });
                }
            }
            ["mission", text] => card.mission = (*text).to_owned(),
            ["tone", text] => card.tone = (*text).to_owned(),
            ["do", text] => card.does.push((*text).to_owned()),
            ["do not", text] => card.donts.push((*text).to_owned()),
            ["private", text] => card.private = (*text).to_owned(),
            _ => {}
        }
    }
    commands.push(HandoffCommand::SetCard { card });
    commands.into_iter().map(Command::Handoff).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::floor::{Asker, At, Floor, decide};

    #[test]
    fn the_voice_of_the_retailer_is_taken_whole() {
        let commands = commands();
        let at = At::from_unix(1_511_740_800).expect("after 1970");
        for command in &commands {
            let decided = decide(&Floor::default(), &Asker::floor(), command, at);
            assert!(decided.is_ok(), "{command:?}: {decided:?}");
        }
        let text = include_str!("../../assets/rehearsal/voice.txt");
        let written = text.lines().filter(|line| line.starts_with("template")).count();
        assert_eq!(commands.len(), written + 1, "every text is taken, and the card");
        let card = commands.last();
        assert!(matches!(card, Some(Command::Handoff(HandoffCommand::SetCard { card })) if card.does.len() == 4));
    }
}
