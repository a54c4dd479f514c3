//! The golden case: a complaint that everybody joins while nobody answers. See the texts' own README for its history.

/// What one line of the story is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beat {
    Post,
    Followup,
    Reply,
    Quote,
    Reshare,
    Like,
}

/// One line of the story.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) after_secs: u32,
    pub(super) beat: Beat,
    pub(super) handle: &'static str,
    pub(super) followers: u32,
    pub(super) text: &'static str,
}

/// The story in the order of its lines.
pub(super) fn lines() -> Vec<Line> {
    include_str!("../../assets/rehearsal/black-friday-case.txt")
        .lines()
        .filter(|l| !l.starts_with("# "))
        .filter_map(|l| {
            let mut parts = l.splitn(5, '|').map(str::trim);
            let minutes: f64 = parts.next()?.parse().ok()?;
            let beat = match parts.next()? {
                "post" => Beat::Post,
                "followup" => Beat::Followup,
                "reply" => Beat::Reply,
                "quote" => Beat::Quote,
                "reshare" => Beat::Reshare,
                "like" => Beat::Like,
                _ => return None,
            };
            Some(Line {
                after_secs: (minutes * 60.0) as u32,
                beat,
                handle: parts.next()?,
                followers: parts.next()?.parse().ok()?,
                text: parts.next().unwrap_or(""),
            })
        })
        .collect()
}
