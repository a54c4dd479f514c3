//! HTTP and HTTPS.

use super::{Limits, Lost};
use crate::connect::net::answer::place;
use crate::connect::net::{Answer, Method, Request};
use crate::floor::At;
use crate::limits::{ANSWER_HEADER_BYTES_MAX, ANSWER_HEADERS_MAX, REDIRECTS_MAX};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Certificate, Proxy, Response, Url};
use std::error::Error;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, OnceLock};

/// By which way: to this computer in the clear or encrypted, never through a proxy; or out.
#[derive(Clone, Copy)]
enum Way {
    Plain,
    Near,
    Far,
}

type Built = OnceLock<Result<reqwest::Client, String>>;

/// Connections, each kind made when it is first needed, because one may be refused where the others are not: a
/// computer without certificates of authorities can still ask itself.
#[derive(Clone)]
pub(super) struct Http {
    limits: Limits,
    certificates: Vec<Vec<u8>>,
    proxy: Option<String>,
    built: Arc<[Built; 3]>,
}

impl Http {
    pub(super) fn new(limits: Limits) -> Http {
        Http { limits, certificates: Vec::new(), proxy: None, built: Arc::default() }
    }

    pub(super) fn trusting(mut self, certificate: Vec<u8>) -> Http {
        self.certificates.push(certificate);
        Http { built: Arc::default(), ..self }
    }

    /// Certificates, in DER, that are trusted beside those of the system.
    pub(super) fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    pub(super) fn through(self, proxy: &str) -> Http {
        Http { proxy: Some(proxy.to_owned()), built: Arc::default(), ..self }
    }

    pub(super) async fn send(&self, request: &Request, now: impl Fn() -> At) -> Result<Answer, Lost> {
        let (url, way) = address(&request.url).map_err(Lost::NotSent)?;
        let headers = headers(request).map_err(Lost::NotSent)?;
        let client = self.client(way).map_err(Lost::NotSent)?;
        match tokio::time::timeout(self.limits.whole, self.follow(&client, request, url, headers, now)).await {
            Ok(answer) => answer,
            Err(_) => Err(Lost::Unknown(format!(
                "{} was not done answering after {}",
                place(&request.url),
                secs(self.limits.whole)
            ))),
        }
    }

    /// Sends, and reads on where the same server says so.
    async fn follow(
        &self,
        client: &reqwest::Client,
        request: &Request,
        mut url: Url,
        headers: HeaderMap,
        now: impl Fn() -> At,
    ) -> Result<Answer, Lost> {
        let mut follows = 0;
        loop {
            let asked = client.request(method(request.method), url.clone()).headers(headers.clone());
            let asked = if request.body.is_empty() { asked } else { asked.body(request.body.clone()) };
            let response = asked.send().await.map_err(|why| self.lost(&why, &url))?;
            let next = further(request.method, &url, &response);
            if let Some(next) = next.filter(|_| follows < REDIRECTS_MAX) {
                follows += 1;
                url = next;
                continue;
            }
            return self.answer(response, &url, now).await;
        }
    }

    async fn answer(&self, mut response: Response, url: &Url, now: impl Fn() -> At) -> Result<Answer, Lost> {
        let (status, at) = (response.status().as_u16(), now());
        let headers = kept(response.headers(), url)?;
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|why| self.lost(&why, url))? {
            // Unpacked bytes count: a small answer can be packed so that it fills any memory.
            if part.len() > self.limits.bytes - body.len() {
                let max = self.limits.bytes;
                let why = format!("{} answers with more than {max} bytes; the rest was not read", place(url.as_str()));
                return Err(Lost::TooLong(why));
            }
            body.extend_from_slice(&part);
        }
        Ok(Answer { status, headers, body, at })
    }

    fn client(&self, way: Way) -> Result<reqwest::Client, String> {
        self.built[way as usize].get_or_init(|| self.build(way)).clone()
    }

    fn build(&self, way: Way) -> Result<reqwest::Client, String> {
        // Somebody else in the program may have been quicker; it is the same one then.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .user_agent(concat!("Watchfloor/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            // What was perhaps sent is looked for before it is sent again, and only the floor knows how.
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(self.limits.connect)
            .read_timeout(self.limits.idle)
            .http1_max_headers(ANSWER_HEADERS_MAX)
            .http2_max_header_list_size(ANSWER_HEADER_BYTES_MAX as u32)
            .pool_max_idle_per_host(2);
        // Whatever a name service says of it.
        let here = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        let here = here.map(|ip| SocketAddr::new(ip, 0));
        let builder = match (way, &self.proxy) {
            (Way::Plain, _) => builder.no_proxy().resolve_to_addrs("localhost", &here).tls_certs_only([]),
            (Way::Near, _) => builder.no_proxy().resolve_to_addrs("localhost", &here),
            (Way::Far, None) => builder,
            (Way::Far, Some(proxy)) => builder.no_proxy().proxy(through(proxy)?),
        };
        let builder = match way {
            Way::Plain => builder,
            Way::Near | Way::Far => builder.https_only(true).tls_certs_merge(self.trusted()?),
        };
        builder.build().map_err(|_| NO_AUTHORITIES.to_owned())
    }

    fn trusted(&self) -> Result<Vec<Certificate>, String> {
        let read = |der: &Vec<u8>| {
            Certificate::from_der(der).map_err(|_| "the certificate to trust cannot be read".to_owned())
        };
        self.certificates.iter().map(read).collect()
    }

    /// What an error means for what was asked.
    fn lost(&self, why: &reqwest::Error, url: &Url) -> Lost {
        let place = place(url.as_str());
        if why.is_builder() {
            return Lost::NotSent(format!("{place} is no address that can be asked"));
        }
        if why.is_connect() {
            return Lost::NotSent(self.unconnected(why, &place));
        }
        if why.is_timeout() {
            return Lost::Unknown(format!("{place} said nothing for {}", secs(self.limits.idle)));
        }
        if why.is_decode() {
            return Lost::Unknown(format!("{place} answers with something that cannot be unpacked or was cut off"));
        }
        let told = |words: &str| causes(why).any(|cause| cause.to_string().contains(words));
        if told("message head is too large") {
            return Lost::Unknown(format!("{place} answers with more headers than are read"));
        }
        if told("invalid HTTP") {
            return Lost::Unknown(format!("{place} answers with something that is no HTTP"));
        }
        Lost::Unknown(format!("the connection to {place} was cut before the answer was whole"))
    }

    /// Why there was no connection.
    fn unconnected(&self, why: &reqwest::Error, place: &str) -> String {
        if why.is_dns() {
            return format!("nobody knows where {place} is: is it written right, and is there a network?");
        }
        if let Some(why) = causes(why).find_map(tls) {
            return certificate(why, place);
        }
        if why.is_timeout() {
            return format!("{place} did not take the connection within {}", secs(self.limits.connect));
        }
        if causes(why).any(|cause| cause.to_string().contains("tunnel")) {
            return format!("the proxy does not let us through to {place}");
        }
        let kind = causes(why).find_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind);
        match kind {
            Some(io::ErrorKind::ConnectionRefused) => format!("nothing takes connections at {place}"),
            Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable) => {
                format!("there is no way to {place}: is there a network?")
            }
            Some(io::ErrorKind::TimedOut) => format!("{place} did not take the connection"),
            Some(io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe) => {
                format!("{place} ended the connection before anything could be asked")
            }
            _ => format!("there is no connection to {place}"),
        }
    }
}

