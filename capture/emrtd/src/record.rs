//! The `ChipRecord`: the exact bytes and transcripts of one chip session, from which the verdict is computed, now and
//! years later.

mod password;
mod terminal_authentication;

pub use password::PasswordRecord;
pub use terminal_authentication::{
    TerminalAuthenticationOutcome, TerminalAuthenticationProblem, TerminalAuthenticationTranscript,
};

use crate::file::{DataGroup, ElementaryFile};
use crate::quirk::Quirk;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use zeroize::Zeroizing;

/// Everything a chip session saw that a verdict depends on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChipRecord {
    /// How access to the files was gained.
    pub access: AccessRecord,
    /// The exact content of every file read, by name (`EF.COM`, `EF.SOD`, `EF.DG1`, …, EF.CardAccess included).
    #[serde(with = "base64_files")]
    pub files: BTreeMap<ElementaryFile, Vec<u8>>,
    /// The transcript of Chip Authentication, when it was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chip_authentication: Option<ChipAuthenticationTranscript>,
    /// The transcript of Active Authentication, when it was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_authentication: Option<ActiveAuthenticationTranscript>,
    /// What became of Terminal Authentication, where fingerprints or irises were asked for with a terminal's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal_authentication: Option<TerminalAuthenticationTranscript>,
    /// The chip's faults that the session worked around.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub quirks: BTreeSet<Quirk>,
    /// What reading took, where it was measured; no verdict rests on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<ReadingRecord>,
}

impl ChipRecord {
    /// The exact bytes of a file, if it was read.
    pub fn file(&self, file: ElementaryFile) -> Option<&[u8]> {
        self.files.get(&file).map(Vec::as_slice)
    }

    /// The exact bytes of a data group, if it was read.
    pub fn data_group(&self, group: DataGroup) -> Option<&[u8]> {
        self.file(ElementaryFile::DataGroup(group))
    }

    /// The record as a control judges and keeps it: without fingerprints and irises, of which EF.SOD holds the digests.
    pub fn for_control(&self) -> Cow<'_, Self> {
        let is_guarded =
            |file: &ElementaryFile| matches!(file, ElementaryFile::DataGroup(group) if group.is_guarded());
        if !self.files.keys().any(is_guarded) {
            return Cow::Borrowed(self);
        }
        let mut record = self.clone();
        record.files.retain(|file, _| !is_guarded(file));
        Cow::Owned(record)
    }
}

/// Never shows what was read.
impl fmt::Debug for ChipRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.files.keys().map(ToString::to_string).collect();
        write!(f, "ChipRecord {{ access: {:?}, files: {names:?} }}", self.access)
    }
}

/// What reading a chip took, as whoever talked to it measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingRecord {
    /// The steps in their order.
    pub steps: Vec<ReadingStep>,
}

/// What one step of a session took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingStep {
    /// What the session was at, as people are told: `PACE`, `EF.DG2`, `Chip Authentication`.
    pub step: String,
    /// Commands sent.
    pub apdus: u32,
    /// Bytes of commands and answers.
    pub bytes: u64,
    /// From the first command of the step to that of the next.
    pub milliseconds: u64,
}

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
    #[serde(with = "base64_secret")]
    pub nonce: Zeroizing<Vec<u8>>,
    /// The terminal's private key of the mapping, big-endian.
    #[serde(with = "base64_secret")]
    pub terminal_mapping_private_key: Zeroizing<Vec<u8>>,
    /// PK_Map,IC, as received.
    #[serde(with = "base64_bytes")]
    pub chip_mapping_public_key: Vec<u8>,
    /// The terminal's private key on the mapped domain, big-endian.
    #[serde(with = "base64_secret")]
    pub terminal_ephemeral_private_key: Zeroizing<Vec<u8>>,
    /// The chip's public key on the mapped domain, as received.
    #[serde(with = "base64_bytes")]
    pub chip_ephemeral_public_key: Vec<u8>,
    /// The chip's authentication token T_IC, as received.
    #[serde(with = "base64_bytes")]
    pub chip_token: Vec<u8>,
    /// A_IC of DO'8A', as received; empty when the chip sent none.
    #[serde(with = "base64_bytes")]
    pub encrypted_chip_authentication_data: Vec<u8>,
}

