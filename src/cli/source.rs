//! Sources in the network, from the command line: what a server without a display needs.

use super::{Failure, say, say_json};
use crate::clock;
use crate::config::Home;
use crate::connect::net::all;
use crate::engine::{Input, Outcome};
use crate::floor::source::{SourceCommand, SourceSettings};
use crate::floor::{Actor, Command, SourceId};
use crate::run::secrets::Kept;
use crate::run::{OwnFloor, SecretStore, try_source};
use crate::view::TriedState;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use std::io::BufRead;

/// What to do with sources in the network.
#[derive(Debug, clap::Subcommand)]
pub enum SourceCommandLine {
    /// List the kinds of sources that can be added, and what each asks for
    Kinds,
    /// List the sources of this floor
    List,
    /// Try a login, show the first mentions, and read the source from now on. The secret comes from the first line of
    /// the standard input, or from a variable of the environment
    Add(AddArgs),
    /// Ask a source no more for a while
    Pause {
        /// What it is called
        name: String,
    },
    /// Ask a source again
    Resume {
        /// What it is called
        name: String,
    },
    /// Have a source no more, and forget its secret; what it brought stays
    Remove {
        /// What it is called
        name: String,
    },
}

/// A source to add.
#[derive(Debug, clap::Args)]
pub struct AddArgs {
    /// Its kind: see `source kinds`
    pub kind: String,
    /// What it is to be called; by default its kind and account
    #[arg(long)]
    pub name: Option<String>,
    /// Where it is, for example https://bsky.social
    #[arg(long)]
    pub server: Option<String>,
    /// Who signs in
    #[arg(long, default_value = "")]
    pub login: String,
    /// The channel that its mentions arrive on
    #[arg(long)]
    pub channel: Option<String>,
    /// The account of ours, for example @larkhelp; without it everything is merely overheard
    #[arg(long, default_value = "")]
    pub handle: String,
    /// What else its kind asks for
    #[arg(long = "option", value_name = "KEY=VALUE")]
    pub options: Vec<String>,
    /// Seconds between two looks
    #[arg(long, value_name = "SECONDS")]
    pub every: Option<u32>,
    /// Seconds without anything new after which to warn
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub silent: u32,
    /// The variable of the environment that holds the secret
    #[arg(long, value_name = "NAME")]
    pub secret_from: Option<String>,
    /// Keep the secret in a file that this user can read, because there is no keyring here
    #[arg(long)]
    pub secret_in_file: bool,
    /// Do not try the login first
    #[arg(long)]
    pub untried: bool,
}

pub(super) fn run(home: &Home, command: &SourceCommandLine, as_json: bool) -> Result<(), Failure> {
    match command {
        SourceCommandLine::Kinds => kinds(as_json),
        SourceCommandLine::List => list(home, as_json),
        SourceCommandLine::Add(args) => add(home, args, as_json),
        SourceCommandLine::Pause { name } => {
            told(home, name, as_json, |source| SourceCommand::Pause { source, paused: true })
        }
        SourceCommandLine::Resume { name } => {
            told(home, name, as_json, |source| SourceCommand::Pause { source, paused: false })
        }
        SourceCommandLine::Remove { name } => {
            told(home, name, as_json, |source| SourceCommand::Remove { source })?;
            Ok(SecretStore::of(home).remove(name)?)
        }
    }
}

fn kinds(as_json: bool) -> Result<(), Failure> {
    let rows = all::all().iter().map(|connector| connector.about());
    if as_json {
        let rows: Vec<_> = rows
            .map(|about| {
                let fields: Vec<_> =
                    about.fields.iter().map(|f| json!({"key": f.key, "optional": f.optional})).collect();
                json!({"kind": about.id, "name": about.name, "proven": about.proven.words(), "server": about.server,
                    "login": about.login, "secret": about.secret, "options": fields})
            })
            .collect();
        return say_json(&json!({ "kinds": rows }));
    }
    for about in rows {
        say(&format!("{:16} {}; {}", about.id, about.name, about.proven.words()));
        for field in about.fields {
            let optional = if field.optional { " (optional)" } else { "" };
            say(&format!("{:16}   --option {}=…{optional}: {}", "", field.key, field.hint));
        }
    }
    Ok(())
}

fn list(home: &Home, as_json: bool) -> Result<(), Failure> {
    let own = OwnFloor::open_existing(home)?;
    let floor = own.engine.floor();
    let rows: Vec<_> = floor
        .outside()
        .live()
        .filter_map(|(id, settings)| {
            let row = floor.sources().get(id.index())?;
            let waits = floor.outside().deliveries().filter(|(_, d)| d.is_open() && d.source == id).count();
            Some(json!({"name": row.name, "kind": settings.connector, "server": settings.server,
                "login": settings.login, "channel": settings.channel, "paused": floor.outside().is_paused(id),
                "read": row.read, "new": row.new, "failing": row.failing, "waiting_to_go_out": waits,
                "last_read": row.last_read.map(|at| at.to_string()), "last_in": row.last_in.map(|at| at.to_string())}))
        })
        .collect();
    if as_json {
        return say_json(&json!({ "sources": rows }));
    }
    if rows.is_empty() {
        say("No source in the network yet: `watchfloor source add KIND` adds one.");
    }
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("never").to_owned();
    for row in rows {
        let state = match (&row["failing"], row["paused"] == true) {
            (serde_json::Value::String(why), _) => format!("cannot be read: {why}"),
            (_, true) => "paused".to_owned(),
            _ => format!("last read {}", text(&row["last_read"])),
        };
        say(&format!("{}: {} new of {} read, {state}", text(&row["name"]), row["new"], row["read"]));
    }
    Ok(())
}

