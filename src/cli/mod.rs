//! The command line: for scripts, for servers, and for starting the window.
//!
//! With `--json` every command prints one JSON object, whose names are a promise; `forecast` prints one a line. Errors go to the standard error as a
//! sentence, and the exit status is then 1.

mod audit;
mod board;
mod cascade;
mod commands;
mod compare;
mod door;
mod escalations;
mod evaluate;
mod export;
mod forecast;
mod headless;
mod nurse;
mod requirement;
mod roster;
mod simulate;
mod source;
mod spikes;
mod train;
mod triage;
mod window;

use crate::config::Home;
use crate::run::OwnFloor;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

pub use audit::AuditArgs;
pub use board::{BoardJson, board_json, board_text};
pub use cascade::{AlertArgs, CascadeArgs, LearnArgs};
pub use forecast::ForecastArgs;
pub use nurse::RosterArgs;
pub use requirement::{ModelArg, RequirementArgs};
pub use simulate::SimulateArgs;

/// A supervisor's desk for social customer service.
#[derive(Debug, Parser)]
#[command(name = "watchfloor", version, about, long_about = None)]
pub struct Args {
    /// The folder that holds the store; the system's usual place when it is not given
    #[arg(long, global = true, value_name = "DIR", env = "WATCHFLOOR_HOME")]
    pub data: Option<PathBuf>,
    /// Print one JSON object instead of text
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do; without a command the window opens
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open the window
    Window,
    /// Run engine and sync without a window, and print the board as text
    Headless {
        /// Print the board once and end
        #[arg(long)]
        once: bool,
        /// Seconds between two boards
        #[arg(long, default_value_t = 10, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
        every: u64,
    },
    /// Read a CSV or JSONL file into the floor; the same file again adds nothing
    Import {
        /// The file
        file: PathBuf,
        /// What a column means, as COLUMN=ROLE; remembered for files of the same shape. Roles: id, parent, at, author_id,
        /// author_name, followers, ours, inbound, kind, channel, text, agent
        #[arg(long = "map", value_name = "COLUMN=ROLE")]
        map: Vec<String>,
    },
    /// Read shifts from a CSV file with the columns agent, from, until and zone; what is there stays
    RosterImport {
        /// The file
        file: PathBuf,
        /// Put people on the team whose names nobody has there
        #[arg(long)]
        add: bool,
        /// Make a draft plan of this name from it, with breaks and activities, instead of changing the roster
        #[arg(long, value_name = "NAME")]
        plan: Option<String>,
    },
    /// Write a plan to files: a table that roster-import reads again, or a calendar for each agent
    #[command(group(clap::ArgGroup::new("as").required(true).args(["csv", "ical"]).multiple(true)))]
    RosterExport {
        /// The name of the plan
        #[arg(long, value_name = "NAME")]
        plan: String,
        /// The table
        #[arg(long, value_name = "FILE")]
        csv: Option<PathBuf>,
        /// The folder of the calendars; it is made when it is not there
        #[arg(long, value_name = "DIR")]
        ical: Option<PathBuf>,
    },
    /// Plan the roster of a benchmark instance: who works which shift, within every rule, for the least cost
    Roster(RosterArgs),
    /// Print the board as it is, or as it was
    Board {
        /// A moment, for example 2026-11-27T14:32:00Z or 2026-11-27T14:32 on the desk's clock
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        /// Which part of the facts the figures are of
        #[arg(long, value_enum, default_value_t = PeriodArg::All)]
        period: PeriodArg,
    },
    /// Play an invented day
    Rehearse {
        /// Which day
        #[arg(long, default_value = "tuesday", value_parser = clap::builder::PossibleValuesParser::new(crate::sim::Day::NAMES))]
        day: String,
        /// Which one of its kind: the same seed makes the same day
        #[arg(long, default_value_t = crate::run::REHEARSAL_SEED)]
        seed: u64,
        /// How many times faster than life, or `max`
        #[arg(long, default_value = "max", value_name = "X|max")]
        speed: String,
        /// How much is written: `floor`, what people want of us, or `full`, everything that listening brings
        #[arg(long, default_value = "floor", value_parser = clap::builder::PossibleValuesParser::new(crate::sim::Load::NAMES))]
        load: String,
        /// Let network, disk and people fail
        #[arg(long)]
        faults: bool,
        /// Keep the day's log in the store of --data, which must be empty
        #[arg(long)]
        keep: bool,
        /// Play it under three policies of who answers what next, with the same staff and the same chances, and compare
        #[arg(long, conflicts_with_all = ["seed", "speed", "faults", "keep"])]
        compare: bool,
        /// With --compare: how many seeds, from 1 on
        #[arg(long, default_value_t = 10, requires = "compare", value_parser = clap::value_parser!(u64).range(1..=crate::limits::COMPARED_SEEDS_MAX as u64))]
        seeds: u64,
        /// With --compare: how many agents share the queue, where it should not be as many as the day has
        #[arg(long, value_name = "COUNT", requires = "compare", value_parser = clap::value_parser!(u16).range(1..=60))]
        agents: Option<u16>,
    },
    /// Read every commit, check every rule, and make the chain of seals anew
    Verify,
    /// Print who did what, when and why, newest first
    Audit(AuditArgs),
    /// Write everything to a file: .csv for the conversations, .jsonl for the mentions, anything else for a backup
    Export {
        /// The file
        file: PathBuf,
    },
    /// Make the store anew from a backup or a journal; what is there is set aside, never deleted
    Restore {
        /// A file that `export` wrote, or a `journal` folder
        from: PathBuf,
    },
    /// Foretell how far histories spread whose end is known, and say how far off that was
    Cascade(CascadeArgs),
    /// Say how early and how rightly it warns, over histories whose end is known
    CascadeAlerts(AlertArgs),
    /// Learn the forecast of spread anew
    LearnCascades(LearnArgs),
    /// Find the spikes and silences in counts of mentions, as a channel's alerts are found
    Spikes {
        /// CSV files with the columns `timestamp` and `value`, a count a row
        #[arg(long = "in", value_name = "FILE", required = true, num_args = 1..)]
        files: Vec<PathBuf>,
        /// A JSON object with the windows that people marked in each file; gives the Numenta score
        #[arg(long, value_name = "FILE")]
        windows: Option<PathBuf>,
        /// False alarms of each kind a week that are allowed
        #[arg(long, value_name = "COUNT", default_value_t = 1.0)]
        false_alarms: f64,
    },
    /// Print the escalations, or write the timeline of one to a file
    Escalations {
        /// The number of one, to tell its timeline
        #[arg(long, value_name = "NUMBER")]
        of: Option<u32>,
        /// A file: .md or .csv for a timeline, .csv for the list
        #[arg(long, value_name = "FILE")]
        export: Option<PathBuf>,
    },
    /// Forecast what will be written, interval by interval, from a file of counts; with --json one object a line
    Forecast(ForecastArgs),
    /// Say how many people a forecast requires, so that a promise on waiting is kept
    Requirement(RequirementArgs),
    /// Play a day with the people that are planned, and say how it goes
    Simulate(SimulateArgs),
    /// Add, list and remove sources in the network: social networks, helpdesks, forums, mailboxes
    #[command(subcommand)]
    Source(source::SourceCommandLine),
    /// Print all keys
    Keys,
    /// Learn to tell texts apart from a table of texts and labels
    Train(TrainArgs),
    /// Say how well a model does on texts whose labels are known
    Evaluate {
        /// A CSV or TSV file
        #[arg(long = "in", value_name = "FILE")]
        file: PathBuf,
        /// The column of the texts: its name, or its number from 1
        #[arg(long, value_name = "COLUMN")]
        text: String,
        /// The column of the labels
        #[arg(long, value_name = "COLUMN")]
        label: String,
        /// A file that `train` wrote; without it the model that ships is judged, by its question that fits the labels best
        #[arg(long, value_name = "FILE")]
        model: Option<PathBuf>,
    },
    /// Read a file through the funnel: what is copied, spam, about us, and waits for an answer. Nothing is kept
    Triage(TriageArgs),
}

