//! Certificates made for one test, and a wire that shows them.

use super::server::{Reply, SeenRequest, Server};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::sync::Arc;

/// An authority of nobody's but the test's.
pub struct Authority {
    pub der: Vec<u8>,
    issuer: Issuer<'static, KeyPair>,
}

pub fn authority() -> Authority {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let der = params.self_signed(&key).unwrap().der().to_vec();
    Authority { der, issuer: Issuer::new(params, key) }
}

/// A certificate with its key.
pub struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

/// A certificate for these names that was good in these years.
pub fn identity(names: &[&str], years: [i32; 2], by: Option<&Authority>) -> Identity {
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    [params.not_before, params.not_after] = years.map(|year| rcgen::date_time_ymd(year, 1, 1));
    let made = match by {
        Some(authority) => params.signed_by(&key, &authority.issuer),
        None => params.self_signed(&key),
    };
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    Identity { chain: vec![made.unwrap().der().clone()], key }
}

/// The rules by which a server shows it.
pub fn config(identity: Identity) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    Arc::new(builder.with_no_client_auth().with_single_cert(identity.chain, identity.key).unwrap())
}

/// A server behind a certificate.
pub fn server(identity: Identity, script: impl Fn(&SeenRequest) -> Reply + Send + Sync + 'static) -> Server {
    let config = config(identity);
    let dress = move |bare| {
        let tls = ServerConnection::new(Arc::clone(&config)).unwrap();
        Box::new(StreamOwned::new(tls, bare)) as Box<dyn super::server::Wire>
    };
    Server::dressed("https", dress, script)
}
