//! Every limit of the house, with its reason. Each is reached by a test.

/// Bytes of a ledger key. Keys are made by us, so a longer one is a bug.
pub const KEY_BYTES_MAX: usize = 128;
/// Bytes of one commit's body or texts. A page is at most 100 mentions of at most [`TEXT_CHARS_MAX`] characters.
pub const COMMIT_BYTES_MAX: usize = 8 << 20;
/// Mentions on one page, as networks give them.
pub const PAGE_MENTIONS_MAX: usize = 100;
/// Characters kept of one mention's text. The longest post of any network we read is shorter; what is cut is said.
pub const TEXT_CHARS_MAX: usize = 10_000;
/// Characters kept of a name or an id from outside.
pub const NAME_CHARS_MAX: usize = 200;
/// Bytes of one cell of an imported file. A longer one is a broken quote, and its row is quarantined.
pub const CELL_BYTES_MAX: usize = 1 << 20;
/// Inputs that wait for the engine. Full: the sender waits, and nothing is lost, because no cursor has moved.
pub const MAILBOX_INPUTS_MAX: usize = 256;
/// Inputs that one turn takes.
pub const TURN_INPUTS_MAX: usize = 64;
/// Bytes of a journal segment before the next is begun.
pub const SEGMENT_BYTES_MAX: u64 = 64 << 20;
/// Bytes of one row of an imported file: room for one longest cell and its neighbours. It bounds the import's memory.
pub const ROW_BYTES_MAX: usize = 2 << 20;
/// Columns of an imported file. A row with more is a broken quote, or no table.
pub const COLUMNS_MAX: usize = 256;
/// Bytes of a file's head by which its encoding, its delimiter and the order of its dates are decided.
pub const HEAD_BYTES_MAX: usize = 256 << 10;
/// Rows shown before an import is begun.
pub const PREVIEW_ROWS_MAX: usize = 10;
/// Bytes that one page of an import may pass over in search of a readable row, so that it can be cancelled meanwhile.
pub const PAGE_BYTES_MAX: u64 = 8 << 20;
