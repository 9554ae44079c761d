//! The reasons a verdict can carry, each with what an operator does about it.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! reasons {
    ($($(#[doc = $meaning:literal])+ $variant:ident = $code:literal, $advice:literal;)+) => {
        /// Why a control, or one leg of it, did not end as the holder hoped; written as its lower snake case code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Reason { $($(#[doc = $meaning])+ $variant,)+ }

        impl Reason {
            /// Every reason, in the order of the control.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The code in JSON and in results.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// What an operator does about it.
            pub fn advice(self) -> &'static str {
                match self { $(Self::$variant => $advice,)+ }
            }
        }
    };
}

reasons! {
    /// The chip refused the MRZ or CAN.
    AccessDenied = "access_denied", "Check the MRZ or the card access number against the document and try again.";
    /// A chip that announces PACE was read by BAC.
    AccessDowngrade = "access_downgrade", "Read the document again; if it persists, treat the chip as manipulated.";
    /// The chip was read without any access protocol.
    OpenChip = "open_chip", "Read the document again; if it persists, treat the chip as manipulated: those of passports and identity cards open only with the zone or the card access number.";
    /// The chip offers PACE only in variants that this system cannot run.
    PaceNotSupported = "pace_not_supported", "Examine the document by hand where PACE is demanded; report its kind to whoever maintains this system.";
    /// The zone that was read or typed is not that of the data on the chip.
    DocumentDiffersFromZone = "document_differs_from_zone", "Compare the printed zone with what was read or typed; if they agree, treat the document as forged.";
    /// Another document was put on the reader in the middle of a session.
    AnotherDocument = "another_document", "Read one document whole: lay it on the reader and leave it there.";
    /// A protected answer did not verify in the middle of the session.
    SecureMessagingFailed = "secure_messaging_failed", "Read the document again; if it persists, treat the chip as manipulated.";
    /// What the chip answered is no answer.
    AnswerMalformed = "answer_malformed", "Read the document again; if it persists, examine the document by hand.";
    /// The chip never completed an answer.
    AnswerEndless = "answer_endless", "Read the document again; if it persists, treat the chip as manipulated.";
    /// Reading the chip took longer than any honest one takes.
    ChipTooSlow = "chip_too_slow", "Lay the document flat and read it again; if it persists, examine the document by hand.";
    /// A file says that it is longer than any file may be.
    FileTooLarge = "file_too_large", "Read the document again; if it persists, treat the chip as manipulated.";
    /// A file or structure is not what its standard says.
    Malformed = "malformed", "Read the document again; if it persists, examine the document by hand.";
    /// The document signer's signature over EF.SOD is wrong.
    SignatureInvalid = "signature_invalid", "Treat the document as forged.";
    /// EF.SOD's signed attributes do not hold the digest of its content.
    MessageDigestMismatch = "message_digest_mismatch", "Treat the document as forged.";
    /// The CSCA's signature over the document signer certificate is wrong.
    CertificateSignatureInvalid = "certificate_signature_invalid", "Treat the document as forged.";
    /// The document signer certificate is not one for signing documents.
    CertificateNotPermitted = "certificate_not_permitted", "Treat the document as forged; report the issuing state's certificate.";
    /// No trusted CSCA has issued this document signer.
    CscaNotFound = "csca_not_found", "Import the issuing state's CSCA or a newer master list, then try again.";
    /// The CSCA was not valid when the document signer was issued.
    CscaExpired = "csca_expired", "Examine the document by hand; report the issuing state's certificate.";
    /// The document signer certificate is not valid at the time of the control.
    DocumentSignerExpired = "document_signer_expired", "Examine the document by hand.";
    /// The document signer certificate has been revoked.
    DocumentSignerRevoked = "document_signer_revoked", "Treat the document as forged; documents of this signer are withdrawn.";
    /// No revocation list of the issuing state is at hand.
    RevocationUnknown = "revocation_unknown", "Import the issuing state's certificate revocation list.";
    /// The revocation list is older than the policy allows.
    RevocationStale = "revocation_stale", "Import a newer certificate revocation list.";
    /// The signature or digest algorithm is not accepted at this date.
    AlgorithmNotAccepted = "algorithm_not_accepted", "Examine the document by hand; the issuing state uses an algorithm that is too weak.";
    /// The document departs from its standard, and a part of a check was given up to read it.
    CheckLoosened = "check_loosened", "See in the report what the document does otherwise; examine it by hand.";
    /// A part of a check was given up that tells a document from other things its state signs, and no document of the
    /// state is known to need that.
    LoosenedUnlisted = "loosened_unlisted", "Examine the document by hand; report its kind to whoever maintains this system.";
    /// DG1, document signer and CSCA name different states.
    IssuingStateMismatch = "issuing_state_mismatch", "Treat the document as forged.";
    /// A data group is not the one EF.SOD was signed over.
    DataGroupHashMismatch = "data_group_hash_mismatch", "Treat the document as forged.";
    /// A data group that is needed is listed in EF.SOD but was not read.
    DataGroupMissing = "data_group_missing", "Read the document again without moving it.";
    /// The chip could not prove that it is the one the issuing state wrote.
    ChipNotGenuine = "chip_not_genuine", "Treat the chip as cloned.";
    /// The document offers no way for its chip to prove itself.
    ChipAuthenticationNotOffered = "chip_authentication_not_offered", "Examine the document by hand; a copy of this chip could not be told from the original.";
    /// The document has expired.
    DocumentExpired = "document_expired", "Ask for a valid document.";
    /// The document is registered as lost, stolen or revoked.
    DocumentReportedLost = "document_reported_lost", "Follow the office's procedure for withdrawn documents.";
    /// The live face is not the face of the portrait.
    FaceNotMatched = "face_not_matched", "Compare the person with the portrait by eye; take a new picture in even light.";
    /// No face was found.
    FaceNotFound = "face_not_found", "Take a new picture with the whole face in view.";
    /// More than one face was found.
    MultipleFaces = "multiple_faces", "Take a new picture with one person in view.";
    /// The picture is not good enough.
    QualityInsufficient = "quality_insufficient", "Take a new picture in even light, facing the camera.";
    /// The officer's key is not enrolled.
    OfficerNotEnrolled = "officer_not_enrolled", "Have the officer's key enrolled, or let an enrolled officer decide.";
    /// An enrolled officer refused the case.
    OfficerRefused = "officer_refused", "Follow the office's procedure for a person who cannot be taken for the holder of the document.";
    /// The picture looks like a print, a screen or a mask.
    PresentationAttack = "presentation_attack", "See that the person, not a picture, is in front of the camera; take a new picture.";
    /// The person's answer to the liveness challenge was not right.
    LivenessFailed = "liveness_failed", "Let the person try the challenge again.";
    /// Something that the policy demands is not proven, or something it forbids was used.
    AssuranceNotMet = "assurance_not_met", "See which demand of the policy is not met; use another policy only if its owner allows it.";
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_what_json_says() {
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
        }
    }
}
