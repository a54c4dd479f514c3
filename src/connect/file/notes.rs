//! What an import assumed or changed, in sentences. Said once for the file, not once a row.

use super::date::{DayOrder, Moment};

/// What happened to many rows alike.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    /// The line of the row that is being read.
    pub line: u64,
    /// Lines passed over after a broken row, in search of the next.
    pub passed: u64,
    /// Ids that a spreadsheet has rounded.
    pub rounded_ids: u64,
    zone: Option<String>,
    order: Option<DayOrder>,
    zone_assumed: bool,
    order_assumed: Option<u64>,
    cut: u64,
    cut_line: u64,
    other_cells: u64,
    other_line: u64,
    other_name: &'static str,
    unknown_kinds: u64,
    unknown_kind: String,
}

impl Notes {
    /// Notes on a file for which a zone and an order of day and month will be assumed where they are needed.
    pub fn assuming(zone: Option<String>, order: Option<DayOrder>) -> Notes {
        Notes { zone, order, ..Notes::default() }
    }

    /// A time was read.
    pub fn moment(&mut self, moment: Moment) {
        self.zone_assumed |= moment.zone_assumed;
        if moment.order_assumed {
            self.order_assumed.get_or_insert(self.line);
        }
    }

    /// A text was cut.
    pub fn cut(&mut self) {
        if self.cut == 0 {
            self.cut_line = self.line;
        }
        self.cut += 1;
    }

    /// A cell was read, and was no UTF-8 when another encoding is named.
    pub fn encoding(&mut self, other: Option<&'static encoding_rs::Encoding>) {
        let Some(other) = other else { return };
        if self.other_cells == 0 {
            (self.other_line, self.other_name) = (self.line, other.name());
        }
        self.other_cells += 1;
    }

    /// A kind that we do not know.
    pub fn unknown_kind(&mut self, kind: &str) {
        if self.unknown_kinds == 0 {
            self.unknown_kind = kind.chars().take(40).collect();
        }
        self.unknown_kinds += 1;
    }

    /// What is to be said.
    pub fn sentences(&self) -> Vec<String> {
        let mut out = Vec::new();
        if self.zone_assumed
            && let Some(zone) = &self.zone
        {
            out.push(format!(
                "Times without a zone were read as {zone}. Choose their zone in the mapping if that is wrong."
            ));
        }
        if let (Some(line), Some(order)) = (self.order_assumed, self.order) {
            let (order, meant) = match order {
                DayOrder::DayFirst => ("day first", "1 May"),
                DayOrder::MonthFirst => ("month first", "5 January"),
            };
            out.push(format!("Dates such as that of line {line} were read {order} (01/05 is {meant}), because nothing in the file tells. Choose the order in the mapping if that is wrong."));
        }
        if self.other_cells > 0 {
            let (count, name, line) =
                (counted(self.other_cells, "cell is", "cells are"), self.other_name, self.other_line);
            out.push(format!("{count} not UTF-8 and read as {name}, the first on line {line}."));
        }
        if self.cut > 0 {
            let (count, line) = (counted(self.cut, "text was", "texts were"), self.cut_line);
            let max = crate::limits::TEXT_CHARS_MAX;
            out.push(format!(
                "{count} longer than {max} characters and cut, the first on line {line}; a cut text ends in “… [cut]”."
            ));
        }
        if self.passed > 0 {
            let count = counted(self.passed, "line was", "lines were");
            out.push(format!("{count} passed over after a broken row, because they do not read as rows either."));
        }
        if self.unknown_kinds > 0 {
            let (count, kind) = (counted(self.unknown_kinds, "row has a kind", "rows have kinds"), &self.unknown_kind);
            out.push(format!("{count} that is not known (“{kind}”) and came in as post or reply."));
        }
        if self.rounded_ids > 0 {
            let count = counted(self.rounded_ids, "id looks", "ids look");
            out.push(format!("{count} rounded by a spreadsheet, such as 1.2E+17: different mentions may have the same. Export the ids as text if you can."));
        }
        out
    }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}
