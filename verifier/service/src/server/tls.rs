//! TLS 1.2 and 1.3 from a certificate chain and a key, both PEM.

use crate::config::TlsFiles;
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Whether the files can be used.
pub(crate) fn check(files: &TlsFiles) -> Result<(), String> {
    acceptor(files).map(drop)
}

pub(super) fn acceptor(files: &TlsFiles) -> Result<TlsAcceptor, String> {
    let certificate = |error| say(&files.certificate, "no certificate in PEM", error);
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .and_then(|chain| if chain.is_empty() { Err(pem::Error::NoItemsFound) } else { Ok(chain) })
        .map_err(certificate)?;
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|error| say(&files.key, "no unencrypted private key in PEM", error))?;
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| format!("{} with {}: {error}", files.certificate.display(), files.key.display()))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn say(path: &Path, nothing: &str, error: pem::Error) -> String {
    match error {
        pem::Error::NoItemsFound => format!("{}: {nothing}", path.display()),
        pem::Error::Io(error) => format!("{}: {error}", path.display()),
        _ => format!("{}: not PEM", path.display()),
    }
}
