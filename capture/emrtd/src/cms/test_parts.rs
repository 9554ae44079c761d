//! SignedData put together from its parts, of which tests change one each.

use super::signed_data::SIGNED_DATA;
use crate::tlv::encode;

/// The parts of a SignedData, in order.
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
