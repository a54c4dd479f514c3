//! Who plays the sounds and shows the notifications: a thread of its own, with the system's own player.

use super::{Kind, wav};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// What the bell can do. Tests have hands that only count.
pub trait Hands: Send + Sync {
    /// Plays the sound of a kind. Never waits.
    fn play(&self, kind: Kind, volume: u8);
    /// Shows a notification. Never waits.
    fn notify(&self, words: String);
    /// With what sounds are made, or in words why there are none.
    fn player(&self) -> Result<&'static str, &'static str>;
}

/// A player that systems have: its name, what it is asked, and what stands after the file.
struct Player {
    name: &'static str,
    before: &'static [&'static str],
}

/// In the order in which they are looked for.
const PLAYERS: [Player; 5] = [
    Player { name: "pw-play", before: &[] },
    Player { name: "paplay", before: &[] },
    Player { name: "aplay", before: &["-q"] },
    Player { name: "afplay", before: &[] },
    Player { name: "powershell", before: &["-NoProfile", "-Command"] },
];

/// A sound is over long before; a player that hangs is ended then.
const PLAYED_MAX: Duration = Duration::from_secs(5);
/// Sounds and notifications that wait; what comes on top of them is not worth hearing.
const WAITING_MAX: usize = 4;

enum Job {
    Play(Kind, u8),
    Notify(String),
}

/// The thread. It begins with the first thing to do.
pub struct Worker {
    /// Where the sounds lie while they are played.
    folder: PathBuf,
    jobs: OnceLock<Option<SyncSender<Job>>>,
    player: OnceLock<Option<usize>>,
}

impl Worker {
    /// Sounds are put into this folder.
    pub fn new(folder: PathBuf) -> Worker {
        Worker { folder, jobs: OnceLock::new(), player: OnceLock::new() }
    }

    fn send(&self, job: Job) {
        let jobs = self.jobs.get_or_init(|| {
            let (send, todo) = sync_channel(WAITING_MAX);
            let (folder, player) = (self.folder.clone(), self.found());
            let work = move || todo.iter().for_each(|job| work(&folder, player, job));
            std::thread::Builder::new().name("bell".into()).spawn(work).ok().map(|_| send)
        });
        if let Some(jobs) = jobs {
            let _ = jobs.try_send(job);
        }
    }

    fn found(&self) -> Option<usize> {
        *self.player.get_or_init(|| player(std::env::var_os("PATH").unwrap_or_default().as_ref()))
    }
}

/// The place in the list of the first player that one of these folders holds.
pub fn player(path: &std::ffi::OsStr) -> Option<usize> {
    let folders: Vec<PathBuf> = std::env::split_paths(path).collect();
    let is_there = |name: &str| {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        folders.iter().any(|folder| folder.join(&file).is_file())
    };
    PLAYERS.iter().position(|player| is_there(player.name))
}

impl Hands for Worker {
    fn play(&self, kind: Kind, volume: u8) {
        if self.found().is_some() {
            self.send(Job::Play(kind, volume));
        }
    }

    fn notify(&self, words: String) {
        self.send(Job::Notify(words));
    }

    fn player(&self) -> Result<&'static str, &'static str> {
        let none = "no player of sounds was found here; with pipewire, pulseaudio or alsa-utils there would be one";
        self.found().and_then(|i| PLAYERS.get(i)).map(|p| p.name).ok_or(none)
    }
}

fn work(folder: &Path, player: Option<usize>, job: Job) {
    match job {
        Job::Play(kind, volume) => {
            let played = player.and_then(|i| PLAYERS.get(i)).map(|player| play(folder, player, kind, volume));
            if let Some(Err(why)) = played {
                tracing::warn!("a sound could not be played: {why}");
            }
        }
        Job::Notify(words) => {
            let mut notice = notify_rust::Notification::new();
            let shown = notice.appname("Watchfloor").summary("Watchfloor").body(&words).show();
            if let Err(why) = shown {
                tracing::warn!("a notification could not be shown: {why}");
            }
        }
    }
}

fn play(folder: &Path, player: &Player, kind: Kind, volume: u8) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let file = folder.join(format!("{kind:?}.wav").to_lowercase());
    std::fs::write(&file, wav(kind, volume))?;
    let mut command = Command::new(player.name);
    command.args(player.before).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if player.name == "powershell" {
        let quoted = file.display().to_string().replace('\'', "''");
        command.arg(format!("(New-Object Media.SoundPlayer '{quoted}').PlaySync()"));
    } else {
        command.arg(&file);
    }
    wait(&mut command.spawn()?)
}

fn wait(child: &mut Child) -> std::io::Result<()> {
    let began = Instant::now();
    while child.try_wait()?.is_none() {
        if began.elapsed() > PLAYED_MAX {
            child.kill()?;
            child.wait()?;
            return Err(std::io::Error::other("the player did not end by itself"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
