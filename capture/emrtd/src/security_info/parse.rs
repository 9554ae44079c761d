//! Reads `SecurityInfos ::= SET OF SEQUENCE { protocol, requiredData, optionalData }`, ICAO 9303-11 §9.2.

use super::{
    ActiveAuthenticationInfo, ChipAuthenticationInfo, ChipAuthenticationProtocol,
    ChipAuthenticationPublicKeyInfo, KeyAgreement, PaceInfo, PaceMapping, PaceProtocol, SecurityInfoError,
    SecurityInfos, TerminalAuthenticationInfo, pace_domain_parameters::PaceDomainParameters,
    terminal_authentication_info::TERMINAL_AUTHENTICATION,
};
use crate::tlv::{self, Reader, Tlv};

/// id-PK-DH and id-PK-ECDH without their last arc.
const PUBLIC_KEY: [u8; 8] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x01];
/// id-icao-mrtd-security-aaProtocolObject.
const ACTIVE_AUTHENTICATION: [u8; 6] = [0x67, 0x81, 0x08, 0x01, 0x01, 0x05];

impl SecurityInfos {
    /// Reads the SET.
    pub fn parse(bytes: &[u8]) -> Result<Self, SecurityInfoError> {
        let (mut infos, mut own_parameters) = (Self::default(), Vec::new());
        let mut members = tlv::parse_exactly(bytes, 0x31)?.children();
        while let Some(member) = members.next_object()? {
            infos.add(member, &mut own_parameters)?;
        }
        for info in &mut infos.pace {
            PaceDomainParameters::complete(&own_parameters, info);
        }
        Ok(infos)
    }

    /// Reads EF.CardAccess, which is the SET itself.
    pub fn from_card_access(bytes: &[u8]) -> Result<Self, SecurityInfoError> {
        Self::parse(bytes)
    }

    /// Reads DG14, the SET in a data object 6E.
    pub fn from_data_group_14(bytes: &[u8]) -> Result<Self, SecurityInfoError> {
        Self::parse(tlv::parse_exactly(bytes, 0x6E)?.value)
    }

    fn add(
        &mut self,
        member: Tlv<'_>,
        own_parameters: &mut Vec<PaceDomainParameters>,
    ) -> Result<(), SecurityInfoError> {
        if member.tag != 0x30 {
            return Err(SecurityInfoError::Malformed);
        }
        let mut fields = member.children();
        let protocol = fields.expect(0x06)?.value;
        if let Some(protocol) = PaceProtocol::from_oid(protocol) {
            self.pace.push(pace(protocol, &mut fields)?);
        } else if let Some(mapping) = PaceMapping::from_oid(protocol) {
            own_parameters.extend(PaceDomainParameters::read(mapping, &mut fields));
        } else if let Some(protocol) = ChipAuthenticationProtocol::from_oid(protocol) {
            self.chip_authentication.push(chip_authentication(protocol, &mut fields)?);
        } else if let Some(agreement) = public_key_agreement(protocol) {
            self.chip_authentication_public_keys.push(public_key(agreement, &mut fields)?);
        } else if protocol == ACTIVE_AUTHENTICATION {
            self.active_authentication = Some(active_authentication(&mut fields)?);
        } else if protocol == TERMINAL_AUTHENTICATION {
            // A malformed one announces nothing: it must not cost the chip its own proof.
            self.terminal_authentication.extend(TerminalAuthenticationInfo::read(&mut fields));
        }
        Ok(())
    }
}

fn pace(protocol: PaceProtocol, fields: &mut Reader<'_>) -> Result<PaceInfo, SecurityInfoError> {
    let version = integer(fields.expect(0x02)?)?;
    let parameter_id = fields.optional(0x02)?.map(integer).transpose()?;
    Ok(PaceInfo { protocol, version, parameter_id, spelled_out: None })
}

fn chip_authentication(
    protocol: ChipAuthenticationProtocol,
    fields: &mut Reader<'_>,
) -> Result<ChipAuthenticationInfo, SecurityInfoError> {
    let version = integer(fields.expect(0x02)?)?;
    let key_id = fields.optional(0x02)?.map(integer).transpose()?;
    Ok(ChipAuthenticationInfo { protocol, version, key_id })
}

fn public_key_agreement(protocol: &[u8]) -> Option<KeyAgreement> {
    match protocol.strip_prefix(&PUBLIC_KEY)? {
        [1] => Some(KeyAgreement::Dh),
        [2] => Some(KeyAgreement::Ecdh),
        _ => None,
    }
}

fn public_key(
    agreement: KeyAgreement,
    fields: &mut Reader<'_>,
) -> Result<ChipAuthenticationPublicKeyInfo, SecurityInfoError> {
    let subject_public_key_info = fields.expect(0x30)?.raw.to_vec();
    let key_id = fields.optional(0x02)?.map(integer).transpose()?;
    Ok(ChipAuthenticationPublicKeyInfo { agreement, subject_public_key_info, key_id })
}

fn active_authentication(fields: &mut Reader<'_>) -> Result<ActiveAuthenticationInfo, SecurityInfoError> {
    let version = integer(fields.expect(0x02)?)?;
    let signature_algorithm = fields.expect(0x06)?.value.to_vec();
    Ok(ActiveAuthenticationInfo { version, signature_algorithm })
}

pub(super) fn integer(object: Tlv<'_>) -> Result<u64, SecurityInfoError> {
    match object.value {
        [] => Err(SecurityInfoError::Malformed),
        [first, ..] if first & 0x80 != 0 => Err(SecurityInfoError::Malformed),
        digits => digits
            .iter()
            .try_fold(0u64, |sum, byte| sum.checked_mul(256)?.checked_add(u64::from(*byte)))
            .ok_or(SecurityInfoError::Malformed),
    }
}