/// Never shows keys.
impl fmt::Debug for PaceCamTranscript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PaceCamTranscript({})", self.protocol)
    }
}

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
    #[serde(with = "base64_secret")]
    pub terminal_private_key: Zeroizing<Vec<u8>>,
    /// The first command under the new keys, unprotected (encoded APDU).
    #[serde(with = "base64_bytes")]
    pub confirmation_command: Vec<u8>,
    /// The chip's protected answer to it, as received (encoded APDU).
    #[serde(with = "base64_bytes")]
    pub confirmation_response: Vec<u8>,
}

/// Active Authentication, ICAO 9303-11 §6.1.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActiveAuthenticationTranscript {
    /// RND.IFD, the caller's challenge.
    #[serde(with = "base64_bytes")]
    pub challenge: Vec<u8>,
    /// The chip's signature, as received; empty when the chip refused.
    #[serde(with = "base64_bytes")]
    pub signature: Vec<u8>,
}

mod base64_bytes {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        STANDARD
            .decode(String::deserialize(deserializer)?)
            .map_err(|_| serde::de::Error::custom("not base64"))
    }
}

mod base64_secret {
    use super::{Zeroizing, base64_bytes};
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &Zeroizing<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
        base64_bytes::serialize(bytes, serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<Vec<u8>>, D::Error> {
        base64_bytes::deserialize(deserializer).map(Zeroizing::new)
    }
}

mod base64_files {
    use super::{BTreeMap, ElementaryFile};
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(
        files: &BTreeMap<ElementaryFile, Vec<u8>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(files.iter().map(|(file, bytes)| (file, STANDARD.encode(bytes))))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<ElementaryFile, Vec<u8>>, D::Error> {
        BTreeMap::<ElementaryFile, String>::deserialize(deserializer)?
            .into_iter()
            .map(|(file, text)| {
                Ok((file, STANDARD.decode(text).map_err(|_| serde::de::Error::custom("not base64"))?))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> ChipRecord {
        ChipRecord {
            access: AccessRecord {
                offered: vec![],
                used: "bac".into(),
                password: None,
                pace_chip_authentication: None,
            },
            files: [
                (ElementaryFile::Com, vec![0x60, 0x00]),
                (ElementaryFile::DataGroup(DataGroup::DG1), vec![1]),
            ]
            .into(),
            chip_authentication: None,
            active_authentication: Some(ActiveAuthenticationTranscript {
                challenge: vec![1; 8],
                signature: vec![],
            }),
            terminal_authentication: None,
            quirks: BTreeSet::new(),
            reading: None,
        }
    }

    #[test]
    fn json_round_trip_keeps_every_byte() {
        let record = record();
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<ChipRecord>(&json).unwrap(), record);
        assert!(serde_json::from_str::<ChipRecord>(&json.replace("\"EF.COM\"", "\"EF.XYZ\"")).is_err());
    }
    #[test]
    fn quirks_are_named_and_only_known_ones_are_read() {
        let quirks = [Quirk::LongAnswersRefused].into();
        let json = serde_json::to_string(&ChipRecord { quirks, ..record() }).unwrap();
        assert_eq!(
            json.replace(r#","quirks":["long_answers_refused"]"#, ""),
            serde_json::to_string(&record()).unwrap()
        );
        assert_eq!(serde_json::from_str::<ChipRecord>(&json).unwrap().quirks.len(), 1);
        assert!(serde_json::from_str::<ChipRecord>(&json.replace("_refused", "_refusee")).is_err());
        assert_eq!(Quirk::LongAnswersRefused.to_string(), "long_answers_refused");
    }

    #[test]
    fn a_record_without_figures_is_written_as_before_there_were_any() {
        let step = ReadingStep { step: "PACE".into(), apdus: 5, bytes: 900, milliseconds: 412 };
        let measured = ChipRecord { reading: Some(ReadingRecord { steps: vec![step] }), ..record() };
        let json = serde_json::to_string(&measured).unwrap();
        assert_eq!(serde_json::from_str::<ChipRecord>(&json).unwrap(), measured);
        let figures = r#","reading":{"steps":[{"step":"PACE","apdus":5,"bytes":900,"milliseconds":412}]}"#;
        assert_eq!(json.replace(figures, ""), serde_json::to_string(&record()).unwrap());
    }
}
