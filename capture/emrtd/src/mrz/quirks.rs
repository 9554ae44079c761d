//! Forms of a zone that many readers trip over; all are allowed by ICAO 9303-4 §4.2.2, 9303-5 §4.2.2, 9303-6 §4.2.2.

use super::{Mrz, MrzFormat};
use crate::quirk::Quirk;
use std::collections::BTreeSet;

/// The document number's field in every format of ICAO 9303.
const DOCUMENT_NUMBER: usize = 9;
/// The check digit of a passport's optional data in the second line.
const OPTIONAL_CHECK_DIGIT: usize = 42;

impl Mrz {
    /// What is rare about the zone's form.
    pub fn quirks(&self) -> BTreeSet<Quirk> {
        let continues = matches!(self.format(), MrzFormat::Td1 | MrzFormat::Td2);
        let long = continues && self.fields().document_number.len() > DOCUMENT_NUMBER;
        let digit = self.lines().get(1).and_then(|line| line.as_bytes().get(OPTIONAL_CHECK_DIGIT));
        let filler = self.format() == MrzFormat::Td3 && digit == Some(&b'<');
        let found = [(long, Quirk::DocumentNumberLong), (filler, Quirk::OptionalCheckDigitFiller)];
        found.into_iter().filter(|(found, _)| *found).map(|(_, quirk)| quirk).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quirks(zone: &str) -> Vec<Quirk> {
        let mrz = Mrz::parse(zone).unwrap();
        assert!(mrz.failed_checks().is_empty(), "{:?}", mrz.failed_checks());
        mrz.quirks().into_iter().collect()
    }

    #[test]
    fn long_numbers_and_fillers_as_check_digits_are_named() {
        let belgian =
            "IDBEL000590696<1015<<<<<<<<<<<\n9401013F2710017BEL000101123453\nSPECIMEN<<SPECIMEN<<<<<<<<<<<<";
        assert_eq!(quirks(belgian), [Quirk::DocumentNumberLong]);
        let passport = |digit| {
            format!(
                "P<GBRMARTIN<<SARAH<<<<<<<<<<<<<<<<<<<<<<<<<<\n980XG47<<9GBR8501019F2612281<<<<<<<<<<<<<<{digit}6"
            )
        };
        assert_eq!(quirks(&passport('<')), [Quirk::OptionalCheckDigitFiller]);
        assert_eq!(quirks(&passport('0')), []);
    }
}
