//! Distinguished names, RFC 5280 §4.1.2.4, as far as issuing states use them.

use emrtd::tlv::{Reader, Tlv, TlvError};
use std::fmt::Write;

const COUNTRY: &[u8] = &[0x55, 0x04, 0x06];
const ORGANISATION: &[u8] = &[0x55, 0x04, 0x0A];

/// A distinguished name, borrowed from the certificate it stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name<'a> {
    /// The whole Name, header included.
    pub raw: &'a [u8],
    content: &'a [u8],
}

impl<'a> Name<'a> {
    /// Takes a Name whose structure is sound.
    pub fn parse(object: &Tlv<'a>) -> Result<Self, TlvError> {
        let name = Self { raw: object.raw, content: object.value };
        name.attributes().try_for_each(|attribute| attribute.map(drop))?;
        Ok(name)
    }

    /// Type and value of each attribute, in order.
    fn attributes(&self) -> Attributes<'a> {
        Attributes { names: Reader::new(self.content), set: Reader::new(&[]) }
    }

    fn value(&self, kind: &[u8]) -> Option<String> {
        let mut found = self.attributes().flatten().filter(|(name, _)| *name == kind);
        found.next().map(|(_, value)| text(&value))
    }

    /// countryName in upper case: two letters in every certificate that follows ICAO 9303-12.
    pub fn country(&self) -> Option<String> {
        self.value(COUNTRY).map(|country| country.trim().to_ascii_uppercase())
    }

    /// organizationName.
    pub fn organisation(&self) -> Option<String> {
        self.value(ORGANISATION)
    }

    /// The same text for two names that RFC 5280 §7.1 holds to be the same, and for no others: lengths stand before values,
    /// so that no value can pass for several attributes.
    pub fn comparable(&self) -> String {
        self.attributes().flatten().fold(String::new(), |mut whole, (kind, value)| {
            let folded = text(&value).to_lowercase();
            let folded = folded.split_whitespace().collect::<Vec<_>>().join(" ");
            kind.iter().for_each(|byte| write!(whole, "{byte:02x}").unwrap_or_default());
            write!(whole, "={}:{folded};", folded.len()).unwrap_or_default();
            whole
        })
    }
}

/// For people: `C=DE, O=bund, OU=bsi, CN=csca-germany`.
impl std::fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (position, (kind, value)) in self.attributes().flatten().enumerate() {
            if position > 0 {
                f.write_str(", ")?;
            }
            match short_name(kind) {
                Some(short) => f.write_str(short)?,
                None => kind.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?,
            }
            f.write_char('=')?;
            f.write_str(&text(&value))?;
        }
        Ok(())
    }
}

fn short_name(kind: &[u8]) -> Option<&'static str> {
    Some(match kind {
        [0x55, 0x04, 0x03] => "CN",
        [0x55, 0x04, 0x05] => "serialNumber",
        COUNTRY => "C",
        [0x55, 0x04, 0x07] => "L",
        [0x55, 0x04, 0x08] => "ST",
        ORGANISATION => "O",
        [0x55, 0x04, 0x0B] => "OU",
        [0x55, 0x04, 0x0C] => "title",
        [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x01] => "emailAddress",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x19] => "DC",
        _ => return None,
    })
}

fn text(value: &Tlv<'_>) -> String {
    match value.tag {
        0x1E => {
            let (units, _) = value.value.as_chunks::<2>();
            let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
            String::from_utf16_lossy(&units)
        }
        // T61String, in practice Latin-1.
        0x14 => value.value.iter().map(|byte| char::from(*byte)).collect(),
        _ => String::from_utf8_lossy(value.value).into_owned(),
    }
}

struct Attributes<'a> {
    names: Reader<'a>,
    set: Reader<'a>,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Result<(&'a [u8], Tlv<'a>), TlvError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.set.is_empty() {
            if self.names.is_empty() {
                return None;
            }
            match self.names.expect(0x31) {
                Ok(set) => self.set = set.children(),
                Err(error) => return Some(Err(self.stop(error))),
            }
        }
        let attribute = self.set.expect(0x30).and_then(|pair| {
            let mut pair = pair.children();
            let kind = pair.expect(0x06)?.value;
            Ok((kind, pair.any()?))
        });
        Some(attribute.map_err(|error| self.stop(error)))
    }
}

impl Attributes<'_> {
    /// Nothing after an error is read.
    fn stop(&mut self, error: TlvError) -> TlvError {
        (self.names, self.set) = (Reader::new(&[]), Reader::new(&[]));
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emrtd::tlv::{encode, parse_exactly};

    fn name(attributes: &[(&[u8], &str)]) -> Vec<u8> {
        let set = |(kind, value): &(&[u8], &str)| {
            let pair = [encode(0x06, kind), encode(0x0C, value.as_bytes())].concat();
            encode(0x31, &encode(0x30, &pair))
        };
        encode(0x30, &attributes.iter().flat_map(set).collect::<Vec<u8>>())
    }

    fn comparable(der: &[u8]) -> String {
        Name::parse(&parse_exactly(der, 0x30).unwrap()).unwrap().comparable()
    }

    #[test]
    fn no_value_passes_for_several_attributes() {
        let two = name(&[(COUNTRY, "NO"), (ORGANISATION, "Test")]);
        assert_eq!(comparable(&two), comparable(&name(&[(COUNTRY, "no"), (ORGANISATION, " TEST ")])));
        for other in ["NO, O=Test", "NO;55040a=4:Test", "NO\u{0}O=Test"] {
            assert_ne!(comparable(&two), comparable(&name(&[(COUNTRY, other)])), "{other}");
        }
        assert_ne!(comparable(&two), comparable(&name(&[(ORGANISATION, "Test"), (COUNTRY, "NO")])));
    }
}
