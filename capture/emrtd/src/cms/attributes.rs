//! The signed attributes of a signer, RFC 5652 §5.3 and §11.

use super::CmsError;
use crate::tlv::{self, Reader};

const CONTENT_TYPE: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x03];
const MESSAGE_DIGEST: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04];
const SIGNING_TIME: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x05];

/// What the signer signed beside the content; it must name the content's type and digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedAttributes {
    /// The bytes the signature is over: the attributes as they stood, under the tag of a SET.
    pub to_be_signed: Vec<u8>,
    /// The content bytes of the object identifier of the content's type.
    pub content_type: Vec<u8>,
    /// The digest of the content.
    pub message_digest: Vec<u8>,
    /// When the signer says it signed: the UTCTime or GeneralizedTime, header included.
    pub signing_time: Option<Vec<u8>>,
}

impl SignedAttributes {
    /// Reads the content of the `[0] IMPLICIT` signed attributes.
    pub(super) fn parse(content: &[u8]) -> Result<Self, CmsError> {
        let (mut content_type, mut message_digest, mut signing_time) = (None, None, None);
        let mut attributes = Reader::new(content);
        while let Some(attribute) = attributes.next_object()? {
            let mut fields = attribute.children();
            let name = fields.expect(0x06)?.value;
            let values = fields.expect(0x31)?;
            fields.finish()?;
            let mut values = values.children();
            match name {
                CONTENT_TYPE => once(&mut content_type, values.expect(0x06)?.value)?,
                MESSAGE_DIGEST => once(&mut message_digest, values.expect(0x04)?.value)?,
                SIGNING_TIME => once(&mut signing_time, values.any()?.raw)?,
                _ => continue,
            }
            values.finish()?;
        }
        Ok(Self {
            to_be_signed: tlv::encode(0x31, content),
            content_type: content_type.ok_or(CmsError::MissingAttribute)?,
            message_digest: message_digest.ok_or(CmsError::MissingAttribute)?,
            signing_time,
        })
    }
}

/// An attribute may stand only once, RFC 5652 §11.
fn once(place: &mut Option<Vec<u8>>, value: &[u8]) -> Result<(), CmsError> {
    match place.replace(value.to_vec()) {
        None => Ok(()),
        Some(_) => Err(CmsError::RepeatedAttribute),
    }
}
