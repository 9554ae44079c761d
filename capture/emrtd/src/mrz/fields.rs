//! What a machine readable zone says, by position.

use serde::Serialize;
use std::fmt;

/// The fields of a machine readable zone without trailing fillers; a field that the format lacks is `None`.
///
/// Names stay transliterated as the issuer wrote them, with fillers as spaces.
#[derive(Clone, PartialEq, Eq, Default, Serialize)]
pub struct MrzFields {
    /// The first one or two characters: P, ID, V, …
    pub document_code: String,
    /// The issuing State or organization.
    pub issuing_state: String,
    /// The document number, whole even where it continues in the optional data.
    pub document_number: String,
    /// YYMMDD as it stands.
    pub date_of_birth: String,
    /// YYMMDD as it stands.
    pub date_of_expiry: Option<String>,
    /// The sex, where the document tells it.
    pub sex: Option<Sex>,
    /// The holder's nationality.
    pub nationality: Option<String>,
    /// The primary identifier.
    pub surname: String,
    /// The secondary identifier; empty when there is none.
    pub given_names: String,
    /// What the issuer adds, without a part of the document number.
    pub optional_data: Option<String>,
    /// The second optional field of TD1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optional_data_2: Option<String>,
    /// The month of issue (YYMM) on a French identity card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_issue: Option<String>,
    /// The place of issue on a French identity card, the language on a Swiss licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub administrative_code: Option<String>,
}

/// Never shows what the zone says.
impl fmt::Debug for MrzFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MrzFields")
    }
}

/// The sex as it is printed: `<` in the zone is X beside it, ICAO 9303-3 §4.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Sex {
    /// Female.
    F,
    /// Male.
    M,
    /// Unspecified.
    X,
}

impl Sex {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "F" => Some(Self::F),
            "M" => Some(Self::M),
            "<" => Some(Self::X),
            _ => None,
        }
    }
}

/// A part of the zone that a check digit covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckedField {
    /// The document number.
    DocumentNumber,
    /// The date of birth.
    DateOfBirth,
    /// The date of expiry.
    DateOfExpiry,
    /// The optional data of a passport.
    OptionalData,
    /// All of them together.
    Composite,
}
