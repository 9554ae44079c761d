//! Findings as the judge would make them.

#![allow(dead_code, reason = "each test binary uses its part")]

use kiosk::flow::Findings;
use std::collections::BTreeSet;
use verifier::assurance::{Decision, Unmet, Verdict};
use verifier::genuineness::ChipOutcome;
use verifier::reason::Reason;
use verifier::report::{AttackVerdict, FaceVerdict, LegReports};

/// What the legs report of a control in which everything was proven.
fn reports() -> LegReports {
    serde_json::from_value(serde_json::json!({
        "passive": {
            "verdict": "authentic", "reasons": [], "issuing_state": "UT", "document_signer": null, "csca": null,
            "algorithms": {"signature": "ecdsa-sha256", "key": "brainpoolP256r1", "digest": "sha256",
                "certificate_signature": "ecdsa-sha256"},
            "data_groups": {}, "revocation": "unknown", "warnings": [], "specimen": true
        },
        "access": {"offered": [], "used": "pace-ecdh-gm-aes-cbc-cmac-128/13", "downgrade": false},
        "chip": {"verdict": "genuine", "protocols": ["chip_authentication"], "reasons": []},
        "document": {"expired": false, "status": "not_assessed"},
        "face": {"score": 0.71, "threshold": 0.422, "false_match_rate": 1e-4, "verdict": "match", "reasons": []},
        "presentation_attack": {"score": 0.02, "threshold": 0.5, "verdict": "bona_fide", "certified": false,
            "networks": "minifasnet"},
        "liveness": "not_assessed",
        "quality": {"verdict": "not_assessed"}
    }))
    .unwrap()
}

fn findings(verdict: Verdict, reason: Reason, unmet: Unmet) -> Box<Findings> {
    let mut reports = reports();
    match reason {
        Reason::FaceNotMatched => {
            (reports.face.score, reports.face.verdict) = (Some(0.1), FaceVerdict::NoMatch)
        }
        Reason::ChipNotGenuine => reports.chip.verdict = ChipOutcome::Refused,
        Reason::PresentationAttack => reports.presentation_attack.verdict = AttackVerdict::Attack,
        Reason::FaceNotFound | Reason::MultipleFaces => {
            (reports.face.score, reports.face.verdict) = (None, FaceVerdict::NotAssessed);
        }
        _ => {}
    }
    let outlook = Decision {
        verdict,
        reasons: BTreeSet::from([reason, Reason::AssuranceNotMet]).into_iter().collect(),
        unmet: BTreeSet::from([unmet]),
        assurance_level: None,
        trust_framework: None,
    };
    Box::new(Findings { reports, outlook, policy: "demo".into(), earlier: vec![] })
}

/// Everything is proven but the officer's approval.
pub fn approvable() -> Box<Findings> {
    findings(Verdict::Inconclusive, Reason::AssuranceNotMet, Unmet::OfficerApproval)
}

/// This stands against it; where there is no face to judge, nothing is disproved.
pub fn refused(reason: Reason) -> Box<Findings> {
    match reason {
        Reason::FaceNotFound | Reason::MultipleFaces => {
            let mut findings = findings(Verdict::Inconclusive, reason, Unmet::FaceComparison);
            findings.outlook.unmet.extend([Unmet::OfficerApproval, Unmet::AttackDetection]);
            findings
        }
        reason => findings(Verdict::Refused, reason, Unmet::OfficerApproval),
    }
}

/// Nothing stands against it, but this demand is not met.
pub fn undecided(unmet: Unmet) -> Box<Findings> {
    findings(Verdict::Inconclusive, Reason::AssuranceNotMet, unmet)
}
