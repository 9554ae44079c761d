//! Signed data that is read, and its twins that are refused.

use super::*;
use crate::cms::SignerIdentifier;
use crate::cms::test_parts::Parts;
use crate::tlv::encode;
use proptest::prelude::*;

fn parts() -> Parts {
    Parts::new(&[0x55, 0x01], b"content")
}

#[test]
fn the_attributes_are_kept_as_signed_under_the_tag_of_a_set() {
    let parsed = SignedData::parse(&parts().encode()).unwrap();
    assert_eq!(
        (parsed.content_type.as_slice(), parsed.content.as_slice()),
        (&[0x55, 0x01][..], &b"content"[..])
    );
    assert_eq!(parsed.certificates, [[0x30, 0x02, 0x05, 0x00]]);
    let [signer] = parsed.signers.as_slice() else { panic!("one signer") };
    assert_eq!(signer.signed_attributes.to_be_signed, encode(0x31, &parts().attributes.concat()));
    assert_eq!(signer.signed_attributes.message_digest, [0xAB; 32]);
    let issuer = vec![0x30, 0x00];
    assert_eq!(signer.identifier, SignerIdentifier::IssuerAndSerialNumber { issuer, serial_number: vec![7] });
}

#[test]
fn signers_and_certificates_have_a_most() {
    let member = encode(0x30, &[]);
    let certificates = |count| encode(0xA0, &vec![member.clone(); count].concat());
    let read = |set: &[u8]| parse_certificates(&mut Reader::new(set));
    assert_eq!(read(&certificates(MOST_CERTIFICATES)).unwrap().len(), MOST_CERTIFICATES);
    assert_eq!(read(&certificates(MOST_CERTIFICATES + 1)), Err(CmsError::TooMany));
    assert_eq!(at_most(MOST_SIGNERS, vec![(); MOST_SIGNERS + 1]), Err(CmsError::TooMany));
}

#[test]
fn a_subject_key_identifier_names_the_signer_too() {
    let by_key = Parts { identifier: encode(0x80, &[1, 2, 3]), ..parts() };
    let parsed = SignedData::parse(&by_key.encode()).unwrap();
    assert_eq!(parsed.signers[0].identifier, SignerIdentifier::SubjectKeyIdentifier(vec![1, 2, 3]));
    let unknown = Parts { identifier: encode(0x81, &[1, 2, 3]), ..parts() };
    assert_eq!(SignedData::parse(&unknown.encode()), Err(CmsError::UnknownSignerIdentifier));
}

#[test]
fn both_mandatory_attributes_once() {
    let [content_type, digest] = <[Vec<u8>; 2]>::try_from(parts().attributes).unwrap();
    for (attributes, error) in [
        (vec![content_type.clone()], CmsError::MissingAttribute),
        (vec![digest.clone()], CmsError::MissingAttribute),
        (vec![], CmsError::MissingAttribute),
        (vec![content_type, digest.clone(), digest], CmsError::RepeatedAttribute),
    ] {
        assert_eq!(SignedData::parse(&Parts { attributes, ..parts() }.encode()), Err(error));
    }
}

#[test]
fn content_in_pieces_of_indefinite_length_is_the_same_content() {
    let pieces = [0xA0, 0x80, 0x24, 0x80, 4, 3, b'c', b'o', b'n', 4, 4, b't', b'e', b'n', b't', 0, 0, 0, 0];
    let ber = Parts { content: pieces.to_vec(), ..parts() }.encode();
    assert_eq!(SignedData::parse(&ber), SignedData::parse(&parts().encode()));
    let without = Parts { content: vec![], ..parts() };
    assert_eq!(SignedData::parse(&without.encode()), Err(CmsError::MissingContent));
}

#[test]
fn trailing_bytes_and_other_content_types_are_refused() {
    let mut bytes = parts().encode();
    bytes.push(0);
    assert_eq!(SignedData::parse(&bytes), Err(TlvError::TrailingBytes.into()));
    let mut bytes = parts().encode();
    let position = bytes.windows(SIGNED_DATA.len()).position(|window| window == SIGNED_DATA).unwrap();
    bytes[position + SIGNED_DATA.len() - 1] ^= 1;
    assert_eq!(SignedData::parse(&bytes), Err(CmsError::NotSignedData));
}

proptest! {
    #[test]
    fn changed_bytes_never_panic(position in 0usize..200, value in any::<u8>(), cut in 0usize..200) {
        let mut bytes = parts().encode();
        if let Some(byte) = bytes.get_mut(position) { *byte = value; }
        bytes.truncate(bytes.len().saturating_sub(cut));
        if let Ok(parsed) = SignedData::parse(&bytes) { prop_assert!(!parsed.signers.is_empty()); }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(SignedData::parse(&bytes).is_err());
    }
}
