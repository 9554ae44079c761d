//! A copy that has heard the challenge of Active Authentication and comes back with the original's signature is found out.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use capture::{Card, CardError, read_chip, read_chip_put_back};
use emrtd::chip::active_authentication::{self, ActiveAuthenticationPublicKey};
use emrtd::domain_parameters::Curve;
use emrtd::file::DataGroup;
use emrtd::lds::DataGroup15;
use emrtd::record::ChipRecord;
use emrtd_simulator::{Access, ActiveAuthenticationKey, IssueOptions, SimulatedChip, Specimen};
use support::*;

/// A copy that answers INTERNAL AUTHENTICATE with a signature fetched from the original.
struct Replaying(SimulatedChip, Vec<u8>);

impl Card for Replaying {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        match command {
            [_, 0x88, ..] => Ok([&self.1[..], &[0x90, 0x00]].concat()),
            _ => Ok(self.0.respond(command)),
        }
    }
}

/// Vanishes when it is asked to sign.
struct Vanishing(SimulatedChip);

impl Card for Vanishing {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        match command {
            [_, 0x88, ..] => Err(CardError::Lost),
            _ => Ok(self.0.respond(command)),
        }
    }
}

/// Without access control, so that a copy sees the commands as they are.
fn document() -> Specimen {
    issued(&IssueOptions {
        access: Access::Open,
        active_authentication: Some(ActiveAuthenticationKey::Ecdsa(Curve::P256)),
        chip_authentication: None,
        ..IssueOptions::default()
    })
}

fn is_genuine(record: &ChipRecord) -> bool {
    let group = DataGroup15::parse(record.data_group(DataGroup::DG15).unwrap()).unwrap();
    let key =
        ActiveAuthenticationPublicKey::from_subject_public_key_info(group.subject_public_key_info()).unwrap();
    active_authentication::verify(&key, None, record.active_authentication.as_ref().unwrap()).is_ok()
}

/// The document vanishes when it is asked to sign, and this is put back.
fn put_back(document: &Specimen, card: Box<dyn Card>) -> ChipRecord {
    let mut card = Some(card);
    let first = Box::new(Vanishing(chip(document)));
    let reading = read_chip_put_back(first, plan(mrz(document)), &mut |_| (), &mut || card.take()).unwrap();
    assert_eq!(reading.put_back, 1);
    reading.record
}

#[test]
fn a_copy_put_back_with_the_signature_of_the_challenge_it_heard_proves_nothing() {
    let document = document();
    let original = read(&document, mrz(&document)).unwrap().record;
    let fetched = original.active_authentication.unwrap().signature;
    let copy = || Replaying(chip(&document.clone_without_keys()), fetched.clone());
    // Against a challenge that it knew beforehand the copy stands.
    let known = read_chip(&mut copy(), plan(mrz(&document)), &mut |_| ()).unwrap().record;
    assert!(is_genuine(&known));
    let record = put_back(&document, Box::new(copy()));
    assert_ne!(record.active_authentication.as_ref().unwrap().challenge, CHALLENGE);
    assert!(!is_genuine(&record));
}

#[test]
fn an_honest_document_put_back_signs_the_new_challenge() {
    let document = document();
    let record = put_back(&document, Box::new(Watched::new(chip(&document))));
    assert_ne!(record.active_authentication.as_ref().unwrap().challenge, CHALLENGE);
    assert!(is_genuine(&record));
}
