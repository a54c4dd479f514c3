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
/// Commits of one append. More would hold the writer, and everyone behind it, for too long.
pub const APPEND_COMMITS_MAX: usize = 10_240;
/// Bytes of one append, all commits together: what the journal must hold in memory to keep it whole or not at all.
pub const APPEND_BYTES_MAX: usize = 32 << 20;
/// Bytes of one value in the embedded store; longer ones are cut into pieces. A leaf holds up to about 20 values, and
/// one that outgrows a quarter of a 128 KiB segment is put by sled into a file of its own, which sled never syncs.
pub const STORE_PIECE_BYTES_MAX: usize = 1400;
/// Bytes that must be free on the disk before a decision is taken: the store cannot recover from a disk that fills up
/// under it without being opened again, so we stop while reading and closing still work.
pub const DISK_RESERVE_BYTES: u64 = 32 << 20;
/// Commits that a bulk import may hold in memory before they are handed to the operating system.
pub const LAZY_COMMITS_MAX: usize = 1000;
/// Snapshots of the projection that are kept: the newest, and one to fall back to.
pub const SNAPSHOTS_KEPT_MAX: usize = 2;
/// Problems that a report names; the rest are counted.
pub const REPORT_PROBLEMS_MAX: usize = 100;
/// Commits that opening compares between store and journal, newest first; `verify` compares all.
pub const OPEN_COMPARED_MAX: u64 = 1000;
/// Answers to commands that a snapshot carries.
pub const ANSWERS_KEPT_MAX: usize = 32;
/// Quarantined rows on the screen; all of them are in the export.
pub const QUARANTINE_SHOWN_MAX: usize = 200;
/// Conversations that one command may carry. Each is a commit, and all of them, with the fact that takes them back,
/// must fit into one append.
pub const COMMAND_CONVERSATIONS_MAX: usize = 10_000;
/// Decisions that can be taken back, newest first.
pub const UNDO_MAX: usize = 100;
/// Things written that the conversation panel shows; the newest.
pub const BUBBLES_SHOWN_MAX: usize = 200;
/// Rows around the visible ones that a snapshot carries, so that scrolling has words at once.
pub const ROWS_AROUND_MAX: usize = 60;
/// Changes of conversations that the floor remembers, so that a table is mended; a table that is older is made anew.
pub const CHANGES_KEPT_MAX: usize = 1 << 16;
/// Agents on one floor.
pub const AGENTS_MAX: usize = 10_000;
/// Channels on one floor.
pub const CHANNELS_MAX: usize = 200;
/// Facts that the passing of time makes in one commit.
pub const DUE_EVENTS_MAX: usize = 256;
/// Rows of the table that one snapshot carries around its middle; a taller window shows the rest a moment later.
pub const ROWS_SHOWN_MAX: usize = 400;
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
/// Seconds after which a promise that ran out is taken to have run out while nobody watched.
pub const UNWATCHED_SECS: u32 = 3600;
/// Commits by which the durable store may lag behind the durable journal. Making up for it when opening takes
/// milliseconds; syncing the store in each decision too costs as much again as its first sync.
pub const STORE_LAG_COMMITS_MAX: usize = 256;
/// Milliseconds between two snapshots: ten a second is more than an eye needs.
pub const PUBLISH_MILLIS_MIN: u64 = 100;
/// Wishes of the window that wait for the engine. Full: the newest is not taken, and the window is told.
pub const WISHES_MAX: usize = 1024;
/// Commits that wait in memory, durable in the journal, before the store is given them in one batch: sled does best with
/// batches of at most 256 keys, and the decision that fills it up pays for all of them.
pub const OVERLAY_COMMITS_MAX: usize = 64;
/// Bytes of the commits that wait so, for the same reason; a single longer append goes to the store at once.
pub const OVERLAY_BYTES_MAX: usize = 256 << 10;
/// Alerts that are over and still remembered; older ones stand in the log.
pub const ALERTS_KEPT_MAX: usize = 500;
/// Mentions that one overrule speaks of: what a customer wrote since our last answer; of more, the newest.
pub const OVERRULED_MENTIONS_MAX: usize = 50;
/// Followers from which somebody who carries a conversation on is remembered by name: an alert says who drives it, and
/// the thousands behind them would only take room.
pub const JOINER_FOLLOWERS_MIN: u32 = 1_000;
/// Accounts of one customer that are looked at. Nobody has more ways to write to us than that.
pub const CUSTOMER_HANDLES_MAX: usize = 16;
/// Customers of the same name or handle among whom one is still guessed. Of more, the guess would be worth nothing.
pub const MATCH_NAMESAKES_MAX: usize = 8;
/// Seconds within which what a customer writes on two channels is taken to be the same matter: a day.
pub const SAME_MATTER_SECS: u32 = 24 * 60 * 60;
/// Open conversations of one customer that are looked at for belonging together; who has more is no person.
pub const MATTER_CONVERSATIONS_MAX: usize = 64;
/// Conversations that are played both ways to tell what priority mode saved: a day of a large floor, in a blink. The
/// newest beyond are left out, and it is said.
pub const PLAYED_JOBS_MAX: usize = 20_000;
/// Names, context words and exclusions of a brand, of each kind. Every mention is compared with all of them.
pub const BRAND_TERMS_MAX: usize = 200;
/// Characters of one of them: longer than any name that people write out.
pub const BRAND_TERM_CHARS_MAX: usize = 80;
/// Originals that are remembered to know their copies by: five times the busiest hour of 100 000 mentions a day, in
/// 7 MB. Beyond, the one that came first is forgotten, and its next copy counts as an original.
pub const ORIGINALS_KEPT_MAX: usize = 1 << 15;
/// Seconds after its last copy that an original is remembered.
pub const COPY_WINDOW_SECS: u32 = 3600;
/// Originals that one band of a text is compared with, newest first, so that a flood of texts that begin alike costs
/// no more than any other.
pub const COPY_CANDIDATES_MAX: usize = 16;
/// Characters by which the language is decided: more do not change the answer, and cost.
pub const LANGUAGE_CHARS_MAX: usize = 400;
/// Phrases that an explanation names; the rest are counted.
pub const PHRASES_NAMED_MAX: usize = 6;
/// Conversations that are carried on and looked at each minute; of more, those whose newest joining is oldest wait for
/// their next joining.
pub const CASCADES_LIVE_MAX: usize = 10_000;
/// Customers on one page of an import: few enough that a page is taken in within a frame.
pub const PAGE_CUSTOMERS_MAX: usize = 1_000;
/// Lines of a history of spread that is learnt from or measured on: ten times the largest public one. More is refused.
pub const HISTORY_CARRYINGS_MAX: usize = 1_000_000;
/// Seconds after a post until which its history counts: a month. The memory of the model ends there, too.
pub const HISTORY_SECS_MAX: u32 = 2_678_400;
/// Hours that a forecast of spread is drawn for: a week, as long as the histories that it was learnt from.
pub const FORECAST_HOURS_MAX: u32 = 168;
/// Bytes of a file with a history of spread: room for as many lines as one may have.
pub const HISTORY_BYTES_MAX: u64 = 32 << 20;
/// Histories that are read at once, so that they fit into memory together.
pub const HISTORY_FILES_MAX: usize = 2_000;
/// Counts that the pulse of a channel remembers: an hour of minutes. Shorter counts make it remember less than an hour.
pub const PULSE_COUNTS_MAX: usize = 60;
/// Seconds between two ticks after which nobody watched a channel's pulse; that time is neither judged nor learnt.
pub const PULSE_UNWATCHED_SECS: u32 = 900;
/// Rows of a file of counts: fifty years of minutes would be 26 million, and of 5 minutes 5 million.
pub const SERIES_ROWS_MAX: usize = 5_000_000;
/// Alerts that a snapshot carries; the rest are remembered.
pub const ALERTS_SHOWN_MAX: usize = 100;
/// Mentions that are looked through, newest first, for samples of a stage of the funnel.
pub const SAMPLES_FROM_MAX: usize = 20_000;
/// Samples of a stage that are shown.
pub const SAMPLES_SHOWN_MAX: usize = 60;
/// Recent mentions that a change of the brand is tried on before it is decided.
pub const PREVIEW_MENTIONS_MAX: usize = 400;
/// Conversations that a change of the weights is tried on before it is decided: those that wait longest.
pub const PREVIEW_WAITING_MAX: usize = 5_000;
/// Customers that are known: about 250 bytes each. When there are so many, an import takes in no new ones and says so.
pub const CUSTOMERS_MAX: usize = 1_000_000;
/// E-mail addresses that are read in one text. Who writes more is handing out a list.
pub const EMAILS_READ_MAX: usize = 4;
/// Characters of a text that triage reads. Posts are shorter; of a longer one the beginning says what it is.
pub const READ_CHARS_MAX: usize = 4_000;
/// Folded characters of one word. A longer one is read as several.
pub const WORD_CHARS_MAX: usize = 40;
/// Features of words, and as many of letters, that a model weighs in one text. What [`READ_CHARS_MAX`] characters make
/// is about as many; the rest is left out.
pub const FEATURES_MAX: usize = 8_192;
/// Features of one lesson. A post has fewer; of a longer one those that count most are kept.
pub const LESSON_FEATURES_MAX: usize = 512;
/// Lessons that count; beyond, the oldest count no longer. Fitting a thousand takes less than a tenth of a second, so it
/// is done at each correction.
pub const LESSONS_MAX: usize = 1_000;
/// Reasons of one score that are shown; those that are weaker are one line together.
pub const REASONS_MAX: usize = 24;
/// Labels that one model tells apart.
pub const LABELS_MAX: usize = 64;
/// Bytes of a table to learn from: it is held in memory.
pub const TRAIN_BYTES_MAX: usize = 512 << 20;
/// Rows of such a table that are learnt from; those after them are counted, and that is said. Each takes about 2 kB.
pub const TRAIN_ROWS_MAX: usize = 500_000;
/// Conversations of one command that the model learns from; of more, the first.
pub const COMMAND_LESSONS_MAX: usize = 100;
/// Answers of ours that `triage` remembers of a file, to know who answers them. Beyond, an answer to an older one
/// counts as a mention of its own.
pub const TRIAGE_ANSWERS_KEPT_MAX: usize = 1 << 20;
/// Mentions that `triage` lists in its answer; `--out` writes all of them.
pub const TRIAGE_LIST_MAX: usize = 10_000;
/// Groups that one agent belongs to.
pub const AGENT_GROUPS_MAX: usize = 16;
/// Shifts in the roster of one agent: a year of two a day. More is refused.
pub const AGENT_SHIFTS_MAX: usize = 800;
/// Days that a calendar is walked for a due time: two years. What is not reached by then is as good as never.
pub const CALENDAR_DAYS_MAX: i64 = 732;
/// Special days of one calendar: thirty a year for more than a decade. More is refused.
pub const SPECIAL_DAYS_MAX: usize = 400;
/// Stretches of opening hours on one day. More is refused.
pub const DAY_PERIODS_MAX: usize = 8;
/// Characters that customers are told of a closed day. More is refused.
pub const PUBLIC_TEXT_CHARS_MAX: usize = 500;
/// Calendars on one floor. More is refused.
pub const CALENDARS_MAX: usize = 200;
/// Lines of one explanation of a due time; of a longer one the middle is one line.
pub const EXPLAIN_LINES_MAX: usize = 24;
/// Hundredths of a slot that one conversation may take: ten slots. More would be an agent's day.
pub const ASSIGNMENT_WEIGHT_CENTI_MAX: u16 = 1_000;
/// Groups that a limit is kept for.
pub const ASSIGNMENT_TEAMS_MAX: usize = 200;
/// Alerts about conversations that do not move that burn at once; of more, those that wait longest. A list of thousands
/// would hide the alerts that matter.
pub const STUCK_ALERTS_MAX: usize = 50;
/// Conversations that one turn of the engine gives out by itself, so that a turn stays short; the rest in the next, at
/// once.
pub const ASSIGNED_PER_TURN_MAX: usize = 64;
/// Conversations of the queue that are priced to find the most urgent one; beyond, the best so far is taken.
pub const URGENT_PRICED_MAX: usize = 1_024;
/// Times that a command is decided anew because another desk assigned at the same moment; then the person is told.
pub const DECIDED_ANEW_MAX: usize = 16;
/// Hand-offs that are open at once: each is a call or an e-mail that somebody promised. More are refused.
pub const HANDOFFS_OPEN_MAX: usize = 1_000;
/// Hand-offs that are over and remembered, about 1 kB each; older ones lie in the log.
pub const HANDOFFS_KEPT_MAX: usize = 1_000;
/// Characters of a note or a promise in a hand-off.
pub const PACKET_CHARS_MAX: usize = 2_000;
/// Seconds ahead for which a call may be promised: 30 days.
pub const CALL_BACK_SECS_MAX: u32 = 30 * 24 * 3600;
/// Characters of an answer of ours, where its network names no fewer; and of a template.
pub const REPLY_CHARS_MAX: usize = 5_000;
/// Answers of ours that are remembered with their words; older ones lie in the log.
pub const REPLIES_KEPT_MAX: usize = 2_000;
/// Templates of a floor: more nobody finds. More are refused.
pub const TEMPLATES_MAX: usize = 200;
/// Characters of one line of the tone card.
pub const CARD_CHARS_MAX: usize = 400;
/// Lines of each kind on the tone card: more nobody keeps in mind.
pub const CARD_LINES_MAX: usize = 12;
/// Wrong claims that are remembered; beyond, the oldest that was put right is forgotten.
pub const CLAIMS_KEPT_MAX: usize = 5_000;
/// Customers who turned from angry to glad that are counted; beyond, the count stands still.
pub const TURNED_MAX: usize = 100_000;
/// Quarters of an hour, times intents, of which handle times are remembered: about eight weeks; older ones are forgotten.
pub const HANDLED_ROWS_MAX: usize = 40_000;
/// Answers of one account that are compared with each other: those of half an hour; beyond, the oldest is left out.
pub const OUTGOING_KEPT_MAX: usize = 500;
/// Mentions, newest first, among which the answers of the last half hour are looked for after a restart.
pub const OUTGOING_LOOKED_THROUGH_MAX: usize = 2_000;
/// Conversations in hand whose handle time runs; those beyond are not timed.
pub const WORKING_MAX: usize = 50_000;
/// Ladders of a floor. A team has one, a house of brands a few.
pub const LADDERS_MAX: usize = 50;
/// Rungs of a ladder: who is not reached after ten is not reached by an eleventh.
pub const LADDER_RUNGS_MAX: usize = 10;
/// Seconds that a rung may take to acknowledge: a day. Beyond, it is no escalation.
pub const RUNG_ACK_SECS_MAX: u32 = 86_400;
/// Rules that raise by themselves. Each is asked of every fact that may raise.
pub const ESCALATION_RULES_MAX: usize = 50;
/// What one rule may raise in a minute at most, whatever is written in it: more is a rule that matches everything.
pub const RULE_PER_MINUTE_MAX: u16 = 600;
/// Conversations that wait for one rule because it has raised enough in this minute. Those beyond are counted and shown;
/// they stay in the queue of the floor as before.
pub const RULE_WAITING_MAX: usize = 10_000;
/// Open escalations. Beyond, raising by hand is refused and rules wait.
pub const ESCALATIONS_OPEN_MAX: usize = 20_000;
/// Resolved escalations that are remembered; the log keeps all of them.
pub const ESCALATIONS_KEPT_MAX: usize = 2_000;
/// Conversations that one escalation links.
pub const ESCALATION_LINKED_MAX: usize = 1_000;
/// Lines of the trail of one escalation that are held in memory; of more, the oldest notes and figures go first. The log
/// keeps all of them, and how many are missing is said.
pub const TRAIL_LINES_MAX: usize = 400;
/// Steps of a playbook: a list that fits beside the conversation.
pub const PLAYBOOK_STEPS_MAX: usize = 20;
/// Characters of a reason, note or step of an escalation.
pub const ESCALATION_WORDS_MAX: usize = 1_000;
/// Mutes and substitutes that are in force at once, of each kind.
pub const MUTES_MAX: usize = 200;
/// Escalations that a snapshot carries of each column; the rest are counted.
pub const ESCALATIONS_SHOWN_MAX: usize = 60;
/// Decisions about escalations that can be taken back: as many as about conversations.
pub const ESCALATION_UNDO_MAX: usize = 100;
/// Newest conversations that a rule is tried on before it is set, to warn of one that matches everything.
pub const RULE_TRIED_MAX: usize = 400;
/// Seeds with which policies are compared, at most: so far reaches the table of Student's t, and a day takes its time.
/// More are not played.
pub const COMPARED_SEEDS_MAX: usize = 31;
/// Agents that the conversation panel names as those who could take it, or why they could not; of more, the best.
pub const CANDIDATES_SHOWN_MAX: usize = 60;
/// Policies on one floor; each conversation is compared with them in order. More is refused.
pub const POLICIES_MAX: usize = 100;
/// Changes of hours and promises that are remembered with what held before, to tell who moved a due time; of more, the
/// newest. All of them stand in the log.
pub const PROMISE_EDITIONS_MAX: usize = 20;
/// Stretches in which one resolution clock stands still. After so many it does not stand still again.
pub const PAUSES_KEPT_MAX: usize = 64;
/// Programs of ours whose answers are no response. More is refused.
pub const BOTS_MAX: usize = 100;
/// First responses, and people who wait, that a figure which needs a look at each is made of: the newest of them, in
/// half a millisecond. Of more it says so.
pub const EXPECTATIONS_MAX: usize = 5_000;
/// Seconds by which a clock may go back before that is said and the timers of the ladders are set anew: corrections by a
/// time server are smaller.
pub const CLOCK_BACK_SECS: u32 = 120;
/// Answers that were begun and are kept at a desk; beyond, the one that nobody has written in for longest goes.
pub const DRAFTS_KEPT_MAX: usize = 500;
/// Lines of the timeline of one incident, trail and conversations together; of more, the oldest go, and that is said.
pub const TIMELINE_LINES_MAX: usize = 2_000;
/// Lines of a timeline that a snapshot carries, newest first.
pub const TIMELINE_SHOWN_MAX: usize = 120;
/// People of one rung that are named; the rest are counted.
pub const RUNG_PEOPLE_SHOWN_MAX: usize = 4;
/// Seconds after the end of a shift when what is still owned is handed over: five minutes, less what a busy program may
/// need, so that five minutes after the end nothing is owned by somebody who has gone.
pub const HANDOVER_AFTER_SECS: u32 = 290;
/// Seconds without any sign of somebody after which they are taken for away. A phone in a pocket loses its connection for
/// a minute or two.
pub const SIGN_GRACE_SECS: u32 = 300;
/// States that are remembered of one agent: a week of a busy day. Beyond, the oldest are forgotten.
pub const SPELLS_KEPT_MAX: usize = 200;
/// Absences that are remembered of one agent. Beyond, the oldest are forgotten.
pub const AGENT_ABSENCES_MAX: usize = 60;
/// Substitutes of substitutes that are asked. A longer chain is most often a mistake, and its work goes to the queue.
pub const SUBSTITUTES_ASKED_MAX: usize = 8;
/// Trainings of one agent. More are refused.
pub const TRAININGS_MAX: usize = 40;
/// Partners of one floor. More are refused.
pub const POOLS_MAX: usize = 20;
/// Conversations of each kind in one capsule. Who owned more leaves several.
pub const CAPSULE_OPEN_MAX: usize = 100;
/// Alerts that a capsule names, those of gravest causes first as they are kept.
pub const CAPSULE_ALERTS_MAX: usize = 20;
/// Capsules that are remembered: a month of twenty people. Beyond, the oldest are forgotten; the log keeps them.
pub const CAPSULES_KEPT_MAX: usize = 600;
/// Characters of a note to the next shift, and of an announcement.
pub const NOTE_CHARS_MAX: usize = 2_000;
/// Seconds from now until which a shift may be extended: no law allows much more at once.
pub const EXTENSION_SECS_MAX: u32 = 6 * 3600;
/// Names that an announcement lists; the others are counted.
pub const ANNOUNCED_NAMES_MAX: usize = 6;
/// Rows of one file of shifts: a month of a thousand people. The rest is left out, which is said.
pub const ROSTER_ROWS_MAX: usize = 40_000;
/// Capsules that nobody took over and that are shown.
pub const CAPSULES_SHOWN_MAX: usize = 24;
/// Conversations of one agent that their card lists; the count beside it is of all.
pub const HELD_SHOWN_MAX: usize = 40;
/// Absences that a card lists, the newest.
pub const ABSENCES_SHOWN_MAX: usize = 6;
/// People who are offered to take a capsule over.
pub const TAKERS_SHOWN_MAX: usize = 12;
/// Accounts for which a shift change is drafted at once.
pub const ANNOUNCEMENTS_SHOWN_MAX: usize = 12;
/// Rules of alerts: more than anybody looks through. More are refused.
pub const ALERT_RULES_MAX: usize = 64;
/// Characters of a strategy card: a page. A longer one is refused.
pub const ACCOUNT_CARD_CHARS_MAX: usize = 2_000;
/// Commits after which the log is sealed: what a seal covers is read again when the store is opened, so it stays short.
pub const SEAL_COMMITS: u32 = 500;
/// Seconds after which the log is sealed if anything was decided since.
pub const SEAL_SECS: u32 = 600;
/// Rows of the audit that are kept for the screen; older ones are found by a narrower search.
pub const AUDIT_ROWS_MAX: usize = 20_000;
/// Rows of the audit that are looked for at once.
pub const AUDIT_ROWS_AT_ONCE: usize = 500;
/// Mentions, newest first, among which those that came to the wrong account are counted.
pub const MISSENT_MENTIONS_MAX: usize = 10_000;
/// Bytes of a file of holidays: decades of a country take a tenth of it. A larger one is refused.
pub const HOLIDAY_BYTES_MAX: usize = 4 << 20;
/// Skills of one agent that are set for today. More are refused.
pub const AGENT_SKILLS_MAX: usize = 40;
/// Days of one roster: six weeks of a peak and one before. More are planned as two.
pub const ROSTER_DAYS_MAX: usize = 63;
/// People and seats of one roster. A larger floor is planned team by team.
pub const ROSTER_PEOPLE_MAX: usize = 2_000;
/// Skills, with languages, of one roster. More are refused: nobody would see why somebody was planned.
pub const ROSTER_SKILLS_MAX: usize = 24;
/// Breaks of one shift: two short ones and a meal.
pub const ROSTER_BREAKS_MAX: usize = 3;
/// Groups of skills that are compared with those who have them in one interval while searching; what is shown is exact.
pub const ROSTER_CUTS_MAX: usize = 64;
/// Plans of a floor: drafts, the published ones of a year and those that were replaced. More are refused.
pub const PLANS_MAX: usize = 80;
/// Days of one plan: a quarter of a year. More is refused.
pub const PLAN_DAYS_MAX: u16 = 92;
/// Shifts of one plan: a thousand people, four weeks, each day. More are refused.
pub const PLAN_SHIFTS_MAX: usize = 30_000;
/// Shifts of one person in one plan: a quarter of a year of three a day. More are refused.
pub const LANE_SHIFTS_MAX: usize = 300;
/// Breaks of one shift. More are refused.
pub const SHIFT_BREAKS_MAX: usize = 8;
/// Seconds of one planned shift: the day on which the clocks go back. A longer one is refused.
pub const SHIFT_SECS_MAX: u32 = 25 * 3600;
/// Changes that the log of one plan holds; older ones lie in the log of the floor.
pub const PLAN_CHANGES_KEPT_MAX: usize = 400;
/// Shifts that one change lists one by one; of more it says how many.
pub const PLAN_CHANGES_LISTED_MAX: usize = 20;
/// Decisions about plans and what belongs to them that can be taken back: as many as about conversations.
pub const PLAN_UNDO_MAX: usize = 100;
/// Shifts that those decisions hold together, or as much of anything else; beyond, the oldest cannot be taken back any
/// more. The newest always can.
pub const PLAN_UNDO_SHIFTS_MAX: usize = 60_000;
/// Seconds for which published shifts are remembered with breaks and activity: the weeks that fairness looks at, and
/// some more. The roster of an agent and the plans keep them longer.
pub const PUBLISHED_KEPT_SECS: u32 = 100 * 24 * 3600;
/// Windows in which one agent can work.
pub const WISH_WINDOWS_MAX: usize = 42;
/// Days off that one agent wishes.
pub const WISH_DAYS_MAX: usize = 100;
/// Rules about how many must be there.
pub const COVER_RULES_MAX: usize = 32;
/// Violations that a refusal to publish names; the rest are counted.
pub const VIOLATIONS_NAMED_MAX: usize = 5;
/// Requests for time off, and offers to swap, that are remembered of each kind, open ones always.
pub const REQUESTS_KEPT_MAX: usize = 2_000;
/// Requests of each kind that nobody has answered. More are refused: somebody has to answer first.
pub const REQUESTS_OPEN_MAX: usize = 1_000;
/// Campaigns of a floor.
pub const CAMPAIGNS_MAX: usize = 200;
/// Lifts that people have set.
pub const LIFTS_MAX: usize = 2_000;
/// Marks on history.
pub const MARKS_MAX: usize = 5_000;
/// Things that must be ready before a peak: more nobody walks through.
pub const READINESS_MAX: usize = 100;
/// Lines of the comparison of two plans that are shown; the rest is counted.
pub const PLAN_DIFFERENCES_MAX: usize = 400;
/// Changes of a plan that its log shows at once.
pub const PLAN_LOG_SHOWN_MAX: usize = 120;
/// Requests for time off and offers to swap that are shown, those that wait first.
pub const REQUESTS_SHOWN_MAX: usize = 100;