const NO_AUTHORITIES: &str = "this computer has no certificates of authorities, so nobody can be trusted; install them (on Debian: ca-certificates)";

fn secs(time: std::time::Duration) -> String {
    format!("{} s", time.as_secs_f32())
}

fn through(proxy: &str) -> Result<Proxy, String> {
    Proxy::all(proxy).map_err(|_| format!("{} is no address of a proxy", place(proxy)))
}

/// The address, if it may be asked with what is secret.
fn address(url: &str) -> Result<(Url, Way), String> {
    let place = place(url);
    let parsed = Url::parse(url).map_err(|_| format!("{place} is no address that can be asked"))?;
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err(format!("{place}: an address must not hold a name or a password; there are fields for them"));
    }
    match (parsed.scheme(), is_here(&parsed)) {
        ("http", true) => Ok((parsed, Way::Plain)),
        ("https", true) => Ok((parsed, Way::Near)),
        ("https", false) if parsed.has_host() => Ok((parsed, Way::Far)),
        ("http", false) => Err(format!("{place} would send what is secret in the clear; write https://")),
        _ => Err(format!("{place} is no address that can be asked")),
    }
}

/// Whether an address is this computer's own.
fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

fn headers(request: &Request) -> Result<HeaderMap, String> {
    let mut map = HeaderMap::new();
    for (name, value) in &request.headers {
        let header = HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_bytes(value.as_bytes()).ok());
        let Some((key, mut value)) = header else {
            return Err(
                "a login or a header holds characters that cannot be sent, perhaps a line break at its end".into()
            );
        };
        value.set_sensitive(true);
        map.append(key, value);
    }
    Ok(map)
}

/// Where reading goes on: only what is read, only at the same server, and only by the same wire.
fn further(method: Method, url: &Url, response: &Response) -> Option<Url> {
    let moved = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let to = response.headers().get(LOCATION)?.to_str().ok()?;
    let next = url.join(to).ok()?;
    let own = next.username().is_empty() && next.password().is_none();
    (moved && method == Method::Get && own && next.origin() == url.origin() && next.origin().is_tuple()).then_some(next)
}

/// The headers of an answer, if they are not too many.
fn kept(headers: &HeaderMap, url: &Url) -> Result<Vec<(String, String)>, Lost> {
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if headers.len() > ANSWER_HEADERS_MAX || bytes > ANSWER_HEADER_BYTES_MAX {
        return Err(Lost::Unknown(format!("{} answers with more headers than are read", place(url.as_str()))));
    }
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Ok(headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect())
}

/// An error and what lies below it.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn Error + 'static)| {
        let error: &'a (dyn Error + 'static) = *error;
        // What such an error wraps is not among its sources.
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner as &'a (dyn Error + 'static)),
            None => error.source(),
        }
    })
    .take(16)
}

fn tls<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    error.downcast_ref()
}

/// What is wrong with the other end's certificate, or with its way of encrypting.
fn certificate(why: &rustls::Error, place: &str) -> String {
    use rustls::CertificateError as Bad;
    let rustls::Error::InvalidCertificate(bad) = why else {
        return match why {
            rustls::Error::InvalidMessage(_) => {
                format!("{place} does not answer encrypted: is it the right address and port?")
            }
            rustls::Error::AlertReceived(_) => format!("{place} does not want to talk encrypted with us"),
            _ => format!("{place} cannot be talked to encrypted"),
        };
    };
    let what = match bad {
        Bad::Expired | Bad::ExpiredContext { .. } => "has ended; or the clock of this computer is wrong",
        Bad::NotValidYet | Bad::NotValidYetContext { .. } => "is not good yet; or the clock of this computer is wrong",
        Bad::NotValidForName | Bad::NotValidForNameContext { .. } => "is for another name",
        Bad::Revoked => "was taken back",
        Bad::UnknownIssuer | Bad::BadSignature => "was made by nobody whom this computer trusts",
        _ => "is not good",
    };
    format!("the certificate of {place} {what}; nothing was sent")
}
