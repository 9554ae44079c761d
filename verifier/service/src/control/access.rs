//! The phone tells what opens the chip.

use super::{ControlError, Event};
use crate::service::Service;
use crate::store::{ControlRow, Effect};
use emrtd::mrz::Mrz;
use emrtd::password::{Can, MrzKey, Password, PasswordError};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The name under which it is sealed.
pub(super) const ACCESS: &str = "access";

/// What opens the chip: one of the three forms.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop, utoipa::ToSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum AccessInput {
    /// The machine readable zone.
    #[schema(title = "MRZ")]
    Mrz {
        /// Its lines, separated by newlines.
        #[schema(
            example = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C<3UTO6908061F9406236ZE184226B<<<<<14",
            max_length = 200
        )]
        mrz: String,
    },
    /// What the key of the machine readable zone is made of.
    #[schema(title = "Fields")]
    Fields {
        /// The document number.
        #[schema(example = "L898902C", max_length = 24)]
        document_number: String,
        /// The date of birth, YYMMDD or YYYY-MM-DD.
        #[schema(example = "1969-08-06", max_length = 10)]
        birth: String,
        /// The date of expiry, YYMMDD or YYYY-MM-DD.
        #[schema(example = "1994-06-23", max_length = 10)]
        expiry: String,
    },
    /// The card access number.
    #[schema(title = "CAN")]
    Can {
        /// Its six digits.
        #[schema(example = "123456", pattern = "^[0-9]{6}$")]
        can: String,
    },
}

impl AccessInput {
    /// The password, when the check digits and forms are right.
    pub fn password(&self) -> Result<Password, ControlError> {
        match self {
            Self::Mrz { mrz } => mrz_password(mrz),
            Self::Fields { document_number, birth, expiry } => {
                let number = Zeroizing::new(document_number.trim().to_ascii_uppercase());
                let key = MrzKey::new(&number, &short_date(birth), &short_date(expiry)).map_err(refused)?;
                Ok(Password::Mrz(key))
            }
            Self::Can { can } => Can::new(can).map(Password::Can).map_err(refused),
        }
    }
}

fn mrz_password(text: &str) -> Result<Password, ControlError> {
    let mrz = Mrz::parse(text.trim()).map_err(|_| {
        ControlError::invalid("mrz", "this is no machine readable zone; type every line whole")
    })?;
    if !mrz.failed_checks().is_empty() {
        return Err(ControlError::invalid(
            "check_digit",
            "a check digit does not fit; look for a mistyped character",
        ));
    }
    mrz.key().map(Password::Mrz).map_err(refused)
}

/// `1974-08-12` as `740812`.
fn short_date(date: &str) -> Zeroizing<String> {
    let digits: String = date.chars().filter(|c| *c != '-').collect();
    let short = match digits.len() {
        8 => digits.get(2..).unwrap_or_default().to_owned(),
        _ => digits,
    };
    Zeroizing::new(short)
}

fn refused(error: PasswordError) -> ControlError {
    match error {
        PasswordError::DocumentNumber => {
            ControlError::invalid("document_number", "a document number has letters A to Z and digits only")
        }
        PasswordError::Date => ControlError::invalid("date", "a date has the form YYMMDD or YYYY-MM-DD"),
        _ => ControlError::invalid("can", "a card access number has six digits"),
    }
}

impl Service {
    /// Keeps, sealed, what opens the chip.
    pub(crate) async fn give_access(
        &self,
        row: &ControlRow,
        input: &AccessInput,
    ) -> Result<ControlRow, ControlError> {
        input.password()?;
        let bytes = Zeroizing::new(serde_json::to_vec(input).map_err(ControlError::internal)?);
        let sealed = self.data_key(row)?.seal(ACCESS, &bytes)?;
        let effects = vec![Effect::Seal(ACCESS.into(), sealed), Effect::Advice(None)];
        self.advance(row, &Event::AccessGiven, effects).await
    }

    /// What opens the chip.
    pub(super) async fn access(&self, row: &ControlRow) -> Result<Password, ControlError> {
        let bytes = self.unseal(row, ACCESS).await?.ok_or(ControlError::NotFound)?;
        let input: AccessInput = serde_json::from_slice(&bytes).map_err(ControlError::internal)?;
        input.password()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(input: AccessInput) -> Option<&'static str> {
        match input.password() {
            Ok(_) => None,
            Err(ControlError::Invalid { code, .. }) => Some(code),
            Err(_) => Some("other"),
        }
    }

    fn fields(number: &str, birth: &str, expiry: &str) -> AccessInput {
        let owned = str::to_owned;
        AccessInput::Fields { document_number: owned(number), birth: owned(birth), expiry: owned(expiry) }
    }

    #[test]
    fn dates_come_in_two_forms() {
        assert_eq!(code(fields("l898902c", "1969-08-06", "940623")), None);
        assert_eq!(code(fields("L898902C", "69-08-06", "9406231")), Some("date"));
        assert_eq!(code(fields("L898902%", "690806", "940623")), Some("document_number"));
    }

    #[test]
    fn a_wrong_check_digit_is_told() {
        let mrz =
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C<3UTO6908061F9406236ZE184226B<<<<<14";
        assert_eq!(code(AccessInput::Mrz { mrz: mrz.into() }), None);
        assert_eq!(code(AccessInput::Mrz { mrz: mrz.replace("C<3", "C<4") }), Some("check_digit"));
        assert_eq!(code(AccessInput::Mrz { mrz: "P<UTO".into() }), Some("mrz"));
        assert_eq!(code(AccessInput::Can { can: "12345".into() }), Some("can"));
    }
}
