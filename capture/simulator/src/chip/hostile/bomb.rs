//! Files that are made to exhaust whoever reads them.

use emrtd::tlv;

/// The longest length that ISO/IEC 7816-4 §5.2.2 can write in four bytes.
const FOUR_GIGABYTES: [u8; 5] = [0x84, 0xFF, 0xFF, 0xFF, 0xFF];
/// How many data objects lie in one another.
const DEPTH: usize = 3000;
/// SEQUENCE, and the SET that EF.CardAccess is.
const SEQUENCE: u32 = 0x30;
const SET: u8 = 0x31;

/// What a file is made into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bomb {
    /// Its outermost length is four gigabytes, and nothing of that follows.
    FourGigabytes,
    /// Data objects in data objects.
    Nested,
}

impl Bomb {
    /// The file that takes this one's place; one that is not there is made.
    pub(super) fn instead_of(self, content: Option<&[u8]>) -> Vec<u8> {
        let content = content.unwrap_or_default();
        let tag = content.first().copied().unwrap_or(SET);
        match self {
            Self::FourGigabytes => [&[tag], &FOUR_GIGABYTES[..], content].concat(),
            Self::Nested => {
                let nested = (0..DEPTH).fold(Vec::new(), |inner, _| tlv::encode(SEQUENCE, &inner));
                tlv::encode(u32::from(tag), &nested)
            }
        }
    }
}
