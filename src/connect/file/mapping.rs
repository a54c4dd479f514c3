//! Which column means what.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::date::DayOrder;
use super::shape::normal;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The id of the mention.
    Id,
    /// The id of what it answers, comments or carries.
    Parent,
    /// When it was written.
    At,
    /// The id of the account that wrote it.
    AuthorId,
    /// The name of that account.
    AuthorName,
    /// How many follow it.
    Followers,
    /// Whether it is the brand's own.
    Ours,
    /// Whether it came in, or went out: the opposite of [`Role::Ours`].
    Inbound,
    /// Post, reply, repost and so on.
    Kind,
    /// Where it was written; read for its kind when no column says that.
    Channel,
    /// The words.
    Text,
    /// The agent who wrote it.
    Agent,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 12] = [
        Role::Id,
        Role::Parent,
        Role::At,
        Role::AuthorId,
        Role::AuthorName,
        Role::Followers,
        Role::Ours,
        Role::Inbound,
        Role::Kind,
        Role::Channel,
        Role::Text,
        Role::Agent,
    ];

    /// What it is called in a dialog.
    pub fn label(self) -> &'static str {
        match self {
            Role::Id => "id",
            Role::Parent => "answers (id)",
            Role::At => "time",
            Role::AuthorId => "author (id)",
            Role::AuthorName => "author (name)",
            Role::Followers => "followers",
            Role::Ours => "ours",
            Role::Inbound => "inbound",
            Role::Kind => "kind",
            Role::Channel => "channel",
            Role::Text => "text",
            Role::Agent => "agent",
        }
    }

    /// Names under which other programs write it, in the form of [`super::shape::normal`], the surest first.
    pub(super) fn names(self) -> std::str::SplitWhitespace<'static> {
        let names = match self {
            Role::Id => {
                "id external_id mention_id tweet_id status_id post_id comment_id review_id message_id \
                 id_str uid guid"
            }
            Role::Parent => {
                "parent parent_id in_reply_to in_reply_to_id in_response_to_tweet_id in_reply_to_status_id \
                 in_reply_to_tweet_id reply_to reply_to_id replied_to answers referenced_id"
            }
            Role::At => {
                "at created_at created_at_utc date_time datetime timestamp created created_time \
                 created_utc published_at published posted_at posted sent_at date_utc date time"
            }
            Role::AuthorId => "author.id author_id user_id user.id account.id account_id from_id sender_id profile_id",
            Role::AuthorName => {
                "author.name author_name author from user username user_name user.name user.screen_name \
                 account.acct screen_name handle sender sender_name account name full_name reviewer \
                 customer"
            }
            Role::Followers => {
                "author.followers followers followers_count follower_count user.followers_count \
                 account.followers_count author_followers"
            }
            Role::Ours => "author.ours ours is_ours own from_brand is_brand outbound",
            Role::Inbound => "inbound direction incoming is_inbound",
            Role::Kind => "kind type mention_type message_type post_type event",
            Role::Channel => "channel source network platform",
            Role::Text => "text body message content full_text comment review tweet post message_text description",
            Role::Agent => "agent agent_id agent_name handled_by assignee",
        };
        names.split_whitespace()
    }
}

/// What the columns of a file mean, and what the file does not say of itself. It can be kept for the next file of the
/// same shape.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The role of each column by the column's name as the preview shows it; a column that is not here is not read.
    pub columns: BTreeMap<String, Role>,
    /// The zone of times that name none, for example `Europe/Berlin`; UTC is assumed, and said, when this is empty.
    #[serde(default)]
    pub zone: Option<String>,
    /// The order of day and month in dates such as `01/05/2024`; found from the column when this is empty.
    #[serde(default)]
    pub day_order: Option<DayOrder>,
    /// The brand's own accounts, for files that do not mark them. Compared without `@` and without regard to case.
    #[serde(default)]
    pub our_accounts: BTreeSet<String>,
}

impl Mapping {
    /// What no column holds and an import cannot do without.
    pub fn missing(&self) -> Option<&'static str> {
        let says = self.plays(Role::Text) || (self.plays(Role::Kind) && self.plays(Role::Parent));
        match (self.plays(Role::At), says) {
            (true, true) => None,
            (true, false) => Some("the text"),
            (false, true) => Some("the time"),
            (false, false) => Some("the time and which the text"),
        }
    }

    /// Whether a column plays this role.
    pub fn plays(&self, role: Role) -> bool {
        self.columns.values().any(|played| *played == role)
    }

    /// The same for a file whose columns are these: the names may be written in another way, `created_at` for
    /// `Created at`. A name that no column has stays as it is.
    pub fn renamed(&self, columns: &[String]) -> Mapping {
        let name = |known: &String| {
            let same = columns.iter().find(|column| *column == known);
            let alike = || columns.iter().find(|column| normal(column) == normal(known));
            same.or_else(alike).unwrap_or(known).clone()
        };
        let columns = self.columns.iter().map(|(column, role)| (name(column), *role)).collect();
        Mapping { columns, ..self.clone() }
    }

    /// Why the mapping fits no file, or not one with these columns.
    pub(super) fn misfit(&self, header: &[String]) -> Option<String> {
        for column in self.columns.keys() {
            if !header.contains(column) {
                return Some(format!("there is no column “{column}”."));
            }
        }
        for role in Role::ALL {
            if self.columns.values().filter(|played| **played == role).count() > 1 {
                return Some(format!("two columns are said to hold the {}.", role.label()));
            }
        }
        None
    }

    /// The place of each role's column.
    pub(super) fn places(&self, header: &[String]) -> Vec<(Role, usize)> {
        let place = |column: &String| header.iter().position(|name| name == column);
        self.columns.iter().filter_map(|(column, role)| Some((*role, place(column)?))).collect()
    }
}
