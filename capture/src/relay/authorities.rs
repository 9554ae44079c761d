//! The certificate authorities that a server's certificate is believed by.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use thiserror::Error;

/// No certificates in PEM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not certificates in PEM")]
pub struct AuthoritiesError;

/// Whose word is taken for a server's name.
#[derive(Debug, Clone, Default)]
pub struct Authorities(Option<Vec<CertificateDer<'static>>>);

impl Authorities {
    /// Those of the system; on Android and iOS, whose stores no program can read as files, Mozilla's.
    pub const SYSTEM: Self = Self(None);

    /// These alone: certificates in PEM, at least one.
    pub fn parse(pem: &[u8]) -> Result<Self, AuthoritiesError> {
        let certificates = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
        let certificates = certificates.map_err(|_| AuthoritiesError)?;
        let mut store = RootCertStore::empty();
        let readable = certificates.iter().all(|certificate| store.add(certificate.clone()).is_ok());
        if !readable || certificates.is_empty() {
            return Err(AuthoritiesError);
        }
        Ok(Self(Some(certificates)))
    }

    pub(super) fn store(&self) -> RootCertStore {
        let Some(certificates) = &self.0 else { return system() };
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(certificates.iter().cloned());
        store
    }
}

#[cfg(not(any(target_os = "android", target_os = "ios")))]
fn system() -> RootCertStore {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    store
}

#[cfg(any(target_os = "android", target_os = "ios"))]
fn system() -> RootCertStore {
    RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_no_certificate_is_refused() {
        let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for pem in [&b""[..], b"\xFF\xFE", b"-----BEGIN CERTIFICATE-----", broken] {
            assert_eq!(Authorities::parse(pem).err(), Some(AuthoritiesError));
        }
    }
}
