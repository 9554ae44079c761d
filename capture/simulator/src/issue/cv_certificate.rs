//! Card verifiable certificates of specimen authorities, verifiers and terminals, TR-03110-3 appendices C and D.

use super::IssueError;
use super::cv_key::CvKeyPair;
use emrtd::mrz::CalendarDate;
use emrtd::tlv;

/// id-IS, 0.4.0.127.0.7.3.1.2.1.
const INSPECTION_SYSTEM: [u8; 9] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x03, 0x01, 0x02, 0x01];

/// What a certificate for an inspection system or its superiors says, apart from the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CvContent<'a> {
    /// Certification Authority Reference.
    pub authority: &'a str,
    /// Certificate Holder Reference.
    pub holder: &'a str,
    /// Role in the first two bits, rights in the last two: C3 is an authority that grants both DG3 and DG4.
    pub authorization: u8,
    /// The first day.
    pub effective: CalendarDate,
    /// The last day.
    pub expiration: CalendarDate,
    /// True to spell the elliptic curve out, as certificates of authorities do.
    pub with_curve: bool,
}

impl CvContent<'_> {
    /// The certificate for `subject`'s key, signed by `issuer`; for an authority's own both are the same.
    pub fn issue(&self, subject: &CvKeyPair, issuer: &CvKeyPair) -> Result<Vec<u8>, IssueError> {
        let role = [tlv::encode(0x06, &INSPECTION_SYSTEM), tlv::encode(0x53, &[self.authorization])].concat();
        let body = tlv::encode_all(
            0x7F4E,
            &[
                &tlv::encode(0x5F29, &[0]),
                &tlv::encode(0x42, self.authority.as_bytes()),
                &subject.public_key(self.with_curve)?,
                &tlv::encode(0x5F20, self.holder.as_bytes()),
                &tlv::encode(0x7F4C, &role),
                &tlv::encode(0x5F25, &digits(self.effective)),
                &tlv::encode(0x5F24, &digits(self.expiration)),
            ],
        );
        let signature = tlv::encode(0x5F37, &issuer.sign(&body)?);
        Ok(tlv::encode_all(0x7F21, &[&body, &signature]))
    }
}

/// YYMMDD, each digit in a byte of its own.
fn digits(date: CalendarDate) -> Vec<u8> {
    let text = format!("{:02}{:02}{:02}", date.year % 100, date.month, date.day);
    text.bytes().map(|digit| digit.saturating_sub(b'0')).collect()
}
