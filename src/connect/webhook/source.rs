//! The webhook as a source: what it says of itself, and how what comes is read. It is never asked; it is listened to
//! while it is set up.

use super::{Signing, own};
use crate::connect::net::{
    About, Answer, Connector, Field, Heard, Proven, Request, Session, SignIn, Trouble, With, chatwoot, meta, zammad,
};
use crate::floor::SourceKind;
use crate::floor::source::SourceSettings;

/// The port that is proposed.
const PORT: u16 = 8720;

/// What others send to us.
pub struct Webhook;

static ABOUT: About = About {
    id: "webhook",
    name: "Webhook",
    kind: SourceKind::Webhook,
    channel: "",
    can: &[],
    proven: Proven::Contract,
    fields: &[
        Field { key: "port", name: "Port", hint: "on this computer only, for example 8720", optional: true },
        Field { key: "path", name: "Path", hint: "for example /meta", optional: true },
        Field {
            key: "signing",
            name: "Signed as by",
            hint: "meta, chatwoot, zammad (its source is asked at once), or own for your own programs",
            optional: false,
        },
        Field {
            key: "token",
            name: "Verify token",
            hint: "what Meta is told when it asks; only for meta",
            optional: true,
        },
    ],
    server: "",
    login: "",
    secret: "Secret that whoever sends signs with",
    every_secs: 60,
    per_minute: 600,
    note: "It listens on 127.0.0.1 only. What comes from the internet needs a tunnel of your own. What nobody has signed \
           is not read.",
};

impl Connector for Webhook {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn sign_in(&self, _with: &With<'_>, _past: &[Answer]) -> SignIn {
        SignIn::Ready(Session::default())
    }

    fn ask(&self, _with: &With<'_>, _cursor: &str) -> Result<Request, Trouble> {
        Err(Trouble::Refused("a webhook is not asked; it is listened to while it is set up".into()))
    }

    fn parse(&self, with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
        let signing = signing(with.settings).map_err(Trouble::Refused)?;
        let heard = read(signing, &answer.body)?;
        Ok(Heard { cursor: cursor.to_owned(), more: false, ..heard })
    }
}

/// Where it listens on this computer.
///
/// # Errors
///
/// In words, when what is set up is no port.
pub fn port(settings: &SourceSettings) -> Result<u16, String> {
    match settings.option("port").trim() {
        "" => Ok(PORT),
        typed => typed
            .parse()
            .ok()
            .filter(|port| *port >= 1024)
            .ok_or_else(|| format!("{typed} is no port that can be listened on; take one from 1024 to 65535")),
    }
}

/// At which path it listens.
pub fn path(settings: &SourceSettings) -> String {
    format!("/{}", settings.option("path").trim().trim_start_matches('/'))
}

/// How what comes is signed.
///
/// # Errors
///
/// In words, when nobody signs so, or what comes so cannot be read.
pub fn signing(settings: &SourceSettings) -> Result<Signing, String> {
    let typed = settings.option("signing").trim().to_lowercase();
    match Signing::named(&typed) {
        None => Err(format!("“{typed}” is none of meta, chatwoot, zammad and own")),
        Some(signing) => Ok(signing),
    }
}

/// The connector whose sources are asked at once when something comes that is signed so; `None` where what comes says it
/// all itself.
pub fn wakes(signing: Signing) -> Option<&'static str> {
    match signing {
        Signing::Zammad => Some("zammad"),
        Signing::Meta | Signing::Chatwoot | Signing::Own => None,
    }
}

/// Reads a body whose signature fits.
///
/// # Errors
///
/// A [`Trouble`] when it says nothing to us.
pub fn read(signing: Signing, body: &[u8]) -> Result<Heard, Trouble> {
    match signing {
        Signing::Meta => meta::webhook::webhook(body),
        Signing::Chatwoot => chatwoot::webhook(body),
        Signing::Zammad => zammad::webhook(body),
        Signing::Own => Ok(own(body)),
    }
}
