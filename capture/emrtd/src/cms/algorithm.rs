//! AlgorithmIdentifier, RFC 5280 §4.1.1.2.

use super::CmsError;
use crate::tlv::Reader;

/// An algorithm by its object identifier, with its parameters as they stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlgorithmIdentifier {
    /// The content bytes of the object identifier.
    pub oid: Vec<u8>,
    /// The parameters' data object, header included; `None` when absent.
    pub parameters: Option<Vec<u8>>,
}

impl AlgorithmIdentifier {
    /// Reads the content of an AlgorithmIdentifier's SEQUENCE.
    pub fn parse(content: &[u8]) -> Result<Self, CmsError> {
        let mut reader = Reader::new(content);
        let oid = reader.expect(0x06)?.value.to_vec();
        let parameters = reader.next_object()?.map(|object| object.raw.to_vec());
        reader.finish()?;
        Ok(Self { oid, parameters })
    }
}
