//! The window, or the board as text where there is no display.

use super::commands::zone;
use super::{Failure, door, headless, say};
use crate::config::Home;
use crate::run::ending::Ending;
use crate::run::{Setup, Start, start};
use crate::ui::{Wires, app};

/// Opens the window.
pub(super) fn open(home: &Home, as_json: bool) -> Result<(), Failure> {
    let running = start(Setup { home: home.clone(), start: Start::OwnOrRehearsal, zone: zone() })?;
    let door = door::open(home, &running);
    let settings_path = Some(home.settings_path());
    let options = app::options(settings_path.as_deref());
    let wires = Wires { snapshot: running.snapshot.clone(), send: running.sender(), settings_path };
    let wake = running.wake.clone();
    let opened = eframe::run_native(
        "Watchfloor",
        options,
        Box::new(move |cc| {
            let app = app::App::new(cc, wires);
            let _ = wake.set(app.waker(&cc.egui_ctx));
            Ok(Box::new(app))
        }),
    );
    match opened {
        Ok(()) => Ok(()),
        Err(error) => {
            tracing::info!("no window: {error}");
            if !as_json {
                say("There is no display here, so the board is shown as text; Ctrl C ends it.\n");
            }
            headless::show(Ending::listen()?, (running, door), false, 10, as_json)
        }
    }
}