/// What to read, and what our names are.
#[derive(Debug, clap::Args)]
pub struct TriageArgs {
    /// A CSV, TSV or JSON Lines file; one that `import` can read is read with its authors and times
    #[arg(long = "in", value_name = "FILE")]
    pub file: PathBuf,
    /// The column of the texts: its name, or its number from 1 when the file has no header
    #[arg(long, value_name = "COLUMN")]
    pub text: Option<String>,
    /// Names that are ours alone; without any, everything counts as about us
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub brand: Vec<String>,
    /// Names of ours that mean other things too
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub ambiguous: Vec<String>,
    /// Words that make such a name ours
    #[arg(long, value_name = "WORD", value_delimiter = ',')]
    pub context: Vec<String>,
    /// Words with which a text is not about us
    #[arg(long, value_name = "WORD", value_delimiter = ',')]
    pub exclude: Vec<String>,
    /// Accounts of ours; what is addressed to one is about us
    #[arg(long, value_name = "HANDLE", value_delimiter = ',')]
    pub handle: Vec<String>,
    /// How many mentions to list, with the reasons of each stage
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub list: usize,
    /// A file for one line of JSON a mention
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// What to learn, and from what.
#[derive(Debug, clap::Args)]
pub struct TrainArgs {
    /// A CSV or TSV file with a text and a label in each row
    #[arg(long = "in", value_name = "FILE", required_unless_present = "shipped")]
    pub file: Option<PathBuf>,
    /// The column of the texts: its name, or its number from 1 when the file has no header
    #[arg(long, value_name = "COLUMN", default_value = "text")]
    pub text: String,
    /// The column of the labels
    #[arg(long, value_name = "COLUMN", default_value = "label")]
    pub label: String,
    /// The file of the model
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// What decides the order of learning: the same file and seed give the same model
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Learn the model that ships instead, from the sets in this folder
    #[arg(long, value_name = "DIR", conflicts_with = "file")]
    pub shipped: Option<PathBuf>,
    /// The folder of the texts that were written for the model that ships
    #[arg(long, value_name = "DIR", default_value = "assets/triage/texts", requires = "shipped")]
    pub texts: PathBuf,
}

/// Which part of the facts the figures are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum PeriodArg {
    /// The last 60 minutes
    Hour,
    /// Since midnight
    Today,
    /// Everything that is kept
    All,
}

