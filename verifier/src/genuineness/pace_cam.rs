//! PACE with chip authentication mapping as proof of the chip, ICAO 9303-11 §4.4.3.5.

use super::Attempt;
use crate::passive::AuthenticKeys;
use crate::reason::Reason;
use emrtd::access::pace;
use emrtd::domain_parameters::{DomainParameters, EcPublicKey};
use emrtd::file::DataGroup;
use emrtd::record::{ChipRecord, PaceCamTranscript};
use emrtd::security_info::{PaceMapping, SecurityInfos};

/// Judges the transcript by the authenticated EF.CardSecurity.
///
/// EF.CardSecurity names no document: that of any other chip of the same state is signed alike. Only what DG14 says binds
/// it to this one (ICAO 9303-11 §9.2: DG14 repeats the variants; it may repeat the key). Without that the mapping neither
/// proves the chip nor stands against it.
///
/// A mapping that DG14 announces and that was not run is a matter of the access protocol where the chip can prove itself
/// otherwise, and stands against it where it cannot.
pub(super) fn attempt(keys: &AuthenticKeys, record: &ChipRecord) -> Attempt {
    let Some(transcript) = &record.access.pace_chip_authentication else {
        let only_way = is_announced(keys) && !proves_itself_otherwise(keys);
        return if only_way { Attempt::Unproven(Reason::ChipNotGenuine) } else { Attempt::NotAnnounced };
    };
    if transcript.protocol != record.access.used {
        return Attempt::Unproven(Reason::Malformed);
    }
    let announced = announces(keys, transcript);
    match keys.card_security().map(|infos| pace::verify(infos, transcript)) {
        Some(Ok(proof)) if announced || holds(keys, proof.key()) => {
            let (parameters, cipher) = (DomainParameters::Ec(proof.key().curve), proof.protocol().cipher);
            Attempt::Proven(keys.rules().agreement(parameters, cipher), None)
        }
        Some(Err(_)) | None if announced => Attempt::Failed,
        _ => Attempt::NotAnnounced,
    }
}

/// True when DG14 announces the variant that was run.
fn announces(keys: &AuthenticKeys, transcript: &PaceCamTranscript) -> bool {
    let mut variants = keys.security_infos().into_iter().flat_map(SecurityInfos::pace);
    variants.any(|info| info.to_string() == transcript.protocol)
}

/// True when DG14 holds the key.
fn holds(keys: &AuthenticKeys, key: &EcPublicKey) -> bool {
    let held = keys.security_infos().into_iter().flat_map(SecurityInfos::chip_authentication_public_keys);
    held.filter_map(|held| held.elliptic_curve_key().ok()).any(|held| held == *key)
}

fn is_announced(keys: &AuthenticKeys) -> bool {
    let variants = keys.security_infos().into_iter().flat_map(SecurityInfos::pace);
    let mut runnable = variants.filter(|info| info.supported_parameters().is_some());
    runnable.any(|info| info.protocol.mapping == PaceMapping::EcdhCam)
}

fn proves_itself_otherwise(keys: &AuthenticKeys) -> bool {
    let held = keys.security_infos().map(SecurityInfos::chip_authentication_public_keys);
    keys.lists(DataGroup::DG15) || held.is_some_and(|held| !held.is_empty())
}
