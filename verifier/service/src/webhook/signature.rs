//! The signature of a webhook: HMAC-SHA256 under the tenant's webhook secret over time and body.

use ring::hmac;

/// The header it stands in.
pub(super) const HEADER: &str = "Idkontroll-Signature";

/// `t=SECONDS,v1=HEX`: the receiver computes HMAC-SHA256 over `SECONDS.BODY` and looks whether the time is recent.
pub(super) fn sign(secret: &[u8], seconds: i64, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let tag = hmac::sign(&key, format!("{seconds}.{body}").as_bytes());
    format!("t={seconds},v1={}", hex::encode(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_covered() {
        let signature = sign(b"whsec_a", 1000, "{}");
        assert!(signature.starts_with("t=1000,v1=") && signature.len() == 10 + 64);
        assert_ne!(signature, sign(b"whsec_b", 1000, "{}"));
        assert_ne!(signature.split(',').next_back(), sign(b"whsec_a", 1001, "{}").split(',').next_back());
        assert_ne!(signature, sign(b"whsec_a", 1000, "{ }"));
    }
}
