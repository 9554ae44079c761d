//! What the chip said for its genuineness, ICAO 9303-11 §6.

use super::encoding;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Chip Authentication, ICAO 9303-11 §6.2, as far as it takes to compute its outcome again.
///
/// The terminal knows the same secrets as the chip, so this transcript proves nothing to a third party: it is attested
/// by whoever signs the record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChipAuthenticationTranscript {
    /// The key in DG14 that was used, where DG14 names several.
    pub key_id: Option<u64>,
    /// Object identifier of the protocol variant that was run, dotted (for example `0.4.0.127.0.7.2.2.3.2.2`).
    pub protocol: String,
    /// The terminal's ephemeral private key, big-endian; it is wiped when the transcript is dropped.
    #[serde(with = "encoding::secret")]
    pub terminal_private_key: Zeroizing<Vec<u8>>,
    /// The first command under the new keys, unprotected (encoded APDU).
    #[serde(with = "encoding::octets")]
    pub confirmation_command: Vec<u8>,
    /// The chip's protected answer to it, as received (encoded APDU).
    #[serde(with = "encoding::octets")]
    pub confirmation_response: Vec<u8>,
}

/// Active Authentication, ICAO 9303-11 §6.1.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActiveAuthenticationTranscript {
    /// RND.IFD, the caller's challenge.
    #[serde(with = "encoding::octets")]
    pub challenge: Vec<u8>,
    /// The chip's signature, as received; empty when the chip refused.
    #[serde(with = "encoding::octets")]
    pub signature: Vec<u8>,
}
