//! Data objects, APDUs and card verifiable certificates.

use emrtd::apdu::{CommandApdu, ResponseApdu};
use emrtd::cv_certificate::{CvCertificate, TerminalChain};
use emrtd::mrz::CalendarDate;
use emrtd::tlv::{Reader, encode, parse_exactly};

/// BER-TLV data objects: what is read can be written, and is then read the same.
pub fn tlv(bytes: &[u8]) {
    let mut reader = Reader::new(bytes);
    while let Ok(Some(object)) = reader.next_object() {
        assert!(object.value.len() < object.raw.len());
        let written = encode(object.tag, object.value);
        assert!(written.len() <= object.raw.len());
        assert!(parse_exactly(&written, object.tag).is_ok_and(|again| again.value == object.value));
    }
    let _ = parse_exactly(bytes, 0x30);
}

/// Command and response APDUs: what is read is written again.
pub fn apdu(bytes: &[u8]) {
    if let Ok(command) = CommandApdu::parse(bytes) {
        let written = command.encode();
        assert!(
            written.is_ok_and(|written| CommandApdu::parse(&written).is_ok_and(|again| again == command))
        );
    }
    if let Ok(response) = ResponseApdu::parse(bytes) {
        assert!(response.encode() == bytes);
    }
}

/// A card verifiable certificate: what is read is written again, and its signature is judged.
pub fn cv_certificate(bytes: &[u8]) {
    let Ok(certificate) = CvCertificate::parse(bytes) else { return };
    let written = certificate.to_bytes();
    assert!(CvCertificate::parse(&written).is_ok_and(|again| again == certificate));
    assert!(CvCertificate::from_command(&certificate.to_command()).is_ok_and(|again| again == certificate));
    if let Some(key) = certificate.public_key.key() {
        let _ = certificate.verify(&key);
    }
}

/// A chain out of any certificates, the first the trust point's and the last the terminal's.
pub fn cv_chain(bytes: &[u8]) {
    if let Some(chain) = chain(bytes) {
        assert!(chain.certificates().iter().all(|certificate| !certificate.to_bytes().is_empty()));
    }
}

/// The chain out of these certificates, one after the other.
pub(crate) fn chain(bytes: &[u8]) -> Option<TerminalChain> {
    let mut reader = Reader::new(bytes);
    let mut certificates = Vec::new();
    while let Ok(Some(object)) = reader.next_object() {
        certificates.extend(CvCertificate::parse(object.raw));
    }
    let (first, last) = (certificates.first()?, certificates.last()?);
    let points = [first.holder.clone(), first.authority.clone()];
    let today = CalendarDate { year: 2026, month: 6, day: 1 };
    TerminalChain::build(&points, &certificates, last, today).ok()
}
