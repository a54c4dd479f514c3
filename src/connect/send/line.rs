//! A connection that is spoken over in lines, as mail servers want it: encrypted, bounded in time and in bytes.

use super::Limits;
use crate::connect::net::mail::place::{Guard, Place};
use crate::limits::LINE_BYTES_MAX;
use rustls::pki_types::{CertificateDer, ServerName};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

trait Both: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Both for T {}

/// A connection.
pub(super) struct Line {
    stream: Box<dyn Both>,
    /// What came and was not taken yet.
    came: Vec<u8>,
    /// Of these, the first that was not taken.
    taken: usize,
    /// How many bytes may still come.
    room: usize,
    idle: Duration,
    /// Who it is, for sentences.
    who: String,
}

impl Line {
    /// Connects, and encrypts at once where that is wanted.
    pub(super) async fn open(limits: &Limits, place: &Place, trusted: &[Vec<u8>]) -> Result<Line, String> {
        let who = format!("{}:{}", place.host, place.port);
        let tcp = timeout(limits.connect, TcpStream::connect((place.host.as_str(), place.port))).await;
        let tcp = match tcp {
            Ok(Ok(tcp)) => tcp,
            Ok(Err(why)) => return Err(format!("{who} cannot be reached: {why}")),
            Err(_) => return Err(format!("{who} does not take a connection within {} s", limits.connect.as_secs())),
        };
        // Lines are short and waited for.
        let _ = tcp.set_nodelay(true);
        let line =
            Line { stream: Box::new(tcp), came: Vec::new(), taken: 0, room: limits.bytes, idle: limits.idle, who };
        match place.guard {
            Guard::Tls => line.encrypted(limits, place, trusted).await,
            Guard::StartTls | Guard::Clear => Ok(line),
        }
    }

    /// The same connection, encrypted, to a server that has shown who it is.
    pub(super) async fn encrypted(self, limits: &Limits, place: &Place, trusted: &[Vec<u8>]) -> Result<Line, String> {
        if self.came.len() > self.taken {
            // Whoever sits between could have put it there, to be taken for what comes encrypted.
            return Err(format!("{} says something before it encrypts, so it is not trusted", self.who));
        }
        let name =
            ServerName::try_from(place.host.clone()).map_err(|_| format!("“{}” is no name of a server", place.host))?;
        let connector = tokio_rustls::TlsConnector::from(Arc::new(configuration(trusted)?));
        match timeout(limits.connect, connector.connect(name, self.stream)).await {
            Ok(Ok(stream)) => Ok(Line { stream: Box::new(stream), came: Vec::new(), taken: 0, ..self }),
            Ok(Err(why)) => Err(format!("{} cannot be trusted, or does not encrypt: {why}", self.who)),
            Err(_) => Err(format!("{} does not encrypt within {} s", self.who, limits.connect.as_secs())),
        }
    }

    /// From now on nothing may come for so long.
    pub(super) fn wait_for(&mut self, idle: Duration) {
        self.idle = idle;
    }

    /// Sends.
    pub(super) async fn say(&mut self, bytes: &[u8]) -> Result<(), String> {
        let sent = timeout(self.idle, async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        });
        match sent.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(why)) => Err(format!("the line to {} broke: {why}", self.who)),
            Err(_) => Err(format!("{} takes nothing for {} s", self.who, self.idle.as_secs())),
        }
    }

    /// The next line, without its end.
    pub(super) async fn line(&mut self) -> Result<Vec<u8>, String> {
        let mut looked = self.taken;
        loop {
            let end =
                self.came.get(looked..).and_then(|new| new.iter().position(|b| *b == b'\n')).map(|at| looked + at);
            if let Some(end) = end {
                let line = self.came.get(self.taken..end).unwrap_or_default();
                let line = line.strip_suffix(b"\r").unwrap_or(line).to_vec();
                self.taken = end + 1;
                return Ok(line);
            }
            if self.came.len() - self.taken > LINE_BYTES_MAX {
                return Err(format!("{} sends a line that does not end", self.who));
            }
            looked = self.came.len() - self.tidy();
            self.more().await?;
        }
    }

    /// The next so many bytes.
    pub(super) async fn exactly(&mut self, count: usize) -> Result<Vec<u8>, String> {
        if count > self.room + self.came.len() {
            return Err(self.too_much());
        }
        self.tidy();
        while self.came.len() < count {
            self.more().await?;
        }
        self.taken = count;
        Ok(self.came.get(..count).unwrap_or_default().to_vec())
    }

    /// Forgets what was taken; says how many bytes that were.
    fn tidy(&mut self) -> usize {
        let taken = std::mem::take(&mut self.taken);
        self.came.drain(..taken);
        taken
    }

    fn too_much(&self) -> String {
        format!("{} sends more than is read of one answer", self.who)
    }

    async fn more(&mut self) -> Result<(), String> {
        let mut part = [0; 16 << 10];
        let read = match timeout(self.idle, self.stream.read(&mut part)).await {
            Ok(Ok(0)) => return Err(format!("{} hung up", self.who)),
            Ok(Ok(read)) => read,
            Ok(Err(why)) => return Err(format!("the line to {} broke: {why}", self.who)),
            Err(_) => return Err(format!("nothing came from {} for {} s", self.who, self.idle.as_secs())),
        };
        self.room = self.room.checked_sub(read).ok_or_else(|| self.too_much())?;
        self.came.extend(part.get(..read).unwrap_or_default());
        Ok(())
    }
}

/// Trusts whom the system trusts, and these certificates.
fn configuration(trusted: &[Vec<u8>]) -> Result<rustls::ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let more: Vec<CertificateDer<'static>> = trusted.iter().map(|der| CertificateDer::from(der.clone())).collect();
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(more, provider.clone());
    let verifier = verifier.map_err(|why| format!("the system knows nobody whose certificates to trust: {why}"))?;
    let builder = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|why| format!("encrypting is not possible here: {why}"))?;
    // `dangerous` is only the name of the way to say who verifies; the system's own rules do.
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
}

/// Login and password in a header as of HTTP.
pub(super) fn login(authorization: Option<&str>) -> Option<(String, String)> {
    use base64::Engine as _;
    let coded = authorization?.strip_prefix("Basic ")?;
    let pair = String::from_utf8(base64::engine::general_purpose::STANDARD.decode(coded).ok()?).ok()?;
    let (login, password) = pair.split_once(':')?;
    Some((login.to_owned(), password.to_owned()))
}
