//! Whole protocols against a chip that answers what it likes, and a chip against a terminal that does.

use crate::input::Parts;
use crate::specimen::{self, Repeatable};
use capture::{Card, CardError, read_chip, run};
use emrtd::access::{bac::Bac, pace::Pace};
use emrtd::chip::terminal_authentication::{ChipIdentifier, TerminalAuthentication};
use emrtd::domain_parameters::{PublicKey, RsaPublicKey};
use emrtd::password::{MrzKey, Password};
use emrtd::security_info::PaceInfo;
use emrtd::session::{ReadPlan, Selection};
use emrtd::signing::{SignatureAlgorithm, SigningError, SigningKey};
use emrtd_simulator::SimulatedChip;
use std::sync::Arc;

/// Answers with the parts of an input, one after the other, then is gone.
struct Script<'a>(Parts<'a>);

impl Card for Script<'_> {
    fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, CardError> {
        if self.0.is_empty() { Err(CardError::Lost) } else { Ok(self.0.part().to_vec()) }
    }

    fn maximum_response(&self) -> u32 {
        ReadPlan::LONGEST_RESPONSE
    }
}

fn key() -> Option<MrzKey> {
    MrzKey::new("L898902C3", "740812", "360104").ok()
}

/// Basic Access Control.
pub fn bac(bytes: &[u8]) {
    let Some(step) = key().and_then(|key| Bac::start(&key, &mut Repeatable(3)).ok()) else { return };
    let _ = run(step, &mut Script(Parts::of(bytes)));
}

/// PACE; the first byte chooses the variant.
pub fn pace(bytes: &[u8]) {
    let mut parts = Parts::of(bytes);
    let variants: Vec<PaceInfo> = PaceInfo::all().collect();
    let choice = usize::from(parts.byte()).checked_rem(variants.len());
    let (Some(info), Some(key)) = (choice.and_then(|choice| variants.get(choice)), key()) else { return };
    if let Ok(step) = Pace::start(info, &Password::Mrz(key), &mut Repeatable(4)) {
        let _ = run(step, &mut Script(parts));
    }
}

/// Signs with a key that is no longer there.
struct Lost(PublicKey);

impl SigningKey for Lost {
    fn public_key(&self) -> &PublicKey {
        &self.0
    }

    fn sign(&self, _: SignatureAlgorithm, _: &[u8]) -> Result<Vec<u8>, SigningError> {
        Err(SigningError::Unavailable)
    }
}

/// Terminal Authentication, whose certificates stand in the first part.
pub fn terminal_authentication(bytes: &[u8]) {
    let mut parts = Parts::of(bytes);
    let Some((chain, key)) = super::objects::chain(parts.part()).zip(key()) else { return };
    let public = PublicKey::Rsa(RsaPublicKey { modulus: vec![1], exponent: vec![3] });
    let lost = Arc::new(Lost(public));
    let step = TerminalAuthentication::start(chain, lost, ChipIdentifier::from_mrz(&key), vec![9; 32]);
    let _ = run(step, &mut Script(parts));
}

/// A plan for the specimen, without a terminal's key.
pub(crate) fn plan(data_groups: Selection, maximum_response: u32) -> Option<ReadPlan> {
    let password = Password::Mrz(key()?);
    Some(ReadPlan { password, data_groups, challenge: [1; 8], maximum_response, terminal: None })
}

/// A whole session with a chip that answers the parts of the input.
pub fn chip_session(bytes: &[u8]) {
    let Some(plan) = plan(Selection::All, ReadPlan::LONGEST_RESPONSE) else { return };
    let _ = read_chip(&mut Script(Parts::of(bytes)), plan, &mut |_| ());
}

/// A chip whose answers are changed on the way: which, where and to what, four bytes each time.
struct Changed<'a> {
    chip: SimulatedChip,
    changes: &'a [[u8; 4]],
    sent: u8,
}

impl Card for Changed<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let mut answer = self.chip.respond(command);
        for [at, high, low, value] in self.changes {
            if *at != self.sent {
                continue;
            }
            let place = usize::from(u16::from_be_bytes([*high, *low]));
            match place.checked_rem(answer.len().saturating_add(1)) {
                Some(place) if place < answer.len() => answer[place] ^= *value,
                _ => answer.truncate(usize::from(*value)),
            }
        }
        self.sent = self.sent.saturating_add(1);
        Ok(answer)
    }

    fn maximum_response(&self) -> u32 {
        ReadPlan::LONGEST_RESPONSE
    }
}

/// A whole session with a real chip whose answers are changed.
pub fn mutated_session(bytes: &[u8]) {
    let (Some(plan), Some(chip)) = (plan(Selection::All, ReadPlan::LONGEST_RESPONSE), specimen::chip())
    else {
        return;
    };
    let (changes, _) = bytes.as_chunks::<4>();
    let mut card = Changed { chip, changes: changes.get(..8).unwrap_or(changes), sent: 0 };
    let _ = read_chip(&mut card, plan, &mut |_| ());
}

/// A simulated chip under any commands: it answers each, with a status word at least.
pub fn simulated_chip(bytes: &[u8]) {
    let Some(mut chip) = specimen::chip() else { return };
    let mut parts = Parts::of(bytes);
    for _ in 0..32 {
        if parts.is_empty() {
            return;
        }
        assert!(chip.respond(parts.part()).len() >= 2);
    }
}
