//! Server nonces, RFC 9449 §8, and the proofs already seen, §11.1.

use super::{Proof, ProofError};
use crate::token::random;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use ring::digest::{SHA256, digest};
use ring::hmac;
use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

/// A nonce is good for this many seconds and as many again.
const NONCE_SECONDS: i64 = 150;
/// Proofs are remembered longer than any of them is valid: twice the clock's tolerance.
const REMEMBERED_SECONDS: i64 = 600;
/// More proofs than this are not remembered; then none is accepted.
const MOST: usize = 500_000;

/// Hands out nonces and remembers proofs. After a restart its nonces are unknown, so no earlier proof with one holds.
pub(crate) struct DpopGuard {
    key: hmac::Key,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    numbers: HashSet<[u8; 32]>,
    order: VecDeque<(i64, [u8; 32])>,
}

impl DpopGuard {
    /// A guard that has seen nothing.
    pub(crate) fn new() -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &random::<32>());
        Self { key, seen: Mutex::new(Seen::default()) }
    }

    /// The nonce of this time.
    pub(crate) fn nonce(&self, now: i64) -> String {
        self.nonce_of(now.div_euclid(NONCE_SECONDS))
    }

    /// Accepts a proof, once; where a nonce is needed, only with a fresh one.
    pub(crate) fn accept(&self, proof: &Proof, nonce_needed: bool, now: i64) -> Result<(), ProofError> {
        let period = now.div_euclid(NONCE_SECONDS);
        let fresh = |nonce: &String| {
            [period, period.saturating_sub(1)].iter().any(|period| self.nonce_of(*period) == *nonce)
        };
        match &proof.nonce {
            Some(nonce) if !fresh(nonce) => return Err(ProofError::NonceNeeded),
            None if nonce_needed => return Err(ProofError::NonceNeeded),
            _ => {}
        }
        self.remember(proof, now)
    }

    fn remember(&self, proof: &Proof, now: i64) -> Result<(), ProofError> {
        let text = format!("{}\0{}", proof.thumbprint, proof.number);
        let mut number = [0u8; 32];
        number.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        while seen.order.front().is_some_and(|(at, _)| now.saturating_sub(*at) > REMEMBERED_SECONDS) {
            if let Some((_, old)) = seen.order.pop_front() {
                seen.numbers.remove(&old);
            }
        }
        if seen.order.len() >= MOST || !seen.numbers.insert(number) {
            return Err(ProofError::Replayed);
        }
        seen.order.push_back((now, number));
        Ok(())
    }

    fn nonce_of(&self, period: i64) -> String {
        let tag = hmac::sign(&self.key, &period.to_be_bytes());
        BASE64URL.encode(tag.as_ref().get(..16).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(number: &str, nonce: Option<String>) -> Proof {
        Proof { thumbprint: "key".into(), number: number.into(), nonce, token_hash: None }
    }

    #[test]
    fn a_proof_is_accepted_once() {
        let guard = DpopGuard::new();
        let nonce = Some(guard.nonce(1000));
        assert_eq!(guard.accept(&proof("a", nonce.clone()), true, 1000), Ok(()));
        assert_eq!(guard.accept(&proof("a", nonce.clone()), true, 1001), Err(ProofError::Replayed));
        assert_eq!(guard.accept(&proof("b", nonce), true, 1001), Ok(()));
    }

    #[test]
    fn an_old_or_foreign_nonce_is_not_accepted() {
        let guard = DpopGuard::new();
        let nonce = guard.nonce(0);
        assert_eq!(guard.accept(&proof("a", Some(nonce.clone())), true, 299), Ok(()));
        assert_eq!(guard.accept(&proof("b", Some(nonce)), true, 300), Err(ProofError::NonceNeeded));
        let foreign = DpopGuard::new().nonce(300);
        assert_eq!(guard.accept(&proof("c", Some(foreign)), false, 300), Err(ProofError::NonceNeeded));
        assert_eq!(guard.accept(&proof("d", None), true, 300), Err(ProofError::NonceNeeded));
        assert_eq!(guard.accept(&proof("d", None), false, 300), Ok(()));
    }
}
