//! What may be asked of a floor. Each answer is a look-up or an order that is kept; nothing here changes anything.

use super::changes::Changes;
use super::conversation::NOT_YET;
use super::state::{Floor, Quarantined, Undoable};
use super::tally::Tally;
use super::{
    Agent, AgentId, Alerts, At, AuthorId, Authors, Brand, Channel, ChannelId, Conversation, ConversationId, Customers,
    Handle, HandleId, Index, Match, MentionId, Mentions, Source, SourceId, Spread, Weights,
};

impl Floor {
    /// The place in the log of the newest fact.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// How many facts were folded in.
    pub fn facts(&self) -> u64 {
        self.facts
    }

    /// The moment of the newest fact.
    pub fn at(&self) -> Option<At> {
        self.at
    }

    /// A conversation, if it is on the floor.
    pub fn conversation(&self, id: ConversationId) -> Option<&Conversation> {
        self.conversations.get(id.index()).filter(|c| !c.has(NOT_YET))
    }

    /// All conversations on the floor in the order in which they were opened.
    pub fn conversations(&self) -> impl Iterator<Item = (ConversationId, &Conversation)> {
        self.conversations
            .iter()
            .enumerate()
            .filter(|(_, c)| !c.has(NOT_YET))
            .map(|(i, c)| (ConversationId(i as u32), c))
    }

    /// All conversations on the floor, the one that was opened last first.
    pub fn conversations_newest(&self) -> impl Iterator<Item = (ConversationId, &Conversation)> {
        let rows = self.conversations.iter().enumerate().rev().filter(|(_, c)| !c.has(NOT_YET));
        rows.map(|(i, c)| (ConversationId(i as u32), c))
    }

    /// All channels.
    pub fn channels(&self) -> &[Channel] {
        &self.channels
    }

    /// A channel.
    pub fn channel(&self, id: ChannelId) -> Option<&Channel> {
        self.channels.get(id.index())
    }

    /// The channel with this name.
    pub fn channel_named(&self, name: &str) -> Option<ChannelId> {
        self.channels.iter().position(|c| c.name == name).map(|i| ChannelId(i as u16))
    }

    /// All accounts of ours.
    pub fn handles(&self) -> &[Handle] {
        &self.handles
    }

    /// An account of ours.
    pub fn handle(&self, id: HandleId) -> Option<&Handle> {
        self.handles.get(id.index())
    }

    /// The account with this name on this channel.
    pub fn handle_named(&self, channel: ChannelId, name: &str) -> Option<HandleId> {
        self.handles.iter().position(|h| h.channel == channel && h.name == name).map(|i| HandleId(i as u16))
    }

    /// All sources.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The source with this name.
    pub fn source_named(&self, name: &str) -> Option<SourceId> {
        self.sources.iter().position(|s| s.name == name).map(|i| SourceId(i as u16))
    }

    /// All agents.
    pub fn agents(&self) -> &[Agent] {
        &self.agents
    }

    /// An agent.
    pub fn agent(&self, id: AgentId) -> Option<&Agent> {
        self.agents.get(id.index())
    }

    /// The agent with this name.
    pub fn agent_named(&self, name: &str) -> Option<AgentId> {
        self.agents.iter().position(|a| a.name == name).map(|i| AgentId(i as u16))
    }

    /// The authors.
    pub fn authors(&self) -> &Authors {
        &self.authors
    }

    /// The mentions.
    pub fn mentions(&self) -> &Mentions {
        &self.mentions
    }

    /// The orders.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Which conversations changed lately.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// What happened, added up.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// How a conversation spreads, if anybody carried it further.
    pub fn spread_of(&self, id: ConversationId) -> Option<&Spread> {
        self.spread.get(&id)
    }

    /// All conversations that anybody carried further.
    pub fn spreads(&self) -> impl Iterator<Item = (ConversationId, &Spread)> {
        self.spread.iter().map(|(id, s)| (*id, s))
    }

