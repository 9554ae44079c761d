//! PACE with chip authentication mapping as proof of the chip, ICAO 9303-11 §4.4.3.5.

use super::Attempt;
use crate::passive::AuthenticDocument;
use crate::reason::Reason;
use emrtd::access::pace;
use emrtd::file::DataGroup;
use emrtd::record::ChipRecord;
use emrtd::security_info::{PaceMapping, SecurityInfos};

/// Judges the transcript by the authenticated EF.CardSecurity.
///
/// A mapping that the signed files announce and that was not run is a matter of the access protocol where the chip can
/// prove itself otherwise, and stands against it where it cannot.
pub(super) fn attempt(document: &AuthenticDocument, record: &ChipRecord) -> Attempt {
    let Some(transcript) = &record.access.pace_chip_authentication else {
        let only_way = is_announced(document) && !proves_itself_otherwise(document);
        return if only_way { Attempt::Failed(Reason::ChipNotGenuine) } else { Attempt::NotAnnounced };
    };
    if transcript.protocol != record.access.used {
        return Attempt::Failed(Reason::Malformed);
    }
    match document.card_security().map(|infos| pace::verify(infos, transcript)) {
        Some(Ok(_)) => Attempt::Proven,
        Some(Err(_)) | None => Attempt::Failed(Reason::ChipNotGenuine),
    }
}

fn is_announced(document: &AuthenticDocument) -> bool {
    let proves_the_chip = |infos: &SecurityInfos| {
        let runnable = infos.pace().iter().filter(|info| info.supported_parameters().is_some());
        runnable.into_iter().any(|info| info.protocol.mapping == PaceMapping::EcdhCam)
    };
    document.security_infos().is_some_and(proves_the_chip)
        || document.card_security().is_some_and(proves_the_chip)
}

fn proves_itself_otherwise(document: &AuthenticDocument) -> bool {
    let keys = document.security_infos().map(SecurityInfos::chip_authentication_public_keys);
    document.lists(DataGroup::DG15) || keys.is_some_and(|keys| !keys.is_empty())
}
