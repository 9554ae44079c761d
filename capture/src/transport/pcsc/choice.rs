//! Which of several readers is meant: the one that holds a document.

use crate::transport::OpenError;
use std::ffi::CString;

/// What the ATR of a contactless card begins with, PC/SC part 3 §3.1.3.2.3: 3B 8n 80 01.
const CONTACTLESS: [u8; 2] = [0x80, 0x01];
/// What the historical bytes of a storage card begin with, PC/SC part 3 §3.1.3.2.3.2.
const STORAGE: [u8; 8] = [0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06];

/// A reader as the service lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    /// The reader's name.
    pub name: CString,
    /// The ATR of the card it holds; empty when the card does not answer.
    pub card: Option<Vec<u8>>,
}

impl Listed {
    fn name(&self) -> String {
        self.name.to_string_lossy().into_owned()
    }

    /// A slot for the reader's own security module holds no document.
    fn is_security_module(&self) -> bool {
        self.name().split(|character: char| !character.is_alphanumeric()).any(|word| word == "SAM")
    }

    fn holds_contactless_processor(&self) -> bool {
        let atr = self.card.as_deref().unwrap_or_default();
        atr.get(2..4) == Some(&CONTACTLESS) && atr.get(4..12) != Some(&STORAGE)
    }
}

/// The readers that a name means: every one when it is empty.
fn meant<'l>(listed: &'l [Listed], wanted: &str) -> Vec<&'l Listed> {
    let wanted = wanted.to_lowercase();
    let named = |reader: &&Listed| reader.name().to_lowercase().contains(&wanted);
    let exact = |reader: &&Listed| reader.name().to_lowercase() == wanted;
    if let Some(reader) = listed.iter().find(exact) {
        return vec![reader];
    }
    listed.iter().filter(named).filter(|reader| !reader.is_security_module()).collect()
}

/// Those that hold a card. A document is contactless, so where several hold one, a card of another kind is none.
pub(super) fn holding<'l>(listed: &'l [Listed], wanted: &str) -> Vec<&'l Listed> {
    let holding: Vec<&Listed> =
        meant(listed, wanted).into_iter().filter(|reader| reader.card.is_some()).collect();
    let contactless: Vec<&Listed> =
        holding.iter().copied().filter(|reader| reader.holds_contactless_processor()).collect();
    if contactless.is_empty() { holding } else { contactless }
}

/// The one reader that holds a document.
pub(super) fn choose<'l>(listed: &'l [Listed], wanted: &str) -> Result<&'l Listed, OpenError> {
    match holding(listed, wanted).as_slice() {
        [reader] => Ok(reader),
        [] if listed.is_empty() => Err(OpenError::NoReader),
        [] if meant(listed, wanted).is_empty() => Err(OpenError::OtherReaders(names(listed.iter()))),
        [] => Err(OpenError::NoDocument),
        several => Err(OpenError::SeveralDocuments(names(several.iter().copied()))),
    }
}

fn names<'l>(readers: impl Iterator<Item = &'l Listed>) -> String {
    readers.map(Listed::name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSPORT: &[u8] = &[0x3B, 0x88, 0x80, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0x09];
    const TRANSPORT_TICKET: &[u8] =
        &[0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, 0x03, 0x00, 0x01];
    const OFFICER_CARD: &[u8] = &[0x3B, 0xFF, 0x18, 0x00, 0x00];

    fn listed(readers: &[(&str, Option<&[u8]>)]) -> Vec<Listed> {
        let reader = |(name, card): &(&str, Option<&[u8]>)| Listed {
            name: CString::new(*name).unwrap(),
            card: card.map(<[u8]>::to_vec),
        };
        readers.iter().map(reader).collect()
    }

    fn chosen(readers: &[(&str, Option<&[u8]>)], wanted: &str) -> Result<String, String> {
        choose(&listed(readers), wanted).map(Listed::name).map_err(|error| error.to_string())
    }

    const EMPTY: (&str, Option<&[u8]>) = ("Gemalto PC Twin Reader 00 00", None);
    const DUAL: (&str, Option<&[u8]>) =
        ("ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] 01 00", Some(PASSPORT));
    const MODULE: (&str, Option<&[u8]>) =
        ("ACS ACR1252 Dual Reader [ACR1252 Dual Reader SAM] 01 01", Some(OFFICER_CARD));
    const CONTACT: (&str, Option<&[u8]>) =
        ("HID Global OMNIKEY 3x21 Smart Card Reader 02 00", Some(OFFICER_CARD));

    #[test]
    fn the_reader_with_the_document_is_meant() {
        assert_eq!(chosen(&[EMPTY, DUAL, MODULE], "").unwrap(), DUAL.0);
        assert_eq!(chosen(&[CONTACT, DUAL], "").unwrap(), DUAL.0);
        assert_eq!(chosen(&[CONTACT, DUAL], "omnikey").unwrap(), CONTACT.0);
        assert_eq!(chosen(&[CONTACT, EMPTY], "").unwrap(), CONTACT.0);
        assert_eq!(chosen(&[MODULE, EMPTY], MODULE.0).unwrap(), MODULE.0);
        assert_eq!(chosen(&[("Reader", Some(TRANSPORT_TICKET)), DUAL], "").unwrap(), DUAL.0);
    }

    #[test]
    fn what_cannot_be_chosen_is_told() {
        let other = ("Identiv uTrust 3700 F 03 00", Some(PASSPORT));
        let several = chosen(&[DUAL, other], "").unwrap_err();
        assert!(several.contains(DUAL.0) && several.contains(other.0), "{several}");
        assert!(matches!(choose(&listed(&[]), ""), Err(OpenError::NoReader)));
        assert!(matches!(choose(&listed(&[EMPTY, MODULE]), ""), Err(OpenError::NoDocument)));
        let absent = chosen(&[EMPTY, DUAL], "Feitian").unwrap_err();
        assert!(absent.contains(EMPTY.0) && absent.contains(DUAL.0), "{absent}");
    }
}
