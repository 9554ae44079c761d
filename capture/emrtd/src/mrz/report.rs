//! What is wrong with a machine readable zone, and the report of it.

use super::{CheckedField, Correction, Diagnosis, Mrz, MrzFields, MrzFormat};
use serde::{Serialize, Serializer};
use std::fmt;

/// Something that check digits do not cover and ICAO 9303-3 does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MrzProblem {
    /// The date of birth is no day of the calendar.
    DateOfBirth,
    /// The date of expiry is no day of the calendar.
    DateOfExpiry,
    /// The sex is none of F, M and the filler.
    Sex,
    /// The issuing State is not in ICAO 9303-3 §5.
    IssuingState,
    /// The nationality is not in ICAO 9303-3 §5.
    Nationality,
    /// A name holds a digit, or there is none.
    Name,
    /// The document number is empty.
    DocumentNumber,
    /// A position that must hold a filler holds something else.
    Filler,
}

impl fmt::Display for MrzProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DateOfBirth => "date_of_birth is not a date",
            Self::DateOfExpiry => "date_of_expiry is not a date",
            Self::Sex => "sex is not F, M or <",
            Self::IssuingState => "issuing_state is not a code of ICAO 9303-3",
            Self::Nationality => "nationality is not a code of ICAO 9303-3",
            Self::Name => "surname and given_names are not a name",
            Self::DocumentNumber => "document_number is empty",
            Self::Filler => "a filler position holds another character",
        })
    }
}

impl Serialize for MrzProblem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A machine readable zone as the command reports it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct MrzReport {
    /// Which kind of document.
    pub format: MrzFormat,
    /// True when every check digit fits and nothing else is wrong.
    pub valid: bool,
    /// The fields whose check digits do not fit.
    pub failed_checks: Vec<CheckedField>,
    /// What else is wrong.
    pub problems: Vec<MrzProblem>,
    /// The fields with which something is wrong, and what.
    pub diagnoses: Vec<Diagnosis>,
    /// Characters that were most likely misread: proposals, of which none is applied to the fields.
    pub corrections: Vec<Correction>,
    /// What the zone says.
    pub fields: MrzFields,
}

/// Never shows what the zone says.
impl fmt::Debug for MrzReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MrzReport {{ {:?}, {:?}, {:?} }}", self.format, self.failed_checks, self.problems)
    }
}

impl From<&Mrz> for MrzReport {
    fn from(mrz: &Mrz) -> Self {
        Self {
            format: mrz.format(),
            valid: mrz.valid(),
            failed_checks: mrz.failed_checks().to_vec(),
            problems: mrz.problems().to_vec(),
            diagnoses: mrz.diagnoses(),
            corrections: mrz.corrections(),
            fields: mrz.fields().clone(),
        }
    }
}
