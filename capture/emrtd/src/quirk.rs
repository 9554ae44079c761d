//! Faults of honest documents that are worked around: named where they are met, and listed in `assets/quirks.toml`.

mod document_kind;
mod table;

pub use document_kind::{DocumentKind, IssuedDocument};
pub use table::{Expected, QuirkTable, QuirkTableError};

use serde::{Deserialize, Serialize};
use std::fmt;

/// A fault of a document or of its chip that was worked around.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Quirk {
    /// It refused an answer as long as it has announced or as every chip must give: shorter ones were asked for.
    LongAnswersRefused,
    /// It answers READ BINARY with the longest Le as if the offset were wrong (6B00): shorter answers were asked for.
    LongestLeAnsweredWrongOffset,
    /// A command of extended length ended the session: the chip was opened anew and read by short commands.
    ExtendedLengthEndsSession,
    /// It is known to refuse SELECT and MSE with an Le: they were sent without.
    LeOnSelectRefused,
    /// It is known to refuse MSE:Set AT of PACE without the domain parameters (DO'84'): they were sent.
    ParameterReferenceDemanded,
    /// It gave EF.CardAccess with a warning as status word.
    CardAccessWithWarning,
    /// It refuses the files of the master file (EF.DIR, EF.ATR/INFO) before access is gained.
    MasterFileClosedBeforeAccess,
    /// DG14 holds a key but no ChipAuthenticationInfo: Chip Authentication was run with triple DES.
    ChipAuthenticationInfoMissing,
    /// It cut the signature of Active Authentication and answered 9000: it was asked again with another Le.
    ActiveAuthenticationTruncated,
    /// It answered Active Authentication with 9000 and no signature: it was asked again with another Le.
    ActiveAuthenticationEmpty,
    /// The numbers of an ECDSA signature have zeros before them that its format does not allow.
    EcdsaZeroPrefixed,
    /// EF.SOD is in BER, with indefinite lengths or in pieces, and not in DER.
    SecurityObjectInBer,
    /// EF.SOD names what it signs by the old arc of ICAO (1.3.27.1.1.1).
    ContentTypeOfOldArc,
    /// EF.SOD names what it signs by the arc of a manufacturer (1.2.528.1.1006.1.20.1).
    ContentTypeOfManufacturer,
    /// EF.SOD names what it signs as data of any kind (id-data).
    ContentTypeData,
    /// The digest of the data groups is another than the signer's.
    DigestDiffersFromSigner,
    /// A face record says that it is some bytes longer or shorter than it is.
    FaceRecordLengthWrong,
    /// The document number is longer than its field and goes on in the optional data.
    DocumentNumberLong,
    /// The check digit of empty optional data is a filler.
    OptionalCheckDigitFiller,
}

impl Quirk {
    /// Every one that is known.
    pub const ALL: [Self; 19] = [
        Self::LongAnswersRefused,
        Self::LongestLeAnsweredWrongOffset,
        Self::ExtendedLengthEndsSession,
        Self::LeOnSelectRefused,
        Self::ParameterReferenceDemanded,
        Self::CardAccessWithWarning,
        Self::MasterFileClosedBeforeAccess,
        Self::ChipAuthenticationInfoMissing,
        Self::ActiveAuthenticationTruncated,
        Self::ActiveAuthenticationEmpty,
        Self::EcdsaZeroPrefixed,
        Self::SecurityObjectInBer,
        Self::ContentTypeOfOldArc,
        Self::ContentTypeOfManufacturer,
        Self::ContentTypeData,
        Self::DigestDiffersFromSigner,
        Self::FaceRecordLengthWrong,
        Self::DocumentNumberLong,
        Self::OptionalCheckDigitFiller,
    ];

    /// True where working around it gives up a part of a check: a policy may refuse it.
    pub fn loosens(self) -> bool {
        matches!(self, Self::EcdsaZeroPrefixed | Self::ContentTypeData | Self::FaceRecordLengthWrong)
    }

    /// True where the part that was given up kept the signature over a document apart from one over anything else: to be
    /// expected only of the states that the table lists for it.
    pub fn must_be_listed(self) -> bool {
        self == Self::ContentTypeData
    }

    /// The quirk of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|quirk| quirk.to_string() == name)
    }
}

/// The name in the record.
impl fmt::Display for Quirk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}