/// Intervals of one history that is kept: three years of half hours. A longer file is refused with its length.
pub const KEPT_INTERVALS_MAX: usize = 3 * 366 * 48;
/// Histories that are kept; the next one is refused until one is dropped.
pub const HISTORIES_MAX: usize = 16;
/// Changes of one fix: more is a new plan.
pub const FIX_CHANGES_MAX: usize = 40;
/// Intervals of one history: eleven years of quarter hours. Older ones are left out.
pub const HISTORY_INTERVALS_MAX: usize = 400_000;
/// Marks on one history: more than anybody sets by hand in ten years. The oldest are left out.
pub const HISTORY_MARKS_MAX: usize = 10_000;
/// Keys of one file of counts: channels by languages by intents of a large desk. More are refused.
pub const HISTORY_KEYS_MAX: usize = 2_000;
/// Days that are forecast at once: two years, so that the peak after the next one can be seen.
pub const FORECAST_DAYS_MAX: u32 = 732;
/// Events of one calendar: decades of public holidays and campaigns. More are refused.
pub const FORECAST_EVENTS_MAX: usize = 5_000;
/// Origins of one back-test: a year of days.
pub const BACKTEST_ORIGINS_MAX: usize = 366;
/// People at work all the time (erlangs) that one requirement is computed for: more than any floor has. More is refused.
pub const LOAD_MAX: f64 = 100_000.0;
/// Intervals of one plan: a year of half hours. More are refused.
pub const PLAN_INTERVALS_MAX: usize = 17_568;
/// Intervals for which deferred work may lie: four weeks of quarters of an hour. More is refused.
pub const DEFERRED_INTERVALS_MAX: usize = 2_688;
/// People whom the carry-over from interval to interval follows. Of a queue that is longer, the rest is not carried.
pub const CARRY_STATES_MAX: usize = 20_000;
/// Classes of conversations of one simulated floor: one bit each. More are refused.
pub const SIM_CLASSES_MAX: usize = 32;
/// Conversations that a simulated agent has at once at most. More is refused.
pub const SIM_CONCURRENCY_MAX: u8 = 8;
/// Shifts of one simulated floor: a week of a thousand people and more. More are refused.
pub const SIM_PEOPLE_MAX: usize = 20_000;
/// Intervals of one simulated time: a quarter of a year of quarters of an hour. More are refused.
pub const SIM_INTERVALS_MAX: usize = 10_000;
/// Conversations of one simulated time, so that it ends within seconds. More are refused.
pub const SIM_CONVERSATIONS_MAX: usize = 20_000_000;
/// Runs of one simulation: more than the tails of a day need.
pub const SIM_RUNS_MAX: u32 = 10_000;
/// Conversations that wait or are being handled when a live what-if begins. More are refused.
pub const WHAT_IF_OPEN_MAX: usize = 200_000;
/// Seconds after the beginning of a shift when somebody who is not there is late.
pub const LATE_SECS: u32 = 300;
/// Seconds after it when they are absent: nobody is half an hour late without a word.
pub const MISSING_SECS: u32 = 1_800;
/// Seconds that somebody has to be back before an alert about it ends.
pub const BACK_SECS: u32 = 60;
/// Seconds after which a break is over that nobody has planned.
pub const BREAK_SECS_MIN: u32 = 900;
/// Seconds that a break may be longer before anybody is told.
pub const BREAK_GRACE_SECS: u32 = 300;
/// People who are named as those who could fill a gap; of more, the best.
pub const FILLERS_MAX: usize = 60;
/// Weeks that fairness looks back at most: what the days around a plan reach.
pub const FAIR_WEEKS_MAX: u16 = 5;

