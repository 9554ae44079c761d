//! Transcripts of the chip's proofs, judged against keys that are input too.

use crate::input::Parts;
use emrtd::chip::active_authentication::{self, ActiveAuthenticationPublicKey};
use emrtd::chip::chip_authentication;
use emrtd::record::{ActiveAuthenticationTranscript, ChipAuthenticationTranscript, PaceCamTranscript};
use emrtd::security_info::{PaceInfo, SecurityInfos};
use zeroize::Zeroizing;

/// Active Authentication: the public key, the security infos, the challenge and the signature.
pub fn active_authentication(bytes: &[u8]) {
    let mut parts = Parts::of(bytes);
    let key = ActiveAuthenticationPublicKey::from_subject_public_key_info(parts.part());
    let infos = SecurityInfos::parse(parts.part()).ok();
    let transcript =
        ActiveAuthenticationTranscript { challenge: parts.part().to_vec(), signature: parts.part().to_vec() };
    if let Ok(key) = key {
        let _ = active_authentication::verify(&key, infos.as_ref(), &transcript);
    }
}

/// Chip Authentication: the security infos, the protocol's place in them, and the transcript.
pub fn chip_authentication(bytes: &[u8]) {
    let mut parts = Parts::of(bytes);
    let Ok(infos) = SecurityInfos::parse(parts.part()) else { return };
    for choice in chip_authentication::ChipAuthenticationChoice::all(&infos) {
        let mut parts = Parts::of(parts.rest());
        let transcript = ChipAuthenticationTranscript {
            key_id: choice.key_id,
            protocol: choice.protocol.to_string(),
            terminal_private_key: Zeroizing::new(parts.part().to_vec()),
            confirmation_command: parts.part().to_vec(),
            confirmation_response: parts.part().to_vec(),
        };
        let _ = chip_authentication::verify(&infos, &transcript);
    }
}

/// PACE with chip authentication mapping: the security infos and the transcript.
pub fn pace_chip_authentication(bytes: &[u8]) {
    let mut parts = Parts::of(bytes);
    let Ok(infos) = SecurityInfos::parse(parts.part()) else { return };
    let Some(protocol) = infos.pace().first().map(PaceInfo::to_string) else { return };
    let mut part = || parts.part().to_vec();
    let transcript = PaceCamTranscript {
        protocol,
        nonce: Zeroizing::new(part()),
        terminal_mapping_private_key: Zeroizing::new(part()),
        chip_mapping_public_key: part(),
        terminal_ephemeral_private_key: Zeroizing::new(part()),
        chip_ephemeral_public_key: part(),
        chip_token: part(),
        encrypted_chip_authentication_data: part(),
    };
    let _ = emrtd::access::pace::verify(&infos, &transcript);
}
