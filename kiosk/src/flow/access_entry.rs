//! What opens the chip, as it is being typed.

use super::{Mode, MrzHelp, PrintedField, PrintedFields, Secret};
use emrtd::mrz::Mrz;
use emrtd::password::{Can, Password};
use verifier::reason::Reason;

/// What is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AccessMethod {
    /// The lines of the machine readable zone.
    #[default]
    Mrz,
    /// Document number, date of birth and date of expiry.
    Printed,
    /// The card access number.
    Can,
}

impl AccessMethod {
    /// What may be typed: an officer can read a document whose zone is worn.
    pub fn offered(mode: Mode) -> &'static [Self] {
        match mode {
            Mode::Attended => &[Self::Mrz, Self::Printed, Self::Can],
            Mode::Unattended => &[Self::Mrz, Self::Can],
        }
    }
}

/// Why the password is asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessProblem {
    /// What was typed is not whole, or its check digits do not fit.
    Incomplete,
    /// The session ended by the chip's fault.
    Refused(Reason),
    /// The chip is not opened with this kind of password.
    NotUsable,
    /// The document was taken away.
    CardLost,
}

/// The entry of the password.
#[derive(Debug, Clone, Default)]
pub struct AccessEntry {
    /// What is typed.
    pub method: AccessMethod,
    /// The text so far of the zone or of the number.
    pub text: Secret,
    /// The printed fields so far.
    pub printed: PrintedFields,
    /// Why it is asked for again.
    pub problem: Option<AccessProblem>,
}

impl AccessEntry {
    /// True when nothing was typed.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && PrintedField::ALL.iter().all(|field| self.printed.text(*field).is_empty())
    }

    /// The text as it stands in a machine readable zone: capitals, and no blanks.
    pub fn normalised(&self) -> Secret {
        let text = self.text.text().chars().filter(|c| !matches!(c, ' ' | '\t' | '\r'));
        let mut own = Secret::default();
        own.text_mut().extend(text.map(|c| c.to_ascii_uppercase()));
        own
    }

    /// What still is to be typed of the machine readable zone.
    pub fn help(&self) -> MrzHelp {
        MrzHelp::of(self.normalised().text())
    }

    /// The password, once it is whole and its check digits fit.
    pub fn password(&self) -> Option<Password> {
        match self.method {
            AccessMethod::Can => Can::new(self.text.text().trim()).ok().map(Password::Can),
            AccessMethod::Printed => self.printed.key().map(Password::Mrz),
            AccessMethod::Mrz => {
                let mrz = Mrz::parse(self.normalised().text()).ok()?;
                mrz.failed_checks().is_empty().then(|| mrz.key().ok().map(Password::Mrz))?
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: &str =
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

    fn entry(method: AccessMethod, text: &str) -> AccessEntry {
        AccessEntry { method, text: Secret::new(text), ..AccessEntry::default() }
    }

    #[test]
    fn a_zone_opens_the_chip_and_one_with_a_wrong_digit_does_not() {
        assert!(entry(AccessMethod::Mrz, ZONE).password().is_some());
        assert!(entry(AccessMethod::Mrz, &ZONE.to_lowercase()).password().is_some());
        assert!(entry(AccessMethod::Mrz, &ZONE.replace("C36", "C37")).password().is_none());
        assert!(entry(AccessMethod::Mrz, &ZONE[..80]).password().is_none());
    }

    #[test]
    fn a_card_access_number_has_six_digits() {
        assert!(entry(AccessMethod::Can, " 123456 ").password().is_some());
        assert!(entry(AccessMethod::Can, "12345").password().is_none());
        assert!(entry(AccessMethod::Can, "12345a").password().is_none());
    }
}