/// Seconds for which a better plan is looked for; whoever cannot wait stops it and keeps the best so far.
pub const PLAN_SEARCH_SECS: f64 = 4.0;
/// Bytes of a forecast or a floor that is read from a file: a year of half hours in many series. More is refused.
pub const PLAN_FILE_BYTES_MAX: u64 = 64 << 20;
/// Bytes of a benchmark roster instance: the largest published one has a tenth of it. A larger one is refused.
pub const NURSE_BYTES_MAX: usize = 8 << 20;
/// Days of a benchmark roster: a year and a day. More are refused.
pub const NURSE_DAYS_MAX: usize = 366;
/// Shifts of a benchmark roster, twice as many as any published one has. More are refused.
pub const NURSE_SHIFTS_MAX: usize = 64;
/// People of a benchmark roster, more than any published one has. More are refused.
pub const NURSE_STAFF_MAX: usize = 500;
/// The largest weight, count or number of minutes in a benchmark roster: sums of them stay far from what can be counted.
pub const NURSE_WEIGHT_MAX: usize = 1_000_000;
/// Edges of the graph of one contract's lines: about 30 MB. A contract with more is planned without it.
pub const NURSE_GRAPH_EDGES_MAX: usize = 3_000_000;
/// Bytes of one answer from the network, unpacked. More is not read to its end, and the source says so.
pub const ANSWER_BYTES_MAX: usize = 8 << 20;
/// Bytes of a cursor: it is kept with every page. A connector that remembers more has to forget its oldest.
pub const CURSOR_BYTES_MAX: usize = 8 << 10;
/// Ids outside that one source is asked about again: what one look of the dearest network may name. The most urgent are.
pub const WATCHED_OUTSIDE_MAX: usize = 100;
/// Carryings that one look at a mere count may add: what comes above them comes with the next look.
pub const COUNTED_AT_ONCE_MAX: u32 = 200;
/// Mentions of which it is remembered that they were edited, or are gone; the oldest are forgotten and told anew.
pub const TOLD_KEPT_MAX: usize = 100_000;
/// Things that went out, or were left, and are remembered: what a person looks back at in a day.
pub const DELIVERIES_KEPT_MAX: usize = 2_000;
/// Things that may wait to go out at once: more is refused, because nobody would look at them one by one.
pub const OUTBOX_MAX: usize = 10_000;
/// Sources in the network that one floor reads: each has a task of its own. More is refused.
pub const SOURCES_LIVE_MAX: usize = 64;
/// How sources were set up before, remembered so that numbers of another server are not taken for known ones. The oldest
/// is forgotten.
pub const SOURCES_FORMER_MAX: usize = 256;
/// Characters of one entry of a source's settings. More is refused.
pub const SOURCE_OPTION_CHARS_MAX: usize = 1_000;
/// Seconds between two looks at a source, at least: no network that we read likes less.
pub const SOURCE_EVERY_SECS_MIN: u32 = 5;
/// Labels that one command may change. More is refused.
pub const TICKET_LABELS_MAX: usize = 50;
/// Things that one source is given to send at a time; the rest waits for its turn.
pub const OUT_AT_ONCE_MAX: usize = 100;
/// The newest conversations that are looked through for what should be looked at again outside.
pub const WATCHED_LOOKED_THROUGH_MAX: usize = 5_000;
/// Things on their way out that the screen shows; how many there are in all is said.
pub const DELIVERIES_SHOWN_MAX: usize = 200;
/// Words that one source searches for. Each is a request a round; further ones are not looked for.
pub const SEARCH_WORDS_MAX: usize = 10;
/// Pages that a fresh source reads back at most, within a day. What is older is said to be left out.
pub const FIRST_PAGES_MAX: u32 = 20;
/// Pages that a source reads back at most to what it knows: 10 000 mentions. Beyond, the gap is said and recorded.
pub const CATCH_UP_PAGES_MAX: u32 = 400;
/// Bytes read of one mail; its words come first, and what is attached is not wanted.
pub const MAIL_BYTES_MAX: usize = 128 << 10;
/// Mails of one answer: with [`MAIL_BYTES_MAX`] each they fit into [`ANSWER_BYTES_MAX`].
pub const MAIL_FETCH_MAX: usize = 50;
/// Attachments of a mail that are named; of the rest it is said how many there are.
pub const MAIL_ATTACHMENTS_NAMED_MAX: usize = 20;
/// Seconds after an answer that a server can tell us to wait: a day and an hour, because some count by days. Then it is
/// asked once more, so that a wrong date costs a day and no source.
pub const ANSWER_WAIT_SECS_MAX: u32 = 25 * 3600;
/// Windows of requests that are read from one answer. Further ones are not looked at.
pub const ANSWER_WINDOWS_MAX: usize = 16;
/// Bytes of names and values of the headers of one answer. An answer with more is refused.
pub const ANSWER_HEADER_BYTES_MAX: usize = 64 << 10;
/// Headers of one answer. An answer with more is refused.
pub const ANSWER_HEADERS_MAX: usize = 200;
/// Times that one reading follows an address that the same server names instead. Then the last answer is what came.
pub const REDIRECTS_MAX: usize = 4;
/// Characters of the name of a server that a sentence shows. The rest is left out.
pub const PLACE_CHARS_MAX: usize = 100;
/// Seconds until a server must have taken the connection and shown its certificate.
pub const CONNECT_SECS_MAX: u32 = 15;
/// Seconds for which nothing may come of an answer.
pub const ANSWER_IDLE_SECS_MAX: u32 = 30;
/// Seconds from the first byte of a request to the last of its answer. A slower one is given up.
pub const ANSWER_SECS_MAX: u32 = 90;
/// Seconds that a source which is not well is left alone at the most, before it is tried again.
pub const BACK_OFF_SECS_MAX: u32 = 300;
/// Logins that may be refused one after another before a person has to look: a third may lock the account.
pub const SIGN_INS_MAX: u32 = 1;
/// Pages that are read ahead before they are kept together in one turn.
pub const PAGES_AHEAD_MAX: usize = 16;
/// Steps of signing in or of bringing one thing out. More is a circle.
pub const STEPS_MAX: usize = 16;
/// Tries to bring one thing out, before a person has to decide.
pub const DELIVERY_TRIES_MAX: u32 = 12;
/// Seconds after which something that is still not out is a person's affair, however often it was tried.
pub const DELIVERY_SECS_MAX: u32 = 6 * 3600;
/// Mentions that a try of a login shows.
pub const TRIED_MENTIONS_MAX: usize = 10;
/// Seconds for which the system's keyring is waited for: somebody may be typing its password. Then the source says so.
pub const KEYRING_SECS_MAX: u64 = 60;
/// Calls that wait for the system's keyring. With more it has stopped answering, and the next one is told at once.
pub const KEYRING_CALLS_MAX: usize = 64;
/// Bytes of the file of secrets, for whoever chose it: a thousand sources. More is not kept.
pub const SECRETS_FILE_BYTES_MAX: usize = 8 << 20;
/// Bytes of one line of a mail server: a search of a mailbox with a hundred thousand mails fits. A longer one ends it.
pub const LINE_BYTES_MAX: usize = 1 << 20;
/// Lines of one reply of a server that takes mail. A longer one ends it.
pub const SMTP_LINES_MAX: usize = 100;
/// Bytes of what a webhook brings at once. More is refused, and whoever sends it is told.
pub const WEBHOOK_BYTES_MAX: usize = 1 << 20;
/// Bytes of the head of what a webhook brings. More is refused.
pub const WEBHOOK_HEAD_BYTES_MAX: usize = 16 << 10;
/// Connections of webhooks at a time. Further ones wait.
pub const WEBHOOK_CONNECTIONS_MAX: usize = 32;
/// Seconds until head and body must be here; then until the floor must have kept it.
pub const WEBHOOK_SECS_MAX: u32 = 10;
/// Seconds between signing and coming, either way; more is a replay, or a clock that is wrong.
pub const WEBHOOK_SKEW_SECS: u32 = 300;
/// Keys of what webhooks brought that are remembered. When so much comes within minutes, more is refused until later.
pub const WEBHOOK_REPLAYS_MAX: usize = 8_192;

