//! How access to the files was gained, ICAO 9303-11 §4.2.

use super::{PasswordRecord, encoding};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroizing;

/// Which access protocol the chip announced and which one was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessRecord {
    /// What EF.CardAccess announced, for example `pace-ecdh-gm-aes-cbc-cmac-128/13`; empty when the file is absent.
    pub offered: Vec<String>,
    /// What was used: `none`, `bac` or one of the names in `offered`.
    pub used: String,
    /// With which password; records of before it was kept have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<PasswordRecord>,
    /// The transcript of PACE with chip authentication mapping, when that was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pace_chip_authentication: Option<PaceCamTranscript>,
}

/// PACE with chip authentication mapping, ICAO 9303-11 §4.4.3.5, as far as it takes to compute its outcome again.
///
/// The terminal could have made it up, so this transcript proves nothing to a third party: it is attested by whoever signs
/// the record. The password is not in it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaceCamTranscript {
    /// The variant that was run, as in [`AccessRecord::used`].
    pub protocol: String,
    /// The nonce s, decrypted.
    #[serde(with = "encoding::secret")]
    pub nonce: Zeroizing<Vec<u8>>,
    /// The terminal's private key of the mapping, big-endian.
    #[serde(with = "encoding::secret")]
    pub terminal_mapping_private_key: Zeroizing<Vec<u8>>,
    /// PK_Map,IC, as received.
    #[serde(with = "encoding::octets")]
    pub chip_mapping_public_key: Vec<u8>,
    /// The terminal's private key on the mapped domain, big-endian.
    #[serde(with = "encoding::secret")]
    pub terminal_ephemeral_private_key: Zeroizing<Vec<u8>>,
    /// The chip's public key on the mapped domain, as received.
    #[serde(with = "encoding::octets")]
    pub chip_ephemeral_public_key: Vec<u8>,
    /// The chip's authentication token T_IC, as received.
    #[serde(with = "encoding::octets")]
    pub chip_token: Vec<u8>,
    /// A_IC of DO'8A', as received; empty when the chip sent none.
    #[serde(with = "encoding::octets")]
    pub encrypted_chip_authentication_data: Vec<u8>,
}

/// Never shows keys.
impl fmt::Debug for PaceCamTranscript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PaceCamTranscript({})", self.protocol)
    }
}
