//! The status words with which a chip refuses, ISO/IEC 7816-4 §5.6.

use emrtd::apdu::{ResponseApdu, StatusWord};
use emrtd::crypto::{CryptoError, KeyAgreementError};
use emrtd::protocol::NoRandomness;
use emrtd::tlv::TlvError;

/// Why the chip does not do what it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal(pub(super) StatusWord);

impl Refusal {
    /// A wrong password, in BAC and in PACE.
    pub(super) const AUTHENTICATION_FAILED: Self = Self(StatusWord(0x6300));
    pub(super) const WRONG_LENGTH: Self = Self(StatusWord(0x6700));
    /// A chain of commands ends in another command.
    pub(super) const LAST_OF_CHAIN_EXPECTED: Self = Self(StatusWord(0x6883));
    pub(super) const NO_CHAINING: Self = Self(StatusWord(0x6884));
    pub(super) const SECURITY_STATUS_NOT_SATISFIED: Self = Self(StatusWord(0x6982));
    pub(super) const CONDITIONS_NOT_SATISFIED: Self = Self(StatusWord(0x6985));
    /// READ BINARY without a selected file.
    pub(super) const NO_CURRENT_FILE: Self = Self(StatusWord(0x6986));
    pub(super) const WRONG_SECURE_MESSAGING: Self = Self(StatusWord(0x6988));
    pub(super) const WRONG_DATA: Self = Self(StatusWord(0x6A80));
    pub(super) const FILE_NOT_FOUND: Self = Self(StatusWord(0x6A82));
    pub(super) const WRONG_PARAMETERS: Self = Self(StatusWord(0x6A86));
    /// A key or a password that the chip does not have.
    pub(super) const REFERENCED_DATA_NOT_FOUND: Self = Self(StatusWord(0x6A88));
    pub(super) const WRONG_OFFSET: Self = Self(StatusWord(0x6B00));
    pub(super) const UNKNOWN_INSTRUCTION: Self = Self(StatusWord(0x6D00));
    pub(super) const UNKNOWN_CLASS: Self = Self(StatusWord(0x6E00));
    /// Something in the chip is broken.
    pub(super) const FAILURE: Self = Self(StatusWord(0x6F00));

    /// 6Cxx: the right Le.
    pub(super) fn right_length(length: u8) -> Self {
        Self(StatusWord(u16::from_be_bytes([0x6C, length])))
    }
}

impl From<TlvError> for Refusal {
    fn from(_: TlvError) -> Self {
        Self::WRONG_DATA
    }
}

impl From<KeyAgreementError> for Refusal {
    fn from(error: KeyAgreementError) -> Self {
        match error {
            KeyAgreementError::Library => Self::FAILURE,
            _ => Self::WRONG_DATA,
        }
    }
}

impl From<CryptoError> for Refusal {
    fn from(_: CryptoError) -> Self {
        Self::FAILURE
    }
}

impl From<NoRandomness> for Refusal {
    fn from(_: NoRandomness) -> Self {
        Self::FAILURE
    }
}

impl From<openssl::error::ErrorStack> for Refusal {
    fn from(_: openssl::error::ErrorStack) -> Self {
        Self::FAILURE
    }
}

/// What the chip answers.
pub(super) type Answer = Result<ResponseApdu, Refusal>;

/// 9000 with this data.
pub(super) fn done(data: impl Into<Vec<u8>>) -> ResponseApdu {
    ResponseApdu::new(data, StatusWord::OK)
}