/// Other processes that are answered at once while the store is open here; more wait until one has its answer.
pub const DOOR_PEERS_MAX: usize = 64;
/// Bytes of what another process asks: the longest question is a few words. A longer one is refused.
pub const DOOR_QUESTION_BYTES_MAX: usize = 64;
/// Bytes of the answer, many times what the board needs. A longer one is not given, and that is said.
pub const DOOR_ANSWER_BYTES_MAX: usize = 64 << 10;
/// Milliseconds for one question and its answer. Whoever is slower is left, so that the next is heard.
pub const DOOR_MILLIS_MAX: u64 = 1_000;
/// Milliseconds that a command waits for an answer: a few rounds of silent ones before it. Then it says so and ends.
pub const DOOR_WAIT_MILLIS_MAX: u64 = 10_000;
/// Milliseconds that a board which is just being printed has to be finished when the program is asked to end.
pub const LAST_WORDS_MILLIS_MAX: u64 = 1_000;
/// People that a customer system may name for one question. More are taken for no answer at all.
pub const CRM_FOUND_MAX: usize = 20;
/// People that are asked for in one go; the next go takes the next ones.
pub const CRM_BATCH_MAX: usize = 20;
/// People of whom it is remembered that they were asked for within a day; so many are asked for in a day at most.
pub const CRM_ASKED_MAX: usize = 20_000;
/// Responses of a mail server to one command: fifty mails, and what it likes to say beside. More ends the line.
pub const IMAP_RESPONSES_MAX: usize = 10_000;

/// Characters of a secret that is typed for a source. Tokens of a thousand characters are common, certificates are no
/// secrets of this kind; what is longer is not taken up.
pub const SOURCE_SECRET_CHARS_MAX: usize = 4_096;

/// What goes out of one conversation and is listed in it. More waits only when its source has not been reached for long;
/// the rest is listed among the sources.
pub const OUTGOING_SHOWN_MAX: usize = 20;
/// People of helpdesks of whom it is known who they are here. More than any team has; the oldest names by source are
/// forgotten first, and then go by the same name on both sides again.
pub const PEOPLE_OVER_THERE_MAX: usize = 10_000;

/// Seconds after an attempt whose outcome nobody knows before a look that finds nothing means that nothing is there: twice
/// as long as an answer may take. The server may still be at work on what it was sent, although we have hung up.
pub const RESEND_SECS: u32 = 2 * ANSWER_SECS_MAX;

/// Seconds in which a server that was given a whole mail may still say whether it takes it: RFC 5321, 4.5.3.2.6, because
/// some look through a mail first. After that nobody knows, and it is looked for.
pub const MAIL_TAKEN_SECS_MAX: u32 = 600;
