//! The certificate extensions that ICAO 9303-12 §7.1.1 gives a meaning for passive authentication.

use emrtd::tlv::{Reader, Tlv, TlvError};

/// id-icao-cscaMasterListSigningKey, 2.23.136.1.1.3.
const MASTER_LIST_SIGNING: &[u8] = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x03];

/// What a certificate's extensions say.
#[derive(Clone, Copy, Default)]
pub(crate) struct Extensions<'a> {
    /// subjectKeyIdentifier.
    pub subject_key_identifier: Option<&'a [u8]>,
    /// keyIdentifier of authorityKeyIdentifier.
    pub authority_key_identifier: Option<&'a [u8]>,
    /// The first byte of keyUsage's bits: 0x80 digitalSignature, 0x40 nonRepudiation, 0x04 keyCertSign, 0x02 cRLSign.
    pub key_usage: Option<u8>,
    /// cA of basicConstraints; `None` without that extension.
    pub authority: Option<bool>,
    /// extKeyUsage names the signing of CSCA master lists.
    pub signs_master_lists: bool,
    /// extKeyUsage stands there.
    pub has_extended_key_usage: bool,
}

impl<'a> Extensions<'a> {
    /// Reads the content of the `[3] EXPLICIT` extensions.
    pub fn parse(explicit: &Tlv<'a>) -> Result<Self, TlvError> {
        let mut list = explicit.children().expect(0x30)?.children();
        let mut extensions = Self::default();
        while !list.is_empty() {
            let mut extension = list.expect(0x30)?.children();
            let kind = extension.expect(0x06)?.value;
            extension.optional(0x01)?;
            let value = extension.expect(0x04)?.value;
            extensions.take(kind, value)?;
        }
        Ok(extensions)
    }

    fn take(&mut self, kind: &[u8], value: &'a [u8]) -> Result<(), TlvError> {
        let mut reader = Reader::new(value);
        match kind {
            [0x55, 0x1D, 0x0E] => self.subject_key_identifier = Some(reader.expect(0x04)?.value),
            [0x55, 0x1D, 0x23] => {
                let identifier = reader.expect(0x30)?.children().optional(0x80)?;
                self.authority_key_identifier = identifier.map(|object| object.value);
            }
            [0x55, 0x1D, 0x0F] => {
                self.key_usage = reader.expect(0x03)?.value.get(1).copied().or(Some(0));
            }
            [0x55, 0x1D, 0x13] => {
                let authority = reader.expect(0x30)?.children().optional(0x01)?;
                self.authority = Some(authority.is_some_and(|object| object.value != [0]));
            }
            [0x55, 0x1D, 0x25] => {
                let mut purposes = reader.expect(0x30)?.children();
                self.has_extended_key_usage = true;
                while let Some(purpose) = purposes.next_object()? {
                    self.signs_master_lists |= purpose.value == MASTER_LIST_SIGNING;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// True when keyUsage, where it stands, has one of these bits.
    pub fn permits(&self, bits: u8) -> bool {
        self.key_usage.is_none_or(|usage| usage & bits != 0)
    }
}
