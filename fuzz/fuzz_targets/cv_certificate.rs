//! A card verifiable certificate.
#![no_main]

use emrtd::cv_certificate::CvCertificate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(certificate) = CvCertificate::parse(bytes)
        && let Some(key) = certificate.public_key.key()
    {
        let _ = certificate.verify(&key);
    }
});
