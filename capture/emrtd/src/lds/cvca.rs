//! EF.CVCA, the authorities whose certificates Terminal Authentication begins with, ICAO 9303-11 §7.1 and TR-03110-3 §A.2.

use super::LdsError;
use crate::tlv::{Reader, TlvError};

/// A certification authority reference: country, holder's mnemonic, sequence number.
const LONGEST_REFERENCE: usize = 16;

/// The content of EF.CVCA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EfCvca {
    /// The reference of the present trust anchor.
    pub current: String,
    /// The reference of the one before it, while that is accepted too.
    pub previous: Option<String>,
}

impl EfCvca {
    /// Reads the file; zeros fill its end.
    pub fn parse(bytes: &[u8]) -> Result<Self, LdsError> {
        let mut reader = Reader::new(bytes);
        let current = reference(reader.expect(0x42)?.value)?;
        let previous = reader.optional(0x42)?.map(|object| reference(object.value)).transpose()?;
        let filled = reader.remaining().iter().all(|byte| *byte == 0);
        if filled { Ok(Self { current, previous }) } else { Err(TlvError::TrailingBytes.into()) }
    }
}

fn reference(bytes: &[u8]) -> Result<String, LdsError> {
    let readable = bytes.iter().all(u8::is_ascii_graphic);
    match bytes.len() {
        1..=LONGEST_REFERENCE if readable => String::from_utf8(bytes.to_vec()).map_err(|_| LdsError::Text),
        _ => Err(LdsError::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_or_two_references_and_zeros() {
        let one = [&[0x42, 12][..], b"UTTESTCV0001", &[0; 22]].concat();
        let file = EfCvca::parse(&one).unwrap();
        assert_eq!((file.current.as_str(), file.previous), ("UTTESTCV0001", None));
        let two = [&[0x42, 12][..], b"UTTESTCV0002", &one].concat();
        assert_eq!(EfCvca::parse(&two).unwrap().previous.as_deref(), Some("UTTESTCV0001"));
        let mut twin = one.clone();
        twin[0] = 0x43;
        assert!(EfCvca::parse(&twin).is_err());
        (twin[0], twin[2]) = (0x42, 0xFF);
        assert_eq!(EfCvca::parse(&twin), Err(LdsError::Text));
        twin[2] = b'U';
        *twin.last_mut().unwrap() = 1;
        assert!(EfCvca::parse(&twin).is_err());
        assert_eq!(EfCvca::parse(&[[0x42, 17].as_slice(), &[b'A'; 17]].concat()), Err(LdsError::Text));
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(file) = EfCvca::parse(&bytes) { prop_assert!(file.current.len() <= LONGEST_REFERENCE); }
        }
    }
}
