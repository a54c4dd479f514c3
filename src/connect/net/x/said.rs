//! What X says is wrong, and what of it can be put right.

use super::super::{Answer, Trouble, answer, json};
use crate::floor::At;
use serde_json::Value;

/// What is wrong with an answer, whatever was asked.
pub fn trouble(answer: &Answer) -> Option<Trouble> {
    let said = Said::of(answer);
    match answer.status {
        429 if said.is_cap() => Some(Trouble::Quota { until: said.until, why: said.words() }),
        429 => Some(Trouble::Slow { until: answer::until(answer), why: "X was asked too often".into() }),
        402 => Some(Trouble::Quota { until: said.until, why: said.words() }),
        400 | 403 | 404 | 409 | 422 if said.is_something() => Some(Trouble::Refused(said.words())),
        _ => answer::trouble(answer),
    }
}

/// What in a question can be put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    Names,
    Token,
    Since,
}

/// What X says is wrong.
#[derive(Clone, Debug, Default)]
pub struct Said {
    title: String,
    detail: String,
    kind: String,
    period: String,
    parameters: String,
    until: Option<At>,
}

impl Said {
    pub fn of(answer: &Answer) -> Said {
        let Ok(document) = json::document(&answer.body) else { return Said::default() };
        let mut said = Said::in_value(&document);
        let first = json::at(&document, "errors/0");
        let inner = Said::in_value(first);
        if said.detail.is_empty() || said.detail.starts_with("One or more parameters") {
            said.detail = inner.detail.clone();
        }
        said.title = if said.title.is_empty() { inner.title } else { said.title };
        said.kind = if said.kind.is_empty() { inner.kind } else { said.kind };
        let named = json::at(first, "parameters").as_object();
        said.parameters = named.map(|o| o.keys().cloned().collect::<Vec<_>>().join(" ")).unwrap_or_default();
        said.parameters.push_str(&json::text(first, "parameter"));
        said
    }

    pub fn in_value(value: &Value) -> Said {
        let first = |keys: &[&str]| keys.iter().map(|k| json::text(value, k)).find(|t| !t.is_empty());
        let until = ["reset_at", "resets_at", "cap_reset_at"].iter().find_map(|k| json::moment(value, k));
        Said {
            title: first(&["title", "error"]).unwrap_or_default(),
            detail: first(&["detail", "error_description", "message"]).unwrap_or_default(),
            kind: json::text(value, "type"),
            period: json::text(value, "period"),
            parameters: String::new(),
            until,
        }
    }

    /// Whether X refuses the same words because they were said already.
    pub fn is_twice(&self) -> bool {
        self.detail.to_lowercase().contains("duplicate")
    }

    pub fn is_something(&self) -> bool {
        !self.title.is_empty() || !self.detail.is_empty()
    }

    /// Whether what was paid for is used up, which waiting does not mend. X says so with the same 429 as a window.
    pub fn is_cap(&self) -> bool {
        let all = format!("{} {} {}", self.title, self.detail, self.kind).to_lowercase();
        ["usagecapexceeded", "usage-capped", "usage cap", "product cap", "creditsdepleted", "problems/credits"]
            .iter()
            .any(|sign| all.contains(sign))
    }

    pub fn mendable(&self) -> Option<Mend> {
        let all = format!("{} {}", self.parameters, self.detail);
        let has = |words: &[&str]| words.iter().any(|w| all.contains(w));
        if has(&["tweet.fields", "post.fields", "referenced_tweets", "referenced_posts"]) {
            Some(Mend::Names)
        } else if has(&["pagination_token", "next_token"]) {
            Some(Mend::Token)
        } else {
            has(&["since_id"]).then_some(Mend::Since)
        }
    }

    /// For the person at the desk.
    pub fn words(&self) -> String {
        if self.is_cap() && format!("{} {}", self.title, self.kind).to_lowercase().contains("credits") {
            return "X’s credits are used up: more have to be bought before it answers again".into();
        }
        if self.is_cap() {
            let period = if self.period.is_empty() {
                "X’s".to_owned()
            } else {
                format!("X’s {}", self.period.to_lowercase())
            };
            return format!(
                "{period} limit of what may be read is used up; it begins anew on the day of the month when the plan began"
            );
        }
        let said = if self.detail.is_empty() { &self.title } else { &self.detail };
        let end = said.char_indices().nth(300).map_or(said.len(), |(end, _)| end);
        if said.is_empty() { "X does not take what it was asked".into() } else { format!("X says: {}", &said[..end]) }
    }
}
