//! SignedData inside ContentInfo, RFC 5652 §3 and §5.1, in DER or in BER with indefinite lengths.

use super::SignerInfo;
use crate::tlv::{self, Reader, TlvError};
use thiserror::Error;

const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];

/// Why bytes are not signed data that can be verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CmsError {
    /// A data object is not where it must be.
    #[error("not CMS signed data: {0}")]
    Structure(#[from] TlvError),
    /// The content is of another type than signed data.
    #[error("not CMS signed data")]
    NotSignedData,
    /// The signed content is not inside.
    #[error("CMS signed data without content")]
    MissingContent,
    /// Nobody signed.
    #[error("CMS signed data without signer")]
    MissingSigner,
    /// More signers or certificates than anybody needs: finding who signed would take as long as the sender likes.
    #[error("CMS signed data with too many signers or certificates")]
    TooMany,
    /// The signed attributes, or one that is mandatory, are missing.
    #[error("CMS signer without a mandatory signed attribute")]
    MissingAttribute,
    /// A signed attribute stands twice.
    #[error("CMS signer repeats a signed attribute")]
    RepeatedAttribute,
    /// The signer is named in no known way.
    #[error("CMS signer identifier is unknown")]
    UnknownSignerIdentifier,
}

/// A security object has one signer and a master list three certificates; there is room for more.
const MOST_SIGNERS: usize = 4;
const MOST_CERTIFICATES: usize = 64;

/// Signed content with its signers and the certificates that came along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedData {
    /// The content bytes of the object identifier of the content's type.
    pub content_type: Vec<u8>,
    /// The signed content.
    pub content: Vec<u8>,
    /// The certificates that came along, each in DER.
    pub certificates: Vec<Vec<u8>>,
    /// The signers, at least one.
    pub signers: Vec<SignerInfo>,
}

impl SignedData {
    /// Reads ContentInfo; indefinite lengths are resolved first where there are any.
    pub fn parse(bytes: &[u8]) -> Result<Self, CmsError> {
        match Self::parse_definite(bytes) {
            Err(CmsError::Structure(TlvError::UnsupportedHeader)) => {
                Self::parse_definite(&tlv::resolve_indefinite(bytes)?)
            }
            parsed => parsed,
        }
    }

    fn parse_definite(bytes: &[u8]) -> Result<Self, CmsError> {
        let mut content_info = tlv::parse_exactly(bytes, 0x30)?.children();
        if content_info.expect(0x06)?.value != SIGNED_DATA {
            return Err(CmsError::NotSignedData);
        }
        let explicit = content_info.expect(0xA0)?;
        content_info.finish()?;
        let mut reader = tlv::parse_exactly(explicit.value, 0x30)?.children();
        reader.expect(0x02)?;
        reader.expect(0x31)?;
        let (content_type, content) = parse_content(&mut reader.expect(0x30)?.children())?;
        let certificates = parse_certificates(&mut reader)?;
        reader.optional(0xA1)?;
        let signers = parse_signers(&mut reader.expect(0x31)?.children())?;
        reader.finish()?;
        Ok(Self { content_type, content, certificates, signers })
    }
}

fn parse_content(reader: &mut Reader<'_>) -> Result<(Vec<u8>, Vec<u8>), CmsError> {
    let content_type = reader.expect(0x06)?.value.to_vec();
    let explicit = reader.optional(0xA0)?.ok_or(CmsError::MissingContent)?;
    reader.finish()?;
    // A constructed octet string is BER too: the caller then resolves the whole.
    if explicit.value.first() == Some(&0x24) {
        return Err(TlvError::UnsupportedHeader.into());
    }
    Ok((content_type, tlv::parse_exactly(explicit.value, 0x04)?.value.to_vec()))
}

/// CertificateSet; attribute certificates and other formats are passed over.
fn parse_certificates(reader: &mut Reader<'_>) -> Result<Vec<Vec<u8>>, CmsError> {
    let mut certificates = Vec::new();
    if let Some(set) = reader.optional(0xA0)? {
        let mut members = set.children();
        while let Some(member) = members.next_object()? {
            if member.tag == 0x30 {
                certificates.push(member.raw.to_vec());
            }
        }
    }
    at_most(MOST_CERTIFICATES, certificates)
}

fn parse_signers(reader: &mut Reader<'_>) -> Result<Vec<SignerInfo>, CmsError> {
    let mut signers = Vec::new();
    while !reader.is_empty() {
        signers.push(SignerInfo::parse(&reader.expect(0x30)?)?);
    }
    if signers.is_empty() { Err(CmsError::MissingSigner) } else { at_most(MOST_SIGNERS, signers) }
}

fn at_most<T>(most: usize, members: Vec<T>) -> Result<Vec<T>, CmsError> {
    if members.len() > most { Err(CmsError::TooMany) } else { Ok(members) }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::cms::SignerIdentifier;
    use crate::tlv::encode;
    use proptest::prelude::*;

    /// The parts of a SignedData, in order; the tests change one each.
    pub(crate) struct Parts {
        pub content_type: Vec<u8>,
        pub content: Vec<u8>,
        pub certificates: Vec<u8>,
        pub identifier: Vec<u8>,
        pub attributes: Vec<Vec<u8>>,
    }

    impl Parts {
        pub fn new(content_type: &[u8], content: &[u8]) -> Self {
            let issuer = encode(0x30, &[]);
            let content_type = encode(0x06, content_type);
            Self {
                attributes: vec![attribute(3, &content_type), attribute(4, &encode(0x04, &[0xAB; 32]))],
                content_type,
                content: encode(0xA0, &encode(0x04, content)),
                certificates: encode(0xA0, &encode(0x30, &[0x05, 0x00])),
                identifier: encode(0x30, &[issuer, encode(0x02, &[7])].concat()),
            }
        }

        pub fn encode(&self) -> Vec<u8> {
            let algorithm = encode(0x30, &encode(0x06, &[0x2A]));
            let signer = [
                encode(0x02, &[1]),
                self.identifier.clone(),
                algorithm.clone(),
                encode(0xA0, &self.attributes.concat()),
                algorithm.clone(),
                encode(0x04, &[0xCD; 8]),
            ];
            let signed_data = [
                encode(0x02, &[3]),
                encode(0x31, &algorithm),
                encode(0x30, &[self.content_type.clone(), self.content.clone()].concat()),
                self.certificates.clone(),
                encode(0x31, &encode(0x30, &signer.concat())),
            ];
            let explicit = encode(0xA0, &encode(0x30, &signed_data.concat()));
            encode(0x30, &[encode(0x06, SIGNED_DATA), explicit].concat())
        }
    }

    fn attribute(last: u8, value: &[u8]) -> Vec<u8> {
        let oid = encode(0x06, &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, last]);
        encode(0x30, &[oid, encode(0x31, value)].concat())
    }

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
        assert_eq!(
            signer.identifier,
            SignerIdentifier::IssuerAndSerialNumber { issuer, serial_number: vec![7] }
        );
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
        let pieces =
            [0xA0, 0x80, 0x24, 0x80, 4, 3, b'c', b'o', b'n', 4, 4, b't', b'e', b'n', b't', 0, 0, 0, 0];
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
}