fn add(home: &Home, args: &AddArgs, as_json: bool) -> Result<(), Failure> {
    let connector = all::named(&args.kind).ok_or_else(|| {
        format!("there is no kind of source called {}; `watchfloor source kinds` lists them", args.kind)
    })?;
    let about = connector.about();
    let mut options = std::collections::BTreeMap::new();
    for option in &args.options {
        let (key, value) = option.split_once('=').ok_or_else(|| format!("{option} is not KEY=VALUE"))?;
        if !about.fields.iter().any(|field| field.key == key) {
            return Err(
                format!("{} asks for no {key}; `watchfloor source kinds` says what it asks for", about.name).into()
            );
        }
        options.insert(key.to_owned(), value.to_owned());
    }
    if let Some(missing) = about.fields.iter().find(|f| !f.optional && !options.contains_key(f.key)) {
        return Err(format!("{} needs --option {}=…: {}", about.name, missing.key, missing.hint).into());
    }
    let channel = args.channel.clone().unwrap_or_else(|| about.channel.to_owned());
    if channel.is_empty() {
        return Err("say with --channel on which channel its mentions arrive".into());
    }
    let settings = SourceSettings {
        connector: about.id.to_owned(),
        server: args.server.clone().unwrap_or_else(|| about.server.to_owned()),
        login: args.login.clone(),
        channel,
        handle: args.handle.clone(),
        options,
        every_secs: args.every.unwrap_or(about.every_secs),
        silent_secs: args.silent,
        lane: None,
    };
    let secret = secret(about.secret, args.secret_from.as_deref())?;
    let found = if args.untried { None } else { Some(try_source(&settings, &secret)?) };
    let account = if args.handle.is_empty() { &settings.login } else { &args.handle };
    let name = args.name.clone().unwrap_or_else(|| format!("{} {account}", about.name).trim().to_owned());
    let mut own = OwnFloor::open(home)?;
    let floor = own.engine.floor();
    if let Some(why) = all::clash(&settings, floor.set_up_ever(floor.source_named(&name))) {
        return Err(why.into());
    }
    // What the try was given goes with the secret, which may be good once only.
    let (found, session) = found.map_or_else(Default::default, |(found, session)| (Some(found), session));
    SecretStore::of(home).put(&name, &Kept { secret, session }, args.secret_in_file)?;
    let command =
        SourceCommand::Set { source: None, name: name.clone(), kind: about.kind, settings: Box::new(settings) };
    let words = decided(&mut own, command)?;
    own.save();
    report(&name, &words, found, as_json)
}

fn report(name: &str, words: &str, found: Option<TriedState>, as_json: bool) -> Result<(), Failure> {
    let (who, mentions, note) = match found {
        Some(TriedState::Works { who, mentions, note }) => (who, mentions, note),
        _ => (String::new(), Vec::new(), String::new()),
    };
    if as_json {
        return say_json(&json!({"source": name, "who": who, "mentions": mentions.len(), "note": note}));
    }
    if !who.is_empty() {
        say(&format!("Signed in as {who}"));
    }
    for (author, at, text) in mentions {
        let line: String = text.lines().next().unwrap_or_default().chars().take(100).collect();
        say(&format!("{at}  {author}: {line}"));
    }
    [note.as_str(), words].iter().filter(|line| !line.is_empty()).for_each(|line| say(line));
    Ok(())
}

/// The secret, from where nobody else on this computer can see it.
fn secret(what: &str, variable: Option<&str>) -> Result<SecretString, Failure> {
    if let Some(name) = variable {
        let value = std::env::var(name).map_err(|_| format!("the variable {name} is not set"))?;
        return Ok(SecretString::from(value));
    }
    if what.is_empty() {
        return Ok(SecretString::default());
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|why| format!("the secret could not be read: {why}"))?;
    let secret = SecretString::from(line.trim_end_matches(['\r', '\n']).to_owned());
    if secret.expose_secret().is_empty() {
        return Err(format!(
            "it needs the {what}: write it to the standard input, or name a variable with --secret-from"
        )
        .into());
    }
    Ok(secret)
}

fn decided(own: &mut OwnFloor, command: SourceCommand) -> Result<String, Failure> {
    let input = Input::Asked { by: Actor::Desk, id: 0, command: Command::Source(command) };
    match own.engine.turn(vec![input], clock::now()).pop() {
        Some(Outcome::Done { words, .. }) => Ok(words),
        Some(Outcome::Refused(refusal)) => Err(refusal.to_string().into()),
        Some(Outcome::NotKept(why)) => Err(why.into()),
        _ => Err("it could not be kept".into()),
    }
}

fn told(home: &Home, name: &str, as_json: bool, command: impl Fn(SourceId) -> SourceCommand) -> Result<(), Failure> {
    let mut own = OwnFloor::open_existing(home)?;
    let source = own.engine.floor().source_named(name).ok_or_else(|| format!("there is no source called {name}"))?;
    let words = decided(&mut own, command(source))?;
    own.save();
    if as_json {
        say_json(&json!({"source": name, "done": words}))
    } else {
        say(&words);
        Ok(())
    }
}
