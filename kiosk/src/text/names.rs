//! The messages that stand for verdicts and demands.

use verifier::assurance::{Unmet, Verdict};

/// The message of a verdict.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "common-accepted",
        Verdict::Refused => "common-refused",
        Verdict::Inconclusive => "common-inconclusive",
    }
}

/// The message of a demand that is not met.
pub fn unmet(unmet: Unmet) -> &'static str {
    match unmet {
        Unmet::SpecimenAnchor => "kiosk-unmet-specimen_anchor",
        Unmet::StillFile => "kiosk-unmet-still_file",
        Unmet::OfficerApproval => "kiosk-unmet-officer_approval",
        Unmet::AttackDetection => "kiosk-unmet-attack_detection",
        Unmet::CertifiedAttackDetection => "kiosk-unmet-certified_attack_detection",
        Unmet::ActiveLiveness => "kiosk-unmet-active_liveness",
        Unmet::ChipGenuineness => "kiosk-unmet-chip_genuineness",
        Unmet::DocumentValidity => "kiosk-unmet-document_validity",
        Unmet::FaceComparison => "kiosk-unmet-face_comparison",
    }
}