impl PeriodArg {
    fn period(self) -> crate::measure::Period {
        match self {
            PeriodArg::Hour => crate::measure::Period::Hour,
            PeriodArg::Today => crate::measure::Period::Today,
            PeriodArg::All => crate::measure::Period::All,
        }
    }
}

/// Why a command ended without doing what was asked, in a sentence.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Does what the command line asks for.
///
/// # Errors
///
/// A [`Failure`] whose words are for the person at the desk.
pub fn run(args: Args) -> Result<(), Failure> {
    let home = Home::of(args.data);
    let as_json = args.json;
    match args.command.unwrap_or(Command::Window) {
        Command::Window => window::open(&home, args.json),
        Command::Headless { once, every } => headless::run(&home, once, every, args.json),
        Command::Import { file, map } => commands::import(&home, &file, &map, args.json),
        Command::RosterImport { file, add, plan } => roster::import(&home, &file, add, plan.as_deref(), args.json),
        Command::RosterExport { plan, csv, ical } => {
            roster::export(&home, &plan, csv.as_deref(), ical.as_deref(), args.json)
        }
        Command::Roster(args) => nurse::roster(&args, as_json),
        Command::Board { at, period } => commands::board(&home, at.as_deref(), period.period(), args.json),
        Command::Rehearse { day, load, compare: true, seeds, agents, .. } => {
            compare::run(&day, &load, seeds, agents, args.json)
        }
        Command::Rehearse { day, seed, speed, load, faults, keep, .. } => {
            let kept_in = keep.then_some(&home);
            let wanted = commands::Rehearsing { day: &day, seed, speed: &speed, load: &load, faults, kept_in };
            commands::rehearse(&wanted, args.json)
        }
        Command::Source(command) => source::run(&home, &command, as_json),
        Command::Verify => commands::verify(&home, args.json),
        Command::Audit(asked) => audit::run(&home, &asked, as_json),
        Command::Export { file } => export::export(&home, &file, args.json),
        Command::Restore { from } => commands::restore(&home, &from, args.json),
        Command::Cascade(args) => cascade::cascade(&args, as_json),
        Command::CascadeAlerts(args) => cascade::cascade_alerts(&args, as_json),
        Command::LearnCascades(args) => cascade::learn_cascades(&args, as_json),
        Command::Spikes { files, windows, false_alarms } => {
            spikes::spikes(&files, windows.as_deref(), false_alarms, args.json)
        }
        Command::Escalations { of, export } => escalations::escalations(&home, of, export.as_deref(), as_json),
        Command::Forecast(wanted) => forecast::run(&wanted, as_json),
        Command::Requirement(wanted) => requirement::run(&wanted, as_json),
        Command::Simulate(wanted) => simulate::run(&wanted, as_json),
        Command::Keys => commands::keys(args.json),
        Command::Train(wanted) => train::run(&wanted, args.json),
        Command::Evaluate { file, text, label, model } => {
            evaluate::evaluate(&file, &text, &label, model.as_deref(), args.json)
        }
        Command::Triage(wanted) => triage::run(&wanted, args.json),
    }
}

/// Prints a line for the person or the script. A closed pipe is no error: whoever read has read enough.
fn say(line: &str) {
    is_heard(line);
}

/// Prints a line, and says whether anybody reads on: what prints for ever ends when nobody does.
fn is_heard(line: &str) -> bool {
    use std::io::Write;
    writeln!(std::io::stdout(), "{line}").is_ok()
}

/// Tells the person something beside the answer, where no script takes it for one.
fn tell(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "watchfloor: {line}");
}

/// The floor that is there, to be read. What was found wrong with its store, and mended, is told.
fn own_floor(home: &Home) -> Result<OwnFloor, Failure> {
    let own = OwnFloor::open_existing(home)?;
    own.notes.iter().for_each(|note| tell(note));
    Ok(own)
}

/// Prints one JSON object.
fn say_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    say(&serde_json::to_string(value)?);
    Ok(())
}
