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
/// How far a sender's clock may be off where its proof holds no nonce, in seconds.
const CLOCK_SECONDS: i64 = 300;
/// Proofs are remembered as long as their nonces are good.
const REMEMBERED_SECONDS: i64 = 2 * NONCE_SECONDS;
/// More proofs than this are not remembered; then none is accepted.
const MOST: usize = 500_000;

/// Hands out nonces and remembers proofs. After a restart its nonces are unknown, so no earlier proof with one holds.
pub(crate) struct DpopGuard {
    key: hmac::Key,
    most: usize,
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
        Self { key, most: MOST, seen: Mutex::new(Seen::default()) }
    }

    /// The nonce of this time.
    pub(crate) fn nonce(&self, now: i64) -> String {
        self.nonce_of(now.div_euclid(NONCE_SECONDS))
    }

    /// Accepts a proof with a fresh nonce, once.
    pub(crate) fn accept(&self, proof: &Proof, now: i64) -> Result<(), ProofError> {
        if proof.nonce.is_none() {
            return Err(ProofError::NonceNeeded);
        }
        self.date(proof, now)?;
        self.remember(proof, now)
    }

    /// Whether a proof is of this time: by a fresh nonce, whatever its sender's clock says (RFC 9449 §4.3, 11), or
    /// without one by that clock. It is not remembered: for what can happen only once, or it would be strangers who
    /// fill the memory.
    pub(crate) fn date(&self, proof: &Proof, now: i64) -> Result<(), ProofError> {
        let period = now.div_euclid(NONCE_SECONDS);
        let of_this_time = match &proof.nonce {
            Some(nonce) => {
                [period, period.saturating_sub(1)].iter().any(|period| self.nonce_of(*period) == *nonce)
            }
            None => now.saturating_sub(proof.issued).saturating_abs() <= CLOCK_SECONDS,
        };
        if of_this_time { Ok(()) } else { Err(ProofError::NonceNeeded) }
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
        if seen.numbers.contains(&number) {
            return Err(ProofError::Replayed);
        }
        if seen.order.len() >= self.most {
            return Err(ProofError::Crowded);
        }
        seen.numbers.insert(number);
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
        Proof { thumbprint: "key".into(), number: number.into(), issued: 1000, nonce, token_hash: None }
    }

    #[test]
    fn a_proof_is_accepted_once() {
        let guard = DpopGuard::new();
        let nonce = Some(guard.nonce(1000));
        assert_eq!(guard.accept(&proof("a", nonce.clone()), 1000), Ok(()));
        assert_eq!(guard.accept(&proof("a", nonce.clone()), 1001), Err(ProofError::Replayed));
        assert_eq!(guard.accept(&proof("b", nonce), 1001), Ok(()));
    }

    #[test]
    fn it_is_remembered_as_long_as_its_nonce_is_good() {
        let guard = DpopGuard::new();
        let nonce = Some(guard.nonce(0));
        assert_eq!(guard.accept(&proof("a", nonce.clone()), 0), Ok(()));
        assert_eq!(guard.accept(&proof("a", nonce.clone()), 299), Err(ProofError::Replayed));
        assert_eq!(guard.accept(&proof("a", nonce), 300), Err(ProofError::NonceNeeded));
    }

    #[test]
    fn a_full_memory_is_said_to_be_one_and_empties() {
        let guard = DpopGuard { most: 2, ..DpopGuard::new() };
        let accept = |number: &str, now| guard.accept(&proof(number, Some(guard.nonce(now))), now);
        assert_eq!((accept("a", 0), accept("b", 0)), (Ok(()), Ok(())));
        assert_eq!(accept("c", 0), Err(ProofError::Crowded));
        assert_eq!(accept("a", 0), Err(ProofError::Replayed));
        assert_eq!(accept("c", 301), Ok(()));
    }

    #[test]
    fn an_old_or_foreign_nonce_is_not_accepted() {
        let guard = DpopGuard::new();
        let nonce = guard.nonce(0);
        assert_eq!(guard.accept(&proof("a", Some(nonce.clone())), 299), Ok(()));
        assert_eq!(guard.accept(&proof("b", Some(nonce)), 300), Err(ProofError::NonceNeeded));
        let foreign = DpopGuard::new().nonce(300);
        assert_eq!(guard.date(&proof("c", Some(foreign)), 300), Err(ProofError::NonceNeeded));
        assert_eq!(guard.accept(&proof("d", None), 1000), Err(ProofError::NonceNeeded));
    }

    #[test]
    fn a_nonce_stands_for_a_clock_that_is_off() {
        let guard = DpopGuard::new();
        for now in [1000, 1_000_000] {
            assert_eq!(guard.date(&proof("a", Some(guard.nonce(now))), now), Ok(()));
        }
        assert_eq!(guard.date(&proof("a", None), 1300), Ok(()));
        assert_eq!(guard.date(&proof("a", None), 1301), Err(ProofError::NonceNeeded));
        assert_eq!(guard.date(&proof("a", None), 699), Err(ProofError::NonceNeeded));
    }
}
