//! `TerminalAuthenticationInfo`, TR-03110-3 §A.1.1.3.

use crate::tlv::Reader;

/// id-TA, 0.4.0.127.0.7.2.2.2.
pub(super) const TERMINAL_AUTHENTICATION: [u8; 8] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x02];

/// A `TerminalAuthenticationInfo`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalAuthenticationInfo {
    /// 1 for travel documents.
    pub version: u64,
    /// The identifier of EF.CVCA, where it is not the usual one.
    pub cvca_file: Option<u16>,
}

impl TerminalAuthenticationInfo {
    /// Reads what follows the object identifier; `None` for anything else than an announcement.
    pub(super) fn read(fields: &mut Reader<'_>) -> Option<Self> {
        let version = super::parse::integer(fields.expect(0x02).ok()?).ok()?;
        let cvca_file = match fields.optional(0x30).ok()? {
            Some(file) => match file.children().expect(0x04).ok()?.value {
                [high, low] => Some(u16::from_be_bytes([*high, *low])),
                _ => return None,
            },
            None => None,
        };
        Some(Self { version, cvca_file })
    }
}

#[cfg(test)]
mod tests {
    use super::super::SecurityInfos;
    use super::*;
    use crate::tlv::encode;

    fn announced(fields: &[u8]) -> Vec<TerminalAuthenticationInfo> {
        let info = encode(0x30, &[encode(0x06, &TERMINAL_AUTHENTICATION), fields.to_vec()].concat());
        SecurityInfos::parse(&encode(0x31, &info)).unwrap().terminal_authentication().to_vec()
    }

    #[test]
    fn a_malformed_one_announces_nothing_and_spoils_nothing() {
        let usual = TerminalAuthenticationInfo { version: 1, cvca_file: None };
        assert_eq!(announced(&[0x02, 1, 1]), [usual]);
        let elsewhere = TerminalAuthenticationInfo { version: 1, cvca_file: Some(0x0151) };
        assert_eq!(announced(&[0x02, 1, 1, 0x30, 4, 0x04, 2, 1, 0x51]), [elsewhere]);
        assert_eq!(announced(&[0x02, 1, 1, 0x30, 7, 0x04, 2, 1, 0x51, 0x04, 1, 0x11]), [elsewhere]);
        for malformed in [&[][..], &[0x04, 1, 1], &[0x02, 1, 1, 0x30, 3, 0x04, 1, 1], &[0x02, 1, 1, 0x30, 0]]
        {
            assert_eq!(announced(malformed), []);
        }
    }
}
