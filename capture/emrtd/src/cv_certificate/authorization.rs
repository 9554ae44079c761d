//! Certificate Holder Authorization Template: who the holder is and what it may read, TR-03110-3 §C.1.5 and §C.4.

use super::CvCertificateError;
use crate::tlv::Tlv;

/// id-roles, 0.4.0.127.0.7.3.1.2.
const ROLES: [u8; 8] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x03, 0x01, 0x02];

const READ_DATA_GROUP_3: u8 = 0x01;
const READ_DATA_GROUP_4: u8 = 0x02;

/// What kind of terminal a certificate and those under it are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TerminalType {
    /// Reads travel documents; the only kind with rights to DG3 and DG4.
    InspectionSystem,
    /// Reads electronic identity applications.
    AuthenticationTerminal,
    /// Makes signatures.
    SignatureTerminal,
}

/// The holder's place in the hierarchy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HolderRole {
    /// Country Verifying Certification Authority.
    Authority,
    /// Document verifier of the country itself.
    DomesticVerifier,
    /// Document verifier of another country.
    ForeignVerifier,
    /// The terminal.
    Terminal,
}

/// Role and rights of a certificate's holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolderAuthorization {
    /// The kind of terminal.
    pub terminal_type: TerminalType,
    /// The holder's place in the hierarchy.
    pub role: HolderRole,
    rights: Vec<u8>,
}

impl HolderAuthorization {
    /// Reads the template's content.
    pub(super) fn parse(template: Tlv<'_>) -> Result<Self, CvCertificateError> {
        let mut fields = template.children();
        let oid = fields.expect(0x06)?.value;
        let bits = fields.expect(0x53)?.value;
        fields.finish()?;
        let terminal_type =
            TerminalType::from_oid(oid).ok_or(CvCertificateError::UnsupportedAuthorization)?;
        let (first, rest) = bits.split_first().ok_or(CvCertificateError::UnsupportedAuthorization)?;
        if bits.len() != terminal_type.length() {
            return Err(CvCertificateError::UnsupportedAuthorization);
        }
        let rights = [&[first & 0x3F], rest].concat();
        Ok(Self { terminal_type, role: HolderRole::from_bits(first >> 6), rights })
    }

    /// True when the holder may read the fingerprints, as far as this certificate goes.
    pub fn reads_data_group_3(&self) -> bool {
        self.reads(READ_DATA_GROUP_3)
    }

    /// True when the holder may read the irises, as far as this certificate goes.
    pub fn reads_data_group_4(&self) -> bool {
        self.reads(READ_DATA_GROUP_4)
    }

    fn reads(&self, right: u8) -> bool {
        let granted = self.rights.last().is_some_and(|bits| bits & right != 0);
        self.terminal_type == TerminalType::InspectionSystem && granted
    }
}

impl TerminalType {
    /// The kind with this object identifier (content bytes of the DER encoding).
    fn from_oid(oid: &[u8]) -> Option<Self> {
        match oid.strip_prefix(&ROLES)? {
            [1] => Some(Self::InspectionSystem),
            [2] => Some(Self::AuthenticationTerminal),
            [3] => Some(Self::SignatureTerminal),
            _ => None,
        }
    }

    /// The length of role and rights in bytes.
    fn length(self) -> usize {
        match self {
            Self::AuthenticationTerminal => 5,
            Self::InspectionSystem | Self::SignatureTerminal => 1,
        }
    }
}

impl HolderRole {
    fn from_bits(bits: u8) -> Self {
        match bits {
            3 => Self::Authority,
            2 => Self::DomesticVerifier,
            1 => Self::ForeignVerifier,
            _ => Self::Terminal,
        }
    }

    /// True when a holder of this role may certify one of the other.
    pub fn certifies(self, other: Self) -> bool {
        match self {
            Self::Authority => other != Self::Terminal,
            Self::DomesticVerifier | Self::ForeignVerifier => other == Self::Terminal,
            Self::Terminal => false,
        }
    }
}