    /// The conversations that somebody carried further at or after a moment.
    pub fn spreads_since(&self, from: At) -> impl Iterator<Item = (ConversationId, &Spread)> {
        let carried = self.index.carried.range((from, ConversationId(0))..);
        carried.filter_map(|(_, id)| Some((*id, self.spread.get(id)?)))
    }

    /// What could not be read, newest first, the newest [`crate::limits::QUARANTINE_SHOWN_MAX`].
    pub fn quarantine(&self) -> impl Iterator<Item = &Quarantined> {
        self.quarantine.iter()
    }

    /// How many things could not be read.
    pub fn quarantined(&self) -> u64 {
        self.quarantined
    }

    /// The newest commit under a key, for compare and set; 0 for none.
    pub fn head(&self, key: &str) -> u64 {
        self.heads.get(key).copied().unwrap_or(0)
    }

    /// The newest decision of this desk that can be taken back.
    pub fn undoable(&self) -> Option<&Undoable> {
        self.undo.front()
    }

    /// The group that the commits of the next command get, whose first one has this key and stands on this place. It
    /// is larger than all before. Two desks that decide at the same moment number alike; their first keys differ, or
    /// the ledger takes only one of them, so the key and the place are in the number too.
    pub fn next_group(&self, key: &str, prev: u64) -> u64 {
        const OF_KEY: u32 = 24;
        let own = super::key_of(key, &prev.to_string()) & ((1 << OF_KEY) - 1);
        ((self.groups >> OF_KEY) + 1) << OF_KEY | own
    }

    /// The mentions of a conversation in the order in which they were written.
    pub fn thread(&self, id: ConversationId) -> Vec<MentionId> {
        let mut thread: Vec<MentionId> = self.arrived(id).collect();
        thread.reverse();
        thread.sort_by_key(|m| self.mentions.get(*m).map(|m| m.at));
        thread
    }

    /// The mentions of a conversation, the last that arrived first.
    fn arrived(&self, id: ConversationId) -> impl Iterator<Item = MentionId> {
        let last = self.conversation(id).filter(|c| c.mentions > 0).map(|c| c.last_mention);
        std::iter::successors(last, |m| self.mentions.get(*m).and_then(super::Mention::prev))
    }

    pub(super) fn arrivals(&self, id: ConversationId) -> impl Iterator<Item = &super::Mention> {
        self.arrived(id).filter_map(|m| self.mentions.get(m))
    }

    /// What the brand is called.
    pub fn brand(&self) -> &Brand {
        &self.brand
    }

    /// The customers that are known.
    pub fn customers(&self) -> &Customers {
        &self.customers
    }

    /// Which customer an author was recognised as.
    pub fn customer_of(&self, author: AuthorId) -> Option<&Match> {
        self.matched.get(&author)
    }

    /// What waiting costs.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The alerts.
    pub fn alerts(&self) -> &Alerts {
        &self.alerts
    }

    /// What was raised to those above.
    pub fn escalations(&self) -> &super::Escalations {
        &self.escalations
    }

    /// Since when order matters more than who came first, and the load in hundredths that it began with.
    pub fn priority_since(&self) -> Option<(At, u32)> {
        self.priority_since
    }

    /// How many copies of a mention came after it.
    pub fn copies_of(&self, mention: MentionId) -> u32 {
        self.copies.get(&mention).copied().unwrap_or(0)
    }

    /// When the next promise runs out or something comes back, if ever.
    pub fn next_deadline(&self) -> Option<At> {
        let rooms = [
            super::promise::next_deadline(self),
            super::people::next_deadline(self),
            super::escalation::next_deadline(self),
            super::handoff::next_deadline(self),
            super::desk::next_deadline(self),
            super::assignment::next_deadline(self),
            super::schedule::next_deadline(self),
        ];
        rooms.into_iter().chain([self.index.next_deadline()]).flatten().min()
    }
}
